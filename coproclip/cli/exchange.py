"""What other programs read: `coproclip export timeline|qda`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import (
    Confirmed,
    Missing,
    To,
    confirm_sensitive,
    say_refused,
    stoppable_export,
    withdraw,
)
from coproclip.cli.output import counted, progress, say, show, show_json, stoppable
from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts import playlists
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.rules.grants import NO_TEXT
from coproclip.excerpts.team.originals import shareable_for_team
from coproclip.export.exchange.qda_file import save_qda
from coproclip.export.exchange.team_files import save_story, save_timeline_of_originals
from coproclip.export.exchange.timeline import FrameRate
from coproclip.export.exchange.timeline_folder import TimelineFormat, export_timeline, owner_of_timeline
from coproclip.people.stories import find_story
from coproclip.project.project import Project

FORMATS, RATES = tuple(TimelineFormat), tuple(FrameRate)


def _format(text: str) -> TimelineFormat:
    return TimelineFormat(one_of(FORMATS)(text))


def _rate(text: str) -> FrameRate:
    return FrameRate(one_of(RATES)(text))


Formats = Annotated[
    list[TimelineFormat] | None,
    typer.Option(
        "--format",
        metavar="|".join(FORMATS),
        parser=_format,
        help="For which kind of program; may be given several times. otio without it; elan for a story.",
    ),
]
Rate = Annotated[
    FrameRate, typer.Option("--fps", metavar="|".join(RATES), parser=_rate, help="Frames a second of the timeline.")
]
ForTheTeam = Annotated[
    bool, typer.Option("--for-the-team", help="Everything in it is wanted; it is marked as not for sharing.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that this program did not make.")]


def _ask_for_the_team(what: str, *, for_the_team: bool) -> None:
    if not for_the_team:
        raise BadInput(
            f"This would hold {what}, also what may not be shared.",
            "Nothing was made.",
            "Add --for-the-team if it is for the team alone.",
        )


def timeline(
    project: ProjectPath,
    to: To,
    playlist: Annotated[str, typer.Option(metavar="NAME", help="The excerpts of a playlist, in its order.")] = "",
    excerpt: Annotated[
        list[int] | None, typer.Option("--excerpt", metavar="ID", help="An excerpt; may be given several times.")
    ] = None,
    story: Annotated[
        str, typer.Option(metavar="STORY", help="A whole story, for the team: elan, ohms, audacity.")
    ] = "",
    formats: Formats = None,
    fps: Rate = FrameRate.PAL,
    originals: Annotated[
        bool, typer.Option("--originals", help="Of the recordings themselves, for the team, instead of clips.")
    ] = False,
    for_the_team: ForTheTeam = False,
    force: Force = False,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A timeline for an editing program, with a clip of each excerpt that may leave; or a story for annotating.

    Editing programs open otio (OpenTimelineIO), edl (CMX 3600) or fcpxml; audacity are labels, elan and ohms are for
    annotating and archives, webannotation and csv for anything else.
    """
    if sum(map(bool, (playlist, excerpt, story))) != 1:
        raise typer.BadParameter("Give --playlist, --excerpt or --story.")
    if story:
        _ask_for_the_team("a whole story", for_the_team=for_the_team)
        _write_story(project, story, to, formats or [TimelineFormat.ELAN], force, for_whom, as_json=as_json)
        return
    if originals:
        _ask_for_the_team("the recordings themselves", for_the_team=for_the_team)
    with stoppable_export("The timeline was not made.") as cancel, opened(project) as target:
        number, ids = chosen_of(target, playlist, excerpt or [])
        use = Use.REPORTER if originals else Use.SHARING

        def _may(those: Sequence[int]) -> Sharing:
            return shareable(target, those, use, playlist_id=number)

        sharing = shareable_for_team(target, ids, number) if originals else _may(ids)
        say_refused(sharing)
        owner = owner_of_timeline(target, number, ids)
        if not originals:
            withdraw(target, to, sharing, owner, use, missing=missing)
        if not sharing.granted:
            raise NotShareable("Nothing of it can be shared yet, so no timeline was made.")
        beside = [one.excerpt_id for one in sharing.granted]
        title = NO_TEXT
        if number is not None:
            title = shareable_text(target, PublicText.PLAYLIST_TITLE, number, use, beside=beside)
        wanted = formats or [TimelineFormat.OTIO]
        if originals:
            made = save_timeline_of_originals(
                target,
                sharing.granted,
                to,
                title=title,
                formats=wanted,
                fps=fps,
                replace=force,
                to_whom=for_whom,
                tell=say,
            )
        else:
            confirm_sensitive(sharing, confirmed=confirmed)
            with progress("Making the timeline") as report:
                folder = export_timeline(
                    sharing.granted,
                    to,
                    title=title,
                    owner=owner,
                    formats=wanted,
                    fps=fps,
                    again=_may,
                    report=report,
                    cancel=cancel,
                    tell=say,
                    to_whom=for_whom,
                )
            made = list(folder.files)
    _show_files(made, len(sharing.granted), as_json=as_json)


def chosen_of(project: Project, playlist: str, excerpts: Sequence[int]) -> tuple[int | None, list[int]]:
    """The playlist, if one was named, and the excerpts in order."""
    if not playlist:
        return None, list(dict.fromkeys(excerpts))
    with project.read() as session:
        found = playlists.find_playlist(session, playlist)
        chosen = [item.excerpt_id for item in playlists.items(session, found.id)]
    if not chosen:
        raise NotShareable(f"The playlist “{found.title}” is empty.", next="Put excerpts into it first.")
    return found.id, chosen


def _write_story(
    project: Path,
    story: str,
    to: Path,
    formats: Sequence[TimelineFormat],
    force: bool,
    for_whom: str,
    *,
    as_json: bool,
) -> None:
    with stoppable() as cancel, opened(project) as target:
        with target.read() as session:
            number = find_story(session, story).id
        with progress("Writing the story") as report:
            made = save_story(
                target,
                number,
                to,
                formats=formats,
                replace=force,
                to_whom=for_whom,
                report=report,
                cancel=cancel,
                tell=say,
            )
    _show_files(made, 0, as_json=as_json)


def _show_files(made: Sequence[Path], excerpts: int, *, as_json: bool) -> None:
    if as_json:
        show_json({"files": [str(path) for path in made], **({"excerpts": excerpts} if excerpts else {})})
        return
    for path in made:
        show(str(path))


def qda(
    project: ProjectPath,
    to: To,
    for_the_team: ForTheTeam = False,
    force: Force = False,
    for_whom: ForWhom = "",
    as_json: AsJson = False,
) -> None:
    """The whole project for research software (REFI-QDA, .qdpx), for the team: stories, words, themes and excerpts.

    Stories that the team may not have, what was off the record or is marked “Don’t use this bit”, and names that are
    taken out are not in it.
    """
    _ask_for_the_team("whole stories", for_the_team=for_the_team)
    with stoppable() as cancel, opened(project) as target, progress("Making the file") as report:
        made = save_qda(target, to, replace=force, to_whom=for_whom, report=report, cancel=cancel, tell=say)
    for title, why in made.left_out:
        say(f"Left out: {title}. {why}")
    if as_json:
        show_json(
            {
                "file": str(made.path),
                "stories": made.stories,
                "themes": made.themes,
                "excerpts": made.excerpts,
                "left_out": [{"title": title, "reason": why} for title, why in made.left_out],
            }
        )
        return
    what = ", ".join(
        (counted(made.stories, "story", "stories"), counted(made.themes, "theme"), counted(made.excerpts, "excerpt"))
    )
    show(f"{made.path}: {what}")

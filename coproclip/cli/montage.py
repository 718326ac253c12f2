"""`coproclip export montage|page`: a playlist, or a theme, as one sound; a playlist as one page without a folder."""

from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.audio.encode import Format
from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import Confirmed, Missing, To, settle, stoppable_export
from coproclip.cli.output import counted, progress, say, show, show_json
from coproclip.cli.picking import FromPlaylist, FromTheme, picked_of
from coproclip.excerpts import playlists
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.montage import FORMATS, USES, export_montage
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_page import playlist_info
from coproclip.timecode import length

_USES = tuple(USES)


def _format(text: str) -> Format:
    return Format(one_of(FORMATS)(text))


def _use(text: str) -> Use:
    return Use(one_of(_USES)(text))


For = Annotated[
    Use,
    typer.Option(
        "--use", metavar="|".join(_USES), parser=_use, help="sharing: to hand on; page: for everybody to hear."
    ),
]


def montage(
    project: ProjectPath,
    to: To,
    playlist: FromPlaylist = "",
    theme: FromTheme = "",
    format: Annotated[
        Format, typer.Option("--format", metavar="|".join(FORMATS), parser=_format, help="What it is written as.")
    ] = Format.MP3,
    gap_ms: Annotated[
        int | None,
        typer.Option(
            "--gap",
            metavar="MS",
            min=0,
            max=playlists.MOST_GAP_MS,
            help="How long it is silent between two excerpts; else as long as the playlist says, or 1000.",
        ),
    ] = None,
    use: For = Use.SHARING,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """All excerpts of a playlist or a theme as one sound, with gaps, chapters and captions."""
    with stoppable_export("No montage was made.") as cancel, opened(project) as target:
        picked = picked_of(target, playlist, theme, None)

        def _may(those: Sequence[int]) -> Sharing:
            return picked.may(target, use, those)

        sharing = _may(picked.excerpts)
        owner = picked.owner(target, FolderKind.MONTAGE)
        none = "Nothing of it can be shared yet, so no montage was made."
        settle(target, to, sharing, owner, use, none, missing=missing, confirmed=confirmed)
        beside = [one.excerpt_id for one in sharing.granted]
        info = playlist_info(target, picked.playlist, sharing.granted) if picked.playlist is not None else None
        with progress("Making the montage") as report:
            made = export_montage(
                sharing.granted,
                to,
                owner=owner,
                title=picked.called(target, sharing.granted),
                album=shareable_text(target, PublicText.PROJECT_TITLE, use=use, beside=beside),
                between=info.between if info is not None else {},
                gap_ms=gap_ms if gap_ms is not None else info.gap_ms if info is not None else 1000,
                format=format,
                again=_may,
                report=report,
                cancel=cancel,
                tell=say,
                to_whom=for_whom,
            )
        for problem in made.problems:
            say(problem)
    if as_json:
        facts = {"excerpts": made.excerpts, "chapters": made.chapters, "duration_ms": made.duration_ms}
        captions = [str(path) for path in made.captions]
        show_json({"folder": str(made.folder), "sound": str(made.sound), "captions": captions, **facts})
        return
    show(f"{made.sound}  {length(made.duration_ms)}, {counted(made.chapters, 'chapter')}")


def page(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A playlist’s name or number.")],
    to: To,
    use: For = Use.SHARING,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A playlist as one page that holds all its sounds: to be mailed, or opened from a stick without a folder."""
    with stoppable_export("No page was made.") as cancel, opened(project) as target:
        with target.read() as session:
            found = playlists.find_playlist(session, name)
            chosen = [item.excerpt_id for item in playlists.items(session, found.id)]

        def _may(those: Sequence[int]) -> Sharing:
            return shareable(target, those, use, playlist_id=found.id)

        sharing = _may(chosen)
        owner = owner_of_folder(target, FolderKind.ONE_PAGE, chosen, playlist_id=found.id)
        none = "Nothing in this playlist can be shared yet, so no page was made."
        settle(target, to, sharing, owner, use, none, missing=missing, confirmed=confirmed)
        with progress("Making the page") as report:
            made = export_one_page(
                playlist_info(target, found.id, sharing.granted),
                sharing.granted,
                to,
                owner=owner,
                again=_may,
                report=report,
                cancel=cancel,
                tell=say,
                to_whom=for_whom,
            )
        for problem in made.problems:
            say(problem)
    if as_json:
        show_json({"page": str(made.page), "bytes": made.size_bytes, "excerpts": made.excerpts})
        return
    show(f"{made.page}  {made.size_bytes / 1e6:.1f} MB")

"""What is for the team alone: a whole story for annotation programs, and a timeline of the recordings themselves."""

from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from coproclip.audio.encode import Format
from coproclip.errors import BadInput, NotShareable, storage_error
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.marking import stories_of
from coproclip.excerpts.rules.grants import ShareableText, recheck, verify_texts
from coproclip.excerpts.team.originals import originals_of
from coproclip.excerpts.team.team_stories import team_stories
from coproclip.export.exchange.marked_sound import of_story
from coproclip.export.exchange.team_sound import write_team_sound
from coproclip.export.exchange.timeline import FrameRate, of_originals
from coproclip.export.exchange.timeline_folder import EDITING, OF_ONE_SOUND, TimelineFormat, editing_text, sound_text
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.names import safe_name
from coproclip.export.folders.target import Tell, keep_quiet
from coproclip.export.folders.team_file import save_for_team, team_file
from coproclip.export.folders.workplace import workplace
from coproclip.export.notices import TEAM_MARK
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.project import Project

ACTIVITY = "writing the story"
STORY_TITLE = "Story for the team"
ORIGINALS_TITLE = "Timeline of recordings for the team"
_SUFFIX = f" ({TEAM_MARK[0].lower()}{TEAM_MARK[1:]})"
_ENDINGS = {TimelineFormat.AUDACITY: " labels.txt", TimelineFormat.ELAN: ".eaf", TimelineFormat.OHMS: " OHMS.xml"}


def save_story(
    project: Project,
    story_id: int,
    folder: Path,
    *,
    formats: Collection[TimelineFormat] = (TimelineFormat.ELAN,),
    replace: bool = False,
    to_whom: str = "",
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
) -> list[Path]:
    """Write a whole story to `folder`: its sound (WAV), and beside it its words and excerpts in these `formats`.

    Files are for the team: what the team may not have is in none of them, and only their owner may read them. Raises as
    `qda_file.save_qda`, and `BadInput` for a format that is about clips.
    """
    if others := [kind for kind in formats if kind not in OF_ONE_SOUND]:
        raise BadInput(
            f"A whole story is not written as {', '.join(others)}.",
            "Nothing was made.",
            f"Choose {', '.join(OF_ONE_SOUND)}.",
        )
    made = team_stories(project, [story_id])
    places = _places(folder, made.stories[0].title, formats) if made.stories else []
    # What may no longer be there goes, whatever comes of this.
    withdraw_everywhere(project, folder, tell, replaced=places)
    if not made.stories:
        raise NotShareable(" ".join(reason for _, reason in made.refused), "Nothing was made.")
    [story] = made.stories
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    note = HandoverNote(Use.REPORTER, STORY_TITLE, to_whom, tell, project, (story_id,), texts=made.texts)
    [*paths, audio] = places
    sound = of_story(made, story, PurePosixPath(audio.name))
    with workplace(folder, ACTIVITY) as bench:
        write_team_sound(
            made,
            story,
            bench / "sound.wav",
            Format.WAV,
            cancel=cancel.raise_if_cancelled,
            report=lambda fraction: watch(fraction, 1, "Writing the sound"),
        )
        cancel.raise_if_cancelled()
        if team_stories(project, [story_id]) != made:
            raise NotShareable("The story was changed meanwhile.", "Nothing was written.", "Try again.")
        try:
            with team_file(audio, note, replace=replace) as (file, _part), (bench / "sound.wav").open("rb") as source:
                while block := source.read(1 << 20):
                    file.write(block)
            for path, kind in zip(paths, sorted(formats, key=OF_ONE_SOUND.index), strict=True):
                with team_file(path, note, replace=replace) as (file, _part):
                    file.write(sound_text(kind, sound).encode("utf-8"))
        except OSError as error:
            raise storage_error(error, ACTIVITY) from error
    return [*paths, audio]


def _places(folder: Path, title: str, formats: Collection[TimelineFormat]) -> list[Path]:
    """The files of a story in these formats, and then its sound."""
    name = f"{safe_name(title, 'Story')}{_SUFFIX}"
    endings = [_ENDINGS[kind] for kind in sorted(formats, key=OF_ONE_SOUND.index)]
    return [folder / f"{name}{ending}" for ending in (*endings, ".wav")]


def save_timeline_of_originals(
    project: Project,
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    title: ShareableText,
    formats: Collection[TimelineFormat] = (TimelineFormat.OTIO,),
    fps: FrameRate = FrameRate.PAL,
    replace: bool = False,
    to_whom: str = "",
    tell: Tell = keep_quiet,
) -> list[Path]:
    """Write a timeline of excerpts granted for the team, out of the recordings where they lie on this computer.

    No sound is written. Raises `NotShareable` for other grants and where something changed meanwhile, `BadInput` for a
    format that does not place stretches of files, `MediaError`, `StorageError`.
    """
    verify_texts([title])
    if others := [kind for kind in formats if kind not in EDITING]:
        raise BadInput(
            f"Recordings themselves are not listed as {', '.join(others)}.",
            "Nothing was made.",
            f"Choose {', '.join(EDITING)}, or leave --originals out.",
        )
    name = f"{safe_name(title, 'Excerpts')} originals{_SUFFIX}"
    places = {kind: folder / f"{name}.{kind}" for kind in sorted(formats, key=EDITING.index)}
    # What may no longer be there goes, whatever comes of this.
    withdraw_everywhere(project, folder, tell, replaced=places.values() if excerpts else ())
    if not excerpts:
        raise BadInput("There is no excerpt to put on a timeline.", "Nothing was made.")
    timeline = of_originals(title, excerpts, originals_of(project, excerpts), fps)
    with project.read() as session:
        stories = tuple(stories_of(session, [one.excerpt_id for one in excerpts]))
    texts = {kind: editing_text(kind, timeline) for kind in places}
    for excerpt in excerpts:
        recheck(excerpt)
    originals_of(project, excerpts)  # and whether the team may still have their stories
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = [title, *(text for one in excerpts for text in (one.title, one.attribution, *one.themes))]
    for kind, text in texts.items():
        save_for_team(
            project,
            stories,
            text,
            places[kind],
            replace=replace,
            to_whom=to_whom,
            title=ORIGINALS_TITLE,
            tell=tell,
            texts=written,
            excerpts=[one.excerpt_id for one in excerpts],
        )
    return list(places.values())

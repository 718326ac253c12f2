"""A timeline as a folder for somebody who edits: clips as they were cut, and beside them what the programs open."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.grants import NO_TEXT, ShareableText, home_of, recheck_texts, verify_texts
from coproclip.excerpts.marking import stories_of
from coproclip.export.clip import ClipChoices, ClipFiles, WrittenClip, write_clip, write_text
from coproclip.export.clips import (
    clip_names,
    counted,
    granted_now,
    only_shareable,
    say_what_is_left,
    still_granted,
)
from coproclip.export.exchange.annotating import elan_text, labels_text, ohms_text
from coproclip.export.exchange.editing import edl_text, fcpxml_text, otio_text
from coproclip.export.exchange.joined_sound import write_joined
from coproclip.export.exchange.listing import annotations_text, clips_csv
from coproclip.export.exchange.marked_sound import MarkedSound, of_timeline
from coproclip.export.exchange.timeline import ClipSound, FrameRate, Timeline, of_clips
from coproclip.export.finished import Expected, say_if_not_whole
from coproclip.export.ledger import HandoverNote
from coproclip.export.manifest import Owner
from coproclip.export.names import safe_name
from coproclip.export.placing import ExportPlace, timeline_place
from coproclip.export.target import Again, ExportFolder, Tell, keep_quiet
from coproclip.export.workplace import say_if_gone, workplace
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.project import Project
from coproclip.sound_file import open_sound

ACTIVITY = "making the timeline"
TITLE = "Timeline"


class TimelineFormat(StrEnum):
    """What a timeline can be written as."""

    OTIO = "otio"
    EDL = "edl"
    FCPXML = "fcpxml"
    AUDACITY = "audacity"
    ELAN = "elan"
    OHMS = "ohms"
    ANNOTATION = "webannotation"
    CSV = "csv"


EDITING = (TimelineFormat.OTIO, TimelineFormat.EDL, TimelineFormat.FCPXML)
"""Those that place stretches of files; the others describe sounds."""
OF_ONE_SOUND = (TimelineFormat.AUDACITY, TimelineFormat.ELAN, TimelineFormat.OHMS)
"""Those that describe one sound: all clips are put into one beside them."""
_NAMES = {
    TimelineFormat.OTIO: "{}.otio",
    TimelineFormat.EDL: "{}.edl",
    TimelineFormat.FCPXML: "{}.fcpxml",
    TimelineFormat.AUDACITY: "{} labels.txt",
    TimelineFormat.ELAN: "{}.eaf",
    TimelineFormat.OHMS: "{} OHMS.xml",
    TimelineFormat.ANNOTATION: "{} annotations.json",
    TimelineFormat.CSV: "{}.csv",
}
_JOINED = "{}.wav"


@dataclass(frozen=True, slots=True)
class TimelineFolder:
    """Where a timeline was put: its folder, the files that programs open, and its clips in order."""

    folder: Path
    files: tuple[Path, ...]
    clips: tuple[ClipFiles, ...]


def export_timeline(
    excerpts: Sequence[ShareableExcerpt],
    parent: Path,
    *,
    title: ShareableText = NO_TEXT,
    owner: Owner,
    formats: Collection[TimelineFormat] = (TimelineFormat.OTIO,),
    fps: FrameRate = FrameRate.PAL,
    again: Again | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> TimelineFolder:
    """A folder in `parent` with a clip of each excerpt (WAV, sample by sample as recorded) and the `formats`.

    It is noted in the ledger as handed `to_whom`. An earlier one of the same `owner` is brought up to date; what may no
    longer leave goes first, and all that names it with it. `again` says anew what may leave. Raises `BadInput` where
    there is nothing to make, `NotShareable`, `MediaError`, `StorageError`.
    """
    only_shareable(excerpts)
    verify_texts([title])
    if not excerpts or not formats:
        raise BadInput("There is no excerpt that may leave, or no format to write.", "Nothing was made.")
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    home, made, steps = home_of(excerpts), list[ClipFiles](), len(excerpts) + 1
    note = HandoverNote(Use.SHARING, title or TITLE, to_whom, tell, home)

    def target(place: Path, bench: Path) -> ExportFolder:
        return ExportFolder(place, bench, owner, Use.SHARING, tell, home)

    def withdraw(bench: Path = parent) -> list[str]:
        left = list[str]()
        for before in timeline_place(parent, NO_TEXT, owner, Use.SHARING).earlier:
            there = target(before, bench)
            there.withdraw_playlist(granted_now(excerpts, again), parent, lambda _path: False)
            left += there.left
        return left

    choices = ClipChoices("wav", captions=True, loudness=False, album=title)
    with (
        workplace(parent, ACTIVITY, lambda: _nothing(withdraw())) as bench,
        counted(made, len(excerpts), parent),
        _withdrawn(parent, title, owner, lambda: withdraw(bench)) as place,
    ):
        fresh = bench / "folder"
        names = clip_names(excerpts)
        written: list[WrittenClip] = []
        for number, (excerpt, name) in enumerate(zip(excerpts, names, strict=True), 1):
            cancel.raise_if_cancelled()
            say_if_gone(bench)
            watch(number - 1, steps, f"Making clip {number} of {len(excerpts)}")
            still_granted(excerpt, again)
            written.append(write_clip(excerpt, fresh / "audio" / name, fresh / "captions" / name, choices, cancel))
        watch(len(excerpts), steps, "Making the timeline")
        sounds = [_clip_sound(excerpt, one.files.audio, fresh) for excerpt, one in zip(excerpts, written, strict=True)]
        lists = _write_files(fresh, of_clips(title, sounds, fps), written, set(formats), owner, cancel)
        for excerpt in excerpts:
            still_granted(excerpt, again)
        recheck_texts([title])
        cancel.raise_if_cancelled()
        say_if_gone(bench)
        place.take_over()
        there = target(place.folder, bench)
        expected: list[Expected] = []
        for excerpt, clip in zip(excerpts, written, strict=True):
            hashes = there.put({path.relative_to(fresh).as_posix(): path for path in clip.files.paths}, note, excerpt)
            expected += clip.expected(hashes, place.folder)
            made.append(clip.files.moved(lambda path: place.folder / path.relative_to(fresh)))
        hashes = there.put({path.name: path for path in lists}, note)
        expected += [Expected(place.folder / name, digest) for name, digest in hashes.items()]
        there.finish()
        for excerpt in excerpts:
            still_granted(excerpt, again)
    say_if_not_whole(expected, len(excerpts), place.folder)
    watch(steps, steps, "The timeline is ready")
    return TimelineFolder(place.folder, tuple(place.folder / path.name for path in lists), tuple(made))


def owner_of_timeline(project: Project, playlist_id: int | None, excerpt_ids: Sequence[int]) -> Owner:
    """Whose a timeline is: that of a playlist, or of the stories that its excerpts come from."""
    what = f"playlist {playlist_id}"
    if playlist_id is None:
        with project.read() as session:
            what = f"stories {', '.join(map(str, stories_of(session, excerpt_ids)))}"
    return Owner(project.details.uid, f"timeline of {what}")


def _nothing(_left: list[str]) -> None:
    """What was left is said elsewhere."""


@contextmanager
def _withdrawn(
    parent: Path, title: ShareableText, owner: Owner, withdraw: Callable[[], list[str]]
) -> Iterator[ExportPlace]:
    """Take away what may no longer leave before anything is made, and once more when the making ends too early."""
    place = timeline_place(parent, title, owner, Use.SHARING)
    left = withdraw()
    try:
        yield place
    except NotShareable as error:
        raise say_what_is_left(error, left + withdraw()) from None
    except BaseException:
        withdraw()
        raise


def _clip_sound(excerpt: ShareableExcerpt, audio: Path, folder: Path) -> ClipSound:
    only_shareable([excerpt])
    with open_sound(audio) as sound:
        return ClipSound(excerpt, audio.relative_to(folder), sound.frames, sound.samplerate, sound.channels)


def _write_files(
    folder: Path,
    timeline: Timeline,
    clips: Sequence[WrittenClip],
    formats: Collection[TimelineFormat],
    owner: Owner,
    cancel: CancelToken,
) -> list[Path]:
    """Write what programs open, and the one sound that some of it is about; returns them as they are put in place."""
    name, found = safe_name(timeline.title, "Excerpts"), list[Path]()
    joined: MarkedSound | None = None
    if set(formats) & set(OF_ONE_SOUND):
        found.append(folder / _JOINED.format(name))
        long = write_joined(timeline, folder, found[0], cancel)
        joined = of_timeline(timeline, [clip.words for clip in clips], PurePosixPath(found[0].name), long)
    for kind in sorted(formats, key=list(TimelineFormat).index):
        cancel.raise_if_cancelled()
        found.append(folder / _NAMES[kind].format(name))
        write_text(found[-1], _text(kind, timeline, joined, owner), ACTIVITY)
    return found


def _text(kind: TimelineFormat, timeline: Timeline, joined: MarkedSound | None, owner: Owner) -> str:
    match kind:
        case TimelineFormat.OTIO | TimelineFormat.EDL | TimelineFormat.FCPXML:
            return editing_text(kind, timeline)
        case TimelineFormat.ANNOTATION:
            return annotations_text(timeline, owner)
        case TimelineFormat.CSV:
            return clips_csv(timeline)
        case _:
            assert joined is not None
            return sound_text(kind, joined)


def editing_text(kind: TimelineFormat, timeline: Timeline) -> str:
    """A timeline as one of `EDITING`."""
    return {TimelineFormat.EDL: edl_text, TimelineFormat.FCPXML: fcpxml_text}.get(kind, otio_text)(timeline)


def sound_text(kind: TimelineFormat, sound: MarkedSound) -> str:
    """A marked sound as one of `OF_ONE_SOUND`."""
    return {TimelineFormat.ELAN: elan_text, TimelineFormat.OHMS: ohms_text}.get(kind, labels_text)(sound)

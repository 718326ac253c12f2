"""A timeline as a folder for somebody who edits: clips as they were cut, and beside them what the programs open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from coproclip.errors import BadInput
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, verify_texts
from coproclip.export.clip import ClipChoices, ClipFiles, WrittenClip, write_text
from coproclip.export.clips import only_shareable
from coproclip.export.excerpt_folder import Filled, FolderKind, FolderOf, owner_of_folder, put_folder, write_clips
from coproclip.export.exchange.annotating import elan_text, labels_text, ohms_text
from coproclip.export.exchange.editing import edl_text, fcpxml_text, otio_text
from coproclip.export.exchange.joined_sound import write_joined
from coproclip.export.exchange.listing import annotations_text, clips_csv
from coproclip.export.exchange.marked_sound import MarkedSound, of_timeline
from coproclip.export.exchange.timeline import ClipSound, FrameRate, Timeline, of_clips
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.names import safe_name
from coproclip.export.folders.placing import timeline_place
from coproclip.export.folders.target import Again, Tell, keep_quiet
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
    steps = len(excerpts) + 1
    choices = ClipChoices("wav", captions=True, loudness=False, album=title)

    def fill(fresh: Path) -> Filled:
        made = write_clips(excerpts, fresh, choices, again, watch, cancel)
        watch(len(excerpts), steps, "Making the timeline")
        pairs = zip(excerpts, made.clips, strict=True)
        sounds = [_clip_sound(excerpt, clip.files.audio, fresh) for excerpt, clip in pairs]
        lists = _write_files(fresh, of_clips(title, sounds, fps), made.clips, set(formats), owner, cancel)
        return replace(made, of_all=tuple(lists))

    what = FolderOf(
        lambda called: timeline_place(parent, called, owner, Use.SHARING),
        owner,
        Use.SHARING,
        title or TITLE,
        title,
        (),
        again=again,
        to_whom=to_whom,
    )
    made = put_folder(excerpts, parent, what, fill, activity=ACTIVITY, cancel=cancel, tell=tell)
    watch(steps, steps, "The timeline is ready")
    return TimelineFolder(made.folder, made.of_all, made.clips)


def owner_of_timeline(project: Project, playlist_id: int | None, excerpt_ids: Sequence[int]) -> Owner:
    """Whose a timeline is: that of a playlist, or of the stories that its excerpts come from."""
    return owner_of_folder(project, FolderKind.TIMELINE, excerpt_ids, playlist_id=playlist_id)


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

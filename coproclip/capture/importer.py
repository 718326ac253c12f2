"""A sound or video file becomes a story: the original is kept unchanged, and all else is made from it."""

import errno
import hashlib
import logging
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.audio.decode import HIGHEST_RATE, MOST_MS_A_BYTE
from coproclip.audio.files import SAFE, SoundFile, probe
from coproclip.audio.peaks import make_peaks
from coproclip.audio.tracks import Places, parse_tracks, tracks_text
from coproclip.audio.two_channels import about_channels
from coproclip.audio.working import Working, as_it_is, make_working
from coproclip.audio.writing import RESERVE_BYTES, new_file
from coproclip.capture.staged_progress import PIECE, StagedProgress, sha256_of
from coproclip.capture.story_rows import add_story
from coproclip.errors import CoProClipError, MediaError, StorageError, storage_error
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.journal import Work
from coproclip.project.looking_after.integrity import sound_is_whole
from coproclip.project.project import Project, now
from coproclip.project.schema import Recording

log = logging.getLogger(__name__)

LONGEST_TITLE = 120
HOLLOW_FROM, HOLLOW = 64 << 20, 64  # a larger file of which less than one part in so many lies on the disk
BYTES_A_SAMPLE = 1.5  # of 16-bit FLAC, with some to spare
ACTIVITY = "importing"
COPYING, CHECKING, DECODING = "Copying the recording", "Checking the copy", "Reading the sound"
DRAWING = "Drawing the waveform"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The story that was made, or (`duplicate_of`) the one that holds the same file already; then nothing was made.

    `notice` is a sentence about the file that a person should know, or empty.
    """

    story_id: int
    recording_id: int
    duplicate_of: int | None
    notice: str


def import_file(
    project: Project,
    source: Path,
    *,
    title: str | None = None,
    storytellers: Sequence[str] = (),
    reporter: str = "",
    language: str = "",
    tracks: str = "",
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> ImportResult:
    """Copy `source` into `project` unchanged and make a story of it, with its waveform and, if needed, working copy.

    `storytellers` are aliases, found or made. `tracks` says which sound tracks to take (“2”, “1,3”, “all”; empty: those
    with speech). Raises `MediaError` when the file holds no readable sound or is still being written, `BadInput` when
    it has no such track, `StorageError` when the disk refuses, `Cancelled` when stopped; in every such case nothing is
    left, neither files nor rows.
    """
    part = StagedProgress(report, cancel or CancelToken())
    part.check()
    source = Path(os.path.abspath(source))
    before = _as_it_lies(source)
    if before.hollow:  # said at once: looking through what is not there takes minutes
        _must_have_room(project, before.size + RESERVE_BYTES)
        raise MediaError(
            "Most of this file is not there: it says it is longer than what lies on the disk.",
            SAFE,
            "If it is kept online, wait until all of it is on this computer, then import it again.",
        )
    sound = probe(source)
    places = parse_tracks(tracks, sound)
    size = before.size
    if _same_size(project, size):
        known = _found(project, sha256_of(source, part.share(0, 0.1, CHECKING)))
        _must_lie_still(source, before)
        if known:
            return known
    _must_fit(project, sound, size)
    name = uuid.uuid4().hex[:16]
    original = f"originals/{name}{_ending(source)}"
    working, peaks = f"working/{name}.flac", f"peaks/{name}.peaks"
    with _nothing_left(project, original, working, peaks):
        sha256 = _copy(project, source, project.path(original), part)
        facts = _prepare(sound, project.path(original), project.path(working), project.path(peaks), part, places)
        _must_lie_still(source, before)
        _must_read_back(project, working, original, facts)
        audio = project.path(working) if project.path(working).exists() else project.path(original)
        notice = notice_of(facts, audio, part.check)
        part.check()
        recording = Recording(
            original=original,
            original_name=_plain(source.name),
            sha256=sha256,
            size_bytes=_size(project.path(original)),
            working=working if project.path(working).exists() else "",
            peaks=peaks,
            duration_ms=facts.duration_ms,
            sample_rate=facts.sample_rate,
            channels=facts.channels,
            notice=notice,
            tracks=tracks_text(facts.tracks),
            created_at=now(),
        )
        with project.edit(Work.ADD_STORY) as edit:
            # Another program may have brought the same file in meanwhile.
            known = _row(edit.session, sha256)
            if known is None:
                story = add_story(
                    edit,
                    recording,
                    title=(title or "").strip() or title_from(source),
                    storytellers=storytellers,
                    reporter=reporter,
                    language=language.strip(),
                )
        if known is not None:
            for path in (original, working, peaks):
                project.path(path).unlink(missing_ok=True)
            return known
    return ImportResult(story.id, recording.id, None, recording.notice)


def notice_of(facts: Working, audio: Path, check: Callable[[], None]) -> str:
    """What a person should know of a recording whose sound is `audio`, or empty."""
    channels = about_channels(audio, check) if facts.channels == 2 else ""
    return " ".join(part for part in (facts.notice, channels) if part)


def title_from(path: Path) -> str:
    """A title people can read from a file's name: “kit-14_may.wav” becomes “Kit 14 may”.

    Only what looks like an ending is one (“15. Victor Hugo” has none), and dates and times keep their form.
    """
    name = _plain(path.name)
    words = name[: -len(path.suffix)] if re.fullmatch(r"\.(?=\w*[A-Za-z])\w{1,8}", path.suffix) else name
    words = re.sub(r"(?<!\d)[-.–—]+|(?<=\d)[-–—]+(?=[^\W\d])|[\s_]+", " ", words)
    words = " ".join(words.split())[:LONGEST_TITLE].strip()
    return words[:1].upper() + words[1:] if words else "Untitled story"


def _prepare(
    sound: SoundFile, original: Path, working: Path, peaks: Path, part: StagedProgress, tracks: Places | None
) -> Working:
    """Make what is played and drawn; `working` only where the original does not give its samples exactly."""
    if sound.cuttable:
        try:
            make_peaks(original, peaks, report=part.share(0.3, 1, DRAWING), cancel=part.check)
        except MediaError:
            # FLAC that breaks off or is damaged inside: what can be decoded goes into a working copy.
            log.debug("the original does not read whole")
        else:
            facts = as_it_is(original, sound.duration_ms)
            if sound_is_whole(original, facts.duration_ms):
                return facts
            log.debug("the original cannot be entered anywhere")
    facts = make_working(original, working, report=part.share(0.3, 0.8, DECODING), cancel=part.check, tracks=tracks)
    make_peaks(working, peaks, report=part.share(0.8, 1, DRAWING), cancel=part.check)
    return facts


@dataclass(frozen=True, slots=True)
class _Lying:
    # Which file it is, how long, when it was last written to, and whether hardly any of it is on the disk.
    device: int
    number: int
    size: int
    written_ns: int
    hollow: bool


def _as_it_lies(source: Path) -> _Lying:
    """What would change if somebody wrote to `source`, or put another file in its place."""
    try:
        found = source.stat()
    except OSError as error:
        raise storage_error(error, ACTIVITY) from error
    on_disk = getattr(found, "st_blocks", None)
    hollow = on_disk is not None and found.st_size > HOLLOW_FROM and on_disk * 512 * HOLLOW < found.st_size
    return _Lying(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, hollow)


def _must_lie_still(source: Path, before: _Lying) -> None:
    """Raise `MediaError` when `source` was written to, replaced or taken away since `before`."""
    try:
        now_there = _as_it_lies(source)
    except StorageError as error:
        raise MediaError(
            "This file was taken away or moved while it was copied.", SAFE, "Find it again, then import it from there."
        ) from error
    if (now_there.device, now_there.number) != (before.device, before.number):
        raise MediaError(
            "Another file was put in the place of this one while it was copied.",
            SAFE,
            "Look which one you want, then import it.",
        )
    if now_there != before:
        raise _still_written()


def _still_written() -> MediaError:
    return MediaError(
        "This file changed while it was copied: another program is still writing to it.",
        SAFE,
        "Wait until it is finished, then import it again.",
    )


def _copy(project: Project, source: Path, target: Path, part: StagedProgress) -> str:
    """Copy, look at the copy again, and return its SHA-256. Never copies more than was there, nor the disk full."""
    copying = part.share(0, 0.2, COPYING)
    digest = hashlib.sha256()
    size = _size(source)
    with new_file(target, "copying the recording", reserve=RESERVE_BYTES) as (fresh, _), source.open("rb") as file:
        while piece := file.read(PIECE):
            if file.tell() > size:
                raise _still_written()
            digest.update(piece)
            fresh.write(piece)
            fresh.check()
            copying(min(1.0, file.tell() / max(1, size)))
    sha256 = digest.hexdigest()
    if sha256_of(target, part.share(0.2, 0.3, CHECKING)) != sha256:
        raise StorageError(
            "The copy of this file differs from it.", SAFE, "The disk may be failing: try again, or use another one."
        )
    return sha256


def _must_read_back(project: Project, working: str, original: str, facts: Working) -> None:
    """What was made is looked at before anybody is told that it is there."""
    audio = project.path(working)
    if not sound_is_whole(audio if audio.exists() else project.path(original), facts.duration_ms):
        raise StorageError(
            "What was made of this file could not be read back.", SAFE, "The disk may be failing: try another one."
        )


@contextmanager
def _nothing_left(project: Project, *paths: str) -> Iterator[None]:
    """Take the files away again when the block raises, unless the recording is in the project already."""
    try:
        yield
    except BaseException:
        # Those who listen for changes are told after the commit: one of them failing undoes nothing.
        if not _is_kept(project, paths[0]):
            for path in paths:
                with suppress(OSError):
                    project.path(path).unlink(missing_ok=True)
        raise


def _is_kept(project: Project, original: str) -> bool:
    try:
        with project.read() as session:
            return session.scalar(select(Recording.id).where(Recording.original == original)) is not None
    except CoProClipError:
        return False


def _row(session: Session, sha256: str) -> ImportResult | None:
    found = session.scalar(select(Recording).where(Recording.sha256 == sha256).order_by(Recording.id))
    return None if found is None else ImportResult(found.story_id, found.id, found.story_id, "")


def _found(project: Project, sha256: str) -> ImportResult | None:
    with project.read() as session:
        return _row(session, sha256)


def _same_size(project: Project, size: int) -> bool:
    with project.read() as session:
        return session.scalar(select(Recording.id).where(Recording.size_bytes == size).limit(1)) is not None


def _must_fit(project: Project, sound: SoundFile, size: int) -> None:
    """Better said before an hour of work than after it."""
    needed = size + RESERVE_BYTES
    if not sound.cuttable:
        seconds = min((sound.duration_ms or sound.whole_ms or 0) / 1000, size * MOST_MS_A_BYTE / 1000)
        needed += int(seconds * min(HIGHEST_RATE, sound.sample_rate) * min(2, sound.channels) * BYTES_A_SAMPLE)
    _must_have_room(project, needed)


def _must_have_room(project: Project, needed: int) -> None:
    try:
        free = shutil.disk_usage(project.folder).free
    except OSError as error:
        raise storage_error(error, ACTIVITY) from error
    if free < needed:
        raise storage_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), ACTIVITY)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise storage_error(error, ACTIVITY) from error


def _ending(source: Path) -> str:
    """The ending of the name if it looks like one; nothing else of a name is used for a path."""
    ending = source.suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""


def _plain(name: str) -> str:
    """The name as text that every database, screen and file can hold; a line break in it is a space."""
    signs = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", name))
    return "".join(sign for sign in signs if sign.isprintable())

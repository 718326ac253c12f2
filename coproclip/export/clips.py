"""Clips: one sound file for each excerpt that may leave, with its captions beside it."""

import math
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from coproclip.audio.encode import Format, write_sound
from coproclip.audio.loudness import CEILING_DBTP, SHORTEST_S, integrated_loudness, levelled, target_for
from coproclip.audio.writing import UNFINISHED, new_file
from coproclip.errors import BadInput, NotShareable, storage_error
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.export.caption_check import check_cues
from coproclip.export.captions import REVIEW_MARK, clip_words, plain_text, quote, srt, vtt
from coproclip.export.cues import Cue, CueWord, make_cues
from coproclip.export.cutting import Cut, Samples, cut
from coproclip.export.names import first_words, numbered_names, plain
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.care import refuse_inside_project

FORMATS = tuple(kind.value for kind in Format)
REVIEW_SUFFIX = f" ({REVIEW_MARK[0].lower()}{REVIEW_MARK[1:]})"
DOING = "making the clips"
# Coders that leave sound out move peaks a little; this much lower they stay under the ceiling.
_CODER_MARGIN_DB = 1.0


@dataclass(frozen=True, slots=True)
class ClipFiles:
    """The files of one clip, its length (ms), and what is hard to read in its captions."""

    excerpt_id: int
    audio: Path
    vtt: Path | None
    srt: Path | None
    txt: Path | None
    duration_ms: int
    problems: tuple[str, ...]

    def moved(self, move: Callable[[Path], Path]) -> "ClipFiles":
        """The same clip once `move` was called for each of its files; the sound last."""
        vtt, srt, txt = (path and move(path) for path in (self.vtt, self.srt, self.txt))
        return replace(self, vtt=vtt, srt=srt, txt=txt, audio=move(self.audio))


@dataclass(frozen=True, slots=True)
class WrittenClip:
    """A clip's files together with what is said in it, at clip time."""

    files: ClipFiles
    words: tuple[CueWord, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class ClipChoices:
    """How clips are made: file format, captions beside them, made equally loud, and the album they name."""

    format: str = "mp3"
    captions: bool = True
    loudness: bool = True
    album: str = ""

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise BadInput(f"“{self.format}” is not a format for clips.", next=f"Choose one of {', '.join(FORMATS)}.")


def export_clips(
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    format: str = "mp3",
    captions: bool = True,
    loudness: bool = True,
    album: str = "",
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> list[ClipFiles]:
    """`01 Title.mp3` … in `folder`, each with `.vtt`, `.srt` and `.txt`; a clip is there whole or not at all.

    Files of the same name are replaced. When stopped, finished clips stay. Raises `MediaError` when a recording
    cannot be cut, `StorageError` when the disk refuses, `NotShareable` for anything but a `ShareableExcerpt`.
    """
    choices = ClipChoices(format, captions, loudness, album)
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    only_shareable(excerpts)
    made = []
    for number, (excerpt, name) in enumerate(zip(excerpts, clip_names(excerpts), strict=True), 1):
        cancel.raise_if_cancelled()
        watch(number - 1, len(excerpts), f"Making clip {number} of {len(excerpts)}")
        with unfinished_folder(folder, DOING) as workplace:
            stem = workplace / name
            written = write_clip(excerpt, stem, stem, choices, cancel)
            made.append(written.files.moved(lambda path: _put(path, folder)))
    watch(len(excerpts), len(excerpts), "Clips are ready")
    return made


def only_shareable(excerpts: Sequence[ShareableExcerpt]) -> None:
    """Raise `NotShareable` if anything else is among `excerpts`."""
    if not all(isinstance(excerpt, ShareableExcerpt) for excerpt in excerpts):
        raise NotShareable("Only excerpts that may be shared can leave the project.", "Nothing was made.")


def clip_names(excerpts: Sequence[ShareableExcerpt]) -> list[str]:
    """The clips' file names without extension; those for review say so."""
    names = numbered_names([title_of(excerpt) for excerpt in excerpts], otherwise="Excerpt")
    return [
        f"{name}{REVIEW_SUFFIX}" if excerpt.use is Use.REVIEW else name
        for name, excerpt in zip(names, excerpts, strict=True)
    ]


def title_of(excerpt: ShareableExcerpt) -> str:
    """The excerpt's title on one line, or its first words."""
    return plain(excerpt.title) or first_words(" ".join(word.text for word in excerpt.words)) or "Excerpt"


def write_clip(
    excerpt: ShareableExcerpt, audio: Path, captions: Path, choices: ClipChoices, cancel: CancelToken
) -> WrittenClip:
    """Write one clip to `audio` and its captions to `captions`, both without extension."""
    clip = cut(excerpt)
    words = clip_words(excerpt, clip)
    cues = make_cues(words, clip.duration_ms)
    review = excerpt.use is Use.REVIEW
    said = quote(words)
    cancel.raise_if_cancelled()
    samples = _levelled(clip, excerpt.audio, choices.format) if choices.loudness else clip.samples
    sound = _beside(audio, choices.format)
    tags = {
        "title": f"{title_of(excerpt)}{REVIEW_SUFFIX}" if review else title_of(excerpt),
        "artist": plain(excerpt.attribution),
        "album": plain(choices.album),
        "comment": f"{REVIEW_MARK}. {said}" if review else said,
    }
    write_sound(sound, samples, clip.rate, format=choices.format, tags=tags, cancel=cancel.raise_if_cancelled)
    texts = {
        "vtt": vtt(cues, review=review),
        "srt": srt(cues, review=review),
        "txt": plain_text(words, title=title_of(excerpt), review=review),
    }
    paths = {kind: _beside(captions, kind) if choices.captions else None for kind in texts}
    for kind, path in paths.items():
        if path:
            write_text(path, texts[kind], DOING)
    problems = tuple(problem.sentence for problem in check_cues(cues))
    files = ClipFiles(excerpt.excerpt_id, sound, paths["vtt"], paths["srt"], paths["txt"], clip.duration_ms, problems)
    return WrittenClip(files, tuple(words), tuple(cues))


def write_text(path: Path, text: str, doing: str) -> None:
    """Write `text` as UTF-8, whole or not at all."""
    with new_file(path, doing) as (file, _):
        file.write(text.encode("utf-8"))


@contextmanager
def unfinished_folder(parent: Path, doing: str) -> Iterator[Path]:
    """A hidden folder in `parent` to build in; gone afterwards, with what is still inside."""
    refuse_inside_project(parent)
    if parent.exists() and not parent.is_dir():
        raise BadInput(f"“{parent.name}” is a file, not a folder.", next="Choose a folder for what is made.")
    fresh = not parent.exists()
    workplace = parent / f".{uuid.uuid4().hex[:12]}{UNFINISHED}"
    try:
        workplace.mkdir(parents=True)
    except OSError as error:
        raise storage_error(error, doing) from error
    try:
        yield workplace
    except OSError as error:
        raise storage_error(error, doing) from error
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
        if fresh:
            with suppress(OSError):
                parent.rmdir()  # only while nothing came of it


def _beside(stem: Path, ending: str) -> Path:
    # Not with_suffix: a title may hold a dot.
    return stem.with_name(f"{stem.name}.{ending}")


def _levelled(clip: Cut, recording: Path, format: str) -> Samples:
    # Only a clip too short to be measured needs it.
    short = clip.duration_ms < 1000 * SHORTEST_S
    story = _story_loudness(recording, recording.stat().st_mtime_ns) if short else -math.inf
    margin = 0.0 if format in (Format.WAV, Format.FLAC) else _CODER_MARGIN_DB
    return levelled(
        clip.samples,
        clip.rate,
        target_for(clip.samples.shape[1]),
        peak_dbtp=CEILING_DBTP - margin,
        fallback_lufs=story,
    ).samples


@lru_cache(maxsize=64)
def _story_loudness(recording: Path, _changed_ns: int) -> float:
    return integrated_loudness(recording)


def _put(path: Path, folder: Path) -> Path:
    os.replace(path, folder / path.name)
    return folder / path.name

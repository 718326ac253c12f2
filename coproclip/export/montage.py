"""A montage: all excerpts of a playlist or a theme as one sound, with gaps between them, chapters and captions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType

from coproclip.audio.encode import CODERS, Format, write_sound
from coproclip.audio.tags import Chapter
from coproclip.errors import BadInput
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, verify_texts
from coproclip.export.captioned_video import NOTE_MS
from coproclip.export.captioning.captions import TIMED, CaptionKind, plain_text
from coproclip.export.captioning.cues import Cue
from coproclip.export.clip import ClipChoices, WrittenClip, title_of, write_text
from coproclip.export.clips import only_shareable, still_granted
from coproclip.export.excerpt_folder import Filled, FolderOf, put_folder
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.names import safe_name
from coproclip.export.folders.placing import montage_place
from coproclip.export.folders.target import Again, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone
from coproclip.export.many_clips import clips_in_order
from coproclip.export.playlist.playlist_files import NOTHING_BETWEEN, Between
from coproclip.export.sound.joining import Sound, common_rate, joined, sound_at
from coproclip.jobs import CancelToken, Report, Stopwatch, silent

ACTIVITY = "making the montage"
TITLE = "Montage"
FORMATS = (Format.MP3, Format.M4A, Format.WAV)
USES = (Use.SHARING, Use.PAGE)
"""What a montage can be for: to be handed on, and to be put where everybody hears it."""
_AROUND_MS = 80
"""So long before and after a note in a gap no caption is shown."""
_LEAST_MS = 1000
_LINE, _LINES = 42, 3
# Coders that leave sound out move peaks a little.
_CODER_GAIN = 10 ** (-1 / 20)


@dataclass(frozen=True, slots=True)
class MontageFolder:
    """Where a montage is: its sound, how long it is (ms), how many excerpts and chapters it has, and its captions.

    `problems` are what is hard to read in those.
    """

    folder: Path
    sound: Path
    captions: tuple[Path, ...]
    duration_ms: int
    excerpts: int
    chapters: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """An excerpt in the montage: its clip, and from where to where (ms) it is heard; from `gap_ms` it is silent."""

    excerpt: ShareableExcerpt
    clip: WrittenClip
    between: Between
    gap_ms: int
    start_ms: int
    end_ms: int


def export_montage(
    excerpts: Sequence[ShareableExcerpt],
    parent: Path,
    *,
    owner: Owner,
    title: ShareableText = NO_TEXT,
    album: ShareableText = NO_TEXT,
    between: Mapping[int, Between] = MappingProxyType({}),
    gap_ms: int = 1000,
    format: Format = Format.MP3,
    again: Again | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> MontageFolder:
    """A folder in `parent`, called after `title`, with one sound of all excerpts in order, each as loud as the others.

    Between two it is silent for `gap_ms`, and long enough to read a note before something hard is heard. Chapters
    (those that `between` names by excerpt, else one for each excerpt) are in the sound where its `format` has any, and
    beside it; captions have their times from its beginning. What is written between excerpts is in the captions where
    there is room for it, and in the text. An earlier one of the same `owner` is brought up to date. Raises `BadInput`
    where there is nothing to make, `NotShareable`, `MediaError`, `StorageError`.
    """
    only_shareable(excerpts)
    said = [text for one in between.values() for text in (one.introduction, one.chapter) if text]
    verify_texts([title, album, *said])
    if not excerpts:
        raise BadInput("There is no excerpt that may leave.", "Nothing was made.")
    if format not in FORMATS:
        raise BadInput(f"A montage cannot be made as {format}.", next=f"Choose one of {', '.join(FORMATS)}.")
    use = excerpts[0].use
    cancel, watch, steps = cancel or CancelToken(), Stopwatch(report), len(excerpts) + 1
    found: list[list[_Part]] = []
    choices = ClipChoices(Format.WAV.value, captions=False)

    def fill(fresh: Path) -> Filled:
        written = []
        stems = [fresh.parent / "clips" / str(number) for number in range(1, len(excerpts) + 1)]
        with clips_in_order(list(zip(excerpts, stems, stems, strict=True)), choices, cancel) as clips:
            for number, excerpt in enumerate(excerpts, 1):
                cancel.raise_if_cancelled()
                say_if_gone(fresh.parent)
                watch(number - 1, steps, f"Making excerpt {number} of {len(excerpts)}")
                written.append(next(clips))
                still_granted(excerpt, again)
        watch(len(excerpts), steps, "Joining them")
        parts, paths = _write(fresh, title, album, excerpts, written, between, gap_ms, format, cancel)
        found.append(parts)
        return Filled(of_all=tuple(paths))

    what = FolderOf(
        lambda called: montage_place(parent, called, owner, use),
        owner,
        use,
        title or TITLE,
        title,
        (*filter(None, [album]), *said),
        again,
        to_whom,
    )
    made = put_folder(excerpts, parent, what, fill, activity=ACTIVITY, cancel=cancel, tell=tell)
    [parts] = found
    sound = next(path for path in made.of_all if path.suffix == f".{format}")
    say_if_not_whole([Expected(sound, sha256(sound), parts[-1].end_ms)], 1, made.folder)
    watch(steps, steps, "The montage is ready")
    captions = tuple(path for path in made.of_all if path.suffix in {kind.ending for kind in CaptionKind})
    problems = tuple(
        f"Excerpt {number}: {problem}" for number, part in enumerate(parts, 1) for problem in part.clip.files.problems
    )
    chapters = len(_chapters(title, parts))
    return MontageFolder(made.folder, sound, captions, parts[-1].end_ms, len(parts), chapters, problems)


@dataclass(frozen=True, slots=True)
class HeardPart:
    """From where to where (ms) an excerpt is heard in a montage."""

    excerpt_id: int
    start_ms: int
    end_ms: int


def hear_together(
    excerpts: Sequence[ShareableExcerpt],
    sound: Path,
    *,
    between: Mapping[int, Between],
    gap_ms: int,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> list[HeardPart]:
    """Write to `sound` (WAV) what a montage of these excerpts sounds like, for whoever is about to hand it on to hear.

    It leaves nothing in any folder of theirs. Raises `NotShareable`, `MediaError`, `StorageError`.
    """
    only_shareable(excerpts)
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    choices, written = ClipChoices(Format.WAV.value, captions=False), list[WrittenClip]()
    stems = [sound.with_name(str(number)) for number in range(len(excerpts))]
    with clips_in_order(list(zip(excerpts, stems, stems, strict=True)), choices, cancel) as clips:
        for number in range(len(excerpts)):
            cancel.raise_if_cancelled()
            watch(number, len(excerpts) + 1, "Preparing to listen")
            written.append(next(clips))
    sounds = [sound_at(clip.files.audio) for clip in written]
    rate, channels = common_rate([one.rate for one in sounds]), max(one.channels for one in sounds)
    parts, begins = _placed(excerpts, written, sounds, between, gap_ms, rate)
    blocks = joined(sounds, begins, rate, channels)
    write_sound(sound, blocks, rate, format=Format.WAV, cancel=cancel.raise_if_cancelled)
    return [HeardPart(part.excerpt.excerpt_id, part.start_ms, part.end_ms) for part in parts]


def _write(
    fresh: Path,
    title: ShareableText,
    album: ShareableText,
    excerpts: Sequence[ShareableExcerpt],
    written: Sequence[WrittenClip],
    between: Mapping[int, Between],
    gap_ms: int,
    format: Format,
    cancel: CancelToken,
) -> tuple[list[_Part], list[Path]]:
    """Write the sound and what goes with it; returns what is heard when, and the files as they are put in place."""
    sounds = [sound_at(clip.files.audio) for clip in written]
    rate, channels = common_rate([one.rate for one in sounds]), max(one.channels for one in sounds)
    parts, begins = _placed(excerpts, written, sounds, between, gap_ms, rate)
    stem = safe_name(title, TITLE)
    paths = {kind: fresh / f"{stem}.{kind}" for kind in CaptionKind}
    cues = [cue for part in parts for cue in _cues(part)]
    texts = {kind: write(cues) for kind, write in TIMED.items()} | {CaptionKind.TXT: _words(title, parts)}
    for kind, path in paths.items():
        write_text(path, texts[kind], ACTIVITY)
    chapters = _chapters(title, parts)
    listed = fresh / f"{stem} chapters.json"
    write_text(listed, _chapters_text(title, chapters), ACTIVITY)
    sound, gain = fresh / f"{stem}.{format}", _CODER_GAIN if format in CODERS else 1.0
    write_sound(
        sound,
        (block * gain for block in joined(sounds, begins, rate, channels)),
        rate,
        format=format,
        tags={"title": title, "album": album},
        chapters=chapters,
        cancel=cancel.raise_if_cancelled,
    )
    return parts, [*paths.values(), listed, sound]


def _placed(
    excerpts: Sequence[ShareableExcerpt],
    written: Sequence[WrittenClip],
    sounds: Sequence[Sound],
    between: Mapping[int, Between],
    gap_ms: int,
    rate: int,
) -> tuple[list[_Part], list[int]]:
    """When each is heard, and with which frame (at `rate`) it begins."""
    parts, begins, at = list[_Part](), list[int](), 0
    for excerpt, clip, sound in zip(excerpts, written, sounds, strict=True):
        gap = gap_ms if parts else 0
        if excerpt.care or excerpt.sensitive:
            gap = max(gap, NOTE_MS)
        first = at + gap * rate // 1000
        last = first + sound.frames_at(rate)
        said = between.get(excerpt.excerpt_id, NOTHING_BETWEEN)
        parts.append(_Part(excerpt, clip, said, at * 1000 // rate, first * 1000 // rate, last * 1000 // rate))
        begins.append(first)
        at = last
    return parts, begins


def _cues(part: _Part) -> list[Cue]:
    """Its captions at the time of the whole; before them what is to be read in the gap, where that is long enough."""
    care = part.excerpt.care or ("It holds sensitive things." if part.excerpt.sensitive else "")
    note = " ".join(filter(None, (part.between.introduction, f"Before you listen: {care}" if care else "")))
    start, end = part.gap_ms + _AROUND_MS, part.start_ms - _AROUND_MS
    lines = wrap(f"[{note}]", _LINE, max_lines=_LINES, placeholder=" …]") if note else []
    before = [Cue(start, end, tuple(lines))] if lines and end - start >= _LEAST_MS else []
    later = part.start_ms
    said = [replace(one, start_ms=one.start_ms + later, end_ms=one.end_ms + later) for one in part.clip.cues]
    return [*before, *said]


def _words(title: ShareableText, parts: Sequence[_Part]) -> str:
    """All that is said and written in it, excerpt by excerpt."""
    found = [f"{title}\n"] if title else []
    for part in parts:
        head = [f"{part.between.chapter}\n"] if part.between.chapter else []
        head += [f"{part.between.introduction}\n"] if part.between.introduction else []
        text = plain_text(part.clip.words, title=title_of(part.excerpt), care=part.excerpt.care)
        found.append("\n".join([*head, text]))
    return "\n".join(found)


def _chapters(title: ShareableText, parts: Sequence[_Part]) -> list[Chapter]:
    """Where chapters begin and end: those that were named, else one for each excerpt but spoken introductions."""
    named = [(part, str(part.between.chapter)) for part in parts if part.between.chapter]
    if named and named[0][0] is not parts[0]:
        named.insert(0, (parts[0], title or title_of(parts[0].excerpt)))
    found = named or _by_excerpt(parts)
    # A chapter begins with the silence before it: whoever jumps there reads the note first.
    starts = [0, *(part.gap_ms for part, _ in found[1:]), parts[-1].end_ms]
    return [Chapter(name, start, end) for (_, name), start, end in zip(found, starts[:-1], starts[1:], strict=True)]


def _by_excerpt(parts: Sequence[_Part]) -> list[tuple[_Part, str]]:
    """Where each excerpt begins, with its spoken introduction, and its title."""
    found, first = list[tuple[_Part, str]](), None
    for part in parts:
        first = first or part
        if not part.between.spoken or part is parts[-1]:
            found.append((first, title_of(part.excerpt)))
            first = None
    return found


def _chapters_text(title: ShareableText, chapters: Sequence[Chapter]) -> str:
    """Chapters as podcast programs read them (JSON chapters 1.2), in seconds."""
    listed = [{"startTime": one.start_ms / 1000, "title": one.title} for one in chapters]
    return json.dumps({"version": "1.2.0", "title": title, "chapters": listed}, ensure_ascii=False, indent=1) + "\n"

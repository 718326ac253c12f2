"""One clip: its sound, its captions and words, and what its file says about itself."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from coproclip.audio.encode import Format, write_sound
from coproclip.audio.loudness import CEILING_DBTP, SHORTEST_S, integrated_loudness, levelled, target_for
from coproclip.audio.writing import new_file
from coproclip.errors import BadInput
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, recheck, verify, verify_texts
from coproclip.export.captioned_video import NOTE_MS, Shape, write_captioned_video
from coproclip.export.captioning.caption_check import check_cues
from coproclip.export.captioning.captions import TIMED, CaptionKind, clip_words, plain_text, quote
from coproclip.export.captioning.cues import Cue, CueWord, make_cues
from coproclip.export.captioning.translated import TranslatedCaptions, translated_captions
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.folders.finished import Expected
from coproclip.export.folders.names import first_words
from coproclip.export.notices import REVIEW_MARK, Notice
from coproclip.export.sound.cut_points import Samples
from coproclip.export.sound.cutting import Cut, cut
from coproclip.export.sound.review_tone import with_pause, with_tone
from coproclip.jobs import CancelToken
from coproclip.speech.language_names import own_name

VIDEO = "mp4"
FORMATS = (*(kind.value for kind in Format), VIDEO)
REVIEW_SUFFIX = f" ({REVIEW_MARK[0].lower()}{REVIEW_MARK[1:]})"
ACTIVITY = "making a clip"
# Coders that leave sound out move peaks a little; this much lower they stay under the ceiling.
_CODER_MARGIN_DB = 1.0


@dataclass(frozen=True, slots=True)
class ClipFiles:
    """The files of one clip, its length (ms), and what is hard to read in its captions.

    `translations` are its captions in other languages (BCP 47).
    """

    excerpt_id: int
    audio: Path
    captions: Mapping[CaptionKind, Path]
    duration_ms: int
    problems: tuple[str, ...]
    translations: Mapping[tuple[str, CaptionKind], Path] = field(default_factory=dict)

    @property
    def paths(self) -> list[Path]:
        """Its files; the sound last, so that words are there when it can be heard."""
        return [*self.captions.values(), *self.translations.values(), self.audio]

    def moved(self, move: Callable[[Path], Path]) -> "ClipFiles":
        """The same clip once `move` was called for each of its files; the sound last."""
        captions = {kind: move(path) for kind, path in self.captions.items()}
        translations = {of: move(path) for of, path in self.translations.items()}
        return replace(self, captions=captions, translations=translations, audio=move(self.audio))


@dataclass(frozen=True, slots=True)
class WrittenClip:
    """A clip's files together with what is said in it, at clip time."""

    files: ClipFiles
    words: tuple[CueWord, ...]
    cues: tuple[Cue, ...]
    translated: tuple[TranslatedCaptions, ...] = ()

    def expected(self, hashes: Mapping[str, str], folder: Path) -> list[Expected]:
        """What must be in `folder` at the end, by the names (with `/`) that its files got there."""
        files, names = self.files, {path.name for path in self.files.paths}
        counts = {path.name: len(self.cues) for kind, path in files.captions.items() if kind.timed}
        many = {one.language: len(one.cues) for one in self.translated}
        counts |= {path.name: many[language] for (language, kind), path in files.translations.items() if kind.timed}
        return [
            Expected(
                folder / name,
                digest,
                files.duration_ms if Path(name).name == files.audio.name else None,
                counts.get(Path(name).name),
            )
            for name, digest in hashes.items()
            if Path(name).name in names
        ]


@dataclass(frozen=True, slots=True)
class ClipChoices:
    """How clips are made: file format, captions beside them, made equally loud, the album they name, and of a video
    its shape and the language (BCP 47) of the captions in its picture, where it is not the one it is told in.
    """

    format: str = "mp3"
    captions: bool = True
    loudness: bool = True
    album: ShareableText = NO_TEXT
    shape: Shape = Shape.WIDE
    captions_in: str = ""

    def __post_init__(self) -> None:
        verify_texts([self.album])
        if self.format not in FORMATS:
            raise BadInput(f"“{self.format}” is not a format for clips.", next=f"Choose one of {', '.join(FORMATS)}.")


def caption_endings(excerpt: ShareableExcerpt) -> list[str]:
    """How the files with an excerpt's captions and words end, behind what the clip is called: “ (Cymraeg).vtt”."""
    verify(excerpt)
    languages = ["", *(_in_brackets(own_name(one.language)) for one in excerpt.translations)]
    return [f"{language}{kind.ending}" for language in languages for kind in CaptionKind]


def _in_brackets(language: str) -> str:
    return f" ({language})"


def title_of(excerpt: ShareableExcerpt) -> str:
    """The excerpt's title on one line, or its first words."""
    verify(excerpt)
    return excerpt.title or first_words(joined(word.text for word in excerpt.words)) or "Excerpt"


def write_clip(
    excerpt: ShareableExcerpt, audio: Path, captions: Path, choices: ClipChoices, cancel: CancelToken
) -> WrittenClip:
    """Write one clip to `audio` and its captions to `captions`, both without extension.

    Raises `NotShareable` unless the excerpt may leave at this very moment.
    """
    recheck(excerpt)
    clip = cut(excerpt)
    cancel.raise_if_cancelled()
    samples = _levelled(clip, excerpt.audio, choices.format) if choices.loudness else clip.samples
    review = excerpt.use is Use.REVIEW
    if review:
        clip = with_tone(clip, samples)
        samples = clip.samples
    pause_ms = NOTE_MS if choices.format == VIDEO and (excerpt.care or excerpt.sensitive) else 0
    if pause_ms:
        clip = with_pause(clip, samples, pause_ms)
        samples = clip.samples
    notice = Notice.REVIEW if review else Notice.NONE
    words = clip_words(excerpt, clip)
    cues = make_cues(words, clip.duration_ms)
    translated = translated_captions(excerpt, clip)
    said = quote(words)
    sound = _beside(audio, choices.format)
    tags = {
        "title": f"{title_of(excerpt)}{REVIEW_SUFFIX}" if review else title_of(excerpt),
        "artist": excerpt.attribution,
        "album": choices.album,
        "comment": f"{REVIEW_MARK}. {said}" if review else said,
    }
    stop = cancel.raise_if_cancelled
    if choices.format == VIDEO:
        write_captioned_video(
            excerpt,
            sound,
            samples,
            clip.rate,
            cues,
            translated,
            captions_in=choices.captions_in,
            shape=choices.shape,
            pause_ms=pause_ms,
            tags=tags,
            cancel=stop,
            stops=lambda: cancel.cancelled,
        )
    else:
        write_sound(sound, samples, clip.rate, format=choices.format, tags=tags, cancel=stop)

    def write_words(stem: Path, said: Sequence[CueWord], shown: Sequence[Cue]) -> dict[CaptionKind, Path]:
        texts = {kind: write(shown, notice=notice, care=excerpt.care) for kind, write in TIMED.items()}
        texts[CaptionKind.TXT] = plain_text(said, title=title_of(excerpt), notice=notice, care=excerpt.care)
        paths = {kind: _beside(stem, kind) for kind in texts} if choices.captions else {}
        for kind, path in paths.items():
            write_text(path, texts[kind], ACTIVITY)
        return paths

    paths = write_words(captions, words, cues)
    others = dict[tuple[str, CaptionKind], Path]()
    for one in translated:
        beside = captions.with_name(f"{captions.name}{_in_brackets(one.label)}")
        others |= {(one.language, kind): path for kind, path in write_words(beside, one.words, one.cues).items()}
    problems = [problem.sentence for problem in check_cues(cues)]
    problems += [f"{one.label}: {problem.sentence}" for one in translated for problem in check_cues(one.cues)]
    files = ClipFiles(excerpt.excerpt_id, sound, paths, clip.duration_ms, tuple(problems), others)
    return WrittenClip(files, tuple(words), tuple(cues), translated)


def write_text(path: Path, text: str, activity: str) -> None:
    """Write `text` as UTF-8, whole or not at all."""
    with new_file(path, activity) as (file, _):
        file.write(text.encode("utf-8"))


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

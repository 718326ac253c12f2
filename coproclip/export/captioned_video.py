"""A clip as a video: what is said in large letters, a picture of the sound, and whose it is."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from coproclip.audio.video import Still, Subtitle, SubtitleTrack, loudness_bars, write_video
from coproclip.elsewhere.process import never
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import verify
from coproclip.export.captioning.cues import Cue
from coproclip.export.captioning.translated import TranslatedCaptions
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.documents.typesetting import pictures_of
from coproclip.export.notices import REVIEW_MARK
from coproclip.export.sound.cut_points import Samples
from coproclip.speech.language_names import three_letters

AT_ONCE = 100
"""So many pictures are drawn before it is asked whether anybody still waits for them."""
NOTE_MS = 5000
"""So long a care note is read before anything is heard."""
_BARS = 90


class Shape(StrEnum):
    """How wide a video is against its height."""

    WIDE = "16:9"
    SQUARE = "1:1"
    TALL = "9:16"


SIZES: Mapping[Shape, tuple[int, int]] = {
    Shape.WIDE: (1920, 1080),
    Shape.SQUARE: (1080, 1080),
    Shape.TALL: (1080, 1920),
}
"""In pixels."""


def write_captioned_video(
    excerpt: ShareableExcerpt,
    path: Path,
    samples: Samples,
    rate: int,
    cues: Sequence[Cue],
    translated: Sequence[TranslatedCaptions] = (),
    *,
    captions_in: str = "",
    shape: Shape = Shape.WIDE,
    pause_ms: int = 0,
    tags: Mapping[str, str] | None = None,
    cancel: Callable[[], None] = lambda: None,
    stops: Callable[[], bool] = never,
) -> None:
    """Write `samples` (float32 [n, channels] at `rate` Hz) as an MP4 with its captions in the picture and as a track.

    What is `translated` is a track each, to be chosen in the player; in the picture is what is `captions_in` (BCP 47),
    or as it is told where it is not translated into that. In the first `pause_ms` nothing is heard and
    the care note is read. Raises `StorageError`, `NotShareable`, and `Cancelled` when it `stops`.
    """
    verify(excerpt)
    shown = next((one for one in translated if one.language == captions_in), None)
    pictures = _pictures(excerpt, samples, rate, cues if shown is None else shown.cues, pause_ms)
    language = excerpt.language if shown is None else shown.language
    stills = _drawn(excerpt, samples, pictures, shape, language, stops)
    tracks = [SubtitleTrack(_subtitles(cues), three_letters(excerpt.language))]
    tracks += [SubtitleTrack(_subtitles(one.cues), three_letters(one.language), one.label) for one in translated]
    starts = [int(one["start"]) for one in pictures]
    write_video(
        path,
        [Still(still, start) for still, start in zip(stills, starts, strict=True)],
        samples,
        rate,
        tracks,
        tags=tags,
        cancel=cancel,
    )


def _subtitles(cues: Sequence[Cue]) -> tuple[Subtitle, ...]:
    return tuple(Subtitle("\n".join(cue.lines), cue.start_ms, cue.end_ms) for cue in cues)


def _pictures(
    excerpt: ShareableExcerpt, samples: Samples, rate: int, cues: Sequence[Cue], pause_ms: int
) -> list[dict[str, str | int | float]]:
    """What each picture shows, and from when; between captions there are no words."""
    length_ms = max(1, len(samples) * 1000 // rate)
    note = f"Before you listen: {excerpt.care}" if excerpt.care else "It holds sensitive things."
    found: list[dict[str, str | int | float]] = []

    def add(start: int, words: str = "", who: str = "", before: str = "") -> None:
        if found and found[-1]["start"] == start:
            found.pop()
        found.append({"start": start, "words": words, "who": who, "before": before, "played": start / length_ms})

    add(0, before=note if pause_ms else "")
    if pause_ms:
        add(pause_ms)
    for cue in cues:
        # Whose it is stands below already.
        who = cue.speaker if cue.speaker != excerpt.attribution else ""
        add(cue.start_ms, joined(word.shown for word in cue.words), who)
        add(cue.end_ms)
    return found


def _drawn(
    excerpt: ShareableExcerpt,
    samples: Samples,
    pictures: Sequence[Mapping[str, str | int | float]],
    shape: Shape,
    language: str,
    stops: Callable[[], bool],
) -> list[bytes]:
    width, height = SIZES[shape]
    about = {
        "width": width,
        "height": height,
        "title": f"{REVIEW_MARK}: {excerpt.title}" if excerpt.use is Use.REVIEW else excerpt.title,
        "signed": excerpt.attribution,
        "language": excerpt.language.split("-")[0] or "en",
        "words_language": language.split("-")[0] or "en",
        "bars": loudness_bars(samples, _BARS),
    }
    found: list[bytes] = []
    for first in range(0, len(pictures), AT_ONCE):
        some = list(pictures[first : first + AT_ONCE])
        found += pictures_of("video.typ", {**about, "pictures": some}, stops=stops)
    return found

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import webvtt

from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.clips import export_clips
from coproclip.export.sound.review_tone import review_tone
from coproclip.timecode import parse_time

Make = Callable[..., ShareableExcerpt]


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2)])
def test_a_clip_for_review_begins_with_three_notes_and_its_captions_come_later(
    excerpt: Make, recording: Callable[..., Path], tmp_path: Path, rate: int, channels: int
) -> None:
    made = {"audio": recording(12, rate, channels)}
    (shared,) = export_clips([excerpt(**made)], tmp_path / "a", format="wav")
    (review,) = export_clips([excerpt(**made, use=Use.REVIEW)], tmp_path / "b", format="wav")
    plain, _ = soundfile.read(shared.audio, always_2d=True)
    marked, _ = soundfile.read(review.audio, always_2d=True)
    tone = review_tone(rate, channels)
    later = len(tone) * 1000 / rate
    assert 1000 < later < 1600
    assert marked.shape == (len(tone) + len(plain), channels)
    assert np.abs(marked[: len(tone)] - tone).max() < 1e-4, "the notes"
    assert np.array_equal(marked[len(tone) :], plain), "and then the same clip"
    assert review.duration_ms == pytest.approx(shared.duration_ms + later, abs=1)
    starts = [
        parse_time(webvtt.read(str(clip.captions[CaptionKind.VTT])).captions[0].start) for clip in (shared, review)
    ]
    assert starts[1] - starts[0] == pytest.approx(later, abs=2)


def test_the_notes_are_soft_and_end_in_quiet() -> None:
    tone = review_tone(48_000, 2)
    assert 0.05 < np.abs(tone).max() < 0.2
    assert np.abs(tone[-48_000 // 5 :]).max() == 0
    assert np.array_equal(tone[:, 0], tone[:, 1])

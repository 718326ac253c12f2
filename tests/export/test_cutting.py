from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.errors import MediaError
from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord
from coproclip.export.sound.cutting import Cut, cut
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]
Record = Callable[..., Path]
Say = Callable[..., tuple[VoicedWord, ...]]


def _between(path: Path, span: TimeRange) -> np.ndarray:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return samples[round(span.start_ms * rate / 1000) : round(span.end_ms * rate / 1000)]


def _marked(clip: Cut, number: int, span: TimeRange) -> np.ndarray:
    piece = clip.pieces[number]
    first = round(span.start_ms * clip.rate / 1000) - piece.source_frame + piece.clip_frame
    return clip.samples[first : first + round(span.end_ms * clip.rate / 1000) - round(span.start_ms * clip.rate / 1000)]


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 2), (48_000, 1), (11_025, 1)])
def test_between_its_marks_a_clip_is_the_recording(
    excerpt: Make, recording: Record, rate: int, channels: int, suffix: str
) -> None:
    made = excerpt(audio=recording(12, rate, channels, suffix))
    clip = cut(made)
    assert clip.rate == rate
    assert clip.samples.shape[1] == channels
    assert clip.samples.dtype == np.float32
    assert np.array_equal(_marked(clip, 0, made.spans[0]), _between(made.audio, made.spans[0]))
    assert clip.pieces[0].source == TimeRange(700, made.spans[0].end_ms + 500)
    assert clip.duration_ms == made.spans[0].duration_ms + 800


def test_fades_lie_outside_the_words_and_end_in_silence(excerpt: Make) -> None:
    made = excerpt()
    clip = cut(made)
    source = _between(made.audio, clip.pieces[0].source)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = clip.samples[:, 0] / source[:, 0]
    rate = clip.rate
    whole = slice(rate * 50 // 1000, -rate * 300 // 1000)
    assert np.array_equal(clip.samples[whole], source[whole])
    assert abs(clip.samples[0, 0]) < 1e-4
    assert abs(clip.samples[-1, 0]) < 1e-4
    middle_in, middle_out = (
        np.nanmean(gain[rate // 50 : rate * 3 // 100]),
        np.nanmean(gain[-rate * 160 // 1000 : -rate * 140 // 1000]),
    )
    assert middle_in == pytest.approx(0.5, abs=0.05)
    assert middle_out == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("before", "after"), [(120, 90), (20, 12), (6, 5)])
def test_edges_stop_at_a_neighbouring_word(excerpt: Make, before: int, after: int) -> None:
    made = excerpt()
    span = made.spans[0]
    made = excerpt(audio=made.audio, room=(TimeRange(span.start_ms - before, span.end_ms + after),))
    clip = cut(made)
    assert clip.pieces[0].source == TimeRange(span.start_ms - before, span.end_ms + after)
    assert np.array_equal(_marked(clip, 0, span), _between(made.audio, span))
    assert abs(clip.samples[0, 0]) < 1e-3
    assert abs(clip.samples[-1, 0]) < 1e-3


def test_without_any_room_a_few_ms_keep_the_edge_from_clicking(excerpt: Make) -> None:
    made = excerpt()
    made = excerpt(audio=made.audio, room=made.spans)
    clip = cut(made)
    source = _between(made.audio, made.spans[0])
    assert len(clip.samples) == len(source)
    few = clip.rate * 5 // 1000
    assert np.array_equal(clip.samples[few:-few], source[few:-few])
    assert abs(clip.samples[0, 0]) < 1e-3
    assert abs(clip.samples[-1, 0]) < 1e-3


def test_edges_stop_at_the_ends_of_the_recording(excerpt: Make, recording: Record, say: Say) -> None:
    words = say("all of it was said", 100)
    audio = recording(1.8)
    clip = cut(excerpt(words=words, audio=audio, room=(TimeRange(0, 99_000),)))
    assert clip.pieces[0].source == TimeRange(0, 1800)
    assert clip.duration_ms == 1800


def test_a_middle_taken_out_is_crossfaded_in_its_room(excerpt: Make, say: Say) -> None:
    words = say("one two three four five six seven eight", 1000)
    spans = (TimeRange(1000, words[2].end_ms), TimeRange(words[5].start_ms, words[7].end_ms))
    room = (TimeRange(600, words[3].start_ms), TimeRange(words[4].end_ms, 9000))
    made = excerpt(words=words[:3] + words[5:], spans=spans, room=room)
    clip = cut(made)
    for number, span in enumerate(spans):
        assert np.array_equal(_marked(clip, number, span), _between(made.audio, span))
    # Twenty ms of room on each side: all of it is used for the join, and no more.
    assert clip.pieces[0].source.end_ms == words[3].start_ms
    assert clip.pieces[1].source.start_ms == words[4].end_ms
    joined = clip.pieces[1].clip_time(spans[1].start_ms) - clip.pieces[0].clip_time(spans[0].end_ms)
    assert joined == 20
    total = 300 + spans[0].duration_ms + 20 + spans[1].duration_ms + 500
    assert clip.duration_ms == total


def test_a_join_keeps_its_loudness(excerpt: Make) -> None:
    spans = (TimeRange(1000, 3000), TimeRange(5000, 7000))
    made = excerpt(spans=spans, room=(TimeRange(0, 3500), TimeRange(4500, 9000)))
    clip = cut(made)
    at = clip.pieces[1].clip_frame
    join = clip.samples[at : at + clip.rate * 30 // 1000]
    beside = clip.samples[at - clip.rate * 100 // 1000 : at]
    assert 0.5 < np.sqrt(np.mean(join**2)) / np.sqrt(np.mean(beside**2)) < 2
    pause = clip.pieces[1].clip_time(5000) - clip.pieces[0].clip_time(3000)
    assert pause == 150 + 150 - 30


def test_silence_taken_out_is_not_heard_twice(excerpt: Make) -> None:
    spans = (TimeRange(1000, 3000), TimeRange(3100, 5000))
    clip = cut(excerpt(spans=spans, room=(TimeRange(0, 9000), TimeRange(0, 9000))))
    assert clip.pieces[0].source.end_ms == clip.pieces[1].source.start_ms == 3050


def test_two_spans_that_touch_play_on(excerpt: Make) -> None:
    made = excerpt()
    spans = (TimeRange(1000, 3000), TimeRange(3000, 5000))
    clip = cut(excerpt(audio=made.audio, spans=spans, room=spans))
    source = _between(made.audio, TimeRange(1000, 5000))
    assert np.array_equal(clip.samples[100:-100], source[100:-100])


def test_a_recording_that_is_gone_short_or_broken_is_a_sentence(
    excerpt: Make, recording: Record, tmp_path: Path
) -> None:
    with pytest.raises(MediaError, match="not where it was"):
        cut(excerpt(audio=tmp_path / "gone.wav"))
    with pytest.raises(MediaError, match="ends before"):
        cut(excerpt(audio=recording(2, seed=6)))
    broken = tmp_path / "broken.flac"
    broken.write_bytes(b"fLaC" + bytes(300))
    with pytest.raises(MediaError, match="cannot be read"):
        cut(excerpt(audio=broken))


def test_opposite_phases_stay_as_they_are(excerpt: Make, tmp_path: Path) -> None:
    left = np.sin(np.arange(12 * 16_000) / 9).astype(np.float32) * 0.3
    path = tmp_path / "opposite.wav"
    soundfile.write(path, np.stack([left, -left], axis=1), 16_000)
    samples = cut(excerpt(audio=path)).samples
    assert np.allclose(samples[:, 0], -samples[:, 1], atol=1e-4)
    assert np.abs(samples).max() > 0.2

import os
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sounds import babble

from coproclip.audio.peaks import Peaks, make_peaks
from coproclip.errors import Cancelled, MediaError


def peaks_of(tmp_path: Path, samples: np.ndarray, rate: int) -> Peaks:
    soundfile.write(tmp_path / "a.wav", samples, rate, subtype="FLOAT")
    make_peaks(tmp_path / "a.wav", tmp_path / "a.peaks")
    return Peaks.load(tmp_path / "a.peaks")


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 48_000])
def test_every_step_holds_its_extremes(tmp_path: Path, rate: int) -> None:
    samples = np.hstack([babble(25, rate), -0.5 * babble(25, rate, seed=7)])
    peaks = peaks_of(tmp_path, samples, rate)
    assert len(peaks.pairs) == 2500
    assert abs(peaks.duration_ms - 25_000) <= 1
    assert peaks.loudest == pytest.approx(np.abs(samples).max())
    for step in (0, 1, 77, 999, 1000, 1001, 2499):
        part = samples[step * rate // 100 : (step + 1) * rate // 100]
        wanted = np.array([part.min(), part.max()]) / peaks.loudest * 127
        assert np.abs(peaks.pairs[step] - wanted).max() <= 1


def test_a_range_in_columns(tmp_path: Path) -> None:
    samples = babble(10) * 0
    samples[16_000 * 4 + 5] = 0.5
    samples[16_000 * 7] = -0.25
    peaks = peaks_of(tmp_path, samples, 16_000)
    columns = peaks.range(0, 10_000, 10)
    assert columns.dtype == np.int8
    assert columns.shape == (10, 2)
    assert columns[4].tolist() == [0, 127]
    assert columns[7].tolist() == [-64, 0]
    assert not np.delete(columns, (4, 7), axis=0).any()
    outside = peaks.range(-5_000, 15_000, 20)
    np.testing.assert_array_equal(outside[5:15], columns)
    assert not outside[:5].any()
    assert not outside[15:].any()
    close = peaks.range(3_990, 4_030, 40)
    assert close[:, 1].tolist() == [0] * 10 + [127] * 10 + [0] * 20
    assert peaks.range(20_000, 30_000, 5).tolist() == [[0, 0]] * 5
    assert peaks.range(0, 0, 5).tolist() == [[0, 0]] * 5
    assert len(peaks.range(0, 100, 0)) == 0


def test_columns_that_do_not_divide_leave_nothing_out(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, babble(33), 16_000)
    for columns in (1, 7, 333, 1601, 5000):
        found = peaks.range(0, peaks.duration_ms, columns)
        assert found[:, 0].min() == peaks.pairs[:, 0].min()
        assert found[:, 1].max() == peaks.pairs[:, 1].max()


def test_a_quiet_recording_shows(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, babble(5) * 0.001, 16_000)
    assert peaks.pairs.max() == 127 or peaks.pairs.min() == -127
    assert peaks.loudest < 0.001


def test_silence_and_opposite_phases(tmp_path: Path) -> None:
    assert not peaks_of(tmp_path, babble(1) * 0, 16_000).pairs.any()
    voice = babble(2)
    assert np.abs(peaks_of(tmp_path, np.hstack([voice, -voice]), 16_000).pairs).max() == 127


def test_damage_is_noticed(tmp_path: Path) -> None:
    peaks_of(tmp_path, babble(3), 16_000)
    path = tmp_path / "a.peaks"
    whole = path.read_bytes()
    for content in (
        b"",
        whole[:20],
        whole[:-1],
        whole + b"x",
        b"XXXX" + whole[4:],
        whole[:100] + b"\x55" + whole[101:],
    ):
        path.write_bytes(content)
        with pytest.raises(MediaError):
            Peaks.load(path)
    path.unlink()
    with pytest.raises(MediaError, match="missing"):
        Peaks.load(path)


def test_sound_that_breaks_off_leaves_no_peaks(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", babble(5), 16_000)
    content = (tmp_path / "a.flac").read_bytes()
    (tmp_path / "a.flac").write_bytes(content[: len(content) // 2])
    with pytest.raises(MediaError):
        make_peaks(tmp_path / "a.flac", tmp_path / "a.peaks")
    assert [path.name for path in tmp_path.iterdir()] == ["a.flac"]


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", babble(5), 16_000)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_peaks(tmp_path / "a.wav", tmp_path / "a.peaks", cancel=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_five_hours_are_drawn_at_once() -> None:
    pairs = np.random.default_rng(1).integers(-127, 128, (5 * 360_000, 2)).astype(np.int8)
    peaks = Peaks(pairs, 5 * 3600 * 48_000, 48_000, 1.0)
    began = time.process_time()
    for _ in range(5):
        peaks.range(0, peaks.duration_ms, 1600)
    assert (time.process_time() - began) / 5 < 0.1


def test_a_file_that_is_shortened_while_it_is_shown_changes_nothing(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", babble(60), 16_000, subtype="PCM_16")
    make_peaks(tmp_path / "a.wav", tmp_path / "a.peaks")
    peaks = Peaks.load(tmp_path / "a.peaks")
    before = peaks.range(0, 60_000, 500).copy()
    os.truncate(tmp_path / "a.peaks", 100)
    np.testing.assert_array_equal(peaks.range(0, 60_000, 500), before)

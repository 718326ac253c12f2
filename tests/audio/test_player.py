import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.audio.devices import Fill
from coproclip.audio.feeding import AHEAD_MS, EDGE_MS, Form, Plan, PlanPosition, PlaybackFeed
from coproclip.audio.player import Player, Playing
from coproclip.audio.stretch import Stretcher
from coproclip.errors import BadInput, DeviceError, MediaError
from coproclip.timecode import TimeRange

RATE = 16_000
SECONDS = 3
EDGE = RATE * EDGE_MS // 1000


class Loudspeaker:
    """A loudspeaker with a clock of its own: `run` makes time pass and keeps what was played."""

    def __init__(self, rate: int | None = None, channels: int | None = None, latency_s: float = 0.05) -> None:
        self.rate, self.wanted_channels, self.latency_s = rate, channels, latency_s
        self.now = 100.0
        self.opened: list[tuple[int, int]] = []
        self.player = Player(self._open, lambda: self.now)
        self.heard: list[np.ndarray] = []
        self.unplugged = self.missing = self.asleep = False

    def _open(self, rate: int, channels: int) -> "Loudspeaker":
        if self.missing:
            raise DeviceError("There is no loudspeaker to play to.")
        self.sample_rate, self.channels = self.rate or rate, self.wanted_channels or channels
        self.opened.append((rate, channels))
        self.asleep = False
        return self

    def start(self, fill: Fill) -> None:
        self._fill = fill

    def stop(self) -> None:
        self.asleep = True

    def run(self, ms: int, block_ms: int = 10) -> None:
        for _ in range(ms // block_ms):
            until = time.monotonic() + 60
            while not self.player.is_ready:
                assert time.monotonic() < until, "nothing was read"
                time.sleep(0.001)
            block = np.full((self.sample_rate * block_ms // 1000, self.channels), np.nan, np.float32)
            if self.unplugged or self.asleep:
                block[:] = 0
            elif not self._fill(block, self.latency_s):
                self.asleep = True
            self.heard.append(block)
            self.now += block_ms / 1000

    @property
    def sound(self) -> np.ndarray:
        return np.concatenate(self.heard)

    @property
    def played(self) -> np.ndarray:
        """What was heard between the first and the last sound."""
        loud = np.flatnonzero(np.abs(self.sound).max(axis=1))
        return self.sound[loud[0] : loud[-1] + 1] if len(loud) else self.sound[:0]


@pytest.fixture
def speaker() -> Iterator[Loudspeaker]:
    made = Loudspeaker()
    yield made
    made.player.close()


@pytest.fixture
def noise(tmp_path: Path) -> tuple[Path, np.ndarray]:
    """Three seconds in which every frame is another, and none is 0."""
    chance = np.random.default_rng(3)
    samples = (chance.uniform(0.05, 0.5, (RATE * SECONDS, 1)) * chance.choice([-1, 1], (RATE * SECONDS, 1))).astype(
        "f4"
    )
    path = tmp_path / "noise.wav"
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    return path, samples


def tone(path: Path, hz: float, seconds: float = 3, rate: int = RATE, channels: int = 1) -> Path:
    wave = 0.4 * np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate)
    soundfile.write(path, np.repeat(wave[:, None], channels, axis=1), rate, subtype="PCM_16")
    return path


def pitch(sound: np.ndarray, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * rate / len(sound))


def test_just_what_lies_between_the_marks_is_played(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, samples = noise
    speaker.player.load(path)
    assert speaker.player.duration_ms == 3000
    speaker.player.play(333, 1234)
    speaker.run(1500)
    expected = samples[333 * 16 : 1234 * 16]
    heard = speaker.sound[: len(expected)]
    assert np.array_equal(heard[EDGE:-EDGE], expected[EDGE:-EDGE])
    assert not speaker.sound[len(expected) :].any()
    assert speaker.player.ended
    assert speaker.player.position_ms == 1234


def test_the_position_is_the_moment_that_is_heard(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    speaker.player.load(noise[0])
    speaker.player.play(1000)
    assert speaker.player.position_ms == 1000
    speaker.run(40)
    assert speaker.player.position_ms == 1000
    for done in range(100, 1500, 100):
        speaker.run(100)
        assert speaker.player.position_ms == pytest.approx(1000 + 40 + done - 50, abs=1)
    # Between two callbacks time goes on, but never past what was handed over.
    before = speaker.player.position_ms
    speaker.now += 0.007
    assert speaker.player.position_ms == pytest.approx(before + 7, abs=1)
    speaker.now += 1
    assert speaker.player.position_ms == pytest.approx(before + 50, abs=1)


def test_an_uneven_device_does_not_shake_the_position(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    chance = np.random.default_rng(8)
    speaker.player.load(noise[0])
    speaker.player.play(0)
    speaker.run(200)
    off = []
    for _ in range(150):
        speaker.latency_s = 0.05 + chance.uniform(-0.01, 0.01)
        speaker.run(10)
        off.append(speaker.player.position_ms - (speaker.now - 100) * 1000)
    assert max(off) - min(off) < 8


def test_it_ends_when_the_last_sound_was_heard(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    speaker.player.load(noise[0])
    speaker.player.play(2900)
    speaker.run(110)
    assert not speaker.player.ended
    speaker.run(50)
    assert speaker.player.state is Playing.ENDED
    assert speaker.player.position_ms == 3000
    speaker.player.play()
    assert speaker.player.position_ms == 0


def test_the_middle_of_an_excerpt_is_left_out(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, samples = noise
    speaker.player.load(path)
    speaker.player.play(spans=[TimeRange(200, 500), TimeRange(2000, 2400)])
    speaker.run(300 + 50)
    assert speaker.player.position_ms in (500, 2000)
    speaker.run(100)
    assert speaker.player.position_ms == pytest.approx(2100, abs=1)
    speaker.run(400)
    expected = np.concatenate([samples[3200:8000], samples[32000:38400]])
    assert len(speaker.played) == pytest.approx(len(expected), abs=2)
    middle = 300 * 16
    assert np.array_equal(speaker.sound[EDGE : middle - EDGE], expected[EDGE : middle - EDGE])
    assert np.array_equal(speaker.sound[middle + EDGE : len(expected) - EDGE], expected[middle + EDGE : -EDGE])
    assert speaker.player.ended
    assert speaker.player.position_ms == 2400


def test_a_loop_goes_round(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, samples = noise
    speaker.player.load(path)
    speaker.player.play(600, spans=[TimeRange(500, 700), TimeRange(900, 950)], loop=True)
    speaker.run(1000)
    assert speaker.player.state is Playing.PLAYING
    parts = [samples[600 * 16 : 700 * 16], samples[900 * 16 : 950 * 16], samples[500 * 16 : 700 * 16]]
    place = 0
    for part in (*parts, parts[1], parts[2], parts[1]):
        heard = speaker.sound[place : place + len(part)]
        assert np.array_equal(heard[EDGE:-EDGE], part[EDGE:-EDGE])
        place += len(part)
    speaker.player.stop()
    assert speaker.player.state is Playing.STOPPED


def test_a_pause_loses_and_repeats_nothing(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, samples = noise
    speaker.player.load(path)
    speaker.player.play(0, 1000)
    speaker.run(400)
    speaker.player.pause()
    assert speaker.player.state is Playing.PAUSED
    assert speaker.player.position_ms == 400
    speaker.run(200)
    assert speaker.player.position_ms == 400
    first = speaker.sound[: 400 * 16]
    assert np.array_equal(first[EDGE:], samples[EDGE : 400 * 16])
    # It rings out within 5 ms instead of clicking.
    assert not speaker.sound[405 * 16 + 1 :].any()
    speaker.heard.clear()
    speaker.player.resume()
    speaker.run(800)
    assert np.array_equal(speaker.sound[EDGE : 600 * 16 - EDGE], samples[400 * 16 + EDGE : 1000 * 16 - EDGE])
    assert speaker.player.ended
    speaker.player.resume()
    assert (speaker.player.state, speaker.player.position_ms) == (Playing.PLAYING, 0)


def test_seeking_plays_on_from_there_and_keeps_the_end(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, samples = noise
    speaker.player.load(path)
    speaker.player.play(0, 2000)
    speaker.run(300)
    speaker.player.seek(1500)
    assert speaker.player.position_ms == 1500
    speaker.heard.clear()
    speaker.run(700)
    edge = RATE * 5 // 1000
    assert np.array_equal(speaker.sound[edge : 500 * 16 - EDGE], samples[1500 * 16 + edge : 2000 * 16 - EDGE])
    assert speaker.player.position_ms == 2000
    speaker.player.seek(700)
    assert (speaker.player.state, speaker.player.position_ms) == (Playing.STOPPED, 700)
    speaker.player.seek(99_999)
    assert speaker.player.position_ms == 3000
    speaker.player.play(500, 600)
    speaker.player.seek(2500)
    speaker.run(700)
    assert speaker.player.position_ms == 3000


def test_seeking_while_paused_stays_silent(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    speaker.player.load(noise[0])
    speaker.player.play(0)
    speaker.run(100)
    speaker.player.pause()
    speaker.player.seek(2000)
    assert (speaker.player.state, speaker.player.position_ms) == (Playing.PAUSED, 2000)
    speaker.player.resume()
    speaker.run(300)
    assert speaker.player.position_ms == pytest.approx(2250, abs=1)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_slower_and_faster_keep_the_pitch(speaker: Loudspeaker, tmp_path: Path, speed: float) -> None:
    speaker.player.load(tone(tmp_path / "tone.flac", 440))
    speaker.player.speed = speed
    speaker.player.play(500, 2500)
    halfway = round(1000 / speed / 10) * 10
    speaker.run(halfway)
    assert speaker.player.position_ms == pytest.approx(500 + (halfway - 50) * speed, abs=2)
    speaker.run(round(1000 / speed / 10) * 10 + 200)
    assert speaker.player.ended
    assert speaker.player.position_ms == 2500
    assert len(speaker.played) / RATE == pytest.approx(2 / speed, abs=0.05)
    assert pitch(speaker.played, RATE) == pytest.approx(440, abs=2)


def test_the_speed_changes_where_it_is(speaker: Loudspeaker, tmp_path: Path) -> None:
    speaker.player.load(tone(tmp_path / "tone.wav", 300))
    speaker.player.play(0)
    speaker.run(500)
    speaker.player.speed = 2
    speaker.run(550)
    assert speaker.player.position_ms == pytest.approx(500 + 1000, abs=3)
    speaker.player.speed = 9
    assert speaker.player.speed == 2
    speaker.player.pause()
    speaker.player.speed = 0.1
    assert (speaker.player.speed, speaker.player.state) == (0.5, Playing.PAUSED)


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000])
def test_a_device_with_a_rate_of_its_own_gets_it(tmp_path: Path, rate: int) -> None:
    speaker = Loudspeaker(rate=48_000, channels=2)
    speaker.player.load(tone(tmp_path / "tone.wav", 500, rate=rate))
    speaker.player.play(250, 2250)
    speaker.run(1000)
    assert speaker.player.position_ms == pytest.approx(1200, abs=2)
    speaker.run(1200)
    speaker.player.close()
    assert speaker.opened == [(rate, 1)]
    assert len(speaker.played) / 48_000 == pytest.approx(2, abs=0.01)
    assert pitch(speaker.played, 48_000) == pytest.approx(500, abs=2)
    assert np.array_equal(speaker.played[:, 0], speaker.played[:, 1])


def test_two_channels_stay_two(speaker: Loudspeaker, tmp_path: Path) -> None:
    left = tone(tmp_path / "a.wav", 300, channels=2)
    samples, rate = soundfile.read(left, dtype="float32")
    samples[:, 1] *= 0.5
    soundfile.write(left, samples, rate)
    speaker.player.load(left)
    speaker.player.play()
    speaker.run(500)
    assert speaker.sound.shape[1] == 2
    assert np.allclose(speaker.sound[100:, 1], speaker.sound[100:, 0] * 0.5, atol=1e-4)


def test_files_one_after_another(speaker: Loudspeaker, tmp_path: Path) -> None:
    for number, (rate, channels) in enumerate([(16_000, 1), (44_100, 2), (44_100, 2), (8_000, 1)]):
        speaker.player.load(tone(tmp_path / f"{number}.wav", 200 + number * 100, 1, rate, channels))
        assert speaker.player.position_ms == 0
        speaker.player.play()
        speaker.heard.clear()
        speaker.run(1100)
        assert speaker.player.ended
        assert pitch(speaker.played, rate) == pytest.approx(200 + number * 100, abs=3)
    assert speaker.opened == [(16_000, 1), (44_100, 2), (8_000, 1)]


def test_quieter_is_quieter(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, samples = noise
    speaker.player.load(path)
    speaker.player.volume = 0.5
    speaker.player.play()
    speaker.run(300)
    assert np.allclose(speaker.sound[EDGE:4800], samples[EDGE:4800] * 0.5)
    speaker.player.volume = 7
    assert speaker.player.volume == 1


def test_only_a_moment_is_read_ahead(noise: tuple[Path, np.ndarray]) -> None:
    plan = Plan((TimeRange(0, 3000),))
    feed = PlaybackFeed(noise[0], plan, plan.start, Form(RATE, 1, 1.0))
    until = time.monotonic() + 60
    while feed.ahead_ms < AHEAD_MS and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(0.1)  # more would come now
    assert AHEAD_MS <= feed.ahead_ms <= AHEAD_MS + 80
    assert feed.is_ready
    assert not feed.all_read
    assert feed.blocks[0].place == PlanPosition(0, 0)
    feed.cancel()
    feed.join()


# ---- what goes wrong ------------------------------------------------------------------------------------------


def test_without_a_loudspeaker_it_says_so(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    speaker.missing = True
    speaker.player.load(noise[0])
    with pytest.raises(DeviceError, match="no loudspeaker"):
        speaker.player.play()
    assert speaker.player.state is Playing.STOPPED
    speaker.missing = False
    speaker.player.play()
    speaker.run(100)
    assert speaker.played.any()


def test_a_loudspeaker_that_goes_away_is_told_once(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    speaker.player.load(noise[0])
    speaker.player.play()
    speaker.run(500)
    speaker.now += 3
    assert speaker.player.state is Playing.STOPPED
    assert isinstance(speaker.player.error, DeviceError)
    assert speaker.player.position_ms == 500
    speaker.player.play()
    assert speaker.player.error is None
    assert len(speaker.opened) == 2
    speaker.run(200)
    assert speaker.player.position_ms == pytest.approx(650, abs=1)


def test_a_silent_device_is_let_go_and_taken_again(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    speaker.player.load(noise[0])
    speaker.player.play(0, 100)
    speaker.run(1000)
    assert speaker.player.ended
    assert not speaker.asleep
    speaker.run(5000, block_ms=50)
    assert speaker.asleep
    speaker.player.play(1000)
    speaker.heard.clear()
    speaker.run(300)
    assert speaker.player.position_ms == pytest.approx(1250, abs=1)
    assert len(speaker.opened) == 2


def test_a_file_that_breaks_off_is_told(speaker: Loudspeaker, noise: tuple[Path, np.ndarray]) -> None:
    path, _ = noise
    speaker.player.load(path)
    with path.open("r+b") as file:
        file.truncate(RATE * 4)
    speaker.player.play()
    speaker.run(1500)
    assert speaker.player.state is Playing.STOPPED
    assert isinstance(speaker.player.error, MediaError)


def test_bad_input_is_a_sentence(speaker: Loudspeaker, noise: tuple[Path, np.ndarray], tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        speaker.player.play()
    (tmp_path / "text.wav").write_text("not sound")
    with pytest.raises(MediaError):
        speaker.player.load(tmp_path / "text.wav")
    speaker.player.load(noise[0])
    for spans in ([], [TimeRange(5, 5)]):
        with pytest.raises(BadInput):
            speaker.player.play(spans=spans)
    speaker.player.play(9_000_000)
    speaker.run(100)
    assert speaker.player.ended
    speaker.player.play(spans=[TimeRange(50_000, 60_000)], loop=True)
    speaker.run(100)
    assert speaker.player.ended


def test_closing_leaves_no_thread(noise: tuple[Path, np.ndarray]) -> None:
    before = threading.active_count()
    speaker = Loudspeaker()
    speaker.player.load(noise[0])
    speaker.player.play(loop=True)
    speaker.run(100)
    speaker.player.close()
    assert threading.active_count() == before


def test_a_stretcher_that_has_nothing_to_do_passes_on() -> None:
    samples = np.ones((10, 2), np.float32)
    stretcher = Stretcher(RATE, RATE, 2, 1.0)
    assert stretcher.feed(samples) is samples
    assert stretcher.finish().shape == (0, 2)

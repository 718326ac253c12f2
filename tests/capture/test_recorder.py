import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from fakes import microphones
from fakes.microphones import RATE, LiveMicrophone, PushedMicrophone, known_sound, recorder_of, wait_until

from coproclip.audio.devices import list_inputs
from coproclip.capture.disk_space import RESERVE_BYTES
from coproclip.capture.meter import Loudness, Meter
from coproclip.capture.recorder import Recorder, State
from coproclip.capture.ring import Overrun, Ring
from coproclip.capture.wav_writer import HEADER_BYTES, WavFormat, wav_header
from coproclip.errors import BadInput, DeviceError, StorageError

PLENTY = 10**12


def read(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="int16", always_2d=True)[0]


@pytest.fixture
def recorders() -> Iterator[list[Recorder]]:
    made: list[Recorder] = []
    yield made
    for recorder in made:
        recorder.close()


@pytest.fixture
def pushed(tmp_path: Path, recorders: list[Recorder]) -> tuple[Recorder, PushedMicrophone]:
    microphone = PushedMicrophone()
    recorders.append(recorder_of(tmp_path / "recordings", microphone))
    return recorders[0], microphone


@pytest.mark.parametrize(("channels", "rate"), [(1, 48_000), (2, 44_100), (1, 16_000)])
def test_what_is_on_disk_is_what_was_said(tmp_path: Path, channels: int, rate: int) -> None:
    microphone = PushedMicrophone(channels, rate)
    recorder = recorder_of(tmp_path / "recordings", microphone)
    recorder.start()
    for ms in (1, 20, 7, 500, 3, 1250):
        microphone.push_ms(ms)
        time.sleep(0.02)
    done = recorder.stop()
    sound = read(done.path)
    assert np.array_equal(sound, known_sound(0, microphone.sent, channels))
    assert soundfile.info(done.path).samplerate == rate == done.sample_rate
    assert done.duration_ms == pytest.approx(microphone.sent * 1000 / rate, abs=1)
    assert (done.gaps, done.error, recorder.status.state) == ((), None, State.STOPPED)
    assert recorder.status.safe_ms == done.duration_ms
    assert microphone.stopped


def test_another_library_reads_it(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    recorder.start()
    sound = microphone.push_ms(300)
    with av.open(str(recorder.stop().path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    assert np.array_equal(np.concatenate(frames, axis=1)[0], sound[:, 0])


def test_nothing_is_written_while_listening(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    recorder.listen()
    microphone.push_ms(400)
    wait_until(lambda: recorder.status.level().peak_dbfs > -20)
    assert recorder.status.state is State.LISTENING
    assert recorder.status.is_hearing
    assert not recorder.folder.exists()
    recorder.start()
    said = microphone.push_ms(200)
    assert np.array_equal(read(recorder.stop().path), said)


def test_a_pause_keeps_nothing_and_cuts_nothing_off(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    recorder.start()
    before = microphone.push_ms(333)
    recorder.pause()
    assert recorder.status.state is State.PAUSED
    microphone.push_ms(500)
    time.sleep(0.15)
    microphone.push_ms(100)
    recorder.resume()
    after = microphone.push_ms(250)
    assert np.array_equal(read(recorder.stop().path), np.concatenate([before, after]))


def test_paused_it_still_shows_the_level_and_all_is_safe(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    recorder.start()
    microphone.push(np.zeros(4800, np.int16))
    recorder.pause()
    microphone.push_ms(300)
    wait_until(lambda: recorder.status.level().peak_dbfs > -20)
    wait_until(lambda: recorder.status.safe_ms == 100)
    assert recorder.status.seconds_since_safe == 0.0


def test_at_any_instant_the_file_opens_and_misses_less_than_a_second(tmp_path: Path, recorders: list[Recorder]) -> None:
    microphone = LiveMicrophone()
    recorder = recorder_of(tmp_path / "recordings", microphone)
    recorders.append(recorder)
    recorder.start()
    (path,) = recorder.folder.glob("*.wav")
    chance = random.Random(4)
    for number in range(25):
        time.sleep(chance.uniform(0.01, 0.12))
        fed = microphone.sent
        copy = tmp_path / f"{number}.wav"
        shutil.copyfile(path, copy)
        sound = read(copy)
        assert np.array_equal(sound, known_sound(0, len(sound)))
        assert fed - len(sound) < RATE
        assert recorder.status.seconds_since_safe < 1.0
    wait_until(lambda: recorder.status.safe_ms > 500)
    assert len(read(recorder.stop().path)) == microphone.sent


def test_what_the_writer_could_not_keep_up_with_is_counted_and_times_hold(
    pushed: tuple[Recorder, PushedMicrophone],
) -> None:
    recorder, microphone = pushed
    recorder.start()
    said = microphone.push_ms(31_500)
    wait_until(lambda: recorder.status.position_ms == 31_500)
    microphone.push_ms(100, lost_before=True)
    done = recorder.stop()
    assert [(gap.at_ms, gap.lost_ms) for gap in done.gaps] == [(30_000, 1_500), (31_500, 0)]
    sound = read(done.path)
    assert len(sound) == microphone.sent
    assert np.array_equal(sound[: 30 * RATE], said[: 30 * RATE])
    assert not sound[30 * RATE : len(said)].any()
    assert np.array_equal(sound[len(said) :], known_sound(len(said), 4800))


def test_a_ring_gives_back_in_order_what_was_put() -> None:
    chance, ring = random.Random(11), Ring(1000, 2)
    put = 0
    taken: list[np.ndarray] = []
    for _ in range(400):
        size = chance.randrange(1, 500)
        ring.put(known_sound(put, size, 2))
        put += size
        if chance.random() < 0.6:
            taken += [block.copy() for block, _ in ring.take()]
    taken += [block.copy() for block, _ in ring.take()]
    sound, expected = np.concatenate(taken), known_sound(0, put, 2)
    assert ring.arrived == put == len(sound)
    assert ring.overruns
    for overrun in ring.overruns:
        expected[overrun.at : overrun.at + overrun.lost] = 0
    assert np.array_equal(sound, expected)


def test_a_ring_marks_what_the_driver_lost() -> None:
    ring = Ring(100, 1)
    ring.put(known_sound(0, 10))
    ring.put(known_sound(10, 10), lost_before=True)
    assert [(len(block), overrun) for block, overrun in ring.take()] == [(10, None), (0, Overrun(10, 0)), (10, None)]


# ---- what goes wrong ------------------------------------------------------------------------------------------


def test_a_microphone_that_goes_away_ends_the_recording_and_keeps_it(tmp_path: Path, recorders: list[Recorder]) -> None:
    microphone = LiveMicrophone()
    recorder = recorder_of(tmp_path, microphone, patience_s=0.2)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 300)
    microphone.unplugged.set()
    wait_until(lambda: not recorder.status.microphones[0].alive)
    wait_until(lambda: recorder.status.state is State.FAILED)
    done = recorder.stop()
    assert isinstance(done.error, DeviceError)
    assert "Lapel mic" in done.error.happened
    assert "0:00" in done.error.safe
    assert np.array_equal(read(done.path), known_sound(0, microphone.sent))


def test_a_disk_that_takes_no_more_ends_the_recording_with_all_that_was_taken(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_bytes(bytes(8))
    limit = HEADER_BYTES + 100_001
    command = [sys.executable, microphones.__file__, str(tmp_path), str(counter), str(limit)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    kind, sentence = told.stdout.splitlines()
    assert kind == "StorageError", told.stderr
    assert sentence.startswith("This disk takes no larger file, so the recording ended. Everything up to 0:01 is safe")
    (path,) = tmp_path.glob("*.wav")
    assert np.array_equal(read(path), known_sound(0, 50_000))


def test_a_disk_that_is_nearly_full_ends_it_in_good_order(tmp_path: Path, recorders: list[Recorder]) -> None:
    free = [PLENTY]
    microphone = LiveMicrophone()
    recorder = recorder_of(tmp_path, microphone, free=lambda folder: free[0])
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.safe_ms > 0)
    assert recorder.status.room_ms == (PLENTY - RESERVE_BYTES) * 1000 // (2 * RATE)
    free[0] = RESERVE_BYTES - 1
    wait_until(lambda: recorder.status.state is State.FAILED)
    done = recorder.stop()
    assert isinstance(done.error, StorageError)
    assert "nearly full" in str(done.error)
    sound = read(done.path)
    assert np.array_equal(sound, known_sound(0, len(sound)))


def test_without_room_for_a_minute_it_does_not_begin(tmp_path: Path) -> None:
    recorder = recorder_of(tmp_path / "recordings", PushedMicrophone(), free=lambda folder: RESERVE_BYTES + 96_000)
    with pytest.raises(StorageError, match="room for only 1 s"):
        recorder.start()
    assert recorder.status.state is State.READY
    recorder.close()
    assert not list((tmp_path / "recordings").iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file is in the way")
    recorder = recorder_of(tmp_path / "recordings", PushedMicrophone())
    with pytest.raises(StorageError):
        recorder.start()
    recorder.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be removed")
def test_a_removed_folder_is_put_back_with_everything_said(tmp_path: Path, recorders: list[Recorder]) -> None:
    project = tmp_path / "Kit.coproclip"
    microphone = LiveMicrophone()
    recorder = recorder_of(project / "recordings", microphone)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 200)
    shutil.rmtree(project)
    wait_until(lambda: recorder.status.state is State.FAILED)
    done = recorder.stop()
    assert "was removed" in str(done.error)
    sound = read(done.path)
    assert len(sound) > 0.2 * RATE
    assert np.array_equal(sound, known_sound(0, len(sound)))
    assert done.path.with_suffix(".json").exists()


def test_a_moved_folder_ends_it_with_the_file_whole(tmp_path: Path, recorders: list[Recorder]) -> None:
    microphone = LiveMicrophone()
    recorder = recorder_of(tmp_path / "a" / "recordings", microphone)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 200)
    (tmp_path / "a").rename(tmp_path / "b")
    wait_until(lambda: recorder.status.state is State.FAILED)
    assert "was moved" in str(recorder.status.error)
    (path,) = (tmp_path / "b" / "recordings").glob("*.wav")
    sound = read(path)
    assert np.array_equal(sound, known_sound(0, len(sound)))


def test_a_recorder_records_once(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, _ = pushed
    recorder.start()
    with pytest.raises(BadInput):
        recorder.start()
    with pytest.raises(BadInput):
        recorder.listen()
    recorder.stop()
    with pytest.raises(BadInput):
        recorder_of(recorder.folder, PushedMicrophone()).stop()


def test_without_portaudio_recording_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    program = (
        "from coproclip.audio.devices import list_inputs\n"
        "from coproclip.capture.recorder import Recorder\n"
        "from coproclip.errors import DeviceError\n"
        "from pathlib import Path\n"
        "assert list_inputs() == []\n"
        "try: Recorder(Path('.')).start()\n"
        "except DeviceError as error: print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(__file__).parents[2]}"}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60)
    assert "apt install libportaudio2" in told.stdout, told.stderr


def test_listing_microphones_never_fails() -> None:
    for device in list_inputs():
        assert device.name
        assert device.channels > 0


# ---- the file's form ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 2])
def test_past_four_gigabytes_it_is_rf64(tmp_path: Path, channels: int) -> None:
    sound = WavFormat(48_000, channels)
    frames = (5 << 30) // sound.frame_bytes
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(wav_header(sound, frames * sound.frame_bytes))
        file.truncate(HEADER_BYTES + frames * sound.frame_bytes)
    with soundfile.SoundFile(path) as opened:
        assert (opened.frames, opened.samplerate, opened.channels) == (frames, 48_000, channels)
        opened.seek(frames - 10)
        assert len(opened.read()) == 10
    with av.open(str(path)) as container:
        assert container.duration == pytest.approx(frames / 48_000 * 1e6, abs=1000)


def test_the_last_size_that_fits_32_bits_is_plain_wav() -> None:
    sound = WavFormat(48_000, 1)
    largest = (0xFFFF_FFFF - HEADER_BYTES) // 2 * 2
    assert wav_header(sound, largest)[:4] == b"RIFF"
    assert wav_header(sound, largest + 2)[:4] == b"RF64"
    assert len(wav_header(sound, largest)) == len(wav_header(sound, largest + 2)) == HEADER_BYTES


# ---- the level ------------------------------------------------------------------------------------------------


def tone(dbfs: float, seconds: float = 1.2) -> np.ndarray:
    wave = np.sin(2 * np.pi * 220 * np.arange(int(RATE * seconds)) / RATE) * 10 ** (dbfs / 20) * 32768
    return np.clip(np.rint(wave), -32768, 32767).astype(np.int16)[:, None]


@pytest.mark.parametrize(
    ("dbfs", "word"),
    [
        (-90, Loudness.NO_SOUND),
        (-55, Loudness.TOO_QUIET),
        (-38, Loudness.A_BIT_QUIET),
        (-20, Loudness.GOOD),
        (6, Loudness.TOO_LOUD),
    ],
)
def test_how_loud_it_is_has_a_word(dbfs: float, word: Loudness) -> None:
    meter = Meter(RATE, 1)
    for start in range(0, RATE, 1000):
        meter.feed(tone(dbfs)[start : start + 1000])
    (level,) = meter.levels
    assert level.loudness is word
    assert level.overload is (dbfs > 0)
    if -60 < dbfs < 0:
        assert level.peak_dbfs == pytest.approx(dbfs, abs=0.2)
        assert level.rms_dbfs == pytest.approx(dbfs - 3, abs=0.2)


def test_too_loud_and_silence_are_counted() -> None:
    meter = Meter(RATE, 2)
    loud = np.repeat(tone(6, 0.3), 2, axis=1)
    loud[:, 1] = 0
    meter.feed(loud)
    meter.feed(np.zeros((3 * RATE, 2), np.int16))
    left, right = meter.levels
    assert (left.overloads, left.overload, left.silent_ms) == (3, False, 3000)
    assert (right.overloads, right.silent_ms) == (0, 3300)
    assert len(meter.pictures[0]) == 33
    assert meter.pictures[0][0] == pytest.approx(1, abs=0.01)

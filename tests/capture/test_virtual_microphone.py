"""The recorder with a real sound system: a sound is played into a microphone made of software."""

import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.audio.stretch import Stretcher
from coproclip.capture.recovery import keep, unfinished
from coproclip.people.stories import sound_of
from coproclip.project.project import Project

REPO = Path(__file__).parents[2]
SCRIPT = REPO.parent / "shared" / "bin" / "virtual_mic"
RATE = 44_100
SECONDS = 8

RECORD = """
import sys, time
from pathlib import Path
from coproclip.capture.recorder import Recorder
recorder = Recorder(Path(sys.argv[1]))
recorder.start()
while not recorder.status.is_hearing and recorder.status.error is None:
    time.sleep(0.005)
print(recorder.status.error or "hearing", flush=True)
time.sleep(60)
"""

PLAY = """
import sys, time
from pathlib import Path
from coproclip.audio.player import Player
player = Player()
player.load(Path(sys.argv[1]))
player.play(500, 1500)
began = time.monotonic()
while not player.ended and player.error is None and time.monotonic() - began < 10:
    time.sleep(0.03)
print(player.state, player.position_ms, player.error)
player.close()
"""

pytestmark = pytest.mark.sound


@pytest.fixture
def sound_system() -> Iterator[dict[str, str]]:
    """The variables of a sound server of this test's own."""
    if not SCRIPT.exists():
        pytest.skip("the virtual microphone is not here")
    if not (shutil.which("pulseaudio") and shutil.which("pactl")):
        pytest.skip("PulseAudio is not installed")
    # Not among the tests' own folders: a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="sound-"))
    variables = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "PYTHONPATH": str(REPO)}
    started = subprocess.run([SCRIPT, "start"], env=variables, capture_output=True, text=True, timeout=60)
    if started.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PulseAudio cannot run here: {started.stderr.strip()[-200:]}")
    variables.update(word.split("=", 1) for word in shlex.split(started.stdout)[1:])
    yield variables
    subprocess.run([SCRIPT, "stop"], env=variables, capture_output=True, timeout=60, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def syllables() -> np.ndarray:
    chance = np.random.default_rng(21)
    swell = 0.5 + 0.5 * np.sin(2 * np.pi * 2.7 * np.arange(RATE * SECONDS) / RATE)
    noise = np.convolve(chance.normal(0, 0.5, RATE * SECONDS), np.ones(8) / 8, "same")
    return (noise * swell).astype(np.float32)


def at_rate(sound: np.ndarray, rate: int) -> np.ndarray:
    stretcher = Stretcher(RATE, rate, 1, 1.0)
    return np.concatenate([stretcher.feed(sound[:, None]), stretcher.finish()])[:, 0]


def place_in(sound: np.ndarray, part: np.ndarray) -> int:
    """Where `part` lies in `sound`, by cross-correlation."""
    size = 1 << (len(sound) + len(part)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size))
    return int(np.argmax(np.fft.irfft(product, size)[: len(sound)]))


def test_a_killed_recording_of_real_sound_is_whole(
    sound_system: dict[str, str], project: Project, tmp_path: Path
) -> None:
    told = tmp_path / "told.wav"
    said = syllables()
    soundfile.write(told, said, RATE, subtype="PCM_16")
    command = [sys.executable, "-c", RECORD, str(project.folder / "recordings")]
    with subprocess.Popen(command, env=sound_system, stdout=subprocess.PIPE, text=True) as recording:
        try:
            assert recording.stdout is not None
            assert recording.stdout.readline().strip() == "hearing"
            hearing = time.monotonic()
            playing = subprocess.Popen([SCRIPT, "play", told], env=sound_system)
            time.sleep(random.uniform(4.5, 6.5))
            recording.send_signal(signal.SIGKILL)
            killed = time.monotonic()
            playing.wait(30)
        finally:
            recording.kill()
    (found,) = unfinished(project)
    assert killed - hearing - found.duration_ms / 1000 <= 1.0
    story = keep(project, found)
    with project.read() as session:
        kept, rate = soundfile.read(sound_of(project, session, story).audio, dtype="float32")
    # The loudest two seconds find their place in what was played; from there all that follows must agree.
    played = at_rate(said, rate)
    start = max(range(0, len(kept) - 2 * rate, rate // 4), key=lambda at: float(np.sum(kept[at : at + 2 * rate] ** 2)))
    place = place_in(played, kept[start : start + 2 * rate])
    size = min(len(kept) - start, len(played) - place)
    assert size >= 2 * rate
    assert np.corrcoef(kept[start : start + size], played[place : place + size])[0, 1] > 0.95


def test_what_is_played_is_heard(sound_system: dict[str, str], tmp_path: Path) -> None:
    file, heard = tmp_path / "file.wav", tmp_path / "heard.wav"
    said = syllables()
    soundfile.write(file, said, RATE, subtype="PCM_16")
    with subprocess.Popen([SCRIPT, "heard", heard, "9"], env=sound_system) as listening:
        time.sleep(2.5)
        player = subprocess.run(
            [sys.executable, "-c", PLAY, file], env=sound_system, capture_output=True, text=True, timeout=60
        )
        assert player.stdout.strip() == "ended 1500 None", player.stderr
        listening.wait(30)
    sound, rate = soundfile.read(heard, dtype="float32", always_2d=True)
    expected = said[RATE // 2 : RATE * 3 // 2]
    assert rate == RATE
    mono = sound.mean(axis=1)
    place = place_in(mono, expected)
    assert np.corrcoef(mono[place : place + RATE], expected)[0, 1] > 0.95
    around = np.concatenate([mono[max(0, place - RATE // 4) : place - 400], mono[place + RATE + 400 :]])
    assert np.abs(around).max(initial=0) < 0.01

"""What the recorder costs and whether it stays right for hours: faster than real time, and beside other work."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median

import av
import numpy as np
import psutil
import soundfile
from bench_kills import join
from recorder_losses import CHILD, ENVIRONMENT
from recorder_table import Table
from recording_child import CHANNELS, NOTE, RATE, PushedMicrophone, Skipped, known_sound, make_recorder

from coproclip.capture.importer import import_file
from coproclip.capture.recorder import Recorder
from coproclip.capture.wav_writer import HEADER_BYTES, read_format, repair
from coproclip.project.project import Project

BLOCK = RATE // 50
AHEAD_MS = 5_000
CPU, GROWN_MB, LATE_S, UNSAFE_S = 3.0, 8.0, 0.2, 1.0
PPM, APART_MS = 50e-6, 20.0
BURST_S = 2.0
SPEED = 100.0


def _costs(folder: Path, seconds: float) -> dict[str, float]:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, CHILD, "cost", str(folder), str(seconds)]
    return dict(json.loads(subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout))


def _tell_costs(table: Table, what: str, told: dict[str, float]) -> None:
    table.row(f"{what}: of one core", told["cpu"] * 100, CPU, "%")
    table.row(f"{what}: places where sound was lost", told["gaps"], 0, digits=0)
    table.row(f"{what}: sound missing at the end", told["missing_ms"], 1.0, "ms")
    table.row(f"{what}: longest until all was safe on disk", told["unsafe_s"], UNSAFE_S, "s")
    table.row(f"{what}: most that a block had to wait", told["late_s"], LATE_S, "s", digits=3)
    table.row(f"{what}: memory grown", told["grown_mb"], GROWN_MB, "MB", digits=1)


def cost(table: Table, place: Path, chosen: argparse.Namespace, _: Random) -> None:
    """In real time, with nothing beside it."""
    _tell_costs(table, f"{chosen.cost_seconds:g} s in real time", _costs(place, chosen.cost_seconds))


def beside(table: Table, place: Path, chosen: argparse.Namespace, _: Random) -> None:
    """In real time, while a story is written down and another is imported, again and again."""
    talk = join(place / "talk.wav", 3.0)
    fresh, empty = place / "fresh.coproclip", place / "empty.coproclip"
    Project.create(empty).close()
    os.environ.setdefault("COPROCLIP_HOME", str(place / "home"))
    with Project.create(fresh) as project:
        import_file(project, talk, language="en")
    model = ["--model", chosen.model] if chosen.model else []
    environment = {**ENVIRONMENT, "COPROCLIP_HOME": os.environ["COPROCLIP_HOME"]}
    command = [sys.executable, CHILD, "cost", str(place / "recordings"), str(chosen.beside_minutes * 60)]
    (place / "recordings").mkdir()
    recording = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    busy: dict[str, subprocess.Popen[bytes]] = {}
    counts, failed = {"transcribe": 0, "import": 0}, 0
    while recording.poll() is None:
        for what in counts:
            if what not in busy or busy[what].poll() is not None:
                counts[what] += what in busy and busy[what].returncode == 0
                failed += what in busy and busy[what].returncode != 0
                copy = place / f"{what}.coproclip"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(fresh if what == "transcribe" else empty, copy)
                rest = ["1", *model] if what == "transcribe" else [str(talk)]
                line = [sys.executable, "-P", "-m", "coproclip", what, str(copy), *rest]
                busy[what] = subprocess.Popen(
                    line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place
                )
        time.sleep(0.1)
    for other in busy.values():
        other.terminate()
        other.wait()
    assert recording.stdout is not None
    _tell_costs(table, f"{chosen.beside_minutes:g} min beside other work", json.loads(recording.stdout.read()))
    table.row("beside it: other work that failed", failed, 0, digits=0)
    table.tell("beside it: stories of 3 min written down, imported", f"{counts['transcribe']}, {counts['import']}")


# ---- for hours ------------------------------------------------------------------------------------------------


def _push(
    recorder: Recorder, microphone: PushedMicrophone, sound: np.ndarray, blocks: int, speed: float = 1e9
) -> Iterator[int]:
    """Push so many blocks as fast as they are taken, at most at `speed` times real time.

    Gives the memory in use (bytes) after each ten seconds of sound.
    """
    me, began = psutil.Process(), time.monotonic()
    per_loop = len(sound) // BLOCK
    for number in range(blocks):
        at = number % per_loop * BLOCK
        microphone.push(sound[at : at + BLOCK])
        if number % 500 == 499:
            yield me.memory_info().rss
        if number % 25 == 24:
            time.sleep(max(0.0, began + (number + 1) / 50 / speed - time.monotonic()))
            while (number + 1) * 20 - recorder.status.position_ms > AHEAD_MS:
                time.sleep(0.002)


def _right(path: Path, sound: np.ndarray, frames: int) -> bool:
    with soundfile.SoundFile(path) as file:
        if file.frames != frames:
            return False
        pieces = file.blocks(len(sound), dtype="int16", always_2d=True)
        return all(np.array_equal(piece, sound[: len(piece)]) for piece in pieces)


def hours(table: Table, place: Path, chosen: argparse.Namespace, _: Random) -> None:
    """So many hours of two channels, as fast as the recorder takes them."""
    blocks = round(chosen.hours * 3600 * 50)
    _room(place, blocks * BLOCK * 2 * CHANNELS)
    sound = known_sound(0, 10 * RATE, CHANNELS)
    microphone = PushedMicrophone(CHANNELS)
    recorder = make_recorder(place, microphone)
    recorder.start(NOTE)
    cpu, began = time.process_time(), time.monotonic()
    # What is not safe on disk yet is kept in memory: at full speed that would be minutes of sound.
    memory = list(_push(recorder, microphone, sound, blocks, SPEED))
    cpu = time.process_time() - cpu
    took = time.monotonic() - began
    done = recorder.stop()
    what = f"{chosen.hours:g} h pushed"
    table.tell(f"{what}: took", f"{took:.0f} s")
    table.row(f"{what}: computing for each second of sound", cpu / (blocks / 50) * 1000, CPU * 10, "ms")
    table.row(f"{what}: places where sound was lost", len(done.gaps), 0, digits=0)
    fifth = max(1, len(memory) // 5)
    table.row(
        f"{what}: memory grown", (median(memory[-fifth:]) - median(memory[:fifth])) / 1e6, GROWN_MB, "MB", digits=1
    )
    table.all_of(f"{what}: every sample right", int(_right(done.path, sound, blocks * BLOCK)), 1)


def past_four_gigabytes(table: Table, place: Path, _: argparse.Namespace, __: Random) -> None:
    """A recording that passes 4 GB, recorded from end to end; then one that was killed there, put right."""
    blocks = ((1 << 32) + (1 << 27)) // (BLOCK * 2 * CHANNELS)
    _room(place, blocks * BLOCK * 2 * CHANNELS)
    sound = known_sound(0, 10 * RATE, CHANNELS)
    microphone = PushedMicrophone(CHANNELS)
    recorder = make_recorder(place, microphone)
    recorder.start(NOTE)
    for _memory in _push(recorder, microphone, sound, blocks):
        pass
    done = recorder.stop()
    with done.path.open("rb") as file:
        table.all_of("past 4 GB: says RF64", int(file.read(4) == b"RF64"), 1)
    table.all_of("past 4 GB: every sample right", int(_right(done.path, sound, blocks * BLOCK)), 1)
    with av.open(str(done.path)) as container:
        apart = abs((container.duration or 0) / 1e6 - blocks / 50)
    table.row("past 4 GB: length in FFmpeg's libraries is off by", apart, 0.001, "s", digits=4)
    form = read_format(done.path)
    assert form is not None
    with done.path.open("r+b") as file:
        # As a header that never came past the 32 bits would stand there, and half a frame at the end.
        file.seek(4)
        file.write(b"\0\0\0\0")
        file.seek(HEADER_BYTES - 4)
        file.write(b"\0\0\0\0")
        file.seek(0, 2)
        file.write(b"\x07")
    frames = repair(done.path, form)
    table.all_of("past 4 GB, put right: every sample right", int(_right(done.path, sound, frames)), 1)
    table.row("past 4 GB, put right: frames lost", blocks * BLOCK - frames, 0, digits=0)


def _room(place: Path, needed: int) -> None:
    if shutil.disk_usage(place).free < needed + (1 << 30):
        raise Skipped(f"needs {needed / 1e9:.1f} GB of free disk")


# ---- two clocks -----------------------------------------------------------------------------------------------


def _bursts(times: np.ndarray) -> np.ndarray:
    """A short soft sound in the middle of every two seconds, the same for every clock (times in s)."""
    since = times % BURST_S - BURST_S / 2
    wave = np.exp(-0.5 * (since / 0.006) ** 2) * np.sin(2 * np.pi * 700 * since + 0.5)
    return np.rint(wave * 9000 + 60 * np.sin(2 * np.pi * 90 * times)).astype(np.int16)


def two_clocks(table: Table, place: Path, chosen: argparse.Namespace, _: Random) -> None:
    """Two microphones hear the same; the second one's clock is 50 ppm fast."""
    microphones = [PushedMicrophone(1), PushedMicrophone(1)]
    recorder = make_recorder(place, *microphones)
    recorder.start(NOTE)
    rates, sent = (RATE, RATE * (1 + PPM)), [0, 0]
    seconds = chosen.clock_minutes * 60
    for number in range(round(seconds * 50)):
        for which, rate in enumerate(rates):
            until = round((number + 1) * rate / 50)
            microphones[which].push(_bursts(np.arange(sent[which], until) / rate))
            sent[which] = until
        if number % 25 == 24:
            while (number + 1) * 20 - recorder.status.position_ms > AHEAD_MS:
                time.sleep(0.002)
    drift = recorder.status.drift_ppm
    done = recorder.stop()
    with soundfile.SoundFile(done.path) as file:
        pieces = file.blocks(int(BURST_S * RATE), dtype="float64", always_2d=True)
        apart = [_apart_ms(piece) for piece in pieces if len(piece) == int(BURST_S * RATE)]
    what = f"two clocks 50 ppm apart, {chosen.clock_minutes:g} min"
    table.row(f"{what}: apart at the end", abs(apart[-1]), APART_MS, "ms")
    table.row(f"{what}: most apart anywhere", max(map(abs, apart)), APART_MS, "ms")
    table.row(f"{what}: sound missing", abs(seconds - done.duration_ms / 1000), 0.1, "s", digits=3)
    table.tell(f"{what}: measured difference", f"{drift:.1f} ppm")


def _apart_ms(piece: np.ndarray) -> float:
    """How much later the second channel says the same (ms; far beyond the limit where it does not)."""
    first, second = piece[:, 0], piece[:, 1]
    size = 1 << (2 * len(piece)).bit_length()
    product = np.fft.irfft(np.fft.rfft(second, size) * np.conj(np.fft.rfft(first, size)), size)
    alike = product.max() / ((np.linalg.norm(first) * np.linalg.norm(second)) or 1.0)
    lag = int(np.argmax(product))
    lag -= size if lag > size // 2 else 0
    return lag * 1000 / RATE if alike > 0.8 else float("inf")

"""How fast, how right and how small writing down is, against faster-whisper as it comes and in batches.

    python tests/bench/bench_speech.py [--only profile,words,job,memory] [--limits] [--quick]

Reads the recordings of shared/data/audio and prints one table. Every run has a process of its own, and its processor
time counts from its first line to its last: starting, loading the speech model and finding speech included. With
`--limits` the exit code is 1 when a number misses what it has to reach. `--quick` listens to a few stories only.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from speech_stories import long_sound, sound_of, stories

from coproclip.speech.client import Transcriber
from coproclip.speech.engine import RATE, SpeechOptions
from coproclip.speech.models.installed import find_model
from coproclip.speech.presets import BALANCED, CAREFUL, QUICK

AS_IT_COMES, IN_BATCHES = "as it comes", "in batches"
HOWS = (AS_IT_COMES, IN_BATCHES, QUICK, BALANCED, CAREFUL)
PARTS = ("profile", "words", "job", "memory")
FEW = ("dialogues/meeting-trn03.flac", "dialogues/sim-mf-clean.flac", "read/2033", "languages/it")
MOST_MB = 1_200


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of processor and clock, seconds until the first words, peak memory (MB)."""

    processor: float
    clock: float
    first: float
    peak_mb: float
    text: str


@dataclass(frozen=True)
class Row:
    """One line of the table; `reach` is what it may be at most, None where nothing has to be reached."""

    what: str
    value: float
    unit: str
    reach: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it is more than it may be."""
        return self.reach is not None and self.value > self.reach

    def __str__(self) -> str:
        wanted = "" if self.reach is None else f"   at most {self.reach:g}{'   MISSED' if self.missed else ''}"
        return f"{self.what:<58}{self.value:>10.3f} {self.unit:<12}{wanted}"


# ---- runs, each in a process of its own ---------------------------------------------------------------------------


def fresh(work: Callable[..., Any], *arguments: Any) -> Any:
    """The result of `work` in a new process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def ours(path: Path, preset: str, language: str) -> Cost:
    """The app's own way, as the app does it."""
    began, first, text = time.perf_counter(), 0.0, []
    windows = Transcriber().transcribe_file(path, find_model("base"), SpeechOptions(language, preset))
    for window in windows:
        first = first or time.perf_counter() - began
        text += [segment.text for segment in window.segments if segment.text != "…"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter() - began
    return Cost(used.ru_utime + used.ru_stime, clock, first, used.ru_maxrss / 1024, " ".join(text))


def theirs(path: Path, how: str, language: str) -> Cost:
    """faster-whisper alone, with the same speech model."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    began = time.perf_counter()
    sound, _ = soundfile.read(path, dtype="float32")
    model = WhisperModel(str(find_model("base").path), device="cpu", compute_type="int8")
    options: dict[str, Any] = {"vad_filter": True, "word_timestamps": True}
    options["language"] = None if language == "auto" else language
    if how == AS_IT_COMES:
        segments, _ = model.transcribe(sound, **options)
    else:
        segments, _ = BatchedInferencePipeline(model).transcribe(sound, batch_size=8, beam_size=5, **options)
    text = " ".join(segment.text for segment in segments)
    used = resource.getrusage(resource.RUSAGE_SELF)
    clock = time.perf_counter() - began
    return Cost(used.ru_utime + used.ru_stime, clock, clock, used.ru_maxrss / 1024, text)


def encoder_floor(path: Path) -> tuple[float, float]:
    """Seconds of processor and of clock for nothing but encoding the speech, packed in full half minutes."""
    from faster_whisper import WhisperModel
    from faster_whisper.audio import pad_or_trim

    from coproclip.speech.pieces import pack
    from coproclip.speech.whisper.engine import load_engine

    sound, _ = soundfile.read(path, dtype="float32")
    engine = load_engine(find_model("base").path, "cpu")
    model = WhisperModel(str(find_model("base").path), device="cpu", compute_type="int8", cpu_threads=2)
    pieces = [piece.sound(sound) for piece in pack(sound, engine.find_speech(sound), 29_500)]
    features = [pad_or_trim(model.feature_extractor(piece)) for piece in pieces]
    began, used = time.perf_counter(), time.process_time()
    for feature in features:
        np.array(model.encode(feature))
    return time.process_time() - used, time.perf_counter() - began


# ---- parts --------------------------------------------------------------------------------------------------------


def words(folder: Path, quick: bool) -> Iterator[Row]:
    """Word error rates and processor time, over the same stories."""
    wrong: dict[tuple[str, str], tuple[int, int]] = {}
    took = dict.fromkeys(HOWS, 0.0)
    chosen = [story for story in stories() if not quick or story.name in FEW]
    path = folder / "story.wav"
    for story in chosen:
        soundfile.write(path, story.sound, RATE, subtype="PCM_16")
        for how in HOWS:
            done: Cost = fresh(theirs if how in (AS_IT_COMES, IN_BATCHES) else ours, path, how, story.language)
            took[how] += done.processor
            found, of = story.errors(done.text)
            for group in (story.folder, "all"):
                before = wrong.get((group, how), (0, 0))
                wrong[group, how] = before[0] + found, before[1] + of
    rates = {key: 100 * found / of for key, (found, of) in wrong.items()}
    for group in sorted({group for group, _ in rates}):
        for how in HOWS:
            best = min(rates[group, AS_IT_COMES], rates[group, IN_BATCHES])
            # Within one folder a word or two decide; they are printed to be looked at.
            reach = {BALANCED: best + 0.3, CAREFUL: rates[group, AS_IT_COMES] - 0.001} if group == "all" else {}
            yield Row(f"word errors, {group}, {how}", rates[group, how], "%", reach.get(how))
    seconds = sum(story.seconds for story in chosen)
    for how in HOWS:
        yield Row(f"processor, {how}", took[how] / seconds, "s/s")
    yield Row("processor, balanced against as it comes", took[BALANCED] / took[AS_IT_COMES], "of it", 0.36)
    yield Row("processor, balanced against in batches", took[BALANCED] / took[IN_BATCHES], "of it", 0.65)


def job(folder: Path, quick: bool) -> Iterator[Row]:
    """The wall clock of a whole job, and how soon words show for an hour of sound."""
    path = long_sound(10, folder / "ten.wav")
    processor, clock = fresh(encoder_floor, path)
    whole: Cost = fresh(ours, path, BALANCED, "auto")
    yield Row("ten minutes of talk, the whole job", whole.clock, "s")
    yield Row("ten minutes of talk, encoder alone, processor", processor, "s")
    yield Row("ten minutes of talk, encoder alone, clock", clock, "s")
    yield Row("whole job against the encoder alone, clock", whole.clock / clock, "times", 2.2)
    yield Row("first words of an hour", fresh(_first, long_sound(60, folder / "hour.wav", 0.3)), "s", 12)


def _first(path: Path) -> float:
    began = time.perf_counter()
    windows = Transcriber().transcribe_file(path, find_model("base"), SpeechOptions())
    next(windows)
    took = time.perf_counter() - began
    windows.close()  # type: ignore[attr-defined]
    return took


def memory(folder: Path, quick: bool) -> Iterator[Row]:
    """Peak memory of five hours against half an hour, a minute and a half of every ten full of talk."""
    peaks = {
        minutes: fresh(ours, long_sound(minutes, folder / "long.wav", 0.15), BALANCED, "en").peak_mb
        for minutes in ((30, 60) if quick else (30, 300))
    }
    for minutes, peak in peaks.items():
        yield Row(f"peak memory, {minutes} minutes", peak, "MB", MOST_MB)
    short, long = peaks.values()
    yield Row("peak memory, long against short", long / short, "times", 1.15)


def profile(folder: Path, quick: bool) -> Iterator[Row]:
    """What the steps cost, on one thread."""
    for what, seconds in fresh(_profile).items():
        yield Row(f"profile, {what}", seconds, "s/s")


def _profile() -> dict[str, float]:
    from coproclip.speech import word_times
    from coproclip.speech.pieces import pack
    from coproclip.speech.ways import CARE, DecodeOptions
    from coproclip.speech.whisper import engine as whisper
    from coproclip.speech.whisper.word_alignment import align

    engine = whisper.WhisperEngine(find_model("base").path, 1, "cpu")
    decoding: Any = engine._decoding.loaded
    sound = sound_of("dialogues/sim-mf-clean.flac")
    took: dict[str, float] = {}

    def timed(what: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        took[what] = (time.process_time() - began) / (len(sound) / RATE)
        return result

    speech = timed("finding speech", lambda: engine.find_speech(sound))
    packed = timed("packing", lambda: pack(sound, speech))
    pieces = [piece.sound(sound) for piece in packed][:6]
    sound = np.concatenate(pieces)
    timed("features", lambda: [decoding._whisper.feature_extractor(piece) for piece in pieces])
    encoded = timed("features and encoder", lambda: decoding._encode(pieces))

    def write(beam: int) -> Any:
        return timed(
            f"decoder, {beam} weighed",
            lambda: decoding._write(encoded, pieces, "en", "transcribe", (), DecodeOptions(beam)),
        )

    written = write(1)
    write(5)
    tokenizer, _ = decoding._tokenizer("en", "transcribe")
    timed(
        "word times, by the model",
        lambda: [
            align(decoding._whisper, tokenizer, read.tokens, one, len(piece) * 100 // RATE, read.likely)
            for read, one, piece in zip(written, encoded, pieces, strict=True)
        ],
    )
    heard = decoding.read(pieces[:1], "en", (), CARE[BALANCED].ways[0].first)[0]
    full, sound = sound, pieces[0]
    timed("word times, by the sound", lambda: word_times.settle(heard.words, sound, engine.find_speech(sound)))
    sound = full
    return took


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the bench; 1 when a limit is missed and limits were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args(None if arguments is None else list(arguments))
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for part in asked.only.split(","):
            began = time.perf_counter()
            for row in globals()[part](Path(folder), asked.quick):
                print(row, flush=True)
                missed += row.missed
            print(f"  ({part}: {time.perf_counter() - began:.0f} s)", flush=True)
    return 1 if asked.limits and missed else 0


if __name__ == "__main__":
    sys.exit(main())

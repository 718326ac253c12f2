"""Words invented where nobody speaks: twenty minutes of music, noise, rooms, hum, laughter, traffic, typing, silence.

    python tests/bench/bench_invented.py [--model base] [--minutes 20] [--voices] [--limits]

Ours against `faster_whisper.WhisperModel.transcribe` as it comes (`vad_filter=True, word_timestamps=True`), in the same
run. Words that the reference of a quiet room has are not counted. Then the same sounds lie between sentences that are
read out, as loud as they are and 20 dB quieter: words are counted that stand where nothing is said. With `--voices`
they lie between sentences of five other readers too, with other laughter, humming and typing each time. With `--limits`
the exit code is 1 when ours are not fewer, or one of ours stands there without a flag; other readers do not count in
that: most of what is left there is the first word of a sentence, less than a second too early.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent))

from word_references import AUDIO, bare

from coproclip.speech.engine import NO_WORDS, RATE, UNHEARD, Sound, SpeechOptions, SpokenSegment
from coproclip.speech.models.installed import find_model
from coproclip.speech.whisper.engine import WhisperEngine, load_engine
from coproclip.timecode import TimeRange

ENGLISH = SpeechOptions("en")
SENTENCES = ("1998-15444-0001", "2414-128291-0001", "3080-5032-0001", "2033-164914-0002")
VOICES = ("1688", "1998", "2033", "2414", "3080")
BETWEEN_S = 8
Numbers = npt.NDArray[np.float64]


def sounds(seconds: float, seed: int = 1) -> list[tuple[str, Sound, Counter[str]]]:
    """Name, sound, and the words really said in it; together about so many seconds, what is made here by `seed`."""
    from faster_whisper.audio import decode_audio

    found: list[tuple[str, Sound, Counter[str]]] = []
    for path in sorted((AUDIO / "no-speech").glob("*.*")):
        if path.suffix in {".mp3", ".flac"}:
            said = path.with_suffix(".ctm")
            words = [line.split()[4] for line in said.read_text("utf-8").splitlines()] if said.exists() else []
            found.append((path.name, decode_audio(str(path)), Counter(map(bare, words))))
    left = int(max(60.0, seconds - sum(len(sound) for _, sound, _ in found) / RATE) / 10 * RATE)
    rng = np.random.default_rng(seed)
    white = rng.standard_normal(left).astype(np.float32)
    time_s = np.arange(left) / RATE
    brown = np.cumsum(white - white.mean())
    hum = sum(np.sin(2 * np.pi * 50 * many * time_s) / many for many in (1, 2, 3, 5))
    bursts = white * (np.sin(2 * np.pi * 0.3 * time_s) > 0.6) * np.abs(np.sin(2 * np.pi * 4.5 * time_s))
    clicks = white * (rng.random(left) < 0.0005)
    found += [
        ("silence", np.zeros(left, np.float32), Counter()),
        ("faint noise", white * np.float32(0.002), Counter()),
        ("loud noise", white * np.float32(0.1), Counter()),
        ("wind", (brown / np.abs(brown).max() * 0.5).astype(np.float32), Counter()),
        ("hum", (np.asarray(hum) * 0.05 + white * 0.001).astype(np.float32), Counter()),
        ("traffic", traffic(left, rng), Counter()),
        ("typing", typing(left, rng), Counter()),
        ("laughter", laughter(left, rng), Counter()),
        ("humming", humming(left, rng), Counter()),
        ("breath and clicks", (bursts * 0.1 + clicks * 0.3).astype(np.float32), Counter()),
    ]
    return found


def traffic(samples: int, rng: np.random.Generator) -> Sound:
    """Cars that pass, one after the other, each louder, brighter and quieter again."""
    white = rng.standard_normal(samples)
    low = np.convolve(white, np.hanning(200) / 40, mode="same")
    made = low * 0.02
    for at in range(0, samples - 8 * RATE, 5 * RATE):
        passing = np.hanning(8 * RATE) ** 2
        part = slice(at, at + 8 * RATE)
        made[part] += passing * (low[part] * 0.15 + passing * white[part] * 0.03)
    return made.astype(np.float32)


def typing(samples: int, rng: np.random.Generator) -> Sound:
    """Keys in bursts of a few, each a click, a knock and the key coming up again."""
    made = rng.standard_normal(samples) * 0.0005
    time_s = np.arange(RATE // 10) / RATE
    at = RATE
    while at < samples - RATE:
        for _ in range(int(rng.integers(3, 15))):
            for after, loud in ((0, 1.0), (int(rng.uniform(0.05, 0.09) * RATE), 0.4)):
                knock = np.sin(2 * np.pi * rng.uniform(180, 400) * time_s) * np.exp(-time_s * 90) * 0.1
                click = rng.standard_normal(len(time_s)) * np.exp(-time_s * 400) * 0.2
                part = made[at + after : at + after + len(time_s)]
                part += (loud * (knock + click))[: len(part)]
            at += int(rng.uniform(0.09, 0.25) * RATE)
        at += int(rng.uniform(0.3, 2.5) * RATE)
    return made.astype(np.float32)


def between(sound: Sound, sentences: Sequence[Sound], quieter_db: float) -> tuple[Sound, list[TimeRange]]:
    """`sentences`, and before, between and after them stretches of `sound`; where (ms) nothing is said."""
    parts, nobody, at = list[Sound](), list[TimeRange](), 0
    power = float(np.sqrt(np.mean(np.concatenate(list(sentences)) ** 2) / (np.mean(sound**2) + 1e-12)))
    scaled = np.resize(sound, BETWEEN_S * RATE * (len(sentences) + 1)) * np.float32(power * 10 ** (-quieter_db / 20))
    for place in range(len(sentences) + 1):
        gap = scaled[place * BETWEEN_S * RATE : (place + 1) * BETWEEN_S * RATE]
        nobody.append(TimeRange(at * 1000 // RATE, (at + len(gap)) * 1000 // RATE))
        parts += [gap, *sentences[place : place + 1]]
        at += sum(len(part) for part in [gap, *sentences[place : place + 1]])
    return np.clip(np.concatenate(parts), -1, 1), nobody


def voice(pitch: Numbers, formants: Sequence[tuple[float, float]]) -> Numbers:
    """A sung vowel: the harmonics of `pitch` (Hz for each sample) as loud as `formants` (Hz, width) let them be."""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    made = np.zeros(len(pitch))
    for many in range(1, 24):
        heard = sum(1 / (1 + ((many * pitch - place) / width) ** 2) for place, width in formants)
        made += np.sin(many * phase) * heard / many**0.5
    loudest: Numbers = made / np.abs(made).max()
    return loudest


def laughter(samples: int, rng: np.random.Generator) -> Sound:
    """Ha ha ha, in fits of five to nine, with a breath before each “ha”."""
    made = rng.standard_normal(samples) * 0.001
    at = RATE
    while at < samples - 4 * RATE:
        high = rng.uniform(180, 320)
        for place in range(int(rng.integers(5, 10))):
            breath, sung = int(0.06 * RATE), int(rng.uniform(0.07, 0.12) * RATE)
            made[at : at + breath] += rng.standard_normal(breath) * 0.03
            pitch = high * np.linspace(1.08, 0.92, sung) * 0.97**place
            made[at + breath : at + breath + sung] += 0.3 * voice(pitch, [(750, 90), (1250, 110)]) * np.hanning(sung)
            at += breath + sung + int(0.05 * RATE)
        at += int(rng.uniform(1, 3) * RATE)
    return made.astype(np.float32)


def humming(samples: int, rng: np.random.Generator) -> Sound:
    """A tune with closed lips."""
    made = rng.standard_normal(samples) * 0.001
    at = 0
    while at < samples - RATE:
        length = int(rng.uniform(0.3, 0.9) * RATE)
        notes = 160 * 2 ** (rng.choice([0, 2, 4, 5, 7]) / 12) * (1 + 0.01 * np.sin(np.arange(length) * 34 / RATE))
        made[at : at + length] += 0.2 * voice(notes, [(280, 80), (1000, 60)]) * np.hanning(length) ** 0.3
        at += length + int(rng.choice([0.02, 0.4, 1.5]) * RATE)
    return made.astype(np.float32)


def invented(words: list[str], said: Counter[str]) -> int:
    """How many of `words` nobody said."""
    return sum((Counter(bare(word) for word in words if any(map(str.isalnum, word))) - said).values())


def in_nobody(passages: Sequence[SpokenSegment], nobody: Sequence[TimeRange]) -> tuple[int, int]:
    """How many words stand where nothing is said, and how many of them in passages without a flag."""
    found = [
        bool(one.flags)
        for one in passages
        for word in one.words
        if word.text != UNHEARD
        and any(span.start_ms + 200 <= word.start_ms and word.end_ms <= span.end_ms - 200 for span in nobody)
    ]
    return len(found), found.count(False)


def between_all(engine: WhisperEngine, names: Sequence[str], noises: Sequence[tuple[str, Sound, Counter[str]]]) -> int:
    """Print how many words stand where nothing is said between the sentences `names`; returns how many have no flag."""
    from faster_whisper.audio import decode_audio

    sentences = [decode_audio(str(AUDIO / "read" / f"{name}.flac")) for name in names]
    among = [0, 0]
    for name, sound, said in noises:
        if said or not np.any(sound):
            continue
        for quieter_db in (0.0, 20.0):
            story, nobody = between(sound, sentences, quieter_db)
            counts = in_nobody(list(engine.transcribe(story, ENGLISH)), nobody)
            among = [one + more for one, more in zip(among, counts, strict=True)]
            line = f"{name:20}between sentences, {quieter_db:2.0f} dB quieter"
            print(f"{line}: ours {counts[0]:4}   unflagged {counts[1]:3}", flush=True)
    print(f"between sentences: {among[0]} invented words, of them without a flag {among[1]}")
    return among[1]


def main() -> int:
    """Measure; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="base")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--voices", action="store_true", help="between the sentences of other readers too")
    parser.add_argument("--alone", action="store_true", help="ours alone")
    parser.add_argument("--limits", action="store_true", help="exit with 1 when a limit is missed")
    chosen = parser.parse_args()
    if not AUDIO.is_dir():
        print("the recordings are not here")
        return 0
    from faster_whisper import WhisperModel

    folder = find_model(chosen.model).path
    engine, model = load_engine(folder), WhisperModel(str(folder), device="cpu", compute_type="int8")
    theirs = ours = plain = 0
    seconds = 0.0
    took = [0.0, 0.0]
    for name, sound, said in sounds(chosen.minutes * 60):
        seconds += len(sound) / RATE
        began = time.process_time()
        their_words: list[str] = []
        if not chosen.alone:
            found, _ = model.transcribe(sound, language="en", vad_filter=True, word_timestamps=True)
            their_words = [word.word for segment in found for word in segment.words or ()]
        took[0] += time.process_time() - began
        began = time.process_time()
        segments = [one for one in engine.transcribe(sound, ENGLISH) if NO_WORDS not in one.flags]
        took[1] += time.process_time() - began
        our_words = [word.text for segment in segments for word in segment.words]
        unmarked = invented([word.text for segment in segments if not segment.flags for word in segment.words], said)
        counts = invented(their_words, said), invented(our_words, said)
        theirs, ours, plain = theirs + counts[0], ours + counts[1], plain + unmarked
        line = f"{name:20}{len(sound) / RATE:6.0f} s   as it comes {counts[0]:4}   ours {counts[1]:4}"
        print(f"{line}   unflagged {unmarked:3}  ", " ".join(our_words)[:50], flush=True)
    print(
        f"{seconds / 60:.0f} minutes: as it comes {theirs} invented words, ours {ours}, of them without a flag {plain}"
    )
    plain += between_all(engine, SENTENCES, sounds(chosen.minutes * 60))
    for seed, voice in enumerate(VOICES if chosen.voices else (), 2):
        files = sorted((AUDIO / "read").glob(f"{voice}-*.flac"), key=lambda path: path.stat().st_size)
        print(f"reader {voice}:")
        between_all(engine, [path.stem for path in files[:4]], sounds(chosen.minutes * 60, seed))
    print(f"processor seconds: as it comes {took[0]:.0f}, ours {took[1]:.0f}")
    well = (chosen.alone or ours < max(1, theirs)) and not plain
    print("all well" if well else "NOT WELL")
    return 1 if chosen.limits and not well else 0


if __name__ == "__main__":
    sys.exit(main())

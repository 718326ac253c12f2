"""The same talk as poor equipment and poor places make it: what the bench of dropped words listens to."""

import io
from collections.abc import Callable, Mapping

import av
import numpy as np
from speech_stories import far_away, sound_of, telephone

from coproclip.speech.engine import RATE, Sound

Way = Callable[[Sound], Sound]
SPOKEN_PERCENT = 60
"""Above this share of its 20 ms steps lies what is said in a recording: its level is measured there."""


def level_db(sound: Sound) -> float:
    """How loud (dBFS, RMS) the spoken parts of `sound` are."""
    steps = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = (steps**2).mean(axis=1)
    return float(10 * np.log10(power[power >= np.percentile(power, SPOKEN_PERCENT)].mean() + 1e-12))


def at_level(sound: Sound, dbfs: float) -> Sound:
    """`sound` as loud as that, in the 16 bits of a file."""
    scaled = sound * 10 ** ((dbfs - level_db(sound)) / 20)
    return np.asarray(np.clip(np.round(scaled * 32768), -32768, 32767) / 32768, np.float32)


def with_noise(sound: Sound, noise: Sound, ratio_db: float) -> Sound:
    """`sound` with `noise` so far below what is spoken in it."""
    noise = np.resize(noise, len(sound))
    power = float((noise.astype(np.float64) ** 2).mean()) + 1e-20
    noise = noise * np.float32(10 ** ((level_db(sound) - ratio_db) / 20) / power**0.5)
    return np.asarray(sound + noise, np.float32)


def white(samples: int, seed: int = 1) -> Sound:
    """Hiss."""
    return np.random.default_rng(seed).standard_normal(samples).astype(np.float32)


def pink(samples: int, seed: int = 2) -> Sound:
    """A fan, traffic far away: as much in every octave."""
    spectrum = np.fft.rfft(white(samples, seed))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), samples * 30 / RATE))
    return np.asarray(np.fft.irfft(spectrum, samples), np.float32)


def mu_law(sound: Sound) -> Sound:
    """`sound` in the 8 bits of the µ-law, whatever its level: quiet sound keeps few of them."""
    steps = np.round(np.sign(sound) * np.log1p(255 * np.abs(np.clip(sound, -1, 1))) / np.log(256) * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, np.float32)


def narrow(sound: Sound) -> Sound:
    """300 to 3400 Hz."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3_400)] = 0
    return np.asarray(np.fft.irfft(spectrum, len(sound)), np.float32)


def coded(sound: Sound, codec: str, bits: int) -> Sound:
    """`sound` after a lossy coder, as near to its own times as that leaves it."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3" if codec == "mp3" else "ogg") as out:
        stream = out.add_stream("libmp3lame" if codec == "mp3" else "libopus", rate=RATE, layout="mono")
        stream.bit_rate = bits
        samples = np.asarray(np.clip(sound, -1, 1) * 32767, np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(stream.format, "mono", RATE, frame_size=stream.frame_size or 960)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as container:
        back = av.AudioResampler("flt", "mono", RATE)
        frames = [one for frame in container.decode(audio=0) for one in back.resample(frame)] + back.resample(None)
    heard = np.concatenate([one.to_ndarray()[0] for one in frames])
    return np.asarray(np.concatenate([heard, np.zeros(max(0, len(sound) - len(heard)))])[: len(sound)], np.float32)


def clicking(sound: Sound) -> Sound:
    """At -45 dBFS, and every second or so a click as loud as can be."""
    made = at_level(sound, -45).copy()
    rng = np.random.default_rng(3)
    for at in np.cumsum(rng.integers(RATE // 2, 3 * RATE // 2, 2 * len(sound) // RATE + 2)):
        click = made[at : at + RATE // 100]
        click += (white(len(click), int(at)) * np.exp(-np.arange(len(click)) / 30)).astype(np.float32) * 0.9
    return np.clip(made, -1, 1)


def bumping(sound: Sound) -> Sound:
    """At -45 dBFS, and a hand that knocks the table under the microphone every five seconds."""
    made = at_level(sound, -45).copy()
    time_s = np.arange(RATE // 4) / RATE
    bump = (np.sin(2 * np.pi * 70 * time_s) * np.exp(-time_s * 18)).astype(np.float32) * 0.8
    for at in range(2 * RATE, len(sound) - len(bump), 5 * RATE):
        made[at : at + len(bump)] += bump
    return np.clip(made, -1, 1)


def loud_and_quiet(sound: Sound) -> Sound:
    """Seven seconds near the microphone, seven far from it at -50 dBFS, as who asks and who answers."""
    near, far = at_level(sound, -20).copy(), at_level(sound, -50)
    for start in range(7 * RATE, len(sound), 14 * RATE):
        near[start : start + 7 * RATE] = far[start : start + 7 * RATE]
    return near


def hummed(sound: Sound) -> Sound:
    """At -45 dBFS under the hum of the mains at -26 dBFS, with its harmonics."""
    time_s = np.arange(len(sound)) / RATE
    hum = sum(np.sin(2 * np.pi * 50 * many * time_s) / many**1.5 for many in (1, 2, 3, 4, 5))
    return np.asarray(at_level(sound, -45) + 0.06 * np.asarray(hum), np.float32)


WAYS: Mapping[str, Way] = {
    "telephone": lambda sound: telephone(sound),
    "telephone, -45 dBFS": lambda sound: mu_law(at_level(narrow(sound), -45)),
    "-40 dBFS": lambda sound: at_level(sound, -40),
    "-50 dBFS": lambda sound: at_level(sound, -50),
    "-55 dBFS": lambda sound: at_level(sound, -55),
    "-55 dBFS, hiss 15 dB below": lambda sound: at_level(with_noise(sound, white(len(sound)), 15), -55),
    "hiss 10 dB below": lambda sound: with_noise(sound, white(len(sound)), 10),
    "hiss 5 dB below": lambda sound: with_noise(sound, white(len(sound)), 5),
    "fan 10 dB below": lambda sound: with_noise(sound, pink(len(sound)), 10),
    "fan 5 dB below": lambda sound: with_noise(sound, pink(len(sound)), 5),
    "street 10 dB below": lambda sound: with_noise(sound, sound_of("no-speech/noise.mp3"), 10),
    "music 10 dB below": lambda sound: with_noise(sound, sound_of("no-speech/music.mp3"), 10),
    "telephone, hiss 10 dB below": lambda sound: telephone(with_noise(sound, white(len(sound)), 10)),
    "far away": lambda sound: far_away(sound),
    "far away, -50 dBFS": lambda sound: at_level(far_away(sound), -50),
    "clicks, -45 dBFS": clicking,
    "bumps, -45 dBFS": bumping,
    "near and far, -50 dBFS": loud_and_quiet,
    "hum, -45 dBFS": hummed,
    "offset 0.2, -40 dBFS": lambda sound: np.asarray(at_level(sound, -40) + 0.2, np.float32),
    "clipped by 30 dB": lambda sound: np.clip(at_level(sound, -20) * np.float32(31.6), -1, 1),
    "MP3 of 32 kbit": lambda sound: coded(sound, "mp3", 32_000),
    "MP3 of 16 kbit": lambda sound: coded(sound, "mp3", 16_000),
    "Opus of 6 kbit": lambda sound: coded(sound, "opus", 6_000),
}
"""What may happen to a recording. Each is made of the sound alone, the same every time."""

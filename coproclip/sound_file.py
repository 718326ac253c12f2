"""Opening plain sound with libsndfile, by whatever name a disk can hold; and which sound there can be at all."""

import os
from pathlib import Path

import soundfile

# What a file says of itself is a stranger's word, and filters and buffers are as large as it says. A resampler from the
# highest rate takes ten megabytes; sound is recorded with up to 768 kHz, and one-bit sound becomes 2.8 MHz.
LOWEST_POSSIBLE, HIGHEST_POSSIBLE = 1_000, 3_072_000
MOST_CHANNELS = 256
MOST_AT_ONCE = 1 << 23  # samples of all channels that are decoded in one piece; no coder has a third of it
_NO_KNOWN_FORMAT = 1


def impossible(rate: int, channels: int = 1, frames: int = 0) -> str:
    """Why there is no sound of `rate` (Hz) and `channels`, with pieces of so many `frames`: a sentence, or nothing.

    A rate or a number of channels of 0 is not known yet, and never impossible.
    """
    says = "By its own words this file has"
    if rate and rate < LOWEST_POSSIBLE:
        return f"{says} a sample rate of {rate} Hz, too low for sound."
    if rate > HIGHEST_POSSIBLE:
        return f"{says} a sample rate of {rate} Hz, too high for sound."
    if channels > MOST_CHANNELS:
        return f"{says} {channels} channels, too many for sound."
    if frames * channels > MOST_AT_ONCE:
        return f"{says} {frames * channels} samples in one piece, too many for sound."
    return ""


def open_sound(path: Path) -> soundfile.SoundFile:
    """The sound file at `path`, open for reading, to be closed by the caller.

    Raises `OSError` or `soundfile.LibsndfileError`, that also for sound which is `impossible`.
    """
    # Names that are not Unicode are allowed on POSIX, where libsndfile takes bytes.
    sound = soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else str(path))
    if why := impossible(sound.samplerate, sound.channels):
        sound.close()
        raise soundfile.LibsndfileError(_NO_KNOWN_FORMAT, f"{why} ")
    return sound

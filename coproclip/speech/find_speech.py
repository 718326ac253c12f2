"""Where somebody speaks: by Silero, the small voice model that comes with faster-whisper, whatever engine reads."""

from collections.abc import Sequence

from coproclip.speech.engine import PER_MS, Sound
from coproclip.speech.level import loud_enough
from coproclip.speech.quality import without_blips
from coproclip.timecode import TimeRange

SPEECH_LIKELIHOOD = 0.35
SHORTEST_PAUSE_MS = 100


def find_speech(sound: Sound) -> Sequence[TimeRange]:
    """Where somebody speaks in `sound`: ordered, apart from each other, without padding."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if not len(sound):
        return []
    options = VadOptions(threshold=SPEECH_LIKELIHOOD, min_silence_duration_ms=SHORTEST_PAUSE_MS, speech_pad_ms=0)
    found = get_speech_timestamps(loud_enough(sound), options)
    ranges = [TimeRange(one["start"] // PER_MS, one["end"] // PER_MS) for one in found]
    return without_blips([span for span in ranges if span.duration_ms])

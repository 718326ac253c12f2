"""How a recording is made: which microphones, how fine, where it goes on, which microphone may stand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coproclip.audio.devices import InputDevice
from coproclip.capture.recorder import Microphone
from coproclip.settings import Settings

ONE, TWO, BOTH = "one", "two", "both"
"""One microphone for everybody; two microphones; one device with a microphone at each of its two inputs."""

RATES = (44_100, 48_000, 96_000)
BITS = (16, 24)


@dataclass(frozen=True)
class Setup:
    """What a `Recorder` is opened with; names as they are remembered, whether or not they are plugged in now."""

    microphones: tuple[Microphone, ...] = (Microphone(),)
    sample_rate: int = 48_000
    bits: int = 16
    second_folder: Path | None = None
    allowed: tuple[str, ...] = ()

    def with_those_there(self, devices: Sequence[InputDevice]) -> "Setup":
        """The same with what is plugged in: the default for a first one that is not, no second one without it."""
        names = {device.name for device in devices}
        found = [
            microphone if microphone.device in names else Microphone("", microphone.channels)
            for microphone in self.microphones[:1]
        ]
        # The default may be the very microphone that is open already.
        found += [
            microphone
            for microphone in self.microphones[1:]
            if microphone.device in names and microphone.device != found[0].device
        ]
        return Setup(tuple(found), self.sample_rate, self.bits, self.second_folder, self.allowed)


def setup_of(settings: Settings) -> Setup:
    """What a person chose; a value that is none falls back to its default."""
    microphones = [Microphone(settings.microphone, 2 if settings.seating == BOTH else 1)]
    if settings.seating == TWO:
        microphones.append(Microphone(settings.second_microphone))
    return Setup(
        tuple(microphones),
        settings.recording_rate if settings.recording_rate in RATES else 48_000,
        settings.recording_bits if settings.recording_bits in BITS else 16,
        Path(settings.second_disk) if settings.second_disk else None,
        tuple(settings.stand_in_microphones),
    )

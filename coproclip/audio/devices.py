"""Microphones and loudspeakers: the one place that knows PortAudio.

Everything else speaks to an `InputSource` or an `OutputSink`, which tests play with arrays. PortAudio is loaded when
a device is first asked for, so that a computer without it can do all the rest.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coproclip.errors import DeviceError

Pcm = NDArray[np.signedinteger[Any]]
"""Frames × channels: 16-bit sound as it is, 24-bit sound in the upper three bytes of 32."""

Taken = Callable[[Pcm, bool], None]
"""Called with fresh sound (valid during the call) and whether the driver lost some before it."""

Fill = Callable[[NDArray[np.float32], float], bool]
"""Called to fill a block (frames × channels) whose first frame is heard in so many seconds; False: it is the last."""

# PortAudio's own 24-bit blocks come in threes of bytes; it fills up 32 for whoever asks.
_DTYPES = {16: "int16", 24: "int32"}

# PortAudio may only be opened and closed by one thread at a time, and its list of devices is as old as its last start.
_portaudio = threading.RLock()
_open_streams = 0


class InputSource(Protocol):
    """Where sound comes from. Rate (Hz), channels and bits are known before `start`.

    One may also have `latency_s`: how old sound may be when it is delivered (s).
    """

    @property
    def name(self) -> str:
        """What the person calls it."""

    @property
    def sample_rate(self) -> int:
        """Frames a second (Hz)."""

    @property
    def channels(self) -> int:
        """1 or 2."""

    @property
    def bits(self) -> int:
        """16 or 24."""

    def start(self, taken: Taken) -> None:
        """Begin to deliver, on a thread of its own; raises `DeviceError`."""

    def stop(self) -> None:
        """Deliver what is left and end."""


class OutputSink(Protocol):
    """Where sound goes. Its rate and channels may differ from what was asked for."""

    @property
    def sample_rate(self) -> int:
        """Frames a second (Hz)."""

    @property
    def channels(self) -> int:
        """How many channels a block has."""

    def start(self, fill: Fill) -> None:
        """Begin to ask for blocks, on a thread of its own; raises `DeviceError`."""

    def stop(self) -> None:
        """End at once and let the device go."""


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A microphone that can be chosen by its `name`."""

    name: str
    channels: int
    is_default: bool


@contextmanager
def _sounddevice(missing: str) -> Iterator[Any]:
    """The sounddevice module, for one thread at a time; its own errors become a `DeviceError` saying `missing`."""
    with _portaudio:
        try:
            import sounddevice
        except OSError as error:
            raise DeviceError(
                f"{missing}: the sound library PortAudio is not installed.",
                "Everything else works.",
                "On Debian or Ubuntu run “sudo apt install libportaudio2”, then start CoProClip again.",
            ) from error
        try:
            yield sounddevice
        except (sounddevice.PortAudioError, ValueError) as error:
            raise DeviceError(
                f"{missing}.",
                "Everything else works.",
                "Check that the device is connected and that no other program has it to itself, then try again.",
            ) from error


def _count(change: int) -> None:
    global _open_streams
    _open_streams += change


def list_inputs() -> list[InputDevice]:
    """The microphones there are now, the default first; empty where sound is not to be had."""
    try:
        with _sounddevice("The microphones cannot be listed") as sd:
            if not _open_streams:
                # Only a fresh start sees what was plugged in since.
                sd._terminate()
                sd._initialize()
            default = sd.default.device[0]
            found = [
                InputDevice(str(device["name"]), int(device["max_input_channels"]), device["index"] == default)
                for device in sd.query_devices()
                if device["max_input_channels"] > 0
            ]
    except DeviceError:
        return []
    return sorted(found, key=lambda device: not device.is_default)


class DeviceInput:
    """A microphone, by name (all of it, or a part that only one has); None is the computer's default.

    Takes the asked rate and channels if the device has them, else the device's own; `bits` is 16 or 24. Raises
    `DeviceError`.
    """

    def __init__(self, device: str | None = None, sample_rate: int = 48_000, channels: int = 1, bits: int = 16) -> None:
        self.bits, self._dtype = bits, _DTYPES[bits]
        with _sounddevice("There is no microphone to record from") as sd:
            index = _find(sd, device)
            facts = sd.query_devices(index, "input")
            self.name = str(facts["name"])
            self.sample_rate, self.channels = _accepted(
                sd,
                {"device": index, "dtype": self._dtype},
                sd.check_input_settings,
                (sample_rate, round(facts["default_samplerate"])),
                (min(channels, facts["max_input_channels"]), min(2, facts["max_input_channels"])),
            )
        self._wanted = device
        self._stream: Any = None
        self.latency_s = 0.0

    def start(self, taken: Taken) -> None:
        """Begin to deliver, on PortAudio's own thread; raises `DeviceError`."""

        def _on_sound(block: Pcm, frames: int, time: object, status: Any) -> None:
            taken(block, bool(status.input_overflow))

        with _sounddevice(f"“{self.name}” cannot be recorded from") as sd:
            stream = sd.InputStream(
                samplerate=self.sample_rate,
                channels=self.channels,
                # Asked again: the numbers change when the list of devices is made anew.
                device=_find(sd, self._wanted),
                dtype=self._dtype,
                # Long enough that a busy program is not the reason for lost sound; blocks come four times as often.
                latency=0.2,
                callback=_on_sound,
            )
            self._stream = _started(sd, stream)
            self.latency_s = float(stream.latency)

    def stop(self) -> None:
        """Deliver what is left and let the device go; a device that is gone already is no trouble."""
        stream, self._stream = self._stream, None
        _ended(stream, "stop")


class DeviceOutput:
    """The computer's default loudspeaker; takes the asked rate and channels, or its own. Raises `DeviceError`."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        with _sounddevice("There is no loudspeaker to play to") as sd:
            facts = sd.query_devices(None, "output")
            most = facts["max_output_channels"]
            rates = (sample_rate, round(facts["default_samplerate"]))
            choices = (min(channels, most), min(2, most))
            self.sample_rate, self.channels = _accepted(
                sd, {"dtype": "float32"}, sd.check_output_settings, rates, choices
            )
        self._stream: Any = None

    def start(self, fill: Fill) -> None:
        """Begin to ask for blocks, on PortAudio's own thread; raises `DeviceError`."""

        def _on_need(block: NDArray[np.float32], frames: int, time: Any, status: object) -> None:
            # Some drivers leave the times at 0; the stream's own figure is then the best there is.
            ahead = time.outputBufferDacTime - time.currentTime if time.outputBufferDacTime else stream.latency
            if not fill(block, min(max(ahead, 0.0), 1.0)):
                raise stop

        with _sounddevice("The loudspeaker cannot be played to") as sd:
            stop = sd.CallbackStop()
            stream = sd.OutputStream(
                samplerate=self.sample_rate,
                channels=self.channels,
                dtype="float32",
                latency=0.06,
                callback=_on_need,
            )
            self._stream = _started(sd, stream)

    def stop(self) -> None:
        """End at once and let the device go."""
        stream, self._stream = self._stream, None
        _ended(stream, "abort")


def _find(sd: Any, name: str | None) -> int | None:
    if not name:
        return None
    inputs = [device for device in sd.query_devices() if device["max_input_channels"] > 0]
    for fits in (
        lambda known: known == name,
        lambda known: known.casefold() == name.casefold(),
        lambda known: name.casefold() in known.casefold(),
    ):
        found = [device for device in inputs if fits(device["name"])]
        if found:
            return int(found[0]["index"])
    have = ", ".join(f"“{device['name']}”" for device in inputs) or "none"
    raise DeviceError(f"There is no microphone called “{name}”.", next=f"Microphones here: {have}.")


def _accepted(
    sd: Any, fixed: dict[str, Any], check: Callable[..., None], rates: tuple[int, ...], channels: tuple[int, ...]
) -> tuple[int, int]:
    """The first pair of rate and channels that the device takes; the last one's refusal is passed on."""
    pairs = [(rate, count) for rate in dict.fromkeys(rates) for count in dict.fromkeys(channels)]
    for rate, count in pairs:
        try:
            check(samplerate=rate, channels=count, **fixed)
        except sd.PortAudioError:
            if (rate, count) == pairs[-1]:
                raise
        else:
            break
    return rate, count


def _started(sd: Any, stream: Any) -> Any:
    try:
        stream.start()
    except sd.PortAudioError:
        stream.close()
        raise
    _count(1)
    return stream


def _ended(stream: Any, how: str) -> None:
    if stream is None:
        return
    with _portaudio:
        getattr(stream, how)(ignore_errors=True)
        stream.close(ignore_errors=True)
        _count(-1)

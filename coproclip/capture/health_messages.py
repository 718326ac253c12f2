"""What a person reads when something is wrong with a recording: what happened, what is safe, what to do next."""

from collections.abc import Callable, Sequence

from coproclip.capture.health import HealthWarning, WarningKind
from coproclip.errors import CoProClipError, DeviceError, StorageError
from coproclip.timecode import clock, length

GOES_ON = "The recording goes on."


def as_error(warning: HealthWarning, names: Sequence[str] = (), *, recording: bool = True) -> CoProClipError:
    """The sentences for `warning`, as an error to be shown, not raised.

    `names` has for each channel what its microphone is called inside a sentence (“June’s microphone”); where it is
    too short, it is “the microphone”. Without `recording`, nothing is promised about a recording.
    """
    known = [names[channel] for channel in warning.channels if channel < len(names) and names[channel]]
    name = " and ".join(dict.fromkeys(known)) or "the microphone"
    sentence = _SENTENCES[warning.kind](warning, name, names)
    if not recording:
        sentence.safe = ""
    return sentence


def line(warning: HealthWarning, names: Sequence[str] = ()) -> str:
    """The same on one line, with the place in the recording: for a terminal."""
    return f"{clock(warning.at_ms)}  {as_error(warning, names)}"


def _first(name: str) -> str:
    return name[:1].upper() + name[1:]


def _safe_until(warning: HealthWarning) -> str:
    return f"Everything up to {clock(warning.at_ms)} is safe."


def _unplugged(warning: HealthWarning, name: str, names: Sequence[str]) -> CoProClipError:
    gone = f"{_first(name)} went away; it may have been unplugged."
    if not warning.count:
        safe = f"{_safe_until(warning)} Nothing more is heard until a microphone is there."
        return DeviceError(gone, safe, "Plug it in again or choose another microphone.")
    others = [other for at, other in enumerate(names) if at not in warning.channels and other]
    other = _first(" and ".join(dict.fromkeys(others)) or "the other microphone")
    safe = f"{_safe_until(warning)} {other} is still recorded."
    return DeviceError(gone, safe, "Choose another microphone, or carry on with one.")


def _another(warning: HealthWarning, name: str, _: Sequence[str]) -> CoProClipError:
    return DeviceError(
        f"{_first(name)} went away. From {clock(warning.at_ms)} on, “{warning.name}” is recorded in its place.",
        f"Everything before is safe. {GOES_ON}",
        "If this is not the right one, choose another microphone.",
    )


def _no_sound(_: HealthWarning, name: str, __: Sequence[str]) -> CoProClipError:
    return DeviceError(
        f"Nothing arrives from {name}.", GOES_ON, "Check that it is connected and on, or choose another microphone."
    )


def _silent(warning: HealthWarning, name: str, _: Sequence[str]) -> CoProClipError:
    return DeviceError(
        f"No sound for {length(warning.ms)} from {name}.", GOES_ON, "Check the cable or the mute switch."
    )


def _dead(_: HealthWarning, name: str, __: Sequence[str]) -> CoProClipError:
    return DeviceError(
        f"Somebody speaks, but nothing of it is heard on {name}.", GOES_ON, "Check its cable and its mute switch."
    )


def _too_loud(_: HealthWarning, name: str, __: Sequence[str]) -> CoProClipError:
    return DeviceError(f"{_first(name)} is too loud.", GOES_ON, "Move it a hand’s width away, or turn it down.")


def _drift(warning: HealthWarning, name: str, _: Sequence[str]) -> CoProClipError:
    how = "more" if warning.count > 0 else "less"
    return DeviceError(
        f"{_first(name)} sends {how} sound than it should, so voices may sound wrong and times may be off.",
        GOES_ON,
        "Plug it out and in again, or choose another microphone.",
    )


def _overrun(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    times = "once" if warning.count == 1 else f"{warning.count} times"
    much = f", {warning.ms / 1000:.1f} s in all" if warning.ms else ""
    return CoProClipError(
        f"Some sound was lost {times}{much}.",
        f"The place is noted and all other times hold. {GOES_ON}",
        "Close other programs that are busy.",
    )


def _slept(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    return CoProClipError(
        f"The computer slept for {length(warning.ms)}, and what was said meanwhile was not heard.",
        f"{_safe_until(warning)} {GOES_ON}",
        "Keep the lid open and the power cable in.",
    )


def _clock(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    way = "on" if warning.ms > 0 else "back"
    return CoProClipError(
        f"The computer’s clock was set {way} by {length(abs(warning.ms))}.",
        f"All times in the recording stay right. {GOES_ON}",
        "There is nothing to do.",
    )


def _little_room(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    happened = f"There is room for only {length(warning.ms)} more on this disk."
    if warning.count:
        return StorageError(happened, f"Everything so far is safe. {GOES_ON}", "It then goes on on the second disk.")
    return StorageError(happened, f"Everything so far is safe. {GOES_ON}", "Free some space, or finish in good time.")


def _second_disk(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    if warning.count:
        return StorageError(
            "The project’s folder is not there any more, so the recording goes on in CoProClip’s own folder.",
            "Nothing was lost.",
            "Finish the story as always; you are told where it is.",
        )
    return StorageError(
        "The first disk takes no more sound, so the recording goes on on the second one.",
        "Nothing was lost.",
        "Leave both disks connected until the story is finished.",
    )


def _slow_disk(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    return StorageError(
        f"The disk is slow: it took {warning.ms / 1000:.0f} s to make the sound safe.",
        f"Nothing was lost. {GOES_ON}",
        "Close other programs that write to this disk.",
    )


def _note(_: HealthWarning, __: str, ___: Sequence[str]) -> CoProClipError:
    return StorageError(
        "The notes and marks of this recording cannot be kept on the disk just now.",
        f"The sound is safe. {GOES_ON}",
        "CoProClip keeps trying. Do not close it before the story is finished.",
    )


def _battery(warning: HealthWarning, _: str, __: Sequence[str]) -> CoProClipError:
    return CoProClipError(
        f"The battery is at {warning.count}%.", f"Everything so far is safe. {GOES_ON}", "Plug in the power cable."
    )


_SENTENCES: dict[WarningKind, Callable[[HealthWarning, str, Sequence[str]], CoProClipError]] = {
    WarningKind.UNPLUGGED: _unplugged,
    WarningKind.NO_SOUND: _no_sound,
    WarningKind.NOTE_NOT_KEPT: _note,
    WarningKind.LITTLE_ROOM: _little_room,
    WarningKind.OVERRUN: _overrun,
    WarningKind.SLEPT: _slept,
    WarningKind.DEAD_CHANNEL: _dead,
    WarningKind.SILENT: _silent,
    WarningKind.DRIFT: _drift,
    WarningKind.SLOW_DISK: _slow_disk,
    WarningKind.LOW_BATTERY: _battery,
    WarningKind.ON_SECOND_DISK: _second_disk,
    WarningKind.ANOTHER_MICROPHONE: _another,
    WarningKind.TOO_LOUD: _too_loud,
    WarningKind.CLOCK: _clock,
}

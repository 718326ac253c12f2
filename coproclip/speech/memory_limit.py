"""How much memory the speech process may take: a model made to fill it ends that process, not the computer's work."""

import sys
from contextlib import suppress
from pathlib import Path

from coproclip.speech.messages import Listen, Task, Translate
from coproclip.speech.models.files import size_of

GB = 1 << 30
# A speaker model has some ten or hundred MB. What libraries set aside and never use counts too.
SPEAKER_BYTES = 6 * GB
# A speech model is read, unpacked and worked with; eight times its size was never reached, whatever its kind.
SPEECH_BYTES, TIMES_ITS_SIZE = 12 * GB, 8


def limit_memory(task: Task) -> None:
    """Bound the address space of this process as `task` needs; where the system has no such limit nothing happens.

    Graphics cards are mapped into it as a whole, so a task that may use one is not bounded.
    """
    most = SPEAKER_BYTES
    if isinstance(task, Listen | Translate):
        if task.options.device != "cpu" and _has_card():
            return
        most = SPEECH_BYTES + TIMES_ITS_SIZE * size_of(Path(task.model))
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _has_card() -> bool:
    return any(Path(place).exists() for place in ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd"))

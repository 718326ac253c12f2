"""Speech processes that stay for the next story, with their models loaded: starting and loading cost more than two
minutes of sound.

A process that came to the end of its work cleanly waits here; one that was stopped, or that broke, is ended as ever.
“Given back” when the queue is through: whoever owns the pool closes it then, and nothing of it is left running.
"""

import threading
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from coproclip.speech.messages import AssignSpeakers, Listen, Task, Translate
from coproclip.speech.server_process import SpeechProcess


class SpeechProcesses:
    """At most one waiting process for words and one for voices; used by any thread, and after `close` too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[Hashable, SpeechProcess]] = {}
        self._closed_times = 0

    @contextmanager
    def running(self, task: Task) -> Iterator[SpeechProcess]:
        """A process that does `task`: one that has done one of its kind before, with the same model, or a new one."""
        kind, key = _kind(task), _key(task)
        with self._lock:
            known, waiting = self._waiting.pop(kind, (None, None))
            closed_times = self._closed_times
        if waiting is not None and (known != key or not waiting.give(task)):
            waiting.end()
            waiting = None
        process = waiting or SpeechProcess(task)
        try:
            yield process
        finally:
            with self._lock:
                stays = process.finished and kind not in self._waiting and closed_times == self._closed_times
                if stays:
                    self._waiting[kind] = (key, process)
            if not stays:
                process.end()

    def close(self) -> None:
        """End those that wait; one that is at work ends with its work."""
        with self._lock:
            waiting, self._waiting = list(self._waiting.values()), {}
            self._closed_times += 1
        for _key, process in waiting:
            process.end()

    def __enter__(self) -> "SpeechProcesses":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _kind(task: Task) -> str:
    return "voices" if isinstance(task, AssignSpeakers) else "words"


def _key(task: Task) -> Hashable:
    """What has to be the same for a process to do it with what it has loaded: the model, also if it was replaced."""
    how = (task.factory, task.options.device) if isinstance(task, Listen | Translate) else (type(task).__name__,)
    try:
        facts = Path(task.model).stat()
    except OSError:
        return object()
    return (*how, task.model, facts.st_ino)


def running(task: Task, processes: SpeechProcesses | None) -> AbstractContextManager[SpeechProcess]:
    """A process that does `task`: one of `processes`, which stays there afterwards, or one for this alone."""
    return processes.running(task) if processes is not None else SpeechProcess(task)

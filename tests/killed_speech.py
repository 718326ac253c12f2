"""A program to be killed while it writes the stories in line down with the scripted engine.

For every line read it forks a program of its own, so that Python has to start only once. That one writes the number of
its speech process, then how far the first story is each time a window is kept, then “done”.
"""

import os
import sys
import threading
import time
from pathlib import Path

from coproclip.errors import TranscriptionError
from coproclip.project.project import Changes, Project
from coproclip.project.schema import Transcription
from coproclip.speech.client import Transcriber
from coproclip.transcription.queue import next_in_queue, queue_turns
from coproclip.transcription.run import transcribe_story

ENGINE = "fakes.scripted_engine:make_engine"


def say(words: str) -> None:
    """One whole line at once, so that a kill never leaves half of one."""
    os.write(1, f"{words}\n".encode())


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def tell_speech() -> None:
    known: set[int] = set()
    while True:
        for pid in children(os.getpid()):
            if pid not in known:
                known.add(pid)
                say(f"speech {pid}")
        time.sleep(0.02)


def write(folder: Path) -> None:
    threading.Thread(target=tell_speech, daemon=True).start()
    with Project.open(folder) as project:

        def _kept(changes: Changes) -> None:
            with project.read() as session:
                for row in changes.ids.get("transcription", ()):
                    kept = session.get_one(Transcription, row)
                    if kept.story_id == 1:
                        say(f"kept {kept.done_ms}")

        project.subscribe(_kept)
        while True:
            with project.read() as session:
                following = next_in_queue(queue_turns(session))
            if following is None:
                break
            try:
                transcribe_story(project, following.story_id, writer=Transcriber(ENGINE))
            except TranscriptionError as error:
                say(f"stopped {error.happened}")
                return
    say("done")


if __name__ == "__main__":
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            write(Path(sys.argv[1]))
            os._exit(0)
        say(f"program {child}")
        os.waitpid(child, 0)
        say("ended")

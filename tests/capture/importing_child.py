"""A process of its own that brings in one file after another: what hangs or crashes it can be ended and named.

Reads one JSON list [path] a line; answers with one JSON object a line.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from coproclip.audio.files import open_plain, stream_frames, time_at
from coproclip.capture.importer import import_file
from coproclip.errors import CoProClipError
from coproclip.project.project import Project
from coproclip.project.schema import Recording


def _files(project: Project) -> set[str]:
    names = ("originals", "working", "peaks")
    return {f"{name}/{path.name}" for name in names for path in (project.folder / name).iterdir()}


def _kept(project: Project) -> set[str]:
    with project.read() as session:
        rows = session.execute(select(Recording.original, Recording.working, Recording.peaks))
        return {path for row in rows for path in row if path}


def _bring_in(project: Project, path: Path) -> dict[str, Any]:
    try:
        result = import_file(project, path)
    except CoProClipError as error:
        return {"happened": error.happened, "safe": error.safe, "next": error.next}
    with project.read() as session:
        recording = session.get_one(Recording, result.recording_id)
    sound = project.path(recording.working or recording.original)
    with open_plain(sound) as plain:
        rate = plain.samplerate
    frames, first = 0, None
    for block in stream_frames(sound):
        frames += len(block)
        first = block[:, 0] if first is None else first
    pitch = 0 if first is None else float(np.argmax(np.abs(np.fft.rfft(first)))) / len(first) * 2 * np.pi * rate
    return {
        "stated": recording.duration_ms,
        "played": time_at(frames, rate),
        "pitch": pitch,
        "notice": recording.notice,
    }


def _peak_mib() -> int:
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        # What `getrusage` says begins with the peak of whoever started this program.
        status = Path("/proc/self/status").read_text("utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) >> 10
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)


def main() -> None:
    """Serve until the input ends."""
    with Project.open(Path(sys.argv[1])) as project:
        for line in sys.stdin:
            found: dict[str, Any]
            try:
                found = _bring_in(project, Path(json.loads(line)[0]))
            except Exception as error:
                found = {"bug": repr(error)}
            found["left over"] = sorted(_files(project) ^ _kept(project))
            found["peak"] = _peak_mib()
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()

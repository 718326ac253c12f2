"""`coproclip record`: the recorder without a window."""

import time
from typing import Annotated

import typer
from rich.live import Live
from rich.text import Text

from coproclip.capture.finishing import finish_recording
from coproclip.capture.recorder import Recorder, State
from coproclip.capture.sidecar import RecordingNote
from coproclip.cli.output import ProjectPath, err, opened, say, show
from coproclip.timecode import clock, length

TURN_S = 0.1
BAR = 40


def record(
    project: ProjectPath,
    title: Annotated[str, typer.Option(help="The story's title.")] = "",
    device: Annotated[str, typer.Option(metavar="NAME", help="A microphone by name; the default without.")] = "",
    seconds: Annotated[float, typer.Option(metavar="N", min=0.0, help="Stop after so long; 0: until Ctrl+C.")] = 0.0,
) -> None:
    """Record a story; it is safe on disk while you speak. Ctrl+C ends it well."""
    with opened(project) as target:
        recorder = Recorder(target.folder / "recordings", device=device or None)
        try:
            recorder.start(RecordingNote(title=title))
            say(f"Recording from {recorder.device_name}. Press Ctrl+C to finish.")
            _watch(recorder, seconds)
        except KeyboardInterrupt:
            pass
        finally:
            recorder.close()
        file = recorder.stop()
        story_id = finish_recording(target, file)
        show(f"Story {story_id}: {length(file.duration_ms)} recorded")
        if file.error is not None:
            raise file.error


def _watch(recorder: Recorder, seconds: float) -> None:
    with Live(console=err, transient=True, refresh_per_second=10) as live:
        while recorder.state is State.RECORDING:
            if seconds and recorder.position_ms >= seconds * 1000:
                return
            level = recorder.level()
            filled = max(0, min(BAR, round((level.peak_dbfs + 60) / 60 * BAR)))
            loud = "  too loud" if level.overload else ""
            live.update(Text(f"{clock(recorder.position_ms)}  {'█' * filled}{'·' * (BAR - filled)}{loud}"))
            time.sleep(TURN_S)

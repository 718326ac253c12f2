"""`coproclip record` and `recover`: the recorder without a window."""

import time
from typing import Annotated

import typer
from rich.live import Live
from rich.text import Text

from coproclip.capture.finishing import finish_recording
from coproclip.capture.recorder import Recorder, State
from coproclip.capture.recovery import keep, unfinished
from coproclip.capture.sidecar import RecordingNote
from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.output import each, err, progress, say, show
from coproclip.errors import CoProClipError
from coproclip.timecode import clock, length

TURN_S = 0.1
BAR = 40


def record(
    project: ProjectPath,
    title: Annotated[str, typer.Option(help="The story’s title.")] = "",
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
    if not err.is_terminal:
        while not _ended(recorder, seconds):
            time.sleep(TURN_S)
        return
    with Live(console=err, transient=True, refresh_per_second=10) as live:
        while not _ended(recorder, seconds):
            level = recorder.level()
            filled = max(0, min(BAR, round((level.peak_dbfs + 60) / 60 * BAR)))
            loud = "  too loud" if level.overload else ""
            live.update(Text(f"{clock(recorder.position_ms)}  {'█' * filled}{'·' * (BAR - filled)}{loud}"))
            time.sleep(TURN_S)


def _ended(recorder: Recorder, seconds: float) -> bool:
    return recorder.state is not State.RECORDING or bool(seconds and recorder.position_ms >= seconds * 1000)


def recover(project: ProjectPath) -> None:
    """Make stories of recordings that broke off, because the power failed or a program was ended."""
    failed = 0
    with opened(project) as target, progress("Adding the recording") as report:
        left = unfinished(target)
        for number, one in enumerate(left):
            if one.is_empty:
                say(f"“{one.title}” ended before any sound arrived. It stays in the folder “recordings”.")
                continue
            try:
                story_id = keep(target, one, each(report, number, len(left)))
            except CoProClipError as error:
                failed += 1
                say(f"“{one.title}”: {error}")
                continue
            show(f"Story {story_id}: “{one.title}”, {length(one.duration_ms)} recorded")
    if not left:
        say("No recording broke off in this project.")
    if failed:
        raise typer.Exit(1)

"""`coproclip demo`: the whole way once, on a conversation that comes with the app."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.app import has_screen, open_window
from coproclip.cli.output import progress, say, show, stoppable
from coproclip.example import default_folder, make_example
from coproclip.jobs import Progress
from coproclip.timecode import length


def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Where the example goes; a folder of its own without.")
    ] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="Do not open the window at the end.")] = False,
) -> None:
    """The whole way once, on the example.

    Import, transcribe, excerpts, themes, yeses, clips and a playlist. A second time is quick and makes nothing twice.
    """
    project = make_demo(folder)
    if no_window:
        return
    if has_screen():
        raise typer.Exit(open_window(project))
    say("There is no screen here, so the window was not opened.")


def make_demo(folder: Path | None) -> Path:
    """Make the example and print what was made and where; returns the project's folder."""
    place = folder or default_folder()
    show(f"The example goes to {place}")
    with progress("Working") as report, stoppable() as cancel:

        def _step(words: str) -> None:
            say(f"{words} …")
            report(Progress(0, 1, words))

        made = make_example(place, report=report, step=_step, cancel=cancel)
    show(f"Project   {made.project}")
    for clip in made.clips:
        show(f"Clip      {clip.audio}  {length(clip.duration_ms)}, with captions beside it")
    if made.playlist:
        show(f"Playlist  {made.playlist.index}  (open it in a browser, also from a USB stick)")
    for refusal in made.not_shared:
        show(f"Held back {refusal}")
    return made.project

"""The commands put together, and what becomes of errors: 0 done, 1 an expected error, 2 usage, 70 a bug."""

import logging
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Annotated

import click
import typer

from coproclip import __version__
from coproclip.cli import excerpts, models, playlists, sharing, stories, themes
from coproclip.cli.output import err, say
from coproclip.errors import Cancelled, CoProClipError

app = typer.Typer(
    name="coproclip",
    help="Record, write down, make sense of and share stories. Nothing leaves this computer unless you export it.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (stories, sharing):
    group.add_to(app)
app.add_typer(excerpts.app, name="excerpt")
app.add_typer(themes.app, name="theme")
app.add_typer(playlists.app, name="playlist")
app.add_typer(sharing.app, name="export")
app.add_typer(models.app, name="models")


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Open the window when no command is given."""
    if version:
        typer.echo(f"CoProClip {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(None))


def open_window(project: Path | None) -> int:
    """Open the window on a project, or on the last one; returns its exit code."""
    # Only the window needs Qt: a script on a machine without a screen does not load it.
    return int(import_module("coproclip.ui.app").run(project))


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where the example goes; a folder of its own.")] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="Do not open the window at the end.")] = False,
) -> None:
    """The whole way once, on the example: import, write down, excerpts, themes, yeses, clips, playlist."""
    project = sharing.make_demo(folder)
    if not no_window:
        if has_screen():
            raise typer.Exit(open_window(project))
        say("There is no screen here, so the window was not opened.")


def has_screen() -> bool:
    """Whether a window could be opened."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )


def run(arguments: list[str]) -> int:
    """Run the command line; returns the exit code and never raises."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if len(arguments) == 1 and (
        arguments[0].endswith(".coproclip") or Path(arguments[0]).joinpath("project.db").is_file()
    ):
        return open_window(Path(arguments[0]))
    try:
        code = app(arguments, prog_name="coproclip", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except CoProClipError as error:
        say(str(error))
        return 1
    except (Cancelled, KeyboardInterrupt, click.Abort):
        say("Stopped. What was finished before is kept.")
        return 1
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except BrokenPipeError:
        return 1
    except Exception as error:
        report_bug(error)
        return 70


def report_bug(error: Exception) -> None:
    """Say where a bug is without a word of anybody's story: types and lines, not values."""
    say("Something went wrong inside CoProClip. Your project is as it was after the last finished step.")
    for frame in traceback.extract_tb(error.__traceback__)[-6:]:
        err.print(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", markup=False)
    err.print(f"  {type(error).__name__}", markup=False)

"""The commands put together, and what becomes of errors: 0 done, 1 an expected error, 2 usage, 70 a bug."""

import errno
import io
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from coproclip import __version__
from coproclip.cli.output import say, show, show_usage
from coproclip.errors import Cancelled, CoProClipError, DeviceError, storage_error
from coproclip.private_log import PrivateFormatter

STOPPED = "Stopped. What was finished before is kept."
OTHERS_WORK = "All other commands work without it; “coproclip --help” lists them."
INTERRUPTED = 130
# Of the errors of usage, the one that can be named; all others are of its kind.
USAGE_ERROR: type[typer.BadParameter] = typer.BadParameter.__bases__[0]
# What a path that was typed can do to the system, wherever it is first looked at.
UNREACHABLE = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.EILSEQ})


class CommandPlace(NamedTuple):
    """Where a command lives: a module, a name in it, its line in the manual, and what is true when it stops at once."""

    module: str
    name: str
    line: str
    stopped: str = STOPPED


# Only the command that is asked for is loaded: the manual shows at once, and a list needs no speech engine.
COMMANDS = {
    "demo": CommandPlace("coproclip.cli.demo", "demo", "The whole way once, on the example."),
    "new": CommandPlace("coproclip.cli.gathering", "new", "Make a new project."),
    "project": CommandPlace("coproclip.cli.project", "app", "Show or change what is said of the project itself."),
    "probe": CommandPlace("coproclip.cli.probing", "probe_file", "Say what is in a sound or video file."),
    "import": CommandPlace("coproclip.cli.gathering", "import_files", "Copy recordings in, one story each."),
    "record": CommandPlace("coproclip.cli.recording", "record", "Record a story; it is safe on disk while you speak."),
    "recover": CommandPlace(
        "coproclip.cli.recording", "recover", "List recordings that broke off; keep or discard them."
    ),
    "transcribe": CommandPlace(
        "coproclip.cli.transcribing", "transcribe", "Transcribe stories; carries on with what was begun."
    ),
    "import-transcript": CommandPlace(
        "coproclip.cli.import_transcript",
        "import_transcript",
        "Bring in a transcript that was made elsewhere.",
        "Stopped. What was transcribed is kept; no transcript was brought in.",
    ),
    "changed": CommandPlace("coproclip.cli.changed", "changed", "List what transcribing a story again changed."),
    "stories": CommandPlace("coproclip.cli.reading", "list_stories", "List the stories."),
    "details": CommandPlace("coproclip.cli.details", "details", "Show or change what is known of a story."),
    "transcript": CommandPlace("coproclip.cli.transcript", "print_transcript", "Print a story’s words, for the team."),
    "flags": CommandPlace("coproclip.cli.flags", "flags", "List what should be listened to again."),
    "check": CommandPlace("coproclip.cli.reading", "check", "Mark a whole story as checked against the recording."),
    "consent": CommandPlace(
        "coproclip.cli.consent", "consent", "Note what a storyteller said about a whole story, or show it."
    ),
    "questions": CommandPlace(
        "coproclip.cli.consent",
        "questions",
        "List the project’s own questions of consent, add one, change or remove one.",
    ),
    "vault": CommandPlace("coproclip.cli.vault", "app", "Real names and contacts, behind a passphrase of their own."),
    "sheet": CommandPlace(
        "coproclip.cli.sheet",
        "sheet",
        "Print a sheet for storytellers, filled from the project’s page, and keep what it says.",
    ),
    "people": CommandPlace("coproclip.cli.people", "app", "Who takes part: in their own words, and what helps them."),
    "words": CommandPlace("coproclip.cli.words", "words", "Names and special words of the project."),
    "search": CommandPlace("coproclip.cli.reading", "find", "Search the words of all stories."),
    "names": CommandPlace("coproclip.cli.names", "names", "Who and what is named in a story."),
    "excerpt": CommandPlace("coproclip.cli.excerpts", "app", "Mark, list and change excerpts, note answers to them."),
    "theme": CommandPlace("coproclip.cli.themes", "app", "Add, list, change and move themes; put excerpts in them."),
    "codebook": CommandPlace(
        "coproclip.cli.codebook", "app", "The list of themes, out of a project or into it, without any story."
    ),
    "counts": CommandPlace(
        "coproclip.cli.patterns", "counts", "Count the stories that speak to each theme, never the excerpts"
    ),
    "grid": CommandPlace("coproclip.cli.patterns", "show_grid", "Show stories by themes with short summaries."),
    "phrase": CommandPlace("coproclip.cli.phrases", "app", "Phrases in all stories, in all their forms."),
    "answers": CommandPlace("coproclip.cli.phrases", "answers", "Show all answers to one conversation starter."),
    "feelings": CommandPlace(
        "coproclip.cli.patterns",
        "feelings",
        "Count kinds of excerpts, feelings and the storytellers’ own words",
    ),
    "missing": CommandPlace("coproclip.cli.patterns", "missing", "Say whose voice is missing."),
    "session": CommandPlace(
        "coproclip.cli.sessions", "app", "The group’s workshop: start it, draw cards, enter results, read them."
    ),
    "report": CommandPlace("coproclip.cli.report", "app", "The themed report: draft, write, check and export it."),
    "playlist": CommandPlace("coproclip.cli.playlists", "app", "Add to, list, order and change playlists."),
    "export": CommandPlace(
        "coproclip.cli.sharing",
        "app",
        "Make clips and playlists of what can be shared.",
        "Stopped at once. Where an earlier export went there may still be what may no longer be shared: export again.",
    ),
    "quotes": CommandPlace(
        "coproclip.cli.quotes",
        "app",
        "A sheet of all that may be quoted; and quotes of a document, found in the stories.",
        "Stopped. No excerpt was marked.",
    ),
    "ledger": CommandPlace(
        "coproclip.cli.ledger", "ledger", "List what went out: when, what for, to whom, in which files."
    ),
    "review": CommandPlace(
        "coproclip.cli.review", "review", "Make a review for a storyteller: to say yes, change or no to what is theirs."
    ),
    "review-answers": CommandPlace(
        "coproclip.cli.review", "review_answers", "Read in what a storyteller answered to a review."
    ),
    "care": CommandPlace("coproclip.cli.care", "app", "The private log: worries, and what was done."),
    "models": CommandPlace("coproclip.cli.models", "app", "Speech models: what turns speech into words."),
    "pack": CommandPlace("coproclip.cli.working_copies", "pack", "Make a copy for a colleague to work in."),
    "merge": CommandPlace(
        "coproclip.cli.working_copies",
        "merge",
        "Bring a colleague’s copy back into its project.",
        "Stopped. Nothing was brought in.",
    ),
    "notes": CommandPlace(
        "coproclip.cli.notes", "notes", "List what was kept of colleagues’ copies beside what stayed in the project."
    ),
    "agreement": CommandPlace(
        "coproclip.cli.agreement", "show_agreement", "Show where people marked the same story differently."
    ),
    "delete": CommandPlace("coproclip.cli.deleting", "delete", "Put stories in the bin, or delete them for good."),
    "bin": CommandPlace("coproclip.cli.details", "bin_", "List the stories in the bin, or take some out."),
    "check-project": CommandPlace(
        "coproclip.cli.looking_after", "check_project", "Read everything and say what is damaged."
    ),
    "restore": CommandPlace("coproclip.cli.looking_after", "restore_project", "List backups; go back to one of them."),
}


def command_line(wanted: str, commands: Mapping[str, CommandPlace] = COMMANDS) -> typer.Typer:
    """All `commands`, the `wanted` one ready to run and of the others only their line in the manual."""
    app = typer.Typer(
        name="coproclip",
        help="Record, transcribe, make sense of and share stories. Nothing leaves this computer unless you export it.",
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True)(start)
    for name, place in commands.items():
        if name != wanted:
            app.command(name, help=place.line)(_not_asked_for)
            continue
        found = getattr(import_module(place.module), place.name)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _not_asked_for() -> None:
    raise AssertionError("a command was run that was not loaded")


def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Open the window when no command is given."""
    if version:
        show(f"CoProClip {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(None))


def open_window(project: Path | None) -> int:
    """Open the window on a project, or on the last one; returns its exit code.

    Raises `DeviceError` where there is no screen, or no part of the system that draws on it.
    """
    if not has_screen():
        raise DeviceError("There is no screen to open the window on.", OTHERS_WORK)
    try:
        # Only the window needs Qt: a script on a machine without a screen does not load it.
        window = import_module("coproclip.ui.app")
    except ImportError as error:
        # Qt arrives with the install, what it stands on comes with the system.
        missing = str(error).partition(":")[0]
        if ".so" not in missing:
            raise
        raise DeviceError(
            f"The window cannot be opened: this computer has no {missing}.",
            OTHERS_WORK,
            "Install it with the computer’s own software installer, then try again.",
        ) from error
    return int(window.run(project))


def has_screen() -> bool:
    """Whether there is a screen for a window."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )


def run(arguments: list[str], commands: Mapping[str, CommandPlace] = COMMANDS) -> int:
    """Run one of `commands`; returns the exit code and never raises."""
    # What a person needs to know is said in sentences; stderr is no place for the log of what was overcome.
    log = logging.StreamHandler()
    log.setFormatter(PrivateFormatter("%(levelname)s %(name)s: %(message)s"))
    log.setLevel(logging.ERROR)
    logging.basicConfig(level=logging.ERROR, handlers=[log])
    _print_any_letter()
    wanted = next((word for word in arguments if not word.startswith("-")), "")
    try:
        if len(arguments) == 1 and _is_project(arguments[0]):
            return open_window(Path(arguments[0]))
        code = command_line(wanted, commands)(arguments, prog_name="coproclip", standalone_mode=False)
        if code == INTERRUPTED:
            say(_stopped(wanted, commands))
            return 1
        return code if isinstance(code, int) else 0
    except USAGE_ERROR as error:
        return show_usage(error)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except typer.Abort:
        say("Nothing was changed.")
        return 1
    except CoProClipError as error:
        say(str(error))
        return 1
    except Cancelled as stopped:
        say(str(stopped) or STOPPED)
        return 1
    except KeyboardInterrupt:
        say(_stopped(wanted, commands))
        return 1
    except OSError as error:
        if error.errno not in UNREACHABLE:
            report_bug(error)
            return 70
        say(str(storage_error(error, "looking at what was named")))
        return 1
    except Exception as error:
        report_bug(error)
        return 70


def _stopped(wanted: str, commands: Mapping[str, CommandPlace]) -> str:
    """What is true when a command was stopped before it could choose the moment."""
    return commands[wanted].stopped if wanted in commands else STOPPED


def _is_project(text: str) -> bool:
    return text not in COMMANDS and (text.endswith(".coproclip") or os.path.isfile(os.path.join(text, "project.db")))


def _print_any_letter() -> None:
    """A title in any script can be printed: into files and pipes as UTF-8, on an old terminal as far as it goes."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file’s name need not be Unicode. What is left of it this way is also right within JSON.
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")


def report_bug(error: Exception) -> None:
    """Say where a bug is without a word of anybody's story: types and lines, not values."""
    say("Something went wrong inside CoProClip. Your project is as it was after the last finished step.")
    for frame in traceback.extract_tb(error.__traceback__)[-6:]:
        say(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
    say(f"  {type(error).__name__}")

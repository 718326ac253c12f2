"""Exit codes and errors: 0 done, 1 an expected error in a sentence, 2 usage, 70 a bug without a word of a story."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from running import Command

from coproclip.cli.app import COMMANDS, CommandPlace, command_line, run
from coproclip.errors import BadInput, Cancelled
from coproclip.people.stories import add_story
from coproclip.project.journal import Work
from coproclip.project.project import Project

ROOT = Path(__file__).parents[2]
SECRET = "my neighbour Elsie"


def breaks() -> None:
    raise ValueError(SECRET)


def refuses() -> None:
    raise BadInput("This does not fit.", "Nothing was changed.", "Try another.")


def is_stopped() -> None:
    raise Cancelled


def is_interrupted() -> None:
    raise KeyboardInterrupt


def leaves(code: int = 7) -> None:
    raise typer.Exit(code)


HERE = {
    name: CommandPlace(__name__, name, "") for name in ("breaks", "refuses", "is_stopped", "is_interrupted", "leaves")
}


# ---- the manual -----------------------------------------------------------------------------------------------


def test_the_manual_names_every_command(cli: Command) -> None:
    told = cli("--help")
    assert told.code == 0
    assert told.err == ""
    for name in COMMANDS:
        assert f"  {name} " in told.out
    assert "Nothing leaves this" in told.out


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_s_line_in_the_manual_is_what_it_says_of_itself(name: str, cli: Command) -> None:
    told = cli(name, "--help")
    assert told.code == 0
    first = " ".join(told.out.partition("\n\n")[2].partition("\n\n")[0].split())
    assert first.startswith(COMMANDS[name].line.rstrip(".")), "the manual and the command say different things"


CONTRACT = {
    "demo": ("[FOLDER]", "--no-window"),
    "new": ("PROJECT", "--title"),
    "probe": ("FILE", "--json"),
    "import": ("PROJECT", "FILE", "--title", "--storyteller ALIAS", "--language CODE", "--track N"),
    "record": ("PROJECT", "--title", "--device NAME", "--seconds N"),
    "transcribe": (
        "PROJECT",
        "[STORY]...",
        "--preset quick|balanced|careful",
        "--speakers auto|off|N",
        "--from TIME",
        "--to TIME",
        "--device auto|cpu|cuda",
        "--model NAME|FOLDER",
        "--language auto|CODE",
    ),
    "flags": ("PROJECT", "[STORY]", "--json"),
    "words": ("PROJECT", "add|remove", "WORD", "--json"),
    "stories": ("PROJECT", "--json"),
    "transcript": ("PROJECT", "STORY", "--format txt|srt|vtt|json", "--output FILE", "--for-the-team", "--force"),
    "check": ("PROJECT", "STORY"),
    "search": ("PROJECT", "WORDS", "--json"),
    "excerpt add": ("PROJECT", "STORY", "--from TIME", "--to TIME", "--quote WORDS", "--title", "--theme", "--json"),
    "excerpt list": ("PROJECT", "[ID]...", "--json"),
    "consent": ("PROJECT", "STORY", "recorded|transcribed|shared", "yes|no|later", "--by WHO", "--how", "--of"),
    "excerpt answer": ("PROJECT", "ID", "yes|no|asked", "--by WHO", "--how", "--of STORYTELLER", "--json"),
    "excerpt approve": ("PROJECT", "ID", "--by WHO", "--json"),
    "excerpt remove": ("PROJECT", "ID", "--json"),
    "theme add": ("PROJECT", "NAME", "--parent NAME", "--question Q", "--json"),
    "theme list": ("PROJECT", "[NAME]", "--json"),
    "playlist add": ("PROJECT", "NAME", "--excerpt ID", "--json"),
    "playlist list": ("PROJECT", "[NAME]", "--json"),
    "export clips": ("PROJECT", "--to FOLDER", "--theme NAME", "--format", "--use", "--json"),
    "export playlist": ("PROJECT", "NAME", "--to FOLDER", "--use"),
    "export timeline": (
        "PROJECT",
        "--playlist NAME",
        "--excerpt ID",
        "--story STORY",
        "--to FOLDER",
        "--format otio|edl|fcpxml|audacity|elan|ohms|webannotation|csv",
        "--originals",
        "--for-the-team",
        "--json",
    ),
    "export qda": ("PROJECT", "--to FOLDER", "--for-the-team", "--force", "--json"),
    "models list": ("--json",),
    "models add": ("FOLDER", "--json"),
    "models download": ("NAME", "--json"),
    "models remove": ("NAME", "--json"),
    "models use": ("NAME",),
    "models time": ("[NAME]",),
    "models stick": ("FOLDER", "[NAME]..."),
    "changed": ("PROJECT", "STORY", "--json"),
    "check-project": ("PROJECT", "--json", "--mend"),
    "restore": ("PROJECT", "[BACKUP]", "--json"),
}


@pytest.mark.parametrize("command", CONTRACT)
def test_every_form_of_the_contract_is_there(command: str, cli: Command) -> None:
    told = cli(*command.split(), "--help")
    assert told.code == 0
    assert [form for form in CONTRACT[command] if form not in told.out] == []


def test_only_the_command_that_is_asked_for_is_loaded() -> None:
    """The manual shows at once; a list of stories needs no speech engine, no loudness and no page."""
    script = """
import sys
from coproclip.cli.app import run
run(["--help"])
assert not {"sqlalchemy", "numpy", "av", "PySide6"} & set(sys.modules), "for the manual"
run(["stories", sys.argv[1], "--json"])
assert not {"numpy", "av", "soundfile", "faster_whisper", "jinja2", "PySide6"} & set(sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script, "nowhere"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


# ---- exit codes -----------------------------------------------------------------------------------------------


def test_the_version(cli: Command) -> None:
    told = cli("--version")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("CoProClip ")


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "--nonsense",
        "stories",
        "stories p --nonsense",
        "new",
        "new a b",
        "import p",
        "transcribe",
        "transcribe p --preset best",
        "transcribe p --speakers 7",
        "transcribe p --speakers some",
        "transcribe p --device gpu",
        "transcribe p 1 --from soon",
        "transcribe p --from 0:01 --to 0:02",
        "transcribe p 1 2 --from 0:01 --to 0:02",
        "transcribe p 1 --to 0:02 --speakers 2",
        "flags",
        "flags p 1 2",
        "words",
        "words p lose word",
        "record p --seconds -1",
        "record p --seconds soon",
        "search p",
        "transcript p",
        "transcript p 1 --format pdf",
        "check p",
        "excerpt",
        "excerpt nonsense",
        "excerpt add p",
        "excerpt add p 1",
        "excerpt add p 1 --from 0:01",
        "excerpt add p 1 --to 0:01",
        "excerpt add p 1 --from 0:01 --to 0:02 --quote words",
        "excerpt add p 1 --from 1:75 --to 2:00",
        "excerpt add p 1 --from soon --to later",
        "consent p 1 recorded yes",
        "consent p 1 recorded perhaps --by Kit --how orally",
        "excerpt answer p 1 yes --by Kit",
        "excerpt answer p 1 yes --how orally",
        "excerpt answer p 1 perhaps --by Kit --how orally",
        "excerpt approve p",
        "excerpt approve p 1",
        "excerpt approve p one",
        "excerpt remove p",
        "theme add p",
        "playlist add p",
        "playlist add p name --excerpt one",
        "export clips p",
        "export clips p --to x --format avi",
        "export clips p --to x --use selling",
        "export playlist p --to x",
        "export timeline p --to x",
        "export timeline p --to x --playlist a --excerpt 1",
        "export timeline p --to x --excerpt 1 --format avi",
        "export timeline p --to x --excerpt 1 --fps 12",
        "export qda p",
        "models add",
        "models download",
        "models remove",
        "models stick",
        "changed p",
        "transcribe p --again",
    ],
)
def test_usage_errors_are_2_and_say_how_it_is_used(line: str, cli: Command) -> None:
    ran = cli(*line.split())
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("Usage: coproclip")
    assert "Something went wrong" not in ran.err


@pytest.mark.parametrize(
    "line",
    [
        "stories",
        "check-project",
        "check P 1",
        "search P x",
        "theme list",
        "playlist list",
        "excerpt list",
        "transcribe",
        "flags",
        "words",
    ],
)
def test_no_project_is_1_and_a_sentence(line: str, cli: Command, tmp_path: Path) -> None:
    words = [word.replace("P", str(tmp_path / "nowhere")) for word in line.split()]
    ran = cli(*words, *([] if "P" in line else [tmp_path / "nowhere"]))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no project at “nowhere”.")
    assert ran.err.count("\n") == 1


def test_an_expected_error_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["refuses"], HERE) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "This does not fit. Nothing was changed. Try another.\n"


def test_a_bug_is_70_and_says_where_but_no_word_of_anybody(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["breaks"], HERE) == 70
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "ValueError" in printed.err
    assert f"{Path(__file__).name}:" in printed.err
    assert "breaks" in printed.err
    assert SECRET not in printed.err
    assert str(ROOT) not in printed.err


@pytest.mark.parametrize("name", ["is_stopped", "is_interrupted"])
def test_stopped_is_1_and_says_what_is_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name], HERE) == 1
    assert capsys.readouterr().err == "Stopped. What was finished before is kept.\n"


def test_what_a_command_leaves_with_is_the_exit_code() -> None:
    assert run(["leaves"], HERE) == 7


def test_a_command_that_is_not_loaded_cannot_be_run_by_mistake() -> None:
    app = command_line("new")
    with pytest.raises(AssertionError, match="not loaded"):
        app(["stories"], standalone_mode=False)


def test_a_typing_error_gets_a_suggestion(cli: Command) -> None:
    assert "'stories'" in cli("storeis").err


# ---- the window -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_alone_it_asks_for_the_window(cli: Command, monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for words in ([], [project.folder]):
        ran = cli(*words)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("There is no screen to open the window on.")


# ---- as a program ---------------------------------------------------------------------------------------------


def test_as_a_program_it_prints_any_letter_into_a_pipe(tmp_path: Path) -> None:
    """Whatever the machine's language: results are UTF-8, and what is no Unicode at all is still right in JSON."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    with Project.create(tmp_path / "p") as project, project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "采访 :heart: [red]🎙️[/red] “Zoë”", storytellers=("Zoë",))
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "coproclip", "stories", str(tmp_path / "p")], env=env, capture_output=True
    )
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert "采访 :heart: [red]🎙️[/red] “Zoë”  (Zoë, 0:00, not transcribed yet)" in ran.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_a_folder_s_name_need_not_be_unicode(cli: Command, tmp_path: Path) -> None:
    ran = cli("new", os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    assert ran.code == 0
    assert "caf\N{REPLACEMENT CHARACTER}.coproclip" in ran.out
    assert Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.coproclip")).is_dir()

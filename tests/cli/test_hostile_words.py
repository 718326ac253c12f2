"""Nothing that a project, a note or a file's name says steers the terminal it is printed on."""

import ast
import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from running import Command

from coproclip.capture.wav_writer import WavFormat, wav_header
from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.harmless import in_json, in_lines, on_one_line
from coproclip.people.stories import stories
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.word_list import add_words

REPO = Path(__file__).parents[2]
HOSTILE = {
    "clear the screen": "\x1b[2J\x1b[H",
    "a title for the window": "\x1b]0;owned\x07",
    "a link": "\x1b]8;;http://example.org\x1b\\here\x1b]8;;\x1b\\",
    "one-byte commands": "\x9b2J\x9d0;owned\x9c\x90q\x85",
    "written over": "fine\r\x08\x08\x7f\x0b\x0c",
    "turned round": "\u202egnp.exe\u202c\u202a\u202b\u202d",
    "set apart": "\u2066a\u2067b\u2068c\u2069\u206a\u206f",
    "lines of their own": "one\nEverything is whole.\u2028\u2029\ttwo",
}
# Lines end so; everything else of these kinds steers.
STEERS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u2028\u2029"}
STEERS |= {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x2070))}
STEERS -= {"\n"}


@pytest.fixture(autouse=True)
def _log_let_go() -> Iterator[None]:
    """Each run listens with a log of its own: that of another test writes to a stream that is closed."""
    yield
    logging.getLogger().handlers.clear()


def plant(project: Project, story: int, bad: str) -> Path:
    """A project that says `bad` wherever it can say something, with a recording that broke off; returns its folder."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 4000, 6000, title="Chairs")
        link(edit, add_theme(edit, "Belonging", question="Who belongs?").id, excerpt.id)
        add_to_playlist(edit, add_playlist(edit, "Evening").id, [excerpt.id])
        add_words(edit, ["Amina"])
    folder = project.folder
    project.close()
    with closing(sqlite3.connect(folder / "project.db")) as base, base:
        for table, column in (
            ("project", "title"),
            ("story", "title"),
            ("storyteller", "alias"),
            ("speaker", "name"),
            ("segment", "text"),
            ("excerpt", "title"),
            ("excerpt", "attribution"),
            ("theme", "name"),
            ("theme", "question"),
            ("playlist", "title"),
            ("playlist", "introduction"),
            ("recording", "original_name"),
            ("recording", "notice"),
        ):
            base.execute(f'UPDATE "{table}" SET "{column}" = ? || "{column}"', (bad,))
        for row, words in base.execute("SELECT id, words FROM segment").fetchall():
            said = json.loads(words)
            for word in said:
                word[0] = f"{bad}{word[0]}" if isinstance(word, list) else word
            base.execute("UPDATE segment SET words = ? WHERE id = ?", (json.dumps(said), row))
    rate, name = 16_000, "01234567-89ab-cdef-0123-456789abcdef"
    (folder / "recordings" / f"{name}.wav").write_bytes(wav_header(WavFormat(rate, 1), 2 * rate) + b"\1\2" * rate)
    note = {"title": f"Broken {bad}", "storyteller": f"Kit {bad}", "started": "2026-05-14T10:30:00+01:00"}
    note |= {"parts": [f"elsewhere/{bad}"], "sample_rate": rate, "note": f"A note {bad}"}
    (folder / "recordings" / f"{name}.json").write_text(json.dumps(note), "utf-8")
    return folder


COMMANDS = (
    ("stories",),
    ("stories", "--json"),
    *(("transcript", "1", "--format", form) for form in ("txt", "srt", "vtt", "json")),
    ("flags",),
    ("flags", "--json"),
    ("search", "chairs"),
    ("search", "chairs", "--json"),
    ("excerpt", "list"),
    ("excerpt", "list", "--json"),
    ("theme", "list"),
    ("theme", "list", "--json"),
    ("playlist", "list"),
    ("playlist", "list", "--json"),
    ("report", "draft"),
    ("report", "check"),
    ("report", "show", "--json"),
    ("words",),
    ("words", "misheard", "--json"),
    ("restore",),
    ("restore", "BAD"),
    ("check-project",),
    ("check-project", "--json"),
    ("recover",),
    ("recover", "--json"),
    ("recover", "--keep", "0123"),
    ("recover", "--keep", "0123", "--without-second-disk"),
    ("stories",),
    ("stories", "--json"),
    ("export", "clips", "--to", "TO"),
    ("export", "playlist", "BAD", "--to", "TO"),
    ("playlist", "balance", "BAD"),
    ("export", "page", "BAD", "--to", "TO"),
    ("export", "montage", "--playlist", "BAD", "--to", "TO"),
    ("transcribe", "BAD"),
    ("transcribe", "1", "--from", "BAD", "--to", "2"),
    ("delete", "1", "--for-good"),
    ("delete", "1", "BAD"),
    ("consent", "1", "shared", "BAD", "--by", "BAD", "--how", "BAD"),
    ("excerpt", "answer", "BAD", "yes", "--by", "BAD", "--how", "BAD"),
    ("--BAD",),
)


GROUPS = ("excerpt", "theme", "playlist", "export", "report")


def test_no_command_prints_what_steers_a_terminal(cli: Command, project: Project, story: int, tmp_path: Path) -> None:
    bad = " ".join(HOSTILE.values())
    folder = plant(project, story, bad)
    for command in COMMANDS:
        first, *rest = (word.replace("BAD", bad).replace("TO", str(tmp_path / "to")) for word in command)
        words = [first, *rest[:1], folder, *rest[1:]] if first in GROUPS else None
        ran = cli(*(words or [first, folder, *rest]))
        assert ran.code in (0, 1, 2), (command, ran.err)
        assert not STEERS & {*ran.out, *ran.err}, (command, ran)
        if "--json" in command and ran.out:
            assert ran.json is not None
    # One title is one line, whatever is in it.
    assert len(cli("stories", folder).out.splitlines()) == len(cli("stories", folder, "--json").json)
    with Project.open(folder) as kept, kept.read() as session:
        stored = [part for one in stories(session) if "Broken" in one.title for part in (one.title, one.note)]
    assert stored, "the recording that broke off was kept"
    assert not STEERS - {"\t"} & {*"".join(stored)}


@pytest.mark.skipif(sys.platform == "win32", reason="no such name can be given to a file there")
def test_no_file_name_steers_a_terminal(cli: Command, project: Project, tmp_path: Path) -> None:
    folder = project.folder
    project.close()
    name = " ".join(HOSTILE.values()).replace("/", "")
    for place in ("", "originals", "working", "peaks", "recordings", "backups"):
        (folder / place / f"{name}.wav").write_bytes(b"no sound")
    (folder / "recordings" / f"{name}.json").write_bytes(b"{}")
    away = tmp_path / f"{name}.wav"
    away.write_bytes(b"no sound")
    for words in (
        ("check-project", folder),
        ("check-project", folder, "--json"),
        ("recover", folder),
        ("recover", folder, "--keep", name),
        ("recover", folder, "--discard", name[:3]),
        ("import", folder, away),
        ("probe", away),
        ("models", "add", away),
        ("stories", tmp_path / name),
        ("new", tmp_path / f"{name}x"),
        ("stories", tmp_path / f"{name}x.coproclip"),
    ):
        ran = cli(*words)
        assert ran.code in (0, 1, 2), (words, ran.err)
        assert ran.out or ran.err
        assert not STEERS & {*ran.out, *ran.err}, (words, ran)
    assert "Everything is whole." not in cli("check-project", folder).out.splitlines()


def test_every_script_is_printed_as_it_is_written(cli: Command, project: Project, story: int) -> None:
    titles = ["سلام\u200cدنیا", "שלום\u200f!", "क\u094d\u200dष", "ὁ λόγος — “naïve” £5 ·"]
    for title in titles:
        with project.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, story).title = title
        assert title in cli("stories", project.folder).out
        assert cli("stories", project.folder, "--json").json[0]["title"] == title
        assert title in cli("stories", project.folder, "--json").out


@pytest.mark.parametrize("bad", HOSTILE.values(), ids=HOSTILE)
def test_what_steers_is_shown_and_the_rest_is_kept(bad: str) -> None:
    shown = on_one_line(f"a{bad}b")
    assert not (STEERS | {"\n"}) & {*shown}
    assert len(shown) == len(bad) + 2, "nothing vanishes"
    assert not STEERS - {"\t"} & {*in_lines(bad)}
    written = in_json(json.dumps(bad, ensure_ascii=False))
    assert json.loads(written) == bad
    assert not STEERS & {*written}


def test_there_is_one_door() -> None:
    """Commands print through `cli.output` and nothing else."""
    others: list[str] = []
    for path in sorted((REPO / "coproclip" / "cli").glob("*.py")):
        if path.name == "output.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            imported = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom) else ""
            if called in PRINTING or called.startswith(("sys.stdout.write", "sys.stderr.write")) or "rich" in imported:
                others.append(f"{path.name}:{node.lineno}")  # type: ignore[attr-defined]
    assert not others


PRINTING = {"print", "typer.echo", "typer.secho", "typer.confirm", "typer.prompt"}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are always whole characters there")
def test_a_name_that_is_no_utf_8_is_shown_with_a_sign_for_what_it_is_not(cli: Command, project: Project) -> None:
    (project.folder / "trash" / "kept").mkdir()
    (project.folder / "originals" / "bad\udcff\udcfe.wav").write_bytes(b"x")
    said = cli("check-project", project.folder)
    assert "bad��.wav" in said.out + said.err
    assert "udcff" not in said.out + said.err

"""The walls: sizes, names, words, tables and what may lie in the repository."""

import ast
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from string import Formatter

import pytest
from sqlalchemy import BLOB, Float, LargeBinary, Numeric

from coproclip import errors
from coproclip.excerpts.rules.policy import POLICY, Condition
from coproclip.project.journal import Operation, Work
from coproclip.project.schema import NOT_JOURNALED, Base, journaled_tables
from coproclip.settings import resource_path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "coproclip"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(call: ast.Call) -> str:
    """`tr` of `self.tr(…)` and of `tr(…)`; moving a shape is not translating."""
    if not isinstance(call.func, ast.Attribute):
        return getattr(call.func, "id", "")
    if call.func.attr == "translate" and getattr(call.func.value, "id", "") not in ("QCoreApplication", "QApplication"):
        return ""
    return call.func.attr


@cache
def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


# ---- modules --------------------------------------------------------------------------------------------------


def test_modules_are_small() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    lengths = [size for path, size in sizes.items() if path.name != "__init__.py"]
    assert median(lengths) <= 200
    assert quantiles(lengths, n=10)[-1] <= 330
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > 400} == {}


def test_the_main_window_stays_small() -> None:
    window = PACKAGE / "ui" / "main_window.py"
    assert not window.exists() or len(window.read_text("utf-8").splitlines()) <= 250


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in MODULES if not ast.get_docstring(parsed(path)) and "versions" not in path.parts]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"util", "utils", "helper", "helpers", "manager", "managers", "data", "info", "misc", "common"}
    names = {path: path.stem if path.stem != "__init__" else path.parent.name for path in MODULES}
    assert [str(path) for path, name in names.items() if empty & set(name.split("_"))] == []


def test_no_two_files_of_tests_have_one_name() -> None:
    """They could not be run together."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert {name for name in names if names.count(name) > 1} == set()


def test_no_folder_is_empty() -> None:
    folders = {path.parent for path in MODULES}
    assert [str(folder) for folder in folders if not any(folder.glob("[!_]*.py")) and folder.name != "versions"] == []


# ---- tables ---------------------------------------------------------------------------------------------------


def test_journaled_tables_hold_only_whole_numbers_and_text() -> None:
    for name in journaled_tables():
        table = Base.metadata.tables[name]
        assert [column.name for column in table.primary_key] == ["id"]
        for column in table.columns:
            assert not isinstance(column.type, (Float, Numeric, LargeBinary, BLOB)), f"{name}.{column.name}"
            assert column.type.compile() in ("INTEGER", "TEXT"), f"{name}.{column.name}"


def test_nothing_is_deleted_behind_the_back_of_undo() -> None:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            assert key.ondelete is None
            assert key.onupdate is None
            assert key.deferrable
    assert set(Base.metadata.tables) >= NOT_JOURNALED


# ---- words ----------------------------------------------------------------------------------------------------

NEVER = (
    # design.md, section 10
    r"library|libraries|workspaces?|interview records?|subjects?|participants?|narrators?|assets?|media items?",
    r"tokens?|diari[sz]ation|ASR|quotations?|coded|codes?|tags?|nodes?|clipping",
    r"(?<!speech )(?<!“speech )models?",
    # UI.md, section 8
    r"segments?|metadata|transcribe jobs?|annotat(?:e|es|ed|ing|ions?)|render(?:s|ed|ing)?|invalid|fatal",
)
BANNED = re.compile(rf"\b(?:{'|'.join(NEVER)})\b", re.IGNORECASE)
# Where such a word is what it says in everyday English.
ALLOWED = re.compile(
    r"language codes?|sound library|speaker models?|model\.bin|\{[a-z_]*\}|\[[a-z /#]*\]", re.IGNORECASE
)

ERRORS = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
TRANSLATED = {"tr": 0, "translate": 1}


def texts(node: ast.AST) -> Iterator[str]:
    """The words in a literal, also those around the holes of an f-string."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def shown_to_people() -> Iterator[tuple[str, str]]:
    """(place, words) of everything a person may read: the interface, error sentences, the manual of the commands."""
    for path in MODULES:
        tree = parsed(path)
        for call in calls(path):
            name = name_of(call)
            if name in TRANSLATED and "ui" in path.parts:
                shown = call.args[TRANSLATED[name] : TRANSLATED[name] + 1]
            elif name in ERRORS:
                shown = [*call.args, *(keyword.value for keyword in call.keywords)]
            else:
                shown = [keyword.value for keyword in call.keywords if keyword.arg == "help"]
            for argument in shown:
                yield from ((place(path, call), words) for words in texts(argument))
        if "cli" in path.parts:
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and node.decorator_list:
                    yield place(path, node), ast.get_docstring(node) or ""
    for what in (Operation, Work):
        yield from ((str(what.__name__), one.value) for one in what)


def test_people_never_read_our_jargon() -> None:
    shown = list(shown_to_people())
    assert len(shown) > 100, "the scan no longer finds what people read"
    found = {f"{where}: {words}": word[0] for where, words in shown if (word := BANNED.search(ALLOWED.sub(" ", words)))}
    assert found == {}


@pytest.mark.parametrize("page", sorted(resource_path("templates").glob("*.html")), ids=lambda page: page.name)
def test_pages_that_leave_hold_no_jargon_either(page: Path) -> None:
    text = re.sub(r"<(script|style).*?</\1>|<[^>]*>|\{[%{#].*?[%}#]\}", " ", page.read_text("utf-8"), flags=re.DOTALL)
    assert BANNED.findall(text) == []


def test_the_scan_knows_jargon_from_english() -> None:
    for said in ("This segment is invalid.", "2 tokens", "Choose a model", "Tags", "Fatal: no", "Add code"):
        assert BANNED.search(said), said
    for said in ("The speech model is missing.", "Rendezvous", "staged", "Subjective", "Decoding", "Each passage"):
        assert not BANNED.search(said), said


def test_only_literals_are_translated() -> None:
    odd = []
    for path in MODULES:
        for call in calls(path) if "ui" in path.parts else ():
            position = TRANSLATED.get(name_of(call))
            if position is None or len(call.args) <= position:
                continue
            words = call.args[position]
            # A plain name is allowed where a module has its own short `tr` around `translate`.
            in_tr = name_of(call) == "translate" and isinstance(words, ast.Name)
            if not in_tr and not (isinstance(words, ast.Constant) and isinstance(words.value, str)):
                odd.append(place(path, call))
    assert odd == []


def test_every_hole_in_a_sentence_is_filled() -> None:
    odd = []
    for path in MODULES:
        for call in calls(path):
            sentence = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "format" else None
            given = {keyword.arg for keyword in call.keywords}
            if isinstance(sentence, ast.Call) and name_of(sentence) in TRANSLATED and None not in given:
                holes = {hole for words in texts(sentence) for _, hole, _, _ in Formatter().parse(words) if hole}
                if not holes <= given:
                    odd.append(f"{place(path, call)}: {holes - given}")
    assert odd == []


def test_error_sentences_are_sentences() -> None:
    odd = []
    for path in MODULES:
        for call in calls(path):
            first = call.args[0] if name_of(call) in ERRORS and call.args else None
            if isinstance(first, ast.Constant) and first.value and not first.value.endswith((".", "!", "?", "”")):
                odd.append(f"{place(path, call)}: {first.value}")
    assert odd == []


# ---- the repository -------------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    """Every text file that is, or is about to be, in the repository."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    kinds = {".py", ".md", ".toml", ".txt", ".qss", ".html", ".css", ".js", ".json", ".cfg", ".ini", ".yml", ".svg", ""}
    return [path for path in paths if path.suffix in kinds and path.is_file()]


def test_no_machine_and_no_package_registry_is_named_in_the_repository() -> None:
    hosts = "|".join(re.escape(host) for host in ("pypi." + "org", "files.python" + "hosted", "npmjs." + "org"))
    machine = re.compile(rf"{hosts}|/(?:work|root)/[a-z]|/home/(?!kit\b|user\b|me\b)[a-z]+/|index-url|C:\\Users")
    found = {}
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if match := machine.search(text):
            found[str(path.relative_to(ROOT))] = match[0]
    assert found.pop("tests/test_architecture.py", None) is None or not found
    assert found == {}


def test_the_wheel_carries_what_the_app_ships() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert built["wheel"]["packages"] == ["coproclip"]
    assert built["wheel"]["force-include"] == {"resources": "coproclip/resources"}
    assert (ROOT / "resources").is_dir()
    assert not (PACKAGE / "resources").exists(), "the build puts them into the package"


def test_what_the_repository_holds_is_small() -> None:
    large = {str(path): path.stat().st_size for path in (ROOT / "tests" / "data").rglob("*") if path.is_file()}
    assert all(size < 300_000 for size in large.values()), large
    assert sum(path.stat().st_size for path in (ROOT / "resources").rglob("*") if path.is_file()) < 20_000_000


# ---- the window's two doors to the project --------------------------------------------------------------------


def _in_window(words: str) -> set[str]:
    window = PACKAGE / "ui"
    return {
        str(path.relative_to(window)).replace("\\", "/")
        for path in MODULES
        if path.is_relative_to(window) and re.search(words, path.read_text("utf-8"))
    }


def test_the_window_changes_the_project_only_in_its_operations() -> None:
    doors = {"workspace.py", "typed_texts.py"}
    importing = _in_window(r"journal import .*\bOperation\b")
    found = {name for name in importing if not name.startswith("operations/")}
    assert found - doors == set()


def test_the_window_reads_the_project_only_through_the_workspace() -> None:
    assert _in_window(r"\.read\(\) as\b") - {"workspace.py"} == set()


def test_settings_are_read_where_the_program_begins_and_kept_by_themselves() -> None:
    """“The core gets values, it does not read the file.”"""
    package = {str(path.relative_to(PACKAGE)).replace("\\", "/"): path.read_text("utf-8") for path in MODULES}
    assert {name for name, text in package.items() if "save_settings(" in text} == {"settings.py"}
    reading = {name for name, text in package.items() if "load_settings(" in text and not name.startswith("cli/")}
    assert reading == {"settings.py", "ui/app.py"}


def test_no_signal_carries_an_int() -> None:
    """That would be one of 32 bits, and numbers of rows and milliseconds are larger: `object` carries any."""
    signals = [(path, call) for path in MODULES for call in calls(path) if name_of(call) == "Signal"]
    assert len(signals) > 100
    assert [place(path, one) for path, one in signals if "int" in {getattr(arg, "id", "") for arg in one.args}] == []


def test_one_module_hands_files_to_the_system() -> None:
    """What a system does with a file it takes from its name: see there."""
    opening = r"\b(?:openUrl|QDesktopServices|startfile|webbrowser|xdg-open|setOpenExternalLinks|startDetached)\b"
    found = {str(path.relative_to(PACKAGE)) for path in MODULES if re.search(opening, path.read_text("utf-8"))}
    assert found == {"ui/widgets/handed_over.py"}


def test_one_module_asks_where_a_file_goes() -> None:
    """Else a file is replaced about which nobody was asked. A new project is a folder, and replaces nothing."""
    assert _in_window(r"\bgetSaveFileName\b") == {"widgets/saving_to.py", "projects.py"}


def test_no_menu_is_made_by_hand() -> None:
    """What lists commands is made of the command table; a picture in a field is no menu."""
    by_hand = _in_window(r"\bQMenu\(|\.addAction\((?!.*ActionPosition)")
    assert {name for name in by_hand if not name.startswith("commands/")} == set()


def test_every_dialog_is_a_dialog_of_ours() -> None:
    assert _in_window(r"\bQDialog\b") == {"widgets/dialog.py"}


def test_rows_of_lists_are_painted_and_counted_in_one_way() -> None:
    """A tree is a tree to Qt, and a drop-down list is Qt's own; all else is made of `ui/lists`."""
    models = r"class .*\b(?:QAbstract(?:List|Table|Item)Model|QStandardItemModel)\b"
    assert _in_window(models) == {"lists/row_model.py", "pages/themes/tree.py"}
    assert _in_window(r"class .*\bQStyledItemDelegate\b") == {"lists/row_delegate.py", "style/drop_down.py"}


def test_a_text_is_cut_to_its_room_before_it_is_measured() -> None:
    """Where a text is laid out, measured or cut by itself, somebody saw that it has an end."""
    assert _in_window(r"\.elidedText\(") == {"style/cut_text.py"}
    laying_out = {"widgets/wrapped_text.py", "pages/stories/results.py", "pages/workshop/lit_words.py"}
    assert _in_window(r"\bQTextLayout\(") == laying_out
    measuring = {"lists/two_line_rows.py", "transcript/margins.py", "pages/report/sheet.py"}
    assert _in_window(r"\.boundingRect\(.+,.+,") == measuring


# ---- files ----------------------------------------------------------------------------------------------------


def _makes_a_file(call: ast.Call) -> bool:
    """Whether a call writes a file under a name that somebody may have put a link under."""
    name = name_of(call)
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name in ("write_text", "write_bytes"):
        return bool(owner)
    if owner == "shutil":
        return name.startswith(("copy", "move")) and name != "copyfileobj"
    if owner == "os" and name == "open":
        return "O_CREAT" in ast.unparse(call)
    if name != "open" or owner in ("av", "packed"):
        return False
    modes = [*call.args[1 if not owner else 0 :][:1], *(one.value for one in call.keywords if one.arg == "mode")]
    return any(isinstance(mode, ast.Constant) and set("wax+") & set(str(mode.value)) for mode in modes)


def test_files_are_made_in_one_place() -> None:
    """What is made anywhere else may be written through a link that came with somebody's project or stick."""
    found = {str(path.relative_to(PACKAGE)) for path in MODULES for call in calls(path) if _makes_a_file(call)}
    # What was cut off is put right where it lies: the project's own door looked at its path. And what goes nowhere.
    putting_right, nowhere = {"capture/wav_writer.py", "capture/joining.py"}, {"speech/speech_server.py"}
    assert found == {"new_files.py", *putting_right, *nowhere}


@pytest.mark.parametrize(
    "words",
    [
        "shutil.copyfile(a, b)",
        "shutil.copy2(a, b)",
        "path.write_text('x')",
        "open(path, 'w')",
        "path.open('ab')",
        "os.open(path, os.O_WRONLY | os.O_CREAT)",
        "path.open(mode='wb')",
        "path.open('r+b')",
    ],
)
def test_the_scan_knows_what_makes_a_file(words: str) -> None:
    [call] = [node for node in ast.walk(ast.parse(words)) if isinstance(node, ast.Call)]
    assert _makes_a_file(call)


# ---- classes and names ----------------------------------------------------------------------------------------


def _classes() -> dict[str, tuple[Path, int, list[str]]]:
    """Of each class of a name that stands once: its module, its lines, its bases."""
    found: dict[str, tuple[Path, int, list[str]]] = {}
    for path in MODULES:
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base).split("[")[0].rsplit(".", 1)[-1] for base in node.bases]
                found[node.name] = (path, (node.end_lineno or node.lineno) - node.lineno + 1, bases)
    return found


def test_no_class_is_large_not_even_in_slices() -> None:
    """A base that one class alone uses is a slice of it, and counts with it."""
    classes = _classes()
    users: dict[str, set[str]] = {}
    for name, (_, _, bases) in classes.items():
        for base in bases:
            users.setdefault(base, set()).add(name)

    def size(name: str) -> int:
        _, lines, bases = classes[name]
        return lines + sum(size(base) for base in bases if base in classes and users[base] == {name})

    # Still cut into slices: each may only become smaller, and leaves this list when it is whole.
    still: dict[str, int] = {}
    slices = {base for name in still for base in _chain(name, classes)}
    large = {name: size(name) for name in classes if size(name) > still.get(name, 400) and name not in slices}
    assert large == {}


def _chain(name: str, classes: dict[str, tuple[Path, int, list[str]]]) -> Iterator[str]:
    for base in classes[name][2]:
        if base in classes:
            yield base
            yield from _chain(base, classes)


def _outlawed(table: str) -> list[str]:
    """What stands in the first column of a table of the glossary, by the table's heading."""
    rows = (ROOT / ".github" / "glossary.md").read_text("utf-8").split(f"## {table}", 1)[1].split("\n## ", 1)[0]
    return [
        words
        for row in rows.splitlines()
        for words in re.findall(r"`([^`]+)`", row.split("|")[1] if "|" in row else "")
    ]


def test_no_identifier_is_a_riddle() -> None:
    words = _outlawed("Words that code does not use")
    assert len(words) >= 8
    riddle = re.compile(rf"(?:^|_)(?:{'|'.join(words)})(?:$|_)")
    found = {}
    for path in MODULES:
        if "migrations" in path.parts:
            continue
        for node in ast.walk(parsed(path)):
            names = (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "name", None))
            for name in (*names, getattr(node, "arg", None)):
                snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() if isinstance(name, str) else ""
                if riddle.search(snake):
                    found[place(path, node)] = name
    assert found == {}


def _comments(path: Path) -> Iterator[tuple[str, str]]:
    """(place, words) of a module's comments and docstrings."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield place(path, node), ast.get_docstring(node) or ""
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield place(path, node), node.value.value
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type == tokenize.COMMENT:
                yield f"{path.relative_to(ROOT)}:{token.start[0]}", token.string


def test_old_phrases_do_not_come_back() -> None:
    phrases = _outlawed("Phrases that neither comments nor screens use")
    assert len(phrases) >= 6
    old = re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)
    said = [
        *shown_to_people(),
        *(words for path in MODULES if "migrations" not in path.parts for words in _comments(path)),
    ]
    assert {where: words for where, words in said if old.search(" ".join(words.split()))} == {}


def test_words_that_leave_are_looked_at_for_names_too() -> None:
    """What looks for words of stories alone is asked only where names are looked for beside it."""
    alone = {
        "text_beside": {"checks.py", "texts.py", "read_beside.py"},
        "carried_by": {"checks.py", "team_grid.py", "refused_words.py"},
    }
    found = [
        place(path, node)
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and path.name not in alone.get(node.attr, {path.name})
    ]
    assert found == [], "ask excerpts.texts, which looks for names too"
    for use, needs in POLICY.items():
        words, names = Condition.OTHERS_WORDS in needs.conditions, {Condition.MENTIONS, Condition.NAMES_READ}
        assert words == bool(names.intersection(needs.conditions)), use

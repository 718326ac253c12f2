"""A sheet for storytellers as one HTML page, to print or to read on a screen; `people.sheets` has its text."""

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from coproclip.elsewhere.process import never
from coproclip.errors import BadInput, NotShareable, storage_error
from coproclip.excerpts.beside.sheet import USE, sheet_to_give_out
from coproclip.export.documents.paper import paper_of
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.ledger import HandoverNote
from coproclip.new_files import SHARED, whole_file
from coproclip.people.sheets import SheetForm, keep_sheet
from coproclip.project.journal import Work
from coproclip.project.looking_after.integrity import refuse_inside_project
from coproclip.project.project import Project

ANSWERS = {"Yes": 15, "No": 13, "Not now": 25}
"""The boxes, and how wide each column is (percent)."""
POINTS = {SheetForm.PLAIN: 12, SheetForm.EASY: 15, SheetForm.LARGE: 20}
"""How large the letters are; large print is 16 points or more."""
ENDINGS = (".pdf", ".html")
TITLE = "Sheet for storytellers"
_BOX = "\N{BALLOT BOX}"
ACTIVITY = "writing the sheet"


def sheet_page(text: str, form: SheetForm, language: str = "en", *, larger: float = 1.0) -> str:
    """The sheet as a whole page, its letters so much `larger`; nothing in it is loaded from anywhere."""
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), "")
    points = round(POINTS[form] * larger)
    style = (
        f"body {{ font-family: 'Noto Sans', Arial, sans-serif; font-size: {points}pt; line-height: 145%;"
        f" color: #000000; max-width: 44em; }} td {{ padding: 4px 6px; }}"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        + "\n".join(_blocks(text.splitlines()))
        + "\n</body>\n</html>\n"
    )


def save_sheet(
    project: Project,
    form: SheetForm,
    path: Path,
    *,
    replace: bool = False,
    to_whom: str = "",
    tell: Callable[[str], None] = lambda _sentence: None,
    stops: Callable[[], bool] = never,
) -> int:
    """Write a sheet to a .pdf or an .html file, and keep it as it was given out; returns its number.

    Raises `BadInput` for another ending, a file that is there (unless `replace`) or in a project, `NotShareable` where
    it may not be given out or was changed meanwhile, `StorageError`; `Cancelled` when it `stops` before it is written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise BadInput(f"“{path.name}” ends in neither of {' and '.join(ENDINGS)}.", "Nothing was written.")
    refuse_inside_project(path)
    if path.is_symlink() or (path.exists() and not (replace and path.is_file())):
        raise BadInput(f"“{path.name}” is there already.", "Nothing was written.", "Give another name, or --force.")
    given = project.query(sheet_to_give_out, form)
    page = sheet_page(given.text, form)
    is_page = path.suffix.lower() == ".html"
    content = page.encode("utf-8")
    if not is_page:
        content = paper_of(page, POINTS[form], title=project.details.title, stops=stops)
    try:
        with whole_file(path, mode=SHARED) as (file, part):
            file.write(content)
            file.flush()
            if project.query(sheet_to_give_out, form) != given:
                raise NotShareable("The sheet was changed meanwhile.", "Nothing was written.", "Try again.")
            note = HandoverNote(USE, TITLE, to_whom, tell, project, texts=given.written)
            note.replacing(path)
            note.leaving({path.name: sha256(part)})
    except OSError as error:
        raise storage_error(error, ACTIVITY) from error
    with project.edit(Work.KEEP_SHEET) as edit:
        return keep_sheet(edit, form, given.text).id


def _blocks(lines: list[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        kind = _kind(lines[place])
        some = [lines[place]]
        while kind not in ("# ", "## ") and place + len(some) < len(lines) and _kind(lines[place + len(some)]) == kind:
            some.append(lines[place + len(some)])
        place += len(some)
        words = [escape(line[len(kind) :].strip()) for line in some]
        match kind:
            case "# ":
                yield f"<h1>{words[0]}</h1>"
            case "## ":
                yield f"<h2>{words[0]}</h2>"
            case "- ":
                yield "<ul>" + "".join(f"<li>{one}</li>" for one in words) + "</ul>"
            case "[] ":
                yield '<table width="100%" cellspacing="0">' + "".join(map(_question, words)) + "</table>"
            case "___ ":
                yield from (f"<p>{one}: {'_' * 24}</p>" for one in words)
            case _ if any(words):
                yield f"<p>{'<br>'.join(words)}</p>"


def _question(words: str) -> str:
    boxes = "".join(
        f'<td width="{wide}%">{_BOX}&nbsp;{answer.replace(" ", "&nbsp;")}</td>' for answer, wide in ANSWERS.items()
    )
    return f'<tr><td width="{100 - sum(ANSWERS.values())}%">{words}</td>{boxes}</tr>'


def _kind(line: str) -> str:
    """What a line begins with; empty for a line of words, a blank for an empty one."""
    if not line.strip():
        return " "
    return next((one for one in ("# ", "## ", "- ", "[] ", "___ ") if line.startswith(one)), "")

"""A sheet for storytellers as one HTML page, to print or to read on a screen; `people.sheets` has its text."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from coproclip.export.clip import write_text
from coproclip.export.paper import print_pdf
from coproclip.people.sheets import SheetForm
from coproclip.project.integrity import refuse_inside_project

ANSWERS = {"Yes": 15, "No": 13, "Not now": 25}
"""The boxes, and how wide each column is (percent)."""
POINTS = {SheetForm.PLAIN: 12, SheetForm.EASY: 15, SheetForm.LARGE: 20}
"""How large the letters are; large print is 16 points or more."""
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


def write_page(page: str, target: Path) -> None:
    """Write a page to a file, whole or not at all. Raises `BadInput` inside a project, `StorageError`."""
    refuse_inside_project(target)
    write_text(target, page, ACTIVITY)


def write_pdf(page: str, target: Path, form: SheetForm, title: str) -> None:
    """Write a page to a PDF, whole or not at all; `title` is for one without any. Raises `BadInput`, `StorageError`."""
    refuse_inside_project(target)
    print_pdf(page, target, POINTS[form], title=title)


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

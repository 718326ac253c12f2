"""Words from right to left in a Word document: each paragraph runs as its first letter does.

The order of elements follows ECMA-376, part 1, 17.3.1.26 and 17.3.2.28: Word reads only what stands in it.
"""

from typing import TYPE_CHECKING, Any

from coproclip.export.captioning.writing_systems import is_right_to_left

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BEHIND_BIDI = (
    *("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc"),
    *("textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr"),
)
_BEHIND_RTL = ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")
_SAME = {"b": "bCs", "i": "iCs", "sz": "szCs"}
"""What is said of letters from left to right, and how it is said of the others."""


def direct(document: "Document") -> None:
    """Let every paragraph and run of a document that is done run as its words do, in the same weight and size."""
    direct_paragraphs(document.element.body)
    for part in (document.element.body, document.styles.element):
        for own, other in _SAME.items():
            for one in list(part.iter(f"{_W}{own}")):
                beside = one.getparent()
                for old in beside.findall(f"{_W}{other}"):
                    beside.remove(old)
                made = one.makeelement(f"{_W}{other}", dict(one.attrib))
                one.addnext(made)


def direct_paragraphs(within: Any) -> None:
    """Only what way the paragraphs and runs in this element run."""
    for paragraph in within.iter(f"{_W}p"):
        words = _text(paragraph)
        if words.isascii():
            continue
        if is_right_to_left(words):
            _put(_first(paragraph, "pPr"), "bidi", _BEHIND_BIDI)
        for run in paragraph.iter(f"{_W}r"):
            if is_right_to_left(_text(run)):
                _put(_first(run, "rPr"), "rtl", _BEHIND_RTL)


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_W}t"))


def _first(element: Any, name: str) -> Any:
    """Its properties, which come before all else."""
    found = element.find(f"{_W}{name}")
    if found is None:
        found = element.makeelement(f"{_W}{name}")
        element.insert(0, found)
    return found


def _put(properties: Any, name: str, behind: tuple[str, ...]) -> None:
    made = properties.makeelement(f"{_W}{name}")
    after = next((one for one in properties if one.tag in {f"{_W}{other}" for other in behind}), None)
    if after is None:
        properties.append(made)
    else:
        after.addprevious(made)

"""A project's list of themes as a file: our own JSON, or a REFI-QDA codebook that other programs read.

“No story in it”: only texts that the policy grants by themselves leave; a theme whose name may not leave is left out.
"""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid5

from coproclip import __version__
from coproclip.errors import BadInput, NotShareable, storage_error
from coproclip.excerpts.beside.texts import shareable_texts
from coproclip.excerpts.rules.grants import ShareableText, verify_texts
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.ledger import HandoverNote
from coproclip.harmless import in_json
from coproclip.new_files import SHARED, whole_file
from coproclip.project.kinds import HeadingKind, Suggested, ThemeRelationKind
from coproclip.project.looking_after.integrity import refuse_inside_project
from coproclip.project.project import Project
from coproclip.themes.codebook_files import FORMAT, NAMESPACE, PALETTE, VERSION
from coproclip.themes.listing import ThemeOutline, outline

TITLE = "List of themes"
_GUIDS = UUID("3f1f6c55-4a0b-4c0e-9c39-9c1c9a3f5d10")
_TEXTS = {
    "name": PublicText.THEME_NAME,
    "question": PublicText.THEME_QUESTION,
    "description": PublicText.THEME_DESCRIPTION,
    "linking": PublicText.THEME_LINKING,
}


@dataclass(frozen=True, slots=True)
class GrantedTheme:
    """A theme that may leave: its texts, and what it is part of (a number among those that may leave)."""

    outline: ThemeOutline
    parent: int | None
    texts: Mapping[str, ShareableText]


@dataclass(frozen=True, slots=True)
class GrantedCodebook:
    """What may leave, in order; `left_out` says of each text that may not why."""

    themes: tuple[GrantedTheme, ...]
    relations: tuple[tuple[int, str, int], ...]
    starters: tuple[ShareableText, ...]
    agreement: ShareableText | None
    left_out: tuple[str, ...]

    def all_texts(self) -> list[ShareableText]:
        """Every text in it."""
        found = [text for theme in self.themes for text in theme.texts.values()]
        return [*found, *self.starters, *([self.agreement] if self.agreement is not None else [])]


def granted_codebook(project: Project) -> GrantedCodebook:
    """All of a project's list of themes that may leave, asked in one go."""
    with project.read() as session:
        found = outline(session)
    wanted = [WrittenText(what, one.theme_id) for one in found.themes for what in _TEXTS.values()]
    wanted += [WrittenText(PublicText.STARTER, number) for number in found.starters]
    if found.agreement:
        wanted.append(WrittenText(PublicText.AGREEMENT, found.agreement))
    granted, refused = shareable_texts(project, wanted, Use.SHARING)
    named = {one.theme_id for one in found.themes if granted.get(WrittenText(PublicText.THEME_NAME, one.theme_id))}
    above = {one.theme_id: one.parent_id for one in found.themes}
    themes = []
    for one in found.themes:
        if one.theme_id in named:
            texts = {
                key: granted[place]
                for key, what in _TEXTS.items()
                if (place := WrittenText(what, one.theme_id)) in granted
            }
            themes.append(GrantedTheme(one, _first_named(one.parent_id, above, named), texts))
    agreement = granted.get(WrittenText(PublicText.AGREEMENT, found.agreement)) if found.agreement else None
    return GrantedCodebook(
        themes=tuple(themes),
        relations=tuple(one for one in found.relations if one[0] in named and one[2] in named),
        starters=tuple(
            text for number in found.starters if (text := granted.get(WrittenText(PublicText.STARTER, number)))
        ),
        agreement=agreement,
        left_out=tuple(refused.values()),
    )


def _first_named(theme_id: int | None, above: Mapping[int, int | None], named: set[int]) -> int | None:
    passed = set[int]()
    while theme_id is not None and theme_id not in named and theme_id not in passed:
        passed.add(theme_id)
        theme_id = above.get(theme_id)
    return theme_id if theme_id in named else None


# ---- as text --------------------------------------------------------------------------------------------------


def as_json(codebook: GrantedCodebook) -> bytes:
    """Our own JSON, UTF-8."""
    verify_texts(codebook.all_texts())
    names = {one.outline.theme_id: str(one.texts["name"]) for one in codebook.themes}
    made = {
        "format": FORMAT,
        "version": VERSION,
        "themes": [
            {
                **{key: str(text) for key, text in one.texts.items()},
                "part_of": names.get(one.parent or 0, ""),
                "heading_kind": _known(HeadingKind, one.outline.heading_kind),
                "letter": one.outline.letter,
                "colour": one.outline.colour,
                "in_their_words": one.outline.in_their_words,
                "suggested_by": _known(Suggested, one.outline.suggested_by),
            }
            for one in codebook.themes
        ],
        "relations": [
            {"theme": names[theme], "kind": _known(ThemeRelationKind, kind), "other": names[other]}
            for theme, kind, other in codebook.relations
        ],
        "starters": [str(text) for text in codebook.starters],
        "agreement": str(codebook.agreement or ""),
    }
    return in_json(json.dumps(made, ensure_ascii=False, indent=1)).encode("utf-8")


def _known(kinds: type[StrEnum], said: str) -> str:
    """What one of these kinds is called; empty where the project says something that nobody granted."""
    return next((kind.value for kind in kinds if kind == said), "")


def as_qdc(codebook: GrantedCodebook) -> bytes:
    """A REFI-QDA codebook, UTF-8. Raises `BadInput` where there is no theme: the format has none without."""
    verify_texts(codebook.all_texts())
    if not codebook.themes:
        raise BadInput("There are no themes to write.", "Nothing was written.", "Add a theme first.")
    root = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": f"CoProClip {__version__}"})
    places: dict[int | None, ElementTree.Element] = {None: ElementTree.SubElement(root, "Codes")}
    for one in codebook.themes:
        element = ElementTree.SubElement(
            places.get(one.parent, places[None]),
            "Code",
            {
                "guid": str(uuid5(_GUIDS, f"{one.outline.theme_id} {one.outline.created_at}")),
                "name": str(one.texts["name"]),
                "isCodable": "true",
                "color": PALETTE[one.outline.colour % len(PALETTE)],
            },
        )
        described = [str(one.texts[key]) for key in ("question", "description") if one.texts.get(key)]
        if described:
            ElementTree.SubElement(element, "Description").text = "\n".join(described)
        places[one.outline.theme_id] = element
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def save_codebook(
    project: Project,
    path: Path,
    *,
    replace: bool = False,
    to_whom: str = "",
    tell: Callable[[str], None] = lambda _sentence: None,
) -> GrantedCodebook:
    """Write a project's list of themes: as REFI-QDA where the name ends in `.qdc`, else as our own JSON.

    What may leave is asked again once it is written, and noted in the ledger. Raises `BadInput` for a file that is
    there (unless `replace`) or in a project, `NotShareable` where something changed meanwhile, `StorageError`.
    """
    codebook = granted_codebook(project)
    content = (as_qdc if path.suffix.lower() == ".qdc" else as_json)(codebook)
    refuse_inside_project(path)
    if path.is_symlink() or (path.exists() and not (replace and path.is_file())):
        raise BadInput(f"“{path.name}” is there already.", "Nothing was written.", "Give another name, or --force.")
    try:
        with whole_file(path, mode=SHARED) as (file, part):
            file.write(content)
            file.flush()
            if granted_codebook(project).all_texts() != codebook.all_texts():
                raise NotShareable("The themes were changed meanwhile.", "Nothing was written.", "Try again.")
            note = HandoverNote(Use.SHARING, TITLE, to_whom, tell, project, texts=codebook.all_texts())
            note.replacing(path)
            note.leaving({path.name: sha256(part)})
    except OSError as error:
        raise storage_error(error, "writing the list of themes") from error
    return codebook

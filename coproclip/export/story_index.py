"""The story index: a list of all stories of which something may be quoted, for a page and for tables."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Use
from coproclip.excerpts.beside.shareable_stories import ShareableStory, StoryList, shareable_stories
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, verify, verify_texts
from coproclip.export.clip import title_of
from coproclip.export.documents.tables import Table, written
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.target import Tell, keep_quiet
from coproclip.export.quote_sheet import SENSITIVE
from coproclip.export.sheet_files import SheetOf, put_sheet
from coproclip.harmless import plain
from coproclip.new_files import write_whole
from coproclip.project.project import Project
from coproclip.speech.language_names import language_name
from coproclip.timecode import length

ACTIVITY = "making the story index"
TITLE = "Stories"
COLUMNS = (
    "Story",
    "Storyteller",
    "Length",
    "Language",
    "Themes",
    "Excerpts",
    "Titles of the excerpts",
    "To know first",
)


class IndexFormat(StrEnum):
    """What an index is written as; the value is the ending of its file too."""

    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class StoryIndex:
    """The files that were made, how many stories are listed, of how many excerpts, and how many have no title there."""

    files: tuple[Path, ...]
    stories: int
    excerpts: int
    untitled: int


def owner_of_index(project: Project) -> Owner:
    """Whose the index is."""
    return Owner(project.details.uid, "story index")


def export_story_index(
    project: Project,
    folder: Path,
    *,
    formats: Collection[IndexFormat] = (IndexFormat.HTML, IndexFormat.CSV),
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> StoryIndex:
    """`Stories.html` … in `folder`: each story of which something may be quoted, and what of it.

    A title that may not be read stays here, and `tell` hears why. An earlier index is taken away first. What is made
    is noted in the ledger as handed `to_whom`. Raises `NotShareable` where there is no such story, `StorageError`.
    """
    listed = shareable_stories(project)
    excerpts = listed.excerpts
    texts, endings = _texts(project, listed), tuple(dict.fromkeys(formats))
    inside = (*texts, *(story.title for story in listed.stories))
    what = SheetOf(owner_of_index(project), Use.QUOTE, TITLE, endings, inside, to_whom=to_whom)

    def write(path: Path) -> None:
        write_index(listed, path, IndexFormat(path.suffix[1:]), *texts)

    def is_still_so() -> bool:
        return shareable_stories(project) == listed and _texts(project, listed) == texts

    files = put_sheet(
        excerpts, folder, what, write, activity=ACTIVITY, tell=tell, project=project, is_still_so=is_still_so
    )
    if not files:
        raise NotShareable("Nothing of any story can be quoted yet, so no index was made.")
    for title, why in listed.untitled:
        tell(f"“{title}” is listed without its title. {why}")
    if listed.left_out:
        many = f"{listed.left_out} stories are not in it, as nothing of them can be quoted yet."
        tell(many if listed.left_out > 1 else "1 story is not in it, as nothing of it can be quoted yet.")
    return StoryIndex(files, len(listed.stories), len(excerpts), len(listed.untitled))


def _texts(project: Project, listed: StoryList) -> tuple[ShareableText, ShareableText, ShareableText]:
    """What the project is called, whom to ask, and whom to ask to have something taken down."""
    beside = [excerpt.excerpt_id for excerpt in listed.excerpts]
    title, contact, take_down = (
        shareable_text(project, what, use=Use.QUOTE, beside=beside) if beside else NO_TEXT
        for what in (PublicText.PROJECT_TITLE, PublicText.CONTACT, PublicText.TAKE_DOWN)
    )
    return title, contact, take_down


def write_index(
    listed: StoryList,
    path: Path,
    format: IndexFormat,
    project_title: ShareableText = NO_TEXT,
    contact: ShareableText = NO_TEXT,
    take_down: ShareableText = NO_TEXT,
) -> None:
    """Write one file of an index; raises `NotShareable` unless all of it may leave, `StorageError`."""
    verify_texts([project_title, contact, take_down, *(story.title for story in listed.stories)])
    rows = tuple(_row(number, story) for number, story in enumerate(listed.stories, 1))
    title = f"{TITLE}: {project_title}" if project_title else TITLE
    notes = [f"Questions: {contact}"] if contact else []
    notes += [f"To have something taken down: {take_down}"] if take_down else []
    # A table for programs has its rows and nothing else.
    table = Table(title, COLUMNS, rows, tuple(notes) if format is IndexFormat.HTML else ())
    write_whole(path, written(table, f".{format}"))


def _row(number: int, story: ShareableStory) -> tuple[str | int, ...]:
    grants = [verify(excerpt) for excerpt in story.excerpts]
    care = [*(grant.care for grant in grants), *(SENSITIVE for grant in grants if grant.sensitive)]
    return (
        story.title or f"Story {number}",
        _each(grant.attribution for grant in grants),
        length(story.duration_ms),
        _each(language_name(grant.language.split("-")[0]) for grant in grants),
        _each(theme for grant in grants for theme in grant.themes),
        len(grants),
        _each(title_of(grant) for grant in grants),
        _each(care),
    )


def _each(texts: Iterable[str]) -> str:
    """Each of these once, in their order."""
    return "; ".join(dict.fromkeys(filter(None, map(plain, texts))))

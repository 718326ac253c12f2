"""Counts that leave the project: how many stories speak to each theme, also by who tells them.

“Counts only.” Names of themes and entries leave where the policy grants them; a number of stories under three, crossed
with who somebody is, stays here. What a story says about a theme is for the team alone, where it may have the story.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from coproclip.errors import BadInput, NotShareable, storage_error
from coproclip.excerpts.beside.texts import shareable_texts
from coproclip.excerpts.rules.grants import ShareableText, verify_texts
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.export.documents.tables import ENDINGS, Table, written
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.team_file import save_for_team
from coproclip.export.notices import TEAM_MARK
from coproclip.new_files import SHARED, whole_file
from coproclip.people.quantity import quantity_bands, quantity_word
from coproclip.project.kinds import ListKind
from coproclip.project.looking_after.integrity import refuse_inside_project
from coproclip.project.project import Project
from coproclip.themes.counts import story_count, theme_counts
from coproclip.themes.patterns import SMALL, Cell, GridTheme, Size, crossed, grid, size_of, stories_by_theme
from coproclip.themes.team_grid import TeamGrid, team_grid

LEFT_OUT = "–"
UNNAMED = "A theme that is not named here"
_ACTIVITY = "writing the table"
_LEFT_OUT_NOTE = (
    f"{LEFT_OUT} stands where fewer than {SMALL} stories could point at somebody. These are stories, no survey."
)


def counts_table(project: Project, among: Collection[int] | None = None) -> tuple[Table, list[ShareableText]]:
    """Every theme, also the rarest, with stories in number and word, excerpts, differing views and dots.

    `among`: only of these stories (ids), which were chosen by who tells them; then none that are under three.
    """
    with project.read() as session:
        found, counts = grid(session, among), theme_counts(session)
        stories, bands = stories_by_theme(session, among), quantity_bands(session)
        every = story_count(session) if among is None else len(among)
    names = _granted(project, [WrittenText(PublicText.THEME_NAME, one.theme_id) for one in found.themes])
    rows = list[tuple[str | int, ...]]()
    for one in found.themes:
        cells = [found.cell(story.story_id, one.theme_id) for story in found.stories]
        many = len(stories.get(one.theme_id, ()))
        excerpts, differing = sum(len(cell.excerpts) for cell in cells), sum(len(cell.differing) for cell in cells)
        numbers: tuple[str | int, ...] = (many, quantity_word(bands, many, every), excerpts, differing)
        if among is not None and (every < SMALL or size_of(many) is Size.SMALL):
            numbers = (LEFT_OUT,) * len(numbers)
        rows.append((_indented(one, names), *numbers, counts[one.theme_id].dots))
    heads = ("Theme", "Stories", "In words", "Excerpts", "See it differently", "Dots in workshops")
    note = "An excerpt counts once for its story; dots are no count of stories."
    if among is None:
        notes: tuple[str, ...] = (f"Out of {every} stories. {note}",)
    else:
        out_of = f"fewer than {SMALL}" if every < SMALL else f"{every}"
        notes = (f"Out of {out_of} stories, chosen by who tells them. {note}", _LEFT_OUT_NOTE)
    return Table("Stories in each theme", heads, tuple(rows), notes), list(names.values())


def crossed_table(
    project: Project, kind: ListKind, among: Collection[int] | None = None
) -> tuple[Table, list[ShareableText]]:
    """Themes by one of the project's lists; a number of stories under three is left out, and said to be."""
    with project.read() as session:
        found = crossed(session, kind, among)
    wanted = [WrittenText(PublicText.THEME_NAME, one.theme_id) for one in found.themes]
    wanted += [WrittenText(PublicText.LIST_ENTRY, number) for number, _text in found.entries]
    names = _granted(project, wanted)
    entries = [number for number, _text in found.entries if WrittenText(PublicText.LIST_ENTRY, number) in names]
    rows = tuple(
        (
            _indented(one, names),
            *(
                LEFT_OUT
                if found.size(one.theme_id, entry) is Size.SMALL
                else found.stories.get((one.theme_id, entry), 0)
                for entry in entries
            ),
        )
        for one in found.themes
    )
    heads = ("Theme", *(str(names[WrittenText(PublicText.LIST_ENTRY, entry)]) for entry in entries))
    title = f"Stories in each theme, by {kind.value}"
    return Table(title, heads, rows, (_LEFT_OUT_NOTE,)), list(names.values())


def _granted(project: Project, wanted: list[WrittenText]) -> dict[WrittenText, ShareableText]:
    granted, _refused = shareable_texts(project, wanted, Use.SHARING)
    return granted


def _indented(theme: GridTheme, names: Mapping[WrittenText, ShareableText]) -> str:
    name = names.get(WrittenText(PublicText.THEME_NAME, theme.theme_id), "")
    return f"{'· ' * theme.depth}{name or UNNAMED}"


def save_table(
    project: Project,
    make: Callable[[Project], tuple[Table, list[ShareableText]]],
    path: Path,
    *,
    replace: bool = False,
    to_whom: str = "",
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Table:
    """Write what `make` counts, by the ending of the file: .csv, .xlsx or .html; made again just before it is there.

    Raises `BadInput` for another ending, a file that is there (unless `replace`) or in a project, `NotShareable` where
    something changed meanwhile, `StorageError`.
    """
    ending = _ending(path)
    table, texts = make(project)
    verify_texts(texts)
    content = written(table, ending)
    refuse_inside_project(path)
    if path.is_symlink() or (path.exists() and not (replace and path.is_file())):
        raise BadInput(f"“{path.name}” is there already.", "Nothing was written.", "Give another name, or --force.")
    try:
        with whole_file(path, mode=SHARED) as (file, part):
            file.write(content)
            file.flush()
            if make(project)[0] != table:
                raise NotShareable("The counts were changed meanwhile.", "Nothing was written.", "Try again.")
            note = HandoverNote(Use.SHARING, table.title, to_whom, tell, project, texts=texts)
            note.replacing(path)
            note.leaving({path.name: sha256(part)})
    except OSError as error:
        raise storage_error(error, _ACTIVITY) from error
    return table


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadInput(f"“{path.name}” ends in none of {', '.join(ENDINGS)}.", "Nothing was written.")
    return ending


# ---- for the team ---------------------------------------------------------------------------------------------


def grid_table(found: TeamGrid) -> Table:
    """Stories by themes with their summaries, or how many excerpts; an empty cell says so. For the team alone."""
    rows = tuple((story.called, *map(_said, story.cells)) for story in found.stories)
    heads = ("Story", *(f"{'· ' * theme.depth}{theme.name}" for theme in found.themes))
    left_out = len(found.left_out)
    stay = f"{left_out} {'story is' if left_out == 1 else 'stories are'} not in it."
    notes = (f"{TEAM_MARK}.", *([stay] if left_out else []))
    return Table("Stories and themes", heads, (*rows, ("Stories", *found.counts)), notes)


def _said(cell: Cell) -> str:
    excerpts, differing = len(cell.excerpts), len(cell.differing)
    many = f"{excerpts} excerpt{'s' if excerpts != 1 else ''}" if excerpts else ""
    seen = f"{differing} see it differently" if differing > 1 else "1 sees it differently" if differing else ""
    return "; ".join(filter(None, (cell.summary, many, seen)))


def save_grid(
    project: Project,
    path: Path,
    *,
    among: Collection[int] | None = None,
    replace: bool = False,
    to_whom: str = "",
    tell: Callable[[str], None] = lambda _sentence: None,
) -> TeamGrid:
    """Write the grid for the team, as .csv, .xlsx or .html, marked as such; it has what stories say in it.

    Raises as `team_file.save_for_team`, `BadInput` for another ending, and `NotShareable` where no story may go.
    """
    ending = _ending(path)
    found = team_grid(project, among)
    if found.left_out and not found.stories:
        why = " ".join(f"“{title}”: {reason}" for title, reason in found.left_out[:3])
        raise NotShareable("There is no story that the team may have.", "Nothing was written.", why)
    table, stories = grid_table(found), tuple(one.story_id for one in found.stories)
    cells = (cell.summary for one in found.stories for cell in one.cells)
    texts = (*(one.called for one in found.stories), *(one.name for one in found.themes), *cells)
    save_for_team(
        project,
        stories,
        written(table, ending, TEAM_MARK),
        path,
        replace=replace,
        to_whom=to_whom,
        title=table.title,
        tell=tell,
        texts=texts,
        without_speech=True,
    )
    return found

"""Counts that leave the project: how many stories speak to each theme, also by who tells them.

“Counts only.” Names of themes and entries leave where the policy grants them; a number of stories under three, crossed
with who somebody is, stays here. What a story says about a theme is for the team alone.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from coproclip.errors import BadInput, NotShareable, storage_error
from coproclip.excerpts.grants import ShareableText, verify_texts
from coproclip.excerpts.policy import Use
from coproclip.excerpts.public_texts import PublicText, WrittenText
from coproclip.excerpts.texts import shareable_texts
from coproclip.export.ledger import HandoverNote
from coproclip.export.manifest import sha256
from coproclip.export.notices import TEAM_MARK
from coproclip.export.tables import ENDINGS, Table, written
from coproclip.export.team_file import save_for_team
from coproclip.new_files import SHARED, whole_file
from coproclip.people.quantity import quantity_bands, quantity_word
from coproclip.project.integrity import refuse_inside_project
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.themes.counts import story_count, theme_counts
from coproclip.themes.patterns import SMALL, Cell, GridTheme, Size, crossed, grid, stories_by_theme

LEFT_OUT = "–"
UNNAMED = "A theme that is not named here"
_ACTIVITY = "writing the table"


def counts_table(project: Project) -> tuple[Table, list[ShareableText]]:
    """Every theme, also the rarest, with stories in number and word, excerpts, differing views and dots."""
    with project.read() as session:
        columns, counts = grid(session, ()).themes, theme_counts(session)
        every, bands = story_count(session), quantity_bands(session)
    names = _granted(project, [WrittenText(PublicText.THEME_NAME, one.theme_id) for one in columns])
    rows = tuple(
        (
            _indented(one, names),
            counts[one.theme_id].stories,
            quantity_word(bands, counts[one.theme_id].stories, every),
            counts[one.theme_id].excerpts,
            counts[one.theme_id].differing,
            counts[one.theme_id].dots,
        )
        for one in columns
    )
    heads = ("Theme", "Stories", "In words", "Excerpts", "See it differently", "Dots in workshops")
    notes = (f"Out of {every} stories. An excerpt counts once for its story; dots are no count of stories.",)
    return Table("Stories in each theme", heads, rows, notes), list(names.values())


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
    notes = (
        f"{LEFT_OUT} stands where fewer than {SMALL} stories could point at somebody. These are stories, no survey.",
    )
    return Table(f"Stories in each theme, by {kind.value}", heads, rows, notes), list(names.values())


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
            HandoverNote(Use.SHARING, table.title, to_whom, tell, project).leaving({path.name: sha256(part)})
    except OSError as error:
        raise storage_error(error, _ACTIVITY) from error
    return table


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadInput(f"“{path.name}” ends in none of {', '.join(ENDINGS)}.", "Nothing was written.")
    return ending


# ---- for the team ---------------------------------------------------------------------------------------------


def grid_table(project: Project, among: Collection[int] | None = None) -> Table:
    """Stories by themes with their summaries, or how many excerpts; an empty cell says so. For the team alone."""
    with project.read() as session:
        found, by_theme = grid(session, among), stories_by_theme(session, among)
    rows = tuple(
        (
            f"{', '.join(one.who) or '–'}: {one.title}",
            *(_said(found.cell(one.story_id, theme.theme_id)) for theme in found.themes),
        )
        for one in found.stories
    )
    total: tuple[str | int, ...] = ("Stories", *(len(by_theme.get(theme.theme_id, ())) for theme in found.themes))
    heads = ("Story", *(f"{'· ' * theme.depth}{theme.name}" for theme in found.themes))
    return Table("Stories and themes", heads, (*rows, total), (f"{TEAM_MARK}.",))


def _said(cell: Cell) -> str:
    excerpts, differing, summary = len(cell.excerpts), len(cell.differing), cell.summary
    many = f"{excerpts} excerpt{'s' if excerpts != 1 else ''}" if excerpts else ""
    seen = f"{differing} see it differently" if differing > 1 else "1 sees it differently" if differing else ""
    return "; ".join(filter(None, (summary, many, seen)))


def save_grid(
    project: Project,
    path: Path,
    *,
    among: Collection[int] | None = None,
    replace: bool = False,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Table:
    """Write the grid for the team, as .csv or .html, marked as such; it has what stories say in it.

    Raises as `team_file.save_for_team`, and `BadInput` for another ending.
    """
    ending = _ending(path)
    if ending == ".xlsx":
        raise BadInput("What is for the team is a CSV file or a page.", "Nothing was written.", "Use .csv or .html.")
    table = grid_table(project, among)
    with project.read() as session:
        stories = tuple(one.story_id for one in grid(session, among).stories)
    text = written(table, ending, TEAM_MARK).decode("utf-8")
    save_for_team(project, stories, text, path, replace=replace, title=table.title, tell=tell)
    return table

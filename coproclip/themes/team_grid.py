"""Stories and themes as a file for the team has them: only of stories that it may have, without what stays in them."""

from collections.abc import Collection
from dataclasses import dataclass

from coproclip.excerpts.checks import Case
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.team.team_stories import kept_from_team
from coproclip.excerpts.team.team_texts import TeamTexts
from coproclip.project.project import Project
from coproclip.project.schema import Theme
from coproclip.themes.patterns import Cell, GridTheme, TellingStory, grid, stories_by_theme


@dataclass(frozen=True, slots=True)
class TeamGridStory:
    """A story (id): who tells it and what it is called, and for each theme what it says and how often."""

    story_id: int
    called: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TeamGrid:
    """Stories by themes; `counts` is how many of these stories speak to each theme. `left_out` are the titles of the
    stories that the team may not have, each with why.
    """

    stories: tuple[TeamGridStory, ...]
    themes: tuple[GridTheme, ...]
    counts: tuple[int, ...]
    left_out: tuple[tuple[str, str], ...]


def team_grid(project: Project, among: Collection[int] | None = None) -> TeamGrid:
    """All stories (or those `among` these) that the team may have by all themes.

    Names that are taken out give way to something else; a summary with words that stay here, or of an excerpt or a
    story that was refused, is empty.
    """
    with project.read() as session:
        case = Case(session, Use.REPORTER)
        against, texts = kept_from_team(case.reader)
        every = grid(session, among)
        goes = [one for one in every.stories if not against.get(one.story_id)]
        by_theme = stories_by_theme(session, [one.story_id for one in goes])
        themes = []
        for one in every.themes:
            name = texts.theme(session.get_one(Theme, one.theme_id)) or f"Theme {one.theme_id}"
            themes.append(GridTheme(one.theme_id, name, one.depth))
        stories = []
        for story in goes:
            cells = (_read(case, texts, every.cell(story.story_id, one.theme_id)) for one in every.themes)
            stories.append(TeamGridStory(story.story_id, _called(story, texts), tuple(cells)))
        left_out = [
            (texts.without_names(one.title, one.story_id), " ".join(map(str, against[one.story_id])))
            for one in every.stories
            if one not in goes
        ]
    counts = tuple(len(by_theme.get(one.theme_id, ())) for one in every.themes)
    return TeamGrid(tuple(stories), tuple(themes), counts, tuple(left_out))


def _called(story: TellingStory, texts: TeamTexts) -> str:
    title = texts.read(story.title, story.story_id) or f"Story {story.story_id}"
    return f"{', '.join(map(texts.called, story.who)) or '–'}: {title}"


def _read(case: Case, texts: TeamTexts, cell: Cell) -> Cell:
    refused = bool(cell.summary) and case.refused.carried_by(cell.summary, None)
    return Cell(cell.excerpts, cell.differing, "" if refused else texts.read(cell.summary))

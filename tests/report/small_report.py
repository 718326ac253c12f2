"""A small project to make a report of: three storytellers, two themes with sub-themes, what their group noted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from consenting import allow_story, say
from made_stories import make_story, new_project

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.meaning import set_meaning
from coproclip.excerpts.rules.policy import Use
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Excerpt
from coproclip.report.document import Block, quote_keys
from coproclip.report.drafting import DraftChanges, draft_report
from coproclip.report.markup import parse
from coproclip.report.sections import quotes_of, sections, set_body, title_of
from coproclip.sensemaking.notes import add_note
from coproclip.sensemaking.sessions import start_session
from coproclip.themes.codebook import add_theme, change_theme, link, set_headline

KIT = "We moved the chairs first. Then nobody sat at the head of the table, and people just talked to each other."
ROSA = (
    "I did not want the list thrown open. Somebody has to hold the pen, as long as they say so. Start later in the day."
)
SAM = (
    "We made a guide that the whole street uses now. For the first year every meeting began with tea, because half of "
    "us had come straight from work and the other half had children with them, and nobody can plan anything together "
    "while they are hungry and one ear is on the door."
)


@dataclass
class Made:
    project: Project
    excerpts: dict[str, int] = field(default_factory=dict)
    themes: dict[str, int] = field(default_factory=dict)

    def draft(self) -> DraftChanges:
        with self.project.edit(Operation.DRAFT_REPORT) as edit:
            return draft_report(edit, who="Priya")

    def bodies(self) -> dict[str, str]:
        with self.project.read() as session:
            return {title_of(session, one): one.body for one in sections(session)}

    def write(self, title: str, change: Callable[[list[Block]], list[Block]]) -> None:
        """A person changes the text of a section."""
        with self.project.edit(Operation.WRITE_REPORT) as edit:
            [section] = [one for one in sections(edit.session) if title_of(edit.session, one) == title]
            set_body(edit, section.id, change(list(parse(section.body))))

    def quoted(self) -> dict[str, int]:
        """How often each excerpt stands in the whole report."""
        with self.project.read() as session:
            often: dict[int, int] = {}
            for section in sections(session):
                known = quotes_of(session, section.id)
                for key in quote_keys(parse(section.body)):
                    often[known[key].excerpt_id] = often.get(known[key].excerpt_id, 0) + 1
        return {name: often.get(number, 0) for name, number in self.excerpts.items()}


def make_small(place: Path) -> Path:
    """The folder of a project in `place`; everybody said yes to everything."""
    with new_project(place / "Side") as project:
        stories = [make_story(project, [("storyteller", KIT)], title="Chairs", storyteller="Kit")]
        stories.append(make_story(project, [("storyteller", ROSA)], title="Pens", storyteller="Rosa"))
        stories.append(make_story(project, [("storyteller", SAM)], title="Tea", storyteller="Sam"))
        with project.edit(Work.ADD_STORY) as edit:
            for story in stories:
                allow_story(edit, story)
            _themes(edit, stories)
        return project.folder


def _themes(edit: Edit, stories: list[int]) -> None:
    chairs = add_theme(edit, "Chairs", question="Who decides?", description="Small things changed who spoke.").id
    change_theme(edit, chairs, linking="It was not only the room.")
    sitting = add_theme(edit, "Where people sit", parent_id=chairs).id
    meals = add_theme(edit, "Food", question="What did it need?").id
    kit, rosa, sam = stories
    wanted = (
        ("moved", kit, "We moved the chairs first.", chairs, "", False),
        ("head", kit, "Then nobody sat at the head of the table,", sitting, "", False),
        ("pen", rosa, "Somebody has to hold the pen,", sitting, "", True),
        ("later", rosa, "Start later in the day.", chairs, "suggestion", False),
        ("guide", sam, "We made a guide that the whole street uses now.", meals, "output", False),
        ("tea", sam, SAM.split(" now. ")[1], meals, "example", False),
    )
    for name, story, words, theme, kind, differs in wanted:
        excerpt = mark_quote(edit, story, words).id
        edit.get(Excerpt, excerpt).note = name
        set_meaning(edit, excerpt, kind=kind)
        link(edit, theme, excerpt, differs=differs)
        if name == "moved":
            set_headline(edit, chairs, excerpt)
            link(edit, meals, excerpt)
        say(edit, excerpt, uses=[Use.REPORT])
    workshop = start_session(edit, "First meeting").id
    add_note(edit, workshop, NoteKind.QUESTION, "Who pays for the tea?", theme_id=meals)
    add_note(edit, workshop, NoteKind.QUESTION, "What about children?")

"""Who takes part, as a table for the team has it: without words that stay in a story, and names that are taken out."""

from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.team_stories import kept_from_team
from coproclip.harmless import plain
from coproclip.people.people_table import people_table
from coproclip.project.project import Project


def team_people(project: Project, mark: str) -> str:
    """Everybody as CSV, without what is private; `mark` stands above the table and says whom it is for.

    What would say words that the team may not have, or a name, is left empty: an empty cell changes nothing when the
    table is brought back. What people go by is all there.
    """
    with project.read() as session:
        texts = kept_from_team(StoryReader(session))[1]

        def _read(cell: str) -> str:
            return cell if texts.read(cell) == " ".join(plain(cell).split()) else ""

        return people_table(session, mark, _read)

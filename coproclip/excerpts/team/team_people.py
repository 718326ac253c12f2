"""Who takes part, as a table for the team has it: without words that stay in a story, and names that are taken out."""

from dataclasses import dataclass

from sqlalchemy import select

from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.team.team_stories import kept_from_team, own_for_team
from coproclip.harmless import plain
from coproclip.people.people_table import people_table
from coproclip.project.project import Project
from coproclip.project.schema import Participant, Story
from coproclip.project.team_answers import against_team


@dataclass(frozen=True, slots=True)
class TeamPeople:
    """The table, and the stories (ids) of those who are in it with all that the team may have of them."""

    text: str
    stories: tuple[int, ...]


def team_people(project: Project, mark: str) -> TeamPeople:
    """Everybody as CSV, without what is private; `mark` stands above the table and says whom it is for.

    What would say words that the team may not have, or a name, is left empty: an empty cell changes nothing when the
    table is brought back. So are the own words about themselves of whoever keeps a story from the team.
    What people go by is all there.
    """
    with project.read() as session:
        texts = kept_from_team(StoryReader(session))[1]

        def _read(cell: str) -> str:
            return cell if texts.read(cell) == " ".join(plain(cell).split()) else ""

        own = tuple(own_for_team(session))
        kept = {one: against_team(session, one, own) for one in session.scalars(select(Story.id)).all()}
        undescribed = {who for those in kept.values() for who in those.by if who is not None}
        theirs = session.scalars(select(Participant.story_id).order_by(Participant.story_id).distinct())
        stories = tuple(story for story in theirs if not kept.get(story))
        return TeamPeople(people_table(session, mark, _read, undescribed), stories)

"""The stories of which something may leave, each with its title where that may be read beside what leaves of it."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from coproclip.excerpts.approval import shareable
from coproclip.excerpts.beside.texts import against_words
from coproclip.excerpts.checks import Case
from coproclip.excerpts.rules.grants import _GRANTED, NO_TEXT, ShareableExcerpt, ShareableText
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import in_words
from coproclip.people.stories import duration_of, stories
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt

CALLED = "The story’s title"


@dataclass(frozen=True, slots=True)
class ShareableStory:
    """A story: its title as it may be read (empty where it may not), how long it is, and what of it may leave."""

    story_id: int
    title: ShareableText
    duration_ms: int
    excerpts: tuple[ShareableExcerpt, ...]


@dataclass(frozen=True, slots=True)
class StoryList:
    """Stories in the order they came; those of which nothing may leave are only counted.

    `untitled` says of those without a title why: what they are called in the project, and the reason. For the team.
    """

    stories: tuple[ShareableStory, ...]
    left_out: int
    untitled: tuple[tuple[str, str], ...]

    @property
    def excerpts(self) -> tuple[ShareableExcerpt, ...]:
        """All that leaves of them."""
        return tuple(excerpt for story in self.stories for excerpt in story.excerpts)


def shareable_stories(project: Project, use: Use = Use.QUOTE) -> StoryList:
    """The stories as they may be listed for `use`. What is granted holds for now: ask again before it leaves.

    Raises `NotShareable` where nothing leaves from here.
    """
    with project.read() as session:
        known = sorted(story.id for story in stories(session))
        story_of = {number: story for number, story in session.execute(select(Excerpt.id, Excerpt.story_id))}
    wanted = [number for story in known for number, of in story_of.items() if of == story]
    granted = defaultdict[int, list[ShareableExcerpt]](list)
    for grant in shareable(project, wanted, use).granted:
        granted[story_of[grant.excerpt_id]].append(grant)
    found: list[ShareableStory] = []
    untitled: list[tuple[str, str]] = []
    with project.read() as session:
        case = Case(session, use)
        case.thorough = True
        for story in sorted(stories(session), key=lambda story: story.id):
            if not (mine := granted[story.id]):
                continue
            reasons = against_words(case, CALLED, story.title, [one.excerpt_id for one in mine])
            untitled += [(story.title, in_words(reasons))] if reasons else []
            title = NO_TEXT if reasons else ShareableText(story.title, _GRANTED)
            found.append(ShareableStory(story.id, title, duration_of(session, story.id), tuple(mine)))
    return StoryList(tuple(found), len(known) - len(found), tuple(untitled))

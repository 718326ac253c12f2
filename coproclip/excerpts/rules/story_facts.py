"""What belongs to a story and not to one of its excerpts, read once for all of them."""

from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.people.moments import not_used, off_record
from coproclip.people.storytellers import children
from coproclip.project.schema import Segment, Story
from coproclip.timecode import TimeRange


class StoryFacts:
    """Reads as things stand when it is first asked about a story; for as long as one asking takes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stories: dict[int, Story | None] = {}
        self._off_record: dict[int, list[TimeRange]] = {}
        self._not_used: dict[int, list[TimeRange]] = {}
        self._ends: dict[int, int] = {}

    def story(self, story_id: int) -> Story | None:
        """Its row."""
        if story_id not in self._stories:
            self._stories[story_id] = self._session.get(Story, story_id)
        return self._stories[story_id]

    def off_record(self, story_id: int) -> list[TimeRange]:
        """What was off the record, see `people.moments`."""
        if story_id not in self._off_record:
            self._off_record[story_id] = off_record(self._session, story_id)
        return self._off_record[story_id]

    def not_used(self, story_id: int) -> list[TimeRange]:
        """What a storyteller does not want used."""
        if story_id not in self._not_used:
            self._not_used[story_id] = not_used(self._session, story_id)
        return self._not_used[story_id]

    def ends_at(self, story_id: int) -> int:
        """When the last word is over (ms); 0 where there is none."""
        if story_id not in self._ends:
            last = select(func.max(Segment.end_ms)).where(Segment.story_id == story_id)
            self._ends[story_id] = self._session.scalar(last) or 0
        return self._ends[story_id]

    @cached_property
    def children(self) -> frozenset[int]:
        """Who is under 16 (ids)."""
        return frozenset(children(self._session))

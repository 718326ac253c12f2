"""Search over the words of all stories."""

import re
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment, Story, Word
from coproclip.transcript.alignment import plain

CONTEXT_WORDS = 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in which the words were found: `start_ms`–`end_ms` are those of the passage.

    `found` are the places of the found words in its text as (from, to) letters; `heard_ms` is where the first one is
    heard; `before` and `after` are a few words of the passages around.
    """

    story_id: int
    story_title: str
    segment_id: int
    start_ms: int
    end_ms: int
    text: str
    found: tuple[tuple[int, int], ...]
    heard_ms: int
    before: str
    after: str


def _query(words: str) -> str:
    """What was typed, as a search that cannot go wrong: every word must be there; "in quotes" as one phrase."""
    parts = []
    for phrase, loose in re.findall(r'[“"]([^”"]+)[”"]|(\S+)', words):
        tokens = _WORD.findall(phrase or loose)
        if phrase:
            parts += ['"' + " ".join(tokens) + '"'] if tokens else []
        else:
            parts += [f'"{token}"' for token in tokens]
    return " AND ".join(parts)


def search(session: Session, words: str, *, limit: int = 500) -> list[Hit]:
    """Passages that hold all of `words` (a phrase in quotes stays together), by story and time."""
    query = _query(words)
    if not query:
        return []
    rows = session.execute(
        text("SELECT rowid FROM segment_search WHERE segment_search MATCH :query LIMIT :limit"),
        {"query": query, "limit": limit},
    )
    ids = [row[0] for row in rows]
    wanted = {plain(token) for token in _WORD.findall(words)}
    hits: list[Hit] = []
    for start in range(0, len(ids), 500):
        some = (
            select(Segment, Story)
            .join(Story, Story.id == Segment.story_id)
            .where(Segment.id.in_(ids[start : start + 500]), Story.binned_at.is_(None))
        )
        hits += [_hit(session, segment, story, wanted) for segment, story in session.execute(some)]
    return sorted(hits, key=lambda hit: (hit.story_title.casefold(), hit.story_id, hit.start_ms))


def _hit(session: Session, segment: Segment, story: Story, wanted: set[str]) -> Hit:
    found = []
    heard: Word | None = None
    place = 0
    for word in segment.words:
        begin = segment.text.find(word.text, place)
        place = begin + len(word.text)
        if wanted & {plain(part) for part in _WORD.findall(word.text)}:
            found.append((begin, place))
            heard = heard or word
    near = select(Segment.text).where(Segment.story_id == story.id)
    before = session.scalar(near.where(Segment.end_ms <= segment.start_ms).order_by(Segment.start_ms.desc()).limit(1))
    after = session.scalar(near.where(Segment.start_ms >= segment.end_ms).order_by(Segment.start_ms).limit(1))
    return Hit(
        story_id=story.id,
        story_title=story.title,
        segment_id=segment.id,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        text=segment.text,
        found=tuple(found),
        heard_ms=heard.start_ms if heard else segment.start_ms,
        before=" ".join((before or "").split()[-CONTEXT_WORDS:]),
        after=" ".join((after or "").split()[:CONTEXT_WORDS]),
    )

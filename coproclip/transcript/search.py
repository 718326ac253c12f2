"""Search over the words of all stories."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment, Story, Word
from coproclip.project.word_index import using_index

CONTEXT_WORDS = 8
# Longer phrases are looked for within one passage only.
LONGEST_PHRASE = 40
_TOKEN = re.compile(r"[^\W_]+")


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


def _tokens(words: str) -> list[str]:
    """What is compared: letters and digits without capitals and accents, cut at everything else."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", words) if not unicodedata.combining(letter))
    return _TOKEN.findall(bare.casefold())


def _phrases(words: str) -> list[str]:
    """What was typed, as the pieces that must all be there: words, and "several in quotes" as one."""
    # Halves of letters and the sign that ends a text in SQLite are no part of any word.
    words = words.encode("utf-8", "ignore").decode().replace("\0", " ")
    pieces = [phrase or loose for phrase, loose in re.findall(r'[“"„]([^”"“]+)[”"“]|(\S+)', words)]
    return [unicodedata.normalize("NFC", piece) for piece in pieces if _tokens(piece)]


def search(session: Session, words: str, *, limit: int = 500) -> list[Hit]:
    """Passages that hold all of `words` (a phrase in quotes stays together), by story and time.

    Also where words said one after the other go on from one passage into the next; the hit is where they begin.
    """
    phrases = _phrases(words)
    if not phrases:
        return []
    # Each piece in double quotes is only ever words to the index, whatever signs are in it.
    query = " AND ".join('"' + phrase.replace('"', " ") + '"' for phrase in phrases)
    ids = _passages_with(session, query, limit)
    wanted = [_tokens(phrase) for phrase in phrases]
    hits: list[Hit] = []
    for start in range(0, len(ids), 500):
        some = (
            select(Segment, Story)
            .join(Story, Story.id == Segment.story_id)
            .where(Segment.id.in_(ids[start : start + 500]))
        )
        hits += [
            _hit(session, segment, story, _matching(segment.words, wanted)) for segment, story in session.execute(some)
        ]
    if len(phrases) == 1 or not any(len(piece) > 1 for piece in wanted):
        said, known = [token for piece in wanted for token in piece], set(ids)
        hits += [hit for hit in _across(session, said, limit) if hit.segment_id not in known]
    return sorted(hits, key=lambda hit: (hit.story_title.casefold(), hit.story_id, hit.start_ms))


def _passages_with(session: Session, query: str, limit: int) -> list[int]:
    asked = text(
        "SELECT segment_search.rowid FROM segment_search JOIN segment ON segment.id = segment_search.rowid "
        "JOIN story ON story.id = segment.story_id "
        "WHERE story.binned_at IS NULL AND segment_search MATCH :query LIMIT :limit"
    )
    with using_index():
        return [row[0] for row in session.execute(asked, {"query": query, "limit": limit})]


def _across(session: Session, said: Sequence[str], limit: int) -> list[Hit]:
    """Where `said`, one word after the other, begins at the end of a passage and goes on in the next."""
    found: dict[int, Hit] = {}
    for border in range(1, min(len(said), LONGEST_PHRASE)):
        ends = _passages_with(session, f'^ "{" ".join(said[border:])}"', limit)
        for start in range(0, len(ends), 500):
            some = select(Segment, Story).join(Story, Story.id == Segment.story_id)
            for segment, story in session.execute(some.where(Segment.id.in_(ends[start : start + 500]))):
                begun = _begins(session, segment, list(said[:border]))
                if begun is not None:
                    first, count = begun
                    spoken = [n for n, word in enumerate(first.words) for _ in _tokens(word.text)]
                    found.setdefault(first.id, _hit(session, first, story, set(spoken[-count:])))
    return list(found.values())


def _begins(session: Session, segment: Segment, said: list[str]) -> tuple[Segment, int] | None:
    """The passage before `segment` at whose end `said` begins, and how many of its words are there."""
    here = segment
    while True:
        earlier = (Segment.start_ms < here.start_ms) | ((Segment.start_ms == here.start_ms) & (Segment.id < here.id))
        query = select(Segment).where(Segment.story_id == here.story_id, earlier)
        before = session.scalar(query.order_by(Segment.start_ms.desc(), Segment.id.desc()).limit(1))
        if before is None:
            return None
        here, tokens = before, _tokens(before.text)
        if len(tokens) >= len(said):
            return (before, len(said)) if tokens[-len(said) :] == said else None
        # A short passage that is part of it as a whole: it begins still earlier.
        if tokens and said[-len(tokens) :] != tokens:
            return None
        said = said[: len(said) - len(tokens)]


def _matching(words: Sequence[Word], wanted: Sequence[list[str]]) -> set[int]:
    """Which words are part of a piece that was looked for."""
    said = [(token, number) for number, word in enumerate(words) for token in _tokens(word.text)]
    tokens = [token for token, _ in said]
    found: set[int] = set()
    for piece in wanted:
        for first in range(len(tokens) - len(piece) + 1):
            if tokens[first : first + len(piece)] == piece:
                found.update(number for _, number in said[first : first + len(piece)])
    return found


def _hit(session: Session, segment: Segment, story: Story, matching: set[int]) -> Hit:
    """A hit in `segment`, whose words `matching` (by number) were found."""
    found = []
    place = 0
    for number, word in enumerate(segment.words):
        begin = max(place, segment.text.find(word.text, place))
        place = begin + len(word.text)
        if number in matching:
            found.append((begin, place))
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
        heard_ms=segment.words[min(matching)].start_ms if matching else segment.start_ms,
        before=" ".join((before or "").split()[-CONTEXT_WORDS:]),
        after=" ".join((after or "").split()[:CONTEXT_WORDS]),
    )

"""The project's own words: names, places, “co-production”. The speech engine is told of them before it listens.

“A word is in the list once, whatever its capitals.” What reporters put right again and again is suggested.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.project import Edit
from coproclip.project.schema import DraftSegment, ListedWord, Segment, Story, Word
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.everyday_words import common_words, is_common
from coproclip.speech.passages import ends_sentence
from coproclip.transcript.alignment import plain, tidy
from coproclip.transcript.draft import draft_of

LONGEST = 60
# What the engine can be told in one go, measured in letters: about 200 of Whisper's 223 places.
HINT_LETTERS = 500
MOST_HINTS = 60
# A draft's word that is heard so near to a typed one may be what was replaced.
NEAR_MS = 800

_APART = re.compile(r"[,;\n]")
_EDGES = " \t.:!?\"'“”‘’„«»()[]"
_I = re.compile(r"I\b(?:['’]|$)")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that people wrote over what the engine had heard, and how many times."""

    text: str
    times: int


def listed(session: Session) -> list[str]:
    """The project's own words, by alphabet."""
    return sorted((row.text for row in _rows(session).values() if row.wanted), key=lambda text: (text.casefold(), text))


def add_words(edit: Edit, texts: Iterable[str]) -> list[str]:
    """Put words in the list; returns those that were not there. Several may stand in one text, with commas between.

    A word that is there already takes the spelling given. Raises `BadInput` for one longer than 60 letters.
    """
    rows, added = _rows(edit.session), []
    for text in (one for several in texts for one in _words_in(several)):
        row = rows.get(text.casefold())
        if row is None:
            rows[text.casefold()] = edit.add(ListedWord(text=text))
            added.append(text)
            continue
        if not row.wanted:
            added.append(text)
        row.text, row.wanted = text, 1
    edit.session.flush()
    return added


def remove_words(edit: Edit, texts: Iterable[str]) -> None:
    """Take words off the list, whatever their capitals; raises `NotFound` when one is not in it."""
    rows = _rows(edit.session)
    for text in dict.fromkeys(one for several in texts for one in _words_in(several)):
        row = rows.get(text.casefold())
        if row is None or not row.wanted:
            raise NotFound(f"“{text}” is not in the word list.", "Nothing was taken off it.")
        edit.session.delete(row)
    edit.session.flush()


def turn_down(edit: Edit, text: str) -> None:
    """Never suggest this word again; it goes off the list if it was there."""
    for one in _words_in(text):
        row = _rows(edit.session).get(one.casefold())
        if row is None:
            edit.add(ListedWord(text=one, wanted=0))
        else:
            row.wanted = 0
    edit.session.flush()


def hints(session: Session, most: int = MOST_HINTS) -> tuple[str, ...]:
    """What the engine is told: the listed words, as many as it can take in, the most useful first.

    Those that people had to put right come first, then those that are said, then those listed last.
    """
    rows = [row for row in _rows(session).values() if row.wanted]
    if not rows:
        return ()
    corrected, said = _corrected(session), Counter[str]()
    if len(rows) > most or sum(len(row.text) + 2 for row in rows) > HINT_LETTERS:
        said = _said(session)

    def _use(row: ListedWord) -> tuple[int, int, int]:
        parts = [plain(part) for part in row.text.split()]
        return -max(corrected[part] for part in parts), -min(said[part] for part in parts), -row.id

    chosen: list[str] = []
    letters = 0
    for row in sorted(rows, key=_use):
        letters += len(row.text) + 2
        if len(chosen) == most or letters > HINT_LETTERS:
            break
        chosen.append(row.text)
    return tuple(chosen)


def suggestions(session: Session, models: ModelSettings = NO_MODELS_CHOSEN) -> list[Suggestion]:
    """Words that people typed where the engine had heard another: names, and words that are in no common vocabulary.

    Those that were typed most often come first; what is listed or was turned down is left out.
    """
    known = {plain(part) for row in _rows(session).values() for part in (row.text, *row.text.split())}
    found: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    vocabulary = common_words(models)
    drafted = _drafted(session)
    for typed, name in _typed(session):
        folded = plain(typed)
        if folded in known or len(folded) < 3 or not any(letter.isalpha() for letter in folded):
            continue
        if name or not (is_common(folded, vocabulary) or folded in drafted):
            found[folded] += 1
            spelled[folded][typed] += 1
    suggestions = [Suggestion(spelled[folded].most_common(1)[0][0], times) for folded, times in found.items()]
    return sorted(suggestions, key=lambda one: (-one.times, one.text.casefold()))


def _words_in(text: str) -> Iterator[str]:
    for part in _APART.split(text):
        word = tidy(part).strip(_EDGES)
        if len(word) > LONGEST:
            raise BadInput(
                f"“{word[:LONGEST]}…” is too long for the word list.",
                "Nothing was added.",
                f"A name or a few words, up to {LONGEST} letters, is what the speech engine can use.",
            )
        if any(letter.isalnum() for letter in word):
            yield word


def _rows(session: Session) -> dict[str, ListedWord]:
    """All that was ever listed or turned down, by its letters without capitals."""
    return {row.text.casefold(): row for row in session.scalars(select(ListedWord).order_by(ListedWord.id))}


def _corrected(session: Session) -> Counter[str]:
    """How often each word was typed over what the engine had heard."""
    return Counter(plain(part) for text, _ in _typed(session) for part in text.split())


def _said(session: Session) -> Counter[str]:
    """How often each word is in the stories."""
    query = select(Segment.text).join(Story, Story.id == Segment.story_id).where(Story.binned_at.is_(None))
    return Counter(plain(word) for text in session.scalars(query) for word in text.split())


def _drafted(session: Session) -> set[str]:
    """All words the engine ever heard of itself."""
    return {plain(word) for text in session.scalars(select(DraftSegment.text)) for word in text.split()}


def _typed(session: Session) -> Iterator[tuple[str, bool]]:
    """Every word that stands where the draft has others, and whether its capital makes it a name.

    Names that follow each other are one. Typed words are certain (`realign`), so most passages need no second look.
    """
    for story_id in session.scalars(select(Story.id).where(Story.binned_at.is_(None))).all():
        draft: list[Word] | None = None
        query = select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
        for words in session.scalars(query.with_only_columns(Segment.words)):
            if all(not word.typed for word in words):
                continue
            draft = _draft_words(session, story_id) if draft is None else draft
            yield from _typed_in(words, draft)


def _typed_in(words: Sequence[Word], draft: Sequence[Word]) -> Iterator[tuple[str, bool]]:
    name: list[str] = []
    for place, word in enumerate(words):
        text = _bare(word.text)
        typed = word.typed and text and plain(text) not in _heard_near(draft, word)
        named = typed and _is_name(words, place)
        if named:
            name.append(text)
        # A mark after a name ends it.
        if name and not (named and word.text.endswith(text)):
            yield " ".join(name), True
            name = []
        if typed and not named:
            yield text, False
    if name:
        yield " ".join(name), True


def _draft_words(session: Session, story_id: int) -> list[Word]:
    """What the engine wrote the last time, in order of time."""
    return sorted((word for segment in draft_of(session, story_id) for word in segment.words), key=_start)


def _heard_near(draft: Sequence[Word], word: Word) -> set[str]:
    """What the engine heard where `word` stands."""
    first = bisect_left(draft, word.start_ms - NEAR_MS, key=_start)
    last = bisect_right(draft, word.end_ms + NEAR_MS, key=_start)
    return {plain(_bare(one.text)) for one in draft[first:last]}


def _start(word: Word) -> int:
    return word.start_ms


def _bare(text: str) -> str:
    """A word without punctuation at its ends and without the “’s” of a possessive."""
    return _POSSESSIVE.sub("", text.strip(_EDGES + ",;…–—-"))


def _is_name(words: Sequence[Word], place: int) -> bool:
    """Whether a capital stands where no sentence begins; “I” is nobody's name."""
    text = words[place].text.strip(_EDGES)
    inside = place > 0 and not ends_sentence(words[place - 1].text)
    return inside and text[:1].isupper() and not _I.match(text)

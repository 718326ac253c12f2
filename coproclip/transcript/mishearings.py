"""What may have been misheard: places in the text that look and sound like one of the project's own words.

“A word that stands there rightly is never offered, and everyday words only where chance is out of the question.”
Passages that a person checked are left out; every place is for a person to decide.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.project import Edit
from coproclip.project.schema import Segment, Story, Word
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.everyday_words import common_words
from coproclip.speech.passages import ends_sentence
from coproclip.speech.sounds_like import letters
from coproclip.transcript.alignment import share
from coproclip.transcript.edits import text_of
from coproclip.transcript.likeness import Right, alike
from coproclip.transcript.word_list import listed

MOST_WORDS = 4
CONTEXT_WORDS = 6
# Nobody pauses so long within a name.
PAUSE_MS = 700
_CORE = re.compile(r"^(\W*)(.*?)((?:['’]s)?)(\W*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mishearing:
    """A place that may be a listed word: words [`first_word`, `last_word`) of a passage that nobody has checked.

    `heard` stands there and `meant` would stand there instead, capitals and “’s” as they belong; `before` and `after`
    are a few words around it, `listed` the word as the list has it. Times are ms of the story.
    """

    segment_id: int
    first_word: int
    last_word: int
    heard: str
    meant: str
    before: str
    after: str
    listed: str
    story_id: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class _Place:
    segment: int
    first: int
    last: int


def mishearings(
    session: Session, only: Iterable[str] | None = None, models: ModelSettings = NO_MODELS_CHOSEN
) -> list[Mishearing]:
    """Likely mishearings of the listed words, or `only` of these, by story and time; stories in the bin left out.

    What is a common word is known from the speech models of this computer.
    """
    wanted = list(dict.fromkeys(listed(session) if only is None else only))
    if not wanted:
        return []
    query = select(Segment).join(Story, Story.id == Segment.story_id).where(Story.binned_at.is_(None))
    order = (Segment.story_id, Segment.start_ms, Segment.id)
    segments = list(session.scalars(query.where(Segment.checked == 0).order_by(*order)))
    right = Right({*wanted, *listed(session)})
    places: dict[tuple[str, ...], list[_Place]] = defaultdict(list)
    taken: set[tuple[int, int]] = set()
    longest = max(MOST_WORDS, *(len(text.split()) + 1 for text in wanted))
    for number, segment in enumerate(segments):
        parts = [_parts(word.text) for word in segment.words]
        cores = [core for _, core, _, _ in parts]
        for first, last, said in _runs(segment.words, parts, longest):
            if right.holds(cores[first:last], said):
                taken.update((number, word) for word in range(first, last))
            else:
                places[said].append(_Place(number, first, last))
    offers = [
        (-how * len(text), place.last - place.first, place.segment, place.first, text)
        for said, how, text in alike(places, wanted, common_words(models))
        for place in places[said]
    ]
    found: list[Mishearing] = []
    # Where two of them stand over each other the likelier one counts, and of two words the longer.
    for _, size, number, first, text in sorted(offers):
        own = {(number, word) for word in range(first, first + size)}
        if not own & taken:
            taken |= own
            found.append(_mishearing(segments[number], first, first + size, text))
    return sorted(found, key=lambda one: (one.story_id, one.start_ms, one.first_word))


def put_right(edit: Edit, found: Iterable[Mishearing]) -> int:
    """Put what was meant in the place of what was heard; returns how many places.

    Words keep their times, and what stood around them its marks. A place that was changed or checked meanwhile stays.
    """
    by_segment: dict[int, list[Mishearing]] = defaultdict(list)
    for one in found:
        by_segment[one.segment_id].append(one)
    count = 0
    for segment_id, places in by_segment.items():
        segment = edit.session.get(Segment, segment_id)
        if segment is None or segment.checked:
            continue
        words = list(segment.words)
        for place in places:
            at = _where(words, place)
            if at is not None:
                last = at + place.last_word - place.first_word
                words[at:last] = _corrected(words[at:last], place.meant)
                count += 1
        segment.words, segment.text = words, text_of(words)
    edit.session.flush()
    return count


def _parts(text: str) -> tuple[str, str, str, str]:
    """A word as marks before it, itself, “’s”, and marks after it."""
    match = _CORE.match(text)
    before, core, own, after = match.groups() if match else ("", text, "", "")
    return before, core, own, after


def _runs(
    words: Sequence[Word], parts: Sequence[tuple[str, str, str, str]], longest: int
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Every run of up to `longest` words that can be one name: no mark, pause or “’s” within it."""
    bare = [letters(core) for _, core, _, _ in parts]
    for first in range(len(words)):
        said: tuple[str, ...] = ()
        for last in range(first, min(len(words), first + longest)):
            if not bare[last] or (last > first and (parts[last][0] or _ends(words, parts, last - 1))):
                break
            said = (*said, bare[last])
            yield first, last + 1, said


def _ends(words: Sequence[Word], parts: Sequence[tuple[str, str, str, str]], at: int) -> bool:
    return bool(parts[at][2] or parts[at][3]) or words[at + 1].start_ms - words[at].end_ms > PAUSE_MS


def _where(words: Sequence[Word], one: Mishearing) -> int | None:
    """Where it stands now: another place put right before it in the passage may have moved it."""
    size = one.last_word - one.first_word
    places = [at for at, word in enumerate(words[: len(words) - size + 1]) if word.start_ms == one.start_ms]
    return next((at for at in places if _heard(words[at : at + size]) == one.heard), None)


def _heard(words: Sequence[Word]) -> str:
    """What stands there, without the marks around it."""
    first, last = _parts(words[0].text), _parts(words[-1].text)
    if len(words) == 1:
        return first[1] + first[2]
    middle = [word.text for word in words[1:-1]]
    return " ".join([first[1] + first[2] + first[3], *middle, last[0] + last[1] + last[2]])


def _mishearing(segment: Segment, first: int, last: int, text: str) -> Mishearing:
    words = segment.words[first:last]
    meant = text + _parts(words[-1].text)[2]
    begins = first == 0 or ends_sentence(segment.words[first - 1].text)
    if begins and _parts(words[0].text)[1][:1].isupper():
        meant = meant[:1].upper() + meant[1:]
    return Mishearing(
        segment.id,
        first,
        last,
        _heard(words),
        meant,
        text_of(segment.words[max(0, first - CONTEXT_WORDS) : first]),
        text_of(segment.words[last : last + CONTEXT_WORDS]),
        text,
        segment.story_id,
        words[0].start_ms,
        words[-1].end_ms,
    )


def _corrected(old: Sequence[Word], meant: str) -> list[Word]:
    """`meant` over the time of the `old` words, with the marks that stood around them."""
    texts = meant.split()
    texts[0] = _parts(old[0].text)[0] + texts[0]
    texts[-1] += _parts(old[-1].text)[3]
    if len(texts) == len(old):
        return [replace(word, text=text, confidence=100) for word, text in zip(old, texts, strict=True)]
    return share(texts, old[0].start_ms, max(word.end_ms for word in old))

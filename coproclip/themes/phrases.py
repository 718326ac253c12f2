"""Phrases that are looked for in all stories, in all the forms they take: “tick box”, “box-ticking”.

A form is some words in a row; `*` stands for any letters in a word. Written `~like` it also finds what is spelt nearly
so or sounds alike. A phrase has one count of stories, whichever of its forms was said.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.jobs import CancelToken
from coproclip.people.stories import storyteller_names
from coproclip.project.project import Edit, now
from coproclip.project.schema import Phrase, Segment, Story, Word
from coproclip.speech.sounds_like import sound_of_word
from coproclip.transcript.search import CONTEXT_WORDS, plain_words

MOST_FORMS, LONGEST = 40, 200
_SHORT, _FAR = 4, 8
_STARRED = re.compile("(?:[^\\W_]|\ue000)+")


@dataclass(frozen=True, slots=True)
class PhraseFacts:
    """A phrase that was saved, and the forms that are looked for."""

    phrase_id: int
    name: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """Where a form was said: `found` with up to eight words on both sides, and when it is heard (ms in its story)."""

    story_id: int
    story_title: str
    who: str
    before: str
    found: str
    after: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class PhraseResult:
    """All places in order, and in how many of all stories they are."""

    hits: tuple[PhraseHit, ...]
    stories: int
    every: int


# ---- saved ----------------------------------------------------------------------------------------------------


def phrases(session: Session) -> list[PhraseFacts]:
    """The saved phrases in their order."""
    rows = session.scalars(select(Phrase).order_by(Phrase.position, Phrase.id))
    return [PhraseFacts(row.id, row.name, tuple(row.patterns)) for row in rows]


def find_phrase(session: Session, wanted: str) -> PhraseFacts:
    """The phrase of this name or number; raises `NotFound`."""
    known = phrases(session)
    for one in known:
        if one.name.casefold() == wanted.strip().casefold() or str(one.phrase_id) == wanted.strip():
            return one
    raise NotFound(f"There is no phrase “{wanted}”.")


def save_phrase(edit: Edit, name: str, patterns: Sequence[str], phrase_id: int | None = None) -> Phrase:
    """Keep a phrase with its forms under a name, or change it; the first form is its name where none is given.

    Raises `BadInput` for no form, one without any word, too many, or a name that is taken; `NotFound`.
    """
    forms = check_forms(patterns)
    name = " ".join(name.split()) or forms[0].lstrip("~")
    known = edit.session.scalars(select(Phrase).order_by(Phrase.position.desc())).all()
    if any(one.name.casefold() == name.casefold() and one.id != phrase_id for one in known):
        raise BadInput(f"There is a phrase “{name}” already.", "Nothing was changed.", "Give it another name.")
    if phrase_id is None:
        position = max((one.position for one in known), default=-1) + 1
        return edit.add(Phrase(position=position, name=name, patterns=forms, created_at=now()))
    phrase = edit.get(Phrase, phrase_id)
    phrase.name, phrase.patterns = name, forms
    return phrase


def delete_phrase(edit: Edit, phrase_id: int) -> None:
    """A phrase is no longer looked for; what was said stays."""
    edit.session.delete(edit.get(Phrase, phrase_id))
    edit.session.flush()


def check_forms(patterns: Sequence[str]) -> list[str]:
    """The forms, each once and tidied; raises `BadInput`."""
    forms = list(dict.fromkeys(" ".join(one.split()) for one in patterns if one.strip()))
    if not forms or not all(_read(one)[0] for one in forms):
        raise BadInput("A phrase needs at least one word to look for.", "Nothing was changed.")
    if len(forms) > MOST_FORMS or any(len(one) > LONGEST for one in forms):
        raise BadInput(f"A phrase has {MOST_FORMS} forms at most, each of {LONGEST} letters.", "Nothing was changed.")
    return forms


def variants(words: str) -> list[str]:
    """Other forms of two words that people use alike: “tick box”, “box tick”, “box ticking”, “tickbox”."""
    both = plain_words(words)
    if len(both) != 2:
        return []
    first, second = map(stem, both)
    found = [f"{first}* {second}*", f"{second}* {first}*", f"{first}{second}*", f"{second}{first}*"]
    return [one for one in found if one != words]


def stem(token: str) -> str:
    """An English word without the ending that it takes on: “ticking” and “ticks” are both “tick”."""
    for ending in ("ing", "es", "s", "ed"):
        if token.endswith(ending) and len(token) > len(ending) + 2:
            return token[: -len(ending)]
    return token


# ---- looked for -----------------------------------------------------------------------------------------------

Fits = Callable[[str], bool]


def _read(form: str) -> tuple[list[str], bool]:
    """The words of a form, each with its stars, and whether near ones count."""
    near = form.strip().startswith("~")
    marked = form.strip().lstrip("~").replace("*", "\ue000")
    bare = [token for piece in marked.split() for token in _cut(piece)]
    return [token for token in bare if token.strip("*")], near


def _cut(piece: str) -> list[str]:
    """The words of a piece as they are compared; a star stays where it stood."""
    return [token.replace("\ue000", "*") for token in _STARRED.findall(_bare(piece))]


def _bare(text: str) -> str:
    return "".join("".join(plain_words(letter)) or letter for letter in text)


def _fits(wanted: str, *, near: bool) -> Fits:
    if "*" in wanted:
        return _starred(wanted)
    if not near:
        return lambda token: token == wanted
    most = 0 if len(wanted) < _SHORT else 1 if len(wanted) < _FAR else 2
    sound = sound_of_word(wanted)

    def _near(token: str) -> bool:
        if token == wanted:
            return True
        close = abs(len(token) - len(wanted)) <= most
        if close and DamerauLevenshtein.distance(token, wanted, score_cutoff=most) <= most:
            return True
        return len(wanted) >= _SHORT and sound_of_word(token) == sound

    return _near


def _starred(wanted: str) -> Fits:
    """No pattern of `re`: a form of many stars, which a stranger may have saved, would keep that busy for ever."""
    begins, *within, ends = wanted.split("*")

    def _fitting(token: str) -> bool:
        at, last = len(begins), len(token) - len(ends)
        if at > last or not token.startswith(begins) or not token.endswith(ends):
            return False
        for piece in within:
            found = token.find(piece, at, last)
            if found < 0:
                return False
            at = found + len(piece)
        return True

    return _fitting


def find_phrases(session: Session, patterns: Sequence[str], cancel: CancelToken | None = None) -> PhraseResult:
    """Where any of the forms is said, story by story in order of time; a place counts once. Raises `BadInput`.

    Words that go on from one passage into the next are found too. Raises `Cancelled` when it is not wanted any more.
    """
    cancel = cancel or CancelToken()
    forms = [_read(one) for one in check_forms(patterns)]
    known: list[list[Fits]] = [[_remembering(_fits(word, near=near)) for word in words] for words, near in forms]
    titles = {
        number: title
        for number, title in session.execute(select(Story.id, Story.title).where(Story.binned_at.is_(None)))
    }
    hits: list[PhraseHit] = []
    for story_id, title in sorted(titles.items(), key=lambda one: (one[1].casefold(), one[0])):
        cancel.raise_if_cancelled()
        hits += _in_story(session, story_id, title, known)
    every = session.scalar(select(func.count()).select_from(Story).where(Story.binned_at.is_(None))) or 0
    return PhraseResult(tuple(hits), len({hit.story_id for hit in hits}), every)


def _remembering(fits: Fits) -> Fits:
    """The same words come again and again: each is looked at once."""
    known: dict[str, bool] = {}

    def _known(token: str) -> bool:
        if token not in known:
            known[token] = fits(token)
        return known[token]

    return _known


def _in_story(session: Session, story_id: int, title: str, forms: Sequence[Sequence[Fits]]) -> Iterator[PhraseHit]:
    query = select(Segment.text).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    spoken = [token for passage in session.scalars(query) for token in plain_words(passage)]
    if not _places(spoken, forms):
        return  # most stories: their words with times are not read at all
    rows = select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    words: list[Word] = [word for segment in session.scalars(rows) for word in segment.words]
    said = [(token, place) for place, word in enumerate(words) for token in plain_words(word.text)]
    who = storyteller_names(session, story_id)
    for first, last in _places([token for token, _place in said], forms):
        begin, end = said[first][1], said[last][1] + 1
        yield PhraseHit(
            story_id,
            title,
            who,
            _said(words[max(0, begin - CONTEXT_WORDS) : begin]),
            _said(words[begin:end]),
            _said(words[end : end + CONTEXT_WORDS]),
            words[begin].start_ms,
            words[end - 1].end_ms,
        )


def _places(spoken: Sequence[str], forms: Sequence[Sequence[Fits]]) -> list[tuple[int, int]]:
    """First and last token of each place, the longest form where several begin; places do not overlap."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(spoken):
        lengths = [
            len(form)
            for form in forms
            if at + len(form) <= len(spoken) and all(fits(spoken[at + n]) for n, fits in enumerate(form))
        ]
        if lengths:
            found.append((at, at + max(lengths) - 1))
            at += max(lengths)
        else:
            at += 1
    return found


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)

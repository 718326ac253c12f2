"""Words that were said in a story and to which nobody said yes, where people write them beside an excerpt.

“A text that leaves has nobody's words in it unless they agreed”: not because a theme, an excerpt or an answer still
shows whose they are, but because they were said. What was corrected out of a story counts as never said, but where an
excerpt noted it; of a story with a no it stays withheld (see `project.declined_words`).

An index that does not lead to the words would say that nobody said anything: where it is damaged, empty or left behind,
all words are read instead, which is slow and right. Whoever lets something leave has all of it looked through first.
"""

import logging
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise, product

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from coproclip.excerpts.beside.reporter_words import said_by_reporter
from coproclip.excerpts.beside.sayers import Sayers, Voice
from coproclip.excerpts.beside.unspaced_passages import UnspacedPassages
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.spans import CUT
from coproclip.project.comparing.scripts import is_unspaced
from coproclip.project.comparing.word_runs import RUN, bare, length, readings, runs, runs_as_written, says
from coproclip.project.kinds import AnswerKind, SpeakerRole
from coproclip.project.schema import Answer, Excerpt, Segment, Speaker, Story
from coproclip.project.storage.word_index import concerns, is_known_whole, leads_to_the_words, using_index

log = logging.getLogger(__name__)

_SPELLINGS = 64
_LONG, _AT_ONCE = 60, 64
"""Of a text with more words than the first, so many runs are looked for at once."""
_ENDS = re.compile("(.+)(t|s|d|m|ll|re|ve)")
_BEGINS = re.compile("(qu|[cdjlmnst](?=[aeiouhy])|o)(.+)")
_WHO = "segment.story_id, speaker.storyteller_id, speaker.role, segment.text, segment.start_ms"
_SAID = (
    f"SELECT DISTINCT {_WHO} FROM segment_search JOIN segment ON segment.id = segment_search.rowid "
    "LEFT JOIN speaker ON speaker.id = segment.speaker_id WHERE segment_search MATCH :query"
)
_ANYWHERE = "SELECT 1 FROM segment_search WHERE segment_search MATCH :query LIMIT 1"
_BEGUN = (
    f"SELECT {_WHO}, segment.id "
    "FROM segment_search JOIN segment ON segment.id = segment_search.rowid "
    "LEFT JOIN speaker ON speaker.id = segment.speaker_id WHERE segment_search MATCH :query"
)

_ALL = (
    select(Segment.story_id, Speaker.storyteller_id, Speaker.role, Segment.text, Segment.start_ms)
    .outerjoin(Speaker, Speaker.id == Segment.speaker_id)
    .order_by(Segment.story_id, Segment.start_ms, Segment.id)
)


class UnagreedWords:
    """Asks of each few words once. For a review: `review_of` may read what they alone have said.

    `may_leave` says of an excerpt whether it may itself leave for this very use: then its words may, elsewhere too.
    `thorough`: the search index is looked through page by page before it is believed.
    """

    def __init__(
        self,
        reader: StoryReader,
        may_leave: Callable[[Excerpt], bool],
        *,
        review: bool = False,
        review_of: int | None = None,
        thorough: bool = False,
    ) -> None:
        self._session, self._reader, self._may_leave_itself = reader.session, reader, may_leave
        self._thorough = thorough
        self._review, self._review_of = review, review_of
        self._voices: dict[str, set[Voice]] = {}
        self._known: dict[Voice, Voice] = {}
        self._sayers: dict[str, Sayers] = {}
        self._quotes: dict[int, str] = {}
        self._with_yes: dict[str, list[Excerpt]] = {}
        self._agreed: dict[tuple[str, frozenset[Voice]], bool] = {}
        self._runs: dict[str, list[str]] = {}
        self._places: dict[int, list[tuple[int, int]]] = {}

    def stand_in(self, written: str, excerpt: Excerpt | None, *, own_words: bool = False) -> bool:
        """Whether `written` has some words in a row that were said, not in this `excerpt` (if any), and not agreed to.

        `own_words`: it is somebody's own words as a whole, be it fewer, and also where they stand in no story any more.
        """
        wanted = self._runs_of(written)
        if own_words and not wanted and length(written):
            wanted = [bare(written).strip()]
        # What was misheard in it once is nobody else's either.
        own = f"{self._reader.quote(excerpt)} {CUT} {excerpt.quote}" if wanted and excerpt else ""
        said = wanted if not own_words or len(wanted) == 1 else runs_as_written(written)
        if len(wanted) > _LONG:
            self._pass_over_unsaid(wanted)
        # Of most it is known that nobody said them, which is soonest asked.
        asked = [run for run in wanted if self._voices.get(run) != set()]
        return any(not (own and says(own, run)) and not self._may_leave(run, excerpt) for run in asked) or (
            own_words and any(not says(own, run) and not self._voices_of(run) for run in said)
        )

    def said_again(self, said: str, excerpt: Excerpt, asked: Collection[int | None]) -> bool:
        """Whether what a reporter says in this excerpt has words in a row of others, and not agreed to.

        `asked` are the storytellers (ids; None for one whom nobody named) who answer for the excerpt.
        """
        return any(not self._may_leave(run, excerpt, asked) for run in runs(said))

    def _runs_of(self, written: str) -> list[str]:
        """Its runs; of a long text, which is asked about beside one excerpt after another, found once."""
        if len(written) < _LONG:
            return runs(written)
        if written not in self._runs:
            self._runs[written] = runs(written)
        return self._runs[written]

    def _may_leave(self, run: str, excerpt: Excerpt | None, asked: Collection[int | None] = ()) -> bool:
        sayers = self._sayers_of(run)
        voices = sayers.others if excerpt is None else sayers.but(asked, excerpt.story_id)
        if not voices or sayers.are_many(voices):
            return True
        if self._review and excerpt is not None and all(self._is_reviewer(voice, excerpt) for voice in voices):
            return True
        known = run, voices
        if known not in self._agreed:
            self._agreed[known] = self._is_agreed(run, voices)
        return self._agreed[known]

    def _voices_of(self, run: str) -> set[Voice]:
        if run not in self._voices:
            # Where everybody says the same words, each is kept once: a million of them would hold the window up as
            # they go.
            self._voices[run] = {self._known.setdefault(voice, voice) for voice in self._who_said(run)}
        return self._voices[run]

    def _sayers_of(self, run: str) -> Sayers:
        if run not in self._sayers:
            self._sayers[run] = Sayers(self._voices_of(run), self._out_of_the_bin, self._reader.sound)
        return self._sayers[run]

    @cached_property
    def _out_of_the_bin(self) -> set[int]:
        return set(self._session.scalars(select(Story.id).where(Story.binned_at.is_(None))))

    def _is_reviewer(self, voice: Voice, excerpt: Excerpt) -> bool:
        # A storyteller whom nobody named is another one in each story.
        return voice.teller == self._review_of and (voice.teller is not None or voice.story_id == excerpt.story_id)

    def _is_agreed(self, run: str, voices: Collection[Voice]) -> bool:
        """Whether an excerpt that has these words in it, as they leave, may leave itself: one of who says them."""
        stories, whose = ({voice.story_id for voice in voices}, {(voice.story_id, voice.teller) for voice in voices})
        unnamed = {voice.story_id for voice in voices if voice.teller is None}

        def _answers_for_it(excerpt: Excerpt) -> bool:
            if excerpt.story_id in unnamed:
                return True
            return any((excerpt.story_id, teller) in whose for teller in self._reader.tellers_in(excerpt))

        return any(
            one.story_id in stories and _answers_for_it(one) and self._may_leave_itself(one)
            for one in self._that_say(run)
        )

    def _that_say(self, run: str) -> list[Excerpt]:
        """The excerpts that somebody said yes to and that have these words in them, as they leave."""
        if run not in self._with_yes:
            stories = {voice.story_id for voice in self._sayers_of(run).others}
            asked = [one for one in self._answered_yes if one.story_id in stories]
            for one in asked:
                if one.id not in self._quotes:
                    self._quotes[one.id] = self._reader.public_quote(one)
            self._with_yes[run] = [one for one in asked if says(self._quotes[one.id], run)]
        return self._with_yes[run]

    @cached_property
    def _answered_yes(self) -> Sequence[Excerpt]:
        asked = select(Excerpt).where(Excerpt.id.in_(select(Answer.excerpt_id).where(Answer.answer == AnswerKind.YES)))
        return self._session.scalars(asked.order_by(Excerpt.story_id)).all()

    def look_ahead(self, texts: Iterable[str]) -> None:
        """Note of many texts, of which each is asked about next, which words in a row nobody said: read in one go."""
        self._pass_over_unsaid(list(dict.fromkeys(run for one in texts for run in runs(one))))

    def _pass_over_unsaid(self, wanted: Sequence[str]) -> None:
        """Note of nearly all words of a long text in a few steps that nobody said them; the rest is asked for alone."""
        asked = [run for run in wanted if run not in self._voices]
        if unspaced := [run for run in asked if any(map(is_unspaced, run))]:
            unsaid = self._noted_unspaced.unsaid(self._unspaced.unsaid(unspaced))
            self._voices |= {run: set() for run in unsaid}
        unknown = [run for run in asked if not any(map(is_unspaced, run))]
        if not unknown or not self._index_is_right:
            return
        every_word = {word for run in unknown for word in run.split(" ")}
        words = {word: list(dict.fromkeys(_written(word))) for word in every_word}
        try:
            # Of a word that could be written otherwise, only what is written so anywhere is looked for.
            never = self._in_no_passage([form for forms in words.values() for form in forms[1:]])
            forms = {word: [one for one in every if one not in never] for word, every in words.items()}
            others = {word for word, every in forms.items() if len(every) > 1}
            spelt = {
                run: [run] if others.isdisjoint(parts) else _combined([forms[word] for word in parts])
                for run in unknown
                for parts in [run.split(" ")]
            }
            absent = self._in_no_passage([one for every in spelt.values() for one in every])
        except DBAPIError as error:
            if not concerns(error):
                raise
            return
        self._voices |= {
            run: set() for run, every in spelt.items() if absent.issuperset(every) and not self._pairs.may_say(run)
        }

    def _in_no_passage(self, phrases: Sequence[str]) -> set[str]:
        """Those of them that stand in no passage, as far as the index leads; many are asked for at once."""
        absent: set[str] = set()
        waiting = [phrases[start : start + _AT_ONCE] for start in range(0, len(phrases), _AT_ONCE)]
        while waiting:
            some = waiting.pop()
            query = " OR ".join(f'"{one}"' for one in some)
            with using_index():
                found = self._session.execute(text(_ANYWHERE), {"query": query}).first()
            if found is None:
                absent.update(some)
            elif len(some) > 1:
                waiting += [some[: len(some) // 2], some[len(some) // 2 :]]
        return absent

    @cached_property
    def _pairs(self) -> "_Pairs":
        """What stands beside what where one passage ends and the next begins, and in what excerpts noted."""
        pairs, before, story = _Pairs(), "", 0
        lines = select(Segment.story_id, Segment.text).order_by(Segment.story_id, Segment.start_ms, Segment.id)
        for story_id, said in self._session.execute(lines):
            if story_id == story:
                pairs.add(_joined(before, said))
            story, before = story_id, said
        for _, _, words in self._noted:
            pairs.add(words)
        return pairs

    # ---- who said it ------------------------------------------------------------------------------------------

    def _who_said(self, run: str) -> set[Voice]:
        """Who said these words in any story, also in the bin, as they stand now or as an excerpt noted them."""
        if any(map(is_unspaced, run)):
            said = self._unspaced.who_said(run)
        elif not self._index_is_right:
            said = self._read_through(run)
        else:
            try:
                said = self._in_index(run)
            except DBAPIError as error:
                if not concerns(error):
                    raise
                said = self._read_through(run)
        if any(voice.role != SpeakerRole.REPORTER for voice in said):
            return said
        # Nobody but a reporter says them now: they may have been corrected out of where they were said.
        noted = [self._session.get_one(Excerpt, number) for number in self._noted_with(run)]
        gone = [one for one in noted if not says(said_by_reporter(self._reader, one), run)]
        return said | {
            Voice(one.story_id, teller, SpeakerRole.STORYTELLER, "")
            for one in gone
            for teller in self._reader.tellers_in(one)
        }

    @cached_property
    def _index_is_right(self) -> bool:
        right = leads_to_the_words(self._session) and (not self._thorough or is_known_whole(self._session))
        if not right:
            log.warning("the search index does not lead to the words; they are read one by one")
        return right

    @cached_property
    def _unspaced(self) -> UnspacedPassages[Voice]:
        voices = [Voice(*row) for row in self._session.execute(_ALL)]
        return UnspacedPassages((voice.story_id, voice, voice.passage) for voice in voices)

    @cached_property
    def _noted_unspaced(self) -> UnspacedPassages[int]:
        return UnspacedPassages((number, number, words) for number, _, words in self._noted)

    def _noted_with(self, run: str) -> list[int]:
        """The excerpts (ids) that noted these words."""
        if any(map(is_unspaced, run)):
            return sorted(self._noted_unspaced.who_said(run))
        return [number for number, _, words in self._noted if says(words, run)]

    @cached_property
    def _noted(self) -> list[tuple[int, int, str]]:
        found = self._session.execute(select(Excerpt.id, Excerpt.story_id, Excerpt.quote).order_by(Excerpt.id))
        return [(number, story_id, words) for number, story_id, words in found]

    def _in_index(self, run: str) -> set[Voice]:
        query = " OR ".join(f'"{spelling}"' for spelling in _spellings(run))
        with using_index():
            found = {Voice(*row) for row in self._session.execute(text(_SAID), {"query": query})}
        words = run.split(" ")
        if found or len(words) < RUN:
            return found
        # Half of them end a passage, and the others begin the next.
        query = " OR ".join(f'(^ "{spelling}")' for spelling in _spellings(" ".join(words[2:])))
        with using_index():
            begun = self._session.execute(text(_BEGUN), {"query": query}).all()
        return {
            Voice(story_id, teller, role, said, start_ms)
            for story_id, teller, role, said, start_ms, number in begun
            if says(_joined(self._before(story_id, start_ms, number), said), run)
        }

    def _before(self, story_id: int, start_ms: int, number: int) -> str:
        """What the passage before says."""
        if story_id not in self._places:
            places = select(Segment.start_ms, Segment.id).where(Segment.story_id == story_id)
            self._places[story_id] = sorted((start, one) for start, one in self._session.execute(places))
        at = bisect_left(self._places[story_id], (start_ms, number))
        before = select(Segment.text).where(Segment.id == self._places[story_id][at - 1][1])
        return self._session.scalar(before) or "" if at else ""

    def _read_through(self, run: str) -> set[Voice]:
        """The same without the index, which is slow."""
        found, before = set[Voice](), ""
        for story_id, teller, role, said, start_ms in self._session.execute(_ALL):
            if says(said, run) or says(_joined(before, said), run):
                found.add(Voice(story_id, teller, role, said, start_ms))
            before = said
        return found


class _Pairs:
    """Which words stand beside each other in some texts, however they are read: what has another pair is in none."""

    def __init__(self) -> None:
        self._known: set[tuple[str, ...]] = set()

    def add(self, said: str) -> None:
        for one in readings(said):
            words = one.split()
            self._known.update(pairwise(words))
            self._known.update((word,) for word in words)

    def may_say(self, run: str) -> bool:
        if run.isascii() and run.islower() and run.replace(" ", "").isalpha():
            return self._knows(run.split())  # as nearly all: there is one way to read it
        return any(self._knows(one.split()) for one in readings(run))

    def _knows(self, words: Sequence[str]) -> bool:
        beside = pairwise(words) if len(words) > 1 else ((word,) for word in words)
        return self._known.issuperset(beside)


def _joined(before: str, after: str) -> str:
    """Where one passage ends and the next begins."""
    return " ".join([*before.split()[-RUN:], *after.split()[:RUN]])


def _spellings(run: str) -> Iterator[str]:
    """The words as they may be in the index, which parts them at an apostrophe."""
    return iter(_combined([list(dict.fromkeys(_written(word))) for word in run.split(" ")]))


def _combined(each: Sequence[Sequence[str]]) -> list[str]:
    return list(map(" ".join, islice(product(*each), _SPELLINGS)))


def _written(word: str) -> Iterator[str]:
    yield word
    for way in (_ENDS, _BEGINS):
        if parts := way.fullmatch(word):
            yield " ".join(parts.groups())
    if "ss" in word:
        yield word.replace("ss", "ß")

"""Words that may not leave as a name or a title, because they were refused.

“A no outlasts the excerpt”: of one that was deleted the stretch is kept (`MomentKind.REFUSED`), and its words are held
back as they stand in the transcript and, by their fingerprints, as they were refused.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cached_property

from sqlalchemy import select

from coproclip.excerpts.beside.refused_stories import refused_stories
from coproclip.excerpts.beside.reporter_words import said_between
from coproclip.excerpts.beside.set_aside_words import withheld_aside
from coproclip.excerpts.beside.withheld import Withheld, WithheldStory
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.rules.answers import Approval, is_explicit, open_refusals, refusals
from coproclip.excerpts.rules.coverage_parts import covers_use
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.spans import quote
from coproclip.project.columns import kept_not_voices, kept_prints, kept_stretches, read_refusal
from coproclip.project.comparing.word_runs import FEW, length, runs, says
from coproclip.project.declined_voices import declined_voices, may_stop, tellers_who_declined
from coproclip.project.kinds import AnswerKind, ConsentAbout, MomentKind
from coproclip.project.schema import Answer, Excerpt, Moment, Theme
from coproclip.timecode import TimeRange


class RefusedWords:
    """Looks at each theme's name once. For a review: `review_of` may read what they alone have said."""

    def __init__(self, reader: StoryReader, *, review: bool = False, review_of: int | None = None) -> None:
        self._session, self._reader = reader.session, reader
        self._review, self._review_of = review, review_of
        self._known: dict[int, list[Withheld]] = {}
        self._voices: dict[int, list[tuple[int, TimeRange, int]]] = {}
        self._carriers: dict[str, list[Withheld]] = {}

    def carried_by_theme(self, theme: Theme, excerpt: Excerpt | None) -> str:
        """Of what a theme's name, beside this excerpt or alone, has words that may not leave; empty for none."""
        if theme.id not in self._known:
            self._known[theme.id] = self._withheld(theme)
        sources = self._known[theme.id]
        if excerpt is not None:
            sources = self._but_their_own(sources, excerpt)
            # Who said yes to exactly these words may carry them out; a review has them in it anyway.
            agreed = self._review or all(source.excerpt_id != excerpt.id for source in sources)
            if agreed and says(self._reader.quote(excerpt), theme.name):
                return ""
        return sources[0].source if sources else ""

    def _withheld(self, theme: Theme) -> list[Withheld]:
        """Whose words the theme's name is that may not leave; empty where it may be named.

        A single word is everybody's, unless the theme is marked as a storyteller's own words.
        """
        if not theme.in_their_words and length(theme.name) < 2:
            return []
        found = [one for one in self._refused if one.says(theme.name) or one.is_carried_by(theme.name)]
        found += [story for story in self._stories if story.is_carried_by(theme.name)]
        if not found and theme.in_their_words:
            found += [story for story in self._stories if story.says(theme.name)]
        return found

    def carried_by(self, text: str, excerpt: Excerpt | None) -> str:
        """Of what `text` beside this excerpt has some words in a row that may not leave; empty where it has none.

        Words that are said in this very excerpt are its own; without an excerpt there are none of its own.
        """
        if length(text) < 2:
            return ""
        own = self._reader.quote(excerpt) if excerpt else ""
        if text not in self._carriers:
            self._carriers[text] = [one for one in (*self._refused, *self._stories) if one.is_carried_by(text)]
        found = [one for one in self._carriers[text] if one.is_carried_by(text, own)]
        if excerpt is not None:
            found = [one for one in self._but_their_own(found, excerpt) if one.excerpt_id != excerpt.id]
        return found[0].source if found else ""

    def said_again(self, said: str, excerpt: Excerpt, asked: Collection[int | None]) -> str:
        """Of what a reporter, who says `said` in this excerpt, has some words in a row that may not leave; else empty.

        What a reporter says in what was refused is nobody's refused words; nor is, beside `asked`, who answer for the
        excerpt (ids), what they alone said.
        """
        if length(said) < 2 or not (self._refused or self._stories):
            return ""
        if said not in self._carriers:
            many, few = runs(said), runs(said, FEW)
            known = (*self._refused, *self._stories)
            self._carriers[said] = [
                one for one in known if one.may_be_carried_by(many, few) and one.is_carried_by(said)
            ]
        others = [one for one in self._carriers[said] if not self._is_of(one, excerpt, asked)]
        return next((one.source for one in others if self._says_again(one, said)), "")

    @staticmethod
    def _is_of(one: Withheld, excerpt: Excerpt, asked: Collection[int | None]) -> bool:
        # A storyteller whom nobody named is another one in each story.
        known = {*asked} if one.story_id == excerpt.story_id else {*asked} - {None}
        return one.excerpt_id == excerpt.id or (bool(one.tellers) and known.issuperset(one.tellers))

    def _says_again(self, one: Withheld, said: str) -> bool:
        asks = said_between(self._reader, one.story_id, one.spans, by_reporter=True)
        if one.is_carried_by(said, asks):
            return True
        theirs = said_between(self._reader, one.story_id, one.spans, by_reporter=False)
        return replace(one, words=(theirs,), prints=()).is_carried_by(said)

    def declined_since(self, excerpt: Excerpt) -> list[Withheld]:
        """What overlaps the excerpt and was refused as another one, by whoever has not said yes to this one since.

        In a review, by anybody but the storyteller for whom it is made.
        """
        spans = self._reader.spans(excerpt)
        return [
            one
            for one in self.declined_in(excerpt.story_id)
            if one.excerpt_id != excerpt.id
            and any(span.overlaps(other) for span in spans for other in one.spans)
            and not all(self.turned(excerpt, whose, number) for whose, number in self._of_others(one).items())
        ]

    def refused_by_others(self, story_id: int) -> bool:
        """Whether anything of a story was refused; in a review, by anybody but the one for whom it is made."""
        return any(self._of_others(one) for one in self.declined_in(story_id))

    def _of_others(self, one: Withheld) -> Mapping[int | None, int]:
        if not self._review:
            return one.refusals
        alone = self._reader.tellers_between(one.story_id, one.spans) == [self._review_of]
        return {
            whose: number
            for whose, number in one.refusals.items()
            if not (alone if whose is None else whose == self._review_of)
        }

    def turned(self, excerpt: Excerpt, whose: int | None, number: int, use: Use | None = None) -> bool:
        """Whether who said a no has said yes to this excerpt since, for this `use` if any: where nobody knows who did,
        all who are heard.
        """
        last = {
            one.storyteller_id: one
            for one in self._reader.answers_to(excerpt)
            if one.answer in (AnswerKind.YES, AnswerKind.NO)
        }
        asked = self._reader.tellers_in(excerpt) if whose is None else [whose]
        return all(
            (said := last.get(who))
            and said.answer == AnswerKind.YES
            and said.id > number
            and (use is None or covers_use(said.covered, use))
            for who in asked
        )

    def by_voices(self, excerpt: Excerpt, stops: Callable[[str], bool] = may_stop, use: Use | None = None) -> set[int]:
        """The storytellers (ids) heard in the excerpt when they said no to what `stops` it, whose voice it is not now.

        “Naming another voice is no new answer.” Theirs is, to this excerpt (for `use`, if any); and where their voice
        was named wrongly, that of everybody heard in it now, with the word that it is not their voice.
        """
        story_id, spans = excerpt.story_id, self._reader.spans(excerpt)
        if story_id not in self._voices:
            self._voices[story_id] = declined_voices(self._session, story_id)
        over = [
            (teller, number)
            for teller, stretch, number in self._voices[story_id]
            if any(span.overlaps(stretch) for span in spans)
        ]
        now = {*self._reader.tellers_in(excerpt)} if over else set()
        refused = tellers_who_declined(self._session, story_id, stops) if over else set()
        # A child's own yes is none of their parent or guardian.
        by_guardians = set[int]()
        if refused and stops(ConsentAbout.GUARDIAN):
            by_guardians = tellers_who_declined(self._session, story_id, [ConsentAbout.GUARDIAN.value].__contains__)
        return {
            who
            for who, number in over
            if who in refused
            and who not in now
            and (who in by_guardians or not self.turned(excerpt, who, number, use))
            and not (self.turned(excerpt, None, number, use) and self._is_not_voice(excerpt, who))
        }

    def _is_not_voice(self, excerpt: Excerpt, who: int) -> bool:
        last = {one.storyteller_id: one for one in self._reader.answers_to(excerpt) if one.answer == AnswerKind.YES}
        return any(who in kept_not_voices(one.covered) for one in last.values())

    def declined_in(self, story_id: int) -> list[Withheld]:
        """What was refused of a story."""
        return [one for one in self._refused if one.story_id == story_id]

    @cached_property
    def _stories(self) -> list[WithheldStory]:
        return [*refused_stories(self._reader), *(one for one in self._aside if isinstance(one, WithheldStory))]

    @cached_property
    def _aside(self) -> list[Withheld]:
        return withheld_aside(self._session)

    @cached_property
    def _refused(self) -> list[Withheld]:
        asked = select(Excerpt).where(Excerpt.id.in_(select(Answer.excerpt_id).where(Answer.answer == AnswerKind.NO)))
        found = []
        for row in self._session.scalars(asked.order_by(Excerpt.story_id, Excerpt.id)):
            self._reader.prepare(row.story_id, words=False)
            if self._reader.approval(row) is Approval.NO:
                found.append(self._of_excerpt(row))
            found += self._refused_before(row)
        deleted = self._session.scalars(select(Moment).where(Moment.kind == MomentKind.REFUSED.value))
        found += filter(None, map(self._of_deleted, deleted))
        return [*found, *(one for one in self._aside if not isinstance(one, WithheldStory))]

    def _refused_before(self, excerpt: Excerpt) -> list[Withheld]:
        """The stretches that were in the excerpt when somebody said no, and are not in it now.

        However they came out of it, by undo or by going back to a backup: only who refused them can say yes to them.
        """
        story, now, found = excerpt.story_id, self._reader.spans(excerpt), list[Withheld]()
        history = self._reader.answers_to(excerpt)
        agreed = self._reader.quote(excerpt) if self._reader.approval(excerpt) is Approval.YES else ""
        for one in open_refusals(history, now):
            span = one.stretch
            inside = any(there.encloses(span) for there in now)
            if not inside and not self._agreed_since(story, span, one.teller, one.number):
                said = quote(self._reader.words(story, [span]), [span])
                tellers, refused = tuple(self._reader.tellers_between(story, [span])), {one.teller: one.number}
                words = (said,) if said else ()
                found.append(Withheld(excerpt.id, story, (span,), words, tellers, refused, (one.prints,), agreed))
        return found

    def _of_excerpt(self, excerpt: Excerpt) -> Withheld:
        """What was refused of it: where it was then, and not what it has grown over since."""
        reader, history = self._reader, self._reader.answers_to(excerpt)
        refused, now, story = (
            open_refusals(history, reader.spans(excerpt)),
            tuple(reader.spans(excerpt)),
            excerpt.story_id,
        )
        open_ones = [one for one in refused if not self._agreed_since(story, one.stretch, one.teller, one.number)]
        spans = tuple(dict.fromkeys(one.stretch for one in open_ones)) if refused else now
        grown = bool(refused) and not set(now) <= set(spans)
        said = (
            {quote(reader.words(excerpt.story_id, spans), spans)} if grown else {reader.quote(excerpt), excerpt.quote}
        )
        return Withheld(
            excerpt.id,
            excerpt.story_id,
            spans,
            tuple(filter(None, said)),
            tuple(reader.tellers_in(excerpt)),
            refusals(history),
            tuple(filter(None, (kept_prints(one.covered) for one in history if one.answer == AnswerKind.NO))),
        )

    def _of_deleted(self, stretch: Moment) -> Withheld | None:
        """What is left of an excerpt that was refused and deleted; None once they said yes to all of it again."""
        span = TimeRange(stretch.start_ms, max(stretch.start_ms, stretch.end_ms))
        declined, whose, prints = read_refusal(stretch.text)
        if self._agreed_since(stretch.story_id, span, whose, declined):
            return None
        said = quote(self._reader.words(stretch.story_id, [span]), [span])
        tellers_in = tuple(self._reader.tellers_between(stretch.story_id, [span]))
        words, refused = tuple(filter(None, [said])), {whose: declined}
        return Withheld(0, stretch.story_id, (span,), words, tellers_in, refused, (prints,))

    def _agreed_since(self, story_id: int, span: TimeRange, whose: int | None, number: int) -> bool:
        """Whether who said a no has said yes since to an excerpt that had all of the stretch in it then."""
        later = select(Answer, Excerpt).join(Excerpt, Excerpt.id == Answer.excerpt_id)
        later = later.where(Answer.answer == AnswerKind.YES, Answer.id > number, Excerpt.story_id == story_id)
        agreed = {
            answer.storyteller_id
            for answer, excerpt in self._session.execute(later)
            if is_explicit(answer)
            and any(one.encloses(span) for one in kept_stretches(answer.covered) or self._reader.spans(excerpt))
        }
        if not agreed:
            return False  # who is heard there is looked up in the words, which takes a while for a thousand refusals
        asked = self._reader.tellers_between(story_id, [span]) if whose is None else [whose]
        return set(asked) <= agreed

    def _but_their_own(self, found: Collection[Withheld], excerpt: Excerpt) -> list[Withheld]:
        """In a review of this excerpt, without what the storyteller for whom it is made has said alone."""

        def _theirs(one: Withheld) -> bool:
            # A storyteller whom nobody named is another one in each story.
            same = self._review_of is not None or one.story_id == excerpt.story_id
            return same and one.tellers == (self._review_of,)

        return [one for one in found if not (self._review and _theirs(one))]

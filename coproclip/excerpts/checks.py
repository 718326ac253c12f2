"""What stands against a use of an excerpt: a check for each condition of the policy, with words a person reads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from weakref import proxy

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.beside.away import reasons_away
from coproclip.excerpts.beside.in_playlist import InPlaylist
from coproclip.excerpts.beside.names_beside import NamesBeside
from coproclip.excerpts.beside.read_beside import against_introducing, names_read, names_said, others_words
from coproclip.excerpts.beside.refused_words import RefusedWords
from coproclip.excerpts.beside.team_names import TeamNames
from coproclip.excerpts.beside.unagreed_words import UnagreedWords
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.names.hidden_names import takes_all_along
from coproclip.excerpts.noting import names_of
from coproclip.excerpts.rules.answers import Approval, TellerAnswer, together
from coproclip.excerpts.rules.named_as_agreed import NamingCheck
from coproclip.excerpts.rules.own_asked import OwnAsked
from coproclip.excerpts.rules.policy import ASKED_TOGETHER, NEVER_PASSED_OVER, POLICY, Condition, Use
from coproclip.excerpts.rules.public_names import named_in
from coproclip.excerpts.rules.public_texts import PUBLIC, About, theme_named
from coproclip.excerpts.rules.reasons import (
    GONE,
    SAID_NO,
    SILENT,
    Reason,
    ReasonKind,
    of_altered,
    of_another_name,
    of_answer,
    of_consent,
    of_guardian,
    of_nobodys_voices,
    of_refused,
    of_unagreed,
    of_unchecked,
)
from coproclip.excerpts.translations import TRANSLATED_USES, Translated
from coproclip.people.consent import consent_by, declined_all, is_yes, refused_before, wants_another_voice
from coproclip.project.columns import refused_excerpt
from coproclip.project.kinds import WHOLE_STORY, AnswerKind, ConsentAbout, MomentKind
from coproclip.project.schema import Consent, Excerpt, Moment, ProjectRow, Segment, Theme

Names = Mapping[int | None, str]
"""What each storyteller is called in a sentence; empty where there is only one."""


class Case:
    """One asking: for what, beside what, and for whom; reads what belongs to a story once."""

    def __init__(
        self,
        session: Session,
        use: Use = Use.SHARING,
        playlist_id: int | None = None,
        review_of: int | None = None,
        reader: StoryReader | None = None,
    ) -> None:
        self.session, self.use = session, use
        self.playlist_id, self.review_of = playlist_id, review_of
        self.reader = reader or StoryReader(session, TeamNames(session).said() if use is Use.REPORTER else None)
        self._consents: dict[tuple[int, int | None], dict[str, Consent]] = {}
        self._before: dict[int, list[tuple[str, Consent, str]]] = {}
        self._open: dict[int, frozenset[int]] = {}
        self._naming = NamingCheck(session)
        self.reader.named_in = named_in(use)
        # Kept, so that asking for them again reads nothing.
        self.project_row = session.get(ProjectRow, 1)
        self._playlists: dict[int | None, InPlaylist] = {}
        self.in_playlist = self.playlist(playlist_id)
        self._could_leave: dict[int, bool] = {}
        self._leaves: dict[int, bool] = {}
        self.names_beside = NamesBeside(self.reader, playlist_id)
        self._many, self.away = False, reasons_away(session)
        self.thorough = False  # what lets something leave believes nothing that can be looked through

    @cached_property
    def refused(self) -> RefusedWords:
        """What may not leave in anybody's words."""
        return RefusedWords(self.reader, review=self.use is Use.REVIEW, review_of=self.review_of)

    @cached_property
    def unagreed(self) -> UnagreedWords:
        """What was said and nobody agreed to."""
        # Not in a circle: all that was read of the stories is let go of with the case, and not when Python cleans up.
        this, review = proxy(self), self.use is Use.REVIEW
        may_leave: Callable[[Excerpt], bool] = lambda excerpt: this.beside_others.leaves_itself(excerpt)  # noqa: E731
        return UnagreedWords(self.reader, may_leave, review=review, review_of=self.review_of, thorough=self.thorough)

    @property
    def beside_others(self) -> "Case":
        """What is asked of words that stand beside somebody else's: in a review they are what others would hear too."""
        return self._as_shared if self.use is Use.REVIEW else self

    @cached_property
    def _as_shared(self) -> "Case":
        return Case(self.session, reader=self.reader)

    def choose_reviewer(self, ids: Sequence[int]) -> None:
        """Where nobody said for whom a review is made: for the only one who is heard in all of it."""
        if self.review_of is None:
            found = [excerpt for id_ in ids if (excerpt := self.session.get(Excerpt, id_)) is not None]
            # A storyteller whom nobody named is another one in each story.
            tellers_in = {(who, who or one.story_id) for one in found for who in self.reader.tellers_in(one)}
            self._many = len(tellers_in) > 1
            self.review_of = next(iter(tellers_in))[0] if len(tellers_in) == 1 else None

    def playlist(self, playlist_id: int | None) -> InPlaylist:
        """A playlist (None: there is none), read once."""
        if playlist_id not in self._playlists:
            self._playlists[playlist_id] = InPlaylist(self.reader, playlist_id)
        return self._playlists[playlist_id]

    def playlist_of(self, excerpt: Excerpt) -> str:
        """The fingerprint of the playlist beside which the excerpt is heard; empty for none."""
        return "" if self.use is Use.REVIEW else self.in_playlist.print_for(excerpt.id)

    def state(self, excerpt: Excerpt) -> Approval:
        """What the storytellers said together; a yes only where nothing else stands against sharing the excerpt."""
        teller_answers = self.reader.teller_answers(excerpt, self.playlist_of(excerpt), self.use)
        said = together(teller_answers)
        return Approval.WITHHELD if said is Approval.YES and self.reasons(excerpt, teller_answers) else said

    def leaves_itself(self, excerpt: Excerpt) -> bool:
        """Whether the excerpt's own words may leave for this use, whatever is called after them."""
        if excerpt.id not in self._could_leave:
            said = self.reader.teller_answers(excerpt, use=self.use)
            agreed = Condition.ANSWER not in POLICY[self.use].conditions or together(said) is Approval.YES
            self._could_leave[excerpt.id] = agreed and not self.reasons(excerpt, said, beside=False)
        return self._could_leave[excerpt.id]

    def leaves(self, excerpt: Excerpt) -> bool:
        """Whether nothing stands against using the excerpt so, as far as can be said without its sound."""
        if excerpt.id not in self._leaves:
            said = self.reader.teller_answers(excerpt, self.playlist_of(excerpt), self.use)
            self._leaves[excerpt.id] = not self.reasons(excerpt, said)
        return self._leaves[excerpt.id]

    def reasons(self, excerpt: Excerpt, teller_answers: Sequence[TellerAnswer], *, beside: bool = True) -> list[Reason]:
        """Why the excerpt may not be used so; empty if it may, as far as can be said without its sound.

        Without `beside`, whatever words of others stand beside it, here or in a story that stayed out of a copy.
        """
        several = len(teller_answers) > 1 or len(self.reader.asked(excerpt.story_id)) > 1
        names = names_of(self.session, [one.storyteller_id for one in teller_answers]) if several else {}
        found: list[Reason] = []
        for condition in POLICY[self.use].conditions:
            if not beside and condition in (Condition.OTHERS_WORDS, Condition.INTRODUCES, Condition.ALL_HERE):
                continue
            found += CHECKS[condition](self, excerpt, teller_answers, names)
            if found and condition in DECIDES:
                return found
        return list(dict.fromkeys(found))

    def is_refused(self, excerpt_id: int) -> bool:
        """Whether anybody said no to this excerpt or its story, also where it is no longer there."""
        excerpt = self.session.get(Excerpt, excerpt_id)
        if excerpt is None:
            return excerpt_id in self._refused_and_gone
        self.reader.of_story.story(excerpt.story_id)
        return self._is_refused(excerpt, self.reader.teller_answers(excerpt, self.playlist_of(excerpt)))

    def reasons_of_gone(self, excerpt_id: int) -> tuple[Reason, ...]:
        """Why an excerpt that is not there (any more) may not be used: also that it was refused before."""
        return (GONE,) + (SAID_NO,) * (excerpt_id in self._refused_and_gone)

    @cached_property
    def _refused_and_gone(self) -> frozenset[int]:
        """The numbers of excerpts that somebody said no to and that were deleted, or trimmed, since."""
        kept = select(Moment.text).where(Moment.kind == MomentKind.REFUSED.value)
        return frozenset(map(refused_excerpt, self.session.scalars(kept)))

    def _is_refused(self, excerpt: Excerpt, answers: Sequence[TellerAnswer]) -> bool:
        """Whether anybody said no to it or to its story, whatever else stands against it."""
        asked = {*WHOLE_STORY, *self._refusable}
        consents = [self._consent(excerpt.story_id, one.storyteller_id) for one in answers]
        return bool(
            any(one.approval is Approval.NO for one in answers)
            or any(about in asked and one.answer == AnswerKind.NO for said in consents for about, one in said.items())
            or self._against_refusals(excerpt, answers, {})
            or self._against_not_used(excerpt, answers, {})
        )

    def _against_bin(self, excerpt: Excerpt, answers: Sequence[TellerAnswer], _names: Names) -> list[Reason]:
        story = self.reader.of_story.story(excerpt.story_id)
        if story is not None and not story.binned_at:
            return []
        return [Reason(ReasonKind.BIN, "Its story is in the bin.")] + [SAID_NO] * self._is_refused(excerpt, answers)

    def _against_answers(self, _excerpt: Excerpt, answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        return list(filter(None, [of_answer(one, names.get(one.storyteller_id, ""), self.use) for one in answers]))

    def _against_refusals(self, excerpt: Excerpt, answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        """What was refused before: by somebody no longer named, under another name, or as another excerpt."""
        found = [
            of_consent(about, said, name, self._own.words(about))
            for about, said, name in self._refused_before(excerpt.story_id)
            if self._stops(about)
        ]
        for guardian in (False, True):
            stops = partial(self._stops, guardian=guardian)
            renamed = names_of(self.session, sorted(self.refused.by_voices(excerpt, stops, self.use)))
            found += [of_another_name(name, guardian=guardian) for name in renamed.values()]
        if declined := self.refused.declined_since(excerpt):
            whose = names_of(self.session, [who for one in declined for who in one.refusals if who is not None])
            who = " and ".join(whose.values()) if names and whose else "The storyteller"
            what = f"{who} said no to a part of it, as another excerpt."
            found.append(Reason(ReasonKind.SAID_NO, what, "Ask them about this one too, or trim it."))
        # Where no yes to the excerpt itself is needed, a no to it still counts.
        asked = Condition.ANSWER in POLICY[self.use].conditions
        return found + [SAID_NO] * (not asked and any(one.approval is Approval.NO for one in answers))

    def _against_voices(self, excerpt: Excerpt, _answers: Sequence[TellerAnswer], _names: Names) -> list[Reason]:
        return [of_nobodys_voices(voices)] if (voices := self.reader.nobodys_voices(excerpt)) else []

    def _against_unchecked(self, excerpt: Excerpt, _answers: Sequence[TellerAnswer], _names: Names) -> list[Reason]:
        return [of_unchecked(unchecked)] if (unchecked := self._unchecked(excerpt)) else []

    def _against_not_used(self, excerpt: Excerpt, _answers: Sequence[TellerAnswer], _names: Names) -> list[Reason]:
        unwanted = self.reader.of_story.not_used(excerpt.story_id)
        if not any(span.overlaps(one) for one in unwanted for span in self.reader.spans(excerpt)):
            return []
        what = "A bit of it is marked “Don’t use this bit”."
        return [Reason(ReasonKind.NOT_USED, what, "Trim it, or take that bit out of it.")]

    def _against_own_voice(self, excerpt: Excerpt, answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        """Who wants another voice and is heard in it, or was when they said so, or may be."""
        wanting = wants_another_voice(self.session, excerpt.story_id)
        asked = {*self.reader.asked(excerpt.story_id)}
        found = {names.get(one.storyteller_id, "") for one in answers if one.storyteller_id in wanting}
        gone = {who for who in wanting if who is None or who not in asked}
        gone |= self.refused.by_voices(excerpt, {ConsentAbout.ALTERED.value}.__contains__, self.use)
        found |= {names_of(self.session, [who])[who] if who else "" for who in gone}
        return [of_altered(name) for name in sorted(found)]

    def _against_children(self, excerpt: Excerpt, answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        """Whose parent or guardian was asked, or has to be, and did not say yes."""
        by_whom = {one.storyteller_id: self._consent(excerpt.story_id, one.storyteller_id) for one in answers}
        said = {who: one.get(ConsentAbout.GUARDIAN) for who, one in by_whom.items()}
        young = Condition.GUARDIAN in POLICY[self.use].conditions
        children = self.reader.of_story.children if young else ()
        against = {who: one for who, one in said.items() if not is_yes(one) and (one or who in children)}
        return [of_guardian(names.get(who, ""), one, under_16=who in children) for who, one in against.items()]

    def _against_silence(self, excerpt: Excerpt, _answers: Sequence[TellerAnswer], _names: Names) -> list[Reason]:
        hidden = self.reader.hidden(excerpt, self.reader.spans(excerpt))
        return [SILENT] * takes_all_along(hidden, self.reader.inside(excerpt))

    def translated(self, excerpt: Excerpt) -> list[Translated]:
        """What is read beside it in other languages for this use, once everybody heard said yes to being translated."""
        found = self.reader.translations.leaving(self.reader, excerpt) if self.use in TRANSLATED_USES else []
        stops = {ConsentAbout.TRANSLATED.value}.__contains__
        return found if found and not self.refused.by_voices(excerpt, stops, self.use) else []

    def names_in(
        self, what: str, text: str, excerpt: Excerpt | None, about: About, but: Collection[int] = (), call: str = ""
    ) -> list[Reason]:
        """Why `text` may not be read beside an excerpt, or alone, for names in it; `but` those of people (ids)."""
        but = (*but, *filter(None, [self.review_of]))
        asked = {Condition.MENTIONS, Condition.NAMES_READ}.intersection(POLICY[self.use].conditions)
        return self.names_beside.in_text(what, text, excerpt, about, but, call) if asked else []

    def _against_naming(self, excerpt: Excerpt, answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        """A name to which not everybody heard agreed, and words that point at too few people."""
        said = {one.storyteller_id: self._consent(excerpt.story_id, one.storyteller_id) for one in answers}
        unnamed = [names.get(who, "") for who, one in said.items() if not is_yes(one.get(ConsentAbout.NAMED))]
        return self._naming.reasons(self.reader.attribution(excerpt), unnamed)

    def theme_beside(self, theme: Theme, excerpt: Excerpt | None, place: str, step: str) -> Reason | None:
        """Why a theme may not be named beside an excerpt, or alone; `place` begins the sentence, `step` ends it."""
        about = theme_named(theme).about
        if source := self.refused.carried_by_theme(theme, excerpt):
            return of_refused(place, source, step, about)
        stands = self.unagreed.stand_in(theme.name, excerpt, own_words=bool(theme.in_their_words))
        return of_unagreed(place, step, about) if stands else None

    def text_beside(self, what: str, text: str, excerpt: Excerpt | None, about: About = None) -> Reason | None:
        """Why `text` may not be read beside an excerpt, or alone; `what` it is, at the beginning of a sentence."""
        call = "say it in other words" if about and PUBLIC[about.what].lines else "call it something else"
        if source := self.refused.carried_by(text, excerpt):
            return of_refused(f"{what} has", source, call, about)
        return of_unagreed(f"{what} has", call, about) if self.unagreed.stand_in(text, excerpt) else None

    @property
    def _items(self) -> tuple[ConsentAbout, ...]:
        return POLICY[self.use].items

    @property
    def _refusable(self) -> set[str]:
        """The items to which a no is one to this use."""
        return {*self._items, *ASKED_TOGETHER.values(), *NEVER_PASSED_OVER[self.use], *self._own.needed}

    @cached_property
    def _own(self) -> OwnAsked:
        return OwnAsked(self.session, self.use)

    def _stops(self, about: str, *, guardian: bool | None = None) -> bool:
        """Whether a no to this item is one to this use; a `guardian`'s alone, or nobody's but theirs, if not None."""
        theirs = about == ConsentAbout.GUARDIAN
        return guardian in (None, theirs) and (about in self._refusable or self._own.is_lost(about))

    def _against_consent(self, excerpt: Excerpt, answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        found: list[Reason] = []
        for each in answers:
            said = self._consent(excerpt.story_id, each.storyteller_id)
            asked = [about if about in said else ASKED_TOGETHER.get(about, about) for about in self._items]
            asked += [one for one in NEVER_PASSED_OVER[self.use] if one in said and one is not ConsentAbout.GUARDIAN]
            name = names.get(each.storyteller_id, "")
            lost = [about for about, one in said.items() if self._own.is_lost(about) and one.answer == AnswerKind.NO]
            for about in (*sorted(set(asked), key=list(ConsentAbout).index), *self._own.needed, *lost):
                if not is_yes(said.get(about)):
                    found.append(of_consent(about, said.get(about), name, self._own.words(about)))
        return found + self._against_children(excerpt, answers, names)

    def _against_review(self, excerpt: Excerpt, teller_answers: Sequence[TellerAnswer], names: Names) -> list[Reason]:
        if self._many:
            return [
                Reason(
                    ReasonKind.FOR_WHOM,
                    "Several storytellers are heard in what was chosen, and each hears only their own.",
                    "Say for whom the review is.",
                )
            ]
        if self.review_of not in self.reader.tellers_in(excerpt):
            return [Reason(ReasonKind.NOT_IN_IT, "The storyteller for whom the review is, is not heard in it.")]
        for teller_answer in teller_answers:
            if teller_answer.storyteller_id == self.review_of:
                continue
            said = self._consent(excerpt.story_id, teller_answer.storyteller_id)
            if teller_answer.approval is Approval.NO or declined_all(said):
                who = names.get(teller_answer.storyteller_id, "")
                return [Reason(ReasonKind.SAID_NO, f"{who} declined, so it goes to nobody else.")]
        if self.refused.by_voices(excerpt, WHOLE_STORY.__contains__) - {self.review_of}:
            return [Reason(ReasonKind.SAID_NO, "Somebody who declined was heard in it, so it goes to nobody else.")]
        if self.refused.declined_since(excerpt):
            return [Reason(ReasonKind.SAID_NO, "Somebody else declined a part of it, so it goes to nobody else.")]
        if self._declined_by_others(excerpt):
            return [Reason(ReasonKind.SAID_NO, "Somebody who declined may be heard in it, so it goes to nobody else.")]
        return []

    def _declined_by_others(self, excerpt: Excerpt) -> bool:
        """Whether somebody else said no who may be heard in the excerpt, though no voice in it is known as theirs."""
        story_id = excerpt.story_id
        before = self._refused_before(story_id)
        if any(about in WHOLE_STORY and said.storyteller_id != self.review_of for about, said, _ in before):
            return True
        if not self.reader.nobodys_voices(excerpt):
            return False
        others = [teller for teller in (*self.reader.asked(story_id), None) if teller != self.review_of]
        return any(
            declined_all(self._consent(story_id, teller)) for teller in others
        ) or self.refused.refused_by_others(story_id)

    def _refused_before(self, story_id: int) -> list[tuple[str, Consent, str]]:
        if story_id not in self._before:
            self._before[story_id] = refused_before(self.session, story_id)
        return self._before[story_id]

    def _unchecked(self, excerpt: Excerpt) -> int:
        if excerpt.story_id not in self._open:
            mine = select(Segment.id).where(Segment.story_id == excerpt.story_id, Segment.checked.is_distinct_from(1))
            self._open[excerpt.story_id] = frozenset(self.session.scalars(mine))
        return len({word.segment_id for word in self.reader.inside(excerpt)} & self._open[excerpt.story_id])

    def _consent(self, story_id: int, teller: int | None) -> dict[str, Consent]:
        if (story_id, teller) not in self._consents:
            self._consents[story_id, teller] = consent_by(self.session, story_id, teller)
        return self._consents[story_id, teller]


DECIDES = frozenset({Condition.NOT_BINNED, Condition.REVIEWER})
"""Where one of these does not hold, nothing else is looked at."""

CHECKS: Mapping[Condition, Callable[[Case, Excerpt, Sequence[TellerAnswer], Names], list[Reason]]] = {
    Condition.NOT_BINNED: Case._against_bin,
    Condition.CONSENT: Case._against_consent,
    Condition.ANSWER: Case._against_answers,
    Condition.REVIEWER: Case._against_review,
    Condition.REFUSAL: Case._against_refusals,
    Condition.VOICES: Case._against_voices,
    Condition.CHECKED: Case._against_unchecked,
    Condition.NOT_USED: Case._against_not_used,
    Condition.ALTERED: Case._against_own_voice,
    Condition.GUARDIAN: Case._against_children,
    Condition.MENTIONS: lambda case, excerpt, *_: names_said(case, excerpt),
    Condition.NAMES_READ: lambda case, excerpt, *_: names_read(case, excerpt),
    Condition.AUDIBLE: Case._against_silence,
    Condition.NAMED_AS_AGREED: Case._against_naming,
    Condition.OTHERS_WORDS: lambda case, excerpt, *_: others_words(case, excerpt),
    Condition.INTRODUCES: lambda case, excerpt, *_: against_introducing(case, excerpt),
    Condition.ALL_HERE: lambda case, *_: case.away,
}

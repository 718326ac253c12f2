"""May this leave? The one place that says so.

“What a storyteller said yes to is exactly what leaves.” A yes has a name, a way and a time, is somebody's own, and is
kept with a fingerprint of all it covers. Every storyteller who is heard answers for themselves; anything but an
explicit yes is a no.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError, MediaError
from coproclip.excerpts.answers import Approval as Approval
from coproclip.excerpts.answers import TellerAnswer, together
from coproclip.excerpts.answers import answers as answers
from coproclip.excerpts.answers import last_answer as last_answer
from coproclip.excerpts.coverage import ANOTHER as ANOTHER
from coproclip.excerpts.coverage import ANOTHER_STORYTELLER as ANOTHER_STORYTELLER
from coproclip.excerpts.coverage import ONE_STORYTELLER as ONE_STORYTELLER
from coproclip.excerpts.coverage import REPORTER as REPORTER
from coproclip.excerpts.coverage import StoryReader as StoryReader
from coproclip.excerpts.coverage import attribution_of as attribution_of
from coproclip.excerpts.coverage import playlist_print, theme_names
from coproclip.excerpts.coverage import title_of as title_of
from coproclip.excerpts.edges import agreed
from coproclip.excerpts.grants import _GRANTED, keep_true
from coproclip.excerpts.grants import ShareableExcerpt as ShareableExcerpt
from coproclip.excerpts.grants import Use as Use
from coproclip.excerpts.grants import VoicedWord as VoicedWord
from coproclip.excerpts.noting import names_of, room_around
from coproclip.excerpts.noting import note_answer as note_answer
from coproclip.excerpts.noting import tellers_of as tellers_of
from coproclip.excerpts.reasons import Reason as Reason
from coproclip.excerpts.reasons import ReasonKind as ReasonKind
from coproclip.excerpts.reasons import of_another_name, of_answer, of_consent, of_nobodys_voices, of_unchecked
from coproclip.excerpts.reasons import why_not as why_not
from coproclip.excerpts.refused_words import RefusedWords
from coproclip.excerpts.sharing import Refusal as Refusal
from coproclip.excerpts.sharing import Sharing as Sharing
from coproclip.people.consent import consent_by, is_yes, refused_before
from coproclip.people.moments import off_record
from coproclip.people.stories import sound_of
from coproclip.project.declined_voices import declined_voices, tellers_who_declined
from coproclip.project.kinds import ASKED_BEFORE, AnswerKind, ConsentAbout
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Consent,
    Excerpt,
    Playlist,
    ProjectRow,
    Segment,
    Story,
)
from coproclip.timecode import TimeRange, clock

_MANY = 20  # from so many on it is quicker to read a story's words once than those around each excerpt


# ---- what may leave -------------------------------------------------------------------------------------------


def shareable(
    project: Project,
    excerpt_ids: Iterable[int],
    use: Use,
    *,
    playlist_id: int | None = None,
    review_of: int | None = None,
) -> Sharing:
    """Which of these excerpts may leave for `use`, in the order given, and why the others may not.

    `playlist_id` is the playlist beside whose title they appear; `review_of` the storyteller for whom a review is made,
    which may be left out where only one is heard in all of them. What is granted holds for now: see `grants.recheck`.
    """
    ids = list(excerpt_ids)
    granted: list[ShareableExcerpt] = []
    refused: list[Refusal] = []
    with project.read() as session:
        case = _Case(project, session, use, playlist_id, review_of)
        if len(ids) > _MANY:
            for story in session.scalars(select(Excerpt.story_id).where(Excerpt.id.in_(ids)).distinct()):
                case.reader.prepare(story)
        if use is Use.REVIEW:
            case.choose_reviewer(ids)
        for excerpt_id in ids:
            excerpt = session.get(Excerpt, excerpt_id)
            if excerpt is None:
                gone = Reason(ReasonKind.GONE, "It is no longer there.")
                refused.append(Refusal(excerpt_id, f"Excerpt {excerpt_id}", Approval.NO, (gone,)))
                continue
            teller_answers = case.reader.teller_answers(excerpt, case.playlist)
            title = title_of(excerpt, case.reader.quote(excerpt))
            reasons = case.reasons(excerpt, teller_answers)
            if not reasons:
                try:
                    granted.append(case.grant(excerpt, title, teller_answers))
                    continue
                except CoProClipError as error:
                    reasons = [Reason(ReasonKind.SOUND, str(error))]
            said = Approval.WITHHELD if together(teller_answers) is Approval.YES else together(teller_answers)
            refused.append(Refusal(excerpt_id, title, said, tuple(reasons)))
    return Sharing(tuple(granted), tuple(refused))


def reasons_against(session: Session, excerpt_id: int) -> tuple[Reason, ...]:
    """Why an excerpt may not be shared as things stand; its sound is not looked at."""
    case, excerpt = _Case(None, session), fetch(session, Excerpt, excerpt_id)
    return tuple(case.reasons(excerpt, case.reader.teller_answers(excerpt)))


def one_answer(
    session: Session, reader: StoryReader | None = None, playlist_id: int | None = None
) -> Callable[[Excerpt], Approval]:
    """Says of one excerpt after another, in a word, whether it may be shared: what every list and badge shows.

    The same answer as that of `shareable`, but that the sound is not looked at; what belongs to a story is read once.
    """
    return _Case(None, session, playlist_id=playlist_id, reader=reader).state


class _Case:
    """One asking: for what, beside what, and for whom; reads what belongs to a story once."""

    def __init__(
        self,
        project: Project | None,
        session: Session,
        use: Use = Use.SHARING,
        playlist_id: int | None = None,
        review_of: int | None = None,
        reader: StoryReader | None = None,
    ) -> None:
        self.project, self.session, self.use = project, session, use
        self.playlist_id, self.review_of = playlist_id, review_of
        self.reader = reader or StoryReader(session)
        self._consents: dict[tuple[int, int | None], dict[ConsentAbout, Consent]] = {}
        self._before: dict[int, list[tuple[ConsentAbout, Consent, str]]] = {}
        self._open: dict[int, frozenset[int]] = {}
        self._voices_refused: dict[int, list[tuple[int, TimeRange, int]]] = {}
        # Kept, so that asking for them again reads nothing.
        self._project_row, self._story = session.get(ProjectRow, 1), session.get(Story, 0)
        self.playlist = ""
        if playlist_id is not None and use is Use.SHARING:
            self.playlist = playlist_print(fetch(session, Playlist, playlist_id))
        self._many = False

    @cached_property
    def _refused(self) -> RefusedWords:
        return RefusedWords(self.reader, review=self.use is Use.REVIEW, review_of=self.review_of)

    def choose_reviewer(self, ids: Sequence[int]) -> None:
        """Where nobody said for whom a review is made: for the only one who is heard in all of it."""
        if self.review_of is None:
            found = [excerpt for id_ in ids if (excerpt := self.session.get(Excerpt, id_)) is not None]
            # A storyteller whom nobody named is another one in each story.
            tellers_in = {(who, who or one.story_id) for one in found for who in self.reader.tellers_in(one)}
            self._many = len(tellers_in) > 1
            self.review_of = next(iter(tellers_in))[0] if len(tellers_in) == 1 else None

    def state(self, excerpt: Excerpt) -> Approval:
        """What the storytellers said together; a yes only where nothing else stands against sharing the excerpt."""
        teller_answers = self.reader.teller_answers(excerpt, self.playlist)
        said = together(teller_answers)
        return Approval.WITHHELD if said is Approval.YES and self.reasons(excerpt, teller_answers) else said

    def reasons(self, excerpt: Excerpt, teller_answers: Sequence[TellerAnswer]) -> list[Reason]:
        """Why the excerpt may not leave; empty if it may, as far as can be said without its sound."""
        self._story = self.session.get(Story, excerpt.story_id)
        if self._story is None or self._story.binned_at:
            return [Reason(ReasonKind.BIN, "Its story is in the bin.")]
        names = (
            names_of(self.session, [teller_answer.storyteller_id for teller_answer in teller_answers])
            if len(teller_answers) > 1 or len(self.reader.tellers(excerpt.story_id)) > 1
            else {}
        )
        if self.use is Use.REVIEW:
            return self._against_review(excerpt, teller_answers, names) or self._others_words(excerpt)
        found = []
        for teller_answer in teller_answers:
            name = names.get(teller_answer.storyteller_id, "")
            found += self._against_consent(excerpt, teller_answer, name)
            found += filter(None, [of_answer(teller_answer, name)])
        for about, said, name in self._refused_before(excerpt.story_id):
            found.append(of_consent(about, said, name))
        renamed = self._refused_by_voice(excerpt)
        found += [of_another_name(name) for name in names_of(self.session, sorted(renamed)).values()]
        if declined := self._refused.declined_since(excerpt):
            whose = names_of(self.session, [who for one in declined for who in one.refusals if who is not None])
            who = " and ".join(whose.values()) if names and whose else "The storyteller"
            found.append(
                Reason(
                    ReasonKind.SAID_NO,
                    f"{who} said no to a part of it, as another excerpt.",
                    "Ask them about this one too, or trim it.",
                )
            )
        if voices := self.reader.nobodys_voices(excerpt):
            found.append(of_nobodys_voices(voices))
        if unchecked := self._unchecked(excerpt):
            found.append(of_unchecked(unchecked))
        return list(dict.fromkeys(found + self._others_words(excerpt)))

    def _others_words(self, excerpt: Excerpt) -> list[Reason]:
        """What would leave beside it in words that may not be shared."""
        rename = "Rename the theme, or take this excerpt out of it."
        found = [
            (f"Its theme “{name}” is called in", source, rename)
            for name, source in self._refused.themes_with(excerpt).items()
        ]
        for what, text in self._beside(excerpt):
            if source := self._refused.carried_by(text, excerpt):
                found.append((f"{what} has", source, "Call it something else."))
        return [
            Reason(ReasonKind.OTHERS_WORDS, f"{place} words of {source} that may not be shared.", step)
            for place, source, step in found
        ]

    def _beside(self, excerpt: Excerpt) -> list[tuple[str, str]]:
        """What is read beside it and people wrote themselves: how it is called in a sentence, and its text."""
        project = self._project_row
        playlist = self.session.get(Playlist, self.playlist_id) if self.playlist_id is not None else None
        texts = [("Its title", excerpt.title), ("Its signature", excerpt.attribution)]
        if project is not None:
            texts += [("The project’s title", project.title), ("The project’s contact line", project.contact)]
        if playlist is not None:
            texts += [("The playlist’s title", playlist.title), ("The playlist’s introduction", playlist.introduction)]
        return texts

    def _against_consent(self, excerpt: Excerpt, one: TellerAnswer, name: str) -> list[Reason]:
        said = self._consent(excerpt.story_id, one.storyteller_id)
        # Not everybody is asked about transcribing; and who says yes to exactly this excerpt says yes to sharing it.
        asked = [about for about in ASKED_BEFORE if about in said or about is ConsentAbout.RECORDED]
        return [of_consent(about, said.get(about), name) for about in asked if not is_yes(said.get(about))]

    def _against_review(
        self, excerpt: Excerpt, teller_answers: Sequence[TellerAnswer], names: dict[int | None, str]
    ) -> list[Reason]:
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
            said = self._consent(excerpt.story_id, teller_answer.storyteller_id).values()
            if teller_answer.approval is Approval.NO or any(consent.answer == AnswerKind.NO for consent in said):
                who = names.get(teller_answer.storyteller_id, "")
                return [Reason(ReasonKind.SAID_NO, f"{who} declined, so it goes to nobody else.")]
        if self._refused_by_voice(excerpt) - {self.review_of}:
            return [Reason(ReasonKind.SAID_NO, "Somebody who declined was heard in it, so it goes to nobody else.")]
        if self._refused.declined_since(excerpt):
            return [Reason(ReasonKind.SAID_NO, "Somebody else declined a part of it, so it goes to nobody else.")]
        if self._declined_by_others(excerpt):
            return [Reason(ReasonKind.SAID_NO, "Somebody who declined may be heard in it, so it goes to nobody else.")]
        return []

    def _declined_by_others(self, excerpt: Excerpt) -> bool:
        """Whether somebody else said no who may be heard in the excerpt, though no voice in it is known as theirs."""
        story_id = excerpt.story_id
        if any(said.storyteller_id != self.review_of for _, said, _ in self._refused_before(story_id)):
            return True
        if not self.reader.nobodys_voices(excerpt):
            return False
        others = [teller for teller in (*self.reader.tellers(story_id), None) if teller != self.review_of]
        said_no = any(
            said.answer == AnswerKind.NO for teller in others for said in self._consent(story_id, teller).values()
        )
        return said_no or self._refused.refused_by_others(story_id)

    def _refused_before(self, story_id: int) -> list[tuple[ConsentAbout, Consent, str]]:
        if story_id not in self._before:
            self._before[story_id] = refused_before(self.session, story_id)
        return self._before[story_id]

    def _refused_by_voice(self, excerpt: Excerpt) -> set[int]:
        """The storytellers (ids) heard in the excerpt when they said no to the whole story, whose voice it is not now.

        “Naming another voice is no new answer.” It is one where everybody heard in it now has said yes to it since.
        """
        story_id, spans = excerpt.story_id, self.reader.spans(excerpt)
        if story_id not in self._voices_refused:
            refused = tellers_who_declined(self.session, story_id)
            found = declined_voices(self.session, story_id) if refused else []
            self._voices_refused[story_id] = [one for one in found if one[0] in refused]
        over = [
            (teller, number)
            for teller, stretch, number in self._voices_refused[story_id]
            if any(span.overlaps(stretch) for span in spans)
        ]
        now = {*self.reader.tellers_in(excerpt)} if over else set()
        return {who for who, number in over if who not in now and not self._refused.turned(excerpt, None, number)}

    def _unchecked(self, excerpt: Excerpt) -> int:
        if excerpt.story_id not in self._open:
            mine = select(Segment.id).where(Segment.story_id == excerpt.story_id, Segment.checked.is_distinct_from(1))
            self._open[excerpt.story_id] = frozenset(self.session.scalars(mine))
        return len({word.segment_id for word in self.reader.inside(excerpt)} & self._open[excerpt.story_id])

    def _consent(self, story_id: int, teller: int | None) -> dict[ConsentAbout, Consent]:
        if (story_id, teller) not in self._consents:
            self._consents[story_id, teller] = consent_by(self.session, story_id, teller)
        return self._consents[story_id, teller]

    def grant(self, excerpt: Excerpt, title: str, teller_answers: Sequence[TellerAnswer]) -> ShareableExcerpt:
        """The excerpt as it may leave. Raises `MediaError` when its sound is not there or not what was agreed to."""
        reader, session = self.reader, self.session
        assert self.project is not None
        sound = sound_of(self.project, session, excerpt.story_id)
        if not sound.audio.is_file():
            raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
        spans = tuple(reader.spans(excerpt))
        if not spans or spans[-1].end_ms > sound.duration_ms + 1000:
            raise MediaError(f"The recording is only {clock(sound.duration_ms)} long, so this excerpt is not in it.")
        if any(one.overlaps(span) for one in off_record(session, excerpt.story_id) for span in spans):
            raise MediaError("A part of it was off the record.", "Nothing left the project.", "Mark it again.")
        refused = [span for one in self._refused.declined_in(excerpt.story_id) for span in one.spans]
        room = room_around(reader, excerpt, sound, spans, refused)
        if self.use is Use.SHARING:
            for teller_answer in teller_answers:
                within = agreed(sound.audio, spans, room, teller_answer.covered)
                if within is None:
                    raise MediaError(
                        "The sound is no longer the one that the storyteller said yes to.",
                        "Nothing left the project.",
                        "Let them hear it again, then note their answer.",
                    )
                room = within
        story = session.get(Story, excerpt.story_id)
        grant = ShareableExcerpt(
            excerpt_id=excerpt.id,
            use=self.use,
            title=title,
            attribution=attribution_of(excerpt),
            themes=tuple(theme_names(session, excerpt.id)),
            audio=sound.audio,
            spans=spans,
            room=tuple(room),
            words=reader.voiced(excerpt, spans),
            lead_in_ms=excerpt.lead_in_ms,
            lead_out_ms=excerpt.lead_out_ms,
            language=(story.language if story else "") or "",
            granted=_GRANTED,
        )
        return keep_true(grant, self._again(excerpt.id))

    def _again(self, excerpt_id: int) -> Callable[[], ShareableExcerpt | None]:
        project, use, playlist_id, review_of = self.project, self.use, self.playlist_id, self.review_of

        def _ask() -> ShareableExcerpt | None:
            assert project is not None
            granted = shareable(project, [excerpt_id], use, playlist_id=playlist_id, review_of=review_of).granted
            return granted[0] if granted else None

        return _ask

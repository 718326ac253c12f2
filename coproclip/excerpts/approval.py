"""May this leave? The one place that says so.

“What a storyteller said yes to is exactly what leaves.” A yes has a name, a way and a time, is somebody's own, and is
kept with a fingerprint of all it covers. Every storyteller who is heard answers for themselves; anything but an
explicit yes is a no.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError, MediaError
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
from coproclip.excerpts.coverage_parts import Covered, print_of
from coproclip.excerpts.edges import agreed, covered_sound, room_of
from coproclip.excerpts.grants import _GRANTED, keep_true
from coproclip.excerpts.grants import ShareableExcerpt as ShareableExcerpt
from coproclip.excerpts.grants import Use as Use
from coproclip.excerpts.grants import VoicedWord as VoicedWord
from coproclip.excerpts.marking import fresh_number
from coproclip.excerpts.reasons import Because as Because
from coproclip.excerpts.reasons import Reason as Reason
from coproclip.excerpts.reasons import of_answer, of_consent, of_nobodys_voices, of_unchecked
from coproclip.excerpts.reasons import why_not as why_not
from coproclip.excerpts.refused_words import RefusedWords
from coproclip.excerpts.sharing import Refusal as Refusal
from coproclip.excerpts.sharing import Sharing as Sharing
from coproclip.people.consent import consent_by, is_yes, refused_before, says_something
from coproclip.people.moments import off_record
from coproclip.people.stories import StorySound, sound_of
from coproclip.project.project import Edit, Project, fetch, now
from coproclip.project.schema import (
    Answer,
    Consent,
    ConsentAbout,
    Excerpt,
    Playlist,
    ProjectRow,
    Segment,
    Story,
    Storyteller,
)
from coproclip.timecode import TimeRange, clock

_MANY = 20  # from so many on it is quicker to read a story's words once than those around each excerpt


# ---- noting an answer -----------------------------------------------------------------------------------------


def note_answer(
    edit: Edit,
    excerpt_id: int,
    answer: Literal["asked", "yes", "no"],
    *,
    who: str = "",
    how: str = "",
    storyteller_id: int | None = None,
) -> Answer:
    """Keep what a storyteller said about an excerpt as it is now: who said it, how (“on the phone”) and when.

    `storyteller_id` is whose answer it is; it may be left out where one storyteller is heard, and for a no, which then
    counts for all. Raises `BadInput` for a yes without `who` and `how`, or where it is not clear whose answer it is.
    """
    if answer not in ("asked", "yes", "no"):
        raise BadInput("An answer is yes, no or asked.")
    if answer == "yes" and not (says_something(who) and says_something(how)):
        raise BadInput("A yes needs who said it, and how.", "It was not noted.", "A name to go by is enough.")
    excerpt = edit.get(Excerpt, excerpt_id)
    reader = StoryReader(edit.session)
    heard = reader.heard(excerpt)
    if storyteller_id is None and len(heard) == 1:
        storyteller_id = heard[0]
    elif storyteller_id is None and answer != "no":
        names = " and ".join(_names(edit.session, heard).values())
        raise BadInput(f"{names} are heard in this excerpt.", "Nothing was noted.", "Say whose answer it is.")
    elif storyteller_id is not None and storyteller_id not in {
        *heard,
        *reader.tellers(excerpt.story_id),
        *(one.storyteller_id for one in answers(edit.session, excerpt_id)),
    }:
        raise BadInput("This storyteller is not heard in this excerpt.", "Nothing was noted.")
    covered = _covered(edit, reader, excerpt)
    return edit.add(
        Answer(
            id=fresh_number(edit.session, Answer),
            excerpt_id=excerpt_id,
            answer=answer,
            who=who.strip(),
            how=how.strip(),
            fingerprint=print_of(covered),
            storyteller_id=storyteller_id,
            covered=covered,
            answered_at=now(),
        )
    )


def _covered(edit: Edit, reader: StoryReader, excerpt: Excerpt) -> Covered:
    """All that an answer covers, with the sound itself and how far it reaches."""
    covered = {**reader.coverage(excerpt), "playlists": reader.playlists_beside(excerpt.id)}
    spans = reader.spans(excerpt)
    try:
        sound = sound_of(edit.project, edit.session, excerpt.story_id)
        room = _room(reader, excerpt, sound, spans)
    except CoProClipError:
        return {**covered, "samples": "", "heard": []}  # what cannot be heard cannot leave either
    return {**covered, **covered_sound(sound.audio, spans, room, excerpt.lead_in_ms, excerpt.lead_out_ms)}


def _room(reader: StoryReader, excerpt: Excerpt, sound: StorySound, spans: Sequence[TimeRange]) -> list[TimeRange]:
    words, off = reader.words(excerpt.story_id, spans), off_record(reader.session, excerpt.story_id)
    return [room_of(sound.audio, words, span, sound.duration_ms, off) for span in spans]


def _names(session: Session, tellers: Sequence[int | None]) -> dict[int | None, str]:
    """What each storyteller is called in a sentence for the team."""
    known = {one.id: one.alias for one in session.scalars(select(Storyteller).where(Storyteller.id.in_(tellers)))}
    return {teller: known.get(teller or 0, "A storyteller nobody has named") for teller in tellers}


def heard_in(session: Session, excerpt_ids: Iterable[int]) -> dict[int | None, str]:
    """Which storytellers are heard in these excerpts, and what each is called for the team."""
    reader = StoryReader(session)
    found = [session.get(Excerpt, one) for one in excerpt_ids]
    heard = dict.fromkeys(teller for excerpt in found if excerpt is not None for teller in reader.heard(excerpt))
    return _names(session, list(heard))


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
                gone = Reason(Because.GONE, "It is no longer there.")
                refused.append(Refusal(excerpt_id, f"Excerpt {excerpt_id}", Approval.NO, (gone,)))
                continue
            standing = case.reader.standing(excerpt, case.playlist)
            title = title_of(excerpt, case.reader.quote(excerpt))
            reasons = case.reasons(excerpt, standing)
            if not reasons:
                try:
                    granted.append(case.grant(excerpt, title, standing))
                    continue
                except CoProClipError as error:
                    reasons = [Reason(Because.SOUND, str(error))]
            said = Approval.HELD if together(standing) is Approval.YES else together(standing)
            refused.append(Refusal(excerpt_id, title, said, tuple(reasons)))
    return Sharing(tuple(granted), tuple(refused))


def reasons_against(session: Session, excerpt_id: int) -> tuple[Reason, ...]:
    """Why an excerpt may not be shared as things stand; its sound is not looked at."""
    case, excerpt = _Case(None, session), fetch(session, Excerpt, excerpt_id)
    return tuple(case.reasons(excerpt, case.reader.standing(excerpt)))


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
            found = [excerpt for one in ids if (excerpt := self.session.get(Excerpt, one)) is not None]
            # A storyteller whom nobody named is another one in each story.
            heard = {(who, who or one.story_id) for one in found for who in self.reader.heard(one)}
            self._many = len(heard) > 1
            self.review_of = next(iter(heard))[0] if len(heard) == 1 else None

    def state(self, excerpt: Excerpt) -> Approval:
        """What the storytellers said together; a yes only where nothing else stands against sharing the excerpt."""
        standing = self.reader.standing(excerpt, self.playlist)
        said = together(standing)
        return Approval.HELD if said is Approval.YES and self.reasons(excerpt, standing) else said

    def reasons(self, excerpt: Excerpt, standing: Sequence[TellerAnswer]) -> list[Reason]:
        """Why the excerpt may not leave; empty if it may, as far as can be said without its sound."""
        self._story = self.session.get(Story, excerpt.story_id)
        if self._story is None or self._story.binned_at:
            return [Reason(Because.BIN, "Its story is in the bin.")]
        names = _names(self.session, [one.storyteller_id for one in standing]) if len(standing) > 1 else {}
        if self.use is Use.REVIEW:
            return self._against_review(excerpt, standing, names) or self._others_words(excerpt)
        found = []
        for one in standing:
            name = names.get(one.storyteller_id, "")
            found += self._against_consent(excerpt, one, name)
            found += filter(None, [of_answer(one, name)])
        if excerpt.story_id not in self._before:
            self._before[excerpt.story_id] = refused_before(self.session, excerpt.story_id)
        for about, said, name in self._before[excerpt.story_id]:
            found.append(of_consent(about, said, name))
        if self._declined_since(excerpt):
            found.append(
                Reason(
                    Because.SAID_NO,
                    "The storyteller said no to a part of it, as another excerpt.",
                    "Ask them about this one too, or trim it.",
                )
            )
        if voices := self.reader.nobodys_voices(excerpt):
            found.append(of_nobodys_voices(voices))
        if unchecked := self._unchecked(excerpt):
            found.append(of_unchecked(unchecked))
        return found + self._others_words(excerpt)

    def _others_words(self, excerpt: Excerpt) -> list[Reason]:
        """What would leave beside it in words of excerpts that may not be shared."""
        rename = "Rename the theme, or take this excerpt out of it."
        places = [(f"Its theme “{name}” is called in", rename) for name in self._refused.themes_with(excerpt)]
        for what, text in self._beside(excerpt):
            if self._refused.carried_by(text, excerpt):
                places.append((f"{what} has", "Call it something else."))
        held = "words of an excerpt that may not be shared."
        return [Reason(Because.OTHERS_WORDS, f"{place} {held}", step) for place, step in places]

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

    def _declined_since(self, excerpt: Excerpt) -> bool:
        """Whether somebody said no to some of it, marked as another excerpt, after the yes to this one."""
        agreed = max((one.id for one in self.reader.told(excerpt) if one.answer == "yes"), default=0)
        spans = self.reader.spans(excerpt)
        return any(
            no.declined > agreed and any(one.overlaps(other) for one in spans for other in no.spans)
            for no in self._refused.declined_in(excerpt.story_id)
            if no.excerpt_id != excerpt.id
        )

    def _against_consent(self, excerpt: Excerpt, one: TellerAnswer, name: str) -> list[Reason]:
        said = self._consent(excerpt.story_id, one.storyteller_id)
        # Not everybody is asked about transcribing; and who says yes to exactly this excerpt says yes to sharing it.
        asked = [about for about in ConsentAbout if about in said or about is ConsentAbout.RECORDED]
        return [of_consent(about, said.get(about), name) for about in asked if not is_yes(said.get(about))]

    def _against_review(
        self, excerpt: Excerpt, standing: Sequence[TellerAnswer], names: dict[int | None, str]
    ) -> list[Reason]:
        if self._many:
            return [
                Reason(
                    Because.FOR_WHOM,
                    "Several storytellers are heard in what was chosen, and each hears only their own.",
                    "Say for whom the review is.",
                )
            ]
        if self.review_of not in {one.storyteller_id for one in standing}:
            return [Reason(Because.NOT_IN_IT, "The storyteller for whom the review is, is not heard in it.")]
        for one in standing:
            if one.storyteller_id == self.review_of:
                continue
            said = self._consent(excerpt.story_id, one.storyteller_id).values()
            if one.approval is Approval.NO or any(consent.answer == "no" for consent in said):
                who = names.get(one.storyteller_id, "")
                return [Reason(Because.SAID_NO, f"{who} said no, so it goes to nobody else.")]
        return []

    def _unchecked(self, excerpt: Excerpt) -> int:
        if excerpt.story_id not in self._open:
            mine = select(Segment.id).where(Segment.story_id == excerpt.story_id, Segment.checked.is_distinct_from(1))
            self._open[excerpt.story_id] = frozenset(self.session.scalars(mine))
        return len({word.segment_id for word in self.reader.inside(excerpt)} & self._open[excerpt.story_id])

    def _consent(self, story_id: int, teller: int | None) -> dict[ConsentAbout, Consent]:
        if (story_id, teller) not in self._consents:
            self._consents[story_id, teller] = consent_by(self.session, story_id, teller)
        return self._consents[story_id, teller]

    def grant(self, excerpt: Excerpt, title: str, standing: Sequence[TellerAnswer]) -> ShareableExcerpt:
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
            raise MediaError("A part of it was off the record.", "Nothing left the project.", "Mark it anew.")
        room = _room(reader, excerpt, sound, spans)
        if self.use is Use.SHARING:
            for one in standing:
                within = agreed(sound.audio, spans, room, one.covered)
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

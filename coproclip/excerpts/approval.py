"""May this leave? The one place that says so.

“What a storyteller said yes to is exactly what leaves.” A yes has a name, a way and a time, is somebody's own, and is
kept with a fingerprint of all it covers. Every storyteller who is heard answers for themselves; anything but an
explicit yes is a no.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError, MediaError
from coproclip.excerpts.beside.team_names import TeamNames
from coproclip.excerpts.checks import Case
from coproclip.excerpts.coverage import StoryReader as StoryReader
from coproclip.excerpts.coverage import title_of as title_of
from coproclip.excerpts.edges import agreed
from coproclip.excerpts.noting import note_answer as note_answer
from coproclip.excerpts.noting import room_around
from coproclip.excerpts.noting import tellers_of as tellers_of
from coproclip.excerpts.reviews.review_context import context_of
from coproclip.excerpts.rules.answers import Approval as Approval
from coproclip.excerpts.rules.answers import TellerAnswer, together
from coproclip.excerpts.rules.answers import answers as answers
from coproclip.excerpts.rules.answers import last_answer as last_answer
from coproclip.excerpts.rules.grants import _GRANTED, Ask, ShareableText, TranslatedLine, Translation, keep_true
from coproclip.excerpts.rules.grants import ShareableExcerpt as ShareableExcerpt
from coproclip.excerpts.rules.grants import VoicedWord as VoicedWord
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.excerpts.rules.policy import Use as Use
from coproclip.excerpts.rules.public_names import ANOTHER as ANOTHER
from coproclip.excerpts.rules.public_names import REPORTER as REPORTER
from coproclip.excerpts.rules.public_names import named_in
from coproclip.excerpts.rules.reasons import Reason as Reason
from coproclip.excerpts.rules.reasons import ReasonKind as ReasonKind
from coproclip.excerpts.rules.reasons import why_not as why_not
from coproclip.excerpts.rules.sharing import Refusal as Refusal
from coproclip.excerpts.rules.sharing import Sharing as Sharing
from coproclip.excerpts.translations import original_lines
from coproclip.people.naming import ONE_STORYTELLER as ONE_STORYTELLER
from coproclip.people.stories import StorySound, sound_of
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Excerpt,
)
from coproclip.timecode import clock

_MANY = 20  # from so many on it is quicker to read a story's words once than those around each excerpt


# ---- what may leave -------------------------------------------------------------------------------------------


def shareable(
    project: Project,
    excerpt_ids: Iterable[int],
    use: Use,
    *,
    playlist_id: int | None = None,
    review_of: int | None = None,
    beside: Collection[int] = (),
    inside: Use | None = None,
) -> Sharing:
    """Which of these excerpts may leave for `use`, in the order given, and why the others may not.

    `playlist_id` is the playlist beside whose title they appear; `review_of` the storyteller for whom a review is made,
    which may be left out where only one is heard in all of them; `beside` what else leaves
    together with them. `inside` is what the whole of it is made for, where that is something else: nobody is named more
    than for both. What is granted holds for now: see `grants.recheck`.
    """
    ids = list(excerpt_ids)
    granted: list[ShareableExcerpt] = []
    refused: list[Refusal] = []
    with project.read() as session:
        case = Case(session, use, playlist_id, review_of)
        case.thorough = True
        case.reader.named_in = named_in(use, inside)
        case.names_beside.together = frozenset({*ids, *beside})
        if len(ids) > _MANY:
            for story in session.scalars(select(Excerpt.story_id).where(Excerpt.id.in_(ids)).distinct()):
                case.reader.prepare(story)
        if use is Use.REVIEW:
            case.choose_reviewer(ids)
        sounds, again = cache(partial(sound_of, project, session)), _again(project, case, inside)
        team = TeamNames(session) if use is Use.REPORTER else None
        for excerpt_id in ids:
            excerpt = session.get(Excerpt, excerpt_id)
            if excerpt is None:
                gone = case.reasons_of_gone(excerpt_id)
                refused.append(Refusal(excerpt_id, f"Excerpt {excerpt_id}", Approval.NO, gone))
                continue
            teller_answers = case.reader.teller_answers(excerpt, case.playlist_of(excerpt), case.use)
            title = title_of(excerpt, case.reader.public_quote(excerpt))
            reasons = case.reasons(excerpt, teller_answers)
            if not reasons:
                try:
                    granted.append(_grant(project, case, sounds, excerpt, title, teller_answers, team, again))
                    continue
                except CoProClipError as error:
                    reasons = [Reason(ReasonKind.SOUND, str(error))]
            said = Approval.WITHHELD if together(teller_answers) is Approval.YES else together(teller_answers)
            refused.append(Refusal(excerpt_id, title, said, tuple(reasons)))
    return Sharing(tuple(granted), tuple(refused))


def reasons_against(session: Session, excerpt_id: int) -> tuple[Reason, ...]:
    """Why an excerpt may not be shared as things stand; its sound is not looked at."""
    return against_each(session)(fetch(session, Excerpt, excerpt_id))


def against_each(
    session: Session, use: Use = Use.SHARING, reader: StoryReader | None = None
) -> Callable[[Excerpt], tuple[Reason, ...]]:
    """Says of one excerpt after another why it may not leave for `use`; what belongs to a story is read once."""
    case = Case(session, use, reader=reader)
    return lambda excerpt: tuple(case.reasons(excerpt, case.reader.teller_answers(excerpt, use=use)))


def one_answer(
    session: Session, reader: StoryReader | None = None, playlist_id: int | None = None, use: Use = Use.SHARING
) -> Callable[[Excerpt], Approval]:
    """Says of one excerpt after another, in a word, whether it may leave for `use`: what every list and badge shows.

    The same answer as that of `shareable`, but that the sound is not looked at; what belongs to a story is read once.
    """
    return Case(session, use, playlist_id=playlist_id, reader=reader).state


def no_to_each(session: Session, use: Use, reader: StoryReader | None = None) -> Callable[[Excerpt], bool]:
    """Says of one excerpt after another whether anybody said no to it, or to its story, for `use`."""
    case = Case(session, use, reader=reader)
    return lambda excerpt: case.is_refused(excerpt.id)


def _grant(
    project: Project,
    case: Case,
    sounds: Callable[[int], StorySound],
    excerpt: Excerpt,
    title: str,
    teller_answers: Sequence[TellerAnswer],
    team: TeamNames | None,
    again: Ask,
) -> ShareableExcerpt:
    """The excerpt as it may leave, what people wrote beside it as the `team` reads it, if it is for that.

    Raises `MediaError` when its sound is not there or not what was agreed to.
    """
    reader = case.reader
    sound = sounds(excerpt.story_id)
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    spans = tuple(reader.spans(excerpt))
    if not spans or spans[-1].end_ms > sound.duration_ms + 1000:
        raise MediaError(f"The recording is only {clock(sound.duration_ms)} long, so this excerpt is not in it.")
    if any(stretch.overlaps(span) for stretch in reader.of_story.off_record(excerpt.story_id) for span in spans):
        raise MediaError("A part of it was off the record.", "Nothing left the project.", "Mark it again.")
    refused = [span for one in case.refused.declined_in(excerpt.story_id) for span in one.spans]
    room = room_around(reader, excerpt, sound, spans, refused)
    if case.use in ANSWERED_USES:  # elsewhere nobody said yes to just this sound: the whole story was agreed to
        for teller_answer in teller_answers:
            within = agreed(sound.audio, spans, room, teller_answer.covered)
            if within is None:
                raise MediaError(
                    "The sound is no longer the one that the storyteller said yes to.",
                    "Nothing left the project.",
                    "Let them hear it again, then note their answer.",
                )
            room = within
    story, signed = reader.of_story.story(excerpt.story_id), reader.attribution(excerpt)

    def _read(text: str) -> str:
        return team.without(text, excerpt.story_id) if team else text

    grant = ShareableExcerpt(
        excerpt_id=excerpt.id,
        use=case.use,
        title=ShareableText(_read(title), _GRANTED),
        attribution=ShareableText(team.without_whole(signed) if team else signed, _GRANTED),
        care=ShareableText(_read(reader.note_before(excerpt)), _GRANTED),
        sensitive=reader.care(excerpt).sensitive,
        themes=tuple(ShareableText(_read(theme.name), _GRANTED) for theme in reader.themes(excerpt)),
        audio=sound.audio,
        spans=spans,
        room=tuple(room),
        words=reader.voiced(excerpt, spans),
        lead_in_ms=excerpt.lead_in_ms,
        lead_out_ms=excerpt.lead_out_ms,
        language=(story.language if story else "") or "",
        translations=_translations(case, excerpt),
        review_of=case.review_of if case.use is Use.REVIEW else None,
        granted=_GRANTED,
        context=context_of(case, excerpt) if case.use is Use.REVIEW else None,
        silenced=tuple(
            silence
            for name in reader.hidden(excerpt, spans)
            for silence in name.silenced
            if any(map(silence.overlaps, room))
        ),
    )
    return keep_true(grant, again, project)


def _translations(case: Case, excerpt: Excerpt) -> tuple[Translation, ...]:
    """What may be read of it in other languages."""
    found = case.translated(excerpt)
    originals = original_lines(case.reader, excerpt) if found else []
    return tuple(
        Translation(
            one.language,
            tuple(
                TranslatedLine(ShareableText(line, _GRANTED), original.first, original.last)
                for line, original in zip(one.lines, originals, strict=True)
            ),
        )
        for one in found
    )


def _again(project: Project, case: Case, inside: Use | None) -> Ask:
    use, playlist_id, review_of = case.use, case.playlist_id, case.review_of
    beside = case.names_beside.together

    def _ask(ids: Sequence[int]) -> Iterable[ShareableExcerpt]:
        more = {"playlist_id": playlist_id, "review_of": review_of}
        return shareable(project, ids, use, beside=beside, inside=inside, **more).granted

    return _ask

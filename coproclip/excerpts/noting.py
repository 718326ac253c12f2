"""Noting what a storyteller said about an excerpt, with all that the answer covers: words, naming, company, sound."""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError
from coproclip.excerpts.beside.in_playlist import playlists_beside
from coproclip.excerpts.beside.refused_words import RefusedWords
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.edges import covered_sound, room_of
from coproclip.excerpts.rules.answers import answers, refusals, still_waited_for
from coproclip.excerpts.rules.coverage_parts import PARTS, Covered, changed_parts, print_of
from coproclip.excerpts.rules.policy import ANSWERED_USES, FROM_BEFORE, Use
from coproclip.people.consent import says_something
from coproclip.people.stories import StorySound, sound_of
from coproclip.project.columns import NOT_VOICES, PRINTS, STRETCHES, TELLERS, VOICE, kept_stretches
from coproclip.project.comparing.word_prints import prints_of
from coproclip.project.kinds import AnswerKind
from coproclip.project.project import Edit, Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Answer, Excerpt, Person
from coproclip.project.storage.fresh_ids import fresh_number
from coproclip.timecode import TimeRange

Said = Literal["yes", "asked", "no"]
"""What can be noted."""


def note_answer(
    edit: Edit,
    excerpt_id: int,
    answer: Said,
    *,
    who: str = "",
    how: str = "",
    storyteller_id: int | None = None,
    uses: Collection[Use] = FROM_BEFORE,
    shown: Covered | None = None,
    not_voices: Collection[int] = (),
) -> Answer:
    """Keep what a storyteller said about an excerpt as it is now: who said it, how (“on the phone”) and when.

    A yes is for `uses` alone. `shown` is what they were shown (`what_stands`), where that was not just now: it is what
    they answered to, and a yes to it counts only while nothing of it is changed.

    `storyteller_id` is whose answer it is; it may be left out where one storyteller is heard, and for a no, which then
    counts for all. A yes may come with the word that no voice in it is that of `not_voices`, who said no to a use of
    the story or have not answered (see `once_heard`). Raises `BadInput` for a yes without `who` and `how`, or where
    it is not clear whose answer it is.
    """
    if answer not in ("asked", "yes", "no"):
        raise BadInput("An answer is yes, no or asked.")
    if answer == "yes" and not (says_something(who) and says_something(how)):
        raise BadInput("A yes needs who said it, and how.", "It was not noted.", "A name to go by is enough.")
    if answer == "yes" and not set(uses) & set(ANSWERED_USES):
        raise BadInput("A yes needs something that it is for.", "It was not noted.")
    excerpt = edit.get(Excerpt, excerpt_id)
    reader = StoryReader(edit.session)
    tellers_in = reader.tellers_in(excerpt)
    if storyteller_id is None and len(tellers_in) == 1:
        storyteller_id = tellers_in[0]
    elif storyteller_id is None and answer != "no":
        names = " and ".join(names_of(edit.session, tellers_in).values())
        raise BadInput(f"{names} are heard in this excerpt.", "Nothing was noted.", "Say whose answer it is.")
    elif storyteller_id is not None and storyteller_id not in {
        *tellers_in,
        *filter(None, reader.asked(excerpt.story_id)),
        *(one.storyteller_id for one in answers(edit.session, excerpt_id)),
    }:
        raise BadInput("This storyteller is not heard in this excerpt.", "Nothing was noted.")
    covered = what_stands(edit.project, reader, excerpt, uses) if shown is None else dict(shown)
    if storyteller_id is None:
        covered[TELLERS] = [one for one in tellers_in if one is not None]
    if answer == "asked" and storyteller_id is not None:
        covered[VOICE] = [[one.start_ms, one.end_ms] for one in reader.heard_at(excerpt, storyteller_id)]
    if answer == "yes" and not_voices:
        covered[NOT_VOICES] = sorted(not_voices)
    if answer == "no":
        # A no is one to what they were shown, and to what has become of it.
        refused = dict.fromkeys((*kept_stretches(covered), *reader.spans(excerpt)))
        covered[STRETCHES] = [[span.start_ms, span.end_ms] for span in refused]
        covered[PRINTS] = prints_of(reader.quote(excerpt))
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


def what_stands(project: Project, reader: StoryReader, excerpt: Excerpt, uses: Iterable[Use] = FROM_BEFORE) -> Covered:
    """All that an answer for `uses` given now covers, with the sound itself and how far it reaches."""
    covered = {**reader.coverage(excerpt), "playlists": playlists_beside(reader, excerpt.id)}
    covered |= {"uses": sorted(set(uses)), STRETCHES: _stretches(reader, excerpt)}
    spans = reader.spans(excerpt)
    try:
        sound = sound_of(project, reader.session, excerpt.story_id)
        room = room_around(reader, excerpt, sound, spans)
    except CoProClipError:
        return {**covered, "samples": "", "heard": []}  # what cannot be heard cannot leave either
    return {**covered, **covered_sound(sound.audio, spans, room, excerpt.lead_in_ms, excerpt.lead_out_ms)}


def _stretches(reader: StoryReader, excerpt: Excerpt) -> list[list[int]]:
    return [[span.start_ms, span.end_ms] for span in reader.spans(excerpt)]


def room_around(
    reader: StoryReader,
    excerpt: Excerpt,
    sound: StorySound,
    spans: Sequence[TimeRange],
    refused: Sequence[TimeRange] = (),
) -> list[TimeRange]:
    """How far lead-in and tail of each of `spans` may reach into the `sound`, and not into what was `refused`
    or nobody wants used."""
    words = reader.words(excerpt.story_id, spans)
    off = [*reader.of_story.off_record(excerpt.story_id), *reader.of_story.not_used(excerpt.story_id)]
    off += [*reader.wordless(excerpt.story_id), *refused]
    return [room_of(sound.audio, words, span, sound.duration_ms, off) for span in spans]


def names_of(session: Session, tellers: Sequence[int | None]) -> dict[int | None, str]:
    """What each storyteller is called in a sentence for the team."""
    if not tellers:
        return {}  # asked for each excerpt, and nearly always so
    known = {row.id: row.alias for row in session.scalars(select(Person).where(Person.id.in_(tellers)))}
    return {teller: known.get(teller or 0, "A storyteller nobody has named") for teller in tellers}


def who_may_answer(session: Session, excerpt_ids: Iterable[int]) -> dict[int | None, str]:
    """Whose answers count for these excerpts: who is heard in them, and who refused them or a part of them."""
    ids, reader = list(excerpt_ids), StoryReader(session)
    refused = RefusedWords(reader)
    found = tellers_of(session, ids)
    for excerpt in filter(None, (session.get(Excerpt, excerpt_id) for excerpt_id in ids)):
        whose = [*refusals(reader.answers_to(excerpt))]
        whose += [who for one in refused.declined_since(excerpt) for who in one.refusals]
        whose += [*sorted(refused.by_voices(excerpt)), *_waited_for(reader, excerpt)]
        found |= names_of(session, [who for who in whose if who is not None and who not in found])
    return found


def once_heard(session: Session, excerpt_ids: Iterable[int]) -> dict[int, str]:
    """Who said no to a use of the story, or was asked and has not answered, and was heard in one of these excerpts
    then: the voice has another name now.
    """
    reader = StoryReader(session)
    refused = RefusedWords(reader)
    found = [one for excerpt_id in excerpt_ids if (one := session.get(Excerpt, excerpt_id)) is not None]
    names = names_of(
        session, sorted({who for one in found for who in (*refused.by_voices(one), *_waited_for(reader, one))})
    )
    return {who: name for who, name in names.items() if who is not None}


def _waited_for(reader: StoryReader, excerpt: Excerpt) -> list[int]:
    return still_waited_for(reader.answers_to(excerpt), reader.tellers_in(excerpt), reader.spans(excerpt))


def shown_now(session: Session, excerpt_id: int) -> str:
    """A fingerprint of all that is shown and heard of an excerpt, to notice that it is no longer what somebody saw."""
    reader, excerpt = StoryReader(session), fetch(session, Excerpt, excerpt_id)
    return print_of([reader.coverage(excerpt), playlists_beside(reader, excerpt_id)])


def changed_since_asked(session: Session, excerpt_id: int, storyteller_id: int | None) -> list[str]:
    """What changed of an excerpt since this storyteller was asked and has not answered; empty where nothing did."""
    reader, excerpt = StoryReader(session), fetch(session, Excerpt, excerpt_id)
    mine = [one for one in reader.answers_to(excerpt) if one.storyteller_id == storyteller_id]
    if not mine or mine[-1].answer != AnswerKind.ASKED:
        return []
    return [PARTS[part] for part in changed_parts(mine[-1].covered, reader.coverage(excerpt))]


def tellers_of(session: Session, excerpt_ids: Iterable[int]) -> dict[int | None, str]:
    """Which storytellers are heard in these excerpts, and what each is called for the team."""
    reader = StoryReader(session)
    found = [session.get(Excerpt, excerpt_id) for excerpt_id in excerpt_ids]
    tellers_in = dict.fromkeys(
        teller for excerpt in found if excerpt is not None for teller in reader.tellers_in(excerpt)
    )
    return names_of(session, list(tellers_in))

"""Who takes part in a story, and as what: storytellers, those who help them speak, the reporter, people named in it.

“Who is heard answers for themselves.” A supporter and an interpreter have a voice and consent of their own. What an
interpreter says for a storyteller is that storyteller's too, so both are asked.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.storytellers import tell, voice_name
from coproclip.project.kinds import NOT_ASKED as NOT_ASKED
from coproclip.project.kinds import Part, SpeakerRole
from coproclip.project.project import Edit
from coproclip.project.schema import Participant, Person, Speaker, Story

_VOICES = {Part.SUPPORTER: (SpeakerRole.OTHER,), Part.INTERPRETER: (SpeakerRole.OTHER, SpeakerRole.INTERPRETER)}


def part_of(text: str) -> Part:
    """The part that a file names; whatever else it says counts as a storyteller, who is asked."""
    return Part(text) if text in set(Part) else Part.STORYTELLER


def parts_in(session: Session, story_id: int) -> dict[int, Part]:
    """Who takes part in a story (ids), and as what, in the order in which they came to it."""
    query = select(Participant.storyteller_id, Participant.part).where(Participant.story_id == story_id)
    return {person: part_of(part) for person, part in session.execute(query.order_by(Participant.id))}


def asked_in(session: Session, story_id: int) -> list[int]:
    """Who is asked what may become of a story (ids): the storytellers, and whoever else may be heard in it."""
    return [person for person, part in parts_in(session, story_id).items() if part not in NOT_ASKED]


def take_part(edit: Edit, story_id: int, person_id: int, part: Part) -> None:
    """Note as what somebody takes part in a story, with the voices that go with it. Raises `NotFound`.

    A voice that is theirs already stays theirs, whatever they are now: who was heard is asked.
    """
    edit.get(Story, story_id)
    person = edit.get(Person, person_id)
    if part is Part.STORYTELLER:
        tell(edit, story_id, person_id)
        return
    link = _link(edit.session, story_id, person_id)
    if link is None:
        edit.add(Participant(story_id=story_id, storyteller_id=person_id, part=part))
    elif link.part != part:
        link.part = part
        for voice in _voices(edit.session, story_id, person_id):
            voice.role, voice.name = SpeakerRole.OTHER, person.alias
    theirs = {voice.role for voice in _voices(edit.session, story_id, person_id)}
    for role in _VOICES.get(part, ()):
        if role not in theirs:
            name = voice_name(person.alias, role)
            edit.add(Speaker(story_id=story_id, name=name, role=role, storyteller_id=person_id))
    edit.session.flush()


def leave_story(edit: Edit, story_id: int, person_id: int) -> None:
    """Note that somebody takes no part in a story (any more).

    Their voices stay, so that passages keep them, as somebody's who is not named: nobody else can answer for them.
    """
    link = _link(edit.session, story_id, person_id)
    if link is not None:
        edit.session.delete(link)
    for voice in _voices(edit.session, story_id, person_id):
        voice.storyteller_id, voice.role = None, SpeakerRole.OTHER
    edit.session.flush()


def _link(session: Session, story_id: int, person_id: int) -> Participant | None:
    there = select(Participant).where(Participant.story_id == story_id, Participant.storyteller_id == person_id)
    return session.scalar(there)


def _voices(session: Session, story_id: int, person_id: int) -> list[Speaker]:
    theirs = select(Speaker).where(Speaker.story_id == story_id, Speaker.storyteller_id == person_id)
    return list(session.scalars(theirs.order_by(Speaker.id)))

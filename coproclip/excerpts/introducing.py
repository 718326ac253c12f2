"""A reporter's own short recording as the spoken introduction of a playlist."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.marking import excerpts_of, mark
from coproclip.excerpts.playlists import add_to_playlist, change_item, items, move_item
from coproclip.people.stories import speakers_of, storyteller_names
from coproclip.project.kinds import SpeakerRole
from coproclip.project.project import Edit
from coproclip.project.schema import Excerpt, PlaylistItem, Recording, Segment, Story
from coproclip.transcript.edits import passages, set_speaker
from coproclip.transcript.speaker_names import found_by_program

LONGEST_MS = 180_000
"""A longer recording is a story."""
_MOST = 50


@dataclass(frozen=True, slots=True)
class OwnRecording:
    """A story that may be a reporter's introduction; without words (`is_transcribed`) it cannot be one yet."""

    story_id: int
    title: str
    length_ms: int
    is_transcribed: bool


def own_recordings(session: Session, playlist_id: int) -> list[OwnRecording]:
    """Short stories in which one voice speaks that nobody said is a storyteller's, the newest (50) first.

    Where no storyteller is named, what the program took for several voices is one.
    Those that are heard in the playlist already are not among them.
    """
    there = select(Excerpt.story_id).join(PlaylistItem, PlaylistItem.excerpt_id == Excerpt.id)
    length = select(func.max(Recording.duration_ms)).where(Recording.story_id == Story.id).scalar_subquery()
    query = select(Story.id, Story.title, length).where(Story.binned_at.is_(None), length <= LONGEST_MS)
    query = query.where(Story.id.not_in(there.where(PlaylistItem.playlist_id == playlist_id)))
    found: list[OwnRecording] = []
    for story_id, title, length_ms in session.execute(query.order_by(Story.id.desc())):
        if _is_own(session, story_id):
            found.append(OwnRecording(story_id, title, length_ms, bool(_speaking(session, story_id))))
        if len(found) == _MOST:
            break
    return found


def introduce_with(edit: Edit, playlist_id: int, story_id: int, before: int | None) -> int:
    """The whole of a story as a spoken introduction before an item (id) of a playlist, or at its end; its excerpt's id.

    The voice in it is the reporter's from now on. An excerpt that was made of it is used. Raises `BadInput` where
    nothing is said in it yet, or several voices or a storyteller speak.
    """
    said = [one for one in passages(edit.session, story_id) if one.text]
    if not said:
        raise BadInput("It is not transcribed yet.", "Nothing was changed.", "Transcribe it, then choose it again.")
    if not _is_own(edit.session, story_id):
        raise BadInput(
            "Only a reporter may be heard in a spoken introduction.",
            "Nothing was changed.",
            "Say in the story that every voice in it is the reporter’s, or record another.",
        )
    reporter = next(one for one in speakers_of(edit.session, story_id) if one.role == SpeakerRole.REPORTER)
    set_speaker(edit, [one.id for one in said if one.speaker_id != reporter.id], reporter.id)
    edit.session.flush()
    known = excerpts_of(edit.session, story_id)
    excerpt = known[0] if known else mark(edit, story_id, said[0].start_ms, max(one.end_ms for one in said))
    edit.session.flush()
    add_to_playlist(edit, playlist_id, [excerpt.id])
    edit.session.flush()
    order = [one for one in items(edit.session, playlist_id) if one.excerpt_id != excerpt.id]
    [item] = [one for one in items(edit.session, playlist_id) if one.excerpt_id == excerpt.id]
    move_item(edit, item.id, next((place for place, one in enumerate(order) if one.id == before), len(order)))
    change_item(edit, item.id, spoken=True)
    return excerpt.id


def _is_own(session: Session, story_id: int) -> bool:
    voices = speakers_of(session, story_id)
    may_be = {one.id for one in voices if one.role == SpeakerRole.REPORTER or found_by_program(one)}
    speaking = _speaking(session, story_id)
    alone = len(speaking) <= 1 or not storyteller_names(session, story_id)
    return alone and speaking <= {None, *may_be}


def _speaking(session: Session, story_id: int) -> set[int | None]:
    """The voices (ids) that say something; None among them for words of nobody known."""
    said = select(Segment.speaker_id).where(Segment.story_id == story_id, Segment.text != "")
    return set(session.scalars(said.distinct()))

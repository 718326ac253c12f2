"""Who is speaking, as people put it right: from here on, everywhere, two voices that are one; and hearing each of them.

A voice that the program found is called “Voice 1”, “Voice 2” … and has no role. “A voice with a role or another name
was said by a person.” What people say of voices may touch checked passages too; only what the program finds may not.
"""

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.moments import off_record
from coproclip.project.kinds import SpeakerRole
from coproclip.project.project import Edit
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Speaker
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import VOICE as VOICE
from coproclip.transcript.edits import passages, set_speaker, split_segment
from coproclip.transcript.speaker_names import found_by_program as found_by_program

# A sample shorter than this says little about a voice.
SHORTEST_SAMPLE_MS = 1_000


def from_here(edit: Edit, segment_id: int, at_word: int, speaker_id: int) -> list[int]:
    """Say who is speaking from word number `at_word` (from 0) of a passage until the voice changes next.

    The passage is split there when needed. Returns the passages that now are this voice's, in order.
    """
    segment, speaker = edit.get(Segment, segment_id), edit.get(Speaker, speaker_id)
    if segment.story_id != speaker.story_id:
        raise BadInput("This voice is of another story.")
    if not 0 <= at_word < max(1, len(segment.words)):
        raise BadInput("There is no such word in this passage.")
    if at_word > 0 and segment.speaker_id != speaker_id:
        segment = split_segment(edit, segment_id, at_word)[1]
    changed: list[int] = []
    before = segment.speaker_id
    row = passages(edit.session, segment.story_id)
    for one in row[next(place for place, one in enumerate(row) if one.id == segment.id) :]:
        if one.speaker_id != before:
            break
        changed.append(one.id)
    set_speaker(edit, changed, speaker_id)
    return changed


def swap_voices(edit: Edit, story_id: int, one_id: int, other_id: int) -> None:
    """Everything one voice says becomes the other's, and the other way round: they had been taken for each other."""
    _of_one_story(edit, one_id, other_id, story_id)
    swapped = case((Segment.speaker_id == one_id, other_id), else_=one_id)
    both = update(Segment).where(Segment.story_id == story_id, Segment.speaker_id.in_((one_id, other_id)))
    edit.session.execute(both.values(speaker_id=swapped))


def merge_voices(edit: Edit, from_id: int, into_id: int) -> int:
    """Two voices that are one person: all the first says becomes the second's. Returns how many passages that is.

    The first is taken off the story's voices, unless it stands for a storyteller, the reporter or a microphone.
    """
    old, _into = _of_one_story(edit, from_id, into_id)
    theirs = [segment for segment in passages(edit.session, old.story_id) if segment.speaker_id == from_id]
    for segment in theirs:
        segment.speaker_id = into_id
        segment.flags = [flag for flag in segment.flags if flag != VOICE]
    if not _stands_for_somebody(old):
        edit.session.delete(old)
    edit.session.flush()
    return len(theirs)


def samples_of(session: Session, story_id: int, speaker_id: int, most_ms: int = 10_000) -> list[TimeRange]:
    """Where to hear this voice for at most `most_ms`, in order of time: its longest passages, the sure ones first.

    Nothing of it was off the record. Empty when the voice says nothing.
    """
    off = off_record(session, story_id)
    theirs = [
        passage
        for passage in passages(session, story_id)
        if passage.speaker_id == speaker_id and passage.end_ms > passage.start_ms
    ]
    theirs.sort(key=lambda one: (VOICE in one.flags, one.start_ms - one.end_ms))
    chosen: list[TimeRange] = []
    left = most_ms
    for segment in theirs:
        time = TimeRange(segment.start_ms, min(segment.end_ms, segment.start_ms + left))
        if left < (SHORTEST_SAMPLE_MS if chosen else 1):
            break
        if any(time.overlaps(stretch) for stretch in off):
            continue
        chosen.append(time)
        left -= time.duration_ms
    return sorted(chosen)


def voice_times(session: Session, story_id: int) -> dict[int, int]:
    """For every voice of a story that says something, for how long (ms)."""
    length = func.sum(Segment.end_ms - Segment.start_ms)
    said = select(Segment.speaker_id, length).where(Segment.story_id == story_id, Segment.speaker_id.is_not(None))
    return {speaker: total for speaker, total in session.execute(said.group_by(Segment.speaker_id)) if speaker}


def _stands_for_somebody(speaker: Speaker) -> bool:
    return speaker.storyteller_id is not None or speaker.role == SpeakerRole.REPORTER or speaker.channel is not None


def _of_one_story(edit: Edit, one_id: int, other_id: int, story_id: int | None = None) -> tuple[Speaker, Speaker]:
    one, other = fetch(edit.session, Speaker, one_id), fetch(edit.session, Speaker, other_id)
    if one_id == other_id:
        raise BadInput("These are the same voice.", "Nothing was changed.", "Choose two.")
    if one.story_id != other.story_id or (story_id is not None and one.story_id != story_id):
        raise BadInput("These voices are of two stories.", "Nothing was changed.", "Choose two of one story.")
    return one, other

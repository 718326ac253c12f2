"""What is known of a recording becomes rows: who was there, what was noted, what the storyteller said before.

A note is what a crash left, perhaps on another computer: what makes no sense in it is left out, never a reason to
refuse the recording.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from coproclip.audio.files import open_plain, stream_frames, time_at
from coproclip.capture.recording_thread import Gap
from coproclip.capture.sidecar import Channel, RecordingNote, Stretch, default_title, within_limits
from coproclip.capture.story_rows import add_story
from coproclip.people.consent import ANSWERS, consent_of, note_consent
from coproclip.people.moments import add_moments, change_moment, delete_moment, moments_of
from coproclip.people.stories import change_story, speakers_of
from coproclip.people.storytellers import find_or_add, tell
from coproclip.project.kinds import ASKED_BEFORE, MomentKind
from coproclip.project.project import Edit
from coproclip.project.schema import Moment, Recording, Speaker, Story

STORYTELLER, REPORTER, OTHER = "storyteller", "reporter", "other"
UNNAMED = {STORYTELLER: "Storyteller", REPORTER: "Reporter"}
NEAR_MS = 1000
BEFORE, IN_IT = "before recording", "in the recording"


def add_recorded(edit: Edit, recording: Recording, note: RecordingNote) -> Story:
    """The story of this `recording` (a new row), with all that `note` says; its moments lie within the sound."""
    note = within_limits(note)
    story = add_story(
        edit,
        recording,
        title=note.title or default_title(note.started),
        storytellers=(note.storyteller or next(_names(note.who, STORYTELLER), ""),),
        reporter=note.reporter or next(_names(note.who, REPORTER), ""),
        language=note.language,
        recorded_on=note.started[:10],
    )
    story.note, story.private_note = note.note.strip(), note.private_note.strip()
    if recording.channels > 1:
        for channel, who in enumerate(note.who[: recording.channels]):
            if who.role:
                _microphone_card(edit, story.id, channel, who)
    moments = add_moments(edit, story.id, _within(note.moments, recording.duration_ms))
    _keep_consent(edit, story.id, note, moments)
    return story


def _names(who: Iterable[Channel], role: str) -> Iterator[str]:
    return (name for one in who if one.role == role and (name := " ".join(one.name.split())))


def _microphone_card(edit: Edit, story_id: int, channel: int, who: Channel) -> None:
    """Give a channel to the voice that is heard there; a voice that is not there yet is added."""
    name = " ".join(who.name.split())
    if who.role == STORYTELLER and name:
        tell(edit, story_id, find_or_add(edit, name).id)
    voices = speakers_of(edit.session, story_id)
    free = [one for one in voices if one.channel is None and one.role == who.role]
    # A microphone that nobody was named for belongs to whoever has that part.
    fitting = [one for one in free if not name or one.name.casefold() == name.casefold()]
    if fitting:
        voice = fitting[0]
    else:
        role = who.role if who.role in UNNAMED else OTHER
        name = name or UNNAMED.get(role, f"Voice {len(voices) + 1}")
        voice = edit.add(Speaker(story_id=story_id, name=name, role=role))
    voice.channel = channel


def _within(moments: Iterable[Stretch], duration_ms: int) -> Iterator[Stretch]:
    for moment in moments:
        start = min(max(0, moment.start_ms), duration_ms)
        yield replace(moment, start_ms=start, end_ms=min(max(start, moment.end_ms), duration_ms))


def _keep_consent(edit: Edit, story_id: int, note: RecordingNote, moments: Iterable[Moment]) -> None:
    spoken = next((moment.id for moment in moments if moment.kind == MomentKind.SPOKEN_YES), None)
    for about in ASKED_BEFORE:
        answer = note.consent.get(about.value, "")
        if answer not in ANSWERS:
            continue
        moment_id = spoken if answer == "yes" else None
        how = BEFORE if moment_id is None else IN_IT
        note_consent(edit, story_id, about, answer, who=note.storyteller, how=how, moment_id=moment_id)


def catch_up(edit: Edit, story_id: int, made: RecordingNote, now: RecordingNote) -> None:
    """Write into the story that was made of the note `made` what `now` says otherwise."""
    named = ("title", "reporter", "note", "private_note")
    changed = {name: getattr(now, name).strip() for name in named if getattr(now, name) != getattr(made, name)}
    if not changed.get("title"):
        changed.pop("title", None)  # the story has one by now
    if changed:
        change_story(edit, story_id, **changed)
    said = consent_of(edit.session, story_id)
    for about in ASKED_BEFORE:
        answer, known = now.consent.get(about.value, ""), said.get(about)
        if answer not in (made.consent.get(about.value), known and known.answer) and answer in ANSWERS:
            note_consent(edit, story_id, about, answer, who=now.storyteller, how=BEFORE)
    rows = {moment.start_ms: moment.id for moment in moments_of(edit.session, story_id, MomentKind.MARK)}
    texts = {moment.start_ms: moment.text for moment in now.moments if moment.kind == MomentKind.MARK}
    for moment in made.moments:
        row = rows.get(moment.start_ms) if moment.kind == MomentKind.MARK else None
        if row is None or texts.get(moment.start_ms) == moment.text:
            continue
        if moment.start_ms in texts:
            change_moment(edit, row, texts[moment.start_ms])
        else:
            delete_moment(edit, row)


# ---- what is known only once it ended -------------------------------------------------------------------------


def with_gaps(note: RecordingNote, gaps: Iterable[Gap]) -> RecordingNote:
    """`note` with a moment for every place where sound was lost, unless it has one there."""
    lost = [moment for moment in note.moments if moment.kind == MomentKind.LOST]
    fresh = [
        Stretch(MomentKind.LOST.value, gap.at_ms, gap.at_ms + gap.lost_ms)
        for gap in gaps
        if not any(one.start_ms - NEAR_MS <= gap.at_ms <= one.end_ms + NEAR_MS for one in lost)
    ]
    return replace(note, moments=(*note.moments, *fresh)) if fresh else note


def completed(note: RecordingNote, wav: Path) -> RecordingNote:
    """`note` with every stretch off the record that has no end yet as long as the silence that stands for it in `wav`.

    The note of a recording that broke off knows only where that began. Raises `MediaError` or `StorageError`.
    """
    moments = tuple(
        replace(moment, end_ms=_silent_until(wav, moment.start_ms))
        if moment.kind == MomentKind.OFF_RECORD and moment.end_ms <= moment.start_ms
        else moment
        for moment in note.moments
    )
    return note if moments == note.moments else replace(note, moments=moments)


def _silent_until(wav: Path, start_ms: int) -> int:
    """Where the first sound comes after `start_ms`, or the end of the file."""
    with open_plain(wav) as sound:
        rate = int(sound.samplerate)
    # The time was rounded: the first frame of it may still be sound.
    frames, from_ms = 0, start_ms + 2
    for block in stream_frames(wav, from_ms):
        sounding = np.flatnonzero(block.any(axis=1))
        if len(sounding):
            frames += int(sounding[0])
            break
        frames += len(block)
    return from_ms + time_at(frames, rate) if frames else start_ms

"""The queue of stories to be transcribed. It is kept in the project, so closing and killing the program leave it.

“A story leaves the queue when it is done, or when somebody takes it out.” A story in the bin, and one whose storyteller
did not say yes to being transcribed, may stand in it and is passed over.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.errors import NotFound
from coproclip.people.consent import may_be_transcribed
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Edit, Project
from coproclip.project.rows import fetch
from coproclip.project.schema import QueuedStory, Story
from coproclip.speech.presets import PRESETS
from coproclip.transcript.draft import latest

AUTO = "auto"
OFF = "off"
ONE_OR_TWO = "1-2"
VOICES = (AUTO, OFF, ONE_OR_TWO, "1", "2", "3", "4", "5", "6")
"""How many voices to look for after the words: just so many, one or two (the usual), by itself, or not at all."""
DEVICES = (AUTO, "cpu", "cuda")
LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Za-z]{2,8})?|auto")


@dataclass(frozen=True, slots=True)
class TranscriptionRequest:
    """How a story shall be transcribed.

    `preset`, `model` and `voices` may be empty: as it was begun with, else as the settings say. `language` is “auto” or
    a code, `voices` one of `VOICES`, `device` auto, cpu or cuda. `again` begins anew. `typed`: a person named the model
    just now, so it may be any folder; of what a project keeps that is never believed. `replace_all`: again, also what
    a person checked or corrected.
    """

    preset: str = ""
    model: str = ""
    language: str = AUTO
    voices: str = ONE_OR_TWO
    again: bool = False
    device: str = AUTO
    typed: bool = False
    replace_all: bool = False


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A story's place in the queue: `position` counts from 0; `paused` while a person keeps it waiting."""

    story_id: int
    position: int
    paused: bool
    asked: TranscriptionRequest


def queue_entries(session: Session) -> list[QueueEntry]:
    """The stories in the queue, the next one first; those in the bin are left out."""
    query = select(QueuedStory).join(Story, Story.id == QueuedStory.story_id).where(Story.binned_at.is_(None))
    rows = session.scalars(query.order_by(QueuedStory.position, QueuedStory.id))
    return [QueueEntry(row.story_id, place, bool(row.paused), _asked(row.asked)) for place, row in enumerate(rows)]


def queue_entry(session: Session, story_id: int) -> QueueEntry | None:
    """The story's place in the queue; None if it stands in none."""
    return next((queue_entry for queue_entry in queue_entries(session) if queue_entry.story_id == story_id), None)


def request_for(
    project: Project, story_id: int, usual: TranscriptionRequest, asked: TranscriptionRequest | None = None
) -> TranscriptionRequest:
    """How a story is transcribed now: what was left open is as it was begun, else as `usual` says.

    Without `asked` as the queue has it.
    """
    with project.read() as session:
        entry, begun = queue_entry(session, story_id), latest(session, story_id)
        own_language = fetch(session, Story, story_id).language
    asked = asked or (entry.asked if entry is not None else TranscriptionRequest(voices=""))
    goes_on = begun is not None and begun.state != TranscriptionState.DONE and not asked.again
    return replace(
        asked,
        preset=asked.preset or ("" if goes_on else usual.preset),
        model=asked.model or ("" if goes_on else usual.model),
        language=usual.language if asked.language == AUTO and not own_language else asked.language,
    )


Turn = tuple[QueueEntry, bool]
"""A place in the queue, and whether its storyteller lets the story be transcribed."""


def queue_turns(session: Session) -> list[Turn]:
    """The queue as it is kept, with who may be transcribed."""
    return [(entry, may_be_transcribed(session, entry.story_id)) for entry in queue_entries(session)]


def next_in_queue(turns: Iterable[Turn], besides: Collection[int] = ()) -> QueueEntry | None:
    """Whose turn it is: the first that may be transcribed now and is not one of `besides`; None if there is none."""
    ready = (entry for entry, allowed in turns if allowed and not entry.paused and entry.story_id not in besides)
    return next(ready, None)


def enqueue(edit: Edit, story_id: int, asked: TranscriptionRequest, *, first: bool = False) -> None:
    """Put a story at the end of the queue, or `first`. One that stands in it keeps its place and is held no longer."""
    edit.get(Story, story_id)
    row = _row(edit.session, story_id)
    if row is None:
        last = edit.session.scalar(select(QueuedStory.position).order_by(QueuedStory.position.desc()).limit(1))
        row = edit.add(QueuedStory(story_id=story_id, position=0 if last is None else last + 1))
    row.paused, row.asked = 0, asdict(replace(asked, typed=False))
    edit.session.flush()
    if first:
        move_in_queue(edit, story_id, 0)


def dequeue(edit: Edit, story_id: int) -> None:
    """Take a story out of the queue, if it stands in it; what is transcribed of it is kept."""
    edit.session.execute(delete(QueuedStory).where(QueuedStory.story_id == story_id))


def set_paused(edit: Edit, story_id: int, paused: bool = True) -> None:
    """Keep a story waiting where it stands, or let it go on; nothing happens to one that stands in no queue."""
    row = _row(edit.session, story_id)
    if row is not None:
        row.paused = int(paused)
        edit.session.flush()


def move_in_queue(edit: Edit, story_id: int, to: int) -> None:
    """Let a story stand at place `to` (from 0; beyond the end is the end). Raises `NotFound` outside the queue."""
    stories = [queue_entry.story_id for queue_entry in queue_entries(edit.session)]
    if story_id not in stories:
        raise NotFound("This story is not waiting to be transcribed.")
    stories.remove(story_id)
    stories.insert(max(0, to), story_id)
    rows = {row.story_id: row for row in edit.session.scalars(select(QueuedStory))}
    for place, one in enumerate(stories):
        rows[one].position = place
    edit.session.flush()


def begun(edit: Edit, story_id: int, aside: bool) -> None:
    """A story has begun anew, `aside` of words that stand there: if the program ends now, it goes on with that."""
    row = _row(edit.session, story_id)
    if row is not None and bool(row.asked.get("again")) != aside:
        row.asked = asdict(replace(_asked(row.asked), again=aside))


def _row(session: Session, story_id: int) -> QueuedStory | None:
    return session.scalar(select(QueuedStory).where(QueuedStory.story_id == story_id))


def _asked(kept: dict[str, Any]) -> TranscriptionRequest:
    """What was kept; what another version of the program wrote and this one does not know is left out."""
    default = asdict(TranscriptionRequest())
    del default["typed"]
    known: dict[str, Any] = {name: kept[name] for name, usual in default.items() if type(kept.get(name)) is type(usual)}
    return _sensible(TranscriptionRequest(**known))


def _sensible(asked: TranscriptionRequest) -> TranscriptionRequest:
    """`asked`, with what makes no sense as nobody asked for it: a project may come from anybody."""
    return replace(
        asked,
        preset=asked.preset if asked.preset in PRESETS else "",
        language=asked.language if LANGUAGE.fullmatch(asked.language) else AUTO,
        voices=asked.voices if asked.voices in ("", *VOICES) else ONE_OR_TWO,
        device=asked.device if asked.device in DEVICES else AUTO,
    )

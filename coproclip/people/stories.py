"""Stories: who told them, where their sound is, and the bin."""

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, MediaError, NotFound
from coproclip.people.care import care_text
from coproclip.people.participants import leave_story
from coproclip.people.storytellers import find_or_add, storytellers_of, tell
from coproclip.project.kinds import SpeakerRole
from coproclip.project.project import Edit, Project, now
from coproclip.project.rows import among
from coproclip.project.schema import Place, QueuedStory, Recording, Speaker, Story
from coproclip.project.storage.places import ORIGINALS, PEAKS, WORKING


def add_story(
    edit: Edit,
    title: str,
    *,
    storytellers: tuple[str, ...] = (),
    reporter: str = "",
    language: str = "",
    recorded_on: str = "",
) -> Story:
    """A new story with its voices: one for each storyteller (by alias) and one for the reporter."""
    story = edit.add(
        Story(
            title=title.strip(), reporter=reporter.strip(), language=language, recorded_on=recorded_on, created_at=now()
        )
    )
    for alias in storytellers:
        if alias.strip():
            tell(edit, story.id, find_or_add(edit, alias).id)
    edit.add(Speaker(story_id=story.id, name=reporter.strip() or "Reporter", role=SpeakerRole.REPORTER))
    return story


_LANGUAGE = re.compile("[a-z]{2,3}(-(Hans|Hant|Latn|Cyrl|Arab))?(-[A-Z]{2})?")
"""More than this would be a place for words that nobody agreed to: it leaves with what is exported."""


OWN = ("own_title", "own_feeling", "own_matters", "own_for_whom", "summary")
"""What a storyteller would call their story, how it felt, what matters most in it, who should hear it; and a summary of
it by whoever asked."""


def change_story(
    edit: Edit,
    story_id: int,
    *,
    title: str | None = None,
    reporter: str | None = None,
    note: str | None = None,
    private_note: str | None = None,
    language: str | None = None,
    storytellers: tuple[str, ...] | None = None,
    care: str | None = None,
    sensitive: bool | None = None,
    **own: str,
) -> None:
    """Change what is known of a story; `storytellers` are its aliases, `care` is what to know before hearing it.

    `own` is what the storyteller made of it right afterwards, and the reporter's summary, by the names of `OWN`.
    """
    story = edit.get(Story, story_id)
    for name, said in own.items():
        if name not in OWN:
            raise BadInput(f"A story has no “{name}”.", "Nothing was changed.")
        setattr(story, name, said.strip())
    if title is not None:
        if not title.strip():
            raise BadInput("A story needs a title.")
        story.title = title.strip()
    if note is not None:
        story.note = note
    if care is not None:
        story.care = care_text(care)
    if sensitive is not None:
        story.sensitive = int(sensitive)
    if private_note is not None:
        story.private_note = private_note.strip()
    if language is not None:
        if language and not _LANGUAGE.fullmatch(language):
            raise BadInput("A language is written in short, such as en or pt-BR.", "Nothing was changed.")
        story.language = language
    if reporter is not None:
        story.reporter = reporter.strip()
        for speaker in edit.session.scalars(
            select(Speaker).where(Speaker.story_id == story_id, Speaker.role == SpeakerRole.REPORTER)
        ):
            speaker.name = reporter.strip() or "Reporter"
    if storytellers is not None:
        _set_storytellers(edit, story_id, storytellers)


def _set_storytellers(edit: Edit, story_id: int, aliases: tuple[str, ...]) -> None:
    wanted = {find_or_add(edit, alias).id for alias in aliases if alias.strip()}
    for storyteller in storytellers_of(edit.session, story_id):
        if storyteller.id not in wanted:
            leave_story(edit, story_id, storyteller.id)
    for storyteller_id in sorted(wanted):
        tell(edit, story_id, storyteller_id)


def bin_story(edit: Edit, story_id: int) -> None:
    """Put a story in the bin; nothing of it is lost. It no longer waits to be transcribed."""
    edit.get(Story, story_id).binned_at = now()
    edit.session.execute(delete(QueuedStory).where(QueuedStory.story_id == story_id))


def restore_story(edit: Edit, story_id: int) -> None:
    """Take a story out of the bin."""
    edit.get(Story, story_id).binned_at = None


def find_story(session: Session, wanted: str | int) -> Story:
    """The story with this number or, failing that, this title; raises `NotFound`, also for two of one title."""
    number = str(wanted)
    if number.isascii() and number.isdigit() and len(number) < 19:
        found = session.get(Story, int(number))
        if found is not None:
            return found
    titled = [story for story in session.scalars(select(Story)) if story.title.casefold() == str(wanted).casefold()]
    if len(titled) == 1:
        return titled[0]
    if titled:
        raise NotFound(f"More than one story is called “{wanted}”.", next="Give its number instead.")
    raise NotFound(f"There is no story “{wanted}” in this project.")


@dataclass(frozen=True, slots=True)
class StorySound:
    """Where a story's sound is: `audio` is what is heard, cut and transcribed."""

    recording_id: int
    audio: Path
    original: Path
    peaks: Path | None
    duration_ms: int
    sample_rate: int
    channels: int
    sha256: str
    original_name: str
    notice: str


def sound_of(project: Project, session: Session, story_id: int) -> StorySound:
    """The story's sound; raises `MediaError` when the story has none. The file itself is not looked at."""
    recording = session.scalar(select(Recording).where(Recording.story_id == story_id).order_by(Recording.id))
    if recording is None:
        raise MediaError("This story has no recording.")
    original = project.path(recording.original, ORIGINALS)
    return StorySound(
        recording_id=recording.id,
        audio=project.path(recording.working, WORKING) if recording.working else original,
        original=original,
        peaks=project.path(recording.peaks, PEAKS) if recording.peaks else None,
        duration_ms=recording.duration_ms,
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        sha256=recording.sha256,
        original_name=recording.original_name,
        notice=recording.notice,
    )


def stories(session: Session, *, binned: bool = False, only: Set[int] | None = None) -> list[Story]:
    """The project's stories, newest first; or those in the bin. With `only`, those of these numbers."""
    where = Story.binned_at.is_not(None) if binned else Story.binned_at.is_(None)
    query = among(select(Story).where(where).order_by(Story.created_at.desc(), Story.id.desc()), Story.id, only)
    return list(session.scalars(query))


def usual_language(session: Session) -> str:
    """The language (a code) that most of the project's stories are in; empty while none is known."""
    known = session.scalars(
        select(Story.language).where(Story.binned_at.is_(None), Story.language != "").order_by(Story.id)
    )
    return next((language for language, _ in Counter(known).most_common(1)), "")


def speakers_of(session: Session, story_id: int) -> list[Speaker]:
    """The voices of a story."""
    return list(session.scalars(select(Speaker).where(Speaker.story_id == story_id).order_by(Speaker.id)))


def storyteller_names(session: Session, story_id: int) -> str:
    """The storytellers' aliases as a person would list them (“Kit, Rosa and Sam”), or empty."""
    return listed(storyteller.alias for storyteller in storytellers_of(session, story_id))


def listed(names: Iterable[str]) -> str:
    """Names as a person would list them (“Kit, Rosa and Sam”), or empty."""
    *others, last = list(names) or [""]
    return f"{', '.join(others)} and {last}" if others else last


def duration_of(session: Session, story_id: int) -> int:
    """How long a story's recording is (ms); 0 where it has none."""
    first = select(Recording.duration_ms).where(Recording.story_id == story_id).order_by(Recording.id).limit(1)
    return session.scalar(first) or 0


def last_place(session: Session) -> tuple[int, int] | None:
    """The story somebody was in last and where (ms); None if nobody was in any."""
    # A place is always written anew, so the newest has the highest number.
    last = session.execute(select(Place.story_id, Place.position_ms).order_by(Place.id.desc()).limit(1)).first()
    return (last[0], last[1]) if last is not None else None

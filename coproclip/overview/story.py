"""What the desk shows of a story, read in one go as plain values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.excerpts.marking import around
from coproclip.overview.excerpts import ThemeSign
from coproclip.people.moments import MomentKind, moments_of, not_used
from coproclip.people.stories import StorySound, sound_of, speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Moment, Segment, Speaker, Story
from coproclip.project.schema import Word as Word
from coproclip.themes.codebook import themes
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import VOICE, passages
from coproclip.transcript.review import REASONS, little_found, worded_ms
from coproclip.transcript.speaker_names import found_by_program
from coproclip.transcription.run import TranscriptionProgress, transcription_progress

_NOT_IN_A_LINE = re.compile("[\x00\t\n\v\f\r\u2028\u2029\ufdd0\ufdd1\ufffc]")

EXCERPT_FACTS = (
    *("excerpt", "excerpt_translation", "span", "answer", "theme", "theme_link"),
    *("consent", "story_storyteller", "story", "project", "moment", "mention"),
    *("list_entry", "naming", "storyteller"),
)
"""The tables whose changes can change what is shown of an excerpt."""


def flat(text: str) -> str:
    """`text` with a space for whatever would break its line."""
    return _NOT_IN_A_LINE.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the page shows it; times in ms.

    `role` is storyteller, reporter, other or empty. `flags` are the reasons to listen again, in words a person can
    read; `flagged` the ms ranges they are about (none: the whole passage). `voice_doubt`: who speaks is not sure;
    `words_doubt`: the words are not, which is not the same. `checked_how` is one of `CheckedHow`. `voice_said`: a
    person said of this passage who speaks. `english` is a machine's translation, or empty.
    """

    id: int
    speaker: str
    role: str
    start_ms: int
    end_ms: int
    words: Sequence[Word]
    checked: bool = False
    checked_how: str = ""
    flags: tuple[str, ...] = ()
    flagged: tuple[tuple[int, int], ...] = ()
    voice_doubt: bool = False
    words_doubt: bool = True
    voice_said: bool = False
    english: str = ""

    @property
    def text(self) -> str:
        """Its words joined by one space, on one line."""
        return flat(" ".join(word.text for word in self.words))

    @property
    def facts(self) -> tuple[int, int, str, bool, str, bool]:
        """All but the words: when, who, checked or not, sure or not."""
        return self.start_ms, self.end_ms, self.role, self.checked, self.checked_how, bool(self.flags)


@dataclass(frozen=True, slots=True)
class StorySpeaker:
    """Somebody who can be heard in a story; `unnamed`: found by the program, and nobody has said yet who it is."""

    id: int
    name: str
    role: str
    unnamed: bool


@dataclass(frozen=True, slots=True)
class StoryMoment:
    """A mark, a starter that was asked, or a bit that is not to be used: number, kind, stretch (ms) and words."""

    id: int
    kind: MomentKind
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class DeskStory:
    """What the desk knows of a story but its words; `trouble` is why it cannot be heard, or empty.

    `not_used` are the stretches that a storyteller does not want used.
    """

    story_id: int
    title: str
    who: str
    description: str
    reporter: str
    date: str
    sound: StorySound | None
    trouble: str
    transcription_progress: TranscriptionProgress
    speakers: tuple[StorySpeaker, ...]
    duration_ms: int
    not_used: tuple[TimeRange, ...] = ()


def little_of(story: DeskStory, shown: Sequence[Passage]) -> str:
    """That nothing was found in it, or words in only a small part; empty for all others."""
    length = story.sound.duration_ms if story.sound else 0
    worded = worded_ms((passage.start_ms, passage.end_ms, passage.text) for passage in shown)
    return little_found(story.transcription_progress.state, worded, length)


def load_story(session: Session, project: Project, story_id: int) -> DeskStory:
    """Read what is known of a story; raises `NotFound` when it is gone."""
    story = fetch(session, Story, story_id)
    people = storytellers_of(session, story_id)
    sound, trouble = None, ""
    try:
        sound = sound_of(project, session, story_id)
        if not sound.audio.is_file():
            trouble = "The recording is not where it was. Words, excerpts and themes are safe."
    except CoProClipError as error:
        trouble = str(error)
    # Without sound a story is as long as its words.
    duration = sound.duration_ms if sound else max((row.end_ms for row in passages(session, story_id)), default=0)
    return DeskStory(
        story_id=story_id,
        title=story.title,
        who=" and ".join(person.alias for person in people),
        description=people[0].description if people else "",
        reporter=story.reporter,
        date=story.recorded_on or story.created_at[:10],
        sound=sound,
        trouble=trouble,
        transcription_progress=transcription_progress(session, story_id, sound.duration_ms if sound else 0),
        speakers=load_speakers(session, story_id),
        duration_ms=duration,
        not_used=tuple(not_used(session, story_id)),
    )


def load_speakers(session: Session, story_id: int) -> tuple[StorySpeaker, ...]:
    """Who can be heard in a story."""
    rows = speakers_of(session, story_id)
    return tuple(StorySpeaker(row.id, row.name, row.role, found_by_program(row)) for row in rows)


def load_moments(session: Session, story_id: int) -> list[StoryMoment]:
    """The marks of a story, the starters that were asked, and what is not to be used, in order of time."""
    shown = (MomentKind.MARK, MomentKind.STARTER, MomentKind.NOT_USED)
    rows = [row for row in moments_of(session, story_id) if row.kind in shown]
    return [StoryMoment(row.id, MomentKind(row.kind), row.start_ms, row.end_ms, row.text) for row in rows]


def suggested_range(session: Session, moment_id: int) -> TimeRange | None:
    """What was said around a moment, to be made an excerpt; None where the moment is gone."""
    moment = session.get(Moment, moment_id)
    return around(session, moment) if moment is not None else None


def passage_count(session: Session, story_id: int) -> int:
    """How many passages a story has."""
    return session.scalar(select(func.count()).select_from(Segment).where(Segment.story_id == story_id)) or 0


def load_passages(session: Session, story_id: int, only: Iterable[int] | None = None) -> list[Passage]:
    """The story's passages in order; with `only`, those of these numbers that are (still) in it."""
    speakers = {speaker.id: speaker for speaker in speakers_of(session, story_id)}
    return [_passage(segment, speakers.get(segment.speaker_id or 0)) for segment in passages(session, story_id, only)]


def _passage(segment: Segment, speaker: Speaker | None) -> Passage:
    flags = () if segment.checked else tuple(segment.flags)
    return Passage(
        id=segment.id,
        speaker=speaker.name if speaker else "",
        role=speaker.role if speaker else "",
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        words=segment.words,
        checked=bool(segment.checked),
        checked_how=segment.checked_how if segment.checked else "",
        flags=tuple(REASONS.get(flag, flag) for flag in flags),
        voice_doubt=VOICE in flags,
        words_doubt=flags != (VOICE,),
        voice_said=bool(segment.voice_said),
        english=segment.translation,
    )


def first_themes(session: Session, most: int) -> list[ThemeSign]:
    """The project's first `most` themes, in the order of their tree."""
    return [ThemeSign(theme.id, theme.letter, theme.colour, theme.name) for theme in themes(session)[:most]]


def checked_ranges(shown: Sequence[Passage]) -> list[tuple[int, int]]:
    """What was checked by ear, neighbours joined (ms)."""
    ranges: list[tuple[int, int]] = []
    for place, passage in enumerate(shown):
        if passage.checked:
            start = shown[place - 1].end_ms if place and shown[place - 1].checked else passage.start_ms
            if ranges and start <= ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(ranges[-1][1], passage.end_ms))
            else:
                ranges.append((start, passage.end_ms))
    return ranges

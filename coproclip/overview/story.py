"""What the desk shows of a story, read in one go as plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coproclip.errors import CoProClipError
from coproclip.overview.excerpts import ExcerptRow as ExcerptRow
from coproclip.overview.excerpts import ThemeSign as ThemeSign
from coproclip.overview.excerpts import rows_of_story
from coproclip.people.stories import StorySound, sound_of, speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Speaker, Story
from coproclip.project.schema import Word as Word
from coproclip.transcript.edits import VOICE, passages
from coproclip.transcript.review import REASONS, little_found, worded_ms
from coproclip.transcription.run import TranscriptionProgress, transcription_progress

_NOT_IN_A_LINE = re.compile("[\x00\t\n\v\f\r\u2028\u2029\ufdd0\ufdd1\ufffc]")

EXCERPT_FACTS = (
    *("excerpt", "span", "answer", "theme", "theme_link"),
    *("consent", "story_storyteller", "story", "project", "moment"),
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
    `words_doubt`: the words are not, which is not the same. `english` is a machine's translation, or empty.
    """

    id: int
    speaker: str
    role: str
    start_ms: int
    end_ms: int
    words: Sequence[Word]
    checked: bool = False
    flags: tuple[str, ...] = ()
    flagged: tuple[tuple[int, int], ...] = ()
    voice_doubt: bool = False
    words_doubt: bool = True
    english: str = ""

    @property
    def text(self) -> str:
        """Its words joined by one space, on one line."""
        return flat(" ".join(word.text for word in self.words))

    @property
    def transcription_progress(self) -> tuple[int, int, str, bool, bool]:
        """All but the words: when, who, checked or not, sure or not."""
        return self.start_ms, self.end_ms, self.role, self.checked, bool(self.flags)


@dataclass(frozen=True, slots=True)
class DeskStory:
    """What the desk knows of a story but its words; `trouble` is why it cannot be heard, or empty."""

    story_id: int
    title: str
    who: str
    description: str
    reporter: str
    date: str
    sound: StorySound | None
    trouble: str
    transcription_progress: TranscriptionProgress
    voices: tuple[Speaker, ...]
    duration_ms: int

    @property
    def cast(self) -> tuple[tuple[int, str, str], ...]:
        """Who can be heard in it, to compare."""
        return tuple((voice.id, voice.name, voice.role) for voice in self.voices)


def little_of(story: DeskStory, lines: Sequence[Passage]) -> str:
    """That nothing was found in it, or words in only a small part; empty for all others."""
    length = story.sound.duration_ms if story.sound else 0
    return little_found(
        story.transcription_progress.state, worded_ms((line.start_ms, line.end_ms, line.text) for line in lines), length
    )


def load_story(project: Project, story_id: int) -> DeskStory:
    """Read what is known of a story; raises `NotFound` when it is gone."""
    with project.read() as session:
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
        length = (
            sound.duration_ms if sound else max((passage.end_ms for passage in passages(session, story_id)), default=0)
        )
        return DeskStory(
            story_id=story_id,
            title=story.title,
            who=" and ".join(person.alias for person in people),
            description=people[0].description if people else "",
            reporter=story.reporter,
            date=story.told_on or story.created_at[:10],
            sound=sound,
            trouble=trouble,
            transcription_progress=transcription_progress(session, story_id, sound.duration_ms if sound else 0),
            voices=tuple(speakers_of(session, story_id)),
            duration_ms=length,
        )


def _passage(line: Segment, voices: dict[int, Speaker]) -> Passage:
    voice = voices.get(line.speaker_id or 0)
    flags = () if line.checked else tuple(line.flags)
    return Passage(
        id=line.id,
        speaker=voice.name if voice else "",
        role=voice.role if voice else "",
        start_ms=line.start_ms,
        end_ms=line.end_ms,
        words=line.words,
        checked=bool(line.checked),
        flags=tuple(REASONS.get(flag, flag) for flag in flags),
        voice_doubt=VOICE in flags,
        words_doubt=flags != (VOICE,),
        english=line.translation,
    )


def load_passages(project: Project, story_id: int, only: Iterable[int] | None = None) -> list[Passage]:
    """The story's passages in order; with `only`, those of these numbers that are (still) in it."""
    with project.read() as session:
        voices = {voice.id: voice for voice in speakers_of(session, story_id)}
        return [_passage(line, voices) for line in passages(session, story_id, only)]


def load_excerpts(project: Project, story_id: int, known: Mapping[int, ExcerptRow] | None = None) -> list[ExcerptRow]:
    """The story's excerpts in order of time; those in `known` are taken as they are instead of being read again."""
    with project.read() as session:
        return rows_of_story(session, story_id, known)


def checked_ranges(lines: Sequence[Passage]) -> list[tuple[int, int]]:
    """What was checked by ear, neighbours joined (ms)."""
    ranges: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if line.checked:
            start = lines[place - 1].end_ms if place and lines[place - 1].checked else line.start_ms
            if ranges and start <= ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(ranges[-1][1], line.end_ms))
            else:
                ranges.append((start, line.end_ms))
    return ranges

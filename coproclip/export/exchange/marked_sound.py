"""One sound with what is said in it and what is marked in it: what annotation programs, archives and players take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from coproclip.excerpts.team.team_stories import TeamProject, TeamStory, verify_team
from coproclip.export.captioning.cues import CueWord
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.exchange.timeline import Timeline
from coproclip.export.folders.names import first_words
from coproclip.export.notices import Notice
from coproclip.harmless import plain

_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "۔", "।")
_CLOSERS = "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody says in one go: when (ms), who, and the words."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An excerpt in the sound: from when to when (ms), its title, words, signature and themes, and its number."""

    start_ms: int
    end_ms: int
    title: str
    text: str
    signed: str
    themes: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class MarkedSound:
    """A sound file (`media`, from where the description lies) of this length (ms), and everything in it, in order."""

    title: str
    media: PurePosixPath
    duration_ms: int
    language: str
    recorded_on: str
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]
    notice: Notice = Notice.NONE


def of_timeline(
    timeline: Timeline, words: Sequence[Sequence[CueWord]], media: PurePosixPath, duration_ms: int
) -> MarkedSound:
    """All clips of a timeline in one sound; `words` are those of each clip, at clip time."""
    spoken, marks = list[Sentence](), list[Mark]()
    for piece, said in zip(timeline.pieces, words, strict=True):
        at = round(timeline.begins(piece) * 1000)
        length = (piece.last - piece.first) * 1000 // piece.rate
        spoken += [Sentence(at + one.start_ms, at + one.end_ms, one.speaker, one.text) for one in sentences(said)]
        excerpt = piece.excerpt
        marks.append(
            Mark(
                at,
                min(at + length, duration_ms),
                piece.title,
                piece.said,
                excerpt.attribution,
                tuple(map(str, excerpt.themes)),
                piece.number,
            )
        )
    language = next((piece.excerpt.language for piece in timeline.pieces if piece.excerpt.language), "")
    return MarkedSound(timeline.name, media, duration_ms, language, "", tuple(spoken), tuple(marks), timeline.notice)


def of_story(project: TeamProject, story: TeamStory, media: PurePosixPath) -> MarkedSound:
    """A whole story, for the team. Raises `NotShareable` for anything but what the team may have."""
    verify_team(project)
    spoken = [
        one
        for passage in story.passages
        for one in sentences(CueWord(plain(w.text), w.start_ms, w.end_ms, plain(w.speaker)) for w in passage.words)
    ]
    marks = [
        Mark(
            span.start_ms,
            min(span.end_ms, story.duration_ms),
            excerpt.title,
            excerpt.words,
            ", ".join(project.people[one] for one in excerpt.people if one in project.people),
            tuple(project.themes[theme].name for theme in excerpt.themes if theme in project.themes),
            number,
        )
        for number, excerpt in enumerate(story.excerpts, 1)
        for span in excerpt.spans
    ]
    return MarkedSound(
        title=f"{story.title} ({Notice.TEAM})",
        media=media,
        duration_ms=story.duration_ms,
        language=story.language,
        recorded_on=story.recorded_on,
        sentences=tuple(sorted(spoken, key=lambda one: one.start_ms)),
        marks=tuple(sorted(marks, key=lambda one: (one.start_ms, one.number))),
        notice=Notice.TEAM,
    )


def sentences(words: Iterable[CueWord]) -> list[Sentence]:
    """What is said, in sentences: a new one where another voice speaks, where one ends, and after a cut."""
    found: list[list[CueWord]] = []
    fresh = True
    for word in words:
        if fresh or found[-1][-1].speaker != word.speaker or word.cut_before:
            found.append([])
        found[-1].append(word)
        fresh = word.text.rstrip(_CLOSERS).endswith(_ENDS)
    return [
        Sentence(some[0].start_ms, max(some[0].start_ms, *(one.end_ms for one in some)), some[0].speaker, said)
        for some in found
        if (said := joined(one.text for one in some))
    ]


def heading(mark: Mark) -> str:
    """What a mark is called where there is room for one line: its title, or its first words."""
    return mark.title or first_words(mark.text)

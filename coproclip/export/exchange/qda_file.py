"""A whole project for research software: REFI-QDA (.qdpx), which NVivo, ATLAS.ti, MAXQDA and QualCoder read.

A story is a source with its sound and its words, a theme a code, an excerpt a coded stretch of both, a storyteller a
case. Places in words are counted in characters (Unicode code points) of the text as it lies in the file, with a line
feed between lines, ends not included; times are ms.
"""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID, uuid5

from coproclip import __version__
from coproclip.audio.encode import Format
from coproclip.errors import NotShareable
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.team.team_stories import TeamExcerpt, TeamProject, TeamStory, team_stories, verify_team
from coproclip.export.captioning.cues import CueWord
from coproclip.export.exchange.marked_sound import sentences
from coproclip.export.exchange.team_sound import write_team_sound
from coproclip.export.exchange.xml import Element, add, document, element
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.names import first_words, safe_name
from coproclip.export.folders.target import Tell, keep_quiet
from coproclip.export.folders.team_file import team_file
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.notices import TEAM_MARK
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.harmless import plain
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.project import Project
from coproclip.themes.codebook_files import PALETTE
from coproclip.themes.listing import ThemeOutline, outline
from coproclip.timecode import TimeRange

ACTIVITY = "making the project for research software"
TITLE = "Project for research software"
NAMESPACE = "urn:QDA-XML:project:1.0"
SOURCES = "Sources"
_IDS = UUID("5b0a1d5f-2f0e-4a57-9f36-1f4c3b1e7a90")
_LONGEST_NAME = 100
_FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class QdaFile:
    """What was made: the file, how many stories, themes and excerpts are in it, and the stories that stay here.

    Of those, the title of each and why.
    """

    path: Path
    stories: int
    themes: int
    excerpts: int
    left_out: tuple[tuple[str, str], ...]


def save_qda(
    project: Project,
    folder: Path,
    *,
    replace: bool = False,
    to_whom: str = "",
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
) -> QdaFile:
    """Write every story that the team may have, with its sound, to a .qdpx file in `folder`; for the team alone.

    Only its owner may read it. What the team may have is asked again once it is written, and noted in the ledger. An
    earlier file of that name is replaced, any other only with `replace`. Raises `NotShareable` where no story may go or
    something changed meanwhile, `BadInput`, `MediaError`, `StorageError`.
    """
    made = team_stories(project)
    path = folder / f"{safe_name(made.title, 'Project')}.qdpx"
    # What may no longer be there goes, whatever comes of this.
    withdraw_everywhere(project, folder, tell, replaced=[path] if made.stories else [])
    if not made.stories:
        why = " ".join(f"“{title}”: {reason}" for title, reason in made.refused[:3])
        raise NotShareable("There is no story that the team may have.", "Nothing was made.", why)
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    stories = tuple(story.story_id for story in made.stories)
    note = HandoverNote(Use.REPORTER, TITLE, to_whom, tell, project, stories, texts=made.texts)
    steps = len(made.stories)
    with workplace(folder, ACTIVITY) as bench:
        writer = _QdaWriter(project, made)
        with team_file(path, note, replace=replace) as (file, _part):
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.comment = TEAM_MARK.encode("utf-8")
                packed.writestr(_entry("project.qde"), writer.document())
                for number, story in enumerate(made.stories):
                    cancel.raise_if_cancelled()
                    say_if_gone(bench)

                    def _step(fraction: float, number: int = number) -> None:
                        watch(number + fraction, steps, f"Writing story {number + 1} of {steps}")

                    text, sound = writer.names(story)
                    packed.writestr(_entry(f"{SOURCES}/{text}"), writer.text(story))
                    write_team_sound(
                        made, story, bench / sound, Format.M4A, cancel=cancel.raise_if_cancelled, report=_step
                    )
                    packed.write(bench / sound, f"{SOURCES}/{sound}", zipfile.ZIP_STORED)
                    (bench / sound).unlink()
            cancel.raise_if_cancelled()
            if team_stories(project) != made:
                raise NotShareable("The project was changed meanwhile.", "Nothing was written.", "Try again.")
    watch(steps, steps, "The file is ready")
    excerpts = sum(len(story.excerpts) for story in made.stories)
    return QdaFile(path, steps, len(made.themes), excerpts, made.refused)


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _FIXED)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.external_attr = 0o600 << 16
    return made


@dataclass(slots=True)
class _Text:
    """The words of a story as they are written, and for each word where it is: ms, and characters from … to."""

    written: str = ""
    words: list[tuple[CueWord, int, int]] = field(default_factory=list)
    points: list[tuple[int, int]] = field(default_factory=list)  # (ms, character) where each sentence begins

    def add_line(self, speaker: str, said: Sequence[CueWord]) -> None:
        """A passage: who, and the words."""
        self.written += f"{speaker}: " if speaker else ""
        starts = {one.start_ms for one in sentences(said)}
        for number, word in enumerate(said):
            self.written += " " if number else ""
            begins = len(self.written)
            self.written += word.text
            self.words.append((word, begins, len(self.written)))
            if word.start_ms in starts:
                starts.remove(word.start_ms)
                self.points.append((word.start_ms, begins))
        self.written += "\n"

    def place(self, span: TimeRange) -> tuple[int, int] | None:
        """From which character up to which (not included) the words of a span are; None where it has none."""
        inside = [
            (begins, ends) for word, begins, ends in self.words if span.contains((word.start_ms + word.end_ms) // 2)
        ]
        return (min(begins for begins, _ in inside), max(ends for _, ends in inside)) if inside else None


def _as_files(stories: Iterable[TeamStory]) -> dict[int, str]:
    """What each story is called, each differently: programs name the files by it that they put into their projects."""
    called: dict[int, str] = {}
    taken: set[str] = set()
    for story in stories:
        name = safe_name(story.title, "Story")
        several = (name if number == 1 else f"{name} ({number})" for number in count(1))
        called[story.story_id] = next(one for one in several if one.casefold() not in taken)
        taken.add(called[story.story_id].casefold())
    return called


class _QdaWriter:
    """Makes the parts of the file; the same story, theme or person has the same mark every time it is written."""

    def __init__(self, project: Project, made: TeamProject) -> None:
        verify_team(made)
        self._made = made
        self._key = Owner(project.details.uid).project_key
        self._now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        with project.read() as session:
            self._themes = [one for one in outline(session).themes if one.theme_id in made.themes]
        self._texts = {story.story_id: _written(story) for story in made.stories}
        self._called = _as_files(made.stories)
        self._user = self._id("user")
        self._by = {"creatingUser": self._user, "creationDateTime": self._now}

    def _id(self, *what: object) -> str:
        return str(uuid5(_IDS, "\n".join([self._key, *map(str, what)])))

    def names(self, story: TeamStory) -> tuple[str, str]:
        """What the words and the sound of a story are called in the file."""
        return f"{self._id('text', story.story_id)}.txt", f"{self._id('sound', story.story_id)}.m4a"

    def text(self, story: TeamStory) -> str:
        """The words of a story."""
        return self._texts[story.story_id].written

    def document(self) -> str:
        """What is in the file: the XML that programs read first."""
        root = element(
            "Project",
            xmlns=NAMESPACE,
            name=f"{self._made.title or 'Project'} ({TEAM_MARK})",
            origin=f"CoProClip {__version__}",
            creatingUserGUID=self._user,
            creationDateTime=self._now,
        )
        add(add(root, "Users"), "User", guid=self._user, name="Team")
        if self._themes:
            self._add_codes(add(add(root, "CodeBook"), "Codes"))
        if self._made.people:
            self._add_cases(add(root, "Cases"))
        sources = add(root, "Sources")
        for story in self._made.stories:
            self._add_source(sources, story)
        add(root, "Description", f"{TEAM_MARK}.")
        return document(root)

    def _add_codes(self, codes: Element) -> None:
        places: dict[int | None, Element] = {None: codes}
        for one in self._themes:
            texts = self._made.themes[one.theme_id]
            code = add(
                places.get(one.parent_id, codes),
                "Code",
                guid=self._code(one.theme_id),
                name=texts.name,
                isCodable="true",
                color=_colour(one),
            )
            if texts.described:
                add(code, "Description", texts.described)
            places[one.theme_id] = code

    def _code(self, theme_id: int) -> str:
        return self._id("theme", theme_id)

    def _add_cases(self, cases: Element) -> None:
        for number, name in self._made.people.items():
            case = add(cases, "Case", guid=self._id("person", number), name=name)
            mine = [story for story in self._made.stories if number in story.people]
            for story in mine:
                add(case, "SourceRef", targetGUID=self._id("story", story.story_id))
            for story in mine:
                for excerpt in story.excerpts:
                    if number in excerpt.people:
                        for place in range(len(excerpt.spans)):
                            add(case, "SelectionRef", targetGUID=self._id("heard", excerpt.excerpt_id, place))

    def _add_source(self, sources: Element, story: TeamStory) -> None:
        text, sound = self.names(story)
        mark = self._id("story", story.story_id)
        called = self._called[story.story_id]
        source = add(sources, "AudioSource", guid=mark, name=f"{called}.m4a", path=f"internal://{sound}", **self._by)
        add(source, "Description", story.title)
        transcript = add(
            source,
            "Transcript",
            guid=self._id("transcript", story.story_id),
            name=f"{called}.txt",
            plainTextPath=f"internal://{text}",
            **self._by,
        )
        words = self._texts[story.story_id]
        read = [
            (excerpt, place, span, found)
            for excerpt in story.excerpts
            for place, span in enumerate(excerpt.spans)
            if (found := words.place(span)) is not None
        ]
        edges = [edge for _, _, span, (first, last) in read for edge in ((span.start_ms, first), (span.end_ms, last))]
        points = {(0, 0), *words.points, *edges}
        for time_ms, position in sorted(points, key=lambda point: (point[1], point[0])):
            mark = self._point(story, time_ms, position)
            add(transcript, "SyncPoint", guid=mark, timeStamp=time_ms, position=position)
        for excerpt, place, span, (first, last) in read:
            selection = add(
                transcript,
                "TranscriptSelection",
                guid=self._id("read", excerpt.excerpt_id, place),
                name=_name(excerpt),
                fromSyncPoint=self._point(story, span.start_ms, first),
                toSyncPoint=self._point(story, span.end_ms, last),
                **self._by,
            )
            self._add_codings(selection, excerpt, "read", place)
        for excerpt in story.excerpts:
            for place, span in enumerate(excerpt.spans):
                selection = add(
                    source,
                    "AudioSelection",
                    guid=self._id("heard", excerpt.excerpt_id, place),
                    name=_name(excerpt),
                    begin=span.start_ms,
                    end=span.end_ms,
                    **self._by,
                )
                self._add_codings(selection, excerpt, "heard", place)

    def _point(self, story: TeamStory, time_ms: int, position: int) -> str:
        return self._id("point", story.story_id, time_ms, position)

    def _add_codings(self, selection: Element, excerpt: TeamExcerpt, how: str, place: int) -> None:
        for theme in excerpt.themes:
            if theme in self._made.themes:
                mark = self._id("coding", how, excerpt.excerpt_id, place, theme)
                add(add(selection, "Coding", guid=mark, **self._by), "CodeRef", targetGUID=self._code(theme))


def _written(story: TeamStory) -> _Text:
    text = _Text()
    for passage in story.passages:
        said = [CueWord(plain(word.text), word.start_ms, word.end_ms) for word in passage.words]
        text.add_line(passage.speaker, said)
    return text


def _name(excerpt: TeamExcerpt) -> str:
    return first_words(excerpt.title or excerpt.words, _LONGEST_NAME)


def _colour(theme: ThemeOutline) -> str:
    return PALETTE[theme.colour % len(PALETTE)]

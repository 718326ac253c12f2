"""`coproclip transcript`: a story’s words for the team, as text, captions of the whole, or JSON with word times."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import ForWhom, ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import as_json, on_screen, say, show_document
from coproclip.errors import BadInput
from coproclip.excerpts.team.team_stories import TeamWords, team_words
from coproclip.export.captioning.captions import TIMED, CaptionKind
from coproclip.export.captioning.cues import Cue, CueWord, make_cues
from coproclip.export.folders.team_file import save_for_team
from coproclip.export.notices import Notice
from coproclip.harmless import plain
from coproclip.people.stories import find_story, speakers_of
from coproclip.project.columns import GUESSED, Word
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Story
from coproclip.timecode import clock
from coproclip.transcript.edits import passages, text_of
from coproclip.transcription.progress import transcription_progress

JSON = "json"
FORMATS = (*reversed(CaptionKind), JSON)


def print_transcript(
    project: ProjectPath,
    story: StoryName,
    format: Annotated[
        str, typer.Option(metavar="|".join(FORMATS), parser=one_of(FORMATS), help="How it is written.")
    ] = CaptionKind.TXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="A file to write; the screen without.")] = None,
    for_the_team: Annotated[
        bool,
        typer.Option(
            "--for-the-team", help="What the team may have of it is wanted, also in a file; it is marked as such."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that this program did not make.")] = False,
    for_whom: ForWhom = "",
) -> None:
    """Print a story’s words, for the team.

    This is not a way to share them. On the screen everything that was said is in it. A file, or what is handed on to
    another program, is written only with --for-the-team and says inside what it is for: without names that are taken
    out and what was off the record, and not where somebody said no to the team having it, or a yes to that has run out.
    A file of --output can be read by its owner alone.
    """
    if not for_the_team and (output is not None or not on_screen()):
        raise BadInput(
            f"This {'file' if output else 'output'} would hold the words of the story, also what may not be shared.",
            "Nothing was written.",
            "Add --for-the-team if it is for the team alone, or share excerpts with “export”.",
        )
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        text = transcript(target, found.id, format, for_the_team=for_the_team)
        if output is not None:
            written = team_words(target, found.id).texts
            save_for_team(target, (found.id,), text, output, replace=force, to_whom=for_whom, tell=say, texts=written)
    if output is None:
        show_document(text)
    else:
        say(f"Wrote {output}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A passage as it is written: the row that it is of, the name of the voice, and its words."""

    segment: Segment
    speaker: str
    text: str
    words: Sequence[Word]


def transcript(project: Project, story_id: int, format: str, *, for_the_team: bool = False) -> str:
    """The words of a story as one of `FORMATS`; `for_the_team`: what the team may have of it, which says so.

    Raises `NotFound`, and `NotShareable` where the team may not have the story.
    """
    granted = team_words(project, story_id) if for_the_team else None
    notice = Notice.TEAM if for_the_team else Notice.NONE
    with project.read() as session:
        story = fetch(session, Story, story_id)
        segments = passages(session, story_id)
        voices = {speaker.id: plain(speaker.name) for speaker in speakers_of(session, story_id)}
        far = transcription_progress(session, story_id, 0)
    if granted is None:
        title = plain(story.title)
        lines = [_Line(one, voices.get(one.speaker_id or 0, ""), one.text, one.words) for one in segments]
    else:
        title, lines = granted.title, _granted(granted, segments)
    if format == JSON:
        return _json(story, far.speech_model, lines, notice)
    if format == CaptionKind.TXT:
        return _text(title, lines, notice)
    words = [
        CueWord(plain(word.text), word.start_ms, word.end_ms, line.speaker) for line in lines for word in line.words
    ]
    cues = make_cues(words, max((line.segment.end_ms for line in lines), default=0) + 500)
    # Without a caption there is none to say it in; the name of the story has to do.
    if not cues and notice:
        cues = [Cue(0, 1000, (title or notice,))]
    return TIMED[CaptionKind(format)](cues, notice=notice)


def _granted(granted: TeamWords, segments: Sequence[Segment]) -> list[_Line]:
    """The passages of what was granted, each word as sure as it is in the story; what stands for a name is a guess."""
    rows, lines = {one.id: one for one in segments}, list[_Line]()
    for passage in granted.passages:
        if (row := rows.get(passage.segment_id)) is not None:
            sure = {(word.text, word.start_ms, word.end_ms): word.confidence for word in row.words}
            words = [
                Word(*place, sure.get(place, GUESSED))
                for place in ((one.text, one.start_ms, one.end_ms) for one in passage.words)
            ]
            lines.append(_Line(row, passage.speaker, text_of(words), words))
    return lines


def _text(title: str, lines: Sequence[_Line], notice: str) -> str:
    parts = [*([notice, ""] if notice else []), title, ""]
    before = None
    for line in lines:
        name, start = line.speaker, clock(line.segment.start_ms)
        head = f"[{start}] {name}: " if name and name != before else f"[{start}] "
        parts.append(head + plain(line.text))
        before = name
    return "\n".join(parts) + "\n"


def _json(story: Story, model: str, lines: Sequence[_Line], notice: str) -> str:
    document = {
        **({"notice": notice} if notice else {}),
        "story": story.id,
        "language": story.language,
        "model": model,
        "lines": [
            {
                "id": line.segment.id,
                "speaker": line.speaker or None,
                "start_ms": line.segment.start_ms,
                "end_ms": line.segment.end_ms,
                "text": line.text,
                "checked": bool(line.segment.checked),
                "flags": line.segment.flags,
                "words": [
                    {
                        "text": word.text,
                        "start_ms": word.start_ms,
                        "end_ms": word.end_ms,
                        "confidence": None if word.confidence == GUESSED else word.confidence / 100,
                    }
                    for word in line.words
                ],
            }
            for line in lines
        ],
    }
    return as_json(document) + "\n"

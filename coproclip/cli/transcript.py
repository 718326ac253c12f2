"""`coproclip transcript`: a story’s words for the team, as text, captions of the whole, or JSON with word times."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import say
from coproclip.errors import BadInput, storage_error
from coproclip.export.captions import srt, vtt
from coproclip.export.cues import CueWord, make_cues
from coproclip.people.stories import find_story, speakers_of
from coproclip.project.care import refuse_inside_project
from coproclip.project.project import Project, fetch
from coproclip.project.schema import Segment, Speaker, Story
from coproclip.timecode import clock
from coproclip.transcript.edits import passages
from coproclip.transcript.standing import standing

FORMATS = ("txt", "srt", "vtt", "json")


def print_transcript(
    project: ProjectPath,
    story: StoryName,
    format: Annotated[
        str, typer.Option(metavar="txt|srt|vtt|json", parser=one_of(FORMATS), help="How it is written.")
    ] = "txt",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="A file to write; the screen without.")] = None,
) -> None:
    """Print a story’s words, for the team.

    This is not a way to share them: names and everything else that was said are in it.
    """
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        text = transcript(target, found.id, format)
    if output is None:
        # Lines of subtitle files end in two signs; printed, they end as lines do here.
        typer.echo(text.replace("\r\n", "\n"), nl=False)
    else:
        save(text, output)
        say(f"Wrote {output}")


def transcript(project: Project, story_id: int, format: str) -> str:
    """The words of a story as one of `FORMATS`."""
    with project.read() as session:
        story = fetch(session, Story, story_id)
        lines = passages(session, story_id)
        voices = {speaker.id: speaker for speaker in speakers_of(session, story_id)}
        far = standing(session, story_id, 0)
    if format == "json":
        return _json(story, far.speech_model, lines, voices)
    if format == "txt":
        return _text(story, lines, voices)
    words = [
        CueWord(word.text, word.start_ms, word.end_ms, _name(line, voices)) for line in lines for word in line.words
    ]
    cues = make_cues(words, max((line.end_ms for line in lines), default=0) + 500)
    return vtt(cues) if format == "vtt" else srt(cues)


def _name(line: Segment, voices: dict[int, Speaker]) -> str:
    voice = voices.get(line.speaker_id or 0)
    return voice.name if voice else ""


def _text(story: Story, lines: Sequence[Segment], voices: dict[int, Speaker]) -> str:
    parts = [story.title, ""]
    before = None
    for line in lines:
        name = _name(line, voices)
        head = f"[{clock(line.start_ms)}] {name}: " if name and name != before else f"[{clock(line.start_ms)}] "
        parts.append(head + line.text)
        before = name
    return "\n".join(parts) + "\n"


def _json(story: Story, model: str, lines: Sequence[Segment], voices: dict[int, Speaker]) -> str:
    told = {
        "story": story.id,
        "language": story.language,
        "model": model,
        "lines": [
            {
                "id": line.id,
                "speaker": _name(line, voices) or None,
                "start_ms": line.start_ms,
                "end_ms": line.end_ms,
                "text": line.text,
                "checked": bool(line.checked),
                "flags": line.flags,
                "words": [
                    {
                        "text": word.text,
                        "start_ms": word.start_ms,
                        "end_ms": word.end_ms,
                        "confidence": word.confidence / 100,
                    }
                    for word in line.words
                ],
            }
            for line in lines
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def save(text: str, path: Path) -> None:
    """Write a text file under a temporary name and rename it."""
    refuse_inside_project(path)
    if path.is_dir():
        raise BadInput(f"“{path.name}” is a folder.", next="Give the name of a file to write.")
    part = path.with_name(f".{path.name[:80]}.part")
    try:
        part.write_text(text, "utf-8", newline="")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise storage_error(error, "writing the words") from error

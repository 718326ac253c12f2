"""`coproclip transcript`: a story’s words for the team, as text, captions of the whole, or JSON with word times."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import ForWhom, ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import as_json, on_screen, say, show_document
from coproclip.errors import BadInput
from coproclip.export.captions import CaptionKind, srt, vtt
from coproclip.export.cues import Cue, CueWord, make_cues
from coproclip.export.notices import Notice
from coproclip.export.team_file import save_for_team
from coproclip.harmless import plain
from coproclip.people.stories import find_story, speakers_of
from coproclip.project.columns import GUESSED
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Speaker, Story
from coproclip.timecode import clock
from coproclip.transcript.edits import passages
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
            "--for-the-team", help="Everything in it is wanted, also in a file; it is marked as not for sharing."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that this program did not make.")] = False,
    for_whom: ForWhom = "",
) -> None:
    """Print a story’s words, for the team.

    This is not a way to share them: names and everything else that was said are in it. A file, or what is handed on
    to another program, is written only with --for-the-team and says inside what it is for; a file of --output can be
    read by its owner alone.
    """
    if not for_the_team and (output is not None or not on_screen()):
        raise BadInput(
            f"This {'file' if output else 'output'} would hold every word of the story, also what may not be shared.",
            "Nothing was written.",
            "Add --for-the-team if it is for the team alone, or share excerpts with “export”.",
        )
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        text = transcript(target, found.id, format, notice=Notice.TEAM if for_the_team else Notice.NONE)
        if output is not None:
            save_for_team(target, (found.id,), text, output, replace=force, to_whom=for_whom, tell=say)
    if output is None:
        show_document(text)
    else:
        say(f"Wrote {output}")


def transcript(project: Project, story_id: int, format: str, *, notice: Notice = Notice.NONE) -> str:
    """The words of a story as one of `FORMATS`; the `notice` says at its beginning what it is for."""
    with project.read() as session:
        story = fetch(session, Story, story_id)
        lines = passages(session, story_id)
        voices = {speaker.id: speaker for speaker in speakers_of(session, story_id)}
        far = transcription_progress(session, story_id, 0)
    if format == JSON:
        return _json(story, far.speech_model, lines, voices, notice)
    if format == CaptionKind.TXT:
        return _text(story, lines, voices, notice)
    words = [
        CueWord(plain(word.text), word.start_ms, word.end_ms, _name(line, voices))
        for line in lines
        for word in line.words
    ]
    cues = make_cues(words, max((line.end_ms for line in lines), default=0) + 500)
    # Without a caption there is none to say it in; the name of the story has to do.
    if not cues and notice:
        cues = [Cue(0, 1000, (plain(story.title) or notice,))]
    return vtt(cues, notice=notice) if format == CaptionKind.VTT else srt(cues, notice=notice)


def _name(line: Segment, voices: dict[int, Speaker]) -> str:
    voice = voices.get(line.speaker_id or 0)
    return plain(voice.name) if voice else Notice.NONE


def _text(story: Story, lines: Sequence[Segment], voices: dict[int, Speaker], notice: str) -> str:
    parts = [*([notice, ""] if notice else []), plain(story.title), ""]
    before = None
    for line in lines:
        name = _name(line, voices)
        head = f"[{clock(line.start_ms)}] {name}: " if name and name != before else f"[{clock(line.start_ms)}] "
        parts.append(head + plain(line.text))
        before = name
    return "\n".join(parts) + "\n"


def _json(story: Story, model: str, lines: Sequence[Segment], voices: dict[int, Speaker], notice: str) -> str:
    document = {
        **({"notice": notice} if notice else {}),
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
                        "confidence": None if word.confidence == GUESSED else word.confidence / 100,
                    }
                    for word in line.words
                ],
            }
            for line in lines
        ],
    }
    return as_json(document) + "\n"

"""A story's words for the team: text, captions of the whole, or JSON with every word's time."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from coproclip.errors import BadInput, storage_error
from coproclip.export.captions import srt, vtt
from coproclip.export.cues import CueWord, make_cues
from coproclip.people.stories import speakers_of
from coproclip.project.project import Project, fetch
from coproclip.project.schema import Segment, Speaker, Story
from coproclip.timecode import clock
from coproclip.transcript.draft import standing
from coproclip.transcript.edits import passages

FORMATS = ("txt", "srt", "vtt", "json")


def transcript(project: Project, story_id: int, format: str) -> str:
    """The words of a story as `txt`, `srt`, `vtt` or `json`; raises `BadInput` for another format."""
    if format not in FORMATS:
        raise BadInput(f"“{format}” is not a format for words.", next="Choose txt, srt, vtt or json.")
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
    part = path.with_name(f".{path.name[:80]}.part")
    try:
        part.write_text(text, "utf-8", newline="")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise storage_error(error, "writing the words") from error

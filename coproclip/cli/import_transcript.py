"""`coproclip import-transcript`: a transcript that was made elsewhere becomes a story's words."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, opened
from coproclip.cli.output import counted, progress, say, say_for_team, show, show_json, stoppable
from coproclip.cli.text_files import EncodingName, say_read_as
from coproclip.cli.transcribing import bring_sound, what_stayed
from coproclip.errors import BadInput, Cancelled
from coproclip.people.stories import find_story
from coproclip.project.journal import Operation
from coproclip.settings import load_settings
from coproclip.timecode import clock
from coproclip.transcript.files.passages import NOTHING_CHANGED
from coproclip.transcript.files.reading import read_transcript
from coproclip.transcription.bring_in_transcript import bring_in, is_transcribed, may_bring_in, place
from coproclip.transcription.finish import names_after_words
from coproclip.transcription.not_taken import SHOWN, NotTaken, sentence
from coproclip.transcription.queue import TranscriptionRequest, request_for


def import_transcript(
    project: ProjectPath,
    story: StoryName,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Captions (.srt, .vtt, .ass, .sbv), a table or labels with times, a noScribe page, a Word document "
            "(.docx), text, JSON, or ELAN (.eaf).",
        ),
    ],
    again: Annotated[
        bool,
        typer.Option("--again", help="Replace the transcript that is there; what was checked or corrected stays."),
    ] = False,
    replace_all: Annotated[
        bool, typer.Option("--replace-all", help="With --again: also what was checked or corrected.")
    ] = False,
    file_times: Annotated[
        bool,
        typer.Option("--file-times", help="Do not listen: words share the times that the file has for their lines."),
    ] = False,
    model: Annotated[str, typer.Option(metavar="NAME|FOLDER", help="A speech model; the default without.")] = "",
    encoding: EncodingName = "",
    as_json: AsJson = False,
) -> None:
    """Bring in a transcript that was made elsewhere.

    Where the file does not say when each word is heard, the story is transcribed and its words are found in the sound.
    The words stay those of the file, and are checked by nobody yet.
    """
    if replace_all and not again:
        raise typer.BadParameter("--replace-all goes with --again.")
    found = read_transcript(file, encoding=encoding)
    with opened(project) as target:
        with target.read() as session:
            one = find_story(session, story)
            there = may_bring_in(session, one.id)
            known = is_transcribed(session, one.id)
        if known and not again:
            raise BadInput(
                f"Story {one.id} has a transcript of {counted(there.passages, 'passage')} already.",
                NOTHING_CHANGED,
                "With --again it is replaced; what was checked or corrected stays.",
            )
        settings = load_settings()
        usual = TranscriptionRequest(preset=settings.preset, voices="")
        own = TranscriptionRequest(model=model, voices="", typed=True) if model else None
        with progress("Finding the words in the sound") as report, stoppable() as cancel:
            try:
                if not (file_times or found.has_word_times):
                    bring_sound(target, one, report, cancel)
                placed = place(
                    target,
                    one.id,
                    found,
                    listen=not file_times,
                    asked=request_for(target, one.id, usual, own),
                    models=settings.models,
                    report=report,
                    cancel=cancel,
                )
            except Cancelled:
                raise Cancelled(
                    "Stopped. No transcript was brought in. What was heard is kept; the same command carries on."
                ) from None
        with target.edit(Operation.BRING_IN_TRANSCRIPT) as edit:
            brought = bring_in(edit, one.id, placed, replace_all=replace_all)
        names_after_words(target, one.id)
    if as_json:
        show_json(
            {
                "story": one.id,
                "format": placed.kind,
                "passages": brought.passages,
                "changed": brought.changed,
                "voices": list(brought.voices),
                "words": placed.words,
                "heard": placed.heard,
                "left_out": list(brought.left_out),
                "notes": list(found.notes),
                "read_as": found.read_as,
                "not_taken": [
                    {"start_ms": one.time.start_ms, "end_ms": one.time.end_ms, "because": one.why}
                    for one in brought.not_taken
                ],
                "before": asdict(brought.met),
            }
        )
        return
    show(f"Story {one.id}: {counted(brought.passages, 'passage')}, {counted(brought.changed, 'new one')}")
    if known and not brought.is_same:
        say(f"Story {one.id}: {what_stayed(brought.met)}")
    elif known and not brought.not_taken:
        say(f"Story {one.id}: nothing is new.")
    _say_not_taken(one.id, brought.not_taken)
    if brought.voices:
        say(f"Voices: {', '.join(brought.voices)}")
    if placed.heard:
        say(f"{placed.heard} of {counted(placed.words, 'word')} were heard so in the sound.")
    if placed.guessed and placed.heard and brought.changed:
        say(f"{counted(placed.guessed, 'passage')} of which no word was heard so: their times are a guess.")
    if placed.guessed and brought.changed:
        say("Where the times are a guess, a name that is taken out silences all up to the next words that were heard.")
    for what in brought.left_out:
        say(f"Left out: {what}")
    say_read_as(found.read_as)
    for note in found.notes:
        say(note)
    if not brought.checked:
        say("Nobody has checked it against the recording yet.")
    elif brought.changed:
        say("Nobody has checked what is new against the recording yet.")


def _say_not_taken(story_id: int, found: Sequence[NotTaken]) -> None:
    """What the file says of passages that stayed, the first few of them, and how to take that too."""
    if not found:
        return
    say(f"Story {story_id}: {sentence(found)} To use the words of the file there too: --again --replace-all.")
    say_for_team()
    for one in found[:SHOWN]:
        show(clock(one.time.start_ms))
        show(f"  Yours: {one.yours or '(no words)'}")
        show(f"  In the file: {one.file or '(no words)'}")
    if len(found) > SHOWN:
        show(f"And {len(found) - SHOWN} more.")

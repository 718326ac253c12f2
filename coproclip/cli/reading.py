"""`coproclip stories`, `check` and `search`: what is there, looked through."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, opened
from coproclip.cli.output import counted, marks_in_words, marks_of, say, say_for_team, show, show_json, show_team_json
from coproclip.errors import BadInput, CoProClipError
from coproclip.people.stories import find_story, sound_of, stories, storyteller_names
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import CheckedHow
from coproclip.project.project import Project
from coproclip.timecode import clock
from coproclip.transcript import edits, search
from coproclip.transcript.review import little_found, review_story
from coproclip.transcription.progress import TranscriptionState, transcription_progress
from coproclip.transcription.queue import QueueEntry, queue_entries


def facts(project: Project) -> list[dict[str, Any]]:
    """What `stories --json` tells of every story."""
    rows = []
    with project.read() as session:
        for story in reversed(stories(session)):
            fact: dict[str, Any] = {
                "id": story.id,
                "title": story.title,
                "storytellers": [storyteller.alias for storyteller in storytellers_of(session, story.id)],
                "duration_ms": 0,
                "language": story.language,
                **marks_of(story.care, sensitive=bool(story.sensitive)),
                "sha256": "",
                "transcribed_ms": 0,
                "state": "none",
                "worded_ms": 0,
                "found": "",
            }
            try:
                sound = sound_of(project, session, story.id)
            except CoProClipError:
                rows.append(fact)
                continue
            far = transcription_progress(session, story.id, sound.duration_ms)
            worded = review_story(session, story.id).worded_ms
            fact |= {
                "duration_ms": sound.duration_ms,
                "sha256": sound.sha256,
                "transcribed_ms": sound.duration_ms if far.state == TranscriptionState.DONE else far.done_ms,
                "state": far.state,
                "worded_ms": worded,
                "found": little_found(far.state, worded, sound.duration_ms),
            }
            rows.append(fact)
    return rows


def list_stories(project: ProjectPath, as_json: AsJson = False) -> None:
    """List the stories."""
    with opened(project) as target:
        rows = facts(target)
        if as_json:
            show_json(rows)
            return
        with target.read() as session:
            who = {fact["id"]: storyteller_names(session, fact["id"]) or "no storyteller yet" for fact in rows}
            waiting = {queue_entry.story_id: queue_entry for queue_entry in queue_entries(session)}
    for fact in rows:
        place = _place(waiting.get(fact["id"]))
        title, length = fact["title"], clock(fact["duration_ms"])
        show(f"{fact['id']:>4}  {title}  ({who[fact['id']]}, {length}, {_far(fact)}{place}){marks_in_words(fact)}")
    if not rows:
        say("There are no stories in this project yet.")


def _far(fact: dict[str, Any]) -> str:
    if fact["state"] == "done":
        return ": ".join(part for part in ("transcribed", fact["found"]) if part)
    return f"transcribed up to {clock(fact['transcribed_ms'])}" if fact["transcribed_ms"] else "not transcribed yet"


def _place(waiting: QueueEntry | None) -> str:
    if waiting is None:
        return ""
    return f", {'paused ' if waiting.paused else ''}in the queue: {waiting.position + 1}"


def check(
    project: ProjectPath,
    story: StoryName,
    heard: Annotated[
        bool, typer.Option("--heard-elsewhere", help="Somebody has listened to all of it, with the words before them.")
    ] = False,
) -> None:
    """Mark a whole story as checked against the recording.

    Each passage keeps that it was ticked with all the others, and says so wherever it is shown; or that it was heard
    elsewhere. What was checked before stays as it was.
    """
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        with target.edit(Operation.CHECK) as edit:
            count = edits.check_story(edit, found.id, how=CheckedHow.ELSEWHERE if heard else CheckedHow.ALL_AT_ONCE)
        if not count:
            raise BadInput("This story has no words yet.", next="Transcribe it first.")
        with target.read() as session:
            how = review_story(session, found.id).how
        show(f"Story {found.id}: {counted(count, 'passage')} checked against the recording")
        if how.at_once:
            say(f"{str(how).capitalize()}. Ticked all at once is not heard: listen to it, or say --heard-elsewhere.")


def find(
    project: ProjectPath,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words to look for; a phrase in quotes.")],
    as_json: AsJson = False,
) -> None:
    """Search the words of all stories."""
    with opened(project) as target, target.read() as session:
        wanted = " ".join(f'"{word}"' if " " in word and len(words) > 1 else word for word in words)
        hits = search.search(session, wanted)
        looked_in = len(stories(session))
    if as_json:
        show_team_json(
            [
                {
                    "story": hit.story_id,
                    "line": hit.segment_id,
                    "start_ms": hit.start_ms,
                    "end_ms": hit.end_ms,
                    "text": hit.text,
                }
                for hit in hits
            ]
        )
        return
    if hits:
        say_for_team()
    for hit in hits:
        show(f"{hit.story_title}  {clock(hit.heard_ms)}  {hit.text}")
    found_in = len({hit.story_id for hit in hits})
    of_all = counted(looked_in, "story", "stories")
    say(f"{counted(len(hits), 'passage')} in {found_in} of {of_all}" if hits else "No story has these words.")

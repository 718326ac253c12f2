"""A story full of a word that is nowhere else, in every table that hangs on it and every file called after it."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.types import Integer, TypeEngine

from coproclip.capture.prepared import prepare
from coproclip.capture.sidecar import RecordingNote
from coproclip.excerpts.marking import mark
from coproclip.people.stories import bin_story
from coproclip.project.columns import Prose
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Base, Recording, Segment, Word
from coproclip.project.storage.backups import BackupReason
from coproclip.project.storage.set_aside import keep_notes
from coproclip.transcript.edits import Correction, correct_passages

CANARY = "Qzxwanderfalk"
# The search index keeps words small, cut to their stems' beginnings; JSON may hold them escaped.
TRACES = [
    trace
    for word in (CANARY, CANARY.lower(), CANARY.upper())
    for text in (word, word[2:], word[3:])
    for trace in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text[::-1].encode())
]
LINES = (("storyteller", f"We met {CANARY} by the river"), ("reporter", "And what did it say"))


def traces(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{path.name}: {trace!r}" for trace in TRACES if trace in content]
            found += [f"the name {path.name}"] * any(trace.decode("latin-1") in path.name for trace in TRACES[::12])
    return found


def fill(project: Project, story: int) -> None:
    """A row that speaks of it in every table that hangs on the story, whatever tables there are."""
    with project.edit(Work.MEDIA) as edit:
        connection = edit.session.connection()
        ids: dict[str, int] = {"story": story}
        grown = True
        while grown:
            grown = False
            for table in Base.metadata.sorted_tables:
                keys = {key.parent.name: key.column.table.name for key in table.foreign_keys}
                if table.name in {*ids, "recording"} or not any(
                    parent in ids and not table.c[name].nullable for name, parent in keys.items()
                ):
                    continue
                values = {}
                for column in table.columns:
                    if column.name in keys:
                        values[column.name] = ids.get(keys[column.name]) or connection.scalar(
                            select(Base.metadata.tables[keys[column.name]].c.id).limit(1)
                        )
                    elif column.name != "id":
                        values[column.name] = canary_of(column.name, column.type)
                if any(values[name] is None and not table.c[name].nullable for name in keys):
                    continue
                connection.execute(table.insert().values(values))
                ids[table.name] = connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0
                grown = True


# What only some values make sense for, and would otherwise be set aside on opening.
SENSE = {"kind": "mark", "about": "sharing", "answer": "no", "state": "done", "role": "other", "due_on": "2026-01-02"}


def canary_of(name: str, kind: TypeEngine[object]) -> object:
    if isinstance(kind, Integer):
        return 10 if name == "end_ms" else 1
    if name in SENSE or name.endswith(("_at", "_on")):
        return SENSE.get(name, "2026-01-02T10:00:00+00:00")
    if isinstance(kind, Prose):
        return CANARY
    if name == "words":
        return [Word(CANARY, 1, 10, 90)]
    return {CANARY: [CANARY]} if name in ("options", "asked", "covered") else [CANARY]


def tell(project: Project, make_story: Callable[..., int]) -> int:
    """A story full of the word, binned; beside another that stays."""
    make_story(project, title="The other one", storyteller="Rosa")
    story = make_story(project, LINES, title=f"About {CANARY}", storyteller=CANARY)
    with project.read() as session:
        segment = session.scalars(select(Segment).where(Segment.story_id == story)).first()
        recording = session.scalars(select(Recording).where(Recording.story_id == story)).one()
    assert segment is not None
    for word in (f"{CANARY}s", "nobody", CANARY):
        with project.edit(Operation.CORRECT_WORDS) as edit:
            correct_passages(edit, [Correction(segment.id, f"We met {word} by the water")])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark(edit, story, 0, 2000, title=CANARY)
    fill(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, [Correction(segment.id, "We met nobody by the water")])
    stem = Path(recording.original).stem
    for inside in (f"recordings/{stem}.json", f"trash/{stem}.wav", f"working/{stem}.flac", f"peaks/{stem}.peaks"):
        (project.folder / inside).write_bytes(CANARY.encode())
    prepare(project, RecordingNote(storyteller=CANARY, note="Ask about the boat"))
    keep_notes(project, [CANARY, "She would rather not"])
    project.back_up(BackupReason.ASKED)
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, story)
    return story

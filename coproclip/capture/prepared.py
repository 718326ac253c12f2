"""What is noted before anybody is recorded: it waits in the project until a recording begins with it."""

from coproclip.capture.sidecar import RecordingNote, read_note, write_note
from coproclip.errors import storage_error
from coproclip.project.project import Project
from coproclip.project.storage.places import PREPARED, RECORDINGS


def prepared(project: Project) -> RecordingNote:
    """What was noted for the next recording; an empty note if nothing was. No yes is ever among it."""
    found = read_note(project.path(PREPARED, RECORDINGS))
    return RecordingNote() if found is None else _only_words(found)


def prepare(project: Project, note: RecordingNote) -> None:
    """Keep the words of `note` for the next recording, or nothing any more if there are none.

    Raises a `ProjectError` or `StorageError`.
    """
    project.guard.may_write()
    path, words = project.path(PREPARED, RECORDINGS), _only_words(note)
    if words != RecordingNote():
        write_note(path, words, "keeping what is noted")
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(error, "keeping what is noted") from error


def _only_words(note: RecordingNote) -> RecordingNote:
    return RecordingNote(
        title=note.title,
        storyteller=note.storyteller,
        consent={about: answer for about, answer in note.consent.items() if answer == "no"},
        note=note.note,
        private_note=note.private_note,
    )

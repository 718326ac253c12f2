"""Every error a person may meet, as one tree.

    CoProClipError          expected: shown as a sentence, never as a traceback
    ├── ProjectError        the project folder or its database
    │   ├── ProjectTooNew   made with a newer CoProClip
    │   ├── ProjectDamaged  the file cannot be read as a project
    │   ├── ProjectUnsafe   the file holds something that we did not put there
    │   ├── ProjectBusy     another program is writing and did not finish in time
    │   ├── ProjectReadOnly it can be read here and not be changed
    │   ├── ProjectGone     its file was replaced, deleted or moved while it was open
    │   └── ProjectClosed   something came too late: the project is closed
    ├── NotFound            a story, excerpt, theme … of that name or number does not exist
    ├── BadInput            what was typed or passed makes no sense here
    ├── MediaError          a sound file cannot be read, or holds no sound
    ├── StorageError        disk full, folder read-only, file vanished
    ├── DeviceError         no microphone or loudspeaker, or it went away
    ├── SpeechModelError    the speech model is missing or damaged
    ├── TranscriptionError  transcribing stopped
    ├── NotShareable        something was about to leave without a yes
    ├── ChangedElsewhere    a text was changed by somebody else since it was read
    └── UndoRefused         what a step changed was changed again elsewhere

    Cancelled               a person pressed Stop: not an error, says nothing

Anything else that is raised is a bug and is reported as one.
"""

import errno


class CoProClipError(Exception):
    """An expected trouble: `happened`, what is `safe`, and what to do `next`, each a plain sentence."""

    def __init__(self, happened: str, safe: str = "", next: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.next = next

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.safe, self.next) if part)

    def __reduce__(self) -> tuple[type["CoProClipError"], tuple[str, str, str]]:
        return type(self), (self.happened, self.safe, self.next)


class ProjectError(CoProClipError):
    """The project folder or its database cannot be used."""


class ProjectTooNew(ProjectError):
    """The project was made with a newer CoProClip."""


class ProjectDamaged(ProjectError):
    """The project file cannot be read as a project."""


class ProjectUnsafe(ProjectError):
    """The project file holds something that CoProClip did not put there and that could run when it is read."""


class ProjectBusy(ProjectError):
    """Another program is writing to the project and did not finish in time."""


class ProjectReadOnly(ProjectError):
    """The project can be read here and not be changed."""


class ProjectGone(ProjectError):
    """The project's file was replaced, deleted, cut short or moved while it was open; nothing more is written."""


class ProjectClosed(ProjectError):
    """Something came too late: the project it belongs to is closed. No fault, and nothing to tell a person."""


class NotFound(CoProClipError):
    """Nothing of that name or number is in the project."""


class BadInput(CoProClipError):
    """What was typed or passed makes no sense here."""


class MediaError(CoProClipError):
    """A sound file cannot be read, or holds no sound."""


class StorageError(CoProClipError):
    """The disk is full, the folder is read-only or a file vanished."""


class DeviceError(CoProClipError):
    """No microphone or loudspeaker, or it went away."""


class SpeechModelError(CoProClipError):
    """The speech model is missing or damaged."""


class TranscriptionError(CoProClipError):
    """Transcribing stopped before its end."""


class NotShareable(CoProClipError):
    """Something was about to leave the project without a yes."""


class UndoRefused(CoProClipError):
    """What a step changed was changed again elsewhere, so taking it back would lose that."""


class ChangedElsewhere(CoProClipError):
    """Somebody else changed a text since it was read: `mine` is what was to be kept, `theirs` what is there now.

    `theirs` is None where the text itself is gone. Nothing was changed. `text` is what kind of text it is (“note”).
    """

    def __init__(self, mine: str, theirs: str | None, text: str = "passage") -> None:
        done = "removed" if theirs is None else "changed"
        since = "while you were correcting it" if text == "passage" else "meanwhile"
        happened = f"Somebody else {done} this {text} {since}."
        super().__init__(happened, "Nothing is lost: both texts are here.", "Choose which one stays.")
        self.mine, self.theirs, self.kind_of_text = mine, theirs, text

    def __reduce__(self) -> tuple[type["ChangedElsewhere"], tuple[str, str | None, str]]:  # type: ignore[override]
        return type(self), (self.mine, self.theirs, self.kind_of_text)


class Cancelled(Exception):
    """A person pressed Stop."""


def storage_error(error: OSError, activity: str) -> StorageError:
    """The sentence for an `OSError` met while `activity` something (“copying the recording”)."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"The disk is full, so {activity} stopped.",
            "Everything saved before is safe.",
            "Free some space or choose another disk, then try again.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError(
            f"This folder may not be written to, so {activity} stopped.",
            "Nothing was changed.",
            "Choose another folder, or ask the owner of this one.",
        )
    if error.errno == errno.ENAMETOOLONG:
        return StorageError(
            f"The name is too long, so {activity} stopped.", "Nothing was changed.", "Choose a shorter one."
        )
    if error.errno == errno.ENOTDIR:
        return StorageError(
            f"Part of that place is a file, not a folder, so {activity} stopped.",
            "Nothing was changed.",
            "Choose another folder.",
        )
    if error.errno == errno.ENOENT:
        return StorageError(
            f"A file or folder was not there, so {activity} stopped.",
            "Nothing was changed.",
            "Check that the disk or stick is still connected.",
        )
    return StorageError(
        f"The computer reported a problem with the disk ({error.strerror or 'unknown'}), so {activity} stopped.",
        "Everything saved before is safe.",
        "Try again, or choose another place.",
    )

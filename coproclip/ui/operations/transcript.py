"""The transcript: correct, split, join, check, and say who is speaking.

Each is one step that can be undone; False or None where it could not be made, which was said.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.project.journal import Operation
from coproclip.project.kinds import CheckedHow
from coproclip.project.project import Edit, Project
from coproclip.project.rows import how_many, text_of
from coproclip.transcript import edits, original, speakers
from coproclip.transcription.bring_in_transcript import BroughtTranscript, bring_in
from coproclip.transcription.place_words import PlacedTranscript
from coproclip.ui.operations.long_edits import Look, edit_many, edit_while_shown
from coproclip.ui.widgets.counting import counted
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
SpeakerOf = Callable[[Edit], int]
"""The speaker to put in: one that is there, or one that is made in the same step."""


class Joined(NamedTuple):
    """Who speaks in a passage that was made of two; None: nobody is known."""

    speaker_id: int | None


def correct(project: Project, corrections: Sequence[edits.Correction], merge: str = "") -> str:
    """Write what was typed, from whichever thread keeps it; raises what speaks against it.

    Returns what to say where words that were moved are another voice's now.
    """
    with project.edit(Operation.CORRECT_WORDS, merge=merge) as edit:
        for speaker in edits.correct_passages(edit, corrections):
            name = text_of(edit.session, "speaker", speaker, "name") if speaker is not None else ""
            if name:
                return tr("Operations", "{name} is speaking the words you moved now; press W to change that.").format(
                    name=name
                )
            return tr("Operations", "Nobody is named for the words you moved; press W to say who speaks.")
    return ""


def split(workspace: Workspace, segment_id: int, at_word: int) -> tuple[int, ...]:
    """End a passage before its word number `at_word`; the numbers of both parts."""

    def _split(edit: Edit) -> tuple[int, ...]:
        return tuple(part.id for part in edits.split_segment(edit, segment_id, at_word))

    made = workspace.edit(Operation.SPLIT_SEGMENT, _split)
    return made.value if made is not None else ()


def join(workspace: Workspace, first_id: int, second_id: int, pieces: Collection[int]) -> Joined | None:
    """Make one passage of two; `pieces` are those that were split off and are not whole by themselves."""

    def _join(edit: Edit) -> Joined:
        return Joined(edits.merge_segments(edit, first_id, second_id, pieces=pieces).speaker_id)

    made = workspace.edit(Operation.MERGE_SEGMENTS, _join)
    return made.value if made is not None else None


def check(workspace: Workspace, heard: Collection[int], elsewhere: Collection[int] = ()) -> bool:
    """Mark passages as checked against the recording: those heard here, and those that somebody heard elsewhere."""

    def _check(edit: Edit, look: Look) -> None:
        edits.check(edit, heard, how=CheckedHow.PLAYED)
        look()
        edits.check(edit, elsewhere, how=CheckedHow.ELSEWHERE)

    return edit_many(workspace, len(heard) + len(elsewhere), _checking(), Operation.CHECK, _check) is not None


def _checking() -> str:
    return tr("Operations", "Marking the passages")


def uncheck(workspace: Workspace, segment_ids: Sequence[int]) -> bool:
    """Take the marks away."""
    done = tr("Operations", "No longer marked as checked")
    unchecked = edit_many(
        workspace,
        len(segment_ids),
        _checking(),
        Operation.CHECK,
        lambda edit, _look: edits.check(edit, segment_ids, False),
        done=done,
    )
    return unchecked is not None


def check_story(workspace: Workspace, story_id: int) -> bool:
    """Mark a whole story as checked, all at once: that is kept with each passage."""
    done = tr("Operations", "The whole story is marked as checked, all at once: nobody need have heard it here")
    title, check = tr("Operations", "Marking the story as checked"), edits.check_story
    many = partial(how_many, table="segment", story_id=story_id)
    made = edit_many(workspace, many, title, Operation.CHECK, lambda edit, _look: check(edit, story_id), done=done)
    return made is not None


def bring_back(workspace: Workspace, story_id: int, draft_ids: Collection[int]) -> bool:
    """Bring back what the computer first wrote in these passages of its draft."""

    def _brought_back(passages: int) -> str:
        one, many = tr("Operations", "Brought back: 1 passage"), tr("Operations", "Brought back: {n} passages")
        return counted(passages, one, many) if passages else ""

    done = edit_many(
        workspace,
        len(draft_ids),
        tr("Operations", "Bringing back the first words"),
        Operation.BRING_BACK,
        lambda edit, _look: original.bring_back(edit, story_id, draft_ids),
        done=_brought_back,
    )
    return done is not None and done.value > 0


def bring_in_transcript(
    workspace: Workspace,
    story_id: int,
    transcript: PlacedTranscript,
    name: str,
    replace_all: bool,
    trouble: Callable[[CoProClipError], None],
) -> BroughtTranscript | None:
    """Put a transcript from the file of this `name` in the place of a story's words, while one can stop it; what came
    of it, None if that could not be or was stopped.
    """
    one, many = tr("Operations", "Brought in: 1 passage"), tr("Operations", "Brought in: {n} passages")
    fewer, same = tr("Operations", "Brought in"), tr("Operations", "The same words are there already")
    none = tr("Operations", "Nothing was taken from the file")

    def _done(came: BroughtTranscript) -> str:
        if came.is_same:
            return none if came.not_taken else same
        return counted(came.changed, one, many) if came.changed else fewer

    brought = edit_while_shown(
        workspace,
        tr("Operations", "Bringing in “{name}”").format(name=name),
        Operation.BRING_IN_TRANSCRIPT,
        lambda edit, look: bring_in(edit, story_id, transcript, replace_all=replace_all, stop=look),
        done=_done,
        trouble=trouble,
    )
    return brought.value if brought is not None else None


# ---- who is speaking ----------------------------------------------------------------------------------------------


def known(speaker_id: int) -> SpeakerOf:
    """A speaker the story has."""
    return lambda _edit: speaker_id


def another(story_id: int, name: str) -> SpeakerOf:
    """A new speaker of this name."""
    return lambda edit: edits.add_speaker(edit, story_id, name).id


def set_speaker(workspace: Workspace, segment_ids: Sequence[int], speaker: SpeakerOf | None) -> bool:
    """Say who is speaking in passages; None: nobody knows."""

    def _set(edit: Edit, _look: Look) -> None:
        edits.set_speaker(edit, segment_ids, speaker(edit) if speaker is not None else None)

    title = tr("Operations", "Saying who speaks")
    return edit_many(workspace, len(segment_ids), title, Operation.SET_SPEAKER, _set) is not None


def set_speaker_from(workspace: Workspace, segment_id: int, at_word: int, speaker: SpeakerOf) -> bool:
    """Say who is speaking from a word of a passage until the speaker changes next."""

    def _set(edit: Edit) -> None:
        speakers.from_here(edit, segment_id, at_word, speaker(edit))

    return workspace.edit(Operation.FROM_HERE, _set) is not None


def add_speaker(workspace: Workspace, story_id: int, name: str) -> bool:
    """One more speaker, who says nothing yet."""
    return workspace.edit(Operation.CHANGE_SPEAKER, another(story_id, name)) is not None


def set_role(workspace: Workspace, speaker_id: int, role: str) -> bool:
    """Say whether a speaker tells, asks, or is somebody else."""
    change = workspace.edit(Operation.CHANGE_SPEAKER, lambda edit: edits.change_speaker(edit, speaker_id, role=role))
    return change is not None


def swap_speakers(workspace: Workspace, story_id: int, first: tuple[int, str], second: tuple[int, str]) -> bool:
    """Give each of two speakers (number, name) what the other one said, in the whole story."""
    done = tr("Operations", "{one} and {other} are swapped").format(one=first[1], other=second[1])
    swapped = edit_many(
        workspace,
        partial(how_many, table="segment", story_id=story_id),
        tr("Operations", "Swapping two voices"),
        Operation.SWAP_VOICES,
        lambda edit, _look: speakers.swap_voices(edit, story_id, first[0], second[0]),
        done=done,
    )
    return swapped is not None


def merge_speakers(workspace: Workspace, gone: tuple[int, str], into: tuple[int, str]) -> bool:
    """Give all that one speaker (number, name) said to another; the first goes."""
    done = tr("Operations", "{gone} is {into} now").format(gone=gone[1], into=into[1])
    merged = edit_many(
        workspace,
        partial(how_many, table="segment", speaker_id=gone[0]),
        tr("Operations", "Making one voice of two"),
        Operation.MERGE_VOICES,
        lambda edit, _look: speakers.merge_voices(edit, gone[0], into[0]),
        done=done,
    )
    return merged is not None

"""What the transcription queue says at the top of the page."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.transcription.progress import Replacement
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.message import Message, MessageAction

GOING_ON = "going on"
"""The key of the message that says what goes on by itself."""


def message_key(story_id: int) -> str:
    """The key of what went wrong with one story."""
    return f"stopped:{story_id}"


def going_on(who: str, more: int, pause: Callable[[], object]) -> Message:
    """`who`’s story goes on by itself, and `more` stand in the queue behind it."""
    tr = QCoreApplication.translate
    words = tr("Line", "Still transcribing {who}’s story.").format(who=who)
    if more == 1:
        words += " " + tr("Line", "1 more story is in the queue.")
    elif more:
        words += " " + tr("Line", "{n} more stories are in the queue.").format(n=more)
    answer = MessageAction(tr("Line", "Pause all") if more else tr("Line", "Pause"), pause)
    return Message(words, answers=(answer,), icon="pencil-line", key=GOING_ON)


def stopped(
    story_id: int,
    who: str,
    far: int,
    error: CoProClipError,
    *,
    others: bool,
    go_on: Callable[[], object],
    otherwise: Callable[[], object],
) -> Message:
    """Transcribing `who`’s story stopped at `far` percent; with `others` the rest of the queue goes on."""
    tr = QCoreApplication.translate
    words = tr("Line", "Transcribing {who} stopped at {far}%.") if far else tr("Line", "Transcribing {who} stopped.")
    happened = f"{words.format(who=who, far=far)} {error.happened}"
    safe = error.safe or tr("Line", "The words so far, and any excerpts, are safe.")
    following = " ".join(
        part for part in (error.next, tr("Line", "The other stories go on.") if others else "") if part
    )
    answers = (
        MessageAction(tr("Line", "Carry on from there"), go_on),
        MessageAction(tr("Line", "Transcribe another way…"), otherwise),
    )
    return Message(happened, safe, following, "error", answers, key=message_key(story_id))


def elsewhere(story_id: int, title: str, error: CoProClipError) -> Message:
    """Another program writes the same story down."""
    return Message(f"{title}: {error.happened}", error.safe, key=message_key(story_id))


def not_allowed(story_id: int, who: str) -> Message:
    """Nobody said yes to this story being transcribed."""
    tr = QCoreApplication.translate
    return Message(
        tr("Line", "{who} has not said yes to being transcribed.").format(who=who),
        tr("Line", "The recording is safe."),
        tr("Line", "Note the answer in “About this story”, then transcribe it."),
        "caution",
        key=message_key(story_id),
    )


def listen_to_it() -> str:
    """What to do about a transcript with few words in it, or none."""
    words = "Listen to it. If somebody speaks where there are no words, transcribe it again."
    return QCoreApplication.translate("Line", words)


def noticed(story_id: int, who: str, notice: str, look: Callable[[], object], *, little: bool = False) -> Message:
    """What a person should know of how `who`’s story was transcribed; `little`: few words were found in it, or none."""
    tr = QCoreApplication.translate
    safe = tr("Line", "The recording is safe.") if little else ""
    following = listen_to_it() if little else ""
    answers = (MessageAction(tr("Line", "Open the story"), look),)
    return Message(f"{who}: {notice}", safe, following, "caution", answers, key=message_key(story_id))


def again(who: str, there: Replacement) -> str:
    """`who`’s story was transcribed again, and what stayed; Undo stands beside it."""
    tr = QCoreApplication.translate
    words = tr("Line", "{who}’s story was transcribed again.").format(who=who)
    stayed = there.checked + there.corrected
    if stayed and not there.everything:
        one = tr("Line", "1 checked or corrected passage was kept.")
        words += " " + counted(stayed, one, tr("Line", "{n} checked or corrected passages were kept."))
    return words


def heard_again(how_many: int, look: Callable[[], object]) -> Message:
    """So many stories were transcribed again; what changed in them waits to be looked at."""
    tr = QCoreApplication.translate
    words = counted(
        how_many, tr("Line", "1 story was transcribed again."), tr("Line", "{n} stories were transcribed again.")
    )
    safe = tr("Line", "What was checked or corrected was kept.")
    answers = (MessageAction(tr("Line", "What changed…"), look),)
    return Message(words, safe, answers=answers, icon="ear", key="heard again", lasting=True)

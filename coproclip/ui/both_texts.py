"""The message when somebody else changed a text meanwhile: it shows both, and a person chooses which one stays."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from coproclip.errors import ChangedElsewhere
from coproclip.ui.widgets.message import Message, MessageAction


def both_texts(
    error: ChangedElsewhere, key: str, keep_mine: Callable[[], object], settle: Callable[[], object]
) -> Message:
    """Ask which stays; `keep_mine` writes it, `settle` is told that theirs does."""
    tr = QCoreApplication.translate

    def _copy() -> None:
        QGuiApplication.clipboard().setText(error.mine)
        settle()

    copy = MessageAction(tr("BothTexts", "Copy mine"), _copy)
    mine = tr("BothTexts", "Yours: “{words}”").format(words=error.mine)
    if error.theirs is None:
        answers: tuple[MessageAction, ...] = (copy, MessageAction(tr("BothTexts", "Let it go"), settle))
        theirs = ""
    else:
        keep = MessageAction(tr("BothTexts", "Keep mine"), keep_mine)
        answers = (keep, MessageAction(tr("BothTexts", "Keep theirs"), settle), copy)
        theirs = tr("BothTexts", "Theirs: “{words}”").format(words=error.theirs)
    return Message(error.happened, mine, theirs, kind="caution", answers=answers, key=key)

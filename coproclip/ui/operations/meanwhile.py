"""What somebody else wrote since a form was opened: it is said, and written over only by who was told of it."""

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput

tr = QCoreApplication.translate


def said_meanwhile(happened: str) -> BadInput:
    """Somebody else said something there, which `happened` tells: a person decides whether theirs is to stand."""
    return BadInput(
        happened,
        tr("Operations", "Nothing was changed; what you typed is still here."),
        tr("Operations", "Press the button once more if yours is to stand instead."),
    )


def check_words(there: str, shown: str, words: str) -> None:
    """Raises `BadInput` where `words` would be written over others than were `shown`."""
    if words.strip() and there.strip() not in ("", shown.strip(), words.strip()):
        raise said_meanwhile(tr("Operations", "Somebody else wrote there meanwhile: “{words}”").format(words=there))

"""What a voice can be, in words."""

from PySide6.QtCore import QCoreApplication


def part_words() -> tuple[tuple[str, str], ...]:
    """What a voice can be, and the words for it."""
    tr = QCoreApplication.translate
    return (
        ("storyteller", tr("AboutPanel", "Storyteller")),
        ("reporter", tr("AboutPanel", "Reporter")),
        ("interpreter", tr("AboutPanel", "Interpreter, for the storyteller")),
        ("other", tr("AboutPanel", "Somebody else")),
        ("", tr("AboutPanel", "Not sure")),
    )

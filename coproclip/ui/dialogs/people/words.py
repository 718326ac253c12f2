"""What is asked of people, and what they can be, as it stands on the screen."""

from PySide6.QtCore import QCoreApplication

from coproclip.project.kinds import ListKind, Part

tr = QCoreApplication.translate


def part_words(part: Part) -> str:
    """As what somebody takes part."""
    return {
        Part.STORYTELLER: tr("People", "Storyteller"),
        Part.REPORTER: tr("People", "Reporter"),
        Part.SUPPORTER: tr("People", "Supporter"),
        Part.INTERPRETER: tr("People", "Interpreter"),
        Part.NAMED: tr("People", "Named in a story"),
    }[part]


def another_words(kind: ListKind) -> str:
    """What stands in the field for one more entry of a list."""
    return {
        ListKind.ROLE: tr("People", "Another role"),
        ListKind.SECTOR: tr("People", "Another sector"),
        ListKind.PROJECT: tr("People", "Another project"),
        ListKind.WAY: tr("People", "Another way of taking part"),
    }[kind]

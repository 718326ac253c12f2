"""What is asked of people, and what they can be, as it stands on the screen."""

from PySide6.QtCore import QCoreApplication

from coproclip.project.kinds import ListKind, NamedIn, Part

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
        ListKind.PLACE: tr("People", "Another place"),
    }[kind]


def named_in_words(where: NamedIn) -> tuple[str, str]:
    """A kind of what leaves in which somebody is named apart, and what belongs to it."""
    return {
        NamedIn.CLIPS: (
            tr("People", "In clips and playlists"),
            tr("People", "Captions, and what is read beside them."),
        ),
        NamedIn.REPORT: (tr("People", "In a report"), tr("People", "Quotes in print, without their voice.")),
        NamedIn.PAGE: (tr("People", "On a public page"), tr("People", "For everybody, with their voice.")),
    }[where]

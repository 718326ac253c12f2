"""What the kinds of excerpts and feelings are called on the screen, and their pictures."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

FEELING_ICONS: Mapping[str, str] = {
    "": "minus",
    "positive": "face-slightly-smiling",
    "difficult": "face-slightly-frowning",
    "mixed": "blend",
    "neutral": "face-neutral",
}
KIND_ICONS: Mapping[str, str] = {
    "": "minus",
    "story": "book-open",
    "idea": "lightbulb",
    "example": "list",
    "metaphor": "feather",
    "advice": "signpost",
    "suggestion": "hand",
    "output": "package",
    "question": "circle-question-mark",
}
SPOTLIGHT_ICON, DIFFERS_ICON, UNUSED_ICON = "sparkles", "git-compare-arrows", "circle-off"


def tr(words: str) -> str:
    """Words about what excerpts mean."""
    return QCoreApplication.translate("Meaning", words)


def feeling_words() -> dict[str, str]:
    """How an excerpt felt, by `Valence`."""
    return {
        "": tr("Not said"),
        "positive": tr("Positive"),
        "difficult": tr("Difficult"),
        "mixed": tr("Mixed"),
        "neutral": tr("Neutral"),
    }


def kind_words() -> dict[str, str]:
    """What an excerpt is, by `ExcerptKind`."""
    return {
        "": tr("Not said"),
        "story": tr("Story"),
        "idea": tr("Idea"),
        "example": tr("Example"),
        "metaphor": tr("Metaphor"),
        "advice": tr("Advice"),
        "suggestion": tr("Suggestion"),
        "output": tr("Output"),
        "question": tr("Question"),
    }

"""Which of a theme's excerpts are shown: all, those that differ, that must be heard, of a kind, or that felt so."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import Placed
from coproclip.ui.dialogs.meaning.words import feeling_words, kind_words

ALL, DIFFERS, SPOTLIGHT, UNUSED = "", "differs", "spotlight", "unused"
_FEELING, _KIND = "feeling:", "kind:"


def tr(words: str) -> str:
    """Words of the filters."""
    return QCoreApplication.translate("ExcerptFilter", words)


def differs(placed: Placed) -> bool:
    """Whether an excerpt sees the theme differently that it is in."""
    return any(sign.differs for sign in placed.card.themes if sign.theme_id == placed.theme_id)


def _feels(wanted: str, placed: Placed) -> bool:
    return placed.card.valence == wanted


def _is_kind(wanted: str, placed: Placed) -> bool:
    return placed.card.kind == wanted


def test_of(key: str) -> Callable[[Placed], bool]:
    """What decides whether an excerpt is shown."""
    if key.startswith(_FEELING):
        return partial(_feels, key.removeprefix(_FEELING))
    if key.startswith(_KIND):
        return partial(_is_kind, key.removeprefix(_KIND))
    simple: dict[str, Callable[[ExcerptRow], bool]] = {
        SPOTLIGHT: lambda card: card.spotlight,
        UNUSED: lambda card: bool(card.unused_reason),
    }
    if key == DIFFERS:
        return differs
    return lambda placed: simple[key](placed.card) if key in simple else True


def filter_words(key: str) -> str:
    """How a filter is called."""
    words = {
        ALL: tr("All excerpts"),
        DIFFERS: tr("See it differently"),
        SPOTLIGHT: tr("Must be heard"),
        UNUSED: tr("Not used"),
    }
    words |= {f"{_FEELING}{feeling}": text for feeling, text in feeling_words().items() if feeling}
    words |= {f"{_KIND}{kind}": text for kind, text in kind_words().items() if kind}
    return words[key]


def counts(placed: Iterable[Placed]) -> dict[str, int]:
    """How many excerpts each filter shows, of those that show any; all of them first."""
    every = list(placed)
    keys = [ALL, DIFFERS, SPOTLIGHT, UNUSED]
    keys += [f"{_FEELING}{feeling}" for feeling in feeling_words() if feeling]
    keys += [f"{_KIND}{kind}" for kind in kind_words() if kind]
    found = {key: sum(map(test_of(key), every)) for key in keys}
    return {key: many for key, many in found.items() if many or key == ALL}

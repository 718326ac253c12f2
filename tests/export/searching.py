"""Looks for what must not be there in everything that left: every byte, name, tag and packed thing, however written."""

import base64
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote as percent_encoded

import mutagen

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")
_WITHIN = re.compile(rb"data:((?:audio|image|font)/[\w.+-]+);base64,([A-Za-z0-9+/=]+)")
SOUNDS = {".mp3", ".wav", ".flac", ".m4a", ".opus", ".ogg"}


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of everything in a folder, of what is packed in it, and the tags of sounds."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        yield from _unpacked(inside, path.read_bytes() if path.is_file() else b"")


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    # A sound or picture within a page is looked through as what it is: four letters come up in base64 by chance.
    yield name, _WITHIN.sub(rb"data:\1", data)
    for number, within in enumerate(_WITHIN.finditer(data)):
        suffix = ".mp3" if within[1].startswith(b"audio") else ""
        yield from _unpacked(f"{name}/{number}{suffix}", base64.b64decode(within[2]))
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield name, packed.comment
            for one in packed.infolist():
                yield name, one.extra + one.comment
                yield from _unpacked(f"{name}/{one.filename}", packed.read(one))
    if data.startswith(b"%PDF"):
        yield name, b"\n".join(_inflated(data))
    if Path(name).suffix in SOUNDS:
        yield name, tags(data).encode()
        yield name, b"\n".join(_inflated(data))  # a packed tag


def tags(data: bytes) -> str:
    """What is written in a sound beside the sound."""
    found = mutagen.File(io.BytesIO(data))
    return "" if found is None or found.tags is None else str(dict(found.tags)) + str(vars(found.info))


def _inflated(data: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[start.start() :])
        except zlib.error:
            continue


def shapes(secret: str) -> Iterator[bytes]:
    """A secret as it may be written, to be found in bytes of which the plain letters were made small."""
    for text in {secret, secret.lower(), secret.upper()}:
        written = {text, json.dumps(text)[1:-1], html.escape(text), percent_encoded(text)}
        written |= {"".join(f"&#{ord(sign)};" for sign in text), "".join(f"\\u{ord(sign):04x}" for sign in text)}
        for encoding in ENCODINGS:
            yield text.encode(encoding).hex().encode()
            yield from (one.encode(encoding).lower() for one in written)


def packed_shapes(secret: str) -> Iterator[bytes]:
    """As it stands in the middle of something in base64, wherever it begins there."""
    for text in {secret, secret.lower(), secret.upper()}:
        for encoding in ENCODINGS[:3]:
            data = text.encode(encoding)
            for before in range(3):
                whole = base64.b64encode(b"\0" * before + data + b"\0" * 3)
                # Only the letters that the secret alone decides.
                first = -(-before * 8 // 6)
                sure = whole[first : (before + len(data)) * 8 // 6]
                yield sure
                yield sure.replace(b"+", b"-").replace(b"/", b"_")


def found_in(secrets: Iterable[str], folder: Path) -> dict[str, list[str]]:
    """Of each secret that is in a folder, where: in a name or in what something holds."""
    everything = list(contents(folder))
    assert any(data for _, data in everything)
    lower = [(name, data.lower(), data) for name, data in everything]
    found: dict[str, list[str]] = {}
    for secret in secrets:
        plain, packed = {*shapes(secret)}, {*packed_shapes(secret)}
        where = [
            name
            for name, small, data in lower
            if secret.casefold() in name.casefold()
            or any(shape in small for shape in plain)
            or any(shape in data for shape in packed)
        ]
        if where:
            found[secret] = where
    return found

"""The search for what leaked finds it, however it was written."""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import mutagen.flac
import numpy as np
import pytest
import soundfile
from searching import found_in

SECRET = "Zoë of Łódź"


def _zip(data: bytes, name: str = "a", comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
        packed.comment = comment
    return made.getvalue()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda secret: secret,
    "in capitals": lambda secret: secret.decode().upper().encode(),
    "in two bytes a letter": lambda secret: secret.decode().encode("utf-16"),
    "for a script": lambda secret: json.dumps(secret.decode()).encode(),
    "for a page": lambda secret: "".join(f"&#{ord(one)};" for one in secret.decode()).encode(),
    "in base64": lambda secret: base64.b64encode(b"data:" + secret + b"!"),
    "in base64, moved by one": lambda secret: base64.b64encode(b"data: " + secret + b"!"),
    "in base64, moved by two": lambda secret: base64.urlsafe_b64encode(b"data:  " + secret + b"!"),
    "in base64, two bytes a letter": lambda secret: base64.b64encode(secret.decode().encode("utf-16")),
    "in a zip": _zip,
    "in a zip in a zip": lambda secret: _zip(_zip(secret)),
    "as a name in a zip": lambda secret: _zip(b"", name=secret.decode()),
    "as the comment of a zip": lambda secret: _zip(b"", comment=secret),
    "in a printed page": lambda secret: b"%PDF-1.7 stream\n" + zlib.compress(secret) + b"\nendstream",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_found_however_it_is_written(way: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(WAYS[way](SECRET.encode()))
    assert found_in([SECRET, "somebody else"], tmp_path).keys() == {SECRET}


def test_it_is_found_in_the_tags_of_a_sound_and_in_names(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "clip.flac", np.zeros(800), 8000)
    assert found_in([SECRET], tmp_path) == {}
    tagged = mutagen.flac.FLAC(tmp_path / "clip.flac")
    tagged["artist"] = SECRET
    tagged.save()
    assert found_in([SECRET], tmp_path).keys() == {SECRET}
    (tmp_path / "clip.flac").rename(tmp_path / f"{SECRET}.flac")
    assert f"{SECRET}.flac" in found_in([SECRET], tmp_path)[SECRET]

"""What was written on this computer, by this person, told from what came with somebody else's project.

Notes lie in the project, so anybody may have written them. A mark is made with a secret that lies with the settings and
never in a project: who has not got it can make none.
"""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coproclip.audio.writing import new_file
from coproclip.errors import StorageError
from coproclip.project.storage.places import is_plain_file
from coproclip.settings import config_folder

log = logging.getLogger(__name__)

SECRET_BYTES = 32


def mark_of(words: Mapping[str, Any]) -> str:
    """The mark for `words` (anything that JSON can hold); empty where the secret can neither be read nor made."""
    secret = _secret()
    if secret is None:
        try:
            with new_file(_place(), "keeping what only this computer knows") as (file, _):
                file.write(secrets.token_bytes(SECRET_BYTES))
        except StorageError as error:
            # A recording begins without it: what was said is then asked again after a crash.
            log.warning("no mark was made: %s", type(error.__cause__ or error).__name__)
        # Whoever made one at the same time may have been the last: what lies there counts.
        secret = _secret()
    return _made_with(secret, words) if secret is not None else ""


def is_marked_here(words: Mapping[str, Any], mark: object) -> bool:
    """Whether `mark` was made on this computer for just these `words`. Changes nothing."""
    secret = _secret()
    return (
        secret is not None
        and isinstance(mark, str)
        and hmac.compare_digest(_made_with(secret, words).encode(), mark.encode("utf-8", "replace"))
    )


def _made_with(secret: bytes, words: Mapping[str, Any]) -> str:
    return hmac.new(secret, json.dumps(words, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def _secret() -> bytes | None:
    path = _place()
    try:
        if not is_plain_file(path) or path.stat().st_size != SECRET_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _place() -> Path:
    return config_folder() / "notes.secret"

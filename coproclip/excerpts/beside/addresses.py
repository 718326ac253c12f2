"""Addresses as they are looked at before they leave: what they say in words run together, or parted by signs."""

import re
from urllib.parse import unquote


def words_of(address: str) -> str:
    """An address as it is written, and the words that it is made of, also where they are one with capitals."""
    bare = unquote(address)
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare)
    return " ".join([*bare.split(), *re.sub(r"[\W_]+", " ", f"{bare} {parted}").split()])

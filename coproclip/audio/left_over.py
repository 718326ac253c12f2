"""Whether a file goes on behind what its headers speak of: sound that would be lost if they were believed."""

import struct
from pathlib import Path
from typing import BinaryIO

# Parts that programs write behind the sound of a WAV file, even if their own length is wrong.
_NAMES = (
    b"LISTid3 ID3 bextiXML_PMXcue plstsmplinstfactPEAKJUNKjunkPAD FLLRafspacidDISPcartaxmlchnaumidminfelm1regndatafmt "
)
KNOWN_PARTS = frozenset(_NAMES[place : place + 4] for place in range(0, len(_NAMES), 4))
TAG_STARTS = (b"TAG", b"ID3", b"APETAGEX")
MOST_PARTS = 10_000
SAMPLES, SAMPLE = 256, 512
LEAST_LEFT = 1 << 16


def is_sound_behind(file: BinaryIO, place: int, size: int, least: int) -> bool:
    """Whether more than `least` bytes from `place` to the end of a WAV file are neither parts with a name nor filling.

    Recorders fill a card with zeros (or another single value) beforehand: that is no sound.
    """
    if size - place <= least:
        return False
    for start in {place, place + place % 2}:
        end, parts = _chain(file, start, size, "<4sI", 2, KNOWN_PARTS)
        if size - end <= least or parts:
            return False
    return not is_other(file, place, size)


def is_other(file: BinaryIO, place: int, size: int) -> bool:
    """Whether what follows from `place` on is a tag, or filling."""
    return _starts_a_tag(file, place) or _is_filling(file, place, size)


def bytes_left_over(path: Path) -> int:
    """How many bytes at the end of an AIFF, CAF or Wave64 file belong to none of its parts and are no filling.

    0 for any other kind of file, and where it is less than what may be rubbish.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(40)
        if (head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC")) or (
            head[:4] == b"RIFX" and head[8:12] == b"WAVE"
        ):
            end, _ = _chain(file, 12, size, ">4sI", 2)
        elif head[:4] == b"caff":
            end, _ = _chain(file, 8, size, ">4sQ", 1)
        elif head[:4] == b"riff" and head[24:28] == b"wave":
            end, _ = _chain(file, 40, size, "<4s12xQ", 8, inclusive=True)
        else:
            return 0
        if size - end < LEAST_LEFT or is_other(file, end, size):
            return 0
        return size - end


def _chain(
    file: BinaryIO,
    place: int,
    size: int,
    form: str,
    pad: int,
    known: frozenset[bytes] = frozenset(),
    *,
    inclusive: bool = False,
) -> tuple[int, int]:
    """Where a chain of named parts ends, and how many of them are `known` by name.

    `form` is how a part begins, `pad` to how many bytes it is rounded up; `inclusive`: its length counts the beginning.
    """
    head = struct.calcsize(form)
    count = 0
    for _ in range(MOST_PARTS):
        if place >= size - head:
            break
        file.seek(place)
        name, length = struct.unpack(form, file.read(head))
        if not all(32 <= sign < 127 for sign in name) or (inclusive and length < head):
            break
        count += name in known
        after = place + (length if inclusive else head + length)
        after += -after % pad if pad != 2 else (after - place) % 2
        if after > size + pad:
            # A part that says it goes on behind the end of the file takes all that is left.
            return (size if name in known or not known else place), count
        place = after
    return min(place, size), count


def _starts_a_tag(file: BinaryIO, place: int) -> bool:
    file.seek(place)
    return file.read(8).startswith(TAG_STARTS)


def _is_filling(file: BinaryIO, place: int, size: int) -> bool:
    """Whether one value stands everywhere from `place` on, looked at in many places."""
    seen: set[int] = set()
    step = max(SAMPLE, (size - place) // SAMPLES)
    for start in (*range(place, size, step), max(place, size - SAMPLE)):
        file.seek(start)
        seen.update(file.read(SAMPLE))
        if len(seen) > 1:
            return False
    return True

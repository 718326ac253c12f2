import errno
from pathlib import Path
from typing import IO

import pytest

from coproclip.audio.writing import new_file
from coproclip.errors import StorageError


class FullDisk:
    """Takes some bytes and then no more."""

    def __init__(self, file: IO[bytes], room: int) -> None:
        self._file, self._room = file, room

    def write(self, piece: bytes, /) -> int:
        self._room -= len(piece)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(piece)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()


def test_a_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / ("n" * 255)
    with new_file(target, "writing") as (fresh, unfinished):
        assert fresh.write(b"abc") == 3
        assert not target.exists()
        fresh.flush()
        assert unfinished.read_bytes() == b"abc"
    assert target.read_bytes() == b"abc"
    assert len(list(target.parent.iterdir())) == 1


def fill(target: Path, room: int) -> list[int]:
    """Write more than there is room for, without looking; what each write took."""
    with new_file(target, "writing", lambda file: FullDisk(file, room)) as (fresh, _):
        taken = [fresh.write(piece) for piece in (b"12345678", b"12345678", b"1")]
        assert taken == [8, 8, 1], "as a library would complain"
    return taken


def test_a_full_disk_is_a_sentence_whatever_a_library_makes_of_it(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"before")
    with pytest.raises(StorageError, match="The disk is full, so writing stopped"):
        fill(target, 10)
    assert target.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1
    assert fill(target, 100) == [8, 8, 1]


def test_a_full_disk_is_noticed_even_if_nobody_looked(tmp_path: Path) -> None:
    with pytest.raises(StorageError), new_file(tmp_path / "a", "writing", lambda file: FullDisk(file, 1)) as (fresh, _):
        fresh.write(b"12")
    assert list(tmp_path.iterdir()) == []


def test_any_other_error_passes_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), new_file(tmp_path / "a", "writing"):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(StorageError), new_file(tmp_path / "a", "writing") as (fresh, _):
        fresh.write(b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]

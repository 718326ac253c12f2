import os
import subprocess
from pathlib import Path

import pytest

from coproclip.capture.disk_space import RESERVE_BYTES, room_ms, try_disk
from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import StorageError

SOUND = WavFormat(48_000, 2)


def test_a_disk_is_tried_and_nothing_is_left_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    speed = try_disk(folder, SOUND)
    assert speed > 4 * SOUND.frame_bytes * SOUND.sample_rate
    assert list(folder.iterdir()) == []


def test_a_project_that_went_away_meanwhile_is_not_made_anew(tmp_path: Path) -> None:
    """An empty folder in its place would keep the beginning of what is recorded from being found."""
    with pytest.raises(StorageError, match="trying the disk stopped"):
        try_disk(tmp_path / "Gone.coproclip" / "recordings", SOUND)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_hardly_faster_than_the_sound_is_refused(tmp_path: Path) -> None:
    # No disk takes so much, so every disk is too slow for it.
    with pytest.raises(StorageError, match=r"too slow to record on: in a second it takes only 0\.0 s of sound"):
        try_disk(tmp_path, WavFormat(100_000_000_000, 2))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_told_before_the_start(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file is in the way")
    with pytest.raises(StorageError, match="trying the disk stopped"):
        try_disk(tmp_path / "recordings", SOUND)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        with pytest.raises(StorageError, match="The disk is full"):
            try_disk(small, SOUND)
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_room_counts_down_from_what_is_free_but_for_the_reserve(tmp_path: Path) -> None:
    second = SOUND.frame_bytes * SOUND.sample_rate
    assert room_ms(tmp_path / "not made yet", SOUND, lambda folder: RESERVE_BYTES + 90 * second) == 90_000
    assert room_ms(tmp_path, SOUND, lambda folder: 0) == 0

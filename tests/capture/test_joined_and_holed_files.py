"""Files that decoders take for whole, or cannot count: each comes in as long as its sound is, or says what it lacks."""

import os
from pathlib import Path

import numpy as np
import pytest

from coproclip.audio.encode import write_sound
from coproclip.audio.peaks import Peaks
from coproclip.capture.importer import import_file
from coproclip.excerpts.edges import samples_print
from coproclip.project.integrity import examine
from coproclip.project.project import Project
from coproclip.project.schema import Recording
from coproclip.timecode import TimeRange

RATE = 16_000


def noise(seconds: float, channels: int = 1, rate: int = RATE) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, (int(seconds * rate), channels)).astype(np.float32)


def taken(project: Project, path: Path) -> Recording:
    result = import_file(project, path)
    with project.read() as session:
        found = session.get(Recording, result.recording_id)
    assert found is not None
    assert examine(project) == []
    return found


@pytest.fixture
def flac(tmp_path: Path) -> Path:
    path = tmp_path / "one.flac"
    write_sound(path, noise(20), RATE, format="flac")
    return path


@pytest.mark.parametrize("total", [0, (1 << 36) - 1])
def test_flac_that_does_not_know_its_length_comes_in_whole(project: Project, flac: Path, total: int) -> None:
    content = bytearray(flac.read_bytes())
    content[21] = content[21] & 0xF0 | total >> 32
    content[22:26] = (total & 0xFFFFFFFF).to_bytes(4, "big")
    flac.write_bytes(content)
    found = taken(project, flac)
    assert found.duration_ms == 20_000
    assert Peaks.load(project.path(found.peaks)).duration_ms == 20_000
    assert not total or "makes no sense" in found.notice


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_a_folder_whose_name_is_no_unicode_serves_like_any_other(tmp_path: Path, flac: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/Sef\xe1n.coproclip"))
    mp3 = tmp_path / "one.mp3"
    write_sound(mp3, noise(20), RATE, format="mp3")
    try:
        project = Project.create(folder)
    except OSError:
        pytest.skip("this disk takes no such names")
    with project:
        for path in (flac, mp3):
            found = taken(project, path)
            audio = project.path(found.working or found.original)
            assert abs(found.duration_ms - 20_000) < 100
            assert samples_print(audio, [TimeRange(0, 1000)])

"""`coproclip probe` and `import --track`: which sound tracks a file has, and which of them a story is made of."""

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from many_tracks import RATE, write_call
from running import Command

from coproclip.people.stories import sound_of
from coproclip.project.project import Project
from coproclip.project.schema import Recording


@pytest.fixture
def call(tmp_path: Path, shared: Path) -> Path:
    """A call: two people with a track each, and a hum on the third."""
    return write_call(tmp_path / "call.mka", shared)


def test_probe_numbers_the_tracks_and_says_who_is_heard(done: Command, call: Path) -> None:
    told = done("probe", call, "--json").json
    assert (told["container"], told["video"], round(told["duration_ms"], -3)) == ("matroska", False, 40_000)
    assert [one["number"] for one in told["tracks"]] == [1, 2, 3]
    assert [one["speaks"] for one in told["tracks"]] == [True, True, False]
    first = told["tracks"][0]
    assert (first["codec"], first["sample_rate"], first["channels"]) == ("flac", RATE, 1)
    assert (first["title"], first["language"]) == ("Microphone", "eng")
    assert 0.1 < first["speech"] < 1
    assert told["tracks"][2]["speech"] < 0.02
    assert told["takes"] == [1, 2]
    lines = done("probe", call)
    assert lines.out.splitlines()[1].startswith("   1  flac, 8000 Hz, 1 channel, Microphone, eng, somebody speaks in")
    assert lines.out.splitlines()[3].endswith("nobody heard")
    assert "People speak on numbers 1 and 2" in lines.err


def test_probe_of_what_is_no_sound_is_a_sentence(cli: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("only words")
    ran = cli("probe", tmp_path / "notes.txt", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "cannot be read as sound" in ran.err
    assert cli("probe", tmp_path / "nowhere.wav").code == 1


def test_the_track_that_is_asked_for_is_taken(done: Command, cli: Command, project: Project, call: Path) -> None:
    none = cli("import", project.folder, call, "--track", "4")
    assert (none.code, none.out) == (1, "")
    assert "There is no sound track “4” in this file; it has 3" in none.err
    took = done("import", project.folder, call, "--track", "2")
    assert took.out == "call.mka: story 1\n"
    assert "Number 2 was taken, as you chose." in took.err
    assert heard(project, call) == [1]


def test_other_tracks_of_a_file_that_is_a_story_already(
    done: Command, cli: Command, project: Project, call: Path
) -> None:
    done("import", project.folder, call, "--track", "2")
    again = done("import", project.folder, call)
    assert "was not added again" in again.err
    assert again.out == ""
    same = done("import", project.folder, call, "--track", "2")
    assert "it is made of these sound tracks already; nothing was changed." in same.err
    other = done("import", project.folder, call, "--track", "1,2")
    assert "Numbers 1 and 2 were taken, as you chose. Before, it was number 2." in other.err
    assert heard(project, call) == [0, 1]
    assert len(done("stories", project.folder, "--json").json) == 1
    with project.read() as session:
        assert [one.tracks for one in session.query(Recording)] == ["1,2"]
    wrong = cli("import", project.folder, call, "--track", "no")
    assert wrong.code == 1
    assert heard(project, call) == [0, 1]


def test_a_file_with_one_track_has_no_other(done: Command, cli: Command, project: Project, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "one.wav", np.full(RATE, 0.1), RATE)
    done("import", project.folder, tmp_path / "one.wav", "--track", "1")
    ran = cli("import", project.folder, tmp_path / "one.wav", "--track", "1")
    assert (ran.code, "has only one sound track" in ran.err) == (1, True)


def heard(project: Project, call: Path) -> list[int]:
    """Which of the file's tracks are the channels of the story, by listening."""
    with project.read() as session:
        audio = sound_of(project, session, 1).audio
    samples = soundfile.read(audio, dtype="float32", always_2d=True)[0]
    tracks = []
    with av.open(call) as container:
        for stream in container.streams.audio:
            container.seek(0)
            tracks.append(np.concatenate([frame.to_ndarray()[0] for frame in container.decode(stream)]) / 32768)
    return [
        max(
            range(len(tracks)), key=lambda place, have=channel: abs(np.corrcoef(have, tracks[place][: len(have)])[0, 1])
        )
        for channel in samples.T
    ]

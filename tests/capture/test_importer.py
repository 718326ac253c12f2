import hashlib
import os
import resource
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from examining import examine
from sqlalchemy import func, select

from coproclip.audio.encode import write_sound
from coproclip.audio.files import read_frames
from coproclip.audio.peaks import Peaks
from coproclip.capture.importer import ImportResult, import_file, title_from
from coproclip.capture.rebuild_derived import remake
from coproclip.errors import Cancelled, CoProClipError, MediaError, StorageError
from coproclip.jobs import CancelToken, Progress
from coproclip.project.project import Changes, Project
from coproclip.project.schema import Person, Recording, Story

RATE = 16_000


def sound(seconds: float = 3.0, seed: int = 1) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 0.1, (int(seconds * RATE), 1))
    return noise.astype(np.float32)


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "kit-14_may.wav"
    write_sound(path, sound(), RATE, format="wav")
    return path


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    path = tmp_path / "Zoom call.MP3"
    write_sound(path, sound(20), RATE, format="mp3")
    return path


def recording_of(project: Project, result: ImportResult) -> Recording:
    with project.read() as session:
        found = session.get(Recording, result.recording_id)
    assert found is not None
    return found


def files_in(project: Project) -> list[str]:
    return sorted(
        str(path.relative_to(project.folder))
        for name in ("originals", "working", "peaks")
        for path in (project.folder / name).iterdir()
    )


def rows_in(project: Project) -> int:
    with project.read() as session:
        return sum(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Story, Recording, Person))


def assert_nothing(project: Project) -> None:
    assert files_in(project) == []
    assert rows_in(project) == 0
    assert examine(project) == []


def test_plain_wav_serves_as_it_is(project: Project, wav: Path) -> None:
    changes: list[Changes] = []
    project.subscribe(changes.append)
    content = wav.read_bytes()
    result = import_file(project, wav, storytellers=[" Kit "], reporter="Amina", language="en")
    recording = recording_of(project, result)
    assert wav.read_bytes() == content
    assert project.path(recording.original).read_bytes() == content
    assert recording.sha256 == hashlib.sha256(content).hexdigest()
    assert (recording.working, recording.duration_ms, recording.sample_rate) == ("", 3000, RATE)
    assert (recording.size_bytes, recording.original_name, recording.source) == (len(content), wav.name, "import")
    assert "kit" not in recording.original
    assert Peaks.load(project.path(recording.peaks)).duration_ms == 3000
    assert (result.duplicate_of, result.notice) == (None, "")
    assert len(changes) == 1
    with project.read() as session:
        story = session.get(Story, result.story_id)
        assert story is not None
        assert (story.title, story.reporter, story.language) == ("Kit 14 may", "Amina", "en")
        assert session.scalars(select(Person.alias)).all() == ["Kit"]
    assert project.undo_text == ""
    assert examine(project) == []


def test_what_cannot_be_cut_gets_a_working_copy(project: Project, mp3: Path) -> None:
    told: list[Progress] = []
    result = import_file(project, mp3, title="  The call ", report=told.append)
    recording = recording_of(project, result)
    assert recording.original.endswith(".mp3")
    assert recording.working.endswith(".flac")
    samples, rate = read_frames(project.path(recording.working), 0, 20_000)
    assert rate == RATE
    assert np.corrcoef(samples[:, 0], sound(20)[: len(samples), 0])[0, 1] > 0.95
    assert [one.fraction for one in told] == sorted(one.fraction for one in told)
    assert told[-1].fraction == 1
    assert len({one.activity for one in told}) == 4
    assert len(files_in(project)) == 3


def test_a_storyteller_is_found_again(project: Project, wav: Path, mp3: Path) -> None:
    import_file(project, wav, storytellers=["Kit"])
    import_file(project, mp3, storytellers=["Kit"])
    with project.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_the_same_file_twice_is_noticed(project: Project, wav: Path, tmp_path: Path) -> None:
    first = import_file(project, wav)
    before = files_in(project)
    copy = tmp_path / "another name.bin"
    copy.write_bytes(wav.read_bytes())
    again = import_file(project, copy, title="Again", storytellers=["Somebody"])
    assert (again.duplicate_of, again.story_id, again.recording_id) == (
        first.story_id,
        first.story_id,
        first.recording_id,
    )
    assert files_in(project) == before
    assert rows_in(project) == 2


def test_a_file_of_the_same_size_is_another_story(project: Project, tmp_path: Path, wav: Path) -> None:
    other = tmp_path / "b.wav"
    write_sound(other, sound(seed=2), RATE, format="wav")
    assert other.stat().st_size == wav.stat().st_size
    import_file(project, wav)
    assert import_file(project, other).duplicate_of is None


def test_a_flac_that_breaks_off_is_decoded_as_far_as_it_goes(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    write_sound(path, sound(10), RATE, format="flac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    result = import_file(project, path)
    recording = recording_of(project, result)
    assert recording.working
    assert 3_000 < recording.duration_ms < 6_000
    assert result.notice == recording.notice
    assert "says it is 10 s long" in result.notice


@pytest.mark.parametrize("stop_at", [0.0, 0.05, 0.25, 0.4, 0.7, 0.95])
def test_stopping_anywhere_leaves_nothing(project: Project, mp3: Path, stop_at: float) -> None:
    token = CancelToken()

    def watch(progress: Progress) -> None:
        if progress.fraction >= stop_at:
            token.cancel()

    with pytest.raises(Cancelled):
        import_file(project, mp3, report=watch, cancel=token)
    assert_nothing(project)


@pytest.mark.parametrize("room", [10_000, 100_000, 200_000])
def test_a_disk_that_fills_up_leaves_nothing(project: Project, tmp_path: Path, room: int) -> None:
    path = tmp_path / "a.mp3"
    write_sound(path, sound(8), RATE, format="mp3")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(StorageError):
            import_file(project, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert_nothing(project)
    import_file(project, path)


def test_no_room_is_said_before_the_work(project: Project, wav: Path) -> None:
    # A hole of some thousand gigabytes costs nothing to make.
    with wav.open("r+b") as file:
        file.truncate(1 << 43)
    with pytest.raises(StorageError, match="disk is full"):
        import_file(project, wav)
    assert_nothing(project)


def test_a_folder_that_may_not_be_written_to(project: Project, wav: Path) -> None:
    # A file where the folder should be refuses root too.
    (project.folder / "originals").rmdir()
    (project.folder / "originals").write_bytes(b"")
    with pytest.raises(StorageError):
        import_file(project, wav)
    (project.folder / "originals").unlink()
    (project.folder / "originals").mkdir()
    assert_nothing(project)


def test_a_listener_that_fails_does_not_lose_the_story(project: Project, wav: Path) -> None:
    def fail(_changes: Changes) -> None:
        raise RuntimeError("a window is gone")

    stop = project.subscribe(fail)
    with pytest.raises(RuntimeError):
        import_file(project, wav)
    stop()
    assert len(files_in(project)) == 2
    assert examine(project) == []


def test_what_is_not_sound_leaves_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"these are words")
    for path, kind in ((tmp_path / "a.mp3", MediaError), (tmp_path / "none.wav", StorageError), (tmp_path, MediaError)):
        with pytest.raises(kind):
            import_file(project, path)
    soundfile.write(tmp_path / "nothing.wav", np.zeros(0), RATE)
    with pytest.raises(MediaError):
        import_file(project, tmp_path / "nothing.wav")
    assert_nothing(project)


@pytest.mark.skipif(sys.platform != "linux", reason="only there may names be any bytes")
@pytest.mark.parametrize(
    "name", [b"od\xff\n'd;.wav", "采访 🎙️ #1 (final).wav".encode(), b"-rf .wav", b"a." + b"x" * 250, b"..wav"]
)
def test_any_name_will_do(project: Project, wav: Path, tmp_path: Path, name: bytes) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    wav.rename(odd)
    recording = recording_of(project, import_file(project, odd))
    assert recording.original_name.isprintable()
    assert recording.original.isascii()
    assert len(recording.original) < 40


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("kit-14_may.wav", "Kit 14 may"),
        ("___.mp3", "Untitled story"),
        ("Ünïcode 采访.m4a", "Ünïcode 采访"),
        ("x" * 200 + ".wav", "X" + "x" * 119),
        ("2026-05-14 10.30.wav", "2026-05-14 10.30"),
        ("2026-11-20 at 14.23.11", "2026-11-20 at 14.23.11"),
        ("15. Victor Hugo Rojas", "15. Victor Hugo Rojas"),
        ("Dr. Brown.MP3", "Dr Brown"),
        ("\udcff a\n.wav", "A"),
        ("line\nbreak.wav", "Line break"),
        ("a\tb\u2028c\xa0d.wav", "A b c d"),
    ],
)
def test_a_title_from_a_name(name: str, title: str) -> None:
    assert title_from(Path(name)) == title


def test_what_was_made_is_made_again(project: Project, mp3: Path) -> None:
    result = import_file(project, mp3)
    recording = recording_of(project, result)
    working, peaks = project.path(recording.working), project.path(recording.peaks)
    before = working.read_bytes(), peaks.read_bytes()
    assert not remake(project, recording.id)
    working.unlink()
    peaks.write_bytes(b"damaged")
    assert remake(project, recording.id)
    peaks.unlink()
    assert remake(project, recording.id)
    assert (working.read_bytes(), peaks.read_bytes()) == before
    assert not remake(project, recording.id)


def test_a_recording_without_peaks_gets_them(project: Project, story: int) -> None:
    with project.read() as session:
        recording = session.scalars(select(Recording)).one()
    assert recording.peaks == ""
    assert remake(project, recording.id)
    with project.read() as session:
        recording = session.scalars(select(Recording)).one()
    assert Peaks.load(project.path(recording.peaks)).rate == recording.sample_rate


def test_an_original_that_is_gone_or_changed_is_said(project: Project, mp3: Path, wav: Path) -> None:
    first = recording_of(project, import_file(project, mp3))
    second = recording_of(project, import_file(project, wav))
    project.path(first.working).unlink()
    with project.path(first.original).open("ab") as file:
        file.write(b"more")
    with pytest.raises(MediaError, match="changed outside"):
        remake(project, first.id)
    for recording in (first, second):
        project.path(recording.original).unlink()
        with pytest.raises(MediaError, match="not where it was") as raised:
            remake(project, recording.id)
        assert recording.original_name in raised.value.next
    assert issubclass(MediaError, CoProClipError)


def test_a_channel_that_is_left_out_for_what_is_on_it_is_said(project: Project, tmp_path: Path, shared: Path) -> None:
    voice = soundfile.read(shared / "data/audio/formats/base16k.wav", dtype="float32")[0]
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(len(voice)) / 16_000)).astype(np.float32)
    said = []
    for name, channels in (
        ("left", [voice, tone]),
        ("right", [tone, voice]),
        ("both", [voice, voice]),
        ("dead", [voice, voice * 0]),
    ):
        soundfile.write(tmp_path / f"{name}.wav", np.stack(channels, axis=1), 16_000)
        said.append(import_file(project, tmp_path / f"{name}.wav").notice)
    assert said == [
        "Only the left channel is transcribed: nobody could be heard on the right one.",
        "Only the right channel is transcribed: nobody could be heard on the left one.",
        "",
        "",
    ]

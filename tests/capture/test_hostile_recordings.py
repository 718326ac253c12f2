"""A project from somebody else names files of this computer as its own: none is read, changed or taken away."""

import hashlib
import json
import os
import sys
import uuid
import wave
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import soundfile

from coproclip.audio.writing import UNFINISHED
from coproclip.capture.recovery import discard, keep, unfinished
from coproclip.capture.sidecar import RecordingNote, is_being_recorded, read_note, write_note
from coproclip.capture.wav_writer import WavFormat, wav_header
from coproclip.cli.app import run
from coproclip.errors import CoProClipError, MediaError, StorageError
from coproclip.people.stories import sound_of, stories
from coproclip.project.columns import MOST_LETTERS, MOST_LETTERS_OF_TITLE
from coproclip.project.project import Project
from coproclip.project.storage.places import FOLDERS
from coproclip.settings import Settings, load_settings, remember_second_disk, save_settings, second_disks

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of Unix systems")
RATE = 16_000
FORM = WavFormat(RATE, 1)
NAME = "01234567-89ab-cdef-0123-456789abcdef"
SECRET = b"\x11\x22" * RATE
NOTE = RecordingNote(title="Trap", started="2026-05-14T10:30:00+01:00", sample_rate=RATE)


def sound(body: bytes = bytes(2 * RATE)) -> bytes:
    return wav_header(FORM, len(body)) + body


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of this test's own."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Somebody's own folder, with a recording and neighbours of every kind that belongs to one."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("mine.wav", "mine.2.wav", f"{NAME}.2.wav", f"{NAME}.wav"):
        (folder / name).write_bytes(sound(SECRET))
        for suffix in (".json", ".lock", ".txt"):
            (folder / name).with_suffix(suffix).write_bytes(b"{}" if suffix == ".json" else b"canary")
    return folder


def state(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("project.db")
    }


def plant(folder: Path, parts: list[str], starts: list[int], name: str = NAME) -> None:
    place = folder / "recordings" / f"{name}.wav"
    place.write_bytes(sound())
    kept = asdict(NOTE) | {"parts": parts, "part_starts": starts}
    place.with_suffix(".json").write_text(json.dumps(kept), "utf-8")


def hostile_paths(outside: Path, folder: Path, name: str) -> list[str]:
    away = os.path.relpath(outside, folder / "recordings")
    return [
        str(outside / "mine.wav"),
        str(outside / name),
        f"{away}/{name}",
        str(folder / "recordings" / ".." / ".." / "outside" / name),
        str(outside / name) + "\0",
        f"file://{outside}/{name}",
        f"\\\\server\\share\\{name}",
        str(folder / "project.db"),
        "x" * 70_000,
        "",
        f"..\\..\\outside\\{name}",
    ]


def by_window(folder: Path) -> None:
    with Project.open(folder) as project:
        unfinished(project, second_disks(load_settings()))


def by_command(*words: str) -> Callable[[Path], None]:
    def _run(folder: Path) -> None:
        assert run([words[0], str(folder), *words[1:]]) in (0, 1)

    return _run


LOOKING = [by_window, by_command("check-project"), by_command("recover", "--json")]
ACTING = [
    by_command("recover", "--keep", NAME),
    by_command("recover", "--keep", NAME, "--without-second-disk"),
    by_command("recover", "--discard", NAME),
]


@pytest.mark.parametrize("starts", [[], [RATE]])
def test_no_path_in_a_note_is_ever_followed(tmp_path: Path, outside: Path, starts: list[int], home: Path) -> None:
    with Project.create(tmp_path / "Doors") as made:
        folder = made.folder
    names = [f"{number:08x}{NAME[8:]}" for number in range(len(hostile_paths(outside, folder, "")))]
    later = [f"{int(name[:8], 16) + 256:08x}{name[8:]}" for name in names]
    for name in (*names, *later):
        (outside / f"{name}.2.wav").write_bytes(sound(SECRET))
        (outside / f"{name}.2.json").write_text("{}")

    def _plant(names: list[str]) -> None:
        for number, name in enumerate(names):
            plant(folder, [hostile_paths(outside, folder, f"{name}.2.wav")[number]], starts, name)

    _plant(names)
    before, inside = state(outside), state(folder)
    for look in LOOKING:
        look(folder)
        assert (state(folder), state(outside)) == (inside, before)
    for how in ("--keep", "--discard"):
        for more in ((), ("--without-second-disk",)):
            by_command("recover", *(word for name in names for word in (how, name)), *more)(folder)
            assert state(outside) == before
            with Project.open(folder) as project:
                left = unfinished(project)
            assert len(left) == (0 if how == "--discard" or more else len(names)), "asked about what cannot be had"
            if not left:
                names = later
                _plant(names)
                break
    assert not any(SECRET in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("starts", [[], [0]])
def test_even_on_the_chosen_disk_only_what_says_so_itself_is_a_part(
    project: Project, outside: Path, starts: list[int]
) -> None:
    before = state(outside)
    plant(project.folder, [str(outside / f"{NAME}.2.wav")], starts)
    (found,) = unfinished(project, (outside,))
    assert found.parts == ()
    assert found.missing
    with pytest.raises(StorageError, match="another disk"):
        keep(project, found, second_disks=(outside,))
    keep(project, found, second_disks=(outside,), without_parts=True)
    assert state(outside) == before


def test_a_name_that_can_be_guessed_is_no_part(project: Project, tmp_path: Path) -> None:
    disk = tmp_path / "stick"
    disk.mkdir()
    part = disk / "interview.2.wav"
    part.write_bytes(sound(SECRET))
    write_note(part, RecordingNote(parts=(str(part),)))
    wav = project.folder / "recordings" / "interview.wav"
    wav.write_bytes(sound())
    write_note(wav, RecordingNote(parts=(str(part),), part_starts=(0,), sample_rate=RATE))
    (found,) = unfinished(project, (disk,))
    assert found.parts == ()
    discard(project, found, (disk,))
    assert part.read_bytes() == sound(SECRET)


@pytest.mark.parametrize("as_written_by", ["this version", "the one before"])
def test_a_part_on_the_disk_chosen_here_is_joined(project: Project, tmp_path: Path, as_written_by: str) -> None:
    disk, name = tmp_path / "stick", str(uuid.uuid4())
    disk.mkdir()
    wav, part = project.folder / "recordings" / f"{name}.wav", disk / f"{name}.2.wav"
    recording = name if as_written_by == "this version" else ""
    # The disk was found under another letter or folder then.
    elsewhere = str(Path("/media/somewhere") / part.name)
    note = RecordingNote(
        started=NOTE.started, recording=recording, parts=(elsewhere,), part_starts=(RATE,), sample_rate=RATE
    )
    for place, body in ((wav, bytes(2 * RATE)), (part, SECRET)):
        place.write_bytes(sound(body))
        write_note(place, note)
    assert unfinished(project)[0].missing == (elsewhere,)
    (found,) = unfinished(project, (disk,))
    assert (found.parts, found.missing, found.duration_ms) == ((part,), (), 2000)
    story = keep(project, found, second_disks=(disk,))
    with project.read() as session:
        samples, _ = soundfile.read(sound_of(project, session, story).audio, dtype="int16")
    assert samples[RATE:].tobytes() == SECRET
    assert not list(disk.iterdir())


def test_a_part_of_another_recording_is_not_taken(project: Project, tmp_path: Path) -> None:
    disk = tmp_path / "stick"
    disk.mkdir()
    part = disk / f"{NAME}.2.wav"
    part.write_bytes(sound(SECRET))
    write_note(part, RecordingNote(recording=str(uuid.uuid4()), parts=(str(part),)))
    plant(project.folder, [str(part)], [RATE])
    (found,) = unfinished(project, (disk,))
    assert found.parts == ()
    discard(project, found, (disk,))
    assert part.read_bytes() == sound(SECRET)


@posix
@pytest.mark.parametrize("which", [f"{NAME}.wav", f"{NAME}.json", f"{NAME}.lock", f"{NAME}.2.wav", f"{NAME}.2.json"])
@pytest.mark.parametrize("kind", ["link", "link to nothing", "pipe", "folder"])
def test_nothing_but_plain_files_is_touched(tmp_path: Path, outside: Path, home: Path, which: str, kind: str) -> None:
    with Project.create(tmp_path / "Doors") as made:
        folder = made.folder
    plant(folder, [str(folder / "recordings" / f"{NAME}.2.wav")], [RATE])
    place = folder / "recordings" / which
    place.unlink(missing_ok=True)
    canary = (outside / NAME).with_name(which)
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(canary if kind == "link" else outside / "nothing")
    before = state(outside)
    for act in (*LOOKING, *ACTING):
        act(folder)
        assert state(outside) == before
        assert not (outside / "nothing").exists()
    files = [
        path for kind in FOLDERS for path in (folder / kind).rglob("*") if path.is_file() and not path.is_symlink()
    ]
    assert not any(SECRET in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"sample_rate": 1e400}',
        '{"part_starts": [1e400]}',
        '{"sample_rate": true}',
        '{"sample_rate": 1}',
        '{"channels": true}',
        '{"sample_rate": 99999999999999999999}',
        '{"channels": 1000000}',
        '{"moments": [{"kind": "mark", "start_ms": 1e999, "end_ms": 0, "text": ""}]}',
        '{"parts": 5}',
        '{"who": "x"}',
        "nonsense",
        "\0",
        "[]",
        '"' + "x" * (9 << 20) + '"',
    ],
)
def test_a_note_that_makes_no_sense_is_no_note(project: Project, text: str) -> None:
    wav = project.folder / "recordings" / f"{NAME}.wav"
    wav.write_bytes(sound())
    wav.with_suffix(".json").write_text(text, "utf-8")
    assert read_note(wav) is None
    (found,) = unfinished(project)
    assert found.duration_ms == 1000


def test_a_day_that_is_none_goes_nowhere(project: Project) -> None:
    wav = project.folder / "recordings" / f"{NAME}.wav"
    wav.with_suffix(".json").write_text(json.dumps({"started": "../../../etc"}), "utf-8")
    note = read_note(wav)
    assert note is not None
    assert note.started == ""


def test_an_original_that_is_there_is_not_replaced(project: Project) -> None:
    plant(project.folder, [], [])
    (found,) = unfinished(project)
    other = project.folder / "originals" / f"{NAME}.wav"
    other.write_bytes(b"somebody's only copy")
    with pytest.raises(CoProClipError, match="another file of this name"):
        keep(project, found)
    assert other.read_bytes() == b"somebody's only copy"
    assert not is_being_recorded(found.path)
    assert not list(project.folder.glob(f"recordings/*{UNFINISHED}"))


def test_the_disks_chosen_here_are_remembered(home: Path, tmp_path: Path) -> None:
    settings = Settings(second_disk=str(tmp_path / "old"))
    remember_second_disk(settings, tmp_path / "new")
    settings.second_disk = ""
    save_settings(settings)
    assert second_disks(load_settings()) == (tmp_path / "new", tmp_path / "old")


LONG = "x" * 1_500_000
OFF = {"kind": "off the record", "start_ms": 100, "end_ms": 500, "text": LONG}
TEXTS = {
    "title": {"title": LONG},
    "private note": {"private_note": LONG},
    "note": {"note": LONG},
    "storyteller": {"storyteller": LONG},
    "reporter": {"reporter": LONG},
    "voice": {"channels": 2, "who": [{"role": "storyteller", "name": LONG, "device": ""}]},
    "words off the record": {"moments": [OFF]},
}


@pytest.mark.parametrize("what", TEXTS.values(), ids=TEXTS.keys())
def test_texts_of_far_too_many_letters_are_cut_and_the_story_stays(project: Project, what: dict[str, object]) -> None:
    place = project.folder / "recordings" / f"{NAME}.wav"
    place.write_bytes(sound(SECRET))
    kept = asdict(NOTE) | {"title": "Trap", "moments": [], **what}
    place.with_suffix(".json").write_text(json.dumps(kept), "utf-8")
    (found,) = unfinished(project)
    assert len(found.title) <= MOST_LETTERS_OF_TITLE
    keep(project, found)
    with Project.open(project.folder) as again, again.read() as session:
        assert len(stories(session)) == 1
        assert not again.database.impossible


def test_what_was_typed_during_a_recording_is_cut_rather_than_the_recording_refused(project: Project) -> None:
    place = project.folder / "recordings" / f"{NAME}.wav"
    place.write_bytes(sound(SECRET))
    write_note(place, replace(NOTE, private_note=LONG * 10, title=LONG))
    (found,) = unfinished(project)
    keep(project, replace(found, note=replace(found.note, private_note=LONG * 10)))
    with Project.open(project.folder) as again, again.read() as session:
        (story,) = stories(session)
        assert story.private_note == LONG[:MOST_LETTERS]


@pytest.mark.parametrize("note", [{"sample_rate": True}, {"sample_rate": 1}, {"sample_rate": 48_000}])
def test_the_header_of_a_file_of_another_making_is_not_written_over(project: Project, note: dict[str, object]) -> None:
    place = project.folder / "recordings" / f"{NAME}.wav"
    with wave.open(str(place), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes(SECRET)
    before = place.read_bytes()
    place.with_suffix(".json").write_text(json.dumps(asdict(NOTE) | {"moments": []} | note), "utf-8")
    (found,) = unfinished(project)
    assert found.duration_ms == 1000
    keep(project, found)
    assert (project.folder / "originals" / f"{NAME}.wav").read_bytes() == before


@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "with a damaged header"])
def test_what_is_too_short_is_refused_before_anything_is_written(project: Project, damaged: bool) -> None:
    place = project.folder / "recordings" / f"{NAME}.wav"
    content = sound(SECRET[:500])
    place.write_bytes(bytes(80) + content[80:] + b"x" if damaged else content)
    place.with_suffix(".json").write_text(json.dumps(asdict(NOTE) | {"moments": []}), "utf-8")
    before = place.read_bytes()
    (found,) = unfinished(project)
    with pytest.raises(MediaError, match=r"less than a tenth of a second of sound\. It was not touched\."):
        keep(project, found)
    assert place.read_bytes() == before


@posix
def test_a_recording_that_is_a_file_elsewhere_too_is_not_written_into(project: Project, tmp_path: Path) -> None:
    elsewhere, wav = tmp_path / "mine.wav", project.folder / "recordings" / f"{NAME}.wav"
    elsewhere.write_bytes(wav_header(FORM, 100) + SECRET)
    os.link(elsewhere, wav)
    before = elsewhere.read_bytes()
    project.close()
    assert run(["recover", str(project.folder), "--keep", NAME]) != 0
    assert elsewhere.read_bytes() == before
    assert wav.exists()

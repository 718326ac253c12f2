import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from fakes import microphones
from fakes.microphones import RATE, PushedMicrophone, known_sound, recorder_of
from sqlalchemy import func, select

from coproclip.audio.peaks import Peaks
from coproclip.capture.ingest import finish_recording, original_of
from coproclip.capture.recorder import RecordingFile
from coproclip.capture.recovery import Unfinished, discard, find_unfinished, keep, unfinished
from coproclip.capture.sidecar import RecordingNote, is_being_recorded, write_note
from coproclip.capture.wav_writer import HEADER_BYTES, WavFormat, wav_header
from coproclip.errors import BadInput, MediaError, NotFound
from coproclip.people.stories import sound_of, storyteller_names
from coproclip.project.project import Project
from coproclip.project.schema import Recording, Story

REPO = Path(__file__).parents[2]
NOTE = RecordingNote(title="The letter", storyteller="June", reporter="Amina", started="2026-05-14T10:30:00+01:00")


@contextmanager
def recording_program(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], int]]]:
    """A program that records in real time, and how many frames its microphone has delivered so far."""
    folder.mkdir(parents=True, exist_ok=True)
    counter = folder.parent / f"{folder.name}.counter"
    counter.write_bytes(bytes(8))
    command = [sys.executable, microphones.__file__, str(folder), str(counter)]
    program = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(REPO)})
    try:
        yield program, lambda: struct.unpack("<Q", counter.read_bytes())[0]
    finally:
        program.kill()
        program.wait()


def killed_recording(project: Project, *, after_ms: int = 300) -> int:
    """Let a program record and kill it; returns how many frames it had been given."""
    with recording_program(project.folder / "recordings") as (program, fed):
        while fed() * 1000 < after_ms * RATE:
            assert program.poll() is None
            time.sleep(0.01)
        program.send_signal(signal.SIGKILL)
        program.wait()
        return fed()


def record(project: Project, ms: int = 500, note: RecordingNote = NOTE) -> RecordingFile:
    microphone = PushedMicrophone()
    recorder = recorder_of(project.folder / "recordings", microphone)
    recorder.start(note)
    microphone.push_ms(ms)
    return recorder.stop()


def leave(project: Project, content: bytes, note: RecordingNote | None = NOTE, name: str = "left") -> Path:
    wav = project.folder / "recordings" / f"{name}.wav"
    wav.write_bytes(content)
    if note is not None:
        write_note(wav, note)
    return wav


def samples(project: Project, story: int) -> np.ndarray:
    with project.read() as session:
        return soundfile.read(sound_of(project, session, story).audio, dtype="int16", always_2d=True)[0]


def how_many(project: Project) -> int:
    with project.read() as session:
        return session.scalar(select(func.count()).select_from(Story)) or 0


# ---- killed ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_killed_at_any_moment_at_most_a_second_is_lost(project: Project) -> None:
    chance = random.Random()
    for _ in range(5):
        fed = killed_recording(project, after_ms=chance.randrange(250, 1600))
        (found,) = unfinished(project)
        assert fed - found.duration_ms * RATE / 1000 <= RATE
        story = keep(project, found)
        sound = samples(project, story)
        assert len(sound) >= fed - RATE
        assert np.array_equal(sound, known_sound(0, len(sound)))
        with project.read() as session:
            path = sound_of(project, session, story).original
        with av.open(str(path)) as container:
            frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        assert np.array_equal(np.concatenate(frames, axis=1)[0], sound[:, 0])
    assert not list((project.folder / "recordings").iterdir())
    assert how_many(project) == 5


def test_what_is_being_recorded_now_is_not_offered(project: Project) -> None:
    folder = project.folder / "recordings"
    with recording_program(folder) as (program, fed):
        while fed() < RATE // 5:
            time.sleep(0.01)
        (wav,) = folder.glob("*.wav")
        assert is_being_recorded(wav)
        assert unfinished(project) == []
        program.send_signal(signal.SIGKILL)
        program.wait()
    assert not is_being_recorded(wav)
    assert [found.path for found in unfinished(project)] == [wav]


def test_nor_is_what_this_program_records(project: Project) -> None:
    microphone = PushedMicrophone()
    recorder = recorder_of(project.folder / "recordings", microphone)
    recorder.start(NOTE)
    microphone.push_ms(200)
    assert unfinished(project) == []
    recorder.close()
    assert len(unfinished(project)) == 1


def test_a_found_recording_knows_who_told_it(project: Project) -> None:
    killed_recording(project)
    (found,) = unfinished(project)
    assert (found.title, found.note.storyteller, found.note.reporter) == ("The letter", "June", "Amina")
    assert not found.is_empty
    assert find_unfinished(project, found.id[:8]) == found
    with pytest.raises(NotFound):
        find_unfinished(project, "nothing")
    story_id = keep(project, found)
    with project.read() as session:
        story = session.get(Story, story_id)
        assert story is not None
        assert (story.title, story.reporter, storyteller_names(session, story_id)) == ("The letter", "Amina", "June")
        assert story.recorded_on == found.started[:10]
        assert "stopped during this recording" in sound_of(project, session, story_id).notice


# ---- damaged --------------------------------------------------------------------------------------------------

SOUND = WavFormat(RATE, 1)
SAID = known_sound(0, 30_000)


@pytest.mark.parametrize(
    "header",
    [wav_header(SOUND, 0), wav_header(SOUND, 2_000), wav_header(SOUND, 1 << 31), wav_header(SOUND, 1 << 33)],
    ids=["zero", "too short", "too long", "far too long"],
)
def test_wrong_sizes_are_put_right_and_half_a_frame_is_cut(project: Project, header: bytes) -> None:
    leave(project, header + SAID.tobytes() + b"\x07")
    (found,) = unfinished(project)
    assert found.damaged
    assert found.duration_ms == 625
    assert np.array_equal(samples(project, keep(project, found)), SAID)


def test_a_header_that_is_gone_is_written_from_the_note(project: Project) -> None:
    note = RecordingNote(started=NOTE.started, sample_rate=44_100, channels=2)
    leave(project, bytes(HEADER_BYTES) + SAID.tobytes(), note)
    (found,) = unfinished(project)
    assert found.damaged
    story = keep(project, found)
    assert np.array_equal(samples(project, story), SAID.reshape(-1, 2))
    with project.read() as session:
        kept = sound_of(project, session, story)
        assert (kept.sample_rate, kept.channels) == (44_100, 2)


@pytest.mark.parametrize("content", [b"", wav_header(SOUND, 0), wav_header(SOUND, 0)[:30], wav_header(SOUND, 0) + b"x"])
def test_an_empty_one_says_so_and_can_be_discarded(project: Project, content: bytes) -> None:
    wav = leave(project, content)
    (found,) = unfinished(project)
    assert found.is_empty
    with pytest.raises(MediaError, match="empty"):
        keep(project, found)
    assert wav.read_bytes() == content
    assert how_many(project) == 0
    assert discard(project, found).read_bytes() == content
    assert unfinished(project) == []


def test_without_a_note_it_gets_a_title_and_a_date(project: Project) -> None:
    wav = leave(project, wav_header(SOUND, 0) + SAID.tobytes(), None)
    os.utime(wav, (1_780_000_000, 1_780_000_000))
    (found,) = unfinished(project)
    assert found.title.startswith("Recording of 2")
    assert found.started.startswith("2026-05-2")
    assert np.array_equal(samples(project, keep(project, found)), SAID)


def test_a_note_that_makes_no_sense_is_no_trouble(project: Project) -> None:
    wav = leave(project, wav_header(SOUND, 0) + SAID.tobytes(), None)
    for text in ("", "[]", "nonsense", json.dumps({"sample_rate": "x"}), json.dumps({"channels": 0}), "\udcff"):
        wav.with_suffix(".json").write_text(text, "utf-8", errors="replace")
        (found,) = unfinished(project)
        assert found.duration_ms == 625


def test_a_file_of_another_making_is_kept_as_it_is(project: Project) -> None:
    wav = project.folder / "recordings" / "from a stick.wav"
    soundfile.write(wav, SAID, 16_000)
    before = hashlib.sha256(wav.read_bytes()).hexdigest()
    (found,) = unfinished(project)
    assert (found.duration_ms, found.damaged) == (1875, True)
    story = keep(project, found)
    with project.read() as session:
        assert sound_of(project, session, story).sha256 == before
    leave(project, b"not sound at all" * 1000, None)
    (found,) = unfinished(project)
    with pytest.raises(MediaError):
        keep(project, found)


# ---- finishing ------------------------------------------------------------------------------------------------


def test_a_finished_recording_becomes_a_story(project: Project) -> None:
    done = record(project)
    seen = []
    project.subscribe(seen.append)
    story_id = finish_recording(project, done, language="en", storyteller="june")
    assert len(seen) == 1
    assert seen[0].touches("story")
    with project.read() as session:
        story, sound = session.get(Story, story_id), sound_of(project, session, story_id)
        recording = session.scalars(select(Recording)).one()
    assert story is not None
    assert (story.title, story.language, story.recorded_on) == ("The letter", "en", done.note.started[:10])
    assert recording.source == "record"
    assert recording.working == ""
    assert sound.original == project.folder / original_of(done.path)
    assert sound.sha256 == hashlib.sha256(sound.original.read_bytes()).hexdigest()
    assert (sound.duration_ms, sound.sample_rate, sound.channels) == (500, RATE, 1)
    assert sound.notice == ""
    assert sound.original_name.startswith(f"Recording {done.note.started[:10]} ")
    assert sound.peaks is not None
    assert Peaks.load(sound.peaks).duration_ms == 500
    assert not list((project.folder / "recordings").iterdir())
    assert unfinished(project) == []


def test_an_untitled_one_gets_a_readable_title(project: Project) -> None:
    story_id = finish_recording(project, record(project, note=RecordingNote()))
    with project.read() as session:
        story = session.get(Story, story_id)
        assert story is not None
        assert story.title.startswith("Recording of ")
        assert ":" in story.title


def test_what_was_lost_is_said_on_the_story(project: Project) -> None:
    microphone = PushedMicrophone()
    recorder = recorder_of(project.folder / "recordings", microphone)
    recorder.start()
    microphone.push_ms(1500)
    microphone.push_ms(200, lost_before=True)
    story_id = finish_recording(project, recorder.stop())
    with project.read() as session:
        assert "a moment is missing at 0:01" in sound_of(project, session, story_id).notice


def test_a_header_that_a_full_disk_did_not_take_is_put_right(project: Project) -> None:
    done = record(project)
    with done.path.open("r+b") as file:
        file.write(wav_header(SOUND, 20))
    assert len(samples(project, finish_recording(project, done))) == RATE // 2


def test_nothing_recorded_is_no_story(project: Project) -> None:
    done = record(project, ms=20)
    with pytest.raises(MediaError, match="tenth of a second"):
        finish_recording(project, done)
    assert done.path.exists()
    assert how_many(project) == 0
    assert len(unfinished(project)) == 1


def test_interrupted_after_the_file_moved_it_is_offered_again(project: Project) -> None:
    done = record(project)
    moved = project.folder / original_of(done.path)
    done.path.rename(moved)
    (found,) = unfinished(project)
    assert found.path == moved
    assert found.duration_ms == 500
    story = keep(project, found)
    assert len(samples(project, story)) == RATE // 2
    assert unfinished(project) == []


def test_interrupted_after_the_story_was_written_nothing_is_doubled(project: Project) -> None:
    done = record(project)
    story = finish_recording(project, done)
    write_note(done.path, done.note)
    found = Unfinished(done.path.stem, done.path, 500, NOTE.started, "The letter", False, NOTE)
    assert keep(project, found) == story
    assert finish_recording(project, done) == story
    assert how_many(project) == 1
    write_note(done.path, done.note)
    with pytest.raises(BadInput, match="become a story"):
        discard(project, found)
    assert unfinished(project) == []
    assert done.path.with_suffix(".json").exists(), "listing changes nothing"
    other = leave(project, wav_header(WavFormat(RATE, 1), RATE) + bytes(RATE))
    discard(project, find_unfinished(project, other.stem))
    assert not list((project.folder / "recordings").iterdir())
    assert (project.folder / original_of(done.path)).exists()


def test_discarding_moves_it_to_the_bin_with_its_note(project: Project) -> None:
    done = record(project)
    (found,) = unfinished(project)
    kept = discard(project, found)
    assert kept.parent == project.folder / "trash"
    assert len(soundfile.read(kept)[0]) == RATE // 2
    assert kept.with_suffix(".json").exists()
    assert not done.path.exists()
    assert unfinished(project) == []


def test_two_windows_do_not_keep_the_same_recording_at_once(project: Project) -> None:
    from coproclip.capture.sidecar import RecordingLock

    done = record(project)
    (found,) = unfinished(project)
    with RecordingLock(done.path):
        for work in (keep, discard):
            with pytest.raises(BadInput, match="another window"):
                work(project, found)
        assert unfinished(project) == []
    assert keep(project, found) == 1


def test_several_are_listed_oldest_first_and_orphaned_notes_are_not(project: Project) -> None:
    for day in (3, 1, 2):
        leave(
            project,
            wav_header(SOUND, 0) + SAID.tobytes(),
            RecordingNote(started=f"2026-01-0{day}T10:00:00+00:00"),
            f"r{day}",
        )
    write_note(project.folder / "recordings" / "gone.wav", NOTE)
    assert [found.id for found in unfinished(project)] == ["r1", "r2", "r3"]

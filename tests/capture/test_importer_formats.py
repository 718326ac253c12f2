"""Every file of the folder of formats, and two hundred damaged ones, through the one door by which they come in."""

import random
from pathlib import Path

import pytest
from examining import examine
from hostile_media import small
from sqlalchemy import select

from coproclip.capture.importer import import_file
from coproclip.errors import CoProClipError, MediaError, StorageError
from coproclip.project.project import Project
from coproclip.project.schema import Recording

FORMATS = Path(__file__).resolve().parents[3] / "shared/data/audio/formats"
SOUNDS = [path for path in sorted(FORMATS.glob("*")) if path.suffix not in (".txt", ".ctm", ".rttm")]
SMALL = (
    ("mp3", "libmp3lame", 16_000),
    ("ipod", "aac", 16_000),
    ("ogg", "libopus", 48_000),
    ("webm", "libopus", 48_000),
    ("flac", "flac", 16_000),
    ("wav", "pcm_s16le", 16_000),
    ("wav", "adpcm_ms", 8_000),
    ("matroska", "aac", 16_000),
    ("adts", "aac", 16_000),
    ("aiff", "pcm_s16be", 16_000),
    ("caf", "alac", 16_000),
    ("avi", "libmp3lame", 16_000),
    ("mpegts", "aac", 16_000),
    ("ac3", "ac3", 48_000),
    ("mov", "pcm_s16le", 16_000),
)
MUTATIONS = 200


@pytest.mark.slow
@pytest.mark.skipif(not SOUNDS, reason="the folder of real recordings is not here")
def test_every_format_becomes_a_story_or_a_sentence(project: Project) -> None:
    refused = []
    made = {}
    for path in SOUNDS:
        try:
            result = import_file(project, path)
        except (MediaError, StorageError) as error:
            refused.append((path.name, error))
            continue
        if result.duplicate_of is None:
            made[result.recording_id] = path.name
    # One sample is no story.
    assert all(name.startswith(("bad", "real", "odd_1_sample")) and error.next for name, error in refused)
    with project.read() as session:
        recordings = list(session.scalars(select(Recording)))
    assert len(recordings) == len(made)
    for recording in recordings:
        kept = sum(len(list((project.folder / name).glob("*"))) for name in ("originals", "peaks"))
        assert kept == 2 * len(recordings)
        if recording.working == "":
            assert recording.original.endswith((".wav", ".flac", ".m4a"))
    assert examine(project) == []


def _mutated(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    place = chance.randrange(len(found))
    match chance.randrange(5):
        case 0:
            for _ in range(chance.randint(1, 40)):
                found[chance.randrange(len(found))] = chance.randrange(256)
        case 1:
            del found[place:]
        case 2:
            del found[place : place + chance.randint(1, 3000)]
        case 3:
            for _ in range(chance.randint(1, 12)):
                found[chance.randrange(min(len(found), 400))] = chance.choice((0, 255, 128, 127, chance.randrange(256)))
        case _:
            found[place:place] = chance.randbytes(chance.randint(1, 2000))
    return bytes(found)


@pytest.mark.slow
def test_two_hundred_damaged_files_are_read_or_refused(project: Project, tmp_path: Path) -> None:
    chance = random.Random(20)
    seeds = [small(tmp_path / f"{n}.bin", *one) for n, one in enumerate(SMALL)]
    endings = [one[0] for one in SMALL]
    if SOUNDS:
        for name in ("ok_amr_nb.amr", "ok.gsm", "ok_speex.spx", "ok_wmav2.wma", "ok_gsm_8k.wav"):
            seeds.append((FORMATS / name).read_bytes())
            endings.append(name.rpartition(".")[2])
    made, refused = 0, list[CoProClipError]()
    for number in range(MUTATIONS):
        seed = number % len(seeds)
        path = tmp_path / f"mutated-{number}.{endings[seed]}"
        path.write_bytes(_mutated(seeds[seed], chance))
        try:
            result = import_file(project, path)
        except CoProClipError as error:
            refused.append(error)
        else:
            made += result.duplicate_of is None
        path.unlink()
    assert made > 30
    assert len(refused) > 20
    assert all(error.happened.endswith(".") for error in refused)
    with project.read() as session:
        recordings = list(session.scalars(select(Recording)))
    assert len(recordings) == made
    wanted = {
        path for recording in recordings for path in (recording.original, recording.working, recording.peaks) if path
    }
    folders = ("originals", "working", "peaks")
    assert wanted == {f"{name}/{path.name}" for name in folders for path in (project.folder / name).iterdir()}
    assert all(100 <= recording.duration_ms < 3_600_000 for recording in recordings)
    assert examine(project) == []

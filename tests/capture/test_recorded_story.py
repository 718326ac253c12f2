"""What is known of a recording when it ends is what the story knows: who was there, moments, yes and no, notes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from examining import examine

from coproclip.capture.recorded_story import completed, with_gaps
from coproclip.capture.recording_thread import Gap
from coproclip.capture.recovery import keep, unfinished
from coproclip.capture.sidecar import Channel, RecordingNote, Stretch, write_note
from coproclip.capture.wav_writer import WavFormat, WavWriter
from coproclip.people.consent import consent_of
from coproclip.people.moments import moments_of, off_record
from coproclip.people.stories import speakers_of, storyteller_names
from coproclip.people.storytellers import all_storytellers
from coproclip.project.kinds import ConsentAbout, MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Consent, Story
from coproclip.timecode import TimeRange

RATE = 16_000
STORYTELLER, REPORTER = Channel("storyteller", "June", "Lapel mic"), Channel("reporter", "Amina", "Table mic")
NOTE = RecordingNote(title="The letter", storyteller="June", reporter="Amina", started="2026-05-14T10:30:00+01:00")


def sound(ms: int = 4000, *, channels: int = 2, off: Sequence[tuple[int, int]] = ()) -> np.ndarray:
    """Noise with silence where it was off the record."""
    samples = np.random.default_rng(4).integers(1, 3000, (ms * RATE // 1000, channels)).astype(np.int16)
    for start, end in off:
        samples[start * RATE // 1000 : end * RATE // 1000] = 0
    return samples


def kept(project: Project, note: RecordingNote, samples: np.ndarray | None = None) -> int:
    """The story of a recording that a crash left with this note."""
    samples = sound() if samples is None else samples
    note = replace(note, recording="left", project=project.details.uid)
    wav = project.folder / "recordings" / "left.wav"
    writer = WavWriter(wav, WavFormat(RATE, samples.shape[1]))
    writer.write(samples.tobytes())
    writer.close()
    write_note(wav, replace(note, channels=samples.shape[1], sample_rate=RATE))
    [left] = unfinished(project)
    return keep(project, left)


def voices(project: Project, story: int) -> list[tuple[str, str, int | None]]:
    with project.read() as session:
        return [(speaker.name, speaker.role, speaker.channel) for speaker in speakers_of(session, story)]


# ---- who was there --------------------------------------------------------------------------------------------


def test_everybody_sits_at_their_own_microphone(project: Project) -> None:
    story = kept(project, replace(NOTE, who=(STORYTELLER, REPORTER)))
    assert voices(project, story) == [("June", "storyteller", 0), ("Amina", "reporter", 1)]
    with project.read() as session:
        assert storyteller_names(session, story) == "June"
        assert session.get_one(Story, story).reporter == "Amina"
    assert examine(project) == []


def test_the_reporter_may_sit_at_the_first_one(project: Project) -> None:
    story = kept(project, replace(NOTE, who=(REPORTER, STORYTELLER)))
    assert voices(project, story) == [("June", "storyteller", 1), ("Amina", "reporter", 0)]


def test_one_microphone_for_everybody_says_nothing_of_who_speaks(project: Project) -> None:
    story = kept(project, replace(NOTE, who=(STORYTELLER,)), sound(channels=1))
    assert voices(project, story) == [("June", "storyteller", None), ("Amina", "reporter", None)]


def test_who_sits_there_is_enough_to_know_who_tells_it(project: Project) -> None:
    story = kept(project, replace(NOTE, storyteller="", reporter="", who=(STORYTELLER, REPORTER)))
    assert voices(project, story) == [("June", "storyteller", 0), ("Amina", "reporter", 1)]
    with project.read() as session:
        assert storyteller_names(session, story) == "June"


@pytest.mark.parametrize(
    ("who", "heard"),
    [
        ((Channel("storyteller"), Channel("reporter")), [("June", "storyteller", 0), ("Amina", "reporter", 1)]),
        (
            (STORYTELLER, Channel("storyteller", "Rosa")),
            [("June", "storyteller", 0), ("Amina", "reporter", None), ("Rosa", "storyteller", 1)],
        ),
        (
            (STORYTELLER, Channel("other", "Ines")),
            [("June", "storyteller", 0), ("Amina", "reporter", None), ("Ines", "other", 1)],
        ),
        (
            (Channel("interpreter"), Channel("", "nobody")),
            [("June", "storyteller", None), ("Amina", "reporter", None), ("Voice 3", "other", 0)],
        ),
        (
            (STORYTELLER, REPORTER, Channel("other", "There is no third microphone")),
            [("June", "storyteller", 0), ("Amina", "reporter", 1)],
        ),
    ],
)
def test_whoever_sits_where(
    project: Project, who: tuple[Channel, ...], heard: list[tuple[str, str, int | None]]
) -> None:
    assert voices(project, kept(project, replace(NOTE, who=who))) == heard
    with project.read() as session:
        assert {storyteller.alias for storyteller in all_storytellers(session)} <= {"June", "Rosa"}


# ---- what was noted -------------------------------------------------------------------------------------------


def test_moments_notes_and_answers_come_with_it(project: Project) -> None:
    note = replace(
        NOTE,
        moments=(
            Stretch("mark", 2_000, 2_000, "the letter"),
            Stretch("starter", 1_200, 1_200, "What was the best moment?"),
            Stretch("spoken yes", 100, 900),
            Stretch("mark", 3_900, 9_999),
            Stretch("a wedding", 5, 5),
        ),
        consent={"being recorded": "yes", "written down": "later", "sharing": "no", "being filmed": "yes"},
        note="  Second floor. ",
        private_note="Somebody may be at risk.",
    )
    story = kept(project, note)
    with project.read() as session:
        moments = moments_of(session, story)
        said = consent_of(session, story)
        row = session.get_one(Story, story)
    assert [(moment.kind, moment.start_ms, moment.end_ms, moment.text) for moment in moments] == [
        ("spoken yes", 100, 900, ""),
        ("starter", 1_200, 1_200, "What was the best moment?"),
        ("mark", 2_000, 2_000, "the letter"),
        ("mark", 3_900, 4_000, ""),
    ], "in order, and within the sound"
    assert {about: (one.answer, one.who, one.moment_id) for about, one in said.items()} == {
        ConsentAbout.RECORDED: ("yes", "June", moments[0].id),
        ConsentAbout.TRANSCRIBED: ("later", "June", None),
        ConsentAbout.SHARED: ("no", "June", None),
    }
    assert (row.note, row.private_note) == ("Second floor.", "Somebody may be at risk.")
    assert project.undo_text == "", "a recording is not a step to take back"
    assert examine(project) == []


def test_an_answer_that_makes_no_sense_is_no_answer(project: Project) -> None:
    story = kept(project, replace(NOTE, consent={"sharing": "maybe", "": "yes"}))
    with project.read() as session:
        assert consent_of(session, story) == {}
        assert session.query(Consent).count() == 0


def test_what_was_off_the_record_when_it_broke_off_lasts_as_long_as_its_silence(project: Project) -> None:
    """The note of a killed program knows only where that began; the sound knows how long it was."""
    note = replace(NOTE, moments=(Stretch("off the record", 1_000, 1_500), Stretch("off the record", 2_000, 2_000)))
    story = kept(project, note, sound(4_000, off=[(1_000, 1_500), (2_000, 3_250)]))
    with project.read() as session:
        assert off_record(session, story) == [TimeRange(1_000, 1_500), TimeRange(2_000, 3_250)]


def test_off_the_record_to_the_very_end(project: Project) -> None:
    note = replace(NOTE, moments=(Stretch("off the record", 2_000, 2_000), Stretch("off the record", 9_000, 9_000)))
    story = kept(project, note, sound(4_000, channels=1, off=[(2_000, 4_000)]))
    with project.read() as session:
        assert off_record(session, story) == [TimeRange(2_000, 4_000)]


def test_a_note_that_knows_its_ends_is_not_read_again(tmp_path: Path) -> None:
    note = replace(NOTE, moments=(Stretch("off the record", 1_000, 1_500), Stretch("mark", 9, 9)))
    assert completed(note, tmp_path / "there is no such file.wav") is note


def test_every_place_where_sound_was_lost_is_a_moment_once() -> None:
    note = replace(NOTE, moments=(Stretch("lost", 10_000, 13_000), Stretch("mark", 40_000, 40_000)))
    gaps = (Gap(10_020, 2_900), Gap(40_000, 250), Gap(60_000, 0))
    lost = [moment for moment in with_gaps(note, gaps).moments if moment.kind == MomentKind.LOST]
    assert lost == [
        Stretch("lost", 10_000, 13_000),
        Stretch("lost", 40_000, 40_250),
        Stretch("lost", 60_000, 60_000),
    ]
    assert with_gaps(note, ()) is note

"""Two people at two microphones: the written words say who is speaking; what was off the record says nothing."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import soundfile
from examining import examine
from sqlalchemy import delete, update
from two_microphones import PER_MS, Talk, example_interview, hummed, in_turns, seated

from coproclip.capture.recorded_story import add_recorded
from coproclip.capture.sidecar import Channel, RecordingNote, Stretch
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.moments import add_moments
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.looking_after.integrity import sha256_of
from coproclip.project.project import Project, now
from coproclip.project.schema import Recording, Segment
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.models.packages import packaged_models
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check, correct_segment, passages
from coproclip.transcription.channel_turns import turns_of
from coproclip.transcription.queue import OFF, TranscriptionRequest
from coproclip.transcription.run import draft_of, transcribe_story

NOTE = RecordingNote(
    title="The letter", storyteller="June", reporter="Amina", language="en", started="2026-05-14T10:30:00+01:00"
)
WHO = (Channel("storyteller", "June"), Channel("reporter", "Amina"))
TALK = seated(in_turns(hummed(0, 10), hummed(1, 10)))


def recorded(project: Project, talk: Talk = TALK, note: RecordingNote = NOTE, who: tuple[Channel, ...] = WHO) -> int:
    """The story of a recording with two microphones."""
    path = talk.write(project.folder / "originals" / "talk.wav")
    with project.edit(Work.ADD_STORY) as edit:
        recording = Recording(
            original="originals/talk.wav",
            original_name="talk.wav",
            sha256=sha256_of(path),
            size_bytes=path.stat().st_size,
            duration_ms=len(talk.samples) // PER_MS,
            sample_rate=soundfile.info(path).samplerate,
            channels=2,
            created_at=now(),
        )
        return add_recorded(edit, recording, replace(note, who=who)).id


class Engine:
    """Says the words of a talk, in windows of about four seconds and passages of seven words, whoever speaks."""

    def __init__(self, words: tuple[SpokenWord, ...]) -> None:
        self.words = words

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        until_ms: int | None = None,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        end = self.words[-1].end_ms
        for start in range(from_ms, end, 4000):
            words = [word for word in self.words if start <= word.start_ms < start + 4000]
            parts = [passage(words[place : place + 7], ["unsure"]) for place in range(0, len(words), 7)]
            yield WindowDone(start, min(start + 4000, end), tuple(parts), "en", True, "scripted 1")


def written(project: Project, story: int, words: tuple[SpokenWord, ...] = TALK.words, **how: bool) -> list[Segment]:
    transcribe_story(
        project, story, asked=TranscriptionRequest(model="tiny.en", voices=OFF, **how), writer=Engine(words)
    )
    with project.read() as session:
        return passages(session, story)


def whose(project: Project, story: int) -> dict[int, int | None]:
    """The channel of every voice."""
    with project.read() as session:
        return {voice.id: voice.channel for voice in speakers_of(session, story)}


pytestmark = pytest.mark.skipif("tiny.en" not in packaged_models(), reason="the tests’ speech model is not installed")


# ---- who is speaking ------------------------------------------------------------------------------------------


def test_every_word_has_its_voice_and_lines_end_where_another_begins(project: Project) -> None:
    story = recorded(project)
    lines = written(project, story)
    voices = whose(project, story)
    told = [(word.text, voices[line.speaker_id or 0]) for line in lines for word in line.words]
    wanted = [(word.text, channel) for word, channel in zip(TALK.words, TALK.whose, strict=True)]
    assert len(told) == len(wanted), "no word is lost, none is there twice"
    assert sum(one == other for one, other in zip(told, wanted, strict=True)) >= 0.96 * len(wanted)
    assert all(line.flags == ["unsure"] for line in lines)
    changes = sum(one != other for one, other in pairwise(TALK.whose))
    assert sum(one.speaker_id != other.speaker_id for one, other in pairwise(lines)) >= changes * 0.9
    assert examine(project) == []


def test_the_draft_stays_in_the_passages_of_the_engine(project: Project) -> None:
    story = recorded(project)
    lines = written(project, story)
    with project.read() as session:
        drafted = draft_of(session, story)
    assert len(drafted) < len(lines)
    assert [word.text for one in drafted for word in one.words] == [word.text for word in TALK.words]


def test_carried_on_later_it_says_the_same(project: Project) -> None:
    story = recorded(project)
    once = [(line.text, line.speaker_id, line.start_ms) for line in written(project, story)]
    again = [(line.text, line.speaker_id, line.start_ms) for line in written(project, story, again=True)]
    assert again == once


def test_words_that_were_not_heard_before_have_their_voice_too(project: Project) -> None:
    story = recorded(project)
    written(project, story, tuple(replace(word, start_ms=word.start_ms + 20) for word in TALK.words[::3]))
    lines, voices = written(project, story, again=True), whose(project, story)
    told = [(word.text, voices.get(line.speaker_id or 0)) for line in lines for word in line.words]
    wanted = [(word.text, channel) for word, channel in zip(TALK.words, TALK.whose, strict=True)]
    assert [text for text, _ in told] == [text for text, _ in wanted]
    assert sum(one == other for one, other in zip(told, wanted, strict=True)) >= 0.9 * len(wanted)


def test_what_a_person_said_of_a_checked_line_stays(project: Project) -> None:
    story = recorded(project)
    lines = written(project, story)
    other = next(voice for voice in whose(project, story) if voice != lines[0].speaker_id)
    with project.edit(Operation.CHECK) as edit:
        line = edit.get(Segment, lines[0].id)
        line.speaker_id = other
        correct_segment(edit, line.id, "what was really said")
        check(edit, [line.id])
    first = written(project, story, again=True)[0]
    assert (first.text, first.speaker_id) == ("what was really said", other)


@pytest.mark.parametrize("who", [(), (Channel("", "nobody"), Channel("", "nobody"))])
def test_where_nobody_has_a_microphone_nobody_is_named(project: Project, who: tuple[Channel, ...]) -> None:
    story = recorded(project, who=who)
    assert {line.speaker_id for line in written(project, story)} == {None}


def test_only_the_one_who_is_known_is_named(project: Project) -> None:
    story = recorded(project, who=(Channel("storyteller", "June"), Channel("")))
    voices = whose(project, story)
    named = {voices.get(line.speaker_id) if line.speaker_id else None for line in written(project, story)}
    assert named == {0, None}


def test_one_channel_left_of_two_names_nobody(project: Project) -> None:
    """A story whose sound was replaced by one channel: what is known of microphones no longer helps."""
    story = recorded(project)
    with project.edit(Work.MEDIA) as edit:
        edit.session.execute(update(Recording).values(channels=1))
        assert turns_of(edit.session, story, sound_of(project, edit.session, story)).channels is None
    assert {line.speaker_id for line in written(project, story)} == {None}


# ---- off the record -------------------------------------------------------------------------------------------


def said(*times: tuple[int, int]) -> SpokenSegment:
    return passage([SpokenWord(f"w{start}", start, end, 50) for start, end in times], ["unsure"])


def test_what_was_off_the_record_gives_no_words(project: Project, story: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        add_moments(edit, story, [Stretch("off the record", 2_000, 3_000), Stretch("off the record", 5_000, 5_100)])
        turns = turns_of(edit.session, story, sound_of(project, edit.session, story))
    heard = said((1_000, 1_500), (1_700, 2_100), (2_200, 2_800), (2_950, 3_400), (3_400, 3_600), (4_900, 5_300))
    parts = [(one.start_ms, one.end_ms, one.text, one.flags) for one, _ in turns.voiced([heard])]
    assert parts == [
        (1_000, 2_000, "w1000 w1700", ("unsure",)),
        (3_000, 3_600, "w2950 w3400", ("unsure",)),
        (5_100, 5_300, "w4900", ("unsure",)),
    ], "words at its edges end or begin there, and no line reaches across"
    assert turns.voiced([said((2_100, 2_900))]) == []
    untouched = said((6_000, 6_500), (6_500, 7_000))
    assert turns.voiced([untouched]) == [(untouched, [None, None])]


def test_neither_the_text_nor_the_draft_keep_anything_of_it(project: Project) -> None:
    first, last = TALK.words[10].start_ms - 5, TALK.words[14].end_ms + 5
    story = recorded(project, note=replace(NOTE, moments=(Stretch("off the record", first, last),)))
    lines = written(project, story)
    with project.read() as session:
        drafted = draft_of(session, story)
    for kept in (lines, drafted):
        assert sum(len(one.words) for one in kept) == len(TALK.words) - 5
        assert not any(TimeRange(one.start_ms, one.end_ms).overlaps(TimeRange(first, last)) for one in kept)
    assert examine(project) == []


# ---- with a real engine ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_real_interview_at_two_microphones(project: Project, tmp_path: Path) -> None:
    """As two microphones hear it, with −12 dB cross-talk: 96 % of the words go to the right person."""
    talk = seated(example_interview(tmp_path, 5), pauses_ms=(150, 600))
    story = recorded(project, talk)
    transcribe_story(project, story, asked=TranscriptionRequest(model="tiny.en"))
    with project.read() as session:
        lines = passages(session, story)
    voices = whose(project, story)
    turns = [(TimeRange(one.start_ms, one.end_ms), who) for one, who in zip(talk.words, talk.whose, strict=True)]
    right = []
    for line in lines:
        for word in line.words:
            middle = (word.start_ms + word.end_ms) // 2
            right += [voices.get(line.speaker_id or 0) == who for turn, who in turns if turn.contains(middle)]
    assert len(right) > 120
    assert sum(right) >= 0.96 * len(right)

"""The program says who is speaking: passages part where the voice changes, and what people settled stays."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import soundfile
from made_stories import drafted

from coproclip.errors import MediaError, SpeechModelError
from coproclip.people.moments import add_moments
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Speaker, Word
from coproclip.speech.diarization import client as speakers
from coproclip.speech.diarization.client import WordSpeaker
from coproclip.speech.engine import SpokenWord
from coproclip.transcript.edits import (
    change_speaker,
    check,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
    split_segment,
)
from coproclip.transcript.in_hand import take_in_hand
from coproclip.transcript.speakers import VOICE, merge_voices
from coproclip.transcription.diarize import DiarizationResult, separate

LINE = "then somebody asked me how I get to the bus stop not how people do"
LINES = (("", "What was the first day like? We moved the chairs. After that people just talked."), ("", LINE))


class Noted:
    """A stretch off the record."""

    kind, start_ms, end_ms, text = "off the record", 4_500, 30_000, ""


def teller(*changes: int, sure: int = 99, doubtful: Sequence[int] = ()) -> Callable[..., list[WordSpeaker]]:
    """Says that the voice changes at these words (two voices in turn)."""

    def tell(_sound: Path, words: Sequence[SpokenWord], _voices: int | None, **_more: Any) -> list[WordSpeaker]:
        voice, told = 0, []
        for place in range(len(words)):
            voice = 1 - voice if place in changes else voice
            told.append(WordSpeaker(voice, 55 if place in doubtful else sure))
        return told

    return tell


@pytest.fixture
def story(project: Project, make_story: Callable[..., int]) -> int:
    made = make_story(project, LINES)
    drafted(project, made)
    return made


def told(project: Project, story: int) -> list[tuple[str, str]]:
    with project.read() as session:
        names = {speaker.id: speaker.name for speaker in speakers_of(session, story)}
        return [(names.get(passage.speaker_id or 0, ""), passage.text) for passage in passages(session, story)]


def rows(project: Project, story: int) -> list[Segment]:
    with project.read() as session:
        return passages(session, story)


def test_a_passage_is_parted_where_the_voice_changes(project: Project, story: int) -> None:
    before = [word for row in rows(project, story) for word in row.words]
    found = separate(project, story, teller=teller(6, 15))
    assert found == DiarizationResult(voices=2, words=len(before), doubtful=0)
    assert told(project, story) == [
        ("Voice 1", "What was the first day like?"),
        ("Voice 2", "We moved the chairs. After that people just talked."),
        ("Voice 1", LINE),
    ]
    assert [word for row in rows(project, story) for word in row.words] == before
    assert project.undo_text == "", "what the program finds is no step to be taken back"
    with project.read() as session:
        assert [speaker.role for speaker in speakers_of(session, story) if speaker.name.startswith("Voice")] == ["", ""]


def test_a_passage_that_somebody_is_typing_in_stays_whole(project: Project, story: int) -> None:
    first = rows(project, story)[0]
    take_in_hand(project, first.id)
    separate(project, story, teller=teller(6))
    assert told(project, story) == [("Voice 2", first.text), ("Voice 2", LINE)]
    assert VOICE in rows(project, story)[0].flags, "somebody should listen to who says what"
    take_in_hand(project, None)
    separate(project, story, teller=teller(6))
    assert len(told(project, story)) == 3


def test_the_translation_and_the_reasons_stay(project: Project, story: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        first = passages(edit.session, story)[0]
        first.translation, first.flags = "In English.", ["unsure"]
    separate(project, story, teller=teller(6))
    left, right, _ = rows(project, story)
    assert (left.translation, right.translation) == ("In English.", "")
    assert left.flags == right.flags == ["unsure"]


def test_what_is_doubtful_is_flagged_until_it_is_no_longer(project: Project, story: int) -> None:
    assert separate(project, story, teller=teller(6, doubtful=range(6))).doubtful == 1
    assert [row.flags for row in rows(project, story)] == [[VOICE], [], []]
    assert separate(project, story, teller=teller(6)).doubtful == 0
    assert [row.flags for row in rows(project, story)] == [[], [], []]


def test_running_again_takes_the_place_of_the_first_run(project: Project, story: int) -> None:
    whole = told(project, story)
    separate(project, story, teller=teller(8, 18))
    assert len(told(project, story)) == 4
    separate(project, story, 1, teller=teller())
    assert [text for _, text in told(project, story)] == [text for _, text in whole], (
        "cut in mid-sentence, joined again"
    )
    with project.read() as session:
        assert [speaker.name for speaker in speakers_of(session, story) if speaker.role == ""] == ["Voice 1"]


def split(project: Project, nth: int, at_word: int, story: int) -> None:
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        split_segment(edit, passages(edit.session, story)[nth].id, at_word)


def test_a_line_that_a_person_split_stays_so(project: Project, story: int) -> None:
    """In the middle of a sentence: within one voice, and where the voice changed for a while."""
    split(project, 1, 8, story)
    separate(project, story, teller=teller(6, 23))
    parted = ["then somebody asked me how I get to", "the bus stop not how people do"]
    assert [text for _, text in told(project, story)][-2:] == parted
    separate(project, story, 1, teller=teller())
    assert [text for _, text in told(project, story)][-2:] == parted, "one voice again, and still two lines"
    separate(project, story, teller=teller(18))
    assert len(told(project, story)) == 5
    merge = [one.id for one in rows(project, story)[2:4]]
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        merge_segments(edit, *merge)
    split(project, 2, 3, story)
    separate(project, story, 1, teller=teller())
    assert [text for _, text in told(project, story)][2] == "then somebody asked", "the place is a person’s now"


def test_a_named_voice_keeps_its_passages_and_is_found_again(project: Project, story: int) -> None:
    separate(project, story, teller=teller(6, 15))
    with project.read() as session:
        found = {speaker.name: speaker for speaker in speakers_of(session, story)}
    with project.edit(Operation.CHANGE_SPEAKER) as edit:
        change_speaker(edit, found["Voice 2"].id, name="Ada", role="storyteller")
        merge_voices(edit, found["Voice 1"].id, found["Amina"].id)
    with project.edit(Work.TRANSCRIBE) as edit:  # as writing down again does: without a voice
        passages(edit.session, story)[2].speaker_id = None
    separate(project, story, teller=teller(6))
    assert told(project, story) == [
        ("Amina", "What was the first day like?"),
        ("Ada", "We moved the chairs. After that people just talked."),
        ("Ada", LINE),
    ]


def test_checked_passages_and_what_a_person_said_stay(project: Project, story: int) -> None:
    separate(project, story, teller=teller(6, 15))
    first, second, _ = rows(project, story)
    with project.edit(Operation.CHECK) as edit:
        check(edit, [first.id])
    with project.read() as session:
        amina = next(speaker.id for speaker in speakers_of(session, story) if speaker.name == "Amina")
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [second.id], amina)
    separate(project, story, teller=teller(3, 10, 18))
    now = rows(project, story)
    assert (now[0].words, now[0].speaker_id) == (first.words, first.speaker_id)
    assert (now[1].words, now[1].speaker_id) == (second.words, amina)
    assert [one.text for one in now[2:]] == ["then somebody asked", "me how I get to the bus stop not how people do"]
    separate(project, story, teller=teller(3, 10, 18), all_voices=True)
    assert rows(project, story)[0].words == first.words
    assert [row.text for row in rows(project, story)[1:3]] == ["We moved the chairs.", "After that people just talked."]


def test_what_a_person_said_of_one_passage_leads_the_search(project: Project, story: int) -> None:
    separate(project, story, teller=teller(6, 15))
    _first, second, _third = rows(project, story)
    with project.read() as session:
        amina = next(speaker.id for speaker in speakers_of(session, story) if speaker.name == "Amina")
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [second.id], amina)
    asked: list[tuple[list[str], Any]] = []

    def tell(_sound: Path, words: Sequence[SpokenWord], _voices: int | None, **more: Any) -> list[WordSpeaker]:
        asked.append(([words[place].text for place in more["known"]], set(more["known"].values())))
        return [WordSpeaker(int(place not in more["known"]), 99) for place in range(len(words))]

    separate(project, story, teller=tell)
    assert asked == [([word.text for word in second.words], {0})]
    now = rows(project, story)
    assert [row.speaker_id == amina for row in now] == [False, True, False]
    assert [row.voice_said for row in now] == [0, 1, 0]
    with project.edit(Operation.CHANGE_SPEAKER) as edit:
        change_speaker(edit, now[0].speaker_id or 0, name="Ines")
    separate(project, story, teller=teller(3, 10))
    assert len(rows(project, story)) > 3, "a name for a voice is not a word about each passage of it"
    separate(project, story, teller=tell, all_voices=True)
    assert asked[-1] == ([], set())
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [rows(project, story)[0].id], None)
    assert rows(project, story)[0].voice_said == 0


def test_off_the_record_nobody_is_told_apart(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        add_moments(edit, story, [Noted()])
    asked: list[SpokenWord] = []

    def tell(_sound: Path, words: Sequence[SpokenWord], _voices: int | None, **_more: Any) -> list[WordSpeaker]:
        asked.extend(words)
        return [WordSpeaker(0, 99) for _ in words]

    separate(project, story, teller=tell)
    assert asked
    assert max(word.end_ms for word in asked) <= 4_600
    assert told(project, story)[-1] == ("", LINE)


def test_people_at_channels_of_their_own_are_left_alone(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_SPEAKER) as edit:
        for channel, one in enumerate(speakers_of(edit.session, story)):
            edit.get(Speaker, one.id).channel = channel
    before = told(project, story)
    separate(project, story, teller=teller(3))
    assert told(project, story) == before


def test_two_people_plainly_on_two_channels_need_no_speaker_model(
    project: Project, make_story: Callable[..., int], shared: Path
) -> None:
    call = shared / "data" / "audio" / "dialogues" / "call-40-two-channels.flac"
    samples, rate = soundfile.read(call, stop=8_000 * 60, dtype="int16")
    story = make_story(project, LINES, channels=2)
    words, said_by = list[Word](), list[str]()
    for line in call.with_suffix(".rttm").read_text("utf-8").splitlines():
        parts = line.split()
        start, end = round(float(parts[3]) * 1000), round((float(parts[3]) + float(parts[4])) * 1000)
        for at in range(start, min(end, 60_000) - 300, 300):
            words.append(Word("word", at, at + 300))
            said_by.append(parts[7])
    with project.edit(Work.TRANSCRIBE) as edit:
        soundfile.write(sound_of(project, edit.session, story).audio, samples, rate)
        row = passages(edit.session, story)
        edit.session.delete(row[1])
        row[0].words, row[0].text, row[0].end_ms = words, " ".join(word.text for word in words), words[-1].end_ms

    def never(*_: Any, **_more: Any) -> list[WordSpeaker]:
        raise AssertionError("the channels say it")

    assert separate(project, story, teller=never).voices == 2
    voices = {one.speaker_id: number for number, one in reversed(list(enumerate(rows(project, story))))}
    found = [voices[one.speaker_id] for one in rows(project, story) for _ in one.words]
    right = sum((voice == found[0]) == (who == said_by[0]) for voice, who in zip(found, said_by, strict=True))
    assert right / len(found) >= 0.95


def test_words_corrected_meanwhile_get_their_voice_by_their_time(project: Project, story: int) -> None:
    def slow(sound: Path, words: Sequence[SpokenWord], voices: int | None, **more: Any) -> list[WordSpeaker]:
        with project.edit(Operation.CORRECT_WORDS) as edit:
            first = passages(edit.session, story)[0]
            correct_segment(edit, first.id, first.text.replace("the chairs", "all of the old chairs"))
        return teller(6, 15)(sound, words, voices, **more)

    separate(project, story, teller=slow)
    assert told(project, story)[:2] == [
        ("Voice 1", "What was the first day like?"),
        ("Voice 2", "We moved all of the old chairs. After that people just talked."),
    ]


def test_without_a_speaker_model_the_words_stay_and_a_sentence_says_how_to_get_one(
    project: Project, story: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speakers, "find_speaker_model", lambda: None)
    before = told(project, story)
    with pytest.raises(SpeechModelError, match="no speaker model on this computer; one can be added"):
        separate(project, story)
    assert told(project, story) == before


def test_without_its_recording_a_story_stays_as_it_is(project: Project, story: int) -> None:
    with project.read() as session:
        sound_of(project, session, story).audio.unlink()
    with pytest.raises(MediaError, match="not where it was"):
        separate(project, story, teller=teller(3))

"""A transcript that was made elsewhere: its words where they are heard, its voices, and what a person did stays."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from examining import examine
from made_stories import LINES, make_story
from model_stand_in import write_model
from sqlalchemy import delete, select

from coproclip.cli.transcript import transcript
from coproclip.errors import BadInput, Cancelled, SpeechModelError
from coproclip.excerpts.marking import mark, ranges_of
from coproclip.overview.hear_again import with_another_model
from coproclip.overview.what_changed import what_changed
from coproclip.people.consent import note_consent
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MomentKind, TranscriptionState
from coproclip.project.project import Project
from coproclip.project.schema import Base, DraftSegment, Moment, Segment, Transcription, Word
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpokenWord, passage
from coproclip.speech.models.trust import remember_here
from coproclip.transcript.draft import latest
from coproclip.transcript.edits import check, correct_segment, passages
from coproclip.transcript.files.lines import read_lines
from coproclip.transcript.files.reading import read_transcript
from coproclip.transcription.bring_in_transcript import BroughtTranscript, bring_in, is_transcribed, place
from coproclip.transcription.corrected import corrected
from coproclip.transcription.not_taken import sentence
from coproclip.transcription.place_words import PlacedTranscript, placed
from coproclip.transcription.queue import OFF, TranscriptionRequest

AS_TEXT = "\n".join(f"{'Amina' if who == 'reporter' else 'Kit'}: {text}" for who, text in LINES)


@dataclass
class Ears:
    """A speech engine that hears the words of the made story, some of them wrongly."""

    words: list[Word]
    asked: int = 0
    stops: bool = False
    wrong: dict[str, str] = field(default_factory=lambda: {"chairs.": "cheers.", "bus": "boss"})

    def transcribe_file(self, sound: Path, *_: Any, cancel: Any = None, **__: Any) -> Iterator[WindowDone]:
        self.asked += 1
        if self.stops:
            raise Cancelled
        heard = [SpokenWord(self.wrong.get(w.text, w.text), w.start_ms, w.end_ms, 80) for w in self.words]
        yield WindowDone(0, heard[-1].end_ms + 100, (passage(heard),), "en", True, "scripted 1")


@dataclass
class Room:
    """A story that nobody transcribed yet, and what is known of how it was made."""

    project: Project
    story: int
    folder: Path
    made: list[Word]
    ears: Ears
    model: str

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def place(self, text: str, name: str = "talk.txt", **how: Any) -> PlacedTranscript:
        asked = TranscriptionRequest(model=self.model, voices=OFF, typed=True)
        file = read_transcript(self.file(name, text))
        return place(self.project, self.story, file, writer=self.ears, asked=asked, **how)

    def bring(self, text: str, name: str = "talk.txt", *, replace_all: bool = False, **how: Any) -> BroughtTranscript:
        found = self.place(text, name, **how)
        with self.project.edit(Operation.BRING_IN_TRANSCRIPT) as edit:
            return bring_in(edit, self.story, found, replace_all=replace_all)

    def row(self) -> list[Segment]:
        with self.project.read() as session:
            return passages(session, self.story)

    def said(self) -> list[tuple[str, str]]:
        with self.project.read() as session:
            names = {one.id: one.name for one in speakers_of(session, self.story)}
        return [(names.get(one.speaker_id or 0, ""), one.text) for one in self.row()]

    def words(self) -> list[Word]:
        return [word for one in self.row() for word in one.words]

    def content(self) -> dict[str, list[tuple[object, ...]]]:
        with self.project.read() as session:
            return {
                name: [tuple(row) for row in session.execute(table.select().order_by(table.c.id))]
                for name, table in Base.metadata.tables.items()
                if name in ("segment", "speaker", "excerpt", "span", "transcription", "draft_segment")
            }


@pytest.fixture
def room(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    story = make_story(project)
    with project.read() as session:
        made = [word for one in passages(session, story) for word in one.words]
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
    write_model(tmp_path / "quick")
    remember_here(tmp_path / "quick")
    return Room(project, story, tmp_path, made, Ears(made), str(tmp_path / "quick"))


def test_words_without_times_are_those_of_the_file_heard_where_they_are_said(room: Room) -> None:
    brought = room.bring(AS_TEXT)
    assert [word.text for word in room.words()] == [word.text for word in room.made]
    assert [(word.start_ms, word.end_ms) for word in room.words()] == [(w.start_ms, w.end_ms) for w in room.made]
    assert {one for one, _ in room.said()} == {"Amina", "Kit"}, "the voices that the story has"
    assert all(not one.checked and one.flags == [] for one in room.row())
    assert (brought.voices, brought.left_out) == (("Amina", "Kit"), ())
    with room.project.read() as session:
        act = latest(session, room.story)
        assert act is not None
        assert (act.state, act.notice) == (TranscriptionState.DONE, "Brought in from a file (text).")
        assert corrected(session, room.story) == set(), "they are not taken for corrections"
        assert is_transcribed(session, room.story)
        assert with_another_model(session, "base") == []
        differs = what_changed(session, room.story)
        assert differs is not None
        assert differs.new_model == "a transcript that was brought in"
        assert [one.new for one in differs.changed if "chairs." in one.new]
    assert examine(room.project) == []


def test_it_is_one_step_and_not_doubled(room: Room) -> None:
    room.bring(AS_TEXT)
    there = room.content()
    again = room.bring(AS_TEXT)
    assert (again.changed, again.met.passages) == (0, len(room.row()))
    assert room.content() == there
    assert room.ears.asked == 1, "what was heard is not listened to twice"
    assert room.project.undo() is Operation.BRING_IN_TRANSCRIPT
    assert [word.text for word in room.words() if word.text in ("cheers.", "boss")] == ["cheers.", "boss"]
    assert room.project.redo() is Operation.BRING_IN_TRANSCRIPT
    assert room.content() == there


def test_what_changes_nothing_is_no_step_to_undo(room: Room) -> None:
    """Whatever was noted on the way, and whatever a person checked or corrected."""
    captions = "".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{'Amina' if n % 2 else 'Kit'}: line {n} of captions\n\n"
        for n in range(1, 9)
    )
    for text, name, listen in ((AS_TEXT, "talk.txt", True), (captions, "talk.srt", False)):
        room.bring(text, name, listen=listen)
        first, second, *_ = room.row()
        with room.project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, first.id, f"{first.text} indeed")
        with room.project.edit(Operation.CHECK) as edit:
            check(edit, [second.id])
        for _ in range(2):
            there, last = room.content(), room.project.history.step(back=True)
            if room.bring(text, name, listen=listen).is_same:
                assert room.content() == there
                assert room.project.history.step(back=True) is last
            else:
                assert room.content() != there
                assert room.project.history.step(back=True) is not last
        assert room.bring(text, name, listen=listen).is_same


def test_a_better_version_replaces_all_but_what_a_person_did(room: Room) -> None:
    room.bring(AS_TEXT)
    row = room.row()
    with room.project.edit(Operation.CHECK) as edit:
        check(edit, [row[0].id])
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, row[1].id, row[1].text.replace("head of the table", "top of the table"))
    better = (
        AS_TEXT.replace("What was", "How was").replace("head of the table", "end of it").replace("bus stop", "tram")
    )
    brought = room.bring(better)
    texts = [text for _, text in room.said()]
    assert texts[0] == "What was the first day like?"
    assert any("top of the table" in text for text in texts)
    assert any("tram" in text for text in texts)
    assert (brought.met.checked, brought.met.corrected) == (1, 1)
    everything = room.bring(better, replace_all=True)
    assert everything.met.everything
    assert " ".join(text for _, text in room.said()) == " ".join(
        line.partition(": ")[2] for line in better.splitlines()
    )
    assert not any(one.checked for one in room.row())


def test_what_a_rule_keeps_out_is_told_and_neither_a_time_that_is_off_nor_what_was_taken_is(room: Room) -> None:
    room.bring(AS_TEXT)
    row = room.row()
    with room.project.edit(Operation.CHECK) as edit:
        check(edit, [one.id for one in row])
    assert room.bring(AS_TEXT).not_taken == ()
    captions = "1\n00:00:00,300 --> 00:00:20,000\n" + " ".join(text for _, text in LINES)
    late = room.bring(captions, "talk.srt", listen=False)
    assert (late.is_same, late.not_taken) == (True, ()), "times shared over one long line are no other words"
    other = room.bring(AS_TEXT.replace("Kit: I had", "Amina: I had").replace("And then?", ""))
    assert other.is_same
    assert [(one.yours, one.file, one.why) for one in other.not_taken] == [
        ("And then?", "", "checked"),
        ("Kit: I had never been asked before.", "Amina: I had never been asked before.", "checked"),
    ]
    assert sentence(other.not_taken[:1]) == ("1 passage differs in the file. Yours stays, because it was checked.")


def test_names_become_voices_and_machine_names_are_nobody_yet(room: Room) -> None:
    text = AS_TEXT.replace("Amina:", "Interviewer:").replace("Kit:", "Maria Lopez:")
    assert room.bring(text).voices == ("Amina", "Maria Lopez")
    room.bring(AS_TEXT.replace("Kit:", "SPEAKER_01:"))
    assert {name for name, _ in room.said()} == {"Amina", "Voice 1"}
    with room.project.read() as session:
        roles = {one.name: one.role for one in speakers_of(session, room.story)}
    assert roles["Voice 1"] == ""


def test_headings_that_nobody_says_are_left_out_and_said(room: Room) -> None:
    text = f"Interview with Kit, 12 May\n\nTyped by the office of the north\n\n{AS_TEXT}\n\nEnd of the interview here\n"
    brought = room.bring(text)
    assert [word.text for word in room.words()] == [word.text for word in room.made]
    assert len(brought.left_out) == 3
    assert "what is not said in the recording: “Interview with Kit, 12 May”" in brought.left_out


def test_another_story_s_transcript_is_refused(room: Room) -> None:
    text = " ".join(["The weather over the sea will be rather rough tomorrow with much rain"] * 3)
    with pytest.raises(BadInput, match=r"only \d+ were heard in this story"):
        room.bring(text)
    assert [one for one in room.words() if one.text == "weather"] == []


def test_captions_keep_their_words_and_get_the_times_of_the_sound(room: Room) -> None:
    cues, at = [], 0
    for number, size in enumerate((4, 6, 6, 8, 9, 9, 2, 5), 1):
        words = room.made[at : at + size]
        begin, end = words[0].start_ms + 400, words[-1].end_ms + 400  # late, as captions are
        stamps = " --> ".join(f"00:00:{time // 1000:02}.{time % 1000:03}" for time in (begin, end))
        cues.append(f"{number}\n{stamps}\n{' '.join(word.text for word in words)}\n")
        at += size
    brought = room.bring("WEBVTT\n\n" + "\n".join(cues), "talk.vtt")
    assert [(w.text, w.start_ms) for w in room.words()] == [(w.text, w.start_ms) for w in room.made[:at]]
    assert all(one.text.endswith((".", "?")) for one in room.row()[:-1]), "captions become sentences"
    assert brought.changed > 1


def test_without_listening_or_a_model_the_times_of_the_file_count(room: Room) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nWe moved\n\n2\n00:00:05,000 --> 00:00:06,000\nthe chairs.\n"
    assert room.place(text, "a.srt", listen=False).guessed == 2
    assert room.ears.asked == 0
    room.bring(text, "a.srt", listen=False)
    assert [(w.text, w.start_ms) for w in room.words()][::2] == [("We", 1000), ("the", 5000)]
    room.model = str(room.folder / "nowhere")
    with pytest.raises(SpeechModelError):
        room.place("We moved the chairs.")
    with room.project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
    assert "no speech model" in " ".join(room.place(text, "a.srt").left_out)
    with pytest.raises(BadInput, match="does not say when"):
        room.place("We moved the chairs.", listen=False)


def test_words_with_times_of_their_own_need_no_listening(room: Room) -> None:
    words = ",".join(
        f'{{"word": "{w.text}", "start": {w.start_ms / 1000}, "end": {w.end_ms / 1000}}}' for w in room.made
    )
    room.bring(f'{{"words": [{words}]}}', "a.json")
    assert [(w.text, w.start_ms, w.end_ms) for w in room.words()] == [(w.text, w.start_ms, w.end_ms) for w in room.made]
    assert room.ears.asked == 0


def test_what_was_off_the_record_and_after_the_end_stays_out(room: Room) -> None:
    first = room.made[6]
    with room.project.edit(Operation.CHANGE_MOMENT) as edit:
        stretch = {"start_ms": first.start_ms - 10, "end_ms": room.made[8].end_ms + 10}
        edit.add(Moment(story_id=room.story, kind=MomentKind.OFF_RECORD.value, **stretch))
    brought = room.bring(AS_TEXT)
    assert [w.text for w in room.words()] == [w.text for n, w in enumerate(room.made) if n not in (6, 7, 8, 9)]
    assert "4 words around what was off the record" in brought.left_out, "also the one beside it that was misheard"
    with room.project.read() as session:
        assert "moved" not in {word.text for words in session.scalars(_drafted()) for word in words}
    late = "1\n00:00:01,000 --> 00:00:02,000\nWhat was\n\n2\n09:00:00,000 --> 09:00:01,000\nNever.\n"
    assert "1 passage after the end of the recording" in room.place(late, "a.srt", listen=False).left_out
    with pytest.raises(BadInput, match="all after the end"):
        room.place(late.replace("00:00:0", "08:00:0"), "a.srt", listen=False)


def test_a_line_that_is_partly_off_the_record_stays_out_where_nobody_heard_its_words(room: Room) -> None:
    with room.project.edit(Operation.CHANGE_MOMENT) as edit:
        edit.add(Moment(story_id=room.story, kind=MomentKind.OFF_RECORD.value, start_ms=5_900, end_ms=6_500))
    text = "1\n00:00:01,000 --> 00:00:02,000\nWe moved\n\n2\n00:00:05,000 --> 00:00:06,000\nthe chairs home.\n"
    brought = room.bring(text, "a.srt", listen=False)
    assert [word.text for word in room.words()] == ["We", "moved"], "any of them may have been said there"
    assert "3 words in lines that are partly off the record" in brought.left_out


def test_a_time_that_was_a_guess_gives_way_to_the_one_that_is_heard(room: Room) -> None:
    def _stamp(time_ms: int) -> str:
        return f"00:00:{time_ms // 1000:02},{time_ms % 1000:03}"

    def _captions(early_ms: int) -> str:
        begin, end = (_stamp(room.made[place].start_ms - early_ms) for place in (0, len(room.made) - 1))
        return f"1\n{begin} --> {end}\n{' '.join(word.text for word in room.made)}\n"

    room.bring(_captions(100), "a.srt", listen=False)
    assert all(word.guessed for word in room.words())
    assert [word for word in room.words() if word.typed] == [], "no person wrote them here"
    room.bring(_captions(100), "a.srt")
    assert [(word.start_ms, word.guessed) for word in room.words()] == [
        (word.start_ms, word.text in room.ears.wrong) for word in room.made
    ]
    assert examine(room.project) == []


def _drafted() -> Any:
    brought = select(Transcription.id).where(Transcription.notice.startswith("Brought in"))
    return select(DraftSegment.words).where(DraftSegment.transcription_id.in_(brought))


def test_once_the_old_words_are_forgotten_it_is_listened_to_again(room: Room) -> None:
    room.bring(AS_TEXT)
    with room.project.edit(Work.ERASE) as edit:
        edit.session.execute(delete(DraftSegment))
    before = room.content()["segment"]
    assert room.place(AS_TEXT).heard == len(room.made) - 2
    assert room.ears.asked == 2
    assert room.content()["segment"] == before, "beside the words that are there"


def test_excerpts_stay_whole(room: Room) -> None:
    room.bring(AS_TEXT)
    with room.project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, room.story, room.made[6].start_ms, room.made[9].end_ms).id
    room.bring(AS_TEXT.replace("moved the chairs.", "moved the old chairs."), replace_all=True)
    with room.project.read() as session:
        [span] = ranges_of(session, excerpt)
        words = [word for word in room.words() if span.start_ms <= word.start_ms and word.end_ms <= span.end_ms]
    assert [word.text for word in words] == ["We", "moved", "the", "old", "chairs."]


def test_nobody_is_transcribed_who_did_not_agree_and_stopping_changes_nothing(room: Room) -> None:
    there = room.content()
    room.ears.stops = True
    with pytest.raises(Cancelled):
        room.place(AS_TEXT)
    assert room.content()["segment"] == there["segment"]
    with room.project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, room.story, ConsentAbout.TRANSCRIBED, "no", "Kit", "on the phone")
    with pytest.raises(BadInput, match="did not say yes to being transcribed"):
        room.place(AS_TEXT)


def test_a_long_transcript_is_placed_in_a_moment() -> None:
    """Two hours: what is compared word by word must not grow with the square of it."""
    rng = random.Random(3)
    texts = [f"w{min(rng.randrange(4000), rng.randrange(4000))}" for _ in range(20_000)]
    heard = [Word(t if rng.random() < 0.9 else "hm", 350 * n, 350 * n + 300, 80) for n, t in enumerate(texts)]
    lines = [" ".join(texts[at : at + 20]) for at in range(0, len(texts), 20)]
    begun = time.perf_counter()
    found = placed(read_lines("text", [line for text in lines for line in (text, "")]), heard, 7_100_000)
    assert time.perf_counter() - begun < 10
    starts = [word.start_ms for one in found.passages for word in one.spoken.words]
    right = sum(abs(start - word.start_ms) <= 350 for start, word in zip(starts, heard, strict=True))
    assert right > 19_900


WORDS = (
    *(
        [
            "and",
            "so",
            "the",
            "we",
            "left",
            "it",
            "was",
            "long",
            "chairs",
            "bus",
            "no",
            "yes",
            "then",
            "I",
            "I",
            "the",
            "the",
            "a",
        ]
    ),
    *(["Kit", "Oh…", "well,", "home.", "Why?", "12", "3:", "So:", "«so»", "你好"]),
)


def _talk(rng: random.Random, voices: Sequence[int | None]) -> Iterator[tuple[int | None, list[Word]]]:
    """Passages of short words, many of them the same, one behind the other."""
    time_ms = 200
    while time_ms < 11_000:
        words = list[Word]()
        for _ in range(rng.randint(1, 7)):
            long = rng.choice([60, 150, 300, 700])
            words.append(Word(rng.choice(WORDS), time_ms, time_ms + long, 90))
            time_ms += long + rng.choice([0, 20, 50, 400])
        yield rng.choice(voices), words
        time_ms += rng.choice([0, 100, 900])


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_captions_that_went_out_come_in_without_a_word_doubled_or_lost(room: Room, kind: str) -> None:
    """Where nobody listens: beside what was checked, and into a story without words."""
    with room.project.read() as session:
        voices = [*(one.id for one in speakers_of(session, room.story)), None]
    for seed in range(20):
        rng = random.Random(seed)
        with room.project.edit(Work.TRANSCRIBE) as edit:
            for table in (Segment, DraftSegment, Transcription):
                edit.session.execute(delete(table))
            for voice, words in _talk(rng, voices):
                text, times = " ".join(word.text for word in words), (words[0].start_ms, words[-1].end_ms)
                edit.add(
                    Segment(
                        story_id=room.story,
                        speaker_id=voice,
                        start_ms=times[0],
                        end_ms=times[1],
                        text=text,
                        words=words,
                        flags=[],
                        checked=int(rng.random() < 0.3),
                    )
                )
        before = "".join(word.text for word in room.words())
        captions = transcript(room.project, room.story, kind)
        room.bring(captions, f"a.{kind}", listen=False)
        assert "".join(word.text for word in room.words()) == before, seed
        with room.project.edit(Work.TRANSCRIBE) as edit:
            for table in (Segment, DraftSegment, Transcription):
                edit.session.execute(delete(table))
        room.bring(captions, f"a.{kind}", listen=False)
        assert "".join(word.text for word in room.words()) == before, seed

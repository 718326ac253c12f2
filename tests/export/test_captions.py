import io
import re
from collections.abc import Callable

import pysubs2
import pytest
import srt as srt_reader
import webvtt
from granting import granted
from hypothesis import given
from hypothesis import strategies as st

from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord
from coproclip.export.captioning.captions import TIMED, CaptionKind, clip_words, plain_text, quote, srt, turns, vtt
from coproclip.export.captioning.cues import Cue, CueWord, make_cues
from coproclip.export.notices import REVIEW_MARK
from coproclip.export.sound.cutting import cut
from coproclip.harmless import plain
from coproclip.timecode import TimeRange, print_time

# All that a person might type into a transcript, and all that a caption format might trip over.
NASTY = st.one_of(
    st.sampled_from(["-->", "<b>bold</b>", "&amp;", "{\\an8}", "<v", "NOTE", "WEBVTT", "1", "</v>", "“so”"]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12),
).filter(lambda text: bool(plain(text)))
SPEAKERS = st.sampled_from(["One storyteller", "Reporter", "Bea <voice by Priya> & co", ""])


@st.composite
def captions(draw: st.DrawFn) -> list[Cue]:
    words, now = [], 0
    for speaker in draw(st.lists(SPEAKERS, min_size=1, max_size=4)):
        for text in draw(st.lists(NASTY, min_size=1, max_size=12)):
            words.append(CueWord(text, now, now + 300, speaker))
            now += 320
    return make_cues(words, now + 500)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@given(captions())
def test_webvtt_reads_back_as_it_was(cues: list[Cue]) -> None:
    text = vtt(cues)
    read = webvtt.from_buffer(io.StringIO(text))
    assert [(c.start, c.end) for c in read] == [(print_time(c.start_ms), print_time(c.end_ms)) for c in cues]
    for back, cue in zip(read.captions, cues, strict=True):
        body = "\n".join(back.lines)
        if cue.speaker:
            body = body.removeprefix(
                f"<v {cue.speaker.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}>"
            )
            body = body.removesuffix("</v>")
        assert "<" not in body
        assert _unescaped(body).split("\n") == list(cue.lines)
    payload = [line for line in text.split("\n") if "-->" in line]
    assert len(payload) == len(cues)


@given(captions())
def test_subrip_reads_back_in_two_readers(cues: list[Cue]) -> None:
    text = srt(cues)
    assert text.count("\n") == text.count("\r\n")
    read = list(srt_reader.parse(text.replace("\r\n", "\n")))
    assert [int(c.start.total_seconds() * 1000 + 0.5) for c in read] == [c.start_ms for c in cues]
    assert [int(c.end.total_seconds() * 1000 + 0.5) for c in read] == [c.end_ms for c in cues]
    for back, cue in zip(read, cues, strict=True):
        # Words that run from right to left stand between signs that say so.
        shown = " ".join(re.sub("[\u2066-\u2069]", "", back.content).split())
        said = re.sub("[\u2066-\u2069]", "", " ".join(cue.lines))
        expected = said.replace("-->", "→").translate(str.maketrans("<>{}", "‹›()"))
        assert shown.endswith(" ".join(expected.split()))
        if cue.new_turn and cue.speaker:
            assert ":" in back.content
    events = pysubs2.SSAFile.from_string(text.replace("\r\n", "\n"), format_="srt")
    assert [(e.start, e.end) for e in events] == [(c.start_ms, c.end_ms) for c in cues]


def _cues() -> list[Cue]:
    words = [
        CueWord("And", 300, 500, "Reporter"),
        CueWord("then?", 500, 900, "Reporter"),
        CueWord("We", 1200, 1500, "One storyteller"),
        CueWord("moved", 1500, 2000, "One storyteller"),
        CueWord("them.", 2000, 2700, "One storyteller"),
    ]
    return make_cues(words, 3600)


def test_the_files_as_people_see_them() -> None:
    assert vtt(_cues()) == (
        "WEBVTT\n\n"
        "1\n00:00:00.300 --> 00:00:01.120\n<v Reporter>And then?</v>\n\n"
        "2\n00:00:01.200 --> 00:00:03.200\n<v One storyteller>We moved them.</v>\n"
    )
    assert srt(_cues()) == (
        "1\r\n00:00:00,300 --> 00:00:01,120\r\nREPORTER: And then?\r\n\r\n"
        "2\r\n00:00:01,200 --> 00:00:03,200\r\nONE STORYTELLER: We moved them.\r\n"
    )


def test_review_is_written_in_every_file() -> None:
    for text in (vtt(_cues(), notice=REVIEW_MARK), srt(_cues(), notice=REVIEW_MARK)):
        assert REVIEW_MARK in text
    marked = vtt(_cues(), notice=REVIEW_MARK)
    assert marked.startswith(f"WEBVTT - {REVIEW_MARK}\n\nNOTE {REVIEW_MARK}\n\n")
    assert REVIEW_MARK in webvtt.from_buffer(io.StringIO(marked)).captions[0].raw_text
    assert REVIEW_MARK in next(iter(srt_reader.parse(srt(_cues(), notice=REVIEW_MARK)))).content
    words = [word for cue in _cues() for word in cue.words]
    assert plain_text(words, title="Chairs", notice=REVIEW_MARK).splitlines()[0] == REVIEW_MARK


def test_the_note_before_hearing_is_in_every_file_and_hides_no_words_for_long() -> None:
    note = granted("About a loss --> & a fire")
    marked = vtt(_cues(), care=note)
    assert "NOTE Before you listen: About a loss --&gt; &amp; a fire\n" in marked
    first, _second = webvtt.from_buffer(io.StringIO(marked)).captions
    assert first.raw_text.startswith("[Before you listen: About a loss --&gt; &amp; a\nfire]\n")
    [subtitle, *_] = srt_reader.parse(srt(_cues(), care=note))
    assert subtitle.content.startswith("[Before you listen: About a loss → & a\nfire]\n")
    words = [word for cue in _cues() for word in cue.words]
    assert plain_text(words, title="Chairs", care=note).split("\n\n")[:2] == [
        "Chairs",
        "Before you listen: About a loss --> & a fire",
    ]
    [subtitle, *_] = srt_reader.parse(srt(_cues(), care=granted("A long note. " * 30)))
    assert [len(line) <= 42 for line in subtitle.content.splitlines()] == [True] * 4


def test_long_attributions_get_a_line_of_their_own_in_subrip() -> None:
    said = ["We", "planned", "it", "slowly", "together"]
    who = "One storyteller co-producing with African-American communities"
    words = [CueWord(w, n * 400, n * 400 + 380, who) for n, w in enumerate(said)]
    lines = next(iter(srt_reader.parse(srt(make_cues(words, 9000))))).content.split("\n")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 42
    assert lines[0].startswith("ONE STORYTELLER CO-PRODUCING")


def test_words_at_clip_time_without_those_that_are_not_whole(excerpt: Callable[..., ShareableExcerpt]) -> None:
    words = tuple(
        VoicedWord(text, start, start + 300, "One storyteller")
        for text, start in [
            ("half", 900),
            ("We", 1000),
            ("moved", 1400),
            ("gone", 3000),
            ("them.", 5000),
            ("late", 5400),
        ]
    )
    spans = (TimeRange(1000, 1800), TimeRange(4900, 5500))
    made = excerpt(words=words, spans=spans, room=(TimeRange(950, 2900), TimeRange(3400, 5500)))
    clip = cut(made)
    found = clip_words(made, clip)
    assert [word.text for word in found] == ["We", "moved", "them."]
    assert [word.cut_before for word in found] == [False, False, True]
    assert [word.start_ms for word in found] == [50, 450, found[2].start_ms]
    assert found[2].start_ms == clip.pieces[1].clip_time(5000)
    assert found[-1].end_ms <= clip.duration_ms
    assert quote(found) == "We moved … them."
    assert turns(found) == [("One storyteller", "We moved … them.")]


def test_plain_text_has_a_paragraph_a_turn() -> None:
    words = [word for cue in _cues() for word in cue.words]
    assert plain_text(words, title="Chairs") == ("Chairs\n\nReporter: And then?\n\nOne storyteller: We moved them.\n")


@pytest.mark.parametrize("write", [vtt, srt])
def test_no_words_is_an_empty_but_whole_file(write: Callable[..., str]) -> None:
    assert write([]).strip() in ("WEBVTT", "")


def test_words_from_right_to_left_read_back_too() -> None:
    (cue,) = make_cues([CueWord("שלום", 0, 600, "One storyteller")], 1500)
    (back,) = srt_reader.parse(srt([cue]).replace("\r\n", "\n"))
    assert "שלום" in back.content


def test_every_kind_with_times_has_its_writer_and_something_to_be_known_by() -> None:
    assert set(TIMED) == {kind for kind in CaptionKind if kind.timed}
    assert len({kind.mime for kind in CaptionKind}) == len(CaptionKind)

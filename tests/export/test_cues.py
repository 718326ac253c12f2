from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coproclip.export.captioning.caption_check import check_cues
from coproclip.export.captioning.cues import STANDARD, Cue, CueWord, label, make_cues
from coproclip.export.captioning.writing_systems import width
from coproclip.harmless import plain

TEXTS = st.text(alphabet="abcdeéßñ.,?!’-–ж語", min_size=1, max_size=14).filter(lambda t: bool(plain(t)))


@st.composite
def talk(draw: st.DrawFn, wild: bool = False) -> tuple[list[CueWord], int]:
    """Words one after another, as a recogniser gives them; `wild` ones may stand still, touch or overlap."""
    now, speaker, words = draw(st.integers(0, 400)), "One storyteller", []
    for text in draw(st.lists(TEXTS, min_size=1, max_size=60)):
        if draw(st.integers(0, 14)) == 0:
            speaker = draw(st.sampled_from(["One storyteller", "Reporter", "", "Someone of a very long description"]))
        gap = draw(st.sampled_from([0, 0, 0, 20, 150, 500, 590, 800, 2500]))
        long = draw(st.integers(0, 900) if wild else st.integers(60, 900))
        if wild:
            gap += draw(st.integers(-300, 0))
        start = max(0, now + gap)
        words.append(CueWord(text, start, start + long, speaker, draw(st.integers(0, 20)) == 0))
        now = start + long
    return words, max(word.end_ms for word in words) + draw(st.sampled_from([0, 30, 400, 3000]))


@given(talk(wild=True))
def test_every_word_once_in_order_with_its_speaker(said: tuple[list[CueWord], int]) -> None:
    words, duration = said
    cues = make_cues(words, duration)
    shown = [(word.text, cue.speaker) for cue in cues for word in cue.words]
    assert shown == [(plain(word.text), word.speaker) for word in words]
    for cue in cues:
        assert "".join(cue.lines).replace(" ", "") == "".join(word.shown for word in cue.words).replace(" ", "")


@given(talk(wild=True))
def test_captions_follow_one_another_and_stay_in_the_clip(said: tuple[list[CueWord], int]) -> None:
    words, duration = said
    cues = make_cues(words, duration)
    assert all(0 <= cue.start_ms < cue.end_ms for cue in cues)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))
    assert cues[-1].end_ms <= max(duration, len(words) + max(word.start_ms for word in words))


@given(talk())
def test_times_keep_the_measures(said: tuple[list[CueWord], int]) -> None:
    words, duration = said
    cues = make_cues(words, duration)
    for cue in cues:
        first, last = cue.words[0], cue.words[-1]
        assert 0 <= cue.start_ms - first.start_ms <= STANDARD.late_ms
        assert cue.end_ms <= last.end_ms + STANDARD.hang_ms
        assert cue.end_ms >= last.end_ms - STANDARD.min_gap_ms
        assert cue.end_ms - cue.start_ms <= STANDARD.hard_max_ms
    for before, after in pairwise(cues):
        gap = after.start_ms - before.end_ms
        # A word shorter than the gap itself cannot wait for all of it.
        short = after.words[-1].end_ms - after.words[0].start_ms < 2 * STANDARD.min_gap_ms
        assert gap == STANDARD.min_gap_ms or gap >= STANDARD.close_gap_ms or short
    assert cues[0].start_ms == words[0].start_ms
    assert cues[-1].end_ms <= duration


@given(talk())
def test_lines_fit_unless_a_single_word_is_longer(said: tuple[list[CueWord], int]) -> None:
    words, duration = said
    for cue in make_cues(words, duration):
        assert 1 <= len(cue.lines) <= 2
        assert all(width(line) <= STANDARD.hard_line for line in cue.lines)
        if cue.new_turn and cue.speaker:
            mark = label(cue.speaker)
            with_label = [f"{mark} {cue.lines[0]}", *cue.lines[1:]]
            alone = [mark, *cue.lines]
            fits = [lines for lines in (with_label, alone) if len(lines) <= 2 and max(map(width, lines)) <= 42]
            assert fits


def test_a_word_longer_than_a_line_stands_alone() -> None:
    cues = make_cues([CueWord("a" * 60, 0, 900), CueWord("b", 900, 1200)], 2000)
    assert [cue.lines for cue in cues] == [("a" * 60,), ("b",)]
    assert any("60 characters" in problem.sentence and problem.stop for problem in check_cues(cues))


def _say(text: str, *, speaker: str = "", per_letter: int = 62, start: int = 0) -> list[CueWord]:
    words = []
    for word in text.split():
        length = per_letter * len(word) + 40
        words.append(CueWord(word, start, start + length, speaker))
        start += length + (420 if word[-1] in ".?!" else 160 if word[-1] in ",;" else 0)
    return words


def test_breaks_fall_where_a_reader_would_pause() -> None:
    words = _say(
        "The first thing we ever did together was move the chairs. After that there was no head of the table, "
        "so people just talked. I had been going to meetings for eleven years and nobody had ever asked me "
        "where I would like to sit."
    )
    cues = make_cues(words, words[-1].end_ms + 500)
    ends = [line.split()[-1] for cue in cues for line in cue.lines]
    assert not {"the", "a", "of", "and", "I", "was", "to", "had"} & set(ends)
    assert "chairs." in ends
    assert "talked." in ends
    assert all(problem.number and not problem.stop for problem in check_cues(cues))


def test_a_new_voice_is_a_new_caption() -> None:
    words = [*_say("So what did you do?", speaker="Reporter"), *_say("We moved them.", speaker="Kit", start=2200)]
    cues = make_cues(words, 5000)
    assert [(cue.speaker, cue.new_turn, cue.text) for cue in cues] == [
        ("Reporter", True, "So what did you do?"),
        ("Kit", True, "We moved them."),
    ]


def test_a_cut_shows_as_an_ellipsis() -> None:
    words = _say("We moved them. And people talked.")
    words[3] = words[3]._replace(cut_before=True)
    cues = make_cues(words, 5000)
    assert " ".join(cue.text for cue in cues) == "We moved them. … And people talked."


def test_a_short_gap_is_closed_and_a_long_one_is_a_pause() -> None:
    def pair(gap: int) -> tuple[int, int]:
        words = [CueWord("Yes indeed I did.", 0, 1500, "A"), CueWord("And then we went", 1500 + gap, 3500 + gap, "B")]
        first, second = make_cues(words, 9000)
        return first.end_ms - 1500, second.start_ms - first.end_ms

    assert pair(0) == (0, 80)
    assert pair(300) == (220, 80)
    assert pair(580) == (500, 80)
    assert pair(700) == (200, 500)
    assert pair(2000) == (500, 1500)


def test_nothing_said_is_no_caption() -> None:
    assert make_cues([], 1000) == []
    assert make_cues([CueWord(" \n\x07 ", 0, 100)], 1000) == []


def test_problems_are_named_in_order() -> None:
    cues = [
        Cue(0, 1000, ("one", "two", "three")),
        Cue(900, 1500, ("This goes by much too fast for us",)),
        Cue(1520, 9000, ("slow",)),
    ]
    found = [(problem.number, problem.stop) for problem in check_cues(cues)]
    assert found == [(1, True), (2, True), (2, True), (2, True), (3, True), (3, False)]
    assert check_cues([Cue(0, 2000, ("All is well here.",))]) == []


def test_an_interruption_comes_right_after_and_makes_nothing_late() -> None:
    long = [CueWord(text, 500 * place, 500 * place + 480, "A") for place, text in enumerate("abcdef")]
    between = [CueWord("Yes,", 1000, 1200, "B"), CueWord("yes.", 1200, 1500, "B")]
    later = [CueWord("Then", 3600, 3900, "A"), CueWord("on.", 3900, 4200, "A")]
    cues = make_cues([*long, *between, *later], 6000)
    assert [cue.text for cue in cues] == ["a b c d e f", "Yes, yes.", "Then on."]
    assert cues[0].end_ms >= 2900
    assert 2980 <= cues[1].start_ms <= 3080
    assert cues[2].start_ms == 3600

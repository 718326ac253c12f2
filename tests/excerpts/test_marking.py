"""Excerpts stand on whole words, wherever people mark, move, cut and put back."""

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.approval import StoryReader
from coproclip.excerpts.marking import (
    CUT,
    LEAD_IN_MS,
    LEAD_OUT_MS,
    SpokenAt,
    change_excerpt,
    delete_excerpt,
    excerpts_of,
    headline,
    inside,
    mark,
    mark_quote,
    move_edge,
    move_edge_by_word,
    put_back,
    quote,
    ranges_of,
    story_words,
    take_out,
)
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, items
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project, Work, now
from coproclip.project.schema import Excerpt, Recording, Segment, Span, Story, Theme, Word
from coproclip.themes.codebook import add_theme, set_headline
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import correct_segment, passages, text_of

END_MS = 30_000
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)


class TakenBackError(Exception):
    """Ends an edit without keeping it."""


def trying(project: Project, attempt: Callable[[Edit], None]) -> None:
    """Try something on the project and leave it as it was."""

    def _attempt() -> None:
        with project.edit(Operation.MARK_EXCERPT) as edit:
            attempt(edit)
            raise TakenBackError

    with pytest.raises(TakenBackError):
        _attempt()


@pytest.fixture
def spoken(project: Project) -> int:
    """A story whose words touch, pause, rush and drawl; 30 s long, the last word ends before the sound does."""
    rng = Random(7)
    with project.edit(Work.ADD_STORY) as edit:
        story = edit.add(Story(title="Words", created_at=now())).id
        edit.add(
            Recording(
                story_id=story, original="originals/x.wav", original_name="x", sha256="0", size_bytes=1,
                duration_ms=END_MS, sample_rate=16_000, channels=1, created_at=now(),
            )
        )  # fmt: skip
        place = 400
        while place < END_MS - 4000:
            words = []
            for _ in range(rng.randint(1, 9)):
                end = place + rng.choice([1, 25, 90, 200, 200, 300, 1500])
                words.append(Word(f"w{place}", place, end, 80))
                place = end + rng.choice([0, 0, 0, 1, 15, 50, 700])
            edit.add(
                Segment(
                    story_id=story, start_ms=words[0].start_ms, end_ms=words[-1].end_ms,
                    text=text_of(words), words=words, flags=[],
                )
            )  # fmt: skip
    return story


def stands_on_words(edit: Edit, excerpt: Excerpt, words: list[SpokenAt]) -> list[TimeRange]:
    """The law of spans; returns them."""
    spans = ranges_of(edit.session, excerpt.id)
    assert spans
    assert all(0 <= span.start_ms < span.end_ms <= END_MS for span in spans), "a part is empty or outside the sound"
    assert all(left.end_ms < right.start_ms for left, right in pairwise(spans)), "parts touch or are out of order"
    for span in spans:
        for word in words:
            for edge in (span.start_ms, span.end_ms):
                assert not word.word.start_ms < edge < word.word.end_ms, f"the edge {edge} cuts {word.word}"
    assert excerpt.quote == quote(words, spans)
    return spans


@many
@given(start=st.integers(0, END_MS), size=st.integers(1, 5000))
def test_a_stretch_marked_anywhere_stands_on_whole_words(project: Project, spoken: int, start: int, size: int) -> None:
    def _mark(edit: Edit) -> None:
        words = story_words(edit.session, spoken)
        if start >= END_MS:
            with pytest.raises(BadInput, match="at least one word"):
                mark(edit, spoken, start, start + size)
            return
        excerpt = mark(edit, spoken, start, start + size)
        (span,) = stands_on_words(edit, excerpt, words)
        # Nothing that was selected for more than a breath is lost, and nothing that was not selected comes with it.
        for word in words:
            heard = min(word.word.end_ms, start + size) - max(word.word.start_ms, start)
            if heard > min(30, (word.word.end_ms - word.word.start_ms) // 3):
                assert word in inside(words, span)
            elif heard <= 0:
                assert word not in inside(words, span)

    trying(project, _mark)


def _random_change(edit: Edit, excerpt: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(-500, END_MS + 500))
    part = data.draw(st.integers(-1, 3))
    side = data.draw(st.sampled_from(["start", "end"]))
    kind = data.draw(st.sampled_from(["edge", "edge by word", "take out", "take out inside", "put back"]))
    if kind == "edge":
        move_edge(edit, excerpt, part, side, place)
    elif kind == "edge by word":
        move_edge_by_word(edit, excerpt, part, side, data.draw(st.integers(-5, 5)))
    elif kind == "take out":
        take_out(edit, excerpt, place, place + data.draw(st.integers(-5, 2000)))
    elif kind == "take out inside":
        spans = ranges_of(edit.session, excerpt)
        span = spans[data.draw(st.integers(0, len(spans) - 1))]
        begin = data.draw(st.integers(span.start_ms, span.end_ms))
        take_out(edit, excerpt, begin, begin + data.draw(st.integers(0, 500)))
    else:
        put_back(edit, excerpt, part)


@many
@given(data=st.data())
def test_spans_keep_their_law_through_any_row_of_changes(project: Project, spoken: int, data: st.DataObject) -> None:
    def _change(edit: Edit) -> None:
        words = story_words(edit.session, spoken)
        start = data.draw(st.integers(400, END_MS - 9000))
        excerpt = mark(edit, spoken, start, start + data.draw(st.integers(200, 8000)))
        spans = stands_on_words(edit, excerpt, words)
        has_words = bool(inside(words, spans[0]))
        for _ in range(data.draw(st.integers(1, 8))):
            before = spans
            try:
                _random_change(edit, excerpt.id, data)
            except BadInput:
                assert ranges_of(edit.session, excerpt.id) == before, "what was refused changed something"
            spans = stands_on_words(edit, excerpt, words)
            if has_words:
                assert all(inside(words, span) for span in spans), "a part without a word"

    trying(project, _change)


@many
@given(data=st.data())
def test_what_is_taken_out_and_put_back_is_as_it_was(project: Project, spoken: int, data: st.DataObject) -> None:
    def _out_and_back(edit: Edit) -> None:
        words = story_words(edit.session, spoken)
        first = data.draw(st.integers(0, len(words) - 3))
        last = data.draw(st.integers(first + 2, min(len(words) - 1, first + 12)))
        excerpt = mark(edit, spoken, words[first].word.start_ms, words[last].word.end_ms)
        before, said = ranges_of(edit.session, excerpt.id), excerpt.quote
        out = data.draw(st.integers(first + 1, last - 1))
        gone = words[out].word
        take_out(edit, excerpt.id, gone.start_ms, gone.end_ms)
        left, right = stands_on_words(edit, excerpt, words)
        assert (left.end_ms, right.start_ms) == (words[out - 1].word.end_ms, words[out + 1].word.start_ms)
        assert gone.text not in excerpt.quote.split()
        assert CUT in excerpt.quote
        put_back(edit, excerpt.id, 0)
        assert ranges_of(edit.session, excerpt.id) == before
        assert excerpt.quote == said

    trying(project, _out_and_back)


@pytest.fixture
def marked(project: Project, story: int) -> int:
    """“We moved the chairs. After that there was no head of the table”."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return mark_quote(edit, story, "We moved the chairs. After that there was no head of the table").id


def shown(project: Project, excerpt: int) -> str:
    with project.read() as session:
        return StoryReader(session).quote(session.get_one(Excerpt, excerpt))


def heard(project: Project, story: int, text: str) -> Word:
    with project.read() as session:
        return next(story_word.word for story_word in story_words(session, story) if story_word.word.text == text)


def parts(project: Project, excerpt: int) -> list[TimeRange]:
    with project.read() as session:
        return ranges_of(session, excerpt)


def test_a_new_excerpt_knows_its_words_and_those_around_it(project: Project, story: int, marked: int) -> None:
    with project.read() as session:
        excerpt = session.get_one(Excerpt, marked)
    assert excerpt.quote == "We moved the chairs. After that there was no head of the table,"
    assert excerpt.before == "What was the first day like?"
    assert excerpt.after == "so people just talked. And then?"
    assert (excerpt.lead_in_ms, excerpt.lead_out_ms) == (LEAD_IN_MS, LEAD_OUT_MS)


def test_an_excerpt_shows_the_corrected_words(project: Project, story: int, marked: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        segment = passages(edit.session, story)[1]
        correct_segment(edit, segment.id, segment.text.replace("chairs", "chairs away"))
    assert shown(project, marked) == "We moved the chairs away. After that there was no head of the table,"


def test_middles_are_taken_out_and_shown_as_a_cut(project: Project, story: int, marked: int) -> None:
    first, last = heard(project, story, "After"), heard(project, story, "that")
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, marked, first.start_ms, last.end_ms)
    assert shown(project, marked) == "We moved the chairs. … there was no head of the table,"
    gone = heard(project, story, "no")
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, marked, gone.start_ms + 90, gone.end_ms - 90)
    assert shown(project, marked) == "We moved the chairs. … there was … head of the table,"
    with project.edit(Operation.PUT_BACK) as edit:
        put_back(edit, marked, 0)
    assert shown(project, marked) == "We moved the chairs. After that there was … head of the table,"


def test_taking_out_an_end_only_makes_it_shorter(project: Project, story: int, marked: int) -> None:
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, marked, 0, heard(project, story, "chairs.").end_ms)
    assert shown(project, marked) == "After that there was no head of the table,"
    assert len(parts(project, marked)) == 1


def test_an_edge_set_into_a_pause_stays_there_when_a_middle_is_taken_out(
    project: Project, story: int, marked: int
) -> None:
    start = heard(project, story, "We").start_ms - 250
    with project.edit(Operation.MOVE_EDGE) as edit:
        assert move_edge(edit, marked, 0, "start", start) == start
    gone = heard(project, story, "that")
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, marked, gone.start_ms, gone.end_ms)
    assert parts(project, marked)[0].start_ms == start


def test_everything_cannot_be_taken_out_nor_what_is_not_in_it(project: Project, story: int, marked: int) -> None:
    before = parts(project, marked)
    last = heard(project, story, "asked").end_ms
    for start, end, reason in (
        (0, 60_000, "must be left"),
        (last, last + 500, "not in this excerpt"),
        (3000, 3000, "Select the words"),
        (4000, 3000, "Select the words"),
    ):
        with pytest.raises(BadInput, match=reason), project.edit(Operation.TAKE_OUT) as edit:
            take_out(edit, marked, start, end)
    for cut in (-1, 0, 5):
        with pytest.raises(BadInput, match="Nothing was taken out"), project.edit(Operation.PUT_BACK) as edit:
            put_back(edit, marked, cut)
    assert parts(project, marked) == before


def test_a_small_nudge_gets_over_a_word(project: Project, story: int, marked: int) -> None:
    edge = parts(project, marked)[0].start_ms
    with project.edit(Operation.MOVE_EDGE) as edit:
        assert move_edge(edit, marked, 0, "start", edge + 20) == heard(project, story, "We").end_ms
    assert shown(project, marked).startswith("moved the chairs.")
    last = heard(project, story, "table,")
    with project.edit(Operation.MOVE_EDGE) as edit:
        assert move_edge(edit, marked, 0, "end", last.end_ms - 20) == last.start_ms
    assert shown(project, marked).endswith("head of the")


def test_edges_move_by_words(project: Project, story: int, marked: int) -> None:
    with project.edit(Operation.MOVE_EDGE) as edit:
        move_edge_by_word(edit, marked, 0, "start", 2)
        move_edge_by_word(edit, marked, 0, "end", -3)
    assert shown(project, marked) == "the chairs. After that there was no head"
    with project.edit(Operation.MOVE_EDGE) as edit:
        move_edge_by_word(edit, marked, 0, "start", -2)
        move_edge_by_word(edit, marked, 0, "end", 99)
    assert shown(project, marked).endswith("I had never been asked before.")
    assert shown(project, marked).startswith("We moved")


def test_an_edge_never_passes_the_last_word_or_the_other_edge(project: Project, story: int, marked: int) -> None:
    span = parts(project, marked)[0]
    for side, time_ms in (("start", span.end_ms), ("start", span.end_ms + 900), ("end", span.start_ms), ("end", -5)):
        with pytest.raises(BadInput, match="at least one word"), project.edit(Operation.MOVE_EDGE) as edit:
            move_edge(edit, marked, 0, side, time_ms)
    for part in (-1, 1):
        for move in (move_edge, move_edge_by_word):
            with pytest.raises(BadInput, match="no such part"), project.edit(Operation.MOVE_EDGE) as edit:
                move(edit, marked, part, "end", 1)
    assert parts(project, marked) == [span]


def test_an_edge_stops_before_the_next_part(project: Project, story: int, marked: int) -> None:
    gone = heard(project, story, "that")
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, marked, gone.start_ms, gone.end_ms)
    with project.edit(Operation.MOVE_EDGE) as edit:
        move_edge(edit, marked, 0, "end", 60_000)
        left, right = ranges_of(edit.session, marked)
        assert left.end_ms < right.start_ms
        move_edge(edit, marked, 1, "start", 0)
        left, right = ranges_of(edit.session, marked)
        assert left.end_ms < right.start_ms


def test_where_words_touch_an_edge_that_may_go_no_further_stays_at_its_word(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        segment = passages(edit.session, story)[0]
        segment.words = [Word(text, 500 + 200 * at, 700 + 200 * at) for at, text in enumerate(("One", "two", "three."))]
        segment.text = text_of(segment.words)
        excerpt = mark(edit, story, 500, 1100).id
        take_out(edit, excerpt, 700, 900)
        assert ranges_of(edit.session, excerpt) == [TimeRange(500, 700), TimeRange(900, 1100)]
        assert move_edge(edit, excerpt, 1, "start", 0) == 900
        assert move_edge(edit, excerpt, 0, "end", 60_000) == 700
        assert ranges_of(edit.session, excerpt) == [TimeRange(500, 700), TimeRange(900, 1100)]


@pytest.mark.parametrize(("start", "end"), [(500, 500), (900, 400), (-9, 0), (10**9, 10**9 + 5)])
def test_an_empty_stretch_or_one_outside_the_sound_is_no_excerpt(
    project: Project, story: int, start: int, end: int
) -> None:
    with pytest.raises(BadInput, match="at least one word"), project.edit(Operation.MARK_EXCERPT) as edit:
        mark(edit, story, start, end)
    with project.read() as session:
        assert excerpts_of(session, story) == []


def test_sound_can_be_marked_before_anything_is_written_down(project: Project, story: int) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        for segment in passages(edit.session, story):
            edit.session.delete(segment)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 1234, 5678, title=" A laugh ")
        assert (excerpt.quote, excerpt.title) == ("", "A laugh")
        take_out(edit, excerpt.id, 2000, 3000)
        assert ranges_of(edit.session, excerpt.id) == [TimeRange(1234, 2000), TimeRange(3000, 5678)]


def test_a_pause_can_be_marked_and_cut(project: Project, story: int) -> None:
    pause = heard(project, story, "like?").end_ms
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, pause - 10, pause + 500)
        assert ranges_of(edit.session, excerpt.id) == [TimeRange(pause, pause + 500)]
        take_out(edit, excerpt.id, pause + 100, pause + 200)
        assert len(ranges_of(edit.session, excerpt.id)) == 2


def test_words_that_were_never_said_cannot_be_marked(project: Project, story: int) -> None:
    with pytest.raises(NotFound, match="not in this story"), project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, story, "a zebra crossed the road at noon")
    with pytest.raises(NotFound, match="There is no story"), project.edit(Operation.MARK_EXCERPT) as edit:
        mark(edit, 999, 0, 1000)


def test_what_is_said_about_an_excerpt_is_kept_within_bounds(project: Project, marked: int) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, marked, title=" Chairs ", note=" n ", feeling="proud", lead_in_ms=-5, lead_out_ms=9999)
    with project.read() as session:
        excerpt = session.get_one(Excerpt, marked)
    assert (excerpt.title, excerpt.note, excerpt.feeling) == ("Chairs", "n", "proud")
    assert (excerpt.lead_in_ms, excerpt.lead_out_ms) == (0, 2000)


def test_deleting_takes_an_excerpt_out_of_everything_and_undo_puts_it_back(
    project: Project, story: int, marked: int
) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Chairs").id
        set_headline(edit, theme, marked)
        playlist = add_playlist(edit, "First").id
        add_to_playlist(edit, playlist, [marked])
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, marked)
    with project.read() as session:
        assert excerpts_of(session) == []
        assert session.query(Span).count() == 0
        assert items(session, playlist) == []
        assert session.get_one(Theme, theme).headline_excerpt_id is None
    assert project.database.faults() == []
    project.undo()
    with project.read() as session:
        assert [excerpt.id for excerpt in excerpts_of(session, story)] == [marked]
        assert session.get_one(Theme, theme).headline_excerpt_id == marked
        assert len(items(session, playlist)) == 1


def test_excerpts_come_in_the_order_they_are_heard(project: Project, make_story: Callable[..., int]) -> None:
    one, two = make_story(project), make_story(project, title="The garden")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        late = mark(edit, one, 9000, 10_000).id
        other = mark(edit, two, 500, 900).id
        early = mark(edit, one, 500, 900).id
    with project.read() as session:
        assert [excerpt.id for excerpt in excerpts_of(session)] == [early, late, other]
        assert [excerpt.id for excerpt in excerpts_of(session, two)] == [other]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("We moved the chairs.", "We moved the chairs"),
        ("", ""),
        ("word " * 30, "word word word word word word word word word word word word…"),
        ("x" * 100, "x" * 61 + "…"),
    ],
)
def test_a_title_is_the_beginning_of_the_words(text: str, title: str) -> None:
    assert headline(text) == title

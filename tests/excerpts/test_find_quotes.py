"""Quotes of somebody's document found in the stories: surely, perhaps, not at all; and excerpts made of them."""

import random
import time
from pathlib import Path

import docx
import pytest
from examining import examine
from made_stories import make_story

from coproclip.errors import BadInput, Cancelled
from coproclip.excerpts.find_quotes import (
    MOST_PARTS,
    MOST_WORDS,
    Found,
    FoundQuote,
    find_list,
    find_quotes,
    mark_quotes,
)
from coproclip.excerpts.marking import excerpts_of, ranges_of
from coproclip.excerpts.quote_lists import QuoteList, read_quotes
from coproclip.jobs import CancelToken
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Moment

LIST = (
    "So somebody moved the chairs",
    "And there was no head of the table, so people just talked.",
    "Nobody here said it",
)


def _read(folder: Path, name: str, text: str) -> QuoteList:
    (folder / name).write_text(text, "utf-8")
    return read_quotes(folder / name)


# ---- reading --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "quotes", "others"),
    [
        ("a.txt", "\n".join(LIST), (" ".join(LIST),), 0),
        ("a.txt", "\n\n".join(LIST), LIST, 0),
        ("a.txt", "- " + "\n- ".join(LIST), LIST, 0),
        ("a.txt", "Quotes\n\n1. “" + "” — Kit\n2. “".join(LIST) + "” (Kit, 0:12)", LIST, 1),
        ("a.md", "# Our quotes\n\n> " + "\n\n> ".join(f"{one}\n>\n> — Kit" for one in LIST), LIST, 4),
        ("a.txt", "Kit said “We moved it all” and “then people talked”.", ("We moved it all", "then people talked"), 0),
        ("a.csv", "Theme,Quote,Who\nDoors,\"" + '",Kit\nDoors,"'.join(LIST) + '",Kit\n', LIST, 0),
        ("a.csv", "x;" + ";Kit\ny;".join(LIST) + ";Kit", LIST, 0),
        ("a.csv", "Quote\n'=SUM(1) is what they said\nno\n", ("=SUM(1) is what they said",), 1),
    ],
)  # fmt: skip
def test_quotes_of_many_documents(name: str, text: str, quotes: tuple[str, ...], others: int, tmp_path: Path) -> None:
    wanted = _read(tmp_path, name, text)
    assert (wanted.quotes, len(wanted.others)) == (quotes, others)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("‘We’re all people, and it’s messy’ (Kit)", ("We’re all people, and it’s messy",)),
        ("Kit said: 'We're all people, aren't we?'", ("We're all people, aren't we?",)),
        ("She said, ‘they told me “no, not you” and left’.", ("they told me “no, not you” and left",)),
        ("“They told me ‘no, not you’ and left”", ("They told me ‘no, not you’ and left",)),
        ("‘The teachers’ room was always locked’ is how it was", ("The teachers’ room was always locked",)),
        ("We don't know the students' names, it's sad", ("We don't know the students' names, it's sad",)),
    ],
)
def test_single_marks_are_quotation_marks_and_apostrophes_are_none(
    text: str, quotes: tuple[str, ...], tmp_path: Path
) -> None:
    assert _read(tmp_path, "a.txt", text).quotes == quotes


def test_lines_without_marks_beside_marked_quotes_are_looked_for_too(project: Project, tmp_path: Path) -> None:
    make_story(project)
    marked = ("We moved the chairs.", "I had never been asked before.", "how I get to the bus stop")
    lines = ("Our list for the report", *(f"“{one}”" for one in marked))
    text = "\n\n".join((*lines, "after that there was no head of the table (Kit)", "No line of theirs"))
    wanted = _read(tmp_path, "a.txt", text)
    assert wanted.quotes == marked
    with project.read() as session:
        found, others = find_list(session, wanted)
    assert [one.quote for one in found] == [*marked, "after that there was no head of the table"]
    assert [(one.number, one.found) for one in found][-1] == (4, Found.SURE)
    assert others == ("Our list for the report", "No line of theirs")


def test_quotes_of_a_word_document(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Quotes for the report", 1)
    for one in LIST:
        told = made.add_paragraph(f"“{one}”", style="List Bullet")
    made.add_comment(told.runs, "Is this right?")
    made.save(str(tmp_path / "a.docx"))
    assert read_quotes(tmp_path / "a.docx").quotes == LIST
    assert read_quotes(tmp_path / "a.docx").left_out == ("1 comment",)
    made = docx.Document()
    table = made.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Quote", "Theme"
    for one in LIST:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = one, "A theme with many more words than are in the quote itself"
    made.save(str(tmp_path / "b.docx"))
    assert read_quotes(tmp_path / "b.docx").quotes == LIST


def test_what_has_no_quotes_is_said(tmp_path: Path) -> None:
    for name, text in (("a.txt", "Yes.\n"), ("a.docx", "PK\3\4"), ("a.txt", "a\0\1b"), ("a.csv", "")):
        with pytest.raises(BadInput, match="No quotes were found"):
            _read(tmp_path, name, text)
    with pytest.raises(BadInput, match="more than 2,000 quotes"):
        _read(tmp_path, "many.txt", "\n\n".join(f"number {n} of many" for n in range(2_001)))


# ---- finding --------------------------------------------------------------------------------------------------


def _find(project: Project, *quotes: str) -> list[FoundQuote]:
    return project.query(find_quotes, quotes)


class _Impatient(CancelToken):
    """Somebody who stops it after it was looked at so often."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    def raise_if_cancelled(self) -> None:
        self.left -= 1
        if not self.left:
            self.cancel()
        super().raise_if_cancelled()


def test_a_quote_of_hundreds_of_parts_is_not_looked_for_and_within_a_long_one_it_can_be_stopped(
    project: Project,
) -> None:
    make_story(project)
    [said] = _find(project, "After that there was no head of the table … so people just talked.")
    assert said.places
    many = " … ".join(["head of the table"] * (MOST_PARTS + 1))
    long = "After that there was no head of the table, " * MOST_WORDS
    for missed in _find(project, many, long):
        assert (missed.found, missed.places) == (Found.MISSED, ())
    impatient = _Impatient(9)
    with pytest.raises(Cancelled):
        project.query(find_quotes, [" ".join(["no head of the table"] * 50)], cancel=impatient)
    assert impatient.left == 0


def test_what_is_said_is_found_by_likeness_with_its_story_and_times(project: Project) -> None:
    first = make_story(project)
    other = make_story(
        project, [("storyteller", "We sat on chairs. Somebody asked me the way to the station.")], title="B"
    )
    exact, like, added, doubtful, missed = _find(
        project,
        "After that there was no head of the table, so people just talked.",
        "then someone asked me how I get to the bus-stop",
        "Not how people do [it], how I do.",
        "Somebody asked her how one gets to a station",
        "The moon is made of green cheese, they say",
    )
    assert exact.found is like.found is added.found is Found.SURE
    assert exact.best is not None
    assert (exact.best.story_id, exact.best.score, exact.best.who) == (first, 100, "Kit")
    assert exact.best.words == "After that there was no head of the table, so people just talked."
    assert like.best is not None
    assert like.best.words == "Then somebody asked me how I get to the bus stop."
    assert doubtful.found is Found.DOUBTFUL
    assert {place.story_id for place in doubtful.places} >= {other}
    assert (missed.found, missed.places) == (Found.MISSED, ())
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, first)
    assert _find(project, exact.quote)[0].found is Found.MISSED


def test_words_said_in_several_places_are_asked_about(project: Project) -> None:
    make_story(project)
    make_story(project, title="Again")
    [found] = _find(project, "We moved the chairs. After that there was no head of the table")
    assert found.found is Found.DOUBTFUL
    assert [place.score for place in found.places] == [100, 100]
    [short] = _find(project, "And then?")
    assert short.found is Found.DOUBTFUL, "so few words are said by chance"


def test_marked_in_one_step_with_what_is_left_out_taken_out(project: Project) -> None:
    story = make_story(project)
    found = _find(project, "We moved the chairs … people just talked.", "I had never been asked before.")
    places = [(one.number, one.best) for one in found if one.best is not None]
    with project.edit(Operation.MARK_QUOTES) as edit:
        made = mark_quotes(edit, places)
    with project.read() as session:
        first, second = excerpts_of(session, story)
        assert (first.id, second.id) == made.excerpts
        assert first.quote == "We moved the chairs. … people just talked."
        assert len(ranges_of(session, first.id)) == 2
        assert second.quote == "I had never been asked before."
    again = _find(project, *(one.quote for one in found))
    assert [one.found for one in again] == [Found.THERE, Found.THERE], "nothing is marked twice"
    assert [one.best.excerpt_id for one in again if one.best is not None] == list(made.excerpts)
    assert project.undo() is Operation.MARK_QUOTES
    with project.read() as session:
        assert excerpts_of(session, story) == []
    assert examine(project) == []


def test_what_was_off_the_record_is_refused_and_the_rest_is_marked(project: Project) -> None:
    story = make_story(project)
    found = _find(project, "We moved the chairs.", "I had never been asked before.")
    assert found[0].best is not None
    time = found[0].best.time
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        off = MomentKind.OFF_RECORD.value
        edit.add(Moment(story_id=story, kind=off, start_ms=time.start_ms - 50, end_ms=time.end_ms + 50))
    with project.edit(Operation.MARK_QUOTES) as edit:
        made = mark_quotes(edit, [(one.number, one.best) for one in found if one.best is not None])
    assert len(made.excerpts) == 1
    [(number, why)] = made.refused
    assert number == 1
    assert "off the record" in why


def test_forty_quotes_in_hours_of_speech_take_a_moment(project: Project) -> None:
    rng = random.Random(5)
    words = [f"word{min(rng.randrange(2000), rng.randrange(2000))}" for _ in range(30_000)]
    lines = [("storyteller", " ".join(words[at : at + 200])) for at in range(0, len(words), 200)]
    make_story(project, lines[:75], rate=1000)
    make_story(project, lines[75:], title="More", rate=1000)
    quotes = []
    for at in range(100, 30_000, 750):
        said = words[at : at + 25]
        said[rng.randrange(25)] = "hm"
        quotes.append(" ".join(said))
    begun = time.process_time()
    found = _find(project, *quotes)
    assert time.process_time() - begun < 8
    assert [one.found for one in found].count(Found.SURE) == len(quotes)

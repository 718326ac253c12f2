"""Reports in which a stranger put what keeps a computer busy: they are checked in bounded work, or it is said."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from small_report import Made
from sqlalchemy import event, select, update

from coproclip.elsewhere.process import Elsewhere
from coproclip.errors import BadInput, Cancelled, NotShareable
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.jobs import CancelToken
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, ProjectRow, Report, ReportSection, Segment, Span, Theme, Word
from coproclip.project.storage.too_many import IN_ALL
from coproclip.report.checks import Finding, FindingKind, check_report, mend
from coproclip.report.document import Paragraph, QuoteBlock, Run
from coproclip.report.drafting import draft_report
from coproclip.report.joining import joined
from coproclip.report.kept import keep_finding
from coproclip.report.mending import MOST_PLACES
from coproclip.report.text_index import TextIndex
from coproclip.themes.codebook import add_theme

MOST_CPU_S = 15
"""Where nothing bounds it, it is minutes; the machine may be slow."""


def _body(made: Made, text: str) -> None:
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        edit.session.execute(update(ReportSection).where(ReportSection.theme_id == 1).values(body=text))


def _plainer(made: Made) -> None:
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        edit.session.execute(update(Report).values(plainer={f"a{n:05}": "x" for n in range(40_000)}))
    _body(made, "a " * 100_000 + "A00001 and a39999.")


def _bands(made: Made) -> None:
    with made.project.edit(Operation.CHANGE_PROJECT) as edit:
        edit.get(ProjectRow, 1).bands = {"a " * 4_000 + f"b{n}": n for n in range(100)}
    _body(made, "a " * 100_000)


def _typed(made: Made) -> None:
    some = random.Random(1)
    _body(made, " ".join('"{} {} {} {}"'.format(*some.choices("abcdefghijklmnop", k=4)) for _ in range(12_000)))


def _parts(made: Made, body: str = "a b c d e f. " * 60_000 + "Of zq7x.") -> None:
    with made.project.edit(Operation.ADD_THEME) as edit:
        like = {"parent_id": 1, "letter": "", "colour": 0, "created_at": edit.get(Theme, 1).created_at}
        edit.session.add_all(Theme(name=f"zq{n}x", **like) for n in range(1_500))
    _body(made, body)


def _counts(made: Made) -> None:
    _parts(made, "Most of the stories say so. " * 4_000)


HOSTILE: dict[str, Callable[[Made], None]] = {
    "hard words": _plainer,
    "quantities": _bands,
    "typed quotes": _typed,
    "parts of a theme": _parts,
    "counts beside the parts of a theme": _counts,
}


def _checked(folder: Path) -> list[Finding]:
    with Project.open(folder) as project, project.read() as session:
        return check_report(session)


@pytest.fixture(scope="module")
def elsewhere() -> Elsewhere:
    """Where something took for ever nothing here would go on: so it is done in a process that can be ended."""
    return Elsewhere(3 << 30)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_report_made_to_keep_a_computer_busy_is_checked_all_the_same(
    kind: str, drafted: Made, elsewhere: Elsewhere
) -> None:
    HOSTILE[kind](drafted)
    found = elsewhere.call(_checked, drafted.project.folder, most_cpu_s=MOST_CPU_S, most_s=300)
    kinds = {one.kind for one in found}
    if kind == "typed quotes":
        assert FindingKind.TOO_MUCH in kinds
    elif kind == "hard words":
        assert {one.place for one in found if one.kind is FindingKind.HARD_WORD} == {"A00001", "a39999"}
    elif kind == "parts of a theme":
        assert not any(one.place == "zq7x" for one in found if one.kind is FindingKind.SUB_THEME)


def test_what_has_too_much_in_it_to_be_checked_does_not_leave_whatever_somebody_says(
    drafted: Made, tmp_path: Path
) -> None:
    _typed(drafted)
    with drafted.project.read() as session:
        [one] = [one for one in check_report(session) if one.kind is FindingKind.TOO_MUCH]
    assert one.blocks
    assert one.text == "There is far more in this report than anybody reads, so not all of it was checked."
    with drafted.project.edit(Operation.KEEP_FINDING) as edit:
        keep_finding(edit, one.print, "It is fine.")
    with drafted.project.read() as session:
        assert one in check_report(session, kept=True)
    with pytest.raises(NotShareable, match="to be settled first"):
        export_report(drafted.project, tmp_path / "Out", [ReportFormat.MARKDOWN])


def test_a_hard_word_that_stands_everywhere_is_not_replaced_at_one_press(drafted: Made) -> None:
    for many, body in ((MOST_PLACES + 1, "facilitate " * (MOST_PLACES + 1)), (2, "We facilitate and Facilitate.")):
        _body(drafted, body)
        with drafted.project.edit(Operation.WRITE_REPORT) as edit:
            [one] = [one for one in check_report(edit.session) if one.kind is FindingKind.HARD_WORD]
            if many > MOST_PLACES:
                with pytest.raises(BadInput, match="more than 1,000 times"):
                    mend(edit, one)
            else:
                mend(edit, one)
    assert drafted.bodies()["Chairs"] == "We help and Help."


def test_a_check_that_nobody_wants_any_more_ends(drafted: Made) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with drafted.project.read() as session, pytest.raises(Cancelled):
        check_report(session, cancel=cancel)


def test_texts_are_found_as_words_of_their_own_the_longest_first() -> None:
    text = "Care home, care-home; CARE; carehome, a care home team."
    known = ["care", "care home", "Care home team", "home,"]
    places = [(text[start:end], name) for start, end, name in TextIndex(known).find(text)]
    assert places == [
        ("Care", "care"),
        ("Care home", "care home"),
        ("home,", "home,"),
        ("care", "care"),
        ("CARE", "care"),
        ("care", "care"),
        ("care home", "care home"),
        ("care home team", "Care home team"),
    ]
    longest = [text[start:end] for start, end, _ in TextIndex(known, hyphens=True).longest(text)]
    assert longest == ["Care home", "CARE", "care home team"]


def _near_misses(made: Made) -> None:
    """An excerpt of 30,000 words, and typed quotes of three that are all in it, but never beside each other."""
    said = "alpha beta gamm gamma beta alpha " * 5_000
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        excerpt = edit.get(Excerpt, made.excerpts["moved"])
        [span] = edit.session.scalars(select(Span).where(Span.excerpt_id == excerpt.id))
        middle = (span.start_ms + span.end_ms) // 2
        there = Segment.start_ms <= middle, Segment.end_ms > middle
        passage = edit.session.scalars(select(Segment).where(Segment.story_id == excerpt.story_id, *there)).one()
        excerpt.quote = passage.text = said.strip()
        passage.words = [Word(word, middle, middle) for word in said.split()]
    _body(made, "\n\n".join(f"A“alpha{',' * (n % 7)} beta{'.' * (n // 7)} gamma”" for n in range(40)))


def test_of_a_quote_that_fills_pages_what_is_around_the_typed_words_is_shown(drafted: Made) -> None:
    _near_misses(drafted)
    with drafted.project.read() as session:
        found = check_report(session)
    differs = [one for one in found if one.kind is FindingKind.DIFFERS]
    assert len(differs) == 40
    assert all("alpha beta gamm gamma" in one.exact and len(one.exact) <= 400 for one in differs)
    assert all(one.exact in one.text for one in differs)
    assert max(len(one.text) for one in found) <= 2_000
    with drafted.project.edit(Operation.WRITE_REPORT) as edit:
        mend(edit, differs[0])
    assert "{quote" in drafted.bodies()["Chairs"]


def _joined_thousands(letters: str) -> int:
    before = [Paragraph((Run("x"),))] * 3_000
    now = [one if place % 2 else Paragraph((Run(letters),)) for place, one in enumerate(before)]
    return len(joined(before, now, [*before, QuoteBlock("a")]).blocks)


def test_a_section_of_thousands_of_the_same_paragraphs_is_drafted_again_in_a_moment(elsewhere: Elsewhere) -> None:
    assert elsewhere.call(_joined_thousands, "y", most_cpu_s=MOST_CPU_S, most_s=300) == 3_001


def test_a_draft_of_many_themes_asks_as_much_of_the_project_for_each(drafted: Made) -> None:
    with drafted.project.edit(Operation.ADD_THEME) as edit:
        like = {"letter": "", "colour": 0, "created_at": edit.get(Theme, 1).created_at}
        edit.session.add_all(Theme(name=f"Theme {n}", **like) for n in range(60))
    asked: list[str] = []
    with drafted.project.edit(Operation.DRAFT_REPORT) as edit:
        connection = edit.session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        draft_report(edit)
    assert len(drafted.bodies()) > 60
    assert len(asked) < 60 * 20
    titles = [*drafted.bodies()]
    assert titles.index("Theme 0") + 59 == titles.index("Theme 59")


def test_a_report_of_more_sections_than_it_can_have_is_not_drafted(
    drafted: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = drafted.bodies()
    monkeypatch.setitem(IN_ALL, "report_section", len(before))  # type: ignore[arg-type]
    with drafted.project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "One more")
    with pytest.raises(BadInput, match=f"{len(before) + 1} sections, and {len(before)} are the most"):
        drafted.draft()
    assert drafted.bodies() == before


def test_a_draft_that_nobody_waits_for_any_more_ends_and_changes_nothing(drafted: Made) -> None:
    before, cancel = drafted.bodies(), CancelToken()
    with drafted.project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "One more")
    cancel.cancel()
    with pytest.raises(Cancelled), drafted.project.edit(Operation.DRAFT_REPORT) as edit:
        draft_report(edit, cancel=cancel)
    assert drafted.bodies() == before


def test_looking_through_long_excerpts_counts_as_work(drafted: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    _near_misses(drafted)
    monkeypatch.setattr("coproclip.report.checked_text.MOST_STEPS", 2_000_000)
    with drafted.project.read() as session:
        assert FindingKind.TOO_MUCH in {one.kind for one in check_report(session)}

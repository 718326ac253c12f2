"""Where people differ, and the numbers against examples that were worked by hand."""

import json
from pathlib import Path

import pytest

from coproclip.cli.app import run
from coproclip.excerpts import marking
from coproclip.project.journal import Operation
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Edit, Project
from coproclip.themes.agreement import agreement, cohens_kappa, krippendorffs_alpha
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages


def test_kappa_of_two_people_by_hand() -> None:
    """50 units: both yes 20, both no 15, 5 and 10 apart. 0.70 the same; 0.5 · 0.6 + 0.5 · 0.4 = 0.50 by chance."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4, abs=0.0005)


def test_kappa_with_three_names_by_hand() -> None:
    """100 units in a table of three: 44 + 20 + 18 = 0.82 the same; chance 0.5 · 0.53 + 0.26 · 0.25 + 0.24 · 0.22."""
    table = {"aa": 44, "ab": 4, "ac": 2, "ba": 4, "bb": 20, "bc": 2, "ca": 5, "cb": 1, "cc": 18}
    pairs = [(cell[0], cell[1]) for cell, count in table.items() for _ in range(count)]
    chance = 0.50 * 0.53 + 0.26 * 0.25 + 0.24 * 0.22
    assert cohens_kappa(pairs) == pytest.approx((0.82 - chance) / (1 - chance), abs=0.0005)
    assert f"{cohens_kappa(pairs):.3f}" == "0.708"


def test_kappa_is_not_defined_where_all_is_one() -> None:
    assert cohens_kappa([(0, 0)] * 9) is None
    assert cohens_kappa([]) is None
    assert cohens_kappa([(0, 1)] * 9) == 0


def test_alpha_of_two_people_by_hand() -> None:
    """Krippendorff (2011), section A: ten units, 14 zeros and 6 ones, four units apart: 1 − 19 · 4 / (14 · 6)."""
    first, second = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    found = krippendorffs_alpha(list(zip(first, second, strict=True)))
    assert found is not None
    assert f"{found:.3f}" == "0.095"


def test_alpha_of_four_people_with_some_missing() -> None:
    """Krippendorff (2011), section C: four people, twelve units, five names, some missing; nominal 0.743."""
    rows = (
        (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
        (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
    )
    units = [[value for value in unit if value is not None] for unit in zip(*rows, strict=True)]
    found = krippendorffs_alpha(units)
    assert found is not None
    assert f"{found:.3f}" == "0.743"


def test_alpha_is_not_defined_where_all_is_one() -> None:
    assert krippendorffs_alpha([(0, 0)] * 5) is None
    assert krippendorffs_alpha([(0,), (1,)]) is None


def _mark(edit: Edit, story: int, theme: int, *lines: int) -> None:
    for place in lines:
        line = passages(edit.session, story)[place]
        link(edit, theme, marking.mark(edit, story, line.start_ms, line.end_ms).id)


@pytest.fixture
def marked(project: Project, story: int, tmp_path: Path) -> Project:
    """Five passages, one theme: here the first two, Rosa the second and the third, June the second."""
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Chairs").id
    copies = {name: make_copy(project, tmp_path, name) for name in ("Rosa", "June")}
    for name, lines in (("Rosa", (1, 2)), ("June", (1,))):
        with Project.open(copies[name]) as copy, copy.edit(Operation.LINK_THEME) as edit:
            _mark(edit, story, theme, *lines)
    with project.edit(Operation.LINK_THEME) as edit:
        _mark(edit, story, theme, 0, 1)
    for folder in copies.values():
        bring_back(project, folder)
    return project


def test_first_where_people_differ_then_how_much(marked: Project, story: int) -> None:
    with marked.read() as session:
        found = agreement(session, "Amina")
    assert found.people == ("Amina", "June", "Rosa")
    assert (found.stories, found.passages, found.themes, found.units, found.agreed) == (1, 5, 1, 5, 3)
    assert [(one.text, one.theme, one.yes, one.no) for one in found.differences] == [
        ("What was the first day like?", "Chairs", ("Amina",), ("June", "Rosa")),
        ("And then?", "Chairs", ("Rosa",), ("Amina", "June")),
    ]
    # Amina 1 1 0 0 0, June 0 1 0 0 0, Rosa 0 1 1 0 0.
    assert {pair: round(value or 0, 3) for pair, value in found.kappas.items()} == {
        ("Amina", "June"): round((0.8 - (0.4 * 0.2 + 0.6 * 0.8)) / (1 - (0.4 * 0.2 + 0.6 * 0.8)), 3),
        ("Amina", "Rosa"): round((0.6 - 0.52) / 0.48, 3),
        ("June", "Rosa"): round((0.8 - 0.56) / 0.44, 3),
    }
    # 15 values, 5 yes and 10 no; two units with one apart of three: each 2 · (1 · 2) / 2 = 2 pairs apart.
    assert found.alpha == pytest.approx(1 - 14 * 4 / (2 * 5 * 10), abs=0.0005)


def test_what_both_put_in_a_theme_is_of_both(project: Project, story: int, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Chairs").id
        line = passages(edit.session, story)[1]
        excerpt = marking.mark(edit, story, line.start_ms, line.end_ms).id
    folder = make_copy(project, tmp_path, "Rosa")
    with Project.open(folder) as copy, copy.edit(Operation.LINK_THEME) as edit:
        link(edit, theme, excerpt)
    with project.edit(Operation.LINK_THEME) as edit:
        link(edit, theme, excerpt)
    bring_back(project, folder)
    with project.read() as session:
        found = agreement(session, "Amina")
    assert found.people == ("Amina", "Rosa")
    assert found.differences == ()
    assert (found.units, found.agreed, found.alpha) == (5, 5, 1)


def test_the_contract(marked: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(marked.folder)
    assert run(["agreement", folder, "--here", "Amina", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["n"], told["unit"], told["people"]) == (5, "passage and theme", ["Amina", "June", "Rosa"])
    assert told["alpha"] == 0.44
    assert run(["agreement", folder]) == 0
    shown = capsys.readouterr()
    assert "Chairs: yes Here; no June, Rosa" in shown.out
    assert "n = 5: 5 passages in 1 story, each with 1 theme; people: Here, June, Rosa" in shown.out
    assert "not needed for reflexive work" in shown.err
    assert run(["agreement", folder, "--theme", "Chairs", "--story", "1"]) == 0


def test_nothing_to_compare_is_said(project: Project, story: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["agreement", str(project.folder)]) == 0
    assert "No story was marked by two people yet" in capsys.readouterr().err

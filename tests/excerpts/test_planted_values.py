"""What somebody planted in an answer is no number: nothing counts as heard, and nothing crashes."""

from pathlib import Path

import pytest
from consenting import allow, answer
from sqlalchemy import update

from coproclip.cli.app import run
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.edges import _ranges
from coproclip.excerpts.marking import mark
from coproclip.project.columns import (
    LARGEST_ID,
    PRINTS,
    TELLERS,
    kept_prints,
    kept_tellers,
    read_refusal,
    refusal_text,
)
from coproclip.project.comparing.word_prints import prints_of
from coproclip.project.declined_voices import declined_voices
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Answer, Moment


@pytest.mark.parametrize("kept", [[[float("inf"), 5]], [[0, float("nan")]], [[5, 1]], ["ab"], [[0]], {"a": 1}, 7, None])
def test_what_is_no_stretch_is_none(kept: object) -> None:
    assert _ranges(kept) == []


@pytest.mark.parametrize("whose", [None, 3])
@pytest.mark.parametrize("words", ["", "No", "The heron stood on my grandmother's red boat"])
def test_a_kept_no_tells_its_number_whose_it_is_and_its_fingerprints(whose: int | None, words: str) -> None:
    prints = prints_of(words)
    assert read_refusal(refusal_text(12, whose, prints)) == (12, whose, prints)
    assert read_refusal(refusal_text(12, whose)) == (12, whose, "")
    assert kept_prints({PRINTS: prints}) == prints


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "-1",
        "1 2 3",
        "²",
        "1 : ",
        "1 : zz",
        f"1 : {'a' * 17}",
        "1 2 : 0 0",
        "9" * 13,
        "9" * 5000,
        f"1 {'9' * 20}",
        f"1 {'9' * 13}",
        f"1 : {'a' * 16}{' aaaaaaaaaaaa' * 400_000}",
        f"1 : {'a' * 16}\n",
    ],
    ids=lambda text: text[:20],
)
def test_a_kept_no_that_cannot_be_read_is_one_that_nothing_later_answers(text: str) -> None:
    assert read_refusal(text) == (LARGEST_ID, None, "")


@pytest.mark.parametrize("kept", [None, 7, [], "", "no", "a" * 17, "a" * 16 + " aaaaaaaaaaaa" * 400_000], ids=range(7))
def test_fingerprints_that_are_none_are_not_kept(kept: object) -> None:
    assert kept_prints({PRINTS: kept}) == ""


NOBODY = [1 << 70, LARGEST_ID + 1, 1 << 63, 0, -1, True, 1.0, "1", None, [1]]


def test_a_storyteller_of_a_number_that_nobody_can_have_is_nobody() -> None:
    assert kept_tellers({TELLERS: [*NOBODY, 2, LARGEST_ID]}) == [2, LARGEST_ID]
    assert kept_tellers({TELLERS: 7}) == kept_tellers({}) == []


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 18, str(LARGEST_ID + 1), "0", "-1", "²", ""])
def test_a_no_of_a_number_that_nobody_can_have_is_nobodys(project: Project, story: int, number: str) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        kind = MomentKind.DECLINED.value
        edit.add(Moment(story_id=story, kind=kind, start_ms=0, end_ms=500, text=number))
    with project.read() as session:
        assert declined_voices(session, story) == []


@pytest.mark.parametrize("number", [1 << 70, 1 << 63, LARGEST_ID + 1, -1])
def test_a_no_of_a_number_that_nobody_can_have_holds_one_excerpt_back_and_stops_no_other(
    project: Project, story: int, tmp_path: Path, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first, second = mark(edit, story, 500, 6000, title="First").id, mark(edit, story, 6900, 9000).id
    copy = project.back_up()
    for excerpt in (first, second):
        answer(project, excerpt)
    answer(project, first, "no")
    with project.edit(Work.PLACE) as edit:
        changed = update(Answer).where(Answer.answer == "no")
        edit.session.execute(changed.values(storyteller_id=None, covered={TELLERS: [number]}))
    assert [one.excerpt_id for one in shareable(project, [first, second], Use.SHARING).granted] == [second]
    folder = str(project.folder)
    project.close()
    assert run(["export", "clips", folder, "--to", str(tmp_path / "out"), "--format", "wav"]) == 0
    assert "Held back: First." in capsys.readouterr().err
    assert run(["restore", folder, copy.name]) == 0
    with Project.open(project.folder) as again:
        assert [one.excerpt_id for one in shareable(again, [first], Use.SHARING).refused] == [first]
        with again.read() as session:
            assert [one.answer for one in session.query(Answer)] == ["no"]

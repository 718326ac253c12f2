"""What a storyteller is asked about is theirs alone, and what comes back counts only for what they were shown."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from consenting import SAID, allow, answer
from made_stories import make_story

from coproclip.errors import BadInput
from coproclip.excerpts.approval import Approval, Use, shareable
from coproclip.excerpts.marking import change_excerpt, mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.reviews.review import for_review
from coproclip.excerpts.reviews.review_codes import ALPHABET, ReviewAnswer, answer_code, fresh_code, read_answer_code
from coproclip.excerpts.reviews.review_context import shown_as
from coproclip.excerpts.reviews.review_packs import (
    Outcome,
    PackAnswer,
    PackMark,
    answers_of_codes,
    answers_of_file,
    keep_answers,
    make_pack,
    project_key,
    read_answer_file,
)
from coproclip.export.review_pack import export_review
from coproclip.people.naming import name_person
from coproclip.people.stories import change_story, speakers_of
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MomentKind, NamedIn
from coproclip.project.project import Project
from coproclip.project.schema import CareNote, Excerpt, Moment, Person, ProjectRow, ReviewPack, Segment, Story
from coproclip.transcript.edits import passages, set_speaker

CHAIRS, STOP = "We moved the chairs.", "Then somebody asked me how I get to the bus stop."


@pytest.fixture
def excerpts(project: Project, story: int) -> list[int]:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        found = [mark_quote(edit, story, words).id for words in (CHAIRS, STOP)]
    allow(project, story)
    return found


def packed(project: Project, excerpts: list[int], *uses: Use) -> PackMark:
    with project.edit(Work.REVIEW_PACK) as edit:
        return make_pack(edit, 1, excerpts, uses or (Use.SHARING,))


def words_of(said: Any) -> str:
    return " ".join(word.text for word in said)


def approvals(project: Project, *excerpts: int) -> list[Approval]:
    refused = {one.excerpt_id: one.approval for one in shareable(project, excerpts, Use.SHARING).refused}
    return [refused.get(one, Approval.YES) for one in excerpts]


def come_back(project: Project, *typed: str, wish: str = "") -> list[PackAnswer]:
    with project.read() as session:
        return answers_of_codes(session, typed, wish)


def keep(project: Project, answers: list[PackAnswer]) -> int:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        return keep_answers(edit, answers, **SAID)


def saved(project: Project, folder: Path, mark: PackMark, **answers: str) -> Path:
    """The file that the page would save; answers by the place of the excerpt: `_1="yes"`."""
    rows = []
    for place, code in enumerate(mark.codes.values(), 1):
        said, _, wish = answers.get(f"_{place}", "").partition(":")
        typed = answer_code(code, ReviewAnswer(said)) if said else ""
        rows.append({"code": code, "answer": said, "typed": typed, "wish": wish})
    whole = {"made_with": "CoProClip", "what": "review answers", "version": 1}
    path = folder / "review answers.json"
    path.write_text(json.dumps({**whole, "project": project_key(project), "pack": mark.uid, "answers": rows}))
    return path


def read(project: Project, path: Path) -> list[PackAnswer]:
    with project.read() as session:
        return answers_of_file(project, session, read_answer_file(path))


# ---- what is shown --------------------------------------------------------------------------------------------


def test_around_an_excerpt_stand_their_own_words_and_the_reporters(project: Project, excerpts: list[int]) -> None:
    [first, _second] = for_review(project, 1).granted
    assert first.context is not None
    assert words_of(first.context.before) == "What was the first day like?"
    assert words_of(first.context.after).startswith("After that there was no head of the table")
    assert {word.speaker for word in first.context.before} == {"Reporter"}


def test_nobody_elses_words_stand_around_it(project: Project, excerpts: list[int]) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "Rosa"))
        rosa = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == "Rosa")
        set_speaker(edit, [passages(edit.session, 1)[4].id], rosa)
    for kits in (2, 1):
        found = for_review(project, kits)
        shown = [words_of((*one.context.before, *one.context.after)) for one in found.granted if one.context]
        assert not [words for words in shown if "never been asked" in words and kits == 1]
    assert [one.excerpt_id for one in for_review(project, 2).granted] == [], "Rosa is heard in none of them"
    assert [one.excerpt_id for one in for_review(project, 1).granted] == excerpts


@pytest.mark.parametrize("kind", [MomentKind.OFF_RECORD, MomentKind.NOT_USED])
def test_what_is_not_to_be_used_ends_what_stands_around_it(
    project: Project, excerpts: list[int], kind: MomentKind
) -> None:
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        line = edit.session.query(Segment).order_by(Segment.start_ms).all()[2]
        edit.add(Moment(story_id=1, kind=kind.value, start_ms=line.start_ms, end_ms=line.end_ms, text=""))
    [first, second] = for_review(project, 1).granted
    assert first.context
    assert second.context
    assert words_of(first.context.after).endswith("so people just talked.")
    assert words_of(second.context.before) == ""


def test_a_refused_one_is_not_asked_about_again(project: Project, excerpts: list[int]) -> None:
    answer(project, excerpts[0], "no")
    found = for_review(project, 1)
    assert [one.excerpt_id for one in found.granted] == excerpts[1:]
    assert [(one.excerpt_id, one.approval) for one in found.refused] == [(excerpts[0], Approval.NO)]


def test_a_playlist_that_cannot_be_named_holds_it_back(project: Project, excerpts: list[int]) -> None:
    make_story(project, [("storyteller", "My sister burned the letters.")], title="Letters", storyteller="Rosa")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        rosas = mark_quote(edit, 2, "My sister burned the letters.").id
    answer(project, rosas, "no")
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        add_to_playlist(edit, add_playlist(edit, "Sister burned the letters").id, [excerpts[1]])
        other = add_playlist(edit, "Doors", "How people planned.").id
        add_to_playlist(edit, other, excerpts)
    found = for_review(project, 1)
    [only] = found.granted
    assert only.excerpt_id == excerpts[0]
    assert only.context
    assert [one.title for one in only.context.playlists] == ["Doors"]
    assert "The playlist’s title" in " ".join(one.reason for one in found.refused)


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ([Use.SHARING], ["You are shown as: One storyteller"]),
        ([Use.PAGE], ["You are shown as: Wren Hughes of Mill Lane"]),
        (
            [Use.SHARING, Use.PAGE, Use.ARCHIVE],
            [
                "In a quote you are shown as: One storyteller",
                "In clips and playlists you are shown as: One storyteller",
                "On a public page you are shown as: Wren Hughes of Mill Lane",
                "In an archive you are shown as: One storyteller",
            ],
        ),
    ],
)
def test_they_read_how_they_are_named_in_all_they_are_asked_about(
    project: Project, excerpts: list[int], tmp_path: Path, uses: list[Use], said: list[str]
) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        name_person(edit, 1, NamedIn.PAGE, "Wren Hughes of Mill Lane")
    made = export_review(
        project, 1, tmp_path, uses=uses, print_pdf=lambda page, path: path.write_text(page, "utf-8") and None
    )
    assert made.paper
    for page in (made.index.read_text("utf-8"), made.paper.read_text("utf-8")):
        text = re.sub(r"<[^>]+>", "", page.replace("</dt>", ": "))
        lines = [line.strip() for line in text.splitlines() if "ou are shown as" in line]
        assert lines == said * len(excerpts)


def test_a_quote_is_named_as_in_print_although_only_clips_were_asked_about(
    project: Project, excerpts: list[int]
) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        name_person(edit, 1, NamedIn.REPORT, "Wren")
    [first, _second] = for_review(project, 1).granted
    assert shown_as(first, [Use.SHARING]) == (("In a quote", "Wren"), ("In clips and playlists", "One storyteller"))
    assert shown_as(first, [Use.PAGE]) == (("", "One storyteller"),)


def test_a_yes_is_to_the_name_that_was_shown_for_that_use(project: Project, excerpts: list[int]) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        name_person(edit, 1, NamedIn.PAGE, "Wren")
    mark = packed(project, excerpts, Use.SHARING, Use.PAGE)
    with project.edit(Operation.CHANGE_PERSON) as edit:
        name_person(edit, 1, NamedIn.PAGE, "Wren Hughes of Mill Lane")
    back = come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES))
    assert back[0].words == "It needs a new yes: it changed after they were shown it (how it is signed)."
    keep(project, back)
    assert not shareable(project, excerpts[:1], Use.PAGE).granted


# ---- what comes back ------------------------------------------------------------------------------------------


def test_a_wrong_letter_is_noticed() -> None:
    code = fresh_code(())
    right = answer_code(code, ReviewAnswer.YES).replace(" ", "")
    assert read_answer_code(f" {right[:4].lower()}-{right[4:]} ") == (code, ReviewAnswer.YES)
    for place in range(6):
        for letter in set(ALPHABET) - {right[place]}:
            with pytest.raises(BadInput):
                read_answer_code(right[:place] + letter + right[place + 1 :])
        swapped = right[:place] + right[place : place + 2][::-1] + right[place + 2 :]
        if swapped != right:
            with pytest.raises(BadInput):
                read_answer_code(swapped)
    for odd in ("", "yes", "K7PF Y", "K7PF YMM", "ÄÖÜß", "K" * 100_000):
        with pytest.raises(BadInput):
            read_answer_code(odd)


def test_a_yes_a_change_and_a_no(project: Project, excerpts: list[int], tmp_path: Path) -> None:
    mark = packed(project, excerpts)
    back = read(project, saved(project, tmp_path, mark, _1="yes", _2="change:Leave the bus out."))
    assert [one.outcome for one in back] == [Outcome.YES, Outcome.CHANGE]
    assert keep(project, back) == 2
    assert approvals(project, *excerpts) == [Approval.YES, Approval.NO]
    with project.read() as session:
        assert session.get_one(Excerpt, excerpts[1]).note == "Asked for a change: Leave the bus out."
    keep(project, come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.NO)))
    assert approvals(project, *excerpts) == [Approval.NO, Approval.NO]


def test_a_yes_with_a_wish_is_a_change(project: Project, excerpts: list[int], tmp_path: Path) -> None:
    mark = packed(project, excerpts)
    back = read(project, saved(project, tmp_path, mark, _1="yes:But not the bus.", _2="no:Never."))
    assert [one.outcome for one in back] == [Outcome.CHANGE, Outcome.NO]
    keep(project, back)
    assert approvals(project, *excerpts) == [Approval.NO, Approval.NO]
    with project.read() as session:
        notes = [session.get_one(Excerpt, one).note for one in excerpts]
    assert notes == ["Asked for a change: But not the bus.", "Asked for a change: Never."]


def test_no_answer_is_no_yes(project: Project, excerpts: list[int], tmp_path: Path) -> None:
    mark = packed(project, excerpts)
    answer(project, excerpts[1], "yes")
    back = read(project, saved(project, tmp_path, mark))
    assert [one.outcome for one in back] == [Outcome.NO_ANSWER] * 2
    assert keep(project, back) == 0
    assert approvals(project, *excerpts) == [Approval.WAITING, Approval.YES]


@pytest.mark.parametrize("way", ["file", "letters"])
def test_a_yes_from_before_does_not_outlast_what_was_left_open(
    project: Project, excerpts: list[int], tmp_path: Path, way: str
) -> None:
    for one in excerpts:
        answer(project, one, "yes")
    mark = packed(project, excerpts)
    with project.edit(Work.REVIEW_PACK) as edit:
        edit.session.query(ReviewPack).one().made_at = "2999-01-01T00:00:00+00:00"
    in_file = read(project, saved(project, tmp_path, mark, _1="yes"))
    back = come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES)) if way == "letters" else in_file
    assert back == in_file, "what was left open is the same, however the answers come back"
    assert back[1].words == "No answer counts as a no. Their yes from before no longer counts."
    assert keep(project, back) == 1
    assert approvals(project, *excerpts) == [Approval.YES, Approval.WAITING]
    answer(project, excerpts[1], "yes")
    assert approvals(project, *excerpts) == [Approval.YES, Approval.YES]


def test_letters_typed_one_after_another_take_back_nothing_that_was_just_said(
    project: Project, excerpts: list[int]
) -> None:
    mark = packed(project, excerpts)
    typed = [answer_code(mark.codes[one], ReviewAnswer.YES) for one in excerpts]
    for one in typed:
        back = come_back(project, one)
        keep(project, back)
    assert approvals(project, *excerpts) == [Approval.YES, Approval.WAITING]
    assert back[1].words == "This review was read in before. Ask them again.", "the first left it open"


def test_letters_of_two_reviews_leave_open_what_each_asked_about(project: Project, excerpts: list[int]) -> None:
    first, second = packed(project, excerpts), packed(project, excerpts[1:])
    typed = [answer_code(first.codes[excerpts[0]], ReviewAnswer.YES)]
    assert [one.excerpt_id for one in come_back(project, *typed)] == excerpts
    typed.append(answer_code(second.codes[excerpts[1]], ReviewAnswer.NO))
    back = come_back(project, *typed)
    assert [one.excerpt_id for one in back] == [*excerpts, excerpts[1]]
    keep(project, back)
    assert approvals(project, *excerpts) == [Approval.YES, Approval.NO]


def test_planted_codes_keep_no_review_from_being_made(project: Project, excerpts: list[int]) -> None:
    every = {"".join(four): {} for four in product(ALPHABET, repeat=4)}
    with project.edit(Work.REVIEW_PACK) as edit:
        edit.add(ReviewPack(uid="planted", person_id=1, codes=every, made_at=""))
    mark = packed(project, excerpts)
    back = come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES))
    assert [one.outcome for one in back] == [Outcome.YES, Outcome.NO_ANSWER]
    with pytest.raises(BadInput, match="no room for another"):
        fresh_code(every)


def test_a_yes_to_what_was_changed_since_needs_a_new_one(project: Project, excerpts: list[int]) -> None:
    mark = packed(project, excerpts)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpts[0], title="They moved everything")
    back = come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES))
    assert [one.outcome for one in back] == [Outcome.AGAIN, Outcome.NO_ANSWER]
    assert "its title" in back[0].words
    keep(project, back)
    assert approvals(project, excerpts[0]) == [Approval.AGAIN]


def test_an_old_yes_turns_no_newer_no(project: Project, excerpts: list[int]) -> None:
    mark = packed(project, excerpts)
    answer(project, excerpts[0], "no")
    back = come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES))
    assert [one.outcome for one in back] == [Outcome.NOT_KEPT, Outcome.NO_ANSWER]
    keep(project, back)
    assert approvals(project, excerpts[0]) == [Approval.NO]


@pytest.mark.parametrize("way", ["file", "letters"])
@pytest.mark.parametrize("since", ["yes", "asked", "left open", "newer review"])
def test_an_old_yes_overrides_nothing_newer(
    project: Project, excerpts: list[int], tmp_path: Path, since: str, way: str
) -> None:
    first = excerpts[0]
    answer(project, first, "yes")
    mark = packed(project, excerpts[:1], Use.SHARING, Use.PAGE)
    if since == "yes":
        answer(project, first, "yes")
        words = "They answered since this was made. Ask them again."
    elif since == "asked":
        answer(project, first, "asked")
        words = "They were asked since this was made. Ask them again."
    elif since == "left open":
        keep(project, read(project, saved(project, tmp_path, mark)))
        words = "This review was read in before. Ask them again."
    else:
        packed(project, excerpts[:1])
        words = "A newer review with it was made for them. Ask them again."
    stood = approvals(project, first)

    def returned(said: str) -> list[PackAnswer]:
        if way == "file":
            return read(project, saved(project, tmp_path, mark, _1=said))
        return come_back(project, answer_code(mark.codes[first], ReviewAnswer(said)))

    back = returned("yes")
    assert [(one.outcome, one.words) for one in back] == [(Outcome.NOT_KEPT, words)]
    assert keep(project, back) == 0
    assert approvals(project, first) == stood
    assert not shareable(project, [first], Use.PAGE).granted, "the newer word is the narrower one"
    assert returned("change")[0].outcome is Outcome.CHANGE
    assert keep(project, returned("no")) == 1, "what holds back still counts"
    assert approvals(project, first) == [Approval.NO]


def test_a_file_read_in_twice_notes_each_yes_once(project: Project, excerpts: list[int], tmp_path: Path) -> None:
    path = saved(project, tmp_path, packed(project, excerpts), _1="yes", _2="yes")
    assert keep(project, read(project, path)) == 2
    assert keep(project, read(project, path)) == 0
    assert approvals(project, *excerpts) == [Approval.YES, Approval.YES]
    project.undo()
    assert approvals(project, *excerpts) == [Approval.DRAFT] * 2
    back = read(project, path)
    assert {one.words for one in back} == {"This review was read in before. Ask them again."}, "nor is it read in anew"


def test_a_yes_is_for_what_the_review_asked_about(project: Project, excerpts: list[int]) -> None:
    mark = packed(project, excerpts, Use.PAGE)
    keep(project, come_back(project, answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES)))
    assert shareable(project, excerpts[:1], Use.PAGE).granted
    assert not shareable(project, excerpts[:1], Use.SHARING).granted


def test_an_answer_of_somewhere_else_is_refused(project: Project, excerpts: list[int], tmp_path: Path) -> None:
    mark = packed(project, excerpts)
    path = saved(project, tmp_path, mark, _1="no")
    whole = json.loads(path.read_text())

    def refused(words: str, **changes: object) -> None:
        path.write_text(json.dumps({**whole, **changes}))
        with pytest.raises(BadInput, match=words):
            read(project, path)

    refused("another project", project="0123456789abcdef")
    refused("does not know", pack="f" * 32)
    rows = whole["answers"]
    refused("not in the review", answers=[{**rows[0], "code": "AAAA", "answer": "", "typed": ""}])
    refused("changed after", answers=[{**rows[0], "answer": "yes"}, rows[1]])
    refused("changed after", answers=[rows[0], rows[0]])
    refused("changed after", answers=[{**rows[0], "wish": "x" * 5000}])
    refused("changed after", answers=[{**rows[0], "answer": {"yes": 1}}])
    refused("changed after", answers="all yes")
    refused("changed after", answers=[{**rows[0], "answer": "maybe"}])
    refused("Something else", what="playlist")
    for raw in (b"", b"[" * 100_000, b"\xff\xfe", b"[]", b"null"):
        path.write_bytes(raw)
        with pytest.raises(BadInput):
            read(project, path)
    with path.open("wb") as file:
        file.truncate(5 << 20)
    with pytest.raises(BadInput, match="too large"):
        read(project, path)
    assert approvals(project, *excerpts) == [Approval.DRAFT] * 2


def test_a_planted_pack_answers_nothing(project: Project, excerpts: list[int]) -> None:
    code = packed(project, excerpts).codes[excerpts[0]]
    for planted in (
        7,
        "yes",
        {"excerpt": 10**40, "shown": {}},
        {"excerpt": True},
        {"excerpt": excerpts[0], "shown": 1},
    ):
        with project.edit(Work.REVIEW_PACK) as edit:
            edit.get(ReviewPack, 1).codes = {code: planted}
        for answered in ReviewAnswer:
            assert keep(project, come_back(project, answer_code(code, answered))) == 0
    shown = {"spans": "x", "themes": 3, "uses": [[]], "playlists": {}, "samples": "x", "stretches": [5, [1], "a"]}
    with project.edit(Work.REVIEW_PACK) as edit:
        edit.get(ReviewPack, 1).codes = {code: {"excerpt": excerpts[0], "shown": shown}}
    keep(project, come_back(project, answer_code(code, ReviewAnswer.YES)))
    assert approvals(project, excerpts[0]) == [Approval.AGAIN]
    keep(project, come_back(project, answer_code(code, ReviewAnswer.NO)))
    assert approvals(project, excerpts[0]) == [Approval.NO]


def test_two_answers_to_one_are_none(project: Project, excerpts: list[int]) -> None:
    code = packed(project, excerpts).codes[excerpts[0]]
    with pytest.raises(BadInput, match="two answers"):
        come_back(project, answer_code(code, ReviewAnswer.YES), answer_code(code, ReviewAnswer.NO))
    with pytest.raises(BadInput, match="No review"):
        come_back(project, answer_code(fresh_code((code,)), ReviewAnswer.YES))


def test_an_answer_needs_a_name_and_a_way(project: Project, excerpts: list[int]) -> None:
    back = come_back(project, answer_code(packed(project, excerpts).codes[excerpts[0]], ReviewAnswer.YES))
    with project.edit(Operation.NOTE_ANSWER) as edit, pytest.raises(BadInput):
        keep_answers(edit, back, who=" ", how="by phone")


# ---- what is private, and what is deleted ---------------------------------------------------------------------


def test_nothing_private_is_in_a_review(project: Project, excerpts: list[int], tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        person = edit.get(Person, 1)
        person.access_needs = person.thanks = person.guardian = person.description = "Qzxneedle"
        edit.add(CareNote(story_id=1, person_id=1, kind="worry", text="Qzxneedle", by="Qzxneedle", made_at="2026"))
        edit.get(ProjectRow, 1).safeguarding = edit.get(ProjectRow, 1).review_rules = "Qzxneedle"
        edit.get(Story, 1).private_note = edit.get(Story, 1).note = edit.get(Excerpt, excerpts[0]).note = "Qzxneedle"
    export_review(project, 1, tmp_path / "out", print_pdf=lambda page, path: path.write_text(page) and None)
    for path in (tmp_path / "out").rglob("*"):
        assert "qzxneedle" not in path.name.lower()
        assert path.is_dir() or b"qzxneedle" not in path.read_bytes().lower(), path.name


def test_what_was_shown_goes_with_a_story_that_is_deleted_for_good(project: Project, excerpts: list[int]) -> None:
    make_story(project, [("storyteller", "My sister burned the letters.")], title="Letters", storyteller="Rosa")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        rosas = mark_quote(edit, 2, "My sister burned the letters.").id
    with project.edit(Work.REVIEW_PACK) as edit:
        make_pack(edit, 2, [rosas], [Use.SHARING])
    mark = packed(project, [excerpts[0], rosas])
    erase_stories(project, [2], storytellers=True)
    with project.read() as session:
        [pack] = session.query(ReviewPack)
        assert list(pack.codes) == [mark.codes[excerpts[0]]]
        assert [one.alias for one in session.query(Person)] == ["Kit"]

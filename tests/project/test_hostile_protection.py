"""A row that only holds back is never dropped alone: damaged, it keeps in at least what the whole one did."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree
from uuid import uuid4

import pytest
from consenting import allow, answer
from made_stories import make_story
from sqlalchemy import select

from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.beside.texts import shareable_texts
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.moments import mark_not_used
from coproclip.people.own_questions import own_questions
from coproclip.people.participants import take_part
from coproclip.people.people import add_person
from coproclip.people.stories import stories
from coproclip.project.going_back import held_back
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision, Part
from coproclip.project.project import Project
from coproclip.project.schema import Base, Segment, Theme
from coproclip.project.storage.database import open_beside_others
from coproclip.project.storage.left_out import IN_SIGHT, LEFT_OUT_ALONE, TAKES_ALONG
from coproclip.themes.codebook import add_theme
from coproclip.transcript.edits import passages

BUS = 3
"""The passage of the made story that is the excerpt, from 0."""
FAR, BELOW = 1 << 50, -5
Damaged = Callable[..., Path]


@pytest.fixture(scope="module")
def _agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agreed") / "Agreed.coproclip"
    with Project.create(folder) as project:
        story = make_story(project)
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            place = passages(edit.session, story)[BUS]
            made = marking.mark(edit, story, place.start_ms, place.end_ms).id
            add_person(edit, {"alias": "Ada"})
        answer(project, made, uses=list(Use))
        assert shareable(project, [made], Use.SHARING).granted
    return folder


@pytest.fixture
def damaged(_agreed: Path, tmp_path: Path) -> Damaged:
    """A copy of a project with one excerpt that may be shared, and these statements run in it."""

    def _damage(*statements: str) -> Path:
        folder = copytree(_agreed, tmp_path / f"{uuid4().hex}.coproclip")
        with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
            database.execute("PRAGMA foreign_keys=OFF")
            for statement in statements:
                database.executescript(statement)
        return folder

    return _damage


def leaves(folder: Path) -> list[int]:
    with Project.open(folder) as project:
        return [one.excerpt_id for one in shareable(project, [1], Use.SHARING).granted]


QUESTION = (
    "INSERT INTO list_entry (id, kind, position, text, uses) VALUES ({}, 'question of consent', 0, 'May we?', '{}')"
)
ENTRY = "INSERT INTO list_entry (id, kind, position, text, uses) VALUES (900, '{}', 0, 'May we?', '[\"sharing\"]')"
SPAN = "(SELECT {} FROM span)"
MOMENT = (
    f"INSERT INTO moment (id, story_id, kind, start_ms, end_ms, text) SELECT {{}}, 1, '{{}}', {SPAN.format('start_ms')}"
    f", {{}}, '{{}}'"
)
END, BEFORE, LATE = SPAN.format("end_ms"), SPAN.format("start_ms - 1"), "99999999999"
REFUSAL = "999999"
HOLDS_BACK = {
    "a question": QUESTION.format(900, '["sharing"]'),
    "a question with broken uses": QUESTION.format(900, '["sharing"'),
    "a question with a number among its uses": QUESTION.format(900, '["sharing",1]'),
    "a question with one word as its uses": QUESTION.format(900, '"sharing"'),
    "a question with uses in capitals": QUESTION.format(900, '["Sharing"]'),
    "a question with uses that are none": QUESTION.format(900, "{}"),
    "a question of a number below": QUESTION.format(BELOW, '["sharing"]'),
    "a question of a number beyond": QUESTION.format(FAR, '["sharing"]'),
    "a list with one letter wrong": ENTRY.format("question of Consent"),
    **{
        f"{kind}, {how}": MOMENT.format(number, kind, end, text)
        for kind, text in (("not to be used", ""), ("refused", REFUSAL), ("declined", REFUSAL), ("off the record", ""))
        for how, number, end in (
            ("as it is", 900, END),
            ("backwards", 900, BEFORE),
            ("to the end of time", 900, LATE),
            ("of a number below", BELOW, END),
            ("of a number beyond", FAR, END),
        )
        if kind in ("not to be used", "refused") or how != "as it is"  # of the others only sound or words are kept in
    },
    **{
        f"a name that nobody decided about, of the number {number}": "INSERT INTO mention (id, story_id, kind, text, "
        f"decision, general, decided_by, decided_at) VALUES ({number}, 1, '', 'bus stop', '', '', '', '')"
        for number in (900, BELOW, FAR)
    },
    **{
        f"somebody more who was not asked, of the number {number}": "INSERT INTO story_storyteller (id, story_id, "
        f"storyteller_id, part) SELECT {number}, 1, id, 'storyteller' FROM storyteller WHERE alias = 'Ada'"
        for number in (BELOW, FAR)
    },
    "somebody more who is missing": "INSERT INTO story_storyteller (id, story_id, storyteller_id, part)"
    " VALUES (900, 1, 900, 'storyteller')",
    "a storyteller of a number beyond": f"UPDATE storyteller SET id = {FAR} WHERE id = 1; UPDATE story_storyteller "
    f"SET storyteller_id = {FAR}; UPDATE speaker SET storyteller_id = {FAR} WHERE storyteller_id = 1",
    "a voice of nobody who is there": "UPDATE speaker SET storyteller_id = 900 WHERE storyteller_id NOT NULL",
    "a voice of a role that is none": "UPDATE speaker SET role = 'spy' WHERE role = 'storyteller'",
    "a passage that nobody checked": "UPDATE segment SET checked = 0",
    "a passage that nobody checked, backwards": "UPDATE segment SET checked = 0, end_ms = start_ms - 1",
    "a no to the whole story": "UPDATE consent SET answer = 'no' WHERE about = 'being recorded'",
    "a no of a number below": "INSERT INTO consent (id, story_id, about, answer, who, how, said_at, noted_by, paper, "
    "expires_on, review_on) VALUES (-5, 1, 'being recorded', 'no', '', '', '', '', '', '', '')",
    "a no to it, of a number below": "INSERT INTO answer (id, excerpt_id, answer, who, how, fingerprint, answered_at) "
    "VALUES (-5, 1, 'no', '', '', '', '')",
}


@pytest.mark.parametrize("statement", HOLDS_BACK.values(), ids=HOLDS_BACK.keys())
def test_what_holds_back_still_does_where_it_is_damaged(statement: str, damaged: Damaged) -> None:
    assert leaves(damaged(statement)) == []


def test_undamaged_it_leaves(damaged: Damaged) -> None:
    assert leaves(damaged()) == [1]


def test_a_no_to_an_excerpt_that_is_set_aside_holds_back_another_one_with_its_words(damaged: Damaged) -> None:
    columns = ", ".join(f'"{one.name}"' for one in Base.metadata.tables["excerpt"].columns if one.name != "id")
    twin = (
        f"INSERT INTO excerpt (id, {columns}) SELECT 2, {columns} FROM excerpt WHERE id = 1;"
        "INSERT INTO span (excerpt_id, start_ms, end_ms) SELECT 2, start_ms, end_ms FROM span;"
        "INSERT INTO answer (excerpt_id, answer, who, how, fingerprint, covered, answered_at, storyteller_id) "
        "SELECT 2, 'no', '', '', fingerprint, covered, answered_at, storyteller_id FROM answer;"
    )
    assert leaves(damaged(twin)) == []
    assert leaves(damaged(twin, "UPDATE excerpt SET lead_out_ms = -1 WHERE id = 2")) == []


def test_no_more_excerpts_are_made_where_a_passage_cannot_be_read(damaged: Damaged) -> None:
    with Project.open(damaged("UPDATE segment SET words = '[' WHERE id = (SELECT max(id) FROM segment)")) as project:
        refused = pytest.raises(BadInput, match="A passage of this story cannot be read")
        with refused, project.edit(Operation.MARK_EXCERPT) as edit:
            place = edit.session.scalars(select(Segment)).all()[0]
            marking.mark(edit, place.story_id, place.start_ms, place.end_ms)


def test_a_damaged_question_is_asked_and_can_be_given_its_uses_again(damaged: Damaged) -> None:
    with Project.open(damaged(HOLDS_BACK["a question with broken uses"])) as project:
        with project.read() as session:
            (question,) = own_questions(session)
            assert question.text == "May we?"
            assert stories(session)
        assert project.database.set_aside == {}


def test_what_only_notes_something_is_set_aside_alone(damaged: Damaged) -> None:
    folder = damaged(MOMENT.format(900, "mark", BEFORE, "here"))
    assert leaves(folder) == [1]
    with Project.open(folder) as project:
        assert set(project.database.set_aside) == {"moment"}


def test_all_that_is_carried_over_on_going_back_is_known_to_protect_or_not_to(
    project: Project, story: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever adds a row that holds back says here what goes along with it when it is damaged."""
    asked: list[str] = []

    def _opened(path: Path) -> sqlite3.Connection:
        connection = open_beside_others(path)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(held_back, "open_beside_others", _opened)
    with project.edit(Operation.NOTE_ANSWER) as edit:
        take_part(edit, story, add_person(edit, {"alias": "Ada"}), Part.SUPPORTER)
        mark_not_used(edit, story, 0, 500)
    copy = project.back_up()
    project.close()
    held_back.carry_over(project.folder / "project.db", copy.path)
    looked_at = {table for query in asked for table in re.findall(r"(?:FROM|JOIN) \"?(\w+)", query)}
    looked_at &= set(Base.metadata.tables)
    assert looked_at >= {"list_entry", "mention", "segment", "moment", "consent"}
    assert looked_at <= {*TAKES_ALONG, *IN_SIGHT, *LEFT_OUT_ALONE, "list_entry"}


@pytest.fixture(scope="module")
def refusing(_agreed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside it a story of Rosa's with what she refused, was deleted and is named; each theme says some of that."""
    folder = copytree(_agreed, tmp_path_factory.mktemp("refusing") / "Refusing.coproclip")
    lines = [("storyteller", one) for one in ("Blue velvet curtains.", "My husband drank again.", "Mary Lantern came.")]
    with Project.open(folder) as project:
        story = make_story(project, lines, title="The garden", storyteller="Rosa")
        assert story == 2
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            places = passages(edit.session, story)
            made = [marking.mark(edit, story, one.start_ms, one.end_ms).id for one in places[:2]]
        for excerpt in made:
            answer(project, excerpt, "no")
        with project.edit(Operation.DELETE_EXCERPT) as edit:
            marking.delete_excerpt(edit, made[1])
        with project.edit(Operation.DECIDE_NAME) as edit:
            [name] = add_names(edit, story, [Found("Mary Lantern")])
            decide(edit, name.id, MentionDecision.REMOVE, by="Kim")
        with project.edit(Operation.NOTE_CONSENT) as edit:
            note_consent(edit, story, ConsentAbout.NAMED, "no", "Rosa", "by letter")
        with project.edit(Operation.ADD_THEME) as edit:
            for name in SAYS:
                add_theme(edit, name)
        assert not freed(project)
    return folder


SAYS = ("Blue velvet curtains", "My husband drank again", "Asking Mary Lantern", "Asking Rosa", "Curtains")


def freed(project: Project) -> list[str]:
    """The names of themes that may leave, but for one that says nothing of anybody."""
    with project.read() as session:
        numbers = dict(session.execute(select(Theme.name, Theme.id)).all())
    granted, _ = shareable_texts(project, [WrittenText(PublicText.THEME_NAME, numbers[name]) for name in SAYS])
    assert "Curtains" in granted.values()
    return [text for text in granted.values() if text != "Curtains"]


SETS_ASIDE = {
    "its own row": "UPDATE story SET sensitive = 7 WHERE id = 2",
    "a name": f"UPDATE mention SET id = {BELOW} WHERE story_id = 2",
    "a refusal backwards": "UPDATE moment SET end_ms = start_ms - 1 WHERE story_id = 2 AND end_ms > 0",
    "a consent": "UPDATE consent SET id = -id WHERE story_id = 2 AND about = 'by name'",
    "who tells it": f"UPDATE story_storyteller SET id = {FAR} WHERE story_id = 2",
    "the storyteller": f"UPDATE storyteller SET id = {FAR} WHERE alias = 'Rosa';"
    f"UPDATE story_storyteller SET storyteller_id = {FAR} WHERE story_id = 2",
    "its voices": "UPDATE speaker SET role = 'spy' WHERE story_id = 2",
    "the excerpt": "UPDATE excerpt SET sensitive = 7 WHERE story_id = 2",
    "an answer": "UPDATE answer SET covered = '[' WHERE excerpt_id = 2",
    "a passage": "UPDATE segment SET end_ms = start_ms - 1 WHERE story_id = 2",
}


@pytest.mark.parametrize("statement", SETS_ASIDE.values(), ids=SETS_ASIDE.keys())
def test_what_is_set_aside_still_holds_back_what_says_the_same(statement: str, refusing: Path, tmp_path: Path) -> None:
    folder = copytree(refusing, tmp_path / "Damaged.coproclip")
    with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.executescript(statement)
    with Project.open(folder) as project:
        assert project.database.set_aside
        assert not freed(project)

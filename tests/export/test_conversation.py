"""A conversation pack: its sounds, its page and its papers say what the excerpts say, and ask what is still open."""

import base64
import json
import re
from pathlib import Path

import pytest
from consenting import allow, answer
from made_stories import make_story, new_project
from searching import found_in
from tagged import Tagged

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.few_of_many import few_of
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.export.conversation import folder as making
from coproclip.export.conversation.folder import ConversationPack, export_conversation
from coproclip.export.conversation.papers import PAPERS, USUAL
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.folders.manifest import Owner
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.people.about_project import change_project
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Excerpt, GroupNote
from coproclip.sensemaking.open_questions import open_questions
from coproclip.themes.codebook import add_theme, change_theme, link

QUOTES = (
    "We moved the chairs.",
    "there was no head of the table",
    "how I get to the bus stop.",
    "I had never been asked",
)
CARE = "It is about being left out."


def _note(edit: Edit, text: str, **more: object) -> None:
    row = {"uid": text, "session_id": None, "kind": NoteKind.QUESTION.value, "text": text, "created_at": now(), **more}
    edit.add(GroupNote(**row))


@pytest.fixture
def pack(project: Project) -> Project:
    """Five excerpts in a playlist, one of them hard and one with no answer; themes with open questions."""
    story = make_story(project)
    allow(project, story)
    with project.edit(Work.ADD_STORY) as edit:
        ids = [mark_quote(edit, story, words, title=f"Part {place} <b> #x") for place, words in enumerate(QUOTES, 1)]
        waits = mark_quote(edit, story, "so people just talked.", title="Waiting")
        edit.get(Excerpt, ids[2].id).care = CARE
        add_to_playlist(edit, add_playlist(edit, "Doors {that} open").id, [*(one.id for one in ids), waits.id])
        change_project(edit, {"contact": "Ring Ann on 0123", "support": "Somebody to talk to: 116 123"})
        doors, power, quiet = (add_theme(edit, name) for name in ("Doors", "Power", "Quiet"))
        change_theme(edit, power.id, question="Who gets to decide?")
        change_theme(edit, quiet.id, question="Who is not here?")
        for theme, numbers in ((doors, (1, 2, 4)), (power, (3, 4)), (quiet, (waits.id,))):
            for number in numbers:
                link(edit, theme.id, number)
        _note(edit, "How do we pay people?", theme_id=doors.id)
        _note(edit, "Which doors are still shut?", theme_id=doors.id, excerpt_id=4)
        _note(edit, "Is it answered?", theme_id=doors.id, done=1)
        _note(edit, "Does anybody see it?", theme_id=doors.id, shown=0)
        _note(edit, "What about the quiet ones?", theme_id=quiet.id)
        _note(edit, "How do we go on?")
    for one in ids:
        answer(project, one.id)
    return project


def _may(project: Project, ids: object = (1, 2, 3, 4, 5)) -> Sharing:
    return shareable(project, list(ids), Use.SHARING, playlist_id=1)  # type: ignore[call-overload]


def _owner(project: Project) -> Owner:
    return owner_of_folder(project, FolderKind.CONVERSATION, [1], playlist_id=1)


def _make(project: Project, folder: Path, **more: object) -> ConversationPack:
    found, again = _may(project).granted, lambda ids: _may(project, ids)
    more = {"owner": _owner(project), "playlist_id": 1, "again": again, **more}
    return export_conversation(project, found, folder, **more)  # type: ignore[arg-type]


def _playing(pack: ConversationPack) -> list[dict[str, object]]:
    page = pack.kiosk.read_text("utf-8")
    text = re.search(r'<script type="application/json" id="tracks">(.*?)</script>', page, re.DOTALL)
    assert text is not None
    return list(json.loads(text[1])["tracks"])


def test_a_pack_plays_and_prints_what_was_agreed_to(pack: Project, tmp_path: Path) -> None:
    said = list[str]()
    made = _make(pack, tmp_path / "out", tell=said.append)
    assert made.folder.name == "Doors that open conversation pack"
    assert (made.excerpts, made.questions, said) == (4, 4, [])
    assert sorted(path.name for path in made.folder.iterdir() if path.is_file() and path.name[0] != ".") == sorted(
        [*PAPERS, "Kiosk.html"]
    )
    sounds = sorted((made.folder / "audio").iterdir())
    playing = _playing(made)
    assert [base64.b64decode(str(one["sound"]).partition(",")[2]) for one in playing] == [
        path.read_bytes() for path in sounds
    ], "the page has its sounds inside, the same as beside it"
    assert [one["before"] for one in playing] == ["", "", CARE, ""]
    page = made.kiosk.read_text("utf-8")
    assert "Part 1 &lt;b&gt; #x" in page
    assert "<b> #x" not in page
    assert not re.search(r"https?://", page), "nothing is asked of anybody"
    papers = {path.name: Tagged(path) for path in made.papers}
    for name, paper in papers.items():
        assert (paper.is_marked, paper.is_ua, paper.shows_title) == (True, True, True), name
        assert paper.language == "en"
        assert paper.tags.count("H1") >= 1 or name == "Actions.pdf"
    assert {name: paper.pages for name, paper in papers.items() if name != "Words.pdf"} == {
        "Facilitator.pdf": 1,
        "Questions.pdf": 1,
        "Actions.pdf": 1,
    }
    for words in QUOTES:
        assert words in papers["Words.pdf"].text
        assert words in page
    leading = papers["Facilitator.pdf"].text
    for words in (
        "Doors {that} open",
        "4 excerpts",
        "Part 3 <b> #x",
        CARE,
        "Ring Ann on 0123",
        "116 123",
        "Kiosk.html",
    ):
        assert words in leading
    assert {"Table", "TH", "TR", "L", "LI"} <= set(papers["Facilitator.pdf"].tags)
    actions = papers["Actions.pdf"]
    assert actions.sizes == {(297, 210)}
    assert actions.tags.count("TR") == 7, "room for six things to do"
    assert "How the storytellers hear of it" in actions.text
    assert "Send this back to: Ring Ann on 0123" in actions.text
    assert found_in({"Waiting", "people just talked", "the quiet ones"}, made.folder) == {}


def test_each_open_question_stands_beside_one_or_two_excerpts(pack: Project, tmp_path: Path) -> None:
    made = _make(pack, tmp_path / "out")
    text = Tagged(made.folder / "Questions.pdf").text
    shown = [
        "How do we pay people? Listen to: 1, Part 1 <b> #x · 2, Part 2 <b> #x",
        "Which doors are still shut? Listen to: 1, Part 1 <b> #x · 4, Part 4 <b> #x",
        "Who gets to decide? Listen to: 3, Part 3 <b> #x · 4, Part 4 <b> #x",
        "How do we go on? What else do you ask?",
    ]
    places = [text.find(one) for one in shown]
    assert -1 not in places, text
    assert places == sorted(places)
    for other in ("answered", "anybody see", "quiet ones", "not here"):
        assert other not in text
    own = _make(pack, tmp_path / "own", own_questions=["  What now? ", "", "Who gets to decide?", "What now?"])
    text = Tagged(own.folder / "Questions.pdf").text
    assert own.questions == 2
    assert text.index("What now? Who gets to decide? Listen to: 3") > 0
    many = [f"Question {number} is so long that it takes two lines on this sheet, isn’t it?" for number in range(8)]
    endless = _make(pack, tmp_path / "many", own_questions=[*many, "z" * 200])
    sheet = Tagged(endless.folder / "Questions.pdf")
    assert sheet.pages == 1, "a sheet is a sheet"
    assert sheet.text.replace("\u200b", "").replace(" ", "").count("z" * 200) == 1, "no letter is cut off"
    none = _make(pack, tmp_path / "none", own_questions=[])
    assert all(one in Tagged(none.folder / "Questions.pdf").text for one in USUAL)


def test_a_question_with_words_that_may_not_leave_is_left_out(pack: Project, tmp_path: Path) -> None:
    said = list[str]()
    refused = "so people just talked. Then somebody asked me how I get"
    answer(pack, 5, "no")
    with pack.edit(Work.ADD_STORY) as edit:
        _note(edit, f"Why did they say “{refused}”?")
    made = _make(pack, tmp_path / "out", tell=said.append)
    assert made.questions == 4
    assert [one for one in said if one.startswith("Left out: “Why did they say")], said
    assert found_in({"somebody asked me how", "people just talked"}, made.folder) == {}


@pytest.mark.parametrize("ids", [(), (1,), (1, 2, 3)])
def test_fewer_than_four_are_no_pack(pack: Project, tmp_path: Path, ids: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="has 4 to 8 excerpts; here"):
        export_conversation(pack, _may(pack, ids).granted, tmp_path / "out", owner=_owner(pack))
    assert not (tmp_path / "out").exists()


def test_after_a_no_the_pack_is_without_that_excerpt_and_its_words(pack: Project, tmp_path: Path) -> None:
    made = _make(pack, tmp_path / "out")
    answer(pack, 2, "no")
    withdraw_everywhere(pack, tmp_path / "out", lambda _said: None)
    left = sorted(path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file())
    assert not [name for name in left if name.endswith((".pdf", ".html")) or "Part 2" in name], left
    assert len([name for name in left if name.startswith("audio/")]) == 3, "the others are still heard"
    answer(pack, 5)
    again = _make(pack, tmp_path / "out")
    assert again.folder == made.folder
    assert found_in({"no head of the table"}, again.folder) == {}
    assert "people just talked" in Tagged(again.folder / "Words.pdf").text


def test_what_changes_while_it_is_made_does_not_leave(
    pack: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = making.kiosk_page

    def _meanwhile(*given: object) -> str:
        page = draw(*given)  # type: ignore[arg-type]
        with pack.edit(Operation.CHANGE_PROJECT) as edit:
            change_project(edit, {"contact": "Nobody"})
        return page

    monkeypatch.setattr(making, "kiosk_page", _meanwhile)
    with pytest.raises(NotShareable, match="changed"):
        _make(pack, tmp_path / "out")
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_few_of_many_are_the_spotlight_and_as_many_stories_as_possible(tmp_path: Path) -> None:
    with new_project(tmp_path / "Many") as project:
        for _ in range(3):
            make_story(project)
        with project.edit(Work.ADD_STORY) as edit:
            ids = [mark_quote(edit, story, words).id for story in (1, 1, 2, 3) for words in QUOTES[:2]]
            edit.get(Excerpt, ids[3]).spotlight = 1
        with project.read() as session:
            assert few_of(session, ids, 8) == ids
            assert few_of(session, ids, 4) == [ids[0], ids[3], ids[4], ids[6]]
            assert few_of(session, list(reversed(ids)), 2) == [ids[7], ids[3]]
            assert few_of(session, [], 4) == []
            assert open_questions(session, ids) == []

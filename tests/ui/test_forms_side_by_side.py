"""Forms while another program writes in the same project: only what a person changed is written, and nothing unseen."""

import ast
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from made_stories import made_project, make_story
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.overview.care import CareEntry, care_log
from coproclip.overview.people import person_form
from coproclip.overview.record import starter_texts
from coproclip.overview.story_details import story_facts, teller_facts
from coproclip.people.about_project import add_partner, change_partner, change_project, project_facts
from coproclip.people.care import add_care_note, change_care_note
from coproclip.people.check_ins import set_check_in
from coproclip.people.moments import set_starters
from coproclip.people.naming import name_person, namings_of
from coproclip.people.participants import take_part
from coproclip.people.people import HoldingEntry, change_person, find_person, set_entry
from coproclip.people.sheets import SheetForm, change_template, template
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind, NamedIn, Part
from coproclip.project.project import Edit, Project
from coproclip.project.rows import text_of
from coproclip.report import images
from coproclip.report.sections import add_section
from coproclip.sensemaking.attendees import add_attendee
from coproclip.sensemaking.clusters import add_cluster
from coproclip.sensemaking.sessions import start_session
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, change_theme
from coproclip.ui import operations
from coproclip.ui.chosen_values import DECORATIVE, image_column, merged, there_now
from coproclip.ui.dialogs.care_log import CareEntryDialog
from coproclip.ui.dialogs.people.naming import NamingDialog
from coproclip.ui.dialogs.people.person import PersonDialog
from coproclip.ui.dialogs.project.about import AboutProject
from coproclip.ui.dialogs.sheets import CHANGE, SheetsDialog
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.operations import playlists, report, stories, themes, workshop
from coproclip.ui.typed_texts import TextOf, TypedText, write
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ROLE, SECTOR = ListKind.ROLE, ListKind.SECTOR


class Side:
    """One window's workspace, and another program that writes in the same project."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.workspace, self.qtbot = workspace, qtbot
        self.said: list[Message] = []
        workspace.banner_shown.connect(self.said.append)

    def elsewhere(self, change: Callable[[Edit], object]) -> None:
        with Project.open(self.workspace.opened().folder) as beside, beside.edit(Operation.CHANGE_PROJECT) as edit:
            change(edit)

    def here(self, change: Callable[[Edit], object]) -> object:
        with self.workspace.opened().edit(Operation.CHANGE_PROJECT) as edit:
            return change(edit)

    def asked(self) -> list[Message]:
        return [one for one in self.said if getattr(one, "key", "").startswith("refused:")]

    def answer(self, words: str) -> None:
        [message] = self.asked()
        next(one for one in message.answers if one.text == words).do()
        self.workspace.saving.wait()
        self.qtbot.wait(10)
        self.said.clear()


@pytest.fixture
def side(tmp_path: Path, qtbot: QtBot) -> Iterator[Side]:
    made = Workspace(Settings())
    made.use(Project.open(made_project(tmp_path / "Doors", make_story)[0]))
    yield Side(made, qtbot)
    made.close_project()


def choose(field: QComboBox, data: object) -> None:
    field.setCurrentIndex(field.findData(data))


# ---- people -----------------------------------------------------------------------------------------------------


def held(side: Side) -> set[tuple[str, str]]:
    return {(one.text, one.note) for one in side.workspace.read(person_form, 1).entries}


def test_entries_that_others_ticked_stay(side: Side) -> None:
    side.here(lambda edit: change_person(edit, 1, {}, [HoldingEntry(ROLE, "Driver"), HoldingEntry(ROLE, "Cook")]))
    form = PersonDialog(side.workspace, 1)
    side.elsewhere(lambda edit: set_entry(edit, 1, HoldingEntry(ROLE, "Trustee", "since May"), holds=True))
    side.elsewhere(lambda edit: set_entry(edit, 1, HoldingEntry(ROLE, "Cook"), holds=False))
    form.entries[1].another.setText("Health")
    next(line for line in form.entries[0].lines if line.text == "Driver").tick.setChecked(False)
    form._save()
    assert held(side) == {("Trustee", "since May"), ("Health", "")}
    assert side.asked() == []
    side.workspace.undo()
    assert held(side) == {("Trustee", "since May"), ("Driver", "")}


@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
def test_one_entry_changed_by_both_is_asked_about(side: Side, answer: str) -> None:
    side.here(lambda edit: change_person(edit, 1, {}, [HoldingEntry(ROLE, "Driver", "before 2015")]))
    form = PersonDialog(side.workspace, 1)
    side.elsewhere(lambda edit: set_entry(edit, 1, HoldingEntry(ROLE, "Driver", "before 2020"), holds=True))
    form.entries[0].lines[0].tick.setChecked(False)
    form._save()
    assert held(side) == {("Driver", "before 2020")}
    [message] = side.asked()
    assert "not ticked" in message.safe
    assert "Driver: before 2020" in message.next
    side.answer(answer)
    assert held(side) == (set() if answer == "Keep mine" else {("Driver", "before 2020")})


@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
def test_an_age_and_a_part_changed_by_both_are_asked_about(side: Side, answer: str) -> None:
    form = PersonDialog(side.workspace, 1)
    age = form.fields["age_band"]
    assert isinstance(age, QComboBox)
    theirs, mine = age.itemData(1), age.itemData(2)
    side.elsewhere(lambda edit: change_person(edit, 1, {"age_band": theirs}))
    choose(age, mine)
    form._save()
    side.answer(answer)
    assert side.workspace.read(person_form, 1).texts["age_band"] == (mine if answer == "Keep mine" else theirs)
    form = PersonDialog(side.workspace, 1)
    side.elsewhere(lambda edit: take_part(edit, 1, 1, Part.SUPPORTER))
    choose(form.parts[1], Part.INTERPRETER.value)
    form._save()
    side.answer(answer)
    [story] = side.workspace.read(person_form, 1).stories
    assert story.part == (Part.INTERPRETER if answer == "Keep mine" else Part.SUPPORTER)


# ---- the log of care --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
def test_a_care_note_that_both_change_is_asked_about_and_the_rest_stays(side: Side, answer: str) -> None:
    number = side.here(lambda edit: add_care_note(edit, "A worry about Tom", by="Ann").id)
    assert isinstance(number, int)
    log = side.workspace.read(care_log)
    form = CareEntryDialog(side.workspace, number, log.lines[0].entry, log)
    side.elsewhere(lambda edit: change_care_note(edit, number, text="A worry about Tom. RANG the lead", person_id=1))
    form.text.setPlainText("A worry about Tom and his sister")
    choose(form.kind, "done")
    form._save()
    there = side.workspace.read(care_log).lines[0].entry
    assert there == CareEntry("A worry about Tom. RANG the lead", "done", "Ann", None, 1)
    assert side.asked()[0].happened == "Somebody else changed this care note meanwhile."
    side.answer(answer)
    text = "A worry about Tom and his sister" if answer == "Keep mine" else "A worry about Tom. RANG the lead"
    assert side.workspace.read(care_log).lines[0].entry.text == text


def test_what_a_care_note_is_about_is_written_field_by_field(side: Side) -> None:
    number = side.here(lambda edit: add_care_note(edit, "A worry", person_id=1).id)
    assert isinstance(number, int)
    log = side.workspace.read(care_log)
    form = CareEntryDialog(side.workspace, number, log.lines[0].entry, log)
    side.elsewhere(lambda edit: change_care_note(edit, number, story_id=1))
    choose(form.story, None)
    choose(form.person, None)
    form._save()
    entry = side.workspace.read(care_log).lines[0].entry
    assert (entry.person_id, entry.story_id) == (None, 1)
    assert side.asked() == []


# ---- the project ------------------------------------------------------------------------------------------------


def test_partners_are_written_field_by_field(side: Side) -> None:
    partner = side.here(lambda edit: add_partner(edit, "Library", "The Library").id)
    assert isinstance(partner, int)
    form = AboutProject(side.workspace)
    side.elsewhere(lambda edit: change_partner(edit, partner, named_as="Central Library"))
    form.partners.rows[0].fields[2].setText("Reading Room")
    form._keep()
    [there] = side.workspace.read(project_facts).partners
    assert (there.named_as, there.formerly) == ("Central Library", "Reading Room")
    form = AboutProject(side.workspace)
    side.elsewhere(lambda edit: change_partner(edit, partner, name="City Library"))
    form.partners.rows[0].away.click()
    form._keep()
    assert "Somebody else changed the partner “Library”" in form.trouble.text()
    assert len(side.workspace.read(project_facts).partners) == 1


@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
def test_quantity_words_that_both_change_are_asked_about(side: Side, answer: str) -> None:
    form = AboutProject(side.workspace)
    side.elsewhere(lambda edit: change_project(edit, {}, {"Some": 10, "Most": 70}))
    form.bands.rows[0][0].setText("Hardly anybody, so far")
    mine = form.bands.bands()
    form._keep()
    assert side.workspace.read(project_facts).bands == {"Some": 10, "Most": 70}
    side.answer(answer)
    assert side.workspace.read(project_facts).bands == (mine if answer == "Keep mine" else {"Some": 10, "Most": 70})


# ---- stories and themes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
def test_the_language_of_a_story_is_asked_about(side: Side, answer: str) -> None:
    form = StoryDetails(side.workspace, 1)
    side.elsewhere(lambda edit: change_story(edit, 1, language="cy"))
    choose(form.language, "fr")
    form._keep()
    [message] = side.asked()
    assert "French" in message.safe
    assert "Welsh" in message.next
    side.answer(answer)
    assert side.workspace.read(story_facts, 1).language == ("fr" if answer == "Keep mine" else "cy")


def test_a_day_that_somebody_else_set_stays(side: Side) -> None:
    form = StoryDetails(side.workspace, 1)
    side.elsewhere(lambda edit: set_check_in(edit, 1, "reporter", date(2027, 3, 1)))
    form.name.setText("Another title")
    form._keep()
    facts = side.workspace.read(story_facts, 1)
    assert (facts.title, facts.check_ins["reporter"]) == ("Another title", date(2027, 3, 1))


def test_storytellers_that_others_name_stay(side: Side) -> None:
    before = side.workspace.read(teller_facts, 1).aliases
    form = StoryDetails(side.workspace, 1)
    side.elsewhere(lambda edit: change_story(edit, 1, storytellers=(*before, "Bo")))
    form.tellers.add.click()
    form.tellers.rows[-1].alias.setCurrentText("Cy")
    form._keep()
    assert set(side.workspace.read(teller_facts, 1).aliases) == {*before, "Bo", "Cy"}
    form = StoryDetails(side.workspace, 1)
    side.elsewhere(lambda edit: change_person(edit, 1, {"alias": "Renamed"}))
    form.name.setText("Another title")
    form._keep()
    assert set(side.workspace.read(teller_facts, 1).aliases) == {"Renamed", "Bo", "Cy"}


def test_the_colour_of_a_theme_is_asked_about_by_name(side: Side) -> None:
    theme = side.here(lambda edit: add_theme(edit, "Chairs").id)
    assert isinstance(theme, int)
    side.here(lambda edit: change_theme(edit, theme, colour=0))
    side.elsewhere(lambda edit: change_theme(edit, theme, colour=1, in_their_words=True))
    called = {"1": "Olive", "2": "Green"}
    texts = {"name": ("Chairs", "Chairs"), "colour": ("0", "2")}
    assert themes.change(side.workspace, theme, texts, side.said.append, in_their_words=None, colours=called)
    [message] = side.asked()
    assert (message.safe, message.next) == ("Yours: “Green”", "Theirs: “Olive”")
    side.answer("Keep mine")


# ---- conversation starters --------------------------------------------------------------------------------------


def test_starters_that_others_added_stay(side: Side) -> None:
    shown = side.workspace.read(starter_texts)
    side.elsewhere(lambda edit: set_starters(edit, [*shown, "Who helped?"]))
    assert stories.change_starters(side.workspace, shown, ["What began it?", *shown[1:]])
    there = side.workspace.read(starter_texts)
    assert there == ("What began it?", *shown[1:], "Who helped?")


def test_what_two_people_made_of_a_list() -> None:
    assert merged(["a", "b"], ["a", "b", "c"], ["a", "b", "d"]) == ["a", "b", "c", "d"]
    assert merged(["a", "b"], ["b"], ["a", "b", "d"]) == ["b", "d"]
    assert merged(["a", "b"], ["b", "a"], ["a", "x", "b"]) == ["b", "a", "x"]
    assert merged(["a", "b"], ["A2", "b"], ["A3", "b"]) == ["A2", "A3", "b"], "both stay"
    assert merged(["a", "b"], ["a", "b"], ["b"]) == ["b"]


# ---- several texts, and one text twice -----------------------------------------------------------------------------


def test_a_title_that_is_too_long_takes_no_note_along(side: Side) -> None:
    long, note = "a long paragraph " * 100, "Ring before anybody plays this"
    texts = [
        TypedText(TextOf.STORY, 1, "title", "Moving the chairs", long),
        TypedText(TextOf.STORY, 1, "private_note", "", note),
    ]
    assert not side.workspace.typed.keep(texts)
    assert side.workspace.read(text_of, "story", 1, "private_note") == note
    assert side.workspace.read(text_of, "story", 1, "title") == "Moving the chairs"


def test_two_texts_that_were_refused_one_after_the_other_are_both_there(side: Side) -> None:
    side.elsewhere(lambda edit: change_story(edit, 1, title="Theirs"))
    for mine in ("Mine at first", "Mine later"):
        side.workspace.typed.keep([TypedText(TextOf.STORY, 1, "title", "Moving the chairs", mine)])
        side.qtbot.wait(20)
    assert side.workspace.typed.unsaved() == ["Mine at first", "Mine later"]
    assert len({one.key for one in side.asked()}) == 2
    first = next(one for one in side.asked() if "Mine at first" in f"{one.happened} {one.safe} {one.next}")
    next(one for one in first.answers if one.text == "Keep mine").do()
    side.workspace.saving.wait()
    assert side.workspace.read(text_of, "story", 1, "title") == "Mine at first"
    assert side.workspace.typed.unsaved() == ["Mine later"]


# ---- the sheet, and how somebody is named ------------------------------------------------------------------------


def test_a_sheet_that_somebody_else_changed_is_not_written_over_unseen(side: Side) -> None:
    dialog = SheetsDialog(side.workspace)
    side.qtbot.addWidget(dialog)
    dialog.views.choose(CHANGE)
    side.elsewhere(lambda edit: change_template(edit, SheetForm.PLAIN, "# An afternoon of work"))
    dialog.text.setPlainText("# Mine")
    dialog.accept()
    assert side.workspace.read(template, SheetForm.PLAIN).strip() == "# An afternoon of work"
    side.answer("Keep mine")
    assert side.workspace.read(template, SheetForm.PLAIN).strip() == "# Mine"


def test_how_somebody_is_named_is_not_written_over_unseen(side: Side) -> None:
    person = side.workspace.read(find_person, "Kit").id
    dialog = NamingDialog(side.workspace, person)
    side.qtbot.addWidget(dialog)
    side.elsewhere(lambda edit: name_person(edit, person, NamedIn.CLIPS, "Their words"))
    dialog.fields[NamedIn.CLIPS].words.setEditText("My words")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Save").click()
    assert side.workspace.read(namings_of, person) == {NamedIn.CLIPS: "Their words"}
    side.answer("Keep mine")
    assert side.workspace.read(namings_of, person) == {NamedIn.CLIPS: "My words"}


WRITES = ("CHANGE", "CORRECT", "WRITE", "KEEP")
ADDS, COMPARES, CHOICE = "only adds or takes off what is named", "has what was shown before", "one of a few, no text"
OTHERWISE = {
    "consent.add_question": ADDS,
    "excerpts.sign_with_broader": CHOICE,
    "naming.add_words": ADDS,
    "naming.remove_words": ADDS,
    "naming.keep_although_few": ADDS,
    "patterns.save_phrase": COMPARES,
    "patterns.set_summary": COMPARES,
    "stories.change_language": CHOICE,
    "stories.check_in_done": ADDS,
    "stories.set_check_ins": CHOICE,
    "stories.change_starters": COMPARES,
    "transcript.correct": COMPARES,
    "transcript.add_speaker": ADDS,
    "transcript.set_role": CHOICE,
    "words.add": ADDS,
    "words.remove": ADDS,
    "words.turn_down": ADDS,
    "workshop.add_person": ADDS,
    "workshop.remove_person": ADDS,
}
"""What is written of words without `typed_texts`, and why nothing of somebody else is written over."""


def test_every_deed_that_writes_a_text_over_another_goes_through_typed_texts() -> None:
    found = set()
    for path in sorted(Path(operations.__file__).parent.glob("*.py")):
        for deed in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(deed, ast.FunctionDef) or deed.name.startswith("_"):
                continue
            given = [ast.unparse(one.annotation) for one in [*deed.args.args, *deed.args.kwonlyargs] if one.annotation]
            edits = [ast.unparse(one.args[0]) for one in ast.walk(deed) if isinstance(one, ast.Call) and one.args]
            writes = any(edit.startswith(tuple(f"Operation.{what}_" for what in WRITES)) for edit in edits)
            if writes and any("str" in one and "Callable" not in one for one in given):
                found.add(f"{path.stem}.{deed.name}")
    assert found == set(OTHERWISE)


def test_what_a_form_showed_is_read_when_it_opens_and_not_when_it_is_kept() -> None:
    """What is read at the press is what somebody else just wrote: it would be taken for what a person saw."""
    late = set()
    for path in sorted(Path(operations.__file__).parent.parent.rglob("*.py")):
        deeds = [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(one, ast.FunctionDef)]
        inside = {id(one): one for deed in deeds for one in ast.walk(deed) if one is not deed and one in deeds}
        calls = [one.func for deed in inside.values() for one in ast.walk(deed) if isinstance(one, ast.Call)]
        late |= {path.name for one in calls if ast.unparse(one).endswith((".typed.now", ".typed.latest"))}
    assert not late


# ---- what leaves -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
@pytest.mark.parametrize("place", ["introduction", "chapter", "web address", "image"])
def test_what_stands_beside_what_leaves_is_not_written_over_unseen(side: Side, place: str, answer: str) -> None:
    def _begin(edit: Edit) -> None:
        playlist = add_playlist(edit, "Doors", "").id
        add_to_playlist(edit, playlist, [mark(edit, 1, 0, 2_000).id])
        section = add_section(edit, title="Voices").id
        images.add_image(edit, section, "images/a.png", alt="Chairs", key="k1")

    def _between(column: str, now: str, spoken: bool | None = None) -> bool:
        return playlists.set_between(side.workspace, 1, {column: ("", now)}, spoken, side.said.append)

    space = side.workspace
    kind, column, shown, mine, theirs, keep = {
        "introduction": (TextOf.IN_PLAYLIST, "introduction", "", "Mine", "Theirs", partial(_between, "introduction")),
        "chapter": (TextOf.IN_PLAYLIST, "chapter", "", "Mine", "Theirs", partial(_between, "chapter")),
        "web address": (
            *(TextOf.PLAYLIST, "address", "", "https://mine.example", "https://theirs.example"),
            lambda now: playlists.set_address(space, 1, "", now, side.said.append),
        ),
        "image": (
            *(TextOf.SECTION, image_column("k1"), "Chairs", DECORATIVE, "A ring of chairs"),
            lambda now: report.describe_image(space, 1, "k1", "Chairs", now),
        ),
    }[place]

    def _there() -> str:
        with space.opened().edit(Operation.CHANGE_PROJECT) as edit:
            return there_now(edit, kind, 1, column) or ""

    side.here(_begin)
    assert _there() == shown
    keep(mine)
    assert _there() == mine
    space.undo()
    side.elsewhere(lambda edit: write(edit, [TypedText(kind, 1, column, shown, theirs)]))
    keep(mine)
    assert _there() == theirs
    side.answer(answer)
    assert _there() == (mine if answer == "Keep mine" else theirs)


# ---- the workshop ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "column", "theirs", "mine"),
    [
        (TextOf.WORKSHOP, "title", "Theirs", "Mine"),
        (TextOf.WORKSHOP, "day", "2026-04-01", "2026-05-01"),
        (TextOf.WORKSHOP, "dots", "5", "7"),
        (TextOf.WORKSHOP, "steps", "listen | Theirs |  |  | 0", "listen | Mine |  |  | 0"),
        (TextOf.IN_THE_ROOM, "name", "Theirs", "Mine"),
        (TextOf.IN_THE_ROOM, "level", "listen", "type"),
        (TextOf.IN_THE_ROOM, "needs", "A ramp", "A chair"),
        (TextOf.GROUP, "name", "Theirs", "Mine"),
    ],
)
@pytest.mark.parametrize("answer", ["Keep mine", "Keep theirs"])
def test_texts_of_a_workshop_are_not_written_over_unseen(
    side: Side, kind: TextOf, column: str, theirs: str, mine: str, answer: str
) -> None:
    def _begin(edit: Edit) -> None:
        session = start_session(edit, "First").id
        add_attendee(edit, session, "Bo")
        add_cluster(edit, session, "Chairs")

    def _there() -> str:
        with side.workspace.opened().edit(Operation.CHANGE_WORKSHOP) as edit:
            return there_now(edit, kind, 1, column) or ""

    side.here(_begin)
    shown = _there()
    side.elsewhere(lambda edit: write(edit, [TypedText(kind, 1, column, shown, theirs)]))
    workshop.change_texts(side.workspace, kind, 1, {column: (shown, mine)}, side.said.append)
    assert _there() == theirs
    side.answer(answer)
    assert _there() == (mine if answer == "Keep mine" else theirs)

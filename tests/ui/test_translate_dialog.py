"""An excerpt is written in another language in a window: line beside line, by keyboard, each language apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import allow
from desks import FakePlayback
from made_stories import make_story, opened_copy
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.excerpts import translating
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.translating import in_languages, set_translation
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.half_typed import all_half_typed, typed_in
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.settings import Settings
from coproclip.transcript.edits import correct_segment
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.excerpt.translate import TranslateDialog
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CHAIRS = "We moved the chairs. After that there was no head of the table, so people just talked."
WELSH = ("Fe symudon y cadeiriau.", "Wedyn siaradodd pobl.")


def _make(project: Project) -> int:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, CHAIRS).id
    allow(project, story)
    return made


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with opened_copy(tmp_path / "Doors", _make) as (project, _):
        made = Workspace(Settings())
        made.listening = FakePlayback()
        made.use(project)
        yield made
        made.close_project()


def opened(workspace: Workspace, qtbot: QtBot) -> TranslateDialog:
    made = TranslateDialog(workspace, 1)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(dialog: TranslateDialog, tag: str) -> None:
    dialog.language.setCurrentIndex(dialog.language.findData(tag))


def kept(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    return {one.language: one.lines for one in workspace.read(in_languages, 1).translations}


def test_each_line_is_typed_beside_what_is_said_and_tab_goes_on(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = opened(workspace, qtbot)
    assert dialog.language.findData("en") < 0, "it is told in English"
    choose(dialog, "cy")
    first, second = dialog.lines
    assert first.accessibleName() == "Line 1: We moved the chairs."
    first.setFocus()
    QTest.keyClicks(first, WELSH[0])
    assert dialog.state.text() == "1 line is missing."
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is second, dialog.focusWidget()
    QTest.keyClicks(second, WELSH[1])
    choose(dialog, "ar")
    assert first.toPlainText() == ""
    first.setPlainText("نقلنا الكراسي.")
    assert first.document().firstBlock().textDirection() is Qt.LayoutDirection.RightToLeft
    choose(dialog, "cy")
    assert first.toPlainText() == WELSH[0], "what was typed in the other language is still there"
    assert kept(workspace) == {}
    dialog.keep.click()
    assert kept(workspace) == {"cy": WELSH, "ar": ("نقلنا الكراسي.", "")}
    assert not dialog.isVisible()
    workspace.undo()
    assert kept(workspace) == {}, "one step"


def test_it_comes_from_a_file_and_is_removed(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "Cymraeg.txt"
    file.write_text("\n".join(WELSH), "utf-8")
    dialog = opened(workspace, qtbot)
    choose(dialog, "cy")
    dialog.bring_in_file(file)
    assert [line.toPlainText() for line in dialog.lines] == [*WELSH]
    dialog.keep.click()
    assert kept(workspace) == {"cy": WELSH}
    dialog = opened(workspace, qtbot)
    assert dialog.language.currentData() == "cy", "what was begun stands first"
    dialog.clear.click()
    dialog.keep.click()
    assert kept(workspace) == {}


def test_what_changed_is_marked_and_seen_before_it_is_kept(workspace: Workspace, qtbot: QtBot) -> None:
    project = workspace.opened()
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        set_translation(edit, 1, "cy", WELSH)

    def _correct(word: str) -> None:
        with project.edit(Operation.CORRECT_WORDS) as edit:
            segment = next(one for one in edit.session.query(Segment) if one.text.startswith("We moved"))
            correct_segment(edit, segment.id, " ".join([*segment.text.split()[:-1], word]))

    _correct("sang.")
    dialog = opened(workspace, qtbot)
    assert [mark.isVisible() for mark in dialog.marks] == [False, True]
    assert "Look at the marked lines" in dialog.state.text()
    _correct("danced.")
    dialog.keep.click()
    assert dialog.isVisible()
    assert "was changed meanwhile" in dialog.trouble.text()
    dialog.reject()
    dialog = opened(workspace, qtbot)
    dialog.keep.click()
    assert not dialog.isVisible()
    dialog = opened(workspace, qtbot)
    assert not any(mark.isVisible() for mark in dialog.marks), "somebody looked at it"


def test_the_excerpts_window_leads_there_by_key_and_button(workspace: Workspace, qtbot: QtBot) -> None:
    window = ExcerptDialog(workspace, 1)
    qtbot.addWidget(window)
    window.show()
    assert window.side.translate.isVisible()
    assert window.side.translate.text() == "In another language…"
    window.reject()


def test_what_is_typed_outlasts_the_program_until_it_is_kept_or_let_go(workspace: Workspace, qtbot: QtBot) -> None:
    def _noted() -> list[str]:
        return [one.text for one in all_half_typed(typed_in(workspace.opened())).values()]

    first = opened(workspace, qtbot)
    assert not first.again.isVisible()
    choose(first, "ar")
    first.lines[1].setPlainText("ثم تحدثنا.")
    choose(first, "cy")
    QTest.keyClicks(first.lines[0], WELSH[0])
    qtbot.waitUntil(lambda: _noted() == ["\nثم تحدثنا.", f"{WELSH[0]}\n"])  # and here the program ends
    again = opened(workspace, qtbot)
    assert again.again.text() == "What was typed here before, and not kept, stands here again."
    assert [line.toPlainText() for line in again.lines] == ["", "ثم تحدثنا."]
    choose(again, "cy")
    assert [line.toPlainText() for line in again.lines] == [WELSH[0], ""]
    assert again.is_changed(), "leaving it asks"
    again.done(0)  # its project is closed
    with workspace.opened().edit(Operation.TRANSLATE_EXCERPT) as edit:
        set_translation(edit, 1, "cy", ("Rhywun arall.", "Dim."))
    other = opened(workspace, qtbot)
    assert "was changed since: look at each line" in other.again.text()
    choose(other, "cy")
    assert other.lines[0].toPlainText() == WELSH[0]
    other.reject()
    assert other.leaving is not None
    other.leaving.leave_it.click()
    assert not other.isVisible()
    assert _noted() == []
    last = opened(workspace, qtbot)
    assert last.lines[0].toPlainText() == "Rhywun arall."
    last.lines[1].setPlainText("Siarad.")
    last.keep.click()
    assert (_noted(), kept(workspace)["cy"]) == ([], ("Rhywun arall.", "Siarad."))


def test_with_the_story_goes_what_was_typed_of_it(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = opened(workspace, qtbot)
    choose(dialog, "cy")
    dialog.lines[0].setPlainText(WELSH[0])
    dialog.done(0)
    place = typed_in(workspace.opened())
    assert all_half_typed(place)
    erase_stories(workspace.opened(), [1])
    assert not all_half_typed(place)


def test_an_excerpt_of_too_many_sentences_is_refused_in_words(
    workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translating, "MOST_LINES", 1)
    said = list[str]()
    workspace.banner_shown.connect(lambda message: said.append(str(message)))
    excerpt = ExcerptDialog(workspace, 1)
    qtbot.addWidget(excerpt)
    excerpt.show()
    excerpt.side.ask_translation()
    assert "2 sentences; 1 are translated at most" in said[0]
    excerpt.reject()

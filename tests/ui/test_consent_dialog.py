"""“What they agreed to”: every item, by keyboard alone, and what is shown of it afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import dialog as asking
from desks import when
from made_stories import new_project
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from coproclip.errors import CoProClipError
from coproclip.excerpts.rules.policy import ASKABLE_USES, Use
from coproclip.overview.consent import PersonConsent, everybodys_consent
from coproclip.people.consent import note_consent
from coproclip.people.own_questions import add_question, own_questions
from coproclip.people.people import change_person
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.consent.own_question import QuestionDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.handed_over import show_folder
from coproclip.ui.workspace import Workspace

Key = Qt.Key


@pytest.fixture
def workspace(qapp: QApplication, tmp_path: Path, make_story: Callable[..., int]) -> Iterator[Workspace]:
    apply_style(qapp, "light", 100)
    with new_project(tmp_path / "Side by Side") as project:
        make_story(project)
        with project.edit(Operation.CHANGE_QUESTIONS) as edit:
            add_question(edit, "In a thesis?", ["quote"])
        folder = project.folder
    made = Workspace(Settings())
    made.use(Project.open(folder))
    yield made
    made.close_project()


def opened(workspace: Workspace, qtbot: QtBot, person: int | None = None) -> ConsentDialog:
    dialog = ConsentDialog(workspace, 1, person)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def known(workspace: Workspace, place: int = 0) -> PersonConsent:
    return workspace.read(everybodys_consent, 1)[place]


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(*keys: Key) -> None:
    for key in keys:
        QTest.keyClick(focused(), key)


def type_in(words: str) -> None:
    QTest.keyClicks(focused(), words)


def test_nothing_is_ticked_beforehand_and_everything_goes_by_keyboard(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = opened(workspace, qtbot)
    assert len(dialog.rows) == len(ConsentAbout)
    assert not any(segment.isChecked() for segment in dialog.findChildren(QToolButton))
    assert dialog.heading.whole_text() == "What Kit agreed to in “Moving the chairs”"
    assert not dialog.save.isEnabled()
    press(Key.Key_Right)  # yes to being recorded
    press(Key.Key_Tab)
    press(Key.Key_Right, Key.Key_Right)  # no to being transcribed
    for _ in range(len(dialog.rows)):
        press(Key.Key_Tab)
    assert focused() is dialog.how.who
    assert dialog.missing.whole_text() == "Note who answered. A name to go by is enough."
    type_in("Kit")
    press(Key.Key_Tab)
    type_in("in person")
    press(Key.Key_Tab, Key.Key_Tab)
    type_in("2099-01-31")
    press(Key.Key_Tab, Key.Key_Tab)
    type_in("Mo")
    press(Key.Key_Return)
    assert not dialog.isVisible()
    said = {one.item: one.said for one in known(workspace).items if one.said}
    recorded, transcribed = said[ConsentAbout.RECORDED], said[ConsentAbout.TRANSCRIBED]
    assert set(said) == {ConsentAbout.RECORDED, ConsentAbout.TRANSCRIBED}, "what nobody asked stays so"
    assert (recorded.answer, recorded.who, recorded.how, recorded.until) == ("yes", "Kit", "in person", "2099-01-31")
    assert (transcribed.answer, transcribed.until, transcribed.noted_by) == ("no", "", "Mo")
    again = opened(workspace, qtbot)
    assert again.rows[ConsentAbout.RECORDED].now.whole_text().startswith("Yes, Kit, in person, ")
    assert "Being recorded: Not asked yet → Yes  (Kit, in person, noted by Mo, until 2099-01-31)" in (
        again.history.toPlainText()
    )


def test_the_guardian_of_a_child_is_asked_and_answers_apart(workspace: Workspace, qtbot: QtBot) -> None:
    assert ConsentAbout.GUARDIAN not in opened(workspace, qtbot).rows
    with workspace.opened().edit(Operation.CHANGE_PERSON) as edit:
        change_person(edit, 1, {"age_band": "under 16", "guardian": "her mother agreed"})
    dialog = opened(workspace, qtbot)
    row = dialog.rows[ConsentAbout.GUARDIAN]
    assert row.words.whole_text() == "A parent or guardian agrees"
    assert row.now.whole_text() == "Not asked yet"
    dialog.how.who.setText("Rosa, her mother")
    dialog.how.how.setEditText("on the phone")
    row.choose("no")
    dialog.rows[ConsentAbout.QUOTED].choose("yes")
    assert not dialog.save.isEnabled()
    assert "by itself" in dialog.missing.whole_text()
    dialog.rows[ConsentAbout.QUOTED].choose("yes")
    dialog.save.click()
    assert opened(workspace, qtbot).rows[ConsentAbout.GUARDIAN].now.whole_text().startswith("No, Rosa, her mother, ")


def test_what_was_chosen_by_mistake_is_taken_back(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = opened(workspace, qtbot)
    press(Key.Key_Right, Key.Key_Space)
    assert dialog.answers() == {}
    assert not dialog.save.isEnabled()


def test_a_wrong_day_or_scan_is_said_and_nothing_is_noted(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(workspace, qtbot)
    dialog.rows[ConsentAbout.QUOTED].choose("yes")
    dialog.how.who.setText("Kit")
    dialog.how.how.setEditText("on a signed sheet")
    dialog.how.review.setText("in spring")
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\nsigned")
    dialog.how.show_scan(tmp_path / "scan.png")
    dialog.save.click()
    assert "“in spring” is not a day." in dialog.trouble.whole_text()
    papers = workspace.opened().folder / "papers"
    assert list(papers.iterdir()) == []
    dialog.how.review.setText("")
    dialog.how.show_scan(tmp_path / "nowhere.pdf")
    dialog.save.click()
    assert "is not a file" in dialog.trouble.whole_text()
    dialog.how.show_scan(tmp_path / "scan.png")
    dialog.save.click()
    assert not dialog.isVisible()
    assert [one.said.paper for one in known(workspace).history if one.said] == [f"papers/{next(papers.iterdir()).name}"]


def test_everybody_answers_for_themselves(workspace: Workspace, qtbot: QtBot) -> None:
    with workspace.opened().edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "Rosa"))
    dialog = opened(workspace, qtbot, known(workspace, 1).person_id)
    assert dialog.whose.currentText() == "Rosa"
    dialog.rows["own 1"].choose("later")
    assert not dialog.whose.isEnabled(), "these are Rosa’s answers"
    dialog.save.click()
    assert [[one.item for one in known(workspace, who).items if one.said] for who in (0, 1)] == [[], ["own 1"]]


def test_a_question_more_keeps_what_was_chosen_so_far(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = opened(workspace, qtbot)
    dialog.rows[ConsentAbout.QUOTED].choose("no")
    dialog.how.who.setText("Kit")

    def _add(found: QDialog) -> None:
        assert isinstance(found, QuestionDialog)
        assert not any(box.isChecked() for box in found.uses.values())
        found.text.setText("in a thesis?")
        found.uses[Use.QUOTE].click()
        QTest.keyClick(found, Key.Key_Return)
        assert "is asked already" in found.trouble.whole_text()
        found.text.setText("In a film?")
        QTest.keyClick(found, Key.Key_Return)

    when(asking, _add)
    button = next(one for one in dialog.findChildren(Button) if one.text() == "Ask something else too…")
    button.click()
    assert dialog.rows["own 2"].words.whole_text() == "In a film?"
    assert (dialog.answers(), dialog.how.who.text()) == ({ConsentAbout.QUOTED: "no"}, "Kit")
    assert workspace.read(own_questions)[1].uses == ("quote",)


def test_a_question_can_be_needed_for_every_use_there_is(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = QuestionDialog(workspace)
    qtbot.addWidget(dialog)
    assert set(dialog.uses) == set(ASKABLE_USES) - {Use.REPORT, Use.CLUSTER}, "these go with quotes and the group"
    dialog.text.setText("On a poster?")
    dialog.uses[Use.PAPER].click()
    dialog.uses[Use.TAKE_AWAY].click()
    next(one for one in dialog.findChildren(Button) if one.text() == "Add").click()
    assert workspace.read(own_questions)[-1].uses == ("paper", "take-away")


# ---- what a stranger's project says is a scan ------------------------------------------------------------------


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was given to the system to be opened."""
    found: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not found.append(Path(url.toLocalFile())))
    return found


def open_scan_of(workspace: Workspace, qtbot: QtBot) -> str:
    dialog = opened(workspace, qtbot)
    [button] = [one for one in dialog.findChildren(Button) if one.text() == "Open the scan"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return dialog.trouble.whole_text()


PDF = b"%PDF-1.7 signed"


@pytest.mark.parametrize(
    ("name", "content", "opens"),
    [
        ("signed sheet.pdf", PDF, True),
        ("signed sheet.webp", b"RIFF\0\0\0\0WEBP", True),
        ("signed sheet.pdf.exe", PDF, False),
        ("signed sheet.bat", b"@echo off", False),
        ("signed sheet.html", b"<script>", False),
        ("signed sheet.lnk", b"L\0\0\0", False),
        ("signed sheet.pdf", b"MZ\x90", False),
        ("signed sheet.png", PDF, False),
        ("signed sheet", PDF, False),
        ("signed sheet.pdf", None, False),
    ],
)
def test_only_what_is_a_scan_by_its_name_and_its_content_is_opened(
    workspace: Workspace, qtbot: QtBot, handed_over: list[Path], name: str, content: bytes | None, opens: bool
) -> None:
    paper = workspace.opened().folder / "papers" / name
    paper.parent.mkdir(exist_ok=True)
    paper.write_bytes(PDF)
    with workspace.opened().edit(Operation.NOTE_CONSENT) as edit:
        said = {"who": "Kit", "how": "on a signed sheet", "paper": f"papers/{name}"}
        note_consent(edit, 1, ConsentAbout.QUOTED, "yes", **said)  # type: ignore[arg-type]
    paper.unlink()
    if content is not None:
        paper.write_bytes(content)
    trouble = open_scan_of(workspace, qtbot)
    assert handed_over == ([paper] if opens else [])
    assert ("It was not opened." in trouble) is not opens


@pytest.mark.parametrize("name", ["Report.app", "report.WORKFLOW", "Look here", "folder.{21ec2020-3aea-1069-a2dd-0}"])
def test_a_folder_that_a_computer_would_run_is_not_opened(tmp_path: Path, handed_over: list[Path], name: str) -> None:
    (tmp_path / name / ("Contents" if name == "Look here" else "page")).mkdir(parents=True)
    (tmp_path / "plain").symlink_to(tmp_path / name)
    (tmp_path / "program.exe").touch()
    for folder in (tmp_path / name, tmp_path / "plain", tmp_path / "program.exe", tmp_path / "nowhere"):
        with pytest.raises(CoProClipError):
            show_folder(folder)
    assert handed_over == []
    show_folder(tmp_path)
    assert handed_over == [tmp_path]

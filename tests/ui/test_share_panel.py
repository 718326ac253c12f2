"""The share panel: what may leave and why not the rest, and the making of real files."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from consenting import allow_story
from desks import dialog, when
from made_stories import made_project, make_story
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import Approval, StoryReader, note_answer
from coproclip.excerpts.marking import change_excerpt, delete_excerpt, mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist, delete_playlist
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import Reason, ReasonKind
from coproclip.excerpts.rules.sharing import Refusal
from coproclip.jobs import CancelToken, Job, Progress
from coproclip.overview.handovers import went_out
from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.settings import Settings
from coproclip.transcript.edits import passages
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.mending import MENDS, Mend
from coproclip.ui.dialogs.share import making
from coproclip.ui.dialogs.share.clips_dialog import ClipsDialog
from coproclip.ui.dialogs.share.not_ready import CARDS, NotReady, NotReadyCards
from coproclip.ui.dialogs.share.panel import HERE, SharePanel
from coproclip.ui.dialogs.share.parts import ReviewHint
from coproclip.ui.job_runner import JobKind
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")

TITLE = "Doors that open"


def filled(project: Project) -> None:
    """Three excerpts in a playlist: a yes to the first, the second only asked about, the third not even that."""
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        lines = passages(edit.session, story)
        ids = [mark(edit, story, lines[n].start_ms, lines[n].end_ms).id for n in (1, 3, 4)]
        allow_story(edit, story)
        add_to_playlist(edit, add_playlist(edit, TITLE, "Hear us out").id, ids)
        note_answer(edit, ids[0], "yes", who="Kit", how="on the phone")
        note_answer(edit, ids[1], "asked")


@pytest.fixture
def workspace(qapp: QApplication, tmp_path: Path) -> Iterator[Workspace]:
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    folder, _ = made_project(tmp_path / "Side by Side", filled)
    (tmp_path / "stick").mkdir()
    made = Workspace(Settings(export_folder=str(tmp_path / "stick")))
    made.use(Project.open(folder))
    yield made
    made.close_project()


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> SharePanel:
    made = SharePanel(workspace)
    qtbot.addWidget(made)
    made.resize(384, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_excerpts([1, 2, 3], TITLE, 1)
    return made


def said_yes(workspace: Workspace, *ids: int) -> None:
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        for id_ in ids:
            note_answer(edit, id_, "yes", who="Kit", how="on the phone")


@contextmanager
def until_ended(qtbot: QtBot, workspace: Workspace, panel: SharePanel) -> Iterator[None]:
    """Lets the worker's thread run until its job has ended and the panel says so."""
    ended = qtbot.waitSignal(
        workspace.jobs.ended,
        timeout=60_000,
        check_params_cb=lambda job: job.kind not in (JobKind.LOOK, JobKind.FIND_EXPORTS),
    )
    with ended:
        yield
    qtbot.waitUntil(panel.stop.isHidden)
    looked_in_folders(qtbot, panel)


def looked_in_folders(qtbot: QtBot, panel: SharePanel) -> None:
    """Wait until it is known what earlier exports left."""
    qtbot.waitUntil(lambda: not panel.earlier.is_looking)


def button(card: NotReady, mend: Mend | None = None) -> Button:
    """What mends this, or the first of its reasons."""
    found = card.button(mend)
    assert found is not None
    return found


def by_key(pressed: Button) -> None:
    pressed.setFocus()
    QTest.keyClick(pressed, Qt.Key.Key_Space)


def press(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_what_is_held_back_is_listed_with_its_reason(panel: SharePanel) -> None:
    assert panel.can_go.words() == "1 ready"
    assert panel.not_ready_label.words() == "2 not ready"
    cards = panel.cards()
    assert [(card.number, card.excerpt_id) for card in cards] == [(2, 2), (3, 3)]
    assert cards[0].reasons.words() == "The storyteller has not answered yet. No answer counts as a no."
    assert "has not been asked yet" in cards[1].reasons.words()
    assert button(cards[0]).accessibleName().startswith("Note the answer: excerpt 2, Then somebody asked me")
    assert not panel.export.isEnabled()
    assert panel.foot.activity.whole_text() == "To export now, leave out what can’t be shared."
    assert panel.findChild(QScrollArea).focusPolicy() == Qt.FocusPolicy.NoFocus


def test_many_that_are_held_back_come_bit_by_bit_and_the_keyboard_stays(workspace: Workspace, qtbot: QtBot) -> None:
    around, shown = QScrollArea(), NotReadyCards(workspace)
    around.setWidget(shown)
    around.setWidgetResizable(True)
    around.resize(384, 800)
    qtbot.addWidget(around)
    around.show()
    why = (Reason(ReasonKind.NOT_ASKED, "Nobody was asked."),)
    every = [Refusal(number, f"Excerpt {number}", Approval.DRAFT, why) for number in range(1, 24)]
    places = [one.excerpt_id for one in every]
    shown.show_refusals(every, places)
    assert 0 < len(shown.cards()) < CARDS
    qtbot.waitUntil(lambda: [card.number for card in shown.cards()] == places[:CARDS])
    assert [label.text() for label in shown.findChildren(Label) if label.text().startswith("And")] == ["And 3 more."]
    around.activateWindow()
    qtbot.waitUntil(around.isActiveWindow)
    button(shown.cards()[11]).setFocus()
    shown.show_refusals(every[1:], places[:-1])
    assert button(shown.cards()[11]) is shown.window().focusWidget()
    qtbot.waitUntil(lambda: len(shown.cards()) == CARDS)
    assert [(card.number, card.excerpt_id) for card in shown.cards()] == [(one, one + 1) for one in places[:CARDS]]
    shown.show_refusals(every[:2], places[:2])
    assert [card.number for card in shown.cards()] == [1, 2]
    assert not [label for label in shown.findChildren(Label) if label.text().startswith("And") and label.isVisible()]


def test_many_excerpts_can_be_exported_as_soon_as_they_were_looked_at(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot
) -> None:
    with workspace.opened().edit(Operation.MARK_EXCERPT) as edit:
        words = [word for line in passages(edit.session, 1)[:2] for word in line.words][: HERE + 4]
        ids = [mark(edit, 1, word.start_ms, word.end_ms).id for word in words]
    said_yes(workspace, *ids)
    panel.show_excerpts(ids, TITLE)
    assert not panel.export.isEnabled()
    qtbot.waitUntil(lambda: panel.known)
    assert panel.can_go.accessibleName() == f"{len(ids)} ready"
    assert panel.export.isEnabled(), panel.export.toolTip()


def test_the_order_in_the_playlist_gives_the_numbers(panel: SharePanel) -> None:
    panel.show_excerpts([3, 1, 2], TITLE, 1)
    assert [(card.number, card.excerpt_id) for card in panel.cards()] == [(1, 3), (3, 2)]


def test_a_tick_leaves_them_out_and_another_playlist_asks_again(panel: SharePanel) -> None:
    QTest.mouseClick(panel.leave_out, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.leave_out.height() // 2))
    assert panel.leave_out.isChecked()
    assert panel.export.isEnabled()
    for kind in panel.kinds.kinds.values():
        kind.tick.setChecked(False)
    assert not panel.export.isEnabled()
    assert panel.foot.activity.whole_text() == "Choose what to make."
    panel.show_excerpts([1, 2], "Another")
    assert not panel.leave_out.isChecked()
    assert panel.leave_out.text() == "Leave this one out for now"
    panel.show_excerpts([2], "Another")
    assert panel.foot.activity.whole_text() == "Nothing here can be shared yet."
    panel.show_excerpts([], "Another")
    assert panel.foot.activity.whole_text() == "There is nothing to share yet."


def pick_use(panel: SharePanel, words: str) -> None:
    press(next(one for one in panel.uses.findChildren(QToolButton) if one.accessibleName().startswith(words)))


def test_what_it_is_for_says_who_may_see_it_and_counts_for_itself(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot
) -> None:
    assert panel.who_may_see.text() == "For the people you give it to. They can hear it, and can pass it on."
    pick_use(panel, "Public page")
    assert panel.who_may_see.text().startswith("For everybody: anyone can hear, read and copy it.")
    assert panel.not_ready_label.words() == "3 not ready", "a yes to one use is none to another"
    assert not panel.can_go.isVisible()
    assert (
        "said yes to clips and playlists, and has not been asked about a public page"
        in panel.cards()[0].reasons.words()
    )
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 1, "yes", who="Kit", how="on the phone", uses=(Use.SHARING, Use.PAGE))
    panel.renew()
    assert (panel.can_go.words(), panel.not_ready_label.words()) == ("1 ready", "2 not ready")
    panel.to_whom.setText("The library’s website")
    panel.kinds.clips.tick.setChecked(False)
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        by_key(panel.export)
    [entry] = workspace.read(went_out)
    assert (entry.purpose, entry.to_whom) == ("for a public page", "The library’s website")
    pick_use(panel, "For review")
    assert panel.who_may_see.text() == "For the storyteller alone, to hear before they answer."
    assert panel.can_go.words() == "3 ready"


def test_noting_an_answer_lets_it_go(panel: SharePanel, workspace: Workspace, qtbot: QtBot) -> None:
    def _say_yes(asked: QDialog) -> None:
        assert isinstance(asked, AnswerDialog)
        QTest.keyClick(asked.choices.button(0), Qt.Key.Key_Space)
        QTest.keyClick(asked.choices.button(0), Qt.Key.Key_Return)
        assert asked.isVisible(), "nobody has said how they answered"
        QTest.keyClicks(asked.how, "on the phone")
        QTest.keyClick(asked.who, Qt.Key.Key_Return)

    button(panel.cards()[0]).setFocus()
    when(dialog, _say_yes)
    QTest.keyClick(button(panel.cards()[0]), Qt.Key.Key_Space)

    assert panel.can_go.words() == "2 ready"
    assert [card.excerpt_id for card in panel.cards()] == [3]
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    assert button(panel.cards()[0]).hasFocus(), "the keyboard goes to the next one"
    with workspace.opened().read() as session:
        excerpt = session.get(Excerpt, 2)
        assert excerpt is not None
        assert StoryReader(session).approval(excerpt) is Approval.YES


def test_every_kind_of_reason_is_mended_by_something_but_what_is_gone() -> None:
    assert set(ReasonKind) - set(MENDS) == {ReasonKind.GONE, ReasonKind.AWAY}


def test_each_reason_has_the_button_that_mends_it(panel: SharePanel, workspace: Workspace, qtbot: QtBot) -> None:
    with workspace.opened().edit(Operation.NOTE_CONSENT) as edit:
        (teller,) = storytellers_of(edit.session, 1)
        note_consent(edit, 1, ConsentAbout.RECORDED, "no", who="Kit", how="in person", storyteller_id=teller.id)
        lines = passages(edit.session, 1)
        lines[4].checked = 0
        place = lines[4].start_ms
    panel.renew()
    card = panel.cards()[-1]
    assert card.excerpt_id == 3
    shown = [one.text() for one in card.reasons.buttons.values() if one.isVisible()]
    assert shown == ["What they agreed to…", "Note answer…", "Check the words"]
    for said in ("said no to being recorded", "has not been asked yet", "not checked against the recording yet"):
        assert said in card.reasons.words()
    assert [one.accessibleName() for one in card.reasons.buttons.values()][2].startswith("Check the words of excerpt 3")

    def _agree(asked: QDialog) -> None:
        assert isinstance(asked, ConsentDialog)
        asked.reject()

    when(dialog, _agree)
    by_key(button(card, Mend.CONSENT))
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    assert button(panel.cards()[-1], Mend.CONSENT).hasFocus(), "the keyboard is where it was"

    asked: list[str] = []
    workspace.page_asked.connect(asked.append)
    with qtbot.waitSignal(panel.left):
        by_key(button(panel.cards()[-1], Mend.CHECK))
    assert asked == ["desk"]
    assert (workspace.excerpt_id, workspace.playhead_ms) == (3, place)


def test_a_playlist_becomes_a_folder_a_zip_and_clips(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    said_yes(workspace, 3)
    panel.leave_out.setChecked(True)
    panel.renew()
    panel.export.setFocus()
    with until_ended(qtbot, workspace, panel), qtbot.waitSignal(panel.finished):
        QTest.keyClick(panel.export, Qt.Key.Key_Return)
        assert panel.busy
        assert panel.stop.isVisible()
        assert panel.stop.hasFocus()
        assert panel.kinds.page.state.whole_text() == "Making"
        assert panel.kinds.clips.state.whole_text() == "Next"

    stick = tmp_path / "stick"
    assert sorted(path.name for path in stick.iterdir()) == [TITLE, f"{TITLE} clips", f"{TITLE}.zip"]
    listed = json.loads((stick / TITLE / "playlist.json").read_text("utf-8"))
    assert [item["title"] for item in listed["items"]] == [
        "We moved the chairs. After that there was no head of the…",
        "I had never been asked before",
    ]
    page = (stick / TITLE / "index.html").read_text("utf-8")
    assert "Hear us out" in page
    assert "bus stop" not in page, "what was held back is nowhere"
    clips = sorted(path.name for path in (stick / f"{TITLE} clips").iterdir())
    assert [name for name in clips if name.endswith(".mp3")] == [
        "01 We moved the chairs After that there was no head of the.mp3",
        "02 I had never been asked before.mp3",
    ] or len([name for name in clips if name.endswith(".mp3")]) == 2
    assert len([name for name in clips if name[0] != "."]) == 8
    assert (panel.kinds.page.state.whole_text(), panel.kinds.clips.state.whole_text()) == ("Made", "Made")
    assert panel.foot.activity.whole_text() == "In “stick”: the web page and 2 audio files."
    assert panel.show_files.isVisible()
    assert panel.show_files.hasFocus()
    assert not panel.stop.isVisible()


def test_one_page_and_a_montage_are_made_too(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    said_yes(workspace, 3)
    panel.leave_out.setChecked(True)
    kinds = panel.kinds
    assert [kind.tick.isChecked() for kind in kinds.kinds.values()] == [True, False, False, True]
    for kind, on in zip(kinds.kinds.values(), (False, True, True, False), strict=True):
        kind.tick.setChecked(on)
    panel.renew()
    with until_ended(qtbot, workspace, panel), qtbot.waitSignal(panel.finished):
        panel.begin()
        assert (kinds.one_page.state.whole_text(), kinds.montage.state.whole_text()) == ("Making", "Next")
    stick = tmp_path / "stick"
    assert (stick / f"{TITLE} in one page" / f"{TITLE}.html").stat().st_size > 20_000
    montage = stick / f"{TITLE} montage"
    assert {path.suffix for path in montage.glob("[!.]*")} == {".mp3", ".vtt", ".srt", ".txt", ".json"}
    assert panel.foot.activity.whole_text() == "In “stick”: one page that holds everything and the montage."
    entries = workspace.read(went_out)
    assert len(entries) == 2
    assert {file.stories for entry in entries for file in entry.files} == {(1,)}


def test_a_public_page_comes_with_lines_for_other_pages(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    embed = panel.kinds.embed
    assert not embed.isVisibleTo(panel)
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 1, "yes", who="Kit", how="on the phone", uses=(Use.SHARING, Use.PAGE))
    pick_use(panel, "Public page")
    assert (embed.isVisibleTo(panel), embed.isEnabled()) == (True, False)
    assert "web address first" in embed.accessibleDescription()
    with workspace.opened().edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, 1, address="https://example.org/doors")
    panel.show_excerpts([1], TITLE, 1)
    embed.setChecked(True)
    panel.kinds.clips.tick.setChecked(False)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    made = tmp_path / "stick" / TITLE
    assert "https://example.org/doors/index.html" in (made / "embed.txt").read_text("utf-8")
    assert (made / "feed.xml").is_file()
    pick_use(panel, "For review")
    assert not panel.kinds.montage.isVisibleTo(panel)


def test_review_needs_no_yes_and_is_marked(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.uses.choose("review")
    panel.renew()
    asked: list[str] = []
    workspace.command_asked.connect(asked.append)
    for hint in panel.findChildren(ReviewHint):
        hint.together.click()
        hint.take_home.click()
    assert asked == ["sit_together", "make_review"]
    assert panel.can_go.words() == "3 ready"
    assert not panel.cards()
    assert not panel.leave_out.isVisible()
    panel.kinds.clips.tick.setChecked(False)
    panel.format.setCurrentIndex(panel.format.findData("wav"))
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    folder = tmp_path / "stick" / f"{TITLE} (for review, not for sharing)"
    assert "For review, not for sharing" in (folder / "index.html").read_text("utf-8")
    assert panel.foot.activity.whole_text() == f"In “{folder.name}”: the web page."


def test_stop_keeps_what_is_finished(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_yes(workspace, 2, 3)
    panel.show_excerpts([1, 2, 3] * 4, TITLE, 1)
    pressed, report = Event(), Job.report

    def _report(job: Job, progress: Progress) -> None:
        report(job, progress)
        # However busy the window is, the second part is not over before.
        assert progress.done <= 1 or pressed.wait(30)

    def _stop_in_the_second_part(job: Job) -> None:
        if job.progress.done > 1 and not pressed.is_set():
            press(panel.stop)
            pressed.set()

    monkeypatch.setattr(Job, "report", _report)

    workspace.jobs.changed.connect(_stop_in_the_second_part)
    with until_ended(qtbot, workspace, panel):
        panel.begin()

    assert (tmp_path / "stick" / TITLE / "index.html").is_file()
    assert panel.kinds.page.state.whole_text() == "Made"
    assert panel.kinds.clips.state.whole_text() == "Stopped"
    assert panel.foot.activity.whole_text() == f"Stopped. Kept in “{TITLE}”: the web page."
    assert panel.show_files.hasFocus()
    assert not list((tmp_path / "stick").rglob("*.unfinished")), "nothing half-made"


def test_stop_at_once_makes_nothing(panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
        press(panel.stop)
    assert not list((tmp_path / "stick").iterdir())
    assert panel.foot.activity.whole_text() == "Stopped. Nothing was made."
    assert panel.export.isEnabled()
    assert panel.export.hasFocus()


def test_a_trouble_is_said(panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    panel.leave_out.setChecked(True)
    said: list[object] = []
    workspace.banner_shown.connect(said.append)
    (tmp_path / "stick" / "project.db").write_text("in the way")
    panel.kinds.page.tick.setChecked(False)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    qtbot.waitUntil(lambda: bool(said))
    assert "is a project" in str(said[0])
    assert panel.export.isEnabled()


def test_clips_of_a_story_have_no_page_and_no_numbers(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ClipsDialog(workspace, [1, 2], "Kit’s first day")
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    panel = dialog.panel
    assert not panel.kinds.page.isVisible()
    assert [card.number for card in panel.cards()] == [0]
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        press(panel.export)
    assert sorted(path.suffix for path in (tmp_path / "stick" / "Excerpts clips").glob("[!.]*")) == [
        ".mp3",
        ".srt",
        ".txt",
        ".vtt",
    ]
    assert panel.foot.activity.whole_text() == "In “Excerpts clips”: 1 audio file."


def test_a_new_title_and_words_are_shown_after_a_change(panel: SharePanel, workspace: Workspace) -> None:
    with workspace.opened().edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, 1, attribution="Kit")
        change_excerpt(edit, 3, title="Never asked")
    panel.renew()
    first, *_others, last = panel.cards()
    assert first.excerpt_id == 1
    assert "It changed after the storyteller said yes: " in first.reasons.words()
    assert "Never asked" in button(last).accessibleName()


def test_files_go_where_the_panel_says_also_after_another_window_chose_elsewhere(
    panel: SharePanel, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    panel.show()
    assert panel.foot.place.text() == "stick…"
    workspace.settings.export_folder = str(tmp_path / "other")
    assert panel.foot.folder() == tmp_path / "stick", "what is shown is what happens"
    panel.hide()
    panel.show()
    assert panel.foot.place.text() == "other…"
    assert panel.foot.folder() == tmp_path / "other"


def test_the_page_says_what_it_names(panel: SharePanel) -> None:
    assert panel.kinds.names.whole_text() == "The page names your project: “Side by Side”"


def test_exporting_again_says_what_was_taken_away_and_what_is_not_ours(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.leave_out.setChecked(True)
    panel.kinds.page.tick.setChecked(False)
    said_yes(workspace, 3)
    panel.renew()
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    folder = tmp_path / "stick" / f"{TITLE} clips"
    (folder / "mine.txt").write_text("keep me")
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 3, "no")
    panel.renew()
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    assert len(list(folder.glob("*.mp3"))) == 1
    assert "Taken away from" in panel.foot.notes.whole_text()
    assert "“mine.txt”" in panel.foot.notes.whole_text()
    assert panel.foot.notes.isVisible()


def test_all_that_is_to_know_is_read_by_keyboard(panel: SharePanel) -> None:
    foot = panel.foot
    foot.say_more(["one", "two", "three", "four"])
    assert (foot.notes.whole_text(), foot.all_notes.text()) == ("one\ntwo", "And 2 more…")
    met: list[str] = []
    when(dialog, lambda found: (met.extend(label.text() for label in found.findChildren(Label)), found.accept()))
    foot.all_notes.setFocus()
    QTest.keyClick(foot.all_notes, Qt.Key.Key_Space)
    assert {"one", "two", "three", "four"} <= set(met)
    foot.say_more(["one"])
    assert foot.all_notes.isHidden()


def test_when_nothing_may_be_shared_any_more_the_folder_used_before_is_brought_up_to_date(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    before = tmp_path / "stick"
    assert (before / f"{TITLE}.zip").is_file()
    assert not panel.earlier.isVisible()
    (before / f"{TITLE} clips" / "mine.txt").write_text("keep me")
    os.rename(before / f"{TITLE}.zip", before / "for Anna.zip")
    # Since then files go somewhere else.
    (tmp_path / "other").mkdir()
    workspace.settings.export_folder = str(tmp_path / "other")
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 1, "no")
    fresh = SharePanel(workspace)
    qtbot.addWidget(fresh)
    fresh.resize(384, 800)
    with qtbot.waitExposed(fresh):
        fresh.show()
    fresh.show_excerpts([1, 2, 3], TITLE, 1)
    looked_in_folders(qtbot, fresh)
    assert not fresh.export.isEnabled()
    said = fresh.earlier.said.whole_text()
    assert "may no longer be shared" in said
    assert f"“{TITLE}” in {before}" in said
    assert f"“{TITLE} clips” in {before}" in said
    assert fresh.earlier.update_folder.text() == "Bring the folder up to date"
    fresh.take_focus()
    assert fresh.earlier.update_folder.hasFocus()

    press(fresh.earlier.update_folder)
    qtbot.waitUntil(lambda: fresh.earlier.update_folder.isHidden())
    assert [path.name for path in before.rglob("*") if path.is_file()] == ["mine.txt"]
    assert "Taken away from" in fresh.earlier.said.whole_text()
    assert fresh.earlier.isVisible()
    fresh.show_excerpts([2, 3], "Another", None)
    looked_in_folders(qtbot, fresh)
    assert not fresh.earlier.isVisible()


def test_one_taken_back_is_offered_too_while_others_may_go(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    said_yes(workspace, 2)
    panel.renew()
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    page = tmp_path / "stick" / TITLE
    assert len(list(page.glob("audio/*.mp3"))) == 2
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 2, "no")
    panel.leave_out.setChecked(False)
    panel.renew()
    looked_in_folders(qtbot, panel)
    assert panel.earlier.isVisible()
    press(panel.earlier.update_folder)
    qtbot.waitUntil(lambda: panel.earlier.update_folder.isHidden())
    assert len(list(page.glob("audio/*.mp3"))) == 1
    assert not (page / "index.html").exists()
    assert not list((tmp_path / "stick").glob("*.zip"))
    assert len(list((tmp_path / "stick" / f"{TITLE} clips").glob("*.mp3"))) == 1


def test_an_export_of_a_deleted_playlist_is_offered_too(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    said_yes(workspace, 2)
    panel.renew()
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    with workspace.opened().edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, 1)
    panel.show_excerpts([1], "Another", None)
    looked_in_folders(qtbot, panel)
    assert not panel.earlier.isVisible(), "all of it may still be shared"
    with workspace.opened().edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 2, "no")
    panel.show_excerpts([1], "Another", None)
    looked_in_folders(qtbot, panel)
    said = panel.earlier.said.whole_text()
    assert all(f"“{name}” in {tmp_path / 'stick'}" in said for name in (TITLE, f"{TITLE} clips"))
    press(panel.earlier.update_folder)
    qtbot.waitUntil(lambda: panel.earlier.update_folder.isHidden())
    left = [path.name for path in (tmp_path / "stick").rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert len([name for name in left if name.endswith(".mp3")]) == 2
    assert not [name for name in left if name.endswith((".zip", ".html", ".json"))]


def test_what_the_project_does_not_have_any_more_is_named_and_goes_only_at_the_press_of_a_button(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    said_yes(workspace, 2)
    panel.renew()
    panel.leave_out.setChecked(True)
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    page = tmp_path / "stick" / TITLE
    # As in a copy of the project that goes on with other stories.
    with workspace.opened().edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, 2)
    panel.show_excerpts([1], "Another", None)
    looked_in_folders(qtbot, panel)
    panel.leave_out.setChecked(True)
    assert f"is not in this project: “{TITLE}” in {tmp_path / 'stick'}" in panel.earlier.said.whole_text()
    with until_ended(qtbot, workspace, panel):
        panel.begin()
    assert len(list(page.glob("audio/*.mp3"))) == 2
    assert (page / "index.html").exists()
    assert "holds 1 excerpt that this project does not have any more" in panel.foot.notes.whole_text()
    press(panel.earlier.update_folder)
    qtbot.waitUntil(lambda: panel.earlier.update_folder.isHidden())
    assert len(list(page.glob("audio/*.mp3"))) == 1
    assert not (page / "index.html").exists()


def test_a_folder_is_looked_into_in_the_background_and_a_person_may_have_had_enough(
    panel: SharePanel, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_in_folders(qtbot, panel)
    began, goes_on, stopped = Event(), Event(), list[bool]()

    def _look(folder: Path, cancel: CancelToken) -> Iterator[Path]:
        began.set()
        assert goes_on.wait(60)
        stopped.append(cancel.cancelled)
        cancel.raise_if_cancelled()
        return iter([folder / "Old"])

    monkeypatch.setattr(making, "outdated_exports", lambda _project, folder, cancel: _look(folder, cancel))
    panel.renew()
    assert panel.earlier.is_looking
    assert panel.known
    panel.earlier.tell_if_slow()
    assert panel.earlier.said.whole_text() == "Looking at what earlier exports left…"
    # A look that is stopped before its thread came to it never looks at all.
    qtbot.waitUntil(began.is_set)
    press(panel.earlier.stop)
    assert "not looked at to the end" in panel.earlier.said.whole_text()
    assert panel.earlier.stop.isHidden()
    goes_on.set()
    qtbot.waitUntil(lambda: stopped == [True])
    panel.renew()
    looked_in_folders(qtbot, panel)
    assert "“Old”" in panel.earlier.said.whole_text()
    assert "to the end" not in panel.earlier.said.whole_text()

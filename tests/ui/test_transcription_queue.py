"""The line of stories to be written down: its order, who is held, what goes wrong, and how a story is asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_window, dialog, opened, when
from fakes.stepped_transcriber import WINDOW_MS, WINDOWS, SteppedTranscriber, make_model
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from coproclip.errors import SpeechModelError, StorageError
from coproclip.people.consent import note_consent
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import DraftSegment, Segment, Story, Transcription, Word
from coproclip.settings import Settings, save_settings
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.throughput import remember_pace
from coproclip.transcript.edits import check, passages
from coproclip.transcription.progress import progress_of_entry
from coproclip.transcription.queue import TranscriptionRequest, enqueue, queue_entries, set_paused
from coproclip.transcription.run import TranscribedElsewhere, transcription_progress
from coproclip.ui.dialogs.models.listen_again import ListenAgainDialog
from coproclip.ui.dialogs.what_changed import MOST_WORDS, WhatChangedDialog
from coproclip.ui.transcription.queue_dialog import QueueDialog
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.transcription.wording import about, voices_words
from coproclip.ui.widgets.button import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ALT = Qt.KeyboardModifier.AltModifier
WORDS_ONLY = TranscriptionRequest(voices="off")
WHO = ("Kit", "June", "Rosa")


@pytest.fixture
def script() -> SteppedTranscriber:
    return SteppedTranscriber()


@pytest.fixture
def ids(project: Project, make_story: Callable[..., int]) -> list[int]:
    """Three stories, none of them written down."""
    made = [make_story(project, title=f"About {who}", storyteller=who) for who in WHO]
    with project.edit(Work.TRANSCRIBE) as edit:
        for story in made:
            for segment in passages(edit.session, story):
                edit.session.delete(segment)
    return made


@pytest.fixture
def desk(project: Project, ids: list[int], script: SteppedTranscriber, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        workspace.settings.speech_model = str(make_model(tmp_path / "quick"))
        yield opened(window, workspace, project.folder, qtbot)
    save_settings(Settings())


@pytest.fixture
def panel(desk: Desk, ids: list[int]) -> Iterator[QueueDialog]:
    """All three in line, the first one being written down, and the dialog over it."""
    for story in ids:
        desk.workspace.queue.join(story, WORDS_ONLY)
    desk.qtbot.waitUntil(lambda: states(desk)[0] == "Transcribing 0%")
    made = QueueDialog(desk.workspace, desk.window)
    desk.qtbot.addWidget(made)
    with desk.qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    desk.qtbot.waitUntil(made.list.hasFocus)
    yield made
    made.close()
    desk.workspace.queue.pause_all()
    desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs())


def states(desk: Desk) -> list[str]:
    """How the stories stand in the table, the oldest first."""
    model = desk.stories.list.model
    return [model.transcript_words(row) for row in sorted(model.rows, key=lambda row: row.story_id)]


def in_panel(panel: QueueDialog) -> list[str]:
    """The rows of the dialog, without times."""
    return [", ".join(text.split(", ")[:2]) for text in panel.list.texts()]


def kept(desk: Desk) -> list[tuple[int, bool]]:
    with desk.project.read() as session:
        return [(queue_entry.story_id, queue_entry.paused) for queue_entry in queue_entries(session)]


def done(desk: Desk, story: int) -> str:
    with desk.project.read() as session:
        return transcription_progress(session, story, 0).state


def banners(desk: Desk) -> list[str]:
    return [strip.accessibleName() for strip in desk.window.messages.strips()]


def button(desk: Desk, words: str) -> Button:
    found = [child for strip in desk.window.messages.strips() for child in strip.findChildren(Button)]
    return next(one for one in found if one.text() == words)


# ---- order and holding -------------------------------------------------------------------------------------------


def test_one_is_written_and_the_others_wait_in_their_order(desk: Desk, ids: list[int], panel: QueueDialog) -> None:
    assert states(desk) == ["Transcribing 0%", "Next", "In the queue, 2 before it"]
    assert in_panel(panel) == ["Kit, Transcribing 0%", "June, Next", "Rosa, In the queue"]
    card = next(iter(desk.window.sidebar._by_lane.values()))
    desk.qtbot.waitUntil(lambda: "2 more in the queue" in card._below.text())
    assert card.list_button.accessibleName() == "Transcription queue…"


def test_the_keyboard_moves_pauses_and_takes_out(desk: Desk, ids: list[int], panel: QueueDialog) -> None:
    kit, june, rosa = ids
    QTest.keyClick(panel.list, Key.Key_End)
    QTest.keyClick(panel.list, Key.Key_Up, ALT)
    assert kept(desk) == [(kit, False), (rosa, False), (june, False)]
    assert panel.list.chosen() == rosa, "the cursor goes with the story"
    QTest.keyClick(panel.list, Key.Key_Up, ALT)
    assert desk.workspace.queue.running() == rosa, "what stands first is written down"
    desk.qtbot.waitUntil(lambda: states(desk) == ["Next", "In the queue, 2 before it", "Transcribing 0%"])
    QTest.keyClick(panel.list, Key.Key_Return, CTRL)
    assert kept(desk) == [(rosa, True), (kit, False), (june, False)]
    assert desk.workspace.queue.running() == kit
    assert panel.pause.text() == "Carry on"
    QTest.keyClick(panel.list, Key.Key_Delete)
    assert kept(desk) == [(kit, False), (june, False)]
    assert panel.list.hasFocus()
    assert panel.others.text() == "Add the other story to the queue"
    QTest.mouseClick(panel.others, Qt.MouseButton.LeftButton)
    assert [story for story, _held in kept(desk)] == [kit, june, rosa]


def test_a_row_can_be_dragged(desk: Desk, ids: list[int], panel: QueueDialog) -> None:
    kit, june, rosa = ids
    rows, target = [panel.list.visualRect(panel.list.model().index(at, 0)) for at in range(3)], panel.list.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=rows[2].center())
    up = rows[1].center() - QPoint(0, 6)
    QTest.mouseMove(target, up + QPoint(0, 20))
    QTest.mouseMove(target, up)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=up)
    assert [story for story, _held in kept(desk)] == [kit, rosa, june]
    assert panel.list.chosen() == rosa


def test_a_dragged_row_stays_the_one_that_was_pressed(desk: Desk, ids: list[int], panel: QueueDialog) -> None:
    kit, june, rosa = ids
    rows, target = [panel.list.visualRect(panel.list.model().index(at, 0)) for at in range(3)], panel.list.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=rows[1].center())
    QTest.mouseMove(target, rows[2].center())
    desk.workspace.queue.leave(kit)  # as if it were written down
    down = rows[1].center() + QPoint(0, 20)
    QTest.mouseMove(target, down)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=down)
    assert [story for story, _held in kept(desk)] == [rosa, june]
    assert panel.list.chosen() == june


def test_all_are_paused_and_go_on_at_once(desk: Desk, ids: list[int], panel: QueueDialog) -> None:
    QTest.mouseClick(panel.all, Qt.MouseButton.LeftButton)
    assert all(held for _story, held in kept(desk))
    assert panel.all.text() == "Carry on with all"
    desk.qtbot.waitUntil(lambda: states(desk) == ["Paused, what is done is kept", "Paused", "Paused"])
    card = next(iter(desk.window.sidebar._by_lane.values()))
    desk.qtbot.waitUntil(lambda: card._title.whole_text() == "3 stories are paused")
    QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert not any(held for _story, held in kept(desk))
    assert desk.workspace.queue.running() == ids[0]


def test_the_line_is_reached_from_card_and_command(desk: Desk, ids: list[int]) -> None:
    names = {command.id: command.text for command in desk.window.commands.available()}
    assert names["transcription_queue"] == "Transcription queue…"
    desk.key(Key.Key_Return, CTRL)
    assert len(kept(desk)) == 1
    desk.key(Key.Key_Return, CTRL)
    assert kept(desk)[0][1], "the same key pauses"
    desk.window.commands.here()
    leave = next(command for command in desk.window.commands.here() if command.id == "leave_queue")
    assert leave.possible
    leave.run()
    assert kept(desk) == []


def test_held_and_order_are_the_same_when_the_project_is_opened_again(
    desk: Desk, ids: list[int], script: SteppedTranscriber, qtbot: QtBot
) -> None:
    kit, june, rosa = ids
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        for story in (rosa, kit, june):
            enqueue(edit, story, WORDS_ONLY)
        set_paused(edit, rosa)
    folder = desk.project.folder
    desk.project = desk.workspace.use(Project.open(folder))
    assert desk.workspace.queue.running() == kit
    assert desk.said() == ["Still transcribing Kit’s story. 1 more story is in the queue."]
    script.let.release(2 * WINDOWS)
    qtbot.waitUntil(lambda: states(desk)[:2] == ["Transcribed", "Transcribed"])
    assert desk.said() == []
    assert desk.workspace.queue.entries[0].paused, "Rosa's was paused by a person"


# ---- what goes wrong ---------------------------------------------------------------------------------------------


def test_a_broken_file_is_said_and_the_others_go_on(desk: Desk, ids: list[int], script: SteppedTranscriber) -> None:
    for path in sorted((desk.project.folder / "originals").glob("About-June*")):
        path.unlink()
    for story in ids:
        desk.workspace.queue.join(story, WORDS_ONLY)
    script.let.release(2 * WINDOWS)
    desk.qtbot.waitUntil(lambda: [done(desk, story) for story in ids] == ["done", "none", "done"])
    stopped = "Transcribing June stopped. The recording is not where it was."
    # That the file is missing is seen on opening too, and may be said before.
    desk.qtbot.waitUntil(lambda: any(words.startswith(stopped) for words in desk.said()))
    assert "The other stories go on." in next(words for words in desk.said() if words.startswith(stopped))
    desk.qtbot.waitUntil(lambda: kept(desk) == [(ids[1], True)])  # held until somebody has looked


def test_a_full_disk_keeps_everybody_waiting_and_goes_on(
    desk: Desk, ids: list[int], script: SteppedTranscriber
) -> None:
    script.fails_at, script.error = 1, StorageError("The disk is full.", "Everything saved before is safe.")
    desk.workspace.queue.join(ids[0], WORDS_ONLY)
    desk.workspace.queue.join(ids[1], WORDS_ONLY)
    script.let.release(2)
    desk.qtbot.waitUntil(lambda: bool(desk.said()))
    assert desk.workspace.queue.running() is None
    assert kept(desk) == [(ids[0], False), (ids[1], False)], "nobody paused them"
    card = next(iter(desk.window.sidebar._by_lane.values()))
    assert (card._title.whole_text(), card._below.whole_text()) == ("Transcribing is waiting", "The disk is full.")
    script.fails_at = None
    script.let.release(2 * WINDOWS)
    QTest.mouseClick(button(desk, "Try again"), Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: [done(desk, story) for story in ids[:2]] == ["done", "done"])
    assert script.asked == [0, WINDOW_MS, 0]


def test_a_speech_model_is_found_by_name_in_a_folder_that_a_person_chose(
    desk: Desk, ids: list[int], script: SteppedTranscriber, tmp_path: Path
) -> None:
    settings = desk.workspace.settings
    settings.speech_model, settings.speech_model_folders = "mine", [str(make_model(tmp_path / "mine"))]
    desk.workspace.queue.join(ids[0], WORDS_ONLY)
    script.let.release(8)
    desk.qtbot.waitUntil(lambda: done(desk, ids[0]) == "done")
    assert desk.workspace.read(progress_of_entry, ids[0], 0, again=False).speech_model == "mine"


def test_without_the_speech_model_the_line_waits_for_it(desk: Desk, ids: list[int], script: SteppedTranscriber) -> None:
    script.fails_at, script.error = 0, SpeechModelError("The speech model is missing.", "All else works.")
    desk.workspace.queue.join(ids[0], WORDS_ONLY)
    script.let.release()
    desk.qtbot.waitUntil(lambda: bool(desk.said()))
    assert button(desk, "Speech models…").isVisible()
    assert kept(desk) == [(ids[0], False)]
    script.fails_at = None
    script.let.release(WINDOWS)
    desk.workspace.queue.try_again()
    desk.qtbot.waitUntil(lambda: done(desk, ids[0]) == "done")


def test_a_speech_model_that_only_one_story_asks_for_keeps_no_other_waiting(
    desk: Desk, ids: list[int], script: SteppedTranscriber
) -> None:
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        edit.add(
            Transcription(
                story_id=ids[0], engine="x", speech_model="/nowhere/evil", state="paused", started_at=now(), options={}
            )
        )
    script.let.release(WINDOWS)
    for id_ in ids[:2]:
        desk.workspace.queue.join(id_, WORDS_ONLY)
    desk.qtbot.waitUntil(lambda: done(desk, ids[1]) == "done")
    assert not desk.workspace.queue.waits_for
    desk.qtbot.waitUntil(lambda: "never chosen on this computer" in " ".join(desk.said()))
    entry = desk.workspace.queue.entry(ids[0])
    assert entry is not None
    assert entry.paused


def test_what_another_program_writes_is_left_to_it(desk: Desk, ids: list[int], script: SteppedTranscriber) -> None:
    script.fails_at, script.error = 0, TranscribedElsewhere("Another program writes it down too.", "Nothing is lost.")
    desk.workspace.queue.join(ids[0], WORDS_ONLY)
    desk.workspace.queue.join(ids[1], WORDS_ONLY)
    script.let.release()
    desk.qtbot.waitUntil(lambda: desk.workspace.queue.running() == ids[1])
    assert kept(desk)[0] == (ids[0], False)
    script.fails_at = None
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: done(desk, ids[1]) == "done" and desk.workspace.queue.running() is None)


def test_nobody_is_written_down_who_did_not_say_yes(desk: Desk, ids: list[int]) -> None:
    with desk.project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, ids[0], ConsentAbout.RECORDED, "yes", who="Kit")
    assert desk.workspace.queue.join(ids[0]) is None
    assert desk.said()[0].startswith("Kit has not said yes to being transcribed.")
    assert desk.workspace.queue.others() == ids[1:]
    assert kept(desk) == []


# ---- how ---------------------------------------------------------------------------------------------------------


def asking(desk: Desk, story: int) -> TranscribeDialog:
    made = TranscribeDialog(desk.workspace, story, desk.window)
    desk.qtbot.addWidget(made)
    with desk.qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    desk.qtbot.waitUntil(made.isActiveWindow)
    return made


def test_how_a_story_is_written_down_is_chosen_by_keys(desk: Desk, ids: list[int], script: SteppedTranscriber) -> None:
    remember_pace("quick", "balanced", 60_000, 600_000)
    how = asking(desk, ids[0])
    assert how.presets.buttons["balanced"].hasFocus()
    assert how.presets.buttons["balanced"].accessibleName().startswith("Balanced, about ")
    focused = QApplication.focusWidget()
    assert isinstance(focused, QRadioButton)
    QTest.keyClick(focused, Key.Key_Down)
    assert how.presets.preset() == "careful"
    how.language.setCurrentIndex(how.language.findData("cy"))
    how.voices.setCurrentIndex(how.voices.findData("off"))
    QTest.keyClick(how, Key.Key_Return)
    assert not how.isVisible()
    entry = desk.workspace.queue.entry(ids[0])
    assert entry is not None
    assert (entry.asked.preset, entry.asked.language, entry.asked.voices) == ("careful", "cy", "off")
    desk.qtbot.waitUntil(lambda: bool(script.options))
    assert (script.options[0].preset, script.options[0].language) == ("careful", "cy")
    with desk.project.read() as session:
        assert fetch(session, Story, ids[0]).language == "cy", "the story itself is in Welsh from now on"
    desk.workspace.queue.pause_all()


def test_writing_down_again_says_that_what_is_checked_stays(
    desk: Desk, ids: list[int], script: SteppedTranscriber
) -> None:
    desk.workspace.queue.join(ids[0], WORDS_ONLY)
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: done(desk, ids[0]) == "done" and desk.workspace.queue.running() is None)
    with desk.project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, ids[0])[0].id], checked=True)
    desk.stories.list.choose(ids[0])
    how = asking(desk, ids[0])
    assert how.windowTitle() == "Transcribe again"
    assert how.stays.text() == (
        "This replaces the current transcript of 4 passages. Kept as they are: 1 passage that was checked. "
        "The current words stay until the new ones are complete, and Undo brings them back."
    )
    how.all.setChecked(True)
    assert "Everything is replaced, also 1 passage that was checked." in how.stays.text()
    how.all.setChecked(False)
    QTest.mouseClick(how.keep, Qt.MouseButton.LeftButton)
    script.let.release(WINDOWS)
    desk.qtbot.waitUntil(lambda: script.asked == [0, 0])
    desk.qtbot.waitUntil(lambda: desk.workspace.queue.running() is None)
    with desk.project.read() as session:
        assert [passage.checked for passage in passages(session, ids[0])] == [1, 0, 0, 0]
    assert desk.told().endswith("story was transcribed again. 1 checked or corrected passage was kept.")
    QTest.mouseClick(desk.window.undo_bar.button, Qt.MouseButton.LeftButton)
    assert desk.project.redo_text == Operation.TRANSCRIBE_AGAIN.value


def test_all_stories_are_transcribed_again_with_a_better_model_and_what_changed_is_shown(
    desk: Desk, ids: list[int], script: SteppedTranscriber, tmp_path: Path
) -> None:
    desk.workspace.queue.join(ids[0], WORDS_ONLY)
    desk.workspace.queue.join(ids[1], WORDS_ONLY)
    script.let.release(2 * WINDOWS)
    desk.qtbot.waitUntil(lambda: done(desk, ids[1]) == "done" and desk.workspace.queue.running() is None)
    with desk.project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, ids[0])[0].id], checked=True)
    folder = make_model(tmp_path / "better")
    again = ListenAgainDialog(desk.workspace, SpeechModel("better", folder, 1, True, False), desk.window)
    desk.qtbot.addWidget(again)
    assert [text.split(",")[0] for text in again.list.texts()] == ["Kit", "June"], "the third is not transcribed yet"
    assert "1 passage of yours stays" in again.list.texts()[0]
    assert "Kept as they are: 1 passage that was checked." in again.stays.text()
    script.windows, script.say = WINDOWS, "other"
    desk.workspace.settings.speech_model_folders = [str(folder)]
    QTest.mouseClick(again.every, Qt.MouseButton.LeftButton)
    assert [entry.story_id for entry in desk.workspace.queue.entries] == ids[:2]
    script.let.release(2 * WINDOWS)
    desk.qtbot.waitUntil(lambda: any("2 stories were transcribed again." in one for one in banners(desk)))
    changed: list[WhatChangedDialog] = []

    def _look(found: WhatChangedDialog) -> None:
        changed.append(found)
        assert [found.story.itemText(row) for row in range(found.story.count())] == ["June", "Kit"]
        desk.qtbot.waitUntil(found.words.isVisible)
        assert found.summary.text() == "With better instead of quick, 4 passages of 4 changed."
        assert "other number0 spoken" in " ".join(found.words.toPlainText().split())
        found.story.setCurrentIndex(1)
        desk.qtbot.waitUntil(found.words.isVisible)
        assert found.summary.text() == "With better instead of quick, 3 passages of 4 changed."
        assert "1 passage that was checked or corrected stayed as it was." in found.kept.text()
        QTest.mouseClick(found.open_story, Qt.MouseButton.LeftButton)

    when(dialog, _look)
    QTest.mouseClick(button(desk, "What changed…"), Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: bool(changed))
    desk.settle()
    assert desk.workspace.story_id == ids[0]


def test_what_changed_in_far_too_many_words_is_compared_beside_the_window_and_the_first_are_shown(
    desk: Desk, ids: list[int]
) -> None:
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        for say in ("old", "new"):
            words = [Word(say if at % 3 else "same", at, at + 1, 90) for at in range(MOST_WORDS + 1_000)]
            text = " ".join(word.text for word in words)
            about = {"engine": "x", "speech_model": say, "state": "done", "done_ms": 20_000, "started_at": now()}
            act = edit.add(Transcription(story_id=ids[0], **about))
            edit.add(DraftSegment(transcription_id=act.id, start_ms=0, end_ms=20_000, text=text, words=words, flags=[]))
        for start in (0, 20_000):
            edit.add(Segment(story_id=ids[0], start_ms=start, end_ms=start + 20_000, text=text, words=words, flags=[]))
    found = WhatChangedDialog(desk.workspace, desk.window)
    desk.qtbot.addWidget(found)
    found.show()
    assert found.summary.text() == "Comparing the words…", "it is there at once"
    desk.qtbot.waitUntil(found.words.isVisible)
    assert found.summary.text() == "With new instead of old, 2 passages of 2 changed."
    shown = found.words.toPlainText()
    assert shown.count("new") == shown.count("old") == MOST_WORDS * 2 // 3
    assert "This passage goes on in the story.\n1 more are in the story." in shown
    found.reject()


def test_another_preset_for_one_that_is_paused_begins_anew(desk: Desk, ids: list[int]) -> None:
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        begun = {"preset": "quick", "folder": desk.workspace.settings.speech_model}
        edit.add(
            Transcription(
                story_id=ids[0],
                engine="x",
                speech_model="quick",
                state="paused",
                done_ms=WINDOW_MS,
                started_at=now(),
                options=begun,
            )
        )
    how = asking(desk, ids[0])
    assert how.presets.preset() == "quick"
    assert how.stays.text().startswith("It goes on from ")
    QTest.mouseClick(how.presets.buttons["careful"], Qt.MouseButton.LeftButton)
    assert how.stays.text() == "It starts from the beginning; what was checked or corrected stays."
    how.reject()
    assert desk.workspace.queue.entries == []


def test_a_key_asks_how(desk: Desk, ids: list[int]) -> None:
    asked: list[str] = []

    def _answer(found: TranscribeDialog) -> None:
        asked.append(found.windowTitle())
        QTest.keyClick(found, Key.Key_Escape)

    when(dialog, _answer)
    desk.key(Key.Key_Return, CTRL | SHIFT)
    assert asked == ["Transcribe"]
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.stories.list.table.hasFocus)
    assert not desk.window.commands.clashes()


def test_times_and_voices_in_words() -> None:
    times = [None, 20_000, 9 * 60_000, 61 * 60_000, 83 * 60_000]
    assert [about(ms) for ms in times] == ["", "less than a minute", "about 9 min", "about 1 h", "about 1 h 25 min"]
    assert [voices_words(one) for one in ("1-2", "auto", "off")] == [
        "One or two people",
        "Detect automatically",
        "Do not look who is speaking",
    ]

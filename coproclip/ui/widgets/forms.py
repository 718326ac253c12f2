"""Forms: fields under each other, each with its words beside it, or above it where there is no room."""

from PySide6.QtWidgets import QFormLayout, QWidget

from coproclip.ui.widgets.label import Label


def form_layout(inside: QWidget | None = None) -> QFormLayout:
    """A form, as the layout of `inside` if that is given; its fields are as wide as there is room."""
    made = QFormLayout()
    if inside is not None:
        inside.setLayout(made)
    made.setContentsMargins(2, 2, 12, 2)
    made.setVerticalSpacing(10)
    made.setHorizontalSpacing(16)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    made.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return made


def add_row(form: QFormLayout, words: str, field: QWidget, *, wrap: bool = False) -> Label:
    """A field with its words, by which screen readers call it; returns the label, which may `wrap`."""
    label = Label(words, "small-strong", wrap=wrap)
    label.setBuddy(field)
    field.setAccessibleName(words)
    form.addRow(label, field)
    return label

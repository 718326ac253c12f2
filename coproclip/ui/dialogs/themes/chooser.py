"""Choosing themes for excerpts: type to find, tick as many as fit, or make a new one of what was typed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.themes import ThemeRow, fitting, says, theme_choice
from coproclip.ui.dialogs.themes.found_list import HIGH, FoundList, FoundThemes
from coproclip.ui.lists.find_field import FindField
from coproclip.ui.operations import excerpts as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button, KeyCap
from coproclip.ui.widgets.dialog import Dialog, room
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

SHOWN_ROWS, AROUND = 9, 160


class ThemeChooser(Dialog):
    """Type to find a theme. With ticks, each one puts the excerpts in a theme or takes them out at once, as one undo
    step; without, the one chosen theme is where the excerpts are moved, each out of its theme in `leaving`.
    """

    def __init__(
        self,
        workspace: Workspace,
        excerpt_ids: Sequence[int],
        parent: QWidget | None = None,
        *,
        ticks: bool = True,
        leaving: Mapping[int, int | None] | None = None,
    ) -> None:
        super().__init__("", parent, wide=460)
        self._workspace, self._ids, self._leaving = workspace, list(excerpt_ids), leaving or {}
        self.changed = False
        self.moved_to: int | None = None
        self._rows: tuple[ThemeRow, ...] = ()
        self._states: dict[int, Qt.CheckState] = {}
        self._quotes: Sequence[str] = ()
        self._typed = False
        title = self.tr("Themes of this excerpt") if ticks else self.tr("Move to theme")
        if len(self._ids) > 1 and ticks:
            title = self.tr("Themes of %n excerpts", "", len(self._ids))
        self.setWindowTitle(title)
        self._load()
        self._build(title, FoundThemes(ticks=ticks, parent=self))
        self._show_fitting()

    # ---- the two ways to ask ----------------------------------------------------------------------------------

    @classmethod
    def choose(cls, workspace: Workspace, excerpt_ids: Sequence[int], parent: QWidget | None = None) -> bool:
        """Let a person tick themes for these excerpts; whether anything was changed. Each tick is one undo step."""
        dialog = cls._asked(workspace, excerpt_ids, parent, ticks=True, leaving=None)
        return dialog is not None and dialog.changed

    @classmethod
    def choose_move(
        cls, workspace: Workspace, leaving: Mapping[int, int | None], parent: QWidget | None = None
    ) -> int | None:
        """Let a person move excerpts (each with the theme it leaves, if any) to one theme, as one undo step; which."""
        dialog = cls._asked(workspace, list(leaving), parent, ticks=False, leaving=leaving)
        return dialog.moved_to if dialog is not None else None

    @classmethod
    def _asked(
        cls,
        workspace: Workspace,
        ids: Sequence[int],
        parent: QWidget | None,
        *,
        ticks: bool,
        leaving: Mapping[int, int | None] | None,
    ) -> "ThemeChooser | None":
        try:
            dialog = cls(workspace, ids, parent, ticks=ticks, leaving=leaving)
        except CoProClipError as error:
            workspace.show_banner(error)
            return None
        dialog.exec()
        dialog.deleteLater()
        return dialog

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self, title: str, model: FoundThemes) -> None:
        scaled = current().scaled
        self.model = model
        self.reach_edges()
        column, foot = self.column, self.foot
        top = vbox(margins=(20, 18, 20, 14), spacing=4)
        top.addWidget(Label(title, "head"))
        if len(self._quotes) == 1:
            top.addWidget(Label(f"“{self._quotes[0]}”", "small", elide=True))
        top.addSpacing(8)
        self.list = FoundList(model)
        self.list.picked.connect(self._act)
        self.field = FindField(self.list, self.tr("Find a theme, or type a new one"))
        self.field.textChanged.connect(lambda _text: self._on_typed())
        top.addWidget(self.field)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        top.addWidget(self.trouble)
        column.addLayout(top)
        column.addWidget(Hairline())
        fit = (room(self) - scaled(AROUND)) // scaled(HIGH)
        self.list.setFixedHeight(scaled(HIGH) * max(2, min(SHOWN_ROWS, fit, max(4, len(self._rows) + 1))))
        inside = vbox(margins=(8, 6, 8, 6))
        inside.addWidget(self.list)
        self.nothing = Label(self.tr("No themes yet. Type a name for the first one."), "small", wrap=True)
        self.nothing.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(self.nothing)
        column.addLayout(inside)
        foot.addWidget(KeyCap("Enter"))
        foot.addWidget(Label(self.tr("ticks it") if model.ticks else self.tr("moves it there"), "hint"))
        foot.addStretch(1)
        if model.ticks:
            done = Button(self.tr("Done"), kind="main", key="Ctrl Enter", on_click=self._finish)
            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(keys), self).activated.connect(self._finish)
        else:
            done = Button(self.tr("Cancel"), key="Esc", on_click=self.reject)
        foot.addWidget(done)
        self.field.setFocus()

    # ---- what is in it ----------------------------------------------------------------------------------------

    def _load(self) -> None:
        choice = self._workspace.read(theme_choice, self._ids)
        left = set(self._leaving.values())
        self._quotes = choice.quotes
        self._rows = tuple(row for row in choice.themes if left != {row.theme_id})
        whole, some = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked
        self._states = {theme: whole if n == len(self._ids) else some for theme, n in choice.linked.items()}

    def _show_fitting(self, keep: int | None = None) -> None:
        typed = " ".join(self.field.text().split())
        self.trouble.hide()
        rows = fitting(self._rows, typed)
        known = any(row.name.casefold() == typed.casefold() for row in self._rows)
        self.model.show_found(rows, "" if known else typed, self._states)
        place = self.model.place_of(keep) if keep is not None else -1
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(max(0, place)))
        self.nothing.setVisible(not self.model.rowCount())
        self.list.setVisible(bool(self.model.rowCount()))

    def _on_typed(self) -> None:
        self._typed = bool(self.field.text().strip())
        self._show_fitting()

    # ---- what it does -----------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """Done: what stands in the field and was not acted on yet is not lost. Ticks are kept however it is closed."""
        name = " ".join(self.field.text().split())
        if self._typed:
            known = next((row.theme_id for row in self._rows if row.name.casefold() == name.casefold()), None)
            new = self.model.index(self.model.rowCount() - 1)
            if known is None and self.list.currentIndex() != new:
                # It may have been typed only to find a theme.
                self.list.setCurrentIndex(new)
                self._complain(
                    self.tr("There is no theme “{name}” yet. Done makes it, Esc leaves it.").format(name=name)
                )
                return
            place = new if known is None else self.model.index(self.model.place_of(known))
            ticked = known is not None and self._states.get(known) == Qt.CheckState.Checked
            if not ticked and not self._act(place):
                return
        self.accept()

    def _complain(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
        announce(self, words)

    def _act(self, index: QModelIndex) -> bool:
        found = self.model.row_at(index)
        if found is None:
            return False
        theme_id = self._make(found.name) if found.theme is None else self._put(found.theme.theme_id)
        if theme_id is None:
            return False
        self.changed = True
        if not self.model.ticks:
            self.moved_to = theme_id
            self.accept()
            return True
        self._load()
        if found.theme is None:
            self.field.clear()
        else:
            self.field.selectAll()
        self._typed = False
        self._show_fitting(keep=theme_id)
        self.field.say_row()
        return True

    def _make(self, name: str) -> int | None:
        theirs = any(says(quote, name) for quote in self._quotes)
        return operations.bring_to_new_theme(self._workspace, name, self._brought(), theirs, self._on_trouble)

    def _put(self, theme_id: int) -> int | None:
        if self.model.ticks and self._states.get(theme_id) == Qt.CheckState.Checked:
            links = [(theme_id, excerpt_id) for excerpt_id in self._ids]
            done = operations.take_out_of_themes(self._workspace, links, trouble=self._on_trouble)
        else:
            done = operations.bring_to_theme(self._workspace, theme_id, self._brought(), trouble=self._on_trouble)
        return theme_id if done else None

    def _brought(self) -> dict[int, int | None]:
        return {excerpt_id: self._leaving.get(excerpt_id) for excerpt_id in self._ids}

    def _on_trouble(self, error: CoProClipError) -> None:
        self._complain(str(error))

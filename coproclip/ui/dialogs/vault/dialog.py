"""The vault: locked until its passphrase is typed, and locked again after a time and when it is closed."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from coproclip.errors import CoProClipError
from coproclip.people.vault import Vault, has_vault
from coproclip.ui.dialogs.vault.contacts import Contacts
from coproclip.ui.dialogs.vault.passphrase import NewPassphrase, PassphraseForm
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.private_field import let_go_of_private_words
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

LOCKED_AFTER_MS = 5 * 60_000


class VaultDialog(Dialog):
    """Real names and contacts. Nothing that is typed here is kept anywhere but in the vault."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=680, high=560)
        self._workspace = workspace
        self._vault: Vault | None = None
        self._refused: list[str] = []
        self.setWindowTitle(self.tr("Vault: real names and contacts"))
        self.locked, self.contacts = QWidget(), Contacts(workspace, self._say)
        column = vbox(self.locked, NONE, 10)
        self.head, self.words = Label("", "head", wrap=True), Label("", wrap=True)
        column.addWidget(self.head)
        column.addWidget(self.words)
        self.is_new = not has_vault(workspace.opened())
        self.form = PassphraseForm(self._open, new=self.is_new)
        column.addWidget(self.form)
        forgotten = self.tr(
            "A forgotten passphrase cannot be helped: nobody can open the vault without it, not even we."
        )
        self._forgotten = Label(forgotten, "hint", wrap=True)
        column.addWidget(self._forgotten)
        column.addStretch(1)
        self.stack = QStackedWidget()
        for part in (self.locked, self.contacts):
            self.stack.addWidget(part)
        self.column.addWidget(self.stack, 1)
        self.trouble = Label("", "error", wrap=True)
        self.column.addWidget(self.trouble)
        self.change = Button(self.tr("Change passphrase…"), kind="quiet", on_click=self._change)
        self.lock = Button(self.tr("Lock"), "lock", on_click=lambda: self._lock())
        self.cancel = Button(self.tr("Cancel"), on_click=self.reject)
        self.go = Button("", kind="main", on_click=self._go)
        self.foot.addWidget(self.change)
        self.answer_with(self.lock, self.cancel, self.go)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(LOCKED_AFTER_MS)
        self._idle.timeout.connect(self._on_idle)
        self.contacts.used.connect(self._idle.start)
        workspace.closing.connect(self._keep)
        self._show()

    def _show(self) -> None:
        is_open = self._vault is not None
        self.stack.setCurrentWidget(self.contacts if is_open else self.locked)
        for button in (self.change, self.lock):
            button.setVisible(is_open)
        self.cancel.setVisible(not is_open)
        self._say("")
        if is_open:
            self.go.setText(self.tr("Done"))
            return
        self._forgotten.setVisible(self.is_new)  # later a wrong passphrase says it
        self.go.setText(self.tr("Make the vault") if self.is_new else self.tr("Open"))
        self.head.setText(self.tr("Make a vault") if self.is_new else self.tr("The vault is locked"))
        kept = self.tr(
            "Real names and contacts are kept in a file of their own, locked with a passphrase. They are in no list, "
            "search, backup or export."
        )
        self.words.setText(
            kept if self.is_new else self.tr("Its passphrase opens it. It locks itself when you close it.")
        )
        if self.is_new:
            self.words.setText(kept + " " + self.tr("Write the passphrase down, and keep it somewhere safe."))
        self.form.begin()

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def _go(self) -> None:
        if self._vault is None:
            self.form.go()
        else:
            self.accept()

    def _open(self, passphrase: str) -> None:
        project = self._workspace.opened()
        vault = Vault.create(project, passphrase) if self.is_new else Vault.open(project, passphrase)
        self._vault, mended = vault, vault.was_mended
        if self.is_new:
            self._ask_once()
        self._show()
        self.contacts.open(vault)
        self._idle.start()
        said = []
        if mended:
            said.append(
                self.tr("The vault was damaged, so its copy took its place. Look whether the last change is in it.")
            )
        if others := vault.other_versions:
            said.append(_other_versions(others))
        self._say(" ".join(said))

    def _ask_once(self) -> None:
        """Once made, it is opened with the one passphrase."""
        form, self.is_new = self.form, False
        self.form = PassphraseForm(self._open, new=False)
        column = self.locked.layout()
        if column is not None:
            column.replaceWidget(form, self.form)
        form.hide()
        form.deleteLater()

    def _change(self) -> None:
        if self._vault is not None and self._keep():
            asking = NewPassphrase(self._vault.change_passphrase, self)
            for field in asking.form.fields:
                field.textChanged.connect(self._idle.start)
            run_dialog(asking)
            if self._vault is not None:
                self._idle.start()

    def _keep(self) -> bool:
        try:
            self.contacts.keep()
        except CoProClipError as error:
            self._say(str(error))
            return False
        return True

    def _on_idle(self) -> None:
        for asking in self.findChildren(Dialog):  # what they ask about is in sight no more
            asking.done(Dialog.DialogCode.Rejected)
        if self._vault is not None and self._lock():
            self.words.setText(
                self.tr("It locked itself, because nobody typed for a while. What you filled in is kept.")
            )

    def _lock(self, *, keep: bool = True) -> bool:
        """Keep what was filled in, and forget everything; False if it could not be kept, which was said."""
        try:
            self.contacts.close_vault(keep=keep)
        except CoProClipError as error:
            self._say(str(error))
            return False
        self._idle.stop()
        self._vault = None
        let_go_of_private_words()
        self._show()
        return True

    def done(self, how: int) -> None:
        """Close it, locked; what could not be kept holds it open once, so that it can be copied elsewhere."""
        words, before = self.contacts.words(), self._refused
        if self._vault is None or self._lock() or (words == before and self._lock(keep=False)):
            self._refused = []
            super().done(how)
        else:
            self._refused = words

    def unsaved_words(self) -> list[str]:
        """None: real names are written nowhere but in the vault."""
        return []


def _other_versions(names: Sequence[str]) -> str:
    """Where other versions of the vault lie, and what to do with them."""
    tr = QCoreApplication.translate
    lies = tr(
        "VaultDialog",
        "Another version of the vault lies in the project’s folder: {names}. The newer one was opened, or the one that "
        "this passphrase opens.",
    )
    do = tr(
        "VaultDialog",
        "To go back to the other one, move “people.vault” and “people.vault.copy” out of the folder and call it "
        "“people.vault”. Delete it once nothing in it is missed.",
    )
    return f"{lies.format(names=', '.join(f'“{name}”' for name in names))} {do}"

"""Going back to a backup from the window: the list of them, and the message that offers it."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from coproclip.project.going_back.restoring import Contents, contents
from coproclip.project.project import Project
from coproclip.project.storage.backups import Backup, BackupReason, backups
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message

BACKUP = Qt.ItemDataRole.UserRole
translate = QCoreApplication.translate


def why_taken(reason: str) -> str:
    """Why a backup was taken, in a few words."""
    words = {
        BackupReason.DAILY: translate("Restoring", "daily"),
        BackupReason.UPDATE: translate("Restoring", "before an update"),
        BackupReason.DELETE: translate("Restoring", "before deleting for good"),
        BackupReason.RESTORE: translate("Restoring", "before a backup was restored"),
        BackupReason.MERGE: translate("Restoring", "before a colleague’s copy was brought back"),
        BackupReason.DAMAGED: translate("Restoring", "the damaged file"),
        BackupReason.REPLACED: translate("Restoring", "what another program had replaced"),
    }
    return words.get(BackupReason(reason), "") if reason in set(BackupReason) else ""


def when(backup: Backup) -> str:
    """“14 May, 10:22”: the time too where the file still knows it; the file's name where nothing is known."""
    if not backup.day:
        return backup.name
    try:
        written = QDateTime.fromSecsSinceEpoch(int(backup.path.stat().st_mtime))
    except OSError:
        return day(backup.day)
    # A copied file may be younger than what is in it; the name is not.
    if written.toUTC().toString("yyyy-MM-dd") != backup.day:
        return day(backup.day)
    return f"{day(backup.day)}, {QLocale().toString(written.time(), QLocale.FormatType.ShortFormat)}"


def what_it_holds(inside: Contents | None) -> str:
    """“12 stories, 34 excerpts, 1.2 MB”."""
    if inside is None:
        return translate("Restoring", "damaged, cannot be restored")
    one_story, one_excerpt = inside.stories == 1, inside.excerpts == 1
    sentence = translate("Restoring", "1 story") if one_story else translate("Restoring", "{n} stories")
    marked = translate("Restoring", "1 excerpt") if one_excerpt else translate("Restoring", "{n} excerpts")
    size = QLocale().formattedDataSize(inside.size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
    return f"{sentence.format(n=inside.stories)}, {marked.format(n=inside.excerpts)}, {size}"


class RestoreDialog(Dialog):
    """The backups of the project at `folder`, newest first; `chosen` is the one to go back to once it is accepted."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=620, high=420)
        self.setWindowTitle(self.tr("Restore a backup"))
        self.chosen: Backup | None = None
        sentence = self.tr(
            "Goes back to how everything but the recordings was then. What is there now is kept as a backup first, so "
            "you can come back to it. Recordings are never changed."
        )
        self.column.addWidget(Label(sentence, "muted", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Backups, newest first"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _item: self.take())
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.column.addWidget(self.list, 1)
        self.restore = Button(self.tr("Restore"), "rotate-ccw", kind="main", on_click=self.take)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.restore)
        for backup in backups(folder):
            inside = contents(backup)
            parts = [when(backup), why_taken(backup.reason), what_it_holds(inside)]
            item = QListWidgetItem(" · ".join(part for part in parts if part))
            item.setData(BACKUP, backup if inside is not None else None)
            self.list.addItem(item)
        if not self.list.count():
            self.column.addWidget(Label(self.tr("There are no backups in this project yet."), wrap=True))
            self.list.hide()
        self.list.setCurrentRow(0)
        self._show_chosen()
        self.list.setFocus()

    def _marked(self) -> Backup | None:
        item: QListWidgetItem | None = self.list.currentItem()
        found = item.data(BACKUP) if item is not None else None
        return found if isinstance(found, Backup) else None

    def _show_chosen(self) -> None:
        self.restore.setEnabled(self._marked() is not None)

    def take(self) -> None:
        """Go back to the backup that is marked; a damaged one is not taken."""
        self.chosen = self._marked()
        if self.chosen is not None:
            self.accept()


def left_out(project: Project) -> Message | None:
    """What to say of a project some of whose entries make no sense; None where all do."""
    many = sum(len(rows) for rows in project.database.set_aside.values())
    if not many:
        return None
    one = translate("Restoring", "One entry in this project makes no sense and is left out.")
    more = translate("Restoring", "{n} entries in this project make no sense and are left out.")
    kept = translate("Restoring", "They are in no list and no export, and still in the project.")
    return Message(
        one if many == 1 else more.format(n=many),
        " ".join(filter(None, (_why(project), kept))),
        translate("Restoring", "Restore a backup, or let somebody look with “coproclip check-project”."),
        kind="caution",
        key="left out",
    )


def _why(project: Project) -> str:
    """What is wrong with one of them, a story where there is one."""
    aside = project.database.set_aside
    wrong = [
        (table, row, rule.words)
        for table, rows in project.database.impossible.items()
        for row, rule in rows.items()
        if row in aside.get(table, {})
    ]
    if not wrong:
        return ""
    table, row, words = min(wrong, key=lambda one: one[0] != "story")
    said = translate("Restoring", "Entry {n} of “{table}”: {why}.")
    return said.format(n=row, table=table.replace("_", " "), why=words)

"""“Call-out cards”: of which quotes, how large, for whom, and the making."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Sharing, Use
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.export.cards import CardFolder, export_cards
from coproclip.export.documents.card_picture import CardSize
from coproclip.export.excerpt_folder import FolderKind
from coproclip.export.picked import Picked
from coproclip.export.playlist.playlist_page import theme_marks
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import Job
from coproclip.project.project import Project
from coproclip.ui.dialogs.programs.making import MadeFiles, ProgramFiles, Work
from coproclip.ui.dialogs.programs.picking import ExcerptPicker
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.workspace import Workspace


class CardsDialog(Dialog):
    """Only what may be quoted is on a card; for a place where everybody sees it, what may be on a public page."""

    def __init__(self, workspace: Workspace, playlist_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=560)
        self.setWindowTitle(self.tr("Call-out cards"))
        self._workspace = workspace
        words = self.tr(
            "Each quote as a picture (PNG and SVG) in the colour of its theme, with a text for those who do not see "
            "it. A quote that would be too small to read is left out."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.public = Switch(self.tr("Everybody may see them, as on a public page"))
        self.excerpts = ExcerptPicker(workspace, self._use)
        self.excerpts.choose(playlist_id)
        self.public.toggled.connect(lambda _on: self.excerpts.look())
        self.column.addWidget(self.public)
        self.column.addWidget(self.excerpts)
        self.column.addWidget(Hairline())
        self.sizes = {
            CardSize.SQUARE: QCheckBox(self.tr("Square (1:1)")),
            CardSize.WIDE: QCheckBox(self.tr("Wide (16:9)")),
            CardSize.A6: QCheckBox(self.tr("Postcard, to print (A6)")),
        }
        self.sizes[CardSize.SQUARE].setChecked(True)
        ticks = vbox(spacing=4)
        for tick in self.sizes.values():
            tick.toggled.connect(lambda _on: self._on_changed())
            ticks.addWidget(tick)
        self.column.addLayout(ticks)
        self.column.addWidget(Hairline())
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        self.excerpts.changed.connect(self._on_changed)
        self.excerpts.look()
        self.excerpts.source.setFocus()

    def unsaved_words(self) -> list[str]:
        """None: to whom the files go is noted as they are made."""
        return []

    def _use(self) -> Use:
        return Use.PAGE if self.public.isChecked() else Use.QUOTE

    def _on_changed(self) -> None:
        self.files.forget()
        self.files.foot.ask_to_confirm(any(one.sensitive for one in self.excerpts.chosen()))
        self.files.renew()

    def _chosen(self) -> list[CardSize]:
        return [size for size, tick in self.sizes.items() if tick.isChecked()]

    def _why_not(self) -> str:
        """What keeps Export off, in a sentence; empty when nothing does."""
        if self.excerpts.is_looking or self.excerpts.picked is None:
            return self.tr("Checking what can be quoted…")
        if not self.excerpts.ticks:
            return self.tr("Nothing of it can be quoted yet.")
        if not self.excerpts.chosen():
            return self.tr("Tick an excerpt first.")
        return "" if self._chosen() else self.tr("Tick a size first.")

    def _work(self) -> Work:
        project, picked, sizes, use = self._workspace.opened(), self.excerpts.picked, self._chosen(), self._use()
        assert picked is not None
        ids = [one.excerpt_id for one in self.excerpts.chosen()]
        one, many = self.tr("The card is in “{folder}”."), self.tr("The cards of {n} excerpts are in “{folder}”.")

        def _make(job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            made = _cards(project, picked, ids, sizes, use, job, folder, to_whom, tell)
            return MadeFiles(counted(made.excerpts, one, many).format(folder=made.folder.name), made.folder)

        return _make


def _cards(
    project: Project,
    picked: Picked,
    ids: Sequence[int],
    sizes: Sequence[CardSize],
    use: Use,
    job: Job,
    folder: Path,
    to_whom: str,
    tell: Callable[[str], None],
) -> CardFolder:
    def _again(those: Sequence[int]) -> Sharing:
        return picked.may(project, use, those)

    sharing, owner = _again(ids), picked.owner(project, FolderKind.CARDS)
    withdraw_everywhere(project, folder, tell, but=[owner.key(use)] if sharing.granted else [])
    if not sharing.granted:
        raise NotShareable("Nothing of it can be quoted, so no card was made.")
    beside = [one.excerpt_id for one in sharing.granted]
    return export_cards(
        sharing.granted,
        folder,
        owner=owner,
        title=picked.called(project, sharing.granted),
        project_title=shareable_text(project, PublicText.PROJECT_TITLE, use=use, beside=beside),
        theme_marks=theme_marks(project, sharing.granted),
        sizes=sizes,
        again=_again,
        report=job.report,
        cancel=job.cancel,
        tell=tell,
        to_whom=to_whom,
    )


def make_cards(workspace: Workspace, parent: QWidget, playlist_id: int | None = None) -> None:
    """Ask of which quotes and how large, and make cards."""
    workspace.keep_all()
    run_dialog(CardsDialog(workspace, playlist_id, parent))

"""Spoken introductions: record one, and put it before an excerpt once it is transcribed."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.errors import CoProClipError, NotFound
from coproclip.excerpts.introducing import OwnRecording, own_recordings
from coproclip.overview.playlists import PlaylistContents, PlaylistRow
from coproclip.timecode import length
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import playlists as operations
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message, MessageAction, announce
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class SpokenIntroductionDialog(Dialog):
    """The recordings that may be one, the newest first; `keep` puts one there, or tells `on_trouble` why not."""

    def __init__(
        self,
        found: Sequence[OwnRecording],
        before: str,
        keep: Callable[["SpokenIntroductionDialog", int], bool],
        record: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        heading = self.tr("Spoken introduction")
        super().__init__(heading, parent, wide=560)
        self._known, self._keep, self._record = {one.story_id: one for one in found}, keep, record
        column = self.column
        column.addWidget(Label(heading, "head", wrap=True))
        words = self.tr(
            "A reporter says what is heard next, in a short recording in which nobody else speaks. Like any excerpt it "
            "needs a yes of whoever speaks, and whoever is heard after it is asked about it too."
        )
        column.addWidget(Label(words, "small", wrap=True))
        place = self.tr("It comes before “{title}”.").format(title=before) if before else self.tr("It comes first.")
        column.addWidget(Label(place, "small-strong", wrap=True))
        self.list = RowList(self.tr("Recordings in which one voice speaks"))
        self.list.set_rows([(one.story_id, self._row(one)) for one in found])
        self.list.moved.connect(self._can)
        self.list.setVisible(bool(found))
        column.addWidget(self.list, 1)
        other = self.tr("Is it not here? Say in its story that every voice is the reporter’s (W).")
        column.addWidget(Label(other, "small", wrap=True))
        self.none = Label(self.tr("There is no short recording of one voice yet."), wrap=True)
        self.none.setVisible(not found)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        for part in (self.none, self.trouble):
            column.addWidget(part)
        self.record = Button(self.tr("Record one"), "mic", on_click=self._on_record)
        self.use = Button(self.tr("Put it here"), kind="main", on_click=self._on_use)
        self.foot.addWidget(self.record)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        self.foot.addWidget(self.use)
        self.use.setDefault(True)
        if found:
            self.list.choose(0)
        self._can()
        (self.list if found else self.record).setFocus()

    def _row(self, one: OwnRecording) -> Row:
        state = "" if one.is_transcribed else self.tr("Not transcribed yet")
        return Row(
            title=one.title, state=state, icon="" if one.is_transcribed else "captions", right=length(one.length_ms)
        )

    def _chosen(self) -> OwnRecording | None:
        number = self.list.chosen()
        return self._known.get(number) if isinstance(number, int) else None

    def _can(self) -> None:
        one = self._chosen()
        self.use.setEnabled(one is not None and one.is_transcribed)

    def on_trouble(self, error: CoProClipError) -> None:
        """Say what speaks against it."""
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))

    def _on_use(self) -> None:
        one = self._chosen()
        if one is not None and self._keep(self, one.story_id):
            self.accept()

    def _on_record(self) -> None:
        self.reject()
        self._record()


class SpokenIntroductions(QObject):
    """Asks for one before the row under the cursor, leads to recording it, and says when it can be put there."""

    def __init__(
        self,
        workspace: Workspace,
        owner: QWidget,
        shown: Callable[[], PlaylistContents | None],
        row: Callable[[], PlaylistRow | None],
        renew: Callable[[int], None],
    ) -> None:
        super().__init__(owner)
        self._workspace, self._owner, self._shown, self._row, self._renew = workspace, owner, shown, row, renew
        self._awaited: tuple[int, str] | None = None
        """The playlist for which one is being recorded, and what that story is called."""
        workspace.queue.changed.connect(self._look)
        workspace.project_opened.connect(self._forget)

    def open(self) -> None:
        """Ask which recording it is."""
        contents, row = self._shown(), self._row()
        if contents is None:
            return
        number, before = contents.playlist_id, row.item_id if row is not None else None
        made: list[int] = []

        def _keep(dialog: SpokenIntroductionDialog, story_id: int) -> bool:
            excerpt = operations.introduce_with(self._workspace, number, story_id, before, dialog.on_trouble)
            made.extend([excerpt] if excerpt is not None else [])
            return excerpt is not None

        found = self._workspace.read(own_recordings, number)
        title, record = row.title if row is not None else "", partial(self._begin, number, contents.title)
        if run_dialog(SpokenIntroductionDialog(found, title, _keep, record, self._owner.window())) and made:
            self._awaited = None
            self._renew(made[0])
        elif self._owner.isVisible():
            self._owner.setFocus()

    def _begin(self, playlist_id: int, title: str) -> None:
        called = self.tr("Introduction to “{title}”").format(title=title)
        self._awaited = (playlist_id, called)
        self._workspace.recording_asked.emit(called)
        words = self.tr("Say the introduction. Once it is transcribed, you are asked to put it into “{title}”.")
        self._workspace.show_toast(words.format(title=title))

    def _forget(self) -> None:
        self._awaited = None

    def _look(self) -> None:
        """Whether what was recorded for it is transcribed by now."""
        if self._awaited is None or self._workspace.project is None:
            return
        number, called = self._awaited
        try:
            found = self._workspace.read(own_recordings, number)
        except NotFound:
            return
        if any(one.title == called and one.is_transcribed for one in found):
            self._awaited = None
            said = self.tr("The introduction is transcribed.")
            put = MessageAction(self.tr("Put it into the playlist"), partial(self._return, number))
            self._workspace.show_banner(Message(said, answers=(put,), key="spoken introduction", lasting=True))

    def _return(self, playlist_id: int) -> None:
        self._workspace.choose_playlist(playlist_id)
        self._workspace.page_asked.emit("playlists")
        self._workspace.command_asked.emit("spoken_introduction")

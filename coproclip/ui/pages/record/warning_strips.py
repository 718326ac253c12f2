"""What the recorder warns of stands at the top of the page for as long as it is so. Nothing stops, nothing beeps."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.capture.health import HealthWarning, Key, WarningKind
from coproclip.capture.health_messages import as_error
from coproclip.capture.recorder import Recorder
from coproclip.settings import remember_second_disk
from coproclip.ui.pages.record.recording_session import RecordingSession
from coproclip.ui.widgets.message import Message, MessageAction, MessageStrip
from coproclip.ui.workspace import Workspace

MICROPHONE = (WarningKind.UNPLUGGED, WarningKind.NO_SOUND, WarningKind.ANOTHER_MICROPHONE, WarningKind.DEAD_CHANNEL)


class WarningStrips(QObject):
    """One strip for each trouble: put up, reworded while its numbers change, taken away when it is over.

    `names` gives what each channel's microphone is called in a sentence, `choose(place)` lets the person choose
    another microphone, `finish` asks whether to finish.
    """

    def __init__(
        self,
        recording_session: RecordingSession,
        workspace: Workspace,
        names: Callable[[], Sequence[str]],
        choose: Callable[[int], object],
        finish: Callable[[], object],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._recording_session, self._workspace, self._page = recording_session, workspace, page
        self._names, self._choose, self._finish = names, choose, finish
        self._shown: dict[Key, tuple[HealthWarning, Message]] = {}

    def look(self) -> None:
        """Show what is so now."""
        recorder = self._recording_session.recorder if self._recording_session.phase.goes_on else None
        now = {one.key: one for one in recorder.status.warnings} if recorder is not None else {}
        for key in [key for key in self._shown if key not in now]:
            self._workspace.banner_over.emit(_name(self._shown.pop(key)[0]))
        if recorder is None:
            return
        for key, warning in now.items():
            before = self._shown.get(key)
            if before is not None and before[0] == warning:
                continue
            message = self._message(recorder, warning)
            self._shown[key] = (warning, message)
            strip = self._strip(message.key) if before is not None else None
            if strip is not None and before is not None and before[0].is_serious == warning.is_serious:
                strip.reword(message)
            else:
                self._workspace.show_banner(message)

    def _message(self, recorder: Recorder, warning: HealthWarning) -> Message:
        said = as_error(warning, self._names())
        kind = "error" if warning.is_serious else "caution"

        def _closed() -> None:
            recorder.status.answered(warning)

        return Message(
            said.happened, said.safe, said.next, kind, self._answers(warning), key=_name(warning), closed=_closed
        )

    def _answers(self, warning: HealthWarning) -> tuple[MessageAction, ...]:
        if warning.kind is WarningKind.LITTLE_ROOM and not warning.count:
            return (
                MessageAction(self.tr("Choose another disk"), self._choose_disk),
                MessageAction(self.tr("Finish"), self._finish),
            )
        if warning.kind not in MICROPHONE or warning.place is None:
            return ()
        place = warning.place
        choose = MessageAction(self.tr("Choose another microphone"), lambda: self._choose(place))
        if warning.kind is WarningKind.UNPLUGGED and warning.count:
            return choose, MessageAction(self.tr("Carry on with one"))
        return (choose,)

    def _choose_disk(self) -> None:
        title = self.tr("A folder on another disk")
        folder = QFileDialog.getExistingDirectory(self._page, title, self._workspace.settings.second_disk)
        if folder and self._recording_session.go_on_at(Path(folder)):
            with self._workspace.settings.change():
                remember_second_disk(self._workspace.settings, folder)
                self._workspace.settings.second_disk = folder
            self._workspace.show_toast(self.tr("When this disk is full, the recording goes on there"))

    def _strip(self, key: str) -> MessageStrip | None:
        strips = self._page.window().findChildren(MessageStrip)
        return next((strip for strip in strips if strip.message.key == key and not strip.isHidden()), None)


def _name(warning: HealthWarning) -> str:
    places = ",".join(map(str, warning.channels))
    return f"recording:{warning.kind.value}:{warning.place}:{places}"

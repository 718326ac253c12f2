"""Listening to a playlist as others will hear it: with its gaps, fades, silences and even loudness."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.playlists import PlaylistContents
from coproclip.timecode import TimeRange
from coproclip.ui.dialogs.share.as_heard import AsHeard, make_as_heard
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.pages.playlists.playback import PlaylistPlayback
from coproclip.ui.workspace import Workspace

AT_END_MS = 150
"""Nearer than this to the end it has ended."""
_OWNER = "playlist as others will hear it"


class HearingWhole(QObject):
    """Makes the sound, plays it, and tells `playback` where it is; whatever else is played there ends it."""

    def __init__(
        self, workspace: Workspace, playback: PlaylistPlayback, shown: Callable[[], PlaylistContents | None]
    ) -> None:
        super().__init__(playback)
        self._workspace, self._playback, self._shown = workspace, playback, shown
        self._job: JobHandle[AsHeard] | None = None
        self._whole: AsHeard | None = None
        self._at_ms, self._item = 0, -1
        workspace.listening.moved.connect(self._on_moved)
        workspace.listening.started.connect(self._on_started)
        workspace.listening.paused.connect(self._on_paused)
        playback.changed.connect(self.stop)
        workspace.closing.connect(self.stop)

    @property
    def active(self) -> bool:
        """Whether it is being made, is heard, or was paused."""
        return self._job is not None or self._whole is not None

    def turn(self) -> None:
        """Begin, or end it."""
        if self.active:
            self.stop()
        else:
            self._begin()

    def toggle(self) -> None:
        """Pause it, or go on where it was."""
        if self._whole is None:
            return
        if self._workspace.listening.is_playing_for(_OWNER):
            self._workspace.listening.pause()
        else:
            self._play()

    def stop(self) -> None:
        """Fall silent, and take the sound away."""
        job, whole = self._job, self._whole
        self._job = self._whole = None
        if job is not None:
            self._workspace.jobs.stop(job)
        if whole is not None:
            if self._workspace.listening.is_playing_for(_OWNER):
                self._workspace.listening.pause()
            whole.discard()
            self._playback.show_whole(None)

    def _begin(self) -> None:
        contents = self._shown()
        if contents is None:
            return
        self._playback.stop()
        project, ids, number = self._workspace.opened(), [row.excerpt_id for row in contents.rows], contents.playlist_id

        def _work(job: Job) -> AsHeard:
            return make_as_heard(project, ids, number, report=job.report, cancel=job.cancel)

        title = self.tr("Preparing to listen")
        self._job = self._workspace.jobs.start(JobKind.EXPORT, title, _work, owner=self, ended=self._on_made)

    def _on_made(self, job: JobHandle[AsHeard]) -> None:
        wanted = job is self._job
        self._job = None if wanted else self._job
        if isinstance(job.error, CoProClipError):
            self._workspace.show_banner(job.error)
        if job.state is not JobState.DONE:
            return
        if not wanted:
            job.result.discard()
            return
        self._whole, self._at_ms, self._item = job.result, 0, -1
        if left := self._whole.left_out:
            one, many = self.tr("1 excerpt is not ready and is left out"), self.tr("{n} excerpts are not ready")
            self._workspace.show_toast(one if left == 1 else many.format(n=left))
        self._play()

    def _play(self) -> None:
        assert self._whole is not None
        rest = TimeRange(0, self._whole.length_ms)
        if not self._workspace.listening.play(self._whole.sound, [rest], from_ms=self._at_ms, owner=_OWNER):
            self.stop()

    def _on_started(self) -> None:
        if self._whole is not None and not self._workspace.listening.is_playing_for(_OWNER):
            self.stop()  # something else is heard now

    def _on_paused(self) -> None:
        if self._whole is not None and self._at_ms >= self._whole.length_ms - AT_END_MS:
            self.stop()

    def _on_moved(self, ms: int) -> None:
        whole = self._whole
        if whole is None or not self._workspace.listening.is_playing_for(_OWNER):
            return
        self._at_ms = ms
        part = next((one for one in reversed(whole.parts) if one.start_ms <= ms), whole.parts[0])
        contents = self._shown()
        rows = contents.rows if contents is not None else ()
        item = next((row.item_id for row in rows if row.excerpt_id == part.excerpt_id), -1)
        self._playback.show_whole((ms, whole.length_ms), item, max(0, min(ms, part.end_ms) - part.start_ms))
        if item != self._item and item >= 0:
            self._item = item
            self._playback.row_begun.emit(item)

"""Searching every word and name: what is typed in the field, what was found, and hearing or opening it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.stories import StoryOverview
from coproclip.timecode import TimeRange
from coproclip.transcript.search import FoundPassages, Hit, find_passages, hits
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.pages.stories.actions import open_story, play_or_pause
from coproclip.ui.pages.stories.loading import StoryRows
from coproclip.ui.pages.stories.results import SearchResults
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

PAUSE_MS = 180
"""So long nothing is typed before it is looked for."""
SLOW_MS = 300
"""A search that takes longer is said to be under way."""
BEFORE_MS, AFTER_MS = 150, 300
"""So much is heard around a passage."""


class StorySearch(QObject):
    """Looks for what stands in `field` and shows it in `results`. `searched`: something else is found now."""

    searched = Signal()

    def __init__(self, workspace: Workspace, field: QLineEdit, rows: StoryRows, results: SearchResults) -> None:
        super().__init__(results)
        self._workspace, self._field, self._rows, self._results = workspace, field, rows, results
        self._typed = once(self, self.search, PAUSE_MS)
        self._job: JobHandle[FoundPassages] | None = None
        self._number = 0
        self._slow = once(self, results.show_looking, SLOW_MS)
        results.hits.hits().reader = self._read
        field.textChanged.connect(lambda _text: self._typed.start())
        field.returnPressed.connect(self.search)
        results.hits.opened.connect(self.open)
        results.hits.part_pressed.connect(lambda *_pressed: self.play())
        results.stories.opened.connect(lambda story_id: open_story(workspace, story_id))
        for signal in (workspace.listening.started, workspace.listening.paused):
            signal.connect(self._show_playing)

    @property
    def active(self) -> bool:
        """Whether there are words to look for."""
        return bool(self._field.text().strip())

    def clear(self) -> None:
        """Look for nothing more."""
        self._field.clear()
        self._typed.stop()
        self._stop()
        self._results.forget()
        self.searched.emit()

    def _stop(self) -> None:
        job, self._job = self._job, None
        self._slow.stop()
        if job is not None:
            self._workspace.jobs.stop(job)

    def search(self) -> None:
        """Look for what stands in the field; in a large project that takes a moment."""
        self._typed.stop()
        self._stop()
        words = self._field.text().strip()
        if words and self._rows.rows:
            project = self._workspace.opened()
            self._results.show_stories([row for row in self._rows.rows if words.casefold() in _names(row)])

            def _work(job: Job) -> FoundPassages:
                return project.query(find_passages, words, job.cancel)

            self._number += 1
            self._slow.start()
            self._job = self._workspace.jobs.start(
                JobKind.SEARCH, "", _work, owner=self, subject=self._number, ended=self._on_ended
            )
        self.searched.emit()

    def _on_ended(self, job: JobHandle[FoundPassages]) -> None:
        if job is not self._job:
            return  # something else is looked for now
        self._job = None
        self._slow.stop()
        if isinstance(job.error, CoProClipError):
            self._workspace.show_banner(job.error)
            self._results.show_passages(None, 0)
        elif job.state is JobState.DONE:
            self._results.show_passages(job.result, len(self._rows.rows))
        self.searched.emit()

    def _read(self, found: FoundPassages, first: int, count: int) -> list[Hit]:
        passages: list[Hit] | None = self._workspace.attempt(lambda: self._workspace.read(hits, found, first, count))
        return passages or []

    def open(self) -> None:
        """Show the passage under the cursor on the desk."""
        if (hit := self._results.hits.chosen()) is not None:
            open_story(self._workspace, hit.story_id, hit.heard_ms)

    def play(self) -> None:
        """Play the passage under the cursor, or pause."""
        if (hit := self._results.hits.chosen()) is not None:
            start = max(0, hit.start_ms - BEFORE_MS)

            def _around(duration_ms: int) -> TimeRange:
                return TimeRange(start, min(duration_ms, hit.end_ms + AFTER_MS))

            play_or_pause(self._workspace, hit.story_id, _owner(hit), _around)

    def _show_playing(self) -> None:
        hit = self._results.hits.chosen()
        playing = hit is not None and self._workspace.listening.is_playing_for(_owner(hit))
        self._results.hits.hits().set_heard(hit.segment_id if hit is not None and playing else None)


def _owner(hit: Hit) -> tuple[str, int]:
    return "found", hit.segment_id


def _names(row: StoryOverview) -> str:
    return "\n".join((row.title, *row.storytellers, row.description, row.reporter)).casefold()

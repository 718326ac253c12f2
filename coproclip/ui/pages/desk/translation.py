"""A story put into English, in the background; the words that were said stay as they are."""

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QTabWidget

from coproclip.jobs import Job, Progress, Stopwatch
from coproclip.transcription.translate import Translator, translate
from coproclip.ui.job_runner import AnyJob, JobHandle, JobKind
from coproclip.ui.pages.desk.english_panel import EnglishPanel
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.workspace import Workspace


class Translation(QObject):
    """Starts and stops it, and shows the English as a tab while there is something in it that somebody wants to see.

    `translator` None: the speech model in a process of its own.
    """

    def __init__(
        self,
        workspace: Workspace,
        open_story: OpenStory,
        panel: EnglishPanel,
        tabs: QTabWidget,
        playback: DeskPlayback,
    ) -> None:
        super().__init__(panel)
        self._workspace, self._open, self._playback = workspace, open_story, playback
        self._panel, self._tabs = panel, tabs
        self.translator: Translator | None = None
        panel.place_asked.connect(playback.play_from)
        panel.toggled.connect(self.toggle)
        open_story.english_changed.connect(self.show)
        open_story.passages_changed.connect(self.show)
        workspace.listening.moved.connect(self._on_playhead_moved)
        workspace.jobs.changed.connect(self._on_job_changed)

    def _job(self) -> JobHandle[int] | None:
        story = self._open.story
        return self._workspace.jobs.find(JobKind.TRANSLATE, story.story_id) if story is not None else None

    @property
    def running(self) -> bool:
        """Whether the story is being put into English."""
        return self._job() is not None

    def toggle(self) -> None:
        """Put the story into English, or stop that; what is done is kept."""
        story, job = self._open.story, self._job()
        if job is not None:
            self._workspace.jobs.stop(job)
        elif story is not None:
            self._keep_wanted(True)
            self._start(story.story_id, story.who or story.title)
            self.show()
            self._tabs.setCurrentWidget(self._panel)

    def _start(self, story_id: int, who: str) -> None:
        project, models, translator = self._workspace.opened(), self._workspace.settings.models, self.translator

        def _work(job: Job) -> int:
            watch = Stopwatch(job.report)

            def _report(now: Progress) -> None:
                watch(now.done, now.total, now.activity)

            return translate(project, story_id, models=models, report=_report, cancel=job.cancel, writer=translator)

        title = QCoreApplication.translate("Translating", "Putting {who} into English").format(who=who)
        self._workspace.jobs.start(JobKind.TRANSLATE, title, _work, subject=story_id)

    # ---- the tab ----------------------------------------------------------------------------------------------

    def available(self) -> bool:
        """Whether anything is in English."""
        return any(passage.english for passage in self._open.passages) or self.running

    def is_shown(self) -> bool:
        """Whether the English is beside the words now."""
        return self._tabs.indexOf(self._panel) >= 0

    def toggle_shown(self) -> None:
        """Show the English, or not."""
        self._keep_wanted(not self.is_shown())
        self.show()
        if self.is_shown():
            self._tabs.setCurrentWidget(self._panel)

    def _keep_wanted(self, wanted: bool) -> None:
        with self._workspace.settings.change():
            self._workspace.settings.show_english = wanted

    def show(self) -> None:
        """Bring the panel to how things stand now."""
        some = self._panel.show_state(self._open.passages, self._job())
        wanted = some and self._workspace.settings.show_english
        if wanted and not self.is_shown():
            self._tabs.addTab(self._panel, self.tr("In English"))
        elif self.is_shown() and not wanted:
            self._tabs.removeTab(self._tabs.indexOf(self._panel))

    def _on_playhead_moved(self, ms: int) -> None:
        if self.is_shown() and self._playback.playing:
            self._panel.passages.follow(ms)

    def _on_job_changed(self, job: AnyJob) -> None:
        if self._open.story is not None and job.is_about(JobKind.TRANSLATE, self._open.story.story_id):
            self.show()

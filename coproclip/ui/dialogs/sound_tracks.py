"""“Choose sound tracks…”: which of the tracks of its file a story is made of, seen, heard through and changed."""

import time
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coproclip.audio.files import AudioTrack, SoundFile, probe
from coproclip.audio.tracks import Places, TrackSpeech, choose_tracks, hear_tracks, speech_words, tracks_text
from coproclip.capture.track_choice import TrackChoice, change_tracks, choice_of, is_choice_noted
from coproclip.errors import Cancelled, CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.queue import teller_or_title
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Project
from coproclip.speech.language_names import LANGUAGES
from coproclip.timecode import length
from coproclip.transcription.progress import transcription_progress
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.style.tokens import current
from coproclip.ui.transcription.jobs import pause_transcribing, start_transcribing, transcription_job
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

LOOK_S = 0.05
LONGEST_TITLE = 60


class SoundTracks(QObject):
    """Asks which tracks to take, makes the story of them in the background, and says what became of it."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._known: dict[int, bool] = {}
        workspace.project_opened.connect(self._known.clear)

    def possible(self, story_id: int | None) -> bool:
        """Whether there is a choice: the story's file has several sound tracks.

        Where only the file can tell, it is looked into in the background, and there is none until that is known.
        """
        project = self._workspace.project
        if project is None or story_id is None or project.read_only:
            return False
        if story_id not in self._known:
            try:
                self._known[story_id] = is_choice_noted(project, story_id)
            except CoProClipError:
                return False
            if not self._known[story_id]:
                self._look(project, story_id)
        return self._known[story_id]

    def _look(self, project: Project, story_id: int) -> None:
        def _work(_job: Job) -> bool:
            return choice_of(project, story_id) is not None

        def _ended(job: JobHandle[bool]) -> None:
            if job.state is JobState.DONE and self._workspace.project is project:
                self._known[story_id] = job.result

        self._workspace.jobs.start(JobKind.FIND_TRACKS, "", _work, subject=story_id, owner=self, ended=_ended)

    def choose(self, story_id: int, parent: QWidget) -> None:
        """Ask, and do what was chosen."""
        project = self._workspace.opened()

        def _work(_job: Job) -> tuple[TrackChoice, SoundFile] | None:
            choice = choice_of(project, story_id)
            return (choice, probe(choice.original)) if choice is not None else None

        def _found() -> tuple[TrackChoice, SoundFile] | None:
            title = self.tr("Looking into the file")
            try:
                return wait_for(self._workspace, title, _work, parent, JobKind.FIND_TRACKS, may_stop=True)
            except Cancelled:
                return None

        found = self._workspace.attempt(_found)
        if found is None:
            return
        choice, sound = found
        dialog = SoundTracksDialog(self._workspace, choice, sound, parent)
        if run_dialog(dialog) and dialog.chosen() != tuple(sorted(choice.taken)):
            self._begin(story_id, choice, dialog.chosen())

    def _begin(self, story_id: int, choice: TrackChoice, places: Places) -> None:
        workspace, project = self._workspace, self._workspace.opened()
        workspace.keep_all()
        workspace.listening.pause()
        writing = transcription_job(workspace, story_id)
        if writing is not None:
            pause_transcribing(workspace, story_id)

        def _work(job: Job) -> str:
            # What is transcribed now is still the sound of before.
            while writing is not None and not writing.ended:
                job.cancel.raise_if_cancelled()
                time.sleep(LOOK_S)
            return change_tracks(
                project, choice.recording_id, tracks_text(places), report=job.report, cancel=job.cancel
            )

        title = self.tr("Taking other sound tracks of {name}").format(name=choice.name)
        ended = partial(self._on_ended, story_id, writing is not None)
        workspace.jobs.start(JobKind.TAKE_TRACKS, title, _work, subject=choice.recording_id, owner=self, ended=ended)

    def _on_ended(self, story_id: int, was_transcribing: bool, job: JobHandle[str]) -> None:
        workspace = self._workspace
        far = workspace.read(transcription_progress, story_id, 0)
        old_words = far.state == TranscriptionState.DONE or far.done_ms > 0
        if job.state is JobState.DONE:
            self._say(story_id, job.result, old_words=old_words)
        elif isinstance(job.error, CoProClipError):
            workspace.show_banner(job.error)
        if was_transcribing and (job.state is not JobState.DONE or not old_words):
            start_transcribing(workspace, story_id)

    def _say(self, story_id: int, notice: str, *, old_words: bool) -> None:
        workspace = self._workspace
        who = workspace.read(teller_or_title, story_id)
        safe = self.tr("Its words are still those of the tracks before.") if old_words else ""
        again = MessageAction(self.tr("Transcribe again…"), lambda: workspace.queue.how_asked.emit(story_id))
        answers = (again,) if old_words else ()
        workspace.show_banner(Message(f"{who}: {notice}", safe, answers=answers, key=f"tracks:{story_id}"))


class SoundTracksDialog(Dialog):
    """The tracks of a file with what is heard on each, to be ticked. It listens to them while it is open."""

    def __init__(self, workspace: Workspace, choice: TrackChoice, sound: SoundFile, parent: QWidget) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Choose sound tracks"))
        self._workspace, self._taken, self._sound = workspace, choice.taken, sound
        self.boxes: dict[int, QCheckBox] = {}
        self._heard: dict[int, Label] = {}
        column = self.column
        column.addWidget(Label(self.tr("Which sound tracks should be used?"), "head", wrap=True))
        column.addWidget(Label(self._file_words(choice.name, sound), "small", wrap=True))
        words = self.tr(
            "A call often keeps each person on a track of their own. What you choose is what is heard, cut and "
            "transcribed: two tracks are put side by side, more are mixed into one."
        )
        column.addWidget(Label(words, wrap=True))
        for track in sound.tracks:
            column.addLayout(self._row(track))
        stays = self.tr(
            "The file itself, the words and the excerpts stay as they are. Permission to share an excerpt is asked "
            "for again, because another sound is heard in it."
        )
        column.addWidget(Label(stays, "muted", wrap=True))
        column.addStretch(1)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        self.use = Button(self.tr("Use these tracks"), kind="main", on_click=self.accept)
        self.use.setDefault(True)
        self.foot.addWidget(self.use)

        def _work(job: Job) -> tuple[TrackSpeech, ...]:
            return hear_tracks(sound, job.cancel.raise_if_cancelled)

        title = self.tr("Listening to the sound tracks")
        self._job = workspace.jobs.start(
            JobKind.HEAR_TRACKS, title, _work, subject=choice.recording_id, owner=self, ended=self._on_heard
        )
        self._show_use()
        next(box for box in self.boxes.values() if box.isEnabled()).setFocus()

    def chosen(self) -> Places:
        """The places of the tracks that are ticked."""
        return tuple(sorted(place for place, box in self.boxes.items() if box.isChecked()))

    def done(self, result: int) -> None:
        """Closed: nobody waits for what is heard any more."""
        self._workspace.jobs.stop(self._job)
        super().done(result)

    def _row(self, track: AudioTrack) -> QVBoxLayout:
        row = vbox(spacing=5)
        number = self.tr("Number {n}").format(n=track.place + 1)
        about = self._track_words(track)
        box = QCheckBox(number)
        box.setAccessibleName(", ".join(part for part in (number, about) if part))
        box.setEnabled(bool(track.codec))
        box.setChecked(track.place in self._taken)
        box.toggled.connect(self._show_use)
        row.addWidget(box)
        heard = Label(self.tr("listening to it…") if track.codec else speech_words(None), "small", wrap=True)
        for label in (Label(about, "small", wrap=True), heard):
            label.setContentsMargins(current().scaled(26), 0, 0, 0)
            row.addWidget(label)
        self.boxes[track.place], self._heard[track.place] = box, heard
        return row

    def _show_use(self) -> None:
        self.use.setEnabled(bool(self.chosen()))

    def _on_heard(self, job: JobHandle[tuple[TrackSpeech, ...]]) -> None:
        found = job.result if job.state is JobState.DONE else ()
        by_place = {one.track.place: one for one in found}
        for place, label in self._heard.items():
            if not self.boxes[place].isEnabled():
                continue
            words = speech_words(by_place[place]) if place in by_place else self.tr("could not be listened to")
            label.setText(words)
            self.boxes[place].setAccessibleDescription(words)
        # An older project does not say what was taken: what would be taken now is a beginning.
        if found and not self._taken and not self.chosen():
            for place in choose_tracks(self._sound, found):
                self.boxes[place].setChecked(True)

    def _file_words(self, name: str, sound: SoundFile) -> str:
        duration_ms = sound.duration_ms or sound.whole_ms
        tracks = counted(len(sound.tracks), self.tr("1 sound track"), self.tr("{n} sound tracks"))
        return ", ".join(part for part in (name, length(duration_ms) if duration_ms else "", tracks) if part)

    def _track_words(self, track: AudioTrack) -> str:
        if not track.codec:
            return ""
        title = " ".join(track.title.split())[:LONGEST_TITLE]
        spoken = dict(LANGUAGES).get(track.language, track.language[:20]) if track.language != "und" else ""
        channels = counted(track.channels, self.tr("1 channel"), self.tr("{n} channels"))
        return ", ".join(part for part in (title, spoken, channels) if part)

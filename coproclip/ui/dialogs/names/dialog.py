"""People and places named in a story: each with its places, to be heard and decided about."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.overview.names import NamedHere, NamePlace, story_names
from coproclip.people.mentions import Decided, NameKind
from coproclip.people.vault import has_vault
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Changes
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.suggested_names import find_names
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.job_runner import AnyJob, JobHandle, JobKind
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import names as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

OWNER = "name"
AROUND_MS = 1500
"""So much is heard before and after a name."""

tr = QCoreApplication.translate


class NamesDialog(Dialog):
    """Everything takes effect at once, and Undo takes it back. Names are looked for again when it opens."""

    def __init__(self, workspace: Workspace, story_id: int, parent: QWidget | None = None) -> None:
        super().__init__(tr("NamesDialog", "People and places named"), parent, wide=760)
        self._workspace, self._story_id = workspace, story_id
        self._job: JobHandle[int] | None = None
        self._general_of = ""
        self._half_typed: dict[str, str] = {}
        """What was typed in general words and not taken, by the name that it is for."""
        self._seen: dict[str, Decided] = {}
        """What was decided about a name when its general words were last shown, before any were typed."""
        self.story = workspace.read(story_names, workspace.opened(), story_id)
        why = self.tr(
            "Names are found by the computer, and it misses some. Decide what is done with each in what leaves "
            "this project; the story itself stays as it was told. What nobody decided about is not shared."
        )
        if has_vault(workspace.opened()):
            why += " " + self.tr("The vault’s names are looked for in the vault alone, while it is open.")
        self.column.addWidget(Label(why, "small", wrap=True))
        self.count = Label("", "strong", wrap=True)
        self.column.addWidget(self.count)
        self.names = RowList(self.tr("Names"))
        self.names.setMinimumHeight(current().scaled(190))
        self.column.addWidget(self.names, 3)
        self.said = Label("", "small-strong", wrap=True)
        self.misheard = Button(
            self.tr("It was misheard"), "ear-off", key="M", size="small", on_click=self._say_misheard
        )
        where = hbox(spacing=8)
        where.addWidget(self.said, 1)
        where.addWidget(self.misheard)
        self.column.addLayout(where)
        self.places = RowList(self.tr("Where it is said"))
        self.column.addWidget(self.places, 1)
        self._build_deciding()
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.looking = Label("", "small")
        self.foot.addWidget(self.looking, 1)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))
        attach(self, self._commands(), workspace.settings)
        self.names.moved.connect(self._show_name)
        self.places.opened.connect(self.hear)
        self.places.moved.connect(self._show_place)
        workspace.changed.connect(self._on_changed)
        workspace.listening.started.connect(self._show_playing)
        workspace.listening.paused.connect(self._show_playing)
        self.finished.connect(lambda _how: self.hush())
        self._show()
        self._look()
        self.names.setFocus()

    def _build_deciding(self) -> None:
        row = hbox(spacing=8)
        self.play = Button(self.tr("Play"), "play", key="P", on_click=self.hear)
        self.keep = Button(self.tr("Keep"), "check", key="K", on_click=self._keep)
        self.everywhere = Button(self.tr("Keep in all stories"), "check-check", key="A", on_click=self._keep_everywhere)
        self.remove = Button(self.tr("Take it out"), "eye-off", key="R", on_click=self._remove)
        self._buttons = (self.play, self.keep, self.everywhere, self.remove)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        self.general, self.by = QLineEdit(), QLineEdit(self.story.decider)
        self.general.setPlaceholderText(self.tr("a hospital, my sister, a town nearby"))
        self.make_general = Button(self.tr("Say this instead"), "replace", key="G", on_click=self._make_general)
        self.general.returnPressed.connect(self._make_general)
        for place, (words, field) in enumerate(
            ((self.tr("In general words"), self.general), (self.tr("Decided by"), self.by))
        ):
            label = Label(words, "small-strong")
            label.setBuddy(field)
            field.setAccessibleName(words)
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1)
        beside = QHBoxLayout()
        beside.addWidget(self.make_general)
        grid.addLayout(beside, 0, 2)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)

    def _commands(self) -> list[Command]:
        return [
            Command("play", self.tr("Play"), ("P", "F8"), slot=self.hear),
            Command("keep", self.tr("Keep"), ("K",), slot=self._keep),
            Command("everywhere", self.tr("Keep in all stories"), ("A",), slot=self._keep_everywhere),
            Command("remove", self.tr("Take it out"), ("R",), slot=self._remove),
            Command("general", self.tr("In general words"), ("G",), slot=self.general.setFocus),
            Command("misheard", self.tr("It was misheard"), ("M",), slot=self._say_misheard),
            Command("open", self.tr("Not decided after all"), ("U",), slot=self._open_again),
        ]

    # ---- shown ------------------------------------------------------------------------------------------------

    def _show(self, choose: int | None = None) -> None:
        if self._workspace.project is None:
            return
        try:
            self.story = self._workspace.read(story_names, self._workspace.opened(), self._story_id)
        except CoProClipError:
            self.done(Dialog.DialogCode.Rejected)
            return
        self.names.set_rows([(one.id, _row(one)) for one in self.story.names], choose)
        left = sum(one.decision is MentionDecision.OPEN for one in self.story.names)
        if not self.story.names:
            words = self.tr("No names were found. Select one in the text and press H to hide it.")
        elif left:
            words = counted(left, self.tr("1 name to decide about"), self.tr("{n} names to decide about"))
        else:
            words = self.tr("All names are decided about.")
        self.count.setText(words)
        self._show_name()

    def chosen(self) -> NamedHere | None:
        """The name under the cursor."""
        key = self.names.chosen()
        return next((one for one in self.story.names if one.id == key), None)

    def _show_name(self) -> None:
        here = self.chosen()
        for part in (*self._buttons, self.make_general, self.general):
            part.setEnabled(here is not None)
        self.play.setEnabled(here is not None and self.story.sound is not None)
        places = here.places if here is not None else ()
        self.said.setText(self.tr("Where “{name}” is said").format(name=here.text) if here is not None else "")
        self.places.set_rows([(number, _place_row(place)) for number, place in enumerate(places)])
        self._show_place()
        self._show_general(here)

    def _show_place(self) -> None:
        place = self._place()
        self.misheard.setVisible(place is not None and place.heard is not None)

    def _place(self) -> NamePlace | None:
        here = self.chosen()
        return here.places[max(0, min(self.places.place(), len(here.places) - 1))] if here is not None else None

    def _show_general(self, here: NamedHere | None) -> None:
        name = here.text if here is not None else ""
        if self.general.isModified():
            if name == self._general_of:
                return
            self._half_typed[self._general_of] = self.general.text()
        self._general_of = name
        words = self._half_typed.get(name, here.general if here is not None else "")
        if words != self.general.text():
            self.general.setText(words)
        self.general.setModified(name in self._half_typed)
        if here is not None and name not in self._half_typed:
            self._seen[name] = here.decided

    def _show_playing(self) -> None:
        playing = self._workspace.listening.is_playing_for(OWNER)
        self.play.setText(self.tr("Pause") if playing else self.tr("Play"))
        self.play.set_look("pause" if playing else "play")

    # ---- asked for --------------------------------------------------------------------------------------------

    def hear(self) -> None:
        """Play the chosen place of the name with a little around it, or pause."""
        listening, place, sound = self._workspace.listening, self._place(), self.story.sound
        if listening.is_playing_for(OWNER):
            listening.pause()
        elif place is not None and sound is not None:
            start, end = max(0, place.time.start_ms - AROUND_MS), place.time.end_ms + AROUND_MS
            span = TimeRange(start, max(start + 1, min(end, sound.duration_ms)))
            listening.play(sound.audio, [span], owner=OWNER)

    def hush(self) -> None:
        """Fall silent."""
        if self._workspace.listening.is_playing_for(OWNER):
            self._workspace.listening.pause()

    def _say_misheard(self) -> None:
        place = self._place()
        if place is None or place.heard is None:
            return
        self.trouble.hide()
        here = self.chosen()
        if operations.keep_no_name(self._workspace, place.heard, self.by.text(), self._say):
            self.hush()
            self._show(here.id if here is not None else None)

    def _keep(self) -> None:
        self._decide(MentionDecision.KEEP)

    def _keep_everywhere(self) -> None:
        self._decide(MentionDecision.KEEP, everywhere=True)

    def _remove(self) -> None:
        self._decide(MentionDecision.REMOVE)

    def _open_again(self) -> None:
        self._decide(MentionDecision.OPEN)

    def _make_general(self) -> None:
        if not self.general.text().strip():
            self.general.setFocus()
        self._decide(MentionDecision.GENERAL)

    def _decide(self, decision: MentionDecision, *, everywhere: bool = False) -> None:
        here = self.chosen()
        if here is None:
            return
        self.trouble.hide()
        general = self.general.text() if decision is MentionDecision.GENERAL else ""
        shown = self._seen.get(here.text, here.decided) if decision is MentionDecision.GENERAL else here.decided
        done = operations.decide(
            self._workspace, here.id, shown, decision, self.by.text(), self._say, general=general, everywhere=everywhere
        )
        if not done:
            self._show(here.id)
            if (now := self.chosen()) is not None:
                self._seen[now.text] = now.decided  # what others made of it is known from here on
            if not self.by.text().strip():
                self.by.setFocus()
            return
        if decision is MentionDecision.GENERAL:
            self._half_typed.pop(here.text, None)
            self.general.setModified(False)
        self.hush()
        following = [one.id for one in self.story.names if one.decision is MentionDecision.OPEN and one.id != here.id]
        self.names.setFocus()
        self._show(following[0] if following and decision is not MentionDecision.OPEN else here.id)
        announce(self, self.count.text())

    # ---- leaving it -------------------------------------------------------------------------------------------

    def _not_taken(self) -> dict[str, str]:
        """General words that are typed and say nothing instead of anything yet, by the name that they are for."""
        typed = dict(self._half_typed)
        if self.general.isModified():
            typed[self._general_of] = self.general.text()
        return {
            one.text: words
            for one in self.story.names
            if (words := " ".join(typed.get(one.text, "").split())) and words != one.general
        }

    def unsaved_words(self) -> list[str]:
        """Each name with the general words that were typed for it."""
        return [f"{name}: {words}" for name, words in self._not_taken().items()]

    def keeping_words(self) -> str:
        """They can be taken."""
        return self.make_general.text()

    def keep_and_leave(self) -> bool:
        """Take them all; what speaks against one is said beside it."""
        for name, words in self._not_taken().items():
            place = next((place for place, one in enumerate(self.story.names) if one.text == name), None)
            if place is None:
                continue
            self.names.choose(place)
            self.general.setText(words)
            self._make_general()
            if name in self._not_taken() or self.trouble.isVisible():
                return False
        return True

    def _say(self, trouble: CoProClipError) -> None:
        self.trouble.setText(str(trouble))
        self.trouble.show()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        project, story_id = self._workspace.opened(), self._story_id

        def _work(_job: Job) -> int:
            return find_names(project, story_id)

        self.looking.setText(self.tr("Looking for names…"))
        self._job = self._workspace.jobs.start(
            JobKind.FIND_NAMES, "", _work, owner=self, subject=(story_id, None), ended=self._on_looked
        )

    def _on_looked(self, _job: AnyJob) -> None:
        self.looking.setText("")
        self._show()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("mention", "segment", "list_entry"):
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a place plays it, and closes nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)


def _row(one: NamedHere) -> Row:
    icon, colour, words = _SHOWN[one.decision]
    state = tr("NamesDialog", words)
    if one.decision is MentionDecision.GENERAL:
        state = tr("NamesDialog", "“{words}” instead").format(words=one.general)
    elif one.decision is MentionDecision.KEEP and one.everywhere:
        state = tr("NamesDialog", "kept in all stories")
    who = tr("NamesDialog", "decided by {who}").format(who=one.decided_by) if one.decided_by else ""
    times = counted(len(one.places), tr("NamesDialog", "said once"), tr("NamesDialog", "said {n} times"))
    return Row(one.text, state, icon, colour, _around(one.places[0]), times, who or _kinds().get(one.kind, ""))


_SHOWN = {
    MentionDecision.OPEN: ("circle-question-mark", "wait", "not decided"),
    MentionDecision.KEEP: ("check", "ok", "kept"),
    MentionDecision.GENERAL: ("replace", "ink2", ""),
    MentionDecision.REMOVE: ("eye-off", "ink2", "taken out"),
}


def _kinds() -> dict[str, str]:
    return {
        NameKind.PERSON: tr("NamesDialog", "a person?"),
        NameKind.PLACE: tr("NamesDialog", "a place?"),
        NameKind.ORGANISATION: tr("NamesDialog", "an organisation?"),
        NameKind.CONTACT: tr("NamesDialog", "a number or address?"),
    }


def _around(place: NamePlace) -> str:
    return f"… {place.before} {place.said} {place.after} …"


def _place_row(place: NamePlace) -> Row:
    corrected = tr("NamesDialog", "heard, and corrected since") if place.heard is not None else ""
    return Row(clock(place.time.start_ms), below=_around(place), right=corrected)

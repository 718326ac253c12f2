"""A copy of the project for a colleague, and bringing back what they did in it: first what comes in, then to choose."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QWidget

from coproclip.errors import Cancelled, CoProClipError
from coproclip.export.working_copies import HandedCopy, hand_copy
from coproclip.overview.bringing_back import join_copy
from coproclip.project.merging.bring_back import BroughtBack, look_into
from coproclip.project.merging.state import Conflict, Keep
from coproclip.project.merging.staying_here import Why
from coproclip.project.merging.words import sentences
from coproclip.settings import documents_folder
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import some_named
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import ask_line, run_dialog
from coproclip.ui.workspace import Workspace

translate = QCoreApplication.translate
MOST_SHOWN, MOST_LETTERS, MOST_SENTENCES = 100, 600, 40


class BringBack(Dialog):
    """What comes in from a copy, and what both sides changed side by side; nothing is done before “Bring in”."""

    def __init__(self, found: BroughtBack, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=760)
        self.setWindowTitle(self.tr("Bring a colleague’s copy back"))
        self._choosers: dict[str, QComboBox] = {}
        self._conflicts = {one.key: one for one in found.conflicts}
        self.whose = found.whose or self.tr("your colleague")
        heading = self.tr("What comes in from {name}").format(name=self.whose)
        self.column.addWidget(Label(heading, "head", wrap=True))
        for sentence in _most([*sentences(found), *found.left_out]):
            self.column.addWidget(Label(sentence, wrap=True))
        self.every = QComboBox()
        if found.conflicts:
            self._show_conflicts(found.conflicts)
        safe = self.tr("What is here now is kept as a backup first. A no stays a no, unless you take theirs for it.")
        self.column.addWidget(Label(safe, "muted", wrap=True))
        self.column.addStretch(1)
        self.bring = Button(self.tr("Bring in"), kind="main", on_click=self.accept)
        self.bring.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.bring)
        self.bring.setFocus()

    def _show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        one = self.tr("One thing differs")
        many = self.tr("{n} things differ").format(n=f"{len(conflicts):,}")
        self.column.addWidget(Hairline())
        self.column.addWidget(Label(one if len(conflicts) == 1 else many, "strong", wrap=True))
        keeping = self.tr(
            "Keep both: yours stays. Theirs is marked in its story, or else under Project, “Kept from copies…”."
        )
        if any(conflict.is_of_voices for conflict in conflicts):
            keeping += " " + self.tr(
                "Who speaks is nobody then: everybody who may be heard is asked, until you choose."
            )
        self.column.addWidget(Label(keeping, "muted", wrap=True))
        if len(conflicts) > 1:
            row = hbox(spacing=8)
            label = Label(self.tr("For all of them"), "small-strong")
            label.setBuddy(self.every)
            row.addWidget(label)
            row.addWidget(self._fill(self.every, label.text()))
            row.addStretch(1)
            self.column.addLayout(row)
            self.every.currentIndexChanged.connect(self._choose_for_all)
            if any(conflict.is_chosen_alone for conflict in conflicts):
                alone = self.tr(
                    "“Take theirs” for all of them leaves out what lets go of a no, or of what holds back or protects: "
                    "that is chosen for each."
                )
                self.column.addWidget(Label(alone, "muted", wrap=True))
            # What is chosen for each alone has to be in sight.
            conflicts = sorted(conflicts, key=lambda conflict: not conflict.is_chosen_alone)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for place, conflict in enumerate(conflicts[:MOST_SHOWN]):
            self._show(grid, place * 3, conflict)
        self.column.addLayout(grid)
        if len(conflicts) > MOST_SHOWN:
            more = self.tr("And {n} more: what is chosen for all of them counts.")
            words = more.format(n=f"{len(conflicts) - MOST_SHOWN:,}")
            if conflicts[MOST_SHOWN].is_chosen_alone:
                words += " " + self.tr("“coproclip merge” lists all, and takes theirs of each that you name.")
            self.column.addWidget(Label(words, wrap=True))

    def _show(self, grid: QGridLayout, row: int, conflict: Conflict) -> None:
        what = " · ".join(part for part in (conflict.where, conflict.about) if part)
        chooser = self._choosers[conflict.key] = QComboBox()
        grid.addWidget(Label(what, "small-strong", wrap=True), row, 0)
        grid.addWidget(self._fill(chooser, self.tr("Which stays: {what}").format(what=what)), row, 1)
        mine, theirs = self.tr("Here: {words}"), self.tr("{name}: {words}")
        grid.addWidget(Label(mine.format(words=self._words(conflict.ours)), wrap=True), row + 1, 0)
        grid.addWidget(Label(theirs.format(name=self.whose, words=self._words(conflict.theirs)), wrap=True), row + 1, 1)
        grid.addWidget(Hairline(), row + 2, 0, 1, 2)

    def _words(self, text: str) -> str:
        if not text:
            return self.tr("not there")
        return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"

    def _fill(self, chooser: QComboBox, name: str) -> QComboBox:
        chooser.setAccessibleName(name)
        chooser.addItem(self.tr("Keep both"), Keep.BOTH)
        chooser.addItem(self.tr("Keep yours only"), Keep.OURS)
        chooser.addItem(self.tr("Take theirs"), Keep.THEIRS)
        return chooser

    def _choose_for_all(self) -> None:
        for key, chooser in self._choosers.items():
            # Nobody's no is turned along with everything else, and nothing that protects somebody.
            if self.otherwise() is not Keep.THEIRS or chooser.currentData() is not Keep.THEIRS:
                chooser.setCurrentIndex(chooser.findData(self._conflicts[key].along_with(self.otherwise())))

    def choices(self) -> dict[str, Keep]:
        """What was chosen, by the key of each conflict that is shown."""
        return {key: Keep(chooser.currentData()) for key, chooser in self._choosers.items()}

    def otherwise(self) -> Keep:
        """What was chosen for all others."""
        return Keep(self.every.currentData()) if self.every.count() else Keep.BOTH


def make_a_copy(workspace: Workspace, parent: QWidget) -> None:
    """Ask for whom and where, and make the copy."""
    workspace.keep_all()
    project = workspace.opened()
    title = translate("Copies", "Who is the copy for? It says later what came from whom.")
    names: list[str] = []
    not_noted: list[str] = []

    def _goes_on(name: str) -> bool:
        names.append(name)  # it is asked where first: nothing is to be kept yet
        return True

    if not ask_line(parent, title, translate("Copies", "Choose where…"), _goes_on):
        return
    name = names[-1]
    where = QFileDialog.getExistingDirectory(
        parent, translate("Copies", "Where the copy shall lie: a USB stick, or a folder"), str(documents_folder())
    )
    if not where:
        return
    working = translate("Copies", "Making a copy for {name}").format(name=name)
    try:
        made = wait_for(
            workspace,
            working,
            lambda job: hand_copy(
                project, Path(where), name, tell=not_noted.append, report=job.report, cancel=job.cancel
            ),
            parent,
            may_stop=True,
        )
    except Cancelled:
        return
    except CoProClipError as error:
        workspace.show_banner(error)
        return
    happened = translate("Copies", "The copy for {name} is “{folder}”.").format(name=name, folder=made.folder.name)
    happened = " ".join([happened, *_staying(made), *not_noted])
    safe = translate(
        "Copies", "Real names, scanned papers, private notes and the log of care stay here. Keep working in yours."
    )
    after = translate("Copies", "When it comes back: Project, “Bring a colleague’s copy back…”.")
    workspace.show_banner(Message(happened, safe, after, key="copy made"))


def _staying(made: HandedCopy) -> list[str]:
    """How many stories are not in it, and why."""
    binned, refused, waiting = (made.staying.get(why, 0) for why in (Why.BINNED, Why.NO, Why.OPEN))
    found = []
    if binned:
        one = translate("Copies", "A story in the bin is not in it.")
        many = translate("Copies", "{n} stories in the bin are not in it.")
        found.append(one if binned == 1 else many.format(n=f"{binned:,}"))
    if refused:
        one = translate("Copies", "A story that somebody said no to is not in it.")
        many = translate("Copies", "{n} stories that somebody said no to are not in it.")
        found.append(one if refused == 1 else many.format(n=f"{refused:,}"))
    if waiting:
        one = translate(
            "Copies",
            "A story is not in it that nobody said no to, but a yes to it has run out, or is to be asked for later.",
        )
        many = translate(
            "Copies",
            "{n} stories are not in it that nobody said no to, but a yes to them has run out, or is to be asked for "
            "later.",
        )
        found.append(one if waiting == 1 else many.format(n=f"{waiting:,}"))
    if made.sections:
        one = translate("Copies", "A section of the report that quotes or names such a story is not in it.")
        many = translate("Copies", "{n} sections of the report that quote or name such stories are not in it.")
        found.append(one if made.sections == 1 else many.format(n=f"{made.sections:,}"))
    if made.texts:
        one = translate("Copies", "A text with their words, or with a name that they take out, is not in it either.")
        many = translate(
            "Copies", "{n} texts with their words, or with a name that they take out, are not in it either."
        )
        found.append(one if made.texts == 1 else many.format(n=f"{made.texts:,}"))
    if found:
        found.append(
            translate("Copies", "So nothing can be exported from the copy: bring it back, and export from here.")
        )
    return found


def bring_copy_back(workspace: Workspace, parent: QWidget) -> None:
    """Ask which copy, show what comes in, and bring it in."""
    workspace.keep_all()
    where = QFileDialog.getExistingDirectory(
        parent, translate("Copies", "Choose the folder of the copy, it ends in .coproclip"), str(documents_folder())
    )
    if where:
        bring_back_from(workspace, parent, Path(where))


def bring_back_from(workspace: Workspace, parent: QWidget, folder: Path) -> None:
    """Show what comes in from the copy at `folder`, and bring it in."""
    project = workspace.opened()
    reading = translate("Copies", "Reading the copy")
    try:
        found = wait_for(
            workspace,
            reading,
            lambda job: look_into(project, folder, report=job.report, cancel=job.cancel),
            parent,
            may_stop=True,
        )
    except Cancelled:
        return
    except CoProClipError as error:
        workspace.show_banner(error)
        return
    if found.is_empty:
        nothing = translate("Copies", "There is nothing in this copy that is not here already.")
        workspace.show_banner(Message(nothing, key="copy back"))
        return
    dialog = BringBack(found, parent)
    if not run_dialog(dialog):
        return
    choices, otherwise = dialog.choices(), dialog.otherwise()
    bringing = translate("Copies", "Bringing it in")
    try:
        with workspace.hearing_later():
            joined = wait_for(
                workspace,
                bringing,
                lambda job: join_copy(project, folder, choices, otherwise, report=job.report, cancel=job.cancel),
                parent,
                may_stop=True,
                to_the_end=True,
            )
    except Cancelled:
        return
    except CoProClipError as error:
        workspace.show_banner(error)
        return
    done = joined.done
    kept_both = any(choices.get(one.key, one.along_with(otherwise)) is Keep.BOTH for one in done.conflicts)
    workspace.show_banner(_done(done, kept_both, joined.still_out))


def _most(texts: Sequence[str]) -> list[str]:
    """As many sentences as anybody reads at once, each no longer than that."""
    found = [text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…" for text in texts[:MOST_SENTENCES]]
    if (more := len(texts) - MOST_SENTENCES) > 0:
        words = translate("Copies", "And {n} more to be read: “coproclip merge --dry-run” says all of it.")
        found.append(words.format(n=f"{more:,}"))
    return found


def _done(done: BroughtBack, kept_both: bool, still_out: Sequence[str]) -> Message:
    whose = done.whose or translate("Copies", "Your colleague")
    happened = translate("Copies", "What {name} did is here now.").format(name=whose)
    safe = translate(
        "Copies",
        "What was there before is kept as the newest backup: Project, “Restore a backup…” takes all this back.",
    )
    after = [*still_out, *_most(done.left_out)]
    if kept_both:
        after.append(translate("Copies", "What was kept beside yours: in its story, or Project, “Kept from copies…”."))
    if done.missing:
        lost = translate("Copies", "These of its files are not in the copy, or not what they are said to be: {names}.")
        after.append(lost.format(names=some_named(done.missing)))
        after.append(translate("Copies", "Ask for them."))
    return Message(happened, safe, " ".join(after), key="copy back")

"""What people say in the room: notes, choices with their reasons, who is there, the page they agree on."""

from coproclip.overview.workshop import read_room
from coproclip.project.half_typed import typed_in
from coproclip.project.kinds import ChoiceKind, NoteKind, StepKind, TakingPart
from coproclip.sensemaking.choices import Said, said_of
from coproclip.sensemaking.sessions import FIRST_AGREEMENT
from coproclip.sensemaking.steps import steps_as_lines
from coproclip.ui.operations import workshop as operations
from coproclip.ui.pages.workshop.asking import AskDialog, Blank, Unkept
from coproclip.ui.pages.workshop.notice import BegunThoughts, Thought
from coproclip.ui.pages.workshop.room_view import RoomView
from coproclip.ui.pages.workshop.view_control import ViewControl
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class SayingControl(ViewControl):
    """What is noted, chosen and agreed on."""

    def __init__(self, workspace: Workspace, view: RoomView) -> None:
        super().__init__(workspace, view)
        view.show_notes.clicked.connect(lambda _on=False: self.show_notes())
        view.note.clicked.connect(lambda _on=False: self.note())
        view.chosen.choose_asked.connect(self.choose)
        view.chosen.note_asked.connect(self.note)
        view.notice.kept.connect(self._on_noted)
        view.notice.follow(BegunThoughts(workspace))
        workspace.watch.unsaved.append(view.notice.unsaved_words)
        workspace.closing.connect(view.notice.keep_begun)
        view.settle.agreement_asked.connect(self.change_agreement)
        view.settle.steps_asked.connect(self.change_steps)
        view.settle.person_asked.connect(self.add_person)
        view.settle.change_asked.connect(self.change_person)
        close = view.close_pane
        close.words.written.connect(self._write_page)
        workspace.closing.connect(close.words.keep)
        close.draft_asked.connect(lambda: operations.draft_page(workspace, *self._page()))
        close.agreed.connect(self._agree)
        close.close_asked.connect(self._close)

    def _page(self) -> tuple[int, str]:
        """The workshop, and what stands on its page here."""
        return self._room.session_id, self._view.close_pane.page.toPlainText()

    def _write_page(self, session_id: int, before: str, words: str) -> None:
        self._workspace.typed.keep([TypedText(TextOf.WORKSHOP, session_id, "read_back", before, words)])

    def _agree(self, on: bool) -> None:
        session_id, shown = self._page()
        operations.agree_on_page(self._workspace, session_id, on, shown)

    def _close(self, on: bool) -> None:
        session_id, shown = self._page()
        operations.close(self._workspace, session_id, on, shown)

    def show_notes(self) -> None:
        """Show what was noted alone, and put the keyboard there."""
        operations.show_thoughts(self._workspace, self._room.session_id)
        self._view.board.focus_tile(lambda tile: not tile.is_card)

    def _on_noted(self, thought: Thought) -> None:
        card = self._room.card(thought.card_id)
        kept = operations.note(
            self._workspace,
            self._room.session_id,
            thought.kind,
            thought.words,
            self._workspace.show_banner,
            attendee_id=thought.attendee_id,
            card_id=card.card_id if card is not None else None,
        )
        if kept:
            self._view.notice.pass_on()

    def note(self, kind: NoteKind | None = None) -> None:
        """Note something in the group: about this card, or about nothing in particular; alone while that is done."""
        if kind is None and self._view.kind is StepKind.NOTICE:
            self._view.notice.text.setFocus()
            return
        row, group = self._view.current(), self.group()
        kinds = {
            NoteKind.MEMO: self.tr("Note"),
            NoteKind.DIFFERENTLY: self.tr("I see this differently"),
            NoteKind.SUGGESTION: self.tr("Suggestion"),
            NoteKind.OUTPUT: self.tr("What came of it"),
            NoteKind.QUESTION: self.tr("Open question"),
            NoteKind.ACTION: self.tr("Action: what, and who"),
            NoteKind.LEARNED: self.tr("What we learned"),
        }
        usual = NoteKind.DIFFERENTLY if self._view.kind is StepKind.DIFFERENCE else NoteKind.MEMO
        people = (("", self.tr("The group")), *((str(one.attendee_id), one.name) for one in self._room.people))

        def _keep(dialog: AskDialog) -> bool:
            chosen, who = NoteKind(dialog.value("kind")), dialog.value("who")
            of_group = chosen is NoteKind.DIFFERENTLY and group is not None
            return operations.note(
                self._workspace,
                self._room.session_id,
                chosen,
                dialog.value("text"),
                dialog.on_trouble,
                attendee_id=int(who) if who else None,
                card_id=row.card_id if row is not None and chosen in (NoteKind.MEMO, NoteKind.DIFFERENTLY) else None,
                cluster_id=group.group_id if of_group and group is not None else None,
            )

        blanks = [
            Blank("text", self.tr("In a few words"), long=True),
            Blank("kind", self.tr("What it is"), str((kind or usual).value), tuple(kinds.items())),
            Blank("who", self.tr("Who says so"), "", people),
        ]
        unkept = self._unkept(f"note {row.card_id if row is not None else 0}")
        run_dialog(AskDialog(self.tr("Note"), self.tr("Note it"), blanks, _keep, parent=self._view, unkept=unkept))

    def _unkept(self, form: str) -> Unkept:
        project, closing = typed_in(self._workspace.opened()), self._workspace.closing
        return Unkept(project, f"workshop {self._room.uid} {form}", closing)

    def choose(self, chosen: bool) -> None:
        """Choose this card for something, or leave it out; with a reason."""
        row, group = self._view.current(), self.group()
        if row is None:
            return
        kinds = tuple((kind.value, self._view.chosen.kind_words(kind)) for kind in ChoiceKind)
        theme = group.theme_id if group is not None else None
        themes = {kind: theme if kind is ChoiceKind.HEADLINE else None for kind in ChoiceKind}

        def _said() -> dict[ChoiceKind, Said | None]:
            read, session_id = self._workspace.read, self._room.session_id
            return {kind: read(said_of, session_id, kind, row.card_id, of) for kind, of in themes.items()}

        shown = _said()

        def _keep(dialog: AskDialog) -> bool:
            kind = ChoiceKind(dialog.value("kind"))
            kept = operations.choose(
                self._workspace,
                self._room.session_id,
                kind,
                dialog.value("reason"),
                dialog.on_trouble,
                card_id=row.card_id,
                shown=shown[kind],
                theme_id=themes[kind],
                chosen=chosen,
            )
            if not kept:  # what was said of it is known from here on
                shown.update(_said())
            return kept

        heading = self.tr("Choose card {number}") if chosen else self.tr("Leave out card {number}")
        blanks = [
            Blank("reason", self.tr("Why? One sentence is enough"), long=True),
            Blank("kind", self.tr("What for"), ChoiceKind.PLAYLIST.value, kinds),
        ]
        button = self.tr("Choose it") if chosen else self.tr("Leave it out")
        unkept = self._unkept(f"{'choice' if chosen else 'leaving out'} {row.card_id}")
        words = heading.format(number=row.number)
        run_dialog(AskDialog(words, button, blanks, _keep, parent=self._view, unkept=unkept))

    def change_agreement(self) -> None:
        """Write the agreement together."""

        def _keep(dialog: AskDialog) -> bool:
            [(shown, words)] = dialog.both("text").values()
            kept = operations.agree(self._workspace, self._room.session_id, shown, words, dialog.on_trouble)
            if not kept:  # what was agreed on meanwhile was said
                self._workspace.opened().poll()
                dialog.seen("text", self._workspace.read(read_room, self._room.session_id).agreement)
            return kept

        blanks = [Blank("text", self.tr("How we work together"), self._room.agreement or FIRST_AGREEMENT, long=True)]
        heading, button, unkept = self.tr("Our agreement"), self.tr("We agree"), self._unkept("agreement")
        run_dialog(AskDialog(heading, button, blanks, _keep, parent=self._view, unkept=unkept))

    def change_steps(self) -> None:
        """The steps as this group wants them: other names, questions and times, another order, more or fewer."""
        session_id = self._room.session_id

        def _keep(dialog: AskDialog) -> bool:
            return operations.change_texts(
                self._workspace, TextOf.WORKSHOP, session_id, dialog.both("steps"), dialog.on_trouble
            )

        words = self.tr(
            "One step on a line: kind | name | question | how to go about it | minutes. No step ends by itself. "
            "Kinds: {kinds}."
        ).format(kinds=", ".join(StepKind))
        blanks = [Blank("steps", self.tr("Steps"), steps_as_lines(self._room.steps), long=True)]
        heading, unkept = self.tr("The steps of this workshop"), self._unkept("steps")
        run_dialog(AskDialog(heading, self.tr("Save"), blanks, _keep, words, self._view, unkept=unkept))

    def _levels(self) -> tuple[tuple[str, str], ...]:
        return tuple((level.value, self._view.settle.level_words(level)) for level in TakingPart)

    def _person_blanks(self, name: str, level: TakingPart, needs: str) -> list[Blank]:
        return [
            Blank("name", self.tr("What they are called in the room"), name),
            Blank("level", self.tr("How much they take part today"), level.value, self._levels()),
            Blank("needs", self.tr("What helps them"), needs),
        ]

    def add_person(self) -> None:
        """Somebody more."""

        def _keep(dialog: AskDialog) -> bool:
            level = TakingPart(dialog.value("level"))
            return operations.add_person(
                self._workspace,
                self._room.session_id,
                dialog.value("name"),
                level,
                dialog.value("needs"),
                dialog.on_trouble,
            )

        blanks = self._person_blanks("", TakingPart.TALK, "")
        run_dialog(AskDialog(self.tr("Who is there?"), self.tr("Add"), blanks, _keep, parent=self._view))

    def change_person(self, attendee_id: int | None) -> None:
        """Change what is known of somebody who is there."""
        person = next((one for one in self._room.people if one.attendee_id == attendee_id), None)
        if person is None:
            return

        def _keep(dialog: AskDialog) -> bool:
            if dialog.value("gone"):
                operations.remove_person(self._workspace, person.attendee_id, person.name)
                return True
            return operations.change_texts(
                self._workspace,
                TextOf.IN_THE_ROOM,
                person.attendee_id,
                dialog.both("name", "level", "needs"),
                dialog.on_trouble,
                dict(self._levels()),
            )

        gone = Blank("gone", self.tr("Take them off the list; what they noted stays"), tick=True)
        blanks = [*self._person_blanks(person.name, person.level, person.needs), gone]
        run_dialog(AskDialog(person.name, self.tr("Save"), blanks, _keep, parent=self._view))

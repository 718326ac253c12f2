"""The group's workshop: what is done in the room and on the page that lists workshops."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput, CoProClipError
from coproclip.project.journal import Operation
from coproclip.project.kinds import ChoiceKind, NoteKind, TakingPart
from coproclip.project.project import Edit
from coproclip.project.rows import how_many, text_of
from coproclip.sensemaking import attendees, cards, choices, clusters, contributions, dots, notes, quick_sheet, sessions
from coproclip.sensemaking import read_back as pages
from coproclip.sensemaking.typed_before import Again
from coproclip.ui.operations.long_edits import Look, edit_many, edit_while_shown
from coproclip.ui.operations.meanwhile import check_words, said_meanwhile
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.counting import counted
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def start(
    workspace: Workspace, title: str, dots_each: int, hidden: bool, people: Sequence[int], trouble: Trouble
) -> int | None:
    """Start a workshop with these people (ids of the project's), and draw its cards; its number."""

    def _start(edit: Edit, look: Look) -> int:
        made = sessions.start_session(edit, title, dots=dots_each)
        made.dots_hidden = int(hidden)
        for person in people:
            look()
            attendees.add_attendee(edit, made.id, "", person_id=person)
        cards.draw_cards(edit, made.id)
        return made.id

    beginning = tr("Operations", "Drawing the cards")
    many = partial(how_many, table="excerpt")
    made = edit_many(workspace, many, beginning, Operation.START_WORKSHOP, _start, trouble=trouble)
    return None if made is None else made.value


def hide_dots(workspace: Workspace, session_id: int, hidden: bool) -> None:
    """Whether dots have a number."""
    workspace.edit(
        Operation.CHANGE_WORKSHOP, lambda edit: sessions.change_session(edit, session_id, dots_hidden=hidden)
    )


def change_texts(
    workspace: Workspace,
    kind: TextOf,
    row: int,
    texts: Mapping[str, tuple[str, str]],
    trouble: Trouble,
    words: Mapping[str, str] | None = None,
) -> bool:
    """Change texts of a workshop, a group, or somebody there, by column: what the form showed, what it says now.

    `words` says what is chosen is called. False where it could not be, which was said.
    """
    typed = [TypedText(kind, row, column, *both, words=words or {}) for column, both in texts.items()]

    def _keep() -> bool:
        workspace.typed.keep_now(typed)
        return True

    return workspace.attempt(_keep, trouble) is True


def delete(workspace: Workspace, session_id: int, title: str) -> bool:
    """Delete a workshop; excerpts and themes stay."""
    done = tr("Operations", "Workshop “{title}” deleted; excerpts and themes stay").format(title=title)
    gone = edit_many(
        workspace,
        lambda session: sum(how_many(session, one, session_id=session_id) for one in ("card", "group_note", "dot")),
        tr("Operations", "Deleting the workshop “{title}”").format(title=title),
        Operation.DELETE_WORKSHOP,
        lambda edit, _look: sessions.delete_session(edit, session_id),
        done=done,
    )
    return gone is not None


def keep_place(
    workspace: Workspace, session_id: int, *, step: int | None = None, card: int | None = None, heard: int | None = None
) -> None:
    """Remember where the group is; nothing to take back."""
    project = workspace.opened()
    workspace.attempt(partial(sessions.keep_place, project, session_id, step=step, card=card, heard=heard))


def agree(workspace: Workspace, session_id: int, shown: str, words: str, trouble: Trouble) -> bool:
    """Keep the agreement as its newest version; not where the one before is another than what was `shown`."""

    def _agree(edit: Edit) -> int:
        newest = sessions.newest_agreement(edit.session)
        check_words(newest.text if newest is not None else "", shown, words)
        return sessions.agree(edit, words, session_id).id

    done = tr("Operations", "The agreement is kept; the one before stays on record")
    return workspace.edit(Operation.AGREE, _agree, done=done, trouble=trouble) is not None


def add_person(
    workspace: Workspace, session_id: int, name: str, level: TakingPart, needs: str, trouble: Trouble
) -> bool:
    """Somebody more in the room."""

    def _add(edit: Edit) -> int:
        return attendees.add_attendee(edit, session_id, name, level=level, needs=needs).id

    return workspace.edit(Operation.CHANGE_PRESENT, _add, trouble=trouble) is not None


def remove_person(workspace: Workspace, attendee_id: int, name: str) -> None:
    """Take somebody off the list."""
    done = tr("Operations", "{name} is off the list; what they noted stays").format(name=name)
    workspace.edit(Operation.CHANGE_PRESENT, lambda edit: attendees.remove_attendee(edit, attendee_id), done=done)


def draw(workspace: Workspace, session_id: int) -> None:
    """Draw more cards."""

    def _done(drawn: cards.Drawn) -> str:
        if not drawn.added:
            return tr("Operations", "No more cards: there is nothing else that the group may hear")
        more = counted(drawn.added, tr("Operations", "1 more card"), tr("Operations", "{n} more cards"))
        return tr("Operations", "{more}, {all} together").format(more=more, all=drawn.cards)

    title, operation = tr("Operations", "Drawing the cards"), Operation.DRAW_CARDS
    many = partial(how_many, table="excerpt")
    edit_many(workspace, many, title, operation, lambda edit, _look: cards.draw_cards(edit, session_id), done=_done)


def note(
    workspace: Workspace,
    session_id: int,
    kind: NoteKind,
    words: str,
    trouble: Trouble,
    *,
    attendee_id: int | None = None,
    card_id: int | None = None,
    cluster_id: int | None = None,
) -> bool:
    """Keep a note; a first thought stays hidden until it is shown."""

    def _note(edit: Edit) -> int:
        return notes.add_note(
            edit, session_id, kind, words, attendee_id=attendee_id, card_id=card_id, cluster_id=cluster_id
        ).id

    done = tr("Operations", "Noted")
    if kind in notes.FIRST_THOUGHTS:
        done = tr("Operations", "Noted, and hidden until you show it. Pass the keyboard on.")
    return workspace.edit(Operation.NOTE_THOUGHT, _note, done=done, trouble=trouble) is not None


def delete_note(workspace: Workspace, note_id: int) -> None:
    """Take a note away."""
    done = tr("Operations", "Note deleted")
    workspace.edit(Operation.NOTE_THOUGHT, lambda edit: notes.delete_note(edit, note_id), done=done)


def show_thoughts(workspace: Workspace, session_id: int) -> None:
    """Show what was noted alone."""
    workspace.edit(
        Operation.SHOW_THOUGHTS,
        lambda edit: notes.show_thoughts(edit, session_id),
        done=lambda count: counted(count, tr("Operations", "1 note is shown"), tr("Operations", "{n} notes are shown")),
    )


def new_group(workspace: Workspace, session_id: int, card_id: int | None) -> None:
    """A new group, with this card in it."""
    inside = [card_id] if card_id is not None else []
    workspace.edit(Operation.GROUP_CARDS, lambda edit: clusters.add_cluster(edit, session_id, "", inside).id)


def put(
    workspace: Workspace,
    group_id: int | None,
    *,
    card_id: int | None = None,
    note_id: int | None = None,
    position: int | None = None,
) -> None:
    """Put a card or a note in a group, or out of all."""
    workspace.edit(
        Operation.GROUP_CARDS,
        lambda edit: clusters.put(edit, group_id, card_id=card_id, note_id=note_id, position=position),
    )


def set_differs(workspace: Workspace, session_id: int, card_id: int, differs: bool) -> None:
    """Say that a card sees its group differently, or not."""
    workspace.edit(Operation.GROUP_CARDS, lambda edit: clusters.set_differs(edit, session_id, card_id, differs))


def take_apart(workspace: Workspace, group_id: int) -> None:
    """Take a group apart."""
    done = tr("Operations", "The group is taken apart; its cards stand alone")
    workspace.edit(Operation.GROUP_CARDS, lambda edit: clusters.delete_cluster(edit, group_id), done=done)


def make_theme(workspace: Workspace, group_id: int, question: tuple[str, str], trouble: Trouble) -> bool:
    """Make a group a theme; `question` is the one that was shown, and the one it answers now.

    Never over another one than was shown.
    """
    shown, asked = question
    done = tr("Operations", "It is a theme now, with the excerpts of its cards")
    made = workspace.edit(
        Operation.NAME_GROUP,
        lambda edit: clusters.make_theme(edit, group_id, question=asked, shown=shown).id,
        done=done,
        trouble=trouble,
    )
    return made is not None


def place_dot(workspace: Workspace, session_id: int, attendee_id: int, card_id: int) -> None:
    """Somebody's dot on a card."""
    workspace.edit(
        Operation.PLACE_DOT,
        lambda edit: dots.place_dot(edit, session_id, attendee_id, card_id=card_id).id,
        trouble=lambda error: _say_shortly(workspace, error),
    )


def take_dot(workspace: Workspace, session_id: int, attendee_id: int, card_id: int) -> None:
    """Take somebody's dot back."""
    workspace.edit(
        Operation.PLACE_DOT,
        lambda edit: dots.take_dot(edit, session_id, attendee_id, card_id=card_id),
        trouble=lambda error: _say_shortly(workspace, error),
    )


def _say_shortly(workspace: Workspace, error: CoProClipError) -> None:
    """Nobody has to put away before a room that somebody has no dot left."""
    if isinstance(error, BadInput):
        workspace.show_toast(" ".join(filter(None, (error.happened, error.next))), done=False)
    else:
        workspace.show_banner(error)


def choose(
    workspace: Workspace,
    session_id: int,
    kind: ChoiceKind,
    reason: str,
    trouble: Trouble,
    *,
    card_id: int,
    shown: choices.Said | None,
    theme_id: int | None = None,
    chosen: bool = True,
) -> bool:
    """Choose a card, or leave it out, with a reason; what is chosen for the playlist is put into one.

    Never over what somebody else said of it since what was `shown`.
    """

    def _choose(edit: Edit) -> str:
        there = choices.said_of(edit.session, session_id, kind, card_id, theme_id)
        if there not in (None, shown, (chosen, reason.strip())):
            words = tr("Operations", "Somebody else chose this card meanwhile: “{reason}”")
            if not there.chosen:
                words = tr("Operations", "Somebody else left this card out meanwhile: “{reason}”")
            raise said_meanwhile(words.format(reason=there.reason))
        choices.choose(edit, session_id, kind, reason, card_id=card_id, theme_id=theme_id, chosen=chosen)
        playlist = choices.workshop_playlist(edit.session, session_id) if kind is ChoiceKind.PLAYLIST else None
        return playlist.title if playlist is not None and chosen else ""

    def _done(playlist: str) -> str:
        return tr("Operations", "Added to the playlist “{title}”").format(title=playlist) if playlist else ""

    return workspace.edit(Operation.CHOOSE, _choose, done=_done, trouble=trouble) is not None


def draft_page(workspace: Workspace, session_id: int, shown: str) -> None:
    """Draft the page that is read back from what the group did, in place of the page that is `shown`."""

    def _draft(edit: Edit, _look: Look) -> None:
        _must_be_shown(edit, session_id, shown)
        pages.set_read_back(edit, session_id, pages.draft(edit.session, session_id))

    title = tr("Operations", "Drafting the page")
    many = partial(how_many, table="card", session_id=session_id)
    edit_many(workspace, many, title, Operation.READ_BACK, _draft, trouble=workspace.show_banner)


def _must_be_shown(edit: Edit, session_id: int, shown: str) -> None:
    there = text_of(edit.session, TextOf.WORKSHOP, session_id, "read_back") or ""
    if there.strip() != shown.strip():
        raise BadInput(
            tr("Operations", "The page in the project is not the one that is shown here."),
            tr("Operations", "Nothing was changed; what was typed here is not lost."),
            tr("Operations", "Read the page again, then continue."),
        )


def agree_on_page(workspace: Workspace, session_id: int, agreed: bool, shown: str) -> bool:
    """The group agrees on the page that is `shown`, or not after all; False where that one is not in the project."""

    def _agree(edit: Edit) -> None:
        if agreed:
            _must_be_shown(edit, session_id, shown)
        pages.agree_on_it(edit, session_id, agreed=agreed)

    done = tr("Operations", "The group agrees on the page") if agreed else ""
    return workspace.edit(Operation.READ_BACK, _agree, done=done, trouble=workspace.show_banner) is not None


def close(workspace: Workspace, session_id: int, closed: bool, shown: str) -> bool:
    """Close a workshop with the page that is `shown`, or open it again."""

    def _close(edit: Edit) -> None:
        if closed:
            _must_be_shown(edit, session_id, shown)
            pages.close_session(edit, session_id)
        else:
            pages.reopen_session(edit, session_id)

    done = tr("Operations", "The workshop is closed") if closed else tr("Operations", "The workshop is open again")
    return workspace.edit(Operation.READ_BACK, _close, done=done, trouble=workspace.show_banner) is not None


def _what_is_kept(entered: quick_sheet.Entered) -> str:
    said = tr("Operations", "{n} lines of the sheet are kept").format(n=entered.lines)
    if entered.known:
        said += tr("Operations", "; {n} were typed in already").format(n=len(entered.known))
    if not entered.moved:
        return said
    moved = ", ".join(map(str, entered.moved))
    return said + tr("Operations", "; in another group than before: card {numbers}").format(numbers=moved)


def enter_results(
    workspace: Workspace, session_id: int, text: str, trouble: Trouble, again: Again | None = None
) -> bool:
    """Keep what a sheet of paper says; `again` says what becomes of lines that were typed in already."""
    made = edit_many(
        workspace,
        len(text.splitlines()),
        tr("Operations", "Keeping the lines"),
        Operation.ENTER_RESULTS,
        lambda edit, _look: quick_sheet.enter_results(edit, session_id, text, again),
        done=_what_is_kept,
        trouble=trouble,
    )
    return made is not None


def take_in(workspace: Workspace, files: Sequence[Path]) -> Mapping[str, int] | None:
    """Take in notes that came back; how many are new and how many were here."""

    def _take(edit: Edit, look: Look) -> contributions.TakenIn:
        return contributions.take_in(edit, [contributions.read_contribution(one) for one in files], stop=look)

    taken = edit_while_shown(
        workspace,
        tr("Operations", "Taking in the notes"),
        Operation.TAKE_IN_NOTES,
        _take,
        done=lambda found: tr("Operations", "{n} new notes; {m} were here already").format(n=found.new, m=found.known),
    )
    return None if taken is None else {"new": taken.value.new, "known": taken.value.known}

"""Notes, groups of cards, dots, choices and the page that is agreed on."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rooms import PEOPLE, Room
from sqlalchemy import select

from coproclip.errors import BadInput, CoProClipError
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.playlists import add_playlist, change_playlist, delete_playlist, find_playlist, items, playlists
from coproclip.overview.workshop import read_room
from coproclip.project.journal import Operation
from coproclip.project.kinds import ChoiceKind, NoteKind, Suggested, TakingPart
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.project.schema import Attendee, Card, Dot, Excerpt, GroupNote, Theme, ThemeLink, WorkshopSession
from coproclip.sensemaking.attendees import attendees, change_attendee, remove_attendee
from coproclip.sensemaking.choices import choices, choose, take_back
from coproclip.sensemaking.clusters import (
    add_cluster,
    clusters,
    delete_cluster,
    find_cluster,
    make_theme,
    members,
    name_cluster,
    put,
    set_differs,
)
from coproclip.sensemaking.contributions import project_key, read_contribution, take_in
from coproclip.sensemaking.dots import dots, left, place_dot, take_dot
from coproclip.sensemaking.notes import (
    add_note,
    change_note,
    delete_note,
    differing,
    hidden_count,
    hidden_thoughts,
    notes,
    notes_of,
    show_thoughts,
)
from coproclip.sensemaking.quick_sheet import EXAMPLE, KINDS, WrongLines, enter_results, read_sheet
from coproclip.sensemaking.read_back import agree_on_it, close_session, draft, reopen_session, set_read_back
from coproclip.sensemaking.sessions import change_session
from coproclip.sensemaking.typed_before import Again, TypedBefore
from coproclip.themes.codebook import add_theme, excerpts_in, find_theme
from coproclip.themes.counts import Count, theme_counts


def excerpt_of(room: Room, number: int) -> int:
    with room.project.read() as session:
        return session.get_one(Card, room.cards[number]).excerpt_id


def card_saying(room: Room, words: str) -> int:
    """The number of the card with these words."""
    with room.project.read() as session:
        reader = StoryReader(session)
        for number, card in room.cards.items():
            if words in reader.quote(session.get_one(Excerpt, session.get_one(Card, card).excerpt_id)):
                return number
    raise AssertionError(words)


Move = tuple[str, int, int, int]

# ---- notes ----------------------------------------------------------------------------------------------------


def test_first_thoughts_are_hidden_until_they_are_shown(room: Room) -> None:
    project, session_id = room.project, room.session_id
    with project.edit(Operation.NOTE_THOUGHT) as edit:
        add_note(
            edit, session_id, NoteKind.STOOD_OUT, "Biscuits!", attendee_id=room.people["Bo"], card_id=room.cards[3]
        )
        add_note(edit, session_id, NoteKind.MISSING, "Anybody under twenty", attendee_id=room.people["Dee"])
        add_note(edit, session_id, NoteKind.QUESTION, "Who pays the bus?")
    with project.read() as session:
        assert [note.text for note in notes(session, session_id)] == ["Who pays the bus?"]
        assert hidden_count(session, session_id) == 2
        assert "Biscuits" not in draft(session, session_id)
    with project.edit(Operation.SHOW_THOUGHTS) as edit:
        assert show_thoughts(edit, session_id) == 2
    with project.read() as session:
        assert [note.text for note in notes(session, session_id)][:2] == ["Biscuits!", "Anybody under twenty"]
        assert hidden_count(session, session_id) == 0
    assert project.undo() is Operation.SHOW_THOUGHTS
    with project.read() as session:
        assert hidden_count(session, session_id) == 2


def test_a_note_needs_words_and_what_it_is_about_is_of_this_workshop(room: Room) -> None:
    with pytest.raises(BadInput, match="words"), room.project.edit(Operation.NOTE_THOUGHT) as edit:
        add_note(edit, room.session_id, NoteKind.MEMO, "  ")
    with room.project.edit(Operation.NOTE_THOUGHT) as edit:
        note = add_note(edit, room.session_id, NoteKind.ACTION, "Ring the library", attendee_id=room.people["Bo"]).id
        change_note(edit, note, text="Ring the library on Friday", done=True)
    with room.project.edit(Operation.CHANGE_PRESENT) as edit:
        remove_attendee(edit, room.people["Bo"])
        assert (edit.get(GroupNote, note).from_whom, edit.get(GroupNote, note).done) == ("Bo", 1)
    with room.project.edit(Operation.NOTE_THOUGHT) as edit:
        delete_note(edit, note)
        assert notes(edit.session, room.session_id) == []


# ---- groups of cards ------------------------------------------------------------------------------------------


def test_cards_and_notes_are_put_together_and_moved(room: Room) -> None:
    card = room.cards
    with room.project.edit(Operation.GROUP_CARDS) as edit:
        chairs = add_cluster(edit, room.session_id, "Chairs", [card[1], card[2]])
        tea = add_cluster(edit, room.session_id, "", [card[3]])
        note = add_note(edit, room.session_id, NoteKind.MEMO, "Everybody laughed").id
        put(edit, tea.id, note_id=note, position=0)
        put(edit, tea.id, card_id=card[1], position=1)
        one, other = chairs.id, tea.id
    with room.project.read() as session:
        assert [member.card_id for member in members(session, one)] == [card[2]]
        assert [(member.card_id, member.note_id) for member in members(session, other)] == [
            (None, note),
            (card[1], None),
            (card[3], None),
        ]
        assert find_cluster(session, room.session_id, "group 2").id == other  # type: ignore[union-attr]
    with room.project.edit(Operation.GROUP_CARDS) as edit:
        put(edit, None, card_id=card[3])
        delete_cluster(edit, one)
        assert len(clusters(edit.session, room.session_id)) == 1
        add_cluster(edit, room.session_id, "Soup")
    with pytest.raises(BadInput, match="already"), room.project.edit(Operation.GROUP_CARDS) as edit:
        add_cluster(edit, room.session_id, "soup")


def test_a_group_named_in_somebodys_words_becomes_a_theme_with_its_links(room: Room) -> None:
    biscuits, fare, list_ = (card_saying(room, words) for words in ("biscuits", "bus fare", "hold the list"))
    with room.project.edit(Operation.GROUP_CARDS) as edit:
        cluster = add_cluster(edit, room.session_id, "Paid in biscuits", [room.cards[fare], room.cards[biscuits]]).id
        put(edit, cluster, card_id=room.cards[list_])
        set_differs(edit, room.session_id, room.cards[list_], True)
        add_note(edit, room.session_id, NoteKind.DIFFERENTLY, "Biscuits are fine by me", cluster_id=cluster)
    with room.project.edit(Operation.NAME_GROUP) as edit:
        theme = make_theme(edit, cluster, question="What is fair?").id
    with room.project.read() as session:
        made = session.get_one(Theme, theme)
        assert (made.in_their_words, made.suggested_by, made.question) == (1, Suggested.GROUP, "What is fair?")
        assert made.headline_excerpt_id == excerpt_of(room, biscuits)
        assert {one.id for one in excerpts_in(session, theme)} == {excerpt_of(room, n) for n in (biscuits, fare, list_)}
        differs = session.scalars(select(ThemeLink.excerpt_id).where(ThemeLink.differs == 1)).all()
        assert differs == [excerpt_of(room, list_)]
        assert [note.text for note in differing(session, theme)] == ["Biscuits are fine by me"]
    with room.project.edit(Operation.GROUP_CARDS) as edit:  # the theme follows what the group does
        put(edit, None, card_id=room.cards[fare])
        put(edit, cluster, card_id=room.cards[1])
        name_cluster(edit, cluster, "Soup")
        assert excerpt_of(room, fare) not in {one.id for one in excerpts_in(edit.session, theme)}
        assert (edit.get(Theme, theme).name, edit.get(Theme, theme).in_their_words) == ("Soup", 0)
    with pytest.raises(BadInput, match="Name the group"), room.project.edit(Operation.NAME_GROUP) as edit:
        make_theme(edit, add_cluster(edit, room.session_id).id)


def test_a_theme_that_is_there_is_taken(room: Room) -> None:
    with room.project.edit(Operation.ADD_THEME) as edit:
        there = add_theme(edit, "Soup").id
    with room.project.edit(Operation.NAME_GROUP) as edit:
        assert make_theme(edit, add_cluster(edit, room.session_id, "soup", [room.cards[5]]).id).id == there
        assert [one.id for one in excerpts_in(edit.session, there)] == [excerpt_of(room, 5)]


# ---- dots -----------------------------------------------------------------------------------------------------


def test_everybody_has_the_same_number_and_nobody_places_one_more(room: Room) -> None:
    project, session_id, bo = room.project, room.session_id, room.people["Bo"]
    with project.edit(Operation.PLACE_DOT) as edit:
        for number in (1, 1, 2):
            place_dot(edit, session_id, bo, card_id=room.cards[number])
    with pytest.raises(BadInput, match="Bo has placed all 3"), project.edit(Operation.PLACE_DOT) as edit:
        place_dot(edit, session_id, bo, card_id=room.cards[3])
    for name in ("Hal", "Ines"):  # listens, not today
        with pytest.raises(BadInput, match="places no dots"), project.edit(Operation.PLACE_DOT) as edit:
            place_dot(edit, session_id, room.people[name], card_id=room.cards[3])
    with pytest.raises(BadInput, match="more dots than that"), project.edit(Operation.CHANGE_WORKSHOP) as edit:
        change_session(edit, session_id, dots=2)
    with project.read() as session:
        rest = left(session, session_id, 3)
        assert sum(rest.values()) == 7 * 3 - 3
        assert (rest[bo], room.people["Hal"] in rest) == (0, False)
    with project.edit(Operation.PLACE_DOT) as edit:
        take_dot(edit, session_id, bo, card_id=room.cards[1])
        assert left(edit.session, session_id, 3)[bo] == 1
    with pytest.raises(BadInput, match="no dot there"), project.edit(Operation.PLACE_DOT) as edit:
        take_dot(edit, session_id, bo, card_id=room.cards[9])
    with project.edit(Operation.CHANGE_PRESENT) as edit:
        change_attendee(edit, bo, level=TakingPart.LISTEN)
        assert dots(edit.session, session_id) == []


def test_dots_and_stories_are_two_numbers(room: Room) -> None:
    with room.project.edit(Operation.PLACE_DOT) as edit:
        cluster = add_cluster(edit, room.session_id, "Alone", [room.cards[1]]).id
        theme = make_theme(edit, cluster).id
        for name in PEOPLE[:7]:
            place_dot(edit, room.session_id, room.people[name], card_id=room.cards[1])
        place_dot(edit, room.session_id, room.people["Bo"], cluster_id=cluster)
        assert len(excerpts_in(edit.session, theme)) == 1
    with room.project.read() as session:
        shown = read_room(session, room.session_id).groups
        assert [group.dots for group in shown] == [8]
        assert theme_counts(session)[theme] == Count(stories=1, excerpts=1, dots=8), "the same wherever it is counted"
    with room.project.edit(Operation.CHANGE_WORKSHOP) as edit:
        change_session(edit, room.session_id, dots_hidden=True)
        assert theme_counts(edit.session)[theme].dots == 0
        change_session(edit, room.session_id, dots_hidden=False)
        place_dot(edit, room.session_id, room.people["Bo"], theme_id=theme)
        assert theme_counts(edit.session)[theme].dots == 9


class TestEqualNumber:
    """“Nobody can place one more”, whatever is done in whichever order, also by undo and redo."""

    MOVES = st.lists(
        st.tuples(
            st.sampled_from(["place", "place", "place", "take", "level", "equal", "undo", "redo", "gone", "apart"]),
            st.integers(0, 8),
            st.integers(1, 11),
            st.integers(0, 5),
        ),
        max_size=25,
    )

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moves=MOVES)
    def test_dots_are_never_more_than_the_equal_number(
        self, room: Room, moves: list[tuple[str, int, int, int]]
    ) -> None:
        names = list(room.people)
        for what, who, card, number in moves:
            with suppress(CoProClipError):
                self.move(room, what, names[who], room.cards[card], number)
            with room.project.read() as session:
                equal = session.get_one(WorkshopSession, room.session_id).dots
                every = dots(session, room.session_id)
                for person in session.scalars(select(Attendee)):
                    mine = sum(dot.attendee_id == person.id for dot in every)
                    assert mine <= (equal if person.level in ("talk", "type") else 0)

    @staticmethod
    def move(room: Room, what: str, name: str, card: int, number: int) -> None:
        project, session_id, person = room.project, room.session_id, room.people[name]
        match what:
            case "undo":
                project.undo()
                return
            case "redo":
                project.redo()
                return
        with project.edit(Operation.PLACE_DOT) as edit:
            match what:
                case "place":
                    place_dot(edit, session_id, person, card_id=card)
                case "take":
                    take_dot(edit, session_id, person, card_id=card)
                case "level":
                    change_attendee(edit, person, level=list(TakingPart)[number % 4])
                case "equal":
                    change_session(edit, session_id, dots=number)
                case "gone":
                    cluster = add_cluster(edit, session_id, card_ids=[card])
                    place_dot(edit, session_id, person, cluster_id=cluster.id)
                case "apart" if found := clusters(edit.session, session_id):
                    delete_cluster(edit, found[0].id)


# ---- choices and the page -------------------------------------------------------------------------------------


def test_nothing_is_chosen_or_left_out_without_a_reason(room: Room) -> None:
    project, session_id = room.project, room.session_id
    with pytest.raises(BadInput, match="why"), project.edit(Operation.CHOOSE) as edit:
        choose(edit, session_id, ChoiceKind.PLAYLIST, " ", card_id=room.cards[1])
    with project.edit(Operation.CHOOSE) as edit:
        theme = add_theme(edit, "Soup").id
        choose(edit, session_id, ChoiceKind.HEADLINE, "It says it all", card_id=room.cards[1], theme_id=theme)
        choose(edit, session_id, ChoiceKind.PLAYLIST, "No", card_id=room.cards[2], chosen=False)
        choose(edit, session_id, ChoiceKind.PLAYLIST, "After all", card_id=room.cards[2])
        assert edit.get(Theme, theme).headline_excerpt_id == excerpt_of(room, 1)
        assert [(one.kind, one.reason, one.chosen) for one in choices(edit.session, session_id)] == [
            ("headline", "It says it all", 1),
            ("playlist", "After all", 1),
        ]
        take_back(edit, choices(edit.session, session_id)[1].id)
        assert len(choices(edit.session, session_id)) == 1


def chosen_in(room: Room) -> list[tuple[str, list[int]]]:
    """All playlists, each with its excerpts."""
    with room.project.read() as session:
        return [(one.title, [item.excerpt_id for item in items(session, one.id)]) for one in playlists(session)]


def choose_for_playlist(room: Room, number: int, *, chosen: bool = True) -> int:
    with room.project.edit(Operation.CHOOSE) as edit:
        card = room.cards[number]
        return choose(edit, room.session_id, ChoiceKind.PLAYLIST, "It is short", card_id=card, chosen=chosen).id


def test_what_is_chosen_for_the_playlist_is_put_into_one(room: Room) -> None:
    """It is made for the first, filled in the order they were chosen, and undone in one step."""
    title = "Chosen at “Side by side”"
    choose_for_playlist(room, 2)
    first, second = excerpt_of(room, 2), excerpt_of(room, 1)
    choose_for_playlist(room, 1)
    choose_for_playlist(room, 2)
    assert chosen_in(room) == [(title, [first, second])]
    assert room.project.undo_text == Operation.CHOOSE.value
    for _step in range(3):
        room.project.undo()
    assert chosen_in(room) == []
    room.project.redo()
    assert chosen_in(room) == [(title, [first])]
    choose_for_playlist(room, 2, chosen=False)
    assert chosen_in(room) == [(title, [])]


def test_the_playlist_of_a_workshop_is_known_under_any_title(room: Room) -> None:
    """Renamed it is filled on, deleted it is made anew with all that is chosen; another of its title is left alone."""
    title = "Chosen at “Side by side”"
    with room.project.edit(Operation.ADD_PLAYLIST) as edit:
        add_playlist(edit, title)
    choice = choose_for_playlist(room, 1)
    with room.project.edit(Operation.CHANGE_PLAYLIST) as edit:
        made = next(one for one in playlists(edit.session) if one.title != title)
        assert made.title == f"{title} (2)"
        change_playlist(edit, made.id, title="Doors that open")
    choose_for_playlist(room, 2)
    assert chosen_in(room) == [(title, []), ("Doors that open", [excerpt_of(room, 1), excerpt_of(room, 2)])]
    with room.project.edit(Operation.CHOOSE) as edit:
        take_back(edit, choice)
    assert chosen_in(room)[1] == ("Doors that open", [excerpt_of(room, 2)])
    with room.project.edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, find_playlist(edit.session, "Doors that open").id)
    choose_for_playlist(room, 1)
    assert chosen_in(room) == [(title, []), (f"{title} (2)", [excerpt_of(room, 2), excerpt_of(room, 1)])]


def test_what_was_chosen_in_two_copies_is_in_one_playlist(room: Room, tmp_path: Path) -> None:
    folder = make_copy(room.project, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        choose_for_playlist(replace(room, project=copy), 1)
    choose_for_playlist(room, 2)
    bring_back(room.project, folder)
    assert chosen_in(room) == [("Chosen at “Side by side”", [excerpt_of(room, 2), excerpt_of(room, 1)])]


SHEET = """group Move the chairs: 1 2, 3
group move the chairs: 4
differently 4
differently Bo: Somebody has to hold the list

dots Bo: 1 1 2
dots amina: 5
stood out Bo 5: She was paid in biscuits
missing: Anybody under twenty
playlist 3: Everybody laughed
left out 5: It names her street
question: Who pays the bus fare?
action: Cass rings the library by Friday"""


def test_results_from_paper_are_one_step_and_all_or_none(room: Room) -> None:
    project = room.project
    with room.project.edit(Operation.ENTER_RESULTS) as edit:
        assert enter_results(edit, room.session_id, SHEET).lines == 12
    with room.project.read() as session:
        [cluster] = clusters(session, room.session_id)
        assert [member.card_id for member in members(session, cluster.id)] == [room.cards[n] for n in (1, 2, 3, 4)]
        assert [bool(member.differs) for member in members(session, cluster.id)] == [False, False, False, True]
        assert len(dots(session, room.session_id)) == 4
        assert hidden_count(session, room.session_id) == 2
    assert room.project.undo() is Operation.ENTER_RESULTS
    for wrong, why in (
        ("dots Bo: 1 1 1 1", "Line 2: Bo has placed all 3 dots."),
        ("dots Zoe: 1", "Line 2: “Zoe” is not in this workshop."),
        ("playlist 99: so", "Line 2: There is no card 99"),
        ("biscuits", "Line 2: “biscuits” is none of"),
        ("playlist 1:", "Line 2: say why, behind a colon"),
        ("group A: one", "Line 2: card numbers are missing"),
        ("group A: 1 2\ngroup B: 2 3", "Line 3: card 2 is in another group already, in line 2."),
        ("group: 1 2\ngroup: 2 3", "Line 3: card 2 is in another group already, in line 2."),
    ):
        with pytest.raises(BadInput, match=r"Line [23]") as raised, project.edit(Operation.ENTER_RESULTS) as edit:
            enter_results(edit, room.session_id, f"question: Why?\n{wrong}")
        assert str(raised.value).startswith(why)
    with room.project.read() as session:
        assert notes(session, room.session_id) == []
    assert {entry.kind for entry in read_sheet(EXAMPLE)} == set(KINDS)


def entered(room: Room, sheet: str) -> None:
    with room.project.edit(Operation.ENTER_RESULTS) as edit:
        enter_results(edit, room.session_id, sheet)


def test_a_sheet_is_read_as_people_write_it(room: Room) -> None:
    written = """differently: 2
surprised kettle: Everybody laughed
Group “Move the chairs”: 1, 2 and 3.
group Kettle: cards 4 & 5
here Jo, Kit and Ines
here Bo: listens
dots Jo: card 1, card 1
stood out (Amina), card 8: a month about a kettle
question Kettle: Who makes the tea?
memo 3: It belongs to both"""
    entered(room, written)
    with room.project.read() as session:
        chairs, kettle = clusters(session, room.session_id)
        inside = [[one.card_id for one in members(session, group.id)] for group in (chairs, kettle)]
        differing = [one.card_id for one in members(session, chairs.id) if one.differs]
        parts = {one.name: one.level for one in attendees(session, room.session_id)}
        show = [(one.text, one.cluster_id, one.excerpt_id) for one in notes(session, room.session_id)]
        hidden = [(one.text, one.attendee_id, one.cluster_id) for one in hidden_thoughts(session, room.session_id)]
    assert inside == [[room.cards[n] for n in (1, 2, 3)], [room.cards[n] for n in (4, 5)]]
    assert differing == [room.cards[2]]
    assert (parts["Jo"], parts["Kit"], parts["Ines"], parts["Bo"]) == ("talk", "talk", "talk", "listen")
    assert show == [("Who makes the tea?", kettle.id, None), ("It belongs to both", None, excerpt_of(room, 3))]
    assert hidden == [
        ("Everybody laughed", None, kettle.id),
        ("a month about a kettle", room.people["Amina"], None),
    ]


def test_all_wrong_lines_are_named_at_once_and_say_what_to_write(room: Room) -> None:
    entered(room, "group A: 1")
    for sheet, lines, why in (
        ("dots Jo: 1\n\nbiscuits\nno 3: Kit", (3, 4), "Line 4: a no is noted at the card’s excerpt in its story"),
        ("dots Jo: 1\nplaylist 99: so\ndots Bo: 5x2 9\nheadline 1", (1, 2, 3, 4), "Line 2: There is no card 99"),
        ("dots Jo: 1", (1,), "If they were there, write “here Jo”."),
        ("dots Bo: 5x2 9", (1,), "“5x2” is no card’s number"),
        ("differently 4", (1,), "card 4 is in no group; write a line with its group"),
        ("question Tea: Who?", (1,), "If it is a group, write “group Tea: ” and its cards."),
        ("headline 1", (1,), "say why, behind a colon."),
        ("here Jo: sings", (1,), "“sings” is none of talk, type, listen, not today."),
        ("group B: 2 3\ngroup C: 3", (2,), "“memo 3: …” says that it belongs to both"),
        ("\n".join(["dots Jo: 1"] * 9), tuple(range(1, 10)), "3 more lines are wrong."),
    ):
        with pytest.raises(WrongLines) as raised:
            entered(room, sheet)
        assert (raised.value.lines, why in str(raised.value)) == (lines, True), str(raised.value)
    with room.project.read() as session:
        assert len(clusters(session, room.session_id)) == 1


def test_a_second_sheet_says_which_cards_it_moves(room: Room) -> None:
    entered(room, "group A: 1 2 3")
    with room.project.edit(Operation.ENTER_RESULTS) as edit:
        found = enter_results(edit, room.session_id, "group A: 1 2\ngroup B: 3 4")
    assert (found.lines, found.moved) == (2, [3])


def counted(room: Room) -> tuple[int, int, int]:
    """How many notes, dots and groups there are."""
    with room.project.read() as session:
        number = room.session_id
        return len(notes_of(session, number)), len(dots(session, number)), len(clusters(session, number))


def test_a_sheet_that_is_typed_twice_is_recognised(room: Room) -> None:
    sheet = SHEET.replace("dots Bo: 1 1 2", "dots Bo: 1 1") + "\nmissing: Anybody under twenty\ngroup: 6 7"
    entered(room, sheet)
    before = counted(room)
    with pytest.raises(TypedBefore, match=r"^These results were typed in already on \d+ [A-Z]\w+ \d{4}\.") as raised:
        entered(room, sheet.replace("They ", "they ").replace("Nobody", " Nobody "))
    assert raised.value.every
    with pytest.raises(TypedBefore, match=r"^Lines 6, 7, 8, 9, 12, 13, 14 and 15 were typed in") as raised:
        entered(room, f"{sheet}\nmemo: Tea\ndots Bo: 3".replace("differently Bo: Somebody", "differently Bo: Anybody"))
    assert not raised.value.every
    assert counted(room) == before
    with room.project.edit(Operation.ENTER_RESULTS) as edit:
        found = enter_results(edit, room.session_id, f"{sheet}\nmemo: Tea\ndots Bo: 3", Again.NEW)
    assert (len(found.known), found.lines) == (9, 7)
    assert counted(room) == (before[0] + 1, before[1] + 1, before[2])
    with room.project.edit(Operation.ENTER_RESULTS) as edit:
        enter_results(edit, room.session_id, "memo: Tea\nquestion: Who pays the bus fare?", Again.ALL)
    assert counted(room)[0] == before[0] + 3
    with pytest.raises(TypedBefore):
        entered(room, "memo: Tea\nmemo: Tea")
    entered(room, "memo: Tea and cake")


def test_a_sheet_that_is_typed_in_two_copies_is_there_once(room: Room, tmp_path: Path) -> None:
    sheet = "stood out Bo 5: She was paid in biscuits\nmissing: Anybody under twenty\nmissing: Anybody under twenty"
    folder = make_copy(room.project, tmp_path, "Rosa")
    with Project.open(folder) as copy:
        entered(replace(room, project=copy), sheet)
    entered(room, sheet)
    bring_back(room.project, folder)
    assert counted(room)[0] == 3


def test_two_people_choose_one_card_for_two_reasons_and_both_are_kept(room: Room) -> None:
    for sheet in ("playlist 1: It made Ruth laugh\nplaylist 1: It is short", "playlist 1: It is short"):
        with room.project.edit(Operation.ENTER_RESULTS) as edit:
            enter_results(edit, room.session_id, sheet)
    with room.project.read() as session:
        [choice] = choices(session, room.session_id)
    assert choice.reason == "It made Ruth laugh; It is short"


def test_the_page_is_agreed_on_before_a_workshop_closes(room: Room) -> None:
    project, session_id = room.project, room.session_id
    with project.edit(Operation.ENTER_RESULTS) as edit:
        enter_results(edit, session_id, SHEET)
        show_thoughts(edit, session_id)
    with project.read() as session:
        page = draft(session, session_id)
    for line in (
        "We were 8 people and had 11 cards to listen to.",
        "- Move the chairs: 4 cards, 3 dots.",
        "- Move the chairs: Card 4 sees it differently.",
        "- Somebody has to hold the list",
        "- Card 3 for the playlist: Everybody laughed",
        "- Card 5: It names her street",
        "- Who pays the bus fare?",
        "- Cass rings the library by Friday",
    ):
        assert line in page.splitlines()
    with pytest.raises(BadInput, match="not agreed"), project.edit(Operation.READ_BACK) as edit:
        close_session(edit, session_id)
    with pytest.raises(BadInput, match="nothing to agree on"), project.edit(Operation.READ_BACK) as edit:
        agree_on_it(edit, session_id)
    with project.edit(Operation.READ_BACK) as edit:
        set_read_back(edit, session_id, page)
        agree_on_it(edit, session_id)
    with project.edit(Operation.READ_BACK) as edit:  # other words are agreed on again
        set_read_back(edit, session_id, f"{page}\nThank you.")
        assert not edit.get(WorkshopSession, session_id).agreed_at
        agree_on_it(edit, session_id)
        close_session(edit, session_id)
    with pytest.raises(BadInput, match="is closed"), project.edit(Operation.PLACE_DOT) as edit:
        place_dot(edit, session_id, room.people["Bo"], card_id=room.cards[9])
    with project.edit(Operation.READ_BACK) as edit:
        reopen_session(edit, session_id)
        change_session(edit, session_id, title="Side by side again")


# ---- notes that come back -------------------------------------------------------------------------------------


def home_file(room: Room, folder: Path, who: str, *rows: tuple[str, int, str], **other: object) -> Path:
    with room.project.read() as session:
        uid = session.get_one(WorkshopSession, room.session_id).uid
    kept = {
        "made_with": "CoProClip",
        "what": "notes for a workshop",
        "project": project_key(room.project),
        "workshop": uid,
        "person": room.people[who],
        "name": who,
        "notes": [{"kind": kind, "card": card, "text": text} for kind, card, text in rows],
    }
    path = folder / f"{who} {len(list(folder.iterdir()))}.json"
    path.write_text(json.dumps(kept | other), "utf-8")
    return path


def test_notes_from_several_people_are_joined_without_doubles(room: Room, tmp_path: Path) -> None:
    bo = home_file(room, tmp_path, "Bo", ("stood out", 3, "Biscuits"), ("missing", 0, "The young"))
    dee = home_file(room, tmp_path, "Dee", ("stood out", 3, "Biscuits"), ("open question", 0, " "))
    more = home_file(room, tmp_path, "Bo", ("stood out", 3, "Biscuits"), ("surprised", 4, "The lift"))
    for files, expected in (((bo, dee, bo), (3, 2)), ((more,), (1, 1)), ((dee, bo, more), (0, 5))):
        with room.project.edit(Operation.TAKE_IN_NOTES) as edit:
            taken = take_in(edit, map(read_contribution, files))
        assert (taken.new, taken.known) == expected
    with room.project.read() as session:
        assert notes(session, room.session_id) == []  # first thoughts wait until the group shows them
        assert hidden_count(session, room.session_id) == 4


def test_notes_of_another_project_or_of_no_page_are_refused(room: Room, tmp_path: Path) -> None:
    good = home_file(room, tmp_path, "Bo", ("stood out", 3, "Biscuits"))
    for planted in ({"project": "x"}, {"workshop": "x"}):
        path = home_file(room, tmp_path, "Bo", ("stood out", 3, "Soup"), **planted)
        with pytest.raises(BadInput), room.project.edit(Operation.TAKE_IN_NOTES) as edit:
            take_in(edit, map(read_contribution, (good, path)))
    with room.project.read() as session:
        assert hidden_count(session, room.session_id) == 0
    rows: list[object] = [
        [],
        3,
        {"kind": "action", "card": 1, "text": "x"},
        {"kind": "missing", "card": "1", "text": "x"},
    ]
    for row in (
        *rows,
        {"kind": "missing", "card": 1, "text": "x" * 5000},
        {"kind": ["missing"], "card": 1, "text": ""},
    ):
        with pytest.raises(BadInput, match="is not a file of notes"):
            read_contribution(home_file(room, tmp_path, "Bo", notes=[row]))
    odd = tmp_path / "odd.json"
    odd.write_text("[" * 100_000, "utf-8")
    with pytest.raises(BadInput, match="is not a file of notes"):
        read_contribution(odd)


def test_somebody_elses_name_in_a_file_is_only_a_name(room: Room, tmp_path: Path) -> None:
    path = home_file(room, tmp_path, "Bo", ("missing", 0, "The young"), name="Dee")
    with room.project.edit(Operation.TAKE_IN_NOTES) as edit:
        take_in(edit, [read_contribution(path)])
        [note] = edit.session.scalars(select(GroupNote))
        assert (note.attendee_id, note.from_whom) == (None, "Dee")


def test_disagreement_outlasts_merging_themes(room: Room) -> None:
    """See also what is said of merging itself in `tests/themes`."""
    with room.project.edit(Operation.NAME_GROUP) as edit:
        clusters_ = [
            add_cluster(edit, room.session_id, name, [room.cards[n]]) for n, name in ((1, "Soup"), (2, "Bread"))
        ]
        soup, bread = (make_theme(edit, one.id).id for one in clusters_)
        add_note(edit, room.session_id, NoteKind.DIFFERENTLY, "Soup is too hot", theme_id=soup)
        add_note(edit, room.session_id, NoteKind.DIFFERENTLY, "Bread is too dry", cluster_id=clusters_[1].id)
    merging = pytest.importorskip("coproclip.themes.reshaping")
    with room.project.edit(Operation.CHANGE_THEME) as edit:
        merging.merge(edit, [soup], bread)
        assert [note.text for note in differing(edit.session, bread)] == ["Soup is too hot", "Bread is too dry"]
        assert find_theme(edit.session, "Bread").id == bread


def test_dots_refer_to_something(room: Room) -> None:
    with pytest.raises(BadInput, match="one thing"), room.project.edit(Operation.PLACE_DOT) as edit:
        place_dot(edit, room.session_id, room.people["Bo"])
    with room.project.read() as session:
        assert session.scalars(select(Dot)).all() == []

"""Themes and excerpts side by side."""

from collections.abc import Callable

from consenting import allow

from coproclip.excerpts.approval import Approval, note_answer
from coproclip.excerpts.marking import change_excerpt, mark, take_out
from coproclip.excerpts.meaning import set_meaning
from coproclip.overview.themes import ThemesOverview, fitting, read_board, says
from coproclip.people.stories import bin_story
from coproclip.people.storytellers import change_storyteller, storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Theme
from coproclip.themes.codebook import add_theme, change_theme, link, set_headline, suggested_look, theme_from_words
from coproclip.transcript.edits import passages


def read(project: Project) -> ThemesOverview:
    with project.read() as session:
        return read_board(session)


def excerpts(project: Project, story: int) -> list[int]:
    """An excerpt of each of the storyteller's passages: chairs, bus stop, asked."""
    with project.read() as session:
        told = [one for place, one in enumerate(passages(session, story)) if place in (1, 3, 4)]
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return [mark(edit, story, one.start_ms, one.end_ms).id for one in told]


def theme(project: Project, name: str, *ids: int, under: int | None = None, question: str = "") -> int:
    with project.edit(Operation.ADD_THEME) as edit:
        made = add_theme(edit, name, parent_id=under, question=question)
        for excerpt_id in ids:
            link(edit, made.id, excerpt_id)
        return made.id


def test_an_empty_project_has_an_empty_board(project: Project) -> None:
    board = read(project)
    assert (board.themes, dict(board.cards or {}), board.stories, board.without()) == ((), {}, 0, [])
    assert board.theme(None) is None
    assert board.card(None) is None


def test_a_card_says_whose_words_they_are_and_how_they_stand(project: Project, story: int) -> None:
    first, second, _third = excerpts(project, story)
    allow(project)
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, storytellers_of(edit.session, story)[0].id, description="Stubborn optimist")
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        set_meaning(edit, first, valence="positive", feeling="glad", note="Lovely")
        note_answer(edit, first, "yes", who="Kit", how="on the phone")
    card = read(project).card(first)
    assert card is not None
    assert card.quote.startswith("We moved the chairs.")
    assert (card.who, card.described, card.story_title) == ("Kit", "Stubborn optimist", "Moving the chairs")
    assert (card.valence, card.feeling, card.note, card.approval) == ("positive", "glad", "Lovely", Approval.YES)
    assert card.length_ms == card.spans[0].duration_ms > 3000
    whole = read(project).card(second)
    assert whole is not None
    with project.edit(Operation.TAKE_OUT) as edit:
        take_out(edit, second, whole.spans[0].start_ms + 1000, whole.spans[0].start_ms + 2000)
    cut = read(project).card(second)
    assert cut is not None
    assert len(cut.spans) == 2
    assert "…" in cut.quote
    assert cut.length_ms < whole.length_ms


def test_a_theme_lists_its_own_excerpts_and_then_those_of_its_sub_themes_once(
    project: Project, make_story: Callable[..., int]
) -> None:
    one, two = make_story(project), make_story(project, title="The garden", storyteller="Rosa")
    a, b, c = excerpts(project, one)
    d, *rest = excerpts(project, two)
    chairs = theme(project, "Chairs", c)
    inner = theme(project, "Who sits", a, c, d, under=chairs)
    deep = theme(project, "Who stands", d, b, under=inner)
    other = theme(project, "Asked", a)
    board = read(project)
    assert [(row.name, row.depth, row.stories, row.excerpts) for row in board.themes] == [
        ("Chairs", 0, 2, 4),
        ("Who sits", 1, 2, 4),
        ("Who stands", 2, 2, 2),
        ("Asked", 0, 1, 1),
    ]
    assert [(one.card.excerpt_id, one.theme_id) for one in board.placed(chairs)] == [
        (c, chairs),
        (a, inner),
        (d, inner),
        (b, deep),
    ]
    assert [row.theme_id for row in board.themes_of(a)] == [inner, other]
    assert [row.theme_id for row in board.within(inner)] == [inner, deep]
    assert [one.card.excerpt_id for one in board.without()] == rest


def test_stories_in_the_bin_are_not_on_the_board(project: Project, make_story: Callable[..., int]) -> None:
    one, two = make_story(project), make_story(project, title="The garden")
    a, *_ = excerpts(project, one)
    d, *_ = excerpts(project, two)
    chairs = theme(project, "Chairs", a, d)
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, two)
    board = read(project)
    assert board.stories == 1
    assert [one.card.excerpt_id for one in board.placed(chairs)] == [a]
    assert board.themes[0].stories == 1


def test_known_cards_are_not_read_again(project: Project, story: int) -> None:
    first, *_ = excerpts(project, story)
    before = dict(read(project).cards or {})
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, first, note="Changed")
    with project.read() as session:
        assert (read_board(session, before).cards or {})[first] is before[first]
        kept = {number: card for number, card in before.items() if number != first}
        again = (read_board(session, kept).cards or {})[first]
    assert again.note == "Changed"


def test_whose_words_a_name_is_made_of(project: Project, story: int) -> None:
    first, second, _third = excerpts(project, story)
    with project.edit(Operation.ADD_THEME) as edit:
        made = theme_from_words(edit, first, "Moved the chairs").id
        link(edit, made, second)
    board = read(project)
    assert board.themes[0].shown_name == "“Moved the chairs”"
    assert board.themes[0].headline_id == first
    assert [card.excerpt_id for card in board.whose_words(made)] == [first]
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, made, name="Chairs and tables", in_their_words=False)
        set_headline(edit, made, None)
    board = read(project)
    assert board.themes[0].shown_name == "Chairs and tables"
    assert board.whose_words(made) == []


def test_says_does_not_mind_capitals_and_commas() -> None:
    assert says("Then, the Chairs’ legs: gone.", "the chairs' legs gone")
    assert not says("We moved the chairs.", "move the chairs")
    assert not says("Anything", "…")


def test_two_themes_under_each_other_stay_in_sight(project: Project) -> None:
    one = theme(project, "One")
    two = theme(project, "Two", under=one)
    with project.edit(Operation.MOVE_THEME) as edit:
        edit.get(Theme, one).parent_id = two
    board = read(project)
    assert [(row.name, row.parent_id, row.depth) for row in board.themes] == [("One", None, 0), ("Two", one, 1)]


def test_finding_a_theme_by_any_of_its_words(project: Project) -> None:
    theme(project, "Before the builders", question="When were people asked?")
    theme(project, "Asked and then nothing")
    rows = read(project).themes
    assert [row.name for row in fitting(rows, "")] == ["Before the builders", "Asked and then nothing"]
    assert [row.name for row in fitting(rows, "asked")] == ["Asked and then nothing", "Before the builders"]
    assert [row.name for row in fitting(rows, "people BUILD")] == ["Before the builders"]
    assert fitting(rows, "asked builders zebra") == []


def test_a_new_theme_gets_the_look_that_was_suggested(project: Project) -> None:
    theme(project, "Chairs")
    with project.read() as session:
        letter, colour = suggested_look(session, "Counting")
    assert (letter, colour) == ("O", 1)
    theme(project, "Counting")
    made = read(project).themes[1]
    assert (made.letter, made.colour) == (letter, colour)

"""What stands beside an excerpt, its title, its themes, the playlist, never carries out what nobody said yes to."""

from collections.abc import Callable

import pytest
from consenting import SAID, allow, answer
from made_stories import LINES, make_story
from sqlalchemy import select, text

from coproclip.excerpts import marking
from coproclip.excerpts.approval import StoryReader, Use, note_answer, shareable
from coproclip.excerpts.beside.unagreed_words import UnagreedWords
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.people.consent import ConsentAbout, note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MentionDecision, MomentKind
from coproclip.project.looking_after.integrity import rebuild_index
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Answer, Consent, Excerpt, Moment, ProjectRow, Recording
from coproclip.themes.codebook import add_theme, change_theme, link, theme_from_words, unlink
from coproclip.transcript.edits import correct_segment, passages

RENT = "My husband didn't drink all of our rent money every Friday night."


def marked(project: Project, story: int, place: int = 0) -> int:
    """An excerpt of a passage."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[place]
        return marking.mark(edit, story, line.start_ms, line.end_ms).id


def call(project: Project, excerpt: int, title: str) -> None:
    """Give it another title, to which its storyteller says yes."""
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, excerpt, title=title)
    answer(project, excerpt)


def why(project: Project, excerpt: int, **more: int) -> str:
    """Why it may not leave; empty if it may."""
    refused = shareable(project, [excerpt], Use.SHARING, **more).refused
    return " ".join(str(reason) for refusal in refused for reason in refusal.reasons)


def granted(project: Project, excerpt: int, use: Use) -> bool:
    return bool(shareable(project, [excerpt], use).granted)


@pytest.fixture
def kits(project: Project, story: int) -> int:
    """Kit's excerpt, with a yes."""
    allow(project, story)
    excerpt = marked(project, story, 1)
    answer(project, excerpt)
    assert why(project, excerpt) == ""
    return excerpt


@pytest.fixture
def junes(project: Project) -> int:
    """June's excerpt in a story of her own; nobody asked her about it."""
    other = make_story(project, [("storyteller", RENT)], title="Rent", storyteller="June")
    allow(project, other)
    return marked(project, other)


@pytest.mark.parametrize(
    "title",
    [
        "hus\u00adband did\u00adn't dr\u00adink al\u00adl of ou\u00adr re\u00adnt",
        "My hus\u200bband di\u200bdn’t dri\u200bnk",
        "my husb\u0430nd didnt drink",
        "MyHusbandDidntDrink",
    ],
)
def test_refused_words_are_known_however_they_are_written(project: Project, kits: int, junes: int, title: str) -> None:
    answer(project, junes, "no")
    call(project, kits, title)
    assert "Its title has words of an excerpt that may not be shared." in why(project, kits)


# ---- words nobody was asked about ----------------------------------------------------------------------------------

MONEY = "husband didn't drink all of our rent money"
HELD = "words that were said in a story, and nobody has said yes to them. Ask, or "


def do(project: Project, change: Callable[[Edit], object], what: Operation = Operation.CHANGE_EXCERPT) -> None:
    with project.edit(what) as edit:
        change(edit)


def test_a_theme_in_words_nobody_agreed_to_is_held_back_whatever_became_of_the_excerpt(
    project: Project, kits: int, junes: int
) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, MONEY, in_their_words=True).id
        link(edit, theme, junes)
        link(edit, theme, kits)
        note_answer(edit, kits, "yes", **SAID)
    assert f"is called in {HELD}" in why(project, kits), "never asked"
    do(project, lambda edit: unlink(edit, theme, junes))
    assert f"is called in {HELD}" in why(project, kits), "never asked, and nothing shows any more whose they are"
    answer(project, junes, "asked")
    do(project, lambda edit: marking.move_edge_by_word(edit, junes, 0, "end", -6))
    assert f"is called in {HELD}" in why(project, kits), "asked, and trimmed since"
    do(project, lambda edit: marking.delete_excerpt(edit, junes))
    assert f"is called in {HELD}" in why(project, kits), "asked, and deleted since"


def test_an_agreed_excerpt_frees_its_words(project: Project, kits: int, junes: int) -> None:
    call(project, kits, MONEY)
    assert f"Its title has {HELD}" in why(project, kits)
    answer(project, junes)
    assert why(project, kits) == ""
    do(project, lambda edit: marking.take_out(edit, junes, 500, 900))
    assert f"Its title has {HELD}" in why(project, kits), "their yes is for other words now"


def test_a_yes_to_other_words_of_the_story_frees_nothing(project: Project, kits: int, junes: int) -> None:
    do(project, lambda edit: marking.move_edge_by_word(edit, junes, 0, "end", -8))
    answer(project, junes)
    call(project, kits, "All of our rent money")
    assert f"Its title has {HELD}" in why(project, kits)


def test_words_that_only_an_excerpt_has_noted_are_held_back_too(project: Project, kits: int, junes: int) -> None:
    with project.read() as session:
        line = passages(session, 2)[0].id
    do(project, lambda edit: correct_segment(edit, line, "He was at home."), Operation.CORRECT_WORDS)
    call(project, kits, MONEY)
    assert f"Its title has {HELD}" in why(project, kits)


BROKEN = {
    "damaged": "DELETE FROM segment_search_data",
    "empty": "DELETE FROM segment_search",
    "left behind": "UPDATE segment_search SET text = 'Something else.'",
    "without its words": "DELETE FROM segment_search_content",
    "without a way to them": "DELETE FROM segment_search_idx",
    "of other passages": "UPDATE segment_search SET rowid = rowid + 500",
}
"""What somebody or something did to the search index: it finds nothing, and some of it says so of itself."""


@pytest.mark.parametrize("title", ["didnt drink all of", "all of our rent", "drank it and every friday night i worked"])
@pytest.mark.parametrize("index", ["whole", *BROKEN])
def test_it_matters_only_that_they_were_said(project: Project, kits: int, title: str, index: str) -> None:
    """Not whether anybody marked them, how they are written, or where a passage ends."""
    make_story(
        project,
        [("storyteller", RENT), ("storyteller", "I worked.")],
        title="Rent",
        storyteller="June",
    )
    call(project, kits, title)
    if index != "whole":
        with project.edit(Work.ADD_STORY) as edit:
            edit.session.execute(text(BROKEN[index]))
    assert f"Its title has {HELD}" in why(project, kits)


def test_an_index_that_breaks_between_two_looks_is_noticed(project: Project, kits: int, junes: int) -> None:
    call(project, kits, "All of our rent money")
    assert f"Its title has {HELD}" in why(project, kits)
    for broken in BROKEN.values():
        with project.edit(Work.ADD_STORY) as edit:
            edit.session.execute(text(broken))
        assert f"Its title has {HELD}" in why(project, kits), broken
        rebuild_index(project)
        assert f"Its title has {HELD}" in why(project, kits)


def test_what_the_reporter_says_is_free(project: Project, kits: int) -> None:
    lines = [("reporter", "How did you get by then?"), ("storyteller", "At the end of the day we had it all.")]
    make_story(project, lines, title="First", storyteller="June")
    call(project, kits, "How did you get by")
    assert why(project, kits) == "", "a question of the reporter's"
    call(project, kits, "At the end of the day")
    assert f"Its title has {HELD}" in why(project, kits)


def sounds_apart(project: Project) -> None:
    """The made-up recordings of these stories are no copies of one another."""
    with project.edit(Work.ADD_STORY) as edit:
        for recording in edit.session.scalars(select(Recording)):
            recording.sha256 = f"{recording.id:064d}"


@pytest.mark.parametrize(
    "which", ["three people", "copies of a recording", "one passage", "nobody named", "in the bin"]
)
def test_what_three_named_people_say_each_for_themselves_is_how_everybody_speaks(
    project: Project, kits: int, which: str
) -> None:
    call(project, kits, "At the end of the day")
    for name, rest in (("June", "we had it all"), ("Ana", "I went home"), ("Ben", "nobody came")):
        passage = f"At the end of the day {rest if which != 'one passage' else 'we had it all'}."
        teller = name if which != "nobody named" else ""
        last = make_story(project, [("storyteller", passage)], title=name, storyteller=teller)
    if which == "copies of a recording":
        with project.edit(Work.ADD_STORY) as edit:
            for recording in edit.session.scalars(select(Recording)):
                recording.sha256 = "0" * 64
    else:
        sounds_apart(project)
    if which == "in the bin":
        do(project, lambda edit: bin_story(edit, last), Operation.BIN_STORY)
    if which == "three people":
        answer(project, kits)
        assert why(project, kits) == ""
    else:
        assert f"Its title has {HELD}" in why(project, kits)


@pytest.mark.parametrize(
    "change", ["no public page", "shared later", "over", "not to be used", "in the bin", "name taken out"]
)
def test_an_excerpt_frees_its_words_only_where_it_could_leave_itself(
    project: Project, kits: int, junes: int, change: str
) -> None:
    """For this very use, by all that the policy says: not by the answer to it alone."""
    both = [Use.SHARING, Use.PAGE]
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, kits, title=MONEY)
        note_answer(edit, junes, "yes", **SAID, uses=both)
        note_answer(edit, kits, "yes", **SAID, uses=both)
    assert granted(project, kits, Use.SHARING)
    assert granted(project, kits, Use.PAGE)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        story = edit.get(Excerpt, junes).story_id
        if change == "no public page":
            note_consent(edit, story, ConsentAbout.PUBLIC, "no", **SAID)
        elif change == "shared later":
            note_consent(edit, story, ConsentAbout.QUOTED, "later", **SAID)
        elif change == "over":
            for row in edit.session.scalars(select(Consent).where(Consent.story_id == story)):
                row.expires_on = "2020-01-01"
        elif change == "not to be used":
            edit.add(Moment(story_id=story, kind=MomentKind.NOT_USED.value, start_ms=0, end_ms=3000, text=""))
        elif change == "name taken out":
            (name,) = add_names(edit, story, [Found("husband")])
            decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
            note_answer(edit, junes, "yes", **SAID, uses=both)
        else:
            bin_story(edit, story)
    assert not granted(project, kits, Use.PAGE)
    assert granted(project, kits, Use.SHARING) == (change == "no public page")
    if change != "no public page":
        assert f"Its title has {HELD}" in why(project, kits)


def test_a_yes_for_clips_frees_nothing_on_a_public_page(project: Project, kits: int, junes: int) -> None:
    answer(project, junes)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, kits, title=MONEY)
        note_answer(edit, kits, "yes", **SAID, uses=[Use.SHARING, Use.PAGE])
    assert granted(project, kits, Use.SHARING)
    assert not granted(project, kits, Use.PAGE)


@pytest.mark.parametrize("way", ["emptied", "partly"])
def test_a_theme_in_their_words_stays_theirs_when_the_words_are_gone_from_the_text(
    project: Project, kits: int, junes: int, way: str
) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = theme_from_words(edit, junes, MONEY).id
        link(edit, theme, kits)
        note_answer(edit, kits, "yes", **SAID)
        line = passages(edit.session, 2)[0].id
    do(project, lambda edit: marking.delete_excerpt(edit, junes))
    said = "" if way == "emptied" else "All of our rent money was gone."
    do(project, lambda edit: correct_segment(edit, line, said), Operation.CORRECT_WORDS)
    if way == "partly":
        again = marked(project, 2)
        allow(project, 2)
        answer(project, again)
    assert f"is called in {HELD}" in why(project, kits)
    do(project, lambda edit: change_theme(edit, theme, in_their_words=False))
    assert why(project, kits) == "", "somebody says that the name is the team's own"


@pytest.mark.parametrize("where", ["playlist", "introduction", "project", "contact", "signature"])
def test_they_leave_in_nothing_that_people_write(project: Project, kits: int, junes: int, where: str) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        made = add_playlist(edit, MONEY if where == "playlist" else "Doors").id
        add_to_playlist(edit, made, [kits])
        if where == "introduction":
            change_playlist(edit, made, introduction=f"One said: {MONEY}.")
        elif where == "project":
            edit.get(ProjectRow, 1).title = MONEY
        elif where == "contact":
            edit.get(ProjectRow, 1).contact = MONEY
        elif where == "signature":
            marking.change_excerpt(edit, kits, attribution=MONEY)
        note_answer(edit, kits, "yes", **SAID)
    assert HELD in why(project, kits, playlist_id=made)
    answer(project, junes)
    answer(project, kits)
    assert why(project, kits, playlist_id=made) == ""


@pytest.mark.parametrize("line", ["contact", "take_down"])
def test_a_yes_covers_the_projects_lines_and_one_from_before_says_nothing_of_them(
    project: Project, kits: int, line: str
) -> None:
    do(project, lambda edit: setattr(edit.get(ProjectRow, 1), line, "Kit is a liar."))
    assert "It changed after the storyteller said yes: the project’s contact line, or the one about" in why(
        project, kits
    )
    do(project, lambda edit: setattr(edit.get(ProjectRow, 1), line, ""))
    assert why(project, kits) == ""
    with project.edit(Operation.NOTE_ANSWER) as edit:
        for answered in edit.session.scalars(select(Answer)):
            answered.covered = {part: said for part, said in answered.covered.items() if part != "lines"}
    assert why(project, kits) == ""


FILLER = " ".join(f"Chapter {number} says nothing that anybody ever told us in a recording." for number in range(12))


@pytest.mark.parametrize(
    "planted",
    [
        "there was no head of",
        "nobody said it like that",
        "how i get to the bus",
        "They don’t know it’s",
        "do, how I do. I had never",
        "wording that was corrected since",
    ],
)
def test_in_a_long_text_the_same_words_are_found_as_in_a_short_one(project: Project, planted: str) -> None:
    """A long text is looked through in a few steps; whatever hides in it is found all the same."""
    lines = [
        ("storyteller", text) for text in ("We say wording that was corrected since.", "They don't know it's late.")
    ]
    story = make_story(project, [*LINES, *lines])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        marking.mark_quote(edit, story, "wording that was corrected since")
    with project.edit(Operation.CORRECT_WORDS) as edit:
        [row] = [one for one in passages(edit.session, story) if "corrected" in one.text]
        correct_segment(edit, row.id, "We say something else.")
    with project.read() as session:

        def said(text: str) -> bool:
            return UnagreedWords(StoryReader(session), lambda _excerpt: False).stand_in(text, None)

        assert not said(FILLER)
        long = said(f"{FILLER} {planted} {FILLER}")
        assert long == said(planted)
        assert long == (planted != "nobody said it like that")

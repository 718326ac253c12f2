"""A report is drafted in one press, every quote once, and drafting it again keeps what a person wrote."""

from pathlib import Path

import pytest
from consenting import say
from hypothesis import given, settings
from hypothesis import strategies as st
from seeded import make_seeded, read_codebook
from small_report import Made

from coproclip.excerpts.marking import delete_excerpt, mark_quote
from coproclip.excerpts.meaning import set_meaning
from coproclip.excerpts.rules.policy import Use
from coproclip.overview.report import (
    ReportReader,
    ShownBox,
    ShownList,
    ShownLive,
    ShownQuote,
    ShownQuoteBlock,
    ShownText,
    report_facts,
    shown_report,
)
from coproclip.overview.report_outline import report_outline
from coproclip.people.about_project import STANDARD_BANDS, change_project
from coproclip.people.consent import ConsentAbout, note_consent
from coproclip.people.naming import add_label, name_person
from coproclip.people.storytellers import add_storyteller, find_storyteller
from coproclip.project.journal import Operation
from coproclip.project.kinds import NamedIn, NoteKind, Part, SectionKind
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Participant, Theme
from coproclip.report.checks import Finding, FindingKind, check_report
from coproclip.report.document import Block, Live, Paragraph, QuoteMark, Run, quote_keys
from coproclip.report.drafting import draft_report
from coproclip.report.joining import joined
from coproclip.report.live import LiveValues, in_sentence
from coproclip.report.markup import parse
from coproclip.report.sections import add_quote, add_section, quoted_excerpts, sections, set_body, title_of
from coproclip.sensemaking.learned import add_learned
from coproclip.sensemaking.notes import add_note
from coproclip.sensemaking.read_back import draft as draft_read_back
from coproclip.sensemaking.sessions import start_session
from coproclip.themes.codebook import add_theme, change_theme, delete_theme, link, unlink

# ---- what is filled in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("some", "every", "many", "count"),
    [
        (8, 12, "most stories", "eight of the twelve stories"),
        (5, 12, "some stories", "five of the twelve stories"),
        (1, 12, "one story", "one of the twelve stories"),
        (12, 12, "all stories", "all twelve stories"),
        (2, 2, "all stories", "both stories"),
        (1, 1, "the one story", "the one story"),
        (0, 3, "no stories", "none of the three stories"),
        (14, 15, "almost all stories", "14 of the 15 stories"),
    ],
)
def test_counts_are_of_stories_and_in_words(some: int, every: int, many: str, count: str) -> None:
    live = LiveValues(STANDARD_BANDS, every, 11, 158, "May 2026", {7: some})
    assert (live.text(Live.MANY, 7), live.text(Live.COUNT, 7)) == (many, count)
    assert (live.text(Live.COUNT), live.text(Live.MANY, 8)) == ("", "")
    assert (live.text(Live.STORYTELLERS), live.text(Live.EXCERPTS)) == ("eleven storytellers", "158 excerpts")


def test_a_count_begins_a_sentence_with_a_capital() -> None:
    said = [in_sentence("most stories", before) for before in ("", "So it was. ", "“Yes.” ", "In ", "So: ")]
    assert said == ["Most stories", "Most stories", "Most stories", "most stories", "most stories"]


# ---- drafted --------------------------------------------------------------------------------------------------


def test_a_draft_has_every_quote_once_in_its_place(made: Made) -> None:
    changes = made.draft()
    assert changes.sentences == ("Eleven sections drafted.",)
    assert set(made.quoted().values()) == {1}
    with made.project.read() as session:
        shown = {one.title: one for one in shown_report(session)}
        facts, outline = report_facts(session), report_outline(session, [1, 1])
    assert [one.kind for one in outline] == [
        *(SectionKind.COVER, SectionKind.ABOUT, SectionKind.TELLERS, SectionKind.METHOD),
        *(SectionKind.THEME, SectionKind.THEME),
        *(SectionKind.QUESTIONS, SectionKind.LEARNED, SectionKind.PLAYLIST, SectionKind.WORKED, SectionKind.THANKS),
    ]
    assert (facts.drafts, facts.changed_by, outline[0].findings) == (1, "Priya", 2)
    chairs = shown["Chairs"]
    assert chairs.heading is not None
    assert (chairs.heading.text, chairs.heading.against) == ("“We moved the chairs first”: Who decides?", ())
    lines = [_line(block) for block in chairs.blocks]
    assert lines[:2] == [
        "Small things changed who spoke.",
        "We heard this in most stories: two of the three stories spoke of it.",
    ]
    assert lines[2].endswith(": “We moved the chairs first.”")
    assert lines[3].startswith("One part of this is **Where people sit**. ")
    assert lines[3].endswith(": “Then nobody sat at the head of the table,”")
    assert lines[4] == "## A different view"
    assert lines[5].endswith(": “Somebody has to hold the pen,”")
    assert lines[6:] == ["Suggestions from the stories:", "- “Start later in the day.”", "It was not only the room."]
    food = shown["Food"].blocks
    assert [_line(block) for block in food if isinstance(block, ShownText)][-1] == (
        "This raised a question: Who pays for the tea?"
    )
    [box] = [block for block in food if isinstance(block, ShownBox)]
    assert [_line(one) for one in box.blocks][1] == "- “We made a guide that the whole street uses now.”"
    [block] = [block for block in food if isinstance(block, ShownQuoteBlock)]
    assert (block.quote.words[:18], block.quote.signed) == ("For the first year", "One storyteller")
    assert "What about children?" in made.bodies()["Still open"]
    with made.project.read() as session:
        outline = report_outline(session)
    assert [one.headings for one in outline if one.title == "Chairs"] == [("A different view",)]


def _line(block: object) -> str:
    """What a person reads of a block."""
    match block:
        case ShownText(parts, level):
            return "#" * level + " " * bool(level) + "".join(map(_part, parts))
        case ShownList(items):
            return "\n".join("- " + "".join(map(_part, item)) for item in items)
        case ShownQuoteBlock(quote):
            return f"> {_part(quote)}"
        case _:
            return ""


def _part(part: object) -> str:
    match part:
        case ShownQuote():
            return f"“{part.words}”" + f" – {part.signed}" * bool(part.signed)
        case ShownLive(_, text):
            return text
        case Run(text, bold):
            return f"**{text}**" if bold else text
        case _:
            return ""


def test_who_we_are_and_what_was_learned_come_from_the_project(made: Made) -> None:
    made.draft()
    assert "Who we are" not in made.bodies()["What this is"]
    assert made.bodies()["What we learned"] == ""
    texts = {"group_name": "The Tuesday group", "gathered_by": "The library", "asked_by": "The town"}
    with made.project.edit(Operation.CHANGE_PERSON) as edit:
        change_project(edit, texts)
        helpers = [add_storyteller(edit, name).id for name in ("Ivo", "Mia", "Jo")]
        edit.session.flush()
        name_person(edit, helpers[0], NamedIn.REPORT, "Ivo, one of us")
        name_person(edit, helpers[2], NamedIn.REPORT, "Jo")
        for who in helpers:
            edit.add(Participant(story_id=1, storyteller_id=who, part=Part.SUPPORTER.value))
        edit.session.flush()
        note_consent(edit, 1, ConsentAbout.NAMED, "yes", "Ivo", "in the room", storyteller_id=helpers[0])
        note_consent(edit, 1, ConsentAbout.NAMED, "no", "Mia", "in the room", storyteller_id=helpers[1])
        workshop = start_session(edit, "Second meeting").id
        add_note(edit, workshop, NoteKind.LEARNED, "Tea comes first")
        add_learned(edit, "Ask twice", who="Ann", day="2026-05-12")
        read_back = draft_read_back(edit.session, workshop)
    assert "What we learned:\n- Tea comes first" in read_back
    made.draft()
    about, learned = made.bodies()["What this is"], made.bodies()["What we learned"]
    assert (
        "We are The Tuesday group. The stories were gathered by The library. They were asked for by The town." in about
    )
    assert "Among those who helped:\n\n- Ivo, one of us\n" in f"{about}\n", "as they chose, with a yes"
    assert "Mia" not in about
    assert "Jo" not in about, "nobody asked them"
    assert learned.index("**12 May 2026:** Ask twice.") < learned.index("Tea comes first.")
    assert "Ann" not in learned
    with made.project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.NAMED, "no", "Ivo", "in the room", storyteller_id=helpers[0])
    made.draft()
    assert "Ivo" not in made.bodies()["What this is"], "a name goes with its yes"
    with made.project.edit(Operation.CHANGE_PERSON) as edit:
        note_consent(edit, 1, ConsentAbout.NAMED, "yes", "Ivo", "in the room", storyteller_id=helpers[0])
        name_person(edit, helpers[0], NamedIn.REPORT, "")
    made.draft()
    assert "Ivo" not in made.bodies()["What this is"], "no name was chosen for a report"


def test_who_is_named_otherwise_is_signed_and_not_called_one_storyteller(made: Made) -> None:
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        add_label(edit, "One neighbour")
        name_person(edit, find_storyteller(edit.session, "Kit").id, NamedIn.REPORT, "One neighbour")
    changes = made.draft()
    assert any("may not leave yet" in one for one in changes.notes), "another name needs a new yes"
    with made.project.read() as session:
        lines = [_line(block) for one in shown_report(session) for block in one.blocks]
    [moved] = [line for line in lines if "moved the chairs" in line]
    assert moved.endswith("“We moved the chairs first.” – One neighbour")
    assert "storyteller" not in moved


def test_what_waits_is_drafted_and_withheld_and_what_was_refused_is_not(made: Made) -> None:
    with made.project.edit(Operation.NOTE_ANSWER) as edit:
        say(edit, made.excerpts["pen"], "no")
        edit.get(Excerpt, made.excerpts["head"]).title = "Changed after their yes"
        set_meaning(edit, made.excerpts["later"], unused_reason="said twice")
    changes = made.draft()
    assert changes.notes == (
        "One quote may not leave yet: in no export until then.",
        "One excerpt stayed out: a storyteller said no.",
        "One excerpt stayed out: somebody decided not to use it.",
    )
    assert made.quoted() == {"moved": 1, "head": 1, "pen": 0, "later": 0, "guide": 1, "tea": 1}
    with made.project.read() as session:
        shown = {quote.excerpt_id: quote for one in shown_report(session) for quote in one.quotes()}
    head = shown[made.excerpts["head"]]
    assert head.withheld
    assert "changed after" in str(head.against[0])
    assert not shown[made.excerpts["moved"]].withheld


# ---- drafted again --------------------------------------------------------------------------------------------


def test_nothing_new_changes_nothing(made: Made) -> None:
    made.draft()
    before = made.bodies()
    assert made.draft().sentences == ("Nothing has changed since the last draft.",)
    assert made.bodies() == before
    made.project.undo()
    made.project.undo()
    assert made.bodies() == {}


def test_a_person_s_words_stay_and_what_is_new_comes_beside_them(made: Made) -> None:
    made.draft()
    own = Paragraph((Run("We read this aloud at the town hall."),))
    made.write("Chairs", lambda blocks: [Paragraph((Run("Our own beginning."),)), *blocks[1:3], own, *blocks[3:]])
    with made.project.edit(Operation.MARK_EXCERPT) as edit:
        change_theme(edit, 1, description="Another description.")
        excerpt = mark_quote(edit, 2, "I did not want the list thrown open.").id
        link(edit, 1, excerpt)
        say(edit, excerpt, uses=[Use.REPORT])
    made.excerpts["list"] = excerpt
    changes = made.draft()
    body = made.bodies()["Chairs"]
    assert body.startswith("Our own beginning.")
    assert "We read this aloud" in body
    assert "Another description" not in body
    assert set(made.quoted().values()) == {1}
    assert changes.new == ("“Chairs”: one quote came in.",)
    assert any("as a person wrote them" in one for one in changes.kept)


def test_what_a_person_moved_or_took_out_is_not_drafted_in_again(made: Made) -> None:
    made.draft()
    key = f"e{made.excerpts['later']:x}"
    made.write("Chairs", lambda blocks: [block for block in blocks if key not in quote_keys([block])])
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, title="Our own").id
        quote = add_quote(edit, section, made.excerpts["head"])
        set_body(edit, section, [Paragraph((Run("By the way: "), QuoteMark(quote.key)))])
    made.write(
        "Chairs", lambda blocks: [one for one in blocks if f"e{made.excerpts['head']:x}" not in quote_keys([one])]
    )
    made.draft()
    assert made.quoted() == {"moved": 1, "head": 1, "pen": 1, "later": 0, "guide": 1, "tea": 1}
    assert "By the way" in made.bodies()["Our own"]


def test_gone_excerpts_and_themes_go_but_for_what_a_person_wrote(made: Made) -> None:
    made.draft()
    made.write("Food", lambda blocks: [*blocks, Paragraph((Run("Tea was the beginning."),))])
    with made.project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, made.excerpts["moved"])
        delete_theme(edit, 3)
    changes = made.draft()
    bodies = made.bodies()
    assert bodies["A theme that is no longer there"] == "Tea was the beginning."
    assert "quote" not in bodies["A theme that is no longer there"]
    assert made.quoted()["guide"] == 1, "an output of no theme stands with the outputs"
    assert any("Food" in one or "no longer there" in one for one in changes.sentences)
    with made.project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, 1)
    made.draft()
    assert "Chairs" not in made.bodies()


def test_a_new_theme_gets_its_section_after_the_one_before_it(made: Made) -> None:
    made.draft()
    with made.project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Children").id
        unlink(edit, 3, made.excerpts["guide"])
        link(edit, theme, made.excerpts["guide"])
        change_project(edit, {"purpose": "To plan the next street."})
    changes = made.draft()
    assert list(made.bodies())[4:7] == ["Chairs", "Food", "Children"]
    assert "New section: “Children”." in changes.new
    assert made.bodies()["What this is"].startswith("To plan the next street.")
    assert made.quoted()["guide"] == 1


BLOCKS = st.lists(
    st.one_of(
        st.sampled_from("abcdef").map(lambda letter: Paragraph((Run(letter),))),
        st.sampled_from("pqrst").map(lambda key: Paragraph((Run("said: "), QuoteMark(key)))),
    ),
    max_size=7,
    unique=True,
)


@settings(max_examples=300, deadline=None)
@given(BLOCKS, BLOCKS, BLOCKS)
def test_joining_loses_nothing_that_a_person_wrote(before: list[Block], now: list[Block], new: list[Block]) -> None:
    found = list(joined(before, now, new).blocks)
    assert list(joined(before, before, new).blocks) == new
    assert list(joined(before, now, before).blocks) == now
    assert all(block in found for block in now if block not in before), "a person's block is gone"
    keys = list(quote_keys(found))
    assert len(keys) == len(set(keys))
    fresh = {*quote_keys(new)} - {*quote_keys(before)}
    assert fresh <= set(keys), "a new quote did not come in"
    taken_out = {*quote_keys(before)} - {*quote_keys(now)}
    assert not taken_out & set(keys), "what a person took out came back"


# ---- a whole published report ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_published_report_is_drafted_in_its_order_with_every_quote_once(tmp_path: Path, shared: Path) -> None:
    report = read_codebook(shared)
    with make_seeded(tmp_path / "Seed", report) as project:
        with project.edit(Operation.DRAFT_REPORT) as edit:
            changes = draft_report(edit)
        with project.read() as session:
            themes = [title_of(session, one) for one in sections(session) if one.kind == SectionKind.THEME]
            quoted, reader = quoted_excerpts(session), ReportReader(session)
            shown = [reader.section(one.id) for one in sections(session)]
            found = check_report(session)
        faults = _plant_the_faults_of_the_published_text(project)
    assert not any(one.blocks for one in found)
    [twice] = [one for one in found if one.kind is FindingKind.TWO_WORDINGS]
    assert "knowledge type" in twice.text
    [exact] = [one for one in faults if one.kind is FindingKind.EXACT_PHRASE]
    assert "in 4 ways" in exact.text
    assert "“box-ticking exercise”" in exact.text
    assert [one.section for one in faults if one.kind is FindingKind.HEADLINE] == ["Barriers"]
    assert themes == [theme["theme"] for theme in report]
    assert changes.notes == ()
    assert len(quoted) == 158
    words = [quote.words for section in shown for quote in section.quotes()]
    wanted = sorted(" ".join(quote["text"].split()) for theme in report for quote in theme["quotes"])
    assert sorted(words) == wanted
    assert not any(quote.withheld for section in shown for quote in section.quotes())
    bold = {
        part.text
        for section in shown
        for block in section.blocks
        if isinstance(block, ShownText)
        for part in block.parts
        if isinstance(part, Run) and part.bold
    }
    assert bold <= {under for theme in report for under in theme["subthemes"]}
    assert len(bold) > 40


def _plant_the_faults_of_the_published_text(project: Project) -> list[Finding]:
    """It calls a phrase exact that is spelt in four ways, and has headlines that stand nowhere in its text."""
    with project.edit(Operation.WRITE_REPORT) as edit:
        for section in sections(edit.session):
            blocks = list(parse(section.body))
            if title_of(edit.session, section) == "Careless co-production":
                set_body(edit, section.id, [*blocks, *parse("The exact phrase came up in several of the accounts.")])
            if title_of(edit.session, section) == "Barriers":
                headline = edit.get(Theme, section.theme_id or 0).headline_excerpt_id or 0
                set_body(edit, section.id, [one for one in blocks if f"e{headline:x}" not in quote_keys([one])])
    with project.read() as session:
        return check_report(session)

"""What the checks of a report find, each planted as people plant it, and what one press mends."""

import pytest
from consenting import say
from made_stories import make_story
from small_report import Made

from coproclip.errors import BadInput
from coproclip.excerpts.marking import change_excerpt, delete_excerpt, mark_quote
from coproclip.excerpts.rules.policy import Use
from coproclip.overview.report import shown_section
from coproclip.people.about_project import change_project
from coproclip.people.consent import note_consent
from coproclip.people.people import HoldingEntry, set_entry
from coproclip.people.storytellers import find_storyteller
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, ListKind
from coproclip.project.schema import ReportImage, Segment
from coproclip.report.checks import Finding, FindingKind, check_report, mend
from coproclip.report.document import ImageBlock, Paragraph, QuoteMark, Run
from coproclip.report.kept import forget_finding, keep_finding
from coproclip.report.markup import parse, write
from coproclip.report.sections import (
    add_quote,
    add_section,
    begun_report,
    change_quote,
    change_section,
    sections,
    set_body,
    title_of,
)
from coproclip.themes.codebook import add_theme, link, set_headline
from coproclip.timecode import TimeRange

EXPECTED = {FindingKind.PLAYLIST}
"""What is found in a fresh draft of a project without a playlist."""


def check(made: Made, *, kept: bool = False) -> list[Finding]:
    with made.project.read() as session:
        return check_report(session, kept=kept)


def found(made: Made, kind: FindingKind) -> list[Finding]:
    return [one for one in check(made) if one.kind is kind]


def only(made: Made, kind: FindingKind) -> Finding:
    [one] = found(made, kind)
    return one


def type_into(made: Made, title: str, text: str) -> None:
    """A person types at the end of a section; `text` as it is kept."""
    made.write(title, lambda blocks: [*blocks, *parse(text)])


def press(made: Made, finding: Finding) -> None:
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        mend(edit, finding, who="Priya")


def test_a_fresh_draft_is_fine(drafted: Made) -> None:
    assert [(one.text, one.place) for one in check(drafted) if one.kind not in EXPECTED] == []
    assert not any(one.blocks for one in check(drafted))


# ---- quotes ---------------------------------------------------------------------------------------------------


def test_typed_words_that_differ_become_the_exact_ones(drafted: Made) -> None:
    type_into(drafted, "Chairs", "One person said: “and people only talked with each other.” So it was.")
    one = only(drafted, FindingKind.NOWHERE)
    assert one.blocks
    with drafted.project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, 1, "and people just talked to each other.").id
        link(edit, 1, excerpt)
        say(edit, excerpt, uses=[Use.REPORT])
    one = only(drafted, FindingKind.DIFFERS)
    assert (one.section, one.place, one.exact) == (
        "Chairs",
        "and people only talked with each other.",
        "and people just talked to each other.",
    )
    assert one.place in one.text
    assert one.exact in one.text
    assert one.blocks
    press(drafted, one)
    with drafted.project.read() as session:
        [section] = [one for one in sections(session) if title_of(session, one) == "Chairs"]
        [last] = [quote for quote in shown_section(session, section.id).quotes() if quote.excerpt_id == excerpt]
    assert last.words == "and people just talked to each other."
    assert drafted.bodies()["Chairs"].endswith(" So it was.")
    assert {one.kind for one in check(drafted)} == EXPECTED
    with pytest.raises(BadInput, match="has changed"):
        press(drafted, one)


def test_exact_words_that_are_only_typed_are_bound_to_their_part_of_the_excerpt(drafted: Made) -> None:
    type_into(drafted, "Chairs", "They spoke of “the head of the table” and of “tea”.")
    one = only(drafted, FindingKind.TYPED)
    assert not one.blocks
    press(drafted, one)
    with drafted.project.read() as session:
        [section] = [one for one in sections(session) if title_of(session, one) == "Chairs"]
        shown = shown_section(session, section.id)
    assert [quote.words for quote in shown.quotes()][-1] == "the head of the table,"
    assert "“tea”" in shown.text, "one word is a word that people talk about"


def test_names_and_quantity_words_in_quotation_marks_are_no_quotes(drafted: Made) -> None:
    type_into(drafted, "Chairs", "“Where people sit” and “almost all” and “Who decides?” are what we call things.")
    assert {one.kind for one in check(drafted)} == EXPECTED


def test_words_that_left_their_excerpt_are_found_and_mended(drafted: Made) -> None:
    key = f"e{drafted.excerpts['head']:x}"
    with drafted.project.edit(Operation.WRITE_REPORT) as edit:
        [section] = [one for one in sections(edit.session) if title_of(edit.session, one) == "Chairs"]
        change_quote(edit, section.id, key, runs=[TimeRange(900_000, 901_000)])
    one = only(drafted, FindingKind.QUOTE_GONE)
    assert one.blocks
    press(drafted, one)
    assert found(drafted, FindingKind.QUOTE_GONE) == []
    with drafted.project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, drafted.excerpts["head"])
    one = only(drafted, FindingKind.QUOTE_GONE)
    press(drafted, one)
    assert key not in drafted.bodies()["Chairs"]
    assert "Where people sit" in drafted.bodies()["Chairs"]


def test_what_may_not_leave_says_why(drafted: Made) -> None:
    with drafted.project.edit(Operation.CHECK) as edit:
        edit.session.query(Segment).filter_by(story_id=2).update({"checked": 0})
        note_consent(edit, 3, ConsentAbout.NAMED, "no", who="Sam", how="on the phone", storyteller_id=3)
        change_excerpt(edit, drafted.excerpts["tea"], attribution="Sam")
        change_excerpt(edit, drafted.excerpts["moved"], title="Another title")
    kinds = {one.kind: one for one in reversed(check(drafted)) if one.kind not in EXPECTED}
    assert "not checked against the recording" in kinds[FindingKind.UNCHECKED].text
    assert "signed “Sam”" in kinds[FindingKind.LABEL].text
    assert "changed after" in kinds[FindingKind.WITHHELD].text
    assert "Let them hear it again" in kinds[FindingKind.WITHHELD].suggestion
    assert kinds[FindingKind.WITHHELD].excerpt_id
    assert not any(one.blocks for one in kinds.values()), "they are left out; that stops nothing"


def test_text_that_would_stop_an_export_is_found_before(drafted: Made) -> None:
    type_into(drafted, "What we learned", "They said that I did not want the list thrown open, so we closed it.")
    one = only(drafted, FindingKind.TEXT)
    assert one.blocks
    assert "nobody has said yes" in one.text


def test_an_address_that_would_stop_an_export_is_found_before(drafted: Made) -> None:
    type_into(drafted, "What we learned", "Look [there](https://example.org/I-did-not-want-the-list-thrown-open/) too.")
    one = only(drafted, FindingKind.TEXT)
    assert (one.blocks, one.place) == (True, "https://example.org/I-did-not-want-the-list-thrown-open/")
    assert one.text.startswith("The address of a link has words")


# ---- the faults of a published report -------------------------------------------------------------------------


def test_one_quote_in_two_wordings_is_found(drafted: Made) -> None:
    with drafted.project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, 1, "nobody sat at the head of the table, and people just talked").id
        link(edit, 1, excerpt)
        say(edit, excerpt, uses=[Use.REPORT])
    drafted.draft()
    assert found(drafted, FindingKind.TWO_WORDINGS) == []
    type_into(drafted, "Food", "As before: “at the head of the table nobody sat, and people talked just”.")
    one = only(drafted, FindingKind.TWO_WORDINGS)
    assert (one.section, one.blocks) == ("Food", True)
    assert "in “Chairs”" in one.text


def test_the_seeds_own_faults_are_found(drafted: Made) -> None:
    """Four spellings of an “exact phrase”, one quote in two wordings, and a headline that is nowhere in the text."""
    said = (
        *("it’s a box-ticking exercise", "a box ticking exercise", "just a tick box exercise", "one tick-box exercise"),
        *("we all have more than one knowledge type", "we all have more than one type of knowledge"),
    )
    marks = " ".join(f"One said “{words}”." for words in said)
    type_into(drafted, "Chairs", f"{marks} This exact phrase came up again and again.")
    with drafted.project.edit(Operation.CHANGE_THEME) as edit:
        set_headline(edit, 3, drafted.excerpts["moved"])
    one = only(drafted, FindingKind.EXACT_PHRASE)
    assert "in 4 ways" in one.text
    assert all(way in one.text for way in ("box-ticking exercise", "“tick box exercise”", "“tick-box exercise”"))
    assert one.section == "Chairs"
    press(drafted, one)
    assert "This phrase came up" in drafted.bodies()["Chairs"]
    assert any("knowledge type" in one.text for one in found(drafted, FindingKind.TWO_WORDINGS))
    headline = only(drafted, FindingKind.HEADLINE)
    assert (headline.section, "occurs nowhere" in headline.text) == ("Food", True)


# ---- counts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "place", "after"),
    [
        ("Many storytellers said so.", "Many storytellers", "{many} said so."),
        ("It was said in all of the stories.", "all of the stories", "It was said in {many}."),
        ("Three of the three stories spoke of it.", "Three of the three stories", "{count} spoke of it."),
        ("2 of 3 said so.", "", ""),
        ("Most stories spoke of it.", "", ""),
        ("Two of the five meetings were cold.", "", ""),
        ("One storyteller said so.", "", ""),
        (
            "For “Where people sit” it was most storytellers.",
            "",
            "",
        ),
        ("All people spoke of where people sit. Many people sat.", "All people", "{many} spoke of where"),
        ("Almost nobody said so.", "Almost nobody", "{many} said so."),
        ("Hardly anyone mentioned it.", "Hardly anyone", "{many} mentioned it."),
        ("It came up in none of the three stories.", "none of the three stories", "It came up in {many}."),
        ("No one among the storytellers has spoken of it.", "No one", "{many} among"),
        ("Nobody in the stories ever raised it.", "Nobody", "{many} in the stories"),
        ("Very few people talked of it.", "Very few people", "{many} talked"),
        ("Few told us so.", "Few", "{many} told us so."),
        ("No stories are about it.", "No stories", "{many} are about it."),
        ("Not many storytellers said so.", "Not many storytellers", "{many} said so."),
        ("Everybody spoke of it.", "Everybody", "{many} spoke of it."),
        ("Not all storytellers said so, and not everyone spoke of it.", "", ""),
        ("Nobody sat at the head of the table, and no one storyteller knew why.", "", ""),
        ("If nobody says who decides, few people come. There were no people.", "", ""),
        ("Few of us said so.", "Few", "{many} of us said so."),
        ("None of us has ever talked about it.", "None", "{many} of us has ever"),
        ("Almost all of us said so. Few of us want that.", "Almost all", "{many} of us said so."),
        ("Scarcely a storyteller mentioned it.", "Scarcely a storyteller", "{many} mentioned it."),
        ("A minority of the stories mention it.", "A minority of the stories", "{many} mention it."),
        ("Half of the three stories mention it.", "Half of the three stories", "{many} mention it."),
        ("Less than half the storytellers said so.", "Less than half the storytellers", "{many} said so."),
        ("Two thirds of storytellers, so over half of the stories, said so in half an hour.", "", ""),
        ("A third story was cold. Most of them said so. Half of us sat.", "", ""),
        ("Quite a few storytellers said so.", "Quite a few storytellers", "{many} said so."),
        ("None of the five stories of that book said so.", "", ""),
    ],
)
def test_quantity_words_are_those_of_the_count(drafted: Made, typed: str, place: str, after: str) -> None:
    type_into(drafted, "Chairs", typed)
    wrong = found(drafted, FindingKind.QUANTITY)
    if not place:
        assert wrong == []
        return
    assert wrong[0].place == place
    press(drafted, wrong[0])
    assert after in drafted.bodies()["Chairs"]


def test_hardly_anyone_is_fewer_than_where_the_projects_next_word_begins(drafted: Made) -> None:
    for number in range(8):
        make_story(drafted.project, [("storyteller", "It rained.")], title=f"Rain {number}", storyteller=f"R{number}")
    type_into(drafted, "Food", "Hardly anyone said so. Nobody said so. Not many storytellers said so. Few said so.")
    assert [one.place for one in found(drafted, FindingKind.QUANTITY)] == ["Nobody"], "two of eleven"
    with drafted.project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {}, bands={"one": 0, "a few": 5, "many": 15, "all": 100})
    wrong = [one.place for one in found(drafted, FindingKind.QUANTITY)]
    assert wrong == ["Hardly anyone", "Nobody", "Not many storytellers", "Few"]


def test_quantity_words_outside_themes_are_nobodys_count(drafted: Made) -> None:
    type_into(drafted, "Thanks", "Many people helped.")
    assert found(drafted, FindingKind.QUANTITY) == []


# ---- people, words, images ------------------------------------------------------------------------------------


def test_words_that_point_at_one_person_become_broader(drafted: Made) -> None:
    with drafted.project.edit(Operation.CHANGE_PERSON) as edit:
        nurse = HoldingEntry(ListKind.ROLE, "retired nurse")
        set_entry(edit, find_storyteller(edit.session, "Rosa").id, nurse, holds=True)
    type_into(drafted, "Chairs", "A retired nurse from the night team asked for clear roles.")
    one = only(drafted, FindingKind.LABEL)
    assert one.place == "A retired nurse from the night team"
    assert "only one storyteller" in one.text
    press(drafted, one)
    assert "One storyteller asked for clear roles." in drafted.bodies()["Chairs"]


def test_hard_words_get_plainer_ones_of_the_project(drafted: Made) -> None:
    with drafted.project.edit(Operation.WRITE_REPORT) as edit:
        begun_report(edit).plainer = {"furniture": "chairs and tables", "via": ""}
    type_into(drafted, "Chairs", "Stakeholders utilise furniture via Furniture.")
    words = {one.place: one for one in found(drafted, FindingKind.HARD_WORD)}
    assert sorted(words) == ["Stakeholders", "furniture", "utilise"]
    press(drafted, words["furniture"])
    assert drafted.bodies()["Chairs"].endswith("Stakeholders utilise chairs and tables via Chairs and tables.")


def test_long_sentences_and_hard_sections_are_named(drafted: Made) -> None:
    long = "Because of organisational considerations " + "regarding institutional accountability " * 10 + "we waited."
    type_into(drafted, "What we learned", "\n\n".join([long] * 4))
    assert len(found(drafted, FindingKind.LONG_SENTENCE)) == 1, "the same sentence is found once"
    assert only(drafted, FindingKind.HARD_TO_READ).section == "What we learned"


def test_images_say_what_they_show_and_photos_need_a_yes(drafted: Made) -> None:
    with drafted.project.edit(Operation.WRITE_REPORT) as edit:
        [section] = [one for one in sections(edit.session) if title_of(edit.session, one) == "Thanks"]
        for key, alt, decorative, photo in (
            ("a", "", 0, 0),
            ("b", "A table", 0, 0),
            ("c", "", 1, 0),
            ("d", "Somebody", 0, 1),
        ):
            made = ReportImage(section_id=section.id, key=key, file=f"images/{key}.png", alt=alt, decorative=decorative)
            made.photo = photo
            edit.add(made)
        set_body(edit, section.id, [ImageBlock(key) for key in "abcd"])
    wrong = found(drafted, FindingKind.IMAGE)
    assert [(one.place, one.blocks) for one in wrong] == [("a", True), ("d", True)]


def test_sub_themes_and_headlines_that_are_missing_are_named(drafted: Made) -> None:
    with drafted.project.edit(Operation.ADD_THEME) as edit:
        link(edit, add_theme(edit, "Hunger", parent_id=3).id, drafted.excerpts["tea"])
        set_headline(edit, 1, None)
    assert only(drafted, FindingKind.SUB_THEME).place == "Hunger"
    assert "no headline" in only(drafted, FindingKind.HEADLINE).text
    type_into(drafted, "Food", "It was about hunger.")
    assert found(drafted, FindingKind.SUB_THEME) == []


def test_a_headline_that_the_team_put_otherwise_is_no_quote(drafted: Made) -> None:
    with drafted.project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, drafted.excerpts["moved"], title="Round the table")
    assert not [one for one in found(drafted, FindingKind.HEADLINE) if "nowhere" in one.text]
    with drafted.project.read() as session:
        [section] = [one for one in sections(session) if title_of(session, one) == "Chairs"]
        heading = shown_section(session, section.id).heading
    assert heading is not None
    assert heading.text == "Round the table: Who decides?"


# ---- kept, left out -------------------------------------------------------------------------------------------


def test_what_somebody_keeps_is_not_found_again_until_it_reads_otherwise(drafted: Made) -> None:
    type_into(drafted, "Chairs", "He called it “the long and winding road to tea”.")
    one = only(drafted, FindingKind.NOWHERE)
    with drafted.project.edit(Operation.KEEP_FINDING) as edit:
        keep_finding(edit, one.print, "It is the title of a song.")
    assert found(drafted, FindingKind.NOWHERE) == []
    [kept] = [one for one in check(drafted, kept=True) if one.kept]
    assert (kept.kept, kept.blocks, kept.kind) == ("It is the title of a song.", False, FindingKind.NOWHERE)
    drafted.write("Chairs", lambda blocks: [*blocks[:-1], *parse("He called it “the long and winding road to bread”.")])
    assert len(found(drafted, FindingKind.NOWHERE)) == 1
    with drafted.project.edit(Operation.KEEP_FINDING) as edit:
        forget_finding(edit, one.print)


def test_what_is_in_no_output_is_not_checked(drafted: Made) -> None:
    with drafted.project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, title="Notes").id
        quote = add_quote(edit, section, drafted.excerpts["tea"])
        set_body(edit, section, [Paragraph((Run("“Nobody ever said such words as these.” "), QuoteMark(quote.key)))])
        change_section(edit, section, left_out=True)
    assert {one.kind for one in check(drafted)} == EXPECTED
    assert write(parse("a")) == "a"


def test_a_project_without_a_report_has_nothing_to_check(made: Made) -> None:
    assert check(made) == []

"""Whoever has not agreed to being named is named in nothing that leaves, and a name that was taken out stays out of
everything: of texts, of the words that are read in place of another name, and of other stories.
"""

import pytest
from consenting import SAID, allow, answer
from made_stories import make_story

from coproclip.cli.reasons import with_commands
from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import Use, reasons_against, shareable
from coproclip.excerpts.beside.sheet import sheet_to_give_out
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import change_excerpt, mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.reasons import NamedPerson, ReasonKind
from coproclip.overview.no_names import name_written
from coproclip.overview.texts import playlist_texts, theme_texts
from coproclip.people.about_project import change_project
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide, find_mention, mentions_of
from coproclip.people.naming import add_label, find_label, labels, name_person, remove_label
from coproclip.people.no_names import NameIn, note_no_name
from coproclip.people.own_questions import add_question, remove_question
from coproclip.people.sheets import SheetForm, change_template
from coproclip.people.storytellers import change_storyteller
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, NamedIn
from coproclip.project.kinds import MentionDecision as D
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages
from coproclip.transcript.suggested_names import find_names

ONE, TWO = 1, 2
BREAD = "Bread has to rest before anybody eats it at all."
OKAFOR = "Then Doctor Okafor shouted at my mother about the rent."


@pytest.fixture
def two(project: Project) -> tuple[int, int]:
    """An excerpt of Marguerite's, who says no to being named, and one of Obadiah's, who agrees to everything."""
    make_story(project, [("storyteller", OKAFOR)], storyteller="Marguerite", title="One")
    make_story(project, [("storyteller", BREAD)], storyteller="Obadiah", title="Two")
    allow(project, ONE, TWO)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, ONE, ConsentAbout.NAMED, "no", **SAID)
    first, second = (excerpt_of(project, story) for story in (ONE, TWO))
    answer(project, first)
    answer(project, second)
    assert why(project, first, second) == []
    return first, second


def excerpt_of(project: Project, story: int, line: int = 0) -> int:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        place = passages(edit.session, story)[line]
        return mark(edit, story, place.start_ms, place.end_ms).id


def why(project: Project, *excerpts: int, playlist: int | None = None) -> list[tuple[ReasonKind, str]]:
    refused = shareable(project, excerpts, Use.SHARING, playlist_id=playlist).refused
    return [(one.code, one.sentence) for no in refused for one in no.reasons]


def title(project: Project, excerpt: int, words: str) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpt, title=words)
    answer(project, excerpt)


def name(project: Project, story: int, text: str, what: D, general: str = "", kind: NameKind = NameKind.OTHER) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found(text, kind)])
        decide(edit, find_mention(edit.session, story, text).id, what, by="Ed", general=general)


NOT_AGREED = "“Marguerite” in it, and nobody noted that Marguerite agreed to being named."


def test_who_has_not_agreed_to_being_named_is_in_no_title_of_anybodys(project: Project, two: tuple[int, int]) -> None:
    for excerpt, words in zip(two, ("Marguerite shouts", "Bread, for marguerite’s table"), strict=True):
        title(project, excerpt, words)
        assert why(project, excerpt) == [(ReasonKind.NAMES_SOMEBODY, f"Its title has {NOT_AGREED}")]
    named_as(project, 2, "Obadiah")
    title(project, two[1], "Bread, for Obadiah")
    assert why(project, two[1]) == []
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, ONE, ConsentAbout.NAMED, "yes", **SAID)
    named_as(project, 1, "Marguerite")
    answer(project, two[0])
    assert why(project, two[0]) == []


def test_nor_in_a_theme_a_playlist_or_its_introduction(project: Project, two: tuple[int, int]) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Marguerite and friends", "Marguerite from flat 9 began it.").id
        add_to_playlist(edit, playlist, [two[1]])
        theme = add_theme(edit, "What Marguerite taught us").id
    texts = ((PublicText.PLAYLIST_TITLE, playlist), (PublicText.PLAYLIST_INTRODUCTION, playlist))
    for what, number in (*texts, (PublicText.THEME_NAME, theme)):
        for beside in ([], [two[1]]):
            with pytest.raises(NotShareable, match="nobody noted that Marguerite agreed to being named"):
                shareable_text(project, what, number, beside=beside)
    answer(project, two[1])
    assert [code for code, _ in why(project, two[1], playlist=playlist)] == [ReasonKind.NAMES_SOMEBODY] * 2
    with project.edit(Operation.LINK_EXCERPTS) as edit:
        link(edit, theme, two[1])
    answer(project, two[1])
    assert [code for code, _ in why(project, two[1])] == [ReasonKind.NAMES_SOMEBODY]
    with project.read() as session:
        assert [one.about.what for one in playlist_texts(session, playlist) if one.about] == [what for what, _ in texts]
        assert [bool(one.reasons) for one in theme_texts(session)] == [True]


def test_what_is_an_everyday_word_too_is_waved_through_for_one_text(project: Project, two: tuple[int, int]) -> None:
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, ONE, alias="June")
    title(project, two[1], "Bread in June")
    with project.read() as session:
        (reason,) = reasons_against(session, two[1])
    assert reason.named is not None
    with pytest.raises(BadInput, match="Say who"), project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, reason.named, " – ")
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, reason.named, "Ed")
    assert why(project, two[1]) == []
    newer = project.back_up()
    title(project, two[1], "Bread with June")
    assert [code for code, _ in why(project, two[1])] == [ReasonKind.NAMES_SOMEBODY], "another text is another question"
    title(project, two[1], "Bread in June")
    assert why(project, two[1]) == []
    taken_back = [project.undo() for _ in range(5)]
    assert taken_back.count(Operation.DECIDE_NAME) == 1
    folder = project.folder
    project.close()
    restore(folder, newer)
    with Project.open(folder) as again:
        assert [code for code, _ in why(again, two[1])] == [ReasonKind.NAMES_SOMEBODY], "it is not said any more"


def test_a_word_in_small_letters_that_everybody_uses_is_nobodys_name(project: Project, two: tuple[int, int]) -> None:
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, ONE, alias="Will")
    title(project, two[1], "What will rise")
    assert why(project, two[1]) == []
    title(project, two[1], "What Will said")
    assert [code for code, _ in why(project, two[1])] == [ReasonKind.NAMES_SOMEBODY]


# ---- taken out ------------------------------------------------------------------------------------------------


def test_what_is_read_in_place_of_a_name_says_no_other_name(project: Project, two: tuple[int, int]) -> None:
    name(project, ONE, "mother", D.GENERAL, "Okafor’s patient")
    name(project, ONE, "Okafor", D.KEEP)
    answer(project, two[0])
    assert why(project, two[0]) == []
    name(project, ONE, "Okafor", D.OPEN)
    assert [code for code, _ in why(project, two[0])] == [ReasonKind.UNDECIDED]
    name(project, ONE, "Okafor", D.REMOVE)
    answer(project, two[0])
    sentence = "What is read in place of “mother” has “Okafor” in it, which is taken out of the words."
    assert why(project, two[0]) == [(ReasonKind.STAND_IN, sentence)]
    with pytest.raises(BadInput, match="which is taken out"):
        name(project, ONE, "rent", D.GENERAL, "what Okafor wanted")
    name(project, ONE, "mother", D.GENERAL, "Marguerite’s mum")
    answer(project, two[0])
    assert [code for code, _ in why(project, two[0])] == [ReasonKind.STAND_IN]
    name(project, ONE, "mother", D.GENERAL, "somebody")
    answer(project, two[0])
    assert why(project, two[0]) == []


def test_a_persons_name_taken_out_of_one_story_is_in_no_text_beside_another(
    project: Project, two: tuple[int, int]
) -> None:
    name(project, ONE, "Okafor", D.REMOVE)
    name(project, ONE, "rent", D.REMOVE, kind=NameKind.PLACE)
    answer(project, two[0])
    title(project, two[1], "Unlike Okafor")
    sentence = "Its title has “Okafor” in it, which is taken out of the words of another story."
    assert why(project, two[1]) == [(ReasonKind.HIDDEN, sentence)]
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Bread", "Okafor, and how it went.").id
        add_to_playlist(edit, playlist, [two[1]])
    for beside in ([], [two[1]]):
        with pytest.raises(NotShareable, match="Okafor"):
            shareable_text(project, PublicText.PLAYLIST_INTRODUCTION, playlist, beside=beside)
    title(project, two[1], "No Rent")
    assert why(project, two[1]) == [], "a place is another one elsewhere"
    assert [code for code, _ in why(project, *two)] == [ReasonKind.HIDDEN], "but not beside what was said of it"


def test_a_name_that_is_kept_here_may_be_written_here(project: Project, two: tuple[int, int]) -> None:
    name(project, ONE, "Okafor", D.REMOVE)
    name(project, TWO, "Okafor", D.KEEP)
    title(project, two[1], "Unlike Okafor")
    assert why(project, two[1]) == []


def test_words_of_another_story_that_say_it_are_held_back_until_somebody_decided_there(project: Project) -> None:
    for story in (ONE, TWO):
        make_story(project, [("storyteller", OKAFOR)], storyteller=f"Teller {story}", title=f"Story {story}")
    allow(project, ONE, TWO)
    second = excerpt_of(project, TWO)
    answer(project, second)
    assert why(project, second) == []
    name(project, ONE, "Okafor", D.REMOVE)
    assert why(project, second) == [
        (ReasonKind.UNDECIDED, "“Okafor” is said in it, and is taken out of another story.")
    ]
    find_names(project, TWO)  # as it is said there: “Doctor Okafor”
    assert [code for code, _ in why(project, second)] == [ReasonKind.UNDECIDED]
    with project.edit(Operation.DECIDE_NAME) as edit:
        for mention in mentions_of(edit.session, TWO):
            decide(edit, mention.id, D.KEEP, by="Ed")
    assert why(project, second) == []
    title(project, second, "Doctor Okafor shouts")
    assert why(project, second) == []


# ---- words for people -----------------------------------------------------------------------------------------


def test_a_word_for_people_that_somebody_goes_by_since_is_a_name(project: Project, two: tuple[int, int]) -> None:
    with project.edit(Operation.CHANGE_LISTS) as edit:
        add_label(edit, "June")
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, two[0], attribution="June")
    answer(project, two[0])
    assert why(project, two[0]) == []
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, ONE, alias="June")
    assert [code for code, _ in why(project, two[0])] == [ReasonKind.NOT_NAMED]
    with project.edit(Operation.CHANGE_LISTS) as edit:
        assert find_label(edit.session, "June") is None
        assert "June" not in [one.text for one in labels(edit.session)]
        remove_label(edit, "June")


# ---- parts and forms, and names that nobody decided about ---------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["What Mrs Okoro wants", "June’s dream", "Okoro, June", "June M. Okoro", "Okoros kitchen", "OKORO"]
)
def test_part_of_what_somebody_is_called_names_them_too(project: Project, two: tuple[int, int], words: str) -> None:
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, 1, alias="June Okoro")
    title(project, two[1], words)
    assert {kind for kind, _sentence in why(project, two[1])} == {ReasonKind.NAMES_SOMEBODY}
    title(project, two[1], "What we made of it")
    assert why(project, two[1]) == []


def test_part_of_a_name_that_is_taken_out_names_them_too(project: Project, two: tuple[int, int]) -> None:
    taken_out = [("Helen Bartholomew", NameKind.PERSON), ("Old Station Road", NameKind.OTHER)]
    for text, kind in (*taken_out, ("Brynamman Hall", NameKind.PLACE)):
        name(project, ONE, text, D.REMOVE, kind=kind)
    written = ("Bartholomew, Helen", "Mrs Bartholomew", "What BARTHOLOMEW said", "The Bartholomews", "Helen’s chairs")
    for excerpt, of in zip(two, ("", " of another story"), strict=True):
        for words in written:
            title(project, excerpt, words)
            met = next(one for one in ("Bartholomews", "Bartholomew", "Helen") if one.casefold() in words.casefold())
            sentence = f"Its title has “{met}” in it, and “Helen Bartholomew” is taken out of the words{of}."
            assert why(project, excerpt)[0] == (ReasonKind.HIDDEN, sentence)
        title(project, excerpt, "An Old Road, from Brynamman to a New Station")
        assert why(project, excerpt) == []


def test_part_of_a_name_that_is_taken_out_is_none_where_somebody_says_so_or_keeps_it(
    project: Project, two: tuple[int, int]
) -> None:
    name(project, ONE, "Helen Bartholomew", D.REMOVE)
    title(project, two[0], "Helen’s chairs")
    with project.read() as session:
        (reason,) = reasons_against(session, two[0])
    assert reason.named == NameIn("Helen", "Helen’s chairs")
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, reason.named, "Ed")
    assert why(project, two[0]) == []
    for excerpt in two:
        title(project, excerpt, "Helen and the chairs")
        assert [code for code, _ in why(project, excerpt)] == [ReasonKind.HIDDEN]
    name(project, ONE, "Helen", D.KEEP)
    assert why(project, *two) == [], "whoever is Helen there may be Helen everywhere"
    name(project, ONE, "Helen", D.OPEN)
    name(project, TWO, "Helen Bartholomew", D.KEEP)
    assert [code for code, _ in why(project, two[1])] == [], "it is kept as a whole"
    assert [code for code, _ in why(project, two[0])] != []
    name(project, ONE, "Helen Bartholomew", D.GENERAL, "Helen")
    name(project, ONE, "Helen", D.KEEP)
    answer(project, two[0])
    assert why(project, two[0]) == [], "what is read in its place may be read"


def test_whoever_is_called_like_part_of_a_name_that_is_taken_out_may_sign(
    project: Project, two: tuple[int, int]
) -> None:
    name(project, ONE, "Obadiah Bartholomew", D.REMOVE)
    named_as(project, 2, "Obadiah")
    title(project, two[1], "Bread, for Obadiah")
    assert why(project, two[1]) == []
    title(project, two[0], "Bread, for Obadiah")
    assert [code for code, _ in why(project, two[0])] == [ReasonKind.HIDDEN]


def test_words_that_say_part_of_a_name_that_is_taken_out_are_held_back_until_that_is_decided(project: Project) -> None:
    lines = [("storyteller", f"{OKAFOR} Will you ask Will?"), ("storyteller", "Will they ask Okafor about it?")]
    make_story(project, lines, storyteller="Kit", title="One")
    make_story(project, [("storyteller", "Will they ask Okafor about it?")], storyteller="Jo", title="Two")
    allow(project, ONE, TWO)
    here, there = excerpt_of(project, ONE, 1), excerpt_of(project, TWO)
    answer(project, here)
    answer(project, there)
    name(project, ONE, "Doctor Okafor", D.REMOVE, kind=NameKind.PERSON)
    said = "“Okafor” is said in it, and “Doctor Okafor” is taken out"
    assert why(project, there) == [(ReasonKind.UNDECIDED, f"{said} of another story.")]
    answer(project, here)
    assert why(project, here) == [(ReasonKind.UNDECIDED, f"{said}.")]
    name(project, TWO, "Okafor", D.KEEP)
    name(project, ONE, "Okafor", D.REMOVE)
    name(project, ONE, "Will Marsh", D.REMOVE, kind=NameKind.PERSON)
    assert why(project, there) == [], "a sentence begins so"


@pytest.mark.parametrize("alias", ["The Baker", "A young person", "Doctor M"])
def test_what_stands_before_a_name_names_nobody(project: Project, two: tuple[int, int], alias: str) -> None:
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, 1, alias=alias)
    title(project, two[1], "The young doctor, and a person")
    assert why(project, two[1]) == []


def test_a_name_nobody_decided_about_keeps_a_text_that_leaves_alone(project: Project, two: tuple[int, int]) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "What Samuel did").id
        place = add_theme(edit, "By the Tamar").id
        add_names(edit, TWO, [Found("Samuel", NameKind.PERSON), Found("Tamar", NameKind.PLACE)])
    with pytest.raises(NotShareable, match="Samuel” in it, and nobody decided"):
        shareable_text(project, PublicText.THEME_NAME, theme, Use.SHARING)
    assert shareable_text(project, PublicText.THEME_NAME, place, Use.SHARING) == "By the Tamar"
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, find_mention(edit.session, TWO, "Samuel").id, D.KEEP, by="Ed")
    assert shareable_text(project, PublicText.THEME_NAME, theme, Use.SHARING) == "What Samuel did"


# ---- sheets for storytellers --------------------------------------------------------------------------------------


def sheet_reasons(project: Project) -> str:
    with project.read() as session:
        try:
            sheet_to_give_out(session, SheetForm.PLAIN)
        except NotShareable as refused:
            return refused.happened
    return ""


def about(project: Project, **texts: str) -> None:
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, texts)


def test_a_sheet_names_nobody_who_is_not_named_and_no_name_that_is_taken_out(
    project: Project, two: tuple[int, int]
) -> None:
    name(project, ONE, "Okafor", D.REMOVE)
    assert sheet_reasons(project) == ""
    about(project, contact="Marguerite, 01632 960 001")
    assert sheet_reasons(project).startswith("The project’s contact line has “Marguerite” in it, and nobody noted that")
    about(project, contact="Mo", why_ask="As Okafor asked us.")
    assert "“Why are we asking?” has “Okafor” in it, which is taken out" in sheet_reasons(project)
    about(project, why_ask="To hear what helps.", contact="Obadiah")
    assert "Obadiah is named “One storyteller” in clips" in sheet_reasons(project)
    named_as(project, 2, "Obadiah")
    assert sheet_reasons(project) == "", "who agreed to it is named"
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        question = add_question(edit, "May we tell Okafor about it?").id
    assert sheet_reasons(project).startswith("A question of the project’s own has “Okafor” in it")
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        remove_question(edit, question)
        change_template(edit, SheetForm.PLAIN, "# A sheet\nOkafor asked for this.\n{questions}")
    assert sheet_reasons(project).startswith("The sheet’s own text has “Okafor” in it")
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        change_template(edit, SheetForm.PLAIN, "# A sheet\n{questions}")
    assert sheet_reasons(project) == ""


def test_a_name_in_pieces_is_one_on_a_sheet_and_an_everyday_word_is_waved_through(
    project: Project, two: tuple[int, int]
) -> None:
    name(project, ONE, "Okafor Rent", D.REMOVE)
    about(project, why_ask="Okafor\nRent asked us.")
    assert "“Okafor Rent” in it" in sheet_reasons(project)
    about(project, why_ask="Okafor and the rent asked us.")
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, ONE, alias="June")
    about(project, why_ask="What we did in June.")
    assert "“June” in it" in sheet_reasons(project)
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, name_written(edit.session, ONE, "June", "What we did in June."), "Ed")
    assert sheet_reasons(project) == ""
    with project.edit(Operation.CHANGE_SHEET) as edit:
        change_template(edit, SheetForm.PLAIN, "# {title}\nWe come in June.\n{why_ask}")
    assert "The sheet’s own text has “June” in it" in sheet_reasons(project)
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, name_written(edit.session, ONE, "June", "We come in June."), "Ed")
    assert sheet_reasons(project) == ""


# ---- named otherwise ----------------------------------------------------------------------------------------------


def named_as(project: Project, who: int, label: str, *places: NamedIn) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        for where in places or tuple(NamedIn):
            name_person(edit, who, where, label)


def test_whoever_is_one_storyteller_in_what_leaves_is_named_in_no_text_of_it(
    project: Project, two: tuple[int, int]
) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Bread", "Obadiah sat with us.").id
        add_to_playlist(edit, playlist, [two[1]])
    about(project, strapline="Obadiah at the oven")
    otherwise = "“Obadiah” in it, and Obadiah is named “One storyteller” in clips and playlists."
    texts = ((PublicText.PLAYLIST_INTRODUCTION, playlist, "The playlist’s introduction"),)
    for what, number, called in (*texts, (PublicText.STRAPLINE, 1, "The project’s strapline")):
        with pytest.raises(NotShareable, match=f"{called} has {otherwise}"):
            shareable_text(project, what, number)
    with project.read() as session:
        [reason] = [one for one in playlist_texts(session, playlist) if one.about]
    assert reason.person == NamedPerson(2)
    named_as(project, 2, "Obadiah", NamedIn.CLIPS)
    assert shareable_text(project, PublicText.STRAPLINE) == "Obadiah at the oven"
    for use, where in ((Use.REPORT, "in a report"), (Use.PAGE, "on a public page")):
        with pytest.raises(NotShareable, match=f"named “One storyteller” {where}"):
            shareable_text(project, PublicText.STRAPLINE, use=use)
    with pytest.raises(NotShareable, match="in clips and playlists and in a report"):
        shareable_text(project, PublicText.STRAPLINE, use=Use.PAPER)
    named_as(project, 2, "Obadiah Crane", NamedIn.PAGE)
    assert shareable_text(project, PublicText.STRAPLINE, use=Use.PAGE) == "Obadiah at the oven"
    about(project, strapline="Obadiah Crane at the oven")
    with pytest.raises(NotShareable, match="Obadiah Crane is named “Obadiah” in clips"):
        shareable_text(project, PublicText.STRAPLINE)
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, NameIn("Obadiah Crane", "Obadiah Crane at the oven"), "Ed")
        note_no_name(edit, NameIn("Crane", "Obadiah Crane at the oven"), "Ed")
    assert shareable_text(project, PublicText.STRAPLINE) == "Obadiah Crane at the oven"


def test_a_name_chosen_for_one_place_alone_is_in_no_text_of_another(project: Project, two: tuple[int, int]) -> None:
    named_as(project, 2, "Obie", NamedIn.REPORT)
    title(project, two[1], "What Obie baked")
    [(code, sentence)] = why(project, two[1])
    assert (code, sentence) == (
        ReasonKind.NAMES_SOMEBODY,
        "Its title has “Obie” in it, and Obie is named “One storyteller” in clips and playlists.",
    )
    with project.read() as session:
        [refused] = [one for one in reasons_against(session, two[1]) if one.person]
    assert "coproclip people name" in with_commands([refused])
    named_as(project, 2, "Obie")
    answer(project, two[1])
    assert why(project, two[1]) == []


def test_an_excerpt_that_is_signed_with_a_name_may_say_it_in_its_title(project: Project, two: tuple[int, int]) -> None:
    title(project, two[1], "Bread, for Obadiah")
    assert [code for code, _ in why(project, two[1])] == [ReasonKind.NAMES_SOMEBODY]
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, two[1], attribution="Obadiah, baker")
    answer(project, two[1])
    assert why(project, two[1]) == []
    title(project, two[0], "Unlike Obadiah")
    assert [code for code, _ in why(project, two[0])] == [ReasonKind.NAMES_SOMEBODY], "not beside another one"

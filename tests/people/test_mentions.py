"""A name is decided about once in a story, and every place of it follows."""

import pytest

from coproclip.errors import BadInput, NotFound
from coproclip.overview.names import names_in
from coproclip.people.mentions import (
    Found,
    Names,
    add_names,
    called,
    decide,
    find_mention,
    places,
    stand_in,
    undecided,
)
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Mention


def name(text: str, decision: str = "remove", general: str = "") -> Mention:
    return Mention(text=text, decision=decision, general=general)


def found(line: str, *names: str) -> list[str]:
    words = line.split()
    return [" ".join(words[one.first : one.last + 1]) for one in places(words, map(name, names))]


def add(project: Project, story: int, *names: str) -> list[int]:
    with project.edit(Operation.DECIDE_NAME) as edit:
        return [one.id for one in add_names(edit, story, [Found(text) for text in names])]


@pytest.mark.parametrize(
    ("line", "names", "said"),
    [
        ("Then “Susan’s” sister, Susan, and SUSAN came.", ["Susan"], ["“Susan’s”", "Susan,", "SUSAN"]),
        ("At St. James’s Hospital in Leeds—Bradford.", ["st james", "Bradford"], ["St. James’s", "Leeds—Bradford."]),
        ("Mary-Jane and José told O’Brien.", ["Mary", "jose", "o'brien"], ["Mary-Jane", "José", "O’Brien."]),
        ("Leeds University is not in Leeds.", ["Leeds", "Leeds University"], ["Leeds University", "Leeds."]),
        ("Susanna and the sand.", ["Susan", "and the san"], []),
        ("", ["Susan"], []),
        ("Helen’d tell; Helen‘ll go, Helen`ve been.", ["Helen"], ["Helen’d", "Helen‘ll", "Helen`ve"]),
        ("le vélo d’Hélène, qu'Helene aime", ["Hélène"], ["d’Hélène,", "qu'Helene"]),
        ("Ahmet'in evi", ["Ahmet"], ["Ahmet'in"]),
        ("我 叫 王 小 明", ["王小明"], ["王 小 明"]),
        ("我叫王小明去了", ["王 小明"], ["我叫王小明去了"]),
        ("MaryJane, mary-jane and maryjane", ["Mary Jane"], ["MaryJane,", "mary-jane", "maryjane"]),
        ("@helen_smith #HelenSmith", ["Helen Smith"], ["@helen_smith", "#HelenSmith"]),
        ("St Marys, St. Mary’s", ["St Mary's"], ["St Marys,", "St. Mary’s"]),
        ("on 07700 900 123 or 07700900123", ["07700900123"], ["07700 900 123", "07700900123"]),
        ("on 07700900123 or (07700) 900-123", ["07700 900 123"], ["07700900123", "(07700) 900-123"]),
        ("ask 077009001234", ["07700 900 123"], []),
        ("İpek, IPEK", ["ipek"], ["İpek,", "IPEK"]),
        ("Неlen, He­len, He​len, H e l e n", ["Helen"], ["Неlen,", "He­len,", "He​len,", "H e l e n"]),
        ("J0hn saw Łukasz", ["John", "Lukasz"], ["J0hn", "Łukasz"]),
        ("I don't live in a bus, l'amour", ["Don", "Ina", "L"], []),
    ],
)
def test_a_name_is_found_however_it_is_written(line: str, names: list[str], said: list[str]) -> None:
    assert found(line, *names) == said


@pytest.mark.parametrize(
    ("line", "named", "forms"),
    [
        ("Helens, HELENS and helens", "Helen", ["Helens", "HELENS", "helens"]),
        ("Helenen kam, Maryjanes", "Helen", ["Helenen"]),
        ("The MaryJanes and maryjanes", "Mary Jane", ["MaryJanes", "maryjanes"]),
        ("Anns Annoying market is marked", "Ann", ["Anns"]),
        ("The market was marked by Marks", "Mark", ["Marks"]),
        ("지민이가", "지민", ["지민이가"]),
        ("Helenslongerword", "Helen", []),
    ],
)
def test_what_only_begins_like_a_name_waits_for_a_person(line: str, named: str, forms: list[str]) -> None:
    words = line.split()
    undecided = Names([name(named)]).undecided(words)
    assert [called(one, words) for one in undecided] == forms
    assert not found(line, named)
    assert not Names([name(named, "keep")]).undecided(words)
    decided = [name(named), *(name(form, "keep") for form in forms)]
    assert not Names(decided).undecided(words)


def test_a_name_that_is_kept_hides_none_that_gives_way() -> None:
    both = Names([name("Leeds University", "keep"), name("University Hospital")])
    words = ["to", "Leeds", "University", "Hospital"]
    assert [(one.first, one.last) for one in both.hidden(words)] == [(2, 3)]
    same = Names([name("Obrien", "keep"), name("O'Brien")])
    assert [one.mention.decision for one in same.said(["O’Brien"])] == ["remove"]


def test_what_is_read_in_its_place_keeps_the_marks_around_it() -> None:
    assert stand_in(name("Susan"), "“Susan,”", "“Susan,”") == "“[name removed],”"
    assert stand_in(name("Helen"), "(Helen’ll", "Helen’ll") == "([name removed]’ll"
    assert stand_in(name("Hélène"), "d’Hélène.", "d’Hélène.") == "[name removed]."
    assert stand_in(name("Helen"), "He\u0301len\u0301!", "He\u0301len\u0301!") == "[name removed]!"
    assert stand_in(name("St James", "make general", "a hospital"), "St.", "James’s.") == "[a hospital]’s."
    assert stand_in(name("Susan", "make general"), "Susan", "Susan") == "[name removed]"


def test_a_long_name_is_kept_whole_and_one_that_is_too_long_is_refused(project: Project, story: int) -> None:
    address = "Helen Smith-Jones care of the Llanelli Community Hall, number fourteen Old Station Road, Upper Brynamman"
    [number] = add(project, story, address)
    with project.read() as session:
        assert find_mention(session, story, address).id == number
        assert find_mention(session, story, address).text == address
    for text in (f"Helen {'of the hall ' * 17}", "x" * 201):
        with pytest.raises(BadInput, match="at most 200 letters, and this has 20"):
            add(project, story, "Rosa", text)
    with project.read() as session, pytest.raises(NotFound):
        find_mention(session, story, "Rosa")


def test_only_what_is_hidden_gives_way_and_two_names_in_a_word_are_one_place() -> None:
    words = ["Susan", "met", "Kit", "in", "Leeds—Bradford", "today"]
    some = [name("Susan", "keep"), name("Kit", ""), name("Leeds"), name("Bradford")]
    assert [(one.first, one.last) for one in Names(some).hidden(words)] == [(4, 4)]


def test_each_name_is_kept_once_and_decided_about_with_who_said_so(project: Project, story: int) -> None:
    (chairs,) = add(project, story, "chairs", "Chairs!")
    assert len(add(project, story, "bus  stop", "CHAIRS")) == 1
    with project.read() as session:
        assert undecided(session) == {story: 2}
        assert sum(one.decision is MentionDecision.OPEN for one in names_in(session, story)) == 2
    with project.edit(Operation.DECIDE_NAME) as edit, pytest.raises(BadInput, match="who made it"):
        decide(edit, chairs, MentionDecision.KEEP, by=" . ")
    with project.edit(Operation.DECIDE_NAME) as edit, pytest.raises(BadInput, match="read in place"):
        decide(edit, chairs, MentionDecision.GENERAL, by="Amina", general=" [] ")
    with project.edit(Operation.DECIDE_NAME) as edit, pytest.raises(BadInput, match="still says"):
        decide(edit, chairs, MentionDecision.GENERAL, by="Amina", general="some chairs")
    with project.edit(Operation.DECIDE_NAME) as edit, pytest.raises(BadInput, match="letter"):
        add_names(edit, story, [Found(" … ")])
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, chairs, MentionDecision.GENERAL, by="Amina", general="[furniture]")
    with project.read() as session:
        mention = find_mention(session, story, "chairs")
        assert (mention.decision, mention.general, mention.decided_by) == ("make general", "furniture", "Amina")
        assert mention.decided_at
        with pytest.raises(NotFound):
            find_mention(session, story, "tables")
    project.undo()
    with project.read() as session:
        assert find_mention(session, story, "chairs").decision == ""


def test_a_name_that_is_kept_everywhere_is_kept_in_stories_to_come(
    project: Project, story: int, make_story: object
) -> None:
    other = make_story(project, title="Another")  # type: ignore[operator]
    (here,), (there,) = add(project, story, "Chairs"), add(project, other, "chairs")
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, here, MentionDecision.KEEP, by="Amina", everywhere=True)
    with project.read() as session:
        assert undecided(session) == {}
        assert [one.everywhere for one in names_in(session, other)] == [True]
    third = make_story(project, title="A third")  # type: ignore[operator]
    add(project, third, "CHAIRS")
    with project.read() as session:
        assert [one.decision for one in names_in(session, third)] == [MentionDecision.KEEP]
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, there, MentionDecision.REMOVE, by="Kit")
    with project.read() as session:
        assert [one.everywhere for one in names_in(session, story)] == [False]
        assert find_mention(session, story, "chairs").decision == "keep"

"""Which words of a name that is taken out name somebody by themselves."""

import pytest

from coproclip.people.mentions import NameKind
from coproclip.people.taken_out import TakenOut
from coproclip.project.comparing.name_parts import Kept, hidden_words
from coproclip.project.schema import Mention

PERSON, OTHER = NameKind.PERSON, NameKind.OTHER


def mention(text: str, kind: NameKind = OTHER, *, general: str = "", story: int = 1) -> Mention:
    return Mention(
        text=text, kind=kind.value, decision="general" if general else "remove", general=general, story_id=story
    )


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("Helen Bartholomew", PERSON, ["Helen", "Bartholomew"]),
        ("Helen Bartholomew", OTHER, ["Helen", "Bartholomew"]),
        ("Auntie Helen’s", OTHER, ["Helen’s"]),
        ("Doctor J. Okafor", OTHER, ["Okafor"]),
        ("Helen Smith-Jones", OTHER, ["Helen", "Smith-Jones", "Smith", "Jones"]),
        ("Helen van der Berg", PERSON, ["Helen", "Berg"]),
        ("Will Young", PERSON, ["Will", "Young"]),
        ("Young Will", PERSON, ["Will"]),
        ("Rose Hill", PERSON, ["Rose", "Hill"]),
        ("Rose Hill", OTHER, ["Rose"]),
        ("helen bartholomew", OTHER, ["helen", "bartholomew"]),
        ("Jo and the chairs", OTHER, ["Jo"]),
        ("محمد علي", OTHER, ["محمد", "علي"]),
        ("王小明", PERSON, []),
        ("Bartholomew", PERSON, []),
        ("Mrs B.", PERSON, []),
        ("The Lady of Shalott", PERSON, ["Shalott"]),
        ("Old Station Road", OTHER, []),
        ("14 Upper High Street", OTHER, []),
        ("The Monday Club", OTHER, []),
        ("Brynamman Hall", NameKind.PLACE, []),
        ("Brynamman Harriers", NameKind.ORGANISATION, []),
        ("Helen, 01632 960 001", NameKind.CONTACT, []),
    ],
)
def test_what_of_a_name_names_somebody_by_itself(text: str, kind: NameKind, parts: list[str]) -> None:
    found = hidden_words(mention(text, kind))
    assert found[0] == text
    assert [one for one in found if one != text] == parts


def test_what_is_kept_or_read_in_its_place_is_none() -> None:
    assert hidden_words(mention("Helen Bartholomew", general="Helen, a friend")) == ["Helen Bartholomew", "Bartholomew"]
    kept = Mention(text="bartholomew", kind="", decision="keep", general="", story_id=1)
    hidden = TakenOut([mention("Helen Bartholomew"), mention("Jo Bartholomew", story=2)], Kept([kept]))
    places = hidden.met(["Helen", "Bartholomew,", "Jo,", "and", "Bartholomew’s", "chairs"])
    found = [[one.text for one in hidden.names_at(place, 1)] for place in places]
    assert found == [["Helen Bartholomew"], ["Jo Bartholomew"], ["Jo Bartholomew"]]

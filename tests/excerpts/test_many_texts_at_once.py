"""Many texts looked at in one go are held back exactly as each would be by itself."""

from pathlib import Path

import pytest
from consenting import SAID as NOTED
from consenting import allow, answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from made_stories import LINES, made_project, make_story
from sqlalchemy import event

from coproclip.excerpts.approval import StoryReader
from coproclip.excerpts.beside.texts import Wanted, Writing, against_text, against_words, shareable_writing
from coproclip.excerpts.beside.unagreed_words import UnagreedWords
from coproclip.excerpts.checks import Case
from coproclip.excerpts.marking import mark, mark_quote
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.people.consent import ConsentAbout, note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.themes.codebook import add_theme
from coproclip.transcript.edits import passages

SAID = (
    "My husband didn't drink all of our rent money. Doctor Okafor lives in Strasse seven.",
    "We said all of it twice and nobody wrote a word of it down.",
    "Helen told me so.",
)
"""What was said in three stories: nobody was asked, a no to an excerpt, a no to all of it."""
_WORDS = {word for line in (*SAID, *(words for _, words in LINES)) for word in line.split()}
_OTHERS = (
    "didnt",
    "didn’t",
    "dont",
    "HusbandDidnt",
    "rent-money",
    "Straße",
    "STRASSE",
    "Helens",
    "Okafor’s",
    "7",
    "…",
    "",
)
_RUNS = ("all of our rent", "said all of it", "word of it", "told me so", "Helen told me so.", "her own \n words")
PIECES = [*sorted(_WORDS), *_OTHERS, *_RUNS]


def make_held_back(project: Project) -> tuple[int, int]:
    """Stories with all that can stand against a text; an excerpt that may leave, and a theme's id."""
    first = make_story(project)
    stories = [make_story(project, [("storyteller", line)], storyteller=f"Teller {line[0]}") for line in SAID]
    allow(project, first, *stories[:2])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mine = mark_quote(edit, first, "We moved the chairs.").id
        refused = mark_quote(edit, stories[1], SAID[1]).id
        note_consent(edit, stories[2], ConsentAbout.QUOTED, "no", **NOTED)
        for name, story, said in (("Okafor", stories[0], "remove"), ("Helen", stories[2], "keep")):
            [row] = add_names(edit, story, [Found(name)])
            decide(edit, row.id, MentionDecision(said), by="Amina")
        theme = add_theme(edit, "All of our rent money").id
    answer(project, mine, "yes", [Use.REPORT])
    answer(project, refused, "no")
    return mine, theme


texts = some.lists(some.sampled_from(PIECES), max_size=14).map(" ".join)
drawn = some.lists(
    some.one_of(texts, some.lists(texts, min_size=7, max_size=9).map(" ".join)).map(lambda one: Writing("It", (one,))),
    max_size=6,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, int]]:
    return made_project(tmp_path_factory.mktemp("held back") / "Project", make_held_back)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=drawn, with_theme=some.booleans(), alone=some.booleans())
def test_they_are_held_back_as_each_by_itself(
    made: tuple[Path, tuple[int, int]], written: list[Writing], with_theme: bool, alone: bool
) -> None:
    folder, (excerpt, theme) = made
    beside = [] if alone else [excerpt]
    wanted: list[Wanted] = [*written, *[WrittenText(PublicText.THEME_NAME, theme)] * with_theme]
    with Project.open(folder) as project:
        granted, refused = shareable_writing(project, wanted, Use.REPORT, beside)
        why = {id(one): reasons for one, reasons in refused}
        with project.read() as session:
            for one, runs in zip(wanted, granted, strict=True):
                case = Case(session, Use.REPORT)
                if isinstance(one, WrittenText):
                    slowly = against_text(case, one.what, one.number, beside)
                else:
                    slowly = against_words(case, one.called, one.text, beside) if one.text.strip() else ()
                assert why.get(id(one), ()) == slowly
                assert bool("".join(runs)) == (not slowly and bool("".join(runs)))


def test_what_many_say_is_asked_about_once_and_not_beside_each_excerpt(project: Project) -> None:
    said = "we walked round the whole building once more"
    for teller in ("Ann", "Ben", "Cas"):
        make_story(project, [("storyteller", said)] * 20, title=f"By {teller}", storyteller=teller)
    asking = make_story(project, [("reporter", said)] * 6, title="Asked", storyteller="Dee")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        lines = passages(edit.session, asking)
        numbers = [mark(edit, asking, line.start_ms, line.end_ms).id for line in lines]
    asked: list[str] = []
    event.listen(project.database.readers, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with project.read() as session:
        unagreed = UnagreedWords(StoryReader(session), lambda _excerpt: False)
        excerpts = [session.get_one(Excerpt, number) for number in numbers]
        assert unagreed.said_again(said, excerpts[0], [])
        asked.clear()
        assert all(unagreed.said_again(said, excerpt, []) for excerpt in excerpts[1:])
    assert len(asked) < 10

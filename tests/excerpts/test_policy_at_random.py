"""Whatever people said, changed and marked: nothing is granted that was not agreed to, and what was, is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_stories import make_story
from sqlalchemy import delete

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, note_answer, shareable
from coproclip.people.consent import note_consent
from coproclip.people.stories import change_story, speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Work
from coproclip.project.kinds import ConsentAbout, MomentKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Answer, Consent, Excerpt, Moment, Person, Segment, Span, Story
from coproclip.transcript.edits import passages, set_speaker

About = ConsentAbout
NEEDED: Mapping[Use, tuple[ConsentAbout, ...]] = {
    Use.REPORTER: (About.RECORDED,),
    Use.GROUP: (About.RECORDED, About.GROUP),
    Use.PAPER: (About.RECORDED, About.GROUP),
    Use.TAKE_AWAY: (About.RECORDED, About.GROUP),
    Use.CLUSTER: (About.RECORDED, About.GROUP),
    Use.QUOTE: (About.RECORDED, About.QUOTED),
    Use.REPORT: (About.RECORDED, About.QUOTED),
    Use.SHARING: (About.RECORDED, About.QUOTED, About.AUDIO),
    Use.PAGE: (About.RECORDED, About.QUOTED, About.AUDIO, About.PUBLIC),
    Use.ARCHIVE: (About.RECORDED, About.ARCHIVED),
}
"""Written down from what storytellers are told, not read from the program."""
AMONG_US = {Use.REPORTER, Use.GROUP, Use.CLUSTER}
GIVEN = {Use.PAPER: (About.QUOTED,), Use.TAKE_AWAY: (About.QUOTED, About.AUDIO)}
"""What a group is given: nobody need say yes to each excerpt, and a no to these is one to it."""
ASKED = (About.RECORDED, About.TRANSCRIBED, About.GROUP, About.SHARED, About.QUOTED, About.AUDIO, About.PUBLIC)
ASKED += (About.ARCHIVED,)
OUT = tuple(use for use in NEEDED if use not in {*AMONG_US, *GIVEN})


@dataclass(frozen=True)
class Said:
    """What one storyteller said: to each item in turn, to the excerpt in turn (and for which uses)."""

    items: tuple[tuple[ConsentAbout, str], ...]
    to_it: tuple[tuple[str, tuple[Use, ...]], ...]


@dataclass(frozen=True)
class World:
    """What everybody said, and what was done since."""

    tellers: tuple[Said, ...]
    binned: bool
    unchecked: bool
    not_used: bool
    child: bool
    guardian: bool
    edited: str
    expired: bool


@st.composite
def said(draw: st.DrawFn) -> Said:
    """Mostly yeses: a no somewhere is what is looked for."""
    kinds = st.sampled_from(["yes"] * 8 + ["no", "later", "nothing", "nobody’s yes"])
    items = [(about, draw(kinds)) for about in ASKED]
    items += draw(st.lists(st.tuples(st.sampled_from(ASKED), kinds), max_size=2))
    uses = st.one_of(st.just(OUT), st.lists(st.sampled_from(OUT), min_size=1, unique=True).map(tuple))
    answers = draw(st.lists(st.tuples(st.sampled_from(["yes"] * 5 + ["no", "asked"]), uses), max_size=2))
    return Said(tuple(items), tuple(answers) or (("yes", OUT),) * draw(st.integers(0, 1)))


RARELY = st.sampled_from([False] * 7 + [True])
WORLDS = st.builds(
    World,
    st.lists(said(), min_size=1, max_size=2).map(tuple),
    binned=RARELY,
    unchecked=RARELY,
    not_used=RARELY,
    child=RARELY,
    guardian=st.booleans(),
    edited=st.sampled_from([""] * 6 + ["title", "lead", "words", "signed"]),
    expired=RARELY,
)


def may(world: World, use: Use) -> bool:
    """Whether it may be granted, said in the words of the issue and not of the program."""
    if world.binned or world.not_used:
        return False
    for one in world.tellers:
        last = {about: answer for about, answer in one.items if answer != "nothing"}
        if world.expired and last.get(About.RECORDED) == "yes":
            last[About.RECORDED] = "until a day that is past"
        together = last.get(About.SHARED) == "yes"
        for about in NEEDED[use]:
            stands = last.get(about, "yes" if together and about in (About.QUOTED, About.AUDIO) else "")
            if stands != "yes":
                return False
        if use in AMONG_US:
            continue
        heeded = (About.TRANSCRIBED, About.SHARED, *GIVEN.get(use, ()))
        if any(last.get(about, "yes") != "yes" for about in heeded):
            return False
        if use in GIVEN:
            answers = [answer for answer, _ in one.to_it if answer in ("yes", "no")]
            if answers[-1:] == ["no"] or world.edited == "signed":
                return False
            continue
        if not one.to_it or one.to_it[-1][0] != "yes" or world.edited:
            return False
        agreed = set(one.to_it[-1][1])
        if use not in agreed and not (use is Use.QUOTE and Use.SHARING in agreed):
            return False
    return use in AMONG_US or not (world.unchecked or (world.child and not world.guardian))


def begin(edit: Edit, story: int) -> None:
    """Nothing was said yet."""
    session = edit.session
    for rows in (Consent, Answer, Span, Excerpt, Moment):
        session.execute(delete(rows))
    session.get_one(Story, story).binned_at = None
    for line in session.query(Segment):
        line.checked = 1
    for person in session.query(Person):
        person.age_band = ""
    _first_word(passages(session, story)[3], "Then")
    session.flush()
    session.expire_all()


def live(project: Project, story: int, world: World) -> int:
    """All of it, in a project; returns the excerpt."""
    with project.edit(Work.ADD_STORY) as edit:
        begin(edit, story)
        names = ("Kit", "Rosa")[: len(world.tellers)]
        change_story(edit, story, storytellers=names)
        voices = {voice.name: voice.id for voice in speakers_of(edit.session, story)}
        lines = passages(edit.session, story)
        set_speaker(edit, [lines[4].id], voices[names[-1]])
        excerpt = marking.mark(edit, story, lines[3].start_ms, lines[4].end_ms).id
        ids = [one.id for one in sorted(storytellers_of(edit.session, story), key=lambda one: names.index(one.alias))]
        for teller, one in zip(ids, world.tellers, strict=True):
            _say(edit, story, excerpt, teller, one)
        if world.expired:
            for row in edit.session.query(Consent).filter(Consent.about == About.RECORDED.value):
                row.expires_on = str(date.today() - timedelta(days=1))
        person = edit.session.get_one(Person, ids[-1])
        person.age_band = "under 16" if world.child else ""
        if world.guardian:
            note_consent(edit, story, About.GUARDIAN, "yes", "Their aunt", "by letter", storyteller_id=ids[-1])
        if world.unchecked:
            lines[3].checked = 0
        if world.not_used:
            edit.add(
                Moment(story_id=story, kind=MomentKind.NOT_USED, start_ms=lines[3].start_ms, end_ms=lines[3].end_ms)
            )
        _edit(edit, excerpt, world.edited)
        edit.session.get_one(Story, story).binned_at = "2026-01-01T00:00:00+00:00" if world.binned else None
    return excerpt


def _say(edit: Edit, story: int, excerpt: int, teller: int, one: Said) -> None:
    for about, answer in one.items:
        if answer != "nothing":
            who = "" if answer == "nobody’s yes" else "Kit"
            kind = "yes" if answer == "nobody’s yes" else answer
            note_consent(edit, story, about, kind, who, "by letter", storyteller_id=teller)
    for kind, uses in one.to_it:
        note_answer(edit, excerpt, kind, who="Kit", how="by letter", storyteller_id=teller, uses=uses)  # type: ignore[arg-type]


def _edit(edit: Edit, excerpt: int, what: str) -> None:
    row = edit.get(Excerpt, excerpt)
    match what:
        case "title":
            row.title = "He stole it"
        case "signed":
            row.attribution = "A liar of our town"
        case "lead":
            row.lead_in_ms += 900
        case "words":
            _first_word(passages(edit.session, row.story_id)[3], "Never")
    edit.session.flush()


def _first_word(line: Segment, text: str) -> None:
    word = line.words[0]
    line.words = [type(word)(text, word.start_ms, word.end_ms, 100), *line.words[1:]]
    line.text = " ".join(one.text for one in line.words)


def granted(project: Project, excerpt: int, uses: Sequence[Use]) -> dict[Use, bool]:
    return {use: bool(shareable(project, [excerpt], use).granted) for use in uses}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORLDS)
def test_nothing_is_granted_that_was_not_agreed_to(project: Project, world: World) -> None:
    story = _story(project)
    found = granted(project, live(project, story, world), list(NEEDED))
    for use, given_out in found.items():
        assert not given_out or may(world, use), f"{use.value} was granted"


def _story(project: Project) -> int:
    with project.read() as session:
        found = session.query(Story.id).first()
    return found[0] if found else make_story(project)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORLDS, st.sampled_from(OUT))
def test_what_everybody_agreed_to_leaves(project: Project, world: World, use: Use) -> None:
    if not may(world, use) or any("no" in {answer for _, answer in one.items} for one in world.tellers):
        world = World((Said(tuple((about, "yes") for about in ASKED), (("yes", (use,)),)),), *[False] * 5, "", False)
    assert may(world, use)
    assert granted(project, live(project, _story(project), world), [use]) == {use: True}


def test_every_use_is_looked_at() -> None:
    assert {*NEEDED, Use.REVIEW} == set(Use)

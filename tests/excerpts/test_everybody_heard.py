"""Whatever changes after a yes: it leaves only if everybody who is heard said yes to exactly this."""

from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import pytest
from consenting import SAID, allow, answer
from sqlalchemy import select

from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import ReasonKind, Use, note_answer, shareable
from coproclip.people.consent import note_consent
from coproclip.people.stories import change_story, speakers_of
from coproclip.people.storytellers import change_storyteller, find_or_add, storytellers_of
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ASKED_BEFORE
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import DraftSegment, Person, Segment, Transcription
from coproclip.speech.engine import SpokenSegment, SpokenWord
from coproclip.transcript.edits import add_speaker, change_speaker, check, correct_segment, passages, set_speaker
from coproclip.transcript.speakers import from_here, merge_voices, swap_voices
from coproclip.transcription.retranscribe_story import put_transcript


def why(project: Project, excerpt: int) -> list[ReasonKind]:
    """The reasons why it may not leave; empty if it may."""
    refused = shareable(project, [excerpt], Use.SHARING).refused
    return [reason.code for refusal in refused for reason in refusal.reasons]


def voice(edit: Edit, name: str) -> int:
    return next(speaker.id for speaker in speakers_of(edit.session, 1) if speaker.name == name)


def line(edit: Edit, number: int = 1) -> Segment:
    return passages(edit.session, 1)[number]


def says(edit: Edit, who: str, number: int = 1) -> None:
    set_speaker(edit, [line(edit, number).id], voice(edit, who))


def tell_by(edit: Edit, *aliases: str) -> None:
    change_story(edit, 1, storytellers=aliases)


def unnamed(edit: Edit, number: int = 1, role: str = "") -> None:
    """The program found a voice in this passage that nobody has named."""
    found = add_speaker(edit, 1, "Voice 1", role)
    set_speaker(edit, [line(edit, number).id], found.id)


def listened_again(edit: Edit) -> None:
    words = [SpokenWord(f"other{n}", n * 250, n * 250 + 200, 90) for n in range(40)]
    text = " ".join(word.text for word in words)
    put_transcript(edit, 1, [SpokenSegment(0, 9950, text, tuple(words))], replace_all=True)


def renamed(edit: Edit) -> None:
    says(edit, "Rosa")
    with pytest.raises(BadInput, match="Another storyteller goes by “kit”"):
        change_storyteller(edit, find_or_add(edit, "Rosa").id, alias=" kit ")


def emptied(edit: Edit, number: int = 2) -> None:
    correct_segment(edit, line(edit, number).id, "")


def drafted(edit: Edit) -> None:
    """The computer wrote all that stands there."""
    act = edit.add(Transcription(story_id=1, engine="", speech_model="", state="done", started_at=now()))
    edit.session.flush()
    for one in passages(edit.session, 1):
        edit.add(
            DraftSegment(
                transcription_id=act.id, start_ms=one.start_ms, end_ms=one.end_ms, text=one.text, words=one.words
            )
        )


def across(edit: Edit, excerpt: int, last: int = 3) -> None:
    """The excerpt reaches over the reporter's question to the end of another passage, which is Kit's."""
    says(edit, "Kit", last)
    marking.move_edge(edit, excerpt, 0, "end", line(edit, last).end_ms)


def each(*deeds: Callable[[Edit], object]) -> Callable[[Edit, int], None]:
    """These one after another."""

    def _all(edit: Edit, _excerpt: int) -> None:
        for deed in deeds:
            deed(edit)

    return _all


ATTACKS: dict[str, tuple[str, Callable[[Edit, int], object]]] = {
    "the voice labelled anew": ("Rosa too", each(lambda e: says(e, "Rosa"))),
    "the passage split, and from there another voice": (
        "Rosa too",
        each(lambda e: from_here(e, line(e).id, 4, voice(e, "Rosa"))),
    ),
    "listened to again, with other words": ("Kit", each(listened_again)),
    "listened to again, with a voice nobody named": ("nobody", each(unnamed)),
    "part of it a voice nobody named": (
        "nobody",
        each(lambda e: from_here(e, line(e).id, 4, add_speaker(e, 1, "Voice 1", "").id)),
    ),
    "a voice nobody named, called a storyteller": ("nobody", each(lambda e: unnamed(e, 1, "storyteller"))),
    "a voice of somebody else": ("nobody", each(lambda e: unnamed(e, 1, "other"))),
    "the voice taken away": ("Rosa too", each(lambda e: set_speaker(e, [line(e).id], None))),
    "cut shorter": ("Kit", lambda e, excerpt: marking.move_edge_by_word(e, excerpt, 0, "end", -2)),
    "extended into another's words": (
        "Rosa too",
        lambda e, excerpt: marking.move_edge(e, excerpt, 0, "end", line(e, 3).end_ms),
    ),
    "the voices swapped": ("Rosa too", each(lambda e: swap_voices(e, 1, voice(e, "Kit"), voice(e, "Rosa")))),
    "the voices made one": ("Rosa too", each(lambda e: merge_voices(e, voice(e, "Kit"), voice(e, "Rosa")))),
    "the part of the voice changed": (
        "Rosa too",
        each(lambda e: says(e, "Rosa"), lambda e: change_speaker(e, voice(e, "Rosa"), role="reporter")),
    ),
    "another's voice given the name": (
        "Rosa too",
        each(lambda e: says(e, "Rosa"), lambda e: change_speaker(e, voice(e, "Rosa"), name="Kit")),
    ),
    "another storyteller given the name": ("Rosa too", each(renamed)),
    "whoever is heard taken off the story": ("nobody", each(lambda e: says(e, "Rosa"), lambda e: tell_by(e, "Kit"))),
    "all words another's, who is taken off": (
        "nobody",
        each(*[lambda e, n=n: says(e, "Rosa", n) for n in (1, 3, 4)], lambda e: tell_by(e, "Kit")),
    ),
    "words of nobody known, and one of two taken off": (
        "nobody",
        each(lambda e: set_speaker(e, [line(e).id], None), lambda e: tell_by(e, "Kit")),
    ),
    "across another's words, taken out of the text": (
        "Rosa too",
        lambda e, excerpt: (says(e, "Rosa", 2), emptied(e), across(e, excerpt)),
    ),
    "from behind the one word left of another's": (
        "Rosa too",
        lambda e, excerpt: (
            says(e, "Rosa", 2),
            correct_segment(e, line(e, 2).id, "And"),
            across(e, excerpt),
            marking.move_edge(e, excerpt, 0, "start", line(e, 2).words[0].end_ms + 10),
        ),
    ),
    "across words of somebody else, taken out of the text": (
        "nobody",
        lambda e, excerpt: (unnamed(e, 2, "other"), emptied(e), across(e, excerpt)),
    ),
    "across a passage that was deleted": (
        "Rosa too",
        lambda e, excerpt: (drafted(e), e.session.delete(line(e, 2)), e.session.flush(), across(e, excerpt, 2)),
    ),
    "the storyteller taken off and another put in their place": ("nobody", each(lambda e: tell_by(e, "June", "Rosa"))),
    "the storyteller taken off and put back": (
        "nobody",
        each(lambda e: tell_by(e, "Rosa"), lambda e: tell_by(e, "Kit", "Rosa")),
    ),
}


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """Kit's words, and his yes to them; Rosa tells the story too, and agreed to be recorded."""
    with project.edit(Operation.CHANGE_STORY) as edit:
        tell_by(edit, "Kit", "Rosa")
        says(edit, "Rosa", 3)
        first = line(edit)
        made = marking.mark(edit, story, first.start_ms, first.end_ms).id
    allow(project, story)
    answer(project, made)
    assert why(project, made) == []
    return made


def yes_of(project: Project, excerpt: int, rosa: bool) -> None:
    """Rosa alone, or all other storytellers of the story, say yes to the excerpt as it is now."""
    allow(project)
    with project.read() as session:
        tellers = [
            storyteller.id for storyteller in storytellers_of(session, 1) if (storyteller.alias == "Rosa") is rosa
        ]
    for teller in tellers:
        with suppress(BadInput), project.edit(Operation.NOTE_ANSWER) as edit:
            note_answer(edit, excerpt, "yes", **SAID, storyteller_id=teller)


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_leaves_only_if_everybody_heard_said_yes_to_exactly_this(
    project: Project, excerpt: int, attack: str
) -> None:
    enough, deed = ATTACKS[attack]
    with project.edit(Operation.CHANGE_STORY) as edit:
        deed(edit, excerpt)
        check(edit, [passage.id for passage in passages(edit.session, 1)])
    assert why(project, excerpt) != []
    yes_of(project, excerpt, rosa=False)
    assert (why(project, excerpt) == []) is (enough == "Kit")
    yes_of(project, excerpt, rosa=True)
    assert (why(project, excerpt) == []) is (enough != "nobody")


def test_a_yes_to_more_is_none_to_what_undo_brings_back(project: Project, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.move_edge_by_word(edit, excerpt, 0, "end", -2)
    answer(project, excerpt)
    assert why(project, excerpt) == []
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.move_edge_by_word(edit, excerpt, 0, "end", 1)
    assert why(project, excerpt) == [ReasonKind.CHANGED]
    project.undo()
    assert why(project, excerpt) == []
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.move_edge(edit, excerpt, 0, "end", line(edit, 3).end_ms)
    answer(project, excerpt)
    assert why(project, excerpt) == []
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.move_edge_by_word(edit, excerpt, 0, "end", -1)
    assert set(why(project, excerpt)) == {ReasonKind.CHANGED}


@pytest.mark.parametrize("labelled", [False, True], ids=["no voices", "one voice"])
def test_who_is_named_after_a_yes_of_nobody_is_asked_for_themselves(
    project: Project, make_story: Callable[..., int], labelled: bool
) -> None:
    story = make_story(project, (("storyteller", "We moved the chairs."),), storyteller="")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        if labelled:
            unnamed(edit, 0)
        made = marking.mark_quote(edit, story, "We moved the chairs.").id
    allow(project, story)
    answer(project, made)
    assert why(project, made) == [], "the only voice there is, and the only storyteller"
    with project.edit(Operation.CHANGE_STORY) as edit:
        tell_by(edit, "Rosa")
        if labelled:
            merge_voices(edit, voice(edit, "Voice 1"), voice(edit, "Rosa"))
    allow(project, story)
    assert why(project, made) == [ReasonKind.CHANGED]
    answer(project, made)
    assert why(project, made) == []


# ---- a no to a stretch --------------------------------------------------------------------------------------------


def id_of(project: Project, alias: str) -> int:
    with project.read() as session:
        return next(one.id for one in session.scalars(select(Person)) if one.alias == alias)


def says_to(project: Project, excerpt: int, said: Literal["yes", "no"], who: int | None) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, said, **SAID, storyteller_id=who)


def mark_lines(project: Project, first: int, last: int) -> int:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return marking.mark(edit, 1, line(edit, first).start_ms, line(edit, last).end_ms).id


def hers_becomes_his(project: Project) -> None:
    with project.edit(Operation.SET_SPEAKER) as edit:
        says(edit, "Kit", 3)


@pytest.mark.parametrize("whose", ["hers", "nobody's"])
@pytest.mark.parametrize("then", ["kept", "deleted"])
def test_a_later_yes_of_another_one_does_not_turn_a_no_to_the_same_seconds(
    project: Project, excerpt: int, whose: str, then: str
) -> None:
    kit, rosa = id_of(project, "Kit"), id_of(project, "Rosa")
    refused = mark_lines(project, 3, 4)
    says_to(project, refused, "no", rosa if whose == "hers" else None)
    hers_becomes_his(project)
    if then == "deleted":
        with project.edit(Operation.DELETE_EXCERPT) as edit:
            marking.delete_excerpt(edit, refused)
    again = mark_lines(project, 3, 4)
    says_to(project, again, "yes", kit)
    assert why(project, again) == [ReasonKind.SAID_NO]
    says_to(project, again, "yes", rosa)
    assert why(project, again) == []


# ---- a review for somebody else -----------------------------------------------------------------------------------


def review(project: Project, excerpt: int, of: int) -> list[ReasonKind]:
    refused = shareable(project, [excerpt], Use.REVIEW, review_of=of).refused
    return [reason.code for refusal in refused for reason in refusal.reasons]


def refuses_all(edit: Edit, who: int) -> None:
    for about in ASKED_BEFORE:
        note_consent(edit, 1, about, "no", **SAID, storyteller_id=who)


@pytest.mark.parametrize("then", ["kept", "deleted", "deleted, and hers is his now"])
def test_a_review_for_another_one_has_nothing_in_it_that_somebody_refused_as_another_excerpt(
    project: Project, excerpt: int, then: str
) -> None:
    kit, rosa = id_of(project, "Kit"), id_of(project, "Rosa")
    refused = mark_lines(project, 3, 3)
    says_to(project, refused, "no", rosa)
    if then != "kept":
        with project.edit(Operation.DELETE_EXCERPT) as edit:
            marking.delete_excerpt(edit, refused)
    if then.endswith("now"):
        hers_becomes_his(project)
    over = mark_lines(project, 3, 4)
    assert review(project, over, kit) == [ReasonKind.SAID_NO]
    assert review(project, mark_lines(project, 4, 4), kit) == [], "nothing of hers is in it"
    if not then.endswith("now"):
        assert review(project, over, rosa) == [], "what she refused herself she may hear"
        says_to(project, over, "yes", rosa)
        assert review(project, over, kit) == []


@pytest.mark.parametrize("where", ["taken off the story", "her voice is somebody else's", "emptied"])
def test_a_review_for_another_one_has_no_voice_in_it_of_who_refused_everything(
    project: Project, excerpt: int, where: str
) -> None:
    kit, rosa = id_of(project, "Kit"), id_of(project, "Rosa")
    with project.edit(Operation.CHANGE_STORY) as edit:
        refuses_all(edit, rosa)
        match where:
            case "taken off the story":
                tell_by(edit, "Kit")
            case "emptied":
                emptied(edit, 3)
            case _:
                unnamed(edit, 3, "other")
    assert review(project, mark_lines(project, 1, 4), kit) == [ReasonKind.SAID_NO]


def test_who_refuses_what_another_one_says_does_not_get_to_hear_it(project: Project, excerpt: int) -> None:
    rosa = id_of(project, "Rosa")
    says_to(project, excerpt, "no", rosa)
    assert review(project, excerpt, rosa) == [ReasonKind.NOT_IN_IT]


# ---- going back to a backup ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["hers", "nobody's"])
@pytest.mark.parametrize("then", ["kept", "deleted", "marked since", "marked since and deleted"])
@pytest.mark.parametrize("number", ["free", "somebody else's"])
def test_a_no_of_who_came_to_the_story_after_a_backup_is_still_theirs_alone(
    project: Project, excerpt: int, whose: str, then: str, number: str
) -> None:
    with project.edit(Operation.ADD_STORYTELLER) as edit:
        other = find_or_add(edit, "June").id
    with project.edit(Operation.MARK_EXCERPT) as edit:
        says(edit, "Kit", 3)
    his = mark_lines(project, 4, 4)
    copy = project.back_up()
    with project.edit(Operation.CHANGE_STORY) as edit:
        if number == "somebody else's":
            edit.session.delete(edit.get(Person, other))
            edit.session.flush()
            edit.add(Person(id=other, alias="Ana", created_at="2026-01-01T00:00:00+00:00"))
        tell_by(edit, "Kit", "Rosa", "Ana")
        says(edit, "Ana", 4)
    with project.edit(Operation.MOVE_EDGE) as edit:
        refused = marking.mark(edit, 1, line(edit, 3).start_ms, line(edit, 4).end_ms).id if "since" in then else his
        if then in ("kept", "deleted"):
            marking.move_edge(edit, refused, 0, "start", line(edit, 3).start_ms)
    says_to(project, refused, "no", id_of(project, "Ana") if whose == "hers" else None)
    if "deleted" in then:
        with project.edit(Operation.DELETE_EXCERPT) as edit:
            marking.delete_excerpt(edit, refused)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        kit = id_of(again, "Kit")
        allow(again, 1)
        says_to(again, his, "yes", kit)
        assert ReasonKind.SAID_NO in why(again, his)
        ana = id_of(again, "Ana")
        assert ana != id_of(again, "June")
        with again.edit(Operation.CHANGE_STORY) as edit:
            tell_by(edit, "Kit", "Rosa", "Ana")
        allow(again, 1)
        says_to(again, his, "yes", ana)
        assert why(again, his), "nobody knows whose voice that is: it may be Rosa's too"
        says_to(again, his, "yes", id_of(again, "Rosa"))
        assert why(again, his) == []

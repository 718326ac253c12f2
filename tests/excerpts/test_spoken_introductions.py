"""What a reporter says in a playlist is said beside what follows it, as if it was written there."""

import pytest
from consenting import SAID, allow, answer
from made_stories import make_story

from coproclip.errors import BadInput
from coproclip.excerpts.approval import Approval, Use, shareable
from coproclip.excerpts.beside.texts import Writing, shareable_writing
from coproclip.excerpts.introducing import introduce_with, own_recordings
from coproclip.excerpts.marking import change_excerpt, mark, mark_quote
from coproclip.excerpts.playlists import (
    add_playlist,
    add_to_playlist,
    change_item,
    introduced,
    items,
    move_item,
    take_from_playlist,
)
from coproclip.excerpts.reviews.review import for_review
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.excerpts.rules.reasons import ReasonKind
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide
from coproclip.people.naming import name_person
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MentionDecision, NamedIn
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, change_theme
from coproclip.transcript.edits import add_speaker, correct_segment, passages

WREN = (
    ("reporter", "What did you do for a living?"),
    ("storyteller", "I drove buses out of here for thirty years."),
    ("storyteller", "We all met above the bakery on Sundays."),
)
BUSES, BAKERY = WREN[1][1], WREN[2][1]


@pytest.fixture
def wrens(project: Project, story: int) -> int:
    """Wren's story, who is called so wherever it goes; Kit's is there too."""
    wren = make_story(project, WREN, title="The bakery", storyteller="Wren")
    with project.edit(Operation.CHANGE_PERSON) as edit:
        [teller] = storytellers_of(edit.session, wren)
        for where in NamedIn:
            name_person(edit, teller.id, where, "Wren")
    allow(project, story, wren)
    return wren


def quoted(project: Project, story: int, words: str, said: str = "yes") -> int:
    """An excerpt with an answer of whoever is heard in it; empty `said` for none."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, words).id
    if said:
        answer(project, excerpt, said)
    return excerpt


def spoken(project: Project, words: str, title: str = "Introduction") -> int:
    """A reporter's own recording as an excerpt, with a yes of theirs."""
    story = make_story(project, [("reporter", words)], title=title, storyteller=f"Ann {title}")
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[0]
        excerpt = mark(edit, story, line.start_ms, line.end_ms).id
    answer(project, excerpt)
    return excerpt


def in_playlist(project: Project, *excerpts: int, called: bool = True) -> int:
    """A playlist of these; the first is called a spoken introduction."""
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Doors").id
        first, *_ = add_to_playlist(edit, playlist, excerpts)
        change_item(edit, first.id, spoken=called)
    for excerpt in excerpts:
        answer(project, excerpt)
    return playlist


def why(project: Project, playlist: int, *excerpts: int, use: Use = Use.SHARING) -> dict[int, str]:
    """Why each of these may not leave together; none where it may."""
    refused = shareable(project, excerpts, use, playlist_id=playlist).refused
    return {refusal.excerpt_id: refusal.reason for refusal in refused}


@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize("said", ["no", ""])
def test_nobodys_words_leave_by_a_reporters_voice(project: Project, wrens: int, called: bool, said: str) -> None:
    """Neither what was refused nor what nobody agreed to, whatever the introduction is called."""
    quoted(project, wrens, BUSES, said)
    follows = quoted(project, wrens, BAKERY)
    introduction = spoken(project, "Wren drove buses out of here for thirty years.")
    playlist = in_playlist(project, introduction, follows, called=called)
    found = why(project, playlist, introduction, follows)
    assert set(found) == {introduction, follows}
    assert "What the reporter says in it has words" in found[introduction]
    assert "record it again in other words" in found[introduction], "and that is what can be done"
    assert "A spoken introduction to it has words" in found[follows]
    assert introduction in why(project, playlist, introduction, follows, use=Use.PAPER)
    [refusal] = shareable(project, [follows], Use.SHARING, playlist_id=playlist).refused
    assert [reason.about is not None for reason in refusal.reasons] == [True], "a button leads to the introduction"
    assert shareable(project, [introduction], Use.SHARING).granted == (), "nor alone"
    assert why(project, playlist, follows, introduction)
    assert shareable(project, [follows], Use.SHARING).granted, "it is the introduction that stands against it"


def test_what_follows_may_be_announced_in_its_own_words(project: Project, wrens: int) -> None:
    follows = quoted(project, wrens, BUSES)
    introduction = spoken(project, "Wren drove buses out of here for thirty years.")
    playlist = in_playlist(project, introduction, follows)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, wrens, ConsentAbout.NAMED, "yes", **SAID, storyteller_id=2)
    assert why(project, playlist, introduction, follows) == {}


def test_a_question_that_others_answered_is_the_reporters(project: Project, wrens: int) -> None:
    """Its words are in what was refused, and somebody repeated them in their answer."""
    lines = [("reporter", "What did you do for a living?"), ("storyteller", "What did you do for a living, you ask?")]
    make_story(project, lines, title="Another", storyteller="June")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        asked, answered = passages(edit.session, wrens)[:2]
        refused = mark(edit, wrens, asked.start_ms, answered.end_ms).id
    answer(project, refused, "no")
    follows = quoted(project, wrens, BAKERY)
    introduction = spoken(project, "What did you do for a living?")
    assert why(project, in_playlist(project, introduction, follows), introduction, follows) == {}


def test_a_place_that_was_taken_out_is_not_said_before(project: Project, wrens: int) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        [place] = add_names(edit, wrens, [Found("the bakery", NameKind.PLACE)])
        decide(edit, place.id, MentionDecision.REMOVE, by="Wren")
    follows = quoted(project, wrens, BAKERY)
    introduction = spoken(project, "They all met in the flat over the bakery.")
    playlist = in_playlist(project, introduction, follows)
    found = why(project, playlist, introduction, follows)
    assert set(found) == {introduction, follows}
    assert "What the reporter says in it has “the bakery”" in found[introduction]
    assert "record it again in other words" in found[introduction]
    assert "A spoken introduction to it has “the bakery” in it" in found[follows]
    assert "“the bakery”" in why(project, playlist, introduction)[introduction], "also looked at alone"
    with project.edit(Work.ADD_STORY) as edit:
        [mention] = add_names(edit, 3, [Found("the bakery", NameKind.PLACE)])
        decide(edit, mention.id, MentionDecision.KEEP, by="Ann")
    answer(project, introduction)
    found = why(project, playlist, introduction, follows)
    assert "What the reporter says in it has “the bakery”" in found[introduction], "Ann may say it, but not here"


def test_nobody_is_named_in_a_voice_who_has_not_agreed(project: Project, wrens: int) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, wrens, ConsentAbout.NAMED, "no", **SAID, storyteller_id=2)
    follows = quoted(project, wrens, BAKERY)
    introduction = spoken(project, "And now we hear Wren.")
    found = why(project, in_playlist(project, introduction, follows), introduction, follows)
    assert all("“Wren” in it, and nobody noted that Wren agreed" in found[one] for one in (introduction, follows))


def test_a_yes_covers_what_is_said_before(project: Project, wrens: int, story: int) -> None:
    """As it covers a written introduction: it is asked again when that comes, goes, or is another."""
    follows, later = quoted(project, wrens, BAKERY), quoted(project, story, "We moved the chairs.")
    playlist = in_playlist(project, follows, later, called=False)
    assert why(project, playlist, follows, later) == {}
    introduction = spoken(project, "We begin on a Sunday.")

    def asked_again(*excerpts: int) -> bool:
        refused = shareable(project, [follows, later], Use.SHARING, playlist_id=playlist).refused
        again = {one.excerpt_id for one in refused if one.approval is Approval.AGAIN and "introduction" in one.reason}
        for excerpt in (introduction, follows, later):
            answer(project, excerpt)
        return again == {*excerpts}

    with project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        [item] = [one.id for one in add_to_playlist(edit, playlist, [introduction])]
    assert asked_again(follows, later), "what is said last is said about what came before"
    with project.edit(Operation.MOVE_IN_PLAYLIST) as edit:
        move_item(edit, item, 1)
    assert asked_again(follows), "it is said after it no longer"
    with project.edit(Operation.MOVE_IN_PLAYLIST) as edit:
        move_item(edit, item, 0)
    assert asked_again(follows)
    assert why(project, playlist, introduction, follows, later) == {}
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, 4 - 1)[0]
        correct_segment(edit, line.id, "We begin on a Monday.")
    assert asked_again(follows, later), "other words"
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, introduction, title="Of Sundays")
    assert asked_again(follows, later), "another title, which stands on the page"
    with project.edit(Operation.CHANGE_IN_PLAYLIST) as edit:
        change_item(edit, item, chapter="Of weeks")
    assert asked_again(follows, later), "what is written before the introduction comes before them too"
    with project.edit(Operation.TAKE_FROM_PLAYLIST) as edit:
        take_from_playlist(edit, item)
    assert asked_again(follows, later)


def test_an_introduction_stays_where_what_it_introduces_stays(project: Project, wrens: int, story: int) -> None:
    follows, other = quoted(project, wrens, BAKERY), quoted(project, story, "We moved the chairs.")
    first, second = spoken(project, "We begin on a Sunday."), spoken(project, "And now the chairs.", "Second")
    playlist = in_playlist(project, first, follows, second, other)
    assert why(project, playlist, first, follows, second, other) == {}
    # Of a pack not all are in; then the first would be heard before what it does not introduce.
    found = shareable(project, [first, other], Use.SHARING, playlist_id=playlist).refused
    assert [(one.excerpt_id, one.reasons[0].code) for one in found] == [(first, ReasonKind.INTRODUCES)]
    answer(project, follows, "no")
    found = shareable(project, [first, follows, second, other], Use.SHARING, playlist_id=playlist).refused
    assert {one.excerpt_id for one in found} == {first, follows}
    assert "It introduces what does not leave" in found[0].reason


def test_a_storyteller_is_shown_what_is_said_before(project: Project, wrens: int) -> None:
    follows = quoted(project, wrens, BAKERY)
    introduction = spoken(project, "We begin on a Sunday.")
    in_playlist(project, introduction, follows)
    [asked] = for_review(project, 2).granted
    assert asked.context is not None
    assert "The reporter says: “We begin on a Sunday.”" in asked.context.playlists[0].introduction
    answer(project, introduction, "no")
    [refused] = for_review(project, 2).refused
    assert "A spoken introduction to it may not leave yet" in refused.reason, "what was refused is shown to nobody"


def test_a_reporter_repeats_nothing_refused_in_a_conversation_with_somebody_else(
    project: Project, wrens: int, story: int
) -> None:
    lines = [("reporter", "Wren drove buses out of here for thirty years."), ("storyteller", "I walk to work.")]
    june = make_story(project, lines, title="Walking", storyteller="June")
    allow(project, june)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        said, walks = passages(edit.session, june)
        both = mark(edit, june, said.start_ms, walks.end_ms).id
    answer(project, both)
    refused = quoted(project, wrens, BUSES, "no")
    [found] = shareable(project, [both], Use.SHARING).refused
    assert "What the reporter says in it has words of an excerpt" in found.reason
    assert shareable(project, [both], Use.REVIEW, review_of=3).granted == (), "nor does June hear it"
    [walk] = shareable(project, [quoted(project, june, "I walk to work.")], Use.REVIEW, review_of=3).granted
    assert walk.context is not None
    assert walk.context.before == (), "nor is it shown around what June says"
    answer(project, refused, "yes")
    assert shareable(project, [both], Use.SHARING).refused == ()


def test_nothing_is_free_to_write_because_a_reporter_says_it_too(project: Project, wrens: int, story: int) -> None:
    """Whoever hears Wren say it, or corrects it out of her story, has it in an excerpt of hers with no answer."""
    chairs = quoted(project, story, "We moved the chairs.")
    quoted(project, wrens, BUSES, "")
    spoken(project, "Wren drove buses out of here for thirty years.")
    words = "Buses out of here for thirty years"
    with project.edit(Work.ADD_STORY) as edit:
        playlist = add_playlist(edit, "Doors", words).id
        [item] = add_to_playlist(edit, playlist, [chairs])
        change_item(edit, item.id, introduction=words, chapter=words)
        theme = add_theme(edit, "Work").id
        change_theme(edit, theme, question=words, linking=words, description=words)
        change_excerpt(edit, chairs, title=words)
    texts = [
        *(
            (what, theme)
            for what in (PublicText.THEME_QUESTION, PublicText.THEME_LINKING, PublicText.THEME_DESCRIPTION)
        ),
        (PublicText.PLAYLIST_INTRODUCTION, playlist),
        *((what, item.id) for what in (PublicText.ITEM_INTRODUCTION, PublicText.ITEM_CHAPTER)),
    ]
    written = [WrittenText(what, number) for what, number in texts]
    written += [Writing(called, (words,)) for called in ("A paragraph", "What is said of an image", "A question")]

    def refused() -> int:
        answer(project, chairs)
        return len(shareable_writing(project, written, Use.SHARING, [chairs])[1])

    assert refused() == len(written)
    assert "nobody has said yes to them" in shareable(project, [chairs], Use.SHARING).refused[0].reason
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, wrens)[1].id, "I drove them.")
    assert refused() == len(written), "in the reporter's voice alone they are what was corrected out"
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, chairs, title="What was the first day like?")
    answer(project, chairs)
    assert not shareable(project, [chairs], Use.SHARING).refused, "a question of the reporter's is free"


def test_a_reporters_own_recording_becomes_one_in_one_step(project: Project, wrens: int) -> None:
    follows = quoted(project, wrens, BAKERY)
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Doors").id
        [item] = add_to_playlist(edit, playlist, [follows])
        before = item.id
    own = make_story(project, [("", "Here is who met whom.")], title="Recorded for it", storyteller="Ann")
    make_story(project, [], title="Not transcribed", storyteller="Ann")
    with project.read() as session:
        found = own_recordings(session, playlist)
    assert [(one.title, one.is_transcribed) for one in found] == [("Not transcribed", False), ("Recorded for it", True)]
    with project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        excerpt = introduce_with(edit, playlist, own, before)
    with project.read() as session:
        assert [one.excerpt_id for one in items(session, playlist)] == [excerpt, follows]
        assert [(one.excerpt_id, one.spoken) for one in introduced(session, playlist)] == [(excerpt, True)]
        assert [one.title for one in own_recordings(session, playlist)] == ["Not transcribed"]
    with project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        for story, why_not in ((wrens, "Only a reporter"), (own + 1, "not transcribed yet")):
            with pytest.raises(BadInput, match=why_not):
                introduce_with(edit, playlist, story, None)
    project.undo()
    with project.read() as session:
        assert [one.excerpt_id for one in items(session, playlist)] == [follows]


@pytest.mark.parametrize(("teller", "listed"), [("", True), ("Ann", False)])
def test_what_the_program_took_for_two_voices_is_one_where_no_storyteller_is_named(
    project: Project, teller: str, listed: bool
) -> None:
    own = make_story(project, [("", "Here is who met whom."), ("", "And where.")], title="Own", storyteller=teller)
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Doors").id
        for number, line in enumerate(passages(edit.session, own), 1):
            voice = add_speaker(edit, own, f"Voice {number}", "")
            edit.session.flush()
            line.speaker_id = voice.id
    with project.edit(Operation.ADD_TO_PLAYLIST) as edit:
        assert [one.title for one in own_recordings(edit.session, playlist)] == (["Own"] if listed else [])
        if listed:
            introduce_with(edit, playlist, own, None)
            assert [one.spoken for one in introduced(edit.session, playlist)] == [True]

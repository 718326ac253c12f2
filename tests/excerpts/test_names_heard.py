"""What a person took out of the words by correcting them is not heard, whoever wrote it and wherever it stands."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from consenting import allow, answer
from made_stories import drafted
from sqlalchemy import select

from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.handed_over.taken_out_since import TakenOutSince
from coproclip.excerpts.introducing import introduce_with
from coproclip.excerpts.marking import mark, story_words
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, items
from coproclip.excerpts.rules.reasons import ReasonKind
from coproclip.export.clips import export_clips
from coproclip.export.sound.cutting import cut
from coproclip.overview.names import names_in
from coproclip.people.mentions import Found, add_names, decide, find_mention, mentions_of
from coproclip.people.no_names import note_no_name
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project, now
from coproclip.project.schema import DraftSegment, LostName, Transcription, Word
from coproclip.speech.engine import SpokenSegment, SpokenWord
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check_story, correct_segment, merge_segments, passages, split_segment
from coproclip.transcript.suggested_names import find_names
from coproclip.transcription.retranscribe_passage import OldPassage, Proposal
from coproclip.transcription.retranscribe_passage import keep as keep_proposal

FIRST = ("storyteller", "We moved all of them and then we talked about it for a while.")


def named(project: Project, story: int, *names: str, what: MentionDecision = MentionDecision.REMOVE) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found(text) for text in names])
        for name in names:
            decide(edit, find_mention(edit.session, story, name).id, what, by="Amina")


def corrected(project: Project, story: int, text: str) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[1].id, text)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)


def said(project: Project, story: int, *texts: str) -> list[Word]:
    with project.read() as session:
        words = {one.word.text.strip(".,"): one.word for one in story_words(session, story)}
    return [words[text] for text in texts]


def refusals(project: Project, excerpt: int) -> list[str]:
    answer(project, excerpt)
    return [one.sentence for no in shareable(project, [excerpt], Use.SHARING).refused for one in no.reasons]


def marked(project: Project, story: int) -> int:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return mark(edit, story, 0, 60_000).id


def loudest(project: Project, excerpt: int, words: Sequence[Word]) -> list[float]:
    """How loud a clip of the excerpt hums at each of these words: more than 50 where it is heard."""
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    clip, found = cut(grant), []
    for word in words:
        frame = clip.pieces[0].source_frame
        first, last = (round(ms * clip.rate / 1000) - frame for ms in (word.start_ms, word.end_ms))
        some = clip.samples[first:last, 0]
        found.append(float(np.abs(np.fft.rfft(some * np.hanning(len(some)))).max()))
    return found


@pytest.mark.parametrize(
    ("said_there", "now", "removed", "kept", "silent", "audible"),
    [
        ("in Swansea Helen told", "in Swansea she told", ["Helen"], ["Swansea"], ["Helen"], ["Swansea"]),
        ("when Helen Smith told", "when somebody told", ["Helen", "Smith"], [], ["Helen", "Smith"], ["there"]),
        ("when Helen Smith told", "when Helen told", ["Helen Smith", "Helen"], [], ["Helen", "Smith"], ["there"]),
        ("when Helen Ann Smith told", "when she told", ["Helen", "Ann", "Smith"], [], ["Helen", "Ann", "Smith"], []),
        ("when Helen Swansea told", "when Swansea told", ["Helen"], ["Swansea"], ["Helen"], []),
    ],
    ids=["kept place before", "both", "shortened", "three", "kept place behind"],
)
def test_a_name_is_not_heard_though_another_is_said_beside_it(
    project: Project,
    make_story: Callable[..., int],
    said_there: str,
    now: str,
    removed: list[str],
    kept: list[str],
    silent: list[str],
    audible: list[str],
) -> None:
    line = f"I was there {said_there} me and nobody came."
    story = make_story(project, (FIRST, ("storyteller", line)), title="Rats")
    allow(project, story)
    drafted(project, story)
    gone, heard_still = said(project, story, *silent), said(project, story, *audible)
    named(project, story, *removed)
    if kept:
        named(project, story, *kept, what=MentionDecision.KEEP)
    corrected(project, story, f"I was there {now} me and nobody came.")
    excerpt = marked(project, story)
    assert max(loudest(project, excerpt, gone)) < 0.1  # the room
    assert all(loud > 50 for loud in loudest(project, excerpt, heard_still))


WAS = "I had rats called {} and nobody came."


@pytest.fixture
def misheard(project: Project, make_story: Callable[..., int]) -> tuple[int, int, Word]:
    """A story in which an engine wrote “hellin”, an excerpt of it with a yes, and that word."""
    story = make_story(project, (FIRST, ("storyteller", WAS.format("hellin"))), title="Rats")
    allow(project, story)
    drafted(project, story)
    (word,) = said(project, story, "hellin")
    excerpt = marked(project, story)
    answer(project, excerpt)
    return story, excerpt, word


def listened_again(project: Project, story: int, text: str) -> None:
    with project.read() as session:
        line = passages(session, story)[1]
    words = tuple(
        SpokenWord(new, word.start_ms, word.end_ms, 90) for word, new in zip(line.words, text.split(), strict=False)
    )
    old = OldPassage(line.id, line.text, False, line.speaker_id, line.start_ms, line.end_ms)
    found = (SpokenSegment(line.start_ms, line.end_ms, " ".join(one.text for one in words), words),)
    time = TimeRange(line.start_ms, line.end_ms)
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep_proposal(edit, Proposal(story, time, (old,), found, "careful", "large", "en"), also_checked=True)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)


def typed_over(project: Project, story: int) -> None:
    corrected(project, story, WAS.format("somebody"))


def deleted(project: Project, story: int) -> None:
    corrected(project, story, "I had rats and nobody came.")


def emptied(project: Project, story: int) -> None:
    corrected(project, story, "")
    corrected(project, story, WAS.format("somebody"))


def heard_anew(project: Project, story: int) -> None:
    listened_again(project, story, WAS.format("somebody"))


def split_and_joined(project: Project, story: int) -> None:
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        line = passages(edit.session, story)[1]
        left, right = split_segment(edit, line.id, [word.text for word in line.words].index("Helen"))
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, right.id, "and nobody came.")
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        merge_segments(edit, left.id, right.id)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)


@pytest.mark.parametrize(
    ("written", "written_out"),
    [
        (corrected, typed_over),
        (corrected, deleted),
        (corrected, emptied),
        (corrected, heard_anew),
        (corrected, split_and_joined),
        (listened_again, typed_over),
    ],
)
def test_a_name_that_no_draft_has_is_not_heard_however_it_went_out_of_the_words(
    project: Project,
    misheard: tuple[int, int, Word],
    written: Callable[[Project, int, str], None],
    written_out: Callable[[Project, int], None],
) -> None:
    story, excerpt, word = misheard
    written(project, story, WAS.format("Helen"))
    named(project, story, "Helen")
    written_out(project, story)
    with project.read() as session:
        assert "Helen" not in " ".join(line.text for line in passages(session, story))
        (name,) = names_in(session, story)
    assert [place.said for place in name.places] == ["Helen"]
    assert loudest(project, excerpt, [word]) < [0.2]  # the room
    assert loudest(project, excerpt, said(project, story, "came")) > [50]


def test_who_says_that_a_written_name_is_none_there_hears_it_again(
    project: Project, misheard: tuple[int, int, Word]
) -> None:
    story, excerpt, word = misheard
    corrected(project, story, WAS.format("Helen"))
    named(project, story, "Helen")
    corrected(project, story, WAS.format("mice"))
    with project.read() as session:
        place = names_in(session, story)[0].places[0].heard
    assert place is not None
    corrected(project, story, "I had two rats called mice and nobody came.")
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, place, "Amina")
    assert loudest(project, excerpt, [word]) > [50]


def test_to_undo_a_correction_makes_no_name_audible_and_where_it_was_goes_with_the_name(
    project: Project, misheard: tuple[int, int, Word]
) -> None:
    story, excerpt, word = misheard
    named(project, story, "Helen")
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[1].id, WAS.format("Helen"))
    assert project.undo() is Operation.CORRECT_WORDS
    assert loudest(project, excerpt, [word]) < [0.2]
    assert project.undo() is Operation.NOTE_ANSWER
    assert project.undo() is Operation.DECIDE_NAME
    with project.read() as session:
        assert mentions_of(session, story) == session.scalars(select(LostName)).all() == []
    assert project.redo() is Operation.DECIDE_NAME
    assert loudest(project, excerpt, [word]) < [0.2]
    project.undo()
    project.undo()
    named(project, story, "came")
    with project.read() as session:
        assert not session.scalars(select(LostName)).all()
    named(project, story, "Helen")
    assert loudest(project, excerpt, [word]) < [0.2]


@pytest.mark.parametrize("also", ["Helen", "Helen Bartholomew"])
def test_where_a_story_is_deleted_a_name_that_another_takes_out_too_is_still_asked_about(
    project: Project, misheard: tuple[int, int, Word], make_story: Callable[..., int], also: str
) -> None:
    story, excerpt, _word = misheard
    others = [make_story(project, (FIRST, ("storyteller", f"I met {one}.")), title=one) for one in ("Helen", also)]
    for other, name in zip(others, ("Helen", also), strict=True):
        named(project, other, name)
    corrected(project, story, WAS.format("Helen’s"))
    corrected(project, story, WAS.format("hers"))
    erase_stories(project, others[:1])
    (sentence,) = refusals(project, excerpt)
    assert "is taken out of another story" in sentence


def test_a_name_stays_silent_where_only_a_draft_had_it_that_was_undone(
    project: Project, misheard: tuple[int, int, Word]
) -> None:
    story, excerpt, word = misheard
    named(project, story, "Helen")
    with project.edit(Operation.BRING_IN_TRANSCRIPT) as edit:
        act = edit.add(Transcription(story_id=story, engine="", speech_model="", state="done", started_at=now()))
        heard = [Word("Helen", word.start_ms, word.end_ms, 90)]
        edit.add(
            DraftSegment(transcription_id=act.id, start_ms=word.start_ms, end_ms=word.end_ms, text="Helen", words=heard)
        )
    assert loudest(project, excerpt, [word]) < [0.2]
    project.undo()
    assert project.undo() is Operation.BRING_IN_TRANSCRIPT
    assert loudest(project, excerpt, [word]) < [0.2]


def test_what_went_out_with_a_name_that_was_written_out_again_stays_named(
    project: Project, misheard: tuple[int, int, Word], tmp_path: Path
) -> None:
    story, excerpt, _word = misheard
    export_clips(shareable(project, [excerpt], Use.SHARING).granted, tmp_path)
    corrected(project, story, WAS.format("Helen"))
    named(project, story, "Helen")
    corrected(project, story, WAS.format("somebody"))
    with project.read() as session:
        assert TakenOutSince(session).files


@pytest.mark.parametrize("how", ["its words", "written out", "heard beside"])
def test_going_back_to_a_backup_keeps_a_name_silent(
    project: Project, misheard: tuple[int, int, Word], how: str
) -> None:
    story, excerpt, word = misheard
    backup, folder = project.back_up(), project.folder
    corrected(project, story, WAS.format("Helen"))
    if how == "heard beside":  # an engine wrote it, and the words stayed
        drafted(project, story)
        project.undo()
    named(project, story, "Helen")
    if how == "written out":
        corrected(project, story, WAS.format("somebody"))
    project.close()
    carried = restore(folder, backup).carried
    assert carried.sentence == "1 name taken out, 1 place of a name were noted since and still hold."
    with Project.open(folder) as again:
        refused = [no.reason for no in shareable(again, [excerpt], Use.SHARING).refused]
        assert [one.split(":")[0] for one in refused] == ["It changed after the storyteller said yes"]
        assert loudest(again, excerpt, [word]) < [0.2]


@pytest.mark.parametrize("written_out", [False, True])
def test_a_copy_whose_words_do_not_stay_keeps_its_name_silent(
    project: Project, misheard: tuple[int, int, Word], tmp_path: Path, written_out: bool
) -> None:
    story, excerpt, word = misheard
    copy = make_copy(project, tmp_path, "Rosa")
    with Project.open(copy) as theirs:
        corrected(theirs, story, WAS.format("Helen"))
        named(theirs, story, "Helen")
        if written_out:
            corrected(theirs, story, WAS.format("somebody"))
    corrected(project, story, "I had big rats called hellin and nobody came.")
    choices = {one.key: Keep.OURS for one in look_into(project, copy).conflicts}
    bring_back(project, copy, choices)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)
    assert loudest(project, excerpt, [word]) < [0.2]
    assert look_into(project, copy).is_empty


@pytest.mark.parametrize(
    ("listed", "in_draft"), [("nowhere", True), ("nowhere", False), ("before", True), ("looked for", False)]
)
def test_a_name_taken_out_of_another_story_is_asked_about_where_it_was_only_heard(
    project: Project, make_story: Callable[..., int], listed: str, in_draft: bool
) -> None:
    first = make_story(project, (FIRST, ("storyteller", "I met Helen there and she stayed.")), title="Chairs")
    line = WAS.format("Helen" if in_draft else "hellin")
    story = make_story(project, (FIRST, ("storyteller", line)), title="Rats", storyteller="Rosa")
    allow(project, first, story)
    drafted(project, story)
    (word,) = said(project, story, "Helen" if in_draft else "hellin")
    excerpt = marked(project, story)
    named(project, first, "Helen")
    if listed == "before":
        with project.edit(Operation.DECIDE_NAME) as edit:
            add_names(edit, story, [Found("Helen")])
    if not in_draft:
        corrected(project, story, WAS.format("Helen"))
    corrected(project, story, WAS.format("somebody"))
    if listed == "looked for":
        assert find_names(project, story)
    (sentence,) = refusals(project, excerpt)
    assert sentence.startswith("“Helen” is")
    with project.read() as session:
        assert [one.text for one in names_in(session, story) if one.text == "Helen"] == ["Helen"] * (
            listed != "nowhere"
        )
    named(project, story, "Helen")
    assert loudest(project, excerpt, [word]) < [0.2]
    named(project, story, "Helen", what=MentionDecision.KEEP)
    assert loudest(project, excerpt, [word]) > [50]
    erase_stories(project, [first])
    with project.read() as session:
        assert not session.scalars(select(LostName).where(LostName.story_id == first)).all()


def test_a_spoken_introduction_does_not_say_a_name_that_was_corrected_out_of_it(
    project: Project, make_story: Callable[..., int]
) -> None:
    story = make_story(project, (FIRST, ("storyteller", "I met Helen there and she stayed.")), title="Chairs")
    named(project, story, "Helen")
    spoken = (("reporter", "Here we are."), ("reporter", "Now you hear how Helen moved the chairs at last."))
    opening = make_story(project, spoken, title="Introduction", storyteller="")
    drafted(project, opening)
    corrected(project, opening, "Now you hear how somebody moved the chairs at last.")
    allow(project, story, opening)
    excerpt = marked(project, story)
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Chairs").id
        add_to_playlist(edit, playlist, [excerpt])
        item = items(edit.session, playlist)[0].id
        introduction = introduce_with(edit, playlist, opening, item)
    for one in (excerpt, introduction):
        answer(project, one)
    refused = shareable(project, [introduction, excerpt], Use.SHARING, playlist_id=playlist).refused
    assert [(no.excerpt_id, one.code) for no in refused for one in no.reasons] == [(introduction, ReasonKind.UNDECIDED)]


def test_where_old_words_are_forgotten_a_written_name_is_not_used(
    project: Project, misheard: tuple[int, int, Word]
) -> None:
    story, excerpt, _word = misheard
    corrected(project, story, WAS.format("Helen"))
    named(project, story, "Helen")
    corrected(project, story, WAS.format("somebody"))
    forget_old_words(project, story)
    answer(project, excerpt)
    refused = shareable(project, [excerpt], Use.SHARING).refused
    assert [one.code for no in refused for one in no.reasons] == [ReasonKind.NOT_USED]
    with project.read() as session:
        assert mentions_of(session, story) == session.scalars(select(LostName)).all() == []


@pytest.mark.parametrize("written", ["Helen’s", "hellin"])
def test_where_old_words_are_forgotten_a_name_taken_out_elsewhere_is_still_asked_about(
    project: Project, make_story: Callable[..., int], written: str
) -> None:
    first = make_story(project, (FIRST, ("storyteller", "I met Helen there and she stayed.")), title="Chairs")
    story = make_story(project, (FIRST, ("storyteller", WAS.format(written))), title="Rats", storyteller="Rosa")
    allow(project, first, story)
    drafted(project, story)
    named(project, first, "Helen")
    corrected(project, story, WAS.format("Helen’s"))
    corrected(project, story, WAS.format("hers"))
    excerpt = marked(project, story)
    before = refusals(project, excerpt)
    forget_old_words(project, story)
    assert refusals(project, excerpt) == before
    assert "“Helen” is said in it" in before[0]


@pytest.mark.parametrize(
    ("written", "in_draft", "looked_for"),
    [
        ("Helens", True, True),
        ("Helens", True, False),
        ("Helens", False, True),
        ("helens", False, False),
        ("Helenes", True, True),
        ("Helen-Ann", True, True),
        ("Helen/Ann", True, True),
        ("Helen/Ann", False, False),
    ],
)
def test_what_only_begins_like_a_name_is_not_heard_where_it_was_corrected(
    project: Project, make_story: Callable[..., int], written: str, in_draft: bool, looked_for: bool
) -> None:
    first = ("storyteller", "We moved all and Helen told me about it for a while.")
    line = "I liked {} chairs and nobody helped."
    there = written if in_draft else "xyzzy"
    story = make_story(project, (first, ("storyteller", line.format(there))), title="Rats")
    allow(project, story)
    drafted(project, story)
    (word,) = said(project, story, there)
    excerpt = marked(project, story)
    named(project, story, "Helen")
    corrected(project, story, line.format(written))
    if looked_for:
        find_names(project, story)
    corrected(project, story, line.format("her"))
    if not refusals(project, excerpt):  # else it is asked about, as it is where it is read
        assert loudest(project, excerpt, [word]) < [0.2]
        assert loudest(project, excerpt, said(project, story, "chairs")) > [50]


@pytest.mark.parametrize("in_draft", [True, False])
def test_a_part_of_a_name_is_asked_about_where_it_was_only_heard(
    project: Project, make_story: Callable[..., int], in_draft: bool
) -> None:
    first = make_story(project, (FIRST, ("storyteller", "I met Helen Bartholomew and she stayed.")), title="Chairs")
    line = "I had rats and Mrs {} came."
    spoken = (FIRST, ("storyteller", line.format("Bartholomew" if in_draft else "bottle")))
    story = make_story(project, spoken, title="Rats", storyteller="Rosa")
    allow(project, first, story)
    drafted(project, story)
    (word,) = said(project, story, "Bartholomew" if in_draft else "bottle")
    excerpt = marked(project, story)
    named(project, first, "Helen Bartholomew")
    corrected(project, story, line.format("Bartholomew"))
    corrected(project, story, line.format("somebody"))
    (sentence,) = refusals(project, excerpt)
    assert sentence.endswith("is taken out of another story.")
    assert find_names(project, story)
    with project.read() as session:
        (found,) = (one.text for one in names_in(session, story) if "Bartholomew" in one.text)
    named(project, story, found)
    assert loudest(project, excerpt, [word]) < [0.2]


@pytest.mark.parametrize("listed", [MentionDecision.KEEP, MentionDecision.OPEN, MentionDecision.REMOVE])
@pytest.mark.parametrize("part", [True, False])
def test_a_part_that_was_written_once_is_silent_whatever_was_decided_about_the_whole_name_then(
    project: Project, misheard: tuple[int, int, Word], listed: MentionDecision, part: bool
) -> None:
    story, excerpt, word = misheard
    named(project, story, "Helen Bartholomew", what=listed)
    corrected(project, story, WAS.format("Helen’s"))
    corrected(project, story, WAS.format("hers"))
    named(project, story, "Helen Bartholomew", what=MentionDecision.KEEP if part else MentionDecision.REMOVE)
    if part:
        named(project, story, "Helen")
    assert loudest(project, excerpt, [word]) < [0.2]


def test_going_back_to_a_backup_keeps_where_a_name_was_that_was_kept_then(
    project: Project, misheard: tuple[int, int, Word]
) -> None:
    story, excerpt, word = misheard
    named(project, story, "Helen", what=MentionDecision.KEEP)
    backup, folder = project.back_up(), project.folder
    corrected(project, story, WAS.format("Helen"))
    corrected(project, story, WAS.format("somebody"))
    project.close()
    restore(folder, backup)
    with Project.open(folder) as again:
        named(again, story, "Helen")
        assert loudest(again, excerpt, [word]) < [0.2]

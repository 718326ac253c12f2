"""What somebody tried to get out without a yes, by every way that was ever found."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from consenting import SAID, allow, answer, say

from coproclip.errors import BadInput, NotShareable, UndoRefused
from coproclip.excerpts import marking
from coproclip.excerpts.approval import (
    Approval,
    ReasonKind,
    ShareableExcerpt,
    StoryReader,
    Use,
    note_answer,
    shareable,
)
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.excerpts.rules.answers import answers
from coproclip.excerpts.rules.grants import recheck, verify
from coproclip.export.clip import ClipChoices, write_clip
from coproclip.export.clips import export_clips
from coproclip.export.sound.cutting import cut
from coproclip.jobs import CancelToken
from coproclip.people.consent import note_consent
from coproclip.people.stories import bin_story, change_story, sound_of, speakers_of, stories
from coproclip.people.storytellers import storytellers_of
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout, MomentKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Answer, Consent, Excerpt, Moment
from coproclip.themes.codebook import add_theme, change_theme, link
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import add_speaker, check, correct_segment, passages, set_speaker

WORDS = "We moved the chairs."


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt that everybody agreed to: it may leave."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, WORDS, title="Chairs").id
    answer(project, made)
    assert shareable(project, [made], Use.SHARING).refused == ()
    return made


def why(project: Project, excerpt: int, use: Use = Use.SHARING, **more: Any) -> list[ReasonKind]:
    """The reasons why it may not leave; empty if it may."""
    refused = shareable(project, [excerpt], use, **more).refused
    assert all(str(reason) for refusal in refused for reason in refusal.reasons)
    return [reason.code for refusal in refused for reason in refusal.reasons]


def sentence(project: Project, excerpt: int, **more: Any) -> str:
    return " ".join(refusal.reason for refusal in shareable(project, [excerpt], Use.SHARING, **more).refused)


def do(project: Project, deed: Callable[[Edit], object], what: Operation = Operation.CHANGE_EXCERPT) -> None:
    with project.edit(what) as edit:
        deed(edit)


def _consent(project: Project, about: ConsentAbout, said: str, *, who: str = "Kit", how: str = "by letter") -> None:
    do(project, lambda edit: note_consent(edit, 1, about, said, who, how), Operation.NOTE_CONSENT)


def two_tellers(edit: Edit) -> None:
    """Rosa tells the story too, and says the chairs' sentence's last passage."""
    change_story(edit, 1, storytellers=("Kit", "Rosa"))
    rosa = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == "Rosa")
    set_speaker(edit, [passages(edit.session, 1)[3].id], rosa)


def teller(project: Project, alias: str) -> int:
    with project.read() as session:
        return next(storyteller.id for storyteller in storytellers_of(session, 1) if storyteller.alias == alias)


# ---- a yes to the whole story ---------------------------------------------------------------------------------


@pytest.mark.parametrize("about", [*ASKED_BEFORE, ConsentAbout.QUOTED, ConsentAbout.AUDIO])
@pytest.mark.parametrize("said", ["no", "later"])
def test_no_to_the_whole_story_is_no_to_each_excerpt(
    project: Project, excerpt: int, about: ConsentAbout, said: str
) -> None:
    _consent(project, about, said)
    assert why(project, excerpt) == [ReasonKind.CONSENT]
    _consent(project, about, "yes")
    assert why(project, excerpt) == []


@pytest.mark.parametrize("said", ["nn", "", "maybe", "YES", "yes "])
def test_whatever_is_not_exactly_yes_is_no(project: Project, excerpt: int, said: str) -> None:
    def _spoil(edit: Edit) -> None:
        for row in edit.session.query(Consent).all():
            row.answer = said

    do(project, _spoil)
    assert set(why(project, excerpt)) == {ReasonKind.CONSENT}
    allow(project)
    assert why(project, excerpt) == []

    def _spoil_answer(edit: Edit) -> None:
        for row in edit.session.query(Answer).all():
            row.answer = said

    do(project, _spoil_answer)
    assert why(project, excerpt) == [ReasonKind.NO_ANSWER]


@pytest.mark.parametrize("missing", ["who", "how"])
def test_a_yes_of_nobody_is_none(project: Project, excerpt: int, missing: str) -> None:
    _consent(project, ConsentAbout.RECORDED, "yes", **{missing: " "})
    assert why(project, excerpt) == [ReasonKind.CONSENT]
    assert "not noted who said yes" in sentence(project, excerpt)
    with pytest.raises(BadInput, match="needs who said it, and how"):
        do(project, lambda edit: note_answer(edit, excerpt, "yes", **{**SAID, missing: ""}))
    _consent(project, ConsentAbout.RECORDED, "yes")

    def _forget(edit: Edit) -> None:
        for row in edit.session.query(Answer).all():
            setattr(row, missing, "")

    do(project, _forget)
    assert why(project, excerpt) == [ReasonKind.NO_ANSWER]


def test_an_imported_story_of_which_nobody_noted_anything_is_not_shared(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, WORDS).id
        say(edit, made)
    assert why(project, made) == [ReasonKind.CONSENT, ReasonKind.CONSENT, ReasonKind.UNCHECKED]
    assert "Nobody noted that the storyteller agreed to being recorded." in sentence(project, made)
    assert "Note it under “About this story”." in sentence(project, made)
    _consent(project, ConsentAbout.RECORDED, "yes")
    assert why(project, made) == [ReasonKind.CONSENT, ReasonKind.UNCHECKED], "what nobody was asked is a no"
    _consent(project, ConsentAbout.SHARED, "yes")
    assert why(project, made) == [ReasonKind.UNCHECKED]
    do(project, lambda edit: check(edit, [passages(edit.session, story)[1].id]))
    assert why(project, made) == []


def test_sharing_no_unchecked_and_nobody_noted_keep_it_in_each_for_itself(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, WORDS).id
    _consent(project, ConsentAbout.SHARED, "no")
    assert set(why(project, made)) == {ReasonKind.CONSENT, ReasonKind.NOT_ASKED, ReasonKind.UNCHECKED}


# ---- a no stays -----------------------------------------------------------------------------------------------


def test_a_no_is_not_undone(project: Project, excerpt: int) -> None:
    do(project, lambda edit: marking.change_excerpt(edit, excerpt, note="a note"))
    answer(project, excerpt, "no")
    assert why(project, excerpt) == [ReasonKind.SAID_NO]
    while project.undo_text:
        with suppress(UndoRefused):
            project.undo()
        with project.read() as session:
            kept = [one.answer for one in answers(session, excerpt)]
        assert kept[-1] == "no"
    assert ReasonKind.SAID_NO in why(project, excerpt)
    while project.redo_text:
        project.redo()
    assert ReasonKind.SAID_NO in why(project, excerpt)


def test_a_yes_undone_before_a_no_is_not_redone_over_it(project: Project, story: int, excerpt: int) -> None:
    answer(project, excerpt)
    project.undo()
    answer(project, excerpt, "no")
    assert project.redo_text == ""
    assert project.redo() is None
    assert why(project, excerpt) == [ReasonKind.SAID_NO]


def test_a_no_to_the_whole_story_is_not_undone_with_what_was_changed_beside_it(project: Project, excerpt: int) -> None:
    def _both(edit: Edit) -> None:
        change_story(edit, 1, title="Another title")
        note_consent(edit, 1, ConsentAbout.SHARED, "no", "Kit", "afterwards")

    do(project, _both, Operation.CHANGE_STORY)
    assert project.undo() is Operation.CHANGE_STORY
    assert why(project, excerpt) == [ReasonKind.CONSENT]


def test_to_ask_again_does_not_turn_a_no(project: Project, excerpt: int) -> None:
    answer(project, excerpt, "no")
    answer(project, excerpt, "asked")
    assert why(project, excerpt) == [ReasonKind.SAID_NO]
    answer(project, excerpt, "yes")
    assert why(project, excerpt) == []


# ---- everybody for themselves ---------------------------------------------------------------------------------


def test_two_tellers_need_two_answers(project: Project, story: int) -> None:
    do(project, two_tellers)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark(edit, story, 2500, 9500).id
    kit, rosa = teller(project, "Kit"), teller(project, "Rosa")
    with pytest.raises(BadInput, match="Kit and Rosa are heard"), project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, made, "yes", who="Kit", how="on the phone")
    do(project, lambda edit: note_answer(edit, made, "yes", **SAID, storyteller_id=kit), Operation.NOTE_ANSWER)
    assert why(project, made) == [ReasonKind.NOT_ASKED]
    assert "Rosa has not been asked yet" in sentence(project, made)
    do(project, lambda edit: note_answer(edit, made, "yes", **SAID, storyteller_id=rosa), Operation.NOTE_ANSWER)
    assert why(project, made) == []
    do(project, lambda edit: note_answer(edit, made, "no", **SAID, storyteller_id=rosa), Operation.NOTE_ANSWER)
    assert why(project, made) == [ReasonKind.SAID_NO]
    do(project, lambda edit: note_answer(edit, made, "yes", **SAID, storyteller_id=kit), Operation.NOTE_ANSWER)
    assert why(project, made) == [ReasonKind.SAID_NO], "Kit cannot answer for Rosa"


def test_a_yes_of_nobody_known_counts_for_one_teller_and_a_no_for_all(project: Project, story: int) -> None:
    do(project, two_tellers)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark(edit, story, 2500, 9500).id
        say(edit, made)
    assert why(project, made) == []
    do(project, lambda edit: note_answer(edit, made, "no"), Operation.NOTE_ANSWER)
    assert why(project, made) == [ReasonKind.SAID_NO, ReasonKind.SAID_NO]


def test_a_review_holds_only_what_its_storyteller_is_heard_in_and_nobody_else_refused(
    project: Project, story: int
) -> None:
    do(project, two_tellers)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        hers = marking.mark_quote(edit, story, "Not how people do, how I do.").id
        his = marking.mark_quote(edit, story, WORDS).id
        both = marking.mark(edit, story, 2500, 9500).id
    kit, rosa = teller(project, "Kit"), teller(project, "Rosa")
    ids = [hers, his, both]
    nobody = shareable(project, ids, Use.REVIEW)
    assert nobody.granted == ()
    assert {reason.code for one in nobody.refused for reason in one.reasons} == {ReasonKind.FOR_WHOM}
    for_rosa = shareable(project, ids, Use.REVIEW, review_of=rosa)
    assert [one.excerpt_id for one in for_rosa.granted] == [hers, both]
    do(project, lambda edit: note_answer(edit, both, "no", **SAID, storyteller_id=kit), Operation.NOTE_ANSWER)
    assert why(project, both, Use.REVIEW, review_of=rosa) == [ReasonKind.SAID_NO]
    assert why(project, both, Use.REVIEW, review_of=kit) == [], "it is his own"
    do(project, lambda edit: note_answer(edit, his, "no", **SAID), Operation.NOTE_ANSWER)
    assert why(project, his, Use.REVIEW, review_of=rosa) == [ReasonKind.NOT_IN_IT]


def test_two_voices_that_nobody_named_are_kept_apart(project: Project, story: int) -> None:
    def _voices(edit: Edit) -> None:
        lines = passages(edit.session, story)
        for line, name in zip(lines[1:4], ("Voice 1", "Voice 2", "Voice 3"), strict=True):
            voice = add_speaker(edit, story, name)
            voice.role = ""
            set_speaker(edit, [line.id], voice.id)

    do(project, _voices)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark(edit, story, 2500, 9500).id
        say(edit, made)
    assert why(project, made) == [ReasonKind.WHO_SPEAKS], "one yes is not the yes of three"
    [grant] = shareable(project, [made], Use.REVIEW).granted
    said = dict.fromkeys(word.speaker for word in grant.words)
    assert list(said) == ["One storyteller", "Another speaker", "Another speaker 2"]


def test_one_voice_without_a_name_is_the_storyteller_only_where_no_other_is_heard(project: Project, story: int) -> None:
    def _says(numbers: tuple[int, ...], voice: int) -> None:
        with project.edit(Operation.SET_SPEAKER) as edit:
            set_speaker(edit, [passages(edit.session, story)[number].id for number in numbers], voice)

    with project.edit(Operation.CHANGE_SPEAKER) as edit:
        found = add_speaker(edit, story, "Voice 1", "").id
        kit = next(speaker.id for speaker in speakers_of(edit.session, story) if speaker.name == "Kit")
        alone = marking.mark_quote(edit, story, WORDS).id
        both = marking.mark(edit, story, 2500, 9500).id
    allow(project, story)
    _says((1, 3, 4), found)
    answer(project, alone)
    answer(project, both)
    assert why(project, alone) == why(project, both) == []
    _says((3, 4), kit)
    answer(project, alone)
    answer(project, both)
    assert why(project, alone) == [ReasonKind.WHO_SPEAKS], "Kit is heard elsewhere, so this is somebody else"
    assert why(project, both) == [ReasonKind.WHO_SPEAKS]


# ---- what a yes covers ----------------------------------------------------------------------------------------


def test_what_changed_since_the_yes_is_named(project: Project, excerpt: int) -> None:
    for deed, words in (
        (lambda edit: marking.change_excerpt(edit, excerpt, title="He stole them"), "its title"),
        (lambda edit: link(edit, add_theme(edit, "Thieves").id, excerpt), "a theme that it is shown under"),
        (lambda edit: marking.change_excerpt(edit, excerpt, lead_in_ms=1900), "its lead-in or tail"),
    ):
        do(project, deed)
        assert why(project, excerpt) == [ReasonKind.CHANGED]
        assert words in sentence(project, excerpt)
        project.undo()
        assert why(project, excerpt) == []


def test_a_theme_taken_away_or_put_back_needs_no_new_yes_but_a_new_name_does(project: Project, excerpt: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Trust").id
        link(edit, theme, excerpt)
    answer(project, excerpt)
    assert why(project, excerpt) == []
    do(project, lambda edit: change_theme(edit, theme, name="Thieves"), Operation.CHANGE_THEME)
    assert why(project, excerpt) == [ReasonKind.CHANGED]


def test_a_playlist_is_a_place_that_is_asked_for(project: Project, excerpt: int) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Chairs", "What we moved").id
        add_to_playlist(edit, playlist, [excerpt])
    assert why(project, excerpt) == []
    assert why(project, excerpt, playlist_id=playlist) == [ReasonKind.CHANGED]
    assert "this playlist’s title and introduction" in sentence(project, excerpt, playlist_id=playlist)
    answer(project, excerpt)
    assert why(project, excerpt, playlist_id=playlist) == []
    do(project, lambda edit: change_playlist(edit, playlist, title="Liars of our town"), Operation.CHANGE_PLAYLIST)
    assert why(project, excerpt, playlist_id=playlist) == [ReasonKind.CHANGED]


def test_other_sound_under_the_same_words_is_not_what_was_agreed_to(project: Project, excerpt: int) -> None:
    with project.read() as session:
        audio = sound_of(project, session, 1).audio
    samples, rate = soundfile.read(audio)
    soundfile.write(audio, samples[::-1], rate)
    assert why(project, excerpt) == [ReasonKind.SOUND]
    assert "no longer the one" in sentence(project, excerpt)


def test_a_yes_from_before_its_parts_were_kept_is_asked_for_again(project: Project, excerpt: int) -> None:
    def _old(edit: Edit) -> None:
        for row in edit.session.query(Answer).all():
            row.covered = {}

    do(project, _old)
    assert why(project, excerpt) == [ReasonKind.CHANGED]


def test_a_theme_does_not_carry_out_the_words_of_a_refused_excerpt(project: Project, excerpt: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        secret = marking.mark_quote(edit, 1, "Then somebody asked me how I get to the bus stop.").id
        theme = add_theme(edit, "Somebody asked me").id
        link(edit, theme, excerpt)
        say(edit, secret, "no")
        say(edit, excerpt)
    assert why(project, excerpt) == [ReasonKind.OTHERS_WORDS]
    do(project, lambda edit: change_theme(edit, theme, name="Getting about"), Operation.CHANGE_THEME)
    answer(project, excerpt)
    assert why(project, excerpt) == []


# ---- the edges of the sound -----------------------------------------------------------------------------------


def _heard(grant: ShareableExcerpt) -> TimeRange:
    [span], [room] = grant.spans, grant.room
    return TimeRange(
        max(room.start_ms, span.start_ms - grant.lead_in_ms), min(room.end_ms, span.end_ms + grant.lead_out_ms)
    )


def test_the_sound_never_grows_over_words_that_were_deleted(project: Project, story: int, excerpt: int) -> None:
    [before] = shareable(project, [excerpt], Use.SHARING).granted

    def _delete(edit: Edit) -> None:
        line = passages(edit.session, story)[1]
        correct_segment(edit, line.id, WORDS)
        edit.session.delete(passages(edit.session, story)[0])

    do(project, _delete)
    [after] = shareable(project, [excerpt], Use.SHARING).granted
    assert _heard(before).start_ms <= _heard(after).start_ms
    assert _heard(after).end_ms <= _heard(before).end_ms
    # A review is made without a yes to hold on to: then the sound says where somebody speaks.
    [review] = shareable(project, [excerpt], Use.REVIEW).granted
    assert review.room[0].end_ms - review.spans[0].end_ms < 60


def test_lead_in_and_tail_stop_where_somebody_speaks_that_nobody_wrote_down(project: Project, story: int) -> None:
    with project.read() as session:
        audio = sound_of(project, session, story).audio
        line = passages(session, story)[1]
    samples, rate = soundfile.read(audio)
    start = line.start_ms - 400
    voice = 0.2 * np.sin(2 * np.pi * 300 * np.arange(rate * 200 // 1000) / rate)
    samples[start * rate // 1000 :][: len(voice)] += voice
    soundfile.write(audio, samples, rate)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        edit.session.delete(passages(edit.session, story)[0])
        made = marking.mark_quote(edit, story, WORDS).id
        marking.change_excerpt(edit, made, lead_in_ms=2000)
    [grant] = shareable(project, [made], Use.REVIEW).granted
    assert line.start_ms - 200 <= grant.room[0].start_ms < line.start_ms - 100


def test_where_somebody_speaks_on_across_the_edge_nothing_is_taken_along(project: Project, story: int) -> None:
    with project.read() as session:
        audio = sound_of(project, session, story).audio
        line = passages(session, story)[1]
    samples, rate = soundfile.read(audio)
    voice = 0.2 * np.sin(2 * np.pi * 300 * np.arange(rate) / rate)
    samples[(line.start_ms - 1000) * rate // 1000 :][: len(voice)] = voice
    soundfile.write(audio, samples, rate)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        edit.session.delete(passages(edit.session, story)[0])
        made = marking.mark_quote(edit, story, WORDS).id
    [grant] = shareable(project, [made], Use.REVIEW).granted
    assert grant.room[0].start_ms == grant.spans[0].start_ms


# ---- checked by ear -------------------------------------------------------------------------------------------


def test_unchecked_words_do_not_leave(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, story)[1].id], False)
    assert why(project, excerpt) == [ReasonKind.UNCHECKED]
    assert "1 passage of it is not checked against the recording yet." in sentence(project, excerpt)
    assert why(project, excerpt, Use.REVIEW) == []

    with project.read() as session:
        passage = passages(session, story)[1].id
    # Past the door for writing, which keeps no such number.
    project.database.writer.exec_driver_sql("UPDATE segment SET checked = 2 WHERE id = ?", (passage,))
    project.database.writer.commit()
    assert why(project, excerpt) == [ReasonKind.UNCHECKED]


# ---- the type -------------------------------------------------------------------------------------------------


class LookAlike:
    """Has everything a grant has."""

    def __init__(self, grant: ShareableExcerpt) -> None:
        for field in dataclasses.fields(grant):
            setattr(self, field.name, getattr(grant, field.name))


def _bare(grant: ShareableExcerpt) -> ShareableExcerpt:
    made = object.__new__(ShareableExcerpt)
    for field in dataclasses.fields(grant):
        object.__setattr__(made, field.name, getattr(grant, field.name))
    return made


FORGERIES: dict[str, Callable[[ShareableExcerpt], Any]] = {
    "a look-alike": LookAlike,
    "made without being made": _bare,
    "nothing": lambda _grant: None,
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_no_forgery_is_cut_or_written(project: Project, excerpt: int, tmp_path: Path, kind: str) -> None:
    [grant] = shareable(project, [excerpt], Use.SHARING).granted
    forged = FORGERIES[kind](grant)
    for deed in (
        lambda: verify(forged),
        lambda: recheck(forged),
        lambda: cut(forged),
        lambda: write_clip(forged, tmp_path / "a", tmp_path / "a", ClipChoices(), CancelToken()),
        lambda: export_clips([forged], tmp_path / "out"),
    ):
        with pytest.raises(NotShareable):
            deed()
    assert list(tmp_path.glob("a*")) == []
    assert not (tmp_path / "out").exists()


def test_a_grant_that_was_altered_is_none(project: Project, excerpt: int) -> None:
    [grant] = shareable(project, [excerpt], Use.SHARING).granted
    object.__setattr__(grant, "title", "He stole the chairs")
    with pytest.raises(NotShareable):
        cut(grant)
    with pytest.raises(TypeError):
        type("Mine", (ShareableExcerpt,), {})


@pytest.mark.parametrize("by", ["this window", "another program"])
def test_an_answer_noted_while_files_are_made_stops_the_rest(project: Project, excerpt: int, by: str) -> None:
    [grant] = shareable(project, [excerpt], Use.SHARING).granted
    assert recheck(grant) is grant
    if by == "another program":
        with Project.open(project.folder) as other:
            answer(other, excerpt, "no")
    else:
        answer(project, excerpt, "no")
    with pytest.raises(NotShareable, match="may no longer be shared"):
        recheck(grant)


def test_consent_taken_back_while_files_are_made_stops_the_rest(project: Project, excerpt: int, tmp_path: Path) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        second = marking.mark_quote(edit, 1, "I had never been asked before.").id
        say(edit, second)
    granted = shareable(project, [excerpt, second], Use.SHARING).granted
    reports = 0

    def _report(_progress: object) -> None:
        nonlocal reports
        reports += 1
        if reports == 2:
            _consent(project, ConsentAbout.SHARED, "no")

    with pytest.raises(NotShareable):
        export_clips(granted, tmp_path / "out", format="wav", report=_report)
    assert [path.name for path in (tmp_path / "out").glob("*.wav")] == []


# ---- numbers --------------------------------------------------------------------------------------------------


def test_the_number_of_an_excerpt_is_never_another_ones(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first = marking.mark_quote(edit, story, WORDS).id
        second = marking.mark_quote(edit, story, "And then?").id
    do(project, lambda edit: marking.delete_excerpt(edit, second), Operation.DELETE_EXCERPT)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        third = marking.mark_quote(edit, story, "And then?").id
    assert len({first, second, third}) == 3
    project.undo()
    with Project.open(project.folder) as later, later.edit(Operation.MARK_EXCERPT) as edit:
        fourth = marking.mark_quote(edit, story, WORDS).id
    assert fourth not in {first, second, third}


def test_words_that_are_said_twice_are_asked_about(project: Project, make_story: Callable[..., int]) -> None:
    story = make_story(project, (("storyteller", "We met. Then we met. So we met again."),), title="Met")
    with (
        pytest.raises(BadInput, match="said 3 times, at 0:00, 0:01 and 0:02"),
        project.edit(Operation.MARK_EXCERPT) as edit,
    ):
        marking.mark_quote(edit, story, "we met")
    with project.read() as session:
        assert session.query(Excerpt).count() == 0
        assert StoryReader(session)


def test_states_are_read_alike_one_by_one_and_many_at_once(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        more = [marking.mark_quote(edit, story, "And then?").id, marking.mark_quote(edit, story, "Not how").id]
        say(edit, more[1], "no")
    with project.read() as session:
        single = [StoryReader(session).approval(session.get_one(Excerpt, one)) for one in (excerpt, *more)]
        many = StoryReader(session)
        many.prepare(story)
        assert [many.approval(session.get_one(Excerpt, one)) for one in (excerpt, *more)] == single
    assert single == [Approval.YES, Approval.DRAFT, Approval.NO]


# ---- a no is not got round -----------------------------------------------------------------------------------------


def test_going_back_to_a_backup_takes_no_no_back(project: Project, story: int, excerpt: int) -> None:
    copy = project.back_up()
    do(project, lambda edit: note_answer(edit, excerpt, "no", who="Kit", how="on the phone"), Operation.NOTE_ANSWER)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert why(again, excerpt) == [ReasonKind.SAID_NO]
        do(again, lambda edit: note_answer(edit, excerpt, "yes", who="Kit", how="in person"), Operation.NOTE_ANSWER)
        assert why(again, excerpt) == []


def test_nor_does_it_bring_a_yes_back_that_is_being_asked_about_again(
    project: Project, story: int, excerpt: int
) -> None:
    copy = project.back_up()
    do(project, lambda edit: note_answer(edit, excerpt, "asked", who="Kit", how="by letter"), Operation.NOTE_ANSWER)
    waiting = why(project, excerpt)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert why(again, excerpt) == waiting != []


def test_nor_a_story_out_of_the_bin(project: Project, story: int, excerpt: int) -> None:
    copy = project.back_up()
    do(project, lambda edit: bin_story(edit, story), Operation.BIN_STORY)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        with again.read() as session:
            assert [one.id for one in stories(session, binned=True)] == [story]
        assert why(again, excerpt) != []


@pytest.mark.parametrize("said", ["no", "later"])
def test_nor_what_was_said_of_the_whole_story_or_off_the_record(
    project: Project, story: int, excerpt: int, said: str
) -> None:
    copy = project.back_up()
    _consent(project, ConsentAbout.SHARED, said)
    off = Moment(story_id=story, kind=MomentKind.OFF_RECORD, start_ms=0, end_ms=600_000, text="")
    do(project, lambda edit: edit.add(off), Operation.CHANGE_MOMENT)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert ReasonKind.CONSENT in why(again, excerpt)
        _consent(again, ConsentAbout.SHARED, "yes")
        assert "off the record" in sentence(again, excerpt)


def test_a_no_to_a_part_holds_the_whole_back_until_it_is_asked_again(
    project: Project, story: int, excerpt: int
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        part = marking.mark_quote(edit, story, "moved the chairs.").id
    do(project, lambda edit: note_answer(edit, part, "no", who="Kit", how="on the phone"), Operation.NOTE_ANSWER)
    assert why(project, excerpt) == [ReasonKind.SAID_NO]
    answer(project, excerpt)
    assert why(project, excerpt) == []


def test_other_words_and_other_names_are_no_new_answer(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        two_tellers(edit)
    second = next(one for one in _tellers(project, story) if one.alias != "Kit")
    do(
        project,
        lambda edit: note_answer(edit, excerpt, "no", who="Rosa", how="by letter", storyteller_id=second.id),
        Operation.NOTE_ANSWER,
    )
    do(project, lambda edit: change_story(edit, story, storytellers=("Kit",)), Operation.CHANGE_STORY)
    answer(project, excerpt)
    assert ReasonKind.SAID_NO in why(project, excerpt)


def _tellers(project: Project, story: int) -> list[Any]:
    with project.read() as session:
        return list(storytellers_of(session, story))


def test_whoever_said_no_to_the_story_is_not_got_rid_of_by_taking_their_name_away(
    project: Project, story: int, excerpt: int
) -> None:
    _consent(project, ConsentAbout.SHARED, "no")
    do(project, lambda edit: change_story(edit, story, storytellers=("Somebody Else",)), Operation.CHANGE_STORY)
    allow(project, story)
    answer(project, excerpt)
    assert ReasonKind.CONSENT in why(project, excerpt)


@pytest.mark.parametrize("who", [".", "\u200b", " - ", "\u00a0"])
def test_a_sign_is_no_name(project: Project, excerpt: int, who: str) -> None:
    with pytest.raises(BadInput, match="who said it"):
        do(project, lambda edit: note_answer(edit, excerpt, "yes", who=who, how="x"), Operation.NOTE_ANSWER)


@pytest.mark.parametrize("where", ["title", "playlist", "introduction", "theme"])
def test_words_of_a_refused_excerpt_leave_in_no_title(project: Project, story: int, excerpt: int, where: str) -> None:
    said = "They said after that there was no head, and so on"
    with project.edit(Operation.MARK_EXCERPT) as edit:
        refused = marking.mark_quote(edit, story, "After that there was no head of the table").id
    do(project, lambda edit: note_answer(edit, refused, "no", who="Kit", how="on the phone"), Operation.NOTE_ANSWER)
    more: dict[str, Any] = {}
    if where == "title":
        do(project, lambda edit: marking.change_excerpt(edit, excerpt, title=said))
    elif where == "theme":
        do(project, lambda edit: link(edit, add_theme(edit, said).id, excerpt), Operation.ADD_THEME)
    else:
        with project.edit(Operation.ADD_PLAYLIST) as edit:
            made = add_playlist(edit, said if where == "playlist" else "Doors").id
            add_to_playlist(edit, made, [excerpt])
            if where == "introduction":
                change_playlist(edit, made, introduction=said)
        more = {"playlist_id": made}
    answer(project, excerpt)
    assert why(project, excerpt, **more) == [ReasonKind.OTHERS_WORDS]

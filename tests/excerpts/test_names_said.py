"""A name that nobody decided about is not shared, and what was decided holds in everything that leaves."""

import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from consenting import allow, answer
from made_stories import drafted
from sqlalchemy import delete, select

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Approval, Use, one_answer, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.marking import change_excerpt, mark, mark_quote, story_words
from coproclip.excerpts.names.heard_names import EverSaid, heard_names, once
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.grants import recheck_texts
from coproclip.excerpts.rules.reasons import SILENT, ReasonKind
from coproclip.export.clips import export_clips
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.export.sound.cutting import cut
from coproclip.overview.names import names_in
from coproclip.overview.reviews import excerpt_to_ask
from coproclip.people.mentions import Found, Names, add_names, decide, find_mention
from coproclip.people.moments import not_used
from coproclip.people.no_names import note_no_name
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project, Work
from coproclip.project.schema import Excerpt, Mention, Segment, Word
from coproclip.themes.codebook import add_theme, link
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check_story, correct_segment, merge_segments, passages
from coproclip.transcript.files.captions import read_captions
from coproclip.transcript.files.passages import TranscriptFile
from coproclip.transcript.suggested_names import find_forms
from coproclip.transcription.bring_in_transcript import bring_in
from coproclip.transcription.place_words import placed


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, "We moved the chairs. After that there was no head of the table,").id
    allow(project, story)
    answer(project, made)
    return made


def named(project: Project, story: int, *names: str) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found(text) for text in names])


def decided(project: Project, story: int, name: str, what: MentionDecision, general: str = "") -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, find_mention(edit.session, story, name).id, what, by="Amina", general=general)


def refused(project: Project, excerpt: int) -> list[tuple[ReasonKind, str]]:
    return [(one.code, one.sentence) for no in shareable(project, [excerpt], Use.SHARING).refused for one in no.reasons]


def test_an_undecided_name_keeps_back_only_the_excerpts_that_say_it(project: Project, story: int, excerpt: int) -> None:
    named(project, story, "bus stop")
    assert shareable(project, [excerpt], Use.SHARING).granted
    named(project, story, "the chairs", "after")
    ((code, words),) = refused(project, excerpt)
    assert code is ReasonKind.UNDECIDED
    assert words == "“after”, “the chairs” are named in it, and nobody decided whether that may be said."
    assert shareable(project, [excerpt], Use.GROUP).granted
    with project.read() as session:
        assert one_answer(session)(session.get_one(Excerpt, excerpt)) is Approval.WITHHELD
    decided(project, story, "after", MentionDecision.KEEP)
    decided(project, story, "the chairs", MentionDecision.KEEP)
    assert shareable(project, [excerpt], Use.SHARING).granted, "to keep it changes nothing of what was agreed to"


def test_another_decision_after_a_yes_needs_another_yes(project: Project, story: int, excerpt: int) -> None:
    named(project, story, "chairs", "bus stop")
    decided(project, story, "bus stop", MentionDecision.REMOVE)
    decided(project, story, "chairs", MentionDecision.REMOVE)
    ((code, words),) = refused(project, excerpt)
    assert code is ReasonKind.CHANGED
    assert "which names are said in it" in words
    answer(project, excerpt)
    assert shareable(project, [excerpt], Use.SHARING).granted
    decided(project, story, "chairs", MentionDecision.GENERAL, "furniture")
    assert [code for code, _ in refused(project, excerpt)] == [ReasonKind.CHANGED]


def test_words_title_and_sound_leave_without_the_name(
    project: Project, story: int, excerpt: int, hums: Callable[..., float]
) -> None:
    before = shareable(project, [excerpt], Use.SHARING).granted[0]
    named(project, story, "chairs", "the table")
    decided(project, story, "chairs", MentionDecision.REMOVE)
    decided(project, story, "the table", MentionDecision.GENERAL, "a place")
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    said = " ".join(word.text for word in grant.words)
    assert said == "We moved the [name removed]. After that there was no head of [a place],"
    assert grant.title == "We moved the [name removed]. After that there was no head of…"
    whole, clip = cut(before), cut(grant)
    assert len(whole.samples) == len(clip.samples)
    for word in before.words:
        heard = hums(clip, word)
        if word.text in ("chairs.", "the", "table,") and word is not before.words[2]:
            assert heard < 0.004 * hums(whole, word), word.text
        elif word.text not in ("of", "After"):
            assert heard > 0.9 * hums(whole, word), word.text


def typed_anew(project: Project, story: int, how: str, join: bool) -> None:
    """Every passage is emptied, or all but a letter of it, and typed again as it was; `join`: two of them as one."""
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        lines = [(one.id, one.text) for one in passages(edit.session, story)]
        if join:
            merge_segments(edit, lines[0][0], lines[1][0])
            lines = [(one.id, one.text) for one in passages(edit.session, story)]
    for line, text in lines:
        for typed in [how, *([text[:9]] if how else []), text]:
            with project.edit(Operation.CORRECT_WORDS) as edit:
                correct_segment(edit, line, typed)


@pytest.mark.parametrize("join", [False, True], ids=["", "joined"])
@pytest.mark.parametrize("how", ["", "W"], ids=["emptied", "all but a letter"])
@pytest.mark.parametrize("draft", [True, False], ids=["drafted", "no draft"])
def test_a_name_is_not_heard_though_its_passage_was_typed_anew(
    project: Project, make_story: Callable[..., int], hums: Callable[..., float], draft: bool, how: str, join: bool
) -> None:
    lines = (
        ("storyteller", "We moved all of them."),
        ("storyteller", "I a we Helen Bartholomew to an extraordinarily in incomprehensible is at"),
        ("storyteller", "After that we talked."),
    )
    story = make_story(project, lines, title="Typed anew")
    allow(project, story)
    if draft:
        drafted(project, story)
    named(project, story, "Helen Bartholomew")
    decided(project, story, "Helen Bartholomew", MentionDecision.REMOVE)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 60_000).id
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    first = cut(grant)
    typed_anew(project, story, how, join)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)
    if draft:
        (grant,) = shareable(project, [excerpt], Use.SHARING).granted
        assert np.array_equal(cut(grant).samples, first.samples)  # each word has the time in which it is heard
        return
    # Nobody knows where the name is: it may be anywhere, so nothing of it could be heard.
    answer(project, excerpt)
    assert refused(project, excerpt) == [(ReasonKind.SILENT, SILENT.sentence)]


@pytest.fixture
def hums() -> Callable[..., float]:
    """How loud the tone of a word is in its place in a clip."""

    def _loudness(clip: object, word: object) -> float:
        piece = clip.pieces[0]  # type: ignore[attr-defined]
        first, last = (
            round(at * clip.rate / 1000) - piece.source_frame  # type: ignore[attr-defined]
            for at in (word.start_ms, word.end_ms)  # type: ignore[attr-defined]
        )
        some = clip.samples[first:last, 0]  # type: ignore[attr-defined]
        return float(np.abs(np.fft.rfft(some * np.hanning(len(some)))).max())

    return _loudness


def test_a_name_that_was_taken_out_is_not_written_beside_it(project: Project, story: int, excerpt: int) -> None:
    named(project, story, "Helen")
    decided(project, story, "Helen", MentionDecision.REMOVE)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpt, title="Helen’s chairs")
        theme = add_theme(edit, "What Helen did")
        link(edit, theme.id, excerpt)
    answer(project, excerpt)
    assert [words for code, words in refused(project, excerpt) if code is ReasonKind.HIDDEN] == [
        "Its theme “What Helen did” has “Helen” in it, which is taken out of the words.",
        "Its title has “Helen” in it, which is taken out of the words.",
    ]
    decided(project, story, "Helen", MentionDecision.KEEP)
    answer(project, excerpt)
    assert shareable(project, [excerpt], Use.SHARING).granted
    decided(project, story, "Helen", MentionDecision.OPEN)
    assert [code for code, _ in refused(project, excerpt)] == [ReasonKind.UNDECIDED]


@pytest.mark.parametrize("title", ["Helen’d cook", "helen_and_us", "d’Hélène", "HelenSays", "H\u200belen"])
def test_no_form_of_the_name_is_written_beside_it(project: Project, story: int, excerpt: int, title: str) -> None:
    named(project, story, "Helen")
    decided(project, story, "Helen", MentionDecision.REMOVE)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        link(edit, add_theme(edit, title).id, excerpt)
    answer(project, excerpt)
    assert [code for code, _ in refused(project, excerpt)] == [ReasonKind.HIDDEN]


def test_what_only_begins_like_a_name_that_is_taken_out_is_asked_about(
    project: Project, story: int, excerpt: int
) -> None:
    named(project, story, "chair")
    decided(project, story, "chair", MentionDecision.REMOVE)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        link(edit, add_theme(edit, "Chairs").id, excerpt)
    answer(project, excerpt)
    assert refused(project, excerpt) == [
        (ReasonKind.UNDECIDED, "“chairs” is named in it, and nobody decided whether that may be said."),
        (ReasonKind.HIDDEN, "Its theme “Chairs” has “Chairs” in it, and “chair” is taken out of the words."),
    ]
    assert find_forms(project, story) == 1
    decided(project, story, "chairs", MentionDecision.KEEP)
    assert shareable(project, [excerpt], Use.SHARING).granted
    assert find_forms(project, story) == 0


def test_a_name_joined_to_another_word_is_neither_read_nor_heard(
    project: Project, story: int, excerpt: int, hums: Callable[..., float]
) -> None:
    before = shareable(project, [excerpt], Use.SHARING).granted[0]
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = next(one for one in edit.session.scalars(select(Segment)) if "the chairs." in one.text)
        correct_segment(edit, line.id, line.text.replace("chairs.", "Helen’d."))
    named(project, story, "Helen")
    decided(project, story, "Helen", MentionDecision.REMOVE)
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    assert " ".join(word.text for word in grant.words).startswith("We moved the [name removed]’d. After")
    assert hums(cut(grant), before.words[3]) < 0.004 * hums(cut(before), before.words[3])


def test_files_hold_the_name_nowhere(project: Project, story: int, excerpt: int, tmp_path: Path) -> None:
    named(project, story, "chairs")
    decided(project, story, "chairs", MentionDecision.REMOVE)
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "How we began", "Two minutes.").id
        add_to_playlist(edit, playlist, [excerpt])
    answer(project, excerpt)
    granted = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted
    assert granted
    export_clips(granted, tmp_path / "out", format="flac")
    made = export_playlist(playlist_info(project, playlist, granted), granted, tmp_path / "out", format="flac")
    with zipfile.ZipFile(next((tmp_path / "out").glob("*.zip"))) as archive:
        archive.extractall(tmp_path / "out" / "unpacked")
    assert b"[name removed]" in made.index.read_bytes()
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) >= 12
    assert any(b"[name removed]" in path.read_bytes() for path in files)
    for path in files:
        assert b"chairs" not in path.read_bytes().lower(), path
        assert "chairs" not in path.name.lower()


def test_no_text_beside_it_that_leaves_says_the_name(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "For Helen", "What we heard in Leeds").id
    written = shareable_text(project, PublicText.PLAYLIST_TITLE, playlist, beside=[excerpt])
    named(project, story, "Helen")
    decided(project, story, "Helen", MentionDecision.REMOVE)
    with pytest.raises(NotShareable, match="Helen"):
        shareable_text(project, PublicText.PLAYLIST_TITLE, playlist, beside=[excerpt])
    with pytest.raises(NotShareable):
        recheck_texts([written])
    with pytest.raises(NotShareable, match="Helen"):
        shareable_text(project, PublicText.PLAYLIST_TITLE, playlist, Use.REVIEW, beside=[excerpt])
    assert shareable_text(project, PublicText.PLAYLIST_INTRODUCTION, playlist, beside=[excerpt])


def test_a_storyteller_who_is_asked_hears_and_reads_what_would_leave(
    project: Project, story: int, excerpt: int
) -> None:
    named(project, story, "chairs")
    decided(project, story, "chairs", MentionDecision.REMOVE)
    with project.read() as session:
        (kit,) = storytellers_of(session, story)
        asked = excerpt_to_ask(session, project, excerpt, kit.id, [Use.SHARING])
        name = next(one.word for one in story_words(session, story) if one.word.text == "chairs.")
    assert "[name removed]" in asked.words[0][1]
    assert not any(span.overlaps(TimeRange(name.start_ms, name.end_ms)) for span in asked.spans)
    assert len(asked.spans) == 2


SAID = "I a we to an in is at Helen Bartholomew extraordinarily incomprehensible considerations"


def captions(lines: Sequence[Sequence[Word]]) -> TranscriptFile:
    """What was said as captions: when each begins and ends, and not when its words are said."""
    stamped = [
        f"{number}\n{stamp(words[0].start_ms)} --> {stamp(words[-1].end_ms)}\n{' '.join(word.text for word in words)}\n"
        for number, words in enumerate(lines, 1)
    ]
    return read_captions("\n".join(stamped))


def stamp(time_ms: int) -> str:
    return f"00:{time_ms // 60_000:02}:{time_ms // 1000 % 60:02},{time_ms % 1000:03}"


@pytest.mark.parametrize("listened", [True, False], ids=["listened", "only the file’s times"])
def test_a_name_of_a_file_that_does_not_say_when_it_is_said_is_not_heard(
    project: Project, make_story: Callable[..., int], hums: Callable[..., float], listened: bool
) -> None:
    after = "After that we talked for a long while about who sits where and who speaks first."
    lines = (("storyteller", "We moved all of them."), ("storyteller", SAID), ("storyteller", after))
    story = make_story(project, lines, title="Brought in")
    allow(project, story)
    with project.read() as session:
        said = [word for line in passages(session, story) for word in line.words]
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
    misheard = [word if word.text not in SAID.split() else replace(word, text="hm") for word in said]
    with project.edit(Operation.BRING_IN_TRANSCRIPT) as edit:
        bring_in(edit, story, placed(captions([said[:5], said[5:]]), misheard if listened else (), 60_000))
    named(project, story, "Helen Bartholomew")
    decided(project, story, "Helen Bartholomew", MentionDecision.REMOVE)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 60_000).id
    answer(project, excerpt)
    if not listened:
        assert refused(project, excerpt) == [(ReasonKind.SILENT, SILENT.sentence)]  # the name may be in any of it
        assert shareable(project, [excerpt], Use.QUOTE).granted, "it can be read all the same"
        return
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    clip = cut(grant)
    for word in said:
        if word.text in ("Helen", "Bartholomew"):
            assert hums(clip, word) < 0.1, word.text  # the room
        elif word.text not in SAID.split():
            assert hums(clip, word) > 50, word.text


# ---- names that were corrected out of the words ---------------------------------------------------------------------

LINES_WITH_HELEN = (
    ("storyteller", "We moved all of them and then we talked about it for a while."),
    ("storyteller", "I had rats called Helen and nobody came."),
)


@pytest.fixture
def helen(project: Project, make_story: Callable[..., int]) -> tuple[int, int, Word]:
    """A story that an engine wrote down, an excerpt of it with a yes, and the word “Helen” in it."""
    story = make_story(project, LINES_WITH_HELEN, title="Rats")
    allow(project, story)
    drafted(project, story)
    named(project, story, "Helen")
    with project.read() as session:
        word = next(one.word for one in story_words(session, story) if one.word.text == "Helen")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 60_000).id
    return story, excerpt, word


def corrected(project: Project, story: int, text: str) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[1].id, text)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)


AWAY = ["I had rats called somebody and nobody came.", "I had rats and nobody came.", "Rats."]


@pytest.mark.parametrize("text", AWAY, ids=["replaced", "deleted", "typed anew"])
@pytest.mark.parametrize("first", [True, False], ids=["decided first", "corrected first"])
def test_a_name_that_was_corrected_away_is_still_in_the_sound_and_not_heard(
    project: Project, helen: tuple[int, int, Word], hums: Callable[..., float], text: str, first: bool
) -> None:
    story, excerpt, word = helen
    if first:
        decided(project, story, "Helen", MentionDecision.REMOVE)
        corrected(project, story, text)
    else:
        corrected(project, story, text)
        decided(project, story, "Helen", MentionDecision.REMOVE)
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    assert "Helen" not in " ".join(one.text for one in grant.words)
    assert hums(cut(grant), word) < 0.1  # the room
    with project.read() as session:
        (name,) = names_in(session, story)
    assert [(one.said, one.heard is not None) for one in name.places] == [("Helen", True)]


def test_what_was_misheard_is_heard_once_a_person_says_so(
    project: Project, helen: tuple[int, int, Word], hums: Callable[..., float]
) -> None:
    story, excerpt, word = helen
    decided(project, story, "Helen", MentionDecision.REMOVE)
    corrected(project, story, AWAY[0])
    with project.read() as session:
        place = names_in(session, story)[0].places[0].heard
    assert place is not None
    with project.edit(Operation.DECIDE_NAME) as edit:
        note_no_name(edit, place, "Amina")
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    assert grant.silenced == ()
    assert hums(cut(grant), word) > 50


@pytest.mark.parametrize(("text", "asked"), [(AWAY[0], False), (AWAY[1], True)], ids=["another word", "no word"])
def test_a_name_nobody_decided_about_is_asked_about_unless_it_was_misheard(
    project: Project, helen: tuple[int, int, Word], text: str, asked: bool
) -> None:
    story, excerpt, _word = helen
    corrected(project, story, text)
    answer(project, excerpt)
    assert [code for code, _ in refused(project, excerpt)] == [ReasonKind.UNDECIDED] * asked
    decided(project, story, "Helen", MentionDecision.KEEP)
    assert shareable(project, [excerpt], Use.SHARING).granted


def test_where_old_words_are_forgotten_the_bit_with_the_name_is_not_used(
    project: Project, helen: tuple[int, int, Word]
) -> None:
    story, excerpt, word = helen
    decided(project, story, "Helen", MentionDecision.REMOVE)
    corrected(project, story, AWAY[0])
    forget_old_words(project, story)
    answer(project, excerpt)
    assert [code for code, _ in refused(project, excerpt)] == [ReasonKind.NOT_USED]
    with project.read() as session:
        (bit,) = not_used(session, story)
    assert TimeRange(bit.start_ms, bit.end_ms).contains(word.start_ms)
    assert bit.end_ms >= word.end_ms


def test_names_heard_thousands_of_times_are_found_in_a_moment_and_each_once() -> None:
    many = 12_000
    names = Names([Mention(text="Helen", decision="remove"), Mention(text="Kit", decision="")])
    reading = [Word(("Helen", "Kit", "went")[at % 3], at * 500, at * 500 + 100, 90) for at in range(many)]
    there = [replace(word, text="she") for word in reading[: many // 2] if word.text != "went"]
    begun = time.process_time()
    found = heard_names(there, TimeRange(0, many * 500), names, EverSaid(lambda _within: [reading, reading[::3]]))
    assert time.process_time() - begun < 4
    said = [one.mention.text for one in found]
    assert said.count("Helen") == many // 3, "what is taken out counts wherever it was heard"
    assert said.count("Kit") == many // 6, "what nobody decided about only where no other word stands"
    assert found[1].said == ("Helen Kit went", "Helen", "Kit went Helen Kit went")
    assert once([*found, *found]) == found

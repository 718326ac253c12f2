"""A no outlasts whatever is done afterwards: undo, redo, a backup, another name for the voice, other signs, erasing."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from consenting import AGREED, SAID, allow, answer
from made_stories import make_story
from sqlalchemy import select

from coproclip.errors import BadInput, UndoRefused
from coproclip.excerpts import marking
from coproclip.excerpts.approval import ReasonKind, Use, answers, note_answer, shareable
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.noting import once_heard, who_may_answer
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.people.consent import consent_of, note_consent
from coproclip.people.moments import moments_of
from coproclip.people.stories import change_story, speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.comparing.word_runs import length, runs, says
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout, MomentKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Person
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import (
    Correction,
    change_speaker,
    check_story,
    correct_passages,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
)
from coproclip.transcript.speakers import merge_voices


def why(project: Project, excerpt: int, **more: object) -> list[ReasonKind]:
    """The reasons why it may not leave; empty if it may."""
    refused = shareable(project, [excerpt], Use.SHARING, **more).refused  # type: ignore[arg-type]
    return [reason.code for refusal in refused for reason in refusal.reasons]


def do(project: Project, what: Operation, change: Callable[[Edit], object]) -> object:
    with project.edit(what) as edit:
        return change(edit)


def mark(project: Project, story: int, first: int, last: int) -> int:
    """An excerpt of the passages `first` to `last` (from 0)."""
    with project.read() as session:
        lines = passages(session, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return marking.mark(edit, story, lines[first].start_ms, lines[last].end_ms).id


def end_at(project: Project, story: int, excerpt: int, last: int) -> None:
    """Trim so that it ends with this passage."""
    with project.read() as session:
        end = passages(session, story)[last].end_ms
    do(project, Operation.MOVE_EDGE, lambda edit: marking.move_edge(edit, excerpt, 0, "end", end))


def refuse(project: Project, excerpt: int) -> None:
    answer(project, excerpt, "no")


@pytest.fixture
def part(project: Project, story: int) -> int:
    """The fourth passage with a yes, after which an excerpt of the third and fourth was trimmed to, and refused."""
    allow(project, story)
    kept = mark(project, story, 3, 3)
    answer(project, kept)
    assert why(project, kept) == []
    return kept


# ---- what was refused was longer than the excerpt is now ------------------------------------------------------


def test_undoing_a_trim_after_the_no_frees_nothing(project: Project, story: int, part: int) -> None:
    whole = mark(project, story, 1, 1)
    end_at(project, story, whole, 3)
    refuse(project, whole)
    assert why(project, part) == [ReasonKind.SAID_NO]
    assert project.undo() is Operation.MOVE_EDGE
    assert why(project, part) == [ReasonKind.SAID_NO]
    project.redo()
    assert why(project, part) == [ReasonKind.SAID_NO]
    answer(project, part)
    assert why(project, part) == [], "who refused it has agreed to exactly this part since"


def test_a_later_yes_to_what_is_left_says_nothing_of_the_rest(project: Project, story: int, part: int) -> None:
    whole = mark(project, story, 1, 1)
    end_at(project, story, whole, 3)
    refuse(project, whole)
    project.undo()
    answer(project, whole)
    assert why(project, whole) == []
    assert why(project, part) == [ReasonKind.SAID_NO]


@pytest.mark.parametrize("way", ["remove", "agree and remove", "agree and restore"])
def test_nor_does_removing_it_or_going_back_after_that(project: Project, story: int, part: int, way: str) -> None:
    copy = project.back_up()
    whole = mark(project, story, 1, 1)
    if way == "agree and restore":
        copy = project.back_up()
    end_at(project, story, whole, 3)
    refuse(project, whole)
    project.undo()
    if way != "remove":
        answer(project, whole)
    if way == "agree and restore":
        folder = project.folder
        project.close()
        restore(folder, copy)
        with Project.open(folder) as again:
            assert why(again, part) == [ReasonKind.SAID_NO]
        return
    do(project, Operation.DELETE_EXCERPT, lambda edit: marking.delete_excerpt(edit, whole))
    assert why(project, part) == [ReasonKind.SAID_NO]


def test_what_an_excerpt_grows_over_after_its_no_was_never_refused(project: Project, story: int, part: int) -> None:
    short = mark(project, story, 1, 1)
    refuse(project, short)
    end_at(project, story, short, 3)
    assert why(project, part) == []
    do(project, Operation.DELETE_EXCERPT, lambda edit: marking.delete_excerpt(edit, short))
    assert why(project, part) == []


def test_words_that_were_agreed_to_since_may_name_a_theme(project: Project, story: int, part: int) -> None:
    whole = mark(project, story, 1, 1)
    end_at(project, story, whole, 3)
    refuse(project, whole)
    end_at(project, story, whole, 1)

    def _theme(edit: Edit) -> None:
        link(edit, add_theme(edit, "no head of the table").id, whole)

    do(project, Operation.ADD_THEME, _theme)
    answer(project, whole)
    assert why(project, whole) == []


def test_a_later_yes_to_all_of_it_lifts_the_no(project: Project, story: int, part: int) -> None:
    whole = mark(project, story, 1, 1)
    end_at(project, story, whole, 3)
    refuse(project, whole)
    project.undo()
    answer(project, mark(project, story, 1, 3))
    assert why(project, part) == []


def test_a_backup_from_before_the_trim_frees_nothing(project: Project, story: int, part: int) -> None:
    whole = mark(project, story, 1, 1)
    copy = project.back_up()
    end_at(project, story, whole, 3)
    refuse(project, whole)
    folder = project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert why(again, part) == [ReasonKind.SAID_NO]


def gone_back(project: Project, change: Callable[[Edit], object], excerpt: int, use: Use) -> bool:
    """Whether an excerpt may leave after a change and a return to the backup from before it; first, whether it may not
    after the change alone.
    """
    copy, folder = project.back_up(), project.folder
    do(project, Operation.NOTE_ANSWER, change)
    assert not shareable(project, [excerpt], use).granted
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        return bool(shareable(again, [excerpt], use).granted)


BOTH = (Use.SHARING, Use.PAGE)


@pytest.mark.parametrize("answered", ["for clips alone", "for a report alone", "asked again"])
def test_a_backup_brings_back_no_yes_that_was_narrowed(project: Project, story: int, part: int, answered: str) -> None:
    def again(edit: Edit) -> None:
        uses = [Use.SHARING if "clips" in answered else Use.REPORT]
        note_answer(edit, part, "asked" if answered == "asked again" else "yes", **SAID, uses=uses)

    do(project, Operation.NOTE_ANSWER, lambda edit: note_answer(edit, part, "yes", **SAID, uses=BOTH))
    assert not gone_back(project, again, part, Use.PAGE)
    with Project.open(project.folder) as back:
        assert bool(shareable(back, [part], Use.SHARING).granted) == (answered == "for clips alone")
        assert not shareable(back, [part], Use.REPORT).granted, "nor does it bring what the backup did not allow"


def test_nor_where_nobody_was_named_then(project: Project) -> None:
    story = make_story(project, storyteller="")
    allow(project, story)
    excerpt = mark(project, story, 1, 1)
    do(project, Operation.NOTE_ANSWER, lambda edit: note_answer(edit, excerpt, "yes", **SAID, uses=BOTH))
    assert shareable(project, [excerpt], Use.PAGE).granted

    def named(edit: Edit) -> None:
        change_story(edit, story, storytellers=("Kit",))
        note_answer(edit, excerpt, "yes", **SAID, uses=[Use.SHARING])

    assert not gone_back(project, named, excerpt, Use.PAGE)


def test_nor_a_yes_without_an_end_where_it_has_one_now(project: Project, story: int, part: int) -> None:
    copy, folder = project.back_up(), project.folder
    tomorrow, later = ((date.today() + timedelta(days=days)).isoformat() for days in (1, 90))
    with project.edit(Operation.NOTE_CONSENT) as edit:
        for about in AGREED:
            note_consent(edit, story, about, "yes", **SAID, expires_on=tomorrow, review_on=later)
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again, again.read() as session:
        assert {(one.expires_on, one.review_on) for one in consent_of(session, story).values()} == {(tomorrow, later)}
    with Project.open(folder) as again:
        assert why(again, part) == []


def test_a_yes_that_allows_more_goes_with_what_was_gone_back_from(project: Project, story: int, part: int) -> None:
    copy, folder = project.back_up(), project.folder
    do(project, Operation.NOTE_ANSWER, lambda edit: note_answer(edit, part, "yes", **SAID, uses=BOTH))
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert why(again, part) == []
        assert not shareable(again, [part], Use.PAGE).granted
        with again.read() as session:
            assert len(answers(session, part)) == 1


# ---- whose voice it was ---------------------------------------------------------------------------------------


def _rosa(edit: Edit) -> None:
    change_story(edit, 1, storytellers=("Kit", "Rosa"))


def _give_to(edit: Edit, name: str) -> None:
    voice = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == name)
    set_speaker(edit, [passages(edit.session, 1)[3].id], voice)


def _rosa_refuses(project: Project) -> None:
    with project.read() as session:
        rosa = next(one.id for one in storytellers_of(session, 1) if one.alias == "Rosa")
    for about in ASKED_BEFORE:
        do(
            project,
            Operation.NOTE_CONSENT,
            lambda edit, about=about: note_consent(edit, 1, about, "no", "Rosa", "by letter", storyteller_id=rosa),
        )


def _give_voice_to_kit(edit: Edit) -> None:
    with_names = {voice.name: voice for voice in speakers_of(edit.session, 1)}
    change_speaker(edit, with_names["Rosa"].id, storyteller_id=with_names["Kit"].storyteller_id)


@pytest.mark.parametrize("way", ["undo", "backup", "passage"])
def test_another_name_for_the_voice_is_no_new_answer(project: Project, story: int, part: int, way: str) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    copy = project.back_up()
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    _rosa_refuses(project)
    assert ReasonKind.CONSENT in why(project, part)
    folder = project.folder
    if way == "undo":
        assert project.undo() is Operation.SET_SPEAKER
    elif way == "passage":
        do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Kit"))
    else:
        project.close()
        restore(folder, copy)
        project = Project.open(folder)
    assert ReasonKind.CONSENT in why(project, part)
    refused = shareable(project, [part], Use.SHARING).refused[0]
    assert "Rosa said no, and a voice in it was Rosa’s then. It goes by another name now." in refused.reason
    assert why(project, mark(project, story, 4, 4)) == [ReasonKind.NOT_ASKED], "what she never said is not hers"
    _title(project, part, "asked me how I get to the bus")
    assert ReasonKind.OTHERS_WORDS in why(project, mark_titled(project, story, 4, "asked me how I get to the bus"))
    _title(project, part, "")
    answer(project, part)
    assert why(project, part) == [ReasonKind.CONSENT], "somebody else’s yes is not hers"
    with project.read() as session:
        assert once_heard(session, [part]) == {rosa_of(project): "Rosa"}
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, part, "yes", **SAID, not_voices=[rosa_of(project)])
    assert why(project, part) == [], "whoever is heard in it says that it is not her voice"
    answer(project, part)
    assert why(project, part) == [ReasonKind.CONSENT], "a yes without that says nothing of it"
    project.close()


def rosa_of(project: Project) -> int:
    with project.read() as session:
        return session.scalars(select(Person.id).where(Person.alias == "Rosa")).one()


WAYS = ("cut and paste", "join passages", "join voices")


@pytest.mark.parametrize("way", WAYS)
def test_words_that_another_voice_took_over_wait_for_the_yes_of_who_said_no(
    project: Project, story: int, way: str
) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    allow(project, story)
    _rosa_refuses(project)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        lines = passages(edit.session, story)
        if way == "cut and paste":
            moved = tuple(lines[3].words[-5:])
            rest = " ".join(word.text for word in lines[3].words[:-5])
            more = f"{' '.join(word.text for word in moved)} {lines[4].text}"
            correct_passages(edit, [Correction(lines[3].id, rest), Correction(lines[4].id, more, lines[4].text, moved)])
        elif way == "join passages":
            merge_segments(edit, lines[3].id, lines[4].id, pieces=[lines[3].id])
        else:
            voices = {voice.name: voice.id for voice in speakers_of(edit.session, story)}
            merge_voices(edit, voices["Rosa"], voices["Kit"])
        check_story(edit, story)
    excerpt = mark(project, story, 4 if way == "cut and paste" else 3, -1)
    answer(project, excerpt)
    assert ReasonKind.CONSENT in why(project, excerpt)


def _title(project: Project, excerpt: int, title: str) -> None:
    do(project, Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, excerpt, title=title))


def mark_titled(project: Project, story: int, passage: int, title: str) -> int:
    made = mark(project, story, passage, passage)
    _title(project, made, title)
    answer(project, made)
    return made


@pytest.mark.parametrize("way", ["undo", "backup"])
def test_nor_where_the_no_came_before_the_voice_was_named(project: Project, story: int, part: int, way: str) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    _rosa_refuses(project)
    copy = project.back_up()
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    assert ReasonKind.CONSENT in why(project, part)
    folder = project.folder
    if way == "undo":
        assert project.undo() is Operation.SET_SPEAKER
    else:
        project.close()
        restore(folder, copy)
        project = Project.open(folder)
    assert ReasonKind.CONSENT in why(project, part)
    project.close()


def test_later_after_a_no_is_still_a_no(project: Project, story: int, part: int) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    _rosa_refuses(project)
    with project.read() as session:
        rosa = next(one.id for one in storytellers_of(session, 1) if one.alias == "Rosa")
    do(
        project,
        Operation.NOTE_CONSENT,
        lambda edit: note_consent(edit, 1, ConsentAbout.SHARED, "later", "Rosa", "by letter", storyteller_id=rosa),
    )
    do(project, Operation.CHANGE_STORY, lambda edit: change_story(edit, 1, storytellers=("Kit",)))
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Kit"))
    answer(project, part)
    assert why(project, part) == [ReasonKind.CONSENT] * 4, "her three answers, and that a voice in it was hers"


def test_where_somebody_was_heard_who_refused_is_not_taken_back(project: Project, story: int, part: int) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    _rosa_refuses(project)
    while project.undo_text:
        with suppress(UndoRefused):  # what the no depends on stays
            project.undo()
    with project.read() as session:
        stretches = [one for one in moments_of(session, 1, MomentKind.DECLINED) if one.end_ms]
    assert len(stretches) == 1


# ---- other signs between the words ----------------------------------------------------------------------------

HARD = (
    ("storyteller", "I lost my job that winter."),
    ("storyteller", "He hit me every night for years."),
    ("storyteller", "Now I grow flowers here."),
)
TITLES = (
    "He hit me every night for years",
    "He hit me—every night—for years",
    "He hit me … every night",
    "He hit me…every night…for years",
    "He hit/me every/night",
    "He-hit-me-every-night-for-years",
    "He hit me,every night,for years",
    "He_hit_me_every_night",
    "“He hit me” – ‘every night’",
)


@pytest.mark.parametrize("title", TITLES)
def test_no_sign_between_the_words_makes_them_others(project: Project, title: str) -> None:
    story = make_story(project, HARD)
    allow(project, story)
    hard, kept = mark(project, story, 1, 1), mark(project, story, 2, 2)
    answer(project, hard, "no")
    do(project, Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, kept, title=title))
    answer(project, kept)
    assert why(project, kept) == [ReasonKind.OTHERS_WORDS]
    do(project, Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, kept, title="My flowers"))

    def _theme(edit: Edit) -> None:
        link(edit, add_theme(edit, title).id, kept)

    do(project, Operation.ADD_THEME, _theme)
    answer(project, kept)
    assert why(project, kept) == [ReasonKind.OTHERS_WORDS]


def test_two_words_that_were_all_of_it_are_no_title_alone(project: Project) -> None:
    story = make_story(project, (("storyteller", "I lost."), *HARD[1:]))
    allow(project, story)
    short, kept = mark(project, story, 0, 0), mark(project, story, 2, 2)
    answer(project, short, "no")
    for title, held in (("“I lost”", True), ("What I lost and found", False)):
        do(project, Operation.CHANGE_EXCERPT, lambda edit, title=title: marking.change_excerpt(edit, kept, title=title))
        answer(project, kept)
        assert (why(project, kept) == [ReasonKind.OTHERS_WORDS]) is held


UNSPACED = {
    "Japanese": ("私 は 夫 に 何 年 も 殴 ら れ て い ま し た 。", "私は夫に何年も殴られていました"),
    "Thai": ("สามี ตี ฉัน มา หลาย ปี แล้ว", "สามีตีฉันมาหลายปีแล้ว"),
    "Chinese": ("我 的 丈夫 每天 晚上 打 我 很多 年", "我的丈夫每天晚上打我很多年。"),
    "a part in Chinese": ("我丈夫 十年来 每天晚上 打我， 村里 没有人 知道。", "每天晚上打我"),
    "a part in Japanese": ("私 は 夫 に 何 年 も 殴 ら れ て い ま し た 。", "夫に何年も殴られて"),
    "a part in Thai": ("สามี ตี ฉัน ทุก คืน มา หลาย ปี แล้ว", "สามีตีฉันทุกคืน"),
    "accents apart": ("Él me pegó cada noche después", "E\u0301l me pego\u0301 cada noche despue\u0301s"),
    "no accents": ("Môj muž ma bil každú noc", "Moj muz ma bil kazdu noc"),
    "full width": ("He hit me every night", "Ｈｅ ｈｉｔ ｍｅ ｅｖｅｒｙ ｎｉｇｈｔ"),
    "vowel signs": ("ضربني كل ليلة لسنوات", "ضَرَبَنِي كُلَّ لَيْلَةٍ لِسَنَوَاتٍ"),
}


@pytest.mark.parametrize("script", UNSPACED)
def test_nor_does_writing_them_without_spaces(project: Project, script: str) -> None:
    said, written = UNSPACED[script]
    story = make_story(project, (("storyteller", said), *HARD[2:]))
    allow(project, story)
    hard, kept = mark(project, story, 0, 0), mark(project, story, 1, 1)
    answer(project, hard, "no")
    do(project, Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, kept, title=written))
    answer(project, kept)
    assert why(project, kept) == [ReasonKind.OTHERS_WORDS]
    do(project, Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, kept, title="花"))
    answer(project, kept)
    assert why(project, kept) == []


def test_a_word_is_a_word_in_every_script() -> None:
    texts = ("one two", "mother-in-law", "don’t", "私は夫に", "", "…", "मेरे पिता", "আমার বাবা")
    assert [length(text) for text in texts] == [2, 3, 1, 2, 0, 0, 2, 2]
    assert runs("a b c d e") == ["a b c d", "b c d e"]
    assert runs("a b c") == []
    assert all(says("私 は 夫 に 何 年 も 殴 ら れ", run.replace(" ", "")) for run in runs("私は夫に何年も殴られ", 2))


# ---- numbers and names ----------------------------------------------------------------------------------------


def test_the_number_of_somebody_who_is_gone_is_nobody_elses(project: Project, story: int) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    alone = make_story(project, title="Rosa alone", storyteller="Rosa")
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    allow(project, story, alone)
    hers = mark(project, story, 3, 3)
    answer(project, hers, "no")
    do(project, Operation.DELETE_EXCERPT, lambda edit: marking.delete_excerpt(edit, hers))
    do(project, Operation.CHANGE_STORY, lambda edit: change_story(edit, story, storytellers=("Kit",)))
    erase_stories(project, [alone])
    do(project, Operation.CHANGE_STORY, lambda edit: change_story(edit, story, storytellers=("Kit", "Tom")))
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Tom"))
    allow(project, story)
    again = mark(project, story, 3, 4)
    answer(project, again)
    assert why(project, again) == [ReasonKind.SAID_NO]


def test_a_name_that_was_corrected_out_is_found_wherever_it_stands_alone(project: Project) -> None:
    story = make_story(project, (("storyteller", "It was Samuel who held the ladder."), *HARD[2:]))
    allow(project, story)
    mark(project, story, 0, 0)
    kept = mark(project, story, 1, 1)

    def _name(edit: Edit) -> tuple[int, int]:
        marking.change_excerpt(edit, kept, title="Samuel’s ladder")
        theme = add_theme(edit, "Samuel’s ways").id
        made = add_playlist(edit, "Doors", "About Samuel, a driver").id
        add_to_playlist(edit, made, [kept])
        return theme, made

    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        theme, playlist = _name(edit)
    with project.read() as session:
        line = passages(session, story)[0].id
    do(
        project,
        Operation.CORRECT_WORDS,
        lambda edit: correct_segment(edit, line, "It was [a name] who held the ladder."),
    )
    assert set(forget_old_words(project, story)) == {("excerpt", kept), ("theme", theme), ("playlist", playlist)}


def test_a_playlist_nobody_was_asked_about_is_called_that(project: Project, story: int, part: int) -> None:
    def _put(edit: Edit) -> int:
        made = add_playlist(edit, "Doors").id
        add_to_playlist(edit, made, [part])
        return made

    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = _put(edit)
    [refused] = shareable(project, [part], Use.SHARING, playlist_id=playlist).refused
    assert "has not been asked about it beside this playlist’s title" in refused.reason
    assert "changed" not in refused.reason


def test_a_no_that_makes_no_sense_stops_nothing(project: Project, story: int, part: int, tmp_path: Path) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        said = note_answer(edit, part, "no", **SAID)
        said.covered = {**said.covered, "stretches": [[5, 1], ["a", 2], 7, [0, 10**30]]}
    assert ReasonKind.SAID_NO in why(project, part)


# ---- who is heard without words -------------------------------------------------------------------------------


def _rosas_words_go(project: Project, story: int) -> tuple[int, int]:
    """Rosa says the fourth passage, and her words are deleted; an excerpt of the third to fifth, with Kit's yes."""
    do(project, Operation.CHANGE_STORY, _rosa)
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    allow(project, story)
    with project.read() as session:
        line = passages(session, story)[3].id
    do(project, Operation.CORRECT_WORDS, lambda edit: correct_segment(edit, line, ""))
    do(project, Operation.CHECK, lambda edit: check_story(edit, story))
    around = mark(project, story, 1, 4)
    with project.read() as session:
        kit = next(one.id for one in storytellers_of(session, story) if one.alias == "Kit")
    do(
        project,
        Operation.NOTE_ANSWER,
        lambda edit: note_answer(edit, around, "yes", **SAID, storyteller_id=kit),
    )
    return around, line


def test_a_passage_without_words_is_still_whoever_is_heard_in_it(project: Project, story: int) -> None:
    around, line = _rosas_words_go(project, story)
    assert ReasonKind.NOT_ASKED in why(project, around)
    with project.read() as session:
        before = passages(session, story)[2].id
    with pytest.raises(BadInput, match="Somebody else is heard where no words are"):
        do(project, Operation.MERGE_SEGMENTS, lambda edit: merge_segments(edit, before, line))
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Kit"))
    assert why(project, around) == [ReasonKind.CHANGED]
    [refused] = shareable(project, [around], Use.SHARING).refused
    assert "who is heard in it" in refused.reason


def test_redoing_an_old_yes_does_not_come_after_a_no(project: Project, story: int, part: int) -> None:
    for about in (ConsentAbout.RECORDED, ConsentAbout.SHARED):
        do(
            project,
            Operation.NOTE_CONSENT,
            lambda edit, about=about: note_consent(edit, story, about, "yes", "Kit", "in person"),
        )
    project.undo()
    project.undo()
    with Project.open(project.folder) as elsewhere:
        do(
            elsewhere,
            Operation.NOTE_CONSENT,
            lambda edit: note_consent(edit, story, ConsentAbout.SHARED, "no", "Kit", "by letter"),
        )
    project.poll()
    while project.redo_text:
        with suppress(UndoRefused):
            project.redo()
    assert ReasonKind.CONSENT in why(project, part)


def test_going_back_to_how_it_is_holds_nothing_back(project: Project, story: int, part: int) -> None:
    whole = mark(project, story, 2, 3)
    refuse(project, whole)
    answer(project, part)
    assert why(project, part) == []
    copy, folder = project.back_up(), project.folder
    project.close()
    restore(folder, copy)
    with Project.open(folder) as again:
        assert why(again, part) == []
        assert why(again, whole) == [ReasonKind.SAID_NO]


def test_tidying_the_excerpt_that_was_agreed_to_takes_nothing_back(project: Project, story: int, part: int) -> None:
    refuse(project, mark(project, story, 2, 3))
    wide = mark(project, story, 1, 4)
    answer(project, wide)
    assert why(project, part) == []
    do(project, Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, wide, title="Chairs"))
    assert why(project, part) == []


def test_whoever_refused_is_named_and_can_answer_though_they_are_not_heard_any_more(
    project: Project, story: int
) -> None:
    do(project, Operation.CHANGE_STORY, _rosa)
    do(project, Operation.SET_SPEAKER, lambda edit: _give_to(edit, "Rosa"))
    allow(project, story)
    both = mark(project, story, 3, 4)
    with project.read() as session:
        rosa = next(one.id for one in storytellers_of(session, story) if one.alias == "Rosa")
    do(project, Operation.NOTE_ANSWER, lambda edit: note_answer(edit, both, "no", **SAID, storyteller_id=rosa))
    kits = mark(project, story, 4, 4)
    answer(project, kits)
    [refused] = shareable(project, [kits], Use.SHARING).refused
    assert "Rosa said no to a part of it, as another excerpt." in refused.reason
    with project.read() as session:
        assert "Rosa" in who_may_answer(session, [kits]).values()
    do(project, Operation.NOTE_ANSWER, lambda edit: note_answer(edit, kits, "yes", **SAID, storyteller_id=rosa))
    assert why(project, kits) == []


# ---- words that were corrected out of a story of a no -----------------------------------------------------------


def _correct(project: Project, story: int, place: int, words: str) -> None:
    with project.read() as session:
        line = passages(session, story)[place].id
    do(project, Operation.CORRECT_WORDS, lambda edit: correct_segment(edit, line, words))


def _story_of_a_no(
    project: Project, about: ConsentAbout, *, named: bool = True, lines: Sequence[tuple[str, str]] = HARD
) -> int:
    story = make_story(project, lines, title="Hard", storyteller="June" if named else "")
    with project.read() as session:
        june = next((one.id for one in storytellers_of(session, story)), None)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, about, "no", "June", "by letter", storyteller_id=june)
    return story


@pytest.mark.parametrize("about", [ConsentAbout.SHARED, ConsentAbout.RECORDED, ConsentAbout.QUOTED])
@pytest.mark.parametrize("named", [True, False])
def test_words_that_were_corrected_out_of_a_story_of_a_no_stay_withheld(
    project: Project, story: int, about: ConsentAbout, named: bool
) -> None:
    allow(project, story)
    hard = _story_of_a_no(project, about, named=named)
    titled = mark_titled(project, story, 1, "He hit me every night")
    assert why(project, titled) == [ReasonKind.OTHERS_WORDS]
    _correct(project, hard, 1, "He met me every Friday for years.")
    assert why(project, titled) == [ReasonKind.OTHERS_WORDS], "nobody can tell a mishearing from words taken back"
    _correct(project, hard, 1, "We never met again.")
    assert why(project, titled) == [ReasonKind.OTHERS_WORDS]
    _title(project, titled, "He met me every Friday")
    answer(project, titled)
    assert why(project, titled) == [ReasonKind.OTHERS_WORDS], "nor what stood there in between"
    _title(project, titled, "Flowers and chairs for everybody")
    answer(project, titled)
    assert why(project, titled) == []


@pytest.mark.parametrize("way", ["undo", "backup", "erased"])
def test_not_even_where_the_correction_came_and_went(project: Project, story: int, way: str) -> None:
    allow(project, story)
    hard = _story_of_a_no(project, ConsentAbout.SHARED)
    titled = mark_titled(project, story, 1, "He met me every Friday")
    assert why(project, titled) == []
    copy = project.back_up()
    _correct(project, hard, 1, "He met me every Friday for years.")
    folder = project.folder
    if way == "undo":
        assert project.undo() is Operation.CORRECT_WORDS
    elif way == "backup":
        project.close()
        restore(folder, copy)
        project = Project.open(folder)
    else:
        _correct(project, hard, 1, "We never met again.")
        forget_old_words(project, hard)
    assert why(project, titled) == [ReasonKind.OTHERS_WORDS]
    project.close()


def test_what_somebody_else_said_in_it_never_was_theirs(project: Project, story: int) -> None:
    allow(project, story)
    lines = [("reporter", "And how was it then for you?"), *HARD]
    hard = _story_of_a_no(project, ConsentAbout.SHARED, lines=lines)
    _correct(project, hard, 0, "What was it like?")
    titled = mark_titled(project, story, 1, "And how was it then")
    assert why(project, titled) == []
    do(
        project,
        Operation.NOTE_CONSENT,
        lambda edit: note_consent(edit, hard, ConsentAbout.SHARED, "yes", "June", "by letter", storyteller_id=2),
    )
    _correct(project, hard, 2, "We never met again.")
    _title(project, titled, "He hit me every night")
    answer(project, titled)
    assert why(project, titled) == [], "their yes ends what their no withheld"

"""What is in the files of an export, after everything that somebody could do behind a storyteller's back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from consenting import SAID as SAID_BY
from consenting import allow, answer
from running import Command, Ran

from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Approval, StoryReader
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.people.consent import note_consent
from coproclip.people.moments import delete_moment, moments_of
from coproclip.people.stories import change_story, sound_of, speakers_of
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout, MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Answer, Excerpt, ProjectRow
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import check, correct_segment, passages, set_speaker

WORDS = "We moved the chairs."

Export = Callable[..., Ran]


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt that everybody agreed to, with a lead-in that is longer than usual."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, WORDS, title="Chairs").id
        marking.change_excerpt(edit, made, lead_in_ms=500)
    answer(project, made)
    return made


@pytest.fixture
def export(cli: Command, project: Project, tmp_path: Path) -> Export:
    """`coproclip export`; what it made lies in `tmp_path / "out"`."""

    def _run(what: str = "clips", *more: object) -> Ran:
        return cli("export", what, project.folder, *more, "--to", tmp_path / "out", "--format", "wav")

    return _run


def left(tmp_path: Path) -> str:
    """All that can be read in what was exported, and all names."""
    found = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    return "\n".join([*(path.name for path in found), *(path.read_bytes().decode("latin-1") for path in found)])


def sounds(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "out").rglob("*.wav"))


# ---- the sound around the marks -------------------------------------------------------------------------------


def _sing(project: Project, at_ms: int, length_ms: int) -> None:
    """Other sound in the working file, there and nowhere else; no other word of the project is changed."""
    with project.read() as session:
        audio = sound_of(project, session, 1).audio
    samples, rate = soundfile.read(audio)
    first = at_ms * rate // 1000
    samples[first : first + length_ms * rate // 1000] += 0.001 * np.sin(np.arange(length_ms * rate // 1000))
    soundfile.write(audio, samples, rate)


@pytest.mark.parametrize("where", ["lead-in", "tail", "the last sample of the lead-in"])
def test_other_sound_around_the_marks_does_not_leave_with_a_yes_to_what_was_there(
    project: Project, excerpt: int, export: Export, tmp_path: Path, where: str
) -> None:
    assert export().code == 0
    [before] = sounds(tmp_path)
    with project.read() as session:
        [span] = marking.ranges_of(session, excerpt)
    length = soundfile.info(before).frames * 1000 // soundfile.info(before).samplerate
    assert length > span.duration_ms + 500
    match where:
        case "lead-in":
            _sing(project, span.start_ms - 200, 100)
        case "tail":
            _sing(project, span.end_ms + 2, 10)
        case _:
            _sing(project, span.start_ms - 2, 1)
    ran = export()
    assert ran.code == 1
    assert "The sound is no longer the one that the storyteller said yes to." in ran.err
    assert sounds(tmp_path) == []
    answer(project, excerpt)
    assert export().code == 0
    assert len(sounds(tmp_path)) == 1


def test_sound_that_no_clip_reaches_is_no_reason_to_ask_again(
    project: Project, excerpt: int, export: Export, tmp_path: Path
) -> None:
    with project.read() as session:
        end = passages(session, 1)[-1].end_ms
    _sing(project, end + 100, 200)
    assert export().code == 0
    assert len(sounds(tmp_path)) == 1


@pytest.mark.parametrize("kept", [None, [], [[0, 99_999], [1, 2]], "all"])
def test_a_yes_that_does_not_say_how_far_it_reaches_ends_at_the_marks(
    project: Project, excerpt: int, export: Export, tmp_path: Path, kept: object
) -> None:
    def _earlier(row: Answer) -> None:
        covered = {**row.covered, "heard": kept}
        if kept is None:  # as it was noted before the sound around the marks was kept
            covered = {**row.covered}
            del covered["heard_samples"]
        row.covered = covered

    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        for row in edit.session.query(Answer).all():
            _earlier(row)
    with project.read() as session:
        [span] = marking.ranges_of(session, excerpt)
    assert export().code == 0
    [clip] = sounds(tmp_path)
    assert soundfile.info(clip).frames * 1000 // soundfile.info(clip).samplerate <= span.duration_ms


NOBODY_AGREED = "words that were said in a story, and nobody has said yes to them."

# ---- words of an excerpt that may not be shared -------------------------------------------------------------------

REFUSED = "After that there was no head of the table"
SAID = "They said after that there was no head, and so on"


@pytest.fixture
def refused(project: Project, excerpt: int) -> int:
    """Another excerpt of the story, which its storyteller said no to."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, 1, REFUSED).id
    answer(project, made, "no")
    return made


def _call(project: Project, excerpt: int, where: str, text: str) -> tuple[object, ...]:
    """Have `text` stand beside the excerpt, agreed to by its storyteller; what to export then."""
    more: tuple[object, ...] = ("clips",)
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        match where:
            case "title":
                marking.change_excerpt(edit, excerpt, title=text)
            case "signature":
                marking.change_excerpt(edit, excerpt, attribution=text)
            case "theme":
                link(edit, add_theme(edit, text).id, excerpt)
            case "project":
                edit.get(ProjectRow, 1).title = text
            case _:
                made = add_playlist(edit, "Chairs" if where == "introduction" else text)
                change_playlist(edit, made.id, introduction=text)
                add_to_playlist(edit, made.id, [excerpt])
                more = ("playlist", made.title)
    answer(project, excerpt)
    return more


def _deleted(project: Project, refused: int) -> None:
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        marking.delete_excerpt(edit, refused)


def _deleted_in_the_bin(project: Project, refused: int) -> None:
    _deleted(project, refused)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, 1, REFUSED).id
        marking.delete_excerpt(edit, made)


def _trimmed(project: Project, refused: int) -> None:
    with project.edit(Operation.MOVE_EDGE) as edit:
        for _ in range(7):
            marking.move_edge_by_word(edit, refused, 0, "end", -1)


def _taken_apart(project: Project, refused: int) -> None:
    with project.read() as session:
        [span] = marking.ranges_of(session, refused)
    with project.edit(Operation.TAKE_OUT) as edit:
        marking.take_out(edit, refused, span.start_ms + 200, span.end_ms - 200)
    _deleted(project, refused)


def _corrected(project: Project, refused: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, 1)[1]
        correct_segment(edit, line.id, "We moved the chairs. Nothing else, I think, was said there.")
        check(edit, [line.id])


def _asked_again(project: Project, refused: int) -> None:
    answer(project, refused, "asked")


def _restored(project: Project, refused: int) -> None:
    """Undo and Redo, as far as they go."""
    _deleted(project, refused)
    project.undo()
    project.redo()


TURNS = {
    "nothing": lambda _project, _refused: None,
    "deleted": _deleted,
    "deleted, marked and deleted again": _deleted_in_the_bin,
    "trimmed": _trimmed,
    "taken apart, then deleted": _taken_apart,
    "corrected": _corrected,
    "asked again": _asked_again,
    "deleted, undone and redone": _restored,
}


@pytest.mark.parametrize("turn", TURNS)
def test_whatever_becomes_of_a_refused_excerpt_its_words_leave_in_no_title(
    project: Project, excerpt: int, refused: int, export: Export, tmp_path: Path, turn: str
) -> None:
    TURNS[turn](project, refused)
    ran = export(*_call(project, excerpt, "title", SAID))
    assert ran.code == 1
    assert "Its title has words of an excerpt that may not be shared." in ran.err
    assert "no head" not in left(tmp_path).casefold()


@pytest.mark.parametrize("where", ["signature", "theme", "project", "playlist", "introduction"])
def test_nor_beside_another_one_once_it_was_deleted(
    project: Project, excerpt: int, refused: int, export: Export, tmp_path: Path, where: str
) -> None:
    _deleted(project, refused)
    ran = export(*_call(project, excerpt, where, SAID))
    assert ran.code == 1
    assert "words of an excerpt that may not be shared." in ran.err
    assert "no head" not in left(tmp_path).casefold()


def test_a_whole_that_was_agreed_to_before_a_part_was_refused_does_not_leave_because_the_part_is_deleted(
    project: Project, excerpt: int, export: Export, tmp_path: Path
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        part = marking.mark_quote(edit, 1, "moved the chairs.").id
    answer(project, part, "no")
    _deleted(project, part)
    ran = export()
    assert ran.code == 1
    assert "The storyteller said no to a part of it" in ran.err
    assert sounds(tmp_path) == []
    answer(project, excerpt)
    assert export().code == 0, "asked about all of it again, they said yes"


def test_who_says_yes_again_to_all_that_was_refused_frees_its_words(
    project: Project, excerpt: int, refused: int, export: Export
) -> None:
    _deleted(project, refused)
    more = _call(project, excerpt, "title", SAID)
    assert export(*more).code == 1
    with project.edit(Operation.MARK_EXCERPT) as edit:
        again = marking.mark_quote(edit, 1, REFUSED).id
    assert export(*more).code == 1, "marked is not asked"
    answer(project, again)
    assert export(*more).code == 0


def test_nobody_takes_away_that_a_stretch_was_refused(project: Project, refused: int) -> None:
    _deleted(project, refused)
    with project.read() as session:
        [stretch] = moments_of(session, 1, MomentKind.REFUSED)
    with pytest.raises(BadInput), project.edit(Operation.CHANGE_MOMENT) as edit:
        delete_moment(edit, stretch.id)
    project.undo()
    with project.read() as session:
        assert moments_of(session, 1, MomentKind.REFUSED) == []
        assert StoryReader(session).approval(session.get_one(Excerpt, refused)) is Approval.NO


@pytest.mark.parametrize("when", ["the excerpt is in the backup", "it was marked since"])
@pytest.mark.parametrize("then", ["kept", "deleted"])
def test_going_back_to_a_backup_frees_no_words(
    project: Project, excerpt: int, cli: Command, tmp_path: Path, when: str, then: str
) -> None:
    _call(project, excerpt, "title", SAID)
    earlier = project.back_up()
    with project.edit(Operation.MARK_EXCERPT) as edit:
        refused = marking.mark_quote(edit, 1, REFUSED).id
    copy = earlier if when == "it was marked since" else project.back_up()
    answer(project, refused, "no")
    if then == "deleted":
        _deleted(project, refused)
    folder = project.folder
    project.close()
    restore(folder, copy)
    ran = cli("export", "clips", folder, "--to", tmp_path / "out", "--format", "wav")
    assert ran.code == 1
    assert "Its title has words of an excerpt that may not be shared." in ran.err


@pytest.mark.parametrize("where", ["title", "theme", "introduction"])
def test_words_of_an_excerpt_that_waits_for_an_answer_stand_nowhere_else_until_then(
    project: Project, excerpt: int, export: Export, tmp_path: Path, where: str
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        waiting = marking.mark_quote(edit, 1, REFUSED).id
    answer(project, waiting, "asked")
    more = _call(project, excerpt, where, SAID)
    assert NOBODY_AGREED in export(*more).err
    assert "no head" not in left(tmp_path).casefold()
    answer(project, waiting)
    assert export(*more).code == 0
    assert "no head" in left(tmp_path).casefold()


CORRECTED = "We moved the chairs. Nothing else, I think, was said there."


def _corrected_out(project: Project) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, 1)[1]
        correct_segment(edit, line.id, CORRECTED)
        check(edit, [line.id])


@pytest.mark.parametrize("how", ["corrected, then deleted", "deleted, then corrected", "kept", "carried over"])
@pytest.mark.parametrize(("where", "text"), [("title", SAID), ("theme", "No head"), ("introduction", SAID)])
def test_cleaning_up_after_a_no_lets_no_words_out(
    project: Project, excerpt: int, cli: Command, tmp_path: Path, how: str, where: str, text: str
) -> None:
    what, *name = _call(project, excerpt, where, text)
    before = project.back_up()
    with project.edit(Operation.MARK_EXCERPT) as edit:
        refused = marking.mark_quote(edit, 1, REFUSED).id
    answer(project, refused, "no")
    folder = project.folder
    if how == "carried over":
        project.close()
        restore(folder, before)
        project = Project.open(folder)
    if how == "deleted, then corrected":
        _deleted(project, refused)
    _corrected_out(project)
    if how.startswith("corrected"):
        _deleted(project, refused)
    project.close()
    cli("delete", folder, 1, "--old-words", "--yes")
    to = ("--to", tmp_path / "out", "--format", "wav")
    ran = cli("export", what, folder, *name, *to)
    assert ran.code == 1
    assert "words of an excerpt that may not be shared." in ran.err
    assert "no head" not in left(tmp_path).casefold()
    stays = [path for path in folder.rglob("*") if path.is_file() and b"After that there was" in path.read_bytes()]
    assert stays == [], "the words themselves are kept nowhere"


def test_a_few_words_that_were_all_that_was_refused_stay_refused(
    project: Project, excerpt: int, export: Export
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        refused = marking.mark_quote(edit, 1, "of the table").id
    answer(project, refused, "no")
    _corrected_out(project)
    _deleted(project, refused)
    _call(project, excerpt, "title", "Talk of the table, again")
    assert "words of an excerpt that may not be shared." in export().err
    _call(project, excerpt, "title", "The table")
    assert export().code == 0


# ---- words of a story that may not be shared ------------------------------------------------------------------------

BARN = "I was so afraid of my brother Xaver that I slept in the barn."
TOLD = (
    ("reporter", "Where do you come from?"),
    ("storyteller", BARN),
    ("storyteller", "Nobody ever came. It was cold."),
)


@pytest.fixture
def barn(project: Project, excerpt: int, make_story: Callable[..., int]) -> int:
    """Another story, without an excerpt, whose storyteller agreed to everything about it."""
    story = make_story(project, TOLD, title="The barn", storyteller="Ana")
    allow(project, story)
    return story


def _refuse(project: Project, story: int, about: ConsentAbout = ConsentAbout.SHARED, said: str = "no") -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, about, said, **SAID_BY)


@pytest.mark.parametrize(
    ("where", "about"),
    [
        *((where, ConsentAbout.SHARED) for where in ("signature", "theme", "project", "playlist", "introduction")),
        *(("title", about) for about in ASKED_BEFORE),
    ],
)
def test_words_of_a_story_whose_storyteller_said_no_leave_beside_no_other(
    project: Project, excerpt: int, barn: int, export: Export, tmp_path: Path, where: str, about: ConsentAbout
) -> None:
    _refuse(project, barn, about)
    more = _call(project, excerpt, where, "Afraid of my brother Xaver, and more")
    ran = export(*more)
    assert ran.code == 1
    assert "words of a story that may not be shared." in ran.err
    assert "xaver" not in left(tmp_path).casefold()
    _refuse(project, barn, about, "yes")
    assert NOBODY_AGREED in export(*more).err, "a yes to the story is none to these words"
    with project.edit(Operation.MARK_EXCERPT) as edit:
        hers = marking.mark_quote(edit, barn, BARN).id
    answer(project, hers)
    export(*more)
    assert "xaver" in left(tmp_path).casefold()


@pytest.mark.parametrize(("where", "text"), [("title", "Nobody ever came"), ("their words", "Xaver")])
def test_a_few_words_are_theirs_where_they_are_a_whole_sentence_or_said_to_be(
    project: Project, excerpt: int, barn: int, export: Export, tmp_path: Path, where: str, text: str
) -> None:
    _refuse(project, barn)
    if where == "title":
        _call(project, excerpt, where, text)
    else:
        with project.edit(Operation.ADD_THEME) as edit:
            link(edit, add_theme(edit, text, in_their_words=True).id, excerpt)
        answer(project, excerpt)
    assert "words of a story that may not be shared." in export().err
    assert text.casefold() not in left(tmp_path).casefold()


@pytest.mark.parametrize(
    ("where", "text"),
    [("title", "In the barn"), ("theme", "Nobody came"), ("title", "Where do you come from"), ("theme", "Xaver")],
)
def test_what_everybody_says_and_what_the_reporter_asked_may_be_called_so(
    project: Project, excerpt: int, barn: int, export: Export, where: str, text: str
) -> None:
    _refuse(project, barn)
    _call(project, excerpt, where, text)
    assert export().code == 0


def test_words_that_are_said_in_the_excerpt_too_are_its_own(
    project: Project, excerpt: int, make_story: Callable[..., int], export: Export
) -> None:
    story = make_story(project, (("storyteller", f"Yes. {WORDS} Like that."),), title="Chairs too", storyteller="Ana")
    _refuse(project, story)
    _call(project, excerpt, "title", "How we moved the chairs")
    with project.edit(Operation.ADD_THEME) as edit:
        link(edit, add_theme(edit, "Chairs", in_their_words=True).id, excerpt)
    answer(project, excerpt)
    assert export().code == 0


def test_only_the_words_of_whoever_said_no_are_held_back(project: Project, excerpt: int, export: Export) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "Rosa"))
        rosa = next(voice for voice in speakers_of(edit.session, 1) if voice.name == "Rosa")
        set_speaker(edit, [passages(edit.session, 1)[3].id], rosa.id)
        teller = rosa.storyteller_id
    allow(project, 1)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.SHARED, "no", **SAID_BY, storyteller_id=teller)
    _call(project, excerpt, "title", "After that there was no head")
    assert NOBODY_AGREED in export().err
    with project.edit(Operation.MARK_EXCERPT) as edit:
        his = marking.mark_quote(edit, 1, REFUSED).id
    answer(project, his)
    assert export().code == 0
    _call(project, excerpt, "title", "How I get to the bus stop")
    assert "words of a story that may not be shared." in export().err
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit",))
    assert "words of a story that may not be shared." in export().err, "taking a name away answers nothing"


# ---- reviews ------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(project: Project, excerpt: int) -> tuple[int, int]:
    """Rosa tells the story too: her words, and Kit's."""
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "Rosa"))
        rosa = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == "Rosa")
        set_speaker(edit, [passages(edit.session, 1)[3].id], rosa)
        hers = marking.mark_quote(edit, 1, "Then somebody asked me how I get to the bus stop.").id
    allow(project, 1)
    answer(project, excerpt)
    return hers, excerpt


@pytest.mark.parametrize("said", ["no", "asked", "no, then deleted"])
@pytest.mark.parametrize("where", ["title", "theme", "introduction"])
def test_a_review_shows_nobody_the_words_that_another_one_did_not_agree_to(
    project: Project, two: tuple[int, int], export: Export, tmp_path: Path, said: str, where: str
) -> None:
    hers, his = two
    answer(project, hers, said.split(",")[0])
    if said.endswith("deleted"):
        _deleted(project, hers)
    what, *name = _call(project, his, where, "How Rosa said how I get to the bus stop")
    ran = export(what, *name, "--use", "review", "--of", "Kit")
    assert ran.code == 1
    assert (NOBODY_AGREED if said == "asked" else "words of an excerpt that may not be shared.") in ran.err
    assert "bus stop" not in left(tmp_path).casefold()


def test_who_hears_their_own_sees_the_words_they_themselves_refused(
    project: Project, excerpt: int, refused: int, export: Export, tmp_path: Path
) -> None:
    what, *name = _call(project, excerpt, "theme", SAID)
    assert export(what, *name, "--use", "review").code == 0
    assert len(sounds(tmp_path)) == 2, "a review of a story is for its storyteller"


def test_two_storytellers_whom_nobody_named_are_not_one(
    project: Project, make_story: Callable[..., int], export: Export, tmp_path: Path
) -> None:
    for place, said in enumerate(("We moved the chairs.", "They sold the house.")):
        story = make_story(project, (("storyteller", said),), title=f"Story {place}", storyteller="")
        with project.edit(Operation.MARK_EXCERPT) as edit:
            marking.mark_quote(edit, story, said)
    ran = export("clips", "--use", "review")
    assert ran.code == 1
    assert "Several storytellers are heard in what was chosen" in ran.err
    assert sounds(tmp_path) == []

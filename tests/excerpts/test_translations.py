"""An excerpt in another language leaves only word for word as somebody said yes to it, and to being translated."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from made_stories import make_story
from sqlalchemy import select

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.approval import ReasonKind, StoryReader, Use, shareable
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.marking import delete_excerpt, mark_quote, move_edge_by_word, take_out, words_in
from coproclip.excerpts.reviews.review_codes import ReviewAnswer, answer_code
from coproclip.excerpts.reviews.review_packs import Outcome, answers_of_codes, keep_answers
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.excerpts.translating import (
    InLanguages,
    in_languages,
    lines_from_file,
    remove_translation,
    set_translation,
)
from coproclip.excerpts.translations import MOST_LINES, TranslationState
from coproclip.export.review_pack import export_review
from coproclip.overview.excerpt_details import answer_question
from coproclip.overview.reviews import excerpt_to_ask
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import ExcerptTranslation, ReviewPack, Segment
from coproclip.transcript.edits import check_story, correct_segment

CHAIRS = "We moved the chairs. After that there was no head of the table, so people just talked."
WELSH = ("Fe symudon ni’r cadeiriau.", "Wedyn doedd dim pen i’r bwrdd, felly dim ond siarad wnaeth pobl.")


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt of two lines, that may be shared."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, CHAIRS).id
    allow(project, story)
    answer(project, made, uses=ANSWERED_USES)
    return made


def translate(project: Project, excerpt: int, lines: Sequence[str] = WELSH, language: str = "cy") -> None:
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        set_translation(edit, excerpt, language, lines)


def leaving(project: Project, excerpt: int, use: Use = Use.SHARING) -> dict[str, list[str]]:
    """What of it leaves for a use in other languages; it has to leave itself."""
    sharing = shareable(project, [excerpt], use)
    assert sharing.granted, sharing.refused
    return {one.language: [str(line.text) for line in one.lines] for one in sharing.granted[0].translations}


def standing(project: Project, excerpt: int) -> InLanguages:
    with project.read() as session:
        return in_languages(session, excerpt)


def say_no_to_translating(project: Project, story: int, said: str = "no") -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        teller = StoryReader(edit.session).tellers(story)[0]
        note_consent(edit, story, ConsentAbout.TRANSLATED, said, **SAID, storyteller_id=teller)


def test_it_leaves_once_the_storyteller_said_yes_to_exactly_it(project: Project, excerpt: int) -> None:
    translate(project, excerpt)
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    assert "a translation of it" in refused.reason

    answer(project, excerpt, uses=ANSWERED_USES)
    assert leaving(project, excerpt) == {"cy": [*WELSH]}
    translate(project, excerpt, [WELSH[0], "Siaradodd pawb."])
    assert not shareable(project, [excerpt], Use.SHARING).granted
    translate(project, excerpt)
    assert leaving(project, excerpt, Use.QUOTE) == {"cy": [*WELSH]}, "as it was when they said yes"

    translate(project, excerpt, ["Przesunęliśmy krzesła.", "Potem ludzie po prostu rozmawiali."], "pl")
    assert not shareable(project, [excerpt], Use.SHARING).granted, "nobody said yes to the Polish one"
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        remove_translation(edit, excerpt, "pl")
    assert leaving(project, excerpt) == {"cy": [*WELSH]}, "a translation fewer is no change"
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        remove_translation(edit, excerpt, "cy")
    assert leaving(project, excerpt) == {}


@pytest.mark.parametrize("said", ["no", "later"])
def test_nobody_reads_it_whose_storyteller_did_not_agree_to_being_translated(
    project: Project, excerpt: int, story: int, said: str
) -> None:
    translate(project, excerpt)
    answer(project, excerpt, uses=ANSWERED_USES)
    say_no_to_translating(project, story, said)
    assert leaving(project, excerpt) == {}, "the excerpt itself still leaves"
    assert leaving(project, excerpt, Use.REVIEW) == {}
    assert not standing(project, excerpt).agreed
    say_no_to_translating(project, story, "yes")
    assert leaving(project, excerpt) == {"cy": [*WELSH]}


def test_a_yes_from_before_the_yes_to_translating_is_none_to_the_translation(
    project: Project, excerpt: int, story: int
) -> None:
    say_no_to_translating(project, story)
    translate(project, excerpt)
    answer(project, excerpt, uses=ANSWERED_USES)
    assert leaving(project, excerpt) == {}
    say_no_to_translating(project, story, "yes")
    assert "a translation of it" in shareable(project, [excerpt], Use.SHARING).refused[0].reason


def test_the_storyteller_is_shown_it_and_the_group_and_the_team_are_not(project: Project, excerpt: int) -> None:
    translate(project, excerpt)
    assert leaving(project, excerpt, Use.REVIEW) == {"cy": [*WELSH]}, "before they said yes to it"
    for use in (Use.REPORTER, Use.GROUP, Use.PAPER, Use.TAKE_AWAY, Use.CLUSTER):
        assert leaving(project, excerpt, use) == {}


def test_whoever_is_asked_reads_all_that_a_yes_is_to(project: Project, excerpt: int, tmp_path: Path) -> None:
    translate(project, excerpt)
    translate(project, excerpt, ["نقلنا الكراسي.", "ثم تحدث الناس."], "ar")
    translate(project, excerpt, ["Przesunęliśmy krzesła.", ""], "pl")
    made = export_review(project, 1, tmp_path)
    page = made.index.read_text("utf-8")
    for part in ('<p dir="auto" lang="cy">Fe symudon', '<p dir="auto" lang="ar">ثم تحدث الناس.</p>', ">العربية</span>"):
        assert part in page
    assert "krzesła" not in page, "a yes is not to what is not whole"
    with project.read() as session:
        asked = excerpt_to_ask(session, project, excerpt, 1, [Use.SHARING])
        question = answer_question(session, [excerpt])
    assert asked.translations == (("Cymraeg", "\n".join(WELSH)), ("العربية", "نقلنا الكراسي.\nثم تحدث الناس."))
    assert question.in_languages == ("Cymraeg", "العربية")

    with project.read() as session:
        pack = session.query(ReviewPack).one()
    code = next(iter(pack.codes))
    translate(project, excerpt, [WELSH[0], "Siaradodd pawb."])
    with project.read() as session:
        [read] = answers_of_codes(session, [answer_code(code, ReviewAnswer.YES)])
    assert read.outcome is Outcome.AGAIN, "it is another translation than the one they read"
    assert "a translation of it" in read.words
    translate(project, excerpt)
    with project.edit(Operation.NOTE_ANSWER) as edit:
        keep_answers(edit, answers_of_codes(edit.session, [answer_code(code, ReviewAnswer.YES)]), who="Kit", how="page")
    assert leaving(project, excerpt) == {"cy": [*WELSH], "ar": ["نقلنا الكراسي.", "ثم تحدث الناس."]}


def test_one_that_is_not_whole_leaves_with_nothing(project: Project, excerpt: int) -> None:
    translate(project, excerpt, [WELSH[0], ""])
    assert standing(project, excerpt).translations[0].state is TranslationState.UNFINISHED
    assert leaving(project, excerpt) == {}
    translate(project, excerpt, ["", " "])
    assert standing(project, excerpt).translations == ()


def test_when_the_words_change_somebody_looks_at_it_again(project: Project, excerpt: int, story: int) -> None:
    translate(project, excerpt)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        segment = next(one for one in edit.session.query(Segment) if one.text.startswith("We moved"))
        correct_segment(edit, segment.id, segment.text.replace("talked", "sang"))
        check_story(edit, story)
    answer(project, excerpt, uses=ANSWERED_USES)
    [found] = standing(project, excerpt).translations
    assert (found.state, found.to_look_at, found.lines) == (TranslationState.OTHER_WORDS, {1}, WELSH)
    assert leaving(project, excerpt) == {}, "nobody translated what is said now"
    translate(project, excerpt, found.lines)
    answer(project, excerpt, uses=ANSWERED_USES)
    assert leaving(project, excerpt) == {"cy": [*WELSH]}


def test_what_is_trimmed_away_goes_from_it_too(project: Project, excerpt: int) -> None:
    translate(project, excerpt)
    with project.edit(Operation.TAKE_OUT) as edit:
        gone = words_in(edit.session, excerpt, "We moved the chairs.")
        take_out(edit, excerpt, gone.start_ms, gone.end_ms)
    answer(project, excerpt, uses=ANSWERED_USES)
    assert leaving(project, excerpt) == {"cy": [WELSH[1]]}
    with project.edit(Operation.MOVE_EDGE) as edit:
        move_edge_by_word(edit, excerpt, 0, "end", -2)
    answer(project, excerpt, uses=ANSWERED_USES)
    assert leaving(project, excerpt) == {}, "it says more than what is left"


def test_a_name_that_is_taken_out_is_looked_for_in_it(project: Project, excerpt: int, story: int) -> None:
    translate(project, excerpt, ["Symudodd Rosa y cadeiriau.", WELSH[1]])
    with project.edit(Operation.DECIDE_NAME) as edit:
        [rosa] = add_names(edit, story, [Found("Rosa", NameKind.PERSON)])
        decide(edit, rosa.id, MentionDecision.REMOVE, by="Amina")
    answer(project, excerpt, uses=ANSWERED_USES)
    for use in (Use.SHARING, Use.QUOTE, Use.REPORT, Use.REVIEW):
        [refused] = shareable(project, [excerpt], use).refused
        assert {reason.code for reason in refused.reasons} == {ReasonKind.HIDDEN}
        assert "translation (Cymraeg)" in refused.reason
    say_no_to_translating(project, story)
    assert leaving(project, excerpt) == {}, "where it leaves with nothing it stops nothing"


def test_undo_takes_it_back_and_deleting_takes_it_along(project: Project, excerpt: int) -> None:
    translate(project, excerpt)
    project.undo()
    assert standing(project, excerpt).translations == ()
    project.redo()
    assert [one.lines for one in standing(project, excerpt).translations] == [WELSH]
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, excerpt)
    with project.read() as session:
        assert session.query(ExcerptTranslation).count() == 0
    project.undo()
    assert [one.lines for one in standing(project, excerpt).translations] == [WELSH]


def test_with_the_old_words_what_was_translated_of_them_is_forgotten(
    project: Project, excerpt: int, story: int
) -> None:
    translate(project, excerpt)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        segment = next(one for one in edit.session.query(Segment) if one.text.startswith("We moved"))
        correct_segment(edit, segment.id, segment.text.replace("talked", "sang"))
    forget_old_words(project, story)
    [found] = standing(project, excerpt).translations
    assert (found.lines, found.state) == ((WELSH[0], ""), TranslationState.UNFINISHED)


def test_what_makes_no_sense_is_refused(project: Project, excerpt: int) -> None:
    for language, lines, why in (
        ("Welsh", WELSH, "no language that is known"),
        ("ſv", WELSH, "no language that is known"),
        ("en", WELSH, "in English already"),
        ("cy", WELSH[:1], "has 2 lines"),
        ("cy", [WELSH[0], "la " * 30_000], "far longer"),
    ):
        with pytest.raises(BadInput, match=why):
            translate(project, excerpt, lines, language)
    translate(project, excerpt, WELSH, "pt_br")
    assert standing(project, excerpt).translations[0].language == "pt-BR"
    with pytest.raises(NotFound), project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        remove_translation(edit, excerpt, "cy")


def test_what_is_said_twice_keeps_its_lines_in_order(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        passage = edit.session.scalars(select(Segment).where(Segment.story_id == story)).first()
        assert passage is not None
        correct_segment(edit, passage.id, "Yes. We moved. Yes.")
        whole = mark_quote(edit, story, "Yes. We moved. Yes.").id
    translate(project, whole, ("Ie.", "Fe symudon ni.", "Do."))
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passage.id, "Yes. They moved. Yes.")
    [found] = standing(project, whole).translations
    assert found.lines == ("Ie.", "Fe symudon ni.", "Do.")
    assert found.to_look_at == {1}


def test_what_is_not_what_was_written_with_its_prints_is_looked_at_again(project: Project, excerpt: int) -> None:
    translate(project, excerpt)
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        edit.session.scalars(select(ExcerptTranslation)).one().text = "\n".join(["Arall.", WELSH[1]])
    [found] = standing(project, excerpt).translations
    assert found.state is TranslationState.OTHER_WORDS
    assert found.to_look_at == {0, 1}


def test_more_lines_than_an_excerpt_can_have_are_not_read(project: Project, story: int, excerpt: int) -> None:
    lines = ["a"] * 25_000
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        for number in range(1, 61):
            row = ExcerptTranslation(id=number, excerpt_id=excerpt, language=f"a{chr(96 + number % 26)}")
            row.text, row.prints = "\n".join(lines), ["0" * 16] * 25_000
            edit.session.add(row)
    assert standing(project, excerpt).translations == ()
    assert leaving(project, excerpt) == {}
    long = " ".join(f"Yes, {number}." for number in range(MOST_LINES + 1))
    with project.edit(Operation.CORRECT_WORDS) as edit:
        passage = edit.session.scalars(select(Segment).where(Segment.story_id == story)).first()
        assert passage is not None
        correct_segment(edit, passage.id, long)
        whole = mark_quote(edit, story, long).id
    with pytest.raises(BadInput, match="501 sentences; 500 are translated"):
        translate(project, whole, ["Ie."] * (MOST_LINES + 1))


def _srt(times: Sequence[tuple[float, float]], lines: Sequence[str]) -> str:
    def clock(seconds: float) -> str:
        return f"00:{int(seconds) // 60:02d}:{int(seconds) % 60:02d},{int(seconds * 1000) % 1000:03d}"

    return "\n".join(
        f"{number}\n{clock(start)} --> {clock(end)}\n{line}\n"
        for number, ((start, end), line) in enumerate(zip(times, lines, strict=True), 1)
    )


def test_it_comes_from_the_captions_of_the_clip_or_of_the_story_or_from_a_text(
    project: Project, excerpt: int, tmp_path: Path
) -> None:
    file = tmp_path / "Cymraeg.srt"
    first, second = standing(project, excerpt).originals

    def read(name: str = "Cymraeg.srt") -> list[str]:
        return lines_from_file(project, excerpt, tmp_path / name)

    parts = (WELSH[0], "Wedyn doedd dim pen i’r bwrdd,", "felly dim ond siarad wnaeth pobl.")
    file.write_text(_srt([(0.3, 1.4), (1.5, 3.0), (3.1, 4.4)], parts), "utf-8")
    assert read() == [*WELSH]
    seconds = [one / 1000 for one in (first.start_ms, second.start_ms, second.end_ms)]
    whole = [(0.1, 1.0), (seconds[0], seconds[1]), (seconds[1], seconds[2]), (seconds[2] + 1, seconds[2] + 3)]
    file.write_text(_srt(whole, ["Beth?", *WELSH, "Ac wedyn?"]), "utf-8")
    assert read() == [*WELSH], "what is around it in the story stays out"
    file.write_text(_srt([(600, 602)], ["Rhywbeth arall."]), "utf-8")
    with pytest.raises(BadInput, match="not those of this excerpt"):
        read()
    (tmp_path / "Cymraeg.txt").write_text(f"{WELSH[0]}\n{WELSH[1]}\n", "utf-8")
    assert read("Cymraeg.txt") == [*WELSH]
    (tmp_path / "Cymraeg.txt").write_text(f"{WELSH[0]}\n", "utf-8")
    with pytest.raises(BadInput, match="has 1 lines, and the excerpt 2"):
        read("Cymraeg.txt")


def test_lines_stop_at_a_voice_and_at_a_cut(project: Project) -> None:
    story = make_story(project, [("reporter", "And then"), ("storyteller", "We sang. All of us, plus Dr. Green too.")])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, "And then We sang. All of us, plus Dr. Green too.").id
        cut = words_in(edit.session, made, "plus")
        take_out(edit, made, cut.start_ms, cut.end_ms)
    found = [one.text for one in standing(project, made).originals]
    assert found == ["And then", "We sang.", "All of us,", "Dr. Green too."]

"""What belongs to a story, or to a ledger of thousands of files, is read at once: nothing is asked one by one."""

from collections import Counter

from consenting import allow_story, say
from sqlalchemy import event, insert

from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.handed_over.refused_files import refused_bytes
from coproclip.excerpts.marking import mark
from coproclip.excerpts.rules.grants import still_true
from coproclip.overview.handovers import went_out
from coproclip.people.consent import note_consent
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.schema import Handover, HandoverFile

FILES, FEW = 3_000, 100


def test_thousands_of_files_need_no_more_questions_than_a_few(project: Project, story: int) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        given = note_consent(edit, story, ConsentAbout.RECORDED, "yes", who="Kit", how="in person").id
        note_consent(edit, story, ConsentAbout.RECORDED, "no", who="Kit", how="in person")
    with project.edit(Work.MEDIA) as edit:
        edit.session.add(Handover(id=1, made_at="2026-01-01", use="sharing", title="x", to_whom="y"))
        edit.session.flush()
        rows = [
            {
                "handover_id": 1,
                "story_id": story,
                "excerpt_id": 100 + number,
                "name": f"{number}.mp3",
                "sha256": f"{number:064}",
                "under": {"consent": [given, 100 + number]},
            }
            for number in range(FILES)
        ]
        edit.session.execute(insert(HandoverFile), rows)
    asked: list[str] = []
    event.listen(project.database.readers, "before_cursor_execute", lambda *said: asked.append(said[2]))
    [out] = project.query(went_out)
    assert len(out.files) == FILES
    assert all(file.refused for file in out.files)
    assert len(project.query(refused_bytes)) == FILES
    assert len(asked) < FEW


def test_many_excerpts_of_a_short_story_have_its_words_read_once(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        ids = [mark(edit, story, 3_000 + 250 * number, 3_200 + 250 * number).id for number in range(18)]
        ids += [mark(edit, story, 3_000, 4_000 + 250 * number).id for number in range(3)]
    asked = Counter[str]()
    event.listen(project.database.readers, "before_cursor_execute", lambda *said: asked.update([said[2]]))
    shareable(project, ids, Use.SHARING)
    for what in ("segment.words", "person.age_band =", "FROM moment", "FROM story"):
        assert max((many for said, many in asked.items() if what in said), default=0) <= 2, what


def test_all_that_was_granted_together_is_asked_about_again_together(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        ids = [mark(edit, story, 3_000 + 250 * number, 3_200 + 250 * number).id for number in range(12)]
        for one in ids:
            say(edit, one)
    granted = shareable(project, ids, Use.SHARING).granted
    assert [one.excerpt_id for one in granted] == ids
    asked = Counter[str]()
    event.listen(project.database.readers, "before_cursor_execute", lambda *said: asked.update([said[2]]))
    assert still_true(granted) == list(granted)
    assert max(many for said, many in asked.items() if "segment.words" in said) <= len(ids) + 1
    assert sum(said.startswith("BEGIN") for said in asked.elements()) <= 2, "of one state of the project"
    with project.edit(Operation.NOTE_ANSWER) as edit:
        say(edit, ids[4], "no")
    left = [one.excerpt_id for one in still_true([*granted, object()])]
    assert ids[4] not in left
    assert {ids[0], ids[-1]} <= {*left}

"""A ledger of thousands of files is read at once: nothing is asked of the database file by file."""

from sqlalchemy import event, insert

from coproclip.excerpts.refused_files import refused_bytes
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

"""Old words are forgotten: what was corrected out of a transcript stays nowhere in the project."""

from sqlalchemy import delete, select, update

from coproclip.excerpts.marking import note_words
from coproclip.jobs import Report, silent
from coproclip.project.erasure import purge
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.schema import DraftSegment, Excerpt, Segment, Story, Transcription


def forget_old_words(project: Project, story_id: int, report: Report = silent) -> None:
    """Keep of a story's words only how they stand now, beyond undo.

    What the speech model first wrote goes, the machine's translation of it too, and excerpts note their words anew;
    then the search index, undo and free space are cleared, and a fresh backup takes the place of every other copy of
    the database. Raises `NotFound`, or `ProjectBusy` when another program still holds the project as it was.
    """
    with project.edit(Work.ERASE) as edit:
        edit.get(Story, story_id)
        mine = select(Transcription.id).where(Transcription.story_id == story_id)
        edit.session.execute(delete(DraftSegment).where(DraftSegment.transcription_id.in_(mine)))
        edit.session.execute(update(Segment).where(Segment.story_id == story_id).values(translation=""))
        for excerpt_id in list(edit.session.scalars(select(Excerpt.id).where(Excerpt.story_id == story_id))):
            note_words(edit, excerpt_id)
    purge(project, report)

"""The search index over the passages' words, kept in step by the same transaction that changes them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment


def keep_in_step(session: Session, segments: set[int]) -> None:
    """Bring the search index to what these segments say now."""
    rows = sorted(segments)
    run = session.connection().exec_driver_sql
    run("DELETE FROM segment_search WHERE rowid = ?", [(row,) for row in rows])
    texts = []
    for start in range(0, len(rows), 500):
        query = select(Segment.id, Segment.text).where(Segment.id.in_(rows[start : start + 500]))
        texts += [(row, words) for row, words in session.execute(query)]
    if texts:
        run("INSERT INTO segment_search (rowid, text) VALUES (?, ?)", texts)


def make_anew(session: Session) -> None:
    """Make the search index anew from the segments; nothing of words that were taken away stays in it."""
    run = session.connection().exec_driver_sql
    run("DELETE FROM segment_search")
    run("INSERT INTO segment_search (rowid, text) SELECT id, text FROM segment")
    run("INSERT INTO segment_search (segment_search) VALUES ('rebuild')")

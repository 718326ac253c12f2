"""What any screen would show of a project, for tests that damage one."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from examining import examine
from sqlalchemy import select

from coproclip.errors import (
    CoProClipError,
)
from coproclip.excerpts.approval import StoryReader, Use, answers, shareable, title_of
from coproclip.excerpts.marking import excerpts_of, mark
from coproclip.excerpts.playlists import items, playlists
from coproclip.people.stories import sound_of, speakers_of, stories, storyteller_names
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Base
from coproclip.themes.codebook import add_theme, excerpts_in, move_theme, themes, themes_of
from coproclip.themes.counts import theme_counts
from coproclip.transcript.edits import correct_segment, merge_segments, passages, split_segment
from coproclip.transcript.review import reason, review
from coproclip.transcript.search import search

USES = (Use.REPORTER, Use.PAPER, Use.REVIEW, Use.SHARING)
"""One of each kind: read by the team, given out, heard by who told it, and with a yes to exactly this."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Fails when the block takes more processor time: a damaged file must not be able to hang the app.

    A block that only waits may do so for six times as long: others may use the machine too.
    """

    def _too_long(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"took longer than {seconds} s")

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, 6 * seconds)}
    before = {which: signal.signal(which, _too_long) for which in timers}
    for timer, most in timers.values():
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for which, (timer, _) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(which, before[which])


def read_everything(project: Project) -> None:
    """What any screen would show; a part that cannot be read may say so, the others are still tried."""
    for part in (_rows, _stories, _excerpts, _themes, _sharing, _writing):
        try:
            part(project)
        except CoProClipError as error:
            is_a_sentence(error)
    assert all(isinstance(fault, str) for fault in examine(project))


def _rows(project: Project) -> None:
    with project.read() as session:
        for mapper in Base.registry.mappers:
            session.scalars(select(mapper.class_)).all()


def _stories(project: Project) -> None:
    with project.read() as session:
        for story in [*stories(session), *stories(session, binned=True)]:
            segments = passages(session, story.id)
            assert review(segments).percent <= 100
            for segment in segments:
                reason(segment.flags)
            speakers_of(session, story.id)
            storyteller_names(session, story.id)
            try:
                assert sound_of(project, session, story.id).audio.is_relative_to(project.folder)
            except CoProClipError as error:
                is_a_sentence(error)
        for words in ("chairs", '"no head"', "zebra"):
            search(session, words)


def _excerpts(project: Project) -> None:
    with project.read() as session:
        reader = StoryReader(session)
        for excerpt in excerpts_of(session):
            reader.approval(excerpt)
            title_of(excerpt, reader.quote(excerpt))
            answers(session, excerpt.id)
            themes_of(session, excerpt.id)


def _themes(project: Project) -> None:
    with project.read() as session:
        assert all(count.stories <= count.excerpts for count in theme_counts(session).values())
        for theme in themes(session):
            excerpts_in(session, theme.id)
        for playlist in playlists(session):
            items(session, playlist.id)


def _sharing(project: Project) -> None:
    for use in USES:
        for refusal in shareable(project, [1, 2, 3, 4], use).refused:
            assert refusal.reason


def _writing(project: Project) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        story = stories(edit.session)[0].id
        segment = passages(edit.session, story)[-1]
        correct_segment(edit, segment.id, "Not how others do.")
        merge_segments(edit, *[one.id for one in split_segment(edit, segment.id, 2)])
        mark(edit, story, 500, 2000)
        above = next((theme.id for theme in themes(edit.session)), None)
        move_theme(edit, add_theme(edit, "Repaired").id, above, 0)
    project.undo()
    project.poll()


def is_a_sentence(error: CoProClipError) -> None:
    assert error.happened[0].isupper() or error.happened[0] == "“", error.happened
    assert error.happened.endswith((".", "!")), error.happened
    for technical in ("sqlite", "SQL", "Traceback", "database disk image", "json", "utf-8"):
        assert technical not in str(error)

"""Old words are forgotten: what was corrected out of a transcript stays nowhere in the project."""

from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.beside.refused_words import RefusedWords
from coproclip.excerpts.beside.withheld import Withheld
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.marking import note_words, story_words
from coproclip.excerpts.names.heard_names import PAD_MS
from coproclip.excerpts.names.said_names import SaidNames
from coproclip.excerpts.translating import forget_old_lines
from coproclip.jobs import Report, silent
from coproclip.people.mentions import forget_unsaid
from coproclip.people.moments import mark_not_used
from coproclip.people.stories import duration_of
from coproclip.project.columns import PRINTS, kept_prints
from coproclip.project.comparing.word_prints import prints_of
from coproclip.project.comparing.word_runs import bare, says
from coproclip.project.erasing.erasure import files_with
from coproclip.project.erasing.repeated_words import note_wiped, repeating, take_out_of_history
from coproclip.project.erasing.unfinished_erasure import note_erasure, purge
from coproclip.project.journal import Work
from coproclip.project.kinds import AnswerKind
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Answer, DraftSegment, Excerpt, Segment, Story, Theme, Transcription
from coproclip.timecode import TimeRange
from coproclip.transcription.corrected import note_corrected

_SIGNS = "\"'“”‘’«»([{¿¡…—–-"


def forget_old_words(project: Project, story_id: int, report: Report = silent) -> tuple[tuple[str, int], ...]:
    """Keep of a story's words only how they stand now, beyond undo.

    What the speech model first wrote goes, the machine's translation of it too, what people translated of words
    that are said no more, and excerpts note their words anew; then the search index, undo and free space are
    cleared, and a fresh backup takes the place of every other copy of the database. Where names were said stays
    known, by time and without a word. Returns the entries, by table and number, in which somebody wrote some of the
    old words, and by name and 0 the files beside the database that hold some: a person has to change them. Raises
    `NotFound`, or `ProjectBusy` when another program still holds the project as it was.
    """
    with project.edit(Work.ERASE) as edit:
        edit.get(Story, story_id)
        _keep_refusals(edit, story_id)
        old = _OldWords.of(edit.session, story_id)
        note_corrected(edit, story_id, for_good=True)
        _keep_silent(edit, story_id)
        mine = select(Transcription.id).where(Transcription.story_id == story_id)
        edit.session.execute(delete(DraftSegment).where(DraftSegment.transcription_id.in_(mine)))
        edit.session.execute(update(Segment).where(Segment.story_id == story_id).values(translation=""))
        for excerpt_id in list(edit.session.scalars(select(Excerpt.id).where(Excerpt.story_id == story_id))):
            note_words(edit, excerpt_id)
            forget_old_lines(edit, excerpt_id)
        forget_unsaid(edit, story_id, " ".join(edit.session.scalars(_lines(story_id))).split())
        named = [("theme", theme.id) for theme in edit.session.scalars(select(Theme)) if old.name(theme)]
        take_out_of_history(edit.session.connection(), old.stand_in, old.called)
        repeated = repeating(edit.session.connection(), old.stand_in, named)
        note_wiped(edit.session.connection(), repeated, now())
        note_erasure(edit, (), copies=True)
    purge(project, report)
    kept = [(path.relative_to(project.folder).as_posix(), 0) for path in files_with(project, old.stand_in)]
    return (*repeated, *kept)


def _keep_silent(edit: Edit, story_id: int) -> None:
    """Where a name was heard that is in the words no more, nothing will say so: that bit is not to be used."""
    whole = TimeRange(0, max(1, duration_of(edit.session, story_id)))
    for heard in SaidNames(edit.session).heard(story_id, story_words(edit.session, story_id), [whole]):
        with suppress(BadInput):  # marked already
            mark_not_used(edit, story_id, heard.time.start_ms - PAD_MS, heard.time.end_ms + PAD_MS)


def _keep_refusals(edit: Edit, story_id: int) -> None:
    """A no from before there were fingerprints gets those of the words that its excerpt noted."""
    said = select(Answer, Excerpt.quote).join(Excerpt, Excerpt.id == Answer.excerpt_id)
    for answer, quote in edit.session.execute(
        said.where(Excerpt.story_id == story_id, Answer.answer == AnswerKind.NO)
    ).all():
        if not kept_prints(answer.covered):
            answer.covered = {**answer.covered, PRINTS: prints_of(quote)}
    edit.session.flush()


def _lines(story_id: int) -> Select[str]:
    return select(Segment.text).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)


def _names(text: str) -> set[str]:
    """The words with a capital that do not begin a sentence."""
    words = text.split()
    inside = [word for before, word in pairwise(words) if not before.rstrip(_SIGNS).endswith((".", "?", "!", "…", ":"))]
    return _words(*(word for word in inside if word.strip(_SIGNS)[:1].isupper()))


def _words(*texts: str) -> set[str]:
    """Each word once, “Samuel’s” as “Samuel”."""
    return {word.removesuffix("'s") for text in texts for word in bare(text).split()}


@dataclass(frozen=True, slots=True)
class _OldWords:
    """What a story's transcript said before, or what was refused of it, and how all of it stands now."""

    before: tuple[Withheld, ...]
    now: str
    names: frozenset[str]

    @classmethod
    def of(cls, session: Session, story_id: int) -> "_OldWords":
        drafts = select(DraftSegment.text).join(Transcription, Transcription.id == DraftSegment.transcription_id)
        drafts = drafts.where(Transcription.story_id == story_id)
        drafts = drafts.order_by(DraftSegment.transcription_id, DraftSegment.start_ms, DraftSegment.id)
        quotes = session.scalars(select(Excerpt.quote).where(Excerpt.story_id == story_id))
        said = (" ".join(session.scalars(drafts)), *quotes)
        refused = RefusedWords(StoryReader(session)).declined_in(story_id)
        now = " ".join(session.scalars(_lines(story_id)))
        names = {name for text in said for name in _names(text)}
        return cls((Withheld(0, story_id, (), said, ()), *refused), now, frozenset(names - _words(now)))

    def stand_in(self, text: str) -> bool:
        """Whether some of them in a row, or a name among them, stand in `text` that are not said any more."""
        return any(one.is_carried_by(text, self.now) for one in self.before) or bool(self.names & _words(text))

    def called(self, name: str) -> bool:
        """Whether something was called by them that is not said any more."""
        return not says(self.now, name) and any(one.says(name) for one in self.before)

    def name(self, theme: Theme) -> bool:
        """Whether the theme is called by them, be it one word that is marked as the storyteller's own."""
        own = theme.in_their_words or len(theme.name.split()) > 1
        return bool(own) and self.called(theme.name)

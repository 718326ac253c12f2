"""What a storyteller reads around an excerpt of theirs when they are asked about it."""

from collections.abc import Collection, Iterable, Mapping

from coproclip.excerpts.beside.read_beside import unreadable
from coproclip.excerpts.checks import Case
from coproclip.excerpts.coverage import title_of
from coproclip.excerpts.playlists import places_of
from coproclip.excerpts.rules.grants import PlaylistBeside, ReviewContext, ShareableExcerpt, verify
from coproclip.excerpts.rules.policy import ANSWERED_USES, WITHIN, Use
from coproclip.excerpts.rules.public_names import named_in
from coproclip.excerpts.rules.public_texts import Beside
from coproclip.excerpts.spans import SpokenAt
from coproclip.harmless import plain
from coproclip.people.moments import not_used, off_record
from coproclip.project.kinds import NamedIn, SpeakerRole
from coproclip.project.schema import Excerpt
from coproclip.timecode import TimeRange

CONTEXT_MS = 30_000
"""So much is shown before an excerpt, and after it."""
PLACES: Mapping[Use, str] = {
    Use.QUOTE: "In a quote",
    Use.SHARING: "In clips and playlists",
    Use.PAGE: "On a public page",
    Use.REPORT: "In a report",
    Use.ARCHIVE: "In an archive",
}
"""Where somebody is named in what is made for a use, at the beginning of a sentence."""


def context_of(case: Case, excerpt: Excerpt) -> ReviewContext:
    """The words around an excerpt of nobody but the storyteller for whom the review is and the reporter.

    On each side as far as the first word of somebody else, or the first that was refused, off the record or is not to
    be used. And the playlists that it is in, where their words may be read.
    """
    reader, spans = case.reader, case.reader.spans(excerpt)
    closed = [*off_record(case.session, excerpt.story_id), *not_used(case.session, excerpt.story_id)]
    closed += [span for one in case.refused.declined_in(excerpt.story_id) for span in one.spans]
    first, last = spans[0].start_ms, spans[-1].end_ms
    words = sorted(reader.words(excerpt.story_id, spans), key=lambda one: one.word.start_ms)

    def _theirs(said: SpokenAt) -> bool:
        heard = TimeRange(said.word.start_ms, max(said.word.start_ms + 1, said.word.end_ms))
        return _is_open(case, excerpt, said.speaker_id) and not any(map(heard.overlaps, closed))

    def _until(those: Iterable[SpokenAt]) -> list[SpokenAt]:
        found = []
        for one in those:
            if not _theirs(one):
                break
            found.append(one)
        return found

    low, high = first - CONTEXT_MS, last + CONTEXT_MS
    earlier = [one for one in reversed(words) if one.word.end_ms <= first and one.word.start_ms >= low]
    later = [one for one in words if one.word.start_ms >= last and one.word.end_ms <= high]
    before, after = _repeating_nothing(case, excerpt, _until(earlier)[::-1], _until(later))
    playlists = []
    for playlist, _ in places_of(case.session, excerpt.id):
        texts = case.playlist(playlist.id).beside(excerpt.id)
        if not any(unreadable(case, text, excerpt) for text in texts):
            title, *about = filter(None, (_shown(case, text) for text in texts))
            playlists.append(PlaylistBeside(title, "\n".join(about)))
    named = tuple((where, reader.attribution(excerpt, where)) for where in NamedIn)
    return ReviewContext(reader.named(excerpt, before), reader.named(excerpt, after), tuple(playlists), named)


def shown_as(grant: ShareableExcerpt, uses: Collection[Use]) -> tuple[tuple[str, str], ...]:
    """How a storyteller is named in what a yes for `uses` lets leave: each place (see `PLACES`) with the name there.

    One name with no place where it is the same in all of them. Raises `NotShareable` for what is no grant.
    """
    verify(grant)
    names = dict(grant.context.named) if grant.context else {}
    covered = [use for use in ANSWERED_USES if use in uses or WITHIN.get(use) in uses]
    found = {use: plain(names.get(named_in(use)[0], grant.attribution)) for use in covered}
    if len(set(found.values())) < 2:
        return (("", next(iter(found.values()), plain(grant.attribution))),)
    return tuple((PLACES[use], name) for use, name in found.items())


def _repeating_nothing(case: Case, excerpt: Excerpt, *around: list[SpokenAt]) -> list[list[SpokenAt]]:
    """What is `around` the excerpt, each side; none of it where a reporter says in it what others refused."""
    voices = case.reader.voices(excerpt.story_id)
    by_reporter = [voice.id for voice in voices.values() if voice.role == SpeakerRole.REPORTER]
    asked = [" ".join(one.word.text for one in side if one.speaker_id in by_reporter) for side in around]
    return [
        [] if case.refused.said_again(said, excerpt, [case.review_of]) else side
        for said, side in zip(asked, around, strict=True)
    ]


def _shown(case: Case, text: Beside) -> str:
    """What is read beside an excerpt; of what is said beside it, all that is read and heard."""
    if text.said_in is None:
        return text.text
    called, note = title_of(text.said_in, text.text), case.reader.note_before(text.said_in)
    before = f"{note} " if note else ""
    signed = case.reader.attribution(text.said_in, NamedIn.CLIPS)
    return f"Spoken introduction “{called}”, {signed}: {before}The reporter says: “{text.text}”"


def _is_open(case: Case, excerpt: Excerpt, speaker_id: int | None) -> bool:
    """Whether a voice is the reporter's, or surely that of the storyteller for whom the review is."""
    reader, story = case.reader, excerpt.story_id
    voice = reader.voices(story).get(speaker_id or 0)
    if voice is None or voice.role == SpeakerRole.OTHER:
        return False
    if voice.role == SpeakerRole.REPORTER:
        return True
    if voice.storyteller_id is not None:
        return voice.storyteller_id == case.review_of
    return reader.tellers(story) in ([], [case.review_of]) and reader.only_voice(story)

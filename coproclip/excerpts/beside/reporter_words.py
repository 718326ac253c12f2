"""What a reporter says in an excerpt: of a conversation that others took part in, or all of it."""

from itertools import groupby

from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.marking import inside
from coproclip.excerpts.spans import CUT, SpokenAt
from coproclip.project.kinds import SpeakerRole
from coproclip.project.schema import Excerpt
from coproclip.timecode import TimeRange


def speaks_only_reporter(reader: StoryReader, excerpt: Excerpt) -> bool:
    """Whether all that is said in an excerpt is said by a reporter, as the voices of its story are named now."""
    voices, words = reader.voices(excerpt.story_id), reader.inside(excerpt)
    roles = {voice.role if (voice := voices.get(word.speaker_id or 0)) else "" for word in words}
    return roles == {SpeakerRole.REPORTER.value}


def said_by_reporter(reader: StoryReader, excerpt: Excerpt) -> str:
    """What a reporter says in an excerpt, as it is read in what leaves; empty where none speaks in it."""
    parts = _parts(reader, excerpt.story_id, reader.spans(excerpt), by_reporter=True)
    read = (" ".join(word.text for word in reader.named(excerpt, part)) for part in parts)
    return f" {CUT} ".join(filter(None, read))


def said_between(reader: StoryReader, story_id: int, spans: tuple[TimeRange, ...], *, by_reporter: bool) -> str:
    """What a reporter says in these spans of a story, or what everybody else says there, as it stands."""
    parts = _parts(reader, story_id, spans, by_reporter=by_reporter)
    return f" {CUT} ".join(" ".join(word.word.text for word in part) for part in parts)


def _parts(
    reader: StoryReader, story_id: int, spans: list[TimeRange] | tuple[TimeRange, ...], *, by_reporter: bool
) -> list[list[SpokenAt]]:
    """What they say without anybody else between, in order."""
    voices, words = reader.voices(story_id), reader.words(story_id, spans)

    def _is_reporters(said: SpokenAt) -> bool:
        voice = voices.get(said.speaker_id or 0)
        return voice is not None and voice.role == SpeakerRole.REPORTER

    turns = [groupby(inside(words, span), _is_reporters) for span in spans]
    return [list(some) for turn in turns for theirs, some in turn if theirs is by_reporter]

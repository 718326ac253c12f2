"""Who says which word, where everybody had a microphone of their own; and nothing of what was off the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from coproclip.people.moments import off_record
from coproclip.people.stories import StorySound, speakers_of
from coproclip.speech.channels import Channels
from coproclip.speech.engine import SpokenSegment, SpokenWord, passage
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class ChannelTurns:
    """What a story knows before it is transcribed: the voice (its id) on each channel, and what was off the record.

    `channels` is None where nothing is known of who sat at which microphone.
    """

    voices: dict[int, int]
    channels: Channels | None
    off_record: tuple[TimeRange, ...]

    def voiced(self, segments: Sequence[SpokenSegment]) -> list[tuple[SpokenSegment, list[int | None]]]:
        """These passages without what was off the record, each with the voice of every word (None: not known)."""
        kept = [part for segment in segments for part in self._on_record(segment)]
        words = [word for one in kept for word in one.words]
        found = self.channels.heard_on(words) if self.channels is not None else [None] * len(words)
        voices = iter([None if channel is None else self.voices.get(channel) for channel in found])
        return [(one, [next(voices) for _ in one.words]) for one in kept]

    def on_record(self, stretch: TimeRange) -> list[TimeRange]:
        """The parts of `stretch` that are not off the record, in order."""
        parts, at_ms = [], stretch.start_ms
        for one in sorted(self.off_record):
            if one.overlaps(stretch):
                parts.append(TimeRange(at_ms, max(at_ms, one.start_ms)))
                at_ms = max(at_ms, one.end_ms)
        parts.append(TimeRange(at_ms, max(at_ms, stretch.end_ms)))
        return [part for part in parts if part.duration_ms]

    def _on_record(self, spoken: SpokenSegment) -> list[SpokenSegment]:
        """`spoken` in parts around the stretches off the record; the words in them, which nobody said, are left out."""
        parts: list[list[SpokenWord]] = [[]]
        for word in spoken.words:
            if self._is_off((word.start_ms + word.end_ms) // 2):
                parts.append([])
                continue
            if parts[-1] and self._lies_between(parts[-1][-1], word):
                parts.append([])
            parts[-1].append(self._kept_out(word))
        # Most passages are nowhere near one, and stay as the engine gave them.
        return [spoken] if parts == [list(spoken.words)] else [passage(part, spoken.flags) for part in parts if part]

    def _is_off(self, time_ms: int) -> bool:
        return any(stretch.contains(time_ms) for stretch in self.off_record)

    def _lies_between(self, before: SpokenWord, after: SpokenWord) -> bool:
        return any(before.start_ms < stretch.start_ms and stretch.end_ms <= after.end_ms for stretch in self.off_record)

    def _kept_out(self, word: SpokenWord) -> SpokenWord:
        """A word that reaches into such a stretch, ending or beginning at its edge instead."""
        middle = (word.start_ms + word.end_ms) // 2
        for one in self.off_record:
            if one.start_ms > middle:
                word = replace(word, end_ms=min(word.end_ms, one.start_ms))
            else:
                word = replace(word, start_ms=max(word.start_ms, one.end_ms))
        return word


def turns_of(session: Session, story_id: int, sound: StorySound) -> ChannelTurns:
    """What is known of a story's voices and its stretches off the record.

    Looks into the sound where people sat at microphones of their own; raises `MediaError` or `StorageError` then.
    """
    seated = {
        speaker.channel: speaker.id
        for speaker in reversed(speakers_of(session, story_id))
        if speaker.channel is not None
    }
    off = tuple(off_record(session, story_id))
    return ChannelTurns(seated, Channels(sound.audio) if seated and sound.channels == 2 else None, off)

"""Who says some words in a row: which storytellers, in which stories, and whether that is how everybody speaks."""

from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from coproclip.project.comparing.word_runs import bare
from coproclip.project.kinds import SpeakerRole

_ECHO_MS = 30_000
"""Whoever says again so soon what a reporter asked says the reporter's words, as answers do."""
_MANY = 3
"""What so many named people say in the same words, each in a passage of their own, is how everybody speaks."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who said something: in which story, which storyteller (id) if that is known, what their part is, and in which
    passage (its words, empty where only an excerpt noted them, and when it begins, in ms).
    """

    story_id: int
    teller: int | None
    role: str
    passage: str
    start_ms: int = 0


class Sayers:
    """Who says the same words. They are asked about beside one excerpt after another: what is the same for all
    excerpts is found once.

    `others` say it of themselves: not a reporter, nor who repeats what a reporter asked just before. `stories` (ids)
    are those outside the bin; `sound` is the hash of a story's sound.
    """

    def __init__(self, voices: Collection[Voice], stories: Collection[int], sound: Callable[[int], str]) -> None:
        self.others = _but_reporters(voices)
        self._stories, self._sound = stories, sound

    def but(self, tellers: Collection[int | None], story_id: int) -> frozenset[Voice]:
        """The others without these storytellers; None is whom nobody named, who is another one in each story."""
        return self.others.difference(
            one for one in self.others if one.teller in tellers and (one.teller is not None or one.story_id == story_id)
        )

    def are_many(self, voices: Collection[Voice]) -> bool:
        """Whether these of the others are different people, as far as known: a copy of a recording is nobody else."""
        people, passages, sounds = set[int | None](), set[str](), dict[str, int]()
        for passage, voice in self._named:
            if voice not in voices:
                continue
            same_sound = sounds.setdefault(self._sound(voice.story_id), voice.story_id) == voice.story_id
            known = voice.teller in people or passage in passages
            if same_sound and not known and voice.story_id in self._stories:
                people.add(voice.teller)
                passages.add(passage)
            if len(people) >= _MANY:
                return True
        return False

    @cached_property
    def _named(self) -> list[tuple[str, Voice]]:
        """Those of whom it is known who they are, each with their bare passage; nobody where they are too few."""
        named = [one for one in self.others if one.teller is not None and one.passage]
        named.sort(key=lambda one: (one.story_id, one.teller or 0, one.passage))
        spoken = [(bare(one.passage), one) for one in named]
        too_few = min(len({one.teller for one in named}), len({passage for passage, _ in spoken})) < _MANY
        return [] if too_few else spoken


def _but_reporters(voices: Collection[Voice]) -> frozenset[Voice]:
    asked: dict[int, list[int]] = {}
    for one in sorted(voices, key=lambda one: one.start_ms):
        if one.role == SpeakerRole.REPORTER:
            asked.setdefault(one.story_id, []).append(one.start_ms)

    def _repeats(said: Voice) -> bool:
        before = asked.get(said.story_id, ())
        at = bisect_left(before, said.start_ms)
        return at > 0 and said.start_ms - before[at - 1] <= _ECHO_MS

    return frozenset(one for one in voices if one.role != SpeakerRole.REPORTER and not (one.passage and _repeats(one)))

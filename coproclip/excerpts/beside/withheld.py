"""Words that may not leave, whoever writes them beside something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coproclip.project.comparing.word_prints import has_run, is_whole
from coproclip.project.comparing.word_runs import FEW, RUN, length, readings, run_index, runs, same, says
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class Withheld:
    """A stretch whose words may not leave: of an excerpt (0 where it was deleted), as they stand and as they stood.

    `tellers` are the storytellers who are heard in it (ids). `refusals` are those who refused it, each with the number
    of that answer; empty where no yes came yet. `prints` are the fingerprints of its words as they were refused;
    `agreed` is what of them they said yes to since.
    """

    excerpt_id: int
    story_id: int
    spans: tuple[TimeRange, ...]
    words: tuple[str, ...]
    tellers: tuple[int | None, ...]
    refusals: Mapping[int | None, int] = field(default_factory=dict)
    prints: tuple[str, ...] = ()
    agreed: str = ""

    source = "an excerpt"

    def says(self, words: str) -> bool:
        """Whether `words` are said in it."""
        few = runs(words, min(RUN, length(words))) if length(words) >= 2 else []
        known = few and any(all(has_run(prints, run) for run in few) for prints in self.prints)
        if says(self.agreed, words):
            return False
        return bool(known) or any(says(word, words) for word in self.words)

    def is_carried_by(self, text: str, own: str = "") -> bool:
        """Whether some of its words in a row, or all of the few it has, stand in `text` and not in `own`."""
        return any(
            not says(own, words) and not says(self.agreed, words)
            for words in (*self._few_in(text), *self._runs_in(text))
        )

    def may_be_carried_by(self, many: Sequence[str], few: Sequence[str]) -> bool:
        """Whether a text of which these are all runs of `RUN` and of `FEW` words can carry it: quick to say."""
        return (
            not many
            or any(map(self._has, many))
            or any(length(word) < RUN for word in self.words)
            or any(is_whole(prints, one) for prints in self.prints for one in few)
        )

    def _runs_in(self, text: str) -> list[str]:
        return [run for run in runs(text) if self._has(run)]

    def _has(self, run: str) -> bool:
        return any(run in run_index(word) for word in self.words) or any(has_run(print_, run) for print_ in self.prints)

    def _few_in(self, text: str) -> list[str]:
        found = [word for word in self.words if FEW <= length(word) < RUN and says(text, word)]
        found += [few for few in runs(text, FEW) if any(is_whole(prints, few) for prints in self.prints)]
        # Fewer words are everybody's, but where the text is just these.
        alone = length(text) >= 2 and (
            any(same(word, text) for word in self.words)
            or any(is_whole(prints, one.strip()) for prints in self.prints for one in readings(text))
        )
        return [*found, text] if alone else found


@dataclass(frozen=True, slots=True)
class WithheldStory(Withheld):
    """All that a storyteller said who refused the whole story. So long a text has every few words in it somewhere."""

    source = "a story"

    def may_be_carried_by(self, many: Sequence[str], few: Sequence[str]) -> bool:
        """The same; a short sentence of theirs can be anywhere in it."""
        return not many or any(map(self._has, many))

    def _few_in(self, text: str) -> list[str]:
        """`text`, where it is a short sentence of theirs and nothing else."""
        return [text] if FEW <= length(text) < RUN and not self._sentences().isdisjoint(readings(text)) else []

    def _sentences(self) -> set[str]:
        found, sentence = set[str](), list[str]()
        for word in " ".join(self.words).split():
            sentence.append(word)
            if word.rstrip("\"'”’»)").endswith((".", "?", "!", "…")):
                found.update(readings(" ".join(sentence)))
                sentence.clear()
        return found.union(readings(" ".join(sentence)))

"""Whether somebody's words stand in another text, whatever their capitals and signs."""

from collections.abc import Iterable

from coproclip.project.comparing.word_runs import runs, says


class SaidWords:
    """What was said, as texts that follow each other; a run of words may reach from one into the next."""

    def __init__(self) -> None:
        self._runs: set[str] = set()
        self._whole: list[str] = []

    def add(self, texts: Iterable[str]) -> None:
        """These were said one after another."""
        said = " ".join(texts)
        self._runs.update(runs(said))
        self._whole.append(said)

    def forget(self, others: "SaidWords") -> None:
        """What `others` say too stands in no text any more for these; a whole text may still be said."""
        self._runs -= others._runs

    def says(self, text: str) -> bool:
        """Whether the whole of `text` was said, be it one word."""
        return any(says(whole, text) for whole in self._whole)

    def stand_in(self, text: str) -> bool:
        """Whether some words in a row of what was said stand anywhere in `text`."""
        return any(run in self._runs for run in runs(text))

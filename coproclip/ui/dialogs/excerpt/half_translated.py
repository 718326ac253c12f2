"""What is typed of the translations of an excerpt and not kept, noted so that it outlasts the program."""

from collections.abc import Mapping, Sequence

from coproclip.excerpts.translating import InLanguages
from coproclip.project.half_typed import HalfTyped, ProjectPlace, all_half_typed, note_half_typed

Lines = tuple[str, ...]


class HalfTranslated:
    """The lines typed in each language beside those of an excerpt as it is `shown`."""

    def __init__(self, project: ProjectPlace, excerpt_id: int, shown: InLanguages) -> None:
        self._project, self._form, self._shown = project, f"translation {excerpt_id}", shown
        self._bases: dict[str, str] = {}

    def again(self) -> tuple[dict[str, Lines], bool]:
        """What was typed before, by language, beside the lines as they are now; and whether they, or what stands in
        the project for them, were changed since.
        """
        found = dict[str, Lines]()
        for name, typed in all_half_typed(self._project).items():
            form, _, tag = name.partition("/")
            if form == self._form:
                self._bases[tag] = typed.base
                if (lines := self._beside(typed)) != self._shown.kept(tag):
                    found[tag] = lines
        return found, any(self._bases[tag] != self._base(tag) for tag in found)

    def note(self, typed: Mapping[str, Lines]) -> None:
        """Note what is typed now, by language; what is in none of them is kept, or let go."""
        for tag in [*typed, *(one for one in self._bases if one not in typed)]:
            base = self._bases.setdefault(tag, self._base(tag))
            note_half_typed(self._project, f"{self._form}/{tag}", HalfTyped("\n".join(typed.get(tag, ())), base))

    def _base(self, tag: str) -> str:
        """What is said, and what stands for it: with the words of the excerpt, what is typed of them is forgotten."""
        return "\n".join([*(one.text for one in self._shown.originals), *self._shown.kept(tag)])

    def _beside(self, typed: HalfTyped) -> Lines:
        """Each line beside the words that it was typed for; the others in order where there is room."""
        lines, originals = typed.text.split("\n"), [one.text for one in self._shown.originals]
        left = list(zip(typed.base.split("\n"), lines, strict=False))
        found = list[str | None]()
        for original in originals:
            place = next((at for at, (before, _) in enumerate(left) if before == original), None)
            found.append(None if place is None else left.pop(place)[1])
        others = [line for _, line in left if line]
        whole = [line if line is not None else others.pop(0) if others else "" for line in found]
        return _with_rest(whole, others)


def _with_rest(lines: Sequence[str], rest: Sequence[str]) -> Lines:
    """Nothing that was typed is lost: what has no line of its own stands at the end of the last."""
    return (*lines[:-1], " ".join(filter(None, [lines[-1], *rest]))) if lines else ()

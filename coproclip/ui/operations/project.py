"""What is said of the project itself, from its own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coproclip.errors import BadInput
from coproclip.people import about_project
from coproclip.people.about_project import PartnerFacts
from coproclip.project.project import Edit
from coproclip.ui.chosen_values import BANDS, bands_words
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PartnerDetails:
    """An organisation as a person filled it in; `known` is what it was, None for a new one."""

    known: PartnerFacts | None
    name: str
    named_as: str
    formerly: str

    @property
    def changed(self) -> bool:
        """Whether it is other than it was."""
        return self.known is None or any(one.changed for one in self.changes())

    def changes(self) -> list[TypedText]:
        """What is other of one that is known."""
        if self.known is None:
            return []
        return [
            TypedText(TextOf.PARTNER, self.known.id, column, getattr(self.known, column), getattr(self, column))
            for column in ("name", "named_as", "formerly")
        ]


def change_project(
    workspace: Workspace,
    texts: Mapping[str, tuple[str, str]],
    partners: Sequence[PartnerDetails],
    removed: Sequence[PartnerFacts],
    bands: tuple[Mapping[str, int], Mapping[str, int]],
) -> None:
    """Change what is said of the project, as one step: `texts` and `bands` before and now.

    Raises what speaks against it, to be said in the dialog: also `BadInput` where somebody else changed meanwhile what
    is to be taken out.
    """

    def _also(edit: Edit) -> None:
        there = {one.id: one for one in about_project.project_facts(edit.session).partners}
        for gone in removed:
            if there.get(gone.id, gone) != gone:
                raise BadInput(
                    f"Somebody else changed the partner “{gone.name}” meanwhile.",
                    "Nothing was changed.",
                    "Open this again to see what they wrote, and take it out then.",
                )
        about_project.remove_partners(edit, [gone.id for gone in removed if gone.id in there])
        for one in partners:
            if one.known is None:
                about_project.add_partner(edit, one.name, one.named_as, one.formerly)

    typed = [TypedText(TextOf.PROJECT, 1, name, before, now) for name, (before, now) in texts.items()]
    typed += [one for partner in partners for one in partner.changes()]
    typed.append(TypedText(TextOf.PROJECT, 1, BANDS, bands_words(bands[0]), bands_words(bands[1])))
    workspace.typed.keep_now(typed, _also)

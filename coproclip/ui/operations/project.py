"""What is said of the project itself, from its own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coproclip.people import about_project
from coproclip.people.about_project import PartnerFacts
from coproclip.project.project import Edit
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
        texts = (self.name.strip(), self.named_as.strip(), self.formerly.strip())
        return self.known is None or texts != (self.known.name, self.known.named_as, self.known.formerly)


def change_project(
    workspace: Workspace,
    texts: Mapping[str, tuple[str, str]],
    partners: Sequence[PartnerDetails],
    removed: Sequence[int],
    bands: Mapping[str, int] | None,
) -> None:
    """Change what is said of the project, as one step: `texts` before and now, by column; None leaves the bands.

    Raises what speaks against it, to be said in the dialog.
    """

    def _also(edit: Edit) -> None:
        about_project.remove_partners(edit, removed)
        for one in partners:
            if one.known is None:
                about_project.add_partner(edit, one.name, one.named_as, one.formerly)
            elif one.changed:
                about_project.change_partner(edit, one.known.id, one.name, one.named_as, one.formerly)
        if bands is not None:
            about_project.change_project(edit, {}, bands)

    typed = [TypedText(TextOf.PROJECT, 1, name, before, now) for name, (before, now) in texts.items()]
    workspace.typed.keep_now(typed, _also)

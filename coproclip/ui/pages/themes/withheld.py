"""Which themes are called, or described, in words that may not leave: marked in the tree, and why at their head."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from coproclip.excerpts.reasons import Reason, in_words
from coproclip.overview.texts import ThemeTexts, theme_texts
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.excerpt.mending import Mend
from coproclip.ui.dialogs.withheld_texts import WithheldTexts
from coproclip.ui.job_runner import JobKind
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.pages.themes.tree import ThemeTree
from coproclip.ui.workspace import Workspace


class WithheldThemes(QObject):
    """Looked at in the background whenever the themes were read; `change` lets a person change the chosen theme."""

    def __init__(
        self,
        workspace: Workspace,
        model: ThemeTree,
        place: WithheldTexts,
        chosen: Selection,
        change: Callable[[], None],
    ) -> None:
        super().__init__(place)
        self._model, self._place, self._chosen, self._change = model, place, chosen, change
        self._reasons: dict[int, tuple[Reason, ...]] = {}
        self._reading = BackgroundReading[ThemeTexts](workspace, self, JobKind.LOOK)
        place.asked.connect(self._mend)

    def forget(self) -> None:
        """Another project."""
        self._reading.stop()
        self._take({})

    def look(self) -> None:
        """Look again at all themes; what is shown stays until that is known."""
        found: dict[int, tuple[Reason, ...]] = {}

        def _came(some: list[ThemeTexts]) -> None:
            found.update({one.theme_id: one.reasons for one in some if one.reasons})

        self._reading.begin(theme_texts, _came, lambda: self._take(found))

    def _take(self, found: dict[int, tuple[Reason, ...]]) -> None:
        self._reasons = found
        self._model.set_withheld({theme: in_words(reasons) for theme, reasons in found.items()})
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show why the chosen theme's texts may not leave."""
        theme = self._chosen.theme()
        reasons = self._reasons.get(theme.theme_id, ()) if theme is not None else ()
        self._place.show_reasons(reasons, theme.name if theme is not None else "")

    def _mend(self, _mend: Mend, _text: object) -> None:
        self._change()

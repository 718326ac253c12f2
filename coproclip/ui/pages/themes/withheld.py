"""Which themes are called, or described, in words that may not leave: marked in the tree, and why at their head."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.excerpts.approval import Approval
from coproclip.excerpts.rules.reasons import NamedPerson, Reason, in_words
from coproclip.overview.texts import ThemeTexts, theme_texts
from coproclip.people.no_names import NameIn
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.excerpt.mending import Mend, begin_text
from coproclip.ui.job_runner import JobKind
from coproclip.ui.pages.themes.head import ThemeHead
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.pages.themes.tree import ThemeTree
from coproclip.ui.widgets.badge import approval_word
from coproclip.ui.workspace import Workspace


class WithheldThemes(QObject):
    """Looked at in the background whenever the themes were read; `change` lets a person change the chosen theme."""

    headlines_known = Signal(object)
    """The themes whose headline quote may not leave as it is."""

    def __init__(
        self,
        workspace: Workspace,
        model: ThemeTree,
        head: ThemeHead,
        chosen: Selection,
        change: Callable[[], None],
    ) -> None:
        super().__init__(head)
        self._workspace, self._model = workspace, model
        self._head, self._place = head, head.withheld
        self._chosen, self._change = chosen, change
        self._reasons: dict[int, tuple[Reason, ...]] = {}
        self._headlines: dict[int, Approval] = {}
        self._reading = BackgroundReading[ThemeTexts](workspace, self, JobKind.LOOK)
        self._place.asked.connect(self._mend)

    def forget(self) -> None:
        """Another project."""
        self._reading.stop()
        self._take({}, {})

    def look(self) -> None:
        """Look again at all themes; what is shown stays until that is known."""
        found: dict[int, tuple[Reason, ...]] = {}
        headlines: dict[int, Approval] = {}

        def _came(some: list[ThemeTexts]) -> None:
            found.update({one.theme_id: one.reasons for one in some if one.reasons})
            headlines.update({one.theme_id: one.headline for one in some if one.headline is not None})

        self._reading.begin(theme_texts, _came, lambda: self._take(found, headlines))

    def _take(self, found: dict[int, tuple[Reason, ...]], headlines: dict[int, Approval]) -> None:
        self._reasons, self._headlines = found, headlines
        words = {theme: in_words(reasons) for theme, reasons in found.items()}
        for theme, approval in headlines.items():
            headline = self.tr("Its headline quote can’t be shared: {answer}.").format(answer=approval_word(approval))
            words[theme] = " ".join(filter(None, (words.get(theme), headline)))
        self._model.set_withheld(words)
        self.show_chosen()
        self.headlines_known.emit(list(headlines))

    def show_chosen(self) -> None:
        """Show why the chosen theme's texts may not leave."""
        theme = self._chosen.theme()
        reasons = self._reasons.get(theme.theme_id, ()) if theme is not None else ()
        self._place.show_reasons(reasons, theme.name if theme is not None else "")
        self._head.show_headline_answer(self._headlines.get(theme.theme_id) if theme is not None else None)

    def _mend(self, mend: Mend, text: object) -> None:
        if isinstance(text, NameIn | NamedPerson):
            begin_text(self._workspace, mend, text, self._place.window())
        else:
            self._change()

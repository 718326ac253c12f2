"""What a person chooses about the look, kept in the settings."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from coproclip.settings import Settings
from coproclip.ui.style.look import TEXT_SIZES, apply_style


def appearances() -> tuple[tuple[str, str], ...]:
    """Each appearance with its word on screen, wherever one is chosen: ("system", "Match system") is the first."""
    say = QCoreApplication.translate
    return (("system", say("Look", "Match system")), ("light", say("Look", "Light")), ("dark", say("Look", "Dark")))


class LookChoices:
    """Appearance, text size and calm mode: changed at once, kept for next time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.least = 0
        """The smallest text size (percent) that is put on, whatever was chosen: letters for a room are large."""

    def apply(self) -> None:
        """Put on what the settings say."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_style(app, self._settings.appearance, self._shown)

    @property
    def _shown(self) -> int:
        return max(self.least, self._settings.text_size)

    def choose(self, mode: str) -> None:
        """system, light or dark."""
        with self._settings.change():
            self._settings.appearance = mode
        self.apply()

    def set_text_size(self, percent: int) -> None:
        """90–200 %."""
        with self._settings.change():
            self._settings.text_size = min(TEXT_SIZES[-1], max(TEXT_SIZES[0], percent))
        self.apply()

    def larger(self) -> None:
        """The next larger text size."""
        self.set_text_size(next((size for size in TEXT_SIZES if size > self._shown), TEXT_SIZES[-1]))

    def smaller(self) -> None:
        """The next smaller text size."""
        smaller = (size for size in reversed(TEXT_SIZES) if size < self._settings.text_size)
        self.set_text_size(next(smaller, TEXT_SIZES[0]))

    def normal(self) -> None:
        """100 %."""
        self.set_text_size(100)

    def toggle_calm(self) -> None:
        """Calm mode on or off."""
        with self._settings.change():
            self._settings.calm = not self._settings.calm

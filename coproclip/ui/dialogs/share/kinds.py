"""What can be made of excerpts, to be ticked: a page in a folder, one page, a montage, audio files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.excerpts.rules.policy import Use
from coproclip.ui.dialogs.share.making import Part
from coproclip.ui.dialogs.share.parts import KindOfFile
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.tooltips import as_written


@dataclass(frozen=True, slots=True)
class PartStates:
    """How far parts are: those that were `made`, those `wanted` in order, which of them is being made, and how far."""

    made: frozenset[Part] = frozenset()
    wanted: tuple[Part, ...] = ()
    busy: bool = False
    place: int = 0
    fraction: float = 0.0
    stopped: bool = False


class KindsToMake(QWidget):
    """The ticks; `changed()` when one is set or taken away."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playlist, self._use, self._address = False, Use.SHARING, ""
        column = vbox(self, NONE, 14)
        self.page = KindOfFile(
            self.tr("Web page in a folder, and as a zip"),
            self.tr("Opens from a USB stick, with captions and words; lists for audio players too"),
        )
        self.one_page = KindOfFile(
            self.tr("One page that holds everything"),
            self.tr("A single file to mail or to put on a stick; large where it is long"),
        )
        self.montage = KindOfFile(
            self.tr("Montage"),
            self.tr("All of it as one sound, with gaps, chapters and captions; MP3, M4A or WAV"),
        )
        self.clips = KindOfFile(
            self.tr("Audio files with captions"),
            self.tr("One file for each excerpt, with captions and words beside it"),
        )
        self.kinds: Mapping[Part, KindOfFile] = {
            Part.PAGE: self.page,
            Part.ONE_PAGE: self.one_page,
            Part.MONTAGE: self.montage,
            Part.CLIPS: self.clips,
        }
        self.embed = QCheckBox(self.tr("With a podcast feed, and lines for another web page"))
        self.names = Label("", "small", wrap=True)
        for below in (self.names, self.embed):
            self.page.add_below(below)
        for part, kind in self.kinds.items():
            kind.tick.setChecked(part in (Part.PAGE, Part.CLIPS))
            kind.tick.toggled.connect(lambda _on: self.changed.emit())
            column.addWidget(kind)
        self.fit(Use.SHARING)

    def show_playlist(self, named: str, address: str) -> None:
        """They are of a playlist of the project that is `named` so; where it lies on the web is its `address`."""
        self._playlist, self._address = True, address
        self.names.setText(self.tr("The page names your project: “{title}”").format(title=named))
        self.fit(self._use)

    def show_clips(self) -> None:
        """They are of no playlist: only audio files can be made."""
        self._playlist = False
        self.fit(self._use)

    def fit(self, use: Use) -> None:
        """Offer what can be made for this use."""
        self._use = use
        self.page.setVisible(self._playlist)
        for kind in (self.one_page, self.montage):
            kind.setVisible(self._playlist and use is not Use.REVIEW)
        self.embed.setVisible(use is Use.PAGE)
        self.embed.setEnabled(bool(self._address))
        unknown = self.tr("Give the playlist its web address first (in the menu under its title).")
        why = "" if self._address else unknown
        self.embed.setToolTip(as_written(why))
        self.embed.setAccessibleDescription(why)

    def wanted(self) -> tuple[Part, ...]:
        """What is ticked, in the order in which it is made."""
        return tuple(part for part, kind in self.kinds.items() if kind.wanted())

    def address(self) -> str:
        """For where on the web a feed, and lines for another page, are wanted; empty where they are not."""
        return self._address if self._use is Use.PAGE and self.embed.isChecked() else ""

    def show_states(self, states: PartStates) -> None:
        """Say of each how far it is."""
        for part, kind in self.kinds.items():
            if part in states.made:
                kind.show_state(self.tr("Made"), done=True)
            elif not states.busy or part not in states.wanted:
                kind.show_state(self.tr("Stopped") if states.stopped and part in states.wanted else "")
            elif states.wanted.index(part) == states.place:
                kind.show_state(self.tr("Making"), fraction=states.fraction)
            else:
                kind.show_state(self.tr("Next"))

    def made_words(self, counts: Mapping[Part, int]) -> str:
        """“the web page and 2 audio files”."""
        many = self.tr("{n} audio files") if counts.get(Part.CLIPS) != 1 else self.tr("1 audio file")
        words = {
            Part.PAGE: self.tr("the web page"),
            Part.ONE_PAGE: self.tr("one page that holds everything"),
            Part.MONTAGE: self.tr("the montage"),
            Part.CLIPS: many.format(n=counts.get(Part.CLIPS)),
        }
        return _listed([words[part] for part in self.kinds if part in counts], self.tr(" and "))


def _listed(parts: Sequence[str], last: str) -> str:
    return last.join(filter(None, (", ".join(parts[:-1]), parts[-1] if parts else "")))

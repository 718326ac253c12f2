"""“Who is heard”: the listening time of each storyteller as one bar, the same as words, and who is not heard yet."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolTip, QWidget

from coproclip.overview.playlists import BalanceBy, PlaylistContents, Voice
from coproclip.timecode import length
from coproclip.ui.dialogs.meaning.words import feeling_words
from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import MARGIN, RADIUS, current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.tooltips import as_written

NAMES = 12
"""More names than this become a number."""
SPLIT = 2


class BalanceBar(QWidget):
    """One stretch a storyteller, as long as they are heard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.voices: Sequence[Voice] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A line of words high."""
        return QSize(current().scaled(200), current().scaled(30))

    def set_voices(self, voices: Sequence[Voice]) -> None:
        """Show these."""
        self.voices = voices
        self.update()

    def stretches(self) -> list[QRect]:
        """Where each storyteller's stretch is."""
        whole = sum(voice.heard_ms for voice in self.voices)
        found, passed_ms = [], 0
        for voice in self.voices:
            left = round(self.width() * passed_ms / whole)
            passed_ms += voice.heard_ms
            right = round(self.width() * passed_ms / whole)
            last = passed_ms == whole
            found.append(QRect(left, 0, max(1, right - left - (0 if last else SPLIT)), self.height()))
        return found

    def event(self, event: QEvent) -> bool:
        """A tooltip for each stretch: some are too short for their name."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for voice, rect in zip(self.voices, self.stretches(), strict=True):
                if rect.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), as_written(sentence(voice)), self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The stretches with names and percents where there is room."""
        t = current()
        painter = smooth_painter(self)
        round_corners = QPainterPath()
        round_corners.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(round_corners)
        for place, (voice, rect) in enumerate(zip(self.voices, self.stretches(), strict=True)):
            painter.fillRect(rect, t.accent if place == 0 else t.accent_soft if place % 2 else t.sel)
            painter.setPen(t.on_accent if place == 0 else t.ink)
            self._name(painter, rect, voice)

    def _name(self, painter: QPainter, rect: QRect, voice: Voice) -> None:
        pad = current().scaled(6)
        name, share = f"{voice.alias} ", f"{voice.percent}%"
        strong, plain = QFontMetrics(font("small-medium")), QFontMetrics(font("small"))
        wide, more = strong.horizontalAdvance(name), plain.horizontalAdvance(share)
        room = rect.width() - 2 * pad
        if wide + more > room:
            name, more = one_line(voice.alias, room, strong), 0
            wide = strong.horizontalAdvance(name)
            if room < current().scaled(18):
                return
        x = rect.x() + (rect.width() - wide - more) // 2
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("small-medium"))
        painter.drawText(QRect(x, rect.y(), wide + 2, rect.height()), middle, name)
        if more:
            painter.setFont(font("small"))
            painter.drawText(QRect(x + wide, rect.y(), more + 2, rect.height()), middle, share)


def sentence(voice: Voice) -> str:
    """“Kit 40%, 36 s in 3 excerpts”."""
    words = QCoreApplication.translate("Balance", "{name} {percent}%, {time} in {n} excerpts")
    if voice.excerpts == 1:
        words = QCoreApplication.translate("Balance", "{name} {percent}%, {time} in 1 excerpt")
    return words.format(name=voice.alias, percent=voice.percent, time=length(voice.heard_ms), n=voice.excerpts)


class Balance(QWidget):
    """The bar with its heading, its twin in words, and the names of those not heard yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self._contents: PlaylistContents | None = None
        column = vbox(self, (MARGIN, 12, MARGIN, 12), 6)
        row = hbox(spacing=8)
        self.by = QComboBox()
        self.by.setAccessibleName(self.tr("Balance by"))
        for by, words in (
            (BalanceBy.TELLER, self.tr("Who is heard")),
            (BalanceBy.ROLE, self.tr("Roles")),
            (BalanceBy.THEME, self.tr("Themes")),
            (BalanceBy.FEELING, self.tr("Feelings")),
        ):
            self.by.addItem(words, by)
        self.by.currentIndexChanged.connect(lambda _place: self._show())
        row.addWidget(self.by)
        self.summary = Label("", "small", elide=True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.summary, 1)
        self.as_words = Button(icon="list", kind="icon", size="small", name=self.tr("Who is heard, in words"))
        self.as_words.setCheckable(True)
        self.as_words.toggled.connect(lambda _on: self._show_parts())
        row.addWidget(self.as_words)
        column.addLayout(row)
        self.bar = BalanceBar()
        column.addWidget(self.bar)
        self.words = Label("", "body", wrap=True)
        column.addWidget(self.words)
        self.missing = QWidget()
        below = hbox(self.missing, (0, 2, 0, 0), 8)
        self._ear = IconLabel("ear-off", "ink3", 16)
        below.addWidget(self._ear)
        self.not_heard = Label("", "small", elide=True)
        below.addWidget(self.not_heard, 1)
        column.addWidget(self.missing)

    def show_contents(self, contents: PlaylistContents) -> None:
        """Say who is heard in this playlist, and what about."""
        self._contents = contents
        self._show()

    def _show(self) -> None:
        contents, by = self._contents, BalanceBy(self.by.currentData())
        if contents is None:
            return
        shares = [replace(one, alias=self._named(by, one.alias)) for one in contents.shares(by)]
        self.bar.set_voices(shares)
        tellers = by is BalanceBy.TELLER
        missing = contents.not_heard if tellers else []
        words = self._summary_of(shares, len(shares) + len(missing)) if tellers else self._most_of(contents, shares)
        self.summary.setText(words)
        said = [sentence(share) for share in shares]
        self.words.setText("  ·  ".join(said))
        name = self.tr("Who is heard: {who}") if tellers else self.tr("{what}: {who}")
        self.bar.setAccessibleName(name.format(what=self.by.currentText(), who="; ".join(said)))
        self._show_below(contents, missing, tellers=tellers)
        self.setVisible(bool(contents.voices))

    def _show_below(self, contents: PlaylistContents, missing: Sequence[str], *, tellers: bool) -> None:
        names = ", ".join(missing[:NAMES])
        words = (
            self.tr("Not heard yet: {names} and {n} more")
            if len(missing) > NAMES
            else self.tr("Not heard yet: {names}")
        )
        everybody = self.tr("Everybody who told a story is heard.")
        parts = [words.format(names=names, n=len(missing) - NAMES) if missing else everybody] if tellers else []
        if contents.follows and len(contents.voices) > 1:
            again = self.tr("A storyteller is heard twice in a row {n} times.")
            once = self.tr("One storyteller is heard twice in a row.")
            parts.append(once if contents.follows == 1 else again.format(n=contents.follows))
        elif not contents.follows and not tellers:
            parts.append(self.tr("No storyteller is heard twice in a row."))
        self.not_heard.setText("  ·  ".join(parts))
        self._ear.set_icon("ear-off" if missing else "ear")

    def _named(self, by: BalanceBy, name: str) -> str:
        """What a share is called on the screen."""
        if by is BalanceBy.FEELING:
            return feeling_words().get(name, name)
        nameless = {BalanceBy.ROLE: self.tr("No role"), BalanceBy.THEME: self.tr("No theme")}
        return name or nameless.get(by, name)

    def _most_of(self, contents: PlaylistContents, shares: Sequence[Voice]) -> str:
        """“5 of 8 excerpts: Moving the table”."""
        if not shares:
            return ""
        most = max(shares, key=lambda one: one.excerpts)
        words = self.tr("{name} in {n} of {all} excerpts")
        return words.format(name=most.alias, n=most.excerpts, all=len(contents.rows))

    def _summary_of(self, voices: Sequence[Voice], people: int) -> str:
        words = self.tr("{n} of {all} storytellers, {name} longest")
        if len(voices) < 2 or voices[0].heard_ms == voices[1].heard_ms:
            words = self.tr("{n} of {all} storytellers")
        if people == 1:
            words = self.tr("The only storyteller so far")
        return words.format(n=len(voices), all=people, name=voices[0].alias) if voices else ""

    def set_compact(self, compact: bool) -> None:
        """Where there is little height, only heading and bar."""
        self._compact = compact
        self._show_parts()

    def _show_parts(self) -> None:
        words = self.as_words.isChecked()
        self.bar.setVisible(not words)
        self.words.setVisible(words)
        self.missing.setVisible(words or not self._compact)
        column = self.layout()
        assert column is not None
        column.setContentsMargins(MARGIN, 4 if self._compact else 10, MARGIN, 6 if self._compact else 12)

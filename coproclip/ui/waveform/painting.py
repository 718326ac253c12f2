"""Paints the parts of a waveform that stay while the sound plays."""

from bisect import bisect_right

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from coproclip.timecode import clock
from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font, sized
from coproclip.ui.style.tokens import current, mix
from coproclip.ui.waveform.scene import Band, Range, Scale, Scene, in_sight
from coproclip.ui.widgets.theme_chip import pattern_brush

BAR, PITCH = 2, 3


class ZoomLayout:
    """Heights of the zoom's parts for a view `height` px high."""

    def __init__(self, height: int) -> None:
        scaled = current().scaled
        self.ruler = scaled(20)
        self.head = scaled(16)
        self.body_top = self.ruler + self.head
        self.body_bottom = height - scaled(6)
        self.middle = (self.ruler + self.head // 2 + self.body_bottom + scaled(6)) // 2
        self.reach = max(8, (self.body_bottom - self.body_top) // 2 - scaled(3))


def paint_zoom(painter: QPainter, scene: Scene, scale: Scale, height: int) -> None:
    """The zoomed part: ruler, tints, bars, heads."""
    t, lay = current(), ZoomLayout(height)
    scene = in_sight(scene, scale)
    whole = QRectF(0, 0, scale.width, height)
    painter.fillRect(whole, t.surface)
    body = (lay.body_top, lay.body_bottom)
    _leads(painter, scene, scale, *body)
    for start, end in scene.flags:
        box = _box(scale, start, end, lay.body_top + 2, lay.body_bottom - 2)
        painter.fillRect(box, t.flag_soft)
        _dash(painter, box, t.flag_line)
    for band in _long_first(scene.bands):
        _band_body(painter, band, scale, *body)
    if scene.selection:
        painter.fillRect(_box(scale, *scene.selection, *body), mix(t.textsel, t.surface, 0.75))
    _bars(painter, scene, scale, lay.middle, lay.reach, strip=False)
    for band in scene.bands:
        for gap in band.gaps:
            _said(painter, _box(scale, *gap, *body), QCoreApplication.translate("Waveform", "Taken out"))
    for stretch in scene.not_used:
        box = _box(scale, *stretch, *body)
        _hatched(painter, box)
        _said(painter, box, QCoreApplication.translate("Waveform", "Don’t use this bit"))
    _ruler(painter, scale, lay)
    heads: list[QRectF] = []
    for band in _long_first(scene.bands):
        heads.append(_band_head(painter, band, scale, lay, list(heads)))
    if scene.selection:
        _selection_word(painter, scene.selection, scale, lay, heads)


def paint_strip(painter: QPainter, scene: Scene, scale: Scale, height: int) -> None:
    """The whole story: bars, a pillar for each excerpt, the line of what is checked, triangles for what is not sure."""
    t = current()
    painter.fillRect(QRectF(0, 0, scale.width, height), t.raised)
    scaled = t.scaled
    top, bottom = scaled(3), height - scaled(7)
    middle = (height - 3) / 2
    for band in _long_first(scene.bands):
        tint = QColor(t.theme(band.colour_index).mark)
        tint.setAlphaF(0.28 if not t.dark else 0.38)
        for span in band.spans:
            _rounded(painter, _pillar(scale, *span, top, bottom), tint, 2)
    _bars(painter, scene, scale, middle, (height - scaled(16)) / 2, strip=True)
    for band in _long_first(scene.bands):
        cap = _pillar(scale, band.start_ms, band.end_ms, top, top + scaled(5))
        painter.setBrushOrigin(cap.topLeft())
        ratio = painter.device().devicePixelRatio()
        # A pattern needs some room to be one.
        solid = QBrush(t.theme(band.colour_index).mark)
        _rounded(painter, cap, solid if cap.width() < 16 else pattern_brush(band.colour_index, ratio=ratio), 2)
    for stretch in scene.not_used:
        _hatched(painter, _pillar(scale, *stretch, top, bottom))
    for start, end in scene.checked:
        x = scale.x(start)
        painter.fillRect(QRectF(x, height - 4, max(1.0, scale.x(end) - x), 3), t.ok)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.flag_line)
    for start, _end in scene.flags:
        x, half = scale.x(start), scaled(4)
        low = height - 1
        points = [QPointF(x - half, low - half * 2 + 1), QPointF(x + half, low - half * 2 + 1), QPointF(x, low)]
        painter.drawPolygon(QPolygonF(points))


def paint_playhead_line(painter: QPainter, x: float, top: int, bottom: int) -> None:
    """The line of the playhead, 2 px."""
    painter.fillRect(QRectF(round(x) - 1, top, 2, bottom - top), current().playhead)


def _long_first(bands: list[Band]) -> list[Band]:
    return sorted(bands, key=lambda band: (band.selected, band.start_ms - band.end_ms))


def _box(scale: Scale, start: int, end: int, top: float, bottom: float) -> QRectF:
    x = max(-4.0, scale.x(start))
    return QRectF(x, top, max(1.0, min(scale.width + 4.0, scale.x(end)) - x), bottom - top)


def _pillar(scale: Scale, start: int, end: int, top: float, bottom: float) -> QRectF:
    x, wide = scale.x(start), max(7.0, scale.x(end) - scale.x(start))
    return QRectF(x, top, wide, bottom - top)


def _rounded(painter: QPainter, rect: QRectF, fill: QColor | QBrush, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, radius, radius)


def _dash(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    pen = QPen(colour, 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def _leads(painter: QPainter, scene: Scene, scale: Scale, top: int, bottom: int) -> None:
    band = scene.selected()
    if band is None or not (scene.lead_in or scene.lead_out):
        return
    start, end = band.start_ms - scene.lead_in, band.end_ms + scene.lead_out
    _rounded(painter, _box(scale, start, end, top, bottom), current().hover, 2)


def _band_body(painter: QPainter, band: Band, scale: Scale, top: int, bottom: int) -> None:
    t = current()
    shades = t.theme(band.colour_index)
    for start, end in band.spans:
        if scale.x(end) >= -4 and scale.x(start) <= scale.width + 4:
            painter.fillRect(_box(scale, start, end, top, bottom), shades.soft)
    for gap in band.gaps:
        box = _box(scale, *gap, top, bottom)
        painter.fillRect(box, t.surface)
        _dash(painter, box, t.control)
    if band.selected:
        for ms in (band.start_ms, band.end_ms):
            x = round(scale.x(ms))
            painter.fillRect(QRectF(x - 1, top - 1, 2, bottom - top + 1), shades.mark)


def _bars(painter: QPainter, scene: Scene, scale: Scale, middle: float, reach: float, *, strip: bool) -> None:
    """Bars stand on a grid of time, so that they keep their shape while the part shown moves."""
    if scene.peaks is None or scale.end <= scale.start:
        return
    step = scale.per_px * PITCH
    first = int(scale.start // step) - 1
    count = scale.width // PITCH + 3
    start, end = round(first * step), round((first + count) * step)
    pairs = scene.peaks.range(start, end, count)
    heights = abs(pairs.astype("int16")).max(axis=1) / 127
    paint = _Colours(scene, strip=strip)
    lines: dict[int, tuple[QColor, list[QRectF]]] = {}
    for place in range(count):
        at = (first + place + 0.5) * step
        if not 0 <= at < max(scene.duration, 1):
            continue
        x = round(scale.x((first + place) * step))
        high = max(1.0, round(float(heights[place]) * reach))
        colour = paint.at(at)
        lines.setdefault(colour.rgba(), (colour, []))[1].append(QRectF(x, middle - high, BAR, 2 * high))
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, rects in lines.values():
        painter.setBrush(colour)
        painter.drawRects(rects)


class _Colours:
    """Which colour the bar at a time has."""

    def __init__(self, scene: Scene, *, strip: bool) -> None:
        t = current()
        self._scene, self._strip = scene, strip
        self._storyteller = mix(t.wave_a, t.raised, 0.62) if strip else t.wave_a
        self._reporter = self._storyteller if strip else t.wave_b
        self._off = t.wave_off
        self._speakers = sorted(scene.speakers)
        self._starts = [voice[0] for voice in self._speakers]
        shortest_first = [] if strip else sorted(scene.bands, key=lambda band: band.end_ms - band.start_ms)
        self._bands = [(band, t.theme(band.colour_index).wave) for band in shortest_first]

    def at(self, ms: float) -> QColor:
        """The colour at `ms`."""
        until = self._scene.transcribed_until
        if until is not None and ms > until:
            return self._off
        for band, wave in self._bands:
            if band.holds(ms):
                return wave
            if band.selected and band.start_ms <= ms < band.end_ms:
                return self._off
        place = bisect_right(self._starts, ms) - 1
        if not self._speakers:
            return self._storyteller
        if place >= 0 and ms < self._speakers[place][1]:
            return self._storyteller if self._speakers[place][2] != "reporter" else self._reporter
        return self._reporter


def _ruler(painter: QPainter, scale: Scale, lay: ZoomLayout) -> None:
    t = current()
    painter.fillRect(QRectF(0, 0, scale.width, lay.ruler), t.surface)
    step = scale.ruler_step(t.scaled(130))
    painter.setFont(font("caption"))
    first = max(0, scale.start // step)
    lines: list[QLineF] = []
    for number in range(first, scale.end // step + 1):
        x = round(scale.x(number * step)) + 0.5
        lines.append(QLineF(x, 0, x, t.scaled(6)))
        half = round(scale.x(number * step + step / 2)) + 0.5
        lines.append(QLineF(half, 0, half, t.scaled(3)))
        painter.setPen(t.ink3)
        text = clock(number * step, tenths=step < 1000)
        place = QRectF(x + t.scaled(6), 0, t.scaled(90), t.scaled(18))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.setPen(QPen(t.line2, 1))
    painter.drawLines(lines)


def _band_head(painter: QPainter, band: Band, scale: Scale, lay: ZoomLayout, others: list[QRectF]) -> QRectF:
    """The title bar: letter and title on the colour, the pattern after them. Those that meet are stacked."""
    t = current()
    shades = t.theme(band.colour_index)
    box = _box(scale, band.start_ms, band.end_ms, lay.ruler, lay.ruler + lay.head)
    if not box.intersects(QRectF(0, 0, scale.width, 500)):
        return QRectF()
    while any(box.intersects(other.adjusted(1, 1, -1, -1)) for other in others):
        box.translate(0, lay.head + 1)
    painter.save()
    path = QPainterPath()
    path.addRoundedRect(box, 2, 2)
    painter.setClipPath(path)
    painter.fillRect(box, shades.mark)
    bold = sized(12)
    bold.setWeight(bold.Weight.DemiBold)
    painter.setFont(bold)
    left = max(box.left(), 0.0) + t.scaled(7)
    letter = painter.fontMetrics().horizontalAdvance(band.letter)
    title = painter.fontMetrics().horizontalAdvance(band.title)
    after = left + letter + t.scaled(8) + title + t.scaled(8)
    if box.right() - after > 12:
        pattern = QRectF(after, box.top(), box.right() - after, box.height())
        painter.setBrushOrigin(pattern.topLeft())
        painter.fillRect(pattern, pattern_brush(band.colour_index, ratio=painter.device().devicePixelRatio()))
    painter.setPen(shades.letter)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(left, box.top(), letter + 2, box.height()), middle, band.letter)
    room = box.right() - left - letter - t.scaled(12)
    if room > 16:
        words = one_line(band.title, int(room), painter.fontMetrics())
        painter.drawText(QRectF(left + letter + t.scaled(8), box.top(), room, box.height()), middle, words)
    painter.restore()
    return box


def _hatched(painter: QPainter, box: QRectF) -> None:
    """Slanting lines over what is not to be used."""
    painter.fillRect(box, QBrush(current().stop, Qt.BrushStyle.BDiagPattern))


def _said(painter: QPainter, box: QRectF, text: str) -> None:
    """A word over a part, where there is room for it."""
    t = current()
    painter.setFont(font("small"))
    wide = painter.fontMetrics().horizontalAdvance(text) + t.scaled(24)
    if box.width() < wide + 8:
        return
    pill = QRectF(box.center().x() - wide / 2, box.top() + t.scaled(8), wide, t.scaled(22))
    painter.setPen(QPen(t.line2, 1))
    painter.setBrush(t.surface)
    painter.drawRoundedRect(pill, 4, 4)
    painter.setPen(t.ink2)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def _selection_word(painter: QPainter, chosen: Range, scale: Scale, lay: ZoomLayout, heads: list[QRectF]) -> None:
    t = current()
    seconds = (chosen[1] - chosen[0]) / 1000
    text = QCoreApplication.translate("Waveform", "Selected, {n} s").format(n=f"{seconds:.1f}")
    painter.setFont(font("caption"))
    wide = painter.fontMetrics().horizontalAdvance(text)
    x = min(max(scale.x(chosen[0]) + 2, 2.0), scale.width - wide - 2.0)
    place = QRectF(x, lay.ruler, wide + 2, lay.head)
    if any(place.intersects(head) for head in heads):
        return
    painter.setPen(t.ink2)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

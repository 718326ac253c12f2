"""The waveform shows what it is given and moves what it should."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import LIGHT
from coproclip.ui.waveform import Band, WaveformView
from coproclip.ui.waveform.edges import allowed
from coproclip.ui.waveform.scene import Scale, within

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MINUTE = 60_000
CHAIRS = Band(7, ((20_000, 24_000), (26_000, 30_000)), "M", 0, "Move the chairs", selected=True)


class Loud:
    """Sound that is as loud as can be, everywhere; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def range(self, start_ms: int, end_ms: int, columns: int) -> Any:
        self.asked += 1
        return np.tile(np.array([[-127, 127]], np.int8), (columns, 1))


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply_style(qapp, "light", 100)


@pytest.fixture
def zoom(qtbot: QtBot) -> WaveformView:
    view = WaveformView("zoom")
    qtbot.addWidget(view)
    view.resize(1000, 138)
    view.set_duration(10 * MINUTE)
    view.set_peaks(Loud())
    view.show_range(10_000, 60_000)
    view.set_bands([CHAIRS])
    with qtbot.waitExposed(view):
        view.show()
    return view


def test_time_and_place_agree() -> None:
    scale = Scale(10_000, 60_000, 1000)
    assert scale.x(10_000) == 0
    assert scale.ms(1000) == 60_000
    assert scale.ms(scale.x(33_333)) == 33_333
    assert scale.ruler_step(130) == 10_000


@given(st.integers(-10_000, 10_000_000), st.integers(0, 10_000_000), st.integers(0, 5 * 3_600_000))
def test_the_part_shown_never_leaves_the_story(start: int, length: int, duration: int) -> None:
    low, high = within((start, start + length), duration)
    assert 0 <= low < high <= max(1, duration)


@given(st.integers(-5_000, 90_000), st.sampled_from(["start", "end"]), st.integers(0, 1))
def test_an_edge_never_passes_its_neighbours(ms: int, side: str, span: int) -> None:
    spans = [list(s) for s in CHAIRS.spans]
    spans[span][int(side == "end")] = allowed(CHAIRS, span, side, ms, MINUTE)
    flat = [time for pair in spans for time in pair]
    assert flat == sorted(flat)
    assert all(end - start >= 100 for start, end in spans)
    assert flat[0] >= 0
    assert flat[-1] <= MINUTE


def test_bars_bands_and_gaps_are_painted(zoom: WaveformView) -> None:
    picture = zoom.grab().toImage()

    def _colours(ms: int) -> set[str]:
        x = round(Scale(10_000, 60_000, 1000).x(ms))
        return {QColor(picture.pixel(x + dx, y)).name() for dx in range(-3, 4) for y in range(40, 130)}

    blue = LIGHT.theme(0)
    assert LIGHT.wave_a.name() in _colours(15_000)
    assert {blue.wave.name(), blue.soft.name()} <= _colours(22_000)
    assert blue.soft.name() not in _colours(25_000)
    assert LIGHT.wave_off.name() in _colours(25_000)


def test_the_layer_is_drawn_once_while_the_sound_plays(zoom: WaveformView, qtbot: QtBot) -> None:
    sound = Loud()
    zoom.set_peaks(sound)
    zoom.grab()
    asked = sound.asked
    for ms in range(11_000, 50_000, 333):
        zoom.set_playhead(ms)
        zoom.repaint()
    assert sound.asked == asked


def test_five_hours_are_quick(qtbot: QtBot) -> None:
    strip = WaveformView("strip")
    qtbot.addWidget(strip)
    strip.resize(1400, 46)
    strip.set_duration(5 * 60 * MINUTE)
    strip.set_peaks(Loud())
    strip.set_bands([Band(n, ((n * MINUTE, n * MINUTE + 8000),), "M", n % 10, "") for n in range(200)])
    strip.set_checked([(0, 90 * MINUTE)])
    strip.set_flags([(n * 2 * MINUTE, n * 2 * MINUTE + 900) for n in range(100)])
    strip.show_range(60 * MINUTE, 61 * MINUTE)
    assert not strip.grab().isNull()
    assert strip.box.time == 60 * MINUTE


def test_handles_are_sliders_with_names_in_the_order_of_tab(zoom: WaveformView, qtbot: QtBot) -> None:
    handles = zoom.edge_handles()
    assert [h.time for h in handles] == [20_000, 24_000, 26_000, 30_000]
    assert handles[0].accessibleName() == "Start of the excerpt"
    assert handles[1].accessibleName() == handles[2].accessibleName() == "Edge of what is taken out"
    assert handles[3].accessibleName() == "End of the excerpt"
    assert all(handle.width() >= 28 for handle in handles)
    chain = []
    widget = zoom.playhead_handle.nextInFocusChain()
    while widget is not None and widget is not zoom.playhead_handle:
        if widget in handles:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    assert chain == handles


def test_keys_on_a_handle(zoom: WaveformView, qtbot: QtBot) -> None:
    moved: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    heard: list[tuple[object, ...]] = []
    zoom.edge_moved.connect(lambda *a: moved.append(a))
    zoom.word_step_asked.connect(lambda *a: words.append(a))
    zoom.edge_heard.connect(lambda *a: heard.append(a))
    start = zoom.edge_handles()[0]
    zoom.activateWindow()
    start.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(start, Qt.Key.Key_Right)
    QTest.keyClick(start, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(start, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(start, Qt.Key.Key_Return)
    assert moved == [(7, 0, "start", 20_100), (7, 0, "start", 20_090)]
    assert words == [(7, 0, "start", 1)]
    assert heard == [(7, 0, "start")]
    assert zoom.scene.bands[0].start_ms == 20_090
    QTest.keyClick(start, Qt.Key.Key_Escape)
    assert moved[-1] == (7, 0, "start", 20_000)


def test_dragging_an_edge_snaps_to_the_gaps_between_words(zoom: WaveformView, qtbot: QtBot) -> None:
    zoom.set_snaps([19_000, 22_000], [18_900])
    moving: list[int] = []
    moved: list[int] = []
    zoom.edge_moving.connect(lambda _e, _n, _s, ms: moving.append(ms))
    zoom.edge_moved.connect(lambda _e, _n, _s, ms: moved.append(ms))
    start = zoom.edge_handles()[0]
    centre = start.rect().center()
    QTest.mousePress(start, Qt.MouseButton.LeftButton, pos=centre)
    QTest.mouseMove(start, centre + QPoint(20, 0))
    assert start.grabbed
    # 20 px are a second: near 21.0 there is no gap, near 22.0 there is one.
    QTest.mouseMove(start, start.mapFromParent(QPoint(239, centre.y())))
    QTest.mouseRelease(start, Qt.MouseButton.LeftButton, pos=start.mapFromParent(QPoint(239, centre.y())))
    assert moving[0] == pytest.approx(21_000, abs=60)
    assert moved == [22_000]


def test_the_focus_stays_on_the_handle_when_the_excerpt_comes_back_changed(zoom: WaveformView) -> None:
    zoom.activateWindow()
    end = zoom.edge_handles()[3]
    end.setFocus()
    fresh = Band(7, ((20_000, 24_000), (26_000, 31_000)), "M", 0, "Move the chairs", selected=True)
    zoom.set_bands([fresh])
    assert zoom.edge_handles()[3] is end
    assert end.time == 31_000
    zoom.set_bands([])
    assert zoom.edge_handles() == []


def test_click_seeks_and_drag_selects(zoom: WaveformView) -> None:
    seeks: list[int] = []
    clicked: list[int] = []
    chosen: list[tuple[int, int]] = []
    zoom.seek_asked.connect(seeks.append)
    zoom.band_clicked.connect(clicked.append)
    zoom.selection_dragged.connect(lambda a, b: chosen.append((a, b)))
    QTest.mouseClick(zoom, Qt.MouseButton.LeftButton, pos=QPoint(600, 60))
    assert seeks == [40_000]
    QTest.mouseClick(zoom, Qt.MouseButton.LeftButton, pos=QPoint(250, 120))
    assert clicked == [7]
    QTest.mousePress(zoom, Qt.MouseButton.LeftButton, pos=QPoint(800, 60))
    QTest.mouseMove(zoom, QPoint(700, 60))
    QTest.mouseRelease(zoom, Qt.MouseButton.LeftButton, pos=QPoint(700, 60))
    assert chosen[-1] == (45_000, 50_000)
    assert len(seeks) == 2


def _wheel(view: WaveformView, x: int, turn: int, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(x, 60)
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_the_wheel_scrolls_and_zooms_round_the_pointer(zoom: WaveformView) -> None:
    told: list[tuple[int, int]] = []
    zoom.range_changed.connect(lambda a, b: told.append((a, b)))
    under = zoom.time_at(250)
    _wheel(zoom, 250, 120, Qt.KeyboardModifier.ControlModifier)
    assert zoom.time_at(250) == pytest.approx(under, abs=60)
    start, end = zoom.shown_range()
    assert end - start == pytest.approx(40_000, abs=10)
    _wheel(zoom, 250, -120, Qt.KeyboardModifier.NoModifier)
    assert zoom.shown_range()[0] > start
    assert len(told) == 2


def test_follow_turns_the_page(zoom: WaveformView) -> None:
    zoom.follow(30_000)
    assert zoom.shown_range() == (10_000, 60_000)
    zoom.follow(56_000)
    assert zoom.shown_range() == (51_000, 101_000)
    zoom.zoom_by(0.001)
    start, end = zoom.shown_range()
    assert end - start == 1_000


def test_the_box_on_the_strip_moves_by_keys_and_by_mouse(qtbot: QtBot) -> None:
    strip = WaveformView("strip")
    qtbot.addWidget(strip)
    strip.resize(1000, 46)
    strip.set_duration(1_000_000)
    strip.show_range(100_000, 200_000)
    with qtbot.waitExposed(strip):
        strip.show()
    told: list[tuple[int, int]] = []
    seeks: list[int] = []
    strip.range_changed.connect(lambda a, b: told.append((a, b)))
    strip.seek_asked.connect(seeks.append)
    QTest.keyClick(strip.box, Qt.Key.Key_Right)
    assert told[-1] == (110_000, 210_000)
    QTest.keyClick(strip.box, Qt.Key.Key_End)
    assert told[-1] == (900_000, 1_000_000)
    QTest.keyClick(strip.box, Qt.Key.Key_Home)
    assert told[-1] == (0, 100_000)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(500, 20))
    assert seeks == [500_000]
    assert strip.shown_range() == (450_000, 550_000)
    centre = strip.box.rect().center()
    QTest.mousePress(strip.box, Qt.MouseButton.LeftButton, pos=centre)
    QTest.mouseMove(strip.box, centre + QPoint(50, 0))
    QTest.mouseRelease(strip.box, Qt.MouseButton.LeftButton, pos=strip.box.rect().center())
    assert strip.shown_range()[0] == pytest.approx(500_000, abs=2_000)


def test_the_playhead_is_moved_by_keys(zoom: WaveformView) -> None:
    seeks: list[int] = []
    zoom.seek_asked.connect(seeks.append)
    zoom.set_playhead(30_000)
    assert zoom.playhead_handle.time == 30_000
    QTest.keyClick(zoom.playhead_handle, Qt.Key.Key_Right)
    QTest.keyClick(zoom.playhead_handle, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert seeks == [30_100, 29_990]


def test_everything_at_once_in_the_dark_and_large(qapp: QApplication, zoom: WaveformView) -> None:
    zoom.set_flags([(15_000, 17_000)])
    zoom.set_speakers([(0, 30_000, "storyteller"), (30_000, 40_000, "reporter")])
    zoom.set_transcribed_until(50_000)
    zoom.set_selection((35_000, 42_200))
    zoom.set_leads(300, 500)
    light = zoom.grab().toImage()
    apply_style(qapp, "dark", 200)
    assert zoom.grab().toImage() != light
    assert zoom.sizeHint().height() == 276


def test_no_sound_yet_is_no_trouble(qtbot: QtBot) -> None:
    for kind in ("strip", "zoom"):
        view = WaveformView(kind)
        qtbot.addWidget(view)
        view.resize(400, 100)
        assert not view.grab().isNull()
        view.set_playhead(10)
        view.zoom_by(0.5)

"""F6: from one part of the screen to the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def next_region(regions: Sequence[QWidget], focus: QWidget | None, by: int) -> QWidget | None:
    """Focus the region `by` places after the one that holds `focus`; returns what got the focus."""
    shown = [region for region in regions if region.isVisible() and region.isEnabled()]
    if not shown:
        return None
    inside = [
        n for n, region in enumerate(shown) if focus is not None and (region is focus or region.isAncestorOf(focus))
    ]
    start = inside[-1] if inside else (-1 if by > 0 else 0)
    for step in range(1, len(shown) + 1):
        target = first_stop(shown[(start + by * step) % len(shown)])
        if target is not None:
            # For this reason Qt notes that it was a key, for Tab's own only while Tab is down.
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return target
    return None


def first_stop(region: QWidget) -> QWidget | None:
    """The first control in `region` that Tab would stop at, or `region` itself."""
    tab = Qt.FocusPolicy.TabFocus

    def _stops(widget: QWidget) -> bool:
        return bool(widget.focusPolicy() & tab) and widget.isVisible() and widget.isEnabled()

    if _stops(region) and region.focusProxy() is None:
        return region
    widget = region.nextInFocusChain()
    seen: set[int] = set()
    while widget is not None and id(widget) not in seen:
        seen.add(id(widget))
        if region.isAncestorOf(widget) and _stops(widget):
            return widget
        widget = widget.nextInFocusChain()
        if widget is region:
            break
    return None

"""An excerpt as the waveform and as the transcript show it."""

from coproclip.excerpts.approval import Approval
from coproclip.overview.excerpts import ExcerptRow
from coproclip.ui.style.tokens import NO_THEME
from coproclip.ui.transcript.paint import ExcerptTint
from coproclip.ui.waveform import Band


def _colour(row: ExcerptRow) -> tuple[str, int]:
    return (row.themes[0].letter, row.themes[0].colour) if row.themes else ("", NO_THEME)


def band_of(row: ExcerptRow, chosen: bool) -> Band:
    """On the waveform."""
    letter, colour = _colour(row)
    return Band(row.excerpt_id, tuple((s.start_ms, s.end_ms) for s in row.spans), letter, colour, row.title, chosen)


def tint_of(row: ExcerptRow, chosen: bool) -> ExcerptTint:
    """Behind the words and in the margin."""
    letter, colour = _colour(row)
    spans = tuple((span.start_ms, span.end_ms) for span in row.spans)
    return ExcerptTint(row.excerpt_id, spans, colour, letter, row.approval or Approval.DRAFT, row.length_ms, chosen)

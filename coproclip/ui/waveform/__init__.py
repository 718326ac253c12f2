"""The sound as a picture: the whole story in a strip, a part of it in a zoom."""

from coproclip.ui.waveform.scene import Band, HasRange
from coproclip.ui.waveform.view import WaveformView

__all__ = ["Band", "HasRange", "WaveformView"]

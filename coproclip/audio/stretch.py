"""Slower or faster with the pitch kept, and from one sample rate to another: FFmpeg's `atempo` and resampler."""

from collections.abc import Iterator

import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as AllDone
from av.filter import Graph

from coproclip.audio.decode import Samples, as_float, as_frame

SLOWEST, FASTEST = 0.5, 2.0


class Stretcher:
    """Takes float32 [frames, 1 or 2 channels] at `rate` Hz and gives it back at `rate_out` Hz and `speed` (0.5–2).

    At speed 1 and equal rates the samples pass through untouched.
    """

    def __init__(self, rate: int, rate_out: int, channels: int, speed: float) -> None:
        self._rate, self._channels = rate, channels
        self._graph: Graph | None = None
        if speed == 1 and rate == rate_out:
            return
        graph = Graph()
        layout = "mono" if channels == 1 else "stereo"
        steps = [graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout)]
        if speed != 1:
            steps.append(graph.add("atempo", f"{speed:.4f}"))
        if rate != rate_out:
            steps.append(graph.add("aresample", str(rate_out)))
        steps += [graph.add("aformat", "sample_fmts=fltp"), graph.add("abuffersink")]
        graph.link_nodes(*steps).configure()
        self._graph = graph

    def feed(self, samples: Samples) -> Samples:
        """What is ready after these samples; perhaps nothing yet."""
        if self._graph is None:
            return samples
        self._graph.push(as_frame(samples, self._rate))
        return self._pulled()

    def finish(self) -> Samples:
        """What is left after the last samples."""
        if self._graph is None:
            return self._joined([])
        self._graph.push(None)
        return self._pulled()

    def _pulled(self) -> Samples:
        return self._joined(list(self._frames()))

    def _frames(self) -> Iterator[Samples]:
        assert self._graph is not None
        while True:
            try:
                frame = self._graph.pull()
            except (NothingYet, AllDone):
                return
            yield as_float(frame)  # type: ignore[arg-type]  # an audio graph gives audio frames

    def _joined(self, pieces: list[Samples]) -> Samples:
        return np.concatenate(pieces) if pieces else np.zeros((0, self._channels), np.float32)

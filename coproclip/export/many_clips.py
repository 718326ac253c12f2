"""Many clips, in order: several are made at once, as many as there are processors."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.rules.grants import verify
from coproclip.export.clip import VIDEO, ClipChoices, WrittenClip, write_clip
from coproclip.jobs import CancelToken, at_once_here

MOST_TOGETHER_MS = 10 * 60_000
"""So much sound is held in memory for clips at once; a longer one is made by itself."""

Wanted = tuple[ShareableExcerpt, Path, Path]
"""A clip to be made: of what, and where its sound and its captions go, both without extension."""


@contextmanager
def clips_in_order(
    wanted: Sequence[Wanted], choices: ClipChoices, cancel: CancelToken
) -> Iterator[Iterator[WrittenClip]]:
    """The clips as `write_clip` makes them, one after another; the next ones are made meanwhile.

    Each raises what `write_clip` raised, when it is its turn: those before it were given out. Whoever puts one where
    people get it asks then whether it may leave: it was made a little earlier. On leaving, nothing is being made any
    more.
    """
    # A video is coded on all processors already.
    at_once = 1 if choices.format == VIDEO else at_once_here()
    lengths = [sum(span.duration_ms for span in verify(excerpt).spans) for excerpt, _, _ in wanted]

    def begin(one: Wanted) -> Future[WrittenClip]:
        return pool.submit(write_clip, *one, choices, cancel)

    pool = ThreadPoolExecutor(at_once, thread_name_prefix="clip")
    try:
        yield _in_order(begin, at_once, wanted, lengths, cancel)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    begin: Callable[[Wanted], Future[WrittenClip]],
    at_once: int,
    wanted: Sequence[Wanted],
    lengths: Sequence[int],
    cancel: CancelToken,
) -> Iterator[WrittenClip]:
    coming, begun = deque[Future[WrittenClip]](), 0
    for given in range(len(wanted)):
        for one in wanted[begun : given + at_once + 1]:
            if coming and sum(lengths[given : begun + 1]) > MOST_TOGETHER_MS:
                break
            coming.append(begin(one))
            begun += 1
        made = coming.popleft().result()
        cancel.raise_if_cancelled()  # it may have been ready before
        yield made

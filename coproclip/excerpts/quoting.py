"""What of an excerpt's words a quote says: all of them, or runs of them with “…” between and words in [brackets]."""

from collections.abc import Sequence

from coproclip.excerpts.rules.grants import _GRANTED, ShareableExcerpt, ShareableText, VoicedWord, verify
from coproclip.excerpts.spans import CUT
from coproclip.timecode import TimeRange

QuotedRun = TimeRange | str
"""Part of a quote: a stretch of its excerpt (ms in the recording), or words that a person put in square brackets."""


def quoted_words(words: Sequence[VoicedWord], spans: Sequence[TimeRange], runs: Sequence[QuotedRun] = ()) -> str:
    """The quote in words; `runs` empty is all of it. Empty where none of the runs is in the excerpt any more.

    “…” stands where words between two runs, or sound between two spans, are left out, also where brackets say what.
    Nothing is said in another order than in the excerpt.
    """
    kept: list[int | str] = []  # places of words, and what stands in brackets
    if not runs:
        kept = list(range(len(words)))
    last = -1
    for run in runs:
        if isinstance(run, str):
            kept.append(run)
            continue
        inside = [n for n, word in enumerate(words) if run.contains((word.start_ms + word.end_ms) // 2) and n > last]
        kept += inside
        last = inside[-1] if inside else last
    if not any(isinstance(one, int) for one in kept):
        return ""
    said: list[str] = []
    last = -1
    brackets: list[str] = []
    for one in kept:
        if isinstance(one, str):
            brackets.append(f"[{one}]")
            continue
        if last >= 0 and (one != last + 1 or _cut_between(words[last], words[one], spans)):
            said.append(CUT)
        said += [*brackets, words[one].text]
        brackets, last = [], one
    return " ".join([*said, *brackets])


def _cut_between(before: VoicedWord, after: VoicedWord, spans: Sequence[TimeRange]) -> bool:
    middle = [(word.start_ms + word.end_ms) // 2 for word in (before, after)]
    return not any(all(span.contains(ms) for ms in middle) for span in spans)


def quoted(grant: ShareableExcerpt, runs: Sequence[QuotedRun] = ()) -> ShareableText:
    """The words of an excerpt that may leave, as a quote says them. What is in brackets is to be asked about apart."""
    verify(grant)
    return ShareableText(quoted_words(grant.words, grant.spans, runs), _GRANTED)

"""ELAN documents (.eaf): a tier for each voice, annotations with times, sometimes a tier of single words below."""

import xml.etree.ElementTree as ElementTree
from bisect import bisect_left
from collections.abc import Mapping

from coproclip.harmless import plain
from coproclip.new_files import read_xml
from coproclip.transcript.files.passages import (
    FilePassage,
    NoTranscript,
    TimedWord,
    TranscriptFile,
    passage,
    too_much,
    whole,
)

MOST_TIERS, MOST_BELOW = 500, 12
"""No document has more tiers; and the single words of one stand in one of so many below it."""
_SHOWN = 60
_Annotation = tuple[int, int, str]


def read_elan(content: bytes) -> TranscriptFile:
    """The annotations of the tiers that stand by themselves, each tier a voice; raises `NoTranscript`.

    A tier below one that has the same words singly gives their times; others below (translations, remarks) are left
    out.
    """
    try:
        root = read_xml(content)
        if root.tag != "ANNOTATION_DOCUMENT":
            raise NoTranscript("no ELAN document")
        times = _times(root)
        tiers = {tier.get("TIER_ID", ""): tier for tier in root if tier.tag == "TIER"}
        if len(tiers) > MOST_TIERS:
            raise too_much()
        aligned = {name: _aligned(tier, times) for name, tier in tiers.items()}
    except (ValueError, KeyError) as error:
        raise NoTranscript("no ELAN document") from error
    starts = {name: [one[0] for one in row] for name, row in aligned.items()}
    found: list[tuple[int, FilePassage]] = []
    used = set[str]()
    for name, tier in tiers.items():
        if tier.get("PARENT_REF") or not aligned[name]:
            continue
        used.add(name)
        below = [one for one, other in tiers.items() if other.get("PARENT_REF") == name and aligned[one]][:MOST_BELOW]
        whose = tier.get("PARTICIPANT", "").strip() or name
        for start, end, text in aligned[name]:
            words: list[TimedWord] = []
            for one in below:
                if not words and (words := _single_words(text, aligned[one], bisect_left(starts[one], start), end)):
                    used.add(one)
            if (made := passage(text, whose, start, end, words)) is not None:
                found.append((start, made))
    found.sort(key=lambda one: one[0])
    left = [name for name, tier in tiers.items() if name not in used and len(tier)]
    names = ", ".join(f"“{plain(name)[:_SHOWN]}”" for name in left[:5]) + (
        f" and {len(left) - 5} more" if len(left) > 5 else ""
    )
    tiers_left = [f"the tier{'s' if len(left) != 1 else ''} {names}"] if left else []
    return whole("ELAN document", [made for _, made in found], tiers_left)


def _times(root: ElementTree.Element) -> dict[str, int]:
    """Every time slot; those without a value lie evenly between the others."""
    slots = [(one.get("TIME_SLOT_ID", ""), one.get("TIME_VALUE")) for one in root.iter("TIME_SLOT")]
    known = [(place, int(value)) for place, (_, value) in enumerate(slots) if value is not None]
    places = [place for place, _ in known]
    found: dict[str, int] = {}
    for place, (name, _) in enumerate(slots):
        after = bisect_left(places, place)
        if not known:
            raise NoTranscript("no times")
        low, high = known[max(0, after - 1)], known[min(after, len(known) - 1)]
        if high[0] == place or high[0] <= low[0]:
            found[name] = high[1]
        else:
            found[name] = low[1] + (high[1] - low[1]) * (place - low[0]) // (high[0] - low[0])
    return found


def _aligned(tier: ElementTree.Element, times: Mapping[str, int]) -> list[_Annotation]:
    """The annotations of a tier that have times of their own, in order."""
    found = [
        (times[one.get("TIME_SLOT_REF1", "")], times[one.get("TIME_SLOT_REF2", "")], value.strip())
        for holder in tier
        for one in holder
        if one.tag == "ALIGNABLE_ANNOTATION"
        if (value := one.findtext("ANNOTATION_VALUE") or "").strip()
    ]
    return sorted(found)


def _single_words(text: str, row: list[_Annotation], place: int, end: int) -> list[TimedWord]:
    """The words of an annotation with times, where the tier `row` has just these from `place` on, up to `end`."""
    said, words = text.split(), list[TimedWord]()
    while place < len(row) and row[place][1] <= end and len(words) < len(said):
        begin, stop, word = row[place]
        if word != said[len(words)]:
            return []
        words.append(TimedWord(word, begin, stop))
        place += 1
    return words if len(words) == len(said) else []

"""Captions as a transcript: SubRip (.srt) and WebVTT (.vtt), with the voices they name."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from coproclip.transcript.files.lines import labels_in, without_label
from coproclip.transcript.files.passages import (
    MOST_PASSAGES,
    FilePassage,
    NoTranscript,
    TranscriptFile,
    passage,
    time_ms,
    too_much,
    whole,
)

_TIMES = re.compile(r"\s*([\d:.,]+)\s*-->\s*([\d:.,]+)(?:\s.*)?")
# None of them goes on beyond the next bracket of its kind: a text full of beginnings is read once.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z0-9.:][^<>]*>|\{\\[^{}]*\}")
# A turn of another person, as captions on a screen show it.
_DASH = re.compile(r"^\s*(?:[-–—]|>>+)\s*")
_NO_SPEECH = re.compile(r"[\[(♪*][^\])]*[\])♪*]?|♪.*")


def is_captions(text: str) -> bool:
    """Whether a text looks like one of these."""
    return text.lstrip().startswith("WEBVTT") or any(_TIMES.fullmatch(line) for line in text.splitlines()[:200])


def read_captions(text: str) -> TranscriptFile:
    """The captions in order of time; raises `NoTranscript` where there are none.

    What is no speech (“[music]”), comments and styles are left out.
    """
    web = text.lstrip().startswith("WEBVTT")
    cues = [(start, end, _parts(lines)) for start, end, lines in islice(_cues(text.splitlines()), MOST_PASSAGES + 1)]
    if len(cues) > MOST_PASSAGES:
        raise too_much()
    every = [(said, voice) for _, _, parts in cues for voice, said in parts]
    names = labels_in([said for said, voice in every if not voice])
    found: list[FilePassage | None] = []
    silent, last = 0, ""
    for start, end, parts in sorted(cues, key=lambda one: one[0]):
        spoken = [(voice, said) for voice, said in parts if not _NO_SPEECH.fullmatch(said)]
        silent += len(parts) - len(spoken)
        total, at = sum(len(said) for _, said in spoken), 0
        unnamed = len(spoken) > 1 and not any(who for who, _ in spoken)
        for voice, said in spoken:
            label, rest = ("", said) if voice else without_label(said, names)
            last = voice or label or ("" if unnamed else last)
            # Two people in one caption share its time by how much each says.
            begin = start + (end - start) * at // max(1, total)
            at += len(said)
            found.append(passage(rest, last, begin, start + (end - start) * at // max(1, total)))
    left = [f"{silent} caption{'s' if silent != 1 else ''} in which nobody speaks"] if silent else []
    return whole("WebVTT captions" if web else "SubRip captions", found, left, captions=True)


def _cues(lines: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Each caption with its times: blocks between empty lines, of which the first lines may be a number or a name."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
            continue
        yield from _cue(block)
        block = []


def _cue(block: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    """The captions of a block; several where the empty lines between them are missing."""
    places = [place for place, line in enumerate(block) if _TIMES.fullmatch(line)]
    for number, place in enumerate(places):
        times = _TIMES.fullmatch(block[place])
        start, end = (time_ms(one) for one in times.groups()) if times else (None, None)
        if start is None or end is None:
            raise NoTranscript("a time that is none")
        last = places[number + 1] if number + 1 < len(places) else len(block)
        said = list(block[place + 1 : last])
        if last < len(block) and said and said[-1].strip().isdigit():
            said.pop()  # the number of the next one
        yield start, end, said


def _parts(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Who says what in one caption; several where more than one voice is named or begins with a dash."""
    parts: list[tuple[str, list[str]]] = []
    dashed = sum(bool(_DASH.match(line)) for line in lines) > 1
    for line in lines:
        pieces = _VOICE.split(line)
        for place, piece in enumerate(pieces):
            if place % 2:
                parts.append((_bare(piece), []))
                continue
            said = _bare(_DASH.sub("", piece))
            if not said:
                continue
            begins = not parts or (dashed and place == 0 and bool(_DASH.match(line)))
            if begins:
                parts.append(("", [said]))
            else:
                parts[-1][1].append(said)
    return [(voice, " ".join(said)) for voice, said in parts if said]


def _bare(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()

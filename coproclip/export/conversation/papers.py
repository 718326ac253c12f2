"""The papers of a conversation pack, as PDF files that screen readers read: each is laid out here and set by Typst."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from coproclip.elsewhere.process import never
from coproclip.excerpts.rules.grants import verify_texts
from coproclip.export.captioning.captions import turns
from coproclip.export.captioning.writing_systems import is_right_to_left
from coproclip.export.conversation.content import PackInfo, PackQuestion
from coproclip.export.conversation.kiosk_page import note_before
from coproclip.export.documents.typesetting import LETTERS, measured, pdf_of_words
from coproclip.export.playlist.listen_page import language_tag
from coproclip.export.playlist.playlist_files import PlaylistTrack, only_granted_tracks
from coproclip.timecode import length

KIOSK = "Kiosk.html"
FACILITATOR, QUESTIONS, ACTIONS, WORDS = (f"{name}.pdf" for name in ("Facilitator", "Questions", "Actions", "Words"))
PAPERS = (FACILITATOR, QUESTIONS, ACTIONS, WORDS)
USUAL = ("What stood out for you?", "What do you see differently?", "What could we change, and who can help?")
"""What is asked where no question is open."""
_ROWS = 6
_ON_ONE_PAGE = (FACILITATOR, QUESTIONS, ACTIONS)
_SIZES = (12, 11, 10)
"""How large the letters are (points): smaller where all of it has room on one page then."""

Flow = dict[str, Any]


def paper(name: str, info: PackInfo, tracks: Sequence[PlaylistTrack], stops: Callable[[], bool] = never) -> bytes:
    """One of `PAPERS` as PDF/UA. Raises `NotShareable` unless all of it was granted, `StorageError`; `Cancelled` when
    it `stops`.
    """
    verify_texts(info.texts)
    only_granted_tracks(tracks)
    made = {FACILITATOR: _facilitator, QUESTIONS: _questions, ACTIONS: _actions, WORDS: _words}[name](info, tracks)
    about = {"fonts": LETTERS, "under": info.called, "wide": False, "numbered": False, "size": _SIZES[0], **made}
    if name in _ON_ONE_PAGE:
        sizes = ({**about, "size": size} for size in _SIZES)
        about = next((smaller for smaller in sizes if measured("pack.typ", smaller, "pages", stops) == 1), about)
    return pdf_of_words("pack.typ", about, stops)


def _facilitator(info: PackInfo, tracks: Sequence[PlaylistTrack]) -> Mapping[str, Any]:
    whole = length(sum(track.duration_ms for track in tracks))
    hard = any(note_before(track.excerpt) for track in tracks)
    before = [
        "Listen to all of it yourself, and try the sound in the room.",
        f"Print “{QUESTIONS}”, “{ACTIONS}” and “{WORDS}”, which is in large print, for everybody.",
        "Ask what people need so that they can take part.",
    ]
    room = [
        "Agree on how you listen to each other. Anybody may leave the room, or ask to leave an excerpt out.",
        f"Open “{KIOSK}” in a browser. The space bar or a touch plays and pauses, the arrow to the right goes on. "
        "It needs no network.",
        "Listen to one excerpt or two at a time, then talk about a question in small groups.",
        "Ask for other views: who sees it differently?",
        "Write down who does what by when, and how the storytellers hear of it.",
    ]
    closing = [
        "Everyone you hear said yes to this pack. Please do not copy it, or put it on the web.",
        f"To have something taken down: {info.take_down or info.contact or 'ask the people who gave you this.'}",
    ]
    if info.contact and info.take_down:
        closing.append(f"Questions: {info.contact}")
    flows = [
        _para(f"{len(tracks)} excerpts, {whole} in all, to begin a conversation with. Allow two to three hours."),
        *_listed("Before", before),
        *_listed("In the room", room, numbered=True),
        _head("The excerpts"),
        _table(("Number", "Title", "Storyteller", "Length", "To know first"), (3, 7, 5, 3, 5), _rows(tracks)),
    ]
    if hard:
        note = "“Before you listen” is read out first. On a screen that nobody minds, it is left out unless somebody "
        flows.append(_para(f"{note}presses Play."))
    flows += [_head("Please"), *map(_para, closing)]
    if info.support:
        flows += [_head("Places to get support"), *map(_para, info.support.splitlines())]
    return {"title": "For whoever leads the conversation", "flows": flows}


def _rows(tracks: Sequence[PlaylistTrack]) -> list[list[str]]:
    return [
        [
            str(track.number),
            track.title,
            track.attribution,
            length(track.duration_ms),
            note_before(track.excerpt) or "–",
        ]
        for track in tracks
    ]


def _questions(info: PackInfo, tracks: Sequence[PlaylistTrack]) -> Mapping[str, Any]:
    flows = [_question(question.text, _listen(question, tracks)) for question in info.questions]
    flows = flows or [_question(text, "") for text in USUAL]
    flows += [_question("What else do you ask?", ""), {"kind": "lines", "count": 3, "apart": 26}]
    return {"title": "Questions to talk about", "flows": flows}


def _listen(question: PackQuestion, tracks: Sequence[PlaylistTrack]) -> str:
    """“Listen to: 2, A flask of tea · 5, One empty chair”."""
    named = [f"{track.number}, {track.title}" for track in tracks if track.number in question.numbers]
    return f"Listen to: {' · '.join(named)}" if named else ""


def _actions(info: PackInfo, _tracks: Sequence[PlaylistTrack]) -> Mapping[str, Any]:
    columns = ("What we will do", "Who, by name", "By when", "How the storytellers hear of it")
    back = f"Send this back to: {info.contact}" if info.contact else "Give this back to the people who gave it to you."
    flows = [
        _para("Small steps that will happen are better than large ones. Each line is one thing that somebody does."),
        _table(columns, (5, 3, 2, 4), [[""] * len(columns)] * _ROWS, high=50),
        _para(f"Date: {'_' * 24}      Where: {'_' * 32}"),
        _para(back),
    ]
    return {"title": "What we will do", "wide": True, "flows": flows}


def _words(_info: PackInfo, tracks: Sequence[PlaylistTrack]) -> Mapping[str, Any]:
    return {"title": "The words of the excerpts", "size": 18, "numbered": True, "flows": list(_all_words(tracks))}


def _all_words(tracks: Sequence[PlaylistTrack]) -> Iterator[Flow]:
    for track in tracks:
        yield _head(f"{track.number}. {track.title}")
        if note := note_before(track.excerpt):
            yield _para(f"Before you listen: {note}", strong=True)
        found = turns(track.words)
        for speaker, text in found:
            yield {
                "kind": "said",
                "speaker": speaker if len(found) > 1 else "",
                "text": text,
                "language": language_tag(track.language).split("-")[0],
                "right_to_left": is_right_to_left(text),
            }
        yield _para(track.attribution)


def _head(text: str) -> Flow:
    return {"kind": "head", "level": 1, "text": text}


def _para(text: str, *, strong: bool = False) -> Flow:
    return {"kind": "para", "text": text, "strong": strong}


def _listed(title: str, items: Sequence[str], *, numbered: bool = False) -> list[Flow]:
    return [_head(title), {"kind": "items", "items": list(items), "numbered": numbered}]


def _question(text: str, listen: str) -> Flow:
    return {"kind": "question", "text": text, "listen": listen}


def _table(columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], *, high: int = 0) -> Flow:
    return {"kind": "table", "columns": columns, "widths": widths, "rows": rows, "high": high}

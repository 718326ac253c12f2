"""noScribe's own pages: every stretch of words is an anchor that knows its times and its voice."""

import re
from html.parser import HTMLParser

from coproclip.transcript.files.lines import labels_in, without_label
from coproclip.transcript.files.passages import FilePassage, TranscriptFile, passage, whole

_ANCHOR = re.compile(r"ts_(\d{1,12})_(\d{1,12})_?(.*)")
_MARKS = re.compile(r"\[\d{1,3}:\d{2}(?::\d{2})?\]|//")
_SILENT = frozenset({"style", "script", "head", "title"})


def is_noscribe(text: str) -> bool:
    """Whether a page has such anchors."""
    return re.search(r"""<a\s[^>]*name=["']ts_\d""", text, re.IGNORECASE) is not None


class _Page(HTMLParser):
    """Gathers the anchors, paragraph by paragraph: words, start, end, and the voice that the program gave them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: list[tuple[int, str, int, int, str]] = []
        self.elsewhere = 0
        self._paragraph = 0
        self._open: tuple[int, int, str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An anchor, or a new paragraph."""
        self._silent += tag in _SILENT
        self._paragraph += tag in ("p", "div")
        found = _ANCHOR.fullmatch(dict(attrs).get("name") or "") if tag == "a" else None
        if found is not None:
            self._open = int(found[1]), int(found[2]), found[3].strip("/_ ")

    def handle_endtag(self, tag: str) -> None:
        """The end of an anchor."""
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._open = None if tag == "a" else self._open

    def handle_data(self, data: str) -> None:
        """Words, in an anchor or beside one."""
        if self._open is not None:
            start, end, voice = self._open
            self.anchors.append((self._paragraph, _MARKS.sub(" ", data), start, end, voice))
        elif not self._silent and data.strip(" \n\t/[]0123456789:.()"):
            self.elsewhere += 1


def read_noscribe(text: str) -> TranscriptFile:
    """The page's words by anchors; a name that stands before a turn counts more than the program's “S01”.

    Raises `NoTranscript` where there are none.
    """
    page = _Page()
    page.feed(text)
    page.close()
    joined: list[tuple[int, str, int, int, str]] = []
    for one in page.anchors:
        last = joined[-1] if joined else None
        # One anchor may come in several pieces: letters of another look within it.
        if last is not None and last[:1] + last[2:] == one[:1] + one[2:]:
            joined[-1] = (one[0], last[1] + one[1], *one[2:])
        else:
            joined.append(one)
    names = labels_in([said.strip() for _, said, *_ in joined if ":" in said])
    named = dict[str, str]()
    found: list[FilePassage | None] = []
    for _, said, start, end, voice in joined:
        label, rest = without_label(said.strip(), names)
        if label:
            named[voice] = label
        found.append(passage(rest, named.get(voice, voice), start, end))
    left = ["the heading and notes of the page"] if page.elsewhere else []
    return whole("noScribe page", found, left, captions=True)

"""What may leave the project, as types that only the policy makes and that hold to the letter: excerpts, and texts.

“A grant is this very object, unchanged, and still true.” A look-alike, a copy, a pickle, a subclass or one that was
altered behind its back is no grant. Grants are short-lived: `recheck` asks the project again, whoever changed it.
"""

import dataclasses
import hashlib
import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import NoReturn, Self

from coproclip.errors import NotShareable
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.spans import headline
from coproclip.harmless import plain
from coproclip.project.kinds import NamedIn
from coproclip.project.project import Project
from coproclip.project.storage.left_out import SetAside
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class VoicedWord:
    """A word with the public name of who says it (an attribution, “Reporter” or “Another speaker”)."""

    text: str
    start_ms: int
    end_ms: int
    speaker: str


@dataclass(frozen=True, slots=True)
class PlaylistBeside:
    """A playlist that an excerpt is in, as it is read out to the storyteller."""

    title: str
    introduction: str


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """What stands beside an excerpt only where its storyteller is asked about it.

    `before` and `after` are words around it of nobody but them and the reporter, of up to half a minute; `named` is how
    they are named in each kind of what leaves.
    """

    before: tuple[VoicedWord, ...]
    after: tuple[VoicedWord, ...]
    playlists: tuple[PlaylistBeside, ...]
    named: tuple[tuple[NamedIn, str], ...] = ()


_GRANTED = object()


class ShareableText(str):
    """A text that may leave the project: a title, a name, an introduction; only the policy makes one.

    It is fit for every file: on one line, or on several, without what steers or turns. Whatever is done with it gives a
    plain `str` again, which is none.
    """

    __slots__ = ("__weakref__",)

    def __new__(cls, text: str, granted: object, *, lines: bool = False, edges: bool = False) -> Self:
        """`text` as it is written: on one line, or on `lines`. With `edges` a space at its beginning and end stays."""
        if granted is not _GRANTED:
            raise TypeError("A ShareableText comes from the policy alone.")
        parts = text.splitlines() if lines else [text]
        shown = "\n".join(filter(None, map(plain, parts)))
        if edges:
            shown = " " * text[:1].isspace() + shown + " " * (text[-1:].isspace() and bool(shown))
        made = super().__new__(cls, shown)
        key = id(made)
        _texts[key] = _RealText(weakref.ref(made, lambda _ref: _texts.pop(key, None)))
        return made

    def __init_subclass__(cls, **_more: object) -> NoReturn:
        raise TypeError("There is one kind of ShareableText.")

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("A ShareableText cannot be copied or kept.")


@dataclass(slots=True)
class _RealText:
    text: "weakref.ref[ShareableText]"
    again: "Callable[[], ShareableText] | None" = None


_texts: dict[int, _RealText] = {}

NO_TEXT = ShareableText("", _GRANTED)
"""Nothing, which may always leave."""


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """What is read of a translation for the words `first` to `last` (numbers, from 0) of an excerpt."""

    text: ShareableText
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Translation:
    """An excerpt in another `language` (BCP 47), line by line."""

    language: str
    lines: tuple[TranslatedLine, ...]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class ShareableExcerpt:
    """An excerpt that may leave the project for `use`; only `shareable()` makes one.

    Times are ms in `audio`, the working sound file. `room` has one range a span: how far its edges may reach before
    they touch other speech, or go beyond what was agreed to. `words` are those inside the spans, in order, and
    nothing else; a name that was taken out or made general reads so, and what is said in `silenced` is not to be
    heard. `care` is what is read before it is heard, `sensitive` whether it is marked as holding sensitive things.
    `review_of` is the storyteller (id) for whom a review is made, and `context` there for a review alone.
    """

    excerpt_id: int
    use: Use
    title: ShareableText
    attribution: ShareableText
    themes: tuple[ShareableText, ...]
    audio: Path
    spans: tuple[TimeRange, ...]
    room: tuple[TimeRange, ...]
    words: tuple[VoicedWord, ...]
    lead_in_ms: int
    lead_out_ms: int
    language: str
    granted: InitVar[object]
    review_of: int | None = None
    context: ReviewContext | None = None
    silenced: tuple[TimeRange, ...] = ()
    care: ShareableText = NO_TEXT
    sensitive: bool = False
    translations: tuple[Translation, ...] = ()

    def __post_init__(self, granted: object) -> None:
        # Not kept, so that no copy with other spans or words can be made of one that was granted.
        if granted is not _GRANTED:
            raise TypeError("A ShareableExcerpt comes from shareable() alone.")
        key = id(self)
        gone = weakref.ref(self, lambda _ref: _real.pop(key, None))
        _real[key] = _Real(gone, _print_of(self))

    def __init_subclass__(cls, **_more: object) -> NoReturn:
        raise TypeError("There is one kind of ShareableExcerpt.")

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("A ShareableExcerpt cannot be copied or kept.")


@dataclass(slots=True)
class _Real:
    grant: "weakref.ref[ShareableExcerpt]"
    print: str
    again: "Ask | None" = None
    home: Project | None = None
    true_at: "weakref.WeakKeyDictionary[object, _Mark]" = field(default_factory=weakref.WeakKeyDictionary)
    """By which question it was last found true, and how things stood then."""


_real: dict[int, _Real] = {}

Ask = Callable[[Sequence[int]], Iterable[ShareableExcerpt]]
"""What would be granted now of these excerpts (ids), asked as those were that were granted together."""


def _print_of(grant: ShareableExcerpt) -> str:
    fields = [repr(getattr(grant, field.name)) for field in dataclasses.fields(grant)]
    return hashlib.sha256("\n".join(fields).encode("utf-8", "surrogatepass")).hexdigest()


_Mark = tuple[int, SetAside, date, tuple[int, ...]]
"""How things stood when a grant was true: what was written, which rows were in no list, the day (a yes may hold until
one), and the sound's file."""


def _mark(grant: ShareableExcerpt, home: Project) -> _Mark | None:
    """How things stand now; None where that cannot be told."""
    written = home.guard.state()
    try:
        file = grant.audio.stat()
    except OSError:
        return None
    if written is None:
        return None
    return (
        written,
        home.database.set_aside,
        date.today(),
        (file.st_mtime_ns, file.st_ctime_ns, file.st_ino, file.st_size),
    )


def _is_as_it_was(grant: ShareableExcerpt, real: _Real, asked: object) -> bool:
    """Whether nothing at all that the policy looks at has changed since `asked` last found the grant true."""
    then = real.true_at.get(asked)
    now = _mark(grant, real.home) if then and real.home else None
    if now is None or then is None:
        return False
    # Another list of rows is other rows, whatever is in it: this one is not read through.
    return now[1] is then[1] and (now[0], *now[2:]) == (then[0], *then[2:])


def asked_again(
    grants: Sequence[ShareableExcerpt],
    asked: Callable[..., object],
    answer: Callable[[list[ShareableExcerpt]], Iterable[ShareableExcerpt]],
) -> list[ShareableExcerpt]:
    """Those of `grants` that `answer` says are still true, asked in one go, in order. `asked` stands for the question.

    Where nothing was written, here or by another program, and no sound changed since this question last found one true,
    it still is: the answer cannot be another.
    """
    known = [(grant, _known(grant)) for grant in grants]
    good = {id(grant) for grant, real in known if _is_as_it_was(grant, real, asked)}
    doubtful = [grant for grant in grants if id(grant) not in good]
    # Before anything is asked: what is written meanwhile counts as written since.
    marks = {id(grant): _mark(grant, real.home) for grant, real in known if real.home is not None}
    for grant in answer(doubtful) if doubtful else ():
        good.add(id(grant))
        if mark := marks.get(id(grant)):
            _known(grant).true_at[asked] = mark
    return [grant for grant in grants if id(grant) in good]


def keep_true(grant: ShareableExcerpt, again: Ask, home: Project) -> ShareableExcerpt:
    """Remember how to ask the project that is its `home` again for `grant`, and for others given with it; for
    `shareable()` alone.
    """
    real = _known(grant)
    real.again, real.home = again, home
    return grant


def home_of(grants: Iterable[ShareableExcerpt]) -> Project | None:
    """The project that these come out of; None where there are none."""
    return next((home for grant in grants if (home := _known(grant).home) is not None), None)


def verify(value: object) -> ShareableExcerpt:
    """`value`, if it is a grant. Every writer of anything that leaves calls this first. Raises `NotShareable`."""
    _known(value)
    assert isinstance(value, ShareableExcerpt)
    return value


def _known(value: object) -> _Real:
    real = _real.get(id(value))
    if (
        type(value) is not ShareableExcerpt
        or real is None
        or real.grant() is not value
        or real.print != _print_of(value)
    ):
        raise NotShareable("Only excerpts that can be shared leave the project.", "Nothing was made.")
    return real


def recheck(value: object) -> ShareableExcerpt:
    """`value`, if it is a grant and would be given again now exactly so. Raises `NotShareable`, and `ProjectGone`."""
    grant = verify(value)
    if not still_true([grant]):
        raise no_longer(grant)
    return grant


def no_longer(grant: ShareableExcerpt) -> NotShareable:
    """The sentence for a grant that would not be given again now. Raises `ProjectGone` where that is why."""
    title = grant.title or headline(" ".join(word.text for word in grant.words)) or "Excerpt"
    return no_longer_so(
        home_of([grant]),
        f"“{title}” was changed or may no longer be shared, so making files stopped.",
        next="Look at what can be shared, then export again.",
    )


def no_longer_so(
    home: Project | None, happened: str, safe: str = "Nothing of it was left in the folder.", next: str = "Try again."
) -> NotShareable:
    """The sentence for something out of `home` that may not leave any more as it was read from there.

    Raises `ProjectGone` where the project itself was moved or taken away, and with it the sound: then nobody took an
    answer back, and nothing was changed.
    """
    if home is not None:
        home.database.check()
    return NotShareable(happened, safe, next)


def still_true(values: Iterable[object]) -> list[ShareableExcerpt]:
    """Those that are grants and would be given again now exactly so; those given together are asked about together."""
    known = [(verify(value), real) for value in values if (real := _real_or_none(value)) is not None]
    good = {id(grant) for grant, real in known if real.again is None}
    for again in {id(real.again): real.again for _, real in known if real.again is not None}.values():
        given = [grant for grant, real in known if real.again is again]
        good.update(map(id, asked_again(given, again, partial(_given_again, again))))
    return [grant for grant, _ in known if id(grant) in good]


def _given_again(again: Ask, grants: Sequence[ShareableExcerpt]) -> list[ShareableExcerpt]:
    now = {one.excerpt_id: _print_of(one) for one in again(list({grant.excerpt_id: None for grant in grants}))}
    return [grant for grant in grants if now.get(grant.excerpt_id) == _known(grant).print]


def _real_or_none(value: object) -> _Real | None:
    try:
        return _known(value)
    except NotShareable:
        return None


def keep_text_true(text: ShareableText, again: Callable[[], ShareableText]) -> ShareableText:
    """Remember how to ask the project again for `text`; for the policy alone."""
    _known_text(text).again = again
    return text


def verify_texts(values: Iterable[object]) -> None:
    """Raise `NotShareable` unless each is a text that may leave. Every writer of texts that leave calls this first."""
    for value in values:
        _known_text(value)


def recheck_texts(values: Iterable[object]) -> None:
    """Raise `NotShareable` unless each is a text that would be given again now exactly so."""
    for value in values:
        again = _known_text(value).again
        if again is not None and again() != value:
            raise NotShareable(
                f"“{str(value).partition(chr(10))[0][:80]}” was changed meanwhile, so making files stopped.",
                "Nothing of it was left in the folder.",
                "Export again.",
            )


def _known_text(value: object) -> _RealText:
    real = _texts.get(id(value))
    if type(value) is not ShareableText or real is None or real.text() is not value:
        raise NotShareable("Only texts that can be shared leave the project.", "Nothing was made.")
    return real

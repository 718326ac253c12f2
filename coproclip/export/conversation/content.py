"""What a conversation pack says beside its excerpts: all of it granted, and asked about again before it leaves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coproclip.errors import BadInput
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.beside.texts import PublicText, Writing, shareable_text, shareable_writing
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, no_longer_so, verify_texts
from coproclip.excerpts.rules.reasons import in_words
from coproclip.export.clips import only_shareable
from coproclip.project.project import Project
from coproclip.sensemaking.open_questions import OpenQuestion, open_questions

FEWEST, MOST = 4, 8
"""So many excerpts are in a pack: enough to differ, and few enough to listen to at once."""
_EACH = 2
"""So many excerpts are named beside a question."""


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """A question, and the excerpts (their numbers in the pack, from 1) to hear for it."""

    text: ShareableText
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What the pack is called and what it says; `withheld` says why a question is not in it, for whoever makes it."""

    title: ShareableText
    project_title: ShareableText
    contact: ShareableText
    take_down: ShareableText
    support: ShareableText
    questions: tuple[PackQuestion, ...]
    withheld: tuple[str, ...]

    @property
    def texts(self) -> tuple[ShareableText, ...]:
        """All that people wrote in it."""
        about = (self.title, self.project_title, self.contact, self.take_down, self.support)
        return (*about, *(question.text for question in self.questions))

    @property
    def called(self) -> ShareableText:
        """What stands over it: the playlist or the theme, else the project."""
        return self.title or self.project_title


def pack_info(
    project: Project,
    excerpts: Sequence[ShareableExcerpt],
    *,
    playlist_id: int | None = None,
    theme_id: int | None = None,
    own_questions: Sequence[str] | None = None,
) -> PackInfo:
    """What may stand beside these excerpts now. `own_questions` stand in place of those that the project has open.

    Raises `BadInput` for too few or too many excerpts, `NotShareable`, `NotFound`.
    """
    only_shareable(excerpts)
    say_if_not_few(len(excerpts))
    ids = [excerpt.excerpt_id for excerpt in excerpts]

    def text(what: PublicText, number: int = 1) -> ShareableText:
        return shareable_text(project, what, number, Use.SHARING, beside=ids)

    title = NO_TEXT
    if playlist_id is not None:
        title = text(PublicText.PLAYLIST_TITLE, playlist_id)
    elif theme_id is not None:
        title = text(PublicText.THEME_NAME, theme_id)
    questions, withheld = _questions(project, ids, own_questions)
    hard = any(excerpt.care or excerpt.sensitive for excerpt in excerpts)
    made = PackInfo(
        title=title,
        project_title=text(PublicText.PROJECT_TITLE),
        contact=text(PublicText.CONTACT),
        take_down=text(PublicText.TAKE_DOWN),
        support=text(PublicText.SUPPORT) if hard else NO_TEXT,
        questions=tuple(questions),
        withheld=tuple(withheld),
    )
    verify_texts(made.texts)
    return made


def say_if_not_few(count: int) -> None:
    """Raise `BadInput` unless so many excerpts make a conversation pack."""
    if not FEWEST <= count <= MOST:
        many = "1 excerpt" if count == 1 else f"{count} excerpts"
        raise BadInput(
            f"A conversation pack has {FEWEST} to {MOST} excerpts; here {'is' if count == 1 else 'are'} {many}.",
            "Nothing was made.",
            "Choose others too." if count < FEWEST else "Choose fewer.",
        )


def _questions(project: Project, ids: Sequence[int], own: Sequence[str] | None) -> tuple[list[PackQuestion], list[str]]:
    """The questions as they may leave, each with the excerpts to hear for it, and why others may not."""
    with project.read() as session:
        known = open_questions(session, ids)
    if own is not None:
        linked = {question.text.strip(): question for question in known}
        words = dict.fromkeys(filter(None, (" ".join(text.split()) for text in own)))
        known = [linked.get(text, OpenQuestion(text, "A question")) for text in words]
    writings = [Writing(question.called, (" ".join(question.text.split()),)) for question in known]
    granted, refused = shareable_writing(project, writings, Use.SHARING, ids)
    why = {id(writing): in_words(reasons) for writing, reasons in refused}
    used: Counter[int] = Counter()
    found: list[PackQuestion] = []
    withheld: list[str] = []
    for question, writing, (text,) in zip(known, writings, granted, strict=True):
        if id(writing) in why:
            withheld.append(f"Left out: “{question.text}” {why[id(writing)]}")
            continue
        # Where a theme has many, each of them is to be heard for some question.
        about = sorted(question.excerpts, key=lambda number: used[number])[:_EACH]
        used.update(about)
        found.append(PackQuestion(text, tuple(sorted(ids.index(number) + 1 for number in about))))
    return found, withheld


def say_if_changed(project: Project, before: PackInfo, now: PackInfo) -> None:
    """Raise `NotShareable` unless both are the same: something was changed while the pack was made."""
    if before != now:
        raise no_longer_so(
            project,
            "Something in the pack was changed, or may no longer be shared, so making files stopped.",
            next="Export it again.",
        )

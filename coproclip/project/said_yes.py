"""What counts of what somebody said about a story: the last word, and whether that is a yes that still holds."""

from collections.abc import Iterable
from datetime import date

from coproclip.project.kinds import AnswerKind
from coproclip.project.schema import Consent


def says_something(text: str) -> bool:
    """Whether there is a letter or a figure in it: a dot, or a sign nobody can see, names nobody."""
    return any(sign.isalnum() for sign in text)


def is_yes(said: Consent | None) -> bool:
    """Whether it is an explicit yes that still counts: with who said so, how, and when. Anything else is none."""
    return (
        said is not None
        and not is_over(said)
        and said.answer == AnswerKind.YES
        and all(map(says_something, (said.who, said.how, said.said_at)))
    )


def is_over(said: Consent) -> bool:
    """Whether it was given until a day that is past; a day that nobody can read is."""
    return bool(said.expires_on) and not said.expires_on >= date.today().isoformat()


def last_words(said: Iterable[Consent]) -> dict[str, Consent]:
    """What counts of this, by item: the last word; who said no and is to be asked later has still said no."""
    found: dict[str, Consent] = {}
    for one in said:
        before = found.get(one.about)
        if before is None or not (before.answer == AnswerKind.NO and one.answer == AnswerKind.LATER):
            found[one.about] = one
    return found


def said_for(said: Iterable[Consent], storyteller_id: int | None) -> list[Consent]:
    """What is about one storyteller of everything that was `said` about a story.

    Where it was not noted whose answer it is, a no counts for everybody and a yes for nobody, unless the story has no
    storyteller at all.
    """
    return [
        one
        for one in said
        if one.storyteller_id == storyteller_id or (one.storyteller_id is None and one.answer != AnswerKind.YES)
    ]

"""Counts in words: “some” of the stories, “most” of them, by the project's own bands."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from coproclip.people.about_project import bands_of
from coproclip.project.rows import fetch
from coproclip.project.schema import ProjectRow

NONE = "none"


def quantity_bands(session: Session) -> Mapping[str, int]:
    """The project's quantity words and from what share of the stories (percent) each is right."""
    return bands_of(fetch(session, ProjectRow, 1))


def quantity_word(bands: Mapping[str, int], some: int, every: int) -> str:
    """The word for `some` of `every` story; “one” (from 0 percent) and “all” (from 100) are exact.

    What is less than the lowest share of a word that is not exact still has that word: two of a hundred are “a few”.
    """
    if some <= 0 or every <= 0:
        return NONE
    exact = {share: word for word, share in bands.items() if share in (0, 100)}
    if some >= every and 100 in exact:
        return exact[100]
    if some == 1 and 0 in exact:
        return exact[0]
    between = sorted((share, word) for word, share in bands.items() if share not in (0, 100))
    if not between:
        return exact.get(0, exact.get(100, NONE))
    fitting = [word for share, word in between if some * 100 >= share * every]
    return fitting[-1] if fitting else between[0][1]

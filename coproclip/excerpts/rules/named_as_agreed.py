"""Whether an excerpt may be signed as it is: a name needs a yes, and words for people may not point at one of them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from coproclip.excerpts.rules.public_names import REPORTER
from coproclip.excerpts.rules.reasons import Reason, of_few, of_name
from coproclip.people.naming import ONE_STORYTELLER, Few, against, find_label


class NamingCheck:
    """Looks at each signature once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[bool, Few | None]] = {}

    def reasons(self, label: str, unnamed: Sequence[str]) -> list[Reason]:
        """Why not; `unnamed` is who of those heard has not agreed to being named, as they are called in a sentence."""
        if label in (ONE_STORYTELLER, REPORTER):
            return []  # they point at nobody
        if label not in self._known:
            self._known[label] = find_label(self._session, label) is not None, against(self._session, label)
        is_known, few = self._known[label]
        return ([of_few(few)] if few else []) + [of_name(label, who) for who in unnamed if not is_known]

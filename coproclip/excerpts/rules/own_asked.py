"""The project's own consent questions, as far as they count for one use."""

from sqlalchemy.orm import Session

from coproclip.excerpts.rules.policy import OUTSIDE, Use, own_needed
from coproclip.people.own_questions import own_number, own_questions


class OwnAsked:
    """What the project itself asks: read once, for one asking."""

    def __init__(self, session: Session, use: Use) -> None:
        self._use = use
        questions = own_questions(session)
        self._texts = {question.item: question.text for question in questions}
        self.needed = tuple(question.item for question in own_needed(questions, use))
        """The items to which the use needs a yes."""

    def words(self, item: str) -> str:
        """What is asked; empty where it is no question of the project's own, or one that nobody knows any more."""
        return self._texts.get(item, "")

    def is_lost(self, item: str) -> bool:
        """Whether it is a question that nobody knows any more: it may have been about this very use."""
        return self._use in OUTSIDE and own_number(item) is not None and not self.words(item)

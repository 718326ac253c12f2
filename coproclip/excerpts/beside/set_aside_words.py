"""What rows that are set aside still hold back: nothing of them leaves, and nothing else that says what they say.

They are in no list (see `project.storage.left_out`), so they are read past that here, and as what may be damaged:
what cannot be read says nothing, what may be a no is one.
"""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from coproclip.excerpts.beside.withheld import Withheld, WithheldStory
from coproclip.excerpts.spans import CUT
from coproclip.project.columns import MOST_LETTERS_OF_WORDS, kept_prints, loads, read_refusal
from coproclip.project.kinds import AnswerKind, MentionDecision, MomentKind, SpeakerRole
from coproclip.project.schema import Mention
from coproclip.project.storage.left_out import set_aside_in

_ASIDE = "IN (SELECT value FROM json_each(?))"
_SAID = (
    "SELECT segment.story_id, CAST(segment.text AS BLOB) FROM segment"
    " LEFT JOIN speaker ON speaker.id = segment.speaker_id"
    f" WHERE (segment.story_id {_ASIDE} OR segment.id {_ASIDE}) AND speaker.role IS NOT '{SpeakerRole.REPORTER.value}'"
    " ORDER BY segment.story_id, segment.start_ms, segment.id"
)
_NOT_AGREED = (
    "SELECT CAST(excerpt.quote AS BLOB), CAST(excerpt.title AS BLOB), CAST(answer.covered AS BLOB)"
    f" FROM excerpt JOIN answer ON answer.excerpt_id = excerpt.id WHERE excerpt.id {_ASIDE}"
    f" AND answer.answer IS NOT '{AnswerKind.YES.value}'"
)
_REFUSED = f"SELECT CAST(text AS BLOB) FROM moment WHERE id {_ASIDE} AND kind IS NOT '{MomentKind.MARK.value}'"
_NAMED = (
    f"SELECT story_id, CAST(text AS BLOB), CAST(decision AS BLOB), CAST(kind AS BLOB) FROM mention WHERE id {_ASIDE}"
    f" AND decision IS NOT '{MentionDecision.KEEP.value}'"
)


def withheld_aside(session: Session) -> list[Withheld]:
    """The words of every story that is set aside, and of what was refused in it, each as it stands and as it stood."""
    if not set_aside_in(session):
        return []
    found = list[Withheld]()
    for story, some in groupby(_rows(session, _SAID, "story", "segment"), lambda row: _number(row[0])):
        all_of_it = f" {CUT} ".join(_text(said) for _, said in some)
        found.append(WithheldStory(0, story, (), (all_of_it,), ()))
    for quote, title, covered in _rows(session, _NOT_AGREED, "excerpt"):
        words = tuple(filter(None, map(_text, (quote, title))))
        found.append(Withheld(0, 0, (), words, (), prints=tuple(filter(None, [_prints(covered)]))))
    for (kept,) in _rows(session, _REFUSED, "moment"):
        prints = read_refusal(_text(kept))[2]
        found += [Withheld(0, 0, (), (), (), prints=(prints,))] if prints else []
    return found


def names_aside(session: Session) -> list[Mention]:
    """The names in stories that are set aside: taken out, or open; those that may be said are said there alone."""
    found = []
    for story, name, decision, kind in _rows(session, _NAMED, "mention"):
        known = _text(decision)
        kept = known if known in set(MentionDecision) else MentionDecision.REMOVE.value
        found.append(Mention(story_id=_number(story), text=_text(name), kind=_text(kind), decision=kept, general=""))
    return [one for one in found if one.text]


def people_aside(session: Session) -> list[str]:
    """What people are called whose entry is set aside: nobody knows what they agreed to."""
    query = f"SELECT CAST(alias AS BLOB) FROM storyteller WHERE id {_ASIDE}"
    return [name for (row,) in _rows(session, query, "storyteller") if (name := _text(row))]


def taking_part_aside(session: Session) -> list[tuple[int, int]]:
    """Who (id) takes part in a story (id), of the entries that are set aside."""
    query = f"SELECT storyteller_id, story_id FROM story_storyteller WHERE id {_ASIDE}"
    return [(_number(who), _number(story)) for who, story in _rows(session, query, "story_storyteller")]


def _rows(session: Session, query: str, *tables: str) -> Iterable[Any]:
    aside = set_aside_in(session)
    if not any(aside.get(table) for table in tables):
        return []
    listed = tuple(json.dumps(sorted(aside.get(table, {}))) for table in tables)
    return session.connection().exec_driver_sql(query, listed).all()


def _text(value: object) -> str:
    return value[:MOST_LETTERS_OF_WORDS].decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _prints(covered: object) -> str:
    try:
        found = loads(covered if isinstance(covered, bytes) else b"")
    except (ValueError, RecursionError):
        return ""
    return kept_prints(found) if isinstance(found, dict) else ""

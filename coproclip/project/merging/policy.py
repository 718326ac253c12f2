"""What becomes of a cell that both sides changed, and of a row that one changed and the other deleted.

Declared for each kind of thing: of what can only hold back the stricter one stays, as when a backup is restored
(`held_back`); how things are arranged and look stays as it is here; everything else is a true conflict, which a person
sees side by side.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from coproclip.project.askable import is_nobodys
from coproclip.project.comparing.name_keys import Key, key_of
from coproclip.project.comparing.name_parts import hidden_words
from coproclip.project.going_back.carried_report import is_photo
from coproclip.project.going_back.held_back import hides_less, says_less, stricter_age, stricter_decision
from coproclip.project.kinds import NOT_ASKED, UNDER_16, ListKind, MentionDecision, MomentKind, SpeakerRole
from coproclip.project.merging.rows import EDGES, Row, Tables, columns_of
from coproclip.project.schema import Mention
from coproclip.project.storage.two_databases import strings

GROUPS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "moment": (("kind", "start_ms", "end_ms"),),
    "mention": (("decision", "general", "decided_by", "decided_at"),),
    "excerpt": ((EDGES, "quote", "before", "after"), ("kind",), ("valence",)),
    "excerpt_translation": (("text", "prints"),),
    "theme": (("parent_id",),),
    "speaker": (("storyteller_id", "role"),),
    "list_entry": (("text", "kind"),),
    "report_image": (("photo", "person_id"),),
}
"""Columns that make sense only together; every other column is one for itself."""

ARRANGED = frozenset(
    {"position", "letter", "colour", "number", "steps", "language", "notice"}
    | {"drafts", "drafted", "drafted_at", "changed_at", "changed_by"}
)
"""How things are arranged and look, and how far a workshop is: as it is here, without a word."""

_FIXED = frozenset({"id", "created_at", "uid"})
_FIXED_IN: Mapping[str, frozenset[str]] = {
    "mention": frozenset({"story_id", "text"}),
    "moment": frozenset({"story_id"}),
    "excerpt": frozenset({"story_id"}),
    "excerpt_translation": frozenset({"excerpt_id", "language"}),
    "naming": frozenset({"person_id", "named_in"}),
    "story_storyteller": frozenset({"story_id", "storyteller_id"}),
    "handover_file": frozenset({"handover_id", "story_id", "excerpt_id", "name", "sha256", "under"}),
    "report_image": frozenset({"section_id", "key", "file"}),
}


def never_changed(table: str) -> frozenset[str]:
    """The columns that say what a row is about: a hidden name that is another name would hide nothing."""
    return _FIXED | _FIXED_IN.get(table, frozenset())


Stricter = Callable[[Row, Row], Row | None]


def _flag(name: str) -> Stricter:
    return lambda ours, theirs: {name: max(_number(ours[name]), _number(theirs[name]))}


def _one_that_says_something(name: str) -> Stricter:
    def _choose(ours: Row, theirs: Row) -> Row | None:
        return None if ours[name] and theirs[name] else {name: ours[name] or theirs[name]}

    return _choose


def _binned(ours: Row, theirs: Row) -> Row:
    return {"binned_at": min(str(one["binned_at"]) for one in (ours, theirs) if one["binned_at"] is not None)}


def _says_less(name: str) -> Stricter:
    return lambda ours, theirs: {name: says_less(str(theirs[name]), str(ours[name]))}


def _age(ours: Row, theirs: Row) -> Row | None:
    kinds = {str(one["age_band"]) for one in (ours, theirs)}
    if len(kinds - {""}) > 1 and UNDER_16 not in kinds:
        return None
    return {"age_band": stricter_age(str(theirs["age_band"]), str(ours["age_band"]))}


def _part(ours: Row, theirs: Row) -> Row:
    """Who is asked is asked."""
    return {"part": ours["part"] if ours["part"] not in NOT_ASKED else theirs["part"]}


def _uses(ours: Row, theirs: Row) -> Row:
    """A question is needed for what either says; a label is for all where either says so."""
    one, other = strings(ours["uses"]), strings(theirs["uses"])
    if ours["kind"] == ListKind.LABEL and not (one and other):
        return {"uses": "[]"}
    return {"uses": _listed(sorted({*one, *other}))}


def _listed(texts: Sequence[str]) -> str:
    return "[" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts) + "]"


def _moment(ours: Row, theirs: Row) -> Row | None:
    """What holds a stretch back is as long as either says."""
    holding = {MomentKind.OFF_RECORD.value, MomentKind.NOT_USED.value}
    kinds = {str(one["kind"]) for one in (ours, theirs)} & holding
    if not kinds:
        return None
    first = min(_number(one["start_ms"]) for one in (ours, theirs) if one["kind"] in holding)
    last = max(_number(one["end_ms"]) for one in (ours, theirs) if one["kind"] in holding)
    return {"kind": sorted(kinds, key=lambda kind: kind != MomentKind.OFF_RECORD)[0], "start_ms": first, "end_ms": last}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _photo(ours: Row, theirs: Row) -> Row | None:
    """A photo, where either says so; of nobody known it is never shown."""
    photos = [one for one in (ours, theirs) if is_photo(one)]
    people = {one["person_id"] for one in photos}
    if not photos:
        return {"photo": 0, "person_id": None}
    return {"photo": 1, "person_id": people.pop()} if len(people) == 1 else None


def _named_as(ours: Row, theirs: Row) -> Row | None:
    """Not at all, where either says so."""
    return None if ours["named_as"] and theirs["named_as"] else {"named_as": ""}


STRICTER: Mapping[tuple[str, str], Stricter] = {
    ("story", "binned_at"): _binned,
    ("story", "sensitive"): _flag("sensitive"),
    ("excerpt", "sensitive"): _flag("sensitive"),
    ("story", "care"): _one_that_says_something("care"),
    ("excerpt", "care"): _one_that_says_something("care"),
    ("excerpt", "attribution"): _says_less("attribution"),
    ("naming", "label"): _says_less("label"),
    ("mention", "decision"): lambda ours, theirs: stricter_decision(theirs, ours),
    ("mention", "kind"): lambda ours, theirs: {"kind": (theirs if hides_less(ours, theirs) else ours)["kind"]},
    ("partner", "named_as"): _named_as,
    ("attendee", "person_id"): _one_that_says_something("person_id"),
    ("attendee", "needs"): _one_that_says_something("needs"),
    ("storyteller", "age_band"): _age,
    ("story_storyteller", "part"): _part,
    ("theme", "in_their_words"): _flag("in_their_words"),
    ("theme_link", "differs"): _flag("differs"),
    ("list_entry", "uses"): _uses,
    ("moment", "kind"): _moment,
    ("workshop_session", "dots_hidden"): _flag("dots_hidden"),
    ("report_image", "photo"): _photo,
    ("report_section", "left_out"): _flag("left_out"),
    ("handover_file", "taken_back_at"): _one_that_says_something("taken_back_at"),
}
"""By table and (first) column: of two values that both sides set the one that holds back more; None: nobody knows."""


def _less(name: str) -> Callable[[Row, Row], bool]:
    return lambda ours, theirs: _number(theirs[name]) < _number(ours[name])


def _other(name: str) -> Callable[[Row, Row], bool]:
    return lambda ours, theirs: bool(ours[name]) and theirs[name] != ours[name]


def _says_more(name: str) -> Callable[[Row, Row], bool]:
    return lambda ours, theirs: says_less(str(theirs[name]), str(ours[name])) != theirs[name]


def _name_says_more(ours: Row, theirs: Row) -> bool:
    if ours["decision"] == MentionDecision.KEEP:
        return False
    found = stricter_decision(theirs, ours)
    return any(found[name] != theirs[name] for name in ("decision", "general"))


def _hides_less(ours: Row, theirs: Row) -> bool:
    """Of a name that is taken out a part is none any more."""
    hides = (MentionDecision.GENERAL, MentionDecision.REMOVE)
    return ours["decision"] in hides and hides_less(theirs, ours)


def _older(ours: Row, theirs: Row) -> bool:
    """Somebody is no child any more."""
    return bool(ours["age_band"] == UNDER_16 and theirs["age_band"] != UNDER_16)


def _let_go(ours: Row, theirs: Row) -> bool:
    kinds = (*_LETS_GO, ListKind.QUESTION)
    return ours["kind"] in kinds or theirs["kind"] in kinds


def _for_other_uses(ours: Row, theirs: Row) -> bool:
    one, other = set(strings(ours["uses"])), set(strings(theirs["uses"]))
    return bool(other - one if ours["kind"] == ListKind.LABEL else one - other)


def _holds_less(ours: Row, theirs: Row) -> bool:
    found = _moment(ours, theirs) if ours["kind"] in _HOLD_BACK else None
    return found is not None and any(theirs[name] != value for name, value in found.items())


def _is_other_photo(ours: Row, theirs: Row) -> bool:
    """Who said yes to theirs is not who has to say it to ours."""
    return is_photo(ours) and not (is_photo(theirs) and theirs["person_id"] in (ours["person_id"], None))


def _asks_others(ours: Row, theirs: Row) -> bool:
    """Whether somebody is not asked any more where this voice is heard; nobody had said whose an open one is."""
    if is_nobodys(theirs):
        return False
    if ours["storyteller_id"] is None:
        is_somebody_elses = ours["role"] not in (SpeakerRole.UNKNOWN, SpeakerRole.REPORTER, SpeakerRole.STORYTELLER)
        return is_somebody_elses or (ours["role"] == SpeakerRole.STORYTELLER and theirs["storyteller_id"] is None)
    interprets_no_more = ours["role"] == SpeakerRole.INTERPRETER and theirs["role"] != SpeakerRole.INTERPRETER
    return theirs["storyteller_id"] != ours["storyteller_id"] or interprets_no_more


def _nobodys(ours: Row, theirs: Row) -> Row:
    if theirs["storyteller_id"] in (None, ours["storyteller_id"]) or is_nobodys(ours):
        return {}
    return {"storyteller_id": None, "role": SpeakerRole.UNKNOWN.value}


MEANWHILE: Mapping[tuple[str, str], Callable[[Row, Row], Row]] = {("speaker", "storyteller_id"): _nobodys}
"""By table and first column: what holds until a person chooses, where neither holds back all that both do.

Who is speaking in a passage, and whether it is checked, is settled in `heard` by time in the same way.
"""

LOOSER: Mapping[tuple[str, str], Callable[[Row, Row], bool]] = {
    ("story", "sensitive"): _less("sensitive"),
    ("excerpt", "sensitive"): _less("sensitive"),
    ("theme", "in_their_words"): _less("in_their_words"),
    ("story", "care"): _other("care"),
    ("excerpt", "care"): _other("care"),
    ("excerpt", "attribution"): _says_more("attribution"),
    ("naming", "label"): _says_more("label"),
    ("mention", "decision"): _name_says_more,
    ("mention", "kind"): _hides_less,
    ("partner", "named_as"): lambda ours, theirs: not ours["named_as"] and bool(theirs["named_as"]),
    ("storyteller", "age_band"): _older,
    ("story_storyteller", "part"): lambda ours, theirs: ours["part"] not in NOT_ASKED and theirs["part"] in NOT_ASKED,
    ("speaker", "storyteller_id"): _asks_others,
    ("list_entry", "text"): _let_go,
    ("list_entry", "uses"): _for_other_uses,
    ("moment", "kind"): _holds_less,
    ("handover_file", "taken_back_at"): _other("taken_back_at"),
    ("report_image", "photo"): _is_other_photo,
    ("report_section", "left_out"): _less("left_out"),
}
"""By table and (first) column: whether theirs lets go what ours holds back or protects; what is open holds back.

Ours stays then, although only they changed it, unless a person takes theirs for that very thing.
"""


def groups_of(table: str) -> list[tuple[str, ...]]:
    """The columns of a table that are decided about, those together that make sense only together."""
    declared = GROUPS.get(table, ())
    taken = {name for group in declared for name in group}
    return [
        *declared,
        *((name,) for name in columns_of(table) if name not in taken and name not in never_changed(table)),
    ]


_LETS_GO = (ListKind.KEPT_NAME, ListKind.NO_NAME, ListKind.LABEL)
"""Entries of the project's lists that let something leave which would be held back."""


def stays_deleted(table: str, row: Row) -> bool:
    """Whether a row that either side deleted is gone, although the other changed it: without it less may leave."""
    return table == "naming" or (table == "list_entry" and row["kind"] in _LETS_GO)


_NOES = (MomentKind.REFUSED, MomentKind.DECLINED)
_HOLD_BACK = (MomentKind.OFF_RECORD, MomentKind.NOT_USED)


def is_never_deleted(table: str, row: Row) -> bool:
    """Whether a row stays although the other side has it no more: somebody's no, a hidden name, what went out."""
    return (
        table in ("consent", "handover", "handover_file", "consent_sheet", "recording", "lost_name")
        or (table == "moment" and row["kind"] in _NOES)
        or (table == "mention" and row["decision"] != MentionDecision.KEEP)
    )


def is_never_changed(table: str, row: Row) -> bool:
    """Whether nothing that is in a row is ever changed: what was said is said once, and said anew in a row of its own.

    The sound of a story is what was imported, and no other.
    A copy in which it reads otherwise was not changed by this program.
    """
    return table in ("answer", "consent", "consent_sheet", "handover", "draft_segment", "recording", "lost_name") or (
        table == "moment" and row["kind"] in _NOES
    )


def is_asked_about(table: str, row: Row) -> bool:
    """Whether a row that is only deleted there stays, unless a person takes that: without it more may leave."""
    return (
        (table == "moment" and row["kind"] in _HOLD_BACK)
        or (table == "story_storyteller" and row["part"] not in NOT_ASKED)
        or (table == "list_entry" and row["kind"] == ListKind.QUESTION)
    )


def hidden_here(mentions: Iterable[Row]) -> frozenset[Key]:
    """What is taken out in these stories, names and the parts of them that name somebody, as it is compared."""
    hides = (MentionDecision.GENERAL, MentionDecision.REMOVE)
    names = (
        Mention(text=str(one["text"]), kind=str(one["kind"]), general="")
        for one in mentions
        if one["decision"] in hides
    )
    return frozenset(key_of(word) for name in names for word in hidden_words(name))


def lets_names_go(table: str, row: Row, ours: Tables, hidden: Callable[[], Collection[Key]]) -> bool:
    """Whether a row that is new there lets a name be said: in the whole project, of somebody whom we named otherwise,
    or in a story where ours, another one or a longer name, has it taken out (`hidden_here`).
    """
    if table == "naming":
        return row["person_id"] in ours["storyteller"] and says_less(str(row["label"]), "") != row["label"]
    if table == "mention":
        return row["decision"] == MentionDecision.KEEP and key_of(str(row["text"])) in hidden()
    return table == "list_entry" and row["kind"] in _LETS_GO


def is_loosened(table: str, changed: Collection[str]) -> bool:
    """Whether a row that is gone here and was changed there in these columns may let something leave, if it came back.

    There is none of ours to compare it with.
    """
    return table == "report_image" and bool({"photo", "person_id", "file"}.intersection(changed))


TAKEN_OUT: Mapping[str, Row] = {
    "report_section": {"left_out": 1},
    "partner": {"named_as": ""},
    "playlist": {"address": ""},
}
"""By table, how what was deleted here and changed there comes back while nobody chose that it does."""


NATURAL: Mapping[str, Collection[str]] = {
    "theme": ("name",),
    "list_entry": ("kind", "text"),
    "mention": ("story_id", "text"),
    "lost_name": ("story_id", "mention_id", "start_ms", "end_ms"),
    "moment": ("story_id", "kind", "start_ms", "end_ms", "text"),
    "starter": ("text",),
    "partner": ("name",),
    "playlist": ("uid",),
    "report": (),
    "report_section": ("report_id", "kind", "theme_id", "title"),
    "workshop_session": ("uid",),
    "attendee": ("session_id", "person_id"),
    "card": ("session_id", "excerpt_id"),
    "group_note": ("uid",),
    "check_in": ("story_id", "who", "due_on"),
    "phrase": ("name",),
    "theme_relation": ("theme_id", "other_id", "kind"),
    "excerpt_link": ("excerpt_id", "other_id"),
    "excerpt_translation": ("excerpt_id", "language"),
}
"""What tells that a row that was added on both sides is the same thing; capitals do not matter.

Of a person nothing does, and in a workshop only which person it is: see `namesakes`.
"""

KNOWN_BY: Mapping[str, str] = {"attendee": "person_id"}
"""The column without which nothing tells it."""

"""What the project is, why it is done, with whom, and whom to turn to: its own page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.project import Edit
from coproclip.project.rows import fetch
from coproclip.project.schema import Partner, ProjectRow


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is said of a project: its column, what it is called, and what is meant by it.

    `public` is what stands in what leaves or is read out to storytellers; the rest is for the team alone.
    """

    name: str
    label: str
    meaning: str
    long: bool = False
    public: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]


SECTIONS = (
    Section(
        "What it is",
        (
            Field("title", "Title", "What the whole work is called."),
            Field("strapline", "Strapline", "One line under the title."),
            Field("month", "Month and year", "When it came out, such as “May 2026”."),
            Field("place", "Place", "Where the stories come from."),
            Field("dates", "Dates", "When they were gathered."),
            Field("asked_by", "Asked for by", "Who wanted these stories gathered."),
            Field("gathered_by", "Gathered by", "Who gathered them."),
            Field("group_name", "Name of the group", "What the group that makes sense of them calls itself."),
            Field("collective_name", "Storytellers together", "What all storytellers are called, such as “carers”."),
            Field("method_note", "How it was done", "How the stories were gathered and made sense of.", long=True),
        ),
    ),
    Section(
        "Before we start",
        (
            Field("purpose", "Purpose", "What it is for, in a sentence or two.", long=True),
            Field("why_ask", "Why are we asking?", "Said to each storyteller before they begin.", long=True),
            Field("who_gains", "Who gains from it?", "Honestly: also what the group itself gains.", long=True),
            Field("what_changes", "What will change?", "What may come of it, and what will not.", long=True),
            Field(
                "report_back", "How do we report back?", "When and how storytellers hear what came of it.", long=True
            ),
        ),
    ),
    Section(
        "Whom to turn to",
        (
            Field("contact", "Contact", "Who answers questions; it stands in every playlist."),
            Field("take_down", "To have something taken down", "Whom to ask, and how soon they answer."),
            Field("support", "Places to get support", "One a line; they are on every review sheet.", long=True),
            Field(
                "safeguarding",
                "If somebody may be at risk",
                "Who is told, and how to reach them now. Shift F1 shows it from anywhere.",
                long=True,
                public=False,
            ),
        ),
    ),
    Section(
        "How we decide",
        (
            Field(
                "review_rules",
                "Rules for sharing",
                "What the group agreed on: who hears what first, and what it never shares.",
                long=True,
                public=False,
            ),
        ),
    ),
)
FIELDS: Mapping[str, Field] = MappingProxyType({one.name: one for section in SECTIONS for one in section.fields})

STANDARD_BANDS: Mapping[str, int] = MappingProxyType(
    {"one": 0, "a few": 9, "some": 24, "many": 44, "most": 64, "almost all": 84, "all": 100}
)
"""The quantity words and from what share of all stories (percent) each is right; “one” and “all” are exact."""


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """An organisation: what the team calls it, what it may be named as, and its names before (separated by commas)."""

    id: int
    name: str
    named_as: str
    formerly: str


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What is said of the project: `texts` by the names of `FIELDS`, its partners in order, and its quantity words."""

    texts: Mapping[str, str]
    partners: tuple[PartnerFacts, ...]
    bands: Mapping[str, int]


def project_facts(session: Session) -> ProjectFacts:
    """All of it."""
    row = fetch(session, ProjectRow, 1)
    rows = session.scalars(select(Partner).order_by(Partner.position, Partner.id))
    partners = tuple(PartnerFacts(one.id, one.name, one.named_as, one.formerly) for one in rows)
    return ProjectFacts({name: getattr(row, name) for name in FIELDS}, partners, bands_of(row))


LONGEST_QUANTITY = 60


def bands_of(row: ProjectRow) -> Mapping[str, int]:
    """The project's own quantity words, or the usual ones where it has none that make sense."""
    try:
        return check_bands(row.bands) if row.bands else STANDARD_BANDS
    except BadInput:
        return STANDARD_BANDS


def check_bands(bands: Mapping[str, object]) -> dict[str, int]:
    """Quantity words from the lowest share to the highest; raises `BadInput` for what are none."""
    found: dict[str, int] = {}
    for word, share in bands.items():
        if not word.strip() or type(share) is not int or not 0 <= share <= 100:
            raise BadInput(
                "A quantity word needs a share of the stories from 0 to 100 percent.", "Nothing was changed."
            )
        if len(word) > LONGEST_QUANTITY:
            raise BadInput(f"A quantity word has {LONGEST_QUANTITY} letters at most.", "Nothing was changed.")
        found[word.strip()] = share
    ordered = dict(sorted(found.items(), key=lambda one: one[1]))
    if len(set(ordered.values())) < len(bands) or not ordered:
        raise BadInput("Two quantity words cannot begin at the same share.", "Nothing was changed.")
    return ordered


def change_project(edit: Edit, texts: Mapping[str, str], bands: Mapping[str, int] | None = None) -> None:
    """Change what is said of the project: `texts` by the names of `FIELDS`; without words in `bands` the usual ones.

    Raises `BadInput` for an empty title, a field that there is not, and quantity words that make no sense.
    """
    row = edit.get(ProjectRow, 1)
    for name, text in texts.items():
        if name not in FIELDS:
            raise BadInput(f"A project has no “{name}”.", "Nothing was changed.")
        if name == "title" and not text.strip():
            raise BadInput("A project needs a title.", "Nothing was changed.")
        setattr(row, name, text.strip())
    if bands is not None:
        row.bands = check_bands(bands) if bands else {}


def add_partner(edit: Edit, name: str, named_as: str = "", formerly: str = "") -> Partner:
    """An organisation in the work, after those that are there. Raises `BadInput` without a name."""
    _named(name)
    last = edit.session.scalar(select(Partner.position).order_by(Partner.position.desc()).limit(1))
    position = 0 if last is None else last + 1
    return edit.add(Partner(name=name.strip(), named_as=named_as.strip(), formerly=formerly.strip(), position=position))


def change_partner(
    edit: Edit, partner_id: int, *, name: str | None = None, named_as: str | None = None, formerly: str | None = None
) -> None:
    """Change what is known of an organisation; None stays. Raises `BadInput` for no name, `NotFound`."""
    partner = edit.get(Partner, partner_id)
    if name is not None:
        _named(name)
        partner.name = name.strip()
    if named_as is not None:
        partner.named_as = named_as.strip()
    if formerly is not None:
        partner.formerly = formerly.strip()


def remove_partners(edit: Edit, partner_ids: Iterable[int]) -> None:
    """Take organisations out. Raises `NotFound`."""
    for partner_id in partner_ids:
        edit.session.delete(edit.get(Partner, partner_id))


def find_partner(session: Session, wanted: str) -> Partner:
    """The organisation of this number, or that goes or went by this name. Raises `NotFound`."""
    name = wanted.strip().casefold()
    for partner in session.scalars(select(Partner).order_by(Partner.position, Partner.id)):
        names = {partner.name, partner.named_as, *partner.formerly.split(",")}
        if str(partner.id) == name or name in {one.strip().casefold() for one in names if one.strip()}:
            return partner
    raise NotFound(f"There is no partner “{wanted}” in this project.", "Nothing was changed.")


def _named(name: str) -> None:
    if not name.strip():
        raise BadInput("A partner needs a name.", "Nothing was changed.")

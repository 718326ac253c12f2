"""What people write of how many spoke of a theme: quantity words and counts that are not those of its stories.

“Almost nobody said so” is a count as much as “most storytellers did”.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from coproclip.people.quantity import NONE
from coproclip.project.schema import ProjectRow, Theme
from coproclip.report.checked_text import CheckedReport, CheckedSection, Stretch
from coproclip.report.document import Live
from coproclip.report.findings import Finding, FindingKind, Mend, MendKind
from coproclip.report.live import WORDS, LiveValues
from coproclip.report.text_index import Place, TextIndex

_ALIKE = {
    "nearly all": "almost all",
    "the majority of": "most",
    "a majority of": "most",
    "lots of": "many",
    "quite a few": "many",
    "not a few": "many",
    "several": "some",
    "a number of": "some",
    "a handful of": "a few",
    "few": "a few",
    "every one of": "all",
    "everyone": "all",
    "everybody": "all",
}
"""What people say for the usual words."""
_NOBODY = ("no", "none", "not one", "not a single", "no one", "no-one", "nobody")
_HARDLY = (
    *(f"{nearly} {one}" for nearly in ("almost", "nearly", "next to") for one in _NOBODY if not one.startswith("not")),
    *(f"{hardly} {one}" for hardly in ("hardly", "barely", "scarcely") for one in ("a", "any", "anyone", "anybody")),
    "very few",
)
_SELDOM = 25
"""Almost nobody is less than this share of the stories (percent), whatever words a project has."""
_SHARES = {
    "half": (42, 58),
    "a third of": (26, 40),
    "a quarter of": (19, 31),
    "two thirds of": (60, 74),
    "three quarters of": (69, 81),
    "a minority of": (0, 50),
    **{f"{less} half": (0, 50) for less in ("less than", "fewer than", "under")},
    **{f"{more} half": (50, 100) for more in ("more than", "over")},
}
"""More and less than this share of the stories (percent)."""
_OF_THEMSELVES = re.compile(r"\bno[ -]one\b|\b(?:any|every)(?:one|body)\b|\bnobody\b")
"""People; the others say of whom they are behind them, or are followed by what they tell."""
_ALONE = frozenset({*_NOBODY, *_HARDLY, "few"})

_PEOPLE = "stories|story|accounts|interviews|storytellers?|people|participants|contributors|interviewees"
_WHO = re.compile(rf"(?:{_PEOPLE})\b", re.IGNORECASE)
_NUMBER = rf"\d{{1,4}}|{'|'.join(WORDS[1:])}"
_OF, _NOT_OF = (
    re.compile(of, re.IGNORECASE)
    for of in (rf"(?: of)?(?: (?:the|our|these|those)(?: (?P<every>{_NUMBER}))?(?= ))?", r"(?: of)?")
)
_COUNTED = re.compile(rf"\b({_NUMBER}) (?:out )?of (?:the |our |these |those )?({_NUMBER})\b", re.IGNORECASE)
_AMONG = re.compile(
    rf" (?:of|among|in) (?:them|us|those|(?:all |the |our |these |those ){{1,2}}(?:{_PEOPLE}))(?= )", re.IGNORECASE
)
_OF_US = " of us"
_TELLS = re.compile(
    r"(?: (?:who|has|have|had|ever|really|even|openly|directly|also)){0,3} (?:said|says?|spoke|speaks?|spoken|talked|"
    r"talks?|mentioned|mentions?|told|tells?|raised|raises?|named|names?|described|describes?|wrote|writes?|brought|"
    r"brings?|referred|refers?|touched|touches)\b",
    re.IGNORECASE,
)
_ONLY_IF = re.compile(r"\b(?:if|when|whenever|where|wherever|whether|unless|until|once|so that) $", re.IGNORECASE)
_BEFORE = 12
"""So many letters before a word are looked at for that."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a quantity word says: the project's `word`; else more than `over` and less than `under` percent of all."""

    word: str = ""
    under: int = 0
    over: int = 0

    def is_right(self, live: LiveValues, some: int) -> bool:
        """Whether `some` of all stories is what it says."""
        if self.word:
            return live.word(some) == self.word
        return self.over * live.stories < some * 100 < self.under * live.stories


def wrong_quantities(report: CheckedReport) -> Iterator[Finding]:
    """Quantity words and counts in the section of a theme that are not those of its stories."""
    words = _quantity_words(report.live.bands)
    if not words:
        return
    row = report.session.get(ProjectRow, 1)
    quantities, ours = TextIndex(words), row.collective_name.strip() if row else ""
    under: dict[int | None, list[Theme]] = {}
    for one in report.session.scalars(select(Theme).order_by(Theme.position, Theme.id)):
        under.setdefault(one.parent_id, []).append(one)
    for section in report.sections:
        if section.theme_id is None or section.theme_id not in report.live.by_theme:
            continue
        parts = {one.name: one for one in reversed(under.get(section.theme_id, [])) if one.name.strip()}
        names = TextIndex(parts)
        for stretch in section.stretches:
            named = list(names.longest(stretch.text, report.spend))
            for start, end, said in quantities.longest(stretch.text, report.spend):
                found = _whole(stretch.text, start, end, said, ours, report.live.stories)
                if found is not None:
                    yield from _word(report, section, stretch, found, words[said], _about(named, start, parts))
            for number in _COUNTED.finditer(stretch.text):
                report.spend(1)
                theme = _about(named, number.start(), parts)
                yield from _number(report, section, stretch, number, _says(stretch.text, number.end(), ours), theme)


@dataclass(frozen=True, slots=True)
class _Said:
    """“Most of the stories”: all of it, the quantity alone, its first letter, and the one after its last."""

    text: str
    quantity: str
    start: int
    end: int


def _whole(text: str, start: int, end: int, said: str, ours: str, every: int) -> _Said | None:
    """A quantity together with whom it is of; None where it is of something else, or only supposed."""
    last = 0 if (people := _OF_THEMSELVES.search(said)) else _of_whom(text, end, ours, every)
    if not last or (said in _ALONE and text[:last].casefold().endswith("people")):
        # “There were no people” tells of no story.
        among = _AMONG.match(text, last or end)
        behind = among.end() if among is not None else last or end
        # Who “they” are is open; “we” tell stories.
        ours_tell = among is not None and among[0].casefold() == _OF_US
        tells = (people or ours_tell or said in _ALONE) and _TELLS.match(text, behind)
        last = (last or end) if tells and not _ONLY_IF.search(text, max(0, start - _BEFORE), start) else 0
    return _Said(text[start:last], text[start:end], start, last) if last else None


def _of_whom(text: str, at: int, ours: str, every: int) -> int:
    """Where “of the (twelve) stories” ends that begins at a letter; 0 where it does not, or there are not so many."""
    for of in (_OF.match(text, at), _NOT_OF.match(text, at)):
        if of is not None and (end := _says(text, of.end(), ours)):
            many = of.groupdict().get("every")
            return end if many is None or _value(many) == every else 0
    return 0


def _says(text: str, at: int, ours: str) -> int:
    """Where the word ends, behind a space, for those who tell stories, or what the project calls them; 0 for none."""
    if text[at : at + 1] != " ":
        return 0
    if (who := _WHO.match(text, at + 1)) is not None:
        return who.end()
    end = at + 1 + len(ours)
    whole = not text[end : end + 1].isalnum()
    return end if ours and whole and text[at + 1 : end].casefold() == ours.casefold() else 0


def _quantity_words(bands: Mapping[str, int]) -> dict[str, _Claim]:
    """What people may say, each with what it claims; “one” is no quantity."""
    own = {word.casefold(): word for word, share in bands.items() if share}
    usual = {said: own[word] for said, word in _ALIKE.items() if word in own and said not in own}
    # “Not all” is anything less, but for none.
    less = {f"not {said}": _Claim(under=bands[word]) for said, word in {**usual, **own}.items() if "few" not in said}
    between = sorted(share for share in bands.values() if 0 < share < 100)
    few = min(_SELDOM, *between[1:2])
    hardly = dict.fromkeys(_HARDLY if "few" in usual else (*_HARDLY, "few"), _Claim(under=few))
    shares = {said: _Claim(over=over, under=under) for said, (over, under) in _SHARES.items()}
    claims = {said: _Claim(word) for said, word in {**usual, **own}.items()}
    return dict.fromkeys(_NOBODY, _Claim(NONE)) | hardly | shares | less | claims


def _about(named: Sequence[Place], at: int, parts: Mapping[str, Theme]) -> Theme | None:
    """The sub-theme that was named last before a letter; None: it is about the theme itself."""
    last = bisect_left(named, (at,)) - 1
    while last >= 0 and named[last][1] > at:
        last -= 1
    return parts[named[last][2]] if last >= 0 else None


def _word(
    report: CheckedReport,
    section: CheckedSection,
    stretch: Stretch,
    found: _Said,
    claim: _Claim,
    theme: Theme | None,
) -> Iterator[Finding]:
    some = report.live.by_theme.get(theme.id if theme else section.theme_id or 0, 0)
    if claim.is_right(report.live, some):
        return
    of, count = f"“{theme.name}”" if theme else "This theme", report.live.count(some)
    many, said = report.live.many(some), found.quantity
    shown = f"“{said}” is {some} of {report.live.stories} stories. {of} is spoken of in {count}."
    if claim.under or claim.word == NONE:
        shown = f"“{said}” is said here, and {of if theme else 'this theme'} is spoken of in {count}."
    yield section.finding(
        FindingKind.QUANTITY,
        shown,
        found.text,
        f"Say “{many}”, or link more excerpts.",
        mend=_filled_in(stretch, found, Live.MANY, many, theme) if report.live.word(some) != NONE else None,
    )


def _number(
    report: CheckedReport,
    section: CheckedSection,
    stretch: Stretch,
    number: re.Match[str],
    last: int,
    theme: Theme | None,
) -> Iterator[Finding]:
    some, every = (_value(number[1]), _value(number[2]))
    right = report.live.by_theme.get(theme.id if theme else section.theme_id or 0, 0)
    # “Two of the three meetings” is about something else.
    if (some, every) == (right, report.live.stories) or (not last and every != report.live.stories):
        return
    count = report.live.count(right)
    end = last or number.end()
    found = _Said(stretch.text[number.start() : end], number[1], number.start(), end)
    yield section.finding(
        FindingKind.QUANTITY,
        f"“{found.text}” is said here, and {count} speak of it.",
        found.text,
        f"Say “{count}”, or link more excerpts.",
        mend=_filled_in(stretch, found, Live.COUNT, count, theme),
    )


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else WORDS.index(number.casefold())


def _filled_in(stretch: Stretch, found: _Said, what: Live, text: str, theme: Theme | None) -> Mend:
    """A count that stays right where it is the section's own; of a sub-theme, the words."""
    capital = text[:1].upper() + text[1:] if found.text[:1].isupper() else text
    return Mend(
        MendKind.REPLACE if theme else MendKind.FILL_IN,
        f"Use “{capital}”",
        stretch.text,
        found.start,
        found.end,
        new=capital if theme else "",
        live=None if theme else what,
    )

"""What is wrong with what people wrote around quotes: quantity words that do not fit the count, words for people that
point at one of them, hard words, and sentences that are hard to read.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from coproclip.people.naming import ONE_STORYTELLER, KnownPeople
from coproclip.people.quantity import NONE
from coproclip.people.stories import usual_language
from coproclip.project.kinds import SectionKind
from coproclip.project.schema import ProjectRow, Theme
from coproclip.report.checked_text import CheckedReport, CheckedSection, Stretch
from coproclip.report.document import Live
from coproclip.report.findings import Finding, FindingKind, Mend, MendKind
from coproclip.report.hard_words import HARD_WORDS
from coproclip.report.letters import MARK, sentences
from coproclip.report.live import WORDS
from coproclip.report.sections import the_report
from coproclip.report.text_index import Place, TextIndex

# ---- quantities -----------------------------------------------------------------------------------------------

_ALIKE = {
    "nearly all": "almost all",
    "the majority of": "most",
    "a majority of": "most",
    "lots of": "many",
    "several": "some",
    "a number of": "some",
    "a handful of": "a few",
    "few": "a few",
    "every one of": "all",
}
"""What people say for the usual words."""
_PEOPLE = "stories|story|accounts|interviews|storytellers?|people|participants|contributors|interviewees"
_WHO = re.compile(rf"(?:{_PEOPLE})\b", re.IGNORECASE)
_OF, _NOT_OF = (re.compile(of, re.IGNORECASE) for of in (r"(?: of)?(?: (?:the|our|these|those))?", r"(?: of)?"))
_NUMBER = rf"\d{{1,4}}|{'|'.join(WORDS[1:])}"
_COUNTED = re.compile(rf"\b({_NUMBER}) (?:out )?of (?:the |our |these |those )?({_NUMBER})\b", re.IGNORECASE)


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
                last = _of_whom(stretch.text, end, ours)
                if last:
                    found = _Said(stretch.text[start:last], stretch.text[start:end], start, last)
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


def _of_whom(text: str, at: int, ours: str) -> int:
    """Where “of the stories” ends that begins at a letter; 0 where it does not."""
    for of in (_OF.match(text, at), _NOT_OF.match(text, at)):
        if of is not None and (end := _says(text, of.end(), ours)):
            return end
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


def _quantity_words(bands: Mapping[str, int]) -> dict[str, str]:
    """What people may say, each with the word of the project's that it stands for; “one” is no quantity."""
    own = {word.casefold(): word for word, share in bands.items() if share}
    usual = {said: own[word] for said, word in _ALIKE.items() if word in own and said not in own}
    return dict(sorted({**own, **usual}.items(), key=lambda one: -len(one[0])))


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
    meant: str,
    theme: Theme | None,
) -> Iterator[Finding]:
    some = report.live.by_theme.get(theme.id if theme else section.theme_id or 0, 0)
    right = report.live.word(some)
    if meant == right:
        return
    of = f"“{theme.name}”" if theme else "This theme"
    many, said = report.live.many(some), found.quantity
    yield section.finding(
        FindingKind.QUANTITY,
        f"“{said}” is {some} of {report.live.stories} stories. {of} is spoken of in {report.live.count(some)}.",
        found.text,
        f"Say “{many}”, or link more excerpts.",
        mend=_filled_in(stretch, found, Live.MANY, many, theme) if right != NONE else None,
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


# ---- words for people -----------------------------------------------------------------------------------------

_PERSON = re.compile(
    r"\b(?:storyteller|contributor|person|participant|member|man|woman|interviewee|respondent)s?\b", re.I
)
_LABEL = re.compile(r"\b(?:A|An|One|Another|The)\b((?:[ -][\w’'-]{1,60}){1,14})", re.IGNORECASE)
_EACH_LABEL = 400
_VERB = re.compile(
    r"[ -](?:said|says|told|tells|asked|asks|put|puts|described|describes|felt|feels|spoke|speaks|explained|explains|"
    r"wanted|wants|had|has|was|is|were|are|who|which|that|thought|thinks|found|finds|saw|sees|called|calls|added|"
    r"remembered|wrote|talked|talks|shared|raised|noted|did|does|could|would|did)\b.*"
)


def pointing_labels(report: CheckedReport) -> Iterator[Finding]:
    """Words for somebody that together fit fewer than three storytellers."""
    known = KnownPeople(report.session)
    for section in report.sections:
        seen: set[str] = set()
        for stretch in section.stretches:
            for found in _LABEL.finditer(stretch.text):
                label = found[0][: len(found[0]) - len(found[1])] + _VERB.sub("", found[1])
                if label in seen:
                    continue
                seen.add(label)
                report.spend(_EACH_LABEL)
                if not (_PERSON.search(label) or known.says_role(label)):
                    continue
                few = known.too_few(label)
                if few is None:
                    continue
                another = label.casefold().startswith("another")
                words = "Another storyteller" if another else ONE_STORYTELLER
                words = words if found[0][:1].isupper() else words[:1].lower() + words[1:]
                end = found.start() + len(label)
                yield section.finding(
                    FindingKind.LABEL,
                    f"This could point to one person: {few.sentence}",
                    label,
                    f"Say “{words}”.",
                    mend=Mend(MendKind.REPLACE, f"Use “{words}”", stretch.text, found.start(), end, new=words),
                )


# ---- plain words ----------------------------------------------------------------------------------------------


def plainer_words(report: CheckedReport) -> dict[str, str]:
    """Hard words in small letters, each with a plainer one: the usual ones and the project's own, which come first.

    A word that the project leaves without a plainer one is not hard there.
    """
    row = the_report(report.session)
    own = {
        word.casefold().strip(): text for word, text in (row.plainer if row else {}).items() if isinstance(text, str)
    }
    return {word: text for word, text in ({**HARD_WORDS, **own}).items() if word and text.strip()}


def hard_words(report: CheckedReport) -> Iterator[Finding]:
    """Each hard word of a section once."""
    plainer = plainer_words(report)
    if not plainer:
        return
    hard = TextIndex(plainer, hyphens=True)
    for section in report.sections:
        seen: set[str] = set()
        for stretch in section.stretches:
            for start, end, word in hard.longest(stretch.text, report.spend):
                if word in seen:
                    continue
                seen.add(word)
                yield section.finding(
                    FindingKind.HARD_WORD,
                    f"“{stretch.text[start:end]}” is a hard word.",
                    stretch.text[start:end],
                    f"Say “{plainer[word]}”.",
                    mend=Mend(
                        MendKind.REPLACE,
                        f"Use “{plainer[word]}”",
                        stretch.text,
                        start,
                        end,
                        new=plainer[word],
                        everywhere=True,
                    ),
                )


# ---- reading ease ---------------------------------------------------------------------------------------------

LONGEST = 30
"""A sentence of more words is long."""
HARD, ENOUGH = 50, 100
"""Below this reading ease (Flesch) a text of so many words is hard to read."""
_VOWELS = re.compile(r"[aeiouy]+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def hard_to_read(report: CheckedReport) -> Iterator[Finding]:
    """Long sentences, and sections that are hard to read as a whole; quotes do not count."""
    english = (usual_language(report.session) or "en").startswith("en")
    for section in report.sections:
        if section.kind is SectionKind.COVER:
            continue
        read: list[list[str]] = []
        for stretch in section.stretches:
            report.spend(len(stretch.text))
            for _, sentence in sentences(stretch.text):
                words = _WORD.findall(sentence.replace(MARK, " "))
                if len(words) > LONGEST:
                    first = " ".join(sentence.replace(MARK, "…").split()[:8])
                    yield section.finding(
                        FindingKind.LONG_SENTENCE,
                        f"A sentence of {len(words)} words: “{first} …”.",
                        sentence.replace(MARK, "…"),
                        "Make two of it.",
                    )
                # What leads to a quote, or only names a part, says nothing of how plain the text is.
                if len(words) > 4 and MARK not in sentence:
                    read.append(words)
        ease = _flesch(read) if english else 100
        if sum(map(len, read)) >= ENOUGH and ease < HARD:
            yield section.finding(
                FindingKind.HARD_TO_READ,
                f"This section is hard to read: its reading ease is {ease:.0f} of 100.",
                "",
                f"Shorter sentences and shorter words help; from {HARD} on most people read it easily.",
            )


def _flesch(read: list[list[str]]) -> float:
    words = [word for sentence in read for word in sentence]
    if not words:
        return 100
    return 206.835 - 1.015 * len(words) / len(read) - 84.6 * sum(map(_syllables, words)) / len(words)


def _syllables(word: str) -> int:
    plain = word.casefold()
    silent = plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and len(plain) > 3
    return max(1, len(_VOWELS.findall(plain)) - silent)

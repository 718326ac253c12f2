"""What is wrong with quotes: words that no excerpt says, or says otherwise; one quote in two wordings; no yes yet."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select

from coproclip.excerpts.quoting import QuotedRun
from coproclip.excerpts.rules.reasons import ReasonKind
from coproclip.project.comparing.word_runs import bare
from coproclip.project.schema import Phrase, Playlist, Theme
from coproclip.report.checked_text import CheckedReport, CheckedSection, Stretch
from coproclip.report.findings import Finding, FindingKind, Mend, MendKind, around, begun
from coproclip.report.letters import MARK
from coproclip.report.other_sections import glossary_of
from coproclip.report.sections import Quote, the_report
from coproclip.themes.phrases import stem
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import find_passage

NEAR = 75
"""From this likeness (percent) on, typed words are taken for those of an excerpt."""
ALIKE = 82
"""From this likeness (percent) on, two quotes are taken for one in two wordings."""
FEWEST = 2
"""Fewer words in quotation marks are a word that people talk about, and no quote."""
_SHORT = 3
_EACH_COMPARED = 3
"""So many steps is one quote beside another,"""
_LETTERS_MADE_PLAIN, _LETTERS_A_STEP, _PAIRS_A_STEP = 4, 50, 64_000
"""and so many letters are made plain in one, looked through, or each compared with each."""
_EACH_WORD = 3
"""So many steps is looking for words in their order, for each of those of an excerpt."""
_MOST_AT_ONCE = 1_000_000
"""So many letters are looked through without asking whether anybody still waits for it."""
_FIRST = 8
_MARKED = re.compile(rf"“([^“”{MARK}]{{2,900}})”|\"([^\"{MARK}]{{2,900}})\"|(?<!\w)‘([^‘{MARK}]{{2,900}}?)’(?!\w)")


@dataclass(frozen=True, slots=True)
class TypedQuote:
    """Words in quotation marks that a person typed: in which section and stretch, and where with their marks."""

    section: CheckedSection
    stretch: Stretch
    words: str
    start: int
    end: int


def typed_quotes(report: CheckedReport) -> list[TypedQuote]:
    """All of them that are long enough to be a quote and are nothing else that the report calls so."""
    known = _called_so(report)
    return [
        TypedQuote(section, stretch, words.strip(), found.start(), found.end())
        for section in report.sections
        for stretch in section.stretches
        for found in _MARKED.finditer(stretch.text)
        if len(bare(words := next(filter(None, found.groups()))).split()) >= FEWEST and bare(words) not in known
    ]


def _called_so(report: CheckedReport) -> set[str]:
    """What may stand in quotation marks without being a quote: names, headings, quantity words, explained words."""
    session = report.session
    texts: list[str] = [*report.live.bands, *glossary_of(the_report(session))]
    for theme in session.scalars(select(Theme)):
        texts += [theme.name, theme.question]
    texts += [row.title for row in session.scalars(select(Playlist))]
    texts += [row.name for row in session.scalars(select(Phrase))]
    return {bare(text) for text in texts}


def begins(words: str) -> str:
    """The first words of a quote."""
    every = words.split()
    return " ".join(every[:_FIRST]) + " …" * (len(every) > _FIRST)


# ---- bound quotes ---------------------------------------------------------------------------------------------


def gone_quotes(report: CheckedReport) -> Iterator[Finding]:
    """Quotes whose words are no longer in their excerpt, or whose excerpt is gone."""
    for section in report.sections:
        for key in dict.fromkeys(section.keys):
            quote = section.quotes.get(key)
            if quote is None or report.excerpt(quote.excerpt_id) is None:
                yield section.finding(
                    FindingKind.QUOTE_GONE,
                    "A quote stands here whose excerpt is no longer there.",
                    key,
                    "Take it out, or quote another excerpt.",
                    blocks=True,
                    mend=Mend(MendKind.TAKE_OUT, "Take it out", key=key),
                )
            elif quote.runs and not _all_there(report, quote):
                words = report.says(quote)
                yield section.finding(
                    FindingKind.QUOTE_GONE,
                    "Some of the words that were quoted here are no longer in their excerpt.",
                    words or key,
                    "Quote all of the excerpt, or choose its words again.",
                    blocks=True,
                    mend=Mend(MendKind.QUOTE_ALL, "Quote all of it", key=key),
                    exact=" ".join(word.text for word in report.words(quote.excerpt_id)),
                    excerpt_id=quote.excerpt_id,
                )


def _all_there(report: CheckedReport, quote: Quote) -> bool:
    middles = [(word.start_ms + word.end_ms) // 2 for word in report.words(quote.excerpt_id)]
    runs = [run for run in quote.runs if isinstance(run, TimeRange)]
    return all(any(run.contains(ms) for ms in middles) for run in runs)


_KINDS = {
    ReasonKind.UNCHECKED: FindingKind.UNCHECKED,
    ReasonKind.TOO_FEW: FindingKind.LABEL,
    ReasonKind.NOT_NAMED: FindingKind.LABEL,
}


def withheld_quotes(report: CheckedReport) -> Iterator[Finding]:
    """Quotes that may not leave, each reason of its kind with what settles it."""
    seen: set[tuple[int, int]] = set()
    for section, _key, quote in report.quoted():
        excerpt = report.excerpt(quote.excerpt_id)
        if excerpt is None or (section.id, excerpt.id) in seen:
            continue
        seen.add((section.id, excerpt.id))
        words = begins(" ".join(word.text for word in report.words(excerpt.id)))
        by_kind: dict[FindingKind, list[str]] = defaultdict(list)
        steps: dict[FindingKind, list[str]] = defaultdict(list)
        for reason in report.against(excerpt):
            kind = _KINDS.get(reason.code, FindingKind.WITHHELD)
            by_kind[kind].append(reason.sentence)
            steps[kind].append(reason.next)
        for kind, sentences in by_kind.items():
            yield section.finding(
                kind,
                f"“{words}” is left out of every export. {' '.join(dict.fromkeys(sentences))}",
                words,
                " ".join(filter(None, dict.fromkeys(steps[kind]))),
                excerpt_id=excerpt.id,
            )


# ---- typed quotes ---------------------------------------------------------------------------------------------


def unbound_quotes(report: CheckedReport, typed: Sequence[TypedQuote]) -> Iterator[Finding]:
    """Words in quotation marks that stand in no excerpt, or otherwise in theirs, or are only not bound to it."""
    if not typed:
        return
    noted: dict[int, str] = {}
    for number, words in report.noted.items():
        report.spend(len(words) // _LETTERS_MADE_PLAIN)
        noted[number] = bare(words)
    some = [dict(part) for part in _some_at_once(noted)]
    for one in typed:
        yield _compared(report, one, some)


def _some_at_once(noted: dict[int, str]) -> Iterator[list[tuple[int, str]]]:
    """The words of excerpts, so many at once as are looked through in a moment."""
    part: list[tuple[int, str]] = []
    letters = 0
    for number, words in noted.items():
        part.append((number, words))
        letters += len(words)
        if letters > _MOST_AT_ONCE:
            yield part
            part, letters = [], 0
    yield part


def _nearest(report: CheckedReport, wanted: str, some: Sequence[dict[int, str]]) -> int | None:
    """The excerpt whose words are most like these; None where none is like them."""
    best, number = float(NEAR), None
    for noted in some:
        report.spend(_EACH_COMPARED * len(noted) + sum(map(len, noted.values())) // _LETTERS_A_STEP)
        near = process.extractOne(wanted, noted, scorer=fuzz.partial_ratio, score_cutoff=best)
        if near is not None and (number is None or near[1] > best):
            best, number = near[1], near[2]
    return number


def _compared(report: CheckedReport, one: TypedQuote, some: Sequence[dict[int, str]]) -> Finding:
    wanted, exact = bare(one.words), None
    for noted in some:
        report.spend(_EACH_COMPARED * len(noted))
        exact = next((number for number, words in noted.items() if wanted in words), None)
        if exact is not None:
            break
    number = exact
    if number is None and len(wanted.split()) >= _SHORT:
        number = _nearest(report, wanted, some)
    bound = _bound(report, number, one.words) if number is not None else None
    if number is None or bound is None:
        return one.section.finding(
            FindingKind.NOWHERE,
            f"“{begins(one.words)}” stands in quotation marks, and no excerpt says it.",
            one.words,
            "Mark it as an excerpt and quote that, or take the quotation marks away.",
            blocks=len(wanted.split()) >= _SHORT,
        )
    words, runs = bound
    part = _around(words, one.words)
    mend = Mend(
        MendKind.BIND,
        "Use the exact words" if exact is None else "Make it a quote",
        inside=one.stretch.text,
        start=one.start,
        end=one.end,
        excerpt_id=number,
        runs=runs,
    )
    if bare(words) == wanted:
        return one.section.finding(
            FindingKind.TYPED,
            f"“{begins(one.words)}” is typed by hand: it does not follow its excerpt when that changes.",
            one.words,
            "Make it a quote.",
            mend=mend,
            exact=part,
            excerpt_id=number,
        )
    return one.section.finding(
        FindingKind.DIFFERS,
        f"The words differ from the recording: here “{one.words}”, there “{part}”.",
        one.words,
        "Use the exact words.",
        blocks=True,
        mend=mend,
        exact=part,
        excerpt_id=number,
    )


def _bound(report: CheckedReport, number: int, typed: str) -> tuple[str, tuple[QuotedRun, ...]] | None:
    """The words of an excerpt that typed ones stand for, and what of the excerpt that is; None for none."""
    words = report.words(number)
    report.spend(_EACH_WORD * len(words))
    place = find_passage([word.text for word in words], typed)
    if place is None:
        if not words or fuzz.token_set_ratio(bare(typed), bare(" ".join(word.text for word in words))) < NEAR:
            return None
        place = (0, len(words))
    first, last = place
    runs = () if place == (0, len(words)) else (TimeRange(words[first].start_ms, words[last - 1].end_ms),)
    return " ".join(word.text for word in words[first:last]), runs


def _around(words: str, typed: str) -> str:
    """Those of an excerpt’s words that are shown beside typed ones: of many, where they are most alike."""
    near = fuzz.partial_ratio_alignment(typed.casefold(), words.casefold(), score_cutoff=NEAR)
    return around(words, near.dest_start if near is not None else 0)


# ---- one quote, two wordings -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A quote as it is read in a section; `story_id` 0 where it was typed."""

    section: CheckedSection
    words: str
    excerpt_id: int = 0
    story_id: int = 0


def all_said(report: CheckedReport, typed: Sequence[TypedQuote]) -> list[Said]:
    """Every quote of the report, bound or typed, in the order of the text."""
    found = []
    for section in report.sections:
        for key in dict.fromkeys(section.keys):
            quote = section.quotes.get(key)
            excerpt = report.excerpt(quote.excerpt_id) if quote is not None else None
            if quote is not None and excerpt is not None and (words := report.says(quote)):
                found.append(Said(section, words, excerpt.id, excerpt.story_id))
        found += [Said(section, one.words) for one in typed if one.section is section]
    return found


def two_wordings(report: CheckedReport, said: Sequence[Said]) -> Iterator[Finding]:
    """Quotes that say the same in other words, or in another order of them; at the later one."""
    long = [one for one in said if len(bare(one.words).split()) > _SHORT]
    if len(long) < 2:
        return
    plain = [bare(one.words).strip() for one in long]
    in_order = [" ".join(sorted(words.split())) for words in plain]
    letters = 0
    for later, other in enumerate(long):
        report.spend(later + letters * len(in_order[later]) // _PAIRS_A_STEP)
        letters += len(in_order[later])
        before = process.extract_iter(in_order[later], in_order[:later], scorer=fuzz.ratio, score_cutoff=ALIKE)
        for _words, _likeness, earlier in before:
            one, same = long[earlier], plain[earlier] == plain[later]
            within = plain[earlier] in plain[later] or plain[later] in plain[earlier]
            if same or within:
                continue
            where = "" if one.section.id == other.section.id else f", in “{one.section.title}”"
            yield other.section.finding(
                FindingKind.TWO_WORDINGS,
                f"One quote in two wordings? “{begun(other.words)}” here, and “{begun(one.words)}”{where}.",
                other.words,
                "Quote one excerpt in both places; keep it if two people said nearly the same.",
                # Two storytellers may say nearly the same.
                blocks=not (one.story_id and other.story_id and one.story_id != other.story_id),
                exact=one.words,
                excerpt_id=other.excerpt_id or one.excerpt_id,
            )


# ---- “exact phrase” -------------------------------------------------------------------------------------------

_CLAIM = re.compile(
    r"\bexact(?:ly)?(?: the)?(?: same| these| this)? (phrases?|words?|wording|expressions?)\b"
    r"|\bthe (?:very )?same (phrases?|words?|wording|expressions?)\b|\bword for word\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    {"a", "an", "the", "this", "that", "we", "i", "you", "they", "it", "is", "was", "be"}
    | {"of", "to", "in", "and", "or", "for", "on", "at", "as", "with"}
)
_MOST, _LEAST = 5, 2
_MOST_LISTED = 12


def exact_phrases(report: CheckedReport, said: Sequence[Said]) -> Iterator[Finding]:
    """Claims that words came up exactly so, where the quotes around spell them in several ways."""
    for section in report.sections:
        claims = [(stretch, found) for stretch in section.stretches for found in _CLAIM.finditer(stretch.text)]
        if not claims:
            continue
        spellings = _spellings([one.words for one in said if one.section.id == section.id])
        if not spellings:
            continue
        listed = ", ".join(f"“{one}”" for one in spellings[:_MOST_LISTED]) + ", …" * (len(spellings) > _MOST_LISTED)
        for stretch, found in claims:
            # “The exact phrase” is as good without its adjective; for the rest a person finds better words.
            adjective = found[0].lower().startswith("exact ") and found[0].count(" ") == 1
            end = found.start() + len("exact ")
            mend = Mend(MendKind.REPLACE, "Take “exact” out", stretch.text, found.start(), end)
            yield section.finding(
                FindingKind.EXACT_PHRASE,
                f"“{found[0]}” is said here, and it is spelt in {len(spellings)} ways: {listed}.",
                found[0],
                "Say “a phrase like this”, or quote one spelling only.",
                mend=mend if adjective else None,
            )


def _spellings(quotes: Sequence[str]) -> tuple[str, ...]:
    """In how many ways the same words are spelt or put in order; of several phrases the one with the most ways."""
    ways: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for quote in quotes:
        words = [(word.strip(".,;:!?…()[]“”\"'‘’"), _stems(word)) for word in quote.split()]
        for first in range(len(words)):
            stems: list[str] = []
            for last in range(first, len(words)):
                stems += words[last][1]
                if len(stems) > _MOST:
                    break
                ends = (*words[first][1][:1], *words[last][1][-1:])
                if len(stems) >= _LEAST and not _SMALL.intersection(ends):
                    spelt = " ".join(word for word, _ in words[first : last + 1]).casefold()
                    ways[tuple(sorted(stems))][spelt] = None
    best = max(ways.items(), key=lambda one: (len(one[1]), len(one[0])), default=((), {}))
    return tuple(best[1]) if len(best[1]) > 1 else ()


def _stems(word: str) -> list[str]:
    return [stem(one) for one in bare(word).split()]

"""What is wrong with what people wrote around quotes: words for people that point at one of them, hard words, and
sentences that are hard to read.
"""

import re
from collections.abc import Iterator

from coproclip.people.naming import ONE_STORYTELLER, KnownPeople
from coproclip.people.stories import usual_language
from coproclip.project.kinds import SectionKind
from coproclip.report.checked_text import CheckedReport
from coproclip.report.findings import Finding, FindingKind, Mend, MendKind
from coproclip.report.hard_words import HARD_WORDS
from coproclip.report.letters import MARK, sentences
from coproclip.report.sections import the_report
from coproclip.report.text_index import TextIndex

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

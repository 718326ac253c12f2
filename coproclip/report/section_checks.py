"""What is wrong with sections as a whole: headlines, images, the playlist, sub-themes, and text that may not leave."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from coproclip.excerpts.approval import title_of
from coproclip.excerpts.beside.addresses import words_of
from coproclip.excerpts.beside.texts import against_text, against_words
from coproclip.excerpts.checks import Case
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PublicText
from coproclip.excerpts.rules.reasons import in_words
from coproclip.people.mentions import is_hidden
from coproclip.project.comparing.word_runs import says
from coproclip.project.kinds import SectionKind
from coproclip.project.schema import ReportImage, Theme
from coproclip.report.checked_text import CheckedReport, CheckedSection
from coproclip.report.document import LiveMark, Run, image_keys
from coproclip.report.findings import Finding, FindingKind
from coproclip.report.images import may_show
from coproclip.report.letters import MARK
from coproclip.report.sections import the_report
from coproclip.report.text_index import TextIndex
from coproclip.themes.counts import theme_counts
from coproclip.themes.headings import is_said

_LETTERS_A_STEP = 250
_EACH_ASKED = 1_000


def _named(report: CheckedReport, text: str, themes: Sequence[Theme]) -> set[str]:
    """Which of the names of themes stand in a text."""
    return {name for _start, _end, name in TextIndex(one.name for one in themes).find(text, report.spend)}


def all_words(report: CheckedReport, section: CheckedSection) -> str:
    """All that a section says, its quotes too."""
    quotes = [report.says(section.quotes[key]) for key in section.keys if key in section.quotes]
    return " … ".join([*(one.text.replace(MARK, " … ") for one in section.stretches), *quotes])


def headlines(report: CheckedReport) -> Iterator[Finding]:
    """Headlines that are missing, that have no yes, or that stand nowhere in their section."""
    for section in report.sections:
        theme = report.session.get(Theme, section.theme_id) if section.theme_id is not None else None
        if theme is None:
            continue
        excerpt = report.excerpt(theme.headline_excerpt_id) if theme.headline_excerpt_id is not None else None
        if excerpt is None:
            yield section.finding(
                FindingKind.HEADLINE,
                f"“{theme.name}” has no headline in a storyteller’s words yet.",
                theme.name,
                "Choose one of its quotes as its headline.",
            )
            continue
        words = title_of(excerpt, report.reader.public_quote(excerpt))
        if reasons := report.against(excerpt):
            yield section.finding(
                FindingKind.HEADLINE,
                f"The headline “{words}” may not leave, so the section is called after its theme. "
                + " ".join(reason.sentence for reason in reasons),
                words,
                " ".join(dict.fromkeys(filter(None, (reason.next for reason in reasons)))),
                excerpt_id=excerpt.id,
            )
        quoted = any(section.quotes[key].excerpt_id == excerpt.id for key in section.keys if key in section.quotes)
        # A title that the team gave it is no quote: then it is enough that the excerpt stands there.
        if quoted and not is_said(words, report.reader.public_quote(excerpt)):
            continue
        if not says(all_words(report, section), words.rstrip("… ")):
            yield section.finding(
                FindingKind.HEADLINE,
                f"The headline “{words}” occurs nowhere in its section.",
                words,
                "Quote it in the text, or choose another headline.",
                excerpt_id=excerpt.id,
            )


def images(report: CheckedReport) -> Iterator[Finding]:
    """Images that say nothing to who cannot see them, and photos without a yes: exporting stops at both."""
    for section in report.sections:
        rows = report.session.scalars(select(ReportImage).where(ReportImage.section_id == section.id))
        known = {row.key: row for row in rows}
        for key in dict.fromkeys(image_keys(section.blocks)):
            row = known.get(key)
            if row is None:
                text, step = "An image stands here that is no longer there.", "Take it out."
            elif not may_show(report.session, row):
                text = "A photo of a storyteller who has not said yes to one."
                step = "Note their yes to a photo, or take it out."
            elif not row.alt.strip() and not row.decorative:
                text = "An image with no words that say what it shows."
                step = "Describe it, or mark it as decorative."
            else:
                continue
            yield section.finding(FindingKind.IMAGE, text, key, step, blocks=True)


def playlists(report: CheckedReport) -> Iterator[Finding]:
    """A playlist section from which nobody gets to a playlist."""
    row = the_report(report.session)
    chosen = row is not None and row.playlist_id is not None
    for section in report.sections:
        if section.kind is not SectionKind.PLAYLIST:
            continue
        runs = [one for stretch in section.stretches for one in stretch.inlines if isinstance(one, Run)]
        if not any(run.link for run in runs):
            yield section.finding(
                FindingKind.PLAYLIST,
                "Nothing here leads to the playlist." if chosen else "No playlist is chosen, and nothing leads to one.",
                "",
                "Put its address in as a link; until then readers are told to ask for the extracts.",
            )


def sub_themes(report: CheckedReport) -> Iterator[Finding]:
    """Parts of a theme that its section never mentions."""
    counts = theme_counts(report.session)
    under: dict[int, list[Theme]] = {}
    for theme in report.session.scalars(select(Theme).order_by(Theme.position, Theme.id)):
        if theme.parent_id is not None:
            under.setdefault(theme.parent_id, []).append(theme)
    for section in report.sections:
        if section.theme_id is None:
            continue
        text, parts = all_words(report, section), under.get(section.theme_id, [])
        named = _named(report, text, parts)
        for theme in parts:
            report.spend(len(text) // _LETTERS_A_STEP)
            if not counts[theme.id].excerpts or theme.name in named or says(text, theme.name):
                continue
            yield section.finding(
                FindingKind.SUB_THEME,
                f"“{theme.name}” is part of this theme and is never mentioned.",
                theme.name,
                "Mention it where it is first spoken of, or take it out of the theme.",
            )


def withheld_texts(report: CheckedReport) -> Iterator[Finding]:
    """What people wrote that may not leave: names, or words of a story that nobody agreed to. Exporting stops at it."""
    case = Case(report.session, Use.REPORT, reader=report.reader)
    for section in report.sections:
        beside = sorted({quote.excerpt_id for quote in section.quotes.values()})
        stories = {one.story_id: number for number in beside if (one := report.excerpt(number)) is not None}
        hiding = [
            number for story, number in stories.items() if any(map(is_hidden, report.reader.names(story).mentions))
        ]
        for link in _links(section):
            report.spend(len(link) + _EACH_ASKED)
            if reasons := against_words(case, "The address of a link", words_of(link), [*stories.values()]):
                what = (in_words(reasons), link[:200], "Let it lead somewhere else.")
                yield section.finding(FindingKind.TEXT, *what, blocks=True)
        texts = [_written(report, section, place) for place in range(len(section.stretches))]
        whole = " … ".join(texts)
        report.spend(2 * len(whole))
        # Nearly always nothing is wrong with any of it: what may stand alone may stand beside whatever hides no name.
        if not against_words(case, "The text", whole, ()) and not (
            hiding and against_words(case, "The text", whole, hiding)
        ):
            continue
        for text in texts:
            report.spend(len(text) + _EACH_ASKED)
            if text.strip() and (reasons := against_words(case, "The text", text, [*stories.values()])):
                yield section.finding(
                    FindingKind.TEXT,
                    in_words(reasons),
                    " ".join(text.split())[:200],
                    "Write it otherwise.",
                    blocks=True,
                )


def _links(section: CheckedSection) -> dict[str, None]:
    """The addresses that its words lead to, each once."""
    runs = [one for stretch in section.stretches for one in stretch.inlines if isinstance(one, Run)]
    return dict.fromkeys(one.link for one in runs if one.link)


def theme_names(report: CheckedReport) -> Iterator[Finding]:
    """Names of themes that stand in it and may not leave. Exporting stops at them."""
    case = Case(report.session, Use.REPORT, reader=report.reader)
    quoted = sorted({quote.excerpt_id for section in report.sections for quote in section.quotes.values()})
    beside = [number for number in quoted if report.excerpt(number) is not None]
    parts: dict[int | None, list[Theme]] = {}
    for one in report.session.scalars(select(Theme).order_by(Theme.position, Theme.id)):
        parts.setdefault(one.parent_id, []).append(one)
    for section in report.sections:
        theme = report.session.get(Theme, section.theme_id) if section.theme_id is not None else None
        if theme is None:
            continue
        excerpt = report.excerpt(theme.headline_excerpt_id) if theme.headline_excerpt_id is not None else None
        shown = [theme] if section.title == theme.name and (excerpt is None or report.against(excerpt)) else []
        text = " ".join(stretch.text for stretch in section.stretches)
        under = parts.get(theme.id, [])
        named = _named(report, text, under)
        shown += [one for one in under if one.name in named]
        for one in shown:
            report.spend(_EACH_ASKED)
            if reasons := against_text(case, PublicText.THEME_NAME, one.id, beside):
                yield section.finding(FindingKind.TEXT, in_words(reasons), one.name, "Call it otherwise.", blocks=True)


def _written(report: CheckedReport, section: CheckedSection, place: int) -> str:
    """A stretch as it would be read, without its quotes."""
    found = [
        one.text if isinstance(one, Run) else report.live.text(one.what, section.theme_id)
        for one in section.stretches[place].inlines
        if isinstance(one, Run | LiveMark)
    ]
    return "".join(found)

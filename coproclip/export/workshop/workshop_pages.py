"""What a workshop has on paper, as pages that browsers show and `documents.paper` prints: headings, lists, tables.

Each is made of grants for the group and of texts that may leave; what the program says itself is plain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from coproclip.excerpts.rules.grants import ShareableExcerpt, ShareableText, verify, verify_texts
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.playlist.listen_page import language_tag
from coproclip.project.kinds import StepKind
from coproclip.sensemaking.sessions import FIRST_AGREEMENT
from coproclip.sensemaking.steps import Step

_BLANK = "_" * 48
"""What a line to write on is in a page."""
_ON_PAPER: Mapping[StepKind, str] = {
    StepKind.SETTLE: "Put what you want to be called on “Who is here”.",
    StepKind.LISTEN: "The numbers on the cards say which one it is.",
    StepKind.NOTICE: "Write on your notes sheet. It is yours.",
    StepKind.SHARE: "A card lies in one group. Each group has a sheet.",
    StepKind.NAME: "Write the name and the question on the sheet of the group.",
    StepKind.DIFFERENCE: "Write the card’s number on the sheet of the group.",
    StepKind.WEIGH: "Write the numbers of cards on your dots sheet.",
    StepKind.CHOOSE: "One of us writes on the results sheet: which card, and why.",
    StepKind.CLOSE: "Cross out on the results sheet what is not so.",
}
"""Which sheet a step needs."""


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A card as it is printed: its number, and the excerpt as the group may have it."""

    number: int
    excerpt: ShareableExcerpt

    def words(self) -> str:
        """What is said on it, in quotes, in the language it is told in; ready for a page."""
        verify(self.excerpt)
        said = escape(joined(word.text for word in self.excerpt.words))
        return f'<span lang="{escape(language_tag(self.excerpt.language))}">“{said}”</span>'

    def signed(self) -> str:
        """Whose it is, ready for a page."""
        return escape(self.excerpt.attribution)

    def before(self) -> str:
        """What is read before hearing it, ready for a page; empty for nothing."""
        sensitive = "It holds sensitive things." if self.excerpt.sensitive and not self.excerpt.care else ""
        return escape(self.excerpt.care or sensitive)


def paper_page(heading: str, inside: Iterator[str]) -> str:
    """A page with this heading (HTML) and what stands below it."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    style = "body { font-family: 'Noto Sans', Arial, sans-serif; font-size: 18pt; } td { padding: 12px; }"
    body = "\n".join([f"<h1>{heading}</h1>", *inside])
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{heading}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def cards_page(title: ShareableText, cards: Sequence[PaperCard]) -> str:
    """The cards, two beside each other, to cut out: a large number, the words, whose they are."""
    verify_texts([title])

    def _rows() -> Iterator[str]:
        yield '<table width="100%" border="1" cellspacing="0" cellpadding="12">'
        for place in range(0, len(cards), 2):
            both = [_card(card) for card in cards[place : place + 2]]
            yield "<tr>" + "".join(f'<td width="50%" valign="top">{card}</td>' for card in both) + "</tr>"
        yield "</table>"

    return paper_page(f"Cards: {escape(title)}", _rows())


def _card(card: PaperCard) -> str:
    note = f"<p><b>Before you listen:</b> {card.before()}</p>" if card.before() else ""
    head = f'<h2>Card <span style="font-size: 40pt">{card.number}</span></h2>'
    return f"{head}{note}<p>{card.words()}</p><p>{card.signed()}</p>"


def transcripts_page(title: ShareableText, cards: Sequence[PaperCard]) -> str:
    """The words of all cards in large print, one after another, for those who read along."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        for card in cards:
            yield f"<h2>Card {card.number}</h2>"
            if card.before():
                yield f"<p><b>Before you listen:</b> {card.before()}</p>"
            signed = f'<span style="font-size: 18pt">{card.signed()}</span>'
            yield f'<p style="font-size: 22pt">{card.words()}<br>{signed}</p>'

    return paper_page(f"Words to read along: {escape(title)}", _inside())


def agreement_page(title: ShareableText, agreement: ShareableText, contact: ShareableText) -> str:
    """How the group works together; what it may begin from while nothing is agreed, and lines to add to it."""
    verify_texts([title, agreement, contact])
    lines = [line for line in agreement.splitlines() if line.strip()]

    def _inside() -> Iterator[str]:
        if not lines:
            yield "<p>To begin from. Cross out, change and add until it is yours.</p>"
        yield "<ul>"
        yield from (f"<li>{escape(line)}</li>" for line in lines or FIRST_AGREEMENT.splitlines())
        yield from [f"<li>{_BLANK}</li>"] * 3
        yield "</ul>"
        yield f"<p>What happens with today’s work: {_BLANK}</p><p>{_BLANK}</p>"
        yield f"<p>If anything is hard: {escape(contact) or _BLANK}</p>"

    return paper_page(f"Our agreement: {escape(title)}", _inside())


def dots_page(title: ShareableText, cards: Sequence[PaperCard], dots: int) -> str:
    """A sheet for one person: their dots, and the numbers of the cards to put them on."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        yield f"<p>Name: {'_' * 24}</p>"
        yield f"<p>You have <b>{dots}</b> dots, like everybody. Write the number of a card in each circle."
        yield " You may write one number more than once, and keep some back.</p>"
        yield f'<p style="font-size: 40pt">{"◯ " * dots}</p>'
        yield "<h2>The cards</h2><ul>"
        for card in cards:
            yield f"<li><b>{card.number}</b>: {card.words()}</li>"
        yield "</ul>"

    return paper_page(f"Dots: {escape(title)}", _inside())


def poster_page(number: int, step: Step) -> str:
    """A poster for a step: its name, what it asks, how to go about it, which sheet it needs, how long it may take."""

    def _inside() -> Iterator[str]:
        yield f'<h2><span style="font-size: 56pt">{escape(step.question or step.title)}</span></h2>'
        small = f"About {step.minutes} minutes; it takes what it takes." if step.minutes else ""
        for words, points in ((escape(step.words), 34), (_ON_PAPER.get(step.kind, ""), 34), (small, 24)):
            if words:
                yield f'<p style="font-size: {points}pt">{words}</p>'

    return paper_page(f"{number}. {escape(step.title)}", _inside())

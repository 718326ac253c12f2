"""What a workshop has on paper, as pages that browsers show and `export.paper` prints: real headings, lists, tables.

Each is made of grants for the group and of texts that may leave; what the program says itself is plain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from coproclip.excerpts.grants import ShareableExcerpt, ShareableText, verify, verify_texts
from coproclip.export.listen_page import language_tag
from coproclip.export.writing_systems import joined
from coproclip.sensemaking.quick_sheet import EXAMPLE
from coproclip.sensemaking.steps import Step

_LINES, _BLANK = 22, "_" * 48
"""So many lines there are to write results on, and what a line to write on is in a page."""


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


def _page(heading: str, inside: Iterator[str]) -> str:
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

    return _page(f"Cards: {escape(title)}", _rows())


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
            yield f'<p style="font-size: 22pt">{card.words()}</p><p>{card.signed()}</p>'

    return _page(f"Words to read along: {escape(title)}", _inside())


def agreement_page(title: ShareableText, agreement: ShareableText) -> str:
    """How the group works together, on one page."""
    verify_texts([title, agreement])
    lines = [line for line in agreement.splitlines() if line.strip()] or [_BLANK] * 6
    return _page(
        f"Our agreement: {escape(title)}", iter(["<ul>", *(f"<li>{escape(line)}</li>" for line in lines), "</ul>"])
    )


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

    return _page(f"Dots: {escape(title)}", _inside())


def poster_page(number: int, step: Step) -> str:
    """A poster for a step: its name, what it asks, how to go about it."""

    def _inside() -> Iterator[str]:
        yield f'<h2><span style="font-size: 48pt">{escape(step.question or step.title)}</span></h2>'
        yield f'<p><span style="font-size: 30pt">{escape(step.words)}</span></p>'

    return _page(f"{number}. {escape(step.title)}", _inside())


def results_page(title: ShareableText) -> str:
    """Where the results are noted on paper, in the form in which they are typed back."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        yield "<p>Write one thing on a line, with the numbers of the cards. These are the kinds of lines:</p><ul>"
        for line in EXAMPLE.splitlines():
            yield f"<li>{escape(line)}</li>"
        yield "</ul><h2>What we did</h2>"
        yield from [f"<p>{_BLANK}</p>"] * _LINES

    return _page(f"Results: {escape(title)}", _inside())

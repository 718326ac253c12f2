"""What a workshop on paper needs beside its cards: how it is led, who is there, notes, groups, results; as pages.

Nothing of any story stands in them; what the program says itself is plain.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from coproclip.excerpts.rules.grants import ShareableText, verify_texts
from coproclip.export.workshop.workshop_pages import paper_page
from coproclip.project.kinds import StepKind
from coproclip.sensemaking.quick_sheet import LINES
from coproclip.sensemaking.steps import Step

_BLANK = "_" * 48
"""What a line to write on is in a page."""
_NUMBER = '<span style="font-size: 30pt">☐</span>'
"""Where a card’s number is put."""
_FEWEST_ROWS, _MOST_ROWS, _SPARE = 6, 40, 3
_LEAD: Mapping[StepKind, str] = {
    StepKind.SETTLE: (
        "Read the agreement out and change it with a pen until everybody is content. Say what happens with today’s "
        "work, who to go to when something is hard, and that everybody may stop. Pass “Who is here” round."
    ),
    StepKind.LISTEN: (
        "Lay the cards out, numbers up. Say a card’s number, then play it: Workshop on the computer, Continue, "
        "Space plays, the arrow goes on. Or read it out, slowly, twice. Where it says “Before you listen”, read that "
        "first: whoever wants leaves the room for it."
    ),
    StepKind.NOTICE: "Give everybody a notes sheet. Nobody speaks. Nobody has to hand their sheet in.",
    StepKind.SHARE: (
        "Whoever wants reads a note out. Lay cards and notes together, silently at first. Put a group sheet with each "
        "group, and write the numbers of its cards on it. A card lies in one group, or alone."
    ),
    StepKind.NAME: (
        "Ask for words that somebody said in a story. Write them on the group sheet, with the question that the group "
        "of cards answers."
    ),
    StepKind.DIFFERENCE: (
        "Go through the groups. Which card sees it otherwise? Write its number on the group sheet. Who was not heard "
        "at all? Nobody has to come round to the others."
    ),
    StepKind.WEIGH: "Give everybody a dots sheet. Whoever only listens today has none. They say why, if they like.",
    StepKind.CHOOSE: (
        "One of you writes on the results sheet: the card’s number, what it is chosen for, and why. What you leave "
        "out too. Then suggestions, and what stays open."
    ),
    StepKind.CLOSE: (
        "Read the results sheet out, and put right what is not so. Say who does what, and when they hear from you. "
        "Ask how everybody is, and say thank you."
    ),
}
_IF = (
    (
        "A storyteller says no to their card, or somebody asks for it",
        "take the card away at once, write “no” on it, and go on without it. Nobody says why. Before you type anything "
        "else, note the answer at its excerpt in its story.",
    ),
    ("A card belongs in two groups", "lay it in one, and write: memo, its number, the name of the other."),
    ("Somebody comes who was not expected", "they put their name on “Who is here”. That is all."),
    ("Somebody finds it hard", "stop, and ask what helps. The card goes away, not the person."),
    ("You run out of time", "leave out the dots, and close with what you have. Never leave out the last step."),
)


def lead_page(title: ShareableText, steps: Sequence[Step], people: int) -> str:
    """What whoever leads it reads first: what to print and bring, the steps with their minutes, and what if."""
    verify_texts([title])
    each = f"one for each person ({people}), and {_SPARE} more" if people else "one for each person"

    def _inside() -> Iterator[str]:
        yield "<p>Everything can be done on paper. Nobody needs to type while you are together.</p>"
        yield "<h2>Print</h2><ul>"
        for what, many in (
            ("Cards", "once, cut apart; twice for more than eight people"),
            ("Steps", "once, for the wall"),
            ("Notes, dots", each),
            ("Groups", "six, one for each group of cards"),
            ("Words to read along", "for those who would like them"),
            ("Who is here, agreement, results", "once"),
        ):
            yield f"<li><b>{what}:</b> {many}</li>"
        yield "</ul><p><b>Bring:</b> pens, scissors, tape, a computer that can be heard, a quiet place to go to.</p>"
        yield f"<h2>Step by step{_about(sum(step.minutes for step in steps), ' all in all')}</h2>"
        for number, step in enumerate(steps):
            yield f"<h3>{number}. {escape(step.title)}{_about(step.minutes)}</h3>"
            yield f"<p>{_LEAD.get(step.kind) or escape(step.words or step.question)}</p>"
        yield "<p>The minutes are to plan with. Have a break.</p>"
        yield "<h2>What if</h2><ul>"
        for what, do in _IF:
            yield f"<li><b>{what}:</b> {do}</li>"
        yield "</ul><h2>Afterwards</h2>"
        yield "<p>On the computer: Workshop, Paper and away, <b>Type in results from paper…</b> One line for each"
        yield " thing, as on the results sheet; begin with who was here. All lines are kept, or none. Then"
        yield " <b>Continue</b>, and in the last step <b>Draft it from what we did</b>: give the group that page to"
        yield " agree on.</p>"
        yield "<p>Notes that were handed in are typed as they stand. A changed agreement goes into the first step. Keep"
        yield " the papers locked away until the group agrees; then shred those with names.</p>"

    return paper_page(f"Read first: {escape(title)}", _inside())


def _about(minutes: int, more: str = "") -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' * (hours > 1)}" if hours else "", f"{rest} minutes" if rest else ""]
    return f", about {' '.join(filter(None, parts))}{more}" if minutes else ""


def _rows(people: int) -> int:
    return min(max(people + _SPARE, _FEWEST_ROWS), _MOST_ROWS)


def people_page(title: ShareableText, people: int) -> str:
    """Who is there, as they want to be called, and how they take part."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        yield "<p>Write what you want to be called today. It need not be your name; use the same on your other sheets."
        yield " Tick how you take part: you talk, you write or type, you only listen.</p>"
        for _ in range(_rows(people)):
            yield f"<p>{_BLANK} ☐ talk ☐ type ☐ listen</p>"

    return paper_page(f"Who is here: {escape(title)}", _inside())


def notes_page(title: ShareableText) -> str:
    """A sheet for one person: what they notice, alone."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        yield "<p>For you alone. Put a card’s number beside what you write."
        yield " You need not hand it in, nor put a name.</p>"
        yield f"<p>Name: {_BLANK}</p>"
        for asked, lines in (("What stood out?", 4), ("What surprised you?", 3), ("What is missing?", 3)):
            yield f"<h2>{asked}</h2>"
            yield from [f"<p>Card {_NUMBER} {_BLANK}</p>"] * lines

    return paper_page(f"Notes: {escape(title)}", _inside())


def group_page(title: ShareableText) -> str:
    """A sheet to lay with a group of cards."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        for asked, lines in (
            ("The numbers of its cards", 1),
            ("What would the storytellers call it?", 2),
            ("What question does it answer?", 2),
            ("Which card sees it differently?", 1),
            ("Who is not heard here?", 2),
        ):
            yield f"<h2>{asked}</h2>"
            yield from [f"<p>{_BLANK}</p>"] * lines

    return paper_page(f"A group of cards: {escape(title)}", _inside())


def results_page(title: ShareableText, people: int) -> str:
    """Where the results are noted on paper, in the form in which they are typed back."""
    verify_texts([title])

    def _inside() -> Iterator[str]:
        yield "<p>One thing on a line: what it is, whose or which card, a colon, and the rest. So they are typed in"
        yield " later. These are only examples:</p><ul>"
        for line in LINES:
            yield f"<li><b>{escape(line.example)}</b><br>{escape(line.means)}</li>"
        yield "</ul>"
        both = f"{_BLANK}: {_BLANK}"
        for heading, begun in (
            ("Who is here", [f"here {_BLANK}"] * 3),
            ("Groups, and what they ask", [f"group {both}", f"question {both}"] * 5),
            ("Who sees it differently", [f"differently {_BLANK}"] * 2 + [f"differently {both}"] * 2),
            ("Who is not heard", [f"missing: {_BLANK}"] * 2),
            ("Dots", [f"dots {both}"] * _rows(people)),
            ("Chosen, and why", [f"{kind} {both}" for kind in ("headline", "playlist", "report", "left out")] * 2),
            (
                "What stays",
                [f"{kind}: {_BLANK}" for kind in ("question", "suggestion", "output", "action", "learned")] * 2,
            ),
            ("Anything else", [_BLANK] * 6),
        ):
            yield f"<h2>{heading}</h2>"
            yield from (f"<p>{line}</p>" for line in begun)

    return paper_page(f"Results: {escape(title)}", _inside())

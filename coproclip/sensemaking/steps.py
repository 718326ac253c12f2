"""The steps of a workshop: those of the method, until a group changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coproclip.errors import BadInput
from coproclip.project.kinds import StepKind

MOST_STEPS = 40
LONGEST_MINUTES = 600


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what is done in it, its name in the list, what is asked of the group, and how to go about it.

    `minutes` is how long it is meant to take, 0 for as long as it takes; no step ends by itself.
    """

    kind: StepKind
    title: str
    question: str = ""
    words: str = ""
    minutes: int = 0


DEFAULT_STEPS = (
    Step(
        StepKind.SETTLE,
        "Settle",
        "How do we work together?",
        "Read the agreement out. Say what anybody needs today, and what will happen with today’s work.",
        15,
    ),
    Step(
        StepKind.LISTEN,
        "Listen",
        "What do we hear?",
        "Listen to a few extracts of each story. Nobody needs to say anything yet.",
        30,
    ),
    Step(
        StepKind.NOTICE,
        "Notice, alone",
        "What stood out? What surprised you? What is missing?",
        "Everybody for themselves. Nobody sees who noted what until you show it.",
        10,
    ),
    Step(
        StepKind.SHARE,
        "Share and group",
        "What belongs together?",
        "Show what was noted, and put cards and notes together. A card may stand alone.",
        25,
    ),
    Step(
        StepKind.NAME,
        "Name it in their words",
        "What would the storytellers call it?",
        "Choose words that somebody said. Ask what question the group of cards answers.",
        15,
    ),
    Step(
        StepKind.DIFFERENCE,
        "Look for difference",
        "Who says otherwise? Who is not heard here?",
        "Mark what sees it differently. It is kept: nobody has to come round to the others.",
        15,
    ),
    Step(
        StepKind.WEIGH,
        "Weigh",
        "What rings true for you?",
        "Everybody has the same number of dots. Say why as you place them. It is fine to keep some back.",
        15,
    ),
    Step(
        StepKind.CHOOSE,
        "Choose",
        "What do others need to hear?",
        "Choose, and say why. Say what you leave out, and why. Note suggestions and open questions.",
        20,
    ),
    Step(
        StepKind.CLOSE,
        "Close",
        "Is this what we decided?",
        "Read it out, change what is not right, agree on it. How is everybody? What happens next? Thank you.",
        15,
    ),
)
"""After the method: settle, then eight steps."""


def kept_steps(steps: Sequence[Step]) -> dict[str, Any]:
    """The steps as they are kept. Raises `BadInput` for none, for too many, and for one without a name."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise BadInput(f"A workshop has 1 to {MOST_STEPS} steps.", "Nothing was changed.")
    if not all(step.title.strip() for step in steps):
        raise BadInput("Every step needs a name.", "Nothing was changed.")
    if not all(0 <= step.minutes <= LONGEST_MINUTES for step in steps):
        raise BadInput(f"A step takes 0 to {LONGEST_MINUTES} minutes.", "Nothing was changed.")
    return {"steps": [asdict(step) | {"kind": step.kind.value} for step in steps]}


def read_steps(kept: Mapping[str, Any]) -> tuple[Step, ...]:
    """What `kept_steps` made; the usual ones where it is anything else."""
    rows = kept.get("steps")
    found = [_step(row) for row in rows[:MOST_STEPS]] if isinstance(rows, list) else []
    steps = tuple(step for step in found if step is not None)
    return steps or DEFAULT_STEPS


def _step(row: object) -> Step | None:
    if not isinstance(row, dict):
        return None
    kind, title, question, words = (row.get(name, "") for name in ("kind", "title", "question", "words"))
    minutes = row.get("minutes", 0)
    if not all(isinstance(text, str) for text in (kind, title, question, words)):
        return None
    if kind not in set(StepKind) or not title.strip():
        return None
    whole = type(minutes) is int and 0 <= minutes <= LONGEST_MINUTES
    return Step(StepKind(kind), title, question, words, minutes if whole else 0)


def steps_as_lines(steps: Sequence[Step]) -> str:
    """The steps to be changed as text: “kind | name | question | how to go about it | minutes”, one on a line."""
    rows = [(step.kind.value, step.title, step.question, step.words, str(step.minutes)) for step in steps]
    return "\n".join(" | ".join(part.replace("|", "/") for part in row) for row in rows)


def steps_from_lines(text: str) -> tuple[Step, ...]:
    """What `steps_as_lines` wrote, changed by a person; parts at the end of a line may be left out.

    Raises `BadInput` with the line that makes no sense.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        kind, title, question, words, minutes, *more = [*(part.strip() for part in line.split("|")), *[""] * 4][:6]
        if kind.casefold() not in set(StepKind):
            known = ", ".join(StepKind)
            raise BadInput(f"Line {number}: a step begins with one of {known}.", "Nothing was changed.")
        if any(more) or (minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 4)):
            raise BadInput(f"Line {number}: the last part is a number of minutes.", "Nothing was changed.")
        found.append(Step(StepKind(kind.casefold()), title or kind.capitalize(), question, words, int(minutes or 0)))
    kept_steps(found)
    return tuple(found)

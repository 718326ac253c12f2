"""Why something may not leave, with the commands that mend it: the window has a button for each instead."""

from collections.abc import Mapping, Sequence

from coproclip.excerpts.rules.reasons import Reason, ReasonKind, in_words

_COMMANDS: Mapping[ReasonKind, str] = {
    ReasonKind.NOT_ASKED: "excerpt answer",
    ReasonKind.NO_ANSWER: "excerpt answer",
    ReasonKind.SAID_NO: "excerpt answer",
    ReasonKind.CHANGED: "excerpt answer",
    ReasonKind.CONSENT: "consent",
    ReasonKind.ALTERED: "consent",
    ReasonKind.GUARDIAN: "consent",
    ReasonKind.NOT_NAMED: "consent",
    ReasonKind.UNDECIDED: "names",
    ReasonKind.STAND_IN: "names",
    ReasonKind.UNCHECKED: "check",
}


def with_commands(reasons: Sequence[Reason]) -> str:
    """All reasons, one behind the other, then what to type."""
    given = ("people name" if one.person is not None else _COMMANDS.get(one.code, "") for one in reasons)
    commands = dict.fromkeys(filter(None, given))
    typed = " and ".join(f"“coproclip {command}”" for command in commands)
    return " ".join(filter(None, (in_words(reasons), typed and f"Use {typed}.")))

"""What every command says and asks that lets something leave the project."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.output import say, stoppable
from coproclip.cli.reasons import with_commands
from coproclip.errors import Cancelled, NotShareable
from coproclip.excerpts.approval import Sharing, Use
from coproclip.export.folders.manifest import Owner
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import CancelToken
from coproclip.overview.sharing import count_sharing
from coproclip.project.project import Project

To = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the files go.")]
Missing = Annotated[
    bool,
    typer.Option(
        "--take-away-deleted",
        help="Also take away, of earlier exports, what this project does not have any more; else it is only named.",
    ),
]

Confirmed = Annotated[
    bool,
    typer.Option(
        "--consent-confirmed", help="Somebody looked at the stored yes to everything in it that is marked as sensitive."
    ),
]


def confirm_sensitive(sharing: Sharing, *, confirmed: bool) -> None:
    """Sensitive things leave only once somebody says that they looked at the stored yes."""
    marked = [one for one in sharing.granted if one.sensitive]
    for one in marked:
        say(f"Sensitive: {one.title}")
    if marked and not confirmed:
        raise NotShareable(
            "There are sensitive things in it.",
            "Nothing was made.",
            "Look at what was agreed to (“coproclip consent --list”), then add --consent-confirmed.",
        )


def say_refused(sharing: Sharing) -> None:
    """What is held back and why, and how many of both there are."""
    for refusal in sharing.refused:
        say(f"Held back: {refusal.title}. {with_commands(refusal.reasons)}")
    if sharing.refused:
        count = count_sharing(sharing)
        say(f"{count.ready} ready, {count.not_ready} not ready.")


def once(tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same, but each sentence only once."""
    known = set[str]()

    def _tell(sentence: str) -> None:
        if sentence not in known:
            known.add(sentence)
            tell(sentence)

    return _tell


@contextmanager
def stoppable_export(kept: str) -> Iterator[CancelToken]:
    """Ctrl+C at any time inside, also before anything is made: what may no longer leave still goes first."""
    try:
        with stoppable() as cancel:
            yield cancel
    except Cancelled:
        raise Cancelled(f"Stopped. What may no longer be shared was taken away first. {kept}") from None


def withdraw(project: Project, to: Path, sharing: Sharing, owner: Owner, use: Use, *, missing: bool) -> None:
    """Take away what may no longer be shared, but from what is made anew; what is left and why is said."""
    but = [owner.key(use)] if sharing.granted else []
    if withdraw_everywhere(project, to, say, but=but, missing=missing):
        say("With --take-away-deleted, what this project does not have any more is taken away too.")


def settle(
    project: Project, to: Path, sharing: Sharing, owner: Owner, use: Use, none: str, *, missing: bool, confirmed: bool
) -> None:
    """All that comes before something is made: what is held back is said, what may no longer be there taken away, and
    what is sensitive asked about.

    Raises `NotShareable`, which says `none`, where nothing may leave.
    """
    say_refused(sharing)
    withdraw(project, to, sharing, owner, use, missing=missing)
    if not sharing.granted:
        raise NotShareable(none)
    confirm_sensitive(sharing, confirmed=confirmed)

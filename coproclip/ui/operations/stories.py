"""Stories: what is known of them and who tells them, the bin, check-ins, and what may be asked in the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput
from coproclip.people import check_ins, moments, stories
from coproclip.people.consent import ConsentAbout, note_consent
from coproclip.people.storytellers import all_storytellers, find_or_add, storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.chosen_values import merged
from coproclip.ui.typed_texts import Refused, TextOf, TypedText, write
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class TellerDetails:
    """A storyteller as a person filled them in; the name is empty while nobody is named.

    `described` is how they were described and how they shall be; `answers` are those that are others than before.
    """

    name: str
    described: tuple[str, str]
    answers: Mapping[ConsentAbout, str]


def change_details(
    workspace: Workspace,
    story_id: int,
    texts: Sequence[TypedText],
    tellers: Sequence[TellerDetails],
    *,
    named: Sequence[str],
    sensitive: bool | None = None,
    check_in_days: Mapping[str, tuple[date | None, date | None]] | None = None,
) -> None:
    """Change what is known of a story and who tells it, as one step; None leaves the mark as it is.

    `named` are who told it when that was shown: who somebody else named meanwhile stays. `check_in_days` has the
    days to ask storyteller or reporter, before and now, None for never.

    Raises what speaks against it, to be said in the dialog: also `BadInput` for a name that stands in two rows, for
    several names in one, and for what was filled in without a name.
    """

    def _change(edit: Edit) -> list[Refused]:
        if sensitive is not None:
            stories.change_story(edit, story_id, sensitive=sensitive)
        return _change_tellers(edit, story_id, tellers, named)

    never = {"": tr("Operations", "never")}
    days = []
    for who, both in (check_in_days or {}).items():
        before, now = (day.isoformat() if day is not None else "" for day in both)
        days.append(TypedText(TextOf.CHECK_IN, story_id, who, before, now, words=never))
    workspace.typed.keep_now([*texts, *days], _change)


def _change_tellers(edit: Edit, story_id: int, tellers: Sequence[TellerDetails], shown: Sequence[str]) -> list[Refused]:
    """Note who tells a story and what each of them said; returns descriptions that others changed meanwhile."""
    named = [teller for teller in tellers if teller.name]
    for number, teller in enumerate(tellers, start=1):
        # While nobody at all is named, answers are of whoever told it.
        filled_in = _described_anew(teller) or (teller.answers and len(tellers) > 1)
        if filled_in and not teller.name:
            raise BadInput(
                f"Row {number} of the storytellers has no name."
                if len(tellers) > 1
                else "The storyteller has no name.",
                "Nothing was changed.",
                "Give them a name to go by; it need not be the real one. Or take the row away.",
            )
    folded = [teller.name.casefold() for teller in named]
    known = {person.alias.casefold() for person in all_storytellers(edit.session)}
    for teller, name in zip(named, folded, strict=True):
        if folded.count(name) > 1:
            raise BadInput(f"“{teller.name}” is named twice.", "Nothing was changed.", "Name everybody once.")
        if "," in name and name not in known:
            raise BadInput(
                f"“{teller.name}” looks like several names.",
                "Nothing was changed.",
                "Give each storyteller a row of their own, so that they can answer for themselves.",
            )
    there = [person.alias for person in storytellers_of(edit.session, story_id)]
    telling = merged(shown, [teller.name for teller in named], there)
    if telling != there:
        stories.change_story(edit, story_id, storytellers=tuple(telling))
    described: list[TypedText] = []
    still = {name.casefold() for name in telling}
    for teller in named or tellers[:1]:
        if teller.name and teller.name.casefold() not in still:
            if teller.answers or _described_anew(teller):
                raise BadInput(
                    f"Somebody else took “{teller.name}” off this story, or gave them another name.",
                    "Nothing was changed.",
                    "Copy what you wrote about them, close this and open it again.",
                )
            continue
        person = find_or_add(edit, teller.name) if teller.name else None
        if person is not None:
            described.append(TypedText(TextOf.STORYTELLER, person.id, "description", *teller.described))
        whose = person.id if person is not None else None
        for about, answer in teller.answers.items():
            note_consent(edit, story_id, about, answer, teller.name, "afterwards", storyteller_id=whose)
    return write(edit, described)


def _described_anew(teller: TellerDetails) -> bool:
    """Whether somebody is described otherwise than before."""
    before, now = teller.described
    return before.strip() != now.strip()


def put_in_bin(workspace: Workspace, story_id: int, who: str) -> bool:
    """Put a story in the bin; `who` told it, or its title."""
    done = tr("Operations", "{who} is in the bin").format(who=who)
    return workspace.edit(Operation.BIN_STORY, lambda edit: stories.bin_story(edit, story_id), done=done) is not None


def take_out_of_bin(workspace: Workspace, story_id: int) -> None:
    """Put a story back where it was, with its words and excerpts."""
    workspace.edit(Operation.RESTORE_STORY, lambda edit: stories.restore_story(edit, story_id))


def change_language(workspace: Workspace, story_id: int, language: str) -> None:
    """Note in which language (a code, or empty: to be found out) a story is told."""
    workspace.edit(Operation.CHANGE_STORY, lambda edit: stories.change_story(edit, story_id, language=language))


def check_in_done(workspace: Workspace, check_in_id: int, who: str) -> None:
    """Note that somebody was asked today how they are."""
    done = tr("Operations", "Noted: {who} was asked").format(who=who)
    today = date.today()
    workspace.edit(Operation.CHANGE_CHECK_IN, lambda edit: check_ins.done(edit, check_in_id, today), done=done)


def set_check_ins(workspace: Workspace, story_id: int, days: Mapping[str, date | None], *, merge: str = "") -> bool:
    """Note on which day each of these people is asked how they are, None for never; False if it could not be."""

    def _set(edit: Edit) -> None:
        for who, day in days.items():
            check_ins.set_check_in(edit, story_id, who, day)

    return workspace.edit(Operation.CHANGE_CHECK_IN, _set, merge=merge) is not None


def note_yes_to_transcribing(workspace: Workspace, story_id: int, who: str) -> bool:
    """Note that the storyteller said yes afterwards; False if it could not be noted."""

    def _note(edit: Edit) -> None:
        note_consent(edit, story_id, ConsentAbout.TRANSCRIBED, "yes", who=who, how="afterwards")

    return workspace.edit(Operation.NOTE_CONSENT, _note) is not None


def change_starters(workspace: Workspace, shown: Sequence[str], texts: Sequence[str]) -> bool:
    """Let these be the conversation starters, in this order; what somebody else made of those `shown` stays."""

    def _change(edit: Edit) -> bool:
        there = [one.text for one in moments.starters(edit.session)]
        moments.set_starters(edit, merged(shown, texts, there))
        return list(shown) != there

    def _done(others: bool) -> str:
        if others:
            return tr("Operations", "Somebody else changed the starters meanwhile; yours and theirs are there")
        return tr("Operations", "Conversation starters changed")

    return workspace.edit(Operation.CHANGE_STARTERS, _change, done=_done) is not None

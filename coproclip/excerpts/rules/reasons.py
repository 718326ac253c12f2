"""Why something may not leave: a code, the words a person reads, and what settles it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coproclip.excerpts.rules.answers import Approval, TellerAnswer
from coproclip.excerpts.rules.coverage_parts import PARTS, covered_uses
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import WrittenText
from coproclip.people.consent import is_over
from coproclip.people.naming import ONE_STORYTELLER, Few
from coproclip.people.no_names import NameIn
from coproclip.project.kinds import AnswerKind, ConsentAbout, NamedIn
from coproclip.project.schema import Consent


class ReasonKind(StrEnum):
    """The kinds of reasons."""

    GONE = "gone"
    BIN = "bin"
    NOT_ASKED = "not asked"
    NO_ANSWER = "no answer"
    SAID_NO = "said no"
    CHANGED = "changed"
    CONSENT = "consent"
    NOT_USED = "not to be used"
    ALTERED = "wants another voice"
    GUARDIAN = "guardian"
    UNDECIDED = "nobody decided about a name"
    HIDDEN = "a name that was taken out"
    STAND_IN = "a name in what is read for another"
    NAMES_SOMEBODY = "somebody who has not agreed to be named"
    NOT_NAMED = "a name nobody agreed to"
    TOO_FEW = "points at too few people"
    UNCHECKED = "unchecked"
    OTHERS_WORDS = "words of a refused excerpt"
    NOBODY_AGREED = "words nobody said yes to"
    WHO_SPEAKS = "nobody said who speaks"
    NOT_IN_IT = "not heard in it"
    FOR_WHOM = "review for whom"
    SOUND = "sound"
    SILENT = "next to nothing of it would be heard"
    AWAY = "stories stayed out of this copy"
    INTRODUCES = "what it introduces does not leave"


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody (id) whose way of being named can be chosen otherwise."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not, and what to do about it; each a sentence or two, or empty.

    `about` is the text that it is about, where that belongs to no excerpt: a theme, a playlist, the project. `named` is
    the name that a person may say is none there, and `person` who is called otherwise there.
    """

    code: ReasonKind
    sentence: str
    next: str = ""
    about: WrittenText | None = None
    named: NameIn | None = None
    person: NamedPerson | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence, self.next) if part)


GONE = Reason(ReasonKind.GONE, "It is no longer there.")
SAID_NO = Reason(ReasonKind.SAID_NO, "A storyteller said no to it.")
SILENT = Reason(
    ReasonKind.SILENT,
    "Most of it would be silent: a name that is taken out is said somewhere in it, and nobody knows where.",
    "Bring its transcript in again and let the computer listen for each word, or choose a longer part.",
)
_HEAR_AGAIN = "Let them hear it again, then note their answer."
_DONE: Mapping[str, str] = {
    ConsentAbout.RECORDED: "being recorded",
    ConsentAbout.TRANSCRIBED: "being transcribed",
    ConsentAbout.REPORTERS: "the reporters hearing it",
    ConsentAbout.GROUP: "the group hearing it",
    ConsentAbout.SHARED: "sharing any of it",
    ConsentAbout.QUOTED: "being quoted in words",
    ConsentAbout.AUDIO: "being heard in clips",
    ConsentAbout.PUBLIC: "a public page",
    ConsentAbout.NAMED: "being named",
    ConsentAbout.PHOTO: "a photo",
    ConsentAbout.ALTERED: "being heard in another voice",
    ConsentAbout.ARCHIVED: "being kept in an archive",
    ConsentAbout.TRANSLATED: "being translated",
    ConsentAbout.CONTACTED: "being asked again",
    ConsentAbout.GUARDIAN: "a parent or guardian agreeing",
}


USES = {
    Use.QUOTE: "being quoted",
    Use.SHARING: "clips and playlists",
    Use.PAGE: "a public page",
    Use.REPORT: "a report",
    Use.ARCHIVE: "an archive",
}
"""What a yes is for, as it is called behind “yes to”."""


def of_answer(one: TellerAnswer, name: str, use: Use = Use.SHARING) -> Reason | None:
    """Why a storyteller's answer does not let it leave for `use`; None for a yes.

    `name` is empty where there is only one.
    """
    who = name or "The storyteller"
    match one.approval:
        case Approval.YES | Approval.WITHHELD:
            return None
        case Approval.NO:
            return Reason(ReasonKind.SAID_NO, f"{who} said no.", "Only a new answer of theirs changes that.")
        case Approval.WAITING if one.changed == ("voices",):
            sentence = f"{who} has not answered yet, and a voice in it was {who}’s when {who} was asked."
            step = f"Ask {who}. If it is not {who}’s voice, say so with the answer of whoever is heard."
            return Reason(ReasonKind.NO_ANSWER, sentence, step)
        case Approval.WAITING:
            return Reason(ReasonKind.NO_ANSWER, f"{who} has not answered yet.", "No answer counts as a no.")
        case Approval.DRAFT:
            return Reason(
                ReasonKind.NOT_ASKED, f"{who} has not been asked yet.", "Let them hear it, then note their answer."
            )
        case Approval.AGAIN if one.changed == ("playlist",):
            sentence = f"{who} has not been asked about it beside this playlist’s title and introductions."
            return Reason(ReasonKind.CHANGED, sentence, _HEAR_AGAIN)
        case Approval.AGAIN if one.changed == ("uses",):
            said = " and ".join(USES[kept] for kept in USES if kept in covered_uses(one.covered)) or "nothing yet"
            sentence = f"{who} said yes to {said}, and has not been asked about {USES[use]}."
            return Reason(ReasonKind.CHANGED, sentence, "Ask them about that too, then note their answer.")
        case Approval.AGAIN:
            what = ", ".join(PARTS[part] for part in one.changed) or "it was noted before all of it was kept"
            return Reason(ReasonKind.CHANGED, f"It changed after {_small(who)} said yes: {what}.", _HEAR_AGAIN)


def _small(who: str) -> str:
    return who.replace("The ", "the ", 1)


def of_consent(about: str, said: Consent | None, name: str, question: str = "") -> Reason:
    """Why what somebody said before, or did not say, about the whole story does not let it leave.

    `question` is what was asked, where it is a question of the project's own.
    """
    who = name or "The storyteller"
    what = f"“{question}”" if question else _DONE.get(about, "a question that is no longer in this project")
    if said is not None and said.answer == AnswerKind.NO:
        return Reason(ReasonKind.CONSENT, f"{who} said no to {what}.", "Only a new answer of theirs changes that.")
    if said is not None and said.answer == AnswerKind.LATER:
        sentence = f"{who} wanted to be asked about {what} afterwards."
    elif said is not None and said.answer == AnswerKind.YES and is_over(said):
        sentence = f"The yes of {_small(who)} to {what} was given until {said.expires_on}."
    elif said is not None and said.answer == AnswerKind.YES:
        sentence = f"It was not noted who said yes to {what} for {_small(who)}, or how."
    else:
        sentence = f"Nobody noted that {_small(who)} agreed to {what}."
    return Reason(ReasonKind.CONSENT, sentence, "Note it under “About this story”.")


def of_altered(name: str) -> Reason:
    """Why it is not heard by others that somebody heard in it wants their voice altered first."""
    who = name or "The storyteller"
    return Reason(
        ReasonKind.ALTERED,
        f"{who} wants their voice altered before it is shared, and CoProClip cannot alter a voice.",
        f"Share its words alone, or ask {_small(who)} whether it may be heard as it is.",
    )


def of_guardian(name: str, said: Consent | None, *, under_16: bool) -> Reason:
    """Why it does not leave that somebody is heard whose parent or guardian did not say yes, or whom nobody asked."""
    who = name or "The storyteller"
    if said is not None and said.answer == AnswerKind.NO:
        sentence = f"A parent or guardian of {_small(who)} said no."
        return Reason(ReasonKind.GUARDIAN, sentence, "Only a new answer of theirs changes that.")
    whose = f"{who} is under 16, and " if under_16 else f"For {_small(who)} a parent or guardian was asked, and "
    if said is not None and said.answer == AnswerKind.YES and is_over(said):
        sentence = f"{whose}the yes of a parent or guardian was given until {said.expires_on}."
    else:
        sentence = f"{whose}nobody noted a yes of a parent or guardian."
    step = "Ask them, and note their answer under “What they agreed to”; what is written under “People” is no answer."
    return Reason(ReasonKind.GUARDIAN, sentence, step)


def of_another_name(name: str, *, guardian: bool = False) -> Reason:
    """Why it does not leave that somebody who said no to this was heard in it, under another name now.

    `guardian`: it was their parent or guardian who said so.
    """
    who = f"a parent or guardian of {name}" if guardian else name
    return Reason(
        ReasonKind.GUARDIAN if guardian else ReasonKind.CONSENT,
        f"{who[:1].upper()}{who[1:]} said no, and a voice in it was {name}’s then. It goes by another name now.",
        f"Ask {who}. If it is not {name}’s voice, say so with the answer of whoever is heard.",
    )


def of_nobodys_voices(count: int) -> Reason:
    """Why words of a voice that nobody has named do not leave: nobody could ask it."""
    many = f"{count} voices are heard in it" if count > 1 else "A voice is heard in it"
    return Reason(
        ReasonKind.WHO_SPEAKS,
        f"{many} that no storyteller of this story answers for.",
        "Say who is speaking (W) and ask them too, or take these words out.",
    )


def of_refused(place: str, source: str, step: str, about: WrittenText | None = None) -> Reason:
    """Why it does not leave beside words that may not be shared; `place` has them, “Its title has”."""
    sentence = f"{place} words of {source} that may not be shared."
    return Reason(ReasonKind.OTHERS_WORDS, sentence, f"{_begun(step)}.", about)


def of_unagreed(place: str, step: str, about: WrittenText | None = None) -> Reason:
    """Why it does not leave beside words of a story that nobody agreed to; `place` has them, “Its title has”."""
    sentence = f"{place} words that were said in a story, and nobody has said yes to them."
    return Reason(ReasonKind.NOBODY_AGREED, sentence, f"Ask, or {step}.", about)


def of_introducing(about: WrittenText) -> Reason:
    """Why an introduction stays where none of what it introduces leaves: it would be said beside something else."""
    sentence = "It introduces what does not leave, and would be heard beside something else."
    step = "Settle what stands against what follows it, or move it, or take it out of the playlist."
    return Reason(ReasonKind.INTRODUCES, sentence, step, about)


def of_unheard(about: WrittenText | None) -> Reason:
    """Why a storyteller is not asked about an excerpt: a reporter introduces it in words that may not leave yet."""
    sentence = "A spoken introduction to it may not leave yet, so nobody else is given it to hear or read."
    return Reason(ReasonKind.INTRODUCES, sentence, "Ask about that first, or take it out of the playlist.", about)


def of_unchecked(count: int) -> Reason:
    """Why words that nobody compared with the sound do not leave."""
    many = f"{count} passages of it are" if count > 1 else "1 passage of it is"
    return Reason(
        ReasonKind.UNCHECKED,
        f"{many} not checked against the recording yet.",
        "Listen, correct what was misheard, and press C in each passage.",
    )


def of_name(label: str, name: str) -> Reason:
    """Why it does not leave signed with a name to which somebody heard has not said yes."""
    who = name or "The storyteller"
    return Reason(
        ReasonKind.NOT_NAMED,
        f"It is signed “{label}”, and nobody noted that {_small(who)} agreed to being named.",
        f"Ask, or sign it “{ONE_STORYTELLER}” or with another of the project’s own words.",
    )


def of_few(few: Few) -> Reason:
    """Why it does not leave signed with words that may tell who it is."""
    return Reason(
        ReasonKind.TOO_FEW,
        few.sentence,
        f"Sign it “{few.broader}”, or keep it so on purpose.",
    )


def of_undecided(names: Sequence[str], where: str = "", about: WrittenText | None = None) -> Reason:
    """Why it does not leave that somebody or something is named in it, and nobody said whether that may be.

    `where` begins the sentence of a text that leaves alone (“Its title has”), which `about` is.
    """
    shown = [f"“{name}”" for name in names[:3]]
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    listed = ", ".join([*shown, *more])
    are = "are" if len(names) > 1 else "is"
    return Reason(
        ReasonKind.UNDECIDED,
        f"{where} {listed} in it, and nobody decided whether that may be said."
        if where
        else f"{listed} {are} named in it, and nobody decided whether that may be said.",
        "Decide under “People and places named”.",
        about,
    )


_CALL = "call it something else"


def of_hidden(what: str, written: str, name: str, about: WrittenText | None = None, call: str = "") -> Reason:
    """Why it does not leave that a name that is taken out of its words, or a form of it, is `written` beside it.

    `call` is what settles it; else it is called something else.
    """
    which = "which is" if written == name else f"and “{name}” is"
    sentence = f"{what} “{written}” in it, {which} taken out of the words."
    return Reason(ReasonKind.HIDDEN, sentence, f"{_begun(call or _CALL)}.", about)


def _begun(step: str) -> str:
    return f"{step[:1].upper()}{step[1:]}"


def _or_no_name(call: str) -> str:
    return f"{_begun(call or _CALL)}; or, if it is no name there, say so."


def of_hidden_elsewhere(
    what: str,
    written: NameIn,
    name: str,
    about: WrittenText | None = None,
    call: str = "",
    *,
    elsewhere: bool = True,
) -> Reason:
    """The same of a name, or a part of one, that is taken out of another story; or a part, of this one."""
    which = "which is" if written.name == name else f"and “{name}” is"
    of = " of another story" if elsewhere else ""
    sentence = f"{what} “{written.name}” in it, {which} taken out of the words{of}."
    return Reason(ReasonKind.HIDDEN, sentence, _or_no_name(call), about, written)


def of_person_named(what: str, written: NameIn, about: WrittenText | None = None, call: str = "") -> Reason:
    """Why it does not leave that somebody is named beside it who has not said yes to that."""
    sentence = f"{what} “{written.name}” in it, and nobody noted that {written.name} agreed to being named."
    return Reason(ReasonKind.NAMES_SOMEBODY, sentence, f"Ask {written.name}. {_or_no_name(call)}", about, written)


_PLACES = {NamedIn.CLIPS: "in clips and playlists", NamedIn.REPORT: "in a report", NamedIn.PAGE: "on a public page"}


def of_named_otherwise(
    what: str,
    written: NameIn,
    label: str,
    places: Sequence[NamedIn],
    person: NamedPerson,
    about: WrittenText | None = None,
    call: str = "",
) -> Reason:
    """The same where somebody agreed to being named, and is called `label` in these places."""
    where = " and ".join(_PLACES[place] for place in places)
    sentence = f"{what} “{written.name}” in it, and {written.name} is named “{label}” {where}."
    step = f"Choose another way of naming them there. {_or_no_name(call)}"
    return Reason(ReasonKind.NAMES_SOMEBODY, sentence, step, about, written, person)


def of_stand_in(reason: Reason) -> Reason:
    """The same of a name in the words that are read in place of another one."""
    return replace(reason, code=ReasonKind.STAND_IN, next="Say something else in its place.", named=None, person=None)


def of_said_elsewhere(said: str, name: str, *, elsewhere: bool = True) -> Reason:
    """Why it does not leave that it, or its sound, says a name which is taken out of another story, or a part of one
    which is taken out of any, and is not decided about here.
    """
    which = "is" if said == name else f"“{name}” is"
    step = f"Take {'it' if said == name else f'“{said}”'} out here too, or keep it: under “People and places named”."
    return Reason(
        ReasonKind.UNDECIDED, f"“{said}” is said in it, and {which} taken out{' of another story' * elsewhere}.", step
    )


def why_not(approval: Approval) -> str:
    """Why an excerpt in this state may not be shared, with what to do; empty for a yes."""
    reason = of_answer(TellerAnswer(None, approval), "")
    return "" if reason is None else str(reason)


def in_words(reasons: Sequence[Reason]) -> str:
    """All of them, one behind the other."""
    return " ".join(str(reason) for reason in reasons)

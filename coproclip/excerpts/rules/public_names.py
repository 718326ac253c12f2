"""What each voice that is heard in an excerpt is called in what leaves: nobody's name unless chosen, no two alike."""

from collections.abc import Mapping, Sequence

from coproclip.excerpts.rules.policy import Use
from coproclip.people.naming import ONE_STORYTELLER
from coproclip.project.kinds import NamedIn, Part, SpeakerRole
from coproclip.project.schema import Speaker

REPORTER = "Reporter"
ANOTHER = "Another speaker"
THROUGH_AN_INTERPRETER = "through an interpreter"
HELPERS = {Part.INTERPRETER: "Interpreter", Part.SUPPORTER: "Supporter"}
_ORDER = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
NAMED_IN: Mapping[Use, tuple[NamedIn, ...]] = {
    Use.PAGE: (NamedIn.PAGE,),
    Use.REPORT: (NamedIn.REPORT,),
    Use.QUOTE: (NamedIn.REPORT,),
    # What a workshop is given are clips, and quotes in print.
    Use.PAPER: (NamedIn.CLIPS, NamedIn.REPORT),
    Use.TAKE_AWAY: (NamedIn.CLIPS, NamedIn.REPORT),
}
"""Where somebody is named in what is made for a use; in clips for all others."""


def named_in(use: Use, inside: Use | None = None) -> tuple[NamedIn, ...]:
    """Where somebody is named in what is made for a use and stands `inside` what is made for another one.

    Where these are several, somebody is named as says least of them.
    """
    places = (NAMED_IN.get(one, (NamedIn.CLIPS,)) for one in (use, inside) if one is not None)
    return tuple(dict.fromkeys(place for some in places for place in some))


def public_names(met: Sequence[Speaker], signed: str, parts: Mapping[int, Part]) -> dict[int, str]:
    """What each of the voices is called, by its number, where the excerpt is `signed` so."""
    by_role = {role: [voice for voice in met if voice.role == role] for role in SpeakerRole}
    tellers, unnamed = by_role[SpeakerRole.STORYTELLER], by_role[SpeakerRole.UNKNOWN]
    people = list(dict.fromkeys(map(_person, tellers)))
    names = {voice.id: REPORTER for voice in by_role[SpeakerRole.REPORTER]}
    if len(people) > 1:
        # Several have told it together: in each excerpt they count from the first heard, so that nobody can be
        # followed from one to the next.
        names |= {voice.id: nth_storyteller(people.index(_person(voice))) for voice in tellers}
    else:
        names |= {voice.id: signed for voice in tellers or unnamed[:1]}
    spoken_for = signed if len(people) < 2 else ONE_STORYTELLER
    names |= _numbered(by_role[SpeakerRole.INTERPRETER], f"{spoken_for}, {THROUGH_AN_INTERPRETER}")
    helpers = {voice.id: HELPERS.get(parts.get(voice.storyteller_id or 0, Part.NAMED), ANOTHER) for voice in met}
    others = [voice for voice in (*unnamed, *by_role[SpeakerRole.OTHER]) if voice.id not in names]
    for name in (*HELPERS.values(), ANOTHER):
        names |= _numbered([voice for voice in others if helpers[voice.id] == name], name)
    return names


def nth_storyteller(place: int) -> str:
    """What one of several storytellers is called: “First storyteller” at place 0."""
    return f"{_ORDER[place]} storyteller" if place < len(_ORDER) else f"Storyteller {place + 1}"


def _person(voice: Speaker) -> int:
    """Whose voice it is; a voice of nobody known is that of one more person."""
    return voice.storyteller_id or -voice.id


def _numbered(voices: Sequence[Speaker], name: str) -> dict[int, str]:
    """The first is `name`, the others have a number too."""
    return {voice.id: name if place == 1 else f"{name} {place}" for place, voice in enumerate(voices, 1)}

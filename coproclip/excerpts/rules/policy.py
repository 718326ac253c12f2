"""The policy, as data: what each use of an excerpt needs. What is not here is not needed, and nothing else decides.

The rows come from the method (ask before, and again once it was heard) and from what storytellers were asked: an item
that nobody said yes to is a no, and an answer to one use is none to another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coproclip.people.own_questions import OwnQuestion
from coproclip.project.kinds import ConsentAbout


class Use(StrEnum):
    """What something is taken out of its story for, from the few who made it to everybody.

    `SHARING` is a clip with its captions, or a playlist as a folder that is handed to people; `REVIEW` is for the
    storyteller alone to hear; `PAGE` is a playlist that is put on a public page. What the group hears in the room is
    `GROUP`; `PAPER` is what a workshop has in words, and `TAKE_AWAY` what its people take home in words and sound.
    """

    REPORTER = "reporter"
    GROUP = "group"
    PAPER = "paper"
    TAKE_AWAY = "take-away"
    CLUSTER = "cluster"
    REVIEW = "review"
    QUOTE = "quote"
    SHARING = "sharing"
    PAGE = "page"
    REPORT = "report"
    ARCHIVE = "archive"


FROM_BEFORE = (Use.SHARING,)
"""What a yes is for that was noted before it was kept what for."""
FOLDER_USES = (Use.SHARING, Use.REVIEW, Use.PAGE)
"""The uses for which clips and playlists are put in a folder."""


class Condition(StrEnum):
    """What can stand against a use; `excerpts.checks` has a function for each that says why."""

    NOT_BINNED = "its story is not in the bin"
    CONSENT = "everybody heard agreed to it for the whole story"
    ANSWER = "everybody heard said yes to exactly this"
    REVIEWER = "it is the storyteller's own, and nobody else declined"
    REFUSAL = "nobody said no to a part of it before"
    VOICES = "somebody answers for each voice"
    CHECKED = "its words were checked by ear"
    NOT_USED = "nobody asked not to use this bit"
    ALTERED = "nobody heard wants their voice altered"
    GUARDIAN = "a guardian agreed where a storyteller is a child"
    MENTIONS = "each name said in it was decided about"
    NAMES_READ = "nothing that people wrote beside it has a name that is taken out, or of somebody who is not named"
    AUDIBLE = "a name that gives way takes little else of its sound along"
    NAMED_AS_AGREED = "everybody is named as they chose for this"
    OTHERS_WORDS = "what stands beside it holds nobody else's words"
    INTRODUCES = "where it introduces others in a playlist, one of them leaves too"
    ALL_HERE = "no story that could hold it back stayed out of this copy"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a use needs: yeses to these items from everybody heard, and that these conditions hold."""

    items: tuple[ConsentAbout, ...]
    conditions: tuple[Condition, ...]


_TEAM = (Condition.NOT_BINNED, Condition.CONSENT, Condition.NOT_USED)
# Whoever hears a review said its words: names are looked for in what others wrote beside them alone.
_OUT = tuple(one for one in Condition if one not in (Condition.REVIEWER, Condition.NAMES_READ))
_IN_WORDS = tuple(one for one in _OUT if one not in (Condition.ALTERED, Condition.AUDIBLE))
# What a group is given leaves like all else, but that nobody was asked about each excerpt.
_GIVEN = tuple(one for one in _OUT if one is not Condition.ANSWER)
_GIVEN_IN_WORDS = tuple(one for one in _IN_WORDS if one is not Condition.ANSWER)

POLICY: Mapping[Use, Needs] = {
    Use.REPORTER: Needs((ConsentAbout.RECORDED,), _TEAM),
    Use.GROUP: Needs((ConsentAbout.RECORDED, ConsentAbout.GROUP), (*_TEAM, Condition.REFUSAL)),
    Use.PAPER: Needs((ConsentAbout.RECORDED, ConsentAbout.GROUP), _GIVEN_IN_WORDS),
    Use.TAKE_AWAY: Needs((ConsentAbout.RECORDED, ConsentAbout.GROUP), _GIVEN),
    Use.CLUSTER: Needs((ConsentAbout.RECORDED, ConsentAbout.GROUP), (*_TEAM, Condition.REFUSAL)),
    Use.REVIEW: Needs((), (Condition.NOT_BINNED, Condition.REVIEWER, Condition.NAMES_READ, Condition.OTHERS_WORDS)),
    Use.QUOTE: Needs((ConsentAbout.RECORDED, ConsentAbout.QUOTED), _IN_WORDS),
    Use.SHARING: Needs((ConsentAbout.RECORDED, ConsentAbout.QUOTED, ConsentAbout.AUDIO), _OUT),
    Use.PAGE: Needs((ConsentAbout.RECORDED, ConsentAbout.QUOTED, ConsentAbout.AUDIO, ConsentAbout.PUBLIC), _OUT),
    Use.REPORT: Needs((ConsentAbout.RECORDED, ConsentAbout.QUOTED), _IN_WORDS),
    Use.ARCHIVE: Needs((ConsentAbout.RECORDED, ConsentAbout.ARCHIVED), _OUT),
}

ANSWERED_USES = tuple(use for use, needs in POLICY.items() if Condition.ANSWER in needs.conditions)
"""The uses for which each storyteller says yes to the excerpt itself."""
WITHIN: Mapping[Use, Use] = {Use.QUOTE: Use.SHARING}
"""A yes to the second is one to the first too: a clip has the same words as captions."""

ASKED_TOGETHER: Mapping[ConsentAbout, ConsentAbout] = {
    ConsentAbout.QUOTED: ConsentAbout.SHARED,
    ConsentAbout.AUDIO: ConsentAbout.SHARED,
}
"""The one question “sharing any of it” stands for these until they are asked apart."""

OUTSIDE = frozenset(use for use, needs in POLICY.items() if Condition.NAMED_AS_AGREED in needs.conditions)
"""The uses in which something leaves the project and the room, for anybody to keep."""
_GIVES_AWAY: Mapping[Use, tuple[ConsentAbout, ...]] = {
    Use.PAPER: (ConsentAbout.QUOTED,),
    Use.TAKE_AWAY: (ConsentAbout.QUOTED, ConsentAbout.AUDIO),
}
NEVER_PASSED_OVER: Mapping[Use, tuple[ConsentAbout, ...]] = {
    use: (
        *((ConsentAbout.TRANSCRIBED, ConsentAbout.SHARED, *_GIVES_AWAY.get(use, ())) if use in OUTSIDE else ()),
        *((ConsentAbout.GUARDIAN,) if Condition.CONSENT in needs.conditions else ()),
    )
    for use, needs in POLICY.items()
}
"""What need not have been asked for a use, and is a no to it where anything but a yes was said."""

_USES = frozenset(use.value for use in Use)
ASKABLE_USES = tuple(use for use, needs in POLICY.items() if needs.items)
"""What a question of the project's own can be needed for; a review is the storyteller's own."""


def own_needed(questions: Iterable[OwnQuestion], use: Use) -> tuple[OwnQuestion, ...]:
    """Of the project's own questions those that `use` needs a yes to.

    A use that needs all that another one needs goes further than that one, and needs what is needed for it too. A
    question that is needed for something that is no use was damaged: nobody knows for what it was needed.
    """
    within = {one.value for one in ASKABLE_USES if one is use or _reach(one) <= _reach(use)}
    return tuple(one for one in questions if within.intersection(one.uses) or not _USES.issuperset(one.uses))


def _reach(use: Use) -> set[ConsentAbout]:
    """All items that a no can be said to."""
    return {*POLICY[use].items, *NEVER_PASSED_OVER[use]}

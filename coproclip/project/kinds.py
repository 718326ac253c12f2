"""What rows of the project can be: states, roles, answers, kinds of moments; kept as text."""

from enum import StrEnum


class AnswerKind(StrEnum):
    """What somebody said, or that they were asked."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    ASKED = "asked"


class ConsentAbout(StrEnum):
    """What a storyteller is asked before anything is recorded."""

    RECORDED = "being recorded"
    WRITTEN_DOWN = "written down"
    SHARED = "sharing"


class MomentKind(StrEnum):
    """What a moment of a story is: marked by a person, a starter that was asked, or something the recorder noted.

    `REFUSED` is what a storyteller said no to as an excerpt that was deleted since; for the text see `refusal_text`.
    `DECLINED` is where somebody was heard when they said no to the whole story; for the text see `refusal_text`.
    """

    MARK = "mark"
    STARTER = "starter"
    OFF_RECORD = "off the record"
    SPOKEN_YES = "spoken yes"
    ROOM = "room"
    LOST = "lost"
    REFUSED = "refused"
    DECLINED = "declined"


class SpeakerRole(StrEnum):
    """Who a voice is; `UNKNOWN` while nobody has said."""

    STORYTELLER = "storyteller"
    REPORTER = "reporter"
    OTHER = "other"
    UNKNOWN = ""


class TranscriptionState(StrEnum):
    """How far a story is transcribed; `NONE` is that of a story nobody began with.

    `HEARD` is complete and was not put in place, or taken out again by Undo: nothing goes on with it.
    """

    NONE = "none"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    HEARD = "heard"
    DONE = "done"

"""What rows of the project can be: states, roles, answers, kinds of moments; kept as text."""

from enum import StrEnum


class AnswerKind(StrEnum):
    """What somebody said, or that they were asked."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    ASKED = "asked"


class ConsentAbout(StrEnum):
    """What a storyteller is asked: some of it before anything is recorded, the rest once they have heard it.

    `SHARED` is the one question for `QUOTED` and `AUDIO` together, until those are asked apart. `GUARDIAN` is what a
    parent or guardian of somebody under 16 answers; nobody else is asked.
    """

    RECORDED = "being recorded"
    TRANSCRIBED = "written down"
    REPORTERS = "heard by the reporters"
    GROUP = "heard by the group"
    SHARED = "sharing"
    QUOTED = "quoted in words"
    AUDIO = "heard in clips"
    PUBLIC = "on a public page"
    NAMED = "by name"
    PHOTO = "with a photo"
    ALTERED = "with another voice"
    ARCHIVED = "in an archive"
    TRANSLATED = "translated"
    CONTACTED = "being asked again"
    GUARDIAN = "agreed to by a guardian"


ASKED_BEFORE = (ConsentAbout.RECORDED, ConsentAbout.TRANSCRIBED, ConsentAbout.SHARED)
"""What is asked before a recording begins; the rest when there is time, or afterwards."""

WHOLE_STORY = (*ASKED_BEFORE, ConsentAbout.GUARDIAN)
"""A no to one of these is a no to the whole story; that of a parent or guardian also once the child is called older."""

STOPS_A_USE = (
    *WHOLE_STORY,
    ConsentAbout.GROUP,
    ConsentAbout.QUOTED,
    ConsentAbout.AUDIO,
    ConsentAbout.PUBLIC,
    ConsentAbout.ARCHIVED,
    ConsentAbout.TRANSLATED,
)
"""A no to one of these, or to a question of the project's own, is one to some use (see `excerpts.rules.policy`)."""

IN_WORDS = (*WHOLE_STORY, ConsentAbout.QUOTED)
"""A no to one of these keeps a storyteller's words out of everything that is written beside something else."""


class Part(StrEnum):
    """As what somebody takes part in a story. Whatever else a file says counts as a storyteller: they are asked."""

    STORYTELLER = "storyteller"
    REPORTER = "reporter"
    SUPPORTER = "supporter"
    INTERPRETER = "interpreter"
    NAMED = "named"


NOT_ASKED = frozenset({Part.REPORTER, Part.NAMED})
"""Who takes part so is not asked about a story: the reporter asks, and who is only named is not heard."""

WHO_SPEAKS = "who speaks"
"""The flag of a passage of which it is not sure whose it is; gone once a person says so."""

UNDER_16 = "under 16"
"""How old somebody is for whom a parent or guardian agrees too."""

ONE_STORYTELLER = "One storyteller"
STANDARD_LABELS = (ONE_STORYTELLER, "One contributor", "One person")
"""What points at nobody; a project adds its own, “One young person”."""

STAYED_AT_HOME = "stayed at home"
"""In a copy that stories stayed out of: what a row of `merged_row` is of that is of no table."""


class ListKind(StrEnum):
    """The project's own lists."""

    ROLE = "role"
    SECTOR = "sector"
    PROJECT = "project"
    WAY = "way of taking part"
    PLACE = "place"
    LABEL = "label"
    QUESTION = "question of consent"
    KEPT_NAME = "name that may be said"
    NO_NAME = "name that is none in a text"
    SHEET = "text of a sheet"


class NamedIn(StrEnum):
    """Where somebody is named apart: heard and read beside a clip, in print, or on a public page."""

    CLIPS = "clips"
    REPORT = "report"
    PAGE = "page"


class MentionDecision(StrEnum):
    """What is decided about a name that is said in a story; while nothing is, it is not shared."""

    OPEN = ""
    KEEP = "keep"
    GENERAL = "make general"
    REMOVE = "remove"


class CheckedHow(StrEnum):
    """How a passage came to be checked: its sound was played here, somebody says so, or all of a story at once."""

    UNKNOWN = ""
    PLAYED = "played"
    ELSEWHERE = "heard elsewhere"
    ALL_AT_ONCE = "all at once"


class MomentKind(StrEnum):
    """What a moment of a story is: marked by a person, a starter that was asked, or something the recorder noted.

    `REFUSED` is what a storyteller said no to as an excerpt that was deleted since; for the text see `refusal_text`.
    `DECLINED` is where somebody was heard when they said no to a use of the story; for the text see `refusal_text`.
    `NOT_USED` is a bit that a storyteller does not want used.
    """

    MARK = "mark"
    STARTER = "starter"
    OFF_RECORD = "off the record"
    SPOKEN_YES = "spoken yes"
    ROOM = "room"
    LOST = "lost"
    REFUSED = "refused"
    DECLINED = "declined"
    NOT_USED = "not to be used"


class SpeakerRole(StrEnum):
    """Who a voice is; `UNKNOWN` while nobody has said. `INTERPRETER` says in other words what a storyteller says."""

    STORYTELLER = "storyteller"
    REPORTER = "reporter"
    INTERPRETER = "interpreter"
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


class ExcerptKind(StrEnum):
    """What an excerpt is, where somebody said so."""

    STORY = "story"
    IDEA = "idea"
    EXAMPLE = "example"
    METAPHOR = "metaphor"
    ADVICE = "advice"
    SUGGESTION = "suggestion"
    OUTPUT = "output"
    QUESTION = "question"


class Valence(StrEnum):
    """How what is told in an excerpt felt to its storyteller."""

    POSITIVE = "positive"
    DIFFICULT = "difficult"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class HeadingKind(StrEnum):
    """What follows a theme’s headline."""

    QUESTION = "question"
    STATEMENT = "statement"


WIPED = "changed"
"""What history says of something that was done to a theme, where the words that named it are no longer kept."""


class Suggested(StrEnum):
    """Who suggested a theme."""

    STORYTELLER = "storyteller"
    GROUP = "group"
    REPORTER = "reporter"


class ThemeRelationKind(StrEnum):
    """How a theme belongs to another."""

    LEADS_TO = "leads to"
    SEE_ALSO = "see also"
    IN_TENSION = "in tension with"


class TakingPart(StrEnum):
    """How much somebody takes part in a workshop today."""

    TALK = "talk"
    TYPE = "type"
    LISTEN = "listen"
    NOT_TODAY = "not today"


class NoteKind(StrEnum):
    """What a note of the group is."""

    STOOD_OUT = "stood out"
    SURPRISED = "surprised"
    MISSING = "missing"
    DIFFERENTLY = "sees it differently"
    QUESTION = "open question"
    SUGGESTION = "suggestion"
    OUTPUT = "output"
    ACTION = "action"
    LEARNED = "learned"
    MEMO = "memo"


class ChoiceKind(StrEnum):
    """What the group chose something for."""

    HEADLINE = "headline"
    PLAYLIST = "playlist"
    REPORT = "report"


class SectionKind(StrEnum):
    """What a section of the report is; `OWN` is one that somebody added."""

    COVER = "cover"
    ABOUT = "what this is"
    TELLERS = "who told us"
    METHOD = "how it was done"
    THEME = "theme"
    OUTPUTS = "what came of it"
    SUGGESTIONS = "suggestions"
    QUESTIONS = "still open"
    LEARNED = "what we learned"
    PLAYLIST = "playlist"
    GLOSSARY = "glossary"
    WORKED = "how we worked"
    THANKS = "thanks"
    OWN = "own"


class StepKind(StrEnum):
    """What a group does in a step of a workshop; `OWN` is one that they added themselves."""

    SETTLE = "settle"
    LISTEN = "listen"
    NOTICE = "notice"
    SHARE = "share"
    NAME = "name"
    DIFFERENCE = "difference"
    WEIGH = "weigh"
    CHOOSE = "choose"
    CLOSE = "close"
    OWN = "own"

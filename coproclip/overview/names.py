"""Who and what is named in a story, each with its places and what is decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.excerpts.marking import story_words
from coproclip.excerpts.names.heard_names import once
from coproclip.excerpts.names.said_names import SaidNames
from coproclip.people.mentions import Decided, is_open, kept_everywhere, key_of, mentions_of, places
from coproclip.people.no_names import NameIn
from coproclip.people.stories import StorySound, duration_of, sound_of
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Mention, Story
from coproclip.timecode import TimeRange

_BESIDE = 5


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name is said: when (ms), and the words around it.

    `heard` is the place as a name that was heard there and is in the words no more, None where it is in them.
    """

    time: TimeRange
    before: str
    said: str
    after: str
    heard: NameIn | None = None


@dataclass(frozen=True, slots=True)
class NamedHere:
    """A name of a story: what sort it is, what is decided about it and by whom, and where it is said."""

    id: int
    text: str
    kind: str
    decision: MentionDecision
    general: str
    decided_by: str
    decided_at: str
    everywhere: bool
    places: tuple[NamePlace, ...]

    @property
    def decided(self) -> Decided:
        """What is decided about it."""
        return Decided(self.decision, self.general, self.decided_by, self.everywhere)


def names_in(session: Session, story_id: int) -> tuple[NamedHere, ...]:
    """The names of a story that are said in it; those that nobody decided about first, then by alphabet.

    A name that is no longer said stays kept, and is not shown: nothing hangs on it. Where one was heard and the words
    were corrected since, it is still said if it is taken out, or nobody decided about it (see `heard_names`).
    """
    mentions = mentions_of(session, story_id)
    spoken = story_words(session, story_id) if mentions else []
    words = [one.word for one in spoken]
    texts = [word.text for word in words]
    found: dict[int, list[NamePlace]] = {mention.id: [] for mention in mentions}
    for place in places(texts, mentions):
        first, last = place.first, place.last
        found[place.mention.id].append(
            NamePlace(
                TimeRange(words[first].start_ms, max(words[first].start_ms, words[last].end_ms)),
                " ".join(texts[max(0, first - _BESIDE) : first]),
                " ".join(texts[first : last + 1]),
                " ".join(texts[last + 1 : last + 1 + _BESIDE]),
            )
        )
    whole = [TimeRange(0, max(1, duration_of(session, story_id)))]
    for heard in once(SaidNames(session).heard(story_id, spoken, whole)) if mentions else ():
        found[heard.mention.id].append(NamePlace(heard.time, *heard.said, heard.where))
    everywhere = kept_everywhere(session)
    shown = [
        NamedHere(
            mention.id,
            mention.text,
            mention.kind,
            MentionDecision.OPEN if is_open(mention) else MentionDecision(mention.decision),
            mention.general,
            mention.decided_by,
            mention.decided_at,
            key_of(mention.text) in everywhere,
            tuple(sorted(found[mention.id], key=lambda place: place.time.start_ms)),
        )
        for mention in mentions
        if found[mention.id]
    ]
    return tuple(sorted(shown, key=lambda one: (one.decision is not MentionDecision.OPEN, key_of(one.text))))


@dataclass(frozen=True, slots=True)
class StoryNames:
    """The names of a story, its sound (None where it cannot be heard), and who decided last, or may."""

    title: str
    sound: StorySound | None
    names: tuple[NamedHere, ...]
    decider: str


def story_names(session: Session, project: Project, story_id: int) -> StoryNames:
    """All that is needed to decide about the names of a story; raises `NotFound` when it is gone."""
    story = fetch(session, Story, story_id)
    try:
        sound = sound_of(project, session, story_id)
    except CoProClipError:
        sound = None
    decided = select(Mention.decided_by).where(Mention.decided_by != "").order_by(Mention.decided_at.desc()).limit(1)
    return StoryNames(story.title, sound, names_in(session, story_id), session.scalar(decided) or story.reporter)


def places_of(session: Session, story_id: int, name: str) -> int:
    """How many times a name is said in a story."""
    words = [one.word.text for one in story_words(session, story_id)]
    return len(places(words, [Mention(text=name)]))


def names_open(session: Session, story_id: int, words: Sequence[str]) -> int:
    """How many names that are said in a story, whose words these are, nobody decided about.

    As many as `names_in` but for those that were only heard, as all that was ever heard is not read for a number.
    """
    mentions = mentions_of(session, story_id)
    if not any(map(is_open, mentions)):
        return 0
    return len({place.mention.id for place in places(words, mentions) if is_open(place.mention)})

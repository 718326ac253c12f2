"""Whole stories for the team: what of them goes into a file that other programs read, and which stories stay here.

“A file for the team is no way around a no.” A story goes only with a yes to being recorded from everybody asked, and
not where an answer keeps it from the team (`project.team_answers`): a no, and what is no yes any more. What was off the
record, what is marked “Don’t use this bit” and the names that are taken out are neither read in it nor heard, wherever
they stand.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from pathlib import Path
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError, NotShareable
from coproclip.excerpts.checks import Case
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.marking import excerpts_of, story_words
from coproclip.excerpts.names.hidden_names import HiddenName, as_read
from coproclip.excerpts.noting import names_of
from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.excerpts.rules.policy import POLICY, Use, own_needed
from coproclip.excerpts.rules.reasons import Reason, ReasonKind, of_consent, of_guardian
from coproclip.excerpts.spans import SpokenAt, headline, inside
from coproclip.excerpts.team.team_texts import TeamTexts, closed_in, is_closed
from coproclip.harmless import plain
from coproclip.people.consent import consent_by, is_yes
from coproclip.people.moments import off_record
from coproclip.people.own_questions import own_questions
from coproclip.people.stories import sound_of, stories
from coproclip.people.storytellers import is_child
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Person, Segment, Story, Theme
from coproclip.project.team_answers import against_team
from coproclip.timecode import TimeRange

_FOR_THE_TEAM = object()


@dataclass(frozen=True, slots=True)
class TeamPassage:
    """A passage as it is read: its words, at story time (ms), and what the voice is called in the project."""

    segment_id: int
    speaker: str
    words: tuple[VoicedWord, ...]


@dataclass(frozen=True, slots=True)
class TeamExcerpt:
    """An excerpt of a story: where it is (ms), its themes (ids) and the storytellers heard in it (ids)."""

    excerpt_id: int
    title: str
    words: str
    spans: tuple[TimeRange, ...]
    themes: tuple[int, ...]
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeamStory:
    """A story as the team may have it; only `team_stories` makes one.

    Times are ms in `audio`. What is said in `silenced` is not to be heard; no word of it is in `passages`.
    """

    story_id: int
    title: str
    language: str
    recorded_on: str
    people: tuple[int, ...]
    audio: Path
    duration_ms: int
    passages: tuple[TeamPassage, ...]
    excerpts: tuple[TeamExcerpt, ...]
    silenced: tuple[TimeRange, ...]
    granted: InitVar[object]

    def __post_init__(self, granted: object) -> None:
        if granted is not _FOR_THE_TEAM:
            raise TypeError("A TeamStory comes from team_stories() alone.")

    def __init_subclass__(cls, **_more: object) -> NoReturn:
        raise TypeError("There is one kind of TeamStory.")


@dataclass(frozen=True, slots=True)
class TeamWords:
    """The words of a story as the team may have them; only `team_words` makes one."""

    story_id: int
    title: str
    passages: tuple[TeamPassage, ...]
    granted: InitVar[object]

    @property
    def texts(self) -> tuple[str, ...]:
        """What people wrote in it: what it is called, and its voices."""
        return tuple(dict.fromkeys((self.title, *(one.speaker for one in self.passages))))

    def __post_init__(self, granted: object) -> None:
        if granted is not _FOR_THE_TEAM:
            raise TypeError("TeamWords come from team_words() alone.")


@dataclass(frozen=True, slots=True)
class TeamTheme:
    """What a theme is called, and what it is about; where it stands among the others says `themes.listing.outline`."""

    name: str
    described: str


@dataclass(frozen=True, slots=True)
class TeamProject:
    """What a file for the team is made of: stories, themes and what people are called (by id), and who stays here.

    `refused` has the titles of the stories that stay here, and why. Made anew it is equal while nothing changed.
    """

    title: str
    stories: tuple[TeamStory, ...]
    themes: Mapping[int, TeamTheme]
    people: Mapping[int, str]
    refused: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What people wrote in it: what things and people are called, and what themes are about."""
        found = [self.title, *self.people.values()]
        found += [text for one in self.themes.values() for text in (one.name, one.described)]
        for story in self.stories:
            found += [story.title, *(one.speaker for one in story.passages), *(one.title for one in story.excerpts)]
        return tuple(dict.fromkeys(found))


def team_stories(project: Project, story_ids: Collection[int] | None = None) -> TeamProject:
    """These stories, or all that are not in the bin, as the team may have them, and why the others may not.

    What is granted holds for now: ask again just before it is put anywhere. Raises `NotFound`.
    """
    with project.read() as session:
        rows = sorted(stories(session), key=lambda one: one.id)
        if story_ids is not None:
            rows = [fetch(session, Story, number) for number in story_ids]
        case = Case(session, Use.REPORTER)
        against, texts = kept_from_team(case.reader)
        granted, refused = list[TeamStory](), list[tuple[str, str]]()
        for story in rows:
            reasons = against[story.id]
            try:
                if not reasons:
                    granted.append(_story(project, case, story, texts))
            except CoProClipError as error:
                reasons = [Reason(ReasonKind.SOUND, str(error))]
            if reasons:
                refused.append((texts.without_names(story.title, story.id), " ".join(map(str, reasons))))
        people = {number: _alias(session, number, texts) for story in granted for number in story.people}
        themes = {one.id: _theme(one, texts) for one in session.scalars(select(Theme).order_by(Theme.id))}
        return TeamProject(texts.read(project.details.title), tuple(granted), themes, people, tuple(refused))


def team_words(project: Project, story_id: int) -> TeamWords:
    """The words of a story as the team may have them, whether its sound is there or not.

    What is granted holds for now. Raises `NotFound`, and `NotShareable` where the team may not have it.
    """
    with project.read() as session:
        story, reader = fetch(session, Story, story_id), Case(session, Use.REPORTER).reader
        refuse_kept(session, [story_id])
        texts, said = kept_from_team(reader)[1], _said_in(reader, story_id)
        passages = tuple(_passages(reader, story_id, said, texts))
        return TeamWords(story_id, texts.read(story.title, story_id) or f"Story {story_id}", passages, _FOR_THE_TEAM)


def kept_from_team(reader: StoryReader) -> tuple[dict[int, list[Reason]], TeamTexts]:
    """Why the team may not have each story (id), empty where it may; and how what people wrote is read beside them."""
    session = reader.session
    every = session.scalars(select(Story).order_by(Story.id)).all()
    against = {story.id: reasons_to_keep(session, story, reader) for story in every}
    goes = [number for number, reasons in against.items() if not reasons]
    return against, TeamTexts(reader, goes, [number for number in against if number not in goes])


def refuse_kept(session: Session, story_ids: Iterable[int]) -> None:
    """Raise `NotShareable`, saying why, where the team may not have one of these stories; `NotFound`."""
    reader = StoryReader(session)
    found = [one for number in story_ids for one in reasons_to_keep(session, fetch(session, Story, number), reader)]
    if found:
        raise NotShareable(" ".join(map(str, dict.fromkeys(found))), "Nothing was made.")


def verify_team(made: TeamProject) -> None:
    """Raise `NotShareable` unless every story in it came from `team_stories`; whoever writes one calls this first."""
    if type(made) is not TeamProject or any(type(story) is not TeamStory for story in made.stories):
        raise NotShareable("Only stories that the team may have are written into a file for it.", "Nothing was made.")


def reasons_to_keep(session: Session, story: Story, reader: StoryReader) -> list[Reason]:
    """Why the team may not have a story; empty where it may."""
    if story.binned_at:
        return [Reason(ReasonKind.BIN, "It is in the bin.")]
    own = own_for_team(session)
    kept = against_team(session, story.id, tuple(own))
    if kept.declined:
        return [Reason(ReasonKind.SAID_NO, "Somebody said no to the team having it.")]
    asked = reader.asked(story.id)
    names = names_of(session, asked) if len(asked) > 1 else {}
    found = []
    for teller in dict.fromkeys([*asked, *(who for who, _ in kept.open)]):
        against = {one.about: one for who, one in kept.open if who == teller}
        said, name = consent_by(session, story.id, teller), names.get(teller, "")
        for item in dict.fromkeys([*POLICY[Use.REPORTER].items, *own, *against]):
            if item == ConsentAbout.GUARDIAN:
                young = teller is not None and is_child(session, teller)
                found.append(of_guardian(name, against[item], under_16=young))
            elif item in against or not is_yes(said.get(item)):
                found.append(of_consent(item, said.get(item), name, own.get(item, "")))
    return list(dict.fromkeys(found))


def own_for_team(session: Session) -> dict[str, str]:
    """The project's own questions that the team needs a yes to: what is asked, by item."""
    return {one.item: one.text for one in own_needed(own_questions(session), Use.REPORTER)}


def _story(project: Project, case: Case, story: Story, texts: TeamTexts) -> TeamStory:
    session, reader = case.session, case.reader
    sound = sound_of(project, session, story.id)
    if not sound.audio.is_file():
        raise NotShareable("The recording is not where it was.", "Words, excerpts and themes are safe.")
    said = _said_in(reader, story.id, sound.duration_ms)
    silenced = _joined([*said.closed, *(silence for one in said.hidden for silence in one.silenced)])
    return TeamStory(
        story_id=story.id,
        title=texts.read(story.title, story.id) or f"Story {story.id}",
        language=story.language,
        recorded_on=story.recorded_on,
        people=tuple(one for one in reader.asked(story.id) if one is not None),
        audio=sound.audio,
        duration_ms=sound.duration_ms,
        passages=tuple(_passages(reader, story.id, said, texts)),
        excerpts=tuple(_excerpts(case, story.id, said, texts)),
        silenced=tuple(silenced),
        granted=_FOR_THE_TEAM,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """All words of a story, the names in them that give way, and where (ms) the team neither reads nor hears them."""

    words: Sequence[SpokenAt]
    hidden: Sequence[HiddenName]
    closed: Sequence[TimeRange]


def _said_in(reader: StoryReader, story_id: int, duration_ms: int = 0) -> _Said:
    """`duration_ms` is how long its sound is; without, only names that are read in its words are looked for."""
    words = story_words(reader.session, story_id)
    whole = TimeRange(0, max((one.word.end_ms for one in words), default=0) + 1)
    hidden = reader.said.hidden(story_id, words, [TimeRange(0, duration_ms) if duration_ms else whole])
    return _Said(words, hidden, closed_in(reader.session, story_id))


def _passages(reader: StoryReader, story_id: int, said: _Said, texts: TeamTexts) -> list[TeamPassage]:
    voices = {
        number: texts.called(voice.name) if voice.storyteller_id else texts.read(voice.name, story_id)
        for number, voice in reader.voices(story_id).items()
    }
    open_words = [one for one in said.words if not is_closed(one, said.closed)]
    by_passage: dict[int, list[SpokenAt]] = {}
    for one in open_words:
        by_passage.setdefault(one.segment_id, []).append(one)
    lines = select(Segment.id, Segment.speaker_id).where(Segment.story_id == story_id)
    found = []
    for number, speaker in reader.session.execute(lines.order_by(Segment.start_ms, Segment.id)):
        read = as_read(by_passage.get(number, []), said.hidden, lambda one: voices.get(one or 0, ""))
        if shown := tuple(word for word in read if plain(word.text)):
            found.append(TeamPassage(number, voices.get(speaker or 0, ""), shown))
    return found


def _excerpts(case: Case, story_id: int, said: _Said, texts: TeamTexts) -> list[TeamExcerpt]:
    """Those that the policy gives the team: not the ones with a bit in them that is not to be used."""
    reader = case.reader
    reader.prepare(story_id)
    closed, found = off_record(case.session, story_id), list[TeamExcerpt]()
    for excerpt in sorted(excerpts_of(case.session, story_id), key=lambda one: one.id):
        spans = reader.spans(excerpt)
        if case.reasons(excerpt, reader.teller_answers(excerpt, use=Use.REPORTER)) or not spans:
            continue
        if any(stretch.overlaps(span) for stretch in closed for span in spans):
            continue
        read = " … ".join(
            " ".join(word.text for word in as_read(inside(said.words, span), said.hidden, lambda _one: ""))
            for span in spans
        )
        found.append(
            TeamExcerpt(
                excerpt_id=excerpt.id,
                title=texts.read(excerpt.title, story_id) or texts.without_names(headline(read), story_id) or "Excerpt",
                words=plain(read),
                spans=tuple(spans),
                themes=tuple(theme.id for theme in reader.themes(excerpt)),
                people=tuple(one for one in reader.tellers_in(excerpt) if one is not None),
            )
        )
    reader.forget(story_id)
    return found


def _joined(ranges: Sequence[TimeRange]) -> list[TimeRange]:
    """The same stretches in order, apart from each other."""
    found: list[TimeRange] = []
    for one in sorted(one for one in ranges if one.duration_ms):
        if found and one.start_ms <= found[-1].end_ms:
            one = TimeRange(found[-1].start_ms, max(found.pop().end_ms, one.end_ms))
        found.append(one)
    return found


def _alias(session: Session, number: int, texts: TeamTexts) -> str:
    person = session.get(Person, number)
    return (texts.called(person.alias) if person else "") or f"Storyteller {number}"


def _theme(theme: Theme, texts: TeamTexts) -> TeamTheme:
    described = list(filter(None, map(texts.read, (theme.question, theme.description))))
    return TeamTheme(texts.theme(theme) or f"Theme {theme.id}", "\n".join(described))

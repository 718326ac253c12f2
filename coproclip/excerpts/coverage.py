"""What a yes covers: all of an excerpt that others would hear, read or see beside it, as a fingerprint of each part."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.marking import NEAR_MS, SpokenAt, headline, inside, quote, ranges_of, words_near
from coproclip.excerpts.names.hidden_names import HiddenName, as_read, read_instead, silenced_in
from coproclip.excerpts.names.said_names import SaidNames
from coproclip.excerpts.names.voice_places import VoicePlace, voice_places
from coproclip.excerpts.rules.answers import Approval, TellerAnswer, answers, together, where_they_stand
from coproclip.excerpts.rules.coverage_parts import Covered, print_of
from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_names import HELPERS, public_names
from coproclip.excerpts.rules.story_facts import StoryFacts
from coproclip.excerpts.spans import CUT
from coproclip.excerpts.translations import Translations
from coproclip.people.care import CareMark, care_mark, care_of_story
from coproclip.people.mentions import Names
from coproclip.people.naming import ONE_STORYTELLER, least_telling, namings_of
from coproclip.people.participants import parts_in
from coproclip.people.stories import speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.kinds import NamedIn, Part, SpeakerRole
from coproclip.project.schema import (
    Answer,
    Consent,
    Excerpt,
    ProjectRow,
    Recording,
    Segment,
    Span,
    Speaker,
    Theme,
    ThemeLink,
)
from coproclip.timecode import TimeRange

MANY = 20
"""Of a story with more excerpts than this it is quicker to read all words once than those around each excerpt."""


def title_of(excerpt: Excerpt, words: str | None = None) -> str:
    """An excerpt's title, or the beginning of its words."""
    return excerpt.title or headline(excerpt.quote if words is None else words) or "Excerpt"


class StoryReader:
    """Reads the words of one excerpt after another, each once for all that is asked, and a story's voices once."""

    def __init__(self, session: Session, said: SaidNames | None = None) -> None:
        self.session, self.said, self.of_story = session, said or SaidNames(session), StoryFacts(session)
        self._voices: dict[int, dict[int, Speaker]] = {}
        self._tellers: dict[int, list[int]] = {}
        self._parts: dict[int, dict[int, Part]] = {}
        self._before: dict[int, set[int]] = {}
        self._voice_places: dict[int, list[VoicePlace]] = {}
        self._sounds: dict[int, str] = {}
        self._last: tuple[int, tuple[TimeRange, ...]] = (0, ())
        self._words: list[SpokenAt] = []
        self._between: dict[tuple[int, tuple[TimeRange, ...]], tuple[int | None, ...]] = {}
        self._spans: dict[int, list[TimeRange]] = {}
        self._prepared: dict[int, list[tuple[int, int, list[SpokenAt]]]] = {}
        self._facts: dict[int, int] = {}
        self._answers: dict[int, list[Answer]] = {}
        self._themes: dict[int, list[Theme]] = {}
        self._care: dict[int, CareMark] = {}
        self._project: tuple[str, str, str] | None = None
        self._namings: dict[int, dict[NamedIn, str]] = {}
        self.named_in: tuple[NamedIn, ...] = (NamedIn.CLIPS,)
        self.translations = Translations(session)

    def prepare(self, story_id: int, *, words: bool = True) -> None:
        """Read the spans, answers and themes of all the story's excerpts in one go, for those who want many of them.

        With `words`, all of the story's are read once too, as soon as any are wanted, where there are many excerpts, or
        what is around them is as long as all of it.
        """
        if story_id not in self._facts:
            self._facts[story_id] = self._read_facts(story_id)
        if not words or story_id in self._prepared:
            return
        around_ms = 2 * NEAR_MS * self._facts[story_id]
        if self._facts[story_id] > MANY or self.of_story.ends_at(story_id) <= around_ms:
            self._prepared[story_id] = []

    def _read_facts(self, story_id: int) -> int:
        """Read what `prepare` says; how many excerpts there are."""
        mine = select(Excerpt.id).where(Excerpt.story_id == story_id)
        ids = list(self.session.scalars(mine))
        self._spans |= {excerpt_id: [] for excerpt_id in ids}
        for span in self.session.scalars(select(Span).where(Span.excerpt_id.in_(mine)).order_by(Span.start_ms)):
            self._spans[span.excerpt_id].append(TimeRange(span.start_ms, span.end_ms))
        self._answers |= {excerpt_id: [] for excerpt_id in ids}
        for answer in self.session.scalars(select(Answer).where(Answer.excerpt_id.in_(mine)).order_by(Answer.id)):
            self._answers[answer.excerpt_id].append(answer)
        self._themes |= {excerpt_id: [] for excerpt_id in ids}
        links = select(ThemeLink.excerpt_id, Theme).join(Theme, ThemeLink.theme_id == Theme.id)
        for excerpt_id, theme in self.session.execute(
            links.where(ThemeLink.excerpt_id.in_(mine)).order_by(ThemeLink.id)
        ):
            self._themes[excerpt_id].append(theme)
        return len(ids)

    def forget(self, story_id: int) -> None:
        """Drop what `prepare` read of a story: its words are many."""
        self._prepared.pop(story_id, None)

    def spans(self, excerpt: Excerpt) -> list[TimeRange]:
        """The excerpt's spans in order."""
        if excerpt.id not in self._spans:
            self._spans[excerpt.id] = ranges_of(self.session, excerpt.id)
        return self._spans[excerpt.id]

    def words(self, story_id: int, spans: Sequence[TimeRange]) -> list[SpokenAt]:
        """The words of these spans of a story, and those around them."""
        wanted = (story_id, tuple(spans))
        if self._last != wanted:
            self._last = wanted
            self._words = self._near(story_id, spans) if spans else []
        return self._words

    def _near(self, story_id: int, spans: Sequence[TimeRange]) -> list[SpokenAt]:
        passages = self._prepared.get(story_id)
        if passages is None:
            return words_near(self.session, story_id, spans)
        if not passages:
            lines = select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
            for line in self.session.scalars(lines):
                words = [SpokenAt(word, line.id, line.speaker_id) for word in line.words]
                passages.append((line.start_ms, line.end_ms, words))
        low, high = spans[0].start_ms - NEAR_MS, spans[-1].end_ms + NEAR_MS
        return [word for start, end, words in passages if start < high and end > low for word in words]

    def inside(self, excerpt: Excerpt, spans: Sequence[TimeRange] | None = None) -> list[SpokenAt]:
        """The excerpt's own words."""
        spans = self.spans(excerpt) if spans is None else spans
        words = self.words(excerpt.story_id, spans)
        return [one for span in spans for one in inside(words, span)]

    def voices(self, story_id: int) -> dict[int, Speaker]:
        """The story's voices by id."""
        if story_id not in self._voices:
            self._voices[story_id] = {speaker.id: speaker for speaker in speakers_of(self.session, story_id)}
        return self._voices[story_id]

    def tellers(self, story_id: int) -> list[int]:
        """Who tells the story (ids)."""
        if story_id not in self._tellers:
            self._tellers[story_id] = [storyteller.id for storyteller in storytellers_of(self.session, story_id)]
        return self._tellers[story_id]

    def parts(self, story_id: int) -> Mapping[int, Part]:
        """Who takes part in the story (ids), and as what."""
        if story_id not in self._parts:
            self._parts[story_id] = parts_in(self.session, story_id)
        return self._parts[story_id]

    def asked(self, story_id: int) -> list[int | None]:
        """Whoever may be heard in the story (ids): its storytellers, None if nobody named any, and who helps them."""
        helpers = [person for person, part in self.parts(story_id).items() if part in HELPERS]
        return [*self._storytellers(story_id), *helpers]

    def _storytellers(self, story_id: int) -> list[int | None]:
        return list[int | None](self.tellers(story_id)) or [None]

    def interprets(self, voice: Speaker) -> bool:
        """Whether it may be a storyteller's words that are said in this voice."""
        part = self.parts(voice.story_id).get(voice.storyteller_id or 0)
        return voice.role == SpeakerRole.INTERPRETER or part is Part.INTERPRETER

    def quote(self, excerpt: Excerpt) -> str:
        """The excerpt's words as they stand now."""
        return quote(self.words(excerpt.story_id, self.spans(excerpt)), self.spans(excerpt))

    def hidden(self, excerpt: Excerpt, spans: Sequence[TimeRange]) -> list[HiddenName]:
        """The names in these spans, and around them, that are neither read nor heard in what leaves."""
        return self.said.hidden(excerpt.story_id, self.words(excerpt.story_id, spans), spans)

    def names(self, story_id: int) -> Names:
        """Who and what is named in a story."""
        return self.said.names(story_id)

    def public_quote(self, excerpt: Excerpt) -> str:
        """The excerpt's words as they are read in what leaves."""
        parts = self._shown(excerpt, self.spans(excerpt))
        return f" {CUT} ".join(" ".join(word.text for word in part) for part in parts if part)

    def voiced(self, excerpt: Excerpt, spans: Sequence[TimeRange]) -> tuple[VoicedWord, ...]:
        """What is read of the excerpt, with the public name of who says each word."""
        return tuple(word for part in self._shown(excerpt, spans) for word in part)

    def _shown(self, excerpt: Excerpt, spans: Sequence[TimeRange]) -> list[tuple[VoicedWord, ...]]:
        """What is read of each span."""
        words = self.words(excerpt.story_id, spans)
        name = self._public_names(excerpt, self.inside(excerpt, spans))
        hidden = self.hidden(excerpt, spans)
        return [as_read(inside(words, span), hidden, name) for span in spans]

    def named(self, excerpt: Excerpt, said: Sequence[SpokenAt]) -> tuple[VoicedWord, ...]:
        """Words of the excerpt, or around it, as they are read, with the public name of who says each."""
        return as_read(said, self.hidden(excerpt, self.spans(excerpt)), self._public_names(excerpt, said))

    def note_before(self, excerpt: Excerpt) -> str:
        """What others read before they hear it: its own note, else its story's."""
        return self.care(excerpt).note

    def care(self, excerpt: Excerpt) -> CareMark:
        """How an excerpt is marked, by itself or with its story."""
        if excerpt.story_id not in self._care:
            self._care[excerpt.story_id] = care_of_story(self.session, excerpt.story_id)
        story = self._care[excerpt.story_id]
        return care_mark(excerpt.care, excerpt.sensitive, story.note, story.sensitive)

    def attribution(self, excerpt: Excerpt, where: NamedIn | None = None) -> str:
        """What an excerpt is signed with: its own signature, else how its only storyteller is named `where` it goes."""
        if excerpt.attribution:
            return excerpt.attribution
        tellers = self.tellers_in(excerpt)
        if len(tellers) != 1 or tellers[0] is None:
            return ONE_STORYTELLER
        return self.named_as(tellers[0], where)

    def named_as(self, person: int, where: NamedIn | None = None) -> str:
        """How somebody (id) is named `where` it goes."""
        if person not in self._namings:
            self._namings[person] = namings_of(self.session, person)
        return least_telling(self._namings[person], (where,) if where else self.named_in)

    def _public_names(
        self, excerpt: Excerpt, tellers_in: Sequence[SpokenAt], where: NamedIn | None = None
    ) -> Callable[[int | None], str]:
        """What each voice heard is called, by its number."""
        voices, signed = self.voices(excerpt.story_id), self.attribution(excerpt, where)
        met = [voices[one] for one in dict.fromkeys(word.speaker_id for word in tellers_in) if one in voices]
        names = public_names(met, signed, self.parts(excerpt.story_id))
        # Nobody has said who speaks: then it is the excerpt as a whole that is signed.
        return lambda speaker_id: names.get(speaker_id or 0, signed)

    def tellers_in(self, excerpt: Excerpt) -> list[int | None]:
        """Whose yes is needed: the storytellers heard in it (ids); see `tellers_between`."""
        return self.tellers_between(excerpt.story_id, self.spans(excerpt))

    def tellers_between(self, story_id: int, spans: Sequence[TimeRange]) -> list[int | None]:
        """The storytellers who are heard in these spans of a story (ids).

        Where it is not known who speaks it may be any storyteller of the story; None stands for a storyteller whom
        nobody has named.
        """
        wanted = (story_id, tuple(spans))
        if wanted not in self._between:
            speaking = self._speaking(story_id, spans)
            found = dict.fromkeys(who for voice in speaking for who in self._who_may_speak(story_id, voice))
            self._between[wanted] = tuple(found or dict.fromkeys(self.asked(story_id)))
        return list(self._between[wanted])

    def _who_may_speak(self, story_id: int, voice: Speaker | None) -> list[int | None]:
        """Whose words may be said in a voice, or in one that nobody has named."""
        if voice is not None and voice.storyteller_id is not None:
            return [voice.storyteller_id, *(self._storytellers(story_id) if self.interprets(voice) else ())]
        may_be = voice is None or voice.role in (SpeakerRole.STORYTELLER, SpeakerRole.UNKNOWN, SpeakerRole.INTERPRETER)
        return self.asked(story_id) if may_be else []

    def heard_at(self, excerpt: Excerpt, teller: int) -> list[TimeRange]:
        """Where in the excerpt a storyteller may be heard, in whole passages; all of it where no voice tells more."""
        story_id, spans = excerpt.story_id, self.spans(excerpt)
        voices = self.voices(story_id)
        found = [
            place.time
            for place in self._there(story_id)
            if any(map(place.time.overlaps, spans))
            and teller in self._who_may_speak(story_id, voices.get(place.speaker_id or 0))
        ]
        return found or (spans if teller in self.tellers_in(excerpt) else [])

    def _speaking(self, story_id: int, spans: Sequence[TimeRange]) -> list[Speaker | None]:
        """The voices heard in these spans, each once; None for words of which nobody said who speaks.

        Who is heard there is heard even where their words were taken out of the text.
        """
        voices, met = self.voices(story_id), dict[int | None, Speaker | None]()
        for word in self.words(story_id, spans):
            # A word that only reaches into a span is heard too.
            if any(word.word.start_ms < span.end_ms and span.start_ms < word.word.end_ms for span in spans):
                met[word.speaker_id] = voices.get(word.speaker_id or 0)
        for one in self._there(story_id):
            if any(map(one.time.overlaps, spans)):
                met[one.speaker_id] = voices.get(one.speaker_id or 0)
        return list(met.values())

    def _there(self, story_id: int) -> list[VoicePlace]:
        if story_id not in self._voice_places:
            self._voice_places[story_id] = voice_places(self.session, story_id)
        return self._voice_places[story_id]

    def wordless(self, story_id: int) -> list[TimeRange]:
        """Where in a story somebody is heard and no words stand any more."""
        return [one.time for one in self._there(story_id) if one.wordless]

    def nobodys_voices(self, excerpt: Excerpt) -> int:
        """How many voices are heard in it of whom nobody could be asked: without a name, or somebody else's.

        Who is heard without a name is taken for the storyteller only where it can be nobody else: no other voice but
        the reporter's is heard anywhere in the story, and nobody else was ever known to tell it. Words of which nobody
        said who speaks may be those of somebody who was taken off the story.
        """
        story_id = excerpt.story_id
        speaking = self._speaking(story_id, self.spans(excerpt))
        nobodys = [one for one in speaking if one and one.storyteller_id is None and one.role != SpeakerRole.REPORTER]
        if len(nobodys) == 1 and nobodys[0].role != SpeakerRole.OTHER and self.only_voice(story_id):
            nobodys = []
        return len(nobodys) + (None in speaking and bool(self._tellers_before(story_id)))

    def only_voice(self, story_id: int) -> bool:
        """Whether one voice beside the reporter's is heard in the story, and one storyteller was ever known."""
        tellers_in = self.session.scalars(select(Segment.speaker_id).where(Segment.story_id == story_id).distinct())
        voices = self.voices(story_id)
        besides = [
            one for speaker in tellers_in if (one := voices.get(speaker or 0)) and one.role != SpeakerRole.REPORTER
        ]
        return len(besides) == 1 and len({*self.asked(story_id), *self._tellers_before(story_id)}) <= 1

    def _tellers_before(self, story_id: int) -> set[int]:
        """Who answered for themselves about the story or an excerpt of it, and is no longer among its storytellers."""
        if story_id not in self._before:
            mine = select(Excerpt.id).where(Excerpt.story_id == story_id)
            said = select(Answer.storyteller_id).where(Answer.excerpt_id.in_(mine))
            asked = self.session.scalars(said.union(select(Consent.storyteller_id).where(Consent.story_id == story_id)))
            self._before[story_id] = {one for one in asked if one} - {*self.asked(story_id)}
        return self._before[story_id]

    def coverage(self, excerpt: Excerpt) -> Covered:
        """What a yes given now covers, but for the sound itself (see `approval.note_answer`)."""
        spans = self.spans(excerpt)
        voices, tellers_in = self.voices(excerpt.story_id), self.inside(excerpt, spans)
        found = [voices.get(one.speaker_id or 0) for one in tellers_in]
        whose = [voice.storyteller_id if voice else None for voice in found]
        public = self._public_names(excerpt, tellers_in, NamedIn.CLIPS)
        signed = [self.attribution(excerpt, where) for where in NamedIn]
        words = [[public(one.speaker_id), teller, one.word.text] for one, teller in zip(tellers_in, whose, strict=True)]
        hidden = self.hidden(excerpt, spans)
        return {
            "spans": print_of([[span.start_ms, span.end_ms] for span in spans]),
            "words": print_of(words),
            "names": print_of(read_instead(hidden, tellers_in)),
            "silences": print_of(silenced_in(hidden, spans)),
            "care": print_of(self.note_before(excerpt)),
            "voices": print_of(sorted(teller or 0 for teller in self.tellers_in(excerpt))),
            "attribution": print_of(signed if len(set(signed)) > 1 else signed[0]),
            "title": print_of(title_of(excerpt, self.public_quote(excerpt))),
            "lead": print_of([excerpt.lead_in_ms, excerpt.lead_out_ms]),
            "sound": print_of(self.sound(excerpt.story_id)),
            "project": print_of(self._project_texts()[0]),
            "lines": print_of(self._project_texts()[1:]),
            "themes": sorted(print_of(theme.name) for theme in self.themes(excerpt)),
            "translations": sorted(one.print for one in self.translations.leaving(self, excerpt)),
        }

    def teller_answers(self, excerpt: Excerpt, playlist: str = "", use: Use = Use.SHARING) -> list[TellerAnswer]:
        """What each storyteller heard in the excerpt has said about it as it is now, for `use`, beside this playlist.

        An empty `playlist` stands for none.
        """
        answers_to = self.answers_to(excerpt)
        now = self.coverage(excerpt) if answers_to else {}
        tellers, spans = self.tellers_in(excerpt), self.spans(excerpt)
        return where_they_stand(answers_to, tellers, now, playlist, use, spans)

    def answers_to(self, excerpt: Excerpt) -> Sequence[Answer]:
        """Everything that was asked and answered about the excerpt, oldest first."""
        return self._answers[excerpt.id] if excerpt.id in self._answers else answers(self.session, excerpt.id)

    def themes(self, excerpt: Excerpt) -> Sequence[Theme]:
        """The themes that the excerpt is shown under, as it came to them."""
        if excerpt.id in self._themes:
            return self._themes[excerpt.id]
        themes = select(Theme).join(ThemeLink, ThemeLink.theme_id == Theme.id)
        return list(self.session.scalars(themes.where(ThemeLink.excerpt_id == excerpt.id).order_by(ThemeLink.id)))

    def approval(self, excerpt: Excerpt, playlist: str = "") -> Approval:
        """What the storytellers have said about the excerpt as it is now."""
        return together(self.teller_answers(excerpt, playlist))

    def sound(self, story_id: int) -> str:
        """What tells the story's (first) recording from every other one; empty where there is none."""
        if story_id not in self._sounds:
            first = select(Recording.sha256).where(Recording.story_id == story_id).order_by(Recording.id).limit(1)
            self._sounds[story_id] = self.session.scalar(first) or ""
        return self._sounds[story_id]

    def _project_texts(self) -> tuple[str, str, str]:
        """The project's title, and its lines that stand on a playlist's page: whom to turn to, and to take it down."""
        if self._project is None:
            row = self.session.get(ProjectRow, 1)
            self._project = (row.title, row.contact, row.take_down) if row else ("", "", "")
        return self._project

"""Everything a person can do, done at random through the same functions the app uses; and a picture of a project."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts import find_quotes, marking, meaning, playlists, translating
from coproclip.excerpts.approval import note_answer
from coproclip.people import (
    care,
    check_ins,
    consent,
    mentions,
    moments,
    own_lists,
    own_questions,
    participants,
    people,
    people_table,
    sheets,
    stories,
    storytellers,
)
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import (
    ChoiceKind,
    ConsentAbout,
    ExcerptKind,
    ListKind,
    MentionDecision,
    MomentKind,
    NoteKind,
    Part,
    SectionKind,
    Suggested,
    TakingPart,
    ThemeRelationKind,
    Valence,
)
from coproclip.project.project import Edit, Project
from coproclip.project.schema import (
    Attendee,
    Base,
    Card,
    CareNote,
    CheckIn,
    Choice,
    Cluster,
    DraftSegment,
    Excerpt,
    ExcerptLink,
    GroupNote,
    ListedWord,
    ListEntry,
    Mention,
    Moment,
    Person,
    Phrase,
    Playlist,
    PlaylistItem,
    ProjectRow,
    ReportSection,
    Segment,
    Span,
    Speaker,
    Story,
    Theme,
    ThemeLink,
    ThemeRelation,
    Transcription,
    Word,
    WorkshopSession,
    journaled_tables,
)
from coproclip.report import sections as report
from coproclip.report.kept import keep_finding
from coproclip.report.markup import parse
from coproclip.sensemaking import (
    attendees,
    cards,
    choices,
    clusters,
    contributions,
    dots,
    notes,
    quick_sheet,
    read_back,
    sessions,
    steps,
)
from coproclip.speech.engine import SpokenWord, passage
from coproclip.themes import codebook, interchange, phrases, relations, reshaping
from coproclip.themes.history import By
from coproclip.themes.playlist_order import PlaylistOrder, order_playlist
from coproclip.themes.summaries import set_summary
from coproclip.timecode import TimeRange
from coproclip.transcript import edits, original, word_list
from coproclip.transcript import speakers as voices
from coproclip.transcript.mishearings import Mishearing, put_right
from coproclip.transcript.search import search
from coproclip.transcription import bring_in_transcript
from coproclip.transcription import retranscribe_passage as again
from coproclip.transcription import retranscribe_story as retranscribe
from coproclip.transcription.place_words import PlacedPassage, PlacedTranscript

Row = TypeVar("Row", bound=Base)
FIRST_DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Noted:
    """What a recorder noted."""

    kind: str
    start_ms: int
    end_ms: int
    text: str = ""


VOCABULARY = [
    "zebra",
    "bus",
    "stop",
    "chairs",
    "café",
    "naïve",
    "“quoted”",
    "don’t",
    "l'été",
    "£5",
    "(quietly)",
    "—",
    "…",
    "100%",
    "日本語",
    "ß",
    "ﬁ",
    "🎙",
    "AND",
    "OR",
    "NOT",
    "*",
    '"',
    ";",
    "--",
    "NULL",
    "\\",
]
LOOKED_FOR = ("chairs", "bus stop", "zebra", "cafe", "日本語")


class Chance:
    """Random choices among what is in the project now."""

    def __init__(self, edit: Edit, rng: Random) -> None:
        self.edit, self.rng = edit, rng

    def row(self, kind: type[Row], *where: Any) -> Row:
        """Any row of a kind; `BadInput` when there is none, as a person would find nothing to click on."""
        rows = list(self.edit.session.scalars(select(kind).where(*where).order_by(kind.__table__.c.id)))
        if not rows:
            raise BadInput("There is nothing to choose from.")
        return self.rng.choice(rows)

    def id(self, kind: type[Row], *where: Any) -> int:
        """The number of any row of a kind."""
        return int(self.row(kind, *where).id)  # type: ignore[attr-defined]

    def words(self, most: int = 5) -> str:
        """A few words of every script and sign."""
        return " ".join(self.rng.choices(VOCABULARY, k=self.rng.randint(1, most)))

    def place(self) -> int:
        """A time in a story, ms."""
        return self.rng.randint(0, 16_000)

    def position(self) -> int:
        """A place in a list, now and then beyond its ends."""
        return self.rng.randint(-1, 5)


def _change_project(edit: Edit, chance: Chance) -> None:
    row = edit.get(ProjectRow, 1)
    row.title, row.purpose = chance.words(), chance.words()


def _change_story(edit: Edit, chance: Chance) -> None:
    people = tuple(chance.rng.sample(["Kit", "Rosa", "June", "Sam"], chance.rng.randint(0, 3)))
    stories.change_story(edit, chance.id(Story), title=chance.words(), reporter=chance.words(1), storytellers=people)


def _add_storyteller(edit: Edit, chance: Chance) -> None:
    one = storytellers.add_storyteller(edit, chance.words(2), chance.words())
    if chance.rng.random() < 0.5:
        storytellers.tell(edit, chance.id(Story), one.id)


def _note_consent(edit: Edit, chance: Chance) -> None:
    kinds = [about for about in ConsentAbout if about is not ConsentAbout.ALTERED]  # a yes to that is a no
    story, about = chance.id(Story), chance.rng.choice(kinds)
    heard = chance.id(Moment, Moment.story_id == story) if chance.rng.random() < 0.3 else None
    answer = chance.rng.choice(["yes", "later"])  # a no is no step
    consent.note_consent(edit, story, about, answer, who=chance.words(1), how=chance.words(2), moment_id=heard)


def _change_moment(edit: Edit, chance: Chance) -> None:
    kinds = [kind for kind in MomentKind if kind is not MomentKind.DECLINED]  # a no is no step
    kind, start = chance.rng.choice(kinds), chance.place()
    match chance.rng.randint(0, 3):
        case 0:
            noted = Noted(kind, start, start + chance.rng.choice([0, 900]), chance.words(3))
            moments.add_moments(edit, chance.id(Story), [noted])
        case 1:
            moments.delete_moment(edit, chance.id(Moment))
        case _:
            moments.change_moment(edit, chance.id(Moment), chance.words())


def _change_check_in(edit: Edit, chance: Chance) -> None:
    day = FIRST_DAY + timedelta(days=chance.rng.randint(0, 9))
    if chance.rng.random() < 0.3:
        check_ins.done(edit, chance.id(CheckIn), day)
    else:
        who = chance.rng.choice([check_ins.STORYTELLER, check_ins.REPORTER])
        check_ins.set_check_in(edit, chance.id(Story), who, day if chance.rng.random() < 0.8 else None)


def _note_care(edit: Edit, chance: Chance) -> None:
    deed, kind, words = chance.rng.random(), chance.rng.choice(care.KINDS), chance.words()
    if deed < 0.2:
        care.delete_care_note(edit, chance.id(CareNote))
    elif deed < 0.4:
        care.change_care_note(edit, chance.id(CareNote), text=words, kind=kind, by=words, story_id=None, person_id=None)
    else:
        care.add_care_note(edit, words, kind=kind, story_id=chance.id(Story))


def _translate(edit: Edit, chance: Chance) -> None:
    excerpt, language = chance.id(Excerpt), chance.rng.choice(["cy", "ar", "pt-BR"])
    lines = translating.in_languages(edit.session, excerpt).originals
    if chance.rng.random() < 0.3:
        translating.remove_translation(edit, excerpt, language)
    else:
        translating.set_translation(edit, excerpt, language, [chance.words() for _ in lines])


def _correct(edit: Edit, chance: Chance) -> None:
    segment = chance.row(Segment)
    words = segment.text.split()
    at = chance.rng.randint(0, len(words))
    edits.correct_segment(edit, segment.id, " ".join([*words[:at], chance.words(3), *words[at + 1 :]]))


def _split(edit: Edit, chance: Chance) -> None:
    segment = chance.row(Segment)
    edits.split_segment(edit, segment.id, chance.rng.randint(0, len(segment.words)))


def _merge(edit: Edit, chance: Chance) -> None:
    ids = [segment.id for segment in edits.passages(edit.session, chance.id(Story))]
    at = chance.rng.randrange(max(1, len(ids)))
    edits.merge_segments(edit, *(ids[at : at + 2] if len(ids) > at + 1 else (chance.id(Segment), chance.id(Segment))))


def _bring_back(edit: Edit, chance: Chance) -> None:
    story = chance.id(Story)
    every = original.originals(edit.session, story)
    original.bring_back(edit, story, {one.draft_id for one in every if chance.rng.random() < 0.5})


def _set_speaker(edit: Edit, chance: Chance) -> None:
    story = chance.row(Story)
    ids = [segment.id for segment in edits.passages(edit.session, story.id)]
    voice = chance.id(Speaker, Speaker.story_id == story.id) if chance.rng.random() < 0.8 else None
    edits.set_speaker(edit, chance.rng.sample(ids, min(len(ids), 3)), voice)


def _person(chance: Chance) -> dict[str, str]:
    fields = chance.rng.sample(["description", "pronouns", "languages", "access_needs", "thanks"], 2)
    return {field: chance.words(2) for field in fields} | {"part": chance.rng.choice(list(Part)).value}


def _entries(chance: Chance) -> list[people.HoldingEntry]:
    kinds = list(own_lists.LISTS)
    return [people.HoldingEntry(chance.rng.choice(kinds), chance.words(1), chance.words(1)) for _ in range(2)]


def _take_part(edit: Edit, chance: Chance) -> None:
    story, person = chance.id(Story), chance.id(Person)
    if chance.rng.random() < 0.3:
        participants.leave_story(edit, story, person)
    else:
        participants.take_part(edit, story, person, chance.rng.choice(list(Part)))


def _bring_in_people(edit: Edit, chance: Chance) -> None:
    rows = [f'"{chance.words(1)}","{chance.words(2)}"' for _ in range(3)]
    people_table.bring_in(edit, "\n".join(["Name to go by,Roles", *rows]).encode())


def _change_lists(edit: Edit, chance: Chance) -> None:
    entry = chance.row(ListEntry, ListEntry.kind.in_(own_lists.LISTS))
    if chance.rng.random() < 0.5:
        own_lists.remove_entry(edit, ListKind(entry.kind), entry.text)
    else:
        own_lists.rename_entry(edit, ListKind(entry.kind), entry.text, chance.words(2))


def _change_speaker(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        edits.add_speaker(edit, chance.id(Story), chance.words(1))
    else:
        role = chance.rng.choice(["storyteller", "reporter", "other", ""])
        edits.change_speaker(edit, chance.id(Speaker), name=chance.words(1), role=role)


def _check(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        edits.check_story(edit, chance.id(Story), chance.rng.random() < 0.5)
    else:
        edits.check(edit, [chance.id(Segment)], chance.rng.random() < 0.5)


def _listen_again(edit: Edit, chance: Chance) -> None:
    """What an engine might hear in a few passages that follow each other: other words, a little beside."""
    told = edits.passages(edit.session, chance.id(Story))
    first = chance.rng.randrange(max(1, len(told)))
    old = told[first : first + chance.rng.randint(1, 3)]
    if not old:
        raise BadInput("There is nothing to choose from.")
    time, heard = TimeRange(old[0].start_ms, max(one.end_ms for one in old)), []
    at = time.start_ms
    while at + 300 < time.end_ms and chance.rng.random() < 0.9:
        texts = chance.words().split()
        heard.append(passage([SpokenWord(text, at + n * 50, at + n * 50 + 50, 60) for n, text in enumerate(texts)]))
        at += 300
    passages = [
        again.OldPassage(one.id, one.text, bool(one.checked), one.speaker_id, one.start_ms, one.end_ms) for one in old
    ]
    found = again.Proposal(old[0].story_id, time, tuple(passages), tuple(heard), "careful", "base", "en")
    again.keep(edit, found, also_checked=chance.rng.random() < 0.5)


def _transcribe_again(edit: Edit, chance: Chance) -> None:
    """A whole story heard once more: some words as before, some others."""
    story, heard = chance.id(Story), []
    for line in edits.passages(edit.session, story):
        words = [
            SpokenWord(word.text if chance.rng.random() < 0.6 else chance.words(1), word.start_ms, word.end_ms, 60)
            for word in line.words
        ]
        heard += [passage(words)] if words else []
    retranscribe.put_transcript(edit, story, heard, replace_all=chance.rng.random() < 0.5)


def _bring_in_transcript(edit: Edit, chance: Chance) -> None:
    """A transcript of somebody else's of a whole story, with names of its own for the voices."""
    story, made = chance.id(Story), []
    for line in edits.passages(edit.session, story):
        words = [
            SpokenWord(word.text if chance.rng.random() < 0.6 else chance.words(1), word.start_ms, word.end_ms, 99)
            for word in line.words
        ]
        made += [PlacedPassage(passage(words), chance.rng.choice(["", "Amina", "S01"]))] if words else []
    transcript = PlacedTranscript("text", tuple(made), sum(len(one.spoken.words) for one in made), 0, 0, ())
    bring_in_transcript.bring_in(edit, story, transcript, replace_all=chance.rng.random() < 0.5)


def _put_right(edit: Edit, chance: Chance) -> None:
    segment = chance.row(Segment, Segment.checked == 0, Segment.text != "")
    at = chance.rng.randrange(len(segment.words))
    word = segment.words[at]
    meant = chance.words(3)
    place = Mishearing(
        segment.id, at, at + 1, word.text, meant, "", "", meant, segment.story_id, word.start_ms, word.end_ms
    )
    put_right(edit, [place])


def _change_words(edit: Edit, chance: Chance) -> None:
    match chance.rng.randint(0, 3):
        case 0:
            word_list.remove_words(edit, [chance.row(ListedWord).text])
        case 1:
            word_list.turn_down(edit, chance.words(1))
        case _:
            word_list.add_words(edit, [chance.words(2), chance.words(1)])


def _voice_of(chance: Chance, story_id: int) -> int:
    return chance.id(Speaker, Speaker.story_id == story_id)


def _from_here(edit: Edit, chance: Chance) -> None:
    segment = chance.row(Segment)
    at_word = chance.rng.randint(0, len(segment.words))
    voices.from_here(edit, segment.id, at_word, _voice_of(chance, segment.story_id))


def _swap_voices(edit: Edit, chance: Chance) -> None:
    story = chance.id(Story)
    voices.swap_voices(edit, story, _voice_of(chance, story), _voice_of(chance, story))


def _merge_voices(edit: Edit, chance: Chance) -> None:
    story = chance.id(Story)
    # Now and then a voice more, so that there are always some to join.
    fresh = edits.add_speaker(edit, story, chance.words(1)).id if chance.rng.random() < 0.5 else None
    voices.merge_voices(edit, fresh or _voice_of(chance, story), _voice_of(chance, story))


def _mark(edit: Edit, chance: Chance) -> None:
    start = chance.place()
    excerpt = marking.mark(edit, chance.id(Story), start, start + chance.rng.randint(-10, 4000), title=chance.words(2))
    if chance.rng.random() < 0.5:
        codebook.link(edit, chance.id(Theme), excerpt.id)


def _mark_quotes(edit: Edit, chance: Chance) -> None:
    """Some words of a passage, as somebody else wrote them down."""
    segment = chance.row(Segment, Segment.text != "")
    words = segment.text.split()
    at = chance.rng.randrange(len(words))
    quote = " ".join([*words[max(0, at - 3) : at + 3], chance.words(1)])
    found = find_quotes.find_quotes(edit.session, [quote, " … ".join(words[:2])])
    find_quotes.mark_quotes(edit, [(one.number, one.best) for one in found if one.best is not None])


def _change_excerpt(edit: Edit, chance: Chance) -> None:
    marking.change_excerpt(
        edit,
        chance.id(Excerpt),
        title=chance.words(),
        note=chance.words(),
        attribution=chance.rng.choice(["", "Kit", "Somebody else"]),
        lead_in_ms=chance.rng.randint(-100, 3000),
    )


def _move_edge(edit: Edit, chance: Chance) -> None:
    excerpt, part = chance.id(Excerpt), chance.rng.randint(0, 2)
    side = chance.rng.choice(["start", "end"])
    if chance.rng.random() < 0.5:
        marking.move_edge(edit, excerpt, part, side, chance.place())
    else:
        marking.move_edge_by_word(edit, excerpt, part, side, chance.rng.randint(-4, 4))


def _take_out(edit: Edit, chance: Chance) -> None:
    excerpt = chance.id(Excerpt)
    span = chance.rng.choice(marking.ranges_of(edit.session, excerpt))
    start = chance.rng.randint(span.start_ms, span.end_ms)
    marking.take_out(edit, excerpt, start, start + chance.rng.randint(0, 800))


def _put_back(edit: Edit, chance: Chance) -> None:
    cut = [span.excerpt_id for span in edit.session.scalars(select(Span))]
    several = sorted({one for one in cut if cut.count(one) > 1}) or [chance.id(Excerpt)]
    marking.put_back(edit, chance.rng.choice(several), 0)


def _add_theme(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        codebook.theme_from_words(edit, chance.id(Excerpt), chance.words())
    else:
        above = chance.id(Theme) if chance.rng.random() < 0.5 else None
        codebook.add_theme(edit, chance.words(), parent_id=above, question=chance.words())


def _move_theme(edit: Edit, chance: Chance) -> None:
    above = chance.id(Theme) if chance.rng.random() < 0.7 else None
    codebook.move_theme(edit, chance.id(Theme), above, chance.position())


def _link(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        codebook.set_headline(edit, chance.id(Theme), chance.id(Excerpt))
    else:
        codebook.link(edit, chance.id(Theme), chance.id(Excerpt))


def _unlink(edit: Edit, chance: Chance) -> None:
    link = chance.row(ThemeLink)
    codebook.unlink(edit, link.theme_id, link.excerpt_id)


def _merge_themes(edit: Edit, chance: Chance) -> None:
    reshaping.merge(
        edit, [chance.id(Theme), chance.id(Theme)], chance.id(Theme), by=By(chance.words(1), chance.words())
    )


def _split_theme(edit: Edit, chance: Chance) -> None:
    link = chance.row(ThemeLink)
    reshaping.split(edit, link.theme_id, chance.words(), [link.excerpt_id], by=By("Kit"))


def _bring_in_themes(edit: Edit, chance: Chance) -> None:
    names = [chance.words() for _ in range(3)]
    entries = tuple(
        interchange.ThemeEntry(name, above, chance.words()) for name, above in zip(names, ["", *names], strict=False)
    )
    linked = (interchange.RelationEntry(names[0], ThemeRelationKind.SEE_ALSO, names[2]),)
    interchange.bring_in(edit, interchange.Codebook(entries, linked, (chance.words(),), chance.words()))


def _relate_themes(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        relations.unrelate(edit, chance.id(ThemeRelation))
    else:
        kind = chance.rng.choice(list(ThemeRelationKind))
        relations.relate(edit, chance.id(Theme), chance.id(Theme), kind, chance.words())


def _change_phrases(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        phrases.delete_phrase(edit, chance.id(Phrase))
    else:
        phrases.save_phrase(edit, chance.words(2), [chance.words(2), f"~{chance.words(1)}", "tick* box*"])


def _differ(edit: Edit, chance: Chance) -> None:
    link = chance.row(ThemeLink)
    codebook.set_differs(edit, link.theme_id, link.excerpt_id, chance.rng.random() < 0.5)


def _set_meaning(edit: Edit, chance: Chance) -> None:
    kind, valence = chance.rng.choice(["", *ExcerptKind]), chance.rng.choice(["", *Valence])
    spotlight, reason = chance.rng.random() < 0.5, chance.words()
    meaning.set_meaning(
        edit, chance.id(Excerpt), kind=kind, valence=valence, feeling=reason, spotlight=spotlight, unused_reason=reason
    )


def _link_excerpts(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        meaning.unlink_excerpts(edit, chance.id(ExcerptLink))
    else:
        meaning.link_excerpts(edit, chance.id(Excerpt), chance.id(Excerpt), chance.words())


def _change_theme(edit: Edit, chance: Chance) -> None:
    theme = chance.id(Theme)
    relations.suggest(edit, theme, chance.rng.choice(["", *Suggested]), [chance.id(Person)])
    codebook.change_theme(edit, theme, name=chance.words(), letter=chance.words(1), colour=chance.position())


def _add_to_playlist(edit: Edit, chance: Chance) -> None:
    chosen = [chance.id(Excerpt) for _ in range(3)]
    playlists.add_to_playlist(edit, chance.id(Playlist), chosen)


# ---- the workshop ---------------------------------------------------------------------------------------------


def _delete_workshop(edit: Edit, chance: Chance) -> None:
    if len(sessions.sessions(edit.session)) < 2:
        raise BadInput("The last one is for the other deeds.")
    sessions.delete_session(edit, chance.id(WorkshopSession))


def _change_present(edit: Edit, chance: Chance) -> None:
    level = chance.rng.choice(list(TakingPart))
    match chance.rng.randint(0, 3):
        case 0:
            attendees.remove_attendee(edit, chance.id(Attendee))
        case 1:
            attendees.change_attendee(edit, chance.id(Attendee), level=level, needs=chance.words(2))
        case _:
            attendees.add_attendee(edit, chance.id(WorkshopSession), chance.words(2), level=level)


def _a_card(chance: Chance) -> Card:
    """Any card; where there is none, a fresh one, in a fresh workshop if need be."""
    try:
        return chance.row(Card)
    except BadInput:
        excerpt, found = chance.id(Excerpt), sessions.sessions(chance.edit.session)
        workshop = found[0] if found else sessions.start_session(chance.edit, chance.words())
        return chance.edit.add(Card(session_id=workshop.id, excerpt_id=excerpt, number=1))


def _draw_cards(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.3:
        cards.remove_card(edit, chance.id(Card))
    else:
        cards.draw_cards(edit, chance.id(WorkshopSession), each=chance.rng.randint(1, 3), chance=chance.rng)


def _note_thought(edit: Edit, chance: Chance) -> None:
    match chance.rng.randint(0, 3):
        case 0:
            notes.delete_note(edit, chance.id(GroupNote))
        case 1:
            notes.change_note(edit, chance.id(GroupNote), text=chance.words(), done=chance.rng.random() < 0.5)
        case _:
            card = _a_card(chance)
            kind = chance.rng.choice(list(NoteKind))
            notes.add_note(edit, card.session_id, kind, chance.words(), card_id=card.id)


def _group_cards(edit: Edit, chance: Chance) -> None:
    card, at = _a_card(chance), chance.position()
    match chance.rng.randint(0, 4):
        case 0:
            clusters.add_cluster(edit, card.session_id, chance.words(1), [card.id])
        case 1:
            clusters.delete_cluster(edit, chance.id(Cluster))
        case 2:
            clusters.set_differs(edit, card.session_id, card.id, chance.rng.random() < 0.5)
        case 3:
            clusters.name_cluster(edit, chance.id(Cluster), chance.words(2))
        case _:
            to = chance.id(Cluster) if chance.rng.random() < 0.8 else None
            clusters.put(edit, to, card_id=card.id, position=at)


def _place_dot(edit: Edit, chance: Chance) -> None:
    card = _a_card(chance)
    there = attendees.attendees(edit.session, card.session_id)
    person = (there[0] if there else attendees.add_attendee(edit, card.session_id, chance.words(2))).id
    if chance.rng.random() < 0.3:
        dots.take_dot(edit, card.session_id, person, card_id=card.id)
    else:
        dots.place_dot(edit, card.session_id, person, card_id=card.id)


def _choose(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.2:
        choices.take_back(edit, chance.id(Choice))
        return
    card, kind = _a_card(chance), chance.rng.choice(list(ChoiceKind))
    theme = chance.id(Theme) if chance.rng.random() < 0.5 else None
    is_chosen = chance.rng.random() < 0.7
    choices.choose(edit, card.session_id, kind, chance.words(), card_id=card.id, theme_id=theme, chosen=is_chosen)


def _read_back(edit: Edit, chance: Chance) -> None:
    workshop = chance.id(WorkshopSession)
    read_back.set_read_back(edit, workshop, chance.words())
    read_back.agree_on_it(edit, workshop, agreed=chance.rng.random() < 0.5)


def _enter_results(edit: Edit, chance: Chance) -> None:
    card = _a_card(chance)
    quick_sheet.enter_results(
        edit, card.session_id, f"question: {chance.words()}\nmemo {card.number}: {chance.words()}"
    )


def _take_in(edit: Edit, chance: Chance) -> None:
    workshop = chance.row(WorkshopSession)
    note = contributions.HomeNote(NoteKind.MISSING, chance.rng.randint(0, 3), chance.words())
    key = contributions.project_key(edit.project)
    contributions.take_in(edit, [contributions.Contribution(key, workshop.uid, 1, chance.words(1), (note,))])


Deed = Callable[[Edit, Chance], object]


def _decide_name(edit: Edit, chance: Chance) -> None:
    if chance.rng.random() < 0.5:
        mentions.add_names(edit, chance.id(Story), [mentions.Found(chance.words(2))])
        return
    decision = chance.rng.choice(list(MentionDecision))
    everywhere = chance.rng.random() < 0.5
    mentions.decide(edit, chance.id(Mention), decision, by="Kit", general=chance.words(2), everywhere=everywhere)


def _draft_report(edit: Edit, chance: Chance) -> None:
    theme = chance.id(Theme) if chance.rng.random() < 0.5 else None
    kind = SectionKind.THEME if theme else chance.rng.choice(list(SectionKind))
    report.add_section(edit, kind, title=chance.words(), theme_id=theme)


def _write_report(edit: Edit, chance: Chance) -> None:
    section = chance.id(ReportSection)
    start = chance.place()
    runs = [TimeRange(start, start + 500), chance.words(2)] if chance.rng.random() < 0.5 else []
    quote = report.add_quote(edit, section, chance.id(Excerpt), runs=runs, signed=chance.rng.random() < 0.5)
    text = parse(f"{chance.words()} {{quote {quote.key}}} **{chance.words(2)}**\n\n## {chance.words(1)}\n\n- {{count}}")
    report.set_body(edit, section, text, who=chance.words(1))


def _arrange_report(edit: Edit, chance: Chance) -> None:
    section = chance.id(ReportSection)
    match chance.rng.randint(0, 3):
        case 0:
            report.delete_section(edit, section)
        case 1:
            report.change_section(edit, section, title=chance.words(), left_out=True)
        case _:
            report.move_section(edit, section, chance.position())


DEEDS: dict[Operation, Deed] = {
    Operation.CHANGE_PROJECT: _change_project,
    Operation.CHANGE_STORY: _change_story,
    Operation.BIN_STORY: lambda edit, chance: stories.bin_story(edit, chance.id(Story, Story.binned_at.is_(None))),
    Operation.RESTORE_STORY: lambda edit, chance: stories.restore_story(
        edit, chance.id(Story, Story.binned_at.is_not(None))
    ),
    Operation.ADD_STORYTELLER: _add_storyteller,
    Operation.ADD_PERSON: lambda edit, chance: people.add_person(
        edit, {"alias": chance.words(2)} | _person(chance), _entries(chance)
    ),
    Operation.CHANGE_PERSON: lambda edit, chance: people.change_person(
        edit, chance.id(Person), _person(chance), _entries(chance)
    ),
    Operation.REMOVE_PERSON: lambda edit, chance: people.remove_person(edit, chance.id(Person)),
    Operation.TAKE_PART: _take_part,
    Operation.BRING_IN_PEOPLE: _bring_in_people,
    Operation.CHANGE_LISTS: _change_lists,
    Operation.CHANGE_STORYTELLER: lambda edit, chance: storytellers.change_storyteller(
        edit, chance.id(Person), alias=chance.words(1), description=chance.words()
    ),
    Operation.CORRECT_WORDS: _correct,
    Operation.SPLIT_SEGMENT: _split,
    Operation.MERGE_SEGMENTS: _merge,
    Operation.SET_SPEAKER: _set_speaker,
    Operation.CHANGE_SPEAKER: _change_speaker,
    Operation.FROM_HERE: _from_here,
    Operation.SWAP_VOICES: _swap_voices,
    Operation.MERGE_VOICES: _merge_voices,
    Operation.LISTEN_AGAIN: _listen_again,
    Operation.TRANSCRIBE_AGAIN: _transcribe_again,
    Operation.BRING_IN_TRANSCRIPT: _bring_in_transcript,
    Operation.BRING_BACK: _bring_back,
    Operation.PUT_RIGHT: _put_right,
    Operation.CHANGE_WORDS: _change_words,
    Operation.CHECK: _check,
    Operation.MARK_EXCERPT: _mark,
    Operation.MARK_QUOTES: _mark_quotes,
    Operation.CHANGE_EXCERPT: _change_excerpt,
    Operation.MOVE_EDGE: _move_edge,
    Operation.TAKE_OUT: _take_out,
    Operation.PUT_BACK: _put_back,
    Operation.DELETE_EXCERPT: lambda edit, chance: marking.delete_excerpt(edit, chance.id(Excerpt)),
    # A no is no step: that is law of its own, see test_nothing_forbidden_leaves.
    Operation.NOTE_ANSWER: lambda edit, chance: note_answer(
        edit, chance.id(Excerpt), chance.rng.choice(["asked", "yes"]), who=f"K{chance.words(1)}", how="by phone"
    ),
    Operation.NOTE_CONSENT: _note_consent,
    Operation.CHANGE_SHEET: lambda edit, chance: sheets.change_template(
        edit, chance.rng.choice(list(sheets.SheetForm)), chance.words()
    ),
    Operation.CHANGE_QUESTIONS: lambda edit, chance: own_questions.add_question(
        edit, chance.words(), [chance.rng.choice(["quote", "page"])]
    ),
    Operation.DECIDE_NAME: _decide_name,
    Operation.CHANGE_MOMENT: _change_moment,
    Operation.CHANGE_CHECK_IN: _change_check_in,
    Operation.NOTE_CARE: _note_care,
    Operation.TRANSLATE_EXCERPT: _translate,
    Operation.CHANGE_STARTERS: lambda edit, chance: moments.set_starters(
        edit, [chance.words() for _ in range(chance.rng.randint(0, 10))]
    ),
    Operation.ADD_THEME: _add_theme,
    Operation.CHANGE_THEME: _change_theme,
    Operation.MERGE_THEMES: _merge_themes,
    Operation.SPLIT_THEME: _split_theme,
    Operation.RELATE_THEMES: _relate_themes,
    Operation.BRING_IN_THEMES: _bring_in_themes,
    Operation.DIFFER: _differ,
    Operation.CHANGE_PHRASES: _change_phrases,
    Operation.CHANGE_SUMMARY: lambda edit, chance: set_summary(
        edit, chance.id(Story), chance.id(Theme), chance.rng.choice(["", chance.words()])
    ),
    Operation.SET_MEANING: _set_meaning,
    Operation.LINK_EXCERPTS: _link_excerpts,
    Operation.MOVE_THEME: _move_theme,
    Operation.DELETE_THEME: lambda edit, chance: codebook.delete_theme(edit, chance.id(Theme)),
    Operation.LINK_THEME: _link,
    Operation.UNLINK_THEME: _unlink,
    Operation.ADD_PLAYLIST: lambda edit, chance: playlists.add_playlist(edit, chance.words(), chance.words()),
    Operation.CHANGE_PLAYLIST: lambda edit, chance: playlists.change_playlist(
        edit,
        chance.id(Playlist),
        title=chance.words(),
        introduction=chance.words(),
        gap_ms=chance.rng.randint(0, 3000),
        address=chance.rng.choice(["", "example.org/doors"]),
    ),
    Operation.CHANGE_IN_PLAYLIST: lambda edit, chance: playlists.change_item(
        edit,
        chance.id(PlaylistItem),
        introduction=chance.words(),
        chapter=chance.rng.choice(["", chance.words(2)]),
        spoken=False,
    ),
    Operation.DELETE_PLAYLIST: lambda edit, chance: playlists.delete_playlist(edit, chance.id(Playlist)),
    Operation.ADD_TO_PLAYLIST: _add_to_playlist,
    Operation.MOVE_IN_PLAYLIST: lambda edit, chance: playlists.move_item(
        edit, chance.id(PlaylistItem), chance.position()
    ),
    Operation.START_WORKSHOP: lambda edit, chance: sessions.start_session(edit, chance.words()),
    Operation.CHANGE_WORKSHOP: lambda edit, chance: sessions.change_session(
        edit,
        chance.id(WorkshopSession),
        title=chance.words(),
        dots=chance.rng.randint(0, 6),
        dots_hidden=chance.rng.random() < 0.5,
        steps=chance.rng.sample(steps.DEFAULT_STEPS, 4),
    ),
    Operation.DELETE_WORKSHOP: _delete_workshop,
    Operation.AGREE: lambda edit, chance: sessions.agree(edit, chance.words(), chance.id(WorkshopSession)),
    Operation.CHANGE_PRESENT: _change_present,
    Operation.DRAW_CARDS: _draw_cards,
    Operation.NOTE_THOUGHT: _note_thought,
    Operation.SHOW_THOUGHTS: lambda edit, chance: notes.show_thoughts(edit, chance.id(WorkshopSession)),
    Operation.GROUP_CARDS: _group_cards,
    Operation.NAME_GROUP: lambda edit, chance: clusters.make_theme(edit, chance.id(Cluster), question=chance.words()),
    Operation.PLACE_DOT: _place_dot,
    Operation.CHOOSE: _choose,
    Operation.READ_BACK: _read_back,
    Operation.ENTER_RESULTS: _enter_results,
    Operation.TAKE_IN_NOTES: _take_in,
    Operation.ORDER_PLAYLIST: lambda edit, chance: order_playlist(
        edit, chance.id(Playlist), chance.rng.choice(list(PlaylistOrder))
    ),
    Operation.TAKE_FROM_PLAYLIST: lambda edit, chance: playlists.take_from_playlist(edit, chance.id(PlaylistItem)),
    Operation.DRAFT_REPORT: _draft_report,
    Operation.WRITE_REPORT: _write_report,
    Operation.ARRANGE_REPORT: _arrange_report,
    Operation.KEEP_FINDING: lambda edit, chance: keep_finding(edit, chance.words(1), chance.words()),
}


def do(project: Project, operation: Operation, rng: Random) -> None:
    """Do one thing at random; raises a `CoProClipError` when there is nothing to do it to."""
    with project.edit(operation) as edit:
        DEEDS[operation](edit, Chance(edit, rng))


def furnish(project: Project, story_ids: list[int]) -> None:
    """Something of every kind in a project, so that every operation has something to work on."""
    first, second, binned = story_ids
    with project.edit(Work.MEDIA) as edit:  # not a step: nothing before the test is there to undo
        report.add_section(edit, SectionKind.ABOUT)
        marked = [
            marking.mark_quote(edit, first, "there was no head of the table", title="No head of the table"),
            marking.mark_quote(edit, first, "Not how people do, how I do."),
            marking.mark_quote(edit, second, "We moved the chairs."),
        ]
        out = next(
            story_word.word for story_word in marking.story_words(edit.session, first) if story_word.word.text == "head"
        )
        marking.take_out(edit, marked[0].id, out.start_ms, out.end_ms)
        note_answer(edit, marked[0].id, "yes", who="Kit", how="on the phone")
        own_lists.find_or_add_entry(edit, ListKind.ROLE, "Carer")
        top = codebook.add_theme(edit, "Belonging", question="Who is in?")
        under = codebook.add_theme(edit, "Chairs", parent_id=top.id)
        codebook.add_theme(edit, "Tables", parent_id=under.id)
        for excerpt in marked:
            codebook.link(edit, under.id, excerpt.id)
        codebook.set_headline(edit, top.id, marked[1].id)
        codebook.set_differs(edit, under.id, marked[2].id, True)
        relations.relate(edit, top.id, under.id, ThemeRelationKind.IN_TENSION, "Who says so?")
        meaning.link_excerpts(edit, marked[0].id, marked[2].id, "The same day")
        playlist = playlists.add_playlist(edit, "First listen", "Three voices")
        playlists.add_playlist(edit, "Later")
        playlists.add_to_playlist(edit, playlist.id, [excerpt.id for excerpt in marked])
        noted = [Noted("spoken yes", 300, 900), Noted("mark", 4000, 4000), Noted("off the record", 8000, 9000)]
        heard, *_ = moments.add_moments(edit, first, noted)
        consent.note_consent(edit, first, ConsentAbout.RECORDED, "yes", who="Kit", moment_id=heard.id)
        for who, day in check_ins.propose(FIRST_DAY).items():
            check_ins.set_check_in(edit, first, who, day)
        for story in (first, second):
            written = edit.add(
                Transcription(story_id=story, engine="x", speech_model="base", state="done", started_at="2026-03-02")
            )
            for line in edits.passages(edit.session, story):
                words = [Word(f"{word.text}ish", word.start_ms, word.end_ms, 40) for word in line.words]
                times = {"start_ms": line.start_ms, "end_ms": line.end_ms}
                draft = DraftSegment(transcription_id=written.id, text=edits.text_of(words), words=words, **times)
                edit.session.add(draft)
        _furnish_workshop(edit, first, [excerpt.id for excerpt in marked])
        stories.bin_story(edit, binned)
        storytellers.add_storyteller(edit, "June", "A neighbour")


def _furnish_workshop(edit: Edit, story: int, excerpts: list[int]) -> None:
    for about in (ConsentAbout.RECORDED, ConsentAbout.GROUP):
        for one in (story, story + 1):
            consent.note_consent(edit, one, about, "yes", who="Kit", how="on a sheet")
    workshop = sessions.start_session(edit, "First meeting", dots=5)
    sessions.start_session(edit, "Second meeting")
    for name in ("Kit", "Rosa"):
        attendees.add_attendee(edit, workshop.id, name)
    cards.put_cards(edit, workshop.id, excerpts)
    drawn = cards.cards(edit.session, workshop.id)
    clusters.add_cluster(edit, workshop.id, "Chairs and tables", [drawn[0].id])
    notes.add_note(edit, workshop.id, NoteKind.STOOD_OUT, "The chairs", card_id=drawn[0].id)
    choices.choose(edit, workshop.id, ChoiceKind.PLAYLIST, "It is short", card_id=drawn[1].id)


def picture(project: Project) -> dict[str, Any]:
    """Everything that undo must bring back: every journaled row, the search index, and what a search finds."""
    with project.read() as session:
        rows: dict[str, Any] = {
            table: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{table}" ORDER BY id'))]
            for table in journaled_tables()
        }
        index = session.execute(text("SELECT rowid, text FROM segment_search ORDER BY rowid"))
        return {**rows, "index": [tuple(row) for row in index], "found": _found(session)}


def _found(session: Session) -> dict[str, Any]:
    return {
        words: [(hit.segment_id, hit.found, hit.heard_ms) for hit in search(session, words)] for words in LOOKED_FOR
    }


def index_is_sound(project: Project) -> bool:
    """Whether the search index holds exactly the words of its own rows; SQLite raises if not."""
    with project.database.writer.begin():
        project.database.writer.exec_driver_sql(
            "INSERT INTO segment_search (segment_search) VALUES ('integrity-check')"
        )
    return True

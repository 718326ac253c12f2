"""Words of stories whose storyteller said no to all of it: to being recorded, transcribed or shared."""

from itertools import groupby
from typing import Any

from sqlalchemy import select

from coproclip.excerpts.beside.withheld import WithheldStory
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.spans import CUT
from coproclip.people.consent import consent_by, refused_before
from coproclip.project.declined_voices import declined_voices
from coproclip.project.declined_words import declined_prints
from coproclip.project.kinds import IN_WORDS, AnswerKind, SpeakerRole
from coproclip.project.schema import Consent, Segment, Speaker
from coproclip.timecode import TimeRange


def refused_stories(reader: StoryReader) -> list[WithheldStory]:
    """What each storyteller said in a story of which they said no to anything: as the words stand now, and as they ever
    stood since (see `project.declined_words`).
    """
    session, found = reader.session, list[WithheldStory]()
    refused = select(Consent.story_id).where(Consent.answer == AnswerKind.NO, Consent.about.in_(IN_WORDS)).distinct()
    for story_id in list(session.scalars(refused)):
        for teller in reader.asked(story_id):
            said = consent_by(session, story_id, teller)
            if any(about in IN_WORDS and one.answer == AnswerKind.NO for about, one in said.items()):
                found.append(withheld_words(reader, story_id, teller))
        # Who is no longer named in it may have said any of it.
        before = {one.storyteller_id for about, one, _ in refused_before(session, story_id) if about in IN_WORDS}
        found += [withheld_words(reader, story_id, teller, anybodys=True) for teller in before]
    return found


def withheld_words(reader: StoryReader, story_id: int, teller: int | None, *, anybodys: bool = False) -> WithheldStory:
    """What this storyteller said, or may have said where it is not known who speaks; `anybodys`: all but questions."""
    voices, everybody = reader.voices(story_id), reader.asked(story_id)

    def _may_be_theirs(voice: Speaker | None) -> bool:
        if anybodys:
            return voice is None or voice.role != SpeakerRole.REPORTER
        if voice is None or voice.storyteller_id is None:
            return voice is None or voice.role in (SpeakerRole.STORYTELLER, SpeakerRole.UNKNOWN)
        # What is said through an interpreter may be any storyteller's.
        return voice.storyteller_id == teller or reader.interprets(voice)

    were = [stretch for who, stretch, _ in declined_voices(reader.session, story_id) if who == teller]

    def _theirs(line: Any) -> bool:
        """As the voices are called now, or as they were when the no was said."""
        place = TimeRange(line.start_ms, max(line.start_ms, line.end_ms))
        return _may_be_theirs(voices.get(line.speaker_id or 0)) or any(place.overlaps(stretch) for stretch in were)

    lines = select(Segment.text, Segment.speaker_id, Segment.start_ms, Segment.end_ms)
    lines = lines.where(Segment.story_id == story_id)
    said = reader.session.execute(lines.order_by(Segment.start_ms, Segment.id)).all()
    parts = groupby(said, _theirs)
    words = f" {CUT} ".join(" ".join(line.text for line in part) for theirs, part in parts if theirs)
    sure = {line.speaker_id for line in said if (voice := voices.get(line.speaker_id or 0)) and voice.storyteller_id}
    alone = not anybodys and all(line.speaker_id in sure for line in said if _theirs(line))
    tellers = (teller,) if alone else tuple(dict.fromkeys((teller, *everybody)))
    prints = declined_prints(reader.session, story_id, teller)
    return WithheldStory(0, story_id, (), (words,), tellers, prints=prints)

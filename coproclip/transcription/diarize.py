"""The program finds out who is speaking: after the words, in one recording, without touching what a person settled.

Settled are passages that are checked, and those of which a person said who speaks: their words, edges and voices stay.
Those of which a person said it lead the search: one “this is June” finds June in the rest of the recording, and a voice
that mostly speaks where a person said it was Kit is Kit everywhere else too. Words off the record are neither listened
to nor given a voice. Voice prints live in the speech process only, and only as long as it is at work on them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import delete, select

from coproclip.errors import MediaError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.moments import off_record
from coproclip.people.stories import StorySound, sound_of, speakers_of
from coproclip.project.journal import Work
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Segment, Speaker, Word
from coproclip.speech.channels import Channels
from coproclip.speech.diarization.client import WordSpeaker, assign_speakers
from coproclip.speech.engine import SpokenWord
from coproclip.speech.messages import ONE_OR_TWO, Voices
from coproclip.speech.passages import ends_sentence
from coproclip.timecode import TimeRange
from coproclip.transcript.edges import note_cuts, program_cuts
from coproclip.transcript.edits import VOICE, cut_off, join_following, passages
from coproclip.transcript.in_hand import in_hand
from coproclip.transcript.speaker_names import found_by_program, name_voices

Teller = Callable[..., list[WordSpeaker]]
"""What tells voices apart; `assign_speakers` is the real one."""

# A passage with a word of which the program is less sure than this (0-100) should be listened to. Measured: 7 in 100
# passages are, a third of which have a word of somebody else in them.
DOUBTFUL_BELOW = 80
# On both channels of a recording somebody has to say at least this share of the words to be a voice of its own.
LEAST_SHARE = 0.05
# How sure it is of a word that neither channel tells anything of: it goes to the voice before, sure where that goes on.
UNTOLD = 60
# Two passages that an earlier run cut in the middle of a sentence become one again up to this size.
JOIN_PAUSE_MS, JOIN_WORDS, JOIN_MS = 600, 40, 20_000


@dataclass(frozen=True, slots=True)
class DiarizationResult:
    """What came of it: how many voices, how many words they share, and how many passages are doubtful."""

    voices: int
    words: int
    doubtful: int


def separate(
    project: Project,
    story_id: int,
    voices: Voices = ONE_OR_TWO,
    *,
    all_voices: bool = False,
    teller: Teller = assign_speakers,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> DiarizationResult:
    """Say of every word of a story who says it; passages are split where the voice changes.

    `voices` is how many there are, 1 to 6; `AtMost` and None find that out too. New voices are called “Voice 1” … with
    no role and take the place of those of an earlier run. Where every person has a channel of their own nothing is
    done. `all_voices`: what a person said of unchecked passages is looked at afresh as well.

    One piece of work, nothing to take back. Raises `Cancelled`, `SpeechModelError` when there is no speaker model (its
    sentence says how to get one), `MediaError`, or `TranscriptionError`; the story is unchanged then.
    """
    with project.read() as session:
        words = [word for passage in passages(session, story_id) for word in passage.words]
        seated = sum(speaker.channel is not None for speaker in speakers_of(session, story_id))
    labels = labels_of(project, story_id, words, voices, afresh=all_voices, teller=teller, report=report, cancel=cancel)
    if labels is None:
        return DiarizationResult(seated, 0, 0)
    with project.edit(Work.FIND_SPEAKERS) as edit:
        return labels.put_into(edit, story_id, all_voices)


def labels_of(
    project: Project,
    story_id: int,
    said: Sequence[Word],
    voices: Voices,
    *,
    afresh: bool = False,
    teller: Teller = assign_speakers,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> "WordSpeakers | None":
    """Whose each of the words `said` in a story is, whether they stand in it yet or not; nothing is changed.

    What a person said of passages leads the search, unless it is done `afresh`.

    None where there is nothing to tell: no words, or everybody at a microphone of their own. Raises as `separate` does.
    """
    with project.read() as session:
        sound = sound_of(project, session, story_id)
        seated = [speaker for speaker in speakers_of(session, story_id) if speaker.channel is not None]
        off = off_record(session, story_id)
        words = _listened_to(said, off)
        known = {} if afresh else _known(passages(session, story_id), words)
    if seated or not words:
        return None
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    labels = _by_channel(sound, words) if voices in (None, 2, ONE_OR_TWO) else None
    if labels is None:
        labels = teller(sound.audio, words, voices, known=known, report=report, cancel=cancel)
    return WordSpeakers(words, labels, off)


def _listened_to(words: Sequence[Word], off: Sequence[TimeRange]) -> list[SpokenWord]:
    """The words of a story in order of time, without those off the record."""
    said = [SpokenWord(w.text, w.start_ms, w.end_ms, w.confidence) for w in words]
    kept = [word for word in said if not any(stretch.contains(_middle(word)) for stretch in off)]
    return sorted(kept, key=lambda word: (word.start_ms, word.end_ms))


def _known(row: Sequence[Segment], words: Sequence[SpokenWord]) -> dict[int, int]:
    """Of words (by their place) which voice a person said they are: whoever was said first is voice 0."""
    said = [one for one in row if one.voice_said and one.speaker_id is not None]
    numbers = {speaker: number for number, speaker in enumerate(dict.fromkeys(one.speaker_id for one in said))}
    starts = [_middle(word) for word in words]  # in order of time but for words that overlap
    known: dict[int, int] = {}
    for one in said:
        for place in range(bisect_left(starts, one.start_ms), bisect_left(starts, one.end_ms)):
            known[place] = numbers[one.speaker_id]
    # One of whom no word is left is none of those that are numbered without a gap.
    there = {voice: number for number, voice in enumerate(sorted(set(known.values())))}
    return {place: there[voice] for place, voice in known.items()}


def _middle(word: SpokenWord) -> int:
    return (word.start_ms + word.end_ms) // 2


def _by_channel(sound: StorySound, words: Sequence[SpokenWord]) -> list[WordSpeaker] | None:
    """Who says what where two people are plainly on two channels, though nobody said so; None where they are not."""
    channels = Channels(sound.audio) if sound.channels == 2 else None
    if channels is None or not channels.can_tell:
        return None
    channel_of = channels.heard_on(words)
    if any(channel_of.count(one) < LEAST_SHARE * len(words) for one in (0, 1)):
        return None
    first = next(one for one in channel_of if one is not None)
    before = list(accumulate(channel_of, lambda last, one: last if one is None else one, initial=first))[1:]
    after = list(accumulate(channel_of[::-1], lambda last, one: last if one is None else one, initial=before[-1]))[
        :0:-1
    ]
    return [
        WordSpeaker(int(one != first), 100 if one == following else UNTOLD)
        for one, following in zip(before, after, strict=True)
    ]


class WordSpeakers:
    """What was found for each word, by its time: a person may have corrected the text meanwhile."""

    def __init__(self, words: Sequence[SpokenWord], labels: Sequence[WordSpeaker], off: Sequence[TimeRange]) -> None:
        self._at = {(word.start_ms, word.end_ms): one for word, one in zip(words, labels, strict=True)}
        self._row = [(word.start_ms, one) for word, one in zip(words, labels, strict=True)]
        self._off = off

    def put_into(
        self, edit: Edit, story_id: int, all_voices: bool = False, stay: Collection[int] = frozenset()
    ) -> DiarizationResult:
        """Give the passages their voices; those that `stay` (by id) keep theirs, their words and their edges.

        One that somebody is typing in just now gets a voice and keeps its words and edges.
        """
        known = {speaker.id: speaker for speaker in speakers_of(edit.session, story_id)}
        row = passages(edit.session, story_id)
        settled = {one.id for one in row if one.id in stay or _settled(one, all_voices)}
        said = Counter(
            (label.voice, one.speaker_id)
            for one in row
            if one.speaker_id is not None and (one.id in settled or not found_by_program(known[one.speaker_id]))
            for label in self._of(one)
        )
        order = list(dict.fromkeys(one.voice for _, one in self._row))
        rows = name_voices(edit, story_id, order, said)
        words = doubtful = 0
        used, cuts = set[int](), list[int]()
        whole = in_hand(edit.project)
        for segment in row:
            if segment.id in settled or not (labels := self._of(segment)):
                continue
            words += len(labels)
            parts = [_undivided(segment, labels)] if segment.id in whole else _divided(edit, segment, labels)
            cuts += [part.start_ms for part, *_ in parts[1:]]
            for part, voice, sure in parts:
                used.add(voice)
                part.speaker_id = rows[voice].id
                others = [flag for flag in part.flags if flag != VOICE]
                doubtful += sure < DOUBTFUL_BELOW
                part.flags = [*others, VOICE] if sure < DOUBTFUL_BELOW else others
        edit.session.flush()
        note_cuts(edit, story_id, cuts)
        _join_again(edit, story_id, settled.union(whole))
        _forget_unused(edit, story_id)
        return DiarizationResult(len(used), words, doubtful)

    def _of(self, segment: Segment) -> list[WordSpeaker]:
        """A label for each word of a passage; none when it is off the record."""
        if any(one.contains((segment.start_ms + segment.end_ms) // 2) for one in self._off):
            return []
        return [self._at.get((word.start_ms, word.end_ms)) or self._near(word.start_ms) for word in segment.words]

    def _near(self, time_ms: int) -> WordSpeaker:
        return min(self._row, key=lambda one: abs(one[0] - time_ms))[1]


def _settled(segment: Segment, all_voices: bool) -> bool:
    return bool(segment.checked or (segment.voice_said and not all_voices))


def _undivided(segment: Segment, labels: list[WordSpeaker]) -> tuple[Segment, int, int]:
    """The passage with the voice that says most of it; where others speak too that is not sure."""
    (voice, _), *others = Counter(label.voice for label in labels).most_common()
    return segment, voice, 0 if others else min(label.sure for label in labels)


def _divided(edit: Edit, segment: Segment, labels: list[WordSpeaker]) -> list[tuple[Segment, int, int]]:
    """The passage in parts of one voice each, with how sure that is (0-100)."""
    parts: list[tuple[Segment, int, int]] = []
    while True:
        voice = labels[0].voice
        length = next((n for n, one in enumerate(labels) if one.voice != voice), len(labels))
        sure = min(label.sure for label in labels[:length])
        if length == len(labels):
            return [*parts, (segment, voice, sure)]
        parts.append((segment, voice, sure))
        segment, labels = cut_off(segment, length), labels[length:]
        edit.session.add(segment)


def _join_again(edit: Edit, story_id: int, settled: set[int]) -> None:
    """Passages cut in the middle of a sentence, by an earlier run, between two words of what now is one voice."""
    before: Segment | None = None
    cuts = program_cuts(edit.session, story_id)
    for segment in passages(edit.session, story_id):
        free = segment.start_ms in cuts and segment.id not in settled  # an edge that a person made stays
        if before is not None and free and before.id not in settled and _one(before, segment):
            before = join_following(edit, before, segment)
        else:
            before = segment
    edit.session.flush()


def _one(left: Segment, right: Segment) -> bool:
    return (
        left.speaker_id == right.speaker_id
        and (VOICE in left.flags) == (VOICE in right.flags)
        and not right.translation
        and bool(left.words)
        and not ends_sentence(left.words[-1].text)
        and right.start_ms - left.end_ms < JOIN_PAUSE_MS
        and len(left.words) + len(right.words) <= JOIN_WORDS
        and right.end_ms - left.start_ms <= JOIN_MS
    )


def _forget_unused(edit: Edit, story_id: int) -> None:
    """Voices that an earlier run found and that say nothing any more."""
    speaking = set(edit.session.scalars(select(Segment.speaker_id).where(Segment.story_id == story_id)))
    gone = [
        speaker.id
        for speaker in speakers_of(edit.session, story_id)
        if found_by_program(speaker) and speaker.id not in speaking
    ]
    edit.session.execute(delete(Speaker).where(Speaker.id.in_(gone)))
    edit.session.flush()

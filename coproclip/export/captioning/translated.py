"""Captions in another language, shown when the lines are said that they translate."""

from dataclasses import dataclass

from coproclip.excerpts.rules.grants import ShareableExcerpt, VoicedWord, verify
from coproclip.export.captioning.cues import Cue, CueWord, make_cues
from coproclip.export.captioning.writing_systems import width
from coproclip.export.sound.cutting import ClipPiece, Cut
from coproclip.harmless import plain
from coproclip.speech.language_names import own_name


@dataclass(frozen=True, slots=True)
class TranslatedCaptions:
    """A clip's words in a `language` (BCP 47), at clip time; `label` is what those call it who speak it."""

    language: str
    label: str
    words: tuple[CueWord, ...]
    cues: tuple[Cue, ...]


def translated_captions(excerpt: ShareableExcerpt, cut: Cut) -> tuple[TranslatedCaptions, ...]:
    """What may be read of a clip in other languages; each caption shows while its line of the original is said.

    How long each of its words is shown follows from how long it is: nobody says it.
    """
    verify(excerpt)
    found = []
    for one in excerpt.translations:
        words = list[CueWord]()
        before: ClipPiece | None = None
        for line in one.lines:
            said = excerpt.words[line.first : line.last + 1]
            piece = _piece_of(excerpt, cut, said[0])
            start, end = piece.clip_time(said[0].start_ms), piece.clip_time(max(word.end_ms for word in said))
            parts = _spread(plain(line.text), start, min(end, cut.duration_ms), plain(said[0].speaker))
            if before is not None and piece is not before and parts:
                parts[0] = parts[0]._replace(cut_before=True)
            words += parts
            before = piece
        cues = make_cues(words, cut.duration_ms)
        found.append(TranslatedCaptions(one.language, own_name(one.language), tuple(words), tuple(cues)))
    return tuple(found)


def _piece_of(excerpt: ShareableExcerpt, cut: Cut, word: VoicedWord) -> ClipPiece:
    middle = (word.start_ms + word.end_ms) // 2
    inside = (piece for span, piece in zip(excerpt.spans, cut.pieces, strict=True) if span.contains(middle))
    return next(inside, cut.pieces[0])


def _spread(text: str, start_ms: int, end_ms: int, speaker: str) -> list[CueWord]:
    """The words of a line, one after another for as long as the line is said."""
    words, at = text.split(), 0.0
    whole, length = sum(map(width, words)) or 1, max(len(words), end_ms - start_ms)
    found = list[CueWord]()
    for word in words:
        begin, at = at, at + width(word)
        found.append(
            CueWord(word, start_ms + int(length * begin / whole), start_ms + int(length * at / whole), speaker)
        )
    return found

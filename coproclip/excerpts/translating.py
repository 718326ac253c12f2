"""Writing an excerpt in another language, line beside line: typed, or brought in from captions or a text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.translations import (
    MOST_LANGUAGES,
    MOST_LINES,
    OriginalLine,
    Translated,
    original_lines,
    prints_of,
)
from coproclip.foreign_text import read_text
from coproclip.harmless import plain
from coproclip.new_files import read_plain
from coproclip.project.columns import MOST_LETTERS_OF_PUBLIC_TEXT
from coproclip.project.project import Edit, Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, ExcerptTranslation, Story
from coproclip.project.storage.fresh_ids import fresh_number
from coproclip.speech.language_names import language_tag, own_name
from coproclip.speech.passages import ends_sentence
from coproclip.timecode import TimeRange
from coproclip.transcript.files.passages import FilePassage
from coproclip.transcript.files.reading import read_transcript

LARGEST_TEXT = 1 << 20
"""A larger file (bytes) is no translation of an excerpt."""
_SAME = "It stays as it was."


@dataclass(frozen=True, slots=True)
class InLanguages:
    """An excerpt's lines as others read them, and its translations; `agreed`: everybody heard agreed to being
    translated.
    """

    originals: tuple[OriginalLine, ...]
    translations: tuple[Translated, ...]
    agreed: bool
    language: str

    def into(self, language: str) -> Translated | None:
        """The translation into a language, if it was begun."""
        return next((one for one in self.translations if one.language == language), None)

    def kept(self, language: str) -> tuple[str, ...]:
        """What stands in the project for each line in a language; empty where there is nothing yet."""
        known = self.into(language)
        return known.lines if known is not None else ("",) * len(self.originals)


def in_languages(session: Session, excerpt_id: int) -> InLanguages:
    """An excerpt in all its languages. Raises `NotFound`."""
    excerpt, reader = fetch(session, Excerpt, excerpt_id), StoryReader(session)
    return InLanguages(
        tuple(original_lines(reader, excerpt)),
        tuple(reader.translations.of(reader, excerpt)),
        reader.translations.is_agreed(reader, excerpt),
        fetch(session, Story, excerpt.story_id).language or "",
    )


def checked_language(session: Session, excerpt_id: int, language: str) -> str:
    """The tag of a language into which an excerpt may be translated. Raises `BadInput`."""
    tag = language_tag(language)
    if not tag:
        raise BadInput(
            f"“{language}” is no language that is known here.",
            _SAME,
            "Give its letters, such as cy, ar or pt-BR (BCP 47).",
        )
    story = fetch(session, Story, fetch(session, Excerpt, excerpt_id).story_id)
    if tag == language_tag(story.language or ""):
        raise BadInput(f"This story is in {own_name(tag)} already.", _SAME, "Choose another language.")
    return tag


def check_length(sentences: int) -> None:
    """Raises `BadInput` where an excerpt has more sentences than anybody translates line by line."""
    if sentences > MOST_LINES:
        raise BadInput(
            f"This excerpt has {sentences} sentences; {MOST_LINES} are translated at most.",
            _SAME,
            "Make a shorter excerpt of it first.",
        )


def set_translation(
    edit: Edit, excerpt_id: int, language: str, lines: Sequence[str], *, shown: InLanguages | None = None
) -> None:
    """Write an excerpt in a language: a text for each of `original_lines`, empty where none is there yet.

    Without any it is removed. Whoever said yes to another translation into it is asked again. `shown` is what whoever
    wrote it saw beside it. Raises `BadInput` for something else than a language, for another number of lines, for far
    too many letters, and where it was changed since it was shown; `NotFound`.
    """
    tag = checked_language(edit.session, excerpt_id, language)
    now = in_languages(edit.session, excerpt_id)
    originals = now.originals
    check_length(len(originals))
    if shown is not None and (originals, now.into(tag)) != (shown.originals, shown.into(tag)):
        raise BadInput(
            "The excerpt, or this translation of it, was changed meanwhile.",
            "What you typed is still here.",
            "Copy it, then open this once more.",
        )
    written = [plain(line) for line in lines]
    if len(written) != len(originals):
        raise BadInput(
            f"The excerpt has {len(originals)} lines and the translation {len(written)}.",
            _SAME,
            "Write one line for each sentence; leave a line empty where there is no translation yet.",
        )
    text = "\n".join(written)
    if len(text) > MOST_LETTERS_OF_PUBLIC_TEXT:
        raise BadInput("This translation is far longer than the excerpt.", _SAME, "Make it shorter.")
    rows = list(edit.session.scalars(_of(excerpt_id)))
    row = next((one for one in rows if one.language == tag), None)
    if not any(written):
        if row is not None:
            remove_translation(edit, excerpt_id, tag)
    elif row is not None:
        row.text, row.prints = text, prints_of(originals, written)
    elif len(rows) >= MOST_LANGUAGES:
        raise BadInput(f"An excerpt is translated into {MOST_LANGUAGES} languages at most.", _SAME, "Remove one first.")
    else:
        made = ExcerptTranslation(id=fresh_number(edit.session, ExcerptTranslation), excerpt_id=excerpt_id)
        made.language, made.text, made.prints = tag, text, prints_of(originals, written)
        edit.add(made)


def remove_translation(edit: Edit, excerpt_id: int, language: str) -> None:
    """Take a translation away. Raises `NotFound` where there is none."""
    tag, edited = language_tag(language), edit.get(Excerpt, excerpt_id)
    mine = [one for one in edit.session.scalars(_of(edited.id)) if one.language == tag]
    if not mine:
        raise NotFound(f"Excerpt {excerpt_id} is not translated into {own_name(tag) or language}.")
    for one in mine:
        edit.session.delete(one)
    edit.session.flush()


def forget_old_lines(edit: Edit, excerpt_id: int) -> None:
    """Keep of its translations only the lines that are of the words as they stand."""
    now = in_languages(edit.session, excerpt_id)
    edit.session.execute(delete(ExcerptTranslation).where(ExcerptTranslation.excerpt_id == excerpt_id))
    for one in now.translations:
        kept = ["" if place in one.to_look_at else line for place, line in enumerate(one.lines)]
        if any(kept):
            row = ExcerptTranslation(id=one.number, excerpt_id=excerpt_id, language=one.language)
            row.text, row.prints = "\n".join(kept), prints_of(now.originals, kept)
            edit.add(row)


def _of(excerpt_id: int) -> Select[ExcerptTranslation]:
    mine = select(ExcerptTranslation).where(ExcerptTranslation.excerpt_id == excerpt_id)
    return mine.order_by(ExcerptTranslation.id)


# ---- from files -----------------------------------------------------------------------------------------------


def lines_from_file(
    project: Project, excerpt_id: int, path: Path, stops: Callable[[], bool] = lambda: False
) -> list[str]:
    """The lines of a translation out of a file, one for each line of the excerpt, empty where the file has none.

    Captions (.srt, .vtt) count from the beginning of the clip, or of the story; a text has a line for each. Raises
    `BadInput` where they do not fit, `NotFound`, `StorageError`, and `Cancelled` when it `stops`.
    """
    with project.read() as session:
        excerpt, reader = fetch(session, Excerpt, excerpt_id), StoryReader(session)
        originals, spans = original_lines(reader, excerpt), reader.spans(excerpt)
        check_length(len(originals))
        names = {word.speaker.casefold() for word in reader.voiced(excerpt, spans)}
    if path.suffix.lower() == ".txt":
        content = read_plain(path, LARGEST_TEXT, "reading the translation")
        try:
            lines = read_text(content).text.rstrip().splitlines()
        except ValueError as error:
            raise BadInput(f"“{path.name}” is no text.", "Nothing was changed.", "Save it as text (UTF-8).") from error
        if len(lines) != len(originals):
            raise BadInput(
                f"“{path.name}” has {len(lines)} lines, and the excerpt {len(originals)}.",
                "Nothing was changed.",
                "Write one line for each sentence of the excerpt, or choose captions (.srt, .vtt).",
            )
        return lines
    found = read_transcript(path, stops)
    if not found.is_timed:
        raise BadInput(
            f"“{path.name}” has no times.", "Nothing was changed.", "Choose captions (.srt, .vtt), or a .txt."
        )
    in_story = [TimeRange(one.start_ms, max(one.start_ms + 1, one.end_ms)) for one in originals]
    in_clip = _in_clip(in_story, spans, excerpt.lead_in_ms)
    ends = (in_clip[-1].end_ms if in_clip else 0) + excerpt.lead_out_ms
    beyond = any((one.start_ms or 0) > ends for one in found.passages)
    ways = [in_story] if beyond else [in_clip, in_story]
    passages = [part for one in found.passages for part in _sentences(one, names)]
    fits = max((_placed(passages, way) for way in ways), key=lambda fit: fit[0])
    if not fits[0]:
        raise BadInput(
            f"The times in “{path.name}” are not those of this excerpt.",
            "Nothing was changed.",
            "Translate the captions that were exported with this clip, or those of the whole story.",
        )
    return fits[1]


def _in_clip(lines: Sequence[TimeRange], spans: Sequence[TimeRange], lead_in_ms: int) -> list[TimeRange]:
    """The same lines, counted from the beginning of the clip."""
    found, before = list[TimeRange](), lead_in_ms
    for span in spans:
        mine = [one for one in lines if span.contains((one.start_ms + one.end_ms) // 2)]
        found += [TimeRange(one.start_ms - span.start_ms + before, one.end_ms - span.start_ms + before) for one in mine]
        before += span.end_ms - span.start_ms
    return found


def _sentences(caption: FilePassage, names: Collection[str]) -> Iterator[FilePassage]:
    """The sentences of a caption, each with its share of the time, without who says it and the note before it."""
    text = re.sub(r"^\[[^\]]*\]\s*", "", caption.text)
    name, colon, rest = text.partition(":")
    words = (rest if colon and name.strip().casefold() in names else text).split()
    start, end = caption.start_ms or 0, caption.end_ms or 0
    letters, said, at = sum(map(len, words)) or 1, list[str](), 0
    for place, word in enumerate(words, 1):
        said.append(word)
        if place == len(words) or ends_sentence(word):
            until = at + sum(map(len, said))
            begin, stop = (start + (end - start) * share // letters for share in (at, until))
            yield FilePassage(" ".join(said), "", begin, stop)
            said, at = [], until


def _placed(passages: Sequence[FilePassage], lines: Sequence[TimeRange]) -> tuple[int, list[str]]:
    """For how long (ms) passages are shown together with lines of the excerpt, and what is said beside each line."""
    found, together = [list[str]() for _ in lines], 0
    order = sorted(range(len(lines)), key=lambda at: lines[at].start_ms)
    begins = [lines[at].start_ms for at in order]
    over = list(accumulate((lines[at].end_ms for at in order), max))
    for one in passages:
        start, end = one.start_ms or 0, max((one.start_ms or 0) + 1, one.end_ms or 0)
        near = order[bisect_right(over, start) : bisect_left(begins, end)]
        shared = [(min(end, lines[at].end_ms) - max(start, lines[at].start_ms), -at) for at in near]
        most, place = max(shared, default=(0, 0))
        if most > 0:
            found[-place].append(one.text)
            together += most
    return together, [" ".join(some) for some in found]

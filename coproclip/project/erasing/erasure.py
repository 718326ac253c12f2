"""Deleting for good: afterwards nothing of it is in any byte of the project's folder.

Not an `Operation`: it cannot be undone, so every step that could bring it back is forgotten, and every backup with it.
What belongs to a story is found by the tables' own references, so that a table added later is not forgotten here.
What other people wrote stays theirs: where it has the story's words in it, or a name that was taken out of them, that
is said (`repeated_words`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, update

from coproclip.errors import NotFound, ProjectError, StorageError
from coproclip.jobs import Progress, Report, silent
from coproclip.project.belonging import Rows, belonging, delete_rows, pointing, references, some_of
from coproclip.project.comparing.name_keys import plainly
from coproclip.project.comparing.said_words import SaidWords
from coproclip.project.erasing.repeated_words import (
    called_by,
    names_in,
    note_wiped,
    repeating,
    said_in,
    take_names_away,
    take_out_of_history,
)
from coproclip.project.erasing.taken_out_names import TakenOutNames
from coproclip.project.erasing.unfinished_erasure import STAGES, finish_erasure, forget_numbers, note_erasure
from coproclip.project.half_typed import forget_half_typed
from coproclip.project.journal import Work
from coproclip.project.names_lost import move_on
from coproclip.project.project import Project, now
from coproclip.project.report_marks import take_out_images
from coproclip.project.schema import (
    Attendee,
    Base,
    GroupNote,
    Handover,
    HandoverFile,
    Mention,
    Person,
    Recording,
    ReviewPack,
    Story,
)
from coproclip.project.storage import word_index
from coproclip.project.storage.copies import Mark, holding, plain_files
from coproclip.project.storage.fingerprints import same_as
from coproclip.project.storage.fresh_ids import keep_numbers_used
from coproclip.project.storage.named_files import named_files
from coproclip.project.storage.places import (
    BACKUPS,
    DATABASE_FILES,
    IMAGES,
    MEDIA,
    ORIGINALS,
    PAPERS,
    PEAKS,
    PREPARED,
    RECORDINGS,
    TRASH,
    WORKING,
    is_plain_file,
)
from coproclip.project.storage.set_aside import kept_notes, kept_words

_OF_A_PERSON = frozenset({"person_entry", "naming", "care_note", "review_pack", "theme_suggestion", "report_image"})
"""What is only known of somebody, and goes with them."""
_LETS_GO = frozenset({"attendee"})
"""What stays without whoever it was: in a workshop they are nobody then."""
_NO_SOUND = frozenset({*DATABASE_FILES, BACKUPS})
_KEEPING = frozenset({*MEDIA, PAPERS, IMAGES})
_SHORTEST_STEM = 8
"""Ours are longer; after a shorter name anything may be called."""
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was deleted for good.

    `renamed` are themes that were called by the story's words and are now called “Theme” and their number. `repeated`
    are entries that still have some of its words in a row in them, or a name that was taken out of it, by table and
    number: a person has to change them.
    `left` are files in the project's folder that could not be taken away, `alike` those that may be its sound: they
    lie elsewhere in it and are the same, or have the sum that the project kept of a file that is not there. `out` is
    what of it went out and was not taken back: the day (ISO), and to whom (may be empty). `staying` are the aliases of
    those who were to go with them and do not, because the project has something else of them.
    """

    stories: int
    storytellers: int
    files: int
    renamed: tuple[int, ...] = ()
    repeated: tuple[tuple[str, int], ...] = ()
    left: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    out: tuple[tuple[str, str], ...] = ()
    staying: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing of it is left anywhere."""
        return not (self.repeated or self.left or self.alike)


def only_tellers(project: Project, stories: Collection[int]) -> list[str]:
    """The aliases of storytellers who tell these stories and nothing else in the project."""
    with project.read() as session:
        connection = session.connection()
        rows = belonging(connection, {"story": set(stories)})
        tellers = storytellers_of_only(connection, rows)
        return list(connection.scalars(select(Person.alias).where(Person.id.in_(tellers)))) if tellers else []


def erase_stories(
    project: Project, stories: Collection[int], *, storytellers: bool = True, report: Report = silent
) -> Erased:
    """Delete stories with all that belongs to them; with `storytellers` also those who tell nothing else.

    Rows, drafts, what is half typed of it here, quotes, answers, the queue, the search index, undo, the log's row
    numbers, sound, pictures, what lies in `recordings` and `trash`, words kept because they could not be saved, and
    every copy of the database that holds any of it go; themes called by its words lose their name. Then the database
    is written anew and a fresh backup is kept. What goes wrong before all rows are gone changes nothing; stopped after
    that, it is finished when the project is opened next (`unfinished_erasure`). Raises `NotFound`, a `ProjectError` or
    `StorageError`; `ProjectBusy` when all is deleted but another program still holds the file as it was.
    """
    wanted = set(stories)
    report(Progress(0, STAGES, "Finding all that belongs to it"))
    with project.edit(Work.ERASE) as edit:
        connection = edit.session.connection()
        known = set(connection.scalars(select(Story.id).where(Story.id.in_(wanted))))
        if known != wanted:
            raise NotFound(f"There is no story {min(wanted - known)} in this project.", "Nothing was deleted.")
        names_of = select(Mention.id, Mention.text).where(Mention.story_id.in_(wanted))
        move_on(edit.session, {number: text for number, text in edit.session.execute(names_of)})
        rows = belonging(connection, {"story": wanted})
        tellers = with_their_tellers(connection, rows) if storytellers else set()
        if tellers:
            keep_numbers_used(edit.session, Person)
        said, names = said_in(connection, rows), names_in(connection, rows)
        taken_out = TakenOutNames(connection, rows)
        marks = _marks(connection, rows)
        files, maybe = _files(project, connection, rows)
        files += [path for path in kept_words(project.folder) if said.stand_in(_text_of(path))]
        files += _prepared_about(project, said, names)
        take_out_images(connection, rows["report_image"])
        renamed = take_names_away(connection, rows, said)
        take_out_of_history(connection, taken_out.stand_in, taken_out.stand_in)
        out, staying = _still_out(connection, wanted), _staying(connection, rows, tellers) if storytellers else ()
        empty_ledger(connection, wanted)
        take_out_of_rooms(connection, tellers, names)
        _empty_packs(connection, rows["excerpt"])
        delete_rows(connection, rows)
        repeated = repeating(
            connection,
            lambda text: said.stand_in(text) or taken_out.stand_in(text),
            called_by(connection, said, names),
        )
        note_wiped(connection, repeated, now())
        forget_numbers(connection, rows)
        word_index.make_anew(edit.session)
        files += holding(project.folder, marks)
        number = note_erasure(edit, files, marks)
    # Not before the rows are gone for certain: a story that stays in the list keeps its sound.
    forget_half_typed(project.details.uid, lambda text: said.stand_in(text) or any(name in text for name in names))
    left = finish_erasure(project, number, report, rows)
    gone = len(files) - len(left)
    left_here, alike = _named(project, left), _named(project, maybe)
    return Erased(len(wanted), len(tellers), gone, renamed, repeated, left_here, alike, out, staying)


def _named(project: Project, files: Iterable[Path]) -> tuple[str, ...]:
    return tuple(path.relative_to(project.folder).as_posix() for path in files)


# ---- rows -----------------------------------------------------------------------------------------------------


def with_their_tellers(connection: Connection, rows: defaultdict[str, set[int]]) -> set[int]:
    """Add to the rows that go with stories whoever tells nothing else, with what is only known of them; returns who."""
    tellers = storytellers_of_only(connection, rows)
    if tellers:
        rows["storyteller"] = tellers
        for table, column, parent in references():
            if parent == "storyteller" and table.name in _OF_A_PERSON:
                rows[table.name] |= pointing(connection, table, column, tellers)
    return tellers


def _tellers(connection: Connection, rows: Rows) -> set[int]:
    links = Base.metadata.tables["story_storyteller"]
    tellers: set[int] = set()
    for some in some_of(rows.get("story_storyteller", ())):
        tellers.update(connection.scalars(select(links.c.storyteller_id).where(links.c.id.in_(some))))
    return tellers


def _staying(connection: Connection, rows: Rows, going: Collection[int]) -> tuple[str, ...]:
    """What those are called who told this and do not go with it."""
    staying, found = _tellers(connection, rows) - set(going), list[str]()
    for some in some_of(staying):
        found += connection.scalars(select(Person.alias).where(Person.id.in_(some)).order_by(Person.id))
    return tuple(found)


def storytellers_of_only(connection: Connection, rows: Rows) -> set[int]:
    """The storytellers (ids) of the stories among these rows who are in the project for nothing else."""
    tellers = _tellers(connection, rows)
    for table, column, parent in references():
        if parent == "storyteller" and table.name not in _OF_A_PERSON | _LETS_GO:
            for teller in sorted(tellers):
                if pointing(connection, table, column, {teller}) - rows.get(table.name, set()):
                    tellers.discard(teller)
    return tellers


def _still_out(connection: Connection, stories: Collection[int]) -> tuple[tuple[str, str], ...]:
    """When, and to whom, something of these stories went that nobody noted as taken back."""
    file, handover = Base.metadata.tables[HandoverFile.__tablename__], Base.metadata.tables[Handover.__tablename__]
    query = select(handover.c.made_at, handover.c.to_whom).join(file, file.c.handover_id == handover.c.id)
    found = set[tuple[str, str]]()
    for some in some_of(stories):
        rows = connection.execute(query.where(file.c.story_id.in_(some), file.c.taken_back_at == ""))
        found.update((made_at[:10], to_whom) for made_at, to_whom in rows)
    return tuple(sorted(found))


def empty_ledger(connection: Connection, stories: Collection[int]) -> None:
    """Of what went out of these stories only when, what for, and how many files stay: names and titles are words."""
    file, handover = Base.metadata.tables[HandoverFile.__tablename__], Base.metadata.tables[Handover.__tablename__]
    for some in some_of(stories):
        mine = connection.execute(select(file.c.id, file.c.handover_id).where(file.c.story_id.in_(some))).all()
        for ids in some_of(row.id for row in mine):
            connection.execute(update(file).where(file.c.id.in_(ids)).values(name="", excerpt_id=0, under={}))
        for ids in some_of({row.handover_id for row in mine}):
            connection.execute(update(handover).where(handover.c.id.in_(ids)).values(title="", texts=""))


def take_out_of_rooms(connection: Connection, people: Collection[int], names: Collection[str] = ()) -> None:
    """In the workshops that these people were in there was somebody, and no more is known of them.

    So it is where nobody said who somebody was that went by one of these `names` there, and nobody else goes by it.
    """
    room, person = (Base.metadata.tables[one.__tablename__] for one in (Attendee, Person))
    others = connection.execute(select(person.c.id, person.c.alias)).all()
    gone = {plainly(name).casefold() for name in names}
    gone -= {plainly(alias).casefold() for number, alias in others if number not in people}
    typed = connection.execute(select(room.c.id, room.c.name).where(room.c.person_id.is_(None))).all() if gone else ()
    _are_somebody(connection, [number for number, name in typed if plainly(name).casefold() in gone])
    for some in some_of(people):
        _are_somebody(connection, list(connection.scalars(select(room.c.id).where(room.c.person_id.in_(some)))))


def _are_somebody(connection: Connection, attendees: Collection[int]) -> None:
    room, noted = (Base.metadata.tables[one.__tablename__] for one in (Attendee, GroupNote))
    for some in some_of(attendees):
        connection.execute(update(room).where(room.c.id.in_(some)).values(name="", needs=""))
        connection.execute(update(noted).where(noted.c.attendee_id.in_(some)).values(from_whom=""))


def _empty_packs(connection: Connection, excerpts: Collection[int]) -> None:
    """What storytellers were shown of these excerpts goes from the reviews that were made: an answer comes too late."""
    pack = Base.metadata.tables[ReviewPack.__tablename__]
    for row in connection.execute(select(pack.c.id, pack.c.codes)).all():
        left = {code: kept for code, kept in row.codes.items() if not _is_of(kept, excerpts)}
        if len(left) < len(row.codes):
            connection.execute(update(pack).where(pack.c.id == row.id).values(codes=left))


def _is_of(kept: object, excerpts: Collection[int]) -> bool:
    return not isinstance(kept, dict) or kept.get("excerpt") in excerpts


# ---- files ----------------------------------------------------------------------------------------------------


def _files(project: Project, connection: Connection, rows: Rows) -> tuple[list[Path], list[Path]]:
    """The files that these rows name and no other needs, what is called after them, and copies of them.

    Then those that may be: copies that lie anywhere else, and what has the sum that a recording says, where the file
    itself is not there to compare with.
    """
    table = Base.metadata.tables[Recording.__tablename__]
    mine, others = set[Path](), set[Path]()
    for name, number, kind, inside in named_files(connection):
        # What leads anywhere else is no file of ours, and nothing is called after it.
        with suppress(ProjectError, StorageError):
            (mine if number in rows.get(name, ()) else others).add(project.path(inside, kind))
    found = mine - others
    found |= _called_after(project.folder, found, others)
    among = {path for where, path in plain_files(project.folder) if where.partition("/")[0] not in _NO_SOUND}
    among -= found | others
    # What a row names may have been planted: only where sound and papers are kept does a copy of it go too.
    copies = same_as([path for path in found if is_plain_file(path)], (), among)
    ours = {path for path in copies if path.relative_to(project.folder).parts[0] in _KEEPING}
    found |= ours
    sums = set[str]()
    for some in some_of(rows.get(table.name, ())):
        sums.update(connection.scalars(select(table.c.sha256).where(table.c.id.in_(some))))
    # Of a working copy that is not there nothing is known; of an original its sum is, as the project says.
    lost = [path for path in mine - others if path.parent.name == ORIGINALS and not is_plain_file(path)]
    maybe = {*copies} - ours | {*(same_as(lost, sums, among - found) if lost else ())}
    return sorted(path for path in found if is_plain_file(path)), sorted(maybe)


def _called_after(folder: Path, files: Collection[Path], others: Collection[Path]) -> set[Path]:
    """What is called after `files`: “stem.json”, a second version, “stem (conflicted copy).wav”; not after `others`."""
    theirs = {path.stem for path in others}
    stems = {path.stem for path in files if len(path.stem) >= _SHORTEST_STEM} - theirs
    there = {path.stem for path in files if is_plain_file(path)}
    found = set[Path]()
    for kind in (ORIGINALS, WORKING, PEAKS, RECORDINGS, TRASH, PAPERS, IMAGES):
        place, called = folder / kind, stems
        if kind == RECORDINGS:
            called = {stem for stem in stems if not is_plain_file(place / f"{stem}.wav")}  # else it is unfinished
        elif kind == TRASH:
            called = stems & there  # else it may be a recording that was discarded
        with suppress(OSError):
            names = [path.name for path in place.iterdir()]
            found.update(place / name for name in names if _longest(name, called | theirs) in called)
    return found - set(others)


def _longest(name: str, stems: Collection[str]) -> str:
    """The longest of `stems` after which a file is called; a name that begins with an id is called after that alone."""
    own = _ID.match(name)
    fitting = [stem for stem in stems if name.startswith(stem) and not name[len(stem) :][:1].isalnum()]
    return max((stem for stem in fitting if own is None or len(stem) >= own.end()), key=len, default="")


def files_with(project: Project, stand_in: Callable[[str], bool]) -> list[Path]:
    """The files of ours beside the project's database in which words stand that `stand_in` knows in a text."""
    return [path for path in (*kept_words(project.folder), *_noted(project)) if stand_in(_text_of(path))]


def _noted(project: Project) -> list[Path]:
    """What is noted for the next recording, and what was kept apart."""
    paths = [*kept_notes(project.folder)]
    with suppress(ProjectError, StorageError):
        paths.append(project.path(PREPARED, RECORDINGS))
    return paths


def _prepared_about(project: Project, said: SaidWords, names: Collection[str]) -> list[Path]:
    """What is noted for the next recording or kept apart, if it repeats what was said or names one of these people."""
    texts = {path: _text_of(path) for path in _noted(project)}
    return [path for path, text in texts.items() if said.stand_in(text) or any(name in text for name in names)]


def _text_of(path: Path) -> str:
    with suppress(OSError):
        return path.read_bytes().decode("utf-8", "replace")
    return ""


def _marks(connection: Connection, rows: Rows) -> list[Mark]:
    """What tells these stories and storytellers in a copy of the database from others of the same number."""
    found = []
    for kind in (Story.__table__, Person.__table__):
        for some in some_of(rows.get(kind.name, ())):  # type: ignore[attr-defined]
            query = select(kind.c.id, kind.c.created_at).where(kind.c.id.in_(some))
            found += [(str(kind.name), row.id, row.created_at) for row in connection.execute(query)]  # type: ignore[attr-defined]
    return found

"""Every text that a project keeps, found in its tables: none is in any byte or name of anything that leaves."""

import getpass
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from consenting import SAID, allow
from exporting import exporters
from made_stories import make_story
from reporting import write_report
from rooms import meet
from searching import found_in
from sqlalchemy import Column, Integer, Text
from sqlalchemy.types import TypeDecorator
from tagged import Tagged

from coproclip.audio.encode import Format
from coproclip.excerpts import marking
from coproclip.excerpts.approval import StoryReader, Use, note_answer, shareable
from coproclip.excerpts.beside.texts import PUBLIC, PublicText, shareable_text
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.grants import NO_TEXT
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.export.cards import export_cards
from coproclip.export.clip import FORMATS
from coproclip.export.clips import export_clips
from coproclip.export.codebook_file import save_codebook
from coproclip.export.conversation.folder import export_conversation
from coproclip.export.documents.card_picture import CardSize
from coproclip.export.documents.paper import print_large
from coproclip.export.exchange.qda_file import save_qda
from coproclip.export.exchange.team_files import save_story, save_timeline_of_originals
from coproclip.export.exchange.timeline_folder import (
    EDITING,
    OF_ONE_SOUND,
    TimelineFormat,
    export_timeline,
    owner_of_timeline,
)
from coproclip.export.folders.manifest import Owner
from coproclip.export.montage import export_montage
from coproclip.export.notices import TEAM_MARK
from coproclip.export.patterns import counts_table, crossed_table, save_table
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.export.quote_sheet import SheetFormat, export_quotes
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.export.review_pack import export_review
from coproclip.export.sheet_page import save_sheet
from coproclip.export.story_index import IndexFormat, export_story_index
from coproclip.export.workshop.workshop_files import export_papers, export_take_away
from coproclip.people import sheets
from coproclip.people.about_project import add_partner
from coproclip.project.columns import Json, Prose, RowIds, Word, Words
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ListKind
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Base, Excerpt
from coproclip.project.storage import value_check
from coproclip.sensemaking.attendees import attendees
from coproclip.sensemaking.cards import cards
from coproclip.themes.codebook import add_theme, link

FOR_THE_TEAM = {
    "folders.team_file.save_for_team",
    "patterns.save_grid",
    "people_file.save_people",
    "exchange.qda_file.save_qda",
    "exchange.team_files.save_story",
    "exchange.team_files.save_timeline_of_originals",
}
"""It holds everything of a story, says so, and only its owner may read it."""
TEAM_READS = {
    "excerpt": {"title", "attribution", "quote"},
    "project": {"title"},
    "segment": {"text", "words"},
    "speaker": {"name"},
    "story": {"title", "told_on"},
    "storyteller": {"alias"},
    "theme": {"name", "question", "description"},
}
"""What a file for other programs has of a project, where it is for the team."""
KEPT = {
    # What the program compares, finds files and rows by, or parses; no text that anybody wrote.
    "answer": {"answer", "fingerprint", "covered", "answered_at"},
    "consent": {"about", "answer", "expires_on", "review_on", "said_at"},
    "mention": {"text", "decision", "kind"},
    "moment": {"kind"},
    "playlist": {"uid"},
    "project": {"uid"},
    "recording": {"original", "sha256", "working", "peaks", "tracks"},
    "segment": {"text", "words", "checked_how"},
    "speaker": {"role"},
    "story": {"language", "binned_at", "care"},
    "story_storyteller": {"part"},
    "storyteller": {"part", "age_band"},
    "theme": {"letter"},
    "used_number": {"name"},
    # What is shown of an excerpt that everybody agreed to, and what is kept of its words.
    "excerpt": {"title", "attribution", "quote", "before", "after", "care"},
}
SHOWN = {(place.rows.__tablename__, place.column) for what, place in PUBLIC.items()}
"""What may leave where it is granted; the storyteller's name on their own review alone."""


def canary(table: str, column: str) -> str:
    """A word for one column that is nowhere else."""
    return "zq" + "".join(sign for sign in table + column if sign.isalpha()) + "qz"


def texts(table: str) -> Iterator[Column[Any]]:
    """The columns of a table that hold text of any kind, found in the schema."""
    for column in Base.metadata.tables[table].columns:
        if isinstance(column.type, (Text, TypeDecorator)):
            yield column


def known_values(column: Column[Any]) -> list[str]:
    """What the program knows for a column that holds one of a few words, or a day; empty where anybody writes it."""
    if (column.table.name, column.name) in value_check._DAYS:
        return ["2026-03-02"]
    return sorted(map(str, value_check._ONE_OF.get((column.table.name, column.name), ())))


def filled(column: Column[Any]) -> Any:
    """The canary of a column, as its kind of column keeps it."""
    word = canary(column.table.name, column.name)
    match column.type:
        case Words():
            return [Word(word, 0, 100)]
        case RowIds():
            return {word: [1]}
        case Json():
            return {word: word} if column.type.kind is dict else [word]
        case _:
            assert isinstance(column.type, Prose), f"{column} is of a kind that this test does not know"
            return word


@pytest.fixture
def secrets(project: Project) -> tuple[int, int, set[str]]:
    """A shared excerpt (id) in a playlist (id) of a project that has a secret in every other text that it keeps."""
    story = make_story(project)
    other = make_story(project, [("storyteller", "It was zqunsaidqz that nobody asked about.")], title="Other")
    allow(project, story, other)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
        refused = marking.mark_quote(edit, other, "It was zqunsaidqz that nobody asked about.").id
        link(edit, add_theme(edit, "Together").id, made)
        playlist = add_playlist(edit, "Doors", "How people planned").id
        add_to_playlist(edit, playlist, [made])
        add_partner(edit, "zqpartnerqz", "The library")
    with project.edit(Work.ADD_STORY) as edit:
        found = _fill(edit, {made, refused})
    with project.edit(Operation.NOTE_ANSWER) as edit:
        for teller in StoryReader(edit.session).tellers_in(edit.get(Excerpt, made)):
            note_answer(edit, made, "yes", **SAID, storyteller_id=teller, uses=ANSWERED_USES)
        note_answer(edit, refused, "no", **SAID)
    return made, playlist, found | {"zqunsaidqz", "zqpartnerqz"}


def _fill(edit: Edit, excerpts: set[int]) -> set[str]:
    """Put a canary into every text of every row, and a row into every table that has none; returns the canaries."""
    found = set[str]()
    classes = {mapper.local_table.name: mapper for mapper in Base.registry.mappers}
    assert classes.keys() == Base.metadata.tables.keys()
    for table, mapper in classes.items():
        columns = [one for one in texts(table) if one.name not in KEPT.get(table, set())]
        columns = [one for one in columns if (table, one.name) not in SHOWN and not known_values(one)]
        rows = edit.session.query(mapper.class_).all()
        if not rows:
            rows = [mapper.class_(**_values(mapper.local_table, mapper))]
            edit.session.add_all(rows)
        for row in rows:
            for column in columns:
                setattr(row, mapper.get_property_by_column(column).key, filled(column))
        found |= {canary(table, column.name) for column in columns}
    edit.session.flush()
    return found


def _values(table: Any, mapper: Any) -> dict[str, Any]:
    """Something for every column of a new row."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name != "id":
            plain = 1 if isinstance(column.type, Integer) else next(iter(known_values(column)), filled(column))
            values[mapper.get_property_by_column(column).key] = plain
    return values


def test_the_exporters_are_the_ones_that_are_tried_here() -> None:
    """Found by looking: whoever writes another one adds it to the ways below."""
    assert exporters() - FOR_THE_TEAM == {
        "codebook_file.save_codebook",
        "exchange.timeline_folder.export_timeline",
        "patterns.save_table",
        "cards.export_cards",
        "montage.export_montage",
        "playlist.one_page.export_one_page",
        "clips.export_clips",
        "conversation.folder.export_conversation",
        "playlist.playlist_page.export_playlist",
        "quote_sheet.export_quotes",
        "review_pack.export_review",
        "sheet_page.save_sheet",
        "report.folder.export_report",
        "story_index.export_story_index",
        "workshop.workshop_files.export_papers",
        "workshop.workshop_files.export_take_away",
    }


@pytest.fixture
def whoami(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Who uses this computer and what it is called: names that are nowhere else, and the real ones."""
    real = {getpass.getuser(), socket.gethostname()}
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "EMAIL"):
        monkeypatch.setenv(name, "zquserqz")
    for name in ("HOSTNAME", "COMPUTERNAME", "HOST"):
        monkeypatch.setenv(name, "zqhostqz")
    monkeypatch.setattr(socket, "gethostname", lambda: "zqhostqz")
    assert getpass.getuser() == "zquserqz"
    return real | {"zquserqz", "zqhostqz"}


def test_no_text_that_is_kept_leaves_in_any_way(
    project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path, whoami: set[str]
) -> None:
    excerpt, playlist, found = secrets
    assert len(found) > 80
    out = tmp_path / "out"
    out.mkdir()
    for format in FORMATS:
        [granted] = shareable(project, [excerpt], Use.SHARING).granted
        export_clips([granted], out / format, format=format)
    for use in (Use.SHARING, Use.PAGE):
        sharing = shareable(project, [excerpt], use, playlist_id=playlist)
        assert sharing.refused == ()
        info = playlist_info(project, playlist, sharing.granted)
        export_playlist(
            info, sharing.granted, out / use, format="wav", address="https://example.org/a/", embed=use is Use.PAGE
        )
        export_one_page(info, sharing.granted, out / use, owner=Owner(project.details.uid, "page"))
        for format in (Format.MP3, Format.M4A, Format.WAV):
            owner = Owner(project.details.uid, f"montage as {format}")
            export_montage(
                sharing.granted, out / use, owner=owner, title=info.title, between=info.between, format=format
            )
    title = shareable_text(project, PublicText.PLAYLIST_TITLE, playlist, beside=[excerpt])
    owner = owner_of_timeline(project, playlist, [excerpt])
    sharing = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist)
    export_timeline(sharing.granted, out / "timeline", title=title, owner=owner, formats=TimelineFormat)
    quotes = shareable(project, [excerpt], Use.QUOTE).granted
    export_quotes(quotes, out / "quotes", owner=Owner(project.details.uid), formats=tuple(SheetFormat), heard=[excerpt])
    export_cards(quotes, out / "cards", owner=owner, title=title, sizes=tuple(CardSize))
    assert found_in({"We moved the chairs."}, out / "cards").keys() == {"We moved the chairs."}, "it can be found"
    export_story_index(project, out / "index", formats=tuple(IndexFormat))
    title_of_story = canary("story", "title")
    assert found_in({title_of_story}, out / "index").keys() == {title_of_story}, "what it is a list of"
    found -= {title_of_story}
    assert found_in({"We moved the chairs."}, out / "quotes").keys() == {"We moved the chairs."}, "it can be found"
    found |= whoami | {str(tmp_path), project.folder.name + ".db"}
    assert found_in({one for one in found if len(one) > 4}, out) == {}
    assert found_in({"How people planned"}, out).keys() == {"How people planned"}, "it can be found"
    review = tmp_path / "review"
    review.mkdir()
    export_review(project, 1, review, print_pdf=print_large)
    assert Tagged(next(review.rglob("*.pdf"))).tags.count("H3") == 1, "it is found by its headings"
    export_review(project, 1, tmp_path / "as a page", print_pdf=lambda page, path: path.write_text(page) and None)
    mine = {canary("storyteller", "alias"), canary("speaker", "name")}
    rest = found - mine - {one for one in found if len(one) <= 4}
    assert found_in(rest, review) == {}
    assert found_in(rest, tmp_path / "as a page") == {}, "what is printed, before it is"


def test_files_for_the_team_hold_what_programs_read_and_nothing_else(
    project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path, whoami: set[str]
) -> None:
    """No note, no check-in, no consent: only words, excerpts, themes and what people go by."""
    excerpt, _playlist, found = secrets
    (out := tmp_path / "out").mkdir()
    save_qda(project, out)
    save_story(project, 1, out, formats=OF_ONE_SOUND)
    granted = shareable(project, [excerpt], Use.REPORTER).granted
    save_timeline_of_originals(project, granted, out / "own", title=NO_TEXT, formats=EDITING)
    read = {canary(table, column) for table, columns in TEAM_READS.items() for column in columns}
    rest = {one for one in found - read - {"zqunsaidqz"} | whoami if len(one) > 4}
    assert found_in(rest, out) == {}
    assert found_in({canary("speaker", "name")}, out), "it can be found"
    for path in (path for path in out.rglob("*") if path.is_file()):
        assert TEAM_MARK.encode() in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_no_text_that_is_kept_is_on_a_workshops_papers(
    project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path
) -> None:
    """Only what a workshop is called, its agreement, and what somebody is called on their own pack."""
    excerpt, _playlist, found = secrets
    session_id = meet(project)
    with project.read() as session:
        [*_, person] = attendees(session, session_id)
        assert [card.excerpt_id for card in cards(session, session_id)] == [excerpt]
        number = person.id
    for made in (tmp_path / "papers", tmp_path / "printed", tmp_path / "packs"):
        made.mkdir()
    export_papers(project, session_id, tmp_path / "papers")
    export_papers(project, session_id, tmp_path / "printed", print_pdf=print_large)
    export_take_away(project, session_id, number, tmp_path / "packs")
    mine = {canary("agreement", "text"), canary("project", "contact")} | {one for one in found if len(one) <= 4}
    for made in (tmp_path / "papers", tmp_path / "printed", tmp_path / "packs"):
        assert found_in(found - mine, made) == {}
        assert found_in({"moved the chairs"}, made) or made.name == "printed", "it can be found"


def test_no_text_that_is_kept_is_in_a_conversation_pack(
    project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path, whoami: set[str]
) -> None:
    """Only what the project is called, and whom to ask; of what the group noted, open questions alone."""
    excerpt, _playlist, found = secrets
    ids = [excerpt]
    with project.edit(Operation.NOTE_ANSWER) as edit:
        for words in ("no head of the table", "I had never been asked before.", "so people just talked."):
            ids.append(marking.mark_quote(edit, 1, words, title="Another").id)
            for teller in StoryReader(edit.session).tellers_in(edit.get(Excerpt, ids[-1])):
                note_answer(edit, ids[-1], "yes", **SAID, storyteller_id=teller, uses=ANSWERED_USES)
    sharing = shareable(project, ids, Use.SHARING)
    assert sharing.refused == ()
    export_conversation(project, sharing.granted, tmp_path / "pack", owner=Owner(project.details.uid))
    found |= whoami | {str(tmp_path), project.folder.name + ".db"}
    assert found_in({one for one in found if len(one) > 4}, tmp_path / "pack") == {}
    assert found_in({"moved the chairs"}, tmp_path / "pack"), "it can be found"


def test_no_text_that_is_kept_is_in_the_report(
    project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path, whoami: set[str]
) -> None:
    excerpt, _playlist, found = secrets
    write_report(project, [excerpt])
    export_report(project, tmp_path / "report", list(ReportFormat))
    found |= whoami | {str(tmp_path), project.folder.name + ".db"}
    assert found_in({one for one in found if len(one) > 4}, tmp_path / "report") == {}
    assert found_in({"moved the chairs"}, tmp_path / "report"), "it can be found"


def test_no_text_that_is_kept_is_in_a_list_of_themes_or_a_table(
    project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path
) -> None:
    """What a theme is and what was agreed for all is in a list of themes; of stories there are numbers alone."""
    _excerpt, _playlist, found = secrets
    (out := tmp_path / "out").mkdir()
    for name in ("themes.json", "themes.qdc"):
        save_codebook(project, out / name)
    for kind in (ListKind.ROLE, ListKind.SECTOR):
        for ending in ("csv", "xlsx", "html"):
            save_table(project, lambda project, kind=kind: crossed_table(project, kind), out / f"{kind.value}.{ending}")
    save_table(project, counts_table, out / "counts.csv")
    of_themes = {canary("theme", name) for name in ("question", "description", "linking")}
    of_all = {canary("agreement", "text"), canary("starter", "text"), canary("list_entry", "text")}
    rest = found - of_themes - of_all - {one for one in found if len(one) <= 4}
    assert found_in(rest, out) == {}
    assert found_in({"Together"}, out), "it can be found"


def test_no_sheet_says_what_was_told(project: Project, secrets: tuple[int, int, set[str]], tmp_path: Path) -> None:
    """What is read before anything is told: the project's own lines and questions, and nothing of a story."""
    of_project = {"project", "partner", "list_entry"}
    of_stories = {
        canary(name, column.name) for name in set(Base.metadata.tables) - of_project for column in texts(name)
    }
    (tmp_path / "out").mkdir()
    for form in sheets.SheetForm:
        save_sheet(project, form, tmp_path / "out" / f"{form.value}.html")
    assert found_in(of_stories | {"zqunsaidqz", "We moved"}, tmp_path / "out") == {}


def test_every_table_is_looked_at() -> None:
    known = {(table, column.name) for table in Base.metadata.tables for column in texts(table)}
    listed = {(table, column) for table, columns in KEPT.items() for column in columns} | SHOWN
    assert listed <= known, "a column that is gone is not listed"
    assert len(known - listed) > 80
    assert PublicText.REVIEWER in PUBLIC

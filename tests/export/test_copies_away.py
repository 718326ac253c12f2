"""From a copy that stories stayed out of nothing leaves: nobody knows there what they hold back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from exporting import exporters
from made_stories import made_project, make_story
from searching import found_in
from sqlalchemy import Connection, Integer, Table, func, insert, select, update
from test_ledger import EXPORTERS
from test_nothing_leaks import FOR_THE_TEAM

from coproclip.cli.app import run
from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import change_excerpt, mark_quote
from coproclip.excerpts.playlists import add_playlist
from coproclip.excerpts.reviews.review import for_review
from coproclip.excerpts.rules.policy import OUTSIDE
from coproclip.people.about_project import change_project
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide, find_mention
from coproclip.people.stories import bin_story
from coproclip.project.columns import Json, Prose, RowIds
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import (
    ConsentAbout,
    ListKind,
    MentionDecision,
    MomentKind,
    SectionKind,
    SpeakerRole,
    TranscriptionState,
)
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.texts_left_out import WRITTEN
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.project.schema import (
    Attendee,
    Consent,
    Excerpt,
    GroupNote,
    Mention,
    Report,
    ReportSection,
    Theme,
    all_tables,
)
from coproclip.project.storage.backups import BackupReason
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, set_body
from coproclip.sensemaking.attendees import add_attendee
from coproclip.sensemaking.learned import add_learned
from coproclip.sensemaking.sessions import start_session
from coproclip.themes.codebook import add_theme, change_theme, link

NOBODY_KNOWS = "nobody can tell here which names and words they hold back"


def _fill(project: Project) -> None:
    """Two stories that may leave, and a third that holds a name and words back."""
    for number in (1, 2):
        story = make_story(project, title=f"Story {number}", storyteller=f"Teller {number}")
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            excerpt = mark_quote(edit, story, "We moved the chairs.").id
        answer(project, excerpt, uses=(Use.SHARING, Use.REPORT, Use.QUOTE))
    lines = (("storyteller", "My landlord Okafor threw the keys into the river that night."),)
    third = make_story(project, lines, title="The river", storyteller="Bo Marsh")
    allow(project, third)
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, third, [Found("Okafor", NameKind.PERSON)])
        decide(edit, find_mention(edit.session, third, "Okafor").id, MentionDecision.REMOVE, by="Ed")


def _refuse(project: Project) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 3, ConsentAbout.RECORDED, "no", **SAID, storyteller_id=3)


def _bin(project: Project) -> None:
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, 3)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder, _ = made_project(tmp_path / "Doors", _fill)
    with Project.open(folder) as opened:
        yield opened


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Project:
    _refuse(project)
    with Project.open(make_copy(project, tmp_path, "Jo")) as opened:
        yield opened


def test_what_was_written_with_their_words_and_names_stays_at_home_too(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        for name in ("Okafor and the chairs", "Threw the keys into the river", "We moved the chairs"):
            add_theme(edit, name)
        change_excerpt(edit, 1, title="Unlike Okafor")
        change_excerpt(edit, 2, title="We moved the chairs", note="okafor, and the chairs")
        add_playlist(edit, "What Bo Marsh said", "Somebody else threw the keys into the river.")
        section = add_section(edit, SectionKind.OWN, title="About").id
        set_body(edit, section, parse("Another lost the keys into the river that night."), who="Mo")
        change_project(edit, {"purpose": "Nobody moves like Okafor’s tenants."})
    _refuse(project)
    before = _names(project)
    folder = make_copy(project, tmp_path, "Jo")
    read = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).lower()
    assert [word for word in (b"okafor", b"the keys into", b"bo marsh") if word in read] == []
    with Project.open(folder) as copy:
        themes, titles = _names(copy)
        assert titles == ["", "We moved the chairs"]
        assert len(themes) == 3
        assert themes[-1] == "We moved the chairs"
        with copy.edit(Operation.CHANGE_THEME) as edit:
            change_theme(edit, 3, name="Chairs")
            add_theme(edit, "Room to talk")
    assert bring_back(project, folder).conflicts == ()
    themes, titles = _names(project)
    assert titles == before[1]
    assert themes == [*before[0][:2], "Chairs", "Room to talk"]
    assert project.database.faults() == []


def test_part_of_a_name_that_stays_at_home_stays_too(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_names(edit, 3, [Found("Will Bartholomew"), Found("Helen Rivers"), Found("Jo Hill", NameKind.PLACE)])
        for name in ("Will Bartholomew", "Helen Rivers", "Jo Hill"):
            decide(edit, find_mention(edit.session, 3, name).id, MentionDecision.REMOVE, by="Ed")
        add_names(edit, 1, [Found("Helen")])
        add_names(edit, 3, [Found("Rivers")])
        decide(edit, find_mention(edit.session, 3, "Rivers").id, MentionDecision.KEEP, by="Ed")
        stays = ("Bartholomew, Will", "Mr Bartholomew’s keys", "What Will did", "the Bartholomews", "As Marsh says")
        goes = ("What will be", "The Rivers", "Helen’s shop", "On the Hill", "What Teller 1 said", "Jo")
        for name in (*stays, *goes):
            add_theme(edit, name)
        for name in ("Mrs Bartholomew", "Helen and Rivers"):
            set_body(edit, add_section(edit, SectionKind.OWN, title=name).id, parse(f"{name} and others."), who="Mo")
    _refuse(project)
    with Project.open(make_copy(project, tmp_path, "Jo")) as copy:
        assert _names(copy)[0] == [*(f"Theme {number}" for number in range(1, len(stays) + 1)), *goes]
        with copy.read() as session:
            assert [one.title for one in session.query(ReportSection) if one.title] == ["Helen and Rivers"]


def _names(project: Project) -> tuple[list[str], list[str]]:
    """What the themes are called, and the excerpts of the first two stories."""
    with project.read() as session:
        themes = [one.name for one in session.query(Theme).order_by(Theme.id)]
        return themes, [one.title for one in session.query(Excerpt).where(Excerpt.story_id != 3).order_by(Excerpt.id)]


def test_how_many_texts_stay_is_said(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _bin(project)
    for number, said in enumerate(
        ("", "1 text that people wrote is not in it", "2 texts that people wrote are not in")
    ):
        if number:
            with project.edit(Operation.ADD_THEME) as edit:
                add_theme(edit, f"Okafor {number}")
        (to := tmp_path / str(number)).mkdir()
        assert run(["pack", str(project.folder), "--to", str(to)]) == 0
        shown = "".join(capsys.readouterr())
        assert "nothing can be exported from the copy" in shown
        assert said in shown
        assert ("people wrote" in shown) is bool(said)


def test_whatever_lets_something_out_refuses_there(copy: Project, tmp_path: Path) -> None:
    """Each exporter that is found, also where it is given what somebody wrote there since."""
    assert exporters() == EXPORTERS.keys()
    with copy.edit(Operation.ADD_THEME) as edit:
        link(edit, add_theme(edit, "Unlike Okafor").id, 1)
        link(edit, add_theme(edit, "Threw the keys into the river").id, 2)
    for name, export in EXPORTERS.items():
        out = tmp_path / name
        if name in FOR_THE_TEAM:
            continue
        # Of no excerpt that is granted nothing is made, with a word or without.
        with suppress(NotShareable, BadInput, AssertionError):
            export(copy, out)
        assert [path.name for path in out.rglob("*") if path.is_file()] == [], name


@pytest.mark.parametrize("use", list(Use))
def test_each_excerpt_says_so_and_the_team_and_the_room_go_on(copy: Project, use: Use) -> None:
    sharing = shareable(copy, [1], use, review_of=1)
    if use in OUTSIDE:
        [refused] = sharing.refused
        assert NOBODY_KNOWS in refused.reason
        assert "export it from the project that it was made from" in refused.reason
    else:
        assert sharing.granted
    assert for_review(copy, 1).granted, "somebody may still be asked"


def test_the_command_line_says_where_it_can_be_made(
    copy: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (out := tmp_path / "out").mkdir()
    assert run(["export", "clips", str(copy.folder), "--to", str(out)]) == 1
    assert NOBODY_KNOWS in "".join(capsys.readouterr())
    assert run(["codebook", "export", str(copy.folder), str(out / "themes.json")]) == 1
    assert NOBODY_KNOWS in "".join(capsys.readouterr())
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("why", [_refuse, _bin, None], ids=["refused", "binned", "all there"])
def test_a_copy_with_all_stories_in_it_lets_out_what_the_project_does(
    project: Project, tmp_path: Path, why: Callable[[Project], None] | None
) -> None:
    if why is not None:
        why(project)
    first = make_copy(project, tmp_path, "Jo")
    with Project.open(first) as copy:
        second = make_copy(copy, tmp_path, "Kim")
    for folder in (first, second):
        with Project.open(folder) as copy:
            assert bool(shareable(copy, [1], Use.SHARING).granted) is (why is None)
            assert copy.database.faults() == []
            assert not copy.database.set_aside


def test_going_back_to_a_backup_there_opens_nothing(project: Project, tmp_path: Path) -> None:
    with Project.open(make_copy(project, tmp_path, "Whole")) as whole:
        backup = whole.back_up(BackupReason.ASKED)
    _refuse(project)
    folder = make_copy(project, tmp_path, "Jo")
    restore(folder, backup)
    with Project.open(folder) as copy:
        assert NOBODY_KNOWS in shareable(copy, [1], Use.SHARING).refused[0].reason


def test_what_was_done_there_comes_back_and_leaves_from_home(project: Project, copy: Project, tmp_path: Path) -> None:
    with copy.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Room to talk")
    folder = copy.folder
    copy.close()
    bring_back(project, folder)
    assert shareable(project, [1], Use.SHARING).granted
    EXPORTERS["codebook_file.save_codebook"](project, tmp_path / "out")
    assert found_in({"Room to talk"}, tmp_path / "out")


OTHER_COLUMNS = [
    "answer.answer",
    "answer.fingerprint",
    "attendee.level",
    "care_note.kind",
    "change_log.operation",
    "choice.kind",
    "consent.about",
    "consent.answer",
    "consent_sheet.form",
    "consent_sheet.language",
    "draft_segment.text",
    "excerpt.after",
    "excerpt.before",
    "excerpt.kind",
    "excerpt.quote",
    "excerpt.valence",
    "excerpt_translation.language",
    "group_note.kind",
    "group_note.uid",
    "handover.use",
    "handover_file.sha256",
    "list_entry.kind",
    "mention.decision",
    "mention.kind",
    "mention.text",
    "merged_row.as_merged",
    "merged_row.table_name",
    "moment.kind",
    "naming.named_in",
    "playlist.uid",
    "project.title",
    "project.uid",
    "recording.original",
    "recording.peaks",
    "recording.sha256",
    "recording.source",
    "recording.tracks",
    "recording.working",
    "report_image.file",
    "report_image.key",
    "report_kept.at",
    "report_kept.finding",
    "report_quote.key",
    "report_section.kind",
    "review_pack.uid",
    "segment.checked_how",
    "segment.text",
    "segment.translation",
    "speaker.role",
    "story.kind",
    "story.language",
    "story_storyteller.part",
    "storyteller.age_band",
    "storyteller.part",
    "theme.heading_kind",
    "theme.letter",
    "theme_event.at",
    "theme_event.name",
    "theme_event.what",
    "theme_event.why",
    "theme_relation.kind",
    "transcription.asked_language",
    "transcription.engine",
    "transcription.language",
    "transcription.speech_model",
    "transcription.state",
    "used_number.name",
    "workshop_place.uid",
    "workshop_session.day",
    "workshop_session.uid",
]


def test_no_text_that_somebody_writes_is_forgotten() -> None:
    """Each column of text is left out with such words, or is here among those that nobody writes such words in."""
    rest = [
        f"{table.name}.{one.name}"
        for table in all_tables()
        for one in table.columns
        if type(one.type) is Prose and one.name not in WRITTEN.get(table.name, ())
    ]
    assert sorted(one for one in rest if not one.endswith(("_at", "_on"))) == OTHER_COLUMNS


VALID = {
    ("speaker", "role"): SpeakerRole.STORYTELLER.value,
    ("moment", "kind"): MomentKind.STARTER.value,
    ("transcription", "state"): TranscriptionState.DONE.value,
    ("list_entry", "kind"): ListKind.ROLE.value,
    ("check_in", "due_on"): "2026-11-30",
}


def _is_of_story_3(table: Table) -> str:
    return {"story": "id = 3", "storyteller": "id <= 3"}.get(
        table.name, "story_id = 3" if "story_id" in table.columns else "0"
    )


PROGRAM = {
    ("answer", "covered"),
    ("excerpt_translation", "prints"),
    ("segment", "flags"),
    ("draft_segment", "flags"),
    ("recording", "tracks"),
}
"""Lists that have nothing in them but what the program writes."""


def _full_row(connection: Connection, table: Table) -> dict[str, object]:
    """A row for a table, with “Okafor” in all that somebody may write; of the first of all that it refers to."""
    values: dict[str, object] = {}
    for one in table.columns:
        may_be_written = one.name in WRITTEN.get(table.name, ())
        if one.foreign_keys:
            [key] = one.foreign_keys
            values[one.name] = connection.scalar(select(func.min(key.column)))
        elif one.name == "id":
            values["id"] = 1 if table.name in ("project", "report") else 900
        elif type(one.type) is Json and (table.name, one.name) not in PROGRAM:
            is_list = one.type.kind is list
            values[one.name] = ["Like Okafor"] if is_list else {"a": ["Like Okafor", {"Okafor": "Okafor’s"}]}
        elif isinstance(one.type, Integer):
            values[one.name] = 1
        elif type(one.type) is Prose:
            values[one.name] = "Like Okafor 900" if may_be_written else VALID.get((table.name, one.name), "")
        elif not one.nullable:
            values[one.name] = {} if isinstance(one.type, RowIds) or one.name == "covered" else []
    return values


def _naming_okafor(folder: Path) -> set[str]:
    """The columns in which the name stands, but for the story that it is taken out of."""
    found = set[str]()
    with closing(sqlite3.connect(folder / "project.db")) as database:
        database.row_factory = sqlite3.Row
        for table in all_tables():
            for row in map(dict, database.execute(f'SELECT * FROM "{table.name}" WHERE NOT ({_is_of_story_3(table)})')):
                found |= {f"{table.name}.{name}" for name, value in row.items() if "okafor" in str(value).lower()}
    return found


def test_a_name_that_stays_is_in_no_column_of_text_of_a_copy(project: Project, tmp_path: Path) -> None:
    """Whatever the schema has: a row more in each table, with the name in all that somebody may write."""
    with project.edit(Operation.ADD_THEME) as edit:
        connection = edit.session.connection()
        for table in all_tables():
            values = _full_row(connection, table)
            if connection.execute(select(table.c.id).where(table.c.id == values["id"])).first():
                connection.execute(update(table).values({name: values[name] for name in values if name != "id"}))
            elif table.name != "used_number":
                connection.execute(insert(table).prefix_with("OR IGNORE").values(values))
    written = {f"{table}.{column}" for table, columns in WRITTEN.items() for column in columns}
    assert written - _naming_okafor(project.folder) == set()
    _bin(project)
    folder = make_copy(project, tmp_path, "Jo")
    assert _naming_okafor(folder) == set()
    assert not [path for path in folder.rglob("*") if path.is_file() and b"Okafor" in path.read_bytes()]


def test_whoever_tells_a_story_in_a_copy_is_called_there_what_they_go_by(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        for name in ("Teller 1", "Ann"):
            mention = Mention(story_id=3, text=name, decision=MentionDecision.REMOVE.value)
            edit.add(mention)
        session = start_session(edit, "First")
        for who in ("Teller 1", "Ann"):
            add_attendee(edit, session.id, who)
            add_learned(edit, "Tea before the microphone.", who=who)
    _refuse(project)
    with Project.open(make_copy(project, tmp_path, "Jo")) as copy, copy.read() as session:
        assert sorted(session.scalars(select(Attendee.name))) == ["", "Teller 1"]
        assert sorted(session.scalars(select(GroupNote.from_whom))) == ["", "Teller 1"]
        assert set(session.scalars(select(Consent.who))) == {SAID["who"]}


def test_each_of_them_stays_at_home_and_the_copy_is_whole(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Chairs")
        add_playlist(edit, "Doors")
        start_session(edit, "First")
        set_body(edit, add_section(edit, SectionKind.OWN, title="About").id, parse("Well."), who="Mo")
        for table in all_tables():
            for column in WRITTEN.get(table.name, ()):
                where = f"WHERE NOT ({_is_of_story_3(table)})"
                sets = f"UPDATE {table.name} SET {column} = 'Like Okafor ' || id {where}"
                edit.session.connection().exec_driver_sql(sets)
        for report in edit.session.query(Report):
            report.glossary = {"Okafor": "a landlord", "stop": "of a bus"}
    _bin(project)
    folder = make_copy(project, tmp_path, "Jo")
    read = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"Okafor" not in read
    assert b"of a bus" in read
    with Project.open(folder) as copy:
        assert copy.database.faults() == []
        assert not copy.database.set_aside
    assert bring_back(project, folder).is_empty

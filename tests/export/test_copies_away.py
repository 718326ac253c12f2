"""From a copy that stories stayed out of nothing leaves: nobody knows there what they hold back."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from exporting import exporters
from made_stories import made_project, make_story
from searching import found_in
from test_ledger import EXPORTERS
from test_nothing_leaks import FOR_THE_TEAM

from coproclip.cli.app import run
from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import change_excerpt, mark_quote
from coproclip.excerpts.playlists import add_playlist
from coproclip.excerpts.policy import OUTSIDE
from coproclip.excerpts.review import for_review
from coproclip.people.about_project import change_project
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide, find_mention
from coproclip.people.stories import bin_story
from coproclip.project.backups import BackupReason
from coproclip.project.columns import Prose
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision, SectionKind
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.texts_left_out import WRITTEN
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.project.restoring import restore
from coproclip.project.schema import Excerpt, Report, Theme, all_tables
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, set_body
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


OTHER_TABLES = set(
    [
        "answer",
        "attendee",
        "care_note",
        "change_log",
        "check_in",
        "consent",
        "consent_sheet",
        "draft_segment",
        "list_entry",
        "mention",
        "merged_row",
        "moment",
        "naming",
        "partner",
        "person_entry",
        "recording",
        "report",
        "report_quote",
        "review_pack",
        "segment",
        "speaker",
        "starter",
        "story_storyteller",
        "storyteller",
        "theme_event",
        "transcription",
        "unfinished_erasure",
        "used_number",
        "workshop_place",
    ]
)
"""Who said or chose something, what was said, how people go by, and what the program keeps for itself."""
OTHER_COLUMNS = [
    "agreement.made_at",
    "choice.kind",
    "excerpt.after",
    "excerpt.before",
    "excerpt.created_at",
    "excerpt.feeling",
    "excerpt.kind",
    "excerpt.quote",
    "excerpt.valence",
    "group_note.created_at",
    "group_note.from_whom",
    "group_note.kind",
    "group_note.uid",
    "handover.made_at",
    "handover.to_whom",
    "handover.use",
    "handover_file.sha256",
    "handover_file.taken_back_at",
    "phrase.created_at",
    "playlist.created_at",
    "playlist.uid",
    "project.created_at",
    "project.title",
    "project.uid",
    "report_image.file",
    "report_image.key",
    "report_kept.at",
    "report_kept.finding",
    "report_kept.who",
    "report_section.kind",
    "story.binned_at",
    "story.created_at",
    "story.kind",
    "story.language",
    "story.own_feeling",
    "story.own_for_whom",
    "story.own_matters",
    "story.own_title",
    "story.private_note",
    "story.reporter",
    "story.told_on",
    "theme.created_at",
    "theme.heading_kind",
    "theme.letter",
    "theme.suggested_by",
    "theme_relation.kind",
    "workshop_session.agreed_at",
    "workshop_session.closed_at",
    "workshop_session.created_at",
    "workshop_session.day",
    "workshop_session.uid",
]


def test_no_text_that_somebody_writes_is_forgotten() -> None:
    """Each column of text is left out with such words, or is here among those that nobody writes such words in."""
    tables = {table.name: {one.name for one in table.columns if type(one.type) is Prose} for table in all_tables()}
    assert {table for table, columns in tables.items() if columns} - WRITTEN.keys() == OTHER_TABLES
    rest = [f"{table}.{one}" for table in WRITTEN for one in tables[table].difference(WRITTEN[table])]
    assert sorted(rest) == OTHER_COLUMNS


def test_each_of_them_stays_at_home_and_the_copy_is_whole(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Chairs")
        add_playlist(edit, "Doors")
        start_session(edit, "First")
        set_body(edit, add_section(edit, SectionKind.OWN, title="About").id, parse("Well."), who="Mo")
        for table, columns in WRITTEN.items():
            where = " WHERE story_id <> 3" if table == "excerpt" else " WHERE id <> 3" if table == "story" else ""
            for column in columns:
                sets = f"UPDATE {table} SET {column} = 'Like Okafor ' || id{where}"
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

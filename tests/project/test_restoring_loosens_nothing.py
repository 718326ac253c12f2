"""Going back to a backup lets nothing go that the project holds back: every column there is, and what leaves then."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from consenting import allow_story, say
from loosened import LOOSENED, protect
from made_stories import made_project
from sqlalchemy import select

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use
from coproclip.excerpts.noting import note_answer
from coproclip.excerpts.playlists import add_playlist
from coproclip.people.consent import note_consent
from coproclip.people.naming import add_label
from coproclip.people.own_lists import find_or_add_entry
from coproclip.people.storytellers import storytellers_of
from coproclip.project.going_back.held_back import carry_over
from coproclip.project.journal import Operation
from coproclip.project.kinds import STAYED_AT_HOME, ConsentAbout, ListKind, MentionDecision, MomentKind
from coproclip.project.merging.policy import LOOSER
from coproclip.project.project import Project
from coproclip.project.schema import Base, Excerpt, LostName, Mention, Moment, ReportImage, ReportQuote, WorkshopSession
from coproclip.report.sections import add_section
from coproclip.transcript.edits import passages

SAID = {"who": "Kit", "how": "on the phone"}
IMAGE = "! {image p1}"


def _hold_back(project: Project) -> None:
    story = protect(project)
    with project.edit(Operation.CHANGE_STORY) as edit:
        allow_story(edit, story)
        kit = storytellers_of(edit.session, story)[0].id
        first, refused = edit.session.scalars(select(Excerpt.id).order_by(Excerpt.id))
        edit.get(Excerpt, first).unused_reason = "Kit would rather not."
        note_answer(edit, refused, "no", **SAID, storyteller_id=kit)
        note_consent(edit, story, ConsentAbout.QUOTED, "no", **SAID, storyteller_id=kit)
        until = {"expires_on": "2031-01-01", "review_on": "2030-01-01"}
        note_consent(edit, story, ConsentAbout.AUDIO, "yes", **SAID, storyteller_id=kit, **until)
        tom = edit.session.scalars(select(Mention).where(Mention.text == "Tom")).one()
        edit.add(Mention(story_id=story, text="Ann", decision=MentionDecision.GENERAL.value, general="a friend"))
        edit.add(LostName(story_id=story, mention_id=tom.id, start_ms=100, end_ms=200))
        edit.add(Moment(story_id=story, kind=MomentKind.NOT_USED.value, start_ms=9000, end_ms=9500))
        add_label(edit, "One gardener")
        find_or_add_entry(edit, ListKind.PLACE, "Leith")
        add_playlist(edit, "Our excerpts")
        edit.add(WorkshopSession(uid="w", title="May", created_at="2026-01-01T00:00:00+00:00", dots_hidden=1))
        section = add_section(edit, title="Our garden")
        quote = {"key": "q1", "runs": {"runs": [[100, 200]]}, "signed": 0}
        edit.add(ReportQuote(section_id=section.id, excerpt_id=first, **quote))
        edit.add(ReportImage(section_id=section.id, key="p1", file="images/b.jpg", alt="The gate"))
        lines = passages(edit.session, story)
        lines[0].checked = 0
        narrowed = marking.mark(edit, story, lines[1].start_ms, lines[1].end_ms).id
        for uses in ([Use.SHARING, Use.REPORT], [Use.SHARING]):
            say(edit, narrowed, uses=uses)
        say(edit, marking.mark(edit, story, lines[3].words[4].start_ms, lines[3].end_ms).id, uses=[Use.SHARING])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The database of a closed project with something of every kind that holds back or protects."""
    folder, _ = made_project(tmp_path / "Held back", _hold_back)
    return folder / "project.db"


Case = tuple[str, ...]
"""What makes a backup looser than the project, what is found in it while it is, and what was noted here before."""


def _says(table: str, column: str, value: object, where: str = "1") -> Case:
    return (
        f"UPDATE {table} SET {column} = {value!r} WHERE {where}",
        f"SELECT 1 FROM {table} WHERE {column} = {value!r} AND {where}",
    )


_BUS = "(SELECT max(id) FROM excerpt)"
_AGREED = (
    f"SELECT 1 FROM answer WHERE excerpt_id = {_BUS} AND answer = 'yes'"
    f" AND id = (SELECT max(id) FROM answer WHERE excerpt_id = {_BUS})"
)
_SAID = "SELECT 1 FROM consent WHERE {} AND id = (SELECT max(id) FROM consent WHERE about = '{}' AND {})"
_QUOTED = _SAID.format("answer = 'yes'", ConsentAbout.QUOTED, "1")
_ENDLESS = _SAID.format("expires_on = ''", ConsentAbout.AUDIO, "answer = 'yes'")
_UNASKED = _SAID.format("review_on = ''", ConsentAbout.AUDIO, "answer = 'yes'")
_OTHER = (
    "INSERT INTO storyteller (id, alias, description, created_at, part, pronouns, age_band, guardian, languages,"
    " access_needs, thanks) SELECT 900, 'Zoe', '', 'x', part, '', '', '', '', '', '' FROM storyteller LIMIT 1;"
)

HOLDS: dict[tuple[str, str], Case] = {
    ("story", "binned_at"): (
        "UPDATE story SET binned_at = NULL",
        "SELECT 1 FROM story WHERE binned_at IS NULL",
        "UPDATE story SET binned_at = '2026-03-01T10:00:00+00:00'",
    ),
    ("story", "sensitive"): _says("story", "sensitive", 0),
    ("story", "care"): _says("story", "care", ""),
    ("excerpt", "sensitive"): _says("excerpt", "sensitive", 0, "care != ''"),
    ("excerpt", "care"): _says("excerpt", "care", "nothing", "sensitive = 1"),
    ("excerpt", "attribution"): _says("excerpt", "attribution", "Kit Marsh", "care != ''"),
    ("excerpt", "unused_reason"): _says("excerpt", "unused_reason", "", "care != ''"),
    ("excerpt", "lead_in_ms"): ("UPDATE excerpt SET lead_in_ms = 2900", _AGREED),
    ("excerpt", "lead_out_ms"): ("UPDATE excerpt SET lead_out_ms = 2900", _AGREED),
    ("span", "start_ms"): ("UPDATE span SET start_ms = start_ms - 700", _AGREED),
    ("span", "end_ms"): ("UPDATE span SET end_ms = end_ms + 700", _AGREED),
    ("answer", "answer"): (
        "UPDATE answer SET answer = 'yes' WHERE answer = 'no'",
        "SELECT 1 FROM answer WHERE answer = 'yes' AND id = (SELECT max(id) FROM answer WHERE excerpt_id ="
        " (SELECT excerpt_id FROM answer ORDER BY id LIMIT 1))",
    ),
    ("answer", "covered"): (
        f"DELETE FROM answer WHERE id = (SELECT max(id) FROM answer WHERE excerpt_id = {_BUS} - 1)",
        f"SELECT 1 FROM answer WHERE covered LIKE '%{Use.REPORT.value}%'"
        f" AND id = (SELECT max(id) FROM answer WHERE excerpt_id = {_BUS} - 1)",
    ),
    ("consent", "answer"): ("DELETE FROM consent WHERE answer = 'no'", _QUOTED),
    ("consent", "expires_on"): ("DELETE FROM consent WHERE expires_on != ''", _ENDLESS),
    ("consent", "review_on"): ("DELETE FROM consent WHERE review_on != ''", _UNASKED),
    ("mention", "decision"): _says("mention", "decision", "keep", "text IN ('Tom', 'Mary', 'Ann')"),
    ("mention", "general"): (
        "UPDATE mention SET general = 'Anna' WHERE text = 'Ann'",
        "SELECT 1 FROM mention WHERE general = 'Anna' AND decision = 'make general'",
    ),
    ("mention", "kind"): _says("mention", "kind", "place", "text = 'Helen Lovell'"),
    ("mention", "text"): (
        "DELETE FROM lost_name; DELETE FROM mention WHERE text != 'Mary'",
        "SELECT 1 WHERE (SELECT count(*) FROM mention) < 4",
    ),
    ("lost_name", "mention_id"): ("DELETE FROM lost_name", "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM lost_name)"),
    ("moment", "kind"): (
        "UPDATE moment SET kind = 'mark'",
        "SELECT 1 WHERE (SELECT count(*) FROM moment WHERE kind IN ('off the record', 'not to be used')) < 2",
    ),
    ("moment", "start_ms"): (
        "UPDATE moment SET start_ms = 2900 WHERE kind = 'off the record'",
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM moment WHERE kind = 'off the record' AND start_ms = 1000)",
    ),
    ("moment", "end_ms"): (
        "UPDATE moment SET end_ms = 1100 WHERE kind = 'off the record'",
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM moment WHERE kind = 'off the record' AND end_ms = 3000)",
    ),
    ("segment", "checked"): (
        "UPDATE segment SET checked = 1",
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM segment WHERE checked = 0)",
    ),
    ("segment", "speaker_id"): (
        "UPDATE segment SET speaker_id = (SELECT id FROM speaker WHERE storyteller_id IS NULL)",
        _AGREED,
    ),
    ("speaker", "storyteller_id"): ("UPDATE speaker SET storyteller_id = NULL, role = 'reporter'", _AGREED),
    ("speaker", "role"): ("UPDATE speaker SET storyteller_id = NULL, role = 'reporter'", _AGREED),
    ("speaker", "name"): _says("speaker", "name", "Amina of Mill Lane", "storyteller_id IS NULL"),
    ("storyteller", "alias"): (
        "UPDATE storyteller SET alias = 'Kit Marsh'; UPDATE speaker SET name = 'Kit Marsh' WHERE storyteller_id",
        "SELECT alias FROM storyteller WHERE alias = 'Kit Marsh' UNION SELECT 1 FROM speaker WHERE name = 'Kit Marsh'",
    ),
    ("storyteller", "age_band"): _says("storyteller", "age_band", "25 to 49"),
    ("story_storyteller", "part"): _says("story_storyteller", "part", "named"),
    ("naming", "label"): _says("naming", "label", "Kit Marsh"),
    ("naming", "named_in"): (
        "INSERT INTO naming (id, person_id, named_in, label) SELECT 900, person_id, 'page', 'Kit Marsh' FROM naming",
        "SELECT 1 FROM naming WHERE label = 'Kit Marsh'",
    ),
    ("theme", "in_their_words"): _says("theme", "in_their_words", 0),
    ("list_entry", "kind"): (
        f"INSERT INTO list_entry (id, kind, position, text, uses) VALUES (900, '{ListKind.KEPT_NAME}', 0, 'Tom', '[]')",
        f"SELECT 1 FROM list_entry WHERE kind = '{ListKind.KEPT_NAME}'",
    ),
    ("list_entry", "text"): _says("list_entry", "text", "14 Mill Lane, Leith", f"kind = '{ListKind.PLACE}'"),
    ("list_entry", "uses"): _says("list_entry", "uses", "[]", f"kind = '{ListKind.QUESTION}'"),
    ("partner", "named_as"): _says("partner", "named_as", "Hillside Clinic"),
    **{
        ("project", name): _says("project", name, "14 Mill Lane")
        for name in (
            *("place", "dates", "asked_by", "gathered_by", "group_name", "collective_name"),
            *("contact", "take_down", "support"),
        )
    },
    ("playlist", "address"): _says("playlist", "address", "https://example.org/ours"),
    ("report", "playlist_id"): (
        "UPDATE report SET playlist_id = (SELECT id FROM playlist)",
        "SELECT 1 FROM report WHERE playlist_id",
    ),
    ("report_section", "left_out"): _says("report_section", "left_out", 0, "title = 'Our walk'"),
    ("report_section", "body"): _says("report_section", "body", IMAGE, "title = 'Our garden'"),
    ("report_image", "photo"): _says("report_image", "photo", 0, "key = 'k1'"),
    ("report_image", "person_id"): (
        f"{_OTHER} UPDATE report_image SET person_id = 900 WHERE key = 'k1'",
        "SELECT 1 FROM report_image WHERE person_id = 900",
    ),
    ("report_quote", "signed"): _says("report_quote", "signed", 1),
    ("report_quote", "runs"): _says("report_quote", "runs", "{}"),
    ("report_kept", "finding"): (
        "INSERT INTO report_kept (id, report_id, finding, reason, who, at) SELECT 1, id, 'f', 'x', '', '' FROM report",
        "SELECT 1 FROM report_kept",
    ),
    ("workshop_session", "dots_hidden"): _says("workshop_session", "dots_hidden", 0),
    ("handover_file", "taken_back_at"): _says("handover_file", "taken_back_at", ""),
    ("used_number", "last"): _says("used_number", "last", 0, "name = 'excerpt'"),
    ("merged_row", "table_name"): (
        "DELETE FROM merged_row",
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM merged_row)",
        f"INSERT INTO merged_row (id, copy_uid, table_name, their_id, our_id, whose, as_merged)"
        f" SELECT 900, '', '{STAYED_AT_HOME}', 1, 1, '', ''",
    ),
}
"""By table and column that decide what leaves, or how: a backup that is looser in it."""


AS_IT_WAS: dict[str, dict[str, str]] = {
    "What was written in sentences comes back: every name and every no that is known now is looked for in it.": {
        "story": "title summary own_title own_feeling own_matters own_for_whom",
        "excerpt": "title feeling",
        "excerpt_translation": "language text prints",
        "project": "title strapline month purpose method_note why_ask who_gains what_changes report_back",
        "playlist": "title introduction",
        "playlist_item": "introduction chapter",
        "theme": "name question description linking",
        "starter": "text",
        "agreement": "text",
        "workshop_session": "title",
        "cluster": "name",
        "group_note": "text",
        "report": "plainer glossary",
        "report_section": "title",
        "report_image": "alt",
        "grid_summary": "text",
        "phrase": "name patterns",
        "segment": "text words translation",
        "attendee": "name",
    },
    "It stays with the team, and is in nothing that leaves.": {
        "story": "kind reporter language note private_note told_on",
        "excerpt": "note kind valence spotlight",
        "project": "safeguarding review_rules",
        "partner": "name formerly",
        "storyteller": "description part pronouns guardian languages access_needs thanks",
        "person_entry": "note",
        "check_in": "who due_on done_on",
        "care_note": "kind text by made_at",
        "listed_word": "text wanted",
        "excerpt_link": "words",
        "theme_relation": "kind words",
        "theme_event": "name at who what why",
        "attendee": "level needs",
        "group_note": "from_whom shown done",
        "choice": "kind chosen reason",
        "report": "changed_by",
        "report_kept": "reason who at",
        "waiting": "held asked",
        "transcription": "engine speech_model asked_language language options state done_ms speech_ms wordless_ms"
        " notice started_at ended_at",
        "draft_segment": "start_ms end_ms text words flags",
        "played": "start_ms end_ms",
        "place": "position_ms",
        "workshop_place": "step card heard",
    },
    "It says how things are arranged and counted, and what they look like; never what of anybody is in them.": {
        "project": "bands",
        "partner": "position",
        "list_entry": "position",
        "starter": "position",
        "playlist": "gap_ms",
        "playlist_item": "position spoken",
        "theme": "parent_id position letter colour headline_excerpt_id heading_kind suggested_by",
        "theme_link": "differs",
        "phrase": "position",
        "workshop_session": "day steps agreement_id dots read_back agreed_at closed_at",
        "attendee": "person_id position",
        "card": "number position",
        "cluster": "theme_id position in_their_words",
        "cluster_member": "card_id note_id position differs",
        "dot": "card_id cluster_id theme_id",
        "group_note": "session_id attendee_id excerpt_id theme_id cluster_id kind",
        "choice": "excerpt_id theme_id note_id",
        "theme_event": "theme_id",
        "report": "drafts drafted_at changed_at",
        "report_section": "theme_id position kind drafted",
        "report_quote": "key",
        "report_image": "key decorative",
        "waiting": "position",
    },
    "It comes and goes with its row, whose other columns are carried: whose it is, and when and how it was said.": {
        "answer": "who how fingerprint storyteller_id answered_at",
        "consent": "about who how moment_id storyteller_id said_at noted_by sheet_id paper",
        "consent_sheet": "form language text made_at",
        "agreement": "made_at",
        "review_pack": "person_id codes made_at",
        "mention": "decided_by decided_at",
        "lost_name": "start_ms end_ms",
        "moment": "text",
        "care_note": "story_id person_id",
        "report_image": "file",
    },
    "It is where something lies in the sound, which is never another one.": {
        "excerpt": "quote before after",
        "segment": "start_ms end_ms flags checked_how voice_said",
        "speaker": "channel",
        "recording": "original original_name sha256 size_bytes working peaks duration_ms sample_rate channels source"
        " notice tracks",
    },
    "The program keeps it for itself, and what went out is added as a whole.": {
        "handover": "made_at use title to_whom texts",
        "handover_file": "story_id excerpt_id name sha256 under",
        "unfinished_erasure": "files marks copies rewritten",
        "used_number": "name",
        "change_log": "made_at operation ids",
        "merged_row": "copy_uid their_id our_id whose as_merged",
    },
}
"""By why it does not decide what leaves: the columns that are as the backup has them, by table."""
_ALWAYS = {"id", "uid", "created_at"}


def test_of_every_column_it_is_said_whether_it_outlasts_going_back() -> None:
    """A new column is either held as strictly as the project has it, or it is said here why it need not be."""
    again = [(table, name) for some in AS_IT_WAS.values() for table, names in some.items() for name in names.split()]
    assert len(again) == len(set(again))
    assert not set(again) & HOLDS.keys()
    every = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        # What a row needs says which it is.
        if not (column.name in _ALWAYS or (column.foreign_keys and not column.nullable))
    }
    assert set(again) <= every
    assert every - set(again) == HOLDS.keys() & every
    assert HOLDS.keys() - every == {("lost_name", "mention_id")}


def test_what_holds_back_on_merging_holds_back_on_going_back_too() -> None:
    assert set(LOOSER) == set(LOOSENED)
    assert HOLDS.keys() >= LOOSER.keys()


def found(database: Path, query: str, statements: str = "") -> bool:
    """Whether there is anything of it, once these were run."""
    with closing(sqlite3.connect(database)) as opened:
        opened.executescript(statements)
        return opened.execute(query).fetchone() is not None


@pytest.mark.parametrize("column", HOLDS, ids=".".join)
def test_what_the_project_holds_back_a_backup_does_not_let_go(database: Path, column: tuple[str, str]) -> None:
    statements, loose, *before = HOLDS[column]
    backup = Path(shutil.copy(database, database.with_name("backup.db")))
    assert found(backup, loose, statements), "a backup that is looser"
    # The same yes is there, to what is heard now.
    assert found(database, loose, "".join(before)) == (loose == _AGREED)
    carry_over(database, backup)
    assert not found(backup, loose)

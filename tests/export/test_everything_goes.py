"""Whatever any exporter puts anywhere is noted, and goes after a no or is named: found by running each there is."""

import ast
import importlib
import inspect
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from exporting import exporters, functions
from folders import files_in
from made_stories import made_project, make_story
from rooms import meet
from searching import contents
from sqlalchemy import update
from test_ledger import EXPORTERS

import coproclip
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.beside.texts import PUBLIC, PublicText
from coproclip.export.clips import export_clips
from coproclip.export.codebook_file import save_codebook
from coproclip.export.folders.manifest import MANIFEST, Owner, manifest_text, read_manifest
from coproclip.export.patterns import counts_table, save_grid, save_table
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.export.working_copies import hand_copy
from coproclip.export.workshop.workshop_files import export_papers, export_take_away
from coproclip.overview.handovers import went_out
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide, find_mention
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import ProjectRow
from coproclip.sensemaking.attendees import add_attendee
from coproclip.sensemaking.cards import cards
from coproclip.sensemaking.sessions import change_session
from coproclip.themes.codebook import add_theme, change_theme, link

NAME = "Zdora"
BESIDE_NOTHING = {
    place.column
    for what, place in PUBLIC.items()
    if place.rows is ProjectRow and what not in (PublicText.PROJECT_TITLE, PublicText.CONTACT, PublicText.TAKE_DOWN)
}
"""What is said of a project and stands beside no excerpt by itself: with a name in it, an excerpt may leave."""
ALL_USES = (Use.SHARING, Use.QUOTE, Use.REPORT)


def _fill(project: Project) -> None:
    """Two stories with an excerpt each, and somebody’s name in most of what people write beside those."""
    for number in (1, 2):
        story = make_story(project, title=f"Story {number}", storyteller=f"Teller {number}")
        allow(project, story)
        with project.edit(Operation.ADD_THEME) as edit:
            excerpt = marking.mark_quote(edit, story, "We moved the chairs.").id
            if number == 1:
                theme = add_theme(edit, "Chairs").id
                link(edit, theme, excerpt)
                change_theme(edit, theme, question=f"Where did {NAME} sit?", linking=f"{NAME} sat.")
                add_theme(edit, f"Where {NAME} sat")
                edit.session.execute(update(ProjectRow).values(dict.fromkeys(BESIDE_NOTHING, f"{NAME}, once.")))
        answer(project, excerpt, uses=ALL_USES)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder, _ = made_project(tmp_path / "Doors", _fill)
    with Project.open(folder) as opened:
        yield opened


def withdrawn(project: Project, out: Path) -> str:
    said: list[str] = []
    withdraw_everywhere(project, out, said.append)
    return "\n".join(said)


def _refuse(project: Project) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        for story in (1, 2):
            [teller] = storytellers_of(edit.session, story)
            for about in (ConsentAbout.RECORDED, ConsentAbout.REPORTERS, ConsentAbout.SHARED, ConsentAbout.GROUP):
                note_consent(edit, story, about, "no", **SAID, storyteller_id=teller.id)


def _take_out(project: Project) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, 1, [Found(NAME, NameKind.PERSON)])
        decide(edit, find_mention(edit.session, 1, NAME).id, MentionDecision.REMOVE, by="Ed")


def _says(folder: Path, file: Path) -> bool:
    """Whether the name stands in a file, also where that is packed or zipped."""
    own = file.relative_to(folder).as_posix()
    return any(NAME.encode() in data for name, data in contents(folder) if name == own or name.startswith(f"{own}/"))


# ---- nobody can forget ----------------------------------------------------------------------------------------

STAYS = {"codebook_file.save_codebook", "patterns.save_table", "sheet_page.save_sheet", "review_pack.export_review"}
"""There is nothing of any story in them, or only what is a storyteller’s own."""
WITH_STORIES = {"folders.team_file.save_for_team", "exchange.qda_file.save_qda", "exchange.team_files.save_story"}
WITH_STORIES |= {
    "exchange.team_files.save_timeline_of_originals",
    "people_file.save_people",
    "review_pack.export_review",
}
"""The team, and a storyteller about their own, may have the names too."""

WRITTEN = {"codebook_file.save_codebook", "patterns.save_table", "patterns.save_grid", "report.folder.export_report"}
WRITTEN |= {"sheet_page.save_sheet"}
"""As they are run here, there is some of that in each of these."""


def test_after_a_no_or_once_a_name_is_taken_out_all_of_every_exporter_goes_or_is_named(
    project: Project, tmp_path: Path
) -> None:
    assert exporters() == EXPORTERS.keys(), "say there how a new exporter is run"
    out, again = tmp_path / "out", tmp_path / "again"
    out.mkdir()
    for number, (name, run) in enumerate(EXPORTERS.items(), 1):
        run(project, out / name)
        assert len(project.query(went_out)) == number, f"{name} leaves no entry"
    shutil.copytree(out, again)
    made = {name: files_in(again / name) for name in EXPORTERS}
    assert all(made.values())
    named = {name: {one.relative_to(out) for one in files_in(out / name) if _says(out, one)} for name in EXPORTERS}
    assert {name for name in EXPORTERS if named[name]} >= WRITTEN | {"conversation.folder.export_conversation"}
    _take_out(project)
    for name in EXPORTERS.keys() - WITH_STORIES:
        said = withdrawn(project, out / name)
        for one in named[name]:
            assert not (out / one).exists() or f"“{one.relative_to(name).as_posix()}”" in said, (name, one, said)
    _refuse(project)
    for name in EXPORTERS.keys() - STAYS:
        said = withdrawn(project, again / name)
        for one in files_in(again / name):
            assert f"“{one.relative_to(again / name).as_posix()}”" in said, (name, one, said)


LOOKING = {"settle", "withdraw", "withdraw_everywhere"}


def test_whoever_makes_files_in_a_folder_takes_away_what_may_no_longer_be_there() -> None:
    """Found by looking: either the exporter itself does, or every place that calls it."""
    by_themselves = {
        place.rpartition(".")[2]
        for place in exporters()
        if _calls(importlib.import_module(f"coproclip.export.{place.rpartition('.')[0]}")) & {"withdraw_everywhere"}
    }
    assert {"export_take_away", "export_papers", "export_review", "save_qda"} <= by_themselves
    # One file under the name that a person gave may be anywhere: what lies around it is not looked at.
    alone = {name for _, name, made in functions() if "path" in inspect.signature(made).parameters}
    others = {place.rpartition(".")[2] for place in exporters()} - by_themselves - alone
    assert {"export_playlist", "export_clips", "export_quotes"} <= others
    root = Path(coproclip.__path__[0])
    for path in (*(root / "cli").rglob("*.py"), *(root / "ui").rglob("*.py")):
        called = _called(ast.parse(path.read_text("utf-8")))
        assert not called & others or called & LOOKING, f"{path.name} calls {called & others} and takes nothing away"


def _calls(module: object) -> set[str]:
    return _called(ast.parse(inspect.getsource(module)))  # type: ignore[arg-type]


def _called(tree: ast.Module) -> set[str]:
    return {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}


# ---- a workshop's papers and packs ------------------------------------------------------------------------------


def _workshop(project: Project) -> tuple[int, int]:
    workshop = meet(project)
    with project.edit(Operation.CHANGE_WORKSHOP) as edit:
        return workshop, add_attendee(edit, workshop, "June").id


def test_a_pack_loses_what_was_refused_while_another_one_is_made_beside_it(project: Project, tmp_path: Path) -> None:
    workshop, june = _workshop(project)
    export_take_away(project, workshop, june, tmp_path / "stick")
    pack = tmp_path / "stick" / "June (to take away)"
    sounds = {path.name for path in (pack / "sound").iterdir()}
    with project.read() as session:
        numbers = {f"card {card.number}.mp3": card.excerpt_id for card in cards(session, workshop)}
    answer(project, 1, "no")
    said: list[str] = []
    export_take_away(project, workshop, 1, tmp_path / "stick", tell=said.append)
    assert "Taken away from “June (to take away)”: 2 files" in said[0]
    assert {path.name for path in (pack / "sound").iterdir()} == {one for one in sounds if numbers[one] == 2}
    assert not (pack / "index.html").exists()


def _of_a_version_before(place: Path) -> None:
    """As versions before noted it: for the group, and nothing about excerpts."""
    sets = read_manifest(place)
    for made in sets.values():
        made.use, made.inside = Use.GROUP.value, {}
        made.files = {name: type(one)(one.hashes, sizes=one.sizes) for name, one in made.files.items()}
    (place / MANIFEST).write_text(manifest_text(sets), "utf-8")


def test_a_pack_of_a_version_before_stays_until_something_of_it_is_refused(project: Project, tmp_path: Path) -> None:
    workshop, june = _workshop(project)
    made = export_take_away(project, workshop, june, tmp_path / "stick")
    _of_a_version_before(made.folder)
    assert withdrawn(project, tmp_path / "stick") == ""
    assert all(path.exists() for path in made.files)
    answer(project, 1, "no")
    assert "Taken away from “June (to take away)”" in withdrawn(project, tmp_path / "stick")
    assert not files_in(tmp_path / "stick")


def test_what_a_later_version_made_for_a_use_that_is_not_known_is_named(project: Project, tmp_path: Path) -> None:
    workshop, _ = _workshop(project)
    made = export_papers(project, workshop, tmp_path / "stick")
    sets = read_manifest(made.folder)
    for one in sets.values():
        one.use = "choir"
    (made.folder / MANIFEST).write_text(manifest_text(sets), "utf-8")
    assert withdrawn(project, tmp_path / "stick") == ""
    _refuse(project)
    assert "Taken away from “Meeting 1 (papers)”" in withdrawn(project, tmp_path / "stick")


def test_papers_that_are_called_after_somebody_go_once_that_is_decided(project: Project, tmp_path: Path) -> None:
    workshop, _ = _workshop(project)
    with project.edit(Operation.CHANGE_WORKSHOP) as edit:
        change_session(edit, workshop, title=f"A day with {NAME}")
    export_papers(project, workshop, tmp_path)
    assert withdrawn(project, tmp_path) == ""
    _take_out(project)
    assert f"Taken away from “A day with {NAME} (papers)”" in withdrawn(project, tmp_path)
    assert not files_in(tmp_path / f"A day with {NAME} (papers)")


def test_what_another_projects_list_claims_is_not_looked_after_by_it(project: Project, tmp_path: Path) -> None:
    workshop, june = _workshop(project)
    made = export_take_away(project, workshop, june, tmp_path / "stick")
    sets = read_manifest(made.folder)
    for one in sets.values():
        one.project = Owner("another").project_key
    (made.folder / MANIFEST).write_text(manifest_text(sets), "utf-8")
    answer(project, 1, "no")
    said = withdrawn(project, tmp_path / "stick")
    assert "Still there: “June (to take away)/index.html”" in said
    assert all(path.exists() for path in made.files)


# ---- what is only named ----------------------------------------------------------------------------------------


def test_a_copy_for_a_colleague_is_named_until_a_new_one_is_made(project: Project, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = hand_copy(project, stick, "Bob").folder
    with Project.open(copy) as theirs, theirs.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Something that Bob did")
    copy = copy.rename(stick / "work.coproclip")
    assert withdrawn(project, stick) == ""
    _refuse(project)
    assert "Still there: “work.coproclip”. That is a copy of this project" in withdrawn(project, stick)
    assert copy.exists()
    shutil.rmtree(copy)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        for about in (ConsentAbout.RECORDED, ConsentAbout.REPORTERS, ConsentAbout.SHARED, ConsentAbout.GROUP):
            note_consent(edit, 2, about, "yes", **SAID, storyteller_id=storytellers_of(edit.session, 2)[0].id)
    hand_copy(project, stick, "Bob")
    assert withdrawn(project, stick) == ""


@pytest.mark.parametrize("name", ["themes.json", "themes.qdc", "counts.html", "grid.csv"])
def test_a_single_file_with_a_name_that_is_taken_out_later_is_named_until_it_is_made_anew(
    project: Project, tmp_path: Path, name: str
) -> None:
    def _save() -> None:
        save: Callable[..., object] = save_codebook
        if name.startswith("counts"):
            save = lambda project, path, replace: save_table(project, counts_table, path, replace=replace)  # noqa: E731
        elif name.startswith("grid"):
            save = save_grid
        save(project, tmp_path / name, replace=True)

    _save()
    assert withdrawn(project, tmp_path) == ""
    _take_out(project)
    assert f"Still there: “{name}”. By the bytes that was exported earlier, and a name in it, or a bit" in withdrawn(
        project, tmp_path
    )
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, 1, question="", linking="")
        change_theme(edit, 2, name="Where she sat")
    assert name in withdrawn(project, tmp_path), "what lies there is as it was"
    _save()
    assert withdrawn(project, tmp_path) == ""


def test_a_name_that_was_there_though_it_is_taken_out_is_no_reason_later(project: Project, tmp_path: Path) -> None:
    _take_out(project)
    save_grid(project, tmp_path / "grid.csv")
    assert withdrawn(project, tmp_path) == ""


# ---- who made it -----------------------------------------------------------------------------------------------


def _clips(project: Project, folder: Path) -> str:
    said: list[str] = []
    granted = shareable(project, [1, 2], Use.SHARING).granted
    export_clips(granted, folder, owner=Owner(project.details.uid, "all"), format="wav", tell=said.append)
    return "\n".join(said)


def test_nothing_that_this_program_made_is_called_somebody_elses(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    save_codebook(project, out / "themes.json")
    save_table(project, counts_table, out / "counts.html")
    EXPORTERS["exchange.team_files.save_story"](project, out)
    EXPORTERS["exchange.team_files.save_timeline_of_originals"](project, out)
    hand_copy(project, out, "Bob")
    (out / "shopping.txt").write_text("milk")
    said = _clips(project, out)
    assert "Not made by this program, left as it was in “out”: “shopping.txt”." in said
    clip = next(path for path in files_in(out) if path.name.startswith("01") and path.suffix == ".wav")
    with clip.open("ab") as file:
        file.write(b"\0")
    answer(project, 1, "no")
    said = _clips(project, out)
    assert f"“{clip.name}” was changed by somebody after it was exported" in said
    assert "changed since" not in said, "once is enough"
    said = _clips(project, out)
    assert f"Made by this program and changed since, left as it was in “out”: “{clip.name}”." in said
    assert "Not made by this program, left as it was in “out”: “shopping.txt”." in said

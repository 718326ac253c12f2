"""Somebody is called another name in clips, in print and on a public page: each is only where it was chosen for."""

from pathlib import Path

import pytest
from consenting import allow, answer
from exporting import exporters
from made_stories import made_project, make_story
from reporting import write_report
from searching import found_in
from test_ledger import EXPORTERS

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.grants import ShareableExcerpt
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.export.cards import export_cards
from coproclip.export.folders.manifest import Owner
from coproclip.export.montage import export_montage
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.people.naming import ONE_STORYTELLER, name_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import NamedIn
from coproclip.project.project import Project

NAMES = {NamedIn.CLIPS: "Clipperton", NamedIn.REPORT: "Reportia", NamedIn.PAGE: "Pagewell"}
CLIPS, REPORT, PAGE = ({NAMES[where]} for where in NamedIn)
NOBODY: set[str] = set()
CALLED = {
    "codebook_file.save_codebook": NOBODY,
    "patterns.save_table": NOBODY,
    "patterns.save_grid": NOBODY,
    "people_file.save_people": NOBODY,
    "sheet_page.save_sheet": NOBODY,
    "folders.team_file.save_for_team": NOBODY,
    "cards.export_cards": REPORT,
    "clips.export_clips": CLIPS,
    "playlist.playlist_page.export_playlist": CLIPS,
    "montage.export_montage": CLIPS,
    "playlist.one_page.export_one_page": CLIPS,
    "conversation.folder.export_conversation": CLIPS,
    "exchange.timeline_folder.export_timeline": CLIPS,
    "exchange.team_files.save_timeline_of_originals": CLIPS,
    "exchange.team_files.save_story": NOBODY,
    "exchange.qda_file.save_qda": NOBODY,
    "quote_sheet.export_quotes": REPORT,
    "story_index.export_story_index": REPORT,
    "report.folder.export_report": REPORT,
    "review_pack.export_review": CLIPS | REPORT,  # what a yes is asked for there
    # Clips, and quotes in print.
    "workshop.workshop_files.export_papers": NOBODY,
    "workshop.workshop_files.export_take_away": NOBODY,
}
"""Which of the names is in what each exporter makes, as it is run here."""


def _fill(project: Project) -> None:
    for number in (1, 2):
        story = make_story(project, title=f"Story {number}", storyteller=f"Teller {number}")
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            marking.mark_quote(edit, story, "We moved the chairs.")
    _name(project, NAMES)


def _name(project: Project, named: dict[NamedIn, str]) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        for who in (1, 2):
            for where in NamedIn:
                name_person(edit, who, where, named.get(where, ""))
    _agree(project)


def _agree(project: Project) -> None:
    for excerpt in (1, 2):
        answer(project, excerpt, uses=ANSWERED_USES)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder, _ = made_project(tmp_path / "Doors", _fill)
    with Project.open(folder) as opened:
        yield opened


def names_in(folder: Path) -> set[str]:
    return set(found_in(NAMES.values(), folder))


def test_what_is_made_for_one_place_says_no_name_of_another(project: Project, tmp_path: Path) -> None:
    assert exporters() == CALLED.keys(), "say which names a new exporter writes"
    out = tmp_path / "out"
    out.mkdir()
    made = {}
    for name, run in EXPORTERS.items():
        _agree(project)
        run(project, out / name)
        made[name] = names_in(out / name)
    assert made == CALLED


def _playlist(project: Project, granted: tuple[ShareableExcerpt, ...], folder: Path) -> None:
    info = playlist_info(project, 1, granted)
    export_playlist(info, granted, folder, format="wav", address="https://example.org/a/", embed=True)
    export_one_page(info, granted, folder, owner=Owner(project.details.uid, "page"))
    export_montage(granted, folder, owner=Owner(project.details.uid, "montage"), title=info.title, between=info.between)
    export_cards(granted, folder, owner=Owner(project.details.uid, "cards"))


def test_on_a_public_page_everything_says_the_name_for_it(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        add_to_playlist(edit, add_playlist(edit, "Doors that open").id, [1, 2])
    _agree(project)
    granted = shareable(project, [1, 2], Use.PAGE, playlist_id=1).granted
    assert len(granted) == 2
    _playlist(project, granted, tmp_path / "out")
    assert names_in(tmp_path / "out") == PAGE


FORMATS = (ReportFormat.HTML, ReportFormat.EASY_READ, ReportFormat.DOCX, ReportFormat.MARKDOWN)


@pytest.mark.parametrize(
    ("named", "in_pages", "in_sounds"),
    [
        (NAMES, REPORT, NOBODY),
        ({NamedIn.CLIPS: NAMES[NamedIn.CLIPS]}, NOBODY, NOBODY),
        ({NamedIn.REPORT: NAMES[NamedIn.REPORT]}, REPORT, NOBODY),
        (dict.fromkeys(NamedIn, "Clipperton"), CLIPS, CLIPS),
    ],
)
def test_the_sounds_of_a_report_name_nobody_who_is_not_named_in_both(
    project: Project, tmp_path: Path, named: dict[NamedIn, str], in_pages: set[str], in_sounds: set[str]
) -> None:
    _name(project, named)
    write_report(project, [1, 2])
    made = export_report(project, tmp_path, FORMATS)
    assert made.extracts == 2
    assert len(list((made.folder / "sound").glob("*.mp3"))) == 2
    assert names_in(made.folder / "sound") == in_sounds
    assert names_in(made.folder) == in_pages
    if not in_sounds:
        assert found_in([ONE_STORYTELLER], made.folder / "sound"), "it can be found"
    said: list[str] = []
    withdraw_everywhere(project, tmp_path, said.append)
    assert said == [], "nothing changed, so nothing of it is taken away"
    assert len(list((made.folder / "sound").glob("*.mp3"))) == 2

"""How long large projects take to open, and for how long the window is deaf meanwhile.

    python tests/bench/bench_sizes.py [--project stories|excerpts|passages] [--limits] [--profile STEP]…

Made in a temporary folder: 1,000 stories of ten passages; 5,000 excerpts in 100 stories; 100,000 passages in 100
stories. The whole window opens each, goes to every page, to the bin and to the excerpts that a playlist can be given,
types in the fields that search and filter, changes something on a page and takes it back.

“Open” is the time (ms) until the project or the page is painted, “whole” until nothing more is read. “Turn” is the
processor time (ms) that the window's thread took at most before it looked for keys and clicks again, and “×” that in
relation to what the same thread takes in this run to read all stories, passages and excerpts with plain SQLite. This
is what is compared: it says the same on a machine that others use too. “Stall” is how long it took by the clock. With
`--limits` the exit code is 1 when something opens slower, or a turn takes longer, than it may, or when it goes on
reading for over a minute. `--profile` prints what
the longest turn of a step did.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlite3

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from sqlalchemy import insert

from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.people.consent import note_consent
from coproclip.people.stories import add_story, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ASKED_BEFORE
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Recording, Segment, Transcription, Word
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.app import make_window, settle
from coproclip.ui.main_window import MainWindow
from coproclip.ui.operations import excerpts as excerpt_operations
from coproclip.ui.operations import stories as story_operations
from coproclip.ui.pages.playlists.adding import AddExcerpts
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.stories.bin import StoriesBin
from coproclip.ui.pages.stories.page import StoriesPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.workspace import Workspace

PASSAGE_MS = 6000
TEXT = "and then we walked round the whole building once more to see what had changed since the day we came"
QUIET_MS, BUSY_MS, PATIENCE_S, WHOLE_MS = 400, 3, 300, 60_000


@dataclass(frozen=True)
class Size:
    """A made project: its stories, the passages and the excerpts of each; ms that its opening and a turn may take."""

    stories: int
    passages: int
    excerpts: int
    open_ms: int
    turn_ms: int = 100


SIZES = {
    "stories": Size(1000, 10, 1, 1000),
    "excerpts": Size(100, 60, 50, 1000),
    "passages": Size(100, 1000, 2, 3000),
}


def make_project(folder: Path, name: str, size: Size) -> Path:
    """The folder of a project of this size; every fifth excerpt has a yes, every third is asked about."""
    with Project.create(folder / name) as project:
        with project.edit(Work.ADD_STORY) as edit:
            made = [_story(edit, number, size) for number in range(size.stories)]
        with project.edit(Operation.MARK_EXCERPT) as edit:
            themes = [add_theme(edit, f"Theme {number + 1}").id for number in range(12)]
            playlist = add_playlist(edit, "All of it").id
            for story in made:
                for nth in range(size.excerpts):
                    start = nth * size.passages // size.excerpts * PASSAGE_MS
                    excerpt = mark(edit, story, start + 20, start + PASSAGE_MS - 20)
                    link(edit, themes[excerpt.id % len(themes)], excerpt.id)
                    if excerpt.id % 5 == 0:
                        note_answer(edit, excerpt.id, "yes", who="Kit", how="on the phone")
                    elif excerpt.id % 3 == 0:
                        note_answer(edit, excerpt.id, "asked")
                    if excerpt.id % 10 == 0:
                        add_to_playlist(edit, playlist, [excerpt.id])
        return project.folder


def _story(edit: Edit, number: int, size: Size) -> int:
    story = add_story(edit, f"Story {number}", storytellers=(f"Teller {number}",), reporter="Amina")
    duration = size.passages * PASSAGE_MS
    name = f"originals/{number}.wav"
    edit.add(
        Recording(
            story_id=story.id,
            original=name,
            original_name=f"{number}.wav",
            sha256="0" * 64,
            size_bytes=1,
            duration_ms=duration,
            sample_rate=16_000,
            channels=1,
            created_at=now(),
        )
    )
    for about in ASKED_BEFORE:
        note_consent(edit, story.id, about, "yes", f"Teller {number}", "in person")
    voices = {voice.role: voice.id for voice in speakers_of(edit.session, story.id)}
    rows = [_passage(story.id, nth, voices) for nth in range(size.passages)]
    edit.session.execute(insert(Segment), rows)
    state = "running" if number % 50 == 7 else "done"
    edit.add(
        Transcription(
            story_id=story.id,
            engine="",
            speech_model="",
            state=state,
            done_ms=duration,
            started_at=now(),
            ended_at=now(),
        )
    )
    return story.id


def _passage(story_id: int, nth: int, voices: dict[str, int]) -> dict[str, object]:
    start, text = nth * PASSAGE_MS, f"{TEXT} {nth}"
    spoken = [Word(word, start + 250 * at, start + 250 * at + 200, 90) for at, word in enumerate(text.split())]
    return {
        "story_id": story_id,
        "speaker_id": voices["reporter" if nth % 7 == 0 else "storyteller"],
        "start_ms": start,
        "end_ms": start + PASSAGE_MS - 300,
        "text": text,
        "words": spoken,
        "checked": int(nth % 3 == 0),
        "flags": ["unsure"] if nth % 40 == 5 else [],
        "translation": "",
    }


class Measured:
    """What one step cost (ms): until it was painted, until nothing more was done, and its longest turn and stall.

    A turn ends where the window's thread looks for events again, also in a dialog that is waited for.
    """

    def __init__(self, window: QWidget, do: Callable[[], object], busy: Callable[[], object], profile: bool) -> None:
        self.turn = self.stall = 0.0
        self.profiled: cProfile.Profile | None = None
        self._profile = cProfile.Profile() if profile else None
        if self._profile is not None:
            self._profile.enable()
        self._began, self._began_cpu = time.perf_counter(), time.thread_time()
        self._worked_at = begin = self._began
        loop = QAbstractEventDispatcher.instance()
        seen = [loop.awake.connect(self._next_turn), loop.aboutToBlock.connect(self._next_turn)]
        awake = QTimer()
        awake.start(2)
        do()
        self._next_turn()
        QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
        self._next_turn()
        self.open = (time.perf_counter() - begin) * 1000
        while time.perf_counter() - self._worked_at < QUIET_MS / 1000 and time.perf_counter() - begin < PATIENCE_S:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # as the real window does
            self._next_turn()
            if busy():
                self._worked_at = time.perf_counter()
        for connection in seen:
            loop.disconnect(connection)
        if self._profile is not None:
            self._profile.disable()
        self.whole = (self._worked_at - begin) * 1000

    def _next_turn(self) -> None:
        if self._profile is not None:
            self._profile.disable()
        now, cpu = time.perf_counter(), time.thread_time()
        took = (cpu - self._began_cpu) * 1000
        if took > BUSY_MS:
            self._worked_at = now
            self.stall = max(self.stall, (now - self._began) * 1000)
        if took > self.turn:
            self.turn, self.profiled = took, self._profile
        if self._profile is not None:
            self._profile = cProfile.Profile()
            self._profile.enable()
        self._began, self._began_cpu = time.perf_counter(), time.thread_time()


def reference(folder: Path) -> float:
    """Processor time (ms) that plain SQLite takes to read every story, passage and excerpt."""
    begin = time.thread_time()
    with sqlite3.connect(folder / "project.db") as database:
        for table in ("story", "storyteller", "recording", "segment", "excerpt", "span", "answer"):
            database.execute(f"SELECT * FROM {table}").fetchall()
    database.close()
    return (time.thread_time() - begin) * 1000


def steps(window: MainWindow, workspace: Workspace, folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured: a name, and what a person does. Nothing else is open when the next one is asked for."""
    stories, themes, playlists = (window.pages[key] for key in ("stories", "themes", "playlists"))
    assert isinstance(stories, StoriesPage)
    assert isinstance(themes, ThemesPage)
    assert isinstance(playlists, PlaylistsPage)

    def _page(key: str) -> Callable[[], object]:
        return lambda: workspace.page_asked.emit(key)

    def _type(field: QLineEdit, words: str) -> Callable[[], object]:
        return lambda: field.setText(words)

    yield "open", lambda: window.projects.open(folder)
    yield "search", lambda: (stories.field.setText("building"), stories.search.search())
    print(f"  {stories.results.count_line.text()}")
    yield "phrase", lambda: (stories.field.setText("the day we came 7 and then we"), stories.search.search())
    print(f"  {stories.results.count_line.text()}")
    yield "search: type", _type(stories.field, "the day")
    yield "search: clear", stories.search.clear
    rows = sorted(stories.rows.rows, key=lambda row: row.story_id)
    yield "to the bin", lambda: story_operations.put_in_bin(workspace, rows[-1].story_id, "Kit")
    yield "undo", workspace.undo
    story_operations.put_in_bin(workspace, rows[-2].story_id, "Kit")
    shown = StoriesBin(workspace, window)
    yield "bin", shown.show
    shown.close()
    workspace.undo()
    yield "desk", lambda: (workspace.choose_story(rows[0].story_id), workspace.page_asked.emit("desk"))
    yield "another story", lambda: (workspace.choose_story(rows[1].story_id), workspace.page_asked.emit("desk"))
    yield "mark", lambda: excerpt_operations.mark(workspace, rows[1].story_id, 100, 4000)
    yield "undo mark", workspace.undo
    yield "record", _page("record")
    yield "people", _page("people")
    yield "themes", _page("themes")
    yield "another theme", lambda: themes.tree.choose(themes.board.themes[3].theme_id)
    first = [row.card.excerpt_id for row in themes.shelf.model.rows[:1]]
    yield "put in theme", lambda: themes.sorting.drop(first, themes.board.themes[0].theme_id, True)
    yield "undo theme", workspace.undo
    yield "playlists", _page("playlists")
    item = playlists.sheet.model.rows[0].item_id
    yield "move in it", lambda: playlists.items.put(item, 3)
    yield "undo move", workspace.undo
    adding = AddExcerpts(workspace, "All of it", (), window)
    yield "add excerpts", adding.show
    yield "filter them", _type(adding.field, "building")
    yield "filter: clear", adding.field.clear
    adding.close()
    yield "workshop", _page("workshop")
    yield "report", _page("report")
    yield "stories", _page("stories")


def main() -> int:
    """Print the figures; 1 if a limit is passed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--project", choices=[*SIZES], action="append")
    asked.add_argument("--keep", type=Path, help="Where the projects are made, and found again.")
    asked.add_argument("--limits", action="store_true")
    asked.add_argument("--profile", action="append", metavar="STEP", help="What the longest turn of a step did.")
    wanted = asked.parse_args()
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    os.environ.setdefault("COPROCLIP_HOME", tempfile.mkdtemp())
    workspace = Workspace(Settings())
    window = make_window(app, workspace)
    window.resize(1440, 900)
    window.show()
    settle(app, workspace)
    late = False
    with tempfile.TemporaryDirectory() as temporary:
        for name in wanted.project or [*SIZES]:
            size, home = SIZES[name], wanted.keep or Path(temporary)
            folder = home / f"{name}.coproclip"
            if not folder.is_dir():
                folder = make_project(home, name, size)
            plain = reference(folder)
            print(f"{name}: {size.stories} stories, {size.passages} passages and {size.excerpts} excerpts each")
            print(f"  plain SQLite {plain:.0f} ms")
            for step, do in steps(window, workspace, folder):
                profile = step in (wanted.profile or ())
                cost = Measured(window, do, workspace.jobs.jobs, profile)
                slow = cost.open > size.open_ms or cost.turn > size.turn_ms or cost.whole > WHOLE_MS
                late = late or slow
                print(
                    f"  {step:14} open {cost.open:6.0f} ms  whole {cost.whole:6.0f} ms  turn {cost.turn:5.0f} ms"
                    f" ({cost.turn / plain:4.1f}×)  stall {cost.stall:5.0f} ms{'   over the limit' if slow else ''}",
                    flush=True,
                )
                if cost.profiled is not None:
                    pstats.Stats(cost.profiled).sort_stats("cumulative").print_stats(60)
            workspace.close_project()
    window.close()
    return int(late and wanted.limits)


if __name__ == "__main__":
    sys.exit(main())

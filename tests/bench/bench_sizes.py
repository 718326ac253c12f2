"""How long large projects take to open, and for how long the window is deaf meanwhile.

    python tests/bench/bench_sizes.py [--project stories|excerpts|passages] [--page KEY]… [--limits] [--profile]

Made in a temporary folder: 1,000 stories of ten passages; 5,000 excerpts in 100 stories; 100,000 passages in 100
stories. The whole window opens each, looks for a word that every passage has and for a phrase across passages, and then
goes to its pages. “Open” is the time (ms) until the project or the page is painted, “whole” until nothing more is read,
“stall” the longest time in which the window answered nobody, without what `Project.open` takes to look whether the
project is sound (“check”). Beside each: how many times plain SQLite in the same run takes to read all rows of the
project's stories, passages and excerpts. With `--limits` the exit code is 1 when something is slower than it may be.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlite3

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
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
from coproclip.ui.pages.stories.page import StoriesPage
from coproclip.ui.workspace import Workspace

PAGES = ("stories", "themes", "playlists")
PASSAGE_MS = 6000
TEXT = "and then we walked round the whole building once more to see what had changed since the day we came"
QUIET_MS, PATIENCE_S = 400, 300


@dataclass(frozen=True)
class Size:
    """A made project: its stories, the passages and the excerpts of each; ms that its opening and a stall may take."""

    stories: int
    passages: int
    excerpts: int
    open_ms: int
    stall_ms: int = 100


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
    """What one step cost (ms): until it was painted, until nothing more was done, and the longest stall."""

    def __init__(
        self, window: QWidget, do: Callable[[], object], busy: Callable[[], object], check_ms: float = 0
    ) -> None:
        begin = time.perf_counter()
        self.stall = 0.0
        self._turn(do)
        self.stall = max(0.0, self.stall - check_ms)
        self._turn(lambda: QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest)))
        self.open = (time.perf_counter() - begin) * 1000
        last = time.perf_counter()
        while time.perf_counter() - last < QUIET_MS / 1000 and time.perf_counter() - begin < PATIENCE_S:
            if self._turn(QApplication.processEvents) > 5 or busy():
                last = time.perf_counter()
            time.sleep(0.001)
        self.whole = (last - begin) * 1000

    def _turn(self, do: Callable[[], object]) -> float:
        start = time.perf_counter()
        do()
        took = (time.perf_counter() - start) * 1000
        self.stall = max(self.stall, took)
        return took


def reference(folder: Path) -> float:
    """Milliseconds that plain SQLite takes to read every story, passage and excerpt."""
    begin = time.perf_counter()
    with sqlite3.connect(folder / "project.db") as database:
        for table in ("story", "storyteller", "recording", "segment", "excerpt", "span", "answer"):
            database.execute(f"SELECT * FROM {table}").fetchall()
    database.close()
    return (time.perf_counter() - begin) * 1000


def measure(
    window: MainWindow, workspace: Workspace, folder: Path, pages: Sequence[str], profile: cProfile.Profile | None
) -> dict[str, Measured]:
    """Opening the project, then each of the pages."""
    if profile is not None:
        profile.enable()
    begin = time.perf_counter()
    Project.open(folder).close()
    check = (time.perf_counter() - begin) * 1000
    print(f"  check {check:.0f} ms")

    def _step(do: Callable[[], object], check_ms: float = 0) -> Measured:
        return Measured(window, do, workspace.jobs.jobs, check_ms)

    found = {"open": _step(lambda: workspace.open(folder), check)}
    stories = window.pages["stories"]
    assert isinstance(stories, StoriesPage)
    for name, words in (("search", "building"), ("phrase", "the day we came 7 and then we")):
        found[name] = _step(lambda words=words: (stories.field.setText(words), stories.search.search()))
        print(f"  {words}: {stories.results.count_line.text()}")
    stories.search.clear()
    for page in pages:
        found[page] = _step(lambda page=page: workspace.page_asked.emit(page))
    if profile is not None:
        profile.disable()
    return found


def main() -> int:
    """Print the figures; 1 if a limit is passed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--project", choices=[*SIZES], action="append")
    asked.add_argument("--page", choices=PAGES, action="append")
    asked.add_argument("--keep", type=Path, help="Where the projects are made, and found again.")
    asked.add_argument("--limits", action="store_true")
    asked.add_argument("--profile", action="store_true")
    wanted = asked.parse_args()
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    os.environ.setdefault("COPROCLIP_HOME", tempfile.mkdtemp())
    workspace = Workspace(Settings())
    window = make_window(app, workspace)
    window.resize(1440, 900)
    window.show()
    settle()
    late = False
    with tempfile.TemporaryDirectory() as temporary:
        for name in wanted.project or [*SIZES]:
            size, home = SIZES[name], wanted.keep or Path(temporary)
            folder = home / f"{name}.coproclip"
            if not folder.is_dir():
                folder = make_project(home, name, size)
            profile = cProfile.Profile() if wanted.profile else None
            plain = reference(folder)
            print(f"{name}: {size.stories} stories, {size.passages} passages and {size.excerpts} excerpts each")
            print(f"  plain SQLite {plain:.0f} ms")
            for step, cost in measure(window, workspace, folder, wanted.page or PAGES, profile).items():
                slow = cost.open > size.open_ms or cost.stall > size.stall_ms
                late = late or slow
                print(
                    f"  {step:10} open {cost.open:6.0f} ms ({cost.open / plain:5.1f}×)  whole {cost.whole:6.0f} ms"
                    f"  stall {cost.stall:6.0f} ms{'   over the limit' if slow else ''}"
                )
            if profile is not None:
                pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
            workspace.close_project()
    window.close()
    return int(late and wanted.limits)


if __name__ == "__main__":
    sys.exit(main())

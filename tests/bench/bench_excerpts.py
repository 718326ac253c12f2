"""How long the window takes, and how long it stands still, with many excerpts.

    python tests/bench/bench_excerpts.py FOLDER [STORIES] [EXCERPTS_A_STORY]

Makes the project in FOLDER unless it is there, opens it in a window that nobody sees, goes to the pages of themes and
playlists, and changes something on each. For each step: until it was shown, and the longest time (ms) in which the
window did not answer.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from consenting import allow_story, say
from made_stories import make_story
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages
from coproclip.ui.app import make_window, settle
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.workspace import Workspace

WORDS = "we moved the chairs after that there was no head of table so people just talked about bus stops and bread"
THEMES, IN_PLAYLIST = 20, 150
EVERY_MS = 4


def make(folder: Path, stories: int, each: int) -> None:
    """A project: half of the stories may be shared, most excerpts were answered, four of five are in a theme."""
    chance, every = random.Random(7), list[int]()
    with Project.create(folder) as project:
        for number in range(stories):
            words = [" ".join(chance.choices(WORDS.split(), k=12)) + "." for _ in range(each + each // 3 + 2)]
            lines = [("storyteller" if place % 4 else "reporter", said) for place, said in enumerate(words)]
            story = make_story(project, lines, title=f"Story {number}", storyteller=f"Teller {number}", rate=2000)
            with project.edit(Operation.MARK_EXCERPT) as edit:
                told = [one for place, one in enumerate(passages(edit.session, story)) if place % 4][:each]
                ids = [mark(edit, story, one.start_ms, one.end_ms).id for one in told]
                if number % 2:
                    allow_story(edit, story)
                for place, one in enumerate(ids):
                    if place % 3:
                        say(edit, one, "yes" if place % 10 < 8 else "no" if place % 2 else "asked")
            every += ids
        with project.edit(Operation.ADD_THEME) as edit:
            themes = [add_theme(edit, f"Theme {number}").id for number in range(THEMES)]
            for place, one in enumerate(every):
                if place % 5:
                    link(edit, chance.choice(themes), one)
            few, all_of_them = (add_playlist(edit, title).id for title in ("A few", "Everything"))
            add_to_playlist(edit, few, every[:: max(1, len(every) // IN_PLAYLIST)])
            add_to_playlist(edit, all_of_them, every)


class Watch:
    """Turns the window's loop and notes the longest time between two of its turns (ms)."""

    def __init__(self) -> None:
        self._last, self.longest = time.perf_counter(), 0.0
        self._timer = QTimer()
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start()

    def _on_turn(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, (now - self._last) * 1000), now

    def _turn(self) -> None:
        QApplication.processEvents()
        time.sleep(EVERY_MS / 2000)  # a loop that never rests would keep the threads from working

    def step(self, name: str, do: Callable[[], object], until: Callable[[], bool], most_s: float = 60) -> None:
        """Do it, wait `until` it is shown, and print both."""
        QApplication.processEvents()
        began, self.longest, self._last = time.perf_counter(), 0.0, time.perf_counter()
        do()
        while not until() and time.perf_counter() - began < most_s:
            self._turn()
        shown = rest = time.perf_counter()
        while time.perf_counter() - rest < 1:
            self._turn()
        print(f"{name:<44} {(shown - began) * 1000:8.0f} ms   longest stall {self.longest:6.0f} ms", flush=True)


def main() -> None:
    """Make, open, measure."""
    folder = Path(sys.argv[1])
    stories, each = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (100, 50)
    if not folder.with_suffix(".coproclip").exists():
        make(folder, stories, each)
    application = QApplication([])
    space = Workspace(Settings())
    window = make_window(application, space)
    window.show()
    settle(application, space)
    themes, playlists = window.pages["themes"], window.pages["playlists"]
    assert isinstance(themes, ThemesPage)
    assert isinstance(playlists, PlaylistsPage)
    watch = Watch()

    def _page(key: str) -> Callable[[], object]:
        return lambda: window.show_page(key)

    def _known() -> bool:
        faces = themes.shelf.model.rows
        return bool(faces) and all(face.card.approval is not None for face in faces)

    watch.step("open the project", lambda: space.use(Project.open(folder.with_suffix(".coproclip"))), lambda: True)
    watch.step("the themes page", _page("themes"), lambda: bool(themes.shelf.model.rows))
    watch.step("… what can be shared of it", lambda: None, _known)
    watch.step("another theme", lambda: themes.tree.choose(themes.board.themes[3].theme_id), _known)
    without = lambda: themes.tree.choose(0)  # noqa: E731
    watch.step("those without a theme", without, lambda: bool(themes.shelf.model.rows))
    before = len(themes.board.without())
    ids = [themes.shelf.model.rows[0].card.excerpt_id]
    first = themes.board.themes[0].theme_id
    done = lambda: themes.model.loose < before  # noqa: E731
    watch.step("put one in a theme", lambda: themes.sorting.drop(ids, first, True), done)
    watch.step("… what can be shared then", lambda: None, _known)
    watch.step("the playlists page", _page("playlists"), lambda: playlists.sheet.model.rowCount() > 0)
    watch.step("… what can be shared of it", lambda: None, lambda: playlists.panel.known)
    item = playlists.sheet.model.rows[0].item_id if playlists.sheet.model.rows else 0
    moved = lambda: playlists.sheet.model.place_of(item) == 3  # noqa: E731
    watch.step("move one", lambda: playlists.items.put(item, 3), moved)
    every = lambda: playlists.show_playlist(2)  # noqa: E731
    watch.step("the playlist of all", every, lambda: playlists.sheet.model.rowCount() > 1000 or stories * each < 1000)
    watch.step("the stories page", _page("stories"), lambda: True)
    window.close()
    space.close_project()


if __name__ == "__main__":
    main()

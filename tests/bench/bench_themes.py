"""How long the page of themes takes to open, and a change on it to be seen.

    python tests/bench/bench_themes.py [--project seed|large] [--limits] [--profile STEP]…

“seed” is a published report's themes and quotes, where the folder of shared material lies beside the repository: 158
quotes in 15 stories, 54 themes. “large” is 5,000 excerpts in 100 stories and 400 themes, each excerpt in two. The
figures are those of `bench_sizes.py`. With `--limits` the exit code is 1 when the page opens slower, or a turn of a
change takes longer, than it may: 300 and 50 ms for the seed, 1,000 and 100 ms for the large one.
"""

import argparse
import json
import os
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bench_sizes import PASSAGE_MS, Measured, Size, _story, reference
from PySide6.QtWidgets import QApplication

from coproclip.excerpts.marking import mark
from coproclip.excerpts.meaning import set_meaning
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.app import make_window, settle
from coproclip.ui.dialogs.patterns.dialog import PatternsDialog
from coproclip.ui.dialogs.patterns.phrases import PhrasesDialog
from coproclip.ui.main_window import MainWindow
from coproclip.ui.operations import themes as theme_operations
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.workspace import Workspace

SEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "seed_codebook.json"
VALENCES = ("", "positive", "difficult", "mixed", "neutral")


@dataclass(frozen=True)
class Limits:
    """Milliseconds that opening the page, and a turn of a change, may take."""

    open_ms: int
    turn_ms: int


LIMITS = {"seed": Limits(300, 50), "large": Limits(1000, 100)}


def make_seed(folder: Path) -> Path:
    """The report's themes, sub-themes and quotes."""
    report = json.loads(SEED.read_text("utf-8"))
    quotes = [(theme, quote) for theme in report for quote in theme["quotes"]]
    with Project.create(folder / "seed") as project:
        with project.edit(Work.ADD_STORY) as edit:
            stories = [_story(edit, number, Size(15, 12, 0, 0)) for number in range(15)]
            themes: dict[tuple[str, str], int] = {}
            for theme in report:
                top = add_theme(edit, theme["theme"], question=theme["question"]).id
                themes[theme["theme"], ""] = top
                for under in dict.fromkeys(theme["subthemes"]):
                    themes[theme["theme"], under] = add_theme(edit, f"{under} ({theme['theme']})", parent_id=top).id
            for number, (theme, quote) in enumerate(quotes):
                at = number // 15 * PASSAGE_MS
                excerpt = mark(edit, stories[number % 15], at + 200, at + PASSAGE_MS - 1000, title=quote["text"][:200])
                excerpt.quote = quote["text"]
                set_meaning(edit, excerpt.id, valence=quote["valence"])
                place = themes.get((theme["theme"], quote["subtheme"]), themes[theme["theme"], ""])
                link(edit, place, excerpt.id, differs=quote["valence"] == "difficult")
        return project.folder


def make_large(folder: Path) -> Path:
    """5,000 excerpts in 100 stories, 400 themes three deep."""
    with Project.create(folder / "large") as project:
        with project.edit(Work.ADD_STORY) as edit:
            themes: list[int] = []
            for number in range(400):
                above = None if number % 20 == 0 else themes[number - number % 20 + (number % 20 > 5) * 3]
                themes.append(add_theme(edit, f"Theme {number + 1}", parent_id=above).id)
            for number in range(100):
                story = _story(edit, number, Size(100, 60, 0, 0))
                for nth in range(50):
                    excerpt = mark(edit, story, nth * PASSAGE_MS + 200, nth * PASSAGE_MS + 4000)
                    place = number * 50 + nth
                    set_meaning(edit, excerpt.id, valence=VALENCES[place % 5], spotlight=place % 40 == 0)
                    link(edit, themes[place % 400], excerpt.id, differs=place % 9 == 0)
                    link(edit, themes[(place * 7 + 3) % 400], excerpt.id)
        return project.folder


MAKE: dict[str, Callable[[Path], Path]] = {"seed": make_seed, "large": make_large}


def steps(window: MainWindow, workspace: Workspace, folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done, by name."""
    themes = window.pages["themes"]
    assert isinstance(themes, ThemesPage)
    yield "open project", lambda: workspace.use(Project.open(folder))
    yield "themes", lambda: window.show_page("themes")
    yield "another theme", lambda: themes.tree.choose(themes.board.themes[2].theme_id)
    yield "move it later", lambda: themes.editing.step(1)
    yield "undo", workspace.undo
    first = [row.card.excerpt_id for row in themes.shelf.model.rows[:1]]
    yield "differs", themes.sorting.turn_differs
    yield "put in theme", lambda: themes.sorting.drop(first, themes.board.themes[0].theme_id, True)
    one, other = (themes.board.themes[place].theme_id for place in (1, 2))
    yield "merge", lambda: theme_operations.merge(workspace, [one], other, theme_operations.By("Kit"), print)
    yield "undo merge", workspace.undo
    yield "filter", lambda: themes.shelf.show_only("differs")
    yield "all again", lambda: themes.shelf.show_only("")
    patterns = PatternsDialog(workspace, window)
    yield "patterns", patterns.show
    for kind in ("grid", "role", "meanings", "missing", "counts"):
        yield f"patterns: {kind}", lambda kind=kind: (patterns.kind.choose(kind), patterns.kind.chosen.emit(kind))
    patterns.close()
    phrases = PhrasesDialog(workspace, window)
    phrases.show()
    yield "phrase", lambda: (phrases.forms.setText("~bilding, walk* round"), phrases.look_for())
    phrases.close()
    yield "stories", lambda: window.show_page("stories")


def main() -> int:
    """Print the figures; 1 if a limit is passed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--project", choices=[*MAKE], action="append")
    asked.add_argument("--keep", type=Path, help="Where the projects are made, and found again.")
    asked.add_argument("--limits", action="store_true")
    asked.add_argument("--profile", action="append", metavar="STEP")
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
        for name in wanted.project or [name for name in MAKE if name != "seed" or SEED.is_file()]:
            home, limits = wanted.keep or Path(temporary), LIMITS[name]
            folder = home / f"{name}.coproclip"
            if not folder.is_dir():
                folder = MAKE[name](home)
            plain = reference(folder)
            print(f"{name}: plain SQLite {plain:.0f} ms")
            for step, do in steps(window, workspace, folder):
                cost = Measured(window, do, workspace.jobs.jobs, step in (wanted.profile or ()))
                slow = step != "open project" and (cost.open > limits.open_ms or cost.turn > limits.turn_ms)
                if step == "themes":
                    slow = cost.open > limits.open_ms
                late = late or slow
                print(
                    f"  {step:14} open {cost.open:6.0f} ms  whole {cost.whole:6.0f} ms  turn {cost.turn:5.0f} ms"
                    f" ({cost.turn / plain:4.1f}×)  stall {cost.stall:5.0f} ms{'   over the limit' if slow else ''}",
                    flush=True,
                )
                if cost.profiled is not None:
                    pstats.Stats(cost.profiled).sort_stats("cumulative").print_stats(45)
            workspace.close_project()
    window.close()
    return int(late and wanted.limits)


if __name__ == "__main__":
    sys.exit(main())

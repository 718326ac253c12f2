"""How fast a 40,000-word story opens, is typed in and is played in the story desk.

    python tests/bench/bench_desk.py [--busy] [--limits]

Prints milliseconds and, beside each, how many times a plain QTextEdit with the same text takes in the same run.
`--busy` keeps two processes at full load meanwhile, standing for a transcription. With `--limits` the exit
code is 1 when something is slower than it may be.
"""

import argparse
import gc
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit

from coproclip.excerpts.approval import Approval
from coproclip.overview.story import Passage
from coproclip.project.schema import Word
from coproclip.ui.style.look import apply_style
from coproclip.ui.transcript.paint import ExcerptTint
from coproclip.ui.transcript.view import TranscriptView

PASSAGES, WORDS = 1600, 25
LIMITS = {"open": 1000.0, "key, median": 16.0, "key, worst": 50.0, "playing, median": 3.0}
_STOCK = ("we", "moved", "the", "chairs", "and", "there", "was", "no", "head", "of", "a", "long", "table")


def story() -> list[Passage]:
    """1,600 passages of 25 words: two voices, some doubtful words, some flags."""
    chance, made, at = random.Random(4), [], 0
    for nth in range(PASSAGES):
        words = []
        for _ in range(WORDS):
            words.append(Word(chance.choice(_STOCK), at, at + 280, 30 if chance.random() < 0.1 else 90))
            at += 320
        role = "reporter" if nth % 5 == 0 else "storyteller"
        flags = ("very unsure",) if nth % 40 == 0 else ()
        made.append(Passage(nth + 1, role.title(), role, words[0].start_ms, at, words, nth % 2 == 0, flags))
    return made


def excerpts(passages: list[Passage]) -> list[ExcerptTint]:
    """An excerpt in every tenth passage."""
    chosen = [passage for passage in passages if passage.id % 10 == 0]
    answers = list(Approval)
    return [
        ExcerptTint(each.id, ((each.start_ms, each.end_ms),), each.id % 10, "M", answers[each.id % 5], 8000)
        for each in chosen
    ]


def timed(edit: QTextEdit, act: Callable[[], object]) -> float:
    """Milliseconds until what `act` changed has been laid out and painted."""
    begin = time.perf_counter()
    act()
    QApplication.processEvents()
    # Paints whatever waits to be painted, at once, as the screen's next beat would.
    QApplication.sendEvent(edit.window(), QEvent(QEvent.Type.UpdateRequest))
    return (time.perf_counter() - begin) * 1000


def type_into(edit: QTextEdit, places: list[int]) -> list[float]:
    """Milliseconds of each of 40 keys at each of the `places` (block numbers)."""
    spent = []
    for place in places:
        edit.setTextCursor(QTextCursor(edit.document().findBlockByNumber(place)))
        edit.ensureCursorVisible()
        QApplication.processEvents()
        for nth in range(40):
            key = Qt.Key.Key_Space if nth % 6 == 5 else Qt.Key.Key_X
            spent.append(timed(edit, lambda key=key: QTest.keyClick(edit, key)))
    return spent


def measure() -> tuple[dict[str, float], dict[str, float]]:
    """Figures of the transcript, and of the plain text beside it, in ms."""
    passages = story()
    view, plain = TranscriptView(), QTextEdit()
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    for edit in (view, plain):
        edit.resize(876, 560)
        edit.show()
        edit.activateWindow()
        QApplication.processEvents()
    plain.setUndoRedoEnabled(False)
    text = "\n".join(passage.text for passage in passages)
    theirs["open"] = timed(plain, lambda: plain.setPlainText(text))
    ours["open"] = timed(view, lambda: view.load(passages))
    ours["excerpts"] = timed(view, lambda: view.set_excerpts(excerpts(passages)))

    places = [3, PASSAGES // 2, PASSAGES - 4]
    keys = type_into(plain, places)
    theirs |= {"key, median": statistics.median(keys), "key, worst": max(keys)}
    view.set_correcting(True)
    keys = type_into(view, places)
    ours |= {"key, median": statistics.median(keys), "key, worst": max(keys)}
    view.flush()
    view.set_correcting(False)

    view.heard.follow(True)
    start = passages[PASSAGES // 2].start_ms
    view.heard.show(start)
    QApplication.processEvents()
    steps = [timed(view, lambda at=start + nth * 33: view.heard.show(at)) for nth in range(300)]
    ours |= {"playing, median": statistics.median(steps), "playing, worst": max(steps)}
    changed = [passages[700]]
    ours["replace one"] = statistics.median(timed(view, lambda: view.replace([], changed)) for _ in range(20))
    view.close()
    plain.close()
    return ours, theirs


def burn() -> None:
    """Keep one core busy."""
    while True:
        sum(number * number for number in range(10000))


def main() -> int:
    """Measure, print, and say whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--busy", action="store_true", help="two processes at full load meanwhile")
    parser.add_argument("--limits", action="store_true", help="exit code 1 when something is too slow")
    asked = parser.parse_args()
    busy = asked.busy
    fires = [multiprocessing.get_context("spawn").Process(target=burn, daemon=True) for _ in range(2 * busy)]
    for fire in fires:
        fire.start()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    apply_style(app, "light", 100)
    # As the program does once it has started: what never goes away need not be looked through again.
    gc.collect()
    gc.freeze()
    if busy:
        time.sleep(1.0)
    try:
        ours, theirs = measure()
    finally:
        for fire in fires:
            fire.terminate()
            fire.join()
    print(f"{PASSAGES * WORDS} words in {PASSAGES} passages{', two processes at full load' if busy else ''}")
    late = []
    for name, ms in ours.items():
        ratio = f"{ms / theirs[name]:5.1f} × plain text ({theirs[name]:.2f} ms)" if name in theirs else ""
        limit = LIMITS.get(name)
        late += [name] if limit is not None and ms > limit else []
        print(f"  {name:16}{ms:9.2f} ms  {f'limit {limit:g}' if limit else '':12}{ratio}")
    print("all limits hold" if not late else f"too slow: {', '.join(late)}")
    return 1 if late and asked.limits else 0


if __name__ == "__main__":
    sys.exit(main())

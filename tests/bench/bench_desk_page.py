"""How fast a 40,000-word story opens and is typed in on the real story desk, while another story is being written down.

    python tests/bench/bench_desk_page.py [--quiet] [--limits] [--profile]

A project with the long story, its sound and forty excerpts is made in a temporary folder; the whole window opens it.
300 characters are typed in Correct mode through real key events, at a person's pace and with pauses that let every
correction be saved, many of them just when the next key comes. A key costs from when it was due until its letter is
painted, so that whatever keeps the window busy at that moment counts. Meanwhile the real speech model writes down real
recordings in the same project (not with `--quiet`, or where the recordings are not there).

Beside each figure: how many times a plain QTextEdit with the same text takes in the same run, as in `bench_desk.py`.
With `--limits` the exit code is 1 when something is slower than it may be.
"""

import argparse
import cProfile
import os
import pstats
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import soundfile
from bench_desk import PASSAGES, WORDS, story, timed
from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from coproclip.audio.peaks import make_peaks
from coproclip.capture.story_rows import add_story
from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Recording, Segment, Transcription
from coproclip.settings import Settings
from coproclip.speech.models.installed import find_model
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.app import make_window, settle
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.desk.page import DeskPage
from coproclip.ui.transcription.jobs import start_transcribing, transcription_job
from coproclip.ui.workspace import Workspace

LIMITS = {"open": 1000.0, "key, median": 16.0, "key, worst": 50.0}
KEYS, EXCERPTS, TALK_S, RATE = 300, 40, 3600, 16_000
RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "audio"
TEXT = "and then we walked round the whole building once more to see what "


def talk() -> np.ndarray | None:
    """Twenty minutes of real speech, mono at 16 kHz, joined from the recordings; None where they are not."""
    parts: list[np.ndarray] = []
    for path in sorted([*RECORDINGS.glob("dialogues/*.flac"), *RECORDINGS.glob("read/*.flac")]):
        samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
        if rate == RATE:
            parts += [samples[:, 0], np.zeros(RATE, "int16")]
    if not parts:
        return None
    joined = np.concatenate(parts)
    return np.tile(joined, -(-TALK_S * RATE // len(joined)))[: TALK_S * RATE]


def recording(project: Project, name: str, samples: np.ndarray, rate: int) -> Recording:
    """A sound file in the project with its peaks, as a row."""
    sound = project.folder / "originals" / f"{name}.wav"
    soundfile.write(sound, samples, rate, subtype="PCM_16")
    make_peaks(sound, project.folder / "peaks" / f"{name}.peaks")
    return Recording(
        original=f"originals/{name}.wav",
        original_name=f"{name}.wav",
        peaks=f"peaks/{name}.peaks",
        sha256="0" * 64,
        size_bytes=sound.stat().st_size,
        duration_ms=len(samples) * 1000 // rate,
        sample_rate=rate,
        channels=1,
        created_at=now(),
    )


def make_project(folder: Path, speech: np.ndarray | None) -> tuple[Path, int, int | None]:
    """The project's folder, the long story and, where there are recordings, the one to be written down."""
    passages = story()
    with Project.create(folder / "Bench") as project:
        source = speech[::2] if speech is not None else np.zeros(TALK_S * RATE // 2, "int16")
        long_sound = np.tile(source, -(-passages[-1].end_ms * RATE // 2000 // len(source)))
        with project.edit(Work.ADD_STORY) as edit:
            made = add_story(
                edit,
                recording(project, "long", long_sound, RATE // 2),
                title="Long",
                storytellers=["Kit"],
                reporter="Amina",
            )
            voices = {voice.role: voice.id for voice in speakers_of(edit.session, made.id)}
            edit.session.add_all(
                Segment(
                    story_id=made.id,
                    speaker_id=voices[passage.role],
                    start_ms=passage.start_ms,
                    end_ms=passage.end_ms,
                    text=passage.text,
                    words=list(passage.words),
                    checked=int(passage.checked),
                    flags=["unsure"] if passage.flags else [],
                )
                for passage in passages
            )
            edit.add(Transcription(story_id=made.id, engine="", speech_model="", state="done", started_at=now()))
            second = None
            if speech is not None:
                second = add_story(
                    edit, recording(project, "talk", speech, RATE), title="Talk", storytellers=["June"]
                ).id
        with project.edit(Operation.MARK_EXCERPT) as edit:
            themes = [add_theme(edit, name).id for name in ("Being heard", "The building", "Asked, and then nothing")]
            for nth in range(EXCERPTS):
                passage = passages[nth * PASSAGES // EXCERPTS + 3]
                excerpt = mark(edit, made.id, passage.start_ms, passage.end_ms)
                link(edit, themes[nth % 3], excerpt.id)
                if nth % 2:
                    note_answer(edit, excerpt.id, "yes", who="Kit", how="on the phone")
        return project.folder, made.id, second


def paint(window: QWidget) -> None:
    """Let what waits be done and painted at once, as the screen's next beat would."""
    QApplication.processEvents()
    QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))


def open_story(window: MainWindow, workspace: Workspace, story_id: int) -> float:
    """Milliseconds from asking for a story until its words are on the screen."""
    begin = time.perf_counter()
    workspace.choose_story(story_id, at_ms=0)
    workspace.page_asked.emit("desk")
    paint(window)
    return (time.perf_counter() - begin) * 1000


def type_text(edit: QTextEdit, places: list[int], keys: int) -> list[float]:
    """Milliseconds each of `keys` keys took from when it was due, at a person's pace; as many at each of `places`."""
    chance, spent, window = random.Random(7), [], edit.window()
    for nth in range(keys):
        if nth % (keys // len(places)) == 0:
            place = places[nth * len(places) // keys]
            edit.setTextCursor(QTextCursor(edit.document().findBlockByNumber(place)))
            edit.ensureCursorVisible()
            paint(window)
        # Most keys follow each other; some come just when the pause before has let the words be saved.
        due = time.perf_counter() + (chance.uniform(0.38, 0.5) if nth % 8 == 7 else chance.uniform(0.05, 0.13))
        while (left := due - time.perf_counter()) > 0:
            QTest.qWait(1 if left > 0.003 else 0)
        QTest.keyClick(edit, TEXT[nth % len(TEXT)])
        paint(window)
        spent.append((time.perf_counter() - due) * 1000)
    return spent


def reference(places: list[int], keys: int) -> dict[str, float]:
    """The same in a plain QTextEdit that saves nothing, alone in its window."""
    plain = QTextEdit()
    plain.resize(876, 560)
    plain.setUndoRedoEnabled(False)
    plain.show()
    plain.activateWindow()
    text = "\n".join(passage.text for passage in story())
    opened = timed(plain, lambda: plain.setPlainText(text))
    spent = type_text(plain, places, keys)
    plain.close()
    return {"open": opened, "key, median": statistics.median(spent), "key, worst": max(spent)}


def measure(window: MainWindow, workspace: Workspace, story_id: int, profiled: Callable[[], None]) -> dict[str, float]:
    """Opening the story, then typing in it."""
    opened = open_story(window, workspace, story_id)
    desk = window.pages["desk"]
    assert isinstance(desk, DeskPage)
    while desk.open_story.reading:
        QTest.qWait(5)
    desk.transcript.set_correcting(True)
    desk.transcript.setFocus()
    QTest.qWait(300)
    before = desk.transcript.words.texts[3]
    profiled()
    spent = type_text(desk.transcript, [3, PASSAGES // 2, PASSAGES - 4], KEYS)
    profiled()
    desk.transcript.set_correcting(False)
    assert workspace.keep_all()
    with workspace.opened().read() as session:
        saved = session.get(Segment, desk.transcript.words.passages[3].id)
    assert saved is not None
    assert saved.text == desk.transcript.words.texts[3] != before, "what was typed is in the project"
    return {
        "open": opened,
        "key, median": statistics.median(spent),
        "key, 95 %": statistics.quantiles(spent, n=20)[-1],
        "key, worst": max(spent),
    }


def main() -> int:
    """Measure, print, and say whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="nothing is written down meanwhile")
    parser.add_argument("--limits", action="store_true", help="exit code 1 when something is too slow")
    parser.add_argument("--profile", action="store_true", help="show where the time of typing goes")
    asked = parser.parse_args()
    model = ""
    try:
        model = str(find_model("").path)
    except CoProClipError as error:
        print(f"no speech model: {error}", file=sys.stderr)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    profile = cProfile.Profile()
    switches = [profile.enable, profile.disable] if asked.profile else [lambda: None, lambda: None]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COPROCLIP_HOME"] = str(Path(folder) / "home")
        speech = talk() if model and not asked.quiet else None
        path, story_id, second = make_project(Path(folder), speech)
        workspace = Workspace(Settings(speech_model=model))
        window = make_window(app, workspace)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        workspace.use(Project.open(path))
        settle(app, workspace)
        job = start_transcribing(workspace, second) if second is not None else None
        while job is not None and not job.ended and job.progress.done <= 1:
            QTest.qWait(100)
        plain = reference([3, PASSAGES // 2, PASSAGES - 4], KEYS // 3)
        ours = measure(window, workspace, story_id, lambda: switches.pop(0)())
        beside = second is not None and transcription_job(workspace, second) is not None
        window.close()
    print(
        f"{PASSAGES * WORDS} words, {EXCERPTS} excerpts; {'a story is written down beside it' if beside else 'alone'}"
    )
    late = []
    for name, ms in ours.items():
        ratio = f"{ms / plain[name]:5.1f} × plain text ({plain[name]:.2f} ms)" if name in plain else ""
        limit = LIMITS.get(name)
        late += [name] if limit is not None and ms > limit else []
        print(f"  {name:16}{ms:9.2f} ms  {f'limit {limit:g}' if limit else '':12}{ratio}")
    if second is not None and not beside:
        late.append("the writing down was over too soon")
    print("all limits hold" if not late else f"too slow: {', '.join(late)}")
    if asked.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    return 1 if late and asked.limits else 0


if __name__ == "__main__":
    sys.exit(main())

"""The speech process from outside: what comes out when it is stopped, killed, breaks or hangs."""

import itertools
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import soundfile
from fakes.scripted_engine import write_story

from coproclip.errors import Cancelled, MediaError, SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Progress
from coproclip.speech.client import Transcriber, WindowDone
from coproclip.speech.engine import SpeechOptions
from coproclip.speech.messages import Listen, SpeechFinished
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.server_process import SpeechProcess
from coproclip.timecode import TimeRange

ENGINE = "fakes.scripted_engine:make_engine"
ENGLISH = SpeechOptions("en")


@pytest.fixture
def model(tmp_path: Path) -> SpeechModel:
    folder = tmp_path / "sprach modell"
    folder.mkdir()
    (folder / "script.json").write_text("{}")
    return SpeechModel("scripted", folder, 0, True, True)


def script(model: SpeechModel, **what: Any) -> None:
    (model.path / "script.json").write_text(json.dumps(what))


def heard(windows: list[WindowDone]) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for window in windows for s in window.segments for word in s.words]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(true: Any, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def begun(model: SpeechModel) -> bool:
    """Whether the engine has said which process it is in: a file that is there may be empty yet."""
    return (model.path / "pid").exists() and (model.path / "pid").read_text() != ""


def test_windows_without_holes_and_a_bar_that_never_goes_back(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "a story – ünïcode 🎙.wav", 300)
    told: list[Progress] = []
    windows = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH, report=told.append))
    assert windows[0].start_ms == 0
    assert windows[-1].end_ms == 300_000
    assert all(one.end_ms == two.start_ms for one, two in itertools.pairwise(windows))
    assert windows[0].end_ms <= 14_000, "the first words show soon"
    assert [w[1] for w in heard(windows)] == [second * 1000 + 300 for second in range(300)]
    assert {window.engine for window in windows} == {"scripted 1"}
    assert sum(window.speech_ms for window in windows) == 300 * 400
    assert all(window.wordless_ms == 0 and window.language == "en" and window.language_sure for window in windows)
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert told[-1].fraction == 1.0


def test_carrying_on_gives_the_rest_exactly(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 420)
    whole = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH))
    assert len(whole) == 4
    told: list[Progress] = []
    rest = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH, from_ms=whole[0].end_ms, report=told.append))
    assert rest == whole[1:]
    assert told[0].done == whole[0].end_ms / 1000, "the bar goes on where it stood"
    assert list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH, from_ms=420_000)) == []


def test_only_a_stretch_is_listened_to(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 120)
    told: list[Progress] = []
    windows = list(
        Transcriber(ENGINE).transcribe_file(story, model, ENGLISH, from_ms=50_250, until_ms=61_000, report=told.append)
    )
    assert [(window.start_ms, window.end_ms) for window in windows] == [(50_250, 61_000)]
    assert [start for _, start, _ in heard(windows)] == [second * 1000 + 300 for second in range(50, 61)]
    assert told[-1].fraction == 1.0


def test_spans_are_translated_in_order_whatever_happens(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 120, marks=[100])
    spans = [TimeRange(n * 10_000, n * 10_000 + 4_000 + n) for n in range(12)] + [TimeRange(30_000, 75_000)]
    said = list(Transcriber(ENGINE).translate_file(story, model, spans, "cy"))
    assert said == [(n, f"{4_000 + n} cy") for n in range(12)] + [(12, "29000 cy 16000 cy")]
    script(model, trouble="die")
    (model.path / "met").unlink()
    again = list(Transcriber(ENGINE).translate_file(story, model, spans, "cy"))
    assert [index for index, _ in again] == list(range(13))
    assert dict(again)[12] == "29000 cy 16000 cy"
    assert [index for index, text in again if not text] == [10], "what brings the engine down is left out"


def test_somebody_speaks_without_words_is_a_passage_of_its_own(tmp_path: Path, model: SpeechModel) -> None:
    script(model, deaf_from=3)
    story = write_story(tmp_path / "story.wav", 5)
    sound, rate = soundfile.read(story, dtype="float32")
    sound[3 * rate : 5 * rate] = 0.3
    soundfile.write(story, sound, rate)
    (window,) = Transcriber(ENGINE).transcribe_file(story, model, ENGLISH)
    assert [segment.text for segment in window.segments] == ["word0en", "word1en", "word2en", "…"]
    last = window.segments[-1]
    assert (last.flags, last.words[0].confidence) == (("no words",), 0)
    assert (last.start_ms, last.end_ms) == (3_000, 5_000)
    assert window.wordless_ms == 2_000


def test_the_language_is_asked_all_over_the_story_and_then_kept(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 300, loud_from=60)
    windows = list(Transcriber(ENGINE).transcribe_file(story, model, SpeechOptions()))
    assert {window.language for window in windows} == {"cy"}, "the first half minute alone would say English"
    assert all(text.endswith("cy") for text, _, _ in heard(windows))
    assert 3 <= (model.path / "asked").stat().st_size <= 7


def test_a_silent_story_is_finished_without_words(tmp_path: Path, model: SpeechModel) -> None:
    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "silence.flac", np.zeros(16_000 * 60, np.float32), 16_000)
    windows = list(Transcriber(ENGINE).transcribe_file(tmp_path / "silence.flac", model, SpeechOptions()))
    assert windows[-1].end_ms == 60_000
    assert heard(windows) == []
    assert {(window.language, window.speech_ms) for window in windows} == {("", 0)}


def test_cancel_is_quick_even_when_the_engine_hangs(tmp_path: Path, model: SpeechModel) -> None:
    script(model, trouble="hang")
    story = write_story(tmp_path / "story.wav", 60, marks=[3])
    cancel, began = CancelToken(), []

    def stop() -> None:
        assert wait_until(lambda: begun(model))
        began.append(time.monotonic())
        cancel.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(Cancelled):
        list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH, cancel=cancel))
    assert time.monotonic() - began[0] < 60, "it does not wait for the engine, which hangs for good"
    assert not alive(int((model.path / "pid").read_text()))
    stopper.join()


def test_leaving_the_loop_ends_the_process(tmp_path: Path, model: SpeechModel) -> None:
    script(model, trouble="hang")
    story = write_story(tmp_path / "story.wav", 120, marks=[100])
    windows = Transcriber(ENGINE).transcribe_file(story, model, ENGLISH)
    next(windows)
    assert wait_until(lambda: begun(model))
    windows.close()  # type: ignore[attr-defined]
    assert not alive(int((model.path / "pid").read_text()))


def test_a_killed_process_is_started_again_where_it_was(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 300, marks=[100])
    whole = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH))
    script(model, trouble="die", times=2)
    (model.path / "met").unlink()
    (model.path / "met").write_text("x")
    again = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH))
    assert again == whole
    assert (model.path / "met").stat().st_size == 3


@pytest.mark.parametrize("trouble", ["die", "raise"])
def test_a_window_that_brings_the_engine_down_twice_is_skipped(
    tmp_path: Path, model: SpeechModel, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    script(model, trouble=trouble)
    story = write_story(tmp_path / "story.wav", 420, marks=[100])
    windows = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH))
    assert [window.skipped for window in windows] == [False, False, True, False]
    assert windows[2].segments == ()
    assert "twice" in windows[2].notice
    assert windows[2].end_ms == windows[3].start_ms
    assert windows[-1].end_ms == 420_000
    assert (model.path / "met").stat().st_size == 2
    assert "secret" not in caplog.text, "words of a story never reach the log"


def test_an_engine_that_always_breaks_ends_with_a_sentence(tmp_path: Path, model: SpeechModel) -> None:
    script(model, trouble="memory")
    story = write_story(tmp_path / "story.wav", 540, marks=range(540))
    windows = Transcriber(ENGINE).transcribe_file(story, model, ENGLISH)
    assert next(windows).skipped
    assert next(windows).skipped
    with pytest.raises(TranscriptionError) as error:
        next(windows)
    assert "not enough memory" in str(error.value)
    assert "kept" in error.value.safe


def test_expected_troubles_come_with_their_own_sentence(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 5)
    script(model, refuse="This speech model is damaged.")
    with pytest.raises(SpeechModelError, match="This speech model is damaged"):
        list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH))
    (tmp_path / "no sound.wav").write_bytes(b"RIFF no sound at all")
    script(model)
    with pytest.raises(MediaError):
        list(Transcriber(ENGINE).transcribe_file(tmp_path / "no sound.wav", model, ENGLISH))
    with pytest.raises(TranscriptionError) as error:
        list(Transcriber("no_such_module:engine").transcribe_file(story, model, ENGLISH))
    assert "ended unexpectedly" in str(error.value)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_no_orphan_when_the_app_is_killed(tmp_path: Path, model: SpeechModel) -> None:
    """The app runs as a module, in a thread, and is killed: the process that listens must not go on."""
    script(model, trouble="hang")
    story = write_story(tmp_path / "story.wav", 60, marks=[3])
    (tmp_path / "an_app").mkdir()
    (tmp_path / "an_app" / "__main__.py").write_text(
        textwrap.dedent(f"""
            import sys, threading
            from pathlib import Path
            from coproclip.speech.engine import SpeechOptions
            from coproclip.speech.models.installed import SpeechModel
            from coproclip.speech.client import Transcriber

            print("once", flush=True)
            sys.path.insert(0, {str(Path(__file__).parents[1])!r})
            model = SpeechModel("scripted", Path({str(model.path)!r}), 0, True, True)

            def work():
                list(Transcriber({ENGINE!r}).transcribe_file(Path({str(story)!r}), model, SpeechOptions("en")))

            threading.Thread(target=work).start()
        """)
    )
    app = subprocess.Popen([sys.executable, "-m", "an_app"], cwd=tmp_path, stdout=subprocess.PIPE)
    try:
        assert wait_until(lambda: begun(model))
        child = int((model.path / "pid").read_text())
        assert alive(child)
    finally:
        app.send_signal(signal.SIGKILL)
        out, _ = app.communicate()
    assert out == b"once\n", "the app's main module must not run again in the speech process"
    assert wait_until(lambda: not alive(child))


def test_it_gives_way_to_the_window(tmp_path: Path, model: SpeechModel) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("reads /proc")
    script(model, trouble="hang")
    story = write_story(tmp_path / "story.wav", 120, marks=[100])
    windows = Transcriber(ENGINE).transcribe_file(story, model, ENGLISH)
    next(windows)
    assert wait_until(lambda: begun(model))
    pid = int((model.path / "pid").read_text())
    nice = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[16])
    environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    windows.close()  # type: ignore[attr-defined]
    assert nice >= 10
    assert b"HF_HUB_OFFLINE=1" in environment


@pytest.mark.parametrize("abort", [False, True])
def test_it_ends_well_once_all_is_said(tmp_path: Path, model: SpeechModel, abort: bool) -> None:
    """A thread that waits at standard input, and native code, abort while the interpreter takes itself apart.

    It never does.
    """
    script(model, abort_at_exit=abort)
    story = write_story(tmp_path / "story.wav", 5)
    with SpeechProcess(Listen(str(story), str(model.path), ENGINE, ENGLISH, 0)) as process:
        while not isinstance(process.next(20), SpeechFinished):
            pass
        assert process.end() == 0
    whole = list(Transcriber(ENGINE).transcribe_file(story, model, ENGLISH))
    assert len(heard(whole)) == 5

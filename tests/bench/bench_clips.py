"""How many times faster than it is heard a clip is made: one of ten minutes, forty of a dozen seconds, and a video.

    python tests/bench/bench_clips.py [--limits] [--profile STEP]…

All that an export does is in it: asking whether each may leave, cutting, equal loudness, coding, captions, the ledger,
and looking at what was made. The sound is recorded speech where the folder of shared material lies beside the
repository, else noise that comes and goes like it. Times are of the processor, and by the clock behind them, the least
of three. How much faster than before something is made is told by what LAME takes inside FFmpeg’s libraries, as it did
then, whatever the computer and whoever else works there. With `--limits` the exit code is 1 when a
long WAV is made less than 200 times as fast as it is heard, or a captioned video of a minute takes more than 30 s.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import av
import numpy as np
import soundfile
from av.audio.resampler import AudioResampler

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from consenting import allow_story, say
from made_stories import make_story, new_project

from coproclip.audio.decode import as_frame
from coproclip.audio.encode import write_sound
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.marking import mark
from coproclip.export.clips import NOBODY, export_clips
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import passages

SPEECH = Path(__file__).resolve().parents[3] / "shared" / "data" / "audio" / "read"
RATE, WORDS_A_LINE, LINES = 48_000, 44, 60
LEAST, LONGEST_VIDEO_S = 200.0, 30.0
LONG_S = 600
BEFORE = {
    **{"long mp3": 2.09, "long wav": 0.60, "long flac": 0.76, "long opus": 2.17},
    **{"forty mp3": 2.82, "forty wav": 1.76},
}
"""How long each took, as parts of what LAME takes for ten minutes inside FFmpeg’s libraries, when the project was asked
again after each line of the ledger, and everything half as loud as a peak was looked at closely.
"""
WORDS = "we moved the chairs and after that there was no head of the table so people just talked about bread"


def speech(frames: int) -> np.ndarray:
    """So many samples at 48 kHz of people speaking, float32 [frames], a little too quiet, as recordings are."""
    read = []
    for path in sorted(SPEECH.glob("*.flac")) if SPEECH.is_dir() else ():
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
        there = np.arange(int(len(sound) * RATE / rate)) * rate / RATE
        read.append(np.interp(there, np.arange(len(sound)), sound[:, 0]).astype(np.float32))
    if not read:
        chance = np.random.default_rng(2)
        louder = np.interp(np.arange(60 * RATE), np.arange(0, 60 * RATE, RATE // 4), chance.uniform(0, 1, 240) ** 3)
        read = [(chance.normal(0, 0.2, 60 * RATE) * louder).astype(np.float32)]
    whole = np.concatenate(read)
    again = np.tile(whole, frames // len(whole) + 1)[:frames]
    return (0.25 * again / np.abs(again).max()).astype(np.float32)


def make(folder: Path) -> tuple[Project, int, list[int], int]:
    """A project with a story of eleven minutes, an excerpt of ten, forty of a dozen seconds, and one of a minute."""
    project = new_project(folder)
    said = WORDS.split()
    lines = [("storyteller", " ".join(said[(n + k) % len(said)] for k in range(WORDS_A_LINE))) for n in range(LINES)]
    story = make_story(project, lines, rate=RATE)
    [path] = (project.folder / "originals").iterdir()
    soundfile.write(path, speech(soundfile.info(path).frames), RATE, subtype="PCM_16")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        told = passages(edit.session, story)
        long = mark(edit, story, told[1].start_ms, told[1].start_ms + LONG_S * 1000).id
        short = [mark(edit, story, one.start_ms, one.end_ms).id for one in told[2:42]]
        minute = mark(edit, story, told[1].start_ms, told[1].start_ms + 60_000).id
        for one in (long, *short, minute):
            say(edit, one)
    return project, long, short, minute


def main() -> int:
    """Print the figures; 1 if a limit is passed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--limits", action="store_true")
    asked.add_argument("--profile", action="append", metavar="STEP", default=[])
    wanted = asked.parse_args()
    late = False
    with tempfile.TemporaryDirectory() as temporary:
        os.environ.setdefault("COPROCLIP_HOME", temporary)
        project, long, short, minute = make(Path(temporary) / "Clips")

        def again(ids: Sequence[int]) -> Sharing:
            return shareable(project, ids, Use.SHARING)

        def export(ids: Sequence[int], kind: str) -> float:
            """How long they are together (s)."""
            excerpts = shareable(project, ids, Use.SHARING).granted
            assert len(excerpts) == len(ids)
            out = Path(tempfile.mkdtemp(dir=temporary))
            made = export_clips(excerpts, out, owner=NOBODY, again=again, format=kind)
            return sum(one.duration_ms for one in made) / 1000

        def measure(step: str, do: Callable[[], float], times: int = 3) -> tuple[float, float]:
            taken = [_timed(do, step in wanted.profile and not n) for n in range(times)]
            heard, processor, clock = min(taken, key=lambda one: one[1])
            before = f"   {BEFORE[step] * coder / processor:4.1f} times as fast as before" if step in BEFORE else ""
            print(
                f"  {step:16} {heard:6.1f} s of sound   {processor:6.2f} s ({clock:5.2f} s by the clock)   "
                f"{heard / processor:6.0f} times as fast as it is heard, by the clock {heard / clock:6.0f}{before}",
                flush=True,
            )
            return heard / processor, processor

        samples = speech(LONG_S * RATE)[:, None]

        def coded_elsewhere() -> float:
            with av.open(str(Path(temporary) / "elsewhere.mp3"), "w") as container:
                stream = container.add_stream("libmp3lame", rate=32_000, layout="mono")
                stream.bit_rate, stream.options = 112_000, {"compression_level": "7"}
                stream.codec_context.open()
                resampler = AudioResampler(stream.format, "mono", 32_000, stream.codec_context.frame_size)
                for start in range(0, len(samples), RATE):
                    for frame in resampler.resample(as_frame(samples[start : start + RATE], RATE)):
                        frame.pts = None
                        container.mux(stream.encode(frame))
                container.mux(stream.encode(None))
            return LONG_S

        def coded() -> float:
            write_sound(Path(temporary) / "coded.mp3", samples, RATE, format="mp3")
            return LONG_S

        with project:
            _, coder = measure("inside FFmpeg", coded_elsewhere)
            measure("the coder alone", coded)
            for kind in ("mp3", "wav", "flac", "opus", "m4a"):
                times, _ = measure(f"long {kind}", partial(export, [long], kind))
                late = late or (kind == "wav" and times < LEAST)
            for kind in ("mp3", "wav"):
                measure(f"forty {kind}", partial(export, short, kind))
            _, processor = measure("video", partial(export, [minute], "mp4"), 1)
            late = late or processor > LONGEST_VIDEO_S
    return int(late and wanted.limits)


def _timed(do: Callable[[], float], profiled: bool) -> tuple[float, float, float]:
    """What it gave, and how long it took by the processor and by the clock (s)."""
    profile = cProfile.Profile()
    began, clock = time.process_time(), time.perf_counter()
    heard = profile.runcall(do) if profiled else do()
    taken = time.process_time() - began, time.perf_counter() - clock
    if profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    return heard, *taken


if __name__ == "__main__":
    sys.exit(main())

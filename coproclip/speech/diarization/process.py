"""The part of telling voices apart that runs in the speech process: only there are there voice prints."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coproclip.speech.diarization.assign import voices_of
from coproclip.speech.diarization.embeddings import Prints, VoicePrinter
from coproclip.speech.diarization.windows import prints_of, windows_of
from coproclip.speech.messages import AssignSpeakers, DiarizationProgress, SpeakersAssigned


def speakers_assigned(task: AssignSpeakers, printer: VoicePrinter) -> Iterator[DiarizationProgress | SpeakersAssigned]:
    """How far it has come, and at last whose each word of `task` is; the prints that `printer` makes go with it."""
    windows = windows_of(task.words, printer.length_ms)
    prints: list[Prints] = []
    done = 0
    for some in prints_of(Path(task.sound), windows, printer):
        prints.append(some)
        done += len(some)
        yield DiarizationProgress(windows[done - 1].end_ms)
    yield SpeakersAssigned(tuple(voices_of(task.words, windows, np.concatenate(prints), task.voices, dict(task.known))))

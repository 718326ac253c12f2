"""The sound of a whole story for the team: nothing is heard where nothing may be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from coproclip.audio.encode import Format, write_sound
from coproclip.errors import MediaError
from coproclip.excerpts.team.team_stories import TeamProject, TeamStory, verify_team
from coproclip.export.notices import TEAM_MARK
from coproclip.export.sound.cut_points import Samples
from coproclip.export.sound.silencing import silence
from coproclip.sound_file import open_sound

_BLOCK_S = 10


def write_team_sound(
    made: TeamProject,
    story: TeamStory,
    path: Path,
    format: Format,
    *,
    cancel: Callable[[], None],
    report: Callable[[float], None] = lambda _fraction: None,
) -> None:
    """Write the sound of a story of `made` to `path`; `report` hears fractions.

    Raises `MediaError` for one that cannot be read, `StorageError`, `NotShareable` for what is not the team's.
    """
    verify_team(made)
    if story not in made.stories:
        raise MediaError("This story is none of those that are written.", "Nothing was made.")
    try:
        with open_sound(story.audio) as sound:
            blocks = _blocks(story, sound, report)
            tags = {"comment": TEAM_MARK}
            write_sound(path, blocks, sound.samplerate, format=format, tags=tags, cancel=cancel)
    except (soundfile.LibsndfileError, OSError) as error:
        raise MediaError(
            f"The recording of “{story.title}” cannot be read as sound.",
            "Words, excerpts and themes are safe.",
            "Check the project with check-project, or import the recording again.",
        ) from error


def _blocks(story: TeamStory, sound: soundfile.SoundFile, report: Callable[[float], None]) -> Iterator[Samples]:
    rate, first = sound.samplerate, 0
    closed = [(one.start_ms * rate // 1000, -(-one.end_ms * rate // 1000)) for one in story.silenced]
    for read in sound.blocks(_BLOCK_S * rate, dtype="float32", always_2d=True):
        block: Samples = np.array(read)
        silence(block, rate, [(start - first, end - first) for start, end in closed])
        first += len(block)
        report(first / max(1, sound.frames))
        yield block

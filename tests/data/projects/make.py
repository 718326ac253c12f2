"""Makes the small project that later versions must still open: run once at each release, then never again.

    python tests/data/projects/make.py

writes `<version>.coproclip` beside this file, with something of every kind in it.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "project")]

from deeds import furnish  # noqa: E402
from made_stories import make_story  # noqa: E402

from coproclip.project.journal import Work  # noqa: E402
from coproclip.project.project import FOLDERS, Project, now  # noqa: E402
from coproclip.project.schema import DraftSegment, Place, Segment, Transcription  # noqa: E402

LINES = (
    ("reporter", "Was it like that?"),
    ("storyteller", "We moved the chairs. After that there was no head of the table."),
    ("storyteller", "Not how people do, how I do."),
)


def make(folder: Path) -> None:
    """Make the project, its sound at 2 kHz so that it stays small."""
    with Project.create(folder, "Side by side") as project:
        stories = (("Moving the chairs", "Kit"), ("The garden", "Rosa"), ("Thrown away", "Sam"))
        ids = [make_story(project, LINES, title=title, storyteller=who, rate=2000) for title, who in stories]
        furnish(project, ids)
        with project.edit(Work.TRANSCRIBE) as edit:
            written = edit.add(
                Transcription(
                    story_id=ids[0],
                    engine="faster-whisper 1.2.1",
                    speech_model="base",
                    language="en",
                    options={"beam_size": 5},
                    state="done",
                    done_ms=9000,
                    started_at=now(),
                    ended_at=now(),
                )
            )
            spoken = edit.get(Segment, 1)
            edit.add(
                DraftSegment(
                    transcription_id=written.id,
                    start_ms=spoken.start_ms,
                    end_ms=spoken.end_ms,
                    text=spoken.text,
                    words=spoken.words,
                    flags=["unsure"],
                )
            )
            edit.session.add(Place(story_id=ids[0], position_ms=2500))
    for name in FOLDERS:
        if not any((folder / name).iterdir()):
            (folder / name).rmdir()


if __name__ == "__main__":
    target = HERE / f"{version('coproclip')}.coproclip"
    rmtree(target, ignore_errors=True)
    make(target)

"""A playlist as those will hear it who are given it: made for the window alone, off its thread."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.montage import HeardPart, hear_together
from coproclip.export.playlist.playlist_page import playlist_info
from coproclip.jobs import CancelToken, Report
from coproclip.project.project import Project

_FOLDER = "coproclip-listen-"


@dataclass(frozen=True, slots=True)
class AsHeard:
    """The sound, when each excerpt is heard in it, and how many are left out as they are not ready.

    It lies where only its owner may look, until `discard`.
    """

    sound: Path
    parts: tuple[HeardPart, ...]
    left_out: int
    folder: "tempfile.TemporaryDirectory[str]"

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.parts[-1].end_ms

    def discard(self) -> None:
        """Take the sound away."""
        self.folder.cleanup()


def make_as_heard(
    project: Project, excerpt_ids: list[int], playlist_id: int, *, report: Report, cancel: CancelToken
) -> AsHeard:
    """Make it, of all that is ready. Raises `NotShareable` where nothing is, `MediaError`, `StorageError`."""
    sharing = shareable(project, excerpt_ids, Use.SHARING, playlist_id=playlist_id)
    if not sharing.granted:
        raise NotShareable("Nothing in this playlist is ready, so nobody else would hear anything.")
    info = playlist_info(project, playlist_id, sharing.granted)
    folder = tempfile.TemporaryDirectory(prefix=_FOLDER)  # only its owner may look inside
    try:
        sound = Path(folder.name) / "listen.wav"
        parts = hear_together(
            sharing.granted, sound, between=info.between, gap_ms=info.gap_ms, report=report, cancel=cancel
        )
    except BaseException:
        folder.cleanup()
        raise
    return AsHeard(sound, tuple(parts), len(sharing.refused), folder)

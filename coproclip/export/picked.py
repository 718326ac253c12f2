"""From what something is made: a playlist, a theme, or excerpts by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coproclip.excerpts import playlists
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import excerpts_of
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText
from coproclip.export.clips import only_shareable
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.folders.manifest import Owner
from coproclip.project.project import Project
from coproclip.themes import codebook


@dataclass(frozen=True, slots=True)
class Picked:
    """Excerpts (ids) in order, and the playlist or the theme (ids) that they are of; neither where picked by hand."""

    excerpts: tuple[int, ...]
    playlist: int | None = None
    theme: int | None = None

    def may(self, project: Project, use: Use, ids: Sequence[int]) -> Sharing:
        """Which of them may leave now, beside all the others."""
        return shareable(project, ids, use, playlist_id=self.playlist, beside=self.excerpts)

    def only(self, ids: Sequence[int]) -> "Picked":
        """So many of them alone: an introduction of what is not among them does not leave with the others."""
        return replace(self, excerpts=tuple(ids))

    def owner(self, project: Project, kind: FolderKind) -> Owner:
        """Whose a folder of them is."""
        return owner_of_folder(project, kind, self.excerpts, playlist_id=self.playlist, theme_id=self.theme)

    def called(self, project: Project, granted: Sequence[ShareableExcerpt]) -> ShareableText:
        """What the playlist or the theme is called beside these; nothing by hand. Raises `NotShareable`."""
        only_shareable(granted)
        what = PublicText.PLAYLIST_TITLE if self.playlist is not None else PublicText.THEME_NAME
        number = self.playlist if self.playlist is not None else self.theme
        if number is None or not granted:
            return NO_TEXT
        return shareable_text(project, what, number, granted[0].use, beside=[one.excerpt_id for one in granted])


def picked_from(project: Project, *, playlist_id: int | None = None, theme_id: int | None = None) -> Picked:
    """All of a playlist or of a theme, or of the whole project. Raises `NotFound`."""
    with project.read() as session:
        if playlist_id is not None:
            return Picked(tuple(item.excerpt_id for item in playlists.items(session, playlist_id)), playlist_id)
        found = codebook.excerpts_in(session, theme_id) if theme_id is not None else excerpts_of(session)
        return Picked(tuple(excerpt.id for excerpt in found), theme=theme_id)

"""From what something is made: a playlist, a theme, or excerpts by their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from coproclip.cli.exchange import chosen_of
from coproclip.errors import NotShareable
from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.grants import NO_TEXT, ShareableText
from coproclip.excerpts.texts import PublicText, shareable_text
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.manifest import Owner
from coproclip.project.project import Project
from coproclip.themes import codebook

FromPlaylist = Annotated[str, typer.Option("--playlist", metavar="NAME", help="The excerpts of a playlist.")]
FromTheme = Annotated[str, typer.Option("--theme", metavar="NAME", help="The excerpts of a theme.")]
ByHand = Annotated[
    list[int] | None, typer.Option("--excerpt", metavar="ID", help="An excerpt; may be given several times.")
]


@dataclass(frozen=True, slots=True)
class Picked:
    """Excerpts (ids) in order, and the playlist or the theme (ids) that they are of."""

    excerpts: tuple[int, ...]
    playlist: int | None = None
    theme: int | None = None

    def owner(self, project: Project, kind: FolderKind) -> Owner:
        """Whose a folder of them is."""
        return owner_of_folder(project, kind, self.excerpts, playlist_id=self.playlist, theme_id=self.theme)

    def called(self, project: Project, granted: Sequence[ShareableExcerpt]) -> ShareableText:
        """What the playlist or the theme is called beside these excerpts; nothing where they were picked by hand."""
        what = PublicText.PLAYLIST_TITLE if self.playlist is not None else PublicText.THEME_NAME
        number = self.playlist if self.playlist is not None else self.theme
        if number is None or not granted:
            return NO_TEXT
        return shareable_text(project, what, number, granted[0].use, beside=[one.excerpt_id for one in granted])


def picked_of(project: Project, playlist: str, theme: str, excerpts: Sequence[int] | None) -> Picked:
    """What somebody asked for. Raises `NotFound`, `NotShareable` where there is nothing in it."""
    if sum(map(bool, (playlist, theme, excerpts))) != 1:
        raise typer.BadParameter("Give --playlist, --theme or --excerpt.")
    if not theme:
        number, ids = chosen_of(project, playlist, excerpts or [])
        return Picked(tuple(ids), number)
    with project.read() as session:
        found = codebook.find_theme(session, theme)
        chosen = [one.id for one in codebook.excerpts_in(session, found.id)]
    if not chosen:
        raise NotShareable(f"The theme “{found.name}” has no excerpts.", next="Put excerpts into it first.")
    return Picked(tuple(chosen), theme=found.id)

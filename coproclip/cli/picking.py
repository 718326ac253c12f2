"""From what something is made, as it is said on the command line: a playlist, a theme, or excerpts by their numbers."""

from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.cli.exchange import chosen_of
from coproclip.errors import NotShareable
from coproclip.export.picked import Picked, picked_from
from coproclip.project.project import Project
from coproclip.themes import codebook

FromPlaylist = Annotated[str, typer.Option("--playlist", metavar="NAME", help="The excerpts of a playlist.")]
FromTheme = Annotated[str, typer.Option("--theme", metavar="NAME", help="The excerpts of a theme.")]
ByHand = Annotated[
    list[int] | None, typer.Option("--excerpt", metavar="ID", help="An excerpt; may be given several times.")
]


def picked_of(project: Project, playlist: str, theme: str, excerpts: Sequence[int] | None) -> Picked:
    """What somebody asked for. Raises `NotFound`, `NotShareable` where there is nothing in it."""
    if sum(map(bool, (playlist, theme, excerpts))) != 1:
        raise typer.BadParameter("Give --playlist, --theme or --excerpt.")
    if not theme:
        number, ids = chosen_of(project, playlist, excerpts or [])
        return Picked(tuple(ids), number)
    with project.read() as session:
        number, name = (found := codebook.find_theme(session, theme)).id, found.name
    picked = picked_from(project, theme_id=number)
    if not picked.excerpts:
        raise NotShareable(f"The theme “{name}” has no excerpts.", next="Put excerpts into it first.")
    return picked

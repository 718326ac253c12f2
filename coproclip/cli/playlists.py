"""`coproclip playlist add|list`."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, show, show_json
from coproclip.errors import NotFound
from coproclip.excerpts import playlists
from coproclip.project.journal import Operation
from coproclip.project.project import Project

app = typer.Typer(help="Add to and list playlists.", no_args_is_help=True)


def facts(project: Project) -> list[dict[str, Any]]:
    """What `playlist list --json` tells."""
    with project.read() as session:
        return [
            {
                "id": playlist.id,
                "name": playlist.title,
                "introduction": playlist.introduction,
                "excerpts": [item.excerpt_id for item in playlists.items(session, playlist.id)],
            }
            for playlist in playlists.playlists(session)
        ]


@app.command("add")
def add(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    excerpt: Annotated[list[int] | None, typer.Option(metavar="ID", help="An excerpt to put at its end.")] = None,
    introduction: Annotated[str, typer.Option(help="What people read first.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a playlist, or put excerpts at the end of one."""
    with opened(project) as target:
        try:
            with target.read() as session:
                found = playlists.find_playlist(session, name).id
        except NotFound:
            found = None
        what = Operation.ADD_TO_PLAYLIST if found else Operation.ADD_PLAYLIST
        with target.edit(what) as edit:
            place = found or playlists.add_playlist(edit, name).id
            if introduction:
                playlists.change_playlist(edit, place, introduction=introduction)
            playlists.add_to_playlist(edit, place, excerpt or [])
        told = next(fact for fact in facts(target) if fact["id"] == place)
    if as_json:
        show_json(told)
    else:
        show(f"Playlist “{told['name']}”: {counted(len(told['excerpts']), 'excerpt')}")


@app.command("list")
def list_playlists(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Only this one.")] = "",
    as_json: AsJson = False,
) -> None:
    """List playlists."""
    with opened(project) as target:
        told = facts(target)
        if name:
            with target.read() as session:
                wanted = playlists.find_playlist(session, name).id
            told = [fact for fact in told if fact["id"] == wanted]
    if as_json:
        show_json(told)
        return
    for fact in told:
        show(f"{fact['id']:>4}  {fact['name']}: {counted(len(fact['excerpts']), 'excerpt')}")
    if not told:
        say("There are no playlists in this project yet.")

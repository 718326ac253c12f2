"""`coproclip playlist`: add to, list, order and change playlists."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.output import counted, say, show, show_json
from coproclip.errors import NotFound
from coproclip.excerpts import playlists
from coproclip.overview.playlists import BalanceBy, read_playlist
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.themes.playlist_order import PlaylistOrder, order_playlist
from coproclip.timecode import clock

app = typer.Typer(help="Add to, list, order and change playlists.", no_args_is_help=True)

PlaylistName = Annotated[str, typer.Argument(metavar="PLAYLIST", help="A playlist’s name or number.")]


def facts(project: Project) -> list[dict[str, Any]]:
    """What `playlist list --json` tells."""
    with project.read() as session:
        return [
            {
                "id": playlist.id,
                "name": playlist.title,
                "introduction": playlist.introduction,
                "gap_ms": playlist.gap_ms,
                "address": playlist.address,
                "between": [
                    {
                        "excerpt": item.excerpt_id,
                        "introduction": item.introduction,
                        "chapter": item.chapter,
                        "spoken": bool(item.spoken),
                    }
                    for item in playlists.items(session, playlist.id)
                    if item.introduction or item.chapter or item.spoken
                ],
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
        rows = next(fact for fact in facts(target) if fact["id"] == place)
    if as_json:
        show_json(rows)
    else:
        show(f"Playlist “{rows['name']}”: {counted(len(rows['excerpts']), 'excerpt')}")


@app.command("list")
def list_playlists(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Only this one.")] = "",
    as_json: AsJson = False,
) -> None:
    """List playlists."""
    with opened(project) as target:
        rows = facts(target)
        if name:
            with target.read() as session:
                wanted = playlists.find_playlist(session, name).id
            rows = [fact for fact in rows if fact["id"] == wanted]
    if as_json:
        show_json(rows)
        return
    for fact in rows:
        show(f"{fact['id']:>4}  {fact['name']}: {counted(len(fact['excerpts']), 'excerpt')}")
    if not rows:
        say("There are no playlists in this project yet.")


def _edited(
    project: Path, playlist: str, what: Operation, change: Callable[[Edit, int], object], as_json: bool
) -> None:
    """Change one playlist, then show how it is."""
    with opened(project) as target:
        with target.edit(what) as edit:
            playlist_id = playlists.find_playlist(edit.session, playlist).id
            change(edit, playlist_id)
        [fact] = [one for one in facts(target) if one["id"] == playlist_id]
    if as_json:
        show_json(fact)
    else:
        order = ", ".join(map(str, fact["excerpts"]))
        show(f"Playlist “{fact['name']}”: {f'excerpts {order}' if order else 'no excerpts'}")


def _item(session: Session, playlist_id: int, excerpt: int) -> int:
    for item in playlists.items(session, playlist_id):
        if item.excerpt_id == excerpt:
            return item.id
    raise NotFound(f"Excerpt {excerpt} is not in this playlist.", "Nothing was changed.")


@app.command("move")
def move(
    project: ProjectPath,
    playlist: PlaylistName,
    excerpt: Annotated[int, typer.Argument(metavar="ID", help="The excerpt’s number.")],
    position: Annotated[int, typer.Option("--position", metavar="N", min=1, help="Its place, the first is 1.")],
    as_json: AsJson = False,
) -> None:
    """Move an excerpt to another place in a playlist."""
    _edited(
        project,
        playlist,
        Operation.MOVE_IN_PLAYLIST,
        lambda edit, number: playlists.move_item(edit, _item(edit.session, number, excerpt), position - 1),
        as_json,
    )


@app.command("order")
def order(
    project: ProjectPath,
    playlist: PlaylistName,
    by: Annotated[
        PlaylistOrder,
        typer.Option(
            "--by",
            metavar="|".join(PlaylistOrder),
            parser=lambda text: PlaylistOrder(one_of(PlaylistOrder)(text)),
            help="As it was told; by theme; or in balance: no storyteller twice in a row where that is possible.",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Put a whole playlist in order; undo puts it back."""
    _edited(project, playlist, Operation.ORDER_PLAYLIST, lambda edit, number: order_playlist(edit, number, by), as_json)


@app.command("balance")
def balance(project: ProjectPath, playlist: PlaylistName, as_json: AsJson = False) -> None:
    """Who is heard in a playlist and for how long: by storyteller, role, theme and feeling."""
    with opened(project) as target, target.read() as session:
        contents = read_playlist(session, target, playlists.find_playlist(session, playlist).id)
    shares = {by: contents.shares(by) for by in BalanceBy}
    if as_json:
        facts = {
            by.value: [
                {"name": one.alias, "excerpts": one.excerpts, "heard_ms": one.heard_ms, "percent": one.percent}
                for one in found
            ]
            for by, found in shares.items()
        }
        show_json(
            {**facts, "excerpts": len(contents.rows), "not_heard": contents.not_heard, "follows": contents.follows}
        )
        return
    for by, found in shares.items():
        for one in found:
            named = one.alias or f"No {by.value}"
            show(f"{named}: {one.excerpts} of {len(contents.rows)} excerpts, {clock(one.heard_ms)}, {one.percent}%")
    if contents.not_heard:
        show(f"Not heard: {', '.join(contents.not_heard)}")
    if contents.follows:
        show(f"A storyteller follows themselves: {counted(contents.follows, 'time')}")


@app.command("remove")
def remove(
    project: ProjectPath,
    playlist: PlaylistName,
    ids: Annotated[list[int], typer.Argument(metavar="ID", help="Excerpts by number.")],
    as_json: AsJson = False,
) -> None:
    """Take excerpts out of a playlist; they stay in their stories."""

    def _remove(edit: Edit, number: int) -> None:
        for excerpt in dict.fromkeys(ids):
            playlists.take_from_playlist(edit, _item(edit.session, number, excerpt))

    _edited(project, playlist, Operation.TAKE_FROM_PLAYLIST, _remove, as_json)


@app.command("change")
def change(
    context: typer.Context,
    project: ProjectPath,
    playlist: PlaylistName,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    introduction: Annotated[str | None, typer.Option(help="What people read first.")] = None,
    gap_ms: Annotated[
        int | None, typer.Option("--gap", metavar="MS", help="How long it is silent between two excerpts.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", metavar="URL", help="Where it lies on the web; empty for nowhere.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rename or introduce a playlist, say how long its gaps are and where it is; what is not given stays."""
    if name is None and introduction is None and gap_ms is None and address is None:
        context.fail("Give --name, --introduction, --gap or --address.")
    _edited(
        project,
        playlist,
        Operation.CHANGE_PLAYLIST,
        lambda edit, number: playlists.change_playlist(
            edit, number, title=name, introduction=introduction, gap_ms=gap_ms, address=address
        ),
        as_json,
    )


@app.command("introduce")
def introduce(
    context: typer.Context,
    project: ProjectPath,
    playlist: PlaylistName,
    excerpt: Annotated[int, typer.Argument(metavar="ID", help="The excerpt’s number.")],
    words: Annotated[str | None, typer.Option("--words", help="What is read before it; empty for nothing.")] = None,
    chapter: Annotated[
        str | None, typer.Option("--chapter", help="What the chapter is called that begins with it; empty for none.")
    ] = None,
    spoken: Annotated[
        bool | None,
        typer.Option("--spoken/--no-spoken", help="It is itself a spoken introduction, by a reporter."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Introduce an excerpt in writing, begin a chapter with it, or make it a spoken introduction to what follows."""
    if words is None and chapter is None and spoken is None:
        context.fail("Give --words, --chapter, --spoken or --no-spoken.")
    _edited(
        project,
        playlist,
        Operation.CHANGE_IN_PLAYLIST,
        lambda edit, number: playlists.change_item(
            edit, _item(edit.session, number, excerpt), introduction=words, chapter=chapter, spoken=spoken
        ),
        as_json,
    )


@app.command("delete")
def delete(project: ProjectPath, playlist: PlaylistName, as_json: AsJson = False) -> None:
    """Delete a playlist; its excerpts stay."""
    with opened(project) as target, target.edit(Operation.DELETE_PLAYLIST) as edit:
        gone = playlists.find_playlist(edit.session, playlist)
        number, name = gone.id, gone.title
        playlists.delete_playlist(edit, number)
    if as_json:
        show_json({"removed": number})
    else:
        show(f"Playlist “{name}” deleted")

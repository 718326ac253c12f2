"""What leaves the project: `coproclip export clips|playlist`, and the demo."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.output import AsJson, ProjectPath, opened, progress, say, show, show_json
from coproclip.cli.recording import record
from coproclip.errors import BadInput, NotShareable
from coproclip.example import default_folder, make_example
from coproclip.excerpts import playlists
from coproclip.excerpts.approval import Refusal, Sharing, Use, shareable
from coproclip.excerpts.marking import excerpts_of
from coproclip.export.clips import FORMATS, ClipFiles, export_clips
from coproclip.export.playlist_page import export_playlist, playlist_details
from coproclip.jobs import Progress
from coproclip.themes import codebook
from coproclip.timecode import length

app = typer.Typer(help="Make clips and playlists of what may be shared.", no_args_is_help=True)

To = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the files go.")]
For = Annotated[Use, typer.Option("--use", help="sharing, or review: for the storyteller to hear, marked as such.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands that stand by themselves into the app."""
    app.command("record")(record)


def _say_refused(refused: Sequence[Refusal]) -> None:
    for refusal in refused:
        say(f"Held back: {refusal.title}. {refusal.reason}")


def _facts(clips: Sequence[ClipFiles], sharing: Sharing) -> dict[str, Any]:
    titles = {excerpt.excerpt_id: excerpt for excerpt in sharing.granted}
    return {
        "clips": [
            {
                "excerpt": clip.excerpt_id,
                "title": titles[clip.excerpt_id].title,
                "attribution": titles[clip.excerpt_id].attribution,
                "duration_ms": clip.duration_ms,
                "audio": str(clip.audio),
                "captions": [str(path) for path in (clip.vtt, clip.srt, clip.txt) if path],
            }
            for clip in clips
        ],
        "refused": [
            {"excerpt": one.excerpt_id, "title": one.title, "approval": one.approval.value, "reason": one.reason}
            for one in sharing.refused
        ],
    }


@app.command("clips")
def clips(
    project: ProjectPath,
    to: To,
    theme: Annotated[str, typer.Option(metavar="NAME", help="Only excerpts of this theme.")] = "",
    format: Annotated[str, typer.Option(help="wav, flac, mp3, opus or m4a.")] = "mp3",
    use: For = Use.SHARING,
    as_json: AsJson = False,
) -> None:
    """One sound file with captions for each excerpt that may leave."""
    if format not in FORMATS:
        raise BadInput(f"“{format}” is not a format for clips.", next=f"Choose one of {', '.join(FORMATS)}.")
    with opened(project) as target:
        with target.read() as session:
            wanted = codebook.find_theme(session, theme).id if theme else None
            chosen = codebook.excerpts_in(session, wanted) if wanted else excerpts_of(session)
        sharing = shareable(target, [one.id for one in chosen], use)
        _say_refused(sharing.refused)
        if not sharing.granted:
            raise NotShareable("Nothing may be shared yet, so no clips were made.")
        with progress("Making clips") as report:
            made = export_clips(sharing.granted, to, format=format, album=target.details.title, report=report)
    if as_json:
        show_json(_facts(made, sharing))
        return
    for clip in made:
        show(f"{clip.audio}  {length(clip.duration_ms)}")


@app.command("playlist")
def playlist(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    to: To,
    use: For = Use.SHARING,
    format: Annotated[str, typer.Option(help="wav, flac, mp3, opus or m4a.")] = "mp3",
    as_json: AsJson = False,
) -> None:
    """A folder with a page that plays anywhere, and the same as a zip file."""
    if format not in FORMATS:
        raise BadInput(f"“{format}” is not a format for clips.", next=f"Choose one of {', '.join(FORMATS)}.")
    with opened(project) as target:
        with target.read() as session:
            found = playlists.find_playlist(session, name)
            chosen = [item.excerpt_id for item in playlists.items(session, found.id)]
        sharing = shareable(target, chosen, use)
        _say_refused(sharing.refused)
        if not sharing.granted:
            raise NotShareable("Nothing in this playlist may be shared yet, so it was not made.")
        with progress("Making the playlist") as report:
            made = export_playlist(
                playlist_details(target, found.id), sharing.granted, to, format=format, report=report
            )
    if as_json:
        zipped = str(made.zip) if made.zip else None
        show_json({"folder": str(made.folder), "index": str(made.index), "zip": zipped, **_facts(made.clips, sharing)})
        return
    show(f"{made.index}")
    if made.zip:
        show(f"{made.zip}")


def make_demo(folder: Path | None) -> Path:
    """Make the example and print what was made and where; returns the project's folder."""
    place = folder or default_folder()
    show(f"The example goes to {place}")
    with progress("Working") as report:

        def _step(words: str) -> None:
            say(f"{words} …")
            report(Progress(0, 1, words))

        made = make_example(place, report=report, step=_step)
    show(f"Project   {made.project}")
    for clip in made.clips:
        show(f"Clip      {clip.audio}  {length(clip.duration_ms)}, with captions beside it")
    if made.playlist:
        show(f"Playlist  {made.playlist.index}  (open it in a browser, also from a USB stick)")
    for held in made.held_back:
        show(f"Held back {held}")
    return made.project

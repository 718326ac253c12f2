"""What leaves the project: `coproclip export clips|playlist|page|feed|embed|montage|video|pack|cards|index|…`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli import cards, conversation, exchange, montage, story_index, video
from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import Confirmed, Missing, To, confirm_sensitive, say_refused, stoppable_export, withdraw
from coproclip.cli.output import progress, say, show, show_json
from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts import playlists
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import excerpts_of
from coproclip.excerpts.rules.policy import FOLDER_USES
from coproclip.export.clip import FORMATS, ClipFiles
from coproclip.export.clips import export_clips
from coproclip.export.folders.manifest import Owner
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info, playlist_key, take_away_lone_zips
from coproclip.export.playlist.snippet import EMBED
from coproclip.people.storytellers import find_storyteller
from coproclip.themes import codebook
from coproclip.timecode import length

app = typer.Typer(help="Make clips and playlists of what can be shared.", no_args_is_help=True)

Format = Annotated[
    str, typer.Option(metavar="|".join(FORMATS), parser=one_of(FORMATS), help="What the sound is written as.")
]


def _use(text: str) -> Use:
    return Use(one_of(FOLDER_USES)(text))


For = Annotated[
    Use,
    typer.Option(
        "--use",
        metavar="|".join(FOLDER_USES),
        parser=_use,
        help="sharing; page: for a public page; or review: for the storyteller to hear, marked as such.",
    ),
]

Address = Annotated[
    str,
    typer.Option("--address", metavar="URL", help="Where the folder will lie on the web; else where the playlist is."),
]
Of = Annotated[
    str, typer.Option("--of", metavar="STORYTELLER", help="For whom a review is, where several storytellers are heard.")
]


def _reviewer(session: Session, of: str, use: Use) -> int | None:
    """The storyteller for whom a review is made; None where nobody was named."""
    if not of:
        return None
    if use is not Use.REVIEW:
        raise BadInput("Only a review is made for one storyteller.", next="Add --use review, or leave --of out.")
    return find_storyteller(session, of).id


def _say_problems(made: Sequence[ClipFiles]) -> None:
    """Captions that are hard to read."""
    for clip in made:
        for problem in clip.problems:
            say(f"{clip.audio.stem}: {problem}")


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
                "captions": [str(path) for path in clip.captions.values()],
            }
            for clip in clips
        ],
        "refused": [
            {
                "excerpt": refusal.excerpt_id,
                "title": refusal.title,
                "approval": refusal.approval.value,
                "reason": refusal.reason,
            }
            for refusal in sharing.refused
        ],
    }


@app.command("clips")
def clips(
    project: ProjectPath,
    to: To,
    theme: Annotated[str, typer.Option(metavar="NAME", help="Only excerpts of this theme.")] = "",
    format: Format = "mp3",
    use: For = Use.SHARING,
    of: Of = "",
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """One sound file with captions for each excerpt that may leave."""
    with stoppable_export(f"Clips that were finished are in {to}.") as cancel, opened(project) as target:
        with target.read() as session:
            wanted = codebook.find_theme(session, theme).id if theme else None
            chosen = codebook.excerpts_in(session, wanted) if wanted else excerpts_of(session)
            reviewer = _reviewer(session, of, use)

        def _may(ids: Sequence[int]) -> Sharing:
            return shareable(target, ids, use, review_of=reviewer)

        sharing = _may([one.id for one in chosen])
        say_refused(sharing)
        details = target.details
        owner = Owner(details.uid, f"theme {wanted}" if wanted else "all excerpts")
        withdraw(target, to, sharing, owner, use, missing=missing)
        if not chosen:
            raise NotShareable("There are no excerpts to share yet.", next="Mark some first.")
        if not sharing.granted:
            raise NotShareable("Nothing can be shared yet, so no clips were made.")
        beside = [one.excerpt_id for one in sharing.granted]
        album = shareable_text(target, PublicText.PROJECT_TITLE, use=use, beside=beside)
        confirm_sensitive(sharing, confirmed=confirmed)
        with progress("Making clips") as report:
            made = export_clips(
                sharing.granted,
                to,
                owner=owner,
                again=_may,
                format=format,
                album=album,
                report=report,
                cancel=cancel,
                tell=say,
                use=use,
                to_whom=for_whom,
            )
        _say_problems(made)
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
    of: Of = "",
    format: Format = "mp3",
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A folder with a page that plays anywhere, and the same as a zip file."""
    _playlist(project, name, to, use, of, format, missing, for_whom, confirmed, as_json)


@app.command("feed")
def feed(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    to: To,
    address: Address = "",
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A playlist as a podcast: its folder with a feed, to be put on any web space. It needs a yes to a public page.

    A IIIF manifest in it shows the same where archives show sound.
    """
    address = _address_of(project, name, address)
    _playlist(project, name, to, Use.PAGE, "", "mp3", missing, for_whom, confirmed, as_json, address)


@app.command("embed")
def embed(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    to: To,
    address: Address = "",
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A playlist’s folder, and lines to copy that show its player in another page. It needs a yes to a public page."""
    address = _address_of(project, name, address)
    _playlist(project, name, to, Use.PAGE, "", "mp3", missing, for_whom, confirmed, as_json, address, embed=True)


def _address_of(project: Path, name: str, given: str) -> str:
    """Where a playlist’s folder will lie: as given, else where the playlist says that its page is."""
    if given:
        return given
    with opened(project) as target, target.read() as session:
        known = playlists.find_playlist(session, name).address
    if not known:
        raise BadInput(
            "Where it will lie on the web is not known.",
            "Nothing was made.",
            "Give --address, or note the playlist’s address with “coproclip playlist change --address”.",
        )
    return known


def _playlist(
    project: ProjectPath,
    name: str,
    to: To,
    use: Use,
    of: str,
    format: str,
    missing: bool,
    for_whom: str,
    confirmed: bool,
    as_json: bool,
    address: str = "",
    *,
    embed: bool = False,
) -> None:
    with stoppable_export("The playlist was not made.") as cancel, opened(project) as target:
        with target.read() as session:
            found = playlists.find_playlist(session, name)
            chosen = [item.excerpt_id for item in playlists.items(session, found.id)]
            reviewer = _reviewer(session, of, use)

        def _may(ids: Sequence[int]) -> Sharing:
            return shareable(target, ids, use, playlist_id=found.id, review_of=reviewer)

        sharing = _may(chosen)
        say_refused(sharing)
        key = playlist_key(target, found.id)
        owner = Owner.of_playlist(key.uid, key.project_uid)
        withdraw(target, to, sharing, owner, use, missing=missing)
        if not sharing.granted:
            if missing or not all(refusal.is_only_missing for refusal in sharing.refused):
                take_away_lone_zips(key, to, use, tell=say)
            if not chosen:
                raise NotShareable(f"The playlist “{found.title}” is empty.", next="Put excerpts into it first.")
            raise NotShareable("Nothing in this playlist can be shared yet, so it was not made.")
        confirm_sensitive(sharing, confirmed=confirmed)
        with progress("Making the playlist") as report:
            made = export_playlist(
                playlist_info(target, found.id, sharing.granted),
                sharing.granted,
                to,
                again=_may,
                format=format,
                report=report,
                cancel=cancel,
                tell=say,
                to_whom=for_whom,
                address=address,
                embed=embed,
            )
        _say_problems(made.clips)
    if as_json:
        zipped = str(made.zip) if made.zip else None
        lines = {"embed": str(made.folder / EMBED)} if embed else {}
        facts = _facts(made.clips, sharing)
        show_json({"folder": str(made.folder), "index": str(made.index), "zip": zipped, **lines, **facts})
        return
    show(f"{made.index}")
    if embed:
        show((made.folder / EMBED).read_text("utf-8").strip())
    if made.zip:
        show(f"{made.zip}")


app.command("montage")(montage.montage)
app.command("page")(montage.page)
app.command("timeline")(exchange.timeline)
app.command("qda")(exchange.qda)
app.command("video")(video.video)
app.command("pack")(conversation.pack)
app.command("cards")(cards.cards)
app.command("index")(story_index.index)

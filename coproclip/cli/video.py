"""`coproclip export video`: excerpts as videos, with what is said in large letters."""

from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exchange import chosen_of
from coproclip.cli.exporting import Confirmed, Missing, To, settle, stoppable_export
from coproclip.cli.output import progress, say, show, show_json
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.export.captioned_video import Shape
from coproclip.export.clip import VIDEO, title_of
from coproclip.export.clips import export_clips
from coproclip.export.folders.manifest import Owner
from coproclip.speech.language_names import language_tag, own_name
from coproclip.timecode import length

SHAPES = tuple(Shape)


def _shape(text: str) -> Shape:
    return Shape(one_of(SHAPES)(text))


def video(
    project: ProjectPath,
    to: To,
    playlist: Annotated[str, typer.Option(metavar="NAME", help="The excerpts of a playlist, in its order.")] = "",
    excerpt: Annotated[
        list[int] | None, typer.Option("--excerpt", metavar="ID", help="An excerpt; may be given several times.")
    ] = None,
    shape: Annotated[
        Shape, typer.Option("--shape", metavar="|".join(SHAPES), parser=_shape, help="How wide it is.")
    ] = Shape.WIDE,
    captions_in: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="A translation to show in the picture, such as cy, ar or pt-BR.")
    ] = "",
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A video of each excerpt that may leave, with its captions in the picture and as a track."""
    if bool(playlist) == bool(excerpt):
        raise typer.BadParameter("Give --playlist or --excerpt.")
    if captions_in and not language_tag(captions_in):
        raise typer.BadParameter(f"“{captions_in}” is no language. Give its letters, such as cy, ar or pt-BR.")
    with stoppable_export(f"Videos that were finished are in {to}.") as cancel, opened(project) as target:
        number, ids = chosen_of(target, playlist, excerpt or [])

        def _may(those: Sequence[int]) -> Sharing:
            return shareable(target, those, Use.SHARING, playlist_id=number)

        sharing = _may(ids)
        owner = Owner(target.details.uid, f"videos of playlist {number}" if number is not None else "videos")
        none = "Nothing of it can be shared yet, so no video was made."
        settle(target, to, sharing, owner, Use.SHARING, none, missing=missing, confirmed=confirmed)
        beside = [one.excerpt_id for one in sharing.granted]
        for line in _not_translated(sharing.granted, shown_in := language_tag(captions_in)):
            say(line)
        with progress("Making videos") as report:
            made = export_clips(
                sharing.granted,
                to,
                owner=owner,
                again=_may,
                format=VIDEO,
                album=shareable_text(target, PublicText.PROJECT_TITLE, use=Use.SHARING, beside=beside),
                shape=shape,
                captions_in=shown_in,
                report=report,
                cancel=cancel,
                tell=say,
                use=Use.SHARING,
                to_whom=for_whom,
            )
    if as_json:
        show_json([{"excerpt": one.excerpt_id, "file": str(one.audio), "duration_ms": one.duration_ms} for one in made])
        return
    for clip in made:
        show(f"{clip.audio}  {length(clip.duration_ms)}")


def _not_translated(excerpts: Sequence[ShareableExcerpt], language: str) -> list[str]:
    """What to say of those whose picture cannot have captions in a language: as it is told, it may not be followed."""
    return [
        f"No translation of “{title_of(one)}” into {own_name(language)} may leave yet: "
        "the captions in its picture are in the language it is told in."
        for one in excerpts
        if language and language not in {other.language for other in one.translations}
        if language != language_tag(one.language)
    ]

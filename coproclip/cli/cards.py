"""`coproclip export cards`: quotes as pictures, to print or to show."""

from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import Confirmed, Missing, To, settle, stoppable_export
from coproclip.cli.output import progress, say, show, show_json
from coproclip.cli.picking import ByHand, FromPlaylist, FromTheme, picked_of
from coproclip.excerpts.approval import Sharing, Use
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.export.cards import USES, export_cards
from coproclip.export.documents.card_picture import CardSize
from coproclip.export.excerpt_folder import FolderKind
from coproclip.export.playlist.playlist_page import theme_marks

SIZES = tuple(CardSize)


def _size(text: str) -> CardSize:
    return CardSize(one_of(SIZES)(text))


def _use(text: str) -> Use:
    return Use(one_of(USES)(text))


def cards(
    project: ProjectPath,
    to: To,
    playlist: FromPlaylist = "",
    theme: FromTheme = "",
    excerpt: ByHand = None,
    sizes: Annotated[
        list[CardSize] | None,
        typer.Option(
            "--size", metavar="|".join(SIZES), parser=_size, help="How large; may be given several times. 1:1 without."
        ),
    ] = None,
    use: Annotated[
        Use,
        typer.Option(
            "--use", metavar="|".join(USES), parser=_use, help="quote: as in a report; page: for everybody to see."
        ),
    ] = Use.QUOTE,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A call-out card of each excerpt that may be quoted: PNG and SVG, and a text for those who do not see it."""
    with stoppable_export("No card was made.") as cancel, opened(project) as target:
        picked = picked_of(target, playlist, theme, excerpt)

        def _may(those: Sequence[int]) -> Sharing:
            return picked.may(target, use, those)

        sharing = _may(picked.excerpts)
        owner = picked.owner(target, FolderKind.CARDS)
        none = "Nothing of it can be quoted yet, so no card was made."
        settle(target, to, sharing, owner, use, none, missing=missing, confirmed=confirmed)
        beside = [one.excerpt_id for one in sharing.granted]
        with progress("Making cards") as report:
            made = export_cards(
                sharing.granted,
                to,
                owner=owner,
                title=picked.called(target, sharing.granted),
                project_title=shareable_text(target, PublicText.PROJECT_TITLE, use=use, beside=beside),
                theme_marks=theme_marks(target, sharing.granted),
                sizes=sizes or (CardSize.SQUARE,),
                again=_may,
                report=report,
                cancel=cancel,
                tell=say,
                to_whom=for_whom,
            )
    if as_json:
        show_json(
            {
                "folder": str(made.folder),
                "files": [str(path) for path in made.files],
                "excerpts": made.excerpts,
                "too_long": made.too_long,
            }
        )
        return
    for path in made.files:
        show(str(path))

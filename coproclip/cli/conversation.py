"""`coproclip export pack`: a few excerpts for a conversation, with questions and what is needed to lead it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, opened
from coproclip.cli.exporting import Confirmed, Missing, To, confirm_sensitive, say_refused, stoppable_export, withdraw
from coproclip.cli.output import progress, say, show, show_json
from coproclip.cli.picking import ByHand, FromPlaylist, FromTheme, picked_of
from coproclip.excerpts.approval import Sharing, Use
from coproclip.excerpts.few_of_many import few_of
from coproclip.export.conversation.content import MOST, say_if_not_few
from coproclip.export.conversation.folder import export_conversation
from coproclip.export.excerpt_folder import FolderKind


def pack(
    project: ProjectPath,
    to: To,
    playlist: FromPlaylist = "",
    theme: FromTheme = "",
    excerpt: ByHand = None,
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            metavar="TEXT",
            help="A question to talk about, in place of those that the group left open; may be given several times.",
        ),
    ] = None,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A conversation pack of 4 to 8 excerpts: sounds, a page that plays them round and round, and papers to print.

    Of a playlist or a theme with more, those in the spotlight are taken, then those of as many stories as possible.
    """
    with stoppable_export("The pack was not made.") as cancel, opened(project) as target:
        picked = picked_of(target, playlist, theme, excerpt)

        sharing = picked.may(target, Use.SHARING, picked.excerpts)
        say_refused(sharing)
        if not excerpt and len(sharing.granted) > MOST:
            with target.read() as session:
                few = few_of(session, [one.excerpt_id for one in sharing.granted], MOST)
            say(f"{len(few)} of {len(sharing.granted)} were chosen. For others, name them with --excerpt.")
            # Those that introduce what is not among them are none of them either.
            picked = picked.only(few)
            sharing = Sharing(picked.may(target, Use.SHARING, few).granted, sharing.refused)

        def _may(those: Sequence[int]) -> Sharing:
            return picked.may(target, Use.SHARING, those)

        owner = picked.owner(target, FolderKind.CONVERSATION)
        withdraw(target, to, sharing, owner, Use.SHARING, missing=missing)
        say_if_not_few(len(sharing.granted))
        confirm_sensitive(sharing, confirmed=confirmed)
        with progress("Making the pack") as report:
            made = export_conversation(
                target,
                sharing.granted,
                to,
                owner=owner,
                playlist_id=picked.playlist,
                theme_id=picked.theme,
                own_questions=question,
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
                "kiosk": str(made.kiosk),
                "papers": [str(path) for path in made.papers],
                "excerpts": made.excerpts,
                "questions": made.questions,
                "held_back": [{"excerpt": one.excerpt_id, "reason": one.reason} for one in sharing.refused],
            }
        )
        return
    for path in (made.kiosk, *made.papers):
        show(str(path))

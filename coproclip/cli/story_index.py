"""`coproclip export index`: a list of all stories of which something may be quoted."""

from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import Confirmed, Missing, To, confirm_sensitive, stoppable_export, withdraw
from coproclip.cli.output import counted, say, show, show_json
from coproclip.excerpts.approval import Sharing, Use
from coproclip.excerpts.beside.shareable_stories import shareable_stories
from coproclip.export.story_index import IndexFormat, export_story_index, owner_of_index

FORMATS = tuple(IndexFormat)


def _format(text: str) -> IndexFormat:
    return IndexFormat(one_of(FORMATS)(text))


def index(
    project: ProjectPath,
    to: To,
    formats: Annotated[
        list[IndexFormat] | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            parser=_format,
            help="What it is written as; may be given several times. html and csv without.",
        ),
    ] = None,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A list of the stories of which something may be quoted: title, storyteller, length, themes, languages, excerpts.

    A title that may not be read, as somebody is named in it, stays here.
    """
    with stoppable_export("No index was made."), opened(project) as target:
        sharing = Sharing(shareable_stories(target).excerpts, ())
        withdraw(target, to, sharing, owner_of_index(target), Use.QUOTE, missing=missing)
        confirm_sensitive(sharing, confirmed=confirmed)
        made = export_story_index(
            target, to, formats=formats or (IndexFormat.HTML, IndexFormat.CSV), tell=say, to_whom=for_whom
        )
    if as_json:
        show_json(
            {
                "files": [str(path) for path in made.files],
                "stories": made.stories,
                "excerpts": made.excerpts,
                "untitled": made.untitled,
            }
        )
        return
    for path in made.files:
        show(f"{path}  {counted(made.stories, 'story', 'stories')}")

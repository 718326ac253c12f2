"""`coproclip excerpt set`, `link` and `unlink`: what excerpts mean, and what belongs together."""

from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, one_of
from coproclip.cli.excerpt_facts import edited
from coproclip.errors import NotFound
from coproclip.excerpts import meaning
from coproclip.project.journal import Operation
from coproclip.project.kinds import ExcerptKind, Valence
from coproclip.project.project import Edit

Id = Annotated[int, typer.Argument(metavar="ID", help="The excerpt’s number.")]
Other = Annotated[int, typer.Argument(metavar="OTHER", help="The other excerpt’s number.")]
Kind = Annotated[
    str | None,
    typer.Option(metavar="|".join(ExcerptKind), parser=one_of(("", *ExcerptKind)), help="What it is."),
]
Feels = Annotated[
    str | None,
    typer.Option(metavar="|".join(Valence), parser=one_of(("", *Valence)), help="How it felt to its storyteller."),
]


def set_meaning(
    context: typer.Context,
    project: ProjectPath,
    excerpt: Id,
    kind: Kind = None,
    valence: Feels = None,
    feeling: Annotated[str | None, typer.Option(metavar="WORD", help="The storyteller’s own word for it.")] = None,
    spotlight: Annotated[
        bool | None, typer.Option("--spotlight/--no-spotlight", help="It must be heard, or need not.")
    ] = None,
    unused: Annotated[
        str | None, typer.Option(metavar="WHY", help="Why it is not used; empty where it is after all.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A note for the team; it leaves with nothing.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what an excerpt means; what is not given stays, empty is “nobody said”."""
    if all(value is None for value in (kind, valence, feeling, spotlight, unused, note)):
        context.fail("Say what to set: kind, valence, feeling, spotlight, unused or note.")

    def _set(edit: Edit) -> None:
        meaning.set_meaning(
            edit,
            excerpt,
            kind=kind,
            valence=valence,
            feeling=feeling,
            spotlight=spotlight,
            unused_reason=unused,
            note=note,
        )

    edited(project, excerpt, Operation.SET_MEANING, _set, as_json)


def link(
    project: ProjectPath,
    excerpt: Id,
    other: Other,
    words: Annotated[str, typer.Option(help="How they belong together, in a few words.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say that two excerpts belong together."""

    def _link(edit: Edit) -> None:
        meaning.link_excerpts(edit, excerpt, other, words)

    edited(project, excerpt, Operation.LINK_EXCERPTS, _link, as_json)


def unlink(project: ProjectPath, excerpt: Id, other: Other, as_json: AsJson = False) -> None:
    """Say that two excerpts do not belong together after all."""

    def _unlink(edit: Edit) -> None:
        linked = [one for one in meaning.linked_excerpts(edit.session, excerpt) if one.excerpt_id == other]
        if not linked:
            raise NotFound(f"Excerpts {excerpt} and {other} are not linked.", "Nothing was changed.")
        meaning.unlink_excerpts(edit, linked[0].link_id)

    edited(project, excerpt, Operation.LINK_EXCERPTS, _unlink, as_json)

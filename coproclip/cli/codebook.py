"""`coproclip codebook`: the list of themes out of a project and into another, without anybody's story."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, show, show_json
from coproclip.export.codebook_file import save_codebook
from coproclip.project.journal import Operation
from coproclip.themes.codebook_files import read_codebook
from coproclip.themes.history import By
from coproclip.themes.interchange import bring_in

app = typer.Typer(help="The list of themes, out of a project or into it, without any story.", no_args_is_help=True)


@app.command("export")
def export(
    project: ProjectPath,
    to: Annotated[Path, typer.Argument(metavar="FILE", help="Where: .json for CoProClip, .qdc for other programs.")],
    to_whom: Annotated[str, typer.Option("--to-whom", metavar="WHO", help="Who gets it, for the ledger.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the list of themes, with starters and the group’s agreement (.json), or for other programs (.qdc)."""
    with opened(project) as target:
        made = save_codebook(target, to, replace=force, to_whom=to_whom, tell=say)
    if as_json:
        show_json({"file": str(to), "themes": len(made.themes), "left_out": list(made.left_out)})
        return
    show(f"{to}: {counted(len(made.themes), 'theme')}")
    for why in dict.fromkeys(made.left_out):
        say(f"Left out: {why}")


@app.command("import")
def import_themes(
    project: ProjectPath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of themes: .json or .qdc.")],
    who: Annotated[str, typer.Option("--by", metavar="WHO", help="Who brings it in.")] = "",
    as_json: AsJson = False,
) -> None:
    """Bring in a list of themes; what is there already, by its name, is not doubled."""
    found = read_codebook(file)
    with opened(project) as target, target.edit(Operation.BRING_IN_THEMES) as edit:
        brought = bring_in(edit, found, by=By(who, f"brought in from {file.name}"))
    if as_json:
        show_json(
            {
                "added": list(brought.added),
                "known": brought.known,
                "starters": brought.starters,
                "agreement": brought.agreement,
            }
        )
    else:
        show(f"{counted(len(brought.added), 'theme')} added, {brought.known} there already")

"""`coproclip models list|add|download|remove`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.output import AsJson, progress, show, show_json
from coproclip.errors import BadInput
from coproclip.transcribe import models

app = typer.Typer(help="Speech models: what turns speech into words.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="[NAME|FOLDER]")]


def facts() -> list[dict[str, Any]]:
    """What `models list --json` tells."""
    return [
        {
            "name": model.name,
            "path": str(model.path),
            "size": model.size,
            "installed": model.installed,
            "default": model.default,
        }
        for model in models.installed_models()
    ]


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the speech models on this computer."""
    told = facts()
    if as_json:
        show_json(told)
        return
    for fact in told:
        default = "  (used unless you choose another)" if fact["default"] else ""
        show(f"{fact['name']}  {fact['size'] // 1_000_000} MB  {fact['path']}{default}")


def _needs(name: str) -> str:
    if not name.strip():
        raise BadInput("Say which speech model, by name or folder.")
    return name.strip()


@app.command("add")
def add(name: Name = "", as_json: AsJson = False) -> None:
    """Copy a speech model in from a folder or a USB stick; it is checked first."""
    with progress("Copying the speech model") as report:
        made = models.add_model(Path(_needs(name)), report=report)
    _show(made, as_json)


@app.command("download")
def download(name: Name = "", as_json: AsJson = False) -> None:
    """Fetch a speech model. This is the one command that uses the network."""
    with progress("Downloading the speech model") as report:
        made = models.download_model(_needs(name), report=report)
    _show(made, as_json)


@app.command("remove")
def remove(name: Name = "", as_json: AsJson = False) -> None:
    """Remove the app's own copy of a speech model."""
    models.remove_model(_needs(name))
    if as_json:
        show_json({"removed": name})
    else:
        show(f"Removed {name}")


def _show(made: models.SpeechModel, as_json: bool) -> None:
    if as_json:
        show_json({"name": made.name, "path": str(made.path), "size": made.size})
    else:
        show(f"{made.name}: ready in {made.path}")

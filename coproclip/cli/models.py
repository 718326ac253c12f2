"""`coproclip models list|add|download|use|time|stick|remove`."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson
from coproclip.cli.output import progress, say, show, show_json, stoppable
from coproclip.settings import load_settings
from coproclip.speech.models import installed as models
from coproclip.speech.models.hub import good_for
from coproclip.speech.models.sticks import bring_in, make_stick
from coproclip.speech.throughput import expected_ms, is_measured
from coproclip.speech.timing import TIMED_MS, time_model
from coproclip.timecode import length

app = typer.Typer(help="Speech models: what turns speech into words.", no_args_is_help=True)

HOUR_MS = 3_600_000
Name = Annotated[str, typer.Argument(metavar="NAME", help="A speech model, by its name in the list.")]


def facts() -> list[dict[str, Any]]:
    """What `models list --json` tells."""
    chosen = load_settings().models
    return [
        {
            "name": model.name,
            "path": str(model.path),
            "size": model.size,
            "installed": model.installed,
            "default": model.default,
        }
        for model in [*models.known_models(chosen), *models.damaged_models(chosen)]
    ]


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the speech models on this computer, and those that can be downloaded."""
    rows = facts()
    if as_json:
        show_json(rows)
        return
    damaged = {str(model.path) for model in models.damaged_models(load_settings().models)}
    for fact in rows:
        where = fact["path"] if fact["installed"] else "not here; can be downloaded"
        where = f"damaged, in {fact['path']}" if fact["path"] in damaged else where
        default = "  (used unless you choose another)" if fact["default"] else ""
        show(f"{fact['name']}  {fact['size'] // 1_000_000} MB  {where}{default}")
        if about := _about(fact["name"]):
            show(f"    {about}")


def _about(name: str) -> str:
    """What it is good for, and how long it takes on this computer."""
    takes = expected_ms(name, load_settings().preset, HOUR_MS) or 0
    # To the minute: it is a guess, though from what this computer did before.
    how = "measured here" if is_measured(name, load_settings().preset) else "a guess"
    hour = f"an hour of sound takes about {length(max(1, round(takes / 60_000)) * 60_000)} ({how})" if takes else ""
    return "; ".join(part for part in (good_for(name), hour) if part)


@app.command("add")
def add(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER|ZIP", help="The folder that holds the speech model, a stick, or a zip file."),
    ],
    as_json: AsJson = False,
) -> None:
    """Copy a speech model in from a folder, a USB stick or a zip file; it is checked first.

    From a stick that was made for other laptops, all of them that are not here yet.
    """
    with progress("Copying the speech model") as report, stoppable() as cancel:
        made = bring_in(folder, report, cancel, load_settings().models)
    if as_json:
        show_json(
            [_facts(model) for model in made.added] if made.there or len(made.added) != 1 else _facts(made.added[0])
        )
        return
    for model in made.added:
        show(f"{model.name}: ready in {model.path}")
    for name in made.there:
        show(f"{name}: was here before")


@app.command("download")
def download(name: Name, as_json: AsJson = False) -> None:
    """Fetch a speech model. This is the one command that uses the network."""
    with progress("Downloading the speech model") as report, stoppable() as cancel:
        made = models.download_model(name, report=report, cancel=cancel, models=load_settings().models)
    _show(made, as_json)


@app.command("use")
def use(name: Name) -> None:
    """Make a speech model the one that new stories are transcribed with."""
    settings = load_settings()
    model = models.find_named_model(name, models=settings.models)
    with settings.change():
        settings.speech_model = "" if model.name == models.DEFAULT else name
    show(f"{model.name}: used from now on, unless you choose another")


@app.command("time")
def measure(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A speech model; the default without.")] = "",
) -> None:
    """Measure how long a speech model takes on this computer, with a minute of the example’s sound."""
    settings = load_settings()
    with progress("Timing the speech model") as report, stoppable() as cancel:
        model = models.find_model(name, report, cancel, settings.models)
        took_ms = time_model(model, settings.preset, report=report, cancel=cancel)
    hour = took_ms * HOUR_MS // TIMED_MS
    show(f"{model.name}: an hour of sound takes about {length(max(60_000, hour // 60_000 * 60_000))}")


@app.command("stick")
def stick(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The USB stick, or any folder.")],
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Speech models; without, those that did not come with CoProClip."),
    ] = None,
) -> None:
    """Put speech models on a USB stick, for a group’s other laptops; it says what to type there."""
    with progress("Putting speech models on the stick") as report, stoppable() as cancel:
        made = make_stick(folder, name or (), report=report, cancel=cancel, models=load_settings().models)
    for model in made:
        show(f"{model.name}: on the stick, {model.size // 1_000_000} MB")
    say(f"On the other laptops: coproclip models add {shlex.quote(str(folder))}")


@app.command("remove")
def remove(name: Name, as_json: AsJson = False) -> None:
    """Remove the app's own copy of a speech model."""
    models.remove_model(name, load_settings().models)
    if as_json:
        show_json({"removed": name})
    else:
        show(f"Removed {name}")


def _show(made: models.SpeechModel, as_json: bool) -> None:
    if as_json:
        show_json(_facts(made))
    else:
        show(f"{made.name}: ready in {made.path}")


def _facts(made: models.SpeechModel) -> dict[str, Any]:
    return {"name": made.name, "path": str(made.path), "size": made.size}

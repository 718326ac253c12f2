"""What the list of speech models says of each: here or not, how large, what it is good for, how long it takes here."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.settings import ModelSettings
from coproclip.speech.models.files import check_folder
from coproclip.speech.models.hub import DOWNLOADS
from coproclip.speech.models.installed import SpeechModel, arrived_bytes, damaged_models, known_models, models_folder
from coproclip.speech.models.packages import packaged_models
from coproclip.speech.throughput import is_measured
from coproclip.ui.lists.two_line_rows import Row
from coproclip.ui.transcription.wording import HOUR_MS, size_words, takes


@dataclass(frozen=True, slots=True)
class Listed:
    """A speech model in the list; `trouble` says why it cannot be used, `arrived` how many bytes of it were fetched.

    `own` when it lies in the app's own folder, and so may be removed; `again` when a damaged one can be got once more.
    """

    model: SpeechModel
    trouble: str = ""
    arrived: int = 0
    own: bool = False
    again: bool = False


def listed_models(models: ModelSettings) -> list[Listed]:
    """Every speech model that is here, damaged ones too, then those that could be fetched."""
    own = models_folder()
    found = [
        Listed(
            model,
            arrived=0 if model.installed else arrived_bytes(model.name),
            own=model.installed and model.path.is_dir() and model.path.parent == own,
        )
        for model in known_models(models)
    ]
    here = sum(1 for one in found if one.model.installed)
    got = {*DOWNLOADS, *packaged_models()}
    broken = [
        Listed(
            damaged_model,
            _trouble(damaged_model),
            arrived_bytes(damaged_model.name),
            damaged_model.path.parent == own,
            damaged_model.path.parent == own and damaged_model.name in got,
        )
        for damaged_model in damaged_models(models)
    ]
    return [*found[:here], *broken, *found[here:]]


def _trouble(model: SpeechModel) -> str:
    try:
        check_folder(model.path)
    except CoProClipError as error:
        return error.happened
    tr = QCoreApplication.translate
    return tr("SpeechModels", "This is not the speech model “{name}” that everybody knows.").format(name=model.name)


def good_for(name: str) -> str:
    """What a speech model is good for, in plain words; empty for one nobody here knows."""
    tr = QCoreApplication.translate
    size = name.removesuffix(".en")
    only_english = tr("SpeechModels", " English only.") if name.endswith(".en") or "distil" in size else ""
    if size == "tiny":
        return tr("SpeechModels", "Very quick, makes more mistakes.") + only_english
    if size == "base":
        return tr("SpeechModels", "Quick, good for clear speech. Comes with CoProClip.") + only_english
    if size == "small":
        return tr("SpeechModels", "Fewer mistakes, better with accents and noise.") + only_english
    if size == "medium":
        return tr("SpeechModels", "Far fewer mistakes, slow without a graphics card.") + only_english
    if "parakeet" in size:
        return tr("SpeechModels", "Few mistakes, quick for its size. Names and special words are not told to it.")
    if size.startswith(("large", "distil", "turbo")):
        return tr("SpeechModels", "The fewest mistakes, slow without a graphics card: for the night.") + only_english
    return ""


def model_row(one: Listed, preset: str, *, chosen: bool, far: float | None = None) -> Row:
    """One row; `chosen` for the one in use, `far` while it is being fetched or copied (0 to 1)."""
    tr, model = QCoreApplication.translate, one.model
    size = size_words(model.size) if model.size else ""
    if one.trouble:
        return Row(model.name, tr("SpeechModels", "damaged"), "triangle-alert", "stop", one.trouble, size)
    state, icon, colour = tr("SpeechModels", "not here yet"), "download", "ink2"
    if model.installed:
        state, icon, colour = tr("SpeechModels", "here"), "check", "ink2"
    if chosen:
        state, icon, colour = tr("SpeechModels", "in use"), "circle-check", "ok"
    fraction = far
    if far is not None:
        state, icon, colour = tr("SpeechModels", "on its way"), "download", "accent"
    elif one.arrived:
        state, icon = tr("SpeechModels", "paused, {size} are here").format(size=size_words(one.arrived)), "pause"
        fraction = min(0.99, one.arrived / max(1, model.size))
    time = takes(model.name, preset, HOUR_MS)
    for_hour = tr("SpeechModels", "{time} for 1 h")
    if not is_measured(model.name, preset):
        for_hour = tr("SpeechModels", "{time} for 1 h, estimated")
    hour = for_hour.format(time=time) if time else ""
    below = " ".join(part for part in (good_for(model.name), "") if part)
    right_below = hour if fraction is None else ""
    return Row(model.name, state, icon, colour, below, size, right_below, fraction, paused=far is None)

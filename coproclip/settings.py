"""Preferences of this person on this computer, and where the app's own files lie."""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import tomlkit
from tomlkit.exceptions import TOMLKitError

from coproclip.new_files import write_whole

APP = "CoProClip"
MOST_DISKS = 20
_TO_BRING_IN, _BRINGING_IN = "files to bring in.json", threading.Lock()
DEFAULT_PRESET = "balanced"
"""How carefully stories are transcribed unless somebody says otherwise; see `speech.presets`."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What a person on this computer chose about speech models: the usual one, and folders of theirs that hold some."""

    usual: str = ""
    folders: tuple[str, ...] = ()


NO_MODELS_CHOSEN = ModelSettings()


@dataclass
class Settings:
    """What a person chose; everything has a default that works. The one who holds them changes and keeps them."""

    appearance: str = "system"
    text_size: int = 100
    calm: bool = False
    single_keys: bool = True
    speech_model: str = ""
    speech_model_folders: list[str] = field(default_factory=list)
    language: str = "auto"
    preset: str = DEFAULT_PRESET
    microphone: str = ""
    second_microphone: str = ""
    seating: str = "one"
    recording_rate: int = 48_000
    recording_bits: int = 16
    second_disk: str = ""
    second_disks_used: list[str] = field(default_factory=list)
    stand_in_microphones: list[str] = field(default_factory=list)
    live_words: bool = False
    last_project: str = ""
    words_beside: str = ""
    recent_projects: list[str] = field(default_factory=list)
    export_folder: str = ""
    export_folders_used: list[str] = field(default_factory=list)
    playback_speed: int = 100
    playback_volume: int = 100
    follow_words: bool = True
    show_english: bool = True
    stories_order: str = "newest"
    stories_group: str = "all"
    themes_order: str = "added"
    themes_counts: str = "bars"
    who_is_heard_in_words: bool = False

    @property
    def models(self) -> ModelSettings:
        """What finding a speech model is handed."""
        return ModelSettings(self.speech_model, tuple(self.speech_model_folders))

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keep what is changed inside for the next start: `with settings.change(): settings.calm = True`."""
        yield
        save_settings(self)


def second_disks(settings: Settings) -> tuple[Path, ...]:
    """The folders on other disks that were ever chosen here for recordings to go on in, the present one first."""
    known = dict.fromkeys([settings.second_disk, *settings.second_disks_used])
    return tuple(Path(folder) for folder in known if folder)


def remember_second_disk(settings: Settings, folder: str | Path) -> None:
    """Note that recordings may go on in `folder`: only there are their parts looked for later. To be saved then."""
    known = [os.path.abspath(one) for one in (folder, settings.second_disk, *settings.second_disks_used) if str(one)]
    settings.second_disks_used = list(dict.fromkeys(known))[:MOST_DISKS]


def export_folders(settings: Settings) -> tuple[Path, ...]:
    """The folders that files of this person's projects ever went to from the window, the last one first."""
    return tuple(Path(folder) for folder in settings.export_folders_used if folder)


def remember_export_folder(settings: Settings, folder: Path) -> None:
    """Note that files go to `folder`: there it is looked for what may no longer be shared. To be saved then."""
    known = [os.path.abspath(folder), *settings.export_folders_used]
    settings.export_folders_used = list(dict.fromkeys(known))[:MOST_DISKS]


def files_to_bring_in(project: Path) -> tuple[Path, ...]:
    """The files chosen on this computer to be brought into the project in this folder that are not in it yet."""
    return tuple(Path(name) for name in _to_bring_in().get(os.path.abspath(project), ()))


def note_files_to_bring_in(project: Path, files: Iterable[Path], *, wanted: bool = True) -> None:
    """Note that these files are to be brought into the project in this folder, or with `wanted=False` no longer.

    It lies beside the settings, in a file of its own: two windows on one project each have their settings in mind.
    """
    with _BRINGING_IN:
        noted, place = _to_bring_in(), os.path.abspath(project)
        names = dict.fromkeys(os.path.abspath(file) for file in files)
        before = noted.pop(place, [])
        after = list(dict.fromkeys([*before, *names])) if wanted else [name for name in before if name not in names]
        if after == before:
            return
        if after:
            noted[place] = after  # the last of all: what is forgotten is the oldest
        path = config_folder() / _TO_BRING_IN
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(dict([*noted.items()][-MOST_DISKS:])).encode("utf-8"))


def _to_bring_in() -> dict[str, list[str]]:
    path = config_folder() / _TO_BRING_IN
    try:
        noted = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(noted, dict):
        return {}
    return {
        place: files
        for place, files in noted.items()
        if isinstance(files, list) and all(isinstance(file, str) and file for file in files)
    }


def config_folder() -> Path:
    """Where the settings file lies; `COPROCLIP_HOME` puts all of the app's own files in one folder."""
    home = os.environ.get("COPROCLIP_HOME")
    return Path(home) if home else Path(platformdirs.user_config_dir(APP, appauthor=False))


def data_folder() -> Path:
    """Where speech models lie."""
    home = os.environ.get("COPROCLIP_HOME")
    return Path(home) / "data" if home else Path(platformdirs.user_data_dir(APP, appauthor=False))


def own_recordings() -> Path:
    """Where recordings go whose project is moved or removed while somebody is recorded."""
    return data_folder() / "recordings"


def documents_folder() -> Path:
    """Where new projects and exports are offered to go."""
    return Path(platformdirs.user_documents_dir())


def load_settings() -> Settings:
    """The saved settings; what is missing, unknown or of the wrong kind falls back to its default."""
    settings = Settings()
    path = config_folder() / "settings.toml"
    if not path.is_file():  # a pipe would be waited for
        return settings
    try:
        # Folder names need not be Unicode, so neither is what is remembered of them.
        text = path.read_text("utf-8", "surrogateescape")
        saved: dict[str, Any] = tomlkit.parse(text).unwrap()
    except (OSError, ValueError, TOMLKitError):
        return settings
    for known in fields(Settings):
        value = saved.get(known.name)
        if type(value) is not type(getattr(settings, known.name)):
            continue
        if isinstance(value, list) and not all(isinstance(entry, str) for entry in value):
            continue
        setattr(settings, known.name, value)
    return settings


def save_settings(settings: Settings) -> None:
    """Keep `settings` for the next start; a folder that cannot be written only costs the preference."""
    path = config_folder() / "settings.toml"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, tomlkit.dumps(asdict(settings)).encode("utf-8", "surrogateescape"))


@cache
def _resources() -> Path:
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource_path(*parts: str) -> Path:
    """A file the app ships, in the installed package or beside it in a checkout."""
    return _resources().joinpath(*parts)

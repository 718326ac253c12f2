"""Preferences of this person on this computer, and where the app's own files lie."""

import copy
import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import tomlkit

from coproclip.new_files import one_at_a_time, write_whole

APP = "CoProClip"
MOST_DISKS = 20
_FILE, _LOCK = "settings.toml", ".settings.lock"
_TO_BRING_IN = "files to bring in.json"
_REMEMBERED = ("second_disks_used", "export_folders_used", "words_beside", "words_seen")
_MOST_SEEN = 200
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
    words_beside: list[str] = field(default_factory=list)
    words_seen: list[str] = field(default_factory=list)
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
        """Keep what is changed inside for the next start: `with settings.change(): settings.calm = True`.

        Other windows keep theirs in the same file: only what is changed inside is written over what they wrote, of a
        list only the entries that came or went.
        """
        before = copy.deepcopy(self)
        yield
        with alone():
            _keep_changes(self, before)


def second_disks(settings: Settings) -> tuple[Path, ...]:
    """The folders on other disks that were ever chosen here for recordings to go on in, the present one first."""
    _learn(settings)
    known = dict.fromkeys([settings.second_disk, *settings.second_disks_used])
    return tuple(Path(folder) for folder in known if folder)


def remember_second_disk(settings: Settings, folder: str | Path) -> None:
    """Note that recordings may go on in `folder`: only there are their parts looked for later. To be saved then."""
    known = [os.path.abspath(one) for one in (folder, settings.second_disk, *settings.second_disks_used) if str(one)]
    settings.second_disks_used = list(dict.fromkeys(known))[:MOST_DISKS]


def export_folders(settings: Settings) -> tuple[Path, ...]:
    """The folders that files of this person's projects ever went to from the window, the last one first."""
    _learn(settings)
    return tuple(Path(folder) for folder in settings.export_folders_used if folder)


def remember_export_folder(settings: Settings, folder: Path) -> None:
    """Note that files go to `folder`: there it is looked for what may no longer be shared. To be saved then."""
    known = [os.path.abspath(folder), *settings.export_folders_used]
    settings.export_folders_used = list(dict.fromkeys(known))[:MOST_DISKS]


def words_left(settings: Settings) -> list[Path]:
    """The files that words were put into on this computer and that nobody has looked at, as far as they are there."""
    _learn(settings)
    known = dict.fromkeys(settings.words_beside)
    return [Path(file) for file in known if file not in settings.words_seen and os.path.isfile(file)]


def not_noted(settings: Settings, files: Iterable[Path]) -> list[Path]:
    """Those of some `files` that were not put there on this computer and that nobody here has looked at."""
    known = {*settings.words_beside, *settings.words_seen}
    return [file for file in files if os.path.abspath(file) not in known]


def note_words(settings: Settings, files: Iterable[Path], *, seen: bool) -> None:
    """Note that words were put into these files, to be said until somebody has `seen` where. To be saved then."""
    names = [os.path.abspath(file) for file in files]
    unseen = [file for file in settings.words_beside if file not in names]
    before = [file for file in settings.words_seen if file not in names]
    settings.words_beside = unseen if seen else [*names, *unseen][:_MOST_SEEN]
    settings.words_seen = [*names, *before][:_MOST_SEEN] if seen else before


def files_to_bring_in(project: Path) -> tuple[Path, ...]:
    """The files chosen on this computer to be brought into the project in this folder that are not in it yet."""
    return tuple(Path(name) for name in _to_bring_in().get(os.path.abspath(project), ()))


def note_files_to_bring_in(project: Path, files: Iterable[Path], *, wanted: bool = True) -> None:
    """Note that these files are to be brought into the project in this folder, or with `wanted=False` no longer.

    It lies beside the settings, in a file of its own.
    """
    with alone():
        noted, place = _to_bring_in(), os.path.abspath(project)
        names = dict.fromkeys(os.path.abspath(file) for file in files)
        before = noted.pop(place, [])
        after = list(dict.fromkeys([*before, *names])) if wanted else [name for name in before if name not in names]
        if after == before:
            return
        if after:
            noted[place] = after  # the last of all: what is forgotten is the oldest
        with suppress(OSError):
            write_noted(_TO_BRING_IN, noted)


def _to_bring_in() -> dict[str, list[str]]:
    return {
        place: files
        for place, files in read_noted(_TO_BRING_IN).items()
        if isinstance(files, list) and all(isinstance(file, str) and file for file in files)
    }


def read_noted(name: str) -> dict[str, Any]:
    """What one of the app's own files says of projects, by their folders; nothing where it makes no sense."""
    path = config_folder() / name
    try:
        noted = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return noted if isinstance(noted, dict) else {}


def write_noted(name: str, noted: Mapping[str, object], most: int = MOST_DISKS) -> None:
    """Write one of the app's own files about projects; of more than `most`, those noted last. Raises `OSError`."""
    _write(name, json.dumps(dict([*noted.items()][-most:])).encode("utf-8"))


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
    for name, value in _values(_saved()).items():
        setattr(settings, name, value)
    return settings


def save_settings(settings: Settings) -> None:
    """Keep all of `settings` for the next start; a folder that cannot be written only costs the preference."""
    _write_saved(asdict(settings))


def _saved() -> dict[str, Any]:
    """What the file says, whatever it is; nothing where there is none or it makes no sense."""
    path = config_folder() / _FILE
    try:
        # A pipe would be waited for. Folder names need not be Unicode, so neither is what is remembered of them.
        text = path.read_text("utf-8", "surrogateescape") if path.is_file() else ""
        return tomllib.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}


def _values(saved: Mapping[str, Any]) -> dict[str, Any]:
    """What of it is a setting, and of its kind."""
    usual = asdict(Settings())
    if isinstance(saved.get("words_beside"), str):  # it was one file once
        saved = {**saved, "words_beside": [saved["words_beside"]] if saved["words_beside"] else []}
    return {
        name: value
        for name, value in saved.items()
        if name in usual
        and type(value) is type(usual[name])
        and (not isinstance(value, list) or all(isinstance(entry, str) for entry in value))
    }


def _keep_changes(settings: Settings, before: Settings) -> None:
    saved, was, now = _saved(), asdict(before), asdict(settings)
    theirs = _values(saved)
    if not theirs:  # the first time, or somebody took the file away
        _write_saved(now)
        return
    for name, value in now.items():
        if isinstance(value, list):
            gone = {*was[name]} - {*value}
            merged = list(dict.fromkeys([*value, *(one for one in theirs.get(name, ()) if one not in gone)]))
            if value != was[name] or name not in theirs:
                saved[name] = merged
                setattr(settings, name, merged)
        elif value != was[name] or name not in theirs:
            saved[name] = value
    _learn(settings, theirs)
    _write_saved(saved)


def _learn(settings: Settings, theirs: Mapping[str, Any] | None = None) -> None:
    """Take over what other windows of this person have remembered since these settings were read."""
    theirs = _values(_saved()) if theirs is None else theirs
    for name in _REMEMBERED:
        setattr(settings, name, list(dict.fromkeys([*getattr(settings, name), *theirs.get(name, ())])))


def _write_saved(saved: Mapping[str, Any]) -> None:
    with suppress(OSError):
        _write(_FILE, tomlkit.dumps(saved).encode("utf-8", "surrogateescape"))


def _write(name: str, content: bytes) -> None:
    path = config_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)


@contextmanager
def alone() -> Iterator[None]:
    """Read and write the app's own files with no other window in between."""
    with suppress(OSError):
        config_folder().mkdir(parents=True, exist_ok=True)
    with one_at_a_time(config_folder() / _LOCK):
        yield


@cache
def _resources() -> Path:
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource_path(*parts: str) -> Path:
    """A file the app ships, in the installed package or beside it in a checkout."""
    return _resources().joinpath(*parts)

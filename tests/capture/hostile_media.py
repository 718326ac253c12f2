"""Crafted and damaged sound files: each is a name and its bytes. `canary` is a file that no import may ever read."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

RATE = 16_000
SECONDS = 1.3
MUTATIONS = 5
SEEDS = (
    ("wav", "wav", "pcm_s16le", 16_000),
    ("flac", "flac", "flac", 16_000),
    ("mp3", "mp3", "libmp3lame", 16_000),
    ("opus", "ogg", "libopus", 48_000),
    ("m4a", "ipod", "aac", 16_000),
    ("mkv", "matroska", "aac", 16_000),
    ("webm", "webm", "libopus", 48_000),
    ("aiff", "aiff", "pcm_s16be", 16_000),
    ("au", "au", "pcm_s16be", 16_000),
    ("caf", "caf", "alac", 16_000),
    ("mov", "mov", "pcm_s16le", 16_000),
    ("avi", "avi", "libmp3lame", 16_000),
)
HUGE = (1 << 63) - 1
DISGUISES = ("mp3", "wav")

Case = tuple[str, bytes]


def _spoken(rate: int = RATE, seconds: float = SECONDS) -> np.ndarray:
    times = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(1).normal(0, 0.05, len(times))
    return (0.3 * np.sin(times * 1500) * np.abs(np.sin(times * 9)) + noise).astype(np.float32)


PCM = np.rint(_spoken() * 32767).astype("<i2").tobytes()


def made_seeds(folder: Path) -> dict[str, bytes]:
    """Small whole files by ending."""
    found = {}
    for ending, container, codec, rate in SEEDS:
        found[ending] = small(folder / f"seed.{ending}", container, codec, rate)
    return found


def small(path: Path, container: str, codec: str, rate: int) -> bytes:
    """The bytes of a short whole file, which stays at `path`."""
    frame = av.AudioFrame.from_ndarray(_spoken(rate)[np.newaxis], format="fltp", layout="mono")
    frame.sample_rate, frame.pts = rate, 0
    with av.open(path, "w", format=container) as output:
        stream: Any = output.add_stream(codec, rate=rate, layout="mono")
        stream.codec_context.open()
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate, frame_size=size)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return path.read_bytes()


def mutated(content: bytes, chance: random.Random, kind: int) -> bytes:
    """`content`, damaged in one of `MUTATIONS` ways."""
    found = bytearray(content)
    place = chance.randrange(len(found))
    match kind:
        case 0:
            for _ in range(chance.randint(5, 60)):
                found[chance.randrange(len(found))] = chance.randrange(256)
        case 1:
            del found[place : place + chance.randint(1, 3000)]
        case 2:
            for _ in range(chance.randint(1, 8)):
                at = chance.randrange(min(len(found) - 4, 600))
                found[at : at + 4] = struct.pack(">I", chance.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)))
        case 3:
            found[place:place] = found[chance.randrange(len(found)) :][: chance.randint(1, 4000)]
        case _:
            found = found[:place] + bytearray(chance.randbytes(len(found) - place))
    return bytes(found)


def cases(seeds: dict[str, bytes], canary: Path) -> Iterator[tuple[str, Case]]:
    """Every crafted file by a name that says what is wrong with it."""
    for kind in (_wav, _other_pcm):
        yield from kind()
    for kind_of in (_flac, _mp3, _ogg, _mp4, _matroska):
        yield from kind_of(seeds)
    yield from _elsewhere(seeds["mov"], canary)
    yield from _disguised(canary)


def _chunk(name: bytes, body: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", (len(body) if size is None else size) & 0xFFFFFFFF) + body


def _fmt(
    tag: int = 1, channels: int = 1, rate: int = RATE, block: int = 2, bits: int = 16, second: int = 32_000
) -> bytes:
    return _chunk(b"fmt ", struct.pack("<HHIIHH", tag, channels, rate, second, block, bits))


def _riff(*chunks: bytes, kind: bytes = b"RIFF", size: int | None = None) -> bytes:
    return _chunk(kind, b"WAVE" + b"".join(chunks), size)


def _wav() -> Iterator[tuple[str, Case]]:
    data = _chunk(b"data", PCM)
    for name, form in {
        "rate 0": _fmt(rate=0),
        "rate 1": _fmt(rate=1),
        "rate 7": _fmt(rate=7),
        "rate 768000": _fmt(rate=768_000),
        "rate 4294967295": _fmt(rate=0xFFFFFFFF, second=0xFFFFFFFF),
        "no bytes a second": _fmt(second=0),
        "0 channels": _fmt(channels=0),
        "255 channels": _fmt(channels=255, block=510),
        "65535 channels": _fmt(channels=65_535),
        "block align 0": _fmt(block=0),
        "block align 65535": _fmt(block=65_535),
        "0 bits": _fmt(bits=0),
        "7 bits": _fmt(bits=7),
        "255 bits": _fmt(bits=255),
        "unknown coder": _fmt(tag=0x7777),
        "coder 0": _fmt(tag=0),
        "adpcm without its table": _fmt(tag=2, block=0, bits=4),
        "gsm in the wrong block": _fmt(tag=0x31, block=1, bits=0),
        "extensible without extension": _fmt(tag=0xFFFE),
        "mp3 inside that is none": _fmt(tag=0x55),
        "fmt of 4 GiB": b"fmt \xff\xff\xff\xff" + _fmt()[8:],
        "fmt of no bytes": b"fmt \0\0\0\0",
        "fmt twice, unlike": _fmt() + _fmt(channels=2, rate=48_000, block=4),
        "100000 empty parts": _chunk(b"junk", b"") * 100_000 + _fmt(),
        "lists in lists": _nested(400) + _fmt(),
        "a list that claims itself": _chunk(b"LIST", b"INFO" + _chunk(b"LIST", b"INFO", 0xFFFFFFFF), 12) + _fmt(),
    }.items():
        yield f"wav {name}", ("a.wav", _riff(form, data))
    for name, size in {"negative": -2, "half of all": 0x80000000, "0": 0, "1": 1, "3": 3, "too much": 1 << 30}.items():
        yield f"wav data size {name}", ("a.wav", _riff(_fmt(), _chunk(b"data", PCM, size)))
    yield "wav two sounds", ("a.wav", _riff(_fmt(), data, data))
    yield "wav no sound", ("a.wav", _riff(_fmt(), _chunk(b"data", b"")))
    yield "wav sound before its form", ("a.wav", _riff(data, _fmt()))
    for name, sizes in {"of 2^63": (HUGE, HUGE), "negative": (1 << 64) - 2, "of 1": 1}.items():
        whole, sound = sizes if isinstance(sizes, tuple) else (sizes, sizes)
        wide = _chunk(b"ds64", struct.pack("<QQQI", whole, sound, sound, 0xFFFFFFFF))
        body = _riff(wide, _fmt(), _chunk(b"data", PCM, 0xFFFFFFFF), kind=b"RF64", size=0xFFFFFFFF)
        yield f"rf64 {name}", ("a.wav", body)


def _nested(depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = _chunk(b"LIST", b"INFO" + body)
    return body


def _other_pcm() -> Iterator[tuple[str, Case]]:
    samples = _spoken()
    for kind in ("AIFF", "AU", "W64", "CAF"):
        buffer = io.BytesIO()
        soundfile.write(buffer, samples, RATE, format=kind, subtype="PCM_16")
        whole = buffer.getvalue()
        ending = kind.lower()
        if kind == "AIFF":
            at = whole.index(b"COMM") + 8
            for name, rate in {
                "rate 0": bytes(10),
                "rate not a number": b"\x7f\xff\xc0" + bytes(7),
                "rate 2^16000": b"\x7e" + b"\xff" * 9,
            }.items():
                yield f"aiff {name}", ("a.aiff", whole[: at + 8] + rate + whole[at + 18 :])
            yield "aiff 0 channels", ("a.aiff", whole[:at] + bytes(2) + whole[at + 2 :])
            at = whole.index(b"SSND") + 8
            yield "aiff sound far away", ("a.aiff", whole[:at] + b"\xff" * 8 + whole[at + 8 :])
        if kind == "AU":
            for name, at, number in (
                ("offset", 4, 0xFFFFFFFF),
                ("coder", 12, 999),
                ("rate", 16, 0),
                ("channels", 20, 1 << 30),
            ):
                yield f"au odd {name}", ("a.au", whole[:at] + struct.pack(">I", number) + whole[at + 4 :])
        if kind == "W64":
            sound = whole.index(b"data\xf3\xac\xd3\x11") + 16
            for size in (0, 1, HUGE, (1 << 64) - 8):
                piece = struct.pack("<Q", size)
                yield f"w64 form of {size}", ("a.w64", whole[:56] + piece + whole[64:])
                yield f"w64 sound of {size}", ("a.w64", whole[:sound] + piece + whole[sound + 8 :])
        if kind == "CAF":
            for size in (0, (1 << 64) - 1, (1 << 64) - 2, HUGE):
                yield f"caf part of {size}", ("a.caf", whole[:12] + struct.pack(">Q", size) + whole[20:])
            yield "caf rate not a number", ("a.caf", whole[:20] + struct.pack(">d", float("nan")) + whole[28:])
        yield f"{ending} cut in its header", (f"a.{ending}", whole[:30])


def _flac(seeds: dict[str, bytes]) -> Iterator[tuple[str, Case]]:
    whole = seeds["flac"]
    info = 8
    for name, at, piece in (
        ("rate 0", info + 10, bytes(2)),
        ("2^36 samples", info + 13, b"\xff" * 5),
        ("blocks of 0", info, bytes(4)),
        ("frames of 16 MiB", info + 4, b"\xff" * 6),
        ("8 channels", info + 12, b"\xff"),
        ("note of 16 MiB", 5, b"\xff" * 3),
    ):
        yield f"flac {name}", ("a.flac", whole[:at] + piece + whole[at + len(piece) :])
    picture = b"\x06\0\0\x2a" + struct.pack(">IIIIIIIII", 3, 0xFFFFFFFF, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0)[:42].ljust(
        42, b"\0"
    )
    yield "flac picture of 4 GiB", ("a.flac", whole[:42] + picture + whole[42:])
    yield "flac 1000 pictures", ("a.flac", whole[:42] + (b"\x06\0\0\x20" + bytes(32)) * 1000 + whole[42:])


def _mp3(seeds: dict[str, bytes]) -> Iterator[tuple[str, Case]]:
    whole = seeds["mp3"]
    yield "mp3 id3 of 256 MiB", ("a.mp3", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + whole)
    yield (
        "mp3 id3 with a frame of 256 MiB",
        ("a.mp3", b"ID3\4\0\0\0\0\x10\0APIC\x7f\x7f\x7f\x7f\0\0" + bytes(2038) + whole),
    )
    yield "mp3 id3 not as it should be", ("a.mp3", b"ID3\xff\xff\xff\xff\xff\xff\xff" + whole)
    yield "mp3 2000 id3", ("a.mp3", b"ID3\4\0\0\0\0\0\0" * 2000 + whole)
    yield "mp3 only id3", ("a.mp3", b"ID3\4\0\0\0\0\x10\0" + bytes(2048))
    for mark in (b"Xing", b"Info"):
        at = whole.find(mark)
        if at > 0:
            yield "mp3 4294967295 frames", ("a.mp3", whole[: at + 8] + b"\xff" * 8 + whole[at + 16 :])
            yield "mp3 0 frames", ("a.mp3", whole[: at + 8] + bytes(8) + whole[at + 16 :])
    yield "mp3 heads only", ("a.mp3", b"\xff\xfb\x90\x00" * 5000)
    yield "mp3 free format", ("a.mp3", (b"\xff\xfb\x00\x00" + bytes(500)) * 60)
    yield "mp3 behind a megabyte of nothing", ("a.mp3", bytes(1 << 20) + whole)


def _pages(content: bytes) -> list[bytearray]:
    found, place = [], 0
    while place < len(content):
        segments = content[place + 26]
        length = 27 + segments + sum(content[place + 27 : place + 27 + segments])
        found.append(bytearray(content[place : place + length]))
        place += length
    return found


def _sealed(pages: list[bytearray]) -> bytes:
    table = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
        table.append(value & 0xFFFFFFFF)
    for page in pages:
        page[22:26] = bytes(4)
        check = 0
        for sign in page:
            check = (check << 8 & 0xFFFFFFFF) ^ table[check >> 24 ^ sign]
        page[22:26] = struct.pack("<I", check)
    return b"".join(map(bytes, pages))


def _ogg(seeds: dict[str, bytes]) -> Iterator[tuple[str, Case]]:
    whole = seeds["opus"]
    for name, granule in (("-2", -2), ("2^62", 1 << 62), ("years", 48_000 * 86_400 * 3650), ("-2^63", -(1 << 63))):
        for which in (2, -1):
            pages = _pages(whole)
            pages[which][6:14] = struct.pack("<q", granule)
            yield f"ogg time {name} at {which}", ("a.opus", _sealed(pages))
    for name, at, piece in (("0 channels", 9, b"\0"), ("255 channels", 9, b"\xff"), ("skips all", 10, b"\xff\xff")):
        pages = _pages(whole)
        start = 27 + pages[0][26]
        pages[0][start + at : start + at + len(piece)] = piece
        yield f"ogg {name}", ("a.opus", _sealed(pages))
    empty = bytearray(b"OggS\0\0" + struct.pack("<q", -1) + whole[14:18] + struct.pack("<II", 9, 0) + b"\0")
    pages = _pages(whole)
    yield "ogg 3000 empty pages", ("a.opus", _sealed([*pages[:2], *(empty[:] for _ in range(3000)), *pages[2:]]))
    yield "ogg only heads", ("a.opus", _sealed(_pages(whole)[:2]))
    other = _pages(whole)
    for page in other:
        page[14:18] = b"\1\2\3\4"
    mixed = [page for pair in zip(_pages(whole), other, strict=True) for page in pair]
    yield "ogg two streams at once", ("a.opus", _sealed(mixed))


def _box(name: bytes, body: bytes = b"", size: int | None = None) -> bytes:
    return struct.pack(">I", len(body) + 8 if size is None else size) + name + body


def _at(content: bytes, name: bytes, offset: int, piece: bytes) -> bytes:
    place = content.index(name) + 4 + offset
    return content[:place] + piece + content[place + len(piece) :]


def _mp4(seeds: dict[str, bytes]) -> Iterator[tuple[str, Case]]:
    whole, quick = seeds["m4a"], seeds["mov"]
    for name in (b"moov", b"trak", b"mdia", b"stbl", b"stsd", b"mdat"):
        for size in (0, 1, 7, 0xFFFFFFFF):
            yield f"mp4 {name.decode()} of {size}", ("a.m4a", _at(whole, name, -8, struct.pack(">I", size)))
    most = b"\xff" * 4
    for what, (name, offset, piece) in {
        "scale 0": (b"mdhd", 12, bytes(4)),
        "lasts 2^32": (b"mdhd", 16, most),
        "count of times": (b"stts", 4, most),
        "times of years": (b"stts", 12, b"\x7f\xff\xff\xff"),
        "sizes of 4 GiB": (b"stsz", 4, most),
        "count of sizes": (b"stsz", 8, most),
        "count of runs": (b"stsc", 4, most),
        "runs of 4294967295": (b"stsc", 12, most),
        "place behind the end": (b"stco", 8, b"\x7f\xff\xff\xff"),
        "count of places": (b"stco", 4, most),
        "0 channels": (b"mp4a", 16, bytes(2)),
        "65535 channels": (b"mp4a", 16, b"\xff\xff"),
        "rate 0": (b"mp4a", 24, bytes(4)),
    }.items():
        yield f"mp4 {what}", ("a.m4a", _at(whole, name, offset, piece))
    for what, entry in {
        "of years": struct.pack(">Iii", 0xFFFFFFFF, 0x7FFFFFFF, 0x10000),
        "before all": struct.pack(">Iii", 0x7FFFFFFF, -1, 0x10000),
        "standing still": struct.pack(">Iii", 1000, 0, 0),
        "backwards": struct.pack(">Iii", 1000, -0x7FFFFFFF, -0x10000),
    }.items():
        for count in (1, 500):
            edits = _box(b"edts", _box(b"elst", bytes(4) + struct.pack(">I", count) + entry * count))
            yield f"mp4 {count} edits {what}", ("a.m4a", _into(quick, edits))
    yield "mp4 moov in moov", ("a.m4a", whole[:32] + _deep(b"moov", 300) + whole[32:])
    yield (
        "mp4 100000 empty boxes",
        ("a.m4a", whole[:4] + whole[4 : struct.unpack(">I", whole[:4])[0]] + _box(b"free") * 100_000),
    )


def _into(content: bytes, edits: bytes) -> bytes:
    """A QuickTime file, its sound before its description, with this list of edits in place of its own."""
    old = content.find(b"edts")
    if old > 0:
        length = struct.unpack(">I", content[old - 4 : old])[0]
        content = _longer(content[: old - 4] + content[old - 4 + length :], -length)
    content = _longer(content, len(edits))
    at = content.index(b"mdia") - 4
    return content[:at] + edits + content[at:]


def _longer(content: bytes, by: int, names: tuple[bytes, ...] = (b"moov", b"trak")) -> bytes:
    for name in names:
        at = content.rindex(name) - 4
        size = struct.unpack(">I", content[at : at + 4])[0] + by
        content = content[:at] + struct.pack(">I", size) + content[at + 4 :]
    return content


def _elsewhere(content: bytes, canary: Path) -> Iterator[tuple[str, Case]]:
    """QuickTime files that say their sound lies in another file: by an address, and by two kinds of path."""
    place = content.rindex(b"dref") + 12
    length = struct.unpack(">I", content[place : place + 4])[0]
    name = canary.name.encode()
    paths = ((2, str(canary).encode()), (18, b"/"))
    records = b"".join(struct.pack(">HH", kind, len(path)) + path + b"\0" * (len(path) % 2) for kind, path in paths)
    alias = bytes(10) + b"\4disk".ljust(28, b"\0") + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16)
    alias += struct.pack(">HH", 1, 1) + bytes(16) + records + b"\xff\xff\0\0"
    for what, entry in {
        "an address": _box(b"url ", bytes(4) + canary.as_uri().encode() + b"\0"),
        "a name": _box(b"url ", bytes(4) + name + b"\0"),
        "an alias": _box(b"alis", bytes(4) + alias),
    }.items():
        changed = content[:place] + entry + content[place + length :]
        names = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")
        yield f"mov whose sound is elsewhere by {what}", ("a.mov", _longer(changed, len(entry) - length, names))


def _deep(name: bytes, depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = _box(name, body)
    return body


def _matroska(seeds: dict[str, bytes]) -> Iterator[tuple[str, Case]]:
    for ending in ("mkv", "webm"):
        whole = seeds[ending]
        scale = whole.index(b"\x2a\xd7\xb1")
        yield f"{ending} scale 0", (f"a.{ending}", whole[: scale + 4] + bytes(3) + whole[scale + 7 :])
        yield f"{ending} scale 2^24", (f"a.{ending}", whole[: scale + 4] + b"\xff" * 3 + whole[scale + 7 :])
        cluster = whole.index(b"\x1f\x43\xb6\x75")
        yield (
            f"{ending} cluster of unknown size",
            (f"a.{ending}", whole[: cluster + 4] + b"\xff" + whole[cluster + 5 :]),
        )
        clock = whole.index(b"\xe7", cluster + 5)
        length = whole[clock + 1] & 0x7F
        late = whole[:clock] + b"\xe7" + bytes([0x80 | length]) + b"\xff" * length + whole[clock + 2 + length :]
        yield f"{ending} cluster at the end of time", (f"a.{ending}", late)
        blocks = [at for at in range(cluster, len(whole) - 8) if whole[at] == 0xA3 and whole[at + 2] == 0x81]
        for lacing in (2, 4, 6):
            laced = bytearray(whole)
            for at in blocks:
                laced[at + 5] = laced[at + 5] & 0xF9 | lacing
            yield f"{ending} lacing {lacing}", (f"a.{ending}", bytes(laced))
        jumping = bytearray(whole)
        for turn, at in enumerate(blocks):
            jumping[at + 3 : at + 5] = b"\x7f\xff" if turn % 2 else b"\x80\x00"
        yield f"{ending} times to and fro", (f"a.{ending}", bytes(jumping))
        yield f"{ending} voids in voids", (f"a.{ending}", whole[:cluster] + b"\xec\x80" * 20_000 + whole[cluster:])
        yield f"{ending} head of 2^56", (f"a.{ending}", whole[:4] + b"\x01" + b"\xff" * 7 + whole[5:])
        yield f"{ending} other kind", (f"a.{ending}", whole.replace(b"matroska", b"matrjosh").replace(b"webm", b"wabm"))


def _disguised(canary: Path) -> Iterator[tuple[str, Case]]:
    address = canary.as_uri()
    listed = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:30\n#EXTINF:30,\n{}\n#EXT-X-ENDLIST\n"
    bag = io.BytesIO()
    with zipfile.ZipFile(bag, "w") as packed:
        packed.write(canary, "canary.wav")
    texts = {
        "m3u8 with a path": listed.format(canary),
        "m3u8 with an address": listed.format(address),
        "m3u8 through concat": listed.format(f"concat:{canary}|{canary}"),
        "m3u8 through crypto": listed.format(f"crypto+{address}"),
        "m3u8 through subfile": listed.format(f"subfile,,start,0,end,0,,:{canary}"),
        "m3u8 with a map": listed.replace("#EXTINF", f'#EXT-X-MAP:URI="{address}"\n#EXTINF').format(canary.name),
        "m3u8 of another list": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{address}\n",
        "m3u": f"#EXTM3U\n{canary}\n",
        "pls": f"[playlist]\nFile1={canary}\nNumberOfEntries=1\n",
        "asx": f'<asx version="3.0"><entry><ref href="{address}"/></entry></asx>',
        "concat": f"ffconcat version 1.0\nfile '{canary}'\n",
        "concat by name only": f"ffconcat version 1.0\nfile {canary.name}\nduration 30\n",
        "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns={address}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "rtsp": "RTSPtextRTSP://127.0.0.1:9/canary",
        "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        f'mediaPresentationDuration="PT30S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" '
        f'bandwidth="1"><BaseURL>{address}</BaseURL></Representation></AdaptationSet></Period></MPD>',
        "smil": f'<smil><body><audio src="{address}"/></body></smil>',
        "html": f'<!DOCTYPE html><html><body><audio src="{address}" autoplay></audio></body></html>',
        "settings of ffmpeg": f";FFMETADATA1\ntitle={address}\n",
        "subtitles": f"1\n00:00:00,000 --> 00:00:30,000\n{address}\n",
    }
    contents = {name: text.encode() for name, text in texts.items()}
    contents["zip"] = bag.getvalue()
    contents["program"] = b"MZ\x90\0\3\0\0\0" + bytes(50) + b"\x80\0\0\0" + bytes(70) + b"PE\0\0" + bytes(3000)
    contents["elf"] = b"\x7fELF\2\1\1" + bytes(3000)
    contents["png"] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0" + bytes(200)
    contents["database"] = b"SQLite format 3\0" + bytes(4000)
    contents["pdf"] = b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 100
    for place, (name, content) in enumerate(contents.items()):
        ending = DISGUISES[place % len(DISGUISES)]
        yield f"disguised {name}", (f"a.{ending}", content)

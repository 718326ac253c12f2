"""Opening sound and video of any kind by FFmpeg's libraries, so that nothing is run, looked for or waited for long."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer

from coproclip.audio.first_look import must_open_elsewhere
from coproclip.audio.notes_in_files import LONGEST_START, behind_tags, refuse_notes
from coproclip.audio.sound_parts import Span, Stitched, sounding
from coproclip.audio.wav_header import wav_header

# Foreign code meeting broken files raises nearly anything.
UNREADABLE = (
    av.FFmpegError,
    ValueError,
    TypeError,
    RuntimeError,
    ArithmeticError,
    LookupError,
    AssertionError,
    MemoryError,
    EOFError,
)
# What phones, recorders, cameras, calls and sound programs write, by the names of FFmpeg's libraries. Those know much
# more: lists of other files and addresses, devices, and scripts out of which a line of text makes a thousand hours.
_VIDEO = "asf asf_o avi dhav dv flv gxf live_flv matroska mov mpeg mpegts mxf nsv nut nuv ogg pva rm ivr swf ty wtv"
_SOUND = (
    "aa aac ac3 ac4 aiff amr ape aptx aptx_hd au avr bonk caf codec2 dsf dss dts dtshd eac3 epaf flac hcom iamf iff "
    "ircam lc3 loas mlp mmf mp3 mpc mpc8 nistsphere nsp oma osq pvf qcp qoa rka s337m sbc sds shn sox spdif tak truehd "
    "tta voc vqf w64 wav wavarc wsd wv wve xwma"
)
_VOICE = "act alaw amrnb amrwb bit dfpwm g722 g723_1 g726 g726le g728 g729 gsm ilbc mulaw sln"
KINDS = ",".join(f"{_VIDEO} {_SOUND} {_VOICE}".split())
OPEN_WITHIN_S = 60.0
MOST_STREAMS = 200  # sound, pictures, subtitles and attached fonts of one file


class TooManyStreams(ValueError):
    """More streams than are read: what lies in the others nobody would know."""


@contextmanager
def open_media(path: Path, span: Span | None = None) -> Iterator[InputContainer]:
    """The opened container of `path`, or of the file that lies at `span` in it.

    Pictures are not decoded, and ID3 tags are left out: what is found lies behind `behind_tags`. Raises `TooHeavy` and
    `TooManyStreams` where opening it takes too much or shows too little, one of `UNREADABLE` when it is not sound or
    video.
    """
    if not _is_soon_open(path, span):
        must_open_elsewhere(path, span)
    with open_unseen(path, span) as container:
        if len(container.streams) > MOST_STREAMS:
            raise TooManyStreams(f"more than {MOST_STREAMS} streams")
        yield container


def _is_soon_open(path: Path, span: Span | None) -> bool:
    """Whether it is plain WAV in which FFmpeg's libraries read nothing but a short header and the sound."""
    header = wav_header(path) if span is None else None
    return (
        header is not None
        and header.start <= LONGEST_START
        and header.claimed > 0
        and (header.is_pcm and not header.claims_too_much)
    )


@contextmanager
def open_unseen(path: Path, span: Span | None = None) -> Iterator[InputContainer]:
    """The same, of a file that nobody knows how long it takes: for a process of its own, which may be ended."""
    begin, end = span or (0, path.stat().st_size)
    sound = behind_tags(path, begin)
    refuse_notes(path, sound)
    header = wav_header(path)
    with ExitStack() as stack:
        source: Any = os.path.abspath(path)
        options = {}
        if span is not None or sound > begin:
            source = stack.enter_context(closing(Stitched(path, [(sound, end)])))
        elif header is not None and (header.wrapped or header.further.spans):
            # Told a length, the demuxer would take the middle of the sound for more chunks; told none, it reads on.
            options = {"ignore_length": "1"}
            source = stack.enter_context(closing(Stitched(path, [(0, header.start - 4), bytes(4), *header.spans])))
        elif header is not None and header.tail > 1:
            # Recorders fill a card with zeros beforehand: in those, the demuxer would look for hours for more chunks.
            # Over a note there with a wrong length it would refuse the sound before it.
            source = stack.enter_context(closing(Stitched(path, [(0, header.start + header.claimed)])))
        elif header is None and (parts := sounding(path)) is not None:
            source = stack.enter_context(closing(Stitched(path, [parts.head, *parts.spans])))
        yield stack.enter_context(
            av.open(
                source,
                metadata_errors="replace",
                container_options={
                    "protocol_whitelist": "file",
                    "format_whitelist": KINDS,
                    "codec_whitelist": _sound_decoders(),
                    "max_streams": str(MOST_STREAMS + 1),
                    **options,
                },
                timeout=OPEN_WITHIN_S,
            )
        )


@cache
def _sound_decoders() -> str:
    """To know a track, FFmpeg's libraries decode some of it, and one flat picture of a few bytes fills gigabytes."""
    names = []
    for name in sorted(av.codecs_available):
        try:
            if av.Codec(name, "r").type == "audio":
                names.append(name)
        except ValueError:  # it can only be written
            continue
    return ",".join(names)

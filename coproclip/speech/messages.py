"""What the app and the speech process say to each other, over a pipe."""

import pickle
import struct
from dataclasses import dataclass
from typing import IO

from coproclip.errors import CoProClipError
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord
from coproclip.timecode import TimeRange

_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Listen:
    """To the process: write this sound down, from `from_ms` to `until_ms` (None: its end).

    `alone`: one window after the other, so that it is plain which one brings the engine down. Closing the pipe
    afterwards means stop.
    """

    sound: str
    model: str
    factory: str
    options: SpeechOptions
    from_ms: int
    until_ms: int | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Translate:
    """To the process: say in English what is said in each of `spans` of this sound, from the one at `first` on.

    `alone`: one after the other, so that it is plain which one brings the engine down.
    """

    sound: str
    model: str
    factory: str
    options: SpeechOptions
    spans: tuple[TimeRange, ...]
    first: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class AtMost:
    """So many voices at most: how many there are shall be found out."""

    number: int


ONE_OR_TWO = AtMost(2)
Voices = int | AtMost | None
"""How many voices there are, just so many or at most; None finds it out altogether."""


@dataclass(frozen=True, slots=True)
class AssignSpeakers:
    """To the process: whose is each of `words` of this sound? `voices` is how many there are.

    `known` says of words, by their place, which voice (0 and up) a person said they are.
    """

    sound: str
    model: str
    words: tuple[SpokenWord, ...]
    voices: Voices
    known: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TrySpeakerModel:
    """To the process: load this speaker model and let it hear some noise."""

    model: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The speech model is loaded, on `device`."""

    engine: str
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class WindowBegun:
    """Work on a window has begun: if nothing comes after it, this window brought the process down."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class WindowTranscribed:
    """A finished window. Times are ms of the story; `speech_ms` of speech were found, `wordless_ms` gave no words."""

    start_ms: int
    end_ms: int
    segments: tuple[SpokenSegment, ...]
    language: str
    language_sure: bool
    speech_ms: int
    wordless_ms: int
    device: str = "cpu"
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """The English of the span at `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class DiarizationProgress:
    """Everything before this time (ms of the story) was listened to for who is speaking."""

    until_ms: int


@dataclass(frozen=True, slots=True)
class WordSpeaker:
    """Whose a word is: voices are numbered 0, 1 … by their first appearance; `sure` is 0-100."""

    voice: int
    sure: int


@dataclass(frozen=True, slots=True)
class SpeakersAssigned:
    """Whose each word is. Nothing else of a voice leaves the process."""

    labels: tuple[WordSpeaker, ...]


@dataclass(frozen=True, slots=True)
class SpeechFinished:
    """The end of the story was reached."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected trouble, to be shown as it is."""

    error: CoProClipError


@dataclass(frozen=True, slots=True)
class Broken:
    """An unexpected trouble: its kind and place in the program, never words of a story."""

    kind: str
    place: str


Task = Listen | Translate | AssignSpeakers | TrySpeakerModel
Answer = (
    Ready
    | WindowBegun
    | WindowTranscribed
    | Translated
    | DiarizationProgress
    | SpeakersAssigned
    | SpeechFinished
    | Refused
    | Broken
)
Message = Task | Answer


def send(pipe: IO[bytes], message: Message) -> None:
    """Write `message` whole. Raises `OSError` when nobody listens any more."""
    packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)) + packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Message | None:
    """The next message; None at the end of the pipe, also when it ends within a message."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    packed = pipe.read(size)
    if len(packed) < size:
        return None
    message: Message = pickle.loads(packed)
    return message

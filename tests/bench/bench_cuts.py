"""How much of a word that was taken out is still heard, and how far clips reach into their neighbours.

    python tests/bench/bench_cuts.py [--model base]

Every word of `shared/data/audio` that was recognised is taken out once, with six words kept on each side, and a clip is
ended, and begun, at it. The cut by recognised times alone stands beside ours, in the same run, against the words' times
in the references (aligned for the read speech; set by hand for the meetings, where ends reach over silences, so that at
most 400 ms of a word count). The measures were chosen on the voices marked *; read the others.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parent))

from word_references import Story, same_words, stories

from coproclip.excerpts import approval
from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord
from coproclip.export.sound import cutting
from coproclip.speech.engine import RATE, SpeechOptions, SpokenWord
from coproclip.speech.models.installed import find_model
from coproclip.speech.whisper.engine import load_engine
from coproclip.timecode import TimeRange

CHOSEN_ON = ("read 1688", "read 1998", "read 2033")
BESIDE = 6
MUCH_MS = 100
LONGEST_MS = 400

Cases = dict[str, list[int]]
Edge = Callable[..., tuple[int, int]]


def excerpt_of(words: list[SpokenWord], parts: list[tuple[int, int]], audio: Path) -> ShareableExcerpt:
    """An excerpt of the words from … to (not including) …, a span a part, with the room that is between words."""
    spans, room, inside = [], [], {place for first, last in parts for place in range(first, last)}
    for first, last in parts:
        spans.append(TimeRange(words[first].start_ms, words[last - 1].end_ms))
        before = words[first - 1].end_ms if first else 0
        after = words[last].start_ms if last < len(words) else words[-1].end_ms + 1000
        room.append(TimeRange(min(before, spans[-1].start_ms), max(after, spans[-1].end_ms)))
    said = tuple(VoicedWord(words[n].text, words[n].start_ms, words[n].end_ms, "One") for n in sorted(inside))
    shown = ("One storyteller", (), audio, tuple(spans), tuple(room), said, 300, 500, "en")
    return ShareableExcerpt(1, Use.SHARING, "Words", *shown, granted=approval._GRANTED)


def shared(first: int, last: int, begin: int, end: int) -> int:
    """How many ms of both ranges are the same."""
    return max(0, min(last, end) - max(first, begin))


def measure(story: Story, words: list[SpokenWord], audio: Path, found: Cases) -> None:
    """Add what is heard too much, and what is missing, to `found`, in ms."""
    true = {id(heard): wanted for heard, wanted in same_words(words, story.words)}
    meeting = story.name.startswith("meeting")
    for place in range(3, len(words) - 3):
        near = [true.get(id(words[at])) for at in (place - 1, place, place + 1)]
        if None in near or any(abs(words[place].start_ms - one.start_ms) > 1500 for one in near[1:2] if one):
            continue
        before, gone, after = (one for one in near if one is not None)
        low, high = max(0, place - BESIDE), min(len(words), place + BESIDE + 1)
        last = min(gone.end_ms, gone.start_ms + LONGEST_MS) if meeting else gone.end_ms
        ends = min(before.end_ms, before.start_ms + LONGEST_MS) if meeting else before.end_ms
        one, two = cutting.cut(excerpt_of(words, [(low, place), (place + 1, high)], audio)).pieces
        found["taken out, still heard"].append(
            shared(one.source.start_ms, one.source.end_ms, gone.start_ms, last)
            + shared(two.source.start_ms, two.source.end_ms, gone.start_ms, last)
        )
        found["of the words that stay, missing"] += [
            max(0, ends - one.source.end_ms),
            max(0, two.source.start_ms - after.start_ms),
        ]
        (clip,) = cutting.cut(excerpt_of(words, [(low, place + 1)], audio)).pieces
        found["end, into the next word"].append(max(0, clip.source.end_ms - after.start_ms))
        (clip,) = cutting.cut(excerpt_of(words, [(place, high)], audio)).pieces
        found["beginning, into the word before"].append(max(0, ends - clip.source.start_ms))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="base")
    told = stories()
    if not told:
        print("the recordings are not here")
        return 0
    engine = load_engine(find_model(parser.parse_args().model).path)
    ours: Edge = cutting._edge
    ways: dict[str, Edge] = {"times alone": lambda _sound, _word, _edge, _way, room, **_: (0, room), "ours": ours}
    with tempfile.TemporaryDirectory() as folder:
        for story in told:
            audio = Path(folder) / f"{story.name.replace(' ', '-')}.wav"
            soundfile.write(audio, story.sound, RATE)
            words = [word for passage in engine.transcribe(story.sound, SpeechOptions("en")) for word in passage.words]
            found: dict[str, Cases] = {}
            for way, edge in ways.items():
                cutting._edge = edge
                names = ("taken out, still heard", "of the words that stay, missing")
                names += ("end, into the next word", "beginning, into the word before")
                found[way] = {name: [] for name in names}
                measure(story, words, audio, found[way])
            print(f"{story.name}{' *' * (story.name in CHOSEN_ON)}")
            for name, plain in found["times alone"].items():
                shares = [100 * float(np.mean(np.array(found[way][name]) > MUCH_MS)) for way in ways]
                row = f"times alone {shares[0]:5.1f} %, ours {shares[1]:5.1f} %, of {len(plain)}"
                print(f"  {name:34} over {MUCH_MS} ms: {row}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

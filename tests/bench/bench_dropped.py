"""Words that are lost where a recording is weak, far away, narrow, noisy or broken: against the reading of it unspoilt.

    python tests/bench/bench_dropped.py --keep FOLDER [--seconds 30] [--only "hum|clicks"] [--theirs] [--finder]

`poor_sound.WAYS` spoils the beginning of every story of `speech_stories`. What is read in the unspoilt sound is what
should be read: words that are not (“missing”), words at whose time nothing at all is written (“silent”: the worst, as
nobody is told), and words nobody said (“added”), of a hundred. With `--theirs` faster-whisper as it comes stands beside
it. `--finder` looks only at where speech is found, which is quick, and chooses how unlikely speech may be fold by fold:
for each collection by the others and by the sounds without speech, of which no more than 6 % may be read.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import jiwer
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_invented import sounds
from bench_words import FOLDS, Heard, ours, theirs
from poor_sound import WAYS
from speech_stories import Story, sound_of, stories

from coproclip.audio.voice_activity import Chances
from coproclip.speech.engine import PER_MS, RATE, UNHEARD, SpokenWord
from coproclip.speech.find_speech import SURE, SURE_STILL, speech_chances_at_best, stretches, with_doubtful
from coproclip.speech.pieces import pack
from coproclip.speech.presets import BALANCED
from coproclip.speech.quality import without_blips
from coproclip.speech.ways import CARE
from coproclip.timecode import TimeRange

NEAR_MS = 100
MAYBES = (0.35, 0.2, 0.1, 0.05, 0.02)
MOST_READ = 0.06
ENOUGH_COVERED = 0.5
# A telephone call nobody wrote down by hand: what is read in it unspoilt is what should be read.
CALL = Story("dialogues/call-40", "dialogues", "en", np.zeros(0, np.float32), "", "call", "call")


@dataclass
class Lost:
    """Of so many words."""

    words: int = 0
    missing: int = 0
    silent: int = 0
    added: int = 0

    def add(self, other: "Lost") -> None:
        """Both together."""
        for name in ("words", "missing", "silent", "added"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def share(self) -> float:
        """How many of a hundred are missing."""
        return 100 * self.missing / max(1, self.words)

    def __str__(self) -> str:
        """In percent."""
        return "/".join(f"{100 * one / max(1, self.words):5.1f}" for one in (self.missing, self.silent, self.added))


def cut(seconds: float) -> Iterator[Story]:
    """The beginnings of all stories, and of the call."""
    for story in [*stories(), replace(CALL, sound=sound_of("dialogues/call-40.flac"))]:
        yield replace(story, sound=story.sound[: int(seconds * RATE)])


def lost(story: Story, wanted: Heard, found: Heard) -> Lost:
    """What is lost in `found`."""
    should, is_there = _tokens(story, wanted.words), _tokens(story, found.words)
    if not should:
        return Lost(added=len(is_there))
    said = jiwer.process_words(" ".join(word.text for word in should), " ".join(one.text for one in is_there) or "-")
    written = np.zeros(len(story.sound) // PER_MS + 2_000, bool)
    for word in found.words:
        written[max(0, word.start_ms - NEAR_MS) : word.end_ms + NEAR_MS] = True
    silent = sum(not written[(word.start_ms + word.end_ms) // 2] for word in should)
    return Lost(len(should), said.deletions, silent, said.insertions)


def _tokens(story: Story, words: Sequence[SpokenWord]) -> list[SpokenWord]:
    plain = ((word, story.plain(word.text).split()) for word in words if word.text != UNHEARD)
    return [replace(word, text=token) for word, tokens in plain for token in tokens]


def finder(told: Sequence[Story], wanted: dict[str, Heard]) -> None:
    """Words that lie in nothing that is read, for each likelihood; and what folds choose."""
    nobody = [(name, sound) for name, sound, said in sounds(1200) if not said]
    read = {least: 0.0 for least in MAYBES}
    for _, sound in nobody:
        chances, end_ms = speech_chances_at_best(sound), len(sound) // PER_MS
        for least in MAYBES:
            read[least] += sum(one.duration_ms for one in _read(chances, least, end_ms)) / 1000
    seconds = sum(len(sound) for _, sound in nobody) / RATE
    print(
        "without speech, read of it: " + ", ".join(f"{least}: {100 * read[least] / seconds:.1f} %" for least in MAYBES)
    )
    table: dict[tuple[str, str, float], Lost] = {}
    for story in told:
        words = [word for word in wanted[story.name].words if word.text != UNHEARD]
        for name, way in {"as it is": lambda sound: sound, **WAYS}.items():
            sound = way(story.sound)
            chances, end_ms = speech_chances_at_best(sound), len(sound) // PER_MS
            for least in MAYBES:
                read_ms = np.zeros(end_ms + 2_000, bool)
                for piece in pack(sound, _read(chances, least, end_ms)):
                    for span in piece.spans:
                        read_ms[span.start_ms : span.end_ms] = True
                gone = sum(read_ms[word.start_ms : word.end_ms].mean() < ENOUGH_COVERED for word in words)
                table.setdefault((name, story.source, least), Lost()).add(Lost(len(words), int(gone)))
    for name in dict.fromkeys(name for name, _, _ in table):
        row = [_sum(one for (way, _, at), one in table.items() if (way, at) == (name, least)) for least in MAYBES]
        print(f"{name:32}" + "".join(f"{least:6}:{one.share:5.2f} %" for least, one in zip(MAYBES, row, strict=True)))
    for fold in (*FOLDS, ("call",)):
        others = {
            least: _sum(one for (_, source, at), one in table.items() if at == least and source not in fold)
            for least in MAYBES
        }
        may = [least for least in MAYBES if read[least] <= MOST_READ * seconds]
        chosen = min(may, key=lambda least: others[least].missing)
        here = _sum(one for (_, source, at), one in table.items() if at == chosen and source in fold)
        print(
            f"{', '.join(fold)}: {chosen}, chosen on the others, where {others[chosen].share:.2f} % are lost; "
            f"{here.share:.2f} % here"
        )


def _read(chances: Chances, least: float, end_ms: int) -> Sequence[TimeRange]:
    sure = without_blips(stretches(chances, SURE, SURE_STILL, end_ms))
    return with_doubtful(sure, without_blips(stretches(chances, least, least, end_ms))).maybe


def _sum(rows: Iterator[Lost]) -> Lost:
    found = Lost()
    for one in rows:
        found.add(one)
    return found


def main() -> int:
    """Spoil, listen, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--model", default="base")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--only", default="", help="the ways whose names hold one of these, apart by |")
    parser.add_argument("--theirs", action="store_true")
    parser.add_argument("--finder", action="store_true")
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    told = list(cut(asked.seconds))
    wanted = {story.name: ours(story, CARE[BALANCED], asked.model, asked.keep) for story in told}
    if asked.finder:
        finder(told, wanted)
        return 0
    print(f"{'missing/silent/added, of 100':32}{'ours':>20}{'as it comes':>20}")
    every: dict[str, list[Lost]] = {}
    for name, way in WAYS.items():
        if not any(part in name for part in asked.only.split("|")):
            continue
        row = [Lost(), Lost()]
        for story in told:
            spoilt = replace(story, sound=way(story.sound))
            found = [ours(spoilt, CARE[BALANCED], asked.model, asked.keep)]
            if asked.theirs:
                found.append(theirs(spoilt, asked.model, asked.keep))
            for place, one in enumerate(found):
                mine = lost(story, wanted[story.name], one)
                row[place].add(mine)
                every.setdefault(story.source, [Lost(), Lost()])[place].add(mine)
        print(f"{name:32}{row[0]!s:>20}{(row[1] if asked.theirs else '')!s:>20}", flush=True)
    for source, row in every.items():
        print(f"{source:32}{row[0]!s:>20}{(row[1] if asked.theirs else '')!s:>20}")
    whole = [_sum(row[place] for row in every.values()) for place in (0, 1)]
    print(f"{'all':32}{whole[0]!s:>20}{(whole[1] if asked.theirs else '')!s:>20}", f"{whole[0].words} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())

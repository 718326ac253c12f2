"""Words that are cut, or too many, at the edges of clips: clips are cut, transcribed again, and read word by word.

    python tests/bench/bench_clip_edges.py [--model base] [--excerpts 300] [--show] [--limits]

Excerpts of six words are taken all over the recordings whose words have times (`word_references`), wherever
faster-whisper as it comes, CoProClip and the reference have the same words. Each is cut at faster-whisper's own word
times, at ours, at the reference's, and as CoProClip exports it, and the speech model reads the cut. Where an edge is
wrong it reads twice more, with other silence around the cut: wrong is what is so in two of three readings.

Who reads errs too, so each edge stands beside itself. A word that is missing or misheard there counts only when it is
heard right in the same cut with `AROUND_MS` more sound at that edge; one too many counts only when it is gone once all
that lies outside the reference's words is silence. What counts at the reference's own times is what is left of the
reader's errors, and is taken off in the last line of each table. The spread is 95 of 100 draws of as many excerpts.

Nothing of this is unseen: word times were chosen on these recordings, cuts on the voices of `bench_cuts.CHOSEN_ON`.
So voices those were chosen on, other voices of the same collection, and meetings are reported apart. With `--limits`
the exit code is 1 when more than `MOST` of the edges of exported clips are wrong beyond the reference's, or more than
`MOST_SHARE` of what is wrong at faster-whisper's times.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_cuts import CHOSEN_ON, excerpt_of
from bench_word_times import as_it_comes
from word_references import Story, bare, same_words, stories

from coproclip.export.sound.cutting import cut
from coproclip.speech.engine import PER_MS, RATE, Sound, SpeechOptions, SpokenWord
from coproclip.speech.models.installed import find_model
from coproclip.speech.ways import DecodeOptions
from coproclip.speech.whisper.engine import WhisperEngine, load_engine

LENGTH = 6
# The same word, said another time.
ELSEWHERE_MS = 1_500
AROUND_MS = 300
# A reading is of as many words at the edge as tell that it is this edge.
EDGE_WORDS = 2
# Silence around what is read: at first, and where something seems wrong.
SILENCE_MS, OTHERS_MS = 300, (150, 600)
TOGETHER = 8
DRAWS = 2_000
MOST, MOST_SHARE = 0.02, 0.5
ENGLISH = SpeechOptions("en")
THEIRS, OURS, TRUE, EXPORTED = "as it comes", "ours", "reference", "ours, exported"
MISSING, TOO_MANY, ELSE, MISHEARD = "missing", "too many", "something else", "misheard"
WRONG = (MISSING, TOO_MANY, ELSE, MISHEARD)

Words = Sequence[SpokenWord]
Heard = Sequence[Sequence[str]]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Excerpt:
    """Six words of a story: for each way of timing all its words, and the place of the first of the six."""

    story: Story
    words: Mapping[str, Words]
    places: Mapping[str, int]

    def time(self, way: str) -> tuple[int, int]:
        """From where to where (ms) it goes."""
        words, first = self.words[way], self.places[way]
        return words[first].start_ms, words[first + LENGTH - 1].end_ms

    @property
    def text(self) -> list[str]:
        """What is said in it."""
        return [bare(word.text) for word in self.words[TRUE][self.places[TRUE] :][:LENGTH]]

    @property
    def beside(self) -> tuple[str, str]:
        """The word before it and the one after."""
        words, first = self.words[TRUE], self.places[TRUE]
        return bare(words[first - 1].text), bare(words[first + LENGTH].text)

    @property
    def group(self) -> str:
        """Of which recordings it is one."""
        if not self.story.name.startswith("read"):
            return "meetings"
        return "voices cuts were chosen on" if self.story.name in CHOSEN_ON else "other voices"

    def sound(self, first_ms: int, last_ms: int) -> Sound:
        """What is heard between two times."""
        return self.story.sound[max(0, first_ms) * PER_MS : max(0, last_ms) * PER_MS]


@dataclass(frozen=True)
class Clip:
    """An excerpt cut at two times, as it sounds."""

    excerpt: Excerpt
    time: tuple[int, int]
    sound: Sound

    def with_more(self, edge: int) -> Sound:
        """The same with more of the recording at an edge (0, 1): at least so much more than the reference's word."""
        true = self.excerpt.time(TRUE)
        if edge == 0:
            first = min(self.time[0], true[0]) - AROUND_MS
            return np.concatenate([self.excerpt.sound(first, self.time[0]), self.sound])
        last = max(self.time[1], true[1]) + AROUND_MS
        return np.concatenate([self.sound, self.excerpt.sound(self.time[1], last)])

    def alone(self, edge: int) -> Sound:
        """The same with silence at an edge (0, 1) where the reference's word is over."""
        true, sound = self.excerpt.time(TRUE), self.sound.copy()
        outside = (true[0] - self.time[0] if edge == 0 else self.time[1] - true[1]) * PER_MS
        if outside > 0:
            sound[slice(0, outside) if edge == 0 else slice(-outside, None)] = 0
        return sound


@dataclass
class Found:
    """What one way of cutting leaves at the edges, excerpt by excerpt."""

    seen: Counter[str] = field(default_factory=Counter)
    counted: list[list[str]] = field(default_factory=list)
    """Of each excerpt the edges that count as wrong."""

    @property
    def numbers(self) -> Numbers:
        """How many edges of each excerpt are wrong."""
        return np.array([len(one) for one in self.counted], np.float64)


def excerpts(story: Story, words: Mapping[str, Words]) -> Iterator[Excerpt]:
    """Excerpts of a story that all ways of timing have."""
    mine, other = (_same(words[way], words[TRUE]) for way in (OURS, THEIRS))
    for first in range(1, len(words[TRUE]) - LENGTH - 1):
        places = range(first, first + LENGTH)
        rows = [[found.get(place) for place in places] for found in (other, mine)]
        if all(None not in row and row == list(range(row[0] or 0, (row[0] or 0) + LENGTH)) for row in rows):
            yield Excerpt(story, words, {THEIRS: other[first], OURS: mine[first], TRUE: first})


def _same(found: Words, reference: Words) -> dict[int, int]:
    """For each place in the reference that of the same word in `found`."""
    place_of = {id(word): place for place, word in enumerate(found)}
    true_place = {id(word): place for place, word in enumerate(reference)}
    return {
        true_place[id(wanted)]: place_of[id(word)]
        for word, wanted in same_words(found, reference)
        if abs(word.start_ms - wanted.start_ms) < ELSEWHERE_MS
    }


def plain_clip(excerpt: Excerpt, way: str) -> Clip:
    """From the beginning of the first word to the end of the last one, and nothing else."""
    time = excerpt.time(way)
    return Clip(excerpt, time, excerpt.sound(*time))


def exported(excerpt: Excerpt, folder: Path) -> Clip:
    """As CoProClip exports it."""
    path = folder / f"{excerpt.story.name.replace(' ', '-')}.wav"
    if not path.exists():
        soundfile.write(path, excerpt.story.sound, RATE)
    first = excerpt.places[OURS]
    made = cut(excerpt_of(list(excerpt.words[OURS]), [(first, first + LENGTH)], path))
    (piece,) = made.pieces
    return Clip(excerpt, (piece.source.start_ms, piece.source.end_ms), made.samples[:, 0])


def wrong(wanted: Sequence[str], beside: tuple[str, str], heard: Sequence[str]) -> list[str]:
    """What is wrong at the beginning and at the end of `heard`, where `beside` lies; empty where an edge is right."""
    found = []
    for one, next_to, other in ((wanted, beside[0], heard), (wanted[::-1], beside[1], heard[::-1])):
        codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        kind, first, last, begin, end = codes[0] if codes else ("delete", 0, 1, 0, 0)
        if kind == "equal":
            found.append("")
        elif end - begin < last - first:
            found.append(MISSING)
        elif end - begin > last - first:
            found.append(TOO_MANY if next_to in other[begin:end] else ELSE)
        else:
            found.append(MISHEARD)
    return found


def read(engine: WhisperEngine, sounds: Sequence[Sound], silences_ms: Sequence[int] = (SILENCE_MS,)) -> list[Heard]:
    """The words of each of `sounds`, read once with each length of silence around it."""
    rows: list[list[list[str]]] = [[] for _ in sounds]
    for silence_ms in silences_ms:
        quiet = np.zeros(silence_ms * PER_MS, np.float32)
        for first in range(0, len(sounds), TOGETHER):
            part = [np.concatenate([quiet, sound, quiet]) for sound in sounds[first : first + TOGETHER]]
            for place, one in enumerate(engine.read(part, ENGLISH, DecodeOptions(5)), first):
                rows[place].append([text for word in one.words if (text := bare(word.text))])
    return list(rows)


def edges_of(engine: WhisperEngine, clips: Sequence[Clip]) -> list[list[str]]:
    """For each of `clips` what is wrong at its beginning and end."""

    def wrong_in(clip: Clip, heard: Heard) -> list[list[str]]:
        return [wrong(clip.excerpt.text, clip.excerpt.beside, one) for one in heard]

    found = [
        wrong_in(clip, heard) for clip, heard in zip(clips, read(engine, [one.sound for one in clips]), strict=True)
    ]
    again = [place for place, (edges,) in enumerate(found) if any(edges)]
    for place, heard in zip(again, read(engine, [clips[place].sound for place in again], OTHERS_MS), strict=True):
        found[place] += wrong_in(clips[place], heard)
    return [agreed(one) for one in found]


def agreed(verdicts: Sequence[Sequence[str]]) -> list[str]:
    """For both edges what most of the readings say: right where most are, else what is wrong in most of the others."""
    found = []
    for edge in zip(*verdicts, strict=True):
        bad = Counter(one for one in edge if one)
        found.append(bad.most_common(1)[0][0] if 2 * bad.total() > len(edge) else "")
    return found


def is_there(excerpt: Excerpt, edge: int, heard: Heard) -> bool:
    """Whether most readings have the excerpt's words at an edge (0, 1)."""
    wanted = excerpt.text[:EDGE_WORDS] if edge == 0 else excerpt.text[-EDGE_WORDS:]
    return 2 * sum(_whole(wanted, one) for one in heard) > len(heard)


def _whole(wanted: Sequence[str], heard: Sequence[str]) -> bool:
    return any(list(wanted) == list(heard[at : at + len(wanted)]) for at in range(len(heard)))


def looked_at(engine: WhisperEngine, clips: Sequence[Clip]) -> Found:
    """What is wrong at the edges of `clips`, and what of it counts."""
    found = Found(counted=[[] for _ in clips])
    doubtful: list[tuple[int, int, str]] = []
    for place, edges in enumerate(edges_of(engine, clips)):
        found.seen.update(edges)
        doubtful += [(place, edge, kind) for edge, kind in enumerate(edges) if kind]
    again = [
        clips[place].alone(edge) if kind in (TOO_MANY, ELSE) else clips[place].with_more(edge)
        for place, edge, kind in doubtful
    ]
    for (place, edge, kind), heard in zip(doubtful, read(engine, again, (SILENCE_MS, *OTHERS_MS)), strict=True):
        excerpt = clips[place].excerpt
        if kind in (TOO_MANY, ELSE):
            counts = not agreed([wrong(excerpt.text, excerpt.beside, one) for one in heard])[edge]
        else:
            counts = is_there(excerpt, edge, heard)
        if counts:
            found.counted[place].append(f"{kind} at the {('beginning', 'end')[edge]}")
    return found


def spread(numbers: Numbers) -> str:
    """The share (%) of edges that are wrong, and its 95 % spread over excerpts drawn anew."""
    rng = np.random.default_rng(1)
    drawn = [100 * numbers[rng.integers(0, len(numbers), len(numbers))].mean() / 2 for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{100 * numbers.mean() / 2:5.1f} % ({low:.1f} to {high:.1f})"


def table(title: str, chosen: Sequence[int], found: Mapping[str, Found]) -> tuple[float, float]:
    """Print what is wrong of the excerpts `chosen`; returns exported and their share over the floor."""
    print(f"\n{title}: {2 * len(chosen)} edges")
    floor = found[TRUE].numbers[chosen]
    over = []
    for way, one in found.items():
        numbers = one.numbers[chosen]
        kinds = Counter(edge.split(" at ")[0] for place in chosen for edge in one.counted[place])
        row = ", ".join(f"{kinds[kind]} {kind}" for kind in WRONG)
        print(f"{way:16}{spread(numbers):26} over the reference {spread(numbers - floor):26} {row}")
        over.append(float((numbers - floor).mean() / 2))
    return over[list(found).index(EXPORTED)], over[list(found).index(THEIRS)]


def all_excerpts(engine: WhisperEngine, model: object, most: int) -> list[Excerpt]:
    """At most so many excerpts, all over the recordings, that the reader hears right with more sound around them."""
    chosen: list[Excerpt] = []
    for story in stories():
        words: dict[str, Words] = {
            THEIRS: [word for passage in as_it_comes(model, story) for word in passage],
            OURS: [word for passage in engine.transcribe(story.sound, ENGLISH) for word in passage.words],
            TRUE: story.words,
        }
        chosen += excerpts(story, words)
    chosen = [chosen[at] for at in np.linspace(0, len(chosen) - 1, min(most, len(chosen))).astype(int)]
    around = [one.sound(one.time(TRUE)[0] - AROUND_MS, one.time(TRUE)[1] + AROUND_MS) for one in chosen]
    right = [
        2 * sum(_whole(one.text, row) for row in rows) > len(rows)
        for one, rows in zip(chosen, read(engine, around), strict=True)
    ]
    return [one for one, well in zip(chosen, right, strict=True) if well]


def main() -> int:
    """Cut, listen, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="base")
    parser.add_argument("--excerpts", type=int, default=300)
    parser.add_argument("--show", action="store_true", help="each edge of an exported clip that counts as wrong")
    parser.add_argument("--limits", action="store_true")
    asked = parser.parse_args()
    if not stories():
        print("the recordings are not here")
        return 0
    from faster_whisper import WhisperModel

    folder = find_model(asked.model).path
    engine, model = load_engine(folder), WhisperModel(str(folder), device="cpu", compute_type="int8")
    chosen = all_excerpts(engine, model, asked.excerpts)
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for way in (TRUE, THEIRS, OURS, EXPORTED):
            clips = [exported(one, Path(temporary)) if way == EXPORTED else plain_clip(one, way) for one in chosen]
            found[way] = looked_at(engine, clips)
            row = ", ".join(f"{found[way].seen[kind]} {kind}" for kind in WRONG)
            print(f"{way:16}as heard, judge and all: {row}", flush=True)
            for clip, edges in zip(clips, found[way].counted, strict=True):
                if asked.show and way == EXPORTED and edges:
                    true = clip.excerpt.time(TRUE)
                    away = clip.time[0] - true[0], clip.time[1] - true[1]
                    print(f"  {clip.excerpt.story.name}: {' '.join(clip.excerpt.text)}: {', '.join(edges)}; {away} ms")
    for group in dict.fromkeys(one.group for one in chosen):
        table(group, [place for place, one in enumerate(chosen) if one.group == group], found)
    mine, other = table("all", range(len(chosen)), found)
    well = mine <= MOST and mine <= MOST_SHARE * other
    print("all well" if well else "NOT WELL")
    return 1 if asked.limits and not well else 0


if __name__ == "__main__":
    sys.exit(main())

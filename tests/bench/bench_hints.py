"""What hints do: how many listed names come out right, and what hints that nobody says cost.

    python tests/bench/bench_hints.py FOLDER [FILES]

reads FOLDER/*.flac with a .txt beside each (the read speech of the shared recordings), with the base speech model
and the preset Balanced: without hints, with names that are said, and with twenty that are not.
"""

import re
import sys
import time
from pathlib import Path

import jiwer
import soundfile
from whisper_normalizer.english import EnglishTextNormalizer

from coproclip.speech.engine import SpeechOptions
from coproclip.speech.hotwords import hints_heard
from coproclip.speech.models.installed import find_model
from coproclip.speech.whisper.engine import load_engine

SAID = (
    "Zarathustra",
    "Nuzhat al-Zaman",
    "Zau al-Makan",
    "Helstone",
    "distichs",
    "apomorphine",
    "minims",
    "eunuch",
    "kine",
    "alimentary canal",
)
NOT_SAID = (
    *("Llanelli", "Pontypridd", "Maureen", "Wythenshawe", "Levenshulme", "Siobhan", "Caoimhe", "Healthwatch"),
    *("co-production", "Rochdale", "Agnieszka", "Dafydd", "Myfanwy", "Moorfields", "Side by Side", "Cholmondeley"),
    *("Rakhi", "Ngozi", "Stretford", "Hywel"),
)
plain = EnglishTextNormalizer()


def reference(file: Path) -> str:
    """The words beside a recording; some of these files hold the words of others too."""
    lines = file.with_suffix(".txt").read_text("utf-8").splitlines()
    lines = [line for line in lines if file.stem in line.split("\t")[0]] or lines
    return " ".join(re.sub(r"^[A-Z]+:", "", line.split("\t")[-1]) for line in lines)


def main(folder: Path, most: int) -> None:
    """Print the table."""
    engine = load_engine(find_model("base").path, "cpu")
    files = sorted(folder.glob("*.flac"))[:most]
    said = [reference(file) for file in files]
    print(f"{len(files)} files, {sum(hints_heard(text, SAID) for text in said)} names said")
    print(f"{'hints':<16}{'names right':>12}{'word errors':>13}{'processor s':>13}")
    for name, hints in (("none", ()), ("said", SAID), ("not said", NOT_SAID), ("both", (*NOT_SAID, *SAID))):
        began, texts = time.process_time(), []
        for file in files:
            sound, _ = soundfile.read(file, dtype="float32")
            heard = engine.transcribe(sound, SpeechOptions("en", hints=tuple(hints)))
            texts.append(" ".join(one.text for one in heard))
        took = time.process_time() - began
        right = sum(min(hints_heard(t, SAID), hints_heard(s, SAID)) for s, t in zip(said, texts, strict=True))
        wrong = jiwer.wer([plain(text) for text in said], [plain(text) for text in texts])
        print(f"{name:<16}{right:>12}{wrong:>12.2%}{took:>13.1f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)

"""How transcribing is spoken of: how carefully, how long it takes here, how many voices."""

from PySide6.QtCore import QCoreApplication

from coproclip.speech.presets import BALANCED, CAREFUL, DEFAULT, PRESETS, QUICK
from coproclip.speech.throughput import expected_ms
from coproclip.transcription.progress import Replacement
from coproclip.transcription.queue import AUTO, OFF, ONE_OR_TWO
from coproclip.ui.widgets.counting import counted

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
MB = 1_000_000


def preset_word(preset: str) -> str:
    """“Balanced”; what is not known is the usual one."""
    tr = QCoreApplication.translate
    words = {QUICK: tr("Presets", "Quick"), BALANCED: tr("Presets", "Balanced"), CAREFUL: tr("Presets", "Careful")}
    return words[known_preset(preset)]


def preset_means(preset: str) -> str:
    """What a preset is for, in a sentence."""
    tr = QCoreApplication.translate
    words = {
        QUICK: tr("Presets", "A first look, to find places by. More words are wrong."),
        BALANCED: tr("Presets", "For every day. What is doubtful is listened to again."),
        CAREFUL: tr("Presets", "The fewest wrong words. Everything is listened to several times."),
    }
    return words[known_preset(preset)]


def known_preset(preset: str) -> str:
    """`preset`, or the usual one for a word nobody knows."""
    return preset if preset in PRESETS else DEFAULT


def about(duration_ms: int | None) -> str:
    """“about 9 min”, “about 1 h 20 min”; never seconds. Empty where nothing is known."""
    tr = QCoreApplication.translate
    if duration_ms is None:
        return ""
    minutes = round(duration_ms / MINUTE_MS)
    if duration_ms < MINUTE_MS:
        return tr("Presets", "less than a minute")
    if minutes < 60:
        return tr("Presets", "about {n} min").format(n=minutes)
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    if rest:
        return tr("Presets", "about {hours} h {n} min").format(hours=hours, n=rest)
    return tr("Presets", "about {hours} h").format(hours=hours)


def size_words(size: int) -> str:
    """“486 MB”, “1.5 GB”."""
    tr = QCoreApplication.translate
    if size >= 1000 * MB:
        return tr("Presets", "{n} GB").format(n=f"{size / 1000 / MB:.1f}")
    return tr("Presets", "{n} MB").format(n=max(1, round(size / MB)))


def takes(model: str, preset: str, sound_ms: int) -> str:
    """How long transcribing `sound_ms` of sound takes on this computer, in words; empty where nothing is known."""
    return about(expected_ms(model, known_preset(preset), sound_ms)) if sound_ms > 0 else ""


def voices_words(voices: str) -> str:
    """“Two people”."""
    tr = QCoreApplication.translate
    if voices == AUTO:
        return tr("Presets", "Detect automatically")
    if voices == OFF:
        return tr("Presets", "Do not look who is speaking")
    many = {
        ONE_OR_TWO: tr("Presets", "One or two people"),
        "1": tr("Presets", "One person"),
        "2": tr("Presets", "Two people"),
        "3": tr("Presets", "Three people"),
        "4": tr("Presets", "Four people"),
        "5": tr("Presets", "Five people"),
        "6": tr("Presets", "Six people"),
    }
    return many.get(voices, voices)


def replaced_words(there: Replacement, *, everything: bool) -> str:
    """What transcribing again replaces, and what it keeps."""
    tr = QCoreApplication.translate
    first = counted(
        there.passages,
        tr("Again", "This replaces the current transcript of 1 passage."),
        tr("Again", "This replaces the current transcript of {n} passages."),
    )
    own = [
        (there.checked, tr("Again", "1 passage that was checked"), tr("Again", "{n} passages that were checked")),
        (there.corrected, tr("Again", "1 that was corrected"), tr("Again", "{n} that were corrected")),
    ]
    beside = [
        (there.excerpts, tr("Again", "1 excerpt"), tr("Again", "{n} excerpts")),
        (there.names, tr("Again", "the name of 1 speaker"), tr("Again", "the names of {n} speakers")),
    ]
    lost = listed([counted(number, one, many) for number, one, many in own if number]) if everything else ""
    kept = listed(
        [counted(number, one, many) for number, one, many in (beside if everything else own + beside) if number]
    )
    parts = [first]
    if lost:
        parts.append(tr("Again", "Everything is replaced, also {what}.").format(what=lost))
    if kept:
        parts.append(tr("Again", "Kept as they are: {what}.").format(what=kept))
    elif not lost:
        parts.append(tr("Again", "Nothing of it was checked or corrected yet."))
    if there.excerpts:
        words = tr("Again", "Where the words of an excerpt change, its storyteller is asked again.")
        parts.append(words)
    return " ".join(parts)


def listed(parts: list[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    last = QCoreApplication.translate("Again", "{some} and {last}")
    return last.format(some=", ".join(parts[:-1]), last=parts[-1])

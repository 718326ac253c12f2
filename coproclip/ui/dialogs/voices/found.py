"""What came of looking for who is speaking, in words."""

from PySide6.QtCore import QCoreApplication

from coproclip.transcription.diarize import DiarizationResult
from coproclip.ui.widgets.counting import counted


def found_words(found: DiarizationResult) -> str:
    """“2 voices found. In 14 places it is not sure: F4 walks through them.”"""
    tr = QCoreApplication.translate
    if not found.words:
        if found.voices:
            return tr("VoicesFound", "Everybody had a microphone of their own: that says who is speaking.")
        return tr("VoicesFound", "There are no words yet.")
    voices = counted(found.voices, tr("VoicesFound", "1 voice found."), tr("VoicesFound", "{n} voices found."))
    if not found.doubtful:
        return voices
    one = tr("VoicesFound", "In 1 place it is not sure: F4 goes there.")
    many = tr("VoicesFound", "In {n} places it is not sure: F4 walks through them.")
    return f"{voices} {counted(found.doubtful, one, many)}"

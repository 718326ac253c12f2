"""What is said when a speech model has arrived, or a stick is made."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.models.sticks import FromStick
from coproclip.ui.job_runner import JobKind
from coproclip.ui.widgets.counting import counted


def what_came_of(kind: JobKind, result: object, new: Sequence[SpeechModel], *, could_again: bool) -> str:
    """What came of it, and what a person may want next; empty where the list says it all.

    `could_again`: there are stories that could be transcribed again with the first of the `new` ones.
    """
    tr = QCoreApplication.translate
    if kind is JobKind.DOWNLOAD_MODEL and new:
        words = tr("SpeechModels", "{name} is here, and new stories are transcribed with it.").format(name=new[0].name)
        more = tr("SpeechModels", "The stories that you have can be transcribed again with it.")
        return f"{words} {more}" if could_again else words
    if isinstance(result, FromStick) and (result.there or len(new) > 1):
        words = tr("SpeechModels", "Speech models brought in: {n}. Here before: {m}.")
        return words.format(n=len(new), m=len(result.there))
    if kind is JobKind.MAKE_STICK and isinstance(result, int):
        one, many = tr("SpeechModels", "1 speech model is on it."), tr("SpeechModels", "{n} speech models are on it.")
        there = tr("SpeechModels", "On the other laptops: Speech models, Add a speech model, All from the USB stick.")
        return f"{counted(result, one, many)} {there}"
    return ""

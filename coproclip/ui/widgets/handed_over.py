"""What is handed to the system to be shown: folders, and scans of signed sheets. Nothing else ever is.

A project and a folder of files may come from anybody, and what a system does with a file it takes from its name: it
runs one that is called as a program is, whatever else the person meant to look at.
"""

import os
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from coproclip.errors import BadInput
from coproclip.project.looking_after.paper_file import right_paper

_RUN = re.compile(
    r"(?i)\.(?:app|appex|action|bundle|component|definition|framework|kext|m?pkg|plugin|prefpane|qlgenerator|saver"
    r"|scptd|service|wdgt|workflow|xpc|\{[-0-9a-f]*\})"
)
"""The endings of folders that a system runs, installs or takes for something else."""


def show_folder(folder: Path) -> None:
    """Show a folder in the system's own window; raises `BadInput` where that is none to look into."""
    real = Path(os.path.realpath(folder))
    if not os.path.isdir(real):
        raise BadInput(_tr("The folder “{name}” is no longer there.").format(name=folder.name))
    if _RUN.fullmatch(real.suffix) or os.path.lexists(real / "Contents"):
        raise BadInput(
            _tr("“{name}” is a program to some computers, so it was not opened.").format(name=folder.name),
            next=_tr("Look into it from the folder it lies in: {folder}").format(folder=real.parent),
        )
    # With the stroke at its end: without it Windows runs a program of that name beside the folder.
    _hand_over(folder, f"{folder}/")


def open_scan(project: Path, inside: str) -> None:
    """Open the scan of a signed sheet that `inside` names in the project in this folder.

    Raises `BadInput` and `ProjectError` for any other file, whatever the project says of it, and `StorageError`.
    """
    path = right_paper(project, inside)
    _hand_over(path, str(path))


def _hand_over(path: Path, address: str) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(address)):
        raise BadInput(
            _tr("This computer has nothing that shows “{name}”.").format(name=path.name),
            next=_tr("It lies in {folder}.").format(folder=path.parent),
        )


def _tr(words: str) -> str:
    return QCoreApplication.translate("HandedOver", words)

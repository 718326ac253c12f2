"""Where a file is to go: the name that was asked about, and no other, may be replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


@dataclass(frozen=True, slots=True)
class SaveTo:
    """The file to write. `replace`: the system asked about this very name, should a file be there."""

    path: Path
    replace: bool


def ask_where_to_save(parent: QWidget, title: str, stem: str, kinds: Sequence[tuple[str, str]]) -> SaveTo | None:
    """Ask for the name of a file of one of these kinds (what it is called, its ending, such as “.csv”).

    The system asks before a file is replaced, but only about the name that is in its field: where that has no ending of
    ours yet, or the one of another kind than was chosen, nothing was asked about the name as it is going to be.
    """
    offered = f"{stem}{kinds[0][1]}"
    filters = {f"{called} (*{ending})": ending for called, ending in kinds}
    file, chosen = QFileDialog.getSaveFileName(parent, title, offered, ";;".join(filters))
    if not file:
        return None
    path, ending = Path(file), filters.get(chosen, kinds[0][1])
    known = next((one for _, one in kinds if path.name.lower().endswith(one)), "")
    if known and (known == ending or path.name != offered):
        return SaveTo(path, replace=True)
    name = path.name.removesuffix(known) if known else path.name
    return SaveTo(path.with_name(name + ending), replace=False)

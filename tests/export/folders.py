"""What a person sees in a folder."""

from pathlib import Path


def files_in(folder: Path) -> list[Path]:
    """The files in a folder and below, in order, without what is hidden."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))

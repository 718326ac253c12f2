"""Disks and USB sticks that speech models may be brought in from, or put on."""

from pathlib import Path

from PySide6.QtCore import QStorageInfo


def sticks() -> list[Path]:
    """Disks and USB sticks that are mounted beside the system's own."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        below = any(str(root).startswith(place) for place in ("/media/", "/run/media/", "/mnt/", "/Volumes/"))
        drive = len(root.drive) == 2 and not volume.isRoot()
        if volume.isValid() and volume.isReady() and (below or drive):
            found.append(root)
    return found

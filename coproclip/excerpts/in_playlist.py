"""The playlist beside which excerpts are heard: what it says about itself and about each of them."""

from sqlalchemy.orm import Session

from coproclip.excerpts.coverage_parts import playlist_print
from coproclip.excerpts.playlists import items
from coproclip.excerpts.public_texts import Beside, PublicText, written_in
from coproclip.project.rows import fetch
from coproclip.project.schema import Playlist


class InPlaylist:
    """Reads a playlist (None: there is none) once. Raises `NotFound`."""

    def __init__(self, session: Session, playlist_id: int | None) -> None:
        self._playlist = None if playlist_id is None else fetch(session, Playlist, playlist_id)
        self._items = {} if playlist_id is None else {item.excerpt_id: item for item in items(session, playlist_id)}

    def print_for(self, excerpt_id: int) -> str:
        """The fingerprint that a yes to the excerpt beside this playlist covers; empty without one."""
        return "" if self._playlist is None else playlist_print(self._playlist, self._items.get(excerpt_id))

    def beside(self, excerpt_id: int) -> list[Beside]:
        """What is read beside the excerpt because it is in the playlist."""
        if self._playlist is None:
            return []
        texts = written_in(self._playlist, PublicText.PLAYLIST_TITLE, PublicText.PLAYLIST_INTRODUCTION)
        if (item := self._items.get(excerpt_id)) is not None:
            texts += written_in(item, PublicText.ITEM_INTRODUCTION, PublicText.ITEM_CHAPTER)
        return texts

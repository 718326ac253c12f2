"""Lines to copy into another web page, which show the player of a playlist there."""

from html import escape

from coproclip.excerpts.rules.grants import ShareableText, verify_texts
from coproclip.export.playlist.feed import checked_address
from coproclip.export.playlist.playlist_files import PlaylistInfo

EMBED = "embed.txt"
HIGH = 760
"""How high the player is in another page (px); what is longer scrolls inside."""


def snippet(info: PlaylistInfo, address: ShareableText) -> str:
    """HTML for a page on which the playlist, whose folder will lie at `address`, is to be heard. Raises `BadInput`."""
    verify_texts([*info.texts, address])
    place, title = checked_address(address), escape(info.title)
    lines = (
        f'<iframe src="{escape(place)}index.html" title="{title}" width="100%" height="{HIGH}" style="border:0"'
        ' loading="lazy" referrerpolicy="no-referrer"></iframe>\n'
        f'<p><a href="{escape(place)}index.html">Listen to “{title}”, with its words</a></p>\n'
    )
    # Nobody knows in which encoding the other page is kept.
    return lines.encode("ascii", "xmlcharrefreplace").decode("ascii")

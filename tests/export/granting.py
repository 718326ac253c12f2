"""Texts that may leave, made without a project: only for the tests of what leaves."""

from coproclip.excerpts.rules import grants
from coproclip.excerpts.rules.grants import ShareableText, TranslatedLine, Translation
from coproclip.export.playlist.playlist_files import PlaylistInfo


def granted(text: str, *, lines: bool = False) -> ShareableText:
    """A text that may leave."""
    return ShareableText(text, grants._GRANTED, lines=lines)


def playlist_info(
    uid: str,
    title: str,
    introduction: str = "",
    project_title: str = "",
    contact: str = "",
    language: str = "",
    project_uid: str = "",
    support: str = "",
) -> PlaylistInfo:
    """What a playlist says about itself, all of it granted."""
    return PlaylistInfo(
        uid,
        project_uid,
        granted(title),
        granted(introduction, lines=True),
        granted(project_title),
        granted(contact),
        language=language,
        support=granted(support, lines=True),
    )


def translation(language: str, *lines: tuple[str, int, int]) -> Translation:
    """An excerpt in another language, as it may leave: each line with the numbers of its first and last word."""
    return Translation(language, tuple(TranslatedLine(granted(text), first, last) for text, first, last in lines))

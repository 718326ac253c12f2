"""A playlist as a folder that anyone can open: a page, sounds, captions, and lists for players; and as a zip file."""

import builtins
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from coproclip.errors import BadInput
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.export.captions import REVIEW_MARK, quote
from coproclip.export.clips import (
    REVIEW_SUFFIX,
    ClipChoices,
    ClipFiles,
    WrittenClip,
    clip_names,
    only_shareable,
    title_of,
    unfinished_folder,
    write_clip,
    write_text,
)
from coproclip.export.listen_page import listen_page
from coproclip.export.names import plain
from coproclip.export.placing import CONTENTS, place_for, swap_in, zip_beside, zip_folder
from coproclip.export.playlist_files import PlaylistInfo, ThemeMark, Track, m3u8, playlist_json, xspf
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.project import Project, fetch
from coproclip.project.schema import Playlist, Theme

DOING = "making the playlist"
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class PlaylistFolder:
    """Where a playlist was put: its folder, the page in it, the zip file beside it, and its clips in order."""

    folder: Path
    index: Path
    zip: Path | None
    clips: tuple[ClipFiles, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What is hard to read in the captions."""
        return tuple(f"{clip.audio.stem}: {problem}" for clip in self.clips for problem in clip.problems)


def playlist_details(project: Project, playlist_id: int) -> PlaylistInfo:
    """What a playlist says about itself when it leaves. Raises `NotFound`."""
    details = project.details
    with project.read() as session:
        playlist = fetch(session, Playlist, playlist_id)
        themes = session.scalars(select(Theme).order_by(Theme.id))
        return PlaylistInfo(
            uid=playlist.uid,
            title=playlist.title,
            introduction=playlist.introduction,
            project_title=details.title,
            contact=details.contact,
            theme_marks=tuple(ThemeMark(theme.name, theme.letter, theme.colour) for theme in themes),
        )


def export_playlist(
    playlist: PlaylistInfo,
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    format: str = "mp3",
    zip: bool = True,
    gap_ms: int = 1000,
    loudness: bool = True,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> PlaylistFolder:
    """A folder named like the playlist, in `folder`, and the same as a zip file; whole or not at all.

    An earlier export of the same playlist is replaced, anything else of that name is left alone. `gap_ms` is how long
    the page waits between two excerpts. Raises `MediaError`, `StorageError`, `NotShareable`.
    """
    only_shareable(excerpts)
    if not excerpts:
        raise BadInput("There is no excerpt in this playlist that may leave.", "Nothing was made.")
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    info = _on_one_line(playlist, excerpts)
    choices = ClipChoices(format, captions=True, loudness=loudness, album=info.title)
    review = any(excerpt.use is Use.REVIEW for excerpt in excerpts)
    steps = len(excerpts) + 1
    with unfinished_folder(folder, DOING) as workplace:
        fresh, packed = workplace / "folder", workplace / "zip"
        names = clip_names(excerpts)
        written: list[WrittenClip] = []
        for number, (excerpt, name) in enumerate(builtins.zip(excerpts, names, strict=True), 1):
            cancel.raise_if_cancelled()
            watch(number - 1, steps, f"Making clip {number} of {len(excerpts)}")
            sound, captions = fresh / "audio" / name, fresh / "captions" / name
            written.append(write_clip(excerpt, sound, captions, choices, cancel))
        watch(len(excerpts), steps, "Making the page")
        tracks = [_track(number, excerpts[number - 1], clip, fresh) for number, clip in enumerate(written, 1)]
        _write_lists(fresh, info, tracks, review=review, gap_ms=gap_ms)
        place = place_for(folder, info.title, info.uid, suffix=REVIEW_SUFFIX if review else "")
        if zip:
            zip_folder(fresh, place.name, packed, DOING, cancel)
        cancel.raise_if_cancelled()
        swap_in(fresh, place)
        if zip:
            os.replace(packed, zip_beside(place))
        else:
            # An older one would still hold what may have been taken back since.
            zip_beside(place).unlink(missing_ok=True)
    watch(steps, steps, "The playlist is ready")
    clips = tuple(clip.files.moved(lambda path: place / path.relative_to(fresh)) for clip in written)
    return PlaylistFolder(place, place / INDEX, zip_beside(place) if zip else None, clips)


def _on_one_line(playlist: PlaylistInfo, excerpts: Sequence[ShareableExcerpt]) -> PlaylistInfo:
    return replace(
        playlist,
        title=plain(playlist.title) or "Playlist",
        introduction="\n".join(filter(None, (plain(line) for line in playlist.introduction.splitlines()))),
        project_title=plain(playlist.project_title),
        contact=plain(playlist.contact),
        language=playlist.language or excerpts[0].language,
    )


def _track(number: int, excerpt: ShareableExcerpt, clip: WrittenClip, fresh: Path) -> Track:
    def inside(path: Path | None) -> str:
        return path.relative_to(fresh).as_posix() if path else ""

    files = clip.files
    return Track(
        number=number,
        title=title_of(excerpt),
        attribution=plain(excerpt.attribution),
        quote=quote(clip.words),
        themes=tuple(filter(None, map(plain, excerpt.themes))),
        language=excerpt.language,
        duration_ms=files.duration_ms,
        audio=inside(files.audio),
        vtt=inside(files.vtt),
        srt=inside(files.srt),
        txt=inside(files.txt),
        words=clip.words,
        cues=clip.cues,
    )


def _write_lists(folder: Path, info: PlaylistInfo, tracks: Sequence[Track], *, review: bool, gap_ms: int) -> None:
    notice, use = (REVIEW_MARK, Use.REVIEW) if review else ("", Use.SHARING)
    write_text(folder / INDEX, listen_page(info, tracks, notice=notice, gap_ms=gap_ms), DOING)
    write_text(folder / "playlist.m3u8", m3u8(info, tracks, notice=notice), DOING)
    write_text(folder / "playlist.xspf", xspf(info, tracks, notice=notice), DOING)
    files = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    listed = playlist_json(info, tracks, [*files, CONTENTS], use=use.value, notice=notice)
    write_text(folder / CONTENTS, listed, DOING)

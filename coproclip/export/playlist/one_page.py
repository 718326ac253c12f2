"""A playlist as a single page that holds all of its sounds: to be mailed, or opened from a stick, without a folder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coproclip.errors import BadInput
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import verify_texts
from coproclip.export.clip import ClipChoices, write_text
from coproclip.export.clips import only_shareable, still_granted
from coproclip.export.excerpt_folder import Filled, FolderOf, put_folder
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.names import safe_name
from coproclip.export.folders.placing import one_page_place
from coproclip.export.folders.target import Again, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone
from coproclip.export.many_clips import clips_in_order
from coproclip.export.playlist.listen_page import listen_page
from coproclip.export.playlist.playlist_files import PlaylistInfo, PlaylistTrack, language_of
from coproclip.jobs import CancelToken, Report, Stopwatch, silent

ACTIVITY = "making the page"
TITLE = "Playlist in one page"
USES = (Use.SHARING, Use.PAGE)
LARGE_BYTES = 20_000_000
"""Larger than this, many mail boxes refuse it."""


@dataclass(frozen=True, slots=True)
class OnePage:
    """Where the page is, how large, how many sounds are in it, and what is hard to read in its captions."""

    folder: Path
    page: Path
    size_bytes: int
    excerpts: int
    problems: tuple[str, ...]


def export_one_page(
    playlist: PlaylistInfo,
    excerpts: Sequence[ShareableExcerpt],
    parent: Path,
    *,
    owner: Owner,
    format: str = "mp3",
    loudness: bool = True,
    again: Again | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> OnePage:
    """A folder in `parent` with one HTML file that needs nothing beside it, named like the playlist.

    It can be copied, mailed and opened by itself; `tell` hears where it is too large for mail. An earlier one of the
    same `owner` is brought up to date. Raises `BadInput` where there is nothing to make, `NotShareable`, `MediaError`,
    `StorageError`.
    """
    only_shareable(excerpts)
    verify_texts(playlist.texts)
    if not excerpts:
        raise BadInput("There is no excerpt in this playlist that may leave.", "Nothing was made.")
    use = excerpts[0].use
    cancel, watch, steps = cancel or CancelToken(), Stopwatch(report), len(excerpts) + 1
    info = replace(playlist, language=language_of(playlist, excerpts[0]))
    choices = ClipChoices(format, captions=False, loudness=loudness, album=playlist.title)
    problems: list[str] = []

    def fill(fresh: Path) -> Filled:
        tracks = []
        clips = fresh.parent / "clips"
        wanted = [(excerpt, clips / str(number), clips / str(number)) for number, excerpt in enumerate(excerpts, 1)]
        with clips_in_order(wanted, choices, cancel) as made:
            for number, excerpt in enumerate(excerpts, 1):
                cancel.raise_if_cancelled()
                say_if_gone(fresh.parent)
                watch(number - 1, steps, f"Making excerpt {number} of {len(excerpts)}")
                clip = next(made)
                still_granted(excerpt, again)
                problems.extend(f"Excerpt {number}: {problem}" for problem in clip.files.problems)
                tracks.append(PlaylistTrack(number, excerpt, clip, clips, info.before(excerpt)))
        watch(len(excerpts), steps, "Making the page")
        page = fresh / f"{safe_name(info.title, TITLE)}.html"
        write_text(page, listen_page(info, tracks, gap_ms=info.gap_ms, alone=True), ACTIVITY)
        return Filled(of_all=(page,))

    what = FolderOf(
        lambda called: one_page_place(parent, called, owner, use),
        owner,
        use,
        playlist.title or TITLE,
        playlist.title,
        playlist.texts,
        again,
        to_whom,
    )
    made = put_folder(excerpts, parent, what, fill, activity=ACTIVITY, cancel=cancel, tell=tell)
    [page] = made.of_all
    size = page.stat().st_size
    if size > LARGE_BYTES:
        tell(f"“{page.name}” has {size / 1e6:.0f} MB. That is too large for many mail boxes: hand it over on a stick.")
    watch(steps, steps, "The page is ready")
    return OnePage(made.folder, page, size, len(excerpts), tuple(problems))

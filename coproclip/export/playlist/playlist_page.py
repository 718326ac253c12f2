"""A playlist as a folder that anyone can open: a page, sounds, captions, and lists for players; and as a zip file."""

import builtins
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from coproclip.errors import BadInput, StorageError
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.beside.texts import PublicText, shareable_address, shareable_text
from coproclip.excerpts.playlists import gap_of, introduced, playlist_uid
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, home_of, recheck_texts, verify_texts
from coproclip.export.clip import (
    REVIEW_SUFFIX,
    ClipChoices,
    ClipFiles,
    WrittenClip,
    caption_endings,
    write_text,
)
from coproclip.export.clips import (
    all_still_granted,
    clip_names,
    counted,
    granted_now,
    only_shareable,
    still_granted,
    use_of,
    withdrawn,
)
from coproclip.export.folders.finished import Expected, say_if_not_whole, zip_is_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import CONTENTS, Owner, PlaylistMark
from coproclip.export.folders.placing import ExportPlace, earlier_exports, is_outdated, playlist_place
from coproclip.export.folders.target import Again, ExportFolder, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.folders.zipped import is_zip_of, withdraw_zips, zip_folder, zips_of
from coproclip.export.many_clips import clips_in_order
from coproclip.export.notices import Notice
from coproclip.export.playlist.feed import COVER, FEED, checked_address, cover, feed
from coproclip.export.playlist.iiif import IIIF, manifest
from coproclip.export.playlist.listen_page import listen_page
from coproclip.export.playlist.playlist_files import (
    Between,
    ExportedTheme,
    PlaylistInfo,
    PlaylistKey,
    PlaylistTrack,
    language_of,
    m3u8,
    playlist_json,
    xspf,
)
from coproclip.export.playlist.snippet import EMBED, snippet
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.new_files import write_whole
from coproclip.project.project import Project
from coproclip.themes.codebook import themes

ACTIVITY = "making the playlist"
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


def playlist_key(project: Project, playlist_id: int) -> PlaylistKey:
    """By what a playlist is known again. Raises `NotFound`."""
    with project.read() as session:
        return PlaylistKey(playlist_uid(session, playlist_id), project.details.uid, home=project)


def playlist_info(project: Project, playlist_id: int, granted: Sequence[ShareableExcerpt]) -> PlaylistInfo:
    """What a playlist says about itself beside the excerpts that may leave. Raises `NotShareable`, `NotFound`."""
    only_shareable(granted)
    beside, use = [one.excerpt_id for one in granted], granted[0].use if granted else Use.SHARING

    def text(what: PublicText, number: int = 1, otherwise: str = "") -> ShareableText:
        return shareable_text(project, what, number, use, beside=beside, otherwise=otherwise)

    key = playlist_key(project, playlist_id)
    with project.read() as session:
        gap_ms, those = gap_of(session, playlist_id), introduced(session, playlist_id)
    between = {
        one.excerpt_id: Between(
            text(PublicText.ITEM_INTRODUCTION, one.item_id), text(PublicText.ITEM_CHAPTER, one.item_id), one.spoken
        )
        for one in those
        if one.excerpt_id in beside
    }
    hard = any(one.care or one.sensitive for one in granted)
    return PlaylistInfo(
        uid=key.uid,
        project_uid=key.project_uid,
        home=project,
        title=text(PublicText.PLAYLIST_TITLE, playlist_id, "Playlist"),
        introduction=text(PublicText.PLAYLIST_INTRODUCTION, playlist_id),
        project_title=text(PublicText.PROJECT_TITLE),
        contact=text(PublicText.CONTACT),
        take_down=text(PublicText.TAKE_DOWN),
        support=text(PublicText.SUPPORT) if hard else NO_TEXT,
        theme_marks=theme_marks(project, granted),
        between=between,
        gap_ms=gap_ms,
    )


def theme_marks(project: Project, granted: Sequence[ShareableExcerpt]) -> tuple[ExportedTheme, ...]:
    """How the themes of these excerpts are marked in the project, each once. Raises `NotShareable`."""
    only_shareable(granted)
    with project.read() as session:
        looks = {theme.name: (theme.letter, theme.colour) for theme in themes(session)}
    shown = {name: name for excerpt in granted for name in excerpt.themes if name in looks}
    return tuple(ExportedTheme(name, *looks[name]) for name in shown.values())


def export_playlist(
    playlist: PlaylistInfo,
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    again: Again | None = None,
    format: str = "mp3",
    zip: bool = True,
    gap_ms: int | None = None,
    loudness: bool = True,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    use: Use | None = None,
    to_whom: str = "",
    address: str = "",
    embed: bool = False,
) -> PlaylistFolder:
    """A folder named like the playlist, in `folder`, and the same as a zip file.

    It is noted in the ledger as handed `to_whom`. An earlier export of the same playlist is brought up to date,
    whatever it was called; anything else is left alone. What may no longer leave as it is goes first, and its page,
    lists and zip file with it, also from copies beside it; until all is made nothing else of it changes. Between two
    excerpts the page waits for `gap_ms`, or as long as the playlist says; with an `address`, where the folder will lie
    on the web, a podcast feed is in it, and where it is to `embed`, lines for another page that show it there. `again`
    says anew, for each clip and before anything is put in its place, what may leave. Without excerpts an earlier export
    for `use` is taken away and `BadInput` raised. Raises `MediaError`, `StorageError`, `NotShareable`.
    """
    address = checked_address(address) if address else ""
    only_shareable(excerpts)
    verify_texts(playlist.texts)
    use = use or use_of(excerpts)
    place_on_web, beside = NO_TEXT, [one.excerpt_id for one in excerpts]
    if address and (home := home_of(excerpts)) is not None:
        place_on_web = shareable_address(home, address, use, beside)
    if not excerpts:
        take_away_playlist(playlist, folder, use, tell=tell)
        raise BadInput("There is no excerpt in this playlist that may leave.", "Nothing was made.")
    playlist = replace(playlist, language=language_of(playlist, excerpts[0]))
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    note = HandoverNote(use, playlist.title, to_whom, tell, home_of(excerpts), texts=playlist.texts)
    choices = ClipChoices(format, captions=True, loudness=loudness, album=playlist.title)
    steps, gap = len(excerpts) + 1, playlist.gap_ms if gap_ms is None else gap_ms
    made: list[ClipFiles] = []
    with (
        workplace(
            folder, ACTIVITY, lambda: take_away_playlist(playlist, folder, use, keep=excerpts, again=again, tell=tell)
        ) as bench,
        counted(made, len(excerpts), folder),
        _withdrawn(folder, bench, playlist, use, excerpts, again, tell) as place,
    ):
        fresh, packed = bench / "folder", bench / "zip"
        target = _target(place.before or place.folder, bench, playlist, use, tell)
        names = [
            target.free_stem(
                name, (f"audio/{{}}.{choices.format}", *(f"captions/{{}}{one}" for one in caption_endings(excerpt)))
            )
            for name, excerpt in builtins.zip(clip_names(excerpts), excerpts, strict=True)
        ]
        written: list[WrittenClip] = []
        wanted = [
            (excerpt, fresh / "audio" / name, fresh / "captions" / name)
            for excerpt, name in builtins.zip(excerpts, names, strict=True)
        ]
        with clips_in_order(wanted, choices, cancel) as clips:
            for number, excerpt in enumerate(excerpts, 1):
                cancel.raise_if_cancelled()
                say_if_gone(bench)
                watch(number - 1, steps, f"Making clip {number} of {len(excerpts)}")
                written.append(next(clips))
                still_granted(excerpt, again)
        watch(len(excerpts), steps, "Making the page")
        tracks = [
            PlaylistTrack(number, excerpt, clip, fresh, playlist.before(excerpt))
            for number, (excerpt, clip) in enumerate(builtins.zip(excerpts, written, strict=True), 1)
        ]
        lists = _write_lists(fresh, playlist, tracks, place_on_web, cancel, use=use, gap_ms=gap, embed=embed)
        files = zip_folder(fresh, place.folder.name, packed, ACTIVITY, cancel) if zip else 0
        all_still_granted(excerpts, again)
        recheck_texts([*playlist.texts, place_on_web])
        cancel.raise_if_cancelled()
        say_if_gone(bench)
        # From here on it is put in its place, step by step; an older zip would hold what may have been taken back.
        target.withdraw_zip(folder)
        place.take_over()
        target = _target(place.folder, bench, playlist, use, tell)
        target.withdraw_zip(folder)
        expected: list[Expected] = []
        for excerpt, clip in builtins.zip(excerpts, written, strict=True):
            hashes = target.put({path.relative_to(fresh).as_posix(): path for path in clip.files.paths}, note, excerpt)
            expected += clip.expected(hashes, place.folder)
            made.append(clip.files.moved(lambda path: place.folder / path.relative_to(fresh)))
        hashes = target.put({path.name: path for path in lists}, note)
        expected += [Expected(place.folder / name, digest) for name, digest in hashes.items()]
        zipped, digest = target.put_zip(packed, folder, place.folder.name, note) if zip else (None, "")
        expected += [Expected(zipped, digest)] if zipped else []
        target.finish()
        all_still_granted(excerpts, again)
    for copy in place.copies:
        tell(f"“{copy.name}” holds an earlier export of this playlist. It was left: delete it if it is not needed.")
    say_if_not_whole(expected, len(excerpts), place.folder)
    if zipped and not zip_is_whole(zipped, files):
        raise StorageError(
            f"The zip file “{zipped.name}” cannot be read.", "The folder beside it is whole.", "Export again."
        )
    watch(steps, steps, "The playlist is ready")
    return PlaylistFolder(place.folder, place.folder / INDEX, zipped, tuple(made))


def take_away_playlist(
    playlist: PlaylistKey,
    folder: Path,
    use: Use,
    *,
    keep: Sequence[ShareableExcerpt] = (),
    again: Again | None = None,
    tell: Tell = keep_quiet,
) -> None:
    """Take what may no longer leave of earlier exports of this playlist away from `folder`; other files stay.

    The clips of those to `keep` stay too, if they may still leave as they are; without any, all of it goes.
    """
    only_shareable(keep)
    if not folder.is_dir():
        return

    def withdraw(bench: Path = folder) -> None:
        earlier = _place(playlist, folder, use).earlier
        _withdraw(earlier, folder, bench, playlist, use, granted_now(keep, again), tell)

    with workplace(folder, ACTIVITY, withdraw) as bench:
        place = _place(playlist, folder, use)
        withdraw(bench)
        for before in place.earlier:
            if not keep:
                _target(before, bench, playlist, use, tell).finish()
            with suppress(OSError):
                before.rmdir()  # only where nothing else is in it


def take_away_lone_zips(playlist: PlaylistKey, folder: Path, use: Use, *, tell: Tell = keep_quiet) -> None:
    """Take away zip files of this playlist whose folder is not there: nobody knows which of its excerpts they hold."""
    if not earlier_exports(folder, _owner(playlist), use):
        withdraw_zips(folder, _mark(playlist, use), (), tell, playlist.home)


def outdated_playlist(
    playlist: PlaylistKey, folder: Path, use: Use, excerpts: Sequence[ShareableExcerpt]
) -> list[Path]:
    """The earlier exports of this playlist in `folder` with something that may not leave: not one of `excerpts`."""
    only_shareable(excerpts)
    found = earlier_exports(folder, _owner(playlist), use)
    if not excerpts:
        # A zip file alone tells only whose it is.
        return [*found, *([] if found else zips_of(folder, _mark(playlist, use)))]
    return [path for path, made in found.items() if is_outdated(path, made, excerpts)]


def _withdraw(
    places: Iterable[Path],
    folder: Path,
    bench: Path,
    playlist: PlaylistKey,
    use: Use,
    granted: Sequence[ShareableExcerpt],
    tell: Tell,
) -> list[str]:
    """Take away what may no longer leave from `places` in `folder`, and zip files with it; returns what was left."""
    left, kept = list[str](), set[str]()
    for before in places:
        target = _target(before, bench, playlist, use, tell)
        target.withdraw_playlist(granted, folder, lambda path: is_zip_of(path, _mark(playlist, use)))
        kept.add(target.zip_hash)
        left += target.left
    return left + withdraw_zips(folder, _mark(playlist, use), kept, tell, playlist.home)


@contextmanager
def _withdrawn(
    folder: Path,
    bench: Path,
    playlist: PlaylistInfo,
    use: Use,
    excerpts: Sequence[ShareableExcerpt],
    again: Again | None,
    tell: Tell,
) -> Iterator[ExportPlace]:
    """Take away what may no longer leave before anything is made, and once more when the making ends too early.

    Gives where the playlist goes: found before its earlier export may have lost all by which it is known.
    """
    place = _place(playlist, folder, use)

    def withdraw() -> list[str]:
        places = dict.fromkeys((*place.earlier, place.folder))
        return _withdraw(places, folder, bench, playlist, use, granted_now(excerpts, again), tell)

    with withdrawn(withdraw):
        yield place


def _owner(playlist: PlaylistKey) -> Owner:
    return Owner.of_playlist(playlist.uid, playlist.project_uid)


def _mark(playlist: PlaylistKey, use: Use) -> PlaylistMark:
    return PlaylistMark.of(playlist.uid, playlist.project_uid, use)


def _place(playlist: PlaylistKey, folder: Path, use: Use) -> ExportPlace:
    # What is there already is found whatever it is called; only what is made needs the title.
    title = playlist.title if isinstance(playlist, PlaylistInfo) else NO_TEXT
    suffix = REVIEW_SUFFIX if use is Use.REVIEW else ""
    return playlist_place(folder, title, _owner(playlist), use, suffix=suffix)


def _target(place: Path, bench: Path, playlist: PlaylistKey, use: Use, tell: Tell) -> ExportFolder:
    return ExportFolder(place, bench, _owner(playlist), use, tell, playlist.home)


def _write_lists(
    folder: Path,
    info: PlaylistInfo,
    tracks: Sequence[PlaylistTrack],
    address: ShareableText,
    cancel: CancelToken,
    *,
    use: Use,
    gap_ms: int,
    embed: bool,
) -> list[Path]:
    """Write the lists and the page; returns them in the order in which they are put in their place."""
    drawn = [folder / COVER] if address else []
    for path in drawn:
        write_whole(path, cover(info, lambda: cancel.cancelled))
    notice = Notice.REVIEW if use is Use.REVIEW else Notice.NONE
    more = [name for name, wanted in ((FEED, address), (IIIF, address), (EMBED, embed)) if wanted]
    names = ("playlist.m3u8", "playlist.xspf", *more, CONTENTS, INDEX)
    lists = [folder / name for name in names]
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    whole = sorted([*files, *(path.name for path in lists)])
    key = _owner(info).project_key
    texts = (
        m3u8(info, tracks, notice=notice),
        xspf(info, tracks, notice=notice),
        *([feed(info, tracks, address), manifest(info, tracks, address)] if address else []),
        *([snippet(info, address)] if embed else []),
        playlist_json(info, tracks, whole, use=use, notice=notice, project_key=key),
        listen_page(info, tracks, notice=notice, gap_ms=gap_ms),
    )
    for path, text in zip(lists, texts, strict=True):
        write_text(path, text, ACTIVITY)
    return [*drawn, *lists]

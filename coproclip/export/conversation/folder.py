"""A conversation pack as a folder: sounds with their words, a page that plays them all, and papers to print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import NO_TEXT
from coproclip.export.clip import ClipChoices, write_text
from coproclip.export.clips import only_shareable
from coproclip.export.conversation.content import PackInfo, pack_info, say_if_changed
from coproclip.export.conversation.kiosk_page import kiosk_page
from coproclip.export.conversation.papers import KIOSK, PAPERS, paper
from coproclip.export.excerpt_folder import Filled, FolderOf, put_folder, write_clips
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import conversation_place
from coproclip.export.folders.target import Again, Tell, keep_quiet
from coproclip.export.playlist.playlist_files import PlaylistTrack
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.new_files import write_whole
from coproclip.project.project import Project

ACTIVITY = "making the conversation pack"
TITLE = "Conversation pack"


@dataclass(frozen=True, slots=True)
class ConversationPack:
    """Where a pack was put: its folder, the page that plays it, the papers, and how much is in it."""

    folder: Path
    kiosk: Path
    papers: tuple[Path, ...]
    excerpts: int
    questions: int


def export_conversation(
    project: Project,
    excerpts: Sequence[ShareableExcerpt],
    parent: Path,
    *,
    owner: Owner,
    playlist_id: int | None = None,
    theme_id: int | None = None,
    own_questions: Sequence[str] | None = None,
    again: Again | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> ConversationPack:
    """A folder in `parent` of 4 to 8 excerpts, called after the playlist or theme that they are of.

    The questions are those that are still open about them, or `own_questions`; one that may not leave is left out, and
    `tell` hears why. An earlier pack of the same `owner` is brought up to date. `again` says anew what may leave.
    Raises `BadInput` for too few or too many, `NotShareable`, `MediaError`, `StorageError`.
    """
    only_shareable(excerpts)
    if any(excerpt.use is not Use.SHARING for excerpt in excerpts):
        raise NotShareable("Only what may be shared is in a conversation pack.", "Nothing was made.")

    def ask() -> PackInfo:
        more = {"playlist_id": playlist_id, "theme_id": theme_id}
        return pack_info(project, excerpts, own_questions=own_questions, **more)

    info = ask()
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    choices = ClipChoices("mp3", captions=True, album=info.title or info.project_title)

    def fill(fresh: Path) -> Filled:
        made = write_clips(excerpts, fresh, choices, again, watch, cancel)
        pairs = enumerate(zip(excerpts, made.clips, strict=True), 1)
        tracks = [PlaylistTrack(number, excerpt, clip, fresh) for number, (excerpt, clip) in pairs]
        watch(len(excerpts), len(excerpts) + 1, "Making the page and the papers")
        write_text(fresh / KIOSK, kiosk_page(info, tracks), ACTIVITY)
        for name in PAPERS:
            write_whole(fresh / name, paper(name, info, tracks, lambda: cancel.cancelled))
        say_if_changed(project, info, ask())
        return replace(made, of_all=tuple(fresh / name for name in (*PAPERS, KIOSK)))

    what = FolderOf(
        lambda called: conversation_place(parent, called, owner, Use.SHARING),
        owner,
        Use.SHARING,
        TITLE,
        info.title or NO_TEXT,
        info.texts,
        again=again,
        to_whom=to_whom,
    )
    made = put_folder(excerpts, parent, what, fill, activity=ACTIVITY, cancel=cancel, tell=tell)
    for sentence in info.withheld:
        tell(sentence)
    watch(1, 1, "The conversation pack is ready")
    *papers, kiosk = made.of_all
    return ConversationPack(made.folder, kiosk, tuple(papers), len(excerpts), len(info.questions))

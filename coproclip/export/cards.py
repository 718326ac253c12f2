"""Call-out cards: a quote as a picture in several sizes, and as a text for those who do not see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, verify_texts
from coproclip.export.clip import title_of, write_text
from coproclip.export.clips import clip_names, only_shareable, still_granted
from coproclip.export.documents.card_picture import FORMATS, CardSize, alt_text, card_picture, quote_on_card
from coproclip.export.excerpt_folder import Filled, FolderOf, put_folder
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import cards_place
from coproclip.export.folders.target import Again, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone
from coproclip.export.playlist.playlist_files import ExportedTheme
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.new_files import write_whole

ACTIVITY = "making the cards"
TITLE = "Call-out cards"
USES = (Use.QUOTE, Use.PAGE)
"""What a card can be for: to be quoted, as in a report, and to be put where everybody sees it."""


@dataclass(frozen=True, slots=True)
class CardFolder:
    """Where the cards are, all files of them, of how many excerpts, and for which sizes how many were too long."""

    folder: Path
    files: tuple[Path, ...]
    excerpts: int
    too_long: int


def export_cards(
    excerpts: Sequence[ShareableExcerpt],
    parent: Path,
    *,
    owner: Owner,
    title: ShareableText = NO_TEXT,
    project_title: ShareableText = NO_TEXT,
    theme_marks: Sequence[ExportedTheme] = (),
    sizes: Collection[CardSize] = (CardSize.SQUARE,),
    again: Again | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> CardFolder:
    """A folder in `parent`, called after `title`: each excerpt as PNG and SVG in these `sizes`, and as a text.

    A card has the colour of its first theme. A quote that would be too small to read is left out of a size, and `tell`
    hears it. Earlier cards of the same `owner` are brought up to date. Raises `BadInput` where none can be made,
    `NotShareable`, `StorageError`.
    """
    only_shareable(excerpts)
    verify_texts([title, project_title, *(mark.name for mark in theme_marks)])
    wanted = [size for size in CardSize if size in set(sizes)]
    if not excerpts or not wanted:
        raise BadInput("There is no excerpt that may leave, or no size to make.", "Nothing was made.")
    use = excerpts[0].use
    if use not in USES or any(excerpt.use is not use for excerpt in excerpts):
        raise NotShareable("Only what may be quoted is on a card.", "Nothing was made.")
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    colours = {mark.name: mark.colour for mark in theme_marks}
    too_long: list[str] = []

    def fill(fresh: Path) -> Filled:
        alone = []
        for number, (excerpt, name) in enumerate(zip(excerpts, clip_names(excerpts), strict=True)):
            cancel.raise_if_cancelled()
            say_if_gone(fresh.parent)
            watch(number, len(excerpts), f"Making card {number + 1} of {len(excerpts)}")
            still_granted(excerpt, again)
            colour = next((colours[theme] for theme in excerpt.themes if theme in colours), None)
            made = _cards(excerpt, fresh / name, wanted, colour, project_title, too_long, cancel)
            alone += [(excerpt, made)] if made else []
        if not alone:
            raise BadInput(too_long[0], "Nothing was made.", "Mark a shorter excerpt, or choose another size.")
        return Filled(tuple(alone))

    what = FolderOf(
        lambda called: cards_place(parent, called, owner, use),
        owner,
        use,
        title or TITLE,
        title,
        (project_title,),
        again,
        to_whom,
    )
    made = put_folder(excerpts, parent, what, fill, activity=ACTIVITY, cancel=cancel, tell=tell)
    for sentence in too_long:
        tell(sentence)
    watch(1, 1, "The cards are ready")
    texts = [path for path in made.alone if path.suffix == ".txt"]
    return CardFolder(made.folder, made.alone, len(texts), len(too_long))


def _cards(
    excerpt: ShareableExcerpt,
    stem: Path,
    sizes: Sequence[CardSize],
    colour: int | None,
    project_title: ShareableText,
    too_long: list[str],
    cancel: CancelToken,
) -> tuple[Path, ...]:
    """The files of one excerpt: none where it has no words, or too many for every size."""
    words = " ".join(quote_on_card(excerpt))
    if not any(sign.isalnum() for sign in words):
        too_long.append(f"“{title_of(excerpt)}” has no words, so there is no card of it.")
        return ()
    found: list[Path] = []
    for size in sizes:
        picture = card_picture(
            excerpt, size, colour=colour, project_title=project_title, stops=lambda: cancel.cancelled
        )
        if picture is None:
            count = len(words.split())
            said = f"“{title_of(excerpt)}” is too long for a card of {size}"
            too_long.append(f"{said}: its {count} words would be too small to read.")
            continue
        for ending, content in (("png", picture.png), ("svg", picture.svg)):
            found.append(stem.with_name(f"{stem.name} {FORMATS[size].name}.{ending}"))
            write_whole(found[-1], content)
    if found:
        found.append(stem.with_name(f"{stem.name}.txt"))
        write_text(found[-1], alt_text(excerpt, project_title) + "\n", ACTIVITY)
    return tuple(found)

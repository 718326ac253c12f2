"""What an excerpt means, by keys and menus, on every page that shows excerpts."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from coproclip.overview.meaning import meaning_of
from coproclip.ui.commands.menus import choice, context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.meaning.link import LinkDialog
from coproclip.ui.dialogs.meaning.words import (
    DIFFERS_ICON,
    FEELING_ICONS,
    KIND_ICONS,
    SPOTLIGHT_ICON,
    UNUSED_ICON,
    feeling_words,
    kind_words,
    tr,
)
from coproclip.ui.operations import meaning as operations
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.badge import CARE_ICON
from coproclip.ui.widgets.prompts import ask_note, run_dialog
from coproclip.ui.workspace import Workspace

NAMES = ("spotlight", "sensitive", "feeling", "kind", "differs_in", "unused", "belongs_with")
"""The commands, in the order of a menu."""


class MeaningActions(QObject):
    """Acts on the excerpts that are `chosen()`; menus open at `where()` and dialogs over `window`.

    Of others, only those that `may_be_seen()` (ids; None for all) are shown.
    """

    def __init__(
        self,
        workspace: Workspace,
        window: QWidget,
        chosen: Callable[[], Sequence[int]],
        where: Callable[[], QPoint],
        show: Callable[[], object] = lambda: None,
        may_be_seen: Callable[[], Collection[int] | None] = lambda: None,
    ) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._chosen, self._where, self._show, self._may_be_seen = chosen, where, show, may_be_seen

    def turn_spotlight(self) -> None:
        """Mark that they must be heard, or no longer."""
        if ids := list(self._chosen()):
            now = self._workspace.read(meaning_of, ids).spotlight
            self._shown(operations.set_spotlight(self._workspace, ids, not now))

    def turn_sensitive(self) -> None:
        """Mark that they hold sensitive things, or no longer."""
        if ids := list(self._chosen()):
            now = self._workspace.read(meaning_of, ids).sensitive
            self._shown(operations.set_sensitive(self._workspace, ids, not now))

    def ask_feeling(self) -> None:
        """Ask how they felt."""
        if ids := list(self._chosen()):
            now = self._workspace.read(meaning_of, ids).valence
            self._ask(feeling_words(), FEELING_ICONS, now, partial(self._set_feeling, ids))

    def ask_kind(self) -> None:
        """Ask what they are."""
        if ids := list(self._chosen()):
            now = self._workspace.read(meaning_of, ids).kind
            self._ask(kind_words(), KIND_ICONS, now, partial(self._set_kind, ids))

    def _set_feeling(self, ids: Sequence[int], key: str) -> None:
        said = tr("Feeling: {feeling}").format(feeling=feeling_words()[key])
        self._shown(operations.set_valence(self._workspace, ids, key, said))

    def _set_kind(self, ids: Sequence[int], key: str) -> None:
        said = tr("Kind: {kind}").format(kind=kind_words()[key])
        self._shown(operations.set_kind(self._workspace, ids, key, said))

    def _ask(self, words: dict[str, str], icons: object, now: str | None, done: Callable[[str], None]) -> None:
        pictures = dict(icons)  # type: ignore[call-overload]
        choices = [
            choice(text, partial(done, key), checked=key == now, icon=pictures[key], group="" if key else "none")
            for key, text in sorted(words.items(), key=lambda one: one[0] == "")
        ]
        open_menu(context_menu(self._window, choices), self._where(), by_keys=True)

    def ask_differs(self) -> None:
        """Ask which of its themes an excerpt sees differently."""
        ids = list(self._chosen())
        if not ids:
            return
        themes = self._workspace.read(meaning_of, ids).themes
        if not themes:
            self._workspace.show_toast(tr("It is in no theme yet. Press T to put it in one."))
            return
        choices = [
            choice(
                tr("Sees “{theme}” differently").format(theme=sign.name),
                partial(self._turn_differs, ids, sign.theme_id, not sign.differs),
                checked=sign.differs,
            )
            for sign in themes
        ]
        open_menu(context_menu(self._window, choices), self._where(), by_keys=True)

    def _turn_differs(self, ids: Sequence[int], theme_id: int, on: bool) -> None:
        there = {one for one in ids if theme_id in self._themes_of(one)}
        self._shown(operations.set_differs(self._workspace, [(theme_id, one) for one in there], on))

    def _themes_of(self, excerpt_id: int) -> set[int]:
        return {sign.theme_id for sign in self._workspace.read(meaning_of, [excerpt_id]).themes}

    def ask_unused(self) -> None:
        """Why an excerpt is not used, in a few words; kept as it is typed."""
        for excerpt_id in list(self._chosen())[:1]:
            versions = [self._workspace.typed.now(TextOf.EXCERPT, excerpt_id, "unused_reason")]

            def _save(words: str, excerpt_id: int = excerpt_id, versions: list[str] = versions) -> None:
                text = TypedText(TextOf.EXCERPT, excerpt_id, "unused_reason", versions[-1], words)
                versions.append(words)
                self._workspace.typed.keep([text])

            title = tr("Why this excerpt is not used, only for the team")
            ask_note(self._window, title, versions[0], _save, self._workspace.closing)
            self._show()

    def ask_link(self) -> None:
        """Ask which other excerpt it belongs with."""
        for excerpt_id in list(self._chosen())[:1]:
            self._shown(run_dialog(LinkDialog(self._workspace, excerpt_id, self._window, self._may_be_seen())))

    def _shown(self, done: bool) -> None:
        if done:
            self._show()


def meaning_commands(
    actions: MeaningActions, possible: Callable[[], bool] | None = None, aim: Callable[[], bool] | None = None
) -> list[Command]:
    """The commands for what is chosen, alike on every page."""

    def _command(name: str, words: str, key: str, do: Callable[[], None], icon: str) -> Command:
        return Command(name, words, (key,), "Excerpt", do, possible, icon=icon, group="meaning", aim=aim)

    return [
        _command("spotlight", tr("Must be heard, or not"), "S", actions.turn_spotlight, SPOTLIGHT_ICON),
        _command("sensitive", tr("Holds sensitive things, or not"), "Shift+S", actions.turn_sensitive, CARE_ICON),
        _command("feeling", tr("How it feels…"), "Shift+F", actions.ask_feeling, "face-slightly-smiling"),
        _command("kind", tr("What kind it is…"), "Shift+K", actions.ask_kind, "shapes"),
        _command("differs_in", tr("Sees a theme differently…"), "Shift+V", actions.ask_differs, DIFFERS_ICON),
        _command("unused", tr("Why it is not used…"), "U", actions.ask_unused, UNUSED_ICON),
        _command("belongs_with", tr("Link to another excerpt…"), "Shift+B", actions.ask_link, "link-2"),
    ]

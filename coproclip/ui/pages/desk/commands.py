"""What can be done on the desk, with its keys and menus."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command

if TYPE_CHECKING:
    from coproclip.ui.pages.desk.page import DeskPage


WORDS, EXCERPTS, SOUND, SIGHT = "words", "excerpts", "sound", "sight"
"""The parts of the desk in which plain keys count."""


def tr(words: str) -> str:
    """Words of the desk's commands."""
    return QCoreApplication.translate("DeskCommands", words)


def commands(desk: "DeskPage") -> list[Command]:
    """All of them; those with a `mode` only count while listening or correcting.

    Letters count where the keyboard is on the words or a waveform (and, for excerpts, in their list; for sound, at the
    bottom bar). What acts on words acts on those heard while the story plays: see `DeskPlayback.aim`.
    """
    parts = {
        SOUND: _play(desk),
        WORDS: [*_story(desk), *_speech(desk)],
        EXCERPTS: _excerpts(desk),
        SIGHT: _view(desk),
    }
    return [replace(one, area=area) for area, some in parts.items() for one in some]


def _play(desk: "DeskPage") -> list[Command]:
    playing, bar = desk.playing, desk.transport
    return [
        Command("play_pause", "", ("Space", "K"), slot=desk.play),
        Command("back", "", ("J",), slot=lambda: playing.skip(-3000)),
        Command("forward", "", ("L",), slot=lambda: playing.skip(3000)),
        Command("slower", "", ("Shift+J",), slot=lambda: bar.step_speed(-1)),
        Command("faster", "", ("Shift+L",), slot=lambda: bar.step_speed(1)),
        Command("loop", "", ("R",), slot=bar.loop.toggle, checked=bar.loop.isChecked),
        Command("go_to_time", tr("Go to time…"), ("G", "Ctrl+Shift+G"), "Play", desk.go_to_time),
        Command("start_of_story", tr("Start of story"), ("Home",), "Play", lambda: playing.seek(0), mode="listen"),
        Command("end_of_story", tr("End of story"), ("End",), "Play", desk.go_to_end, mode="listen"),
    ]


def _story(desk: "DeskPage") -> list[Command]:
    edits, has, aim = desk.passage_edits, desk.has_words, desk.playing.aim
    correct = desk.view.set_correcting
    return [
        Command("find_here", "", slot=desk.find_words),
        Command("find_next", "", slot=desk.find_bar.again),
        Command("find_previous", "", slot=lambda: desk.find_bar.again(backward=True)),
        Command("next_check", "", slot=lambda: desk.next_to_check(1), enabled=has),
        Command("previous_check", "", slot=lambda: desk.next_to_check(-1), enabled=has),
        Command("close_story", "", slot=desk.close_story),
        Command("rename", "", slot=desk.view.correct_word, enabled=has, aim=aim),
        Command(
            "correct",
            tr("Correct these words"),
            ("Enter",),
            "Story",
            desk.view.correct_word,
            has,
            mode="listen",
            aim=aim,
        ),
        Command(
            "done_correcting",
            tr("Save and go back to listening"),
            ("Esc",),
            "Story",
            lambda: correct(False),
            mode="correct",
            native=True,
        ),
        Command(
            "split",
            tr("Split the passage here"),
            ("Enter",),
            "Story",
            desk.split_here,
            has,
            mode="correct",
            native=True,
        ),
        Command(
            "join",
            tr("Join to the passage before"),
            ("Backspace",),
            "Story",
            desk.join_here,
            has,
            mode="correct",
            native=True,
        ),
        Command("check", tr("Checked, go to next"), ("C", "Ctrl+Enter"), "Story", desk.check, has, aim=aim),
        Command("uncheck", tr("Not checked after all"), ("Shift+C",), "Story", edits.uncheck, has, aim=aim),
        Command(
            "check_all", tr("Mark the whole story as checked against the recording"), (), "Story", edits.check_all, has
        ),
        Command("who_speaks", tr("Who is speaking…"), ("W", "Ctrl+Shift+W"), "Story", desk.name_voice, has, aim=aim),
        Command("story_details", tr("About this story…"), (), "Story", desk.details),
        Command("write_down", tr("Transcribe, or pause"), (), "Story", desk.toggle_transcribing),
        Command("write_how", tr("Transcribe, choosing how…"), ("Ctrl+Shift+Enter",), "Story", desk.ask_how),
        Command("sound_tracks", tr("Choose sound tracks…"), (), "Story", desk.choose_tracks, desk.has_tracks),
        Command("copy_words", tr("Copy with speaker and time"), ("Ctrl+C",), "Edit", desk.view.copy, has, native=True),
    ]


def _speech(desk: "DeskPage") -> list[Command]:
    has, voices, group, aim = desk.has_words, desk.voice_edits, "speech", desk.playing.aim

    def _translate() -> str:
        return tr("Stop translating to English") if desk.is_translating() else tr("Translate to English")

    return [
        Command(
            "from_here",
            tr("Change speaker from here…"),
            ("Shift+W",),
            "Story",
            voices.ask_from_here,
            has,
            group="voices",
            aim=aim,
        ),
        Command("swap_voices", tr("Swap two voices…"), (), "Story", voices.swap, voices.several, group="voices"),
        Command("join_voices", tr("Join two voices…"), (), "Story", voices.join, voices.several, group="voices"),
        Command("voices", tr("Voices…"), ("V",), "Story", desk.all_voices, has, icon="users", group="voices"),
        Command(
            "listen_again",
            tr("Transcribe this bit again…"),
            ("A", "Ctrl+Shift+Y"),
            "Story",
            desk.listen_again,
            has,
            icon="ear",
            group=group,
            aim=aim,
        ),
        Command("original", tr("Show the original transcript…"), (), "Story", desk.show_original, group=group),
        Command("forget_old", tr("Forget the old words…"), (), "Story", desk.forget_old_words, has, group=group),
        Command(
            "own_words",
            tr("Names and special words…"),
            ("Ctrl+D",),
            "Story",
            desk.own_words,
            icon="book-a",
            group=group,
        ),
        Command(
            "translate",
            tr("Translate to English"),
            (),
            "Story",
            desk.toggle_translating,
            has,
            icon="languages",
            label=_translate,
            group=group,
        ),
    ]


def _excerpts(desk: "DeskPage") -> list[Command]:
    some, aim = desk.has_excerpts, desk.aim_at_excerpt
    themes = [
        Command(
            f"theme_{n}",
            tr("Theme {n} on or off").format(n=n),
            (str(n % 10),),
            "Excerpt",
            partial(desk.toggle_theme, n - 1),
            group="theme_numbers",
            aim=aim,
        )
        for n in range(1, 11)
    ]
    return [
        Command("mark_excerpt", tr("Mark excerpt"), ("E", "Ctrl+E"), "Excerpt", desk.mark),
        Command("start_here", tr("Start here"), ("I", "Ctrl+Shift+I"), "Excerpt", desk.start_here),
        Command("end_here", tr("End here"), ("O", "Ctrl+Shift+O"), "Excerpt", desk.end_here),
        Command("hear_excerpt", tr("Hear this excerpt"), ("Shift+Space",), "Excerpt", desk.hear_excerpt, aim=aim),
        Command("open_excerpt", tr("Trim and sharing…"), ("Shift+Enter",), "Excerpt", desk.open_excerpt, aim=aim),
        Command("choose_theme", tr("Choose theme…"), ("T", "Ctrl+T"), "Excerpt", desk.choose_theme, aim=aim),
        Command("note", tr("Note on the excerpt…"), ("N", "Ctrl+Shift+N"), "Excerpt", desk.note, aim=aim),
        Command(
            "add_to_playlist", tr("Add to playlist…"), ("P", "Ctrl+Shift+A"), "Excerpt", desk.add_to_playlist, aim=aim
        ),
        Command("next_excerpt", tr("Next excerpt"), ("Ctrl+PgDown",), "Excerpt", lambda: desk.step_excerpt(1), some),
        Command(
            "previous_excerpt", tr("Previous excerpt"), ("Ctrl+PgUp",), "Excerpt", lambda: desk.step_excerpt(-1), some
        ),
        Command(
            "delete_excerpt",
            tr("Remove the excerpt"),
            ("Delete",),
            "Excerpt",
            desk.delete_excerpt,
            mode="listen",
            aim=aim,
        ),
        Command("export", "", slot=desk.share, enabled=some),
        *themes,
    ]


def _view(desk: "DeskPage") -> list[Command]:
    follow = desk.transport.follow
    return [
        Command(
            "follow", tr("Follow the words"), ("F", "Ctrl+Shift+D"), "View", follow.toggle, checked=follow.isChecked
        ),
        Command(
            "english",
            tr("Show the English"),
            ("Shift+E",),
            "View",
            desk.toggle_english,
            desk.has_english,
            checked=desk.shows_english,
        ),
        Command(
            "zoom_in", tr("Zoom in on the waveform"), ("+",), "View", lambda: desk.zoom.zoom_by(0.5), mode="listen"
        ),
        Command("zoom_out", tr("Zoom out"), ("-",), "View", lambda: desk.zoom.zoom_by(2.0), mode="listen"),
    ]

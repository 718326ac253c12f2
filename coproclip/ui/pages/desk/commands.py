"""What can be done on the desk, with its keys and menus."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.meaning.actions import meaning_commands
from coproclip.ui.dialogs.voices.edits import SpeakerEdits
from coproclip.ui.pages.desk.excerpt_actions import ExcerptActions
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.pages.desk.reading_actions import ReadingActions
from coproclip.ui.pages.desk.retranscription import PassageRetranscription
from coproclip.ui.pages.desk.story_actions import StoryActions
from coproclip.ui.pages.desk.translation import Translation
from coproclip.ui.pages.desk.transport import Transport
from coproclip.ui.pages.desk.withholding import Withholding
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.waveform import WaveformView

WORDS, EXCERPTS, SOUND, SIGHT = "words", "excerpts", "sound", "sight"
"""The parts of the desk in which plain keys count."""


def tr(words: str) -> str:
    """Words of the desk's commands."""
    return QCoreApplication.translate("DeskCommands", words)


def in_area(area: str, commands: list[Command]) -> list[Command]:
    """Commands whose letters count in one part of the desk.

    Letters count where the keyboard is on the words or a waveform (and, for excerpts, in their list; for sound, at the
    bottom bar). What acts on words acts on those heard while the story plays: see `DeskPlayback.aim`. Those with a
    `mode` only count while listening or correcting.
    """
    return [replace(command, area=area) for command in commands]


def sound_commands(
    playback: DeskPlayback, bar: Transport, reading: ReadingActions, play: Callable[[], object]
) -> list[Command]:
    """Playing, and going to a time."""
    start = partial(playback.seek, 0)
    commands = [
        Command("play_pause", "", ("Space", "K"), slot=play),
        Command("back", "", ("J",), slot=partial(playback.skip, -3000)),
        Command("forward", "", ("L",), slot=partial(playback.skip, 3000)),
        Command("slower", "", ("Shift+J",), slot=partial(bar.step_speed, -1)),
        Command("faster", "", ("Shift+L",), slot=partial(bar.step_speed, 1)),
        Command("loop", "", ("R",), slot=bar.loop.toggle, checked=bar.loop.isChecked),
        Command("go_to_time", tr("Go to time…"), ("G", "Ctrl+Shift+G"), "Play", reading.ask_time),
        Command("start_of_story", tr("Start of story"), ("Home",), "Play", start, mode="listen"),
        Command("end_of_story", tr("End of story"), ("End",), "Play", reading.go_to_end, mode="listen"),
    ]
    return in_area(SOUND, commands)


def story_commands(
    transcript: TranscriptView,
    reading: ReadingActions,
    passages: PassageEdits,
    speakers: SpeakerEdits,
    story: StoryActions,
    withheld: Withholding,
    aim: Callable[[], bool],
) -> list[Command]:
    """Finding, correcting and checking words, and what is done with the whole story."""
    has, correct = reading.has_words, transcript.correct_word
    listen = partial(transcript.set_correcting, False)
    done, split = tr("Save and go back to listening"), tr("Split the passage here")
    all_checked, how = tr("Mark the whole story as checked, all at once"), tr("Transcribe, choosing how…")
    hide, dont_use = tr("Hide a name…"), tr("Don’t use this bit")
    who, named = ("W", "Ctrl+Shift+W"), tr("People and places named…")
    bring_in = tr("Bring in a transcript…")
    elsewhere = tr("Checked: I have heard this elsewhere")
    commands = [
        Command("find_here", "", slot=reading.find_words),
        Command("find_next", "", slot=reading.find_next),
        Command("find_previous", "", slot=reading.find_previous),
        Command("next_check", "", slot=partial(reading.next_to_check, 1), enabled=has),
        Command("previous_check", "", slot=partial(reading.next_to_check, -1), enabled=has),
        Command("close_story", "", slot=story.close),
        Command("rename", "", slot=correct, enabled=has, aim=aim),
        Command("correct", tr("Correct these words"), ("Enter",), "Story", correct, has, mode="listen", aim=aim),
        Command("done_correcting", done, ("Esc",), "Story", listen, mode="correct", native=True),
        Command("split", split, ("Enter",), "Story", passages.split_here, has, mode="correct", native=True),
        Command(
            "join",
            tr("Join to the passage before"),
            ("Backspace",),
            "Story",
            passages.join_here,
            has,
            mode="correct",
            native=True,
        ),
        Command("check", tr("Checked, go to next"), ("C", "Ctrl+Enter"), "Story", reading.check, has, aim=aim),
        Command("uncheck", tr("Not checked after all"), ("Shift+C",), "Story", passages.uncheck, has, aim=aim),
        Command("check_elsewhere", elsewhere, (), "Story", passages.check_elsewhere, has, aim=aim),
        Command("check_all", all_checked, (), "Story", passages.check_all, has),
        Command("who_speaks", tr("Who is speaking…"), who, "Story", speakers.ask, has, aim=aim),
        Command("hide_name", hide, ("H", "Ctrl+Shift+H"), "Story", withheld.hide_name, has, aim=aim),
        Command("dont_use", dont_use, ("X", "Ctrl+Shift+X"), "Story", withheld.dont_use, has, icon="ban"),
        Command("names", named, (), "Story", story.show_names, has, icon="eye-off"),
        Command("story_details", tr("About this story…"), (), "Story", story.show_details),
        Command("transcribe", tr("Transcribe, or pause"), (), "Story", story.toggle_transcribing),
        Command("write_how", how, ("Ctrl+Shift+Enter",), "Story", story.ask_how),
        Command("bring_in_transcript", bring_in, (), "Story", story.bring_in_transcript, icon="file-input"),
        Command("sound_tracks", tr("Choose sound tracks…"), (), "Story", story.choose_tracks, story.has_tracks),
        Command("copy_words", tr("Copy with speaker and time"), ("Ctrl+C",), "Edit", transcript.copy, has, native=True),
    ]
    return in_area(WORDS, commands)


def speech_commands(
    reading: ReadingActions,
    speakers: SpeakerEdits,
    story: StoryActions,
    retranscription: PassageRetranscription,
    translation: Translation,
    aim: Callable[[], bool],
) -> list[Command]:
    """Who is speaking, and what the computer makes of the sound."""
    has, several, voices, speech = reading.has_words, speakers.several, "voices", "speech"
    from_here, again = tr("Change speaker from here…"), tr("Transcribe this bit again…")
    rest = tr("Find who is speaking by what you said")
    keys = ("A", "Ctrl+Shift+Y")

    def _translate() -> str:
        return tr("Stop translating to English") if translation.running else tr("Translate to English")

    commands = [
        Command("from_here", from_here, ("Shift+W",), "Story", speakers.ask_from_here, has, group=voices, aim=aim),
        Command("swap_voices", tr("Swap two voices…"), (), "Story", speakers.swap, several, group=voices),
        Command("join_voices", tr("Join two voices…"), (), "Story", speakers.join, several, group=voices),
        Command("find_rest", rest, (), "Story", speakers.find_rest, speakers.can_find_rest, group=voices),
        Command("voices", tr("Voices…"), ("V",), "Story", story.show_voices, has, icon="users", group=voices),
        Command("listen_again", again, keys, "Story", retranscription.start, has, icon="ear", group=speech, aim=aim),
        Command("original", tr("Show the original transcript…"), (), "Story", story.show_original, group=speech),
        Command("forget_old", tr("Forget the old words…"), (), "Story", story.forget_old_words, has, group=speech),
        Command(
            "own_words",
            tr("Names and special words…"),
            ("Ctrl+D",),
            "Story",
            story.show_special_words,
            icon="book-a",
            group=speech,
        ),
        Command(
            "translate",
            tr("Translate to English"),
            (),
            "Story",
            translation.toggle,
            has,
            icon="languages",
            label=_translate,
            group=speech,
        ),
    ]
    return in_area(WORDS, commands)


def excerpt_commands(excerpts: ExcerptActions) -> list[Command]:
    """Marking excerpts, and what is done with the one that is meant."""
    some, aim = excerpts.any, excerpts.aim
    following, previous = partial(excerpts.step, 1), partial(excerpts.step, -1)
    adding, trimming, removing = tr("Add to playlist…"), tr("Trim and sharing…"), tr("Remove the excerpt")
    went_out = tr("What went out of this excerpt…")
    commands = [
        Command("mark_excerpt", tr("Mark excerpt"), ("E", "Ctrl+E"), "Excerpt", excerpts.mark),
        Command("start_here", tr("Start here"), ("I", "Ctrl+Shift+I"), "Excerpt", excerpts.start_here),
        Command("end_here", tr("End here"), ("O", "Ctrl+Shift+O"), "Excerpt", excerpts.end_here),
        Command("hear_excerpt", tr("Hear this excerpt"), ("Shift+Space",), "Excerpt", excerpts.play_this, aim=aim),
        Command("open_excerpt", trimming, ("Shift+Enter",), "Excerpt", excerpts.open_this, aim=aim),
        Command("choose_theme", tr("Choose theme…"), ("T", "Ctrl+T"), "Excerpt", excerpts.choose_theme, aim=aim),
        Command("note", tr("Note on the excerpt…"), ("N", "Ctrl+Shift+N"), "Excerpt", excerpts.note, aim=aim),
        Command("add_to_playlist", adding, ("P", "Ctrl+Shift+A"), "Excerpt", excerpts.add_to_playlist, aim=aim),
        Command("excerpt_went_out", went_out, (), "Excerpt", excerpts.show_went_out, aim=aim, icon="history"),
        Command("next_excerpt", tr("Next excerpt"), ("Ctrl+PgDown",), "Excerpt", following, some),
        Command("previous_excerpt", tr("Previous excerpt"), ("Ctrl+PgUp",), "Excerpt", previous, some),
        Command("delete_excerpt", removing, ("Delete",), "Excerpt", excerpts.delete, mode="listen", aim=aim),
        Command("export", "", slot=excerpts.share, enabled=some),
    ]
    for number in range(1, 11):
        words, key = tr("Theme {n} on or off").format(n=number), str(number % 10)
        toggle = partial(excerpts.toggle_theme, number - 1)
        commands.append(Command(f"theme_{number}", words, (key,), "Excerpt", toggle, group="theme_numbers", aim=aim))
    commands += meaning_commands(excerpts.meaning, aim=aim)
    return in_area(EXCERPTS, commands)


def view_commands(bar: Transport, translation: Translation, zoom: WaveformView) -> list[Command]:
    """What is seen."""
    follow, english = tr("Follow the words"), tr("Show the English")
    in_, out = partial(zoom.zoom_by, 0.5), partial(zoom.zoom_by, 2.0)
    commands = [
        Command("follow", follow, ("F", "Ctrl+Shift+D"), "View", bar.follow.toggle, checked=bar.follow.isChecked),
        Command(
            "english",
            english,
            ("Shift+E",),
            "View",
            translation.toggle_shown,
            translation.available,
            checked=translation.is_shown,
        ),
        Command("zoom_in", tr("Zoom in on the waveform"), ("+",), "View", in_, mode="listen"),
        Command("zoom_out", tr("Zoom out"), ("-",), "View", out, mode="listen"),
    ]
    return in_area(SIGHT, commands)

"""`coproclip record` and `recover`: the recorder without a window, on a machine without a screen too."""

import shlex
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from coproclip.capture.awake import keep_awake
from coproclip.capture.disk_space import try_disk
from coproclip.capture.health import Key
from coproclip.capture.health_messages import line
from coproclip.capture.ingest import finish_recording
from coproclip.capture.recorder import Microphone, Recorder, State
from coproclip.capture.recovery import NOTE_AGAIN, UNCONFIRMED, Unfinished, discard, find_unfinished, keep, unfinished
from coproclip.capture.sidecar import Channel, RecordingNote
from coproclip.cli.arguments import AsJson, ProjectPath, SecondDisk, opened
from coproclip.cli.consent_given import ConsentBy, ConsentGiven, ConsentHow, note_given, read_given, say_missing
from coproclip.cli.output import Picture, counted, each, progress, say, show, show_json
from coproclip.errors import BadInput, CoProClipError
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout
from coproclip.project.project import Project
from coproclip.settings import load_settings, own_recordings, remember_second_disk, second_disks
from coproclip.timecode import clock, length

TURN_S = 0.1
BAR = 40
SHORT_ID = 8


def record(
    project: ProjectPath,
    title: Annotated[str, typer.Option(help="The story’s title.")] = "",
    device: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A microphone by name; the default without. A second one gets a channel of its own: "
            "the storyteller’s comes first, then the reporter’s.",
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(metavar="N", min=0.0, help="Stop after so long; 0: until Ctrl+C.")] = 0.0,
    storyteller: Annotated[str, typer.Option(metavar="ALIAS", help="Who tells it, by the name they go by.")] = "",
    second_disk: SecondDisk = None,
    consent: ConsentGiven = None,
    by: ConsentBy = "",
    how: ConsentHow = "",
) -> None:
    """Record a story; it is safe on disk while you speak. Ctrl+C ends it well."""
    names = device or [""]
    if len(set(names)) < len(names):
        raise BadInput("The same microphone was named twice.", next="Name two, or only one.")
    given = read_given(consent, by, how, (storyteller,))
    if given.get(ConsentAbout.RECORDED, "yes") != "yes":
        raise BadInput("They did not say yes to being recorded.", "Nothing was recorded.")
    # Kept beside the recording too: a crash may not lose a no.
    before = {about.value: answer for about, answer in given.items() if about in ASKED_BEFORE and answer != "yes"}
    with opened(project) as target:
        folder = target.folder / "recordings"
        microphones = [Microphone(name) for name in names]
        recorder = Recorder(folder, microphones=microphones, second_folder=second_disk, last_resort=own_recordings())
        for disk in filter(None, (folder, second_disk)):
            try_disk(disk, recorder.status.sound)
        who = (Channel("storyteller", storyteller), Channel("reporter")) if len(names) > 1 else ()
        if second_disk is not None:
            # Known before it is needed: after a crash only remembered places are looked in.
            settings = load_settings()
            with settings.change():
                remember_second_disk(settings, second_disk)
        with keep_awake(), _ended_well():
            try:
                note = RecordingNote(
                    project=target.details.uid, title=title, storyteller=storyteller, who=who, consent=before
                )
                recorder.start(note)
                _watch(recorder, _Screen(who), seconds)
            except KeyboardInterrupt:
                pass
            finally:
                recorder.close()
            file = recorder.stop()
        with progress("Adding the recording") as report:
            story_id = finish_recording(target, file, report=report)
        note_given(target, story_id, given, by, how)
        show(f"Story {story_id}: {length(file.duration_ms)} recorded")
        say_missing(target, story_id, project)
        say(f"To transcribe it: coproclip transcribe {shlex.quote(str(project))} {story_id}")
        if file.error is not None:
            raise file.error


@contextmanager
def _ended_well() -> Iterator[None]:
    """Ending the program or closing its terminal ends the recording as Ctrl+C does."""

    def _end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # Only the main thread may listen; and a program that was told not to care keeps to that.
    if threading.current_thread() is not threading.main_thread():
        asked = []
    before = {number: signal.getsignal(number) for number in asked if signal.getsignal(number) is signal.SIG_DFL}
    for number in before:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(recorder: Recorder, screen: "_Screen", seconds: float) -> None:
    screen.say(f"Recording from {recorder.status.device_name}. Press Ctrl+C to finish.")
    try:
        while recorder.status.state is State.RECORDING and not (
            seconds and recorder.status.position_ms >= seconds * 1000
        ):
            screen.show(recorder)
            time.sleep(TURN_S)
    finally:
        screen.close()


class _Screen:
    """What is seen while it records: a bar for each channel on a terminal, and a line for each new warning.

    That nobody can see it any more, because the terminal is gone, is no reason to end a recording.
    """

    def __init__(self, who: Sequence[Channel]) -> None:
        self._labels = [f"{one.role.capitalize():<12}" for one in who]
        self._microphones = [f"{one.name or f'the {one.role}'}’s microphone" for one in who]
        self._shown: set[Key] = set()
        self._picture = Picture()

    def say(self, sentence: str) -> None:
        """A sentence, above the bars."""
        with suppress(OSError):
            say(sentence)

    def show(self, recorder: Recorder) -> None:
        """How it is now."""
        warnings = recorder.status.warnings
        for warning in warnings:
            if warning.key not in self._shown:
                self.say(line(warning, self._microphones))
        # What is over may be news again.
        self._shown = {warning.key for warning in warnings}
        with suppress(OSError):
            self._picture.show(self._lines(recorder))

    def _lines(self, recorder: Recorder) -> list[str]:
        safe = f"safe on disk: {recorder.status.seconds_since_safe:.0f} s ago"
        room = recorder.status.room_ms
        lines = [
            f"{clock(recorder.status.position_ms)}  {safe}" + ("" if room is None else f"  room for {length(room)}")
        ]
        for place, level in enumerate(recorder.status.levels):
            filled = max(0, min(BAR, round((level.peak_dbfs + 60) / 60 * BAR)))
            label = self._labels[place] if place < len(self._labels) else ""
            lines.append(f"{label}{'█' * filled}{'·' * (BAR - filled)}  {level.loudness}")
        return lines

    def close(self) -> None:
        """Take the bars away."""
        with suppress(OSError):
            self._picture.close()


def recover(
    project: ProjectPath,
    kept: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="ID", help="Make a story of it; the ID’s beginning will do."),
    ] = None,
    discarded: Annotated[
        list[str] | None, typer.Option("--discard", metavar="ID", help="Move it to the project’s folder “trash”.")
    ] = None,
    without_second: Annotated[
        bool, typer.Option("--without-second-disk", help="Keep what is here if the rest is on a disk that is gone.")
    ] = False,
    second_disk: SecondDisk = None,
    as_json: AsJson = False,
) -> None:
    """List recordings that broke off; keep or discard them.

    A recording breaks off when the power fails or the program is ended. If it went on on a second disk, the rest is
    looked for there, and in the folders chosen on this computer. With --json, what is left afterwards.
    """
    disks = tuple(filter(None, (second_disk, *second_disks(load_settings()))))
    with opened(project) as target:
        # All are looked up before anything is done: a mistyped one changes nothing.
        keeping = [find_unfinished(target, id, disks) for id in dict.fromkeys(kept or ())]
        discarding = [find_unfinished(target, id, disks) for id in dict.fromkeys(discarded or ())]
        if both := {one.id for one in keeping} & {one.id for one in discarding}:
            raise typer.BadParameter(f"Keep or discard {', '.join(sorted(both))}, not both.")
        failed = _keep(target, keeping, disks, without_second=without_second, quiet=as_json)
        for one in discarding:
            place = discard(target, one, disks)
            if not as_json:
                show(f"“{one.title}” was moved to {place.relative_to(target.folder)}")
        left = unfinished(target, disks)
    if as_json:
        show_json([_facts(one) for one in left])
    elif not keeping and not discarding:
        _list(left)
    if failed:
        raise typer.Exit(1)


def _keep(
    project: Project, chosen: Sequence[Unfinished], disks: tuple[Path, ...], *, without_second: bool, quiet: bool
) -> int:
    """Make stories of them; returns how many could not be made."""
    failed = 0
    with progress("Adding the recording") as report:
        for number, one in enumerate(chosen):
            try:
                story_id = keep(
                    project, one, each(report, number, len(chosen)), second_disks=disks, without_parts=without_second
                )
            except CoProClipError as error:
                # What is wrong with one is no reason to keep the others waiting.
                failed += 1
                say(f"“{one.title}”: {error}")
                continue
            if not quiet:
                show(f"Story {story_id}: “{one.title}”, {length(one.duration_ms)} recorded")
            if one.note.unconfirmed:
                say(f"“{one.title}”: {UNCONFIRMED} {NOTE_AGAIN}")
    return failed


def _facts(one: Unfinished) -> dict[str, str | int]:
    return {"id": one.id, "path": str(one.path), "duration_ms": one.duration_ms, "started": one.started}


def _list(left: Sequence[Unfinished]) -> None:
    longest = max((len(one.id) for one in left), default=0)
    short = next(
        (size for size in range(SHORT_ID, longest) if len({one.id[:size] for one in left}) == len(left)), longest
    )
    for one in left:
        how_long = "no sound" if one.is_empty else length(one.duration_ms)
        gone = "  (more of it is, or may be, on another disk)" if one.missing else ""
        show(f"{one.id[:short]}  {_day(one.started)}  {how_long}  “{one.title}”{gone}")
    if left:
        say(
            f"{counted(len(left), 'recording')} broke off. --keep ID makes a story of it, "
            "--discard ID moves it to the folder “trash”."
        )
    else:
        say("No recording broke off in this project.")


def _day(started: str) -> str:
    try:
        return f"{datetime.fromisoformat(started):%Y-%m-%d %H:%M}"
    except ValueError:
        return "on a day that is not known"

"""A watch is shown a recording as it goes by, half a second at a time, and tells what a person should know."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from coproclip.capture.battery import Battery
from coproclip.capture.health import HealthRules, HealthWarning, MicrophoneReading, RecorderReading, WarningKind
from coproclip.capture.health_messages import as_error, line
from coproclip.capture.meter import Level
from coproclip.errors import DeviceError, StorageError

RATE = 48_000
SPEECH, ROOM, NOTHING = Level(-12.0, -24.0), Level(-50.0, -56.0), Level()
NAMES = ("June’s microphone", "Amina’s microphone")
HOUR_MS = 3_600_000


class Recording:
    """A recording of one or two microphones in which everything is well, until a test changes something."""

    def __init__(self, microphones: int = 2) -> None:
        self.watch = HealthRules()
        self.speed = [1.0] * microphones
        self.silent_ms = [0] * microphones
        self.seen = RecorderReading(
            now_s=100.0,
            wall_s=1.7e9,
            slept_s=0.0,
            levels=(SPEECH,) * microphones,
            microphones=tuple(MicrophoneReading(f"Mic {place}", (place,), RATE) for place in range(microphones)),
            room_ms=5 * HOUR_MS,
        )
        self.warnings = self.watch.look(self.seen)

    def change(self, place: int, **how: object) -> None:
        microphones = list(self.seen.microphones)
        microphones[place] = replace(microphones[place], **how)  # type: ignore[arg-type]
        self.seen = replace(self.seen, microphones=tuple(microphones))

    def go_on(self, seconds: float = 0.5, *, asleep: float = 0.0, clock: float = 0.0, **how: object) -> list[str]:
        """Let time go by; what differs is shown at the end of every half second. Gives the warnings' kinds."""
        for step in self._steps(seconds):
            seen = self.seen
            microphones = tuple(
                replace(one, frames=one.frames + round(step * RATE * speed)) if one.alive else one
                for one, speed in zip(seen.microphones, self.speed, strict=True)
            )
            seen = replace(
                seen,
                now_s=seen.now_s + step,
                wall_s=seen.wall_s + step + asleep + clock,
                slept_s=None if seen.slept_s is None else seen.slept_s + asleep,
                position_ms=seen.position_ms + (0 if seen.is_paused else round(step * 1000)),
                microphones=microphones,
            )
            seen = replace(seen, **how)  # type: ignore[arg-type]
            self.seen = replace(seen, levels=tuple(self._heard(seen, step)))
            self.warnings = self.watch.look(self.seen)
            self.seen = replace(self.seen, sync_s=0.0)
            asleep = clock = 0.0
        return [warning.kind.value for warning in self.warnings]

    def _steps(self, seconds: float) -> Iterator[float]:
        yield from [0.5] * int(seconds / 0.5)

    def _heard(self, seen: RecorderReading, step: float) -> Iterator[Level]:
        for channel, level in enumerate(seen.levels):
            silent = level.rms_dbfs < -66
            self.silent_ms[channel] = self.silent_ms[channel] + round(step * 1000) if silent else 0
            yield replace(level, silent_ms=self.silent_ms[channel])

    def sentence(self, at: int = 0) -> str:
        return str(as_error(self.warnings[at], NAMES))


def test_an_hour_in_which_all_is_well_says_nothing() -> None:
    recording = Recording()
    for _ in range(60):
        assert recording.go_on(40, levels=(SPEECH, ROOM)) == []
        assert recording.go_on(20, levels=(ROOM, SPEECH)) == []


# ---- what is heard --------------------------------------------------------------------------------------------


def test_ten_seconds_of_silence_are_told_and_forgotten_when_somebody_speaks() -> None:
    recording = Recording(1)
    assert recording.go_on(9.5, levels=(NOTHING,)) == []
    assert recording.go_on(0.5) == ["silent"]
    assert recording.sentence() == (
        "No sound for 10 s from June’s microphone. The recording goes on. Check the cable or the mute switch."
    )
    assert recording.go_on(20) == ["silent"]
    assert recording.warnings[0].ms == 30_000
    assert recording.warnings[0].at_ms == 10_000
    assert recording.go_on(0.5, levels=(SPEECH,)) == []


@pytest.mark.parametrize("quiet", [{"is_paused": True}, {"is_off_record": True}])
def test_silence_in_a_pause_or_off_the_record_is_nobodys_trouble(quiet: dict[str, bool]) -> None:
    recording = Recording(2)
    assert recording.go_on(300, levels=(NOTHING, SPEECH), **quiet) == []
    over = dict.fromkeys(quiet, False)
    assert recording.go_on(9, **over) == []
    assert recording.go_on(2) == ["dead channel"]


def test_a_channel_on_which_nothing_of_a_loud_voice_is_heard_is_dead() -> None:
    recording = Recording()
    assert recording.go_on(9.5, levels=(SPEECH, Level(-64.0, -64.5))) == []
    assert recording.go_on(0.5) == ["dead channel"]
    warning = recording.warnings[0]
    assert (warning.place, warning.channels, warning.is_serious) == (1, (1,), True)
    assert recording.sentence().startswith("Somebody speaks, but nothing of it is heard on Amina’s microphone.")
    assert recording.go_on(0.5, levels=(SPEECH, Level(-40.0, -50.0))) == []


def test_pauses_between_sentences_do_not_hide_a_dead_channel_and_a_quiet_room_is_no_proof() -> None:
    recording = Recording()
    for _ in range(4):
        assert recording.go_on(2, levels=(Level(-60.0, -64.5), NOTHING)) in ([], ["silent"])
        recording.go_on(3, levels=(SPEECH, NOTHING))
    assert [warning.kind for warning in recording.warnings] == [WarningKind.DEAD_CHANNEL]
    quiet = Recording()
    assert quiet.go_on(60, levels=(Level(-50.0, -58.0), Level(-60.0, -65.0))) == []


def test_one_microphone_with_two_channels_is_told_by_its_channel() -> None:
    recording = Recording(1)
    stereo = MicrophoneReading("Stereo", (0, 1), RATE)
    recording.silent_ms = [0, 0]
    recording.seen = replace(recording.seen, microphones=(stereo,), levels=(SPEECH, NOTHING))
    assert recording.go_on(12) == ["dead channel"]
    assert (recording.warnings[0].place, recording.warnings[0].channels) == (0, (1,))
    recording.change(0, alive=False)
    assert recording.go_on() == ["unplugged"]
    assert "June’s microphone and Amina’s microphone went away" in recording.sentence()


def test_too_loud_three_times_in_ten_seconds_is_told() -> None:
    recording = Recording(1)
    assert recording.go_on(1, levels=(replace(SPEECH, overload=True, overloads=2),)) == []
    assert recording.go_on(1, levels=(replace(SPEECH, overloads=3),)) == ["too loud"]
    assert recording.sentence() == (
        "June’s microphone is too loud. The recording goes on. Move it a hand’s width away, or turn it down."
    )
    assert recording.go_on(1, levels=(replace(SPEECH, overloads=1),)) == []


# ---- what arrives ---------------------------------------------------------------------------------------------


def test_nothing_arriving_is_told_within_two_seconds() -> None:
    recording = Recording(2)
    recording.go_on(5)
    recording.speed[1] = 0.0
    assert recording.go_on(2) == ["no sound"]
    assert recording.warnings[0].channels == (1,)
    assert recording.sentence().startswith("Nothing arrives from Amina’s microphone. The recording goes on.")
    recording.speed[1] = 1.0
    assert recording.go_on(0.5) == []


def test_a_wireless_microphone_may_take_its_time_to_begin() -> None:
    recording = Recording(1)
    recording.speed = [0.0]
    assert recording.go_on(4.5) == []
    assert recording.go_on(1) == ["no sound"]


def test_an_unplugged_microphone_is_told_with_what_is_safe() -> None:
    recording = Recording(2)
    recording.go_on(876)
    recording.change(1, alive=False, gone=1)
    assert recording.go_on() == ["unplugged"]
    assert recording.sentence() == (
        "Amina’s microphone went away; it may have been unplugged. Everything up to 14:36 is safe. "
        "June’s microphone is still recorded. Choose another microphone, or carry on with one."
    )
    recording.go_on(30, levels=(SPEECH, NOTHING))
    assert [warning.kind for warning in recording.warnings] == [WarningKind.UNPLUGGED]
    recording.change(0, alive=False, gone=1)
    assert recording.go_on() == ["unplugged", "unplugged"]
    assert "Nothing more is heard until a microphone is there." in recording.sentence()
    assert isinstance(as_error(recording.warnings[0], NAMES), DeviceError)


def test_what_took_the_place_of_a_microphone_is_told_for_a_minute() -> None:
    recording = Recording(1)
    recording.go_on(20)
    recording.change(0, name="Laptop mic", gone=1, frames=0)
    assert recording.go_on() == ["another microphone"]
    assert recording.sentence() == (
        "June’s microphone went away. From 0:20 on, “Laptop mic” is recorded in its place. "
        "Everything before is safe. The recording goes on. If this is not the right one, choose another microphone."
    )
    assert recording.go_on(59) == ["another microphone"]
    assert recording.go_on(2) == []


def test_a_microphone_that_a_person_changes_is_no_trouble() -> None:
    recording = Recording(1)
    recording.go_on(20)
    recording.change(0, name="Lapel mic", frames=0)
    assert recording.go_on(30) == []


@pytest.mark.parametrize(("speed", "after_s", "word"), [(44_100 / 48_000, 11, "less"), (1.01, 120, "more")])
def test_a_microphone_at_the_wrong_rate_is_told(speed: float, after_s: float, word: str) -> None:
    recording = Recording(1)
    recording.speed = [speed]
    assert recording.go_on(after_s) == ["drift"]
    assert f"sends {word} sound than it should" in recording.sentence()
    assert recording.warnings[0].count == pytest.approx((speed - 1) * 1000, abs=1)


def test_two_clocks_as_they_are_sold_and_late_blocks_are_no_drift() -> None:
    recording = Recording(2)
    recording.speed = [1.0005, 0.9995]
    for number in range(200):
        late = 0.25 if number % 7 == 0 else 0.0
        frames = recording.seen.microphones[0].frames
        recording.change(0, frames=frames - round(late * RATE))
        recording.go_on(0.5)
        assert recording.warnings == ()
        recording.change(0, frames=recording.seen.microphones[0].frames + round(late * RATE))


def test_sound_that_was_lost_is_counted_and_its_silence_is_not_the_clocks_doing() -> None:
    recording = Recording(1)
    recording.go_on(60)
    assert recording.go_on(gaps=1, lost_ms=400) == ["overrun"]
    assert recording.sentence().startswith("Some sound was lost once, 0.4 s in all. The place")
    recording.change(0, frames=recording.seen.microphones[0].frames - RATE)
    assert recording.go_on(gaps=2, lost_ms=400) == ["overrun"]
    assert recording.go_on(30) == ["overrun"]
    assert "Some sound was lost 2 times" in recording.sentence()
    assert recording.go_on(31) == []


# ---- the computer ---------------------------------------------------------------------------------------------


def test_a_computer_that_slept_is_told_and_its_clock_is_not_blamed() -> None:
    recording = Recording(1)
    recording.go_on(30)
    assert recording.go_on(0.5, asleep=600.0) == ["slept"]
    assert recording.sentence() == (
        "The computer slept for 10 min, and what was said meanwhile was not heard. Everything up to 0:30 is safe. "
        "The recording goes on. Keep the lid open and the power cable in."
    )


def test_where_the_system_does_not_tell_a_jump_of_the_clock_is_sleep() -> None:
    recording = Recording(1)
    recording.seen = replace(recording.seen, slept_s=None)
    recording.go_on(30)
    assert recording.go_on(0.5, clock=600.0) == ["slept"]
    on = Recording(1)
    on.seen = replace(on.seen, slept_s=None)
    on.go_on(30)
    on.seen = replace(on.seen, now_s=on.seen.now_s + 60, wall_s=on.seen.wall_s + 60)
    assert on.go_on(0.5) == ["slept"]


@pytest.mark.parametrize(("by", "word"), [(3600.0, "on by 1 h 00 min"), (-86_400.0, "back by 24 h 00 min")])
def test_a_clock_that_is_set_changes_no_time(by: float, word: str) -> None:
    recording = Recording(1)
    recording.go_on(30)
    assert recording.go_on(0.5, clock=by) == ["clock"]
    assert f"The computer’s clock was set {word}. All times in the recording stay right." in recording.sentence()
    assert recording.go_on(61) == []
    assert recording.go_on(0.5, clock=90.0) == []


def test_a_disk_that_takes_its_time_is_told_and_is_not_taken_for_sleep() -> None:
    recording = Recording(1)
    recording.seen = replace(recording.seen, slept_s=None)
    recording.go_on(30)
    seen = recording.seen
    frames = seen.microphones[0].frames + 8 * RATE
    recording.change(0, frames=frames)
    recording.seen = replace(recording.seen, now_s=seen.now_s + 8, wall_s=seen.wall_s + 8)
    assert recording.go_on(0.5, sync_s=8.0) == ["slow disk"]
    assert "it took 8 s to make the sound safe. Nothing was lost." in recording.sentence()


def test_room_is_told_in_time_and_more_loudly_at_the_end() -> None:
    recording = Recording(1)
    assert recording.go_on(room_ms=30 * 60_000) == []
    assert recording.go_on(room_ms=20 * 60_000) == ["little room"]
    assert recording.sentence().startswith("There is room for only 20 min more on this disk. Everything so far is")
    assert isinstance(as_error(recording.warnings[0]), StorageError)
    assert not recording.warnings[0].is_serious
    recording.watch.answered(recording.warnings[0])
    assert recording.go_on(room_ms=19 * 60_000) == []
    assert recording.go_on(room_ms=9 * 60_000) == ["little room"]
    assert recording.warnings[0].is_serious
    recording.watch.answered(recording.warnings[0])
    assert recording.go_on(room_ms=8 * 60_000) == []
    assert recording.go_on(room_ms=None) == []


def test_a_second_disk_makes_little_room_less_of_a_trouble() -> None:
    recording = Recording(1)
    recording.go_on(room_ms=5 * 60_000, second_disk=True)
    assert not recording.warnings[0].is_serious
    assert "It then goes on on the second disk." in recording.sentence()
    assert recording.go_on(room_ms=HOUR_MS, on_second_disk=True) == ["on second disk"]
    assert "Nothing was lost." in recording.sentence()
    recording.watch.answered(recording.warnings[0])
    assert recording.go_on(20) == []


def test_a_low_battery_counts_only_when_it_is_used() -> None:
    recording = Recording(1)
    assert recording.go_on(battery=Battery(9, True)) == []
    assert recording.go_on(battery=Battery(15, False)) == []
    assert recording.go_on(battery=Battery(14, False)) == ["low battery"]
    assert recording.sentence().startswith("The battery is at 14%.")
    assert recording.go_on(battery=Battery(14, True)) == []


def test_notes_that_cannot_be_kept_are_told_while_it_lasts() -> None:
    recording = Recording(1)
    assert recording.go_on(note_kept=False) == ["note not kept"]
    assert recording.go_on(note_kept=True) == []


# ---- telling --------------------------------------------------------------------------------------------------


def test_the_worst_comes_first() -> None:
    recording = Recording(2)
    recording.go_on(5)
    recording.change(0, alive=False)
    kinds = recording.go_on(levels=(SPEECH, replace(SPEECH, overloads=9)), battery=Battery(3, False), room_ms=1_500_000)
    assert kinds == ["unplugged", "low battery", "little room", "too loud"]


def test_what_was_answered_is_told_again_only_when_it_comes_back() -> None:
    recording = Recording(1)
    recording.go_on(11, levels=(NOTHING,))
    recording.watch.answered(recording.warnings[0])
    assert recording.go_on(20) == []
    recording.go_on(1, levels=(SPEECH,))
    assert recording.go_on(10, levels=(NOTHING,)) == ["silent"]
    recording.go_on(1, levels=(SPEECH,))
    recording.go_on(gaps=1)
    recording.watch.answered(recording.warnings[0])
    assert recording.go_on(5) == []
    assert recording.go_on(gaps=2) == ["overrun"]


@pytest.mark.parametrize("kind", WarningKind)
def test_every_kind_has_its_sentences(kind: WarningKind) -> None:
    one = HealthWarning(kind, 0, (0,), at_ms=61_000, ms=12_000, count=1, name="Laptop mic")
    for names in ((), NAMES[:1], NAMES):
        sentence = as_error(one, names)
        assert sentence.happened
        assert sentence.next
        assert sentence.safe
        assert all(
            part[0].isupper() and part.endswith(".") for part in (sentence.happened, sentence.safe, sentence.next)
        )
    assert as_error(one, recording=False).safe == ""
    assert line(one, NAMES).startswith("1:01  ")

"""One player for the whole window: what is heard, for whom, and where it is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from coproclip.audio.devices import Fill
from coproclip.audio.player import Player
from coproclip.errors import DeviceError
from coproclip.timecode import TimeRange
from coproclip.ui.playback import Playback

RATE = 16_000


class Room:
    """A loudspeaker that takes sound as fast as it is looked at; time is what was taken."""

    def __init__(self) -> None:
        self.now = 0.0
        self.missing = False
        self.fill: Fill | None = None
        self.sample_rate, self.channels = RATE, 1

    def open(self, rate: int, channels: int) -> "Room":
        if self.missing:
            raise DeviceError("There is no loudspeaker to play to.")
        self.sample_rate, self.channels = rate, channels
        return self

    def start(self, fill: Fill) -> None:
        self.fill = fill

    def stop(self) -> None:
        self.fill = None

    def clock(self) -> float:
        return self.now

    def run(self, player: Player, ms: int, qtbot: QtBot) -> None:
        for _ in range(ms // 20):
            qtbot.waitUntil(lambda: player.is_ready)
            if self.fill is not None:
                block = np.zeros((self.sample_rate // 50, self.channels), np.float32)
                self.fill(block, 0.0)
            self.now += 0.02


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def listening(room: Room, qtbot: QtBot) -> Iterator[Playback]:
    players: list[Player] = []

    def _make() -> Player:
        players.append(Player(room.open, room.clock))
        return players[-1]

    made = Playback(make_player=_make)
    yield made
    made.close()
    assert len(players) <= 2, "one player at a time"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "talk.wav"
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, RATE * 4).astype("float32"), RATE)
    return path


def test_it_tells_where_it_is_and_when_it_is_over(listening: Playback, room: Room, sound: Path, qtbot: QtBot) -> None:
    places: list[int] = []
    listening.moved.connect(places.append)
    with qtbot.waitSignal(listening.started):
        assert listening.play(sound, [TimeRange(500, 900), TimeRange(2000, 2300)], owner="desk")
    assert listening.playing
    assert listening.is_playing_for("desk")
    assert not listening.is_playing_for("themes")
    assert listening._player is not None
    with qtbot.waitSignal(listening.paused):
        room.run(listening._player, 1000, qtbot)
    assert not listening.playing
    assert places == sorted(places)
    assert all(500 <= place <= 900 or 2000 <= place <= 2300 for place in places), "what was taken out is not heard"


def test_it_begins_inside_a_stretch_when_asked_to(listening: Playback, room: Room, sound: Path, qtbot: QtBot) -> None:
    assert listening.play(sound, [TimeRange(500, 900), TimeRange(2000, 2300)], from_ms=2100)
    assert listening._player is not None
    room.run(listening._player, 40, qtbot)
    assert 2100 <= listening.position_ms < 2200


def test_two_sounds_never_run_at_once(listening: Playback, sound: Path, qtbot: QtBot) -> None:
    listening.play(sound, [TimeRange(0, 4000)], owner="desk")
    with qtbot.waitSignals([listening.paused, listening.started], order="strict"):
        listening.play(sound, [TimeRange(0, 1000)], owner="themes")
    assert listening.is_playing_for("themes")
    assert not listening.is_playing_for("desk")


def test_without_a_loudspeaker_it_says_so(listening: Playback, room: Room, sound: Path, qtbot: QtBot) -> None:
    room.missing = True
    with qtbot.waitSignal(listening.failed) as told:
        assert not listening.play(sound, [TimeRange(0, 1000)])
    assert "no loudspeaker" in str(told.args)
    assert not listening.playing
    room.missing = False
    assert listening.play(sound, [TimeRange(0, 1000)]), "plugged in again, it plays"


def test_a_file_that_is_gone_is_said_too(listening: Playback, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(listening.failed):
        assert not listening.play(tmp_path / "gone.wav", [TimeRange(0, 1000)])


def test_speed_and_loudness_hold_for_what_is_played_later(listening: Playback, sound: Path) -> None:
    listening.set_speed(75)
    listening.set_volume(140)
    listening.play(sound, [TimeRange(0, 4000)])
    assert listening._player is not None
    assert listening._player.speed == pytest.approx(0.75)
    assert listening._player.volume == pytest.approx(1.0)
    listening.set_speed(20)
    assert listening._player.speed == pytest.approx(0.5)


def test_closing_lets_go_of_the_loudspeaker(listening: Playback, sound: Path) -> None:
    listening.play(sound, [TimeRange(0, 4000)])
    listening.close()
    assert not listening.playing
    assert listening.position_ms == 0
    assert listening.play(sound, [TimeRange(0, 4000)]), "and takes it again"

"""A montage and a playlist in one page: what is heard when, chapters, captions, and nothing beside the page."""

import base64
import json
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path

import av
import mutagen.id3
import numpy as np
import pytest
from consenting import allow, answer
from made_stories import make_story, new_project

from coproclip.audio.encode import Format
from coproclip.audio.loudness import loudness
from coproclip.errors import Cancelled, NotShareable
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_item, change_playlist, items
from coproclip.export.clip import ClipChoices, write_clip
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.folders.finished import sound_length_ms
from coproclip.export.folders.manifest import Owner
from coproclip.export.montage import MontageFolder, export_montage
from coproclip.export.playlist.one_page import OnePage, export_one_page
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.export.playlist.snippet import EMBED
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import CancelToken, Progress
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Story

WORDS = (
    "We moved the chairs. After that there was no head of the table, so people just talked.",
    "And then?",
    "Then somebody asked me how I get to the bus stop. Not how people do, how I do.",
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two excerpts of Kit's with a reporter's question as the spoken introduction to the second."""
    with new_project(tmp_path / "Doors") as made:
        story = make_story(made)
        with made.edit(Operation.MARK_EXCERPT) as edit:
            ids = [mark_quote(edit, story, words).id for words in WORDS]
            number = add_playlist(edit, "Doors that open", "Hear us out").id
            first, asks, last = (item.id for item in add_to_playlist(edit, number, ids))
            change_item(edit, first, introduction="How it began", chapter="Getting in")
            change_item(edit, asks, spoken=True)
            change_item(edit, last, chapter="Being asked")
            change_playlist(edit, number, gap_ms=1500)
        allow(made)
        for one in ids:
            answer(made, one, uses=(Use.SHARING, Use.PAGE))
        yield made


def may(project: Project) -> Sharing:
    with project.read() as session:
        ids = [item.excerpt_id for item in items(session, 1)]
    return shareable(project, ids, Use.SHARING, playlist_id=1)


def montage(project: Project, to: Path, format: Format = Format.MP3) -> MontageFolder:
    granted = may(project).granted
    info = playlist_info(project, 1, granted)
    owner = owner_of_folder(project, FolderKind.MONTAGE, [], playlist_id=1)
    return export_montage(
        granted,
        to,
        owner=owner,
        title=info.title,
        between=info.between,
        gap_ms=info.gap_ms,
        format=format,
        again=lambda ids: shareable(project, ids, Use.SHARING, playlist_id=1),
    )


def one_page(project: Project, to: Path, said: list[str] | None = None) -> OnePage:
    granted = may(project).granted
    owner = owner_of_folder(project, FolderKind.ONE_PAGE, [], playlist_id=1)
    tell = (said if said is not None else []).append
    return export_one_page(playlist_info(project, 1, granted), granted, to, owner=owner, tell=tell)


def decoded(path: Path) -> tuple[np.ndarray, int]:
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        return np.concatenate([frame.to_ndarray().reshape(1, -1)[0] for frame in container.decode(audio=0)]), rate


def seconds(time: str) -> float:
    hours, minutes, rest = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_everything_is_heard_once_in_order_with_silence_between(project: Project, tmp_path: Path) -> None:
    made = montage(project, tmp_path / "out", Format.WAV)
    clips = []
    for number, excerpt in enumerate(may(project).granted):
        stem = tmp_path / str(number)
        clips.append(write_clip(excerpt, stem, stem, ClipChoices("wav", captions=False), CancelToken()))
    samples, rate = decoded(made.sound)
    at = 0
    for clip in clips:
        one, _ = decoded(clip.files.audio)
        np.testing.assert_array_equal(samples[at : at + len(one)], one)
        at += len(one)
        assert not samples[at : at + 3 * rate // 2].any(), "a gap is silent"
        at += 3 * rate // 2
    assert len(samples) == at - 3 * rate // 2
    assert abs(made.duration_ms - len(samples) * 1000 // rate) <= 2
    levels = [loudness(decoded(clip.files.audio)[0][:, None] / 32768, rate) for clip in clips if len(clip.words) > 3]
    assert max(levels) - min(levels) < 1


def test_captions_have_the_times_of_the_whole(project: Project, tmp_path: Path) -> None:
    made = montage(project, tmp_path / "out")
    text = next(path for path in made.captions if path.suffix == ".vtt").read_text("utf-8")
    cues = re.findall(r"(\d\d:\S+) --> (\d\d:\S+)\n(.+?)(?:\n\n|\n*$)", text, re.DOTALL)
    times = [(seconds(start), seconds(end)) for start, end, _ in cues]
    assert times == sorted(times)
    assert times[-1][1] <= made.duration_ms / 1000 + 0.01
    words = " ".join(re.sub(r"<[^>]*>|\s+", " ", said) for _, _, said in cues)
    places = [words.index(one) for one in ("moved the chairs", "And then?", "the bus stop")]
    assert places == sorted(places)
    whole = next(path for path in made.captions if path.suffix == ".txt").read_text("utf-8")
    assert whole.index("Getting in") < whole.index("How it began") < whole.index("moved the chairs")


@pytest.mark.parametrize("format", [Format.MP3, Format.M4A])
def test_chapters_are_in_the_sound_and_beside_it(project: Project, tmp_path: Path, format: Format) -> None:
    made = montage(project, tmp_path / "out", format)
    assert made.chapters == 2
    assert abs(sound_length_ms(made.sound) - made.duration_ms) < 120
    listed = json.loads(next(made.folder.glob("*chapters.json")).read_text("utf-8"))["chapters"]
    assert [one["title"] for one in listed] == ["Getting in", "Being asked"]
    if format is Format.MP3:
        frames = mutagen.id3.ID3(made.sound).getall("CHAP")
        found = [(one.start_time / 1000, one.sub_frames["TIT2"].text[0]) for one in frames]
    else:
        with av.open(str(made.sound)) as container:
            found = [(float(one["start"] * one["time_base"]), one["metadata"]["title"]) for one in container.chapters()]
    assert [(round(start, 2), title) for start, title in sorted(found)] == [
        (round(one["startTime"], 2), one["title"]) for one in listed
    ]


def test_without_chapters_each_excerpt_begins_with_its_introduction(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_IN_PLAYLIST) as edit:
        for item in items(edit.session, 1):
            change_item(edit, item.id, chapter="")
    for one in (1, 2, 3):
        answer(project, one, uses=(Use.SHARING, Use.PAGE))
    made = montage(project, tmp_path / "out")
    listed = json.loads(next(made.folder.glob("*chapters.json")).read_text("utf-8"))["chapters"]
    assert [one["title"][:16] for one in listed] == ["We moved the cha", "Then somebody as"]
    vtt = next(path for path in made.captions if path.suffix == ".vtt").read_text("utf-8")
    [asked] = re.findall(r"(\d\d:\S+) --> \S+\n<v Reporter>And then", vtt)
    assert listed[1]["startTime"] < seconds(asked) < listed[1]["startTime"] + 2.5


def test_a_note_is_read_in_silence_before_something_hard(project: Project, tmp_path: Path) -> None:
    before = montage(project, tmp_path / "out").duration_ms
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, 1).care = "It is about being left out."
    for one in (1, 2, 3):
        answer(project, one, uses=(Use.SHARING, Use.PAGE))
    made = montage(project, tmp_path / "out")
    assert abs(made.duration_ms - before - 5000 - 2 * 3500) < 5
    text = next(path for path in made.captions if path.suffix == ".srt").read_text("utf-8")
    assert "How it began Before you listen: It is" in " ".join(text.split())


def test_stopping_makes_nothing_and_leaves_what_was_there(project: Project, tmp_path: Path) -> None:
    granted, out = may(project).granted, tmp_path / "out"
    before = {montage(project, out).sound, one_page(project, out).page}
    info, beside = playlist_info(project, 1, granted), ("Joining", "Making the page")
    for export in (
        partial(export_montage, granted, out, title=info.title),
        partial(export_one_page, info, granted, out),
    ):
        cancel = CancelToken()

        def _stop(progress: Progress, cancel: CancelToken = cancel) -> None:
            if progress.activity.startswith(beside):
                cancel.cancel()

        with pytest.raises(Cancelled):
            export(owner=Owner(project.details.uid, "another"), report=_stop, cancel=cancel)
    assert {path for path in out.rglob("*") if path.suffix in (".mp3", ".html")} == before
    assert not list(out.rglob("*.unfinished"))


def test_a_no_takes_a_montage_and_a_page_away(project: Project, tmp_path: Path) -> None:
    made, page = montage(project, tmp_path / "out"), one_page(project, tmp_path / "out")
    assert withdraw_everywhere(project, tmp_path / "out", lambda _said: None) is False
    assert made.sound.exists(), "what may stay does"
    answer(project, 3, "no")
    withdraw_everywhere(project, tmp_path / "out", lambda _said: None)
    assert not made.sound.exists()
    assert not page.page.exists()
    granted = may(project).granted
    answer(project, 1, "no")
    with pytest.raises(NotShareable):
        export_montage(granted, tmp_path / "out", owner=owner_of_folder(project, FolderKind.MONTAGE, [], playlist_id=1))
    assert not list((tmp_path / "out").rglob("*.mp3"))


def test_one_page_holds_its_sounds_and_asks_for_nothing(project: Project, tmp_path: Path) -> None:
    made = one_page(project, tmp_path / "out")
    assert [path.name for path in made.folder.iterdir() if not path.name.startswith(".")] == ["Doors that open.html"]
    page = made.page.read_text("utf-8")
    sounds = re.findall(r'src="data:audio/mpeg;base64,([^"]+)"', page)
    assert len(sounds) == 3, "each once"
    for number, sound in enumerate(sounds):
        (path := tmp_path / f"{number}.mp3").write_bytes(base64.b64decode(sound))
        assert sound_length_ms(path) > 500
    without = re.sub(r"data:audio[^\"]+", "", page)
    assert "media-src data:;" in without
    assert not re.findall(r"(?:src|href)=\"(?!#|\")[^\"]+", without)
    assert "https://" not in re.sub(r"<!--.*?-->", "", without)


def test_a_large_page_says_so(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("coproclip.export.playlist.one_page.LARGE_BYTES", 10_000)
    one_page(project, tmp_path / "out", said)
    assert "too large for many mail boxes" in said[0]


def test_lines_for_another_page(project: Project, tmp_path: Path) -> None:
    granted = may(project).granted
    info, address = playlist_info(project, 1, granted), 'https://example.org/a/"x'.replace('"', "")
    made = export_playlist(info, granted, tmp_path / "out", address=address, embed=True, zip=False)
    text = unescape((made.folder / EMBED).read_text("ascii"))
    assert '<iframe src="https://example.org/a/x/index.html" title="Doors that open"' in text
    assert EMBED in json.loads((made.folder / "playlist.json").read_text("utf-8"))["files"]
    page = made.index.read_text("utf-8")
    assert '"gap":1500' in page
    assert "Spoken introduction" in page
    assert "2 excerpts" in page
    assert '<h3 class="chapter" lang="en" dir="auto">Getting in</h3>' in page

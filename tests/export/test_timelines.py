"""Timelines for editing and annotation programs, read again by programs of others: every edge is within one frame."""

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import opentimelineio as otio
import pytest
import soundfile
from consenting import allow_story
from consenting import say as say_yes
from granting import granted
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from made_stories import make_story, new_project

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts import approval
from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord, shareable
from coproclip.excerpts.marking import LEAD_IN_MS, LEAD_OUT_MS, mark_quote, ranges_of
from coproclip.excerpts.team.originals import OriginalSound
from coproclip.export.exchange.editing import edl_text, fcpxml_text, otio_text
from coproclip.export.exchange.timeline import ClipSound, FrameRate, Timeline, of_clips, of_originals
from coproclip.export.exchange.timeline_folder import TimelineFolder, TimelineFormat, export_timeline
from coproclip.export.folders.manifest import Owner
from coproclip.project.journal import Operation
from coproclip.timecode import TimeRange

OWNER = Owner("project", "timeline of playlist 1")
FORMATS = tuple(TimelineFormat)
Edges = list[tuple[Fraction, Fraction, Fraction]]
"""(where in its file, where on the timeline, how long), in seconds."""


def expected(timeline: Timeline) -> Edges:
    """What was put on it, to the sample."""
    return [
        (Fraction(one.first, one.rate), timeline.begins(one), Fraction(one.last - one.first, one.rate))
        for one in timeline.pieces
    ]


def _exact(time: otio.opentime.RationalTime, fps: FrameRate | None = None) -> Fraction:
    """Seconds; times in frames of 29.97 are counted exactly."""
    return Fraction(round(time.value)) / fps.exact if fps else Fraction(time.value) / Fraction(time.rate)


def read_otio(text: str) -> Edges:
    """What OpenTimelineIO reads."""
    found = otio.adapters.read_from_string(text, "otio_json")
    return list(map(_edges, found.find_clips()))


def _edges(clip: otio.schema.Clip) -> tuple[Fraction, Fraction, Fraction]:
    times = (clip.source_range.start_time, clip.range_in_parent().start_time, clip.source_range.duration)
    source, at, long = map(_exact, times)
    return source, at, long


def read_edl(text: str, fps: FrameRate) -> Edges:
    """What OpenTimelineIO reads of an edit decision list, from its first hour."""
    read = partial(otio.adapters.read_from_string, text, "cmx_3600")
    track = read(rate=float(fps.counted)).tracks[0]
    return [
        (
            _exact(clip.source_range.start_time, fps),
            _exact(clip.range_in_parent().start_time, fps),
            _exact(clip.source_range.duration, fps),
        )
        for clip in track.find_clips()
    ]


def read_fcpxml(text: str) -> Edges:
    """What stands in Final Cut Pro XML."""
    spine = etree.fromstring(text.encode()).find(".//spine")
    assert spine is not None
    at, found = Fraction(0), Edges()
    for one in spine:
        start, offset, long = (Fraction(one.get(name).removesuffix("s")) for name in ("start", "offset", "duration"))
        assert offset == at, "nothing overlaps, and gaps are filled"
        at += long
        if one.tag == "asset-clip":
            found.append((start, offset, long))
    return found


def read_fcpxml_too(text: str) -> Edges:
    """What OpenTimelineIO reads of it."""
    [timeline] = found = otio.adapters.read_from_string(text, "fcpx_xml")
    assert len(found) == 1
    return list(map(_edges, timeline.find_clips()))


def is_near(read: Edges, wanted: Edges, fps: FrameRate, frames: int = 1) -> bool:
    """Whether every edge, in the file and on the timeline, is within one frame."""
    frame = frames / fps.exact + Fraction(1, 10**6)
    return len(read) == len(wanted) and all(
        abs(mine - its) <= frame
        for (source, at, long), (its_source, its_at, its_long) in zip(read, wanted, strict=True)
        for mine, its in (
            (source, its_source),
            (source + long, its_source + its_long),
            (at, its_at),
            (at + long, its_at + its_long),
        )
    )


def read_by_others(timeline: Timeline) -> list[Edges]:
    """The timeline as each program has it."""
    return [
        read_otio(otio_text(timeline)),
        read_edl(edl_text(timeline), timeline.fps),
        read_fcpxml(fcpxml_text(timeline)),
    ]


@pytest.fixture(scope="module")
def one_excerpt(tmp_path_factory: pytest.TempPathFactory) -> ShareableExcerpt:
    """An excerpt that may leave; its sound is not asked for."""
    words = (VoicedWord("We", 1000, 1300, "One storyteller"), VoicedWord("moved.", 1300, 1400, "One storyteller"))
    spans = (TimeRange(1000, 2500), TimeRange(4000, 6000))
    return ShareableExcerpt(
        excerpt_id=1,
        use=Use.REPORTER,
        title=granted("Chairs"),
        attribution=granted("One storyteller"),
        themes=(granted("Doors"),),
        audio=tmp_path_factory.mktemp("sound") / "sound.wav",
        spans=spans,
        room=spans,
        words=words,
        lead_in_ms=300,
        lead_out_ms=500,
        language="en",
        silenced=(TimeRange(1400, 1900),),
        granted=approval._GRANTED,
    )


RATES = st.sampled_from([8_000, 16_000, 22_050, 44_100, 48_000])
LENGTHS = st.lists(st.tuples(st.integers(1, 30 * 48_000), RATES), min_size=1, max_size=12)


@settings(max_examples=40)
@given(LENGTHS, st.sampled_from(FrameRate))
def test_every_edge_of_clips_is_read_again(
    one_excerpt: ShareableExcerpt, lengths: list[tuple[int, int]], fps: FrameRate
) -> None:
    sounds = [
        ClipSound(one_excerpt, Path(f"audio/{number:02} a & b.wav"), whole, rate, 1 + number % 2)
        for number, (whole, rate) in enumerate(lengths)
    ]
    timeline = of_clips(granted("Doors <that> open"), sounds, fps)
    for read in read_by_others(timeline):
        assert is_near(read, expected(timeline), fps)
    assert read_otio(otio_text(timeline))[0][2] == Fraction(*lengths[0]), "to the sample"
    for source, _at, long in read_edl(edl_text(timeline), fps):
        assert source == 0, "a clip is heard from its beginning"
        assert long * fps.exact >= 1


@pytest.mark.parametrize("rate", [8_000, 44_100])
@pytest.mark.parametrize("fps", FrameRate)
def test_recordings_are_heard_without_the_names_that_are_taken_out(
    one_excerpt: ShareableExcerpt, rate: int, fps: FrameRate
) -> None:
    sound = OriginalSound(Path("/somewhere/film é.mp4"), 20 * rate, rate, 2)
    timeline = of_originals(granted("Doors"), [one_excerpt, one_excerpt], [sound, sound], fps)
    starts = [round(float(source), 3) for source, _, _ in read_otio(otio_text(timeline))]
    assert starts == [1.0, 1.9, 4.0] * 2
    for read in read_by_others(timeline):
        assert is_near(read, expected(timeline), fps)
    assert "For the team, not for sharing" in fcpxml_text(timeline)


def test_what_an_edit_decision_list_cannot_hold_is_said(one_excerpt: ShareableExcerpt) -> None:
    sounds = [ClipSound(one_excerpt, Path("a.wav"), 16_000, 16_000, 1)] * 1000
    with pytest.raises(BadInput, match="999"):
        edl_text(of_clips(granted("Many"), sounds, FrameRate.PAL))


# ---- forty excerpts of fifteen stories ------------------------------------------------------------------------

SAID = "The first thing we did was move the chairs. After that people just talked."


def _who(number: int) -> str:
    return "A volunteer" if number % 3 else "One storyteller"


@pytest.fixture
def made(
    excerpt: Callable[..., ShareableExcerpt],
    recording: Callable[..., Path],
    say: Callable[..., tuple[object, ...]],
    tmp_path: Path,
) -> tuple[list[ShareableExcerpt], TimelineFolder]:
    """All of it, written in every format."""
    kinds = [(16_000, 1), (44_100, 2), (48_000, 1)]
    stories = [recording(7 + number / 7, *kinds[number % 3], seed=number) for number in range(15)]
    excerpts = [
        excerpt(
            excerpt_id=number + 1,
            title=f"Part {number + 1} “é”",
            audio=stories[number % 15],
            words=say(SAID, 500 + 13 * number, each_ms=150 + number, speaker=_who(number)),
            themes=("Doors", "Being asked") if number % 2 else (),
            care="It is about a loss." if number == 3 else "",
            attribution=_who(number),
        )
        for number in range(40)
    ]
    title = granted("Doors that open")
    return excerpts, export_timeline(excerpts, tmp_path / "out", title=title, owner=OWNER, formats=FORMATS)


def _file(made: TimelineFolder, ending: str) -> Path:
    return next(path for path in made.files if path.name.endswith(ending))


def test_forty_excerpts_of_fifteen_stories_are_read_again(
    made: tuple[list[ShareableExcerpt], TimelineFolder],
) -> None:
    excerpts, folder = made
    sounds = [soundfile.info(clip.audio) for clip in folder.clips]
    lengths = [Fraction(one.frames, one.samplerate) for one in sounds]
    read = read_otio(_file(folder, ".otio").read_text("utf-8"))
    assert [long for _, _, long in read] == lengths, "all of each clip, to the sample"
    fps = FrameRate.PAL
    assert is_near(read_edl(_file(folder, ".edl").read_text("utf-8"), fps), read, fps)
    final_cut = _file(folder, ".fcpxml").read_text("utf-8")
    assert is_near(read_fcpxml(final_cut), read, fps)
    # That reader itself is a frame off now and then: it cuts 28.999… frames down to 28.
    assert is_near(read_fcpxml_too(final_cut), read, fps, frames=2)
    _media_is_found(folder, len(excerpts))
    _the_joined_sound_is_the_clips(folder, read)
    _labels_are_right(folder, excerpts, read, lengths)
    _elan_is_right(folder, excerpts, read)
    _annotations_are_right(folder, excerpts)


def test_a_range_ends_before_a_word_that_is_not_in_the_excerpt(tmp_path: Path) -> None:
    """Lead-in and lead-out are as long as they are set wherever nobody else is heard in them."""
    with new_project(tmp_path / "Edges") as project:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            allow_story(edit, story)
            said = ("I had never been asked before.", "I had never been", "been asked before.")
            ids = [mark_quote(edit, story, words).id for words in said]
            for one in ids:
                say_yes(edit, one)
        marks = [project.query(ranges_of, one)[0] for one in ids]
        excerpts = shareable(project, ids, Use.SHARING).granted
        made = export_timeline(excerpts, tmp_path / "out", owner=OWNER)
        lengths = [round(long * 1000) for _, _, long in read_otio(_file(made, ".otio").read_text("utf-8"))]
    more = [long - (span.end_ms - span.start_ms) for long, span in zip(lengths, marks, strict=True)]
    # The words beside these begin, and end, 50 ms away; of that a guard of 20 ms stays.
    assert more == [LEAD_IN_MS + LEAD_OUT_MS, LEAD_IN_MS + 30, 30 + LEAD_OUT_MS]


def _media_is_found(folder: TimelineFolder, many: int) -> None:
    """Each program finds the clips beside its file, and no place on this computer is named."""
    timeline = otio.adapters.read_from_file(str(_file(folder, ".otio")))
    assert len(timeline.tracks) == 1
    urls = [clip.media_reference.target_url for clip in timeline.find_clips()]
    assets = etree.parse(str(_file(folder, ".fcpxml"))).findall(".//asset")
    for found in (urls, [asset.get("src") for asset in assets]):
        assert len(found) == many
        assert all((folder.folder / unquote(one)).is_file() for one in found)
    names = [
        clip.name for clip in otio.adapters.read_from_file(str(_file(folder, ".edl")), rate=25).tracks[0].find_clips()
    ]
    assert names == [clip.audio.name for clip in folder.clips]
    for path in folder.files:
        assert str(folder.folder.parent).encode() not in path.read_bytes()


def _the_joined_sound_is_the_clips(folder: TimelineFolder, read: Edges) -> None:
    """Those of its own rate are in it sample by sample, where the timeline has them; between them it is quiet."""
    whole, rate = soundfile.read(_file(folder, ".wav"), always_2d=True, dtype="int16")
    assert rate == 48_000
    for clip, (_, at, long) in zip(folder.clips, read, strict=True):
        sound, its_rate = soundfile.read(clip.audio, always_2d=True, dtype="int16")
        first = round(at * rate)
        if its_rate == rate:
            assert np.array_equal(whole[first : first + len(sound), 0], sound[:, 0])
        assert np.abs(whole[first : first + round(long * rate)]).max() > 500
        assert not whole[max(0, first - rate // 2) : first].any()


def _labels_are_right(
    folder: TimelineFolder, excerpts: Sequence[ShareableExcerpt], read: Edges, lengths: list[Fraction]
) -> None:
    rows = [line.split("\t") for line in _file(folder, "labels.txt").read_text("utf-8").splitlines()]
    for (start, end, label), (_, at, _), long, excerpt in zip(rows, read, lengths, excerpts, strict=True):
        assert abs(Fraction(start) - at) <= Fraction(1, 1000)
        assert abs(Fraction(end) - at - long) <= Fraction(2, 1000)
        assert label == f"{excerpt.title} ({excerpt.attribution})"
    table = _file(folder, ".csv").read_text("utf-8-sig").splitlines()
    assert len(table) == len(excerpts) + 1
    assert "Doors; Being asked" in table[2]
    points = etree.parse(str(_file(folder, "OHMS.xml"))).findall(".//{*}point")
    assert [point.findtext("{*}title") for point in points] == [str(one.title) for one in excerpts]
    assert [int(point.findtext("{*}time")) for point in points] == [int(at) for _, at, _ in read]
    assert points[1].findtext("{*}keywords") == "Doors;Being asked"


def _elan_is_right(folder: TimelineFolder, excerpts: Sequence[ShareableExcerpt], read: Edges) -> None:
    root = etree.parse(str(_file(folder, ".eaf"))).getroot()
    slots = {one.get("TIME_SLOT_ID"): int(one.get("TIME_VALUE")) for one in root.find("TIME_ORDER")}
    tiers = {tier.get("TIER_ID"): tier for tier in root.findall("TIER")}
    assert {"Excerpts", "Themes", "A volunteer", "One storyteller"} == tiers.keys()
    starts = [slots[one.get("TIME_SLOT_REF1")] for one in tiers["Excerpts"].iter("ALIGNABLE_ANNOTATION")]
    assert [round(at * 1000) for _, at, _ in read] == starts
    said = [one.text for tier in ("A volunteer", "One storyteller") for one in tiers[tier].iter("ANNOTATION_VALUE")]
    assert len(said) == 2 * len(excerpts), "in sentences"
    assert set(said) == {"The first thing we did was move the chairs.", "After that people just talked."}
    media = root.find("HEADER/MEDIA_DESCRIPTOR").get("RELATIVE_MEDIA_URL")
    assert (folder.folder / media).is_file()
    for tier in tiers.values():
        edges = [
            (slots[one.get("TIME_SLOT_REF1")], slots[one.get("TIME_SLOT_REF2")])
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        assert all(start < end for start, end in edges)
        assert all(end <= start for (_, end), (start, _) in pairwise(edges))


def _annotations_are_right(folder: TimelineFolder, excerpts: Sequence[ShareableExcerpt]) -> None:
    page = json.loads(_file(folder, "annotations.json").read_text("utf-8"))
    assert len({one["id"] for one in page["items"]}) == len(excerpts)
    for one, clip in zip(page["items"], folder.clips, strict=True):
        assert (folder.folder / unquote(one["target"]["source"]["id"])) == clip.audio
        place, text = one["target"]["selector"]
        assert place["value"] == f"t=0,{soundfile.info(clip.audio).duration:.3f}"
        assert text["exact"] == SAID
    bodies = [body["value"] for body in page["items"][3]["body"]]
    assert bodies == ["Part 4 “é”", "One storyteller", "Before you listen: It is about a loss.", "Doors", "Being asked"]


# ---- the folder -----------------------------------------------------------------------------------------------


def test_made_again_it_is_renewed_and_what_somebody_put_there_stays(
    excerpt: Callable[..., ShareableExcerpt], tmp_path: Path
) -> None:
    first = export_timeline([excerpt()], tmp_path, title=granted("Doors"), owner=OWNER, formats=("otio", "csv"))
    (first.folder / "mine.txt").write_text("mine")
    second = export_timeline([excerpt(title="Chairs")], tmp_path, title=granted("Windows"), owner=OWNER)
    assert second.folder.name == "Windows timeline"
    assert not first.folder.exists()
    names = {path.relative_to(second.folder).as_posix() for path in second.folder.rglob("*") if path.is_file()}
    assert {name for name in names if name.endswith((".otio", ".csv", ".wav", ".txt"))} == {
        "Windows.otio",
        "audio/01 Chairs.wav",
        "captions/01 Chairs.txt",
        "mine.txt",
    }


def test_nothing_but_grants_is_put_on_it(excerpt: Callable[..., ShareableExcerpt], tmp_path: Path) -> None:
    with pytest.raises(NotShareable):
        export_timeline(["words"], tmp_path, owner=OWNER)  # type: ignore[list-item]
    with pytest.raises(NotShareable):
        export_timeline([excerpt()], tmp_path, title="Doors", owner=OWNER)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="no excerpt"):
        export_timeline([], tmp_path, owner=OWNER)
    assert list(tmp_path.rglob("*.otio")) == []

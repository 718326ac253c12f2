import io
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
import soundfile
import srt as srt_reader
import webvtt
from folders import files_in
from granting import granted

from coproclip.audio.loudness import loudness, peak_dbtp
from coproclip.errors import BadInput, Cancelled, MediaError, NotShareable, StorageError
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.clip import FORMATS, REVIEW_SUFFIX
from coproclip.export.clips import export_clips
from coproclip.jobs import CancelToken, Progress
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]
Record = Callable[..., Path]


def decoded(path: Path, rate: int) -> np.ndarray:
    """The sound as another library hears it: float32 [frames, channels] at `rate` Hz."""
    with av.open(str(path)) as container:
        layout = container.streams.audio[0].layout.name
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1).T


def same_sound(clip: np.ndarray, source: np.ndarray, at: int, slack: int) -> float:
    """The best correlation of `source` with `clip` around frame `at`, `slack` frames either way."""
    best = -1.0
    for shift in range(-slack, slack + 1):
        piece = clip[max(0, at + shift) : max(0, at + shift) + len(source)]
        if len(piece) == len(source):
            best = max(best, float(np.corrcoef(piece[:, 0], source[:, 0])[0, 1]))
    return best


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2)])
def test_a_clip_read_by_another_library_is_the_recording(
    excerpt: Make, recording: Record, tmp_path: Path, format: str, rate: int, channels: int
) -> None:
    made = excerpt(audio=recording(12, rate, channels))
    (clip,) = export_clips([made], tmp_path / "out", format=format, loudness=False)
    sound = decoded(clip.audio, rate)
    samples, _ = soundfile.read(made.audio, dtype="float32", always_2d=True)
    span = made.spans[0]
    source = samples[span.start_ms * rate // 1000 : span.end_ms * rate // 1000]
    lead = made.lead_in_ms * rate // 1000
    assert sound.shape[1] == channels
    assert same_sound(sound, source, lead, 3) > 0.99
    assert abs(len(sound) * 1000 / rate - clip.duration_ms) < 80
    assert clip.duration_ms == span.duration_ms + 800


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("channels", "target"), [(1, -19), (2, -16)])
def test_clips_are_equally_loud_and_never_too_loud(
    excerpt: Make, recording: Record, tmp_path: Path, format: str, channels: int, target: int
) -> None:
    made = excerpt(audio=recording(12, 44_100, channels))
    (clip,) = export_clips([made], tmp_path, format=format)
    sound = decoded(clip.audio, 44_100)
    assert loudness(sound, 44_100) == pytest.approx(target, abs=1)
    assert peak_dbtp(sound) <= -1


def test_a_short_clip_takes_the_loudness_of_its_story(excerpt: Make, recording: Record, tmp_path: Path) -> None:
    audio = recording(12, 16_000, 1)
    samples, rate = soundfile.read(audio, dtype="float32", always_2d=True)
    samples[rate : 2 * rate] *= 0.1
    soundfile.write(audio, samples, rate, subtype="PCM_16")
    quiet = excerpt(audio=audio, spans=(TimeRange(1000, 2000),), room=(TimeRange(1000, 2000),))
    (clip,) = export_clips([quiet], tmp_path, format="wav")
    gain = -19 - loudness(samples, rate)
    before = np.sqrt(np.mean(samples[rate : 2 * rate] ** 2))
    after = np.sqrt(np.mean(soundfile.read(clip.audio)[0] ** 2))
    assert 20 * np.log10(after / before) == pytest.approx(gain, abs=0.5)


def test_captions_begin_with_the_first_word_and_end_before_the_clip(excerpt: Make, tmp_path: Path) -> None:
    (clip,) = export_clips([excerpt()], tmp_path)
    assert [*clip.captions] == [*CaptionKind]
    captions = webvtt.read(str(clip.captions[CaptionKind.VTT])).captions
    assert captions[0].start == "00:00:00.300"
    cues = list(srt_reader.parse(clip.captions[CaptionKind.SRT].read_text("utf-8")))
    assert cues[-1].end.total_seconds() * 1000 < clip.duration_ms
    said = " ".join(word.text for word in excerpt().words)
    assert " ".join(caption.text.replace("\n", " ") for caption in captions) == said
    assert clip.captions[CaptionKind.TXT].read_text("utf-8") == f"Moving the chairs\n\nOne storyteller: {said}\n"
    assert clip.problems == ()
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".unfinished")]


def test_names_and_tags_say_what_may_be_said(excerpt: Make, tmp_path: Path) -> None:
    made = [excerpt(title="Who decides? A/B: “me”"), excerpt(title="", excerpt_id=8)]
    clips = export_clips(made, tmp_path, album=granted("Doors that open"))
    assert [clip.audio.name for clip in clips] == [
        "01 Who decides A B “me”.mp3",
        "02 The first thing we ever did together was move the chairs….mp3",
    ]
    tags = mutagen.File(clips[0].audio)
    assert str(tags["TIT2"]) == "Who decides? A/B: “me”"
    assert str(tags["TPE1"]) == "One storyteller"
    assert str(tags["TALB"]) == "Doors that open"
    assert str(tags["COMM::XXX"]).startswith("The first thing")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_the_project_the_computer_or_its_owner_is_in_the_bytes(
    excerpt: Make, recording: Record, tmp_path: Path, format: str
) -> None:
    export_clips([excerpt(audio=recording())], tmp_path / "out", format=format)
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes().lower()
        for secret in (b"priya", b"margaret", b"hodge", b".coproclip", b"/tmp", b"lavc", b"lavf5", b"lavf6", b"root@"):
            assert secret not in content, (path.name, secret)


def test_review_is_said_in_every_name_tag_and_caption(excerpt: Make, tmp_path: Path) -> None:
    (clip,) = export_clips([excerpt(use=Use.REVIEW)], tmp_path)
    files = [clip.audio, *clip.captions.values()]
    assert all(path and path.stem.endswith(REVIEW_SUFFIX) for path in files)
    tags = mutagen.File(clip.audio)
    assert str(tags["TIT2"]).endswith(REVIEW_SUFFIX)
    assert str(tags["COMM::XXX"]).startswith("For review, not for sharing.")
    for path in files[1:]:
        assert path
        assert "For review, not for sharing" in path.read_text("utf-8").splitlines()[0 if path.suffix != ".srt" else 2]
    assert len(webvtt.from_buffer(io.StringIO(clip.captions[CaptionKind.VTT].read_text("utf-8"))).captions) > 1


def test_without_captions_there_is_only_sound(excerpt: Make, tmp_path: Path) -> None:
    (clip,) = export_clips([excerpt()], tmp_path / "out", captions=False, format="wav")
    assert clip.captions == {}
    assert [path.name for path in files_in(tmp_path / "out")] == ["01 Moving the chairs.wav"]


def test_only_what_may_be_shared_is_taken(excerpt: Make, tmp_path: Path) -> None:
    with pytest.raises(NotShareable):
        export_clips([excerpt(), object()], tmp_path / "out")  # type: ignore[list-item]
    with pytest.raises(BadInput, match="xyz"):
        export_clips([excerpt()], tmp_path / "out", format="xyz")
    assert not (tmp_path / "out").exists()


def test_progress_ends_and_stopping_keeps_what_is_finished(excerpt: Make, tmp_path: Path) -> None:
    cancel, seen = CancelToken(), []

    def watch(progress: Progress) -> None:
        seen.append((progress.done, progress.total))
        if progress.done == 1:
            cancel.cancel()

    with pytest.raises(Cancelled):
        export_clips([excerpt(), excerpt(), excerpt()], tmp_path / "out", report=watch, cancel=cancel)
    assert sorted(path.suffix for path in files_in(tmp_path / "out")) == [".mp3", ".srt", ".txt", ".vtt"]
    assert seen == [(0, 3), (1, 3)]


def test_a_clip_that_cannot_be_cut_leaves_nothing_of_itself(excerpt: Make, recording: Record, tmp_path: Path) -> None:
    gone = excerpt(audio=tmp_path / "gone.wav")
    with pytest.raises(MediaError):
        export_clips([excerpt(audio=recording()), gone], tmp_path / "out")
    assert len(files_in(tmp_path / "out")) == 4


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("format", ["wav", "mp3"])
def test_a_disk_that_takes_no_more_is_a_sentence(excerpt: Make, tmp_path: Path, format: str) -> None:
    made = excerpt()
    with _disk_of(4000), pytest.raises(StorageError) as raised:
        export_clips([made], tmp_path / "out", format=format)
    assert raised.value.next
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(excerpt: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a person's")
    with pytest.raises(BadInput, match="not a folder"):
        export_clips([excerpt()], tmp_path / "file")
    with pytest.raises(StorageError):
        export_clips([excerpt()], tmp_path / "file" / "inside")
    assert (tmp_path / "file").read_text() == "a person's"

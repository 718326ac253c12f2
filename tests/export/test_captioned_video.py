"""An excerpt as a video: the sound of the clip, its captions as pictures and as a track, a note before hard ones."""

from pathlib import Path

import av
import numpy as np
from consenting import allow, answer
from made_stories import make_story, new_project

from coproclip.excerpts.approval import ShareableExcerpt, Use, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.export.captioned_video import NOTE_MS, SIZES, Shape
from coproclip.export.clip import ClipChoices, WrittenClip, write_clip
from coproclip.jobs import CancelToken
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt

WORDS = "We moved the chairs. After that there was no head of the table, so people just talked."


def _grant(project: Project, *, care: str = "") -> ShareableExcerpt:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, WORDS, title="Chairs {and} 😀 \\ مرحبا #let").id
        edit.get(Excerpt, excerpt).care = care
    allow(project)
    answer(project, excerpt)
    [granted] = shareable(project, [excerpt], Use.SHARING).granted
    return granted


def _clip(grant: ShareableExcerpt, to: Path, kind: str, shape: Shape = Shape.SQUARE) -> WrittenClip:
    return write_clip(grant, to / kind, to / kind, ClipChoices(kind, shape=shape), CancelToken())


def _sound(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def test_a_video_sounds_like_the_clip_and_shows_its_captions(tmp_path: Path) -> None:
    with new_project(tmp_path / "Video") as project:
        grant = _grant(project)
        made, plain = _clip(grant, tmp_path, "mp4"), _clip(grant, tmp_path, "m4a")
    assert made.files.duration_ms == plain.files.duration_ms
    heard, wanted = _sound(made.files.audio), _sound(plain.files.audio)
    assert abs(np.abs(heard).max() - np.abs(wanted).max()) < 0.1
    with av.open(str(made.files.audio)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == SIZES[Shape.SQUARE]
        assert abs(float(container.duration or 0) / 1000 - made.files.duration_ms) < 100
        words = b" ".join(bytes(packet)[2:] for packet in container.demux(container.streams.subtitles[0]))
        for cue in made.cues:
            for line in cue.lines:
                assert line.encode() in words
        assert container.metadata["artist"] == grant.attribution
        assert "encoder" not in container.metadata
    with av.open(str(made.files.audio)) as container:
        pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    rows = slice(400, 700)
    said = made.cues[0]
    during = pictures[(said.start_ms + said.end_ms) // 2 * 25 // 1000]
    assert during[rows].max() > 200, "letters are seen while it is said"
    assert pictures[0].shape == (1080, 1080)
    assert made.files.audio.stat().st_size < 1_500_000, "a picture that stays is stored once"


def test_a_note_is_read_before_a_hard_one_is_heard(tmp_path: Path) -> None:
    with new_project(tmp_path / "Video") as project:
        grant = _grant(project, care="It is about losing somebody.")
        made = _clip(grant, tmp_path, "mp4", Shape.TALL)
    sound = _sound(made.files.audio)
    before = sound[: 48_000 * (NOTE_MS - 200) // 1000]
    assert np.abs(before).max() < 0.01
    assert np.abs(sound).max() > 0.1
    assert made.cues[0].start_ms >= NOTE_MS
    with av.open(str(made.files.audio)) as container:
        assert next(container.decode(video=0)).to_ndarray(format="gray")[700:1200].max() > 150, "the note is seen"

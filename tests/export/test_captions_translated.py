"""Captions in another language go with everything that is heard, line by line in time; and nowhere without a yes."""

import json
from pathlib import Path
from xml.etree import ElementTree

import av
import pytest
import webvtt
from consenting import SAID, allow, answer
from reporting import write_report
from searching import found_in

from coproclip.cli.app import run
from coproclip.excerpts.approval import ShareableExcerpt, StoryReader, Use, shareable
from coproclip.excerpts.marking import mark_quote, take_out, words_in
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.excerpts.translating import lines_from_file, set_translation
from coproclip.export.clip import ClipChoices, write_clip
from coproclip.export.clips import export_clips, owner_of
from coproclip.export.folders.manifest import Owner
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_page import PlaylistFolder, export_playlist, playlist_info
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.jobs import CancelToken
from coproclip.people.consent import note_consent
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project

CHAIRS = "We moved the chairs. After that there was no head of the table, so people just talked."
ARABIC = ("نقلنا الكراسي zqarabicqz.", "بعد ذلك تحدث الناس ببساطة.")
WELSH = ("Fe symudon ni’r cadeiriau zqwelshqz.", "Wedyn siaradodd pobl heb ben i’r bwrdd.")


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt in Arabic and Welsh, with a yes to all of it."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = mark_quote(edit, story, CHAIRS, title="Chairs").id
        playlist = add_playlist(edit, "Doors").id
        add_to_playlist(edit, playlist, [made])
        for language, lines in (("ar", ARABIC), ("cy", WELSH)):
            set_translation(edit, made, language, lines)
    allow(project, story)
    answer(project, made, uses=ANSWERED_USES)
    return made


def granted(project: Project, excerpt: int, use: Use = Use.SHARING) -> ShareableExcerpt:
    [found] = shareable(project, [excerpt], use, playlist_id=1).granted
    return found


def _do_not_translate(project: Project) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        teller = StoryReader(edit.session).tellers(1)[0]
        note_consent(edit, 1, ConsentAbout.TRANSLATED, "no", **SAID, storyteller_id=teller)


def test_a_clip_has_captions_in_each_language_in_time_with_its_lines(
    project: Project, excerpt: int, tmp_path: Path
) -> None:
    one = granted(project, excerpt)
    [made] = export_clips([one], tmp_path / "out", owner=owner_of(project, [excerpt]))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {f"01 Chairs{which}.{kind}" for which in ("", " (Cymraeg)") for kind in ("vtt", "srt", "txt")}
    assert names >= {"01 Chairs (العربية).vtt", "01 Chairs (العربية).srt"}
    original = webvtt.read(str(tmp_path / "out" / "01 Chairs.vtt"))
    for language, name, lines in (("ar", "العربية", ARABIC), ("cy", "Cymraeg", WELSH)):
        cues = webvtt.read(str(tmp_path / "out" / f"01 Chairs ({name}).vtt"))
        assert " ".join(" ".join(cue.text.split()) for cue in cues) == " ".join(lines)
        assert cues[0].start == original[0].start, "it begins with the words"
        second = next(cue for cue in cues if lines[1].split()[0] in cue.text)
        spoken = next(word for word in one.words if word.text == "After")
        first = one.words[0]
        at = cues[0].start_in_seconds + (spoken.start_ms - first.start_ms) / 1000
        assert second.start_in_seconds <= at + 0.2, "the second line shows when it is said"
        assert second.end_in_seconds >= at + 1
        assert made.translations[language, "vtt"].name == f"01 Chairs ({name}).vtt"
    # What is translated of the captions comes back line by line.
    assert lines_from_file(project, excerpt, tmp_path / "out" / "01 Chairs (Cymraeg).srt") == [*WELSH]


def test_over_a_cut_each_line_shows_with_its_own_words(project: Project, excerpt: int, tmp_path: Path) -> None:
    with project.edit(Operation.TAKE_OUT) as edit:
        gone = words_in(edit.session, excerpt, "of the table, so")
        take_out(edit, excerpt, gone.start_ms, gone.end_ms)
        set_translation(edit, excerpt, "cy", ["Un.", "Dau dau.", "Tri tri."])
    answer(project, excerpt, uses=ANSWERED_USES)
    made = write_clip(granted(project, excerpt), tmp_path / "a", tmp_path / "a", ClipChoices("wav"), CancelToken())
    [welsh] = made.translated
    assert [word.shown for word in welsh.words] == ["Un.", "Dau", "dau.", "… Tri", "tri."]
    people = next(word for word in made.words if word.text == "people")
    assert abs(welsh.words[3].start_ms - people.start_ms) <= 1


def test_a_video_has_a_track_for_each_language(project: Project, excerpt: int, tmp_path: Path) -> None:
    made = write_clip(granted(project, excerpt), tmp_path / "v", tmp_path / "v", ClipChoices("mp4"), CancelToken())
    with av.open(str(made.files.audio)) as container:
        tracks = container.streams.subtitles
        assert [track.metadata.get("language") for track in tracks] == ["eng", "ara", "cym"]
        shown = {track.index: b"" for track in tracks}
        for packet in container.demux(*tracks):
            shown[packet.stream.index] += bytes(packet)[2:]
    english, arabic, welsh = shown.values()
    assert b"chairs" in english
    assert "الكراسي".encode() in arabic
    assert b"cadeiriau" in welsh
    assert b"zqwelshqz" not in english + arabic


def test_the_picture_of_a_video_has_the_captions_that_were_chosen(
    project: Project, excerpt: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def _export(language: str) -> tuple[int, str]:
        chosen = ("--excerpt", excerpt, "--to", tmp_path / language, "--captions-in", language)
        code = run([str(one) for one in ("export", "video", project.folder, *chosen)])
        return code, capsys.readouterr().err

    def _picture(language: str) -> bytes:
        with av.open(str(tmp_path / language / "01 Chairs.mp4")) as container:
            assert len(container.streams.subtitles) == 3, "all are to be chosen as before"
            frames = list(container.decode(video=0))
            return frames[len(frames) // 2].to_ndarray(format="gray").tobytes()

    assert "into Français may leave yet: the captions in its picture are in the language it is" in _export("fr")[1]
    code, said = _export("AR")
    assert (code, "may leave yet" in said) == (0, False)
    assert _picture("AR") != _picture("fr")
    code, said = _export("??")
    assert (code, "is no language" in said) == (2, True)


def _playlist(project: Project, excerpt: int, to: Path) -> PlaylistFolder:
    one = granted(project, excerpt, Use.PAGE)
    return export_playlist(playlist_info(project, 1, [one]), [one], to, address="https://example.org/doors/")


def test_a_playlist_is_read_and_shown_in_every_language(project: Project, excerpt: int, tmp_path: Path) -> None:
    made = _playlist(project, excerpt, tmp_path)
    page = made.index.read_text("utf-8")
    for part in (
        '<option value="ar" lang="ar">العربية</option>',
        'srclang="cy" label="Cymraeg"',
        f'<p lang="ar" dir="auto">{ARABIC[1]}</p>',
        f'<p lang="cy" dir="auto">{WELSH[0]}</p>',
    ):
        assert part in page
    [item] = json.loads((made.folder / "playlist.json").read_text("utf-8"))["items"]
    assert [one["language"] for one in item["translations"]] == ["ar", "cy"]
    for one in item["translations"]:
        assert (made.folder / one["captions"]["vtt"]).is_file()
    feed = ElementTree.parse(made.folder / "feed.xml")
    transcripts = feed.findall(".//{https://podcastindex.org/namespace/1.0}transcript")
    spoken = [one.get("language", "") for one in transcripts]
    assert (spoken.count("ar"), spoken.count("cy"), spoken.count("en")) == (3, 3, 3)
    assert all(one.get("url", "").startswith("https://example.org/doors/captions/01%20") for one in transcripts)
    one_page = export_one_page(
        playlist_info(project, 1, [granted(project, excerpt, Use.PAGE)]),
        [granted(project, excerpt, Use.PAGE)],
        tmp_path / "one",
        owner=Owner("of", "one"),
    )
    text = one_page.page.read_text("utf-8")
    assert "العربية" in text
    assert "<track" not in text, "it needs no file beside it"


def test_the_report_plays_with_captions_in_every_language(project: Project, excerpt: int, tmp_path: Path) -> None:
    write_report(project, [excerpt])
    answer(project, excerpt, uses=ANSWERED_USES)
    made = export_report(project, tmp_path, [ReportFormat.HTML])
    [page] = made.folder.glob("*.html")
    text = page.read_text("utf-8")
    assert '<option value="cy" lang="cy">Cymraeg</option>' in text
    assert f'<p lang="cy" dir="auto">{WELSH[1]}</p>' in text


@pytest.mark.parametrize("why", ["no", "changed"])
def test_what_nobody_agreed_to_goes_and_nothing_of_it_is_left(
    project: Project, excerpt: int, tmp_path: Path, why: str
) -> None:
    out, owner = tmp_path / "out", owner_of(project, [excerpt])
    export_clips([granted(project, excerpt)], out, owner=owner)
    made = _playlist(project, excerpt, tmp_path)
    if why == "no":
        _do_not_translate(project)
        left = [granted(project, excerpt)]
    else:
        with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
            set_translation(edit, excerpt, "cy", ["Rhywbeth arall.", "Dim byd."])
        assert not shareable(project, [excerpt], Use.SHARING).granted
        left = []
    export_clips(left, out, owner=owner, use=Use.SHARING)
    if left:
        made = _playlist(project, excerpt, tmp_path)
        assert len(list(out.glob("01 Chairs*.vtt"))) == 1
        assert "zqwelshqz" not in made.index.read_text("utf-8")
        for place in (out, made.folder):
            assert not found_in(["zqwelshqz", "zqarabicqz", "Cymraeg"], place)
    else:
        assert not list(out.glob("01 *"))

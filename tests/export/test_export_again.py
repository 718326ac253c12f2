"""Exporting again into the same folder: what may no longer be there goes, what is not ours stays."""

import errno
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import files_in
from granting import playlist_info

from coproclip.errors import BadInput, NotShareable, StorageError
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use
from coproclip.export.clips import export_clips
from coproclip.export.folders.manifest import MANIFEST, Owner
from coproclip.export.folders.workplace import NAME as WORKPLACE
from coproclip.export.playlist.playlist_page import export_playlist, take_away_playlist
from coproclip.jobs import Cancelled, CancelToken, Progress
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]
DOORS = playlist_info("0b7c9d0e-6a54-4b0c-8a1e-3f7a2c9b1d11", "Doors", "In.", "Side by Side", "Ask at the library")
MINE = Owner("project one", "all excerpts")


def names(folder: Path, ending: str = ".wav") -> list[str]:
    return [path.name for path in files_in(folder) if path.suffix == ending]


@pytest.fixture
def short(excerpt: Make, recording: Callable[..., Path]) -> Make:
    """Excerpts of half a second, quickly made."""
    audio = recording(3)

    def make(number: int, title: str, **changes: object) -> ShareableExcerpt:
        words = changes.pop("words", excerpt(audio=audio).words[:1])
        spans = (TimeRange(1000, 1400),)
        return excerpt(excerpt_id=number, title=title, audio=audio, spans=spans, words=words, **changes)

    return make


def clips(folder: Path, *excerpts: ShareableExcerpt, **more: object) -> list[str]:
    """Export, and what was told."""
    told: list[str] = []
    choices = {"format": "wav", "loudness": False, "owner": MINE, "tell": told.append, **more}
    export_clips(excerpts, folder, **choices)
    return told


def test_a_clip_that_was_taken_back_goes_and_no_number_is_there_twice(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Chairs"), short(2, "Trust"), short(3, "Doors"))
    told = clips(out, short(1, "Chairs"), short(3, "Doors"))
    assert names(out) == ["01 Chairs.wav", "02 Doors.wav"]
    assert len(files_in(out)) == 8
    assert "02 Trust.wav" in " ".join(told)


def test_one_with_another_title_words_or_format_replaces_the_earlier(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Margaret's chairs"), short(2, "Trust"))
    clips(out, short(1, "Chairs"), short(2, "Trust"))
    assert names(out) == ["01 Chairs.wav", "02 Trust.wav"]
    clips(out, short(2, "Trust"), short(1, "Chairs"), captions=False)
    assert [path.name for path in files_in(out)] == ["01 Trust.wav", "02 Chairs.wav"]


def test_with_nothing_left_to_share_nothing_is_left(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Chairs"))
    (out / "mine.txt").write_text("keep me")
    clips(out)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_what_somebody_else_put_there_is_left_and_named(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "01 Chairs.wav").write_text("another person's")
    told = clips(out, short(1, "Chairs"))
    assert (out / "01 Chairs.wav").read_text() == "another person's"
    assert names(out) == ["01 Chairs (2).wav", "01 Chairs.wav"]
    assert "“01 Chairs.wav”" in " ".join(told)
    clips(out)
    assert names(out) == ["01 Chairs.wav"]


def test_what_somebody_changed_is_left_and_named(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Chairs"), short(2, "Trust"))
    (out / "02 Trust.txt").write_text("My own notes on it")
    told = clips(out, short(1, "Chairs"))
    assert [path.name for path in files_in(out) if "Trust" in path.name] == ["02 Trust.txt"]
    assert any("“02 Trust.txt” was changed by somebody" in sentence for sentence in told)


def test_many_files_that_somebody_changed_are_one_sentence_and_only_one(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ids = [short(number, title) for number, title in ((1, "Chairs"), (2, "Trust"))]
    clips(out, *ids)
    changed = sorted(path.name for path in files_in(out) if path.name.startswith("0"))
    for name in changed:
        with (out / name).open("ab") as file:
            file.write(b"An evening of mine")
    told = clips(out, *ids)
    first = ", ".join(f"“{name}”" for name in changed[:3])
    assert [one for one in told if changed[0] in one] == [
        f"{len(changed)} files in “out” were changed by somebody after they were exported, so they were left where "
        f"they are: {first} and {len(changed) - 3} more. They are no longer part of this export: what you need and may "
        "still be shared as it is, keep elsewhere; delete the rest."
    ]
    assert all((out / name).read_bytes().endswith(b"An evening of mine") for name in changed)


def test_equal_titles_of_two_projects_are_two_clips(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Trust"))
    first = (out / "01 Trust.wav").read_bytes()
    clips(out, short(1, "Trust"), owner=Owner("another project", "all excerpts"))
    assert names(out) == ["01 Trust.wav", "02 Trust.wav"]
    assert (out / "01 Trust.wav").read_bytes() == first
    clips(out, owner=Owner("another project", "all excerpts"))
    assert names(out) == ["01 Trust.wav"]


def test_another_selection_of_the_same_project_also_loses_what_was_taken_back(short: Make, tmp_path: Path) -> None:
    out, trust, chairs = tmp_path / "out", short(1, "Trust"), short(2, "Chairs")
    clips(out, trust, owner=Owner("project one", "theme 1"))
    clips(out, chairs, owner=Owner("project one", "theme 2"), again=lambda _: Sharing((trust, chairs), ()))
    assert names(out) == ["01 Trust.wav", "02 Chairs.wav"]
    clips(out, chairs, owner=Owner("project one", "theme 2"), again=lambda _: Sharing((chairs,), ()))
    assert names(out) == ["01 Chairs.wav"]


def test_review_and_sharing_are_kept_apart(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Trust"))
    clips(out, short(1, "Trust", use=Use.REVIEW))
    assert len(names(out)) == 2
    clips(out, use=Use.REVIEW)
    assert names(out) == ["01 Trust.wav"]


def test_an_answer_noted_meanwhile_stops_the_rest_and_takes_its_clip_away(short: Make, tmp_path: Path) -> None:
    out, wanted = tmp_path / "out", [short(n, title) for n, title in enumerate(("Chairs", "Trust", "Doors"), 1)]
    no: set[int] = set()

    def again(ids: list[int]) -> Sharing:
        return Sharing(tuple(one for one in wanted if one.excerpt_id in ids and one.excerpt_id not in no), ())

    def watch(progress: Progress) -> None:
        if progress.done == 2:
            no.add(1)
            no.add(3)

    with pytest.raises(NotShareable, match=r"Chairs|Doors"):
        clips(out, *wanted, again=again, report=watch)
    assert names(out) == ["02 Trust.wav"]
    with pytest.raises(NotShareable):
        export_playlist(DOORS, wanted, tmp_path / "pages", format="wav", again=again)
    assert not (tmp_path / "pages").exists()


@pytest.mark.parametrize("ending", ["clips: no", "no", "stop", "no before"])
def test_a_no_takes_the_earlier_export_away_however_the_next_one_ends(short: Make, tmp_path: Path, ending: str) -> None:
    wanted, no = [short(1, "Chairs"), short(2, "Trust")], set[int]()
    cancel, out = CancelToken(), tmp_path / "out"

    def again(ids: list[int]) -> Sharing:
        return Sharing(tuple(one for one in wanted if one.excerpt_id in ids and one.excerpt_id not in no), ())

    def watch(_progress: Progress) -> None:
        if ending == "no before":
            raise OSError("the disk is gone")
        if ending == "stop":
            cancel.cancel()
        no.add(2)

    if ending == "clips: no":
        clips(out, *wanted, again=again)
        with pytest.raises(NotShareable, match="Trust"):
            clips(out, *wanted, again=again, report=watch)
    else:
        export_playlist(DOORS, wanted, out, format="wav")
        shutil.copytree(out / "Doors", out / "Copy")
        if ending in ("stop", "no before"):
            wanted, no = wanted[:1], {2}
        with pytest.raises((NotShareable, Cancelled, StorageError)):
            export_playlist(DOORS, wanted, out, format="wav", again=again, report=watch, cancel=cancel)
        assert not list(out.glob("*.zip"))
    left = files_in(out)
    assert any("Chairs" in path.name for path in left)
    assert not [path for path in left if "Trust" in path.name or b"Trust" in path.read_bytes()]


def test_a_refusal_names_what_somebody_changed_and_does_not_call_it_gone(short: Make, tmp_path: Path) -> None:
    wanted, no = [short(1, "Chairs"), short(2, "Trust")], set[int]()

    def again(ids: list[int]) -> Sharing:
        return Sharing(tuple(one for one in wanted if one.excerpt_id in ids and one.excerpt_id not in no), ())

    clips(tmp_path / "out", *wanted, again=again)
    (tmp_path / "out" / "02 Trust.txt").write_text("My own notes")
    with pytest.raises(NotShareable) as raised:
        clips(tmp_path / "out", *wanted, again=again, report=lambda _: no.add(2))
    assert "02 Trust.txt" in raised.value.safe
    assert "Nothing" not in raised.value.safe


def test_the_manifest_says_nothing_private(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Chairs"), short(2, "Margaret Hodge's secret"))
    clips(out, short(1, "Chairs"))
    text = (out / MANIFEST).read_text("utf-8")
    assert "Chairs.wav" in text
    for secret in ("Hodge", "project one", str(tmp_path), "interview", "chairs were"):
        assert secret not in text


@pytest.mark.parametrize(
    "name",
    [
        "../canary.wav",
        "/etc/passwd.txt",
        "a/../../canary.wav",
        "C:canary.wav",
        "..\\canary.wav",
        "notes.docx",
        "a/b/c.wav",
    ],
)
def test_a_planted_manifest_reaches_nothing_outside_and_no_other_kind_of_file(
    short: Make, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    canary = tmp_path / "canary.wav"
    canary.write_text("outside")
    clips(out, short(1, "Chairs"))
    (out / "notes.docx").write_text("mine")
    kept = json.loads((out / MANIFEST).read_text("utf-8"))
    (made,) = kept["sets"].values()
    made["files"][name] = {"sha256": [], "excerpt": 9, "granted": ""}
    made["files"]["linked.wav"] = {"sha256": [], "excerpt": 9, "granted": ""}
    (out / MANIFEST).write_text(json.dumps(kept), "utf-8")
    (out / "linked.wav").symlink_to(canary)
    clips(out, short(1, "Chairs"))
    assert canary.read_text() == "outside"
    assert (out / "linked.wav").is_symlink()
    assert (out / "notes.docx").read_text() == "mine"


def test_a_folder_that_only_says_it_is_ours_gets_no_page(short: Make, tmp_path: Path) -> None:
    first = export_playlist(DOORS, [short(1, "Chairs")], tmp_path / "real", format="wav").folder
    planted = tmp_path / "here" / first.name
    planted.mkdir(parents=True)
    shutil.copy(first / MANIFEST, planted / MANIFEST)
    (planted / "notes.docx").write_text("somebody's")
    made = export_playlist(DOORS, [short(1, "Chairs")], tmp_path / "here", format="wav").folder
    assert made.name == f"{first.name} (2)"
    assert sorted(path.name for path in planted.iterdir()) == sorted([MANIFEST, "notes.docx"])


@pytest.mark.parametrize("text", ["{", "[]", '{"made_with": "CoProClip", "sets": 7}', "[" * 100_000, "\x00"])
def test_a_manifest_that_makes_no_sense_is_none(short: Make, tmp_path: Path, text: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_text(text)
    clips(tmp_path / "out", short(1, "Chairs"))
    assert names(tmp_path / "out") == ["01 Chairs.wav"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_are_no_targets(short: Make, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(BadInput, match="only a link"):
        clips(tmp_path / "link", short(1, "Chairs"))
    made = export_playlist(DOORS, [short(1, "Chairs")], tmp_path / "pages", format="wav")
    shutil.rmtree(made.folder / "audio")
    (made.folder / "audio").symlink_to(tmp_path / "real")
    with pytest.raises(BadInput, match="only a link"):
        export_playlist(DOORS, [short(1, "Chairs")], tmp_path / "pages", format="wav")
    assert list((tmp_path / "real").iterdir()) == []


def test_a_playlist_with_a_new_name_leaves_nothing_under_the_old_one(short: Make, tmp_path: Path) -> None:
    first = export_playlist(DOORS, [short(1, "Chairs"), short(2, "Trust")], tmp_path, format="wav")
    (first.folder / "mine.txt").write_text("keep me")
    told: list[str] = []
    renamed = playlist_info(DOORS.uid, "Windows")
    second = export_playlist(renamed, [short(1, "Chairs")], tmp_path, format="wav", tell=told.append)
    assert sorted(path.name for path in tmp_path.iterdir() if "Doors" in path.name) == []
    assert second.folder.name == "Windows"
    assert (second.folder / "mine.txt").read_text() == "keep me"
    assert names(second.folder) == ["01 Chairs.wav"]
    assert second.zip
    with zipfile.ZipFile(second.zip) as packed:
        assert not [name for name in packed.namelist() if "Trust" in name]
    assert "“mine.txt”" in " ".join(told)


def test_with_nothing_left_the_page_and_its_zip_go_too(short: Make, tmp_path: Path) -> None:
    made = export_playlist(DOORS, [short(1, "Chairs")], tmp_path, format="wav")
    take_away_playlist(DOORS, tmp_path, Use.SHARING)
    assert not made.folder.exists()
    assert not list(tmp_path.glob("*.zip"))


def test_a_changed_page_is_kept_beside_the_new_one(short: Make, tmp_path: Path) -> None:
    made = export_playlist(DOORS, [short(1, "Chairs")], tmp_path, format="wav")
    made.index.write_text("my own page")
    told: list[str] = []
    export_playlist(DOORS, [short(1, "Chairs")], tmp_path, format="wav", tell=told.append)
    assert (made.folder / "index (changed).html").read_text() == "my own page"
    assert "Chairs" in made.index.read_text("utf-8") or "page" in made.index.read_text("utf-8")
    assert any("index (changed).html" in sentence for sentence in told)


def test_leftovers_are_swept_and_two_at_once_are_refused(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".0123456789ab.unfinished").mkdir(parents=True)
    (out / ".fedcba987654.unfinished").write_bytes(b"half")
    (out / ".coproclip.unfinished").mkdir()
    (out / ".coproclip.unfinished" / "01 Half.wav").write_bytes(b"half")
    seen: list[str] = []

    def watch(progress: Progress) -> None:
        if not seen:
            with pytest.raises(StorageError, match="already"):
                clips(out, short(2, "Trust"))
            seen.append(progress.activity)

    clips(out, short(1, "Chairs"), report=watch)
    assert seen
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == [MANIFEST]


def test_a_folder_deleted_in_the_middle_is_not_called_done(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def gone(progress: Progress) -> None:
        if progress.done == 2:
            # At once, as deleting does it in a file manager: the next clips are being written.
            shutil.rmtree(out.rename(tmp_path / "binned"))

    with pytest.raises(StorageError, match="0 of 4 sounds"):
        clips(out, *(short(n, "Chairs") for n in range(1, 5)), report=gone)
    assert not out.exists()


def test_what_is_damaged_at_the_end_is_not_called_done(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def damage(progress: Progress) -> None:
        if progress.done == 2:
            (out / "01 Chairs.wav").write_bytes(b"RIFF")
            (out / "02 Chairs.vtt").unlink()

    with pytest.raises(StorageError, match="2 of 3 sounds are there and whole"):
        clips(out, *(short(n, "Chairs") for n in range(1, 4)), report=damage)


# ---- killed at every step ---------------------------------------------------------------------------------------


def _killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do `work` in a copy of this process that ends, without any tidying, at its `step`th change of the disk."""
    child = os.fork()
    if child == 0:
        left = [step]

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            wrote = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if wrote or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"):
                # What is only changed inside the workplace cannot be seen from outside.
                left[0] -= WORKPLACE not in str(arguments[1 if event == "os.rename" else 0])
                if left[0] < 0:
                    os._exit(9)

        sys.addaudithook(hook)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _every_step(work: Callable[[], object], reset: Callable[[], None], check: Callable[[], None]) -> int:
    """Kill `work` at each of its steps, each time from the beginning, and `check` what the next run makes of it."""
    for step in range(400):
        reset()
        if not _killed_at(step, work):
            return step
        check()
    raise AssertionError("it never ends")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a copy of this process")
def test_clips_killed_at_any_step_are_put_right_by_the_next_export(short: Make, tmp_path: Path) -> None:
    before, out = tmp_path / "before", tmp_path / "out"
    clips(before, short(1, "Chairs"), short(2, "Trust"), captions=False)
    (before / "01 mine.wav").write_text("keep me")

    def reset() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(before, out)

    def check() -> None:
        assert (out / "01 mine.wav").read_text() == "keep me"
        clips(out, short(1, "Doors"), captions=False)
        assert [path.name for path in files_in(out)] == ["01 Doors.wav", "01 mine.wav"]
        assert sorted(path.name for path in out.iterdir() if path.name[0] == ".") == [MANIFEST]

    steps = _every_step(lambda: clips(out, short(1, "Doors"), captions=False), reset, check)
    assert steps > 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a copy of this process")
def test_a_playlist_killed_at_any_step_is_put_right_by_the_next_export(short: Make, tmp_path: Path) -> None:
    before, out = tmp_path / "before", tmp_path / "out"
    made = export_playlist(DOORS, [short(1, "Chairs"), short(2, "Trust")], before, format="wav", loudness=False)
    (made.folder / "audio" / "mine.wav").write_text("keep me")
    renamed = playlist_info(DOORS.uid, "Windows")
    wanted = [short(2, "Trust")]

    def work() -> None:
        export_playlist(renamed, wanted, out, format="wav", loudness=False)

    def reset() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(before, out)

    def check() -> None:
        work()
        assert sorted(path.name for path in out.iterdir()) == ["Windows", "Windows.zip"]
        assert names(out / "Windows") == ["01 Trust.wav", "mine.wav"]
        assert len(files_in(out / "Windows")) == 1 + 1 + 3 + 4
        with zipfile.ZipFile(out / "Windows.zip") as packed:
            assert not [name for name in packed.namelist() if "Chairs" in name]

    assert _every_step(work, reset, check) > 20


@pytest.mark.parametrize("name", ["Anna's clip.wav", "02 Trust (1).wav"])
def test_a_clip_that_somebody_renamed_stays_while_it_may_and_goes_with_its_yes(
    short: Make, tmp_path: Path, name: str
) -> None:
    out, kept = tmp_path / "out", [short(1, "Chairs"), short(3, "Doors")]
    clips(out, kept[0], short(2, "Trust"), kept[1])
    os.rename(out / "02 Trust.wav", out / name)
    shutil.copy(out / "01 Chairs.txt", out / "chairs for me.txt")
    told = " ".join(clips(out, kept[0], short(2, "Trust"), kept[1]))
    assert (out / name).is_file()
    assert name in told
    assert "Not made by this program" not in told

    # Known by its bytes also after it was made again with other bytes, and was given another name once more.
    clips(out, kept[0], short(2, "Trust"), kept[1], format="mp3")
    os.rename(out / name, out / "later.wav")
    told = " ".join(clips(out, *kept, format="mp3"))
    assert not [path.name for path in files_in(out) if path.suffix == ".wav" or "Trust" in path.name]
    assert "later.wav" in told
    assert (out / "chairs for me.txt").is_file()


def test_a_clip_put_over_another_one_of_ours_is_known_by_its_bytes(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Chairs"), short(2, "Trust and many more words than the other has"))
    os.replace(out / "02 Trust and many more words than the other has.wav", out / "01 Chairs.txt")
    told = " ".join(clips(out, short(1, "Chairs")))
    assert "left where it is" not in told
    assert [path.name for path in files_in(out)] == [f"01 Chairs.{kind}" for kind in ("srt", "txt", "vtt", "wav")]
    assert (out / "01 Chairs.txt").read_text("utf-8")


def test_a_copy_with_another_ending_is_named_and_what_only_looks_alike_is_left(short: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clips(out, short(1, "Chairs"), short(2, "Trust"))
    shutil.copy(out / "02 Trust.wav", out / "02 Trust.wav.bak")
    same_size = b"x" * (out / "02 Trust.wav").stat().st_size
    (out / "mine.wav").write_bytes(same_size)
    told = " ".join(clips(out, short(1, "Chairs")))
    assert "“02 Trust.wav.bak” is a copy of what was exported" in told
    assert (out / "02 Trust.wav.bak").is_file()
    assert (out / "mine.wav").read_bytes() == same_size


def test_a_renamed_page_clip_and_zip_of_a_playlist_go_with_a_no(short: Make, tmp_path: Path) -> None:
    wanted = [short(1, "Chairs"), short(2, "Trust")]
    made = export_playlist(DOORS, wanted, tmp_path, format="wav")
    assert made.zip
    os.rename(made.index, made.folder / "Listen.html")
    shutil.copy(made.folder / "playlist.json", made.folder / "audio" / "list.json")
    os.rename(made.folder / "audio" / "02 Trust.wav", made.folder / "captions" / "sound.wav")
    shutil.copy(made.zip, tmp_path / "for Anna.zip")
    review = [short(1, "Chairs", use=Use.REVIEW), short(2, "Trust", use=Use.REVIEW)]
    export_playlist(DOORS, review, tmp_path, format="wav")
    with zipfile.ZipFile(made.zip) as packed, zipfile.ZipFile(tmp_path / "more.zip", "w") as more:
        for name in packed.namelist():
            more.writestr(name, packed.read(name))
        more.writestr("my letter.txt", "Dear Anna")
    export_playlist(DOORS, wanted, tmp_path, format="wav")
    assert (tmp_path / "for Anna.zip").is_file(), "the same bytes as what may leave"

    told: list[str] = []
    export_playlist(DOORS, wanted[:1], tmp_path, format="wav", tell=told.append)
    said = " ".join(told)
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == [
        "Doors (for review, not for sharing).zip",
        "Doors.zip",
        "more.zip",
    ]
    assert "“for Anna.zip”" in said
    assert "“more.zip” holds an earlier export" in said
    for path in files_in(made.folder):
        assert "Trust" not in path.name
        assert b"Trust" not in path.read_bytes(), path
    assert not (made.folder / "Listen.html").exists()
    assert not (made.folder / "captions" / "sound.wav").exists()


def test_a_zip_alone_goes_too_when_its_folder_was_deleted(short: Make, tmp_path: Path) -> None:
    made = export_playlist(DOORS, [short(1, "Chairs"), short(2, "Trust")], tmp_path, format="wav")
    shutil.rmtree(made.folder)
    export_playlist(DOORS, [short(1, "Chairs")], tmp_path, format="wav")
    (left,) = tmp_path.glob("*.zip")
    with zipfile.ZipFile(left) as packed:
        assert not [name for name in packed.namelist() if "Trust" in name]
    shutil.rmtree(left.with_suffix(""))
    take_away_playlist(DOORS, tmp_path, Use.SHARING)
    assert not list(tmp_path.glob("*.zip"))


@pytest.mark.parametrize("kind", ["clips", "playlist"])
@pytest.mark.parametrize("room", [True, False], ids=["room once it is gone", "never room"])
def test_a_full_disk_does_not_keep_what_may_no_longer_be_shared(
    short: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, room: bool
) -> None:
    def export(*excerpts: ShareableExcerpt) -> None:
        if kind == "clips":
            clips(tmp_path / "out", *excerpts)
        else:
            export_playlist(DOORS, excerpts, tmp_path / "out", format="wav")

    export(short(1, "Chairs"), short(2, "Trust"))
    real = Path.mkdir

    def full(self: Path, *args: object, **more: object) -> None:
        if self.name == WORKPLACE and not (room and not list((tmp_path / "out").rglob("*Trust*"))):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", full)
    if room:
        export(short(1, "Chairs"))
    else:
        with pytest.raises(StorageError):
            export(short(1, "Chairs"))
    left = files_in(tmp_path / "out")
    assert [path for path in left if path.name == "01 Chairs.wav"]
    for path in left:
        assert "Trust" not in path.name
        assert b"Trust" not in path.read_bytes()


def test_what_cannot_be_deleted_is_named_and_the_rest_goes_and_the_next_export_tries_again(
    short: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real = tmp_path / "out", Path.unlink
    clips(out, short(1, "Chairs"), short(2, "Trust"))

    def held(self: Path, missing_ok: bool = False) -> None:
        if self.name == "02 Trust.srt":
            raise PermissionError(13, "in use")
        real(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        told = " ".join(clips(out, short(1, "Chairs")))
    assert "“02 Trust.srt” could not be taken away" in told
    assert [path.name for path in files_in(out) if "Trust" in path.name] == ["02 Trust.srt"]
    clips(out, short(1, "Chairs"))
    assert not [path.name for path in files_in(out) if "Trust" in path.name]

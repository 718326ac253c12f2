"""The example project: the whole way once, on a conversation written for it and spoken by synthetic voices."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.audio.files import probe
from coproclip.capture.importer import import_file
from coproclip.errors import BadInput, NotFound, storage_error
from coproclip.excerpts import marking
from coproclip.excerpts.approval import ShareableExcerpt, Use, note_answer, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, items, playlists
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.clip import ClipFiles
from coproclip.export.clips import clip_names, export_clips
from coproclip.export.folders.manifest import Owner
from coproclip.export.playlist.playlist_page import PlaylistFolder, export_playlist, playlist_info
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.consent import note_consent
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Work
from coproclip.project.kinds import ASKED_BEFORE, CheckedHow, ConsentAbout, TranscriptionState
from coproclip.project.project import SUFFIX, Edit, Project
from coproclip.project.schema import Change, Excerpt, Playlist, Recording, Theme, Word
from coproclip.settings import documents_folder, resource_path
from coproclip.speech.models.installed import DEFAULT
from coproclip.themes import codebook
from coproclip.transcript import edits
from coproclip.transcript.alignment import find_passage
from coproclip.transcription.queue import OFF, TranscriptionRequest
from coproclip.transcription.run import transcribe_story, transcription_progress

TITLE = "CoProClip example"
FORMAT = "mp3"
AGREED_TO = (*ASKED_BEFORE, ConsentAbout.GROUP)
"""What the storyteller of the example agreed to: it can be read out in a workshop."""
AGREED_USES = (Use.SHARING, Use.REPORT)
"""What the storyteller of the example said yes to."""


@dataclass(frozen=True, slots=True)
class Example:
    """What the example made, and where."""

    project: Path
    story_id: int
    clips: Sequence[ClipFiles]
    playlist: PlaylistFolder | None
    not_shared: Sequence[str]


def default_folder() -> Path:
    """Where the example goes when nobody says otherwise."""
    return documents_folder() / TITLE


def _material(name: str) -> Any:
    return json.loads(resource_path("example", name).read_text("utf-8"))


def open_example(folder: Path | None = None) -> Project:
    """The example project in `folder`, made if it is not there; its sound and words come with `fill`."""
    folder = folder or default_folder()
    path = folder / f"{TITLE}{SUFFIX}"
    if path.exists():
        return Project.open(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise BadInput(f"“{folder.name}” is a file, not a folder.", next="Choose a folder for the example.") from error
    except OSError as error:
        raise storage_error(error, "making the example") from error
    return Project.create(path, TITLE)


def fill(
    project: Project, *, report: Report = silent, cancel: CancelToken | None = None, step: Callable[[str], None] = print
) -> int:
    """Import, transcribe, mark, link and approve what is not there yet; returns the story's id. Safe to call again."""
    cancel = cancel or CancelToken()
    interview, plan = _material("interview.json"), _material("plan.json")
    with project.read() as session:
        known = session.scalar(select(Recording.story_id).where(Recording.original_name == "interview.opus"))
    if known is None:
        step("Importing the conversation")
        result = import_file(
            project,
            resource_path("example", "interview.opus"),
            title=f"{interview['title']} (synthetic voices)",
            storytellers=[interview["storyteller"]],
            reporter=interview["reporter"],
            language=interview["language"],
            report=report,
            cancel=cancel,
        )
        known = result.story_id
    with project.read() as session:
        written = transcription_progress(session, known, 0).state == TranscriptionState.DONE
    if not written:
        step("Transcribing what is said")
    transcribe_story(
        project, known, asked=TranscriptionRequest(model=DEFAULT, voices=OFF), report=report, cancel=cancel
    )
    with project.read() as session:
        marked = session.scalar(select(Excerpt.id).where(Excerpt.story_id == known).limit(1)) is not None
    if not marked:
        step("Marking excerpts, linking themes, noting answers")
        # All at once, so that being killed in between leaves nothing half-made; and none of it a person’s to undo.
        with project.edit(Work.ADD_STORY) as edit:
            name_voices(edit, known, interview["turns"])
            correct_what_leaves(edit, known, interview["turns"], [one["quote"] for one in plan["excerpts"]])
            for about in AGREED_TO:
                note_consent(edit, known, about, "yes", who=interview["storyteller"], how="part of the example")
            _make_sense(edit, known, plan, interview["storyteller"])
    return known


def name_voices(edit: Edit, story_id: int, turns: Sequence[dict[str, Any]]) -> None:
    """Say who is speaking in every passage, from turns with known times; passages of two voices are split."""
    voices = {speaker.role: speaker.id for speaker in speakers_of(edit.session, story_id)}

    def _turn(time_ms: int) -> dict[str, Any]:
        return min(turns, key=lambda turn: max(turn["start_ms"] - time_ms, time_ms - turn["end_ms"], 0))

    waiting = edits.passages(edit.session, story_id)
    while waiting:
        passage = waiting.pop(0)
        words_there = [_turn((word.start_ms + word.end_ms) // 2) for word in passage.words]
        change = next(
            (place for place in range(1, len(words_there)) if words_there[place] is not words_there[place - 1]), None
        )
        if change is not None:
            passage, rest = edits.split_segment(edit, passage.id, change)
            waiting.insert(0, rest)
        if words_there:
            passage.speaker_id = voices[words_there[0]["speaker"]]
    edit.session.flush()


def correct_what_leaves(edit: Edit, story_id: int, turns: Sequence[dict[str, Any]], quotes: Sequence[str]) -> None:
    """Give the passages with these quotes in them the words that were really said, and tick them as checked by ear."""
    words_there = marking.story_words(edit.session, story_id)
    places = [find_passage([one.word.text for one in words_there], quote) for quote in quotes]
    wanted = {one.segment_id for place in places if place for one in words_there[slice(*place)]}
    for turn in turns:
        mine = [
            passage
            for passage in edits.passages(edit.session, story_id)
            if passage.words and turn["start_ms"] <= _middle(passage.words) < turn["end_ms"]
        ]
        said, words = turn["text"].split(), [word.text for passage in mine for word in passage.words]
        blocks = SequenceMatcher(None, _bare(words), _bare(said), autojunk=False).get_matching_blocks()
        place = before = 0
        for passage in mine:
            place += len(passage.words)
            block = next(block for block in reversed(blocks) if block.a <= place)
            now = len(said) if passage is mine[-1] else min(len(said), block.b + min(block.size, place - block.a))
            if passage.id in wanted and said[before:now]:
                edits.correct_segment(edit, passage.id, " ".join(said[before:now]))
            before = now
    edits.check(edit, sorted(wanted), how=CheckedHow.ELSEWHERE)


def _middle(words: Sequence[Word]) -> int:
    return (words[0].start_ms + words[-1].end_ms) // 2


def _bare(words: Sequence[str]) -> list[str]:
    return [word.casefold().strip(",.?!") for word in words]


def _make_sense(edit: Edit, story_id: int, plan: dict[str, Any], storyteller: str) -> None:
    """Themes, excerpts, answers and the playlist; themes and a playlist that are there already are used."""
    named = {theme.name: theme.id for theme in codebook.themes(edit.session)}
    for theme in plan["themes"]:
        if theme["name"] not in named:
            parent = named.get(theme.get("parent", ""))
            made = codebook.add_theme(edit, theme["name"], parent_id=parent, question=theme.get("question", ""))
            named[theme["name"]] = made.id
    marked = []
    for planned in plan["excerpts"]:
        excerpt_id = _mark(edit, story_id, planned, named)
        marked.append(excerpt_id)
    wanted = plan["playlist"]
    known = _playlist(edit.session, wanted["title"])
    playlist = known or add_playlist(edit, wanted["title"], wanted["introduction"])
    add_to_playlist(edit, playlist.id, marked)
    # Last: a yes is also to the titles beside which it is shown.
    for planned, excerpt_id in zip(plan["excerpts"], marked, strict=True):
        answer: Literal["yes", "asked"] = "yes" if planned["approve"] else "asked"
        note_answer(edit, excerpt_id, answer, who=storyteller, how="part of the example", uses=AGREED_USES)


def _playlist(session: Session, title: str) -> Playlist | None:
    return next((playlist for playlist in playlists(session) if playlist.title == title), None)


def _mark(edit: Edit, story_id: int, planned: dict[str, Any], themes: dict[str, int]) -> int:
    excerpt = marking.mark_quote(edit, story_id, planned["quote"], title=planned["title"])
    if planned.get("note"):
        excerpt.note = planned["note"]
    if planned.get("take_out"):
        span = marking.ranges_of(edit.session, excerpt.id)[0]
        words = [words_there.word for words_there in marking.inside(marking.story_words(edit.session, story_id), span)]
        place = find_passage([word.text for word in words], planned["take_out"])
        if place is None:
            raise NotFound("The words to take out are not in the example's excerpt.")
        marking.take_out(edit, excerpt.id, words[place[0]].start_ms, words[place[1] - 1].end_ms)
    for number, name in enumerate(planned["themes"]):
        codebook.link(edit, themes[name], excerpt.id)
        theme = edit.get(Theme, themes[name])
        if number == 0 and theme.headline_excerpt_id is None:
            codebook.set_headline(edit, theme.id, excerpt.id)
    return excerpt.id


def share(
    project: Project,
    story_id: int,
    folder: Path,
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
    step: Callable[[str], None] = print,
) -> Example:
    """Make the example's clips and its playlist in `folder`; what changed since an earlier call is made anew."""
    with project.read() as session:
        excerpts = [excerpt.id for excerpt in marking.excerpts_of(session, story_id)]
        playlist = _playlist(session, _material("plan.json")["playlist"]["title"])
        chosen = [item.excerpt_id for item in items(session, playlist.id)] if playlist else []
        last = session.scalar(select(Change.made_at).order_by(Change.id.desc()).limit(1))
    since = datetime.fromisoformat(last).timestamp() + 1 if last else 0.0
    sharing = shareable(project, excerpts, Use.SHARING)
    clips = _clips_since(since, sharing.granted, folder / "clips")
    if sharing.granted and clips is None:
        step("Making clips with captions")
        clips = export_clips(
            sharing.granted,
            folder / "clips",
            owner=Owner(project.details.uid, "all excerpts"),
            format=FORMAT,
            album=shareable_text(project, PublicText.PROJECT_TITLE, beside=[one.excerpt_id for one in sharing.granted]),
            report=report,
            cancel=cancel,
        )
    beside = playlist.id if playlist else None
    granted = shareable(project, chosen, Use.SHARING, playlist_id=beside).granted
    made = _playlist_since(since, granted, folder / "playlist")
    if playlist and granted and made is None:
        step("Making the playlist")
        info = playlist_info(project, playlist.id, granted)
        made = export_playlist(info, granted, folder / "playlist", format=FORMAT, report=report, cancel=cancel)
    not_shared = [f"{refusal.title}: {refusal.reason}" for refusal in sharing.refused]
    return Example(project.folder, story_id, clips or (), made, not_shared)


def _clips_since(
    since: float, granted: Sequence[ShareableExcerpt], folder: Path, captions: Path | None = None
) -> list[ClipFiles] | None:
    """The clips that were made of these excerpts, if every one is there and newer than `since`."""
    beside, made = captions or folder, []
    for excerpt, name in zip(granted, clip_names(granted), strict=True):
        audio = folder / f"{name}.{FORMAT}"
        captions_there = {kind: beside / f"{name}{kind.ending}" for kind in CaptionKind}
        if not all(path.is_file() and path.stat().st_mtime >= since for path in (audio, *captions_there.values())):
            return None
        made.append(ClipFiles(excerpt.excerpt_id, audio, captions_there, probe(audio).duration_ms or 0, ()))
    return made


def _playlist_since(since: float, granted: Sequence[ShareableExcerpt], folder: Path) -> PlaylistFolder | None:
    """The playlist that was made of these excerpts, if it is whole and newer than `since`."""
    for index in folder.glob("*/index.html"):
        place, zipped = index.parent, index.parent.with_name(f"{index.parent.name}.zip")
        clips = _clips_since(since, granted, place / "audio", place / "captions")
        if clips and zipped.is_file() and min(index.stat().st_mtime, zipped.stat().st_mtime) >= since:
            return PlaylistFolder(place, index, zipped, tuple(clips))
    return None


def make_example(
    folder: Path | None = None,
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
    step: Callable[[str], None] = print,
) -> Example:
    """The whole way once in `folder`; a second call is quick and makes nothing twice."""
    folder = folder or default_folder()
    with open_example(folder) as project:
        story_id = fill(project, report=report, cancel=cancel, step=step)
        report(Progress(0, 1, "Making files"))
        return share(project, story_id, folder, report=report, cancel=cancel, step=step)

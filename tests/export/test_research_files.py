"""A whole project for research software, read again by a reader of others: nothing is lost, and nothing that may not be
there is in it. And whole stories for annotating.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest
import soundfile
from consenting import allow, answer
from made_stories import make_story, new_project
from pyrefiqda import RefiProject

from coproclip.errors import BadInput, Cancelled, NotShareable
from coproclip.excerpts import marking
from coproclip.excerpts.team.team_stories import TeamStory, team_stories, team_words
from coproclip.export.exchange.qda_file import NAMESPACE, save_qda
from coproclip.export.exchange.team_files import save_story
from coproclip.export.exchange.timeline_folder import OF_ONE_SOUND, TimelineFormat
from coproclip.export.folders.names import safe_name
from coproclip.export.notices import TEAM_MARK
from coproclip.export.people_file import save_people
from coproclip.jobs import CancelToken
from coproclip.overview.handovers import went_out
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide
from coproclip.people.moments import mark_not_used
from coproclip.people.stories import bin_story
from coproclip.people.storytellers import add_storyteller, storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MentionDecision, MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Moment, Story
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import passages

LINES = (
    ("reporter", "What was the first day like?"),
    ("storyteller", "We moved the chairs with Helen. After that 🪑 people just talked."),
    ("storyteller", "Please keep this one out. The kettle was always on."),
    ("reporter", "And then?"),
    ("storyteller", "Somebody whispered a secret here. Then I asked how I get to the bus stop."),
)
# What stands in an element in which order, as the format says.
ORDER = {
    "Project": ("Users", "CodeBook", "Cases", "Sources", "Description"),
    "Code": ("Description", "Code"),
    "Case": ("SourceRef", "SelectionRef"),
    "AudioSource": ("Description", "Transcript", "AudioSelection"),
    "Transcript": ("SyncPoint", "TranscriptSelection"),
    "TranscriptSelection": ("Coding",),
    "AudioSelection": ("Coding",),
    "Coding": ("CodeRef",),
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two stories that the team may have, with themes and excerpts; one in the bin, one that was never agreed to."""
    with new_project(tmp_path / "Doors") as made:
        first = make_story(made, LINES, title="Helen and the chairs")
        second = make_story(made, title="The bus stop", storyteller="Rosa")
        binned, _not_asked = make_story(made, title="Thrown away"), make_story(made, title="Not asked")
        allow(made, first, second, binned)
        with made.edit(Operation.MARK_EXCERPT) as edit:
            doors = add_theme(edit, "Doors", question="Who opens them?")
            inner = add_theme(edit, "Small doors", parent_id=doors.id)
            chairs = marking.mark_quote(
                edit, first, "We moved the chairs with Helen. After that 🪑 people just talked."
            ).id
            cut = marking.words_in(edit.session, chairs, "After that")
            marking.take_out(edit, chairs, cut.start_ms, cut.end_ms)
            stop = marking.mark_quote(edit, first, "Then I asked how I get to the bus stop.", title="The stop").id
            closed = marking.mark_quote(edit, first, "Please keep this one out. The kettle was always on.").id
            other = marking.mark_quote(edit, second, "I had never been asked before.").id
            for theme, excerpt in ((doors, chairs), (inner, chairs), (inner, stop), (doors, closed), (doors, other)):
                link(edit, theme.id, excerpt)
        with made.edit(Work.ADD_STORY) as edit:
            lines = passages(edit.session, first)
            mark_not_used(edit, first, lines[2].start_ms, lines[2].words[4].end_ms)
            begins, ends = lines[4].words[0].start_ms, lines[4].words[4].end_ms
            kind = MomentKind.OFF_RECORD.value
            edit.add(Moment(story_id=first, kind=kind, start_ms=begins, end_ms=ends, text=""))
            [name] = add_names(edit, first, [Found("Helen")])
            decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
            bin_story(edit, binned)
        answer(made, other, "no")
        yield made


def _qde(path: Path) -> ElementTree.Element:
    with zipfile.ZipFile(path) as packed:
        return ElementTree.fromstring(packed.read("project.qde"))


def _read(path: Path, to: Path) -> tuple[object, dict[str, str]]:
    """The project as others read it, and its texts by name."""
    found = RefiProject.load(path, extract_dir=str(to))
    return found, {text.name: text.read_bytes().decode("utf-8") for text in (to / "Sources").glob("*.txt")}


def test_it_is_read_again_with_every_code_case_and_sync_point(project: Project, tmp_path: Path) -> None:
    made = save_qda(project, tmp_path / "out")
    assert (made.path.name, made.stories, made.themes, made.excerpts) == ("Doors.qdpx", 2, 2, 3)
    read, texts = _read(made.path, tmp_path / "read")
    [doors] = read.code_book.codes.code
    assert (doors.name, doors.description, [one.name for one in doors.code]) == (
        "Doors",
        "Who opens them?",
        ["Small doors"],
    )
    codes = {doors.guid: "Doors", doors.code[0].guid: "Small doors"}
    team = team_stories(project)
    for source, story in zip(read.sources.audio_source, team.stories, strict=True):
        _source_is_the_story(source, story, texts, codes, team.themes)
    assert [case.name for case in read.cases.case] == ["Kit", "Rosa"]
    selections = {one.guid: source.guid for source in read.sources.audio_source for one in source.audio_selection}
    for case, source in zip(read.cases.case, read.sources.audio_source, strict=True):
        assert [one.target_guid for one in case.source_ref] == [source.guid]
        assert {selections[one.target_guid] for one in case.selection_ref} == {source.guid}
    again = tmp_path / "again.qdpx"
    RefiProject.save(read, again, tmp_path / "read" / "Sources")
    assert RefiProject.load(again, extract_dir=str(tmp_path / "twice")) == read, "the way there and back"


def _source_is_the_story(source, story: TeamStory, texts: dict[str, str], codes: dict[str, str], themes) -> None:
    assert (source.description, source.name) == (story.title, f"{safe_name(story.title, '')}.m4a")
    [transcript] = source.transcript
    text = texts[transcript.plain_text_path.removeprefix("internal://")]
    assert "\r" not in text
    points = {one.guid: one for one in transcript.sync_point}
    assert [one.position for one in transcript.sync_point] == sorted(one.position for one in transcript.sync_point)
    assert all(0 <= one.position <= len(text) and 0 <= one.time_stamp <= story.duration_ms for one in points.values())
    spans = [(span, excerpt) for excerpt in story.excerpts for span in excerpt.spans]
    assert len(transcript.transcript_selection) == len(source.audio_selection) == len(spans)
    pairs = zip(transcript.transcript_selection, source.audio_selection, spans, strict=True)
    quotes = dict[int, list[str]]()
    for read, heard, (span, excerpt) in pairs:
        first, last = points[read.from_sync_point], points[read.to_sync_point]
        assert (first.time_stamp, last.time_stamp) == (heard.begin, heard.end) == (span.start_ms, span.end_ms)
        quotes.setdefault(excerpt.excerpt_id, []).append(text[first.position : last.position])
        named = [themes[theme].name for theme in excerpt.themes]
        assert [codes[one.code_ref.target_guid] for one in read.coding] == named
        assert [codes[one.code_ref.target_guid] for one in heard.coding] == named
    for excerpt in story.excerpts:
        assert " … ".join(quotes[excerpt.excerpt_id]) == excerpt.words


def test_what_stands_in_it_stands_where_the_format_says(project: Project, tmp_path: Path) -> None:
    root = _qde(save_qda(project, tmp_path).path)
    marks = [mark for one in root.iter() if (mark := one.get("guid"))]
    assert len(marks) == len(set(marks)) > 20
    for one in root.iter():
        kind = one.tag.removeprefix(f"{{{NAMESPACE}}}")
        names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in one]
        if kind in ORDER:
            assert set(names) <= set(ORDER[kind])
            assert names == sorted(names, key=ORDER[kind].index)
        for name in ("targetGUID", "fromSyncPoint", "toSyncPoint", "creatingUser"):
            assert one.get(name, marks[0]) in marks, "nothing points to nowhere"
    again = _qde(save_qda(project, tmp_path).path)
    assert [one.get("guid") for one in again.iter() if one.get("guid")] == marks, "the same things have the same marks"


def test_the_team_neither_reads_nor_hears_what_it_may_not(project: Project, tmp_path: Path) -> None:
    made = save_qda(project, tmp_path / "out")
    assert dict(made.left_out).keys() == {"Not asked"}
    with zipfile.ZipFile(made.path) as packed:
        texts = b"\n".join(packed.read(name) for name in packed.namelist() if not name.endswith(".m4a")).decode()
        sounds = {name: packed.read(name) for name in packed.namelist() if name.endswith(".m4a")}
    for gone in ("Helen", "Please", "keep this", "Somebody whispered", "secret", "Thrown away", "Not asked"):
        assert gone not in texts, gone
    for there in ("[name removed] and the chairs", "with [name removed].", "kettle", "Then I asked", "🪑"):
        assert there in texts, there
    assert len(sounds) == 2
    with project.read() as session:
        lines = passages(session, 1)
    [first, _second] = _qde(made.path).iter(f"{{{NAMESPACE}}}AudioSource")
    sound = _decoded(sounds[f"Sources/{first.get('path', '').removeprefix('internal://')}"])
    closed = [lines[1].words[5], *lines[2].words[:5], *lines[4].words[:5]]
    for line in lines:
        for word in line.words:
            heard = np.abs(sound[word.start_ms * 16 + 640 : word.end_ms * 16 - 640]).max()
            assert (heard < 0.01) == (word in closed), word.text


def test_stories_are_called_as_files_may_be(project: Project, tmp_path: Path) -> None:
    """Other programs put the sound and the words of a story into their projects under what it is called."""
    for place, title in enumerate(("Why/where: the bus?", "why where the bus")):
        story = make_story(project, title=f"Bus {place}", storyteller="Rosa")
        allow(project, story)
        with project.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, story).title = title
    root = _qde(save_qda(project, tmp_path / "out").path)
    called = [one.get("name") for one in root.iter() if one.tag.endswith(("AudioSource", "}Transcript"))]
    assert called[4:] == [
        "Why where the bus.m4a",
        "Why where the bus.txt",
        "why where the bus (2).m4a",
        "why where the bus (2).txt",
    ]


def test_no_title_or_theme_says_what_stays_here(project: Project, tmp_path: Path) -> None:
    """Words of a story that stays here, of what is not to be used, and a name as it is bent."""
    lines = (("storyteller", "My landlord threw the keys into the river that night. It was so cold."),)
    stays = make_story(project, lines, title="Stays", storyteller="Bo")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        themes = {
            "Threw the keys into the river": "What did the landlord do?",
            "Kitchens": "Who says: please keep this one out?",
            "It was so cold": "",
            "Keep this one": "",
            "The Helens": "Write to helen@mail.org",
            "So people just talked": "What was the first day like?",
        }
        names = [add_theme(edit, name, question=asked) for name, asked in themes.items()]
        own = add_theme(edit, "Keys")
        own.in_their_words = 1
        excerpt = marking.mark_quote(edit, 1, "And then?", title="Please keep this one out").id
        link(edit, names[0].id, excerpt)
        marking.change_excerpt(edit, excerpt - 3, title="Why the keys into the river")
    team = team_stories(project)
    assert dict(team.refused).keys() == {"Not asked", "Stays"}
    assert [(team.themes[theme.id].name, team.themes[theme.id].described) for theme in [*names, own]] == [
        (f"Theme {names[0].id}", "What did the landlord do?"),
        ("Kitchens", ""),
        (f"Theme {names[2].id}", ""),
        (f"Theme {names[3].id}", ""),
        ("The [name removed]", "Write to [name removed]"),
        ("So people just talked", "What was the first day like?"),
        (f"Theme {own.id}", ""),
    ]
    titles = {one.excerpt_id: one.title for story in team.stories for one in story.excerpts}
    assert (titles[excerpt], titles[excerpt - 3]) == ("And then?", "Then I asked how I get to the bus stop")
    with project.edit(Operation.NOTE_CONSENT) as edit:
        [teller] = storytellers_of(edit.session, stays)
        note_consent(edit, stays, ConsentAbout.RECORDED, "yes", "Bo", "on the phone", storyteller_id=teller.id)
    assert team_stories(project).themes[names[0].id].name == "Threw the keys into the river"


def test_a_name_that_is_taken_out_of_one_story_is_in_no_title_and_no_words_of_another(tmp_path: Path) -> None:
    with new_project(tmp_path / "Doors") as made:
        lines = (("storyteller", "Then Helen Bartholomew and Will Ash told the hospital."),)
        first = make_story(made, lines, title="Mrs Bartholomew", storyteller="Helen Okoro")
        lines = (("storyteller", "Will you ask Helen? Mrs Bartholomew did, says Ash, at the hospital."),)
        second = make_story(made, lines, title="Bartholomew, Helen and Ash", storyteller="Rosa")
        allow(made, first, second)
        with made.edit(Operation.DECIDE_NAME) as edit:
            names = {"Helen Bartholomew": NameKind.PERSON, "Will Ash": NameKind.PERSON, "hospital": NameKind.PLACE}
            for mention in add_names(edit, first, [Found(text, kind) for text, kind in names.items()]):
                decide(edit, mention.id, MentionDecision.REMOVE, by="Amina")
            [kept] = add_names(edit, second, [Found("Ash")])
            decide(edit, kept.id, MentionDecision.KEEP, by="Amina")
            theme = add_theme(edit, "What Helen and Ash did, and the hospital").id
        team, words = team_stories(made), team_words(made, second)
        assert [one.title for one in team.stories] == ["Mrs [name removed]", "[name removed], [name removed] and Ash"]
        read = [[word.text for word in line.words] for story in team.stories for line in story.passages]
        assert [" ".join(one) for one in read] == [
            "Then [name removed] and [name removed] told the [name removed].",
            "Will you ask [name removed]? Mrs [name removed] did, says Ash, at the hospital.",
        ]
        assert (words.title, words.passages) == (team.stories[1].title, team.stories[1].passages)
        with made.read() as session:
            said = passages(session, second)[0].words
        silent = [
            word.text
            for word in said
            if any(one.start_ms <= word.start_ms and word.end_ms <= one.end_ms for one in team.stories[1].silenced)
        ]
        assert silent == ["Helen?", "Bartholomew"]
        assert team.people == {1: "Helen Okoro", 2: "Rosa"}
        assert team.themes[theme].name == "What [name removed] and [name removed] did, and the [name removed]"


def _decoded(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def test_it_is_for_the_team_alone_and_noted(project: Project, tmp_path: Path) -> None:
    made = save_qda(project, tmp_path / "out", to_whom="Amina")
    assert made.path.stat().st_mode & 0o077 == 0
    assert TEAM_MARK in _qde(made.path).get("name", "")
    [entry] = project.query(went_out)
    assert (entry.purpose, entry.to_whom) == ("for the team", "Amina")
    assert entry.files[0].stories == (1, 2)
    save_qda(project, tmp_path / "out")
    made.path.write_bytes(b"somebody's own")
    with pytest.raises(BadInput, match="not made by this program"):
        save_qda(project, tmp_path / "out")
    save_qda(project, tmp_path / "out", replace=True)


def test_what_somebody_added_to_a_file_for_the_team_is_kept_beside_the_next(project: Project, tmp_path: Path) -> None:
    said: list[str] = []

    def again() -> None:
        said.clear()
        save_story(project, 1, tmp_path / "out", formats=OF_ONE_SOUND, tell=said.append)

    again()
    files = sorted((tmp_path / "out").iterdir())
    again()
    assert sorted((tmp_path / "out").iterdir()) == files, "nobody changed them: the next take their places"
    assert not said
    [labels] = [path for path in files if path.name.endswith("labels.txt")]
    labels.write_bytes(labels.read_bytes() + b"1.0\t2.0\tmy own label\n")
    again()
    kept = labels.with_name(f"{labels.stem} (changed).txt")
    assert sorted((tmp_path / "out").iterdir()) == sorted([*files, kept])
    assert b"my own label" in kept.read_bytes()
    assert b"my own label" not in labels.read_bytes()
    [sentence] = said
    assert f"It was kept as “{kept.name}”" in sentence


def test_a_story_or_project_of_the_same_title_takes_nobodys_place(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        for story in (1, 2):
            edit.get(Story, story).title = "Interview"
    sounds = []
    for story in (1, 2):
        [*_, sound] = save_story(project, story, tmp_path / "out")
        sounds.append(sound.read_bytes())
    assert sounds[0] != sounds[1]
    there = {path.read_bytes() for path in (tmp_path / "out").glob("*.wav")}
    assert there == set(sounds)
    made = save_qda(project, tmp_path / "out").path
    theirs = made.read_bytes() + b"made from another project"
    made.write_bytes(theirs)
    save_qda(project, tmp_path / "out")
    assert made.with_name(f"{made.stem} (changed).qdpx").read_bytes() == theirs


def test_a_table_of_people_somebody_filled_in_is_kept(project: Project, tmp_path: Path) -> None:
    table, said = tmp_path / "people.csv", list[str]()
    save_people(project, table)
    with project.edit(Operation.CHANGE_STORY) as edit:
        add_storyteller(edit, "Zoe")
    save_people(project, table, tell=said.append)
    assert not said
    assert "Zoe" in table.read_text("utf-8")
    filled = table.read_bytes() + b"Filled in by hand"
    table.write_bytes(filled)
    save_people(project, table, tell=said.append)
    assert len(said) == 1
    assert table.with_name("people (changed).csv").read_bytes() == filled
    table.write_bytes(b"of somebody else")
    with pytest.raises(BadInput, match="is there already"):
        save_people(project, table)


def test_stopped_or_refused_nothing_is_left(project: Project, tmp_path: Path) -> None:
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        save_qda(project, tmp_path / "out", cancel=cancel, report=lambda _progress: cancel.cancel())
    with project.edit(Operation.NOTE_CONSENT) as edit:
        for story in (1, 2):
            [teller] = storytellers_of(edit.session, story)
            note_consent(edit, story, ConsentAbout.REPORTERS, "no", "Kit", "on the phone", storyteller_id=teller.id)
    with pytest.raises(NotShareable, match="no story that the team may have"):
        save_qda(project, tmp_path / "out")
    with pytest.raises(NotShareable, match="said no to the team"):
        save_story(project, 1, tmp_path / "out")
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


def test_only_the_policy_makes_a_story_for_the_team(project: Project) -> None:
    story = team_stories(project).stories[0]
    with pytest.raises(TypeError, match="team_stories"):
        TeamStory(**{name: getattr(story, name) for name in TeamStory.__slots__}, granted=None)


# ---- a whole story --------------------------------------------------------------------------------------------


def test_a_whole_story_for_annotating(project: Project, tmp_path: Path) -> None:
    made = save_story(project, 1, tmp_path, formats=OF_ONE_SOUND)
    labels, elan, ohms, sound = (
        next(one for one in made if one.suffix == end) for end in (".txt", ".eaf", ".xml", ".wav")
    )
    root = ElementTree.parse(elan).getroot()
    said = [one.text for one in root.iter("ANNOTATION_VALUE")]
    assert "We moved the chairs with [name removed]." in said
    assert "What was the first day like?" in said
    assert not any(gone in str(said) for gone in ("Helen", "Please", "secret"))
    assert {tier.get("TIER_ID") for tier in root.findall("TIER")} == {"Amina", "Kit", "Excerpts", "Themes"}
    assert (tmp_path / root.find("HEADER/MEDIA_DESCRIPTOR").get("RELATIVE_MEDIA_URL")) == sound
    record = ElementTree.parse(ohms).getroot()[0]
    points = record.findall("{*}index/{*}point")
    assert [point.findtext("{*}keywords") for point in points] == [
        "Doors;Small doors",
        "Doors;Small doors",
        "Small doors",
    ]
    assert "<v Kit>" in record.findtext("{*}vtt_transcript", "")
    assert len(labels.read_text("utf-8").splitlines()) == 4
    with project.read() as session:
        lines = passages(session, 1)
    samples, rate = soundfile.read(sound, dtype="float32")
    whisper = samples[lines[4].words[2].start_ms * rate // 1000 : lines[4].words[2].end_ms * rate // 1000]
    assert np.abs(whisper).max() < 0.01
    for path in made:
        assert TEAM_MARK.encode() in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    save_story(project, 1, tmp_path, formats=OF_ONE_SOUND)
    with pytest.raises(BadInput, match="edl"):
        save_story(project, 1, tmp_path, formats=[TimelineFormat.EDL])

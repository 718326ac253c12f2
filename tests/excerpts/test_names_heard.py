"""What a person took out of the words by correcting them is not heard, whoever wrote it and wherever it stands."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from consenting import allow, answer
from made_stories import drafted

from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import mark, story_words
from coproclip.export.cutting import cut
from coproclip.people.mentions import Found, add_names, decide, find_mention
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Word
from coproclip.transcript.edits import check_story, correct_segment, passages

FIRST = ("storyteller", "We moved all of them and then we talked about it for a while.")


def named(project: Project, story: int, *names: str, what: MentionDecision = MentionDecision.REMOVE) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, story, [Found(text) for text in names])
        for name in names:
            decide(edit, find_mention(edit.session, story, name).id, what, by="Amina")


def corrected(project: Project, story: int, text: str) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[1].id, text)
    with project.edit(Operation.CHECK) as edit:
        check_story(edit, story)


def said(project: Project, story: int, *texts: str) -> list[Word]:
    with project.read() as session:
        words = {one.word.text.strip(".,"): one.word for one in story_words(session, story)}
    return [words[text] for text in texts]


def loudest(project: Project, excerpt: int, words: Sequence[Word]) -> list[float]:
    """How loud a clip of the excerpt hums at each of these words: more than 50 where it is heard."""
    answer(project, excerpt)
    (grant,) = shareable(project, [excerpt], Use.SHARING).granted
    clip, found = cut(grant), []
    for word in words:
        frame = clip.pieces[0].source_frame
        first, last = (round(ms * clip.rate / 1000) - frame for ms in (word.start_ms, word.end_ms))
        some = clip.samples[first:last, 0]
        found.append(float(np.abs(np.fft.rfft(some * np.hanning(len(some)))).max()))
    return found


@pytest.mark.parametrize(
    ("said_there", "now", "removed", "kept", "silent", "audible"),
    [
        ("in Swansea Helen told", "in Swansea she told", ["Helen"], ["Swansea"], ["Helen"], ["Swansea"]),
        ("when Helen Smith told", "when somebody told", ["Helen", "Smith"], [], ["Helen", "Smith"], ["there"]),
        ("when Helen Smith told", "when Helen told", ["Helen", "Smith"], [], ["Helen", "Smith"], ["there"]),
        ("when Helen Smith told", "when Helen told", ["Helen Smith"], ["Helen"], ["Smith"], ["there"]),
        ("when Helen Smith told", "when Helen told", ["Helen Smith", "Helen"], [], ["Helen", "Smith"], ["there"]),
        ("when Helen Ann Smith told", "when she told", ["Helen", "Ann", "Smith"], [], ["Helen", "Ann", "Smith"], []),
        ("when Helen Swansea told", "when Swansea told", ["Helen"], ["Swansea"], ["Helen"], []),
    ],
    ids=["kept place before", "both", "one stays", "shortened", "shortened, both", "three", "kept place behind"],
)
def test_a_name_is_not_heard_though_another_is_said_beside_it(
    project: Project,
    make_story: Callable[..., int],
    said_there: str,
    now: str,
    removed: list[str],
    kept: list[str],
    silent: list[str],
    audible: list[str],
) -> None:
    line = f"I was there {said_there} me and nobody came."
    story = make_story(project, (FIRST, ("storyteller", line)), title="Rats")
    allow(project, story)
    drafted(project, story)
    gone, heard_still = said(project, story, *silent), said(project, story, *audible)
    named(project, story, *removed)
    if kept:
        named(project, story, *kept, what=MentionDecision.KEEP)
    corrected(project, story, f"I was there {now} me and nobody came.")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 60_000).id
    assert max(loudest(project, excerpt, gone)) < 0.1  # the room
    assert all(loud > 50 for loud in loudest(project, excerpt, heard_still))

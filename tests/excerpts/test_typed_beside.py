"""A word typed beside an excerpt stays beside it, on either side: a yes is only asked for anew when it must be."""

import pytest

from coproclip.excerpts.marking import mark_quote, quote, ranges_of, words_near
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.transcript.edits import correct_segment, passages

QUOTE = "After that there was no head"


def now_says(project: Project, excerpt_id: int, story: int) -> str:
    with project.read() as session:
        spans = ranges_of(session, excerpt_id)
        return quote(words_near(session, story, spans), spans)


@pytest.mark.parametrize("gap", [0, 50, 400])
@pytest.mark.parametrize(
    ("old", "new", "inside"),
    [
        ("head of", "head indeed of", False),
        ("chairs. After", "chairs. Indeed after", False),
        ("there was", "there really was", True),
    ],
)
def test_what_is_typed_at_an_edge_stays_outside_and_what_is_typed_within_is_part_of_it(
    project: Project, story: int, gap: int, old: str, new: str, inside: bool
) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, story)[1]
        # The pauses between the words are so long.
        line.words = [
            type(word)(word.text, word.start_ms + n * (gap - 50), word.start_ms + n * (gap - 50) + 200, 90)
            for n, word in enumerate(line.words)
        ]
        line.end_ms = line.words[-1].end_ms
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, QUOTE).id
    before = now_says(project, excerpt, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        kept = edit.get(Segment, line.id)
        correct_segment(edit, line.id, kept.text.replace(old, new))
    after = now_says(project, excerpt, story)
    assert (len(after.split()) == len(before.split()) + 1) == inside
    if not inside:
        assert after.casefold() == before.casefold()

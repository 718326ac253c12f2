"""Words that nobody agreed to in scripts without spaces: found wherever they hide, and a long text asks for little."""

import random

import pytest
from made_stories import make_story
from sqlalchemy import event

from coproclip.excerpts import marking
from coproclip.excerpts.approval import StoryReader
from coproclip.excerpts.beside.unagreed_words import UnagreedWords
from coproclip.excerpts.beside.unspaced_passages import UnspacedPassages
from coproclip.project.comparing.word_runs import runs, says
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import correct_segment, passages

LONG = "，".join(chr(one) + chr(one + 900) + chr(one + 77) for one in range(0x5000, 0x5000 + 500))
SAID = [
    "我的丈夫每个星期五都喝酒",
    "我们没有钱付房租。",
    "กฎหมายบ้านเช่าของเราแพงมาก",
    "わたしのおっとはまいばんのんでいた",
]


@pytest.mark.parametrize(
    "planted",
    [
        "我的丈夫每个星期五",
        "我的丈夫，每个星期五！",
        "五都喝酒我们没有",  # the end of a passage and the beginning of the next
        "กฎหมายบ้านเช่าของเรา",
        "わたしのおっとはまいばんのんで",
        "ワタシノオットハマイバンノンデ",  # nobody said it so
        "以前说过的话已经改了",  # only an excerpt noted it
        "从来没有人这样说过话",  # nobody said it
    ],
)
def test_in_a_long_text_the_same_words_are_found_as_in_a_short_one(project: Project, planted: str) -> None:
    story = make_story(project, [("storyteller", one) for one in (*SAID, "以前说过的话已经改了")])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        marking.mark_quote(edit, story, "以前说过的话已经改了")
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[-1].id, "别的。")
    asked: list[str] = []
    event.listen(project.database.readers, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with project.read() as session:

        def said(text: str) -> bool:
            return UnagreedWords(StoryReader(session), lambda _excerpt: False).stand_in(text, None)

        assert not said(LONG)
        assert len(asked) < 20
        asked.clear()
        assert said(f"{LONG}。{planted}。{LONG}") == said(planted)
        assert said(planted) == (planted not in ("从来没有人这样说过话", "ワタシノオットハマイバンノンデ"))
        assert len(asked) < 60


def test_they_are_found_as_by_reading_all() -> None:
    some = random.Random(7)
    said = [(some.randint(1, 2), f"p{n}", "".join(some.choices("的一是 a，", k=30))) for n in range(40)]
    said.sort()
    passages = UnspacedPassages(said)
    text = "".join(some.choices("的一是 a，", k=400))
    wanted = runs(text)
    assert len(wanted) > 200
    unsaid = set(passages.unsaid(wanted))
    for run in wanted:
        within = {voice for _, voice, words in said if says(words, run)}
        found = passages.who_said(run)
        assert within <= found
        assert not (run in unsaid and found)

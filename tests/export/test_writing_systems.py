"""Captions and words in scripts without spaces, and from right to left under a name from left to right."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import srt as srt_reader
from granting import playlist_info

from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord
from coproclip.export.captioning.caption_check import check_cues
from coproclip.export.captioning.captions import plain_text, quote, srt
from coproclip.export.captioning.cues import CueWord, make_cues
from coproclip.export.captioning.writing_systems import joined, width
from coproclip.export.playlist.playlist_page import export_playlist
from coproclip.timecode import TimeRange

CHINESE = "我们第一次一起做的事情就是搬椅子。后来桌子就没有主位了，所以大家都开始聊天。"
JAPANESE = "最初に一緒にしたことは、椅子を動かすことでした。それからは「上座」がなくなりました。"
HEBREW = "הזזנו את הכיסאות (יחד). אחר כך כולם דיברו."
ARABIC = "حركنا الكراسي معاً. ثم تحدث الجميع!"


def spoken(words: list[str], speaker: str = "", each: int = 200) -> list[CueWord]:
    return [CueWord(word, n * each, n * each + each - 10, speaker) for n, word in enumerate(words)]


@pytest.mark.parametrize("text", [CHINESE, JAPANESE])
@pytest.mark.parametrize("whole", [False, True])
def test_without_spaces_and_about_sixteen_signs_a_line(text: str, whole: bool) -> None:
    words = [CueWord(text, 0, 200 * len(text))] if whole else spoken(list(text))
    cues = make_cues(words, 200 * len(text) + 800)
    assert "".join(line for cue in cues for line in cue.lines) == text
    for cue in cues:
        assert all(len(line) <= 18 for line in cue.lines), cue.lines
        for line in cue.lines:
            assert line[0] not in "、。，」ょっ"
            assert line[-1] != "「"
    assert not [problem for problem in check_cues(cues) if "characters." in problem.sentence]
    assert quote(words) == text
    assert " " not in plain_text(words).strip()


def test_letters_among_signs_keep_their_spaces() -> None:
    assert joined(["我", "在", "BBC", "工", "作", "。"]) == "我在 BBC 工作。"
    assert joined(["We", "moved", "the", "chairs."]) == "We moved the chairs."
    assert joined(["안녕", "하세요"]) == "안녕 하세요"
    assert width("e\u0301ab") == 3


@pytest.mark.parametrize("text", [HEBREW, ARABIC])
def test_words_from_right_to_left_under_a_name_from_left_to_right(text: str) -> None:
    cues = make_cues(spoken(text.split(), "One storyteller", 400), 9000)
    blocks = list(srt_reader.parse(srt(cues)))
    first = blocks[0].content.split("\n")
    assert first[0] == "ONE STORYTELLER:"
    for line in [*first[1:], *(line for block in blocks[1:] for line in block.content.split("\n"))]:
        assert line.startswith("\u2067"), "the words have a direction of their own, their marks on their side"
        assert line.endswith("\u2069")
    assert "\u2068" not in srt(make_cues(spoken(["We", "moved", "them."], "Kit"), 2000))
    assert plain_text(spoken(text.split(), "Kit")) == f"Kit: \u2067{text}\u2069\n"


def test_the_page_gives_words_and_names_a_direction_each(
    excerpt: Callable[..., ShareableExcerpt], tmp_path: Path
) -> None:
    words = tuple(VoicedWord(w, 1000 + 300 * n, 1250 + 300 * n, "Kit") for n, w in enumerate(["我", "们", "搬"]))
    made = export_playlist(
        playlist_info("u", "Doors"), [excerpt(words=words, spans=(TimeRange(1000, 1850),))], tmp_path, format="wav"
    )
    text = made.index.read_text("utf-8")
    assert '<p class="who" id="who" dir="auto">' in text
    assert '<p class="caption" id="caption" dir="auto">' in text
    assert re.search(r'<p dir="auto"><b dir="auto">Kit:</b> <span lang="en">我们搬</span></p>', text)
    (heard,) = re.findall(r'id="heard">(.*?)</script>', text)
    assert [word[3] for word in json.loads(heard)["tracks"][0]["cues"][0]["words"]] == [0, 0, 0]

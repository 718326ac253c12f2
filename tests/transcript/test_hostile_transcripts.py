"""Transcripts, quotes and themes in files that are made to keep a computer busy, or are not what they are named."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from never_read import ENDLESS, never_read

from coproclip.elsewhere import process
from coproclip.elsewhere.process import Elsewhere, TooHeavy, read_elsewhere
from coproclip.errors import BadInput, Cancelled
from coproclip.excerpts.quote_lists import read_quotes, read_quotes_here
from coproclip.themes.codebook_files import read_codebook_here
from coproclip.transcript.files.lines import name_and_time
from coproclip.transcript.files.reading import read_transcript, read_transcript_here

MOST_CPU_S = 3
WORD = 'xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STAMP = '<TIME_SLOT TIME_SLOT_ID="{0}" TIME_VALUE="{0}"/>'
SAID = (
    '<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="0" TIME_SLOT_REF2="1"><ANNOTATION_VALUE>x</ANNOTATION_VALUE>'
    "</ALIGNABLE_ANNOTATION></ANNOTATION>"
)
CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
DIALOGUE = "\nDialogue: 0,0:00:01.00,0:00:02.00,Default,Kit,0,0,0,,x"
MANY = 120_000
Content = str | bytes


def _word(body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", f"<document {WORD}><body>{body}</body></document>")
    return packed.getvalue()


def _paragraph(words: str) -> str:
    return f"<p><r><t>{words}</t></r></p>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<tc>{cell}</tc>" for cell in cells) + "</tr>"


def _nested(deep: int, words: str) -> bytes:
    return _word("<tbl><tr><tc>" * deep + _paragraph(words) + "</tc></tr></tbl>" * deep)


def _elan(*tiers: str) -> str:
    slots = "".join(STAMP.format(n) for n in range(2))
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>"


def _tier(name: object, said: str, more: str = "") -> str:
    return f'<TIER TIER_ID="{name}"{more}>{said}</TIER>'


def _words_and_voices() -> str:
    word, voice = {"word": "a", "start": 1, "end": 2}, {"speaker": "s", "start": 1}
    return json.dumps({"words": [word] * 9, "paragraphs": [voice] * 6_000})


def _json_pieces(items: str) -> str:
    return f'{{"segments":[{",".join([items] * 20_000)}]}}'


def _tokens(many: int) -> str:
    tokens = [{"text": " a" if n < many else "b" * 20, "start": 1, "end": 2} for n in range(2 * many)]
    said = " a" * many + "b" * 20 * many
    return json.dumps([{"text": said, "start": 1, "words": tokens}])


def _times_in_cells() -> bytes:
    return _word(f"<tbl>{_row(*(_paragraph(f'{n // 60}:{n % 60:02}') for n in range(15_000)))}</tbl>")


TRANSCRIPTS: dict[str, tuple[str, Callable[[], Content]]] = {
    "unclosed tags": ("a.txt", lambda: "<a name='ts_1_2_S'>x</a>" + "<a " * 400_000),
    "pieces of an anchor": ("a.html", lambda: "<a name='ts_1_2_S'>" + "x<b>" * 500_000 + "</a>"),
    "brackets": ("a.txt", lambda: "[" * 400_000),
    "a line of spaces": ("a.txt", lambda: "Kit:" + " " * 2_000_000 + "x"),
    "many lines of spaces": ("a.txt", lambda: ("a" + " " * 298 + "b\n") * 10_000),
    "many lines": ("a.txt", lambda: "a\n\n" * 60_000),
    "many captions": ("a.txt", lambda: "1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * 60_000),
    "unclosed voices": ("a.vtt", lambda: CUE + "<v " * 200_000),
    "a voice of spaces": ("a.vtt", lambda: CUE + "<v" + " " * 60_000),
    "a caption of dashes": ("a.vtt", lambda: CUE + "- x\n" * 40_000),
    "a caption of lines": ("a.vtt", lambda: CUE + "x\n" * 400_000),
    "an endless number": ("a.vtt", lambda: CUE + "&#" + "9" * 5_000 + ";"),
    "deep": ("a.txt", lambda: "<ANNOTATION_DOCUMENT>" + "<a>" * 200_000),
    "colons": ("a.txt", lambda: "a: " * 300_000),
    "times": ("a.txt", lambda: "[0:01]" * 200_000),
    "many keys": ("a.json", lambda: "{" + ",".join(f'"{n}":0' for n in range(300_000)) + "}"),
    "an endless text": ("a.json", lambda: "[" * 60 + '"' + '\\"' * MANY + "\\"),
    "marks": ("a.json", lambda: '[{"word":"a","start":1,"end":2}' + ',{"word":".........","start":1}' * 60_000 + "]"),
    "paragraphs of a voice": ("a.json", _words_and_voices),
    "pieces without a time": ("a.json", lambda: _json_pieces('{"text":"a b","start":1},{"text":"a b","start":null}')),
    "pieces of one word": ("a.json", lambda: _tokens(20_000)),
    "pairs within pairs": ("a.json", lambda: '{"text":"a b","timestamp":[1,2],"words":[' * 90 + "]}" * 90),
    "the best of the best": ("a.json", lambda: '{"alternatives":[{"x":[' * 30 + "1" + "]}]}" * 30),
    "lists of one": (
        "a.json",
        lambda: json.dumps([[{"text": "a b", "start": n, "end": n + 1}] for n in range(60_000)]),
    ),
    "voices within": ("a.json", lambda: '[{"speaker":1,"words":[{"text":"a","start":1},' * 40 + "1" + "]}]" * 40),
    "a time without end": ("a.json", lambda: '[{"text":"a b","start":"' + "9" * 4_000_000 + '"}]'),
    "spoken columns": ("a.ass", lambda: "[Events]\nFormat: Start, End, Text" + ",x" * 200_000 + DIALOGUE * 60_000),
    "drawn": ("a.ass", lambda: "[Events]" + DIALOGUE + "{\\p1" * 400_000 + DIALOGUE + "{\\p1}" * 400_000),
    "breaks": ("a.ass", lambda: "[Events]" + DIALOGUE + "\\N " * 400_000 + DIALOGUE + "{" * 400_000),
    "captions with commas": ("a.sbv", lambda: "0:00:01.000,0:00:02.000\n" * 60_000),
    "labels": ("a.txt", lambda: "1\t2\tx\n" * 20 + "1.000000001\t2,000000001\t\n" * 100_000),
    "a table without an end": ("a.csv", lambda: 'start,text\n1,"' + "a\n" * 2_000_000),
    "a table of marks": ("a.csv", lambda: "start,text\n" + '1,"' * 2_000_000),
    "rows without a time": ("a.csv", lambda: "start,text\n" + "1,x\n,x\n" * 400_000),
    "a wide row": ("a.csv", lambda: "start,text\n" + "1," * 3_000_000),
    "times in words": ("a.txt", lambda: "Kit Lowe 1 minute 2 seconds\n1 minute 2 seconds\n" * 20_000),
    "heads of itself": ("a.txt", lambda: "[ar:x]\n" * 400_000 + "[0:01]x"),
    "names above times": ("a.txt", lambda: ("\nKit" + " Lowe" * 20 + " 1\n0:01\n") * 20_000),
    "a heading of brackets": ("a.txt", lambda: ("Kit" + " (a" * 90 + "\n") * 10_000),
    "commas behind a name": ("a.txt", lambda: ("A" + " , " * 90 + "\n" + "A" + " , " * 90 + "< 0:12\n") * 10_000),
    "voices in one caption": ("a.vtt", lambda: CUE + "<v a>x" * 800_000),
    "annotations": ("a.eaf", lambda: _elan(_tier("A", SAID * 20_000), _tier("B", SAID * 20_000, ' PARENT_REF="A"'))),
    "tiers": ("a.eaf", lambda: _elan(*(_tier(n, SAID) for n in range(10_000)))),
    "tiers within": ("a.eaf", lambda: _elan(f'<TIER TIER_ID="A">{SAID * 9}' * 2_000 + "</TIER>" * 2_000)),
    "tables within": ("a.docx", lambda: _nested(1_500, "word " * MANY)),
    "empty paragraphs": ("a.docx", lambda: _word(f"<tbl>{_row(_paragraph(' ') * 30_000)}</tbl>")),
    "cells of times": ("a.docx", _times_in_cells),
}


@pytest.mark.parametrize("kind", TRANSCRIPTS)
def test_transcripts_made_to_keep_a_computer_busy_do_not(kind: str, tmp_path: Path) -> None:
    name, made = TRANSCRIPTS[kind]
    _is_soon_read(read_transcript_here, tmp_path / name, made())


QUOTES: dict[str, tuple[str, Callable[[], Content]]] = {
    "a wide row and many": ("a.csv", lambda: "a," * 20_000 + "\n" + "b\n" * 20_000),
    "marks": ("a.txt", lambda: ">" * 400_000 + "“" * 400_000),
    "signed": ("a.txt", lambda: "one two three " + "-- " * 100_000),
    "tables within": ("a.docx", lambda: _nested(1_500, "word " * 20_000)),
}


@pytest.mark.parametrize("kind", QUOTES)
def test_lists_of_quotes_made_to_keep_a_computer_busy_do_not(kind: str, tmp_path: Path) -> None:
    name, made = QUOTES[kind]
    _is_soon_read(read_quotes_here, tmp_path / name, made())


@pytest.mark.parametrize("codes", ['<Code name="{}"/>' * 20_000, '<Code name="{}">' * 20_000 + "</Code>" * 20_000])
def test_lists_of_themes_made_to_keep_a_computer_busy_do_not(codes: str, tmp_path: Path) -> None:
    content = f"<CodeBook><Codes>{codes.format(*range(20_000))}</Codes></CodeBook>"
    _is_soon_read(read_codebook_here, tmp_path / "a.qdc", content)


def _is_soon_read(read: Callable[[Path], object], path: Path, content: Content) -> None:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    begun = time.process_time()
    with suppress(BadInput):
        read(path)
    assert time.process_time() - begun < MOST_CPU_S


# ---- too much, and something else -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.txt", lambda: b"x" * 9_000_000),
        ("a.docx", lambda: _nested(400, "x" * 9_000_000)),
        ("a.docx", lambda: _word("<a/>" * 3_000_001)),
        ("a.docx", lambda: _word(" " * (1 << 24))),
    ],
)
def test_what_holds_far_too_much_is_refused(name: str, made: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(made())
    with pytest.raises(BadInput, match=r"far too much|No transcript could be read"):
        read_transcript(tmp_path / name)


def test_what_is_shown_of_a_file_stays_short(tmp_path: Path) -> None:
    (tmp_path / "a.eaf").write_text(_elan(_tier("A", SAID), _tier("T" * 9_000, SAID, ' PARENT_REF="A"')), "utf-8")
    assert all(len(one) < 100 for one in read_transcript(tmp_path / "a.eaf").left_out)
    (tmp_path / "a.txt").write_text("\n\n".join(f"Voice {n}: Words." for n in range(300) for _ in "ab"), "utf-8")
    with pytest.raises(BadInput, match="more than 200 voices"):
        read_transcript(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "name", ["talk.docx", "talk.json", "talk.eaf", "talk.html", "talk.srt", "talk.vtt", "talk.ass", "talk.sbv"]
)
def test_words_that_are_named_as_something_else_are_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("Random words of nobody.\nMore of them.", "utf-8")
    with pytest.raises(BadInput, match=r"is named as .*, but that is not what is in it") as refused:
        read_transcript(tmp_path / name)
    assert "Nothing was changed." in str(refused.value)


def test_a_list_of_quotes_that_is_no_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("These are words of nobody.", "utf-8")
    with pytest.raises(BadInput, match="No quotes were found"):
        read_quotes(tmp_path / "a.docx")


def test_tables_within_tables_are_read_once_and_in_order(tmp_path: Path) -> None:
    inner = f"<tbl>{_row(_paragraph('Amina'), _paragraph('How was it?'))}</tbl>"
    filled_in = f"<sdt><sdtContent>{_row(_paragraph('Kit'), _paragraph('Long.'))}</sdtContent></sdt>"
    table = f"<tbl>{_row(inner)}{filled_in}</tbl>"
    (tmp_path / "a.docx").write_bytes(_word(f"{_paragraph('Amina: First.')}{table}{_paragraph('Kit: Last.')}"))
    found = read_transcript(tmp_path / "a.docx")
    assert [(one.speaker, one.text) for one in found.passages] == [
        ("Amina", "First."),
        ("Amina", "How was it?"),
        ("Kit", "Long."),
        ("Kit", "Last."),
    ]


# ---- the process in which they are read -----------------------------------------------------------------------


def test_what_never_ends_or_fills_the_memory_is_ended_and_the_next_is_answered() -> None:
    elsewhere = Elsewhere(1 << 30)

    def _call(function: Callable[..., object], *given: object, stops: Callable[[], bool] = lambda: False) -> object:
        return elsewhere.call(function, *given, most_cpu_s=0.2, most_s=30, stops=stops)

    assert _call(re.escape, "a.b") == r"a\.b"
    with pytest.raises(TooHeavy):
        _call(re.fullmatch, *ENDLESS)
    with pytest.raises(ValueError, match="invalid literal"):
        _call(int, "x")
    with pytest.raises(BadInput, match="is not a file"):
        _call(read_quotes_here, Path(__file__).parent)
    with pytest.raises(Cancelled):
        elsewhere.call(re.fullmatch, *ENDLESS, most_cpu_s=30, most_s=30, stops=lambda: True)
    with pytest.raises(TooHeavy):
        elsewhere.call(re.fullmatch, *ENDLESS, most_cpu_s=30, most_s=0.5)
    with pytest.raises(TooHeavy):
        _call(bytearray, 8 << 30)
    assert _call(re.escape, "a.b") == r"a\.b"
    elsewhere.close()


def test_a_file_that_takes_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_CPU_S", 0.2)
    with pytest.raises(BadInput, match=r"“a\.txt” takes far too much time or memory to read\. Nothing was changed\."):
        read_elsewhere(never_read, tmp_path / "a.txt")


def test_a_name_and_the_time_behind_it_are_those_that_one_pattern_for_both_finds() -> None:
    time_ = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
    both = re.compile(rf"([^\W\d_][^:\[\]()<>#\t]{{0,60}}?(?:\s\([^()]{{1,30}}\))?)[\s,–—-]+({time_})")
    random, bits = Random(3), ["A", "é", "x" * 30, " ", ",", " - ", "–", "(x)", " (host)", "(", "\t", "\u00a0", "0:12"]
    bits += ["1:02:03", "0:12,5", ":", "#", "5", ".", "\x1c", "[", "_", "\u3000", "a" * 61, " " * 140]
    found = 0
    for _ in range(6_000):
        line = "".join(random.choices(bits, k=random.randint(1, 7))) + random.choice(
            ["", " 0:12", ",1:02:03.5", "-0:1"]
        )
        expected = both.fullmatch(line) if len(line) < 300 else None
        found += expected is not None
        assert name_and_time(line) == (expected.groups() if expected else ("", "")), line
    assert found > 50

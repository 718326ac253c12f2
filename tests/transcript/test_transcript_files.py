"""Transcripts that were made elsewhere, as other programs write them: whose words they are, and when."""

import json
from pathlib import Path

import docx
import pysubs2
import pytest
import srt
import webvtt
from docx.oxml import OxmlElement

from coproclip.errors import BadInput
from coproclip.transcript.files.passages import FilePassage, TranscriptFile, time_ms
from coproclip.transcript.files.reading import LARGEST, read_transcript
from coproclip.transcript.files.word_document import read_word_document

Said = tuple[str, str, int | None, int | None]


def _read(folder: Path, name: str, content: str | bytes) -> TranscriptFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_transcript(path)


def _said(found: TranscriptFile) -> list[Said]:
    return [(one.speaker, one.text, one.start_ms, one.end_ms) for one in found.passages]


def _who(found: TranscriptFile) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in found.passages]


# ---- captions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "ssa"])
def test_captions_that_another_library_wrote(kind: str, tmp_path: Path) -> None:
    made = pysubs2.SSAFile()
    made.append(pysubs2.SSAEvent(500, 1900, "Amina: What was the first\\Nday like?"))
    made.append(pysubs2.SSAEvent(2000, 3000, "Kit: We moved {\\i1}the{\\i0} chairs."))
    made.append(pysubs2.SSAEvent(3100, 4000, "[laughter]"))
    made.append(pysubs2.SSAEvent(4100, 5000, "All 12 of them: every one."))
    made.append(pysubs2.SSAEvent(5100, 6000, "Amina: And then?"))
    made.append(pysubs2.SSAEvent(6100, 7000, "Kit: Then people talked."))
    found = _read(tmp_path, f"talk.{kind}", made.to_string(kind))
    assert _said(found) == [
        ("Amina", "What was the first day like?", 500, 1900),
        ("Kit", "We moved the chairs.", 2000, 3000),
        ("Kit", "All 12 of them: every one.", 4100, 5000),
        ("Amina", "And then?", 5100, 6000),
        ("Kit", "Then people talked.", 6100, 7000),
    ]
    assert found.left_out == ("1 caption in which nobody speaks",)
    assert found.captions
    assert found.speakers == ("Amina", "Kit")


def test_voices_notes_and_names_of_cues(tmp_path: Path) -> None:
    text = (
        "WEBVTT - made elsewhere\n\nNOTE nobody says\nthis --- at all\n\nSTYLE\n::cue { color: red }\n\n"
        "first\n00:01.000 --> 00:02.500 align:start\n<v Amina Said>And <i>then</i> &amp; now?</v>\n\n"
        "2\n00:00:03.000 --> 00:00:05.000\n<v Kit>No.\n<v Amina Said>Never?\n\n"
        "00:06.000 --> 00:07.000\n- One of us.\n- Another.\n"
    )
    assert [cue.text for cue in webvtt.from_string(text)], "it is WebVTT"
    assert _said(_read(tmp_path, "a.vtt", text)) == [
        ("Amina Said", "And then & now?", 1000, 2500),
        ("Kit", "No.", 3000, 3666),
        ("Amina Said", "Never?", 3666, 5000),
        ("", "One of us.", 6000, 6555),
        ("", "Another.", 6555, 7000),
    ]


def test_captions_with_windows_lines_and_missing_gaps(tmp_path: Path) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,000\r\nOne.\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nTwo\r\n\r\n"
    assert _said(_read(tmp_path, "a.srt", b"\xef\xbb\xbf" + text.encode())) == [
        ("", "One.", 1000, 2000),
        ("", "Two", 3000, 4000),
    ]
    made = srt.compose([srt.Subtitle(7, srt.timedelta(seconds=9), srt.timedelta(seconds=10), "Größe “так” 你好")])
    assert _who(_read(tmp_path, "b.srt", made)) == [("", "Größe “так” 你好")]
    assert _who(_read(tmp_path, "c.srt", made.encode("utf-16"))) == [("", "Größe “так” 你好")]


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("00:00:20 --> 00:00:24", (20_000, 24_000)),
        ("0:0:4,8 --> 0:0:7,4", (4800, 7400)),
        ("00:00:01,0000 --> 00:00:02,123456", (1000, 2123)),
        ("00: 00: 01, 500 --> 00: 00: 02, 000", (1500, 2000)),
        ("00:00:01,000 -> 00:00:02,000", (1000, 2000)),
        ("00:00:01,000 –> 00:00:02,000", (1000, 2000)),
        ("00:00:01:500 --> 00:00:02:000", (1500, 2000)),
        ("00:00:01:15 --> 00:00:02:29", (1495, 2957)),
        ("00:00:01,000 --> 00:00:02,000 X1:100 X2:200 Y1:1 Y2:2", (1000, 2000)),
        ("-00:00:01,000 --> 00:00:02,000", (0, 2000)),
        ("00:00:19werwer,580 --> 00:00:20,000", (0, 23_000)),
        ("00:00:99,000 --> 00:00:20,000", (0, 23_000)),
    ],
)
def test_no_words_are_lost_for_how_their_times_are_written(line: str, times: tuple[int, int], tmp_path: Path) -> None:
    text = f"1\n{line}\nWe moved.\n\n2\n00:00:23,000 --> 00:00:24,000\nAnd 10:00:00,000 --> then?\n"
    found = _read(tmp_path, "a.srt", text)
    assert _said(found) == [("", "We moved.", *times), ("", "And 10:00:00,000 --> then?", 23_000, 24_000)]
    senseless = times == (0, 23_000)
    assert found.left_out == (("the time of one caption, which makes no sense",) if senseless else ())


def test_empty_lines_in_a_caption_and_words_beside_its_times_lose_nothing(tmp_path: Path) -> None:
    times = "00:00:01.000 --> 00:00:02.000", "00:00:03.000 --> 00:00:04.000"
    srt_text = f"1\n{times[0]}\n\nOne.\n\nTwo.\n\n2\n\n{times[1]}\n1984\n\n3\n00:00:05 --> 00:00:06 Last.\n"
    assert _said(_read(tmp_path, "a.srt", srt_text)) == [
        ("", "One. Two.", 1000, 2000),
        ("", "1984", 3000, 4000),
        ("", "Last.", 5000, 6000),
    ]
    web = f"WEBVTT\n{times[0]}\n\nOne.\n\nNOTE nobody\n\nREGION\nid:a\n\nsecond\n{times[1]} line:0\n\nTwo.\n"
    assert _said(_read(tmp_path, "a.vtt", web)) == [("", "One.", 1000, 2000), ("", "Two.", 3000, 4000)]


def test_captions_that_scroll_are_read_once_and_what_is_said_twice_twice(tmp_path: Path) -> None:
    lines = ["hello<00:00:01.000><c> there</c>", "and good morning", "to you", "all"]
    cues, before = ["WEBVTT\nKind: captions\n"], " "
    for place, line in enumerate(lines):
        shown = line.replace("<00:00:01.000><c>", "").replace("</c>", "")
        cues.append(f"00:0{place}.000 --> 00:0{place}.990 align:start\n{before}\n{line}\n")
        cues.append(f"00:0{place}.990 --> 00:0{place + 1}.000 align:start\n{shown}\n \n")
        before = shown
    found = _read(tmp_path, "a.vtt", "\n".join(cues))
    assert _said(found) == [
        ("", "hello there", 0, 990),
        ("", "and good morning", 1000, 1990),
        ("", "to you", 2000, 2990),
        ("", "all", 3000, 3990),
    ]
    assert found.left_out == ("the lines that are shown again while the captions scroll",)
    often = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{'No.' if n < 4 else n}\n\n" for n in range(1, 9))
    assert [one.text for one in _read(tmp_path, "b.srt", often).passages] == ["No.", "No.", "No.", *"45678"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_words_of_two_bytes_a_sign_are_read_without_their_mark(encoding: str, tmp_path: Path) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,000\r\nGrüße “так” 你好\r\n"
    assert _who(_read(tmp_path, "a.srt", text.encode(encoding))) == [("", "Grüße “так” 你好")]


def test_substation_captions_name_their_voices_and_only_what_is_said_is_read(tmp_path: Path) -> None:
    made = pysubs2.SSAFile()
    spoken = pysubs2.SSAEvent
    made.append(spoken(500, 1900, r"{\an8}How was it,\Nthen & there --> here? {a note}", name="Amina"))
    made.append(spoken(2000, 3000, r"NOTE it\N\NNOTE a<b> and\h&amp; 00:00:01.000 --> 00:00:09.000", name="Kit <k>"))
    made.append(spoken(3100, 3900, r"{\p1}m 0 0 l 100 0{\p0}"))
    made.append(spoken(3200, 3300, "Nobody says this.", type="Comment"))
    made.append(spoken(4000, 5000, "Long. [coughs]", name="Kit <k>"))
    found = _read(tmp_path, "a.ass", made.to_string("ass"))
    assert _said(found) == [
        ("Amina", "How was it, then & there --> here?", 500, 1900),
        ("Kit <k>", "NOTE it NOTE a<b> and &amp; 00:00:01.000 --> 00:00:09.000", 2000, 3000),
        ("Kit <k>", "Long. [coughs]", 4000, 5000),
    ]
    assert found.kind == "SubStation captions"
    assert found.captions
    other = "[Events]\nFormat: Start, End, Actor, Text\nDialogue: 0:00:00.50,0:00:01.90,Kit,So, we left.\n"
    assert _said(_read(tmp_path, "b.ass", other)) == [("Kit", "So, we left.", 500, 1900)]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.sbv", "0:00:00.500,0:00:01.900\nHow was it,\n<there> & &amp;?\n\n0:00:02.000,0:00:03.000\nLong.\n", "You"),
        ("a.tsv", "start\tend\ttext\n500\t1900\tHow was it, <there> & &amp;?\n2000\t3000\tLong.\n", "table"),
        ("a.txt", "0.500000\t1.900000\tHow was it, <there> & &amp;?\n\\\t100.0\t200.0\n2.0\t3.0\tLong.\n", "list"),
        ("b.txt", "0,500000\t1,900000\tHow was it, <there> & &amp;?\n1,95\t1,95\t\n2,0\t3,0\tLong.\n", "list"),
    ],
)
def test_captions_and_labels_of_other_programs(name: str, text: str, kind: str, tmp_path: Path) -> None:
    found = _read(tmp_path, name, text.replace("\n", "\r\n"))
    assert _said(found) == [("", "How was it, <there> & &amp;?", 500, 1900), ("", "Long.", 2000, 3000)]
    assert found.kind.startswith(kind)


TABLES = (
    'Speaker Name,Start Time,End Time,Text\nAmina,00:00:00.5,00:00:01.9,"How was it,\nthen?"\nKit,0:02,0:03,Long.\n',
    "speaker\tstart\tend\ttext\nAmina\t0.5\t1.9\tHow was it, then?\nKit\t2\t3\tLong.\n",
    "start;end;words;who\n500;1900;How was it, then?;Amina\n2000;3000;Long.;Kit\n",
    'Who,From,To,Said\nAmina,[0:00.5],[0:01.9],"How was it,"\n,,,then?\n\nKit,[0:02],[0:03],Long.\n',
)


@pytest.mark.parametrize("table", TABLES)
def test_tables_say_in_their_first_line_what_their_columns_are(table: str, tmp_path: Path) -> None:
    found = _read(tmp_path, "a.csv", table)
    assert _said(found) == [("Amina", "How was it, then?", 500, 1900), ("Kit", "Long.", 2000, 3000)]
    assert found.kind == "table of words"


def test_columns_that_nobody_reads_are_named_and_words_behind_a_bare_comma_stay(tmp_path: Path) -> None:
    table = "start,end,text,confidence,empty,Notes\n0:01,0:02,Long.,0.9,,loud\n0:03,0:04,So.,0.8,,,and more\n"
    found = _read(tmp_path, "a.csv", table)
    assert found.left_out == ("the columns “confidence”, “Notes”", "what stands behind the last column, in 1 row")
    bare = _read(tmp_path, "b.csv", "start,end,text\n0:01,0:02,Long, and good, too.\n0:03,0:04,So.\n")
    assert [text for _, text in _who(bare)] == ["Long, and good, too.", "So."]
    assert bare.left_out == ()


def _captions(*said: str) -> str:
    return "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{one}\n\n" for n, one in enumerate(said, 1))


def _turns(*voices: str) -> list[str]:
    """Of each voice two captions that name it, and more that go on."""
    return [line for voice in voices * 2 for line in (f"{voice}: so", "on", "and on")]


@pytest.mark.parametrize(
    ("others", "once", "voice"),
    [
        (_turns("AMINA", "KIT"), "DR. KHAN: Hm.", 1),
        (["AMINA: How?", "it was", "long", "and then", "some more"], "KIT: So.", 1),
        (_turns("Speaker 1", "Speaker 2"), "Speaker 3: Hm.", 1),
        (_turns("Amina", "Kit Lowe"), "Sam Khan: Hm.", 1),
        (_turns("Amina", "Kit"), "Remember: never.", 0),
        (_turns("سامي", "ليلى"), "كريم: نعم", 0),
        (["so", "on", "and", "so", "forth"], "Remember: never.", None),
        (["so", "on", "and", "so", "forth"], "WARNING: never.", 0),
    ],
)
def test_a_voice_that_is_named_once_is_known_by_how_the_others_are_written(
    others: list[str], once: str, voice: int | None, tmp_path: Path
) -> None:
    """Where it may be no voice it stays among the words, and that is said."""
    found = _read(tmp_path, "a.srt", _captions(*others, once))
    label = once.partition(":")[0]
    assert (label in found.speakers) == bool(voice)
    assert (once in [text for _, text in _who(found)]) != bool(voice)
    assert [label in note for note in found.notes] == ([True] if voice == 0 else [])


def test_tables_in_seconds_without_ends_or_whose_rows_break_off_lose_no_words(tmp_path: Path) -> None:
    text = "time,text,speaker\n0,How was it?,Amina\n75,Long <b> & --> &amp;.\n160,So.,Kit\n"
    assert _said(_read(tmp_path, "a.csv", text)) == [
        ("Amina", "How was it?", 0, 75_000),
        ("Amina", "Long <b> & --> &amp;.", 75_000, 160_000),
        ("Kit", "So.", 160_000, 160_000),
    ]
    assert _who(_read(tmp_path, "a.txt", "Time, text\nand all\nthat is\nnone\n")) == [
        ("", "Time, text and all that is none")
    ]


def test_labels_that_no_recording_has_and_numbers_without_words_are_refused(tmp_path: Path) -> None:
    for text in ("1.0\t2.0\tSo.\n999999999\t999999999\tWe left.\n", "1.0\t2.0\n3.0\t4.0\n"):
        with pytest.raises(BadInput, match="No transcript could be read"):
            _read(tmp_path, "a.txt", text)


# ---- text and documents ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "INT: How was it?\nIt was long.\n\nKIT: Not that long. The rule: no phones.\nINT: Ah.\n\nKIT: Yes.",
            [("INT", "How was it? It was long."), ("KIT", "Not that long. The rule: no phones."), ("INT", "Ah.")],
        ),
        ("Amina  0:03\nHow was it?\n\nKit Lowe  1:02:05 \nLong.\nVery long.\n", [("Amina", "How was it?")]),
        ("[00:00:03] Amina: How was it?\n[00:00:07] Kit: Long.\n[00:00:09] Amina: So.", [("Amina", "How was it?")]),
        ("Amina [0:03]\nHow was it?\nKit [0:07]\nLong.", [("Amina", "How was it?"), ("Kit", "Long.")]),
        ("[0:03] Amina\nHow was it?\n\n[0:07] Kit\nLong.", [("Amina", "How was it?"), ("Kit", "Long.")]),
        ("[0:03] Yes\nand so on.\n[0:07] We left.\n[0:09] And then?", [("", "Yes and so on."), ("", "We left.")]),
        ("0:03 How was it?\n0:07 Long.\n", [("", "How was it?"), ("", "Long.")]),
        ("00:00:03\nHow was it?\n00:00:07\nLong.", [("", "How was it?"), ("", "Long.")]),
        ("So #00:00:03-1# how was it? #00:00:07-0# Long.", [("", "So"), ("", "how was it?"), ("", "Long.")]),
        ("10:30 was when it began.\nThat was early.", [("", "10:30 was when it began. That was early.")]),
        ("Thing is: we left.\n\nAnd that was it.", [("", "Thing is: we left."), ("", "And that was it.")]),
        (
            "Amina (0:03): How was it?\nKit (0:07): Long.\nAmina (0:09): So.",
            [("Amina", "How was it?"), ("Kit", "Long.")],
        ),
        (
            "Amina\n0 minutes 3 seconds\n0:03\nAmina 0 minutes 3 seconds\nHow was it?\n\n"
            "Kit Lowe\n1 minute 7 seconds\n1:07\nKit Lowe 1 minute 7 seconds\nIt took 5 minutes 2 seconds\nKit\n",
            [("Amina", "How was it?"), ("Kit Lowe", "It took 5 minutes 2 seconds Kit")],
        ),
        (
            "Kit Lowe   1 hour 7 seconds\nLong.\nAmina   1 Stunde, 2 Minuten 1 Sekunde\nSo.\n5 seconds\n",
            [("Kit Lowe", "Long."), ("Amina", "So. 5 seconds")],
        ),
        ("0:00\n0 seconds\nso hello\n1:05\n1 minute, 5 seconds\nand 5\n", [("", "so hello"), ("", "and 5")]),
        ("Amina\n00:03\nHow was it?\nYes\n\nKit\n00:09\nYes\n", [("Amina", "How was it? Yes"), ("Kit", "Yes")]),
        ("0:03\nYes\n0:05\nYes\n0:07\nNo\n", [("", "Yes"), ("", "Yes"), ("", "No")]),
        ("**Amina:** [0:03] How was it?\n\n**Kit:** [0:07] Long.", [("Amina", "How was it?"), ("Kit", "Long.")]),
        ("[ar:Kit]\n[ti: The rain ]\n[offset:+5]\n[0:03.10]We left.\n[ar:x]\n", [("", "We left. [ar:x]")]),
        (
            "Amina 0:03\nHow was it?\nKit Lowe (Guest)  0:07\nLong. We met (twice) at 10:30.",
            [("Amina", "How was it?"), ("Kit Lowe (Guest)", "Long. We met (twice) at 10:30.")],
        ),
    ],
)
def test_lines_with_and_without_names_and_times(text: str, said: list[tuple[str, str]], tmp_path: Path) -> None:
    found = _read(tmp_path, "a.txt", text)
    assert _who(found)[: len(said)] == said
    assert ("what the file says of itself, in brackets" in found.left_out) == text.startswith("[ar")


def test_times_of_lines(tmp_path: Path) -> None:
    text = "Amina  0:03\nHow was it?\n\nKit  1:02:05 \nLong.\nVery long.\n\nTranscribed by https://otter.ai\n"
    found = _read(tmp_path, "a.txt", text)
    assert _said(found) == [("Amina", "How was it?", 3000, 3_725_000), ("Kit", "Long. Very long.", 3_725_000, None)]
    assert found.left_out == ("the line that says which program it was transcribed with",)
    assert found.is_timed
    assert not _read(tmp_path, "b.txt", "Just words.\n").is_timed
    assert [time_ms(one) for one in ("1:02,5", "0:61", "1:61:00", "x", "120:00")] == [
        62500,
        None,
        None,
        None,
        7_200_000,
    ]


def test_a_word_document_with_a_table_a_change_and_a_picture(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("Amina: How was it?")
    spoken = made.add_paragraph()
    spoken.add_run("Kit: ").bold = True
    spoken.add_run("Long, and\tgood.")
    spoken.add_run().add_break()
    spoken.add_run("Very.")
    table = made.add_table(1, 3)
    for cell, words in zip(table.rows[0].cells, ("00:01:10", "Amina", "And then?"), strict=True):
        cell.text = words
    made.add_paragraph("Kit: Then we left.")
    inserted = spoken._p.makeelement(f"{{{spoken._p.nsmap['w']}}}ins", {})
    struck = spoken._p.makeelement(f"{{{spoken._p.nsmap['w']}}}del", {})
    spoken._p.append(inserted)
    spoken._p.append(struck)
    inserted.append(spoken.add_run(" Indeed.")._r)
    struck.append(spoken.add_run(" Not said.")._r)
    made.save(str(tmp_path / "a.docx"))
    found = read_transcript(tmp_path / "a.docx")
    assert _said(found) == [
        ("Amina", "How was it?", None, None),
        ("Kit", "Long, and good. Very. Indeed.", None, None),
        ("Amina", "And then?", 70_000, None),
        ("Kit", "Then we left.", None, None),
    ]
    assert found.kind == "Word document"
    assert found.left_out == ("1 tracked deletion",)


def test_what_of_a_word_document_is_no_part_of_its_words_is_counted(tmp_path: Path) -> None:
    made = docx.Document()
    spoken = made.add_paragraph("Kit: Long, and good.")
    made.add_comment(spoken.runs, "Is this right?", author="Amina")
    made.add_comment(spoken.runs, "Ask again.", author="Amina")
    made.add_paragraph("Amina: And then?")
    for name in ("footnoteReference", "endnoteReference", "endnoteReference"):
        spoken.add_run()._r.append(OxmlElement(f"w:{name}"))
    for words in ("Said aside.", ""):
        box = spoken.add_run()._r
        for inner in ("w:drawing", "w:txbxContent", "w:p", "w:r", "w:t"):
            box.append(element := OxmlElement(inner))
            box = element
        box.text = words
    made.sections[0].header.paragraphs[0].text = "Interview 3"
    made.save(str(tmp_path / "a.docx"))
    found = read_transcript(tmp_path / "a.docx")
    assert _who(found) == [("Kit", "Long, and good."), ("Amina", "And then?")]
    assert sorted(found.left_out) == [
        "1 footnote",
        "1 picture",
        "1 text box",
        "2 comments",
        "2 endnotes",
        "what stands in headers and footers",
    ]


# ---- programs' own --------------------------------------------------------------------------------------------


def test_a_noscribe_page(tmp_path: Path) -> None:
    page = (
        '<html><head><title>x</title></head><body><p style="h">My interview</p><p>Transcribed with noScribe</p>'
        '<p><a name="ts_500_1900_S00">S00: Amina &amp; I said</a><a name="ts_1900_2400_S00"> so <b>then</b>.</a></p>'
        '<p><a name="ts_2500_3000_S01">S01: [00:00:02] Yes. //S00: hm// Right.</a></p>'
        '<p><a name="ts_3100_3300_S00">S00: Why?</a></p></body></html>'
    )
    found = _read(tmp_path, "a.html", page)
    assert _said(found) == [
        ("S00", "Amina & I said", 500, 1900),
        ("S00", "so then.", 1900, 2400),
        ("S01", "Yes. S00: hm Right.", 2500, 3000),
        ("S00", "Why?", 3100, 3300),
    ]
    assert found.left_out == ("the heading and notes of the page",)


JSON = {
    "whisper": {
        "text": "How was it? Long.",
        "language": "en",
        "segments": [
            {"id": 0, "start": 0.5, "end": 1.4, "text": " How was it?", "words": [
                {"word": " How", "start": 0.5, "end": 0.8, "probability": 0.9},
                {"word": " was", "start": 0.8, "end": 1.0, "probability": 0.9},
                {"word": " it?", "start": 1.0, "end": 1.4, "probability": 0.9}]},
            {"id": 1, "start": 2.0, "end": 2.5, "text": " Long.", "words": [
                {"word": " Long.", "start": 2.0, "end": 2.5, "probability": 0.9}]},
        ],
    },
    "podcast": {"version": "1.0.0", "segments": [
        {"speaker": "Amina", "startTime": 0.5, "endTime": 1.4, "body": "How was it?"},
        {"speaker": "Kit", "startTime": 2, "endTime": 2.5, "body": "Long."}]},
    "utterances in ms": {"id": "x", "utterances": [
        {"speaker": "A", "text": "How was it?", "start": 500, "end": 1400, "words": [
            {"text": "How", "start": 500, "end": 800}, {"text": "was", "start": 800, "end": 1000},
            {"text": "it?", "start": 1000, "end": 1400}]},
        {"speaker": "B", "text": "Long.", "start": 2000, "end": 2500, "words": [
            {"text": "Long.", "start": 2000, "end": 2500}]}]},
    "words and paragraphs": {"transcript": {
        "speakers": [{"id": "s1", "name": "Amina"}, {"id": "s2", "name": "Kit"}],
        "words": [
            {"id": "1", "time": 0.5, "duration": 0.3, "value": "How"},
            {"id": "2", "time": 0.8, "duration": 0.2, "value": "was"},
            {"id": "3", "time": 1.0, "duration": 0.4, "value": "it?"},
            {"id": "4", "time": 2.0, "duration": 0.5, "value": "Long."}],
        "paragraphs": [{"id": "p", "time": 0.5, "duration": 1, "speaker": "s1"},
                       {"id": "q", "time": 2.0, "duration": 1, "speaker": "s2"}]}},
    "samples": {"speech": {"transcripts": [
        {"transcript": "How was it?", "start_offset": 8000, "end_offset": 22400, "speaker_name": "Amina"},
        {"transcript": "Long.", "start_offset": 32000, "end_offset": 40000, "speaker_name": "Kit"}]}},
}  # fmt: skip


@pytest.mark.parametrize("made", JSON)
def test_json_of_many_programs(made: str, tmp_path: Path) -> None:
    found = _read(tmp_path, "a.json", json.dumps(JSON[made]))
    assert [(one.text, one.start_ms, one.end_ms) for one in found.passages] == [
        ("How was it?", 500, 1400),
        ("Long.", 2000, 2500),
    ]
    speakers = {"whisper": (), "utterances in ms": ("A", "B")}.get(made, ("Amina", "Kit"))
    assert found.speakers == speakers
    assert found.has_word_times == (made in ("whisper", "utterances in ms", "words and paragraphs"))
    if found.has_word_times:
        assert [word.start_ms for word in found.passages[0].words] == [500, 800, 1000]


def _segment(start: object, end: object, text: str, **more: object) -> dict[str, object]:
    return {"start": start, "end": end, "text": text, **more}


OTHER_TIMES = {
    "pairs": {"chunks": [
        {"timestamp": [0.5, 1.4], "text": " How was it?"}, {"timestamp": [2.0, 2.5], "text": " Long."}]},
    "offsets": {"result": {"language": "en"}, "transcription": [
        {"timestamps": {"from": "00:00:00,500", "to": "00:00:01,400"}, "offsets": {"from": 500, "to": 1400},
         "text": " How was it?"},
        {"timestamps": {"from": "00:00:02,000", "to": "00:00:02,500"}, "offsets": {"from": 2000, "to": 2500},
         "text": " Long."}]},
    "the best of several": {"recognizedPhrases": [
        {"speaker": 1, "offset": "PT0.5S", "duration": "PT0.9S", "nBest": [{"display": "How was it?"}]},
        {"speaker": 2, "offset": "PT2S", "duration": "PT0.5S", "nBest": [{"display": "Long."}]}]},
    "words of a voice": {"monologues": [
        {"speaker": 0, "elements": [
            {"type": "text", "value": "How", "ts": 0.5, "end_ts": 0.8}, {"type": "punct", "value": " "},
            {"type": "text", "value": "was", "ts": 0.8, "end_ts": 1.0}, {"type": "punct", "value": " "},
            {"type": "text", "value": "it", "ts": 1.0, "end_ts": 1.4}, {"type": "punct", "value": "?"}]},
        {"speaker": 1, "elements": [
            {"type": "text", "value": "Long", "ts": 2, "end_ts": 2.5}, {"type": "punct", "value": "."}]}]},
    "in parts": {"results": [
        {"alternatives": [
            {"transcript": "How was it?", "words": [
                {"word": "How", "startTime": "0.5s", "endTime": "0.8s"},
                {"word": "was", "startTime": "0.8s", "endTime": "1s"},
                {"word": "it?", "startTime": "1s", "endTime": "1.4s"}]},
            {"transcript": "How wet?", "words": [
                {"word": "How", "startTime": "0.5s", "endTime": "0.8s"},
                {"word": "wet?", "startTime": "0.8s", "endTime": "1.4s"}]}]},
        {"alternatives": [{"transcript": "Long.", "words": [
            {"word": "Lo", "startTime": "2s", "endTime": "2.2s"},
            {"word": "ng.", "startTime": "2.2s", "endTime": "2.5s"}]}]}]},
    "names among the words": {
        "entities": [{"text": "Kit", "start": 0.5, "end": 0.8}],
        "words": [{"text": text, "start": at, "end": at + 0.2} for text, at in (
            ("Kit", 0.5), ("asked", 0.8), ("Amina", 1.0), ("something", 1.2))]},
    "clocks": {"segments": [
        _segment("00:00:00.500", "00:00:01.400", "How was it?"), _segment("0:02", "00:00:02,500", "Long.")]},
    "no start": {"segments": [_segment(0.5, 1.4, "How was it?"), _segment(None, 2.5, "Long.")]},
    "no start known": {"segments": [
        _segment(0.5, 1.4, "How was it?"), _segment(-1, -1, "Long."), _segment(3, 4, "So.")]},
    "a hair before the beginning": {"segments": [_segment(-0.02, 1.4, "How was it?"), _segment(2, 2.5, "Long.")]},
    "minutes in whole seconds": {"segments": [
        _segment(0, 75, "How was it? " * 80), _segment(75, 160, "Long. " * 160)]},
}  # fmt: skip
_TIMES = {
    "in parts": [(500, 2500)],
    "names among the words": [(500, 1400)],
    "no start": [(500, 1400), (1400, 2500)],
    "no start known": [(500, 1400), (1400, None), (3000, 4000)],
    "a hair before the beginning": [(0, 1400), (2000, 2500)],
    "minutes in whole seconds": [(0, 75_000), (75_000, 160_000)],
}


@pytest.mark.parametrize("made", OTHER_TIMES)
def test_times_in_json_however_they_are_written(made: str, tmp_path: Path) -> None:
    found = _read(tmp_path, "a.json", json.dumps(OTHER_TIMES[made]))
    assert [(one.start_ms, one.end_ms) for one in found.passages] == _TIMES.get(made, [(500, 1400), (2000, 2500)])
    said = {"in parts": "How was it? Lo ng.", "names among the words": "Kit asked Amina something"}
    assert found.passages[0].text.startswith(said.get(made, "How was it?"))
    assert len(found.speakers) == (2 if made in ("the best of several", "words of a voice") else 0)


def test_words_in_the_best_of_several_and_their_marks(tmp_path: Path) -> None:
    word = {"type": "pronunciation", "speaker_label": "spk_0"}
    items = [
        {"start_time": "0.1", "end_time": "0.3", "alternatives": [{"content": "We"}], **word},
        {"start_time": "0.3", "end_time": "0.7", "alternatives": [{"content": "left"}], **word},
        {"alternatives": [{"content": "."}], "type": "punctuation"},
    ]
    found = _read(tmp_path, "a.json", json.dumps({"results": {"transcripts": [{"transcript": "x"}], "items": items}}))
    assert _said(found) == [("spk_0", "We left.", 100, 700)]


def test_voices_of_single_words_count_and_words_of_another_channel_are_said_to_be_left_out(tmp_path: Path) -> None:
    said = [("We", 0.1, 0), ("left.", 0.3, 0), ("And", 0.6, 1), ("then?", 0.8, 1)]
    words = [{"word": text, "start": at, "end": at + 0.1, "speaker": who} for text, at, who in said]
    sentences = [[{"text": "We left.", "start": 0.1, "end": 0.4}], [{"text": "And then?", "start": 0.6, "end": 0.9}]]
    paragraphs = [{"sentences": one, "speaker": who, "start": one[0]["start"]} for who, one in enumerate(sentences)]
    channel = {"alternatives": [{"transcript": "x", "words": words, "paragraphs": {"paragraphs": paragraphs}}]}
    found = _read(tmp_path, "a.json", json.dumps({"channels": [channel]}))
    assert _said(found) == [("0", "We left.", 100, 400), ("1", "And then?", 600, 900)]
    assert found.left_out == ()
    other = {"alternatives": [{"words": [{"word": text, "start": 0.2, "end": 0.3} for text in ("hm", "yes")]}]}
    assert len(_read(tmp_path, "b.json", json.dumps({"channels": [channel, other]})).left_out) == 1


def test_pieces_of_words_in_json_are_words(tmp_path: Path) -> None:
    pieces = ["[_BEG_]", " Tw", "enty", "-", "five", " “", "ch", "airs", "”", ".", "[_TT_150]"]
    tokens = [
        {"text": text, "offsets": {"from": 100 * place, "to": 100 * place + 100}} for place, text in enumerate(pieces)
    ]
    segment = {"offsets": {"from": 0, "to": 1100}, "text": " Twenty-five “chairs”.", "tokens": tokens}
    found = _read(tmp_path, "a.json", json.dumps({"transcription": [segment]}))
    assert [(word.text, word.start_ms, word.end_ms) for word in found.passages[0].words] == [
        ("Twenty-five", 100, 500),
        ("“chairs”.", 500, 1000),
    ]
    words = [{"word": "In", "start": 0.1, "end": 0.5}, {"word": "2014", "end": 1}, {"word": "we", "start": 1, "end": 2}]
    found = _read(tmp_path, "b.json", json.dumps({"segments": [_segment(0.1, 2, "In 2014 we", words=words)]}))
    assert found.passages == (FilePassage("In 2014 we", "", 100, 2000),)


def test_an_elan_document(tmp_path: Path) -> None:
    slots = [("1", 500), ("2", None), ("3", 1400), ("4", 2000), ("5", 2500)]
    stamp = ' TIME_VALUE="{}"'
    times = "".join(f'<TIME_SLOT TIME_SLOT_ID="{n}"{"" if at is None else stamp.format(at)}/>' for n, at in slots)

    def _one(a: int, b: int, said: str) -> str:
        return (
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{a}{b}" TIME_SLOT_REF1="{a}" TIME_SLOT_REF2="{b}">'
            f"<ANNOTATION_VALUE>{said}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        )

    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER>{times}</TIME_ORDER>'
        f'<TIER TIER_ID="K" PARTICIPANT="Kit">{_one(4, 5, "Long.")}</TIER>'
        f'<TIER TIER_ID="Amina">{_one(1, 3, "How now?")}</TIER>'
        f'<TIER TIER_ID="words" PARENT_REF="Amina">{_one(1, 2, "How")}{_one(2, 3, "now?")}</TIER>'
        '<TIER TIER_ID="German" PARENT_REF="K"><ANNOTATION><REF_ANNOTATION ANNOTATION_REF="45">'
        "<ANNOTATION_VALUE>Lang.</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"
    )
    found = _read(tmp_path, "a.eaf", text)
    assert _said(found) == [("Amina", "How now?", 500, 1400), ("Kit", "Long.", 2000, 2500)]
    assert [(word.text, word.start_ms, word.end_ms) for word in found.passages[0].words] == [
        ("How", 500, 950),
        ("now?", 950, 1400),
    ]
    assert found.left_out == ("the tier “German”",)


# ---- what is none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "is a PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", r"old Word document"),
        ("a.rtf", b"{\\rtf1 x}", "is an RTF document"),
        ("a.txt", b"", "No transcript"),
        ("a.txt", b"\0\1\2", "No transcript"),
        ("a.json", b"{" * 100_000, "No transcript"),
        ("a.json", b'{"a": [1, 2]}', "No transcript"),
        ("a.html", b"<html><p>Hello</p></html>", "No transcript"),
        ("a.eaf", b'<!DOCTYPE x [<!ENTITY a "b">]><ANNOTATION_DOCUMENT/>', "No transcript"),
        ("a.eaf", b"<ANNOTATION_DOCUMENT><TIER>", "No transcript"),
        ("a.srt", b"1\n99:99:99,000 --> 99:99:99,000\nx\n", "No transcript"),
        ("a.docx", b"PK\3\4 broken", "No transcript"),
    ],
)
def test_what_is_no_transcript_is_refused_with_a_sentence(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        _read(tmp_path, name, content)
    assert "Nothing was changed." in str(refused.value)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(BadInput, match="far too large"):
        read_transcript(tmp_path / "a.txt")
    with pytest.raises(BadInput, match="not a file"):
        read_transcript(tmp_path)


def test_signs_that_steer_and_endless_words_do_no_harm(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.txt", "Am\u202eina: \x1b[31mred\x07 " + "x" * 5000 + "\n\nAm\u202eina: so\n")
    assert found.passages[0].speaker == "Amina"
    assert all(len(word) <= 2000 and word.isprintable() for one in found.passages for word in one.text.split())
    assert isinstance(found.passages[0], FilePassage)
    assert read_word_document.__doc__

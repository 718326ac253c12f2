"""Texts of older programs: the right letters, what was guessed is said, and what is no text is refused."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coproclip.errors import BadInput
from coproclip.excerpts.quote_lists import read_quotes
from coproclip.foreign_text import ENCODINGS, encoding_named, read_text
from coproclip.transcript.files.reading import read_transcript

SAID = {
    "cp1251 koi8-r iso8859-5 cp866 mac-cyrillic": "Мы жили в деревне, и дорога была закрыта. Потом моя семья уехала.",
    "cp1252 mac-roman": "Nous étions à la gare, et l’été était fini. Ça m’a coûté très cher, où êtes-vous allés ?",
    "cp1252 mac-roman ": "Wir wohnten über der Bäckerei, und im Winter war die Straße gesperrt. Schön war’s.",
    "cp1252 mac-roman  ": "We weren’t sure – “honestly”, she said – that it’d work out. The café was closed.",
    "cp1250 iso8859-2": "Mieszkaliśmy na wsi, a zimą droga była zamknięta. Potem przyjechał autobus.",
    "gb2312 gb18030": "我们住在村子里，冬天路都封了。后来公共汽车来了，一切都变了。",
    "big5": "我們住在村子裡，冬天路都封了。後來公共汽車來了，一切都變了。",
    "shift-jis euc-jp": "私たちは村に住んでいて、冬は道が閉ざされていました。それからバスが来た。",
    "euc-kr": "우리는 마을에 살았고 겨울에는 길이 막혔습니다. 그러다 버스가 와서 모든 것이 바뀌었습니다.",
    "cp1256": "كنا نعيش في القرية، وفي الشتاء كان الطريق مغلقا. ثم جاءت الحافلة وتغير كل شيء.",
    "cp1255": "גרנו בכפר, ובחורף הדרך הייתה סגורה. אחר כך הגיע האוטובוס והכול השתנה.",
    "cp1253": "Ζούσαμε στο χωριό και τον χειμώνα ο δρόμος ήταν κλειστός. Μετά ήρθε το λεωφορείο.",
    "cp1254": "Köyde yaşıyorduk ve kışın yol kapalıydı. Sonra otobüs geldi ve her şey değişti, dedi.",
}
CASES = [(encoding, said) for encodings, said in SAID.items() for encoding in encodings.split()]


def _captions(said: str) -> str:
    parts = [one for one in re.split(r"(?<=[.。,،，、])\s*", said) if one]
    return "".join(f"{n}\r\n00:00:{n:02},000 --> 00:00:{n:02},900\r\n{one}\r\n\r\n" for n, one in enumerate(parts, 1))


@pytest.mark.parametrize(("encoding", "said"), CASES)
@pytest.mark.parametrize("made", [str, _captions], ids=["words", "captions"])
def test_letters_of_older_programs_are_the_right_ones_and_what_was_guessed_is_known(
    encoding: str, said: str, made: type
) -> None:
    content = made(said).encode(encoding)
    found = read_text(content)
    assert found.text == content.decode(encoding)
    assert found.guessed
    assert found.read_as in ENCODINGS
    assert found.notes == ()
    assert found.sample[0] in found.text


@pytest.mark.parametrize("said", SAID.values())
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_known_with_and_without_its_mark(encoding: str, said: str) -> None:
    found = read_text(f"{said}\n一 one\n".encode(encoding))
    assert found.text == f"{said}\n一 one\n"
    assert found.guessed == (encoding in ("utf-16-le", "utf-16-be"))


@given(st.text())
def test_nothing_is_guessed_of_what_is_utf_8(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff"):
        found = read_text(text.encode("utf-8"))
        assert (found.text, found.guessed, found.notes) == (text, False, ())


@given(st.binary())
def test_whatever_is_in_a_file_is_read_or_refused(content: bytes) -> None:
    with suppress(ValueError, BadInput):
        assert isinstance(read_text(content).text, str)


def test_utf_8_that_is_damaged_stays_utf_8_and_what_is_lost_is_counted() -> None:
    found = read_text("Мы жили в деревне\n".encode()[:-1] + b"\xd0\n")
    assert (found.text, found.read_as) == ("Мы жили в деревне\ufffd\n", "")
    assert found.notes == ("1 sign in it could not be read, and “�” stands there.",)


def test_a_person_can_say_it_by_any_usual_name() -> None:
    assert [encoding_named(one) for one in ("Windows-1251", "macintosh", "Shift-JIS", "latin1", "GBK", " ")] == [
        "cp1251",
        "mac-roman",
        "cp932",
        "cp1252",
        "gb18030",
        "",
    ]
    assert read_text("Ну".encode("cp1251"), "cp1251").notes == ()
    for name in ("rot13", "zip", "klingon"):
        with pytest.raises(BadInput, match="No encoding is called"):
            encoding_named(name)
    with pytest.raises(BadInput, match=r"not written in Unicode \(UTF-8\)"):
        read_text(b"\xcd\xf3", "utf-8")
    for key in ENCODINGS:
        assert encoding_named(key) == key
        assert read_text(b"Kit: So.\n\n", key).text if not key.startswith("utf-16") else True


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_zero_byte_among_captions_is_said_with_its_line(at: int, tmp_path: Path) -> None:
    content = bytearray(b"1\n00:00:01,000 --> 00:00:02,000\nKit: So we left.\n\n")
    content[at:at] = b"\0"
    for name, read in (("a.srt", read_transcript), ("a.txt", read_quotes)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadInput, match="This file is damaged: in line") as refused:
            read(tmp_path / name)
        assert f"in line {content.count(10, 0, content.index(0)) + 1} " in str(refused.value)
        assert "Nothing was changed." in str(refused.value)


def test_transcripts_and_quotes_say_what_was_guessed_and_take_what_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(_captions(next(iter(SAID.values()))).encode("cp1251"))
    found = read_transcript(path)
    assert (found.read_as, found.passages[0].text) == ("cp1251", "Мы жили в деревне,")
    assert read_transcript(path, encoding="cp1251").read_as == ""
    assert read_transcript(path, encoding="koi8-u").passages[0].text != "Мы жили в деревне,"
    path.with_suffix(".txt").write_bytes("“Мы жили в деревне”".encode("cp1251"))
    quotes = read_quotes(path.with_suffix(".txt"))
    assert (quotes.quotes, quotes.read_as) == (("Мы жили в деревне",), "cp1251")
    assert read_quotes(path.with_suffix(".txt"), encoding="koi8-u").quotes != quotes.quotes

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coproclip.export.folders.names import first_words, numbered_names, safe_name
from coproclip.harmless import plain


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Moving the chairs", "Moving the chairs"),
        ("Who decides? A/B: “me” <or> you|*", "Who decides A B “me” or you"),
        ("CON", "CON -"),
        ("lpt1.txt", "lpt1 -.txt"),
        ("  . hidden. ", "hidden"),
        ("cafe\u0301", "caf\u00e9"),
        ("line\nbreak\ttab\x00nul", "line break tab nul"),
        ("right\u202eto left\u200b", "rightto left"),
        ("..", "excerpt"),
        ("???", "excerpt"),
        ("", "excerpt"),
        ("日本語の題", "日本語の題"),
    ],
)
def test_names_that_every_system_takes(title: str, name: str) -> None:
    assert safe_name(title, "excerpt") == name


@given(st.text(max_size=400))
def test_any_title_makes_a_name(title: str) -> None:
    name = safe_name(title, "excerpt")
    assert name == unicodedata.normalize("NFC", name)
    assert 0 < len(name.encode()) <= 122
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip()
    assert not name.startswith(".")
    assert not name.endswith(".")
    assert not any(unicodedata.category(c).startswith("C") for c in name)


@given(st.text(max_size=80))
def test_a_file_of_that_name_can_be_made(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("names")
    (folder / f"{safe_name(title, 'excerpt')}.txt").write_text("x", "utf-8")
    assert len(list(Path(folder).iterdir())) == 1


def test_long_names_are_cut_between_words() -> None:
    name = safe_name("together " * 40, "excerpt")
    assert name.endswith("together")
    assert len(name.encode()) <= 120
    assert safe_name("e\u0323\u0302" * 90, "x").encode()  # stacked accents are not torn apart
    assert not unicodedata.combining(safe_name("a" * 118 + "q\u0323\u0302", "x")[-1])


def test_numbers_keep_the_order_and_make_every_name_different() -> None:
    assert numbered_names(["Same", "same", "?"], otherwise="excerpt", suffix=" (x)") == [
        "01 Same (x)",
        "02 same (x)",
        "03 excerpt (x)",
    ]
    assert numbered_names(["a"] * 100, otherwise="excerpt")[0] == "001 a"


def test_first_words() -> None:
    assert first_words("Short enough.") == "Short enough."
    assert first_words("We moved the chairs, and then there was no head of the table", 24) == "We moved the chairs…"
    assert len(first_words("x" * 200, 30)) == 30


def test_plain_is_one_composed_line() -> None:
    assert plain(" a\r\n b\u2028c\ud800 e\u0301 ") == "a b c é"

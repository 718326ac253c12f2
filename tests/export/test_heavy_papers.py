"""What is planted in a project to keep a computer busy with setting letters: nothing is set in this program itself."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coproclip.errors import Cancelled, StorageError
from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord
from coproclip.export.documents import typesetting
from coproclip.export.documents.card_picture import CardSize, card_picture
from coproclip.export.documents.paper import paper_of, pictures_of_paper, print_large

PAGE = "<html lang='en'><head><title>Sheet</title></head><body><p>{}</p></body></html>"
SETTING = [
    one
    for name, one in inspect.getmembers(typesetting, inspect.isfunction)
    if "template" in inspect.signature(one).parameters and not name.startswith("_")
]


@pytest.mark.parametrize("make", SETTING, ids=lambda one: one.__name__)
def test_whatever_is_set_can_be_stopped(make: Callable[..., object], tmp_path: Path) -> None:
    usual = {"data": {}, "images": {}, "bench": tmp_path, "label": "x", "pixels": 72}
    given = {name: value for name, value in usual.items() if name in inspect.signature(make).parameters}
    with pytest.raises(Cancelled):
        make("paper.typ", **given, stops=lambda: True)


def test_paper_that_takes_too_long_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paper_of(PAGE.format("Short.")).startswith(b"%PDF")
    assert pictures_of_paper(PAGE.format("Short."))
    assert "typst" not in sys.modules
    monkeypatch.setattr(typesetting, "FEW_CPU_S", 0.01)
    with pytest.raises(StorageError, match="The PDF takes far too much time or memory"):
        print_large(PAGE.format("many words " * 200_000), tmp_path / "Large.pdf")
    assert not list(tmp_path.iterdir())


def test_a_card_of_a_hundred_thousand_words_is_too_small_to_read_without_being_tried(
    excerpt: Callable[..., ShareableExcerpt],
    say: Callable[..., tuple[VoicedWord, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "FEW_CPU_S", 0.01)
    words = say("word " * 100_000, 1000, each_ms=30)
    assert card_picture(excerpt(words=words, use=Use.QUOTE), CardSize.A6) is None

"""What reads the same is the same: no sign that nobody sees, and no letter of another script, lets words through."""

import pytest

from coproclip.project.comparing.said_words import SaidWords
from coproclip.project.comparing.word_runs import bare, length, says

SAID = "My husband didn't drink all of our rent money on Friday."
WRITTEN = {
    "soft hyphens": "hus\u00adband did\u00adn't dr\u00adink al\u00adl",
    "no width": "hus\u200bband did\u200bn't drin\u200bk al\u200bl",
    "word joiners": "my hus\u2060band di\u2060dn't drink",
    "variation selectors": "my hus\ufe0fband did\ufe0fn't drink",
    "an accent": "my hu\u0301sband didn't dri\u20ddnk",
    "a control sign": "my hus\x08band didn't drink",
    "hair spaces": "my hus\u200aband didn't drink",
    "hyphens": "my hus-band did-n't drink",
    "Cyrillic": "my husb\u0430nd didn't drink",
    "all Cyrillic": "\u043c\u0443 husband didn't drink",
    "Greek capitals": "MY HUSBA\u039dD DIDN'T DRINK",
    "figures": "all 0f 0ur rent m0ney",
    "one word": "MyHusbandDidn'tDrink",
    "underscores": "my_husband_didn't_drink",
    **{f"apostrophe {sign!r}": f"my husband didn{sign}t drink" for sign in "’‘´`ʼ′＇"},
    "no apostrophe": "My husband didnt drink",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_words_are_known_however_they_are_written(written: str) -> None:
    said = SaidWords()
    said.add([SAID])
    assert length(written) >= 4
    assert says(SAID, written)
    assert said.says(written)
    assert said.stand_in(f"Listen: {written}!")


@pytest.mark.parametrize("other", ["my husbands didn't drink", "our rent money on", "did he drink", ""])
def test_other_words_stay_other_words(other: str) -> None:
    assert says(SAID, other) == (other == "our rent money on")


def test_vowel_signs_are_letters_of_their_word() -> None:
    assert says("मैंने कहा कि", "मैंने कहा")
    assert not says("मैंने कहा कि", "मैंने कह")
    assert says("ваня тут был", "ВАНЯ ТУТ")


@pytest.mark.parametrize("written", ["well -\u0301now", "(\u093f", "“\u0e31”", "我-\u3099"])
def test_a_mark_that_stands_on_no_letter_is_no_letter(written: str) -> None:
    assert bare(written).split() == [one for one in ("well", "now", "我") if one in written]

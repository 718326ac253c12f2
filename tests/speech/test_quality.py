"""What is flagged, and what real people say that must not be."""

import pytest

from coproclip.speech.engine import OVER_SILENCE, REPEATED, STOCK_PHRASE, UNSURE, SpokenWord
from coproclip.speech.quality import (
    Hypothesis,
    doubts,
    flags,
    impossible,
    loops,
    over_silence,
    without_blips,
    without_echo,
    wordless,
)
from coproclip.speech.stock_phrases import is_stock_phrase
from coproclip.timecode import TimeRange


def said(text: str, start: int = 0, each: int = 300, confidence: int = 90) -> list[SpokenWord]:
    return [
        SpokenWord(word, start + place * each, start + (place + 1) * each, confidence)
        for place, word in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    "text",
    ["no no no no", "it was very very very good", "bit by bit, bit by bit", "and I said, I said to him", "ha ha ha ha"],
)
def test_real_repetition_is_left_alone(text: str) -> None:
    assert loops(said(text)) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("so I'm sorry I'm sorry, I'm sorry. I'm sorry yes", (1, 9)),
        ("we are here we are here We are here.", (0, 9)),
        ("well no no no no no", (1, 6)),
    ],
)
def test_loops_are_found(text: str, where: tuple[int, int]) -> None:
    assert loops(said(text)) == [where]
    assert REPEATED in flags(said(text), [TimeRange(0, 60_000)])


def test_stock_phrases_in_several_languages() -> None:
    for text in (
        "Thanks for watching!",
        "Thank you for watching.",
        "Please subscribe to my channel.",
        "Subtitles by the Amara.org community",
        "Sous-titrage Société Radio-Canada",
        "Untertitel im Auftrag des ZDF, 2020",
        "¡Suscríbete al canal!",
        "Продолжение следует...",
        "Bedankt voor het kijken!",
        "Ondertiteld door Amara",
        "Dziękuję za oglądanie.",
        "Ευχαριστώ που παρακολουθήσατε!",
        "İzlediğiniz için teşekkür ederim.",
        "ご視聴ありがとうございました",
        "请不吝点赞 订阅 转发",
        "اشتركوا في القناة",
        "देखने के लिए धन्यवाद",
        "So that was the day. Thanks for watching!",
    ):
        assert is_stock_phrase(text), text
    for text in ("Thank you.", "Thanks for watching my children while I was away.", "I subscribed to the newsletter."):
        assert not is_stock_phrase(text), text
    assert STOCK_PHRASE in flags(said("Thanks for watching!"), [TimeRange(0, 60_000)])


def test_words_over_silence() -> None:
    speech = [TimeRange(0, 1_000), TimeRange(6_000, 8_000)]
    assert not over_silence([SpokenWord("here", 200, 900, 90)], speech)
    assert over_silence([SpokenWord("nothing", 2_500, 2_900, 90)], speech)
    assert over_silence([SpokenWord("stretched", 500, 2_600, 90), SpokenWord("on", 6_100, 6_300, 90)], speech)
    assert not over_silence(said("words with short pauses", 6_100), speech)
    assert over_silence([SpokenWord("before", 200, 900, 90), SpokenWord("after", 6_100, 6_300, 90)], speech)
    pause = [TimeRange(0, 1_000), TimeRange(1_900, 3_000)]
    assert not over_silence([SpokenWord("before", 200, 990, 90), SpokenWord("after", 1_900, 2_300, 90)], pause)
    assert OVER_SILENCE in flags([SpokenWord("nothing", 2_500, 2_900, 90)], speech)


def test_unsure_words() -> None:
    everywhere = [TimeRange(0, 60_000)]
    assert flags(said("we sat together", confidence=30), everywhere) == {UNSURE}
    assert flags(said("we sat together", confidence=70), everywhere) == frozenset()


def test_a_reading_of_a_piece_is_doubted_as_a_whole() -> None:
    assert doubts(Hypothesis(tuple(said("we moved the chairs")), -0.3), 5_000) == frozenset()
    assert doubts(Hypothesis(tuple(said("we moved the chairs")), -1.3), 5_000) == {UNSURE}
    assert REPEATED in doubts(Hypothesis(tuple(said("I'm sorry " * 40)), -0.1), 25_000)
    assert impossible(Hypothesis(tuple(said("one " * 30)), -0.1), 900)
    assert doubts(Hypothesis((), -3.0), 5_000) == frozenset()


def test_speech_without_words_is_found() -> None:
    speech = [TimeRange(0, 5_000), TimeRange(6_000, 12_000), TimeRange(20_000, 24_000)]
    words = [*said("one two", 0), *said("three", 11_500), *said("four", 20_000)]
    assert wordless(words, speech) == [TimeRange(600, 11_500), TimeRange(20_300, 24_000)]
    assert wordless([], speech) == [TimeRange(0, 24_000)]
    assert wordless([], []) == []
    assert wordless(said("one two three", 0, 1_600), speech[:1]) == []


def test_blips_are_not_speech_but_short_words_near_others_are() -> None:
    speech = [TimeRange(0, 90), TimeRange(5_000, 5_100), TimeRange(5_300, 6_000), TimeRange(9_000, 9_250)]
    assert without_blips(speech) == speech[1:]


def test_a_last_sentence_said_again_in_no_time_is_an_echo() -> None:
    once = said("the dose is ten minims and may be given in cases of poisoning", each=350)
    again = said("and may be given in cases of poisoning", start=once[-1].end_ms, each=10)
    assert without_echo(Hypothesis((*once, *again), -0.2)).words == tuple(once)
    spoken = said("and may be given in cases of poisoning", start=once[-1].end_ms, each=300)
    for real in (once, [*once, *spoken], said("no no no no", each=90), []):
        reading = Hypothesis(tuple(real), -0.2)
        assert without_echo(reading) == reading

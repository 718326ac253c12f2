"""Names beside thousands of others: found in a moment, and just where the plain way of looking finds them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from time import process_time

import pytest

from coproclip.excerpts.names.heard_names import PAD_MS, EverSaid, HeardName, heard_names, once
from coproclip.excerpts.names.hidden_names import FAR_MS, PAUSE_MS, hidden_names
from coproclip.excerpts.names.time_stretches import Stretches
from coproclip.excerpts.spans import SpokenAt
from coproclip.people.mentions import Names, is_hidden, is_kept, is_open, key_of
from coproclip.project.columns import GUESSED
from coproclip.project.names_lost import ProjectNames, as_heard, not_said
from coproclip.project.schema import Mention, Word
from coproclip.timecode import TimeRange

NAMES = ("Helen", "Helen Wren", "Wren", "Anna Helen Wren", "Kit", "Sam Kit")
SAYS = (*["Helen", "Wren", "Anna", "Kit", "Sam", "Helens"], "went", "to", "the", "council")
WHOLE = TimeRange(0, 100_000_000)


def mentions(random: Random) -> list[Mention]:
    return [
        Mention(id=number, story_id=1, kind="person", text=text, decision=random.choice(("remove", "keep", "", "")))
        for number, text in enumerate(random.sample(NAMES, random.randint(1, len(NAMES))), 1)
    ]


def words(random: Random, many: int) -> list[Word]:
    found, at = list[Word](), random.randrange(500)
    for _ in range(many):
        start = max(0, at + random.randint(-150, 100))
        sure = random.choice((80, 90, 100, GUESSED))
        found.append(Word(random.choice(SAYS), start, start + random.randint(0, 400), sure))
        at += random.randint(0, 300)
    return found


def places(random: Random, many: int) -> list[TimeRange]:
    starts = [random.randrange(4000) for _ in range(many)]
    return [TimeRange(start, start + random.choice((0, 1, 90, 200, 1500))) for start in starts]


@pytest.mark.parametrize("seed", range(150))
def test_where_names_may_be_heard_is_what_a_walk_to_the_next_known_word_finds(seed: int) -> None:
    random = Random(seed)
    said, drafted = words(random, random.randrange(40)), words(random, 20)
    heard = as_heard([*drafted, *(replace(word, confidence=80) for word in said if random.random() < 0.2)])
    helen = Mention(id=7, story_id=1, kind="person", text="Helen", decision="remove")

    def known(at: int) -> bool:
        word = said[at]
        return not word.guessed or (word.text.casefold(), word.start_ms, word.end_ms) in heard

    def stretch(first: int, last: int) -> tuple[int, int]:
        start, end = min(word.start_ms for word in said[first:last]), max(word.end_ms for word in said[first:last])
        if not all(map(known, range(first, last))):
            before = [word.end_ms for at, word in enumerate(said[: first + 1]) if known(at)]
            after = [word.start_ms for at, word in enumerate(said) if at >= last - 1 and known(at)]
            run = said[max([at for at in range(first + 1) if known(at)], default=0) :]
            start = min(start, before[-1]) if before else 0
            end = max(end, after[0] if after else max(word.end_ms for word in run) + 60_000)
        return start, max(start, end)

    runs = {stretch(at, upto) for at in range(len(said)) for upto in range(at + 1, min(len(said), at + 3) + 1)}
    every = ProjectNames(mentions(random)).of(1).said(said, lambda: heard)
    assert {(time.start_ms, time.end_ms) for _, time in every} <= runs
    alone = ProjectNames([helen]).of(1).said(said, lambda: heard)
    expected = [stretch(at, at + 1) for at, word in enumerate(said) if word.text in ("Helen", "Helens")]
    assert [(time.start_ms, time.end_ms) for _, time in alone] == expected


@pytest.mark.parametrize("seed", range(150))
def test_places_that_are_not_said_any_more_are_those_that_none_encloses(seed: int) -> None:
    random = Random(seed)
    before = [(random.randint(1, 3), time) for time in places(random, random.randrange(40))]
    after = [(random.randint(1, 3), time) for time in places(random, random.randrange(12))]
    after += random.sample(before, len(before) // 4)
    there, expected = list(after), list[tuple[int, TimeRange]]()
    for number, time in sorted(before, key=lambda one: (one[0], -one[1].duration_ms)):
        if not any(other == number and one.encloses(time) for other, one in there):
            there.append((number, time))
            expected.append((number, time))
    assert not_said(before, after) == expected


def plainly_heard(said: Sequence[Word], names: Names, ever: EverSaid) -> list[HeardName]:
    """Each place beside each other one."""
    every = [
        HeardName(met.mention, reading, met.first, met.last, is_form=met.is_form)
        for reading in ever.drafted(WHOLE)
        for met in names.met([word.text for word in reading])
    ]
    by_key = {key_of(one.text): one for one in reversed(names.mentions)}
    for key, time in ever.written:
        own = by_key.get(key)
        parts = [key[first:last] for first in range(len(key)) for last in range(first + 1, len(key) + 1)]
        of = [own] if own is not None and not is_kept(own) else [by_key[part] for part in parts if part in by_key]
        for name in of:
            before = [word for word in said if word.end_ms <= time.start_ms][-5:]
            after = [word for word in said if word.start_ms >= time.end_ms][:5]
            reading = [*before, Word(name.text, time.start_ms, time.end_ms, 0), *after]
            every.append(HeardName(name, reading, len(before), len(before), written=True))
    met = names.met([word.text for word in said])

    def here(met_forms: bool) -> list[tuple[Mention, TimeRange]]:
        return [(one.mention, span(said[one.first : one.last + 1])) for one in met if one.is_form is met_forms]

    def have(places: Sequence[tuple[Mention, TimeRange]], name: Mention, time: TimeRange) -> bool:
        return any(
            of is name
            and 2 * (min(time.end_ms, one.end_ms) - max(time.start_ms, one.start_ms)) >= max(1, time.duration_ms)
            for of, one in places
        )

    def settles(there: Mention, name: Mention) -> bool:
        whole, part = key_of(there.text), key_of(name.text)
        return is_hidden(there) or any(whole[at : at + len(part)] == part for at in range(len(whole)))

    misheard = [(one.mention, one.time) for one in every if one.where.print in ever.misheard]
    middles = [(word.start_ms + word.end_ms) // 2 for word in said]
    silent = [(one.mention, quiet(said[one.first : one.last + 1])) for one in met if not one.is_form]
    found = list[HeardName]()
    for one in every:
        name, time = one.mention, one.time
        if not (is_open(name) or is_hidden(name)) or have(misheard, name, time):
            continue
        if one.is_form and have(here(True), name, time):
            continue
        others = is_open(name) and any(time.start_ms <= middle < time.end_ms for middle in middles)
        if others and not ever.gives_away(name):
            continue
        if any(settles(there, name) and any(part.encloses(time) for part in parts) for there, parts in silent):
            continue
        if any(other.mention is name and padded(other.time).encloses(time) for other in found):
            continue
        found.append(replace(one, in_words=have(here(False), name, time)))
    return sorted(found, key=lambda one: (one.time.start_ms, one.time.end_ms))


def span(some: Sequence[Word]) -> TimeRange:
    start = min(word.start_ms for word in some)
    return TimeRange(start, max(start, *(word.end_ms for word in some)))


def padded(time: TimeRange) -> TimeRange:
    return TimeRange(max(0, time.start_ms - PAD_MS), time.end_ms + PAD_MS)


def quiet(some: Sequence[Word]) -> list[TimeRange]:
    """What is silent around words, joined where it meets."""
    found = list[TimeRange]()
    for one in sorted(padded(span([word])) for word in some):
        if found and one.start_ms <= found[-1].end_ms:
            one = TimeRange(found[-1].start_ms, max(one.end_ms, found.pop().end_ms))
        found.append(one)
    return found


def ever_said(random: Random, said: Sequence[Word], names: Names) -> EverSaid:
    readings = [words(random, random.randrange(30)) for _ in range(random.randrange(3))]
    keys = [key_of(text) for text in NAMES]
    written = [(random.choice(keys), time) for time in places(random, random.randrange(30))]
    ever = EverSaid(lambda _: readings, [*written, *written[:3]], gives_away=lambda one: len(one.text) % 2 == 0)
    found = plainly_heard(said, names, ever)
    misheard = {one.where.print for one in found if random.random() < 0.2}
    return replace(ever, misheard=misheard)


@pytest.mark.parametrize("seed", range(200))
def test_names_that_were_heard_are_those_that_a_look_at_each_beside_each_finds(seed: int) -> None:
    random = Random(seed)
    names, said = Names(mentions(random)), words(random, random.randrange(25))
    ever = ever_said(random, said, names)
    expected = plainly_heard(said, names, ever)
    assert heard_names(said, WHOLE, names, ever) == expected
    shown = list[HeardName]()
    for one in expected:
        if not any(
            other.mention is one.mention
            and 2 * (min(one.time.end_ms, other.time.end_ms) - max(one.time.start_ms, other.time.start_ms))
            >= max(1, one.time.duration_ms)
            for other in shown
        ):
            shown.append(one)
    assert once(expected) == shown


@pytest.mark.parametrize("seed", range(60))
def test_what_is_silent_of_a_guessed_name_reaches_to_the_next_known_words(seed: int) -> None:
    random = Random(seed)
    said = [SpokenAt(word, number, None) for number, word in enumerate(words(random, random.randrange(1, 30)))]
    names = Names([Mention(text="Helen", decision="remove"), Mention(text="Wren", decision="remove")])
    for name in hidden_names(said, WHOLE, names, EverSaid(lambda _: [])):
        for spoken, silenced in zip(name.words, name.silenced, strict=True):
            at = said.index(spoken)
            before = [one for one in range(at + 1) if not said[one].word.guessed]
            after = [one for one in range(at, len(said)) if not said[one].word.guessed]
            around = beside([one.word for one in said], at)
            if spoken.word.guessed:
                run = [one.word for one in said[before[-1] + 1 if before else 0 : after[0] if after else len(said)]]
                ends = max(word.end_ms for word in run)
                start = said[before[-1]].word.end_ms if before else 0
                end = said[after[0]].word.start_ms if after else ends + FAR_MS
                start = min(around.start_ms, start, *(word.start_ms for word in run))
                around = TimeRange(start, max(around.end_ms, end, ends))
            assert silenced == around


def beside(some: Sequence[Word], at: int) -> TimeRange:
    """What is silent around a word that is known."""
    word = some[at]
    before = max((one.end_ms for one in some[max(0, at - 5) : at]), default=0)
    after = min((one.start_ms for one in some[at + 1 : at + 6]), default=word.end_ms + PAUSE_MS)
    start = min(word.start_ms - PAD_MS, max(before, word.start_ms - PAUSE_MS))
    return TimeRange(max(0, start), max(word.end_ms + PAD_MS, min(after, word.end_ms + PAUSE_MS)))


@pytest.mark.parametrize("seed", range(100))
def test_stretches_are_asked_about_as_if_each_was_looked_at(seed: int) -> None:
    random = Random(seed)
    those, asked = places(random, random.randrange(30)), places(random, 60)
    stretches = Stretches(those)
    for time in asked:
        assert stretches.enclose(time) == any(one.encloses(time) for one in those)
        assert stretches.overlap(time) == any(one.overlaps(time) for one in those)
        shared = [min(one.end_ms, time.end_ms) - max(one.start_ms, time.start_ms) for one in those]
        assert stretches.have_most_of(time) == any(2 * much >= max(1, time.duration_ms) for much in shared)


def quick(what: Callable[[], object]) -> None:
    begun = process_time()
    what()
    assert process_time() - begun < 4


def test_names_of_which_nobody_knows_when_they_are_said_are_found_in_a_moment_among_thousands() -> None:
    said = [Word("Helen" if at % 2 else "went", at * 400, at * 400 + 350, GUESSED) for at in range(20_000)]
    listed = ProjectNames([Mention(id=1, story_id=1, kind="person", text="Helen", decision="remove")]).of(1)
    found = list[tuple[int, TimeRange]]()
    quick(lambda: found.extend(listed.said(said, frozenset)))
    assert set(found) == {(1, TimeRange(0, said[-1].end_ms + 60_000))}
    staircase = [(1, TimeRange(at, at + 100_000 + at % 7)) for at in range(0, 200_000, 8)]
    quick(lambda: not_said(staircase, staircase[::2]))
    spoken = [SpokenAt(word, number, None) for number, word in enumerate(said[:8000])]
    names = Names([Mention(text="Helen", decision="remove")])
    quick(lambda: hidden_names(spoken, WHOLE, names, EverSaid(lambda _: [])))


def test_a_name_that_was_lost_at_thousands_of_places_is_found_in_a_moment() -> None:
    long = " ".join(chr(97 + at % 26) for at in range(95))
    names = Names(
        [
            Mention(text="Helen", decision="remove"),
            Mention(text="a b", decision=""),
            Mention(text=long, decision="keep"),
        ]
    )
    said = [Word("went", at * 300, at * 300 + 200) for at in range(3000)]
    overlapping = [(key_of("Helen"), TimeRange(at * 10, at * 10 + 200_000 + at * 200)) for at in range(20_000)]
    apart = [(key_of(long), TimeRange(at * 8, at * 8 + 4)) for at in range(20_000)]
    found = list[HeardName]()
    quick(lambda: found.extend(heard_names(said, WHOLE, names, EverSaid(lambda _: [], overlapping))))
    assert len(found) == 20_000
    quick(lambda: heard_names(said, WHOLE, names, EverSaid(lambda _: [], apart)))

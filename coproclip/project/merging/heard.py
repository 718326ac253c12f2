"""Who is speaking in the passages of a story that both sides have, and which are checked by ear, once their words are
settled.

By stretches of time, for passages are split and joined: the words of a passage may have been in several before, of
which something else was said on the other side. Where two voices were said somebody is asked who may be either, until a
person chooses. What either side no longer holds for checked is not.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from coproclip.project.askable import Askable, is_unsaid
from coproclip.project.by_time import ByTime, Placed
from coproclip.project.kinds import WHO_SPEAKS
from coproclip.project.merging.rows import SEGMENT, STORY, Row
from coproclip.project.merging.state import Keep, State

Changes = Mapping[int, frozenset[str]]
Voices = tuple[int | None, ...]
_VOICE = ("speaker_id", "voice_said")
_CHECK = ("checked", "checked_how")
SETTLED = (*_VOICE, *_CHECK)
"""The columns of a passage that are settled here."""
_PLACE = ("start_ms", "end_ms")
_SAID = (*_PLACE, "text", "words")


@dataclass
class _Disputed:
    """Where the same two are said to speak, here and there: passages of the result, and one of theirs."""

    their_number: int
    passages: list[int] = field(default_factory=list)


def settle_heard(
    state: State,
    story: int,
    ours: Mapping[int, Row],
    theirs: Mapping[int, Row],
    changed: tuple[Changes, Changes],
    unsure: Collection[int],
) -> None:
    """Settle both for one story; `changed` are the columns of our passages and of theirs that are other than they were.

    The passages `unsure` have other words on the other side, so no check of these is one of those.
    """
    _Heard(state, story, ours, theirs, changed).settle(unsure)


class _Heard:
    def __init__(
        self,
        state: State,
        story: int,
        ours: Mapping[int, Row],
        theirs: Mapping[int, Row],
        changed: tuple[Changes, Changes],
    ) -> None:
        self._state, self._story = state, story
        self._ours, self._theirs = ours, theirs
        self._ours_changed, self._theirs_changed = changed
        self._here, self._there = ByTime(ours.values()), ByTime(theirs.values())
        self._voices = _Voices(state, story)
        self._disputed: dict[tuple[Voices, Voices], _Disputed] = {}
        self._checks_lost = 0

    def settle(self, unsure: Collection[int]) -> None:
        rows = self._state.result[SEGMENT]
        numbers = [one for one in dict.fromkeys([*self._ours, *self._theirs]) if one in rows]
        for passage in self._state.cancel.each(ByTime(rows[number] for number in numbers)):
            mine, other = self._said_with(passage)
            came_in = (SEGMENT, passage.number) in self._state.incoming
            if came_in or any(self._theirs_changed.get(_id(row)) for row in other):
                self._settle_voice(passage, mine, other)
                self._settle_check(passage, mine, other, unsure)
        for (mine_voices, their_voices), one in self._state.cancel.each(self._disputed.items()):
            self._decide(mine_voices, their_voices, one)
        if self._checks_lost:
            title = self._state.called(STORY, self._story)
            several = self._checks_lost > 1
            self._state.left_out.append(
                f"“{title}”: {self._checks_lost} passage{'s' if several else ''} that {'are' if several else 'is'} "
                "checked in the copy stayed unchecked here, where somebody took the check off or the words are others. "
                "Listen once more."
            )

    def _said_with(self, passage: Placed) -> tuple[list[Row], list[Row]]:
        """The passages, here and there, that say what one of the result does."""
        mine, other = self._ours.get(passage.number), self._theirs.get(passage.number)
        is_mine = mine is not None and _is_as(mine, passage.row)
        is_theirs = other is not None and _is_as(other, passage.row)
        beside = self._here if is_mine else self._there
        return (
            [mine] if is_mine and mine is not None else self._here.said_with(passage, beside),
            [other] if is_theirs and other is not None else self._there.said_with(passage, beside),
        )

    # ---- who is speaking --------------------------------------------------------------------------------------

    def _settle_voice(self, passage: Placed, mine: Sequence[Row], other: Sequence[Row]) -> None:
        said = (_voices_of(mine), _voices_of(other))
        if not said[0] or len({*said[0], *said[1]}) == 1:
            if mine and any("voice_said" in self._theirs_changed.get(_id(row), ()) for row in other):
                self._say(passage.number, said[0][0], [*mine, *other])
            return
        new_here = self._is_said_anew(self._ours_changed, mine, other)
        new_there = self._is_said_anew(self._theirs_changed, other, mine)
        together = self._voices.together(said[1])
        if not new_there:
            self._say(passage.number, self._voices.together(said[0]), mine)
        elif not new_here and self._voices.frees_nobody(said[0], together):
            self._say(passage.number, together, other)
        else:
            first = next((row for row in other if row["speaker_id"] not in said[0]), other[0])
            one = self._disputed.setdefault(said, _Disputed(_id(first)))
            one.passages.append(passage.number)

    @staticmethod
    def _is_said_anew(changes: Changes, rows: Sequence[Row], opposite: Sequence[Row]) -> bool:
        """Whether one side said since who speaks, or may have: what it joined or split may be any of both.

        Of a passage that is one on both sides it is known.
        """
        alone = {_id(row) for row in rows} == {_id(row) for row in opposite}
        looked_at = _VOICE if alone else (*_VOICE, *_PLACE)
        return any(changes.get(_id(row), frozenset()).intersection(looked_at) for row in rows)

    def _decide(self, mine: Voices, other: Voices, one: _Disputed) -> None:
        state = self._state
        their_id, where = state.their_ids[SEGMENT][one.their_number], len(one.passages)
        texts = [
            self._voices.called(voices) for voices in (mine, [voice for voice in other if voice not in mine] or other)
        ]
        if where > 1:
            texts[1] += f" ({where} passages)"
        keep = state.decide(SEGMENT, their_id, one.passages[0], "voice", *texts, frees=True)
        kept = {Keep.OURS: mine, Keep.THEIRS: other}.get(keep, (*mine, *other))
        voice = self._voices.together(kept)
        rows = (side[number] for side in (self._ours, self._theirs) for number in one.passages if number in side)
        near = [row for row in rows if row["speaker_id"] in kept]
        for number in one.passages:
            self._say(number, voice, near, doubtful=keep is Keep.BOTH)

    def _say(self, number: int, voice: int | None, rows: Iterable[Row], *, doubtful: bool = False) -> None:
        row = self._state.result[SEGMENT][number]
        there, known = self._state.result["speaker"], self._state.ours["speaker"]
        if voice in known and voice not in there:
            # Deleted in the copy, and still said here of what is heard.
            self._state.put("speaker", voice, known[voice])
        said = max((_number(one["voice_said"]) for one in rows if one["speaker_id"] == voice), default=0)
        values: Row = {"speaker_id": voice, "voice_said": said if voice is not None else 0}
        if doubtful:
            flags = _flags(row)
            values["flags"] = json.dumps(sorted({*flags, WHO_SPEAKS}), ensure_ascii=False, separators=(",", ":"))
        self._set(number, values)

    # ---- checked by ear ---------------------------------------------------------------------------------------

    def _settle_check(
        self, passage: Placed, mine: Sequence[Row], other: Sequence[Row], unsure: Collection[int]
    ) -> None:
        row = self._state.result[SEGMENT][passage.number]
        open_here = [one for one in mine if one["checked"] != 1]
        open_there = [one for one in other if one["checked"] != 1]
        new_here = any(self._is_checked_anew(self._ours_changed, one) for one in open_here)
        new_there = any(self._is_checked_anew(self._theirs_changed, one) for one in open_there)
        both_open = bool(open_here and open_there)
        other_words = bool(open_here) and not passage.is_said_in(map(Placed.of, other))
        if both_open or new_here or new_there or other_words or passage.number in unsure:
            checked, how = 0, ""
        else:
            # Where one side is open, it is as it was: the other has been checked since.
            rows = other if open_here else mine if open_there else [*mine, *other]
            if not open_here and not open_there:
                rows = self._since(mine, other)
            hows = {str(one["checked_how"]) for one in rows}
            checked, how = 1, hows.pop() if len(hows) == 1 else ""
        if not checked:
            self._note_lost(other)
        if checked or row["checked"] == 1:
            self._set(passage.number, {"checked": checked, "checked_how": how})

    def _since(self, mine: Sequence[Row], other: Sequence[Row]) -> list[Row]:
        """Whichever side says anew how it was checked; both where both do, or neither."""
        what = {*_CHECK}
        here = any(what & self._ours_changed.get(_id(row), frozenset()) for row in mine)
        there = any(what & self._theirs_changed.get(_id(row), frozenset()) for row in other)
        return [*(mine if here or not there else ()), *(other if there or not here else ())]

    @staticmethod
    def _is_checked_anew(changes: Changes, row: Row) -> bool:
        return bool(changes.get(_id(row), frozenset()).intersection(("checked", *_SAID)))

    def _note_lost(self, other: Sequence[Row]) -> None:
        self._checks_lost += any(
            one["checked"] == 1 and "checked" in self._theirs_changed.get(_id(one), ()) for one in other
        )

    def _set(self, number: int, values: Row) -> None:
        row = self._state.result[SEGMENT][number]
        if all(row[name] == value for name, value in values.items()):
            return
        self._state.counts["passages"] += (SEGMENT, number) not in self._state.incoming
        self._state.set(SEGMENT, number, **values)


class _Voices:
    """The voices of a story by their numbers, and of several the one that holds back all that they do."""

    def __init__(self, state: State, story: int) -> None:
        self._state = state
        self._askable = Askable(
            {
                row["storyteller_id"]: row["part"]
                for row in state.result["story_storyteller"].values()
                if row["story_id"] == story
            }
        )

    def called(self, voices: Iterable[int | None]) -> str:
        """The voices as a person knows them."""
        rows = map(self._row, voices)
        names = ["nobody" if row is None else str(row["name"] or row["role"]) for row in rows]
        return ", ".join(dict.fromkeys(names))

    def together(self, voices: Sequence[int | None]) -> int | None:
        """The voice of those for which all are asked whom any of them would have asked; nobody's if there is none.

        Somebody who is not asked about the story at all is only asked as the one who speaks.
        """
        for voice in dict.fromkeys((*voices, None)):
            if all(self._asks_all_of(voice, one) for one in voices):
                return voice
        return next((voice for voice in voices if not self._asks_all_of(None, voice)), None)

    def frees_nobody(self, voices: Iterable[int | None], instead: int | None) -> bool:
        """Whether with one voice instead all are asked who were, or nobody had said whose those are."""
        return all(self._asks_all_of(instead, voice) or is_unsaid(self._row(voice)) for voice in voices)

    def _asks_all_of(self, voice: int | None, other: int | None) -> bool:
        return voice == other or self._askable.asks_all_of(self._row(voice), self._row(other))

    def _row(self, voice: int | None) -> Row | None:
        if voice is None:
            return None
        return self._state.row_of_either("speaker", voice) or self._state.ours["speaker"].get(voice)


def _voices_of(rows: Iterable[Row]) -> Voices:
    voices = dict.fromkeys(row["speaker_id"] for row in rows)
    return tuple(voice if isinstance(voice, int) else None for voice in voices)


def _is_as(row: Row, other: Row) -> bool:
    return all(row[name] == other[name] for name in _SAID)


def _flags(row: Row) -> list[str]:
    try:
        found = json.loads(str(row["flags"]))
    except (ValueError, RecursionError):
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def _id(row: Row) -> int:
    return _number(row["id"])


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

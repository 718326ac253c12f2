"""How long it will take here: from past runs, else from what is nearest to them."""

import pytest

from coproclip.settings import data_folder
from coproclip.speech.presets import BALANCED, CAREFUL, QUICK
from coproclip.speech.throughput import expected_ms, remember_pace

HOUR = 3_600_000


@pytest.fixture(autouse=True)
def _own_paces(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path_factory.mktemp("home")))


def test_before_any_run_it_is_a_cautious_guess() -> None:
    guess = expected_ms("base", BALANCED, HOUR)
    assert guess is not None
    assert 20_000 < guess < HOUR
    assert expected_ms("small", BALANCED, HOUR) > 2 * guess  # type: ignore[operator]
    assert expected_ms("base", QUICK, HOUR) < guess < expected_ms("base", CAREFUL, HOUR)  # type: ignore[operator]
    assert expected_ms("a model of one's own", BALANCED, HOUR) is None


def test_past_runs_are_believed_the_latest_most() -> None:
    remember_pace("base", BALANCED, HOUR, HOUR // 10)
    assert expected_ms("base", BALANCED, HOUR) == HOUR // 10
    remember_pace("base", BALANCED, HOUR, HOUR // 5)
    assert HOUR // 10 < (expected_ms("base", BALANCED, HOUR) or 0) < HOUR // 5
    remember_pace("base", BALANCED, 3_000, 60_000)
    assert (expected_ms("base", BALANCED, HOUR) or 0) < HOUR // 5, "a few seconds teach nothing"


def test_what_never_ran_is_told_from_its_neighbours() -> None:
    remember_pace("base", BALANCED, HOUR, HOUR // 10)
    remember_pace("my own", QUICK, HOUR, HOUR // 20)
    assert (expected_ms("base", CAREFUL, HOUR) or 0) > HOUR // 10
    assert (expected_ms("small", BALANCED, HOUR) or 0) > HOUR // 5
    assert (expected_ms("my own", BALANCED, HOUR) or 0) > HOUR // 20


def test_a_damaged_file_costs_only_the_guess() -> None:
    data_folder().mkdir(parents=True)
    (data_folder() / "paces.json").write_text("[1, {")
    assert expected_ms("base", BALANCED, HOUR) is not None
    remember_pace("base", BALANCED, HOUR, HOUR // 10)
    assert expected_ms("base", BALANCED, HOUR) == HOUR // 10

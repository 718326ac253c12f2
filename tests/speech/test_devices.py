"""What takes over when a graphics card gives up."""

import pytest

from coproclip.speech.devices import LESS_MEMORY, MISSING, NO_MEMORY, Device, Fallback

CARD_AND_PROCESSOR = [Device("cuda", way) for way in ("float16", "int8_float16", "int8")] + [Device("cpu", "int8")]
FULL = RuntimeError("CUDA failed with error out of memory")
NO_LIBRARY = RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


def test_the_first_that_works_is_used_and_nothing_is_said() -> None:
    engine = Fallback(CARD_AND_PROCESSOR, str)
    assert (engine.run(lambda loaded: f"heard on {loaded}"), engine.take_notice()) == ("heard on cuda float16", "")


def test_a_card_without_memory_is_asked_for_less_and_then_left() -> None:
    engine = Fallback(CARD_AND_PROCESSOR, str)
    room = ["cuda int8"]

    def _work(loaded: str) -> str:
        if loaded.startswith("cuda") and loaded not in room:
            raise FULL
        return loaded

    assert engine.run(_work) == "cuda int8"
    assert engine.take_notice() == LESS_MEMORY
    assert engine.take_notice() == "", "it is said once"
    room.clear()
    assert engine.run(_work) == "cpu"
    assert str(engine.device) == "cpu"
    assert engine.take_notice() == NO_MEMORY


def test_a_card_without_its_libraries_is_left_at_once() -> None:
    tried: list[str] = []

    def _load(device: Device) -> str:
        tried.append(str(device))
        if device.kind == "cuda":
            raise NO_LIBRARY
        return str(device)

    engine = Fallback(CARD_AND_PROCESSOR, _load)
    assert tried == ["cuda float16", "cpu"]
    assert engine.take_notice() == MISSING


def test_what_the_processor_cannot_do_is_raised() -> None:
    engine = Fallback([Device("cpu", "int8")], str)

    def _work(loaded: str) -> str:
        raise RuntimeError("these weights are none")

    with pytest.raises(RuntimeError, match="weights"):
        engine.run(_work)

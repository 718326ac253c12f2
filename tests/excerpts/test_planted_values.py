"""What somebody planted in an answer is no number: nothing counts as heard, and nothing crashes."""

import pytest

from coproclip.excerpts.edges import _ranges


@pytest.mark.parametrize("kept", [[[float("inf"), 5]], [[0, float("nan")]], [[5, 1]], ["ab"], [[0]], {"a": 1}, 7, None])
def test_what_is_no_stretch_is_none(kept: object) -> None:
    assert _ranges(kept) == []

"""A folder for exports that somebody prepared: nothing in it is waited for."""

import os
from pathlib import Path

import pytest

from coproclip.export.manifest import CONTENTS, MANIFEST, earlier_list, read_manifest


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_in_the_place_of_a_list_is_none(tmp_path: Path) -> None:
    for name in (MANIFEST, CONTENTS):
        os.mkfifo(tmp_path / name)
    assert read_manifest(tmp_path) == {}
    assert not earlier_list(tmp_path)[2]

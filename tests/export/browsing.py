"""A headless browser for tests of pages: what it shows, by keys alone, and what it asks for."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
BROWSING = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium and its driver are not installed here"),
    pytest.mark.slow,
]
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Up": "\ue013", "Down": "\ue015", "Right": "\ue014"}


class Browser:
    """A headless Chromium that is told what to do in the WebDriver protocol, by keys."""

    def __init__(self, port: int, profile: Path, *, scripts: bool = True) -> None:
        self._base = f"http://127.0.0.1:{port}"
        options: dict[str, Any] = {
            "binary": CHROMIUM,
            "args": ["--headless=new", "--no-sandbox", "--mute-audio", "--disable-gpu", f"--user-data-dir={profile}"],
        }
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
        }
        self._session = ""
        self._session = "/session/" + self.ask("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def ask(self, path: str, what: dict[str, Any] | None = None, method: str | None = None) -> Any:
        """One command and its answer."""
        body = None if what is None else json.dumps(what).encode()
        request = urllib.request.Request(
            self._base + self._session + path, body, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, page: Path) -> None:
        """Show a file, at the size of a common screen."""
        self.resize(1280, 900)
        self.log("performance"), self.log("browser")
        self.ask("/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        """What `script` returns."""
        return self.ask("/execute/sync", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            code = KEYS.get(key, key)
            actions = [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}]
            self.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def resize(self, width: int, height: int) -> None:
        """Make the page this many CSS pixels wide and high."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": size})

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since the last time."""
        return list(self.ask("/se/log", {"type": kind}))

    def requests(self) -> list[str]:
        """Every address that was asked for since the page was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def until(self, script: str, seconds: float = 60) -> Any:
        """Wait for `script` to return something true."""
        deadline = time.monotonic() + seconds
        while not (found := self.run(f"return {script}")):
            assert time.monotonic() < deadline, f"never came: {script}"
            time.sleep(0.05)
        return found

    def close(self) -> None:
        """End it."""
        self.ask("", method="DELETE")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def driver_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = _free_port()
    home = tmp_path_factory.mktemp("browser")
    with subprocess.Popen(
        [str(DRIVER), f"--port={port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(home)},
    ) as driver:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            driver.terminate()


@pytest.fixture(scope="module")
def browser(driver_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    running = Browser(driver_port, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()

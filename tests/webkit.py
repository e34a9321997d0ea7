"""WebKit, the engine of Safari, for tests: GTK's small browser on a screen of its own, spoken to over WebDriver."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
_SOCKET = "/tmp/.X11-unix/X{}"


class WebKit:
    """One page of a WebKit."""

    def __init__(self, address: str, browser: Path) -> None:
        self._address = f"{address}/session"
        options = {"binary": str(browser), "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._address += "/" + self._ask("", asked)["sessionId"]
        self._ask("/timeouts", {"script": 120_000, "pageLoad": 120_000})

    def _ask(self, path: str, content: dict[str, Any]) -> Any:
        answer = requests.post(self._address + path, json=content, timeout=180).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self._ask("/url", {"url": address})

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression of the page, by way of JSON."""
        script = (
            "const tell = arguments[arguments.length - 1];"
            f"Promise.resolve({expression}).then((value) => tell(JSON.stringify(value ?? null)),"
            " (problem) => tell(JSON.stringify(String(problem))));"
        )
        return json.loads(self._ask("/execute/async", {"script": script, "args": []}))

    def close(self) -> None:
        """Leave the browser."""
        requests.delete(self._address, timeout=60)


def _wait_for(what: str, there, process: subprocess.Popen, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert process.poll() is None, f"{what} stopped"
        assert time.monotonic() < deadline, f"{what} does not answer"
        time.sleep(0.1)


def _answers(address: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{address}/status", timeout=5).ok
    return False


def _free_screen() -> int:
    return next(number for number in range(90, 200) if not Path(_SOCKET.format(number)).exists())


@contextlib.contextmanager
def running_webkit(folder: Path, port: int) -> Iterator[WebKit]:
    """Start a WebKit with a home of its own in a folder, its driver at a free port, and stop both afterwards."""
    browser = next(iter(sorted(Path("/").glob(_BROWSERS[1:]), reverse=True)), None)
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    if not (browser and driver and screen):
        pytest.skip("no WebKit here: install it ('apt install webkit2gtk-driver xvfb')")
    number = _free_screen()
    environment = os.environ | {
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"),
        "DISPLAY": f":{number}",
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",  # a screen without a graphics card
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # containers have none to give, and only this site is opened
        "http_proxy": "http://127.0.0.1:9",  # whatever is not on this machine is out of reach
        "https_proxy": "http://127.0.0.1:9",
        "no_proxy": "127.0.0.1,localhost",
    }
    with contextlib.ExitStack() as stack:

        def start(*command: str) -> subprocess.Popen:
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
            return process

        shown = start(screen, f":{number}", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
        _wait_for("Xvfb", Path(_SOCKET.format(number)).exists, shown)
        driven = start(driver, f"--port={port}")
        address = f"http://127.0.0.1:{port}"
        _wait_for("WebKitWebDriver", lambda: _answers(address), driven)
        webkit = WebKit(address, browser)
        stack.callback(webkit.close)
        yield webkit

"""Firefox for tests, spoken to over WebDriver BiDi: its own door, which needs neither a driver nor another package."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket

_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """One page of a Firefox without a window."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(f"{address}/session", timeout=60, suppress_origin=True)
        self._numbers = itertools.count(1)
        self._said: list[str] = []
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self._said.append(answer["params"]["text"])
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Give the page a size in CSS pixels."""
        self._ask("browsingContext.setViewport", context=self._context, viewport={"width": width, "height": height})

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression of the page, by way of JSON."""
        result = self._ask(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))",
            target={"context": self._context},
            awaitPromise=True,
        )
        assert result["type"] == "success", result
        return json.loads(result["result"]["value"])

    def wait_for(self, expression: str, seconds: float = 180) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + seconds
        while not self.evaluate(expression):
            assert time.monotonic() < deadline, f"never true in Firefox: {expression}"
            time.sleep(0.05)

    def activate(self) -> None:
        """Bring the page to the front: a key goes where the window's focus is, and a fresh window may have none."""
        self._ask("browsingContext.activate", context=self._context)

    def press(self, *keys: str) -> None:
        """Press keys one after the other; special ones by their WebDriver code."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask(
            "input.performActions", context=self._context, actions=[{"type": "key", "id": "keys", "actions": actions}]
        )

    def click(self, selector: str, pointer: str = "mouse") -> None:
        """Click the middle of the first element that a selector finds, with a mouse or with a finger (``touch``)."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{ block: 'center' }})")
        x, y = self.evaluate(
            f"((box) => [box.x + box.width / 2, box.y + box.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        actions = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._ask(
            "input.performActions",
            context=self._context,
            actions=[{"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": actions}],
        )

    def assert_sound(self) -> None:
        """Fail if the page complained in the console."""
        self.evaluate("1")
        assert not self._said, f"the page complained in Firefox: {self._said}"

    def close(self) -> None:
        """Leave the browser."""
        self._socket.close()


@contextlib.contextmanager
def running_firefox(folder: Path, **preferences: bool | int | str) -> Iterator[Firefox]:
    """Start a Firefox with a profile of its own in a folder, and stop it afterwards.

    ``preferences`` are those of ``about:config``, with two underscores for each point.
    """
    path = next((found for found in map(shutil.which, ("firefox-esr", "firefox")) if found), None)
    if path is None:
        pytest.skip("no Firefox here: install it ('apt install firefox-esr')")
    profile, log = folder / "profile", folder / "firefox.log"
    profile.mkdir()
    lines = (f'user_pref("{name.replace("__", ".")}", {json.dumps(value)});\n' for name, value in preferences.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [
        path,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
        "about:blank",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | {"HOME": str(folder)}
        )
    try:
        deadline = time.monotonic() + 300
        while not (listens := _LISTENS.search(log.read_text())):
            assert process.poll() is None, f"Firefox stopped:\n{log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"Firefox opens no door:\n{log.read_text()[-2000:]}"
            time.sleep(0.1)
        firefox = Firefox(listens[1])
        yield firefox
        firefox.close()
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

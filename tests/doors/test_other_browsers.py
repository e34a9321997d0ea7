"""A lesson of the browser door in Firefox, in its private mode too, and in WebKit, the engine of Safari."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from door_browser import BROKEN, CELLS, RUN, STATE, serve_course, stream_text
from firefox import running_firefox
from webkit import running_webkit

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
LESSON = next(iter(sorted((ROOT / "notebooks").glob("05_*.ipynb"))))
pytestmark = pytest.mark.doors

PROXY = {"network__proxy__type": 1, "network__proxy__http": "127.0.0.1", "network__proxy__http_port": 9}
PROXY |= {"network__proxy__ssl": "127.0.0.1", "network__proxy__ssl_port": 9}
"""Whatever is not on this machine is out of reach."""


@pytest.fixture(scope="module")
def address():
    assert (SITE / "lite" / "open.html").is_file(), "build the browser door first: make lite"
    with serve_course(SITE) as (address, _):
        yield address


def free_port() -> int:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(params=["Firefox", "Firefox, private", "WebKit"])
def browser(request, tmp_path):
    if request.param == "WebKit":
        running = running_webkit(tmp_path, free_port())
    else:
        private = request.param.endswith("private")
        running = running_firefox(tmp_path, **PROXY, browser__privatebrowsing__autostart=private)
    with running as opened:
        yield opened


def wait_for(what: str, asked: Callable[[], bool], seconds: float = 600) -> None:
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(AssertionError):  # between two pages there is nothing to ask
            if asked():
                return
        assert time.monotonic() < until, f"{what} after {seconds} s"
        time.sleep(0.3)


def run(browser, number: int) -> dict:
    """Run a cell; the answer is fetched, since a slow cell outlasts what a driver waits for."""
    browser.evaluate(
        f"(window.ran = null, ({RUN})({json.dumps([number, 300_000])}).then((how) => window.ran = how), 1)"
    )
    wait_for(f"cell {number} does not end", lambda: browser.evaluate("window.ran !== null"))
    return browser.evaluate("window.ran")


def test_a_lesson_runs_without_a_failed_cell(browser, address):
    browser.open(f"{address}lite/open.html?path=notebooks/{LESSON.name}")
    wait_for("no kernel", lambda: browser.evaluate(f"({STATE})()").startswith("idle"))
    cells = browser.evaluate(f"({CELLS})()")
    printed = 0
    for number, cell in enumerate(cells):
        if cell["kind"] != "code":
            continue
        ran = run(browser, number)
        assert ran["how"] == "done"
        wrong = [one for one in ran["outputs"] if one["output_type"] == "error" or one.get("name") == "stderr"]
        assert not wrong, f"cell {number}: {json.dumps(wrong)[:1500]}"
        printed += bool(stream_text(ran["outputs"]))
    assert printed > 20
    assert browser.evaluate(f"({BROKEN})()") == 0
    assert browser.evaluate("document.querySelectorAll('.jp-OutputArea-output .iso-explore svg').length") > 0

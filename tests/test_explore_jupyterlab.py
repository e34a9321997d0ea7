"""The same explorables in a real JupyterLab: a choice in the page reaches Python, and Python's reaches the page."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from browser import chromium, visit  # noqa: F401
from playwright.sync_api import Locator, Page, expect

SAMPLES = Path(__file__).parent

CELLS = (
    f"""\
import json, pathlib, sys
sys.path.insert(0, {str(SAMPLES)!r})
from explore_samples import point_explorer, small_explorer
bar, points = small_explorer("A bar"), point_explorer(500)
def note(change):
    with pathlib.Path("heard.jsonl").open("a") as heard:
        heard.write(json.dumps([change["name"], change["new"]]) + "\\n")
bar.observe(note, ["wet", "colour", "step"])
points.observe(note, ["cut", "least", "selected"])""",
    "bar",
    "points",
    "bar.wet, bar.colour = False, 'blue'\npoints.least, points.selected = 1.0, 'FAM7'",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own on loopback, with settings of nobody; gives its folder and its address."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "explore.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    places = {f"JUPYTER_{name}_DIR": str(folder / ".jupyter" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    places |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / ".jupyter" / "lab"), "IPYTHONDIR": str(folder / ".ipython")}
    places |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / ".jupyter" / "workspaces")}
    # A backend that a parent process asked for, such as the inline one, may not be there.
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"} | places
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"),
        *(f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url="),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"{address}/api?token={token}", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"JupyterLab did not start:\n{(folder / 'server.log').read_text()[-3000:]}")
                time.sleep(0.3)
        yield folder, f"{address}/lab/tree/explore.ipynb?token={token}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def open_notebook(page: Page, cells: int) -> Locator:
    """Wait until the notebook can run, and return its last cell.

    JupyterLab passes over a cell without a word while its kernel is not connected, whatever the status bar says.
    """
    last = page.locator(".jp-Notebook .jp-CodeCell").nth(cells - 1)
    last.wait_for(timeout=90_000)
    connected = (
        "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"
    )
    page.wait_for_function(connected, timeout=90_000)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.ready")
    return last


def wait_for(folder: Path, *expected: list) -> None:
    """Wait until Python has heard these changes since the last call, in this order."""
    heard, deadline = folder / "heard.jsonl", time.monotonic() + 20
    while True:
        lines = [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []
        if lines == list(expected):
            heard.unlink()
            return
        assert time.monotonic() < deadline, f"Python heard {lines}, not {list(expected)}"
        time.sleep(0.1)


def test_choices_go_both_ways_between_page_and_python(chromium, lab):  # noqa: F811
    folder, address = lab
    with visit(chromium, address, height=2400) as seen:
        page = seen.page

        def command(name: str) -> None:
            page.evaluate("(name) => window.jupyterapp.commands.execute(name)", name)

        last = open_notebook(page, len(CELLS))
        last.locator(".cm-content").click()
        command("notebook:run-all-above")

        bar = page.get_by_role("group", name="A bar", exact=True)
        points = page.get_by_role("group", name="Many points", exact=True)
        expect(bar.locator(".iso-picture svg")).to_be_visible(timeout=60_000)
        expect(points.locator("canvas").first).to_be_visible(timeout=60_000)

        bar.get_by_text("Under water", exact=True).click()
        wait_for(folder, ["wet", True])
        expect(bar.locator(".iso-sentence")).to_have_text("The bar is 11.10 high, wet, red, at step 0.1.")
        bar.get_by_role("slider").focus()
        page.keyboard.press("End")
        wait_for(folder, ["step", 0.5])
        bar.get_by_role("radio", name="red").focus()
        page.keyboard.press("ArrowDown")
        wait_for(folder, ["colour", "green"])
        points.get_by_role("slider", name="P below").focus()
        page.keyboard.press("ArrowRight")
        wait_for(folder, ["cut", 0.01])
        points.get_by_role("combobox").fill("item-12")
        page.keyboard.press("Enter")
        wait_for(folder, ["selected", "item-12"])
        expect(points.get_by_role("combobox")).to_have_value("item-12")

        last.locator(".cm-content").click()
        command("notebook:run-cell")
        expect(bar.locator(".iso-sentence")).to_have_text("The bar is 8.00 high, dry, blue, at step 0.5.")
        expect(bar.get_by_role("switch")).not_to_be_checked()
        expect(bar.get_by_role("radio", name="blue")).to_be_checked()
        expect(points.get_by_role("slider", name="Shift at least")).to_have_attribute("aria-valuetext", "1")
        expect(points.locator(".iso-found")).to_contain_text("FAM7, 2 marked.")
        wait_for(folder, ["wet", False], ["colour", "blue"], ["least", 1.0], ["selected", "FAM7"])

        assert seen.violations(".iso-explore") == []

        picture = "() => [...document.querySelectorAll('.iso-plot canvas')].map((canvas) => canvas.toDataURL())"
        light = page.evaluate(picture)
        theme = "window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })"
        page.evaluate(theme)
        page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
        page.wait_for_timeout(200)
        dark = page.evaluate(picture)
        page.evaluate("window.dispatchEvent(new Event('resize'))")
        assert light != dark == page.evaluate(picture)
        assert seen.violations(".iso-explore") == []
        assert seen.refused == []

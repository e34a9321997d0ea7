"""A real JupyterLab for tests of widgets."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from browser import PATIENCE
from playwright.sync_api import Locator, Page

__all__ = ["open_notebook", "running_lab"]


@contextmanager
def running_lab(folder: Path, cells: Sequence[str]) -> Iterator[str]:
    """Run a JupyterLab on loopback, with settings of nobody, over a notebook of these cells; gives its address."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
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
        deadline = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(f"{address}/api?token={token}", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"JupyterLab did not start:\n{(folder / 'server.log').read_text()[-3000:]}")
                time.sleep(0.3)
        yield f"{address}/lab/tree/explore.ipynb?token={token}"
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
    last.wait_for(timeout=PATIENCE)
    connected = (
        "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"
    )
    page.wait_for_function(connected, timeout=PATIENCE)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.ready")
    return last

"""The browser door under test: a server that counts what it sends, and a reader who runs a notebook cell by cell."""

from __future__ import annotations

import contextlib
import gzip
import json
import mimetypes
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from browser import Server
from playwright.sync_api import BrowserContext, Page, Request

PREFIX = "/course/"
"""Pages of GitHub and GitLab serve a project below the name of its repository."""
PACKED = (".whl", ".zip", ".gz", ".png", ".woff2")
TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript", ".js": "text/javascript", ".ipynb": "application/json"}


@dataclass
class Sent:
    """What a server has sent: one entry for each request, with path, status and bytes."""

    requests: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def megabytes(self) -> float:
        return sum(size for _, _, size in self.requests) / 1e6

    @property
    def missing(self) -> set[str]:
        return {path for path, status, _ in self.requests if status == 404}


@contextlib.contextmanager
def serve_course(folder: Path, host: str = "127.0.0.1") -> Iterator[tuple[str, Sent]]:
    """Serve a site below ``/course/``, packed by gzip, as a host of pages does; give its address and the count."""
    sent = Sent()
    packed: dict[tuple[str, str], bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def answer(self, status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> None:
            sent.requests.append((self.path, status, len(body)))
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            with contextlib.suppress(ConnectionError):  # a reader may leave while a file is on its way
                self.end_headers()
                self.wfile.write(body)

        def do_GET(self) -> None:
            path = unquote(self.path.split("?")[0])
            file = folder / path.removeprefix(PREFIX)
            if file.is_dir():
                file = file / "index.html"
            if not path.startswith(PREFIX):
                return self.answer(404)
            if not file.is_file():
                instead = folder / "404.html"
                return self.answer(404, instead.read_bytes() if instead.is_file() else b"", "text/html")
            state = file.stat()
            tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
            headers = {"ETag": tag, "Cache_Control": "max-age=600"}
            if self.headers.get("If-None-Match") == tag:
                return self.answer(304, **headers)
            body = file.read_bytes()
            if file.suffix not in PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = packed.setdefault((str(file), tag), gzip.compress(body, 6))
                headers["Content_Encoding"] = "gzip"
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return self.answer(200, body, kind, **headers)

    server = Server((host, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}", sent
    finally:
        server.shutdown()
        server.server_close()


STATE = """() => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  if (!panel?.content?.widgets || !panel.context.isReady) return "closed";
  const kernel = panel.sessionContext.session?.kernel;
  return kernel ? `${kernel.status} ${kernel.connectionStatus}` : "no kernel";
}"""
CELLS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(
  (cell) => ({kind: cell.cell_type, source: cell.getSource(), metadata: cell.getMetadata()}))"""
RUN = """async ([number, patience]) => {
  const panel = window.jupyterapp.shell.currentWidget, notebook = panel.content;
  notebook.activeCellIndex = number;
  notebook.deselectAll();
  const late = new Promise((resolve) => setTimeout(() => resolve("late"), patience));
  const done = window.jupyterapp.commands.execute("notebook:run-cell").then(() => "done", (why) => `rejected: ${why}`);
  const how = await Promise.race([done, late]);
  const cell = notebook.model.cells.get(number);
  return {how, outputs: cell.outputs ? cell.outputs.toJSON() : []};
}"""
WRITE = """([number, source]) =>
  window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells[number].setSource(source)"""
SCROLL = """async (text) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const has = (cell) => cell.model.type === "markdown" && cell.model.sharedModel.getSource().includes(text);
  const number = notebook.widgets.findIndex(has);
  notebook.activeCellIndex = number;
  await notebook.scrollToItem(number, "center");
}"""
NOTEBOOK = "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON()"
SILENT = """async () => {
  const later = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const cell = window.jupyterapp.shell.currentWidget.content.activeCell.node;
  const shown = () => [...cell.querySelectorAll(".jp-OutputArea-output .iso-explore")];
  const drawn = () => shown().filter((one) => one.querySelector("svg"));
  for (let waited = 0; !drawn().length && waited < 20; waited += 0.2) await later(0.2);
  const silent = drawn().length ? [] : ["no explorable is drawn"];
  for (const one of drawn()) {
    const input = [...one.querySelectorAll(".iso-controls input:not(:disabled)")].find(
      (control) => control.type === "range" || !control.checked);
    if (!input) continue;
    const before = one.textContent + one.querySelector("svg").outerHTML;
    if (input.type === "range") {
      input.value = input.value === input.max ? input.min : input.max;
      input.dispatchEvent(new Event("input", {bubbles: true}));
    } else input.click();
    await later(0.5);
    if (before === one.textContent + one.querySelector("svg").outerHTML) silent.push(one.getAttribute("aria-label"));
  }
  return silent;
}"""
BROKEN = """() => [...document.querySelectorAll(".jp-OutputArea-output")].filter((output) =>
  /Error displaying widget|Loading widget|widget model not found/i.test(output.innerText)).length"""


@dataclass
class Door:
    """A page of the browser door, and what went wrong on it."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def open(self, notebook: str, patience: float = 600) -> Door:
        """Open a notebook by the course's own way and wait until its kernel answers."""
        self.page.goto(f"{self.address}lite/open.html?path=notebooks/{notebook}", wait_until="commit")
        return self.wait(patience)

    def show(self, notebook: str) -> Door:
        """Open a notebook and wait until it can be read; its kernel may still be on its way."""
        self.page.goto(f"{self.address}lite/open.html?path=notebooks/{notebook}", wait_until="commit")
        return self.shown()

    def shown(self) -> Door:
        """Wait until the notebook can be read and written."""
        self.page.wait_for_function(f"() => ({STATE})() !== 'closed'", timeout=600_000)
        return self

    def wait(self, patience: float = 600) -> Door:
        """Wait until the kernel answers."""
        until = time.monotonic() + patience
        state = ""
        while time.monotonic() < until:
            with contextlib.suppress(Exception):  # between two pages there is nothing to ask
                state = self.page.evaluate(STATE)
                if state.startswith("idle"):
                    return self
            self.page.wait_for_timeout(200)
        raise AssertionError(f"no kernel after {patience} s: {state}; {self.console}")

    def cells(self) -> list[dict[str, Any]]:
        return self.page.evaluate(CELLS)

    def run(self, number: int, patience: float = 1200) -> dict[str, Any]:
        return self.page.evaluate(RUN, [number, 1000 * patience])

    def write(self, number: int, source: str) -> None:
        self.page.evaluate(WRITE, [number, source])

    def run_all(self) -> dict[int, list[dict[str, Any]]]:
        """Run every code cell in order and return its outputs; a failing or silent cell ends it."""
        outputs = {}
        for number, cell in enumerate(self.cells()):
            if cell["kind"] != "code":
                continue
            ran = self.run(number)
            first = cell["source"].split("\n")[0]
            assert ran["how"] == "done", f"cell {number} ({first}): {ran['how']}"
            for output in ran["outputs"]:
                wrong = output["output_type"] == "error" or output.get("name") == "stderr"
                assert not wrong, f"cell {number} ({first}): {json.dumps(output)[:1500]}"
            outputs[number] = ran["outputs"]
            if any(is_explorable(output) for output in ran["outputs"]):
                silent = self.page.evaluate(SILENT)
                assert not silent, f"cell {number} ({first}) does not answer to a choice: {silent}"
        return outputs

    def scroll_to(self, text: str) -> None:
        """Bring the first text cell with some Markdown on the screen; only what is near it is drawn."""
        self.page.evaluate(SCROLL, text)

    def notebook(self) -> dict[str, Any]:
        return self.page.evaluate(NOTEBOOK)

    def broken_widgets(self) -> int:
        return self.page.evaluate(BROKEN)


def enter(context: BrowserContext, address: str) -> Door:
    """Open a page and write down every request to another host, those of its workers included."""
    door = Door(context.new_page(), address)
    host = urlsplit(address).netloc

    def look(request: Request) -> None:
        if urlsplit(request.url).netloc != host and not request.url.startswith(("data:", "blob:")):
            door.outside.append(request.url)

    context.on("request", look)
    door.page.on("console", lambda said: door.console.append(said.text) if said.type == "error" else None)
    door.page.on("pageerror", lambda error: door.console.append(str(error)))
    return door


def is_explorable(output: dict[str, Any]) -> bool:
    """Tell whether a cell showed a figure with switches."""
    return "".join(output.get("data", {}).get("text/plain", "")).startswith(("Explorer(", "SceneExplorer("))


def stream_text(outputs: list[dict[str, Any]]) -> str:
    """Return what a cell printed, and the plain text of its values; how often it was flushed does not matter."""
    printed = "".join("".join(one["text"]) for one in outputs if one["output_type"] == "stream")
    values = ["".join(one["data"].get("text/plain", "")) for one in outputs if "data" in one]
    return "\n".join([printed.rstrip("\n"), *values]).strip()


def renderer_megabytes() -> float:
    """Return the memory of the largest renderer that this process started, each shared page counted once."""
    largest = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" not in (folder / "cmdline").read_bytes() or os.getpid() not in _above(folder.name):
                continue
            lines = (folder / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        largest = max(largest, int(next(line for line in lines if line.startswith("Pss:")).split()[1]))
    return largest / 1024


def _above(process: str) -> set[int]:
    """Return the processes that a process descends from."""
    found = set()
    while process != "0":
        process = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1]
        found.add(int(process))
    return found

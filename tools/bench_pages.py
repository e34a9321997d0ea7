"""What a page costs on a phone: bytes before and after scrolling, first explorable, largest paint, shifts, frames.

    python tools/bench_pages.py [folder of pages] [--pages book/welcome] [--rounds 3] [--json]

The phone: 390 × 844 px, a processor four times slower than this one, 1.6 Mbit/s with 150 ms to the server, an empty
cache, files sent compressed. Times are the best of some rounds, since other work on this machine only adds to them.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import statistics
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import start_chromium  # noqa: E402
from playwright.sync_api import CDPSession, Page  # noqa: E402

BARS = {"kb": 350, "kb_median": 280, "kb_end": 600, "usable_s": 4, "paint_s": 2, "shift": 0.05}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
LINK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
SLOWER = 4
PACKED = {".html", ".css", ".js", ".json", ".svg", ".txt"}

WATCH = """
window.seen = { usable: null, paint: 0, shift: 0 };
let seek = SEEK;
const live = '.aw-widget[data-ready] :is(.iso-explore, .lb-bench)';
new MutationObserver(() => {
  if (seen.usable === null && document.querySelector(live)) seen.usable = performance.now();
  const first = seek && document.querySelector('.aw-fallback :is(.iso-explore, .lb-bench)');
  if (first) (seek = false, first.scrollIntoView());
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] });
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.paint = entry.startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""

FRAMES = """() => new Promise((done) => {
  const gaps = [];
  let last = performance.now();
  const end = last + 450;
  const tick = (now) => {
    gaps.push(now - last);
    last = now;
    now < end ? requestAnimationFrame(tick) : done(Math.max(...gaps.slice(1)));
  };
  requestAnimationFrame(tick);
  const controls = [...document.querySelectorAll('.aw-widget :is(.iso-explore, .lb-bench) input:not(:disabled)')];
  controls.find((one) => one.type === 'checkbox' || (one.type === 'radio' && !one.checked))?.click();
})"""
"""The longest gap between two frames while a choice moves the figure, in milliseconds."""


class _Compressing(http.server.SimpleHTTPRequestHandler):
    """Sends files as a web host does: compressed where that helps."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in PACKED:
            content = _packed(path)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)


@functools.cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextlib.contextmanager
def serve_packed(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, compressed, and give its address with a slash at the end."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Compressing, directory=str(folder.resolve()))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _scroll_through(page: Page) -> None:
    page.evaluate(
        """async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
            scrollTo(0, y);
            await new Promise((done) => setTimeout(done, 60));
          }
        }"""
    )
    page.wait_for_load_state("networkidle")


@contextlib.contextmanager
def _on_the_phone(seek: bool) -> Iterator[tuple[Page, CDPSession, list[int]]]:
    """Give a page on the phone, its connection to the browser, and the bytes of each file that it was sent."""
    context = start_chromium().new_context(**PHONE)
    page = context.new_page()
    phone = context.new_cdp_session(page)
    sent: list[int] = []
    phone.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", LINK)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH.replace("SEEK", json.dumps(seek)))
    try:
        yield page, phone, sent
    finally:
        context.close()


def _settle(page: Page, address: str) -> dict[str, Any]:
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    return page.evaluate("seen")


def visit_once(address: str) -> dict[str, Any]:
    """Open a page twice as the phone does, and return what was seen.

    The first reader waits, moves the first figure and reads on to the end; the second goes to the first figure as soon
    as the page has it, and waits until it can be used.
    """
    with _on_the_phone(seek=False) as (page, phone, sent):
        seen = _settle(page, address)
        seen["bytes"] = sum(sent)
        phone.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        seen["frame"] = page.evaluate(FRAMES) if seen["usable"] is not None else None
        phone.send("Network.emulateNetworkConditions", LINK | {"latency": 0, "downloadThroughput": -1})
        _scroll_through(page)
        seen |= {"bytes_end": sum(sent), "shift": page.evaluate("seen.shift")}
    with _on_the_phone(seek=True) as (page, _, _):
        _settle(page, address)
        if page.locator(":is(.iso-explore, .lb-bench)").count():
            page.wait_for_function("seen.usable !== null", timeout=60_000)
        seen["usable"] = page.evaluate("seen.usable")
    return seen


def measure(folder: Path, pages: list[Path], rounds: int) -> dict[str, dict[str, float | None]]:
    """Return the figures of each page, by its path without the suffix."""
    found = {}
    with serve_packed(folder) as address:
        for path in pages:
            name = path.relative_to(folder).with_suffix("").as_posix()
            visits = [visit_once(f"{address}{name}.html") for _ in range(rounds)]

            def best(key: str, visits: list[dict[str, Any]] = visits) -> float | None:
                values = [one[key] for one in visits if one[key] is not None]
                return min(values) if values else None

            found[name] = {
                "kb": round(best("bytes") / 1000),
                "kb_end": round(best("bytes_end") / 1000),
                "usable_s": None if best("usable") is None else round(best("usable") / 1000, 2),
                "paint_s": round(best("paint") / 1000, 2),
                "shift": round(best("shift"), 3),
                "frame_ms": None if best("frame") is None else round(best("frame"), 1),
            }
    return found


def _lessons(folder: Path) -> list[Path]:
    return [folder / "book" / "welcome.html", *sorted((folder / "notebooks").glob("[0-9][0-9]_*.html"))]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_build" / "html", help="built pages")
    parser.add_argument("--pages", nargs="*", help="pages without their suffix; the welcome page and all lessons")
    parser.add_argument("--rounds", type=int, default=3, help="visits of each page")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)
    pages = [given.folder / f"{name}.html" for name in given.pages or ()] or _lessons(given.folder)
    missing = [path for path in pages if not path.is_file()]
    if missing:
        print(f"There is no page {missing[0]}. Run 'make site' first.", file=sys.stderr)
        return 2
    found = measure(given.folder, pages, given.rounds)
    if given.json:
        print(json.dumps(found, indent=2))
        return 0
    width = max(map(len, found))
    print(f"{'page on a phone':{width}}  kB    to the end  usable s  paint s  shift  longest frame ms")
    for name, row in found.items():
        cells = ["–" if value is None else value for value in row.values()]
        print(f"{name:{width}}  {cells[0]:4}  {cells[1]:10}  {cells[2]:8}  {cells[3]:7}  {cells[4]:5}  {cells[5]:16}")
    print(f"median of {len(found)} pages: {statistics.median(row['kb'] for row in found.values()):.0f} kB")
    print(f"Bars: {BARS}; the explorable of the welcome page and of lessons 9 and 11 within 3 s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

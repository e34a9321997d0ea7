"""Time from a choice to the painted frame, for every control of every explorable on the built pages.

    python tools/bench_explorables.py [folder of pages] [--rounds 5] [--json]

A choice counts from the browser's own time stamp of the event to the first moment after the frame that shows it was
painted. The screen of a headless browser refreshes 60 times a second, so a wait of up to 16.7 ms for the next frame is
in each figure. Aim: median 16.7 ms; bar: 50 ms at the 95th percentile.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import Visit, serve, start_chromium, visit  # noqa: E402

STILL = 'class="iso-explore iso-still"'
BAR_MS = 50.0

# The message is handled after the frame's own work, painting included.
WATCH = """
window.choiceTimes = [];
for (const type of ['change', 'input']) addEventListener(type, (event) => {
  const range = event.target.type === 'range';
  if (!event.target.closest('.iso-explore .iso-controls') || range !== (type === 'input')) return;
  const start = event.timeStamp;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => choiceTimes.push(performance.now() - start);
    port2.postMessage(0);
  });
}, true);
"""


def measure_page(seen: Visit, rounds: int) -> list[float]:
    """Work every control of a page as a reader would, and return the times in milliseconds."""
    page = seen.page
    seen.wake()
    page.wait_for_selector(".aw-widget[data-ready] .iso-controls")
    page.wait_for_timeout(300)  # the page's own start is another figure
    page.evaluate(WATCH)
    made = 0

    def settle() -> None:
        page.wait_for_function("(n) => window.choiceTimes.length >= n", arg=made)

    for _ in range(rounds):
        for control in page.locator(".iso-explore .iso-controls input").all():
            kind = control.get_attribute("type")
            if control.is_disabled():
                continue  # it would change nothing in this state
            if kind == "range":
                control.focus()
                page.keyboard.press("Home")
                page.wait_for_timeout(50)
                made = page.evaluate("choiceTimes.length")
                for _ in range(min(5, int(control.get_attribute("max") or 1))):
                    page.keyboard.press("ArrowRight")
                    made += 1
                    settle()
            elif kind == "checkbox" or not control.is_checked():
                made = page.evaluate("choiceTimes.length")
                control.click()
                made += 1
                settle()
    return page.evaluate("choiceTimes")


def percentile(times: list[float], share: float) -> float:
    """Return the smallest time that at least this share of the times doesn't exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def measure(folder: Path, rounds: int = 5) -> dict[str, dict[str, float]]:
    """Return choices, median and 95th percentile (ms) of each page under a folder that has an explorable."""
    found = {}
    pages = [path for path in sorted(folder.rglob("*.html")) if STILL in path.read_text(encoding="utf-8")]
    with serve(folder) as address:
        for path in pages:
            with visit(start_chromium(), address + path.relative_to(folder).as_posix()) as seen:
                times = measure_page(seen, rounds)
            found[path.relative_to(folder).as_posix()] = {
                "choices": len(times),
                "median_ms": round(statistics.median(times), 1),
                "p95_ms": round(percentile(times, 0.95), 1),
                "worst_ms": round(max(times), 1),
            }
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_build" / "html", help="built pages")
    parser.add_argument("--rounds", type=int, default=5, help="how often each control is worked")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    if not given.folder.is_dir():
        print(f"There are no pages in {given.folder}. Run 'make site' first.", file=sys.stderr)
        return 2
    found = measure(given.folder, given.rounds)
    if given.json:
        print(json.dumps(found, indent=2))
    elif not found:
        print(f"No page in {given.folder} has an explorable.")
    else:
        width = max(map(len, found))
        print(f"{'page':{width}}  choices  median  95 %    worst   (ms from choice to painted frame)")
        for name, row in found.items():
            print(f"{name:{width}}  {row['choices']:7}  {row['median_ms']:6}  {row['p95_ms']:6}  {row['worst_ms']:6}")
    return int(any(row["p95_ms"] > BAR_MS for row in found.values()))


if __name__ == "__main__":
    sys.exit(main())

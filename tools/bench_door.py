"""Time the browser door: the first cell of a lesson cold, warm, and after half a minute of reading, and its memory.

    python tools/bench_door.py [folder of the site] [--json]

A figure counts from the click that opens the notebook, or, where the reader has read first, from the click that runs
its first cell. Aims: 30 s cold, 8 s after reading, a renderer of 1.5 GB.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import on_disk, start_chromium  # noqa: E402
from door_browser import Door, enter, renderer_megabytes, serve_course  # noqa: E402

LESSON = "06_twelve_thousand_genes.ipynb"
"""The lesson that needs most memory."""
READING_S = 30


def _first_cell(door: Door, reading: float = 0) -> float:
    start = time.perf_counter()
    if reading:
        door.show(LESSON)
        door.page.wait_for_timeout(1000 * reading)
        start = time.perf_counter()
        door.wait()
    else:
        door.open(LESSON)
    code = next(number for number, cell in enumerate(door.cells()) if cell["kind"] == "code")
    ran = door.run(code)
    if ran["how"] != "done":
        raise RuntimeError(f"The first cell of {LESSON} did not run: {ran['how']}.")
    return round(time.perf_counter() - start, 1)


def measure(site: Path) -> dict[str, float]:
    """Return seconds to the first cell in three ways, megabytes that were loaded, and memory after a whole lesson."""
    found = {}
    browser = start_chromium()
    # Each profile lies on the disk, as a reader's does: what a context keeps in memory has no room for large files.
    with (
        serve_course(site) as (address, sent),
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        on_disk(browser, Path(one)) as cold,
        on_disk(browser, Path(other)) as read,
    ):
        found["first cell, cold (s)"] = _first_cell(enter(cold, address))
        found["loaded, cold (MB)"] = round(sent.megabytes, 1)
        for page in cold.pages:
            page.close()
        sent.requests.clear()
        again = enter(cold, address)
        found["first cell, warm (s)"] = _first_cell(again)
        found["loaded, warm (MB)"] = round(sent.megabytes, 2)
        again.run_all()
        found["renderer after the lesson (MB)"] = round(renderer_megabytes())
        again.page.close()
        found[f"first cell after {READING_S} s of reading (s)"] = _first_cell(enter(read, address), READING_S)
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_build" / "html", help="the built site")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)
    if not (given.folder / "lite" / "open.html").is_file():
        print(f"There is no browser door in {given.folder}: 'make lite' builds it.")
        return 0
    found = measure(given.folder)
    if given.json:
        print(json.dumps(found, indent=2))
    else:
        width = max(map(len, found))
        print("\n".join(f"{name:{width}}  {value:8}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

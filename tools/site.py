"""Build the website into ``_build/html``, every notebook executed and every warning an error.

Where neither a source nor a built page has changed since the last build, nothing is done. Notebook results are cached
between builds. The cache's own key sees code cells only, so this script empties it (and Sphinx's own memory) whenever
something else changes that every page may show: the library, the data, the pins, the configuration, the deposited
files. What one lesson shows alone, its questions, is kept with its results (see ``tools/execute.py``).
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from site_inputs import door_key, inputs, results_key, sources, state_of
from site_steps import build as take_steps

ROOT = Path(__file__).resolve().parents[1]
BUILT = ("html", "executed")
SHARED = ("book/_static",)
"""Styles and scripts: every page names the bundle that they are joined into."""


def main(root: Path = ROOT) -> int:
    build = root / "_build"
    page = build / "html" / "index.html"
    last = build / ".built.json"
    # Before anything is read: what somebody edits while the site is built belongs to the next build.
    wanted = {"sources": sources(root), "shared": inputs(root, SHARED)}
    before = _read(last)
    if before == {**wanted, "built": state_of(build, BUILT)}:
        print(f"Nothing has changed since the website was built: it stands in {page.parent}")
        return 0
    _make_room(root, before, wanted["shared"])
    last.unlink(missing_ok=True)
    failed = take_steps(root, {"ISOTRETINOIN_DOOR": door_key(root)})
    if failed or not page.is_file():
        return failed or 1
    last.write_text(json.dumps({**wanted, "built": state_of(build, BUILT)}))
    print(f"\nThe website stands in {page.parent}")
    print(f"Open it by double click on {page}, or run 'make serve'.")
    return 0


def _read(last: Path) -> dict:
    try:
        return json.loads(last.read_text())
    except (OSError, ValueError):
        return {}


def _make_room(root: Path, before: dict, shared: str) -> None:
    """Remove what the build would take for finished though it is not: old results, and pages that are not its own."""
    build = root / "_build"
    stamp, now = build / ".inputs", results_key(root)
    if not stamp.is_file() or stamp.read_text() != now:
        for name in ("html", ".doctrees", ".jupyter_cache", ".styles", "jupyter_execute", "executed"):
            shutil.rmtree(build / name, ignore_errors=True)
        build.mkdir(exist_ok=True)
        stamp.write_text(now)
    elif (build / "html").is_dir() and state_of(build, BUILT) != before.get("built"):
        # Sphinx writes a page that is missing, and trusts one that somebody has edited, or that is older than what it
        # read in a build that was broken off.
        why = "Built pages were edited or removed" if before else "The last build was not finished"
        _write_again(build, why)
    elif before and shared != before.get("shared"):
        _write_again(build, "Styles or scripts have changed")


def _write_again(build: Path, why: str) -> None:
    print(f"{why}: all pages are written again.", flush=True)
    shutil.rmtree(build / "html", ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

"""Build the website into ``_build/html``, every notebook executed and every warning an error.

Where neither a source nor a built page has changed since the last build, nothing is done. Notebook results are cached
between builds. The cache's own key sees code cells only, so this script empties it (and Sphinx's own memory) whenever
something else changes that a page may show: the library, the data, the pins, the configuration, the deposited files.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from site_inputs import door_key, inputs, sources, state_of

ROOT = Path(__file__).resolve().parents[1]
BUILT = ("html", "jupyter_execute")


def main(root: Path = ROOT) -> int:
    build = root / "_build"
    page = build / "html" / "index.html"
    last = build / ".built.json"
    # Before anything is read: what somebody edits while the site is built belongs to the next build.
    wanted = sources(root)
    before = _read(last)
    if before == {"sources": wanted, "built": state_of(build, BUILT)}:
        print(f"Nothing has changed since the website was built: it stands in {page.parent}")
        return 0
    _make_room(root, before)
    last.unlink(missing_ok=True)
    failed = _build(root)
    if failed or not page.is_file():
        return failed or 1
    last.write_text(json.dumps({"sources": wanted, "built": state_of(build, BUILT)}))
    print(f"\nThe website stands in {page.parent}")
    print(f"Open it by double click on {page}, or run 'make serve'.")
    return 0


def _read(last: Path) -> dict:
    try:
        return json.loads(last.read_text())
    except (OSError, ValueError):
        return {}


def _make_room(root: Path, before: dict) -> None:
    """Remove what the build would take for finished though it is not: old results, and pages that are not its own."""
    build = root / "_build"
    stamp, now = build / ".inputs", inputs(root)
    if not stamp.is_file() or stamp.read_text() != now:
        for name in ("html", ".doctrees", ".jupyter_cache", "jupyter_execute"):
            shutil.rmtree(build / name, ignore_errors=True)
        build.mkdir(exist_ok=True)
        stamp.write_text(now)
    elif before and state_of(build, BUILT) != before["built"]:
        # Sphinx writes a page that is missing, and trusts one that somebody has edited.
        print("Built pages were edited or removed: they are written again.", flush=True)
        shutil.rmtree(build / "html", ignore_errors=True)


def _build(root: Path) -> int:
    """Check, execute, lay out and make the decks; return the status of the first step that fails."""
    here, python = root / "tools", sys.executable
    cache, into = root / "_build" / ".jupyter_cache", root / "_build" / "jupyter_execute" / "notebooks"
    execute = [python, here / "execute.py", cache, *sorted((root / "notebooks").glob("*.ipynb"))]
    book = [Path(python).with_name("jupyter-book"), "build", root, "--warningiserror", "-n", "--keep-going"]
    if failed := _check(root):
        return failed
    steps = (
        # The build executes one lesson after the other; what it finds in the cache it need not execute.
        execute,
        book,
        [*execute, "--into", into],
        # The decks show what the lessons have computed, so that they come last.
        [python, "-m", "isotretinoin.teaching", "slides"],
    )
    environment = os.environ | {"ISOTRETINOIN_DOOR": door_key(root)}
    for step in steps:
        status = subprocess.run(step, cwd=root, check=False, env=environment).returncode
        if status:
            if step is book:
                print("\nThe website was not built: the messages above say why.", file=sys.stderr)
            return status
    return 0


def _check(root: Path) -> int:
    """Check the ledger and the lessons, both at once because neither knows the other; print what each has to say."""

    def check(room: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", f"isotretinoin.{room}", "check"]
        return subprocess.run(
            command, cwd=root, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    with ThreadPoolExecutor() as pool:
        done = list(pool.map(check, ("evidence", "classroom")))
    for one in done:
        print(one.stdout, end="", flush=True)
    return max(one.returncode for one in done)


if __name__ == "__main__":
    sys.exit(main())

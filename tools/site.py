"""Build the website into ``_build/html``, every notebook executed and every warning an error.

Notebook results are cached between builds. The cache's own key sees code cells only, so this script empties it (and
Sphinx's own memory) whenever something else changes that a page may show: the library, the data, the pins, the
configuration, the deposited files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from site_inputs import door_key, inputs

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
STAMP = BUILD / ".inputs"


def main() -> int:
    checks = [
        [sys.executable, "-m", "isotretinoin.evidence", "check"],
        [sys.executable, "-m", "isotretinoin.classroom", "check"],
    ]
    for command in checks:
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return 1

    now = inputs(ROOT)
    if not STAMP.is_file() or STAMP.read_text() != now:
        for name in ("html", ".doctrees", ".jupyter_cache", "jupyter_execute"):
            shutil.rmtree(BUILD / name, ignore_errors=True)
        BUILD.mkdir(exist_ok=True)
        STAMP.write_text(now)

    # The build executes one lesson after the other; what it finds in the cache it need not execute.
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    execute = [sys.executable, ROOT / "tools" / "execute.py", BUILD / ".jupyter_cache", *lessons]
    if subprocess.run(execute, cwd=ROOT, check=False).returncode:
        return 1

    book = Path(sys.executable).with_name("jupyter-book")
    environment = os.environ | {"ISOTRETINOIN_DOOR": door_key(ROOT)}
    command = [book, "build", ROOT, "--warningiserror", "-n", "--keep-going"]
    built = subprocess.run(command, cwd=ROOT, check=False, env=environment)
    page = BUILD / "html" / "index.html"
    if built.returncode or not page.is_file():
        print("\nThe website was not built: the messages above say why.", file=sys.stderr)
        return built.returncode or 1
    into = BUILD / "jupyter_execute" / "notebooks"
    if subprocess.run([*execute, "--into", into], cwd=ROOT, check=False).returncode:
        return 1
    # The decks show what the lessons have computed, so that they come last.
    slides = [sys.executable, "-m", "isotretinoin.teaching", "slides"]
    if subprocess.run(slides, cwd=ROOT, check=False).returncode:
        return 1
    print(f"\nThe website stands in {page.parent}")
    print(f"Open it by double click on {page}, or run 'make serve'.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

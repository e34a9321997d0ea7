"""Sphinx extension of the course: how a build begins, and how it ends.

No page is read before its lesson is executed: ``tools/site_steps.py`` starts Jupyter Book beside the execution of the
lessons, and closes its standard input when there is something to read. A build that somebody starts by hand waits for
nothing. Pages whose results are newer than they are themselves are read again.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

WAITS = "ISOTRETINOIN_WAITS"
"""Set in the environment of a build that waits for the end of its standard input."""


def _wait(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    if os.environ.get(WAITS):
        sys.stdin.read()
    executed = Path(app.srcdir) / "_build" / "executed"
    newer = {page for page in env.found_docs if _changed_at(executed, page) > env.all_docs.get(page, 0)}
    docnames[:] = sorted({*docnames, *newer})


def _changed_at(executed: Path, page: str) -> int:
    """Return when the results of a page were written, in microseconds; 0 where it has none."""
    path = executed / f"{page.removeprefix('notebooks/')}.ipynb"
    return path.stat().st_mtime_ns // 1_000 if path.is_file() else 0


def setup(app: Sphinx) -> dict[str, bool]:
    # Nearly all that Sphinx makes it keeps: Python would look through it again and again, for a sixth of what a build
    # takes after its lessons.
    gc.set_threshold(50_000, 20, 50)
    # At its end Python looks for circles in all that Sphinx has in memory, for a second, and nobody needs the memory.
    atexit.register(gc.freeze)
    # First of all: others may look at what the lessons gave.
    app.connect("env-before-read-docs", _wait, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

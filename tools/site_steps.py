"""The steps of a build, each beside those that it needs nothing of; the first that fails ends the others.

Jupyter Book takes seconds until it reads its first page. It starts at once, therefore, and waits there (see
``book/_ext/course_start.py``) until the course has been checked and its lessons are executed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from subprocess import PIPE, STDOUT, Popen
from tempfile import TemporaryFile
from threading import Thread
from typing import IO

__all__ = ["build"]

CHECKED = ("evidence", "classroom")
"""Rooms whose checks a build begins with: they know nothing of each other."""

BESIDE = ("nice", "-n", "10")
"""What runs beside the lessons leaves them the processor: they take longest, and all else waits for them."""


def build(root: Path, environment: dict[str, str]) -> int:
    """Check the course, execute its lessons, lay out the pages and make the decks.

    Parameters
    ----------
    root : Path
        The course's folder, with its programs in ``tools``.
    environment : dict
        What the steps find besides the environment of this process.

    Returns
    -------
    int
        Status of the step that failed first, or 0.
    """
    with _Programs(root, os.environ | environment) as programs, _Steps(root, programs) as steps:
        for name, status in programs.endings():
            if failed := steps.go_on(name, status):
                return failed
    return 0


class _Steps:
    """What is started at once, and what after which."""

    def __init__(self, root: Path, programs: _Programs) -> None:
        self.programs = programs
        self.ended: dict[str, int] = {}
        self.notebooks = sorted((root / "notebooks").glob("*.ipynb"))
        self.executed = root / "_build" / "executed"
        # As many lessons at a time as there are processors; Jupyter Book would execute one after the other.
        cache = root / "_build" / ".jupyter_cache"
        self.execute = (sys.executable, root / "tools" / "execute.py", cache, self.executed, *self.notebooks)
        programs.start("lessons", *self.execute)
        self.files = ExitStack()
        self.said = {room: self.files.enter_context(TemporaryFile()) for room in CHECKED}
        for room, said in self.said.items():
            programs.start(room, *BESIDE, sys.executable, "-m", f"isotretinoin.{room}", "check", stdout=said)
        book = (Path(sys.executable).with_name("jupyter-book"), "build", root, "--warningiserror", "-n", "--keep-going")
        self.pages = programs.start("pages", *BESIDE, *book, stdin=PIPE, ISOTRETINOIN_WAITS="1")

    def __enter__(self) -> _Steps:
        return self

    def __exit__(self, *error: object) -> None:
        self.files.close()

    def go_on(self, name: str, status: int) -> int:
        """Start what waited for a program that has ended; return its status where the build has failed."""
        self.ended[name] = status
        if name in CHECKED:
            status = self._judge()
        if status and name == "pages":
            print("\nThe website was not built: the messages above say why.", file=sys.stderr)
        if status:
            return status
        needed = {*CHECKED, "lessons"}
        whole = all((self.executed / path.name).is_file() for path in self.notebooks)
        if name in needed and needed <= self.ended.keys():
            self.pages.stdin.close()
        if name == "lessons again" or (name in needed and needed <= self.ended.keys() and whole):
            # The decks show what the lessons have computed.
            self.programs.start("decks", sys.executable, "-m", "isotretinoin.teaching", "slides")
        elif name == "pages" and not whole:
            # Jupyter Book has tried once more what had failed.
            self.programs.start("lessons again", *self.execute)
        return 0

    def _judge(self) -> int:
        """Print what both checks have to say, when both have ended, and return the worse status."""
        if not self.said.keys() <= self.ended.keys():
            return 0
        for said in self.said.values():
            said.seek(0)
            print(said.read().decode(), end="", flush=True)
        return max(self.ended[room] for room in CHECKED)


class _Programs:
    """Programs that run side by side; those that still run when the block is left are ended."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        self.environment = environment
        self.started: list[Popen] = []
        self.ends: SimpleQueue[tuple[str, int]] = SimpleQueue()

    def __enter__(self) -> _Programs:
        return self

    def start(
        self, name: str, *command: str | Path, stdin: int | None = None, stdout: IO | None = None, **variables: str
    ) -> Popen:
        """Start a program under a name, with more variables in its environment."""
        process = Popen(
            command,
            cwd=self.root,
            env=self.environment | variables,
            stdin=stdin,
            stdout=stdout,
            stderr=STDOUT if stdout else None,
        )
        self.started.append(process)
        Thread(target=lambda: self.ends.put((name, process.wait())), daemon=True).start()
        return process

    def endings(self) -> Iterator[tuple[str, int]]:
        """Yield name and status of each program that ends, until all have."""
        seen = 0
        while seen < len(self.started):
            yield self.ends.get()
            seen += 1

    def __exit__(self, *error: object) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            process.wait()
            if process.stdin:
                process.stdin.close()

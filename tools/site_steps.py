"""The steps of a build, each beside those that it needs nothing of; the first that fails ends the others.

Jupyter Book takes seconds until it reads its first page. It starts at once, therefore, and waits there (see
``book/_ext/course_start.py``) until the course has been checked and its lessons are executed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from subprocess import PIPE, STDOUT, Popen
from threading import Thread

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
    with _Programs(root, os.environ | environment) as programs:
        steps = _Steps(root, programs)
        for name, status, said in programs.endings():
            if failed := steps.go_on(name, status, said):
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
        program = (sys.executable, root / "tools" / "execute.py")
        self.execute = (*program, cache, self.executed, *self.notebooks, "--book", root / "book")
        programs.start("lessons", *self.execute)
        for room in CHECKED:
            programs.start(room, *BESIDE, sys.executable, "-m", f"isotretinoin.{room}", "check", stdout=PIPE)
        book = (Path(sys.executable).with_name("jupyter-book"), "build", root, "--warningiserror", "-n", "--keep-going")
        self.pages = programs.start("pages", *BESIDE, *book, stdin=PIPE, ISOTRETINOIN_WAITS="1")

    def go_on(self, name: str, status: int, said: bytes) -> int:
        """Start what waited for a program that has ended; return its status where the build has failed."""
        self.ended[name] = status
        if name in CHECKED:
            print(said.decode(), end="", flush=True)
            # Each has its say, also where the other fails.
            statuses = [self.ended[room] for room in CHECKED if room in self.ended]
            status = next(filter(None, statuses), 0) if len(statuses) == len(CHECKED) else 0
        if status and name == "pages":
            print("\nThe website was not built: the messages above say why.", file=sys.stderr)
        if status:
            return status
        needed = {*CHECKED, "lessons"}
        is_ready = name in needed and needed <= self.ended.keys()
        whole = all((self.executed / path.name).is_file() for path in self.notebooks)
        if is_ready:
            self.pages.stdin.close()
        if name == "lessons again" or (is_ready and whole):
            # The decks show what the lessons have computed.
            self.programs.start("decks", sys.executable, "-m", "isotretinoin.teaching", "slides")
        elif name == "pages" and not whole:
            # Jupyter Book has tried once more what had failed.
            self.programs.start("lessons again", *self.execute)
        return 0


class _Programs:
    """Programs that run side by side; those that still run when the block is left are ended."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        self.environment = environment
        self.started: list[tuple[Popen, Thread]] = []
        self.ends: SimpleQueue[tuple[str, int, bytes]] = SimpleQueue()

    def __enter__(self) -> _Programs:
        return self

    def start(
        self, name: str, *command: str | Path, stdin: int | None = None, stdout: int | None = None, **variables: str
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
        watcher = Thread(target=self._watch, args=(name, process), daemon=True)
        watcher.start()
        self.started.append((process, watcher))
        return process

    def _watch(self, name: str, process: Popen) -> None:
        said = b""
        if process.stdout:
            with process.stdout:
                said = process.stdout.read()
        self.ends.put((name, process.wait(), said))

    def endings(self) -> Iterator[tuple[str, int, bytes]]:
        """Yield each program that ends, until all have: its name, its status, and what it wrote into a pipe."""
        seen = 0
        while seen < len(self.started):
            yield self.ends.get()
            seen += 1

    def __exit__(self, *error: object) -> None:
        for process, _ in self.started:
            if process.poll() is None:
                process.terminate()
        for process, watcher in self.started:
            watcher.join()
            if process.stdin:
                process.stdin.close()

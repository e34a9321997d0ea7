"""The steps of a build, each beside those that it needs nothing of; the first that fails ends the others.

Jupyter Book takes seconds until it reads its first page. It starts at once, therefore, and waits there (see
``book/_ext/course_start.py``) until the course has been checked and its lessons are executed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from pathlib import Path

__all__ = ["build"]

CHECKED = ("evidence", "classroom")
"""Rooms whose checks a build begins with."""

BESIDE = ("nice", "-n", "10")
"""What runs beside the lessons leaves them the processor: they take longest, and all else waits for them."""


class _StepError(Exception):
    """A step has failed and has said why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


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
    status = 0
    try:
        asyncio.run(_Build(root, os.environ | environment).run())
    except* _StepError as failed:
        status = failed.exceptions[0].status
    return status


class _Build:
    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        self.environment = environment
        self.notebooks = sorted((root / "notebooks").glob("*.ipynb"))
        self.executed = root / "_build" / "executed"
        self.is_checked, self.is_executed, self.is_laid_out = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as steps:
            for step in (self.execute, self.check, self.lay_out, self.make_decks):
                steps.create_task(step())

    async def check(self) -> None:
        """Check ledger and lessons, which know nothing of each other; each has its say where the other fails."""
        done = await asyncio.gather(*map(self._check, CHECKED))
        for _, said in done:
            print(said, end="", flush=True)
        if failed := max(status for status, _ in done):
            raise _StepError(failed)
        self.is_checked.set()

    async def _check(self, room: str) -> tuple[int, str]:
        command = (*BESIDE, sys.executable, "-m", f"isotretinoin.{room}", "check")
        async with self._started(*command, stdout=PIPE) as process:
            said, _ = await process.communicate()
        return process.returncode, said.decode()

    async def execute(self) -> None:
        """Execute the lessons at once, as many at a time as there are processors; Jupyter Book finds the results."""
        await self._run(*self._executing())
        self.is_executed.set()

    def _executing(self) -> tuple[str | Path, ...]:
        cache = self.root / "_build" / ".jupyter_cache"
        return sys.executable, self.root / "tools" / "execute.py", cache, self.executed, *self.notebooks

    async def lay_out(self) -> None:
        """Start Jupyter Book, and let it read pages when course and lessons are ready."""
        command = (*BESIDE, Path(sys.executable).with_name("jupyter-book"), "build", self.root)
        options = ("--warningiserror", "-n", "--keep-going")
        async with self._started(*command, *options, stdin=PIPE, ISOTRETINOIN_WAITS="1") as process:
            letting = asyncio.create_task(self._let_read(process))
            status = await process.wait()
            letting.cancel()
        if status:
            print("\nThe website was not built: the messages above say why.", file=sys.stderr)
            raise _StepError(status)
        self.is_laid_out.set()

    async def _let_read(self, process: Process) -> None:
        await self.is_checked.wait()
        await self.is_executed.wait()
        process.stdin.close()

    async def make_decks(self) -> None:
        """Make the decks, which show what the lessons have computed."""
        await self.is_checked.wait()
        await self.is_executed.wait()
        if not all((self.executed / path.name).is_file() for path in self.notebooks):
            # Jupyter Book tries once more what has failed, and says why it fails.
            await self.is_laid_out.wait()
            await self._run(*self._executing())
        await self._run(sys.executable, "-m", "isotretinoin.teaching", "slides")

    async def _run(self, *command: str | Path) -> None:
        async with self._started(*command) as process:
            status = await process.wait()
        if status:
            raise _StepError(status)

    @contextlib.asynccontextmanager
    async def _started(
        self, *command: str | Path, stdin: int | None = None, stdout: int | None = None, **variables: str
    ) -> AsyncIterator[Process]:
        """Start a program and end it, should it still run, when the block is left."""
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.root,
            env=self.environment | variables,
            stdin=stdin,
            stdout=stdout,
            stderr=STDOUT if stdout else None,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                # It may have ended meanwhile.
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                await process.wait()

"""Execute lessons and pages into the cache that the site's build reads, as many at a time as there are processors.

The build itself executes one page after the other. What is cached here it takes as it stands; a page that fails is left
to it, so that its error is shown in one place and in one way.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from site_inputs import shown_key

from isotretinoin.classroom.folding import fold_code

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Document:
    """A lesson, or a page with code, as the site's build will ask the cache for it."""

    path: Path
    notebook: nbformat.NotebookNode
    shown: str
    """Hash of what its results show besides; of the cache's own key it is no part."""
    read_at: float

    @classmethod
    def read(cls, path: Path) -> Document:
        read_at = time.time()
        if path.suffix == ".md":
            notebook = read_myst_markdown_notebook(path.read_text(encoding="utf-8"), add_source_map=True, path=path)
        else:
            notebook = nbformat.from_dict(fold_code(nbformat.read(path, as_version=4)))
        return cls(path, notebook, shown_key(ROOT, path), read_at)

    @property
    def name(self) -> str:
        """Where its results are written: a lesson under its own name, a page in the folders of its source."""
        lesson = self.path.suffix == ".ipynb"
        return self.path.name if lesson else str(self.path.relative_to(ROOT).with_suffix(".ipynb"))

    def cached(self, cache: JupyterCacheAbstract) -> NbCacheRecord | None:
        """Return its results in the cache; those that show something else by now are removed from it."""
        try:
            record = cache.match_cache_notebook(self.notebook)
        except KeyError:
            return None
        if record.data.get("shown") == self.shown:
            return record
        cache.remove_cache(record.pk)
        return None


def pages_with_code(book: Path) -> list[Path]:
    """Return the pages of a folder that are notebooks written in Markdown."""
    return [path for path in sorted(book.rglob("*.md")) if is_myst_markdown_notebook(path.read_text(encoding="utf-8"))]


KERNEL: dict[str, Any] = {
    "extra_arguments": [
        # Each kernel warns that what is on this machine alone could be read on it: warnings that hide a real one.
        "--log-level=ERROR",
        # A figure is thousands of small objects: Python would spend a tenth of its time looking for waste among them.
        "--IPKernelApp.exec_lines=__import__('gc').set_threshold(50_000, 20, 50)",
    ],
    # One kernel in six does not end when it is asked to, and would be waited for three seconds.
    "shutdown_kernel": "immediate",
}
"""How a kernel begins and ends, in the words of nbclient."""


def _execute(document: Document, timeout: int) -> ExecutionResult:
    folder = str(document.path.parent)
    return single_nb_execution(document.notebook, cwd=folder, timeout=timeout, allow_errors=False, **KERNEL)


def execute(documents: Iterable[Document], cache_folder: Path, *, timeout: int) -> list[Path]:
    """Execute what the cache does not hold yet.

    Parameters
    ----------
    documents : iterable of Document
    cache_folder : Path
        As ``nb_execution_cache_path`` of MyST-NB.
    timeout : int
        Seconds for one cell.

    Returns
    -------
    list of Path
        What has been executed and cached; what failed is not among them.
    """
    cache = get_cache(str(cache_folder))
    # Two pages with the same code have the same results.
    wanted = {
        cache.create_hashed_notebook(document.notebook)[1]: document
        for document in documents
        if document.cached(cache) is None
    }
    done = []
    # Each kernel is a process of its own; a thread only waits for it.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running = {pool.submit(_execute, document, timeout): document for document in wanted.values()}
        for future in as_completed(running):
            document, result = running[future], future.result()
            if result.err is not None:
                continue
            # The cache is one SQLite file, so that only this thread writes to it.
            data = {"execution_seconds": result.time, "shown": document.shown}
            bundle = CacheBundleIn(document.notebook, str(document.path), data=data)
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            print(f"{document.path.name}: executed in {result.time:.1f} s", flush=True)
            done.append(document.path)
    return done


def write_executed(documents: Iterable[Document], cache_folder: Path, target: Path) -> list[Path]:
    """Let a folder hold the notebooks with their cached results, and no other notebook.

    What MyST-NB writes itself has no results where it found them in the cache. A file here that is newer than its page
    makes the build lay out that page again.

    Returns
    -------
    list of Path
        What the cache does not hold, and what is not in the folder therefore.
    """
    cache = get_cache(str(cache_folder))
    missing, kept = [], set()
    for document in documents:
        written, changed_at = target / document.name, document.path.stat().st_mtime
        record = document.cached(cache)
        if record is None:
            missing.append(document.path)
            continue
        kept.add(written)
        executed_at = record.created.replace(tzinfo=UTC).timestamp()
        if written.is_file() and written.stat().st_mtime > max(changed_at, executed_at):
            continue
        written.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(cache.merge_match_into_notebook(document.notebook)[1], written)
        # The clock of a file system runs in steps, behind that of the cache. What was edited since it was read is
        # left older than its page: the next build has to write it once more.
        at = document.read_at if changed_at > document.read_at else time.time()
        os.utime(written, (at, at))
    for other in set(target.rglob("*.ipynb")) - kept:
        other.unlink()
    return missing


def main(arguments: list[str] | None = None) -> int:
    """Execute documents with the time limit of ``_config.yml``, and write what has been executed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path, help="folder of the cache")
    parser.add_argument("into", type=Path, help="folder for the executed notebooks")
    parser.add_argument("notebooks", type=Path, nargs="+")
    parser.add_argument("--book", type=Path, help="folder of pages, of which those with code are executed as well")
    given = parser.parse_args(arguments)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    # The lessons first: they take longest.
    paths = [*given.notebooks, *(pages_with_code(given.book.resolve()) if given.book else [])]
    documents = [Document.read(path) for path in paths]
    execute(documents, given.cache, timeout=settings["execute"]["timeout"])
    for path in write_executed(documents, given.cache, given.into):
        print(f"{path.name}: failed, and is executed once more where its page is laid out", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Execute lessons into the cache that the site's build reads, as many at a time as there are processors.

The build itself executes one notebook after the other. What is cached here it takes as it stands; a notebook that fails
is left to it, so that its error is shown in one place and in one way.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution

from isotretinoin.classroom.folding import fold_code

ROOT = Path(__file__).resolve().parents[1]


def _read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook as the site's build will ask the cache for it."""
    return nbformat.from_dict(fold_code(nbformat.read(path, as_version=4)))


def _execute(path: Path, notebook: nbformat.NotebookNode, timeout: int) -> ExecutionResult:
    # Each kernel warns that what is on this machine alone could be read on it: fifteen warnings that hide a real one.
    quiet = {"extra_arguments": ["--log-level=ERROR"]}
    return single_nb_execution(notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False, **quiet)


def execute(paths: Iterable[Path], cache_folder: Path, *, timeout: int) -> list[Path]:
    """Execute the notebooks that the cache does not hold yet.

    Parameters
    ----------
    paths : iterable of Path
    cache_folder : Path
        As ``nb_execution_cache_path`` of MyST-NB.
    timeout : int
        Seconds for one cell.

    Returns
    -------
    list of Path
        What has been executed and cached; a notebook that failed is not among them.
    """
    cache = get_cache(str(cache_folder))
    wanted = []
    for path in paths:
        notebook = _read(path)
        try:
            cache.match_cache_notebook(notebook)
        except KeyError:
            wanted.append((path, notebook))
    done = []
    # Each kernel is a process of its own; a thread only waits for it.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running = {pool.submit(_execute, path, notebook, timeout): (path, notebook) for path, notebook in wanted}
        for future in as_completed(running):
            path, notebook = running[future]
            result = future.result()
            if result.err is not None:
                continue
            # The cache is one SQLite file, so that only this thread writes to it.
            bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            print(f"{path.name}: executed in {result.time:.1f} s", flush=True)
            done.append(path)
    return done


def write_executed(paths: Iterable[Path], cache_folder: Path, target: Path) -> list[Path]:
    """Let a folder hold the notebooks with their cached results, and no other notebook.

    What MyST-NB writes itself has no results where it found them in the cache.

    Returns
    -------
    list of Path
        Notebooks that the cache does not hold, and that are not in the folder therefore.
    """
    cache = get_cache(str(cache_folder))
    target.mkdir(parents=True, exist_ok=True)
    missing, kept = [], set()
    for path in paths:
        now = time.time()
        notebook, written = _read(path), target / path.name
        try:
            executed_at = cache.match_cache_notebook(notebook).created.replace(tzinfo=UTC).timestamp()
        except KeyError:
            missing.append(path)
            continue
        kept.add(written)
        if written.is_file() and written.stat().st_mtime > max(path.stat().st_mtime, executed_at):
            continue
        nbformat.write(cache.merge_match_into_notebook(notebook)[1], written)
        # As old as what was read: an edit since then is newer.
        os.utime(written, (now, now))
    for other in set(target.glob("*.ipynb")) - kept:
        other.unlink()
    return missing


def main(arguments: list[str] | None = None) -> int:
    """Execute notebooks with the time limit of ``_config.yml``, and write what has been executed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path, help="folder of the cache")
    parser.add_argument("into", type=Path, help="folder for the executed notebooks")
    parser.add_argument("notebooks", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    execute(given.notebooks, given.cache, timeout=settings["execute"]["timeout"])
    for path in write_executed(given.notebooks, given.cache, given.into):
        print(f"{path.name}: failed, and is executed once more where its page is laid out", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

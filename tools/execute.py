"""Execute lessons into the cache that the site's build reads, as many at a time as there are processors.

The build itself executes one notebook after the other. What is cached here it takes as it stands; a notebook that fails
is left to it, so that its error is shown in one place and in one way.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
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


def write_executed(paths: Iterable[Path], cache_folder: Path, target: Path) -> None:
    """Write the notebooks with their cached results into a folder.

    MyST-NB does so for what it executes itself, and writes what it found in the cache without any result. What still
    has its results from the build before was not read again in this one, and stands.

    Raises
    ------
    KeyError
        If the cache does not hold a notebook.
    """
    cache = get_cache(str(cache_folder))
    target.mkdir(parents=True, exist_ok=True)
    for path in paths:
        written = target / path.name
        if written.is_file() and '"output_type"' in written.read_text(encoding="utf-8"):
            continue
        _, executed = cache.merge_match_into_notebook(_read(path))
        nbformat.write(executed, written)


def main(arguments: list[str] | None = None) -> int:
    """Execute notebooks with the time limit of ``_config.yml``, or write what has been executed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="write the notebooks with their cached results into this folder")
    parser.add_argument("cache", type=Path, help="folder of the cache")
    parser.add_argument("notebooks", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    if given.into:
        write_executed(given.notebooks, given.cache, given.into)
    else:
        settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
        execute(given.notebooks, given.cache, timeout=settings["execute"]["timeout"])
    return 0


if __name__ == "__main__":
    sys.exit(main())

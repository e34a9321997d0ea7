"""Execute lessons into the cache that the site's build reads, as many at a time as there are processors.

The build itself executes one notebook after the other. What is cached here it takes as it stands; a notebook that fails
is left to it, so that its error is shown in one place and in one way.
"""

from __future__ import annotations

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

ROOT = Path(__file__).resolve().parents[1]


def _execute(path: Path, notebook: nbformat.NotebookNode, timeout: int) -> ExecutionResult:
    return single_nb_execution(notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False)


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
        notebook = nbformat.read(path, as_version=4)
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


def main(arguments: list[str]) -> int:
    """Execute the notebooks named after the folder of the cache, with the time limit of ``_config.yml``."""
    folder, *paths = map(Path, arguments)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    execute(paths, folder, timeout=settings["execute"]["timeout"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

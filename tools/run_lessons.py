"""Run lessons on the replicas, without the deposited files and without the internet, in the environment of this Python.

A lesson that fails, or that warns, is named, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

TIMEOUT = 300
"""Seconds for one cell."""


def run_on_the_replica(path: Path) -> list[str]:
    """Run a lesson; return what it did wrong: its error, or each text that it wrote to stderr."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "ISOTRETINOIN_GEO_DIR"}
        environment |= {"ISOTRETINOIN_CACHE_DIR": cache, "ISOTRETINOIN_OFFLINE": "1"}
        place = {"metadata": {"path": str(path.parent)}}
        # As in execute.py: a kernel that has done its work is not waited for.
        client = NotebookClient(notebook, timeout=TIMEOUT, resources=place, shutdown_kernel="immediate")
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            return [str(error)]
    return [
        f"cell {cell.id} warns: {output.text}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the lessons named, as many at a time as there are processors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", type=Path, nargs="+")
    paths = parser.parse_args(arguments).lessons
    failed = False
    # Each kernel is a process of its own; a thread only waits for it.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for path, faults in zip(paths, pool.map(run_on_the_replica, paths), strict=True):
            print(f"{path.name}: {'; '.join(faults) or 'ran without a warning'}", flush=True)
            failed = failed or bool(faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

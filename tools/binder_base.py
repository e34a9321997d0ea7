"""Read out what Binder's image holds frozen, from the lock file that repo2docker ships, into ``binder/base.txt``.

Only packages from PyPI under the same name are of use as constraints; the others of the lock file are conda's own.
"""

from __future__ import annotations

import re
import sys
from importlib import resources
from pathlib import Path

import repo2docker

ROOT = Path(__file__).resolve().parents[1]
CONDA_ONLY = {"brotli-python", "cpython", "nbconvert-core", "python-fastjsonschema"}
"""Names that mean nothing, or something else, on PyPI."""


def frozen(python: str) -> dict[str, str]:
    """Return name and version of each Python package in Binder's image for a Python such as ``3.12``."""
    lock = resources.files(repo2docker) / "buildpacks" / "conda" / f"environment.py-{python}-linux-64.lock"
    packages = {}
    for line in lock.read_text().splitlines():
        # …/noarch/jupyterlab-4.4.9-pyhd8ed1ab_0.conda: name, version, build
        found = re.search(r"/(?:noarch|linux-64)/(.+)-([^-]+)-([^-]+)\.(?:conda|tar\.bz2)", line)
        if found and "py" in found[3]:
            packages[found[1].replace("_", "-")] = found[2]
    return packages


def main() -> None:
    python = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    wanted = {name: version for name, version in frozen(python).items() if name not in CONDA_ONLY}
    lines = [f"{name}=={version}" for name, version in sorted(wanted.items())]
    head = (
        f"# What Binder's image for Python {python} holds frozen (repo2docker {repo2docker.__version__}).\n"
        "# Made by tools/binder_base.py; binder/requirements.txt must fit around it.\n"
    )
    (ROOT / "binder" / "base.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"binder/base.txt: {len(lines)} packages")


if __name__ == "__main__":
    sys.exit(main())

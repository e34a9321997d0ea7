"""Fixtures that several test files share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def geo_mirror() -> Path:
    """The folder with the deposited GEO files; tests of the real record skip where there is none."""
    named = os.environ.get("ISOTRETINOIN_GEO_DIR", "")
    if not named or not (Path(named) / "GSE10432_series_matrix.txt.gz").is_file():
        pytest.skip("the deposited GSE10432 file is not here: set ISOTRETINOIN_GEO_DIR to a folder that holds it")
    return Path(named)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker more than processors: browsers, graders and servers let a worker wait for half of its time."""
    return (os.cpu_count() or 1) + 1

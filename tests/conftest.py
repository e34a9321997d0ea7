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

"""The library of the open course *Decoding isotretinoin*."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from ._moved import forward_old_names

__all__ = ["CourseNotFoundError", "course_root"]


class CourseNotFoundError(RuntimeError):
    """The library is installed without the course around it."""


def course_root() -> Path:
    """Return the folder of the course: the one that holds ``data/`` and ``notebooks/``.

    ``ISOTRETINOIN_HOME`` names it where the library is not installed from a checkout.

    Raises
    ------
    CourseNotFoundError
        If there is no course in that place.
    """
    named = os.environ.get("ISOTRETINOIN_HOME")
    return _course_in(Path(named) if named else Path(__file__).resolve().parents[2])


@cache
def _course_in(root: Path) -> Path:
    # Asked for with every claim and every link: a course that was found once is there.
    if not (root / "data").is_dir() or not (root / "notebooks").is_dir():
        raise CourseNotFoundError(
            f"No course found in {root}. Install the library from a clone with 'pip install --editable .', "
            "or set ISOTRETINOIN_HOME to the folder of the clone."
        )
    return root


forward_old_names()

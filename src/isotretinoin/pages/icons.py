"""Icons of a theme's web fonts: the few that a site shows, in place of two thousand."""

from __future__ import annotations

import io
import logging
from collections.abc import Collection
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

__all__ = ["subset_font"]


# It tells every table that it cuts, and Sphinx prints what is told.
logging.getLogger("fontTools.subset").setLevel(logging.WARNING)


def subset_font(path: Path, points: Collection[int]) -> bytes:
    """Return a web font (WOFF) with the glyphs of some code points alone.

    Parameters
    ----------
    path : Path
        A TrueType font.
    points : collection of int
        Code points; those that the font has not are left out.

    Returns
    -------
    bytes
        The same for the same font and points; nothing where the font has none of them.
    """
    with TTFont(path, recalcTimestamp=False) as font:
        wanted = sorted(set(points) & set(font.getBestCmap()))
        if not wanted:
            return b""
        options = subset.Options(layout_features=[], name_IDs=[1, 2], hinting=False, notdef_outline=False)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=wanted)
        cut.subset(font)
        font.flavor = "woff"
        written = io.BytesIO()
        font.save(written)
    return written.getvalue()

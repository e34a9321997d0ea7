"""Lines and cells of a text file that anybody's program may have written."""

from __future__ import annotations

import csv
import io

from ..study import StudyError

__all__ = ["cells", "lines_of"]

_LONGEST_CELL = 1 << 28
"""A series names all its samples in one cell; Python's own limit ends at some ten thousand names."""


def lines_of(text: str) -> list[str]:
    """Split a text into lines, whatever ends them.

    A carriage return alone ends a line where most lines end so. Among other line ends it stands inside a cell, and a
    space takes its place.

    Examples
    --------
    >>> lines_of("a\\r\\nb\\rc\\nd"), lines_of("a\\rb")
    (['a', 'b c', 'd'], ['a', 'b'])
    """
    # Not splitlines(): it also splits at signs such as U+2028, which free text may hold.
    text = text.replace("\r\n", "\n")
    return text.replace("\r", " " if text.count("\n") >= text.count("\r") else "\n").split("\n")


def cells(line: str, name: str, *, escaped: bool = False) -> list[str]:
    """Split one line at its tabs.

    Parameters
    ----------
    line : str
        One line, so that a quote that never closes spoils no other.
    name : str
        Name of the file, for the message.
    escaped : bool
        Whether a quote inside a cell may have a backslash before it, as R writes it, instead of being doubled.

    Raises
    ------
    StudyError
        If the line can't be split.
    """
    csv.field_size_limit(_LONGEST_CELL)
    escape = "\\" if escaped else None
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter="\t", escapechar=escape), [])
    except csv.Error as problem:
        where = f"{name} has a line that can't be read ({problem})"
        raise StudyError(f"{where}: {line[:40]!r} … Fetch it again.") from problem

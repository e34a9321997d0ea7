"""Many similar SVG pictures on one page: ids that can't collide, and lines that are stored once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

__all__ = ["ID_MARK", "pack", "prepare", "split_label", "unpack", "with_label"]

ID_MARK = "iso-id-"
"""Begins every id of a prepared picture; whoever puts the picture into a page replaces it by a prefix of its own."""

_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(url\(#|href="#)([^")]*)')
_LABEL = re.compile(r'^<(svg|div)([^>]*?) aria-label="([^"]*)"')
_GLOBAL_STYLE = re.compile(r"<defs>\s*<style[^>]*>\s*\*\{([^}]*)\}\s*</style>\s*</defs>")


def prepare(svg: str) -> str:
    """Return a picture whose ids are marked, and whose style sheet reaches nothing outside the picture.

    Matplotlib numbers its groups (``figure_1``, ``patch_2``) alike in every figure and gives equal clip paths equal
    ids; two pictures on one page would then share them. Ids that nothing refers to are left out.
    """
    referenced = {match[2] for match in _REFERENCE.finditer(svg)}
    svg = _ID.sub(lambda match: f' id="{ID_MARK}{match[1]}"' if match[1] in referenced else "", svg)
    svg = _REFERENCE.sub(lambda match: f"{match[1]}{ID_MARK}{match[2]}", svg)
    style = _GLOBAL_STYLE.search(svg)
    if style:
        # The rule reaches every element of the page. Its properties are inherited, so the root can carry them.
        svg = _GLOBAL_STYLE.sub("", svg, count=1).replace("<svg ", f'<svg style="{style[1]}" ', 1)
    return re.sub(r"\n+", "\n", svg)


def split_label(svg: str) -> tuple[str, str]:
    """Take the alternative text out of a picture: return the picture without it, and the text (HTML-escaped)."""
    match = _LABEL.match(svg)
    if not match:
        return svg, ""
    return _LABEL.sub(r"<\1\2", svg, count=1), match[3]


def with_label(svg: str, label: str) -> str:
    """Put an alternative text (not yet escaped) into a picture without one: an ``<svg>``, or panels in a ``<div>``."""
    return re.sub(r"^<(svg|div)", lambda match: f'{match[0]} aria-label="{escape(label)}"', svg, count=1)


def pack(pictures: Iterable[str]) -> dict[str, list]:
    """Store the lines that pictures share once.

    Returns
    -------
    dict
        ``lines``: the distinct lines. ``runs``: for each picture a flat list of pairs, the first line of a run and
        how many follow on.
    """
    known: dict[str, int] = {}
    runs = []
    for picture in pictures:
        run: list[int] = []
        for line in picture.split("\n"):
            number = known.setdefault(line, len(known))
            if run and run[-2] + run[-1] == number:
                run[-1] += 1
            else:
                run += [number, 1]
        runs.append(run)
    return {"lines": list(known), "runs": runs}


def unpack(packed: dict[str, list], number: int) -> str:
    """Return one picture of :func:`pack`; the front end does the same."""
    run = packed["runs"][number]
    lines: list[str] = []
    for first, length in zip(run[::2], run[1::2], strict=True):
        lines += packed["lines"][first : first + length]
    return "\n".join(lines)

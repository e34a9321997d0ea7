"""Curves as SVG path data, written as short as SVG allows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["along", "hexagon", "join", "number", "polygon", "ring", "smooth", "wave"]


def number(value: float) -> str:
    """Write a number with one decimal at most, and without what SVG does not need.

    >>> number(12.04), number(-0.31), number(-0.001)
    ('12', '-.3', '0')
    """
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def join(points: Iterable[ArrayLike]) -> str:
    """Write points one after the other; a minus parts two numbers as well as a blank.

    >>> join([(1, -2), (3, 4.5)])
    '1-2 3 4.5'
    """
    numbers = [number(float(value)) for point in points for value in point]
    return "".join(text if not at or text[0] == "-" else f" {text}" for at, text in enumerate(numbers))


def polygon(points: Sequence[ArrayLike], closed: bool = True) -> str:
    """Return straight lines through the points."""
    return f"M{join(points)}" + ("Z" if closed else "")


def smooth(points: Sequence[ArrayLike], closed: bool = False, pull: float = 1 / 6) -> str:
    """Return a curve through all points (Catmull and Rom's spline, as cubic Bézier curves).

    Parameters
    ----------
    points : sequence of (x, y)
    closed : bool
        True joins the last point with the first.
    pull : float
        How far a handle reaches, as a share of the way between the neighbours: 0 draws straight lines.
    """
    at = [np.asarray(point, float) for point in points]
    last = len(at) - 1

    def get(place: int) -> np.ndarray:
        return at[place % len(at)] if closed else at[min(max(place, 0), last)]

    # Steps are shorter to write than places; each starts where the written one before has ended.
    pen = np.round(at[0], 1)
    path = f"M{join([pen])}c"
    for place in range(len(at) if closed else last):
        before, here, there, after = (get(place + step) for step in (-1, 0, 1, 2))
        stop = np.round(there, 1)
        step = join([here + (there - before) * pull - pen, there - (after - here) * pull - pen, stop - pen])
        path += step if path.endswith("c") or step[0] == "-" else f" {step}"
        pen = stop
    return path + ("z" if closed else "")


def wave(start: ArrayLike, end: ArrayLike, height: float = 3, length: float = 12) -> str:
    """Return a strand that waves from one point to another; ``length`` is that of one full wave."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    way = end - start
    reach = float(np.hypot(*way))
    across = np.array([-way[1], way[0]]) / reach
    bends = max(2, round(reach / (length / 2)))
    path = f"M{join([start])}"
    for bend in range(bends):
        middle, stop = start + way * (bend + 0.5) / bends, start + way * (bend + 1) / bends
        path += f"Q{join([middle + across * height * (2 if bend % 2 else -2), stop])}"
    return path


def ring(
    x: float,
    y: float,
    wide: float,
    high: float,
    *,
    turn: float = 0,
    point: float = 0,
    wobble: float = 0,
    seed: int = 0,
    count: int = 28,
) -> np.ndarray:
    """Return points around a round body: an ellipse, an egg, or one that nature made.

    Parameters
    ----------
    x, y, wide, high : float
        Centre and half axes.
    turn : float
        Angle in radians.
    point : float
        Makes an egg: the share by which one end is narrower.
    wobble : float
        Share by which the outline sways; ``seed`` chooses how.

    Returns
    -------
    array of shape (count, 2)
    """
    phase = np.random.default_rng(seed).uniform(0, 2 * math.pi, 3)
    angle = np.linspace(0, 2 * math.pi, count, endpoint=False)
    sway = 1 + wobble * sum(np.sin(bends * angle + shift) for bends, shift in zip((2, 3, 5), phase, strict=True)) / 2
    across = wide * sway * np.cos(angle)
    down = high * sway * np.sin(angle) * (1 - point * np.cos(angle))
    cos, sin = math.cos(turn), math.sin(turn)
    return np.column_stack([x + across * cos - down * sin, y + across * sin + down * cos])


def hexagon(x: float, y: float, radius: float, turn: float = 0) -> str:
    """Return a hexagon; ``turn`` in radians."""
    angles = turn + math.pi / 3 * np.arange(6)
    return polygon(np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]))


def along(points: ArrayLike, count: int, shift: float = 0) -> np.ndarray:
    """Return ``count`` points at equal distances along a closed outline, beginning ``shift`` steps from its first."""
    points = np.asarray(points, float)
    closed = np.vstack([points, points[:1]])
    far = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    wanted = (np.arange(count) + shift) % count * far[-1] / count
    return np.column_stack([np.interp(wanted, far, closed[:, axis]) for axis in (0, 1)])

"""Tissue: cells that fill a body without a gap too many, and drops that fill a cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .curves import along, join

__all__ = ["Cell", "drops", "lobule", "tissue"]


@dataclass(frozen=True)
class Cell:
    """A cell of a tissue: its outline as path data, its middle, its mean radius, the ring that it lies in."""

    path: str
    middle: tuple[float, float]
    radius: float
    ring: int = 0


def _rounded(corners: np.ndarray) -> str:
    """Return a polygon with its corners rounded off: each side's middle is kept, each corner only pulls."""
    corners = np.round(corners * 2) / 2
    middles = np.round(corners + np.roll(corners, -1, axis=0)) / 2
    at = middles[-1]
    path = f"M{join([at])}q"
    for corner, middle in zip(corners, middles, strict=True):
        step = join([corner - at, middle - at])
        path += step if path.endswith("q") or step[0] == "-" else f" {step}"
        at = middle
    return f"{path}z"


def _without_short_sides(corners: np.ndarray) -> np.ndarray:
    """Return a polygon without corners that lie close together: rounded, they would look like a dent."""
    reach = 0.22 * float(np.ptp(corners, axis=0).max())
    kept = [corners[0]]
    for corner in corners[1:]:
        if math.hypot(*(corner - kept[-1])) > reach and math.hypot(*(corner - corners[0])) > reach * 0.8:
            kept.append(corner)
    return np.array(kept)


def tissue(seeds: ArrayLike, beyond: ArrayLike, gap: float = 1.0, rings: Sequence[int] | None = None) -> list[Cell]:
    """Return a cell around each seed (Voronoi's cells, drawn back by a gap and rounded).

    Parameters
    ----------
    seeds : array of shape (n, 2)
    beyond : array of shape (m, 2)
        Seeds of cells that are not drawn. Set as far outside a wall as the outer seeds are inside, they make the
        cells end at the wall.
    gap : float
        Half the space between two cells.
    rings : sequence of n int, optional
        A number for each cell, to tell rows apart.
    """
    # Every page with a drawing imports this room, and few draw a tissue: SciPy takes longer to load than they do.
    from scipy.spatial import Voronoi

    seeds = np.asarray(seeds, float)
    regions = Voronoi(np.vstack([seeds, np.asarray(beyond, float)]))
    found = []
    for place in range(len(seeds)):
        region = regions.regions[regions.point_region[place]]
        if not region or -1 in region:
            continue
        corners = regions.vertices[region]
        middle = corners.mean(axis=0)
        corners = _without_short_sides(corners[np.argsort(np.arctan2(*(corners - middle).T[::-1]))])
        if len(corners) < 3:
            continue
        middle = corners.mean(axis=0)
        radius = float(np.hypot(*(corners - middle).T).mean())
        share = max(0.3, 1 - gap / radius)
        path = _rounded(middle + (corners - middle) * share)
        found.append(Cell(path, tuple(middle), radius * share, rings[place] if rings is not None else 0))
    return found


def lobule(
    outline: ArrayLike, rows: Sequence[tuple[float, float]], seed: int, gap: float = 0.9, stray: float = 0.06
) -> list[Cell]:
    """Return the cells of a gland's lobule, in rings from the wall inwards.

    Parameters
    ----------
    outline : array of shape (n, 2)
        The wall, convex or nearly so.
    rows : sequence of (depth, size)
        For each ring how far from the wall its cells have their middles, and how far they lie apart.
    seed : int
    gap, stray : float
        Half the space between two cells; how far a cell may lie from its place, as a share of its size.
    """
    outline = np.asarray(outline, float)
    middle = outline.mean(axis=0)
    out = outline - middle
    reach = float(np.hypot(*out.T).mean())
    rng = np.random.default_rng(seed)
    seeds, rings, beyond = [], [], []
    for row, (depth, size) in enumerate(rows):
        inner = middle + out * (1 - depth / reach)
        around = float(np.hypot(*np.diff(np.vstack([inner, inner[:1]]), axis=0).T).sum())
        count = max(1, round(around / size))
        places = along(inner, count, 0.5 * (row % 2)) + rng.normal(0, stray * size, (count, 2))
        if row == 0:
            beyond = middle + (places - middle) * (reach + depth) / (reach - depth)
        seeds.append(places)
        rings += [row] * count
    return tissue(np.vstack(seeds), beyond, gap, rings)


def drops(
    middle: ArrayLike,
    radius: float,
    count: int,
    rng: np.random.Generator,
    sizes: tuple[float, float] = (2, 4),
    *,
    core: float = 0,
) -> list[tuple[float, float, float]]:
    """Return drops that don't overlap, within a circle: x, y and radius of each; fewer where there is no room.

    ``core`` is the radius of what must stay free in the middle, such as a nucleus.
    """
    found: list[tuple[float, float, float]] = []
    for _ in range(count * 14):
        if len(found) == count:
            break
        size, angle = rng.uniform(*sizes), rng.uniform(0, 2 * math.pi)
        far = (radius - size) * math.sqrt(rng.uniform())
        x, y = middle[0] + far * math.cos(angle), middle[1] + far * math.sin(angle)
        free = far > core + size + 0.5 or not core
        if free and all(math.hypot(x - a, y - b) > size + r + 0.4 for a, b, r in found):
            found.append((x, y, size))
    return found

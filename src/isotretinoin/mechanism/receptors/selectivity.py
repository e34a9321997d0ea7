"""Doses for a wanted response, and how far a ligand tells two kinds of cell apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ..parameters import ParameterError, check
from .binding import (
    Candidate,
    CellType,
    as_plain,
    concentration,
    curves,
    read_amounts,
    transduce,
)

__all__ = ["Profile", "Window", "ceiling", "dose_for", "level_for", "profile", "selectivity", "window"]

_SMALLEST, _LARGEST = 1e-9, 1e12


@dataclass(frozen=True)
class Window:
    """Doses (nM) at which one cell answers enough and the other little enough.

    ``lowest`` is the least dose that gives the wanted response in the target, infinite if none does. ``highest`` is the
    largest dose that keeps the other cell within what is allowed, infinite if every dose does.
    """

    wanted: float
    allowed: float
    lowest: float
    highest: float

    @property
    def is_open(self) -> bool:
        """Whether some dose meets both conditions."""
        return math.isfinite(self.lowest) and self.lowest <= self.highest

    @property
    def fold(self) -> float:
        """``highest / lowest``: above 1 the window is open, below 1 closed, 0 if the target can't answer enough."""
        return self.highest / self.lowest if math.isfinite(self.lowest) else 0.0


@dataclass(frozen=True)
class Profile:
    """What a candidate does in a target cell and in another one; made by ``profile``."""

    candidate: Candidate
    curves: pd.DataFrame
    window: Window
    selectivity: float
    ceilings: Mapping[str, float]


def ceiling(candidate: Candidate, cell: CellType) -> float:
    """Return the response that no dose of a candidate exceeds: all receptors that it binds are occupied.

    Examples
    --------
    >>> cell = CellType.from_reserve("cell", {"short": 3_000}, reserve=9)
    >>> round(ceiling(Candidate(kd={"short": 5.0}), cell), 3)
    0.9
    """
    return float(transduce(_full_stimulus(candidate, cell), steepness=cell.steepness, maximum=cell.maximum))


def dose_for(response: float, candidate: Candidate, cell: CellType, *, cells_per_ml: float = 0.0) -> float:
    """Return the dose (nM, put in) that gives a response, or infinity if none does.

    Parameters
    ----------
    response : float
        Above 0 and below the maximum of the cell, in its units.
    candidate, cell, cells_per_ml
        As in ``curve``.

    Raises
    ------
    ParameterError
        If an argument is out of its range, or if the reserve is so large, or the response so small, that less than a
        billionth of the smallest dissociation constant would do: the model follows free ligand no further down.

    Examples
    --------
    >>> cell = CellType.from_reserve("cell", {"short": 3_000}, reserve=9)
    >>> round(dose_for(0.5, Candidate(kd={"short": 50.0}), cell), 2)
    6.25
    """
    check("response", response, zero=False)
    check("cells_per_ml", cells_per_ml)
    if response >= cell.maximum:
        raise ParameterError(f"response must be below the maximum of the cell, {cell.maximum:g}; got {response:g}.")
    stimulus = (response / (cell.maximum - response)) ** (1 / cell.steepness)
    if stimulus >= _full_stimulus(candidate, cell):
        return math.inf

    def excess(log_free: float) -> float:
        free = math.exp(log_free)
        return sum(w * free / (k + free) for w, k in _weights(candidate, cell)) - stimulus

    low, high = (
        math.log(end * k)
        for end, k in ((_SMALLEST, min(candidate.kd.values())), (_LARGEST, max(candidate.kd.values())))
    )
    if excess(high) < 0:
        return math.inf
    if excess(low) > 0:
        raise ParameterError(
            f"A response of {response:g} needs less than {math.exp(low):.1g} nM of free ligand here, and the model "
            "follows no smaller amounts. Ask for a larger response, or give the cell a smaller reserve."
        )
    free = math.exp(brentq(excess, low, high, xtol=1e-13))
    # Free plus bound is what has to be put in, so depletion needs no further search.
    copies = sum(level * free / (candidate.kd.get(form, math.inf) + free) for form, level in cell.levels.items())
    return free + concentration(copies, cells_per_ml)


def selectivity(
    candidate: Candidate, target: CellType, other: CellType, *, response: float = 0.5, cells_per_ml: float = 0.0
) -> float:
    """Return how many times more of a candidate the other cell needs for the same response.

    Infinite if only the target reaches it, 0 if only the other cell does, missing (nan) if neither does.

    Examples
    --------
    >>> a, b = (CellType.from_reserve(name, {"short": 3_000}, reserve=r) for name, r in (("a", 99), ("b", 9)))
    >>> round(selectivity(Candidate(kd={"short": 50.0}), a, b), 1)
    12.2
    """
    here, there = (dose_for(response, candidate, cell, cells_per_ml=cells_per_ml) for cell in (target, other))
    return math.nan if math.isinf(here) and math.isinf(there) else there / here


def window(
    candidate: Candidate,
    target: CellType,
    other: CellType,
    *,
    wanted: float = 0.5,
    allowed: float = 0.1,
    cells_per_ml: float = 0.0,
) -> Window:
    """Return the doses that give at least ``wanted`` in the target and at most ``allowed`` in the other cell.

    Examples
    --------
    >>> a, b = (CellType.from_reserve(name, {"short": 3_000}, reserve=r) for name, r in (("a", 99), ("b", 1)))
    >>> found = window(Candidate(kd={"short": 50.0}), a, b)
    >>> round(found.lowest, 2), round(found.highest, 2)
    (0.51, 6.25)
    """
    lowest = dose_for(wanted, candidate, target, cells_per_ml=cells_per_ml)
    return Window(wanted, allowed, lowest, dose_for(allowed, candidate, other, cells_per_ml=cells_per_ml))


def profile(
    candidate: Candidate,
    target: CellType,
    other: CellType,
    *,
    doses: Iterable[float] | None = None,
    wanted: float = 0.5,
    allowed: float = 0.1,
    cells_per_ml: float = 0.0,
) -> Profile:
    """Return what a candidate does in two kinds of cell: curves, therapeutic window, selectivity and ceilings.

    Parameters
    ----------
    candidate : Candidate
    target, other : CellType
        The cell that should answer and the one that should be spared; their names must differ.
    doses : iterable of float, optional
        nM; by default 61 doses from a thousandth of the smallest to a thousand times the largest dissociation constant.
    wanted, allowed : float
        Least response in the target and largest response in the other cell.
    cells_per_ml : float
        As in ``curve``; each cell is taken to be alone in its dish.

    Returns
    -------
    Profile
        ``selectivity`` is taken at ``wanted``.

    Examples
    --------
    >>> a, b = (CellType.from_reserve(name, {"short": 3_000}, reserve=r) for name, r in (("a", 99), ("b", 9)))
    >>> round(profile(Candidate(kd={"short": 50.0}), a, b).selectivity, 1)
    12.2
    """
    if target.name == other.name:
        raise ParameterError(f"Both cells are called {target.name!r}. Give them two names.")
    if doses is None:
        doses = np.geomspace(min(candidate.kd.values()) / 1000, max(candidate.kd.values()) * 1000, 61)
    medium = {"cells_per_ml": cells_per_ml}
    return Profile(
        candidate=candidate,
        curves=curves(candidate, (target, other), doses, **medium),
        window=window(candidate, target, other, wanted=wanted, allowed=allowed, **medium),
        selectivity=selectivity(candidate, target, other, response=wanted, **medium),
        ceilings=MappingProxyType({cell.name: ceiling(candidate, cell) for cell in (target, other)}),
    )


def level_for(
    response: float,
    free: float,
    kd: float | np.ndarray,
    *,
    half_response: float,
    efficacy: float = 1.0,
    steepness: float = 1.0,
    maximum: float = 1.0,
) -> float | np.ndarray:
    """Return the copies per cell that give a response with one receptor form of a certain affinity.

    The line of all pairs of level and affinity that one measured response leaves possible.

    Parameters
    ----------
    response : float
        Above 0 and below ``maximum``.
    free : float
        Free ligand, nM, above 0.
    kd : float or array
        Dissociation constants to be tried, nM.
    half_response, efficacy, steepness, maximum
        As in ``CellType`` and ``Candidate``.

    Examples
    --------
    >>> round(level_for(0.5, free=5.0, kd=5.0, half_response=1000.0))
    2000
    """
    for name, value in (("response", response), ("free", free), ("half_response", half_response)):
        check(name, value, zero=False)
    check("efficacy", efficacy, upper=1, zero=False)
    if response >= maximum:
        raise ParameterError(f"response must be below the maximum, {maximum:g}; got {response:g}.")
    stimulus = (response / (maximum - response)) ** (1 / steepness)
    return as_plain(stimulus * half_response / efficacy * (1 + read_amounts("kd", kd) / free))


def _full_stimulus(candidate: Candidate, cell: CellType) -> float:
    return sum(weight for weight, _ in _weights(candidate, cell))


def _weights(candidate: Candidate, cell: CellType) -> list[tuple[float, float]]:
    """Return for each form that is present and bound its full stimulus and its dissociation constant."""
    return [
        (candidate.efficacy[form] * level / cell.half_response, candidate.kd[form])
        for form, level in cell.levels.items()
        if form in candidate.kd
    ]

"""Iron, siderophores and NGAL: can a protein that catches loaded siderophores hold back a bacterium?

The model follows one tube of medium. Iron can be in four places, and each arrow moves it from one to the next::

    loose iron --siderophore grips it--> loaded siderophore --uptake--> inside the cells
                                          |          ^
                                          v          |
                                       held by NGAL (binding at equilibrium)

Cells secrete siderophore at a steady pace. A part of it is of a kind that NGAL binds once it carries iron, the rest
(``escaping``) is of a kind that NGAL can't bind. What NGAL does not hold is open to the cells, which take it up along a
saturation curve, less as they fill. A siderophore is used once. Iron never changes hands between siderophores.
Secretion never stops here; real cells shut it off when they have iron enough, so late in a run the model piles up more
empty siderophore than a real tube would hold.

Growth follows what a cell has *inside*, its quota (Droop 1970, https://doi.org/10.1007/BF01609935), until other food
runs short; the scarcer of the two sets the pace::

    growth = max_growth * min(1 - quota_min / quota, 1 - cells / food)

Nothing kills a cell here. With ``turnover`` above 0 the tube becomes a place that is washed: a share of everything
leaves each hour and fresh medium with the same iron and NGAL comes in.

**Every number in ``Parameters`` is assumed.** No rate and no affinity was available to us from a source that we could
read, and no organism is meant: capture was shown with siderophores of *Escherichia coli* (claims ``iron-goetz``,
``iron-siderophore-specific``), and none that NGAL catches is known to us in *Cutibacterium acnes*.

Concentrations are in nM (nmol per litre of medium), cells in cells per ml, quotas in iron atoms per cell, times in h.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from numbers import Real

import numpy as np
import pandas as pd
from scipy.integrate import solve_ivp

from .parameters import ParameterError, ParameterSet, check, is_number, number

__all__ = [
    "ATOMS_PER_NM",
    "LONGEST",
    "MOST_CELLS",
    "MOST_CHANGES",
    "MOST_NM",
    "SIDEROPHORES",
    "ParameterError",
    "Parameters",
    "at",
    "captured",
    "doublings_lost",
    "growth_rate",
    "not_captured",
    "simulate",
    "uptake_rate",
]

ATOMS_PER_NM = 6.02214076e23 * 1e-9 / 1000
"""Atoms in one ml of a 1 nM solution: turns atoms per cell times cells per ml into nM."""

SIDEROPHORES: dict[str, dict[str, float]] = {
    "caught": {"escaping": 0.0, "direct": 0.0},
    "one in ten escapes": {"escaping": 0.1, "direct": 0.0},
    "escapes": {"escaping": 1.0, "direct": 0.0},
    "none needed": {"secretion": 0.0, "direct": 1.0},
}
"""How a bacterium gets its iron, to the parameters that say so.

"caught" is shown for enterobactin, and "escapes" for yersiniabactin and glucosylated enterobactin (claims
``iron-siderophore-specific`` and ``iron-evasion``). The last one takes loose iron by itself. Which of the four
*C. acnes* is like was not available to us."""

LONGEST = 1000.0
"""Longest time course, h: enough for a washed place to come to rest."""

MOST_NM = 1e9
"""Largest amount of iron or NGAL, nM: one mol in a litre."""

MOST_CELLS = 1e12
"""Largest density of cells, per ml."""

MOST_CHANGES = 500.0
"""How often a washed place may get all new medium in one run, at most; cells that don't grow are long gone by then."""

_POOLS = ("loose_iron", "empty_caught", "empty_escaping", "loaded_caught", "loaded_escaping", "inside")
_IRON = ("loose_iron", "loaded_caught", "loaded_escaping", "inside")


@dataclass(frozen=True, kw_only=True)
class Parameters(ParameterSet):
    """Numbers of the model; each field knows its unit and what it means, and every one of them is assumed.

    ``replace`` returns a copy with other values, ``for_siderophore`` the copy for one of ``SIDEROPHORES``, and
    ``table`` lists them all.

    Raises
    ------
    ParameterError
        If a value is not a number in the range of its field, which ``table`` states, if ``quota_max`` is not above
        ``quota_min``, or if ``turnover`` is not below ``max_growth``.
    """

    max_growth: float = number(
        1.0, "1/h", "growth rate with all the iron and food a cell can use", lower=1e-3, upper=10
    )
    quota_min: float = number(200_000, "atoms per cell", "iron inside at which growth stops", lower=1, upper=1e9)
    quota_max: float = number(2_000_000, "atoms per cell", "iron inside at which uptake stops", lower=1, upper=1e10)
    max_uptake: float = number(
        1_000_000, "atoms per cell per h", "uptake of an empty cell that is offered plenty", upper=1e9
    )
    half_uptake: float = number(
        50.0,
        "nM",
        "iron open to the cells at which uptake is half of its largest: how keen their own receptor is",
        lower=1e-3,
        upper=1e6,
    )
    secretion: float = number(10_000_000, "molecules per cell per h", "siderophore that a cell sends out", upper=1e10)
    grip: float = number(0.01, "1/(nM h)", "rate at which empty siderophore grips loose iron", lower=1e-9, upper=1e4)
    escaping: float = number(0.0, "share", "share of the siderophore that NGAL can't bind", upper=1)
    kd: float = number(
        0.1, "nM", "dissociation constant of NGAL and a loaded siderophore that it binds", lower=1e-9, upper=1e9
    )
    direct: float = number(0.0, "share", "how well loose iron is taken up without siderophore, 1 is as well", upper=1)
    food: float = number(1e10, "cells per ml", "density at which other food stops growth", lower=1, upper=1e13)
    turnover: float = number(0.0, "1/h", "share of the medium that is washed out and replaced", upper=10)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.quota_max <= self.quota_min:
            raise ParameterError(
                f"quota_max must be above quota_min, or no cell could grow; got {self.quota_max:g} and "
                f"{self.quota_min:g}."
            )
        if self.turnover >= self.max_growth:
            raise ParameterError(
                f"turnover must be below max_growth ({self.max_growth:g} per h), or cells are washed out faster than "
                f"any can grow; got {self.turnover:g} per h."
            )

    def for_siderophore(self, name: str) -> Parameters:
        """Return a copy for one of ``SIDEROPHORES``."""
        if name not in SIDEROPHORES:
            raise ParameterError(f"siderophore is one of {', '.join(SIDEROPHORES)}; got {name!r}.")
        return replace(self, **SIDEROPHORES[name])


def not_captured(loaded: float | np.ndarray, ngal: float | np.ndarray, kd: float) -> float | np.ndarray:
    """Return how much loaded siderophore NGAL leaves free, in nM.

    The positive root of ``free**2 + (ngal - loaded + kd) * free - kd * loaded = 0``: one siderophore to one NGAL, at
    equilibrium, nothing in excess. Each of the two forms of the root only adds numbers of one sign where it is used,
    so that a trace of free siderophore beside much bound keeps its digits; "all minus bound" would lose them.

    Parameters
    ----------
    loaded, ngal : float or array
        All siderophore with iron on it and all NGAL, nM, 0 or more; shapes that broadcast.
    kd : float
        Dissociation constant, nM, above 0.

    Examples
    --------
    >>> round(not_captured(1000.0, 900.0, 0.4), 1)
    103.5
    """
    check("kd", kd, zero=False)
    loaded, ngal = _amounts("loaded", loaded), _amounts("ngal", ngal)
    return _plain(_each(_free, loaded, ngal, also=kd))


def captured(loaded: float | np.ndarray, ngal: float | np.ndarray, kd: float) -> float | np.ndarray:
    """Return how much loaded siderophore NGAL holds, in nM; arguments as in ``not_captured``.

    Examples
    --------
    >>> round(captured(1000.0, 900.0, 0.4), 1)
    896.5
    """
    free = np.asarray(not_captured(loaded, ngal, kd), dtype=float)
    return _plain(np.asarray(ngal, dtype=float) * free / (free + kd))


def growth_rate(quota: float | np.ndarray, cells: float | np.ndarray = 0.0, parameters: Parameters | None = None):
    """Return the growth rate per hour of cells with this much iron inside (atoms per cell), at this density per ml.

    Examples
    --------
    >>> growth_rate(200_000) < growth_rate(400_000)
    True
    """
    p = _parameters(parameters)
    return _plain(_each(_growth, _amounts("quota", quota, zero=False), _amounts("cells", cells), also=p))


def uptake_rate(open_iron: float | np.ndarray, quota: float | np.ndarray = 0.0, parameters: Parameters | None = None):
    """Return the uptake in atoms per cell per hour.

    Parameters
    ----------
    open_iron : float or array
        Iron in forms that the cells can take up, nM.
    quota : float or array
        Iron inside, atoms per cell: uptake falls in a straight line to 0 at ``quota_max``.

    Examples
    --------
    >>> uptake_rate(0.0)
    0.0
    """
    p = _parameters(parameters)
    open_iron, quota = _amounts("open_iron", open_iron), _amounts("quota", quota)
    return _plain(open_iron * _each(_appetite, open_iron, quota, also=p))


def simulate(
    iron: float = 1000.0,
    ngal: float = 0.0,
    *,
    hours: float = 24.0,
    every: float = 0.5,
    cells: float = 1e7,
    quota: float = 400_000,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Follow one tube from the moment the bacteria are put in.

    Parameters
    ----------
    iron : float
        Loose iron that a siderophore can grip, nM, at the start and in fresh medium; at most ``MOST_NM``.
    ngal : float
        NGAL, nM, at most ``MOST_NM``. It is neither made nor used up.
    hours, every : float
        Length (at most ``LONGEST``) and step of the returned time course, h.
    cells, quota : float
        Bacteria put in, per ml (at most ``MOST_CELLS``), and the iron that each brings, atoms per cell, between
        ``quota_min`` and ``quota_max``.
    parameters : Parameters, optional
        The defaults where left out.

    Returns
    -------
    DataFrame
        Index ``hours``. ``cells`` per ml, ``quota`` in atoms per cell, ``growth`` per hour. In nM: ``loose_iron``;
        ``empty_caught`` and ``empty_escaping``, siderophore without iron; ``loaded_caught`` and ``loaded_escaping``,
        siderophore with iron; ``held`` by NGAL, a part of ``loaded_caught``; ``open`` to the cells; ``inside`` the
        cells; ``washed_in`` and ``washed_out``. ``all_iron`` is what is in the tube plus what was washed out less what
        was washed in: it stays what it was at the start.

    Raises
    ------
    ParameterError
        If an argument is out of its range, if the place would be washed more than ``MOST_CHANGES`` times over, or if
        the solver can't follow the numbers.

    Examples
    --------
    >>> simulate(hours=2, every=1)["all_iron"].round(3).nunique()
    1
    """
    if not is_number(every) or every <= 0:
        raise ParameterError(f"every is the step of the time course in hours, above 0; got {every!r}.")
    check("hours", hours, LONGEST, zero=False)
    # A last step that falls on `hours` itself, whatever the step.
    times = np.append(np.arange(0.0, hours - 1e-9, every), hours)
    return _solve(times, *_tube(hours, iron, ngal, cells, quota, parameters))


def at(
    hours: float = 24.0,
    *,
    iron: float = 1000.0,
    ngal: float = 0.0,
    cells: float = 1e7,
    quota: float = 400_000,
    parameters: Parameters | None = None,
) -> pd.Series:
    """Return the tube at one time; arguments and entries as in ``simulate``.

    Examples
    --------
    >>> bool(at(24, ngal=2000.0)["cells"] < at(24)["cells"])
    True
    """
    check("hours", hours, LONGEST, zero=False)
    values = _snapshot(float(hours), *_tube(hours, iron, ngal, cells, quota, parameters))
    return pd.Series(dict(values), name=f"{hours:g} h")


def doublings_lost(
    ngal: float | Iterable[float],
    *,
    iron: float = 1000.0,
    hours: float = 24.0,
    cells: float = 1e7,
    quota: float = 400_000,
    parameters: Parameters | None = None,
) -> float | np.ndarray:
    """Return by how many doublings NGAL sets the bacteria back: log2 of the count without it over the count with it.

    One amount gives a number, several an array. Other arguments as in ``simulate``.

    Examples
    --------
    >>> doublings_lost(0.0)
    0.0
    """
    given = {"iron": iron, "cells": cells, "quota": quota, "parameters": parameters}
    doses = [ngal] if isinstance(ngal, Real) else list(ngal)
    counts = np.array([at(hours, ngal=dose, **given)["cells"] for dose in (0.0, *doses)])
    lost = np.log2(counts[0] / counts[1:])
    return float(lost[0]) if isinstance(ngal, Real) else lost


def _amounts(name: str, values: object, *, zero: bool = True) -> np.ndarray:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ParameterError(f"{name} must be numbers; got {values!r}.") from None
    if not np.isfinite(array).all() or (array < 0).any() or (not zero and (array == 0).any()):
        raise ParameterError(f"{name} must be finite numbers, {'0 or more' if zero else 'above 0'}.")
    return array


def _plain(array: np.ndarray) -> float | np.ndarray:
    return float(array) if np.ndim(array) == 0 else array


def _parameters(given: Parameters | None) -> Parameters:
    if given is not None and not isinstance(given, Parameters):
        raise ParameterError(f"parameters is an iron.Parameters(...); got {type(given).__name__}.")
    return given or Parameters()


def _tube(
    hours: float, iron: float, ngal: float, cells: float, quota: float, parameters: Parameters | None
) -> tuple[float, float, float, float, Parameters]:
    p = _parameters(parameters)
    check("iron", iron, MOST_NM)
    check("ngal", ngal, MOST_NM)
    check("cells", cells, MOST_CELLS, zero=False)
    if hours * p.turnover > MOST_CHANGES:
        raise ParameterError(
            f"In {hours:g} h at a turnover of {p.turnover:g} per h the medium would be replaced "
            f"{hours * p.turnover:.0f} times; the model follows at most {MOST_CHANGES:g}. Give fewer hours or a "
            "smaller turnover."
        )
    if not is_number(quota) or not p.quota_min <= quota <= p.quota_max:
        raise ParameterError(
            f"quota is the iron that a cell brings, from quota_min ({p.quota_min:g}) to quota_max ({p.quota_max:g}); "
            f"got {quota!r}."
        )
    return float(iron), float(ngal), float(cells), float(quota), p


# The solver asks for these three thousands of times a run, one number at a time, where plain floats beat arrays.


def _free(loaded: float, ngal: float, kd: float) -> float:
    excess = ngal - loaded + kd
    root = math.sqrt(excess * excess + 4 * kd * loaded)
    return 2 * kd * loaded / (root + excess) if excess > 0 else (root - excess) / 2


def _growth(quota: float, cells: float, p: Parameters) -> float:
    return p.max_growth * max(min(1 - p.quota_min / quota, 1 - cells / p.food), 0.0)


def _appetite(open_iron: float, quota: float, p: Parameters) -> float:
    """Uptake per cell for each nM of open iron, so that every open form is taken in proportion to its amount."""
    return p.max_uptake * max(1 - quota / p.quota_max, 0.0) / (p.half_uptake + open_iron)


def _each(function, *values, also) -> np.ndarray:
    """Apply one of the three to arrays that broadcast."""
    return np.vectorize(lambda *numbers: function(*numbers, also), otypes=[float])(*values)


@lru_cache(maxsize=4096)
def _snapshot(hours: float, *tube) -> tuple[tuple[str, float], ...]:
    return tuple(_solve(np.array([0.0, hours]), *tube).iloc[-1].items())


def _solve(times: np.ndarray, iron: float, ngal: float, cells: float, quota: float, p: Parameters) -> pd.DataFrame:
    secreted = p.secretion / ATOMS_PER_NM

    def rates(_, y):
        log_cells, *pools, _ = y.tolist()
        # A solver may try a value a hair below 0. What leaves one pool still enters the next, so no iron is lost.
        loose, empty_caught, empty_escaping, caught, escaping, inside = (max(pool, 0.0) for pool in pools)
        count = math.exp(log_cells)
        within = max(inside * ATOMS_PER_NM / count, 1e-9)
        free = _free(caught, ngal, p.kd)
        pull = _appetite(free + escaping + p.direct * loose, within, p) * count / ATOMS_PER_NM
        grip_caught, grip_escaping = p.grip * loose * empty_caught, p.grip * loose * empty_escaping
        take_loose, take_caught, take_escaping = pull * p.direct * loose, pull * free, pull * escaping
        made, out = secreted * count, p.turnover
        return [
            # Cells are counted on a log scale, where losing a share each hour is a straight line.
            _growth(within, count, p) - out,
            out * (iron - pools[0]) - grip_caught - grip_escaping - take_loose,
            (1 - p.escaping) * made - grip_caught - out * pools[1],
            p.escaping * made - grip_escaping - out * pools[2],
            grip_caught - take_caught - out * pools[3],
            grip_escaping - take_escaping - out * pools[4],
            take_loose + take_caught + take_escaping - out * pools[5],
            out * (pools[0] + pools[3] + pools[4] + pools[5]),
        ]

    start = [math.log(cells), iron, 0.0, 0.0, 0.0, 0.0, quota * cells / ATOMS_PER_NM, 0.0]
    # Iron inside is followed to any smallness: where cells are washed away, their quota is a ratio of two tiny numbers.
    smallest = [1e-10] * 6 + [1e-290, 1e-10]
    solved = solve_ivp(rates, (0.0, times[-1]), start, t_eval=times, method="LSODA", rtol=1e-8, atol=smallest)
    if not solved.success:
        raise ParameterError(f"The equations could not be solved with these numbers: {solved.message}")
    log_cells, *pools, washed_out = solved.y
    frame = pd.DataFrame({"cells": np.exp(log_cells)}, index=pd.Index(times, name="hours"))
    frame[list(_POOLS)] = np.maximum(pools, 0.0).T
    frame["quota"] = frame["inside"] * ATOMS_PER_NM / frame["cells"]
    frame["growth"] = _each(_growth, frame["quota"], frame["cells"], also=p)
    free = _each(_free, frame["loaded_caught"], ngal, also=p.kd)
    frame["held"] = ngal * free / (free + p.kd)
    frame["open"] = free + frame["loaded_escaping"] + p.direct * frame["loose_iron"]
    frame["washed_in"], frame["washed_out"] = p.turnover * iron * times, washed_out
    frame["all_iron"] = frame[list(_IRON)].sum(axis=1) + frame["washed_out"] - frame["washed_in"]
    return frame

"""A simulated measurement of a dose curve, and how well a set of parameters describes it."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral

import numpy as np
import pandas as pd

from ..parameters import ParameterError, check
from .binding import QUANTITIES, read_amounts, transduce

__all__ = ["chi_square", "measure"]


def measure(
    level: float,
    kd: float,
    doses: Iterable[float],
    *,
    quantity: str = "response",
    half_response: float = 1000.0,
    left: float = 1.0,
    noise: float = 0.03,
    seed: int = 0,
) -> pd.DataFrame:
    """Simulate one experiment on a cell with one receptor form of efficacy 1, in a medium without end.

    Parameters
    ----------
    level, kd : float
        The truth: copies per cell, and dissociation constant in nM.
    doses : iterable of float
        nM; one value is measured at each.
    quantity : {"response", "bound"}
        The response as a share of the maximum, or the bound copies per cell.
    half_response : float
        As in ``CellType``.
    left : float
        Share of the receptors that an experimenter has left working, 0 to 1.
    noise : float
        Standard deviation of a measured value, as a share of the maximum response or of ``level``.
    seed : int
        Of ``numpy.random.default_rng``.

    Returns
    -------
    DataFrame
        One row per dose: ``quantity``, ``dose``, ``value``, ``sd``, ``left``, ``half_response``: all that
        ``chi_square`` needs. Experiments may be stacked with ``pandas.concat``.

    Examples
    --------
    >>> measure(20_000, 5.0, [0.5, 5.0, 50.0], quantity="bound", noise=0.01, seed=1)["value"].round(-3).tolist()
    [2000.0, 10000.0, 18000.0]
    """
    if quantity not in QUANTITIES:
        raise ParameterError(f"quantity is one of {', '.join(QUANTITIES)}; got {quantity!r}.")
    check("level", level, zero=False)
    check("noise", noise, zero=False)
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise ParameterError(f"seed must be a whole number, 0 or more; got {seed!r}.")
    check("half_response", half_response, zero=False)
    check("left", left, upper=1)
    frame = pd.DataFrame({"quantity": quantity, "dose": read_amounts("doses", list(doses))})
    frame["sd"] = noise * (level if quantity == "bound" else 1.0)
    frame["left"], frame["half_response"] = left, half_response
    truth = _expected(frame, np.array([float(level)]), np.array([check("kd", kd, zero=False)]))[:, 0, 0]
    frame.insert(2, "value", truth + np.random.default_rng(seed).normal(0, frame["sd"]))
    return frame


def chi_square(measured: pd.DataFrame, levels: Iterable[float], kds: Iterable[float]) -> pd.DataFrame:
    """Return how badly each pair of level and affinity fits: the sum of squared distances in standard deviations.

    Parameters
    ----------
    measured : DataFrame
        From ``measure``, one experiment or several stacked.
    levels, kds : iterable of float
        Copies per cell and dissociation constants (nM) to be tried.

    Returns
    -------
    DataFrame
        Index ``level``, columns ``kd``.

    Examples
    --------
    >>> plan = measure(20_000, 5.0, [0.5, 5.0, 50.0], quantity="bound", noise=0.01, seed=1)
    >>> chi_square(plan, [10_000, 20_000], [5.0]).idxmin().item()
    20000.0
    """
    needed = {"quantity", "dose", "value", "sd", "left", "half_response"}
    if not isinstance(measured, pd.DataFrame) or not needed <= set(measured.columns):
        raise ParameterError(f"measured needs the columns of receptors.measure(…): {', '.join(sorted(needed))}.")
    levels, kds = (np.atleast_1d(read_amounts(*one)) for one in (("levels", list(levels)), ("kds", list(kds))))
    distance = measured["value"].to_numpy()[:, None, None] - _expected(measured, levels, kds)
    squares = (distance / measured["sd"].to_numpy()[:, None, None]) ** 2
    return pd.DataFrame(squares.sum(axis=0), index=pd.Index(levels, name="level"), columns=pd.Index(kds, name="kd"))


def _expected(plan: pd.DataFrame, levels: np.ndarray, kds: np.ndarray) -> np.ndarray:
    """Return the expected value of each row of a plan for each level and affinity: (rows, levels, kds)."""
    dose, left, half = (plan[name].to_numpy()[:, None, None] for name in ("dose", "left", "half_response"))
    bound = left * levels[None, :, None] * dose / (kds[None, None, :] + dose)
    is_bound = (plan["quantity"] == "bound").to_numpy()[:, None, None]
    return np.where(is_bound, bound, transduce(bound / half))

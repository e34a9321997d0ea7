"""Counted cells on plates: what a microscope would return if the model, or any other truth, were true.

Cells of one plate share its history, so their fates are more alike than those of cells from two plates. The
intraclass correlation says how much. Every number here is assumed: no published count was available to us.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np
import pandas as pd

__all__ = ["CountsError", "design_effect", "simulate_counts"]


class CountsError(ValueError):
    """A counting experiment that can't be drawn; the message says what to change."""


def simulate_counts(
    shares: Mapping[str, float],
    *,
    plates: int = 3,
    cells: int = 300,
    intraclass_correlation: float = 0.02,
    experiments: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """Draw beta-binomial counts of positive cells.

    Each plate gets its own share from a beta distribution around the share of its arm; its cells are then binomial.

    Parameters
    ----------
    shares : mapping of str to float
        Arm to its true share of positive cells, above 0 and below 1.
    plates, cells : int
        Plates per arm and cells counted per plate.
    intraclass_correlation : float
        Correlation of two cells of one plate, 0 (cells as good as independent) to below 1.
    experiments : int
        How often the whole experiment is repeated.
    seed : int
        Of ``numpy.random.default_rng``.

    Returns
    -------
    DataFrame
        One row per plate: ``experiment``, ``arm``, ``plate`` (both counted from 1), ``cells``, ``positive``, ``share``.

    Raises
    ------
    CountsError
        If a number is out of its range.
    """
    if not isinstance(shares, Mapping) or not shares:
        raise CountsError('shares names each arm and its true share of positive cells, as in {"vehicle": 0.02}.')
    for arm, share in shares.items():
        if not _is_number(share) or not 0 < share < 1:
            raise CountsError(f"The share of arm {arm!r} must lie between 0 and 1 (0.05 for 5 %); got {share!r}.")
    for name, value in {"plates": plates, "cells": cells, "experiments": experiments}.items():
        if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
            raise CountsError(f"{name} must be a whole number, 1 or more; got {value!r}.")
    _check_correlation(intraclass_correlation)

    rng = np.random.default_rng(seed)
    means = np.fromiter(shares.values(), float)[None, :, None]
    shape = (experiments, len(shares), plates)
    plate_shares = np.broadcast_to(means, shape)
    if intraclass_correlation > 0:
        # A beta with a + b = (1 - rho) / rho has intraclass correlation rho.
        total = (1 - intraclass_correlation) / intraclass_correlation
        plate_shares = rng.beta(means * total, (1 - means) * total, size=shape)
    positive = rng.binomial(cells, plate_shares)
    index = pd.MultiIndex.from_product(
        [range(1, experiments + 1), list(shares), range(1, plates + 1)], names=["experiment", "arm", "plate"]
    )
    table = index.to_frame(index=False)
    table["cells"] = cells
    table["positive"] = positive.ravel()
    table["share"] = table["positive"] / cells
    return table


def design_effect(cells: int, intraclass_correlation: float) -> float:
    """Return by how much plates inflate the variance of a mean: ``1 + (cells - 1) * correlation`` (Kish 1965).

    ``cells / design_effect`` is the number of independent cells that a plate is worth.
    """
    if not isinstance(cells, Integral) or isinstance(cells, bool) or cells < 1:
        raise CountsError(f"cells must be a whole number, 1 or more; got {cells!r}.")
    _check_correlation(intraclass_correlation)
    return 1 + (cells - 1) * intraclass_correlation


def _check_correlation(value: object) -> None:
    if not _is_number(value) or not 0 <= value < 1:
        raise CountsError(f"intraclass_correlation must be 0 or more and below 1; got {value!r}.")


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)

"""Counted cells on plates: what a microscope would return if the model, or any other truth, were true.

Cells of one plate share its history, so their fates are more alike than those of cells from two plates. The
intraclass correlation says how much. Every number here is assumed: no published count was available to us.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral

import numpy as np
import pandas as pd
from scipy import stats

from .parameters import ParameterError, is_number

__all__ = ["called_significant", "design_effect", "simulate_counts"]


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
    ParameterError
        If a number is out of its range.

    Examples
    --------
    >>> simulate_counts({"vehicle": 0.02, "drug": 0.2}, plates=3, seed=1).shape
    (6, 6)
    """
    if not isinstance(shares, Mapping) or not shares:
        raise ParameterError('shares names each arm and its true share of positive cells, as in {"vehicle": 0.02}.')
    for arm, share in shares.items():
        if not is_number(share) or not 0 < share < 1:
            raise ParameterError(f"The share of arm {arm!r} must lie between 0 and 1 (0.05 for 5 %); got {share!r}.")
    for name, value in {"plates": plates, "cells": cells, "experiments": experiments}.items():
        if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
            raise ParameterError(f"{name} must be a whole number, 1 or more; got {value!r}.")
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


def called_significant(
    shares: Mapping[str, float],
    *,
    plates: int = 3,
    cells: int = 300,
    intraclass_correlation: float = 0.02,
    experiments: int = 500,
    alpha: float = 0.05,
    seed: int = 0,
) -> pd.Series:
    """Repeat a comparison of two arms and return how often each of two analyses gives P below ``alpha``.

    With equal shares this is the false-alarm rate, with different shares the power.

    Returns
    -------
    Series
        ``pooled cells``: chi-square test (no continuity correction) of all cells of an arm taken together, which
        mistakes cells for replicates. ``one number per plate``: Welch's t test of the plates' shares. An experiment in
        which a test is undefined (no plate differs from any other) counts as not significant.

    Raises
    ------
    ParameterError
        If there are not two arms, or fewer than two plates per arm.

    Examples
    --------
    >>> alarms = called_significant({"vehicle": 0.1, "drug": 0.1}, experiments=200)
    >>> bool(alarms["pooled cells"] > 2 * alarms["one number per plate"])
    True
    """
    if isinstance(shares, Mapping) and len(shares) != 2:
        raise ParameterError(f"Give the shares of the two arms that are compared; got {len(shares)}.")
    if not is_number(alpha) or not 0 < alpha < 1:
        raise ParameterError(f"alpha must lie between 0 and 1; got {alpha!r}.")
    table = simulate_counts(
        shares,
        plates=plates,
        cells=cells,
        intraclass_correlation=intraclass_correlation,
        experiments=experiments,
        seed=seed,
    )
    if plates < 2:
        raise ParameterError(
            "One plate per arm has no spread between plates, so nothing can be compared: use 2 or more."
        )
    share = table["share"].to_numpy().reshape(experiments, 2, plates)
    mean, deviation = share.mean(axis=2).T, share.std(axis=2, ddof=1).T
    with np.errstate(divide="ignore", invalid="ignore"):
        plate_p = stats.ttest_ind_from_stats(
            mean[0], deviation[0], plates, mean[1], deviation[1], plates, equal_var=False
        ).pvalue
        # For two equal arms the chi-square statistic is the squared difference over its pooled binomial variance.
        overall = mean.mean(axis=0)
        chi_square = (mean[0] - mean[1]) ** 2 / (2 * overall * (1 - overall) / (plates * cells))
    pooled_p = stats.chi2.sf(chi_square, 1)
    rates = {"pooled cells": np.mean(pooled_p < alpha), "one number per plate": np.mean(plate_p < alpha)}
    return pd.Series(rates)


def design_effect(cells: int, intraclass_correlation: float) -> float:
    """Return by how much plates inflate the variance of a mean: ``1 + (cells - 1) * correlation`` (Kish 1965).

    ``cells / design_effect`` is the number of independent cells that a plate is worth.

    Examples
    --------
    >>> round(design_effect(300, 0.02), 2)
    6.98
    """
    if not isinstance(cells, Integral) or isinstance(cells, bool) or cells < 1:
        raise ParameterError(f"cells must be a whole number, 1 or more; got {cells!r}.")
    _check_correlation(intraclass_correlation)
    return 1 + (cells - 1) * intraclass_correlation


def _check_correlation(value: object) -> None:
    if not is_number(value) or not 0 <= value < 1:
        raise ParameterError(f"intraclass_correlation must be 0 or more and below 1; got {value!r}.")

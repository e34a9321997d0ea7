"""From many P values to a list with a known share of errors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .checks import InputError, as_numbers, read_number

__all__ = ["benjamini_hochberg", "storey"]

_TIE = 1e-12
"""P values this close are equal."""


def _read_p(p) -> np.ndarray:
    array = as_numbers(p, "P values")
    if array.ndim != 1 or array.size == 0:
        raise InputError(f"Give a one-dimensional list of P values; this one has the shape {array.shape}.")
    if not ((array >= 0) & (array <= 1)).all():
        raise InputError("Each P value must lie between 0 and 1; drop missing ones before you adjust.")
    return array


def _like(p, adjusted: np.ndarray, name: str) -> np.ndarray | pd.Series:
    return pd.Series(adjusted, index=p.index, name=name) if isinstance(p, pd.Series) else adjusted


def benjamini_hochberg(p: np.ndarray | pd.Series) -> np.ndarray | pd.Series:
    """Adjust P values so that a cut at 5 % gives a list with at most 5 % false discoveries on average.

    The k-th smallest of m P values becomes ``p * m / k``, and no P value may be adjusted above a larger one. The
    promise holds for independent tests and for positively dependent ones.

    Parameters
    ----------
    p : (m,) P values

    Returns
    -------
    (m,) adjusted P values, in the order of ``p``; a Series keeps its index.

    Raises
    ------
    InputError
        If a value is missing or outside 0 to 1.

    References
    ----------
    Benjamini and Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x. Computed by
    ``scipy.stats.false_discovery_control``.

    Examples
    --------
    >>> import numpy as np
    >>> benjamini_hochberg(np.array([0.01, 0.02, 0.5])).round(3).tolist()
    [0.03, 0.03, 0.5]
    """
    # scipy.stats takes longer to import than the whole analysis to run, so only what needs it pays.
    from scipy.stats import false_discovery_control

    return _like(p, false_discovery_control(_read_p(p)), "adjusted_p")


def storey(p: np.ndarray | pd.Series, lambda_: float = 0.5) -> tuple[np.ndarray | pd.Series, float]:
    """Estimate how many probe sets do not change, and turn P values into q-values with it.

    P values of unchanged probe sets are spread evenly from 0 to 1, so those above ``lambda_`` are nearly all theirs:
    ``pi0 = share above lambda_ / (1 - lambda_)``, at most 1. The q-value is ``pi0`` times the Benjamini-Hochberg
    adjusted P value.

    Parameters
    ----------
    p : (m,) P values
    lambda_ : float
        Where the flat part of the histogram is taken to begin, from 0 up to but not including 1.

    Returns
    -------
    q : (m,) q-values, in the order of ``p``; a Series keeps its index
    pi0 : float
        Estimated share of unchanged probe sets.

    Raises
    ------
    InputError
        If no P value lies above ``lambda_``, so that ``pi0`` cannot be estimated.

    References
    ----------
    Storey 2002, doi 10.1111/1467-9868.00346; Storey and Tibshirani 2003, doi 10.1073/pnas.1530509100 (whose smoother
    over many ``lambda_`` is replaced here by one ``lambda_``).

    Examples
    --------
    >>> import numpy as np
    >>> q, unchanged = storey(np.array([0.001, 0.01, 0.2, 0.7]))
    >>> round(unchanged, 2), q.round(3).tolist()
    (0.5, [0.002, 0.01, 0.133, 0.35])
    """
    rule = "at least 0 and below 1"
    lambda_ = read_number(lambda_, "lambda_", rule)
    if not 0 <= lambda_ < 1:
        raise InputError(f"lambda_ is {lambda_}; it must be {rule}.")
    values = _read_p(p)
    # Exact P values are fractions, and one that equals lambda_ may differ from it in the last digit.
    pi0 = min(1.0, float((values - lambda_ > _TIE).mean() / (1 - lambda_)))
    if pi0 == 0:
        raise InputError(
            f"No P value lies above {lambda_}, so the share of unchanged probe sets cannot be estimated. "
            "Choose a smaller lambda_, or use benjamini_hochberg."
        )
    return _like(p, pi0 * np.asarray(benjamini_hochberg(values)), "q_value"), pi0

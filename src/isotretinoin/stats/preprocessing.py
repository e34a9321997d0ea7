"""From the light of probes to one value a probe set: background, quantile normalisation, summary.

Each step is a function of its own, so that a lesson can stop between two of them. The usual chain, robust multi-array
average (RMA), is ``summarise(np.log2(quantile_normalise(rma_background(pm))), probe_set)``; with
``method="biweight"`` the last step is Tukey's biweight, array by array.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from .checks import as_numbers, read_count, read_number
from .inputs import InputError, Values, match_names, read_values

__all__ = [
    "BackgroundModel",
    "MedianPolish",
    "Method",
    "fit_background",
    "median_polish",
    "quantile_normalise",
    "rma_background",
    "summarise",
    "tukey_biweight",
]

Method = Literal["median polish", "biweight", "median", "mean"]

_GRID = 2**14
"""Points at which the density of the light is computed; Bioconductor's affy takes as many."""


@dataclass(frozen=True)
class BackgroundModel:
    """Light of one array as background plus signal: a normal and an exponential random number.

    Attributes
    ----------
    mean, sd : float
        Of the background, in units of light.
    signal_mean : float
        Mean of the exponential signal, in units of light.

    References
    ----------
    Irizarry et al. 2003, doi 10.1093/biostatistics/4.2.249.
    """

    mean: float
    sd: float
    signal_mean: float

    def signal(self, light: np.ndarray) -> np.ndarray:
        """Return the signal to expect behind each value of light; positive, of the shape of ``light``."""
        # scipy takes longer to import than the correction to run, so only what needs it pays.
        from scipy.special import log_ndtr

        centre = np.asarray(light, dtype=np.float64) - self.mean - self.sd**2 / self.signal_mean
        ratio = centre / self.sd
        # Signal given light is normal about `centre`, cut off at 0. In logarithms, because far below the background
        # density and probability both underflow.
        hazard = np.exp(-0.5 * ratio**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(ratio))
        return np.maximum(centre + self.sd * hazard, np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False)
class MedianPolish:
    """A table taken apart: ``value = overall + row + column + residual``.

    Attributes
    ----------
    overall : float
    rows : Series (n_rows,)
        Effects of the probes.
    columns : Series (n_columns,)
        Effects of the arrays. ``overall + columns`` is RMA's summary of the probe set.
    residuals : DataFrame (n_rows, n_columns)
    converged : bool
        Whether the last round changed the sum of the absolute residuals by less than the tolerance.
    """

    overall: float
    rows: pd.Series
    columns: pd.Series
    residuals: pd.DataFrame
    converged: bool


def _table(values: Values, matrix: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(matrix, index=values.rows, columns=values.samples)


def _mode(light: np.ndarray) -> float:
    """Return where a kernel density estimate (Epanechnikov kernel, Silverman's width) is highest."""
    from scipy.signal import fftconvolve

    quartiles = np.subtract(*np.percentile(light, [75, 25])) / 1.34
    spreads = [spread for spread in (light.std(ddof=1), quartiles) if spread > 0]
    if not spreads:
        return float(light[0])
    width = 0.9 * min(spreads) * len(light) ** -0.2
    low, high = light.min() - 3 * width, light.max() + 3 * width
    step = (high - low) / (_GRID - 1)
    # Each value is shared between its two neighbours on the grid.
    place = (light - low) / step
    left = place.astype(int)
    share = place - left
    counts = np.bincount(left, 1 - share, _GRID) + np.bincount(left + 1, share, _GRID)
    reach = int(np.sqrt(5) * width / step) + 1
    offset = np.arange(-reach, reach + 1) * step
    kernel = np.maximum(1 - (offset / (np.sqrt(5) * width)) ** 2, 0)
    return float(low + step * np.argmax(fftconvolve(counts, kernel, mode="same")))


def fit_background(light: np.ndarray | pd.Series) -> BackgroundModel:
    """Estimate background and signal of one array from the light of its probes.

    Most probes see little signal, so the peak of the light is taken as the background's mean. Probes below the peak
    show the background's spread, and the peak of what lies above it gives the signal's mean. These are RMA's own
    estimates; they are rough, and the signal of real chips is not exponential.

    Parameters
    ----------
    light : (n_probes,) linear intensities, of perfect-match probes

    Raises
    ------
    InputError
        If there are fewer than 20 values, or they are all alike, or negative, as logarithms may be.

    References
    ----------
    Irizarry et al. 2003, doi 10.1093/biostatistics/4.2.249; the estimates are those of ``bg.parameters`` in
    Bioconductor's package affy.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> model = fit_background(rng.normal(100, 10, 5000) + rng.exponential(50, 5000))
    >>> round(model.mean, -1), round(model.sd, -1)
    (110.0, 20.0)
    """
    array = read_values(as_numbers(light, "intensities"), "intensities").matrix.ravel()
    if len(array) < 20 or np.ptp(array) == 0:
        raise InputError("A background needs at least 20 probes whose light differs; give all probes of the array.")
    if array.min() < 0:
        raise InputError("Light can't be negative: correct the background first, and take logarithms afterwards.")
    # Twice, because the long tail of bright probes widens the kernel of the first estimate.
    peak = _mode(array[array < _mode(array)])
    below, above = array[array < peak] - peak, array[array > peak] - peak
    if len(below) < 2 or len(above) < 2:
        raise InputError("Too few probes lie below the peak of the light to show the background's spread.")
    sd = float(np.sqrt(2 * (below**2).sum() / (len(below) - 1)))
    return BackgroundModel(mean=peak, sd=sd, signal_mean=_mode(above))


def rma_background(intensities: pd.DataFrame | np.ndarray) -> pd.DataFrame:
    """Replace the light of each probe by the signal to expect behind it, array by array.

    Nothing becomes zero or negative, so logarithms can follow. :func:`fit_background` gives the estimates.

    Parameters
    ----------
    intensities : (n_probes, n_arrays) linear, of perfect-match probes

    Returns
    -------
    DataFrame (n_probes, n_arrays), linear

    Raises
    ------
    InputError
        If a background can't be estimated.

    References
    ----------
    Irizarry et al. 2003, doi 10.1093/biostatistics/4.2.249.

    Examples
    --------
    >>> import numpy as np
    >>> light = np.random.default_rng(1).normal(100, 10, (500, 2)) + np.arange(500)[:, None] / 5
    >>> bool((rma_background(light) > 0).all(axis=None))
    True
    """
    values = read_values(intensities, "intensities")
    corrected = [fit_background(light).signal(light) for light in values.matrix.T]
    return _table(values, np.column_stack(corrected))


def quantile_normalise(values: pd.DataFrame | np.ndarray) -> pd.DataFrame:
    """Give all arrays the same distribution: the average of the sorted arrays.

    The smallest value of each array becomes the mean of all smallest values, and so on. Tied values share their ranks
    and get the same value.

    Parameters
    ----------
    values : (n_rows, n_arrays)
        Linear or log2; the two give different answers, because the mean is taken on the scale of the values.

    Returns
    -------
    DataFrame (n_rows, n_arrays)

    References
    ----------
    Bolstad et al. 2003, doi 10.1093/bioinformatics/19.2.185.

    Examples
    --------
    >>> import numpy as np
    >>> quantile_normalise(np.array([[1.0, 30.0], [2.0, 10.0], [3.0, 20.0]])).to_numpy().tolist()
    [[5.5, 16.5], [11.0, 5.5], [16.5, 11.0]]
    """
    from scipy.stats import rankdata

    checked = read_values(values)
    target = np.sort(checked.matrix, axis=0).mean(axis=1)
    # A tie of two has a rank between two places, and gets the value half-way between them.
    ranks = rankdata(checked.matrix, axis=0) - 1
    return _table(checked, np.interp(ranks, np.arange(len(target)), target))


def median_polish(values: pd.DataFrame | np.ndarray, max_rounds: int = 10, tolerance: float = 0.01) -> MedianPolish:
    """Split a table into an overall value, effects of rows and columns, and residuals, by medians.

    Each round takes the median out of every row, then out of every column, until the sum of the absolute residuals
    hardly changes.

    Parameters
    ----------
    values : (n_probes, n_arrays) log2
    max_rounds : int
        At least 1.
    tolerance : float
        Smallest relative change of the sum that calls for another round.

    Raises
    ------
    InputError
        If the values can't be used, or ``max_rounds`` is below 1.

    References
    ----------
    Tukey 1977, *Exploratory Data Analysis*; the rounds and the tolerance are those of R's ``medpolish``.

    Examples
    --------
    >>> import numpy as np
    >>> parts = median_polish(np.array([[1.0, 2.0], [3.0, 4.0], [11.0, 12.0]]))
    >>> parts.overall, parts.columns.tolist()
    (3.5, [-0.5, 0.5])
    """
    max_rounds = read_count(max_rounds, "max_rounds")
    tolerance = read_number(tolerance, "tolerance")
    checked = read_values(values)
    residuals = checked.matrix.copy()
    rows, columns, overall = np.zeros(residuals.shape[0]), np.zeros(residuals.shape[1]), 0.0
    before, converged = 0.0, False
    for _ in range(max_rounds):
        by_row = np.median(residuals, axis=1)
        residuals -= by_row[:, None]
        rows += by_row
        shift = np.median(columns)
        columns -= shift
        overall += shift
        by_column = np.median(residuals, axis=0)
        residuals -= by_column
        columns += by_column
        shift = np.median(rows)
        rows -= shift
        overall += shift
        total = np.abs(residuals).sum()
        converged = bool(total == 0 or abs(total - before) < tolerance * total)
        if converged:
            break
        before = total
    return MedianPolish(
        overall=float(overall),
        rows=pd.Series(rows, index=checked.rows),
        columns=pd.Series(columns, index=checked.samples),
        residuals=_table(checked, residuals),
        converged=converged,
    )


def tukey_biweight(values: pd.DataFrame | pd.Series | np.ndarray, c: float = 5.0, epsilon: float = 1e-4):
    """Return a mean in which far values count less, and very far ones not at all: Tukey's biweight, one step.

    The distance of a value from the median, in units of ``c`` times the median absolute deviation, is ``u``; its
    weight is ``(1 - u²)²``, and 0 where ``u`` is above 1.

    Parameters
    ----------
    values : (n,) or (n, n_arrays)
        A table is summarised down its columns.
    c : float
        How far is very far.
    epsilon : float
        Keeps the division possible where more than half of the values are alike.

    Returns
    -------
    float for one column; Series (n_arrays,) for a table

    Raises
    ------
    InputError
        If the values can't be used, or ``c`` or ``epsilon`` is not positive.

    References
    ----------
    Affymetrix 2002, *Statistical Algorithms Description Document*, whose ``c`` and ``epsilon`` these are.

    Examples
    --------
    >>> round(tukey_biweight([1.0, 1.1, 0.9, 1.0, 9.0]), 2)
    1.0
    """
    if not (read_number(c, "c") > 0 and read_number(epsilon, "epsilon") > 0):
        raise InputError("The biweight needs a positive c and a positive epsilon.")
    single = np.ndim(values) == 1
    checked = read_values(as_numbers(values, "values")[:, None] if single else values)
    answer = _biweight(checked.matrix, c, epsilon)
    return float(answer[0]) if single else pd.Series(answer, index=checked.samples)


def _biweight(matrix: np.ndarray, c: float = 5.0, epsilon: float = 1e-4) -> np.ndarray:
    away = matrix - np.median(matrix, axis=0)
    u = away / (c * np.median(np.abs(away), axis=0) + epsilon)
    weights = np.where(np.abs(u) <= 1, (1 - u**2) ** 2, 0)
    return (weights * matrix).sum(axis=0) / weights.sum(axis=0)


_SUMMARIES = {
    "biweight": _biweight,
    "median": lambda matrix: np.median(matrix, axis=0),
    "mean": lambda matrix: matrix.mean(axis=0),
    "median polish": lambda matrix: (polish := median_polish(matrix)).overall + polish.columns.to_numpy(),
}


def summarise(
    values: pd.DataFrame, probe_set: pd.Series | np.ndarray | list[Hashable], method: Method = "median polish"
) -> pd.DataFrame:
    """Make one value a probe set and array from the values of its probes.

    Parameters
    ----------
    values : DataFrame (n_probes, n_arrays) log2
    probe_set : (n_probes,)
        The probe set of each probe. A Series is matched by its index.
    method : {"median polish", "biweight", "median", "mean"}
        Median polish looks at all arrays at once; the others at one array at a time.

    Returns
    -------
    DataFrame (n_probe_sets, n_arrays)
        Probe sets in the order in which they first appear.

    Raises
    ------
    InputError
        If the method is unknown, or a probe has no probe set.

    Examples
    --------
    >>> import pandas as pd
    >>> summarise(pd.DataFrame([[1.0, 2.0], [3.0, 4.0], [7.0, 9.0]]), ["a", "a", "b"])[1].to_dict()
    {'a': 3.0, 'b': 9.0}
    """
    if method not in _SUMMARIES:
        raise InputError(f"No summary is called {method!r}: choose one of {', '.join(_SUMMARIES)}.")
    checked = read_values(values)
    if isinstance(probe_set, pd.Series):
        names = values.index if isinstance(values, pd.DataFrame) else None
        order = match_names(probe_set.index, names, len(checked.matrix), "probe_set", "probes")
        probe_set = probe_set if order is None else probe_set.iloc[order]
    codes, names = pd.factorize(np.asarray(probe_set))
    if len(codes) != len(checked.matrix) or (codes < 0).any():
        raise InputError("Name the probe set of each probe: 'probe_set' needs one label for each row of the values.")
    order = np.argsort(codes, kind="stable")
    parts = np.split(checked.matrix[order], np.cumsum(np.bincount(codes))[:-1])
    summary = np.vstack([_SUMMARIES[method](part) for part in parts])
    return pd.DataFrame(summary, index=pd.Index(names, name="probe_set"), columns=checked.samples)

"""How variances scatter: the prior that the moderated t borrows from, constant or with a trend, plain or robust.

References
----------
Smyth 2004, doi 10.2202/1544-6115.1027 (constant prior). Phipson, Lee, Majewski, Alexander and Smyth 2016,
doi 10.1214/16-AOAS920 (robust prior). Trend and choices that the articles leave open are those of limma.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from .checks import InputError

__all__ = ["Prior", "fit_prior", "natural_spline", "shrink", "trigamma_inverse"]

_SMALLEST_VARIANCE = 1e-5
"""Variances are lifted to this share of their median before their logarithm is taken, as limma does."""
_SMALLEST_ROBUST_VARIANCE = 1e-12
"""As above, for the robust prior, which cuts small variances off itself."""
_TAILS = np.array([0.05, 0.1])
"""Shares of the smallest and largest variances that the robust prior draws in."""
_SPAN = 0.4
"""Share of the rows behind each point of the robust trend."""


@dataclass(frozen=True)
class Prior:
    """What all rows together say about the variance of each.

    Attributes
    ----------
    d0 : float, or array (n_rows,)
        Prior degrees of freedom; an array for a robust prior, small for rows whose variance stands out.
    s0_squared : float, or array (n_rows,)
        Prior variance, in squared log2 units; an array where it follows a trend.
    """

    d0: float | np.ndarray
    s0_squared: float | np.ndarray


def fit_prior(variance: np.ndarray, residual_df: int, level: np.ndarray | None = None, robust: bool = False) -> Prior:
    """Estimate the prior degrees of freedom and the prior variance from all residual variances.

    The logarithm of a sample variance scatters by ``trigamma(residual_df / 2)`` through chance alone. What it scatters
    beyond that comes from true differences between probe sets, and ``trigamma(d0 / 2)`` must equal this excess
    (Smyth 2004, section 6.2).

    Parameters
    ----------
    variance : (n_rows,)
    residual_df : int
    level : (n_rows,) or None
        Mean expression of each row; the prior variance then follows a smooth curve over it.
    robust : bool
        Whether a few rows with extreme variances are kept from widening the prior for all.

    Returns
    -------
    Prior
        ``d0`` is infinite where there is no excess.

    Raises
    ------
    InputError
        If there are fewer than two rows, or more than half of them do not vary.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> variance = 0.04 * 4 / rng.chisquare(4, 20_000) * rng.chisquare(5, 20_000) / 5
    >>> round(fit_prior(variance, 5).d0)
    4
    """
    if len(variance) < 2:
        raise InputError("One row cannot tell how variances scatter. Give the whole array, or use an ordinary t test.")
    median = np.median(variance)
    if median == 0:
        raise InputError("More than half of the rows do not vary within groups. Drop rows without measurements first.")
    if not robust or len(variance) == 2:
        return _plain(variance, residual_df, level)
    return _robust(np.maximum(variance, _SMALLEST_ROBUST_VARIANCE * median), residual_df, level)


def shrink(variance: np.ndarray, residual_df: int, d0, s0_squared) -> np.ndarray:
    """Draw each residual variance towards the prior variance: the mean of the two, weighted by degrees of freedom.

    Parameters
    ----------
    variance : (n_rows,)
    residual_df : int
    d0, s0_squared : float, or array (n_rows,)
        From ``fit_prior``.

    Returns
    -------
    (n_rows,) moderated variances
    """
    known = np.broadcast_to(np.isfinite(d0), variance.shape)
    weight = np.where(known, d0, 0.0)
    return np.where(known, (weight * s0_squared + residual_df * variance) / (weight + residual_df), s0_squared)


def trigamma_inverse(y: float) -> float:
    """Find the positive x whose trigamma is ``y``, by Newton's method (Smyth 2004, appendix)."""
    if y > 1e7:
        return 1 / np.sqrt(y)
    if y < 1e-6:
        return 1 / y
    x = 0.5 + 1 / y
    for _ in range(50):
        trigamma = special.polygamma(1, x)
        step = trigamma * (1 - trigamma / y) / special.polygamma(2, x)
        x += step
        if -step / x < 1e-8:
            break
    return float(x)


def _plain(variance: np.ndarray, residual_df: int, level: np.ndarray | None) -> Prior:
    variance = np.maximum(variance, _SMALLEST_VARIANCE * np.median(variance))
    half_df = residual_df / 2
    log_variance = np.log(variance) - special.digamma(half_df) + np.log(half_df)
    curve, n_parameters = _curve(log_variance, level)
    scatter = ((log_variance - curve) ** 2).sum() / (len(variance) - n_parameters)
    excess = float(scatter - special.polygamma(1, half_df))
    trend = n_parameters > 1
    if excess <= 0:
        return Prior(np.inf, np.exp(curve) if trend else float(variance.mean()))
    d0 = 2 * trigamma_inverse(excess)
    s0_squared = np.exp(curve + special.digamma(d0 / 2) - np.log(d0 / 2))
    return Prior(d0, s0_squared if trend else float(s0_squared[0]))


def _curve(log_variance: np.ndarray, level: np.ndarray | None) -> tuple[np.ndarray, int]:
    """Fit a mean, or a natural cubic spline over the level; return the curve and its number of parameters."""
    n = len(log_variance)
    n_parameters = 1
    if level is not None:
        n_parameters = min(1 + (n >= 3) + (n >= 6) + (n >= 30), len(np.unique(level)))
    if n_parameters < 2:
        return np.full(n, log_variance.mean()), 1
    basis = natural_spline(level, n_parameters)
    return basis @ np.linalg.lstsq(basis, log_variance, rcond=None)[0], n_parameters


def natural_spline(x: np.ndarray, n_parameters: int) -> np.ndarray:
    """Return a basis of the natural cubic splines with knots at the quantiles of ``x``, (n, n_parameters).

    The curves are those of R's ``splines::ns(x, df, intercept = TRUE)``; the basis is another one of the same space.
    """
    # On the unit interval the columns stay of one size.
    x = (x - x.min()) / np.ptp(x)
    if n_parameters == 2:
        return np.column_stack([np.ones_like(x), x])
    knots = np.concatenate([[0.0], np.quantile(x, np.linspace(0, 1, n_parameters)[1:-1]), [1.0]])

    def bend(knot: float) -> np.ndarray:
        return (np.maximum(x - knot, 0) ** 3 - np.maximum(x - 1.0, 0) ** 3) / (1.0 - knot)

    last = bend(knots[-2])
    return np.column_stack([np.ones_like(x), x, *(bend(knot) - last for knot in knots[:-2])])


# --- robust ----------------------------------------------------------------------------------------------------------


def _robust(variance: np.ndarray, residual_df: int, level: np.ndarray | None) -> Prior:
    """Match the mean and scatter of log variances whose tails were drawn in (Winsorised), then look for outliers."""
    n = len(variance)
    plain = _plain(variance, residual_df, level)
    if (n * _TAILS < 1).all():
        return Prior(np.full(n, plain.d0), plain.s0_squared)
    log_variance = np.log(variance)
    curve = _trimmed_mean(log_variance, _TAILS[1]) if level is None else _lowess(log_variance, level)
    residual = log_variance - curve
    drawn_in = np.clip(residual, *np.quantile(residual, [_TAILS[0], 1 - _TAILS[1]]))
    centre, scatter = drawn_in.mean(), drawn_in.var(ddof=1)

    def excess(d0: float) -> float:
        return float(np.log(scatter / _winsorised(residual_df, d0)[1]))

    most = excess(np.inf)
    if most > 0 and np.isinf(plain.d0):
        return Prior(np.full(n, np.inf), plain.s0_squared)
    d0 = np.inf if most <= 0 else _root(excess, plain.d0, most)
    log_prior = curve + centre - _winsorised(residual_df, d0)[0]
    ratio = np.exp(log_variance - log_prior)
    rows = _share_of_prior(ratio, residual_df, d0)
    return Prior(rows, float(np.exp(log_prior)) if level is None else np.exp(log_prior))


def _trimmed_mean(values: np.ndarray, share: float) -> float:
    cut = int(len(values) * share)
    return float(np.sort(values)[cut : len(values) - cut].mean())


def _lowess(log_variance: np.ndarray, level: np.ndarray) -> np.ndarray:
    # Only this choice needs statsmodels, which takes longer to import than everything else.
    from statsmodels.nonparametric.smoothers_lowess import lowess

    return lowess(log_variance, level, frac=_SPAN, it=3, delta=0.01 * np.ptp(level), return_sorted=False)


def _root(excess, d0: float, most: float) -> float:
    """Find the d0 at which the scatter is as observed, on the scale d0 / (1 + d0), which is bounded."""
    from scipy.optimize import brentq

    low = d0 / (1 + d0)
    if excess(d0) >= 0:
        return d0
    found = brentq(lambda x: most if x == 1 else excess(x / (1 - x)), low, 1.0, xtol=1e-15, rtol=1e-14)
    return found / (1 - found)


def _winsorised(residual_df: int, d0: float) -> tuple[float, float]:
    """Mean and variance of log F with ``residual_df`` and ``d0`` degrees of freedom, its tails drawn in."""
    cut = _f_quantile(np.array([_TAILS[0], 1 - _TAILS[1]]), residual_df, d0)
    # x / (1 + x) turns the half-line into an interval on which quadrature works.
    low, high = cut / (1 + cut)
    node, weight = np.polynomial.legendre.leggauss(128)
    node, weight = low + (high - low) * (node + 1) / 2, weight / 2
    x = node / (1 - node)
    density = np.exp(_log_f_density(x, residual_df, d0)) / (1 - node) ** 2
    weight = (high - low) * weight * density
    mean = weight @ np.log(x) + _TAILS @ np.log(cut)
    return float(mean), float(weight @ (np.log(x) - mean) ** 2 + _TAILS @ (np.log(cut) - mean) ** 2)


def _f_quantile(p: np.ndarray, residual_df: int, d0: float) -> np.ndarray:
    if np.isinf(d0):
        return special.chdtri(residual_df, 1 - p) / residual_df
    return special.fdtri(residual_df, d0, p)


def _log_f_density(x: np.ndarray, a: float, b: float) -> np.ndarray:
    if np.isinf(b):
        return a / 2 * np.log(a / 2) - special.gammaln(a / 2) + (a / 2 - 1) * np.log(x) - a * x / 2
    start = a / 2 * np.log(a / b) - special.betaln(a / 2, b / 2)
    return start + (a / 2 - 1) * np.log(x) - (a + b) / 2 * np.log1p(a * x / b)


def _log_f_tail(x: np.ndarray, a: float, b: float) -> np.ndarray:
    """Logarithm of the probability that F exceeds ``x``, in the far tail too, where the probability underflows."""
    rest = b / (b + a * x)
    with np.errstate(divide="ignore"):
        near = np.log(special.betainc(b / 2, a / 2, rest))
    far = b / 2 * np.log(rest) + a / 2 * np.log1p(-rest) - np.log(b / 2) - special.betaln(a / 2, b / 2)
    far = far + np.log(special.hyp2f1((a + b) / 2, 1.0, b / 2 + 1, np.minimum(rest, 0.5)))
    return np.where(near > -600, near, far)


def _share_of_prior(ratio: np.ndarray, residual_df: int, d0: float) -> np.ndarray:
    """Give rows whose variance is larger than the prior allows fewer prior degrees of freedom, (n_rows,)."""
    from scipy.stats import rankdata

    n = len(ratio)
    expected = (n - rankdata(ratio) + 0.5) / n
    if np.isinf(d0):
        tail = special.chdtrc(residual_df, ratio * residual_df)
        regular = np.minimum(tail / expected, 1.0)
        rows = np.where(regular < 1, regular * n * residual_df, np.inf)
        order = np.argsort(tail, kind="stable")
        rows[order] = np.maximum.accumulate(rows[order])
        return rows
    log_tail = _log_f_tail(ratio, residual_df, d0)
    log_regular = np.minimum(log_tail - np.log(expected), 0.0)
    if not (log_regular < 0).any():
        return np.full(n, d0)
    # The most extreme row gets so few degrees of freedom that a value like its own is met half of the time.
    least = np.log(0.5) / log_tail.min() * d0
    least *= np.log(0.5) / float(_log_f_tail(ratio.max(), residual_df, least))
    rows = np.exp(log_regular) * d0 - np.expm1(log_regular) * least
    order = np.argsort(log_tail, kind="stable")
    ordered = rows[order]
    means = np.cumsum(ordered) / np.arange(1, n + 1)
    lowest = int(np.argmin(means))
    ordered[: lowest + 1] = means[lowest]
    rows[order] = np.maximum.accumulate(ordered)
    return rows

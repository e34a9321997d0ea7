"""The moderated t statistic: each probe set borrows strength from all others.

With three or six samples a probe set's own variance is a poor estimate. Smyth's model says that the true variances
scatter around a common value ``s0_squared`` as if each had been seen in ``d0`` further samples. Both numbers come from
all probe sets together, and each variance is then drawn towards the common value.

References
----------
Smyth 2004, doi 10.2202/1544-6115.1027. The reference software is limma (Ritchie et al. 2015, doi 10.1093/nar/gkv007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from isotretinoin.stats.designs import Design
from isotretinoin.stats.inputs import ROUNDING, InputError, Values, read_values
from isotretinoin.stats.multiple_testing import benjamini_hochberg

_SMALLEST_VARIANCE = 1e-5
"""Variances are lifted to this share of their median before their logarithm is taken, as limma does."""


@dataclass(frozen=True)
class ModeratedT:
    """Result of ``moderated_t``.

    Attributes
    ----------
    table : DataFrame (n_rows)
        ``log2_fold_change`` (the contrast), ``ci_low``, ``ci_high``, ``average`` (mean log2 expression), ``t``, ``df``,
        ``p_value`` (two-sided) and ``adjusted_p`` (Benjamini-Hochberg over all rows), in the order of the values.
    d0 : float
        Prior degrees of freedom: how many further samples the common variance is worth. Infinite where the variances
        scatter no more than chance makes them.
    s0_squared : float
        Prior variance, in squared log2 units.
    variance, moderated_variance : arrays (n_rows,)
        Residual variance of each row before and after it is drawn towards ``s0_squared``.
    residual_df : int
        Samples minus coefficients.
    """

    table: pd.DataFrame
    d0: float
    s0_squared: float
    variance: np.ndarray
    moderated_variance: np.ndarray
    residual_df: int


def moderated_t(
    values: pd.DataFrame | np.ndarray,
    design: Design | pd.DataFrame | np.ndarray,
    contrast: str | np.ndarray | pd.Series | None = None,
    confidence: float = 0.95,
) -> ModeratedT:
    """Fit a linear model to every row and test one contrast with moderated variances.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression. All rows together tell how variances scatter, so give the whole array.
    design : Design, DataFrame or ndarray (n_samples, n_coefficients)
        From ``two_group_design``, ``paired_design``, ``sex_by_treatment_design``, or any matrix of full column rank.
    contrast : str, vector (n_coefficients,) or None
        Name of one of the design's contrasts, or the weights of the coefficients. None where the design has one only.
    confidence : float
        Level of the confidence interval.

    Returns
    -------
    ModeratedT
        A row without any variation is no special case: its variance is moderated too. Where the row is constant, t is 0
        up to rounding.

    Raises
    ------
    InputError
        If the design has the wrong shape or a column that others already explain, leaves no degree of freedom, the
        contrast does not fit it, the values cannot be used, or most rows do not vary.
    """
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence}; it must lie between 0 and 1, for instance 0.95.")
    checked = read_values(values)
    matrix = _read_design(design, checked)
    weights = _read_contrast(design, matrix, contrast)

    estimate, unscaled_error, variance, residual_df = fit_rows(checked.matrix, matrix.to_numpy(), weights)
    d0, s0_squared = fit_prior(variance, residual_df)
    moderated_variance = shrink(variance, residual_df, d0, s0_squared)

    standard_error = np.sqrt(moderated_variance) * unscaled_error
    t = estimate / standard_error
    # All rows together hold this many degrees of freedom, and no single row can borrow more.
    df = min(residual_df + d0, residual_df * len(variance))
    p_value = 2 * special.stdtr(df, -np.abs(t))
    half_width = special.stdtrit(df, (1 + confidence) / 2) * standard_error
    table = pd.DataFrame(
        {
            "log2_fold_change": estimate,
            "ci_low": estimate - half_width,
            "ci_high": estimate + half_width,
            "average": checked.matrix.mean(axis=1),
            "t": t,
            "df": df,
            "p_value": p_value,
            "adjusted_p": np.asarray(benjamini_hochberg(p_value)),
        },
        index=checked.rows,
    )
    return ModeratedT(table, d0, s0_squared, variance, moderated_variance, residual_df)


def fit_rows(values: np.ndarray, design: np.ndarray, contrast: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, int]:
    """Fit one linear model to every row by least squares, through one QR decomposition of the design.

    Parameters
    ----------
    values : (n_rows, n_samples)
    design : (n_samples, n_coefficients)
    contrast : (n_coefficients,)

    Returns
    -------
    estimate : (n_rows,)
        The contrast of the coefficients, in log2 units.
    unscaled_error : float
        Standard error of the estimate where the residual standard deviation is 1; the same for all rows.
    variance : (n_rows,)
        Residual variance.
    residual_df : int
        Samples minus coefficients.
    """
    n_samples, n_coefficients = design.shape
    # The rotation q leaves all that the coefficients explain in the first values, and noise alone in the rest.
    q, r = np.linalg.qr(design, mode="complete")
    rotated = q.T @ values.T
    weights = np.linalg.solve(r[:n_coefficients].T, contrast)
    estimate = weights @ rotated[:n_coefficients]
    residual_df = n_samples - n_coefficients
    variance = (rotated[n_coefficients:] ** 2).sum(axis=0) / residual_df
    variance[np.sqrt(variance) <= ROUNDING * np.abs(values).max(axis=1)] = 0.0
    return estimate, float(np.linalg.norm(weights)), variance, residual_df


def fit_prior(variance: np.ndarray, residual_df: int) -> tuple[float, float]:
    """Estimate the prior degrees of freedom and the prior variance from all residual variances.

    The logarithm of a sample variance scatters by ``trigamma(residual_df / 2)`` through chance alone. What it scatters
    beyond that comes from true differences between probe sets, and ``trigamma(d0 / 2)`` must equal this excess
    (Smyth 2004, section 6.2).

    Parameters
    ----------
    variance : (n_rows,)
    residual_df : int

    Returns
    -------
    d0, s0_squared : float
        ``d0`` is infinite where there is no excess.

    Raises
    ------
    InputError
        If there are fewer than two rows, or more than half of them do not vary.
    """
    if len(variance) < 2:
        raise InputError("One row cannot tell how variances scatter. Give the whole array, or use an ordinary t test.")
    median = np.median(variance)
    if median == 0:
        raise InputError("More than half of the rows do not vary within groups. Drop rows without measurements first.")
    variance = np.maximum(variance, _SMALLEST_VARIANCE * median)
    half_df = residual_df / 2
    log_variance = np.log(variance) - special.digamma(half_df) + np.log(half_df)
    excess = float(log_variance.var(ddof=1) - special.polygamma(1, half_df))
    if excess <= 0:
        return np.inf, float(variance.mean())
    d0 = 2 * trigamma_inverse(excess)
    return d0, float(np.exp(log_variance.mean() + special.digamma(d0 / 2) - np.log(d0 / 2)))


def shrink(variance: np.ndarray, residual_df: int, d0: float, s0_squared: float) -> np.ndarray:
    """Draw each residual variance towards the prior variance: the mean of the two, weighted by degrees of freedom.

    Parameters
    ----------
    variance : (n_rows,)
    residual_df : int
    d0, s0_squared : float
        From ``fit_prior``.

    Returns
    -------
    (n_rows,) moderated variances
    """
    if np.isinf(d0):
        return np.full_like(variance, s0_squared)
    return (d0 * s0_squared + residual_df * variance) / (d0 + residual_df)


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


def _read_design(design: Design | pd.DataFrame | np.ndarray, checked: Values) -> pd.DataFrame:
    matrix = design.matrix if isinstance(design, Design) else pd.DataFrame(design)
    named = checked.samples is not None and not isinstance(matrix.index, pd.RangeIndex)
    if named and matrix.index.is_unique and set(matrix.index) == set(checked.samples):
        matrix = matrix.reindex(checked.samples)
    elif named:
        raise InputError("The rows of the design are not named as the samples. Build the design from the same samples.")
    if len(matrix) != checked.n_samples:
        raise InputError(f"The design has {len(matrix)} rows, but there are {checked.n_samples} samples.")
    matrix = matrix.set_axis(read_values(matrix, "design").samples, axis=1).astype(np.float64)
    for n in range(1, matrix.shape[1] + 1):
        if np.linalg.matrix_rank(matrix.to_numpy()[:, :n]) < n:
            raise InputError(
                f"The column '{matrix.columns[n - 1]}' of the design follows from those before it, so its effect "
                "cannot be told from theirs. Drop it."
            )
    if len(matrix) == matrix.shape[1]:
        raise InputError("The design has as many coefficients as samples, which leaves nothing to estimate a variance.")
    return matrix


def _read_contrast(design, matrix: pd.DataFrame, contrast) -> np.ndarray:
    known = design.contrasts if isinstance(design, Design) else {}
    if contrast is None and len(known) == 1:
        contrast = next(iter(known))
    if contrast is None or isinstance(contrast, str):
        if contrast not in known:
            raise InputError(f"The contrast {contrast!r} is not known. Choose one of {list(known)}, or give a vector.")
        contrast = known[contrast]
    weights = np.asarray(contrast, dtype=np.float64)
    if weights.shape != (matrix.shape[1],) or not np.isfinite(weights).all() or not weights.any():
        raise InputError(
            f"The contrast has the shape {weights.shape}; give {matrix.shape[1]} finite numbers, one for each column "
            "of the design, not all zero."
        )
    return weights

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

from .checks import as_numbers, read_share
from .designs import Design
from .inputs import ROUNDING, InputError, Values, match_names, read_values
from .multiple_testing import benjamini_hochberg
from .prior import fit_prior, shrink

__all__ = ["ModeratedT", "fit_rows", "moderated_t"]


@dataclass(frozen=True)
class ModeratedT:
    """Result of ``moderated_t``.

    Attributes
    ----------
    table : DataFrame (n_rows)
        ``log2_fold_change`` (the contrast), ``ci_low``, ``ci_high``, ``average`` (mean log2 expression), ``t``, ``df``,
        ``p_value`` (two-sided) and ``adjusted_p`` (Benjamini-Hochberg over all rows), in the order of the values.
    d0 : float, or array (n_rows,) with ``robust``
        Prior degrees of freedom: how many further samples the common variance is worth. Infinite where the variances
        scatter no more than chance makes them.
    s0_squared : float, or array (n_rows,) with ``trend``
        Prior variance, in squared log2 units.
    variance, moderated_variance : arrays (n_rows,)
        Residual variance of each row before and after it is drawn towards ``s0_squared``.
    residual_df : int
        Samples minus coefficients.
    """

    table: pd.DataFrame
    d0: float | np.ndarray
    s0_squared: float | np.ndarray
    variance: np.ndarray
    moderated_variance: np.ndarray
    residual_df: int


def moderated_t(
    values: pd.DataFrame | np.ndarray,
    design: Design | pd.DataFrame | np.ndarray,
    contrast: str | np.ndarray | pd.Series | None = None,
    confidence: float = 0.95,
    *,
    trend: bool = False,
    robust: bool = False,
) -> ModeratedT:
    """Fit a linear model to every row and test one contrast with moderated variances.

    By default one prior variance serves all rows, whatever their expression, and every row has a say in it. Both are
    choices: on many chips weak signals vary more or less than strong ones (``trend``), and a few rows with odd arrays
    can widen the prior for all (``robust``). Look at the variances against the mean before you choose.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression. All rows together tell how variances scatter, so give the whole array.
    design : Design, DataFrame or ndarray (n_samples, n_coefficients)
        From ``two_group_design``, ``paired_design``, ``sex_by_treatment_design``, or any matrix of full column rank.
    contrast : str, vector (n_coefficients,) or None
        Name of one of the design's contrasts, or the weights of the coefficients. A Series is read by the names of the
        coefficients. None where the design has one contrast only.
    confidence : float
        Level of the confidence interval.
    trend : bool
        Whether the prior variance follows a smooth curve over the rows' mean expression, as in limma's
        ``eBayes(trend=TRUE)``.
    robust : bool
        Whether rows with extreme variances borrow less and are kept out of the prior, as in ``eBayes(robust=TRUE)``.

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

    Examples
    --------
    >>> import numpy as np
    >>> from isotretinoin.stats import two_group_design
    >>> values = np.random.default_rng(1).normal(8, 0.2, (500, 6)) + np.outer(np.arange(500) < 5, [0, 0, 0, 2, 2, 2])
    >>> fit = moderated_t(values, two_group_design([0, 0, 0, 1, 1, 1]))
    >>> int((fit.table["adjusted_p"] < 0.05).sum())
    5
    """
    confidence = read_share(confidence, "confidence")
    checked = read_values(values)
    matrix = _read_design(design, checked)
    weights = _read_contrast(design, matrix, contrast)

    estimate, unscaled_error, variance, residual_df = fit_rows(checked.matrix, matrix.to_numpy(), weights)
    prior = fit_prior(variance, residual_df, checked.matrix.mean(axis=1) if trend else None, robust)
    moderated_variance = shrink(variance, residual_df, prior.d0, prior.s0_squared)

    standard_error = np.sqrt(moderated_variance) * unscaled_error
    t = estimate / standard_error
    # All rows together hold this many degrees of freedom, and no single row can borrow more.
    df = np.minimum(residual_df + prior.d0, residual_df * len(variance))
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
    return ModeratedT(table, prior.d0, prior.s0_squared, variance, moderated_variance, residual_df)


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


def _read_design(design: Design | pd.DataFrame | np.ndarray, checked: Values) -> pd.DataFrame:
    matrix = design.matrix if isinstance(design, Design) else design
    # An array has no names of samples; a table that a Design was built into has, unless they were a plain list.
    names = matrix.index if isinstance(matrix, pd.DataFrame) else None
    if not isinstance(matrix, pd.DataFrame):
        matrix = as_numbers(matrix, "design")
        if matrix.ndim != 2:
            raise InputError(f"The design has {matrix.ndim} dimensions. Give a row for each sample, and columns.")
        matrix = pd.DataFrame(matrix)
    if len(matrix) != checked.n_samples:
        raise InputError(f"The design has {len(matrix)} rows, but there are {checked.n_samples} samples.")
    order = match_names(names, checked.samples, checked.n_samples, "design", "samples")
    matrix = matrix if order is None else matrix.iloc[order]
    matrix = pd.DataFrame(read_values(matrix, "design").matrix, index=matrix.index, columns=matrix.columns)
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
    if isinstance(contrast, pd.Series):
        order = match_names(contrast.index, matrix.columns, matrix.shape[1], "contrast", "columns of the design")
        contrast = contrast if order is None else contrast.iloc[order]
    weights = as_numbers(contrast, "contrast")
    if weights.shape != (matrix.shape[1],) or not np.isfinite(weights).all() or not weights.any():
        raise InputError(
            f"The contrast has the shape {weights.shape}; give {matrix.shape[1]} finite numbers, one for each column "
            "of the design, not all zero."
        )
    return weights

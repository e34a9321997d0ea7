"""Student's and Welch's t for every row of a table at once."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from .checks import read_share
from .inputs import ROUNDING, InputError, Values, paired_differences, read_treated, read_values
from .multiple_testing import benjamini_hochberg

__all__ = ["one_sample_t", "paired_t", "unpaired_t"]


def unpaired_t(
    values: pd.DataFrame | np.ndarray, treated, equal_var: bool = True, confidence: float = 0.95
) -> pd.DataFrame:
    """Compare treated with untreated samples in every row.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression; a Series or one-dimensional array is one row.
    treated : (n_samples,) true or false
    equal_var : bool
        True for Student's t with one pooled variance, False for Welch's t with one variance per group.
    confidence : float
        Level of the confidence interval.

    Returns
    -------
    DataFrame (n_rows)
        ``log2_fold_change`` (treated minus untreated), ``ci_low``, ``ci_high``, ``t``, ``df``, ``p_value`` (two-sided)
        and ``adjusted_p`` (Benjamini-Hochberg over all rows). A row that does not vary at all has t 0 and P 1. A row
        that differs between the groups but not within them has t ±infinity and P 0: a rounding artefact that an
        ordinary t cannot tell from a result.

    Raises
    ------
    InputError
        If a group has fewer than two samples, or the values cannot be used.

    References
    ----------
    Computed by ``scipy.stats.ttest_ind``.

    Examples
    --------
    >>> import numpy as np
    >>> unpaired_t(np.array([[8.0, 8.2, 8.1, 9.0, 9.2, 9.1]]), [0, 0, 0, 1, 1, 1])["t"].round(2).tolist()
    [12.25]
    """
    from scipy.stats import ttest_ind

    confidence = read_share(confidence, "confidence")
    checked = read_values(values)
    treated = read_treated(treated, checked.n_samples, checked.samples, at_least=2)
    after, before = checked.matrix[:, treated], checked.matrix[:, ~treated]
    spread = np.hypot(after.std(axis=1), before.std(axis=1))
    varies = spread > ROUNDING * np.abs(checked.matrix).max(axis=1)
    with warnings.catch_warnings():
        # scipy warns of each group without spread; a row where the other group varies is tested all the same.
        warnings.simplefilter("ignore", RuntimeWarning)
        result = ttest_ind(after[varies], before[varies], axis=1, equal_var=equal_var) if varies.any() else None
    effect = after.mean(axis=1) - before.mean(axis=1)
    return _table(checked, effect, varies, result, checked.n_samples - 2, confidence)


def paired_t(values: pd.DataFrame | np.ndarray, treated, pair, confidence: float = 0.95) -> pd.DataFrame:
    """Test in every row whether the mean change within pairs differs from zero.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression.
    treated : (n_samples,) true or false
    pair : (n_samples,) labels
        Which samples belong together, for instance the patient.
    confidence : float
        Level of the confidence interval.

    Returns
    -------
    DataFrame (n_rows)
        As ``unpaired_t``; ``df`` is the number of pairs minus one.

    Raises
    ------
    InputError
        If a pair is incomplete, there are fewer than two pairs, or the values cannot be used.

    References
    ----------
    Computed by ``scipy.stats.ttest_rel`` on the differences, that is ``ttest_1samp``.

    Examples
    --------
    >>> import numpy as np
    >>> paired_t(np.array([[8.0, 9.0, 8.5, 9.7]]), [0, 1, 0, 1], [1, 1, 2, 2])["df"].tolist()
    [1.0]
    """
    return one_sample_t(paired_differences(values, treated, pair), confidence)


def one_sample_t(differences: pd.DataFrame | np.ndarray, confidence: float = 0.95) -> pd.DataFrame:
    """Test in every row whether the mean of the changes differs from zero.

    Parameters
    ----------
    differences : DataFrame or ndarray (n_rows, n_pairs)
        Log2 changes, for instance from ``paired_differences``, or those of one sex only.
    confidence : float
        Level of the confidence interval.

    Returns
    -------
    DataFrame (n_rows)
        As ``paired_t``.

    Raises
    ------
    InputError
        If there are fewer than two changes per row, or the values cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> one_sample_t(np.array([[1.0, 1.2, 0.8]]))["p_value"].round(3).tolist()
    [0.013]
    """
    from scipy.stats import ttest_1samp

    confidence = read_share(confidence, "confidence")
    checked = read_values(differences, "differences")
    if checked.n_samples < 2:
        raise InputError("There is one pair only; a t test needs at least two, because one change has no spread.")
    matrix = checked.matrix
    varies = matrix.std(axis=1) > ROUNDING * np.abs(matrix).max(axis=1)
    result = ttest_1samp(matrix[varies], 0.0, axis=1) if varies.any() else None
    return _table(checked, matrix.mean(axis=1), varies, result, checked.n_samples - 1, confidence)


def _table(
    checked: Values, effect: np.ndarray, varies: np.ndarray, result, df: float, confidence: float
) -> pd.DataFrame:
    """Put scipy's result for the rows that vary beside the defined result of the rows that don't."""
    effect = np.where(varies | (np.abs(effect) > ROUNDING * np.abs(checked.matrix).max(axis=1)), effect, 0.0)
    table = pd.DataFrame(index=checked.rows)
    table["log2_fold_change"] = effect
    table["ci_low"] = table["ci_high"] = effect
    table["t"] = np.where(effect == 0, 0.0, np.copysign(np.inf, effect))
    table["df"] = float(df)
    table["p_value"] = np.where(effect == 0, 1.0, 0.0)
    if result is not None:
        interval = result.confidence_interval(confidence)
        columns = ["ci_low", "ci_high", "t", "df", "p_value"]
        scipy_says = (interval.low, interval.high, result.statistic, result.df, result.pvalue)
        table.loc[varies, columns] = np.column_stack(np.broadcast_arrays(*scipy_says))
    table["adjusted_p"] = np.asarray(benjamini_hochberg(table["p_value"].to_numpy()))
    return table

"""What a whole list of effects tells about each of them: a wider null, and effects drawn back towards zero.

Both functions ask all rows together. Neither reads the arrays again: a moderated t table is enough.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from .inputs import InputError
from .multiple_testing import benjamini_hochberg, storey

__all__ = ["empirical_null", "empirical_null_test", "shrink_effects", "z_scores"]

_QUARTILES_OF_A_NORMAL = 1.3489795003921634
"""Distance between the quartiles of a normal curve whose standard deviation is 1."""


def z_scores(table: pd.DataFrame) -> pd.Series:
    """Turn each t of a result table into the z that has the same P value and the same sign.

    Parameters
    ----------
    table : DataFrame (n_rows)
        With the columns ``t`` and ``df``, for instance from ``moderated_t(...).table`` or ``unpaired_t``.

    Returns
    -------
    Series (n_rows), in standard deviations; where nothing happens, and the t model is right, a standard normal.

    Raises
    ------
    InputError
        If a column is missing, or a t is missing or infinite.

    Examples
    --------
    >>> table = pd.DataFrame({"t": [-2.776445, 0.0], "df": [4.0, 4.0]})
    >>> z_scores(table).round(2).tolist()
    [-1.96, 0.0]
    """
    t, df = _columns(table, "t", "df")
    # In the tail of the same side: the upper one is 1 - p, which rounds to 1 long before t is large.
    return pd.Series(np.copysign(special.ndtri(special.stdtr(df, -np.abs(t))), t), index=table.index, name="z")


def empirical_null(z: pd.Series | np.ndarray) -> tuple[float, float]:
    """Read centre and spread of the unchanged rows off the middle of all z scores.

    Where most rows did not change, the middle half of the z scores is nearly all theirs. The centre is the median; the
    spread is the distance of the quartiles, over that of a standard normal. A theoretical null has centre 0 and
    spread 1. A wider one says that rows share their noise, or that many rows changed a little: the arrays of one study
    can't tell which.

    Parameters
    ----------
    z : (n_rows,)
        From ``z_scores``.

    Returns
    -------
    centre, spread : float, in standard deviations

    Raises
    ------
    InputError
        If there are fewer than four values, or one is missing.

    References
    ----------
    Efron 2004, doi 10.1198/016214504000000089, who fits the middle of the histogram in other ways.

    Examples
    --------
    >>> centre, spread = empirical_null(special.ndtri(np.linspace(0.0005, 0.9995, 1000)) * 1.5 + 0.2)
    >>> round(centre, 2), round(spread, 2)
    (0.2, 1.5)
    """
    values = np.asarray(z, dtype=np.float64)
    if values.ndim != 1 or len(values) < 4 or not np.isfinite(values).all():
        raise InputError("Give at least four z scores in one list, none missing: their middle half shows the null.")
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return float(middle), float((high - low) / _QUARTILES_OF_A_NORMAL)


def empirical_null_test(z: pd.Series | np.ndarray) -> pd.DataFrame:
    """Test each z score against the empirical null in place of the theoretical one.

    Parameters
    ----------
    z : (n_rows,)
        From ``z_scores``.

    Returns
    -------
    DataFrame (n_rows)
        ``z`` (measured from the centre, in units of the spread), ``p_value`` (two-sided) and ``adjusted_p``
        (Benjamini-Hochberg).

    Raises
    ------
    InputError
        As ``empirical_null``, or if the middle half of the scores is one value.

    References
    ----------
    Efron 2004, doi 10.1198/016214504000000089.

    Examples
    --------
    >>> wide = special.ndtri(np.linspace(0.0005, 0.9995, 1000)) * 2
    >>> int((empirical_null_test(wide)["p_value"] < 0.05).sum())
    50
    """
    centre, spread = empirical_null(z)
    if spread == 0:
        raise InputError("The middle half of the z scores is one and the same value, so it shows no spread.")
    index = z.index if isinstance(z, pd.Series) else None
    scaled = (np.asarray(z, dtype=np.float64) - centre) / spread
    p_value = 2 * special.ndtr(-np.abs(scaled))
    return pd.DataFrame({"z": scaled, "p_value": p_value, "adjusted_p": benjamini_hochberg(p_value)}, index=index)


def shrink_effects(table: pd.DataFrame, unchanged: float | None = None) -> pd.DataFrame:
    """Draw each estimated effect back towards zero, as far as all rows together suggest.

    Two groups of rows are assumed. The effect of an unchanged row is zero. The effect of a changed row is drawn from a
    normal curve around zero whose variance is ``c`` times the squared standard error of the row, with one ``c`` for all
    rows. Then z is standard normal in the first group and has the variance ``1 + c`` in the second, so the mean of z²
    gives ``c``. What is expected of the effect, given its estimate, is the estimate times ``c / (1 + c)`` times the
    chance that the row changed.

    Parameters
    ----------
    table : DataFrame (n_rows)
        With the columns ``log2_fold_change``, ``t``, ``df`` and ``p_value`` from ``moderated_t(...).table``.
    unchanged : float or None
        Share of unchanged rows, more than 0 and at most 1; None to estimate it (``storey``), which is too large rather
        than too small, so that the chances come out too low.

    Returns
    -------
    DataFrame (n_rows)
        ``log2_fold_change`` as estimated, ``chance_changed`` (from 0 to 1; one minus it is the local false discovery
        rate under this model) and ``shrunken``, the effect expected, in log2 units.

    Raises
    ------
    InputError
        If a column is missing, a t is missing or infinite, or ``unchanged`` does not lie between 0 and 1.

    References
    ----------
    Lönnstedt and Speed 2002, Statistica Sinica 12, 31-46; Smyth 2004, doi 10.2202/1544-6115.1027, from whom the two
    groups are. The moments of z in place of the tail of t are the course's own shortcut.

    Examples
    --------
    >>> rows = pd.DataFrame({"log2_fold_change": [0.1, 3.0], "t": [0.2, 6.0], "df": [50.0, 50.0], "p_value": [0.8, 0]})
    >>> shrink_effects(rows, unchanged=0.5).round(2)["shrunken"].tolist()
    [0.02, 2.88]
    """
    effect, _, _ = _columns(table, "log2_fold_change", "t", "df")
    z = z_scores(table).to_numpy()
    if unchanged is None:
        unchanged = storey(_columns(table, "p_value")[0])[1]
    if not 0 < unchanged <= 1:
        raise InputError(f"unchanged is {unchanged}; it is a share, more than 0 and at most 1, for instance 0.8.")
    excess = max(0.0, float((z**2).mean()) - 1)
    c = excess / (1 - unchanged) if unchanged < 1 else 0.0
    # Odds and not densities: far out both densities are zero to the computer, while their ratio is not.
    log_odds = z**2 / 2 * c / (1 + c) - np.log1p(c) / 2
    chance = special.expit(log_odds + special.logit(1 - unchanged))
    columns = {"log2_fold_change": effect, "chance_changed": chance, "shrunken": effect * chance * c / (1 + c)}
    return pd.DataFrame(columns, index=table.index)


def _columns(table: pd.DataFrame, *names: str) -> list[np.ndarray]:
    missing = [name for name in names if name not in getattr(table, "columns", [])]
    if missing:
        raise InputError(f"The table lacks the column {missing[0]!r}. Give the table of moderated_t or unpaired_t.")
    columns = [table[name].to_numpy(dtype=np.float64) for name in names]
    for name, column in zip(names, columns, strict=True):
        if not np.isfinite(column).all():
            raise InputError(f"The column {name!r} holds a missing or infinite value. Drop these rows first.")
    return columns

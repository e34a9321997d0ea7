"""Single numbers and plain arrays that come in from outside: counts, shares, seeds, tables of any kind.

Everything that is no number is handled as missing or refused here, so that no masked cell, date or imaginary part is
ever averaged in.
"""

from __future__ import annotations

from numbers import Integral, Real

import numpy as np
import pandas as pd

__all__ = ["InputError", "as_numbers", "read_count", "read_number", "read_share", "refuse_unusable"]

_LARGEST = 1e100
"""Beyond it, and below its inverse, squares leave the range of the arithmetic; no reading of an array is near."""


class InputError(ValueError):
    """The input cannot be analysed as it is; the message says what to change."""


def as_numbers(values, what: str) -> np.ndarray:
    """Turn a table, array or list into float64; masked cells and missing values of every kind become NaN.

    Parameters
    ----------
    values : DataFrame, Series, pandas or numpy array, masked array, or nested list
    what : str
        Its name for the message.

    Returns
    -------
    ndarray of the same shape

    Raises
    ------
    InputError
        If it holds text, dates, complex numbers, or rows of unequal length.

    Examples
    --------
    >>> import numpy as np
    >>> as_numbers(np.ma.masked_greater([1.0, 99.0], 50), "values")
    array([ 1., nan])
    """
    if not isinstance(values, pd.DataFrame) and not hasattr(values, "dtype"):
        values = _as_array(values, what)
    dtypes = values.dtypes if isinstance(values, pd.DataFrame) else [values.dtype]
    kinds = {getattr(dtype, "kind", "O") for dtype in dtypes}
    if "O" in kinds and not isinstance(values, np.ma.MaskedArray):
        # Cells of any kind, among them any of pandas' own signs for a missing value.
        values = np.asarray(values, dtype=object)
        values = np.where(pd.isna(values), np.nan, values)
        kinds |= {np.asarray(cell).dtype.kind for cell in values.ravel()}
    _refuse_kinds(kinds, what)
    try:
        if isinstance(values, np.ma.MaskedArray):
            return values.astype(np.float64).filled(np.nan)
        if hasattr(values, "to_numpy"):
            return values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(values).astype(np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"The {what} hold something that is not a number. Keep only the columns of samples, "
            "and convert text with pandas.to_numeric."
        ) from None


def _as_array(values, what: str) -> np.ndarray:
    try:
        # numpy's own conversion of a list drops the masks of the arrays in it.
        array = np.ma.array(values)
        return array if np.ma.is_masked(array) else np.asarray(values)
    except (TypeError, ValueError):
        raise InputError(f"The {what} have rows of unequal length, or are no table at all. Give a table.") from None


def _refuse_kinds(kinds: set[str], what: str) -> None:
    if "c" in kinds:
        raise InputError(f"The {what} hold complex numbers. Give real ones, for instance their real parts.")
    if kinds & {"M", "m"}:
        raise InputError(f"The {what} hold dates or times. Leave these columns out.")


def refuse_unusable(array: np.ndarray, what: str, remedy: str) -> None:
    """Refuse an array with missing, infinite or absurdly large cells.

    Examples
    --------
    >>> import numpy as np
    >>> refuse_unusable(np.array([1.0, 2.0]), "values", "Drop them.")
    """
    if not np.isfinite(array).all():
        raise InputError(f"The {what} hold missing or infinite values. {remedy}")
    largest = np.abs(array).max(initial=0.0)
    if largest > _LARGEST or 0 < largest < 1 / _LARGEST:
        raise InputError(f"The {what} reach {largest:g} in size, which no measurement gives. {remedy}")


def read_number(value, what: str, rule: str = "a finite number") -> float:
    """Read one finite number.

    Raises
    ------
    InputError
        If it is text, an array, missing, infinite, or true or false.

    Examples
    --------
    >>> read_number(3, "effect")
    3.0
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_) or not np.isfinite(value):
        raise InputError(f"{what} is {value!r}; it must be {rule}.")
    return float(value)


def read_count(value, what: str, at_least: int = 1) -> int:
    """Read a whole number; 3.0 is one, 2.5 and NaN are not.

    Raises
    ------
    InputError
        If it is not whole, or smaller than ``at_least``.

    Examples
    --------
    >>> read_count(3.0, "n_pairs")
    3
    """
    rule = f"a whole number, {at_least} or more"
    if isinstance(value, Integral) and not isinstance(value, bool | np.bool_):
        number = int(value)
    else:
        exact = read_number(value, what, rule)
        number = int(exact)
        if number != exact:
            raise InputError(f"{what} is {value!r}; it must be {rule}.")
    if number < at_least:
        raise InputError(f"{what} is {value!r}; it must be {rule}.")
    return number


def read_share(value, what: str) -> float:
    """Read a number above 0 and below 1, such as a level.

    Raises
    ------
    InputError
        If it is anything else.

    Examples
    --------
    >>> read_share(0.05, "alpha")
    0.05
    """
    rule = "a number that lies between 0 and 1"
    number = read_number(value, what, rule)
    if not 0 < number < 1:
        raise InputError(f"{what} is {value!r}; it must be {rule}.")
    return number

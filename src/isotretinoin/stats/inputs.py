"""What may come in: one place that checks values and labels, and says what to do when they can't be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .checks import InputError, as_numbers, refuse_unusable

__all__ = [
    "ROUNDING",
    "TIE",
    "InputError",
    "Values",
    "match_names",
    "match_pairs",
    "paired_differences",
    "read_labels",
    "read_treated",
    "read_values",
    "sample_names",
]

ROUNDING = 1e-13
"""A spread smaller than this share of a row's largest value is rounding error of the arithmetic, not variation."""

TIE = 1e-9
"""Sums of the same numbers in another order differ in their last digits; statistics as close as this share are tied."""


@dataclass(frozen=True)
class Values:
    """Checked values: ``matrix`` (n_rows, n_samples) float64 and the names of its rows and, if known, its samples."""

    matrix: np.ndarray
    rows: pd.Index
    samples: pd.Index | None

    @property
    def n_samples(self) -> int:
        return self.matrix.shape[1]

    def name_of(self, row: int) -> str:
        return str(self.rows[row])


def read_values(values: pd.DataFrame | pd.Series | np.ndarray, what: str = "values") -> Values:
    """Check a table of values, probe sets in rows and samples in columns.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        A Series or a one-dimensional array is taken as one row.

    Raises
    ------
    InputError
        If the values are empty, not numbers, not two-dimensional, missing or infinite.

    Examples
    --------
    >>> import numpy as np
    >>> read_values(np.array([[1.0, 2.0], [3.0, 4.0]])).n_samples
    2
    """
    if isinstance(values, pd.Series):
        values = values.to_frame().T
    rows = samples = None
    if isinstance(values, pd.DataFrame):
        rows, samples = values.index, values.columns
    matrix = as_numbers(values, what)
    if matrix.ndim == 1:
        matrix = matrix[np.newaxis, :]
    if matrix.ndim != 2:
        raise InputError(
            f"The {what} have {matrix.ndim} dimensions. Give a table: probe sets in rows, samples in columns."
        )
    if matrix.size == 0:
        raise InputError(f"The {what} are empty: their shape is {matrix.shape}. Give at least one row and two samples.")
    if rows is None:
        rows = pd.RangeIndex(len(matrix))
    checked = Values(matrix, rows, samples)
    unusable = ~np.isfinite(matrix)
    if unusable.any():
        bad_rows = np.flatnonzero(unusable.any(axis=1))
        raise InputError(
            f"The {what} hold {int(unusable.sum())} missing or infinite cells, the first in row "
            f"{checked.name_of(bad_rows[0])}. Drop these {len(bad_rows)} rows (values.dropna()) or mend them first."
        )
    refuse_unusable(matrix, what, "Give log2 values.")
    return checked


def match_names(names: pd.Index | None, wanted: pd.Index | None, n: int, what: str, whose: str) -> np.ndarray | None:
    """Decide how labelled and unlabelled input belong together: the one rule of this room.

    Same names on both sides: by name. No names on one side (an array, a list, or pandas' own 0, 1, 2 …): by position.
    Anything else is refused, for a guess here is a silent wrong number.

    Parameters
    ----------
    names : Index or None
        Names of what is to be brought into order; None for a list or an array.
    wanted : Index or None
        Names of what it belongs to, in the order that counts; None for an array.
    n : int
        How many there are on the wanted side.
    what, whose : str
        For the message: what is brought into order, and what it belongs to ("samples").

    Returns
    -------
    (n,) positions in ``names``, or None where the order stays

    Raises
    ------
    InputError
        If the names differ, or one stands twice.

    Examples
    --------
    >>> import pandas as pd
    >>> match_names(pd.Index(["b", "a"]), pd.Index(["a", "b"]), 2, "labels", "samples").tolist()
    [1, 0]
    """
    if names is None or (wanted is not None and names.equals(wanted)) or _is_count(names):
        return None
    numbered = pd.RangeIndex(n)
    if wanted is None:
        if len(names) == n and names.is_unique and set(names) == set(numbered):
            raise InputError(
                f"'{what}' is numbered in another order than it stands in, and the {whose} have no names, so its order "
                f"is in doubt. Pass {what}.sort_index() or {what}.to_numpy(), whichever is meant."
            )
        return None
    for side, index in ((f"'{what}'", names), (f"the {whose}", wanted)):
        if not index.is_unique and not _is_count(wanted):
            raise InputError(
                f"The name {index[index.duplicated()][0]!r} stands more than once among the names of {side}, so labels "
                f"can't be matched by name. Make the names unique, or pass {what}.to_numpy() if the order is right."
            )
    if set(names) == set(wanted):
        return names.get_indexer(wanted)
    if _is_count(wanted):
        return None
    raise InputError(
        f"The names in '{what}' are not those of the {whose}. Give one for each of {list(wanted[:3])} …, "
        f"or pass {what}.to_numpy() if the order is right."
    )


def _is_count(index: pd.Index) -> bool:
    """Whether the names are pandas' own 0, 1, 2 …, which it gives where there are none."""
    return pd.api.types.is_integer_dtype(index.dtype) and bool((index == pd.RangeIndex(len(index))).all())


def sample_names(samples: pd.Index | None, n_samples: int, **labels) -> pd.Index | None:
    """Return the names of the samples: those of the values or, where these have none, of the first label with names.

    Two labels with names in different orders are then matched with each other, though the values are a plain array.

    Examples
    --------
    >>> import pandas as pd
    >>> sample_names(pd.Index(["s1", "s2"]), 2).tolist()
    ['s1', 's2']
    """
    if samples is not None and not _is_count(samples):
        return samples
    for what, label in labels.items():
        if isinstance(label, pd.Series) and len(label) == n_samples and not _is_count(label.index):
            by_position = match_names(label.index, samples, n_samples, what, "samples") is None
            return label.index if by_position else samples
    return samples


def read_labels(labels, n_samples: int, samples: pd.Index | None, what: str) -> np.ndarray:
    """Check one label per sample and bring labels that carry sample names into the order of the samples.

    Raises
    ------
    InputError
        If the number of labels is wrong, a label is missing, or the names are not those of the samples.

    Examples
    --------
    >>> import pandas as pd
    >>> read_labels(pd.Series(["b", "a"], ["s2", "s1"]), 2, pd.Index(["s1", "s2"]), "sex").tolist()
    ['a', 'b']
    """
    if isinstance(labels, pd.Series):
        order = match_names(labels.index, samples, n_samples, what, "samples")
        labels = labels if order is None else labels.iloc[order]
    if np.ma.is_masked(labels):
        raise InputError(f"'{what}' is masked for {int(np.ma.count_masked(labels))} samples. Leave these out first.")
    array = np.asarray(labels)
    if array.dtype.kind in "US":
        array = array.astype(object)
    if array.ndim != 1 or len(array) != n_samples:
        raise InputError(
            f"'{what}' has the shape {array.shape}, but there are {n_samples} samples. Give one label per sample."
        )
    if pd.isna(array).any():
        raise InputError(f"'{what}' is missing for {int(pd.isna(array).sum())} samples. Leave these samples out first.")
    return array


def read_treated(treated, n_samples: int, samples: pd.Index | None = None, at_least: int = 1) -> np.ndarray:
    """Check which samples are treated; both groups need ``at_least`` samples.

    Raises
    ------
    InputError
        If the labels are not true/false (or 1/0), or a group is too small.

    Examples
    --------
    >>> read_treated([0, 0, 1], 3).tolist()
    [False, False, True]
    """
    labels = read_labels(treated, n_samples, samples, "treated")
    if labels.dtype != bool:
        if labels.dtype.kind not in "iufO" or not all(cell in (0, 1) for cell in labels.tolist()):
            raise InputError(
                "'treated' must be true or false for each sample, for example samples['group'] == 'treated'."
            )
        labels = labels.astype(bool)
    for n, name in ((int(labels.sum()), "treated"), (int((~labels).sum()), "untreated")):
        if n < at_least:
            raise InputError(
                f"There are {n} {name} samples; this analysis needs at least {at_least} in each group"
                + (", because one sample has no spread." if n == 1 else ".")
            )
    return labels


def match_pairs(treated: np.ndarray, pair: np.ndarray) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Find each pair's untreated and treated sample.

    Returns
    -------
    names, untreated, treated : arrays (n_pairs,)
        The pairs in the order in which they first appear, and the positions of their samples.

    Raises
    ------
    InputError
        If a pair has not exactly one untreated and one treated sample.

    Examples
    --------
    >>> import numpy as np
    >>> names, before, after = match_pairs(np.array([False, True]), np.array(["Anna", "Anna"]))
    >>> names.tolist(), before.tolist(), after.tolist()
    (['Anna'], [0], [1])
    """
    codes, names = pd.factorize(pair)
    n_untreated = np.bincount(codes[~treated], minlength=len(names))
    n_treated = np.bincount(codes[treated], minlength=len(names))
    broken = (n_untreated != 1) | (n_treated != 1)
    if broken.any():
        raise InputError(
            f"Not paired: not exactly one untreated and one treated sample of {', '.join(map(str, names[broken]))}.\n"
            "Leave these out, or use an unpaired analysis."
        )
    positions = np.arange(len(codes))
    untreated_at, treated_at = np.empty(len(names), int), np.empty(len(names), int)
    untreated_at[codes[~treated]] = positions[~treated]
    treated_at[codes[treated]] = positions[treated]
    return pd.Index(names), untreated_at, treated_at


def paired_differences(values: pd.DataFrame | np.ndarray, treated, pair) -> pd.DataFrame:
    """Subtract each patient's untreated value from the treated one.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression.
    treated : (n_samples,) true or false
    pair : (n_samples,) labels
        Which samples belong together, for instance the patient.

    Returns
    -------
    DataFrame (n_rows, n_pairs)
        Log2 changes, one column per pair in order of first appearance.

    Raises
    ------
    InputError
        If a pair has not exactly one untreated and one treated sample, or the values cannot be used.

    Examples
    --------
    >>> import numpy as np
    >>> table = np.array([[8.0, 9.0, 8.5, 8.5]])
    >>> paired_differences(table, [0, 1, 0, 1], ["Anna", "Anna", "Ben", "Ben"]).to_numpy().tolist()
    [[1.0, 0.0]]
    """
    checked = read_values(values)
    samples = sample_names(checked.samples, checked.n_samples, treated=treated, pair=pair)
    treated = read_treated(treated, checked.n_samples, samples)
    names, untreated_at, treated_at = match_pairs(treated, read_labels(pair, checked.n_samples, samples, "pair"))
    changes = checked.matrix[:, treated_at] - checked.matrix[:, untreated_at]
    return pd.DataFrame(changes, index=checked.rows, columns=names)

"""What may come in: one place that checks values and labels, and says what to do when they can't be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

ROUNDING = 1e-10
"""A spread smaller than this share of a row's largest value is rounding error of the arithmetic, not variation."""


class InputError(ValueError):
    """The input cannot be analysed as it is; the message says what to change."""


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
    """
    if isinstance(values, pd.Series):
        values = values.to_frame().T
    rows = samples = None
    if isinstance(values, pd.DataFrame):
        rows, samples = values.index, values.columns
    try:
        matrix = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"The {what} hold something that is not a number. Keep only the columns of samples, "
            "and convert text with pandas.to_numeric."
        ) from None
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
    return checked


def read_labels(labels, n_samples: int, samples: pd.Index | None, what: str) -> np.ndarray:
    """Check one label per sample and bring labels that carry sample names into the order of the samples.

    Raises
    ------
    InputError
        If the number of labels is wrong, a label is missing, or the names are not those of the samples.
    """
    both_named = isinstance(labels, pd.Series) and samples is not None
    if both_named and not isinstance(labels.index, pd.RangeIndex) and not isinstance(samples, pd.RangeIndex):
        if not labels.index.is_unique or set(labels.index) != set(samples):
            raise InputError(
                f"The names in '{what}' are not those of the samples. Give one label for each of "
                f"{list(samples[:3])} …, or pass {what}.to_numpy() if the order is right."
            )
        labels = labels.reindex(samples)
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
    """
    labels = read_labels(treated, n_samples, samples, "treated")
    if labels.dtype != bool:
        if not set(labels.tolist()) <= {0, 1}:
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
    """
    checked = read_values(values)
    treated = read_treated(treated, checked.n_samples, checked.samples)
    names, untreated_at, treated_at = match_pairs(
        treated, read_labels(pair, checked.n_samples, checked.samples, "pair")
    )
    changes = checked.matrix[:, treated_at] - checked.matrix[:, untreated_at]
    return pd.DataFrame(changes, index=checked.rows, columns=names)

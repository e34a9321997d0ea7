"""Exact permutation tests: every relabelling is counted, and no shape of the distribution is assumed.

They do assume that the labels are exchangeable without an effect: groups that differ in spread alone break this, and
sign flips need changes that are symmetric around zero. Random allocation makes labels exchangeable.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from .checks import read_count
from .inputs import TIE, InputError, Values, read_treated, read_values
from .multiple_testing import benjamini_hochberg

__all__ = [
    "MOST_LABELINGS",
    "all_labelings",
    "all_sign_flips",
    "contrast_of_means",
    "draw_labelings",
    "draw_sign_flips",
    "exact_floor",
    "permute_labels",
    "row_chunks",
    "sign_flip",
    "sign_flip_floor",
]

MOST_LABELINGS = 2**20
"""More labelings than this are not counted one by one."""

_CELLS_AT_ONCE = 4_000_000
"""Rows × labelings held in memory at once: 32 MB."""

_LAST_DIGITS = 1e-12
"""Rounding error of a mean, as a share of the largest value that went into it."""


def all_sign_flips(n_pairs: int) -> np.ndarray:
    """List every way of swapping the two samples within pairs.

    Parameters
    ----------
    n_pairs : int

    Returns
    -------
    (2 ** n_pairs, n_pairs) array of +1 and -1
        The first row is the observed labelling, all +1; the last is its mirror image.

    Raises
    ------
    InputError
        If there is no pair, or there are more patterns than can be listed.

    Examples
    --------
    >>> all_sign_flips(2).tolist()
    [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]
    """
    n_pairs = read_count(n_pairs, "n_pairs")
    _refuse_too_many(2**n_pairs, f"{n_pairs} pairs have 2^{n_pairs} sign patterns", "some of them at random")
    return _bits_to_signs(np.arange(2**n_pairs), n_pairs)


def all_labelings(n_samples: int, n_treated: int) -> np.ndarray:
    """List every way of calling ``n_treated`` of ``n_samples`` samples treated.

    Returns
    -------
    (comb(n_samples, n_treated), n_samples) boolean array

    Raises
    ------
    InputError
        If a group would be empty, or there are more labelings than can be listed.

    Examples
    --------
    >>> all_labelings(3, 1).astype(int).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    n_samples, n_treated = read_count(n_samples, "n_samples", 2), read_count(n_treated, "n_treated")
    if n_treated >= n_samples:
        raise InputError(f"{n_treated} of {n_samples} samples can't be treated: each group needs at least one sample.")
    n_labelings = comb(n_samples, n_treated)
    fact = f"{n_treated} of {n_samples} can be chosen in {n_labelings} ways"
    _refuse_too_many(n_labelings, fact, "some of them at random")
    chosen = np.array(list(combinations(range(n_samples), n_treated)))
    labelings = np.zeros((len(chosen), n_samples), dtype=bool)
    np.put_along_axis(labelings, chosen, True, axis=1)
    return labelings


def sign_flip(differences: pd.DataFrame | np.ndarray) -> pd.DataFrame:
    """Exact sign-flip test of paired changes.

    Where the drug does nothing, each pair's change could as well have had the other sign. P is the share of all
    ``2 ** n_pairs`` sign patterns whose mean change is at least as far from zero as the observed one. Ordering by the
    mean or by the paired t is the same, since flips do not change the sum of squares.

    Parameters
    ----------
    differences : DataFrame or ndarray (n_rows, n_pairs)
        Log2 changes, for instance from ``paired_differences``.

    Returns
    -------
    DataFrame (n_rows)
        ``log2_fold_change``, ``as_extreme`` (sign patterns at least as extreme, the observed one included),
        ``p_value`` (two-sided) and ``adjusted_p`` (Benjamini-Hochberg). A row of zeros has P 1.

    Raises
    ------
    InputError
        If the values cannot be used, or there are more patterns than can be counted.

    References
    ----------
    Fisher 1935, *The Design of Experiments*, section 21.

    Examples
    --------
    >>> import numpy as np
    >>> sign_flip(np.array([[1.1, 0.9, 1.2, 1.0, 0.8, 1.3]]))["p_value"].tolist()
    [0.03125]
    """
    checked = read_values(differences, "differences")
    n_pairs = checked.n_samples
    _refuse_too_many(2**n_pairs, f"{n_pairs} pairs have 2^{n_pairs} sign patterns", "paired_t or moderated_t")
    # A pattern and its mirror image are equally far from zero, so one half stands for both.
    half = _bits_to_signs(np.arange(2 ** (n_pairs - 1)), n_pairs).T / n_pairs
    as_extreme = np.empty(len(checked.matrix), dtype=np.int64)
    for rows in row_chunks(len(checked.matrix), half.shape[1], _CELLS_AT_ONCE):
        changes = checked.matrix[rows]
        tie = TIE * np.abs(changes).mean(axis=1, keepdims=True)
        distance = np.abs(changes @ half)
        as_extreme[rows] = 2 * (distance >= np.abs(changes.mean(axis=1, keepdims=True)) - tie).sum(axis=1)
    return _table(checked, checked.matrix.mean(axis=1), as_extreme, as_extreme / 2**n_pairs)


def permute_labels(values: pd.DataFrame | np.ndarray, treated) -> pd.DataFrame:
    """Exact permutation test of two unpaired groups.

    Where the drug does nothing, any ``n_treated`` of the samples could have been the treated ones. P is twice the
    smaller of the shares of labelings whose difference of means is at least as high, or at least as low, as the
    observed one (at most 1). Ordering by the difference or by Student's t is the same, since relabelling does not
    change the total sum of squares.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression.
    treated : (n_samples,) true or false

    Returns
    -------
    DataFrame (n_rows)
        ``log2_fold_change`` (treated minus untreated), ``as_extreme`` (labelings in the nearer tail, the observed one
        included), ``p_value`` (two-sided) and ``adjusted_p`` (Benjamini-Hochberg). A constant row has P 1.

    Raises
    ------
    InputError
        If the values or labels cannot be used, or there are more labelings than can be counted.

    References
    ----------
    Two-sided P as in ``scipy.stats.permutation_test``.

    Examples
    --------
    >>> import numpy as np
    >>> permute_labels(np.array([[8.0, 8.1, 8.2, 9.0, 9.1, 9.2]]), [0, 0, 0, 1, 1, 1])["p_value"].tolist()
    [0.1]
    """
    checked = read_values(values)
    treated = read_treated(treated, checked.n_samples, checked.samples)
    n_treated, n_samples = int(treated.sum()), checked.n_samples
    n_labelings = comb(n_samples, n_treated)
    _refuse_too_many(n_labelings, f"{n_treated} of {n_samples} can be chosen in {n_labelings} ways", "unpaired_t")
    weights = contrast_of_means(all_labelings(n_samples, n_treated)).T
    observed = contrast_of_means(treated[np.newaxis])[0]
    effect = np.empty(len(checked.matrix))
    tail = np.empty(len(checked.matrix), dtype=np.int64)
    for rows in row_chunks(len(checked.matrix), n_labelings, _CELLS_AT_ONCE):
        centred = checked.matrix[rows] - checked.matrix[rows].mean(axis=1, keepdims=True)
        tie = _LAST_DIGITS * np.abs(checked.matrix[rows]).max(axis=1, keepdims=True)
        tie += TIE * np.abs(centred).mean(axis=1, keepdims=True)
        difference = centred @ weights
        effect[rows] = centred @ observed
        at = effect[rows, np.newaxis]
        tail[rows] = np.minimum((difference >= at - tie).sum(axis=1), (difference <= at + tie).sum(axis=1))
    return _table(checked, effect, tail, np.minimum(1.0, 2 * tail / n_labelings))


def exact_floor(n_a: int, n_b: int) -> float:
    """Return the smallest two-sided P that an exact test of two groups can ever give, ``2 / comb(n_a + n_b, n_a)``.

    Two-sided means here that the smaller tail is doubled, or that the statistic is symmetric, like a rank sum. Counting
    absolute differences of means can reach half of it where the groups are unequal: they have no mirror image.

    Raises
    ------
    InputError
        If a size is no whole number from 1.

    Examples
    --------
    >>> round(exact_floor(4, 4), 4)
    0.0286
    """
    n_a, n_b = read_count(n_a, "n_a"), read_count(n_b, "n_b")
    return min(1.0, 2 / comb(n_a + n_b, n_a))


def sign_flip_floor(n_pairs: int) -> float:
    """Return the smallest two-sided P that an exact paired test can ever give, ``2 / 2 ** n_pairs``.

    Raises
    ------
    InputError
        If ``n_pairs`` is no whole number from 1.

    Examples
    --------
    >>> sign_flip_floor(6)
    0.03125
    """
    return 2 / 2 ** read_count(n_pairs, "n_pairs")


def contrast_of_means(labelings: np.ndarray) -> np.ndarray:
    """Turn labelings into weights: ``values @ weights.T`` is the treated mean minus the untreated mean.

    Parameters
    ----------
    labelings : (n_labelings, n_samples) boolean

    Returns
    -------
    (n_labelings, n_samples) float

    Examples
    --------
    >>> import numpy as np
    >>> contrast_of_means(np.array([[True, True, False]])).tolist()
    [[0.5, 0.5, -1.0]]
    """
    n_treated = labelings.sum(axis=1, keepdims=True)
    return labelings / n_treated - ~labelings / (labelings.shape[1] - n_treated)


def draw_sign_flips(n_pairs: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``n`` different sign patterns at random, (n, n_pairs) of +1 and -1.

    Examples
    --------
    >>> import numpy as np
    >>> draw_sign_flips(6, 10, np.random.default_rng(1)).shape
    (10, 6)
    """
    return _draw_different(n, lambda: rng.choice([-1.0, 1.0], size=n_pairs))


def draw_labelings(n_samples: int, n_treated: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw ``n`` different labelings at random, (n, n_samples) boolean.

    Examples
    --------
    >>> import numpy as np
    >>> draw_labelings(6, 3, 10, np.random.default_rng(1)).sum(axis=1).tolist()
    [3, 3, 3, 3, 3, 3, 3, 3, 3, 3]
    """
    return _draw_different(n, lambda: rng.permutation(n_samples) < n_treated)


def _draw_different(n: int, draw: Callable[[], np.ndarray]) -> np.ndarray:
    drawn: dict[bytes, np.ndarray] = {}
    while len(drawn) < n:
        labelling = draw()
        drawn.setdefault(labelling.tobytes(), labelling)
    return np.array(list(drawn.values()))


def _bits_to_signs(numbers: np.ndarray, n_pairs: int) -> np.ndarray:
    bits = (numbers[:, np.newaxis] >> np.arange(n_pairs)[::-1]) & 1
    return 1.0 - 2.0 * bits


def _refuse_too_many(n_labelings: int, fact: str, instead: str) -> None:
    if n_labelings > MOST_LABELINGS:
        raise InputError(f"{fact}; more than {MOST_LABELINGS} are not counted one by one. Use {instead} instead.")


def row_chunks(n_rows: int, n_labelings: int, cells_at_once: int) -> list[slice]:
    """Cut the rows into pieces of which rows × labelings fit into the memory that is wanted.

    Examples
    --------
    >>> row_chunks(5, 100, 200)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    step = max(1, cells_at_once // n_labelings)
    return [slice(start, min(start + step, n_rows)) for start in range(0, n_rows, step)]


def _table(checked: Values, effect: np.ndarray, as_extreme: np.ndarray, p: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "log2_fold_change": effect,
            "as_extreme": as_extreme,
            "p_value": p,
            "adjusted_p": np.asarray(benjamini_hochberg(p)),
        },
        index=checked.rows,
    )

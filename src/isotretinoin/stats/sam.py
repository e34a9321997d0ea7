"""Significance Analysis of Microarrays (SAM), the method that the deposited record names.

References
----------
Tusher, Tibshirani and Chu 2001, doi 10.1073/pnas.091062498. Where the article leaves a choice open, as for the grid of
s0, this code does what the authors' own software, the R package samr, does. Two differences: a relabelled d equal to a
cut counts as a false call (in samr it does not), and where few relabellings exist each is used once (samr 3.0 draws 100
of 20 with repetition).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd

from .checks import as_numbers, read_count, read_number
from .inputs import ROUNDING, TIE, InputError, paired_differences, read_treated, read_values
from .permutation import (
    all_labelings,
    all_sign_flips,
    contrast_of_means,
    draw_labelings,
    draw_sign_flips,
    row_chunks,
)

__all__ = [
    "Sam",
    "SamCall",
    "choose_s0",
    "paired_scores",
    "relabelled_scores",
    "sam",
    "tied_as_one",
    "two_group_scores",
    "unchanged_share",
]

_FEWEST_ROWS_FOR_S0 = 500
_PERCENTILES = np.arange(0, 101, 5)

_CELLS_AT_ONCE = 16_000
"""Rows × labelings worked on at once: small enough to stay in the processor's cache."""

_LAST_DIGITS = 1e-12
"""Rounding error of a mean or a standard error, as a share of the largest value of the study."""

_DECIMALS_OF_RANK = 9
"""Changes within pairs are known to so many decimals at least, whatever was added to both values."""


@dataclass(frozen=True)
class SamCall:
    """What is called significant at one delta.

    Attributes
    ----------
    delta : float
    up, down : boolean arrays (n_rows,)
    n_up, n_down, n_called : int
    cut_up, cut_down : float
        Called up is every d at or above ``cut_up``, down every d at or below ``cut_down`` (±infinity: none).
    false_calls : int array (n_labelings,)
        How many rows each relabelling would have called with the same two cuts.
    fdr_median, fdr_mean : float
        ``pi0`` times the median or mean of ``false_calls``, divided by ``n_called``; nan where nothing is called.
    """

    delta: float
    up: np.ndarray
    down: np.ndarray
    n_up: int
    n_down: int
    n_called: int
    cut_up: float
    cut_down: float
    false_calls: np.ndarray
    fdr_median: float
    fdr_mean: float


@dataclass(frozen=True)
class Sam:
    """A fitted SAM: everything that does not depend on delta.

    Attributes
    ----------
    table : DataFrame (n_rows)
        ``log2_fold_change`` (treated minus untreated), ``standard_error`` and ``d``, their ratio after ``s0`` was added
        to the standard error.
    s0 : float
        The fudge factor, in log2 units: keeps rows with a tiny standard error from taking over.
    s0_percentile : float or None
        Which percentile of the standard errors it is; None where it was given.
    pi0 : float
        Estimated share of unchanged rows.
    expected : array (n_rows,)
        What the sorted d would be without any effect: the mean of the sorted d of all relabellings.
    labelings : array (n_labelings, n_samples) boolean, or (n_labelings, n_pairs) of +1 and -1
        The relabellings used.
    is_observed : boolean array (n_labelings,)
        Which of them is the true labelling or its mirror image, and so not free of the effect.
    all_labelings_used : bool
        False where they were drawn at random.
    null : array (n_labelings, n_rows)
        Sorted d of each relabelling.
    """

    table: pd.DataFrame
    s0: float
    s0_percentile: float | None
    pi0: float
    expected: np.ndarray
    labelings: np.ndarray
    is_observed: np.ndarray
    all_labelings_used: bool
    null: np.ndarray

    @property
    def n_labelings(self) -> int:
        return len(self.null)

    @property
    def observed(self) -> np.ndarray:
        """The sorted d of the study, (n_rows,), to be drawn against ``expected``."""
        return np.sort(self.table["d"].to_numpy())

    def call(self, delta: float) -> SamCall:
        """Call rows significant whose d lies further from its expectation than ``delta``.

        Going up from the origin, the first sorted d that exceeds its expectation by more than ``delta`` sets the
        upper cut, and every d at or above it is called; the lower cut likewise.

        Parameters
        ----------
        delta : float
            The one free choice of the method; larger is stricter.

        Returns
        -------
        SamCall

        Raises
        ------
        InputError
            If ``delta`` is negative or not a number.
        """
        delta = read_number(delta, "delta", "zero or more, for instance 0.9")
        cut_down, cut_up = (float(cut[0]) for cut in self._cuts(np.array([delta])))
        d = self.table["d"].to_numpy()
        # A d that is tied with the cut is called with it, whatever its last digit says.
        low, high = _with_ties(cut_down, cut_up)
        up, down = d >= high, d <= low
        false_calls = self._false_calls(np.array([cut_down]), np.array([cut_up]))[:, 0]
        n_up, n_down = int(up.sum()), int(down.sum())
        per_call = self.pi0 / (n_up + n_down) if n_up + n_down else np.nan
        return SamCall(
            delta=float(delta),
            up=up,
            down=down,
            n_up=n_up,
            n_down=n_down,
            n_called=n_up + n_down,
            cut_up=cut_up,
            cut_down=cut_down,
            false_calls=false_calls,
            fdr_median=float(per_call * np.median(false_calls)),
            fdr_mean=float(per_call * false_calls.mean()),
        )

    def delta_table(self, deltas=None) -> pd.DataFrame:
        """List what each delta calls, and at what false discovery rate.

        Parameters
        ----------
        deltas : array or None
            None for the whole staircase: one row for every different list that any delta gives.

        Returns
        -------
        DataFrame
            ``delta``; ``delta_from`` and ``delta_to``, the step it stands on (every delta from the first up to but not
            including the second gives the same list); ``called``, ``up``, ``down``; ``cut_down``, ``cut_up``;
            ``false_median``, ``false_mean`` (rows that a relabelling calls, times ``pi0``); ``fdr_median``,
            ``fdr_mean``. These rates are estimates for the list at hand and need not fall with a stricter delta, since
            calls and false calls both move in steps; unlike q-values they are not made monotone.

        Raises
        ------
        InputError
            If a delta is negative or not a number.
        """
        edges = self._steps()
        deltas = edges if deltas is None else np.atleast_1d(as_numbers(deltas, "deltas"))
        cut_down, cut_up = self._cuts(deltas)
        observed = self.observed
        low, high = _with_ties(cut_down, cut_up)
        n_up = len(observed) - np.searchsorted(observed, high, side="left")
        n_down = np.searchsorted(observed, low, side="right")
        called = n_up + n_down
        false_calls = self.pi0 * self._false_calls(cut_down, cut_up)
        step = np.searchsorted(edges, deltas, side="right") - 1
        table = pd.DataFrame(
            {
                "delta": deltas,
                "delta_from": edges[step],
                "delta_to": np.append(edges[1:], np.inf)[step],
                "called": called,
                "up": n_up,
                "down": n_down,
                "cut_down": cut_down,
                "cut_up": cut_up,
                "false_median": np.median(false_calls, axis=0),
                "false_mean": false_calls.mean(axis=0),
            }
        )
        for name in ("median", "mean"):
            table[f"fdr_{name}"] = table[f"false_{name}"] / table["called"].where(table["called"] > 0)
        return table

    def delta_window(self, n_up: int, n_down: int) -> tuple[float, float] | None:
        """Find the deltas that call exactly ``n_up`` rows up and ``n_down`` down.

        Returns
        -------
        (low, high) or None
            Every delta from ``low`` up to but not including ``high``; None where no delta does it.
        """
        steps = self.delta_table()
        fits = steps[(steps["up"] == n_up) & (steps["down"] == n_down)]
        return None if fits.empty else (float(fits["delta_from"].min()), float(fits["delta_to"].max()))

    @property
    def _tie(self) -> float:
        return float(TIE * np.abs(self.expected).max())

    def _sides(self) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """Return, from the origin outwards and for down and up, sorted d and the largest distance met so far.

        The largest distance from the expectation never falls on the way out, so a search in it finds the first row
        beyond delta.
        """
        observed, expected = self.observed, self.expected
        below, above = expected < -self._tie, expected > self._tie
        down = observed[below][::-1], np.maximum.accumulate((expected - observed)[below][::-1])
        up = observed[above], np.maximum.accumulate((observed - expected)[above])
        return down, up

    def _cuts(self, deltas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and the upper cut for each delta."""
        if not (deltas >= 0).all():
            raise InputError("Each delta must be zero or more, for instance 0.9.")
        (down, fell), (up, rose) = self._sides()
        cut_down = np.append(down, -np.inf)[np.searchsorted(fell, deltas, side="right")]
        cut_up = np.append(up, np.inf)[np.searchsorted(rose, deltas, side="right")]
        return cut_down, cut_up

    def _steps(self) -> np.ndarray:
        """Return the deltas at which the list changes, from 0."""
        (_, fell), (_, rose) = self._sides()
        records = np.concatenate([fell, rose])
        # The last of a tie stands for all: only beyond it does the list change.
        steps = -tied_as_one(-records[records > self._tie], self._tie)
        return np.unique(np.append(steps, 0.0))

    def _false_calls(self, cut_down: np.ndarray, cut_up: np.ndarray) -> np.ndarray:
        """Count the rows that each relabelling calls beyond each pair of cuts, (n_labelings, n_cuts)."""
        low, high = _with_ties(cut_down, cut_up)
        return np.array(
            [len(d) - np.searchsorted(d, high, side="left") + np.searchsorted(d, low, side="right") for d in self.null]
        )


def sam(
    values: pd.DataFrame | np.ndarray,
    treated,
    pair=None,
    *,
    s0: float | None = None,
    max_labelings: int = 500,
    seed: int = 2001,
) -> Sam:
    """Fit SAM to two unpaired groups, or to pairs.

    Parameters
    ----------
    values : DataFrame or ndarray (n_rows, n_samples)
        Log2 expression.
    treated : (n_samples,) true or false
    pair : (n_samples,) labels, or None
        Which samples belong together; None for two unpaired groups.
    s0 : float or None
        Fudge factor in log2 units; None to choose it from the data (``choose_s0``).
    max_labelings : int
        Up to this many, every relabelling is used (the true one included, as in samr); where there are more, this many
        different ones are drawn at random.
    seed : int
        For that draw.

    Returns
    -------
    Sam
        A constant row has d 0.

    Raises
    ------
    InputError
        If a group has fewer than two samples, a pair is incomplete, the values cannot be used, or no row varies.

    References
    ----------
    Tusher et al. 2001, doi 10.1073/pnas.091062498.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> values = rng.normal(8, 0.3, (200, 8))
    >>> values[:5, 4:] += 3
    >>> result = sam(values, [0, 0, 0, 0, 1, 1, 1, 1])
    >>> result.table["d"].abs().nlargest(5).index.sort_values().tolist()
    [0, 1, 2, 3, 4]
    """
    max_labelings = read_count(max_labelings, "max_labelings", at_least=2)
    rng = np.random.default_rng(read_count(seed, "seed", at_least=0))
    study = _relabelled_study(values, treated, pair, max_labelings, rng)
    data, rows, score, observed, mirror, labelings, complete = study
    # Values of few decimals give many rows the same standard error; their last digits must not tell them apart.
    last_digits = _LAST_DIGITS * np.abs(as_numbers(values, "values")).max()
    difference, error = (tied_as_one(part[0], last_digits) for part in score(data, observed[np.newaxis]))
    s0, percentile = _read_s0(s0, difference, error)
    d = _ratio(difference, error, s0)
    is_observed = (labelings == observed).all(axis=1) | (labelings == mirror).all(axis=1)
    mirrored = bool(complete and is_observed.sum() == 2)
    null = relabelled_scores(data, labelings, score, s0, mirrored)
    if np.isinf(null[:, [0, -1]]).any():
        raise InputError("A row differs between groups but not within them, so that its d is infinite. Give an s0 > 0.")
    pi0 = unchanged_share(d, null, mirrored)
    if pi0 == 0:
        raise InputError(
            "No row lies in the middle half of the relabelled ones, so the share of unchanged rows cannot be "
            "estimated. Give the whole array, unchanged rows included, or use moderated_t."
        )
    return Sam(
        table=pd.DataFrame({"log2_fold_change": difference, "standard_error": error, "d": d}, index=rows),
        s0=s0,
        s0_percentile=percentile,
        pi0=pi0,
        expected=null.mean(axis=0),
        labelings=labelings,
        is_observed=is_observed,
        all_labelings_used=complete,
        null=null,
    )


def _relabelled_study(values, treated, pair, max_labelings: int, rng: np.random.Generator) -> tuple:
    """Return data, names of rows, score, true labelling, its mirror image, the labelings, and whether they are all."""
    if pair is None:
        checked = read_values(values)
        treated = read_treated(treated, checked.n_samples, checked.samples, at_least=2)
        labelings, complete = _relabel_groups(checked.matrix, treated, max_labelings, rng)
        return checked.matrix, checked.rows, two_group_scores, treated, ~treated, labelings, complete
    changes = paired_differences(values, treated, pair)
    data = changes.to_numpy()
    if data.shape[1] < 2:
        raise InputError("There is one pair only; SAM needs at least two.")
    labelings, complete = _relabel_pairs(data, max_labelings, rng)
    ones = np.ones(data.shape[1])
    return data, changes.index, paired_scores, ones, -ones, labelings, complete


def _read_s0(s0: float | None, difference: np.ndarray, error: np.ndarray) -> tuple[float, float | None]:
    if not (error > 0).any():
        raise InputError("No row varies within groups, so SAM has nothing to compare with. Check the values.")
    if s0 is None:
        return choose_s0(difference, error)
    s0 = read_number(s0, "s0", "zero or more, in log2 units")
    if s0 < 0:
        raise InputError(f"s0 is {s0}; it must be zero or more, in log2 units.")
    return s0, None


def relabelled_scores(
    data: np.ndarray, labelings: np.ndarray, score: Callable, s0: float, mirrored: bool
) -> np.ndarray:
    """Sort the d of every relabelling.

    Parameters
    ----------
    data : (n_rows, n_samples) values, or (n_rows, n_pairs) changes
    labelings : (n_labelings, n_samples or n_pairs)
    score : ``two_group_scores`` or ``paired_scores``
    s0 : float
    mirrored : bool
        Whether the list, read backwards, is the list of the mirror images. These have the same d with the opposite
        sign, so that one half needs no computing.

    Returns
    -------
    (n_labelings, n_rows)
    """
    null = np.empty((len(labelings), len(data)))
    computed = null[: len(null) // 2] if mirrored else null
    for part in row_chunks(len(data), len(computed), _CELLS_AT_ONCE):
        computed[:, part] = _ratio(*score(data[part], labelings[: len(computed)]), s0)
    computed.sort(axis=1)
    if mirrored:
        null[len(computed) :] = -computed[::-1, ::-1]
    return null


def two_group_scores(values: np.ndarray, labelings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Difference of means and its standard error for every row under every labelling.

    The total sum of squares is the same under every labelling. What the difference of means does not explain of it is
    the sum of squares within groups, so one matrix product gives both.

    Parameters
    ----------
    values : (n_rows, n_samples)
    labelings : (n_labelings, n_samples) boolean
        All with the same number of treated samples.

    Returns
    -------
    difference, standard_error : (n_labelings, n_rows), log2 units
    """
    n_samples, n_treated = values.shape[1], int(labelings[0].sum())
    per_group = 1 / n_treated + 1 / (n_samples - n_treated)
    centred = values - values.mean(axis=1, keepdims=True)
    centred[np.abs(centred).max(axis=1) <= ROUNDING * np.abs(values).max(axis=1)] = 0.0
    difference = contrast_of_means(labelings) @ centred.T
    total = (centred**2).sum(axis=1)
    within = _without_rounding(total - difference**2 / per_group, total)
    return difference, np.sqrt(within * per_group / (n_samples - 2))


def paired_scores(differences: np.ndarray, flips: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean change and its standard error for every row under every sign pattern.

    Parameters
    ----------
    differences : (n_rows, n_pairs)
    flips : (n_labelings, n_pairs) of +1 and -1

    Returns
    -------
    mean_change, standard_error : (n_labelings, n_rows), log2 units
    """
    n_pairs = differences.shape[1]
    mean_change = flips @ differences.T / n_pairs
    total = (differences**2).sum(axis=1)
    within = _without_rounding(total - n_pairs * mean_change**2, total)
    return mean_change, np.sqrt(within / (n_pairs * (n_pairs - 1)))


def choose_s0(difference: np.ndarray, error: np.ndarray) -> tuple[float, float]:
    """Choose the fudge factor that makes the spread of d depend least on the standard error.

    Rows are put into 100 bins by their standard error. For each candidate (the percentiles 0, 5, …, 100 of the standard
    errors) the spread of d, as median absolute deviation, is taken in each bin; the candidate whose spreads have the
    smallest coefficient of variation wins. With fewer than 500 rows the bins are too small and the 5th percentile is
    used, as in samr, and so it is where all rows are alike. Rows that do not vary take no part.

    Parameters
    ----------
    difference, error : (n_rows,), log2 units

    Returns
    -------
    s0 : float, log2 units
    percentile : float
        Which percentile of the standard errors it is.
    """
    varies = error > 0
    difference, error = difference[varies], error[varies]
    if len(error) < _FEWEST_ROWS_FOR_S0:
        return float(np.quantile(error, 0.05)), 5.0
    order = np.argsort(error)
    difference, error = difference[order], error[order]
    candidates = _percentiles(error, _PERCENTILES)
    # The smallest standard error stands for no fudge factor at all.
    d = difference / (error + np.where(_PERCENTILES == 0, 0.0, candidates)[:, np.newaxis])
    edges = np.unique(_percentiles(error, np.arange(101)))
    starts = np.unique(np.searchsorted(error, edges[1:-1], side="right"))
    spread = _spread_in_bins(d, np.concatenate([[0], starts[(starts > 0) & (starts < len(error))], [len(error)]]))
    mean = spread.mean(axis=0)
    if len(spread) < 2 or not mean.all():
        return float(candidates[1]), 5.0  # rows too much alike to have bins
    variation = spread.std(axis=0, ddof=1) / mean
    best = np.argmax(variation <= variation.min() * (1 + TIE))
    return float(candidates[best]), float(_PERCENTILES[best])


def unchanged_share(d: np.ndarray, null: np.ndarray, mirrored: bool = False) -> float:
    """Estimate the share of unchanged rows: those in the middle half of the relabelled d, times two, at most 1.

    Parameters
    ----------
    d : (n_rows,)
    null : (n_labelings, n_rows)
    mirrored : bool
        Whether the second half of the list holds the first half's d with the opposite sign. The quartiles then follow
        from the sizes of one half.
    """
    if mirrored:
        sizes = np.abs(null[: len(null) // 2])
        # The upper quartile of 2n symmetric numbers lies at place 1.5n - 0.75, which is 0.5n - 0.75 among their sizes.
        high = np.quantile(sizes, (0.5 * sizes.size - 0.75) / (sizes.size - 1))
        low = -high
    else:
        low, high = np.quantile(null, [0.25, 0.75])
    # The study's own d are among the relabelled ones, so that a quartile may be one of them.
    tie = TIE * max(abs(low), abs(high))
    return min(1.0, float(((d > low + tie) & (d < high - tie)).mean() / 0.5))


def tied_as_one(values: np.ndarray, tolerance: float) -> np.ndarray:
    """Give values that lie closer together than ``tolerance`` the smallest of their values.

    Parameters
    ----------
    values : (n,)
    tolerance : float

    Returns
    -------
    (n,), in the order given

    Examples
    --------
    >>> import numpy as np
    >>> tied_as_one(np.array([2.0, 1.0, 1.0 + 1e-15]), 1e-12).tolist()
    [2.0, 1.0, 1.0]
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    with np.errstate(invalid="ignore"):  # two infinite values have no distance, and are no new ones either
        starts = np.diff(ordered, prepend=-np.inf) > tolerance
    result = np.empty_like(ordered)
    result[order] = ordered[np.maximum.accumulate(np.where(starts, np.arange(len(ordered)), 0))]
    return result


def _with_ties(cut_down, cut_up):
    """Move the cuts towards the origin by what the last digits of d may differ."""
    return cut_down * (1 - TIE), cut_up * (1 - TIE)


def _percentiles(ordered: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return whole percentiles of ordered values; one that falls on a value is that value to the last digit."""
    place, rest = np.divmod((len(ordered) - 1) * whole, 100)
    above = ordered[np.minimum(place + 1, len(ordered) - 1)]
    return np.where(rest == 0, ordered[place], ordered[place] + (above - ordered[place]) * (rest / 100))


def _spread_in_bins(d: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the median absolute deviation of each bin of neighbours (rows) in each row of d (columns)."""
    starts, sizes = edges[:-1], np.diff(edges)
    spread = np.empty((len(sizes), len(d)))
    # A hundred bins have two or three sizes: those of one size are computed at once.
    for size in np.unique(sizes):
        alike = np.flatnonzero(sizes == size)
        values = d[:, starts[alike, np.newaxis] + np.arange(size)]
        deviations = np.abs(values - _last_median(values)[..., np.newaxis])
        spread[alike] = _last_median(deviations).T
    return spread


def _last_median(values: np.ndarray) -> np.ndarray:
    """Median over the last axis; numpy's own spends most of its time on checks when asked for short rows."""
    low, high = (values.shape[-1] - 1) // 2, values.shape[-1] // 2
    ordered = np.partition(values, (low, high), axis=-1)
    return (ordered[..., low] + ordered[..., high]) / 2


def _ratio(difference: np.ndarray, error: np.ndarray, s0: float) -> np.ndarray:
    """Divide; without a fudge factor, 0/0 is 0 and anything else over 0 is ±infinity."""
    if s0 > 0:
        return difference / (error + s0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(difference == 0, 0.0, difference / error)


def _without_rounding(within: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Set sums of squares to zero that are no more than the rounding error of their subtraction from the total."""
    return np.where(within > 1e-13 * total, within, 0.0)


def _relabel_groups(
    data: np.ndarray, treated: np.ndarray, most: int, rng: np.random.Generator
) -> tuple[np.ndarray, bool]:
    n_samples, n_treated = len(treated), int(treated.sum())
    if comb(n_samples, n_treated) <= most:
        return all_labelings(n_samples, n_treated), True
    return draw_labelings(n_samples, n_treated, most, rng)[:, _own_rank(data)], False


def _relabel_pairs(data: np.ndarray, most: int, rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    n_pairs = data.shape[1]
    if 2**n_pairs <= most:
        return all_sign_flips(n_pairs), True
    return draw_sign_flips(n_pairs, most, rng)[:, _own_rank(data)], False


def _own_rank(data: np.ndarray) -> np.ndarray:
    """Rank the columns by their sorted values: an order that does not depend on how samples and rows are arranged.

    Labelings drawn at random in this order are the same ones however the table was sorted.
    """
    order = np.lexsort(np.sort(data, axis=0).round(_DECIMALS_OF_RANK)[::-1])
    return np.argsort(order)

"""Whose sample is it? Which sex an array's genes speak of, and which arrays of two visits are of one person.

Both answers are statistics with an error rate, and both may be "unclear". Limits were set on real arrays: 57 of bladder
tissue (HG-U133A, package bladderbatch of Bioconductor) and 17 of kidney and its tumours (GSE781 in package GEOquery).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .checks import InputError, as_numbers
from .inputs import read_labels

__all__ = ["VisitMatch", "match_visits", "sex_by_genes"]

LEAST_DIFFERENCE = 0.8
"""Array spreads between the anchor on the Y chromosome and XIST below which the sex stays unclear."""
SILENT_BELOW = 0.7
"""Array spreads above its array's middle that the other sex's gene must not reach."""
_NEAR = 1.0
"""Log2 units within which a check gene counts as like the other sex, where its own has no second array."""
_LEAST_GAP_OF_CENTRED = 1.5
"""Log2 units between the sexes that centred values must show, for their zero says nothing of any one array."""

_PARTED = 3.0
"""Median deviations within a sex by which a check gene's two states must differ."""
_NEARLY_THERE = 0.25
"""Share of the way to the other sex's state that may be left where a check gene speaks against a sex."""

LEAST_Z = 3.5
"""Distances of strangers' spread above the strangers' mean from which a pair is clear."""
LEAST_LEAD = 0.5
"""The same, above the next best partner."""
_ROWS = 1000


def sex_by_genes(values: pd.DataFrame, markers: pd.DataFrame, *, centred: bool = False) -> pd.DataFrame:
    """Tell for each array which sex its genes speak of.

    Levels are measured within each array: distance from the array's median in units of its spread, so that a bright,
    dim or tilted array changes nothing. The anchors are XIST and the first gene of the Y chromosome; a further gene of
    the Y chromosome, where its two states differ in this study, must agree.

    Parameters
    ----------
    values : DataFrame (n_rows, n_samples)
        Log2 expression of the whole array.
    markers : DataFrame, index: rows of ``values``
        ``gene`` and ``sex``, the sex whose samples make its RNA; the anchor of males first.
    centred : bool
        Whether each row was centred on its own middle. Then zero means nothing for a single array, and an answer needs
        both sexes in the study.

    Returns
    -------
    DataFrame (n_samples)
        ``sex`` (female, male or unclear), ``margin`` (log2 units: the anchor of males minus XIST; positive speaks of a
        male), ``genes`` (those that speak for the answer) and ``because``.

    Raises
    ------
    InputError
        If a marker is no row of the values.

    Notes
    -----
    On the 57 bladder arrays the smallest difference of the anchors was 1.1 spreads, on the 17 kidney arrays 1.4. Three
    of the 74 stayed unclear, because DDX3Y objected in bladders with little of it, and both arrays of all seven pairs
    of GSE781 got one sex. The true sexes are not in these records, so that a rate of errors can't be given; on 2,400
    simulated arrays, two of each twelve spoiled, it was below one in a thousand. The answer is about the RNA of a
    sample. It says nothing about a person's gender, can't see a swap of two samples of one sex, and calls a mixture or
    a chromosome set other than XX and XY unclear or wrongly.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> table = pd.DataFrame(np.random.default_rng(1).normal(6, 1.5, (500, 2)), columns=["a", "b"])
    >>> table.loc[0], table.loc[1] = [10, 4], [4, 9.5]
    >>> markers = pd.DataFrame({"gene": ["RPS4Y1", "XIST"], "sex": ["male", "female"]})
    >>> sex_by_genes(table, markers)["sex"].tolist()
    ['male', 'female']
    """
    strange = [str(row) for row in markers.index if row not in values.index]
    if strange:
        raise InputError(f"The rows {', '.join(strange)} of the markers are not in the values.")
    level, distance = _marker_levels(values, markers, centred)
    sex_of = markers.drop_duplicates("gene").set_index("gene")["sex"]
    males = [gene for gene in level.index if sex_of[gene] == "male"]
    females = [gene for gene in level.index if sex_of[gene] == "female"]
    if not males or not females:
        missing = "of the Y chromosome" if not males else "XIST"
        empty = {"sex": "unclear", "margin": np.nan, "genes": "", "because": f"the array has no gene {missing}"}
        return pd.DataFrame(empty, index=values.columns)
    anchor, other = males[0], females[0]
    margin = level.loc[anchor] - level.loc[other]
    if centred:
        sex, because = _by_gap(margin, anchor, other)
    else:
        sex, because = _by_distance(distance.loc[anchor], distance.loc[other], anchor, other)
    genes = sex.map({"male": anchor, "female": other, "unclear": ""})
    for check in males[1:]:
        agrees = _agrees(level.loc[check], sex)
        against = agrees.eq(False)
        because = because.mask(against, f"{check} speaks against {anchor} and {other}")
        sex = sex.mask(against, "unclear")
        genes = genes.mask(agrees.eq(True), genes + f", {check}")
    return pd.DataFrame({"sex": sex, "margin": margin, "genes": genes.where(sex != "unclear", ""), "because": because})


def _marker_levels(values: pd.DataFrame, markers: pd.DataFrame, centred: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each gene's level and its distance from the array's median in spreads, by its clearest row.

    The level is that distance times the usual spread, log2 units: bright, dim and tilted arrays then compare. The
    spread of a centred array is its noise, so there the level is the value itself.
    """
    matrix = as_numbers(values, "values")
    low, middle, high = np.nanquantile(matrix, [0.25, 0.5, 0.75], axis=0)
    spread = np.maximum((high - low) / 1.349, 1e-6)
    rows = values.index.get_indexer(markers.index)
    distance = pd.DataFrame((matrix[rows] - middle) / spread, index=markers.index, columns=values.columns)
    # A gene has several probe sets, and the one that reaches highest sees it best.
    reach = distance.max(axis=1)
    best = [reach[markers["gene"] == gene].idxmax() for gene in dict.fromkeys(markers["gene"])]
    genes = pd.Index(markers.loc[best, "gene"])
    distance = distance.loc[best].set_axis(genes)
    if centred:
        return values.loc[best].astype(float).set_axis(genes), distance
    return distance * np.median(spread), distance


def _by_distance(y: pd.Series, x: pd.Series, anchor: str, other: str) -> tuple[pd.Series, pd.Series]:
    sex = pd.Series("unclear", index=y.index, dtype=object)
    because = pd.Series(f"{anchor} and {other} stand too near to each other", index=y.index, dtype=object)
    difference = y - x
    male, female = difference >= LEAST_DIFFERENCE, difference <= -LEAST_DIFFERENCE
    both = (male & (x >= SILENT_BELOW)) | (female & (y >= SILENT_BELOW))
    sex[male & ~both], sex[female & ~both] = "male", "female"
    because[male], because[female] = f"{anchor} is made, {other} is not", f"{other} is made, {anchor} is not"
    because[both] = f"{anchor} and {other} are both made"
    because[difference.isna()] = f"{anchor} or {other} has no value"
    return sex, because


def _by_gap(margin: pd.Series, anchor: str, other: str) -> tuple[pd.Series, pd.Series]:
    known = margin.dropna().sort_values()
    gaps = known.diff().iloc[1:]
    sex = pd.Series("unclear", index=margin.index, dtype=object)
    if gaps.empty or gaps.max() < _LEAST_GAP_OF_CENTRED:
        because = "values are centred, and the study does not show two sexes side by side"
    else:
        cut = known[gaps.idxmax()] - gaps.max() / 2
        sex[margin > cut], sex[margin < cut] = "male", "female"
        because = f"{anchor} and {other} part the study in two"
    return sex, pd.Series(because, index=margin.index, dtype=object)


def _agrees(level: pd.Series, sex: pd.Series) -> pd.Series:
    """Say of each array whether a check gene sides with its sex: True, False, or None where it has no opinion.

    The gene has one only where it tells the other arrays of the two sexes apart: it also depends on the tissue.
    """
    opinions = pd.Series(None, index=level.index, dtype=object)
    for name, own in sex.items():
        if own == "unclear" or np.isnan(level[name]):
            continue
        others = sex.drop(name)
        same = level[others.index[others == own]].dropna()
        opposite = level[others.index[(others != own) & (others != "unclear")]].dropna()
        if opposite.empty:
            continue
        if same.empty:
            near = abs(level[name] - opposite.median()) < _NEAR
            opinions[name] = False if near else None
            continue
        way = opposite.median() - same.median()
        scatter = max((part - part.median()).abs().median() for part in (same, opposite))
        if abs(way) >= max(_NEAR, _PARTED * scatter):
            went = (level[name] - same.median()) / way
            opinions[name] = True if went < 0.5 else False if went > 1 - _NEARLY_THERE else None
    return opinions


@dataclass(frozen=True)
class VisitMatch:
    """Which array of a second visit goes with which of the first.

    Attributes
    ----------
    pairs : DataFrame (n_pairs)
        ``first`` and ``second`` (names of arrays), ``likeness`` (correlation over the chosen rows), ``z`` (how far it
        lies above that of strangers, in their standard deviations), ``lead`` (how far above the next best partner, the
        same unit) and ``clear``.
    likeness : DataFrame (n_first, n_second)
        Correlation of every two arrays of different visits.
    strangers : array (n,)
        Correlations of arrays of one visit, which are of different people for certain.
    rows : Index
        The rows that differ most between people in both visits.
    """

    pairs: pd.DataFrame
    likeness: pd.DataFrame
    strangers: np.ndarray
    rows: pd.Index


def match_visits(
    values: pd.DataFrame, second: Sequence[bool] | pd.Series, apart: np.ndarray | None = None, n_rows: int = _ROWS
) -> VisitMatch:
    """Find the arrays of one person among two visits, from the rows that differ between people.

    Each visit is centred row by row, so that what the treatment did to all is gone. The rows that scatter most in both
    visits, against rows of the same level, are compared between all arrays; the assignment with the largest sum of
    correlations wins. Arrays of one visit are of different people for certain: how alike they are is the measure of
    what chance and shared tissue do.

    Parameters
    ----------
    values : DataFrame (n_rows, n_samples)
        Log2 expression.
    second : (n_samples,) true or false
        Which arrays are of the second visit; as many as of the first.
    apart : (n_first, n_second) true or false, optional
        Two arrays that can't be of one person, for instance because their sexes differ.
    n_rows : int
        How many rows are compared.

    Returns
    -------
    VisitMatch

    Raises
    ------
    InputError
        If there are fewer than three pairs, or the visits differ in size.

    Notes
    -----
    Tried on strangers: six and six of 57 different people's bladder arrays, 150 draws, 900 proposed pairs. At the
    limits of ``clear`` (z of 3.5, lead of 0.5) three in a thousand passed. On seven kidney and tumour pairs of GSE781
    nothing passed: a tumour differs more from its kidney than people do. Of 200 simulated studies with two spoiled
    arrays, a batch and added noise, all at once, 197 came out whole, and in the other three no pair was both clear and
    wrong. A swap of both arrays of two people can't be seen.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(2)
    >>> people = rng.normal(0, 1, (800, 5))
    >>> table = pd.DataFrame(8 + np.hstack([people, people[:, ::-1]]) + rng.normal(0, 0.3, (800, 10)))
    >>> match_visits(table, np.arange(10) >= 5).pairs["second"].tolist()
    [9, 8, 7, 6, 5]
    """
    later = read_labels(second, values.shape[1], values.columns, "second").astype(bool)
    n = int(later.sum())
    if n != int((~later).sum()):
        raise InputError(f"There are {int((~later).sum())} arrays of the first visit and {n} of the second.")
    if n < 3:
        raise InputError("Fewer than three pairs give no measure of how alike strangers are.")
    whole = values.dropna()
    ranked = _same_distribution(as_numbers(whole, "values"))
    before, after = ranked[:, ~later], ranked[:, later]
    top = np.argsort(-_personal(before, after), kind="stable")[:n_rows]
    one, two = _unit(before[top]), _unit(after[top])
    likeness = one.T @ two
    # Centring makes the arrays of one visit sum to nothing, and so a little unlike each other.
    within = np.concatenate([(part.T @ part)[np.triu_indices(n, 1)] for part in (one, two)]) + 1 / (n - 1)
    chosen = _assignment(likeness if apart is None else np.where(apart, -2.0, likeness))
    own = likeness[np.arange(n), chosen]
    spread = within.std(ddof=1)
    z = (own - within.mean()) / spread
    lead = np.array([own[i] - _next_best(likeness, i, chosen[i]) for i in range(n)]) / spread
    possible = np.ones(n, bool) if apart is None else ~apart[np.arange(n), chosen]
    first_names, second_names = values.columns[~later], values.columns[later]
    pairs = pd.DataFrame(
        {
            "first": first_names,
            "second": second_names[chosen],
            "likeness": own,
            "z": z,
            "lead": lead,
            "clear": (z >= LEAST_Z) & (lead >= LEAST_LEAD) & possible,
        }
    )
    table = pd.DataFrame(likeness, index=first_names, columns=second_names)
    return VisitMatch(pairs, table, within, whole.index[top])


def _same_distribution(matrix: np.ndarray) -> np.ndarray:
    target = np.sort(matrix, axis=0).mean(axis=1)
    return target[np.argsort(np.argsort(matrix, axis=0, kind="stable"), axis=0)]


def _personal(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Score rows that scatter in both visits, by themselves and against rows of the same level."""
    scatter = np.minimum(before.std(axis=1, ddof=1), after.std(axis=1, ddof=1))
    order = np.argsort(before.mean(axis=1) + after.mean(axis=1), kind="stable")
    window = max(51, len(scatter) // 50)
    usual = pd.Series(scatter[order]).rolling(window, center=True, min_periods=1).median().to_numpy()
    score = np.empty_like(scatter)
    score[order] = scatter[order] ** 2 / np.maximum(usual, 1e-9)
    return score


def _unit(part: np.ndarray) -> np.ndarray:
    """Standardise rows, centre arrays, and give each array length 1: products are then correlations."""
    part = part - part.mean(axis=1, keepdims=True)
    part = part / np.maximum(part.std(axis=1, keepdims=True), 1e-9)
    part = part - part.mean(axis=0)
    return part / np.maximum(np.linalg.norm(part, axis=0), 1e-9)


def _assignment(likeness: np.ndarray) -> np.ndarray:
    # scipy.optimize takes longer to import than everything else here.
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment(-likeness)[1]


def _next_best(likeness: np.ndarray, row: int, column: int) -> float:
    return float(max(np.delete(likeness[row], column).max(), np.delete(likeness[:, column], row).max()))

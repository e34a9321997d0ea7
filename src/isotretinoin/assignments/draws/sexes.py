"""A3, men and women: a small paired study with both sexes, and many repeats of one that is too small."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from isotretinoin.studies import CONFIGURATIONS, simulate

from ..data import Part
from .order import mixed_order

__all__ = ["SHAPES", "draw"]

_SMALL = CONFIGURATIONS["skin-small"]
_SIZES = [(women, men) for women, men in permutations(range(4, 8), 2)]
_REPEATS = 2000


def draw(seed: int) -> dict[str, Part]:
    """Draw the study of 60 probe sets, and 2,000 repeats of a study with a known true difference.

    A draw in which Student's and Welch's interval of LCN2 nearly agree is drawn again, because the question asks for
    one of them, and so is one in which the women respond more. The arrays come in mixed order.
    """
    rng = np.random.default_rng([seed, 3])
    women, men = _SIZES[rng.integers(len(_SIZES))]
    configuration = _configuration(rng, rng.permutation(["female"] * women + ["male"] * men))
    attempt = 0
    while True:
        study = simulate(configuration, seed + attempt)
        if _can_be_asked(study):
            break
        attempt += 1
    order = mixed_order(rng, study.samples)
    arrays = [f"A{number:02d}" for number in range(1, len(order) + 1)]
    expression = study.expression.iloc[:, order].round(3).set_axis(arrays, axis="columns")
    samples = study.samples.iloc[order][["patient", "sex", "time"]].set_axis(arrays).rename_axis("array")
    repeats, true_difference = _repeats(rng, women, men)
    return {
        "expression": Part(expression.rename_axis(columns="array"), "Log2 values, one row per probe set."),
        "samples": Part(samples, "Patient, sex and time of each array, in the order of the columns."),
        "probe_sets": Part(study.probe_sets[["symbol"]], "Gene symbol of each probe set."),
        "repeats": Part(repeats, f"One row per repeat of a study of {women} women and {men} men."),
        "true_difference": Part(true_difference, "The true difference, men minus women, behind the repeats, log2."),
    }


def _configuration(rng: np.random.Generator, sexes: np.ndarray):
    """Return the small skin study with these patients and a difference between the sexes in LCN2, all assumed."""
    row = replace(
        _SMALL.sex_response,
        male=round(float(rng.uniform(1.8, 2.8)), 2),
        female=round(float(rng.uniform(0.6, 1.4)), 2),
        heterogeneity=0.3,
    )
    return replace(
        _SMALL,
        name="assignment-3",
        summary="The skin study with 60 probe sets and unequal numbers of women and men.",
        n_probe_sets=60,
        sexes=tuple(map(str, sexes)),
        modules=(),
        n_up=20,
        n_down=8,
        n_weak=0,
        sex_response=row,
        sources={**_SMALL.sources, "sex_response": "assumed: every number, drawn anew for each student"},
    )


def _can_be_asked(study) -> bool:
    """Whether LCN2 rises more in the men, and what may be taken for Student's error or half-width is 2 % apart or more.

    That is Welch's, the error by the spread of all patients together, and the one that ignores the pairs.
    """
    values = study.expression.loc[study.probe_sets["symbol"] == "LCN2"].to_numpy()[0]
    before, after = np.split(values, 2)
    is_male = study.samples["sex"].to_numpy()[: len(before)] == "male"
    groups = [(after - before)[is_male], (after - before)[~is_male]]
    if abs(np.subtract(*map(np.mean, groups)) - np.subtract(*map(np.median, groups))) < 0.005:
        return False  # means and medians must not be taken for each other
    n, v = np.array([len(x) for x in groups]), np.array([x.var(ddof=1) for x in groups])
    pooled = np.sqrt(((n - 1) * v).sum() / (n.sum() - 2) * (1 / n).sum())
    separate = np.sqrt((v / n).sum())
    df = (v / n).sum() ** 2 / ((v / n) ** 2 / (n - 1)).sum()
    if groups[0].mean() <= groups[1].mean():
        return False  # the question promises the direction, so that a check can see a swapped sign
    together = np.concatenate(groups).std(ddof=1) * np.sqrt((1 / n).sum())
    without_pairs = np.sqrt(sum(x[one].var(ddof=1) / one.sum() for x in (before, after) for one in (is_male, ~is_male)))
    factor = stdtrit(n.sum() - 2, 0.975) / stdtrit(df, 0.975)
    other = stdtrit(n.sum() - 2, 0.975) / stdtrit(2 * n.sum() - 4, 0.975)
    apart = np.abs(pooled * np.array([1 / separate, factor / separate, 1 / together, other / without_pairs]) - 1)
    return bool(apart.min() > 0.02)


def _repeats(rng: np.random.Generator, women: int, men: int) -> tuple[pd.DataFrame, float]:
    """Draw many repeats of one study whose true difference is about one standard error, so that power is low."""
    spread, n = 0.6, women + men
    error = spread * np.sqrt(1 / women + 1 / men)
    true_difference = round(float(rng.uniform(0.7, 1.1) * error), 2)
    while True:
        female = rng.normal(0.0, spread, (_REPEATS, women))
        male = rng.normal(true_difference, spread, (_REPEATS, men))
        estimate = male.mean(axis=1) - female.mean(axis=1)
        pooled = (women - 1) * female.var(axis=1, ddof=1) + (men - 1) * male.var(axis=1, ddof=1)
        t = estimate / np.sqrt(pooled / (n - 2) * (1 / women + 1 / men))
        table = pd.DataFrame({"estimate": estimate.round(4), "p": (2 * stdtr(n - 2, -np.abs(t))).round(4)})
        found = table.loc[table["p"] < 0.05, "estimate"]
        size = found.abs()
        # Wrong signs must have happened. Leaving them out, or a median in place of the mean, must be seen in the third
        # decimal of a ratio. And no P value may sit on the line itself.
        others = np.array([found[found > 0].mean(), size.median()])
        seen = np.abs(others - size.mean()).min() > 0.002 * true_difference
        if (found < 0).sum() >= 5 and seen and not (table["p"] == 0.05).any():
            return table.rename_axis("repeat"), true_difference


def _group_sizes(rng: np.random.Generator) -> tuple[int, int]:
    """Draw the numbers of women and of men."""
    women, men = rng.choice(np.arange(3, 9), 2, replace=False)
    return int(women), int(men)


def _equal_effects(rng: np.random.Generator) -> tuple[float, int, int]:
    """Draw a common effect and two group sizes for which power is neither 0 nor 1 in either sex."""
    women, men = rng.choice(np.arange(3, 7), 2, replace=False)
    return round(float(rng.uniform(1.3, 1.9)), 2), int(women), int(men)


SHAPES = {"q3": _group_sizes, "q4": _equal_effects}
"""For each function question, how the arguments of one call are drawn."""

"""A4, NGAL and cause: counted cells of a knockdown and of a dose series. Every number behind them is assumed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from isotretinoin.mechanism.apoptosis import Parameters, experiment
from isotretinoin.mechanism.counts import simulate_counts

from ..data import Part

__all__ = ["SHAPES", "draw"]

_PLATES = {
    "vehicle, control siRNA": 4,
    "drug, control siRNA": 6,
    "vehicle, LCN2 siRNA": 4,
    "drug, LCN2 siRNA": 4,
    "drug, LCN2 siRNA, NGAL added": 4,
}
_DOSES = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
_EFFICIENCIES, _NEEDS = (0.7, 0.8, 0.9), (0.5, 0.7, 0.9)


def draw(seed: int) -> dict[str, Part]:
    """Draw the plates of a knockdown and of a dose series.

    A draw in which Welch's and Student's interval nearly agree, or in which the dose series hardly tells where the
    curve bends, is drawn again.
    """
    rng = np.random.default_rng([seed, 4])
    while True:
        plates = _knockdown(rng)
        if _spreads_differ(plates):
            break
    while True:
        doses = _dose_series(rng)
        if _bends(doses):
            break
    return {
        "plates": Part(
            plates, "One row per plate of the knockdown: its arm, the cells counted, and how many were dying."
        ),
        "doses": Part(
            doses, "One row per plate of the dose series: dose in µM, cells counted, and how many were dying."
        ),
    }


def _counted(rng: np.random.Generator, share: float, likeness: float, low: int, high: int) -> tuple[int, int]:
    """Count the cells of one plate."""
    cells = int(rng.integers(low, high))
    plate = simulate_counts(
        {"plate": share}, plates=1, cells=cells, intraclass_correlation=likeness, seed=int(rng.integers(2**62))
    )
    return cells, int(plate["positive"].iloc[0])


def _knockdown(rng: np.random.Generator) -> pd.DataFrame:
    need = float(rng.choice(_NEEDS))
    truth = experiment(float(rng.choice(_EFFICIENCIES)), parameters=Parameters(necessity=need, sufficiency=need))
    # The model's scale is invented, and its shares of a few per cent would leave plates without a dying cell.
    shares = 2.5 * truth.set_index("arm")["tunel"]
    rows = []
    for arm, n_plates in _PLATES.items():
        for _ in range(n_plates):
            rows.append((arm, *_counted(rng, float(shares[arm]), 0.02, 150, 450)))
    table = pd.DataFrame(rows, columns=["arm", "cells", "positive"]).iloc[rng.permutation(len(rows))]
    return table.set_axis(pd.Index([f"K{i + 1:02d}" for i in range(len(rows))], name="plate"))


def _spreads_differ(plates: pd.DataFrame) -> bool:
    """Whether the wrong ways to the interval of question 2 give other numbers than the right one.

    Welch's half-width must differ by 2 % or more from Student's and from the one with Student's factor, the difference
    of the plates' means from that of the pooled cells, and the arms without the drug from each other.
    """
    share = plates["positive"] / plates["cells"]
    sirnas = ("control siRNA", "LCN2 siRNA")
    if abs(np.subtract(*(share[plates["arm"] == f"vehicle, {sirna}"].mean() for sirna in sirnas))) < 0.001:
        return False
    arms = [plates["arm"] == f"drug, {sirna}" for sirna in sirnas]
    groups = [share[arm].to_numpy() for arm in arms]
    pooled_shares = [plates.loc[arm, "positive"].sum() / plates.loc[arm, "cells"].sum() for arm in arms]
    if abs(np.subtract(*pooled_shares) - np.subtract(*map(np.mean, groups))) < 0.001:
        return False
    n, v = np.array([len(x) for x in groups]), np.array([x.var(ddof=1) for x in groups])
    if not (v > 0).all():
        return False
    df = (v / n).sum() ** 2 / ((v / n) ** 2 / (n - 1)).sum()
    welch = np.sqrt((v / n).sum()) * stdtrit(df, 0.975)
    pooled = np.sqrt(((n - 1) * v).sum() / (n.sum() - 2) * (1 / n).sum()) * stdtrit(n.sum() - 2, 0.975)
    mixed = np.sqrt((v / n).sum()) * stdtrit(n.sum() - 2, 0.975)
    return min(abs(pooled / welch - 1), abs(mixed / welch - 1)) > 0.02


def _dose_series(rng: np.random.Generator) -> pd.DataFrame:
    bottom, top = rng.uniform(0.03, 0.06), rng.uniform(0.35, 0.5)
    half = 10 ** rng.uniform(-1.3, -0.5)
    shares = {f"{dose:g}": bottom + (top - bottom) * dose / (half + dose) for dose in _DOSES}
    counted = simulate_counts(
        shares, plates=4, cells=500, intraclass_correlation=0.002, seed=int(rng.integers(2**62))
    ).rename(columns={"arm": "dose"})
    counted.index = pd.Index([f"D{i + 1:02d}" for i in range(len(counted))], name="plate")
    return counted.astype({"dose": float})[["dose", "cells", "positive"]]


def _bends(doses: pd.DataFrame) -> bool:
    """Whether the dose series tells where its curve bends, and tells question 3's wrong ways from the right one.

    The least-squares half dose must lie well inside the series, so that every optimiser finds the same one; a fit
    without the vehicle, without the largest dose, or with one end fixed at its plates must find another.
    """
    share, dose = (doses["positive"] / doses["cells"]).to_numpy(), doses["dose"].to_numpy()
    best, sure = _half_dose(dose, share)
    if not sure or not 0.03 < best < 0.6:
        return False
    least, most, every = dose == 0, dose == max(_DOSES), dose >= 0
    ways = [(~least, {}), (~most, {}), (every, {"bottom": share[least].mean()}), (every, {"top": share[most].mean()})]
    others = [_half_dose(dose[kept], share[kept], **end)[0] for kept, end in ways]
    return all(abs(other / best - 1) > 0.01 for other in others)


def _half_dose(
    dose: np.ndarray, share: np.ndarray, bottom: float | None = None, top: float | None = None
) -> tuple[float, bool]:
    """Fit the half dose by least squares, both ends free or one fixed; say whether doses four times apart fit worse."""

    def left(log_half: np.ndarray) -> np.ndarray:
        bound = dose / (np.exp(log_half)[:, None] + dose)
        if bottom is not None or top is not None:
            # With one end fixed the curve is a multiple of one known shape.
            shape, rest = (bound, share - bottom) if top is None else (1 - bound, share - top * bound)
            factor = (shape * rest).sum(axis=1) / (shape**2).sum(axis=1)
            return ((rest - factor[:, None] * shape) ** 2).sum(axis=1)
        bound = bound - bound.mean(axis=1, keepdims=True)
        rest = share - share.mean()
        return rest @ rest - (bound @ rest) ** 2 / (bound**2).sum(axis=1)

    grid = np.log(np.geomspace(0.003, 10, 2000))
    squares = left(grid)
    within = grid[squares < squares.min() * 1.2]
    return float(np.exp(grid[np.argmin(squares)])), bool(within[-1] - within[0] < np.log(4))


def _plates_of_two_arms(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw counts, cells and arm (0 or 1) of eight to eleven plates in mixed order."""
    n = rng.integers(4, 7, 2)
    arm = np.repeat([0, 1], n.astype(np.intp))  # a browser's Python counts in 32 bits
    cells = rng.integers(120, 480, len(arm))
    share = np.clip(np.array([0.05, 0.14])[arm] * rng.uniform(0.6, 1.6, len(arm)), 0.01, 0.5)
    positive = np.maximum(rng.binomial(cells, share), 1)
    order = rng.permutation(len(arm))
    return positive[order], cells[order], arm[order]


def _siderophore(rng: np.random.Generator) -> tuple[float, float, float]:
    """Draw amounts of loaded siderophore and NGAL that are of one order, and a dissociation constant, all nM."""
    loaded = float(rng.uniform(20, 200))
    ngal = loaded * float(rng.uniform(0.6, 1.6))
    return round(loaded, 1), round(ngal, 1), round(float(10 ** rng.uniform(0.0, 1.6)), 2)


SHAPES = {"q4": _plates_of_two_arms, "q5": _siderophore}
"""For each function question, how the arguments of one call are drawn."""

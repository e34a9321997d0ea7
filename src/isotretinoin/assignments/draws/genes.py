"""A2, one gene to twelve thousand: a paired array study of six patients, on the scale that a scanner gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from isotretinoin.studies import CONFIGURATIONS, simulate

from ..data import Part
from .order import mixed_order

__all__ = ["draw"]

_SMALL = CONFIGURATIONS["skin-small"]
CONFIGURATION = replace(
    _SMALL,
    name="assignment-2",
    summary="The skin study with 400 probe sets, so that an answer stays small.",
    n_probe_sets=400,
    modules=tuple(replace(module, n_probe_sets=max(1, module.n_probe_sets // 5)) for module in _SMALL.modules),
    n_up=28,
    n_down=16,
    n_weak=40,
    sources={**_SMALL.sources, "n_probe_sets": "assumed: small enough to be handed in"},
)


def draw(seed: int) -> dict[str, Part]:
    """Draw the study and take away what makes an analysis too easy.

    The arrays come in mixed order, so that the table of samples has to be used, and the signals are linear, so that a
    logarithm has to be taken. A draw in which the paired and the unpaired interval of LCN2 are about equally wide by
    chance is drawn again, because there the right and the wrong test could not be told apart.
    """
    attempt = 0
    while True:
        study = simulate(CONFIGURATION, seed + attempt)
        if _pairing_shows(study.expression.loc[study.probe_sets["symbol"] == "LCN2"].to_numpy()[0]):
            break
        attempt += 1
    rng = np.random.default_rng([seed, 2])
    order = mixed_order(rng, study.samples)
    arrays = [f"A{number:02d}" for number in range(1, len(order) + 1)]
    signal = (2 ** study.expression.iloc[:, order]).round(2).set_axis(arrays, axis="columns")
    samples = study.samples.iloc[order][["patient", "time"]].set_axis(arrays).rename_axis("array")
    return {
        "signal": Part(
            signal.rename_axis(columns="array"), "Linear signal, one row per probe set, one column per array."
        ),
        "samples": Part(samples, "Patient and time of each array, in the order of the columns."),
        "probe_sets": Part(study.probe_sets[["symbol"]], "Gene symbol of each probe set."),
    }


def _pairing_shows(lcn2: np.ndarray) -> bool:
    """Whether the half-widths of the paired and the unpaired interval differ by more than a twentieth."""
    before, after = np.split(lcn2, 2)
    n = len(before)
    paired = stdtrit(n - 1, 0.975) * np.std(after - before, ddof=1)
    unpaired = stdtrit(2 * n - 2, 0.975) * np.sqrt(before.var(ddof=1) + after.var(ddof=1))
    return abs(paired / unpaired - 1) > 0.05


def _changes_for_sign_flips(rng: np.random.Generator) -> tuple[np.ndarray]:
    """Draw log2 changes of a few patients whose 2ⁿ sums are exact and, but for the mirror images, all different.

    Sixteenths are exact in binary, so that the order of the additions cannot break a tie.
    """
    while True:
        n = int(rng.integers(4, 8))
        changes = rng.integers(-24, 49, n) / 16
        signs = 1 - 2 * ((np.arange(2 ** (n - 1))[:, None] >> np.arange(n)) & 1)
        sums = np.abs(signs @ changes)
        # Something in the middle of the scale separates more methods than a P value at its floor or near 1.
        if len(np.unique(sums)) == len(sums) and 0.05 < np.mean(sums >= abs(changes.sum())) < 0.6:
            return (changes,)


def _p_values(rng: np.random.Generator) -> tuple[np.ndarray]:
    """Draw unsorted P values: some small, some large, two of them equal."""
    m = int(rng.integers(9, 15))
    small = rng.random(m) < 0.5
    p = np.where(small, rng.uniform(0.0005, 0.06, m), rng.uniform(0.05, 1.0, m)).round(4)
    p[rng.integers(1, m)] = p[0]
    return (p,)


def _scored_changes(rng: np.random.Generator) -> tuple[pd.DataFrame, float, float]:
    """Draw a small table of log2 changes, a fudge factor and a cut that calls some rows."""
    n_rows, n_patients = 40, 5
    spread = 0.25 * np.sqrt(4 / rng.chisquare(4, n_rows))
    effect = np.where(np.arange(n_rows) < 10, rng.normal(0.0, 0.9, n_rows), 0.0)
    changes = rng.normal(effect[:, None], spread[:, None], (n_rows, n_patients)).round(3)
    index = pd.Index([f"row {i + 1}" for i in range(n_rows)], name="probe_set")
    columns = [f"P{i + 1}" for i in range(n_patients)]
    table = pd.DataFrame(changes, index=index, columns=columns)
    return table, round(float(rng.uniform(0.04, 0.12)), 3), round(float(rng.uniform(0.9, 1.3)), 2)


SHAPES = {"q4": _changes_for_sign_flips, "q5": _p_values, "q6": _scored_changes}
"""For each function question, how the arguments of one call are drawn."""

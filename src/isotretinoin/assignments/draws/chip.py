"""A1, chip to numbers: the light of a small chip, probe by probe, on eight arrays, one of which has a fault."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from isotretinoin.studies.simulated.probes import Chip, simulate_probes

from ..data import Part

__all__ = ["SHAPES", "draw"]

_PLAIN = Chip(n_probe_sets=40, group_sizes=(4, 4), n_up=6, n_down=6, brightness_sd=0.25)


def draw(seed: int) -> dict[str, Part]:
    """Draw four vehicle and four treated arrays; a bright smear covers a third of one, whose place is the student's.

    A draw in which the fault does not stand out is drawn again, so that question 6 is fair to everybody.
    """
    rng = np.random.default_rng([seed, 1])
    attempt = 0
    while True:
        smeared = _PLAIN.arrays[rng.integers(len(_PLAIN.arrays))]
        smears = {smeared: round(float(rng.uniform(0.32, 0.42)), 2)}
        study = simulate_probes(replace(_PLAIN, smears=smears, smear_light=1500.0), seed + attempt)
        if _stands_out(np.log2(study.pm.clip(lower=1.0)), smeared):
            break
        attempt += 1
    order = rng.permutation(len(study.samples))
    arrays = [f"A{number:02d}" for number in range(1, len(order) + 1)]
    light = study.pm.iloc[:, order].clip(lower=1.0).set_axis(arrays, axis="columns").rename_axis(columns="array")
    samples = study.samples.iloc[order].set_axis(arrays).rename_axis("array")
    first, second = _pair(rng, np.log2(light))
    return {
        "light": Part(light, "Linear light of the perfect-match probes, one row per probe, one column per array."),
        "probes": Part(study.probes[["probe_set"]], "The probe set of each probe."),
        "samples": Part(samples, "Group of each array, in the order of the columns."),
        "pair": Part((first, second), "Two arrays to compare in question 1, the first against the second."),
    }


def _stands_out(log2: pd.DataFrame, array: str) -> bool:
    """Whether every probe varies, and an array's relative values spread at least twice as far as all others'."""
    if (log2.max(axis=1) == log2.min(axis=1)).any():
        return False  # a probe that is saturated on all arrays has no variance to be scaled by
    relative = log2.sub(log2.median(axis=1), axis=0)
    spread = relative.quantile(0.75) - relative.quantile(0.25)
    return bool(spread[array] >= 2 * spread.drop(array).max())


def _pair(rng: np.random.Generator, log2: pd.DataFrame) -> tuple[str, str]:
    """Draw two arrays for an MA plot in which signs count: ratios above and below one, and their median not at one."""
    while True:
        first, second = map(str, rng.choice(log2.columns, 2, replace=False))
        ratios = log2[first] - log2[second]
        if ratios.min() < -0.01 and ratios.max() > 0.01 and abs(ratios.median()) > 0.01:
            return first, second


def _small_table(rng: np.random.Generator) -> tuple[np.ndarray]:
    """Draw light of a few probes on a few arrays of different brightness, without ties within an array."""
    n_rows, n_arrays = int(rng.integers(5, 9)), int(rng.integers(3, 6))
    while True:
        level = rng.normal(8.0, 1.2, (n_rows, 1))
        table = (2 ** (level + rng.normal(0, 0.5, (n_rows, n_arrays)) + rng.normal(0, 0.8, n_arrays))).round(1)
        if all(len(np.unique(column)) == n_rows for column in table.T):
            return (table,)


def _probe_values(rng: np.random.Generator) -> tuple[np.ndarray]:
    """Draw the log2 light of a probe set's probes, one of them far off and one a little."""
    n = int(rng.integers(8, 12))
    values = rng.normal(8.0, 0.6, n)
    values[0] += rng.choice([-1, 1]) * rng.uniform(5, 8)
    values[1] += rng.choice([-1, 1]) * rng.uniform(1.2, 2.0)
    return (rng.permutation(values).round(2),)


SHAPES = {"q2": _small_table, "q3": _probe_values}
"""For each function question, how the arguments of one call are drawn."""

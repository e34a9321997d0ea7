"""A0, the sample assignment: a small paired study, and P values of another one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from isotretinoin.studies import CONFIGURATIONS, simulate

from ..data import Part

__all__ = ["draw"]

_SMALL = CONFIGURATIONS["skin-small"]
CONFIGURATION = replace(
    _SMALL,
    name="assignment-0",
    summary="The skin study with 120 probe sets, so that a first assignment is small.",
    n_probe_sets=120,
    modules=tuple(replace(module, n_probe_sets=max(1, module.n_probe_sets // 16)) for module in _SMALL.modules),
    n_up=9,
    n_down=5,
    n_weak=10,
    sources={**_SMALL.sources, "n_probe_sets": "assumed: small enough for a first look"},
)


def draw(seed: int) -> dict[str, Part]:
    """Draw six patients before and after, in linear units and in mixed order, and P values to correct."""
    study = simulate(CONFIGURATION, seed)
    rng = np.random.default_rng([seed, 0])
    patients = study.samples["patient"].unique()
    # The two tables list the patients in orders of their own, so that a pair has to be looked for.
    orders = {"before": rng.permutation(patients), "after": rng.permutation(patients)}
    while (orders["before"] == orders["after"]).all():
        orders["after"] = rng.permutation(patients)
    tables = {}
    for name, time in (("before", "baseline"), ("after", "week 1")):
        arrays = study.samples.index[study.samples["time"] == time]
        table = (2 ** study.expression[arrays]).round(2).set_axis(study.samples.loc[arrays, "patient"], axis="columns")
        tables[name] = table[list(orders[name])].rename_axis(columns="patient")
    return {
        "before": Part(
            tables["before"], "Linear signal before treatment, one row per probe set, one column per patient."
        ),
        "after": Part(tables["after"], "Linear signal after one week, the same patients in another order."),
        "p_values": Part(_p_values(rng), "P values of another study, not corrected, in no order."),
    }


def _p_values(rng: np.random.Generator) -> pd.Series:
    """Draw forty P values: some small, most not, two of them equal."""
    small = np.arange(40) < 14
    p = np.where(small, rng.uniform(0.0004, 0.045, 40), rng.uniform(0.05, 1.0, 40)).round(5)
    p[20] = p[3]
    genes = [f"gene {number:02d}" for number in range(1, 41)]
    return pd.Series(rng.permutation(p), index=pd.Index(genes, name="gene"), name="p_value")

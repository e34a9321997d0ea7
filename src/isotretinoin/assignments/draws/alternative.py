"""A5, the capstone: a small trial of an alternative, and a thousand trials of a drug that does nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from isotretinoin.studies import TrialParameters, simulate_trial

from ..data import Part

__all__ = ["SHAPES", "draw"]

_REPEATS = 1000
_LOOKS = ("all", "women", "men", "halfway")


def draw(seed: int) -> dict[str, Part]:
    """Draw the trial, in mixed order, and the outcomes of the useless drug's trials; every truth is assumed.

    A trial in which Welch's intervals agree with Student's to the third decimal is drawn again: the question asks for
    the latter.
    """
    rng = np.random.default_rng([seed, 5])
    truth = TrialParameters(
        per_arm=2 * int(rng.integers(6, 11)),
        gland=round(float(rng.uniform(0.6, 1.2)), 2),
        epidermis=round(float(rng.uniform(0.0, 0.4)), 2),
        men_more=round(float(rng.uniform(0.4, 1.0)), 2),
        others=0,
    )
    while True:
        trial = simulate_trial(truth, seed=int(rng.integers(2**62))).drop(columns="trial").round(3)
        if _welch_differs(trial):
            break
    trial = trial.iloc[rng.permutation(len(trial))].reset_index(drop=True)
    trial["patient"] = [f"T{i + 1:02d}" for i in range(len(trial))]
    return {
        "trial": Part(trial.set_index("patient"), "One row per patient; outcomes in SD of one patient's change."),
        "useless": Part(
            _useless(rng), "One row per trial of a drug that does nothing: effect and P value of each look."
        ),
    }


def _welch_differs(trial: pd.DataFrame) -> bool:
    """Whether Student's and Welch's half-width of one outcome at least are more than 0.0015 apart; arms are equal."""
    apart = []
    for outcome in ("gland", "epidermis"):
        change = (trial[f"{outcome} after"] - trial[f"{outcome} before"]).groupby(trial["arm"])
        v, n = change.var(ddof=1).to_numpy(), len(trial) // 2
        df = v.sum() ** 2 / (v**2).sum() * (n - 1)
        apart.append(np.sqrt(v.sum() / n) * (stdtrit(df, 0.975) - stdtrit(2 * n - 2, 0.975)))
    return bool(np.max(np.abs(apart)) > 0.0015)


def _useless(rng: np.random.Generator) -> pd.DataFrame:
    """Analyse many trials of a useless drug four times each: all patients, women, men, and every second patient."""
    per_arm = 24
    nothing = TrialParameters(per_arm=per_arm, gland=0.0, others=0)
    drawn = simulate_trial(nothing, seed=int(rng.integers(2**62)), repeats=_REPEATS)
    change = (drawn["gland after"] - drawn["gland before"]).to_numpy().reshape(_REPEATS, 2, per_arm)
    half = per_arm // 2
    parts = (np.s_[:], np.s_[:half], np.s_[half:], np.s_[::2])
    columns = {}
    for look, part in zip(_LOOKS, parts, strict=True):
        seen = change[:, :, part]
        effect = seen[:, 0].mean(axis=1) - seen[:, 1].mean(axis=1)
        n = seen.shape[2]
        t = effect / np.sqrt(seen.var(axis=2, ddof=1).mean(axis=1) * 2 / n)
        columns[f"effect {look}"] = effect.round(3)
        columns[f"P {look}"] = (2 * stdtr(2 * n - 2, -np.abs(t))).round(4)
    table = pd.DataFrame(columns).rename_axis("trial")
    table.index += 1
    # No P value may sit on the line itself, where "below" and "at most" part.
    ps = [f"P {look}" for look in _LOOKS]
    table[ps] = table[ps].where(table[ps] != 0.05, 0.0501)
    return table


def _intervals(rng: np.random.Generator) -> tuple[pd.DataFrame]:
    """Draw pairs of intervals whose ends often lie exactly on a limit of the rule."""
    n = 40
    low = rng.integers(-4, 7, (n, 2)) / 8
    high = low + rng.integers(1, 8, (n, 2)) / 8
    table = pd.DataFrame(
        {"gland_low": low[:, 0], "gland_high": high[:, 0], "epidermis_low": low[:, 1], "epidermis_high": high[:, 1]}
    )
    return (table.set_axis(pd.Index([f"trial {i + 1}" for i in range(n)], name="trial")),)


def _limit_and_power(rng: np.random.Generator) -> tuple[float, float]:
    """Draw a harm limit in standard deviations, and a power."""
    return round(float(rng.uniform(0.3, 0.8)), 2), round(float(rng.uniform(0.7, 0.92)), 2)


def _cells(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Draw copies of the receptor in both cells, the copies bound at half of the response, and the exposure ratio."""
    half = float(rng.integers(4, 12) * 100)
    gland = round(half * float(rng.uniform(3, 12)), -1)
    epidermis = round(half * float(rng.uniform(0.3, 1.5)), -1)
    return gland, epidermis, half, round(float(10 ** rng.uniform(-1, 0.6)), 2)


SHAPES = {"q2": _intervals, "q4": _limit_and_power, "q5": _cells}
"""For each function question, how the arguments of one call are drawn."""

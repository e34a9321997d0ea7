"""The order in which a student gets the arrays."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["mixed_order"]


def mixed_order(rng: np.random.Generator, samples: pd.DataFrame) -> np.ndarray:
    """Draw an order of paired arrays in which places tell nothing, so that the table of samples has to be used.

    In one of some hundred orders all arrays of one time come first, or the patients stand alike at both times. There an
    analysis by place would be right, so these are drawn again.

    Parameters
    ----------
    rng : Generator
    samples : DataFrame
        One row for each array, with ``patient`` and ``time``; two times, each patient once at each.
    """
    while True:
        order = rng.permutation(len(samples))
        patients, times = (samples[name].to_numpy()[order] for name in ("patient", "time"))
        one, other = (patients[times == time] for time in np.unique(times))
        in_halves = len(np.unique(times[: len(times) // 2])) == 1
        if not in_halves and (one != other).any():
            return order

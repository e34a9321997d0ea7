"""Do two groups of patients respond differently? One test of the difference, not two tests side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .inputs import InputError, read_labels, read_values
from .t_tests import unpaired_t

__all__ = ["interaction"]


def interaction(
    differences: pd.DataFrame | np.ndarray, group, equal_var: bool = True, confidence: float = 0.95
) -> pd.DataFrame:
    """Compare the mean change of two groups of patients in every row.

    "Significant in one sex, not significant in the other" is no evidence of a difference between the sexes; this
    test is. It is the interaction of group and treatment in the paired design, with ordinary variances.

    Parameters
    ----------
    differences : DataFrame or ndarray (n_rows, n_patients)
        Log2 change of each patient, for instance from ``paired_differences``.
    group : (n_patients,) labels
        Two different labels, for instance "female" and "male".
    equal_var : bool
        True for Student's t, False for Welch's.
    confidence : float
        Level of the confidence interval.

    Returns
    -------
    DataFrame (n_rows)
        ``log2_fold_change`` (the later label in alphabetical order minus the earlier: males minus females),
        ``ci_low``, ``ci_high``, ``t``, ``df``, ``p_value``, ``adjusted_p``, and the mean change of each group, for
        instance ``change_female`` and ``change_male``.

    Raises
    ------
    InputError
        If there are not two groups of at least two patients, or the values cannot be used.

    References
    ----------
    Gelman and Stern 2006, doi 10.1198/000313006X152649.

    Examples
    --------
    >>> import numpy as np
    >>> changes = np.array([[1.0, 1.1, 0.9, 2.0, 2.1, 1.9]])
    >>> result = interaction(changes, ["female"] * 3 + ["male"] * 3)
    >>> round(result["log2_fold_change"].item(), 6), bool(result["p_value"].item() < 0.05)
    (1.0, True)
    """
    checked = read_values(differences, "differences")
    labels = read_labels(group, checked.n_samples, checked.samples, "group").astype(object)
    names = sorted(set(labels), key=str)
    if len(names) != 2:
        raise InputError(f"'group' holds {[str(name) for name in names]}; an interaction compares two groups.")
    for name in names:
        if (n := int((labels == name).sum())) < 2:
            raise InputError(
                f"'group' holds {n} {name}; this comparison needs at least 2 in each group, because one change has no "
                "spread."
            )
    table = unpaired_t(pd.DataFrame(checked.matrix, index=checked.rows), labels == names[1], equal_var, confidence)
    for name in names:
        table[f"change_{name}"] = checked.matrix[:, labels == name].mean(axis=1)
    return table

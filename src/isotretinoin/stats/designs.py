"""Design matrices: which mean each sample has, and which differences of means are asked about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .inputs import InputError, match_pairs, read_labels, read_treated, sample_names

__all__ = ["Design", "paired_design", "sex_by_treatment_design", "two_group_design"]


@dataclass(frozen=True)
class Design:
    """A design matrix with the questions that it can answer.

    Attributes
    ----------
    matrix : DataFrame (n_samples, n_coefficients)
        One row per sample, one column per coefficient of the linear model.
    contrasts : dict of name to Series (n_coefficients,)
        Each vector gives the weights of the coefficients in one question.
    """

    matrix: pd.DataFrame
    contrasts: dict[str, pd.Series]


def two_group_design(treated) -> Design:
    """Two unpaired groups: a mean of the untreated samples and the effect of treatment.

    Parameters
    ----------
    treated : (n_samples,) true or false
        A Series keeps its sample names.

    Returns
    -------
    Design
        Contrast ``treatment``.

    Raises
    ------
    InputError
        If a group is empty.

    Examples
    --------
    >>> two_group_design([0, 0, 1, 1]).matrix["treatment"].tolist()
    [0.0, 0.0, 1.0, 1.0]
    """
    samples, treated = _samples_and_treated(treated)
    matrix = pd.DataFrame({"untreated mean": 1.0, "treatment": treated.astype(float)}, index=samples)
    return Design(matrix, {"treatment": _contrast(matrix, {"treatment": 1.0})})


def paired_design(treated, pair) -> Design:
    """Pairs as blocks: one baseline per patient and one effect of treatment for all.

    Parameters
    ----------
    treated : (n_samples,) true or false
    pair : (n_samples,) labels
        Which samples belong together, for instance the patient.

    Returns
    -------
    Design
        Contrast ``treatment``.

    Raises
    ------
    InputError
        If a pair has not exactly one untreated and one treated sample.

    Examples
    --------
    >>> list(paired_design([0, 1, 0, 1], ["Anna", "Anna", "Ben", "Ben"]).matrix)
    ['baseline Anna', 'baseline Ben', 'treatment']
    """
    samples, treated = _samples_and_treated(treated, pair=pair)
    matrix, _ = _baselines(samples, treated, pair)
    matrix["treatment"] = treated.astype(float)
    return Design(matrix, {"treatment": _contrast(matrix, {"treatment": 1.0})})


def sex_by_treatment_design(treated, pair, sex) -> Design:
    """Pairs as blocks, and an effect of treatment for each sex.

    The patients' own baselines contain every lasting difference between the sexes, so only the two effects of
    treatment and their difference can be asked about.

    Parameters
    ----------
    treated : (n_samples,) true or false
    pair : (n_samples,) labels
    sex : (n_samples,) "female" or "male"

    Returns
    -------
    Design
        Contrasts ``treatment in females``, ``treatment in males``, ``average`` (the mean of these two, whatever the
        numbers of patients) and ``interaction`` (males minus females).

    Raises
    ------
    InputError
        If a pair is incomplete, a sex is missing, differs within a patient, or only one sex is there.

    Examples
    --------
    >>> design = sex_by_treatment_design([0, 1, 0, 1], [1, 1, 2, 2], ["female", "female", "male", "male"])
    >>> list(design.contrasts)
    ['treatment in females', 'treatment in males', 'average', 'interaction']
    """
    samples, treated = _samples_and_treated(treated, pair=pair, sex=sex)
    sex = read_labels(sex, len(treated), samples, "sex").astype(object)
    if set(sex) != {"female", "male"}:
        raise InputError(
            f"'sex' holds {sorted(map(str, set(sex)))}; it needs both 'female' and 'male' and nothing else. "
            "With one sex only, use paired_design."
        )
    matrix, pairs = _baselines(samples, treated, pair)
    changing = [str(name) for name, own in pd.Series(sex).groupby(pairs, sort=False) if own.nunique() > 1]
    if changing:
        raise InputError(f"The sex of {changing} differs between their samples. Mend the labels first.")
    matrix["treatment in females"] = (treated & (sex == "female")).astype(float)
    matrix["treatment in males"] = (treated & (sex == "male")).astype(float)
    weights = {
        "treatment in females": (1.0, 0.0),
        "treatment in males": (0.0, 1.0),
        "average": (0.5, 0.5),
        "interaction": (-1.0, 1.0),
    }
    contrasts = {
        name: _contrast(matrix, {"treatment in females": female, "treatment in males": male})
        for name, (female, male) in weights.items()
    }
    return Design(matrix, contrasts)


def _samples_and_treated(treated, **labels) -> tuple[pd.Index | None, np.ndarray]:
    n_samples = np.size(treated)
    names = treated.index if isinstance(treated, pd.Series) else None
    samples = sample_names(names, n_samples, **labels)
    return samples, read_treated(treated, n_samples, samples)


def _baselines(samples: pd.Index | None, treated: np.ndarray, pair) -> tuple[pd.DataFrame, np.ndarray]:
    """Return one indicator column per pair, and the pair of each sample."""
    pair = read_labels(pair, len(treated), samples, "pair")
    names, _, _ = match_pairs(treated, pair)
    columns = {f"baseline {name}": (pair == name).astype(float) for name in names}
    return pd.DataFrame(columns, index=samples), pair


def _contrast(matrix: pd.DataFrame, weights: dict[str, float]) -> pd.Series:
    return pd.Series(weights).reindex(matrix.columns, fill_value=0.0)

"""Mishaps of the laboratory, put into a study on purpose, so that readers can learn to see them and know the truth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from ..study import Study, StudyError
from .simulator import whole_seed

__all__ = ["add_batch", "swap_two_labels"]


def add_batch(study: Study, second: Collection[str], sd: float, seed: int) -> Study:
    """Pretend that some arrays of a simulated study were processed on a second day.

    Each probe set gets one shift, drawn from a normal distribution with mean 0, which is added to all arrays of the
    second day.

    Parameters
    ----------
    study : Study
        Simulated.
    second : collection of str
        Names of the samples of the second day; some, not all.
    sd : float
        Standard deviation of the shifts, log2 units, above 0.
    seed : int
        0 or larger.

    Returns
    -------
    Study
        With the column ``batch`` ("day 1" or "day 2") in its samples and ``batch_shift`` in its truth.

    Raises
    ------
    StudyError
        If the study is a deposited record, has a batch already, or the second day or the spread is impossible.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.load("skin", source="replica")
    >>> late = add_batch(skin, skin.samples.index[:4], sd=0.5, seed=1)
    >>> (late.expression != skin.expression).any().sum().item()
    4
    """
    _refuse_record(study)
    if "batch" in study.samples:
        raise StudyError(f"{study.name} has a batch already.")
    names, second = study.samples.index, set(second)
    strange = sorted(second - set(names))
    if strange:
        raise StudyError(f"{study.name} has no sample {', '.join(strange)}; it has {', '.join(names)}.")
    if not second or len(second) == len(names):
        raise StudyError("A batch needs arrays on both days: name some samples for the second day, not all.")
    if not (np.isfinite(sd) and sd > 0):
        raise StudyError(f"The spread of the batch's shifts is above 0, not {sd!r}.")
    late = names.isin(second)
    shift = np.random.default_rng(whole_seed(seed)).normal(0.0, sd, len(study.expression))
    change = f"A batch was added to {late.sum()} of {len(names)} arrays (spread {sd:g}, seed {seed}); it is assumed."
    return replace(
        study,
        expression=study.expression + np.outer(shift, late),
        samples=study.samples.assign(batch=np.where(late, "day 2", "day 1")),
        truth=study.truth.assign(batch_shift=shift),
        provenance=replace(study.provenance, changes=(*study.provenance.changes, change)),
    )


def swap_two_labels(study: Study, seed: int, *, same_sex: bool = False) -> tuple[Study, tuple[str, str]]:
    """Exchange the labels of two arrays of one visit, as if two tubes had been mixed up.

    Parameters
    ----------
    study : Study
        Simulated, with ``patient``, ``time`` and ``sex``.
    seed : int
        0 or larger; decides which two arrays.
    same_sex : bool
        Whether the two patients are of one sex, so that sex genes can't show the exchange, or of both sexes.

    Returns
    -------
    study : Study
        Values as before, under labels of which two are wrong.
    swapped : tuple of two str
        The names of the two samples, in the order of the study.

    Raises
    ------
    StudyError
        If the study is a deposited record, lacks a label, or has no such two arrays.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> swapped, names = swap_two_labels(studies.load("skin", source="replica"), seed=1)
    >>> len(names)
    2
    """
    _refuse_record(study)
    if not {"patient", "time", "sex"} <= set(study.samples):
        raise StudyError(f"The samples of {study.name} need patient, time and sex; take a simulated study of skin.")
    time, sex = study.samples["time"], study.samples["sex"]
    names = list(study.samples.index)
    pairs = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if time[a] == time[b] and (sex[a] == sex[b]) == same_sex
    ]
    if not pairs:
        kind = "one sex" if same_sex else "both sexes"
        raise StudyError(f"{study.name} has no two arrays of one visit from patients of {kind}.")
    a, b = pairs[int(np.random.default_rng(whole_seed(seed)).integers(len(pairs)))]
    values = study.expression.copy()
    values[[a, b]] = study.expression[[b, a]].to_numpy()
    change = f"The labels of two arrays were exchanged on purpose (seed {seed})."
    provenance = replace(study.provenance, changes=(*study.provenance.changes, change))
    return replace(study, expression=values, provenance=provenance), (a, b)


def _refuse_record(study: Study) -> None:
    if not study.is_simulated or study.truth is None:
        raise StudyError(f"{study.name} is a deposited record: mishaps are put into simulated studies only.")

"""Rows for the genes that tell a sample's sex, put into a simulated study whose patients have one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from ..study import Study, StudyError
from .simulator import SimulatedStudy, whole_seed

__all__ = ["SEX_GENES", "add_sex_genes"]

SEX_GENES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"221728_x_at": ("XIST", "female"), "201909_at": ("RPS4Y1", "male"), "205000_at": ("DDX3Y", "male")}
)
"""Probe set of HG-U133A 2.0 that the row stands for: the gene, and the sex whose samples make its RNA."""

_PRESENT, _ABSENT = 9.0, 4.0
_BETWEEN_PATIENTS, _BETWEEN_ARRAYS = 0.4, 0.25


def add_sex_genes(study: Study, seed: int) -> Study:
    """Add simulated rows of XIST, RPS4Y1 and DDX3Y to a simulated study.

    Every number is assumed: a gene reads near 9 on the log2 scale where it is made and near 4 where it is not, patients
    differ by a standard deviation of 0.4 and arrays of one patient by 0.25. Real arrays have half-tones that this model
    lacks. The drug does nothing to these rows.

    Parameters
    ----------
    study : Study
        Simulated; its samples have ``patient`` and ``sex``.
    seed : int
        0 or larger.

    Returns
    -------
    Study
        The study with three more rows, of kind "unchanged", and the change noted in its provenance. A study fresh from
        the simulator keeps its latent parts, with loadings and responses of 0 for the new rows.

    Raises
    ------
    StudyError
        If the study is a deposited record, has no sex, or has such rows already.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = add_sex_genes(studies.load("skin", source="replica"), seed=1)
    >>> bool(skin.expression.loc["221728_x_at", skin.samples["sex"] == "female"].mean() > 8)
    True
    """
    if not study.is_simulated or study.truth is None:
        raise StudyError(f"{study.name} is a deposited record: it has its own sex genes, and none may be made up.")
    if not {"patient", "sex"} <= set(study.samples):
        raise StudyError(f"The samples of {study.name} have no patient and sex; take a simulated study of skin.")
    rows = pd.Index(SEX_GENES, name="probe_set")
    if study.expression.index.isin(rows).any():
        raise StudyError(f"{study.name} has rows for the sex genes already.")
    rng = np.random.default_rng(whole_seed(seed))
    patient, sex = study.samples["patient"], study.samples["sex"]
    names = patient.unique()
    genes, makers = zip(*SEX_GENES.values(), strict=True)
    level = np.where(np.array(makers)[:, None] == sex.to_numpy(), _PRESENT, _ABSENT)
    person = pd.DataFrame(rng.normal(0.0, _BETWEEN_PATIENTS, (len(rows), len(names))), columns=names)
    values = level + person[patient].to_numpy() + rng.normal(0.0, _BETWEEN_ARRAYS, level.shape)

    truth = pd.DataFrame(0.0, index=rows, columns=study.truth.columns, dtype=object)
    truth["kind"], truth["origin"], truth["gene"] = "unchanged", "simulated", genes
    truth["mean"], truth["sd"] = level.mean(axis=1), _BETWEEN_ARRAYS
    truth = truth[study.truth.columns].astype(study.truth.dtypes.to_dict())
    probe_sets = pd.DataFrame("", index=rows, columns=study.probe_sets.columns)
    probe_sets["symbol"], probe_sets["origin"] = genes, "simulated"
    change = f"Rows for {', '.join(genes)} were added (seed {seed}); every number in them is assumed."
    parts = {
        "expression": pd.concat([study.expression, pd.DataFrame(values, index=rows, columns=study.samples.index)]),
        "probe_sets": pd.concat([study.probe_sets, probe_sets[study.probe_sets.columns]]),
        "truth": pd.concat([study.truth, truth]),
        "provenance": replace(study.provenance, changes=(*study.provenance.changes, change)),
    }
    if isinstance(study, SimulatedStudy) and study.latent is not None:
        index = parts["expression"].index
        parts["latent"] = replace(
            study.latent,
            loadings=study.latent.loadings.reindex(index, fill_value=0.0),
            responses=study.latent.responses.reindex(index, fill_value=0.0),
        )
    return replace(study, **parts)

"""How one gene changed in each patient."""

from __future__ import annotations

import pandas as pd

from isotretinoin.studies import Study

from .identity import PatientError, second_visit

__all__ = ["before_after"]


def before_after(study: Study, symbol: str = "LCN2") -> pd.DataFrame:
    """List one gene before and after, patient by patient.

    Parameters
    ----------
    study : Study
        With ``patient`` and two visits.
    symbol : str
        Gene symbol; each of its probe sets gives a row for each patient.

    Returns
    -------
    DataFrame
        ``probe_set``, ``patient``, ``sex`` (a gap where unknown), ``before``, ``after`` and ``change``, log2 units.

    Raises
    ------
    PatientError
        If the gene is on no probe set, or the patients are not known.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> table = before_after(studies.load("skin", source="replica"))
    >>> table.shape, bool((table["change"] > 0).all())
    ((6, 6), True)
    """
    later = second_visit(study)
    patient = study.samples["patient"]
    if patient.isna().any():
        raise PatientError(f"The patients of {study.name} are not known. Try isotretinoin.patients.with_pairs(study).")
    names = study.probe_sets["symbol"].str.upper().str.split(" /// ")
    rows = study.probe_sets.index[[symbol.upper() in found for found in names]]
    if rows.empty:
        raise PatientError(f"No probe set of {study.name} is annotated as {symbol}.")
    sex = study.samples["sex"].groupby(patient, sort=False).first()
    parts = []
    for row in rows:
        values = study.expression.loc[row]
        table = pd.DataFrame(
            {
                "before": values[~later].set_axis(patient[~later]),
                "after": values[later].set_axis(patient[later]),
            }
        ).loc[list(dict.fromkeys(patient))]
        table.insert(0, "sex", sex)
        parts.append(table.rename_axis("patient").reset_index().assign(probe_set=row))
    whole = pd.concat(parts, ignore_index=True)
    whole["change"] = whole["after"] - whole["before"]
    return whole[["probe_set", "patient", "sex", "before", "after", "change"]]

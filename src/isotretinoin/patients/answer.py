"""Do women and men respond differently? What may be said, decided by rule from the estimates and from nothing else."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np
import pandas as pd

from isotretinoin import stats
from isotretinoin.studies import Study

from .identity import with_sex
from .response import before_after

__all__ = ["CODES", "SexAnswer", "sex_difference"]

CODES = {
    "as told": "the interval of men minus women lies above zero",
    "other way": "the interval of men minus women lies below zero",
    "not to be told": "the interval holds zero, or a sex has one patient and so no spread",
    "one sex missing": "no patient of one sex, or of neither, could be read",
}
"""Every outcome, and the rule that gives it."""

_OPENING = {
    "recomputed": "In the deposited values of {accession}",
    "made-up file": "In this made-up file, which says nothing about patients,",
    "simulated": "In this simulated study, which says nothing about patients,",
}
_WEIGHT = {
    "as told": (
        "By its interval the difference is clear, and it points the way that the article told: more in men. "
        "It is a difference of {gene} message in the whole skin of these few people, found in one study; neither the "
        "protein nor what it does was measured."
    ),
    "other way": (
        "By its interval the difference is clear, and it points against what the article told: more in women. "
        "One small study can't settle it, yet it gives the remark no support. It is about {gene} message in whole "
        "skin; the protein was not measured."
    ),
    "not to be told": (
        "Whether women and men differ can't be told from these patients. That is no sign that they respond alike: the "
        "data fit differences as large as the ends of the interval. The article's remark is neither confirmed nor "
        "refuted."
    ),
    "one sex missing": (
        "Without both sexes there is nothing to compare, so the article's remark can't be asked of these patients."
    ),
}


@dataclass(frozen=True)
class SexAnswer:
    """What a study says about a gene's response in women and men.

    Attributes
    ----------
    patients : DataFrame
        ``probe_set``, ``patient``, ``sex`` (a gap where the arrays don't tell), ``before``, ``after`` and ``change``,
        log2 units.
    estimates : DataFrame, index women, men, difference
        ``n``, ``estimate`` (mean change; men minus women), ``ci_low``, ``ci_high``, log2 units; gaps where a group is
        too small.
    floor : float
        Smallest two-sided P that an exact test of these two groups can give; NaN without both sexes.
    p_value : float
        Exact two-sided P of the difference, every relabelling counted; NaN without both sexes.
    code : str
        One of ``CODES``.
    statement : str
        What may be said, one paragraph.
    stamp : str
        ``recomputed``, ``made-up file`` or ``simulated``.
    """

    patients: pd.DataFrame
    estimates: pd.DataFrame
    floor: float
    p_value: float
    code: str
    statement: str
    stamp: str

    def __str__(self) -> str:
        return self.statement

    def _repr_html_(self) -> str:
        """Show the statement as a paragraph under the word that says what the values are."""
        kind = {"recomputed": "record", "made-up file": "made-up"}.get(self.stamp, "simulated")
        # JupyterLab has no style sheet of the course, so the border is inline; currentColor serves light and dark.
        return (
            f'<div class="iso-provenance iso-provenance-{kind}" role="group" aria-label="What may be said" '
            'style="border-left:0.3em solid currentColor;padding:0.2em 0 0.2em 0.9em;overflow-wrap:anywhere">'
            f"<p><strong>{self.stamp.capitalize()}.</strong> {html.escape(self.statement)}</p></div>"
        )


def sex_difference(study: Study, symbol: str = "LCN2", confidence: float = 0.95, *, read_sex: bool = True) -> SexAnswer:
    """Ask a study of paired biopsies whether a gene's response differs between women and men.

    Each patient's sex is read from her or his own two arrays. The change from before to after is averaged within each
    sex, and the difference of the averages is tested as one question (``stats.interaction``), with Student's interval,
    beside the exact test that counts every relabelling of the patients.

    Parameters
    ----------
    study : Study
        With ``patient``, ``time`` and ``sex`` in its samples.
    symbol : str
        Gene symbol. Of several probe sets the one with the highest mean is taken.
    confidence : float
        Level of the intervals.
    read_sex : bool
        False to take the labels of the study as they are, for instance of a simulated study without sex genes.

    Returns
    -------
    SexAnswer

    Raises
    ------
    PatientError
        If the patients are not known, or the gene is not there.

    References
    ----------
    Gelman and Stern 2006, doi 10.1198/000313006X152649, for why one test of the difference and not two side by side.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> answer = sex_difference(skin)
    >>> answer.stamp, answer.code in CODES, answer.estimates.index.tolist()
    ('simulated', True, ['women', 'men', 'difference'])
    """
    table = before_after(with_sex(study) if read_sex else study, symbol)
    means = table.groupby("probe_set")[["before", "after"]].mean().mean(axis=1)
    patients = table[table["probe_set"] == means.idxmax()].reset_index(drop=True)
    change = patients.dropna(subset="sex").set_index("patient")["change"]
    sex = patients.dropna(subset="sex").set_index("patient")["sex"]
    women, men = change[sex == "female"], change[sex == "male"]
    estimates = pd.DataFrame(
        [_mean(women, confidence), _mean(men, confidence), _difference(change, sex, confidence)],
        index=["women", "men", "difference"],
        columns=["n", "estimate", "ci_low", "ci_high"],
    ).astype({"n": int})
    floor = p_value = np.nan
    if len(women) and len(men):
        floor = stats.exact_floor(len(women), len(men))
        p_value = float(stats.permute_labels(change, sex == "male")["p_value"].iloc[0])
    code = _code(estimates)
    source = "the arrays' own genes speak of" if read_sex else "the labels name"
    opening = f"{_OPENING[study.stamp].format(accession=study.provenance.accession)} {source}"
    numbers = (estimates, floor, p_value, confidence)
    statement = " ".join(
        [_who(opening, patients, estimates), *_what(symbol, code, *numbers), _WEIGHT[code].format(gene=symbol)]
    )
    return SexAnswer(patients, estimates, floor, p_value, code, statement, study.stamp)


def _mean(change: pd.Series, confidence: float) -> tuple[int, float, float, float]:
    if len(change) < 2:
        return len(change), float(change.mean()) if len(change) else np.nan, np.nan, np.nan
    row = stats.one_sample_t(change, confidence).iloc[0]
    return len(change), row["log2_fold_change"], row["ci_low"], row["ci_high"]


def _difference(change: pd.Series, sex: pd.Series, confidence: float) -> tuple[int, float, float, float]:
    counts = sex.value_counts().reindex(["female", "male"], fill_value=0)
    if counts.min() == 0:
        return len(change), np.nan, np.nan, np.nan
    if counts.min() == 1:
        return len(change), float(change[sex == "male"].mean() - change[sex == "female"].mean()), np.nan, np.nan
    row = stats.interaction(change, sex, confidence=confidence).iloc[0]
    return len(change), row["log2_fold_change"], row["ci_low"], row["ci_high"]


def _code(estimates: pd.DataFrame) -> str:
    if estimates.loc[["women", "men"], "n"].min() == 0:
        return "one sex missing"
    low, high = estimates.loc["difference", ["ci_low", "ci_high"]]
    if low > 0:
        return "as told"
    return "other way" if high < 0 else "not to be told"


def _who(opening: str, patients: pd.DataFrame, estimates: pd.DataFrame) -> str:
    n_women, n_men = (int(estimates.at[who, "n"]) for who in ("women", "men"))
    counted = f"{opening} {_count(n_women, 'woman', 'women')} and {_count(n_men, 'man', 'men')}"
    unclear = int(patients["sex"].isna().sum())
    if unclear:
        counted += f"; the sex of {_count(unclear, 'patient', 'patients')} stayed unclear and is left out"
    return f"{counted}."


def _what(
    symbol: str, code: str, estimates: pd.DataFrame, floor: float, p_value: float, confidence: float
) -> list[str]:
    present = [who for who in ("women", "men") if estimates.at[who, "n"]]
    means = [
        f"{_signed(estimates.at[who, 'estimate'])} in {who}{_interval(estimates.loc[who], confidence)}"
        for who in present
    ]
    sentences = [f"The mean change of {symbol}, in log2 units, was {' and '.join(means)}."] if means else []
    if code == "one sex missing":
        return sentences
    n_women, n_men = (int(estimates.at[who, "n"]) for who in ("women", "men"))
    between = estimates.loc["difference"]
    limits = _interval(between, confidence) or ", without an interval, because one patient of a sex shows no spread"
    sentences += [
        f"Men minus women gives {_signed(between['estimate'])}{limits}.",
        f"An exact test of {n_women} against {n_men} can't give a P below {floor:.3g}; here it gives {p_value:.3g}.",
    ]
    if code in ("as told", "other way") and p_value > 1 - confidence:
        sentences.append(
            "The interval does not contain zero, but it assumes that the changes are normally distributed; the exact "
            "test does without this assumption, and with so few patients it can't show as much."
        )
    return sentences


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _interval(row: pd.Series, confidence: float) -> str:
    if np.isnan(row["ci_low"]):
        return ""
    return f" ({100 * confidence:.0f} % interval {_signed(row['ci_low'])} to {_signed(row['ci_high'])})"

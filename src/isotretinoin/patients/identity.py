"""Which sex a study's arrays speak of, and which of them are of one person."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from isotretinoin import studies
from isotretinoin.stats import identity
from isotretinoin.studies import Study

__all__ = [
    "PatientError",
    "SamePerson",
    "infer_sex",
    "load_paired",
    "paired",
    "same_person",
    "sex_markers",
    "with_pairs",
    "with_sex",
]

_MARKERS = (
    ("RPS4Y1", "male", ("RPS4Y",)),
    ("DDX3Y", "male", ("DBY",)),
    ("EIF1AY", "male", ()),
    ("KDM5D", "male", ("JARID1D", "SMCY")),
    ("XIST", "female", ()),
)
"""Gene, the sex whose samples make its RNA, and the symbols of older annotations; the anchor of males first."""


class PatientError(ValueError):
    """The people of a study can't be told apart as far as the question needs; the message says what to do."""


def sex_markers(study: Study) -> pd.DataFrame:
    """Return the probe sets of a study that tell sex: ``gene`` and ``sex``, index ``probe_set``.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> sex_markers(skin)["gene"].tolist()
    ['RPS4Y1', 'DDX3Y', 'XIST']
    """
    symbols = study.probe_sets["symbol"].str.upper()
    found = [
        (probe_set, gene, sex)
        for gene, sex, older in _MARKERS
        for probe_set in symbols.index[symbols.isin([gene, *older])]
    ]
    return pd.DataFrame(found, columns=["probe_set", "gene", "sex"]).set_index("probe_set")


def infer_sex(study: Study) -> pd.DataFrame:
    """Tell for each sample which sex its genes speak of: female, male or unclear.

    A thin question to ``stats.identity.sex_by_genes``, whose notes give the error rates on real arrays.

    Parameters
    ----------
    study : Study

    Returns
    -------
    DataFrame, index: sample
        ``sex``, ``margin`` (log2 units; positive speaks of a male), ``genes`` and ``because``. Contradicting genes give
        unclear, never a guess.

    Notes
    -----
    The answer is about a sample's RNA. It says nothing about anybody's gender, and it can't see a swap of two samples
    of one sex.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> found = infer_sex(skin)
    >>> (found["sex"] == skin.samples["sex"]).all()
    np.True_
    """
    markers = sex_markers(study)
    return identity.sex_by_genes(study.expression, markers, centred=study.provenance.scale.startswith("centred"))


@dataclass(frozen=True)
class SamePerson:
    """Which arrays of a study are of one person, by their values.

    Attributes
    ----------
    pairs : DataFrame
        One proposed pair a row: ``first``, ``second`` (samples of the earlier and the later visit), ``likeness``,
        ``z``, ``lead`` and ``clear`` as in ``stats.identity.match_visits``; ``sex`` of both, or unclear; ``listed``,
        whether the study's own labels pair the same two (a gap where it has none).
    likeness : DataFrame (n_first, n_second)
    """

    pairs: pd.DataFrame
    likeness: pd.DataFrame

    @property
    def sentence(self) -> str:
        """Say in one sentence how the pairs by value stand to the study's labels."""
        n, clear = len(self.pairs), int(self.pairs["clear"].sum())
        if self.pairs["listed"].isna().any():
            return f"{clear} of {n} pairs are clear from the arrays; the study itself names no pairs."
        sure = self.pairs["clear"].to_numpy(bool)
        same = self.pairs["listed"].to_numpy(bool)
        against = int((sure & ~same).sum())
        return (
            f"{clear} of {n} pairs are clear from the arrays; {int((sure & same).sum())} of these agree with the "
            f"study's labels and {against} {'contradicts' if against == 1 else 'contradict'} them."
        )


def same_person(study: Study) -> SamePerson:
    """Ask a study's values which arrays of its two visits are of one person.

    Sex genes forbid pairs of two sexes; of what is left, the rows decide that differ between people in both visits. The
    evidence stands beside each pair, and so does what the study's labels say: in GSE10433 these are the order of the
    accessions, an assumption.

    Parameters
    ----------
    study : Study
        Its samples have ``time`` with two values.

    Returns
    -------
    SamePerson

    Raises
    ------
    PatientError
        If there are not two visits of one size.

    Notes
    -----
    It can't see a swap of both arrays of two people, nor of one person's two arrays. The rate of false clear pairs was
    measured on strangers' real arrays; see ``stats.identity.match_visits``.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> same_person(skin).sentence
    "6 of 6 pairs are clear from the arrays; 6 of these agree with the study's labels and 0 contradict them."
    """
    later = second_visit(study)
    sex = infer_sex(study)["sex"]
    one, two = sex[~later].to_numpy(), sex[later].to_numpy()
    apart = (one[:, None] != two) & (one[:, None] != "unclear") & (two != "unclear")
    try:
        found = identity.match_visits(study.expression, later, apart)
    except ValueError as problem:
        raise PatientError(f"The arrays of {study.name} can't be paired: {problem}") from problem
    pairs = found.pairs.copy()
    first, second = sex.loc[pairs["first"]].to_numpy(), sex.loc[pairs["second"]].to_numpy()
    pairs["sex"] = np.where(first == second, first, "unclear")
    patient = study.samples["patient"]
    listed = patient.loc[pairs["first"]].to_numpy() == patient.loc[pairs["second"]].to_numpy()
    pairs["listed"] = listed if patient.notna().all() else None
    return SamePerson(pairs, found.likeness)


def with_pairs(study: Study) -> Study:
    """Return the study with patients named by their arrays, P1, P2 and so on in the order of the first visit.

    Raises
    ------
    PatientError
        If a pair is not clear, so that a paired comparison would rest on a guess.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> with_pairs(skin).samples["patient"].nunique()
    6
    """
    found = same_person(study)
    doubtful = found.pairs.loc[~found.pairs["clear"], "first"]
    if len(doubtful):
        raise PatientError(
            f"The arrays of {study.name} don't tell who is who for {', '.join(doubtful)}: no clear partner. Compare "
            "the two visits as unpaired groups, or leave these out."
        )
    return _with_pairs(study, found)


def _with_pairs(study: Study, found: SamePerson) -> Study:
    patient = pd.Series(index=study.samples.index, dtype=object)
    for number, pair in enumerate(found.pairs.itertuples(), start=1):
        patient[pair.first] = patient[pair.second] = f"P{number}"
    change = "Patients were named by which arrays of the two visits are alike (isotretinoin.patients.same_person)."
    return _relabelled(study, change, patient=patient)


def paired(study: Study) -> tuple[Study, str]:
    """Return the study with the best pairs to be had, and a sentence that says where they come from.

    The arrays decide where all pairs are clear. Where some are not, the study's own labels stand, unless a clear pair
    or the sex genes contradict them.

    Raises
    ------
    PatientError
        If neither the arrays nor the labels give pairs, or they contradict each other.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> paired(skin)[1]
    "6 of 6 pairs are clear from the arrays; 6 of these agree with the study's labels and 0 contradict them."
    """
    found = same_person(study)
    if found.pairs["clear"].all():
        return _with_pairs(study, found), found.sentence
    if study.samples["patient"].isna().any():
        raise PatientError(f"{found.sentence} Compare the two visits of {study.name} as unpaired groups.")
    if (found.pairs["clear"] & ~found.pairs["listed"].astype(bool)).any():
        raise PatientError(f"{found.sentence} So no pairing of {study.name} can be trusted as it stands.")
    sex = infer_sex(study)["sex"]
    sexes = sex[sex != "unclear"].groupby(study.samples["patient"]).nunique()
    if (sexes > 1).any():
        crossed = ", ".join(sexes.index[sexes > 1])
        raise PatientError(
            f"{found.sentence} The labels of {study.name} join a female and a male sample as {crossed}, so they can't "
            "be right. Compare the two visits as unpaired groups."
        )
    return study, f"{found.sentence} The study's own labels were used."


def load_paired(name: str, seed: int = 4) -> tuple[Study, str]:
    """Load a skin study with the best pairs to be had, and say where they come from.

    Where the deposited record is not at hand, two lines are printed that say so and how to get it, and the study is the
    replica with sex genes added.

    Parameters
    ----------
    name : {"skin", "skin-8wk"}
    seed : int
        Of the sex genes of the replica.

    Returns
    -------
    (Study, str)
        As :func:`paired` returns them. Where nobody can tell who is who, ``patient`` is empty and the sentence says
        why, so that no later step compares strangers.

    Raises
    ------
    StudyError
        If a file is at hand and can't be used.

    Examples
    --------
    >>> from contextlib import redirect_stdout
    >>> from io import StringIO
    >>> with redirect_stdout(StringIO()):  # what is printed depends on what is at hand
    ...     skin, said = load_paired("skin")
    >>> sorted(skin.samples["time"].unique())
    ['baseline', 'week 1']
    """
    study = studies.load(name)
    if not study.from_file:
        print(studies.how_to_get(name))
        study = studies.add_sex_genes(study, seed=seed)
    try:
        return paired(study)
    except PatientError as problem:
        return _relabelled(study, "Nobody can tell which two arrays are of one patient.", patient=None), str(problem)


def with_sex(study: Study) -> Study:
    """Return the study with the sex that each patient's own arrays speak of, and gaps where they don't.

    Both arrays of a patient must say the same. A sex that the record states is not written over: where record and genes
    differ, the patient gets a gap.

    Examples
    --------
    >>> from isotretinoin import studies
    >>> skin = studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)
    >>> with_sex(skin).samples["sex"].value_counts().to_dict()
    {'female': 6, 'male': 6}
    """
    found = infer_sex(study)["sex"].where(lambda sex: sex != "unclear")
    patient, stated = study.samples["patient"], study.samples["sex"]
    sex = pd.Series(None, index=patient.index, dtype=object)
    for _, own in found.groupby(patient):
        words = set(own.dropna())
        said = set(stated.loc[own.index].dropna())
        if own.notna().all() and len(words) == 1 and said <= words:
            sex[own.index] = words.pop()
    return _relabelled(study, "The sex of each patient was read from XIST and genes of the Y chromosome.", sex=sex)


def second_visit(study: Study) -> pd.Series:
    """Return which samples are of the later of two visits."""
    if "time" not in study.samples or study.samples["time"].nunique() != 2:
        raise PatientError(f"The samples of {study.name} are not of two visits: a baseline and one more are needed.")
    return study.samples["time"] != "baseline"


def _relabelled(study: Study, change: str, **columns: pd.Series | None) -> Study:
    provenance = replace(study.provenance, changes=(*study.provenance.changes, change))
    return replace(study, samples=study.samples.assign(**columns), provenance=provenance)

"""The three studies: which record each one is, and how its arrays are labelled.

A label comes from the record where the record has it. Where it comes from elsewhere, or is an assumption, the notes of
the study say so, and where it can't be decided the study is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from isotretinoin import course_root

from ..study import StudyError
from .series_matrix import SeriesMatrix

__all__ = ["LICENCE", "STUDIES", "Record", "record"]

LICENCE = "NCBI places no restriction on the use of GEO data; submitters may hold rights."

Labels = tuple[pd.DataFrame, tuple[str, ...]]


PINS: Mapping[str, str] = MappingProxyType(
    {"GSE10432": "27c5e075acde862e83223150c2548efc34f58735872e75becfa42a0a13ee0b8a"}
)
"""Digest of the deposited values of each record that could be seen when the course was made."""


@dataclass(frozen=True)
class Record:
    """A deposited series, as the course uses it.

    Parameters
    ----------
    name, accession, platform : str
    what : str
        One line that says what was measured.
    n_probe_sets : int
    cite : str
        What a user of the values should cite.
    label : callable
        Series matrix to ``(samples, notes)``.
    """

    name: str
    accession: str
    platform: str
    what: str
    n_probe_sets: int
    cite: str
    label: Callable[[SeriesMatrix], Labels]

    @property
    def matrix_file(self) -> str:
        """Name of the series matrix in the archive."""
        return f"{self.accession}_series_matrix.txt.gz"

    @property
    def matrix_path(self) -> str:
        """Place of the series matrix below the address of the archive."""
        return f"series/{_stub(self.accession)}/{self.accession}/matrix/{self.matrix_file}"

    @property
    def platform_file(self) -> str:
        """Name of the platform's annotation in the archive."""
        return f"{self.platform}.annot.gz"

    @property
    def platform_path(self) -> str:
        """Place of the platform's annotation below the address of the archive."""
        return f"platforms/{_stub(self.platform)}/{self.platform}/annot/{self.platform_file}"


def record(name: str) -> Record:
    """Return the record behind a study.

    Raises
    ------
    StudyError
        If there is no study of that name.
    """
    try:
        return STUDIES[name]
    except (KeyError, TypeError):
        raise StudyError(f"There is no study {name!r}. The studies are {', '.join(STUDIES)}.") from None


def _stub(accession: str) -> str:
    """Return the archive's folder for a thousand accessions: GSE10432 is in GSE10nnn, GPL571 in GPLnnn."""
    return f"{accession[:3]}{accession[3:-3]}nnn"


# --- sebocytes -------------------------------------------------------------------------------------------------------


def _label_cells(matrix: SeriesMatrix) -> Labels:
    known = _table("geo_samples_GSE10432.csv")
    _same_samples(matrix, known)
    group = known["group"].map(lambda text: "vehicle" if text.startswith("vehicle") else "treated")
    for sample, title in matrix.samples["title"].items():
        said = _one_of(title, {"vehicle": r"\bvehicle\b", "treated": r"\btreated\b"})
        if said and said != group[sample]:
            raise StudyError(
                f"{sample} is titled {title!r} in the file of GSE10432 but the course's list calls it {group[sample]}."
            )
    said = pd.Series({sample: "; ".join(texts) for sample, texts in _texts(matrix).items()})
    samples = pd.DataFrame({"group": group.loc[matrix.samples.index], "title": matrix.samples["title"], "said": said})
    notes = (
        "Groups come from the course's list of accessions and agree with the titles in the record.",
        "The record names the vehicle twice and differently: DMSO in the design, ethanol in the source name.",
        "Three culture plates per group, from one cell line of one male donor: they say nothing about patients or sex.",
    )
    return samples, notes


# --- skin ------------------------------------------------------------------------------------------------------------

_BASELINE = (
    r"\bbase[ -]?line\b|\bpre[ -_]?treatment\b|\bpre\b|\bbefore\b|\buntreated\b|\bcontrol\b"
    r"|\b(?:week|wk|day)[ _-]?0\b|\b0[ _-]?(?:weeks?|wks?|days?)\b"
)
_ON_DRUG = r"\bafter\b|\bpost\b|\bpost[ -_]?treatment\b|\btreated\b|\bon[ -](?:drug|isotretinoin|accutane)\b"
_SEX = re.compile(r"\b(?:sex|gender)\b\s*[:=]?\s*(female|male|f|m)\b|^\s*(female|male|f|m)\b(?=\s*(?:,|$))", re.I)
_PATIENT = re.compile(
    r"\b(?:patient|subject|pt|donor|individual|person|volunteer|pair)\s*(?:id|no\.?|number)?\s*[#:_-]?\s*([a-z]?\d+)\b",
    flags=re.I,
)
_TEXT_KEYS = ("title", "source_name_ch1", "characteristics_ch1", "description")


def _biopsies(week: int) -> Callable[[SeriesMatrix], Labels]:
    """Return the labelling of paired biopsies, before treatment and after so many weeks."""
    number = {1: "1|one|first", 8: "8|eight|eighth"}[week]
    on_drug = rf"{_ON_DRUG}|\b(?:{number})[ _-]?(?:weeks?|wks?)\b|\b(?:week|wk)[ _-]?(?:{number})\b"
    patterns = {"baseline": _BASELINE, f"week {week}": on_drug}

    def label(matrix: SeriesMatrix) -> Labels:
        known = _listed_biopsies(matrix)
        times = {sample: _time(sample, texts, patterns) for sample, texts in _texts(matrix).items()}
        notes = []
        if any(time is None for time in times.values()):
            if known is None:
                unclear = next(sample for sample, time in times.items() if time is None)
                raise StudyError(
                    f"Neither title nor description in {matrix.accession} says whether {unclear} was taken before "
                    "treatment or on the drug, so the study can't be used. The replica can: source='replica'."
                )
            times = {sample: times[sample] or known.at[sample, "time"] for sample in times}
            notes.append("Times that the record does not state come from a published script that names the accessions.")
        else:
            notes.append("Times come from titles and descriptions in the record.")
        if known is not None:
            _agree(times, known["time"].to_dict(), matrix.accession)
        time = pd.Series(times, dtype=str)
        _both_times(time, matrix.accession)
        patient, said = _patients(matrix, time, known)
        sex, sexes = _sexes(matrix)
        titles = matrix.samples["title"]
        all_said = pd.Series({sample: "; ".join(texts) for sample, texts in _texts(matrix).items()})
        columns = {"patient": patient, "time": time, "sex": sex, "title": titles, "said": all_said}
        samples = pd.DataFrame(columns, index=matrix.samples.index)
        return samples, (*notes, said, sexes)

    return label


def _listed_biopsies(matrix: SeriesMatrix) -> pd.DataFrame | None:
    if matrix.accession != "GSE10433":
        return None
    table = _table("geo_samples_GSE10433.csv")
    _same_samples(matrix, table)
    time = table["group"].map(lambda text: "baseline" if text == "baseline" else "week 1")
    return pd.DataFrame({"time": time, "patient": "P" + table["pair_if_neighbours"].astype(str)})


def _texts(matrix: SeriesMatrix) -> dict[str, list[str]]:
    """Return everything that the record says about each sample, field by field, without repeats."""
    columns = pd.concat([matrix.sample_texts(key) for key in _TEXT_KEYS], axis=1)
    return {sample: list(dict.fromkeys(cell for cell in row if cell)) for sample, row in columns.T.items()}


def _one_of(text: str, patterns: Mapping[str, str]) -> str | None:
    """Return the one label that a text speaks of; None where it speaks of none or of both."""
    spaced = text.replace("_", " ")
    found = [label for label, pattern in patterns.items() if re.search(pattern, spaced, flags=re.I)]
    return found[0] if len(found) == 1 else None


def _time(sample: str, texts: list[str], patterns: Mapping[str, str]) -> str | None:
    said = {label: text for text in texts if (label := _one_of(text, patterns))}
    if len(said) > 1:
        raise StudyError(f"The record contradicts itself about {sample}: {' against '.join(map(repr, said.values()))}.")
    return next(iter(said), None)


def _agree(times: Mapping[str, str], listed: Mapping[str, str], accession: str) -> None:
    for sample, time in times.items():
        if listed[sample] != time:
            raise StudyError(
                f"The record of {accession} says {time} of {sample} and the course's list says {listed[sample]}. "
                "Please report it; the replica can be used meanwhile: source='replica'."
            )


def _both_times(time: pd.Series, accession: str) -> None:
    if time.nunique() != 2:
        raise StudyError(f"All arrays of {accession} seem to be of one time ({time.iloc[0]}): nothing can be compared.")


def _patients(matrix: SeriesMatrix, time: pd.Series, known: pd.DataFrame | None) -> tuple[pd.Series, str]:
    found = {
        sample: next((match[1].upper() for text in texts if (match := _PATIENT.search(text.replace("_", " ")))), None)
        for sample, texts in _texts(matrix).items()
    }
    patient = pd.Series(found, dtype=object)
    if patient.notna().all() and _is_paired(patient, time):
        return "P" + patient.astype(str).str.removeprefix(
            "P"
        ), "Patients come from titles and descriptions in the record."
    if known is None:
        return pd.Series(None, index=time.index, dtype=object), (
            f"The record of {matrix.accession} does not say which two biopsies are of the same patient, so 'patient' "
            "is empty. The arrays themselves may tell: isotretinoin.patients.with_pairs(study)."
        )
    assumed = known["patient"].loc[matrix.samples.index]
    if not _is_paired(assumed, time):
        raise StudyError(f"Neighbouring accessions of {matrix.accession} are not one baseline and one later biopsy.")
    return assumed, "Pairs are neighbouring accessions: likely, not stated in the record. The paper has 7 patients."


def _is_paired(patient: pd.Series, time: pd.Series) -> bool:
    counts = pd.crosstab(patient, time)
    return counts.shape[1] == 2 and bool((counts == 1).all(axis=None))


def _sexes(matrix: SeriesMatrix) -> tuple[pd.Series, str]:
    words = {"f": "female", "m": "male", "female": "female", "male": "male"}
    found: dict[str, str | None] = {}
    for sample, texts in _texts(matrix).items():
        said = {words[(match[1] or match[2]).lower()] for text in texts if (match := _SEX.search(text))}
        if len(said) > 1:
            raise StudyError(f"The record contradicts itself about the sex of {sample}.")
        found[sample] = next(iter(said), None)
    sex = pd.Series(found, dtype=object)
    n_stated = int(sex.notna().sum())
    if not n_stated:
        return sex, "The record at hand does not state the sex of the patients."
    return sex, f"Sex as the record states it, for {n_stated} of {len(sex)} arrays."


# --- lists -----------------------------------------------------------------------------------------------------------


def _table(name: str) -> pd.DataFrame:
    path = course_root() / "data" / "evidence" / "tables" / name
    try:
        return pd.read_csv(path).set_index("gsm")
    except (OSError, ValueError, KeyError) as problem:
        raise StudyError(f"The list of arrays data/evidence/tables/{name} can't be read ({problem}).") from problem


def _same_samples(matrix: SeriesMatrix, table: pd.DataFrame) -> None:
    odd = sorted(set(matrix.samples.index) ^ set(table.index))
    if odd:
        raise StudyError(f"{matrix.accession} does not hold the arrays that it should: {', '.join(odd)} differ.")


STUDIES: Mapping[str, Record] = MappingProxyType(
    {
        "seb1": Record(
            name="seb1",
            accession="GSE10432",
            platform="GPL8300",
            what="SEB-1 sebocytes in culture, 13-cis retinoic acid against vehicle",
            n_probe_sets=12625,
            cite="Nelson et al. 2008, doi:10.1172/JCI33869",
            label=_label_cells,
        ),
        "skin": Record(
            name="skin",
            accession="GSE10433",
            platform="GPL571",
            what="skin of acne patients, before and after one week of isotretinoin",
            n_probe_sets=22277,
            cite="Nelson et al. 2008, doi:10.1172/JCI33869",
            label=_biopsies(1),
        ),
        "skin-8wk": Record(
            name="skin-8wk",
            accession="GSE11792",
            platform="GPL571",
            what="skin of acne patients, before and after eight weeks of isotretinoin",
            n_probe_sets=22277,
            cite="Nelson et al. 2009, doi:10.4161/derm.1.3.8258",
            label=_biopsies(8),
        ),
    }
)
"""Every study by its name."""

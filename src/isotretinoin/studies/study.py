"""What every lesson works on: a study, and the honest account of where its values come from."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["KINDS", "SOURCES", "Provenance", "Study", "StudyError", "sha256_of"]

KINDS = ("record", "made-up", "simulated")
"""The deposited record, a file in its form whose values a model drew, or values drawn without a file."""

SOURCES = ("mirror", "cache", "geo", "replica", "simulator")
"""Where the values were taken from: a user's folder, the local cache, NCBI, the course's replica, a fresh draw."""

_SOURCE_WORDS = {
    "mirror": "a local copy of the deposited file",
    "cache": "the local cache of the course, filled from NCBI GEO earlier",
    "geo": "NCBI GEO, fetched now",
    "replica": "the replica that comes with the course",
    "simulator": "the simulator of the course, drawn now",
}


class StudyError(ValueError):
    """Something is wrong with a study or one of its files; the message says what, and what to do.

    Every error of this room that a user can meet is one of these.
    """


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as it lies on the disk, in hexadecimal digits.

    >>> from isotretinoin import course_root
    >>> len(sha256_of(course_root() / "data" / "README.md"))
    64
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where the values of a study come from.

    Parameters
    ----------
    kind : {"record", "made-up", "simulated"}
        Deposited values; values of a file in the form of a record that says of itself that it was made up; or values
        drawn from a model.
    source : {"mirror", "cache", "geo", "replica", "simulator"}
        Where they were taken from this time.
    accession : str
        GEO accession that the values belong to, or that a simulated study stands for; may be empty for the latter.
    file : str
        Name of the file, without its folder, so that a published page shows no path of the machine that built it.
    sha256 : str
        Hash of the file as it lies on disk; empty for a fresh draw.
    digest : str
        Hash of the values as deposited, the same for every compression and header; empty for a simulated study.
    date : str
        Date of the file's last change as its record states it (ISO); empty where there is none.
    licence : str
        What may be done with the values.
    scale : str
        Scale of the values as they are in ``Study.expression``, and how it was found.
    changes : tuple of str
        Everything that was done to the values or labels after reading, in order.
    notes : tuple of str
        What a reader must know before trusting a label: contradictions, assumptions, what is missing.
    configuration : str
        Named configuration of a simulated study.
    seed : int or None
        Seed of a simulated study.

    Raises
    ------
    StudyError
        If kind and source don't fit each other or are unknown.
    """

    kind: str
    source: str
    accession: str = ""
    file: str = ""
    sha256: str = ""
    digest: str = ""
    date: str = ""
    licence: str = ""
    scale: str = "log2"
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    configuration: str = ""
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise StudyError(f"Unknown kind of study {self.kind!r}: it is one of {', '.join(KINDS)}.")
        if self.source not in SOURCES:
            raise StudyError(f"Unknown source {self.source!r}: it is one of {', '.join(SOURCES)}.")
        if (self.kind == "simulated") != (self.source in ("replica", "simulator")):
            raise StudyError(f"A study of kind {self.kind!r} cannot come from the source {self.source!r}.")
        if self.kind != "simulated" and not self.accession:
            raise StudyError("A deposited record has an accession: give it.")
        for name in ("changes", "notes"):
            given = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))

    @property
    def sentence(self) -> str:
        """Say in one sentence whether this is the deposited record or a simulation."""
        if self.kind == "record":
            return f"These are the deposited values of {self.accession}, taken from {_SOURCE_WORDS[self.source]}."
        if self.kind == "made-up":
            return (
                f"These values come from a made-up file in the form of {self.accession}: they were drawn from a model, "
                "not measured, and say nothing about patients."
            )
        stands_for = f" It stands in for {self.accession}." if self.accession else ""
        drawn = f" (configuration {self.configuration}, seed {self.seed})" if self.configuration else ""
        return f"This study is simulated{drawn}: its values were drawn from a model, not measured.{stands_for}"

    def _rows(self) -> list[tuple[str, str]]:
        rows = [
            ("accession", self.accession),
            ("source", "a made-up file" if self.kind == "made-up" else _SOURCE_WORDS[self.source]),
            ("scale", self.scale),
            ("file", self.file),
            ("SHA-256 of the file", self.sha256),
            ("SHA-256 of the deposited values", self.digest),
            ("last change of the record", self.date),
            ("licence", self.licence),
        ]
        rows += [("changed", text) for text in self.changes] + [("note", text) for text in self.notes]
        return [(term, text) for term, text in rows if text]

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"  {term}: {text}" for term, text in self._rows())])

    def _repr_html_(self) -> str:
        return _box(self.sentence, self.kind, self._rows())


@dataclass(frozen=True, eq=False, kw_only=True)
class Study:
    """Expression values with their samples, probe sets and origin.

    Parameters
    ----------
    name : str
        Short name: ``seb1``, ``skin``, ``skin-8wk``, or the name of a configuration.
    expression : DataFrame, shape (n_probe_sets, n_samples)
        Log2 expression, float64; index named ``probe_set``. A cell that the record leaves empty is NaN.
    samples : DataFrame, index: sample
        In the order of the columns of ``expression``. ``group`` for two groups; ``patient``, ``time`` and ``sex`` for
        paired biopsies. From a file also ``title`` and ``said``, everything that it says of the sample, so that a
        reader can judge what was read from it. What is not stated is a gap.
    probe_sets : DataFrame, index: probe_set
        In the order of the rows of ``expression``. ``symbol`` is the gene symbol, several joined by `` /// ``, and an
        empty string where the annotation has none.
    provenance : Provenance
    truth : DataFrame or None, index: probe_set
        What is true of each probe set, for a simulated study; ``None`` for a deposited record, where nobody knows.

    Raises
    ------
    StudyError
        If the parts don't fit each other; the message names the part.
    """

    name: str
    expression: pd.DataFrame
    samples: pd.DataFrame
    probe_sets: pd.DataFrame
    provenance: Provenance
    truth: pd.DataFrame | None = field(default=None)

    def __post_init__(self) -> None:
        expression, samples, probe_sets = self.expression, self.samples, self.probe_sets
        for what in ("expression", "samples", "probe_sets"):
            if not isinstance(getattr(self, what), pd.DataFrame):
                raise StudyError(
                    f"The {what.replace('_', ' ')} of a study must be a DataFrame with names, not an array."
                )
        if not self.name:
            raise StudyError("A study needs a name.")
        if expression.empty:
            raise StudyError(f"The study {self.name} has no expression values.")
        if not all(dtype == np.float64 for dtype in expression.dtypes):
            raise StudyError(f"The expression of {self.name} must be float64, log2 units.")
        if np.isinf(expression.to_numpy()).any():
            raise StudyError(f"The expression of {self.name} holds infinite values: a logarithm of 0 was taken.")
        self._check_labels()
        # The names are a promise to the lessons; renaming an index in place would reach into the caller's tables.
        object.__setattr__(self, "expression", expression.rename_axis(index="probe_set", columns="sample"))
        object.__setattr__(self, "samples", samples.rename_axis(index="sample"))
        object.__setattr__(self, "probe_sets", probe_sets.rename_axis(index="probe_set"))
        if self.truth is not None:
            object.__setattr__(self, "truth", self.truth.rename_axis(index="probe_set"))

    def _check_labels(self) -> None:
        """Raise :class:`StudyError` where the tables do not name the same rows and columns."""
        expression, samples, probe_sets = self.expression, self.samples, self.probe_sets
        for what, index in (("probe set", expression.index), ("sample", expression.columns)):
            if not index.is_unique:
                twice = index[index.duplicated()][0]
                raise StudyError(f"The {what} {twice} appears more than once in {self.name}.")
        if not samples.index.equals(expression.columns):
            raise StudyError(f"The samples of {self.name} are not the columns of its expression, in the same order.")
        if not probe_sets.index.equals(expression.index):
            raise StudyError(f"The probe sets of {self.name} are not the rows of its expression, in the same order.")
        if "symbol" not in probe_sets:
            raise StudyError(f"The probe sets of {self.name} have no column 'symbol'.")
        if probe_sets["symbol"].isna().any():
            raise StudyError(f"A probe set of {self.name} without a gene symbol carries an empty string, not a gap.")
        if self.truth is not None:
            if self.from_file:
                raise StudyError(f"{self.name} is a deposited record: its truth is not known, so it cannot have one.")
            if not self.truth.index.equals(expression.index):
                raise StudyError(f"The truth of {self.name} does not have the rows of its expression, in that order.")

    @property
    def is_simulated(self) -> bool:
        """Whether the values were drawn from a model; those of a made-up file were, too."""
        return self.provenance.kind != "record"

    @property
    def from_file(self) -> bool:
        """Whether the values were read from a file in the form of GEO: the deposited one, or a made-up one."""
        return self.provenance.kind != "simulated"

    @property
    def stamp(self) -> str:
        """What a page writes beside a number from this study: ``recomputed``, ``made-up file`` or ``simulated``."""
        return {"record": "recomputed", "made-up": "made-up file"}.get(self.provenance.kind, "simulated")

    @property
    def stamped(self) -> str:
        """The stamp with what it rests on: file, date of the record, and the start of the digest of its values."""
        source = self.provenance
        if not self.from_file:
            return self.stamp
        date = f", record of {source.date}" if source.date else ""
        return f"{self.stamp} ({source.file}{date}, values {source.digest[:12]}…)"

    @property
    def label(self) -> str:
        """Short text for a figure, so that no picture travels without its origin."""
        if not self.is_simulated:
            return f"{self.provenance.accession}, deposited values"
        if self.from_file:
            return f"made-up file in the form of {self.provenance.accession}"
        if self.provenance.accession and self.provenance.source == "replica":
            return f"simulated replica of {self.provenance.accession}"
        return f"simulated study {self.name}, seed {self.provenance.seed}"

    def _size(self) -> str:
        n_rows, n_columns = self.expression.shape
        return f"{n_rows:,} probe sets × {n_columns} samples"

    def __repr__(self) -> str:
        return f"Study {self.name}: {self._size()}. {self.provenance.sentence}"

    def _repr_html_(self) -> str:
        rows = [("study", f"{self.name}, {self._size()}"), *self.provenance._rows()]
        return _box(self.provenance.sentence, self.provenance.kind, rows)


def _box(sentence: str, kind: str, rows: list[tuple[str, str]]) -> str:
    """Draw the provenance box: the sentence in the open, the details behind a disclosure that a keyboard reaches."""
    title = {"record": "Deposited record", "made-up": "Made-up file"}.get(kind, "Simulated")
    details = "".join(f"<dt>{html.escape(term)}</dt><dd>{html.escape(text)}</dd>" for term, text in rows)
    # JupyterLab has no style sheet of the course, so the border is inline; currentColor serves light and dark pages.
    return (
        f'<div class="iso-provenance iso-provenance-{kind}" role="group" aria-label="Where these data come from" '
        'style="border-left:0.3em solid currentColor;padding:0.2em 0 0.2em 0.9em;overflow-wrap:anywhere">'
        f"<p><strong>{title}.</strong> {html.escape(sentence)}</p>"
        f"<details><summary>Details of these data</summary><dl>{details}</dl></details></div>"
    )

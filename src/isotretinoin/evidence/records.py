"""The claims ledger, the bibliography and the tables of numbers, as they stand in ``data/evidence``."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import latexcodec  # noqa: F401 - gives codecs the one for LaTeX
import pandas as pd
from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from isotretinoin import course_root

from .cards import ClaimBox, row
from .words import COLUMNS

__all__ = ["Claim", "ClaimError", "LedgerError", "Source", "claim", "folder", "ledger", "source", "sources", "tables"]


ARTICLE = "dermtimes-decoding"
"""Source key of the news article that the course starts from."""

_LABELS = {
    "geo-record": "The record says",
    "paper": "A paper reports",
    "secondary": "Another page reports",
    "derived": "Derived",
    "recomputed": "Recomputed",
}


_LATEX = re.compile(r"[\\~$]|--|``|''|[!?]`")
"""What LaTeX writes otherwise than plain text."""


class LedgerError(ValueError):
    """A file of ``data/evidence`` or a set of rules can't be used as what it should be."""


class ClaimError(LookupError):
    """There is no such claim, source or table, or it may not be printed."""


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography.

    ``authors``, ``year``, ``doi`` and ``address`` are empty strings where the entry has none; nothing is filled in.
    ``free`` is the address of a copy that anybody may read without paying, as far as we know of one.
    """

    key: str
    title: str
    authors: tuple[str, ...] = ()
    published: str = ""
    year: str = ""
    doi: str = ""
    address: str = ""
    note: str = ""
    section: str = ""
    free: str = ""

    @property
    def url(self) -> str:
        """Link to the source: its DOI where it has one, else its web address, else an empty string."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address

    @property
    def short(self) -> str:
        """Name for a running text: *Nelson et al. 2008*, *GSE10432*, or the key where the entry names nobody."""
        accession = re.search(r"\b(?:GSE|GPL)\d+\b", self.key.upper())
        if accession:
            host = self.key.split("-")[0]
            return accession[0] if host == "geo" else f"{accession[0]} at {host}"
        if self.key == ARTICLE:
            return "Dermatology Times"
        if self.authors:
            family = [name.split(",")[0] for name in self.authors if name != "others"]
            who = f"{family[0]} and {family[1]}" if len(self.authors) == 2 and len(family) == 2 else family[0]
            who += " et al." if len(self.authors) > 2 or len(family) < len(self.authors) else ""
            return f"{who} {self.year}".strip()
        return self.published.split(",")[0] if self.published else self.key

    @property
    def name(self) -> str:
        """Name for a list of sources: the short one, or the title of what was printed in an unknown place."""
        return self.title if self.short.startswith("[") else self.short


@dataclass(frozen=True)
class Claim:
    """One row of the ledger: a scientific statement with its value, kind of evidence, level and source."""

    id: str
    claim: str
    value: str
    unit: str
    n: str
    kind: str
    level: str
    stance: str
    source_key: str
    locator: str
    note: str
    corrected_by: str

    @property
    def source(self) -> Source:
        """The entry of the bibliography that the claim rests on."""
        return source(self.source_key)

    @property
    def url(self) -> str:
        """Link to the source, empty where the source has no address."""
        return self.source.url

    @property
    def label(self) -> str:
        """Who speaks: *The article said*, *The record says*, *A paper reports*, *Recomputed*, *Derived* and so on."""
        if self.source_key == ARTICLE and self.level == "secondary":
            return "The article said"
        if self.kind == "news" and self.level == "secondary":
            return "A news text said"
        return _LABELS[self.level]

    @property
    def number(self) -> float:
        """The value as a number.

        Raises
        ------
        ClaimError
            If the value is empty, a word, or more than one number.
        """
        try:
            return float(self.value)
        except ValueError:
            raise ClaimError(
                f"The value of claim '{self.id}' is {self.value!r}, which is not one number. Take .value apart instead."
            ) from None

    def _repr_html_(self) -> str:
        return ClaimBox(self.label, [row(self)])._repr_html_()


def folder() -> Path:
    """Return the folder ``data/evidence`` of the course."""
    return course_root() / "data" / "evidence"


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a ledger file as a list of rows, all cells text.

    Raises
    ------
    LedgerError
        If the header is not the ledger's, or a row has too few or too many cells.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise LedgerError(f"{path.name} must have the columns {', '.join(COLUMNS)}, in this order.")
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise LedgerError(
                    f"{path.name}, line {reader.line_num}: the row '{row['id']}' does not have {len(COLUMNS)} cells. "
                    "Put a text that holds a comma between double quotes."
                )
            rows.append(row)
    return rows


@cache
def _claims(path: Path) -> dict[str, Claim]:
    claims = {}
    for read in read_rows(path):
        cells = dict(read)
        cells["kind"] = cells.pop("evidence_kind")
        claims[read["id"]] = Claim(**cells)
    return claims


def all_claims() -> dict[str, Claim]:
    """Return every row of the ledger by its id, also those that may not be printed."""
    return _claims(folder() / "claims.csv")


def claim(id: str) -> Claim:  # noqa: A002 - the ledger calls it id
    """Return one claim of the ledger.

    Parameters
    ----------
    id : str
        The claim's id, for example ``"geo-58-up-cells"``.

    Raises
    ------
    ClaimError
        If the ledger has no such claim, or the claim is ``unverified`` and may not be printed.
    """
    claims = all_claims()
    found = claims.get(id)
    if found is None:
        printable = [name for name, one in claims.items() if one.level != "unverified"]
        near = get_close_matches(id, printable, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        raise ClaimError(f"The ledger has no claim '{id}'.{hint} All claims: data/evidence/claims.csv.")
    if found.level == "unverified":
        raise ClaimError(
            f"Claim '{id}' is unverified and may not be printed. Read its source ({found.source_key}), give the row "
            "its level in data/evidence/claims.csv, or leave the statement out."
        )
    return found


def ledger() -> pd.DataFrame:
    """Return the printable ledger as a table of text, one claim a row, index ``id``.

    Rows of level ``unverified`` are left out.
    """
    rows = [row for row in read_rows(folder() / "claims.csv") if row["level"] != "unverified"]
    return pd.DataFrame(rows, columns=list(COLUMNS)).set_index("id")


def tables(name: str | None = None) -> pd.DataFrame | list[str]:
    """Return one table of numbers from ``data/evidence/tables``, or the names of all tables.

    Parameters
    ----------
    name : str, optional
        File name without ``.csv``, for example ``"relapse_by_sex"``.

    Raises
    ------
    ClaimError
        If there is no such table.
    """
    names = sorted(path.stem for path in (folder() / "tables").glob("*.csv"))
    if name is None:
        return names
    if name not in names:
        raise ClaimError(f"There is no table '{name}'. The tables are: {', '.join(names)}.")
    return pd.read_csv(folder() / "tables" / f"{name}.csv")


def source(key: str) -> Source:
    """Return one entry of the bibliography.

    Raises
    ------
    ClaimError
        If ``sources.bib`` has no such key.
    """
    known = sources()
    if key not in known:
        near = get_close_matches(key, known, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        raise ClaimError(f"data/evidence/sources.bib has no entry '{key}'.{hint}")
    return known[key]


def sources() -> dict[str, Source]:
    """Return the whole bibliography by key, in the order of the file."""
    return _sources(folder() / "sources.bib")


def unseen_sources() -> set[str]:
    """Return the keys that only unverified claims name: as unverified as these, and never printed either."""
    claims = all_claims().values()
    seen = {one.source_key for one in claims if one.level != "unverified"}
    return {one.source_key for one in claims} - seen


@cache
def _sources(path: Path) -> dict[str, Source]:
    return read_sources(path.read_text(encoding="utf-8"))


@cache
def read_sources(text: str) -> dict[str, Source]:
    """Read BibTeX. A comment line ``% ---- title`` starts a section, which the entries after it carry.

    Raises
    ------
    LedgerError
        If two entries share a key, or an entry could not be read.
    """
    try:
        entries = Parser().parse_string(text).entries
    except PybtexError as error:
        raise LedgerError(
            f"sources.bib can't be read: {error}. Look there and in the entry before for an unbalanced brace or a "
            "missing comma; each key stands once."
        ) from error
    sections: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        title = re.match(r"%\s*-{4,}\s*(.+)", line)
        start = re.match(r"@\w+\{\s*([^,\s]+)\s*,", line)
        if title:
            section = title[1].strip()
        elif start:
            sections[start[1]] = section
    return {key: _as_source(key, entry, sections.get(key, "")) for key, entry in entries.items()}


def _as_source(key: str, entry: Entry, section: str) -> Source:
    fields = {name: _plain(text) for name, text in entry.fields.items()}
    # An address is no LaTeX.
    addresses = {name: entry.fields.get(name, "").strip() for name in ("doi", "url", "free")}
    return Source(
        key=key,
        title=fields.get("title", ""),
        authors=tuple(_plain(str(person)) for person in entry.persons.get("author", ())),
        published=_published(fields),
        year=fields.get("year", ""),
        doi=addresses["doi"],
        address=addresses["url"],
        note=fields.get("note", ""),
        section=section,
        free=addresses["free"] or _in_pubmed_central(fields.get("note", "")),
    )


def _in_pubmed_central(note: str) -> str:
    """Return the address in PubMed Central, whose papers are free to read, of the number that a note names."""
    number = re.search(r"\bPMC\d+\b", note)
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{number[0]}/" if number else ""


def _published(fields: dict[str, str]) -> str:
    if "journal" not in fields:
        return fields.get("howpublished", "")
    volume = fields.get("volume", "")
    issue = f"({fields['number']})" if "number" in fields else ""
    place = f" {volume}{issue}" if volume else (f" no. {fields['number']}" if issue else "")
    return fields["journal"] + place + (f":{fields['pages']}" if "pages" in fields else "")


def _plain(text: str) -> str:
    if _LATEX.search(text):
        # In BibTeX a percent sign is a letter; in LaTeX the rest of the line would be lost behind it.
        text = codecs.decode(re.sub(r"(?<!\\)%", r"\%", text), "ulatex")
    return " ".join(re.sub(r"[{}]", "", text).split())

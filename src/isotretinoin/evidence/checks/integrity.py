"""Checks of the ledger itself."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ..faults import Fault
from ..records import LedgerError, folder, read_rows, read_sources
from ..weighing import check_weighing
from ..words import KINDS, LEVELS, STANCES

__all__ = ["check_ledger"]

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_TABLE_COLUMNS = {"level", "source_key"}


def check_ledger(where: Path | None = None) -> list[Fault]:
    """Check claims, bibliography and tables of a folder such as ``data/evidence``.

    Returns one :class:`Fault` for every fault: columns, ids, kinds, levels, stances, sources and corrections that
    don't resolve, entries without a title, two entries with one DOI, tables with an unknown source or level,
    readings of claims that are not there or not explained.
    """
    where = where or folder()
    try:
        rows = read_rows(where / "claims.csv")
        known = read_sources((where / "sources.bib").read_text(encoding="utf-8"))
    except (LedgerError, csv.Error) as error:
        return [Fault("data/evidence", "", str(error))]
    printable = [row["id"] for row in rows if row["level"] != "unverified"]
    return [
        *_check_claims(rows, set(known)),
        *_check_sources(known),
        *_check_tables(where / "tables", set(known)),
        *check_weighing(where, printable),
    ]


def _check_claims(rows: list[dict[str, str]], keys: set[str]) -> list[Fault]:
    found = []
    printable = {row["id"] for row in rows if row["level"] != "unverified"}
    seen = set()
    for row in rows:

        def report(message: str, name: str = row["id"]) -> None:
            found.append(Fault("data/evidence/claims.csv", f"claim '{name}'", message))

        if not _ID.fullmatch(row["id"]):
            report("an id is lower-case letters and digits in groups joined by hyphens, so that it works in a link")
        if row["id"] in seen:
            report("the id occurs twice")
        seen.add(row["id"])
        if not row["claim"].strip():
            report("the statement is empty")
        for column, words in (("evidence_kind", KINDS), ("level", LEVELS), ("stance", STANCES)):
            if row[column] not in words:
                report(f"{column} is '{row[column]}'; it must be one of {', '.join(words)}")
        if row["source_key"] not in keys:
            report(f"the source '{row['source_key']}' is not in sources.bib")
        if row["corrected_by"] and row["corrected_by"] not in printable:
            report(f"it is corrected by '{row['corrected_by']}', which is no printable claim")
        if row["corrected_by"] == row["id"]:
            report("it can't correct itself")
        if any(cell != cell.strip() for cell in row.values()):
            report("a cell begins or ends with a space")
    return found


def _check_sources(known: dict) -> list[Fault]:
    found = []
    owner: dict[str, str] = {}
    for key, one in known.items():

        def report(message: str, name: str = key) -> None:
            found.append(Fault("data/evidence/sources.bib", f"entry '{name}'", message))

        if not _ID.fullmatch(key):
            report("a key is lower-case letters and digits in groups joined by hyphens, so that it works in a link")
        if not one.title:
            report("it has no title")
        if one.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", one.doi):
            report(f"'{one.doi}' is no DOI; write it without https://doi.org/")
        if one.doi and (first := owner.setdefault(one.doi.lower(), key)) != key:
            report(f"the entry '{first}' has the same DOI")
        if one.address and not re.match(r"https?://", one.address):
            report(f"the address '{one.address}' does not begin with http:// or https://")
    return found


def _check_tables(where: Path, keys: set[str]) -> list[Fault]:
    found = []
    for path in sorted(where.glob("*.csv")):
        name = f"data/evidence/tables/{path.name}"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns = set(reader.fieldnames or ())
            if not columns & _TABLE_COLUMNS:
                found.append(Fault(name, "header", "a table needs a column source_key or level"))
            for row in reader:
                place = f"line {reader.line_num}"
                if None in row or None in row.values():
                    found.append(Fault(name, place, f"the row does not have {len(columns)} cells"))
                    continue
                for column in columns:
                    if not column.endswith("source_key"):
                        continue
                    for key in filter(None, re.split(r"[;,\s]+", row[column])):
                        if key not in keys:
                            found.append(Fault(name, place, f"the source '{key}' is not in sources.bib"))
                if "level" in row and row["level"] not in LEVELS:
                    found.append(Fault(name, place, f"the level '{row['level']}' is none of {', '.join(LEVELS)}"))
    return found

"""The data dictionary: ``data/datapackage.json`` describes every column of every table, in the form of Frictionless.

Descriptions are written by hand. Sizes and hashes are not: ``python -m isotretinoin.evidence page`` writes them anew.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

from ..faults import Fault

__all__ = ["DICTIONARY", "check_dictionary", "described_tables", "refresh_dictionary"]

DICTIONARY = "data/datapackage.json"

_SHORTEST = 5
_TYPES = {
    "string": re.compile(r".*", re.S),
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
}
"""How a value of each type is written; other types of Frictionless are not used here."""


def described_tables(root: Path) -> dict[str, dict[str, Any]]:
    """Return the description of each table by its path below ``data``.

    Parameters
    ----------
    root : path
        The course.

    Examples
    --------
    >>> from isotretinoin import course_root
    >>> described_tables(course_root())["evidence/claims.csv"]["schema"]["fields"][0]["name"]
    'id'
    """
    package = json.loads((root / DICTIONARY).read_text(encoding="utf-8"))
    return {resource["path"]: resource for resource in package["resources"]}


def refresh_dictionary(root: Path) -> bool:
    """Write the size and the hash of each file anew; return whether anything changed."""
    place = root / DICTIONARY
    package = json.loads(place.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        path = root / "data" / resource["path"]
        if path.is_file():
            resource |= _stamp(path)
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    changed = text != place.read_text(encoding="utf-8")
    if changed:
        place.write_text(text, encoding="utf-8")
    return changed


def check_dictionary(root: Path, *, stamps: bool = True) -> list[Fault]:
    """Hold every table of ``data`` against its description.

    Parameters
    ----------
    root : path
        The course.
    stamps : bool
        Whether sizes and hashes are held against the files, too.

    Returns
    -------
    list of Fault
        A table without a description, a description without a table, a column that is missing, undescribed or in
        another place, a value of another type, a missing licence or source, a stale hash.
    """
    try:
        described = described_tables(root)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        return [Fault(DICTIONARY, "", f"can't be read: {problem}")]
    data = root / "data"
    tables = {
        str(path.relative_to(data)) for end in ("csv", "csv.gz", "tsv", "tsv.gz") for path in data.rglob(f"*.{end}")
    }
    problems = [
        Fault(DICTIONARY, path, "the table is not described: add a resource")
        for path in sorted(tables - set(described))
    ]
    problems += [
        Fault(DICTIONARY, path, "there is no such table: take the resource out")
        for path in sorted(set(described) - tables)
    ]
    for path in sorted(tables & set(described)):
        problems += [Fault(DICTIONARY, path, fault) for fault in _faults(data / path, described[path], stamps)]
    return problems


def _stamp(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    return {"bytes": len(raw), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}


def _faults(path: Path, resource: dict[str, Any], stamps: bool) -> list[str]:
    faults = [f"it has no {what}" for what in ("title", "description", "licenses", "sources") if not resource.get(what)]
    if stamps and any(resource.get(what) != now for what, now in _stamp(path).items()):
        faults.append("size or hash is of another version: run 'python -m isotretinoin.evidence page'")
    fields = resource.get("schema", {}).get("fields", [])
    rows = _rows(path)
    header = next(rows, [])
    names = [field.get("name") for field in fields]
    if names != header:
        return [*faults, f"its columns are {header} and the description has {names}"]
    for field in fields:
        if len(field.get("description", "")) < _SHORTEST:
            faults.append(f"the column {field['name']} has no description")
        if field.get("type") not in _TYPES:
            faults.append(f"the column {field['name']} is of no type that is used here: {', '.join(_TYPES)}")
            return faults
    return faults + _odd_values(rows, fields)


def _rows(path: Path):
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return csv.reader(io.StringIO(text, newline=""), delimiter="\t" if ".tsv" in path.name else ",")


def _odd_values(rows, fields: list[dict[str, Any]]) -> list[str]:
    patterns = [_TYPES[field["type"]] for field in fields]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(fields):
            return [f"row {number} has {len(row)} cells for {len(fields)} columns"]
        for cell, pattern, field in zip(row, patterns, fields, strict=True):
            if cell and not pattern.fullmatch(cell):
                return [f"row {number}: {cell!r} in the column {field['name']} is no {field['type']}"]
    return []

"""Gene symbols of probe sets, from the platform tables of GEO."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..study import StudyError
from .lines import cells, lines_of
from .series_matrix import one_error, read_text

__all__ = ["PlatformTable", "annotate", "platform_file_names", "read_platform"]

_ID_COLUMNS = ("id", "probe_set", "probe set id")
_SYMBOL_COLUMNS = ("gene symbol", "gene_symbol", "symbol")
_TITLE_COLUMNS = ("gene title", "gene_title")
_DATE = re.compile(
    r"\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:mar|sep|sept|dec|oct|apr)-\d{1,4}"
    r"|\d{4}-\d\d-\d\d(?: 00:00:00)?|\d{1,2}/\d{1,2}/\d{2,4}",
    flags=re.I,
)
"""What a spreadsheet makes of MARCH1, SEPT2, DEC1, OCT4 and APR3; nobody can tell which gene it was."""
_NO_SYMBOL = frozenset({"", "---", "--control", "na", "null"})


@dataclass(frozen=True, eq=False)
class PlatformTable:
    """Probe sets of a chip with their gene symbols.

    Parameters
    ----------
    file : str
        Name of the file, without its folder.
    table : DataFrame, index: probe_set
        ``symbol`` (several joined by `` /// ``, empty where there is none) and, where the file has it, ``title``.
    date : str
        Date of the annotation as the file states it, or an empty string.
    n_dates : int
        Symbols that a spreadsheet had turned into dates, and which were left empty.
    """

    file: str
    table: pd.DataFrame
    date: str
    n_dates: int = 0


def platform_file_names(accession: str) -> tuple[str, ...]:
    """Return the patterns of file names under which a platform's table may lie in a folder, the preferred one first."""
    names = (f"{accession}_table.tsv", f"{accession}_probe_symbols*.tsv", f"{accession}.annot", f"{accession}-*.txt")
    return tuple(f"{name}{packed}" for name in names for packed in (".gz", ""))


def read_platform(path: Path | str, *, accession: str | None = None) -> PlatformTable:
    """Read a platform table: a plain table with a header line, GEO's ``.annot`` file, or GEO's full table.

    Parameters
    ----------
    path : path
        Tab-separated, compressed or not.
    accession : str, optional
        Platform that the file must be of, where the file says it.

    Raises
    ------
    StudyError
        If the file is cut short, damaged, a web page, of another platform, or has no columns for probe set and symbol.
    """
    path = Path(path)
    text = read_text(path)
    with one_error(path.name):
        return _parse(path.name, lines_of(text), accession)


def _parse(name: str, lines: list[str], accession: str | None) -> PlatformTable:
    said = _said(lines)
    if accession and said.get("annotation_platform", accession) != accession:
        raise StudyError(f"{name} is of the platform {said['annotation_platform']} instead of {accession}.")
    lowered = [line.strip().lower() if line.startswith("!") else "" for line in lines]
    if "!platform_table_begin" in lowered:
        if "!platform_table_end" not in lowered:
            raise StudyError(f"{name} is cut short: its table has no end line. Fetch it again.")
        lines = lines[lowered.index("!platform_table_begin") + 1 : lowered.index("!platform_table_end")]
    rows = [line for line in lines if line.strip() and line[0] not in "^!#"]
    table = _split(rows, name)
    if not table:
        raise StudyError(f"{name} has no table.")
    header = [cell.strip().strip('"').lower() for cell in table[0]]
    probe_set, symbol = _column(header, _ID_COLUMNS), _column(header, _SYMBOL_COLUMNS)
    if probe_set is None or symbol is None:
        begins = [cell[:40] for cell in table[0][:3]]
        raise StudyError(f"{name} has no columns for probe set and gene symbol; it begins {begins}.")
    if len(table) == 1:
        raise StudyError(f"{name} has no rows.")
    return _table(name, table[1:], header, probe_set, symbol, said)


def _split(rows: list[str], name: str) -> list[list[str]]:
    """Split the table into cells; GEO quotes none, R quotes all of them and may put names of rows before the first."""
    if not rows:
        return []
    # GEO's titles hold lone quotes, which would open a cell: only a quoted header speaks of quoting.
    header = [cell.strip() for cell in rows[0].split("\t")]
    quoted = all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in header)
    if not quoted:
        return [row.split("\t") for row in rows]
    table = [cells(row, name, escaped=True) for row in rows]
    if len(table) > 1 and len(table[1]) == len(table[0]) + 1:
        named = _column([cell.strip().lower() for cell in table[0]], _ID_COLUMNS) is not None
        table[0].insert(0, "name of the row" if named else _ID_COLUMNS[0])
    return table


def _table(
    name: str, rows: list[list[str]], header: list[str], probe_set: int, symbol: int, said: dict[str, str]
) -> PlatformTable:
    # A control row may end early, but never before its own name; the last row of a cut file may.
    short = next((row for row in rows[:-1] if len(row) <= probe_set), None)
    if short is not None:
        raise StudyError(f"{name} has a row without a probe set.")
    ids = [row[probe_set].strip() for row in rows]
    twice = pd.Index(ids)[pd.Index(ids).duplicated()]
    if len(twice):
        raise StudyError(f"{name} has the probe set {twice[0]} more than once.")
    symbols = [_symbols(_cell(row, symbol)) for row in rows]
    is_date = [_DATE.fullmatch(one) is not None for one in symbols]
    columns = {"symbol": ["" if lost else one for one, lost in zip(symbols, is_date, strict=True)]}
    title = _column(header, _TITLE_COLUMNS)
    if title is not None:
        columns["title"] = [_cell(row, title) for row in rows]
    stated = _column(header, ("annotation date",))
    date = said.get("annotation_date", "") or (_cell(rows[0], stated) if stated is not None else "")
    index = pd.Index(ids, name="probe_set", dtype=object).astype(str)
    return PlatformTable(name, pd.DataFrame(columns, index=index), date, sum(is_date))


def _said(lines: list[str]) -> dict[str, str]:
    """Return the ``!key = value`` lines before the table."""
    found = {}
    for line in lines[:200]:
        match = re.match(r"[!^](\w+)\s*=\s*(.*)", line)
        if match:
            found.setdefault(match[1].lower(), match[2].strip())
    return found


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _cell(row: list[str], at: int) -> str:
    return row[at].strip().strip('"') if at < len(row) else ""


def _symbols(cell: str) -> str:
    """Write several symbols in one way: the sources differ in the spaces about the separator."""
    parts = [part.strip() for part in cell.split("///")]
    return " /// ".join(part for part in parts if part.lower() not in _NO_SYMBOL)


def annotate(probe_sets: pd.Index, platform: PlatformTable) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give probe sets their gene symbols.

    Returns
    -------
    table : DataFrame, index: probe_set
        ``symbol`` and, where the platform table has it, ``title``; empty strings where it has none.
    changes : tuple of str
        Which table was used, and how many probe sets are not in it.

    Raises
    ------
    StudyError
        If less than half of the probe sets are in the table: it is another chip's.
    """
    known = probe_sets.isin(platform.table.index)
    if known.mean() < 0.5:
        raise StudyError(
            f"{platform.file} is another chip's table: it knows {known.sum():,} of {len(probe_sets):,} probe sets."
        )
    table = platform.table.reindex(probe_sets).fillna("").astype(str)
    dated = f", annotation of {platform.date}" if platform.date else ""
    change = f"Gene symbols were added from {platform.file}{dated}."
    if not known.all():
        change += f" Not in it, and so without a symbol: {(~known).sum():,}."
    if platform.n_dates:
        change += f" Symbols that a spreadsheet had turned into dates, and which were left empty: {platform.n_dates:,}."
    return table, (change,)

"""Read a GEO series matrix, or refuse it with one clear error.

The format: lines that begin with ``!`` describe series and samples, then a tab-separated table of values stands
between ``!series_matrix_table_begin`` and ``!series_matrix_table_end``. Real files repeat keys, double the quotes
inside a field, write characteristics as free text, leave cells empty or ``null``, and differ in the scale of values.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import math
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..study import StudyError
from .lines import cells, lines_of
from .scale import Scale, detect_scale

__all__ = ["SeriesMatrix", "parse_series_matrix", "read_series_matrix", "read_text"]

_BEGIN, _END = "!series_matrix_table_begin", "!series_matrix_table_end"
_MOST_PACKINGS = 3
_MISSING = frozenset({"", "null", "na", "n/a", "nan", "none"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, eq=False)
class SeriesMatrix:
    """A series matrix as it was deposited.

    Parameters
    ----------
    accession, platform : str
    series : dict of str to list of str
        All values of each key about the series, repeated keys in order, without the prefix ``!Series_``.
    samples : DataFrame, index: sample accession
        One column per key without ``!Sample_``; a repeated key gets ``.2``, ``.3`` after its name.
    values : DataFrame, shape (n_probe_sets, n_samples)
        float64, as deposited; empty cells and ``null`` are NaN.
    scale : Scale
    """

    accession: str
    platform: str
    series: dict[str, list[str]]
    samples: pd.DataFrame
    values: pd.DataFrame
    scale: Scale

    @property
    def n_missing(self) -> int:
        """Number of cells without a value."""
        return int(self.values.isna().to_numpy().sum())

    @property
    def made_up(self) -> bool:
        """Whether the file says of itself that its values were made up, as the course's own tool writes it."""
        return "made_up" in self.series or self.series.get("title", [""])[0].upper().startswith("MADE UP")

    @property
    def digest(self) -> str:
        """SHA-256 of samples, probe sets and values, whatever their order, the header or the compression."""
        table = self.values.sort_index(axis=0).sort_index(axis=1)
        names = "\n".join([*table.columns, "", *table.index]).encode()
        cells = table.to_numpy(dtype="<f8", copy=True)
        cells[np.isnan(cells)] = np.nan  # one sign for a missing value
        cells += 0.0  # and one for nought
        return hashlib.sha256(names + b"\n" + np.ascontiguousarray(cells).tobytes()).hexdigest()

    @property
    def last_update(self) -> str:
        """Date of the record's last change in ISO form, or an empty string."""
        stated = self.series.get("last_update_date", [""])[0]
        date = pd.to_datetime(stated, format="%b %d %Y", errors="coerce")
        return "" if pd.isna(date) else date.date().isoformat()

    def sample_texts(self, key: str) -> pd.DataFrame:
        """Return all columns of a repeated sample key, such as ``characteristics_ch1``."""
        return self.samples.filter(regex=rf"^{re.escape(key)}(\.\d+)?$")


def read_series_matrix(
    path: Path | str,
    *,
    accession: str | None = None,
    platform: str | None = None,
    n_probe_sets: int | None = None,
) -> SeriesMatrix:
    """Read a series-matrix file, compressed or not.

    Parameters
    ----------
    path : path
    accession, platform : str, optional
        What the file must be, such as ``GSE10432`` and ``GPL8300``.
    n_probe_sets : int, optional
        Rows that the table must have.

    Raises
    ------
    StudyError
        If the file is missing, empty, cut short, damaged, not a series matrix, or another one than asked for.
    """
    path = Path(path)
    text = read_text(path)
    with one_error(path.name):
        return parse_series_matrix(text, path.name, accession=accession, platform=platform, n_probe_sets=n_probe_sets)


@contextmanager
def one_error(name: str):
    """Turn what a file of no known kind provokes into one error of this room."""
    try:
        yield
    except StudyError:
        raise
    except (ValueError, LookupError, TypeError, ArithmeticError, MemoryError, RecursionError) as problem:
        raise StudyError(
            f"{name} can't be read: {problem!s:.200}. Fetch it again, or save it as plain text."
        ) from problem


def read_text(path: Path) -> str:
    """Read a text file that may be compressed; raise :class:`StudyError` where it is no complete text file."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise StudyError(f"{path.name} cannot be read ({problem.strerror or problem}).") from problem
    # A server may unpack on the way, so the content decides and not the name.
    # Servers and browsers also pack what was packed already.
    for _ in range(_MOST_PACKINGS):
        if raw[:2] != b"\x1f\x8b":
            break
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error) as problem:
            raise StudyError(
                f"{path.name} is cut short or damaged: it cannot be unpacked. Fetch it again."
            ) from problem
    if not raw.strip():
        raise StudyError(f"{path.name} is empty. Fetch it again.")
    if b"\x00" in raw[:4096]:
        raise StudyError(f"{path.name} is not a text file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # older records hold signs in Latin-1
    if text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>(.*?)</title>", text, flags=re.I | re.S)
        named = f" titled {html.unescape(' '.join(title[1].split()))!r}" if title else ""
        raise StudyError(
            f"{path.name} is a web page{named} and not data: a server or a login page answered in its place."
        )
    return text


def parse_series_matrix(
    text: str,
    name: str,
    *,
    accession: str | None = None,
    platform: str | None = None,
    n_probe_sets: int | None = None,
) -> SeriesMatrix:
    """Read the text of a series matrix; ``name`` is the file's name for messages. See :func:`read_series_matrix`."""
    lines = lines_of(text)
    markers = [line.strip().strip('"').lower() if line.lstrip('"')[:1] == "!" else "" for line in lines]
    if _BEGIN not in markers:
        if not any(marker.startswith("!series_") for marker in markers):
            raise StudyError(f"{name} is not a GEO series matrix: it has no lines that describe a series.")
        raise StudyError(f"{name} is cut short: its table of values never begins. Fetch it again.")
    begin = markers.index(_BEGIN)
    if markers.count(_BEGIN) > 1:
        raise StudyError(
            f"{name} holds {markers.count(_BEGIN)} tables of values. GEO has one file for each platform of a series: "
            "take the one you need, or cut this file in two."
        )
    if _END not in markers[begin:]:
        raise StudyError(f"{name} is cut short: its table of values has no end line. Fetch it again.")
    end = markers.index(_END, begin)

    series, sample_rows = _read_header(lines[:begin], name)
    found = _one_series(series, name, accession)
    columns, values = _read_table(lines[begin + 1 : end], name)
    samples = _sample_table(sample_rows, columns, name)
    chip = _one_platform(series, samples, name, platform)
    _check_rows(samples, len(values), name, n_probe_sets)
    processing = pd.unique(samples.filter(regex=r"^data_processing(\.\d+)?$").astype(str).to_numpy().ravel())
    return SeriesMatrix(found, chip, series, samples, values, detect_scale(values, list(processing)))


def _read_header(lines: list[str], name: str) -> tuple[dict[str, list[str]], list[tuple[str, list[str]]]]:
    """Return what is said about the series, and the rows about the samples in their order."""
    logical: list[str] = []
    for line in lines:
        if line.lstrip('"').startswith("!") or not logical:
            logical.append(line)
        elif line.strip():
            logical[-1] += "\n" + line  # a field with a line break in it
    series: dict[str, list[str]] = {}
    samples: list[tuple[str, list[str]]] = []
    for line in logical:
        fields = [cell.strip() for cell in cells(line, name)]
        key = fields[0] if fields else ""
        if key.startswith("!Series_"):
            series.setdefault(key.removeprefix("!Series_"), []).extend(fields[1:])
        elif key.startswith("!Sample_"):
            samples.append((key.removeprefix("!Sample_"), fields[1:]))
    return series, samples


def _one_series(series: dict[str, list[str]], name: str, wanted: str | None) -> str:
    accessions = [cell for cell in series.get("geo_accession", []) if cell]
    if not accessions:
        raise StudyError(f"{name} does not say which series it is: !Series_geo_accession is missing.")
    if wanted and accessions != [wanted]:
        raise StudyError(f"{name} is the file of another series: {', '.join(accessions)} instead of {wanted}.")
    return accessions[0]


def _read_table(lines: list[str], name: str) -> tuple[list[str], pd.DataFrame]:
    rows = [cells(line, name) for line in lines if line.strip()]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows or rows[0][0].strip() != "ID_REF":
        raise StudyError(f"{name} has no table of values: the line that starts with ID_REF is missing.")
    columns = [cell.strip() for cell in rows[0][1:]]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise StudyError(f"{name} has a table without samples.")
    _refuse_twice(columns, "sample", name)
    body = rows[1:]
    if not body:
        raise StudyError(
            f"{name} holds no values: its table is empty. The values of such a series are in its supplementary files."
        )
    ids = [row[0].strip() for row in body]
    if "" in ids:
        raise StudyError(f"{name} has a row without a probe set (row {ids.index('') + 1} of the table).")
    _refuse_twice(ids, "probe set", name)
    values = np.array([_numbers(row, ids[at], columns, name) for at, row in enumerate(body)], dtype=np.float64)
    if np.isnan(values).all():
        raise StudyError(f"{name} holds no values: every cell of its table is empty.")
    index = pd.Index(ids, name="probe_set", dtype=object).astype(str)
    return columns, pd.DataFrame(values, index=index, columns=pd.Index(columns, name="sample"))


def _refuse_twice(names: list[str], what: str, file: str) -> None:
    seen: set[str] = set()
    for one in names:
        if one in seen:
            raise StudyError(f"{file} has the {what} {one} more than once, so its values can't be told apart.")
        seen.add(one)


def _numbers(row: list[str], probe_set: str, columns: list[str], name: str) -> list[float]:
    found = row[1:]
    if len(found) > len(columns) and not any(cell.strip() for cell in found[len(columns) :]):
        found = found[: len(columns)]
    if len(found) != len(columns):
        raise StudyError(
            f"{name}: the row {probe_set[:40]!r} has {len(found)} values for {len(columns)} samples. "
            "Fetch the file again."
        )
    return [_number(cell.strip(), probe_set, columns[at], name) for at, cell in enumerate(found)]


def _number(cell: str, probe_set: str, sample: str, name: str) -> float:
    if _NUMBER.fullmatch(cell):
        value = float(cell)
        if math.isfinite(value):
            return value
    elif cell.lower() in _MISSING:
        return math.nan
    raise StudyError(f"{name}: the value of {probe_set} in {sample} is not a number: {cell[:40]!r}.")


def _sample_table(rows: list[tuple[str, list[str]]], columns: list[str], name: str) -> pd.DataFrame:
    accessions = next((cells for key, cells in rows if key == "geo_accession"), None)
    if accessions is None:
        raise StudyError(f"{name} does not name its samples: !Sample_geo_accession is missing.")
    _refuse_twice(accessions, "sample", name)
    if set(accessions) != set(columns):
        odd = sorted(set(accessions) ^ set(columns))[0]
        raise StudyError(f"{name} contradicts itself: {odd} is not both in its list of samples and its table.")
    table: dict[str, list[str]] = {}
    times: dict[str, int] = {}
    for key, found in rows:
        if len(found) != len(accessions):
            raise StudyError(
                f"{name}: !Sample_{key} has {len(found)} cells for {len(accessions)} samples. A line break inside a "
                "text may have cut the line in two; fetch the file again."
            )
        times[key] = times.get(key, 0) + 1
        table[key if times[key] == 1 else f"{key}.{times[key]}"] = found
    return pd.DataFrame(table, index=pd.Index(accessions, name="sample")).loc[columns]


def _one_platform(series: dict[str, list[str]], samples: pd.DataFrame, name: str, wanted: str | None) -> str:
    stated = list(samples["platform_id"]) if "platform_id" in samples else series.get("platform_id", [])
    chips = sorted({chip for chip in stated if chip})
    if len(chips) > 1:
        raise StudyError(
            f"{name} mixes the platforms {', '.join(chips)}, whose values can't stand in one table. "
            "GEO has one file for each platform of such a series: take the one you need."
        )
    if not chips:
        raise StudyError(f"{name} does not say which platform its arrays are.")
    if wanted and chips[0] != wanted:
        raise StudyError(f"{name} holds arrays of the platform {chips[0]} instead of {wanted}.")
    return chips[0]


def _check_rows(samples: pd.DataFrame, n_rows: int, name: str, wanted: int | None) -> None:
    """Hold the number of rows against the one that the header announces: GEO's own check for a file cut short."""
    announced = [cell for cell in samples.get("data_row_count", []) if cell]
    if announced:
        if not all(cell.isdigit() for cell in announced):
            raise StudyError(f"{name} announces a number of rows that is no number: {announced[0]!r}.")
        most = max(int(cell) for cell in announced)
        if n_rows != most:
            raise StudyError(
                f"{name} has {n_rows:,} rows of values where its header announces {most:,}. Fetch it again."
            )
    if wanted is not None and n_rows != wanted:
        raise StudyError(f"{name} has {n_rows:,} rows of values where the study has {wanted:,}.")

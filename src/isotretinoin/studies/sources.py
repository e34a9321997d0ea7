"""Where a study is taken from: mirror folder, cache, NCBI GEO, replica, in this order.

Environment
-----------
ISOTRETINOIN_GEO_DIR
    A mirror: a folder of the user with deposited files under their own names.
ISOTRETINOIN_CACHE_DIR
    Where fetched files are kept, in place of the user's cache folder.
ISOTRETINOIN_OFFLINE
    Set to 1, the network is not touched.
ISOTRETINOIN_GEO_URL
    Address of another archive with the folders of NCBI's.
ISOTRETINOIN_PROGRESS
    Set to 0, no progress bar is drawn.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from .deposited.archive import Archive, Archived, CacheError, cache_folder, cached_file, read_receipt, say
from .deposited.download import DownloadError
from .deposited.platforms import PlatformTable, annotate, platform_file_names, read_platform
from .deposited.registry import LICENCE, PINS, Record, record
from .deposited.scale import to_log2
from .deposited.series_matrix import SeriesMatrix, read_series_matrix
from .replica import read_replica
from .study import Provenance, Study, StudyError, sha256_of

__all__ = [
    "ORDER",
    "CacheError",
    "cache_folder",
    "cached_file",
    "checked_matrix",
    "fetch_study",
    "how_to_get",
    "load",
    "mirror_folder",
]

ORDER = ("mirror", "cache", "geo", "replica")
_SOURCES = ("auto", "mirror", "geo", "replica")


def load(name: str, source: str = "auto", *, scale: str | None = None) -> Study:
    """Load a study.

    Parameters
    ----------
    name : {"seb1", "skin", "skin-8wk"}
    source : {"auto", "mirror", "geo", "replica"}
        ``auto`` takes the first that has the study: the mirror folder, the cache, NCBI, the replica; it prints a line
        where it ends with the replica. A mirror that holds the study in a damaged file is an error and not a reason to
        go on: the user has said where the values are. ``mirror`` and ``replica`` look there only, and ``geo`` is the
        cache or NCBI.
    scale : {"log2", "linear", "ln", "log10"}, optional
        On which scale the deposited values are, where the record leaves it open and you know it from elsewhere. The
        study's provenance then says that it comes from you.

    Returns
    -------
    Study
        Its ``provenance`` says which source was used.

    Raises
    ------
    StudyError
        One of its kinds, with a message that says what to do.

    Examples
    --------
    >>> load("seb1", source="replica").expression.shape
    (12625, 6)
    """
    wanted = record(name)
    if source not in _SOURCES:
        raise StudyError(f"Unknown source {source!r}: it is one of {', '.join(_SOURCES)}.")
    if source == "replica":
        return read_replica(name)
    if source in ("auto", "mirror"):
        found = _from_mirror(wanted, scale, needed=source == "mirror")
        if found is not None:
            return found
    try:
        # Where another source follows, a server that did not answer is not waited for a second time.
        return _build(wanted, _from_archive(wanted, Archive(patient=source == "geo")), scale)
    except StudyError as problem:
        if source == "geo":
            raise
        study = read_replica(name)
        say(f"{name}: this is the simulated replica, because {wanted.accession} could not be had: {problem}")
        return study


def how_to_get(name: str) -> str:
    """Say in two lines what a page lacks that was built without a deposited record, and how to get it.

    Examples
    --------
    >>> print(how_to_get("skin").splitlines()[0])
    The deposited values of GSE10433 were not at hand when this page was made, so what follows is simulated.
    """
    wanted = record(name)
    return (
        f"The deposited values of {wanted.accession} were not at hand when this page was made, so what follows is "
        f"simulated.\nGet them with 'python -m isotretinoin.studies fetch {name}', or put {wanted.matrix_file} and "
        f"{wanted.platform_file} into a folder that ISOTRETINOIN_GEO_DIR names; in the browser's own Python, upload "
        "the two files into that folder."
    )


# --- a study from its two files --------------------------------------------------------------------------------------


def checked_matrix(wanted: Record, path: Path) -> SeriesMatrix:
    """Read the series matrix of a study and hold its values against the pin, where there is one.

    Raises
    ------
    StudyError
        If it is no complete matrix of this study, or its values were altered.
    """
    matrix = read_series_matrix(
        path, accession=wanted.accession, platform=wanted.platform, n_probe_sets=wanted.n_probe_sets
    )
    if not matrix.made_up and PINS.get(wanted.accession, matrix.digest) != matrix.digest:
        raise StudyError(
            f"{path.name} is complete, but its values are not those that were deposited as {wanted.accession}: their "
            f"digest is {matrix.digest[:12]}… and not {PINS[wanted.accession][:12]}…. Fetch the file again."
        )
    return matrix


def _no_pin(wanted: Record, path: Path, made_up: bool) -> tuple[str, ...]:
    """Say of a record that the course never saw what its values can be held against."""
    if made_up:
        return (f"This file says of itself that it was made up: it is not the record of {wanted.accession}.",)
    if wanted.accession in PINS:
        return ()
    fetched = read_receipt(path).get("fetched", "")[:10]
    since = f" They have been the same since they were first fetched on {fetched}." if fetched else ""
    return (f"No pin of the values of {wanted.accession} exists: the course was made without seeing them.{since}",)


@dataclass(frozen=True, eq=False)
class _Files:
    """The two files of a study, read and checked, and where they were taken from."""

    source: str
    path: Path
    matrix: SeriesMatrix
    platform: PlatformTable


def _build(wanted: Record, files: _Files, given: str | None) -> Study:
    matrix = files.matrix
    expression, scale, changes = to_log2(matrix, given)
    samples, notes = wanted.label(matrix)
    probe_sets, annotated = annotate(expression.index, files.platform)
    if matrix.n_missing:
        notes = (*notes, f"Cells without a value in the record: {matrix.n_missing:,}.")
    return Study(
        name=wanted.name,
        expression=expression,
        samples=samples,
        probe_sets=probe_sets,
        provenance=Provenance(
            kind="made-up" if matrix.made_up else "record",
            source=files.source,
            accession=wanted.accession,
            file=files.path.name,
            sha256=sha256_of(files.path),
            digest=matrix.digest,
            date=matrix.last_update,
            licence=f"{LICENCE} Cite {wanted.cite}.",
            scale=scale,
            changes=(*changes, *annotated),
            notes=(*notes, *_no_pin(wanted, files.path, matrix.made_up)),
        ),
    )


# --- the mirror ------------------------------------------------------------------------------------------------------


def mirror_folder() -> Path | None:
    """Return the mirror folder that the user named, or None.

    Raises
    ------
    StudyError
        If ``ISOTRETINOIN_GEO_DIR`` names something that is no folder.
    """
    named = os.environ.get("ISOTRETINOIN_GEO_DIR", "").strip()
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise StudyError(f"ISOTRETINOIN_GEO_DIR names {named}, which is no folder. Correct it or unset it.")
    return folder


def mirror_file(folder: Path, patterns: tuple[str, ...]) -> Path | None:
    """Return the first file of a mirror that matches one of the patterns, in their order."""
    for pattern in patterns:
        found = sorted(path for path in folder.glob(pattern) if path.is_file())
        if found:
            return found[-1]
    return None


def _matrix_names(wanted: Record) -> tuple[str, ...]:
    return wanted.matrix_file, wanted.matrix_file.removesuffix(".gz")


def _from_mirror(wanted: Record, scale: str | None, *, needed: bool) -> Study | None:
    folder = mirror_folder()
    path = folder and mirror_file(folder, _matrix_names(wanted))
    if path is None:
        if needed:
            where = "set ISOTRETINOIN_GEO_DIR to a folder that holds it" if folder is None else "put it into the folder"
            raise StudyError(f"There is no {wanted.matrix_file} in a mirror: {where}.")
        return None
    table = mirror_file(folder, platform_file_names(wanted.platform))
    try:
        matrix = checked_matrix(wanted, path)
        platform = read_platform(table, accession=wanted.platform) if table else None
        if platform is None and not needed:
            platform = _platform_for_mirror(wanted)
        if platform is None:
            raise StudyError(f"Its platform table is missing: put {wanted.platform_file} beside it.")
        return _build(wanted, _Files("mirror", path, matrix, platform), scale)
    except StudyError as problem:
        raise StudyError(
            f"The mirror has {wanted.accession} but it can't be used: {problem} Mend the mirror, take the study out of "
            "it, or use source='replica'."
        ) from problem


def _platform_for_mirror(wanted: Record) -> PlatformTable | None:
    try:
        return _platform(wanted, Archive(patient=False)).content
    except (CacheError, DownloadError):
        return None


# --- the archive -----------------------------------------------------------------------------------------------------


def _from_archive(wanted: Record, archive: Archive) -> _Files:
    matrix = _matrix(wanted, archive)
    return _Files(matrix.source, matrix.path, matrix.content, _platform(wanted, archive).content)


def _matrix(wanted: Record, archive: Archive) -> Archived:
    return archive.get(wanted.matrix_path, lambda path: checked_matrix(wanted, path))


def _platform(wanted: Record, archive: Archive) -> Archived:
    def read(path: Path) -> PlatformTable:
        table = read_platform(path, accession=wanted.platform)
        return replace(table, file=wanted.platform_file)  # not the name of a temporary file

    return archive.get(wanted.platform_path, read)


def fetch_study(name: str, *, refresh: bool = False) -> list[tuple[Path, str]]:
    """Bring the files of a study into the cache.

    Parameters
    ----------
    name : str
    refresh : bool
        Fetch anew even where the cache has a sound file.

    Returns
    -------
    list of (path, source)
        ``source`` is ``cache`` for a file that was there and ``geo`` for one that was fetched.

    Raises
    ------
    StudyError
        If a file can't be had.
    """
    wanted, archive = record(name), Archive(refresh=refresh)
    return [(file.path, file.source) for file in (_matrix(wanted, archive), _platform(wanted, archive))]

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

import json
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .deposited import download
from .deposited.download import DownloadError, OfflineError
from .deposited.platforms import PlatformTable, annotate, platform_file_names, read_platform
from .deposited.registry import LICENCE, PINS, Record, record
from .deposited.scale import to_log2
from .deposited.series_matrix import SeriesMatrix, read_series_matrix
from .replica import read_replica
from .study import Provenance, Study, StudyError, sha256_of

__all__ = [
    "ORDER",
    "AlteredError",
    "CacheError",
    "MirrorError",
    "cache_folder",
    "cached_file",
    "checked_matrix",
    "fetch_study",
    "how_to_get",
    "load",
    "mirror_folder",
]

GEO_URL = "https://ftp.ncbi.nlm.nih.gov/geo"
ORDER = ("mirror", "cache", "geo", "replica")
_SOURCES = ("auto", "mirror", "geo", "replica")
_LOCK_SECONDS = 900.0

_no_connection: dict[str, str] = {}
"""Addresses that failed in this process, with the reason: a second study must not wait a second time."""


class MirrorError(StudyError):
    """The mirror folder, or a file in it, is not what it should be."""


class CacheError(StudyError):
    """The cache folder can't be used, or a file in it is damaged."""


class AlteredError(StudyError):
    """The values of a file are not those that were deposited."""


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
    if source == "mirror":
        return _from_mirror(wanted, scale, needed=True)
    if source == "geo":
        return _from_archive(wanted, scale)
    found = _from_mirror(wanted, scale, needed=False)
    if found is not None:
        return found
    try:
        return _from_archive(wanted, scale, patient=False)
    except StudyError as problem:
        study = read_replica(name)
        _say(f"{name}: this is the simulated replica, because {wanted.accession} could not be had: {problem}")
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


def _say(text: str) -> None:
    # Standard output: a notebook shows standard error as an alarm, and the site's build treats it as one.
    print(text, flush=True)


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
        raise AlteredError(
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
    fetched = _read_receipt(path).get("fetched", "")[:10]
    since = f" They have been the same since they were first fetched on {fetched}." if fetched else ""
    return (f"No pin of the values of {wanted.accession} exists: the course was made without seeing them.{since}",)


def _build(
    wanted: Record, source: str, path: Path, matrix: SeriesMatrix, platform: PlatformTable, given: str | None
) -> Study:
    expression, scale, changes = to_log2(matrix, given)
    samples, notes = wanted.label(matrix)
    probe_sets, annotated = annotate(expression.index, platform)
    if matrix.n_missing:
        notes = (*notes, f"Cells without a value in the record: {matrix.n_missing:,}.")
    return Study(
        name=wanted.name,
        expression=expression,
        samples=samples,
        probe_sets=probe_sets,
        provenance=Provenance(
            kind="made-up" if matrix.made_up else "record",
            source=source,
            accession=wanted.accession,
            file=path.name,
            sha256=sha256_of(path),
            digest=matrix.digest,
            date=matrix.last_update,
            licence=f"{LICENCE} Cite {wanted.cite}.",
            scale=scale,
            changes=(*changes, *annotated),
            notes=(*notes, *_no_pin(wanted, path, matrix.made_up)),
        ),
    )


# --- the mirror ------------------------------------------------------------------------------------------------------


def mirror_folder() -> Path | None:
    """Return the mirror folder that the user named, or None.

    Raises
    ------
    MirrorError
        If ``ISOTRETINOIN_GEO_DIR`` names something that is no folder.
    """
    named = os.environ.get("ISOTRETINOIN_GEO_DIR", "").strip()
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise MirrorError(f"ISOTRETINOIN_GEO_DIR names {named}, which is no folder. Correct it or unset it.")
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


def _from_mirror(wanted: Record, scale: str | None = None, *, needed: bool) -> Study | None:
    folder = mirror_folder()
    path = folder and mirror_file(folder, _matrix_names(wanted))
    if path is None:
        if needed:
            where = "set ISOTRETINOIN_GEO_DIR to a folder that holds it" if folder is None else "put it into the folder"
            raise MirrorError(f"There is no {wanted.matrix_file} in a mirror: {where}.")
        return None
    table = mirror_file(folder, platform_file_names(wanted.platform))
    try:
        matrix = checked_matrix(wanted, path)
        platform = read_platform(table, accession=wanted.platform) if table else None
        if platform is None and not needed:
            platform = _platform_for_mirror(wanted)
        if platform is None:
            raise MirrorError(f"Its platform table is missing: put {wanted.platform_file} beside it.")
        return _build(wanted, "mirror", path, matrix, platform, scale)
    except StudyError as problem:
        raise MirrorError(
            f"The mirror has {wanted.accession} but it can't be used: {problem} Mend the mirror, take the study out of "
            "it, or use source='replica'."
        ) from problem


def _platform_for_mirror(wanted: Record) -> PlatformTable | None:
    try:
        return _archived_platform(wanted, patient=False).content
    except (CacheError, DownloadError):
        return None


# --- cache and NCBI --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Archived:
    """A checked file of the cache, what was read from it, and whether it was fetched now or earlier."""

    path: Path
    content: Any
    source: str


def cache_folder() -> Path:
    """Return the folder of fetched files; it need not exist."""
    named = os.environ.get("ISOTRETINOIN_CACHE_DIR", "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_cache_path("isotretinoin")


def is_offline() -> bool:
    """Whether the user forbids the network."""
    return os.environ.get("ISOTRETINOIN_OFFLINE", "").strip().lower() not in ("", "0", "no", "false")


def _from_archive(wanted: Record, scale: str | None = None, *, patient: bool = True) -> Study:
    matrix = _archived_matrix(wanted, patient=patient)
    platform = _archived_platform(wanted, patient=patient)
    return _build(wanted, matrix.source, matrix.path, matrix.content, platform.content, scale)


def _archived_matrix(wanted: Record, *, patient: bool = True, refresh: bool = False) -> _Archived:
    def read(path: Path) -> SeriesMatrix:
        return checked_matrix(wanted, path)

    return _archived(wanted.matrix_path, read, patient=patient, refresh=refresh)


def _archived_platform(wanted: Record, *, patient: bool = True, refresh: bool = False) -> _Archived:
    def read(path: Path) -> PlatformTable:
        table = read_platform(path, accession=wanted.platform)
        return replace(table, file=wanted.platform_file)  # not the name of a temporary file

    return _archived(wanted.platform_path, read, patient=patient, refresh=refresh)


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
    """
    wanted = record(name)
    found = [_archived_matrix(wanted, refresh=refresh), _archived_platform(wanted, refresh=refresh)]
    return [(file.path, file.source) for file in found]


def _archived(place: str, read: Callable[[Path], Any], *, patient: bool, refresh: bool) -> _Archived:
    target = cache_folder() / place.rsplit("/", 1)[-1]
    if target.is_file() or not is_offline():
        with _locked(target):
            return _kept_or_fetched(place, target, read, patient=patient, refresh=refresh)
    raise _forbidden(target)


def _forbidden(target: Path) -> OfflineError:
    return OfflineError(f"{target.name} is not in the cache, and ISOTRETINOIN_OFFLINE forbids the network.")


def _kept_or_fetched(
    place: str, target: Path, read: Callable[[Path], Any], *, patient: bool, refresh: bool
) -> _Archived:
    damage = ""
    if target.is_file() and not refresh:
        try:
            return _Archived(target, cached_file(target, read), "cache")
        except StudyError as problem:
            damage = str(problem)
    if is_offline():
        raise CacheError(f"{damage} ISOTRETINOIN_OFFLINE forbids to fetch it anew.") if damage else _forbidden(target)
    if damage:
        _say(f"{damage} It is fetched anew.")
    return _Archived(target, _fetched(place, target, read, patient=patient), "geo")


def cached_file(target: Path, read: Callable[[Path], Any]) -> Any:
    """Read a file of the cache after holding it against the hash it had when it was fetched.

    Raises
    ------
    CacheError
        If it was changed since, or can't be read.
    """
    expected = _read_receipt(target).get("sha256")  # without a receipt the file's own checks must do
    if expected is not None and sha256_of(target) != expected:
        raise CacheError(f"The cached {target.name} is damaged: it was changed after it was fetched.")
    try:
        return read(target)
    except StudyError as problem:
        raise CacheError(f"The cached file is damaged: {problem}") from problem


def _receipt(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def _read_receipt(target: Path) -> dict[str, str]:
    try:
        receipt = json.loads(_receipt(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return receipt if isinstance(receipt, dict) else {}


def _as_first_fetched(content: Any, earlier: dict[str, str], name: str) -> None:
    """Hold values of a record without a pin against those of the first fetch.

    Raises
    ------
    AlteredError
        If they differ.
    """
    digest = getattr(content, "digest", None)
    if digest and earlier.get("values", digest) != digest:
        raise AlteredError(
            f"the values in {name} differ from those that were first fetched on {earlier.get('fetched', '')[:10]}. "
            f"Where GEO says that the record was updated, delete {name} and {name}.json from the cache and fetch again"
        )


def _fetched(place: str, target: Path, read: Callable[[Path], Any], *, patient: bool) -> Any:
    base = (os.environ.get("ISOTRETINOIN_GEO_URL", "").strip() or GEO_URL).rstrip("/")
    url = f"{base}/{place}"
    if not patient:
        for address in (base, url):
            if address in _no_connection:
                raise DownloadError(_no_connection[address])
    contents: list[Any] = []
    earlier = _read_receipt(target)

    def check(path: Path) -> None:
        contents.append(read(path))
        _as_first_fetched(contents[-1], earlier, target.name)

    try:
        download.fetch(url, target, check)
    except DownloadError as problem:
        _no_connection[base if isinstance(problem, OfflineError) else url] = str(problem)
        raise
    except OSError as problem:
        raise _unusable(target.parent, problem) from problem
    _no_connection.pop(base, None)
    _no_connection.pop(url, None)
    receipt = {
        "url": url,
        "sha256": sha256_of(target),
        "bytes": target.stat().st_size,
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if digest := getattr(contents[-1], "digest", None):
        receipt["values"] = digest
        receipt["fetched"] = earlier.get("fetched", receipt["fetched"])
    _receipt(target).write_text(json.dumps(receipt, indent=2) + "\n", encoding="utf-8")
    return contents[-1]


@contextmanager
def _locked(target: Path):
    """Let one process at a time work on a file of the cache; the second then finds what the first has fetched."""
    import filelock  # here: a browser's Python can't lock files, and says so on standard error

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(target.with_name(f".{target.name}.lock"), timeout=_LOCK_SECONDS)
        lock.acquire()
    except filelock.Timeout as problem:
        raise CacheError(f"Another process has held {target.name} for {_LOCK_SECONDS / 60:g} minutes.") from problem
    except OSError as problem:
        raise _unusable(target.parent, problem) from problem
    try:
        yield
    finally:
        lock.release()


def _unusable(folder: Path, problem: OSError) -> CacheError:
    why = problem.strerror or problem
    return CacheError(f"The cache folder {folder} can't be used ({why}): set ISOTRETINOIN_CACHE_DIR to another one.")

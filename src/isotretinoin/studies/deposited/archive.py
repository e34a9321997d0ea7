"""The archive of deposited files: NCBI GEO, behind a cache of what was fetched from it earlier."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from ..study import StudyError, sha256_of
from . import download
from .download import DownloadError, OfflineError

__all__ = ["Archive", "Archived", "CacheError", "cache_folder", "cached_file", "read_receipt", "say"]

GEO_URL = "https://ftp.ncbi.nlm.nih.gov/geo"
_LOCK_SECONDS = 900.0
_LINE = 80
"""Letters of a line of output: a page of the course shows no more without scrolling sideways."""


class CacheError(StudyError):
    """The cache folder can't be used, or a file in it is damaged."""


@dataclass(frozen=True, eq=False)
class Archived:
    """A checked file of the cache.

    Attributes
    ----------
    path : Path
    content : object
        What its reader made of it.
    source : {"cache", "geo"}
        Whether it was there, or was fetched now.
    """

    path: Path
    content: Any
    source: str


def cache_folder() -> Path:
    """Return the folder of fetched files; it need not exist.

    Examples
    --------
    >>> import os
    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, ISOTRETINOIN_CACHE_DIR="classroom/studies"):
    ...     cache_folder().name
    'studies'
    """
    named = os.environ.get("ISOTRETINOIN_CACHE_DIR", "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_cache_path("isotretinoin")


def _base() -> str:
    return (os.environ.get("ISOTRETINOIN_GEO_URL", "").strip() or GEO_URL).rstrip("/")


def _offline() -> bool:
    return os.environ.get("ISOTRETINOIN_OFFLINE", "").strip().lower() not in ("", "0", "no", "false")


@dataclass(frozen=True)
class Archive:
    """The archive as this process may use it; the environment says where it lies and whether the network is allowed.

    Parameters
    ----------
    patient : bool
        Whether to ask an address again that has failed in this process.
    refresh : bool
        Whether to fetch what the cache already has.
    """

    patient: bool = True
    refresh: bool = False
    base: str = field(default_factory=_base)
    folder: Path = field(default_factory=cache_folder)
    offline: bool = field(default_factory=_offline)

    unreachable: ClassVar[dict[str, str]] = {}
    """Addresses that failed in this process, with the reason: a second study must not wait a second time."""

    def get(self, place: str, read: Callable[[Path], Any]) -> Archived:
        """Give one file: from the cache where it is sound, and from the server otherwise.

        Parameters
        ----------
        place : str
            Path of the file below the archive's address.
        read : callable
            Makes the content of a path; raises :class:`StudyError` where the file is not what it should be.

        Raises
        ------
        StudyError
            If it can't be had; the cache is then as it was.
        """
        target = self.folder / place.rsplit("/", 1)[-1]
        forbidden = OfflineError(f"{target.name} is not in the cache, and ISOTRETINOIN_OFFLINE forbids the network.")
        if self.offline and not target.is_file():
            raise forbidden
        with _locked(target):
            damage = ""
            if target.is_file() and not self.refresh:
                try:
                    return Archived(target, cached_file(target, read), "cache")
                except StudyError as problem:
                    damage = str(problem)
            if self.offline:
                raise CacheError(f"{damage} ISOTRETINOIN_OFFLINE forbids to fetch it anew.") if damage else forbidden
            if damage:
                say(f"{damage} It is fetched anew.")
            return Archived(target, self._fetched(f"{self.base}/{place}", target, read), "geo")

    def _fetched(self, url: str, target: Path, read: Callable[[Path], Any]) -> Any:
        """Fetch a file with its receipt, and return its content."""
        for address in () if self.patient else (self.base, url):
            if address in self.unreachable:
                raise DownloadError(self.unreachable[address])
        earlier = read_receipt(target)
        contents: list[Any] = []

        def check(path: Path) -> None:
            contents.append(read(path))
            _as_first_fetched(contents[-1], earlier, target.name)

        try:
            download.fetch(url, target, check)
        except DownloadError as problem:
            # Without any connection the next file of the same server need not be tried; a refused file says nothing
            # about the others.
            self.unreachable[self.base if isinstance(problem, OfflineError) else url] = str(problem)
            raise
        except OSError as problem:
            raise _unusable(target.parent, problem) from problem
        self.unreachable.pop(self.base, None)
        self.unreachable.pop(url, None)
        _write_receipt(url, target, contents[-1], earlier)
        return contents[-1]


def say(text: str) -> None:
    """Tell the reader something that is no error, in lines that fit the output of a cell on the page."""
    # Standard output: a notebook shows standard error as an alarm, and the site's build treats it as one.
    print(textwrap.fill(text, _LINE, break_long_words=False, break_on_hyphens=False), flush=True)


def cached_file(target: Path, read: Callable[[Path], Any]) -> Any:
    """Read a file of the cache after holding it against the hash it had when it was fetched.

    Raises
    ------
    CacheError
        If it was changed since, or can't be read.
    """
    expected = read_receipt(target).get("sha256")  # without a receipt the file's own checks must do
    if expected is not None and sha256_of(target) != expected:
        raise CacheError(f"The cached {target.name} is damaged: it was changed after it was fetched.")
    try:
        return read(target)
    except StudyError as problem:
        raise CacheError(f"The cached file is damaged: {problem}") from problem


# A receipt lies beside each fetched file: where it came from, its hash, and the digest of its values when it was first
# fetched.


def _receipt(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def read_receipt(target: Path) -> dict[str, str]:
    """Return the receipt of a fetched file; empty where there is none that can be read."""
    try:
        receipt = json.loads(_receipt(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return receipt if isinstance(receipt, dict) else {}


def _write_receipt(url: str, target: Path, content: Any, earlier: dict[str, str]) -> None:
    receipt = {
        "url": url,
        "sha256": sha256_of(target),
        "bytes": target.stat().st_size,
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if digest := getattr(content, "digest", None):
        receipt["values"] = digest
        receipt["fetched"] = earlier.get("fetched", receipt["fetched"])
    _receipt(target).write_text(json.dumps(receipt, indent=2) + "\n", encoding="utf-8")


def _as_first_fetched(content: Any, earlier: dict[str, str], name: str) -> None:
    """Hold values of a record without a pin against those of the first fetch."""
    digest = getattr(content, "digest", None)
    if digest and earlier.get("values", digest) != digest:
        raise StudyError(
            f"the values in {name} differ from those that were first fetched on {earlier.get('fetched', '')[:10]}. "
            f"Where GEO says that the record was updated, delete {name} and {name}.json from the cache and fetch again"
        )


@contextmanager
def _locked(target: Path) -> Iterator[None]:
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

"""Bring one file from a server to a folder, whole and checked, or leave the folder as it was.

The packages that speak to a server are imported where they are used: Python in a browser fetches nothing this way, and
a lesson that finds its data at hand starts sooner without them.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..study import StudyError

if TYPE_CHECKING:
    from tqdm import tqdm

__all__ = ["PATIENCE", "DownloadError", "OfflineError", "Patience", "fetch"]

_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_BLOCK = 1 << 16
_MOST_BYTES = 200 * 1024 * 1024


class DownloadError(StudyError):
    """A file could not be had from the server."""


class OfflineError(DownloadError):
    """There is no trusted connection to the server, or the network is forbidden."""


class _WorthAnotherTryError(Exception):
    """Something that may pass: a busy server, a broken connection, a body that came through damaged."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server.

    ``reach``, ``silence`` and ``total`` are seconds: until a connection stands, between two pieces, and for one
    attempt. ``pause`` is the wait before the second attempt; it doubles with each.
    """

    reach: float = 4.0
    silence: float = 15.0
    total: float = 300.0
    attempts: int = 3
    pause: float = 1.0


PATIENCE = Patience()


def fetch(url: str, target: Path, check: Callable[[Path], object], patience: Patience | None = None) -> None:
    """Download ``url`` to ``target``; ``target`` changes only after the new file was received whole and checked.

    Parameters
    ----------
    url : str
    target : path
        Its folder must exist.
    check : callable
        Called with the path of the received file; raises :class:`StudyError` where it is not what it should be.
    patience : Patience, optional

    Raises
    ------
    OfflineError
        If no connection stands within ``patience.reach`` seconds, or none that can be trusted.
    DownloadError
        If the file could not be had in the allowed attempts.
    """
    patience = patience or PATIENCE
    _reach(url, patience.reach)
    for attempt in range(patience.attempts):
        if attempt:
            time.sleep(patience.pause * 2 ** (attempt - 1))
        try:
            with _temporary(target) as path:
                _receive(url, path, patience)
                _inspect(path, check)
                os.replace(path, target)
            return
        except _WorthAnotherTryError as problem:
            last = str(problem)
    times = "once" if patience.attempts == 1 else f"{patience.attempts} times"
    raise DownloadError(f"{_file_name(url)} could not be had from {_host(url)}, tried {times}: {last}")


def _file_name(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1]


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _reach(url: str, seconds: float) -> None:
    """Find out within a bounded time whether a connection stands.

    A name look-up has no time-out of its own, and a host with many addresses multiplies the one of the connection; a
    classroom without internet would wait for a minute. Both run beside the program, which waits for neither.
    """
    import requests

    proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    parts = urlsplit(proxy if proxy and "//" in proxy else f"//{proxy}" if proxy else url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        port = None
    if not parts.hostname or port is None or urlsplit(url).scheme not in ("http", "https"):
        raise DownloadError(f"The address {url} is not one of a web server; look at ISOTRETINOIN_GEO_URL.")
    outcome: list[str] = []

    def connect() -> None:
        try:
            socket.create_connection((parts.hostname, port), timeout=seconds).close()
            outcome.append("")
        except (OSError, UnicodeError) as problem:
            outcome.append(getattr(problem, "strerror", None) or str(problem))

    watcher = threading.Thread(target=connect, daemon=True)
    watcher.start()
    watcher.join(seconds)
    if not outcome:
        raise OfflineError(f"no connection to {_host(url)} within {seconds:g} s")
    if outcome[0]:
        raise OfflineError(f"no connection to {_host(url)} ({outcome[0]})")


@contextmanager
def _temporary(target: Path):
    """Give a new file beside the target: a rename is atomic within one folder only."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _receive(url: str, path: Path, patience: Patience) -> None:
    import requests
    import urllib3

    until = time.monotonic() + patience.total
    try:
        with requests.get(url, stream=True, timeout=(patience.reach, patience.silence)) as answer:
            if answer.status_code in _TRY_AGAIN:
                raise _WorthAnotherTryError(f"the server answered {answer.status_code} {answer.reason}.")
            if answer.status_code != 200:
                raise DownloadError(
                    f"{_file_name(url)} could not be had from {_host(url)}: the server answered "
                    f"{answer.status_code} {answer.reason}."
                )
            size = answer.headers.get("Content-Length", "")
            total = int(size) if size.isdigit() else None
            with path.open("wb") as file, _progress(_file_name(url), total) as bar:
                # Not iter_content(): it waits for a full block, so that a server that sends a byte now and then
                # would hold it for hours, never silent for long.
                while block := answer.raw.read1(_BLOCK, decode_content=True):
                    file.write(block)
                    bar.update(len(block))
                    if file.tell() > _MOST_BYTES:
                        raise DownloadError(f"{_file_name(url)} from {_host(url)} is far larger than any series.")
                    if time.monotonic() > until:
                        raise _WorthAnotherTryError(f"it was not complete after {patience.total:g} s.")
    except requests.exceptions.SSLError as problem:
        raise OfflineError(f"no trusted connection to {_host(url)}: its certificate was not accepted") from problem
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as problem:
        raise _WorthAnotherTryError(f"the server was silent for {patience.silence:g} s.") from problem
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as problem:
        raise _WorthAnotherTryError("the connection broke before the file was complete.") from problem


def _inspect(path: Path, check: Callable[[Path], object]) -> None:
    try:
        check(path)
    except StudyError as problem:
        raise _WorthAnotherTryError(str(problem)) from problem


def _progress(name: str, total: int | None) -> tqdm:
    """Draw progress where somebody looks: in a terminal or a notebook, and only for a wait that is felt.

    In a notebook it is plain text, because a widget of tqdm would be dead on a published page.
    """
    from tqdm import tqdm

    return tqdm(
        desc=name,
        total=total,
        unit="B",
        unit_scale=True,
        unit_divisor=1024,
        delay=1.0,
        leave=False,
        file=sys.stdout,
        disable=not _somebody_looks(),
    )


def _somebody_looks() -> bool:
    if os.environ.get("ISOTRETINOIN_PROGRESS", "") == "0":
        return False
    shell = sys.modules.get("IPython")
    kernel = shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"
    return kernel or sys.stdout.isatty()

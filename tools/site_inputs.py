"""What a built site depends on, as hashes: its own pages, what lies beside them, and what was built."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["door_key", "inputs", "results_key", "shown_key", "sources", "state_of"]

WATCHED = ("src", "data", "book/_ext", "book/_templates", "requirements.txt", "_config.yml", "_toc.yml")
OUTSIDE = ("ISOTRETINOIN_GEO_DIR", "ISOTRETINOIN_CACHE_DIR", "ISOTRETINOIN_OFFLINE")
SOURCES = ("src", "data", "book", "notebooks", "deploy", "instructor", "tools")
"""With the files beside them, everything that a page is made of: the course itself, and what turns it into pages."""
DOOR = ("src", "data", "notebooks", "lite", "requirements.txt")
LESSONS = "data/lessons"
SHOWN = ("questions.yml", "rubric.yml", "teaching.yml")
"""Of a lesson's folder, what that lesson and the book's pages show, and no other lesson does."""


def inputs(root: Path, watched: tuple[str, ...] = WATCHED, without: frozenset[Path] = frozenset()) -> str:
    """Return a hash of everything beside the pages themselves that a built page depends on."""
    digest = hashlib.sha256(sys.version.encode())
    for name in watched:
        _take_in(digest, root, (path for path in _files(root / name) if path not in without))
    for variable in OUTSIDE:
        value = os.environ.get(variable, "")
        digest.update(f"{variable}={value}\0".encode())
        if os.path.isdir(value):
            for path in _files(Path(value)):
                state = path.stat()
                digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def results_key(root: Path) -> str:
    """Return the same of what every executed page depends on; the rest is in each page's own :func:`shown_key`."""
    return inputs(root, without=frozenset(_shown(root / LESSONS)))


def shown_key(root: Path, page: Path) -> str:
    """Return a hash of what the results of one lesson, or of one page of the book, show besides.

    A change to a lesson's questions then executes that lesson, and the pages of the book, and no other lesson.
    """
    folder = root / LESSONS
    if page.suffix == ".ipynb":
        number = re.match(r"\d\d(?=_)", page.name)
        if number is None:
            return ""
        folder /= number[0]
    digest = hashlib.sha256()
    _take_in(digest, root, _shown(folder))
    return digest.hexdigest()


def door_key(root: Path) -> str:
    """Return the same of the browser door: lessons and their library must be of one state."""
    return inputs(root, DOOR)


def sources(root: Path) -> str:
    """Return a hash of all that the site is made of: while it stays, building again gives the same site."""
    files = sorted(path.name for path in root.iterdir() if path.is_file())
    found = [inputs(root, (*SOURCES, *files)), os.environ.get("SITE_URL", "")]
    # The pages name the repository that the checkout came from, and lead to the browser door where there is one.
    for path in (root / ".git" / "config", root / "_build" / "lite" / "door.json"):
        found.append(path.read_text(encoding="utf-8") if path.is_file() else "")
    return hashlib.sha256("\0".join(found).encode()).hexdigest()


def state_of(build: Path, folders: tuple[str, ...]) -> str:
    """Return a hash of names, sizes and times of all built files: an edited, new or missing file changes it."""
    digest = hashlib.sha256()
    for path in (path for folder in folders for path in _files(build / folder)):
        state = path.stat()
        digest.update(f"{path.relative_to(build)} {state.st_size} {state.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _take_in(digest: hashlib._Hash, root: Path, paths: Iterable[Path]) -> None:
    """Let a hash depend on the names of files and on what is in them."""
    for path in paths:
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())


def _shown(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if path.name in SHOWN]


def _files(start: Path) -> list[Path]:
    if start.is_file():
        return [start]
    made = {"__pycache__", "isotretinoin.egg-info"}
    return sorted(path for path in start.rglob("*") if path.is_file() and made.isdisjoint(path.parts))

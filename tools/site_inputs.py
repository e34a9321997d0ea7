"""What a built site depends on beside its own pages, as one hash."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

__all__ = ["door_key", "inputs"]

WATCHED = ("src", "data", "book/_ext", "book/_templates", "requirements.txt", "_config.yml", "_toc.yml")
OUTSIDE = ("ISOTRETINOIN_GEO_DIR", "ISOTRETINOIN_CACHE_DIR", "ISOTRETINOIN_OFFLINE")
DOOR = ("src", "data", "notebooks", "lite", "requirements.txt")


def inputs(root: Path, watched: tuple[str, ...] = WATCHED) -> str:
    """Return a hash of everything beside the pages themselves that a built page depends on."""
    digest = hashlib.sha256(sys.version.encode())
    for name in watched:
        for path in _files(root / name):
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    for variable in OUTSIDE:
        value = os.environ.get(variable, "")
        digest.update(f"{variable}={value}\0".encode())
        if os.path.isdir(value):
            for path in _files(Path(value)):
                state = path.stat()
                digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def door_key(root: Path) -> str:
    """Return the same of the browser door: lessons and their library must be of one state."""
    return inputs(root, DOOR)


def _files(start: Path) -> list[Path]:
    if start.is_file():
        return [start]
    made = {"__pycache__", "isotretinoin.egg-info"}
    return sorted(path for path in start.rglob("*") if path.is_file() and made.isdisjoint(path.parts))

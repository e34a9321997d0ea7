"""Write an assignment as an autograder for Gradescope: one zip, made from the same source as everything else.

Gradescope builds an image from ``setup.sh`` and runs ``run_autograder`` in it for each submission (see
https://gradescope-autograders.readthedocs.io/en/latest/specs/). The zip holds the course's library, the pins that
grading needs, and the assignment with its key; :mod:`.gradescope_run` is what runs.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ..author.key import read_key
from ..author.release import AssignmentSource, read_source
from ..intake.roster import read_roster
from ..marks.preprocessors import asked_question

__all__ = ["Export", "ExportError", "export", "needed"]

COURSE = ("src", "data", "LICENSE", "LICENSE-CONTENT")
LEFT_OUT = {"rfc3987-syntax"}
"""jsonschema compiles dozens of grammars with it at every start; no Jupyter schema uses them."""

PYTHONS = ("3.11", "3.12", "3.13")
_CLUTTER = re.compile(r"(^|/)(__pycache__|\..*|.*\.egg-info)(/|$)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ExportError(ValueError):
    """The zip cannot be written; the message says what is missing."""


@dataclass(frozen=True)
class Export:
    """What a zip holds: numbers of files, pins and students; points by machine and by hand."""

    files: int
    requirements: int
    students: int
    points: float
    by_hand: float


def export(source: AssignmentSource, to: Path, root: Path, roster: Path | None = None) -> Export:
    """Write the zip. The same inputs give the same bytes.

    Parameters
    ----------
    source : AssignmentSource
    to : Path
        The file to write.
    root : Path
        Folder of the course, with ``requirements.txt`` and ``deploy/gradescope``.
    roster : Path, optional
        As for ``grade``: ``student_id`` and the names that Gradescope has, such as e-mail addresses.

    Raises
    ------
    ExportError
        If a file of the course or an installed package is missing.
    CollectError
        If the roster is faulty.
    """
    students = len(read_roster(roster).students) if roster else 0
    notebook = read_source(source.text)
    by_hand = {
        cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and asked_question(cell) is None
    }
    pins = needed(root / "requirements.txt")
    questions = read_key(source)
    # All that the result says of the assignment, so that a run reads neither source nor key a second time.
    about = {
        "assignment": source.name,
        "cells": [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata],
        "titles": {question.id: question.title for question in questions},
        "by_hand": by_hand,
        "roster": bool(roster),
    }
    files: dict[str, bytes | Path] = {
        "setup.sh": root / "deploy" / "gradescope" / "setup.sh",
        "run_autograder": root / "deploy" / "gradescope" / "run_autograder",
        "requirements.txt": ("\n".join(pins) + "\n").encode(),
        "assignment.json": (json.dumps(about, indent=1) + "\n").encode(),
        # The library knows the course by this folder; students' code needs nothing that is in it.
        "course/notebooks/README.txt": b"Grading needs no lessons.\n",
    }
    if roster:
        files["roster.csv"] = roster
    for name in COURSE:
        files |= {f"course/{path.relative_to(root).as_posix()}": path for path in _files(root / name)}
    # Not the bank of answers, nor marked samples: what is not there cannot get out.
    for path in (source.text, source.key, *source.files):
        files[f"instructor/{source.name}/{path.relative_to(source.folder).as_posix()}"] = path
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f".{to.name}.tmp")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)  # it holds the key
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                content = files[name]
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # Unix, on Windows too: elsewhere the right to run a script gets lost
                entry.external_attr = (0o755 if name in {"setup.sh", "run_autograder"} else 0o644) << 16
                archive.writestr(entry, content if isinstance(content, bytes) else content.read_bytes())
        os.replace(draft, to)
    except OSError as error:
        raise ExportError(f"{to} cannot be written: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    points = sum(question.points for question in questions)
    return Export(len(files), len(pins), students, points, sum(by_hand.values()))


def _files(place: Path) -> Iterator[Path]:
    for path in [place] if place.is_file() else sorted(place.rglob("*")):
        if path.is_file() and not _CLUTTER.search(path.relative_to(place.parent).as_posix()):
            yield path


def needed(requirements: Path) -> list[str]:
    """Return the pins of ``requirements.txt`` that grading needs on Linux, without what only the site or tests need.

    Raises
    ------
    ExportError
        If one of them has no pin, or the list is missing.
    """
    try:
        lines = requirements.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ExportError(f"The list of pins is missing: {error}") from error
    pins: dict[str, list[str]] = {}
    for line in lines:
        if line and not line.startswith((" ", "#", "-")):
            pins.setdefault(canonicalize_name(Requirement(line).name), []).append(line)
    wanted = _closure("isotretinoin", ("grading",)) - {"isotretinoin"} - LEFT_OUT
    missing = sorted(wanted - set(pins))
    if missing:
        raise ExportError(f"{requirements.name} has no pin for {', '.join(missing)}: run 'make requirements'.")
    return [line for name in sorted(wanted) for line in pins[name]]


def _closure(name: str, extras: tuple[str, ...]) -> set[str]:
    """Return a package and all that it needs on Linux, with any Python of the course, as the installed ones say."""
    found: set[str] = set()
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [(canonicalize_name(name), extras)]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            # Needed with another Python only, or taken out on purpose: its pin is all that is known of it.
            continue
        for text in requires:
            one = Requirement(text)
            if one.marker is None or any(one.marker.evaluate(place) for place in _places(extras)):
                waiting.append((canonicalize_name(one.name), tuple(sorted(one.extras))))
    return found


def _places(extras: tuple[str, ...]) -> Iterator[dict[str, str]]:
    linux = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    linux |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for version in PYTHONS:
        for extra in (*extras, ""):
            yield linux | {"python_version": version, "python_full_version": f"{version}.0", "extra": extra}

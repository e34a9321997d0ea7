"""Read the simulated replicas that come with the course, and refuse one that was changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from isotretinoin import course_root

from .study import Provenance, Study, StudyError, sha256_of

__all__ = ["read_replica", "replica_folder"]

_FILES = ("expression.csv.gz", "samples.csv", "probe_sets.csv.gz")
_REMEDY = "Restore it with 'git checkout -- data/replicas', or make it again with 'make replicas'."


def replica_folder() -> Path:
    """Return the folder that holds the replicas."""
    return course_root() / "data" / "replicas"


def read_replica(name: str, folder: Path | None = None) -> Study:
    """Read a replica after checking the hash of each of its files.

    Parameters
    ----------
    name : str
        Name of the study that it stands for.
    folder : path, optional
        Where ``replicas.json`` is; the course's own by default.

    Raises
    ------
    StudyError
        If a file is missing, differs from its recorded hash, or does not hold what it should.
    """
    folder = folder or replica_folder()
    entry = _entry(name, folder)
    hashes = {file: _checked(folder / name / file, entry["sha256"].get(file)) for file in _FILES}
    try:
        expression = pd.read_csv(folder / name / "expression.csv.gz", index_col="probe_set").astype(float)
        samples = pd.read_csv(folder / name / "samples.csv", index_col="sample", dtype=str)
        probe_sets = pd.read_csv(
            folder / name / "probe_sets.csv.gz", index_col="probe_set", keep_default_na=False, na_values={}
        )
    except (OSError, ValueError, KeyError) as problem:
        raise StudyError(f"The replica {name} can't be read ({problem}). {_REMEDY}") from problem
    known = [column for column in probe_sets if column.startswith("truth_")]
    truth = probe_sets[known].rename(columns=lambda column: column.removeprefix("truth_"))
    return Study(
        name=name,
        expression=expression,
        samples=samples,
        probe_sets=probe_sets.drop(columns=known),
        provenance=_provenance(entry, hashes["expression.csv.gz"], samples),
        truth=truth if known else None,
    )


def _entry(name: str, folder: Path) -> dict[str, Any]:
    path = folder / "replicas.json"
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))[name]
        missing = {"accession", "configuration", "seed", "sha256", "licence"} - set(entry)
    except KeyError:
        raise StudyError(f"The course has no replica of {name!r}. {_REMEDY}") from None
    except (OSError, ValueError, TypeError) as problem:
        raise StudyError(f"The list of replicas {path.name} can't be read ({problem}). {_REMEDY}") from problem
    if missing:
        raise StudyError(f"The entry of {name} in {path.name} lacks {', '.join(sorted(missing))}. {_REMEDY}")
    return entry


def _checked(path: Path, expected: str | None) -> str:
    if not path.is_file():
        raise StudyError(f"The file {path.name} of the replica {path.parent.name} is missing. {_REMEDY}")
    found = sha256_of(path)
    if found != expected:
        raise StudyError(
            f"The file {path.name} of the replica {path.parent.name} is not the one that was made: its hash is "
            f"{found[:12]}… and not {(expected or 'recorded')[:12]}…. {_REMEDY}"
        )
    return found


def _provenance(entry: dict[str, Any], sha256: str, samples: pd.DataFrame) -> Provenance:
    notes = ["Rows named SIM…_sim stand for no probe set of any chip."]
    if "sex" in samples:
        notes.append("The sex of each patient is assumed; the record at hand does not state it.")
    if entry.get("seed_choice"):
        notes.append(f"Choice of the seed: {entry['seed_choice']}.")
    if entry.get("command"):
        notes.append(f"Made by '{entry['command']}'.")
    return Provenance(
        kind="simulated",
        source="replica",
        accession=entry["accession"],
        file="expression.csv.gz",
        sha256=sha256,
        licence=entry["licence"],
        scale="log2, by construction",
        changes=tuple(entry.get("changes", ())),
        notes=tuple(notes),
        configuration=entry["configuration"],
        seed=int(entry["seed"]),
    )

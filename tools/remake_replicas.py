"""Remake the simulated studies in data/replicas, or check that they are what the simulator gives.

    python tools/remake_replicas.py            write data/replicas
    python tools/remake_replicas.py --check    write nothing; fail where a file differs by more than its last decimal

The bytes depend on the pinned numpy (random streams, arithmetic) and on zlib (compression). Elsewhere the values may
differ in the last decimal, which is why the files are shipped with their hashes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from isotretinoin import course_root
from isotretinoin.studies.simulated.simulator import SimulatedStudy, simulate

DECIMALS = 3
LICENCE = "CC BY 4.0"
COMMAND = "make replicas"
MANIFEST = "replicas.json"


@dataclass(frozen=True)
class Recipe:
    """How a replica is made: study, configuration and seed; why this seed."""

    name: str
    configuration: str
    seed: int
    choice: str


RECIPES = (
    Recipe("seb1", "seb1", 10432, "the number of the accession; no other seed was tried"),
    Recipe(
        "skin",
        "skin",
        10434,
        "picked: the first seed from the number of the accession (10433) upwards that passes the four conditions in "
        "README.md; 10433 was refused because none of its calls by moderated t is false",
    ),
    Recipe("skin-8wk", "skin-8wk", 11792, "the number of the accession; no other seed was tried"),
)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round the figures; adding zero turns -0.000 into 0.000."""
    figures = table.select_dtypes("number").columns
    return table.assign(**{name: np.round(table[name].to_numpy(), DECIMALS) + 0.0 for name in figures})


def _csv(table: pd.DataFrame) -> bytes:
    text = io.StringIO()
    _rounded(table).to_csv(text, float_format=f"%.{DECIMALS}f", lineterminator="\n")
    return text.getvalue().encode()


def _gz(content: bytes) -> bytes:
    # No name and no time in the header: the same content gives the same bytes.
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as stream:
        stream.write(content)
    return buffer.getvalue()


def tables(study: SimulatedStudy) -> dict[str, pd.DataFrame]:
    """Lay out a study as the tables of a replica."""
    truth = study.truth[[name for name in study.truth if name == "kind" or name.startswith("log2_fold_change")]]
    probe_sets = study.probe_sets.join(truth.add_prefix("truth_"))
    return {"expression.csv.gz": study.expression, "samples.csv": study.samples, "probe_sets.csv.gz": probe_sets}


def replica(recipe: Recipe) -> tuple[dict[str, bytes], dict[str, object]]:
    """Make the files of one replica and its entry in the manifest."""
    study = simulate(recipe.configuration, recipe.seed)
    files = {name: _gz(_csv(table)) if name.endswith(".gz") else _csv(table) for name, table in tables(study).items()}
    entry = {
        "accession": study.provenance.accession,
        "configuration": recipe.configuration,
        "seed": recipe.seed,
        "seed_choice": recipe.choice,
        "n_probe_sets": len(study.expression),
        "n_samples": study.expression.shape[1],
        "changes": list(study.provenance.changes),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "licence": LICENCE,
        "command": COMMAND,
        "numpy": np.__version__,
    }
    return files, entry


def write(folder: Path) -> None:
    """Write every replica and the manifest."""
    manifest = {}
    for recipe in RECIPES:
        files, manifest[recipe.name] = replica(recipe)
        (folder / recipe.name).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / recipe.name / name).write_bytes(content)
            print(f"{recipe.name}/{name}: {len(content):,} bytes")
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def differences(folder: Path, recipe: Recipe) -> list[str]:
    """Say where the shipped files of a replica differ from what the simulator gives now.

    Figures may differ by one unit in the last decimal; ids, labels and everything else may not differ at all.
    """
    found = []
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))[recipe.name]
    if (manifest["configuration"], manifest["seed"]) != (recipe.configuration, recipe.seed):
        found.append(f"{recipe.name}: the manifest names another configuration or seed")
    for name, fresh in tables(simulate(recipe.configuration, recipe.seed)).items():
        path = folder / recipe.name / name
        if hashlib.sha256(path.read_bytes()).hexdigest() != manifest["sha256"][name]:
            found.append(f"{recipe.name}/{name}: the hash in the manifest is of another file")
        shipped = pd.read_csv(path, index_col=0, keep_default_na=False)
        if not shipped.index.equals(fresh.index) or list(shipped) != list(fresh):
            found.append(f"{recipe.name}/{name}: other rows or columns")
            continue
        for column in fresh:
            old, new = shipped[column], fresh[column]
            if pd.api.types.is_numeric_dtype(new):
                apart = float(np.abs(old.to_numpy(float) - np.round(new.to_numpy(), DECIMALS)).max())
                same = apart < 1.5 * 10.0**-DECIMALS
            else:
                same = (old.astype(str) == new.astype(str)).all()
            if not same:
                found.append(f"{recipe.name}/{name}: the column {column} differs")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--into", type=Path, help="another folder than data/replicas")
    options = parser.parse_args(arguments)
    folder = options.into or course_root() / "data" / "replicas"
    if not options.check:
        write(folder)
        return 0
    found = [line for recipe in RECIPES for line in differences(folder, recipe)]
    print("\n".join(found) or "The replicas are what the simulator gives.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

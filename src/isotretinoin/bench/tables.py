"""The tables that travel with a page: everything that chance or the model gave, packed once by Python.

``python -m isotretinoin.bench make`` writes ``tables.json`` anew, ``… check`` compares it with what the simulator and
the model give now. A page and a notebook read the same file, so that a lesson does not wait for the model.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats as distributions

from . import cells, patients
from .genes import genes

__all__ = ["FILE", "LIMIT", "compressed_size", "drawn", "make", "pack_bytes", "read", "unpack_bytes"]

FILE = Path(__file__).with_name("tables.json")
LIMIT = 60_000
"""Most bytes that all tables together may weigh, compressed."""

_STEP = 1e-4


def pack_bytes(values: list[int]) -> str:
    """Write whole numbers from −128 to 127 as base64, one byte each.

    Examples
    --------
    >>> unpack_bytes(pack_bytes([-128, 0, 127]))
    [-128, 0, 127]
    """
    array = np.asarray(values)
    if array.min() < -128 or array.max() > 127:
        raise ValueError(f"A byte holds −128 to 127; got {array.min()} to {array.max()}. Choose a larger unit.")
    return base64.b64encode(array.astype(np.int8).tobytes()).decode()


def unpack_bytes(text: str) -> list[int]:
    """Return the whole numbers that :func:`pack_bytes` wrote."""
    return np.frombuffer(base64.b64decode(text), dtype=np.int8).tolist()


def _patient_tables() -> dict[str, Any]:
    draws = {}
    for symbol in genes():
        packed = patients.draw(symbol).packed()
        if symbol != "LCN2":
            del packed["u"]  # the siRNA has no target here
        draws[symbol] = {name: [first, unit, pack_bytes(values)] for name, (first, unit, values) in packed.items()}
    return {
        "draws": draws,
        "reach": [[patients.reach(dose, day) for day in patients.DAYS] for dose in patients.DOSES],
    }


def _cell_tables() -> dict[str, Any]:
    """Return dying and lost cells of each dish in steps of 1/10,000, in the order of the loops below."""

    def shares(treatment: str, sirna: str, doses: tuple[float, ...], lefts: tuple[float, ...]) -> list[int]:
        flat = []
        for dose in doses:
            for day in cells.DAYS:
                for need in cells.NEEDS:
                    for line in cells.LINES:
                        for left in lefts:
                            values = cells.dish(treatment, sirna, dose=dose, day=day, left=left, need=need, line=line)
                            flat += [round(value / _STEP) for value in values]
        return flat

    one = (1.0,)
    return {
        "vehicle, control siRNA": shares("vehicle", "control siRNA", one, one),
        "drug, control siRNA": shares("drug", "control siRNA", cells.DOSES, one),
        "vehicle, LCN2 siRNA": shares("vehicle", "LCN2 siRNA", one, cells.LEFT),
        "drug, LCN2 siRNA": shares("drug", "LCN2 siRNA", cells.DOSES, cells.LEFT),
    }


def make() -> dict[str, Any]:
    """Compute all tables from the simulator and the model; takes about half a minute."""
    return {"patients": _patient_tables(), "cells": _cell_tables()}


@cache
def read() -> dict[str, Any]:
    """Return the tables of the file."""
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def drawn(gene: str) -> patients.Draws:
    """Return the draws of a gene as the file has them."""
    stored = read()["patients"]["draws"][gene]
    packed = {name: (first, unit, unpack_bytes(text)) for name, (first, unit, text) in stored.items()}
    packed.setdefault("u", ([0.0] * 6, 1.0, [0] * 6 * (patients.STUDIES - 1)))
    return patients.Draws.unpacked(packed)


def reach(dose: float, day: int) -> float:
    """Return the reach of the drug as the file has it."""
    return read()["patients"]["reach"][patients.DOSES.index(dose)][patients.DAYS.index(day)]


def for_page(kind: str) -> dict[str, Any]:
    """Return what a page with this kind of bench carries."""
    if kind == "cells":
        options = {"doses": cells.DOSES, "days": cells.DAYS, "lefts": cells.LEFT, "needs": cells.NEEDS}
        options["lines"] = cells.LINES
        return {"shares": read()["cells"], "step": _STEP} | {name: list(values) for name, values in options.items()}
    return read()["patients"] | {
        "genes": {
            gene.symbol: {"cells": gene.in_cells, "level": gene.level, "women": gene.women, "men": gene.men}
            for gene in genes().values()
        },
        "doses": list(patients.DOSES),
        "days": list(patients.DAYS),
        "floor": patients.FLOOR,
        "quantiles": {"sex": float(distributions.t.ppf(0.975, 2)), "difference": float(distributions.t.ppf(0.975, 4))},
        "names": {sex: list(pool) for sex, pool in patients.NAMES.items()},
    }


def compressed_size(tables: Mapping[str, Any]) -> int:
    """Return the size in bytes of tables as a server sends them (gzip, level 6)."""
    return len(gzip.compress(json.dumps(tables, separators=(",", ":")).encode(), compresslevel=6, mtime=0))

"""What travels with a page: small, made from the simulator and the model, and up to date."""

from __future__ import annotations

import json

import numpy as np
import pytest

from isotretinoin.bench import KINDS, cells, patients, show, tables
from isotretinoin.bench.genes import genes


def test_all_tables_together_keep_their_budget():
    sizes = [tables.compressed_size(tables.for_page(kind)) for kind in KINDS]
    assert sum(sizes) <= tables.LIMIT


def test_draws_are_what_the_simulator_gives():
    for symbol in genes():
        fresh, kept = patients.draw(symbol), tables.drawn(symbol)
        for part in ("b", "z", "e", "e2") if symbol != "LCN2" else ("b", "z", "e", "e2", "u"):
            expected = getattr(fresh, part)
            unit = np.abs(expected).max() / 127 + 0.001
            assert np.abs(getattr(kept, part) - expected).max() <= unit / 2, (symbol, part)


def test_reach_is_what_the_model_gives():
    for dose in patients.DOSES:
        for day in patients.DAYS:
            assert tables.reach(dose, day) == patients.reach(dose, day)


def shares(treatment: str, sirna: str, **at: float) -> np.ndarray:
    """Return the shares of one dish from the table of the file, by the order that the page uses."""
    page = tables.for_page("cells")
    axes = [
        (page["doses"] if treatment == "drug" else [at["dose"]], at["dose"]),
        (page["days"], at["day"]),
        (page["needs"], at["need"]),
        (page["lines"], at["line"]),
        (page["lefts"] if sirna == "LCN2 siRNA" else [at["left"]], at["left"]),
    ]
    number = 0
    for options, value in axes:
        number = number * len(options) + options.index(value)
    return np.array(page["shares"][f"{treatment}, {sirna}"][2 * number : 2 * number + 2]) * page["step"]


def test_dishes_are_what_the_model_gives():
    rng = np.random.default_rng(11)
    for treatment, sirna in cells.DISHES:
        for _ in range(25):
            at = {
                "dose": float(rng.choice(cells.DOSES)),
                "day": int(rng.choice(cells.DAYS)),
                "left": float(rng.choice(cells.LEFT)),
                "need": float(rng.choice(cells.NEEDS)),
                "line": float(rng.choice(cells.LINES)),
            }
            model = cells.dish(treatment, sirna, **at)
            assert shares(treatment, sirna, **at) == pytest.approx(model, abs=0.6e-4), (treatment, sirna, at)


def test_bytes_come_back():
    assert tables.unpack_bytes(tables.pack_bytes([-128, -1, 0, 127])) == [-128, -1, 0, 127]
    with pytest.raises(ValueError, match="larger unit"):
        tables.pack_bytes([200])


def test_a_page_carries_the_tables_of_its_kind_only():
    for kind in KINDS:
        carried = json.loads(json.dumps(show(kind)._tables))
        assert carried == json.loads(json.dumps(tables.for_page(kind)))
    assert "shares" not in show("patients")._tables

"""A drawing changes only when somebody has looked at it: how much each holds, and where, stands in ``drawings.csv``."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from picture_samples import SAMPLES, drawn

GEOMETRY = {
    "cx",
    "cy",
    "d",
    "height",
    "points",
    "r",
    "rx",
    "ry",
    "transform",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
}
KEPT = Path(__file__).with_name("drawings.csv")


def measured(sample: str) -> tuple[Counter[str], float]:
    """Return how many elements of each name a drawing has, and the sum of all numbers that place them."""
    elements = [
        one for svg in BeautifulSoup(drawn(sample)._repr_html_(), "lxml").select("svg") for one in svg.select("*")
    ]
    places = [value for one in elements for name, value in one.attrs.items() if name in GEOMETRY]
    numbers = re.findall(r"-?\d*\.?\d+", " ".join(places))
    return Counter(one.name for one in elements), sum(map(float, numbers))


@pytest.fixture(scope="module")
def kept() -> dict[str, tuple[int, float]]:
    with KEPT.open(encoding="utf-8", newline="") as file:
        return {one["drawing"]: (int(one["elements"]), float(one["sum"])) for one in csv.DictReader(file)}


def test_every_drawing_is_kept(kept):
    assert list(kept) == list(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_drawing_is_as_it_was_looked_at(kept, sample):
    names, total = measured(sample)
    elements, before = kept.get(sample, (0, 0.0))
    # Half a unit in all is nothing that anybody sees, and versions of Python add up differently in the last digit.
    assert (names.total(), total) == (elements, pytest.approx(before, abs=0.5)), (
        f"{sample} has changed ({dict(names)}). Look at it on the page ('make look'), wide and on a phone, light and "
        f'dark; then its row in {KEPT.name} is: "{sample}",{names.total()},{total:.1f}'
    )

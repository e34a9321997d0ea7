"""Quantile normalisation by hand: four probes on three arrays are sorted, averaged by rank, and given their averages back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..kit import Panel, Picture
from ..kit.curves import number

__all__ = ["STEPS", "draw"]

STEPS = ("1 as scanned", "2 sort each array", "3 average each rank", "4 give back")

_WIDE, _HIGH = 290, 364
_ROLES = ("ngal", "bacteria", "siderophore", "fat", "iron", "grey")
"""One for each probe, in the order of the rows; the letter on each tile says it too."""


def _tile(panel: Panel, x: float, y: float, mark: str, letter: str, value: float, role: str) -> None:
    with panel.at(x, y, mark=mark):
        panel.box(-33, -17, 66, 34, f"{role}1", role, 2, round=7)
        panel.text(-27.5, 5, letter, "it bare")
        panel.text(28, 5, f"{value:,.0f}", "bold end bare")


def _table(arrays: Mapping[str, Sequence[float]], probes: Sequence[str], step: int) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    count = len(probes)
    panel.text(
        0, 14, ("The table", "Each column sorted", "The mean of each row", "Each rank gets its mean")[step], "head"
    )
    told = (
        "light of four probes on three arrays",
        "smallest above; the letters travel along",
        "one target for each rank",
        "the letters are back in their rows",
    )[step]
    panel.text(0, 32, told, "note")
    gap = 58
    left = 36 if step == 2 else 64
    columns = {name: left + 72 * at for at, name in enumerate(arrays)}
    target = [sum(row) / len(arrays) for row in zip(*(sorted(values) for values in arrays.values()), strict=True)]
    for name, x in columns.items():
        panel.text(x, 66, f"array {name}", "mid bold")
    for row in range(count):
        y = 100 + gap * row
        if step in (0, 3):
            panel.text(14, y + 5, probes[row], "it bold")
        if step == 2:
            panel.arrow((214, y), (222, y), (232, y), width=1.8, head=7)
    for name, values in arrays.items():
        order = sorted(range(count), key=lambda at: values[at])
        for at, letter in enumerate(probes):
            rank = order.index(at)
            row = at if step in (0, 3) else rank
            value = target[rank] if step == 3 else values[at]
            _tile(panel, columns[name], 100 + gap * row, f"{letter} of {name}", letter, value, _ROLES[at])
    if step == 2:
        panel.text(262, 66, "mean", "mid bold drug")
        for rank, value in enumerate(target):
            y = 100 + gap * rank
            panel.box(238, y - 17, 50, 34, "drug1", "drug", 2, round=17)
            panel.text(263, y + 5, f"{value:,.0f}", "mid bold bare")
    words = (
        "B is bright and C is dim",
        "each row holds one rank",
        f"first rank: mean of {', '.join(f'{min(values):,.0f}' for values in arrays.values())}",
        "every column holds the same numbers",
    )[step]
    panel.text(145, 340, words, "mid bold")
    return panel


def _scales(arrays: Mapping[str, Sequence[float]], probes: Sequence[str], step: int) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    panel.text(0, 14, "The same values as light", "head")
    panel.text(0, 32, "from line to line it doubles" if step < 2 else "dashed: the targets", "note")
    every = [value for values in arrays.values() for value in values]
    low, top = min(every), max(every)
    target = [sum(row) / len(arrays) for row in zip(*(sorted(values) for values in arrays.values()), strict=True)]

    def height(value: float) -> float:
        return 304 - 240 * math.log2(value / low) / math.log2(top / low)

    if step >= 2:
        for value in target:
            panel.path(f"M40 {number(height(value))}H282", line="drug", width=1.6, dash="6 5")
            panel.text(34, height(value) + 4, f"{value:,.0f}", "note end")
    else:
        for tick in (low * 2**rise for rise in range(int(math.log2(top / low)) + 1)):
            panel.path(f"M40 {number(height(tick))}H282", line="grey", width=0.8, dash="2 5")
            panel.text(34, height(tick) + 4, f"{tick:,.0f}", "note end")
    for column, (name, values) in enumerate(arrays.items()):
        x = 88 + 74 * column
        panel.path(f"M{x} 50V314", line="grey", width=1.6, square=True)
        panel.text(x, 334, f"array {name}", "mid bold")
        order = sorted(range(len(probes)), key=lambda at: values[at])
        for at, letter in enumerate(probes):
            value = target[order.index(at)] if step == 3 else values[at]
            with panel.at(x, height(value), mark=f"{letter} of {name} as light"):
                panel.circle(0, 0, 9.5, f"{_ROLES[at]}2", _ROLES[at], 2)
                panel.text(0, 4.3, letter, "it mid bare")
    return panel


def draw(*, arrays: Mapping[str, Sequence[float]], probes: Sequence[str], step: str = STEPS[3]) -> Picture:
    """Return one step of quantile normalisation, as a table of tiles and as dots on a scale of light.

    Parameters
    ----------
    arrays : mapping of str to sequence of float
        Light of each probe, array by array.
    probes : sequence of str
        A letter for each probe, at most six.
    step : str
        One of :data:`STEPS`.

    Raises
    ------
    ValueError
        If there is no such step, or more probes than roles.
    """
    if step not in STEPS or len(probes) > len(_ROLES):
        raise ValueError(
            f"The steps are {', '.join(STEPS)}, for at most {len(_ROLES)} probes; got {step!r}, {len(probes)}."
        )
    at = STEPS.index(step)
    target = [sum(row) / len(arrays) for row in zip(*(sorted(values) for values in arrays.values()), strict=True)]
    said = ", ".join(f"{value:,.0f}" for value in target)
    table = "; ".join(
        f"array {name}: " + ", ".join(f"{value:,.0f}" for value in values) for name, values in arrays.items()
    )
    how = (
        "As scanned, each tile stands in the row of its probe; array B is bright and array C is dim.",
        "Each column is sorted, the smallest above; the letters of the probes travel along.",
        f"The mean of each row is the target of its rank: {said}.",
        f"Each tile is back in the row of its probe and carries the target of its rank: {said}. All columns hold the same numbers, and their order is kept.",
    )[at]
    told = (
        f"Tiles in a table, a column for each of {len(arrays)} arrays, with the letter of a probe and its light ({table}), for the probes {', '.join(probes)}. "
        f"{how} Beside the table the same values are dots on three scales of light."
    )
    caption = (
        "Step 1: the arrays differ in brightness, as B and C do here, before a single gene has changed.",
        "Step 2: each array is sorted by itself, and each value keeps the letter of its probe.",
        f"Step 3: the values of one rank are averaged over the {len(arrays)} arrays: {said}.",
        f"Step 4: each value gets the average of its rank ({said}), so all {len(arrays)} arrays have one distribution, and only their order is left.",
    )[at]
    return Picture("Quantiles by hand", told, caption, (_table(arrays, probes, at), _scales(arrays, probes, at)))

"""Truth against verdict as areas: two fractions of one square that are mixed up, and a chip on which nothing changes."""

from __future__ import annotations

from ..kit import Panel, Picture
from ..kit.curves import number

__all__ = ["draw"]

_HIGH = 306
_FALSE, _FOUND = "drug", "bacteria"


def _tiles(panel: Panel, x: float, y: float, count: int, columns: int, size: float, role: str, start: int = 0) -> None:
    """Draw tiles in rows, one for each probe set, as one element."""
    step = size + 1.6
    places = [(x + step * (at % columns), y + step * (at // columns)) for at in range(start, start + count)]
    d = "".join(f"M{number(left)} {number(top)}h{number(size)}v{number(size)}h{number(-size)}z" for left, top in places)
    if d:
        panel.path(d, f"{role}2", role, 1)


def _areas(false: int, alone: int, found: int, missed: int) -> Panel:
    panel = Panel(338, _HIGH)
    total = false + alone + found + missed
    panel.text(0, 14, f"{total:,} probe sets as areas", "head")
    panel.text(0, 32, "simulated: who changed is known", "note")
    left, top, wide, high = 2, 62, 300, 186
    still = wide * (false + alone) / total
    shown, named = high * false / (false + alone), high * found / (found + missed)
    gap = 3
    panel.box(left, top, still, high - shown - gap, "grey1", "grey", 1.6)
    panel.box(left, top + high - shown, still, shown, f"{_FALSE}2", _FALSE, 1.8)
    x = left + still + gap
    panel.box(x, top, wide - still, high - named - gap, "grey2", "grey", 1.6)
    panel.box(x, top + high - named, wide - still, named, f"{_FOUND}2", _FOUND, 1.8)
    panel.text(left, 54, f"did not change: {false + alone:,}", "bold")
    panel.text(338, 54, f"changed: {found + missed:,}", "bold end")
    panel.text(left + still / 2, top + 70, f"{alone:,}|rightly left alone", "mid", halo="grey1")
    panel.text(left + still / 2 - 40, top + 150, f"{false} false calls", "mid bold drug", halo="grey1")
    panel.leader((left + still / 2 - 40, top + 156), (left + still / 2 - 60, top + high - shown / 2))
    panel.text(x - 12, top + 34, f"{missed} missed", "end bold", halo="grey1")
    panel.leader((x - 9, top + 30), (x + (wide - still) / 2, top + (high - named) * 0.6))
    panel.text(x - 12, top + 128, f"{found} found", "end bold", halo="grey1")
    panel.leader((x - 9, top + 124), (x + (wide - still) / 2, top + high - named / 2))
    panel.text(152, 276, "coloured: called, at P ≤ 0.05", "mid bold")
    panel.text(152, 294, "an area is as large as its count", "mid note")
    return panel


def _down(false: int, alone: int) -> Panel:
    panel = Panel(338, _HIGH)
    share = false / (false + alone)
    panel.text(0, 14, "Read down: of the unchanged", "head")
    panel.text(0, 32, "how many were called? The test's size", "note")
    high = 200
    panel.box(20, 54, 96, high * (1 - share) - 2, "grey1", "grey", 1.8)
    panel.box(20, 54 + high * (1 - share), 96, high * share, f"{_FALSE}3", _FALSE, 1.8)
    panel.arrow((68, 78), (68, 158), (68, 232), role="ink", width=2.4, head=10)
    panel.text(140, 118, f"{alone:,}|rightly left alone")
    panel.text(140, 214, f"{false} called", "bold drug")
    panel.leader((137, 212), (112, 54 + high * (1 - share / 2)))
    panel.text(140, 250, f"{false} of {false + alone:,}: {share:.1%}", "bold")
    panel.text(169, 276, "The threshold of 0.05 fixes this share.", "mid bold")
    panel.text(169, 294, "whatever the drug does to the others", "mid note")
    return panel


def _across(false: int, found: int) -> Panel:
    panel = Panel(338, _HIGH)
    called = false + found
    panel.text(0, 14, "Read across: of the called", "head")
    panel.text(0, 32, "how many are false? The list's false share", "note")
    size = 11.6 if called <= 288 else 11.6 * (288 / called) ** 0.5
    columns = int(322 // (size + 1.6))
    _tiles(panel, 8, 56, false, columns, size, _FALSE)
    rows = -(-false // columns)
    top = 56 + rows * (size + 1.6) + 26
    panel.text(8, top - 8, f"{false} false calls: did not change", "bold drug")
    _tiles(panel, 8, top, found, columns, size, _FOUND)
    below = top + -(-found // columns) * (size + 1.6) + 16
    panel.text(8, below, f"{found} found: did change", "bold")
    panel.text(169, 276, f"{false} of {called}: {false / called:.0%} of the list are false", "mid bold drug")
    panel.text(169, 294, "how many changed at all decides this share", "mid note")
    return panel


def _nothing(rows: int, chance: str) -> Panel:
    panel = Panel(338, _HIGH)
    luck = float(chance)
    panel.text(0, 14, f"A chip of {rows:,}, if nothing changed", "head")
    panel.text(0, 32, "the sebocytes' chip, with P ≤ 0.05", "note")
    wide, high = 334, 150
    shown = high * luck / rows
    panel.box(2, 56, wide, high - shown - 3, "grey1", "grey", 1.8)
    panel.box(2, 56 + high - shown, wide, shown, f"{_FALSE}3", _FALSE, 1.8)
    panel.text(169, 126, f"{rows - luck:,.0f} left alone", "mid", halo="grey1")
    panel.text(169, 228, f"about {luck:,.0f} called by chance", "mid bold drug")
    panel.text(169, 250, "down: one in twenty, as always", "mid")
    panel.text(169, 276, "across: the whole list is false", "mid bold")
    panel.text(169, 294, "the first share can't tell the second", "mid note")
    return panel


def draw(*, false: int, alone: int, found: int, missed: int, rows: str, chance: str) -> Picture:
    """Return the square as areas, its two fractions, and the square where nothing changes.

    Parameters
    ----------
    false, found : int
        Probe sets that were called: of those that did not change, and of those that did.
    alone, missed : int
        Probe sets that were not called: of those that did not change, and of those that did.
    rows : str
        Probe sets of the real chip.
    chance : str
        How many of them chance alone would call.
    """
    count = int(float(rows))
    down, across = false / (false + alone), false / (false + found)
    panels = (_areas(false, alone, found, missed), _down(false, alone), _across(false, found), _nothing(count, chance))
    told = (
        f"Four panels. First, {false + alone + found + missed:,} simulated probe sets as areas: a wide block of {false + alone:,} that did not change, with a thin "
        f"strip of {false} false calls at its foot, and a narrow block of {found + missed} that changed, with {found} found and {missed} missed. Second, down the wide "
        f"block: {down:.1%} were called. Third, the called ones as tiles: {false} false and {found} found, so {across:.0%} of the list are false. Last, a real chip of "
        f"{count:,}, if nothing changed: about {float(chance):,.0f} called, all of them false."
    )
    caption = (
        f"One square, two fractions: {down:.1%} of what did not change was called, and {across:.0%} of what was called did not change. The threshold fixes the "
        "first alone. The study is simulated."
    )
    return Picture("Truth and verdict as areas", told, caption, panels)

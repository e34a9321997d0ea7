"""An urn of genes: some balls carry a mark, a hand is drawn, and the urn may hold balls that no hand can reach."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ..kit import Panel, Picture, smooth
from ..kit.curves import number

__all__ = ["draw"]

_WIDE, _HIGH = 290, 420
_OUTLINE = (
    (84, 62),
    (96, 78),
    (90, 96),
    (44, 122),
    (10, 190),
    (12, 270),
    (52, 338),
    (110, 356),
    (180, 356),
    (238, 338),
    (278, 270),
    (280, 190),
    (246, 122),
    (200, 96),
    (194, 78),
    (206, 62),
)
"""The urn's wall, from one side of its mouth to the other."""


def _half_width(y: float) -> float:
    """Return how far the wall is from the middle at this height."""
    heights = (96, 122, 156, 190, 230, 270, 305, 338, 356)
    return float(np.interp(y, heights, (50, 96, 118, 132, 137, 133, 117, 92, 52)))


@cache
def _balls(count: int) -> tuple[tuple[float, float], ...]:
    """Return places for the balls, in the order of luck: rows on top of each other, from the bottom up."""
    rows = []
    for row in range(48):
        y = 350 - 6 * row
        half = 7 * int((_half_width(y) - 5) // 7)
        rows += [(x, y) for x in range(145 - half + 3 * (row % 2), 146 + half - 3 * (row % 2), 7)]
    if count > len(rows):
        raise ValueError(f"The urn has room for {len(rows)} balls; got {count}.")
    order = np.random.default_rng(12).permutation(count)
    return tuple(rows[at] for at in order)


def _urn(universe: int, marked: int, hand: int, shared: int, dark: int) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    panel.text(0, 14, f"The urn: {universe:,} genes", "head")
    panel.text(0, 32, f"{dark:,} hollow: dark here, can't be drawn" if dark else "each of them could be drawn", "note")
    balls = _balls(universe)
    mark, lit, hollow = balls[:marked], balls[marked : universe - dark], balls[universe - dark :]
    panel.path(smooth(_OUTLINE), "grey1", "grey", 2.4)
    panel.dots(lit, "grey", 5.6)
    panel.dots(hollow, "grey", 5.6)
    panel.dots(hollow, "grey1", 3.6)
    panel.dots(mark, "ngal", 7.4)
    # What was drawn leaves a gap.
    panel.dots(mark[:shared], "paper", 8.4)
    panel.dots(lit[: hand - shared], "paper", 6.4)
    panel.path("M26 196C28 158 44 140 62 130", line="shine", width=6, alpha=0.6)
    panel.oval(145, 62, 61, 9, "grey1", "grey", 2.4)
    panel.arrow((145, 62), (170, 46), (216, 44), (276, 52), width=2.2, head=9)
    panel.dots([(24, 402)], "ngal", 9)
    panel.text(34, 406.5, f"{marked} marked: the set", "bold ngal")
    panel.text(206, 406.5, f"{universe - dark - marked:,} others")
    panel.dots([(194, 402)], "grey", 7)
    panel.text(145, 382, "not in it: what the chip lacks, as *SLC22A17*", "mid note")
    return panel


def _hand(hand: int, shared: int, expected: float, chances: Sequence[float], which: int) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    panel.text(0, 14, f"Hand {which}: a list of {hand} genes", "head")
    panel.text(0, 32, "marked ones first", "note")
    for at in range(hand):
        x, y = 16 + 17.2 * (at % 16), 52 + 17 * (at // 16)
        if at < shared:
            panel.circle(x, y, 7, "ngal", "paper", 1)
            panel.path(f"M{number(x - 3)} {number(y)}l2.4 3 4-6", line="paper", width=1.6)
        else:
            panel.circle(x, y, 6.2, "grey2", "grey", 1.4)
    panel.text(145, 140, f"{shared} of {hand} are marked", "mid bold ngal")
    panel.text(145, 160, f"expected on average: {expected:g}", "mid")
    _chances(panel, chances, shared)
    more = sum(chances[shared:])
    panel.text(145, 406.5, f"{shared} or more: {more:.0%} of all hands", "mid bold")
    return panel


def _chances(panel: Panel, chances: Sequence[float], shared: int) -> None:
    """Draw how often each number of marked balls comes by luck; bars of this number and more are filled."""
    panel.text(0, 190, "how often a hand has so many", "note")
    step = 280 / len(chances)
    panel.path("M4 364H288", line="grey", width=1.4, square=True)
    for at, chance in enumerate(chances):
        high = 132 * chance / max(chances)
        filled = at >= shared
        panel.box(
            6 + step * at, 364 - high, step - 4, high, "ngal3" if filled else "grey1", "ngal" if filled else "grey", 1.2
        )
        panel.text(4 + step * (at + 0.5), 381, str(at), "mid note" + (" bold" if at == shared else ""))
    x = 4 + step * (shared + 0.5)
    top = 364 - 132 * chances[shared] / max(chances)
    panel.arrow((x, top - 26), (x, top - 5), width=2.2, head=8)


def draw(
    *,
    universe: int,
    marked: int,
    hand: int,
    shared: int,
    chances: Sequence[float],
    dark: int = 0,
    which: int = 1,
) -> Picture:
    """Return the urn with a hand drawn from it, and how often a hand holds so many marked balls.

    Parameters
    ----------
    universe, marked, hand : int
        Balls in the urn, how many carry a mark, and how many are drawn.
    shared : int
        Marked balls of this hand.
    chances : sequence of float
        Probability of 0, 1, 2, ... marked balls in a hand.
    dark : int
        Balls that can't be drawn; none of them is marked.
    which : int
        The number of this hand.

    Raises
    ------
    ValueError
        If the hand is larger than what can be drawn, or holds more marks than there are or chances are given for.
    """
    if hand - shared > universe - dark - marked or not 0 <= shared <= min(marked, hand, len(chances) - 1):
        raise ValueError(f"{shared} marked of {hand} can't come from {universe - dark} balls with {marked} marked.")
    expected = hand * marked / (universe - dark)
    more = sum(chances[shared:])
    told = (
        f"Left: an urn with {universe:,} balls, each a gene. {marked} carry the mark of a gene set"
        + (f", and {dark:,} are hollow, since this tissue does not use them and no list can hold them" if dark else "")
        + f". A hand of {hand} is drawn. Genes that the chip lacks, such as SLC22A17, are not in the urn. Right: hand {which}, laid out with its "
        f"{shared} marked balls first; on average {expected:g} are expected. Below, bars show how often chance gives each number; those from "
        f"{shared} on are filled and make up {more:.0%} of all hands."
    )
    caption = (
        f"A hand of {hand} from {universe - dark:,} genes of which {marked} are marked holds {expected:g} marked ones on average; this one "
        f"holds {shared}, and {shared} or more come in {more:.0%} of all hands."
        + (f" The {dark:,} dark genes could never have been drawn, so they don't count." if dark else "")
    )
    panels = (_urn(universe, marked, hand, shared, dark), _hand(hand, shared, expected, chances, which))
    return Picture("An urn of genes and a hand of them", told, caption, panels)

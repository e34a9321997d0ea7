"""Things that return in several pictures, each with one shape and one role for the whole course.

Each function draws around the origin or at a given place; move it with :meth:`Panel.at`.
"""

from __future__ import annotations

import math

import numpy as np

from .curves import hexagon, join, number, ring, smooth, wave
from .panel import Panel

__all__ = [
    "bacterium",
    "coiled",
    "cup",
    "dish",
    "double_strand",
    "ngal",
    "nucleus",
    "person",
    "ribosome",
    "siderophore",
    "step_number",
    "strand",
    "tube",
]

_CUP = "M-21-17C-27 8-20 29 0 29S27 8 21-17C20-24 11-24 11.5-16C13-3 12 10 0 10S-13-3-11.5-16C-11-24-20-24-21-17Z"


def cup(panel: Panel, *, ghost: bool = False) -> None:
    """Draw NGAL as a cup with its opening up, 54 units wide: a metaphor, not the shape of the molecule.

    ``ghost`` draws one that was there before, or is absent: an outline without a filling.
    """
    if ghost:
        panel.path(_CUP, "paper", "ngal", 1.6, dash="4 3")
        return
    panel.path(_CUP, "ngal2", "ngal", 2.2)
    panel.path("M-17-6C-17 10-12 20-3 23", line="shine", width=2.6, alpha=0.75)
    panel.path("M10 22C15 17 17 8 17.5-4", line="ngal", width=1.1, alpha=0.6)


def ngal(panel: Panel, x: float, y: float, scale: float = 0.4, *, turn: float = 0, ghost: bool = False) -> None:
    """Draw a small NGAL, one of many."""
    with panel.at(x, y, turn, scale):
        panel.path(_CUP, "paper" if ghost else "ngal2", "ngal", 3.6, dash="7 5" if ghost else None)


def siderophore(panel: Panel, *, iron: bool = True, sugar: bool = False) -> None:
    """Draw enterobactin: a ring with three six-sided grips; one iron fits between them. 32 units wide.

    ``sugar`` hangs a sugar on two of the grips, so that it collides with the rim of the cup.
    """
    grips = [(math.cos(turn), math.sin(turn), turn) for turn in np.radians([-90, 30, 150])]
    panel.circle(0, 0, 15, "siderophore1", "siderophore", 2.2)
    if sugar:
        for cos, sin, turn in (grips[1], grips[2]):
            panel.path(f"M{join([(13 * cos, 13 * sin), (22 * cos, 22 * sin)])}", line="fat", width=2.4)
            panel.path(hexagon(26.5 * cos, 26.5 * sin, 7.5, turn), "fat2", "fat", 1.8)
    if iron:
        panel.circle(0, 0, 6.2, "iron", "paper", 1)
    panel.path(
        "".join(hexagon(10.5 * cos, 10.5 * sin, 4.8, turn) for cos, sin, turn in grips), "siderophore", "paper", 1
    )


def bacterium(panel: Panel, length: float = 190, height: float = 64, *, fed: bool = True) -> None:
    """Draw a rod that lies on its side, its upper left corner at the origin, with its coil of DNA."""
    radius = height / 2
    panel.path(
        f"M3 {number(radius)}c-9-9-13 9-21 1s-10 5-14 2",
        line="bacteria",
        width=1.8,
        alpha=0.8,
    )
    panel.box(0, 0, length, height, "bacteria2" if fed else "bacteria1", "bacteria", 2.6, round=radius)
    panel.box(6, 6, length - 12, height - 12, None, "bacteria", 1, round=radius - 6, alpha=0.55)
    panel.path(f"M{number(radius)} 15H{number(length - radius - 6)}", line="shine", width=4, alpha=0.4)
    coil = [(30 + 7 * at + (4 if at % 2 else -3), radius + (9 if at % 2 else -7) + at % 3) for at in range(8)]
    panel.path(smooth(coil, closed=False, pull=0.32), line="bacteria", width=1.6, alpha=0.7)


def nucleus(panel: Panel, x: float, y: float, wide: float, high: float) -> None:
    """Draw a nucleus with its envelope and a nucleolus."""
    panel.path(smooth(ring(x, y, wide, high, wobble=0.05, seed=2), closed=True), "grey1", "grey", 1.8)
    panel.path(smooth(ring(x, y, wide - 4, high - 4, wobble=0.05, seed=2), closed=True), None, "grey", 0.8, dash="5 4")


def strand(
    panel: Panel, x: float, y: float, length: float, role: str = "ngal", *, teeth: int = 1, cap: bool = True
) -> None:
    """Draw a message: a line of letters (teeth) with a cap in front.

    ``teeth`` 1 points them down, -1 up.
    """
    letters = "".join(f"M{join([(at, y)])}v{6 * teeth}" for at in np.arange(x + 8, x + length - 2, 6))
    panel.path(letters, line=role, width=1.7)
    panel.path(f"M{join([(x, y)])}h{number(length)}", line=role, width=3)
    if cap:
        panel.circle(x, y, 4.2, role, "paper", 1)


def double_strand(panel: Panel, x: float, y: float, length: float, role: str) -> None:
    """Draw an siRNA: two short strands whose letters pair."""
    rungs = "".join(f"M{join([(at, y)])}v9" for at in np.arange(x + 3, x + length, 6))
    panel.path(rungs, line=role, width=1.7)
    panel.path(f"M{join([(x, y)])}h{number(length)}M{join([(x, y + 9)])}h{number(length)}", line=role, width=3)


def ribosome(panel: Panel, x: float, y: float) -> None:
    """Draw a ribosome that sits on a message at this height, 28 units high."""
    panel.oval(x, y - 6, 14, 9.5, "grey2", "grey", 1.6)
    panel.oval(x, y + 6, 11, 6, "grey2", "grey", 1.6)
    panel.path(f"M{join([(x - 8, y - 9)])}c2-4 6-5 10-4", line="shine", width=2.2, alpha=0.7)


def dish(panel: Panel, x: float, y: float, wide: float, *, medium: str = "drug1", depth: float = 12) -> None:
    """Draw a culture dish seen from above the side, around the middle of its medium's surface."""
    high = wide * 0.3
    panel.path(
        f"M{join([(x - wide, y)])}v{number(depth)}a{number(wide)} {number(high)} 0 0 0 {number(2 * wide)} 0v{-depth:g}",
        "grey1",
        "grey",
        1.6,
        square=True,
    )
    panel.oval(x, y, wide, high, "paper", "grey", 1.6)
    panel.oval(x, y + 1.5, wide - 4, high - 2.5, medium)


def tube(panel: Panel, x: float, y: float, *, role: str = "grey", height: float = 92) -> None:
    """Draw a small tube with a lid, its rim's middle at the place."""
    low = y + height
    panel.path(
        f"M{join([(x - 25, y)])}V{number(low - 34)}C{join([(x - 25, low - 14), (x - 10, low), (x, low)])}"
        f"S{join([(x + 25, low - 14), (x + 25, low - 34)])}V{number(y)}Z",
        f"{role}1",
        role,
        1.7,
    )
    panel.path(f"M{join([(x - 17, y + 12)])}V{number(low - 34)}", line="shine", width=4, alpha=0.6)
    panel.box(x - 30, y - 7, 60, 8, f"{role}2", role, 1.6, round=2)


def person(panel: Panel, x: float, y: float, role: str = "grey", scale: float = 1, *, square: bool = False) -> None:
    """Draw a person, head and shoulders, 34 units wide and 40 high; ``square`` shoulders tell a second kind."""
    with panel.at(x, y, 0, scale):
        body = "M-17 40V24Q-17 17-9 17H9Q17 17 17 24V40Z" if square else "M-17 40C-17 22-10 17 0 17S17 22 17 40Z"
        panel.path(body, f"{role}2", role, 1.8)
        panel.circle(0, 7, 8, f"{role}2", role, 1.8)


def step_number(panel: Panel, step: int, title: str) -> None:
    """Write the heading of a step: its number in a disc, and its title."""
    panel.circle(10, 10, 10, "ink")
    panel.add(f'<text class="bare bold mid" x="10" y="14.6" style="fill:var(--paper)">{step}</text>')
    panel.text(27, 15, title, "head")


def coiled(panel: Panel, x: float, y: float, length: float, role: str = "grey") -> None:
    """Draw a stretch of DNA: two strands that wind around each other."""
    for height in (4, -4):
        panel.path(wave((x, y), (x + length, y), height, 15), line=role, width=2)

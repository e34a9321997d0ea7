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
    "core",
    "cup",
    "death_receptor",
    "dish",
    "double_strand",
    "flask",
    "ngal",
    "nucleus",
    "person",
    "plate",
    "retinoid",
    "ribosome",
    "sebocyte",
    "sheet",
    "siderophore",
    "skin_block",
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


def ngal(
    panel: Panel, x: float, y: float, scale: float = 0.4, *, turn: float = 0, ghost: bool = False, mark: str = ""
) -> None:
    """Draw a small NGAL, one of many."""
    with panel.at(x, y, turn, scale, mark=mark):
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


def core(panel: Panel, x: float, y: float, scale: float = 1) -> None:
    """Draw the core of a biopsy, standing, its upper left corner at the place; 30 wide and 60 high."""
    with panel.at(x, y, 0, scale):
        panel.path("M0 6V54C0 62 30 62 30 54V6Z", "dermis1", "skin", 1.8)
        panel.path("M0 6V18q8 6 15 0t15 0V6Z", "skin2", "skin", 1.2)
        panel.path("M9 12C9 26 8 36 6 48", line="hair", width=2.2)
        panel.path("M9 26C12 28 13 30 15 32", line="fat2", width=3.5)
        for at, radius in (((19, 33), 5), ((17, 41), 4.5), ((23, 40), 4)):
            panel.circle(*at, radius, "fat2", "fat", 1.2)
        panel.oval(15, 6, 15, 4.5, "skin1", "skin", 1.6)


def skin_block(panel: Panel, x: float, y: float, *, punch: bool = False) -> None:
    """Draw a block of skin, 132 wide and 96 high below the place; ``punch`` takes a core from it, 44 above."""
    with panel.at(x, y):
        panel.path("M0 24L30 4H132L104 24Z", "skin2", "skin", 1.6)
        panel.path("M0 24V92Q0 96 4 96H104V24Z", "dermis1", "skin", 1.6)
        panel.path("M0 24H104V38q-9 7-18 0t-17 0-17 0-17 0-17 0-18 0Z", "skin2", "skin", 1.2)
        panel.path("M104 24L132 4V76L104 96Z", "dermis2", "skin", 1.6)
        panel.path("M104 24L132 4V18L104 38Z", "skin3", "skin", 1.2)
        panel.path("M22 30C22 46 18 64 15 78", line="hair", width=2.6)
        for at, wide in (((30, 54), 8), ((36, 62), 6), ((28, 64), 6)):
            panel.oval(*at, wide, wide * 0.8, "fat2", "fat", 1.2)
        if punch:
            panel.oval(70, 14, 15, 5.5, "paper", "skin", 1.4)
            panel.path("M55-42V14C55 21 85 21 85 14V-42Z", "grey1", "grey", 1.6, square=True)
            panel.path("M56.5-10V14C57 20 83 20 83.5 14V-10C83-4 57-4 56.5-10Z", "dermis2", "skin", 1)
            panel.path("M56-10C57-4 83-4 84-10V-18C83-12 57-12 56-18Z", "skin2", "skin", 1)
            panel.oval(70, -42, 15, 5.5, "grey2", "grey", 1.6)
            panel.path("M60-36V4", line="shine", width=3, alpha=0.7)


def plate(
    panel: Panel, x: float, y: float, wide: float, *, medium: str = "drug1", cells: int = 17, seed: int = 5
) -> None:
    """Draw a dish with sebocytes that lie on its floor."""
    dish(panel, x, y, wide, medium=medium, depth=wide * 0.2)
    rng = np.random.default_rng(seed)
    size = wide / 60
    for _ in range(cells):
        angle, far = rng.uniform(0, 2 * np.pi), np.sqrt(rng.uniform()) * 0.78
        at = (x + wide * far * np.cos(angle), y + wide * 0.27 * far * np.sin(angle))
        panel.oval(*at, 7.5 * size + 1, 3.4 * size + 0.6, "fat2", "fat", 1)
        panel.circle(*at, 1.4, "fat")


def flask(panel: Panel) -> None:
    """Draw a culture flask that lies on its side, 84 wide and 52 high, below and right of the origin."""
    panel.path("M0 14Q0 10 4 10H56L68 20H76V36H68L56 50H4Q0 50 0 46Z", "grey1", "grey", 1.8)
    panel.path("M1.5 36H66L56 48.5H4Q1.5 48.5 1.5 46Z", "drug1")
    panel.path("M6 46H52", line="fat", width=3, dash="7 4")
    panel.box(75, 16, 9, 24, "grey2", "grey", 1.6, round=2)
    panel.path("M8 16H48", line="shine", width=3, alpha=0.7)


def sheet(panel: Panel, x: float, y: float, wide: float, high: float, role: str = "grey") -> None:
    """Draw a sheet of paper with a folded corner, its upper left corner at the place."""
    d = f"M{join([(x, y)])}h{number(wide - 18)}l18 18v{number(high - 18)}h{number(-wide)}Z"
    panel.path(d, f"{role}1", role, 1.8)
    panel.path(f"M{join([(x + wide - 18, y)])}v18h18", f"{role}2", role, 1.8)


_FRESH = ((-26, -14, 5), (-30, 6, 4), (-14, 24, 5), (8, 28, 4), (26, 18, 5), (31, -4, 4), (18, -24, 5), (-4, -29, 4))
"""Drops of fat in a sebocyte."""


def sebocyte(panel: Panel, x: float, y: float, scale: float = 1, *, dying: bool = False, seed: int = 1) -> None:
    """Draw a sebocyte, 84 units wide: whole, or as it dies, shrunken, with blebs and a nucleus in pieces."""
    with panel.at(x, y, 0, scale):
        if not dying:
            panel.path(smooth(ring(0, 0, 42, 38, wobble=0.05, seed=seed), closed=True), "skin1", "skin", 2.4)
            panel.drops(_FRESH)
            panel.oval(0, 0, 16, 13.5, "grey1", "grey", 1.8)
            panel.circle(3, -2, 4, "grey3")
            return
        for turn, far, size in ((0.3, 32, 7), (1.2, 30, 5.5), (2.2, 31, 8), (3.3, 33, 6), (4.3, 30, 7), (5.3, 32, 5)):
            panel.circle(far * math.cos(turn), 0.9 * far * math.sin(turn), size, "drug1", "skin", 1.6)
        panel.path(
            smooth(ring(0, 0, 30, 27, wobble=0.16, seed=seed + 3), closed=True), "drug2", "skin", 2.2, dash="6 4"
        )
        panel.drops([(-17, 8, 3.5), (15, 11, 4), (17, -10, 3.5), (-40, 20, 3), (38, 24, 3)])
        for place in ((-6, -9, 6.5), (6, -3, 5), (-4, 6, 5.5)):
            panel.circle(*place, "hair", "paper", 1)


def retinoid(panel: Panel, x: float, y: float, scale: float = 1, *, cis: bool = True, role: str = "drug") -> None:
    """Draw a retinoid, 66 units long: a ring, a chain and an acid; ``cis`` bends the chain before its end."""
    with panel.at(x, y, 0, scale):
        chain = [(8 + 6.2 * at, 3 if at % 2 else -3) for at in range(8)]
        chain += [(45, 13)] if cis else [(57.6, -3)]
        panel.path(hexagon(0, 0, 8.5), f"{role}2", role, 2)
        panel.path("M-3-8l-4-6M3-8l4-6M4 7l3 6", line=role, width=1.8)
        panel.path(f"M{join(chain)}", line=role, width=2.2)
        panel.circle(*chain[-1], 4, role, "paper", 1)


def death_receptor(panel: Panel, x: float, y: float, *, ligand: bool = True, role: str = "grey") -> None:
    """Draw a receptor of three parts that stands in a wall at this height, with its ligand of three parts above it."""
    with panel.at(x, y):
        for at in (-9, 0, 9):
            panel.box(at - 3, -14, 6, 30, f"{role}2", role, 1.4, round=3)
        if ligand:
            for place in ((-7, -22), (7, -22), (0, -31)):
                panel.circle(*place, 8, f"{role}3", role, 1.6)

"""One protein with three masses on a gel, and the way from a message to the surface, in three vessels that fill one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..kit import Panel, Picture, things
from ..kit.curves import join, number

__all__ = ["draw"]

_HIGH = 336
_Levels = Callable[[float], tuple[float, float, float]]


def _enzyme(panel: Panel, x: float, y: float) -> None:
    """Draw gelatinase: a large body with a cleft."""
    with panel.at(x, y):
        panel.path("M-34-6C-34-34-6-40 14-34S42-14 36 4 22 30 0 30-34 20-34-6Z", "grey2", "grey", 2)
        panel.path("M-8 30C-6 14-2 6 6 2S20-2 36 2", line="grey", width=2)
        panel.path("M-24-14C-20-26-8-30 2-29", line="shine", width=4, alpha=0.6)


def _forms(residues: str, alone: float, two: float, together: float, enzyme: float) -> Panel:
    panel = Panel(338, _HIGH)
    panel.text(0, 14, "One protein, three masses", "head")
    panel.text(0, 32, "the cup is a sign, no molecule's shape", "note")
    with panel.at(46, 84, 0, 0.95):
        things.cup(panel)
    for x, y in ((26, 62), (72, 98)):
        panel.circle(x, y, 4.5, "fat2", "fat", 1.3)
    panel.text(110, 74, f"monomer: {alone:g} kDa", "bold ngal")
    panel.text(110, 91, f"{residues} building blocks,|yellow: its sugars")
    for x, turn in ((32, -16), (64, 16)):
        with panel.at(x, 172, turn, 0.82):
            things.cup(panel)
    panel.path("M40 180h16", line="ink", width=3)
    panel.text(110, 166, f"homodimer: {two:g} kDa", "bold ngal")
    panel.text(110, 183, "two NGAL joined")
    _enzyme(panel, 48, 246)
    with panel.at(80, 256, 14, 0.72):
        things.cup(panel)
    panel.text(124, 238, f"heteromer: {together:g} kDa", "bold ngal")
    panel.text(124, 255, f"NGAL on gelatinase,|an enzyme of {enzyme:g} kDa")
    panel.text(169, 310, f"{alone:g} + {enzyme:g} = {alone + enzyme:g}, and not {together:g}:", "mid bold")
    panel.text(169, 328, "labels that tell forms apart, not sums", "mid note")
    return panel


def _gel(alone: float, two: float, together: float, enzyme: float) -> Panel:
    panel = Panel(338, _HIGH)
    panel.text(0, 14, "On a gel: the heavier, the slower", "head")
    panel.text(0, 32, "a sketch; real bands depend on the gel", "note")
    top, high = 56, 230
    panel.box(66, top, 170, high, "grey1", "grey", 2, round=4)

    def down(mass: float) -> float:
        return top + 22 + 190 * (np.log(200) - np.log(mass)) / (np.log(200) - np.log(15))

    lanes = (("ruler", ()), ("NGAL", (alone, two, together)), ("enzyme", (enzyme,)))
    for at, (name, masses) in enumerate(lanes):
        x = 76 + 56 * at
        panel.box(x, top + 4, 38, 7, "paper", "grey", 1.2, round=2)
        panel.text(x + 19, top + high + 18, name, "mid" + (" bold ngal" if name == "NGAL" else " note"))
        for mass in masses:
            role = "ngal" if name == "NGAL" else "grey"
            panel.box(x, down(mass) - 4, 38, 8, role, None, round=4, alpha=0.85)
    for mass in (20, 50, 100, 150):
        panel.path(f"M80 {number(down(mass))}h30", line="grey", width=3)
        panel.text(58, down(mass) + 4.5, f"{mass} kDa", "end note")
    for mass, name in ((alone, "monomer"), (two, "homodimer"), (together, "heteromer")):
        panel.text(338, down(mass) + 4.5, f"{mass:g} {name}", "end ngal")
        panel.path(f"M172 {number(down(mass))}H238", line="muted", width=1, dash="2 4")
    panel.text(169, 328, "a “form” of the receptor is another molecule", "mid bold")
    return panel


def _vessels(rise: float, half_life: float, days: Sequence[float]) -> tuple[Panel, Panel]:
    """Draw message, cell and surface as three vessels, and their levels over days: the lag of the later ones is assumed."""

    def levels(day: float) -> tuple[float, float, float]:
        """Return message, protein in the cell and protein at the surface, as multiples of before."""
        rate = np.log(2) * 24 / half_life
        protein = rise - (rise - 1) * np.exp(-rate * day)
        surface = rise - (rise - 1) * np.exp(-rate * day) * (1 + rate * day)
        return rise if day > 0 else 1, float(protein), float(surface)

    first = Panel(338, _HIGH)
    first.text(0, 14, "Message, cell, surface", "head")
    first.text(0, 32, f"day {days[0]:g} on the drug; delays are assumed", "note")
    names = ("message", "in the cell", "on the skin")
    for at, (level, name) in enumerate(zip(levels(days[0]), names, strict=True)):
        x, y = 10 + 112 * at, 66 + 40 * at
        fill = 112 * level / rise
        first.path(f"M{x} {y}v112q0 10 10 10h68q10 0 10-10v-112", "paper", None)
        first.path(f"M{x + 3} {number(y + 118 - fill)}h82v{number(fill - 6)}q0 6-6 6h-70q-6 0-6-6Z", "ngal2")
        first.path(f"M{x} {y}v112q0 10 10 10h68q10 0 10-10v-112", line="grey", width=2.4)
        if at < 2:
            first.path(f"M{x + 88} {y + 104}h14q8 0 8 8v10", line="grey", width=7)
            first.path(f"M{x + 88} {y + 104}h14q8 0 8 8v10", line="ngal2", width=4)
        first.text(x + 44, y - 10, name, "mid bold")
        first.text(x + 44, y + 142, f"{level:.1f}-fold", "mid bold ngal")
    things.strand(first, 24, 100, 58)
    with first.at(162, 176, 0, 0.62):
        things.cup(first)
    first.text(169, 318, "each fills from the one before it", "mid bold")
    return first, _curves(levels, rise, days)


def _curves(levels: _Levels, rise: float, days: Sequence[float]) -> Panel:
    panel = Panel(338, _HIGH)
    panel.text(0, 14, "When do you look?", "head")
    panel.text(0, 32, "days on the drug; how full, before = 1", "note")
    last = 14

    def place(day: float, level: float) -> tuple[float, float]:
        return 40 + 210 * day / last, 274 - 210 * (level - 1) / (rise - 1)

    panel.path("M40 56V274H258", line="grey", width=1.6, square=True)
    for level in (1, rise):
        panel.text(34, place(0, level)[1] + 4, f"{level:.1f}" if level > 1 else "1", "end note")
    for day in (0, 7, 14):
        panel.text(place(day, 1)[0], 292, str(day), "mid note")
    for day in days:
        x = place(day, 1)[0]
        panel.path(f"M{number(x)} 60V274", line="drug", width=1.6, dash="4 4")
        panel.text(x, 54, f"day {day:g}", "mid drug bold")
    looks = (("message", 3.6, None), ("in the cell", 2.6, None), ("on the skin", 2.6, "6 5"))
    for at, (_, width, dash) in enumerate(looks):
        points = [place(day, levels(day)[at]) for day in np.linspace(0.01, last, 48)]
        panel.path(f"M{join([place(0, 1), *points])}", line="ngal", width=width, dash=dash)
    for at, (day, y) in enumerate(((13, 58), (10.5, 96), (9, 128))):
        panel.text(338, y, looks[at][0], "end ngal bold")
        if at:
            panel.leader((256, y - 4), place(day, levels(day)[at]))
    panel.text(169, 318, "one truth, three answers on one day", "mid bold")
    return panel


def draw(
    *,
    residues: str,
    alone: str,
    forms: str,
    together: str,
    enzyme: float,
    rise: str,
    half_life: float,
    days: Sequence[float],
) -> Picture:
    """Return the three masses, their bands on a gel, and the way from the message to the surface with its delays.

    Parameters
    ----------
    residues : str
        Building blocks of one NGAL.
    alone, together : str
        Mass of one NGAL and of NGAL with gelatinase, in kDa.
    forms : str
        Masses of a later table in kDa, monomer, homodimer and heteromer, parted by semicolons.
    enzyme : float
        Mass of gelatinase, in kDa.
    rise : str
        Rise of the message, on logarithms to base 2.
    half_life : float
        Hours in which half of the protein is gone, in the cell and on the skin: assumed.
    days : sequence of float
        Days on which samples are taken; the vessels show the first.
    """
    fold = 2 ** float(rise)
    one, both = float(alone), float(together)
    two = float(forms.split(";")[1])
    vessels, curves = _vessels(fold, half_life, days)
    panels = (_forms(residues, one, two, both, enzyme), _gel(one, two, both, enzyme), vessels, curves)
    told = (
        f"Four panels. First, NGAL drawn as a cup, a metaphor: alone, {one:g} kilodaltons; two joined, {two:g}; and on the enzyme gelatinase, {both:g}, although {one:g} and {enzyme:g} "
        f"make {one + enzyme:g}. Second, the same as bands on a gel, the heaviest nearest to the top. Third, three vessels in a row, message, cell and skin surface: on day {days[0]:g} "
        f"the message is {fold:.1f}-fold and the later ones are not yet full. Fourth, the three levels over two weeks with the days of sampling; the delays are assumed."
    )
    caption = (
        f"NGAL has {one:g} kDa alone, {two:g} as a pair and {both:g} joined to an enzyme, so a mass is a label and no sum. Where the message is "
        f"{fold:.1f}-fold, the protein in the cell and on the skin comes later, so the day of the sample decides. The delays are assumed."
    )
    return Picture("One protein, three masses, three places", told, caption, panels)

"""Two worlds with the same fall, one that lacks food and one that lacks iron, and three rescues that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..kit import Panel, Picture, smooth, things
from ..kit.curves import number

__all__ = ["RESCUES", "draw"]

RESCUES = ("drug alone", "iron given", "NGAL removed", "food given")

_PLACES = tuple((x, y) for y in (0, 25, 50) for x in (0, 40, 80, 120))
"""Where up to twelve bacteria lie."""


def _rods(panel: Panel, x: float, y: float, share: float, most: int = 12) -> None:
    """Draw as many bacteria as this share of those before the drug; the places of the others are empty."""
    alive = round(share * most)
    for at, (across, down) in enumerate(_PLACES[:most]):
        with panel.at(x + across, y + down, (-14, 8, 20, -6)[at % 4]):
            if at < alive:
                panel.box(-14, -6, 28, 12, "bacteria2", "bacteria", 1.8, round=6)
                panel.path("M-8-2h12", line="shine", width=2, alpha=0.5)
            else:
                panel.box(-14, -6, 28, 12, None, "muted", 1, round=6, dash="2 3")


def _food(panel: Panel, x: float, y: float, count: int) -> None:
    """Draw drops of sebum."""
    rng = np.random.default_rng(3)
    for at in range(count):
        with panel.at(x + 26 * (at % 4) + rng.uniform(-4, 4), y + 22 * (at // 4) + rng.uniform(-3, 3)):
            panel.path("M0-9c5 7 7 9 7 13a7 7 0 0 1-14 0c0-4 2-6 7-13Z", "fat2", "fat", 1.5)


def _iron(panel: Panel, x: float, y: float, loose: int, held: int) -> None:
    for at in range(loose + held):
        place = (x + 32 * (at % 4), y + 30 * (at // 4))
        if at < held:
            with panel.at(place[0], place[1] + 3, 0, 0.44):
                things.cup(panel)
        panel.circle(*place, 5, "iron", "paper", 1)


def _scene(name: str, told: str, food: int, loose: int, held: int, share: float) -> Panel:
    """Draw a follicle's mouth in one of the worlds, on the drug: what is there of food and iron, and how many bacteria."""
    panel = Panel(338, 300)
    panel.text(0, 14, name, "head")
    panel.text(0, 32, told, "note")
    wall = smooth(
        [
            (6, 50),
            (20, 62),
            (26, 110),
            (24, 200),
            (40, 246),
            (90, 262),
            (169, 266),
            (248, 262),
            (298, 246),
            (314, 200),
            (312, 110),
            (318, 62),
            (332, 50),
        ]
    )
    panel.path(wall, "skin1", "skin", 3)
    _food(panel, 52, 88, food)
    panel.text(44, 148, "food: sebum", "bold", halo="skin1")
    _iron(panel, 202, 86, loose, held)
    panel.text(190, 148, "iron, held" if held > loose else "iron, loose", "bold", halo="skin1")
    _rods(panel, 109, 178, share)
    panel.text(169, 290, f"bacteria: {share:.0%} of those before", "mid bold")
    return panel


def _row(panel: Panel, y: float, share: float, most: int = 12) -> None:
    alive = round(min(share, 1) * most)
    for at in range(most):
        x = 9 + 17 * at
        if at < alive:
            panel.box(x, y, 14, 22, "bacteria2", "bacteria", 1.6, round=7)
        else:
            panel.box(x, y, 14, 22, None, "muted", 1, round=7, dash="2 3")


def _gift(panel: Panel, rescue: str, x: float, y: float) -> None:
    """Draw what is given or taken."""
    if rescue == "iron given":
        for across, down in ((-8, 5), (8, 5), (0, -8)):
            panel.circle(x + across, y + down, 6, "iron", "paper", 1)
    elif rescue == "NGAL removed":
        with panel.at(x, y, 0, 0.5):
            things.cup(panel, ghost=True)
        panel.path(f"M{number(x - 14)} {number(y - 12)}l28 26", line="drug", width=2.6)
    elif rescue == "food given":
        _food(panel, x - 4, y, 2)


def _rescues(title: str, shares: Mapping[str, float], lacked: str) -> Panel:
    panel = Panel(338, 300)
    panel.text(0, 14, title, "head")
    panel.text(0, 32, "simulated; an empty place is a lost bacterium", "note")
    for at, rescue in enumerate(RESCUES):
        y = 50 + 56 * at
        panel.text(8, y + 10, rescue, "bold")
        _row(panel, y + 18, shares[rescue])
        _gift(panel, rescue, 236, y + 28)
        panel.text(
            338,
            y + 34,
            f"{shares[rescue]:.0%}",
            "end bold" + (" drug" if shares[rescue] > 2 * shares["drug alone"] else ""),
        )
    panel.text(169, 290, lacked, "mid bold")
    return panel


def draw(*, food: Mapping[str, float], iron: Mapping[str, float]) -> Picture:
    """Return both worlds after the drug, and what each rescue brings back.

    Parameters
    ----------
    food, iron : mapping of str to float
        For each of :data:`RESCUES` the count of bacteria as a share of that before the drug, in the world that lacks food
        and in the world that lacks iron.

    Raises
    ------
    ValueError
        If a rescue is missing.
    """
    if set(food) != set(RESCUES) or set(iron) != set(RESCUES):
        raise ValueError(f"Give both worlds a share for each of {', '.join(RESCUES)}.")

    def told_of(shares: Mapping[str, float]) -> str:
        return ", ".join(f"{rescue} {shares[rescue]:.0%}" for rescue in RESCUES)

    panels = (
        _scene("Food world, on the drug", "less sebum comes; iron is loose", 1, 8, 0, food["drug alone"]),
        _scene("Iron world, on the drug", "sebum as before; NGAL holds the iron", 8, 1, 7, iron["drug alone"]),
        _rescues("Food world: three rescues", food, "only food brings them back"),
        _rescues("Iron world: three rescues", iron, "iron does, and so does less NGAL"),
    )
    told = (
        "Four panels, simulated. In the food world a follicle has one drop of sebum left and loose iron; in the iron world it has sebum, and NGAL cups hold the iron. "
        f"In both about as few bacteria are left: {food['drug alone']:.0%} and {iron['drug alone']:.0%} of those before the drug. Below, three rescues. Food world: {told_of(food)}. "
        f"Iron world: {told_of(iron)}. So each world is rescued by what it lacked."
    )
    caption = (
        f"The same fall, to {food['drug alone']:.0%} and {iron['drug alone']:.0%}, has two causes, and only a rescue tells: food brings back {food['food given']:.0%} or "
        f"{iron['food given']:.0%}, iron {food['iron given']:.0%} or {iron['iron given']:.0%}. A made-up bacterium; for *C. acnes* no rescue was found."
    )
    return Picture("Two worlds and three rescues", told, caption, panels)

"""Five ways in which NGAL may be wired to death, and what two experiments would show for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..kit import Panel, Picture, things
from ..kit.curves import number

__all__ = ["draw"]

_DRUG, _NGAL, _OTHER, _DEATH = (94, 54), (52, 98), (170, 98), (111, 158)


def _other(panel: Panel) -> None:
    """Draw what else the drug does, as a body with teeth: nothing is known of its shape."""
    with panel.at(*_OTHER):
        panel.path(
            "".join(f"M0 0l{x} {y}" for x, y in ((0, -17), (15, -8), (15, 8), (0, 17), (-15, 8), (-15, -8))),
            line="grey",
            width=8,
        )
        panel.circle(0, 0, 13, "grey2", "grey", 1.8)
        panel.text(0, 4.5, "?", "mid bold", halo="grey2")
    panel.text(_OTHER[0], 134, "the rest", "mid note")


def _things(panel: Panel, other: bool) -> None:
    things.retinoid(panel, *_DRUG, 0.8)
    panel.text(80, 58, "drug", "drug bold end")
    with panel.at(*_NGAL, 0, 0.74):
        things.cup(panel)
    panel.text(_NGAL[0], 138, "NGAL", "mid bold ngal")
    if other:
        _other(panel)
    things.sebocyte(panel, *_DEATH, 0.72, dying=True)


def _to_ngal(panel: Panel) -> None:
    panel.arrow((96, 66), (78, 74), (66, 84), width=2.6, head=9)


def _to_other(panel: Panel) -> None:
    panel.arrow((134, 66), (146, 70), (156, 80), width=2.6, head=9)


def _kills(panel: Panel, from_ngal: bool, from_other: bool, width: float = 4) -> None:
    if from_ngal:
        panel.arrow((72, 112), (82, 120), (92, 134), role="ngal", width=width, head=7 + width)
    if from_other:
        panel.arrow((150, 112), (140, 120), (130, 134), role="grey", width=width, head=7 + width)


def _one(panel: Panel) -> None:
    _things(panel, False)
    _to_ngal(panel)
    _kills(panel, True, False)


def _two(panel: Panel) -> None:
    _things(panel, True)
    _to_ngal(panel)
    _to_other(panel)
    _kills(panel, True, True, 2)


def _stand_ins(panel: Panel) -> None:
    _things(panel, True)
    _to_ngal(panel)
    _to_other(panel)
    _kills(panel, True, True)
    panel.path("M82 96C100 86 122 86 144 96", line="muted", width=1.6, dash="3 4")
    panel.text(111, 110, "or", "mid bold")


def _two_keys(panel: Panel) -> None:
    _things(panel, True)
    _to_ngal(panel)
    _to_other(panel)
    panel.path("M74 104Q92 110 100 112M148 104Q130 110 122 112", line="ink", width=2.4)
    panel.path("M104 108V101a7 7 0 0 1 14 0V108", line="grey", width=3)
    panel.box(97, 106, 28, 22, "grey2", "grey", 1.8, round=4)
    panel.dots([(105, 116), (117, 116)], "ink", 5)
    panel.arrow((111, 129), (111, 140), width=3, head=8)


def _bystander(panel: Panel) -> None:
    _things(panel, True)
    _to_ngal(panel)
    _to_other(panel)
    _kills(panel, False, True)
    panel.path("M82 118l14 14m0-14l-14 14", line="drug", width=3)


_DRAWN: tuple[tuple[str, str, Callable[[Panel], None]], ...] = (
    ("One chain", "NGAL is the only link", _one),
    ("Two routes", "each has a share of deaths", _two),
    ("Stand-ins", "either of two is enough", _stand_ins),
    ("Two keys", "one lock needs both", _two_keys),
    ("Bystander", "NGAL rises, kills nobody", _bystander),
)


def _cells(panel: Panel, y: float, dying: int, count: int, title: str) -> None:
    """Draw a row of cells, of which some die, with a title that says of what experiment."""
    panel.text(0, y, title, "bold")
    panel.text(222, y, f"{dying} of {count} die", "end bold" + (" drug" if dying else ""))
    step = 222 / count
    for at in range(count):
        things.sebocyte(panel, step * (at + 0.5), y + 22, 0.38, dying=at < dying, seed=at % 3)


def _wiring(at: int, need: float, enough: float, count: int) -> Panel:
    title, told, scene = _DRAWN[at]
    panel = Panel(222, 312)
    things.step_number(panel, at + 1, title)
    panel.text(0, 34, told, "note")
    scene(panel)
    _cells(panel, 210, round((1 - need) * count), count, "Drug, without NGAL")
    _cells(panel, 270, round(enough * count), count, "NGAL, without drug")
    return panel


def _abstract(patterns: Sequence[tuple[float, float]]) -> Panel:
    panel = Panel(222, 312)
    panel.text(0, 15, "What the abstract says", "head")
    panel.text(0, 34, "of SEB-1 cells, without sizes", "note")
    things.sheet(panel, 0, 46, 222, 104)
    panel.text(14, 70, "NGAL taken away,|drug there: less death", "", halo="grey1")
    panel.text(14, 110, "NGAL alone, added:|death", "", halo="grey1")
    panel.text(0, 174, "If both hold, what is left?", "bold")
    for at, (need, enough) in enumerate(patterns):
        y = 196 + 21 * at
        fits = need > 0 and enough > 0
        panel.text(28, y, f"{at + 1}  {_DRAWN[at][0]}", "bold" if fits else "note")
        if fits:
            panel.path(f"M4 {number(y - 5)}l5 6 9-12", line="bacteria", width=2.8)
        else:
            panel.path(f"M5 {number(y - 10)}l11 11m0-11l-11 11", line="muted", width=2)
    return panel


def draw(*, patterns: Sequence[tuple[float, float]], count: int = 6) -> Picture:
    """Return the five wirings, each with the cells that die in two experiments, and what an abstract leaves of them.

    Parameters
    ----------
    patterns : sequence of five (need, enough)
        For one chain, two routes, stand-ins, two keys and a bystander: the share of death that is lost without NGAL, and
        the share that NGAL brings about alone.
    count : int
        How many cells are drawn.

    Raises
    ------
    ValueError
        If there are not five.
    """
    if len(patterns) != len(_DRAWN):
        raise ValueError(f"There are {len(_DRAWN)} wirings; got {len(patterns)} patterns.")
    left = [_DRAWN[at][0].lower() for at, pair in enumerate(patterns) if min(pair) > 0]
    rows = "; ".join(
        f"{_DRAWN[at][0].lower()}, {round((1 - need) * count)} and {round(enough * count)}"
        for at, (need, enough) in enumerate(patterns)
    )
    told = (
        "Five panels show how the drug, NGAL and the rest of what the drug does may be wired to the death of a sebocyte. Below each are "
        f"{count} cells with the drug but without NGAL, and {count} with NGAL alone. Of these die: {rows}. The sixth panel holds the "
        f"abstract: less death where NGAL is taken away, and death where it is added. If both hold, {' and '.join(left)} are left; how much "
        "death was left would choose between these, and is not said."
    )
    caption = (
        f"Only the two experiments together tell five wirings apart. The two directions in the abstract leave {len(left)} of "
        f"{len(patterns)}: {' and '.join(left)}. The shares are drawn for a perfect knockdown, and those of two routes are assumed."
    )
    panels = (*(_wiring(at, *pair, count) for at, pair in enumerate(patterns)), _abstract(patterns))
    return Picture("Five wirings of one death", told, caption, panels)

"""Bound is not response: receptor forms on two cells that meet the same NGAL.

The three forms carry the names of the news article; what each form does is assumed by the lesson. A receptor is drawn
as a cradle that holds the cup, with a stalk into the cell; one that passes something on ends in a bell.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..kit import Panel, Picture, ring, smooth, things

__all__ = ["draw"]

_FORMS = ("short", "long", "high molecular weight")


def _receptor(panel: Panel, x: float, y: float, form: int, *, bound: bool, rings: bool) -> None:
    """Draw a receptor in a membrane at the height y: 0 short, 1 long, 2 heavy and silent."""
    reach = (24, 40, 24)[form]
    if bound:
        things.ngal(panel, x, y - reach - 19, 0.52)
    cradle = f"M-15-{reach + 13}C-15-{reach - 4} 15-{reach - 4} 15-{reach + 13}L20-{reach + 10}C20-{reach - 10} 8-{reach - 10} 4-{reach - 10}V12H-4V-{reach - 10}C-8-{reach - 10}-20-{reach - 10}-20-{reach + 10}Z"
    with panel.at(x, y):
        if form == 2:
            panel.path("M-26-6C-30-26-12-30 0-26S30-26 26-6C24 6 20 10 0 10S-24 6-26-6Z", "grey2", "grey", 1.8)
        panel.path(cradle, "grey3" if form == 2 else "siderophore2", "grey" if form == 2 else "siderophore", 1.8)
        if form != 2:
            panel.path("M-4 10C-6 22-12 24-14 32H14C12 24 6 22 4 10Z", "siderophore3", "siderophore", 1.8)
            panel.circle(0, 35, 3.2, "siderophore")
        if rings and bound and form != 2:
            panel.path("M-19 40q-5-7-3-15M-26 44q-7-11-4-22M19 40q5-7 3-15M26 44q7-11 4-22", line="drug", width=2.2)


def _forms(putative: str) -> Panel:
    panel = Panel(338, 300)
    panel.text(0, 14, "Three forms, in the article's words", "head")
    panel.path("M0 150C60 140 110 146 169 142S290 148 338 142V262Q338 268 332 268H6Q0 268 0 262Z", "skin1")
    panel.path("M0 150C60 140 110 146 169 142S290 148 338 142", line="skin", width=3.6)
    for x, form, name in ((56, 0, "short"), (164, 1, "long"), (276, 2, "high molecular|weight")):
        _receptor(panel, x, 146, form, bound=form == 0, rings=True)
        panel.text(x, 210, name, "mid bold", halo="skin1")
    panel.text(56, 244, "assumed:|passes on", "mid note", halo="skin1")
    panel.text(164, 244, "assumed:|binds loosely", "mid note", halo="skin1")
    panel.text(276, 244, "assumed:|is silent", "mid note", halo="skin1")
    panel.text(90, 56, "NGAL, a cup|by metaphor", "ngal")
    panel.leader((87, 66), (62, 92))
    panel.text(169, 290, f"A review counts {putative} candidates; none is settled.", "mid bold")
    return panel


def _cell(title: str, form: int, copies: int, bound: int, response: float, note: str) -> Panel:
    """Draw the upper part of a cell with its receptors, and how far it answers."""
    panel = Panel(338, 300)
    panel.text(0, 14, title, "head")
    outline = [(4, 268), (10, 170), (40, 140), (100, 130), (169, 127), (238, 130), (298, 140), (328, 170), (334, 268)]
    panel.path(smooth(outline) + "Z", "fat1" if "ebocyte" in title else "skin1")
    panel.path(smooth(outline), line="skin", width=3.6)
    if "ebocyte" in title:
        panel.drops([(28, 210, 7), (40, 226, 5), (24, 236, 4), (312, 206, 6), (300, 224, 8), (318, 232, 4)])
    step = 250 / copies
    first = 169 - step * (copies - 1) / 2
    for at in range(copies):
        x = first + step * at
        _receptor(panel, x, 134 + ((x - 169) / 130) ** 2 * 9, form, bound=at < bound, rings=True)
    for at in range(5 - bound):
        things.ngal(panel, 34 + 66 * at, 46 + 8 * (at % 2), 0.46, turn=20 * (at % 3) - 20)
    panel.path(smooth(ring(169, 226, 52, 24, wobble=0.04, seed=4), closed=True), "grey1", "grey", 1.8)
    panel.text(169, 222, "answer", "mid note", halo="grey1")
    panel.box(132, 228, 74, 10, "paper", "grey", 1.4, round=5)
    if response > 0.005:
        panel.box(133, 229, 72 * response, 8, "drug", round=4)
    panel.text(
        169,
        262,
        f"{bound} bound: {response:.0%} of the answer",
        "mid bold",
        halo="fat1" if "ebocyte" in title else "skin1",
    )
    panel.text(169, 290, note, "mid note")
    return panel


def draw(*, putative: str, bound: Sequence[int], responses: Sequence[float]) -> Picture:
    """Return the three forms, and three cells in the same NGAL.

    Parameters
    ----------
    putative : str
        How many receptors of NGAL are proposed.
    bound : sequence of three int
        Copies that are bound: on a sebocyte with short receptors, on a keratinocyte with silent ones, and on one with few
        short ones. At most four.
    responses : sequence of three float
        Share of the largest response of each, as the lesson's model gives it.
    """
    rich, silent, few = bound
    if max(bound) > 4:
        raise ValueError(f"A cell is drawn with four receptors at most; got {max(bound)} bound ones.")
    told = (
        f"Four panels. First: a membrane with three receptor forms, called short, long and of high molecular weight in the article; what each does is assumed, and {putative} receptors are only proposed. "
        f"Then three cells in the same NGAL, drawn as cups. A sebocyte with {rich} bound short receptors gives {responses[0]:.0%} of the largest answer. "
        f"A keratinocyte with {silent} bound silent receptors gives {responses[1]:.0%}. A keratinocyte with few short ones, {few} bound, gives {responses[2]:.0%}. "
        "So the same binding can mean another answer, and fewer receptors spare a cell only partly."
    )
    caption = (
        f"Bound is not response: with {rich} bound copies one cell gives {responses[0]:.0%} of its response, another with {silent} bound silent ones "
        f"{responses[1]:.0%}. The cells and the numbers are assumed; {putative} receptors are proposed, none is settled."
    )
    panels = (
        _forms(putative),
        _cell("Sebocyte, many short receptors", 0, 4, rich, responses[0], "assumed cell"),
        _cell(
            "Keratinocyte, silent receptors", 2, 4, silent, responses[1], "assumed: a sponge, it binds and is silent"
        ),
        _cell(
            "Keratinocyte, few short receptors",
            0,
            2,
            few,
            responses[2],
            "assumed: fewer receptors, and still an answer",
        ),
    )
    return Picture("Receptor forms on two cells", told, caption, panels)

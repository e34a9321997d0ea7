"""What each method sees of NGAL: four windows onto one piece of skin, and what comes out of each."""

from __future__ import annotations

from collections.abc import Callable

from ..kit import Panel, Picture, cells, ring, smooth, things
from ..kit.curves import number
from .gland import draw_section

__all__ = ["draw"]


def _disc(panel: Panel, x: float, y: float, step: int) -> None:
    panel.circle(x, y, 10.5, "ink", "paper", 1.6)
    panel.add(f'<text class="bare bold mid" x="{x:g}" y="{y + 4.6:g}" style="fill:var(--paper)">{step}</text>')


def _vessel(panel: Panel) -> None:
    """Draw a small vessel with blood cells in it."""
    way = "M196 426C226 410 262 434 322 414"
    panel.path(way, line="muscle", width=20)
    panel.path(way, line="muscle1", width=16)
    for x, y, turn in ((204, 422, -20), (230, 419, 8), (258, 424, 10), (286, 424, -12), (312, 417, -20)):
        with panel.at(x, y, turn):
            panel.oval(0, 0, 6.5, 4, "muscle3", "muscle", 1)


def _skin() -> Panel:
    panel = Panel(338, 452)
    panel.text(0, 14, "One piece of skin, four windows", "head")
    draw_section(panel)
    _vessel(panel)
    # The core of a biopsy: everything within it comes into one number.
    panel.path("M100 92V322C100 340 306 340 306 322V92", line="ink", width=2.2, dash="7 5")
    panel.oval(203, 92, 103, 9, None, "ink", 2.2, dash="7 5")
    panel.box(206, 234, 92, 66, None, "ngal", 3, round=3)
    panel.path("M212 88H318C330 88 334 78 326 66", line="control", width=7)
    panel.path("M212 88H318C330 88 334 78 326 66", line="control2", width=4)
    panel.circle(258, 423, 21, None, "muscle", 3)
    for step, (x, y) in enumerate(((100, 140), (298, 300), (326, 62), (276, 410)), start=1):
        _disc(panel, x, y, step)
    panel.text(0, 60, "skin surface")
    panel.leader((30, 65), (46, 95))
    panel.text(337, 44, "wash or tape", "end")
    panel.text(337, 356, "gland and duct", "end bold", halo="dermis1")
    panel.leader((300, 343), (262, 262))
    panel.text(176, 394, "blood vessel", halo="dermis1")
    panel.leader((206, 398), (214, 416))
    panel.text(0, 330, "follicle", halo="dermis1")
    panel.leader((52, 326), (140, 320))
    panel.text(8, 440, "dermis", "note", halo="dermis1")
    return panel


def _array(panel: Panel) -> None:
    things.core(panel, 2, 4, 0.95)
    panel.arrow((36, 36), (44, 36), (54, 36), width=1.8, head=7)
    panel.add('<rect x="58" y="16" width="40" height="40" rx="3" class="photo"/>')
    spots = [(66 + 8 * (at % 4), 24 + 8 * (at // 4)) for at in range(16)]
    panel.dots([place for at, place in enumerate(spots) if at not in (6, 9)], "grey3", 5)
    panel.circle(*spots[6], 3.2, "ngal")
    panel.circle(*spots[9], 2.6, "grey2")


def _slice(panel: Panel) -> None:
    panel.box(0, 6, 98, 58, "grey1", "grey", 1.6, round=3)
    panel.box(80, 6, 18, 58, "grey2", "grey", 1.4, round=3)
    wall = ring(40, 36, 33, 24, wobble=0.03, seed=5)
    panel.path(smooth(wall[::2], closed=True), "fat1", "skin", 1.8)
    found = cells.lobule(wall, [(4.4, 10), (13, 15), (22, 22)], seed=4)
    panel.path("".join(cell.path for cell in found if cell.ring != 1), "skin1", "skin", 0.8)
    panel.path("".join(cell.path for cell in found if cell.ring == 1), "ngal2", "ngal", 0.9)
    panel.dots([cell.middle for cell in found], "skin", 3)


def _tape(panel: Panel) -> None:
    panel.circle(24, 30, 22, "control2", "control", 1.8)
    panel.circle(24, 30, 11, "paper", "control", 1.6)
    panel.path("M24 52C48 54 66 48 98 52V58C66 55 48 60 24 59Z", "control1", "control", 1.4)
    panel.path("M40 62q6-3 12 0m4-1q6-3 12 0m4 0q6-3 12 0m-38 5q6-3 12 0", line="skin3", width=2.2)
    for x, turn in ((54, 170), (76, 190), (92, 175)):
        things.ngal(panel, x, 45, 0.24, turn=turn)


def _serum(panel: Panel) -> None:
    panel.path("M30 2V50a19 19 0 0 0 38 0V2Z", "grey1", "grey", 1.8)
    panel.path("M31 46V50a18 18 0 0 0 36 0V46Z", "muscle2")
    panel.path("M31 16H67V46H31Z", "fat1")
    panel.path("M30 2V50a19 19 0 0 0 38 0V2", line="grey", width=1.8)
    panel.box(27, -2, 44, 8, "grey2", "grey", 1.6, round=2)
    for x, y, turn in ((40, 26, 0), (57, 30, 20), (46, 39, -10)):
        things.ngal(panel, x, y, 0.22, turn=turn)


def _views(surface: str) -> Panel:
    panel = Panel(338, 452)
    panel.text(0, 14, "What comes out of each", "head")
    rows: tuple[tuple[Callable[[Panel], None], str, str, str, str], ...] = (
        (_array, "Array: the message", "not: the protein, or which cell", "*LCN2* in patients' skin:", "among the strongest rises"),
        (_slice, "Stained slice: each cell", "not: how much; what has left", "gland: more stain after", "one week of the drug"),
        (_tape, "Surface: what came out", "not: where it was made", "surface: on the drug", f"{surface}-fold more"),
        (_serum, "Serum: what reached blood", "not: which organ sent it", "acne without the drug:", "more than in controls"),
    )  # fmt: skip
    for at, (scene, title, hidden, *found) in enumerate(rows):
        y = 34 + 107 * at
        if at:
            panel.path(f"M0 {number(y - 8)}H338", line="grey", width=1, dash="2 4")
        with panel.at(10, y + 14):
            scene(panel)
        _disc(panel, 10.5, y + 10.5, at + 1)
        panel.text(124, y + 17, title, "bold")
        panel.text(124, y + 35, hidden, "note")
        panel.text(124, y + 57, "|".join(found), "ngal")
    return panel


def draw(*, surface: str) -> Picture:
    """Return the skin with the windows of four methods, and what each of them shows and hides.

    Parameters
    ----------
    surface : str
        How many times more NGAL the skin's surface gives on the drug.
    """
    told = (
        "Left: skin with a follicle, its gland and a blood vessel, and four windows. The core of a biopsy takes in almost everything; a slice shows the "
        "gland; a tape touches the surface; a ring lies on the vessel. Right, what comes out: an array gives the message, averaged over the core, and "
        f"no protein; a stained slice shows protein cell by cell, without an amount; what is washed or taped off, {surface}-fold more on the drug, does "
        "not say where it was made; serum does not say which organ sent it."
    )
    caption = (
        f"Four methods look through four windows: message in a core, stain in a slice, protein on the surface ({surface}-fold more on the drug), protein in blood. "
        "None sees NGAL in the whole skin, so two of them can differ and both be right."
    )
    return Picture("Four windows onto one piece of skin", told, caption, (_skin(), _views(surface)))

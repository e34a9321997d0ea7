"""The capstone's trial: a rule is written, patients are allocated at random, the primary outcome is measured, then the envelope opens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..kit import Panel, Picture, cells, ring, smooth, things
from ..kit.curves import number

__all__ = ["draw"]


def _capsule(panel: Panel, x: float, y: float, role: str, turn: float = -30) -> None:
    with panel.at(x, y, turn):
        panel.box(-15, -6.5, 30, 13, f"{role}1", role, 1.8, round=6.5)
        panel.path("M0-6.5H8.5a6.5 6.5 0 0 1 0 13H0Z", f"{role}3", role, 1.4)


def _rule(benefit: str, harm: str) -> Panel:
    panel = Panel(338, 300)
    things.step_number(panel, 1, "Write the rule, before the data")
    things.sheet(panel, 20, 40, 226, 214, "control")
    panel.text(36, 68, "Go, if both hold:", "bold", halo="control1")
    panel.text(36, 98, f"gland: the interval starts|above {benefit} SD", "", halo="control1")
    panel.text(36, 144, f"epidermis: the interval ends|below {harm} SD", "", halo="control1")
    panel.text(36, 188, "Else: no-go, or a further|trial with the same rule", "", halo="control1")
    panel.path("M40 236c8-14 14-14 12-4s6 6 12-2 8 0 6 4 10-2 16-4 12 4 22 2", line="ink", width=2)
    with panel.at(272, 168, 24):
        panel.path("M-7-70H7V44L0 62L-7 44Z", "grey2", "grey", 1.8)
        panel.path("M-7 44L0 62L7 44Z", "paper", "grey", 1.6)
        panel.path("M-2.5-64V36", line="shine", width=2.6, alpha=0.7)
    panel.text(169, 280, "signed and locked: it can't change later", "mid bold")
    return panel


def _lots(arm: int) -> Panel:
    panel = Panel(338, 300)
    things.step_number(panel, 2, "Allocate patients at random")
    for at in range(8):
        square = at in (1, 3, 6, 7)
        things.person(panel, 24 + 41.5 * at, 36, "male" if square else "female", 0.82, square=square)
    # A drum of marked balls stands for chance.
    panel.circle(169, 134, 40, "grey1", "grey", 2.2)
    panel.path("M148 104q-12 12-14 26", line="shine", width=4, alpha=0.7)
    rng = np.random.default_rng(4)
    for at, (x, y, radius) in enumerate(cells.drops((169, 136), 36, 12, rng, (6.5, 7))):
        role = "drug" if at % 2 else "grey"
        panel.circle(x, y, radius, role + ("3" if at % 2 else "1"), role, 1.4)
    panel.path("M139 174L128 190H210L199 174", line="grey", width=2.4)
    panel.path("M24 80C60 84 100 96 126 118M314 80C278 84 238 96 212 118", line="muted", width=1.6, dash="3 4")
    panel.arrow((140, 166), (112, 192), (84, 206), role="drug", width=2.4, head=9)
    panel.arrow((198, 166), (226, 192), (254, 206), role="grey", width=2.4, head=9)
    _capsule(panel, 62, 224, "drug")
    _capsule(panel, 276, 224, "grey")
    panel.text(62, 256, f"{arm} on the drug", "mid bold")
    panel.text(276, 256, f"{arm} on placebo", "mid bold")
    panel.text(169, 284, "so the two arms differ by chance alone", "mid note")
    return panel


def _lens(panel: Panel, x: float, title: str, every: int, messages: int) -> None:
    """Draw a look through a microscope: each ``every``-th cell is left, with so many messages in each."""
    panel.text(x, 58, title, "mid bold")
    panel.path(smooth(ring(x, 118, 47, 47, count=30), closed=True), "dermis1", "grey", 2.6)
    inside = ring(x, 118, 41, 41, count=30)
    kept = cells.lobule(inside, [(8, 19), (24, 19), (38, 18)], seed=3, gap=1.4, stray=0.04)[::every]
    panel.path("".join(cell.path for cell in kept), "fat1", "fat", 1.3)
    for cell in kept:
        across, down = cell.middle
        for place in range(messages):
            with panel.at(across - 4.5 + (0, 4, -3)[place], down + (-3.5, 1, 4.5)[place]):
                panel.path("M0 0q1.5-3 3 0t3 0t3 0", line="muscle", width=1.5)


def _outcome() -> Panel:
    panel = Panel(338, 300)
    things.step_number(panel, 3, "Measure the primary outcome")
    _lens(panel, 54, "before", 1, 3)
    _lens(panel, 169, "fewer cells", 3, 3)
    _lens(panel, 284, "less in each", 1, 1)
    panel.text(169, 190, "A piece of skin gives a low sum for both.", "mid")
    panel.text(169, 208, "red: messages of the genes of fat", "mid note")
    panel.text(169, 240, "So: count the cells under the microscope,", "mid")
    panel.text(169, 256, "and name one number primary, beforehand.", "mid bold")
    panel.text(169, 284, "before and after, in each patient", "mid note")
    return panel


def _scale(panel: Panel, y: float, name: str, limit: float, below: bool, ends: Sequence[float] | None) -> None:
    def place(value: float) -> float:
        return 110 + 84 * (value + 0.4)

    panel.text(0, y + 4, name, "bold")
    panel.path(f"M92 {number(y)}H332", line="grey", width=1.4, square=True)
    left, right = (92, place(limit)) if below else (place(limit), 332)
    panel.box(left, y - 13, right - left, 26, "bacteria1", round=3)
    panel.path(f"M{number(place(limit))} {number(y - 17)}v34", line="bacteria", width=2.4, dash="5 4")
    panel.path(f"M92 {number(y)}H332", line="grey", width=1.4, square=True)
    if ends is not None:
        panel.path(f"M{number(place(ends[0]))} {number(y)}H{number(place(ends[1]))}", line="ink", width=6)
    panel.text(place(limit), y + 32, f"{limit:g} SD", "mid note")


def _envelope(benefit: float, harm: float, gland: Sequence[float] | None, skin: Sequence[float] | None) -> Panel:
    panel = Panel(338, 300)
    opened = gland is not None and skin is not None
    things.step_number(panel, 4, "Open the envelope")
    with panel.at(94, 36):
        panel.box(0, 18, 150, 84, "control1", "control", 2, round=3)
        if opened:
            panel.path("M0 20L75-5L150 20", "control2", "control", 2)
            panel.box(14, 5, 122, 44, "paper", "grey", 1.4, round=2)
            panel.path("M0 20L75 66L150 20V102H0Z", "control1", "control", 2)
        else:
            panel.path("M0 20L75 70L150 20", "control2", "control", 2)
            panel.circle(75, 66, 12, "drug3", "drug", 2)
            panel.path("M69 66l4 5 8-10", line="paper", width=2.2)
    _scale(panel, 172, "gland", benefit, False, gland)
    _scale(panel, 232, "epidermis", harm, True, skin)
    words = "bars: 95 % intervals of the simulated trial" if opened else "still closed; green: what the rule asks for"
    panel.text(169, 284, words, "mid note")
    return panel


def draw(
    *,
    arm: int,
    benefit: str,
    harm: str,
    gland: Sequence[float] | None = None,
    skin: Sequence[float] | None = None,
) -> Picture:
    """Return the four steps of the trial; the envelope is closed where no intervals are handed in.

    Parameters
    ----------
    arm : int
        Patients in each arm, as the lesson computes them.
    benefit, harm : str or float
        Limits of the rule, in standard deviations of a patient's change: above which the gland's interval has to start, and
        below which that of the epidermis has to end.
    gland, skin : (low, high), optional
        Intervals of the opened trial, in the same unit.
    """
    benefit, harm = f"{float(benefit):g}", f"{float(harm):g}"
    told = (
        f"Four panels. First a sheet with the rule: go if the gland's interval starts above {benefit} and that of the epidermis ends below "
        f"{harm} standard deviations; it is signed before any data. Then chance, drawn as a drum of balls, sends {arm} patients to the drug and {arm} to placebo. "
        "Third, three looks through a microscope: a piece of skin gives a low sum whether cells are lost or each holds less message, so cells are "
        "counted and one number is named primary. Last, the envelope, "
        + (
            "opened, with both intervals against the limits."
            if gland is not None
            else "still closed, above two scales with the limits of the rule."
        )
    )
    caption = (
        f"The order makes it honest: the rule ({benefit} and {harm} SD) is written before {arm} patients an arm are allocated at random, and the envelope "
        "opens last. The trial is simulated, its limits are assumed."
    )
    panels = (_rule(benefit, harm), _lots(arm), _outcome(), _envelope(float(benefit), float(harm), gland, skin))
    return Picture("A trial whose rule comes first", told, caption, panels)

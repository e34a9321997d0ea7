"""From a sample to one number on a chip, in four steps; the message of *LCN2* keeps its colour from tube to number.

The steps are those of the record's own protocol: RNA becomes DNA, DNA becomes RNA that carries a dye, this is caught by
probes of twenty-five letters, and the light of all pairs of a probe set becomes one value.
"""

from __future__ import annotations

import numpy as np

from ..kit import Panel, Picture, things, wave

__all__ = ["STEPS", "draw"]

_WIDE = 290
_HIGH = 236

STEPS = ("1 take the RNA", "2 copy and dye", "3 catch", "4 light to number")
"""Names of the steps."""


def _panel(step: int, title: str) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    things.step_number(panel, step, title)
    return panel


def _take() -> Panel:
    panel = _panel(1, "Take a sample")
    things.skin_block(panel, 4, 96, punch=True)
    panel.text(100, 58, "a biopsy: a few mm|of many cell types")
    panel.text(148, 150, "or", "bold mid")
    things.plate(panel, 224, 150, 60)
    panel.text(224, 198, "a dish: one cell line", "mid")
    panel.text(56, 210, "skin", "mid note")
    return panel


def _extract() -> Panel:
    panel = _panel(1, "Take out its RNA")
    things.tube(panel, 60, 56, height=150)
    rows = [
        ("ngal", 46),
        ("grey", 40),
        ("grey", 48),
        ("muscle", 40),
        ("grey", 42),
        ("ngal", 46),
        ("grey", 44),
        ("fat", 44),
    ]
    for row, (role, start) in enumerate(rows):
        y = 82 + 13 * row
        panel.path(wave((start, y), (start + 30, y), 2.4, 13), line=role, width=2.6)
    panel.text(100, 78, "messages of all genes,|all cells mixed")
    panel.leader((97, 82), (72, 95))
    panel.path(wave((100, 134), (168, 134), 3, 14), line="ngal", width=3)
    panel.text(178, 138, "*LCN2*", "ngal bold")
    panel.path(wave((100, 160), (168, 160), 3, 14), line="grey", width=3)
    panel.text(178, 164, "another gene")
    panel.text(100, 196, "Follow the blue one.", "bold")
    return panel


def _copy() -> Panel:
    panel = _panel(2, "Copy it, and add a dye")
    panel.path(wave((8, 56), (130, 56), 3.5, 16), line="ngal", width=3)
    panel.text(146, 60, "RNA of *LCN2*", "ngal bold")
    panel.arrow((66, 68), (66, 92))
    things.coiled(panel, 8, 108, 122)
    panel.path(wave((8, 108), (130, 108), 4, 15), line="ngal", width=2.4)
    panel.text(146, 112, "a copy in DNA")
    panel.arrow((66, 120), (66, 144))
    for row in range(3):
        _dyed(panel, 8, 164 + 22 * row, 122)
    panel.text(146, 172, "many copies in RNA,|each with dye")
    panel.leader((143, 176), (118, 178))
    return panel


def _dyed(panel: Panel, x: float, y: float, length: float) -> None:
    panel.path(wave((x, y), (x + length, y), 3, 14), line="ngal", width=2.6)
    panel.dots([(at, y - 6) for at in np.arange(x + 10, x + length, 22)], "control", 7)


def _break_up() -> Panel:
    panel = _panel(2, "Break the copies")
    rng = np.random.default_rng(3)
    for row in range(4):
        for column in range(4):
            x, y = 14 + 70 * column + rng.uniform(-4, 4), 60 + 34 * row + rng.uniform(-3, 3)
            role = "ngal" if (row + column) % 3 == 0 else "grey"
            with panel.at(x, y, rng.uniform(-22, 22)):
                panel.path(wave((0, 0), (42, 0), 3, 14), line=role, width=2.6)
                panel.dots([(20, -6)], "control", 7)
    panel.text(145, 200, "Short pieces find a short probe.", "mid")
    panel.text(145, 218, "Blue pieces are still of *LCN2*.", "mid note")
    return panel


def _pour() -> Panel:
    panel = _panel(3, "Pour them over the chip")
    panel.path("M48 58H242Q250 58 250 66V176Q250 184 242 184H48Q40 184 40 176V66Q40 58 48 58Z", "grey1", "grey", 2)
    panel.path("M74 80H216V162H74Z", "grey2", "grey", 1.6, square=True)
    grid = "".join(f"M{x} 80V162" for x in range(88, 216, 14)) + "".join(f"M74 {y}H216" for y in range(94, 162, 14))
    panel.path(grid, line="grey", width=0.8, alpha=0.7)
    panel.box(116, 108, 14, 14, "ngal3", "ngal", 2)
    panel.box(116, 122, 14, 14, "ngal1", "ngal", 2)
    for x, y, turn, role in ((2, 56, 24, "ngal"), (16, 104, -14, "grey"), (4, 150, 18, "grey"), (44, 98, 32, "ngal")):
        with panel.at(x, y, turn):
            panel.path(wave((0, 0), (34, 0), 3, 14), line=role, width=2.6)
            panel.dots([(16, -6)], "control", 7)
    panel.text(145, 208, "Each kind of probe has a place", "mid")
    panel.text(145, 225, "of its own, a feature.", "mid")
    panel.leader((196, 72), (123, 112))
    panel.text(199, 75, "a pair", "bold", halo="grey1")
    return panel


def _lawn(panel: Panel, x: float, role: str, caught: tuple[int, ...], mismatch: bool) -> None:
    """Draw a feature: a lawn of probes, some with a copy that they caught."""
    panel.path(f"M{x} 178L{x + 18} 160H{x + 134}L{x + 116} 178Z", "grey2", "grey", 1.4, square=True)
    panel.path(
        f"M{x} 178V186H{x + 116}V178ZM{x + 116} 178L{x + 134} 160V168L{x + 116} 186Z", "grey1", "grey", 1.4, square=True
    )
    for place in range(5):
        at = x + 24 + 21 * place
        panel.path(f"M{at} 170V98", line="ink", width=2.4)
        panel.path("".join(f"M{at} {y}h6" for y in range(102, 168, 7)), line="ink", width=1.4)
        if place in caught:
            panel.path(f"M{at + 12} 168V100c0-10-6-12-2-22", line="ngal", width=2.8)
            teeth = [y for y in range(102, 168, 7) if not (mismatch and 128 < y < 142)]
            panel.path("".join(f"M{at + 12} {y}h-6" for y in teeth), line="ngal", width=1.4)
            panel.dots([(at + 10, 76)], "control", 8)
        if mismatch:
            panel.box(at - 3.5, 131, 10, 8, "paper", "drug", 1.8, round=2)


def _catch() -> Panel:
    panel = _panel(3, "A pair: match and mismatch")
    _lawn(panel, 4, "ink", (0, 1, 3, 4), False)
    _lawn(panel, 150, "ink", (2,), True)
    panel.text(4, 206, "perfect match, PM", "bold")
    panel.text(4, 223, "all letters fit", "note")
    panel.text(152, 206, "mismatch, MM", "bold")
    panel.text(152, 223, "middle letter changed", "note")
    panel.text(0, 48, "Probe: DNA of 25 letters. Dot: dye.", "note")
    return panel


def _scan(pairs: int) -> Panel:
    panel = _panel(4, "Wash, and photograph")
    rng = np.random.default_rng(8)
    light = np.clip(rng.normal(0.6, 0.26, pairs), 0.16, 1)
    other = np.clip(light * 0.38 + rng.uniform(0, 0.22, pairs), 0.05, 1)
    odd = int(np.argmin(light[2:-2])) + 2
    other[odd] = light[odd] + 0.25
    side = 248 / pairs
    left = 38
    # A photograph keeps its black, whatever the page is.
    panel.add(f'<rect x="{left - 4}" y="76" width="256" height="{2 * side + 8:.1f}" rx="4" class="photo"/>')
    for row, values in enumerate((light, other)):
        for place, value in enumerate(values):
            at = f'x="{left + place * side + 1:.1f}" y="{80 + row * side + 1:.1f}"'
            size = f'width="{side - 2:.1f}" height="{side - 2:.1f}" rx="2"'
            panel.add(f'<rect {at} {size} class="light" opacity="{0.1 + 0.9 * value:.2f}"/>')
    panel.text(left - 9, 80 + side * 0.7, "PM", "end bold")
    panel.text(left - 9, 80 + side * 1.7, "MM", "end bold")
    panel.text(left, 62, f"one probe set: {pairs} pairs")
    panel.text(left, 166, "Probes of one RNA differ; a mismatch|can outshine its match.")
    panel.leader((left + (odd + 0.5) * side, 152), (left + (odd + 0.5) * side, 80 + side * 1.5))
    panel.text(left, 208, "Grey without RNA is background.", "note")
    return panel


def _number(pairs: int, reading: str) -> Panel:
    panel = _panel(4, "Make one number")
    steps = (
        ("take off the background", "twice the RNA, twice the light"),
        ("take the logarithm, base 2", "equal ratios, equal steps"),
        ("make the arrays alike", "most RNA is taken as unchanged"),
        (f"find the middle of the {pairs}", "one bad probe does not count"),
    )
    panel.path("M12 44V176", line="grey", width=2.2)
    for row, (what, why) in enumerate(steps):
        y = 50 + 34 * row
        panel.circle(12, y, 5, "paper", "ink", 2.2)
        panel.text(28, y + 4, what, "bold")
        panel.text(28, y + 19, why, "note")
    panel.arrow((12, 166), (12, 190), role="grey", width=2.2)
    panel.box(1, 194, 288, 38, "ngal1", "ngal", 2, round=7)
    panel.text(14, 218, "*LCN2*, one drug plate:", "", halo="ngal1")
    panel.text(278, 218, reading, "bold ngal end", halo="ngal1")
    return panel


def draw(*, pairs: str | int, reading: str, step: str | None = None) -> Picture:
    """Return all four steps, or one of them with a closer look.

    Parameters
    ----------
    pairs : str or int
        Pairs of probes in a probe set of the chip that gave the reading.
    reading : str
        The value of *LCN2* on one array of the record, on a logarithm to base 2.
    step : str, optional
        One of :data:`STEPS`; anything else means all.
    """
    pairs = int(pairs)
    drawn = {
        STEPS[0]: (_take(), _extract()),
        STEPS[1]: (_copy(), _break_up()),
        STEPS[2]: (_pour(), _catch()),
        STEPS[3]: (_scan(pairs), _number(pairs, reading)),
    }
    told = {
        STEPS[0]: "A biopsy holds many cell types, a dish one cell line; the RNA of all genes is taken out, mixed.",
        STEPS[1]: "The RNA is copied into DNA and back into many RNA copies that carry dye, and these are broken up.",
        STEPS[2]: (
            "On the chip a piece sticks to the probe that its letters fit: a perfect match holds it well, a mismatch with "
            "its middle letter changed holds it badly."
        ),
        STEPS[3]: (
            f"The light of {pairs} pairs is photographed; background, logarithm, comparison of arrays and a robust middle "
            f"make one number of them: {reading} for *LCN2* on one plate of the record."
        ),
    }
    if step in STEPS:
        caption = told[step]
        rest = " It is one of four steps from a sample to a number; the message of LCN2 is blue in all of them. "
        words = f"Step {step}. {told[step]}{rest}"
        return Picture("From a sample to one number", words.replace("*", ""), caption, drawn[step])
    panels = tuple(panel for pair in drawn.values() for panel in pair)
    words = "Four steps; the message of LCN2 is blue in all. " + " ".join(told.values())
    caption = (
        f"No chip measures a gene: it measures the light of {pairs} pairs of probes, and decisions make one number of it, "
        f"here {reading} for *LCN2* on one plate of the record."
    )
    return Picture("From a sample to one number", words.replace("*", ""), caption, panels)

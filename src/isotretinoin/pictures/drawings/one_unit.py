"""What is one? A dish and a patient, each with its levels, and how many there are at each."""

from __future__ import annotations

import numpy as np

from ..kit import Panel, Picture, cells, ring, smooth, things
from ..kit.curves import number

__all__ = ["draw"]


def _dish(donor: str, plates: int, dose: str, hours: str) -> Panel:
    panel = Panel(338, 452)
    panel.text(0, 14, "Cells in a dish: what is one?", "head")
    sex, age = (part.strip() for part in donor.split(";"))
    things.person(panel, 42, 34, "male", 1.5, square=True)
    panel.text(76, 56, "1 donor", "bold")
    panel.text(76, 72, f"{sex}, aged {age}", "note")
    panel.arrow((140, 50), (166, 46), (194, 54))
    with panel.at(200, 38):
        things.flask(panel)
    panel.text(290, 58, "1 cell|line", "bold")
    step = 336 / plates
    for at in range(plates):
        x = step * (at + 0.5)
        drug = at >= plates / 2
        panel.path(smooth([(242, 94), (238 + (x - 240) * 0.3, 120), (x, 140), (x, 152)]), line="muted", width=1.6)
        things.plate(panel, x, 168, 25, medium="drug2" if drug else "grey1", cells=8, seed=at)
    panel.text(130, 216, f"{plates} plates: {plates // 2} with vehicle,", "bold")
    panel.text(130, 232, f"{plates - plates // 2} with {dose} µM drug for {hours} h", "note")
    _cells(panel)
    panel.text(130, 276, "on each plate|very many cells", "bold")
    panel.text(130, 310, "they got the drug together:|repeats, not units", "note")
    panel.path("M0 396H338", line="grey", width=1, dash="2 4")
    panel.text(0, 418, f"About this line: {plates // 2} plates a group.", "bold")
    panel.text(0, 438, "About people: n = 1.", "bold drug")
    return panel


def _cells(panel: Panel) -> None:
    """Draw a look through a lens at the cells of one plate."""
    lens = ring(60, 312, 56, 56, count=36)
    panel.path("M14 186L8 290M38 182L112 286", line="muted", width=1, dash="3 3")
    panel.path(smooth(lens, closed=True), "grey1", "grey", 2.4)
    found = cells.lobule(lens, [(9, 19), (26, 20), (42, 20), (55, 30)], seed=3, gap=1.4, stray=0.05)
    panel.path("".join(cell.path for cell in found), "fat1", "fat", 1.2)
    panel.dots([cell.middle for cell in found], "skin", 5)
    rng = np.random.default_rng(2)
    panel.drops(
        [drop for cell in found for drop in cells.drops(cell.middle, cell.radius * 0.85, 3, rng, (1.5, 2), core=3)]
    )
    panel.path(smooth(lens, closed=True), None, "grey", 2.4)


def _patients(patients: int, pairs: int) -> Panel:
    panel = Panel(338, 452)
    panel.text(0, 14, "Patients: what is one?", "head")
    step = 338 / patients
    for at in range(patients):
        x = step * (at + 0.5)
        known = at < pairs
        things.person(panel, x, 36, "grey", 1.05)
        things.core(panel, x - 12, 124, 0.8)
        panel.arrow((x, 180), (x, 212), role="drug", width=1.6, head=6)
        things.core(panel, x - 12, 222, 0.8)
        for y in (318, 346):
            panel.box(
                x - 10,
                y,
                20,
                20,
                "grey2" if known else None,
                "grey" if known else "muted",
                1.6,
                round=3,
                dash=None if known else "3 3",
            )
            if known:
                panel.path(
                    f"M{number(x - 4)} {y + 1}v18M{number(x + 3)} {y + 1}v18M{number(x - 9)} {y + 7}h18M{number(x - 9)} {y + 13}h18",
                    line="grey",
                    width=0.8,
                )
    panel.text(0, 98, f"{patients} people", "bold")
    panel.text(338, 98, "their sex is not in the abstract", "note end")
    panel.text(0, 118, "before: a piece of skin from each", "note")
    panel.text(0, 300, "after 1 week of the drug: another", "note")
    panel.text(0, 386, f"in the record: {pairs} pairs", "bold")
    panel.text(338, 386, "why not all: not known", "note end")
    panel.path("M0 396H338", line="grey", width=1, dash="2 4")
    panel.text(0, 418, f"About people: n = {pairs} pairs.", "bold drug")
    panel.text(0, 438, "A piece holds many cell types, mixed.", "bold")
    return panel


def draw(*, donor: str, plates: str, dose: str, hours: str, patients: str, pairs: str) -> Picture:
    """Return the levels of the study of cells beside those of the study of patients.

    Parameters
    ----------
    donor : str
        Sex and age of the donor of the cell line, parted by a semicolon.
    plates : str
        Plates in all, half of them with the drug.
    dose, hours : str
        Of the drug, in µM, and how long.
    patients, pairs : str
        Patients of the paper, and pairs of arrays in the record.
    """
    count, people, kept = (int(float(value)) for value in (plates, patients, pairs))
    told = (
        f"Left: one donor gave one cell line; its cells lie on {count} plates, half of them with the drug, and on each plate "
        "very many cells got the drug together, so that they are repeats. About the line there are "
        f"{count // 2} units a group, about people there is one. Right: {people} people gave a piece of skin before the drug and another "
        f"after one week; the record holds {kept} pairs of arrays. There the unit is the person, and each piece of skin mixes many cell types."
    )
    caption = (
        f"{count} plates are {count} units for a question about the cell line, and one for a question about people; "
        f"{kept} pairs of biopsies are {kept} people."
    )
    return Picture(
        "What is one, in a dish and in patients?",
        told,
        caption,
        (_dish(donor, count, dose, hours), _patients(people, kept)),
    )

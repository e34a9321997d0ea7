"""The chain of tellings: two counts survive each step, and what was counted does not."""

from __future__ import annotations

from ..kit import Panel, Picture, things
from ..kit.curves import number

__all__ = ["draw"]


def _tag(panel: Panel, x: float, y: float, up: str, down: str, *, halo: str = "paper") -> None:
    """Write the two counts on a label with a hole, 138 wide."""
    panel.path(f"M{number(x)} {number(y + 14)}l12-14h122q4 0 4 4v20q0 4-4 4h-122Z", "paper", "ink", 1.8)
    panel.circle(x + 12, y + 14, 2.6, halo, "ink", 1.4)
    panel.text(x + 77, y + 19, f"{up} up, {down} down", "mid bold")


def _lines(panel: Panel, x: float, y: float, wide: float, count: int) -> None:
    """Draw lines of text that nobody has to read."""
    ends = (1, 0.92, 0.97, 0.7, 0.95, 0.85)
    d = "".join(f"M{number(x)} {number(y + 9 * row)}h{number(wide * ends[row % 6])}" for row in range(count))
    panel.path(d, line="grey", width=2.4, alpha=0.45)


def _made(plates: str, dose: str, hours: str, up: str, down: str) -> Panel:
    panel = Panel(338, 250)
    things.step_number(panel, 1, "What was done: a dish")
    things.plate(panel, 96, 128, 82, medium="drug2", cells=26, seed=7)
    panel.path("M88 40c-8 12-12 18-12 24a12 12 0 0 0 24 0c0-6-4-12-12-24Z", "drug2", "drug", 1.8)
    panel.path("M81 66a7 7 0 0 0 5 7", line="shine", width=2)
    panel.text(108, 62, f"{dose} µM for {hours} h", "drug bold")
    panel.text(196, 118, f"sebocytes of one|line, {plates} plates,|half with the drug")
    panel.leader((193, 122), (150, 130))
    _tag(panel, 8, 196, up, down)
    panel.text(156, 208, "array entries change", "bold")
    panel.text(156, 224, "in cultured cells", "ngal bold")
    return panel


def _deposited(up: str, down: str, total: str) -> Panel:
    panel = Panel(338, 250)
    things.step_number(panel, 2, "What the record says")
    things.sheet(panel, 4, 34, 196, 208)
    panel.text(18, 60, "GSE10432", "bold", halo="grey1")
    _lines(panel, 18, 74, 150, 3)
    things.plate(panel, 58, 126, 36, medium="drug1", cells=9, seed=2)
    panel.text(106, 124, "SEB-1|sebocytes", "ngal bold", halo="grey1")
    _tag(panel, 18, 156, up, down, halo="grey1")
    _lines(panel, 18, 200, 164, 4)
    panel.text(212, 150, f"together {total}", "bold")
    panel.text(212, 167, "array entries,|counted in cells")
    panel.leader((209, 170), (152, 170))
    return panel


def _between(up: str, down: str) -> Panel:
    panel = Panel(338, 250)
    things.step_number(panel, 3, "What stands between")
    things.sheet(panel, 4, 34, 158, 208)
    panel.text(16, 58, "joint entry,|titled for both", "bold", halo="grey1")
    with panel.at(16, 92, 0, 0.42):
        things.skin_block(panel, 0, 0)
    things.plate(panel, 112, 110, 28, medium="drug1", cells=7, seed=2)
    _tag(panel, 16, 148, up, down, halo="grey1")
    panel.text(16, 196, "its text has the|counts of the cells|alone", "", halo="grey1")
    things.sheet(panel, 184, 34, 150, 132)
    panel.text(196, 58, "the paper's|abstract", "bold", halo="grey1")
    panel.text(196, 98, "*LCN2* is strong|in both: skin|and cells", "", halo="grey1")
    panel.text(184, 196, "Here the two may|have been mixed|up: a guess.", "drug bold")
    return panel


def _told(up: str, down: str) -> Panel:
    panel = Panel(338, 250)
    things.step_number(panel, 4, "What the article says")
    things.sheet(panel, 4, 34, 214, 208, "control")
    panel.box(18, 50, 150, 9, "ink", round=2)
    panel.box(18, 65, 118, 9, "ink", round=2)
    with panel.at(20, 80, 0, 0.66):
        things.skin_block(panel, 0, 0)
    panel.text(116, 106, "skin of|patients", "drug bold", halo="control1")
    _tag(panel, 18, 156, up, down, halo="control1")
    panel.text(162, 175, "genes", "bold", halo="control1")
    _lines(panel, 18, 200, 182, 4)
    panel.text(230, 82, "kept:", "bold")
    panel.text(230, 98, "both counts")
    panel.text(230, 130, "changed:", "bold drug")
    panel.text(230, 146, "entries are|genes now, and|a dish patients")
    return panel


def draw(*, up: str, down: str, total: str, plates: str, dose: str, hours: str) -> Picture:
    """Return the four steps from a dish to an article.

    Parameters
    ----------
    up, down, total : str
        Entries of the array that rise and fall in the cells, and both together.
    plates, dose, hours : str
        The design of the experiment on cells; the dose in µM.
    """
    told = (
        f"Four panels. First: sebocytes of one line on {plates} plates, half of them with {dose} micromolar of the drug for {hours} hours; "
        f"{up} entries of the array rise, {down} fall. Second: the record of these cells says the same. Third: a joint entry is "
        "titled for cells and skin, while its text repeats the counts of the cells alone; the paper's abstract speaks of both. "
        f"Fourth: the article gives {up} and {down} as genes that change in the skin of patients. The counts survived; what was counted, and where, did not."
    )
    caption = (
        f"{up} and {down} survived every telling; what was counted did not: {total} array entries in a dish became genes in the skin "
        "of patients."
    )
    panels = (_made(plates, dose, hours, up, down), _deposited(up, down, total), _between(up, down), _told(up, down))
    return Picture("How two counts changed their place", told, caption, panels)

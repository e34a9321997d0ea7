"""Three studies on one line of time: cells in a dish, skin after a week, skin of other people after eight weeks."""

from __future__ import annotations

from datetime import date

from ..kit import Panel, Picture, things
from ..kit.curves import number

__all__ = ["draw"]

_START, _HOURS, _WEEK, _LATE = 26, 116, 188, 308
"""Places on the line of time, which is not to scale."""

_AXIS = 196


def _time(panel: Panel, end: float, hours: str) -> None:
    """Draw the line of time, with the drug up to the end of the study."""
    panel.path(f"M{_START} {_AXIS}H334", line="grey", width=1.4, square=True)
    panel.box(_START, _AXIS - 6, end - _START, 12, "drug2", "drug", 1.4, round=6)
    marks = ((_START, "start"), (_HOURS, f"{hours} h"), (_WEEK, "1 week"), (_LATE, "8 weeks"))
    for x, words in marks:
        panel.path(f"M{x} {_AXIS - 10}v20", line="ink", width=1.6, square=True)
        panel.text(x, _AXIS + 26, words, "mid" + (" bold" if x in (_START, end) else " note"))


def _chips(panel: Panel, x: float, y: float, count: int, missing: int = 0) -> None:
    """Draw arrays, five in a row, and behind them the places of those that are not there."""
    for at in range(count + missing):
        left, top = x + 18 * (at % 5), y + 20 * (at // 5)
        if at >= count:
            panel.box(left, top, 15, 15, None, "muted", 1.2, round=2, dash="3 2.5")
            continue
        panel.box(left, top, 15, 15, "grey2", "grey", 1.5, round=2)
        lines = "".join(f"M{number(left + 5 * step)} {number(top + 1.5)}v12" for step in (1, 2))
        lines += "".join(f"M{number(left + 1.5)} {number(top + 5 * step)}h12" for step in (1, 2))
        panel.path(lines, line="grey", width=0.8)


def _unknown(panel: Panel, x: float, y: float, wide: float, words: str) -> None:
    """Write what is not known, greyed, in a dashed frame."""
    panel.box(x, y, wide, 22, "grey1", "muted", 1.2, round=11, dash="4 3")
    panel.text(x + wide / 2, y + 15.5, words, "note mid", halo="grey1")


def _people(panel: Panel, count: int, role: str, x: float = 14, y: float = 34, step: float = 29) -> None:
    for at in range(count):
        things.person(panel, x + step * at, y, role, 0.68)


def _dish(donor: str, plates: int, dose: str, hours: str, sets: str, public: str) -> Panel:
    panel = Panel(338, 322)
    things.step_number(panel, 1, "GSE10432: cells in a dish")
    sex, age = (part.strip() for part in donor.split(";"))
    things.person(panel, 14, 32, "male", 0.8, square=True)
    panel.text(36, 46, f"one cell line, of 1 donor:|{sex}, aged {age}", "bold")
    half = plates // 2
    for row, (medium, words) in enumerate(
        (("grey1", f"{half} plates, vehicle"), ("drug2", f"{half} plates, {dose} µM"))
    ):
        y = 92 + 48 * row
        for at in range(half):
            things.plate(panel, 74 + 42 * at, y, 18, medium=medium, cells=6, seed=at + 3 * row)
        panel.text(186, y + 6, words, "bold" if row else "")
    panel.path(f"M{_HOURS} 156V{_AXIS - 12}", line="muted", width=1.2, dash="2 4")
    _time(panel, _HOURS, hours)
    _chips(panel, 0, 240, plates)
    panel.text(96, 254, f"{plates} arrays, HG-U95Av2,|{int(float(sets)):,} probe sets; public|since {public}")
    _unknown(panel, 96, 294, 196, "solvent: DMSO or ethanol")
    return panel


def _visit(panel: Panel, x: float, count: int, role: str, words: str) -> None:
    things.core(panel, x - 12, 116, 0.8)
    late = x == _LATE
    panel.text(x - 16 if late else x + 18, 136, f"× {count}", "bold end" if late else "bold")
    panel.text(x - 12, 108, words, "note")
    panel.path(f"M{x} 172V{_AXIS - 12}", line="muted", width=1.2, dash="2 4")


def _skin(step: int, name: str, people: int, role: str, end: float, told: str, hours: str) -> Panel:
    panel = Panel(338, 322)
    things.step_number(panel, step, name)
    _people(panel, people, role)
    panel.text(0, 84, told, "bold")
    _visit(panel, _START, people, role, "before")
    _visit(panel, end, people, role, "after")
    panel.arrow((80, 156), (100, 153), (end - 24, 153), role="drug", width=1.8, head=7)
    _time(panel, end, hours)
    return panel


def _week(people: int, pairs: int, chip: str, hours: str) -> Panel:
    panel = _skin(2, "GSE10433: skin, one week", people, "grey", _WEEK, f"{people} people, in the paper", hours)
    _chips(panel, 0, 240, 2 * pairs, 2 * (people - pairs))
    panel.text(96, 254, f"{2 * pairs} arrays in the record,|{chip}: {pairs} people; where is|the other?")
    _unknown(panel, 96, 294, 242, "sex, batch, who is paired with whom")
    return panel


def _late(people: int, changed: str, chip: str, hours: str) -> Panel:
    panel = _skin(3, "GSE11792: skin, eight weeks", people, "skin", _LATE, f"{people} people, other ones", hours)
    panel.box(0, 240, 80, 40, None, "muted", 1.4, round=4, dash="4 3")
    panel.text(40, 265, "arrays: ?", "note mid")
    panel.text(96, 254, f"{chip}; a summary|lists {changed} changed genes;|we read no more of it")
    _unknown(panel, 96, 294, 196, "how many arrays; sex; batch")
    return panel


def _line(seven: int, eight: int, hours: str) -> Panel:
    panel = Panel(338, 322)
    panel.text(0, 15, "The line that must not be drawn", "head")
    panel.path("M36 166C70 158 92 150 116 132S180 96 212 92 300 66 334 40", line="drug", width=3, dash="8 6")
    things.plate(panel, _HOURS - 8, 134, 28, medium="drug2", cells=9, seed=4)
    for count, role, x, y in ((seven, "grey", 166, 86), (eight, "skin", 262, 46)):
        for at in range(count):
            things.person(panel, x + 22 * (at % 4), y + 28 * (at // 4), role, 0.54)
    for x, y in ((140, 116), (243, 90)):
        panel.path(f"M{x - 11} {y - 11}l22 22m0-22l-22 22", line="drug", width=4)
    panel.text(0, 60, "A line through them|would join strangers.", "bold drug")
    _time(panel, _LATE, hours)
    panel.text(_HOURS - 8, 176, "cells of 1", "mid note")
    panel.text(199, 160, f"{seven} people", "mid note")
    panel.text(295, 120, f"{eight} others", "mid note")
    panel.text(
        0,
        254,
        f"{hours} hours, one week, eight weeks: two materials,|two kinds of chip, and never the same people.",
        "",
    )
    panel.text(0, 296, "Compare before and after within a study;|between the studies, nobody is paired.", "bold")
    return panel


def draw(
    *,
    donor: str,
    plates: str,
    dose: str,
    hours: str,
    sets: str,
    public: str,
    patients: str,
    pairs: str,
    late: str,
    changed: str,
    chip: str,
) -> Picture:
    """Return the three studies, each on the same line of time, and the line that would join them.

    Parameters
    ----------
    donor : str
        Sex and age of the donor of the cell line, parted by a semicolon.
    plates, dose, hours, sets : str
        Plates in all, dose of the drug in µM, how long in hours, probe sets of an array.
    public : str
        The day on which the record of the cells became public, as in ``2008-03-04``.
    patients, pairs, late : str
        Patients of the study of one week, pairs of arrays in its record, patients of the study of eight weeks.
    changed : str
        Genes that change at eight weeks, by the summary.
    chip : str
        The chip of both studies of skin.
    """
    count, people, kept, others = (int(float(value)) for value in (plates, patients, pairs, late))
    day = date.fromisoformat(public)
    when = f"{day.day} {day:%B %Y}"
    panels = (
        _dish(donor, count, dose, hours, sets, when),
        _week(people, kept, chip, hours),
        _late(others, changed, chip, hours),
        _line(people, others, hours),
    )
    told = (
        f"Four panels over the same line of time. First, a cell line of one man on {count} plates, half of them with the drug for {hours} hours, "
        f"measured with {count} arrays; two solvents are named. Second, skin of {people} patients before and after one week; the record "
        f"has {2 * kept} arrays, and leaves sex, batch and pairing open. Third, skin of {others} other patients before and after eight weeks, known from a "
        "summary. What is not known is greyed. Last, a line through all three is crossed out, since it would join strangers."
    )
    caption = (
        f"Three studies, {hours} hours, one week and eight weeks: one man's cells, {people} patients, and {others} others. Each compares within itself; no "
        "time course runs through them. Dashed: not in what we read."
    )
    return Picture("Three studies on one line of time", told, caption, panels)

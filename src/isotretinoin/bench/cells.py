"""Four dishes of a hundred cells: vehicle or drug, control or *LCN2* siRNA, as the model of lesson 11 has them.

Every number is the model's expected share, rounded to whole cells where a dish is drawn. Nothing is drawn by chance,
and a model's number has no interval: that would need plates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..mechanism import apoptosis

__all__ = ["CELLS", "DAYS", "DISHES", "DOSES", "LEFT", "LINES", "NEEDS", "CellState", "dish", "effects"]

CELLS = 100
DOSES = (0.01, 0.03, 0.1, 0.3)
"""Dose in µM; 0.1 is the record's."""

DAYS = (1, 2, 3, 4)
"""Days in the drug; 3 are the record's 72 hours."""

LEFT = (0.0, 0.1, 0.25, 0.5, 0.75)
"""Share of the *LCN2* message that the siRNA leaves; assumed, since no measured value was available to us."""

NEEDS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Share of the death signal that NGAL carries; assumed."""

LINES = (0.25, 0.5, 1.0, 2.0)
"""Response of *LCN2* in a line of cells, as a multiple of the record's; 1 is the record's own line, others assumed."""

DISHES = (("vehicle", "control siRNA"), ("vehicle", "LCN2 siRNA"), ("drug", "control siRNA"), ("drug", "LCN2 siRNA"))


@dataclass(frozen=True, kw_only=True)
class CellState:
    """What is chosen on the bench with cells.

    Parameters
    ----------
    silenced : bool
        Whether the dishes of the right column have their siRNA against *LCN2* yet; without it they get the control's.
    sex : {"men", "women", "both"}
        The record's line is a man's; a woman's line exists only if ``imagined``.
    imagined : bool
    line : float
        Response of *LCN2* in the imagined woman's line, one of :data:`LINES`.
    dose, day, left, need : float
    """

    silenced: bool = False
    sex: str = "men"
    imagined: bool = False
    line: float = 0.5
    dose: float = 0.1
    day: int = 3
    left: float = 0.25
    need: float = 0.5


@cache
def dish(
    treatment: str, sirna: str, *, dose: float, day: int, left: float, need: float, line: float
) -> tuple[float, float]:
    """Return the shares of dying (TUNEL-positive) and of lost cells, of those at the start, 0 to 1."""
    parameters = apoptosis.Parameters(necessity=need, sufficiency=need, lcn2_response=line)
    state = apoptosis.at(
        24.0 * day,
        dose=dose if treatment == "drug" else 0.0,
        sirna=sirna,
        efficiency=1 - left if sirna == "LCN2 siRNA" else None,
        parameters=parameters,
    )
    return float(state["dying"]), float(state["gone"])


def plates(state: CellState, line: float) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the shares of dying and of lost cells in each of :data:`DISHES`, for a line with this response."""
    rest = {"dose": state.dose, "day": state.day, "left": state.left, "need": state.need, "line": line}
    shown = {}
    for treatment, sirna in DISHES:
        given = sirna if state.silenced else "control siRNA"
        shown[treatment, sirna] = dish(treatment, given, **rest)
    return shown


def _dying(share: tuple[float, float]) -> float:
    """Return dying cells in a hundred of those still in the dish, as a count under the microscope gives them."""
    dying, gone = share
    return 100 * dying / (1 - gone)


def effects(state: CellState, line: float) -> tuple[float, float]:
    """Return what the drug adds to the dying cells in a hundred, under control and under *LCN2* siRNA."""
    shown = plates(state, line)
    return tuple(
        _dying(shown["drug", sirna]) - _dying(shown["vehicle", sirna]) for sirna in ("control siRNA", "LCN2 siRNA")
    )


def sentence(state: CellState) -> str:
    """Return what the four dishes show."""
    if state.sex != "men" and not state.imagined:
        return (
            "No dish of a woman’s cells is in the record: its line, SEB-1, comes from one man. "
            "What silencing does in women’s cells, this experiment can’t tell."
        )
    lines = {"men": [1.0], "women": [state.line], "both": [1.0, state.line]}[state.sex]
    whose = {"men": ["the man’s line"], "women": ["the imagined woman’s line"]}
    whose["both"] = whose["men"] + whose["women"]
    said = []
    for line, owner in zip(lines, whose[state.sex], strict=True):
        control, silenced = effects(state, line)
        if state.silenced:
            left = f"{100 * silenced / control:.0f} % of it is left"
            said.append(f"{control:.1f} dying cells in a hundred in {owner}, and once LCN2 is silenced {left}")
        else:
            said.append(f"{control:.1f} dying cells in a hundred in {owner}")
    end = "" if state.silenced else " Silence LCN2 to see how many it saves."
    return f"In this model the drug adds {'; '.join(said)}.{end}"

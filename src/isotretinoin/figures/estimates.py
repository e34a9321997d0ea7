"""Pictures of estimates: each patient before and after, and means with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from .house import MARKERS, PALETTE

__all__ = ["intervals", "pairs"]


def pairs(ax: Axes, table: pd.DataFrame, before: str, after: str, *, role: str) -> None:
    """Draw a line from before to after for each row of a table, such as a patient.

    Parameters
    ----------
    ax : Axes
    table : DataFrame, one row for each line
    before, after : str
        Columns with the values at both ends; their names stand under the axis.
    role : str
        Column with the role of each row, in :data:`~isotretinoin.figures.MARKERS`; gives colour and marker.
    """
    for low, high, kind in table[[before, after, role]].itertuples(index=False):
        ax.plot([0, 1], [low, high], marker=MARKERS[kind], color=PALETTE[kind])
    ax.set_xticks([0, 1], [before, after])
    ax.set_xlim(-0.25, 1.25)


def intervals(ax: Axes, rows: Mapping[str, Sequence[float]], roles: Sequence[str], *, nothing: float = 0.0) -> None:
    """Draw estimates with their intervals, one above the other, and a line where nothing would be found.

    Parameters
    ----------
    ax : Axes
    rows : mapping
        Name to estimate and both ends of its interval; the first stands on top.
    roles : sequence of str
        Role of each row, in :data:`~isotretinoin.figures.MARKERS`.
    nothing : float
        Value of no effect: 0 for a difference, 1 for a ratio.

    Raises
    ------
    ValueError
        If an estimate lies outside its own interval: two columns were exchanged.
    """
    for row, ((name, (estimate, low, high)), role) in enumerate(zip(rows.items(), roles, strict=True)):
        if not low <= estimate <= high:
            raise ValueError(f"{name!r} is {estimate} in an interval from {low} to {high}. Give estimate, low, high.")
        ax.plot([low, high], [-row, -row], color=PALETTE[role])
        ax.plot([estimate], [-row], marker=MARKERS[role], color=PALETTE[role], markersize=8)
    ax.axvline(nothing, color="black", linewidth=0.8)
    ax.set_yticks([-row for row in range(len(rows))], list(rows))
    ax.set_ylim(0.5 - len(rows), 0.5)

"""Pictures of how far a result hangs on one choice, and of estimates beside the truth that they are after."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from .house import PALETTE

__all__ = ["against_truth", "coverage", "fragile"]


def against_truth(true: npt.ArrayLike, estimates: Mapping[str, npt.ArrayLike], *, quantity: str) -> Figure:
    """Draw estimates of one quantity against its true values, one panel for each way of estimating.

    Both axes are logarithmic and alike in all panels; on the line the estimate is right.

    Parameters
    ----------
    true : array (n,), positive
    estimates : mapping
        Name of the way to its estimates, each (n,), in the units of ``true``.
    quantity : str
        What is estimated, with its unit.

    Raises
    ------
    ValueError
        If a value is not positive, so that it has no place on a logarithmic axis.

    Examples
    --------
    >>> figure = against_truth([0.1, 0.2], {"own": [0.05, 0.4], "shared": [0.1, 0.25]}, quantity="spread (log2)")
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['own', 'shared']
    """
    true = np.asarray(true, dtype=float)
    ways = {name: np.asarray(values, dtype=float) for name, values in estimates.items()}
    everything = np.concatenate([true, *ways.values()])
    if not (everything > 0).all():
        raise ValueError("A logarithmic axis has no place for values that are not positive. Leave them out first.")
    ends = everything.min() / 1.2, everything.max() * 1.2
    fig, panels = plt.subplots(1, len(ways), figsize=(6.8, 3.6), sharex=True, sharey=True, squeeze=False)
    for ax, (name, values) in zip(panels[0], ways.items(), strict=True):
        ax.plot(true, values, ".", markersize=3, alpha=0.6, color=PALETTE["highlight"], rasterized=True)
        ax.axline((1, 1), (2, 2), color="black", linewidth=1)
        ax.set(xscale="log", yscale="log", xlim=ends, ylim=ends, xlabel=f"true {quantity}")
        ax.set_title(name, loc="left")
    panels[0][0].set_ylabel(f"estimated {quantity}")
    return fig


def coverage(low: npt.ArrayLike, high: npt.ArrayLike, true: float, *, xlabel: str) -> Figure:
    """Draw the intervals of many studies, one above the other; those that miss the truth stand out.

    Parameters
    ----------
    low, high : arrays (n_studies,)
        Ends of the intervals.
    true : float
        What all of them are after; a labelled vertical line.
    xlabel : str
        What is estimated, with its unit.

    Examples
    --------
    >>> figure = coverage([0.5, 2.2], [1.5, 3.0], 1.0, xlabel="mean change (log2)")
    >>> figure.axes[0].get_title(loc="left")
    '1 of 2 intervals misses the truth'
    """
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    misses = (low > true) | (high < true)
    place = np.arange(len(low))
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    for which, role, width in ((~misses, "unchanged", 1.0), (misses, "false", 2.2)):
        ax.hlines(place[which], low[which], high[which], color=PALETTE[role], linewidth=width)
        ax.plot((low + high)[which] / 2, place[which], "." if role == "unchanged" else "X", color=PALETTE[role])
    ax.axvline(true, color="black", linewidth=1)
    ax.set_ylim(-1.5, 1.06 * len(low))
    ax.annotate("truth", (true, 1.06 * len(low)), xytext=(4, 0), textcoords="offset points", va="top")
    verb = "misses" if misses.sum() == 1 else "miss"
    ax.set_title(f"{misses.sum()} of {len(low)} intervals {verb} the truth", loc="left")
    ax.set(xlabel=xlabel, yticks=[])
    ax.spines["left"].set_visible(False)
    return fig


def fragile(table: pd.DataFrame, *, count: str, estimate: str, counted: str, unit: str, nothing: float = 0.0) -> Figure:
    """Draw, for several ways of doing one analysis, how long the list is and what the estimate is.

    A bar that jumps beside an interval that stays says: the list hangs on the choice, the effect does not.

    Parameters
    ----------
    table : DataFrame
        One row for each way, named by its index; the first is the way that was planned, and stands out. Columns
        ``count`` and ``estimate``, and the ends of the interval in ``ci_low`` and ``ci_high``.
    count, estimate : str
        Names of columns.
    counted, unit : str
        For the axes below the bars and below the intervals.
    nothing : float
        Value of no effect.

    Raises
    ------
    ValueError
        If an estimate lies outside its own interval.

    Examples
    --------
    >>> rows = {"called": [29, 0], "change": [2.9, 2.8], "ci_low": [2.3, 2.1], "ci_high": [3.4, 3.5]}
    >>> table = pd.DataFrame(rows, index=["all six", "without one"])
    >>> figure = fragile(table, count="called", estimate="change", counted="probe sets", unit="log2")
    >>> [text.get_text() for text in figure.axes[0].get_yticklabels()]
    ['all six', 'without one']
    """
    if not table[estimate].between(table["ci_low"], table["ci_high"]).all():
        raise ValueError("An estimate lies outside its own interval: two columns were exchanged.")
    fig, (bars, points) = plt.subplots(1, 2, figsize=(6.8, 0.4 * len(table) + 1.2), sharey=True)
    places = np.arange(len(table))
    colours = [PALETTE["highlight"], *[PALETTE["unchanged"]] * (len(table) - 1)]
    bars.bar_label(bars.barh(places, table[count], color=colours), padding=3)
    bars.set_yticks(places, list(table.index))
    bars.set(xlabel=counted, xlim=(0, 1.2 * max(1, table[count].max())))
    bars.invert_yaxis()
    for place, colour, (_, row) in zip(places, colours, table.iterrows(), strict=True):
        points.plot([row["ci_low"], row["ci_high"]], [place, place], color=colour, linewidth=2)
        points.plot([row[estimate]], [place], "o", color=colour)
    points.axvline(nothing, color="black", linewidth=0.8)
    points.set(xlabel=unit, xlim=(min(nothing, table["ci_low"].min()) - 0.3, table["ci_high"].max() + 0.3))
    return fig

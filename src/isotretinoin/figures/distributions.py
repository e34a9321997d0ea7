"""Pictures of how chance spreads what is counted or estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from .house import PALETTE, SIZES

__all__ = ["barcodes", "chances", "hills"]

_GROUPS = ("highlight", "down", "true")
"""Roles of the groups of :func:`barcodes`; each has a row of its own, so that none is told by its colour alone."""


def chances(
    chance: Sequence[float],
    found: float,
    *,
    counted: str,
    role: str = "highlight",
    title: str = "",
    top: float | None = None,
    size: str = "column",
) -> Figure:
    """Draw how probable each count is by chance, and where the count that was found lies.

    Parameters
    ----------
    chance : sequence of float
        Probability of 0, 1, 2 … by chance alone.
    found : float
        The count that was found; a vertical line.
    counted : str
        What is counted, for the horizontal axis.
    role : str
        Role of the line in :data:`~isotretinoin.figures.PALETTE`.
    title, size : str
    top : float, optional
        End of the vertical axis, the same for all figures of a series.
    """
    fig, ax = plt.subplots(figsize=SIZES[size])
    ax.bar(np.arange(len(chance)), chance, color=PALETTE["unchanged"])
    ax.axvline(found, color=PALETTE[role], linewidth=2)
    ax.set(xlabel=counted, ylabel="probability by chance", title=title)
    if top is not None:
        ax.set_ylim(0, top)
    return fig


def barcodes(everything: npt.ArrayLike, groups: Mapping[str, npt.ArrayLike], *, xlim: tuple[float, float]) -> Figure:
    """Draw where the genes of some groups stand among all: a tick for each gene, below the hill that all of them make.

    A group whose ticks lie further to the right than the hill leans upwards as a whole; a triangle marks its median,
    and a dotted line that of all genes.

    Parameters
    ----------
    everything : array
        t values of all genes; the grey hill.
    groups : mapping
        Name to the t values of up to three groups, a row of ticks each.
    xlim : two floats
        Ends of the axis; how many ticks lie beyond is written at its end.

    Raises
    ------
    ValueError
        If there are more than three groups.

    Examples
    --------
    >>> from isotretinoin.figures import barcodes
    >>> figure = barcodes([-1, 0, 0, 1, 3], {"loud": [0, 3]}, xlim=(-4, 4))
    >>> [name.get_text() for name in figure.axes[0].get_yticklabels()]
    ['all genes', 'loud']
    """
    fig, ax = plt.subplots(figsize=SIZES["column"])
    heights, edges = np.histogram(everything, np.linspace(*xlim, 60))
    hill = 1.6 * heights / max(heights.max(), 1)
    ax.stairs(hill + 0.5, edges, baseline=0.5, fill=True, color=PALETTE["unchanged"], alpha=0.55)
    ax.axvline(float(np.median(everything)), color="black", linestyle=":", linewidth=1)
    for row, (role, (name, values)) in enumerate(zip(_GROUPS[: len(groups)], groups.items(), strict=True)):
        below, above = ((np.asarray(values) < xlim[0]).sum(), (np.asarray(values) > xlim[1]).sum())
        ax.vlines(np.clip(values, *xlim), -row - 0.38, -row + 0.22, color=PALETTE[role], linewidth=1.6, label=name)
        for end, beyond, side in ((xlim[0], below, "left"), (xlim[1], above, "right")):
            if beyond:
                ax.annotate(f"{beyond} beyond", (end, -row + 0.26), ha=side, va="bottom", fontsize=9)
        ax.plot([np.median(values)], [-row + 0.32], marker="v", color=PALETTE[role], clip_on=False)
    ax.set_yticks([1.0, *(-row - 0.08 for row in range(len(groups)))], ["all genes", *groups])
    ax.tick_params(axis="y", length=0)
    ax.set(xlim=xlim, ylim=(0.4 - len(groups), 2.2), xlabel="t value", title="simulated; triangle: median")
    return fig


def hills(
    estimates: np.ndarray, significant: np.ndarray, true: float, *, xlim: tuple[float, float], xlabel: str
) -> Figure:
    """Draw the estimates of many studies, those of the significant ones in front, and the true value.

    Parameters
    ----------
    estimates : array (n_studies,)
    significant : array (n_studies,) of true and false
    true : float
        A dashed vertical line.
    xlim : two floats
        Ends of the axis and of the bars.
    xlabel : str
    """
    fig, ax = plt.subplots(figsize=SIZES["column"])
    for shown, role in ((estimates, "unchanged"), (estimates[significant], "highlight")):
        # One outline is drawn in a tenth of the time of its bars, and shows no seams between them.
        ax.hist(shown, np.linspace(*xlim, 45), histtype="stepfilled", linewidth=0, alpha=0.7, color=PALETTE[role])
    ax.axvline(true, color="black", linestyle="--")
    ax.set(title="simulated; orange: P < 0.05, dashed: the truth", xlabel=xlabel, ylabel="studies")
    return fig

"""Pictures of how chance spreads what is counted or estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from .house import PALETTE, SIZES

__all__ = ["chances", "cumulative", "hills"]

_LINES = (("highlight", "-"), ("down", "--"), ("true", ":"))
"""Role and dashes of the groups of :func:`cumulative`, so that no group is told by its colour alone."""


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


def cumulative(
    everything: npt.ArrayLike,
    groups: Mapping[str, npt.ArrayLike],
    *,
    xlim: tuple[float, float],
    line: tuple[str, float] | None = None,
) -> Figure:
    """Draw the share of t values up to each value, for all genes and for groups of them.

    A group whose whole curve lies to the right of that of all genes leans upwards as a whole.

    Parameters
    ----------
    everything : array
        t values of all genes; the wide grey curve.
    groups : mapping
        Name to the t values of up to three groups.
    xlim : two floats
    line : name and value, optional
        A dashed vertical line.
    """
    fig, ax = plt.subplots(figsize=SIZES["column"])
    ax.ecdf(everything, color=PALETTE["unchanged"], linewidth=3, alpha=0.8, label="all genes")
    for (role, dashes), (name, values) in zip(_LINES[: len(groups)], groups.items(), strict=True):
        ax.ecdf(values, color=PALETTE[role], linestyle=dashes, linewidth=2, label=name)
    if line:
        ax.axvline(line[1], color="black", linestyle="--", linewidth=1, label=line[0])
    ax.set(xlim=xlim, xlabel="t value", ylabel="share of genes up to here")
    ax.legend(loc="upper left", title="simulated")
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
        ax.hist(shown, np.linspace(*xlim, 45), alpha=0.7, color=PALETTE[role])
    ax.axvline(true, color="black", linestyle="--")
    ax.set(title="simulated; orange: P < 0.05, dashed: the truth", xlabel=xlabel, ylabel="studies")
    return fig

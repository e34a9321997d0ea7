"""Pictures of many P values: how they spread, in which order they come, and which rows a method calls."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .house import PALETTE, SIZES

__all__ = ["called_rows", "p_histogram", "p_outlines", "sorted_p", "two_p"]

_LUCK = {"color": "black", "linestyle": "--", "linewidth": 1}

_DASHES = (":", "--", "-")
"""Lines of histograms that lie on each other; the last stands out."""


def p_histogram(
    p: npt.ArrayLike,
    *,
    kinds: npt.ArrayLike | None = None,
    roles: Mapping[str, str] | None = None,
    bins: int = 20,
    rows: str = "rows",
    title: str = "",
    size: str = "column",
) -> Figure:
    """Draw the histogram of P values from 0 to 1.

    Without ``kinds`` a dashed line shows the height of each bar if nothing changed anywhere. With them the bars are
    stacked, and the kinds show themselves what luck gives.

    Parameters
    ----------
    p : array (n_rows,)
    kinds : array (n_rows,), optional
        Kind of each row.
    roles : mapping, optional
        Kind to role of :data:`~isotretinoin.figures.PALETTE`; the first stands at the bottom. Needed with ``kinds``.
    bins : int
    rows : str
        What is counted, for the vertical axis.
    title, size : str
        ``size`` is a name in :data:`~isotretinoin.figures.SIZES`.
    """
    p = np.asarray(p)
    fig, ax = plt.subplots(figsize=SIZES[size])
    if kinds is None:
        sns.histplot(p, bins=bins, binrange=(0, 1), color=PALETTE["unchanged"], ax=ax)
        ax.axhline(len(p) / bins, **_LUCK)
    else:
        colours = {kind: PALETTE[role] for kind, role in (roles or {}).items()}
        # seaborn stacks the first kind on top.
        order = list(colours)[::-1]
        sns.histplot(
            x=p,
            hue=np.asarray(kinds),
            hue_order=order,
            palette=colours,
            multiple="stack",
            bins=bins,
            binrange=(0, 1),
            ax=ax,
        )
    ax.set(xlabel="P value", ylabel=rows, title=title)
    return fig


def p_outlines(
    groups: Mapping[str, npt.ArrayLike], *, bins: int = 20, rows: str = "rows", legend: str = "", title: str = ""
) -> Figure:
    """Draw the outlines of up to three histograms of P values on each other.

    Parameters
    ----------
    groups : mapping
        Name to P values.
    bins : int
    rows : str
        What is counted, for the vertical axis.
    legend, title : str
        Titles of the legend and of the figure.

    Raises
    ------
    ValueError
        If there are more than three groups: their outlines could not be told apart.
    """
    if len(groups) > len(_DASHES):
        raise ValueError(f"{len(groups)} outlines on each other can't be told apart. Draw {len(_DASHES)} at most.")
    fig, ax = plt.subplots(figsize=SIZES["column"])
    for dashes, (name, p) in zip(_DASHES, groups.items(), strict=False):
        outline = {"element": "step", "fill": False, "linestyle": dashes, "label": name}
        sns.histplot(np.asarray(p), bins=bins, binrange=(0, 1), ax=ax, **outline)
    ax.set(xlabel="P value", ylabel=rows, title=title)
    ax.legend(title=legend)
    return fig


def sorted_p(p: npt.ArrayLike, level: float, *, title: str = "") -> Figure:
    """Draw P values by rank, beside the line of luck and the limits of Benjamini and Hochberg (1995).

    Of m rows in which nothing changes, the k-th smallest P is about k / m; the limit of rank k is ``level`` times that.
    Both axes are logarithmic, and of thousands of ranks some hundred are drawn.

    Parameters
    ----------
    p : array (n_rows,)
    level : float
        False discovery rate that the limits allow.
    title : str
        Title of the legend.
    """
    p = np.sort(np.asarray(p))
    rank = np.unique(np.geomspace(1, len(p), 120).astype(int))
    fig, ax = plt.subplots(figsize=SIZES["column"])
    ax.plot(rank, p[rank - 1], ".", color=PALETTE["highlight"], label="observed")
    ax.plot(rank, rank / len(p), color="black", linewidth=1, label="luck alone")
    ax.plot(rank, level * rank / len(p), **_LUCK, label=f"limit of BH at {level * 100:g} %")
    ax.set(xscale="log", yscale="log", xlabel="rank", ylabel="P value")
    ax.legend(title=title)
    return fig


def _ranks(ax: Axes, p: np.ndarray, called: np.ndarray, changed: np.ndarray, first: int) -> None:
    order = np.argsort(p)[:first]
    for label, marker, role in (("changed", "o", "true"), ("did not change", "x", "false")):
        at = np.flatnonzero(changed[order] == (role == "true"))
        ax.plot(at + 1, p[order][at], marker, markersize=4, color=PALETTE[role], label=label)
    ax.axvline(called.sum() + 0.5, color="black", linewidth=1)
    ax.set(yscale="log", ylim=(1e-7, 1), xlim=(0, first + 1), xlabel="rank", ylabel="P value")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)


def called_rows(p: np.ndarray, called: np.ndarray, changed: np.ndarray, *, first: int = 200, most: int = 600) -> Figure:
    """Draw a list against the truth: the smallest P values in order, and the counts of right and wrong.

    Parameters
    ----------
    p : array (n_rows,)
    called, changed : array (n_rows,) of true and false
        What a method calls, by a line at some P, and what is true.
    first : int
        Ranks shown at the left.
    most : int
        End of the axis of counts, the same for all figures of a series.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=SIZES["wide"])
    _ranks(left, p, called, changed, first)
    counts = {"missed": ~called & changed, "false calls": called & ~changed, "found": called & changed}
    colours = [PALETTE[role] for role in ("unchanged", "false", "true")]
    right.bar_label(right.barh(list(counts), [each.sum() for each in counts.values()], color=colours), padding=3)
    right.set(xlim=(0, most), xlabel="rows")
    return fig


def two_p(one: np.ndarray, other: np.ndarray, *, line: float, names: tuple[str, str], title: str = "") -> Figure:
    """Draw two P values of each row against each other; crosses lie below the line in one of the two only.

    Parameters
    ----------
    one, other : array (n_rows,)
        P values, for the horizontal and the vertical axis; below 0.0001 they leave the picture.
    line : float
    names : two str
        What was tested, for the axes.
    title : str
    """
    apart = (one < line) != (other < line)
    fig, ax = plt.subplots(figsize=SIZES["column"])
    for marker, role, shown in ((".", "unchanged", ~apart), ("x", "false", apart)):
        ax.loglog(one[shown], other[shown], marker, color=PALETTE[role], markersize=4)
    ax.axvline(line, color="black")
    ax.axhline(line, color="black")
    ax.set(xlim=(1e-4, 1.5), ylim=(1e-4, 1.5), title=title)
    ax.set(xlabel=f"P, {names[0]}", ylabel=f"P, {names[1]}")
    return fig

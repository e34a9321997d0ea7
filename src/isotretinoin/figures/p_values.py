"""Pictures of many P values: how they spread, in which order they come, and which rows a method calls."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .house import PALETTE, SIZES

__all__ = ["p_histogram", "p_outlines", "ranked_squares", "sorted_p", "two_p"]

_CHANCE = {"color": "black", "linestyle": "--", "linewidth": 1}

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
    stacked, and the kinds show themselves what chance gives.

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
    import seaborn as sns  # see house.use

    p = np.asarray(p)
    fig, ax = plt.subplots(figsize=SIZES[size])
    if kinds is None:
        sns.histplot(p, bins=bins, binrange=(0, 1), color=PALETTE["unchanged"], ax=ax)
        ax.axhline(len(p) / bins, **_CHANCE)
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
    import seaborn as sns  # see house.use

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
    """Draw P values by rank, beside the line of chance and the limits of Benjamini and Hochberg (1995).

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
    ax.plot(rank, rank / len(p), color="black", linewidth=1, label="chance alone")
    ax.plot(rank, level * rank / len(p), **_CHANCE, label=f"limit of BH at {level * 100:g} %")
    ax.set(xscale="log", yscale="log", xlabel="rank", ylabel="P value")
    ax.legend(title=title)
    return fig


def ranked_squares(
    p: np.ndarray, called: np.ndarray, changed: np.ndarray, *, first: int = 200, columns: int = 25
) -> Figure:
    """Draw the smallest P values in order, one mark each, with a border after the last that is called.

    Squares changed and crosses did not. Before the border a square is found and a cross a false call; behind it a
    square is missed. The counts above are of all rows, also of those that are not drawn.

    Parameters
    ----------
    p : array (n_rows,)
    called, changed : array (n_rows,) of true and false
        What a method calls, by a threshold on P, and what is true.
    first : int
        How many marks are drawn.
    columns : int
        Marks in a line; the next ones stand below.

    Examples
    --------
    >>> p = np.array([0.001, 0.02, 0.3, 0.6])
    >>> figure = ranked_squares(p, p < 0.05, np.array([True, False, True, False]), first=4, columns=2)
    >>> figure.axes[0].get_title(loc="left")
    '1 found, 1 false call, 1 missed'
    """
    order = np.argsort(p, kind="stable")[:first]
    x, y = np.arange(len(order)) % columns, np.arange(len(order)) // columns
    listed, true = called[order], changed[order]
    fig, ax = plt.subplots(figsize=(SIZES["column"][0], 0.26 * (y.max() + 1) + 0.9))
    looks = [
        (listed & true, "s", "true", "full", "found"),
        (listed & ~true, "X", "false", "full", "false call"),
        (~listed & true, "s", "true", "none", "missed"),
        (~listed & ~true, "x", "unchanged", "none", "rightly left alone"),
    ]
    for which, marker, role, fill, label in looks:
        colour = PALETTE[role]
        ax.plot(x[which], y[which], marker, color=colour, fillstyle=fill, markersize=7, linestyle="", label=label)
    _border(ax, int(listed.sum()), columns)
    false = int((called & ~changed).sum())
    counts = (
        f"{(called & changed).sum()} found, {false} false call{'s' * (false != 1)}, {(~called & changed).sum()} missed"
    )
    ax.set_title(counts, loc="left")
    ax.set(xlim=(-1, columns), ylim=(y.max() + 0.8, -0.8), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=4)
    return fig


def _border(ax: Axes, n: int, columns: int) -> None:
    """Draw the stair between the first ``n`` marks and those behind them."""
    line, rest = divmod(n, columns)
    low, high = line - 0.5, line + 0.5
    stair = ([-0.5, rest - 0.5, rest - 0.5, columns - 0.5], [high, high, low, low])
    ax.plot(*stair, color="black", linewidth=1.5)


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

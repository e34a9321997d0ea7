"""Lines that carry their names: labels in place of a legend, and how long each of several things lasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .house import PALETTE, SIZES

__all__ = ["label_lines", "lifelines", "spans"]

_SIZE = 9
_PLACES = {
    "top": {"xytext": (0, 4), "ha": "center", "va": "bottom"},
    "end": {"xytext": (5, 0), "ha": "left", "va": "center"},
    "above": {"xytext": (0, 4), "ha": "right", "va": "bottom"},
}


def label_lines(ax: Axes, *, at: str = "top") -> None:
    """Write the label of each line beside it, in its colour, and take the legend away.

    Parameters
    ----------
    ax : Axes
        Lines whose label starts with an underscore, as Matplotlib's own do, get none.
    at : {"top", "end", "above"}
        Above the highest point of the line, to the right of its last point, or above its end; leave room there.
        Labels at ends that lie close together, or on each other, are moved apart; set the limits of the axis before.

    Raises
    ------
    ValueError
        If ``at`` is another word.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([1, 2, 3], [1, 4, 2], label="dose")
    >>> label_lines(ax)
    >>> ax.texts[0].get_text(), ax.texts[0].xy
    ('dose', (2.0, 4.0))
    """
    if at not in _PLACES:
        raise ValueError(f"A label stands at one of {', '.join(_PLACES)} of its line, not at {at!r}.")
    lines, points = [], []
    for line in ax.lines:
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        drawn = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if str(line.get_label()).startswith("_") or not len(drawn):
            continue
        nth = drawn[np.argmax(y[drawn]) if at == "top" else -1]
        lines.append(line)
        points.append((float(x[nth]), float(y[nth])))
    place = _PLACES[at]
    across, up = place["xytext"]
    raised = _apart(ax, points) if at == "end" else np.zeros(len(points))
    for line, point, more in zip(lines, points, raised, strict=True):
        style = {**place, "xytext": (across, up + float(more)), "color": line.get_color(), "fontsize": _SIZE}
        ax.annotate(str(line.get_label()), point, textcoords="offset points", **style)
    if ax.get_legend():
        ax.get_legend().remove()


def _apart(ax: Axes, points: Sequence[tuple[float, float]]) -> np.ndarray:
    """Return by how many points each label is raised, at least so that none stands on another."""
    # Here, because it loads much of scipy, for which a figure without such labels need not wait.
    from scipy.optimize import isotonic_regression

    if len(points) < 2:
        return np.zeros(len(points))
    ax.get_ylim()  # until somebody asks, Matplotlib puts off what the data make of the limits
    heights = ax.transData.transform(np.asarray(points))[:, 1] * 72 / ax.figure.dpi
    # Of places that coincide the line drawn first has the upper one.
    order = np.lexsort((-np.arange(len(points)), heights))
    steps = 1.25 * _SIZE * np.arange(len(points))
    raised = np.empty(len(points))
    # The least movement that keeps an order and a distance is a monotone regression of what is left of the distance.
    raised[order] = isotonic_regression(heights[order] - steps).x + steps - heights[order]
    return raised


def lifelines(lasted: Mapping[str, int], *, last: int, xlabel: str, title: str = "") -> Figure:
    """Draw how many steps each thing lasted: a tile for each step, filled as long as it is still there.

    Parameters
    ----------
    lasted : mapping
        Name to the number of steps that it lasted, from 0 to ``last``.
    last : int
        Number of steps; what lasted so long is still there.
    xlabel : str
        What the steps are; step 0 stands before the first.
    title : str

    Examples
    --------
    >>> from isotretinoin.figures import lifelines
    >>> figure = lifelines({"number": 3, "method": 0}, last=3, xlabel="tellings")
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['number', 'method']
    """
    fig, ax = plt.subplots(figsize=SIZES["column"])
    for row, steps in enumerate(lasted.values()):
        for step in range(last + 1):
            there = {"facecolor": PALETTE["true"], "edgecolor": PALETTE["true"]}
            gone = {"facecolor": "none", "edgecolor": PALETTE["unchanged"], "linestyle": "--"}
            look = there if step <= steps else gone
            ax.add_patch(Rectangle((step - 0.42, row - 0.36), 0.84, 0.72, linewidth=1.2, **look))
        if steps < last:
            ax.annotate("lost", (steps + 1, row), ha="center", va="center", fontsize=10)
    ax.set_yticks(range(len(lasted)), list(lasted))
    ax.set(xlabel=xlabel, title=title, xlim=(-0.5, last + 0.5), xticks=range(last + 1), ylim=(len(lasted) - 0.5, -0.5))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return fig


def spans(
    rows: Mapping[str, Sequence[float | None]], *, xlabel: str, ends: tuple[float, float], title: str = ""
) -> Figure:
    """Draw from where to where each thing reaches on one logarithmic axis, the first on top.

    Parameters
    ----------
    rows : mapping
        Name to its lowest and its highest value, in the unit of the axis and above zero. Equal ends are a point, and
        None is an end that nobody gave: an arrow runs on to the end of the axis.
    xlabel : str
        What the values are, with their unit.
    ends : two floats
        Ends of the axis.
    title : str

    Raises
    ------
    ValueError
        If a row is upside down or reaches beyond the axis.

    Examples
    --------
    >>> from isotretinoin.figures import spans
    >>> figure = spans({"blood": [0.2, 2], "dish": [0.1, 0.1]}, xlabel="dose, µM", ends=(0.01, 10))
    >>> [label.get_text() for label in figure.axes[0].texts]
    ['blood', 'dish']
    """
    fig, ax = plt.subplots(figsize=SIZES["column"])
    for row, (name, (given_low, given_high)) in enumerate(rows.items()):
        low, high = (end if given is None else given for given, end in zip((given_low, given_high), ends, strict=True))
        if not ends[0] <= low <= high <= ends[1]:
            raise ValueError(f"{name!r} reaches from {low} to {high}. Give low, high within {ends[0]} to {ends[1]}.")
        colour = PALETTE["treated" if low == high else "baseline"]
        ax.plot([low, high], [row, row], color=colour, linewidth=5, solid_capstyle="butt")
        for value, given, arrow in ((low, given_low, "<"), (high, given_high, ">")):
            look = {"marker": arrow, "markersize": 11} if given is None else {"marker": "o"}
            ax.plot([value], [row], color=colour, clip_on=False, zorder=5, **look)
        # Above its row, so that a narrow screen has room for the axis.
        ax.annotate(name, (ends[0], row - 0.2), textcoords="offset points", xytext=(5, 0), va="bottom")
    ax.set(xscale="log", xlim=ends, ylim=(len(rows) - 0.5, -0.7), yticks=[], xlabel=xlabel, title=title)
    ticks = [value for value in (10.0**power for power in range(-12, 13)) if ends[0] <= value <= ends[1]]
    ax.set_xticks(ticks, [f"{value:g}" for value in ticks])
    return fig

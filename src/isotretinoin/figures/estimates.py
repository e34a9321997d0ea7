"""Pictures of estimates: each patient before and after, and means with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .house import MARKERS, PALETTE, SIZES, mark

__all__ = ["by_sex", "fold", "intervals", "many_intervals", "pairs", "pairs_and_intervals", "recovered"]

_FADED = 0.15
"""Opacity of what is not chosen: still there to compare with, and clearly behind."""


def fold(log2: float) -> str:
    """Say a change on the log2 scale as a fold change, with the log2 beside it.

    Parameters
    ----------
    log2 : float
        Negative for a fall, which becomes a fold below one.

    Examples
    --------
    >>> from isotretinoin.figures import fold
    >>> fold(2.73)
    '6.6-fold (2.73 log2)'
    >>> fold(-2)
    '0.25-fold (-2.00 log2)'
    """
    ratio = 2.0**log2
    digits = 1 if ratio >= 1 else 2
    return f"{ratio:.{digits}f}-fold ({log2:.2f} log2)"


def pairs(
    ax: Axes, table: pd.DataFrame, before: str, after: str, *, role: str, faded: Sequence[bool] | None = None
) -> None:
    """Draw a line from before to after for each row of a table, such as a patient.

    Parameters
    ----------
    ax : Axes
    table : DataFrame, one row for each line
    before, after : str
        Columns with the values at both ends; their names stand under the axis.
    role : str
        Column with the role of each row, in :data:`~isotretinoin.figures.MARKERS`; gives colour and marker.
    faded : sequence of bool, optional
        True for the rows that are not chosen; they stay, pale.
    """
    pale = [False] * len(table) if faded is None else list(faded)
    rows = table[[before, after, role]].itertuples(index=False)
    for (low, high, kind), fade in zip(rows, pale, strict=True):
        alpha = _FADED if fade else 1
        ax.plot([0, 1], [low, high], marker=MARKERS[kind], color=PALETTE[kind], alpha=alpha)
    ax.set_xticks([0, 1], [before, after])
    ax.set_xlim(-0.25, 1.25)


def intervals(
    ax: Axes,
    rows: Mapping[str, Sequence[float]],
    roles: Sequence[str],
    *,
    nothing: float = 0.0,
    ghosts: Mapping[str, Sequence[float]] | None = None,
) -> None:
    """Draw estimates with their intervals, one above the other, and a line where nothing would be found.

    Parameters
    ----------
    ax : Axes
    rows : mapping
        Name to estimate and both ends of its interval; the first stands on top. NaN for what is not known: an estimate
        without ends is a mark alone, and a row without an estimate stays empty.
    roles : sequence of str
        Role of each row, in :data:`~isotretinoin.figures.MARKERS`.
    nothing : float
        Value of no effect: 0 for a difference, 1 for a ratio.
    ghosts : mapping, optional
        Name to estimate and interval of another state, such as before a choice; hollow and pale, a little higher.

    Raises
    ------
    ValueError
        If an estimate lies outside its own interval: two columns were exchanged.
    """
    for row, ((name, (estimate, low, high)), role) in enumerate(zip(rows.items(), roles, strict=True)):
        if low > estimate or estimate > high:
            raise ValueError(f"{name!r} is {estimate} in an interval from {low} to {high}. Give estimate, low, high.")
        ax.plot([low, high], [-row, -row], color=PALETTE[role])
        ax.plot([estimate], [-row], marker=MARKERS[role], color=PALETTE[role], markersize=8)
    for row, (name, role) in enumerate(zip(rows, roles, strict=True)):
        if ghosts and name in ghosts:
            estimate, low, high = ghosts[name]
            look = {"color": PALETTE[role], "alpha": 0.55}
            ax.plot([low, high], [0.22 - row] * 2, linestyle=":", **look)
            ax.plot([estimate], [0.22 - row], marker=MARKERS[role], markersize=8, markerfacecolor="none", **look)
    ax.axvline(nothing, color="black", linewidth=0.8)
    ax.set_yticks([-row for row in range(len(rows))], list(rows))
    ax.set_ylim(0.5 - len(rows), 0.5)


def pairs_and_intervals(
    table: pd.DataFrame,
    before: str,
    after: str,
    *,
    role: str,
    faded: Sequence[bool],
    rows: Mapping[str, Sequence[float]],
    roles: Sequence[str],
    ghosts: Mapping[str, Sequence[float]] | None,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xlabel: str,
    ylabel: str,
) -> Figure:
    """Draw each patient from before to after beside what the means make of them; see :func:`pairs`, :func:`intervals`.

    Patients are marks by the names of the table's rows and estimates by theirs, so that they can glide.

    Parameters
    ----------
    table, before, after, role, faded
        Of the patients at the left, as in :func:`pairs`.
    rows, roles, ghosts
        Of the estimates at the right, as in :func:`intervals`.
    xlim : two floats
        Ends of the estimates' axis.
    ylim : two floats
        Ends of the patients' axis.
    xlabel, ylabel : str
        What the estimates and the patients' values are, with units.
    """
    fig, (left, right) = _pairs_beside_intervals(table, before, after, role, faded, rows, roles, ghosts)
    left.set(ylim=ylim, ylabel=ylabel, title="simulated")
    right.set(xlim=xlim, xlabel=xlabel, title="hollow: without it" if ghosts else "")
    return fig


def by_sex(people: pd.DataFrame, estimates: pd.DataFrame, *, title: str, ylabel: str) -> Figure:
    """Draw people before and after beside the mean changes of women and men and their difference.

    Parameters
    ----------
    people : DataFrame, one row a person
        ``before``, ``after`` and ``sex`` (female, male, or a gap, which is drawn grey).
    estimates : DataFrame, index women, men, difference
        ``n``, ``estimate``, ``ci_low`` and ``ci_high``, in the unit of the people's values; gaps stay empty.
    title : str
        Where the values come from, such as *simulated*.
    ylabel : str
        What the values are, with their unit.

    Examples
    --------
    >>> import pandas as pd
    >>> from isotretinoin.figures import by_sex
    >>> people = pd.DataFrame({"before": [6, 6.5], "after": [7, 9], "sex": ["female", "male"]})
    >>> columns = ["n", "estimate", "ci_low", "ci_high"]
    >>> rows = [[1, 1.0, None, None], [1, 2.5, None, None], [2, 1.5, None, None]]
    >>> estimates = pd.DataFrame(rows, index=["women", "men", "difference"], columns=columns, dtype=float)
    >>> figure = by_sex(people, estimates, title="simulated", ylabel="signal, log2")
    >>> [label.get_text() for label in figure.axes[1].get_yticklabels()]
    ['women (1)', 'men (1)', 'men − women']
    """
    names = {who: f"{who} ({estimates.at[who, 'n']:.0f})" for who in ("women", "men")} | {"difference": "men − women"}
    rows = {name: tuple(estimates.loc[who, ["estimate", "ci_low", "ci_high"]]) for who, name in names.items()}
    table = people.assign(sex=people["sex"].fillna("all"))
    fig, (left, right) = _pairs_beside_intervals(
        table, "before", "after", "sex", None, rows, ["female", "male", "all"], None
    )
    left.set(ylabel=ylabel, title=title)
    right.set(xlabel="mean change and 95 % interval, log2")
    return fig


def _pairs_beside_intervals(
    table: pd.DataFrame,
    before: str,
    after: str,
    role: str,
    faded: Sequence[bool] | None,
    rows: Mapping[str, Sequence[float]],
    roles: Sequence[str],
    ghosts: Mapping[str, Sequence[float]] | None,
) -> tuple[Figure, np.ndarray]:
    fig, (left, right) = plt.subplots(1, 2, figsize=SIZES["wide"], width_ratios=[2, 3])
    pairs(left, table, before, after, role=role, faded=faded)
    for line, name in zip(left.lines, table.index, strict=True):
        mark(line, str(name))
    intervals(right, rows, roles, ghosts=ghosts)
    drawn = right.lines[: 2 * len(rows)]
    for line, point, name in zip(drawn[::2], drawn[1::2], rows, strict=True):
        mark(line, f"interval of {name}")
        mark(point, f"estimate of {name}")
    return fig, np.array([left, right])


def many_intervals(found: np.ndarray, truth: float, *, xlim: tuple[float, float], xlabel: str) -> Figure:
    """Draw the intervals of many studies of one truth, and mark those that do not contain it.

    Parameters
    ----------
    found : array (n_studies, 2)
        Both ends of each interval.
    truth : float
        The value that all of them look for; the dashed line at zero is no change.
    xlim : two floats
    xlabel : str

    Examples
    --------
    >>> import numpy as np
    >>> from isotretinoin.figures import many_intervals
    >>> figure = many_intervals(np.array([[0.5, 1.5], [1.2, 2]]), 1, xlim=(-1, 3), xlabel="change")
    >>> figure.axes[0].get_title(loc="left")
    'simulated; 1 of 2 intervals does not contain the truth'
    """
    contains = (found[:, 0] <= truth) & (truth <= found[:, 1])
    fig, ax = plt.subplots(figsize=SIZES["column"])
    for row, ((low, high), right) in enumerate(zip(found, contains, strict=True)):
        colour = PALETTE["unchanged" if right else "highlight"]
        ax.plot([low, high], [row, row], color=colour, linewidth=2)
        ax.plot([(low + high) / 2], [row], "o" if right else "X", color=colour)
    ax.axvline(0, color="black", linestyle="--", linewidth=1)
    ax.axvline(truth, color=PALETTE["true"], linewidth=1.5)
    top = len(found) - 0.2
    # Beside its line: blanks at the end of a text are lost in SVG.
    beside = {"textcoords": "offset points", "fontsize": 9}
    ax.annotate("no change", (0, top), (-4, 0), ha="right", **beside)
    ax.annotate("true change", (truth, top), (4, 0), color=PALETTE["true"], **beside)
    missed = int((~contains).sum())
    verb = "does" if missed == 1 else "do"
    ax.set_title(f"simulated; {missed} of {len(found)} intervals {verb} not contain the truth", loc="left")
    ax.set(xlim=xlim, ylim=(-0.8, len(found) + 0.6), yticks=[], xlabel=xlabel)
    return fig


def recovered(seen: pd.DataFrame, truths: Mapping[str, float], *, xlim: tuple[float, float], xlabel: str) -> Figure:
    """Draw how much of a true change each stage of an analysis shows: bars from zero towards lines at the truth.

    Parameters
    ----------
    seen : DataFrame, one row for each stage, one column for each kind
        The change that is seen; columns are roles of :data:`~isotretinoin.figures.PALETTE`, such as ``up``.
    truths : mapping
        What stands above a dotted line, and the true change where it is drawn.
    xlim : two floats
    xlabel : str

    Examples
    --------
    >>> import pandas as pd
    >>> from isotretinoin.figures import recovered
    >>> seen = pd.DataFrame({"down": [-0.4], "up": [0.5]}, index=["as scanned"])
    >>> figure = recovered(seen, {"true rise": 1}, xlim=(-2, 2), xlabel="log2 change seen")
    >>> [float(line.get_xdata()[-1]) for line in figure.axes[0].lines]
    [-0.4, 0.5, 1.0]
    """
    fig, ax = plt.subplots(figsize=SIZES["column"])
    heights = np.linspace(0.2, -0.2, seen.shape[1])
    for row, found in enumerate(seen.to_numpy()):
        for kind, value, height in zip(seen, found, heights, strict=True):
            at = row + height
            ax.plot([0, value], [at, at], "D-", markevery=[1], color=PALETTE[kind], linewidth=4, label=kind)
    for name, truth in truths.items():
        ax.axvline(truth, color="black", linestyle=":", linewidth=1)
        ax.text(truth, -0.5, name, ha="center", fontsize=9)
    ax.set(xlim=xlim, ylim=(len(seen) - 0.5, -0.7), xlabel=xlabel, title="simulated")
    ax.set_yticks(range(len(seen)), list(seen.index))
    return fig

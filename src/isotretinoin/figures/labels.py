"""Names beside the lines that they belong to, in place of a legend that has to be looked up."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

__all__ = ["label_lines"]

_PLACES = {
    "top": {"xytext": (0, 4), "ha": "center", "va": "bottom"},
    "end": {"xytext": (5, 0), "ha": "left", "va": "center"},
}


def label_lines(ax: Axes, *, at: str = "top") -> None:
    """Write the label of each line beside it, in its colour, and take the legend away.

    Parameters
    ----------
    ax : Axes
        Lines whose label starts with an underscore, as Matplotlib's own do, get none.
    at : {"top", "end"}
        Above the highest point of the line, or to the right of its last point; leave room there.

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
        raise ValueError(f"A label stands at the 'top' or at the 'end' of its line, not at {at!r}.")
    for line in ax.lines:
        label = str(line.get_label())
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        if label.startswith("_") or not len(x):
            continue
        nth = int(np.nanargmax(y)) if at == "top" else len(x) - 1
        place = _PLACES[at]
        where = (float(x[nth]), float(y[nth]))
        ax.annotate(label, where, textcoords="offset points", color=line.get_color(), fontsize=9, **place)
    if ax.get_legend():
        ax.get_legend().remove()

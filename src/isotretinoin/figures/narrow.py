"""The same figure for a phone: panels one below the other, lines of text folded, letters as large as before.

A wide figure that shrinks has letters of four pixels; one that does not has to be pushed sideways. So a figure is laid
out a second time, as wide as the column of a phone, and the page shows the one that fits. A figure that can't be laid
out so that nothing is cut off or covers anything else stays as it is.
"""

from __future__ import annotations

import itertools
import textwrap
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.layout_engine import ConstrainedLayoutEngine, PlaceHolderLayoutEngine
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox

__all__ = ["NARROW", "Layout", "draw_as", "draw_narrow", "make_narrow"]

NARROW = 3.4
"""Inches: 326 px, the column of a phone of 360."""

_LARGEST, _SMALLEST = 10.0, 8.6
"""Points of letters; the smallest are 11.5 px high."""

_TALLEST = 3.0
"""Inches of one panel."""

_LINE = 0.2
"""Inches of a line of a legend."""

_SIDE = 0.3
"""Share of the width that names at the side have before they are folded."""

_LEAST = 0.36
"""Share of the width that panels need; names at their sides take the rest."""


def make_narrow(figure: Figure) -> bool:
    """Lay a figure out for a phone, in place.

    Parameters
    ----------
    figure : Matplotlib figure
        Changed, whether it works or not.

    Returns
    -------
    bool
        False where something would be cut off or covered; the figure can't be shown then.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from isotretinoin import figures
    >>> figures.use()
    >>> figure, (left, right) = plt.subplots(1, 2)
    >>> make_narrow(figure)
    True
    >>> bool(left.get_position().y0 > right.get_position().y1)
    True
    """
    if figure.subfigs or not figure.axes:
        return False
    # Words are measured in pixels of a drawing; panels have to be.
    figure.set_dpi(FigureCanvasSVG.fixed_dpi)
    covered_before = _covered(_texts(figure))
    _resize(figure)
    return _lay_out_anew(figure, covered_before)


@dataclass(frozen=True)
class Layout:
    """Where the panels of a figure stand, so that another that is built alike need not find it out."""

    size: tuple[float, float]
    """Inches."""
    places: tuple[tuple[float, float, float, float], ...]
    """Left, low, width and height of each panel, as shares of the size."""
    covered: int = 0
    """Pairs of its words that lie upon one another."""

    @classmethod
    def of(cls, figure: Figure, covered: int = 0) -> Layout:
        """Take down where the panels of a figure stand that is laid out."""
        places = tuple(axes.get_position(original=True).bounds for axes in figure.axes)
        return cls(tuple(figure.get_size_inches()), places, covered)

    def suits(self, figure: Figure) -> bool:
        return self.size == tuple(figure.get_size_inches()) and len(self.places) == len(figure.axes)


def draw_as(figure: Figure, draw: Callable[[Figure], str], like: Layout | None = None) -> tuple[str, Layout]:
    """Draw a figure, laid out as another that is built alike where all its words have room so.

    To find out where panels stand takes as long as to draw them, and pictures whose panels stand still are easier to
    compare.

    Parameters
    ----------
    figure : Matplotlib figure
    draw : callable
        Draws a figure as it is laid out.
    like : Layout, optional
        Of a figure that is built alike.

    Returns
    -------
    str
        What ``draw`` returned.
    Layout
        For the next figure.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from isotretinoin import figures
    >>> figures.use()
    >>> draw = lambda figure: figures.to_svg(figure, "A line.")
    >>> one, layout = draw_as(plt.subplots()[0], draw)
    >>> two, same = draw_as(plt.subplots()[0], draw, layout)
    >>> one == two, same is layout
    (True, True)
    """
    if like and like.suits(figure) and _is_laid_out_by_panels(figure):
        with _placed_as(figure, like):
            drawing = draw(figure)
            figure.set_dpi(FigureCanvasSVG.fixed_dpi)
            boxes = _texts(figure)
            fits = _is_inside(figure, boxes) and _covered(boxes) <= like.covered
        if fits:
            return drawing, like
    drawing = draw(figure)
    figure.set_dpi(FigureCanvasSVG.fixed_dpi)
    return drawing, Layout.of(figure, _covered(_texts(figure)))


@contextmanager
def _placed_as(figure: Figure, like: Layout) -> Iterator[None]:
    """Let panels stand where those of another figure do, and be laid out again by what is drawn afterwards."""
    engine = figure.get_layout_engine()
    figure.set_layout_engine("none")
    for axes, place in zip(figure.axes, like.places, strict=True):
        axes.set_position(place)
    yield
    figure.set_layout_engine(engine)
    for axes in figure.axes:
        axes.set_in_layout(True)


def _is_laid_out_by_panels(figure: Figure) -> bool:
    """Say whether the places of its panels are all that a layout decides: it moves some titles and legends as well."""
    moved = figure._suptitle is not None or figure._supxlabel or figure._supylabel or figure.legends or figure.subfigs
    return not moved and isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)


def draw_narrow(figure: Figure, draw: Callable[[Figure], str], like: Layout | None = None) -> tuple[str, Layout | None]:
    """Lay a figure out for a phone and draw it.

    To find out where panels stand takes three times as long as to draw them. States of one explorable differ in little:
    what is laid out as the state before is drawn at once, and laid out anew only where something would be cut off.

    Parameters
    ----------
    figure : Matplotlib figure
        Changed, whether it works or not.
    draw : callable
        Draws a figure as it is laid out.
    like : Layout, optional
        Of a figure that is built alike.

    Returns
    -------
    str
        What ``draw`` returned; empty where something would be cut off or covered.
    Layout or None
        For the next figure.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from isotretinoin import figures
    >>> figures.use()
    >>> draw = lambda figure: figures.to_svg(figure, "A line.")
    >>> one, layout = draw_narrow(plt.subplots()[0], draw)
    >>> two, same = draw_narrow(plt.subplots()[0], draw, layout)
    >>> one == two, same is layout
    (True, True)
    """
    if figure.subfigs or not figure.axes:
        return "", None
    # Words are measured in pixels of a drawing; panels have to be.
    figure.set_dpi(FigureCanvasSVG.fixed_dpi)
    covered_before = _covered(_texts(figure))
    _resize(figure)
    if like and like.suits(figure):
        with _placed_as(figure, like):
            _shorten(figure)
            drawing = draw(figure)
            figure.set_dpi(FigureCanvasSVG.fixed_dpi)
            fits = _fits(figure, covered_before)
        if fits:
            return drawing, like
    if not _lay_out_anew(figure, covered_before):
        return "", None
    # It is laid out: drawing it would do so again.
    figure.set_layout_engine("none")
    layout = Layout.of(figure)
    return draw(figure), layout


def _resize(figure: Figure) -> None:
    panels = _stack(figure)
    height = min(figure.get_figheight(), _TALLEST if panels > 1 else 4.2)
    # A legend below takes no height from the marks.
    figure.set_size_inches(NARROW, height * panels + _LINE * _move_legends(figure))
    for text in figure.findobj(Text):
        text.set_fontsize(min(_LARGEST, max(_SMALLEST, text.get_fontsize())))


def _lay_out_anew(figure: Figure, covered_before: int) -> bool:
    with warnings.catch_warnings():
        # What has no room is seen below.
        warnings.simplefilter("ignore")
        _lay_out(figure)
        _shorten(figure)
        _lay_out(figure)
        if _is_placed_by_hand(figure):
            _squeeze(figure)
        return _fits(figure, covered_before)


def _lay_out(figure: Figure) -> None:
    FigureCanvasSVG(figure)
    figure.draw_without_rendering()


def _stack(figure: Figure) -> int:
    """Put panels that stand side by side one below the other, and return how many there are."""
    if _is_placed_by_hand(figure):
        return 1
    placed = [axes for axes in figure.axes if axes.get_subplotspec() is not None]
    grids = {axes.get_subplotspec().get_gridspec() for axes in placed}
    if len(grids) != 1:
        return 1
    (grid,) = grids
    if grid.nrows != 1 or grid.ncols < 2:
        return grid.nrows
    stacked = GridSpec(grid.ncols, 1, figure=figure)
    for axes in placed:
        at = axes.get_subplotspec()
        axes.set_subplotspec(stacked[at.colspan.start : at.colspan.stop, 0])
    first = placed[0]
    for axes in placed[1:]:
        if axes.get_shared_y_axes().joined(first, axes) and axes.yaxis.get_visible():
            axes.tick_params(labelleft=bool(first.yaxis.get_tick_params().get("labelleft", True)))
            axes.set_ylabel(axes.get_ylabel() or first.get_ylabel())
    return grid.ncols


def _is_placed_by_hand(figure: Figure) -> bool:
    return isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine | None)


def _squeeze(figure: Figure) -> None:
    """Push panels that somebody placed by hand together until their words are inside."""
    size = np.array([figure.bbox.width, figure.bbox.height])
    for _ in range(3):
        boxes = _texts(figure)
        low = np.maximum(0, -np.min([box.min for box in boxes], axis=0)) / size
        high = np.maximum(0, np.max([box.max for box in boxes], axis=0) - size) / size
        for axes in figure.axes:
            left, bottom, *extent = axes.get_position(original=True).bounds
            axes.set_position((*(low + np.array([left, bottom]) * (1 - low - high)), *(extent * (1 - low - high))))


def _titles(figure: Figure) -> Iterator[tuple[Text, float]]:
    """Yield what stands along a panel, with the pixels that it has."""
    if figure._suptitle is not None:
        yield figure._suptitle, figure.bbox.width
    for axes in figure.axes:
        box = axes.get_window_extent()
        for title in (axes.title, axes._left_title, axes._right_title):
            yield title, figure.bbox.x1 - box.x0
        middle = (box.x0 + box.x1) / 2
        yield axes.xaxis.label, 2 * min(middle, figure.bbox.x1 - middle)
        yield axes.yaxis.label, max(box.height, figure.bbox.height / len(figure.axes))


def _shorten(figure: Figure) -> None:
    _fold(figure)
    _thin(figure)


def _fold(figure: Figure) -> None:
    """Break lines that are longer than their room."""
    for text, room in _titles(figure):
        upright = text.get_rotation() == 90
        box = text.get_window_extent()
        length = box.height if upright else box.width
        if text.get_text() and length > room - 2:
            words = " ".join(text.get_text().split())
            longest = max(map(len, text.get_text().split("\n")))
            text.set_text(textwrap.fill(words, max(8, int(longest * (room - 4) / length))))
    for axes in figure.axes:
        _fold_names(axes)


def _move_legends(figure: Figure) -> int:
    """Put the legends of panels below the figure, each entry once, and return how many lines they take.

    On a narrow panel they would lie on the marks.
    """
    entries: dict[str, object] = {}
    titles = []
    for legend in [*figure.legends, *filter(None, (axes.get_legend() for axes in figure.axes))]:
        titles.append(legend.get_title().get_text())
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            entries.setdefault(textwrap.fill(" ".join(text.get_text().split()), 40), handle)
        legend.remove()
    if not entries:
        return 0
    columns = 2 if len(entries) > 1 and max(map(len, entries)) <= 13 else 1
    title = titles[0] or None
    figure.legend(
        list(entries.values()),
        list(entries),
        title=title,
        loc="outside lower left",
        ncols=columns,
        fontsize=_LARGEST,
    )
    lines = sum(1 + words.count("\n") for words in entries)
    return bool(title) + -(-lines // columns)


def _fold_names(axes: Axes) -> None:
    """Break the names of places beside an axis, each within its own stretch."""
    _fold_side(axes)
    names = [label for label in axes.get_xticklabels() if label.get_text()]
    if not isinstance(axes.xaxis.get_major_locator(), FixedLocator) or len(names) < 2 or names[0].get_rotation():
        return
    room = axes.get_window_extent().width / len(names)
    boxes = [label.get_window_extent() for label in names]
    if all(one.x1 < two.x0 for one, two in itertools.pairwise(boxes)):
        return
    folded = []
    for label, box in zip(names, boxes, strict=True):
        share = room / box.width if box.width else 1
        words = " ".join(label.get_text().split())
        folded.append(textwrap.fill(words, max(5, int(len(words) * share)), break_long_words=False))
    if any(" " in label.get_text() for label in names):
        axes.set_xticks([label.get_position()[0] for label in names], folded)


def _fold_side(axes: Axes) -> None:
    """Break names that take more of the width than the marks at their side can spare."""
    names = [label for label in axes.get_yticklabels() if label.get_text()]
    if not isinstance(axes.yaxis.get_major_locator(), FixedLocator) or not names:
        return
    boxes = [label.get_window_extent() for label in names]
    if max(box.width for box in boxes) < _SIDE * axes.get_figure().bbox.width:
        return
    longest = max(len(label.get_text()) for label in names)
    folded = [
        textwrap.fill(" ".join(label.get_text().split()), max(12, longest * 3 // 5), break_long_words=False)
        for label in names
    ]
    lines = max(text.count("\n") + 1 for text in folded)
    if lines * max(box.height for box in boxes) < axes.get_window_extent().height / len(names):
        axes.set_yticks([label.get_position()[1] for label in names], folded)


def _thin(figure: Figure) -> None:
    """Leave out every other number of an axis whose numbers touch."""
    for axes in figure.axes:
        names = [label for label in axes.get_xticklabels() if label.get_text() and label.get_visible()]
        boxes = [label.get_window_extent() for label in names]
        touch = any(one.x1 + 2 > two.x0 for one, two in itertools.pairwise(boxes))
        numbers = all(set(label.get_text()) <= set("0123456789.,−-+%×eE$^{}\\mathdfult10 ") for label in names)
        if touch and numbers and len(names) > 2:
            kept = names[:: 2 if len(names) % 2 else 1][:: 1 if len(names) % 2 else 2]
            axes.set_xticks([one.get_position()[0] for one in kept], [one.get_text() for one in kept])


def _texts(figure: Figure) -> list[Bbox]:
    """Return the boxes of the words that are seen."""
    ticks: set[Text] = set()
    unseen: set[Text] = set()
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            # As it is drawn: a thousandth of a logarithmic axis is no small step at its lower end.
            low, high = sorted(axis.get_transform().transform([low, high]))
            room = 1e-6 * (high - low)
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                names = {tick.label1, tick.label2}
                ticks |= names
                seen = low - room <= axis.get_transform().transform([tick.get_loc()])[0] <= high + room
                if not (seen and axes.axison and axis.get_visible()):
                    unseen |= names
    words = [
        text
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible() and text not in unseen and text.get_alpha() != 0
    ]
    boxes = [text.get_window_extent() for text in words]
    return [box for box in boxes if box.width > 1 and box.height > 1]


def _covered(boxes: list[Bbox]) -> int:
    """Return how many pairs of words lie upon one another."""
    if not boxes:
        return 0
    low, high = (np.array([getattr(box, end) for box in boxes]) for end in ("min", "max"))
    low, high = low + 1.5, high - 1.5
    meet = ((low[:, None] < high[None]) & (low[None] < high[:, None])).all(axis=2)
    return int(np.triu(meet, k=1).sum())


def _is_inside(figure: Figure, boxes: list[Bbox]) -> bool:
    edge = figure.bbox.padded(2)
    return all(edge.x0 <= box.x0 and box.x1 <= edge.x1 and edge.y0 <= box.y0 and box.y1 <= edge.y1 for box in boxes)


def _fits(figure: Figure, covered_before: int) -> bool:
    boxes = _texts(figure)
    inside = _is_inside(figure, boxes + [legend.get_window_extent() for legend in figure.legends])
    if _is_placed_by_hand(figure):  # a panel may be narrow on purpose
        panels = [max(figure.axes, key=lambda axes: axes.get_window_extent().width)]
    else:
        panels = [axes for axes in figure.axes if axes.get_subplotspec() is not None]
    wide = all(axes.get_window_extent().width >= _LEAST * figure.bbox.width for axes in panels)
    return bool(inside and wide and _covered(boxes) <= covered_before)

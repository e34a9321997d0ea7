"""A scene without a script: for print, for slides, for readers without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import figures
from .panels import Axis, Layer, Scene

__all__ = ["draw_scene"]

_AS_VECTOR = 400
_DASHES = (0, (4, 3))


def _colour(layer: Layer, at: int) -> str:
    return figures.PALETTE[str(layer.columns["roles"][at])]


def _points(axes: Axes, layer: Layer) -> None:
    columns = layer.columns
    many = layer.count > _AS_VECTOR
    looks = list(zip(columns["roles"], columns["shapes"], columns.get("hollow", [False] * layer.count), strict=True))
    kinds = sorted(set(looks), key=looks.count, reverse=True)  # the rare ones on top
    for kind in kinds:
        here = [at for at, look in enumerate(looks) if look == kind]
        role, shape, hollow = kind
        axes.plot(
            columns["x"][here],
            columns["y"][here],
            str(shape),
            color=figures.PALETTE[str(role)],
            markerfacecolor="none" if hollow else None,
            markersize=3 if many else 6,
            alpha=0.5 if many and kind == kinds[0] else 1,
            # Thousands of vector marks would weigh more than the live figure.
            rasterized=len(here) > _AS_VECTOR,
        )
    _labels(axes, layer)


def _labels(axes: Axes, layer: Layer) -> None:
    if "labels" not in layer.columns:
        return
    for x, y, text in zip(layer.columns["x"], layer.columns["y"], layer.columns["labels"], strict=True):
        axes.annotate(str(text), (x, y), xytext=(6, 0), textcoords="offset points", va="center")


def _lines(axes: Axes, layer: Layer) -> None:
    start = 0
    for at, length in enumerate(layer.columns["lengths"]):
        x, y = (layer.columns[name][start : start + length] for name in "xy")
        axes.plot(x, y, color=_colour(layer, at), linestyle=_DASHES if layer.looks["dashed"] else "-")
        if layer.looks["labelled"]:
            name = str(layer.columns["ids"][at])
            axes.annotate(name, (x[-1], y[-1]), xytext=(5, 0), textcoords="offset points", va="center")
        start += length


def _intervals(axes: Axes, layer: Layer) -> None:
    along = layer.looks["along"]
    for at in range(layer.count):
        x, y = layer.columns["x"][at], layer.columns["y"][at]
        ends = [layer.columns[f"{along}{end}"][at] for end in (1, 2)]
        colour = _colour(layer, at)
        axes.plot(*((ends, [y, y]) if along == "x" else ([x, x], ends)), color=colour, linewidth=2)
        axes.plot(x, y, str(layer.columns["shapes"][at]), color=colour, markersize=7)
    _labels(axes, layer)


def _bars(axes: Axes, layer: Layer) -> None:
    colours = [_colour(layer, at) for at in range(layer.count)]
    if layer.looks["along"] == "x":
        axes.barh(layer.columns["y"], layer.columns["x"], 0.7, color=colours)
    else:
        axes.bar(layer.columns["x"], layer.columns["y"], 0.7, color=colours)
    _labels(axes, layer)


def _texts(axes: Axes, layer: Layer) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[layer.looks["align"]]
    for x, y, text in zip(layer.columns["x"], layer.columns["y"], layer.columns["labels"], strict=True):
        axes.text(x, y, str(text), ha=align, va="center")


def _rule(axes: Axes, layer: Layer) -> None:
    style = {"color": "black", "linewidth": 0.9, "linestyle": _DASHES}
    looks = layer.looks
    if "slope" in looks:
        axes.axline((0.0, looks["intercept"]), slope=looks["slope"], **style)
    else:
        (axes.axvline if looks["along"] == "x" else axes.axhline)(looks["at"], **style)


def _band(axes: Axes, layer: Layer) -> None:
    draw = axes.axvspan if layer.looks["along"] == "x" else axes.axhspan
    draw(layer.looks["low"], layer.looks["high"], color=_colour(layer, 0), alpha=0.18, linewidth=0)


_KINDS = {
    "points": _points,
    "lines": _lines,
    "intervals": _intervals,
    "bars": _bars,
    "texts": _texts,
    "rule": _rule,
    "band": _band,
}


def _set_axis(axes: Axes, axis: Axis, which: str, domain: tuple[float, float] | None) -> None:
    side = axes.xaxis if which == "x" else axes.yaxis
    limits = axes.set_xlim if which == "x" else axes.set_ylim
    if axis.names is not None:
        side.set_ticks(range(len(axis.names)), axis.names)
        # Names run down a vertical axis as they are read.
        limits(*((-0.5, len(axis.names) - 0.5) if which == "x" else (len(axis.names) - 0.5, -0.5)))
        side.set_tick_params(length=0)
    else:
        if axis.log:
            (axes.set_xscale if which == "x" else axes.set_yscale)("log")
        limits(*domain)
        side.set_label_text(axis.label)
    side.set_visible(not axis.hidden)


def draw_scene(scene: Scene, domains: Sequence[Mapping[str, tuple[float, float] | None]]) -> Figure:
    """Draw a scene with Matplotlib.

    Parameters
    ----------
    scene : Scene
    domains : sequence of mapping
        For each panel the ends of ``x`` and ``y``, None for one with names.

    Returns
    -------
    Figure
        As wide as a page's column, its panels side by side.
    """
    height = max(panel.height for panel in scene.panels) / 80
    figure = Figure(figsize=(figures.SIZES["wide"][0], height), dpi=150, layout="constrained")
    widths = [panel.share for panel in scene.panels]
    all_axes = figure.subplots(1, len(scene.panels), width_ratios=widths, squeeze=False)[0]
    for panel, axes, ends in zip(scene.panels, all_axes, domains, strict=True):
        _set_axis(axes, panel.x, "x", ends["x"])
        _set_axis(axes, panel.y, "y", ends["y"])
        limits = axes.get_xlim(), axes.get_ylim()
        for layer in panel.layers:
            _KINDS[layer.kind](axes, layer)
        axes.set(xlim=limits[0], ylim=limits[1])
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title(panel.title, loc="left")
    return figure

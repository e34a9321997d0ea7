"""Background squeezes: one true ratio on a dim and on a bright probe, with background and without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..kit import Panel, Picture
from ..kit.curves import join, number

__all__ = ["draw"]

_WIDE, _HIGH = 222, 320
_FLOOR, _TALL = 242, 164
"""Where the columns of light stand, and how high the largest is."""


def _fold(ratio: float) -> str:
    return f"× {ratio:.3g}"


def _column(panel: Panel, x: float, signal: float, glow: float, unit: float) -> None:
    """Draw the light of one reading: background below, signal on top of it."""
    low, high = unit * glow, unit * signal
    if glow:
        panel.box(x, _FLOOR - low, 34, low, "grey2", "grey", 1.4)
    panel.box(x, _FLOOR - low - high, 34, high, "ngal2", "ngal", 1.6)
    panel.text(x + 17, _FLOOR - low - high - 6, f"{signal + glow:,g}", "mid" + ("" if glow else " ngal"))


def _pair(panel: Panel, x: float, signals: Sequence[float], glow: float, unit: float) -> None:
    """Draw the light before and after, with its ratio below."""
    for at, signal in enumerate(signals):
        _column(panel, x + 44 * at, signal, glow, unit)
    panel.arrow((x + 17, _FLOOR + 9), (x + 39, _FLOOR + 15), (x + 61, _FLOOR + 9), role="ink", width=2, head=8)
    ratio = (signals[1] + glow) / (signals[0] + glow)
    panel.text(x + 39, _FLOOR + 34, _fold(ratio), "mid bold" + (" drug" if glow else " ngal"))
    panel.text(x + 39, _FLOOR + 51, "as read" if glow else "signal alone", "mid note")


def _probe(title: str, signal: float, glow: float, times: float) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    panel.text(0, 14, title, "head")
    panel.text(0, 32, f"background {glow:g}, signal {signal:,g}", "note")
    signals = (signal, times * signal)
    unit = _TALL / (signals[1] + glow)
    panel.path(f"M0 {_FLOOR}H{_WIDE}", line="grey", width=1.6, square=True)
    _pair(panel, 12, signals, glow, unit)
    _pair(panel, 132, signals, 0, unit)
    panel.path(f"M111 {_FLOOR - _TALL - 22}V{_FLOOR + 54}", line="muted", width=1, dash="3 5")
    if glow > signal:
        for words, y, light in (("signal", 104, glow + signals[1] / 2), ("background", 150, glow / 2)):
            panel.text(124, y, words, "bold ngal" if words == "signal" else "bold")
            panel.leader((121, y - 4), (85, _FLOOR - unit * light))
    panel.text(_WIDE / 2, 312, f"true: {_fold(times)} in both", "mid note")
    return panel


def _law(signals: Sequence[float], glow: float, times: float) -> Panel:
    """Draw the ratio that is read against the signal: from one, where all is background, up to the truth."""
    panel = Panel(_WIDE, _HIGH)
    panel.text(0, 14, "The dimmer, the flatter", "head")
    panel.text(0, 32, "ratio that is read, by signal", "note")
    left, right = 34, _WIDE - 10
    ends = (min(signals) / 4, max(signals) * 4)

    def place(signal: float, ratio: float) -> tuple[float, float]:
        along = np.log(signal / ends[0]) / np.log(ends[1] / ends[0])
        return left + (right - left) * along, _FLOOR - _TALL * (ratio - 1) / (times - 1)

    def ratio(signal: float) -> float:
        return (times * signal + glow) / (signal + glow)

    panel.path(f"M{left} {_FLOOR - _TALL - 20}V{_FLOOR}H{right + 8}", line="grey", width=1.6, square=True)
    top = place(ends[0], times)[1]
    panel.path(f"M{left} {number(top)}H{right + 8}", line="ngal", width=1.8, dash="5 4")
    panel.text(left + 6, top - 7, f"the truth: {_fold(times)}", "bold ngal")
    panel.path(f"M{join([place(at, ratio(at)) for at in np.geomspace(*ends, 40)])}", line="drug", width=3)
    for signal, (dx, dy) in zip(signals, ((10, 16), (0, 26)), strict=True):
        x, y = place(signal, ratio(signal))
        panel.circle(x, y, 5.5, "drug", "paper", 1.6)
        panel.text(x + dx, y + dy, _fold(ratio(signal)), "bold drug" + ("" if dx else " mid"))
        panel.text(x, _FLOOR + 18, f"{signal:,g}", "mid note")
    for value in (1, times):
        panel.text(left - 7, place(ends[0], value)[1] + 4, f"{value:g}", "end note")
    panel.text((left + right) / 2, _FLOOR + 36, "signal (each step is a factor)", "mid note")
    panel.text(_WIDE / 2, 312, f"background {glow:g} everywhere", "mid note")
    return panel


def draw(*, glow: float, dim: float, bright: float, times: float = 2) -> Picture:
    """Return a dim and a bright probe whose signals rise alike, and the ratio that is read at any signal.

    Parameters
    ----------
    glow : float
        Background, in units of light; the same for all.
    dim, bright : float
        Signal of the two probes before the rise.
    times : float
        True ratio of the signals, above 1.
    """
    seen = [(times * signal + glow) / (signal + glow) for signal in (dim, bright)]
    panels = (
        _probe("A dim probe", dim, glow, times),
        _probe("A bright probe", bright, glow, times),
        _law((dim, bright), glow, times),
    )
    told = (
        f"Three panels. First, a dim probe: on a background of {glow:g}, a signal of {dim:g} becomes {times * dim:g}, so the light goes from {dim + glow:g} to "
        f"{times * dim + glow:g}, {seen[0]:.3g}-fold; the signal alone would show {times:g}-fold. Second, a bright probe on the same background: {bright:,g} becomes "
        f"{times * bright:,g}, and the light rises {seen[1]:.3g}-fold. Third, a curve of the ratio that is read: near one where the signal is small beside the "
        "background, and near the truth where it is large."
    )
    caption = (
        f"Background squeezes: the signal rises {times:g}-fold on both probes, but on a background of {glow:g} the dim one reads {seen[0]:.3g}-fold and the bright one "
        f"{seen[1]:.3g}-fold. The numbers are an example; the record took background off first."
    )
    return Picture("Background squeezes", told, caption, panels)

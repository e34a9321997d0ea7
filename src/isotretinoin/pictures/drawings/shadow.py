"""A component is a shadow: a cloud of arrays, lit from two sides, and how much of its spread each shadow keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..kit import Panel, Picture
from ..kit.curves import join

__all__ = ["draw"]

_WIDE, _HIGH = 338, 340
_MIDDLE = np.array([158.0, 172.0])
_REACH = 92
"""How far from the middle the farthest array lies."""


def _unit(turn: float) -> np.ndarray:
    return np.array([math.cos(turn), -math.sin(turn)])


def _lamp(panel: Panel, place: np.ndarray, ahead: np.ndarray) -> None:
    """Draw a lamp whose light goes ahead."""
    turn = math.degrees(math.atan2(ahead[1], ahead[0]))
    with panel.at(*place, turn):
        panel.path("M-16-7H-6V7H-16Z", "grey2", "grey", 1.6)
        panel.path("M-6-8L8-15V15L-6 8Z", "fat2", "fat", 1.8)
        panel.path("M16-12l11-4M18 0h12M16 12l11 4", line="fat", width=2)


def _wall(panel: Panel, places: np.ndarray, axis: np.ndarray, ahead: np.ndarray, far: float) -> None:
    """Draw the wall behind the cloud, and where each array's shadow falls on it."""
    at = _MIDDLE + far * ahead
    along = (places - _MIDDLE) @ axis
    reach = float(np.abs(along).max()) + 22
    ends = [at - reach * axis, at + reach * axis]
    back = 7 * ahead
    panel.path(f"M{join([ends[0], ends[1], ends[1] + back, ends[0] + back])}Z", "grey1", "grey", 1.6)
    for place, step in zip(places, along, strict=True):
        panel.path(f"M{join([place, at + step * axis])}", line="muted", width=0.9, dash="2 4")
    for step in along:
        panel.circle(*(at + step * axis), 4.6, "ink", "paper", 1.2)
    low, high = at + along.min() * axis + 16 * ahead, at + along.max() * axis + 16 * ahead
    panel.path(f"M{join([low, high])}", line="ngal", width=4)


def _lit(
    places: np.ndarray, turn: float, which: int, share: float, where: tuple[float, float, str], lamp: float, far: float
) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    title = "Lit across its longest direction" if which == 1 else "Lit along its longest direction"
    panel.text(0, 14, title, "head")
    panel.text(0, 32, "dots: arrays, by two of their probe sets", "note")
    axis = _unit(turn if which == 1 else turn + math.pi / 2)
    ahead = _unit(turn - math.pi / 2) if which == 1 else _unit(turn)
    _wall(panel, places, axis, ahead, far)
    for place in places:
        panel.circle(*place, 6, "ngal2", "ngal", 1.8)
    _lamp(panel, _MIDDLE - lamp * ahead, ahead)
    x, y, look = where
    panel.text(x, y, f"PC{which}: {share:.0%}|of the spread", f"bold ngal {look}".rstrip())
    panel.text(_WIDE / 2, 332, "a long shadow" if which == 1 else "a short shadow of the same cloud", "mid note")
    return panel


def draw(*, cloud: Sequence[Sequence[float]], shares: Sequence[float], pairs: str) -> Picture:
    """Return one cloud of arrays with its shadow along the longest direction, and with the one across.

    Parameters
    ----------
    cloud : sequence of (PC1, PC2)
        Scores of each array on the two components, for two probe sets: all of what these two hold.
    shares : (first, second)
        Share of the spread along each.
    pairs : str
        How many patients gave two arrays each.

    Raises
    ------
    ValueError
        If the arrays are not twice as many as the pairs.
    """
    scores = np.asarray(cloud, float)
    count = 2 * int(float(pairs))
    if len(scores) != count:
        raise ValueError(f"{pairs} pairs are {count} arrays; got {len(scores)}.")
    # Any turn shows the same cloud; this one leaves room for two walls and a lamp.
    drawn = math.radians(30)
    scale = _REACH / np.hypot(*scores.T).max()
    places = _MIDDLE + scale * (scores[:, :1] * _unit(drawn) + scores[:, 1:2] * _unit(drawn + math.pi / 2))
    panels = (
        _lit(places, drawn, 1, shares[0], (_WIDE, 282, "end"), 104, 88),
        _lit(places, drawn, 2, shares[1], (_WIDE, 182, "end"), 128, 116),
    )
    told = (
        f"One cloud of {count} dots, the arrays of {int(float(pairs))} patients, drawn twice. It is longer in one direction than across it. Left, a lamp shines across the longest "
        f"direction, and on the wall behind lies a long shadow, which holds {shares[0]:.0%} of the spread: the first component. Right, the lamp shines along the longest "
        f"direction, and the shadow is short, with {shares[1]:.0%}: the second. No dot carries a label. A shadow is a metaphor for the arithmetic that drops one direction."
    )
    caption = (
        f"A component is a shadow: of the cloud's spread the longest one keeps {shares[0]:.0%}, the one across it {shares[1]:.0%}, and neither knows a label. The shadow is a "
        f"metaphor, and two probe sets stand for thousands; the {count} arrays are simulated."
    )
    return Picture("A component is a shadow", told, caption, panels)

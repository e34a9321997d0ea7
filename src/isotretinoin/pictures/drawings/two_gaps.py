"""A difference of differences: two rises, the gap between them, its uncertainty, and two tests that don't measure it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..kit import Panel, Picture, things
from ..kit.curves import join, number

__all__ = ["draw"]

Interval = Sequence[float]


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _ladder(panel: Panel, left: float, rise: float, role: str, name: str, top: int) -> None:
    """Draw a ladder with a rung for each doubling, a person at its foot, and the same at the height of the mean rise."""
    step, floor = 190 / top, 286
    square = role == "male"
    rails = (
        f"M{number(left + 46)} {floor}V{number(floor - 190 - 8)}M{number(left + 74)} {floor}V{number(floor - 190 - 8)}"
    )
    panel.path(rails, line="grey", width=3)
    for at in range(1, top + 1):
        y = floor - step * at
        panel.path(f"M{number(left + 46)} {number(y)}h28", line="grey", width=3)
        panel.text(left + 40, y + 4.5, f"× {2**at}", "note end")
    panel.path(f"M{number(left)} {floor}h158", line="grey", width=1.6, square=True)
    things.person(panel, left + 18, floor - 33, role, 0.82, square=square)
    x, y = left + 120, floor - step * rise
    things.person(panel, x, y - 34, role, 0.82, square=square)
    panel.path(f"M{number(left + 74)} {number(y)}H{number(x + 24)}", line=role, width=3)
    panel.arrow((x, floor), (x, y + 2), role=role, width=4, head=12)
    panel.text(left + 18, floor + 18, "before", "mid note")
    panel.text(left + 112, floor + 18, "after a week", "mid note")
    panel.text(left + 10, 56, name, "bold")


def _gaps(women: Interval, men: Interval) -> Panel:
    panel = Panel(338, 312)
    panel.text(0, 14, "Two gaps: each sex, after less before", "head")
    panel.text(0, 32, "each rung is one doubling of *LCN2*", "note")
    top = max(3, math.ceil(max(women[0], men[0])))
    _ladder(panel, 8, women[0], "female", f"women {_signed(women[0])}", top)
    _ladder(panel, 178, men[0], "male", f"men {_signed(men[0])}", top)
    return panel


def _gap_of_gaps(women: Interval, men: Interval, difference: Interval) -> Panel:
    panel = Panel(338, 312)
    panel.text(0, 14, "The gap between the gaps", "head")
    panel.text(0, 32, "both rises from one floor", "note")
    step = 230 / max(3.0, women[2], men[2])
    floor = 286
    panel.path(f"M0 {floor}H230", line="grey", width=1.6, square=True)
    tops = []
    for x, (mean, low, high), role in ((50, women, "female"), (150, men, "male")):
        y = floor - step * mean
        tops.append(y)
        panel.box(x - 22, floor - step * high, 44, step * (high - low), f"{role}1", round=4)
        panel.path(f"M{x - 40} {number(y)}H226", line=role, width=1.8, dash="5 4")
        panel.arrow((x, floor), (x, y + 2), role=role, width=6, head=15)
        panel.text(x, floor + 18, "women" if role == "female" else "men", "mid bold")
    panel.arrow((214, tops[0]), (214, tops[1] + (2 if tops[1] < tops[0] else -2)), role="ink", width=6, head=15)
    middle = sum(tops) / 2
    panel.text(232, middle - 14, "men − women", "bold")
    panel.text(232, middle + 3, f"{_signed(difference[0])} log2:", "bold")
    panel.text(232, middle + 20, f"men rise {2 ** difference[0]:.1f}|times as much")
    panel.text(338, floor + 18, "pale: 95 % intervals", "note end")
    return panel


def _errors(errors: tuple[float, float]) -> Panel:
    panel = Panel(338, 286)
    panel.text(0, 14, "How uncertain is that gap?", "head")
    panel.text(0, 32, "standard errors, log2: squares are added", "note")
    both = (errors[0] ** 2 + errors[1] ** 2) ** 0.5
    size = 222 / (2 * max(errors) + min(errors))
    short, long = size * min(errors), size * max(errors)
    roles = ("female", "male") if errors[0] <= errors[1] else ("male", "female")
    x, y = 62 + short, 50 + short + long
    a, b = (x, y - short), (x + long, y)
    # A square on each side of a right angle, and one on the side across.
    panel.box(x - short, y - short, short, short, f"{roles[0]}2", roles[0], 2)
    panel.path(f"M{number(x)} {number(y)}h{number(long)}v{number(long)}h{number(-long)}Z", f"{roles[1]}2", roles[1], 2)
    across = (short, -long)
    corners = [a, b, (b[0] + across[0], b[1] + across[1]), (a[0] + across[0], a[1] + across[1])]
    panel.path(f"M{join(corners)}Z", "grey2", "grey", 2)
    panel.path(f"M{join([(x, y), a, b])}Z", "paper", "ink", 2.4)
    panel.path(f"M{number(x)} {number(y - 9)}h9v9", line="ink", width=1.4)
    names = {"female": ("women", errors[0]), "male": ("men", errors[1])}
    for (name, error), (px, py) in zip(
        (names[role] for role in roles), ((x - short - 30, y - short / 2 - 4), (x - 32, y + long / 2 - 2)), strict=True
    ):
        panel.text(px, py, f"{name}|{error:.2f}", "bold mid")
    middle = [sum(corner[axis] for corner in corners) / 4 for axis in (0, 1)]
    panel.text(middle[0], middle[1] - 2, f"difference|{both:.2f}", "bold mid", halo="grey2")
    panel.text(338, 236, f"more than {max(errors):.2f},|less than {errors[0] + errors[1]:.2f},|their sum", "end")
    return panel


def _trap(trap: dict[str, Interval]) -> Panel:
    panel = Panel(338, 286)
    panel.text(0, 14, "Significant here, not there", "head")
    panel.text(0, 32, "a world in which both sexes respond alike", "note")
    ends = [end for interval in trap.values() for end in interval]
    low, high = min(ends), max(ends)

    def place(value: float) -> float:
        return 112 + 216 * (value - low) / (high - low)

    zero = place(0)
    panel.path(f"M{number(zero)} 50V216", line="muted", width=1.6, dash="4 4")
    panel.text(zero, 232, "0: no change", "mid note")
    for y, (name, (mean, start, end)), role in zip(
        (74, 120, 186), trap.items(), ("female", "male", "ink"), strict=True
    ):
        panel.text(0, y + 4, name, "bold")
        panel.path(f"M{number(place(start))} {y}H{number(place(end))}", line=role, width=6)
        panel.circle(place(mean), y, 7, role, "paper", 2)
        clear = start > 0 or end < 0
        panel.text(336, y - 12, "clear of 0" if clear else "holds 0", "end note" if not clear else "end bold")
    panel.path("M0 148H338", line="grey", width=1, dash="2 4")
    panel.text(169, 256, "“So they differ” does not follow:", "mid bold")
    panel.text(169, 273, "the third line, the gap of the gaps, says it.", "mid")
    return panel


def draw(
    *,
    women: Interval,
    men: Interval,
    difference: Interval,
    errors: tuple[float, float],
    trap: dict[str, Interval],
) -> Picture:
    """Return the two rises, the gap between them, its standard error, and two tests that look as if they showed it.

    Parameters
    ----------
    women, men, difference : (mean, low, high)
        Mean change of each sex and the difference of the two, with their 95 % intervals, on logarithms to base 2.
    errors : (women, men)
        Standard errors of the two means.
    trap : dict of str to (mean, low, high)
        Women, men and their difference in a study of a world where both respond alike.
    """
    both = (errors[0] ** 2 + errors[1] ** 2) ** 0.5
    clear = {name: start > 0 or end < 0 for name, (_, start, end) in trap.items()}
    told = (
        f"Four panels, simulated. First, women climb a ladder with a rung for each doubling: {_signed(women[0])}; men climb {_signed(men[0])}. Second, both rises "
        f"start from one floor, and a third arrow spans what is between their tops: {_signed(difference[0])}. Third, squares on the sides of a right angle: the standard "
        f"errors of women, {errors[0]:.2f}, and men, {errors[1]:.2f}, give that of the difference, {both:.2f}. Fourth, a study of a world where both respond alike: "
        + ", ".join(
            f"the interval of {name} is {'clear of zero' if far else 'over zero'}" for name, far in clear.items()
        )
        + "."
    )
    caption = (
        f"Whether the sexes differ is a question about a third number, the gap of the gaps: here {_signed(difference[0])} log2, with a standard error of "
        f"{both:.2f}. One clear interval beside an unclear one does not answer it. All values are simulated."
    )
    panels = (_gaps(women, men), _gap_of_gaps(women, men, difference), _errors(errors), _trap(trap))
    return Picture("A difference of two differences", told, caption, panels)

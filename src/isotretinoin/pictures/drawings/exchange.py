"""The exchange of labels: six plates keep their values, and the labels drug and vehicle are handed out anew.

The ways are put in an order in which each differs from the one before by one exchange, so that an eye can follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from ..kit import Panel, Picture, things
from ..kit.curves import number

__all__ = ["draw"]

_WIDE, _HIGH = 290, 400
_SQUARE = 22


def _order(ways: list[tuple[int, ...]], first: tuple[int, ...]) -> list[int]:
    """Return the places of all ways, beginning with ``first``; neighbours differ by one exchange."""
    path = [ways.index(first)]

    def walk() -> bool:
        if len(path) == len(ways):
            return True
        for place, way in enumerate(ways):
            if place not in path and len(set(way) & set(ways[path[-1]])) == len(way) - 1:
                path.append(place)
                if walk():
                    return True
                path.pop()
        return False

    walk()
    return path


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _seats(ways: list[tuple[int, ...]], order: list[int], way: int) -> list[int]:
    """Return the plate of each label after so many exchanges; labels of the vehicle come first."""
    seats = list(range(len(ways[0]) * 2))
    for old, new in pairwise(order[: way + 1]):
        (out,), (into,) = set(ways[old]) - set(ways[new]), set(ways[new]) - set(ways[old])
        first, second = seats.index(out), seats.index(into)
        seats[first], seats[second] = into, out
    return seats


def _plates(values: Sequence[float], drugged: tuple[int, ...], seats: list[int], true: bool) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    panel.text(0, 14, "Six plates, one labelling", "head")
    panel.text(0, 34, "*LCN2*, log2: the values stay", "note")
    low, high = min(values) - 0.4, max(values) + 0.4

    def height(value: float) -> float:
        return 252 - 190 * (value - low) / (high - low)

    panel.path("M26 58V256", line="grey", width=1.2, square=True)
    for tick in range(int(low) + 1, int(high) + 1):
        panel.path(f"M22 {number(height(tick))}h4", line="grey", width=1.2, square=True)
        panel.text(18, height(tick) + 4, str(tick), "note end")
    groups = {"V": [at for at in range(len(values)) if at not in drugged], "D": list(drugged)}
    means = {label: sum(values[at] for at in places) / len(places) for label, places in groups.items()}
    for label, role, dash in (("V", "grey", "7 5"), ("D", "drug", None)):
        with panel.at(34, height(means[label]), mark=f"mean of {label}"):
            panel.path("M0 0H228", line=role, width=2.6, dash=dash, alpha=0.9)
    close = abs(height(means["V"]) - height(means["D"])) < 13
    for label, look in (("V", "bold"), ("D", "bold drug")):
        shift = (9 if means[label] == min(means.values()) else -3) if close else 4
        panel.text(266, height(means[label]) + shift, label, look)
    step = 230 / len(values)
    for at, value in enumerate(values):
        x = 50 + step * at
        drug = at in drugged
        role = "drug" if drug else "grey"
        panel.path(f"M{number(x)} {number(height(value) + 7)}V282", line=role, width=1.2, dash="2 4")
        things.dish(panel, x, 292, 17, medium="drug2" if drug else "grey1", depth=7)
        panel.dots([(x - 6, 292), (x + 5, 294), (x, 290)], "fat", 3.4)
        if drug:
            panel.box(x - 6, height(value) - 6, 12, 12, "drug", "paper", 1.4, round=2)
        else:
            panel.circle(x, height(value), 6.5, "grey", "paper", 1.4)
    for label, plate in enumerate(seats):
        drug = label >= len(seats) // 2
        with panel.at(50 + step * plate, 312, mark=f"label {label}"):
            panel.box(
                -14, 0, 28, 22, "drug1" if drug else "grey1", "drug" if drug else "grey", 1.8, round=3 if drug else 11
            )
            panel.text(0, 16, "D" if drug else "V", "bold mid bare")
    panel.text(145, 356, "V vehicle, D drug", "mid note")
    difference = means["D"] - means["V"]
    panel.text(145, 380, f"D − V = {_signed(difference)}" + (": the true labels" if true else ""), "mid bold")
    return panel


def _square(panel: Panel, x: float, y: float, far: bool, seen: bool = True) -> None:
    role = "drug" if far else "grey"
    fill = (role + "3" if far else "grey2") if seen else None
    panel.box(x, y, _SQUARE, _SQUARE, fill, role, 1.6, round=4, dash=None if seen else "3 3")


def _frame(panel: Panel, x: float, y: float) -> None:
    """Draw the frame of the square whose corner is here."""
    panel.box(x - 4, y - 4, _SQUARE + 8, _SQUARE + 8, None, "ink", 2.2, round=6)


def _key(panel: Panel) -> None:
    """Say what the squares mean, in the room above them."""
    _square(panel, 24, 58, far=True)
    _square(panel, 24, 90, far=False)
    _frame(panel, 24, 122)
    for row, words in enumerate(("as far from 0 as the true labels", "nearer to 0", "this way")):
        panel.text(64, 74 + 32 * row, words, "note")


def _scale(differences: Sequence[float], order: list[int], way: int) -> Panel:
    panel = Panel(_WIDE, _HIGH)
    count = len(differences)
    panel.text(0, 14, f"All {count} ways to hand out labels", "head")
    panel.text(0, 34, "a square is one way; filled: seen so far", "note")
    _key(panel)
    true = abs(differences[order[0]])
    far = [abs(value) >= true - 1e-9 for value in differences]
    reach = true * 1.12
    bins: dict[int, int] = {}
    for rank, place in enumerate(order):
        column = round(differences[place] / reach * 5.4)
        bins[column] = bins.get(column, 0) + 1
        x, y = 145 + column * (_SQUARE + 1.5), 318 - (_SQUARE + 2) * bins[column]
        _square(panel, x - _SQUARE / 2, y, far[place], seen=rank <= way)
        if rank == way:
            here = (x, y)
    with panel.at(*here, mark="this way"):
        _frame(panel, -_SQUARE / 2, 0)
    panel.path("M8 320H282M145 320v7", line="grey", width=1.4, square=True)
    panel.text(145, 342, "0", "mid note")
    panel.text(8, 342, _signed(-reach), "note")
    panel.text(282, 342, _signed(reach), "note end")
    panel.text(145, 358, "D − V, log2", "mid note")
    panel.text(145, 380, f"{sum(far)} of {count} are as far from 0: P = {sum(far) / count:.2f}", "mid bold drug")
    return panel


def draw(*, values: Sequence[float], differences: Sequence[float], way: int = 1) -> Picture:
    """Return the plates with one way to hand out the labels, and the scale with all ways.

    Parameters
    ----------
    values : sequence of float
        One for each plate, those of the vehicle first, as many as of the drug; on a logarithm to base 2.
    differences : sequence of float
        Mean with the drug less mean without for each way, in the order of :func:`itertools.combinations` of the plates
        that are called treated.
    way : int
        Which way, from 1 (the true labels) on.

    Raises
    ------
    ValueError
        If the differences are not one for each way, or there is no such way.
    """
    half = len(values) // 2
    ways = list(combinations(range(len(values)), half))
    if len(differences) != len(ways) or not 1 <= way <= len(ways):
        raise ValueError(f"{len(values)} plates have {len(ways)} ways; got {len(differences)} differences, way {way}.")
    order = _order(ways, tuple(range(half, 2 * half)))
    here = differences[order[way - 1]]
    true = abs(differences[order[0]])
    far = sum(abs(value) >= true - 1e-9 for value in differences)
    told = (
        f"Six plates stand in a row, each with its value of LCN2. Labels, V for vehicle and D for drug, are handed out to "
        f"them in one of {len(ways)} ways; the values stay where they are. Two lines show the means of the plates labelled "
        f"V and D. Beside it each way is a square over a scale of the difference D less V. In this way it is "
        f"{_signed(here)}. {far} of {len(ways)} squares, the true labels and their mirror image, lie as far from zero as "
        "the true one."
    )
    caption = (
        f"{far} of {len(ways)} ways lie as far from zero as the true labels, so P = {far / len(ways):.2f}. "
        f"Way {way}: D less V is {_signed(here)}" + (", with the true labels." if way == 1 else ".")
    )
    panels = (
        _plates(values, ways[order[way - 1]], _seats(ways, order, way - 1), way == 1),
        _scale(differences, order, way - 1),
    )
    return Picture("What labels alone would do", told, caption, panels)

"""Six patients and their changes: each sign may flip, and sixty-four patterns come of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ..kit import Panel, Picture, things
from ..kit.curves import number

__all__ = ["draw"]


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _patients(
    panel: Panel, changes: Sequence[float], signs: Sequence[int], names: Sequence[str], square: Sequence[bool]
) -> None:
    most = max(map(abs, changes))
    step = 318 / len(changes)
    panel.path("M0 134H338", line="grey", width=1.4, dash="2 4")
    for at, (change, sign) in enumerate(zip(changes, signs, strict=True)):
        x = 12 + step * (at + 0.5)
        shown = change * sign
        role = "drug" if shown > 0 else "grey"
        panel.arrow((x, 134), (x, 134 - 82 * shown / most), role=role, width=5, head=15)
        things.person(panel, x, 228, "female" if not square[at] else "male", 0.9, square=square[at])
        panel.text(x, 282, names[at], "mid note")
        if sign < 0:
            panel.path(f"M{number(x + 11)} 112c12 4 12 40 0 44m7 1l-7-1 3-7", line="ink", width=1.8)


def _pattern(
    title: str,
    below: str,
    changes: Sequence[float],
    signs: Sequence[int],
    names: Sequence[str],
    square: Sequence[bool],
    mean: float,
) -> Panel:
    panel = Panel(338, 326)
    panel.text(0, 14, title, "head")
    panel.text(0, 32, "change of *LCN2* in a week, up or down", "note")
    _patients(panel, changes, signs, names, square)
    panel.text(169, 306, f"{below}: mean {_signed(mean)}", "mid bold")
    return panel


def _tree() -> Panel:
    """Draw how the patterns double with each patient."""
    panel = Panel(338, 326)
    panel.text(0, 14, "Each patient doubles the patterns", "head")
    lines = ["" for _ in range(6)]
    for level in range(6):
        gap = 232 / 2**level
        for branch in range(2**level):
            y = 50 + gap * (branch + 0.5)
            for turn in (-1, 1):
                lines[level] += f"M{8 + 50 * level} {number(y)}L{58 + 50 * level} {number(y + turn * gap / 4)}"
    for level, d in enumerate(lines):
        panel.path(d, line="muted", width=max(0.7, 2.6 - 0.4 * level))
        panel.text(33 + 50 * level, 308, str(2 ** (level + 1)), "mid bold")
    ends = [(308, 50 + 232 / 64 * (end + 0.5)) for end in range(64)]
    for x, y in (ends[0], ends[-1]):
        panel.box(x + 1, y - 4, 8, 8, "drug", round=2)
    panel.text(300, 44, "all up", "bold drug end")
    panel.text(300, 295, "all down", "bold drug end")
    panel.text(169, 324, "patterns after 1, 2, ... 6 patients", "mid note")
    return panel


def _heap(means: Sequence[float], mean: float, far: int, floor: str) -> Panel:
    panel = Panel(338, 326)
    count = len(means)
    panel.text(0, 14, f"The means of all {count} patterns", "head")
    reach = max(abs(value) for value in means) * 1.05
    bins: dict[int, int] = {}
    dots: dict[str, list[tuple[float, float]]] = {"grey": [], "drug": []}
    for value in sorted(means, key=abs):
        column = round(value / reach * 11)
        bins[column] = bins.get(column, 0) + 1
        place = (169 + column * 14.4, 262 - 15 * bins[column])
        dots["drug" if abs(value) >= abs(mean) - 1e-9 else "grey"].append(place)
    for role, places in dots.items():
        for x, y in places:
            panel.box(x - 6, y, 12, 12, role + ("" if role == "drug" else "2"), role, 1.2, round=3)
    panel.path("M4 264H334M169 264v6", line="grey", width=1.4, square=True)
    panel.text(169, 284, "0", "mid note")
    panel.text(4, 284, _signed(-reach), "note")
    panel.text(334, 284, _signed(reach), "note end")
    panel.text(169, 306, f"{far} of {count} are as far from 0: P = {far / count:.3f}", "mid bold drug")
    panel.text(169, 322, f"with six pairs no P can be smaller than {floor}", "mid note")
    return panel


def draw(
    *,
    changes: Sequence[float],
    means: Sequence[float],
    floor: str,
    names: Sequence[str],
    square: Sequence[bool],
) -> Picture:
    """Return six patients as they are, with one sign flipped, the tree of patterns and the heap of their means.

    Parameters
    ----------
    changes : sequence of six float
        The change of each patient.
    means : sequence of 64 float
        Mean change for each pattern of signs, in the order of ``itertools.product((1, -1), repeat=6)``.
    floor : str
        The smallest P that six pairs allow.
    names : sequence of str
        The patients' names, short.
    square : sequence of bool
        Which patients are drawn with square shoulders: the men.
    """
    signs = list(product((1, -1), repeat=len(changes)))
    if len(means) != len(signs):
        raise ValueError(f"{len(changes)} patients have {len(signs)} patterns of signs; got {len(means)} means.")
    flipped = tuple(-1 if at in (1, 4) else 1 for at in range(len(changes)))
    mean, other = means[0], means[signs.index(flipped)]
    far = sum(abs(value) >= abs(mean) - 1e-9 for value in means)
    smallest = floor.split(";")[0]
    told = (
        f"Four panels. First: six simulated patients, each with an arrow for the change of LCN2 in a week; the mean is "
        f"{_signed(mean)}. Second: the same with two arrows flipped, as good as any pattern if the drug did nothing; the mean "
        f"is {_signed(other)}. Third: a tree that doubles with each patient, up to {len(signs)} patterns, of which one has all arrows up "
        f"and one all down. Fourth: the means of all patterns as a heap of squares; {far} of them lie as far from zero as "
        f"the observed one."
    )
    caption = (
        f"If the drug did nothing, every sign could as well be the other: {far} of {len(signs)} patterns lie as far out as the one "
        f"observed, P = {far / len(signs):.3f}. The patients are simulated."
    )
    panels = (
        _pattern("As observed (simulated)", "all as they came", changes, [1] * len(changes), names, square, mean),
        _pattern("Two signs flipped", "one of the other patterns", changes, flipped, names, square, other),
        _tree(),
        _heap(means, mean, far, smallest),
    )
    return Picture("Six patients and sixty-four ways", told, caption, panels)

"""Many texts, few experiments: nine with an experiment each, nine that retell one, and two cases of the ledger."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..kit import Panel, Picture, things
from ..kit.curves import number

__all__ = ["draw"]

_HIGH = 330


def _page(panel: Panel, x: float, y: float, role: str = "grey") -> None:
    """Draw a page of text, 22 wide and 24 high, its left side's middle at the place."""
    with panel.at(x, y - 12):
        panel.path("M0 0h16l6 6v18h-22Z", f"{role}1", role, 1.4)
        panel.path("M16 0v6h6", f"{role}2", role, 1.2)
        panel.path("M4 9h10M4 13.5h13M4 18h11", line=role, width=1.3, alpha=0.7)


def _verdict(panel: Panel, x: float, y: float, right: bool) -> None:
    if right:
        panel.path(f"M{number(x - 5)} {number(y)}l4 5 7-10", line="bacteria", width=2.6)
    else:
        panel.path(f"M{number(x - 5)} {number(y - 5)}l10 10m0-10l-10 10", line="drug", width=2.6)


def _branch(panel: Panel, start: tuple[float, float], end: tuple[float, float], role: str = "grey") -> None:
    """Draw a branch that leaves level and joins the trunk level."""
    (x, y), (to, down) = start, end
    bend = (x + to) / 2
    panel.path(
        f"M{number(x)} {number(y)}C{bend:g} {number(y)} {bend:g} {number(down)} {number(to)} {number(down)}",
        line=role,
        width=2,
    )


def _worlds(right: Sequence[bool], share: float, together: bool) -> Panel:
    panel = Panel(338, _HIGH)
    count = len(right)
    panel.text(0, 14, f"{count} texts, one experiment" if together else f"{count} texts, {count} experiments", "head")
    panel.text(0, 32, "made up: an experiment is right in 7 of 10", "note")
    step = 236 / count
    middle = 52 + step * count / 2
    for at, verdict in enumerate([right[0]] * count if together else right):
        y = 52 + step * (at + 0.5)
        _page(panel, 16, y, "bacteria" if verdict else "drug")
        _verdict(panel, 58, y, verdict)
        if together:
            _branch(panel, (74, y), (222, middle))
        else:
            panel.path(f"M74 {number(y)}H226", line="grey", width=2)
            things.dish(panel, 250, y - 2, 20, medium="bacteria2" if verdict else "drug2", depth=5)
    if together:
        things.plate(panel, 278, middle - 4, 54, medium="bacteria2" if right[0] else "drug2", cells=15, seed=5)
    panel.text(169, 308, f"the majority is right in {share:.0%}", "mid bold")
    words = "as often as the one experiment" if together else "they correct each other"
    panel.text(169, 325, words, "mid note")
    return panel


def _case(
    title: str, told: str, voices: Sequence[str], own: Sequence[str], dish: bool, below: tuple[str, str]
) -> Panel:
    panel = Panel(338, _HIGH)
    panel.text(0, 14, title, "head")
    panel.text(0, 32, told, "note")
    step = 236 / (len(voices) + len(own))
    middle = 52 + step * len(voices) / 2
    for at, name in enumerate((*voices, *own)):
        y = 52 + step * (at + 0.5)
        role = "grey" if at < len(voices) else "bacteria"
        _page(panel, 0, y, role)
        lines = textwrap.wrap(name, 22)
        panel.text(30, y + 12 - 7.5 * len(lines), "|".join(lines), "" if at < len(voices) else "bold")
        if at < len(voices):
            _branch(panel, (188, y), (246, middle))
        else:
            panel.path(f"M188 {number(y)}H276", line="bacteria", width=2)
            things.core(panel, 284, y - 20, 0.62)
    if dish:
        things.plate(panel, 292, middle - 4, 44, medium="drug2", cells=12, seed=7)
    else:
        for at, x in enumerate((252, 270, 288, 306)):
            things.core(panel, x, middle - 26 + 5 * (at % 2), 0.8)
    panel.text(169, 308, below[0], "mid bold")
    panel.text(169, 325, below[1], "mid note")
    return panel


def draw(
    *,
    right: Sequence[bool],
    shares: tuple[float, float],
    skin: Sequence[str],
    other: Sequence[str],
    dish: Sequence[str],
) -> Picture:
    """Return two made-up worlds of nine texts, and two real trees of texts.

    Parameters
    ----------
    right : sequence of bool
        Whether each of the made-up experiments gave the right answer; the first one is retold in the second world.
    shares : (own, retold)
        How often the majority is right, if each text has an experiment of its own, and if all retell one.
    skin, other : sequence of str
        Texts that rest on one set of arrays of patients' skin, and texts with samples of their own.
    dish : sequence of str
        Texts that rest on the arrays of one cell line.
    """
    count = len(right)
    panels = (
        _worlds(right, shares[0], False),
        _worlds(right, shares[1], True),
        _case(
            "*LCN2* leads in patients' skin, say:", "from the ledger", skin, other, False,
            (f"{len(skin)} texts, 1 set of arrays; {len(other)} repeats", "the green one took skin of its own"),
        ),
        _case(
            "58 and 27, or *LCN2* in cells, say:", "from the ledger", dish, (), True,
            (f"{len(dish)} texts, 1 experiment on cells", "one of them is this course"),
        ),
    )  # fmt: skip
    told = (
        f"Four panels, each with texts at the left and lines to what they rest on. First, {count} made-up texts have a dish each: the majority is right in "
        f"{shares[0]:.0%}. Second, {count} texts are the branches of one tree that ends in one dish: the majority is right in {shares[1]:.0%}, as often as "
        f"that dish. Third, {len(skin)} texts say that LCN2 leads in patients' skin, and all go back to one set of arrays; {len(other)} took samples of its own. "
        f"Fourth, {len(dish)} texts, this course among them, rest on one experiment with cultured cells."
    )
    caption = (
        f"Retelling adds voices and no knowledge: {count} texts on one experiment are right in {shares[1]:.0%}, {count} experiments in {shares[0]:.0%} (0.7 is "
        f"assumed). In the ledger {len(skin)} texts on skin are one observation, and {len(dish)} on cells another."
    )
    return Picture("Many voices, few experiments", told, caption, panels)

"""Small explorables with numbers that a test can recognise; nothing in them is about biology."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from isotretinoin import figures
from isotretinoin.explore import Axis, Explorer, Panel, Scene, SceneExplorer, explore, explore_scene

COLOURS = ("red", "green", "blue")
STEPS = (0.1, 0.2, 0.3, 0.5)


def value_of(wet: bool, colour: str, step: float) -> float:
    """A different number for each state."""
    return 1 + 10 * wet + 3.25 * COLOURS.index(colour) + step


def draw(wet: bool, colour: str, step: float) -> tuple[plt.Figure, str]:
    """A bar whose height is written on it; the axes clip, so that the picture has an id of its own."""
    value = value_of(wet, colour, step)
    figure, axes = plt.subplots(figsize=(3.2, 2.2))
    axes.bar(["bar"], [value])
    axes.plot([-0.4, 0.4], [value / 2, value], marker="o")
    axes.set_ylim(0, value * 1.2)
    axes.text(0, value, f"{value:.2f}", ha="center", va="bottom")
    return figure, f"The bar is {value:.2f} high, {'wet' if wet else 'dry'}, {colour}, at step {step}."


def small_explorer(title: str = "A bar of a few choices") -> Explorer:
    """One choice of each kind: 24 states."""
    return explore(
        draw,
        wet=[False, True],
        colour=COLOURS,
        step=STEPS,
        labels={"wet": "Under water", "step": "Step (m)"},
        help={"colour": "Any of the three."},
        title=title,
    )


def points_table(count: int, seed: int = 5) -> pd.DataFrame:
    """Points with a name each, groups of two, and a value beside each coordinate."""
    random = np.random.default_rng(seed)
    x = random.normal(0, 0.6, count)
    p = np.clip(2.0 ** (-np.abs(x) * random.gamma(4, 1.5, count)), 1e-12, 1)
    return pd.DataFrame(
        {"shift": x, "strength": -np.log10(p), "p": p, "family": [f"FAM{number // 2}" for number in range(count)]},
        index=pd.Index([f"item-{number}" for number in range(count)], name="item"),
    )


CUTS = (1e-5, 0.001, 0.01, 0.05)
SHIFTS = (0.0, 0.5, 1.0, 9.0)


def many_points(table: pd.DataFrame, cut: float, least: float) -> tuple[Panel, str]:
    """Points called up and down by a cut and a shift, with a rule at each."""
    up = ((table.p < cut) & (table["shift"] >= least)).to_numpy()
    down = ((table.p < cut) & (table["shift"] <= -least) & ~up).to_numpy()
    panel = Panel("shift (log2)", "−log10 P")
    called = table.reset_index().assign(call=np.select([up, down], ["up", "down"], "unchanged"))
    panel.points(
        called, x="shift", y="strength", id="item", group="family", role="call", tell={"p": "P"}, order="strength"
    )
    panel.rule("cut", y=-np.log10(cut), label=f"P = {cut:g}").rule("least", x=least).rule("slant", slope=1, intercept=2)
    return panel, f"With P below {cut:g} and a shift of {least:g} or more, {up.sum()} are up and {down.sum()} down."


def point_explorer(count: int = 12_625) -> SceneExplorer:
    """As many points as the array of the first lesson has probe sets: 16 states, on a canvas."""
    table = points_table(count)
    return explore_scene(
        lambda cut, least: many_points(table, cut, least),
        cut=CUTS,
        least=SHIFTS,
        title="Many points",
        legend={"up": "up", "down": "down", "unchanged": "neither"},
        search="Find a family or an item",
        labels={"cut": "P below", "least": "Shift at least"},
    )


def column(high: bool, kind: str) -> tuple[plt.Figure, str]:
    """Two panels as wide as a column; the names of one axis are longer in a state."""
    figure, (left, right) = plt.subplots(1, 2, figsize=figures.SIZES["wide"], layout="constrained")
    top = 4000 if high else 4
    for axes, title in ((left, "before"), (right, "after")):
        figures.mark(axes.plot([1, 2, 3], [1, top, top / 2], "o-")[0], title)
        axes.set(xlabel="a name that is longer than a panel of a phone is wide, so that it folds", ylim=(0, 1.2 * top))
        axes.set_title(f"{kind}, {title}")
    return figure, f"The points of {kind} reach {top}."


def column_explorer(title: str = "As wide as a column") -> Explorer:
    """Pictures that a phone gets laid out anew: 4 states."""
    return explore(column, high=[False, True], kind=["one", "two"], title=title, glides={"kind"}, ghost=True)


VISITS = ("before", "after")


def pairs(quiet: bool, kind: str) -> tuple[Scene, str]:
    """Two persons' lines, points and texts beside an interval and bars; one person comes and goes."""
    people = pd.DataFrame({"who": ["Ann", "Bob"], "first": [2.0, 3.0], "rise": [4.0, 2.0]})
    if kind == "one":
        people = people.head(1)
    people = people.assign(rise=people.rise * (0.25 if quiet else 1), role=["female", "male"][: len(people)])
    long = pd.concat(
        [people.assign(visit=0, level=people["first"]), people.assign(visit=1, level=people["first"] + people.rise)]
    )
    left = Panel(VISITS, Axis("level (log2)", (0, 8)), title=f"{len(people)} persons")
    left.lines(long, x="visit", y="level", id="who", role="role")
    after = long[long.visit == 1]
    left.points(after, x="visit", y="level", id="who", role="role", label="who", tell={"rise": "rise"})
    right = Panel(Axis("rise (log2)"), ["mean"], height=200)
    mean = people.rise.mean()
    right.intervals(
        {"what": ["mean"], "at": ["mean"], "rise": [mean], "low": [mean - 1], "high": [mean + 1]},
        id="what",
        x="rise",
        y="at",
        low="low",
        high="high",
        tell={},
    )
    right.band("room", -0.5, 0.5, label="no change")
    bars = Panel(["Ann", "Bob"], "rise (log2)", height=200).bars(people, id="who", x="who", y="rise", role="role")
    return Scene(left, right, bars), f"The mean rise of {len(people)} is {mean:.2f}, {'quiet' if quiet else 'loud'}."


def scene_explorer(title: str = "Pairs") -> SceneExplorer:
    """Marks of every kind, in three panels: 4 states."""
    return explore_scene(
        pairs,
        quiet=[False, True],
        kind=["both", "one"],
        title=title,
        ghost=True,
        legend={"female": "women", "male": "men"},
    )


def moving_marks(late: bool, who: str, share: float, on: str) -> tuple[plt.Figure, str]:
    """Two marks with names; ``share`` does nothing while ``on`` is "no", and "far" has another scale."""
    figure, axes = plt.subplots(figsize=(3.2, 2.2))
    height = 2 + 4 * late + (share if on == "yes" else 0)
    for name, x in zip("AB" if who == "AB" else "CD", (1, 2), strict=True):
        figures.mark(axes.plot([x], [height], "o")[0], name)
    axes.set(xlim=(0, 3), ylim=(0, 100 if who == "far" else 10))
    return figure, f"Marks of {who} stand at {height:g}."


def moving_explorer(title: str = "Moving marks") -> Explorer:
    """A choice along which marks glide, one along which they are others, and one that may be idle."""
    return explore(
        moving_marks,
        late=[False, True],
        who=["AB", "CD", "far"],
        share=[0.5, 1.0, 1.5, 2.0],
        on=["no", "yes"],
        title=title,
        glides={"late", "who"},
        ghost=True,
    )

"""Small explorables with numbers that a test can recognise; nothing in them is about biology."""

from __future__ import annotations

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from isotretinoin.explore import Explorer, PointExplorer, explore, explore_points

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


def point_states(table: pd.DataFrame) -> list[dict]:
    """Every cut with every shift; at the last shift nothing is called."""
    states = []
    for cut, shift in itertools.product(CUTS, SHIFTS):
        up = int(((table.p < cut) & (table["shift"] >= shift)).sum())
        down = int(((table.p < cut) & (table["shift"] <= -shift)).sum())
        states.append(
            {
                "cut": cut,
                "least": shift,
                "up": [("p", "<", cut), ("shift", ">=", shift)],
                "down": [("p", "<", cut), ("shift", "<=", -shift)],
                "guides": [{"y": -np.log10(cut), "label": f"P = {cut:g}"}, {"x": shift}, {"slope": 1, "intercept": 2}],
                "sentence": f"With P below {cut:g} and a shift of {shift:g} or more, {up} are up and {down} down.",
            }
        )
    return states


def point_explorer(count: int = 12_625) -> PointExplorer:
    """As many points as the array of the first lesson has probe sets: 16 states."""
    table = points_table(count)
    return explore_points(
        table,
        x="shift",
        y="strength",
        name="item",
        group="family",
        detail=["p"],
        states=point_states(table),
        order_by="strength",
        title="Many points",
        x_label="shift (log2)",
        y_label="−log10 P",
        search_label="Find a family or an item",
        labels={"cut": "P below", "least": "Shift at least", "p": "P"},
    )

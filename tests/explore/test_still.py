"""A scene without a script, as paper and readers without JavaScript see it: each mark where and how the page has it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from isotretinoin.explore import Axis, Panel, Scene
from isotretinoin.explore.still import draw_scene
from isotretinoin.figures import PALETTE

NUMBERS = {"x": (0.0, 10.0), "y": (0.0, 10.0)}
TABLE = pd.DataFrame({"who": ["Ann", "Bob"], "a": [1.0, 4.0], "b": [2.0, 8.0], "low": [0.5, 3.0], "high": [1.5, 6.0]})


def drawn(panel: Panel, ends=NUMBERS):
    figure = draw_scene(Scene(panel), [ends])
    plt.close(figure)
    return figure.axes[0]


def plain() -> Panel:
    return Panel(x=Axis("a", (0, 10)), y=Axis("b", (0, 10)), title="Two people")


@pytest.mark.parametrize(("dashed", "style"), [(True, "--"), (False, "-")])
def test_a_line_runs_through_its_own_points(dashed, style):
    panel = plain()
    path = pd.DataFrame({"who": ["Ann", "Bob", "Ann"], "a": [1.0, 5.0, 2.0], "b": [3.0, 6.0, 4.0]})
    panel.lines(path, x="a", y="b", id="who", role="female", dashed=dashed, label=True)
    axes = drawn(panel)
    assert [line.get_xydata().tolist() for line in axes.lines] == [[[1, 3], [2, 4]], [[5, 6]]]
    assert {line.get_linestyle() for line in axes.lines} == {style}
    assert {line.get_color() for line in axes.lines} == {PALETTE["female"]}
    assert [(text.get_text(), text.xy) for text in axes.texts] == [("Ann", (2, 4)), ("Bob", (5, 6))]
    assert (axes.get_title("left"), axes.get_xlabel(), axes.get_ylabel()) == ("Two people", "a", "b")
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 10), (0, 10))


def test_points_stand_at_their_place_with_their_names():
    panel = plain()
    panel.points(TABLE, x="a", y="b", id="who", role="male", label="who")
    axes = drawn(panel)
    points = [point for line in axes.lines for point in line.get_xydata().tolist()]
    assert sorted(points) == [[1, 2], [4, 8]]
    assert [(text.get_text(), text.xy) for text in axes.texts] == [("Ann", (1, 2)), ("Bob", (4, 8))]


@pytest.mark.parametrize("along", ["x", "y"])
def test_intervals_and_bars_lie_along_the_axis_of_numbers(along):
    names, numbers = ["Ann", "Bob"], Axis("change", (0, 10))
    ends = {"x": (0.0, 10.0), "y": None} if along == "x" else {"x": None, "y": (0.0, 10.0)}
    across = "y" if along == "x" else "x"

    def panel() -> Panel:
        return Panel(x=numbers, y=names) if along == "x" else Panel(x=names, y=numbers)

    lines = panel()
    lines.intervals(TABLE, id="who", low="low", high="high", **{along: "a", across: "who"})
    spans = [line.get_xydata() for line in drawn(lines, ends).lines if len(line.get_xydata()) == 2]
    column = 0 if along == "x" else 1
    assert [span[:, column].tolist() for span in spans] == [[0.5, 1.5], [3.0, 6.0]]
    assert [span[:, 1 - column].tolist() for span in spans] == [[0, 0], [1, 1]]

    bars = panel()
    bars.bars(TABLE, id="who", **{along: "a", across: "who"})
    axes = drawn(bars, ends)
    lengths = [bar.get_width() if along == "x" else bar.get_height() for bar in axes.patches]
    assert lengths == [1.0, 4.0]
    side = axes.yaxis if along == "x" else axes.xaxis
    assert [label.get_text() for label in side.get_ticklabels()] == names
    assert axes.yaxis_inverted() == (along == "x"), "names are read downwards"


def test_rules_and_bands_stand_where_they_were_set():
    panel = plain()
    panel.points(TABLE, x="a", y="b", id="who")
    panel.rule("at", x=3)
    panel.rule("level", y=7)
    panel.band("within", 2, 4, along="y", role="male")
    panel.band("beside", 5, 6, along="x", role="female")
    axes = drawn(panel)
    upright, level = (line for line in axes.lines if line.get_linestyle() == "--")
    assert list(upright.get_xdata()) == [3, 3]
    assert list(level.get_ydata()) == [7, 7]
    within, beside = axes.patches
    assert (within.get_y(), within.get_height(), to_hex(within.get_facecolor())) == (2, 2, to_hex(PALETTE["male"]))
    assert (beside.get_x(), beside.get_width(), to_hex(beside.get_facecolor())) == (5, 1, to_hex(PALETTE["female"]))

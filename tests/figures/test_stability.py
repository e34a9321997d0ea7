"""Pictures of what hangs on one choice: the marks stand where the numbers say."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from isotretinoin import figures

mpl.use("Agg")
WAYS = pd.DataFrame(
    {"called": [29, 0], "change": [2.9, 2.8], "ci_low": [2.3, 2.1], "ci_high": [3.4, 3.5]}, index=["all", "one less"]
)
ASKED = {"count": "called", "estimate": "change", "counted": "probe sets", "unit": "log2"}


def test_fragile_draws_each_way_with_its_count_and_interval():
    figure = figures.fragile(WAYS, **ASKED)
    bars, points = figure.axes
    assert [text.get_text() for text in bars.texts] == ["29", "0"]
    spans = [tuple(line.get_xdata()) for line in points.lines if len(line.get_xdata()) == 2]
    assert spans[:2] == [(2.3, 3.4), (2.1, 3.5)]
    assert bars.get_ylim()[0] > bars.get_ylim()[1], "the planned way stands on top"
    plt.close(figure)


def test_fragile_refuses_exchanged_columns():
    with pytest.raises(ValueError, match="outside its own interval"):
        figures.fragile(WAYS.rename(columns={"ci_low": "ci_high", "ci_high": "ci_low"}), **ASKED)


def test_against_truth_has_the_same_axes_in_all_panels():
    figure = figures.against_truth([0.1, 0.2], {"own": [0.01, 0.4], "shared": [0.1, 0.2]}, quantity="spread")
    one, other = figure.axes
    assert one.get_xlim() == one.get_ylim() == other.get_ylim()
    assert other.lines[0].get_ydata().tolist() == [0.1, 0.2]
    plt.close(figure)


def test_against_truth_refuses_what_a_logarithm_does_not_have():
    with pytest.raises(ValueError, match="not positive"):
        figures.against_truth([0.1, 0.2], {"own": [0.0, 0.4]}, quantity="spread")


def test_coverage_marks_the_intervals_that_miss():
    ax = figures.coverage([0.5, 2.2, -1.0], [1.5, 3.0, 0.9], 1.0, xlabel="change").axes[0]
    assert ax.get_title(loc="left") == "2 of 3 intervals miss the truth"
    crosses = next(line for line in ax.lines if line.get_marker() == "X")
    assert crosses.get_ydata().tolist() == [1, 2]
    assert crosses.get_xdata() == pytest.approx([2.6, -0.05])
    plt.close("all")

"""The pictures that lessons share draw the numbers that they are given."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from isotretinoin import figures

mpl.use("Agg")


@pytest.fixture
def ax():
    fig, axes = plt.subplots()
    yield axes
    plt.close(fig)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def colour(role: str) -> str:
    return mpl.colors.to_hex(figures.PALETTE[role])


def line_of(ax, label: str):
    return next(line for line in ax.lines if line.get_label() == label)


def upright(ax) -> list[float]:
    """Return where the vertical lines of the axes stand."""
    return [float(line.get_xdata()[0]) for line in ax.lines if len(set(line.get_xdata())) == 1 < len(line.get_xdata())]


def test_pairs_join_the_two_values_of_each_row(ax):
    table = pd.DataFrame({"sex": ["female", "male"], "before": [1.0, 2.0], "week 1": [3.0, 5.0]})
    figures.pairs(ax, table, "before", "week 1", role="sex")
    assert [tuple(line.get_ydata()) for line in ax.lines] == [(1, 3), (2, 5)]
    assert [line.get_marker() for line in ax.lines] == [figures.MARKERS[sex] for sex in table["sex"]]
    assert [line.get_color() for line in ax.lines] == [figures.PALETTE[sex] for sex in table["sex"]]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["before", "week 1"]


def test_intervals_run_from_low_to_high_the_first_on_top(ax):
    figures.intervals(ax, {"women": (1, 0.5, 2), "men": (3, 2, 4)}, ["female", "male"], nothing=1)
    points = {float(line.get_xdata()[0]): float(line.get_ydata()[0]) for line in ax.lines if len(line.get_xdata()) == 1}
    assert points[1] > points[3]
    spans = {tuple(line.get_xdata()): set(line.get_ydata()) for line in ax.lines if len(line.get_xdata()) == 2}
    assert spans[0.5, 2] == {points[1]}
    assert spans[2, 4] == {points[3]}
    named = dict(zip(ax.get_yticks(), (tick.get_text() for tick in ax.get_yticklabels()), strict=True))
    assert (named[points[1]], named[points[3]]) == ("women", "men")
    assert upright(ax) == [1.0]
    low, high = ax.get_ylim()
    assert all(low < at < high for at in points.values())


def test_intervals_refuse_exchanged_columns_and_forgotten_roles(ax):
    with pytest.raises(ValueError, match=r"'women' is 0.5 in an interval from 1 to 2"):
        figures.intervals(ax, {"women": (0.5, 1, 2)}, ["female"])
    with pytest.raises(ValueError, match="zip"):
        figures.intervals(ax, {"women": (1, 0.5, 2)}, [])


def heights(patches) -> np.ndarray:
    return np.array([patch.get_height() for patch in patches])


P = np.array([0.01, 0.02, 0.03, 0.3, 0.6, 0.61, 0.9, 0.97])


def test_histogram_counts_and_shows_what_luck_gives():
    ax = figures.p_histogram(P, bins=4).axes[0]
    assert list(heights(ax.patches)) == [3, 1, 2, 2]
    assert ax.lines[0].get_ydata()[0] == 2


def test_histogram_stacks_the_first_kind_at_the_bottom():
    kinds = np.array(["changed", "still", "changed", "still", "still", "still", "still", "still"])
    roles = {"still": "unchanged", "changed": "true"}
    ax = figures.p_histogram(P, kinds=kinds, roles=roles, bins=4).axes[0]
    first = {mpl.colors.to_hex(patch.get_facecolor()): patch for patch in ax.patches if patch.get_x() == 0}
    assert first[colour("unchanged")].get_height() == 1
    assert first[colour("unchanged")].get_y() == 0
    assert first[colour("true")].get_height() == 2
    assert first[colour("true")].get_y() == 1
    assert not ax.lines


def test_outlines_count_each_group_and_differ_without_colour():
    ax = figures.p_outlines({"a": P, "b": P[:4]}, bins=4, legend="kind").axes[0]
    assert [{float(y) for y in line.get_ydata()} for line in ax.lines] == [{3, 1, 2}, {3, 1, 0}]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]


def test_a_fourth_outline_is_refused():
    with pytest.raises(ValueError, match="4 outlines"):
        figures.p_outlines(dict.fromkeys("abcd", P))


def test_sorted_p_stands_beside_chance_and_limit():
    ax = figures.sorted_p(P[::-1], 0.05).axes[0]
    observed, chance, limit = (line_of(ax, name) for name in ("observed", "chance alone", "limit of BH at 5 %"))
    assert list(observed.get_xdata()) == list(range(1, 9))
    assert np.allclose(observed.get_ydata(), P)
    assert np.allclose(chance.get_ydata(), np.arange(1, 9) / 8)
    assert np.allclose(limit.get_ydata(), 0.05 * np.arange(1, 9) / 8)


def test_ranked_squares_are_counted_against_the_truth():
    changed = np.array([True, False, True, True, False, False, True, False])
    ax = figures.ranked_squares(P, P < 0.1, changed, first=6, columns=4).axes[0]
    places = {name: set(zip(*line_of(ax, name).get_data(), strict=True)) for name in ("found", "false call", "missed")}
    assert places == {"found": {(0, 0), (2, 0)}, "false call": {(1, 0)}, "missed": {(3, 0)}}
    assert set(zip(*line_of(ax, "rightly left alone").get_data(), strict=True)) == {(0, 1), (1, 1)}
    assert ax.get_title(loc="left") == "2 found, 1 false call, 2 missed"
    stair = next(line for line in ax.lines if line.get_label().startswith("_"))
    assert list(stair.get_xdata()) == [-0.5, 2.5, 2.5, 3.5]


def test_two_p_marks_what_is_below_the_line_once():
    one, other = np.array([0.01, 0.01, 0.5, 0.5]), np.array([0.02, 0.6, 0.03, 0.7])
    ax = figures.two_p(one, other, line=0.05, names=("women", "men")).axes[0]
    marked = {line.get_marker(): set(zip(*line.get_data(), strict=True)) for line in ax.lines[:2]}
    assert marked["x"] == {(0.01, 0.6), (0.5, 0.03)}
    assert marked["."] == {(0.01, 0.02), (0.5, 0.7)}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("P, women", "P, men")


def test_chances_stand_over_their_counts():
    ax = figures.chances([0.5, 0.3, 0.2], 2, counted="shared genes", top=0.6).axes[0]
    bars = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in ax.patches}
    assert bars == {0: 0.5, 1: 0.3, 2: 0.2}
    assert upright(ax) == [2.0]
    assert ax.get_ylim() == (0, 0.6)


def test_barcodes_have_a_tick_for_each_gene_in_a_row_of_its_group():
    groups = {"first": [1, 2, 9], "second": [3]}
    ax = figures.barcodes([0, 1, 2, 3], groups, xlim=(-1, 5)).axes[0]
    ticks = {rows.get_label(): [path.vertices[0, 0] for path in rows.get_paths()] for rows in ax.collections}
    assert ticks == {"first": [1, 2, 5], "second": [3]}
    assert [(text.get_text(), text.xy[0]) for text in ax.texts] == [("1 beyond", 5)]
    assert [line.get_xdata()[0] for line in ax.lines] == [1.5, 2, 3], "the median of all, then of each group"
    assert [name.get_text() for name in ax.get_yticklabels()] == ["all genes", *groups]


def test_barcodes_refuse_a_fourth_group():
    with pytest.raises(ValueError, match="zip"):
        figures.barcodes([0], {name: [1] for name in "abcd"}, xlim=(0, 1))


def test_hills_put_the_significant_studies_in_front():
    estimates = np.array([-0.5, 0.5, 0.5, 1.5])
    ax = figures.hills(estimates, estimates > 1, 0.4, xlim=(-1, 2), xlabel="estimate").axes[0]
    grey, orange = ax.patches
    assert [mpl.colors.to_hex(hill.get_facecolor()) for hill in (grey, orange)] == [
        colour("unchanged"),
        colour("highlight"),
    ]
    outline = grey.get_xy()
    assert (outline[:, 1].max(), outline[outline[:, 1] == 2, 0].mean()) == (2, pytest.approx(0.5, abs=0.1))
    outline = orange.get_xy()
    assert (outline[:, 1].max(), outline[outline[:, 1] == 1, 0].mean()) == (1, pytest.approx(1.5, abs=0.1))
    assert upright(ax) == [0.4]


def test_by_sex_draws_what_is_there_and_leaves_the_gaps_empty():
    people = pd.DataFrame({"before": [6, 6.5, 7], "after": [7, 9, 8.5], "sex": ["female", "male", None]})
    estimates = pd.DataFrame(
        {"n": [1, 0, 1], "estimate": [1, np.nan, np.nan], "ci_low": [np.nan] * 3, "ci_high": [np.nan] * 3},
        index=["women", "men", "difference"],
    )
    left, right = figures.by_sex(people, estimates, title="made-up file", ylabel="signal").axes
    assert left.get_title(loc="left") + left.get_title() == "made-up file"
    assert [line.get_color() for line in left.lines] == [figures.PALETTE[sex] for sex in ("female", "male", "all")]
    assert [tick.get_text() for tick in right.get_yticklabels()] == ["women (1)", "men (0)", "men − women"]
    points = [float(line.get_xdata()[0]) for line in right.lines[1:6:2]]
    np.testing.assert_array_equal(points, [1, np.nan, np.nan])
    assert all(np.isnan(line.get_xdata()).all() for line in right.lines[0:6:2])

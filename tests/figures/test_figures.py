"""House style: a palette that everybody can tell apart, figures that a reader without eyes or in the dark gets too."""

from __future__ import annotations

import base64
import io
import itertools
import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from PIL import Image

from isotretinoin import figures

mpl.use("Agg")
PAGES = {"light": "#ffffff", "dark": "#14181e"}
APART = 15
"""Least distance of two colours in CIELAB. A just noticeable difference is about 2; marks are small and far apart."""
# Machado, Oliveira and Fernandes 2009 (doi 10.1109/TVCG.2009.113), severity 1.0, on linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    channel = np.array(mpl.colors.to_rgb(colour))
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return CIE L*a*b* of linear RGB under D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


TABLES = {"palette": figures.PALETTE, "markers": figures.MARKERS}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", sorted(figures.PALETTE))
def test_colour_stands_out_from_the_page(role: str, page: str):
    """WCAG 2.2, 1.4.11: graphics need 3 to 1."""
    assert contrast(figures.PALETTE[role], PAGES[page]) >= 3


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(
    "pair", [*itertools.combinations(sorted(set(figures.PALETTE.values())), 2)], ids=" against ".join
)
def test_every_two_colours_can_be_told_apart(pair: tuple[str, str], deficiency: str):
    """Any two roles may meet in a figure, so all colours are held, not a list of pairs."""
    one, other = (lab(DEFICIENCIES[deficiency] @ linear(colour)) for colour in pair)
    assert np.linalg.norm(one - other) >= APART


def test_the_simulation_sees_what_it_should():
    """The former orange and vermilion were one colour to deuteranopes; a grey is nobody's problem."""
    as_seen = DEFICIENCIES["deuteranopia"]
    one, other = (lab(as_seen @ linear(colour)) for colour in ("#C77700", "#D55E00"))
    assert np.linalg.norm(one - other) < 3
    for matrix in DEFICIENCIES.values():
        np.testing.assert_allclose(matrix @ linear("#7F7F7F"), linear("#7F7F7F"), rtol=1e-3)


def test_looks_keep_the_roles_and_share_out_the_rest():
    sex = figures.looks(["male", "female", "male"])
    assert sex == {name: {role: table[role] for role in ("male", "female")} for name, table in TABLES.items()}
    mixed = figures.looks(["baseline", "spoilt", "lost"])
    for name, table in TABLES.items():
        assert mixed[name]["baseline"] == table["baseline"]
        assert len(set(mixed[name].values())) == 3


def test_looks_refuse_more_levels_than_can_be_told_apart():
    assert len(set(figures.looks("abcdef")["markers"].values())) == 6
    with pytest.raises(ValueError, match="7 levels are too many"):
        figures.looks("abcdefg")


def draw(**plot) -> str:
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], **plot)
    axes.set_title("A title")
    return figures.to_svg(figure, "A line & its <rise>.")


def test_alternative_text_is_there_and_escaped():
    assert 'role="img" aria-label="A line &amp; its &lt;rise&gt;."' in draw()


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_words_is_refused(alt: str):
    with pytest.raises(ValueError, match="alternative text"):
        figures.to_svg(plt.figure(), alt)
    plt.close("all")


def test_black_follows_the_page():
    figures.use()
    svg = draw()
    assert "#000000" not in svg
    assert "#262626" not in svg
    assert re.search(r'<text fill="currentColor"', svg)


def test_same_figure_gives_same_bytes():
    assert draw(color="red") == draw(color="red")


@pytest.mark.parametrize("data", [[3e6, 4e6], [2e-6, 3e-6], [12_345.1, 12_345.2]])
def test_a_title_stands_where_matplotlib_puts_it_after_measuring(data):
    def drawn(**style: object) -> str:
        with mpl.rc_context():
            figures.use()
            mpl.rcParams.update(style)
            figure, axes = plt.subplots()
            axes.plot([1, 2], data)
            axes.set(title="a title\nof two lines", xlabel="along", ylabel="up")
            return figures.show(figure, "A line.").svg

    assert drawn() == drawn(**{"axes.titley": None})


def test_figures_of_one_page_don_t_share_ids_by_accident():
    ids = [set(re.findall(r' id="([^"]*)"', draw(marker=marker))) for marker in "os^"]
    for one, other in itertools.combinations(ids, 2):
        assert not {name for name in one & other if not re.fullmatch(r"[mp][0-9a-f]+", name)}
    assert "<style" not in draw()


def test_figure_is_closed():
    before = len(plt.get_fignums())
    draw()
    assert len(plt.get_fignums()) == before
    figures.show(plt.subplots()[0], "Nothing is drawn before it is asked for.")
    assert len(plt.get_fignums()) == before


def test_dark_text_on_a_heat_map_stays_dark():
    figures.use()
    fig, ax = plt.subplots()
    sns.heatmap([[0.0, 1.0]], annot=True, cmap="Blues", ax=ax)
    ax.set_title("a title turns with the page")
    svg = figures.to_svg(fig, alt="Two cells, a light one and a dark one.")
    drawn = {match[2]: match[1] for match in re.finditer(r"<text ([^>]*)>([^<]*)</text>", svg)}
    assert "fill: #1f1f1f" in drawn["0"]  # on a cell that is light in either mode
    assert "#ffffff" in drawn["1"]
    assert "currentColor" in drawn["a title turns with the page"]
    assert "#1f1f1f" not in drawn["a title turns with the page"]


def test_dark_frames_and_lines_on_a_heat_map_stay_dark():
    figures.use()
    fig, ax = plt.subplots()
    sns.heatmap([[0.1, 0.9], [0.9, 0.1]], cmap="Blues", ax=ax, cbar=False, xticklabels=False, yticklabels=False)
    before = figures.to_svg(fig, alt="Four cells.").count("stroke: #1f1f1f")
    fig, ax = plt.subplots()
    sns.heatmap([[0.1, 0.9], [0.9, 0.1]], cmap="Blues", ax=ax, cbar=False, xticklabels=False, yticklabels=False)
    ax.add_patch(plt.Rectangle((0, 0), 1, 1, fill=False, ec="black"))
    ax.vlines([1], 0, 2, color="black")
    ax.plot([0, 2], [1, 1], color="black")
    svg = figures.to_svg(fig, alt="Four cells, one of them framed, with two lines.")
    assert svg.count("stroke: #1f1f1f") - before == 3  # cells are light in either mode, so a light line is not seen


@pytest.mark.parametrize(("low", "high", "ends"), [(2, 5, [2, 5]), (2, np.inf, [2]), (-np.inf, 5, [5])])
def test_band_has_a_line_at_each_end_that_it_has(low, high, ends):
    figure, ax = plt.subplots()
    ax.set_xlim(0, 10)
    figures.band(ax, low, high, "true", "window")
    assert [line.get_xdata()[0] for line in ax.lines] == ends
    assert {line.get_color() for line in ax.lines} == {figures.PALETTE["true"]}
    assert ax.get_xlim() == (0, 10)
    assert ax.get_legend_handles_labels()[1] == ["window"]
    plt.close(figure)


def test_band_shows_strokes_and_no_solid_area():
    figure, ax = plt.subplots()
    ax.set_xlim(0, 10)
    figures.band(ax, 2, 5, "true", "window")
    (pattern,) = re.findall(r"<pattern.*?</pattern>", figures.to_svg(figure, "A band."), flags=re.S)
    assert re.search(r'<rect[^>]*fill="none"', pattern)
    assert f"stroke: {figures.PALETTE['true'].lower()}" in pattern


def test_band_refuses_an_empty_stretch():
    figure, ax = plt.subplots()
    with pytest.raises(ValueError, match="lower end below"):
        figures.band(ax, 5, 5, "true", "window")
    plt.close(figure)


def test_a_line_that_breaks_off_is_labelled_where_it_breaks_off():
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3], [1, 4, np.nan], label="short")
    ax.plot([1, 2, 3], [1, 2, 3], label="whole")
    ax.plot([1, 2, 3], [np.nan] * 3, label="nowhere")
    figures.label_lines(ax, at="end")
    assert {text.get_text(): text.xy for text in ax.texts} == {"short": (2, 4), "whole": (3, 3)}
    plt.close(fig)


@pytest.mark.parametrize("ends", [(0, 0, 0), (5, 5, 0), (0.1, 0, 0.2, 9), (1, 4, 7)])
def test_labels_of_lines_that_end_together_stand_apart(ends):
    fig, ax = plt.subplots()
    for nth, end in enumerate(ends):
        ax.plot([0, 1], [0, end], label=f"line {nth}")
    ax.set(ylim=(0, 10))
    figures.label_lines(ax, at="end")
    fig.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for nth, a in enumerate(boxes) for b in boxes[:nth])
    if len(set(ends)) == 3 and min(ends) == 1:  # far from each other, none is moved
        assert {text.xyann[1] for text in ax.texts} == {0}
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    order = sorted(range(len(ends)), key=lambda nth: (-ends[nth], nth))
    assert sorted(middles, reverse=True) == [middles[nth] for nth in order]
    plt.close(fig)


@pytest.mark.parametrize(("log2", "words"), [(1, "2.0-fold (1.00 log2)"), (-2, "0.25-fold (-2.00 log2)")])
def test_a_change_is_told_as_a_fold(log2, words):
    assert figures.fold(log2) == words


def test_lines_are_labelled_where_they_are_and_not_in_a_legend():
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3], [1, 4, 2], label="dose", color="#123456")
    ax.axhline(0)
    ax.legend()
    figures.label_lines(ax)
    (text,) = ax.texts
    assert (text.get_text(), text.xy, text.get_color()) == ("dose", (2, 4), "#123456")
    assert ax.get_legend() is None
    figures.label_lines(ax, at="end")
    assert ax.texts[1].xy == (3, 2)
    figures.label_lines(ax, at="above")
    assert (ax.texts[2].xy, ax.texts[2].get_ha()) == ((3, 2), "right")
    with pytest.raises(ValueError, match="one of top, end, above"):
        figures.label_lines(ax, at="left")
    plt.close(fig)


def test_patients_and_intervals_show_what_was_there_before():
    table = pd.DataFrame({"sex": ["female", "male"], "before": [1, 2], "after": [2, 4]})
    rows, before = {"women": (1, 0.5, 1.5)}, {"women": (2, 1.5, 2.5)}

    def draw(ghosts):
        fig = figures.pairs_and_intervals(
            table,
            "before",
            "after",
            role="sex",
            faded=[True, False],
            rows=rows,
            roles=["female"],
            ghosts=ghosts,
            xlim=(-1, 3),
            ylim=(0, 5),
            xlabel="change",
            ylabel="signal",
        )
        plt.close(fig)
        return fig.axes

    patients, estimates = draw(before)
    pale, full = (line.get_alpha() for line in patients.lines)
    assert pale < full
    hollow = [line.get_xdata()[0] for line in estimates.lines if line.get_markerfacecolor() == "none"]
    assert hollow == [2]
    assert not [line for line in draw(None)[1].lines if line.get_markerfacecolor() == "none"]


def test_what_lasted_keeps_its_tiles_and_what_was_lost_says_where():
    fig = figures.lifelines({"number": 3, "material": 1}, last=3, xlabel="tellings")
    filled = [tile.get_facecolor()[3] > 0 for tile in fig.axes[0].patches]
    assert filled == [True] * 4 + [True, True, False, False]
    assert [(text.get_text(), text.xy) for text in fig.axes[0].texts] == [("lost", (2, 1))]
    plt.close(fig)


def test_intervals_that_miss_the_truth_are_marked_and_counted():
    fig = figures.many_intervals(np.array([[0.5, 1.5], [1.2, 2], [-1, 0.9]]), 1, xlim=(-2, 3), xlabel="change")
    assert [line.get_marker() for line in fig.axes[0].lines if line.get_marker() in "oX"] == ["o", "X", "X"]
    assert fig.axes[0].get_title(loc="left") == "simulated; 2 of 3 intervals do not contain the truth"
    plt.close(fig)


def test_recovered_changes_end_where_they_are_seen():
    seen = pd.DataFrame({"down": [-0.4, -1.0], "up": [0.5, 0.9]}, index=["scanned", "corrected"])
    axes = figures.recovered(seen, {"true rise": 1}, xlim=(-2, 2), xlabel="change").axes[0]
    assert [float(line.get_xdata()[-1]) for line in axes.lines] == [-0.4, 0.5, -1.0, 0.9, 1]
    assert [text.get_text() for text in axes.texts] == ["true rise"]
    plt.close(axes.figure)


def test_spans_draw_a_point_a_bar_and_an_end_that_nobody_gave():
    fig = figures.spans({"bar": [0.1, 2], "point": [1, 1], "open": [None, 0.5]}, xlabel="µM", ends=(0.01, 10))
    lines = fig.axes[0].lines
    reach = [tuple(line.get_xdata()) for line in lines if len(line.get_xdata()) == 2]
    assert reach == [(0.1, 2), (1, 1), (0.01, 0.5)]
    assert [line.get_marker() for line in lines if len(line.get_xdata()) == 1] == ["o", "o", "o", "o", "<", "o"]
    assert [label.get_text() for label in fig.axes[0].get_xticklabels()] == ["0.01", "0.1", "1", "10"]


@pytest.mark.parametrize("row", [[2, 1], [0.001, 1], [1, 11]])
def test_spans_refuse_what_does_not_fit_the_axis(row):
    with pytest.raises(ValueError, match="'dose' reaches from"):
        figures.spans({"dose": row}, xlabel="µM", ends=(0.01, 10))


@pytest.mark.parametrize(
    ("limits", "scale", "expected"),
    [
        ((1e-4, 1e3), "log", {"10⁻⁴", "10⁰", "10³"}),
        ((1.5, 7), "log", {"2×10⁰", "3×10⁰", "6×10⁰"}),
        ((-1e3, 1e3), "symlog", {"−10³", "0", "10²"}),
    ],
)
def test_powers_of_ten_are_text(limits, scale, expected):
    figure, axes = plt.subplots()
    axes.set(xlim=limits, xscale=scale)
    svg = figures.to_svg(figure, "An axis.")
    assert expected <= set(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    assert "mathdefault" not in svg


@pytest.mark.parametrize(("high", "marks"), [(1e3, True), (1e8, False)])
def test_ticks_between_powers_go_where_nobody_could_read_them(high, marks):
    figure, axes = plt.subplots()
    axes.set(xlim=(1, high), xscale="log", yticks=[])
    figures.to_svg(figure, "An axis.")
    assert bool(len(axes.xaxis.get_minorticklocs())) is marks


def test_points_drawn_as_an_image_keep_their_colours_in_a_palette():
    def drawn(colours):
        figure, axes = plt.subplots()
        axes.scatter([0, 0.2, 1], [0, 0.2, 1], c=colours, alpha=0.5, s=900, rasterized=True)
        svg = figures.to_svg(figure, "Points.")
        return Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", svg)[1])))

    few = drawn(["#7f7f7f"] * 3)
    assert few.mode == "P"
    pixels = np.asarray(few.convert("RGBA")).reshape(-1, 4)
    assert pixels[:, 3].min() == 0, "what is between points covers the page"
    half = pixels[np.isin(pixels[:, 3], (127, 128))]
    assert len(half) > 100
    assert np.abs(half[:, :3].astype(int) - 0x7F).max() <= 2
    many = plt.subplots()[0]
    many.axes[0].imshow(np.arange(2500).reshape(50, 50), cmap="turbo")
    assert "base64," in figures.to_svg(many, "A ramp.")


def test_a_figure_has_no_paper_of_its_own():
    """The page shows through, so that a figure is dark on a dark page; one painted white would be a lamp there."""
    fig, axes = plt.subplots(1, 2, facecolor="white")
    axes[1].set_facecolor("yellow")
    picture = figures.to_svg(fig, alt="Two empty panels.")
    plt.close(fig)
    assert [patch.get_facecolor()[3] for patch in (fig.patch, *(one.patch for one in axes))] == [0, 0, 0]
    backgrounds = re.findall(r'<g id="patch_\d+">\s*<path[^>]*style="([^"]*)"', picture)
    assert [style for style in backgrounds[:2] if "fill: none" not in style] == []
    assert "#ffff00" not in picture

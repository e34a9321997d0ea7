"""The second drawing of a figure, for a phone: panels below one another, no word cut off, letters as large."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)

from isotretinoin import course_root, figures
from isotretinoin.figures.narrow import NARROW, draw_as, draw_narrow, make_narrow


@pytest.fixture(autouse=True)
def house():
    figures.use()
    yield
    plt.close("all")


def two_panels():
    figure, (left, right) = plt.subplots(1, 2, figsize=figures.SIZES["wide"], sharey=True)
    for axes, title in ((left, "before"), (right, "after")):
        axes.plot([0, 1, 2], [0, 3, 2], label="a line with a long name")
        axes.set(title=title, xlabel="an axis whose name is longer than a phone of 360 px is wide, by far", ylim=(0, 4))
    left.set_ylabel("level (log2)")
    right.legend()
    return figure


def crowded():
    figure, axes = plt.subplots(figsize=figures.SIZES["column"])
    names = [f"a name of thirty letters or so {n}" for n in range(4)]
    axes.barh(names, [1, 2, 3, 4])
    return figure


def test_panels_stand_below_one_another_and_keep_what_they_shared():
    figure = two_panels()
    assert make_narrow(figure)
    left, right = figure.axes
    assert figure.get_figwidth() == NARROW
    assert right.get_position().y1 < left.get_position().y0
    assert right.get_ylabel() == "level (log2)"
    assert [label.get_text() for label in right.get_yticklabels() if label.get_visible()]
    assert "\n" in left.get_xlabel()
    assert not right.get_legend()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a line with a long name"]
    edge = figure.bbox
    for axes in figure.axes:
        assert axes.xaxis.label.get_window_extent().x0 >= -2
        assert axes.xaxis.label.get_window_extent().x1 <= edge.x1 + 2


def test_a_legend_below_takes_no_height_from_the_marks():
    heights = []
    for named in (False, True):
        figure, axes = plt.subplots(figsize=figures.SIZES["column"])
        for n in range(6):
            axes.plot([0, 1], [0, n], label=f"P{n}")
        if named:
            axes.legend(title="patient", loc="center left", bbox_to_anchor=(1.02, 0.5))
        assert make_narrow(figure)
        heights.append(figure.axes[0].get_window_extent().height)
    assert heights[1] > 0.95 * heights[0]


def test_a_figure_that_would_lose_something_has_no_second_drawing():
    assert not make_narrow(crowded())
    shown = figures.show(crowded(), "Four bars.")
    assert shown.narrow == ""
    assert shown._repr_html_().count("<svg") == 1


def test_names_at_the_side_fold_where_they_would_leave_no_room():
    figure, axes = plt.subplots(figsize=figures.SIZES["column"])
    axes.barh([0, 1], [1, 2])
    axes.set_yticks([0, 1], ["the first of two routes", "the other of two routes"])
    assert make_narrow(figure)
    assert [label.get_text().count("\n") for label in axes.get_yticklabels()] == [1, 1]
    assert axes.get_window_extent().width > figure.bbox.width / 2


def test_numbers_outside_a_logarithmic_axis_are_no_words():
    figure, axes = plt.subplots(figsize=figures.SIZES["column"])
    axes.plot([1e-2, 1e5], [0, 1])
    axes.set(xscale="log", xlim=(1e-2, 1e5))
    assert make_narrow(figure)


def test_panels_placed_by_hand_are_pushed_together_until_their_words_are_inside():
    with plt.rc_context({"figure.constrained_layout.use": False}):
        figure = plt.figure(figsize=(6.4, 5))
    main, side = figure.add_axes((0.1, 0.1, 0.7, 0.8)), figure.add_axes((0.82, 0.1, 0.05, 0.8))
    side.yaxis.tick_right()
    side.set_yticks([0, 1], ["far too low", "far too high"])
    assert make_narrow(figure)
    assert side.get_yticklabels()[1].get_window_extent().x1 <= figure.bbox.x1 + 2
    assert main.get_position().x1 < side.get_position().x0


def test_what_is_built_alike_is_drawn_at_once_and_what_would_be_cut_is_laid_out_anew():
    def drawn(label: str, like=None):
        figure, axes = plt.subplots(figsize=figures.SIZES["column"])
        axes.set_yticks([0, 1], ["low", label])
        asked = []
        svg, layout = draw_narrow(figure, lambda laid: asked.append(1) or figures.to_svg(laid, "Axes."), like)
        return svg, layout, len(asked)

    first, layout, _ = drawn("high")
    assert drawn("high", layout) == (first, layout, 1)
    cut, other, drawings = drawn("high and higher", layout)
    assert drawings == 2
    assert other.places[0][0] > layout.places[0][0]
    assert cut == drawn("high and higher")[0]


def labelled(label: str = "high", title: str = ""):
    figure, axes = plt.subplots(figsize=figures.SIZES["column"])
    axes.set_yticks([0, 1], ["low", label])
    axes.set_title(title)
    return figure


def draw(figure) -> str:
    return figures.to_svg(figure, "Axes.")


def test_a_state_is_laid_out_as_the_one_before_unless_a_word_would_be_cut():
    first, layout = draw_as(labelled("high"), draw)
    assert draw_as(labelled("high"), draw, layout) == (first, layout)
    # A shorter name has more room than it needs, so that the panel stands still.
    shorter, same = draw_as(labelled("up"), draw, layout)
    assert same is layout
    assert shorter != draw_as(labelled("up"), draw)[0]
    for words in ({"label": "high and higher"}, {"title": "two\nlines"}):
        longer, other = draw_as(labelled(**words), draw, layout)
        assert other.places != layout.places
        assert longer == draw_as(labelled(**words), draw)[0]


@pytest.mark.parametrize("size", [figures.SIZES["tall"], figures.SIZES["column"]])
def test_only_what_is_built_alike_is_laid_out_alike(size):
    _, layout = draw_as(labelled(), draw)
    figure, _ = plt.subplots(1, 2 if size == figures.SIZES["column"] else 1, figsize=size)
    assert draw_as(figure, draw, layout)[1].places != layout.places


@pytest.mark.parametrize("add", ["suptitle", "supxlabel", "supylabel"])
def test_a_heading_over_all_panels_is_given_its_place_by_a_layout_of_its_own(add):
    _, layout = draw_as(labelled(), draw)
    drawn = []
    for like in (None, layout):
        figure = labelled()
        getattr(figure, add)("A heading")
        drawn.append(draw_as(figure, draw, like)[0])
    assert drawn[0] == drawn[1]


def test_words_that_would_lie_upon_each_other_are_laid_out_anew():
    def two_words(at: float):
        figure = labelled()
        for place in (0.2, at):
            figure.axes[0].text(place, 0.5, "word")
        return figure

    _, layout = draw_as(two_words(0.8), draw)
    assert draw_as(two_words(0.6), draw, layout)[1] is layout
    _, own = draw_as(two_words(0.2), draw, layout)
    assert (own is layout, own.covered) == (False, 1)


def test_a_phone_has_its_own_layout_after_a_column_that_was_laid_out_as_another():
    phones = []
    for like in (None, draw_as(labelled(), draw)[1]):
        shown = figures.show(labelled(), "Axes.")
        assert (shown.draw(like) is like) == (like is not None)
        shown.draw_narrow()
        phones.append(shown.narrow)
    assert phones[0] == phones[1] != ""


def test_both_drawings_are_in_the_output_and_one_is_seen_where_no_sheet_is_ours():
    html = figures.show(two_panels(), "A line rises.")._repr_html_()
    wide, narrow = re.findall(r"<svg [^>]*>", html)
    assert 'class="iso-wide"' in wide
    assert 'class="iso-narrow"' in narrow
    assert "display: none" in narrow
    assert "display: none" not in wide
    assert 'aria-hidden="true"' in wide
    assert 'aria-hidden="true"' in narrow
    ids = re.findall(r' id="([^"]+)"', html)
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("width", "seen"), [(360, "iso-narrow"), (1280, "iso-wide")])
def test_the_page_shows_the_one_that_fits(width, seen, tmp_path, chromium):  # noqa: F811
    style = (course_root() / "book" / "_static" / "course.css").read_text(encoding="utf-8")
    cell = f'<div class="cell_output"><div class="output">{figures.show(two_panels(), "A line rises.")._repr_html_()}'
    page = tmp_path / "page.html"
    page.write_text(
        '<!DOCTYPE html><html lang="en"><head><title>T</title><link rel="icon" href="data:,">'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<style>{style}</style></head><body><main class="bd-content"><article class="bd-article">{cell}</div></div>'
        "</article></main></body></html>",
        encoding="utf-8",
    )
    with visit(chromium, page.as_uri(), width=width) as found:
        shown = found.page.locator("svg:visible")
        assert shown.count() == 1
        assert shown.get_attribute("class") == seen
        assert found.overflow() == 0
        smallest = found.page.evaluate(
            "Math.min(...[...document.querySelectorAll('svg text')].filter((text) => text.getClientRects().length)"
            ".map((text) => parseFloat(getComputedStyle(text).fontSize)"
            " * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b)))"
        )
        assert smallest >= 11
    found.assert_sound()

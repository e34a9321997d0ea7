"""The second drawing of a figure, for a phone: panels below one another, no word cut off, letters as large."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)

from isotretinoin import course_root, figures
from isotretinoin.figures.narrow import NARROW, make_narrow


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


def test_a_figure_that_would_lose_something_has_no_second_drawing():
    assert not make_narrow(crowded())
    shown = figures.show(crowded(), "Four bars.")
    assert shown.narrow == ""
    assert shown._repr_html_().count("<svg") == 1


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

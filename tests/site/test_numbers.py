"""Figures of a page have numbers: plots, drawings and explorables alike, in the order of the page."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from browser import chromium, visit  # noqa: F401
from explore_pages import as_myst_nb_writes, write_page
from explore_samples import small_explorer
from playwright.sync_api import expect

from isotretinoin import figures
from isotretinoin.pages.figures import number_figures
from isotretinoin.pages.mount import mount_points


def plot(**words) -> str:
    figure, axes = plt.subplots()
    axes.plot([0, 1])
    return figures.show(figure, **words)._repr_html_()


def page() -> str:
    whole = as_myst_nb_writes(small_explorer("One"), small_explorer(""))
    caption = '<figcaption class="iso-caption">A drawing.</figcaption>'
    drawn = f'<figure class="iso-drawn"><div class="iso-pic"></div>{caption}</figure>'
    return mount_points(whole.replace("<h1>", f"{plot(caption='A line rises.')}<h1>") + drawn, {})


def test_every_kind_of_figure_counts_in_the_order_of_the_page():
    numbered = number_figures(page(), 7)
    told = re.findall(r'<b class="iso-figure-number">Figure ([\d.]+)\.</b> ([^<]*)<', numbered)
    assert told == [("7.1", "A line rises."), ("7.2", "One"), ("7.3", ""), ("7.4", "A drawing.")]
    assert re.findall(r'data-figure="([\d.]+)"', numbered) == ["7.2", "7.3"]


def test_a_page_that_is_no_lesson_counts_from_one():
    assert 'class="iso-figure-number">Figure 1.</b> A line rises.' in number_figures(page())


def test_a_numbered_page_comes_back_unchanged():
    numbered = number_figures(page(), 7)
    assert number_figures(numbered, 7) == numbered


def test_a_page_without_figures_stays_as_it_is():
    assert number_figures("<p>Text</p>", 7) == "<p>Text</p>"


@pytest.mark.parametrize(
    ("words", "spoken"),
    [
        ({"caption": "A line rises."}, ["A line rises."]),
        ({"alt": "A line rises."}, ["A line rises."]),
        ({"caption": "It rises.", "alt": "A line from 0 to 1."}, ["A line from 0 to 1.", "It rises."]),
    ],
)
def test_a_screen_reader_hears_each_word_once(words, spoken):
    html = plot(**words)
    # The copy for a phone is not displayed beside the wide one, so that it is not heard either.
    labels = re.findall(r'<\w+ (?!class="iso-narrow")[^>]*role="img" aria-label="([^"]*)"', html)
    captions = re.findall(r'<figcaption class="iso-caption">(.*?)</figcaption>', html)
    assert labels + captions == spoken
    assert ('aria-hidden="true"' in html) == (not labels)


def test_a_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="alternative text"):
        figures.show(plt.figure())
    plt.close("all")


def test_an_explorable_shows_its_number(chromium, tmp_path):  # noqa: F811
    path = write_page(tmp_path, small_explorer("One"))
    path.write_text(number_figures(path.read_text(encoding="utf-8"), 9), encoding="utf-8")
    with visit(chromium, path.as_uri()) as seen:
        expect(seen.page.locator(".aw-widget .iso-title")).to_have_text("Figure 9.1. One")
        expect(seen.page.get_by_role("group", name="One", exact=True)).to_be_visible()
        seen.assert_sound()

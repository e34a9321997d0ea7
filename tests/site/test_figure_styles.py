"""What the site's style sheet does to figures: their words can be read, their edges are paper, and paper is light."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)
from matplotlib import image

from isotretinoin import figures

LESSON = Path(__file__).resolve().parents[2] / "_build" / "html" / "notebooks" / "13_receptors_and_selectivity.html"
_CONTRAST = """(colour) => {
    document.querySelector(".bd-article").insertAdjacentHTML("beforeend",
        `<svg width="90"><text id="tried" style="font-size: 9px; fill: ${colour}" y="20">word</text></svg>`);
    const luminance = (text) => {
        const linear = text.match(/[\\d.]+/g).slice(0, 3)
            .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const tried = document.getElementById("tried");
    const found = [getComputedStyle(tried).fill, getComputedStyle(document.body).backgroundColor].map(luminance);
    tried.parentElement.remove();
    return (Math.max(...found) + 0.05) / (Math.min(...found) + 0.05);
}"""
_BY_REFERENCE = """() => {
    document.querySelector(".bd-article").insertAdjacentHTML("beforeend", `<svg id="tried" width="40" height="40">
        <defs><path id="edge" d="M0 0H20V20H0z" style="stroke: #ffffff; stroke-width: 12"/></defs>
        <use href="#edge" x="10" y="10" style="fill: #0466c3; stroke: #ffffff"/></svg>`);
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_in_the_colour_of_a_line_can_be_read(dark, chromium):  # noqa: F811
    with visit(chromium, LESSON.as_uri(), dark=dark) as seen:
        found = {role: seen.page.evaluate(_CONTRAST, colour.lower()) for role, colour in figures.PALETTE.items()}
    assert {role: ratio for role, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_parts_marks_is_the_colour_of_the_page(dark, chromium):  # noqa: F811
    with visit(chromium, LESSON.as_uri(), dark=dark) as seen:
        seen.page.evaluate(_BY_REFERENCE)
        paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        edges = "[...document.querySelectorAll('#tried [style]')].map((one) => getComputedStyle(one).stroke)"
        assert set(seen.page.evaluate(edges)) == {paper}
        # A mark drawn by reference has a style of its own, which only the picture shows.
        picture = seen.page.locator("#tried").screenshot()
    assert _has_white(picture) is not dark


def _has_white(picture: bytes) -> bool:
    return bool((image.imread(io.BytesIO(picture))[..., :3] > 0.99).all(axis=-1).any())


def test_a_dark_page_is_printed_on_light_paper(chromium):  # noqa: F811
    theme = "document.documentElement.dataset.theme"
    with visit(chromium, LESSON.as_uri(), dark=True) as seen:
        assert seen.page.evaluate(theme) == "dark"
        seen.page.evaluate(f"addEventListener('beforeprint', () => {{ window.printed = {theme}; }})")
        seen.page.pdf()
        assert seen.page.evaluate("window.printed") == "light"
        assert seen.page.evaluate(theme) == "dark"

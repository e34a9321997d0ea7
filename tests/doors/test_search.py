"""The search of the built site works from a folder too, and complains of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import PATIENCE, chromium, serve, visit  # noqa: F401

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"


@pytest.mark.parametrize("way", ["folder", "server"])
def test_a_word_is_found_without_a_complaint(chromium, way):  # noqa: F811
    assert (SITE / "search.html").is_file(), "build the site first: make site"
    with serve(SITE) as served:
        start = SITE.as_uri() + "/" if way == "folder" else served
        with visit(chromium, f"{start}search.html?q=NGAL") as seen:
            seen.page.locator("ul.search li a").first.wait_for(timeout=PATIENCE)
            seen.page.wait_for_timeout(1000)
            found = seen.page.locator("ul.search li a").evaluate_all("links => links.map((link) => link.href)")
            summaries = seen.page.locator("ul.search li p.context").count()
        seen.assert_sound()
    assert found
    assert all(address.startswith(start) for address in found)
    assert (summaries > 0) is (way == "server")


@pytest.mark.parametrize("page", ["book/welcome.html", "notebooks/05_one_gene_six_patients.html"])
def test_a_word_typed_on_a_page_in_a_folder_leads_to_what_has_it(chromium, page):  # noqa: F811
    assert (SITE / page).is_file(), "build the site first: make site"
    with visit(chromium, (SITE / page).as_uri()) as seen:
        seen.page.keyboard.press("Control+k")
        field = seen.page.locator('input[name="q"] >> visible=true')
        field.wait_for()
        glass = field.locator("xpath=..").locator(".fa-magnifying-glass").bounding_box()
        begin = "field => field.getBoundingClientRect().left + parseFloat(getComputedStyle(field).paddingLeft)"
        assert glass["x"] + glass["width"] <= field.evaluate(begin), "the glass lies over the first letter"
        field.press_sequentially("biweight")
        field.press("Enter")
        first = seen.page.locator("ul.search li a").first
        first.wait_for()
        first.click()
        seen.page.get_by_text("biweight").first.wait_for(state="attached")
        assert seen.page.url.startswith(SITE.as_uri())
    seen.assert_sound()

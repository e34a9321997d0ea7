"""The form in a real browser, from a folder, without a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from explore_pages import write_page
from playwright.sync_api import expect

from isotretinoin import evidence, papers


def by_rules(claims):
    return evidence.grade(claims, {"patients": 4, "sebocyte line": 3}, {"few": ("not (smallest_n >= 6)", -1)})


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    knockdown = papers.open_the_paper("knockdown", title="Only the knockdown")
    return write_page(tmp_path_factory.mktemp("papers"), papers.open_the_paper(grade=by_rules), knockdown)


@pytest.fixture(params=["light", "dark"])
def seen(request, chromium, page_file):  # noqa: F811
    with visit(chromium, page_file.as_uri(), dark=request.param == "dark") as visited:
        expect(visited.page.locator(".aw-widget[data-ready]")).to_have_count(2)
        yield visited
    visited.assert_sound()


def fill(form, **values: str) -> None:
    for name, text in values.items():
        form.get_by_label(papers.FIELDS[name].label, exact=True).fill(text)


def test_what_is_typed_recomputes_the_map_and_the_grades(seen):
    form = seen.page.locator(".iso-paper").first
    follows = form.get_by_role("status").last
    expect(follows).to_contain_text("Nothing yet")
    fill(form, vehicle_control="2", drug_control="12", vehicle_silenced="2", drug_silenced="8,5", efficiency="70 %")
    expect(follows).to_contain_text("65 % of its effect is left")
    expect(follows).to_contain_text("if NGAL carries about")
    expect(form.locator("td.iso-paper-fits")).to_have_text(["59 % ◆"])
    fill(form, plates="6")
    expect(form.get_by_role("table", name="Grades")).to_contain_text("siRNA against LCN2 inhibits")
    assert not seen.violations(".iso-paper")


# Served, as nearly every page of the course is read. From a folder, Chromium on a busy machine may give a page that
# looks into its store while it is still loading an empty one, until the page is loaded again (version 156, also with a
# page of three lines that is none of the course's).
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_lasts_over_a_reload_is_shared_and_can_be_cleared(chromium, page_file, dark):  # noqa: F811
    with serve(page_file.parent) as server, visit(chromium, server + page_file.name, dark=dark) as seen:
        form = seen.page.locator(".iso-paper").first
        fill(form, efficiency="50", women="3")
        tab = seen.page.context.new_page()
        tab.goto(seen.page.url)
        expect(tab.locator(".iso-paper").first.get_by_label("Women among the patients")).to_have_value("3")
        fill(tab.locator(".iso-paper").first, men="4")
        expect(form.get_by_label("Men among the patients", exact=True)).to_have_value("4")
        tab.close()
        seen.page.reload()
        expect(seen.page.locator(".aw-widget[data-ready]")).to_have_count(2)
        expect(form.get_by_label("Women among the patients")).to_have_value("3")
        other = seen.page.locator(".iso-paper", has_text="Only the knockdown")
        expect(other.get_by_label("LCN2 message that the siRNA removed")).to_have_value("50")
        form.get_by_role("button", name="Clear what I typed").click()
        expect(form.get_by_label("Women among the patients")).to_have_value("")
        assert seen.page.evaluate("localStorage.getItem('isotretinoin/papers/1')") is None
    seen.assert_sound()


def test_a_number_that_cannot_be_meant_is_asked_back_and_counts_for_nothing(seen):
    form = seen.page.locator(".iso-paper").first
    fill(form, efficiency="170")
    expect(form.get_by_text("Type a number from 0 to 100 %.")).to_be_visible()
    expect(form.get_by_role("status").last).to_contain_text("Nothing yet")
    fill(form, efficiency="70")
    expect(form.get_by_text("Type a number from 0 to 100 %.")).to_have_count(0)
    expect(form.get_by_role("status").last).to_contain_text("After a knockdown of 70 %")


def test_links_lead_to_the_free_papers_and_it_fits_a_phone(chromium, page_file):  # noqa: F811
    with visit(chromium, page_file.as_uri(), width=360) as seen:
        expect(seen.page.locator(".aw-widget[data-ready]")).to_have_count(2)
        links = [link.get_attribute("href") for link in seen.page.locator(".iso-paper").first.locator("a").all()]
        assert links == [evidence.source(group.source).free for group in papers.GROUPS]
        assert seen.overflow() == 0
    seen.assert_sound()


def test_on_paper_it_is_a_list_to_fill_in(chromium, page_file):  # noqa: F811
    with visit(chromium, page_file.as_uri(), javascript=False) as seen:
        still = seen.page.locator(".iso-paper").first
        expect(still).to_contain_text("LCN2 message that the siRNA removed: ________ %")
        expect(still).to_contain_text("free to read")

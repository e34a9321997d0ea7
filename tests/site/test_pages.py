"""The built website, every page of it, as a reader's browser gets it with all other hosts refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from browser import Visit, chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from built_pages import ROOT, SITE, places, soup
from playwright.sync_api import expect

PAGES = sorted(
    str(path.relative_to(SITE)) for folder in ("book", "notebooks") for path in (SITE / folder).rglob("*.html")
)
LESSONS = [page for page in PAGES if page.startswith("notebooks/")]
BUDGET = 500_000
"""Bytes of a page with its explorables, compressed; files that pages share apart."""


_SMALLEST = """() => Math.min(1, ...[...document.querySelectorAll('main .iso-figure svg')]
    .map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width * 0.75).filter(scale => scale > 0))"""
"""Size of the letters of the smallest figure against that in which they were drawn; figures not in view left out."""

_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Wait until the browser has laid the page out for its new window, and what watches its size has followed."""

_REACHABLE = """() => [...document.querySelectorAll('pre, .cell_output > .output')]
    .every(box => box.scrollWidth <= box.clientWidth || box.tabIndex >= 0)"""
"""The theme lets the keyboard reach what scrolls a third of a second after the window has changed."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve(SITE) as address:
        yield address


def test_the_site_is_built():
    assert (SITE / "index.html").is_file(), "build it first: make site"
    sources = {*(ROOT / "book").rglob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")}
    assert {str(path.relative_to(ROOT).with_suffix(".html")) for path in sources} == set(PAGES)


def check_narrow(seen: Visit) -> None:
    """Fail if a page cannot be read in a window of a phone's width."""
    assert seen.overflow() == 0
    assert seen.page.evaluate(_SMALLEST) > 0.69, "a figure is shrunk until its letters cannot be read"
    # The theme gives what scrolls its place in the order of keys a while after the window has got its size.
    seen.page.wait_for_function(_REACHABLE)


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_from_a_folder_and_fits_a_phone(page, chromium):  # noqa: F811
    """By double click, from an unzipped archive: no server, and every widget is live. One visit, since each is dear."""
    with visit(chromium, (SITE / page).as_uri()) as seen:
        seen.page.wait_for_load_state("networkidle")
        seen.wake()
        widgets = seen.page.locator('script[type="application/vnd.jupyter.widget-view+json"]').count()
        expect(seen.page.locator(".aw-widget[data-ready]")).to_have_count(widgets)
        assert seen.page.locator(".aw-fallback").count() == 0
        seen.page.set_viewport_size({"width": 360, "height": 740})
        seen.page.evaluate(_DRAWN)
        check_narrow(seen)
    seen.assert_sound()


# One page of each kind at every run: text and drawings, questions, a lesson with the bench; in the deep checks all.
ALWAYS_LOOKED_AT = {
    ("book/welcome.html", False),
    ("book/pre_test.html", True),
    ("notebooks/11_does_ngal_kill_sebocytes.html", True),
}


@pytest.mark.parametrize(
    ("page", "dark"),
    [
        pytest.param(
            page,
            dark,
            id=f"{page}-{'dark' if dark else 'light'}",
            marks=() if (page, dark) in ALWAYS_LOOKED_AT else pytest.mark.deep,
        )
        for page in PAGES
        for dark in (False, True)
    ],
)
def test_page_is_accessible(page, dark, chromium, address):  # noqa: F811
    with visit(chromium, address + page, dark=dark) as seen:
        seen.page.wait_for_load_state("networkidle")
        seen.wake()
        seen.page.wait_for_function(_REACHABLE)
        assert seen.violations() == []
    seen.assert_sound()


@pytest.mark.deep
@pytest.mark.parametrize("page", PAGES)
def test_page_loaded_on_a_phone_fits(page, chromium, address):  # noqa: F811
    with visit(chromium, address + page, width=360, height=740) as seen:
        seen.page.wait_for_load_state("networkidle")
        check_narrow(seen)
    seen.assert_sound()


OF_EVERY_KIND = ("07", "09", "11")
"""Lessons that have between them every kind of widget: questions, plots of many points, both benches."""


@pytest.mark.parametrize(
    "page",
    [
        page if page.removeprefix("notebooks/")[:2] in OF_EVERY_KIND else pytest.param(page, marks=pytest.mark.deep)
        for page in LESSONS
    ],
)
def test_lesson_without_javascript_shows_every_widget(page, chromium, address):  # noqa: F811
    with visit(chromium, address + page, javascript=False) as seen:
        fallbacks = seen.page.locator(".aw-fallback")
        assert fallbacks.count() == len(soup(page).find_all("script", type="application/vnd.jupyter.widget-view+json"))
        for index in range(fallbacks.count()):
            assert fallbacks.nth(index).is_visible()
            assert fallbacks.nth(index).inner_text().strip()


@pytest.mark.parametrize("page", PAGES)
def test_page_weight(page):
    size = len(gzip.compress((SITE / page).read_bytes(), 6))
    assert size <= BUDGET, f"{page} has {size / 1000:.0f} kB compressed, more than {BUDGET / 1000:.0f} kB"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for link in soup(page).select("main a[href]"):
        address = urlsplit(link["href"])
        if address.scheme:
            continue
        path = (SITE / page).parent / unquote(address.path) if address.path else SITE / page
        assert path.resolve().exists(), f"{page}: {link['href']} leads nowhere"
        # A site beside a browser door leads to it, and says which of its notebooks it is to open.
        for notebook in parse_qs(address.query).get("path", []):
            assert (path.parent / "files" / notebook).resolve().is_file(), f"{page}: the door lacks {notebook}"
        if address.fragment and path.suffix == ".html":
            there = str(path.resolve().relative_to(SITE))
            assert unquote(address.fragment) in places(there), f"{page}: {link['href']} has no such place"


@pytest.mark.parametrize("page", PAGES)
def test_images_have_a_text(page):
    for image in soup(page).select("main img"):
        assert image.get("alt", "").strip(), f"{page}: {str(image)[:120]} has no alternative text"
    for drawing in soup(page).select("main svg[role=img]"):
        assert drawing.get("aria-label", "").strip()


@pytest.mark.parametrize("page", LESSONS)
def test_lesson_says_which_data_it_shows(page):
    text = soup(page).find("main").get_text(" ")
    assert "simulated" in text.lower() or "deposited" in text.lower()

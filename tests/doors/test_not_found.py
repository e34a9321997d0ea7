"""The page in the place of one that is not there: its links hold at any depth, and below the name of a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chromium  # noqa: F401
from door_browser import PREFIX, serve_course
from playwright.sync_api import expect
from programs import load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def extension():
    return load("book/_ext/course_not_found.py")


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ("", "nowhere.html"),
        ("", "notebooks/16_nowhere.html"),
        ("", "book/teaching/nowhere.html"),
        (f"https://example.org{PREFIX}", "a/b/c.html"),
        ("https://example.org/elsewhere/", "notebooks/16_nowhere.html"),
    ],
)
def test_links_lead_back_from_every_depth(extension, chromium, tmp_path, address, missing):  # noqa: F811
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_first.html").write_text("<h1>First lesson</h1>")
    (tmp_path / "404.html").write_text(extension.not_found([("notebooks/01_first", "First")], address))
    with serve_course(tmp_path) as (start, sent):
        context = chromium.new_context(viewport={"width": 390, "height": 800})
        try:
            page = context.new_page()
            page.goto(f"{start}{missing}")
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
            page.get_by_role("link", name="First").click()
            page.get_by_role("heading", name="First lesson").wait_for()
            expect(page).to_have_url(f"{start}notebooks/01_first.html")
        finally:
            context.close()
    assert sent.missing - {"/favicon.ico"} == {f"{PREFIX}{missing}"}


def test_every_folder_of_the_site_is_known_to_it(extension):
    site = ROOT / "_build" / "html"
    assert (site / extension.NAME).is_file(), "build the site first: make site"
    folders = {path.relative_to(site).parts[0] for path in site.glob("*/**/*.html")}
    assert folders <= set(extension.FOLDERS)
    page = (site / extension.NAME).read_text(encoding="utf-8")
    assert page.count('<li><a href="notebooks/') == len(list((ROOT / "notebooks").glob("*.ipynb")))

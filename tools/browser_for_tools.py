"""The Chromium that tools print and look with: the one of the system, as the tests use it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

from paper_pages import PaperError
from playwright.sync_api import Browser, Page, sync_playwright

__all__ = ["chromium", "pass_figures"]

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND")
"""Chromium refuses to start as root with its sandbox, and no page of the site may ask another host."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium and stop it at the end.

    Raises
    ------
    PaperError
        If there is none.
    """
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    path = next((path for path in map(shutil.which, names) if path), None)
    if path is None:
        raise PaperError("Chromium is needed: install it ('apt install chromium') or name it in CHROMIUM.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def pass_figures(page: Page) -> None:
    """Go past every figure of a page, as a reader does: the state of some loads when they come near."""
    # One step in the page: between two calls from here a figure may have taken the place of what was found.
    near = """() => {
        const all = document.querySelectorAll('.aw-fallback');
        all[0]?.scrollIntoView();
        return all.length;
    }"""
    while waiting := page.evaluate(near):
        page.wait_for_function("(n) => document.querySelectorAll('.aw-fallback').length < n", arg=waiting)
    page.evaluate("scrollTo(0, 0)")

"""The pages of the built website, each parsed once, for tests."""

from __future__ import annotations

import functools

from bs4 import BeautifulSoup

from isotretinoin import course_root

__all__ = ["ROOT", "SITE", "places", "soup"]

ROOT = course_root()
SITE = ROOT / "_build" / "html"


@functools.cache
def soup(page: str) -> BeautifulSoup:
    """Return a page by its path in the site."""
    return BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "lxml")


@functools.cache
def places(page: str) -> frozenset[str]:
    """Return the ids of a page: where links can lead."""
    return frozenset(element["id"] for element in soup(page).find_all(id=True))

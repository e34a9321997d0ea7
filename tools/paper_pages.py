"""The pages of the built site that go on paper, in the order of the table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, Tag

__all__ = ["PaperError", "PaperPage", "pages_of"]

NOT_ON_PAPER = "script, noscript > style, .headerlink, .course-door, .toctree-wrapper, button, .iso-live, input, select"


class PaperError(RuntimeError):
    """The site is not built, or a page lost something on its way to paper; the message says what."""


@dataclass(frozen=True)
class PaperPage:
    """A page of the site.

    ``sentences`` are those that stand under the stills of explorables, ``pictures`` the number of drawings and images.
    """

    path: Path
    place: str
    part: str
    title: str
    sentences: tuple[str, ...]
    pictures: int

    def article(self) -> Tag:
        """Return the article of the page, parsed anew, so that it may be changed."""
        return BeautifulSoup(self.path.read_text(encoding="utf-8"), "html5lib").select_one("article.bd-article")


def pages_of(site: Path, contents: Path) -> list[PaperPage]:
    """Return the pages of a built site.

    Parameters
    ----------
    site : path
    contents : path
        ``_toc.yml``.

    Raises
    ------
    PaperError
        If a page of the table of contents is not built.
    """
    toc = yaml.safe_load(contents.read_text(encoding="utf-8"))
    listed = [("", toc["root"]), *((part["caption"], one["file"]) for part in toc["parts"] for one in part["chapters"])]
    return [_page(site, f"{place}.html", part) for part, place in listed]


def _page(site: Path, place: str, part: str) -> PaperPage:
    path = site / place
    if not path.is_file():
        raise PaperError(f"{place} is not built: run 'make site' first.")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
    article = page.select_one("article.bd-article")
    title = article.select_one("h1")
    for mark in title.select(".headerlink"):
        mark.decompose()
    sentences = tuple(_plain(one.get_text()) for one in article.select(".iso-still .iso-sentence"))
    return PaperPage(path, place, part, _plain(title.get_text()), sentences, len(pictures(article)))


def pictures(article: Tag) -> list[Tag]:
    """Return the drawings and images that a reader of paper should see.

    Panels of one drawing are one. A figure that is laid out for a phone as well holds two drawings; paper has room for
    the wide one.
    """
    found = article.select("[role=img]:not(.iso-narrow), svg:not(.iso-narrow), img")
    return [one for one in found if not one.find_parent(_inside_another)]


def _inside_another(tag: Tag) -> bool:
    return tag.name in ("svg", "button") or tag.get("role") == "img"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

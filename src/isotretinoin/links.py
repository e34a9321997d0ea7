"""Links between pages of the course, in one place.

Every link is written as a source names its neighbour, ``../book/data.md#origin``: JupyterLab follows it as it is. Such
a link carries the class ``iso-source``, and where its text is shown elsewhere, or on the published page, it is mended
here. Pages are named by their path in the course, ``book/data.md#origin``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote

__all__ = ["A_LESSON", "anchor_of", "link", "link_pages", "mark", "marked", "moved", "page_of", "source_of", "to"]

A_LESSON = "notebooks/lesson.ipynb"
"""Where the texts of the question bank are written from: whichever lesson, the links are the same."""

_PLAIN = re.compile(r'<a href="(?![a-z][a-z0-9+.-]*:)')
_MARKED = re.compile(r'(<a class="iso-source[^"]*" href=")([^"]*)(")')
_SOURCE = re.compile(r"\.(?:md|ipynb)(?=#|$)")


def to(page: str, seen_from: str) -> str:
    """Return the address of a page, or of one of its headings, as another page names it.

    >>> to("book/evidence.md#geo-58", "notebooks/07_recomputing.ipynb")
    '../book/evidence.md#geo-58'
    >>> to("notebooks/01_gland.ipynb", "notebooks/07_recomputing.ipynb")
    '01_gland.ipynb'
    """
    path, hash_sign, anchor = page.partition("#")
    return posixpath.relpath(path, posixpath.dirname(seen_from) or ".") + hash_sign + anchor


def source_of(target: str, written_in: str) -> str:
    """Return the page that a link means, from the address that another page has for it.

    >>> source_of("../book/data.md#rows", "notebooks/07_recomputing.ipynb")
    'book/data.md#rows'
    >>> source_of("#rows", "notebooks/07_recomputing.ipynb")
    'notebooks/07_recomputing.ipynb#rows'
    """
    path, hash_sign, anchor = target.partition("#")
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(written_in), path)) if path else written_in
    return meant + hash_sign + anchor


def page_of(address: str) -> str:
    """Return the published page for the address of a source; every other address stays.

    >>> page_of("../book/data.md#origin"), page_of("#origin"), page_of("table.csv")
    ('../book/data.html#origin', '#origin', 'table.csv')
    """
    return _SOURCE.sub(".html", address)


def anchor_of(heading: str) -> str:
    """Return the id that Sphinx gives to a heading, from its words or from the anchor that JupyterLab gives to it.

    >>> anchor_of("20-ways,-or-more%3F")
    'ways-or-more'
    """
    return re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "-", unquote(heading).lower())).strip("-")


def link(page: str, words: str, seen_from: str = A_LESSON, more: str = "") -> str:
    """Return a marked link.

    Parameters
    ----------
    page : str
        ``book/data.md#origin``, or ``#origin`` for a place on the page itself.
    words : str
        HTML of its text.
    seen_from : str
        The page on which it will stand.
    more : str
        Further classes.

    Examples
    --------
    >>> link("book/data.md", "the data")
    '<a class="iso-source" href="../book/data.md">the data</a>'
    """
    return marked(page if page.startswith("#") else to(page, seen_from), words, more)


def marked(address: str, words: str, more: str = "") -> str:
    """Return a marked link from an address that is written as a source names its neighbour."""
    return f'<a class="{f"iso-source {more}".rstrip()}" href="{escape(address)}">{words}</a>'


def mark(html: str) -> str:
    """Return HTML whose links to pages of the course, all that name no scheme, carry the class ``iso-source``."""
    return _PLAIN.sub('<a class="iso-source" href="', html)


def _mended(html: str, mend: Callable[[str], str]) -> str:
    return _MARKED.sub(lambda match: match[1] + mend(match[2]) + match[3], html)


def moved(html: str, written_in: str, seen_from: str) -> str:
    """Return HTML whose marked links were written in one page and lead to the same places from another.

    A link within the first page becomes one to a heading of it, by the anchor of the published page.

    Examples
    --------
    >>> moved('<a class="iso-source" href="../book/data.md#x">x</a>', A_LESSON, "book/teaching/notes.md")
    '<a class="iso-source" href="../data.md#x">x</a>'
    """

    def mend(target: str) -> str:
        target = f"#{anchor_of(target[1:])}" if target.startswith("#") else target
        return to(source_of(target, written_in), seen_from)

    return _mended(html, mend)


def link_pages(html: str) -> str:
    """Return a built page whose marked links lead to pages; a second run changes nothing.

    A link within the page that has no target takes the id of the heading it means: JupyterLab calls a heading
    ``What-58-counts``, Sphinx calls it ``what-58-counts``.
    """
    if 'class="iso-source' not in html:
        return html
    ids = set(re.findall(r'\bid="([^"]+)"', html))

    def mend(target: str) -> str:
        if target.startswith("#") and unquote(target[1:]) not in ids:
            return f"#{anchor_of(target[1:])}"
        return page_of(target)

    return _mended(html, mend)

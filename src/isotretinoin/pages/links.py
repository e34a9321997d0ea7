"""Turn links to source files, which JupyterLab follows, into links to pages, which the published site has."""

from __future__ import annotations

import re
from urllib.parse import unquote

__all__ = ["link_pages"]

_LINK = re.compile(r'(<a class="iso-source[^"]*" href=")([^"]*)(")')
_SOURCE = re.compile(r"\.(?:md|ipynb)(?=#|$)")


def page_anchor(anchor: str) -> str:
    """Return the id that Sphinx gives to a heading, from the anchor that JupyterLab gives to it."""
    return re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "-", unquote(anchor).lower())).strip("-")


def link_pages(html: str) -> str:
    """Return a built page with its links of the class ``iso-source`` leading to pages; a second run changes nothing.

    ``../book/data.md#origin`` becomes ``../book/data.html#origin``. A link within the page that has no target takes the
    id of the heading it means: JupyterLab calls a heading ``What-58-counts``, Sphinx calls it ``what-58-counts``.
    """
    if 'class="iso-source' not in html:
        return html
    ids = set(re.findall(r'\bid="([^"]+)"', html))

    def mend(match: re.Match[str]) -> str:
        target = match[2]
        if target.startswith("#"):
            known = unquote(target[1:]) in ids
            target = target if known else f"#{page_anchor(target[1:])}"
        else:
            target = _SOURCE.sub(".html", target)
        return f"{match[1]}{target}{match[3]}"

    return _LINK.sub(mend, html)

"""Sphinx extension of the course: the page that a host of pages shows in the place of one that is not there.

Hosts show ``404.html`` under the address that was asked for, at any depth and mostly below the name of a project. The
page finds the start of the site by the folders that the site has, or by the public address where that is set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx

NAME = "404.html"
FOLDERS = ("book", "notebooks", "slides", "lite", "_static", "_sources", "_images")
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>This page is not here · Decoding isotretinoin</title>
<script>
(() => {
  const place = location.pathname, known = %(known)s;
  const [, found] = new RegExp("^(.*?/)(?:%(folders)s)/").exec(place) ?? [];
  const root = known && place.startsWith(known) ? known : found;
  if (!root) return;
  const base = document.createElement("base");
  base.href = root;
  document.head.append(base);
})();
</script>
<style>
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 0 auto; padding: 2rem 1rem; }
body { font: 1.05rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
li { margin: 0.4rem 0; }
</style>
</head>
<body>
<main>
<h1>This page is not here</h1>
<p>The address may be mistyped, or the page has another one by now. Nothing that you answered or wrote is lost.</p>
<p><a href="index.html">Start of the course</a> · <a href="search.html">Search</a></p>
<h2>Lessons</h2>
<ol>
%(lessons)s
</ol>
</main>
</body>
</html>
"""


def not_found(lessons: Iterable[tuple[str, str]], address: str = "") -> str:
    """Return the page.

    Parameters
    ----------
    lessons : iterable of (str, str)
        Page, such as ``notebooks/05_one_gene_six_patients``, and title.
    address : str
        Public address of the site; empty where nobody knows it.

    Examples
    --------
    >>> '<a href="notebooks/a.html">A &amp; B</a>' in not_found([("notebooks/a", "A & B")])
    True
    """
    known = urlsplit(address).path if address else ""
    items = (f'<li><a href="{escape(page)}.html">{escape(title)}</a></li>' for page, title in lessons)
    return PAGE % {"known": json.dumps(known), "folders": "|".join(FOLDERS), "lessons": "\n".join(items)}


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    lessons = sorted(page for page in app.env.found_docs if re.fullmatch(r"notebooks/\d\d_\w+", page))
    titles = ((page, app.env.titles[page].astext()) for page in lessons)
    (Path(app.outdir) / NAME).write_text(not_found(titles, app.config.course_address), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

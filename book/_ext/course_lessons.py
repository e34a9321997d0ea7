"""Sphinx extension for the lessons' pages: what a reader meets, and in which order.

* Code is folded, except in cells tagged ``teach``, from which a reader learns; one switch opens it on every page.
* A lesson carries its number in its title, and so in the side bar and in the buttons to the next page.
* "Next" never leads a student into the teacher's part.
"""

from __future__ import annotations

import json
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from isotretinoin.classroom.folding import fold_code

TEACHING = "book/teaching/"

_LESSON = re.compile(r"notebooks/(\d\d)_\w+")


def _fold(app: Sphinx, docname: str, source: list[str]) -> None:
    if _LESSON.fullmatch(docname):
        source[0] = json.dumps(fold_code(json.loads(source[0])))


def _number(app: Sphinx, doctree: nodes.document) -> None:
    lesson = _LESSON.fullmatch(app.env.docname)
    title = next(doctree.findall(nodes.title), None)
    if lesson and title is not None:
        title.insert(0, nodes.Text(f"{int(lesson[1])} · "))


def _lead(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    if pagename.startswith(TEACHING):
        return
    for way in ("next", "prev"):
        link = (context.get(way) or {}).get("link", "")
        if "teaching/" in link:
            context[way] = None


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", _fold)
    # Before Sphinx collects the titles for its side bar.
    app.connect("doctree-read", _number, priority=100)
    app.connect("html-page-context", _lead)
    app.add_js_file("code-switch.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Sphinx extension for claims and sources: headings that can be read, and cards in place of jumps.

* A claim's heading is its sentence and a source's heading is its usual name; the id stays the anchor and stands below.
* A claim names the lessons that use it.
* A link to a claim, or to a term of the glossary, opens a card where the reader is; the card leads to the page.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from isotretinoin import evidence
from isotretinoin.evidence.on_pages import cards_script, lessons_of_claims

EVIDENCE, SOURCES = "book/evidence", "book/sources"


def sections_by_name(document: nodes.document) -> dict[str, nodes.section]:
    """Return the sections of a page by the text of their title."""
    found = {}
    for section in document.findall(nodes.section):
        title = next(iter(section.findall(nodes.title)), None)
        if title is not None:
            found[title.astext()] = section
    return found


def head(section: nodes.section, words: str, below: list[nodes.Node]) -> None:
    """Write the words over a section in place of its name, which moves below with what else is said there."""
    title = next(iter(section.findall(nodes.title)))
    name = title.astext()
    title.children = []
    title += nodes.Text(words)
    line = nodes.paragraph("", "", nodes.literal("", name), *below, classes=["iso-claim-id"])
    section.insert(section.index(title) + 1, line)


def _lesson_links(numbers: list[int], pages: dict[int, str]) -> list[nodes.Node]:
    """Return ", used in lesson 7, lesson 14", with a link to each lesson that is built."""
    links: list[nodes.Node] = []
    for number in numbers:
        words = nodes.inline("", f"lesson {number}")
        if number not in pages:
            links += [nodes.Text(", "), words]
            continue
        to_page = addnodes.pending_xref(
            "", words, refdomain="std", reftype="doc", reftarget=f"/{pages[number]}", refexplicit=True, refwarn=True
        )
        links += [nodes.Text(", "), to_page]
    return [nodes.Text(" · Used in: "), *links[1:]] if links else []


def head_claims(document: nodes.document, used: dict[str, list[int]], pages: dict[int, str]) -> None:
    """Head each claim by its sentence; the paragraph that said it goes."""
    claims = evidence.ledger()
    for name, section in sections_by_name(document).items():
        if name not in claims.index:
            continue
        said = next(child for child in section.children if isinstance(child, nodes.paragraph))
        section.remove(said)
        head(section, claims.loc[name, "claim"], _lesson_links(used.get(name, []), pages))


def head_sources(document: nodes.document) -> None:
    """Head each source by its usual name."""
    known = evidence.sources()
    for name, section in sections_by_name(document).items():
        if name in known:
            head(section, known[name].name, [])


def _head(app: Sphinx, document: nodes.document) -> None:
    if app.env.docname == SOURCES:
        head_sources(document)
    if app.env.docname == EVIDENCE:
        app.env.course_claims_used = used = lessons_of_claims(Path(app.srcdir))
        lessons = (re.fullmatch(r"notebooks/(\d\d)_\w+", name) for name in app.env.found_docs)
        head_claims(document, used, {int(one[1]): one[0] for one in lessons if one})


def _used_elsewhere(app: Sphinx, env: BuildEnvironment, *_pages: set[str]) -> list[str]:
    """Lay out the claims anew where a lesson uses one that it did not use before, or no longer does."""
    known = getattr(env, "course_claims_used", None)
    return [EVIDENCE] if EVIDENCE in env.found_docs and known != lessons_of_claims(Path(app.srcdir)) else []


def _write_cards(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        script = Path(app.outdir) / "_static" / "claims.js"
        script.write_text(cards_script(Path(app.srcdir)), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    # Before Sphinx collects the titles for its tables of contents and its search.
    app.connect("doctree-read", _head, priority=100)
    app.connect("env-get-outdated", _used_elsewhere)
    app.connect("build-finished", _write_cards)
    app.add_js_file("cards.js", loading_method="defer")
    app.add_css_file("cards.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The evidence page as the site makes it, without Sphinx: for tests of its filter and of its cards."""

from __future__ import annotations

from types import ModuleType

from docutils.core import publish_doctree, publish_from_doctree
from myst_parser.parsers.docutils_ import Parser
from programs import load

from isotretinoin import course_root
from isotretinoin.evidence.ledger_pages import evidence_page
from isotretinoin.evidence.on_pages import lessons_of_claims


def extension() -> ModuleType:
    return load("book/_ext/course_evidence.py")


def evidence_html() -> str:
    """Return the page with the sections and headings of the site, in the article element of the site's theme."""
    # Links between pages need Sphinx; here they only have to be there.
    settings = {"myst_suppress_warnings": ["myst"], "report_level": 5, "embed_stylesheet": False}
    # Front matter would keep the one title from becoming that of the document, and all headings would be a level lower.
    text = evidence_page().split("---\n", 2)[2]
    document = publish_doctree(text, parser=Parser(), settings_overrides=settings)
    extension().head_claims(document, lessons_of_claims(course_root()), {})
    page = publish_from_doctree(document, writer_name="html5", settings_overrides=settings).decode()
    return page[page.index("<main") : page.index("</main>")].split(">", 1)[1]

"""Sphinx extension of the course: what lets a page be found, shared, cited and reached by its old address.

One setting, the public address of the site (``course_address`` in ``_config.yml``, or ``SITE_URL`` in the environment),
brings canonical links, descriptions, a card with a picture, a sitemap and structured data made from the lessons'
contracts. Without it there is none of them, since each would name an address that nobody knows.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from html import escape, unescape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from isotretinoin.classroom.contract import read_contract, read_notebook

ROOT = Path(__file__).resolve().parents[2]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PICTURE = "_static/screenshot.png"
LONGEST = 200
"""Characters of a description that search engines show."""


def _settle(app: Sphinx, config) -> None:
    address = os.environ.get("SITE_URL", "").strip() or config.course_address.strip()
    if address and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./~-]*)?", address):
        raise ExtensionError(f"The public address must begin with https:// and name a host; it is {address!r}.")
    config.course_address = address and address.rstrip("/") + "/"
    if address:
        config.html_baseurl = config.course_address
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    config.course_version = project["version"]
    config.html_theme_options["extra_footer"] = (
        f'<p class="course-version">Version {escape(project["version"])}. Text and figures: CC BY 4.0. '
        "Code: BSD 3-Clause.</p>"
    )


def description(body: str) -> str:
    """Return the first paragraph of a page as plain text, cut at a word.

    >>> description("<h1>T</h1><p>One <em>page</em>.</p><p>More.</p>")
    'One page.'
    """
    found = re.search(r"<p(?![^>]*course-door)[^>]*>(.*?)</p>", body, re.S)
    text = " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split()) if found else ""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + " …"


def lesson_data(folder: Path, page: str, address: str, version: str) -> dict[str, Any]:
    """Return a lesson as a schema.org LearningResource, after the training profile of Bioschemas.

    Parameters
    ----------
    folder : path
        The course.
    page : str
        Such as ``notebooks/05_one_gene_six_patients``.
    address : str
        Public address of the site, with a slash at its end.
    version : str
    """
    contract = read_contract(read_notebook(folder / f"{page}.ipynb"))
    needed = [one.text or f"Lesson {int(one.lesson)}" for one in contract.prerequisites]
    return {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "http://purl.org/dc/terms/conformsTo": {
            "@type": "CreativeWork",
            "@id": "https://bioschemas.org/profiles/TrainingMaterial/1.0-RELEASE",
        },
        "@id": f"{address}{page}.html",
        "url": f"{address}{page}.html",
        "name": contract.title,
        "description": contract.question,
        "learningResourceType": "lesson",
        "teaches": [_plain(objective.text) for objective in contract.objectives],
        "timeRequired": f"PT{contract.minutes}M",
        "competencyRequired": [_plain(one) for one in needed],
        "keywords": [contract.part],
        "educationalLevel": "Bachelor",
        "inLanguage": "en",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "version": version,
        "isPartOf": {"@type": "Course", "@id": address, "name": "Decoding isotretinoin"},
    }


def course_data(folder: Path, pages: list[str], address: str, version: str, about: str) -> dict[str, Any]:
    """Return the course as a schema.org Course with its lessons in order."""
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": "Decoding isotretinoin",
        "description": about,
        "inLanguage": "en",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "version": version,
        "provider": {"@type": "Organization", "name": "The Decoding isotretinoin authors"},
        "hasPart": [
            {"@type": "LearningResource", "@id": f"{address}{page}.html", "name": _title(folder, page)}
            for page in pages
        ],
    }


def _title(folder: Path, page: str) -> str:
    return read_contract(read_notebook(folder / f"{page}.ipynb")).title


def _plain(markdown: str) -> str:
    return re.sub(r"[*`$]|\[([^\]]*)\]\([^)]*\)", r"\1", markdown)


def _lessons(app: Sphinx) -> list[str]:
    return sorted(page for page in app.env.found_docs if re.fullmatch(r"notebooks/\d\d_\w+", page))


def _add_head(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    address, body = app.config.course_address, context.get("body")
    if not address or not body or page not in app.env.found_docs:
        return
    folder, version = Path(app.srcdir), app.config.course_version
    here = address if page == app.config.root_doc else f"{address}{page}.html"
    about, data = description(body), None
    if page in _lessons(app):
        data = lesson_data(folder, page, address, version)
        about = data["description"]
    elif page == app.config.root_doc:
        data = course_data(folder, _lessons(app), address, version, about)
    title = re.sub(r"<[^>]+>", "", context.get("title", "")) or "Decoding isotretinoin"
    card = {
        "og:type": "article" if data and data["@type"] != "Course" else "website",
        "og:site_name": "Decoding isotretinoin",
        "og:title": unescape(title),
        "og:description": about,
        "og:url": here,
        "og:image": f"{address}{PICTURE}",
        "og:image:alt": "A lesson page: switches above a figure, with one sentence that says what it shows",
    }
    lines = [f'<meta name="description" content="{escape(about)}">']
    lines += [f'<meta property="{name}" content="{escape(value)}">' for name, value in card.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    if data:
        text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
        lines.append(f'<script type="application/ld+json">{text}</script>')
    context["metatags"] = context.get("metatags", "") + "\n".join(["", *lines])


# --- addresses -------------------------------------------------------------------------------------------------------


def published(path: Path) -> dict[str, str]:
    """Return the published addresses, each with where it leads now: to itself, or to where its page has moved.

    Raises
    ------
    ExtensionError
        If a line is none of ``address`` and ``old address -> new address``.
    """
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        match = re.fullmatch(r"([\w./-]+\.html)(?:\s*->\s*([\w./-]+\.html))?", text)
        if not match:
            raise ExtensionError(f"{path.name}, line {number}: write `address` or `old address -> new address`.")
        found[match[1]] = match[2] or match[1]
    return found


def redirect(old: str, new: str) -> str:
    """Return a page that leads from an old address to a new one, by relative link, so that it works in any folder."""
    target = os.path.relpath(new, os.path.dirname(old) or ".").replace(os.sep, "/")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>This page has moved</title>'
        f'<meta http-equiv="refresh" content="0; url={escape(target)}"><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{escape(target)}"></head>'
        f'<body><p>This page has moved: <a href="{escape(target)}">go to it</a>.</p></body></html>\n'
    )


def _write_addresses(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    output = Path(app.outdir)
    for old, new in published(Path(app.srcdir) / "book" / "published.txt").items():
        if old != new:
            (output / old).parent.mkdir(parents=True, exist_ok=True)
            (output / old).write_text(redirect(old, new), encoding="utf-8")
    address = app.config.course_address
    for name in ("sitemap.xml", "robots.txt"):
        (output / name).unlink(missing_ok=True)
    if not address:
        return
    pages = [page for page in sorted(app.env.found_docs) if page != app.config.root_doc]
    places = [address, *(f"{address}{page}.html" for page in pages)]
    urls = "".join(f"<url><loc>{escape(place)}</loc></url>" for place in places)
    (output / "sitemap.xml").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n',
        encoding="utf-8",
    )
    (output / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("course_address", "", "html")
    app.add_config_value("course_version", "", "html")
    # Before the theme reads its options.
    app.connect("config-inited", _settle, priority=400)
    app.connect("html-page-context", _add_head)
    app.connect("build-finished", _write_addresses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

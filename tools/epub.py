"""The whole course as one ePub, made from the built site by ebooklib: text, formulas, pictures and stills."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote

from bs4 import Comment, Tag
from ebooklib import epub
from lxml import etree
from lxml import html as lxml_html
from paper_pages import NOT_ON_PAPER, PaperError, PaperPage, pages_of, pictures

ROOT = Path(__file__).resolve().parents[1]
STYLE = (ROOT / "book" / "_static" / "epub.css").read_text(encoding="utf-8")
XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"
TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
INLINE = (
    *("span", "a", "b", "i", "em", "strong", "small", "label", "code", "p", "summary", "legend"),
    *("h1", "h2", "h3", "h4"),
)
UNKNOWN = {"target", "width", "height", "align", "valign", "border", "cellpadding", "cellspacing", "nowrap", "tabindex"}
"""Attributes that HTML pages carry and a strict reader of e-books refuses outside of drawings and images."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--contents", type=Path, default=ROOT / "_toc.yml")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "archive" / "decoding-isotretinoin.epub")
    asked = parser.parse_args(arguments)
    try:
        book = bind(pages_of(asked.site, asked.contents), asked.site)
    except PaperError as problem:
        print(problem, file=sys.stderr)
        return 1
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    epub.write_epub(str(asked.output), book)
    print(f"{asked.output} ({asked.output.stat().st_size / 1e6:.1f} MB)")
    return 0


def bind(pages: list[PaperPage], site: Path) -> epub.EpubBook:
    """Return the book of these pages.

    Raises
    ------
    PaperError
        If a page lost a picture or the sentence of a still on its way.
    """
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    book = epub.EpubBook()
    book.set_identifier(f"decoding-isotretinoin-{version}")
    book.set_title("Decoding isotretinoin")
    book.set_language("en")
    book.add_author("The Decoding isotretinoin authors")
    book.add_metadata("DC", "rights", "CC BY 4.0")
    book.add_item(epub.EpubItem("style", "style.css", "text/css", STYLE.encode()))
    names = {page.place: f"{page.path.stem}.xhtml" for page in pages}
    images: dict[str, str] = {}
    parts: dict[str, list] = {}
    bodies = {names[page.place]: _body(page, site, names, images) for page in pages}
    anchors = {f"{name}#{one.get('id')}" for name, body in bodies.items() for one in body.iter() if one.get("id")}
    chapters = []
    for page in pages:
        name = names[page.place]
        chapter = _chapter(page, name, bodies[name], anchors)
        book.add_item(chapter)
        chapters.append(chapter)
        parts.setdefault(page.part, []).append(chapter)
    for place, name in images.items():
        path = site / place
        book.add_item(epub.EpubItem(f"i-{name}", f"images/{name}", TYPES[path.suffix], path.read_bytes()))
    book.toc = [*parts.pop("", []), *((epub.Section(part), tuple(found)) for part, found in parts.items())]
    book.spine = ["nav", *chapters]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    return book


class Chapter(epub.EpubHtml):
    """A chapter that is written as it is: the library would read it as HTML again, and spoil the names of SVG."""

    def get_content(self, default: object = None) -> bytes:
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="{XHTML}" lang="en" xml:lang="en">'
            f'<head><title>{escape(self.title)}</title><link href="style.css" rel="stylesheet" type="text/css"/></head>'
            f"<body>{self.content}</body></html>"
        ).encode()


def _body(page: PaperPage, site: Path, names: dict[str, str], images: dict[str, str]) -> etree._Element:
    article = page.article()
    _reduce(article)
    for picture in article.select("img"):
        _carry(picture, page, site, images)
    for link in article.select("a[href]"):
        _lead(link, page, names)
    kept = len(pictures(article))
    if kept != page.pictures:
        raise PaperError(f"{page.place}: of {page.pictures} pictures {kept} are in the e-book.")
    body = xhtml(article)
    lost = [sentence for sentence in page.sentences if _plain(sentence) not in _plain("".join(body.itertext()))]
    if lost:
        raise PaperError(f"{page.place}: not in the e-book is the sentence {lost[0]!r}.")
    return body


def _chapter(page: PaperPage, name: str, body: etree._Element, anchors: set[str]) -> Chapter:
    for link in body.iter(f"{{{XHTML}}}a"):
        href = link.get("href", "")
        if "#" in href and ":" not in href and href not in anchors:
            link.set("href", href.partition("#")[0])  # the place has no name in the book; its chapter has
    chapter = Chapter(uid=f"c-{page.path.stem}", file_name=name, title=page.title, lang="en")
    chapter.content = etree.tostring(body, encoding="unicode")
    if body.find(f".//{{{SVG}}}svg") is not None:
        chapter.properties.append("svg")
    if body.find(f".//{{{MATHML}}}math") is not None:
        chapter.properties.append("mathml")
    return chapter


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _reduce(article: Tag) -> None:
    """Take away what only a browser can use, and bring the stills out of the place where they wait for one."""
    for one in article.find_all(string=lambda text: isinstance(text, Comment)):
        one.extract()
    for one in article.select("noscript"):
        one.unwrap()
    for one in article.select("svg[aria-hidden=true] a"):
        one.unwrap()  # a drawing that is hidden from screen readers has its links in a list beside it
    for one in [*article.select(NOT_ON_PAPER), *article.select("style, template, link, iframe, svg.iso-narrow")]:
        one.decompose()
    for one in article.select("details"):
        one["open"] = ""


def _carry(picture: Tag, page: PaperPage, site: Path, images: dict[str, str]) -> None:
    source = picture["src"]
    if source.startswith("data:"):
        return
    path = (page.path.parent / unquote(source.split("?")[0])).resolve()
    place = path.relative_to(site.resolve()).as_posix()
    if path.suffix not in TYPES:
        raise PaperError(f"{page.place}: {place} is of a kind that no e-book shows.")
    images.setdefault(place, place.replace("/", "-"))
    picture["src"] = f"images/{images[place]}"
    picture.attrs.setdefault("alt", "")


def _lead(link: Tag, page: PaperPage, names: dict[str, str]) -> None:
    """Let a link lead to the chapter of its page; a file of the site that is no page leads nowhere in a book."""
    address, _, anchor = link["href"].partition("#")
    if re.match(r"[a-z]+:", address):
        return
    place = os.path.normpath(os.path.join(os.path.dirname(page.place), unquote(address))) if address else page.place
    if place in names:
        link["href"] = names[place] + (f"#{anchor}" if anchor else "")
    else:
        link.name = "span"
        del link["href"]


def xhtml(article: Tag) -> etree._Element:
    """Return an article as strict XHTML with the name spaces of drawings and formulas.

    An id that stands twice keeps its first place, and an anchor that an e-book can't have loses its id.
    """
    parsed = lxml_html.fragment_fromstring(str(article), create_parent=False)
    root = _renamed(parsed, XHTML)
    root.tag = f"{{{XHTML}}}section"
    seen: set[str] = set()
    for one in root.iter(etree.Element):
        name = one.get("id")
        if name is not None and (name in seen or not re.fullmatch(r"[A-Za-z_][\w.-]*", name)):
            del one.attrib["id"]
        elif name is not None:
            seen.add(name)
    inline = {f"{{{XHTML}}}{name}" for name in INLINE}
    for one in list(root.iter(f"{{{XHTML}}}p", f"{{{XHTML}}}div")):
        if any(above.tag in inline for above in one.iterancestors()):
            one.tag = f"{{{XHTML}}}span"
    for one in list(root.iter(f"{{{SVG}}}path")):
        if not one.get("d"):  # an empty line of matplotlib
            one.getparent().remove(one)
    return root


def _renamed(node: etree._Element, space: str) -> etree._Element:
    name = node.tag.lower() if space == XHTML else node.tag
    space = {"svg": SVG, "math": MATHML}.get(name, space)
    inner = XHTML if name in ("foreignobject", "foreignObject") else space
    made = etree.Element(f"{{{space}}}{_name(node.tag, space)}", nsmap={None: space})
    for key, value in _attributes(node, space):
        made.set(key, value)
    made.text, made.tail = node.text, node.tail
    for child in node.iterchildren(etree.Element):
        made.append(_renamed(child, inner))
    return made


# An HTML parser writes every name small; these are the names of SVG that have large letters.
LARGE_NAMES = (
    *("clipPath", "linearGradient", "radialGradient", "textPath", "foreignObject", "viewBox", "preserveAspectRatio"),
    *("markerWidth", "markerHeight", "refX", "refY", "gradientUnits", "gradientTransform", "clipPathUnits"),
    *("patternUnits", "textLength", "lengthAdjust"),
)
LARGE = {name.lower(): name for name in LARGE_NAMES}


def _name(name: str, space: str) -> str:
    return LARGE.get(name.lower(), name) if space == SVG else name.lower()


def _attributes(node: etree._Element, space: str) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        if key.startswith(("on", "xmlns", "data-")) or (space == XHTML and node.tag != "img" and key in UNKNOWN):
            continue
        if key == "xlink:href":
            yield f"{{{XLINK}}}href", value
        elif ":" not in key:
            yield _name(key, space), value


if __name__ == "__main__":
    sys.exit(main())

"""The site below a path, as hosts of projects serve it: whatever a page names is there, and nothing leads out of it."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from browser import Quiet, serve
from lxml import html

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
BELOW = "/some/path/"
NAMED = ("href", "src", "poster", "action", "data", "srcset")
"""Attributes that name an address; ``data`` is that of an object."""
ADDRESS_IN_SHEET = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
SENT_ON = re.compile(r"url=\s*([^;]+)", re.I)


class Below(Quiet):
    """A folder below ``/some/path/``, with nothing above it."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if not path.startswith(BELOW):
            return str(Path(self.directory) / "nothing stands above")
        return super().translate_path(path.removeprefix(BELOW[:-1]))


def addresses_in(text: str, kind: str) -> Iterator[str]:
    """Yield every address that a page or a style sheet names, as it stands there."""
    if kind == "text/css":
        yield from (quoted or imported for quoted, imported in ADDRESS_IN_SHEET.findall(text))
    elif kind == "text/html" and text.strip():
        page = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
        for element in page.iter(html.etree.Element):
            for name in NAMED:
                named = element.get(name, "")
                if named and (name != "data" or element.tag == "object"):
                    parts = named.split(",") if name == "srcset" else [named]
                    yield from (part.split()[0] if name == "srcset" else part.strip() for part in parts)
            if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
                yield from SENT_ON.findall(element.get("content", ""))


def pages_of(folder: Path) -> list[str]:
    """Return every page of a site; those among the static files are templates of the theme, which nobody opens."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return sorted(page for page in found if not page.startswith("_static/"))


def crawl(folder: Path) -> tuple[set[str], list[str]]:
    """Follow every address of the same site from every page of a folder.

    Returns
    -------
    reached : set of str
        Paths below the site that answered.
    wrong : list of str
        What leads out of the site or has no answer of status 200, and the page that names it.
    """
    with serve(folder, Below) as above:
        start = above + BELOW[1:]
        host = urlsplit(start).netloc
        connection = http.client.HTTPConnection(host)
        pages = [start + quote(page) for page in pages_of(folder)]
        wanted, reached, wrong = dict.fromkeys([start, *pages], ""), set(), []
        queue = list(wanted)
        while queue:
            address = queue.pop()
            path = urlsplit(address).path
            by = f"{wanted[address] or 'its own folder'} names {path}"
            if not path.startswith(BELOW):
                wrong.append(f"{by}, which is outside {BELOW}")
                continue
            # Of what names nothing itself it is enough to know that it is there: Python in the browser weighs a lot.
            whole = path.endswith(("/", ".html", ".css"))
            connection.request("GET" if whole else "HEAD", quote(path, safe="/%"))
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                wrong.append(f"{by}: {answer.status}")
                continue
            reached.add(path.removeprefix(BELOW))
            kind = answer.headers.get_content_type()
            for named in addresses_in(content.decode("utf-8"), kind) if whole else ():
                target = urldefrag(urljoin(address, named)).url
                if urlsplit(target).netloc == host and target.startswith("http:") and target not in wanted:
                    wanted[target] = path
                    queue.append(target)
        connection.close()
    return reached, wrong


def test_below_a_path_every_page_and_all_that_it_names_answers():
    assert (SITE / "index.html").is_file(), "build the site first: make site"
    reached, wrong = crawl(SITE)
    assert not wrong, "\n" + "\n".join(wrong)
    assert set(pages_of(SITE)) <= reached
    endings = {Path(path).suffix for path in reached}
    assert {".html", ".css", ".js", ".svg", ".png", ".ipynb"} <= endings, "all kinds of files were asked for"


SOUND = {
    "index.html": '<meta http-equiv="refresh" content="0; url=book/a.html">',
    "book/a.html": '<link href="../_static/a.css"><a href="b.html#x">b</a><a href="https://example.org/">out</a>'
    '<img src="data:image/gif;base64,"><a href="mailto:a@example.org">write</a>',
    "book/b.html": '<script src="../_static/a.js"></script><a href="../">home</a><img srcset="a.svg 1x, a.svg 2x">',
    "book/a.svg": "<svg/>",
    "_static/a.css": "a { background: url('a.svg'); } b { background: url(data:image/png;base64,) }",
    "_static/a.js": "",
    "_static/a.svg": "<svg/>",
}


def write(folder: Path, **changed: str) -> Path:
    for name, text in (SOUND | {name.replace("__", "/"): text for name, text in changed.items()}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_sound_site_is_reached_whole(tmp_path):
    reached, wrong = crawl(write(tmp_path))
    assert wrong == []
    assert set(SOUND) | {""} == reached


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ('<a href="/book/b.html">b</a>', "book/a.html names /book/b.html, which is outside"),
        ('<a href="../../book/b.html">b</a>', "names /some/book/b.html, which is outside"),
        ('<script src="gone.js"></script>', "names /some/path/book/gone.js: 404"),
        ('<img src="gone.png">', "gone.png: 404"),
        ('<img srcset="a.svg 1x, gone.svg 2x">', "gone.svg: 404"),
        ('<link rel="stylesheet" href="gone.css">', "gone.css: 404"),
        ('<object data="gone.svg"></object>', "gone.svg: 404"),
        ('<meta http-equiv="Refresh" content="0;URL=gone.html">', "gone.html: 404"),
        ("<form action='gone.html'></form>", "gone.html: 404"),
    ],
)
def test_what_leads_nowhere_or_out_is_told_with_its_page(page, words, tmp_path):
    _, wrong = crawl(write(tmp_path, **{"book__a.html": page}))
    assert [one for one in wrong if words in one], wrong


def test_what_a_sheet_names_is_asked_for(tmp_path):
    _, wrong = crawl(write(tmp_path, **{"_static__a.css": "@import 'gone.css'; a { background: url(/a.svg) }"}))
    assert len(wrong) == 2, wrong

"""One place for links: from a source, from another page, on the published page, and in the page's own script."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from isotretinoin import course_root
from isotretinoin.links import A_LESSON, link, link_pages, mark, moved, page_of, source_of, to

ADDRESSES = (
    "../book/data.md#rows",
    "../book/data.md",
    "07_recomputing.ipynb#What-58-counts",
    "#What-58-counts",
    "../data/table.csv",
    "https://example.org/a.md.txt",
)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if "://" not in one])
@pytest.mark.parametrize("place", ["notebooks/07_recomputing.ipynb", "book/data.md", "book/teaching/notes.md"])
def test_an_address_leads_to_a_page_and_back(address, place):
    page = source_of(address, place)
    assert source_of(to(page, place), place) == page


def test_text_that_is_shown_elsewhere_leads_to_the_same_places():
    html = mark('<a href="../book/data.md#x">a</a> <a href="08_next.ipynb">b</a> <a href="#What-58-counts">c</a>')
    assert html.count('class="iso-source"') == 3
    deck = moved(html, "notebooks/07_now.ipynb", "slides/session-1.html")
    assert [part.split('"')[0] for part in deck.split('href="')[1:]] == [
        "../book/data.md#x",
        "../notebooks/08_next.ipynb",
        "../notebooks/07_now.ipynb#what-58-counts",
    ]
    assert (
        moved(mark('<a href="https://doi.org/10.1">d</a>'), A_LESSON, "book/x.md")
        == '<a href="https://doi.org/10.1">d</a>'
    )


def test_a_link_that_is_made_is_one_that_is_found():
    html = link("book/data.md#x", "data", "book/teaching/notes.md", "iso-back")
    assert html == '<a class="iso-source iso-back" href="../data.md#x">data</a>'
    assert link_pages(html) == '<a class="iso-source iso-back" href="../data.html#x">data</a>'


def test_nobody_else_writes_or_rewrites_such_links():
    """A class name in another file of Python is a second rule about links."""
    package = course_root() / "src" / "isotretinoin"
    named = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if "iso-source" in path.read_text()}
    assert named == {"links.py"}


def test_the_script_of_a_page_has_the_same_rule():
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not here; pages need none, tests of JavaScript do")
    module = (course_root() / "src" / "isotretinoin" / "front" / "links.js").as_uri()
    code = f'import {{ pageOf }} from "{module}"; console.log(JSON.stringify({json.dumps(ADDRESSES)}.map(pageOf)))'
    ran = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [page_of(address) for address in ADDRESSES]

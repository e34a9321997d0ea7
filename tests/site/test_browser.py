"""The tests' own browser: what it calls a fault, and what it must not overlook."""

from __future__ import annotations

import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)

PAGE = """<!doctype html><html lang="en"><head><title>Code</title>
<style>
body {{ background: #fff; color: #000 }}
.k {{ color: #00a }} .c {{ color: #666 }} .pale {{ color: #ddd }} .dim {{ background: {dim} }}
</style>
</head><body><main><h1>Code</h1>
<div><pre><span class="k">def</span> <span class="c"># one</span></pre></div>
<div><pre><span class="k">for</span> <span class="{again}"># two</span></pre></div>
<div class="dim"><pre><span class="c"># three</span></pre></div>
</main></body></html>"""


def violations(chromium, folder, dim="transparent", again="c"):  # noqa: F811
    path = folder / "page.html"
    path.write_text(PAGE.format(dim=dim, again=again))
    with visit(chromium, path.as_uri()) as seen:
        return seen.violations(), seen.page.locator("pre span").count(), seen.page.locator("main").inner_text()


def test_tokens_that_look_alike_are_weighed_once_and_keep_their_text(chromium, tmp_path):  # noqa: F811
    found, tokens, text = violations(chromium, tmp_path)
    assert found == []
    assert tokens == 2
    assert text.split() == ["Code", "def", "#", "one", "for", "#", "two", "#", "three"]


@pytest.mark.parametrize(("spoil", "where"), [({"dim": "#555"}, "# three"), ({"again": "pale"}, "# two")])
def test_pale_token_is_found_behind_others_of_its_class(chromium, tmp_path, spoil, where):  # noqa: F811
    """By its own colour, or by a background that only its cell has."""
    found, tokens, _ = violations(chromium, tmp_path, **spoil)
    assert tokens == 3
    assert len(found) == 1
    assert found[0].startswith("color-contrast")
    assert where in found[0]

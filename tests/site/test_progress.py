"""The ticks of the welcome page: what the lessons keep in the browser, read and never written."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from browser import chromium, visit  # noqa: F401

SCRIPT = (Path(__file__).resolve().parents[2] / "book" / "_static" / "progress.js").read_text(encoding="utf-8")
LESSONS = [
    {"lesson": f"{n:02d}", "asked": [f"p{n}", f"q{n}-a", f"q{n}-b"], "checks": [f"q{n}-a", f"q{n}-b"]}
    for n in (1, 2, 3)
]
PAGE = f"""<!doctype html><html lang="en"><head><title>Welcome</title></head><body><main><h1>Welcome</h1>
<div class="iso-start"><p><a href="1.html">Start lesson 1</a></p></div>
<div class="iso-lessons"><table><tbody>
{"".join(f'<tr><td>{n}</td><td><p><a href="{n}.html">Lesson {n}</a></p></td><td>30</td></tr>' for n in (1, 2, 3))}
</tbody></table></div>
<div class="iso-progress" data-lessons="{escape(json.dumps(LESSONS))}" hidden></div>
<script>STORAGE</script><script>{SCRIPT}</script></main></body></html>"""

RIGHT = {"result": "right"}
KEPT = {
    "nothing": ({}, ["", "", ""], None),
    "chosen and not kept": ({"01/p1": {"answer": 1, "committed": False, "attempts": []}}, ["", "", ""], None),
    "question of another page": ({"01/p9": {"committed": True}}, ["", "", ""], None),
    "prediction": ({"01/p1": {"committed": True}}, ["begun", "", ""], 1),
    "one check of two": ({"02/q2-a": {"result": "wrong"}}, ["", "begun", ""], 2),
    "all checks": ({"01/q1-a": RIGHT, "01/q1-b": {"result": "wrong"}}, ["✓ finished", "", ""], 2),
    "empty ticket": ({"01/exit-01": {"answer": ["", " "]}}, ["", "", ""], None),
    "ticket": ({"01/exit-01": {"answer": ["", "x"]}}, ["✓ finished", "", ""], 2),
    "last lesson": ({"03/exit-03": {"answer": ["x"]}}, ["", "", "✓ finished"], None),
    "latest": ({"01/p1": {"committed": True, "at": "2026-02"}, "02/q2-a": {**RIGHT, "at": "2026-01"}},
               ["begun", "begun", ""], 1),
    "no record": ({"01/p1": "{"}, ["", "", ""], None),
}  # fmt: skip


def shown(chromium, folder, storage):  # noqa: F811
    path = folder / "welcome.html"
    path.write_text(PAGE.replace("STORAGE", storage), encoding="utf-8")
    with visit(chromium, path.as_uri()) as seen:
        rows = seen.page.locator("tr").all()
        ticks = ["".join(row.locator(".iso-tick").all_inner_texts()) for row in rows]
        links = [link.get_attribute("href") for link in seen.page.locator(".iso-go-on").all()]
        return ticks, links, seen.page.evaluate("() => { try { return localStorage.length } catch { return 0 } }")


@pytest.mark.parametrize("case", KEPT)
def test_ticks_and_the_way_on(chromium, tmp_path, case):  # noqa: F811
    kept, ticks, lesson = KEPT[case]
    texts = {key: one if isinstance(one, str) else json.dumps(one) for key, one in kept.items()}
    storage = f"""localStorage.clear();
        for (const [key, text] of Object.entries({json.dumps(texts)}))
          localStorage.setItem("isotretinoin/answers/1/" + key, text);"""
    found, links, entries = shown(chromium, tmp_path, storage)
    assert found == ticks
    assert [link.rpartition("/")[2] for link in links] == ([f"{lesson}.html"] if lesson else [])
    assert entries == len(kept)


def test_a_browser_that_keeps_nothing_shows_the_page_as_it_is(chromium, tmp_path):  # noqa: F811
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"
    assert shown(chromium, tmp_path, refuse)[:2] == (["", "", ""], [])

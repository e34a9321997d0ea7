"""A cell tried in its page, with a stand-in for Python: what is there to be filled, and what the reader is told."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from browser import chromium, serve, visit  # noqa: F401

from isotretinoin import classroom
from isotretinoin.front import classic, join

ROOT = Path(__file__).resolve().parents[2]
PYTHON = """window.Worker = class {
  postMessage({ code }) {
    const text = code.replace(/^.*____.*$/gm, "");
    const outputs = [{ kind: code === "raise" ? "error" : "text", text }];
    setTimeout(() => this.onmessage({ data: { kind: "done", outputs } }));
  }
  terminate() {}
};"""
"""Prints the code that it gets."""
ANSWERS = [
    {"right": True, "number": 6, "tolerance": 0.05, "feedback": "Three <em>times</em> the constant."},
    {"right": False, "number": 1.5, "tolerance": 0.01, "feedback": "Half is bound at the constant."},
]
GAP = "free = ____ * kd"


@pytest.fixture(params=["", "defer "], ids=["in order", "deferred"])
def site(request, tmp_path) -> Path:
    """Return a page with two solutions; a finished site defers the scripts that hold no data."""
    (tmp_path / "_static").mkdir()
    judge = Path(classroom.__file__).parent / "js" / "tried.js"
    (tmp_path / "_static" / "tried.js").write_text(classic(join(judge), "tried"))
    (tmp_path / "_static" / "try-here.js").write_text((ROOT / "book/_static/try-here.js").read_text())
    (tmp_path / "_static" / "python.js").write_text(PYTHON)
    output = '<div class="cell_output"><div class="output stream"><pre>{}</pre></div></div>'
    (tmp_path / "page.html").write_text(
        '<!DOCTYPE html><html lang="en"><link rel="icon" href="data:,"><script src="_static/python.js"></script>'
        f'<div class="cell tag_hide-cell">{output.format("7 ways")}</div>'
        f'<div class="highlight-python"><div class="highlight"><pre>{GAP}\n</pre></div></div>'
        f'<div class="cell tag_hide-cell">{output.format("6 nM free binds 75%")}</div>'
        f'<script {request.param}src="_static/tried.js"></script><script src="_static/try-here.js" '
        f'data-notebook="x" data-megabytes="60" data-answers="{escape(json.dumps({1: ANSWERS}))}"></script>'
    )
    return tmp_path


def test_the_bank_speaks_to_what_was_printed_at_its_own_gap(site, chromium):  # noqa: F811
    with serve(site) as address, visit(chromium, f"{address}page.html") as seen:
        page = seen.page
        page.get_by_role("button", name="Try it here").nth(1).click()
        code, run, said = (
            page.get_by_label("Your code"),
            page.get_by_role("button", name="Run"),
            page.locator(".try-said"),
        )
        feedback = page.locator(".try-feedback")
        assert code.input_value() == GAP
        for typed, status, words in (
            ("1.5 0.43", "Your output has 1.5, to which a known slip leads.", "Half is bound at the constant."),
            ("6.0 0.75", "Your output has every number that the solution prints.", "Three times the constant."),
            ("6.0", "Your output has 6, the number that is asked for.", "Three times the constant."),
            ("raise", "", ""),
            (GAP, "none of the numbers that the solution prints", ""),
        ):
            code.fill(typed)
            run.click()
            page.wait_for_function("text => document.querySelector('.try-said').textContent.includes(text)", arg=status)
            page.wait_for_function("() => !document.querySelector('.try-buttons button').disabled")
            assert status in said.inner_text()
            assert feedback.inner_text() == words
        page.get_by_role("button", name="Try it here").click()
        page.get_by_label("Your code").first.fill("6.0")
        page.get_by_role("button", name="Run").first.click()
        page.get_by_text("none of the numbers").first.wait_for()
        assert page.locator(".try-feedback").first.inner_text() == "", "the other gap's numbers mean nothing here"
    seen.assert_sound()

"""The bench in a real JupyterLab: a flip on the page reaches Python, and Python's reaches the page."""

from __future__ import annotations

import time

import pytest
from browser import chromium, visit  # noqa: F401
from jupyter_lab import open_notebook, running_lab
from playwright.sync_api import expect

from isotretinoin.bench import PatientState, still

CELLS = (
    """\
import json, pathlib
from isotretinoin import bench
made = bench.show("patients")
def note(change):
    with pathlib.Path("heard.jsonl").open("a") as heard:
        heard.write(json.dumps([change["name"], change["new"]]) + "\\n")
made.observe(note, ["silenced", "sex", "gene"])""",
    "made",
    "made.silenced, made.sex = False, 'men'",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Folder and address of a JupyterLab with the cells above."""
    folder = tmp_path_factory.mktemp("lab")
    with running_lab(folder, CELLS) as address:
        yield folder, address


def heard(folder, count: int) -> list[str]:
    """Return what Python has heard, as soon as there are so many lines."""
    deadline = time.monotonic() + 180
    while True:
        path = folder / "heard.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        assert time.monotonic() < deadline, f"Python heard {lines}"
        time.sleep(0.1)


def test_choices_go_both_ways_between_page_and_python(chromium, lab):  # noqa: F811
    folder, address = lab
    with visit(chromium, address, height=2000) as seen:
        page = seen.page
        last = open_notebook(page, len(CELLS))
        last.locator(".cm-content").click()
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-above')")
        words = page.locator(".lb-sentence")
        expect(words).to_have_text(still.sentence_of(PatientState()))

        page.get_by_role("switch", name="LCN2 silenced").click()
        assert heard(folder, 1)[0] == '["silenced", true]'
        page.get_by_role("radio", name="both").focus()
        page.keyboard.press("ArrowLeft")
        assert heard(folder, 2)[1] == '["sex", "men"]'
        expect(words).to_have_text(still.sentence_of(PatientState(silenced=True, sex="men")))
        # A notebook's address is JupyterLab's own.
        assert "silenced" not in page.url

        last.locator(".cm-content").click()
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
        expect(words).to_have_text(still.sentence_of(PatientState(sex="men")))
        assert seen.violations(".lb-bench") == []
        assert seen.refused == []

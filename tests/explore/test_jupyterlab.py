"""The same explorables in a real JupyterLab: a choice in the page reaches Python, and Python's reaches the page."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from browser import chromium, visit  # noqa: F401
from jupyter_lab import open_notebook, running_lab
from playwright.sync_api import expect

SAMPLES = Path(__file__).parents[1]

CELLS = (
    f"""\
import json, pathlib, sys
sys.path.insert(0, {str(SAMPLES)!r})
from explore_samples import point_explorer, small_explorer
bar, points = small_explorer("A bar"), point_explorer(500)
def note(change):
    with pathlib.Path("heard.jsonl").open("a") as heard:
        heard.write(json.dumps([change["name"], change["new"]]) + "\\n")
bar.observe(note, ["wet", "colour", "step"])
points.observe(note, ["cut", "least", "selected"])""",
    "bar",
    "points",
    "bar.wet, bar.colour = False, 'blue'\npoints.least, points.selected = 1.0, 'FAM7'",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Folder and address of a JupyterLab with the cells above."""
    folder = tmp_path_factory.mktemp("lab")
    with running_lab(folder, CELLS) as address:
        yield folder, address


def wait_for(folder: Path, *expected: list) -> None:
    """Wait until Python has heard these changes since the last call, in this order."""
    heard, deadline = folder / "heard.jsonl", time.monotonic() + 180
    while True:
        lines = [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []
        if lines == list(expected):
            heard.unlink()
            return
        assert time.monotonic() < deadline, f"Python heard {lines}, not {list(expected)}"
        time.sleep(0.1)


def test_choices_go_both_ways_between_page_and_python(chromium, lab):  # noqa: F811
    folder, address = lab
    with visit(chromium, address, height=2400) as seen:
        page = seen.page

        def command(name: str) -> None:
            page.evaluate("(name) => window.jupyterapp.commands.execute(name)", name)

        last = open_notebook(page, len(CELLS))
        last.locator(".cm-content").click()
        command("notebook:run-all-above")

        bar = page.get_by_role("group", name="A bar", exact=True)
        points = page.get_by_role("group", name="Many points", exact=True)
        expect(bar.locator(".iso-picture svg")).to_be_visible()
        expect(points.locator("canvas").first).to_be_visible()

        bar.get_by_text("Under water", exact=True).click()
        wait_for(folder, ["wet", True])
        expect(bar.locator(".iso-sentence")).to_have_text("The bar is 11.10 high, wet, red, at step 0.1.")
        bar.get_by_role("slider").focus()
        page.keyboard.press("End")
        wait_for(folder, ["step", 0.5])
        bar.get_by_role("radio", name="red").focus()
        page.keyboard.press("ArrowDown")
        wait_for(folder, ["colour", "green"])
        points.get_by_role("slider", name="P below").focus()
        page.keyboard.press("ArrowRight")
        wait_for(folder, ["cut", 0.001])
        points.get_by_role("combobox").fill("item-12")
        page.keyboard.press("Enter")
        wait_for(folder, ["selected", "item-12"])
        expect(points.get_by_role("combobox")).to_have_value("item-12")

        last.locator(".cm-content").click()
        command("notebook:run-cell")
        expect(bar.locator(".iso-sentence")).to_have_text("The bar is 8.00 high, dry, blue, at step 0.5.")
        expect(bar.get_by_role("switch")).not_to_be_checked()
        expect(bar.get_by_role("radio", name="blue")).to_be_checked()
        expect(points.get_by_role("slider", name="Shift at least")).to_have_attribute("aria-valuetext", "1")
        expect(points.locator(".iso-found")).to_contain_text("FAM7, 2 marked.")
        wait_for(folder, ["wet", False], ["colour", "blue"], ["least", 1.0], ["selected", "FAM7"])

        assert seen.violations(".iso-explore") == []

        picture = "() => [...document.querySelectorAll('.iso-plot canvas')].map((canvas) => canvas.toDataURL())"
        light = page.evaluate(picture)
        theme = "window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })"
        page.evaluate(theme)
        page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
        page.wait_for_timeout(200)
        dark = page.evaluate(picture)
        page.evaluate("window.dispatchEvent(new Event('resize'))")
        assert light != dark == page.evaluate(picture)
        assert seen.violations(".iso-explore") == []
        assert seen.refused == []

"""Every explorable of every lesson: each choice, by mouse and by keyboard, shows what Python computed for that state.

What Python computed is read from the executed notebook, which the site build leaves beside the pages; what the reader
sees is read from the page in Chromium.
"""

from __future__ import annotations

import itertools
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)
from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
EXECUTED = sorted((ROOT / "_build" / "jupyter_execute" / "notebooks").glob("*.ipynb"))
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def explorables(path: Path) -> list[dict]:
    """Return the state of each explorable that a notebook displays, in the order of the page."""
    notebook = nbformat.read(path, as_version=4)
    records = notebook.metadata.widgets[STATE]["state"]
    shown = [
        records[output["data"][VIEW]["model_id"]]["state"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if VIEW in output.get("data", {})
    ]
    return [state for state in shown if "_sentences" in state]


def states(choices: list[dict]) -> list[tuple[int, ...]]:
    """Return each state as the place of every choice's option, in Python's order."""
    return list(itertools.product(*(range(len(choice["options"])) for choice in choices)))


def picture_numbers(state: dict, number: int) -> list[str]:
    """Return the texts of the figure that Python drew for a state."""
    lines, runs = state["_pictures"]["lines"], state["_pictures"]["runs"]
    run = runs[state["_pick"][number]]
    svg = "\n".join(line for at, length in zip(run[::2], run[1::2], strict=True) for line in lines[at : at + length])
    return [
        unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.S)
    ]


def role_counts(scene: dict, number: int) -> dict[str, int]:
    """Return how many points on a canvas Python gave each role in a state, under the words of the legend."""
    counts = dict.fromkeys((entry["text"] for entry in scene["legend"]), 0)
    texts = {entry["role"]: entry["text"] for entry in scene["legend"]}
    for layer in (scene["layers"][at] for at in scene["states"][number]):
        if layer["kind"] == "cloud":
            column = scene["columns"][layer["roles"]]
            for code, length in zip(column["runs"][::2], column["runs"][1::2], strict=True):
                counts[texts[column["words"][code]]] += length
    return counts


def mark_labels(scene: dict, number: int) -> list[str]:
    """Return the words that Python wrote beside marks in a state."""
    layers = [scene["layers"][at] for at in scene["states"][number]]
    return [label for layer in layers if "labels" in layer for label in scene["columns"][layer["labels"]] if label]


def by_mouse(figure: Locator, choice: dict, place: int) -> None:
    if choice["kind"] == "switch":
        switch = figure.get_by_role("switch", name=choice["label"], exact=True)
        if switch.is_enabled():
            switch.set_checked(choice["options"][place])
    elif choice["kind"] == "radio":
        group = figure.get_by_role("group", name=choice["label"], exact=True)
        radio = group.get_by_role("radio", name=choice["texts"][place], exact=True)
        if radio.is_enabled():
            radio.click()
    else:
        slider = figure.get_by_role("slider", name=choice["label"], exact=True)
        if not slider.is_enabled():
            return
        slider.scroll_into_view_if_needed()
        box, knob = slider.bounding_box(), 16
        share = place / (len(choice["options"]) - 1)
        slider.page.mouse.click(box["x"] + knob / 2 + share * (box["width"] - knob), box["y"] + box["height"] / 2)


def by_keyboard(figure: Locator, choice: dict, place: int) -> None:
    if choice["kind"] == "switch":
        control = figure.get_by_role("switch", name=choice["label"], exact=True)
        if control.is_enabled() and control.is_checked() != choice["options"][place]:
            control.press("Space")
    elif choice["kind"] == "radio":
        radios = figure.get_by_role("group", name=choice["label"], exact=True).get_by_role("radio")
        now = next(n for n in range(radios.count()) if radios.nth(n).is_checked())
        for _ in range((place - now) % radios.count() if radios.first.is_enabled() else 0):
            radios.nth(now).press("ArrowDown")
            now = (now + 1) % radios.count()
    else:
        control = figure.get_by_role("slider", name=choice["label"], exact=True)
        if not control.is_enabled():
            return
        control.press("Home")
        for _ in range(place):
            control.press("ArrowRight")


def check_state(figure: Locator, state: dict, number: int) -> None:
    sentence = figure.locator(".iso-sentence")
    assert sentence.get_attribute("aria-live") == "polite"
    assert sentence.text_content() == state["_sentences"][number]
    if "_pictures" in state:
        seen = [text.strip() for text in figure.locator(".iso-picture > [role=img] text").all_text_contents()]
        assert seen == picture_numbers(state, number)
    else:
        scene = state["_scene"]
        if figure.locator(".iso-count").count():
            entries = [text.rsplit(": ", 1) for text in figure.locator(".iso-legend li").all_text_contents()]
            assert {name: int(count.replace(",", "")) for name, count in entries} == role_counts(scene, number)
        seen = figure.locator("g.iso-all text").all_text_contents()
        assert set(mark_labels(scene, number)) <= set(seen)


@pytest.fixture(scope="module", params=EXECUTED, ids=lambda path: path.stem)
def lesson(request, chromium):  # noqa: F811
    """A lesson's page in the browser, from its folder, with what Python computed for it."""
    page = SITE / "notebooks" / f"{request.param.stem}.html"
    with visit(chromium, page.as_uri()) as seen:
        seen.wake()
        yield seen.page, explorables(request.param)
    seen.assert_sound()


def test_the_site_left_its_executed_notebooks():
    assert EXECUTED, "build the site first: make site"


@pytest.mark.parametrize("choose", [by_mouse, by_keyboard])
def test_every_choice_shows_what_python_computed(lesson: tuple[Page, list[dict]], choose):
    page, computed = lesson
    figures = page.locator(".iso-explore")
    assert computed
    assert figures.count() == len(computed)
    for at, state in enumerate(computed):
        figure, choices = figures.nth(at), state["_choices"]
        for number, places in enumerate(states(choices)):
            # A control that changes nothing is off until another one is moved.
            for choice, place in 2 * list(zip(choices, places, strict=True)):
                choose(figure, choice, place)
            check_state(figure, state, number)


def test_knockdown_and_sex_can_be_toggled():
    """The two switches that the course exists for."""
    toggles = {choice["name"] for path in EXECUTED for state in explorables(path) for choice in state["_choices"]}
    assert {"silenced", "sex"} <= toggles

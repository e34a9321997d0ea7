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
EXECUTED = sorted((ROOT / "_build" / "executed").glob("*.ipynb"))
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


def control_of(figure: Locator, choice: dict, place: int) -> Locator:
    """Return what a reader moves to make a choice: the switch, the slider, or the radio button of the option."""
    if choice["kind"] == "radio":
        group = figure.get_by_role("group", name=choice["label"], exact=True)
        return group.get_by_role("radio", name=choice["texts"][place], exact=True)
    role = "switch" if choice["kind"] == "switch" else "slider"
    return figure.get_by_role(role, name=choice["label"], exact=True)


def by_mouse(figure: Locator, choice: dict, place: int) -> None:
    control = control_of(figure, choice, place)
    if choice["kind"] == "switch":
        control.set_checked(choice["options"][place])
    elif choice["kind"] == "radio":
        control.click()
    else:
        control.scroll_into_view_if_needed()
        box, knob = control.bounding_box(), 16
        share = place / (len(choice["options"]) - 1)
        control.page.mouse.click(box["x"] + knob / 2 + share * (box["width"] - knob), box["y"] + box["height"] / 2)


def by_keyboard(figure: Locator, choice: dict, place: int) -> None:
    control = control_of(figure, choice, place)
    if choice["kind"] == "switch":
        if control.is_checked() != choice["options"][place]:
            control.press("Space")
    elif choice["kind"] == "radio":
        radios = figure.get_by_role("group", name=choice["label"], exact=True).get_by_role("radio")
        now = next(n for n in range(radios.count()) if radios.nth(n).is_checked())
        for _ in range((place - now) % radios.count()):
            radios.nth(now).press("ArrowDown")
            now = (now + 1) % radios.count()
    else:
        if place == 0:
            control.press("Home")
        # From where it stands: each press draws a picture.
        way = place - int(control.input_value())
        for _ in range(abs(way)):
            control.press("ArrowRight" if way > 0 else "ArrowLeft")


def move_to(figure: Locator, choices: list[dict], places: tuple[int, ...], stands: list[int | None], choose) -> None:
    """Move what does not stand where it is wanted; a control that changes nothing is off until another one is moved."""
    for _ in choices:
        for n, (choice, place) in enumerate(zip(choices, places, strict=True)):
            if stands[n] != place and control_of(figure, choice, place).is_enabled():
                choose(figure, choice, place)
                stands[n] = place


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


def one_choice_away(choices: list[dict]) -> list[tuple[int, ...]]:
    """Return the states in which every option of every choice occurs, the others standing at their first option."""
    return [
        tuple(place if n == moved else 0 for n in range(len(choices)))
        for moved, choice in enumerate(choices)
        for place in range(len(choice["options"]))
    ]


# A picture belongs to a state and not to the way there: each option is reached by mouse at every run, every state of
# every lesson by mouse and by keyboard in the deep checks, and every state of the samples, by both, in tests/explore.
@pytest.mark.parametrize(
    ("choose", "wanted"),
    [
        pytest.param(by_mouse, one_choice_away, id="every option by mouse"),
        pytest.param(by_mouse, states, id="every state by mouse", marks=pytest.mark.deep),
        pytest.param(by_keyboard, states, id="every state by keyboard", marks=pytest.mark.deep),
    ],
)
def test_every_choice_shows_what_python_computed(lesson: tuple[Page, list[dict]], choose, wanted):
    page, computed = lesson
    figures = page.locator(".iso-explore")
    assert computed
    assert figures.count() == len(computed)
    for at, state in enumerate(computed):
        figure, choices = figures.nth(at), state["_choices"]
        number_of = {places: number for number, places in enumerate(states(choices))}
        stands = [None] * len(choices)
        for places in wanted(choices):
            move_to(figure, choices, places, stands, choose)
            check_state(figure, state, number_of[places])


LETTERS = """() => [...document.querySelectorAll('.iso-explore')].flatMap((figure) => {
  const pan = figure.querySelector('.iso-pan');
  const words = [...figure.querySelectorAll('svg[role=img] text')].filter((text) => text.textContent.trim());
  const sizes = words.map((text) => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  });
  const name = figure.getAttribute('aria-label');
  const sideways = pan ? pan.scrollWidth - pan.clientWidth : 0;
  const smallest = Math.min(...sizes);
  return [sideways > 0 && `${name} scrolls by ${sideways}`, smallest < 11 && `${name}: ${smallest} px`].filter(Boolean);
})"""
"""Explorables whose picture scrolls sideways, or has letters under 11 px on the screen."""


@pytest.mark.parametrize("path", EXECUTED, ids=lambda path: path.stem)
def test_no_picture_scrolls_or_shrinks_on_a_phone(path, chromium):  # noqa: F811
    page = SITE / "notebooks" / f"{path.stem}.html"
    with visit(chromium, page.as_uri(), width=390, height=844) as seen:
        seen.wake()
        assert seen.page.evaluate(LETTERS) == []


def test_knockdown_and_sex_can_be_toggled():
    """The two switches that the course exists for."""
    toggles = {choice["name"] for path in EXECUTED for state in explorables(path) for choice in state["_choices"]}
    assert {"silenced", "sex"} <= toggles

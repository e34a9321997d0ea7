"""Each kind of explorable in Firefox, from a folder: a choice by mouse and by keyboard, motion, the address."""

from __future__ import annotations

import json

import pytest
from explore_pages import write_page
from explore_samples import pairs, point_explorer, scene_explorer, small_explorer, value_of
from firefox import running_firefox

pytestmark = pytest.mark.deep
ARROW_RIGHT = "\ue014"


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    with running_firefox(tmp_path_factory.mktemp("firefox")) as firefox:
        yield firefox


@pytest.fixture(scope="module")
def page(firefox, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    path = write_page(folder, small_explorer("Bars"), point_explorer(), scene_explorer())
    firefox.open(path.as_uri())
    firefox.wait_for("document.querySelectorAll('.aw-widget[data-ready]').length === 3")
    return firefox


def group(title: str) -> str:
    return f".iso-explore[aria-label={json.dumps(title)}]"


def sentence(page, title: str) -> str:
    return page.evaluate(f"document.querySelector({json.dumps(group(title) + ' .iso-sentence')}).textContent")


def test_a_picture_changes_and_the_address_follows(page):
    page.click(f"{group('Bars')} input[role=switch]")
    assert sentence(page, "Bars") == f"The bar is {value_of(True, 'red', 0.1):.2f} high, wet, red, at step 0.1."
    page.wait_for("document.querySelectorAll('.iso-fading').length === 0")
    assert page.evaluate("document.querySelectorAll('.iso-picture > svg').length") == 1
    assert page.evaluate("location.search") == "?draw.wet=on"
    page.evaluate("history.back()")
    page.wait_for("location.search === ''")
    assert "dry, red" in sentence(page, "Bars")


def test_a_slider_moves_by_keyboard(page):
    page.evaluate(f"document.querySelector({json.dumps(group('Bars') + ' input[type=range]')}).focus()")
    page.press(ARROW_RIGHT)
    assert sentence(page, "Bars").endswith("at step 0.2.")


def test_marks_of_a_scene_arrive(page):
    loud, quiet = (pairs(one, "both")[0].panels[2].layers[0].columns["y"] for one in (False, True))
    heights = (
        f"[...document.querySelectorAll({json.dumps(group('Pairs') + ' .iso-bars rect')})]"
        ".map((bar) => +bar.getAttribute('height'))"
    )
    before = page.evaluate(heights)
    page.click(f"{group('Pairs')} input[role=switch]")
    target = before[0] * float(quiet[0] / loud[0])
    page.wait_for(f"Math.abs({heights}[0] - {target}) < 0.2")
    assert sentence(page, "Pairs") == pairs(True, "both")[1]


def test_thousands_of_points_are_drawn_and_found(page):
    drawn = (
        f"((canvas) => {{ const copy = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
        f" return copy.some((value, n) => n % 4 === 3 && value > 200); }})"
        f"(document.querySelector({json.dumps(group('Many points') + ' canvas')}))"
    )
    assert page.evaluate(drawn)
    page.click(f"{group('Many points')} [role=combobox]")
    page.press(*"FAM7", "\ue007")
    page.wait_for("document.querySelectorAll('.iso-name').length === 2")


def test_nothing_was_complained_of_and_a_phone_fits(page):
    page.resize(360, 740)
    page.wait_for(f"document.querySelector({json.dumps(group('Pairs') + ' .iso-marks')}).clientWidth < 360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.assert_sound()

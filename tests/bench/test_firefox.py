"""The bench in Firefox, from a folder: both kinds, by mouse, finger and keyboard, with motion and without."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from explore_pages import write_page
from firefox import running_firefox

from isotretinoin import bench
from isotretinoin.bench import CellState, PatientState, still

pytestmark = pytest.mark.deep
TAB, ARROW_RIGHT = "\ue004", "\ue014"
SENTENCE = "document.querySelector('.lb-sentence').textContent"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return {kind: write_page(tmp_path_factory.mktemp(kind), bench.show(kind)) for kind in bench.KINDS}


@pytest.fixture(scope="module", params=[False, True], ids=["motion", "reduced-motion"])
def firefox(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("firefox")
    with running_firefox(folder, ui__prefersReducedMotion=int(request.param)) as firefox:
        firefox.reduced = request.param
        yield firefox


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("patients", PatientState(), PatientState(silenced=True)),
        ("cells", CellState(), CellState(silenced=True)),
    ],
)
def test_the_switch_says_what_python_says(firefox, pages, kind, before, after, pointer):
    firefox.resize(390, 844)
    firefox.open(pages[kind].as_uri())
    firefox.wait_for("document.querySelectorAll('.aw-widget[data-ready]').length === 1")
    assert firefox.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches") is firefox.reduced
    assert firefox.evaluate(SENTENCE) == still.sentence_of(before)
    firefox.click(".lb-switch", pointer)
    firefox.wait_for(f"{SENTENCE} === {json.dumps(still.sentence_of(after))}")
    firefox.wait_for("location.search.includes('silenced=on')")
    firefox.click(".lb-switch", pointer)
    firefox.wait_for(f"{SENTENCE} === {json.dumps(still.sentence_of(before))}")
    assert firefox.evaluate("document.documentElement.scrollWidth") <= 390
    firefox.assert_sound()


@pytest.mark.parametrize(("kind", "state"), [("patients", PatientState()), ("cells", CellState())])
def test_the_keyboard_reaches_both_switches_and_chooses_a_sex(firefox, pages, kind, state):
    firefox.resize(390, 844)
    firefox.open(pages[kind].as_uri())
    firefox.wait_for("document.querySelectorAll('.aw-widget[data-ready]').length === 1")
    firefox.activate()
    # A Firefox without a window takes no space or return, not even for a plain button: Chromium's tests flip this one.
    go_to(firefox, "[role=switch]")
    go_to(firefox, "[type=radio]")
    firefox.press(ARROW_RIGHT)
    firefox.wait_for("location.search.includes('sex=')")
    chosen = firefox.evaluate("document.activeElement.value")
    assert chosen != state.sex
    assert firefox.evaluate(SENTENCE) == still.sentence_of(replace(state, sex=chosen))
    firefox.assert_sound()


def go_to(firefox, selector):
    for _ in range(20):
        firefox.press(TAB)
        if firefox.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
            return
    raise AssertionError(f"twenty tabs and no {selector}")

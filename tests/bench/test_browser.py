"""The bench on a page without a kernel, in Chromium with every other host refused."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from browser import chromium, serve, visit  # noqa: F401
from explore_pages import write_page
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from isotretinoin import bench
from isotretinoin.bench import CellState, PatientState, cells, patients, still, tables

READY = ".aw-widget[data-ready]"
# What the site has above a bench: a bar, a title in two lines, and a line with the minutes.
HEAD = (
    '<div style="height:48px"></div><h1 style="font-size:2.4rem;line-height:1.15;margin:0.6rem 0">'
    "The title of a lesson</h1><p>75 minutes</p>"
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page for each kind of bench."""
    written = {}
    for kind in bench.KINDS:
        path = write_page(tmp_path_factory.mktemp(kind), bench.show(kind))
        text = path.read_text(encoding="utf-8").replace("<h1>A page with explorables</h1>", HEAD)
        path.write_text(text.replace("<main>", '<main style="max-width:688px;margin:auto">'), encoding="utf-8")
        written[kind] = path
    return written


def flip(page: Page) -> None:
    page.locator(".lb-switch").click()


def choose(page: Page, sex: str) -> None:
    page.locator(".lb-sex label", has_text=re.compile(f"^{sex}$")).click()


def sentence(page: Page) -> Locator:
    return page.locator(".lb-sentence")


def settle(page: Page) -> None:
    page.wait_for_timeout(500)


@pytest.mark.parametrize("way", ["http", "file"])
def test_both_switches_say_what_python_says(chromium, pages, way):  # noqa: F811
    path = pages["patients"]
    with serve(path.parent) as address:
        target = address + path.name if way == "http" else path.as_uri()
        with visit(chromium, target) as seen:
            seen.page.wait_for_selector(READY)
            for silenced in (False, True):
                if silenced:
                    flip(seen.page)
                for sex in ("women", "men", "both"):
                    choose(seen.page, sex)
                    expected = still.sentence_of(PatientState(silenced=silenced, sex=sex))
                    expect(sentence(seen.page)).to_have_text(expected)
        seen.assert_sound()


def test_the_address_keeps_the_state_and_back_undoes_it(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        flip(page)
        choose(page, "men")
        expect(sentence(page)).to_have_text(still.sentence_of(PatientState(silenced=True, sex="men")))
        expect(page).to_have_url(re.compile(r"silenced=on.*sex=men"))
        kept = page.url
        page.go_back()
        expect(sentence(page)).to_have_text(still.sentence_of(PatientState(silenced=True)))
        page.goto(kept)
        page.wait_for_selector(READY)
        expect(sentence(page)).to_have_text(still.sentence_of(PatientState(silenced=True, sex="men")))
    seen.assert_sound()


def places(page: Page, look: str) -> list[float]:
    """Return the heights of the marks with a look, from the top."""
    return page.evaluate(
        "(look) => [...document.querySelectorAll(`.lb-left .${look}`)].map((mark) => mark.getBoundingClientRect().top)",
        look,
    )


def now_marks(page: Page) -> np.ndarray:
    """Heights of the six points on the day chosen, in the order of the patients."""
    return np.array(
        page.evaluate(
            """() => [...Array(6).keys()].map((n) => {
              const marks = [...document.querySelectorAll(`.lb-left .lb-mark.lb-p${n}`)];
              return marks[marks.length - 1].getBoundingClientRect().top;
            })"""
        )
    )


def test_points_glide_and_leave_a_ghost(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        settle(page)
        start = now_marks(page)
        assert places(page, "lb-ghost") == []
        # Frames by hand, so that no pace of a machine decides what is seen.
        page.clock.install()
        page.clock.pause_at(page.evaluate("Date.now()") + 1000)
        flip(page)
        page.clock.run_for(190)
        middle = now_marks(page)
        page.clock.run_for(400)
        end = now_marks(page)
        assert (start < middle).all()
        assert (middle < end).all()
        ghosts = np.array(places(page, "lb-ghost"))
        assert len(ghosts) == 6
        # A hollow mark is drawn a pixel smaller than the full one that left it.
        assert np.abs(ghosts - start).max() < 2.5
        page.clock.run_for(100)
        flip(page)
        page.clock.run_for(120)
        turned = now_marks(page)
        flip(page)
        page.clock.run_for(16)
        assert np.abs(now_marks(page) - turned).max() < 12, "a flip in the middle starts where the marks are"
        page.clock.run_for(500)
        assert now_marks(page) == pytest.approx(end, abs=0.5)


def test_who_wants_no_motion_gets_none(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri(), reduced_motion="reduce") as seen:
        page = seen.page
        page.wait_for_selector(READY)
        page.clock.install()
        page.clock.pause_at(page.evaluate("Date.now()") + 1000)
        before = now_marks(page)
        flip(page)
        page.clock.run_for(1)
        assert (now_marks(page) > before).all()


def test_other_patients_do_not_glide_into_one_another(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        settle(page)
        page.clock.install()
        page.clock.pause_at(page.evaluate("Date.now()") + 1000)
        old = now_marks(page)
        page.get_by_role("button", name="New patients").click()
        page.clock.run_for(190)
        # Old and new are there at once, each in its own place.
        assert page.locator(".lb-left .lb-name").count() == 12
        assert set(np.round(old, 1)) <= set(np.round(places(page, "lb-mark"), 1))
        page.clock.run_for(400)
        assert page.locator(".lb-left .lb-name").all_text_contents() == patients.names(1)
        expect(sentence(page)).to_have_text(still.sentence_of(PatientState(study=1)))


def test_a_patient_tells_her_numbers_to_pointer_finger_and_keyboard(chromium, pages):  # noqa: F811
    shown = patients.table(PatientState(), tables.drawn("LCN2"), 1.0)
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        settle(page)
        ada, tip = page.locator(".lb-hit").first, page.locator(".lb-bench .iso-tip")
        told = f"LCN2 rises {patients.fold(shown.loc['Ada', 'change'])}-fold."
        expect(ada).to_have_attribute("aria-label", re.compile(re.escape(told)))
        box = page.locator(".lb-left .lb-mark.lb-p0").last.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        expect(tip).to_be_visible()
        expect(tip).to_contain_text("Ada, woman")
        page.mouse.move(5, 5)
        expect(tip).to_be_hidden()
        ada.focus()
        for name in ("Bea", "Clara", "Max"):
            page.keyboard.press("ArrowRight")
            expect(tip).to_contain_text(name)
        page.keyboard.press("Escape")
        expect(tip).to_be_hidden()


def test_the_keyboard_works_everything(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        page.get_by_role("switch", name="LCN2 silenced").focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("switch", name="LCN2 silenced")).to_be_checked()
        page.get_by_role("radio", name="both").focus()
        page.keyboard.press("ArrowLeft")
        expect(sentence(page)).to_have_text(still.sentence_of(PatientState(silenced=True, sex="men")))
        page.get_by_text("Gene, dose, day").click()
        page.get_by_role("slider", name="How much the siRNA leaves").focus()
        page.keyboard.press("End")
        expect(sentence(page)).to_have_text(still.sentence_of(PatientState(silenced=True, sex="men", left=0.75)))
        page.get_by_role("radio", name="FAS").click()
        expect(page.get_by_role("slider", name="How much the siRNA leaves")).to_be_disabled()
        expect(page.locator(".lb-folded")).to_contain_text("The siRNA has no target in FAS.")
        expect(sentence(page)).to_have_text(
            still.sentence_of(PatientState(silenced=True, sex="men", left=0.75, gene="FAS"))
        )


def test_three_guesses_are_dragged_and_compared(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        page.get_by_role("button", name="Guess first").click()
        grips = page.locator(".lb-grip")
        expect(grips).to_have_count(3)
        expect(page.locator(".lb-right .lb-estimate")).to_have_count(0)
        first = float(grips.nth(0).get_attribute("aria-valuenow"))
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
        assert float(grips.nth(0).get_attribute("aria-valuenow")) == pytest.approx(first - 0.3)
        knob = grips.nth(1).locator("circle").bounding_box()
        page.mouse.move(knob["x"] + 9, knob["y"] + 9)
        page.mouse.down()
        page.mouse.move(knob["x"] - 60, knob["y"] + 9, steps=5)
        page.mouse.up()
        dragged = grips.nth(1).get_attribute("aria-valuetext").removesuffix("-fold")
        assert float(dragged) < float(patients.fold(2.7))
        page.get_by_role("button", name="See").click()
        expect(sentence(page)).to_contain_text(f"men {dragged}×, shown ")
        expect(page.get_by_role("switch", name="LCN2 silenced")).to_be_checked()
        expect(page.locator(".lb-right .lb-guess")).to_have_count(3)
    seen.assert_sound()


def test_a_hundred_studies_pile_up_and_are_counted(chromium, pages):  # noqa: F811
    state = PatientState(silenced=True)
    change = patients.changes(state, tables.drawn("LCN2"), 1.0)[1]
    counts = patients.counts(change)
    with visit(chromium, pages["patients"].as_uri(), reduced_motion="reduce") as seen:
        page = seen.page
        page.wait_for_selector(READY)
        flip(page)
        page.get_by_role("button", name="A hundred studies").click()
        expect(page.locator(".lb-dot")).to_have_count(300)
        said = f"one sex alone is significant in {counts['women'] + counts['men']} (women {counts['women']}"
        expect(page.locator(".lb-count")).to_contain_text(said)
        expect(page.locator(".lb-dot.lb-difference.lb-clear")).to_have_count(counts["difference"])
        page.get_by_role("button", name="Clear the hundred").click()
        expect(page.locator(".lb-dot")).to_have_count(0)


def test_the_tour_ticks_what_was_done(chromium, pages):  # noqa: F811
    with visit(chromium, pages["patients"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        done = page.locator(".lb-tour .lb-done")
        expect(done).to_have_count(0)
        flip(page)
        expect(done).to_have_count(1)
        choose(page, "women")
        choose(page, "men")
        expect(done).to_have_count(2)
        choose(page, "both")
        expect(done).to_have_count(3)


def test_dishes_hold_what_the_model_says(chromium, pages):  # noqa: F811
    with visit(chromium, pages["cells"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        flip(page)
        expect(sentence(page)).to_have_text(still.sentence_of(CellState(silenced=True)))
        plates = cells.plates(CellState(silenced=True), 1.0)
        told = page.locator(".lb-dish-told").all_text_contents()
        for text, key in zip(told, cells.DISHES, strict=True):
            dying, gone = plates[key]
            assert text.startswith(f"{round(100 * (dying + gone)) - round(100 * gone)} dying · ")
        before = cells.plates(CellState(), 1.0)["drug", "LCN2 siRNA"]
        saved = round(100 * sum(before)) - round(100 * sum(plates["drug", "LCN2 siRNA"]))
        assert told[3].endswith(f" · {saved} saved")
        lost = round(100 * plates["drug", "control siRNA"][1])
        assert told[2].endswith(f" · {lost} lost")
        page.get_by_role("slider", name="Share of the death signal").focus()
        page.keyboard.press("End")
        expect(sentence(page)).to_have_text(still.sentence_of(CellState(silenced=True, need=1.0)))
    seen.assert_sound()


def test_a_womans_dish_is_empty_until_it_is_imagined(chromium, pages):  # noqa: F811
    with visit(chromium, pages["cells"].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        choose(page, "women")
        expect(page.locator(".lb-notice")).to_contain_text("One man’s cells are all there is.")
        expect(page.locator(".lb-dish-told").first).to_have_text("no cells")
        page.get_by_role("button", name="Imagine a woman’s line (assumed)").click()
        expect(sentence(page)).to_have_text(still.sentence_of(CellState(sex="women", imagined=True)))
        choose(page, "both")
        expect(sentence(page)).to_have_text(still.sentence_of(CellState(sex="both", imagined=True)))
        expect(page.locator(".lb-right .lb-estimate")).to_have_count(6)
    seen.assert_sound()


@pytest.mark.parametrize("kind", bench.KINDS)
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_first_screen_holds_switches_estimates_and_sentence(chromium, pages, kind, width, height):  # noqa: F811
    with visit(chromium, pages[kind].as_uri(), width=width, height=height) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        for _ in range(2):
            for part in (".lb-switch", ".lb-sex", ".lb-right", ".lb-sentence"):
                box = page.locator(part).bounding_box()
                assert 0 <= box["y"] <= height - box["height"], part
                assert 0 <= box["x"] <= width - box["width"], part
            flip(page)
            settle(page)
        assert seen.overflow() == 0


@pytest.mark.parametrize("kind", bench.KINDS)
@pytest.mark.parametrize("dark", [False, True])
def test_it_is_accessible_and_legible(chromium, pages, kind, dark):  # noqa: F811
    with visit(chromium, pages[kind].as_uri(), dark=dark, width=360, height=800) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        flip(page)
        page.locator(".lb-more summary").click()
        settle(page)
        assert seen.violations(".lb-bench") == []
        assert seen.overflow() == 0
        sizes = page.evaluate(
            """() => [...document.querySelectorAll(".lb-bench svg text")].map((text) => {
              const svg = text.ownerSVGElement;
              const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
              return scale * parseFloat(getComputedStyle(text).fontSize);
            })"""
        )
        assert min(sizes) >= 11
    seen.assert_sound()


@pytest.mark.parametrize("kind", bench.KINDS)
def test_without_the_script(chromium, pages, kind):  # noqa: F811
    with visit(chromium, pages[kind].as_uri(), javascript=False) as seen:
        page = seen.page
        made = bench.show(kind)
        expect(page.locator(".lb-sentence")).to_have_text(made.sentence)
        expect(page.locator(".lb-left .lb-svg")).to_be_visible()
        expect(page.locator(".lb-table")).to_be_visible()


@pytest.mark.parametrize("kind", bench.KINDS)
def test_on_paper(chromium, pages, kind):  # noqa: F811
    with visit(chromium, pages[kind].as_uri()) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        flip(page)
        settle(page)
        text = PdfReader(io.BytesIO(page.pdf())).pages[0].extract_text()
        said = sentence(page).text_content()
        assert said.split(".")[0].replace("\u00a0", " ") in re.sub(r"\s+", " ", text.replace("\u00a0", " "))
        assert "A hundred studies" not in text


def test_it_is_usable_before_much_has_come(chromium, pages):  # noqa: F811
    """What stands in the page before the script moves nothing when the script takes over."""
    with visit(chromium, pages["patients"].as_uri(), width=390, height=844) as seen:
        page = seen.page
        page.wait_for_selector(READY)
        settle(page)
        shift = page.evaluate(
            """() => new Promise((done) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value;
              }).observe({ type: "layout-shift", buffered: true });
              setTimeout(() => done(sum), 200);
            })"""
        )
        assert shift <= 0.05

"""Explorables on a page without a kernel, in Chromium with every other host refused."""

from __future__ import annotations

import io
import re

import ipywidgets
import pandas as pd
import pytest
from browser import chromium, serve, visit  # noqa: F401
from explore_pages import push_down, write_page
from explore_samples import (
    COLOURS,
    CUTS,
    SHIFTS,
    STEPS,
    column_explorer,
    draw,
    moving_explorer,
    point_explorer,
    scene_explorer,
    small_explorer,
    value_of,
)
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

READY = ".aw-widget[data-ready]"


class Site:
    """A page with two explorables of the same function, linked to nothing, one of many points and one of many marks."""

    def __init__(self, folder) -> None:
        self.first, self.second = small_explorer("First bar"), small_explorer("Second bar")
        self.points = point_explorer()
        self.scene = scene_explorer()
        self.path = write_page(folder, self.first, self.second, self.points, self.scene)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("explorables"))


@pytest.fixture(scope="module", params=["http", "file"])
def opened(request, chromium, site):  # noqa: F811
    """The page, over HTTP and by double click."""
    with serve(site.path.parent) as address:
        target = address + site.path.name if request.param == "http" else site.path.as_uri()
        with visit(chromium, target) as seen:
            expect(seen.page.locator(READY)).to_have_count(4)
            yield seen
            seen.assert_sound()


def group(page: Page, title: str) -> Locator:
    return page.get_by_role("group", name=title, exact=True)


def shows(where: Locator, wet: bool, colour: str, step: float) -> None:
    """Fail unless sentence, alternative text, and the numbers in the figure are Python's for this state."""
    value = f"{value_of(wet, colour, step):.2f}"
    sentence = f"The bar is {value} high, {'wet' if wet else 'dry'}, {colour}, at step {step}."
    expect(where.locator(".iso-sentence")).to_have_text(sentence)
    expect(where.locator(".iso-picture > [role=img]")).to_have_attribute("aria-label", sentence)
    assert value in where.locator(".iso-picture > [role=img] text").all_text_contents()
    expect(where.get_by_role("switch")).to_be_checked(checked=wet)
    expect(where.get_by_role("radio", name=colour)).to_be_checked()
    expect(where.get_by_role("slider")).to_have_attribute("aria-valuetext", str(step))


def slide(slider: Locator, position: int, last: int) -> None:
    box = slider.bounding_box()
    inset = 8  # half the width of the thumb
    slider.click(position={"x": inset + position / last * (box["width"] - 2 * inset), "y": box["height"] / 2})


def test_every_state_by_mouse(opened):
    where = group(opened.page, "First bar")
    for wet in (True, False):
        where.get_by_text("Under water", exact=True).click()
        for colour in ("green", "blue", "red"):
            where.get_by_text(colour, exact=True).click()
            for position in (1, 2, 3, 0):
                slide(where.get_by_role("slider"), position, 3)
                shows(where, wet, colour, STEPS[position])


def test_every_state_by_keyboard(opened):
    where, keys = group(opened.page, "Second bar"), opened.page.keyboard
    where.get_by_role("switch").focus()
    for wet in (True, False):
        keys.press("Space")
        keys.press("Tab")
        for colour in ("green", "blue", "red"):
            keys.press("ArrowRight")
            keys.press("Tab")
            for key, step in (("ArrowRight", 0.2), ("End", 0.5), ("Home", 0.1)):
                keys.press(key)
                shows(where, wet, colour, step)
            keys.press("Shift+Tab")
        keys.press("Shift+Tab")


def test_widgets_on_one_page_do_not_touch_each_other(opened):
    page = opened.page
    group(page, "First bar").get_by_text("blue", exact=True).click()
    shows(group(page, "Second bar"), False, "red", 0.1)
    group(page, "First bar").get_by_text("red", exact=True).click()
    broken = page.evaluate(
        """() => {
          const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
          const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
          const used = [...document.querySelectorAll('svg *')].flatMap((e) => [...e.attributes])
            .flatMap((a) => [...a.value.matchAll(/url\\(#([^)"]*)\\)/g)].map((m) => m[1])
              .concat(/href$/.test(a.name) ? [a.value.slice(1)] : []));
          return { twice, used: used.length, lost: used.filter((id) => !document.getElementById(id)) };
        }"""
    )
    assert broken["twice"] == []
    assert broken["lost"] == []
    assert broken["used"] > 10


def test_help_and_live_region_are_there_for_screen_readers(opened):
    where = group(opened.page, "First bar")
    expect(where.get_by_role("group", name="colour")).to_have_accessible_description("Any of the three.")
    expect(where.locator(".iso-sentence")).to_have_attribute("aria-live", "polite")
    expect(where.get_by_role("slider", name="Step (m)")).to_be_visible()
    assert opened.page.locator(".aw-fallback").count() == 0


def test_table_of_all_states_is_made_when_it_is_opened(opened, site):
    where = group(opened.page, "First bar")
    assert where.locator("table").count() == 0
    where.get_by_text("All 24 states in words").click()
    expect(where.locator("tbody tr")).to_have_count(24)
    cells = where.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    texts = {False: "off", True: "on"}
    assert cells == [
        [texts[row.wet], row.colour, f"{row.step:g}", row.sentence] for row in site.first.states.itertuples()
    ]
    where.get_by_text("All 24 states in words").click()


def reading(where: Locator) -> dict:
    counts = where.locator(".iso-count").all_inner_texts()
    return dict(zip(("up", "down", "rest"), (int(text.replace(",", "")) for text in counts), strict=True))


def drawn(where: Locator) -> int:
    """Return how many pixels of the canvas have one of the two colours of called points."""
    return where.locator("canvas").evaluate(
        """(canvas) => {
          const copy = document.createElement('canvas');
          Object.assign(copy, { width: canvas.width, height: canvas.height });
          const context = copy.getContext('2d', { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          let found = 0;
          for (let n = 0; n < data.length; n += 4) {
            if (data[n + 3] > 200 && Math.abs(data[n] - data[n + 2]) > 100) found += 1;
          }
          return found;
        }"""
    )


def test_every_state_of_many_points(opened, site):
    where, keys = group(opened.page, "Many points"), opened.page.keyboard
    cut, least = where.get_by_role("slider", name="P below"), where.get_by_role("slider", name="Shift at least")
    for row, number in enumerate(range(len(CUTS) * len(SHIFTS))):
        at_cut, at_shift = divmod(number, len(SHIFTS))
        cut.focus()
        keys.press("Home")
        for _ in range(at_cut):
            keys.press("ArrowRight")
        slide(least, at_shift, len(SHIFTS) - 1)
        sentence = site.points.states.sentence[row]
        up, down = map(int, re.findall(r"(\d+) are up and (\d+) down", sentence)[0])
        expect(where.locator(".iso-sentence")).to_have_text(sentence)
        assert reading(where) == {"up": up, "down": down, "rest": 12_625 - up - down}
        assert (drawn(where) > 0) == (up + down > 0)
        expect(where.locator("svg.iso-marks")).to_have_attribute("aria-label", sentence)
    cut.focus()
    keys.press("Home")
    least.focus()
    keys.press("Home")


def called_of(site) -> pd.DataFrame:
    """Return the called points of the first state as Python has them, strongest first."""
    marks = site.points.marks
    return marks[(marks.layer == "points") & (marks.role != "unchanged")].reset_index(drop=True)


def test_search_by_keyboard_marks_a_group_and_says_so(opened, site):
    where, keys = group(opened.page, "Many points"), opened.page.keyboard
    field = where.get_by_role("combobox", name="Find a family or an item")
    strongest = called_of(site).iloc[0]
    field.fill(strongest.group.lower())
    first = where.get_by_role("option").first
    expect(first).to_have_text(strongest.group)
    keys.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    keys.press("Enter")
    expect(where.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value(strongest.group)
    status = where.get_by_role("status")
    expect(status).to_contain_text(f"{strongest.group}, 2 marked.")
    expect(status).to_contain_text(f"{strongest.id}: shift (log2) {strongest.x:.2f}".replace("(log2) -", "(log2) −"))
    expect(status).to_contain_text(strongest.role)
    expect(where.locator(".iso-name").first).to_have_text(strongest.group)
    field.fill("nobody")
    expect(status).to_have_text("Nothing here is called “nobody”.")
    keys.press("Escape")
    expect(field).to_have_value("")
    expect(status).to_have_text("")
    expect(where.locator(".iso-name")).to_have_count(0)


def test_pointing_names_a_point_and_a_click_marks_it(opened, site):
    where = group(opened.page, "Many points")
    strongest = called_of(site).iloc[0]
    where.locator(".iso-plot").scroll_into_view_if_needed()
    place = where.locator(".iso-plot").evaluate(
        """(plot, name) => {
          const box = plot.getBoundingClientRect();
          for (let y = 4; y < box.height; y += 8) for (let x = 4; x < box.width; x += 8) {
            plot.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + x, clientY: box.top + y }));
            if (plot.querySelector('.iso-tip b')?.textContent.endsWith(` ${name}`)) return { x, y };
          }
        }""",
        strongest.id,
    )
    where.locator(".iso-plot").hover(position=place)
    expect(where.locator(".iso-tip")).to_be_visible()
    expect(where.locator(".iso-tip")).to_contain_text(f"{strongest.group} · {strongest.id}shift (log2)")
    where.locator(".iso-plot").click(position=place)
    expect(where.get_by_role("combobox")).to_have_value(strongest.group)
    where.get_by_role("button", name="Clear").click()
    expect(where.get_by_role("combobox")).to_have_value("")


def test_table_lists_the_strongest_called_points(opened, site):
    where = group(opened.page, "Many points")
    summary = where.locator("summary").first
    called = called_of(site)
    expect(summary).to_have_text(f"The 20 strongest of {len(called)} called, by strength")
    summary.click()
    rows = where.locator("details[open] tbody tr")
    expect(rows).to_have_count(20)
    assert rows.evaluate_all("rows => rows.map((row) => row.cells[0].textContent)") == list(called.id[:20])
    assert rows.evaluate_all("rows => rows.map((row) => row.cells[2].textContent)") == list(called.role[:20])
    rows.nth(1).get_by_role("button").click()
    expect(where.get_by_role("combobox")).to_have_value(called.group.iloc[1])
    where.get_by_role("slider", name="Shift at least").focus()
    opened.page.keyboard.press("End")
    expect(rows).to_have_count(0)
    opened.page.keyboard.press("Home")
    expect(rows).to_have_count(20)
    summary.click()
    where.get_by_role("button", name="Clear").click()


def tells(where: Locator) -> list[str]:
    return where.locator(".iso-m[role=img]").evaluate_all(
        "marks => marks.map((mark) => mark.getAttribute('aria-label'))"
    )


def test_marks_tell_their_numbers_to_keys_and_pointer(opened):
    where, keys = group(opened.page, "Pairs"), opened.page.keyboard
    assert tells(where) == [
        "Ann: after, level (log2): 6.00, rise: 4",
        "Bob: after, level (log2): 5.00, rise: 2",
        "mean: rise (log2): 3.00 (2.00 to 4.00)",
        "Ann: rise (log2): 4.00",
        "Bob: rise (log2): 2.00",
    ]
    assert where.locator(".iso-m[tabindex='0']").count() == 1
    where.locator(".iso-m[tabindex='0']").focus()
    expect(where.locator(".iso-tip b")).to_have_text("Ann")
    keys.press("ArrowRight")
    expect(where.locator(".iso-tip")).to_contain_text("Bob")
    expect(where.locator(".iso-tip")).to_contain_text("rise: 2")
    keys.press("End")
    expect(where.locator(".iso-tip")).to_contain_text("rise (log2): 2")
    keys.press("Escape")
    expect(where.locator(".iso-tip")).to_be_hidden()
    where.locator(".iso-estimate").hover()
    expect(where.locator(".iso-tip b")).to_have_text("mean")
    keys.press("Home")


def heights(where: Locator) -> list[float]:
    return where.locator("g.iso-all .iso-bars rect").evaluate_all(
        "bars => bars.map((bar) => +bar.getAttribute('height'))"
    )


def test_marks_glide_and_those_that_go_fade(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri()) as seen:
        where = group(seen.page, "Pairs")
        expect(where.locator(".iso-bars")).to_have_count(2)
        seen.page.evaluate(CLOCK)
        loud = heights(where)
        where.get_by_role("switch", name="quiet").click()
        assert heights(where) == loud
        seen.page.evaluate("tick(160)")
        half = heights(where)
        seen.page.evaluate("tick(160)")
        quiet = heights(where)
        assert quiet == pytest.approx([height / 4 for height in loud], abs=0.2)
        assert half == pytest.approx([(a + b) / 2 for a, b in zip(loud, quiet, strict=True)], abs=0.2)
        where.get_by_text("one", exact=True).click()
        seen.page.evaluate("tick(160)")
        assert where.locator("g.iso-all .iso-bars").last.evaluate("bar => bar.style.opacity") == "0.5"
        seen.page.evaluate("tick(160)")
        expect(where.locator("g.iso-all .iso-bars")).to_have_count(1)
        seen.assert_sound()


CLOCK = """() => { const steps = []; let time = performance.now();
  performance.now = () => time;
  window.requestAnimationFrame = (step) => steps.push(step);
  window.tick = (by) => { time += by; steps.splice(0).forEach((step) => step(time)); }; }"""
"""A clock of a test's own: no machine is too slow for it."""


@pytest.fixture
def moving(chromium, tmp_path):  # noqa: F811
    with visit(chromium, write_page(tmp_path, moving_explorer()).as_uri()) as seen:
        expect(seen.page.locator(READY)).to_have_count(1)
        seen.page.evaluate(CLOCK)
        yield group(seen.page, "Moving marks")
        seen.assert_sound()


def height(where: Locator, mark: str) -> float:
    """Return how far from the top a named mark of the present picture stands."""
    use = where.locator(f".iso-picture > [role=img] [data-mark={mark}] use")
    return float(use.get_attribute("y"))


def test_named_marks_of_a_picture_glide(moving):
    early = height(moving, "A")
    moving.get_by_role("switch", name="late").click()
    assert height(moving, "A") == pytest.approx(early, abs=0.01)
    moving.page.evaluate("tick(160)")
    half = height(moving, "A")
    assert moving.locator(".iso-fading [data-mark]").count() == 0, "what glides is shown twice"
    assert moving.locator(".iso-coming").count() == 0
    moving.page.evaluate("tick(160)")
    late = height(moving, "A")
    assert late < half < early
    assert half == pytest.approx((early + late) / 2, abs=0.1)
    expect(moving.locator(".iso-picture > svg")).to_have_count(1)


def test_marks_of_other_things_fade_and_do_not_glide(moving):
    moving.get_by_text("CD", exact=True).click()
    moving.page.evaluate("tick(160)")
    assert moving.locator(".iso-fading [data-mark=A]").count() == 1
    assert moving.locator(".iso-coming [data-mark=C]").count() == 1
    assert moving.locator(".iso-fading").evaluate("old => +old.style.opacity") == pytest.approx(0.5)
    moving.page.evaluate("tick(160)")
    expect(moving.locator(".iso-picture > svg")).to_have_count(1)


def test_marks_on_another_scale_do_not_glide(moving):
    moving.get_by_text("CD", exact=True).click()
    moving.page.evaluate("tick(400)")
    before = height(moving, "C")
    moving.get_by_text("far", exact=True).click()
    assert height(moving, "C") != before, "the mark would glide although only its axis moved"
    moving.page.evaluate("tick(400)")


def test_a_ghost_of_a_picture_stands_on_the_same_scale_only(moving):
    moving.get_by_role("switch", name="Keep the last state").click()
    early = height(moving, "A")
    moving.get_by_role("switch", name="late").click()
    moving.page.evaluate("tick(400)")
    ghost = moving.locator(".iso-ghost [data-mark=A] use")
    assert float(ghost.get_attribute("y")) == early
    expect(moving.locator(".iso-ghost")).to_have_attribute("aria-hidden", "true")
    moving.get_by_text("far", exact=True).click()
    moving.page.evaluate("tick(400)")
    expect(moving.locator(".iso-ghost")).to_have_count(0)
    ids = moving.page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))


def test_a_control_that_changes_nothing_is_off_and_says_why(moving):
    share = moving.get_by_role("slider", name="share")
    expect(share).to_be_disabled()
    expect(share).to_have_accessible_description("Changes nothing while “on” is no.")
    moving.get_by_text("yes", exact=True).click()
    expect(share).to_be_enabled()
    expect(share).to_have_accessible_description("")
    moving.page.evaluate("tick(400)")


def test_nothing_moves_for_those_who_asked_for_no_motion(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri(), reduced_motion="reduce") as seen:
        where = group(seen.page, "Pairs")
        loud = heights(where)
        seen.page.evaluate("() => { window.requestAnimationFrame = () => { throw new Error('moved'); }; }")
        where.get_by_role("switch", name="quiet").click()
        assert heights(where) == pytest.approx([height / 4 for height in loud], abs=0.2)
        bar = group(seen.page, "First bar")
        bar.get_by_text("blue", exact=True).click()
        assert bar.locator(".iso-picture > svg").count() == 1
        seen.assert_sound()


def test_a_ghost_keeps_the_last_state(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri(), reduced_motion="reduce") as seen:
        where = group(seen.page, "Pairs")
        loud = heights(where)
        where.get_by_role("switch", name="quiet").click()
        assert where.locator(".iso-ghosts > *").count() == 0
        where.get_by_role("switch", name="Keep the last state").click()
        ghosts = where.locator(".iso-ghosts .iso-bars rect").evaluate_all(
            "all => all.map((bar) => +bar.getAttribute('height'))"
        )
        assert ghosts == loud
        where.get_by_role("switch", name="quiet").click()
        quiet = where.locator(".iso-ghosts .iso-bars rect").evaluate_all(
            "all => all.map((bar) => +bar.getAttribute('height'))"
        )
        assert quiet == pytest.approx([height / 4 for height in loud], abs=0.2)
        assert seen.violations() == []
        where.get_by_role("switch", name="Keep the last state").click()
        assert where.locator(".iso-ghosts > *").count() == 0


def test_letters_of_a_scene_keep_their_size(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri(), width=360) as seen:
        where = group(seen.page, "Pairs")
        small = where.locator("svg.iso-marks text").evaluate_all(
            "all => all.map((text) => parseFloat(getComputedStyle(text).fontSize))"
        )
        assert min(small) >= 11
        frame = where.locator(".iso-plot").bounding_box()
        for box in where.locator("svg.iso-marks text").evaluate_all(
            "all => all.map((text) => text.getBoundingClientRect().toJSON())"
        ):
            assert box["left"] >= frame["x"] - 1
            assert box["right"] <= frame["x"] + frame["width"] + 1


PICTURE = """(pan) => {
  const svg = pan.querySelector('.iso-picture > [role=img]');
  const sizes = [...svg.querySelectorAll('text')].map((text) => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  });
  return { scrolls: pan.scrollWidth - pan.clientWidth, smallest: Math.min(...sizes), width: svg.viewBox.baseVal.width };
}"""
"""What a reader has to put up with: pixels to scroll sideways, and the height of the smallest letters."""


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    """A page whose first explorable is one of two sizes, and a second one far below."""
    return push_down(write_page(tmp_path_factory.mktemp("columns"), column_explorer("Near"), column_explorer("Far")))


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_has_pictures_of_its_own(chromium, columns, width):  # noqa: F811
    with visit(chromium, columns.as_uri(), width=width, reduced_motion="reduce") as seen:
        expect(seen.page.locator(READY)).to_have_count(1)
        where = group(seen.page, "Near")
        for name in ("one", "two"):
            where.get_by_text(name, exact=True).click()
            where.get_by_role("switch", name="high").click()
            found = where.locator(".iso-pan").evaluate(PICTURE)
            assert found["scrolls"] == 0
            assert found["smallest"] >= 11
            assert f"{name}, after" in where.locator(".iso-picture text").all_text_contents()
        assert seen.overflow() <= 0
        seen.assert_sound()


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize("width", [1200, 390])
def test_a_page_loads_the_pictures_of_its_width_and_the_others_when_it_turns(chromium, columns, width, over):  # noqa: F811
    with serve(columns.parent) as address:
        target = address + columns.name if over == "http" else columns.as_uri()
        asked: list[str] = []
        with visit(chromium, "about:blank", width=width) as seen:
            page = seen.page
            page.on("request", lambda request: "/states/" in request.url and asked.append(request.url))
            page.goto(target)
            where = group(page, "Near")
            where.get_by_role("switch", name="high").click()
            page.wait_for_load_state("networkidle")
            assert len(set(asked)) == 1, "a page loads pictures that it does not show"
            wide = where.locator(".iso-pan").evaluate(PICTURE)["width"]
            page.set_viewport_size({"width": 1590 - width, "height": 900})
            page.wait_for_function(
                "(wide) => document.querySelector('.iso-picture > [role=img]').viewBox.baseVal.width !== wide", arg=wide
            )
            assert len(set(asked)) == 2
            expect(where.locator(".iso-sentence")).to_have_text("The points of one reach 4000.")
            expect(where.locator(".iso-picture > [role=img]")).to_have_attribute(
                "aria-label", "The points of one reach 4000."
            )
            expect(where.get_by_role("switch", name="high")).to_be_checked()
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(
                "(wide) => document.querySelector('.iso-picture > [role=img]').viewBox.baseVal.width === wide", arg=wide
            )
            seen.assert_sound()


def test_nothing_moves_when_the_picture_for_a_phone_comes(chromium, columns):  # noqa: F811
    with visit(chromium, columns.as_uri(), width=390) as seen:
        room = seen.page.locator(".aw-fallback .iso-picture").bounding_box()["height"]
        seen.page.locator(".aw-fallback").scroll_into_view_if_needed()
        expect(seen.page.locator(READY)).to_have_count(2)
        picture = group(seen.page, "Far").locator(".iso-picture > svg").bounding_box()["height"]
        assert room == pytest.approx(picture, abs=2)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_pages_are_accessible_and_fit(chromium, site, dark, width):  # noqa: F811
    with visit(chromium, site.path.as_uri(), dark=dark, width=width) as seen:
        expect(seen.page.locator(READY)).to_have_count(4)
        for summary in seen.page.locator("summary").all():
            summary.click()
        seen.page.get_by_role("combobox").fill("FAM1")
        assert seen.violations() == []
        assert seen.overflow() <= 0
        small = seen.page.evaluate(
            """() => [...document.querySelectorAll('.iso-explore :is(label, button, summary, input)')]
                 .filter((e) => !e.hidden && !e.htmlFor && !e.closest('label input'))
                 .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)"""
        )
        assert small == []
        seen.assert_sound()


def test_high_contrast_keeps_marks_visible(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri(), dark=True, forced_colors="active") as seen:
        expect(seen.page.locator(READY)).to_have_count(4)
        assert seen.violations() == []


def test_a_reader_without_javascript_has_a_picture_and_every_sentence(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri(), javascript=False) as seen:
        expect(seen.page.locator(".aw-fallback")).to_have_count(4)
        assert seen.page.locator(".aw-fallback svg").count() == 4
        assert seen.page.locator(".aw-fallback input").count() == 0
        for explorer in (site.first, site.points):
            for sentence in explorer.states.sentence:
                expect(seen.page.get_by_role("cell", name=sentence).first).to_be_visible()
        assert seen.overflow() <= 0


def test_paper_has_the_figure_and_every_sentence(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri(), dark=True) as seen:
        expect(seen.page.locator(READY)).to_have_count(4)
        printed = PdfReader(io.BytesIO(seen.page.pdf()))
        text = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
        for explorer in (site.first, site.points):
            for sentence in explorer.states.sentence:
                assert sentence in text
        assert f"{value_of(False, 'red', 0.1):.2f} " in text
        assert "P below: 0.00001 · Shift at least: 0" in text
        assert "Find a family" not in text
        assert seen.page.locator("details[open]").count() == 0, "the page is not as it was before printing"


def test_the_theme_can_change_under_a_plot(chromium, site):  # noqa: F811
    with visit(chromium, site.path.as_uri()) as seen:
        expect(seen.page.locator(READY)).to_have_count(4)
        picture = "() => document.querySelector('canvas').toDataURL()"
        light = seen.page.evaluate(picture)
        seen.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        seen.page.wait_for_function(f"(light) => ({picture})() !== light", arg=light)


def test_jslinks_work_without_a_kernel(chromium, tmp_path):  # noqa: F811
    one, two = small_explorer("One"), small_explorer("Two")
    link = ipywidgets.jslink((one, "colour"), (two, "colour"))
    one_way = ipywidgets.jsdlink((one, "wet"), (two, "wet"))
    page = write_page(tmp_path, one, two, others=(link, one_way))
    with visit(chromium, page.as_uri()) as seen:
        expect(seen.page.locator(READY)).to_have_count(2)
        first, second = group(seen.page, "One"), group(seen.page, "Two")
        second.get_by_text("green", exact=True).click()
        shows(first, False, "green", 0.1)
        first.get_by_text("Under water", exact=True).click()
        shows(second, True, "green", 0.1)
        second.get_by_text("Under water", exact=True).click()
        shows(first, True, "green", 0.1)
        seen.assert_sound()


def test_two_views_of_one_widget_stay_in_step(chromium, tmp_path):  # noqa: F811
    one = small_explorer("One")
    with visit(chromium, write_page(tmp_path, one, one).as_uri()) as seen:
        expect(seen.page.locator(READY)).to_have_count(2)
        views = seen.page.get_by_role("group", name="One", exact=True)
        views.nth(0).get_by_text("blue", exact=True).click()
        for view in views.all():
            shows(view, False, "blue", 0.1)
        seen.page.go_back()
        for view in views.all():
            shows(view, False, "red", 0.1)
        seen.assert_sound()


def test_the_address_holds_the_state_and_back_restores_it(chromium, tmp_path):  # noqa: F811
    path = write_page(tmp_path, small_explorer("One"), small_explorer("Two"))
    with serve(tmp_path) as address:
        for start in (address + path.name, path.as_uri()):
            with visit(chromium, f"{start}?q=kept#there") as seen:
                one, two = group(seen.page, "One"), group(seen.page, "Two")
                two.get_by_text("Under water", exact=True).click()
                two.get_by_text("blue", exact=True).click()
                expect(seen.page).to_have_url(f"{start}?q=kept&draw-2.wet=on&draw-2.colour=blue#there")
                shows(one, False, "red", 0.1)
                seen.page.go_back()
                shows(two, True, "red", 0.1)
                seen.page.go_back()
                shows(two, False, "red", 0.1)
                expect(seen.page).to_have_url(f"{start}?q=kept#there")
                seen.page.go_forward()
                shows(two, True, "red", 0.1)
                slider = one.get_by_role("slider")
                slider.focus()
                # Steps within a second are one drag, however long the machine takes over them.
                seen.page.evaluate("performance.now = () => 5000")
                for _ in range(3):
                    seen.page.keyboard.press("ArrowRight")
                expect(seen.page).to_have_url(re.compile(r"draw\.step=0\.5"))
                linked = seen.page.url
                seen.page.go_back()
                shows(one, False, "red", 0.1)  # three steps of one slider are one step back
                seen.assert_sound()
            with visit(chromium, linked) as seen:
                shows(group(seen.page, "One"), False, "red", 0.5)
                shows(group(seen.page, "Two"), True, "red", 0.1)
                group(seen.page, "Two").get_by_text("Under water", exact=True).click()
                expect(seen.page).to_have_url(f"{start}?q=kept&draw.step=0.5#there")
            with visit(chromium, f"{start}?draw.colour=pink&draw.step=7") as seen:
                shows(group(seen.page, "One"), False, "red", 0.1)


def test_code_runs_where_only_files_of_the_site_may(chromium, tmp_path):  # noqa: F811
    path = write_page(tmp_path, small_explorer("One"))
    strict = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    path.write_text(path.read_text().replace("<meta charset", f"{strict}<meta charset"))
    with serve(tmp_path) as address, visit(chromium, address + path.name) as seen:
        one = group(seen.page, "One")
        one.get_by_text("blue", exact=True).click()
        shows(one, False, "blue", 0.1)


def test_a_page_shows_the_state_that_python_left(chromium, tmp_path):  # noqa: F811
    one = small_explorer("One")
    one.wet, one.step = True, 0.5
    with visit(chromium, write_page(tmp_path, one).as_uri()) as seen:
        shows(group(seen.page, "One"), True, "red", 0.5)


def test_a_widget_that_fails_says_so_and_leaves_its_fallback(chromium, tmp_path):  # noqa: F811
    broken, sound = small_explorer("Broken"), small_explorer("Sound")
    broken._esm = "export default { render() { throw new Error('no paint'); } }"
    with visit(chromium, write_page(tmp_path, broken, sound).as_uri()) as seen:
        expect(seen.page.get_by_role("alert")).to_contain_text("could not start (no paint)")
        expect(seen.page.locator(".aw-fallback")).to_have_count(1)
        shows(group(seen.page, "Sound"), False, "red", 0.1)
        assert [text for text in seen.complaints if "no paint" in text]


def test_python_and_page_know_the_same_function():
    figure, sentence = draw(True, COLOURS[1], STEPS[2])
    assert f"{value_of(True, 'green', STEPS[2]):.2f}" in sentence
    figure.clear()

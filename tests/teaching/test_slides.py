"""The decks of the built site: from the lessons, whole, legible, worked by keyboard, with no other host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag

import pytest
from browser import chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from bs4 import BeautifulSoup
from built_pages import ROOT, SITE, places, soup

from isotretinoin.classroom import read_bank, read_contracts
from isotretinoin.questions.markup import plain
from isotretinoin.teaching import TeachingError
from isotretinoin.teaching.slides import SESSIONS
from isotretinoin.teaching.slides.outline import lesson_slides

DECKS = sorted(path.name for path in (SITE / "slides").glob("session-*.html"))
LECTURES = [name for name in DECKS if "checks" not in name]
VOTES = [name for name in DECKS if "checks" in name]
SMALLEST = 16
"""Pixels of the smallest text of a slide of 1280 by 720: about a fortieth of its height."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve(SITE) as address:
        yield address


def deck(name: str) -> BeautifulSoup:
    return soup(f"slides/{name}")


def test_every_lesson_has_its_slides():
    contracts = read_contracts(ROOT).values()
    for decks in (LECTURES, VOTES):
        shown = {section["data-lesson"] for name in decks for section in deck(name).find_all("section")} - {""}
        assert shown == {contract.id for contract in contracts}
        assert len(decks) == len({session for session in SESSIONS for one in contracts if one.part in session.parts})


@pytest.mark.parametrize("name", VOTES)
def test_questions_stand_in_a_deck_of_their_own(name):
    """A check for each objective, each with its answer as a second step."""
    for contract in read_contracts(ROOT).values():
        sections = deck(name).find_all("section", {"data-lesson": contract.id})
        if not sections:
            continue
        assert {section["class"][0] for section in sections} == {"check"}
        assert 2 <= len(sections) <= len(contract.objectives)
        assert all(section.select_one(".answer.fragment") for section in sections)


@pytest.mark.parametrize("name", LECTURES)
def test_slides_say_what_the_lessons_say(name):
    """Question, key points, exit ticket, each prediction with its outcome."""
    bank = read_bank(ROOT)
    for contract in read_contracts(ROOT).values():
        sections = deck(name).find_all("section", {"data-lesson": contract.id})
        if not sections:
            continue
        kinds = [section["class"][0] for section in sections]
        assert kinds[0] == "question"
        assert kinds[-2:] == ["points", "exit"]
        assert "figure" in kinds
        points = [" ".join(one.get_text().split()) for one in sections[-2].find("ul").find_all("li")]
        assert points == [" ".join(plain(point.text).split()) for point in contract.key_points]
        predictions = [one for one in bank.of_lesson(contract.id) if one.kind == "predict" and one.use == "page"]
        shown = [section for section in sections if section["class"][0] == "predict"]
        assert len(shown) == len(predictions)
        for section in shown:
            assert len(section.select_one(".answer").get_text()) > len("What came out: ")
        assert "check" not in kinds


@pytest.mark.parametrize("name", LECTURES)
def test_a_figure_is_headed_by_its_finding_and_has_one_line_below(name):
    """No title is a row of numbers, none is said twice on one slide, and the figure fills the slide."""
    for section in deck(name).find_all("section", class_="figure"):
        title, line = section.find("h2").get_text(), section.find("figcaption").get_text()
        assert len(title) <= 150, title
        # The heading of a section is no sentence.
        assert title.endswith("."), title
        assert line, title
        assert line.rstrip(".") != title.rstrip("."), title


def test_a_title_for_a_section_without_an_explorable_is_refused():
    contract = read_contracts(ROOT)["02_how_the_experiments_were_designed"]
    executed = ROOT / "_build" / "executed" / "02_how_the_experiments_were_designed.ipynb"
    titles = {"Design a study": "It holds.", "Design a house": "It stands."}
    with pytest.raises(TeachingError, match=r"lesson 02 .*'Design a house', which shows none\. .*: Design a study\."):
        lesson_slides(executed, contract, read_bank(ROOT), titles)


@pytest.mark.parametrize("name", DECKS)
def test_every_slide_that_asks_or_shows_has_notes(name):
    for section in deck(name).find_all("section"):
        if section["class"][0] in ("title", "question", "predict", "check", "figure"):
            notes = section.find("aside", class_="notes")
            assert notes is not None, section.get_text()[:80]
            assert "<details>" not in notes.get_text()


@pytest.mark.parametrize("name", DECKS)
def test_figures_have_their_sentence(name):
    for figure in deck(name).find_all("figure"):
        # A plot is named itself; a picture of panels has one name for all of them.
        # Where the caption says it all, the drawing is hidden from a screen reader, so that nothing is heard twice.
        named = figure.find(attrs={"role": "img"})
        assert named["aria-label"].strip() if named else figure.find("svg")["aria-hidden"] == "true"
        assert figure.find("figcaption").get_text().strip()


@pytest.mark.parametrize("name", DECKS)
def test_links_lead_somewhere(name):
    for link in deck(name).find_all("a", href=True):
        target, anchor = urldefrag(link["href"])
        if re.match(r"[a-z]+:", target):
            continue
        page = (SITE / "slides" / unquote(target)).resolve()
        assert page.is_file(), link["href"]
        if anchor:
            assert unquote(anchor) in places(str(page.relative_to(SITE))), link["href"]


@pytest.mark.parametrize("name", DECKS)
def test_deck_by_keyboard_from_a_folder(name, chromium):  # noqa: F811
    """By double click, with no server: the right arrow walks through all slides, and nothing stands outside."""
    with visit(chromium, (SITE / "slides" / name).as_uri(), width=1280, height=720) as seen:
        page = seen.page
        page.wait_for_selector("html[data-ready]")
        total = page.evaluate("deck.getTotalSlides()")
        assert total == len(deck(name).find_all("section"))
        visited = []
        for _ in range(3 * total):
            state = page.evaluate(
                """() => {
                    const slide = deck.getCurrentSlide();
                    const texts = [...slide.querySelectorAll("h1, h2, p, li, figcaption, td, code")];
                    const sizes = texts.filter((one) => !one.closest(".notes, svg, math"))
                        .map((one) => parseFloat(getComputedStyle(one).fontSize));
                    return {at: deck.getIndices().h, lowest: lowest(slide), floor: FLOOR, last: deck.isLastSlide(),
                            right: slide.scrollWidth, width: slide.clientWidth, smallest: Math.min(...sizes),
                            hidden: slide.querySelectorAll(".fragment:not(.visible)").length,
                            title: slide.querySelector("h1, h2").textContent};
                }"""
            )
            assert state["lowest"] <= state["floor"], state
            assert state["right"] <= state["width"], state
            assert state["smallest"] >= SMALLEST, state
            visited.append(state["at"])
            if state["last"] and not state["hidden"]:
                break
            page.keyboard.press("ArrowRight")
        assert sorted(set(visited)) == list(range(total))
        answers = len(deck(name).select(".fragment"))
        assert len(visited) == total + answers
        page.keyboard.press("Home")
        page.keyboard.press("Escape")
        assert page.evaluate("deck.isOverview()")
    seen.assert_sound()


@pytest.mark.parametrize(
    "name", [name if name in DECKS[:2] else pytest.param(name, marks=pytest.mark.deep) for name in DECKS]
)
def test_slides_are_accessible(name, chromium, address):  # noqa: F811
    with visit(chromium, f"{address}slides/{name}", width=1280, height=720) as seen:
        seen.page.wait_for_selector("html[data-ready]")
        kinds = [section["class"][0] for section in deck(name).find_all("section")]
        # All decks are made alike: one is looked at in all its kinds of slides, the others in their pictures.
        for kind in dict.fromkeys(kinds) if DECKS.index(name) < 2 else kinds[1:2]:
            seen.page.evaluate(f"deck.slide({kinds.index(kind)}, 0, 9)")
            assert seen.violations("section.present") == [], kind
    seen.assert_sound()


def test_speaker_view_opens_with_notes(chromium, address):  # noqa: F811
    with visit(chromium, f"{address}slides/{DECKS[0]}", width=1280, height=720) as seen:
        seen.page.wait_for_selector("html[data-ready]")
        with seen.page.expect_popup() as popup:
            seen.page.keyboard.press("s")
        notes = popup.value.locator(".speaker-controls-notes .value")
        notes.wait_for()
        popup.value.wait_for_function(
            "document.querySelector('.speaker-controls-notes .value').textContent.length > 50"
        )


@pytest.mark.parametrize("name", DECKS)
def test_deck_without_javascript_shows_everything(name, chromium, address):  # noqa: F811
    with visit(chromium, f"{address}slides/{name}", javascript=False) as seen:
        slides = seen.page.locator("section")
        for at in (0, slides.count() // 2, slides.count() - 1):
            assert slides.nth(at).is_visible()
        for text in seen.page.locator(".answer").all():
            assert text.is_visible()


def test_decks_are_made_of_what_was_executed(tmp_path):
    """A number of the lesson changes when its output does: nothing on a slide is written by hand."""
    from isotretinoin.teaching.slides import make_slides

    executed = tmp_path / "executed"
    executed.mkdir()
    source = ROOT / "_build" / "executed"
    for path in source.glob("[0-9][0-9]_*.ipynb"):
        content = path.read_text(encoding="utf-8")
        if path.name.startswith("07_"):
            changed = json.loads(content)
            figures = [
                output
                for cell in changed["cells"]
                for output in cell.get("outputs", [])
                if 'class="iso-figure"' in "".join(output.get("data", {}).get("text/html", ""))
            ]
            html = "".join(figures[0]["data"]["text/html"])
            figures[0]["data"]["text/html"] = re.sub(r"(<figcaption\b[^>]*>)[^<]*", r"\1Planted 4711.", html)
            content = json.dumps(changed)
        (executed / path.name).write_text(content, encoding="utf-8")
    written = make_slides(ROOT, executed, tmp_path / "slides")
    assert sum("Planted 4711." in path.read_text(encoding="utf-8") for path in written) == 1

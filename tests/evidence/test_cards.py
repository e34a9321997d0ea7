"""Cards of claims and terms in a browser: under the pointer, by keyboard, by finger, and what is left without them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from browser import chromium, visit  # noqa: F401 - chromium is a fixture
from evidence_page import extension
from playwright.sync_api import expect

from isotretinoin import course_root, evidence
from isotretinoin.evidence.on_pages import cards_script, lessons_of_claims

STATIC = course_root() / "book" / "_static"
TERM = 'class="glossary-term" href="glossary.html#term-vehicle" title="The liquid in which a drug is dissolved."'
PAGE = f"""<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>A lesson</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="cards.css">
<style>body {{ margin: 0; font: 16px sans-serif; --pst-color-background: #fff; --pst-color-text-base: #1d2125;
--pst-color-text-muted: #4a5159; --pst-color-border: #888; --pst-font-family-base: sans-serif }}
a {{ color: #0b5cad }}</style>
<script defer src="cards.js"></script></head><body><main class="bd-article"><h1>A lesson</h1>
<p>The record gives <a href="evidence.html#geo-58-up-cells">58</a> up and
<a href="evidence.html#geo-27-down-cells">27</a> down, beside a <a {TERM}>vehicle</a>.</p>
<div style="overflow: auto; width: 200px; height: 3rem" tabindex="0"><p style="width: 400px">
<a href="evidence.html#seed-58-up-in-skin">in a frame that scrolls</a></p></div>
<p style="margin-top: 120vh"><a href="evidence.html#no-such-claim">nothing</a></p></main></body></html>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name in ("cards.js", "cards.css"):
        shutil.copy(STATIC / name, folder)
    (folder / "claims.js").write_text(cards_script(course_root()), encoding="utf-8")
    (folder / "lesson.html").write_text(PAGE, encoding="utf-8")
    for name in ("evidence", "glossary"):
        (folder / f"{name}.html").write_text(
            f'<!doctype html><link rel="icon" href="data:,"><title>{name}</title>', encoding="utf-8"
        )
    return folder / "lesson.html"


@pytest.fixture
def seen(chromium, page):  # noqa: F811
    with visit(chromium, page.as_uri()) as opened:
        yield opened
        opened.assert_sound()


def test_the_pointer_shows_the_claim_and_takes_it_away(seen):
    tab = seen.page
    card = tab.locator(".iso-card")
    tab.get_by_role("link", name="58", exact=True).hover()
    expect(card).to_contain_text(evidence.claim("geo-58-up-cells").claim)
    expect(card).to_contain_text("The record says")
    expect(card).to_contain_text("used in lessons 1, ")
    tab.mouse.move(5, 600)
    expect(card).to_have_count(0)


def test_a_click_keeps_the_card_and_does_not_lead_away(seen):
    tab = seen.page
    link = tab.get_by_role("link", name="58", exact=True)
    link.click()
    card = tab.get_by_role("group", name="Claim")
    expect(card).to_be_visible()
    expect(link).to_have_attribute("aria-expanded", "true")
    tab.mouse.move(5, 600)
    tab.wait_for_timeout(500)
    expect(card).to_be_visible()
    card.get_by_role("link", name="See in the ledger").click()
    tab.wait_for_url("**/evidence.html#geo-58-up-cells")


def test_the_keyboard_reads_opens_enters_and_leaves(seen):
    tab = seen.page
    tab.keyboard.press("Tab")
    expect(tab.locator(".iso-card")).to_contain_text(evidence.claim("geo-58-up-cells").claim)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("link", name="58", exact=True)).to_have_attribute("aria-expanded", "true")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.iso-card') !== null")
    tab.keyboard.press("Escape")
    expect(tab.locator(".iso-card")).to_have_count(0)
    assert tab.evaluate("document.activeElement.textContent") == "58"
    tab.keyboard.press("Tab")
    expect(tab.locator(".iso-card")).to_contain_text(evidence.claim("geo-27-down-cells").claim)


def test_one_card_at_a_time_and_a_click_beside_it_closes(seen):
    tab = seen.page
    tab.get_by_role("link", name="58", exact=True).click()
    tab.get_by_role("link", name="27", exact=True).click()
    expect(tab.locator(".iso-card")).to_have_count(1)
    expect(tab.locator(".iso-card")).to_contain_text(evidence.claim("geo-27-down-cells").claim)
    tab.get_by_role("heading").click()
    expect(tab.locator(".iso-card")).to_have_count(0)


def test_a_term_has_a_card_and_no_second_tip(seen):
    tab = seen.page
    term = tab.get_by_role("link", name="vehicle")
    assert term.get_attribute("title") is None
    term.click()
    card = tab.get_by_role("group", name="Glossary")
    expect(card).to_contain_text("The liquid in which a drug is dissolved.")
    expect(card.get_by_role("link")).to_have_attribute("href", re.compile(r"glossary\.html#term-vehicle$"))


def test_a_finger_opens_the_card_within_a_narrow_screen(chromium, page):  # noqa: F811
    context = chromium.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(page.as_uri())
    for name in ("58", "in a frame that scrolls", "vehicle"):
        tab.get_by_role("link", name=name, exact=True).tap()
        box = tab.locator(".iso-card").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
    assert tab.url == page.as_uri()
    context.close()


def test_a_link_to_what_the_ledger_does_not_have_is_a_link(seen):
    seen.page.get_by_role("link", name="nothing").click()
    seen.page.wait_for_url("**/evidence.html#no-such-claim")


def test_with_a_key_held_and_without_javascript_a_link_is_a_link(chromium, page):  # noqa: F811
    with visit(chromium, page.as_uri()) as opened:
        opened.page.get_by_role("link", name="58", exact=True).click(modifiers=["Control"])
        expect(opened.page.locator("[aria-expanded]")).to_have_count(0)
    with visit(chromium, page.as_uri(), javascript=False) as plain:
        plain.page.get_by_role("link", name="58", exact=True).click()
        plain.page.wait_for_url("**/evidence.html#geo-58-up-cells")


def test_cards_are_accessible(seen):
    for name in ("58", "vehicle"):
        seen.page.get_by_role("link", name=name, exact=True).click()
        assert seen.violations() == []


def test_a_claim_without_a_lesson_says_nothing_of_lessons_and_the_script_has_every_claim():
    cards = json.loads(cards_script(course_root()).removeprefix("window.isoClaims = ").removesuffix(";\n"))
    assert sorted(cards) == sorted(evidence.ledger().index)
    used = lessons_of_claims(course_root())
    assert all(cards[name]["lessons"] == used.get(name, []) for name in cards)
    assert all(numbers == sorted(set(numbers)) for numbers in used.values())


def test_a_lesson_is_found_by_its_notebook_and_by_its_questions(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data" / "lessons" / "03").mkdir(parents=True)
    (tmp_path / "notebooks" / "03_x.ipynb").write_text("evidence.md#geo-dose and pre-geo-dose-x")
    (tmp_path / "data" / "lessons" / "03" / "questions.yml").write_text("see geo-donor")
    assert lessons_of_claims(tmp_path) == {"geo-dose": [3], "geo-donor": [3]}


def test_a_source_is_headed_by_its_usual_name():
    from docutils.core import publish_doctree
    from myst_parser.parsers.docutils_ import Parser

    document = publish_doctree("# The sources\n\n## N\n\n### nelson2008\n\nNelson AM.\n", parser=Parser())
    extension().head_sources(document)
    said = document.astext()
    assert "Nelson et al. 2008" in said
    assert said.count("nelson2008") == 1


def test_the_claims_are_laid_out_anew_where_another_lesson_uses_one():
    from docutils.core import publish_doctree

    page = extension()
    document, env = publish_doctree(""), SimpleNamespace(found_docs={page.EVIDENCE}, docname=page.EVIDENCE)
    app = SimpleNamespace(env=env, srcdir=course_root())
    assert page._used_elsewhere(app, env, set(), set(), set()) == [page.EVIDENCE]
    page._head(app, document)
    assert page._used_elsewhere(app, env, set(), set(), set()) == []
    env.course_claims_used = env.course_claims_used | {"geo-58-up-cells": [15]}
    assert page._used_elsewhere(app, env, set(), set(), set()) == [page.EVIDENCE]
    env.found_docs = set()
    assert page._used_elsewhere(app, env, set(), set(), set()) == []

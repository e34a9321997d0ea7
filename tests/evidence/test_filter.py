"""The evidence page in a browser: every claim has the anchor that links use, and the filter narrows the list."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import chromium, visit  # noqa: F401 - chromium is a fixture
from evidence_page import evidence_html

from isotretinoin import course_root, evidence
from isotretinoin.evidence.on_pages import lessons_of_claims

SCRIPT = course_root() / "book" / "_static" / "claims-filter.js"


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    """The page as Sphinx makes it, with the filter's script."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(SCRIPT, folder)
    (folder / "evidence.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The evidence</title>'
        '<link rel="icon" href="data:,"><script defer src="claims-filter.js"></script></head>'
        f'<body><main><article class="bd-article">{evidence_html()}</article></main></body></html>',
        encoding="utf-8",
    )
    shutil.copy(folder / "evidence.html", folder / "other.html")
    return folder / "evidence.html"


@pytest.fixture
def seen(request, page: Path) -> Iterator:
    with visit(request.getfixturevalue("chromium"), page.as_uri()) as opened:
        yield opened
        opened.assert_sound()


def shown(tab) -> list[str]:
    """Names of the claims that are to be seen; each stands below its sentence."""
    return tab.locator("article section:visible > .iso-claim-id .literal").all_inner_texts()


def matching(**cells: str) -> list[str]:
    table = evidence.ledger()
    for column, value in cells.items():
        table = table[table[column] == value]
    return sorted(table.index)


def test_every_claim_is_there_under_the_anchor_that_links_use(seen):
    names = sorted(evidence.ledger().index)
    assert sorted(shown(seen.page)) == names
    anchors = seen.page.evaluate(
        "[...document.querySelectorAll('article section > h3')].map((h) => [h.parentElement.id, h.textContent])"
    )
    claims = evidence.ledger()["claim"]
    assert sorted(map(tuple, anchors)) == [(name, claims[name]) for name in names]
    assert seen.page.get_by_role("status").inner_text() == f"{len(names)} of {len(names)} claims shown"


def test_each_choice_narrows_the_list(seen):
    tab = seen.page
    tab.get_by_label("Level").select_option("recomputed from deposited data")
    assert sorted(shown(tab)) == matching(level="recomputed")
    tab.get_by_label("Stance").select_option("sets a statement right")
    expected = matching(level="recomputed", stance="correction")
    assert sorted(shown(tab)) == expected
    assert tab.get_by_role("status").inner_text().startswith(f"{len(expected)} of ")
    tab.get_by_label("Kind").select_option("cohort")
    assert shown(tab) == []
    assert "Receptors" not in tab.locator("article h2:visible").all_inner_texts()
    tab.get_by_role("button", name="Show all claims").click()
    tab.wait_for_function("document.querySelectorAll('article section[hidden]').length === 0")
    assert len(shown(tab)) == len(evidence.ledger())


def test_a_lesson_shows_its_claims_and_the_address_keeps_the_choice(seen):
    tab = seen.page
    tab.get_by_label("Lesson").select_option("7")
    expected = sorted(name for name, lessons in lessons_of_claims(course_root()).items() if 7 in lessons)
    assert "geo-58-up-cells" in expected
    assert sorted(shown(tab)) == expected
    tab.get_by_label("Words").fill("SAM")
    tab.wait_for_function("location.search === '?lesson=7&words=SAM' || location.search === '?words=SAM&lesson=7'")
    few = shown(tab)
    assert 0 < len(few) < len(expected)
    tab.reload()
    assert shown(tab) == few
    assert tab.get_by_label("Lesson").input_value() == "7"
    tab.get_by_role("button", name="Show all claims").click()
    tab.wait_for_function("location.search === ''")


def test_an_address_with_a_choice_that_does_not_exist_shows_everything(request, page):
    with visit(request.getfixturevalue("chromium"), page.as_uri() + "?lesson=99&level=hearsay") as opened:
        assert len(shown(opened.page)) == len(evidence.ledger())
    opened.assert_sound()


def test_words_by_keyboard_alone(seen):
    tab = seen.page
    for _ in range(400):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.name") == "words":
            break
    tab.keyboard.type("megalin AFFINITY")
    assert shown(tab) == ["rec-megalin-binds-ngal"]
    tab.keyboard.press("Enter")
    assert shown(tab) == ["rec-megalin-binds-ngal"]
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.name") == "lesson"


def test_a_link_to_a_hidden_claim_shows_it(seen):
    tab = seen.page
    tab.get_by_label("Words").fill("megalin")
    assert "geo-58-up-cells" not in shown(tab)
    tab.evaluate("location.hash = 'geo-58-up-cells'")
    tab.locator("#geo-58-up-cells h3").wait_for()
    assert len(shown(tab)) == len(evidence.ledger())


def test_without_javascript_and_on_other_pages_nothing_is_filtered(request, page):
    browser = request.getfixturevalue("chromium")
    with visit(browser, page.as_uri(), javascript=False) as plain:
        assert plain.page.locator("article h3").count() == len(evidence.ledger())
        assert plain.page.locator("form").count() == 0
    with visit(browser, page.with_name("other.html").as_uri()) as other:
        assert other.page.locator("form").count() == 0


def test_the_filter_is_accessible(request, page):
    browser = request.getfixturevalue("chromium")
    for width in (1200, 360):
        with visit(browser, page.as_uri(), width=width) as opened:
            assert opened.violations(".iso-filter") == []
            box = opened.page.locator(".iso-filter").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width

"""What the site does to a lesson's page: folded code with one switch, its number, and where 'Next' leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chromium, serve, visit  # noqa: F401
from jupyter_cache import get_cache
from playwright.sync_api import expect
from programs import load

from isotretinoin.classroom.folding import fold_code

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"


@pytest.fixture(scope="module")
def extension():
    return load("book/_ext/course_lessons.py")


def code(*tags: str) -> dict:
    return {"cell_type": "code", "source": "x", "metadata": {"tags": list(tags)} if tags else {}}


def test_code_is_folded_unless_its_tags_say_otherwise():
    kept = [code("teach"), code("remove-input"), code("remove-cell"), {"cell_type": "markdown"}]
    given = {"cells": [code(), code("other"), *kept], "nbformat": 4}
    folded = fold_code(given)
    assert [cell["metadata"]["tags"] for cell in folded["cells"][:2]] == [["hide-input"], ["other", "hide-input"]]
    assert folded["cells"][2:] == kept
    assert given["cells"][0]["metadata"] == {}, "the notebook that was given is left as it was"


def test_a_solution_is_called_by_its_name_and_the_switch_of_the_code_leaves_it_folded(chromium):  # noqa: F811
    folded = fold_code({"cells": [code("hide-cell")], "nbformat": 4})["cells"][0]["metadata"]
    assert folded["tags"] == ["hide-cell"]
    assert folded["mystnb"]["code_prompt_show"] == "Solution in code"
    with visit(chromium, (SITE / "notebooks" / LESSONS[1]).as_uri()) as seen:
        solution = seen.page.locator("div.cell.tag_hide-cell details.hide").first
        expect(solution.locator("summary")).to_contain_text("Solution in code")
        seen.page.get_by_role("button", name="Show the code").click()
        expect(solution).not_to_have_attribute("open", "")


def test_no_notebook_was_executed_twice():
    """What the script executes is what the build takes: of all versions of a page it is the one used last."""
    execute = load("tools/execute.py")
    cache = get_cache(ROOT / "_build" / ".jupyter_cache")
    records = sorted(cache.list_cache_records(), key=lambda record: record.accessed)
    last = {Path(record.uri).name: record for record in records}
    pages = execute.pages_with_code(ROOT / "book")
    assert len(pages) > 10
    keys = {}
    for path in (*(ROOT / "notebooks").glob("*.ipynb"), *pages):
        # To ask the cache for the notebook would be a use of it.
        _, key = cache.create_hashed_notebook(execute.Document.read(path).notebook)
        # Of two pages with the same code one is executed.
        keys.setdefault(key, []).append(path.name)
    for key, names in keys.items():
        of_script = [last[name] for name in names if name in last and "shown" in last[name].data]
        assert key in [record.hashkey for record in of_script], names


def test_next_never_leads_into_the_teachers_part(extension):
    to_teachers = {"link": "teaching/index.html", "title": "Teaching with this course"}
    context = {"next": dict(to_teachers), "prev": {"link": "glossary.html", "title": "Glossary"}}
    extension._lead(None, "book/notation", "page.html", context, None)
    assert context["next"] is None
    assert context["prev"]["title"] == "Glossary"
    context = {"next": dict(to_teachers), "prev": None}
    extension._lead(None, "book/teaching/plans", "page.html", context, None)
    assert context["next"] == to_teachers


def test_one_switch_opens_the_code_of_all_lessons_and_is_remembered(chromium):  # noqa: F811
    # Over HTTP: to a file that touches its store while it loads, Chromium gives an empty one now and then.
    with serve(SITE) as address, visit(chromium, f"{address}notebooks/{LESSONS[0]}") as seen:
        page = seen.page
        switch = page.get_by_role("button", name="Show the code")
        folded = page.locator("div.cell details.hide").first
        expect(switch).to_have_attribute("aria-pressed", "false")
        expect(folded).not_to_have_attribute("open", "")
        switch.press("Enter")
        expect(folded).to_have_attribute("open", "")
        page.goto(f"{address}notebooks/{LESSONS[1]}")
        expect(page.get_by_role("button", name="Show the code")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("div.cell details.hide").first).to_have_attribute("open", "")


LESSONS = ("02_how_the_experiments_were_designed.html", "05_one_gene_six_patients.html")


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem[:2])
def test_a_lesson_carries_its_number_in_title_and_side_bar(path):
    page = (SITE / "notebooks" / f"{path.stem}.html").read_text(encoding="utf-8")
    number = f"{int(path.stem[:2])} · "
    assert f"<h1>{number}" in page
    assert f'current active"><a class="current reference internal" href="#">{number}' in page.replace("\n", "")

"""The tests before and after the course in a real browser: a form, answers, first score, noise, profile, file."""

from __future__ import annotations

import json
import re

import pytest
from browser import chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from classroom_samples import write_course, write_forms
from explore_pages import write_page
from playwright.sync_api import expect

from isotretinoin import classroom
from isotretinoin.classroom.before_after import change_interval, first_form


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course_test")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTRETINOIN_HOME", str(write_forms(write_course(folder))))
        tests = [classroom.course_test("pre-test"), classroom.course_test("post-test")]
    page = write_page(folder, *tests)
    with serve(page.parent) as server:
        yield server + page.name


@pytest.fixture
def seen(chromium, address):  # noqa: F811
    with visit(chromium, address) as visited:
        expect(visited.page.locator(".aw-widget[data-ready]")).to_have_count(2)
        yield visited
    visited.assert_sound()


def a_test(page, number):
    """Return the test before (0) or after (1) the course."""
    return page.locator(".iso-test").nth(number)


def take(page, number=0, code="1"):
    """Find the form of a code, and return the test."""
    test = a_test(page, number)
    test.get_by_label("Your number or name").fill(code)
    test.get_by_role("button", name="Find my form").click()
    expect(test.locator(".iso-items > li")).to_have_count(4)
    return test


def answer(test, row="A probe set", share="0.05"):
    """Answer the two questions of the course's settings; the two others stay open."""
    items = test.locator(".iso-items > li")
    items.nth(0).get_by_role("radio", name=row, exact=True).check()
    items.nth(1).get_by_label("Your answer").fill(share)


def score(test, name="Score my test"):
    button = test.get_by_role("button", name=name)
    button.click()
    if button.is_visible() and "press again" in test.inner_text():
        button.click()
    return test.locator(".iso-score")


CODES = ("1", "2", "17", "100", "Anna", "Bob", " 7 ", "Zoë", "Łukasz", "b2-")


@pytest.mark.parametrize("code", CODES)
def test_page_and_library_find_the_same_form(seen, code):
    expect(take(seen.page, code=code)).to_contain_text(f"The pre-test, form {first_form(code).upper()}")


def test_code_without_a_sign_is_asked_back(seen):
    test = a_test(seen.page, 0)
    test.get_by_label("Your number or name").fill(" - ")
    test.get_by_role("button", name="Find my form").click()
    expect(test).to_contain_text("Type your number or your name first.")
    with pytest.raises(ValueError, match="letter or a digit"):
        first_form(" - ")


def test_form_can_be_drawn(seen):
    test = a_test(seen.page, 0)
    test.get_by_role("button", name="Draw a form for me").click()
    expect(test.locator(".iso-test-head")).to_have_text(re.compile("The pre-test, form [AB]"))


def test_open_questions_are_named_before_the_score(seen):
    test = take(seen.page)
    answer(test)
    test.get_by_role("button", name="Score my test").click()
    expect(test).to_contain_text("2 questions have no answer")
    expect(test.locator(".iso-score")).to_be_empty()


def test_pre_test_scores_without_teaching_the_answers(seen):
    test = take(seen.page)
    answer(test)
    test.get_by_label("I don't know yet").nth(2).check()
    result = score(test)
    expect(result).to_contain_text("2 of 4 right, 1 not known yet, 1 open.")
    expect(test).to_contain_text("Not known yet.")
    expect(test).to_contain_text("Not answered.")
    expect(test).not_to_contain_text("A gene can have several.")
    # 4 items can't tell 3 or 4 of them from 2.
    expect(result).not_to_contain_text("or more would be a change")


def test_not_knowing_takes_an_answer_back_and_an_answer_takes_it_back(seen):
    test = take(seen.page)
    answer(test)
    item = test.locator(".iso-items > li").first
    item.get_by_label("I don't know yet").check()
    expect(item.get_by_role("radio", name="A probe set")).not_to_be_checked()
    item.get_by_role("radio", name="A gene").check()
    expect(item.get_by_label("I don't know yet")).not_to_be_checked()


def test_profile_says_where_to_start(seen):
    test = take(seen.page)
    items = test.locator(".iso-items > li")
    items.nth(0).get_by_role("radio", name="A probe set").check()
    items.nth(2).get_by_role("radio", name="A probe set").check()
    items.nth(1).get_by_label("Your answer").fill("1/120")
    result = score(test)
    rows = [row.inner_text().split("\t") for row in result.locator("tbody tr").all()]
    assert rows == [["Rows", "2 of 2"], ["Counts", "0 of 2"]]
    expect(result.locator(".iso-advice")).to_contain_text("Where to start: Counts, with 0 of 2 right.")
    expect(result.locator(".iso-advice").get_by_role("link", name="Lesson 3, How many rows?")).to_have_count(1)


def test_post_test_is_the_other_form_and_tells_noise(seen):
    before = take(seen.page, code="2")
    answer(before, row="A gene", share="7")
    expect(score(before)).to_contain_text("0 of 4 right")
    seen.page.reload()
    after = a_test(seen.page, 1)
    expect(after).to_contain_text("The post-test, form A")
    answer(after)
    result = score(after)
    low, high = change_interval(0, 2, 4)
    expect(result).to_contain_text("Before the course it was 0 of 4 (form B), so the change is +2.")
    expect(result).to_contain_text(f"runs from {max(low, 0):.1f} to {high:.1f} items".replace("-", "−"))
    assert low < 0
    cut = result.inner_text()
    assert "can be noise" in cut
    assert "Counts\t0 of 2\t1 of 2\tcan be noise" in cut
    expect(after).to_contain_text("A gene can have several.")


def test_post_test_without_a_pre_test_asks_which_form_was_taken(seen):
    after = a_test(seen.page, 1)
    after.get_by_role("button", name="I took form A").click()
    expect(after).to_contain_text("The post-test, form B")
    seen.page.reload()
    expect(take(seen.page, number=1, code="1")).to_contain_text("The post-test, form B")


def test_first_attempt_survives_a_reload_and_practice(seen):
    test = take(seen.page)
    answer(test, row="A gene")
    expect(score(test)).to_contain_text("1 of 4 right")
    expect(test.get_by_role("radio", name="A gene").first).to_be_disabled()
    test.get_by_role("button", name="Try again for practice").click()
    answer(test)
    expect(score(test, "Score my practice")).to_contain_text("Practice: 2 of 4 right")
    expect(test.locator(".iso-score")).to_contain_text("Your first attempt, 1 of 4 right, is the one that is kept.")
    seen.page.reload()
    test = a_test(seen.page, 0)
    expect(test.locator(".iso-score")).to_contain_text("1 of 4 right")
    expect(test.get_by_role("radio", name="A gene").first).to_be_checked()


def test_file_holds_the_whole_course(seen):
    seen.page.evaluate(
        """localStorage.setItem("isotretinoin/answers/1/09/exit-09",
        JSON.stringify({id: "exit-09", lesson: "09", kind: "exit", answer: ["All clear"]}))"""
    )
    test = take(seen.page)
    answer(test)
    test.get_by_label("I don't know yet").nth(2).check()
    score(test)
    with seen.page.expect_download() as waiting:
        test.get_by_role("button", name="Save all my answers as a file").click()
    saved = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    records = {one["id"]: one for one in saved["answers"]}
    assert saved["format"] == "isotretinoin-answers"
    assert records["exit-09"]["answer"] == ["All clear"]
    assert (records["pre-test"]["form"], records["pre-test"]["score"], records["pre-test"]["of"]) == ("a", 2, 4)
    results = {one["id"]: one["result"] for one in records["pre-test"]["items"]}
    assert results == {
        "q03-form-a-row-course": "right",
        "q03-form-a-count-course": "right",
        "q03-form-a-row-elsewhere": "unsure",
        "q03-form-a-count-elsewhere": "",
    }


def test_clearing_asks_once_more_and_clears_this_test_only(seen):
    before = take(seen.page)
    after = take(seen.page, number=1)
    answer(before)
    answer(after)
    button = before.get_by_role("button", name="Clear this test")
    button.click()
    expect(before).to_contain_text("Press again to clear them.")
    button.click()
    expect(before.get_by_label("Your number or name")).to_be_visible()
    expect(after.get_by_label("Your answer").first).to_have_value("0.05")


@pytest.mark.parametrize(("before", "after", "of"), [(-1, 2, 4), (1, 5, 4), (0, 0, 0)])
def test_interval_of_impossible_scores_is_refused(before, after, of):
    with pytest.raises(ValueError, match="between 0 and the number of items"):
        change_interval(before, after, of)


def test_interval_shrinks_with_the_number_of_items_and_never_to_nothing():
    widths = {of: (lambda ends: (ends[1] - ends[0]) / of)(change_interval(of // 2, of // 2, of)) for of in (6, 24, 96)}
    assert widths[6] > widths[24] > widths[96] > 0
    low, high = change_interval(24, 24, 24)
    assert low < 0 < high


def test_print_shows_both_forms_and_hides_the_key_of_the_pre_test(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_forms(write_course(tmp_path))))
    before, after = classroom.course_test("pre-test").fallback, classroom.course_test("post-test").fallback
    assert "form A" in before
    assert "form B" in before
    assert "A gene can have several." not in before
    assert "A gene can have several." in after


def test_unknown_or_empty_test_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path)))
    with pytest.raises(classroom.BankError, match="ask for 'pre-test' or 'post-test'"):
        classroom.course_test("mid-test")
    with pytest.raises(classroom.BankError, match="use: form-a"):
        classroom.course_test("pre-test")

"""The tests before and after the course in a real browser: answered, scored, kept, saved as a file."""

from __future__ import annotations

import json

import pytest
from browser import chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from classroom_samples import sound_course, write_course
from explore_pages import write_page
from playwright.sync_api import expect

from isotretinoin import classroom


def sample():
    """Return a course whose four kinds of question stand in both tests."""
    course = sound_course()
    asked = [one for one in course["questions"] if one["kind"] != "predict"]
    for use in ("pre-test", "post-test"):
        course["questions"] += [{**one, "id": f"{one['id']}-{use}", "use": use} for one in asked]
    return course


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course_test")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTRETINOIN_HOME", str(write_course(folder, sample())))
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


def a_test(page, title):
    return page.locator(".iso-test", has_text=title)


def answer_choice_and_number(test):
    test.get_by_role("radio", name="A probe set").check()
    test.get_by_label("Your answer").fill("0.05")


def score(test):
    button = test.get_by_role("button", name="Score my test")
    button.click()
    if "Press again" in test.inner_text():
        button.click()
    return test.locator(".iso-score")


def test_open_questions_are_named_before_the_score(seen):
    test = a_test(seen.page, "The pre-test")
    answer_choice_and_number(test)
    test.get_by_role("button", name="Score my test").click()
    expect(test).to_contain_text("2 questions have no answer")
    expect(test.locator(".iso-score")).to_be_empty()


def test_pre_test_scores_without_teaching_the_answers(seen):
    test = a_test(seen.page, "The pre-test")
    answer_choice_and_number(test)
    expect(score(test)).to_have_text("2 of 4 right.")
    expect(test).to_contain_text("Not answered.")
    expect(test.get_by_role("link", name="Lesson 3, How many rows?")).to_have_count(4)
    expect(test).not_to_contain_text("A gene can have several.")


def test_post_test_gives_feedback_and_the_earlier_score(seen):
    before = a_test(seen.page, "The pre-test")
    before.get_by_role("radio", name="A gene").check()
    expect(score(before)).to_have_text("0 of 4 right.")
    after = a_test(seen.page, "The post-test")
    answer_choice_and_number(after)
    expect(score(after)).to_have_text("2 of 4 right. Before the course it was 0 of 4.")
    expect(after).to_contain_text("A gene can have several.")


def test_answers_and_score_survive_a_reload(seen):
    test = a_test(seen.page, "The pre-test")
    answer_choice_and_number(test)
    expect(score(test)).to_have_text("2 of 4 right.")
    seen.page.reload()
    test = a_test(seen.page, "The pre-test")
    expect(test.locator(".iso-score")).to_have_text("2 of 4 right.")
    expect(test.get_by_role("radio", name="A probe set")).to_be_checked()
    test.get_by_role("radio", name="A gene").check()
    expect(test.locator(".iso-score")).to_be_empty()


def test_file_holds_the_whole_course(seen):
    seen.page.evaluate(
        """localStorage.setItem("isotretinoin/answers/1/09/exit-09",
        JSON.stringify({id: "exit-09", lesson: "09", kind: "exit", answer: ["All clear"]}))"""
    )
    test = a_test(seen.page, "The pre-test")
    answer_choice_and_number(test)
    score(test)
    with seen.page.expect_download() as waiting:
        test.get_by_role("button", name="Save all my answers as a file").click()
    saved = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    records = {one["id"]: one for one in saved["answers"]}
    assert saved["format"] == "isotretinoin-answers"
    assert records["exit-09"]["answer"] == ["All clear"]
    assert (records["pre-test"]["score"], records["pre-test"]["of"]) == (2, 4)
    results = {one["id"]: one["result"] for one in records["pre-test"]["items"]}
    assert results == {
        "q03-row-pre-test": "right",
        "q03-all-columns-pre-test": "",
        "q03-share-pre-test": "right",
        "q03-steps-pre-test": "",
    }


def test_starting_again_clears_this_test_only(seen):
    before, after = a_test(seen.page, "The pre-test"), a_test(seen.page, "The post-test")
    answer_choice_and_number(before)
    answer_choice_and_number(after)
    before.get_by_role("button", name="Start this test again").click()
    expect(before.get_by_label("Your answer")).to_have_value("")
    expect(after.get_by_label("Your answer")).to_have_value("0.05")


def test_print_shows_questions_and_hides_the_key_of_the_pre_test(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path, sample())))
    before, after = classroom.course_test("pre-test").fallback, classroom.course_test("post-test").fallback
    assert "What is a row?" in before
    assert "A gene can have several." not in before
    assert "A gene can have several." in after


def test_unknown_or_empty_test_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path)))
    with pytest.raises(classroom.BankError, match="ask for 'pre-test' or 'post-test'"):
        classroom.course_test("mid-test")
    with pytest.raises(classroom.BankError, match="use: pre-test"):
        classroom.course_test("pre-test")

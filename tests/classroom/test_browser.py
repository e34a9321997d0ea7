"""The questions in a real browser, without a kernel: by mouse, by keyboard, on paper, after a reload, in the dark."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browser import chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from classroom_samples import NAME, write_course
from explore_pages import write_page
from playwright.sync_api import Locator, Page, expect

from isotretinoin import classroom
from isotretinoin.links import link_pages


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("classroom")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTRETINOIN_HOME", str(write_course(folder)))
        lesson = classroom.lesson(NAME)
        asked = ["q03-row", "q03-all-columns", "q03-share", "q03-steps"]
        widgets = [
            lesson.predict("p03-rows-of-one-gene", reveal="LCN2 has *two* rows."),
            *map(lesson.check, asked),
            lesson.exit_ticket(),
        ]
        frame = lesson.opening()._repr_html_(), lesson.key_points()._repr_html_()
    page = write_page(folder, *widgets)
    html = page.read_text(encoding="utf-8")
    html = html.replace("</h1>", f'</h1>{frame[0]}<h2 id="what-is-a-row">What is a row?</h2>', 1)
    html = html.replace("</main>", f'<h2 id="ways-or-more">20 ways</h2>{frame[1]}</main>')
    page.write_text(link_pages(html), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def address(page_file):
    with serve(page_file.parent) as server:
        yield server + page_file.name


@pytest.fixture
def seen(chromium, address):  # noqa: F811
    with visit(chromium, address) as visited:
        expect(visited.page.locator(".aw-widget[data-ready]")).to_have_count(6)
        yield visited
    visited.assert_sound()


def card(page: Page, words: str) -> Locator:
    return page.locator(".iso-class", has_text=words)


def check(where: Locator) -> Locator:
    """Press the card's button and return what it says."""
    where.get_by_role("button", name="Check", exact=True).click()
    return where.get_by_role("status")


def lines(where: Locator) -> list[str]:
    return where.locator("ol > li .iso-text").all_inner_texts()


def test_wrong_choice_names_the_idea_and_can_be_mended(seen):
    row = card(seen.page, "What is a row?")
    row.get_by_role("radio", name="A gene").check()
    status = check(row)
    expect(status).to_contain_text("Not yet.")
    expect(status).to_contain_text("Count the rows of one gene.")
    expect(status).to_contain_text("A common idea: Each row is one gene.")
    expect(row.get_by_role("radio", name="A gene tried, not this one")).to_be_checked()
    row.get_by_role("radio", name="A probe set").check()
    expect(status).to_be_empty()
    expect(check(row)).to_contain_text("Right.")
    expect(status).to_contain_text("Yes. A gene can have several.")
    expect(status).not_to_contain_text("A common idea")
    row.get_by_text("Why not the others?").click()
    expect(row.locator("details")).to_contain_text("Patients are columns.")


def test_nothing_chosen_is_said(seen):
    expect(check(card(seen.page, "What is a row?"))).to_contain_text("Choose an answer first.")
    expect(check(card(seen.page, "Which share"))).to_contain_text("Type a number first.")
    expect(seen.page.get_by_label("Your answer, in parts")).to_be_focused()


def test_arrow_keys_move_and_do_not_answer(seen):
    row = card(seen.page, "What is a row?")
    row.get_by_role("radio").first.focus()
    seen.page.keyboard.press("Space")
    for _ in range(3):
        seen.page.keyboard.press("ArrowDown")
    expect(row.get_by_role("status")).to_be_empty()
    assert seen.page.evaluate('Object.values(localStorage).every((text) => !text.includes(\'"result":"wrong"\'))')
    seen.page.keyboard.press("Tab")
    expect(row.get_by_role("button", name="Check", exact=True)).to_be_focused()
    seen.page.keyboard.press("Space")
    expect(row.get_by_role("status")).to_contain_text("Right.")


def test_several_right_answers(seen):
    columns = card(seen.page, "Which of these can be a column?")
    columns.get_by_role("checkbox", name="A sample").check()
    expect(check(columns)).to_contain_text("something is still missing")
    columns.get_by_role("checkbox", name="An array").check()
    columns.get_by_role("checkbox", name="A gene").check()
    status = check(columns)
    expect(status).to_contain_text("A common idea")
    expect(status).not_to_contain_text("Samples are columns.")
    columns.get_by_role("checkbox", name="A gene").uncheck()
    expect(check(columns)).to_contain_text("Right.")


NUMBERS = {
    "0.05": "✓ Right. Yes, one of twenty.",
    " 0.05 parts ": "✓ Read as 0.05. Right. Yes, one of twenty.",
    "0,05": "✓ Read as 0.05. Right. Yes, one of twenty.",
    ".05": "✓ Right. Yes, one of twenty.",
    "5e-2": "✓ Right. Yes, one of twenty.",
    "5×10^-2": "✓ Read as 0.05. Right. Yes, one of twenty.",
    "1/20": "✓ Read as 0.05. Right. Yes, one of twenty.",
    "0.0500001": "✗ Not yet. Divide one by the number of labelings.",
    "1/120": "✗ Read as 0.00833333. Not yet. You counted orders. A common idea: Two orders",
    "−1 200": "✗ Read as −1200. Not yet. A share is no debt.",
    "-1,200.5": "✗ Read as −1200.5. Not yet. A share is no debt.",
    "1.234.567": "→ 1.234.567 is no number that can be read here.",
    "1,234": "→ 1,234 can be read in two ways. Write 1234 or 1.234.",
    "5 %": "→ Write the number without a percent sign",
    "one": "→ one is no number that can be read here.",
    "<b>1</b>": "→ <b>1</b> is no number that can be read here.",
    "1/0": "→ A number can't be divided by zero.",
}


def test_numbers_as_people_type_them(seen):
    share = card(seen.page, "Which share is that?")
    for typed, said in NUMBERS.items():
        seen.page.get_by_label("Your answer, in parts").fill(typed)
        seen.page.keyboard.press("Enter")
        text = " ".join(share.get_by_role("status").inner_text().split())
        assert text.startswith(said), (typed, text)


def test_order_by_keyboard_keeps_focus_and_is_announced(seen):
    steps = card(seen.page, "Put the steps into order.")
    wanted = ["read(file)", "Compute a score", "Relabel the arrays", "Choose a threshold"]
    assert lines(steps) != wanted
    expect(check(steps)).to_contain_text("Another line comes first.")
    for place, line in enumerate(wanted):
        up = steps.get_by_role("button", name=f"Move up: {line}")
        up.focus()
        while lines(steps).index(line) > place:
            before = lines(steps).index(line)
            seen.page.keyboard.press("Enter")
            expect(steps.get_by_role("status")).to_have_text(f"“{line}” is now {before} of 4.")
            expect(up).to_be_focused()
    expect(check(steps)).to_contain_text("Yes. The threshold comes last.")
    first = steps.get_by_role("button", name="Move up: read(file)")
    assert first.get_attribute("aria-disabled") == "true"
    first.focus()
    seen.page.keyboard.press("Enter")
    expect(steps.get_by_role("status")).to_have_text("“read(file)” is already first.")


def test_order_by_dragging(seen):
    steps = card(seen.page, "Put the steps into order.")
    before = lines(steps)
    rows = steps.locator("ol > li")
    rows.nth(0).drag_to(rows.nth(2))
    assert lines(steps) == [before[1], before[2], before[0], before[3]]


def test_prediction_hides_the_result_until_it_is_kept(seen):
    rows = card(seen.page, "How many rows will one gene have?")
    commit = rows.get_by_role("button", name="Commit my prediction")
    assert "LCN2 has" not in rows.inner_text()
    commit.click()
    expect(rows.get_by_role("status")).to_contain_text("Choose one first")
    rows.get_by_role("radio", name="One").check()
    assert "LCN2 has" not in rows.inner_text()
    commit.click()
    outcome = rows.locator(".iso-outcome")
    expect(outcome).to_be_focused()
    for words in ("You predicted", "One", "LCN2 has two rows.", "Many people expect this.", "Each row is one gene."):
        expect(outcome).to_contain_text(words)
    expect(rows.get_by_role("radio", name="Several")).to_be_disabled()
    expect(commit).to_be_hidden()
    rows.get_by_role("button", name="Predict again").click()
    expect(rows.get_by_role("radio", name="One")).to_be_focused()
    assert "LCN2 has" not in rows.inner_text()
    rows.get_by_role("radio", name="Several").check()
    commit.click()
    expect(outcome).to_contain_text("a count of rows is no count of genes")


def test_a_final_prediction_is_sealed_shows_the_own_outcome_first_and_stays(chromium, tmp_path):  # noqa: F811
    verdicts = {0: "One was kept.", 1: "Several were kept.", 2: "It was kept open."}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path)))
        lesson = classroom.lesson(NAME)
        final = lesson.predict(
            "p03-rows-of-one-gene", "First\n\nSecond", reveals=verdicts, final=True, figure=lesson.key_points()
        )
    assert "Several were kept" not in json.dumps(final.get_state()["_question"])
    assert "Several were kept" in final.fallback.split("<details", 1)[1]
    page_of_one = write_page(tmp_path, final)
    with serve(tmp_path) as server, visit(chromium, server + page_of_one.name) as visited:
        page = visited.page
        rows = card(page, "How many rows will one gene have?")
        expect(rows.get_by_role("button", name="Commit for good")).to_be_visible()
        assert "kept" not in rows.inner_text()
        rows.get_by_role("radio", name="Several").check()
        rows.get_by_role("button", name="Commit for good").click()
        outcome = rows.locator(".iso-outcome")
        words = outcome.inner_text()
        order = ["You committed", "Several were kept.", "First", "Second", "20 ways"]
        assert [words.index(one) for one in order] == sorted(words.index(one) for one in order)
        assert "One was kept." not in words
        assert "You predicted" not in words
        expect(outcome.get_by_role("button")).to_have_count(0)
        page.reload()
        expect(outcome).to_contain_text("Several were kept.")
        expect(rows.get_by_role("radio", name="One")).to_be_disabled()
    visited.assert_sound()


def answer_everything(page: Page) -> None:
    page.get_by_role("radio", name="Several").check()
    page.get_by_role("button", name="Commit my prediction").click()
    row = card(page, "What is a row?")
    row.get_by_role("radio", name="A gene").check()
    check(row)
    row.get_by_role("radio", name="A probe set").check()
    check(row)
    columns = card(page, "Which of these can be a column?")
    columns.get_by_role("checkbox", name="A gene").check()
    check(columns)
    page.get_by_label("Your answer, in parts").fill("1/120")
    check(card(page, "Which share is that?"))
    steps = card(page, "Put the steps into order.")
    steps.get_by_role("button", name="Move down").first.click()
    check(steps)
    page.get_by_label("What will you count next?").fill("Rows & genes <b>")


def test_answers_survive_a_reload(seen):
    page = seen.page
    answer_everything(page)
    order = lines(card(page, "Put the steps into order."))
    page.reload()
    expect(page.locator(".aw-widget[data-ready]")).to_have_count(6)
    expect(page.locator(".iso-outcome")).to_contain_text("LCN2 has two rows.")
    expect(card(page, "What is a row?").get_by_role("radio", name="A probe set")).to_be_checked()
    expect(card(page, "What is a row?").get_by_role("status")).to_contain_text("Right.")
    expect(card(page, "Which of these").get_by_role("status")).to_contain_text("A common idea")
    expect(page.get_by_label("Your answer, in parts")).to_have_value("1/120")
    expect(page.get_by_label("What will you count next?")).to_have_value("Rows & genes <b>")
    assert lines(card(page, "Put the steps into order.")) == order


def test_answer_to_an_older_wording_is_not_shown(seen):
    page = seen.page
    answer_everything(page)
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage).filter((key) => key.includes("/answers/")))
            localStorage[key] = localStorage[key].replace(/"revision":"\\w+"/, '"revision":"older"'); }"""
    )
    page.reload()
    expect(page.locator(".aw-widget[data-ready]")).to_have_count(6)
    row = card(page, "What is a row?")
    expect(row.get_by_role("radio", name="A probe set")).not_to_be_checked()
    expect(page.locator(".iso-outcome")).to_be_hidden()
    expect(row).to_contain_text("You answered this before it was changed: “A probe set”.")
    row.get_by_role("radio", name="A gene").check()
    check(row)
    saved = saved_answers(page)["answers"]
    assert [one["answer_text"] for one in saved if one["id"] == "q03-row"] == ["A gene", "A probe set"]
    page.get_by_role("button", name="Clear my answers").click()
    page.get_by_role("button", name="Yes, clear them").click()
    expect(row).not_to_contain_text("before it was changed")
    assert page.evaluate('Object.keys(localStorage).filter((key) => key.includes("/answers/")).length') == 0


def test_answer_under_a_former_fingerprint_comes_back(chromium, page_file, tmp_path):  # noqa: F811
    """What a page of the version before kept of this same question, seen by a page of now."""
    html = page_file.read_text(encoding="utf-8")
    now = re.search(r'"revision":"(\w+)","before":"[^"]*","stem":"What is a row', html)
    page_of_now = tmp_path / page_file.name
    page_of_now.write_text(html.replace(now[0], now[0].replace('"before"', '"formerly":["0123abcd"],"before"', 1)))
    for path in page_file.parent.iterdir():
        if path != page_file:
            (tmp_path / path.name).symlink_to(path)
    with serve(tmp_path) as server, visit(chromium, server + page_file.name) as visited:
        page = visited.page
        expect(page.locator(".aw-widget[data-ready]")).to_have_count(6)
        row = card(page, "What is a row?")
        row.get_by_role("radio", name="A gene").check()
        check(row)
        page.evaluate(
            """(now) => { const key = "isotretinoin/answers/1/03/q03-row";
                localStorage[key] = localStorage[key].replace(now, "0123abcd"); }""",
            now[1],
        )
        page.reload()
        expect(page.locator(".aw-widget[data-ready]")).to_have_count(6)
        expect(row.get_by_role("radio", name="A gene")).to_be_checked()
        expect(row.get_by_role("status")).to_contain_text("Count the rows of one gene.")
    visited.assert_sound()


def test_broken_store_stops_nothing(seen):
    page = seen.page
    page.evaluate("localStorage['isotretinoin/answers/1/03/q03-row'] = '{broken'")
    page.reload()
    expect(page.locator(".aw-widget[data-ready]")).to_have_count(6)


def saved_answers(page: Page) -> dict:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save my answers as a file").click()
    assert waiting.value.suggested_filename == "lesson-03-my-answers.json"
    return json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))


def test_saved_file_tells_a_teacher_what_was_thought(seen):
    page = seen.page
    page.get_by_role("button", name="Save my answers as a file").click()
    expect(page.get_by_text("There is nothing to save yet.")).to_be_visible()
    answer_everything(page)
    saved = saved_answers(page)
    expect(page.get_by_text("Saved a file with 6 answers of this lesson.")).to_be_visible()
    assert (saved["format"], saved["version"]) == ("isotretinoin-answers", 1)
    assert saved["lesson"] == {"id": "03", "title": "How many rows?"}
    by_id = {answer["id"]: answer for answer in saved["answers"]}
    assert len(by_id) == 6
    row = by_id["q03-row"]
    assert row["question"] == "Two rows are called LCN2. What is a row? See the data page and s0."
    assert (row["answer_text"], row["result"], row["objective"]) == ("A probe set", "right", "3.1")
    assert [(one["answer"], one["result"], one["misconceptions"]) for one in row["attempts"]] == [
        ("A gene", "wrong", ["m-row-is-gene"]),
        ("A probe set", "right", []),
    ]
    assert by_id["q03-share"]["attempts"][0]["misconceptions"] == ["m-order-matters"]
    assert by_id["p03-rows-of-one-gene"]["answer_text"] == "Several"
    assert by_id["p03-rows-of-one-gene"]["committed"] is True
    assert by_id["q03-steps"]["answer_text"].count(" → ") == 3
    assert by_id["exit-03"]["answer"] == ["Rows & genes <b>", ""]


def test_clearing_asks_first_and_then_clears_the_lesson_only(seen):
    page = seen.page
    answer_everything(page)
    page.evaluate("localStorage['isotretinoin/answers/1/04/q04-x'] = '{}'")
    clear = page.get_by_role("button", name="Clear my answers")
    clear.click()
    expect(page.get_by_role("button", name="Keep them")).to_be_focused()
    page.get_by_role("button", name="Keep them").click()
    expect(clear).to_be_focused()
    expect(page.get_by_label("What will you count next?")).to_have_value("Rows & genes <b>")
    clear.click()
    page.get_by_role("button", name="Yes, clear them").click()
    expect(page.get_by_text("All answers of this lesson are cleared.")).to_be_visible()
    expect(page.get_by_label("What will you count next?")).to_have_value("")
    expect(page.get_by_label("Your answer, in parts")).to_have_value("")
    expect(card(page, "What is a row?").get_by_role("radio", name="A probe set")).not_to_be_checked()
    assert page.locator(".iso-tried:visible").count() == 0
    expect(page.locator(".iso-outcome")).to_be_hidden()
    keys = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('/answers/'))")
    assert keys == ["isotretinoin/answers/1/04/q04-x"]


def test_page_works_where_the_browser_keeps_nothing(chromium, address):  # noqa: F811
    with visit(chromium, "about:blank") as seen:
        seen.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
        )
        seen.page.goto(address)
        expect(seen.page.locator(".aw-widget[data-ready]")).to_have_count(6)
        expect(seen.page.get_by_text("This browser keeps nothing for this page")).to_be_visible()
        answer_everything(seen.page)
        assert len(saved_answers(seen.page)["answers"]) == 6
    seen.assert_sound()


def test_page_works_from_a_folder(chromium, page_file):  # noqa: F811
    with visit(chromium, page_file.as_uri()) as seen:
        answer_everything(seen.page)
        assert len(saved_answers(seen.page)["answers"]) == 6
    seen.assert_sound()


def test_links_lead_to_pages(seen):
    assert card(seen.page, "What is a row?").get_by_role("link").get_attribute("href") == "../book/data.html#rows"
    seen.page.locator(".iso-keypoints").get_by_role("link").last.click()
    expect(seen.page).to_have_url(re.compile("#ways-or-more$"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("answered", [False, True], ids=["fresh", "answered"])
def test_no_barrier_in_any_colour(dark, answered, chromium, address):  # noqa: F811
    with visit(chromium, address, dark=dark) as seen:
        expect(seen.page.locator(".aw-widget[data-ready]")).to_have_count(6)
        if answered:
            answer_everything(seen.page)
            seen.page.get_by_text("Why not the others?").click()
            seen.page.get_by_role("button", name="Clear my answers").click()
        assert seen.violations() == []
    seen.assert_sound()


def test_narrow_screen_and_large_targets(chromium, address):  # noqa: F811
    with visit(chromium, address, width=360, height=740) as seen:
        answer_everything(seen.page)
        assert seen.overflow() == 0
        small = seen.page.evaluate(
            """() => [...document.querySelectorAll(".iso-class :is(button, .iso-row, textarea, [type=text], summary)")]
                .map((element) => [element.innerText, element.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.height < 24 || box.width < 24)).map(([text]) => text)"""
        )
        assert small == []


def test_focus_is_visible(seen):
    for element in seen.page.locator(".iso-class :is(button, input, textarea):visible:enabled").all():
        element.focus()
        seen.page.keyboard.press("Shift")  # the browser now knows that the reader uses the keyboard
        ring = element.evaluate(
            "(one) => [one, one.closest('label') || one].some((box) => getComputedStyle(box).outlineStyle === 'solid')"
        )
        assert ring, element.evaluate("(one) => one.outerHTML")


def test_verdict_is_told_without_colour(chromium, address):  # noqa: F811
    with visit(chromium, address, forced_colors="active") as seen:
        row = card(seen.page, "What is a row?")
        row.get_by_role("radio", name="A gene").check()
        assert "✗\nNot yet." in check(row).inner_text()


def test_without_javascript_every_question_and_answer_is_there(chromium, address):  # noqa: F811
    with visit(chromium, address, javascript=False) as seen:
        text = " ".join(seen.page.locator("main").inner_text().split())
        for words in (
            "How many rows will one gene have?",
            "A probe set",
            "Choose all that are right.",
            "What is still unclear?",
        ):
            assert words in text
        assert "LCN2 has" not in text  # folded away
        assert "Patients are columns." not in text
        folded = " ".join(" ".join(seen.page.locator("details").all_text_contents()).split())
        for words in (
            "LCN2 has two rows.",
            "Many people expect this. A common idea: Each row is one gene.",
            "Wrong: A gene",
            "Right: 0.05 parts",
            "Wrong: −1000 parts",
            "A share is no debt.",
            "Divide one by the number of labelings.",
            "The threshold comes last.",
        ):
            assert words in folded
        right_order = seen.page.locator("details ol li").all_text_contents()
        assert right_order == ["read(file)", "Compute a score", "Relabel the arrays", "Choose a threshold"]
        seen.page.locator("summary", has_text="What came out").first.click()  # a native element opens without a script
        expect(seen.page.get_by_text("LCN2 has two rows.")).to_be_visible()


def test_paper_has_questions_and_no_buttons(seen):
    seen.page.emulate_media(media="print")
    expect(seen.page.get_by_text("What is a row? See")).to_be_visible()
    expect(seen.page.get_by_text("A probe set", exact=True)).to_be_visible()
    expect(seen.page.locator(".iso-class button:visible")).to_have_count(0)


def test_answers_are_traitlets_in_a_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path)))
    lesson = classroom.lesson(NAME)
    check = lesson.check("q03-row")
    heard = []
    check.observe(lambda change: heard.append(change["new"]), "result")
    check.set_state({"answer": [1], "result": "wrong", "attempts": [{"answer": "A gene", "result": "wrong"}]})
    assert (check.answer, check.result, heard) == ([1], "wrong", ["wrong"])
    assert "wrong" not in check.fallback.replace("Wrong", "")  # the published page starts fresh
    prediction = lesson.predict("p03-rows-of-one-gene", reveal="Two.")
    assert (prediction.choice, prediction.committed) == (-1, False)
    assert lesson.exit_ticket().answers == ["", ""]
    with pytest.raises(classroom.BankError, match="needs a reveal"):
        lesson.predict("p03-rows-of-one-gene", reveal=" ")
    with pytest.raises(classroom.BankError, match="for each option, 0 to 2"):
        lesson.predict("p03-rows-of-one-gene", reveal="Two.", reveals={0: "One."}, final=True)
    with pytest.raises(classroom.BankError, match="final=True"):
        lesson.predict("p03-rows-of-one-gene", reveal="Two.", figure=lesson.key_points())

"""Files of answers: every one is read or named with its reason, each person counts once, and the counts are right."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from browser import chromium, serve, visit  # noqa: F401  (chromium is a fixture)
from classroom_samples import NAME, form_questions, sound_course, write_course, write_forms
from explore_pages import write_page
from playwright.sync_api import expect
from saved_answers import Browser
from scipy import stats

from isotretinoin import classroom, course_root
from isotretinoin.answers import AnswersError, count_answers, gather
from isotretinoin.answers.intake import LARGEST
from isotretinoin.answers.judge import Judge
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.markup import plain
from isotretinoin.questions.reading import read_bank
from isotretinoin.teaching.__main__ import main

ASKED = ["What will you count next?", "What is still unclear?"]
STEPS = {"right": [0, 1, 2, 3], "wrong": [1, 0, 2, 3]}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return write_forms(write_course(tmp_path_factory.mktemp("course")))


@pytest.fixture(scope="module")
def bank(root):
    return read_bank(root)


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """The bank before an option was worded anew."""
    course, forms = sound_course(), form_questions()
    for one in (course["questions"][1], forms[0]):
        one["options"][1]["text"] = "Some gene"
    return read_bank(write_forms(write_course(tmp_path_factory.mktemp("older"), course), forms))


def lesson_of(bank, number: int) -> Browser:
    """Answer the lesson: a third is wrong at first, a fifth of all stay wrong, and some say so."""
    first = [[1], [0]] if number % 3 == 0 else [[0]]
    browser = Browser(bank.questions, number).predict("p03-rows-of-one-gene", number % 2)
    browser.check("q03-row", *first)
    browser.check("q03-all-columns", *([[0, 1, 2], [0, 1]] if number % 2 else [[0, 1]]))
    browser.check("q03-share", "1/120" if number % 5 == 0 else "0.05")
    browser.check("q03-steps", STEPS["right"])
    return browser.exit("03", ASKED, [f"Rows <b>{number}</b>", "=1+1" if number == 7 else ""])


FORM = {"pre-test": "a", "post-test": "b"}


def take(browser: Browser, use: str, right: int, form: str = "") -> Browser:
    """Take a form of a test with the first so many of its questions right."""
    form = form or FORM[use]
    asked = [one for one in browser.questions.values() if one.use == f"form-{form}"]
    good, bad = {"row": [0], "count": "1/20"}, {"row": [1], "count": "1/120"}
    answers = {one.id: (good if at < right else bad)[one.outcome] for at, one in enumerate(asked)}
    return browser.test(use, answers, form=form)


def write_class(folder: Path, bank, older) -> Path:
    """Write thirty files: twenty-four of the wording of now, and six of an older one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(30):
        browser = lesson_of(bank if number < 24 else older, number)
        if number % 2:
            (folder / f"{number}.json").write_bytes(browser.file("03", "How many rows?"))
        else:
            take(take(browser, "pre-test", number % 3), "post-test", 2 + number % 3)
            (folder / f"{number}.json").write_bytes(browser.file())
    return folder


@pytest.fixture(scope="module")
def class_files(tmp_path_factory, bank, older) -> Path:
    return write_class(tmp_path_factory.mktemp("class") / "answers", bank, older)


def one_file(folder: Path, content: object, name: str = "a.json") -> Path:
    folder.mkdir(exist_ok=True)
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / name).write_bytes(raw)
    return folder


# ---- The form ------------------------------------------------------------------------------------


def test_the_writer_saves_what_the_real_page_saves(chromium, root, bank, tmp_path, monkeypatch):  # noqa: F811
    with monkeypatch.context() as patch:
        patch.setenv("ISOTRETINOIN_HOME", str(root))
        lesson = classroom.lesson(NAME)
        checks = map(lesson.check, ("q03-row", "q03-all-columns", "q03-share", "q03-steps"))
        widgets = [lesson.predict("p03-rows-of-one-gene", reveal="Two."), *checks, lesson.exit_ticket()]
        widgets.append(classroom.course_test("pre-test"))
    path = write_page(tmp_path, *widgets)
    with serve(path.parent) as server, visit(chromium, server + path.name) as seen:
        page = seen.page
        expect(page.locator(".aw-widget[data-ready]")).to_have_count(7)
        cards = page.locator(".iso-check")
        page.get_by_role("radio", name="Several").check()
        page.get_by_role("button", name="Commit my prediction").click()
        for option in ("A gene", "A probe set"):
            cards.nth(0).get_by_role("radio", name=option).check()
            cards.nth(0).get_by_role("button", name="Check", exact=True).click()
        for option in ("A sample", "A gene"):
            cards.nth(1).get_by_role("checkbox", name=option).check()
        cards.nth(1).get_by_role("button", name="Check", exact=True).click()
        cards.nth(2).get_by_label("Your answer").fill("1/120")
        cards.nth(3).get_by_role("button", name="Check", exact=True).click()
        cards.nth(2).get_by_role("button", name="Check", exact=True).click()
        page.get_by_label("What will you count next?").fill("Rows & <b>")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save my answers as a file").click()
        of_lesson = waiting.value.path().read_bytes()
        test = page.locator(".iso-test")
        test.get_by_label("Your number or name").fill("11")
        test.get_by_role("button", name="Find my form").click()
        test.get_by_role("radio", name="A gene").first.check()
        test.get_by_label("Your answer").first.fill("0.05")
        test.get_by_label("I don't know yet").nth(2).check()
        for _ in range(2):
            test.get_by_role("button", name="Score my test").click()
        with page.expect_download() as waiting:
            test.get_by_role("button", name="Save all my answers as a file").click()
        of_course = waiting.value.path().read_bytes()
    browser = Browser(bank.questions, 1).predict("p03-rows-of-one-gene", 1).check("q03-row", [1], [0])
    browser.check("q03-all-columns", [0, 2]).check("q03-share", "1/120")
    browser.check("q03-steps", bank.questions["q03-steps"].shown_order()).exit("03", ASKED, ["Rows & <b>", ""])
    assert timeless(of_lesson) == timeless(browser.file("03", "How many rows?"))
    said = {"row-course": [1], "count-course": "0.05", "row-elsewhere": "?"}
    browser.test("pre-test", {f"q03-form-a-{name}": answer for name, answer in said.items()})
    assert timeless(of_course) == timeless(browser.file())
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "lesson.json").write_bytes(of_lesson)
    (tmp_path / "saved" / "course.json").write_bytes(of_course)
    account = gather(tmp_path / "saved", bank)
    assert (account.read, len(account.people)) == (("course.json",), 1)
    assert account.named == (
        ("lesson.json", "An earlier save of course.json, which holds all of its answers or newer ones."),
    )


def timeless(raw: bytes) -> object:
    """Return a file's content with every time cut to its form, and with its keys in the order of the file."""

    def cut(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return {key: len(str(value)) if key in ("at", "saved") else value for key, value in pairs}

    return json.loads(raw, object_pairs_hook=cut)


# ---- The account ----------------------------------------------------------------------------------


def test_a_class_is_read_whole(class_files, bank):
    account = gather(class_files, bank)
    assert (account.seen, len(account.read), account.named, len(account.people)) == (30, 30, (), 30)


def changed(content: dict, **values: object) -> dict:
    return {**content, **values}


def with_record(bank, number: int, question: str, **values: object) -> dict:
    content = lesson_of(bank, number).content("03", "How many rows?")
    record = next(one for one in content["answers"] if one["id"] == question)
    for name, value in values.items():
        record[name] = value
    return content


def attempt(answer: str, result: str, ideas: tuple[str, ...] = ()) -> list[dict]:
    return [{"answer": answer, "result": result, "misconceptions": [*ideas], "at": "2026-03-02T09:00:00.000Z"}]


WRONG_FORMS = {
    "empty": (lambda bank: b"", "It is no JSON"),
    "no answers": (lambda bank: changed(Browser(bank.questions, 1).content("03")), "It holds no answer."),
    "notebook": (lambda bank: {"cells": [], "nbformat": 4}, "It is no file of answers"),
    "list": (lambda bank: [], "It is no file of answers"),
    "picture": (lambda bank: b"\x89PNG\r\n\x1a\n\x00", "It is no JSON"),
    "deep": (lambda bank: b"[" * 200_000, "It is nested too deeply"),
    "huge number": (lambda bank: b"9" * 5000, "It is no JSON"),
    "huge": (lambda bank: b" " * (LARGEST + 1), "It is larger than 4 million bytes"),
    "archive": (lambda bank: b"PK\x03\x04....", "It is an archive inside"),
    "newer": (lambda bank: changed(lesson_of(bank, 1).content("03"), version=2), "bring the library up to date"),
    "version true": (lambda bank: changed(lesson_of(bank, 1).content("03"), version=True), "another version number"),
    "answers text": (lambda bank: changed(lesson_of(bank, 1).content("03"), answers="all"), "It holds no answer."),
    "answers null": (lambda bank: changed(lesson_of(bank, 1).content("03"), answers=[None]), "'kind' is not as"),
    "time": (lambda bank: changed(lesson_of(bank, 1).content("03"), saved="yesterday"), "no time as a page writes it"),
    "other lesson": (
        lambda bank: changed(lesson_of(bank, 1).content("03"), lesson={"id": "04", "title": ""}),
        "it is of lesson 04 and holds an answer to",
    ),
    "twice": (
        lambda bank: (lambda c: changed(c, answers=c["answers"] * 2))(lesson_of(bank, 1).content("03")),
        "two records of one question",
    ),
    "other id": (lambda bank: with_record(bank, 1, "q03-row", id="q05-row"), "lesson 03 has no question q05-row"),
    "revision": (lambda bank: with_record(bank, 1, "q03-row", revision="<b>"), "'revision' is not as"),
    "result alone": (lambda bank: with_record(bank, 3, "q03-row", result="wrong"), "is not that of its last attempt"),
    "result null": (lambda bank: with_record(bank, 1, "q03-row", result=None), "'result' is not as"),
    "many attempts": (
        lambda bank: with_record(bank, 1, "q03-row", attempts=attempt("A probe set", "right") * 51),
        "more attempts than a page keeps",
    ),
    "forged right": (
        lambda bank: with_record(bank, 1, "q03-row", attempts=attempt("A gene", "right"), result="right"),
        "calls 'A gene' right for q03-row, which is wrong",
    ),
    "forged number": (
        lambda bank: with_record(bank, 1, "q03-share", attempts=attempt("0.06", "right"), result="right"),
        "calls '0.06' right for q03-share, which is wrong",
    ),
    "forged order": (
        lambda bank: with_record(bank, 1, "q03-steps", attempts=attempt("a → b", "right"), result="right"),
        "right for q03-steps, which is wrong",
    ),
    "no such option": (
        lambda bank: with_record(bank, 1, "q03-row", attempts=attempt("A frog", "wrong"), result="wrong"),
        "q03-row has no answer 'A frog'",
    ),
    "kind": (
        lambda bank: with_record(bank, 1, "q03-row", kind="order"),
        "q03-row is no question of the kind order",
    ),
    "prediction's kind": (
        lambda bank: with_record(bank, 1, "p03-rows-of-one-gene", kind="choice"),
        "is no question of the kind choice",
    ),
    "exit": (lambda bank: with_record(bank, 1, "exit-03", answer=["one"]), "An exit ticket in it"),
    "score": (lambda bank: forged_test(bank, score=4), "not the number of right answers"),
    "score without results": (lambda bank: forged_test(bank, score=-1), "results without a score"),
    "score true": (lambda bank: forged_test(bank, score=True), "'score' is not as"),
    "items": (lambda bank: forged_test(bank, items=[]), "does not have the questions that it names"),
    "form": (lambda bank: forged_test(bank, form="c"), "'form' is not as"),
    "not known": (lambda bank: forged_unsure(bank), "is not the one that its result is of"),
    "item's result": (lambda bank: forged_item(bank), "right for q03-form-a-row-elsewhere, which is wrong"),
}


def forged_test(bank, **values: object) -> dict:
    content = take(Browser(bank.questions, 1), "pre-test", 2).content()
    content["answers"][0].update(values)
    return content


def forged_item(bank) -> dict:
    content = take(Browser(bank.questions, 1), "pre-test", 2).content()
    content["answers"][0]["items"][2]["result"] = "right"
    content["answers"][0]["score"] = 3
    return content


def forged_unsure(bank) -> dict:
    content = take(Browser(bank.questions, 1), "pre-test", 3).content()
    content["answers"][0]["items"][-1]["result"] = "unsure"
    return content


@pytest.mark.parametrize("case", WRONG_FORMS)
def test_what_no_page_saved_is_named_with_its_reason(case, bank, tmp_path):
    make, reason = WRONG_FORMS[case]
    account = gather(one_file(tmp_path / "one", make(bank)), bank)
    assert (account.seen, account.read, len(account.named), account.people) == (1, (), 1, ())
    assert reason in account.named[0][1]


def test_an_answer_to_an_older_wording_is_read_beside_that_of_now(bank, older, tmp_path):
    before = lesson_of(older, 3).content("03")
    now = lesson_of(bank, 4).content("03")
    kept_aside = next(one for one in before["answers"] if one["id"] == "q03-row")
    account = gather(one_file(tmp_path / "one", changed(now, answers=[*now["answers"], kept_aside])), bank)
    assert account.named == ()
    assert [one.revision for one in account.people[0] if one.id == "q03-row"] == [
        bank.questions["q03-row"].revision,
        older.questions["q03-row"].revision,
    ]


def test_an_answer_under_a_former_fingerprint_counts_as_one_of_now(bank, tmp_path):
    question = bank.questions["q03-row"]
    known = Bank({**bank.questions, "q03-row": replace(question, formerly=("01d0f00d",))}, bank.misconceptions)
    early = lesson_of(bank, 1)
    early.kept["03", "q03-row"]["revision"] = "01d0f00d"
    one_file(tmp_path / "one", early.content("03"), "early.json")
    early.check("q03-row", [0])
    one_file(tmp_path / "one", early.content("03"), "late.json")
    account = gather(tmp_path / "one", known)
    assert len(account.people) == 1
    assert [one.revision for one in account.people[0] if one.id == "q03-row"] == [question.revision]
    assert len(gather(tmp_path / "one", bank).people[0]) == len(account.people[0]) + 1


def test_the_sum_of_files_holds_whatever_lies_in_the_folder(class_files, bank, tmp_path):
    folder = tmp_path / "mixed"
    for at, (make, _) in enumerate(WRONG_FORMS.values()):
        one_file(folder, make(bank), f"w{at}")
    for path in class_files.iterdir():
        one_file(folder, path.read_bytes(), path.name)
    one_file(folder / "sub", (class_files / "3.json").read_bytes(), "copy of 3 (1).json.txt")
    one_file(folder, b"x", ".DS_Store")
    (folder / "link.json").symlink_to(class_files / "5.json")
    os.mkfifo(folder / "pipe.json")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.json")).write_bytes(b"{}")
    account = gather(folder, bank)
    assert account.seen == len(WRONG_FORMS) + 30 + 5
    assert account.seen == len(account.read) + len(account.named)
    assert len({*account.read, *(path for path, _ in account.named)}) == account.seen
    named = dict(account.named)
    assert named["sub/copy of 3 (1).json.txt"] == "The same answers as 3.json."
    assert named[".DS_Store"] == "Left behind by a computer, not handed in."
    assert named["link.json"] == named["pipe.json"] == "It is no ordinary file, but a link or a device."
    assert "caf\N{REPLACEMENT CHARACTER}.json" in named
    assert len(account.people) == 30


def test_an_archive_is_read_like_a_folder(class_files, bank, tmp_path):
    path = tmp_path / "answers.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in class_files.iterdir():
            archive.write(one, f"class/{one.name}")
        archive.writestr("class/bomb.json", b"0" * (LARGEST * 5))
        archive.writestr("__MACOSX/._1.json", b"x")
    account = gather(path, bank)
    assert (account.seen, len(account.read), len(account.named)) == (32, 30, 2)


def test_a_damaged_archive_says_what_to_do(class_files, bank, tmp_path):
    path = tmp_path / "answers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(class_files / "3.json", "3.json")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"PK\x01\x02", b"PK\x09\x09"))
    with pytest.raises(AnswersError, match="is damaged: fetch it again"):
        gather(path, bank)


def test_a_single_file_and_no_file(class_files, bank, tmp_path):
    assert len(gather(class_files / "3.json", bank).people) == 1
    with pytest.raises(AnswersError, match="no file in"):
        gather(tmp_path, bank)
    with pytest.raises(AnswersError, match="no folder, archive or file"):
        gather(tmp_path / "nowhere", bank)


def test_files_of_one_browser_count_each_question_once(bank, tmp_path):
    browser = lesson_of(bank, 1)
    folder = one_file(tmp_path / "saves", browser.file("03"), "early.json")
    record = browser.kept["03", "q03-row"]
    again = {**record["attempts"][0], "at": "2026-03-05T09:00:00.000Z"}
    browser.kept["03", "q03-row"] = {**record, "attempts": [*record["attempts"], again], "at": again["at"]}
    one_file(folder, browser.file("03"), "late.json")
    account = gather(folder, bank)
    assert (account.read, len(account.people)) == (("late.json",), 1)
    assert "An earlier save of late.json" in account.named[0][1]
    (row,) = (one for one in account.people[0] if one.id == "q03-row")
    assert len(row.attempts) == 2


def test_what_an_earlier_save_alone_holds_is_kept(bank, tmp_path):
    browser = lesson_of(bank, 1)
    folder = one_file(tmp_path / "saves", browser.file("03"), "early.json")
    del browser.kept["03", "q03-steps"]
    browser.predict("p03-rows-of-one-gene", 0)
    one_file(folder, browser.file("03"), "late.json")
    account = gather(folder, bank)
    assert (len(account.read), len(account.people)) == (2, 1)
    assert "q03-steps" in {one.id for one in account.people[0]}


def test_one_thousandth_of_a_second_makes_nobody_another(bank, tmp_path):
    """Two people may press a button at one time with one answer: both count."""
    folder = tmp_path / "two"
    for number in (1, 2):
        content = lesson_of(bank, number).content("03")
        row = next(one for one in content["answers"] if one["id"] == "q03-row")
        row["attempts"][0]["at"] = "2026-03-02T09:00:00.000Z"
        one_file(folder, content, f"{number}.json")
    assert len(gather(folder, bank).people) == 2


def test_every_answer_of_the_course_is_judged_as_its_key_says():
    """An answer in words leads back to its options, for every question that a page asks."""
    course = read_bank(course_root())
    judge = Judge(course)
    for question in course.questions.values():
        answers = question.answers()
        if question.form == "choices":
            for at, answer in enumerate(answers):
                assert judge.chosen(question, plain(answer.words)) == (at,)
                if question.has_key and not question.multiple:
                    assert question.result(plain(answer.words)) == ("right" if answer.right else "wrong")
            if question.multiple:
                right = [plain(question.shown[at]) for at in question.shown_order() if answers[at].right]
                assert question.result("; ".join(right)) == "right"
        elif question.form == "number":
            assert question.result(repr(question.answer)) == "right"
            assert {question.result(repr(one.answer)) for one in question.wrong} <= {"wrong"}
        else:
            assert question.result(" → ".join(map(plain, question.shown))) == "right"
            assert question.result(" → ".join(map(plain, question.shown[::-1]))) == "wrong"


# ---- The counts -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(class_files, bank):
    return count_answers(gather(class_files, bank), bank)


def test_first_and_last_attempts(counted):
    row = next(one for one in counted.questions if one.id == "q03-row" and one.wording == "as now")
    assert (row.n, row.first_right, row.last_right) == (24, 16, 24)
    assert row.first == (("A probe set", 16), ("A gene", 8), ("A patient with p < 1", 0))
    assert dict(row.ever)["A probe set"] == 24
    columns = next(one for one in counted.questions if one.id == "q03-all-columns")
    assert (columns.n, columns.first_right, columns.last_right) == (30, 15, 30)
    assert dict(columns.first) == {"A sample": 30, "An array": 30, "A gene": 15}


def test_an_older_wording_stands_apart(counted):
    rows = [one for one in counted.questions if one.id == "q03-row"]
    assert sorted((one.wording, one.n) for one in rows) == [("as now", 24), ("older", 6)]
    old = next(one for one in rows if one.wording == "older")
    assert dict(old.first) == {"A probe set": 4, "Some gene": 2}


def test_predictions_count_the_first(counted):
    (prediction,) = counted.predictions
    assert prediction.options == (("One", 15), ("Several", 15), ("It depends on the gene", 0))


def test_ideas_are_ranked_by_their_share(counted, bank):
    # Of thirty, the even ones chose the prediction with the idea, the odd ones the wrong column.
    assert next((one.id, one.n, one.of) for one in counted.ideas) == ("m-row-is-gene", 30, 30)
    second = counted.ideas[1]
    took_tests = {number for number in range(30) if number % 2 == 0}
    wrong_number = {number for number in range(30) if number % 5 == 0}
    wrong_in_test = {number for number in took_tests if number % 3 < 3}  # nobody has three right before
    assert (second.id, second.n, second.of) == ("m-order-matters", len(wrong_number | wrong_in_test), 30)
    assert second.cure == bank.misconceptions["m-order-matters"].cure


def test_tests_agree_with_a_computation_of_their_own(counted):
    numbers = range(0, 24, 2)
    before, small = sorted((one for one in counted.tests if one.id == "pre-test"), key=lambda one: one.wording)
    assert (before.n, before.wording, small.n, small.wording, small.items) == (12, "as now", 3, "older", ())
    right = np.array([[at < number % 3 for at in range(4)] for number in numbers], dtype=float)
    for at, item in enumerate(before.items):
        assert item.difficulty == pytest.approx(right[:, at].mean())
        rest = np.delete(right, at, axis=1).sum(axis=1)
        if right[:, at].std() and rest.std():
            assert item.discrimination == pytest.approx(stats.pearsonr(right[:, at], rest)[0])
        else:
            assert math.isnan(item.discrimination)


def test_gain_has_the_interval_of_a_paired_t_test(bank, tmp_path):
    pairs = [(0, 2), (1, 2), (2, 2), (1, 4), (0, 3), (2, 1)]
    for number, (before, after) in enumerate(pairs):
        browser = take(take(Browser(bank.questions, number), "pre-test", before), "post-test", after)
        one_file(tmp_path / "tests", browser.file(), f"{number}.json")
    (gain,) = count_answers(gather(tmp_path / "tests", bank), bank).gains
    shares = np.array(pairs) / 4
    expected = stats.ttest_rel(shares[:, 1], shares[:, 0]).confidence_interval(0.95)
    assert (gain.n, gain.change) == (6, pytest.approx((shares[:, 1] - shares[:, 0]).mean()))
    assert (gain.low, gain.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_harder_form_drops_out_where_both_orders_are_taken(bank, tmp_path):
    # Form B is harder by one question for everybody, and the course adds one.
    gained = {"a": [(1, 1), (2, 2), (1, 2), (2, 1), (1, 2)], "b": [(0, 2), (1, 3), (0, 3), (1, 2), (1, 3)]}
    for number, (form, before, after) in enumerate((form, *pair) for form, pairs in gained.items() for pair in pairs):
        browser = take(Browser(bank.questions, number), "pre-test", before, form)
        take(browser, "post-test", after, "b" if form == "a" else "a")
        one_file(tmp_path / "crossed", browser.file(), f"{number}.json")
    gains = {one.order: one for one in count_answers(gather(tmp_path / "crossed", bank), bank).gains}
    changes = {form: (np.array(pairs)[:, 1] - np.array(pairs)[:, 0]) / 4 for form, pairs in gained.items()}
    assert set(gains) == {"AB", "BA", "both"}
    assert gains["AB"].change == pytest.approx(changes["a"].mean())
    assert gains["both"].change == pytest.approx((changes["a"].mean() + changes["b"].mean()) / 2)
    assert gains["both"].n == 10
    # Welch's interval of the difference of one sample and the other with its sign turned, halved.
    expected = stats.ttest_ind(changes["a"], -changes["b"], equal_var=False).confidence_interval(0.95)
    assert (gains["both"].low, gains["both"].high) == (
        pytest.approx(expected.low / 2),
        pytest.approx(expected.high / 2),
    )


def test_not_knowing_is_counted_apart_and_is_not_right(bank, tmp_path):
    for number in range(6):
        said = {"q03-form-a-row-course": "?" if number < 4 else [0], "q03-form-a-count-course": "0.05"}
        one_file(tmp_path / "unsure", Browser(bank.questions, number).test("pre-test", said).file(), f"{number}.json")
    (test,) = count_answers(gather(tmp_path / "unsure", bank), bank).tests
    assert [(item.right, item.unsure) for item in test.items] == [(2, 4), (6, 0), (0, 0), (0, 0)]


def test_first_score_of_a_test_counts(bank, tmp_path):
    for number in range(5):
        first = take(Browser(bank.questions, number), "pre-test", 1)
        first.check("q03-row", [0]).check("q03-steps", STEPS["right"])
        one_file(tmp_path / "again", first.file(), f"{number} first.json")
        one_file(tmp_path / "again", take(first, "pre-test", 4).file(), f"{number} second.json")
    account = gather(tmp_path / "again", bank)
    (test,) = count_answers(account, bank).tests
    assert (len(account.people), test.n, test.mean) == (5, 5, 0.25)


def test_no_interval_where_all_change_alike(counted):
    small, gain = sorted(counted.gains, key=lambda one: one.n)
    assert (gain.n, gain.change) == (12, pytest.approx(0.5))
    assert math.isnan(gain.low)
    assert (small.n, small.shown) == (3, False)
    assert math.isnan(small.change)


def test_of_fifty_attempts_the_first_is_not_known(bank, tmp_path):
    for number in range(6):
        content = lesson_of(bank, number * 3 + 1).content("03")
        row = next(one for one in content["answers"] if one["id"] == "q03-row")
        row["attempts"] = row["attempts"] * (50 if number == 0 else 1)
        one_file(tmp_path / "many", content, f"{number}.json")
    row = next(one for one in count_answers(gather(tmp_path / "many", bank), bank).questions if one.id == "q03-row")
    assert (row.n, row.n_first, row.first_right, row.last_right) == (6, 5, 5, 6)


# ---- The command ----------------------------------------------------------------------------------


def run(root: Path, folder: Path, output: Path) -> tuple[str, list[dict[str, str]]]:
    assert main(["tickets", str(folder), "--output", str(output), "--root", str(root)]) == 0
    page = (output / "class-answers.html").read_text(encoding="utf-8")
    text = (output / "class-answers.csv").read_text(encoding="utf-8-sig")
    return page, list(csv.DictReader(io.StringIO(text)))


def test_one_page_and_one_table(root, class_files, tmp_path, capsys):
    page, rows = run(root, class_files, tmp_path / "out")
    assert "Files: 30 seen = 30 read + 0 named" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["class-answers.csv", "class-answers.html"]
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "Rows &lt;b&gt;7&lt;/b&gt;" in page
    assert "Rows <b>" not in page
    assert "Look one gene up and count its rows." in page
    assert "Lesson 3: How many rows?" in page
    sections = {row["section"] for row in rows}
    assert sections == {"question", "answer", "idea", "prediction", "exit", "test", "gain", "file"}
    texts = [row["text"] for row in rows if row["measure"] == "exit text"]
    assert len(texts) == 30
    right = {
        row["wording"]: row for row in rows if row["id"] == "q03-row" and row["measure"] == "right at first attempt"
    }
    assert (right["as now"]["count"], right["as now"]["of"]) == ("16", "24")


def test_groups_under_five_are_not_shown(root, bank, tmp_path):
    for number in range(4):
        browser = take(take(lesson_of(bank, number), "pre-test", 1), "post-test", 3)
        one_file(tmp_path / "four", browser.file(), f"{number}.json")
    page, rows = run(root, tmp_path / "four", tmp_path / "out")
    assert "Rows &lt;b&gt;" not in page
    assert "<svg" not in page
    assert all(not row["count"] and not row["value"] for row in rows)
    assert {row["text"] for row in rows} == {"", *(f"{number}.json" for number in range(4))}
    one_file(tmp_path / "four", lesson_of(bank, 4).file("03"), "4.json")
    page, rows = run(root, tmp_path / "four", tmp_path / "out")
    assert "Rows &lt;b&gt;4" in page


def test_no_text_becomes_a_formula_or_breaks_the_page(root, bank, tmp_path):
    odd = ["=1+1", "\ud800 half", "\u202eright to left", "a\x1b[31mb", "two\nlines", " @sum"]
    for number, text in enumerate(odd):
        browser = lesson_of(bank, number).exit("03", ASKED, [text, ""])
        one_file(tmp_path / "odd", json.dumps(browser.content("03")).encode(), f"{number}.json")
    page, rows = run(root, tmp_path / "odd", tmp_path / "out")
    texts = [row["text"] for row in rows if row["measure"] == "exit text"]
    assert len(texts) == len(odd)
    assert "'=1+1" in texts
    assert "'@sum" in texts
    assert "two\nlines" in texts
    assert "\x1b" not in page
    assert "<bdi>\u202eright to left</bdi>" in page


def test_bad_calls_say_what_to_do(root, class_files, tmp_path, capsys):
    assert main(["tickets", str(tmp_path / "nowhere"), "--root", str(root)]) == 1
    assert "Name the folder with the saved answers." in capsys.readouterr().err
    (tmp_path / "file").write_text("x")
    assert main(["tickets", str(class_files), "--output", str(tmp_path / "file"), "--root", str(root)]) == 1
    assert "Name another folder." in capsys.readouterr().err


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_has_no_barrier_and_fits_a_phone(dark, chromium, root, class_files, tmp_path):  # noqa: F811
    run(root, class_files, tmp_path)
    with visit(chromium, (tmp_path / "class-answers.html").as_uri(), width=360, height=740, dark=dark) as seen:
        assert seen.violations() == []
        assert seen.overflow() == 0
        background = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == ("rgb(20, 24, 30)" if dark else "rgb(255, 255, 255)")
    seen.assert_sound()

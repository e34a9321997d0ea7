"""Every lesson keeps its promises; and each way of breaking one is found and explained."""

from __future__ import annotations

import re

import pytest
import yaml
from classroom_samples import FRONT, NAME, form_questions, sound_course, write_course, write_forms

from isotretinoin import classroom, course_root
from isotretinoin.classroom.__main__ import main
from isotretinoin.classroom.promises import CODES
from isotretinoin.links import link_pages


def test_the_course_keeps_its_promises():
    problems = classroom.check_course(course_root())
    assert not problems, "\n" + "\n".join(map(str, problems))


def test_sound_course_has_no_problem(tmp_path):
    assert classroom.check_course(write_course(tmp_path)) == []


def test_a_question_that_its_solution_asks_need_not_be_asked_once_more(tmp_path):
    course = sound_course()
    course["solutions"] = {"l03-share": "print(1 / 20)"}
    course["questions"].append({**course["questions"][3], "id": "q03-tried", "solution": "l03-share"})
    assert classroom.check_course(write_course(tmp_path, course)) == []


def drop(key):
    return lambda course: course["front"].pop(key)


def front(**values):
    return lambda course: course["front"].update(values)


def prose(text):
    return lambda course: course["markdown"].append(text)


def without(call):
    def change(course):
        course["code"] = [source for source in course["code"] if call not in source]

    return change


def long_cells(*lengths):
    return lambda course: course["code"].extend("\n".join(["x = 1"] * length) for length in lengths)


BROKEN = {
    "no contract": (lambda course: course.update(front=None), "L01", "is missing: write it"),
    "no question": (drop("question"), "L01", "needs `question`, a text"),
    "id of another file": (front(id="04"), "L01", "the file is called"),
    "id as a number": (front(id=3), "L01", "two digits in quotes"),
    "minutes in words": (front(minutes="an hour"), "L01", "whole number"),
    "one objective": (lambda course: course["front"]["objectives"].pop(), "L01", "2 to 4 objectives"),
    "link out of the page": (
        lambda course: course["front"]["key_points"][0].update(link="04_other.ipynb"),
        "L01",
        "must be a heading",
    ),
    "objective of another lesson": (lambda c: c["front"]["objectives"][0].update(id="4.1"), "L01", "such as '3.1'"),
    "objective without question": (
        lambda course: course["front"]["objectives"].append({"id": "3.3", "text": "Fly."}),
        "L02",
        "no question covers objective 3.3",
    ),
    "misconception unknown": (front(misconceptions=["m-none"]), "L03", "m-none"),
    "misconception unchecked": (
        lambda c: (
            c["misconceptions"].append({**c["misconceptions"][0], "id": "m-new"}),
            c["front"]["misconceptions"].append("m-new"),
        ),
        "L04",
        "m-new",
    ),
    "question unknown": (lambda c: c["code"].append('lesson.check("q03-none")'), "L05", "q03-none"),
    "question computed": (lambda c: c["code"].append("lesson.check(name)"), "L05", "must name its question"),
    "question twice": (lambda c: c["code"].append('lesson.check("q03-row")'), "L05", "asked twice"),
    "wrong method": (lambda c: c["code"].append('lesson.check("p03-rows-of-one-gene")'), "L05", "the other method"),
    "question unused": (without("q03-steps"), "L06", "q03-steps is asked nowhere"),
    "solution misspelt": (
        lambda c: (c.update(solutions={"l03-share": "print(1 / 20)"}), c["questions"][3].update(solution="l03-shar")),
        "L19",
        "q03-share names l03-shar, which is no solution of the notebook. Did you mean l03-share?",
    ),
    "solution untagged": (lambda c: c["questions"][3].update(solution="l03-share"), "L19", "Tag the cell “hide-cell”"),
    "solution taken twice": (
        lambda c: (
            c.update(solutions={"l03-share": "print(1 / 20)"}),
            c["questions"][3].update(solution="l03-share"),
            c["questions"].append({**c["questions"][3], "id": "q03-again"}),
        ),
        "L19",
        "several questions name l03-share",
    ),
    "long without a check": (front(minutes=90), "L07", "90 minutes with 4 checks. Ask 6 or more"),
    "long stretch": (
        lambda course: (course["markdown"].append("word " * 2000), course["front"].update(minutes=20)),
        "L07",
        "go by between two checks",
    ),
    "minutes that are not taken": (front(minutes=40), "L17", "states 40 minutes"),
    "a core of more than an hour": (prose("word " * 13000), "L17", "Move a part under"),
    "a key that is longest": (
        lambda c: c["questions"][1]["options"][0].update(text="A probe set, which is a set of probes for one message"),
        "Q01",
        "times the mean of the others",
    ),
    "one question for an objective": (
        lambda course: [one.update(objective="3.1") for one in course["questions"][2:] if one["id"] != "q03-steps"],
        "L02",
        "only one question covers objective 3.2",
    ),
    "primer without the section": (
        front(prerequisites=[{"text": "Tables", "primer": "python#tables", "why": "x"}]),
        "L12",
        "no section #tables",
    ),
    "primer misspelt": (
        front(prerequisites=[{"text": "Tables", "primer": "tables", "why": "x"}]),
        "L01",
        "python#tables",
    ),
    "term without an entry": (front(terms=["probe set"]), "G01", "'probe set'"),
    "acronym": (prose("It used the ABC method."), "G02", "ABC is not spelled out"),
    "two sentences on a line": (prose("One sentence. Two sentences."), "S01", "holds two sentences"),
    "asks about the page and does not say so": (
        lambda course: course["questions"][1].update(stem="What does the figure above show?"),
        "Q06",
        "Write `needs: page`",
    ),
    "no prediction": (without("predict"), "L08", "prediction"),
    "no exit ticket": (without("exit_ticket"), "L09", "lesson.exit_ticket()"),
    "lost link": (lambda c: c["front"]["key_points"][0].update(link="#nowhere"), "L10", "#what-is-a-row"),
    "builds on a later lesson": (front(prerequisites=[{"lesson": "07", "why": "x"}]), "L11", "before"),
    "faulty question": (lambda c: c["questions"][1].pop("stem"), "B01", "needs `stem`"),
    "skipped level": (prose("#### Deep"), "T01", "'Deep' (level 4)"),
    "two titles": (prose("# Again"), "T01", "second heading of level 1"),
    "no title": (lambda c: c["markdown"].pop(0), "T01", "must be of level 1"),
    "bare link": (prose("Read [here](../book/data.md)."), "T02", "[here]"),
    "dismissive": (prose("This is simply a mean."), "T03", "'simply'"),
    "dismissive feedback": (lambda c: c["questions"][4].update(feedback="Of course."), "T03", "'Of course'"),
    "heading twice": (prose("## Key points"), "T04", "'Key points'"),
    "giant cell": (long_cells(21), "C01", "has 21 lines"),
    "long cells": (long_cells(*[6] * 12), "C01", "half of the code cells"),
    "long tail": (long_cells(15, 15, 15), "C01", "90th percentile"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_promise_is_found(name, tmp_path):
    change, code, words = BROKEN[name]
    course = sound_course()
    change(course)
    found = classroom.check_course(write_course(tmp_path, course))
    assert any(problem.code == code and words in problem.message for problem in found), found
    assert all(problem.code in CODES for problem in found)


@pytest.mark.parametrize(
    "text",
    [
        "The article says “simply more”.",
        "`just = 1`",
        "```\n# headings in code are no headings\njust = 1\n```",
        "> Obviously, they wrote.",
        "[the adjusted value](just.md)",
    ],
)
def test_words_of_others_and_code_are_left_alone(text, tmp_path):
    course = sound_course()
    course["markdown"].append(text)
    assert classroom.check_course(write_course(tmp_path, course)) == []


def test_one_message_lists_every_problem_of_a_contract(tmp_path, monkeypatch):
    course = sound_course()
    for key in ("question", "minutes", "exit_ticket"):
        del course["front"][key]
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path, course)))
    with pytest.raises(classroom.LessonError, match=r"(?s)needs `question`.*`minutes`.*`exit_ticket`"):
        classroom.lesson(NAME)


def test_unknown_lesson_names_the_nearest(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(write_course(tmp_path)))
    with pytest.raises(classroom.LessonError, match="Did you mean '03_how_many_rows'"):
        classroom.lesson("03_how_many_row")


def test_question_that_says_that_it_needs_its_page_is_sound(tmp_path):
    course = sound_course()
    course["questions"][1].update(stem="What does the figure above show?", needs="page")
    assert classroom.check_course(write_course(tmp_path, course)) == []


def test_forms_that_fill_the_blueprint_are_sound(tmp_path):
    assert classroom.check_course(write_forms(write_course(tmp_path))) == []


def without_twin(questions):
    del questions[-1]


BROKEN_FORMS = {
    "no twin": (without_twin, "B02", "q03-form-a-count-elsewhere has no parallel question"),
    "empty place": (without_twin, "B03", "form-b has 0 questions for count with setting elsewhere"),
    "another number of options": (lambda q: q[0]["options"].pop(), "B02", "differ in number of options: 2 and 3"),
    "another number of wrong numbers": (lambda q: q[1]["wrong"].pop(), "B02", "number of known wrong numbers: 1 and 2"),
    "another thing to read": (
        lambda q: q[0].update(stem="| a | b |\n|---|---|\n| 1 | 2 |\n\nWhat is a row?"),
        "B02",
        "thing to read: table and none",
    ),
    "another setting": (lambda q: q[0].update(setting="elsewhere"), "B02", "differ in setting"),
    "unknown outcome": (lambda q: q[0].update(outcome="rows"), "B03", "names the outcome rows"),
    "no outcome": (lambda q: q[0].pop("outcome"), "B01", "it needs `outcome`"),
    "no setting": (lambda q: q[0].update(setting="moon"), "B01", "`setting` must be one of course, elsewhere"),
    "kind that can't be marked": (
        lambda q: (q[0].pop("options"), q[0].update({**sound_course()["questions"][4], "id": q[0]["id"]})),
        "B01",
        "must be of kind choice or numeric",
    ),
    "figure that is not marked": (
        lambda q: q[0].update(figure={"axis": "a", "rows": [{"label": "A", "estimate": 1, "low": 0, "high": 2}]}),
        "Q06",
        "Write `needs: page`",
    ),
    "estimate outside its interval": (
        lambda q: q[0].update(figure={"axis": "a", "rows": [{"label": "A", "estimate": 3, "low": 0, "high": 2}]}),
        "B01",
        "its numbers must be in order",
    ),
    "empty figure": (lambda q: q[0].update(figure={"axis": "a"}), "B01", "needs `rows`, a list"),
    "unknown need": (lambda q: q[0].update(needs="time"), "B01", "`needs` must be `page`, not 'time'"),
}


@pytest.mark.parametrize("case", BROKEN_FORMS)
def test_forms_that_are_not_parallel_or_not_whole_are_found(case, tmp_path):
    change, code, words = BROKEN_FORMS[case]
    questions = form_questions()
    change(questions)
    problems = classroom.check_course(write_forms(write_course(tmp_path), questions))
    assert any(one.code == code and words in one.message for one in problems), [str(one) for one in problems]


def test_outcome_belongs_to_a_form_only(tmp_path):
    course = sound_course()
    course["questions"][1]["outcome"] = "row"
    problems = classroom.check_course(write_course(tmp_path, course))
    assert any("only a question of a form has them" in one.message for one in problems)


@pytest.mark.parametrize("text", ["themes: [", "themes: 3", "themes: [{id: a}]"])
def test_broken_blueprint_is_one_problem_that_says_what_to_do(text, tmp_path):
    folder = write_forms(write_course(tmp_path))
    (folder / "data" / "tests" / "blueprint.yml").write_text(text)
    (problem,) = classroom.check_course(folder)
    assert problem.code == "B03"
    assert "data/tests/blueprint.yml" in problem.message


def test_commands(tmp_path, capsys):
    folder = write_course(tmp_path)
    assert main(["check", "--root", str(folder)]) == 0
    assert "No problems in 1 lessons" in capsys.readouterr().out
    assert main(["style", "--root", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert NAME in shown
    assert "words_per_line" in shown
    course = sound_course()
    course["front"]["minutes"] = 90
    write_course(tmp_path, course)
    assert main(["check", "--root", str(folder)]) == 1
    assert re.search(r"^L07 03_how_many_rows\.ipynb: .*\n\nL07: A reader", capsys.readouterr().out, re.M | re.S)


def test_style_figures_count_prose_and_code(tmp_path):
    course = sound_course()
    course["markdown"] = ["# One two", "Three [four](http://five.six) `seven`.\n\n```\nnot counted\n```"]
    course["code"] = ["a = 1\n\nb = 2", "lesson.check('q03-row')"]
    row = classroom.style_figures(write_course(tmp_path, course)).loc[NAME]
    assert (row["words"], row["code_lines"], row["checks"], row["most_lines"]) == (5, 3, 1, 2)
    stems = sum(len(question["stem"].split()) for question in course["questions"])
    assert (row["read_words"], row["shown_lines"]) == (5 + stems, 2)  # a question is read on the page, its call is not


def test_opening_and_key_points_are_readable_html(tmp_path, monkeypatch):
    folder = write_course(tmp_path)
    (folder / "notebooks" / "02_design.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', encoding="utf-8"
    )
    earlier = FRONT | {"id": "02", "title": "Design", "prerequisites": []}
    earlier["objectives"] = [one | {"id": one["id"].replace("3.", "2.")} for one in FRONT["objectives"]]
    (folder / "data" / "lessons" / "02").mkdir()
    (folder / "data" / "lessons" / "02" / "contract.yml").write_text(yaml.safe_dump(earlier), encoding="utf-8")
    monkeypatch.setenv("ISOTRETINOIN_HOME", str(folder))
    lesson = classroom.lesson(NAME)
    opening = str(lesson.opening())
    for words in ("What does a row of the array stand for?", "read 7 minutes", "3.2", "<em>probe set</em>"):
        assert words in opening
    assert '<a class="iso-source" href="02_design.ipynb">Lesson 2, Design</a>' in opening
    points = str(lesson.key_points())
    assert 'href="#What-is-a-row%3F"' in points  # as JupyterLab calls the heading
    page = f'<h2 id="what-is-a-row">x</h2><h2 id="ways-or-more">x</h2>{opening}{points}'
    linked = link_pages(page)
    assert 'href="#what-is-a-row"' in linked
    assert 'href="#ways-or-more"' in linked  # Sphinx starts no id with a digit
    assert 'href="02_design.html"' in linked
    assert link_pages(linked) == linked
    assert link_pages("<a href='x.md'>x</a>") == "<a href='x.md'>x</a>"

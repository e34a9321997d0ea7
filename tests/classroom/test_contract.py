"""Every lesson keeps its promises; and each way of breaking one is found and explained."""

from __future__ import annotations

import re

import pytest
import yaml
from classroom_samples import FRONT, NAME, sound_course, write_course

from isotretinoin import classroom, course_root
from isotretinoin.classroom.__main__ import main
from isotretinoin.classroom.promises import CODES
from isotretinoin.links import link_pages


def test_the_course_keeps_its_promises():
    problems = classroom.check_course(course_root())
    assert not problems, "\n" + "\n".join(map(str, problems))


def test_sound_course_has_no_problem(tmp_path):
    assert classroom.check_course(write_course(tmp_path)) == []


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
    "test before and none after": (
        lambda course: course["questions"].append({**course["questions"][4], "id": "q03-before", "use": "pre-test"}),
        "B02",
        "the post-test about nothing",
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


def test_questions_kept_for_a_test_need_not_be_asked(tmp_path):
    course = sound_course()
    for use in ("pre-test", "post-test"):
        course["questions"].append({**course["questions"][4], "id": f"q03-{use}", "use": use})
    assert classroom.check_course(write_course(tmp_path, course)) == []


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

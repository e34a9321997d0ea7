"""Why an answer is missing is told as it was: an error, a check that could not run, or nothing written."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from isotretinoin.grading.author.marking import Case, Question, close, mark
from isotretinoin.grading.marks import preprocessors
from isotretinoin.grading.marks.preprocessors import MarkAnswers, _visible, _why_stopped

QUESTION = Question("q1", "A change", 2.0, "1.1", lambda case: 1.0, close())


def error(name: str, value: str):
    return new_output("error", ename=name, evalue=value, traceback=[])


def test_a_mark_tells_open_from_stopped():
    case = Case("s1", None)
    still_open = mark(QUESTION, None, case)
    assert not still_open.stopped
    assert "still None" in still_open.message
    stopped = mark(QUESTION, None, case, "No answer came: your cell stopped with NameError: x")
    assert stopped.stopped
    assert stopped.message.endswith("NameError: x")
    assert not mark(QUESTION, 1.0, case, "a cell stopped, and the answer came all the same").stopped


def stderr(text: str):
    return new_output("stream", name="stderr", text=text)


def test_a_warning_is_no_reason():
    assert _why_stopped(new_code_cell("x", outputs=[stderr("RuntimeWarning: divide by zero")]), "Your cell") == ""


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (error("NameError", "name 'x' is not defined"), "your cell stopped with NameError: name 'x' is not defined"),
        (error("StdinNotImplementedError", "raw_input was called"), "StdinNotImplementedError"),
        (error("Stopped", "This cell ran longer than 60 seconds and was stopped."), "ran longer than 60 seconds"),
        (error("E", "\x1b[31mred\x1b[0m\n  and\tmore"), "E: red and more"),
        (error("E", "x" * 1000), "x" * 100),
        (error("RuntimeError", "'widget' is not a recognised GUI loop"), "RuntimeError: 'widget' is not"),
        # IPython sends no error for these: jupyter/notebook issue 4394.
        (stderr("UsageError: Line magic function `%%time` not found.\n"), "stopped with UsageError: Line magic"),
        (stderr("look out\nUsageError: Cell magic `%%nothing` not found."), "stopped with UsageError: Cell magic"),
    ],
)
def test_an_error_becomes_a_sentence(output, words):
    told = _why_stopped(new_code_cell("x", outputs=[output]), "Your cell")
    assert words in told
    assert len(told) < 400


def test_what_stopped_counts_for_the_next_check_only(monkeypatch):
    def check(name: str):
        return new_code_cell(
            f"### BEGIN HIDDEN TESTS\nhand_in('{name}', x)\n### END HIDDEN TESTS",
            metadata={"nbgrader": {"grade": True, "solution": False, "points": 2, "grade_id": name}},
        )

    cells = [
        new_code_cell("import nothing", outputs=[error("ModuleNotFoundError", "No module named 'nothing'")]),
        new_code_cell("change = None"),
        check("q1"),
        new_code_cell("p = None"),
        check("q2"),
        check("q3"),
    ]
    cells[-1].outputs = [error("TypeError", "'list' object is not callable")]
    monkeypatch.setattr(preprocessors, "find_source", lambda name: None)
    questions = [QUESTION, *(Question(n, n, 2.0, "1.1", lambda case: 1.0, close()) for n in ("q2", "q3"))]
    monkeypatch.setattr(preprocessors, "read_key", lambda source: questions)
    monkeypatch.setattr(preprocessors, "dataset", lambda *names: None)
    made, _ = MarkAnswers().preprocess(new_notebook(cells=cells), {"nbgrader": {"assignment": "A0", "student": "s1"}})
    told = {name: verdict["message"] for name, verdict in made.metadata["isotretinoin"]["verdicts"].items()}
    assert "your cell stopped with ModuleNotFoundError" in told["q1"]
    assert "still None" in told["q2"]
    assert "the check stopped with TypeError" in told["q3"]
    nbformat.validate(made)


def test_feedback_shows_what_a_visible_test_printed_and_no_warning():
    cell = new_code_cell(
        outputs=[
            new_output("stream", name="stdout", text="Two of three differences fit.\n"),
            new_output("stream", name="stderr", text="RuntimeWarning: divide by zero\n"),
            new_output("error", ename="AssertionError", evalue="the third is off", traceback=[]),
        ]
    )
    shown = _visible(cell)
    assert [one.name for one in shown] == ["stdout", "stdout"]
    assert [one.text for one in shown] == [
        "Two of three differences fit.\n",
        "This cell stopped. AssertionError: the third is off\n",
    ]

"""What the bank says to a cell that is tried in its page: the data of the page, and that every known number is true."""

from __future__ import annotations

import math

import numpy as np
import pytest
from classroom_samples import NAME, sound_course, write_course
from scipy.stats import norm

from isotretinoin import course_root, evidence, studies
from isotretinoin.classroom.contract import read_notebook
from isotretinoin.classroom.tried import solution_of, tried_answers
from isotretinoin.mechanism import apoptosis, iron, receptors
from isotretinoin.questions.reading import read_bank

ROOT = course_root()
BANK = read_bank(ROOT)
LESSON_14 = next((ROOT / "notebooks").glob("14_*.ipynb"))


def test_answers_are_found_by_the_place_of_the_solution(tmp_path):
    course = sound_course()
    course["solutions"] = {"l03-other": "print(1)", "l03-share": "print(1 / 20)"}
    course["questions"][3]["solution"] = "l03-share"
    course["questions"][3]["feedback"] = "Yes, as [the data page](../book/data.md#rows) says."
    root = write_course(tmp_path, course)
    found = tried_answers(read_notebook(root / "notebooks" / f"{NAME}.ipynb"), read_bank(root))
    assert list(found) == [1]
    assert [(one["right"], one["number"], one["tolerance"]) for one in found[1]] == [
        (True, 0.05, 0),
        (False, pytest.approx(1 / 120), 0),
        (False, -1000, 500),
    ]
    assert 'href="../book/data.html#rows"' in found[1][0]["feedback"]
    assert found[1][1]["feedback"] == "You counted orders."


def test_a_lesson_without_such_questions_carries_nothing(tmp_path):
    root = write_course(tmp_path)
    assert tried_answers(read_notebook(root / "notebooks" / f"{NAME}.ipynb"), read_bank(root)) == {}


# --- the numbers of the course ---------------------------------------------------------------------------------------


def paired_t() -> tuple[float, list[float]]:
    """Lesson 5: the row of the simulated study, and a divisor of six, of the root of twelve, and of one."""
    skin = studies.load("skin", source="replica")
    row = skin.samples.assign(v=skin.expression.loc["SIM11243_sim"])
    pairs = row.pivot(index="patient", columns="time", values="v")
    d = pairs["week 1"] - pairs["baseline"]
    ratio = d.mean() / d.std()
    assert (round(d.mean(), 3), round(d.std(), 3)) == (-0.667, 0.2), "the stem states them"
    return ratio * math.sqrt(6), [ratio * 6, ratio * math.sqrt(12), ratio]


def nine_tenths() -> tuple[float, list[float]]:
    """Lesson 10: the steady loss, and a straight line that brings half of the rise in each half-life."""
    x = math.log2(10)
    assert 1 - 2**-x == pytest.approx(0.9)
    return x, [0.9 / 0.5, 1 / 0.5]


def share_left() -> tuple[float, list[float]]:
    """Lesson 11: differences under both siRNAs; without the vehicles; the message in the place of the effect."""
    half = apoptosis.Parameters(necessity=0.5, sufficiency=0.5)
    dying = apoptosis.experiment(0.7, parameters=half).set_index("arm")["tunel"]
    silenced, control = (dying[f"drug, {sirna} siRNA"] for sirna in ("LCN2", "control"))
    left = (silenced - dying["vehicle, LCN2 siRNA"]) / (control - dying["vehicle, control siRNA"])
    return left, [silenced / control, 1 - 0.7]


def how_much_ngal() -> tuple[float, list[float]]:
    """Lesson 12: held and empty; only what is held, only what is empty, and a hundredfold excess."""
    held, empty = 99, 10 * 99 / 1
    assert iron.not_captured(100, held + empty, 10) == pytest.approx(1)
    assert round(float(iron.not_captured(100, held, 10))) == 27
    assert round(float(iron.not_captured(100, 10_000, 10)), 1) == 0.1
    return held + empty, [held, empty, 100 * 100]


def three_quarters() -> tuple[float, list[float]]:
    """Lesson 13: three times the constant, three quarters of it, and half as much again."""
    kd = 20 / 10
    assert receptors.occupancy(np.array([3, 0.75, 1.5]) * kd, kd) == pytest.approx([0.75, 3 / 7, 0.6])
    return 3 * kd, [0.75 * kd, 1.5 * kd]


def surface_points() -> tuple[float, list[float]]:
    """Lesson 14: both steps down, none, and one of them; the gap is about a claim with these two and no others."""
    (cell,) = [source for _, source in read_notebook(LESSON_14).cells if source.startswith("start = ")]
    (more,) = [source for _, source in read_notebook(LESSON_14).cells if source.startswith("steps = ")]
    rules = {"evidence": evidence, "claims": evidence.weighed()}
    exec(f"{cell}\n{more}", rules)
    points = rules["graded"].loc["det-surface-2p4"]
    steps = points[list(rules["steps"])]
    assert (steps[steps != 0] == -1).all()
    return points["points"], [points["start"], points["start"] - 1]


def forty_each() -> tuple[float, list[float]]:
    """Lesson 15: the formula solved for the limit; without the power, which is then a half; with one arm's error."""
    interval, power = norm.ppf(0.975), norm.ppf(0.8)
    error = math.sqrt(2 / 40)
    assert norm.cdf(error * interval / error - interval) == 0.5
    return error * (interval + power), [error * interval]


WAYS = {
    "q05-t-by-hand": paired_t,
    "q10-nine-tenths": nine_tenths,
    "q11-share-left": share_left,
    "q12-how-much-ngal": how_much_ngal,
    "q13-three-quarters": three_quarters,
    "q14-surface-points": surface_points,
    "q15-forty-each": forty_each,
}


def test_every_linked_question_is_computed_here():
    assert set(WAYS) == {name for name, question in BANK.questions.items() if solution_of(question)}


@pytest.mark.parametrize("name", WAYS)
def test_each_known_way_gives_its_number(name):
    right, wrong = WAYS[name]()
    question = BANK.questions[name]
    assert right == pytest.approx(question.answer, abs=question.tolerance + 1e-9)
    assert len(wrong) == len(question.wrong)
    for way, known in zip(wrong, question.wrong, strict=True):
        assert way == pytest.approx(known.answer, abs=known.tolerance + 1e-9)

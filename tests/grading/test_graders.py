"""The graders are graded: right answers of every kind are taken, typical wrong ones are not, for thirty students."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from isotretinoin import course_root
from isotretinoin.assignments import ASSIGNMENTS, dataset
from isotretinoin.assignments.checks import NOT_THE_MARK
from isotretinoin.assignments.fixtures import SEEDS
from isotretinoin.assignments.hand_in import packed, unpacked
from isotretinoin.classroom import read_bank, read_contracts
from isotretinoin.grading.__main__ import main
from isotretinoin.grading.author.examine import (
    Assignment,
    examine,
    fixture_separates,
    instructor_folder,
    read_assignment,
)
from isotretinoin.grading.author.marking import Case, fits, mark

STUDENTS = tuple(f"check-{number}" for number in range(30))
SAMPLE = course_root() / "notebooks" / "assignments" / "sample"
each_assignment = pytest.mark.parametrize("name", sorted(ASSIGNMENTS))
# A handful of students sees most slips in seconds; one wrong answer of a bank may be right by chance for one in thirty.
for_students = pytest.mark.parametrize("students", [4, pytest.param(30, marks=pytest.mark.deep)])


def folder(name: str) -> Path:
    """Return where an assignment is kept: the sample in the open, the others where the teacher has them."""
    for home in (SAMPLE, instructor_folder()):
        if (home / name).is_dir():
            return home / name
    pytest.skip(f"{instructor_folder() / name} is not here: keys and banks were moved to a private place")


@cache
def assignment(name: str) -> Assignment:
    return read_assignment(folder(name))


@cache
def case(name: str, student: str) -> Case:
    return Case(student, dataset(student, name))


@cache
def examined(name: str, students: int):
    """Run the whole bank of an assignment, once for the tests that read its table."""
    return examine(assignment(name), STUDENTS[:students])


def through_json(value: object) -> object:
    return unpacked(json.loads(json.dumps(packed(value))))


@each_assignment
def test_bank_is_large_enough(name: str):
    source = assignment(name)
    assert 4 <= len(source.questions) <= 6 or name == "A0"  # the sample is a short one
    for question in source.questions:
        assert len(source.right[question]) >= 6, question
        assert len(source.wrong[question]) >= 12, question
    assert set(source.right) == set(source.wrong) == set(source.questions)


@each_assignment
@for_students
def test_right_is_taken_and_wrong_is_not(name: str, students: int):
    table = examined(name, students)
    broken = table[(table["kind"] == "right") & (table["raised"] != "")]
    assert broken.empty, broken.to_string()
    refused = table[(table["kind"] == "right") & (table["accepted"] < students)]
    assert refused.empty, f"right answers refused:\n{refused.to_string()}"
    taken = table[(table["kind"] == "wrong") & (table["accepted"] > 0)]
    assert taken.empty, f"wrong answers accepted:\n{taken.to_string()}"


def test_command_examines_a_teachers_own_students(tmp_path, capsys, monkeypatch):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,name\nanna-1,Anna\nbo-2,Bo\n", encoding="utf-8")
    assert main(["examine", "A0", "--roster", str(roster)]) == 0
    assert "2 students: all right ones taken, no wrong one." in capsys.readouterr().out
    sound = assignment("A0")
    spoilt = {**sound.wrong, "q1": {"the solution, called wrong": sound.solution("q1")}}
    monkeypatch.setattr("isotretinoin.grading.author.examine.read_assignment", lambda _: replace(sound, wrong=spoilt))
    assert main(["examine", "A0", "--students", "1"]) == 1
    said = capsys.readouterr().out
    assert "the key erred on 1 of them" in said
    assert "the solution, called wrong" in said
    assert main(["examine", "A0", "--roster", str(tmp_path / "none.csv")]) == 2


@each_assignment
def test_wrong_answers_are_wrong_and_not_broken(name: str):
    """A wrong answer that raises tests nothing but the marker's patience: a slip in the bank itself."""
    table = examined(name, 6)
    broken = table[table["raised"] != ""]
    assert broken.empty, broken.to_string()


@each_assignment
def test_solution_has_full_marks_and_passes_its_checks(name: str):
    source = assignment(name)
    for student in STUDENTS[:5]:
        names = source.start(student)
        for question in source.questions.values():
            code = source.solution(question.id)
            answer, raised = source.handed_in(question.id, code, names)
            verdict = mark(question, answer, case(name, student))
            assert verdict.points == question.points > 0, (student, question.id, raised, verdict.message)
            seen = source.seen(question.id, code, names)
            assert "✗" not in seen, seen
            assert NOT_THE_MARK in seen


@each_assignment
def test_empty_answers_have_no_marks_and_are_told_so(name: str):
    source = assignment(name)
    names = source.start("check-empty")
    for question in source.questions.values():
        answer, _ = source.handed_in(question.id, "", names)
        assert mark(question, answer, case(name, "check-empty")).points == 0
        assert "still empty" in source.seen(question.id, "", names)


@each_assignment
@for_students
def test_each_known_mistake_is_recognised_for_every_student(name: str, students: int):
    for question in assignment(name).questions.values():
        # The calls of a function question are common but for one, so a few students show what all would.
        for student in STUDENTS[:students] if question.personal else STUDENTS[:4]:
            own = case(name, student)
            for mistake in question.mistakes:
                verdict = mark(question, through_json(mistake.answer(own)), own)
                assert (verdict.points, verdict.mistake) == (0, mistake.name), (question.id, student, verdict)


@pytest.mark.parametrize(
    ("name", "question", "entry", "mistake"),
    [
        ("A0", "q2", "one-sided, up", "one-sided"),
        ("A0", "q2", "one-sided, the seen side", "one-sided, the seen side"),
        ("A0", "q3", "each rank on its own", "each rank on its own"),
        ("A0", "q3", "each rank on its own, equal ones in order", "each rank on its own"),
        ("A0", "q3", "each rank on its own, not cut at 1", "each rank on its own"),
        ("A2", "q2", "one-sided, up", "one-sided test for a rise"),
        ("A2", "q2", "one-sided in the seen direction", "one-sided test"),
        ("A2", "q2", "SD with n", "standard deviation with n"),
        ("A2", "q3", "SD with n", "standard deviation with n"),
        ("A2", "q5", "no monotone step", "each rank by itself"),
        ("A2", "q5", "no monotone step, no cap", "each rank by itself"),
        ("A2", "q5", "no monotone step, ordinal ranks", "each rank by itself"),
        ("A2", "q5", "no monotone step, ordinal ranks, capped", "each rank by itself"),
        ("A2", "q6", "SD with n", "standard deviation with n"),
        ("A3", "q2", "one-sided", "one-sided for the men"),
        ("A3", "q2", "halved", "one-sided"),
        ("A3", "q2", "Bonferroni", "corrected by Bonferroni"),
        ("A3", "q5", "in per cent", "per cent"),
        ("A4", "q1", "SD with n", "standard deviation with n"),
        ("A5", "q1", "analysis of covariance", "analysis of covariance"),
    ],
)
def test_usual_code_of_a_mistake_is_told_its_reason(name: str, question: str, entry: str, mistake: str):
    source = assignment(name)
    for student in STUDENTS[:4]:
        answer, _ = source.handed_in(question, source.wrong[question][entry], source.start(student))
        assert mark(source.questions[question], answer, case(name, student)).mistake == mistake, student


@pytest.mark.parametrize(
    ("name", "question", "entry", "told"),
    [
        ("A2", "q6", "in per cent", "50 lies outside 0 to 2"),
        ("A2", "q6", "number in place of rate", "2.5 lies outside 0 to 2"),
        ("A3", "q5", "in per cent", "lies outside 0 to 6"),
        ("A5", "q1", "ends exchanged", "low lies above high in the row gland. Look at their order."),
    ],
)
def test_visible_check_sees_a_slip_of_form(name: str, question: str, entry: str, told: str):
    source = assignment(name)
    for student in STUDENTS[:4]:
        assert told in source.seen(question, source.wrong[question][entry], source.start(student))


@each_assignment
def test_a_neighbours_answer_is_wrong(name: str):
    for question in assignment(name).questions.values():
        if not question.personal:
            continue
        for student, neighbour in pairwise(STUDENTS):
            copied = through_json(question.expected(case(name, neighbour)))
            assert not fits(question, copied, case(name, student)), (question.id, student, neighbour)


@pytest.mark.parametrize(("name", "question"), sorted(SEEDS))
def test_fixture_separates(name: str, question: str):
    assert fixture_separates(assignment(name), question, SEEDS[name, question]) == []


@each_assignment
def test_objectives_and_misconceptions_exist(name: str):
    known = {objective.id for contract in read_contracts(course_root()).values() for objective in contract.objectives}
    ideas = set(read_bank(course_root()).misconceptions)
    for question in assignment(name).questions.values():
        assert set(question.objectives) <= known, question.id
        assert question.otherwise
        for mistake in question.mistakes:
            assert not mistake.misconception or mistake.misconception in ideas, mistake
    assert any(
        mistake.misconception for question in assignment(name).questions.values() for mistake in question.mistakes
    )


@each_assignment
def test_free_text_has_a_rubric_and_two_graded_samples(name: str):
    if name == "A0":
        pytest.skip("the sample has no free text that needs a rubric of its own")
    rubric = (folder(name) / "rubric.md").read_text(encoding="utf-8")
    for level in range(1, 5):
        assert f"\n| {level} |" in rubric, level
    samples = sorted((folder(name) / "samples").glob("*.md"))
    assert len(samples) >= 2
    for sample in samples:
        assert "**Marked " in sample.read_text(encoding="utf-8"), sample.name

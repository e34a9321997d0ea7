"""A question gives its parts; page, slides, guide and exports lay out whatever kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
from classroom_samples import write_course

from isotretinoin.classroom.widgets import answer_key, describe, still_question
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.exports import FORMATS
from isotretinoin.questions.exports.sets import QuestionSet
from isotretinoin.questions.exports.text import Texts
from isotretinoin.questions.kinds import Numeric
from isotretinoin.questions.markup import inline
from isotretinoin.questions.question import Answer, Question
from isotretinoin.questions.reading import read_bank
from isotretinoin.teaching import guide
from isotretinoin.teaching.slides import outline


@pytest.fixture(scope="module")
def bank(tmp_path_factory) -> Bank:
    return read_bank(write_course(tmp_path_factory.mktemp("course")))


def layouts(question: Question, bank: Bank) -> dict[str, str]:
    """Return every place of the course that shows a question with its key."""
    return {
        "print": still_question(question) + answer_key(question, bank.misconceptions),
        "slide": "".join(outline._asked(question, "what came out", bank)),
        "guide": guide._patterns(Bank({question.id: question}, bank.misconceptions), question.lesson),
    }


def exported(question: Question, bank: Bank, target: str) -> tuple[str, list[str]]:
    writer, _ = FORMATS[target]
    texts = Texts(writer.formula, {}, bank.misconceptions)
    content, _ = writer.write([QuestionSet("x", "X", (question,))], texts)
    return content.decode("utf-8", "replace"), [str(remark) for remark in texts.remarks]


def test_each_kind_gives_its_parts(bank):
    answers = {name: question.answers() for name, question in bank.questions.items()}
    assert [one.right for one in answers["p03-rows-of-one-gene"]] == [None, None, None]
    assert [(one.words, one.right, one.picks) for one in answers["q03-row"]] == [
        ("A probe set", True, (0,)),
        ("A gene", False, (1,)),
        ("A patient with `p < 1`", False, (2,)),
    ]
    assert [one.words for one in answers["q03-share"]] == [
        "0.05 parts",
        "0.00833333 parts",
        "−1000 parts",
        "Any other number",
    ]
    right, others = answers["q03-steps"]
    assert (right.words, right.picks) == (
        "`read(file)` → Compute a score → Relabel the arrays → Choose a threshold",
        (0, 1, 2, 3),
    )
    assert (others.words, others.others, others.right) == ("Another order", True, False)
    asked = {name: question.instruction for name, question in bank.questions.items() if question.instruction}
    assert asked == {
        "q03-all-columns": "Choose all that are right.",
        "q03-share": "Your answer in parts:",
        "q03-steps": "Put these into order:",
    }


@pytest.mark.parametrize("name", ["q03-row", "q03-all-columns", "q03-share", "q03-steps"])
def test_every_layout_shows_what_is_right_and_what_helps(name, bank):
    question = bank.questions[name]
    for place, html in layouts(question, bank).items():
        for answer in question.answers():
            if answer.misconception or (answer.right and place != "guide"):
                assert inline(answer.feedback) in html, (place, answer)
            if answer.misconception:
                assert inline(bank.misconceptions[answer.misconception].statement) in html, (place, answer)
    described = describe(question, bank.misconceptions)
    assert [one["feedback"] for one in described["answers"]] == [inline(one.feedback) for one in question.answers()]


@dataclass(frozen=True, kw_only=True)
class Estimate(Numeric):
    """A further kind: a number that is right within a factor."""

    kind: ClassVar[str] = "estimate"
    factor: float = 2.0

    def answers(self) -> tuple[Answer, ...]:
        right, *others = super().answers()
        return (replace(right, words=f"{right.words}, within a factor of {self.factor:g}"), *others)


@dataclass(frozen=True, kw_only=True)
class Sketch(Question):
    """A further kind that no other system has a form for."""

    kind: ClassVar[str] = "sketch"
    form: ClassVar[str] = "drawing"

    @classmethod
    def parts_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def answers(self) -> tuple[Answer, ...]:
        return (Answer("a line that rises", True, "Yes."),)


COMMON = {"id": "q03-more", "lesson": "03", "objective": "3.1", "stem": "How many?"}


def test_a_further_kind_needs_no_change_elsewhere(bank):
    question = Estimate(**COMMON, answer=50.0, tolerance=0.0, feedback="Yes.", otherwise="Count again.")
    assert all(
        "50, within a factor of 2" in html for place, html in layouts(question, bank).items() if place != "slide"
    )
    assert describe(question, bank.misconceptions)["kind"] == "estimate"
    for target in FORMATS:
        assert exported(question, bank, target)[1] == []


@pytest.mark.parametrize("target", sorted(FORMATS))
def test_a_form_that_a_target_lacks_is_left_out_and_said(target, bank):
    content, remarks = exported(Sketch(**COMMON), bank, target)
    assert "q03-more" not in content
    assert remarks == ["q03-more: LEFT OUT: this system has no form for a question of kind sketch"]

"""The question bank: questions and misconceptions by id."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from isotretinoin.authored import Problem

from .question import FORMS, SETTINGS, USES, Question

__all__ = ["FORMS", "SETTINGS", "USES", "Bank", "BankError", "Misconception"]


class BankError(ValueError):
    """A question of the bank can't be used, or there is none of that name."""


@dataclass(frozen=True)
class Misconception:
    """An idea that many readers bring along, why it is tempting, and what cures it (Markdown)."""

    id: str
    statement: str
    tempting: str
    cure: str


@dataclass
class Bank:
    """Questions and misconceptions by id, and what is wrong with the entries that could not be taken in."""

    questions: dict[str, Question] = field(default_factory=dict)
    misconceptions: dict[str, Misconception] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of_lesson(self, lesson: str) -> list[Question]:
        """Return the questions of one lesson in the order of the files."""
        return [question for question in self.questions.values() if question.lesson == lesson]

    def question(self, question_id: str, lesson: str, method: str) -> Question:
        """Return a question that this lesson may ask by its method ``check`` or ``predict``.

        Raises
        ------
        BankError
            If there is none of that id, its entry is faulty, or it belongs to another lesson or is asked by the
            other method.
        """
        faults = [str(problem) for problem in self.problems if problem.entry == question_id]
        if faults:
            raise BankError(f"The question {question_id} can't be asked:\n- " + "\n- ".join(faults))
        found = self.questions.get(question_id)
        if found is None:
            known = [question.id for question in self.of_lesson(lesson)]
            close = difflib.get_close_matches(question_id, known, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Lesson {lesson} has: {', '.join(known) or 'none yet'}."
            raise BankError(f"There is no question {question_id!r} in data/lessons/{lesson}/questions.yml. {hint}")
        if found.lesson != lesson:
            raise BankError(f"The question {question_id!r} belongs to lesson {found.lesson}, not to lesson {lesson}.")
        if found.asked_with != method:
            raise BankError(
                f"The question {question_id!r} is of kind {found.kind}: ask it with lesson.{found.asked_with}(…)."
            )
        return found

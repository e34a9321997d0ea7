"""The question bank: questions and misconceptions by id."""

from __future__ import annotations

import difflib
import hashlib
import math
import random
from dataclasses import dataclass, field

from .figure import Figure

__all__ = [
    *("FORMS", "KINDS", "SETTINGS", "USES", "Bank", "BankError", "BankProblem", "Misconception", "Option", "Question"),
    "WrongNumber",
]

KINDS = ("choice", "numeric", "order", "predict")
FORMS = ("form-a", "form-b")
"""The two forms of the course's test, by the ``use`` of their questions."""
USES = ("page", "welcome", *FORMS)
SETTINGS = ("course", "elsewhere")
"""Where a question of a form plays: in a setting of the course, or in one that no page has."""


class BankError(ValueError):
    """A question of the bank can't be used, or there is none of that name."""


@dataclass(frozen=True)
class Misconception:
    """An idea that many readers bring along, why it is tempting, and what cures it (Markdown)."""

    id: str
    statement: str
    tempting: str
    cure: str


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    text: str
    feedback: str
    correct: bool = False
    misconception: str = ""


@dataclass(frozen=True)
class WrongNumber:
    """A number that a reader with a known misconception arrives at."""

    answer: float
    tolerance: float
    misconception: str
    feedback: str


@dataclass(frozen=True)
class Question:
    """One question. Which fields carry something depends on ``kind``; texts are inline Markdown.

    ``needs`` is ``"page"`` where the question can't be asked without what stands on its page. ``outcome`` and
    ``setting`` belong to the questions of a form, and say which place of the blueprint they fill.
    """

    id: str
    lesson: str
    objective: str
    kind: str
    stem: str
    use: str = "page"
    needs: str = ""
    outcome: str = ""
    setting: str = ""
    figure: Figure | None = None
    options: tuple[Option, ...] = ()
    multiple: bool = False
    shuffle: bool = True
    answer: float = math.nan
    tolerance: float = 0.0
    unit: str = ""
    wrong: tuple[WrongNumber, ...] = ()
    lines: tuple[str, ...] = ()
    feedback: str = ""
    otherwise: str = ""

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Return the ids of the misconceptions that the question can reveal."""
        named = [*(option.misconception for option in self.options), *(wrong.misconception for wrong in self.wrong)]
        return tuple(dict.fromkeys(filter(None, named)))

    def shown_order(self) -> list[int]:
        """Return the positions of options or lines in the order of the page: mixed, and the same for every reader.

        Authors tend to write the right answer first; a reader who sees that learns nothing. Predictions and questions
        with ``shuffle: false`` keep the written order. Lines to be ordered never start right.
        """
        order = list(range(len(self.options or self.lines)))
        if self.kind in ("predict", "numeric") or (self.kind == "choice" and not self.shuffle):
            return order
        generator = random.Random(hashlib.sha256(self.id.encode()).hexdigest())
        generator.shuffle(order)
        while self.kind == "order" and order[0] == 0:
            generator.shuffle(order)
        return order

    @property
    def reads(self) -> str:
        """Return what has to be read to answer it: "figure", "table", or "" for neither."""
        if self.figure is not None:
            return "figure"
        return "table" if "\n|---" in self.stem or "\n| ---" in self.stem else ""

    @property
    def revision(self) -> str:
        """Return a short fingerprint of wording and key: a kept answer belongs to the question that it answers."""
        options = [(option.text, option.correct) for option in self.options]
        content = repr((self.stem, options, self.lines, self.answer, self.tolerance, self.multiple))
        if self.figure is not None:
            content += repr(self.figure)
        return hashlib.sha256(content.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class BankProblem:
    """Something wrong with one entry of the bank."""

    file: str
    entry: str
    message: str
    lesson: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.entry}: {self.message}"


@dataclass
class Bank:
    """Questions and misconceptions by id, and what is wrong with the entries that could not be taken in."""

    questions: dict[str, Question] = field(default_factory=dict)
    misconceptions: dict[str, Misconception] = field(default_factory=dict)
    problems: list[BankProblem] = field(default_factory=list)

    def of_lesson(self, lesson: str) -> list[Question]:
        """Return the questions of one lesson in the order of the files."""
        return [question for question in self.questions.values() if question.lesson == lesson]

    def question(self, question_id: str, lesson: str, kinds: tuple[str, ...]) -> Question:
        """Return a question that this lesson may ask.

        Raises
        ------
        BankError
            If there is none of that id, its entry is faulty, or it belongs to another lesson or is of another kind.
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
        if found.kind not in kinds:
            method = "predict" if found.kind == "predict" else "check"
            raise BankError(f"The question {question_id!r} is of kind {found.kind}: ask it with lesson.{method}(…).")
        return found

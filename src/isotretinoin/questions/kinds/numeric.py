"""Type a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from isotretinoin.authored import Fields, Form, Many, Number, Place, Text, number_of

from ..markup import plain
from ..question import Answer, Question, spell

__all__ = ["Numeric", "WrongNumber"]

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class WrongNumber:
    """A number that a reader with a known misconception arrives at."""

    answer: float
    tolerance: float
    misconception: str
    feedback: str


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A question whose answer is ``answer`` ± ``tolerance``, ends included.

    Attributes
    ----------
    solution : str
        Id of the lesson's solution cell that computes the answer, or "".
    """

    kind: ClassVar[str] = "numeric"
    form: ClassVar[str] = "number"
    in_forms: ClassVar[bool] = True

    requires: ClassVar[Mapping[str, Form]] = {
        "answer": Number(about="0.05, 1e-3 and 1/35 are numbers."),
        "tolerance": Number(least=0, about="In the unit of the answer; the ends count as right."),
        "feedback": Text(about="What the page says to the right answer."),
        "otherwise": Text(about="What the page says to every number that is not named."),
    }
    may: ClassVar[Mapping[str, Form]] = {
        "unit": Text(),
        "solution": Text(
            r"l\d\d-[a-z0-9]+(-[a-z0-9]+)*",
            "the id of a cell, such as l13-faded-solution",
            about="Cell of the lesson, tagged as a solution, that computes this number. Whoever tries it in the page "
            "gets the feedback to what they print, and the notebook need not ask the question.",
        ),
        "wrong": Many(
            Fields(
                {"answer": Number(), "misconception": Text(), "feedback": Text()},
                {"tolerance": Number(least=0, about="0 if left out.")},
            ),
            least=0,
            name="wrong answer",
            about="Numbers that show a common idea; the first that fits gives its feedback.",
        ),
    }

    answer: float
    tolerance: float = 0.0
    unit: str = ""
    solution: str = ""
    wrong: tuple[WrongNumber, ...] = ()
    feedback: str = ""
    otherwise: str = ""

    @classmethod
    def hold(cls, entry: Mapping[str, Any], at: Place) -> None:
        """Hold wrong numbers apart from the right one, and from those before them."""
        super().hold(entry, at)
        form = cls.may["wrong"]
        assert isinstance(form, Many)
        right = _span(entry)
        spans: list[tuple[float, float]] = []
        for number, one in enumerate(entry.get("wrong") or []):
            place = form.place(at.key("wrong"), number)
            low, high = _span(one)
            if low <= right[1] and right[0] <= high:
                place.complain("overlaps with the right answer: make a tolerance smaller")
            # The first that fits is used, so that one number can stand before the range around it.
            if any(other_low <= low and high <= other_high for other_low, other_high in spans):
                place.complain("can never show: an earlier wrong answer takes all its numbers. Put it first")
            spans.append((low, high))

    @classmethod
    def parts_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return the number, its unit, and the wrong numbers."""
        wrong = tuple(
            WrongNumber(*_values(one), one["misconception"], one["feedback"]) for one in entry.get("wrong") or []
        )
        answer, tolerance = _values(entry)
        texts = {name: entry.get(name) or "" for name in ("unit", "solution", "feedback", "otherwise")}
        return {"answer": answer, "tolerance": tolerance, "wrong": wrong, **texts}

    def answers(self) -> tuple[Answer, ...]:
        right = Answer(self._words(self.answer), True, self.feedback, number=self.answer, tolerance=self.tolerance)
        wrong = (
            Answer(
                self._words(one.answer),
                False,
                one.feedback,
                one.misconception,
                number=one.answer,
                tolerance=one.tolerance,
            )
            for one in self.wrong
        )
        return (right, *wrong, Answer("Any other number", False, self.otherwise, others=True))

    def _words(self, number: float) -> str:
        return f"{spell(number)} {self.unit}".rstrip()

    @property
    def instruction(self) -> str:
        return f"Your answer in {self.unit}:" if self.unit else ""

    def details(self) -> dict[str, Any]:
        return {"unit": plain(self.unit) if self.unit else ""}

    def result(self, said: str) -> str:
        text = said.strip()
        if not _NUMBER.fullmatch(text):
            return ""  # the page reads more than this: 1/20, 5×10^-2
        # The same arithmetic as on the page.
        right = abs(float(text) - self.answer) <= self.tolerance + 1e-9 * abs(self.answer)
        return "right" if right else "wrong"

    def _key(self) -> Mapping[str, Any]:
        return {"answer": self.answer, "tolerance": self.tolerance}


def _values(entry: Mapping[str, Any]) -> tuple[float, float]:
    """Return the answer and the tolerance of an entry that has been checked."""
    return number_of(entry["answer"]) or 0.0, number_of(entry.get("tolerance")) or 0.0


def _span(entry: Mapping[str, Any]) -> tuple[float, float]:
    answer, tolerance = _values(entry)
    return answer - tolerance, answer + tolerance

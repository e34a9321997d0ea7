"""Type a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

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
    """A question whose answer is ``answer`` ± ``tolerance``, ends included."""

    kind: ClassVar[str] = "numeric"
    form: ClassVar[str] = "number"

    answer: float
    tolerance: float = 0.0
    unit: str = ""
    wrong: tuple[WrongNumber, ...] = ()
    feedback: str = ""
    otherwise: str = ""

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

"""Predict before the result shows: options, none of which is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from isotretinoin.authored import Fields, Flag, Form, Many, Place, Text

from ..question import Answer
from .choice import Choice, no_two_alike

__all__ = ["Prediction"]


@dataclass(frozen=True, kw_only=True)
class Prediction(Choice):
    """A question asked before its result shows; what came out is computed by the lesson."""

    kind: ClassVar[str] = "predict"
    asked_with: ClassVar[str] = "predict"
    in_forms: ClassVar[bool] = False

    requires: ClassVar[Mapping[str, Form]] = {
        "options": Many(
            Fields(
                {"text": Text()},
                {"feedback": Text(), "misconception": Text(about="The idea behind it, an id of a misconceptions.yml.")},
                about="No option is correct: what came out is the reveal that the notebook computes.",
            ),
            least=2,
            name="option",
        )
    }
    may: ClassVar[Mapping[str, Form]] = {"shuffle": Flag(about="A prediction keeps the written order in any case.")}

    @classmethod
    def hold(cls, entry: Mapping[str, Any], at: Place) -> None:
        """Hold the options apart."""
        super(Choice, cls).hold(entry, at)
        no_two_alike(entry["options"], at)

    def answers(self) -> tuple[Answer, ...]:
        return tuple(replace(answer, right=None) for answer in super().answers())

    def shown_order(self) -> list[int]:
        """Return the positions of the options as written: no one gives anything away, and amounts stay in order."""
        return list(range(len(self.options)))

    def result(self, said: str) -> str:
        return ""

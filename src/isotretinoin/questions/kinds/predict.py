"""Predict before the result shows: options, none of which is right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ..question import Answer
from .choice import Choice

__all__ = ["Prediction"]


@dataclass(frozen=True, kw_only=True)
class Prediction(Choice):
    """A question asked before its result shows; what came out is computed by the lesson."""

    kind: ClassVar[str] = "predict"
    asked_with: ClassVar[str] = "predict"

    def answers(self) -> tuple[Answer, ...]:
        return tuple(replace(answer, right=None) for answer in super().answers())

    def shown_order(self) -> list[int]:
        """Return the positions of the options as written: no one gives anything away, and amounts stay in order."""
        return list(range(len(self.options)))

    def result(self, said: str) -> str:
        return ""

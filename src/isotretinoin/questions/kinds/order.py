"""Put lines into their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from isotretinoin.authored import Form, Many, Text

from ..markup import plain
from ..mixing import mixed
from ..question import Answer, Question

__all__ = ["Order"]


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """A question whose answer is an order of lines; ``lines`` are in the right one."""

    kind: ClassVar[str] = "order"
    form: ClassVar[str] = "order"

    requires: ClassVar[Mapping[str, Form]] = {
        "lines": Many(least=3, name="line", apart=True, about="In the right order; the page mixes them."),
        "feedback": Text(about="What the page says to the right order."),
        "otherwise": Text(about="What the page says to every other order."),
    }

    lines: tuple[str, ...]
    feedback: str = ""
    otherwise: str = ""

    @classmethod
    def parts_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return the lines and what is said to them."""
        return {"lines": tuple(entry["lines"]), "feedback": entry["feedback"], "otherwise": entry["otherwise"]}

    def answers(self) -> tuple[Answer, ...]:
        right = Answer(" → ".join(self.lines), True, self.feedback, picks=tuple(range(len(self.lines))))
        return right, Answer("Another order", False, self.otherwise, others=True)

    @property
    def instruction(self) -> str:
        return "Put these into order:"

    @property
    def shown(self) -> tuple[str, ...]:
        return self.lines

    def shown_order(self) -> list[int]:
        """Return the positions of the lines, mixed; the first line never stands first."""
        return mixed(self.id, len(self.lines), starts_right=False)

    def result(self, said: str) -> str:
        return "right" if said == " → ".join(map(plain, self.lines)) else "wrong"

    def _key(self) -> Mapping[str, Any]:
        return {"lines": self.lines}

"""Choose the right answer, or all that are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations
from typing import Any, ClassVar

from ..markup import plain
from ..mixing import mixed
from ..question import Answer, Question

__all__ = ["Choice", "Option"]

_MOST_OPTIONS = 12  # 4096 sets of options; no page asks about more


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    text: str
    feedback: str
    correct: bool = False
    misconception: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """A question with one right option, or with several where it is ``multiple``."""

    kind: ClassVar[str] = "choice"
    form: ClassVar[str] = "choices"

    options: tuple[Option, ...]
    multiple: bool = False
    shuffle: bool = True

    def answers(self) -> tuple[Answer, ...]:
        return tuple(
            Answer(option.text, option.correct, option.feedback, option.misconception, (at,))
            for at, option in enumerate(self.options)
        )

    @property
    def instruction(self) -> str:
        return "Choose all that are right." if self.multiple else ""

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(option.text for option in self.options)

    def shown_order(self) -> list[int]:
        """Return the positions of the options, mixed, or as written where the question says ``shuffle: false``.

        Authors tend to write the right answer first; a reader who sees that learns nothing.
        """
        return mixed(self.id, len(self.options)) if self.shuffle else super().shown_order()

    def details(self) -> dict[str, Any]:
        return {"multiple": self.multiple}

    def chosen(self, said: str) -> tuple[int, ...] | None:
        """Return the positions of the options that an answer in words names, or None where there is no such answer."""
        return _sets(self).get(said)

    def result(self, said: str) -> str:
        right = {at for at, option in enumerate(self.options) if option.correct}
        chosen = self.chosen(said)
        return "" if chosen is None else "right" if set(chosen) == right else "wrong"

    def _key(self) -> Mapping[str, Any]:
        return {"options": [(option.text, option.correct) for option in self.options], "multiple": self.multiple}


@cache
def _sets(question: Choice) -> dict[str, tuple[int, ...]]:
    order = question.shown_order()
    if not question.multiple or len(order) > _MOST_OPTIONS:
        sets = ((at,) for at in order)
    else:
        sets = chain.from_iterable(combinations(order, size) for size in range(1, len(order) + 1))
    words = {at: plain(question.options[at].text) for at in order}
    return {"; ".join(words[at] for at in one): one for one in sets}

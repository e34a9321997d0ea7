"""Choose the right answer, or all that are right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations
from typing import Any, ClassVar

from isotretinoin.authored import Fields, Flag, Form, Many, Place, Text

from ..markup import plain
from ..mixing import mixed
from ..question import Answer, Question

__all__ = ["Choice", "Option", "no_two_alike"]

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
    in_forms: ClassVar[bool] = True

    requires: ClassVar[Mapping[str, Form]] = {
        "options": Many(
            Fields(
                {"text": Text(), "feedback": Text(about="What the page says to whoever chooses it.")},
                {
                    "correct": Flag(about="true for a right option; left out otherwise."),
                    "misconception": Text(about="The idea behind a wrong option, an id of a misconceptions.yml."),
                },
            ),
            least=2,
            name="option",
        )
    }
    may: ClassVar[Mapping[str, Form]] = {
        "multiple": Flag(about="Whether several options are right."),
        "shuffle": Flag(about="false keeps the written order, for instance of amounts."),
    }

    options: tuple[Option, ...]
    multiple: bool = False
    shuffle: bool = True

    @classmethod
    def hold(cls, entry: Mapping[str, Any], at: Place) -> None:
        """Hold the key: right options, wrong ones with the idea behind them, no two with the same text."""
        super().hold(entry, at)
        options = entry["options"]
        for place, option in _each(options, at):
            if not option.get("correct") and option.get("misconception") is None:
                place.complain("names no misconception, and is not `correct`")
            elif option.get("correct") and option.get("misconception") is not None:
                place.complain("is correct and names a misconception; it can't be both")
        no_two_alike(options, at)
        right = sum(option.get("correct", False) for option in options)
        if entry.get("multiple"):
            if not 0 < right < len(options):
                at.key("options").complain("need one or more with `correct: true`, and one or more without")
        elif right != 1:
            at.key("options").complain(f"need exactly one with `correct: true`, not {right} (or say `multiple: true`)")

    @classmethod
    def parts_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return options, and how they are shown."""
        options = tuple(
            Option(one["text"], one.get("feedback") or "", one.get("correct", False), one.get("misconception") or "")
            for one in entry["options"]
        )
        return {"options": options, "multiple": entry.get("multiple", False), "shuffle": entry.get("shuffle", True)}

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


def _each(options: list[Mapping[str, Any]], at: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    form = Choice.requires["options"]
    assert isinstance(form, Many)
    for number, option in enumerate(options):
        yield form.place(at.key("options"), number), option


def no_two_alike(options: list[Mapping[str, Any]], at: Place) -> None:
    """Complain where two options have the same text."""
    texts = [option["text"] for option in options]
    if len(set(texts)) < len(texts):
        at.complain("has two options with the same text")


@cache
def _sets(question: Choice) -> dict[str, tuple[int, ...]]:
    order = question.shown_order()
    if not question.multiple or len(order) > _MOST_OPTIONS:
        sets = ((at,) for at in order)
    else:
        sets = chain.from_iterable(combinations(order, size) for size in range(1, len(order) + 1))
    words = {at: plain(question.options[at].text) for at in order}
    return {"; ".join(words[at] for at in one): one for one in sets}

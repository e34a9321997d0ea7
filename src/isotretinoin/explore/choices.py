"""A choice: a name, its options, and the traitlet that holds the option chosen."""

from __future__ import annotations

import keyword
import numbers
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets

from .budget import ExploreError

__all__ = ["Choice", "Option", "add_choice_traits", "read_choices", "spell"]

Option = bool | int | float | str

_FEWEST_FOR_A_SLIDER = 4


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as the Python number that JSON knows."""
    return value.item() if hasattr(value, "item") and not isinstance(value, str) else value


def spell(option: Option) -> str:
    """Return an option as a reader sees it: on, off, 0.05, female."""
    if isinstance(option, bool):
        return "on" if option else "off"
    if isinstance(option, float | int):
        # 1e-05 is how a computer writes what a reader knows as 0.00001.
        small = 0 < abs(option) < 1e-6
        text = f"{option:.6g}" if small else np.format_float_positional(round(option, 10), trim="-")
        return text.replace("e-0", "e-").replace("-", "−", 1) if option < 0 else text.replace("e-0", "e-")
    return option


@dataclass(frozen=True)
class Choice:
    """One control of an explorable."""

    name: str
    options: tuple[Option, ...]
    """In the order of the control; numbers from small to large."""
    label: str
    help: str = ""
    start: Option = False
    """The option in which the figure starts."""

    @property
    def kind(self) -> str:
        """``switch`` for on and off, ``radio`` for words and up to three numbers, ``range`` for more."""
        if isinstance(self.options[0], bool):
            return "switch"
        few = len(self.options) < _FEWEST_FOR_A_SLIDER
        return "radio" if few or isinstance(self.options[0], str) else "range"

    def find(self, value: Any) -> int:
        """Return the position of an option; a number may differ by rounding (0.1 + 0.2 finds 0.3).

        Raises
        ------
        LookupError
            If it is none of the options.
        """
        value = _plain(value)
        for position, option in enumerate(self.options):
            if isinstance(option, bool) or isinstance(value, bool):
                if option is value:
                    return position
            elif isinstance(option, numbers.Real) and isinstance(value, numbers.Real):
                if abs(option - value) <= 1e-9 * max(1.0, abs(option)):
                    return position
            elif option == value:
                return position
        raise LookupError(value)

    def describe(self) -> dict[str, Any]:
        """Return what the front end needs to draw the control."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "help": self.help,
            "options": list(self.options),
            "texts": [spell(option) for option in self.options],
        }


class OneOf(traitlets.TraitType):
    """A traitlet that holds one of the options of a choice."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.start)
        self.choice = choice

    def validate(self, obj: Any, value: Any) -> Option:
        """Return the option meant, or say which ones there are."""
        try:
            return self.choice.options[self.choice.find(value)]
        except LookupError:
            options = ", ".join(repr(option) for option in self.choice.options)
            raise traitlets.TraitError(f"{self.choice.name} can't be {value!r}. Choose one of: {options}.") from None


def _read_options(name: str, given: Any) -> tuple[Option, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ExploreError(f"The options of {name} are {given!r}. Give a list such as [False, True] or ['a', 'b'].")
    options = tuple(_plain(option) for option in given)
    if len(options) < 2:
        raise ExploreError(f"{name} has {len(options)} option(s), so there is nothing to choose. Give two or more.")
    booleans = sum(isinstance(option, bool) for option in options)
    words = sum(isinstance(option, str) for option in options)
    real = sum(isinstance(option, numbers.Real) for option in options) - booleans
    if len(options) not in (booleans, words, real):
        raise ExploreError(f"The options of {name} mix kinds: {list(options)!r}. Use only words, numbers or on/off.")
    if words and not all(option.strip() for option in options):
        raise ExploreError(f"An option of {name} is empty text. Each option needs a word that a reader can see.")
    if len(set(options)) < len(options):
        raise ExploreError(f"The options of {name} repeat themselves: {list(options)!r}.")
    return options


def read_choices(
    given: Mapping[str, Any],
    labels: Mapping[str, str] | None,
    help: Mapping[str, str] | None,  # noqa: A002
    reserved: type,
) -> list[Choice]:
    """Check the choices of an explorable and return them in order.

    Parameters
    ----------
    given : mapping
        Name to options.
    labels, help : mapping or None
        Name to the text beside the control, and to the text below it.
    reserved : type
        Widget class whose own attributes can't be names of choices.

    Raises
    ------
    ExploreError
        With what to change.
    """
    if not given:
        raise ExploreError("There is nothing to choose. Give at least one choice, such as sex=['female', 'male'].")
    for what, texts in (("labels", labels), ("help", help)):
        unknown = sorted(set(texts or {}) - set(given))
        if unknown:
            raise ExploreError(f"{what} names {', '.join(unknown)}, which is no choice. Choices: {', '.join(given)}.")
    choices = []
    for name, options in given.items():
        if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or hasattr(reserved, name):
            raise ExploreError(f"A choice can't be called {name!r}: the widget itself needs that name.")
        label = (labels or {}).get(name, name.replace("_", " "))
        read = _read_options(name, options)
        ordered = read if isinstance(read[0], bool | str) else tuple(sorted(read))
        choices.append(Choice(name, ordered, label, (help or {}).get(name, ""), start=read[0]))
    return choices


def add_choice_traits(widget: traitlets.HasTraits, choices: Iterable[Choice]) -> None:
    """Give a widget one synced traitlet for each choice; call it before the widget opens."""
    widget.add_traits(**{choice.name: OneOf(choice).tag(sync=True) for choice in choices})

"""What the models share: numbers with a unit and a range, checked when they are given."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from numbers import Real
from typing import Any, Self

__all__ = ["ParameterError", "ParameterSet", "check", "is_number", "number"]


class ParameterError(ValueError):
    """A number or a name that a model can't use; the message says what to give."""


def number(
    default: float, unit: str, meaning: str, *, anchor: str = "", upper: float = math.inf, zero: bool = True
) -> Any:
    """Return a field of a :class:`ParameterSet`.

    Parameters
    ----------
    default : float
        In ``unit``.
    unit, meaning : str
        For the table of a model.
    anchor : str
        Record and claim that the default comes from; "" means that it is assumed.
    upper : float
        Largest value that the model can use.
    zero : bool
        Whether 0 is one of them.
    """
    about = {"unit": unit, "meaning": meaning, "anchor": anchor, "upper": upper, "zero": zero}
    return field(default=default, metadata=about)


def is_number(value: object) -> bool:
    """Return whether a value is one finite number; True and False are none."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def check(
    name: str,
    value: object,
    upper: float = math.inf,
    *,
    zero: bool = True,
    error: type[ValueError] = ParameterError,
) -> float:
    """Return a value as a number, and refuse what is no number from 0 to ``upper``.

    Raises
    ------
    ``error``
        With the name, the range, and a hint where a percentage was given for a share.
    """
    lower = "0" if zero else "above 0"
    wanted = f"a number from {lower} to {upper:g}" if math.isfinite(upper) else f"a number, {lower} or more"
    if not zero and not math.isfinite(upper):
        wanted = "a number above 0"
    if not is_number(value) or value < 0 or (value == 0 and not zero) or value > upper:
        hint = " Write a percentage as a share: 0.7 for 70 %." if upper == 1 and is_number(value) and value > 1 else ""
        raise error(f"{name} must be {wanted}; got {value!r}.{hint}")
    return float(value)


@dataclass(frozen=True, kw_only=True)
class ParameterSet:
    """The numbers of a model; each field is made by :func:`number` and checked against its range."""

    def __post_init__(self) -> None:
        for item in fields(self):
            check(item.name, getattr(self, item.name), item.metadata["upper"], zero=item.metadata["zero"])

    def replace(self, **changes: float) -> Self:
        """Return a copy in which the named values are changed.

        Raises
        ------
        ParameterError
            If the model has no such parameter, or can't use a value.
        """
        unknown = sorted(set(changes) - {item.name for item in fields(self)})
        if unknown:
            known = ", ".join(item.name for item in fields(self))
            raise ParameterError(f"The model has no parameter {', '.join(unknown)}. It has: {known}.")
        return replace(self, **changes)

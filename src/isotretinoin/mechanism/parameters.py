"""What the models share: numbers with a unit and a range, checked when they are given."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from numbers import Real
from typing import Any, Self

import pandas as pd

__all__ = ["ParameterError", "ParameterSet", "check", "is_number", "number"]


class ParameterError(ValueError):
    """A number or a name that a model can't use; the message says what to give."""


def number(default: float, unit: str, meaning: str, *, upper: float, lower: float = 0.0, anchor: str = "") -> Any:
    """Return a field of a :class:`ParameterSet`.

    Parameters
    ----------
    default : float
        In ``unit``.
    unit, meaning : str
        For the table of a model.
    upper, lower : float
        Largest and smallest value that the model can use.
    anchor : str
        Record and claim that the default comes from; "" means that it is assumed.
    """
    about = {"unit": unit, "meaning": meaning, "anchor": anchor, "upper": upper, "lower": lower}
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
    lower: float = 0.0,
) -> float:
    """Return a value as a number, and refuse what is no number from ``lower`` to ``upper``.

    Raises
    ------
    ParameterError
        With the name, the range, and a hint where a percentage was given for a share.

    Examples
    --------
    >>> check("efficiency", 0.7, 1)
    0.7
    """
    least = f"{lower:g}" if zero else "above 0"
    wanted = f"a number from {least} to {upper:g}" if math.isfinite(upper) else f"a number, {least} or more"
    if not zero and not math.isfinite(upper):
        wanted = "a number above 0"
    if not is_number(value) or value < lower or (value == 0 and not zero) or value > upper:
        hint = " Write a percentage as a share: 0.7 for 70 %." if upper == 1 and is_number(value) and value > 1 else ""
        raise ParameterError(f"{name} must be {wanted}; got {value!r}.{hint}")
    return float(value)


@dataclass(frozen=True, kw_only=True)
class ParameterSet:
    """The numbers of a model; each field is made by :func:`number` and checked against its range."""

    def __post_init__(self) -> None:
        for item in fields(self):
            check(item.name, getattr(self, item.name), item.metadata["upper"], lower=item.metadata["lower"])

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

    def table(self) -> pd.DataFrame:
        """Return one row per parameter.

        Returns
        -------
        DataFrame
            ``parameter``, ``value``, ``range`` (the values that the model can use), ``unit``, ``status`` ("assumed", or
            "anchored" with its record and claim; an anchor that was moved says so) and ``meaning``.
        """
        rows = []
        for item in fields(self):
            value, about = getattr(self, item.name), item.metadata
            status = f"anchored: {about['anchor']}" if about["anchor"] else "assumed"
            if about["anchor"] and value != item.default:
                status = f"assumed: moved away from its anchor ({about['anchor']})"
            allowed = f"{about['lower']:g} to {about['upper']:g}"
            rows.append((item.name, value, allowed, about["unit"], status, about["meaning"]))
        return pd.DataFrame(rows, columns=["parameter", "value", "range", "unit", "status", "meaning"])

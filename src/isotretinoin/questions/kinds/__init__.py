"""The kinds of questions. A further kind is one module here, one line below, and its part of the page's script."""

from __future__ import annotations

from types import MappingProxyType

from ..question import Question
from .choice import Choice, Option
from .numeric import Numeric, WrongNumber
from .order import Order
from .predict import Prediction

__all__ = ["CHECKED", "KINDS", "Choice", "Numeric", "Option", "Order", "Prediction", "WrongNumber"]

KINDS: MappingProxyType[str, type[Question]] = MappingProxyType(
    {one.kind: one for one in (Choice, Numeric, Order, Prediction)}
)
"""Name in the bank's files to the class."""
CHECKED = tuple(name for name, kind in KINDS.items() if kind.asked_with == "check")
"""Kinds that have a right answer."""

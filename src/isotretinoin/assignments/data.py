"""Data of one student for one assignment: drawn from the id alone, the same on every machine, never stored.

Nothing here is secret. The seed follows from the id, so that nobody has to hand out files, and the key of an assignment
is computed from the same call when it is graded. What a copied number gains is nothing: the neighbour's data differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

import pandas as pd

from .identity import normal_id, seed_of

__all__ = ["ASSIGNMENTS", "AssignmentError", "Dataset", "Part", "dataset"]

ASSIGNMENTS = MappingProxyType(
    {"A0": "sample", "A1": "chip", "A2": "genes", "A3": "sexes", "A4": "plates", "A5": "alternative"}
)
"""Assignment to the module of ``draws`` that draws its data."""


class AssignmentError(ValueError):
    """No such assignment, or no such part of its data; the message lists what there is."""


@dataclass(frozen=True)
class Part:
    """One table or number of a student's data, and one sentence that says what it is."""

    value: Any
    about: str


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A student's data. Each part is an attribute: ``data.signal``.

    A part is handed out as a fresh copy, so that a cell that changes it in place can be run again.

    Attributes
    ----------
    assignment, student_id : str
    parts : mapping of name to Part
    """

    assignment: str
    student_id: str
    parts: Mapping[str, Part] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        parts = self.__dict__.get("parts", {})
        if name not in parts:
            # Jupyter asks every object for methods that begin with an underscore; they are no parts.
            hint = "" if name.startswith("_") else f" It has: {', '.join(parts)}."
            raise AttributeError(f"The data of {self.__dict__.get('assignment')} have no part {name!r}.{hint}")
        value = parts[name].value
        return value.copy() if isinstance(value, pd.DataFrame | pd.Series) else value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.parts]

    def __repr__(self) -> str:
        lines = [
            f"Data of {self.student_id!r} for {self.assignment}. Simulated: no patient and no plate is behind them."
        ]
        return "\n".join([*lines, *(f"  {name}: {_size(part.value)}{part.about}" for name, part in self.parts.items())])


def _size(value: object) -> str:
    if isinstance(value, pd.DataFrame):
        return f"{len(value)} rows × {value.shape[1]} columns. "
    if isinstance(value, tuple):
        return f"{', '.join(map(str, value))}. "
    return f"{value:g}. " if isinstance(value, int | float) else ""


def dataset(student_id: object, assignment: str) -> Dataset:
    """Return the data of a student for an assignment.

    Parameters
    ----------
    student_id : str
        The course id; capital letters and blanks around it do not matter.
    assignment : str
        "A1" to "A5".

    Returns
    -------
    Dataset
        The same for the same id, assignment and salt, for the pinned version of numpy.

    Raises
    ------
    StudentIdError
        If the id is empty or odd.
    AssignmentError
        If there is no such assignment.
    """
    return _drawn(normal_id(student_id), _known(assignment))


def _known(assignment: object) -> str:
    name = str(assignment).strip().upper()
    if name not in ASSIGNMENTS:
        raise AssignmentError(f"There is no assignment {assignment!r}. There are: {', '.join(ASSIGNMENTS)}.")
    return name


@lru_cache(maxsize=128)
def _drawn(student_id: str, assignment: str) -> Dataset:
    # Each assignment's draw is imported when it is asked for: a student's kernel needs one of them.
    draw: Callable[[int], dict[str, Part]] = import_module(f".draws.{ASSIGNMENTS[assignment]}", __package__).draw
    return Dataset(assignment, student_id, MappingProxyType(draw(seed_of(student_id, assignment))))

"""What a function of a student is called with when it is handed in.

A question that asks for a function is marked by its results on fixed calls and on one call that only this student has.
The fixed ones were found by a search (``tools/search_fixtures.py``): with these seeds every typical wrong answer of the
bank differs from the right one, and every right variant agrees. The student's own makes a copied list worthless.
Only seeds and shapes stand here; the right results are computed when the work is graded.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

import numpy as np

from .data import ASSIGNMENTS, AssignmentError
from .identity import normal_id, seed_of

__all__ = ["SEEDS", "fixed_calls", "fixture"]

FIXED_CALLS = 3
OWN_CALLS = 1

SEEDS = MappingProxyType(
    {
        ("A1", "q2"): 0,
        ("A1", "q3"): 0,
        ("A2", "q4"): 7,
        ("A2", "q5"): 0,
        ("A2", "q6"): 0,
        ("A3", "q3"): 2,
        ("A3", "q4"): 0,
        ("A4", "q4"): 0,
        ("A4", "q5"): 0,
        ("A5", "q2"): 0,
        ("A5", "q4"): 0,
        ("A5", "q5"): 0,
    }
)
"""Seed of the fixed calls of each function question."""


def fixture(assignment: str, question: str, student_id: object) -> list[tuple]:
    """Return the arguments of every call that a function is marked by.

    Parameters
    ----------
    assignment, question : str
        Such as "A2" and "q4".
    student_id : str

    Returns
    -------
    list of tuple
        One tuple of arguments per call: the fixed ones first, then the student's own.

    Raises
    ------
    AssignmentError
        If that question does not ask for a function.
    StudentIdError
        If the id is empty or odd.
    """
    if (assignment, question) not in SEEDS:
        known = ", ".join(f"{a} {q}" for a, q in SEEDS)
        raise AssignmentError(f"{assignment} {question} asks for no function. These do: {known}.")
    fixed = fixed_calls(assignment, question, SEEDS[assignment, question])
    # Tables are handed out as copies, because each call is drawn once and serves many times.
    return copy.deepcopy([*fixed, *_own_calls(assignment, question, normal_id(student_id))])


@lru_cache(maxsize=64)
def fixed_calls(assignment: str, question: str, seed: int) -> tuple[tuple, ...]:
    """Draw the fixed calls with a seed; the search tries one after the other."""
    shape = _shape(assignment, question)
    return tuple(shape(np.random.default_rng([seed, call])) for call in range(FIXED_CALLS))


@lru_cache(maxsize=256)
def _own_calls(assignment: str, question: str, student_id: str) -> tuple[tuple, ...]:
    shape, rng = _shape(assignment, question), np.random.default_rng(seed_of(student_id, f"{assignment}|{question}"))
    return tuple(shape(rng) for _ in range(OWN_CALLS))


def _shape(assignment: str, question: str) -> Callable[[np.random.Generator], tuple[Any, ...]]:
    return import_module(f".draws.{ASSIGNMENTS[assignment]}", __package__).SHAPES[question]
